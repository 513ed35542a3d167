/* descent.c - see descent.h. */
#include "descent.h"

#include <math.h>

enum { GRADIENT_STEPS = 6, CONJUGATE_STEPS = 60 };

void descent_product(struct descent *d, const double *x, double *ret)
{
    d->product(d->context, x, ret);
    d->products++;
}

static bool tell(const struct descent *d, struct err *e)
{
    if (progress_step(d->progress, _("Contributions"), d->products < d->most ? d->products : d->most, d->most))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before the best contributions were known."));
}

/* What a share more of each would be worth: minus the gradient. */
static void worth(const struct descent *d, double t, double *ret)
{
    for (int32_t i = 0; i < d->halves->count; i++)
        ret[i] = t * d->merit[i] - 2.0 * d->kinship[i];
}

static void go(struct descent *d, double step, const double *direction, const double *change)
{
    for (int32_t i = 0; i < d->halves->count; i++) {
        d->share[i] += step * direction[i];
        d->kinship[i] += step * change[i];
    }
}

/* ---- gradient steps ---- */

/* One step; false: there is no way down. */
static bool gradient_step(struct descent *d, double t)
{
    int32_t n = d->halves->count;
    double *direction = d->work[0], *change = d->work[1], *up = d->work[2];
    worth(d, t, up);
    for (int32_t i = 0; i < n; i++)
        direction[i] = d->share[i] + d->step * up[i];
    halves_project(d->halves, direction, direction);
    for (int32_t i = 0; i < n; i++)
        direction[i] -= d->share[i];
    double down = halves_dot(up, direction, n), length = halves_dot(direction, direction, n);
    if (!(down > 0.0) || length < 1e-30)
        return false;
    descent_product(d, direction, change);
    double curve = 2.0 * halves_dot(direction, change, n);
    if (!(curve > 0.0))
        return false;
    double step = down / curve;
    go(d, step < 1.0 ? step : 1.0, direction, change);
    d->step = length / curve;
    return true;
}

/* ---- conjugate gradients among the shares at no limit ---- */

static inline bool is_free(const struct descent *d, int32_t i)
{
    double least = d->halves->least[i], most = d->halves->most[i], near = 1e-12 * (most - least);
    return d->share[i] > least + near && d->share[i] < most - near;
}

/* Takes the mean of each sex's free animals away, so that halves stay halves. */
static void level(const struct descent *d, const unsigned char *free_animal, double *x)
{
    for (int s = 0; s < 2; s++) {
        double sum = 0.0, count = 0.0;
        for (int32_t i = d->halves->start[s]; i < d->halves->start[s + 1]; i++) {
            sum += free_animal[i] ? x[i] : 0.0;
            count += free_animal[i];
        }
        double mean = count > 0.0 ? sum / count : 0.0;
        for (int32_t i = d->halves->start[s]; i < d->halves->start[s + 1]; i++)
            x[i] = free_animal[i] ? x[i] - mean : 0.0;
    }
}

/* How far along `direction` the first limit is. */
static double way_to_limit(const struct descent *d, const double *direction)
{
    double way = INFINITY;
    for (int32_t i = 0; i < d->halves->count; i++) {
        double room = direction[i] < 0.0 ? d->halves->least[i] - d->share[i] : d->halves->most[i] - d->share[i];
        double own = direction[i] != 0.0 ? room / direction[i] : INFINITY;
        way = own < way ? own : way;
    }
    return way > 0.0 ? way : 0.0;
}

/* Rounding leaves a share that met its limit a hair off it. */
static void settle(struct descent *d)
{
    for (int32_t i = 0; i < d->halves->count; i++) {
        double least = d->halves->least[i], most = d->halves->most[i];
        if (!is_free(d, i))
            d->share[i] = d->share[i] - least < most - d->share[i] ? least : most;
    }
}

static void conjugate_steps(struct descent *d, double t)
{
    int32_t n = d->halves->count;
    double *direction = d->work[0], *change = d->work[1], *residual = d->work[2];
    unsigned char *free_animal = (unsigned char *)d->work[3];
    for (int32_t i = 0; i < n; i++)
        free_animal[i] = is_free(d, i);
    worth(d, t, residual);
    level(d, free_animal, residual);
    for (int32_t i = 0; i < n; i++)
        direction[i] = residual[i];
    double left = halves_dot(residual, residual, n), goal = 1e-4 * left;
    for (int k = 0; k < CONJUGATE_STEPS && left > goal && left > 1e-28; k++) {
        descent_product(d, direction, change);
        double curve = 2.0 * halves_dot(direction, change, n);
        if (!(curve > 0.0))
            break;
        double step = left / curve, way = way_to_limit(d, direction);
        go(d, step < way ? step : way, direction, change);
        if (step >= way)
            break;
        level(d, free_animal, change);
        for (int32_t i = 0; i < n; i++)
            residual[i] -= 2.0 * step * change[i];
        double now = halves_dot(residual, residual, n), keep = now / left;
        for (int32_t i = 0; i < n; i++)
            direction[i] = residual[i] + keep * direction[i];
        left = now;
    }
    settle(d);
}

/* ---- both in turn ---- */

static double gap(struct descent *d, double t)
{
    double *up = d->work[2], price[2];
    worth(d, t, up);
    return halves_best(d->halves, up, price, NULL) - halves_dot(up, d->share, d->halves->count);
}

bool descent_to(struct descent *d, double t, double tolerance, struct err *e)
{
    halves_project(d->halves, d->share, d->share);
    descent_product(d, d->share, d->kinship);
    while (gap(d, t) > tolerance && d->products < d->most) {
        if (!tell(d, e))
            return false;
        bool goes_on = true;
        for (int k = 0; goes_on && k < GRADIENT_STEPS; k++)
            goes_on = gradient_step(d, t);
        conjugate_steps(d, t);
        if (!goes_on)
            break;
    }
    halves_project(d->halves, d->share, d->share);
    descent_product(d, d->share, d->kinship);
    return true;
}
