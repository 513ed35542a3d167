/* pedigree.c - lineage: from the records to the kernels' arrays and back. */
#include "pedigree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the whole book ---- */

struct parent_ids {
    int64_t *sire, *dam;
};

static void pedigree_allocate(struct herd_pedigree *p, int32_t count)
{
    size_t n = (size_t)(count > 0 ? count : 1);
    p->count = 0;
    p->id = memory_resize(NULL, n, sizeof *p->id);
    p->sire = memory_resize(NULL, n, sizeof *p->sire);
    p->dam = memory_resize(NULL, n, sizeof *p->dam);
    p->f = memory_resize(NULL, n, sizeof *p->f);
}

void pedigree_done(struct herd_pedigree *p)
{
    memory_free(p->id);
    memory_free(p->sire);
    memory_free(p->dam);
    memory_free(p->f);
    *p = (struct herd_pedigree){ 0 };
}

int32_t pedigree_position(const struct herd_pedigree *p, int64_t id)
{
    int32_t low = 0, high = p->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (p->id[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->count && p->id[low] == id ? low : GENETICS_UNKNOWN;
}

/* Row ids are nearly dense, so a table from id to position beats a search per parent. */
static void pedigree_link(struct herd_pedigree *p, const struct parent_ids *parents, int64_t most_id)
{
    int32_t *position = memory_resize(NULL, (size_t)most_id + 1, sizeof *position);
    memset(position, 0xff, ((size_t)most_id + 1) * sizeof *position);
    for (int32_t i = 0; i < p->count; i++)
        position[p->id[i]] = i;
    for (int32_t i = 0; i < p->count; i++) {
        p->sire[i] =
            parents->sire[i] > 0 && parents->sire[i] <= most_id ? position[parents->sire[i]] : GENETICS_UNKNOWN;
        p->dam[i] = parents->dam[i] > 0 && parents->dam[i] <= most_id ? position[parents->dam[i]] : GENETICS_UNKNOWN;
    }
    memory_free(position);
}

static bool pedigree_extent(struct herd *herd, int32_t *ret_count, int64_t *ret_most_id, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(herd->store, "pedigree_extent", &q, e) || !query_next(q, &row, e))
        return false;
    int64_t count = query_int(q, 0);
    if (count >= INT32_MAX / 2)
        return err_set(e, ERR_DATA, "", _("The pedigree has more animals than can be held: %lld"), (long long)count);
    *ret_count = (int32_t)count;
    *ret_most_id = query_int(q, 1);
    return true;
}

static bool pedigree_read(struct herd *herd, int32_t room, struct herd_pedigree *p, struct parent_ids *parents,
                          const struct progress *progress, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "pedigree_all", &q, e))
        return false;
    bool row;
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row || p->count == room)
            return true;
        if (p->count % 4096 == 0 && !progress_step(progress, _("Pedigree: reading"), p->count, room))
            return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped; nothing was changed"));
        int32_t i = p->count++;
        p->id[i] = query_int(q, 0);
        parents->sire[i] = query_int(q, 1);
        parents->dam[i] = query_int(q, 2);
        p->f[i] = query_is_null(q, 3) ? (double)NAN : query_real(q, 3);
    }
}

bool pedigree_load_all(struct herd *herd, struct herd_pedigree *ret, const struct progress *progress, struct err *e)
{
    int32_t count = 0;
    int64_t most_id = 0;
    if (!pedigree_extent(herd, &count, &most_id, e))
        return false;
    size_t n = (size_t)(count > 0 ? count : 1);
    struct herd_pedigree p;
    pedigree_allocate(&p, count);
    struct parent_ids parents = { memory_resize(NULL, n, sizeof(int64_t)), memory_resize(NULL, n, sizeof(int64_t)) };
    bool good = pedigree_read(herd, count, &p, &parents, progress, e);
    if (good) {
        pedigree_link(&p, &parents, most_id);
        *ret = p;
    } else {
        pedigree_done(&p);
    }
    memory_free(parents.sire);
    memory_free(parents.dam);
    return good;
}

bool pedigree_load(struct herd *herd, struct herd_pedigree *ret, struct err *e)
{
    return pedigree_load_all(herd, ret, NULL, e);
}

/* ---- a few animals and their ancestors ---- */

static bool gathering_climb(struct herd *herd, struct gathering *g, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "pedigree_parents", &q, e))
        return false;
    for (int32_t i = 0; i < g->count; i++) {
        bool row;
        query_bind_int(q, ":animal", g->ids[i]);
        if (!query_next(q, &row, e))
            return false;
        int64_t sire = query_int(q, 0), dam = query_int(q, 1);
        if (!query_run(q, e))
            return false;
        gathering_add(g, sire);
        gathering_add(g, dam);
        g->sire[i] = sire;
        g->dam[i] = dam;
    }
    return true;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void gathering_sort(const struct gathering *g, int room, struct herd_pedigree *p)
{
    pedigree_allocate(p, g->count + room);
    p->count = g->count;
    for (int32_t i = 0; i < g->count; i++)
        p->id[i] = g->ids[i];
    qsort(p->id, (size_t)g->count, sizeof *p->id, compare_ids);
    for (int32_t i = 0; i < g->count; i++) {
        int32_t at = pedigree_position(p, g->ids[i]);
        p->sire[at] = pedigree_position(p, g->sire[i]);
        p->dam[at] = pedigree_position(p, g->dam[i]);
        p->f[at] = (double)NAN;
    }
}

/* Those that stand in no book come last, under ids that no row has. */
static void add_imagined(const struct mate *mates, int count, struct herd_pedigree *p, int32_t *ret_positions)
{
    for (int i = 0; i < count; i++) {
        ret_positions[i] = pedigree_position(p, mates[i].animal);
        if (mates[i].animal)
            continue;
        int32_t sire = pedigree_position(p, mates[i].sire), dam = pedigree_position(p, mates[i].dam), at = p->count++;
        p->id[at] = INT64_MAX - count + i;
        p->sire[at] = sire;
        p->dam[at] = dam;
        p->f[at] = (double)NAN;
        ret_positions[i] = at;
    }
}

/* F is computed here, not taken from the derived table: one card must be right however old that table is. */
bool pedigree_load_mates(struct herd *herd, const struct mate *mates, int mate_count, const int64_t *ids, int count,
                         struct herd_pedigree *ret, int32_t *ret_positions, struct err *e)
{
    struct gathering g = { 0 };
    for (int i = 0; i < mate_count; i++) {
        gathering_add(&g, mates[i].animal);
        gathering_add(&g, mates[i].animal ? 0 : mates[i].sire);
        gathering_add(&g, mates[i].animal ? 0 : mates[i].dam);
    }
    for (int i = 0; i < count; i++)
        gathering_add(&g, ids[i]);
    struct herd_pedigree p = { 0 };
    bool good = gathering_climb(herd, &g, e);
    if (good) {
        gathering_sort(&g, mate_count, &p);
        add_imagined(mates, mate_count, &p, ret_positions);
        good = inbreeding_all((struct pedigree){ p.count, p.sire, p.dam }, p.f, NULL, e);
    }
    gathering_done(&g);
    if (!good) {
        pedigree_done(&p);
        return false;
    }
    *ret = p;
    return true;
}

bool pedigree_load_ancestors(struct herd *herd, const int64_t *ids, int count, struct herd_pedigree *ret, struct err *e)
{
    return pedigree_load_mates(herd, NULL, 0, ids, count, ret, NULL, e);
}

bool pedigree_tells_f(double f, bool both_parents, double completeness)
{
    return f > 0 || (both_parents && completeness > 2.5 / 14);
}

/* ---- one mating ---- */

static void mating_sources(const struct herd_pedigree *p, struct pedigree kernel, int32_t sire, int32_t dam,
                           struct mating_check *check)
{
    struct kinship_source sources[COUNT(check->source)];
    int32_t count = 0;
    struct err ignored;
    if (!kinship_sources(kernel, p->f, sire, dam, sources, (int32_t)COUNT(sources), &count, &ignored))
        return;
    check->source_count = count < (int32_t)COUNT(sources) ? count : (int)COUNT(sources);
    for (int i = 0; i < check->source_count; i++) {
        check->source[i] = p->id[sources[i].ancestor];
        check->share[i] = sources[i].share;
    }
}

bool pedigree_check_mating(struct herd *herd, int64_t sire, int64_t dam, struct mating_check *ret, struct err *e)
{
    struct herd_pedigree p;
    if (!pedigree_load_ancestors(herd, (int64_t[]){ sire, dam }, 2, &p, e))
        return false;
    struct pedigree kernel = { p.count, p.sire, p.dam };
    int32_t s = pedigree_position(&p, sire), d = pedigree_position(&p, dam);
    struct mating_check check = { 0 };
    bool good = kinship_pair(kernel, p.f, s, d, &check.f, e);
    if (good) {
        check.sire_f = p.f[s];
        check.dam_f = p.f[d];
        /* the lamb's 14 ancestors: two parents and their six each */
        check.completeness = (2 + 6 * completeness_one(kernel, s, 2) + 6 * completeness_one(kernel, d, 2)) / 14;
        if (check.f > 0)
            mating_sources(&p, kernel, s, d, &check);
        *ret = check;
    }
    pedigree_done(&p);
    return good;
}
