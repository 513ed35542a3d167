/* forecast.c - how many young are born in a span of days, with the range to reckon with */
#include "mupu/planner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TENTH = 0.1, NORMAL_TENTH = 1.2815515655446004; /* 90 % quantile of the normal distribution */

static double below(double x)
{
    return 0.5 * erfc(-x * M_SQRT1_2);
}

double forecast_share(date_day from, date_day to, double mean, double sd, date_day first, date_day last)
{
    double sum = 0.0;
    for (date_day served = from; served <= to; served++)
        sum += below((last + 0.5 - served - mean) / sd) - below((first - 0.5 - served - mean) / sd);
    return sum / (to - from + 1);
}

/* distribution[0..most] of a sum takes in one more female; in place, from the top. */
static void take_in(double *distribution, int32_t most, double share, const double *litter)
{
    for (int32_t sum = most; sum >= 0; sum--) {
        double p = distribution[sum] * (1.0 - share + share * litter[0]);
        for (int32_t young = 1; young <= FORECAST_LITTER_MOST && young <= sum; young++)
            p += distribution[sum - young] * share * litter[young];
        distribution[sum] = p;
    }
}

static void exact_range(const double *distribution, int32_t most, struct forecast_count *ret)
{
    double sum = 0.0;
    int32_t at = 0;
    while (at < most && sum + distribution[at] <= TENTH)
        sum += distribution[at++];
    ret->low = at;
    for (at = most, sum = 0.0; at > ret->low && sum + distribution[at] <= TENTH; at--)
        sum += distribution[at];
    ret->high = at;
}

static void normal_range(struct forecast_count *ret)
{
    double half = NORMAL_TENTH * sqrt(ret->variance), low = ceil(ret->young - half);
    ret->low = low > 0 ? (int64_t)low : 0;
    ret->high = (int64_t)floor(ret->young + half);
}

/* What one adds; the share is 0 where it is too small to matter. */
static double add_female(const struct forecast_female *f, double mean, double sd, date_day first, date_day last,
                         struct forecast_count *ret)
{
    double share = f->conception * forecast_share(f->from, f->to, mean, sd, first, last);
    double young = 0.0, square = 0.0;
    if (share < 1e-12)
        return 0.0;
    for (int k = 1; k <= FORECAST_LITTER_MOST; k++) {
        young += k * f->litter[k];
        square += (double)k * k * f->litter[k];
    }
    ret->births += share;
    ret->weaned += share * f->weaned;
    ret->young += share * young;
    ret->variance += share * square - share * young * share * young;
    return share;
}

bool forecast_young(const struct forecast_female *females, int32_t count, double mean, double sd, date_day first,
                    date_day last, struct forecast_count *ret, struct err *e)
{
    size_t size = (size_t)FORECAST_LITTER_MOST * FORECAST_EXACT + 1;
    double *distribution = calloc(size, sizeof *distribution);
    struct forecast_count c = { 0 };
    int32_t may = 0;
    if (!distribution)
        return err_set(e, ERR_INTERNAL, "", _("There is not enough memory for this forecast."));
    distribution[0] = 1.0;
    for (int32_t i = 0; i < count; i++) {
        double share = add_female(&females[i], mean, sd, first, last, &c);
        if (share > 0.0 && may++ < FORECAST_EXACT)
            take_in(distribution, may * FORECAST_LITTER_MOST, share, females[i].litter);
    }
    if (may <= FORECAST_EXACT)
        exact_range(distribution, may * FORECAST_LITTER_MOST, &c);
    else
        normal_range(&c);
    free(distribution);
    *ret = c;
    return true;
}
