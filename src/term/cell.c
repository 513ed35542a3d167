/* cell.c - the only routine that draws. It keeps its own note of which column holds half of a wide character, because
 * writing over one half is what shifts rows on real terminals. */
#include "private.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

enum part { PART_WHOLE, PART_LEFT, PART_RIGHT };
struct slot {
    unsigned char role, part;
};

static struct slot *slots;
static int slot_rows, slot_columns;
static struct strbuf printable;

const char cell_role_marks[ROLE_COUNT + 1] = " *=^#:_+?!-";

/* Every role has an attribute that carries it where there is no colour. */
static const struct {
    short foreground, background;
    attr_t colour_attribute, mono_attribute;
} roles[ROLE_COUNT] = {
    [ROLE_NORMAL] = { -1, -1, A_NORMAL, A_NORMAL },
    [ROLE_TITLE] = { COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE },
    [ROLE_HEADER] = { COLOR_CYAN, -1, A_UNDERLINE, A_UNDERLINE },
    [ROLE_SELECTED] = { -1, -1, A_REVERSE, A_REVERSE },
    [ROLE_KEY] = { COLOR_CYAN, -1, A_BOLD, A_BOLD },
    [ROLE_LABEL] = { COLOR_CYAN, -1, A_NORMAL, A_NORMAL },
    [ROLE_VALUE] = { -1, -1, A_UNDERLINE, A_UNDERLINE },
    [ROLE_GOOD] = { COLOR_GREEN, -1, A_NORMAL, A_NORMAL },
    [ROLE_WARNING] = { COLOR_YELLOW, -1, A_BOLD, A_BOLD },
    [ROLE_ERROR] = { COLOR_RED, -1, A_BOLD, A_BOLD | A_REVERSE },
    [ROLE_DIM] = { -1, -1, A_DIM, A_DIM },
};

static attr_t attribute_of(enum cell_role role)
{
    return terminal.colours ? roles[role].colour_attribute : roles[role].mono_attribute;
}

static short pair_of(enum cell_role role)
{
    return terminal.colours && roles[role].foreground >= 0 ? (short)(role + 1) : 0;
}

void cell_start(void)
{
    slot_rows = terminal.rows;
    slot_columns = terminal.columns;
    slots = memory_resize(slots, (size_t)slot_rows * (size_t)slot_columns + 1, sizeof *slots);
    cell_erase();
    if (!printable.text)
        strbuf_init(&printable);
    for (int role = 0; terminal.colours && role < ROLE_COUNT; role++)
        init_pair((short)(role + 1), roles[role].foreground, roles[role].background);
}

void cell_stop(void)
{
    memory_free(slots);
    slots = NULL;
    slot_rows = slot_columns = 0;
    strbuf_done(&printable);
    printable = (struct strbuf){ 0 };
}

void cell_erase(void)
{
    memset(slots, 0, (size_t)slot_rows * (size_t)slot_columns * sizeof *slots);
}

int cell_char_width(uint32_t code)
{
    char bytes[5] = "";
    utf8_encode(code, bytes);
    return utf8_width(bytes);
}

const char *cell_made_printable(const char *text)
{
    strbuf_clear(&printable);
    utf8_printable(&printable, text);
    return printable.text;
}

/* One character with the combining marks that follow it. */
static void put_cluster(int y, int x, const wchar_t *cluster, int width, enum cell_role role)
{
    cchar_t c;
    if (wcwidth(cluster[0]) != width) { /* curses would not agree on its columns: rarer than the C library's table */
        for (int i = 0; i < width; i++)
            put_cluster(y, x + i, L"?", 1, role);
        return;
    }
    setcchar(&c, cluster, attribute_of(role), pair_of(role), NULL);
    mvadd_wch(y, x, &c);
    struct slot *slot = &slots[(size_t)y * (size_t)slot_columns + (size_t)x];
    slot[0] = (struct slot){ (unsigned char)role, width == 2 ? PART_LEFT : PART_WHOLE };
    if (width == 2)
        slot[1] = (struct slot){ (unsigned char)role, PART_RIGHT };
}

static void put(int y, int x, char c, enum cell_role role)
{
    wchar_t text[2] = { (wchar_t)c, 0 };
    put_cluster(y, x, text, 1, role);
}

/* Whoever stands with one half in [x, x + width) goes altogether. */
static void mend_edges(int y, int x, int width)
{
    const struct slot *row = slots + (size_t)y * (size_t)slot_columns;
    if (row[x].part == PART_RIGHT)
        put(y, x - 1, ' ', row[x - 1].role);
    if (x + width < slot_columns && row[x + width].part == PART_RIGHT)
        put(y, x + width, ' ', row[x + width].role);
}

static void put_text(int y, int x, const char *text, size_t bytes, enum cell_role role)
{
    const char *end = text + bytes;
    while (text < end) {
        wchar_t cluster[CCHARW_MAX] = { (wchar_t)utf8_next(&text) };
        int width = cell_char_width((uint32_t)cluster[0]);
        for (size_t marks = 1; text < end; marks++) {
            const char *next = text;
            uint32_t code = utf8_next(&next);
            if (cell_char_width(code) != 0)
                break;
            if (marks < CCHARW_MAX - 1)
                cluster[marks] = (wchar_t)code;
            text = next;
        }
        if (width > 0) /* a mark with nothing under it is not drawn */
            put_cluster(y, x, cluster, width, role);
        x += width;
    }
}

void cell(int y, int x, int width, const char *text, enum cell_align align, enum cell_role role)
{
    if (!terminal.started || y < 0 || y >= slot_rows || x < 0 || x >= slot_columns)
        return;
    if (width > slot_columns - x)
        width = slot_columns - x;
    if (width <= 0)
        return;
    text = cell_made_printable(text ? text : "");
    int used = utf8_width(text), offset = 0;
    size_t bytes = strlen(text);
    bool cut = used > width;
    if (cut)
        bytes = utf8_cut(text, width - 1, &used);
    else if (align == ALIGN_RIGHT)
        offset = width - used;
    else if (align == ALIGN_CENTRE)
        offset = (width - used) / 2;
    mend_edges(y, x, width);
    for (int i = 0; i < width; i++)
        put(y, x + i, ' ', role);
    put_text(y, x + offset, text, bytes, role);
    if (cut)
        put(y, x + used, '~', role);
}

int cell_text(int y, int x, int width, const char *text, enum cell_role role)
{
    int used = utf8_width(cell_made_printable(text));
    if (used > width)
        used = width;
    cell(y, x, used, text, ALIGN_LEFT, role);
    return used > 0 ? used : 0;
}

/* ---- text over several lines ---- */
/* What closes a clause does not begin a line. */
static bool closes(const char *text)
{
    static const char *const marks[] = { "，", "。", "；", "：", "、", "）", "」", "？", "！" };
    for (size_t i = 0; i < COUNT(marks); i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (unsigned char)c < 0x80 && c != ' ' && c != 0;
}

/* A word or a number is torn only if it takes more than half of the line. */
size_t cell_line_bytes(const char *text, int columns)
{
    size_t whole = utf8_cut(text, columns, NULL), bytes = whole;
    if (!text[whole])
        return whole;
    if (closes(text + bytes))
        do
            bytes--;
        while (bytes && ((unsigned char)text[bytes] & 0xC0) == 0x80);
    while (bytes && is_letter(text[bytes]) && is_letter(text[bytes - 1]))
        bytes--;
    bytes = bytes > whole / 2 ? bytes : whole ? whole : 1;
    return bytes + strspn(text + bytes, " "); /* blanks at the end of a line are not seen */
}

int cell_rows(const char *text, int columns)
{
    int rows = 0;
    for (text = cell_made_printable(text); *text; rows++)
        text += cell_line_bytes(text, columns);
    return rows;
}

int cell_wrapped(struct area area, const char *text, enum cell_role role)
{
    char *copy = memory_text(cell_made_printable(text)), *at = copy;
    int used = 0;
    for (int y = 0; y < area.rows; y++) {
        size_t bytes = y + 1 < area.rows ? cell_line_bytes(at, area.columns) : strlen(at);
        size_t shown = bytes;
        while (shown && at[shown - 1] == ' ')
            shown--;
        char end = at[shown];
        at[shown] = 0;
        cell(area.y + y, area.x, area.columns, at, ALIGN_LEFT, role);
        used = utf8_width(at);
        at[shown] = end;
        at += bytes;
    }
    memory_free(copy);
    return used < area.columns ? used : area.columns;
}

void cell_blank(struct area area)
{
    for (int y = 0; y < area.rows; y++)
        cell(area.y + y, area.x, area.columns, "", ALIGN_LEFT, ROLE_NORMAL);
}

static void trim_end(struct strbuf *out, size_t least)
{
    while (out->length > least && out->text[out->length - 1] == ' ')
        out->text[--out->length] = 0;
}

/* What curses holds, not what we believe we drew. */
static void dump_line(struct strbuf *out, int y)
{
    size_t start = out->length;
    for (int x = 0; x < terminal.columns;) {
        cchar_t c;
        wchar_t text[CCHARW_MAX + 1] = L"";
        attr_t attribute;
        short pair;
        char bytes[4];
        mvin_wch(y, x, &c);
        getcchar(&c, text, &attribute, &pair, NULL);
        if (!text[0])
            text[0] = ' ';
        for (const wchar_t *at = text; *at; at++)
            strbuf_add_n(out, bytes, utf8_encode((uint32_t)*at, bytes));
        x += cell_char_width((uint32_t)text[0]) == 2 ? 2 : 1;
    }
    trim_end(out, start);
}

void terminal_dump(struct strbuf *out)
{
    for (int y = 0; terminal.started && y < terminal.rows; y++) {
        const struct slot *row = slots + (size_t)y * (size_t)slot_columns;
        bool any = false;
        strbuf_add(out, " |");
        dump_line(out, y);
        strbuf_add_char(out, '\n');
        for (int x = 0; x < slot_columns; x++)
            any = any || row[x].role != ROLE_NORMAL;
        if (!any)
            continue;
        strbuf_add(out, "~|");
        size_t start = out->length;
        for (int x = 0; x < slot_columns; x++)
            strbuf_add_char(out, cell_role_marks[row[x].role]);
        trim_end(out, start);
        strbuf_add_char(out, '\n');
    }
}
