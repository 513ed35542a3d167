/* parallel.c - F on several threads has the bytes of F on one, and is told of and stopped from the calling thread. */
#include "tabular.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int thread_counts[] = { 0, 1, 2, 3, 8, 1000 };

static void assert_done(bool done, const struct err *e)
{
    if (!done)
        fail_msg("%s", e->message);
}

static void assert_same_bytes(struct pedigree p, const char *what)
{
    double *one = malloc(((size_t)p.count + 1) * sizeof *one), *many = malloc(((size_t)p.count + 1) * sizeof *many);
    struct err e;
    assert_non_null(one);
    assert_non_null(many);
    assert_done(inbreeding_all(p, one, NULL, &e), &e);
    for (size_t i = 0; i < COUNT(thread_counts); i++) {
        memset(many, 1, (size_t)p.count * sizeof *many);
        assert_done(inbreeding_all_parallel(p, thread_counts[i], many, NULL, &e), &e);
        if (memcmp(one, many, (size_t)p.count * sizeof *one))
            fail_msg("%s: other bytes on %d threads", what, thread_counts[i]);
    }
    free(one);
    free(many);
}

static void small_ones_keep_their_bytes(void **state)
{
    (void)state;
    static struct tabular t;
    uint64_t seed = 4;
    for (int round = 0; round < 20 * SHAPES; round++) {
        tabular_make(&t, (enum shape)(round % SHAPES), &seed);
        tabular_shuffle(&t, &seed);
        assert_same_bytes(tabular_pedigree(&t), "a small pedigree");
    }
}

/* `lines` of animals side by side, few strangers among them: nearly all are parents, and wait for near ones. */
struct large {
    int32_t count, *sire, *dam;
};

static int32_t large_parent(int32_t animal, int32_t lines, uint64_t *seed)
{
    int32_t before = animal / lines, back = before < 12 ? before : 12;
    if (!back)
        return GENETICS_UNKNOWN;
    int32_t line = tabular_random(seed, 100) ? animal % lines : (int32_t)tabular_random(seed, (uint64_t)lines);
    return (before - 1 - (int32_t)tabular_random(seed, (uint64_t)back)) * lines + line;
}

static struct large large_make(int32_t count, int32_t lines, bool backwards)
{
    struct large h = { count, malloc((size_t)count * sizeof(int32_t)), malloc((size_t)count * sizeof(int32_t)) };
    uint64_t seed = (uint64_t)lines;
    assert_non_null(h.sire);
    assert_non_null(h.dam);
    for (int32_t i = 0; i < count; i++) {
        int32_t sire = large_parent(i, lines, &seed), dam = large_parent(i, lines, &seed);
        int32_t own = backwards ? count - 1 - i : i;
        h.sire[own] = backwards && sire >= 0 ? count - 1 - sire : sire;
        h.dam[own] = backwards && dam >= 0 ? count - 1 - dam : dam;
    }
    return h;
}

static void large_done(struct large *h)
{
    free(h->sire);
    free(h->dam);
}

/* Several windows of positions: shallow and wide, then 30 generations or so, then deep lines where all wait for each.
 */
static void large_ones_keep_their_bytes(void **state)
{
    (void)state;
    static const struct {
        int32_t count, lines;
    } sizes[] = { { 60000, 4000 }, { 50000, 300 }, { 20000, 40 } };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct large h = large_make(sizes[i].count, sizes[i].lines, i % 2);
        assert_same_bytes((struct pedigree){ h.count, h.sire, h.dam }, "a large pedigree");
        large_done(&h);
    }
}

struct watch {
    pthread_t caller;
    int steps, most;
    bool elsewhere;
    int64_t last;
};

static bool watch_step(void *context, const char *what, int64_t done, int64_t total)
{
    struct watch *watch = context;
    (void)what;
    watch->elsewhere =
        watch->elsewhere || !pthread_equal(watch->caller, pthread_self()) || done < watch->last || done > total;
    watch->last = done;
    return ++watch->steps < watch->most;
}

static void the_caller_tells_and_stops(void **state)
{
    (void)state;
    struct large h = large_make(60000, 400, false);
    struct pedigree p = { h.count, h.sire, h.dam };
    double *f = malloc((size_t)h.count * sizeof *f);
    assert_non_null(f);
    for (int most = 1; most <= 1000; most *= 1000) {
        struct watch watch = { .caller = pthread_self(), .most = most };
        struct progress progress = { watch_step, &watch };
        struct err e = { 0 };
        bool good = inbreeding_all_parallel(p, 3, f, &progress, &e);
        assert_int_equal(good, watch.steps < most);
        assert_true(watch.steps > 0);
        assert_false(watch.elsewhere);
        if (!good)
            assert_int_equal(e.code, ERR_CANCELLED);
    }
    free(f);
    large_done(&h);
}

static void a_loop_is_refused(void **state)
{
    (void)state;
    static const int32_t sire[] = { 1, 2, 0 }, dam[] = { -1, -1, -1 };
    double f[3];
    struct err e = { 0 };
    assert_false(inbreeding_all_parallel((struct pedigree){ 3, sire, dam }, 2, f, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_ones_keep_their_bytes),
        cmocka_unit_test(large_ones_keep_their_bytes),
        cmocka_unit_test(the_caller_tells_and_stops),
        cmocka_unit_test(a_loop_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
