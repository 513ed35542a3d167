/* selection.c - see selection.h.
 *
 * With c(t) the least of c'Kc - t g'c, kinship rises with t as a + b t^2 while the same animals are at a limit: a few t
 * find the limit on kinship. Each gives a bound on merit; the answer is c(t), or the place where the way to it from
 * shares of less kinship meets the limit (kinship is a parabola there).
 */
#include "selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 60, PRODUCTS_MOST = 4000, ARRAYS = 18 };

/* ---- arrays ---- */

bool selection_no_memory(struct err *e)
{
    return err_set(e, ERR_INTERNAL, "", "%s",
                   _("There is not enough memory for these candidates. Close other programs and try again."));
}

static double *next_array(struct selection *s, int *used)
{
    return s->memory + (size_t)s->halves.count * (size_t)(*used)++;
}

static void next_point(struct selection *s, int *used, struct selection_point *point)
{
    point->share = next_array(s, used);
    point->with = next_array(s, used);
}

static bool allocate(struct selection *s, struct err *e)
{
    size_t count = (size_t)s->halves.count;
    int used = 0;
    s->memory = calloc(count * ARRAYS + 1, sizeof *s->memory);
    s->halves.order = malloc((count + 1) * sizeof *s->halves.order);
    if (!s->memory || !s->halves.order)
        return selection_no_memory(e);
    s->halves.least = next_array(s, &used);
    s->halves.most = next_array(s, &used);
    s->merit = next_array(s, &used);
    s->cut = next_array(s, &used);
    for (int k = 0; k < 4; k++)
        s->descent.work[k] = next_array(s, &used);
    next_point(s, &used, &s->now);
    next_point(s, &used, &s->best);
    next_point(s, &used, &s->mixed);
    next_point(s, &used, &s->lowest);
    return true;
}

void selection_close(struct selection *s)
{
    free(s->memory);
    free(s->halves.order);
    *s = (struct selection){ 0 };
}

/* ---- the problem ---- */

/* Rounding alone makes no difference between animals. */
static void standardise(struct selection *s)
{
    double squares = 0.0, greatest = 0.0;
    for (int half = 0; half < 2; half++) {
        int32_t from = s->halves.start[half], to = s->halves.start[half + 1];
        double sum = 0.0;
        for (int32_t i = from; i < to; i++) {
            sum += s->problem->merit[i];
            greatest = fabs(s->problem->merit[i]) > greatest ? fabs(s->problem->merit[i]) : greatest;
        }
        s->centre[half] = sum / (double)(to - from);
        for (int32_t i = from; i < to; i++) {
            s->merit[i] = s->problem->merit[i] - s->centre[half];
            squares += s->merit[i] * s->merit[i];
        }
    }
    double deviation = sqrt(squares / (double)s->halves.count);
    s->flat = !(deviation > 1e-13 * greatest);
    s->unit = s->flat ? 1.0 : deviation;
    for (int32_t i = 0; i < s->halves.count; i++)
        s->merit[i] = s->flat ? 0.0 : s->merit[i] / s->unit;
}

static bool merits_are_numbers(const struct contribute_problem *problem, struct err *e)
{
    for (int32_t i = 0; problem->merit && i < problem->males + problem->females; i++)
        if (!isfinite(problem->merit[i]))
            return err_set(e, ERR_DATA, "merit", _("Candidate %d: its merit is not a number."), i + 1);
    return true;
}

static void set_limits(struct selection *s)
{
    for (int32_t i = 0; i < s->halves.count; i++) {
        s->halves.least[i] = s->problem->least ? s->problem->least[i] : 0.0;
        s->halves.most[i] = s->problem->most ? s->problem->most[i] : 0.5;
    }
}

static void start_equal(struct selection *s)
{
    for (int half = 0; half < 2; half++)
        for (int32_t i = s->halves.start[half]; i < s->halves.start[half + 1]; i++)
            s->now.share[i] = 0.5 / (double)(s->halves.start[half + 1] - s->halves.start[half]);
    halves_project(&s->halves, s->now.share, s->now.share);
}

bool selection_open(struct selection *s, const struct contribute_problem *problem, const struct progress *progress,
                    struct err *e)
{
    *s = (struct selection){ .problem = problem, .unit = 1.0, .flat = true };
    s->halves.count = s->halves.start[2] = problem->males + problem->females;
    s->halves.start[1] = problem->males;
    if (!merits_are_numbers(problem, e))
        return false;
    bool good = allocate(s, e);
    if (good) {
        set_limits(s);
        good = halves_possible(&s->halves, e);
    }
    if (!good) {
        selection_close(s);
        return false;
    }
    if (problem->merit)
        standardise(s);
    s->descent.halves = &s->halves;
    s->descent.product = problem->product;
    s->descent.context = problem->context;
    s->descent.merit = s->merit;
    s->descent.share = s->now.share;
    s->descent.kinship = s->now.with;
    s->descent.step = 1.0;
    s->descent.progress = progress;
    start_equal(s);
    return true;
}

/* ---- points ---- */

static void measure(const struct selection *s, struct selection_point *point)
{
    point->kinship = halves_dot(point->share, point->with, s->halves.count);
    point->merit = halves_dot(point->share, s->merit, s->halves.count);
}

static void copy(const struct selection *s, const struct selection_point *from, struct selection_point *to)
{
    memcpy(to->share, from->share, (size_t)s->halves.count * sizeof *to->share);
    memcpy(to->with, from->with, (size_t)s->halves.count * sizeof *to->with);
    to->kinship = from->kinship;
    to->merit = from->merit;
}

/* The place on the way from `in` (kinship at most `most`) to now (more) where kinship is `most`. */
static void mix(struct selection *s, const struct selection_point *in, double most)
{
    double both = halves_dot(s->now.share, in->with, s->halves.count);
    double a = s->now.kinship + in->kinship - 2.0 * both, b = 2.0 * (both - in->kinship), c = in->kinship - most;
    double root = sqrt(fmax(0.0, b * b - 4.0 * a * c)), part;
    if (b > 0.0)
        part = -2.0 * c / (b + root);
    else
        part = a > 0.0 ? (root - b) / (2.0 * a) : 0.0;
    part = part < 1.0 ? part * (1.0 - 1e-13) : 1.0;
    for (int32_t i = 0; i < s->halves.count; i++) {
        s->mixed.share[i] = in->share[i] + part * (s->now.share[i] - in->share[i]);
        s->mixed.with[i] = in->with[i] + part * (s->now.with[i] - in->with[i]);
    }
    measure(s, &s->mixed);
}

/* ---- least kinship ---- */

/* None has less than: -(best of -2 K c over all shares) - c'Kc. */
static void bound_kinship(struct selection *s)
{
    double *worth = s->descent.work[2];
    for (int32_t i = 0; i < s->halves.count; i++)
        worth[i] = -2.0 * s->lowest.with[i];
    s->lowest_bound = -halves_best(&s->halves, worth, s->lowest_price, NULL) - s->lowest.kinship;
}

static bool find_lowest(struct selection *s, struct err *e)
{
    if (s->lowest_known)
        return true;
    start_equal(s);
    s->descent.most = s->descent.products + PRODUCTS_MOST;
    descent_product(&s->descent, s->now.share, s->now.with);
    measure(s, &s->now);
    if (!descent_to(&s->descent, 0.0, 0.1 * CONTRIBUTE_GAP * s->now.kinship, e))
        return false;
    measure(s, &s->now);
    copy(s, &s->now, &s->lowest);
    bound_kinship(s);
    s->lowest_known = true;
    return true;
}

static void answer_lowest(struct selection *s, enum contribute_end end)
{
    copy(s, &s->lowest, &s->best);
    memcpy(s->cut, s->lowest.share, (size_t)s->halves.count * sizeof *s->cut);
    s->end = end;
    s->bound = (double)NAN;
    s->price = 1.0;
    s->half_price[0] = s->lowest_price[0];
    s->half_price[1] = s->lowest_price[1];
}

bool selection_least(struct selection *s, struct err *e)
{
    if (!find_lowest(s, e))
        return false;
    answer_lowest(s, CONTRIBUTE_LEAST);
    return true;
}

/* ---- truncation ---- */

void selection_top(struct selection *s)
{
    s->bound = halves_best(&s->halves, s->merit, s->half_price, s->best.share);
    descent_product(&s->descent, s->best.share, s->best.with);
    measure(s, &s->best);
    memcpy(s->cut, s->best.share, (size_t)s->halves.count * sizeof *s->cut);
    s->price = 0.0;
    s->end = CONTRIBUTE_SLACK;
}

/* ---- merit under a limit ---- */

/* The bound at now, if it is the lowest yet. */
static void bound_merit(struct selection *s, double t, double most)
{
    double *worth = s->descent.work[2], price[2];
    for (int32_t i = 0; i < s->halves.count; i++)
        worth[i] = s->merit[i] - 2.0 / t * s->now.with[i];
    double bound = halves_best(&s->halves, worth, price, NULL) + (s->now.kinship + most) / t;
    if (!(bound < s->bound))
        return;
    s->bound = bound;
    s->price = 1.0 / t;
    s->half_price[0] = price[0];
    s->half_price[1] = price[1];
    memcpy(s->cut, s->now.share, (size_t)s->halves.count * sizeof *s->cut);
}

static void answer_if_better(struct selection *s, double most)
{
    const struct selection_point *found = &s->now;
    if (s->now.kinship > most) {
        mix(s, &s->best, most);
        found = &s->mixed;
    }
    if (found->merit > s->best.merit && found->kinship <= most * (1.0 + 1e-12))
        copy(s, found, &s->best);
}

/* Where q = a + b t^2 through two points meets the limit; else up or down. */
struct aim {
    double low, high; /* t between which the limit is met */
    double last_t, last_kinship;
};

static double aim_next(struct aim *aim, double t, double kinship, double most)
{
    double squares = t * t - aim->last_t * aim->last_t;
    double b = squares != 0.0 ? (kinship - aim->last_kinship) / squares : 0.0, a = kinship - b * t * t;
    double next = b > 0.0 && most > a ? sqrt((most - a) / b) : 0.0;
    if (kinship > most)
        aim->high = t;
    else
        aim->low = t;
    if (!(next > aim->low && next < aim->high))
        next = isinf(aim->high) ? 2.0 * aim->low : aim->low > 0.0 ? sqrt(aim->low * aim->high) : 0.5 * aim->high;
    aim->last_t = t;
    aim->last_kinship = kinship;
    return next;
}

static bool search_limit(struct selection *s, double most, double t, struct err *e)
{
    struct aim aim = { 0.0, INFINITY, 0.0, s->best.kinship };
    double tolerance = 1e-3;
    s->bound = INFINITY;
    s->descent.most = s->descent.products + PRODUCTS_MOST;
    for (int round = 0; round < ROUNDS && s->descent.products < s->descent.most; round++) {
        if (!descent_to(&s->descent, t, 0.2 * tolerance * t, e))
            return false;
        measure(s, &s->now);
        bound_merit(s, t, most);
        answer_if_better(s, most);
        s->t = t;
        double gap = s->bound - s->best.merit;
        if (gap < 0.5 * CONTRIBUTE_GAP)
            break;
        t = aim_next(&aim, t, s->now.kinship, most);
        tolerance = fmax(1e-9, fmin(0.2 * tolerance, 0.05 * gap));
    }
    s->end = CONTRIBUTE_BINDS;
    return true;
}

/* Shares that keep the limit, into best: equal ones, else those of least kinship. */
static bool find_inside(struct selection *s, double most, bool *ret_found, struct err *e)
{
    if (!s->lowest_known) {
        start_equal(s);
        descent_product(&s->descent, s->now.share, s->now.with);
        measure(s, &s->now);
        copy(s, &s->now, &s->best);
        *ret_found = s->best.kinship <= most;
        if (*ret_found)
            return true;
    }
    if (!find_lowest(s, e))
        return false;
    copy(s, &s->lowest, &s->best);
    *ret_found = s->best.kinship <= most;
    return true;
}

bool selection_best(struct selection *s, double most, struct err *e)
{
    bool found;
    if (s->flat) {
        if (!find_lowest(s, e))
            return false;
        answer_lowest(s, s->lowest.kinship <= most ? CONTRIBUTE_LEAST : CONTRIBUTE_UNREACHABLE);
        return true;
    }
    selection_top(s);
    if (s->best.kinship <= most)
        return true;
    double top_kinship = s->best.kinship, top_merit = s->best.merit;
    if (!find_inside(s, most, &found, e))
        return false;
    if (!found) {
        answer_lowest(s, CONTRIBUTE_UNREACHABLE);
        return true;
    }
    double guess = 2.0 * (top_kinship - s->best.kinship) / fmax(top_merit - s->best.merit, 1e-9);
    guess *= sqrt((most - s->best.kinship) / (top_kinship - s->best.kinship));
    return search_limit(s, most, s->t > 0.0 ? s->t : fmax(guess, 1e-9), e);
}

/* ---- telling ---- */

double selection_merit(const struct selection *s, double standardised)
{
    return 0.5 * (s->centre[0] + s->centre[1]) + s->unit * standardised;
}

static double *kept(const double *from, int32_t count)
{
    double *to = malloc(((size_t)count + 1) * sizeof *to);
    if (to)
        memcpy(to, from, (size_t)count * sizeof *to);
    return to;
}

bool selection_tell(const struct selection *s, struct contribute_result *ret, struct err *e)
{
    bool of_kinship = s->end == CONTRIBUTE_LEAST || s->end == CONTRIBUTE_UNREACHABLE;
    struct contribute_result r = { .end = s->end, .kinship = s->best.kinship, .products = s->descent.products };
    r.share = kept(s->best.share, s->halves.count);
    r.kinship_with = kept(s->best.with, s->halves.count);
    r.cut = kept(s->cut, s->halves.count);
    if (!r.share || !r.kinship_with || !r.cut) {
        contribute_done(&r);
        return selection_no_memory(e);
    }
    double unit = of_kinship ? 1.0 : s->unit;
    r.merit = s->problem->merit ? selection_merit(s, s->best.merit) : (double)NAN;
    r.merit_bound = of_kinship ? (double)NAN : selection_merit(s, s->bound);
    r.kinship_bound = of_kinship ? s->lowest_bound : (double)NAN;
    r.price = unit * s->price;
    for (int half = 0; half < 2; half++)
        r.half_price[half] = unit * s->half_price[half] + (of_kinship ? 0.0 : s->centre[half]);
    *ret = r;
    return true;
}
