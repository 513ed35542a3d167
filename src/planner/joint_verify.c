/* joint_verify.c - the plan and its bound from the problem alone; the search has no part in it. */
#include "joint_slope.h"

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

static double objective_of(const struct joint_problem *p, int32_t served, const double *loads, int64_t cost)
{
    double objective = (double)cost;
    size_t rams = (size_t)p->pairs.ram_count;
    for (size_t r = 0; r < rams; r++) {
        double sum = 0;
        for (size_t s = 0; s < rams; s++)
            sum += p->kinship[r * rams + s] * loads[s];
        objective += p->weight * 1e6 * loads[r] * (sum / (4.0 * (served > 0 ? served : 1)) + p->with_ewes[r] / 2);
    }
    return objective;
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
    bool good = loads_of(problem, result, loads, &cost, &served);
    if (good) {
        double objective = objective_of(problem, served, loads, cost), bound;
        slope_at(problem, served, result->cut, loads + rams);
        bound = slope_bound(problem, result, loads + rams);
        double near = 1e-9 * (1 + fabs(objective));
        good = cost == result->cost && served == result->served && fabs(objective - result->objective) <= near &&
               bound <= objective + near;
        *ret_bound = bound;
    }
    free(loads);
    return good || wrong(e);
}
