/* plan_verdict.c - why each female has the male she has, or none, and what would help */
#include "plan_inner.h"

#include <string.h>

enum { MOST_EXPLAINED = 300 }; /* groups looked for; the others are named, not counted */

static bool any_male_here(const struct making *m, int32_t ewe)
{
    for (int32_t k = 0; k < m->male_count; k++)
        if (pairs_stand_right(m, ewe, k))
            return true;
    return false;
}

static bool within_group(const struct making *m, int32_t ewe, const unsigned char *group)
{
    const int32_t *row = plan_costs_of(m, ewe);
    for (int32_t k = 0; k < m->male_count; k++)
        if (row[k] != ALLOCATE_FORBIDDEN && !group[k])
            return false;
    return true;
}

/* The closed group of females and males she is in, as ewes * 1,000,000 + places. */
static bool explain_place(struct making *m, struct verdicts *all, int32_t ewe, struct verdict *v, struct err *e)
{
    int32_t ewes;
    int64_t places;
    v->reason = "no_place";
    if (all->group && within_group(m, ewe, all->group)) {
        v->detail = all->detail;
        return true;
    }
    if (all->explained++ >= MOST_EXPLAINED)
        return true;
    if (!all->group)
        all->group = arena_new(&m->arena, (size_t)m->male_count + 1);
    struct allocate_problem problem = { m->candidate_count, m->male_count, m->cost, m->capacity, NULL, NULL };
    if (!allocate_explain(&problem, &m->first, ewe, all->group, &ewes, &places, e))
        return false;
    all->detail = v->detail = (int64_t)ewes * 1000000 + places;
    return true;
}

/* How many males each rule took, three digits for each. */
static int64_t lost_packed(const int32_t *lost)
{
    int64_t packed = 0;
    for (int i = RULES - 1; i >= 0; i--)
        packed = packed * LOST_MOST + (lost[i] < LOST_MOST ? lost[i] : LOST_MOST - 1);
    return packed;
}

static bool judge_unserved(struct making *m, struct verdicts *all, int32_t ewe, struct verdict *v, struct err *e)
{
    if (m->allowed[ewe] > 0)
        return explain_place(m, all, ewe, v, e);
    if (!any_male_here(m, ewe)) {
        v->reason = "no_ram_here";
        return true;
    }
    const int32_t *lost = &m->lost[(size_t)ewe * RULES];
    if (lost[RULE_FAMILY] + lost[RULE_FECB] + lost[RULE_CARRIER] > 0) {
        v->reason = "no_ram_by_rules";
        v->detail = lost_packed(lost);
        return true;
    }
    v->reason = m->least[ewe] > m->females[ewe].limit ? "no_ram_allowed" : "forbidden";
    v->detail = m->least[ewe];
    v->other = m->least_male[ewe] >= 0 ? m->males[m->least_male[ewe]].id : 0;
    return true;
}

static bool locked(const struct making *m, int64_t ewe)
{
    for (int i = 0; i < m->rule_count; i++)
        if (m->rules[i].lock && m->rules[i].ewe == ewe)
            return true;
    return false;
}

static void judge_served(const struct making *m, int32_t ewe, int32_t ram, struct verdict *v)
{
    const int32_t *row = plan_costs_of(m, ewe);
    int32_t least = row[ram];
    for (int32_t k = 0; k < m->male_count; k++)
        least = row[k] < least ? row[k] : least;
    v->detail = least;
    if (locked(m, m->females[ewe].id))
        v->reason = "locked";
    else if (m->allowed[ewe] == 1)
        v->reason = "only";
    else
        v->reason =
            row[ram] == least ? (m->prices.any ? "cheapest" : "best") : (m->prices.any ? "near_cheapest" : "near_best");
}

bool verdict_of(struct making *m, struct verdicts *all, int32_t female, struct verdict *ret, struct err *e)
{
    const struct female *f = &m->females[female];
    *ret = (struct verdict){ f->reason, f->detail, f->other };
    if (female >= m->candidate_count)
        return true;
    if (m->first.ram[female] < 0)
        return judge_unserved(m, all, female, ret, e);
    judge_served(m, female, m->first.ram[female], ret);
    return true;
}
