/* pedigree_tree.c - ancestors as nodes in drawing order, and the young of an animal. */
#include "pedigree.h"

#include <math.h>
#include <string.h>

/* ---- facts ---- */

static const char *text_or_null(struct arena *arena, const char *text)
{
    return text && *text ? arena_text(arena, text) : NULL;
}

static void facts_of_row(struct query *q, struct arena *arena, struct pedigree_facts *ret)
{
    const char *precision = query_text(q, 3);
    ret->number = text_or_null(arena, query_text(q, 0));
    ret->sex = text_or_null(arena, query_text(q, 1));
    ret->birth = query_day(q, 2);
    ret->birth_precision = precision ? (enum date_precision)precision[0] : DATE_DAY;
    ret->family = text_or_null(arena, query_text(q, 4));
    ret->species = text_or_null(arena, query_text(q, 5));
    ret->breed = text_or_null(arena, query_text(q, 6));
}

bool pedigree_facts(struct herd *herd, int64_t animal, struct arena *arena, struct pedigree_facts *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    *ret = (struct pedigree_facts){ .birth = DATE_NONE, .birth_precision = DATE_DAY };
    if (!store_query(herd->store, "pedigree_node", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    if (!query_next(q, &row, e))
        return false;
    if (row)
        facts_of_row(q, arena, ret);
    return true;
}

/* ---- trees ---- */

struct tree_walk {
    struct herd *herd;
    struct arena *arena;
    const struct lineage *l;
    struct pedigree_node *nodes;
    int count, room, generations;
    int *shown; /* [count] how many generations of its ancestors stand above; 0 = it does not */
};

static struct pedigree_node *tree_add_node(struct tree_walk *w, int generation, const char *path)
{
    if (w->count == w->room) {
        w->room = w->room ? w->room * 2 : 64;
        w->nodes = memory_resize(w->nodes, (size_t)w->room, sizeof *w->nodes);
    }
    struct pedigree_node *node = &w->nodes[w->count++];
    *node = (struct pedigree_node){ .generation = generation,
                                    .path = path,
                                    .birth = DATE_NONE,
                                    .birth_precision = DATE_DAY,
                                    .f = (double)NAN,
                                    .number = "",
                                    .sex = "",
                                    .birth_text = "" };
    return node;
}

static bool tree_fill(struct tree_walk *w, struct pedigree_node *node, int32_t at, int left, struct err *e)
{
    struct pedigree_facts facts;
    char text[DATE_TEXT];
    node->known = true;
    node->id = w->l->p.id[at];
    if (lineage_tells_f(w->l, at))
        node->f = w->l->p.f[at];
    node->equivalent = w->l->equivalent[at];
    node->times = w->l->times[at];
    node->repeated = w->shown[at] > 0;
    node->above = w->shown[at] > left;
    if (!pedigree_facts(w->herd, node->id, w->arena, &facts, e))
        return false;
    node->number = facts.number;
    node->sex = facts.sex;
    node->birth = facts.birth;
    node->birth_precision = facts.birth_precision;
    node->birth_text = arena_text(w->arena, date_format(facts.birth, facts.birth_precision, text));
    return true;
}

static bool tree_visit(struct tree_walk *w, int32_t at, int generation, const char *path, struct err *e)
{
    int left = w->generations - generation;
    struct pedigree_node *node = tree_add_node(w, generation, path);
    if (at == GENETICS_UNKNOWN)
        return true;
    if (!tree_fill(w, node, at, left, e))
        return false;
    bool above = node->above && left > 0 && (w->l->p.sire[at] >= 0 || w->l->p.dam[at] >= 0);
    node->above = above;
    if (w->shown[at] <= left)
        w->shown[at] = left + 1;
    if (left <= 0 || above)
        return true;
    return tree_visit(w, w->l->p.sire[at], generation + 1, arena_printf(w->arena, "%sS", path), e) &&
           tree_visit(w, w->l->p.dam[at], generation + 1, arena_printf(w->arena, "%sD", path), e);
}

bool pedigree_tree(struct herd *herd, int64_t animal, int generations, struct arena *arena, struct pedigree_node **ret,
                   int *ret_count, struct err *e)
{
    struct lineage l;
    if (!lineage_load(herd, animal, &l, e))
        return false;
    struct tree_walk walk = { .herd = herd, .arena = arena, .l = &l, .generations = generations };
    walk.shown = memory_new(((size_t)l.p.count + 1) * sizeof *walk.shown);
    bool good = tree_visit(&walk, l.root, 0, "", e);
    memory_free(walk.shown);
    lineage_done(&l);
    if (good) {
        *ret = arena_new(arena, (size_t)walk.count * sizeof **ret);
        memcpy(*ret, walk.nodes, (size_t)walk.count * sizeof **ret);
        *ret_count = walk.count;
    }
    memory_free(walk.nodes);
    return good;
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
