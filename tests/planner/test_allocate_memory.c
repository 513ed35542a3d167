/* Every function with its n-th allocation failing, for every n: it says so, leaks nothing and leaves its results alone.
 * Linked with --wrap, so that the kernels' malloc and calloc are ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "oracle.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void __wrap_free(void *old);

static bool counting;
static int allocations_left, alive;

static bool fails(void)
{
    return counting && allocations_left-- <= 0;
}

void *__wrap_malloc(size_t size)
{
    void *memory = fails() ? NULL : __real_malloc(size);
    alive += counting && memory;
    return memory;
}

void *__wrap_calloc(size_t count, size_t size)
{
    void *memory = fails() ? NULL : __real_calloc(count, size);
    alive += counting && memory;
    return memory;
}

void __wrap_free(void *old)
{
    alive -= counting && old;
    __real_free(old);
}

static struct oracle_problem one;
static struct allocate_result first;
static int32_t unserved_ewe;

/* Large enough for a coarse level, and short of places. */
static void make_problem(void)
{
    struct random r = { 71 };
    enum { EWES = 400, RAMS = 8 };
    for (int32_t i = 0; i < EWES * RAMS; i++)
        one.cost[i] = random_below(&r, 4) ? (int32_t)random_below(&r, 1000) : ALLOCATE_FORBIDDEN;
    for (int32_t k = 0; k < RAMS; k++)
        one.capacity[k] = 40;
    one.problem = (struct allocate_problem){ EWES, RAMS, one.cost, one.capacity, NULL, NULL };
}

static bool call_solve(struct err *e)
{
    struct allocate_result result;
    if (!allocate_solve(&one.problem, &result, NULL, e))
        return false;
    allocate_done(&result);
    return true;
}

static bool call_verify(struct err *e)
{
    int64_t objective, bound;
    return allocate_verify(&one.problem, &first, &objective, &bound, e);
}

static bool call_explain(struct err *e)
{
    unsigned char rams[ORACLE_RAMS];
    int32_t ewes;
    int64_t places;
    return allocate_explain(&one.problem, &first, unserved_ewe, rams, &ewes, &places, e);
}

static bool call_reserve(struct err *e)
{
    struct allocate_result result;
    if (!allocate_reserve(&one.problem, &first, one.capacity, &result, NULL, e))
        return false;
    allocate_done(&result);
    return true;
}

static bool call_joint(struct err *e)
{
    static double kinship[64], with_ewes[8];
    struct joint_problem p = { one.problem, kinship, with_ewes, 0.01 };
    struct joint_result result;
    double bound;
    for (int k = 0; k < 8; k++)
        kinship[9 * k] = 0.5;
    if (!joint_solve(&p, &result, NULL, e))
        return false;
    bool good = joint_verify(&p, &result, &bound, e);
    joint_done(&result);
    return good;
}

static void fail_each_allocation(bool (*call)(struct err *e))
{
    for (int n = 0;; n++) {
        struct err e = { 0 };
        counting = true;
        allocations_left = n;
        alive = 0;
        bool done = call(&e);
        counting = false;
        assert_int_equal(alive, 0);
        if (done) {
            assert_true(n > 0);
            return;
        }
        assert_int_equal(e.code, ERR_INTERNAL);
        assert_true(e.message[0] != 0);
        assert_in_range(n, 0, 5000);
    }
}

static void solve_survives(void **state)
{
    (void)state;
    fail_each_allocation(call_solve);
}

static void verify_survives(void **state)
{
    (void)state;
    fail_each_allocation(call_verify);
}

static void explain_survives(void **state)
{
    (void)state;
    fail_each_allocation(call_explain);
}

static void reserve_survives(void **state)
{
    (void)state;
    fail_each_allocation(call_reserve);
}

static void joint_survives(void **state)
{
    (void)state;
    fail_each_allocation(call_joint);
}

static int setup(void **state)
{
    (void)state;
    struct err e;
    make_problem();
    if (!allocate_solve(&one.problem, &first, NULL, &e))
        return -1;
    while (unserved_ewe < one.problem.ewe_count && first.ram[unserved_ewe] >= 0)
        unserved_ewe++;
    return unserved_ewe < one.problem.ewe_count ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    allocate_done(&first);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solve_survives),   cmocka_unit_test(verify_survives), cmocka_unit_test(explain_survives),
        cmocka_unit_test(reserve_survives), cmocka_unit_test(joint_survives),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
