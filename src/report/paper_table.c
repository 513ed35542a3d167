/* paper_table.c - tables on pages: columns as wide as their contents, heads repeated, totals that stay with their rows
 */
#include "paper.h"

#include <assert.h>
#include <string.h>

#define SIZE 9.0        /* the type all widths are measured in; smaller ones are in proportion */
#define ROW_PITCH 1.85  /* a row's height in sizes */
#define HEAD_PITCH 1.32 /* a head line's */
#define HEAD_PAD 0.9
#define CELL_PAD 0.45 /* on each side of a cell, in sizes */
#define AIR 1.2       /* sizes a column may get beyond what it needs */
#define PEN_ROOM 4.5  /* an empty growing column is there to be written in by hand */
#define AFTER_TABLE 14.0
enum { HEAD_LINES = 4, STEP_ROWS = 256 };

static const struct pen_font caption_font = { 10, true }, note_font = { 8.5, false };

struct paper_columns {
    const struct table *t;
    double size;                                             /* of the type */
    double *content, *title, *title_in_two, *title_in_three; /* widths in the type SIZE, without padding */
    bool *code;                                              /* ear tags and the like: never cut */
    double *wide, *x;                                        /* as set, with padding */
    double left, right;
    const char *const **head; /* lines of each title */
    int *head_count;
    double head_high, row_high;
};

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* ---- widths ---- */

/* What a title needs to be broken into so many lines; no word of letters is torn. */
static double least_title(struct paper *p, const char *title, double whole, int lines)
{
    double least = larger(whole / lines + SIZE, 2.05 * SIZE); /* two Han characters stay together */
    while (*title) {
        size_t bytes = strcspn(title, " ");
        const char *word = arena_text_n(&p->arena, title, bytes);
        bool letters = true;
        for (size_t i = 0; i < bytes; i++)
            letters = letters && (unsigned char)word[i] < 0x80;
        if (letters)
            least = larger(least, pen_width(p->pen, (struct pen_font){ SIZE, true }, word));
        title += bytes + (title[bytes] == ' ');
    }
    return smaller(least, whole);
}

static bool measure_row(struct paper *p, struct paper_columns *c, int row, struct strbuf *text)
{
    struct pen_font font = { SIZE, c->t->kinds[row] != TABLE_ROW };
    if (row % STEP_ROWS == 0 && !p->pages && !progress_step(p->progress, _("laying out pages"), row, c->t->row_count))
        return paper_fail_stopped(p->e);
    bool label_only = table_is_label_only(c->t, row);
    for (int i = 0; i < c->t->column_count; i++) {
        strbuf_clear(text);
        table_cell_text(c->t, row, i, text);
        if (!text->length)
            continue;
        double wide = pen_width(p->pen, font, text->text);
        if (!label_only)
            c->content[i] = larger(c->content[i], wide);
    }
    return true;
}

static bool measure(struct paper *p, struct paper_columns *c)
{
    struct strbuf text;
    strbuf_init(&text);
    for (int i = 0; i < c->t->column_count; i++) {
        c->title[i] = pen_width(p->pen, (struct pen_font){ SIZE, true }, c->t->columns[i].title);
        c->title_in_two[i] = least_title(p, c->t->columns[i].title, c->title[i], 2);
        c->title_in_three[i] = least_title(p, c->t->columns[i].title, c->title[i], 3);
    }
    bool going = true;
    for (int row = 0; row < c->t->row_count && going; row++)
        going = measure_row(p, c, row, &text);
    for (int i = 0; i < c->t->column_count; i++) {
        c->code[i] = table_is_code(c->t, i);
        if (c->content[i] <= 0 && c->t->columns[i].grow > 0)
            c->content[i] = PEN_ROOM * SIZE;
    }
    strbuf_done(&text);
    return going;
}

/* What is tried, one after the other, until the columns fit the page. */
struct attempt {
    double size;
    int title_lines;
    double most_growing, most_text; /* text columns wider than so many sizes are cut; numbers never */
};
static const struct attempt attempts[] = {
    { 9, 1, 14, 999 }, { 9, 2, 12, 999 }, { 9, 3, 12, 999 }, { 8.5, 2, 10, 999 }, { 8.5, 3, 10, 999 }, { 8, 3, 8, 999 },
    { 8, 3, 8, 16 },   { 7.5, 3, 6, 12 }, { 7, 3, 5, 10 },   { 6.5, 3, 5, 8 },    { 6, 3, 4, 6 },      { 5.5, 3, 3, 5 },
};

static double width_in(const struct paper_columns *c, int i, const struct attempt *a)
{
    const struct table_column *column = &c->t->columns[i];
    double content = c->content[i];
    if (column->type == TABLE_TEXT && !c->code[i])
        content = smaller(content, SIZE * (column->grow > 0 ? a->most_growing : a->most_text));
    double wide = larger(content, a->title_lines == 1   ? c->title[i]
                                  : a->title_lines == 2 ? c->title_in_two[i]
                                                        : c->title_in_three[i]);
    return (larger(wide, SIZE) + 2 * CELL_PAD * SIZE) * a->size / SIZE;
}

static double try_widths(struct paper_columns *c, const struct attempt *a)
{
    double whole = 0;
    c->size = a->size;
    for (int i = 0; i < c->t->column_count; i++)
        whole += c->wide[i] = width_in(c, i, a);
    return whole;
}

/* What a column still lacks to show its title on one line, and then all of its contents. */
static double lack(const struct paper_columns *c, int i, bool contents)
{
    double full = larger(contents ? c->content[i] : 0, c->title[i]) + 2 * CELL_PAD * SIZE;
    return larger(0, full * c->size / SIZE - c->wide[i]);
}

static double fill_lack(struct paper_columns *c, bool contents, double spare)
{
    double lacking = 0;
    for (int i = 0; i < c->t->column_count; i++)
        lacking += lack(c, i, contents);
    double part = lacking > spare ? spare / lacking : 1;
    for (int i = 0; i < c->t->column_count; i++)
        c->wide[i] += lack(c, i, contents) * part;
    return larger(0, spare - lacking);
}

/* First to what is broken or cut, then some air for everybody, the rest to the growing columns or to all alike. */
static void spread(struct paper_columns *c, double spare)
{
    int shares = 0, count = c->t->column_count;
    for (int i = 0; i < count; i++)
        shares += c->t->columns[i].grow;
    spare = fill_lack(c, false, spare);
    spare = fill_lack(c, true, spare);
    double air = smaller(AIR * c->size, spare / 2 / count);
    spare -= air * count;
    for (int i = 0; i < count; i++)
        c->wide[i] += air + (shares ? spare * c->t->columns[i].grow / shares : spare / count);
}

static bool grows(const struct table *t)
{
    for (int i = 0; i < t->column_count; i++)
        if (t->columns[i].grow > 0)
            return true;
    return false;
}

static bool fit(struct paper *p, struct paper_columns *c)
{
    double room = p->right - p->left, whole = 0;
    bool fits = false;
    for (size_t i = 0; i < COUNT(attempts) && !fits; i++) {
        whole = try_widths(c, &attempts[i]);
        fits = whole <= room;
    }
    if (!fits)
        return err_set(p->e, ERR_USAGE, "columns",
                       p->sheet->landscape
                           ? _("the table \"%s\" is too wide for the page: %d columns; choose fewer")
                           : _("the table \"%s\" is too wide for the page: %d columns; choose fewer, or landscape"),
                       c->t->title ? c->t->title : "", c->t->column_count);
    /* A narrow table without a growing column is not torn apart over the whole page. */
    double filled = grows(c->t) || whole * 2.4 >= room ? room : whole * 1.7;
    spread(c, filled - whole);
    c->left = c->right = p->left;
    for (int i = 0; i < c->t->column_count; i++) {
        c->x[i] = c->right;
        c->right += c->wide[i];
    }
    return true;
}

static void break_head(struct paper *p, struct paper_columns *c)
{
    int most = 1;
    for (int i = 0; i < c->t->column_count; i++) {
        double wide = c->wide[i] - 2 * CELL_PAD * c->size + 0.1;
        c->head_count[i] =
            pen_break(p->pen, &p->arena, (struct pen_font){ c->size, true }, c->t->columns[i].title, wide, &c->head[i]);
        if (c->head_count[i] > HEAD_LINES)
            c->head_count[i] = HEAD_LINES;
        most = c->head_count[i] > most ? c->head_count[i] : most;
    }
    c->head_high = c->size * (HEAD_PITCH * most + HEAD_PAD);
    c->row_high = c->size * ROW_PITCH;
}

static struct paper_columns new_columns(struct paper *p, const struct table *t)
{
    size_t lengths = (size_t)t->column_count * sizeof(double);
    return (struct paper_columns){
        .t = t,
        .content = arena_new(&p->arena, lengths),
        .title = arena_new(&p->arena, lengths),
        .title_in_two = arena_new(&p->arena, lengths),
        .title_in_three = arena_new(&p->arena, lengths),
        .code = arena_new(&p->arena, (size_t)t->column_count * sizeof(bool)),
        .wide = arena_new(&p->arena, lengths),
        .x = arena_new(&p->arena, lengths),
        .head = arena_new(&p->arena, (size_t)t->column_count * sizeof(*((struct paper_columns *)0)->head)),
        .head_count = arena_new(&p->arena, (size_t)t->column_count * sizeof(int)),
    };
}

/* ---- drawing ---- */

static void add_head(struct paper *p, const struct paper_columns *c)
{
    struct pen_font font = { c->size, true };
    pen_box(p->pen, PEN_BAND, c->left, p->y, c->right - c->left, c->head_high);
    pen_rule(p->pen, PEN_ACCENT, c->left, p->y, c->right, p->y, 1.1);
    for (int i = 0; i < c->t->column_count; i++) {
        double pad = CELL_PAD * c->size, middle = p->y + c->head_high / 2;
        double first = middle - (c->head_count[i] - 1) * c->size * HEAD_PITCH / 2 + PEN_DROP * c->size;
        for (int k = 0; k < c->head_count[i]; k++)
            pen_text(p->pen, font, PEN_BLACK, table_is_right(c->t, i) ? PEN_RIGHT : PEN_LEFT, c->x[i] + pad,
                     first + k * c->size * HEAD_PITCH, c->wide[i] - 2 * pad + 0.2, c->head[i][k]);
        if (i)
            pen_rule(p->pen, PEN_LINE, c->x[i], p->y, c->x[i], p->y + c->head_high, 0.3);
    }
    p->y += c->head_high;
    pen_rule(p->pen, PEN_ACCENT, c->left, p->y, c->right, p->y, 0.6);
}

/* How a kind of row looks: distinct without any colour. */
static const struct look {
    bool bold;
    enum pen_ink ground;
    double rule_above, rule_below;
} looks[] = {
    [TABLE_ROW] = { false, PEN_PAPER, 0, 0 },
    [TABLE_GROUP] = { true, PEN_GROUP, 0.6, 0 },
    [TABLE_SUBTOTAL] = { true, PEN_PAPER, 0.6, 0.6 },
    [TABLE_TOTAL] = { true, PEN_BAND, 1.1, 0 },
};

static void add_cells(struct paper *p, const struct paper_columns *c, int row)
{
    struct strbuf text;
    strbuf_init(&text);
    struct pen_font font = { c->size, looks[c->t->kinds[row]].bold };
    bool label_only = table_is_label_only(c->t, row);
    double pad = CELL_PAD * c->size, base = p->y + c->row_high / 2 + PEN_DROP * c->size;
    for (int i = 0; i < (label_only ? 1 : c->t->column_count); i++) {
        double wide = label_only ? c->right - c->left : c->wide[i];
        bool right = table_is_right(c->t, i) && table_cell_type(c->t, row, i) != TABLE_TEXT;
        strbuf_clear(&text);
        table_cell_text(c->t, row, i, &text);
        if (text.length)
            pen_text(p->pen, font, PEN_BLACK, right ? PEN_RIGHT : PEN_LEFT, c->x[i] + pad, base, wide - 2 * pad + 0.2,
                     text.text);
        if (i)
            pen_rule(p->pen, PEN_LINE, c->x[i], p->y, c->x[i], p->y + c->row_high, 0.3);
    }
    strbuf_done(&text);
}

static void add_row(struct paper *p, const struct paper_columns *c, int row, bool zebra)
{
    const struct look *look = &looks[c->t->kinds[row]];
    enum pen_ink ground = zebra ? PEN_ZEBRA : look->ground;
    if (ground != PEN_PAPER)
        pen_box(p->pen, ground, c->left, p->y + 0.15, c->right - c->left, c->row_high - 0.15);
    if (look->rule_above > 0)
        pen_rule(p->pen, PEN_BLACK, c->left, p->y, c->right, p->y, look->rule_above);
    add_cells(p, c, row);
    p->y += c->row_high;
    pen_rule(p->pen, PEN_LINE, c->left, p->y, c->right, p->y, 0.3);
    if (look->rule_below > 0)
        pen_rule(p->pen, PEN_BLACK, c->left, p->y, c->right, p->y, look->rule_below);
}

static void add_caption(struct paper *p, const struct paper_columns *c, bool continued)
{
    const char *title = c->t->title ? c->t->title : "";
    bool said = !*title || !strcmp(title, p->heading) || !strcmp(title, p->sheet->title);
    if (said && !continued)
        return;
    struct strbuf text;
    strbuf_init(&text);
    if (continued)
        strbuf_printf(&text, _("%s (continued)"), *title ? title : p->heading);
    else
        strbuf_add(&text, title);
    pen_text(p->pen, continued ? note_font : caption_font, continued ? PEN_SOFT : PEN_BLACK, PEN_LEFT, p->left,
             p->y + 7 + PEN_DROP * caption_font.size, p->right - p->left, text.text);
    p->y += 18;
    strbuf_done(&text);
}

/* The group goes on: the next page says again which it is. */
static void add_group_again(struct paper *p, const struct paper_columns *c, int row)
{
    struct strbuf raw, text;
    strbuf_init(&raw);
    strbuf_init(&text);
    table_cell_text(c->t, row, 0, &raw);
    strbuf_printf(&text, _("%s (continued)"), raw.text);
    pen_box(p->pen, PEN_GROUP, c->left, p->y, c->right - c->left, c->row_high);
    pen_text(p->pen, (struct pen_font){ c->size, true }, PEN_BLACK, PEN_LEFT, c->left + CELL_PAD * c->size,
             p->y + c->row_high / 2 + PEN_DROP * c->size, c->right - c->left - 2 * CELL_PAD * c->size, text.text);
    p->y += c->row_high;
    pen_rule(p->pen, PEN_LINE, c->left, p->y, c->right, p->y, 0.3);
    strbuf_done(&text);
    strbuf_done(&raw);
}

/* How many rows from this one on must share its page: a group's label goes with its first row, and the row before a
 * total with the total; and no row stands alone on the last page. */
static int together(const struct table *t, int row)
{
    int last = row;
    while (last + 1 < t->row_count && last - row < 4 &&
           (t->kinds[last] == TABLE_GROUP || last + 2 == t->row_count || t->kinds[last + 1] == TABLE_SUBTOTAL ||
            t->kinds[last + 1] == TABLE_TOTAL))
        last++;
    return last - row + 1;
}

static void close_part(struct paper *p, const struct paper_columns *c)
{
    pen_rule(p->pen, PEN_ACCENT, c->left, p->y, c->right, p->y, 1.1);
}

static bool add_rows(struct paper *p, const struct paper_columns *c)
{
    bool zebra = false;
    int group = -1; /* the group whose rows these are */
    int held = 0;   /* rows that an earlier one has made sure of */
    for (int row = 0; row < c->t->row_count; row++, held--) {
        int needed = held > 0 ? 0 : together(c->t, row);
        if (needed && p->y + needed * c->row_high > p->bottom) {
            close_part(p, c);
            if (!paper_break(p))
                return false;
            add_caption(p, c, true);
            add_head(p, c);
            if (group >= 0 && (c->t->kinds[row] == TABLE_ROW || c->t->kinds[row] == TABLE_SUBTOTAL))
                add_group_again(p, c, group);
            zebra = false;
        }
        held = needed ? needed : held;
        if (c->t->kinds[row] == TABLE_GROUP)
            group = row;
        bool plain = c->t->kinds[row] == TABLE_ROW;
        add_row(p, c, row, plain && zebra);
        zebra = plain && !zebra;
    }
    return true;
}

static void add_none(struct paper *p, const struct paper_columns *c)
{
    pen_text(p->pen, (struct pen_font){ c->size, false }, PEN_SOFT, PEN_CENTRE, c->left,
             p->y + c->row_high / 2 + PEN_DROP * c->size, c->right - c->left, _("(none)"));
    p->y += c->row_high;
}

double paper_table_least(void)
{
    return 18 + SIZE * (2 * HEAD_PITCH + HEAD_PAD) + 3 * SIZE * ROW_PITCH;
}

bool paper_table(struct paper *p, const struct table *t)
{
    struct paper_columns c = new_columns(p, t);
    if (!measure(p, &c) || !fit(p, &c))
        return false;
    break_head(p, &c);
    int first = t->row_count ? together(t, 0) : 1;
    first = first < 3 && t->row_count > 3 ? 3 : first;
    if (!paper_room(p, 18 + c.head_high + first * c.row_high))
        return false;
    add_caption(p, &c, false);
    add_head(p, &c);
    if (!add_rows(p, &c))
        return false;
    if (!t->row_count)
        add_none(p, &c);
    close_part(p, &c);
    p->y += AFTER_TABLE;
    return true;
}
