/* plan_protocol.c - the days and hours of a protocol of the dictionary */
#include "plan_inner.h"

#include <string.h>

enum { DAY = 24, STEPS_MOST = 32, REPEATS_MOST = 64 };

/* Hours; the param says whether it counts days or hours. */
static bool hours_of(const struct herd *herd, const char *species, const char *param, bool *ret_hourly, int32_t *ret,
                     struct err *e)
{
    const struct param *p = *param ? dictionary_param(&herd->dictionary, species, param) : NULL;
    *ret = 0;
    *ret_hourly = true;
    if (!*param)
        return true;
    if (!p || p->value == PARAM_NONE)
        return err_set(e, ERR_CONFIG, "protocol", _("The dictionary has no \"%s\" for \"%s\""), param, species);
    *ret_hourly = strcmp(p->unit, "h") == 0;
    *ret = (int32_t)(p->value * (*ret_hourly ? 1 : DAY) / 1000);
    return true;
}

struct laying {
    const struct herd *herd;
    const char *species;
    const struct protocol_row *rows;
    struct protocol_step steps[STEPS_MOST];
    bool hourly[STEPS_MOST];
    int64_t at[STEPS_MOST];
    int count, serving;
    struct protocol_day *all;
    int day_count;
};

static void find_rows(struct laying *x, const char *protocol)
{
    const struct dictionary *d = &x->herd->dictionary;
    int first = 0;
    while (first < d->protocol_count && strcmp(d->protocols[first].protocol, protocol) != 0)
        first++;
    x->rows = d->protocols + first;
    while (first + x->count < d->protocol_count && x->count < STEPS_MOST &&
           strcmp(x->rows[x->count].protocol, protocol) == 0)
        x->count++;
}

static int anchor_of(const struct laying *x, int step)
{
    for (int i = 0; i < step; i++)
        if (strcmp(x->rows[i].step, x->rows[step].anchor) == 0)
            return i;
    return -1;
}

static bool read_steps(struct laying *x, struct err *e)
{
    for (int i = 0; i < x->count; i++) {
        x->steps[i].anchor = anchor_of(x, i);
        if (!hours_of(x->herd, x->species, x->rows[i].param, &x->hourly[i], &x->steps[i].after, e))
            return false;
        if (x->rows[i].serves)
            x->serving = i;
        if (x->hourly[i] && *x->rows[i].param && x->steps[i].anchor >= 0)
            x->hourly[x->steps[i].anchor] = true; /* whose hour others count from has one */
    }
    return true;
}

static void add_day(struct laying *x, int step, int64_t at, int64_t to)
{
    x->all[x->day_count++] = (struct protocol_day){
        .step = x->rows[step].step,
        .day = (date_day)(at / DAY),
        .to = (date_day)(to / DAY),
        .hour = x->hourly[step] && at == to ? (int)(at % DAY) : -1,
        .serves = x->rows[step].serves,
    };
}

static bool add_step(struct laying *x, int step, date_day until, struct err *e)
{
    const struct protocol_row *row = &x->rows[step];
    int64_t at = x->at[step], to = at;
    int32_t last, every;
    bool hourly;
    if (!hours_of(x->herd, x->species, row->last_param, &hourly, &last, e) ||
        !hours_of(x->herd, x->species, row->every_param, &hourly, &every, e))
        return false;
    if (*row->last_param && x->steps[step].anchor >= 0)
        to = x->at[x->steps[step].anchor] + last;
    if (!*row->every_param)
        add_day(x, step, at, to > at ? to : at);
    for (int i = 0; every > 0 && i < REPEATS_MOST && at / DAY <= until; i++, at += every)
        add_day(x, step, at, at);
    return true;
}

bool plan_protocol(const struct herd *herd, const char *species, const char *protocol, date_day from, date_day to,
                   struct arena *arena, struct protocol_day **ret, int *ret_count, struct err *e)
{
    struct laying x = { .herd = herd, .species = species };
    if (protocol && *protocol)
        find_rows(&x, protocol);
    x.all = arena_new(arena, (size_t)(STEPS_MOST + REPEATS_MOST * x.count) * sizeof *x.all);
    if (!read_steps(&x, e))
        return false;
    int32_t hour = (int32_t)dictionary_number(&herd->dictionary, species, "work_hour", 0);
    protocol_lay(x.steps, x.count, x.serving, from, hour, x.at);
    for (int i = 0; i < x.count; i++)
        if (!add_step(&x, i, to, e))
            return false;
    *ret = x.all;
    *ret_count = x.day_count;
    return true;
}
