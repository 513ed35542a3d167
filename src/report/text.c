/* text.c - tables for the terminal: aligned by the columns a character really takes.
 *
 * When the screen is too narrow, long titles take several lines first; then text is cut, what grows before what does
 * not. Numbers and ear tags are never cut: one cut short would be another one.
 */
#include "line.h"

#include <string.h>

enum {
    LEAST_COLUMN = 6, /* text columns are not cut below this */
    LEAST_TITLE = 4,  /* nor titles broken */
};

struct widths {
    int *wide;    /* of the columns, as set */
    int *content; /* of their cells */
    int *title;   /* the least their titles can be broken to */
    bool *code;   /* ear tags and the like */
};

static int largest(int a, int b)
{
    return a > b ? a : b;
}

static void shown_cell(const struct table *t, int row, int column, struct strbuf *shown)
{
    struct strbuf raw;
    strbuf_init(&raw);
    strbuf_clear(shown);
    table_cell_text(t, row, column, &raw);
    text_line(shown, raw.text);
    if (!table_cell(t, row, column)->known && t->kinds[row] == TABLE_ROW)
        strbuf_add_char(shown, '-');
    strbuf_done(&raw);
}

/* ---- titles ---- */

static bool is_letter(char c)
{
    return (unsigned char)c < 0x80 && c != ' ' && c != '\0';
}

/* Bytes of the next line of a title: no word of letters is torn, unless it is longer than the line. */
static size_t title_piece(const char *text, int columns)
{
    size_t bytes = utf8_cut(text, columns, NULL), whole = bytes;
    if (!text[bytes])
        return bytes;
    while (bytes > 0 && is_letter(text[bytes]) && is_letter(text[bytes - 1]))
        bytes--;
    if (bytes)
        return bytes;
    return whole ? whole : strlen(text);
}

/* Half of the title, but not less than its longest word. */
static int least_title(const char *title)
{
    int least = largest(LEAST_TITLE, (utf8_width(title) + 1) / 2 + 1), word = 0;
    for (const char *at = title; *at; at++) {
        word = is_letter(*at) ? word + 1 : 0;
        least = largest(least, word);
    }
    return least;
}

/* One line of every title; false when none had anything left. `at` moves on. */
static bool add_title_line(const struct table *t, const struct widths *w, const char **at, struct line *line)
{
    bool any = false;
    for (int column = 0; column < t->column_count; column++) {
        size_t bytes = title_piece(at[column], w->wide[column]);
        char *piece = memory_new(bytes + 1);
        memcpy(piece, at[column], bytes);
        size_t shown = bytes;
        while (shown && piece[shown - 1] == ' ')
            piece[--shown] = '\0';
        line_field(line, piece, w->wide[column], table_is_right(t, column));
        line->blanks += LINE_GAP;
        memory_free(piece);
        at[column] += bytes;
        at[column] += strspn(at[column], " ");
        any = any || *at[column];
    }
    line_end(line);
    return any;
}

static void add_head(const struct table *t, const struct widths *w, struct line *line)
{
    const char **at = memory_new((size_t)t->column_count * sizeof(char *));
    for (int column = 0; column < t->column_count; column++)
        at[column] = t->columns[column].title;
    while (add_title_line(t, w, at, line))
        ;
    memory_free(at);
    for (int column = 0; column < t->column_count; column++) {
        line_repeat(line, "-", w->wide[column]);
        line->blanks += LINE_GAP;
    }
    line_end(line);
}

/* ---- widths ---- */

static struct widths new_widths(const struct table *t)
{
    size_t bytes = (size_t)t->column_count * sizeof(int);
    return (struct widths){ memory_new(bytes), memory_new(bytes), memory_new(bytes),
                            memory_new((size_t)t->column_count * sizeof(bool)) };
}

static void free_widths(struct widths *w)
{
    memory_free(w->wide);
    memory_free(w->content);
    memory_free(w->title);
    memory_free(w->code);
}

static void measure(const struct table *t, struct widths *w)
{
    struct strbuf shown;
    strbuf_init(&shown);
    for (int row = 0; row < t->row_count; row++)
        for (int column = table_is_label_only(t, row) ? t->column_count : 0; column < t->column_count; column++) {
            shown_cell(t, row, column, &shown);
            w->content[column] = largest(w->content[column], utf8_width(shown.text));
        }
    strbuf_done(&shown);
    for (int column = 0; column < t->column_count; column++) {
        const char *title = t->columns[column].title;
        w->title[column] = least_title(title);
        w->wide[column] = largest(1, largest(w->content[column], utf8_width(title)));
        w->code[column] = table_is_code(t, column);
    }
}

static int whole_width(const struct table *t, const struct widths *w)
{
    int whole = LINE_GAP * (t->column_count - 1);
    for (int column = 0; column < t->column_count; column++)
        whole += w->wide[column];
    return whole;
}

/* The column that is only as wide as it is for its title's sake, the one with most to give. */
static int wide_title(const struct table *t, const struct widths *w)
{
    int best = -1, most = 0;
    for (int column = 0; column < t->column_count; column++) {
        int spare = w->wide[column] - largest(w->content[column], w->title[column]);
        if (spare > most) {
            most = spare;
            best = column;
        }
    }
    return best;
}

/* The text column that can best give a column away: a growing one first, then the widest. */
static int wide_text(const struct table *t, const struct widths *w)
{
    int best = -1;
    for (int column = 0; column < t->column_count; column++) {
        if (t->columns[column].type != TABLE_TEXT || w->code[column] || w->wide[column] <= LEAST_COLUMN)
            continue;
        bool grows = t->columns[column].grow > 0, best_grows = best >= 0 && t->columns[best].grow > 0;
        if (best < 0 || (grows && !best_grows) || (grows == best_grows && w->wide[column] > w->wide[best]))
            best = column;
    }
    return best;
}

static void shrink(const struct table *t, int wide, struct widths *w)
{
    for (int excess = whole_width(t, w) - wide; excess > 0; excess--) {
        int column = wide_title(t, w);
        if (column < 0)
            column = wide_text(t, w);
        if (column < 0)
            return; /* the terminal will wrap: better than numbers cut short */
        w->wide[column]--;
    }
}

/* ---- rows ---- */

static void add_row(const struct table *t, int row, const struct widths *w, struct strbuf *shown, struct line *line)
{
    bool label_only = table_is_label_only(t, row);
    for (int column = 0; column < (label_only ? 1 : t->column_count); column++) {
        shown_cell(t, row, column, shown);
        bool right = table_is_right(t, column) && table_cell_type(t, row, column) != TABLE_TEXT;
        line_field(line, shown->text, label_only ? -1 : w->wide[column], right);
        line->blanks += LINE_GAP;
    }
    line_end(line);
}

static void add_rows(const struct table *t, const struct widths *w, struct line *line)
{
    struct strbuf shown;
    strbuf_init(&shown);
    for (int row = 0; row < t->row_count; row++) {
        if (t->kinds[row] == TABLE_TOTAL && row > 0 && t->kinds[row - 1] != TABLE_TOTAL) {
            line_repeat(line, "-", whole_width(t, w));
            line_end(line);
        }
        add_row(t, row, w, &shown, line);
    }
    strbuf_done(&shown);
}

void text_table(const struct table *t, int wide, struct strbuf *out)
{
    struct line line = { .out = out };
    struct widths w = new_widths(t);
    measure(t, &w);
    if (wide > 0)
        shrink(t, wide, &w);
    add_head(t, &w, &line);
    add_rows(t, &w, &line);
    if (!t->row_count) {
        line_field(&line, _("(none)"), -1, false);
        line_end(&line);
    }
    free_widths(&w);
}
