/* contribute_verify.c - the certificate of contributions, from the problem and the cut alone: nothing of the solver. */
#include "mupu/planner.h"

#include <math.h>
#include <stdlib.h>

struct check {
    const struct contribute_problem *problem;
    const struct contribute_result *result;
    double *with; /* [count] K times what is looked at */
    bool of_kinship;
};

static double least_of(const struct contribute_problem *p, int32_t i)
{
    return p->least ? p->least[i] : 0.0;
}

static double most_of(const struct contribute_problem *p, int32_t i)
{
    return p->most ? p->most[i] : 0.5;
}

static bool wrong(struct err *e, const char *what)
{
    return err_set(e, ERR_DATA, what, _("The contributions do not hold: %s"), what);
}

static bool near(double a, double b, double size)
{
    return fabs(a - b) <= 1e-9 * (size + fabs(a) + fabs(b));
}

static bool shares_hold(const struct check *k, struct err *e)
{
    const struct contribute_problem *p = k->problem;
    double sum[2] = { 0.0, 0.0 };
    for (int32_t i = 0; i < p->males + p->females; i++) {
        double share = k->result->share[i];
        if (!(share >= least_of(p, i) - 1e-12 && share <= most_of(p, i) + 1e-12))
            return wrong(e, "limit");
        sum[i >= p->males] += share;
    }
    return (near(sum[0], 0.5, 0.0) && near(sum[1], 0.5, 0.0)) || wrong(e, "half");
}

static bool figures_hold(struct check *k, double most_kinship, struct err *e)
{
    const struct contribute_problem *p = k->problem;
    const struct contribute_result *r = k->result;
    double kinship = 0.0, merit = 0.0, size = 0.0;
    p->product(p->context, r->share, k->with);
    for (int32_t i = 0; i < p->males + p->females; i++) {
        if (!near(k->with[i], r->kinship_with[i], 0.1))
            return wrong(e, "kinship_with");
        kinship += r->share[i] * k->with[i];
        merit += p->merit ? r->share[i] * p->merit[i] : 0.0;
        size += p->merit ? r->share[i] * fabs(p->merit[i]) : 0.0;
    }
    if (!near(kinship, r->kinship, 0.0))
        return wrong(e, "kinship");
    if (p->merit && !near(merit, r->merit, size))
        return wrong(e, "merit");
    return k->of_kinship || kinship <= most_kinship * (1.0 + 1e-9) || wrong(e, "most_kinship");
}

static double bound_of(struct check *k, double most_kinship)
{
    const struct contribute_problem *p = k->problem;
    const struct contribute_result *r = k->result;
    double price = k->of_kinship ? 1.0 : r->price;
    double bound = 0.5 * (r->half_price[0] + r->half_price[1]), cut_kinship = 0.0;
    p->product(p->context, r->cut, k->with);
    for (int32_t i = 0; i < p->males + p->females; i++) {
        double own = (k->of_kinship ? 0.0 : p->merit[i]) - 2.0 * price * k->with[i] - r->half_price[i >= p->males];
        bound += fmax(own * least_of(p, i), own * most_of(p, i));
        cut_kinship += r->cut[i] * k->with[i];
    }
    return k->of_kinship ? -bound - cut_kinship : bound + price * (cut_kinship + most_kinship);
}

bool contribute_verify(const struct contribute_problem *problem, double most_kinship,
                       const struct contribute_result *result, double *ret_bound, struct err *e)
{
    struct check k = { .problem = problem, .result = result };
    k.of_kinship = result->end == CONTRIBUTE_LEAST || result->end == CONTRIBUTE_UNREACHABLE;
    if (!k.of_kinship && !(result->price >= 0.0))
        return wrong(e, "price");
    k.with = malloc(((size_t)problem->males + (size_t)problem->females + 1) * sizeof *k.with);
    if (!k.with)
        return err_set(e, ERR_INTERNAL, "", "%s",
                       _("There is not enough memory for these candidates. Close other programs and try again."));
    bool good = shares_hold(&k, e) && figures_hold(&k, most_kinship, e);
    if (good)
        *ret_bound = bound_of(&k, most_kinship);
    free(k.with);
    return good;
}
