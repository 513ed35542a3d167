/* joint_verify.c - the plan and its bound from the problem and the certificate alone; it shares nothing with the
 * search: the sums are taken here once more, another way. */
#include "mupu/planner.h"

#include <math.h>
#include <stdlib.h>

static bool wrong(struct err *e)
{
    return err_set(e, ERR_DATA, "", _("The allocation is wrong: its figures are not those of its pairs."));
}

/* Each ewe is where she may be, each ram has room; ret[rams] his load. */
static bool loads_of(const struct joint_problem *p, const struct joint_result *result, double *ret, int64_t *ret_cost,
                     int32_t *ret_served)
{
    *ret_cost = 0;
    *ret_served = 0;
    for (int32_t i = 0; i < p->pairs.ewe_count; i++) {
        int32_t r = result->ram[i];
        if (r == ALLOCATE_NOBODY)
            continue;
        if (r < 0 || r >= p->pairs.ram_count)
            return false;
        int32_t cost = p->pairs.cost[(size_t)i * (size_t)p->pairs.ram_count + (size_t)r];
        if (cost == ALLOCATE_FORBIDDEN)
            return false;
        *ret_cost += cost;
        ret[r]++;
        (*ret_served)++;
    }
    for (int32_t r = 0; r < p->pairs.ram_count; r++)
        if (ret[r] > p->pairs.capacity[r] || result->price[r] < 0)
            return false;
    return true;
}

/* K n of one ram. */
static double product(const struct joint_problem *p, int32_t ram, const double *loads)
{
    double sum = 0;
    for (int32_t s = 0; s < p->pairs.ram_count; s++)
        sum += p->kinship[(size_t)ram * (size_t)p->pairs.ram_count + (size_t)s] * loads[s];
    return sum;
}

/* Q(loads) */
static double diversity(const struct joint_problem *p, int32_t served, const double *loads)
{
    double sum = 0;
    for (int32_t r = 0; r < p->pairs.ram_count; r++)
        sum += loads[r] * (product(p, r, loads) / (4.0 * served) + p->with_ewes[r] / 2);
    return p->weight * 1e6 * sum;
}

/* ret[rams] what one more ewe at each ram costs at the cut, the price of his place with it; *ret_rest what of the bound
 * stands in no ewe. */
static void charges(const struct joint_problem *p, const struct joint_result *result, double *ret, double *ret_rest)
{
    double rest = diversity(p, result->served, result->cut);
    for (int32_t r = 0; r < p->pairs.ram_count; r++) {
        double slope = p->weight * 1e6 * (product(p, r, result->cut) / (2.0 * result->served) + p->with_ewes[r] / 2);
        rest -= slope * result->cut[r] + p->pairs.capacity[r] * result->price[r];
        ret[r] = slope + result->price[r];
    }
    *ret_rest = rest - result->dearest * (p->pairs.ewe_count - result->served);
}

static double bound_of(const struct joint_problem *p, const struct joint_result *result, double *room)
{
    double bound;
    if (result->served == 0)
        return 0;
    charges(p, result, room, &bound);
    for (int32_t i = 0; i < p->pairs.ewe_count; i++) {
        const int32_t *cost = &p->pairs.cost[(size_t)i * (size_t)p->pairs.ram_count];
        double least = result->dearest;
        for (int32_t r = 0; r < p->pairs.ram_count; r++)
            if (cost[r] != ALLOCATE_FORBIDDEN)
                least = fmin(least, cost[r] + room[r]);
        bound += least;
    }
    return bound;
}

bool joint_verify(const struct joint_problem *problem, const struct joint_result *result, double *ret_bound,
                  struct err *e)
{
    size_t rams = (size_t)problem->pairs.ram_count + 1;
    double *loads = calloc(2 * rams, sizeof *loads);
    int64_t cost;
    int32_t served;
    if (!loads)
        return err_set(e, ERR_INTERNAL, "", _("There is not enough memory to check the allocation."));
    bool good = loads_of(problem, result, loads, &cost, &served) && cost == result->cost && served == result->served;
    if (good) {
        double objective = (double)cost + (served ? diversity(problem, served, loads) : 0);
        double bound = bound_of(problem, result, loads + rams), near = 1e-9 * (1 + fabs(objective));
        good = fabs(objective - result->objective) <= near && bound <= objective + near;
        *ret_bound = bound;
    }
    free(loads);
    return good || wrong(e);
}
