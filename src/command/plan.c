/* plan.c - breeding plans: make, look, rule, approve, schedule */
#include "inner.h"

#include "paper.h"

#include <stdlib.h>
#include <string.h>

static const struct field make_arguments[] = {
    { .name = "species", .zh = "畜种", .en = "species", .type = FIELD_OF_CODE, .list = "species" },
    { .name = "holding",
      .zh = "场户",
      .en = "holding",
      .type = FIELD_OF_HOLDING,
      .help = N_("its animals and those below it") },
    { .name = "season",
      .zh = "配种季",
      .en = "season",
      .type = FIELD_OF_COUNT,
      .help = N_("its year: 2026 is the rut from December 2025; instead of --from") },
    { .name = "from",
      .zh = "公畜入群",
      .en = "from",
      .type = FIELD_OF_DAY,
      .help = N_("default: the next day in season") },
    { .name = "days", .zh = "混群天数", .en = "days", .type = FIELD_OF_COUNT },
    { .name = "max-f",
      .zh = "近交上限",
      .en = "most F",
      .help = N_("0.0625 or 6.25%; default: each tier's own limit") },
    { .name = "rams", .zh = "公畜", .en = "rams", .type = FIELD_OF_ANIMAL, .repeated = true, .help = N_("only these") },
    { .name = "capacity", .zh = "每公配母数", .en = "females a male", .type = FIELD_OF_COUNT },
    { .name = "method", .zh = "方式", .en = "method", .type = FIELD_OF_CODE, .list = "mating_method" },
    { .name = "everywhere",
      .zh = "跨场",
      .en = "everywhere",
      .type = FIELD_OF_FLAG,
      .help = N_("males serve females of other keepers too") },
    { .name = "lock", .zh = "锁定", .en = "lock", .repeated = true, .help = N_("FEMALE:MALE") },
    { .name = "forbid", .zh = "禁配", .en = "forbid", .repeated = true, .help = N_("FEMALE:MALE") },
    { .name = "again",
      .zh = "重排",
      .en = "again",
      .help = N_("a plan's code: start from its parameters, locks and pairs") },
};
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
static const struct field schedule_arguments[] = {
    { .name = "plan", .zh = "方案", .en = "plan", .place = "1", .help = N_("its code; default: the newest") },
    PAPER_ARGUMENTS,
};

/* ---- make ---- */

static bool read_pair(struct command_context *c, const char *option, const char *text, int64_t *female, int64_t *male,
                      struct err *e)
{
    const char *colon = strchr(text, ':');
    if (!colon)
        return err_set(e, ERR_USAGE, option, _("--%s \"%s\": write FEMALE:MALE"), option, text);
    return identifier_one(c->herd, arena_text_n(c->arena, text, (size_t)(colon - text)), option, female, e) &&
           identifier_one(c->herd, colon + 1, option, male, e);
}

static bool read_pairs(struct command_context *c, const struct record *r, const char *option, const int64_t **females,
                       const int64_t **males, int *ret_count, struct err *e)
{
    int count = record_count(r, option);
    int64_t *ewes = arena_new(c->arena, ((size_t)count + 1) * sizeof *ewes),
            *rams = arena_new(c->arena, ((size_t)count + 1) * sizeof *rams);
    for (int i = 0; i < count; i++)
        if (!read_pair(c, option, record_nth(r, option, i), &ewes[i], &rams[i], e))
            return false;
    *females = ewes;
    *males = rams;
    *ret_count = count;
    return true;
}

/* "0.0625" or "6.25%" to millionths. */
static bool read_limit(const char *text, int64_t *ret, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf number;
    double value;
    strbuf_init(&number);
    strbuf_add(&number, text);
    bool percent = number.length && number.text[number.length - 1] == '%';
    if (percent)
        number.text[--number.length] = '\0';
    if (!number_parse_double(number.text, &value, e) || value < 0 || value > (percent ? 100 : 1))
        return err_set(e, ERR_USAGE, "max-f", _("--max-f \"%s\": give a fraction as 0.0625 or a percentage as 6.25%%"),
                       text);
    *ret = (int64_t)(value * (percent ? 1e4 : 1e6) + 0.5);
    return true;
}

static bool read_count(const struct record *r, const char *name, int *ret, struct err *e)
{
    int64_t value = 0;
    const char *text = record_text(r, name);
    if (text && !number_parse_int(text, 1, 1000000, &value, e))
        return err_prefix(e, "--%s: ", name);
    *ret = (int)value;
    return true;
}

static bool read_rams(struct command_context *c, const struct record *r, struct plan_request *q, struct err *e)
{
    int count = record_count(r, "rams");
    int64_t *ids = arena_new(c->arena, ((size_t)count + 1) * sizeof *ids);
    for (int i = 0; i < count; i++)
        if (!identifier_one(c->herd, record_nth(r, "rams", i), "rams", &ids[i], e))
            return false;
    q->rams = ids;
    q->ram_count = count;
    return true;
}

/* --from DAY or --season YEAR; neither: the next day in season. */
static bool read_start(struct command_context *c, const struct record *r, struct plan_request *q, struct err *e)
{
    const char *from = record_text(r, "from"), *season = record_text(r, "season");
    enum date_precision precision;
    int64_t year;
    if (from && season)
        return err_set(e, ERR_USAGE, "season", _("give --season or --from, not both"));
    if (season)
        return number_parse_int(season, 1900, 2199, &year, e) &&
               plan_season_start(c->herd, q->species, (int)year, &q->from, e);
    return !from || date_parse(from, &q->from, &precision, e);
}

static bool read_request(struct command_context *c, const struct record *r, struct plan_request *q, struct err *e)
{
    *q = (struct plan_request){ .from = DATE_NONE, .max_f = -1 };
    const char *species = record_text(r, "species"), *holding = record_text(r, "holding");
    const struct species *known =
        species ? dictionary_species(&c->herd->dictionary, species) : &c->herd->dictionary.species[0];
    if (!known)
        return err_set(e, ERR_USAGE, "species", _("There is no species \"%s\""), species);
    q->species = known->code;
    q->method = record_text(r, "method");
    q->everywhere = record_text(r, "everywhere") != NULL;
    const char *again = record_text(r, "again");
    return (!again || plan_find(c->herd, again, &q->again, e)) &&
           (!holding || holding_find(c->herd, holding, &q->holding, e)) && read_start(c, r, q, e) &&
           (!record_text(r, "max-f") || read_limit(record_text(r, "max-f"), &q->max_f, e)) &&
           read_count(r, "capacity", &q->capacity, e) && read_count(r, "days", &q->joining_days, e) &&
           read_rams(c, r, q, e) && read_pairs(c, r, "lock", &q->lock_ewes, &q->lock_rams, &q->lock_count, e) &&
           read_pairs(c, r, "forbid", &q->forbid_ewes, &q->forbid_rams, &q->forbid_count, e);
}

static void say_proof(struct command_context *c, const struct plan *p)
{
    char from[DATE_TEXT];
    command_say(c, _("Plan %s: %d of %d females served by %d males from %s"), p->code, p->served, p->ewes, p->rams,
                date_format(p->from, DATE_DAY, from));
    command_say(
        c, _("Objective %lld, lower bound %lld, gap %lld (millionths of F, summed); mean F %s"),
        (long long)p->objective, (long long)p->bound, (long long)(p->objective - p->bound),
        number_format_percent(p->served ? (double)p->objective / p->served / 1e6 : 0.0, 3, (char[NUMBER_TEXT]){ 0 }));
    if (p->objective == p->bound)
        command_say(c, _("Proven best: the plan's value equals the lower bound; %lld allowed pairs were checked."),
                    (long long)p->pairs);
}

static bool run_make(struct command_context *c, const struct record *r, struct err *e)
{
    struct plan_request request;
    struct plan plan;
    int64_t id;
    if (!read_request(c, r, &request, e) || !plan_make(c->herd, &request, c->progress, &id, e) ||
        !plan_load(c->herd, id, c->arena, &plan, e))
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

static bool show_females(struct command_context *c, const struct record *r, int64_t id, struct err *e)
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
    if (plan.changed_since)
        command_say(c, _("%d changes to animals and events since it was made"), plan.changed_since);
    return by && strcmp(by, "male") == 0 ? show_males(c, r, id, e) : show_females(c, r, id, e);
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
      .arguments = make_arguments,
      .argument_count = COUNT(make_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_make },
    PLAN("list", N_("the plans there are"), list_arguments, COMMAND_NEEDS_READ, run_list),
    PLAN("show", N_("the matings, with F, reserve and reason; and who is left out and why"), show_arguments,
         COMMAND_NEEDS_READ, run_show),
    PLAN("lock", N_("she goes to him"), pair_arguments, COMMAND_NEEDS_WRITE, run_lock),
    PLAN("forbid", N_("she never goes to him"), pair_arguments, COMMAND_NEEDS_WRITE, run_forbid),
    PLAN("free", N_("takes a lock or ban back"), pair_arguments, COMMAND_NEEDS_WRITE, run_free),
    PLAN("approve", N_("the plan is to be carried out"), code_arguments, COMMAND_NEEDS_WRITE, run_approve),
    PLAN("schedule", N_("the breeding schedule: groups, dates, to look at, save or print"), schedule_arguments,
         COMMAND_NEEDS_READ, run_schedule),
};
const struct command_group command_plan = { commands, COUNT(commands) };
