/* plan.c - breeding plans: make, look, rule, approve, schedule */
#include "inner.h"

#include "mupu/plan.h"
#include "paper.h"

#include <string.h>

static const struct field code_arguments[] = {
    { .name = "plan", .zh = "方案", .en = "plan", .place = "1", .help = N_("its code; default: the newest") },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field show_arguments[] = {
    { .name = "plan", .zh = "方案", .en = "plan", .place = "1", .help = N_("its code; default: the newest") },
    { .name = "by", .zh = "按", .en = "by", .help = N_("female or male") },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field list_arguments[] = {
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field pair_arguments[] = {
    { .name = "plan", .zh = "方案", .en = "plan", .place = "1", .required = true },
    { .name = "female", .zh = "母畜", .en = "female", .type = FIELD_OF_ANIMAL, .place = "2", .required = true },
    { .name = "male", .zh = "公畜", .en = "male", .type = FIELD_OF_ANIMAL, .place = "3", .required = true },
};
static const struct field void_arguments[] = {
    { .name = "plan", .zh = "方案", .en = "plan", .place = "1", .required = true },
    { .name = "why", .zh = "原因", .en = "why", .required = true },
};
static const struct field schedule_arguments[] = {
    { .name = "plan", .zh = "方案", .en = "plan", .place = "1", .help = N_("its code; default: the newest") },
    PAPER_ARGUMENTS,
};

/* ---- make ---- */

static void say_proof(struct command_context *c, const struct plan *p)
{
    char from[DATE_TEXT];
    command_say(c, _("Plan %s: %d of %d females served by %d males from %s"), p->code, p->served, p->ewes, p->rams,
                date_format(p->from, DATE_DAY, from));
    command_say(
        c, _("Objective %lld, lower bound %lld, gap %lld (millionths of F, summed); mean F %s"),
        (long long)p->objective, (long long)p->bound, (long long)(p->objective - p->bound),
        number_format_percent(p->served ? (double)p->f_total / p->served / 1e6 : 0.0, 3, (char[NUMBER_TEXT]){ 0 }));
    if (p->objective == p->bound)
        command_say(c, _("Proven best: the plan's value equals the lower bound; %lld allowed pairs were checked."),
                    (long long)p->pairs);
    else if (p->served)
        command_say(
            c, _("At most %s F a female above the best there can be."),
            number_format_percent((double)(p->objective - p->bound) / p->served / 1e6, 4, (char[NUMBER_TEXT]){ 0 }));
}

static bool run_make(struct command_context *c, const struct record *r, struct err *e)
{
    struct plan plan;
    int64_t id;
    if (!plan_make(c->herd, r, c->progress, &id, e) || !plan_load(c->herd, id, c->arena, &plan, e))
        return false;
    say_proof(c, &plan);
    fprintf(c->out, "%s\n", plan.code);
    return true;
}

/* ---- list and show ---- */

static bool run_list(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "plan", _("Plan"), TABLE_TEXT, 0, 0, false },
        { "species", _("Species"), TABLE_TEXT, 0, 0, false },
        { "holding", _("Holding"), TABLE_TEXT, 0, 0, false },
        { "from", _("Rams in"), TABLE_DAY, 0, 0, false },
        { "ewes", _("Females"), TABLE_COUNT, 0, 0, false },
        { "served", _("Served"), TABLE_COUNT, 0, 0, false },
        { "objective", _("Objective"), TABLE_COUNT, 0, 0, false },
        { "bound", _("Bound"), TABLE_COUNT, 0, 0, false },
        { "status", _("Status"), TABLE_TEXT, 0, 0, false },
        { "made_by", _("Made by"), TABLE_TEXT, 0, 0, false },
    };
    struct plan *plans;
    struct table t;
    int count;
    if (!plan_list(c->herd, c->arena, &plans, &count, e))
        return false;
    table_init(&t, c->arena, "plans", _("Plans"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        const struct species *species = dictionary_species(&c->herd->dictionary, plans[i].species);
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, plans[i].code);
        table_set_text(&t, row, 1,
                       c->json || !species ? plans[i].species : herd_label(c->herd, species->zh, species->en));
        table_set_text(&t, row, 2, plans[i].holding_code);
        table_set_day(&t, row, 3, plans[i].from);
        table_set_integer(&t, row, 4, plans[i].ewes);
        table_set_integer(&t, row, 5, plans[i].served);
        table_set_integer(&t, row, 6, plans[i].objective);
        table_set_integer(&t, row, 7, plans[i].bound);
        table_set_text(&t, row, 8,
                       c->json ? plans[i].status : herd_code_label(c->herd, "plan_status", plans[i].status));
        table_set_text(&t, row, 9, plans[i].made_by);
    }
    return command_print(c, r, &t, e);
}

static bool show_males(struct command_context *c, const struct record *r, int64_t id, struct err *e)
{
    const struct table_column columns[] = {
        { "ram", _("Ram"), TABLE_TEXT, 0, 0, false },
        { "holding", _("Holding"), TABLE_TEXT, 0, 0, false },
        { "used", _("Females"), TABLE_COUNT, 0, 0, true },
        { "capacity", _("Places"), TABLE_COUNT, 0, 0, true },
        { "price", _("One more place saves, F"), TABLE_REAL, -1, 0, false },
    };
    struct plan_ram *rams;
    struct table t;
    int count;
    if (!plan_rams(c->herd, id, c->arena, &rams, &count, e))
        return false;
    table_init(&t, c->arena, "rams", _("Rams"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, rams[i].number);
        table_set_text(&t, row, 1, rams[i].holding_code);
        table_set_integer(&t, row, 2, rams[i].used);
        table_set_integer(&t, row, 3, rams[i].capacity);
        if (rams[i].price >= 0)
            table_set_real(&t, row, 4, (double)rams[i].price / 1e6);
    }
    return command_print(c, r, &t, e);
}

/* "inbreeding 1.2% (5), family 0.5% (1)": only where there is more than F. */
static void say_terms(struct command_context *c, int64_t objective, const struct plan_mating *matings, int count)
{
    struct plan_term terms[PLAN_TERMS_MOST];
    int n = plan_terms(matings, count, c->arena, terms);
    int64_t lacking = objective; /* what no pair costs: use that males lack */
    for (int i = 0; i < n; i++)
        lacking -= terms[i].sum;
    if (lacking && n < PLAN_TERMS_MOST)
        terms[n++] = (struct plan_term){ .name = "least", .sum = lacking };
    if (n < 2)
        return;
    command_say(c, "%s", _("What the plan costs, in points of F (pairs):"));
    for (int i = 0; i < n; i++)
        command_say(c, "  %s %s%s", herd_code_label(c->herd, "plan_term", terms[i].name),
                    number_format_percent((double)terms[i].sum / 1e6, 3, (char[NUMBER_TEXT]){ 0 }),
                    terms[i].pairs ? arena_printf(c->arena, " (%d)", terms[i].pairs) : "");
}

static bool show_females(struct command_context *c, const struct record *r, int64_t id, int64_t objective,
                         struct err *e)
{
    const struct table_column columns[] = {
        { "ewe", _("Ewe"), TABLE_TEXT, 0, 0, false },         { "holding", _("Holding"), TABLE_TEXT, 0, 0, false },
        { "ram", _("Ram"), TABLE_TEXT, 0, 0, false },         { "f", _("F"), TABLE_PERCENT, 2, 0, false },
        { "reserve", _("Reserve"), TABLE_TEXT, 0, 0, false }, { "reserve_f", _("Its F"), TABLE_PERCENT, 2, 0, false },
        { "reason", _("Reason"), TABLE_TEXT, 0, 0, false },   { "why", _("Why"), TABLE_TEXT, 0, 1, false },
    };
    struct plan_mating *matings;
    struct table t;
    int count;
    if (!plan_matings(c->herd, id, c->arena, &matings, &count, e))
        return false;
    say_terms(c, objective, matings, count);
    table_init(&t, c->arena, "matings", _("Matings"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        const struct plan_mating *m = &matings[i];
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, m->ewe_number);
        table_set_text(&t, row, 1, m->ewe_holding);
        table_set_text(&t, row, 2, m->ram_number);
        if (m->f >= 0)
            table_set_real(&t, row, 3, (double)m->f / 1e6);
        table_set_text(&t, row, 4, m->reserve_number);
        if (m->reserve_f >= 0)
            table_set_real(&t, row, 5, (double)m->reserve_f / 1e6);
        table_set_text(&t, row, 6, c->json ? m->reason : herd_code_label(c->herd, "plan_reason", m->reason));
        table_set_text(&t, row, 7, m->words);
    }
    return command_print(c, r, &t, e);
}

static bool run_show(struct command_context *c, const struct record *r, struct err *e)
{
    struct plan plan;
    int64_t id;
    const char *by = record_text(r, "by");
    if (by && strcmp(by, "female") != 0 && strcmp(by, "male") != 0)
        return err_set(e, ERR_USAGE, "by", _("--by \"%s\": female or male"), by);
    if (!plan_find(c->herd, record_text(r, "plan"), &id, e) || !plan_load(c->herd, id, c->arena, &plan, e))
        return false;
    say_proof(c, &plan);
    command_say(c, _("Asked for: %s"), plan_asked_words(c->herd, plan.parameters, c->arena));
    if (plan.changed_since)
        command_say(c, _("%d changes to animals and events since it was made"), plan.changed_since);
    return by && strcmp(by, "male") == 0 ? show_males(c, r, id, e) : show_females(c, r, id, plan.objective, e);
}

/* ---- rules, approval ---- */

static bool run_rule(struct command_context *c, const struct record *r, const char *what, struct err *e)
{
    int64_t plan, female, male;
    if (!plan_find(c->herd, record_text(r, "plan"), &plan, e) ||
        !identifier_one(c->herd, record_text(r, "female"), "female", &female, e) ||
        !identifier_one(c->herd, record_text(r, "male"), "male", &male, e) ||
        !plan_rule(c->herd, plan, female, male, what, e))
        return false;
    command_say(c, _("Noted. Solve again: mupu plan make --again %s"), record_text(r, "plan"));
    return true;
}

static bool run_lock(struct command_context *c, const struct record *r, struct err *e)
{
    return run_rule(c, r, "lock", e);
}

static bool run_forbid(struct command_context *c, const struct record *r, struct err *e)
{
    return run_rule(c, r, "forbid", e);
}

static bool run_free(struct command_context *c, const struct record *r, struct err *e)
{
    return run_rule(c, r, "free", e);
}

static bool run_approve(struct command_context *c, const struct record *r, struct err *e)
{
    struct plan plan;
    int64_t id;
    if (!plan_find(c->herd, record_text(r, "plan"), &id, e) || !plan_approve(c->herd, id, e) ||
        !plan_load(c->herd, id, c->arena, &plan, e))
        return false;
    command_say(c, _("Approved: %s"), plan.code);
    return true;
}

static bool run_void(struct command_context *c, const struct record *r, struct err *e)
{
    struct plan plan;
    int64_t id;
    if (!plan_find(c->herd, record_text(r, "plan"), &id, e) || !plan_load(c->herd, id, c->arena, &plan, e) ||
        !plan_void(c->herd, id, record_text(r, "why"), e))
        return false;
    command_say(c, _("Void: %s"), plan.code);
    return true;
}

static bool run_schedule(struct command_context *c, const struct record *r, struct err *e)
{
    struct sheet sheet;
    int64_t id;
    return plan_find(c->herd, record_text(r, "plan"), &id, e) && plan_sheet(c->herd, id, c->arena, &sheet, e) &&
           paper_out(c, r, &sheet, e);
}

#define PLAN(verb_, summary_, arguments_, needs_, run_)                                             \
    {                                                                                               \
        .subject = "plan", .verb = verb_, .summary = summary_, .help = "", .arguments = arguments_, \
        .argument_count = COUNT(arguments_), .needs = needs_, .run = run_                           \
    }
static const struct command commands[] = {
    { .subject = "plan",
      .verb = "make",
      .summary = N_("which male to which female: the best plan, proven"),
      .help = N_("Example: mupu plan make --species hu_sheep --holding E01 --max-f 6.25%"),
      .arguments = plan_options,
      .argument_count_elsewhere = &plan_option_count,
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_make },
    PLAN("list", N_("the plans there are"), list_arguments, COMMAND_NEEDS_READ, run_list),
    PLAN("show", N_("the matings, with F, reserve and reason; and who is left out and why"), show_arguments,
         COMMAND_NEEDS_READ, run_show),
    PLAN("lock", N_("she goes to him"), pair_arguments, COMMAND_NEEDS_WRITE, run_lock),
    PLAN("forbid", N_("she never goes to him"), pair_arguments, COMMAND_NEEDS_WRITE, run_forbid),
    PLAN("free", N_("takes a lock or ban back"), pair_arguments, COMMAND_NEEDS_WRITE, run_free),
    PLAN("approve", N_("the plan is to be carried out"), code_arguments, COMMAND_NEEDS_WRITE, run_approve),
    PLAN("void", N_("the plan does not hold: it asks for no work and is listed no more"), void_arguments,
         COMMAND_NEEDS_WRITE, run_void),
    PLAN("schedule", N_("the breeding schedule: groups, dates, to look at, save or print"), schedule_arguments,
         COMMAND_NEEDS_READ, run_schedule),
};
const struct command_group command_plan = { commands, COUNT(commands) };
