#include "oracle.h"

#include <stdlib.h>
#include <string.h>

static int32_t random_cost(struct random *r, int kind)
{
    switch (kind) {
    case 0:
        return (int32_t)random_below(r, 3); /* nearly all tied */
    case 1:
        return (int32_t)random_below(r, 41) - 20;
    case 2:
        return (int32_t)random_below(r, 2000001) - 1000000;
    default:
        return (int32_t)random_below(r, 2 * (uint64_t)ALLOCATE_COST_LIMIT - 1) - (ALLOCATE_COST_LIMIT - 1);
    }
}

static int32_t random_up_to(struct random *r, int32_t most)
{
    return (int32_t)random_below(r, (uint64_t)most + 1);
}

void oracle_random(struct random *r, int32_t ewes, int32_t rams, struct oracle_problem *ret)
{
    int32_t ewe_count = random_up_to(r, ewes), ram_count = random_up_to(r, rams);
    int kind = (int)random_below(r, 4);
    double forbidden = random_unit(r) < 0.3 ? 0.0 : random_unit(r), closed = random_unit(r) < 0.5 ? 0.0 : 0.3;
    int32_t places = ram_count ? ewe_count * (1 + random_up_to(r, 3)) / ram_count : 0;
    for (int32_t i = 0; i < ewe_count * ram_count; i++)
        ret->cost[i] = random_unit(r) < forbidden ? ALLOCATE_FORBIDDEN : random_cost(r, kind);
    for (int32_t k = 0; k < ram_count; k++)
        ret->capacity[k] = random_unit(r) < closed ? 0 : random_up_to(r, places + 1);
    ret->problem = (struct allocate_problem){ ewe_count, ram_count, ret->cost, ret->capacity, NULL, NULL };
}

/* ---- every plan ---- */

struct brute {
    const struct allocate_problem *problem;
    int32_t load[ORACLE_RAMS];
    int32_t served;
    int64_t objective;
    bool any;
};

static void try_ewe(struct brute *b, int32_t ewe, int32_t served, int64_t objective)
{
    const struct allocate_problem *p = b->problem;
    if (ewe == p->ewe_count) {
        if (!b->any || served > b->served || (served == b->served && objective < b->objective)) {
            b->served = served;
            b->objective = objective;
            b->any = true;
        }
        return;
    }
    try_ewe(b, ewe + 1, served, objective);
    for (int32_t k = 0; k < p->ram_count; k++) {
        int32_t cost = p->cost[ewe * p->ram_count + k];
        if (cost == ALLOCATE_FORBIDDEN || b->load[k] == p->capacity[k])
            continue;
        b->load[k]++;
        try_ewe(b, ewe + 1, served + 1, objective + cost);
        b->load[k]--;
    }
}

void oracle_brute_force(const struct allocate_problem *problem, int32_t *ret_served, int64_t *ret_objective)
{
    struct brute b = { .problem = problem };
    try_ewe(&b, 0, 0, 0);
    *ret_served = b.served;
    *ret_objective = b.objective;
}

/* ---- cheapest chains ---- */

#define UNREACHED (INT64_MAX / 4)

struct chains {
    const struct allocate_problem *problem;
    int32_t ram[ORACLE_EWES], load[ORACLE_RAMS];
    int64_t to_ewe[ORACLE_EWES], to_ram[ORACLE_RAMS]; /* least change of cost to free this ewe, to need this ram */
    int32_t ewe_before_ram[ORACLE_RAMS];
};

static bool lengthen(struct chains *c)
{
    const struct allocate_problem *p = c->problem;
    bool changed = false;
    for (int32_t e = 0; e < p->ewe_count; e++) {
        if (c->ram[e] >= 0 && c->to_ram[c->ram[e]] < UNREACHED) {
            int64_t freed = c->to_ram[c->ram[e]] - p->cost[e * p->ram_count + c->ram[e]];
            if (freed < c->to_ewe[e]) {
                c->to_ewe[e] = freed;
                changed = true;
            }
        }
        for (int32_t k = 0; k < p->ram_count && c->to_ewe[e] < UNREACHED; k++) {
            int32_t cost = p->cost[e * p->ram_count + k];
            if (cost != ALLOCATE_FORBIDDEN && k != c->ram[e] && c->to_ewe[e] + cost < c->to_ram[k]) {
                c->to_ram[k] = c->to_ewe[e] + cost;
                c->ewe_before_ram[k] = e;
                changed = true;
            }
        }
    }
    return changed;
}

static bool serve_one_more(struct chains *c)
{
    const struct allocate_problem *p = c->problem;
    for (int32_t e = 0; e < p->ewe_count; e++)
        c->to_ewe[e] = c->ram[e] < 0 ? 0 : UNREACHED;
    for (int32_t k = 0; k < p->ram_count; k++)
        c->to_ram[k] = UNREACHED;
    while (lengthen(c))
        continue;
    int32_t best = -1;
    for (int32_t k = 0; k < p->ram_count; k++)
        if (c->load[k] < p->capacity[k] && c->to_ram[k] < UNREACHED && (best < 0 || c->to_ram[k] < c->to_ram[best]))
            best = k;
    if (best < 0)
        return false;
    c->load[best]++;
    for (int32_t k = best; k >= 0;) {
        int32_t ewe = c->ewe_before_ram[k], left = c->ram[ewe];
        c->ram[ewe] = k;
        k = left;
    }
    return true;
}

void oracle_solve(const struct allocate_problem *problem, int32_t *ret_served, int64_t *ret_objective)
{
    struct chains *c = calloc(1, sizeof *c);
    c->problem = problem;
    for (int32_t e = 0; e < problem->ewe_count; e++)
        c->ram[e] = -1;
    int32_t served = 0;
    while (serve_one_more(c))
        served++;
    int64_t objective = 0;
    for (int32_t e = 0; e < problem->ewe_count; e++)
        objective += c->ram[e] >= 0 ? problem->cost[e * problem->ram_count + c->ram[e]] : 0;
    *ret_served = served;
    *ret_objective = objective;
    free(c);
}
