/* paper_chart.c - bar charts and age pyramids: numbers printed at the bars, females hatched, so that a copier's grey
 * does */
#include "paper.h"

#include <string.h>

#define TITLE_HIGH 19.0
#define PLOT_HIGH 118.0 /* of standing bars */
#define LABEL_HIGH 15.0
#define BAR_PITCH 15.0 /* of lying bars */
#define LEGEND_HIGH 15.0
enum { STEPS = 5, MOST_STANDING = 24, MOST_SMALL = 14 };
#define LONG_LABEL 50.0 /* labels from here on are easier to read in front of lying bars */

static const struct pen_font title_font = { 10, true }, label_font = { 8, false }, value_font = { 7.5, false };

static double widest_label(struct paper *p, const struct chart *chart)
{
    double widest = 0;
    for (int i = 0; i < chart->count; i++) {
        double wide = pen_width(p->pen, label_font, chart->labels[i]);
        widest = wide > widest ? wide : widest;
    }
    return widest;
}

static double widest_value(struct paper *p, const double *values, int count)
{
    struct strbuf text;
    strbuf_init(&text);
    double widest = 0;
    for (int i = 0; values && i < count; i++) {
        strbuf_clear(&text);
        chart_value(values[i], &text);
        double wide = pen_width(p->pen, value_font, text.text);
        widest = wide > widest ? wide : widest;
    }
    strbuf_done(&text);
    return widest;
}

static double axis_width(struct paper *p, double most)
{
    return widest_value(p, &most, 1) + 6;
}

/* Standing bars read best, as long as their labels and numbers have room beside each other. */
static bool is_standing(struct paper *p, const struct chart *chart, double wide)
{
    double label = widest_label(p, chart), value = widest_value(p, chart->values, chart->count);
    double pitch = (wide - axis_width(p, chart_greatest(chart))) / (chart->count > 0 ? chart->count : 1);
    return chart->count <= MOST_STANDING && label < LONG_LABEL && pitch >= (label > value ? label : value) + 3;
}

bool paper_chart_is_small(struct paper *p, const struct chart *chart, double wide)
{
    if (chart->count > MOST_SMALL)
        return false;
    return chart->kind == CHART_PYRAMID ? widest_label(p, chart) < wide / 4 : is_standing(p, chart, wide);
}

double paper_chart_height(struct paper *p, const struct chart *chart, double wide)
{
    double title = chart->title && *chart->title ? TITLE_HIGH : 0;
    if (chart->kind == CHART_PYRAMID)
        return title + LEGEND_HIGH + chart->count * BAR_PITCH + 4;
    if (is_standing(p, chart, wide))
        return title + PLOT_HIGH + LABEL_HIGH + 10;
    return title + chart->count * BAR_PITCH + 4;
}

static void add_value(struct paper *p, enum pen_align align, double x, double base, double wide, double value)
{
    struct strbuf text;
    strbuf_init(&text);
    chart_value(value, &text);
    pen_text(p->pen, value_font, PEN_BLACK, align, x, base, wide, text.text);
    strbuf_done(&text);
}

/* ---- standing bars ---- */

static void add_grid(struct paper *p, double x, double wide, double bottom, double step, double most, double axis)
{
    for (int i = 0; i * step <= most + step / 1000; i++) {
        double y = bottom - PLOT_HIGH * i * step / most;
        struct strbuf text;
        strbuf_init(&text);
        chart_value(i * step, &text);
        pen_text(p->pen, value_font, PEN_SOFT, PEN_RIGHT, x, y + PEN_DROP * value_font.size, axis - 4, text.text);
        strbuf_done(&text);
        pen_rule(p->pen, i ? PEN_LINE : PEN_BLACK, x + axis, y, x + wide, y, i ? 0.3 : 0.8);
    }
}

static void add_standing(struct paper *p, const struct chart *chart, double x, double wide)
{
    double greatest = chart_greatest(chart), step = chart_step(greatest, STEPS), most = step;
    while (most < greatest)
        most += step;
    p->y += 10; /* for the number over the highest bar */
    double axis = axis_width(p, most), pitch = (wide - axis) / (chart->count > 0 ? chart->count : 1);
    double bottom = p->y + PLOT_HIGH, bar = pitch * 0.62 < 34 ? pitch * 0.62 : 34;
    add_grid(p, x, wide, bottom, step, most, axis);
    for (int i = 0; i < chart->count; i++) {
        double value = chart->values[i] > 0 ? chart->values[i] : 0, high = PLOT_HIGH * value / most;
        double from = x + axis + i * pitch;
        if (high > 0)
            pen_box(p->pen, PEN_ACCENT, from + (pitch - bar) / 2, bottom - high, bar, high);
        pen_box(p->pen, PEN_PAPER, from + pitch * 0.2, bottom - high - 10, pitch * 0.6,
                9.4); /* no line runs through it */
        add_value(p, PEN_CENTRE, from, bottom - high - 3, pitch, chart->values[i]);
        pen_text(p->pen, label_font, PEN_BLACK, PEN_CENTRE, from, bottom + 4 + label_font.size * 0.9, pitch,
                 chart->labels[i]);
    }
    p->y = bottom + LABEL_HIGH;
}

/* ---- lying bars: many labels, or long ones ---- */

static bool add_lying(struct paper *p, const struct chart *chart, double x, double wide)
{
    double greatest = chart_greatest(chart), labels = widest_label(p, chart) + 6;
    labels = labels < wide * 0.45 ? labels : wide * 0.45;
    double values = widest_value(p, chart->values, chart->count) + 5, room = wide - labels - values;
    for (int i = 0; i < chart->count; i++) {
        if (!paper_room(p, BAR_PITCH))
            return false;
        double value = chart->values[i] > 0 ? chart->values[i] : 0, base = p->y + BAR_PITCH / 2;
        double bar = greatest > 0 ? room * value / greatest : 0;
        pen_text(p->pen, label_font, PEN_BLACK, PEN_RIGHT, x, base + PEN_DROP * label_font.size, labels - 5,
                 chart->labels[i]);
        pen_rule(p->pen, PEN_BLACK, x + labels, p->y, x + labels, p->y + BAR_PITCH, 0.8);
        if (bar > 0)
            pen_box(p->pen, PEN_ACCENT, x + labels, p->y + 2.5, bar, BAR_PITCH - 5);
        add_value(p, PEN_LEFT, x + labels + bar + 3, base + PEN_DROP * value_font.size, values, chart->values[i]);
        p->y += BAR_PITCH;
    }
    p->y += 4;
    return true;
}

/* ---- the pyramid ---- */

struct pyramid {
    const struct chart *chart;
    double middle, labels; /* the labels stand in the middle */
    double room, values;   /* each side: the longest bar and its number */
    double greatest;
};

static void add_level(struct paper *p, const struct pyramid *m, int i)
{
    double left = m->chart->values[i], right = m->chart->right[i], inner = BAR_PITCH - 4.5;
    double base = p->y + BAR_PITCH / 2 + PEN_DROP * label_font.size;
    double west = left > 0 ? m->room * left / m->greatest : 0, east = right > 0 ? m->room * right / m->greatest : 0;
    double from = m->middle - m->labels / 2, to = m->middle + m->labels / 2;
    pen_text(p->pen, label_font, PEN_BLACK, PEN_CENTRE, from, base, m->labels, m->chart->labels[i]);
    if (west > 0)
        pen_hatch(p->pen, PEN_ACCENT, from - west, p->y + 2.25, west, inner);
    if (east > 0)
        pen_box(p->pen, PEN_ACCENT, to, p->y + 2.25, east, inner);
    add_value(p, PEN_RIGHT, from - west - m->values - 3, base, m->values, left);
    add_value(p, PEN_LEFT, to + east + 3, base, m->values, right);
    p->y += BAR_PITCH;
}

static bool add_pyramid(struct paper *p, const struct chart *chart, double x, double wide)
{
    struct pyramid m = { .chart = chart, .middle = x + wide / 2, .greatest = chart_greatest(chart) };
    double left = widest_value(p, chart->values, chart->count), right = widest_value(p, chart->right, chart->count);
    m.labels = widest_label(p, chart) + 12;
    m.values = (left > right ? left : right) + 1;
    m.room = (wide - m.labels) / 2 - m.values - 4;
    m.greatest = m.greatest > 0 ? m.greatest : 1;
    double base = p->y + LEGEND_HIGH / 2 + PEN_DROP * label_font.size, half = (wide - m.labels) / 2;
    const char *left_title = chart->left_title ? chart->left_title : "";
    double key = pen_width(p->pen, label_font, left_title);
    pen_text(p->pen, label_font, PEN_BLACK, PEN_RIGHT, x, base, half, left_title);
    pen_hatch(p->pen, PEN_ACCENT, x + half - key - 14, base - 7, 10, 7);
    pen_box(p->pen, PEN_ACCENT, x + wide - half, base - 7, 10, 7);
    pen_text(p->pen, label_font, PEN_BLACK, PEN_LEFT, x + wide - half + 14, base, half - 14,
             chart->right_title ? chart->right_title : "");
    p->y += LEGEND_HIGH;
    double top = p->y;
    bool split = chart->count * BAR_PITCH > p->bottom - top; /* only then a page may end within */
    for (int i = chart->count - 1; i >= 0; i--) {
        if (split && !paper_room(p, BAR_PITCH))
            return false;
        add_level(p, &m, i);
    }
    if (!split) {
        pen_rule(p->pen, PEN_BLACK, m.middle - m.labels / 2, top, m.middle - m.labels / 2, p->y, 0.8);
        pen_rule(p->pen, PEN_BLACK, m.middle + m.labels / 2, top, m.middle + m.labels / 2, p->y, 0.8);
    }
    p->y += 4;
    return true;
}

bool paper_chart(struct paper *p, const struct chart *chart, double x, double wide)
{
    if (chart->title && *chart->title) {
        pen_text(p->pen, title_font, PEN_BLACK, PEN_LEFT, x, p->y + 7 + PEN_DROP * title_font.size, wide, chart->title);
        p->y += TITLE_HIGH;
    }
    if (chart->kind == CHART_PYRAMID)
        return add_pyramid(p, chart, x, wide);
    if (!is_standing(p, chart, wide))
        return add_lying(p, chart, x, wide);
    add_standing(p, chart, x, wide);
    return true;
}
