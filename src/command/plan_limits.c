/* plan_limits.c - what a limit on F costs: the plan asked for, solved at five limits side by side */
#include "inner.h"

#include "mupu/plan.h"

#include <string.h>

static bool run_limits(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "limit", _("Most F"), TABLE_PERCENT, 2, 0, false },
        { "ewes", _("Females"), TABLE_COUNT, 0, 0, false },
        { "served", _("Served"), TABLE_COUNT, 0, 0, false },
        { "not_served", _("Not served"), TABLE_COUNT, 0, 0, false },
        { "without_male", _("No male allowed"), TABLE_COUNT, 0, 0, false },
        { "mean_f", _("Mean F"), TABLE_PERCENT, 3, 0, false },
        { "worst_f", _("Worst F"), TABLE_PERCENT, 2, 0, false },
    };
    struct plan_limit limits[PLAN_LIMITS];
    struct table_column *kept = arena_new(c->arena, sizeof columns); /* a sheet of them outlives this call */
    struct table t;
    memcpy(kept, columns, sizeof columns);
    if (!plan_limits(c->herd, r, c->progress, limits, e))
        return false;
    table_init(&t, c->arena, "limits", _("What a limit on F costs"), kept, COUNT(columns));
    for (int i = 0; i < PLAN_LIMITS; i++) {
        const struct plan_limit *l = &limits[i];
        int row = table_add_row(&t, TABLE_ROW);
        table_set_real(&t, row, 0, (double)l->max_f / 1e6);
        table_set_integer(&t, row, 1, l->ewes);
        table_set_integer(&t, row, 2, l->served);
        table_set_integer(&t, row, 3, l->ewes - l->served);
        table_set_integer(&t, row, 4, l->without_male);
        if (l->served) {
            table_set_real(&t, row, 5, (double)l->f_total / l->served / 1e6);
            table_set_real(&t, row, 6, (double)l->worst / 1e6);
        }
    }
    return command_print(c, r, &t, e);
}

static const struct command commands[] = {
    { .subject = "plan",
      .verb = "limits",
      .summary = N_("what a limit on F costs: served, mean and worst F at five limits"),
      .help = N_("Takes what \"mupu plan make\" takes; nothing is kept."),
      .arguments = plan_options,
      .argument_count_elsewhere = &plan_option_count,
      .needs = COMMAND_NEEDS_READ,
      .run = run_limits,
      .answers = true },
};
const struct command_group command_plan_limits = { commands, COUNT(commands) };
