/* The certificate. Shares no code and no state with the solver: it knows the problem and the finished result only.
 *
 * For any prices >= 0 and any number m, a plan serving s of the n ewes costs at least
 *     sum over ewes of min(m, least of cost + price)  -  sum over rams of capacity * price  -  m * (n - s),
 * because each served ewe costs her ram's cost + price less that price, at most `capacity` ewes take each price, and an
 * unserved ewe counts m there and back. m is taken from the result: the dearest cost + price among its served ewes.
 * That no plan serves more is Berge's theorem: no chain of moves leads from an unserved ewe to a ram with room.
 */
#include <stdlib.h>

#include "allocate_check.h"

typedef __int128 wide; /* prices may be as large as the problem's numbers permit; their sums must not overflow */

static bool allowed(const struct allocate_problem *problem, const int32_t *banned, int32_t ewe, int32_t ram)
{
    if (banned && (banned[ewe] == ram || banned[ewe] == ALLOCATE_LEFT_OUT))
        return false;
    return problem->cost[(size_t)ewe * (size_t)problem->ram_count + (size_t)ram] != ALLOCATE_FORBIDDEN;
}

static int64_t clamp(wide value)
{
    return value > INT64_MAX ? INT64_MAX : value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

/* ---- the plan keeps the rules ---- */

static bool plan_is_allowed(const struct allocate_problem *problem, const int32_t *banned, const int32_t *ram,
                            struct err *e)
{
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++) {
        if (ram[ewe] == ALLOCATE_NOBODY)
            continue;
        if (ram[ewe] < 0 || ram[ewe] >= problem->ram_count || !allowed(problem, banned, ewe, ram[ewe]))
            return err_set(e, ERR_DATA, "", _("The allocation is wrong: ewe %d has a ram she may not have."), ewe + 1);
    }
    return true;
}

static bool rams_have_room(const struct allocate_problem *problem, const int32_t *ram, struct err *e)
{
    int64_t *load = calloc((size_t)problem->ram_count + 1, sizeof *load);
    if (!load)
        return err_set(e, ERR_INTERNAL, "", _("There is not enough memory to check the allocation."));
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
        if (ram[ewe] >= 0)
            load[ram[ewe]]++;
    int32_t over = 0;
    while (over < problem->ram_count && load[over] <= problem->capacity[over])
        over++;
    free(load);
    return over == problem->ram_count ||
           err_set(e, ERR_DATA, "", _("The allocation is wrong: ram %d has more ewes than places."), over + 1);
}

/* ---- nobody more can be served ---- */

struct closure {
    const struct allocate_problem *problem;
    const int32_t *banned;
    unsigned char *rams;
    int32_t *queue, queued;
};

static void closure_add_rams_of(struct closure *c, int32_t ewe)
{
    for (int32_t k = 0; k < c->problem->ram_count; k++)
        if (!c->rams[k] && allowed(c->problem, c->banned, ewe, k)) {
            c->rams[k] = 1;
            c->queue[c->queued++] = k;
        }
}

/* The ewes of each ram one after the other: those of ram k are list[start[k]] .. list[start[k + 1] - 1]. */
static void group_by_ram(const struct allocate_problem *problem, const int32_t *ram, int32_t *start, int32_t *list)
{
    for (int32_t k = 0; k < problem->ram_count + 2; k++)
        start[k] = 0;
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
        if (ram[ewe] >= 0)
            start[ram[ewe] + 2]++;
    for (int32_t k = 0; k < problem->ram_count; k++)
        start[k + 2] += start[k + 1];
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
        if (ram[ewe] >= 0)
            list[start[ram[ewe] + 1]++] = ewe;
}

bool allocate_closure(const struct allocate_problem *problem, const int32_t *banned, const int32_t *ram,
                      const unsigned char *from_ewes, unsigned char *ret_rams, struct err *e)
{
    size_t rams = (size_t)problem->ram_count + 2;
    int32_t *start = malloc(rams * sizeof *start), *queue = malloc(rams * sizeof *queue);
    int32_t *list = malloc(((size_t)problem->ewe_count + 1) * sizeof *list);
    struct closure c = { problem, banned, ret_rams, queue, 0 };
    bool done = start && queue && list;
    if (done) {
        group_by_ram(problem, ram, start, list);
        for (int32_t k = 0; k < problem->ram_count; k++)
            ret_rams[k] = 0;
        for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
            if (from_ewes[ewe])
                closure_add_rams_of(&c, ewe);
        for (int32_t i = 0; i < c.queued; i++)
            for (int32_t at = start[queue[i]]; at < start[queue[i] + 1]; at++)
                closure_add_rams_of(&c, list[at]);
    }
    free(start);
    free(queue);
    free(list);
    return done || err_set(e, ERR_INTERNAL, "", _("There is not enough memory to check the allocation."));
}

/* True if no unserved ewe could be served by moving others. Expects a plan that keeps the capacities. */
static bool serves_most(const struct allocate_problem *problem, const int32_t *banned, const int32_t *ram,
                        struct err *e)
{
    unsigned char *rams = calloc((size_t)problem->ram_count + 1, 1);
    unsigned char *unserved = calloc((size_t)problem->ewe_count + 1, 1);
    bool done = rams && unserved;
    if (!done)
        err_set(e, ERR_INTERNAL, "", _("There is not enough memory to check the allocation."));
    int64_t places = 0, held = 0;
    if (done) {
        for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
            unserved[ewe] = ram[ewe] < 0;
        done = allocate_closure(problem, banned, ram, unserved, rams, e);
    }
    if (done) {
        for (int32_t k = 0; k < problem->ram_count; k++)
            places += rams[k] ? problem->capacity[k] : 0;
        for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
            held += ram[ewe] >= 0 && rams[ram[ewe]];
        if (held < places)
            done = err_set(e, ERR_DATA, "", _("The allocation is not the best: more ewes could be served."));
    }
    free(rams);
    free(unserved);
    return done;
}

/* ---- the bound ---- */

/* The least cost + price over the ewe's allowed rams; counts them. */
static int64_t cheapest(const struct allocate_problem *problem, const int64_t *price, int32_t ewe, int64_t *pairs)
{
    const int32_t *cost = problem->cost + (size_t)ewe * (size_t)problem->ram_count;
    int64_t least = INT64_MAX, count = 0;
    for (int32_t k = 0; k < problem->ram_count; k++) {
        int64_t value = cost[k] == ALLOCATE_FORBIDDEN ? INT64_MAX : cost[k] + price[k];
        least = value < least ? value : least;
        count += cost[k] != ALLOCATE_FORBIDDEN;
    }
    *pairs += count;
    return least;
}

static int64_t cheapest_but(const struct allocate_problem *problem, const int64_t *price, int32_t ewe, int32_t banned)
{
    const int32_t *cost = problem->cost + (size_t)ewe * (size_t)problem->ram_count;
    int64_t least = INT64_MAX;
    for (int32_t k = 0; k < problem->ram_count; k++)
        if (k != banned && cost[k] != ALLOCATE_FORBIDDEN && cost[k] + price[k] < least)
            least = cost[k] + price[k];
    return least;
}

static int64_t dearest_served(const struct allocate_problem *problem, const struct allocate_result *result)
{
    int64_t dearest = INT64_MIN;
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++) {
        int32_t ram = result->ram[ewe];
        if (ram < 0)
            continue;
        int64_t value = problem->cost[(size_t)ewe * (size_t)problem->ram_count + (size_t)ram] + result->ram_price[ram];
        dearest = value > dearest ? value : dearest;
    }
    return dearest;
}

static void prove(const struct allocate_problem *problem, const int32_t *banned, const struct allocate_result *result,
                  int32_t served, struct allocate_proof *ret_proof)
{
    int64_t dearest = dearest_served(problem, result), pairs = 0;
    wide objective = 0, bound = 0;
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++) {
        if (banned && banned[ewe] == ALLOCATE_LEFT_OUT)
            continue;
        int64_t least = cheapest(problem, result->ram_price, ewe, &pairs);
        if (banned && banned[ewe] >= 0 && allowed(problem, NULL, ewe, banned[ewe])) {
            least = cheapest_but(problem, result->ram_price, ewe, banned[ewe]);
            pairs--;
        }
        /* Unserved ewes give back m at once: with nobody served, m is taken so low that every ewe costs m. */
        wide share = result->ram[ewe] < 0 ? -(wide)dearest : 0;
        bound += served == 0 ? 0 : share + (least < dearest ? least : dearest);
        if (result->ram[ewe] >= 0)
            objective += problem->cost[(size_t)ewe * (size_t)problem->ram_count + (size_t)result->ram[ewe]];
    }
    for (int32_t k = 0; k < problem->ram_count; k++)
        bound -= (wide)result->ram_price[k] * problem->capacity[k];
    *ret_proof = (struct allocate_proof){ clamp(objective), clamp(bound), pairs };
}

/* ---- all of it ---- */

static bool prices_are_prices(const struct allocate_problem *problem, const int64_t *price, struct err *e)
{
    for (int32_t k = 0; k < problem->ram_count; k++)
        if (price[k] < 0 || price[k] > INT64_MAX / 4)
            return err_set(e, ERR_DATA, "", _("The allocation is wrong: the price of ram %d is out of range."), k + 1);
    return true;
}

static int32_t count_served(const struct allocate_problem *problem, const int32_t *ram)
{
    int32_t served = 0;
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
        served += ram[ewe] >= 0;
    return served;
}

bool allocate_check(const struct allocate_problem *problem, const int32_t *banned, const struct allocate_result *result,
                    struct allocate_proof *ret_proof, struct err *e)
{
    if (!plan_is_allowed(problem, banned, result->ram, e) || !rams_have_room(problem, result->ram, e) ||
        !prices_are_prices(problem, result->ram_price, e) || !serves_most(problem, banned, result->ram, e))
        return false;
    int32_t served = count_served(problem, result->ram);
    if (served != result->served)
        return err_set(e, ERR_DATA, "", _("The allocation is wrong: it says %d ewes are served, but %d are."),
                       result->served, served);
    prove(problem, banned, result, served, ret_proof);
    return true;
}

bool allocate_verify(const struct allocate_problem *problem, const struct allocate_result *result,
                     int64_t *ret_objective, int64_t *ret_bound, struct err *e)
{
    struct allocate_proof proof;
    if (!allocate_check(problem, NULL, result, &proof, e))
        return false;
    *ret_objective = proof.objective;
    *ret_bound = proof.bound;
    return true;
}
