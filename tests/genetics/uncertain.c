/* uncertain.c - expected F and kinship, and their range, against every assignment of the candidate sires. */
#include "tabular.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 1200, ANIMALS = 18, CHOICES = 5, CANDIDATES = 4, MOST_ASSIGNMENTS = 400 };

/* Choices in order of birth; the labels of the tabular pedigree are applied by `asked`. */
static struct tabular t;
static int32_t choice[TABULAR_MOST], start[CHOICES + 1], candidate[CHOICES * CANDIDATES], choices;
static double probability[CHOICES * CANDIDATES];
static int32_t shuffled_choice[TABULAR_MOST], shuffled_candidate[CHOICES * CANDIDATES];

static double mean_a[ANIMALS][ANIMALS], least[ANIMALS][ANIMALS], most[ANIMALS][ANIMALS];

static void assert_done(bool done, const struct err *e)
{
    if (!done)
        fail_msg("%s", e->message);
}

static void assert_close(double got, double expected, const char *what, int round)
{
    if (!(fabs(got - expected) <= 1e-12))
        fail_msg("%s, round %d: got %.17g, expected %.17g", what, round, got, expected);
}

static bool has(int32_t from, int32_t to, int32_t sire)
{
    for (int32_t k = from; k < to; k++)
        if (candidate[k] == sire)
            return true;
    return false;
}

/* Up to CANDIDATES different animals born before `first`; probabilities in eighths or any. */
static void add_choice(int32_t first, uint64_t *state)
{
    int32_t from = start[choices], to = from, wanted = 1 + (int32_t)tabular_random(state, CANDIDATES);
    double sum = 0;
    for (int32_t tries = 0; tries < 8 && to - from < wanted; tries++) {
        int32_t sire = (int32_t)tabular_random(state, (uint64_t)first);
        if (has(from, to, sire))
            continue;
        candidate[to] = sire;
        probability[to++] = 1 + (double)tabular_random(state, 1000);
        sum += probability[to - 1];
    }
    for (int32_t k = from; k < to; k++)
        probability[k] = to - from == 4 || to - from == 2 ? 1.0 / (to - from) : probability[k] / sum;
    start[++choices] = to;
}

/* Some animals with a choice, some of them sharing it, mothers and daughters too. */
static void make(int round, uint64_t *state)
{
    tabular_make(&t, (enum shape)(round % SHAPES), state);
    if (t.count > ANIMALS)
        t.count = ANIMALS;
    choices = 0;
    for (int32_t i = 0; i < t.count; i++)
        choice[i] = GENETICS_UNKNOWN;
    for (int32_t i = 1; i < t.count && choices < CHOICES; i++) {
        if (choice[i] >= 0 || tabular_random(state, 3))
            continue;
        choice[i] = choices;
        for (int32_t mate = i + 1; mate < t.count && mate < i + 5; mate++)
            if (choice[mate] < 0 && tabular_random(state, 3) == 0)
                choice[mate] = choices;
        add_choice(i, state);
    }
}

static void shuffle(uint64_t *state)
{
    tabular_shuffle(&t, state);
    for (int32_t i = 0; i < t.count; i++)
        shuffled_choice[t.label[i]] = choice[i];
    for (int32_t k = 0; k < start[choices]; k++)
        shuffled_candidate[k] = t.label[candidate[k]];
}

static struct uncertain_sires asked(void)
{
    return (struct uncertain_sires){ choices, shuffled_choice, start, shuffled_candidate, probability };
}

static int count_assignments(void)
{
    int count = 1;
    for (int32_t c = 0; c < choices; c++)
        count *= start[c + 1] - start[c];
    return count;
}

/* The relationship matrix of assignment number k, its probability. */
static double solve_assignment(int k)
{
    double chance = 1;
    int32_t taken[CHOICES];
    for (int32_t c = 0; c < choices; c++) {
        taken[c] = start[c] + k % (start[c + 1] - start[c]);
        k /= start[c + 1] - start[c];
        chance *= probability[taken[c]];
    }
    for (int32_t i = 0; i < t.count; i++)
        if (choice[i] >= 0)
            t.sire[i] = candidate[taken[choice[i]]];
    tabular_solve(&t);
    return chance;
}

static void solve_all(int assignments)
{
    memset(mean_a, 0, sizeof mean_a);
    for (int k = 0; k < assignments; k++) {
        double chance = solve_assignment(k);
        for (int32_t i = 0; i < t.count; i++)
            for (int32_t j = 0; j < t.count; j++) {
                mean_a[i][j] += chance * t.a[i][j];
                if (k == 0 || t.a[i][j] < least[i][j])
                    least[i][j] = t.a[i][j];
                if (k == 0 || t.a[i][j] > most[i][j])
                    most[i][j] = t.a[i][j];
            }
    }
}

static void check_kinship(const double *f, int round)
{
    static double ret[ANIMALS * ANIMALS];
    static int32_t rows[ANIMALS];
    struct err e;
    for (int32_t i = 0; i < t.count; i++)
        rows[i] = t.label[i];
    assert_done(uncertain_kinship(tabular_pedigree(&t), asked(), f, rows, t.count, rows, t.count, ret, NULL, &e), &e);
    for (int32_t i = 0; i < t.count; i++)
        for (int32_t j = 0; j < t.count; j++)
            assert_close(ret[i * t.count + j], mean_a[i][j] / 2, "kinship", round);
}

static void check_range(const double *f, int32_t i, int assignments, int round)
{
    struct uncertain_range exact, bounds;
    struct err e;
    assert_done(uncertain_range(tabular_pedigree(&t), asked(), f, t.label[i], MOST_ASSIGNMENTS, &exact, NULL, &e), &e);
    assert_close(exact.lowest, least[i][i] - 1, "lowest", round);
    assert_close(exact.highest, most[i][i] - 1, "highest", round);
    assert_true(exact.kind != UNCERTAIN_BOUNDS && exact.assignments <= assignments);
    assert_done(uncertain_range(tabular_pedigree(&t), asked(), f, t.label[i], 0, &bounds, NULL, &e), &e);
    assert_true(bounds.kind == (exact.kind == UNCERTAIN_EXACT ? UNCERTAIN_BOUNDS : UNCERTAIN_NOT));
    if (bounds.lowest > exact.lowest + 1e-12 || bounds.highest < exact.highest - 1e-12)
        fail_msg("round %d: %g..%g is not within the bounds %g..%g", round, exact.lowest, exact.highest, bounds.lowest,
                 bounds.highest);
    if (exact.choices <= 1 && bounds.kind == UNCERTAIN_BOUNDS)
        assert_true(bounds.highest <= 1.0 && bounds.lowest >= 0.0);
}

static void expectation_is_the_mean_of_all_assignments(void **state)
{
    (void)state;
    uint64_t seed = 1988;
    int checked = 0, exact_ranges = 0;
    for (int round = 0; checked < 1000 && round < 3 * ROUNDS; round++) {
        double f[ANIMALS];
        struct err e;
        make(round, &seed);
        int assignments = count_assignments();
        if (assignments > MOST_ASSIGNMENTS || (choices == 0 && round % 9))
            continue;
        checked++;
        shuffle(&seed);
        solve_all(assignments);
        assert_done(uncertain_inbreeding(tabular_pedigree(&t), asked(), f, NULL, &e), &e);
        for (int32_t i = 0; i < t.count; i++)
            assert_close(f[t.label[i]], mean_a[i][i] - 1, "F", round);
        check_kinship(f, round);
        for (int32_t i = 0; i < t.count; i++)
            check_range(f, i, assignments, round);
        exact_ranges += assignments > 1;
    }
    assert_int_equal(checked, 1000);
    assert_true(exact_ranges > 700);
}

static void shuffling_changes_no_bit(void **state)
{
    (void)state;
    uint64_t seed = 1992;
    for (int round = 0; round < 300; round++) {
        static double f[TABULAR_MOST], again[TABULAR_MOST];
        int32_t label[ANIMALS];
        struct err e;
        make(round, &seed);
        shuffle(&seed);
        memcpy(label, t.label, sizeof label);
        assert_done(uncertain_inbreeding(tabular_pedigree(&t), asked(), f, NULL, &e), &e);
        shuffle(&seed);
        assert_done(uncertain_inbreeding(tabular_pedigree(&t), asked(), again, NULL, &e), &e);
        for (int32_t i = 0; i < t.count; i++)
            if (memcmp(&f[label[i]], &again[t.label[i]], sizeof *f))
                fail_msg("round %d: %.17g became %.17g", round, f[label[i]], again[t.label[i]]);
    }
}

static void without_choices_it_is_inbreeding_all(void **state)
{
    (void)state;
    uint64_t seed = 7;
    static double f[TABULAR_MOST], plain[TABULAR_MOST];
    for (int round = 0; round < 200; round++) {
        struct err e;
        tabular_make(&t, (enum shape)(round % SHAPES), &seed);
        choices = 0;
        for (int32_t i = 0; i < t.count; i++)
            choice[i] = GENETICS_UNKNOWN;
        shuffle(&seed);
        assert_done(uncertain_inbreeding(tabular_pedigree(&t), asked(), f, NULL, &e), &e);
        assert_done(inbreeding_all(tabular_pedigree(&t), plain, NULL, &e), &e);
        assert_memory_equal(f, plain, (size_t)t.count * sizeof *f);
    }
}

/* Two full sibs 2 and 3 of 0 and 1; 4 out of 1 by 0 or 2; littermates 5 and 6 out of 3 by 0 or 2. Worked by hand. */
static void a_litter_shares_its_sire(void **state)
{
    (void)state;
    static const int32_t sire[] = { -1, -1, 0, 0, -1, -1, -1 }, dam[] = { -1, -1, 1, 1, 1, 3, 3 };
    static const int32_t together[] = { -1, -1, -1, -1, 0, 1, 1 }, apart[] = { -1, -1, -1, -1, 0, 1, 2 };
    static const int32_t from[] = { 0, 2, 4, 6 }, rams[] = { 0, 2, 0, 2, 0, 2 };
    static const double half[] = { .5, .5, .5, .5, .5, .5 };
    struct pedigree p = { 7, sire, dam };
    struct uncertain_sires litter = { 2, together, from, rams, half }, single = { 3, apart, from, rams, half };
    struct uncertain_range range;
    double f[7], kinship;
    struct err e;
    int32_t a = 5, b = 6;
    assert_done(uncertain_inbreeding(p, litter, f, NULL, &e), &e);
    assert_close(f[4], .125, "F by 0 (none) or by its dam's son (1/4)", 0);
    assert_close(f[5], .25, "F by the dam's sire or her full brother", 0);
    assert_done(uncertain_kinship(p, litter, f, &a, 1, &b, 1, &kinship, NULL, &e), &e);
    assert_close(kinship, .375, "(1/2 + 1/4 + 1/4 + 1/2) / 4, by either ram", 0);
    assert_done(uncertain_kinship(p, single, f, &a, 1, &b, 1, &kinship, NULL, &e), &e);
    assert_close(kinship, .34375, "two draws: f(ram, ram) is (1/2 + 1/4) / 2", 0);
    assert_done(uncertain_range(p, litter, f, 4, 100, &range, NULL, &e), &e);
    assert_true(range.kind == UNCERTAIN_EXACT && range.choices == 1 && range.assignments == 2);
    assert_close(range.lowest, 0, "by 0", 0);
    assert_close(range.highest, .25, "by 2", 0);
}

static bool stop(void *context, const char *what, int64_t done, int64_t total)
{
    (void)context;
    (void)what;
    (void)done;
    (void)total;
    return false;
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const int32_t sire[] = { -1, -1, -1, 2 }, dam[] = { -1, -1, 1, 1 }, own[] = { -1, -1, 0, -1 };
    static const int32_t from[] = { 0, 2 }, son[] = { 0, 3 }, rams[] = { 0, 1 };
    static const double half[] = { .5, .5 }, wrong[] = { .5, .4 }, none[] = { 1, 0 };
    const struct progress progress = { stop, NULL };
    struct pedigree p = { 4, sire, dam };
    struct uncertain_range range;
    double f[4];
    struct err e;
    assert_false(uncertain_inbreeding(p, (struct uncertain_sires){ 1, own, from, son, half }, f, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(uncertain_inbreeding(p, (struct uncertain_sires){ 1, own, from, rams, wrong }, f, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(uncertain_inbreeding(p, (struct uncertain_sires){ 1, own, from, rams, none }, f, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    struct uncertain_sires good = { 1, own, from, rams, half };
    assert_false(uncertain_inbreeding(p, good, f, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_done(uncertain_inbreeding(p, good, f, NULL, &e), &e);
    assert_false(uncertain_range(p, good, f, 3, 10, &range, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_false(uncertain_range(p, good, f, 3, 0, &range, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expectation_is_the_mean_of_all_assignments),
        cmocka_unit_test(shuffling_changes_no_bit),
        cmocka_unit_test(without_choices_it_is_inbreeding_all),
        cmocka_unit_test(a_litter_shares_its_sire),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
