/* textbook.c - pedigrees whose coefficients are printed in books or follow from a formula. */
#include "mupu/genetics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define UNKNOWN GENETICS_UNKNOWN

static void assert_close(double got, double expected)
{
    if (!(fabs(got - expected) <= 1e-12))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

static void inbreeding(struct pedigree p, double *f)
{
    struct err e;
    if (!inbreeding_all(p, f, NULL, &e))
        fail_msg("%s", e.message);
}

static double kinship(struct pedigree p, const double *f, int32_t a, int32_t b)
{
    struct err e;
    double result;
    if (!kinship_pair(p, f, a, b, &result, &e))
        fail_msg("%s", e.message);
    return result;
}

/* The shorthorn bull Comet, born 1804 (Wright 1922). */
static void comet(void **state)
{
    (void)state;
    enum {
        ALCOCKS_BULL,
        DALTON_DUKE,
        FAVOURITE_COW,
        BARKERS_BULL,
        HAUGHTON,
        YOUNG_STRAWBERRY,
        FOLJAMBE,
        BOLINGBROKE,
        PHOENIX,
        FAVOURITE,
        YOUNG_PHOENIX,
        COMET,
        ANIMALS
    };
    static const int32_t sire[ANIMALS] = { UNKNOWN,      UNKNOWN,  ALCOCKS_BULL, UNKNOWN,     UNKNOWN,   DALTON_DUKE,
                                           BARKERS_BULL, FOLJAMBE, FOLJAMBE,     BOLINGBROKE, FAVOURITE, FAVOURITE };
    static const int32_t dam[ANIMALS] = { UNKNOWN,  UNKNOWN,          UNKNOWN,       UNKNOWN, UNKNOWN, FAVOURITE_COW,
                                          HAUGHTON, YOUNG_STRAWBERRY, FAVOURITE_COW, PHOENIX, PHOENIX, YOUNG_PHOENIX };
    double f[ANIMALS];
    inbreeding((struct pedigree){ ANIMALS, sire, dam }, f);
    assert_close(f[PHOENIX], 0.0);
    assert_close(f[FAVOURITE], 0.1875);
    assert_close(f[YOUNG_PHOENIX], 0.34375);
    assert_close(f[COMET], 0.46875);
}

enum { A1, B1, E1, E2, E3, X1, X2, P, X1_E3, B1_P, B1_X2, Y, Z, FLOCK };

/* Two rams, three unrelated ewes, and what a breeder may think of mating. */
static struct pedigree flock(void)
{
    static const int32_t sire[FLOCK] = {
        [A1] = UNKNOWN, [B1] = UNKNOWN, [E1] = UNKNOWN, [E2] = UNKNOWN, [E3] = UNKNOWN, [X1] = A1, [X2] = A1,
        [P] = A1,       [X1_E3] = X1,   [B1_P] = B1,    [B1_X2] = B1,   [Y] = X1,       [Z] = X1
    };
    static const int32_t dam[FLOCK] = {
        [A1] = UNKNOWN, [B1] = UNKNOWN, [E1] = UNKNOWN, [E2] = UNKNOWN, [E3] = UNKNOWN, [X1] = E1, [X2] = E2,
        [P] = E1,       [X1_E3] = E3,   [B1_P] = P,     [B1_X2] = X2,   [Y] = X2,       [Z] = P
    };
    return (struct pedigree){ FLOCK, sire, dam };
}

static void known_matings(void **state)
{
    (void)state;
    static const struct {
        int32_t sire, dam;
        double f;
    } mating[] = {
        { X1, X2, 0.125 },         /* half sibs */
        { X1, P, 0.25 },           /* full sibs */
        { A1, X2, 0.25 },          /* sire and daughter */
        { X1_E3, B1_P, 0.0625 },   /* cousins whose parents are full sibs */
        { X1_E3, B1_X2, 0.03125 }, /* cousins whose parents are half sibs */
        { A1, B1_P, 0.125 },       /* grandsire and granddaughter */
        { Y, Z, 0.25 },            /* half sibs out of half sibs, inbred both */
        { A1, B1, 0.0 },
        { A1, A1, 0.5 }, /* an animal with itself */
    };
    double f[FLOCK];
    inbreeding(flock(), f);
    for (size_t i = 0; i < COUNT(mating); i++) {
        assert_close(kinship(flock(), f, mating[i].sire, mating[i].dam), mating[i].f);
        assert_close(kinship(flock(), f, mating[i].dam, mating[i].sire), mating[i].f);
    }
    assert_close(kinship(flock(), f, Y, Y), 0.5 * 1.125);
}

static void known_sources(void **state)
{
    (void)state;
    double f[FLOCK];
    struct kinship_source source[4];
    struct err e;
    int32_t count;
    inbreeding(flock(), f);
    assert_true(kinship_sources(flock(), f, X1, P, source, 4, &count, &e));
    assert_int_equal(count, 2);
    assert_int_equal(source[0].ancestor, A1);
    assert_int_equal(source[1].ancestor, E1);
    assert_close(source[0].share, 0.125);
    assert_close(source[1].share, 0.125);
    /* Through X1 itself; A1 and E1 lie behind X1 on every path but those by way of P. */
    assert_true(kinship_sources(flock(), f, X1, Z, source, 4, &count, &e));
    assert_int_equal(count, 3);
    assert_int_equal(source[0].ancestor, X1);
    assert_close(source[0].share, 0.25);
    assert_int_equal(source[1].ancestor, A1);
    assert_close(source[1].share, 0.0625);
    assert_close(source[2].share, 0.0625);
    assert_true(kinship_sources(flock(), f, X1_E3, X1, source, 1, &count, &e));
    assert_int_equal(count, 1);
    assert_int_equal(source[0].ancestor, X1);
    assert_close(source[0].share, 0.25);
    assert_true(kinship_sources(flock(), f, A1, B1, source, 4, &count, &e));
    assert_int_equal(count, 0);
}

/* Sib mating: F_t = (1 + 2 F_{t-1} + F_{t-2}) / 4. */
static void full_sib_line(void **state)
{
    (void)state;
    enum { GENERATIONS = 40 };
    int32_t sire[2 * GENERATIONS + 2], dam[2 * GENERATIONS + 2];
    double f[2 * GENERATIONS + 2], before = 0, last = 0;
    for (int t = 0; t <= GENERATIONS; t++)
        for (int i = 0; i < 2; i++) {
            sire[2 * t + i] = t ? 2 * t - 2 : UNKNOWN;
            dam[2 * t + i] = t ? 2 * t - 1 : UNKNOWN;
        }
    inbreeding((struct pedigree){ 2 * GENERATIONS + 2, sire, dam }, f);
    assert_close(f[2], 0.0);
    for (int t = 2; t <= GENERATIONS; t++) {
        double now = (1 + 2 * last + before) / 4;
        assert_close(f[2 * t], now);
        assert_close(f[2 * t + 1], now);
        before = last;
        last = now;
    }
}

/* One sire on his daughter, her daughter, ...: F_t = (1 + 2 F_{t-1}) / 4. */
static void backcross_line(void **state)
{
    (void)state;
    enum { GENERATIONS = 40 };
    int32_t sire[GENERATIONS + 2], dam[GENERATIONS + 2];
    double f[GENERATIONS + 2], last = 0;
    sire[0] = dam[0] = sire[1] = dam[1] = UNKNOWN;
    for (int t = 2; t < GENERATIONS + 2; t++) {
        sire[t] = 0;
        dam[t] = t - 1;
    }
    inbreeding((struct pedigree){ GENERATIONS + 2, sire, dam }, f);
    for (int t = 3; t < GENERATIONS + 2; t++) {
        last = (1 + 2 * last) / 4;
        assert_close(f[t], last);
    }
}

/* Selfing: 1 - F halves each time. */
static void selfing_line(void **state)
{
    (void)state;
    enum { GENERATIONS = 50 };
    int32_t parent[GENERATIONS + 1];
    double f[GENERATIONS + 1];
    for (int t = 0; t <= GENERATIONS; t++)
        parent[t] = t - 1;
    struct pedigree p = { GENERATIONS + 1, parent, parent };
    inbreeding(p, f);
    for (int t = 0; t <= GENERATIONS; t++)
        assert_true(f[t] == 1.0 - ldexp(1.0, -t));
    assert_close(kinship(p, f, 1, 3), 0.75);
}

/* Full pedigree of two generations, half of a third. */
static void known_completeness(void **state)
{
    (void)state;
    static const int32_t sire[] = { 1, 3, 5, 7, UNKNOWN, 8, UNKNOWN, UNKNOWN, UNKNOWN };
    static const int32_t dam[] = { 2, 4, 6, UNKNOWN, 7, UNKNOWN, 8, UNKNOWN, UNKNOWN };
    struct pedigree p = { 9, sire, dam };
    double fraction[9], equivalent[9];
    struct err e;
    assert_true(completeness_all(p, 3, fraction, equivalent, &e));
    assert_close(fraction[0], 10.0 / 14);
    assert_close(equivalent[0], 1 + 1 + 0.5);
    assert_close(fraction[8], 0);
    assert_close(completeness_one(p, 0, 1), 1);
    assert_close(completeness_one(p, 0, 2), 1);
    assert_close(completeness_one(p, 0, 3), 10.0 / 14);
    assert_true(completeness_all(p, 60, fraction, NULL, &e));
    assert_close(fraction[0], completeness_one(p, 0, 60));
    assert_false(completeness_all(p, 0, fraction, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(completeness_all(p, 61, fraction, NULL, &e));
    assert_true(completeness_all(p, 0, NULL, equivalent, &e));
}

static void loops_are_refused(void **state)
{
    (void)state;
    static const int32_t sire[] = { UNKNOWN, 3, 1, 2, 4, 0 };
    static const int32_t dam[] = { UNKNOWN, 0, 0, 0, 0, 4 };
    struct pedigree p = { 6, sire, dam };
    double f[6];
    int32_t list[6], *members, *start, groups;
    struct err e;
    assert_false(inbreeding_all(p, f, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(order_parents_first(p, list, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(kinship_pair(p, f, 0, 1, f, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_true(order_find_loops(p, &members, &start, &groups, &e));
    assert_int_equal(groups, 2);
    static const int32_t expected[] = { 1, 2, 3, 4 };
    assert_memory_equal(members, expected, sizeof expected);
    assert_int_equal(start[0], 0);
    assert_int_equal(start[1], 3);
    assert_int_equal(start[2], 4);
    free(members);
    free(start);
}

static void order_is_by_generation_then_index(void **state)
{
    (void)state;
    static const int32_t sire[] = { 5, UNKNOWN, 4, 0, UNKNOWN, 1 };
    static const int32_t dam[] = { UNKNOWN, UNKNOWN, 1, UNKNOWN, UNKNOWN, 4 };
    static const int32_t expected_generation[] = { 2, 0, 1, 3, 0, 1 }, expected_order[] = { 1, 4, 2, 5, 0, 3 };
    struct pedigree p = { 6, sire, dam };
    int32_t generation[6], order[6];
    struct err e;
    assert_true(order_generations(p, generation, &e));
    assert_memory_equal(generation, expected_generation, sizeof generation);
    assert_true(order_parents_first(p, order, &e));
    assert_memory_equal(order, expected_order, sizeof order);
}

static bool stop(void *context, const char *what, int64_t done, int64_t total)
{
    (void)what, (void)done, (void)total;
    ++*(int *)context;
    return false;
}

static void can_be_stopped(void **state)
{
    (void)state;
    int asked = 0;
    struct progress progress = { stop, &asked };
    double f[FLOCK], block[FLOCK * FLOCK];
    int32_t all[FLOCK];
    struct err e;
    for (int32_t i = 0; i < FLOCK; i++)
        all[i] = i;
    assert_false(inbreeding_all(flock(), f, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    inbreeding(flock(), f);
    assert_false(inbreeding_update(flock(), all, FLOCK, f, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    inbreeding(flock(), f);
    assert_false(kinship_block(flock(), f, all, FLOCK, all, FLOCK, block, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_int_equal(asked, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comet),
        cmocka_unit_test(known_matings),
        cmocka_unit_test(known_sources),
        cmocka_unit_test(full_sib_line),
        cmocka_unit_test(backcross_line),
        cmocka_unit_test(selfing_line),
        cmocka_unit_test(known_completeness),
        cmocka_unit_test(loops_are_refused),
        cmocka_unit_test(order_is_by_generation_then_index),
        cmocka_unit_test(can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
