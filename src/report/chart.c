/* chart.c - a chart's numbers, wherever it is drawn */
#include "private.h"

#include <math.h>

/* Whole numbers as they are, others with one decimal. */
void chart_value(double value, struct strbuf *out)
{
    if (!isfinite(value))
        strbuf_add_char(out, '-');
    else if (value == trunc(value) && fabs(value) < 1e15)
        strbuf_printf(out, "%.0f", value + 0.0);
    else
        strbuf_printf(out, "%.1f", value);
}

double chart_greatest(const struct chart *chart)
{
    double greatest = 0.0;
    for (int i = 0; i < chart->count; i++) {
        if (isfinite(chart->values[i]))
            greatest = fmax(greatest, chart->values[i]);
        if (chart->kind == CHART_PYRAMID && isfinite(chart->right[i]))
            greatest = fmax(greatest, chart->right[i]);
    }
    return greatest;
}

/* 1, 2, 2.5 or 5 times a power of ten, so that at most `most` steps reach the greatest value. */
double chart_step(double greatest, int most)
{
    static const double factors[] = { 1, 2, 2.5, 5, 10 };
    if (!(greatest > 0))
        return 1.0;
    double power = pow(10.0, floor(log10(greatest / most)));
    for (size_t i = 0; i < COUNT(factors); i++)
        if (factors[i] * power * most >= greatest && (factors[i] != 2.5 || power >= 10))
            return factors[i] * power;
    return 10 * power;
}
