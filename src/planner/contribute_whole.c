/* contribute_whole.c - contributions as whole numbers of matings. */
#include "selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 12, MOVES_MOST = 300 };

struct whole {
    struct selection *s;
    int32_t matings;
    double one;               /* share of one mating */
    int32_t *number, *kept;   /* [count] in work; the best yet */
    int32_t *least, *most;    /* [count] */
    double *rest;             /* [count] what rounding cut off; then the worth of one mating more */
    unsigned char *stuck;     /* [count] a move of it did not help */
    double *move, *move_with; /* [count] */
    struct selection_point now;
    double merit, kinship; /* of `kept`; kinship INFINITY: none yet */
};

static bool whole_open(struct whole *w, struct selection *s, int32_t matings, struct err *e)
{
    size_t count = (size_t)s->halves.count + 1;
    *w = (struct whole){ .s = s, .matings = matings, .one = 0.5 / (double)matings, .kinship = INFINITY };
    w->number = calloc(4 * count, sizeof *w->number);
    w->rest = calloc(5 * count, sizeof *w->rest);
    w->stuck = calloc(count, 1);
    if (!w->number || !w->rest || !w->stuck)
        return selection_no_memory(e);
    w->kept = w->number + count;
    w->least = w->number + 2 * count;
    w->most = w->number + 3 * count;
    w->move = w->rest + count;
    w->move_with = w->rest + 2 * count;
    w->now.share = w->rest + 3 * count;
    w->now.with = w->rest + 4 * count;
    return true;
}

static void whole_close(struct whole *w)
{
    free(w->number);
    free(w->rest);
    free(w->stuck);
}

/* ---- limits ---- */

static bool set_limits(struct whole *w, struct err *e)
{
    const struct halves *h = &w->s->halves;
    if (w->matings < 1)
        return err_set(e, ERR_DATA, "matings", "%s", _("There must be one mating at least."));
    for (int s = 0; s < 2; s++) {
        int64_t least = 0, most = 0;
        for (int32_t i = h->start[s]; i < h->start[s + 1]; i++) {
            w->least[i] = (int32_t)ceil(h->least[i] / w->one - 1e-6);
            w->most[i] = (int32_t)floor(h->most[i] / w->one + 1e-6);
            if (w->least[i] > w->most[i])
                return err_set(e, ERR_DATA, "matings",
                               _("Candidate %d: no whole number of matings lies within its limits."), i + 1);
            least += w->least[i];
            most += w->most[i];
        }
        if (least > w->matings || most < w->matings)
            return err_set(e, ERR_DATA, "matings",
                           _("The limits leave room for %lld to %lld matings of one sex; %d are asked for."),
                           (long long)least, (long long)most, w->matings);
    }
    return true;
}

/* ---- rounding ---- */

struct remainder {
    double rest;
    int32_t animal;
};

static int largest_first(const void *left, const void *right)
{
    const struct remainder *a = left, *b = right;
    if (a->rest != b->rest)
        return a->rest > b->rest ? -1 : 1;
    return (a->animal > b->animal) - (a->animal < b->animal);
}

/* Largest remainder: first whole parts, then one more to those from whom most was cut. With limits a round may not be
 * enough, and lower limits may have given too many: then one less for those with the smallest. */
static bool round_half(struct whole *w, int s, struct err *e)
{
    const struct halves *h = &w->s->halves;
    int32_t from = h->start[s], n = h->start[s + 1] - from;
    int64_t sum = 0;
    struct remainder *order = malloc(((size_t)n + 1) * sizeof *order);
    if (!order)
        return selection_no_memory(e);
    for (int32_t i = from; i < from + n; i++) {
        double exact = w->s->best.share[i] / w->one;
        int32_t number = (int32_t)floor(exact + 1e-6);
        number = number < w->least[i] ? w->least[i] : number > w->most[i] ? w->most[i] : number;
        w->number[i] = number;
        order[i - from] = (struct remainder){ exact - number, i };
        sum += number;
    }
    qsort(order, (size_t)n, sizeof *order, largest_first);
    for (int32_t k = 0; sum < w->matings; k = (k + 1) % n)
        if (w->number[order[k].animal] < w->most[order[k].animal]) {
            w->number[order[k].animal]++;
            sum++;
        }
    for (int32_t k = n - 1; sum > w->matings; k = k > 0 ? k - 1 : n - 1)
        if (w->number[order[k].animal] > w->least[order[k].animal]) {
            w->number[order[k].animal]--;
            sum--;
        }
    free(order);
    return true;
}

static void measure(struct whole *w)
{
    struct selection *s = w->s;
    for (int32_t i = 0; i < s->halves.count; i++)
        w->now.share[i] = w->number[i] * w->one;
    descent_product(&s->descent, w->now.share, w->now.with);
    w->now.kinship = halves_dot(w->now.share, w->now.with, s->halves.count);
    w->now.merit = halves_dot(w->now.share, s->merit, s->halves.count);
}

/* Keeps what is better: below the limit the more merit, above it the less kinship. */
static void keep_if_better(struct whole *w, double most)
{
    bool inside = w->now.kinship <= most, kept_inside = w->kinship <= most;
    bool better = inside && kept_inside && !w->s->flat ? w->now.merit > w->merit : w->now.kinship < w->kinship;
    if (inside != kept_inside)
        better = inside;
    if (!better)
        return;
    memcpy(w->kept, w->number, (size_t)w->s->halves.count * sizeof *w->kept);
    w->merit = w->now.merit;
    w->kinship = w->now.kinship;
}

/* ---- moves ---- */

/* The animal of a half that loses least by one mating less, and the one that gains most by one more: by the gradient.
 */
static double best_move(const struct whole *w, int s, int32_t *ret_from, int32_t *ret_to)
{
    const struct halves *h = &w->s->halves;
    int32_t from = -1, to = -1;
    for (int32_t i = h->start[s]; i < h->start[s + 1]; i++) {
        if (w->stuck[i])
            continue;
        if (w->number[i] > w->least[i] && (from < 0 || w->rest[i] < w->rest[from]))
            from = i;
        if (w->number[i] < w->most[i] && (to < 0 || w->rest[i] > w->rest[to]))
            to = i;
    }
    *ret_from = from;
    *ret_to = to;
    return from < 0 || to < 0 || from == to ? 0.0 : w->rest[to] - w->rest[from];
}

/* Moves one mating if that lowers kinship - t merit and keeps the limit. */
static bool try_move(struct whole *w, int32_t from, int32_t to, double t, double most)
{
    int32_t n = w->s->halves.count;
    memset(w->move, 0, (size_t)n * sizeof *w->move);
    w->move[from] = -w->one;
    w->move[to] = w->one;
    descent_product(&w->s->descent, w->move, w->move_with);
    double kinship = w->now.kinship + 2.0 * w->one * (w->now.with[to] - w->now.with[from]) +
                     w->one * (w->move_with[to] - w->move_with[from]);
    double merit = w->now.merit + w->one * (w->s->merit[to] - w->s->merit[from]);
    bool allowed = kinship <= most || kinship < w->now.kinship;
    if (!allowed || !(kinship - t * merit < w->now.kinship - t * w->now.merit - 1e-15))
        return false;
    w->number[from]--;
    w->number[to]++;
    w->now.kinship = kinship;
    w->now.merit = merit;
    for (int32_t i = 0; i < n; i++)
        w->now.with[i] += w->move_with[i];
    return true;
}

static bool tell(const struct whole *w, int32_t done, struct err *e)
{
    if (progress_step(w->s->descent.progress, _("Whole numbers of matings"), done, MOVES_MOST))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before the best contributions were known."));
}

/* From the kept numbers on, single matings go to a better animal while kinship - t merit falls. */
static bool improve(struct whole *w, double t, double most, struct err *e)
{
    int32_t n = w->s->halves.count;
    memcpy(w->number, w->kept, (size_t)n * sizeof *w->number);
    memset(w->stuck, 0, (size_t)n);
    measure(w);
    for (int32_t k = 0; k < MOVES_MOST; k++) {
        int32_t from[2], to[2];
        if (k % 16 == 0 && !tell(w, k, e))
            return false;
        for (int32_t i = 0; i < n; i++)
            w->rest[i] = t * w->s->merit[i] - 2.0 * w->now.with[i];
        double gain[2] = { best_move(w, 0, &from[0], &to[0]), best_move(w, 1, &from[1], &to[1]) };
        int s = gain[1] > gain[0];
        if (!(gain[s] > 0.0))
            break;
        if (!try_move(w, from[s], to[s], t, most))
            w->stuck[from[s]] = w->stuck[to[s]] = 1;
    }
    measure(w);
    keep_if_better(w, most);
    return true;
}

/* ---- all of it ---- */

/* Rounded from ever lower limits until rounding does not break the limit itself. */
static bool round_inside(struct whole *w, double most, struct err *e)
{
    double target = most;
    for (int round = 0; round < ROUNDS; round++) {
        if (!round_half(w, 0, e) || !round_half(w, 1, e))
            return false;
        measure(w);
        keep_if_better(w, most);
        double over = w->now.kinship - most;
        if (over <= 0.0 || w->s->end != CONTRIBUTE_BINDS)
            return true;
        target -= over;
        if (w->s->lowest_known && target <= w->s->lowest.kinship)
            return true;
        if (!selection_best(w->s, target, e))
            return false;
    }
    return true;
}

static bool solve(struct whole *w, double most, struct contribute_result *ret, struct err *e)
{
    struct selection *s = w->s;
    if (!(most < 0.0 ? selection_least(s, e) : selection_best(s, most, e)) || !selection_tell(s, ret, e))
        return false;
    bool least = ret->end == CONTRIBUTE_LEAST || ret->end == CONTRIBUTE_UNREACHABLE;
    double limit = least ? -1.0 : most, t = least ? 0.0 : s->t;
    if (!round_inside(w, limit, e) || !improve(w, t, limit, e))
        return false;
    return least || ret->end == CONTRIBUTE_SLACK || improve(w, 8.0 * t, limit, e);
}

static void tell_whole(struct whole *w, int32_t *ret_matings, struct contribute_result *ret)
{
    size_t count = (size_t)w->s->halves.count;
    memcpy(w->number, w->kept, count * sizeof *w->number);
    measure(w);
    memcpy(ret_matings, w->kept, count * sizeof *ret_matings);
    memcpy(ret->share, w->now.share, count * sizeof *ret->share);
    memcpy(ret->kinship_with, w->now.with, count * sizeof *ret->kinship_with);
    ret->kinship = w->now.kinship;
    ret->merit = w->s->problem->merit ? selection_merit(w->s, w->now.merit) : (double)NAN;
    ret->products = w->s->descent.products;
}

bool contribute_whole(const struct contribute_problem *problem, double most_kinship, int32_t matings,
                      int32_t *ret_matings, struct contribute_result *ret, const struct progress *progress,
                      struct err *e)
{
    struct selection s;
    struct whole w;
    struct contribute_result result = { 0 };
    if (!selection_open(&s, problem, progress, e))
        return false;
    bool good = whole_open(&w, &s, matings, e) && set_limits(&w, e) && solve(&w, most_kinship, &result, e);
    if (good) {
        tell_whole(&w, ret_matings, &result);
        *ret = result;
    } else {
        contribute_done(&result);
    }
    whole_close(&w);
    selection_close(&s);
    return good;
}
