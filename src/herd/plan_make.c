/* plan_make.c - a plan is made: candidates and pedigree into arrays, kinship of every pair, the rules as forbidden
 * pairs, the exact allocation with its proof, and rows with a reason on each. */
#include "plan_inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- solving ---- */

static bool previous_read(struct making *m, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!m->request.again)
        return true;
    m->previous = arena_new(&m->arena, ((size_t)m->candidate_count + 1) * sizeof *m->previous);
    for (int32_t i = 0; i < m->candidate_count; i++)
        m->previous[i] = ALLOCATE_NOBODY;
    if (!store_query(m->herd->store, "plan_matings", &q, e))
        return false;
    query_bind_int(q, ":plan", m->request.again);
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

static bool reserves(struct making *m, const struct allocate_problem *problem, struct err *e)
{
    m->reserve_f = arena_new(&m->arena, ((size_t)m->candidate_count + 1) * sizeof *m->reserve_f);
    rules_swap_locked(m);
    bool good = allocate_reserve(problem, &m->first, m->capacity, &m->reserve, m->progress, e);
    for (int32_t i = 0; good && i < m->candidate_count; i++)
        if (m->reserve.ram[i] >= 0)
            m->reserve_f[i] = plan_costs_of(m, i)[m->reserve.ram[i]];
    rules_swap_locked(m);
    return good;
}

/* Kept only with its proof: the value recomputed from the pairs alone equals the bound no plan can go below. */
static bool solve(struct making *m, struct err *e)
{
    struct allocate_problem problem = { m->candidate_count, m->male_count, m->cost, m->capacity, m->previous, NULL };
    if (!allocate_solve(&problem, &m->first, m->progress, e) ||
        !allocate_verify(&problem, &m->first, &m->objective, &m->bound, e))
        return false;
    if (m->objective != m->bound || m->objective != m->first.objective)
        return err_set(e, ERR_INTERNAL, "", _("The plan failed its own proof and was not kept; please report this."));
    return reserves(m, &problem, e);
}

/* ---- the request ---- */

static const int64_t *rams_read(struct making *m, const char *text, int *ret_count)
{
    int64_t *ids = arena_new(&m->arena, (strlen(text) + 1) * sizeof *ids);
    char *rest = arena_text(&m->arena, text);
    *ret_count = 0;
    for (char *word; (word = strtok_r(rest, ",", &rest));)
        ids[(*ret_count)++] = atoll(word);
    return ids;
}

/* What an earlier plan was asked for, where this request says nothing. */
static bool request_again(struct making *m, struct err *e)
{
    struct plan_request *r = &m->request;
    struct plan plan;
    if (!plan_load(m->herd, r->again, &m->arena, &plan, e))
        return false;
    const char *p = plan.parameters;
    r->species = plan.species;
    r->holding = plan.holding;
    r->method = r->method ? r->method : plan_parameter(p, "method", &m->arena);
    r->capacity = r->capacity ? r->capacity : atoi(plan_parameter(p, "capacity", &m->arena));
    r->everywhere = r->everywhere || strcmp(plan_parameter(p, "everywhere", &m->arena), "1") == 0;
    r->max_f = r->max_f >= 0 ? r->max_f : atoll(plan_parameter(p, "max_f", &m->arena));
    if (r->joining_days <= 0)
        r->joining_days = plan.to - plan.from + 1;
    r->from = r->from != DATE_NONE ? r->from : plan.from;
    if (r->ram_count == 0)
        r->rams = rams_read(m, plan_parameter(p, "rams", &m->arena), &r->ram_count);
    return true;
}

static bool request_method(struct making *m, struct err *e)
{
    struct plan_request *r = &m->request;
    const char *text = r->method && *r->method ? r->method : "pen";
    const struct code *method = dictionary_code(&m->herd->dictionary, "mating_method", text);
    if (!method)
        return err_set(e, ERR_DATA, "method", _("There is no method \"%s\": pen, hand, ai or frozen"), text);
    r->method = method->code;
    return true;
}

static bool request_days(struct making *m, struct err *e)
{
    struct plan_request *r = &m->request;
    struct calendar_rules rules;
    char text[DATE_TEXT], next[DATE_TEXT];
    if (!plan_calendar_rules(m->herd, r->species, r->method, &rules, e))
        return false;
    m->from = calendar_next_in_season(&rules, r->from != DATE_NONE ? r->from : m->herd->today);
    if (r->from != DATE_NONE && m->from != r->from)
        return err_set(e, ERR_DATA, "from", _("%s is outside the season; the next day in it is %s"),
                       date_format(r->from, DATE_DAY, text), date_format(m->from, DATE_DAY, next));
    if (r->joining_days <= 0)
        r->joining_days = rules.joining_days > 0 ? rules.joining_days : 1;
    if (r->joining_days > 366)
        return err_set(e, ERR_DATA, "joining-days", _("%d days of joining are too many; give 1 to 366"),
                       r->joining_days);
    m->to = m->from + r->joining_days - 1; /* 03-01 to 03-20 are twenty days */
    m->season = calendar_season_label(&rules, m->from);
    return true;
}

static bool request_complete(struct making *m, struct err *e)
{
    struct plan_request *r = &m->request;
    if (r->again && !request_again(m, e))
        return false;
    const struct species *species = r->species ? dictionary_species(&m->herd->dictionary, r->species) : NULL;
    if (!species)
        return err_set(e, ERR_DATA, "species", _("There is no species \"%s\""), r->species ? r->species : "");
    r->species = species->code;
    return request_method(m, e) && request_days(m, e);
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
    arena_done(&m->arena);
}

bool plan_make(struct herd *herd, const struct plan_request *request, const struct progress *progress,
               int64_t *ret_plan, struct err *e)
{
    struct making m = { .herd = herd, .request = *request, .progress = progress };
    arena_init(&m.arena);
    bool good = request_complete(&m, e) && rules_collect(&m, e) && candidates_load(&m, e) && pairs_prepare(&m, e) &&
                rules_apply(&m, e) && previous_read(&m, e) && solve(&m, e) && plan_write(&m, ret_plan, e);
    making_done(&m);
    return good;
}
