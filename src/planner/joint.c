/* joint.c - see planner.h. Each round: the best mixture of the allocations so far; what one more ewe at each ram costs
 * there (the slope); an allocation at costs + slopes, which is a new vertex, a bound, and a plan. Where diversity
 * weighs much those vertices are far apart (all ewes to the ram that is cheap just now), so that a second allocation
 * keeps near the loads of the mixture: a vertex that the mixture needs, and mostly the better plan. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "joint_slope.h"

enum {
    MOST_ROUNDS = 60,
    MOST_VERTICES = 2 * MOST_ROUNDS,
    MOST_SCALE = 16,     /* slopes are rounded to 1/scale of a millionth for the allocation; the bound is not */
    MIXING_STEPS = 4000, /* of the best mixture */
};
static const double NEAR_ENOUGH = 0.5; /* millionths a served ewe */

struct vertex {
    int32_t *load;
    double *product; /* K load */
    double cost, linear;
    double weight, slope; /* of the mixture, while it is sought */
};

struct joint {
    const struct joint_problem *problem;
    const struct progress *progress;
    int32_t rams, ewes;
    int32_t scale, *cost, *capacity; /* of the allocation */
    double *loads, *slope;           /* [rams] of the mixture */
    double *tried;                   /* [rams] prices of the last allocation */
    struct vertex vertices[MOST_VERTICES];
    int32_t count;
    double mixed; /* what the mixture costs */
    double *gram; /* [MOST_VERTICES * MOST_VERTICES] second derivatives between vertices */
    int64_t *price;
    int32_t *plan; /* the last one: the next search starts there */
    struct joint_result best;
};

static bool no_memory(struct err *e)
{
    return err_set(e, ERR_INTERNAL, "", _("There is not enough memory for this allocation."));
}

/* ---- one allocation ---- */

static double largest_cost(const struct joint_problem *p)
{
    double most = 1;
    size_t pairs = (size_t)p->pairs.ewe_count * (size_t)p->pairs.ram_count;
    for (size_t i = 0; i < pairs; i++)
        if (p->pairs.cost[i] != ALLOCATE_FORBIDDEN && fabs((double)p->pairs.cost[i]) > most)
            most = fabs((double)p->pairs.cost[i]);
    return most;
}

/* Loads are at most all ewes at one ram, so a slope is at most weight 10^6 (K/2 + m/2). */
static bool choose_scale(struct joint *j, struct err *e)
{
    double most = largest_cost(j->problem), steepest = 0;
    for (int32_t r = 0; r < j->rams; r++) {
        double greatest = 0;
        for (int32_t s = 0; s < j->rams; s++)
            greatest = fmax(greatest, fabs(j->problem->kinship[(size_t)r * (size_t)j->rams + (size_t)s]));
        steepest = fmax(steepest, (greatest + fabs(j->problem->with_ewes[r])) / 2);
    }
    most += j->problem->weight * 1e6 * steepest + 1;
    for (j->scale = MOST_SCALE; j->scale > 1 && most * j->scale >= ALLOCATE_COST_LIMIT;)
        j->scale /= 2;
    return most * j->scale < ALLOCATE_COST_LIMIT ||
           err_set(e, ERR_DATA, "weight", _("A weight of %g for diversity is too large; give less."),
                   j->problem->weight);
}

static void set_costs(struct joint *j)
{
    const int32_t *from = j->problem->pairs.cost;
    int32_t *to = j->cost;
    for (int32_t i = 0; i < j->ewes; i++)
        for (int32_t r = 0; r < j->rams; r++, from++, to++)
            *to = *from == ALLOCATE_FORBIDDEN ? *from : *from * j->scale + (int32_t)lround(j->slope[r] * j->scale);
}

static bool allocate(struct joint *j, const int32_t *capacity, struct allocate_result *ret, struct err *e)
{
    struct allocate_problem a = j->problem->pairs;
    a.cost = j->cost;
    a.capacity = capacity;
    a.previous = j->best.rounds ? j->plan : j->problem->pairs.previous;
    a.previous_price = j->best.rounds ? j->price : NULL;
    if (!progress_step(j->progress, _("choosing rams"), j->best.rounds, MOST_VERTICES))
        return err_set(e, ERR_CANCELLED, "", _("The allocation was stopped; nothing was changed."));
    set_costs(j);
    if (!allocate_solve(&a, ret, NULL, e))
        return false;
    memcpy(j->plan, ret->ram, (size_t)j->ewes * sizeof *j->plan);
    memcpy(j->price, ret->ram_price, (size_t)j->rams * sizeof *j->price);
    j->best.rounds++;
    return true;
}

/* ---- vertices ---- */

static void count_loads(const int32_t *ram, int32_t ewes, int32_t rams, int32_t *ret)
{
    memset(ret, 0, (size_t)rams * sizeof *ret);
    for (int32_t i = 0; i < ewes; i++)
        if (ram[i] >= 0)
            ret[ram[i]]++;
}

static int64_t pairs_cost(const struct joint *j, const int32_t *ram)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < j->ewes; i++)
        if (ram[i] >= 0)
            sum += j->problem->pairs.cost[(size_t)i * (size_t)j->rams + (size_t)ram[i]];
    return sum;
}

/* The better of both plans stays. */
static void keep_better(struct joint *j, const int32_t *ram, int64_t cost, double objective)
{
    if (objective >= j->best.objective)
        return;
    memcpy(j->best.ram, ram, (size_t)j->ewes * sizeof *ram);
    j->best.cost = cost;
    j->best.objective = objective;
}

static bool vertex_add(struct joint *j, const int32_t *ram, struct err *e)
{
    struct vertex *v = &j->vertices[j->count];
    v->load = malloc(((size_t)j->rams + 1) * sizeof *v->load);
    v->product = malloc(((size_t)j->rams + 1) * sizeof *v->product);
    if (!v->load || !v->product) {
        free(v->load);
        free(v->product);
        return no_memory(e);
    }
    int64_t cost = pairs_cost(j, ram);
    double factor = slope_factor(j->problem, j->best.served);
    count_loads(ram, j->ewes, j->rams, v->load);
    v->linear = v->cost = (double)cost;
    for (int32_t r = 0; r < j->rams; r++) {
        v->product[r] = 0;
        for (int32_t s = 0; s < j->rams; s++)
            v->product[r] += j->problem->kinship[(size_t)r * (size_t)j->rams + (size_t)s] * v->load[s];
        v->linear += slope_linear(j->problem, r) * v->load[r];
    }
    int32_t at = j->count++;
    for (int32_t k = 0; k <= at; k++) {
        double sum = 0;
        for (int32_t r = 0; r < j->rams; r++)
            sum += v->product[r] * j->vertices[k].load[r];
        j->gram[at * MOST_VERTICES + k] = j->gram[k * MOST_VERTICES + at] = sum * factor;
    }
    keep_better(j, ram, cost, v->linear + j->gram[at * MOST_VERTICES + at] / 2);
    v->weight = at == 0;
    return true;
}

/* ---- the best mixture: weight goes from the vertex where it costs most to the one where it costs least ---- */

static void mixture_slopes(struct joint *j)
{
    for (int32_t k = 0; k < j->count; k++) {
        double slope = j->vertices[k].linear;
        for (int32_t l = 0; l < j->count; l++)
            slope += j->gram[k * MOST_VERTICES + l] * j->vertices[l].weight;
        j->vertices[k].slope = slope;
    }
}

static bool mixture_step(struct joint *j, double enough)
{
    int32_t to = 0, from = -1;
    for (int32_t k = 0; k < j->count; k++) {
        const struct vertex *v = &j->vertices[k];
        to = v->slope < j->vertices[to].slope ? k : to;
        if (v->weight > 0 && (from < 0 || v->slope > j->vertices[from].slope))
            from = k;
    }
    struct vertex *low = &j->vertices[to], *high = &j->vertices[from];
    double fall = high->slope - low->slope, *gram = j->gram;
    double bend =
        gram[to * MOST_VERTICES + to] + gram[from * MOST_VERTICES + from] - 2 * gram[to * MOST_VERTICES + from];
    if (fall <= enough)
        return false;
    double step = bend > 0 ? fall / bend : high->weight;
    step = step < high->weight ? step : high->weight;
    low->weight += step;
    high->weight -= step;
    for (int32_t k = 0; k < j->count; k++)
        j->vertices[k].slope += step * (gram[k * MOST_VERTICES + to] - gram[k * MOST_VERTICES + from]);
    return true;
}

static void mixture(struct joint *j)
{
    int steps = 0;
    mixture_slopes(j);
    while (steps++ < MIXING_STEPS && mixture_step(j, NEAR_ENOUGH * j->best.served / 100)) {
    }
    mixture_slopes(j);
    memset(j->loads, 0, (size_t)j->rams * sizeof *j->loads);
    j->mixed = 0;
    for (int32_t k = 0; k < j->count; k++) {
        const struct vertex *v = &j->vertices[k];
        j->mixed += v->weight * (v->linear + v->slope) / 2;
        for (int32_t r = 0; r < j->rams; r++)
            j->loads[r] += v->weight * v->load[r];
    }
    slope_at(j->problem, j->best.served, j->loads, j->slope);
}

/* ---- rounds ---- */

static void keep_bound(struct joint *j, const struct allocate_result *a)
{
    struct joint_result *best = &j->best, tried = j->best;
    tried.cut = j->loads;
    tried.price = j->tried;
    for (int32_t r = 0; r < j->rams; r++)
        tried.price[r] = (double)a->ram_price[r] / j->scale;
    tried.dearest = slope_dearest(j->problem, a->ram, j->slope, tried.price);
    double bound = slope_bound(j->problem, &tried, j->slope);
    if (bound <= best->bound)
        return;
    best->bound = bound;
    best->dearest = tried.dearest;
    memcpy(best->cut, j->loads, (size_t)j->rams * sizeof *best->cut);
    memcpy(best->price, tried.price, (size_t)j->rams * sizeof *best->price);
}

static bool round_of(struct joint *j, struct err *e)
{
    struct allocate_result a;
    if (!allocate(j, j->problem->pairs.capacity, &a, e))
        return false;
    j->best.served = a.served;
    keep_bound(j, &a);
    bool good = vertex_add(j, a.ram, e);
    allocate_done(&a);
    return good;
}

/* No ram more than his load in the mixture, rounded up. */
static bool round_near(struct joint *j, struct err *e)
{
    struct allocate_result a;
    for (int32_t r = 0; r < j->rams; r++) {
        double up = ceil(j->loads[r] - 1e-9);
        j->capacity[r] = up < j->problem->pairs.capacity[r] ? (int32_t)up : j->problem->pairs.capacity[r];
    }
    if (!allocate(j, j->capacity, &a, e))
        return false;
    bool good = a.served < j->best.served || vertex_add(j, a.ram, e);
    allocate_done(&a);
    return good;
}

/* What the search left open is less than whole numbers lose anyway. */
static bool near_enough(const struct joint *j)
{
    return j->mixed - j->best.bound <= NEAR_ENOUGH * j->best.served;
}

static bool rounds(struct joint *j, struct err *e)
{
    slope_at(j->problem, 1, j->loads, j->slope); /* no loads: what the ewes alone cost */
    bool good = round_of(j, e);
    for (int round = 1; good && round < MOST_ROUNDS && j->best.served > 0; round++) {
        mixture(j);
        good = round_near(j, e) && round_of(j, e);
        if (near_enough(j))
            break;
    }
    return good;
}

static bool room(struct joint *j)
{
    size_t pairs = (size_t)j->ewes * (size_t)j->rams + 1, rams = (size_t)j->rams + 1, ewes = (size_t)j->ewes + 1;
    j->cost = malloc(pairs * sizeof *j->cost);
    j->capacity = malloc(rams * sizeof *j->capacity);
    j->loads = calloc(rams, sizeof *j->loads);
    j->slope = calloc(rams, sizeof *j->slope);
    j->tried = calloc(rams, sizeof *j->tried);
    j->gram = calloc((size_t)MOST_VERTICES * MOST_VERTICES, sizeof *j->gram);
    j->price = calloc(rams, sizeof *j->price);
    j->plan = malloc(ewes * sizeof *j->plan);
    j->best.ram = malloc(ewes * sizeof *j->best.ram);
    j->best.cut = calloc(rams, sizeof *j->best.cut);
    j->best.price = calloc(rams, sizeof *j->best.price);
    return j->cost && j->capacity && j->loads && j->slope && j->tried && j->gram && j->price && j->plan &&
           j->best.ram && j->best.cut && j->best.price;
}

static void joint_free(struct joint *j)
{
    for (int32_t k = 0; k < j->count; k++) {
        free(j->vertices[k].load);
        free(j->vertices[k].product);
    }
    free(j->cost);
    free(j->capacity);
    free(j->loads);
    free(j->slope);
    free(j->tried);
    free(j->gram);
    free(j->price);
    free(j->plan);
}

bool joint_solve(const struct joint_problem *problem, struct joint_result *ret, const struct progress *progress,
                 struct err *e)
{
    struct joint j = { .problem = problem,
                       .progress = progress,
                       .rams = problem->pairs.ram_count,
                       .ewes = problem->pairs.ewe_count,
                       .best = { .objective = INFINITY, .bound = -INFINITY } };
    bool good = (room(&j) || no_memory(e)) && choose_scale(&j, e) && rounds(&j, e);
    joint_free(&j);
    if (good)
        *ret = j.best;
    else
        joint_done(&j.best);
    return good;
}

void joint_done(struct joint_result *result)
{
    free(result->ram);
    free(result->cut);
    free(result->price);
    *result = (struct joint_result){ 0 };
}
