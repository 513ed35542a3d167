/* Every function of contributions with its n-th allocation failing, for every n: it says so and leaks nothing. Linked
 * with --wrap, so that the kernels' malloc and calloc are ours. */
#include "mupu/planner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

enum { MALES = 6, FEMALES = 14, BOTH = MALES + FEMALES };
static double merit[BOTH];

/* Two families. */
static void families(void *context, const double *x, double *ret)
{
    (void)context;
    for (int i = 0; i < BOTH; i++) {
        ret[i] = 0.5 * x[i];
        for (int j = i % 2; j < BOTH; j += 2)
            ret[i] += j == i ? 0.0 : 0.125 * x[j];
    }
}

static const struct contribute_problem problem = {
    .males = MALES, .females = FEMALES, .merit = merit, .product = families
};

static bool call_best(struct err *e)
{
    struct contribute_result ret;
    if (!contribute_best(&problem, 0.12, &ret, NULL, e))
        return false;
    contribute_done(&ret);
    return true;
}

static bool call_least(struct err *e)
{
    struct contribute_result ret;
    if (!contribute_least(&problem, &ret, NULL, e))
        return false;
    contribute_done(&ret);
    return true;
}

static bool call_whole(struct err *e)
{
    struct contribute_result ret;
    int32_t matings[BOTH];
    if (!contribute_whole(&problem, 0.12, 9, matings, &ret, NULL, e))
        return false;
    contribute_done(&ret);
    return true;
}

static bool call_frontier(struct err *e)
{
    struct contribute_point ret[4];
    return contribute_frontier(&problem, 4, ret, NULL, e);
}

static bool call_verify(struct err *e)
{
    static struct contribute_result ret;
    double bound;
    bool was = counting;
    counting = false;
    bool solved = ret.share || contribute_best(&problem, 0.12, &ret, NULL, e);
    counting = was;
    return solved && contribute_verify(&problem, 0.12, &ret, &bound, e);
}

static void fail_each_allocation(void **state)
{
    bool (*call)(struct err * e) = *(bool (**)(struct err *)) * state;
    int failures = 0;
    bool good = false;
    for (int n = 0; !good; n++) {
        struct err e = { 0 };
        allocations_left = n;
        alive = 0;
        counting = true;
        good = call(&e);
        counting = false;
        failures += !good;
        assert_int_equal(alive, 0);
        if (!good)
            assert_int_equal(e.code, ERR_INTERNAL);
    }
    assert_true(failures >= 1);
}

int main(void)
{
    static const struct {
        const char *name;
        bool (*call)(struct err *e);
    } functions[] = {
        { "contribute_best", call_best },     { "contribute_least", call_least },
        { "contribute_whole", call_whole },   { "contribute_frontier", call_frontier },
        { "contribute_verify", call_verify },
    };
    struct CMUnitTest tests[COUNT(functions)];
    for (int i = 0; i < BOTH; i++)
        merit[i] = i * 7 % 11;
    for (size_t i = 0; i < COUNT(functions); i++)
        tests[i] =
            (struct CMUnitTest){ functions[i].name, fail_each_allocation, NULL, NULL, (void *)&functions[i].call };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
