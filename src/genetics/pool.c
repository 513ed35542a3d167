/* pool.c - see pool.h. */
#include "pool.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double weight_of(struct group_set set, int32_t animal)
{
    return set.weight ? set.weight[animal] : 1.0;
}

static bool is_member(struct group_set set, int32_t animal)
{
    return set.group[animal] >= 0 && weight_of(set, animal) > 0.0;
}

uint64_t pool_weight(const struct pool *k, int32_t animal)
{
    int32_t shift = k->shift[k->set.group[animal]];
    return k->set.weight ? (uint64_t)ldexp(k->set.weight[animal], shift) : (uint64_t)1 << shift;
}

/* ---- laying out ---- */

static bool allocate_groups(struct pool *k, struct err *e)
{
    size_t groups = (size_t)k->set.count;
    k->members = compact_zeroed(groups, sizeof *k->members);
    k->shift = compact_zeroed(groups, sizeof *k->shift);
    k->total = compact_zeroed(groups, sizeof *k->total);
    k->start = compact_zeroed(groups + 1, sizeof *k->start);
    return (k->members && k->shift && k->total && k->start) || compact_no_memory(e);
}

static bool weights_are_good(struct pedigree p, struct group_set set, struct err *e)
{
    for (int32_t i = 0; i < p.count; i++) {
        assert(set.group[i] < set.count);
        if (set.weight && set.group[i] >= 0 && !(set.weight[i] >= 0.0 && set.weight[i] <= 0x1p500))
            return err_set(e, ERR_DATA, "", _("%g is no weight. Give numbers from 0 on."), set.weight[i]);
    }
    return true;
}

/* The largest power of two that keeps a group's sum within SHARE_BITS, from its largest weight and its members: not
 * from the sum, which would depend on the order. */
static void set_shifts(struct pool *k)
{
    for (int32_t i = 0; i < k->p.count; i++)
        if (is_member(k->set, i)) {
            int32_t g = k->set.group[i];
            int exponent = ilogb(weight_of(k->set, i)) + 1;
            if (k->members[g]++ == 0 || exponent > k->shift[g])
                k->shift[g] = exponent;
        }
    for (int32_t g = 0; g < k->set.count; g++) {
        int32_t doublings = 0;
        while ((int64_t)1 << doublings < k->members[g])
            doublings++;
        k->shift[g] = SHARE_BITS - k->shift[g] - doublings;
    }
    for (int32_t i = 0; i < k->p.count; i++)
        if (is_member(k->set, i))
            k->total[k->set.group[i]] += pool_weight(k, i);
}

/* An animal with no place counts by its parents. */
static bool add_ancestors(struct pool *k, struct err *e)
{
    for (int32_t i = k->p.count - 1; i >= 0; i--) {
        if (!is_member(k->set, i))
            continue;
        if (k->p.sire[i] >= 0 && !compact_add(&k->c, k->p, k->p.sire[i], e))
            return false;
        if (k->p.dam[i] >= 0 && !compact_add(&k->c, k->p, k->p.dam[i], e))
            return false;
    }
    return true;
}

/* Members sorted by group; room for two entries of each. */
static int32_t *members_by_group(const struct pool *k, int64_t *ret_start)
{
    for (int32_t g = 0; g < k->set.count; g++)
        ret_start[g + 1] = ret_start[g] + k->members[g];
    int32_t *member = compact_memory((size_t)ret_start[k->set.count], sizeof *member);
    if (!member)
        return NULL;
    for (int32_t i = 0; i < k->p.count; i++)
        if (is_member(k->set, i))
            member[ret_start[k->set.group[i]]++] = i;
    for (int32_t g = k->set.count; g > 0; g--)
        ret_start[g] = ret_start[g - 1];
    ret_start[0] = 0;
    return member;
}

struct laying {
    uint64_t *lying; /* [count + 1] zero between groups */
    int64_t from, to;
};

static void lay(struct pool *k, struct laying *l, int32_t position, uint64_t share)
{
    if (!position)
        return;
    if (!l->lying[position])
        k->entry_position[l->to++] = position;
    l->lying[position] += share;
}

static void lay_group(struct pool *k, struct laying *l, const int32_t *member, int32_t members)
{
    l->from = l->to;
    for (int32_t m = 0; m < members; m++) {
        int32_t i = member[m], own = k->c.position[i];
        uint64_t share = pool_weight(k, i);
        if (own) {
            lay(k, l, own, share);
            continue;
        }
        lay(k, l, compact_parent(&k->c, k->p.sire[i]), share >> 1);
        lay(k, l, compact_parent(&k->c, k->p.dam[i]), share >> 1);
    }
    for (int64_t n = l->from; n < l->to; n++) {
        k->entry_share[n] = l->lying[k->entry_position[n]];
        l->lying[k->entry_position[n]] = 0;
    }
}

static bool lay_groups(struct pool *k, struct err *e)
{
    int64_t *start = compact_zeroed((size_t)k->set.count + 1, sizeof *start);
    int32_t *member = start ? members_by_group(k, start) : NULL;
    struct laying l = { .lying = compact_zeroed((size_t)k->c.count + 1, sizeof *l.lying) };
    bool good = member && l.lying;
    if (good) {
        k->entry_position = compact_memory(2 * (size_t)start[k->set.count], sizeof *k->entry_position);
        k->entry_share = compact_memory(2 * (size_t)start[k->set.count], sizeof *k->entry_share);
        good = k->entry_position && k->entry_share;
    }
    for (int32_t g = 0; good && g < k->set.count; g++) {
        lay_group(k, &l, member + start[g], k->members[g]);
        k->start[g + 1] = l.to;
    }
    free(start);
    free(member);
    free(l.lying);
    return good || compact_no_memory(e);
}

static bool allocate_lanes(struct pool *k, struct err *e)
{
    size_t positions = (size_t)k->c.count + 1;
    k->parents = compact_memory(positions, 2 * sizeof *k->parents);
    k->contributes = compact_memory(positions, 1);
    k->lane_memory = compact_memory(positions + 1, LANES * sizeof *k->lane);
    if (!k->parents || !k->contributes || !k->lane_memory)
        return compact_no_memory(e);
    k->lane = (union pool_lane *)(((uintptr_t)k->lane_memory + 63) / 64 * 64);
    memset(k->lane, 0, LANES * sizeof *k->lane);
    for (size_t b = 0; b < positions; b++) {
        k->parents[2 * b] = k->c.animal[b].sire;
        k->parents[2 * b + 1] = k->c.animal[b].dam;
    }
    return true;
}

bool pool_init(struct pool *k, struct pedigree p, struct group_set set, struct err *e)
{
    k->p = p;
    k->set = set;
    if (!weights_are_good(p, set, e) || !allocate_groups(k, e))
        return false;
    set_shifts(k);
    return add_ancestors(k, e) && lay_groups(k, e) && allocate_lanes(k, e);
}

void pool_done(struct pool *k)
{
    free(k->members);
    free(k->shift);
    free(k->total);
    free(k->start);
    free(k->entry_position);
    free(k->entry_share);
    free(k->parents);
    free(k->contributes);
    free(k->lane_memory);
    compact_done(&k->c);
    memset(k, 0, sizeof *k);
}

/* ---- up ---- */

static uint64_t *touched(struct pool *k, int32_t position)
{
    union pool_lane *lane = k->lane + (size_t)position * LANES;
    if (!k->contributes[position]) {
        k->contributes[position] = 1;
        for (int l = 0; l < LANES; l++)
            lane[l].share = 0;
    }
    return &lane->share;
}

static inline void give(struct pool *k, int32_t parent, const uint64_t *restrict share)
{
    if (!parent)
        return;
    uint64_t *restrict to = touched(k, parent);
    for (int l = 0; l < LANES; l++)
        to[l] += share[l] >> 1;
}

/* Every animal's offspring have higher positions: what it holds is whole when its turn comes. */
void pool_up(struct pool *k, int32_t first, int32_t lanes)
{
    memset(k->contributes, 0, (size_t)k->c.count + 1);
    for (int32_t l = 0; l < lanes; l++)
        for (int64_t n = k->start[first + l]; n < k->start[first + l + 1]; n++)
            touched(k, k->entry_position[n])[l] += k->entry_share[n];
    for (int32_t b = k->c.count; b > 0; b--)
        if (k->contributes[b]) {
            const uint64_t *share = &k->lane[(size_t)b * LANES].share;
            give(k, k->parents[2 * (size_t)b], share);
            give(k, k->parents[2 * (size_t)b + 1], share);
        }
}

/* ---- down ---- */

void pool_down(struct pool *k)
{
    for (int32_t b = 1; b <= k->c.count; b++) {
        if (!k->contributes[b])
            continue;
        union pool_lane *lane = k->lane + (size_t)b * LANES;
        double unit = k->c.animal[b].variance * SHARE_UNIT;
        for (int l = 0; l < LANES; l++)
            lane[l].value = unit * (double)(int64_t)lane[l].share;
    }
    kinship_sweep(k->parents, k->contributes, k->c.count, &k->lane->value);
}
