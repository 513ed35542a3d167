/* plan_make.c - a plan is made: candidates and pedigree into arrays, kinship of every pair, the rules as forbidden
 * pairs, the exact allocation with its proof, and rows with a reason on each. */
#include "plan_inner.h"

#include <string.h>

/* ---- the plan to stay near ---- */

static bool previous_read(struct making *m, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!m->again)
        return true;
    m->previous = arena_new(&m->arena, ((size_t)m->candidate_count + 1) * sizeof *m->previous);
    for (int32_t i = 0; i < m->candidate_count; i++)
        m->previous[i] = ALLOCATE_NOBODY;
    if (!store_query(m->herd->store, "plan_matings", &q, e))
        return false;
    query_bind_int(q, ":plan", m->again);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        int32_t ewe = query_is_null(q, 2) ? -1 : candidates_female(m, query_int(q, 1));
        if (ewe >= 0)
            m->previous[ewe] = candidates_male(m, query_int(q, 2));
    }
}

/* ---- what is asked ---- */

/* What an earlier plan was asked for, where nothing is asked now. Species and holding are always that plan's. */
static bool ask_again(struct making *m, struct err *e)
{
    struct plan plan;
    if (!asked_text(m, "again"))
        return true;
    if (!plan_find(m->herd, asked_text(m, "again"), &m->again, e) || !plan_load(m->herd, m->again, &m->arena, &plan, e))
        return false;
    asked_set(m, "species", plan.species, 0);
    asked_set(m, "holding", "", plan.holding);
    asked_recall(m, plan.parameters);
    if (!asked_text(m, "days"))
        asked_set(m, "days", "", plan.to - plan.from + 1);
    if (!asked_text(m, "from") && !asked_text(m, "season"))
        asked_set(m, "from", "", plan.from);
    return true;
}

/* A day, a season's year, or neither: the next day in season. */
static bool ask_start(struct making *m, const struct calendar_rules *rules, struct err *e)
{
    char text[DATE_TEXT], next[DATE_TEXT];
    const struct plan_value *season = asked_value(m, "season"), *from = asked_value(m, "from");
    date_day day = from->text ? (date_day)from->number : DATE_NONE;
    if (from->text && season->text)
        return err_set(e, ERR_USAGE, "season", _("give --season or --from, not both"));
    if (season->text && !plan_season_start(m->herd, m->species, (int)season->number, &day, e))
        return false;
    m->from = calendar_next_in_season(rules, day != DATE_NONE ? day : m->herd->today);
    if (day != DATE_NONE && m->from != day)
        return err_set(e, ERR_DATA, "from", _("%s is outside the season; the next day in it is %s"),
                       date_format(day, DATE_DAY, text), date_format(m->from, DATE_DAY, next));
    return true;
}

/* A protocol that says until when rams are with those that return says so how long the joining is. */
static bool ask_protocol(struct making *m, struct err *e)
{
    struct protocol_day *days;
    int count;
    if (!plan_protocol(m->herd, m->species, asked_text(m, "protocol"), m->from, m->from, &m->arena, &days, &count, e))
        return false;
    for (int i = 0; i < count && !asked_text(m, "days"); i++)
        if (strcmp(days[i].step, "return_ram") == 0)
            m->to = days[i].to;
    return true;
}

static bool ask_days(struct making *m, struct err *e)
{
    struct calendar_rules rules;
    if (!plan_calendar_rules(m->herd, m->species, m->method, &rules, e) || !ask_start(m, &rules, e))
        return false;
    int64_t days = asked_number(m, "days", 1);
    days = days < 1 ? 1 : days;
    if (days > 366)
        return err_set(e, ERR_DATA, "days", _("%d days of joining are too many; give 1 to 366"), (int)days);
    m->to = m->from + (date_day)days - 1; /* 03-01 to 03-20 are twenty days */
    m->season = calendar_season_label(&rules, m->from);
    return ask_protocol(m, e);
}

static bool ask(struct making *m, const struct record *asked, struct err *e)
{
    if (!asked_read(m, asked, e) || !ask_again(m, e))
        return false;
    if (!asked_text(m, "method"))
        asked_set(m, "method", "pen", 0);
    m->species = asked_text(m, "species") ? asked_text(m, "species") : m->herd->dictionary.species[0].code;
    m->method = asked_text(m, "method");
    m->holding = asked_value(m, "holding")->number;
    m->everywhere = asked_number(m, "everywhere", 0) != 0;
    m->max_f = asked_number(m, "max-f", -1);
    return asked_in_pairs(m, e) && ask_days(m, e);
}

static void making_done(struct making *m)
{
    allocate_done(&m->first);
    allocate_done(&m->reserve);
    memory_free(m->females);
    memory_free(m->males);
    memory_free(m->cost);
    memory_free(m->least);
    memory_free(m->least_male);
    memory_free(m->allowed);
    memory_free(m->lost);
    arena_done(&m->arena);
}

static bool prepare(struct making *m, struct err *e)
{
    return rules_collect(m, e) && candidates_load(m, e) && pairs_prepare(m, e) && rules_apply(m, e) &&
           previous_read(m, e);
}

bool plan_make(struct herd *herd, const struct record *asked, const struct progress *progress, int64_t *ret_plan,
               struct err *e)
{
    struct making m = { .herd = herd, .progress = progress };
    arena_init(&m.arena);
    bool good = ask(&m, asked, e) && prepare(&m, e) && plan_solve(&m, true, e) && plan_write(&m, ret_plan, e);
    making_done(&m);
    return good;
}

/* ---- what a limit on F costs ---- */

static void limit_told(const struct making *m, struct plan_limit *ret)
{
    *ret = (struct plan_limit){ .max_f = m->max_f,
                                .ewes = m->candidate_count,
                                .served = m->first.served,
                                .objective = m->objective,
                                .f_total = price_f_total(m) };
    for (int32_t i = 0; i < m->candidate_count; i++) {
        int32_t ram = m->first.ram[i];
        int64_t f = ram >= 0 ? price_f(m, i, ram, plan_costs_of(m, i)[ram]) : 0;
        ret->worst = f > ret->worst ? f : ret->worst;
        ret->without_male += ram < 0 && m->allowed[i] == 0;
    }
}

bool plan_limits(struct herd *herd, const struct record *asked, const struct progress *progress,
                 struct plan_limit ret[PLAN_LIMITS], struct err *e)
{
    /* F of the young of second cousins, half cousins, cousins, half sibs, full sibs */
    static const int64_t limits[PLAN_LIMITS] = { 15625, 31250, 62500, 125000, 250000 };
    bool good = !record_text(asked, "max-f") ||
                err_set(e, ERR_USAGE, "max-f", _("five limits are tried here; leave out --%s"), "max-f");
    for (int i = 0; good && i < PLAN_LIMITS; i++) {
        struct making m = { .herd = herd, .progress = progress };
        arena_init(&m.arena);
        good = ask(&m, asked, e);
        m.max_f = limits[i];
        good = good && prepare(&m, e) && plan_solve(&m, false, e);
        if (good)
            limit_told(&m, &ret[i]);
        making_done(&m);
    }
    return good;
}
