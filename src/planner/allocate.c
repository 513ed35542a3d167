#include <stdlib.h>
#include <string.h>

#include "allocate_check.h"
#include "transport.h"

_Static_assert(ALLOCATE_FORBIDDEN == ROWS_NONE, "the rows read the caller's matrix as it is");
_Static_assert(ALLOCATE_LEFT_OUT == TRANSPORT_EXCLUDED, "one meaning of banned");

/* ---- what the problem allows ---- */

static bool costs_in_range(const struct allocate_problem *problem, int32_t *ret_greatest, struct err *e)
{
    int32_t greatest = 0;
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++) {
        int32_t low = INT32_MAX, high = INT32_MIN;
        rows_range(problem->cost + (size_t)ewe * (size_t)problem->ram_count, problem->ram_count, &low, &high);
        if (low == ALLOCATE_FORBIDDEN)
            continue;
        if (low <= -ALLOCATE_COST_LIMIT || high >= ALLOCATE_COST_LIMIT)
            return err_set(e, ERR_DATA, "cost", _("A cost of ewe %d is out of range; costs stay between -%d and %d."),
                           ewe + 1, ALLOCATE_COST_LIMIT, ALLOCATE_COST_LIMIT);
        greatest = -low > greatest ? -low : greatest;
        greatest = high > greatest ? high : greatest;
    }
    *ret_greatest = greatest;
    return true;
}

static bool capacities_in_range(const int32_t *capacity, int32_t ram_count, struct err *e)
{
    for (int32_t k = 0; k < ram_count; k++)
        if (capacity[k] < 0)
            return err_set(e, ERR_DATA, "capacity", _("Ram %d has \"%d\" places; give 0 or more."), k + 1, capacity[k]);
    return true;
}

/* Going unserved must cost more than any chain of moves that would avoid it. A chain visits each ram once, so it costs
 * at most (rams + 1) * (greatest - least); twice that also keeps prices that serve an ewe apart from those that save
 * cost. */
static int64_t unserved_cost(int32_t ram_count, int32_t greatest)
{
    return 2 * ((int64_t)ram_count + 2) * (2 * (int64_t)greatest + 1);
}

/* ---- levels ---- */

/* Every stride-th ewe with as large a share of the places gives prices that are nearly right, for a fraction of the
 * work. */
static void level_capacity(const int32_t *capacity, int32_t ram_count, int32_t stride, int32_t ewe_count, int32_t *ret)
{
    for (int32_t k = 0; k < ram_count; k++) {
        int32_t share = (int32_t)(((int64_t)capacity[k] + stride / 2) / stride);
        share = share == 0 && capacity[k] > 0 ? 1 : share;
        ret[k] = share < ewe_count ? share : ewe_count; /* more places than ewes are never used */
    }
}

static bool solve_coarsely(const struct transport *whole, int32_t stride, int64_t *price,
                           const struct progress *progress, struct err *e)
{
    struct transport level = *whole, t;
    level.stride = stride;
    level.offset = stride / 2;
    level.ewe_count = whole->ewe_count / stride;
    int32_t *capacity = malloc(((size_t)whole->ram_count + 1) * sizeof *capacity);
    if (!capacity)
        return err_set(e, ERR_INTERNAL, "", _("There is not enough memory for this allocation."));
    level_capacity(whole->capacity, whole->ram_count, stride, level.ewe_count, capacity);
    level.capacity = capacity;
    bool done = transport_init(&t, &level, e);
    if (done) {
        memcpy(t.price, price, (size_t)t.ram_count * sizeof *price);
        transport_start(&t, NULL);
        done = transport_repair(&t, progress, e);
        if (done)
            memcpy(price, t.price, (size_t)t.ram_count * sizeof *price);
        transport_done(&t);
    }
    free(capacity);
    return done;
}

static bool first_prices(const struct transport *whole, const int64_t *previous_price, int64_t *price,
                         const struct progress *progress, struct err *e)
{
    enum { STRIDE = 8, EWES_PER_RAM = 3 };
    for (int32_t k = 0; k < whole->ram_count; k++) {
        int64_t value = previous_price ? previous_price[k] : 0;
        price[k] = value < 0 ? 0 : value > 2 * whole->unserved ? 2 * whole->unserved : value;
    }
    if (previous_price || whole->ewe_count / STRIDE < EWES_PER_RAM * whole->ram_count)
        return true;
    return solve_coarsely(whole, STRIDE, price, progress, e);
}

/* ---- staying near the previous plan ---- */

static bool stands_as_before(const struct transport *t, const int32_t *previous, int32_t ewe)
{
    return (t->place[ewe] == t->ram_count ? ALLOCATE_NOBODY : t->place[ewe]) == previous[ewe];
}

static int32_t count_as_before(const struct transport *t, const int32_t *previous)
{
    int32_t count = 0;
    for (int32_t ewe = 0; ewe < t->ewe_count; ewe++)
        count += stands_as_before(t, previous, ewe);
    return count;
}

/* Her cost at her previous place, price included, is what it is now. */
static bool previous_is_level(const struct transport *t, const int32_t *previous, int32_t ewe)
{
    int32_t now = t->place[ewe], then = previous[ewe];
    if (then >= t->ram_count || then < ALLOCATE_NOBODY)
        return false;
    const int32_t *cost = t->cost + (size_t)ewe * (size_t)t->ram_count;
    if (then >= 0 && cost[then] == ALLOCATE_FORBIDDEN)
        return false;
    int64_t before = then < 0 ? t->unserved : cost[then] + t->price[then];
    return before == (now == t->ram_count ? t->unserved : cost[now] + t->price[now]);
}

/* Moves ewes back where that costs nothing, repairs what it upset, and keeps the better of both plans. */
static bool return_to_previous(struct transport *t, const int32_t *previous, const struct progress *progress,
                               int32_t *plan, struct err *e)
{
    size_t bytes = (size_t)t->ewe_count * sizeof *plan;
    memcpy(plan, t->place, bytes);
    int32_t as_before = count_as_before(t, previous);
    for (int32_t ewe = 0; ewe < t->ewe_count; ewe++)
        if (!stands_as_before(t, previous, ewe) && previous_is_level(t, previous, ewe))
            transport_move_level(t, ewe, previous[ewe] < 0 ? t->ram_count : previous[ewe]);
    if (!transport_repair(t, progress, e))
        return false;
    if (count_as_before(t, previous) > as_before)
        memcpy(plan, t->place, bytes);
    return true;
}

/* ---- solving ---- */

static bool result_new(const struct allocate_problem *problem, struct allocate_result *result, struct err *e)
{
    *result = (struct allocate_result){ 0 };
    result->ram = malloc(((size_t)problem->ewe_count + 1) * sizeof *result->ram);
    result->ram_price = calloc((size_t)problem->ram_count + 1, sizeof *result->ram_price);
    return (result->ram && result->ram_price) ||
           err_set(e, ERR_INTERNAL, "", _("There is not enough memory for this allocation."));
}

void allocate_done(struct allocate_result *result)
{
    if (!result)
        return;
    free(result->ram);
    free(result->ram_price);
    *result = (struct allocate_result){ 0 };
}

static bool solve_whole(const struct transport *whole, const struct allocate_problem *problem,
                        struct allocate_result *result, const struct progress *progress, struct err *e)
{
    struct transport t;
    if (!transport_init(&t, whole, e))
        return false;
    memcpy(t.price, result->ram_price, (size_t)t.ram_count * sizeof *t.price);
    transport_start(&t, problem->previous);
    bool done = transport_repair(&t, progress, e);
    if (done) {
        transport_least_prices(&t);
        memcpy(result->ram, t.place, (size_t)t.ewe_count * sizeof *t.place);
        if (problem->previous)
            done = return_to_previous(&t, problem->previous, progress, result->ram, e);
    }
    if (done) {
        memcpy(result->ram_price, t.price, (size_t)t.ram_count * sizeof *t.price);
        result->rounds = t.rounds;
        result->unserved_cost = t.unserved;
    }
    transport_done(&t);
    return done;
}

static bool prove_result(const struct allocate_problem *problem, const int32_t *banned, struct allocate_result *result,
                         struct err *e)
{
    result->served = 0;
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++) {
        if (result->ram[ewe] == problem->ram_count)
            result->ram[ewe] = ALLOCATE_NOBODY;
        result->served += result->ram[ewe] >= 0;
    }
    struct allocate_proof proof;
    if (!allocate_check(problem, banned, result, &proof, e))
        return false;
    result->objective = proof.objective;
    result->bound = proof.bound;
    result->pairs_checked = proof.pairs;
    return proof.objective == proof.bound ||
           err_set(e, ERR_INTERNAL, "", _("The allocation failed its own check; please report this."));
}

static bool solve(const struct allocate_problem *problem, const int32_t *banned, struct allocate_result *ret_result,
                  const struct progress *progress, struct err *e)
{
    int32_t greatest = 0;
    if (!capacities_in_range(problem->capacity, problem->ram_count, e) || !costs_in_range(problem, &greatest, e))
        return false;
    if (!progress_step(progress, _("choosing rams"), 0, 0))
        return err_set(e, ERR_CANCELLED, "", _("The allocation was stopped; nothing was changed."));
    struct transport whole = { .cost = problem->cost,
                               .banned = banned,
                               .ewe_count = problem->ewe_count,
                               .ram_count = problem->ram_count,
                               .stride = 1,
                               .unserved = unserved_cost(problem->ram_count, greatest) };
    struct allocate_result result;
    int32_t *capacity = malloc(((size_t)problem->ram_count + 1) * sizeof *capacity);
    bool done = result_new(problem, &result, e);
    if (done && !capacity)
        done = err_set(e, ERR_INTERNAL, "", _("There is not enough memory for this allocation."));
    if (done) {
        level_capacity(problem->capacity, problem->ram_count, 1, problem->ewe_count, capacity);
        whole.capacity = capacity;
        done = first_prices(&whole, problem->previous_price, result.ram_price, progress, e) &&
               solve_whole(&whole, problem, &result, progress, e) && prove_result(problem, banned, &result, e);
    }
    free(capacity);
    if (done)
        *ret_result = result;
    else
        allocate_done(&result);
    return done;
}

bool allocate_solve(const struct allocate_problem *problem, struct allocate_result *ret_result,
                    const struct progress *progress, struct err *e)
{
    return solve(problem, NULL, ret_result, progress, e);
}

bool allocate_reserve(const struct allocate_problem *problem, const struct allocate_result *first,
                      const int32_t *reserve_capacity, struct allocate_result *ret_result,
                      const struct progress *progress, struct err *e)
{
    int32_t *banned = malloc(((size_t)problem->ewe_count + 1) * sizeof *banned);
    if (!banned)
        return err_set(e, ERR_INTERNAL, "", _("There is not enough memory for this allocation."));
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
        banned[ewe] = first->ram[ewe] == ALLOCATE_NOBODY ? ALLOCATE_LEFT_OUT : first->ram[ewe];
    struct allocate_problem reserve = *problem;
    reserve.capacity = reserve_capacity;
    reserve.previous = NULL;
    reserve.previous_price = NULL;
    bool done = solve(&reserve, banned, ret_result, progress, e);
    free(banned);
    return done;
}
