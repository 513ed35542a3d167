/* check.c - what cannot be true of a pedigree: sexes, ages, and the cycles by which loops can be cut. */
#include "compact.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- findings ---- */

struct findings {
    struct check_finding *list;
    int64_t count, capacity;
};

static bool found(struct findings *all, struct check_finding finding)
{
    if (all->count == all->capacity) {
        int64_t wanted = all->capacity * 2 + 64;
        struct check_finding *larger = realloc(all->list, (size_t)wanted * sizeof *larger);
        if (!larger)
            return false;
        all->list = larger;
        all->capacity = wanted;
    }
    all->list[all->count++] = finding;
    return true;
}

/* ---- sexes ---- */

static int32_t parent_of(struct pedigree p, int32_t animal, int side)
{
    return side ? p.dam[animal] : p.sire[animal];
}

/* first[side][a] = 1 + the first offspring of a as a sire (0), a dam (1); 0 = none. */
static void find_first_offspring(struct pedigree p, int32_t *first[2])
{
    for (int32_t i = p.count - 1; i >= 0; i--)
        for (int side = 0; side < 2; side++) {
            int32_t parent = parent_of(p, i, side);
            assert(parent >= GENETICS_UNKNOWN && parent < p.count);
            if (parent >= 0)
                first[side][parent] = 1 + i;
        }
}

static char sex_of(const struct check_facts *facts, int32_t animal)
{
    return facts->sex ? facts->sex[animal] : 0;
}

static bool judge_sex(const struct check_facts *facts, enum check_kind kind, int32_t animal, int32_t as_sire,
                      int32_t as_dam, struct findings *all)
{
    char sex = sex_of(facts, animal);
    if (kind == CHECK_TWO_SEXES && !sex && as_sire && as_dam)
        return found(all, (struct check_finding){ kind, animal, as_sire - 1, as_dam - 1, 0 });
    if (kind == CHECK_FEMALE_SIRE && sex == 'F' && as_sire)
        return found(all, (struct check_finding){ kind, animal, as_sire - 1, GENETICS_UNKNOWN, 0 });
    if (kind == CHECK_MALE_DAM && sex == 'M' && as_dam)
        return found(all, (struct check_finding){ kind, animal, as_dam - 1, GENETICS_UNKNOWN, 0 });
    return true;
}

static bool check_sexes(struct pedigree p, const struct check_facts *facts, struct findings *all)
{
    int32_t *first[2] = { compact_zeroed(p.count, sizeof **first), compact_zeroed(p.count, sizeof **first) };
    bool good = first[0] && first[1];
    if (good)
        find_first_offspring(p, first);
    for (int kind = CHECK_TWO_SEXES; good && kind <= CHECK_MALE_DAM; kind++)
        for (int32_t i = 0; good && i < p.count; i++)
            good = judge_sex(facts, (enum check_kind)kind, i, first[0][i], first[1][i], all);
    free(first[0]);
    free(first[1]);
    return good;
}

static bool check_one_parent(struct pedigree p, struct findings *all)
{
    for (int32_t i = 0; i < p.count; i++)
        if (p.sire[i] >= 0 && p.sire[i] == p.dam[i] &&
            !found(all, (struct check_finding){ CHECK_ONE_PARENT, i, p.sire[i], GENETICS_UNKNOWN, 0 }))
            return false;
    return true;
}

/* ---- ages ---- */

/* How old the parent can have been at most; false where that is not known. */
static bool oldest_age(const struct check_facts *facts, int32_t animal, int32_t parent, int64_t *ret)
{
    int32_t birth = (facts->born_last ? facts->born_last : facts->born)[animal], of_parent = facts->born[parent];
    *ret = (int64_t)birth - of_parent;
    return birth != CHECK_UNKNOWN_DAY && of_parent != CHECK_UNKNOWN_DAY;
}

static int32_t least_age(const struct check_facts *facts, int32_t parent, int side)
{
    int32_t species = facts->species ? facts->species[parent] : 0;
    return facts->least_age && species >= 0 ? facts->least_age[species][side] : 1;
}

static bool check_age(struct pedigree p, const struct check_facts *facts, enum check_kind kind, int32_t animal,
                      int side, struct findings *all)
{
    int32_t parent = parent_of(p, animal, side);
    int64_t age;
    if (parent < 0 || !oldest_age(facts, animal, parent, &age))
        return true;
    bool before = age <= 0;
    if (before != (kind == CHECK_BORN_BEFORE) || (!before && age >= least_age(facts, parent, side)))
        return true;
    return found(all, (struct check_finding){ kind, animal, parent, GENETICS_UNKNOWN, (int32_t)(before ? -age : age) });
}

static bool check_ages(struct pedigree p, const struct check_facts *facts, struct findings *all)
{
    for (int kind = CHECK_BORN_BEFORE; facts->born && kind <= CHECK_PARENT_YOUNG; kind++)
        for (int32_t i = 0; i < p.count; i++)
            for (int side = 0; side < 2; side++)
                if (!check_age(p, facts, (enum check_kind)kind, i, side, all))
                    return false;
    return true;
}

static bool tell(const struct progress *progress, int done, struct err *e)
{
    if (progress_step(progress, _("Checking the pedigree"), done, 3))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before the check was complete."));
}

bool check_all(struct pedigree p, const struct check_facts *facts, struct check_finding **ret, int64_t *ret_count,
               const struct progress *progress, struct err *e)
{
    struct findings all = { 0 };
    bool good = tell(progress, 0, e) && (check_sexes(p, facts, &all) || compact_no_memory(e)) && tell(progress, 1, e) &&
                (check_one_parent(p, &all) || compact_no_memory(e)) && tell(progress, 2, e) &&
                (check_ages(p, facts, &all) || compact_no_memory(e));
    if (!good) {
        free(all.list);
        return false;
    }
    *ret = all.list;
    *ret_count = all.count;
    return true;
}

/* ---- cycles: breadth first from each animal of a loop back to it ---- */

#define STEPS_A_LOOP ((int64_t)1 << 23) /* enough for every start of a loop of 2,000: 2 parents of each */

struct search {
    struct pedigree p;
    int32_t *place; /* [count] 1 + where an animal stands among the members of all loops; 0 = in none */
    const int32_t *members;
    int32_t from, to; /* the loop: members[from] .. members[to - 1]; the arrays below are of all members */
    int32_t *queue, *depth, *before; /* depth: animals from the start to this one, both counted */
    int32_t *reached_by;             /* 1 + the start from which a member was last reached */
    int64_t steps;
};

/* The member's place, or -1 when that parent is not of this loop. */
static int32_t step_to(const struct search *s, int32_t at, int side)
{
    int32_t parent = parent_of(s->p, s->members[at], side);
    int32_t place = parent < 0 ? -1 : s->place[parent] - 1;
    return place >= s->from && place < s->to ? place : -1;
}

/* The last member of a shortest cycle through `start` of less than `limit` animals, or -1; `before` leads back. */
static int32_t search_from(struct search *s, int32_t start, int32_t limit)
{
    int32_t head = 0, tail = 0;
    s->queue[tail++] = start;
    s->depth[start] = 1;
    s->reached_by[start] = 1 + start;
    while (head < tail) {
        int32_t at = s->queue[head++];
        if (s->depth[at] >= limit)
            return -1;
        for (int side = 0; side < 2; side++) {
            int32_t next = step_to(s, at, side);
            s->steps++;
            if (next == start)
                return at;
            if (next < 0 || s->reached_by[next] == 1 + start)
                continue;
            s->reached_by[next] = 1 + start;
            s->depth[next] = s->depth[at] + 1;
            s->before[next] = at;
            s->queue[tail++] = next;
        }
    }
    return -1;
}

/* The best cycle of the loop into ret (room for all its members); its length. Starts ascend and only a shorter cycle
 * replaces one, so it begins with its smallest index: each of its animals would have found it. */
static int32_t shortest(struct search *s, int32_t *ret)
{
    int32_t best = s->to - s->from + 1;
    s->steps = 0;
    for (int32_t start = s->from; start < s->to && best > 1 && s->steps < STEPS_A_LOOP; start++) {
        int32_t last = search_from(s, start, best);
        if (last < 0)
            continue;
        best = s->depth[last];
        for (int32_t k = best - 1; k >= 0; k--, last = s->before[last])
            ret[k] = s->members[last];
    }
    return best;
}

static void search_done(struct search *s)
{
    free(s->place);
    free(s->queue);
    free(s->depth);
    free(s->before);
    free(s->reached_by);
}

static bool search_init(struct search *s, struct pedigree p, const int32_t *members, int32_t count)
{
    *s = (struct search){ .p = p, .members = members };
    s->place = compact_zeroed(p.count, sizeof *s->place);
    s->queue = compact_memory(count, sizeof *s->queue);
    s->depth = compact_memory(count, sizeof *s->depth);
    s->before = compact_memory(count, sizeof *s->before);
    s->reached_by = compact_zeroed(count, sizeof *s->reached_by);
    if (!s->place || !s->queue || !s->depth || !s->before || !s->reached_by)
        return false;
    for (int32_t k = 0; k < count; k++)
        s->place[members[k]] = 1 + k;
    return true;
}

bool check_cycles(struct pedigree p, int32_t **ret_members, int32_t **ret_start, int32_t *ret_groups, struct err *e)
{
    int32_t *members, *start, groups, written = 0;
    if (!order_find_loops(p, &members, &start, &groups, e))
        return false;
    struct search s;
    int32_t *cycle = compact_memory(start[groups], sizeof *cycle);
    bool good = cycle && search_init(&s, p, members, start[groups]);
    for (int32_t g = 0; good && g < groups; g++) {
        s.from = start[g];
        s.to = start[g + 1];
        start[g] = written; /* a cycle is no longer than its loop */
        written += shortest(&s, cycle + written);
    }
    start[groups] = written;
    if (cycle)
        search_done(&s);
    free(members);
    if (!good) {
        free(cycle);
        free(start);
        return compact_no_memory(e);
    }
    *ret_members = cycle;
    *ret_start = start;
    *ret_groups = groups;
    return true;
}
