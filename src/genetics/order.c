/* order.c - parents before offspring, generations, loops, and the part of a pedigree some animals need. */
#include "compact.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- generations ---- */

bool order_generations(struct pedigree p, int32_t *ret_generation, struct err *e)
{
    struct compact c;
    if (!compact_parents(&c, p, e))
        return false;
    for (int32_t i = 0; i < p.count; i++) {
        int32_t sire = c.animal[compact_parent(&c, p.sire[i])].generation;
        int32_t dam = c.animal[compact_parent(&c, p.dam[i])].generation;
        ret_generation[i] = 1 + (sire > dam ? sire : dam);
    }
    compact_done(&c);
    return true;
}

/* Sorts 0 .. count-1 by generation, then index, by counting. */
static bool sort_by_generation(const int32_t *generation, int32_t count, int32_t *ret_order, struct err *e)
{
    int32_t deepest = 0;
    for (int32_t i = 0; i < count; i++)
        if (generation[i] > deepest)
            deepest = generation[i];
    int32_t *start = compact_zeroed((size_t)deepest + 2, sizeof *start);
    if (!start)
        return compact_no_memory(e);
    for (int32_t i = 0; i < count; i++)
        start[generation[i] + 1]++;
    for (int32_t g = 0; g < deepest; g++)
        start[g + 1] += start[g];
    for (int32_t i = 0; i < count; i++)
        ret_order[start[generation[i]]++] = i;
    free(start);
    return true;
}

bool order_parents_first(struct pedigree p, int32_t *ret_order, struct err *e)
{
    int32_t *generation = compact_memory(p.count, sizeof *generation);
    if (!generation)
        return compact_no_memory(e);
    bool good = order_generations(p, generation, e) && sort_by_generation(generation, p.count, ret_order, e);
    free(generation);
    return good;
}

/* ---- loops: Tarjan's (1972) strongly connected components, without recursion ---- */

struct loops {
    struct pedigree p;
    int32_t *number;     /* [count] order of discovery from 1; 0 = not seen, DONE = its component is known */
    int32_t *low;        /* [count] smallest number reached */
    int32_t *path;       /* the walk from its start to here */
    unsigned char *side; /* [count] parents looked at: 0, 1, 2 */
    int32_t *open;       /* animals whose component is not complete */
    int32_t height, opened, seen;
    int32_t *members, member_count, member_capacity;
    int32_t *start, group_count, group_capacity;
};

#define DONE INT32_MAX

static void loops_done(struct loops *l)
{
    free(l->number);
    free(l->low);
    free(l->path);
    free(l->side);
    free(l->open);
    free(l->members);
    free(l->start);
}

static bool loops_init(struct loops *l, struct pedigree p)
{
    memset(l, 0, sizeof *l);
    l->p = p;
    l->number = compact_zeroed(p.count, sizeof *l->number);
    l->low = compact_memory(p.count, sizeof *l->low);
    l->path = compact_memory(p.count, sizeof *l->path);
    l->side = compact_zeroed(p.count, 1);
    l->open = compact_memory(p.count, sizeof *l->open);
    return l->number && l->low && l->path && l->side && l->open;
}

static bool append(int32_t **list, int32_t *count, int32_t *capacity, int32_t value)
{
    if (*count == *capacity) {
        size_t wanted = (size_t)*capacity * 2 + 16;
        int32_t *larger = wanted > INT32_MAX ? NULL : realloc(*list, wanted * sizeof *larger);
        if (!larger)
            return false;
        *list = larger;
        *capacity = (int32_t)wanted;
    }
    (*list)[(*count)++] = value;
    return true;
}

static int by_number(const void *left, const void *right)
{
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

/* The component of `root` is complete: everything opened since. A loop if it has more than one animal or a self-parent.
 */
static bool close_component(struct loops *l, int32_t root)
{
    int32_t from = l->opened;
    do
        l->number[l->open[--from]] = DONE;
    while (l->open[from] != root);
    int32_t size = l->opened - from;
    l->opened = from;
    if (size == 1 && l->p.sire[root] != root && l->p.dam[root] != root)
        return true;
    if (!append(&l->start, &l->group_count, &l->group_capacity, l->member_count))
        return false;
    for (int32_t i = 0; i < size; i++)
        if (!append(&l->members, &l->member_count, &l->member_capacity, l->open[from + i]))
            return false;
    qsort(l->members + l->member_count - size, size, sizeof *l->members, by_number);
    return true;
}

static void open_animal(struct loops *l, int32_t animal)
{
    l->number[animal] = l->low[animal] = ++l->seen;
    l->path[l->height++] = animal;
    l->open[l->opened++] = animal;
}

static bool walk_from(struct loops *l, int32_t animal)
{
    open_animal(l, animal);
    while (l->height > 0) {
        int32_t top = l->path[l->height - 1];
        if (l->side[top] < 2) {
            int32_t parent = l->side[top]++ == 0 ? l->p.sire[top] : l->p.dam[top];
            if (parent < 0)
                continue;
            if (!l->number[parent])
                open_animal(l, parent);
            else if (l->number[parent] < l->low[top])
                l->low[top] = l->number[parent];
            continue;
        }
        l->height--;
        if (l->low[top] == l->number[top] && !close_component(l, top))
            return false;
        if (l->height > 0 && l->number[top] != DONE && l->low[top] < l->low[l->path[l->height - 1]])
            l->low[l->path[l->height - 1]] = l->low[top];
    }
    return true;
}

/* Groups were found in the order of the walk; hand them out by their first animal. */
struct group {
    int32_t first, from, size;
};

static int by_first(const void *left, const void *right)
{
    return by_number(&((const struct group *)left)->first, &((const struct group *)right)->first);
}

static bool hand_out(const struct loops *l, int32_t **ret_members, int32_t **ret_start)
{
    struct group *group = compact_memory(l->group_count, sizeof *group);
    int32_t *members = compact_memory(l->member_count, sizeof *members);
    int32_t *start = compact_memory((size_t)l->group_count + 1, sizeof *start);
    if (!group || !members || !start) {
        free(group);
        free(members);
        free(start);
        return false;
    }
    for (int32_t g = 0; g < l->group_count; g++) {
        int32_t end = g + 1 < l->group_count ? l->start[g + 1] : l->member_count;
        group[g] = (struct group){ l->members[l->start[g]], l->start[g], end - l->start[g] };
    }
    qsort(group, l->group_count, sizeof *group, by_first);
    start[0] = 0;
    for (int32_t g = 0; g < l->group_count; g++) {
        memcpy(members + start[g], l->members + group[g].from, group[g].size * sizeof *members);
        start[g + 1] = start[g] + group[g].size;
    }
    free(group);
    *ret_members = members;
    *ret_start = start;
    return true;
}

bool order_find_loops(struct pedigree p, int32_t **ret_members, int32_t **ret_start, int32_t *ret_groups, struct err *e)
{
    struct loops l;
    bool good = loops_init(&l, p);
    for (int32_t i = 0; good && i < p.count; i++)
        if (!l.number[i])
            good = walk_from(&l, i);
    good = good && hand_out(&l, ret_members, ret_start);
    if (good)
        *ret_groups = l.group_count;
    loops_done(&l);
    return good || compact_no_memory(e);
}

/* ---- the part some animals need ---- */

/* Takes c's animals in the order of generation, then of the caller's index. */
static bool list_kept(const struct compact *c, struct pedigree p, int32_t *ret_position, int32_t *kept, struct err *e)
{
    int32_t *generation = compact_memory(c->count, sizeof *generation);
    int32_t *old = compact_memory(c->count, sizeof *old);
    int32_t *order = compact_memory(c->count, sizeof *order);
    bool good = (generation && old && order) || compact_no_memory(e);
    if (good) {
        int32_t count = 0;
        for (int32_t i = 0; i < p.count; i++)
            if (c->position[i]) {
                generation[count] = c->animal[c->position[i]].generation;
                old[count++] = i;
            }
        good = sort_by_generation(generation, count, order, e);
    }
    if (good) {
        for (int32_t i = 0; i < p.count; i++)
            ret_position[i] = -1;
        for (int32_t k = 0; k < c->count; k++) {
            kept[k] = old[order[k]];
            ret_position[kept[k]] = k;
        }
    }
    free(generation);
    free(old);
    free(order);
    return good;
}

static void list_parents(struct pedigree p, const int32_t *kept, int32_t count, const int32_t *position, int32_t *sire,
                         int32_t *dam)
{
    for (int32_t k = 0; k < count; k++) {
        int32_t old_sire = p.sire[kept[k]], old_dam = p.dam[kept[k]];
        sire[k] = old_sire < 0 ? GENETICS_UNKNOWN : position[old_sire];
        dam[k] = old_dam < 0 ? GENETICS_UNKNOWN : position[old_dam];
    }
}

bool order_prune(struct pedigree p, const int32_t *wanted, int32_t wanted_count, int32_t **ret_kept,
                 int32_t **ret_new_sire, int32_t **ret_new_dam, int32_t *ret_kept_count, int32_t *ret_position,
                 struct err *e)
{
    struct compact c;
    if (!compact_init(&c, p, e))
        return false;
    bool good = true;
    for (int32_t i = 0; good && i < wanted_count; i++)
        good = compact_add(&c, p, wanted[i], e);
    int32_t *kept = compact_memory(c.count, sizeof *kept);
    int32_t *sire = compact_memory(c.count, sizeof *sire);
    int32_t *dam = compact_memory(c.count, sizeof *dam);
    good = good && ((kept && sire && dam) || compact_no_memory(e)) && list_kept(&c, p, ret_position, kept, e);
    if (good) {
        list_parents(p, kept, c.count, ret_position, sire, dam);
        *ret_kept = kept;
        *ret_new_sire = sire;
        *ret_new_dam = dam;
        *ret_kept_count = c.count;
    } else {
        free(kept);
        free(sire);
        free(dam);
    }
    compact_done(&c);
    return good;
}
