/* diversity.c - founders, ancestors, partial and ancestral inbreeding, completeness by depth, effective size and
 * generation intervals against the obvious way, on random pedigrees in shuffled order; and numbers worked by hand.
 */
#include "tabular.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 120, EXACT_GENERATIONS = 26 };

static struct tabular t, other;
static double f[TABULAR_MOST], other_f[TABULAR_MOST];
static int32_t reference[TABULAR_MOST], reference_count; /* in order of birth */
static double weight[TABULAR_MOST];                      /* how often each stands in the reference */

static void assert_close(double got, double expected, const char *what, int round)
{
    if (!(fabs(got - expected) <= 1e-12 * (1 + fabs(expected))) && !(isnan(got) && isnan(expected)) && got != expected)
        fail_msg("%s, round %d: got %.17g, expected %.17g", what, round, got, expected);
}

static void assert_same(double one, double two, const char *what, int round)
{
    if (memcmp(&one, &two, sizeof one) && !(isnan(one) && isnan(two)))
        fail_msg("%s, round %d: %.17g, and %.17g in another order", what, round, one, two);
}

static void assert_done(bool done, const struct err *e)
{
    if (!done)
        fail_msg("%s", e->message);
}

static void choose_reference(uint64_t *state)
{
    memset(weight, 0, sizeof weight);
    reference_count = 1 + (int32_t)tabular_random(state, (uint64_t)t.count);
    for (int32_t i = 0; i < reference_count; i++) {
        reference[i] = (int32_t)tabular_random(state, (uint64_t)t.count);
        weight[reference[i]]++;
    }
}

/* The reference as the kernels see it, in another order each time. */
static const int32_t *labelled(const struct tabular *of)
{
    static int32_t labels[TABULAR_MOST];
    for (int32_t i = 0; i < reference_count; i++)
        labels[of == &t ? i : reference_count - 1 - i] = of->label[reference[i]];
    return labels;
}

static void set_f(void)
{
    for (int32_t i = 0; i < t.count; i++) {
        f[t.label[i]] = t.a[i][i] - 1;
        other_f[other.label[i]] = t.a[i][i] - 1;
    }
}

/* Calls check(round) on shuffled pedigrees of each shape with a random reference; `other` is the same in another order.
 */
static void for_each_pedigree(void (*check)(int round, uint64_t *state))
{
    uint64_t state = 20261124;
    for (int round = 0; round < ROUNDS * SHAPES; round++) {
        tabular_make(&t, (enum shape)(round % SHAPES), &state);
        if (t.count == 0)
            continue;
        tabular_solve(&t);
        tabular_shuffle(&t, &state);
        other = t;
        tabular_shuffle(&other, &state);
        set_f();
        choose_reference(&state);
        check(round, &state);
    }
}

static int unknown_parents(int32_t i)
{
    return (t.sire[i] < 0) + (t.dam[i] < 0);
}

/* ---- founders ---- */

/* Shares of the reference in everyone, from the youngest to the oldest. */
static void send_up(double *share, const unsigned char *cut)
{
    memcpy(share, weight, sizeof weight);
    for (int32_t i = t.count - 1; i >= 0; i--) {
        if (cut && cut[i])
            continue;
        if (t.sire[i] >= 0)
            share[t.sire[i]] += share[i] / 2;
        if (t.dam[i] >= 0)
            share[t.dam[i]] += share[i] / 2;
    }
}

static void check_founders(int round, uint64_t *state)
{
    (void)state;
    struct err e;
    double share[TABULAR_MOST], got[TABULAR_MOST], again[TABULAR_MOST], sum = 0, squares = 0;
    struct founder_diversity d, d_again;
    assert_done(founder_contributions(tabular_pedigree(&t), labelled(&t), reference_count, got, &e), &e);
    assert_done(founder_contributions(tabular_pedigree(&other), labelled(&other), reference_count, again, &e), &e);
    send_up(share, NULL);
    for (int32_t i = 0; i < t.count; i++) {
        double expected = share[i] / reference_count * unknown_parents(i) / 2;
        assert_close(got[t.label[i]], expected, "contribution", round);
        assert_same(got[t.label[i]], again[other.label[i]], "contribution", round);
        sum += got[t.label[i]];
        squares += expected * expected;
    }
    assert_close(sum, 1, "sum of contributions", round);
    assert_done(founder_diversity(tabular_pedigree(&t), f, labelled(&t), reference_count, &d, &e), &e);
    assert_done(founder_diversity(tabular_pedigree(&other), other_f, labelled(&other), reference_count, &d_again, &e),
                &e);
    assert_close(d.effective_founders, 1 / squares, "f_e", round);
    assert_same(d.effective_founders, d_again.effective_founders, "f_e", round);
    assert_same(d.founder_genomes, d_again.founder_genomes, "f_g", round);
    assert_same(d.mean_kinship_of_pairs, d_again.mean_kinship_of_pairs, "mean kinship of pairs", round);
    assert_same(d.mean_inbreeding, d_again.mean_inbreeding, "mean F", round);
}

static void founders_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_founders);
}

static void check_mean_kinship(int round, uint64_t *state)
{
    (void)state;
    struct err e;
    struct founder_diversity d;
    double all = 0, pairs = 0, inbreeding = 0, n = reference_count;
    for (int32_t i = 0; i < reference_count; i++) {
        inbreeding += t.a[reference[i]][reference[i]] - 1;
        for (int32_t j = 0; j < reference_count; j++) {
            all += t.a[reference[i]][reference[j]] / 2;
            pairs += i == j ? 0 : t.a[reference[i]][reference[j]] / 2;
        }
    }
    assert_done(founder_diversity(tabular_pedigree(&t), f, labelled(&t), reference_count, &d, &e), &e);
    assert_int_equal(d.reference, reference_count);
    assert_close(d.mean_kinship, all / (n * n), "mean kinship", round);
    assert_close(d.mean_kinship_of_pairs, n > 1 ? pairs / (n * (n - 1)) : NAN, "mean kinship of pairs", round);
    assert_close(d.founder_genomes, n * n / all / 2, "f_g", round);
    assert_close(d.mean_inbreeding, inbreeding / n, "mean F", round);
}

static void mean_kinship_agrees(void **state)
{
    (void)state;
    for_each_pedigree(check_mean_kinship);
}

/* ---- ancestors ---- */

/* Boichard's rounds as the paper has them: choose, cut the pedigree there, begin anew. */
struct slow {
    int32_t chosen[TABULAR_MOST], count;
    double marginal[TABULAR_MOST];
    bool tied;
};

static void find_parts(bool part[TABULAR_MOST], bool parent[TABULAR_MOST])
{
    memset(parent, 0, TABULAR_MOST * sizeof *parent);
    for (int32_t i = 0; i < t.count; i++)
        part[i] = weight[i] > 0;
    for (int32_t i = t.count - 1; i >= 0; i--)
        if (part[i]) {
            if (t.sire[i] >= 0)
                part[t.sire[i]] = parent[t.sire[i]] = true;
            if (t.dam[i] >= 0)
                part[t.dam[i]] = parent[t.dam[i]] = true;
        }
}

static void find_explained(double *explained, const unsigned char *cut)
{
    for (int32_t i = 0; i < t.count; i++) {
        double sire = t.sire[i] < 0 ? 0 : explained[t.sire[i]], dam = t.dam[i] < 0 ? 0 : explained[t.dam[i]];
        explained[i] = cut[i] ? 1 : (sire + dam) / 2;
    }
}

static bool before(int32_t i, int32_t j)
{
    return t.generation[i] != t.generation[j] ? t.generation[i] < t.generation[j] : t.label[i] < t.label[j];
}

static void slow_ancestors(struct slow *s)
{
    static bool part[TABULAR_MOST], parent[TABULAR_MOST];
    static unsigned char cut[TABULAR_MOST], taken[TABULAR_MOST];
    static double share[TABULAR_MOST], explained[TABULAR_MOST];
    find_parts(part, parent);
    memset(cut, 0, sizeof cut);
    memset(taken, 0, sizeof taken);
    s->count = 0;
    s->tied = false;
    for (;;) {
        send_up(share, cut);
        find_explained(explained, cut);
        int32_t best = -1;
        double largest = 0;
        bool tie = false;
        for (int32_t i = 0; i < t.count; i++) {
            if (!part[i] || taken[i] || (!parent[i] && unknown_parents(i) == 0))
                continue;
            double here = parent[i] || unknown_parents(i) == 2 ? share[i] * (1 - explained[i]) : share[i] / 2;
            tie = here > largest ? false : tie || here == largest;
            if (here > largest || (here == largest && best >= 0 && before(i, best))) {
                largest = here;
                best = i;
            }
        }
        if (best < 0)
            return;
        s->tied |= tie;
        taken[best] = 1;
        cut[best] = parent[best] || unknown_parents(best) == 2;
        s->chosen[s->count] = best;
        s->marginal[s->count++] = largest / reference_count;
    }
}

static void check_sound(const struct ancestor_contribution *list, const struct ancestor_summary *a, int round)
{
    assert_true(a->complete);
    assert_close(a->explained, 1, "explained", round);
    assert_close(list[a->found - 1].cumulative, 1, "cumulative", round);
    assert_close(a->at_least, a->at_most, "bounds", round);
    for (int32_t k = 0; k < a->found; k++) {
        assert_true(k == 0 || list[k].marginal <= list[k - 1].marginal);
        assert_true(list[k].marginal <= list[k].share + 1e-15);
    }
}

static void check_ancestors(int round, uint64_t *state)
{
    static struct slow s;
    struct err e;
    struct ancestor_contribution list[TABULAR_MOST];
    struct ancestor_summary a, other_a;
    assert_done(
        ancestor_contributions(tabular_pedigree(&t), labelled(&t), reference_count, list, TABULAR_MOST, &a, NULL, &e),
        &e);
    check_sound(list, &a, round);
    if (t.deepest > EXACT_GENERATIONS)
        return;
    double squares = 0;
    slow_ancestors(&s);
    assert_int_equal(a.found, s.count);
    for (int32_t k = 0; k < s.count; k++) {
        assert_int_equal(list[k].animal, t.label[s.chosen[k]]);
        assert_close(list[k].marginal, s.marginal[k], "marginal contribution", round);
        squares += s.marginal[k] * s.marginal[k];
    }
    assert_close(a.at_least, 1 / squares, "f_a", round);
    assert_done(ancestor_contributions(tabular_pedigree(&other), labelled(&other), reference_count, NULL, TABULAR_MOST,
                                       &other_a, NULL, &e),
                &e);
    if (!s.tied)
        assert_same(a.at_least, other_a.at_least, "f_a", round);
    int32_t most = (int32_t)tabular_random(state, (uint64_t)a.found + 1);
    assert_done(
        ancestor_contributions(tabular_pedigree(&t), labelled(&t), reference_count, NULL, most, &other_a, NULL, &e),
        &e);
    assert_int_equal(other_a.found, most);
    assert_true(other_a.at_least <= a.at_least * (1 + 1e-12) && other_a.at_most >= a.at_least * (1 - 1e-12));
}

static void ancestors_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_ancestors);
}

/* ---- partial and ancestral inbreeding ---- */

/* Identity by descent with the genes that enter with founder j, filled row by row. */
static void slow_partial(int32_t founder, double *ret)
{
    static double k[TABULAR_MOST][TABULAR_MOST], share[TABULAR_MOST];
    for (int32_t i = 0; i < t.count; i++) {
        int32_t s = t.sire[i], d = t.dam[i];
        for (int32_t j = 0; j < i; j++)
            k[i][j] = k[j][i] = ((s < 0 ? 0 : k[s][j]) + (d < 0 ? 0 : k[d][j])) / 2;
        ret[i] = s < 0 || d < 0 ? 0 : k[s][d];
        share[i] = ((s < 0 ? 0 : share[s]) + (d < 0 ? 0 : share[d]) + (i == founder ? unknown_parents(i) : 0)) / 2;
        k[i][i] = (share[i] + ret[i]) / 2;
    }
}

static void check_partial(int round, uint64_t *state)
{
    struct err e;
    double got[TABULAR_MOST], expected[TABULAR_MOST], sum = 0, mean = 0;
    assert_done(partial_inbreeding(tabular_pedigree(&t), f, labelled(&t), reference_count, got, NULL, &e), &e);
    for (int32_t i = 0; i < t.count; i++) {
        sum += got[i];
        mean += weight[i] * (t.a[i][i] - 1) / reference_count;
        assert_true(unknown_parents(i) > 0 || got[t.label[i]] == 0);
    }
    assert_close(sum, mean, "sum of partial inbreeding", round);
    for (int n = 0; n < 3; n++) {
        int32_t founder = (int32_t)tabular_random(state, (uint64_t)t.count);
        double of_founder = 0;
        if (unknown_parents(founder) == 0)
            continue;
        slow_partial(founder, expected);
        for (int32_t i = 0; i < t.count; i++)
            of_founder += weight[i] * expected[i] / reference_count;
        assert_close(got[t.label[founder]], of_founder, "partial inbreeding", round);
    }
}

static void partial_inbreeding_agrees(void **state)
{
    (void)state;
    for_each_pedigree(check_partial);
}

static void check_ancestral(int round, uint64_t *state)
{
    (void)state;
    struct err e;
    double got[TABULAR_MOST], again[TABULAR_MOST], fa[TABULAR_MOST];
    assert_done(ancestral_inbreeding(tabular_pedigree(&t), f, got, &e), &e);
    assert_done(ancestral_inbreeding(tabular_pedigree(&other), other_f, again, &e), &e);
    for (int32_t i = 0; i < t.count; i++) {
        fa[i] = 0;
        for (int side = 0; side < 2; side++) {
            int32_t parent = side ? t.dam[i] : t.sire[i];
            if (parent >= 0)
                fa[i] += (1 - (1 - fa[parent]) * (2 - t.a[parent][parent])) / 2;
        }
        assert_close(got[t.label[i]], fa[i], "ancestral inbreeding", round);
        assert_same(got[t.label[i]], again[other.label[i]], "ancestral inbreeding", round);
    }
}

static void ancestral_inbreeding_agrees(void **state)
{
    (void)state;
    for_each_pedigree(check_ancestral);
}

/* ---- completeness ---- */

static double filled(int32_t i, int generation)
{
    if (i < 0)
        return 0;
    return generation == 0 ? 1 : (filled(t.sire[i], generation - 1) + filled(t.dam[i], generation - 1)) / 2;
}

static double side_mean(int32_t parent, int generations)
{
    double sum = 0;
    for (int g = 0; g < generations; g++)
        sum += filled(parent, g) / generations;
    return sum;
}

static void check_depth(int round, uint64_t *state)
{
    struct err e;
    int generations = 1 + (int)tabular_random(state, 7);
    double depth[TABULAR_MOST * 7], mean[7], expected[7] = { 0 }, index[TABULAR_MOST], again[TABULAR_MOST];
    assert_done(completeness_depth(tabular_pedigree(&t), generations, depth, &e), &e);
    assert_done(completeness_profile(tabular_pedigree(&t), labelled(&t), reference_count, generations, mean, &e), &e);
    assert_done(completeness_index(tabular_pedigree(&t), generations, index, &e), &e);
    assert_done(completeness_index(tabular_pedigree(&other), generations, again, &e), &e);
    for (int32_t i = 0; i < t.count; i++) {
        double s = side_mean(t.sire[i], generations), d = side_mean(t.dam[i], generations);
        for (int g = 1; g <= generations; g++) {
            assert_close(depth[t.label[i] * generations + g - 1], filled(i, g), "completeness of a generation", round);
            expected[g - 1] += weight[i] * filled(i, g) / reference_count;
        }
        assert_close(index[t.label[i]], s > 0 && d > 0 ? 2 / (1 / s + 1 / d) : 0, "completeness index", round);
        assert_same(index[t.label[i]], again[other.label[i]], "completeness index", round);
    }
    for (int g = 0; g < generations; g++)
        assert_close(mean[g], expected[g], "mean completeness of a generation", round);
}

static void completeness_by_depth_agrees(void **state)
{
    (void)state;
    for_each_pedigree(check_depth);
}

static void check_full(int round, uint64_t *state)
{
    (void)round;
    (void)state;
    struct err e;
    int32_t got[TABULAR_MOST], full[TABULAR_MOST];
    assert_done(completeness_full(tabular_pedigree(&t), got, &e), &e);
    for (int32_t i = 0; i < t.count; i++) {
        int32_t sire = t.sire[i] < 0 ? -1 : full[t.sire[i]], dam = t.dam[i] < 0 ? -1 : full[t.dam[i]];
        full[i] = 1 + (sire < dam ? sire : dam);
        assert_int_equal(got[t.label[i]], full[i]);
    }
}

static void full_generations_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_full);
}

/* ---- effective size ---- */

static void get_equivalent(const struct tabular *of, double *ret)
{
    struct err e;
    assert_done(completeness_all(tabular_pedigree(of), 1, NULL, ret, &e), &e);
}

static void assert_size(struct population_size got, const double *rates, int32_t count, int round)
{
    double mean = 0, squares = 0;
    for (int32_t i = 0; i < count; i++)
        mean += rates[i] / count;
    for (int32_t i = 0; i < count; i++)
        squares += (rates[i] - mean) * (rates[i] - mean);
    assert_int_equal(got.used, count);
    if (count < 2)
        return;
    if (!(fabs(got.rate - mean) <= (t.deepest > EXACT_GENERATIONS ? 1e-8 : 1e-12))) /* 1 - f nearly 0: few digits */
        fail_msg("round %d: rate %.17g, expected %.17g", round, got.rate, mean);
    if (!(fabs(got.rate_error - sqrt(squares / (count - 1) / count)) <= 1e-8)) /* differences of near numbers */
        fail_msg("round %d: standard error %.17g", round, got.rate_error);
    if (mean > 1e-6) {
        assert_close(got.size, 0.5 / got.rate, "Ne", round);
        assert_close(got.standard_error, 2 * got.size * got.size * got.rate_error, "standard error of Ne", round);
    }
}

static void check_size(int round, uint64_t *state)
{
    (void)state;
    static double rates[TABULAR_MOST * TABULAR_MOST];
    struct err e;
    struct population_size size, again;
    double equivalent[TABULAR_MOST], other_equivalent[TABULAR_MOST];
    int32_t count = 0;
    get_equivalent(&t, equivalent);
    get_equivalent(&other, other_equivalent);
    for (int32_t i = 0; i < reference_count; i++) {
        double generations = equivalent[t.label[reference[i]]] - 1;
        if (generations > 0)
            rates[count++] = 1 - pow(2 - t.a[reference[i]][reference[i]], 1 / generations);
    }
    size = population_size_by_inbreeding(f, equivalent, labelled(&t), reference_count);
    again = population_size_by_inbreeding(other_f, other_equivalent, labelled(&other), reference_count);
    assert_size(size, rates, count, round);
    assert_int_equal(size.left_out, reference_count - count);
    assert_same(size.rate, again.rate, "rate", round);
    assert_same(size.rate_error, again.rate_error, "standard error", round);
    if (round % 4)
        return;
    count = 0;
    for (int32_t i = 0; i < reference_count; i++)
        for (int32_t j = i + 1; j < reference_count; j++) {
            double both = equivalent[t.label[reference[i]]] + equivalent[t.label[reference[j]]];
            if (both > 0)
                rates[count++] = 1 - pow(1 - t.a[reference[i]][reference[j]] / 2, 2 / both);
        }
    assert_done(
        population_size_by_kinship(tabular_pedigree(&t), f, equivalent, labelled(&t), reference_count, &size, NULL, &e),
        &e);
    assert_size(size, rates, count, round);
    assert_int_equal(size.left_out, reference_count * (reference_count - 1) / 2 - count);
}

static void population_sizes_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_size);
}

/* ---- generation interval ---- */

static void check_interval(int round, uint64_t *state)
{
    struct err e;
    date_day birth[TABULAR_MOST];
    unsigned char counted[TABULAR_MOST];
    struct generation_interval got[GENERATION_PATHS];
    for (int32_t i = 0; i < t.count; i++) {
        birth[i] = tabular_random(state, 5) ? (date_day)tabular_random(state, 20000) - 5000 : DATE_NONE;
        counted[i] = tabular_random(state, 4) > 0;
    }
    assert_done(generation_interval_paths(tabular_pedigree(&t), birth, counted, got, &e), &e);
    for (int path = 0; path < GENERATION_PATHS; path++) {
        bool from_sire = path == SIRE_TO_SON || path == SIRE_TO_DAUGHTER;
        bool to_son = path == SIRE_TO_SON || path == DAM_TO_SON;
        double sum = 0, squares = 0;
        int32_t count = 0, unknown = 0, impossible = 0;
        for (int32_t i = 0; i < t.count; i++) {
            bool used = false;
            for (int32_t j = 0; j < t.count; j++)
                used |= (to_son ? t.shuffled_sire[j] : t.shuffled_dam[j]) == i;
            int32_t parent = from_sire ? t.shuffled_sire[i] : t.shuffled_dam[i];
            if (!used || !counted[i])
                continue;
            if (parent < 0 || birth[parent] == DATE_NONE || birth[i] == DATE_NONE)
                unknown++;
            else if (birth[i] <= birth[parent])
                impossible++;
            else {
                double age = birth[i] - birth[parent];
                count++;
                sum += age;
                squares += age * age;
            }
        }
        assert_int_equal(got[path].count, count);
        assert_int_equal(got[path].unknown, unknown);
        assert_int_equal(got[path].impossible, impossible);
        assert_close(got[path].mean, count ? sum / count : NAN, "mean age", round);
        if (count > 1 && !(fabs(got[path].deviation - sqrt((squares - sum * sum / count) / (count - 1))) < 1e-4))
            fail_msg("round %d: deviation %.17g", round, got[path].deviation);
    }
}

static void generation_intervals_agree(void **state)
{
    (void)state;
    for_each_pedigree(check_interval);
}

/* ---- trend ---- */

enum { GROUPS = 4 };

static int32_t group_members(const int32_t *group, int32_t which, int32_t *ret)
{
    int32_t count = 0;
    for (int32_t i = 0; i < t.count; i++)
        if (group[i] == which)
            ret[count++] = i;
    return count;
}

static int32_t different(const int32_t *parents, const int32_t *members, int32_t count)
{
    int32_t found = 0;
    for (int32_t i = 0; i < count; i++) {
        bool fresh = parents[members[i]] >= 0;
        for (int32_t j = 0; j < i; j++)
            fresh &= parents[members[j]] != parents[members[i]];
        found += fresh;
    }
    return found;
}

static void check_trend(int round, uint64_t *state)
{
    struct err e;
    double equivalent[TABULAR_MOST], fraction[TABULAR_MOST];
    unsigned char tells[TABULAR_MOST];
    int32_t group[TABULAR_MOST], members[TABULAR_MOST];
    struct trend trend[GROUPS];
    struct founder_diversity d;
    struct ancestor_summary a;
    assert_done(completeness_all(tabular_pedigree(&t), 3, fraction, equivalent, &e), &e);
    for (int32_t i = 0; i < t.count; i++) {
        tells[i] = tabular_random(state, 2) > 0;
        group[i] = (int32_t)tabular_random(state, GROUPS + 1) - 1;
    }
    struct trend_input in = { f, tells, fraction, equivalent, group, GROUPS, TABULAR_MOST };
    assert_done(trend_groups(tabular_pedigree(&t), &in, trend, NULL, &e), &e);
    for (int32_t g = 0; g < GROUPS; g++) {
        int32_t count = group_members(group, g, members), known = 0;
        double sum = 0;
        assert_int_equal(trend[g].animals, count);
        if (count == 0)
            continue;
        for (int32_t k = 0; k < count; k++) {
            known += tells[members[k]];
            sum += tells[members[k]] * f[members[k]];
        }
        assert_int_equal(trend[g].known, known);
        assert_close(trend[g].inbreeding, known ? sum / known : NAN, "mean F", round);
        assert_int_equal(trend[g].sires, different(t.shuffled_sire, members, count));
        assert_int_equal(trend[g].dams, different(t.shuffled_dam, members, count));
        assert_done(founder_diversity(tabular_pedigree(&t), f, members, count, &d, &e) &&
                        ancestor_contributions(tabular_pedigree(&t), members, count, NULL, TABULAR_MOST, &a, NULL, &e),
                    &e);
        assert_memory_equal(&d, &trend[g].diversity, sizeof d);
        assert_memory_equal(&a.at_least, &trend[g].ancestors.at_least, sizeof a.at_least);
    }
}

static void trend_is_its_groups(void **state)
{
    (void)state;
    for_each_pedigree(check_trend);
}

/* ---- by hand ---- */

static void close_to(double got, double expected)
{
    assert_close(got, expected, "by hand", 0);
}

static void a_bottleneck_shows_in_ancestors_only(void **state)
{
    (void)state;
    /* 0 x 1 = 4; 4 x 2 = 5, 4 x 3 = 6: four founders share alike, but half of all passes through 4. */
    static const int32_t sire[] = { -1, -1, -1, -1, 0, 4, 4 }, dam[] = { -1, -1, -1, -1, 1, 2, 3 };
    static const int32_t last[] = { 5, 6 };
    struct pedigree p = { 7, sire, dam };
    double none[7] = { 0 };
    struct err e;
    struct founder_diversity d;
    struct ancestor_contribution list[7];
    struct ancestor_summary a;
    assert_done(founder_diversity(p, none, last, 2, &d, &e), &e);
    assert_done(ancestor_contributions(p, last, 2, list, 7, &a, NULL, &e), &e);
    assert_int_equal(d.founders, 4);
    close_to(d.effective_founders, 4);
    close_to(d.mean_kinship, (0.5 + 0.125) / 2); /* half sibs */
    close_to(d.founder_genomes, 1.6);
    close_to(a.at_least, 8 / 3.0);
    assert_int_equal(a.found, 3);
    assert_int_equal(list[0].animal, 4);
    close_to(list[0].marginal, 0.5);
    close_to(list[2].marginal, 0.25);
}

static void an_unknown_parent_is_a_founder(void **state)
{
    (void)state;
    /* Two lambs of ram 0, one by an ewe nobody wrote down. */
    static const int32_t sire[] = { -1, -1, 0, 0 }, dam[] = { -1, -1, 1, -1 };
    static const int32_t lambs[] = { 2, 3 };
    struct pedigree p = { 4, sire, dam };
    double none[4] = { 0 }, share[4];
    struct err e;
    struct founder_diversity d;
    struct ancestor_contribution list[4];
    struct ancestor_summary a;
    assert_done(founder_contributions(p, lambs, 2, share, &e) && founder_diversity(p, none, lambs, 2, &d, &e) &&
                    ancestor_contributions(p, lambs, 2, list, 4, &a, NULL, &e),
                &e);
    close_to(share[0], 0.5);
    close_to(share[1], 0.25);
    close_to(share[3], 0.25);
    assert_int_equal(d.founders, 2);
    assert_int_equal(d.unknown_parents, 1);
    assert_int_equal(a.found, 3);
    assert_int_equal(list[2].animal, 3);
    assert_true(list[2].unknown_parent);
    close_to(a.at_least, 8 / 3.0);
}

static void inbreeding_by_a_sire_is_his(void **state)
{
    (void)state;
    /* 0 x 1 = 2, 0 x 2 = 3 (F 1/4 of 0 alone), 3 x 4 = 5 (not inbred, half its genes from an inbred sire). */
    static const int32_t sire[] = { -1, -1, 0, 0, -1, 3 }, dam[] = { -1, -1, 1, 2, -1, 4 };
    struct pedigree p = { 6, sire, dam };
    double own[6], partial[6], ancestral[6];
    struct err e;
    int32_t lamb = 3;
    assert_done(inbreeding_all(p, own, NULL, &e) && partial_inbreeding(p, own, &lamb, 1, partial, NULL, &e) &&
                    ancestral_inbreeding(p, own, ancestral, &e),
                &e);
    close_to(partial[0], 0.25);
    close_to(partial[1], 0);
    close_to(ancestral[3], 0);
    close_to(ancestral[5], 0.125);
}

/* Full sibs for ever: 1 - F falls by (1 + sqrt 5)/4 a generation, Ne = 2.618 (Falconer & Mackay 1996, chapter 5). */
static void full_sib_lines_have_the_known_size(void **state)
{
    (void)state;
    enum { LINE = 60, ANIMALS = 2 * LINE };
    int32_t sire[ANIMALS], dam[ANIMALS];
    double own[ANIMALS], equivalent[ANIMALS];
    struct err e;
    for (int32_t i = 0; i < ANIMALS; i++) {
        sire[i] = i < 2 ? -1 : i / 2 * 2 - 2;
        dam[i] = i < 2 ? -1 : i / 2 * 2 - 1;
    }
    struct pedigree p = { ANIMALS, sire, dam };
    assert_done(inbreeding_all(p, own, NULL, &e) && completeness_all(p, 1, NULL, equivalent, &e), &e);
    struct population_size size = population_size_by_regression(equivalent + 40, own + 40, ANIMALS - 40, 1);
    assert_true(fabs(size.rate - (3 - sqrt(5)) / 4) < 1e-7);
    assert_true(fabs(size.size - (3 + sqrt(5)) / 2) < 1e-6);
    assert_int_equal(size.used, ANIMALS - 40);
    double in_years = population_size_by_regression(equivalent + 40, own + 40, ANIMALS - 40, 2).rate;
    close_to(1 - in_years, (1 - size.rate) * (1 - size.rate));
}

static void nothing_is_no_size(void **state)
{
    (void)state;
    static const double x[] = { 1, 2, NAN }, own[] = { 0, 0, 0 };
    struct population_size size = population_size_by_regression(x, own, 3, 1);
    assert_int_equal(size.used, 2);
    assert_int_equal(size.left_out, 1);
    assert_true(isinf(size.size));
    assert_true(isnan(population_size_by_regression(x, own, 1, 1).size));
    assert_true(isnan(population_size_by_inbreeding(own, x, NULL, 0).size));
}

/* ---- refusals ---- */

static const int32_t loop_sire[] = { 1, 0 }, loop_dam[] = { -1, -1 };
static const struct pedigree loop = { 2, loop_sire, loop_dam };

static void loops_are_refused(void **state)
{
    (void)state;
    static const int32_t first[] = { 0 };
    double real[4];
    int32_t whole[2];
    struct err e;
    struct founder_diversity d;
    struct ancestor_summary a;
    bool good[] = { founder_contributions(loop, first, 1, real, &e),
                    founder_diversity(loop, real, first, 1, &d, &e),
                    ancestor_contributions(loop, first, 1, NULL, 1, &a, NULL, &e),
                    partial_inbreeding(loop, real, first, 1, real, NULL, &e),
                    ancestral_inbreeding(loop, real, real, &e),
                    completeness_depth(loop, 2, real, &e),
                    completeness_profile(loop, first, 1, 2, real, &e),
                    completeness_index(loop, 2, real, &e),
                    completeness_full(loop, whole, &e) };
    for (size_t i = 0; i < COUNT(good); i++)
        assert_false(good[i]);
    assert_int_equal(e.code, ERR_DATA);
    assert_false(founder_contributions(loop, first, 0, real, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_false(completeness_depth(loop, 0, real, &e));
    assert_int_equal(e.code, ERR_DATA);
}

static bool refuse(void *context, const char *what, int64_t done, int64_t total)
{
    (void)context, (void)what, (void)done, (void)total;
    return false;
}

static void work_can_be_stopped(void **state)
{
    (void)state;
    static const int32_t sire[] = { -1, -1, 0, 0 }, dam[] = { -1, -1, 1, 2 };
    static const int32_t last[] = { 2, 3 }, group[] = { 0, 0, 0, 0 };
    static const double own[] = { 0, 0, 0, 0.25 };
    struct pedigree p = { 4, sire, dam };
    struct progress stop = { refuse, NULL };
    double real[4] = { 0 };
    struct err e;
    struct ancestor_summary a;
    struct population_size size;
    struct trend trend;
    struct trend_input in = { own, NULL, own, own, group, 1, 4 };
    struct err each[4];
    assert_false(ancestor_contributions(p, last, 2, NULL, 4, &a, &stop, &each[0]));
    assert_false(partial_inbreeding(p, own, last, 2, real, &stop, &each[1]));
    assert_false(population_size_by_kinship(p, own, own, last, 2, &size, &stop, &each[2]));
    assert_false(trend_groups(p, &in, &trend, &stop, &each[3]));
    for (int i = 0; i < 4; i++)
        assert_int_equal(each[i].code, ERR_CANCELLED);
    assert_done(ancestor_contributions(p, last, 2, NULL, 4, &a, NULL, &e), &e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(founders_agree),
        cmocka_unit_test(mean_kinship_agrees),
        cmocka_unit_test(ancestors_agree),
        cmocka_unit_test(partial_inbreeding_agrees),
        cmocka_unit_test(ancestral_inbreeding_agrees),
        cmocka_unit_test(completeness_by_depth_agrees),
        cmocka_unit_test(full_generations_agree),
        cmocka_unit_test(population_sizes_agree),
        cmocka_unit_test(generation_intervals_agree),
        cmocka_unit_test(trend_is_its_groups),
        cmocka_unit_test(a_bottleneck_shows_in_ancestors_only),
        cmocka_unit_test(an_unknown_parent_is_a_founder),
        cmocka_unit_test(inbreeding_by_a_sire_is_his),
        cmocka_unit_test(full_sib_lines_have_the_known_size),
        cmocka_unit_test(nothing_is_no_size),
        cmocka_unit_test(loops_are_refused),
        cmocka_unit_test(work_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
