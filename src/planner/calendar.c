#include "mupu/planner.h"

static date_day after(date_day day, int32_t days)
{
    return day == DATE_NONE || days == 0 ? DATE_NONE : day + days;
}

/* ---- the season ---- */

static int32_t month_day(date_day day)
{
    int year, month, day_of_month;
    date_to_ymd(day, &year, &month, &day_of_month);
    return month * 100 + day_of_month;
}

static bool all_year(const struct calendar_rules *rules)
{
    return rules->season_from == 0 && rules->season_to == 0;
}

static bool over_new_year(const struct calendar_rules *rules)
{
    return rules->season_from > rules->season_to;
}

bool calendar_in_season(const struct calendar_rules *rules, date_day day)
{
    if (all_year(rules))
        return true;
    int32_t now = month_day(day);
    if (over_new_year(rules))
        return now >= rules->season_from || now <= rules->season_to;
    return now >= rules->season_from && now <= rules->season_to;
}

/* The season's first day in that year; 29 February opens on 1 March in a common year. */
static date_day season_opens(const struct calendar_rules *rules, int year)
{
    int month = rules->season_from / 100, day = rules->season_from % 100;
    date_day first = date_from_ymd(year, month, 1);
    return first + day - 1;
}

date_day calendar_next_in_season(const struct calendar_rules *rules, date_day day)
{
    if (calendar_in_season(rules, day))
        return day;
    int year, month, day_of_month;
    date_to_ymd(day, &year, &month, &day_of_month);
    date_day opens = season_opens(rules, year);
    return opens >= day ? opens : season_opens(rules, year + 1);
}

int calendar_season_label(const struct calendar_rules *rules, date_day day)
{
    int year, month, day_of_month;
    date_to_ymd(day, &year, &month, &day_of_month);
    /* After last spring's close a day belongs to the season that opens next, so a late service is asked about there. */
    bool autumn = !all_year(rules) && over_new_year(rules) && month * 100 + day_of_month > rules->season_to;
    return autumn ? year + 1 : year;
}

/* ---- one joining ---- */

void calendar_joining(const struct calendar_rules *rules, date_day rams_in, date_day rams_out,
                      struct calendar_steps *ret)
{
    struct calendar_steps steps = { .rams_in = rams_in, .rams_out = rams_out };
    bool cycles = rules->cycle_days > 0;
    steps.return_from = cycles ? rams_in + rules->cycle_days : DATE_NONE;
    steps.return_to = cycles ? rams_out + rules->cycle_days : DATE_NONE;
    steps.scan = rams_out + rules->scan_after;
    steps.rescan = after(rams_out, rules->rescan_after);
    steps.due_first = rams_in + rules->gestation;
    steps.due_last = rams_out + rules->gestation;
    steps.due_confirm_from = rams_in + rules->gestation_least;
    steps.due_confirm_to = rams_out + rules->gestation_most;
    date_day middle = steps.due_first + (steps.due_last - steps.due_first) / 2;
    steps.wean = middle + rules->wean_age;
    steps.next_joining = calendar_next_in_season(rules, steps.wean + rules->rest_days);
    steps.ram_leaves = after(rams_in, rules->ram_leaves_after);
    *ret = steps;
}
