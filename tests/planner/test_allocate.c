#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

/* ---- helpers ---- */

static void assert_proven(const struct allocate_problem *problem, const struct allocate_result *result)
{
    int64_t objective, bound;
    struct err e;
    if (!allocate_verify(problem, result, &objective, &bound, &e))
        fail_msg("%s", e.message);
    assert_true(objective == bound);
    assert_true(objective == result->objective && bound == result->bound);
}

static struct allocate_result solved(const struct allocate_problem *problem)
{
    struct allocate_result result;
    struct err e;
    if (!allocate_solve(problem, &result, NULL, &e))
        fail_msg("%s", e.message);
    assert_proven(problem, &result);
    return result;
}

static int32_t count_changes(int32_t count, const int32_t *a, const int32_t *b)
{
    int32_t changes = 0;
    for (int32_t i = 0; i < count; i++)
        changes += a[i] != b[i];
    return changes;
}

static struct oracle_problem one, other;

/* ---- exactness ---- */

static void equals_brute_force(void **state)
{
    (void)state;
    struct random r = { 11 };
    for (int i = 0; i < 4000; i++) {
        oracle_random(&r, 6, 4, &one);
        int32_t served;
        int64_t objective;
        oracle_brute_force(&one.problem, &served, &objective);
        struct allocate_result result = solved(&one.problem);
        assert_int_equal(result.served, served);
        assert_true(result.objective == objective);
        oracle_solve(&one.problem, &served, &objective); /* the second oracle deserves a check as well */
        assert_int_equal(result.served, served);
        assert_true(result.objective == objective);
        allocate_done(&result);
    }
}

static void equals_chains(int count, int32_t ewes, int32_t rams, uint64_t seed)
{
    struct random r = { seed };
    for (int i = 0; i < count; i++) {
        oracle_random(&r, ewes, rams, &one);
        int32_t served;
        int64_t objective;
        oracle_solve(&one.problem, &served, &objective);
        struct allocate_result result = solved(&one.problem);
        assert_int_equal(result.served, served);
        assert_true(result.objective == objective);
        allocate_done(&result);
    }
}

static void equals_chains_medium(void **state)
{
    (void)state;
    equals_chains(400, 80, 12, 12);
}

static void equals_chains_many_rams(void **state)
{
    (void)state;
    equals_chains(100, 60, 40, 13);
}

static void equals_chains_with_levels(void **state)
{
    (void)state;
    equals_chains(40, 800, 10, 14);
}

static void pairs_checked_counts_allowed_pairs(void **state)
{
    (void)state;
    struct random r = { 15 };
    oracle_random(&r, 80, 12, &one);
    int64_t pairs = 0;
    for (int32_t i = 0; i < one.problem.ewe_count * one.problem.ram_count; i++)
        pairs += one.cost[i] != ALLOCATE_FORBIDDEN;
    struct allocate_result result = solved(&one.problem);
    assert_true(result.pairs_checked == pairs);
    allocate_done(&result);
}

/* A price is what one more place saves, or says that it would serve one more. */
static void prices_tell_what_a_place_saves(void **state)
{
    (void)state;
    struct random r = { 16 };
    for (int i = 0; i < 200; i++) {
        oracle_random(&r, 30, 6, &one);
        struct allocate_result before = solved(&one.problem);
        for (int32_t k = 0; k < one.problem.ram_count; k++) {
            one.capacity[k]++;
            struct allocate_result after = solved(&one.problem);
            one.capacity[k]--;
            assert_in_range(after.served, before.served, before.served + 1);
            if (after.served > before.served)
                assert_true(before.ram_price[k] > before.unserved_cost / 2);
            else
                assert_true(before.ram_price[k] == before.objective - after.objective);
            allocate_done(&after);
        }
        allocate_done(&before);
    }
}

/* ---- the certificate ---- */

/* Whatever is changed, the certificate fails or shows a gap; and its bound never passes the true optimum. */
static void verify_rejects(const struct allocate_problem *problem, const struct allocate_result *good,
                           const struct allocate_result *changed)
{
    int64_t objective, bound;
    struct err e;
    if (!allocate_verify(problem, changed, &objective, &bound, &e)) {
        assert_int_equal(e.code, ERR_DATA);
        return;
    }
    assert_true(bound <= good->objective);
    assert_true(objective >= good->objective);
    if (objective == bound) /* only another optimum may pass */
        assert_true(objective == good->objective && changed->served == good->served);
}

static void verify_sees_changed_assignments(void **state)
{
    (void)state;
    struct random r = { 21 };
    int gaps = 0;
    for (int i = 0; i < 300; i++) {
        oracle_random(&r, 30, 6, &one);
        const struct allocate_problem *p = &one.problem;
        struct allocate_result good = solved(p);
        for (int32_t ewe = 0; ewe < p->ewe_count; ewe++)
            for (int32_t k = -2; k <= p->ram_count; k++) {
                int32_t kept = good.ram[ewe], served = good.served;
                if (k == kept)
                    continue;
                good.ram[ewe] = k;
                good.served += (k >= 0) - (kept >= 0);
                int64_t objective, bound;
                struct err e;
                struct allocate_result untouched = good;
                untouched.served = served;
                verify_rejects(p, &untouched, &good);
                bool passes = allocate_verify(p, &good, &objective, &bound, &e);
                if (k < ALLOCATE_NOBODY || k >= p->ram_count || (k < 0 && kept >= 0))
                    assert_false(passes); /* no such ram; or an ewe was sent away though there is room for her */
                gaps += passes && objective > bound;
                good.ram[ewe] = kept;
                good.served = served;
            }
        allocate_done(&good);
    }
    assert_true(gaps > 1000);
}

static void verify_sees_changed_prices(void **state)
{
    (void)state;
    struct random r = { 22 };
    int gaps = 0;
    for (int i = 0; i < 300; i++) {
        oracle_random(&r, 30, 6, &one);
        struct allocate_result good = solved(&one.problem);
        for (int32_t k = 0; k < one.problem.ram_count; k++) {
            int64_t kept = good.ram_price[k], objective, bound;
            struct err e;
            /* Prices are the smallest that prove it: one less never does, if the ram has places at all. */
            good.ram_price[k] = kept - 1;
            bool passes = allocate_verify(&one.problem, &good, &objective, &bound, &e);
            if (kept == 0)
                assert_false(passes);
            else if (one.capacity[k] > 0)
                assert_true(!passes || objective > bound || kept > good.unserved_cost / 2);
            good.ram_price[k] = kept + 5;
            verify_rejects(&one.problem, &good, &good);
            gaps += allocate_verify(&one.problem, &good, &objective, &bound, &e) && objective > bound;
            good.ram_price[k] = INT64_MAX / 4;
            verify_rejects(&one.problem, &good, &good);
            good.ram_price[k] = kept;
        }
        allocate_done(&good);
    }
    assert_true(gaps > 100);
}

static void verify_sees_a_wrong_count(void **state)
{
    (void)state;
    struct random r = { 23 };
    oracle_random(&r, 30, 6, &one);
    struct allocate_result good = solved(&one.problem);
    good.served++;
    int64_t objective, bound;
    struct err e;
    assert_false(allocate_verify(&one.problem, &good, &objective, &bound, &e));
    assert_int_equal(e.code, ERR_DATA);
    allocate_done(&good);
}

/* ---- the same every time; staying near the previous plan ---- */

static void same_bytes_twice(void **state)
{
    (void)state;
    struct random r = { 31 };
    for (int i = 0; i < 50; i++) {
        oracle_random(&r, 800, 12, &one);
        struct allocate_result a = solved(&one.problem), b = solved(&one.problem);
        assert_memory_equal(a.ram, b.ram, (size_t)one.problem.ewe_count * sizeof *a.ram);
        assert_memory_equal(a.ram_price, b.ram_price, (size_t)one.problem.ram_count * sizeof *a.ram_price);
        assert_int_equal(a.rounds, b.rounds);
        allocate_done(&a);
        allocate_done(&b);
    }
}

/* Any optimal plan given as the previous one comes back unchanged, with its prices and without. */
static void unchanged_problem_changes_nobody(void **state)
{
    (void)state;
    struct random r = { 32 };
    for (int i = 0; i < 300; i++) {
        oracle_random(&r, 200, 8, &one);
        struct allocate_problem problem = one.problem;
        struct allocate_result first = solved(&problem);
        problem.previous = first.ram;
        struct allocate_result without = solved(&problem);
        problem.previous_price = first.ram_price;
        struct allocate_result with = solved(&problem);
        assert_int_equal(count_changes(problem.ewe_count, first.ram, without.ram), 0);
        assert_int_equal(count_changes(problem.ewe_count, first.ram, with.ram), 0);
        assert_int_equal(with.rounds, 0);
        assert_memory_equal(first.ram_price, without.ram_price, (size_t)problem.ram_count * sizeof *first.ram_price);
        assert_memory_equal(first.ram_price, with.ram_price, (size_t)problem.ram_count * sizeof *first.ram_price);
        allocate_done(&first);
        allocate_done(&without);
        allocate_done(&with);
    }
}

static void warm_start_is_exact_after_changes(void **state)
{
    (void)state;
    struct random r = { 33 };
    int32_t warm_changes = 0, cold_changes = 0;
    for (int i = 0; i < 300; i++) {
        oracle_random(&r, 200, 8, &one);
        if (one.problem.ram_count == 0 || one.problem.ewe_count == 0)
            continue;
        struct allocate_problem problem = one.problem;
        struct allocate_result first = solved(&problem);
        int32_t ram = (int32_t)random_below(&r, (uint64_t)problem.ram_count);
        one.capacity[ram] = i % 3 ? 0 : 2000000000;
        for (int change = 0; change < i % 5; change++)
            one.cost[random_below(&r, (uint64_t)(problem.ewe_count * problem.ram_count))] = ALLOCATE_FORBIDDEN;
        struct allocate_result cold = solved(&problem);
        problem.previous = first.ram;
        problem.previous_price = first.ram_price;
        struct allocate_result warm = solved(&problem);
        assert_int_equal(warm.served, cold.served);
        assert_true(warm.objective == cold.objective);
        warm_changes += count_changes(problem.ewe_count, first.ram, warm.ram);
        cold_changes += count_changes(problem.ewe_count, first.ram, cold.ram);
        allocate_done(&first);
        allocate_done(&cold);
        allocate_done(&warm);
    }
    assert_true(warm_changes < cold_changes);
}

static void nonsense_from_before_is_harmless(void **state)
{
    (void)state;
    struct random r = { 34 };
    for (int i = 0; i < 200; i++) {
        oracle_random(&r, 60, 8, &one);
        int32_t served, previous[60];
        int64_t objective, price[8];
        oracle_solve(&one.problem, &served, &objective);
        for (int32_t e = 0; e < 60; e++)
            previous[e] = (int32_t)random_below(&r, 12) - 2;
        for (int32_t k = 0; k < 8; k++)
            price[k] = (int64_t)random_next(&r);
        struct allocate_problem problem = one.problem;
        problem.previous = previous;
        problem.previous_price = i % 2 ? price : NULL;
        struct allocate_result result = solved(&problem);
        assert_int_equal(result.served, served);
        assert_true(result.objective == objective);
        allocate_done(&result);
    }
}

static void ties_go_to_the_lower_ram(void **state)
{
    (void)state;
    static const int32_t cost[] = { 7, 7, 7, 7, 7, 7 }, capacity[] = { 2, 2 };
    struct allocate_problem problem = { 3, 2, cost, capacity, NULL, NULL };
    struct allocate_result result = solved(&problem);
    int32_t at_first = 0;
    for (int i = 0; i < 3; i++)
        at_first += result.ram[i] == 0;
    assert_int_equal(at_first, 2);
    static const int32_t previous[] = { 1, 0, 1 };
    problem.previous = previous;
    struct allocate_result again = solved(&problem);
    assert_memory_equal(again.ram, previous, sizeof previous);
    allocate_done(&result);
    allocate_done(&again);
}

/* Without pedigree and merit all rams are alike, or alike but for a constant: nobody needs to be moved about for that.
 */
static void ties_cost_no_search(void **state)
{
    (void)state;
    enum { EWES = 800, RAMS = 40 };
    for (int by_ram = 0; by_ram < 2; by_ram++) {
        for (int32_t i = 0; i < EWES * RAMS; i++)
            one.cost[i] = by_ram ? i % RAMS * 1000 : 0;
        for (int32_t k = 0; k < RAMS; k++)
            one.capacity[k] = EWES / RAMS + k % 5;
        one.problem = (struct allocate_problem){ EWES, RAMS, one.cost, one.capacity, NULL, NULL };
        struct allocate_result result = solved(&one.problem);
        assert_int_equal(result.served, EWES);
        assert_in_range(result.rounds, 0, by_ram ? 2 * RAMS : 0);
        allocate_done(&result);
    }
}

/* ---- reasons ---- */

static bool goes_only_to(const struct allocate_problem *p, int32_t ewe, unsigned rams, bool *ret_any)
{
    *ret_any = false;
    for (int32_t k = 0; k < p->ram_count; k++) {
        if (p->cost[ewe * p->ram_count + k] == ALLOCATE_FORBIDDEN)
            continue;
        *ret_any = true;
        if (!(rams >> k & 1))
            return false;
    }
    return true;
}

/* Ewes that may only go to these rams, and whether everyone standing there is one of them. */
static int32_t group_size(const struct allocate_problem *p, const int32_t *ram, unsigned rams, bool *ret_closed)
{
    int32_t size = 0;
    *ret_closed = true;
    for (int32_t ewe = 0; ewe < p->ewe_count; ewe++) {
        bool any, only = goes_only_to(p, ewe, rams, &any);
        size += any && only;
        if (ram[ewe] >= 0 && rams >> ram[ewe] & 1 && !only)
            *ret_closed = false;
    }
    return size;
}

static void check_explanation(const struct allocate_problem *p, const struct allocate_result *result, int32_t ewe)
{
    unsigned char marks[ORACLE_RAMS];
    int32_t ewes;
    int64_t places, sum = 0;
    struct err e;
    assert_true(allocate_explain(p, result, ewe, marks, &ewes, &places, &e));
    unsigned rams = 0;
    for (int32_t k = 0; k < p->ram_count; k++) {
        rams |= marks[k] ? 1u << k : 0;
        sum += marks[k] ? p->capacity[k] : 0;
    }
    assert_true(places == sum && ewes > places);
    bool any, closed;
    assert_true(goes_only_to(p, ewe, rams, &any));
    if (!any) {
        assert_true(rams == 0 && ewes == 1);
        return;
    }
    assert_int_equal(ewes, group_size(p, result->ram, rams, &closed));
    assert_true(closed);
    for (unsigned less = (rams - 1) & rams; less; less = (less - 1) & rams) { /* no smaller closed group holds her */
        group_size(p, result->ram, less, &closed);
        assert_false(closed && goes_only_to(p, ewe, less, &any));
    }
}

static void explain_gives_true_shortages(void **state)
{
    (void)state;
    struct random r = { 41 };
    int explained = 0;
    for (int i = 0; i < 1000; i++) {
        oracle_random(&r, 20, 6, &one);
        struct allocate_result result = solved(&one.problem);
        for (int32_t ewe = 0; ewe < one.problem.ewe_count; ewe++) {
            unsigned char marks[ORACLE_RAMS];
            int32_t ewes;
            int64_t places;
            struct err e;
            if (result.ram[ewe] >= 0) {
                assert_false(allocate_explain(&one.problem, &result, ewe, marks, &ewes, &places, &e));
                continue;
            }
            check_explanation(&one.problem, &result, ewe);
            explained++;
        }
        allocate_done(&result);
    }
    assert_true(explained > 1000);
}

/* ---- reserve rams ---- */

static void reserve_is_exact_and_another_ram(void **state)
{
    (void)state;
    struct random r = { 51 };
    for (int i = 0; i < 300; i++) {
        oracle_random(&r, 80, 8, &one);
        struct allocate_problem *p = &one.problem;
        struct allocate_result first = solved(p), reserve;
        int32_t capacity[ORACLE_RAMS];
        for (int32_t k = 0; k < p->ram_count; k++)
            capacity[k] = i % 2 ? one.capacity[k] : one.capacity[k] / 2;
        struct err e;
        assert_true(allocate_reserve(p, &first, capacity, &reserve, NULL, &e));
        memcpy(other.cost, one.cost, sizeof one.cost);
        for (int32_t ewe = 0; ewe < p->ewe_count; ewe++)
            for (int32_t k = 0; k < p->ram_count; k++)
                if (first.ram[ewe] < 0 || first.ram[ewe] == k)
                    other.cost[ewe * p->ram_count + k] = ALLOCATE_FORBIDDEN;
        other.problem = (struct allocate_problem){ p->ewe_count, p->ram_count, other.cost, capacity, NULL, NULL };
        int32_t served;
        int64_t objective;
        oracle_solve(&other.problem, &served, &objective);
        assert_int_equal(reserve.served, served);
        assert_true(reserve.objective == objective && reserve.bound == objective);
        assert_proven(&other.problem, &reserve);
        for (int32_t ewe = 0; ewe < p->ewe_count; ewe++)
            assert_true(reserve.ram[ewe] == ALLOCATE_NOBODY || reserve.ram[ewe] != first.ram[ewe]);
        allocate_done(&first);
        allocate_done(&reserve);
    }
}

/* ---- stopping and bad input ---- */

struct patience {
    int left, asked;
};

static bool lose_patience(void *context, const char *what, int64_t done, int64_t total)
{
    struct patience *p = context;
    assert_non_null(what);
    assert_true(done >= 0 && total >= 0);
    p->asked++;
    return p->left-- > 0;
}

static void can_be_stopped(void **state)
{
    (void)state;
    struct random r = { 61 };
    do
        oracle_random(&r, 800, 10, &one);
    while (one.problem.ewe_count < 700 || one.problem.ram_count < 8);
    struct patience endless = { 1 << 30, 0 };
    struct progress progress = { lose_patience, &endless };
    struct allocate_result result;
    struct err e;
    assert_true(allocate_solve(&one.problem, &result, &progress, &e));
    allocate_done(&result);
    assert_true(endless.asked > 1);
    for (int steps = 0; steps < endless.asked; steps++) {
        struct patience p = { steps, 0 };
        progress.context = &p;
        assert_false(allocate_solve(&one.problem, &result, &progress, &e));
        assert_int_equal(e.code, ERR_CANCELLED);
        assert_int_equal(p.asked, steps + 1);
    }
}

static void bad_numbers_are_refused(void **state)
{
    (void)state;
    int32_t cost[] = { 1, 2, 3, 4 }, capacity[] = { 1, -1 };
    struct allocate_problem problem = { 2, 2, cost, capacity, NULL, NULL };
    struct allocate_result result;
    struct err e;
    assert_false(allocate_solve(&problem, &result, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_string_equal(e.field, "capacity");
    capacity[1] = 1;
    static const int32_t bad[] = { ALLOCATE_COST_LIMIT, -ALLOCATE_COST_LIMIT, ALLOCATE_FORBIDDEN - 1, INT32_MIN };
    for (size_t i = 0; i < COUNT(bad); i++) {
        cost[2] = bad[i];
        assert_false(allocate_solve(&problem, &result, NULL, &e));
        assert_int_equal(e.code, ERR_DATA);
        assert_string_equal(e.field, "cost");
    }
}

static void empty_problems_have_answers(void **state)
{
    (void)state;
    static const int32_t none[] = { ALLOCATE_FORBIDDEN }, two[] = { 2, 2 };
    const struct allocate_problem problems[] = { { 0, 0, none, two, NULL, NULL },
                                                 { 0, 2, none, two, NULL, NULL },
                                                 { 3, 0, none, two, NULL, NULL },
                                                 { 1, 1, none, two, NULL, NULL } };
    for (size_t i = 0; i < COUNT(problems); i++) {
        struct allocate_result result = solved(&problems[i]);
        assert_int_equal(result.served, 0);
        assert_true(result.objective == 0);
        allocate_done(&result);
        allocate_done(&result);
    }
    allocate_done(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_brute_force),
        cmocka_unit_test(equals_chains_medium),
        cmocka_unit_test(equals_chains_many_rams),
        cmocka_unit_test(equals_chains_with_levels),
        cmocka_unit_test(pairs_checked_counts_allowed_pairs),
        cmocka_unit_test(prices_tell_what_a_place_saves),
        cmocka_unit_test(verify_sees_changed_assignments),
        cmocka_unit_test(verify_sees_changed_prices),
        cmocka_unit_test(verify_sees_a_wrong_count),
        cmocka_unit_test(same_bytes_twice),
        cmocka_unit_test(unchanged_problem_changes_nobody),
        cmocka_unit_test(warm_start_is_exact_after_changes),
        cmocka_unit_test(nonsense_from_before_is_harmless),
        cmocka_unit_test(ties_go_to_the_lower_ram),
        cmocka_unit_test(ties_cost_no_search),
        cmocka_unit_test(explain_gives_true_shortages),
        cmocka_unit_test(reserve_is_exact_and_another_ram),
        cmocka_unit_test(can_be_stopped),
        cmocka_unit_test(bad_numbers_are_refused),
        cmocka_unit_test(empty_problems_have_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
