/* load.c - batches one after another, and the pens they fill */
#include "mupu/planner.h"

static date_day later(date_day a, date_day b)
{
    return a > b ? a : b;
}

void cycle_joining(const struct calendar_rules *rules, int32_t interval, date_day rams_in, struct calendar_steps *ret)
{
    date_day rams_out = rams_in + (rules->joining_days > 0 ? rules->joining_days - 1 : 0);
    while (rams_out > rams_in && !calendar_in_season(rules, rams_out))
        rams_out--;
    calendar_joining(rules, rams_in, rams_out, ret);
    ret->next_joining = calendar_next_in_season(rules, later(ret->next_joining, rams_in + interval));
}

static int32_t pens_for(int32_t females, int32_t a_pen)
{
    return (females + a_pen - 1) / a_pen;
}

void load_add(const struct load_batch *batch, date_day day, const int32_t *females_a_pen, int32_t *ret)
{
    const struct calendar_steps *s = &batch->steps;
    int32_t in[LOAD_PENS] = { 0 };
    bool scanned = day > s->scan;
    if (day < s->rams_in || day >= s->next_joining)
        return;
    if (day <= s->rams_out)
        in[LOAD_JOINING] = batch->females;
    else if (!scanned && day < s->due_first)
        in[LOAD_PREGNANT] = batch->females;
    else {
        in[LOAD_DRY] = day < s->wean ? batch->females - batch->pregnant : batch->females;
        in[day < s->due_first ? LOAD_PREGNANT : LOAD_LACTATING] = day < s->wean ? batch->pregnant : 0;
    }
    for (int pen = 0; pen < LOAD_PENS; pen++)
        ret[pen] += pens_for(in[pen], females_a_pen[pen]);
}
