/* test_joint.c - matings and diversity at once: every plan tried on tiny flocks, the bound by a formula of its own, and
 * what the weight does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

enum { RAMS = 4 };

static struct oracle_problem flock;
static double kinship[RAMS * RAMS], with_ewes[RAMS];

/* Kinships of rams as of animals that share founders: L L' of a random L is one. */
static struct joint_problem random_problem(struct random *r, int32_t ewes)
{
    oracle_random(r, ewes, RAMS, &flock);
    struct joint_problem p = { flock.problem, kinship, with_ewes, random_unit(r) * 3 };
    int32_t rams = p.pairs.ram_count;
    double share[RAMS][6];
    for (int32_t i = 0; i < rams; i++)
        for (int k = 0; k < 6; k++)
            share[i][k] = random_unit(r);
    for (int32_t i = 0; i < rams; i++) {
        with_ewes[i] = random_unit(r) / 4;
        for (int32_t k = 0; k < rams; k++) {
            kinship[i * rams + k] = i == k ? 0.4 : 0;
            for (int f = 0; f < 6; f++)
                kinship[i * rams + k] += share[i][f] * share[k][f] / 6;
        }
    }
    return p;
}

static double value_of(const struct joint_problem *p, const int32_t *ram, int32_t *ret_served)
{
    int32_t rams = p->pairs.ram_count, load[12] = { 0 }, served = 0;
    double cost = 0, group = 0;
    for (int32_t i = 0; i < p->pairs.ewe_count; i++)
        if (ram[i] >= 0) {
            cost += p->pairs.cost[i * rams + ram[i]];
            load[ram[i]]++;
            served++;
        }
    *ret_served = served;
    if (!served)
        return 0;
    for (int32_t i = 0; i < rams; i++)
        for (int32_t k = 0; k < rams; k++) /* shares n / 2T, of 10^6 T */
            group += p->kinship[i * rams + k] * load[i] / (2.0 * served) * load[k] / (2.0 * served);
    for (int32_t i = 0; i < rams; i++)
        group += load[i] / (2.0 * served) * p->with_ewes[i];
    return cost + p->weight * 1e6 * served * group;
}

/* Every plan there is. */
static double try_all(const struct joint_problem *p, int32_t *ret_served)
{
    int32_t ewes = p->pairs.ewe_count, rams = p->pairs.ram_count, ram[8];
    double best = INFINITY;
    *ret_served = -1;
    int64_t plans = 1;
    for (int32_t i = 0; i < ewes; i++)
        plans *= rams + 1;
    for (int64_t n = 0; n < plans; n++) {
        int32_t load[RAMS] = { 0 }, served;
        int64_t rest = n;
        bool good = true;
        for (int32_t i = 0; i < ewes; i++, rest /= rams + 1) {
            ram[i] = (int32_t)(rest % (rams + 1)) - 1;
            good = good && (ram[i] < 0 || (p->pairs.cost[i * rams + ram[i]] != ALLOCATE_FORBIDDEN &&
                                           ++load[ram[i]] <= p->pairs.capacity[ram[i]]));
        }
        if (!good)
            continue;
        double value = value_of(p, ram, &served);
        if (served > *ret_served || (served == *ret_served && value < best)) {
            best = value;
            *ret_served = served;
        }
    }
    return best;
}

static struct joint_result solved(const struct joint_problem *p)
{
    struct joint_result r;
    struct err e;
    double bound = 0;
    int32_t served;
    if (!joint_solve(p, &r, NULL, &e) || !joint_verify(p, &r, &bound, &e))
        fail_msg("%s", e.message);
    assert_true(fabs(bound - r.bound) <= 1e-6 * (1 + fabs(bound)));
    assert_true(fabs(value_of(p, r.ram, &served) - r.objective) <= 1e-6 * (1 + fabs(r.objective)));
    assert_int_equal(served, r.served);
    return r;
}

static void between_bound_and_best(void **state)
{
    struct random r = { 3 };
    int exact = 0, tried = 1500;
    double lost = 0;
    (void)state;
    for (int i = 0; i < tried; i++) {
        struct joint_problem p = random_problem(&r, 6);
        int32_t served;
        double best = try_all(&p, &served);
        struct joint_result result = solved(&p);
        double near = 1e-6 * (1 + fabs(best));
        assert_int_equal(result.served, served);
        assert_true(result.bound <= best + near);
        assert_true(result.objective >= best - near);
        exact += result.objective <= best + near;
        lost += served ? (result.objective - best) / served / 1e6 : 0;
        joint_done(&result);
    }
    print_message("# %d of %d are the best there is; mean loss %.5f a ewe\n", exact, tried, lost / tried);
    assert_true(exact > tried * 2 / 3);
    assert_true(lost / tried < 0.002);
}

static void without_weight_it_allocates(void **state)
{
    struct random r = { 4 };
    (void)state;
    for (int i = 0; i < 300; i++) {
        struct joint_problem p = random_problem(&r, 8);
        struct allocate_result a;
        struct err e;
        p.weight = 0;
        struct joint_result result = solved(&p);
        assert_true(allocate_solve(&p.pairs, &a, NULL, &e));
        assert_int_equal(result.served, a.served);
        assert_true(result.cost == a.objective);
        assert_true(fabs(result.bound - (double)a.objective) <= 1e-6 * (1 + fabs(result.bound)));
        allocate_done(&a);
        joint_done(&result);
    }
}

/* 400 ewes, 12 rams of three families, everybody allowed; one ram is the least related to every ewe. */
struct large {
    int32_t cost[400 * 12], capacity[12];
    double kinship[144], with_ewes[12];
};

static struct joint_problem large_problem(struct large *l, double weight)
{
    struct random r = { 7 };
    for (int i = 0; i < 400 * 12; i++)
        l->cost[i] = (i % 12 == 0 ? 5000 : 9000) + (int32_t)random_below(&r, 8000);
    for (int i = 0; i < 12; i++) {
        l->capacity[i] = 200;
        l->with_ewes[i] = 0.02;
        for (int k = 0; k < 12; k++)
            l->kinship[i * 12 + k] = i == k ? 0.5 : i % 3 == k % 3 ? 0.25 : 0.02;
    }
    return (struct joint_problem){ { .ewe_count = 400, .ram_count = 12, .cost = l->cost, .capacity = l->capacity },
                                   l->kinship,
                                   l->with_ewes,
                                   weight };
}

static void weight_spreads_the_loads(void **state)
{
    static struct large l;
    double before = INFINITY;
    (void)state;
    for (int step = 0; step < 4; step++) {
        struct joint_problem p = large_problem(&l, step == 0 ? 0 : 0.01 * (1 << (2 * step)));
        struct joint_result r = solved(&p);
        double load[12] = { 0 }, squares = 0;
        for (int i = 0; i < 400; i++)
            load[r.ram[i]]++;
        for (int i = 0; i < 12; i++)
            for (int k = 0; k < 12; k++)
                squares += load[i] * load[k] * l.kinship[i * 12 + k];
        assert_true(squares <= before + 1e-9);
        assert_true((r.objective - r.bound) / r.served < 10); /* millionths of F a ewe */
        before = squares;
        joint_done(&r);
    }
}

static bool stop(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)stage, (void)done, (void)total;
    return --*(int *)context > 0;
}

static void stops_and_refuses(void **state)
{
    static struct large l;
    struct joint_result r;
    struct err e;
    double bound;
    (void)state;
    struct joint_problem p = large_problem(&l, 1);
    for (int after = 1; after < 4; after++) {
        int left = after;
        assert_false(joint_solve(&p, &r, &(struct progress){ stop, &left }, &e));
        assert_int_equal(e.code, ERR_CANCELLED);
    }
    p.weight = 1e9;
    assert_false(joint_solve(&p, &r, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    p.weight = 1;
    r = solved(&p);
    r.bound = r.objective;
    r.objective += 1;
    assert_false(joint_verify(&p, &r, &bound, &e));
    r.objective -= 1;
    r.price[3] = -1;
    assert_false(joint_verify(&p, &r, &bound, &e));
    r.price[3] = 0;
    r.ram[0] = 12;
    assert_false(joint_verify(&p, &r, &bound, &e));
    joint_done(&r);
}

static void nobody_at_all(void **state)
{
    struct joint_problem p = { { 0 }, NULL, NULL, 1 };
    int32_t cost[2] = { ALLOCATE_FORBIDDEN, ALLOCATE_FORBIDDEN }, capacity[1] = { 3 };
    double half = 0.5;
    (void)state;
    struct joint_result r = solved(&p);
    assert_int_equal(r.served, 0);
    joint_done(&r);
    p = (struct joint_problem){
        { .ewe_count = 2, .ram_count = 1, .cost = cost, .capacity = capacity }, &half, &half, 1
    };
    r = solved(&p);
    assert_int_equal(r.served, 0);
    joint_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(between_bound_and_best),
        cmocka_unit_test(without_weight_it_allocates),
        cmocka_unit_test(weight_spreads_the_loads),
        cmocka_unit_test(stops_and_refuses),
        cmocka_unit_test(nobody_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
