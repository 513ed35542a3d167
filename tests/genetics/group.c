/* group.c - kinships and origins of groups against sums over all pairs, on random pedigrees in shuffled order. */
#include "tabular.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 120, GROUPS_MOST = 40 };

static struct tabular t, other; /* too large for the stack */
static double f[TABULAR_MOST], weight[TABULAR_MOST];
static int32_t group[TABULAR_MOST], source[TABULAR_MOST], born[TABULAR_MOST];

static void assert_close(double got, double expected, const char *what, int round)
{
    if (isnan(expected) ? !isnan(got) : !(fabs(got - expected) <= 1e-12))
        fail_msg("%s, round %d: got %.17g, expected %.17g", what, round, got, expected);
}

static void assert_done(bool done, const struct err *e)
{
    if (!done)
        fail_msg("%s", e->message);
}

static void for_each_pedigree(void (*check)(int round, uint64_t *state))
{
    uint64_t state = 411;
    for (int round = 0; round < ROUNDS * SHAPES; round++) {
        tabular_make(&t, (enum shape)(round % SHAPES), &state);
        tabular_solve(&t);
        tabular_shuffle(&t, &state);
        for (int32_t i = 0; i < t.count; i++) {
            f[t.label[i]] = t.a[i][i] - 1;
            born[t.label[i]] = i;
        }
        check(round, &state);
    }
}

/* Groups of some animals, some of them empty, some weights 0; every third round without weights. */
static struct group_set some_groups(int round, uint64_t *state)
{
    int32_t groups = (int32_t)tabular_random(state, GROUPS_MOST + 1);
    int none = (int)tabular_random(state, 3) * 40;
    for (int32_t i = 0; i < t.count; i++) {
        group[i] = groups == 0 || (int)tabular_random(state, 100) < none
                       ? -1
                       : (int32_t)tabular_random(state, (uint64_t)groups);
        weight[i] = tabular_random(state, 9) ? (double)tabular_random(state, 1000003) / 977 : 0.0;
    }
    return (struct group_set){ groups, group, round % 3 ? weight : NULL };
}

static double weight_of(struct group_set set, int32_t g, int32_t animal)
{
    return set.group[animal] != g ? 0.0 : set.weight ? set.weight[animal] : 1.0;
}

/* ---- kinship ---- */

static double kinship(int32_t a, int32_t b)
{
    return t.a[born[a]][born[b]] / 2;
}

/* Over all pairs of animals, and over pairs of different ones. */
static double sum[GROUPS_MOST][GROUPS_MOST], all_pairs[GROUPS_MOST][GROUPS_MOST];
static double different_sum[GROUPS_MOST], different_pairs[GROUPS_MOST];

static void sum_pairs(struct group_set set)
{
    memset(sum, 0, sizeof sum);
    memset(all_pairs, 0, sizeof all_pairs);
    memset(different_sum, 0, sizeof different_sum);
    memset(different_pairs, 0, sizeof different_pairs);
    for (int32_t i = 0; i < t.count; i++)
        for (int32_t j = 0; j < t.count; j++) {
            int32_t g = set.group[i], h = set.group[j];
            if (g < 0 || h < 0)
                continue;
            double both = weight_of(set, g, i) * weight_of(set, h, j);
            sum[g][h] += both * kinship(i, j);
            all_pairs[g][h] += both;
            different_sum[g] += g == h && i != j ? both * kinship(i, j) : 0;
            different_pairs[g] += g == h && i != j ? both : 0;
        }
}

static void check_facts(struct group_set set, int32_t g, const struct group_facts *facts, int round)
{
    double self = 0, all = 0; /* sum of weights */
    int32_t members = 0;
    for (int32_t i = 0; i < t.count; i++) {
        members += weight_of(set, g, i) > 0;
        self += weight_of(set, g, i) * kinship(i, i);
        all += weight_of(set, g, i);
    }
    assert_int_equal(facts->members, members);
    assert_close(facts->self, self / all, "self", round);
    assert_close(facts->inbreeding, 2 * self / all - 1, "mean F", round);
    assert_close(facts->within, sum[g][g] / all_pairs[g][g], "within", round);
    assert_close(facts->others, different_sum[g] / different_pairs[g], "others", round);
}

static void check_kinship(int round, uint64_t *state)
{
    static double mean[GROUPS_MOST * GROUPS_MOST];
    struct group_facts facts[GROUPS_MOST];
    struct err e;
    struct group_set set = some_groups(round, state);
    sum_pairs(set);
    assert_done(group_kinship(tabular_pedigree(&t), f, set, mean, facts, NULL, &e), &e);
    for (int32_t g = 0; g < set.count; g++) {
        check_facts(set, g, &facts[g], round);
        for (int32_t h = 0; h < set.count; h++) {
            assert_close(mean[g * set.count + h], sum[g][h] / all_pairs[g][h], "mean kinship", round);
            assert_memory_equal(&mean[g * set.count + h], &mean[h * set.count + g], sizeof *mean);
        }
    }
}

static void kinships_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_kinship);
}

static void check_animals(int round, uint64_t *state)
{
    enum { MOST = 12 };
    static double ret[MOST * GROUPS_MOST];
    int32_t animals[MOST], count = t.count ? MOST : 0;
    struct err e;
    struct group_set set = some_groups(round, state);
    for (int32_t i = 0; i < count; i++)
        animals[i] = (int32_t)tabular_random(state, (uint64_t)t.count);
    assert_done(group_animals(tabular_pedigree(&t), f, set, animals, count, ret, NULL, &e), &e);
    for (int32_t i = 0; i < count; i++)
        for (int32_t g = 0; g < set.count; g++) {
            double part = 0, all = 0;
            for (int32_t j = 0; j < t.count; j++) {
                part += weight_of(set, g, j) * kinship(animals[i], j);
                all += weight_of(set, g, j);
            }
            assert_close(ret[i * set.count + g], part / all, "kinship with a group", round);
        }
}

static void animals_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_animals);
}

/* ---- origin ---- */

static void some_sources(int32_t sources, uint64_t *state)
{
    uint64_t rare = 2 + tabular_random(state, 8);
    for (int32_t i = 0; i < t.count; i++)
        source[i] =
            sources && tabular_random(state, rare) == 0 ? (int32_t)tabular_random(state, (uint64_t)sources) : -1;
}

static void check_origin(int round, uint64_t *state)
{
    enum { SOURCES = 20 };
    static double ret[GROUPS_MOST * (SOURCES + 1)], share[TABULAR_MOST];
    struct err e;
    struct group_set set = some_groups(round, state);
    int32_t sources = (int32_t)tabular_random(state, SOURCES + 1);
    some_sources(sources, state);
    assert_done(group_origin(tabular_pedigree(&t), source, sources, set, ret, NULL, &e), &e);
    for (int32_t s = 0; s <= sources; s++) {
        for (int32_t k = 0; k < t.count; k++) {
            double from_sire = t.sire[k] < 0 ? s == sources : share[t.sire[k]];
            double from_dam = t.dam[k] < 0 ? s == sources : share[t.dam[k]];
            int32_t own = source[t.label[k]];
            share[k] = own >= 0 ? own == s : (from_sire + from_dam) / 2;
        }
        for (int32_t g = 0; g < set.count; g++) {
            double part = 0, all = 0;
            for (int32_t i = 0; i < t.count; i++) {
                part += weight_of(set, g, i) * share[born[i]];
                all += weight_of(set, g, i);
            }
            assert_close(ret[g * (sources + 1) + s], part / all, "origin", round);
        }
    }
}

static void origins_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_origin);
}

/* ---- the same bits when shuffled ---- */

static void check_bits(int round, uint64_t *state)
{
    enum { SOURCES = 7 };
    static double mean[2][GROUPS_MOST * GROUPS_MOST], ret[2][GROUPS_MOST * (SOURCES + 1)];
    static double one[2][GROUPS_MOST];
    static struct group_facts facts[2][GROUPS_MOST];
    static double far_f[TABULAR_MOST], far_weight[TABULAR_MOST];
    static int32_t far_group[TABULAR_MOST], far_source[TABULAR_MOST];
    struct err e;
    struct group_set set = some_groups(round, state);
    some_sources(SOURCES, state);
    other = t;
    tabular_shuffle(&other, state);
    for (int32_t k = 0; k < t.count; k++) {
        far_group[other.label[k]] = group[t.label[k]];
        far_weight[other.label[k]] = weight[t.label[k]];
        far_source[other.label[k]] = source[t.label[k]];
    }
    struct group_set far = { set.count, far_group, set.weight ? far_weight : NULL };
    struct pedigree p = tabular_pedigree(&t), q = tabular_pedigree(&other);
    memset(facts, 0, sizeof facts);
    memset(one, 0, sizeof one);
    assert_done(inbreeding_all(p, f, NULL, &e) && inbreeding_all(q, far_f, NULL, &e), &e);
    assert_done(group_kinship(p, f, set, mean[0], facts[0], NULL, &e), &e);
    assert_done(group_kinship(q, far_f, far, mean[1], facts[1], NULL, &e), &e);
    assert_done(group_origin(p, source, SOURCES, set, ret[0], NULL, &e), &e);
    assert_done(group_origin(q, far_source, SOURCES, far, ret[1], NULL, &e), &e);
    if (t.count) {
        assert_done(group_animals(p, f, set, &t.label[t.count / 2], 1, one[0], NULL, &e), &e);
        assert_done(group_animals(q, far_f, far, &other.label[t.count / 2], 1, one[1], NULL, &e), &e);
    }
    size_t groups = (size_t)set.count;
    if (memcmp(mean[0], mean[1], groups * groups * sizeof **mean) || memcmp(facts[0], facts[1], sizeof *facts) ||
        memcmp(ret[0], ret[1], groups * (SOURCES + 1) * sizeof **ret) || memcmp(one[0], one[1], sizeof *one))
        fail_msg("round %d: groups changed their bits when the animals were shuffled", round);
}

static void groups_keep_their_bits_when_shuffled(void **state)
{
    (void)state;
    for_each_pedigree(check_bits);
}

/* ---- what books say ---- */

/* Two unrelated rams' half-sib families of unrelated ewes, four lambs each: within 1/8 + 1/4 (1/2 - 1/8). */
static void two_families(void **state)
{
    (void)state;
    enum { LAMBS = 8, ANIMALS = 2 + LAMBS };
    int32_t sire[ANIMALS], dam[ANIMALS], family[ANIMALS];
    double zero[ANIMALS] = { 0 }, mean[4], minimum[4], standard[4];
    struct group_facts facts[2];
    struct group_structure s;
    struct err e;
    for (int32_t i = 0; i < ANIMALS; i++) {
        sire[i] = i < 2 ? GENETICS_UNKNOWN : i % 2;
        dam[i] = GENETICS_UNKNOWN;
        family[i] = i < 2 ? -1 : i % 2;
    }
    struct pedigree p = { ANIMALS, sire, dam };
    assert_done(group_kinship(p, zero, (struct group_set){ 2, family, NULL }, mean, facts, NULL, &e), &e);
    assert_true(mean[0] == 0.21875 && mean[3] == 0.21875 && mean[1] == 0.0);
    assert_true(facts[0].others == 0.125 && facts[0].self == 0.5 && facts[0].inbreeding == 0.0);
    group_structure(2, mean, facts, NULL, &s);
    assert_int_equal(s.groups, 2);
    assert_true(s.within == 0.21875 && s.all == 0.109375);
    assert_close(s.f_is, -0.21875 / 0.78125, "F_IS", 0);
    assert_close(s.f_st, 0.109375 / 0.890625, "F_ST", 0);
    assert_close((1 - s.f_is) * (1 - s.f_st), 1 - s.f_it, "(1-F_IS)(1-F_ST) = 1-F_IT", 0);
    group_distances(2, mean, minimum, standard);
    assert_true(minimum[0] == 0.0 && minimum[1] == 0.21875 && isinf(standard[1]) && standard[3] == 0.0);
    /* The mean distance of all pairs is what F_ST measures. */
    assert_close((minimum[0] + minimum[1] + minimum[2] + minimum[3]) / 4, s.within - s.all, "mean distance", 0);
}

/* One herd weighs thrice the other: the sums of the definition. */
static void weighed_structure(void **state)
{
    (void)state;
    static const double mean[9] = { 0.3, 0.1, NAN, 0.1, 0.2, NAN, NAN, NAN, NAN }, share[3] = { 3, 1, 5 };
    static const struct group_facts facts[3] = { { 9, 0.2, 0.6, 0.3, 0.3 },
                                                 { 4, 0.1, 0.55, 0.2, 0.2 },
                                                 { 0, NAN, NAN, NAN, NAN } };
    struct group_structure s;
    group_structure(3, mean, facts, share, &s);
    assert_int_equal(s.groups, 2);
    assert_close(s.within, 0.275, "within", 0);
    assert_close(s.all, (9 * 0.3 + 6 * 0.1 + 0.2) / 16, "all", 0);
    assert_close(s.inbreeding, 0.175, "F", 0);
    group_structure(3, mean, facts, NULL, &s);
    assert_close(s.within, (9 * 0.3 + 4 * 0.2) / 13, "within by members", 0);
}

/* An enterprise's ram on a household's ewe, his son on her daughter: 1/2, then 1/2 of 1/2 + 1/2. */
static void ram_reaches_household(void **state)
{
    (void)state;
    static const int32_t sire[] = { -1, -1, 0, 0, 2, 4 }, dam[] = { -1, -1, 1, 1, 3, -1 };
    static const int32_t from[] = { 0, 1, -1, -1, -1, -1 }, to[] = { -1, -1, 0, 0, 1, 2 };
    double ret[9];
    struct err e;
    assert_done(
        group_origin((struct pedigree){ 6, sire, dam }, from, 2, (struct group_set){ 3, to, NULL }, ret, NULL, &e), &e);
    static const double expected[9] = { 0.5, 0.5, 0, 0.5, 0.5, 0, 0.25, 0.25, 0.5 };
    assert_memory_equal(ret, expected, sizeof ret);
}

/* ---- refused ---- */

static bool stop(void *context, const char *what, int64_t done, int64_t total)
{
    (void)context;
    (void)what;
    (void)done;
    (void)total;
    return false;
}

static void loops_weights_and_stops(void **state)
{
    (void)state;
    static const int32_t sire[] = { 1, 2, 0, -1 }, dam[] = { -1, -1, -1, -1 }, in[] = { 0, 0, 0, 0 };
    static const int32_t none[] = { -1, -1, -1, -1 }, founder[] = { -1, -1, -1, 0 };
    static const double zero[4] = { 0 }, negative[] = { 1, 1, 1, -1 }, endless[] = { 1, 1, 1, INFINITY };
    struct pedigree p = { 4, sire, dam };
    struct progress never = { .step = stop };
    double ret[8];
    struct err e;
    assert_false(group_kinship(p, zero, (struct group_set){ 1, in, NULL }, ret, NULL, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(group_origin(p, none, 0, (struct group_set){ 1, in, NULL }, ret, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(group_kinship(p, zero, (struct group_set){ 1, founder, negative }, ret, NULL, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(group_kinship(p, zero, (struct group_set){ 1, founder, endless }, ret, NULL, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    struct group_set good = { 1, founder, NULL };
    assert_true(group_kinship(p, zero, good, ret, NULL, NULL, &e)); /* the loop is not among its ancestors */
    assert_true(ret[0] == 0.5);
    int32_t animal = 3;
    assert_false(group_kinship(p, zero, good, ret, NULL, &never, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_false(group_animals(p, zero, good, &animal, 1, ret, &never, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_false(group_origin(p, none, 0, good, ret, &never, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinships_agree),        cmocka_unit_test(animals_agree),
        cmocka_unit_test(origins_agree),         cmocka_unit_test(groups_keep_their_bits_when_shuffled),
        cmocka_unit_test(two_families),          cmocka_unit_test(weighed_structure),
        cmocka_unit_test(ram_reaches_household), cmocka_unit_test(loops_weights_and_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
