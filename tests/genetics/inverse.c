/* inverse.c - the inverse of A: times A it is the identity, with groups it has Quaas' blocks; textbook cases. */
#include "tabular.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PEDIGREES = 1000, GROUPS = 5, KINDS = 7, SIZE = TABULAR_MOST + GROUPS };

static struct tabular t;
static double f[TABULAR_MOST];
static double dense[SIZE][SIZE], absolute[SIZE][SIZE];
static int32_t group_sire[TABULAR_MOST], group_dam[TABULAR_MOST]; /* in order of birth */
static int32_t shuffled_group_sire[TABULAR_MOST], shuffled_group_dam[TABULAR_MOST];
static double share[KINDS * GROUPS];

static void *must(void *memory)
{
    assert_non_null(memory);
    return memory;
}

/* The animals' place in order of birth; groups stay where they are. */
static int32_t *places(void)
{
    static int32_t place[SIZE];
    for (int32_t i = 0; i < t.count; i++)
        place[t.label[i]] = i;
    for (int32_t g = 0; g < GROUPS; g++)
        place[t.count + g] = t.count + g;
    return place;
}

static struct inverse_groups groups(bool mixed)
{
    for (int32_t i = 0; i < t.count; i++) {
        shuffled_group_sire[t.label[i]] = group_sire[i];
        shuffled_group_dam[t.label[i]] = group_dam[i];
    }
    return (struct inverse_groups){ GROUPS, shuffled_group_sire, shuffled_group_dam, mixed ? KINDS : 0,
                                    mixed ? share : NULL };
}

static void make_groups(uint64_t *state, bool mixed)
{
    for (int32_t i = 0; i < t.count; i++) {
        group_sire[i] = (int32_t)tabular_random(state, mixed ? KINDS : GROUPS);
        group_dam[i] = (int32_t)tabular_random(state, mixed ? KINDS : GROUPS);
    }
    for (int32_t k = 0; k < KINDS; k++) {
        double sum = 0;
        for (int32_t g = 0; g < GROUPS; g++)
            sum += share[k * GROUPS + g] = (double)tabular_random(state, 4);
        share[k * GROUPS] += sum == 0;
        sum += sum == 0;
        for (int32_t g = 0; g < GROUPS; g++)
            share[k * GROUPS + g] /= sum;
    }
}

/* A random pedigree with F and A; false when two of its parents are completely inbred. */
static bool make(int number, uint64_t *state)
{
    struct err e = { 0 };
    tabular_make(&t, (enum shape)(number % SHAPES), state);
    tabular_solve(&t);
    tabular_shuffle(&t, state);
    assert_true(inbreeding_all(tabular_pedigree(&t), f, NULL, &e));
    for (int32_t i = 0; i < t.count; i++)
        if (t.sire[i] >= 0 && t.dam[i] >= 0 && f[t.label[t.sire[i]]] == 1 && f[t.label[t.dam[i]]] == 1)
            return false;
    return true;
}

static struct inverse_matrix columns(const struct inverse_groups *g, enum inverse_part part)
{
    struct inverse_matrix m = { 0 };
    struct err e = { 0 };
    assert_true(inverse_columns(tabular_pedigree(&t), f, g, part, &m, NULL, &e));
    assert_int_equal(m.size, t.count + (g ? g->count : 0));
    return m;
}

/* The matrix in order of birth. */
static void spread(const struct inverse_matrix *m)
{
    const int32_t *place = places();
    memset(dense, 0, sizeof dense);
    for (int32_t c = 0; c < m->size; c++)
        for (int64_t i = m->start[c]; i < m->start[c + 1]; i++) {
            assert_true(i == m->start[c] || m->row[i] > m->row[i - 1]);
            assert_true(m->row[i] >= 0 && m->row[i] < m->size);
            dense[place[m->row[i]]][place[c]] = m->value[i];
        }
}

/* ---- A times its inverse ---- */

/* What rounding may do at one place: the terms' sizes, times a few times the last bit. */
static void times_a_is_identity(void **state)
{
    (void)state;
    uint64_t seed = 20261124;
    int close = 0, compared = 0;
    for (int number = 0; number < PEDIGREES; number++) {
        if (!make(number, &seed))
            continue;
        struct inverse_matrix m = columns(NULL, INVERSE_FULL);
        double worst = 0;
        spread(&m);
        for (int32_t i = 0; i < t.count; i++)
            for (int32_t k = 0; k < t.count; k++) {
                double sum = 0, size = 0;
                for (int32_t j = 0; j < t.count; j++) {
                    sum += t.a[i][j] * dense[j][k];
                    size += fabs(t.a[i][j] * dense[j][k]);
                }
                double off = fabs(sum - (i == k));
                assert_true(off <= 4 * DBL_EPSILON * (size + 1));
                worst = off > worst ? off : worst;
            }
        close += worst <= 1e-12;
        compared++;
        inverse_done(&m);
    }
    print_message("# %d of %d pedigrees within 1e-12, the others within rounding of ill-conditioned A\n", close,
                  compared);
    assert_true(close > compared * 3 / 4 && compared > PEDIGREES * 9 / 10);
}

/* log det A by elimination. */
static double slow_log_determinant(void)
{
    static double a[TABULAR_MOST][TABULAR_MOST];
    double sum = 0;
    memcpy(a, t.a, sizeof a);
    for (int32_t k = 0; k < t.count; k++) {
        sum += log(a[k][k]);
        for (int32_t i = k + 1; i < t.count; i++)
            for (int32_t j = t.count - 1; j >= k; j--)
                a[i][j] -= a[i][k] / a[k][k] * a[k][j];
    }
    return sum;
}

static void determinant_is_that_of_a(void **state)
{
    (void)state;
    static const bool good_condition[SHAPES] = {
        [SHAPE_MIXED] = true, [SHAPE_ONE_PARENT] = true, [SHAPE_FLOCK] = true, [SHAPE_TINY] = true
    };
    uint64_t seed = 3;
    struct err e;
    for (int number = 0; number < 500; number++) {
        if (!good_condition[number % SHAPES] || !make(number, &seed))
            continue;
        double got, expected = slow_log_determinant();
        assert_true(inverse_log_determinant(tabular_pedigree(&t), f, &got, &e));
        assert_true(fabs(got - expected) <= 1e-11 * (1 + fabs(expected)));
    }
}

/* ---- groups ---- */

/* Shares of groups in order of birth, by the definition: half from each parent. */
static void slow_shares(bool mixed, double q[TABULAR_MOST][GROUPS])
{
    for (int32_t i = 0; i < t.count; i++)
        for (int32_t g = 0; g < GROUPS; g++) {
            double of_sire = t.sire[i] >= 0 ? q[t.sire[i]][g]
                             : mixed        ? share[group_sire[i] * GROUPS + g]
                                            : group_sire[i] == g;
            double of_dam = t.dam[i] >= 0 ? q[t.dam[i]][g]
                            : mixed       ? share[group_dam[i] * GROUPS + g]
                                          : group_dam[i] == g;
            q[i][g] = (of_sire + of_dam) / 2;
        }
}

/* Below and beside the animals' block (in dense already): -A^-1 Q and Q' A^-1 Q, with the sizes of their terms. */
static void slow_blocks(double q[TABULAR_MOST][GROUPS])
{
    for (int32_t i = 0; i < t.count; i++)
        for (int32_t g = 0; g < GROUPS; g++) {
            double sum = 0, size = 0;
            for (int32_t j = 0; j < t.count; j++) {
                sum -= dense[i][j] * q[j][g];
                size += fabs(dense[i][j] * q[j][g]);
            }
            dense[i][t.count + g] = dense[t.count + g][i] = sum;
            absolute[i][t.count + g] = absolute[t.count + g][i] = size;
        }
    for (int32_t g = 0; g < GROUPS; g++)
        for (int32_t h = 0; h < GROUPS; h++) {
            double sum = 0, size = 0;
            for (int32_t i = 0; i < t.count; i++) {
                sum -= q[i][g] * dense[i][t.count + h];
                size += q[i][g] * absolute[i][t.count + h];
            }
            dense[t.count + g][t.count + h] = sum;
            absolute[t.count + g][t.count + h] = size;
        }
}

static void compare_with_dense(const struct inverse_matrix *m)
{
    static double got[SIZE][SIZE];
    const int32_t *place = places();
    memset(got, 0, sizeof got);
    for (int32_t c = 0; c < m->size; c++)
        for (int64_t i = m->start[c]; i < m->start[c + 1]; i++)
            got[place[m->row[i]]][place[c]] = m->value[i];
    for (int32_t r = 0; r < m->size; r++)
        for (int32_t c = 0; c < m->size; c++) {
            bool animals = r < t.count && c < t.count;
            double allowed = animals ? 0 : 16 * DBL_EPSILON * (absolute[r][c] + 1);
            assert_true(fabs(got[r][c] - dense[r][c]) <= allowed);
        }
}

static void groups_have_quaas_blocks(void **state)
{
    (void)state;
    static double q[TABULAR_MOST][GROUPS], got[TABULAR_MOST * GROUPS];
    uint64_t seed = 1988;
    struct err e;
    for (int number = 0; number < PEDIGREES; number++) {
        bool mixed = number % 2;
        if (!make(number, &seed))
            continue;
        make_groups(&seed, mixed);
        struct inverse_groups g = groups(mixed);
        struct inverse_matrix plain = columns(NULL, INVERSE_FULL), whole = columns(&g, INVERSE_FULL);
        slow_shares(mixed, q);
        spread(&plain);
        slow_blocks(q);
        compare_with_dense(&whole);
        assert_true(inverse_shares(tabular_pedigree(&t), &g, got, &e));
        for (int32_t i = 0; i < t.count; i++)
            assert_memory_equal(&got[t.label[i] * GROUPS], q[i], sizeof q[i]);
        inverse_done(&plain);
        inverse_done(&whole);
    }
}

/* An unknown parent without a group adds nothing anywhere. */
static void no_group_is_no_group(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int number = 0; number < 50; number++) {
        if (!make(number, &seed))
            continue;
        for (int32_t i = 0; i < t.count; i++)
            group_sire[i] = group_dam[i] = GENETICS_UNKNOWN;
        struct inverse_groups g = groups(false);
        struct inverse_matrix plain = columns(NULL, INVERSE_LOWER), whole = columns(&g, INVERSE_LOWER);
        assert_int_equal(plain.start[t.count], whole.start[whole.size]);
        assert_memory_equal(plain.value, whole.value, (size_t)plain.start[t.count] * sizeof *plain.value);
        inverse_done(&plain);
        inverse_done(&whole);
    }
}

/* ---- the shapes it comes in ---- */

struct walk {
    const struct inverse_matrix *m;
    int32_t next;
    int32_t stop_at;
};

static bool compare_column(void *context, int32_t column, const struct inverse_entry *entry, int32_t count,
                           struct err *e)
{
    struct walk *w = context;
    assert_int_equal(column, w->next++);
    assert_int_equal(count, w->m->start[column + 1] - w->m->start[column]);
    for (int32_t i = 0; i < count; i++) {
        assert_int_equal(entry[i].row, w->m->row[w->m->start[column] + i]);
        assert_true(entry[i].value == w->m->value[w->m->start[column] + i]);
    }
    return column != w->stop_at || err_set(e, ERR_IO, "", "stopped by the taker");
}

static void is_that_half_of_full(const struct inverse_matrix *half, const struct inverse_matrix *full, bool lower)
{
    int64_t at = 0;
    for (int32_t c = 0; c < full->size; c++)
        for (int64_t i = full->start[c]; i < full->start[c + 1]; i++)
            if (lower ? full->row[i] >= c : full->row[i] <= c) {
                assert_int_equal(half->row[at], full->row[i]);
                assert_true(half->value[at++] == full->value[i]);
            }
    assert_int_equal(at, half->start[half->size]);
}

static void product_is_that_of_the_matrix(const struct inverse_matrix *full, const struct inverse_groups *g,
                                          uint64_t *seed)
{
    double x[SIZE], got[SIZE];
    struct err e;
    for (int32_t i = 0; i < full->size; i++)
        x[i] = (double)tabular_random(seed, 1000) / 1000 - 0.5;
    assert_true(inverse_product(tabular_pedigree(&t), f, g, x, got, &e));
    for (int32_t c = 0; c < full->size; c++) {
        double sum = 0, size = 0;
        for (int64_t i = full->start[c]; i < full->start[c + 1]; i++) {
            sum += full->value[i] * x[full->row[i]];
            size += fabs(full->value[i]);
        }
        assert_true(fabs(got[c] - sum) <= 64 * DBL_EPSILON * (size + 1));
    }
}

static void parts_agree(void **state)
{
    (void)state;
    uint64_t seed = 4;
    struct err e = { 0 };
    for (int number = 0; number < 300; number++) {
        if (!make(number, &seed))
            continue;
        make_groups(&seed, number % 2);
        struct inverse_groups g = groups(number % 2);
        const struct inverse_groups *with = number % 3 ? &g : NULL;
        struct inverse_matrix lower = columns(with, INVERSE_LOWER), upper = columns(with, INVERSE_UPPER),
                              full = columns(with, INVERSE_FULL);
        int64_t entries = -1;
        is_that_half_of_full(&lower, &full, true);
        is_that_half_of_full(&upper, &full, false);
        product_is_that_of_the_matrix(&full, with, &seed);
        assert_true(inverse_count(tabular_pedigree(&t), with, INVERSE_LOWER, &entries, NULL, &e));
        assert_int_equal(entries, lower.start[lower.size]);
        struct walk w = { &lower, 0, -1 };
        assert_true(inverse_each(tabular_pedigree(&t), f, with, INVERSE_LOWER, compare_column, &w, NULL, &e));
        assert_int_equal(w.next, lower.size);
        int32_t *column = must(malloc((size_t)entries * sizeof *column + 1));
        inverse_triplets(&lower, column);
        for (int64_t i = 0; i < entries; i++)
            assert_true(lower.start[column[i]] <= i && i < lower.start[column[i] + 1]);
        free(column);
        inverse_done(&lower);
        inverse_done(&upper);
        inverse_done(&full);
    }
}

static void permuting_changes_no_bit(void **state)
{
    (void)state;
    static double before[SIZE][SIZE];
    uint64_t seed = 77;
    struct err e;
    for (int number = 0; number < 300; number++) {
        if (!make(number, &seed))
            continue;
        bool mixed = number % 2;
        make_groups(&seed, mixed);
        for (int turn = 0; turn < 2; turn++) {
            static double logarithm;
            double again;
            if (turn) {
                memcpy(before, dense, sizeof before);
                tabular_shuffle(&t, &seed);
                assert_true(inbreeding_all(tabular_pedigree(&t), f, NULL, &e));
            }
            struct inverse_groups g = groups(mixed);
            struct inverse_matrix m = columns(&g, INVERSE_FULL);
            spread(&m);
            inverse_done(&m);
            assert_true(inverse_log_determinant(tabular_pedigree(&t), f, turn ? &again : &logarithm, &e));
            assert_true(!turn || again == logarithm);
        }
        assert_memory_equal(before, dense, sizeof before);
    }
}

/* ---- textbook ---- */

static void assert_matrix(struct pedigree p, const struct inverse_groups *g, const double *expected, double allowed)
{
    double own_f[16];
    struct inverse_matrix m;
    struct err e;
    assert_true(inbreeding_all(p, own_f, NULL, &e));
    assert_true(inverse_columns(p, own_f, g, INVERSE_FULL, &m, NULL, &e));
    for (int32_t c = 0; c < m.size; c++)
        for (int32_t r = 0; r < m.size; r++) {
            double got = 0;
            for (int64_t i = m.start[c]; i < m.start[c + 1]; i++)
                if (m.row[i] == r)
                    got = m.value[i];
            assert_true(fabs(got - expected[r * m.size + c]) <= allowed);
        }
    inverse_done(&m);
}

/* Mrode 2005, example 2.1: 3 decimals of the inverse with inbreeding. */
static void mrode_without_groups(void **state)
{
    (void)state;
    static const int32_t sire[] = { -1, -1, 0, 0, 3, 4 }, dam[] = { -1, -1, 1, -1, 2, 1 };
    static const double expected[] = {
        1.833, .5, -1, -.667, 0,  0, .5, 2.033, -1, 0,  .533,  -1.067, -1, -1,     2.5, .5, -1,     0,
        -.667, 0,  .5, 1.833, -1, 0, 0,  .533,  -1, -1, 2.533, -1.067, 0,  -1.067, 0,   0,  -1.067, 2.133
    };
    assert_matrix((struct pedigree){ 6, sire, dam }, NULL, expected, 5.1e-4);
}

/* Quaas 1988, figure 1: A and C are of base parents, B = g2 x A with a base sire of group 2, D = C x B. */
static void quaas_1988(void **state)
{
    (void)state;
    static const int32_t sire[] = { -1, -1, -1, 2 }, dam[] = { -1, 0, -1, 1 };
    static const int32_t of_sire[] = { 1, 1, 1, -1 }, of_dam[] = { 0, -1, 0, -1 };
    static const double expected[] = { 16, -8,  0,   0,  -6, -2, -8, 22, 6,  -12, 0, -8, 0,  6,  18, -12, -6, -6,
                                       0,  -12, -12, 24, 0,  0,  -6, 0,  -6, 0,   6, 6,  -2, -8, -6, 0,   6,  10 };
    struct inverse_groups g = { 2, of_sire, of_dam, 0, NULL };
    double twelfths[36];
    for (int i = 0; i < 36; i++)
        twelfths[i] = expected[i] / 12;
    assert_matrix((struct pedigree){ 4, sire, dam }, &g, twelfths, 1e-14);
}

/* Fikse 2009: the Q printed there; phantom parents a .. g are kinds 0 .. 6. */
static void fikse_2009(void **state)
{
    (void)state;
    enum { ANIMALS = 6 };
    static const int32_t sire[] = { -1, -1, -1, 1, -1, 4 }, dam[] = { -1, -1, -1, 0, 2, 3 };
    static const int32_t of_sire[] = { 1, 3, 5, -1, 6, -1 }, of_dam[] = { 0, 2, 4, -1, -1, -1 };
    static const double shares[] = { 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, .6, .4, 0, 0, 1, 0, .3, .7, .2, .4, .4 };
    static const double expected[] = {
        .5, .5, 0, .5, .3, .2, 0, .15, .85, .5, .4, .1, .1, .275, .625, .3, .3375, .3625
    };
    struct inverse_groups g = { 3, of_sire, of_dam, 7, shares };
    double got[COUNT(expected)];
    struct err e;
    assert_true(inverse_shares((struct pedigree){ ANIMALS, sire, dam }, &g, got, &e));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_true(fabs(got[i] - expected[i]) <= 1e-15);
}

/* ---- what is refused ---- */

static bool stop(void *context, const char *what, int64_t done, int64_t total)
{
    (void)what, (void)done, (void)total;
    ++*(int *)context;
    return false;
}

static void can_be_stopped(void **state)
{
    (void)state;
    uint64_t seed = 8;
    int asked = 0;
    struct progress progress = { stop, &asked };
    struct inverse_matrix m;
    struct err e = { 0 };
    int64_t entries;
    assert_true(make(SHAPE_FLOCK, &seed));
    struct pedigree p = tabular_pedigree(&t);
    assert_false(inverse_columns(p, f, NULL, INVERSE_LOWER, &m, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_false(inverse_count(p, NULL, INVERSE_LOWER, &entries, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_int_equal(asked, 2);
    m = columns(NULL, INVERSE_LOWER);
    struct walk w = { &m, 0, 17 };
    assert_false(inverse_each(p, f, NULL, INVERSE_LOWER, compare_column, &w, NULL, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_int_equal(w.next, 18);
    inverse_done(&m);
}

/* 1 - F halves with every selfing, until it is less than a double tells from 0. */
static void completely_inbred_parents_are_refused(void **state)
{
    (void)state;
    enum { GENERATIONS = 56 };
    int32_t parent[GENERATIONS];
    double own_f[GENERATIONS], result[GENERATIONS];
    struct inverse_matrix m;
    struct err e = { 0 };
    for (int32_t i = 0; i < GENERATIONS; i++)
        parent[i] = i - 1;
    struct pedigree p = { GENERATIONS, parent, parent };
    assert_true(inbreeding_all(p, own_f, NULL, &e));
    assert_false(inverse_columns(p, own_f, NULL, INVERSE_LOWER, &m, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(inverse_log_determinant(p, own_f, result, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(inverse_product(p, own_f, NULL, own_f, result, &e));
    assert_int_equal(e.code, ERR_DATA);
    p.count = 50;
    assert_true(inverse_log_determinant(p, own_f, result, &e));
    assert_true(fabs(*result - -log(2) * 50 * 49 / 2) < 1e-9);
}

static void loops_are_refused(void **state)
{
    (void)state;
    static const int32_t sire[] = { 1, 0 }, dam[] = { -1, -1 }, of[] = { 0, 0 };
    struct inverse_groups g = { 1, of, of, 0, NULL };
    double ret[2];
    struct err e = { 0 };
    assert_false(inverse_shares((struct pedigree){ 2, sire, dam }, &g, ret, &e));
    assert_int_equal(e.code, ERR_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_a_is_identity),
        cmocka_unit_test(determinant_is_that_of_a),
        cmocka_unit_test(groups_have_quaas_blocks),
        cmocka_unit_test(no_group_is_no_group),
        cmocka_unit_test(parts_agree),
        cmocka_unit_test(permuting_changes_no_bit),
        cmocka_unit_test(mrode_without_groups),
        cmocka_unit_test(quaas_1988),
        cmocka_unit_test(fikse_2009),
        cmocka_unit_test(can_be_stopped),
        cmocka_unit_test(completely_inbred_parents_are_refused),
        cmocka_unit_test(loops_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
