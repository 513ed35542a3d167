/* plan_sheet.c - the breeding schedule as it hangs on the barn door */
#include "inner.h"

#include "mupu/plan.h"

#include <string.h>

static void facts(struct herd *herd, const struct plan *p, struct sheet *s)
{
    char from[DATE_TEXT], to[DATE_TEXT];
    struct arena *a = s->arena;
    const struct species *species = dictionary_species(&herd->dictionary, p->species);
    sheet_add_fact(s, _("Plan"), p->code);
    sheet_add_fact(s, _("Species"), species ? herd_label(herd, species->zh, species->en) : p->species);
    sheet_add_fact(s, _("Holding"), p->holding_code ? p->holding_code : _("all"));
    sheet_add_fact(s, _("Status"), herd_code_label(herd, "plan_status", p->status));
    sheet_add_fact(
        s, _("Joining"),
        arena_printf(a, _("%s to %s"), date_format(p->from, DATE_DAY, from), date_format(p->to, DATE_DAY, to)));
    sheet_add_fact(s, _("Most F"),
                   p->max_f < 0 ? _("by tier")
                                : number_format_percent((double)p->max_f / 1e6, 2, arena_new(a, NUMBER_TEXT)));
    sheet_add_fact(s, _("Females"), arena_printf(a, _("%d of %d served"), p->served, p->ewes));
    sheet_add_fact(s, _("Mean F"),
                   p->served ? number_format_percent((double)p->f_total / p->served / 1e6, 3, arena_new(a, NUMBER_TEXT))
                             : "-");
    sheet_add_fact(s, _("Proof"),
                   p->objective == p->bound
                       ? arena_printf(a, _("value = bound = %lld"), (long long)p->bound)
                       : arena_printf(a, "%lld / %lld", (long long)p->objective, (long long)p->bound));
    if (p->approved_by)
        sheet_add_fact(s, _("Approved by"), p->approved_by);
}

static bool add_steps(struct herd *herd, int64_t plan, struct sheet *s, struct err *e)
{
    const struct table_column columns[] = {
        { "day", _("Day"), TABLE_DAY, 0, 0, false },     { "to", _("To"), TABLE_DAY, 0, 0, false },
        { "step", _("Step"), TABLE_TEXT, 0, 0, false },  { "heads", _("Heads"), TABLE_COUNT, 0, 0, false },
        { "words", _("Note"), TABLE_TEXT, 0, 1, false }, { "done", _("Done"), TABLE_TEXT, 0, 1, false },
    };
    struct plan_step *steps;
    int count;
    if (!plan_schedule(herd, plan, s->arena, &steps, &count, e))
        return false;
    struct table *t = sheet_new_table(s, "schedule", _("When"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        int row = table_add_row(t, TABLE_ROW);
        table_set_day(t, row, 0, steps[i].day);
        table_set_day(t, row, 1, steps[i].to == steps[i].day ? DATE_NONE : steps[i].to);
        table_set_text(t, row, 2, herd_code_label(herd, "plan_step", steps[i].step));
        table_set_integer(t, row, 3, steps[i].heads);
        table_set_text(t, row, 4, steps[i].words && *steps[i].words ? steps[i].words : NULL);
    }
    sheet_add_table(s, t);
    return true;
}

/* One group a male: his females in order of number, with room to write the day of service. */
static void add_groups(const struct plan_mating *all, int mated, struct sheet *s)
{
    const struct table_column columns[] = {
        { "ewe", _("Ewe"), TABLE_TEXT, 0, 0, false },
        { "holding", _("Holding"), TABLE_TEXT, 0, 0, false },
        { "f", _("F"), TABLE_PERCENT, 2, 0, false },
        { "reserve", _("Reserve"), TABLE_TEXT, 0, 0, false },
        { "reserve_f", _("Its F"), TABLE_PERCENT, 2, 0, false },
        { "served", _("Served on"), TABLE_TEXT, 0, 1, false },
        { "scan", _("Scan"), TABLE_TEXT, 0, 1, false },
    };
    struct table *t = sheet_new_table(s, "matings", _("Who to whom"), columns, COUNT(columns));
    for (int i = 0; i < mated; i++) {
        if (i == 0 || all[i].ram != all[i - 1].ram) {
            int heads = 0;
            while (i + heads < mated && all[i + heads].ram == all[i].ram)
                heads++;
            int group = table_add_row(t, TABLE_GROUP);
            table_set_text(
                t, group, 0,
                arena_printf(s->arena, _("Ram %s: %d females"), all[i].ram_number ? all[i].ram_number : "?", heads));
        }
        int row = table_add_row(t, TABLE_ROW);
        table_set_text(t, row, 0, all[i].ewe_number);
        table_set_text(t, row, 1, all[i].ewe_holding);
        if (all[i].f >= 0)
            table_set_real(t, row, 2, (double)all[i].f / 1e6);
        table_set_text(t, row, 3, all[i].reserve_number);
        if (all[i].reserve_f >= 0)
            table_set_real(t, row, 4, (double)all[i].reserve_f / 1e6);
    }
    sheet_add_table(s, t);
}

static void add_left_out(struct herd *herd, const struct plan_mating *all, int from, int count, struct sheet *s)
{
    const struct table_column columns[] = {
        { "ewe", _("Ewe"), TABLE_TEXT, 0, 0, false },
        { "holding", _("Holding"), TABLE_TEXT, 0, 0, false },
        { "reason", _("Reason"), TABLE_TEXT, 0, 0, false },
        { "why", _("Why, and what would help"), TABLE_TEXT, 0, 1, false },
    };
    if (from == count)
        return;
    struct table *t = sheet_new_table(s, "left_out", _("Not mated"), columns, COUNT(columns));
    for (int i = from; i < count; i++) {
        int row = table_add_row(t, TABLE_ROW);
        table_set_text(t, row, 0, all[i].ewe_number);
        table_set_text(t, row, 1, all[i].ewe_holding);
        table_set_text(t, row, 2, herd_code_label(herd, "plan_reason", all[i].reason));
        table_set_text(t, row, 3, all[i].words);
    }
    sheet_add_table(s, t);
}

bool plan_sheet(struct herd *herd, int64_t plan, struct arena *arena, struct sheet *ret, struct err *e)
{
    struct plan p;
    struct plan_mating *all;
    int count, mated = 0;
    if (!plan_load(herd, plan, arena, &p, e) || !plan_matings(herd, plan, arena, &all, &count, e))
        return false;
    struct sheet s;
    sheet_init(&s, arena, "breeding_schedule", _("Breeding schedule"));
    s.made_by = p.made_by;
    s.checked_by = "";
    s.made_on = p.made_on;
    facts(herd, &p, &s);
    if (!add_steps(herd, plan, &s, e))
        return false;
    while (mated < count && all[mated].ram)
        mated++;
    add_groups(all, mated, &s);
    add_left_out(herd, all, mated, count, &s);
    *ret = s;
    return true;
}
