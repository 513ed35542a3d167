/* paper.c - a sheet on pages: title, facts, headings and text, the foot with its signatures */
#include "paper.h"

#include <string.h>

#define MARGIN_SIDE (16 * PAPER_MM)
#define MARGIN_TOP (15 * PAPER_MM)
#define MARGIN_FOOT (22 * PAPER_MM)
#define FOOT_RULE (16.5 * PAPER_MM) /* from the lower edge */
#define FOOT_BASELINE (10.5 * PAPER_MM)
#define SIGNATURE (27 * PAPER_MM)
#define GAP 12.0

static const struct pen_font title_font = { 19, true }, heading_font = { 12, true }, text_font = { 9.5, false },
                             label_font = { 9, false }, value_font = { 9, false }, foot_font = { 8.5, false };

bool paper_fail_stopped(struct err *e)
{
    return err_set(e, ERR_CANCELLED, "", _("stopped; no PDF was written"));
}

/* ---- the foot ---- */

/* "made by ______", with the name over the line when there is one. Gives where the next may begin. */
static double add_signature(struct paper *p, double x, const char *label, const char *name)
{
    double base = p->high - FOOT_BASELINE, label_wide = pen_width(p->pen, foot_font, label) + 3;
    pen_text(p->pen, foot_font, PEN_SOFT, PEN_LEFT, x, base, label_wide, label);
    x += label_wide;
    if (name && *name)
        pen_text(p->pen, foot_font, PEN_BLACK, PEN_CENTRE, x, base, SIGNATURE, name);
    pen_rule(p->pen, PEN_SOFT, x, base + 3, x + SIGNATURE, base + 3, 0.5);
    return x + SIGNATURE + GAP;
}

static void add_foot(struct paper *p)
{
    char day[DATE_TEXT];
    struct strbuf text;
    strbuf_init(&text);
    double base = p->high - FOOT_BASELINE, rule = p->high - FOOT_RULE;
    pen_rule(p->pen, PEN_LINE, p->left, rule, p->right, rule, 0.5);
    double x = add_signature(p, p->left, _("Made by:"), p->sheet->made_by);
    x = add_signature(p, x, _("Checked by:"), p->sheet->checked_by);
    strbuf_printf(&text, _("Made on: %s"), date_format(p->sheet->made_on, DATE_DAY, day));
    pen_text(p->pen, foot_font, PEN_SOFT, PEN_LEFT, x, base, p->right - x, text.text);
    strbuf_clear(&text);
    strbuf_printf(&text, _("Page %d of %d"), p->page, p->pages);
    pen_text(p->pen, foot_font, PEN_SOFT, PEN_RIGHT, p->left, base, p->right - p->left, text.text);
    strbuf_done(&text);
}

/* ---- pages ---- */

/* From the second page on the title runs along, small. */
static void add_running_title(struct paper *p)
{
    pen_text(p->pen, foot_font, PEN_SOFT, PEN_LEFT, p->left, p->top + foot_font.size, p->right - p->left,
             p->sheet->title);
    p->y = p->top + foot_font.size + 6;
    pen_rule(p->pen, PEN_ACCENT, p->left, p->y, p->right, p->y, 0.8);
    p->y += 10;
}

bool paper_break(struct paper *p)
{
    pen_page(p->pen);
    if (!progress_step(p->progress, p->pages ? _("drawing pages") : _("laying out pages"), p->page, p->pages))
        return paper_fail_stopped(p->e);
    p->page++;
    p->y = p->top;
    add_foot(p);
    add_running_title(p);
    return true;
}

bool paper_room(struct paper *p, double height)
{
    return p->y + height <= p->bottom || paper_break(p);
}

/* ---- the head of the sheet ---- */

static void add_title(struct paper *p)
{
    const char *const *lines;
    int count = pen_break(p->pen, &p->arena, title_font, p->sheet->title, p->right - p->left, &lines);
    for (int i = 0; i < count; i++) {
        p->y += title_font.size * 1.3;
        pen_text(p->pen, title_font, PEN_BLACK, PEN_CENTRE, p->left, p->y - 4, p->right - p->left, lines[i]);
    }
    /* A thick and a thin line, as on official papers. */
    p->y += 8;
    pen_rule(p->pen, PEN_ACCENT, p->left, p->y, p->right, p->y, 1.8);
    pen_rule(p->pen, PEN_ACCENT, p->left, p->y + 2.8, p->right, p->y + 2.8, 0.5);
    p->y += 5;
}

/* Facts stand in columns; the labels of one column share their width. */
struct facts {
    int columns;
    double wide, labels; /* of one column */
};

static struct facts measure_facts(struct paper *p)
{
    struct facts f = { .columns = p->sheet->landscape ? 3 : 2 };
    f.wide = (p->right - p->left) / f.columns;
    for (int i = 0; i < p->sheet->fact_count; i++) {
        double label = pen_width(p->pen, label_font, p->sheet->facts[i].label) + 8;
        f.labels = label > f.labels ? label : f.labels;
    }
    f.labels = f.labels < f.wide * 0.6 ? f.labels : f.wide * 0.6;
    return f;
}

#define FACT_PITCH 15.5

static bool add_long_fact(struct paper *p, const struct facts *f, const struct sheet_fact *fact)
{
    const char *const *lines;
    double wide = p->right - p->left - f->labels;
    int count = pen_break(p->pen, &p->arena, value_font, fact->value, wide, &lines);
    for (int i = 0; i < count; i++) {
        if (!paper_room(p, FACT_PITCH))
            return false;
        double base = p->y + FACT_PITCH / 2 + PEN_DROP * label_font.size;
        if (i == 0)
            pen_text(p->pen, label_font, PEN_SOFT, PEN_LEFT, p->left, base, f->labels, fact->label);
        pen_text(p->pen, value_font, PEN_BLACK, PEN_LEFT, p->left + f->labels, base, wide + 1, lines[i]);
        p->y += FACT_PITCH;
    }
    return true;
}

static bool add_facts(struct paper *p)
{
    struct facts f = measure_facts(p);
    int column = 0;
    p->y += p->sheet->fact_count ? 4 : 0;
    for (int i = 0; i < p->sheet->fact_count; i++) {
        const struct sheet_fact *fact = &p->sheet->facts[i];
        double value_wide = f.wide - f.labels - 8;
        bool is_long = strchr(fact->value, '\n') || pen_width(p->pen, value_font, fact->value) > value_wide;
        if (column && (is_long || column == f.columns)) {
            p->y += FACT_PITCH;
            column = 0;
        }
        if (is_long) {
            if (!add_long_fact(p, &f, fact))
                return false;
            continue;
        }
        if (!column && !paper_room(p, FACT_PITCH))
            return false;
        double x = p->left + column * f.wide, base = p->y + FACT_PITCH / 2 + PEN_DROP * label_font.size;
        pen_text(p->pen, label_font, PEN_SOFT, PEN_LEFT, x, base, f.labels - 4, fact->label);
        pen_text(p->pen, value_font, PEN_BLACK, PEN_LEFT, x + f.labels, base, value_wide, fact->value);
        column++;
    }
    p->y += column ? FACT_PITCH : 0;
    if (p->sheet->fact_count) {
        p->y += 4;
        pen_rule(p->pen, PEN_LINE, p->left, p->y, p->right, p->y, 0.5);
    }
    p->y += GAP;
    return true;
}

/* ---- blocks ---- */

/* What must follow a heading on the same page. */
static double least_after(struct paper *p, int at)
{
    if (at + 1 >= p->sheet->block_count)
        return 0;
    const struct sheet_block *next = &p->sheet->blocks[at + 1];
    if (next->kind == SHEET_TABLE)
        return paper_table_least();
    if (next->kind == SHEET_CHART) {
        double height = paper_chart_height(p, next->chart, p->right - p->left);
        return height < p->bottom - p->top - 80 ? height : 60;
    }
    return next->kind == SHEET_TEXT ? 2 * text_font.size * 1.6 : 0;
}

static bool add_heading(struct paper *p, int at)
{
    const char *text = p->sheet->blocks[at].text;
    if (!paper_room(p, 24 + least_after(p, at)))
        return false;
    p->y += 2;
    pen_outline(p->pen, text, p->y);
    pen_box(p->pen, PEN_ACCENT, p->left, p->y + 1, 3.2, 13);
    pen_text(p->pen, heading_font, PEN_BLACK, PEN_LEFT, p->left + 9, p->y + 7.5 + PEN_DROP * heading_font.size,
             p->right - p->left - 9, text);
    p->y += 21;
    p->heading = text;
    return true;
}

static bool add_text(struct paper *p, const char *text)
{
    const char *const *lines;
    double pitch = text_font.size * 1.6;
    int count = pen_break(p->pen, &p->arena, text_font, text, p->right - p->left, &lines);
    for (int i = 0; i < count; i++) {
        if (!paper_room(p, pitch))
            return false;
        pen_text(p->pen, text_font, PEN_BLACK, PEN_LEFT, p->left, p->y + pitch / 2 + PEN_DROP * text_font.size,
                 p->right - p->left + 1, lines[i]);
        p->y += pitch;
    }
    p->y += GAP * 0.8;
    return true;
}

/* Two small charts that follow each other stand side by side. */
static bool add_charts(struct paper *p, int at, int *ret_used)
{
    const struct sheet_block *blocks = p->sheet->blocks;
    double wide = p->right - p->left, half = (wide - 24) / 2;
    bool pair = at + 1 < p->sheet->block_count && blocks[at + 1].kind == SHEET_CHART &&
                paper_chart_is_small(p, blocks[at].chart, half) && paper_chart_is_small(p, blocks[at + 1].chart, half);
    *ret_used = pair ? 2 : 1;
    double height = paper_chart_height(p, blocks[at].chart, pair ? half : wide);
    double other = pair ? paper_chart_height(p, blocks[at + 1].chart, half) : 0;
    height = other > height ? other : height;
    if (height < p->bottom - p->top - 40 && !paper_room(p, height))
        return false;
    double y = p->y;
    if (!paper_chart(p, blocks[at].chart, p->left, pair ? half : wide))
        return false;
    if (pair) {
        p->y = y;
        if (!paper_chart(p, blocks[at + 1].chart, p->left + half + 24, half))
            return false;
        p->y = y + height;
    }
    p->y += GAP;
    return true;
}

static bool add_block(struct paper *p, int at, int *ret_used)
{
    const struct sheet_block *b = &p->sheet->blocks[at];
    *ret_used = 1;
    switch (b->kind) {
    case SHEET_HEADING:
        return add_heading(p, at);
    case SHEET_TEXT:
        return add_text(p, b->text);
    case SHEET_TABLE:
        return paper_table(p, b->table);
    case SHEET_CHART:
        return add_charts(p, at, ret_used);
    case SHEET_NEW_PAGE:
        return paper_break(p);
    }
    return true;
}

bool paper_compose(struct paper *p)
{
    p->wide = p->sheet->landscape ? PAPER_LONG : PAPER_SHORT;
    p->high = p->sheet->landscape ? PAPER_SHORT : PAPER_LONG;
    p->left = MARGIN_SIDE;
    p->right = p->wide - MARGIN_SIDE;
    p->top = MARGIN_TOP;
    p->bottom = p->high - MARGIN_FOOT;
    p->y = p->top;
    p->page = 1;
    p->heading = "";
    add_foot(p);
    add_title(p);
    if (!add_facts(p))
        return false;
    for (int at = 0, used; at < p->sheet->block_count; at += used)
        if (!add_block(p, at, &used))
            return false;
    pen_page(p->pen);
    return true;
}
