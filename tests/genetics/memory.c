/* memory.c - every function with the n-th allocation failing, for every n: it must say so, leak nothing and leave its
 * results alone. Linked with --wrap, so that the kernels' malloc, calloc and realloc are ours.
 */
#include "tabular.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *old);

static bool counting;
static int allocations_left, alive;

static bool fails(void)
{
    return counting && allocations_left-- <= 0;
}

static void *born(void *memory)
{
    alive += counting && memory;
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : born(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : born(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    if (fails())
        return NULL;
    return old ? __real_realloc(old, size) : born(__real_realloc(old, size));
}

void __wrap_free(void *old)
{
    alive -= counting && old;
    __real_free(old);
}

static struct tabular t;
static double f[TABULAR_MOST];
static int32_t all[TABULAR_MOST];

enum { MOST = 20 };

static bool call_inbreeding(struct err *e)
{
    double ret[TABULAR_MOST];
    return inbreeding_all(tabular_pedigree(&t), ret, NULL, e);
}

static bool call_parallel(struct err *e)
{
    double ret[TABULAR_MOST];
    return inbreeding_all_parallel(tabular_pedigree(&t), 3, ret, NULL, e);
}

static bool call_update(struct err *e)
{
    double known[TABULAR_MOST];
    memcpy(known, f, sizeof known);
    return inbreeding_update(tabular_pedigree(&t), all, MOST, known, NULL, e);
}

static bool call_pair(struct err *e)
{
    double ret = -1;
    bool good = kinship_pair(tabular_pedigree(&t), f, t.label[199], t.label[198], &ret, e);
    assert_true(good == (ret != -1));
    return good;
}

static bool call_block(struct err *e)
{
    double ret[MOST * MOST];
    return kinship_block(tabular_pedigree(&t), f, all, MOST, all, MOST, ret, NULL, e);
}

static bool call_sources(struct err *e)
{
    struct kinship_source ret[MOST];
    int32_t count = -1;
    bool good = kinship_sources(tabular_pedigree(&t), f, t.label[199], t.label[198], ret, MOST, &count, e);
    assert_true(good == (count != -1));
    return good;
}

static bool call_product(struct err *e)
{
    struct kinship_product *k = NULL;
    bool good = kinship_product_open(tabular_pedigree(&t), f, all, MOST, &k, e);
    assert_true(good == (k != NULL));
    kinship_product_close(k);
    return good;
}

static int32_t thirds[TABULAR_MOST];

static bool call_group(struct err *e)
{
    double ret[9];
    struct group_facts facts[3];
    return group_kinship(tabular_pedigree(&t), f, (struct group_set){ 3, thirds, NULL }, ret, facts, NULL, e);
}

static bool call_group_animals(struct err *e)
{
    double ret[MOST * 3];
    return group_animals(tabular_pedigree(&t), f, (struct group_set){ 3, thirds, NULL }, all, MOST, ret, NULL, e);
}

static bool call_group_origin(struct err *e)
{
    double ret[12];
    return group_origin(tabular_pedigree(&t), thirds, 3, (struct group_set){ 3, thirds, NULL }, ret, NULL, e);
}

static bool call_completeness(struct err *e)
{
    double fraction[TABULAR_MOST], equivalent[TABULAR_MOST];
    return completeness_all(tabular_pedigree(&t), 4, fraction, equivalent, e);
}

static bool call_completeness_depth(struct err *e)
{
    static double depth[TABULAR_MOST * 4];
    return completeness_depth(tabular_pedigree(&t), 4, depth, e);
}

static bool call_completeness_profile(struct err *e)
{
    double mean[4];
    return completeness_profile(tabular_pedigree(&t), all, MOST, 4, mean, e);
}

static bool call_completeness_index(struct err *e)
{
    double index[TABULAR_MOST];
    return completeness_index(tabular_pedigree(&t), 4, index, e);
}

static bool call_completeness_full(struct err *e)
{
    int32_t full[TABULAR_MOST];
    return completeness_full(tabular_pedigree(&t), full, e);
}

static bool call_founders(struct err *e)
{
    double share[TABULAR_MOST];
    return founder_contributions(tabular_pedigree(&t), all, MOST, share, e);
}

static bool call_diversity(struct err *e)
{
    struct founder_diversity ret;
    return founder_diversity(tabular_pedigree(&t), f, all, MOST, &ret, e);
}

static bool call_ancestors(struct err *e)
{
    struct ancestor_contribution list[MOST];
    struct ancestor_summary ret;
    return ancestor_contributions(tabular_pedigree(&t), all, MOST, list, MOST, &ret, NULL, e);
}

static bool call_trend(struct err *e)
{
    struct trend ret[2];
    int32_t group[TABULAR_MOST];
    for (int32_t i = 0; i < TABULAR_MOST; i++)
        group[i] = i % 2;
    struct trend_input in = { f, NULL, f, f, group, 2, MOST };
    return trend_groups(tabular_pedigree(&t), &in, ret, NULL, e);
}

static bool call_partial(struct err *e)
{
    double share[TABULAR_MOST];
    return partial_inbreeding(tabular_pedigree(&t), f, all, MOST, share, NULL, e);
}

static bool call_ancestral(struct err *e)
{
    double ret[TABULAR_MOST];
    return ancestral_inbreeding(tabular_pedigree(&t), f, ret, e);
}

static bool call_size(struct err *e)
{
    struct population_size ret = { .used = -1 };
    bool good = population_size_by_kinship(tabular_pedigree(&t), f, f, all, MOST, &ret, NULL, e);
    assert_true(good == (ret.used != -1));
    return good;
}

static bool call_interval(struct err *e)
{
    struct generation_interval ret[GENERATION_PATHS];
    return generation_interval_paths(tabular_pedigree(&t), all, NULL, ret, e);
}

static bool call_order(struct err *e)
{
    int32_t order[TABULAR_MOST];
    return order_parents_first(tabular_pedigree(&t), order, e);
}

static bool call_prune(struct err *e)
{
    int32_t *kept, *sire, *dam, count, position[TABULAR_MOST];
    if (!order_prune(tabular_pedigree(&t), all, MOST, &kept, &sire, &dam, &count, position, e))
        return false;
    free(kept);
    free(sire);
    free(dam);
    return true;
}

static bool call_loops(struct err *e)
{
    static const int32_t sire[] = { 1, 2, 0, 3 }, dam[] = { -1, -1, -1, -1 };
    int32_t *members, *start, groups;
    if (!order_find_loops((struct pedigree){ 4, sire, dam }, &members, &start, &groups, e))
        return false;
    free(members);
    free(start);
    return true;
}

static bool call_inverse(struct err *e)
{
    struct inverse_matrix m;
    if (!inverse_columns(tabular_pedigree(&t), f, NULL, INVERSE_FULL, &m, NULL, e))
        return false;
    inverse_done(&m);
    return true;
}

static bool call_inverse_groups(struct err *e)
{
    static const double half[] = { 0.5, 0.5 };
    static int32_t kind[TABULAR_MOST];
    struct inverse_groups groups = { 2, kind, kind, 1, half };
    double shares[2 * TABULAR_MOST], product[TABULAR_MOST + 2];
    int64_t entries;
    return inverse_count(tabular_pedigree(&t), &groups, INVERSE_LOWER, &entries, NULL, e) &&
           inverse_shares(tabular_pedigree(&t), &groups, shares, e) &&
           inverse_product(tabular_pedigree(&t), f, &groups, shares, product, e);
}

static bool call_check(struct err *e)
{
    struct check_facts facts = { .born = t.generation };
    struct check_finding *list;
    int64_t count;
    if (!check_all(tabular_pedigree(&t), &facts, &list, &count, NULL, e))
        return false;
    assert_true(count > 64);
    free(list);
    return true;
}

static bool call_cycles(struct err *e)
{
    static const int32_t sire[] = { 1, 2, 0, 3 }, dam[] = { -1, -1, -1, -1 };
    int32_t *members, *start, groups;
    if (!check_cycles((struct pedigree){ 4, sire, dam }, &members, &start, &groups, e))
        return false;
    free(members);
    free(start);
    return true;
}

/* Every tenth animal with one of two sires. */
static bool call_uncertain(struct err *e)
{
    double ret[TABULAR_MOST], block[MOST * MOST];
    int32_t choice[TABULAR_MOST], start[] = { 0, 2 }, sire[] = { t.label[0], t.label[6] };
    double probability[] = { 0.5, 0.5 };
    struct uncertain_sires u = { 1, choice, start, sire, probability };
    struct uncertain_range range;
    for (int32_t i = 0; i < t.count; i++)
        choice[t.label[i]] = i >= 100 && i % 10 == 0 ? 0 : GENETICS_UNKNOWN;
    return uncertain_inbreeding(tabular_pedigree(&t), u, ret, NULL, e) &&
           uncertain_kinship(tabular_pedigree(&t), u, ret, all, MOST, all, MOST, block, NULL, e) &&
           uncertain_range(tabular_pedigree(&t), u, ret, t.label[190], 2, &range, NULL, e) &&
           uncertain_range(tabular_pedigree(&t), u, ret, t.label[190], 1, &range, NULL, e);
}

static bool call_cross(struct err *e)
{
    static int64_t share[3 * TABULAR_MOST];
    static struct cross cross[TABULAR_MOST];
    static int32_t breed[TABULAR_MOST];
    return cross_shares(tabular_pedigree(&t), breed, 2, share, e) &&
           cross_heterosis(tabular_pedigree(&t), breed, 2, share, cross, e);
}

/* The flock's loops are too many, those among its first animals are not. */
static bool call_genotype(struct err *e)
{
    static uint8_t result[TABULAR_MOST];
    static double probability[3 * TABULAR_MOST];
    unsigned char method[TABULAR_MOST];
    struct genotype_summary summary;
    double frequency = 0.3;
    bool good = true;
    for (int animals = 40; good && animals <= 200; animals += 160) {
        memset(result, 0, sizeof result);
        for (int32_t i = 0; i < animals; i += 3)
            result[t.label[i]] = 2;
        good = genotype_probabilities(tabular_pedigree(&t), (struct genotype_tests){ result, 0.01, NULL, 1 },
                                      &frequency, false, probability, method, &summary, NULL, e);
    }
    return good;
}

static bool call_conflicts(struct err *e)
{
    static const uint8_t result[TABULAR_MOST] = { 1, 4, 2 };
    struct genotype_conflict *list = NULL;
    int32_t count;
    bool good = genotype_find_conflicts(tabular_pedigree(&t), result, &list, &count, e);
    assert_true(good || !list);
    free(list);
    return good;
}

static void fail_each_allocation(void **state)
{
    bool (*call)(struct err *) = *(bool (**)(struct err *))state[0];
    bool good = false;
    int failures = 0;
    for (int n = 0; !good; n++) {
        struct err e = { 0 };
        assert_true(n < 1000);
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
        { "inbreeding_all", call_inbreeding },
        { "inbreeding_update", call_update },
        { "kinship_pair", call_pair },
        { "kinship_block", call_block },
        { "kinship_sources", call_sources },
        { "kinship_product_open", call_product },
        { "completeness_all", call_completeness },
        { "order_parents_first", call_order },
        { "order_prune", call_prune },
        { "order_find_loops", call_loops },
        { "group_kinship", call_group },
        { "group_animals", call_group_animals },
        { "group_origin", call_group_origin },
        { "inverse_columns", call_inverse },
        { "inverse with groups", call_inverse_groups },
        { "inbreeding_all_parallel", call_parallel },
        { "check_all", call_check },
        { "check_cycles", call_cycles },
        { "completeness_depth", call_completeness_depth },
        { "completeness_profile", call_completeness_profile },
        { "completeness_index", call_completeness_index },
        { "completeness_full", call_completeness_full },
        { "founder_contributions", call_founders },
        { "founder_diversity", call_diversity },
        { "ancestor_contributions", call_ancestors },
        { "trend_groups", call_trend },
        { "partial_inbreeding", call_partial },
        { "ancestral_inbreeding", call_ancestral },
        { "population_size_by_kinship", call_size },
        { "generation_interval_paths", call_interval },
        { "uncertain", call_uncertain },
        { "cross", call_cross },
        { "genotype_probabilities", call_genotype },
        { "genotype_find_conflicts", call_conflicts },
    };
    struct CMUnitTest tests[COUNT(functions)];
    uint64_t seed = 7;
    struct err e;
    tabular_make(&t, SHAPE_FLOCK, &seed);
    tabular_shuffle(&t, &seed);
    if (!inbreeding_all(tabular_pedigree(&t), f, NULL, &e))
        return 1;
    for (int32_t i = 0; i < TABULAR_MOST; i++)
        thirds[i] = (all[i] = i) % 3;
    for (size_t i = 0; i < COUNT(functions); i++)
        tests[i] =
            (struct CMUnitTest){ functions[i].name, fail_each_allocation, NULL, NULL, (void *)&functions[i].call };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
