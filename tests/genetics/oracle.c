/* oracle.c - every kernel against the obvious way, on random pedigrees in shuffled order. */
#include "tabular.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 150 }; /* of each of the SHAPES */

static struct tabular t, other; /* too large for the stack */
static double f[TABULAR_MOST], again[TABULAR_MOST];

static void assert_close(double got, double expected, const char *what, int round)
{
    if (!(fabs(got - expected) <= 1e-12))
        fail_msg("%s, round %d: got %.17g, expected %.17g", what, round, got, expected);
}

/* Of a shallow pedigree both we and the oracle compute the fraction itself. */
static void assert_exact(double got, double expected, const char *what, int round)
{
    if (t.deepest <= 26 ? got != expected : !(fabs(got - expected) <= 1e-12))
        fail_msg("%s, round %d: got %.17g, expected %.17g", what, round, got, expected);
}

static void assert_done(bool done, const struct err *e)
{
    if (!done)
        fail_msg("%s", e->message);
}

/* Calls check(round) on ROUNDS shuffled pedigrees of each shape. */
static void for_each_pedigree(void (*check)(int round, uint64_t *state))
{
    uint64_t state = 20251124;
    for (int round = 0; round < ROUNDS * SHAPES; round++) {
        tabular_make(&t, (enum shape)(round % SHAPES), &state);
        tabular_solve(&t);
        tabular_shuffle(&t, &state);
        check(round, &state);
    }
}

static void set_f(void)
{
    for (int32_t i = 0; i < t.count; i++)
        f[t.label[i]] = t.a[i][i] - 1;
}

static int32_t some_animals(int32_t *list, int32_t most, uint64_t *state)
{
    int32_t count = t.count ? (int32_t)tabular_random(state, (uint64_t)most + 1) : 0;
    for (int32_t i = 0; i < count; i++)
        list[i] = (int32_t)tabular_random(state, (uint64_t)t.count);
    return count;
}

/* ---- F ---- */

static void check_inbreeding(int round, uint64_t *state)
{
    (void)state;
    struct err e;
    assert_done(inbreeding_all(tabular_pedigree(&t), f, NULL, &e), &e);
    for (int32_t i = 0; i < t.count; i++)
        assert_exact(f[t.label[i]], t.a[i][i] - 1, "F", round);
}

static void inbreeding_agrees(void **state)
{
    (void)state;
    for_each_pedigree(check_inbreeding);
}

static void check_same_bits(int round, uint64_t *state)
{
    struct err e;
    assert_done(inbreeding_all(tabular_pedigree(&t), f, NULL, &e), &e);
    other = t;
    for (int again_count = 0; again_count < 2; again_count++) {
        tabular_shuffle(&other, state);
        assert_done(inbreeding_all(tabular_pedigree(&other), again, NULL, &e), &e);
        for (int32_t i = 0; i < t.count; i++)
            if (memcmp(&f[t.label[i]], &again[other.label[i]], sizeof *f))
                fail_msg("round %d: F of the same animal %.17g and %.17g", round, f[t.label[i]], again[other.label[i]]);
    }
}

static void inbreeding_keeps_its_bits_when_shuffled(void **state)
{
    (void)state;
    for_each_pedigree(check_same_bits);
}

static void check_update(int round, uint64_t *state)
{
    struct err e;
    int32_t wanted[TABULAR_MOST];
    assert_done(inbreeding_all(tabular_pedigree(&t), again, NULL, &e), &e);
    memcpy(f, again, sizeof f);
    int unknown_percent = (int)tabular_random(state, 101);
    for (int32_t i = 0; i < t.count; i++)
        if (tabular_random(state, 100) < (uint64_t)unknown_percent)
            f[i] = NAN;
    int32_t count = some_animals(wanted, t.count < 20 ? t.count : 20, state);
    for (int32_t i = 0; i < count; i++)
        f[wanted[i]] = round % 2 ? 0.9 : NAN; /* a wanted one's old F must not matter */
    assert_done(inbreeding_update(tabular_pedigree(&t), wanted, count, f, NULL, &e), &e);
    for (int32_t i = 0; i < count; i++)
        if (memcmp(&f[wanted[i]], &again[wanted[i]], sizeof *f))
            fail_msg("round %d: updated F %.17g, all at once %.17g", round, f[wanted[i]], again[wanted[i]]);
    for (int32_t i = 0; i < t.count; i++)
        if (!isnan(f[i]) && memcmp(&f[i], &again[i], sizeof *f))
            fail_msg("round %d: F %.17g beside an update, all at once %.17g", round, f[i], again[i]);
}

static void update_agrees_with_all(void **state)
{
    (void)state;
    for_each_pedigree(check_update);
}

/* ---- kinship ---- */

static void check_pairs(int round, uint64_t *state)
{
    struct err e;
    set_f();
    for (int n = 0; n < 8 && t.count; n++) {
        int32_t a = (int32_t)tabular_random(state, (uint64_t)t.count);
        int32_t b = (int32_t)tabular_random(state, (uint64_t)t.count);
        double kinship;
        assert_done(kinship_pair(tabular_pedigree(&t), f, t.label[a], t.label[b], &kinship, &e), &e);
        assert_exact(kinship, t.a[a][b] / 2, "kinship", round);
    }
    for (int32_t i = 0; i < t.count; i++)
        if (t.sire[i] >= 0 && t.dam[i] >= 0 && i % 5 == 0) {
            double kinship;
            assert_done(inbreeding_all(tabular_pedigree(&t), f, NULL, &e), &e);
            assert_done(kinship_pair(tabular_pedigree(&t), f, t.label[t.sire[i]], t.label[t.dam[i]], &kinship, &e), &e);
            if (memcmp(&kinship, &f[t.label[i]], sizeof kinship))
                fail_msg("round %d: kinship of the parents %.17g, F %.17g", round, kinship, f[t.label[i]]);
        }
}

static void pairs_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_pairs);
}

static void check_block(int round, uint64_t *state)
{
    enum { MOST = 150 };
    static double block[MOST * MOST];
    int32_t rows[MOST], columns[MOST], born[TABULAR_MOST];
    struct err e;
    set_f();
    for (int32_t i = 0; i < t.count; i++)
        born[t.label[i]] = i;
    int32_t row_count = some_animals(rows, round % 3 ? 12 : MOST, state);
    int32_t column_count = some_animals(columns, round % 5 ? 20 : MOST, state);
    assert_done(kinship_block(tabular_pedigree(&t), f, rows, row_count, columns, column_count, block, NULL, &e), &e);
    for (int32_t i = 0; i < row_count; i++)
        for (int32_t j = 0; j < column_count; j++)
            assert_exact(block[i * column_count + j], t.a[born[rows[i]]][born[columns[j]]] / 2, "block", round);
}

static void blocks_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_block);
}

static void check_block_bits(int round, uint64_t *state)
{
    enum { ROWS = 30, COLUMNS = 20 };
    static double block[ROWS * COLUMNS], shuffled[ROWS * COLUMNS];
    int32_t rows[ROWS], columns[COLUMNS], shuffled_rows[ROWS], shuffled_columns[COLUMNS];
    struct err e;
    if (!t.count)
        return;
    other = t;
    tabular_shuffle(&other, state);
    for (int32_t i = 0; i < ROWS; i++) {
        int32_t animal = (int32_t)tabular_random(state, (uint64_t)t.count);
        rows[i] = t.label[animal];
        shuffled_rows[i] = other.label[animal];
    }
    for (int32_t i = 0; i < COLUMNS; i++) {
        int32_t animal = (int32_t)tabular_random(state, (uint64_t)t.count);
        columns[i] = t.label[animal];
        shuffled_columns[i] = other.label[animal];
    }
    assert_done(inbreeding_all(tabular_pedigree(&t), f, NULL, &e), &e);
    assert_done(inbreeding_all(tabular_pedigree(&other), again, NULL, &e), &e);
    assert_done(kinship_block(tabular_pedigree(&t), f, rows, ROWS, columns, COLUMNS, block, NULL, &e), &e);
    assert_done(kinship_block(tabular_pedigree(&other), again, shuffled_rows, ROWS, shuffled_columns, COLUMNS, shuffled,
                              NULL, &e),
                &e);
    if (memcmp(block, shuffled, sizeof block))
        fail_msg("round %d: a block changed its bits when the animals were shuffled", round);
    for (int32_t i = 0; i < ROWS; i += 7) {
        double pair;
        assert_done(kinship_pair(tabular_pedigree(&t), f, columns[i % COLUMNS], rows[i], &pair, &e), &e);
        if (memcmp(&pair, &block[i * COLUMNS + i % COLUMNS], sizeof pair))
            fail_msg("round %d: pair and block differ in their bits", round);
    }
}

static void blocks_keep_their_bits_when_shuffled(void **state)
{
    (void)state;
    for_each_pedigree(check_block_bits);
}

/* Both lines of descent followed at once, the younger animal's line first: where they meet. */
static void meet(int32_t a, int32_t b, double *meeting)
{
    static double at[TABULAR_MOST][TABULAR_MOST];
    memset(at, 0, sizeof at);
    memset(meeting, 0, (size_t)t.count * sizeof *meeting);
    at[a > b ? a : b][a > b ? b : a] = 1;
    for (int32_t x = t.count - 1; x >= 0; x--) {
        meeting[x] = at[x][x];
        for (int32_t y = 0; y < x; y++) {
            int32_t parents[2] = { t.sire[x], t.dam[x] };
            for (int i = 0; i < 2; i++)
                if (parents[i] >= 0)
                    at[parents[i] > y ? parents[i] : y][parents[i] > y ? y : parents[i]] += at[x][y] / 2;
        }
    }
}

static void check_sources(int round, uint64_t *state)
{
    static struct kinship_source source[TABULAR_MOST];
    double meeting[TABULAR_MOST], sum = 0;
    struct err e;
    int32_t count, expected = 0;
    if (!t.count || t.generation[t.count - 1] > 60)
        return;
    set_f();
    int32_t a = (int32_t)tabular_random(state, (uint64_t)t.count),
            b = (int32_t)tabular_random(state, (uint64_t)t.count);
    meet(a, b, meeting);
    assert_done(kinship_sources(tabular_pedigree(&t), f, t.label[a], t.label[b], source, TABULAR_MOST, &count, &e), &e);
    for (int32_t i = 0; i < count; i++) {
        int32_t x = 0;
        while (t.label[x] != source[i].ancestor)
            x++;
        assert_close(source[i].share, meeting[x] * t.a[x][x] / 2, "share", round);
        assert_true(i == 0 || source[i - 1].share > source[i].share ||
                    (source[i - 1].share == source[i].share && source[i - 1].ancestor < source[i].ancestor));
        sum += source[i].share;
        meeting[x] = 0;
    }
    assert_close(sum, t.a[a][b] / 2, "sum of shares", round);
    for (int32_t x = 0; x < t.count; x++)
        expected += meeting[x] > 1e-13;
    assert_int_equal(expected, 0); /* none forgotten */
}

static void sources_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_sources);
}

/* ---- completeness ---- */

static double known(int32_t animal, int generations)
{
    if (animal < 0)
        return 0;
    return 1 + (generations ? known(t.sire[animal], generations - 1) + known(t.dam[animal], generations - 1) : 0);
}

static void check_completeness(int round, uint64_t *state)
{
    static double fraction[TABULAR_MOST], equivalent[TABULAR_MOST], expected[TABULAR_MOST];
    struct err e;
    int generations = 1 + (int)tabular_random(state, 7);
    assert_done(completeness_all(tabular_pedigree(&t), generations, fraction, equivalent, &e), &e);
    for (int32_t i = 0; i < t.count; i++) {
        double part = (known(i, generations) - 1) / (ldexp(1, generations + 1) - 2);
        assert_close(fraction[t.label[i]], part, "completeness", round);
        assert_close(completeness_one(tabular_pedigree(&t), t.label[i], generations), part, "completeness_one", round);
        expected[i] = 0;
        if (t.sire[i] >= 0)
            expected[i] += (1 + expected[t.sire[i]]) / 2;
        if (t.dam[i] >= 0)
            expected[i] += (1 + expected[t.dam[i]]) / 2;
        assert_close(equivalent[t.label[i]], expected[i], "equivalent generations", round);
    }
    generations = 13 + (int)tabular_random(state, 48);
    assert_done(completeness_all(tabular_pedigree(&t), generations, fraction, NULL, &e), &e);
    for (int32_t i = 0; i < t.count; i += 9)
        assert_close(completeness_one(tabular_pedigree(&t), i, generations), fraction[i], "many generations", round);
}

static void completeness_agrees(void **state)
{
    (void)state;
    for_each_pedigree(check_completeness);
}

/* ---- order ---- */

static void check_order(int round, uint64_t *state)
{
    static int32_t generation[TABULAR_MOST], order[TABULAR_MOST], seen[TABULAR_MOST];
    struct err e;
    (void)state;
    assert_done(order_generations(tabular_pedigree(&t), generation, &e), &e);
    for (int32_t i = 0; i < t.count; i++)
        assert_int_equal(generation[t.label[i]], t.generation[i]);
    assert_done(order_parents_first(tabular_pedigree(&t), order, &e), &e);
    memset(seen, 0, sizeof seen);
    for (int32_t k = 0; k < t.count; k++) {
        assert_in_range(order[k], 0, t.count - 1);
        assert_int_equal(seen[order[k]]++, 0);
        if (k > 0 && (generation[order[k - 1]] > generation[order[k]] ||
                      (generation[order[k - 1]] == generation[order[k]] && order[k - 1] > order[k])))
            fail_msg("round %d: %d before %d", round, order[k - 1], order[k]);
    }
}

static void order_is_right(void **state)
{
    (void)state;
    for_each_pedigree(check_order);
}

static void check_prune(int round, uint64_t *state)
{
    static int32_t wanted[TABULAR_MOST], position[TABULAR_MOST];
    static bool needed[TABULAR_MOST];
    int32_t *kept, *sire, *dam, kept_count, expected = 0;
    struct pedigree p = tabular_pedigree(&t);
    struct err e;
    int32_t count = some_animals(wanted, t.count < 6 ? t.count : 6, state);
    memset(needed, 0, sizeof needed);
    for (int32_t i = 0; i < count; i++)
        needed[wanted[i]] = true;
    for (int32_t i = t.count - 1; i >= 0; i--)
        if (needed[t.label[i]]) {
            expected++;
            if (t.sire[i] >= 0)
                needed[t.label[t.sire[i]]] = true;
            if (t.dam[i] >= 0)
                needed[t.label[t.dam[i]]] = true;
        }
    assert_done(order_prune(p, wanted, count, &kept, &sire, &dam, &kept_count, position, &e), &e);
    assert_int_equal(kept_count, expected);
    for (int32_t i = 0; i < t.count; i++)
        if (needed[i] != (position[i] >= 0) || (needed[i] && kept[position[i]] != i))
            fail_msg("round %d: animal %d at %d", round, i, position[i]);
    for (int32_t k = 0; k < kept_count; k++) {
        assert_int_equal(sire[k], p.sire[kept[k]] < 0 ? GENETICS_UNKNOWN : position[p.sire[kept[k]]]);
        assert_int_equal(dam[k], p.dam[kept[k]] < 0 ? GENETICS_UNKNOWN : position[p.dam[kept[k]]]);
        assert_true(sire[k] < k && dam[k] < k);
    }
    free(kept);
    free(sire);
    free(dam);
}

static void prune_is_right(void **state)
{
    (void)state;
    for_each_pedigree(check_prune);
}

/* Some parents overwritten by anybody, oneself included; who reaches whom by the obvious cubic method. */
static void check_loops(int round, uint64_t *state)
{
    enum { MOST = 60 };
    static bool reaches[MOST][MOST];
    static int32_t order[TABULAR_MOST];
    int32_t *members, *start, groups, n = t.count < MOST ? t.count : MOST, at = 0, expected_groups = 0;
    int32_t sire[MOST], dam[MOST], component[MOST];
    struct err e;
    for (int32_t i = 0; i < n; i++) {
        sire[i] = t.shuffled_sire[i] < n ? t.shuffled_sire[i] : -1;
        dam[i] = t.shuffled_dam[i] < n ? t.shuffled_dam[i] : -1;
    }
    for (int32_t changes = n ? (int32_t)tabular_random(state, 5) : 0; changes > 0; changes--)
        (changes % 2 ? sire : dam)[tabular_random(state, (uint64_t)n)] = (int32_t)tabular_random(state, (uint64_t)n);
    memset(reaches, 0, sizeof reaches);
    for (int32_t i = 0; i < n; i++) {
        if (sire[i] >= 0)
            reaches[i][sire[i]] = true;
        if (dam[i] >= 0)
            reaches[i][dam[i]] = true;
    }
    for (int32_t k = 0; k < n; k++)
        for (int32_t i = 0; i < n; i++)
            for (int32_t j = 0; j < n; j++)
                reaches[i][j] |= reaches[i][k] && reaches[k][j];
    struct pedigree p = { n, sire, dam };
    assert_done(order_find_loops(p, &members, &start, &groups, &e), &e);
    for (int32_t i = 0; i < n; i++)
        component[i] = -1;
    for (int32_t i = 0; i < n; i++) {
        if (!reaches[i][i] || component[i] >= 0)
            continue;
        assert_true(expected_groups < groups);
        assert_int_equal(start[expected_groups], at);
        for (int32_t j = i; j < n; j++)
            if (reaches[i][j] && reaches[j][i]) {
                component[j] = expected_groups;
                assert_int_equal(members[at++], j);
            }
        expected_groups++;
        assert_int_equal(start[expected_groups], at);
    }
    if (groups != expected_groups)
        fail_msg("round %d: %d loops, expected %d", round, groups, expected_groups);
    assert_int_equal(order_parents_first(p, order, &e), groups == 0);
    assert_int_equal(inbreeding_all(p, f, NULL, &e), groups == 0);
    if (groups)
        assert_int_equal(e.code, ERR_DATA);
    free(members);
    free(start);
}

static void loops_are_found(void **state)
{
    (void)state;
    for_each_pedigree(check_loops);
}

/* A chain so long that recursion would overflow the stack. */
static void very_long_lines_work(void **state)
{
    (void)state;
    enum { ANIMALS = 1000000 };
    int32_t *sire = malloc(ANIMALS * sizeof *sire), *dam = malloc(ANIMALS * sizeof *dam);
    int32_t *order = malloc(ANIMALS * sizeof *order), *members, *start, groups;
    struct err e;
    assert_non_null(sire);
    assert_non_null(dam);
    assert_non_null(order);
    for (int32_t i = 0; i < ANIMALS; i++) {
        sire[i] = i + 1 < ANIMALS ? i + 1 : -1;
        dam[i] = -1;
    }
    struct pedigree p = { ANIMALS, sire, dam };
    double kinship, *zero = calloc(ANIMALS, sizeof *zero);
    assert_non_null(zero);
    assert_done(order_parents_first(p, order, &e), &e);
    assert_int_equal(order[0], ANIMALS - 1);
    assert_done(inbreeding_all(p, zero, NULL, &e), &e);
    assert_done(kinship_pair(p, zero, 0, 2, &kinship, &e), &e);
    assert_close(kinship, 0.125, "kinship over two generations", 0);
    sire[ANIMALS - 1] = 0;
    assert_done(order_find_loops(p, &members, &start, &groups, &e), &e);
    assert_int_equal(groups, 1);
    assert_int_equal(start[1], ANIMALS);
    free(members);
    free(start);
    free(zero);
    free(order);
    free(sire);
    free(dam);
}

/* x of both signs, animals repeated; asked twice. */
static void check_product(int round, uint64_t *state)
{
    int32_t list[40], born[TABULAR_MOST], count = some_animals(list, 40, state);
    double x[40], ret[40];
    struct kinship_product *k;
    struct err e;
    set_f();
    for (int32_t i = 0; i < t.count; i++)
        born[t.label[i]] = i;
    for (int32_t i = 0; i < count; i++)
        x[i] = (double)tabular_random(state, 2001) / 1000.0 - 1.0;
    assert_done(kinship_product_open(tabular_pedigree(&t), f, list, count, &k, &e), &e);
    for (int twice = 0; twice < 2; twice++) {
        kinship_product_times(k, x, ret);
        for (int32_t i = 0; i < count; i++) {
            double expected = 0.0;
            for (int32_t j = 0; j < count; j++)
                expected += 0.5 * t.a[born[list[i]]][born[list[j]]] * x[j];
            assert_close(ret[i], expected, "kinship product", round);
        }
    }
    kinship_product_close(k);
}

static void products_agree(void **unused)
{
    (void)unused;
    for_each_pedigree(check_product);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inbreeding_agrees),      cmocka_unit_test(inbreeding_keeps_its_bits_when_shuffled),
        cmocka_unit_test(update_agrees_with_all), cmocka_unit_test(pairs_agree),
        cmocka_unit_test(blocks_agree),           cmocka_unit_test(blocks_keep_their_bits_when_shuffled),
        cmocka_unit_test(sources_agree),          cmocka_unit_test(completeness_agrees),
        cmocka_unit_test(order_is_right),         cmocka_unit_test(prune_is_right),
        cmocka_unit_test(loops_are_found),        cmocka_unit_test(very_long_lines_work),
        cmocka_unit_test(products_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
