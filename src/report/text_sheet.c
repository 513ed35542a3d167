/* text_sheet.c - sheets for the terminal. Where characters stand beside bars, the bars are ASCII; full blocks, which
 * some terminals draw twice as wide, only end lines. */
#include "line.h"

#include <string.h>

enum {
    BAR = 40, /* columns of the longest bar when nothing limits them */
    LEAST_BAR = 10,
};
static const char block[] = "\xE2\x96\x88"; /* U+2588 */

static int largest(int a, int b)
{
    return a > b ? a : b;
}

/* ---- charts ---- */

/* What all lines of a chart have in common. */
struct chart_text {
    const struct chart *chart;
    double greatest;
    int labels, lefts, rights; /* columns of the labels and of the values */
    int bar;                   /* columns of the longest bar */
};

static int value_width(double value)
{
    struct strbuf text;
    strbuf_init(&text);
    chart_value(value, &text);
    int wide = utf8_width(text.text);
    strbuf_done(&text);
    return wide;
}

static struct chart_text measure_chart(const struct chart *chart, int wide)
{
    struct chart_text m = { .chart = chart, .greatest = chart_greatest(chart) };
    bool pyramid = chart->kind == CHART_PYRAMID;
    for (int i = 0; i < chart->count; i++) {
        m.labels = largest(m.labels, utf8_width(chart->labels[i]));
        m.lefts = largest(m.lefts, value_width(chart->values[i]));
        m.rights = pyramid ? largest(m.rights, value_width(chart->right[i])) : 0;
    }
    int beside = m.labels + m.lefts + m.rights + LINE_GAP * (pyramid ? 4 : 2);
    m.bar = BAR;
    if (wide > 0 && (wide - beside) / (pyramid ? 2 : 1) < BAR)
        m.bar = largest(LEAST_BAR, (wide - beside) / (pyramid ? 2 : 1));
    return m;
}

/* Something that is there is seen, however small. */
static int bar_width(const struct chart_text *m, double value)
{
    if (!(value > 0) || m->greatest <= 0)
        return 0;
    return largest(1, (int)(value / m->greatest * m->bar + 0.5));
}

static void add_value(struct line *line, double value, int columns, bool right)
{
    struct strbuf text;
    strbuf_init(&text);
    chart_value(value, &text);
    line_field(line, text.text, columns, right);
    line->blanks += LINE_GAP;
    strbuf_done(&text);
}

static void add_label(struct line *line, const char *label, int columns)
{
    struct strbuf safe;
    strbuf_init(&safe);
    text_line(&safe, label);
    line_field(line, safe.text, columns, false);
    line->blanks += LINE_GAP;
    strbuf_done(&safe);
}

static void add_bars(const struct chart_text *m, struct line *line)
{
    for (int i = 0; i < m->chart->count; i++) {
        add_label(line, m->chart->labels[i], m->labels);
        add_value(line, m->chart->values[i], m->lefts, true);
        line_repeat(line, block, bar_width(m, m->chart->values[i]));
        line_end(line);
    }
}

static void add_pyramid(const struct chart_text *m, struct line *line)
{
    const struct chart *chart = m->chart;
    line->blanks = m->lefts + LINE_GAP;
    line_field(line, chart->left_title ? chart->left_title : "", m->bar, true);
    line->blanks += LINE_GAP + m->labels + LINE_GAP;
    line_field(line, chart->right_title ? chart->right_title : "", -1, false);
    line_end(line);
    for (int i = chart->count - 1; i >= 0; i--) {
        int left = bar_width(m, chart->values[i]);
        add_value(line, chart->values[i], m->lefts, true);
        line->blanks += m->bar - left;
        line_repeat(line, "#", left);
        line->blanks += LINE_GAP;
        add_label(line, chart->labels[i], m->labels);
        line_repeat(line, "#", bar_width(m, chart->right[i]));
        line->blanks += m->bar - bar_width(m, chart->right[i]) + LINE_GAP;
        add_value(line, chart->right[i], m->rights, true);
        line_end(line);
    }
}

static void add_chart(const struct chart *chart, int wide, struct line *line)
{
    struct chart_text m = measure_chart(chart, wide);
    if (chart->title && *chart->title) {
        add_label(line, chart->title, -1);
        line_end(line);
    }
    if (chart->kind == CHART_PYRAMID)
        add_pyramid(&m, line);
    else
        add_bars(&m, line);
}

/* ---- sheets ---- */

static void add_underlined(struct line *line, const char *text, const char *with)
{
    add_label(line, text, -1);
    line_end(line);
    line_repeat(line, with, utf8_width(text));
    line_end(line);
}

static void add_facts(const struct sheet *s, struct line *line)
{
    int labels = 0;
    for (int i = 0; i < s->fact_count; i++)
        labels = largest(labels, utf8_width(s->facts[i].label));
    for (int i = 0; i < s->fact_count; i++) {
        add_label(line, s->facts[i].label, labels);
        add_label(line, s->facts[i].value, -1);
        line_end(line);
    }
}

static void add_paragraphs(struct strbuf *out, const char *text)
{
    while (*text) {
        size_t bytes = strcspn(text, "\n");
        char *piece = memory_new(bytes + 1);
        memcpy(piece, text, bytes);
        text_line(out, piece);
        strbuf_add_char(out, '\n');
        memory_free(piece);
        text += bytes + (text[bytes] == '\n');
    }
}

static void add_block(const struct sheet_block *b, int wide, struct line *line)
{
    if (b->kind == SHEET_NEW_PAGE)
        return;
    line_end(line);
    if (b->kind == SHEET_HEADING) {
        strbuf_add(line->out, "## ");
        add_label(line, b->text, -1);
        line_end(line);
    } else if (b->kind == SHEET_TEXT) {
        add_paragraphs(line->out, b->text);
    } else if (b->kind == SHEET_TABLE) {
        if (b->table->title && *b->table->title) {
            add_label(line, b->table->title, -1);
            line_end(line);
        }
        text_table(b->table, wide, line->out);
    } else {
        add_chart(b->chart, wide, line);
    }
}

/* A name to sign with, or the line to sign on. */
static const char *signature(const char *name)
{
    return name && *name ? name : "__________";
}

void text_sheet(const struct sheet *s, int wide, struct strbuf *out)
{
    struct line line = { .out = out };
    char day[DATE_TEXT];
    add_underlined(&line, s->title, "=");
    add_facts(s, &line);
    for (int i = 0; i < s->block_count; i++)
        add_block(&s->blocks[i], wide, &line);
    line_end(&line);
    struct strbuf foot;
    strbuf_init(&foot);
    strbuf_printf(&foot, _("Made by: %s"), signature(s->made_by));
    strbuf_add(&foot, "    ");
    strbuf_printf(&foot, _("Checked by: %s"), signature(s->checked_by));
    strbuf_add(&foot, "    ");
    strbuf_printf(&foot, _("Made on: %s"), date_format(s->made_on, DATE_DAY, day));
    add_label(&line, foot.text, -1);
    line_end(&line);
    strbuf_done(&foot);
}
