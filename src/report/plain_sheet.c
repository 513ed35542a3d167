/* plain_sheet.c - a sheet to be read aloud: every value behind the title of its column, no columns, lines or bars. */
#include "mupu/report.h"

#include <math.h>

static void add_line(struct strbuf *out, const char *text)
{
    if (text && *text)
        strbuf_printf(out, "%s\n", text);
}

/* "Enterprise: Heads 1360; Ewes 628" */
static void add_row(const struct table *t, int row, struct strbuf *out)
{
    struct strbuf value;
    strbuf_init(&value);
    for (int column = 0; column < t->column_count; column++) {
        strbuf_clear(&value);
        table_cell_text(t, row, column, &value);
        if (column == 0)
            strbuf_printf(out, "%s:", value.text);
        else if (value.length)
            strbuf_printf(out, "%s %s %s", column > 1 ? ";" : "", t->columns[column].title, value.text);
    }
    strbuf_add_char(out, '\n');
    strbuf_done(&value);
}

static void add_table(const struct table *t, struct strbuf *out)
{
    add_line(out, t->title);
    for (int row = 0; row < t->row_count; row++)
        add_row(t, row, out);
}

static void add_value(double value, struct strbuf *out)
{
    strbuf_printf(out, "%.*f", value == floor(value) ? 0 : 1, value);
}

/* "3 years: female 458; male 16" */
static void add_chart(const struct chart *chart, struct strbuf *out)
{
    bool pyramid = chart->kind == CHART_PYRAMID;
    add_line(out, chart->title);
    for (int i = 0; i < chart->count; i++) {
        strbuf_printf(out, "%s: ", chart->labels[i]);
        if (pyramid)
            strbuf_printf(out, "%s ", chart->left_title);
        add_value(chart->values[i], out);
        if (pyramid) {
            strbuf_printf(out, "; %s ", chart->right_title);
            add_value(chart->right[i], out);
        }
        strbuf_add_char(out, '\n');
    }
}

void plain_sheet(const struct sheet *s, struct strbuf *out)
{
    char day[DATE_TEXT];
    add_line(out, s->title);
    for (int i = 0; i < s->fact_count; i++)
        strbuf_printf(out, "%s: %s\n", s->facts[i].label, s->facts[i].value);
    for (int i = 0; i < s->block_count; i++) {
        const struct sheet_block *b = &s->blocks[i];
        if (b->kind == SHEET_TABLE)
            add_table(b->table, out);
        else if (b->kind == SHEET_CHART)
            add_chart(b->chart, out);
        else
            add_line(out, b->text);
    }
    strbuf_printf(out, _("Made on: %s"), date_format(s->made_on, DATE_DAY, day));
    strbuf_add_char(out, '\n');
}
