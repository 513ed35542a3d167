/* lineage.c - the ancestors of one animal: F, completeness, how often each stands there, whom the inbreeding is from.
 */
#include "pedigree.h"

/* From the youngest to the oldest, each hands its places on to its parents. */
static void count_places(const struct herd_pedigree *p, const int32_t *order, int32_t root, int64_t *times)
{
    times[root] = 1;
    for (int32_t k = p->count - 1; k >= 0; k--) {
        int32_t at = order[k], parents[] = { p->sire[at], p->dam[at] };
        for (size_t i = 0; i < COUNT(parents); i++)
            if (parents[i] >= 0 && __builtin_add_overflow(times[parents[i]], times[at], &times[parents[i]]))
                times[parents[i]] = INT64_MAX;
    }
}

static bool find_causes(struct lineage *l, struct err *e)
{
    int32_t sire = l->p.sire[l->root], dam = l->p.dam[l->root], count = 0;
    struct pedigree kernel = { l->p.count, l->p.sire, l->p.dam };
    if (sire < 0 || dam < 0)
        return true;
    if (!kinship_sources(kernel, l->p.f, sire, dam, l->cause, LINEAGE_CAUSES, &count, e))
        return false;
    l->cause_count = count;
    return true;
}

static bool compute(struct lineage *l, int32_t *work, struct err *e)
{
    struct pedigree kernel = { l->p.count, l->p.sire, l->p.dam };
    if (!order_generations(kernel, work, e))
        return false;
    l->generations = work[l->root];
    if (!order_parents_first(kernel, work, e) ||
        !completeness_all(kernel, CARD_GENERATIONS, l->completeness, l->equivalent, e))
        return false;
    count_places(&l->p, work, l->root, l->times);
    return find_causes(l, e);
}

bool lineage_load(struct herd *herd, int64_t animal, struct lineage *ret, struct err *e)
{
    struct lineage l = { 0 };
    if (!pedigree_load_ancestors(herd, &animal, 1, &l.p, e))
        return false;
    size_t n = (size_t)l.p.count;
    l.root = pedigree_position(&l.p, animal);
    l.completeness = memory_new(n * sizeof *l.completeness);
    l.equivalent = memory_new(n * sizeof *l.equivalent);
    l.times = memory_new(n * sizeof *l.times);
    int32_t *work = memory_new(n * sizeof *work);
    bool good = compute(&l, work, e);
    memory_free(work);
    if (!good) {
        lineage_done(&l);
        return false;
    }
    *ret = l;
    return true;
}

void lineage_done(struct lineage *l)
{
    memory_free(l->completeness);
    memory_free(l->equivalent);
    memory_free(l->times);
    pedigree_done(&l->p);
    *l = (struct lineage){ 0 };
}

bool lineage_tells_f(const struct lineage *l, int32_t at)
{
    return pedigree_tells_f(l->p.f[at], l->p.sire[at] >= 0 && l->p.dam[at] >= 0, l->completeness[at]);
}
