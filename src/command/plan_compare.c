/* plan_compare.c - two plans side by side, and line by line where they differ */
#include "inner.h"

#include "mupu/plan.h"

#include <stdlib.h>
#include <string.h>

struct side {
    struct plan plan;
    struct plan_mating *all; /* by female */
    int count;
    struct plan_ram *rams;
    int ram_count;
};

static int by_female(const void *a, const void *b)
{
    int64_t one = ((const struct plan_mating *)a)->ewe, other = ((const struct plan_mating *)b)->ewe;
    return (one > other) - (one < other);
}

static bool side_load(struct command_context *c, int64_t plan, struct side *s, struct err *e)
{
    if (!plan_load(c->herd, plan, c->arena, &s->plan, e) ||
        !plan_matings(c->herd, plan, c->arena, &s->all, &s->count, e) ||
        !plan_rams(c->herd, plan, c->arena, &s->rams, &s->ram_count, e))
        return false;
    qsort(s->all, (size_t)s->count, sizeof *s->all, by_female);
    return true;
}

/* Named, or the newest; and that before it of the same species. */
static bool sides_find(struct command_context *c, const struct record *r, int64_t ret[2], struct err *e)
{
    const char *first = record_text(r, "first"), *second = record_text(r, "second");
    struct plan *plans;
    int count;
    if (!plan_find(c->herd, second, &ret[1], e))
        return false;
    if (first)
        return plan_find(c->herd, first, &ret[0], e) &&
               (ret[0] != ret[1] || err_set(e, ERR_USAGE, "first", _("Plan %s with itself: name two plans"), first));
    if (!plan_list(c->herd, c->arena, &plans, &count, e))
        return false;
    int at = 0;
    while (at < count && plans[at].id != ret[1])
        at++;
    for (int i = at + 1; i < count; i++)
        if (strcmp(plans[i].species, plans[at].species) == 0) {
            ret[0] = plans[i].id;
            return true;
        }
    return err_set(e, ERR_NO_INPUT, "first", _("There is no plan before %s to compare it with; make two"),
                   at < count ? plans[at].code : "");
}

/* ---- the whole ---- */

static void say_total(struct command_context *c, const struct side *s)
{
    char mean[NUMBER_TEXT], most[NUMBER_TEXT];
    int64_t worst = 0;
    int used = 0;
    for (int i = 0; i < s->ram_count; i++)
        used += s->rams[i].used > 0;
    for (int i = 0; i < s->count; i++)
        worst = s->all[i].ram && s->all[i].f > worst ? s->all[i].f : worst;
    command_say(c, _("%s: %d of %d females served by %d males, mean F %s, worst %s; value %lld, bound %lld"),
                s->plan.code, s->plan.served, s->plan.ewes, used,
                number_format_percent(s->plan.served ? (double)s->plan.f_total / s->plan.served / 1e6 : 0.0, 3, mean),
                number_format_percent((double)worst / 1e6, 2, most), (long long)s->plan.objective,
                (long long)s->plan.bound);
}

/* ---- line by line ---- */

static void set_mating(struct table *t, int row, int column, const struct plan_mating *m)
{
    if (m && m->ram) {
        table_set_text(t, row, column, m->ram_number);
        table_set_real(t, row, column + 1, (double)m->f / 1e6);
    }
}

/* Of a female in both plans or in one: her line, unless nothing changed for her. */
static bool line_add(struct table *t, const struct plan_mating *a, const struct plan_mating *b)
{
    const struct plan_mating *her = b ? b : a;
    if ((a ? a->ram : 0) == (b ? b->ram : 0))
        return false;
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, her->ewe_number);
    table_set_text(t, row, 1, her->ewe_holding);
    set_mating(t, row, 2, a);
    set_mating(t, row, 4, b);
    table_set_text(t, row, 6, b ? b->words : _("she is not among the females of this plan"));
    return true;
}

static bool print_lines(struct command_context *c, const struct record *r, const struct side sides[2], struct err *e)
{
    const struct side *a = &sides[0], *b = &sides[1];
    const struct table_column columns[] = {
        { "female", _("Female"), TABLE_TEXT, 0, 0, false },
        { "holding", _("Holding"), TABLE_TEXT, 0, 0, false },
        { "male_before", a->plan.code, TABLE_TEXT, 0, 0, false },
        { "f_before", _("F"), TABLE_PERCENT, 2, 0, false },
        { "male", b->plan.code, TABLE_TEXT, 0, 0, false },
        { "f", _("F"), TABLE_PERCENT, 2, 0, false },
        { "why", _("Why"), TABLE_TEXT, 0, 0, false },
    };
    struct table t;
    struct table_column *kept = arena_new(c->arena, sizeof columns); /* a sheet of them outlives this call */
    int lines = 0;
    memcpy(kept, columns, sizeof columns);
    table_init(&t, c->arena, "lines", _("Where they differ"), kept, COUNT(columns));
    for (int i = 0, k = 0; i < a->count || k < b->count;) {
        const struct plan_mating *one = i < a->count ? &a->all[i] : NULL, *other = k < b->count ? &b->all[k] : NULL;
        if (one && other && one->ewe != other->ewe) {
            bool first = one->ewe < other->ewe;
            one = first ? one : NULL;
            other = first ? NULL : other;
        }
        lines += line_add(&t, one, other);
        i += one != NULL;
        k += other != NULL;
    }
    command_say(c, _("%d lines differ"), lines);
    return command_print(c, r, &t, e);
}

static bool run_compare(struct command_context *c, const struct record *r, struct err *e)
{
    struct side sides[2];
    int64_t ids[2];
    memset(sides, 0, sizeof sides);
    if (!sides_find(c, r, ids, e) || !side_load(c, ids[0], &sides[0], e) || !side_load(c, ids[1], &sides[1], e))
        return false;
    say_total(c, &sides[0]);
    say_total(c, &sides[1]);
    return print_lines(c, r, sides, e);
}

static const struct field arguments[] = {
    { .name = "first",
      .zh = "前一方案",
      .en = "first plan",
      .place = "1",
      .help = N_("default: that before the second") },
    { .name = "second", .zh = "后一方案", .en = "second plan", .place = "2", .help = N_("default: the newest") },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct command commands[] = {
    { .subject = "plan",
      .verb = "compare",
      .summary = N_("two plans side by side, and line by line where they differ"),
      .help = "",
      .arguments = arguments,
      .argument_count = COUNT(arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_compare,
      .answers = true },
};
const struct command_group command_plan_compare = { commands, COUNT(commands) };
