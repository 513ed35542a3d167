/* cross.c - breeds through the pedigree: the textbook's crosses, and every line of descent followed up. */
#include "tabular.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BREEDS = 4 };

static struct tabular t;
static int32_t breed[TABULAR_MOST], shuffled[TABULAR_MOST];
static int64_t share[TABULAR_MOST * (BREEDS + 1)], again[TABULAR_MOST * (BREEDS + 1)];

static void assert_done(bool done, const struct err *e)
{
    if (!done)
        fail_msg("%s", e->message);
}

static void assert_close(double got, double expected, const char *what)
{
    if (!(fabs(got - expected) <= 1e-12))
        fail_msg("%s: got %.17g, expected %.17g", what, got, expected);
}

/* ---- Dickerson's table: of the pure breeds' and the first cross's heterosis and recombination what is kept ---- */

enum { A, B, C, A2, F1, BACK, F2, THREE, FOUR, STRANGE, HALF, CROSSES };

static const struct {
    const char *name;
    int32_t sire, dam, breed;
    double a, different, unknown, recombination;
} crosses[CROSSES] = {
    [A] = { "breed A", -1, -1, 0, 1, 0, 0, 0 },
    [B] = { "breed B", -1, -1, 1, 0, 0, 0, 0 },
    [C] = { "breed C", -1, -1, 2, 0, 0, 0, 0 },
    [A2] = { "another A", -1, -1, 0, 1, 0, 0, 0 },
    [F1] = { "A x B", A, B, -1, .5, 1, 0, 0 },
    [BACK] = { "A x (AB)", A2, F1, -1, .75, .5, 0, .25 },
    [F2] = { "(AB) x (AB)", F1, F1, -1, .5, .5, 0, .5 },
    [THREE] = { "C x (AB)", C, F1, -1, .25, 1, 0, .25 },
    [FOUR] = { "(AB) x (C(AB))", F1, THREE, -1, .375, .75, 0, .5625 },
    [STRANGE] = { "unknown", -1, -1, -1, 0, 0, 1, 0 },
    [HALF] = { "A of an unknown sire of breed B", -1, A, 1, .5, 1, 0, 0 },
};

static void textbook_crosses(void **state)
{
    (void)state;
    int32_t sire[CROSSES], dam[CROSSES], breeds[CROSSES];
    int64_t shares[CROSSES * 4];
    struct cross cross[CROSSES];
    struct err e;
    for (int i = 0; i < CROSSES; i++) {
        sire[i] = crosses[i].sire;
        dam[i] = crosses[i].dam;
        breeds[i] = crosses[i].breed;
    }
    struct pedigree p = { CROSSES, sire, dam };
    assert_done(cross_shares(p, breeds, 3, shares, &e), &e);
    assert_done(cross_heterosis(p, breeds, 3, shares, cross, &e), &e);
    for (int i = 0; i < CROSSES; i++) {
        assert_close((double)shares[i * 4] / (double)CROSS_ONE, crosses[i].a, crosses[i].name);
        assert_close(cross[i].different, crosses[i].different, crosses[i].name);
        assert_close(cross[i].unknown, crosses[i].unknown, crosses[i].name);
        assert_close(cross[i].recombination, crosses[i].recombination, crosses[i].name);
    }
}

/* A line rotated between two breeds keeps 2/3 of the heterosis, between three 6/7 (Gregory & Cundiff 1980). */
static void rotations_reach_their_limit(void **state)
{
    (void)state;
    enum { ROUNDS = 60 };
    for (int32_t breeds = 2; breeds <= 3; breeds++) {
        int32_t sire[3 + ROUNDS], dam[3 + ROUNDS], of[3 + ROUNDS], count = 3;
        struct cross cross[3 + ROUNDS];
        struct err e;
        for (int32_t i = 0; i < 3; i++) {
            sire[i] = dam[i] = -1;
            of[i] = i;
        }
        for (; count < 3 + ROUNDS; count++) {
            sire[count] = count % breeds;
            dam[count] = count == 3 ? (count + 1) % breeds : count - 1;
            of[count] = -1;
        }
        struct pedigree p = { count, sire, dam };
        assert_done(cross_shares(p, of, 3, share, &e), &e);
        assert_done(cross_heterosis(p, of, 3, share, cross, &e), &e);
        assert_close(cross[count - 1].different, breeds == 2 ? 2.0 / 3 : 6.0 / 7, "rotation");
    }
}

/* ---- every line of descent ---- */

static void follow(int32_t animal, double part, double *ret)
{
    int32_t parents[2] = { t.sire[animal], t.dam[animal] };
    for (int i = 0; i < 2; i++)
        if (parents[i] >= 0)
            follow(parents[i], part / 2, ret);
        else
            ret[breed[animal] < 0 ? BREEDS : breed[animal]] += part / 2;
}

static void parent_shares(int32_t animal, int32_t parent, double *ret)
{
    memset(ret, 0, (BREEDS + 1) * sizeof *ret);
    if (parent >= 0)
        follow(parent, 1, ret);
    else
        ret[breed[animal] < 0 ? BREEDS : breed[animal]] = 1;
}

static void check_cross(int32_t i, struct cross got)
{
    double s[BREEDS + 1], d[BREEDS + 1], different = 0, unknown = 0, recombination = 1;
    parent_shares(i, t.sire[i], s);
    parent_shares(i, t.dam[i], d);
    for (int a = 0; a <= BREEDS; a++)
        for (int b = 0; b <= BREEDS; b++) {
            *(a == BREEDS || b == BREEDS ? &unknown : &different) += a == b && a < BREEDS ? 0 : s[a] * d[b];
            recombination -= a == b ? (s[a] * s[a] + d[a] * d[a]) / 2 : 0;
        }
    assert_close(got.different, different, "different");
    assert_close(got.unknown, unknown, "unknown");
    assert_close(got.recombination, recombination, "recombination");
}

static void check_animals(void)
{
    static struct cross cross[TABULAR_MOST];
    struct pedigree p = tabular_pedigree(&t);
    struct err e;
    assert_done(cross_shares(p, shuffled, BREEDS, share, &e), &e);
    assert_done(cross_heterosis(p, shuffled, BREEDS, share, cross, &e), &e);
    for (int32_t i = 0; i < t.count; i++) {
        double expected[BREEDS + 1] = { 0 };
        int64_t sum = 0, *own = share + (size_t)t.label[i] * (BREEDS + 1);
        for (int32_t b = 0; b <= BREEDS; b++)
            sum += own[b];
        assert_true(sum == CROSS_ONE);
        if (t.generation[i] > 12)
            continue;
        follow(i, 1, expected);
        for (int32_t b = 0; b <= BREEDS; b++)
            assert_true((double)own[b] == expected[b] * (double)CROSS_ONE);
        check_cross(i, cross[t.label[i]]);
    }
}

static void every_line_of_descent_counts(void **state)
{
    (void)state;
    uint64_t seed = 1973;
    for (int round = 0; round < 1000; round++) {
        struct err e;
        tabular_make(&t, (enum shape)(round % SHAPES), &seed);
        tabular_solve(&t);
        for (int32_t i = 0; i < t.count; i++)
            breed[i] = (int32_t)tabular_random(&seed, BREEDS + 1) - 1;
        for (int turn = 0; turn < 2; turn++) {
            int32_t before[TABULAR_MOST];
            memcpy(before, t.label, sizeof before);
            memcpy(again, share, sizeof again);
            tabular_shuffle(&t, &seed);
            for (int32_t i = 0; i < t.count; i++)
                shuffled[t.label[i]] = breed[i];
            if (turn == 0) {
                check_animals();
                continue;
            }
            assert_done(cross_shares(tabular_pedigree(&t), shuffled, BREEDS, share, &e), &e);
            for (int32_t i = 0; i < t.count; i++)
                assert_memory_equal(share + t.label[i] * (BREEDS + 1), again + before[i] * (BREEDS + 1),
                                    (BREEDS + 1) * sizeof *share);
        }
    }
}

static void loops_are_refused(void **state)
{
    (void)state;
    static const int32_t sire[] = { 1, 0 }, dam[] = { -1, -1 }, breeds[] = { 0, 0 };
    int64_t ret[4];
    struct err e;
    assert_false(cross_shares((struct pedigree){ 2, sire, dam }, breeds, 1, ret, &e));
    assert_int_equal(e.code, ERR_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(textbook_crosses),
        cmocka_unit_test(rotations_reach_their_limit),
        cmocka_unit_test(every_line_of_descent_counts),
        cmocka_unit_test(loops_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
