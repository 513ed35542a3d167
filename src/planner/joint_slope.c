#include "joint_slope.h"

#include <math.h>

double slope_factor(const struct joint_problem *p, int32_t served)
{
    return p->weight * 1e6 / (2.0 * (served > 0 ? served : 1));
}

double slope_linear(const struct joint_problem *p, int32_t ram)
{
    return p->weight * 1e6 * p->with_ewes[ram] / 2;
}

void slope_at(const struct joint_problem *p, int32_t served, const double *loads, double *ret)
{
    double factor = slope_factor(p, served);
    size_t rams = (size_t)p->pairs.ram_count;
    for (size_t r = 0; r < rams; r++) {
        double sum = 0;
        for (size_t s = 0; s < rams; s++)
            sum += p->kinship[r * rams + s] * loads[s];
        ret[r] = sum * factor + slope_linear(p, (int32_t)r);
    }
}

double slope_dearest(const struct joint_problem *p, const int32_t *ram, const double *slope, const double *price)
{
    double dearest = 0;
    bool any = false;
    for (int32_t i = 0; i < p->pairs.ewe_count; i++) {
        if (ram[i] < 0)
            continue;
        double now =
            p->pairs.cost[(size_t)i * (size_t)p->pairs.ram_count + (size_t)ram[i]] + slope[ram[i]] + price[ram[i]];
        dearest = any && dearest > now ? dearest : now;
        any = true;
    }
    return dearest;
}

double slope_bound(const struct joint_problem *p, const struct joint_result *result, const double *slope)
{
    double bound = -result->dearest * (p->pairs.ewe_count - result->served), turn = 0;
    const int32_t *cost = p->pairs.cost;
    for (int32_t i = 0; i < p->pairs.ewe_count; i++) {
        double least = result->dearest;
        for (int32_t r = 0; r < p->pairs.ram_count; r++, cost++)
            if (*cost != ALLOCATE_FORBIDDEN && *cost + slope[r] + result->price[r] < least)
                least = *cost + slope[r] + result->price[r];
        bound += least;
    }
    /* Q(a) - Q'(a) a = -a'Ka * factor / 2; Q'(a) - linear = K a * factor */
    for (int32_t r = 0; r < p->pairs.ram_count; r++) {
        bound -= p->pairs.capacity[r] * result->price[r];
        turn += (slope[r] - slope_linear(p, r)) * result->cut[r];
    }
    return bound - turn / 2;
}
