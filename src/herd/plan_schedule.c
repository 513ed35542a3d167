/* plan_schedule.c - when everything of a plan happens: the calendar's dates with heads and words */
#include "plan_inner.h"

#include <string.h>

static int32_t days_of(const struct herd *herd, const char *species, const char *name)
{
    return (int32_t)dictionary_number(&herd->dictionary, species, name, 0);
}

static int32_t limit_days(int64_t limit, int64_t fallback)
{
    return (int32_t)((limit != PARAM_NONE ? limit : fallback) / 1000);
}

bool plan_calendar_rules(const struct herd *herd, const char *species, const char *method, struct calendar_rules *ret,
                         struct err *e)
{
    const struct param *gestation = dictionary_param(&herd->dictionary, species, "gestation");
    (void)method; /* the dictionary tells them apart by capacity only */
    if (!gestation || gestation->value == PARAM_NONE)
        return err_set(e, ERR_CONFIG, "species", _("The dictionary has no gestation for \"%s\""), species);
    *ret = (struct calendar_rules){
        .joining_days = days_of(herd, species, "joining_days"),
        .gestation = (int32_t)(gestation->value / 1000),
        .gestation_least = limit_days(gestation->warn_low, gestation->value),
        .gestation_most = limit_days(gestation->warn_high, gestation->value),
        .scan_after = days_of(herd, species, "scan_after"),
        .rescan_after = days_of(herd, species, "rescan_after"),
        .wean_age = days_of(herd, species, "wean_age"),
        .rest_days = days_of(herd, species, "rest_days"),
        .cycle_days = days_of(herd, species, "cycle"),
        .ram_leaves_after = days_of(herd, species, "ram_leaves_after"),
        .season_from = days_of(herd, species, "season_from"),
        .season_to = days_of(herd, species, "season_to"),
    };
    return true;
}

bool plan_season_start(const struct herd *herd, const char *species, int season, date_day *ret_day, struct err *e)
{
    struct calendar_rules rules;
    if (!plan_calendar_rules(herd, species, NULL, &rules, e))
        return false;
    /* a season begins in the year of its label or in the one before */
    date_day from = date_from_ymd(season - 1, 1, 1), to = date_from_ymd(season, 12, 31);
    for (date_day day = from > herd->today ? from : herd->today; day <= to; day++)
        if (calendar_in_season(&rules, day) && calendar_season_label(&rules, day) == season) {
            *ret_day = day;
            return true;
        }
    return err_set(e, ERR_DATA, "season", _("Season %d is over; name a later one"), season);
}

struct steps {
    struct herd *herd;
    struct arena *arena;
    struct plan_step *all;
    int count;
};

static void step(struct steps *s, const char *name, date_day day, date_day to, int heads, const char *words)
{
    if (day == DATE_NONE)
        return;
    s->all[s->count++] = (struct plan_step){
        .day = day, .to = to == DATE_NONE ? day : to, .step = name, .heads = heads, .words = words
    };
}

static const char *confirm_words(const struct calendar_steps *c, struct arena *arena)
{
    char from[DATE_TEXT], to[DATE_TEXT];
    return arena_printf(arena, _("outside %s to %s: ask"), date_format(c->due_confirm_from, DATE_DAY, from),
                        date_format(c->due_confirm_to, DATE_DAY, to));
}

/* Stable: weaning stands before the joining of the same day. */
static void sort_steps(struct plan_step *all, int count)
{
    for (int i = 1; i < count; i++) {
        struct plan_step one = all[i];
        int at = i;
        for (; at > 0 && all[at - 1].day > one.day; at--)
            all[at] = all[at - 1];
        all[at] = one;
    }
}

/* Those that get mates: the others stay at home. */
static bool count_used(struct herd *herd, int64_t plan, struct arena *arena, int *ret_used, struct err *e)
{
    struct plan_ram *rams;
    int count;
    if (!plan_rams(herd, plan, arena, &rams, &count, e))
        return false;
    *ret_used = 0;
    for (int i = 0; i < count; i++)
        *ret_used += rams[i].used > 0;
    return true;
}

static const char *hour_words(const struct protocol_day *day, struct arena *arena)
{
    return day->hour < 0 ? "" : arena_printf(arena, "%02d:00", day->hour);
}

static bool told(const struct protocol_day *days, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(days[i].step, name) == 0)
            return true;
    return false;
}

/* The joining as the calendar has it, but for what a protocol tells itself: one that does not begin with a joining
 * has none. */
static void joining_steps(struct steps *s, const struct calendar_steps *c, const struct plan *p, int rams,
                          const struct protocol_day *days, int count)
{
    if (!count || told(days, count, "rams_in")) {
        step(s, "rams_in", c->rams_in, DATE_NONE, p->served, arena_printf(s->arena, _("%d males"), rams));
        step(s, "return", c->return_from, c->return_to, p->served, _("watch for females that come back"));
        step(s, "rams_out", c->rams_out, DATE_NONE, p->served, "");
    }
    if (!told(days, count, "scan"))
        step(s, "scan", c->scan, DATE_NONE, p->served, "");
    if (!told(days, count, "rescan"))
        step(s, "rescan", c->rescan, DATE_NONE, p->served, "");
}

bool plan_schedule(struct herd *herd, int64_t plan, struct arena *arena, struct plan_step **ret, int *ret_count,
                   struct err *e)
{
    enum { MOST_STEPS = 12 };
    struct plan p;
    struct calendar_rules rules;
    struct calendar_steps c;
    struct protocol_day *days;
    int rams, count;
    if (!plan_load(herd, plan, arena, &p, e) || !count_used(herd, plan, arena, &rams, e) ||
        !plan_calendar_rules(herd, p.species, plan_parameter(p.parameters, "method", arena), &rules, e) ||
        !plan_protocol(herd, p.species, plan_parameter(p.parameters, "protocol", arena), p.from, p.to, arena, &days,
                       &count, e))
        return false;
    calendar_joining(&rules, p.from, p.to, &c);
    struct steps s = { .herd = herd, .arena = arena };
    s.all = arena_new(arena, (size_t)(MOST_STEPS + count) * sizeof *s.all);
    joining_steps(&s, &c, &p, rams, days, count);
    for (int i = 0; i < count; i++)
        if (strcmp(days[i].step, "rams_in") != 0)
            step(&s, days[i].step, days[i].day, days[i].to, p.served, hour_words(&days[i], arena));
    step(&s, "due", c.due_first, c.due_last, p.served, confirm_words(&c, arena));
    step(&s, "wean", c.wean, DATE_NONE, p.served, "");
    step(&s, "next_joining", c.next_joining, DATE_NONE, p.served, "");
    step(&s, "ram_leaves", c.ram_leaves, DATE_NONE, rams, _("before their daughters come of age"));
    sort_steps(s.all, s.count);
    *ret = s.all;
    *ret_count = s.count;
    return true;
}
