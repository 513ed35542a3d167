/* pedigree.c - lineage: from the records to the kernels' arrays and back. */
#include "mupu/herd.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Generations over which completeness is stated: 2 + 4 + 8 = the 14 ancestors of a pedigree card. */
#define CARD_GENERATIONS 3

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
                          double *completeness, struct err *e)
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
        int32_t i = p->count++;
        p->id[i] = query_int(q, 0);
        parents->sire[i] = query_int(q, 1);
        parents->dam[i] = query_int(q, 2);
        p->f[i] = query_is_null(q, 3) ? (double)NAN : query_real(q, 3);
        if (completeness)
            completeness[i] = query_is_null(q, 4) ? (double)NAN : query_real(q, 4);
    }
}

static bool pedigree_load_all(struct herd *herd, struct herd_pedigree *ret, double **ret_completeness, struct err *e)
{
    int32_t count = 0;
    int64_t most_id = 0;
    if (!pedigree_extent(herd, &count, &most_id, e))
        return false;
    size_t n = (size_t)(count > 0 ? count : 1);
    struct herd_pedigree p;
    pedigree_allocate(&p, count);
    struct parent_ids parents = { memory_resize(NULL, n, sizeof(int64_t)), memory_resize(NULL, n, sizeof(int64_t)) };
    double *completeness = ret_completeness ? memory_resize(NULL, n, sizeof *completeness) : NULL;
    bool good = pedigree_read(herd, count, &p, &parents, completeness, e);
    if (good)
        pedigree_link(&p, &parents, most_id);
    memory_free(parents.sire);
    memory_free(parents.dam);
    if (!good) {
        memory_free(completeness);
        pedigree_done(&p);
        return false;
    }
    *ret = p;
    if (ret_completeness)
        *ret_completeness = completeness;
    return true;
}

bool pedigree_load(struct herd *herd, struct herd_pedigree *ret, struct err *e)
{
    return pedigree_load_all(herd, ret, NULL, e);
}

/* ---- a few animals and their ancestors ---- */

/* A set of ids that grows: open addressing, and the ids in order of arrival. */
struct gathering {
    int64_t *ids, *sire, *dam;
    int32_t count, capacity;
    int32_t *slots; /* position + 1; 0 = free */
    uint32_t mask;
};

static uint32_t gathering_slot(const struct gathering *g, int64_t id)
{
    uint32_t slot = (uint32_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 32) & g->mask;
    while (g->slots[slot] && g->ids[g->slots[slot] - 1] != id)
        slot = (slot + 1) & g->mask;
    return slot;
}

static void gathering_grow(struct gathering *g)
{
    g->capacity = g->capacity ? g->capacity * 2 : 64;
    g->ids = memory_resize(g->ids, (size_t)g->capacity, sizeof *g->ids);
    g->sire = memory_resize(g->sire, (size_t)g->capacity, sizeof *g->sire);
    g->dam = memory_resize(g->dam, (size_t)g->capacity, sizeof *g->dam);
    memory_free(g->slots);
    g->mask = (uint32_t)g->capacity * 2 - 1;
    g->slots = memory_new(((size_t)g->mask + 1) * sizeof *g->slots);
    for (int32_t i = 0; i < g->count; i++)
        g->slots[gathering_slot(g, g->ids[i])] = i + 1;
}

static void gathering_add(struct gathering *g, int64_t id)
{
    if (id <= 0)
        return;
    if (g->count == g->capacity)
        gathering_grow(g);
    uint32_t slot = gathering_slot(g, id);
    if (g->slots[slot])
        return;
    g->ids[g->count] = id;
    g->sire[g->count] = g->dam[g->count] = 0;
    g->slots[slot] = ++g->count;
}

static void gathering_done(struct gathering *g)
{
    memory_free(g->ids);
    memory_free(g->sire);
    memory_free(g->dam);
    memory_free(g->slots);
}

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
        int64_t sire = row ? query_int(q, 0) : 0, dam = row ? query_int(q, 1) : 0;
        if (row && !query_run(q, e))
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

static void gathering_sort(const struct gathering *g, struct herd_pedigree *p)
{
    pedigree_allocate(p, g->count);
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

/* F is computed here, not taken from the derived table: one card must be right however old that table is. */
bool pedigree_load_ancestors(struct herd *herd, const int64_t *ids, int count, struct herd_pedigree *ret, struct err *e)
{
    struct gathering g = { 0 };
    for (int i = 0; i < count; i++)
        gathering_add(&g, ids[i]);
    struct herd_pedigree p = { 0 };
    bool good = gathering_climb(herd, &g, e);
    if (good) {
        gathering_sort(&g, &p);
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

/* ---- the derived table ---- */

static bool same_real(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool refresh_write(struct herd *herd, const struct herd_pedigree *p, const double *f,
                          const double *old_completeness, const double *completeness, const struct progress *progress,
                          struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "inbreeding_put", &q, e))
        return false;
    for (int32_t i = 0; i < p->count; i++) {
        if (i % 4096 == 0 && !progress_step(progress, _("Inbreeding: writing"), i, p->count))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        if (same_real(f[i], p->f[i]) && same_real(completeness[i], old_completeness[i]))
            continue;
        query_bind_int(q, ":animal", p->id[i]);
        query_bind_real(q, ":f", f[i]);
        query_bind_real(q, ":completeness", completeness[i]);
        if (!query_run(q, e))
            return false;
    }
    return true;
}

static bool run_named(struct herd *herd, const char *name, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    return store_query(herd->store, name, &q, e) && query_run(q, e);
}

static bool refresh_note(struct herd *herd, int64_t change, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "derived_put", &q, e))
        return false;
    query_bind_text(q, ":name", "inbreeding");
    query_bind_int(q, ":change", change);
    return query_run(q, e);
}

static bool refresh_store(struct herd *herd, const struct herd_pedigree *p, const double *old_completeness,
                          int64_t change, const struct progress *progress, struct err *e)
{
    size_t n = (size_t)(p->count > 0 ? p->count : 1);
    double *f = memory_resize(NULL, n, sizeof *f), *completeness = memory_resize(NULL, n, sizeof *completeness);
    struct pedigree kernel = { p->count, p->sire, p->dam };
    bool good = inbreeding_all(kernel, f, progress, e) &&
                completeness_all(kernel, CARD_GENERATIONS, completeness, NULL, e) &&
                store_begin_unlogged(herd->store, e);
    if (good) {
        good = run_named(herd, "inbreeding_drop_voided", e) &&
               refresh_write(herd, p, f, old_completeness, completeness, progress, e) &&
               refresh_note(herd, change, e) && store_commit_unlogged(herd->store, e);
        if (!good)
            store_rollback(herd->store);
    }
    memory_free(f);
    memory_free(completeness);
    return good;
}

bool pedigree_refresh(struct herd *herd, const struct progress *progress, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t newest, known;
    if (!store_newest_change(herd->store, &newest, e) || !store_query(herd->store, "derived_change", &q, e))
        return false;
    query_bind_text(q, ":name", "inbreeding");
    if (!query_one_int(q, -1, &known, e))
        return false;
    if (known == newest)
        return true;
    struct herd_pedigree p;
    double *completeness = NULL;
    if (!pedigree_load_all(herd, &p, &completeness, e))
        return false;
    bool good = refresh_store(herd, &p, completeness, newest, progress, e);
    memory_free(completeness);
    pedigree_done(&p);
    return good;
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

/* ---- trees ---- */

struct tree_walk {
    struct herd *herd;
    struct arena *arena;
    const struct herd_pedigree *p;
    struct query *q;
    struct pedigree_node *nodes;
    int count, room, generations;
    unsigned char *seen;
};

static bool tree_node_facts(struct tree_walk *w, struct pedigree_node *node, struct err *e)
{
    bool row;
    query_bind_int(w->q, ":animal", node->id);
    if (!query_next(w->q, &row, e))
        return false;
    if (!row)
        return true;
    node->number = arena_text(w->arena, query_text(w->q, 0));
    node->sex = arena_text(w->arena, query_text(w->q, 1));
    node->birth = query_day(w->q, 2);
    const char *precision = query_text(w->q, 3);
    node->birth_precision = precision ? (enum date_precision)precision[0] : DATE_DAY;
    char text[DATE_TEXT];
    node->birth_text = arena_text(w->arena, date_format(node->birth, node->birth_precision, text));
    return query_run(w->q, e);
}

static bool tree_visit(struct tree_walk *w, int32_t at, int generation, const char *path, struct err *e)
{
    if (w->count == w->room)
        return true;
    struct pedigree_node *node = &w->nodes[w->count++];
    *node = (struct pedigree_node){
        .generation = generation, .birth = DATE_NONE, .birth_precision = DATE_DAY, .f = (double)NAN
    };
    snprintf(node->path, sizeof node->path, "%s", path);
    node->number = node->sex = node->birth_text = "";
    if (at == GENETICS_UNKNOWN)
        return true;
    node->known = true;
    node->id = w->p->id[at];
    node->f = w->p->f[at];
    node->repeated = w->seen[at];
    w->seen[at] = 1;
    if (!tree_node_facts(w, node, e))
        return false;
    if (generation == w->generations)
        return true;
    char above[sizeof node->path];
    snprintf(above, sizeof above, "%.15sS", path);
    if (!tree_visit(w, w->p->sire[at], generation + 1, above, e))
        return false;
    snprintf(above, sizeof above, "%.15sD", path);
    return tree_visit(w, w->p->dam[at], generation + 1, above, e);
}

bool pedigree_tree(struct herd *herd, int64_t animal, int generations, struct arena *arena, struct pedigree_node **ret,
                   int *ret_count, struct err *e)
{
    enum { MOST_GENERATIONS = 12, MOST_NODES = 8191 };
    if (generations < 0)
        generations = 0;
    if (generations > MOST_GENERATIONS)
        generations = MOST_GENERATIONS;
    CLEANUP(query_done) struct query *q = NULL;
    struct herd_pedigree p;
    if (!store_query(herd->store, "pedigree_node", &q, e) || !pedigree_load_ancestors(herd, &animal, 1, &p, e))
        return false;
    struct tree_walk walk = { .herd = herd, .arena = arena, .p = &p, .q = q, .generations = generations };
    walk.room = (2 << generations) - 1;
    if (walk.room > MOST_NODES)
        walk.room = MOST_NODES;
    walk.nodes = arena_new(arena, (size_t)walk.room * sizeof *walk.nodes);
    walk.seen = memory_new((size_t)p.count + 1);
    bool good = tree_visit(&walk, pedigree_position(&p, animal), 0, "", e);
    memory_free(walk.seen);
    pedigree_done(&p);
    if (!good)
        return false;
    *ret = walk.nodes;
    *ret_count = walk.count;
    return true;
}

bool pedigree_offspring(struct herd *herd, int64_t animal, struct arena *arena, int64_t **ret_ids, int *ret_count,
                        struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "pedigree_offspring", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    int64_t *ids = NULL;
    int count = 0, capacity = 0;
    bool row;
    for (;;) {
        if (!query_next(q, &row, e)) {
            memory_free(ids);
            return false;
        }
        if (!row)
            break;
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 32;
            ids = memory_resize(ids, (size_t)capacity, sizeof *ids);
        }
        ids[count++] = query_int(q, 0);
    }
    int64_t *kept = arena_new(arena, ((size_t)count + 1) * sizeof *kept);
    for (int i = 0; i < count; i++)
        kept[i] = ids[i];
    memory_free(ids);
    *ret_ids = kept;
    *ret_count = count;
    return true;
}
