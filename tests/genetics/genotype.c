/* genotype.c - genotype probabilities against the sum over all genotypes of all animals, and the genetic counsellor's
 * examples. */
#include "tabular.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 1000, ANIMALS = 9, GROUPS = 2 };

static struct tabular t;
static uint8_t result[TABULAR_MOST], shuffled_result[TABULAR_MOST];
static int32_t group[TABULAR_MOST], shuffled_group[TABULAR_MOST];
static int truth[TABULAR_MOST];
static double expected[ANIMALS][3];

static void assert_done(bool done, const struct err *e)
{
    if (!done)
        fail_msg("%s", e->message);
}

static void assert_close(double got, double wanted, double within, const char *what, int round)
{
    if (!(fabs(got - wanted) <= within))
        fail_msg("%s, round %d: got %.17g, expected %.17g", what, round, got, wanted);
}

static double unit(uint64_t *state)
{
    return (double)tabular_random(state, 1u << 30) / (1u << 30);
}

/* ---- the obvious way ---- */

static double gives(int32_t parent, int32_t child, const int *genotype, const double *frequency)
{
    return parent < 0 ? frequency[group[child]] : genotype[parent] / 2.0;
}

static double chance_of_animal(int32_t i, const int *genotype, const double *frequency)
{
    double s = gives(t.sire[i], i, genotype, frequency), d = gives(t.dam[i], i, genotype, frequency);
    return genotype[i] == 0 ? (1 - s) * (1 - d) : genotype[i] == 2 ? s * d : s * (1 - d) + d * (1 - s);
}

static double chance_of_test(int32_t i, int genotype, double error)
{
    int named = __builtin_popcount(result[i]);
    if (named == 0 || named == 3)
        return 1;
    return result[i] >> genotype & 1 ? 1 - error : named == 1 ? error / 2 : error;
}

/* Fills expected; the chance of all tests together. */
static double sum_all(const double *frequency, double error)
{
    int genotype[ANIMALS] = { 0 };
    double total = 0;
    memset(expected, 0, sizeof expected);
    for (int32_t at = 0; at < t.count;) {
        double chance = 1;
        for (int32_t i = 0; i < t.count && chance > 0; i++)
            chance *= chance_of_animal(i, genotype, frequency) * chance_of_test(i, genotype[i], error);
        total += chance;
        for (int32_t i = 0; i < t.count; i++)
            expected[i][genotype[i]] += chance;
        for (at = 0; at < t.count && ++genotype[at] == 3; at++)
            genotype[at] = 0;
    }
    for (int32_t i = 0; i < t.count && total > 0; i++)
        for (int g = 0; g < 3; g++)
            expected[i][g] /= total;
    return total;
}

/* ---- pedigrees with tests ---- */

static void drop_genes(uint64_t *state, const double *frequency)
{
    for (int32_t i = 0; i < t.count; i++)
        truth[i] = (unit(state) < gives(t.sire[i], i, truth, frequency)) +
                   (unit(state) < gives(t.dam[i], i, truth, frequency));
}

static void test_some(uint64_t *state, double error, uint64_t percent)
{
    for (int32_t i = 0; i < t.count; i++) {
        int seen = unit(state) < error ? (int)tabular_random(state, 3) : truth[i];
        result[i] = (uint8_t)(tabular_random(state, 100) >= percent ? 0 : 1 << seen);
        if (result[i] && tabular_random(state, 6) == 0)
            result[i] = seen ? 6 : 1; /* a test that only shows whether there is a B */
    }
}

static void shuffle(uint64_t *state)
{
    tabular_shuffle(&t, state);
    for (int32_t i = 0; i < t.count; i++) {
        shuffled_result[t.label[i]] = result[i];
        shuffled_group[t.label[i]] = group[i];
    }
}

static struct genotype_tests asked(double error)
{
    return (struct genotype_tests){ shuffled_result, error, shuffled_group, GROUPS };
}

static void make(int round, int32_t animals, uint64_t *state, double *frequency, double error)
{
    tabular_make(&t, (enum shape)(round % SHAPES), state);
    if (t.count > animals)
        t.count = animals;
    for (int k = 0; k < GROUPS; k++)
        frequency[k] = 0.02 + 0.96 * unit(state);
    for (int32_t i = 0; i < t.count; i++)
        group[i] = (int32_t)tabular_random(state, GROUPS);
    drop_genes(state, frequency);
    test_some(state, error, 10 + 20 * (uint64_t)(round % 4));
    shuffle(state);
}

static void probabilities_are_those_of_the_whole_sum(void **state)
{
    (void)state;
    uint64_t seed = 1971;
    int loops = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double frequency[GROUPS], probability[3 * ANIMALS], error = round % 3 == 0 ? 0 : round % 3 == 1 ? 0.02 : 0.3;
        unsigned char method[ANIMALS];
        struct genotype_summary summary;
        struct err e;
        make(round, ANIMALS, &seed, frequency, error);
        assert_true(sum_all(frequency, error) > 0 || t.count == 0);
        assert_done(genotype_probabilities(tabular_pedigree(&t), asked(error), frequency, false, probability, method,
                                           &summary, NULL, &e),
                    &e);
        for (int32_t i = 0; i < t.count; i++) {
            assert_int_equal(method[t.label[i]], GENOTYPE_EXACT);
            for (int g = 0; g < 3; g++)
                assert_close(probability[3 * t.label[i] + g], expected[i][g], 1e-10, "probability", round);
        }
        assert_int_equal(summary.exact, t.count);
        loops += summary.rounds;
    }
    assert_true(loops > ROUNDS);
}

/* ---- the frequency ---- */

static void the_estimate_has_the_highest_likelihood(void **state)
{
    (void)state;
    uint64_t seed = 1955;
    int compared = 0;
    for (int round = 0; round < 150; round++) {
        double frequency[GROUPS], probability[3 * ANIMALS];
        unsigned char method[ANIMALS];
        struct genotype_summary summary;
        struct err e;
        make(round, 7, &seed, frequency, 0.02);
        double before = sum_all(frequency, 0.02);
        assert_done(genotype_probabilities(tabular_pedigree(&t), asked(0.02), frequency, true, probability, method,
                                           &summary, NULL, &e),
                    &e);
        double best = sum_all(frequency, 0.02);
        assert_true(best >= before * (1 - 1e-12));
        for (int k = 0; k < 2 * GROUPS && t.count && summary.rounds < 200; k++) {
            double other[GROUPS];
            memcpy(other, frequency, sizeof other);
            other[k / 2] += k % 2 ? 0.02 : -0.02;
            if (other[k / 2] <= 0 || other[k / 2] >= 1)
                continue;
            compared++;
            if (sum_all(other, 0.02) > best * (1 + 1e-6))
                fail_msg("round %d: %g and %g are not the best frequencies", round, frequency[0], frequency[1]);
        }
    }
    assert_true(compared > 200);
}

/* With everybody tested for sure and no parents known it is the count of alleles. */
static void without_relatives_alleles_are_counted(void **state)
{
    (void)state;
    static const int32_t unknown[] = { -1, -1, -1, -1, -1 };
    static const uint8_t tested[] = { 1, 1, 2, 4, 0 };
    double frequency = 0.5, probability[15];
    unsigned char method[5];
    struct genotype_summary summary;
    struct err e;
    assert_done(genotype_probabilities((struct pedigree){ 5, unknown, unknown },
                                       (struct genotype_tests){ tested, 0, NULL, 1 }, &frequency, true, probability,
                                       method, &summary, NULL, &e),
                &e);
    assert_close(frequency, 3.0 / 8, 1e-12, "frequency", 0);
    assert_close(probability[12 + 1], 2 * 3.0 / 8 * 5.0 / 8, 1e-12, "Hardy-Weinberg", 0);
}

/* ---- textbooks ---- */

/* The recessive disease of genetic counselling (Young 2007, Introduction to Risk Calculation in Genetic Counseling): an
 * affected child's healthy sib carries with 2/3, the parents' sib with 1/2, a first cousin with 1/4, and a child of the
 * healthy sib and its first cousin is affected with 2/3 x 1/4 x 1/4 = 1/24, when the allele is rare. */
static void counsellors_example(void **state)
{
    (void)state;
    enum { GRANDFATHER, GRANDMOTHER, FATHER, MOTHER, AFFECTED, HEALTHY, UNCLE, AUNT, COUSIN, CHILD, PEOPLE };
    enum { ILL = 4, WELL = 3 };
    static const int32_t sire[PEOPLE] = { -1, -1, GRANDFATHER, -1, FATHER, FATHER, GRANDFATHER, -1, UNCLE, HEALTHY };
    static const int32_t dam[PEOPLE] = { -1, -1, GRANDMOTHER, -1, MOTHER, MOTHER, GRANDMOTHER, -1, AUNT, COUSIN };
    static const uint8_t seen[PEOPLE] = { [AFFECTED] = ILL, [HEALTHY] = WELL };
    double rare = 1e-9, probability[3 * PEOPLE];
    unsigned char method[PEOPLE];
    struct genotype_summary summary;
    struct err e;
    assert_done(genotype_probabilities((struct pedigree){ PEOPLE, sire, dam },
                                       (struct genotype_tests){ seen, 0, NULL, 1 }, &rare, false, probability, method,
                                       &summary, NULL, &e),
                &e);
    assert_close(probability[3 * FATHER + 1], 1, 1e-6, "father carries", 0);
    assert_close(probability[3 * HEALTHY + 1], 2.0 / 3, 1e-6, "sib carries", 0);
    assert_close(probability[3 * UNCLE + 1], 1.0 / 2, 1e-6, "uncle carries", 0);
    assert_close(probability[3 * COUSIN + 1], 1.0 / 4, 1e-6, "cousin carries", 0);
    assert_close(probability[3 * CHILD + 2], 1.0 / 24, 1e-6, "child is affected", 0);
    assert_int_equal(summary.exact, PEOPLE);
}

static void a_cross_is_mendels(void **state)
{
    (void)state;
    static const double carrier[3] = { 0, 1, 0 }, half[3] = { .5, .5, 0 };
    double lamb[3];
    genotype_cross(carrier, carrier, lamb);
    assert_true(lamb[0] == .25 && lamb[1] == .5 && lamb[2] == .25);
    genotype_cross(half, carrier, lamb);
    assert_true(lamb[0] == .375 && lamb[1] == .5 && lamb[2] == .125);
}

/* ---- large flocks, where loops are too many ---- */

static double probability[3 * TABULAR_MOST], again[3 * TABULAR_MOST];

/* Of the genotypes that are called p likely, a part p is true. */
static void iterated_probabilities_are_kept(void **state)
{
    (void)state;
    enum { BINS = 10 };
    uint64_t seed = 1989;
    double said[BINS] = { 0 }, kept[BINS] = { 0 }, seen[BINS] = { 0 };
    int iterated = 0;
    for (int round = 0; round < 250; round++) {
        double frequency[GROUPS];
        unsigned char method[TABULAR_MOST];
        struct genotype_summary summary;
        struct err e;
        make(SHAPE_FLOCK + SHAPES * round, TABULAR_MOST, &seed, frequency, 0.02);
        assert_done(genotype_probabilities(tabular_pedigree(&t), asked(0.02), frequency, false, probability, method,
                                           &summary, NULL, &e),
                    &e);
        iterated += summary.iterated;
        assert_int_equal(summary.exact + summary.iterated, t.count);
        for (int32_t i = 0; i < t.count; i++) {
            const double *own = probability + 3 * t.label[i];
            assert_close(own[0] + own[1] + own[2], 1, 1e-12, "sum", round);
            for (int g = 0; g < 3 && method[t.label[i]] == GENOTYPE_ITERATED; g++) {
                int bin = own[g] >= 1 ? BINS - 1 : (int)(own[g] * BINS);
                said[bin] += own[g];
                kept[bin] += truth[i] == g;
                seen[bin] += 1;
            }
        }
    }
    assert_true(iterated > 8000);
    for (int bin = 0; bin < BINS; bin++)
        assert_close(kept[bin] / seen[bin], said[bin] / seen[bin], 0.04, "part that is true", bin);
}

/* Tests drawn at random contradict each other everywhere: the words would swing for ever. */
static void contradicting_tests_settle(void **state)
{
    (void)state;
    uint64_t seed = 2024;
    int settled = 0, iterated = 0;
    for (int round = 0; round < 150; round++) {
        double frequency[GROUPS];
        unsigned char method[TABULAR_MOST];
        struct genotype_summary summary;
        struct err e;
        make(SHAPE_FLOCK + SHAPES * (4 * round + 1), TABULAR_MOST, &seed, frequency, 0.02); /* a tenth is tested */
        for (int32_t i = 0; i < t.count; i++)
            if (shuffled_result[i])
                shuffled_result[i] = (uint8_t)(1 << tabular_random(&seed, 3));
        assert_done(genotype_probabilities(tabular_pedigree(&t), asked(0.02), frequency, false, probability, method,
                                           &summary, NULL, &e),
                    &e);
        settled += summary.change < 1e-6;
        iterated += summary.iterated > 0;
    }
    assert_true(iterated > 30);
    assert_int_equal(settled, 150);
}

static void shuffling_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = 1996;
    for (int round = 0; round < 200; round++) {
        double frequency[GROUPS];
        unsigned char method[TABULAR_MOST], other[TABULAR_MOST];
        int32_t label[TABULAR_MOST];
        struct genotype_summary summary;
        struct err e;
        make(round, TABULAR_MOST, &seed, frequency, 0.02);
        memcpy(label, t.label, sizeof label);
        assert_done(genotype_probabilities(tabular_pedigree(&t), asked(0.02), frequency, false, probability, method,
                                           &summary, NULL, &e),
                    &e);
        shuffle(&seed);
        assert_done(genotype_probabilities(tabular_pedigree(&t), asked(0.02), frequency, false, again, other, &summary,
                                           NULL, &e),
                    &e);
        for (int32_t i = 0; i < t.count; i++)
            for (int g = 0; g < 3; g++)
                if (method[label[i]] == GENOTYPE_EXACT && other[t.label[i]] == GENOTYPE_EXACT)
                    assert_close(again[3 * t.label[i] + g], probability[3 * label[i] + g], 1e-10, "exact", round);
                else
                    assert_close(again[3 * t.label[i] + g], probability[3 * label[i] + g], 1e-4, "iterated", round);
    }
}

/* ---- contradictions ---- */

static bool linked_by_loop(void)
{
    enum { NODES = 2 * ANIMALS };
    int32_t root[NODES], loops = 0;
    for (int32_t i = 0; i < NODES; i++)
        root[i] = i;
    for (int32_t i = 0; i < t.count; i++) {
        int32_t family = i, members[3] = { i, t.sire[i], t.dam[i] };
        for (int32_t k = i - 1; k >= 0; k--)
            if (t.sire[k] == t.sire[i] && t.dam[k] == t.dam[i] && t.sire[i] >= 0 && t.dam[i] >= 0)
                family = k;
        for (int m = 0; m < (family == i ? 3 : 1); m++) {
            if (members[m] < 0 || (m == 2 && members[2] == members[1]))
                continue;
            int32_t a = ANIMALS + family, b = members[m];
            while (root[a] != a)
                a = root[a];
            while (root[b] != b)
                b = root[b];
            loops += a == b;
            root[a] = b;
        }
    }
    return loops > 0;
}

static void contradictions_are_found(void **state)
{
    (void)state;
    uint64_t seed = 1987;
    int wrong = 0, loop_free = 0;
    for (int round = 0; round < 1500; round++) {
        double frequency[GROUPS], ret[3 * ANIMALS];
        unsigned char method[ANIMALS];
        struct genotype_conflict *list;
        struct genotype_summary summary;
        struct err e;
        int32_t count;
        make(round, ANIMALS, &seed, frequency, 0.0);
        for (int32_t i = 0; i < t.count; i++)
            if (result[i] && tabular_random(&seed, 6) == 0)
                result[i] = (uint8_t)(1 << tabular_random(&seed, 3));
        shuffle(&seed);
        bool possible = t.count == 0 || sum_all(frequency, 0.0) > 0;
        assert_done(genotype_find_conflicts(tabular_pedigree(&t), shuffled_result, &list, &count, &e), &e);
        if (possible)
            assert_int_equal(count, 0);
        else if (!linked_by_loop()) {
            loop_free++;
            assert_true(count > 0);
        }
        wrong += !possible;
        assert_int_equal(
            genotype_probabilities(tabular_pedigree(&t), asked(0), frequency, false, ret, method, &summary, NULL, &e),
            possible);
        if (!possible)
            assert_int_equal(e.code, ERR_DATA);
        free(list);
    }
    assert_true(wrong > 100 && loop_free > 30);
}

static void a_contradiction_says_where(void **state)
{
    (void)state;
    enum { PLAIN = 1, ONE = 2, BOTH = 4 };
    static const int32_t sire[] = { -1, -1, 0, 0, 0, -1, -1, 5, 5, 5 }, dam[] = { -1, -1, 1, -1, 1, -1, -1, 6, 6, 6 };
    static const uint8_t tested[] = { BOTH, BOTH, ONE, PLAIN, BOTH, 0, 0, PLAIN, BOTH, 0 };
    struct genotype_conflict *list;
    int32_t count;
    struct err e;
    assert_done(genotype_find_conflicts((struct pedigree){ 10, sire, dam }, tested, &list, &count, &e), &e);
    assert_int_equal(count, 2);
    assert_true(list[0].animal == 2 && list[0].kind == GENOTYPE_PARENTS);
    assert_true(list[1].animal == 3 && list[1].kind == GENOTYPE_SIRE);
    free(list);
    /* an untested dam with a ++ and a BB lamb has one B; her own sire and dam cannot both be ++ */
    static const int32_t grand[] = { -1, -1, 0, -1, 3, 3 }, mother[] = { -1, -1, 1, -1, 2, 2 };
    static const uint8_t family[] = { PLAIN, PLAIN, 0, 0, PLAIN, BOTH };
    assert_done(genotype_find_conflicts((struct pedigree){ 6, grand, mother }, family, &list, &count, &e), &e);
    assert_true(count == 1 && list[0].kind == GENOTYPE_FAMILY);
    free(list);
    /* the same of an untested sire, by two dams */
    static const int32_t got_by[] = { -1, -1, 0, -1, -1, 2, 2 }, out_of[] = { -1, -1, 1, -1, -1, 3, 4 };
    static const uint8_t half_sibs[] = { PLAIN, PLAIN, 0, 0, 0, PLAIN, BOTH };
    assert_done(genotype_find_conflicts((struct pedigree){ 7, got_by, out_of }, half_sibs, &list, &count, &e), &e);
    assert_true(count == 1 && list[0].kind == GENOTYPE_FAMILY);
    free(list);
}

/* ---- refusals ---- */

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
    static const int32_t sire[] = { -1, 0 }, dam[] = { -1, -1 }, loop[] = { 1, 0 };
    static const uint8_t tested[] = { 1, 2 };
    const struct progress progress = { stop, NULL };
    struct genotype_tests tests = { tested, 0.01, NULL, 1 };
    double q = 0.5, none = 0;
    unsigned char method[2];
    struct genotype_summary summary;
    struct pedigree p = { 2, sire, dam };
    struct err e;
    assert_false(genotype_probabilities(p, tests, &q, false, probability, method, &summary, &progress, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_false(genotype_probabilities(p, tests, &none, false, probability, method, &summary, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(genotype_probabilities((struct pedigree){ 2, loop, dam }, tests, &q, false, probability, method,
                                        &summary, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    tests.error = 0.6;
    assert_false(genotype_probabilities(p, tests, &q, false, probability, method, &summary, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probabilities_are_those_of_the_whole_sum),
        cmocka_unit_test(the_estimate_has_the_highest_likelihood),
        cmocka_unit_test(without_relatives_alleles_are_counted),
        cmocka_unit_test(counsellors_example),
        cmocka_unit_test(a_cross_is_mendels),
        cmocka_unit_test(iterated_probabilities_are_kept),
        cmocka_unit_test(contradicting_tests_settle),
        cmocka_unit_test(shuffling_changes_nothing),
        cmocka_unit_test(contradictions_are_found),
        cmocka_unit_test(a_contradiction_says_where),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
