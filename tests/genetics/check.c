/* check.c - what cannot be true: findings against a search through all pairs, cycles against all distances. */
#include "tabular.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 1000, MOST = 40, SPECIES = 2 };

static int32_t sire[MOST], dam[MOST], born[MOST], born_last[MOST], species[MOST];
static char sex[MOST];
static const int32_t ages[SPECIES][2] = { { 300, 250 }, { 1500, 1200 } };

/* Parents anywhere, so that loops, animals of two sexes and impossible days abound. */
static struct pedigree make(uint64_t *state, struct check_facts *ret)
{
    int32_t count = (int32_t)tabular_random(state, MOST);
    uint64_t unknown = tabular_random(state, 90);
    for (int32_t i = 0; i < count; i++) {
        sire[i] = tabular_random(state, 100) < unknown ? -1 : (int32_t)tabular_random(state, (uint64_t)count);
        dam[i] = tabular_random(state, 100) < unknown ? -1 : (int32_t)tabular_random(state, (uint64_t)count);
        sex[i] = "MF\0"[tabular_random(state, 3)];
        species[i] = (int32_t)tabular_random(state, SPECIES + 1) - 1;
        born[i] = tabular_random(state, 5) ? (int32_t)tabular_random(state, 2000) - 1000 : CHECK_UNKNOWN_DAY;
        born_last[i] = born[i] == CHECK_UNKNOWN_DAY ? CHECK_UNKNOWN_DAY : born[i] + (int32_t)tabular_random(state, 366);
    }
    *ret = (struct check_facts){ sex, born, born_last, species, ages };
    return (struct pedigree){ count, sire, dam };
}

/* ---- findings ---- */

static bool is_parent(struct pedigree p, int side, int32_t parent, int32_t animal)
{
    return (side ? p.dam : p.sire)[animal] == parent;
}

static int32_t first_offspring(struct pedigree p, int side, int32_t parent)
{
    for (int32_t i = 0; i < p.count; i++)
        if (is_parent(p, side, parent, i))
            return i;
    return -1;
}

static void expect(struct check_finding **at, struct check_finding wanted)
{
    const struct check_finding *got = (*at)++;
    assert_int_equal(got->kind, wanted.kind);
    assert_int_equal(got->animal, wanted.animal);
    assert_int_equal(got->other, wanted.other);
    assert_int_equal(got->another, wanted.another);
    assert_int_equal(got->days, wanted.days);
}

static void expect_sexes(struct pedigree p, struct check_finding **at)
{
    for (int32_t i = 0; i < p.count; i++)
        if (!sex[i] && first_offspring(p, 0, i) >= 0 && first_offspring(p, 1, i) >= 0)
            expect(at,
                   (struct check_finding){ CHECK_TWO_SEXES, i, first_offspring(p, 0, i), first_offspring(p, 1, i), 0 });
    for (int32_t i = 0; i < p.count; i++)
        if (sex[i] == 'F' && first_offspring(p, 0, i) >= 0)
            expect(at, (struct check_finding){ CHECK_FEMALE_SIRE, i, first_offspring(p, 0, i), -1, 0 });
    for (int32_t i = 0; i < p.count; i++)
        if (sex[i] == 'M' && first_offspring(p, 1, i) >= 0)
            expect(at, (struct check_finding){ CHECK_MALE_DAM, i, first_offspring(p, 1, i), -1, 0 });
    for (int32_t i = 0; i < p.count; i++)
        if (p.sire[i] >= 0 && p.sire[i] == p.dam[i])
            expect(at, (struct check_finding){ CHECK_ONE_PARENT, i, p.sire[i], -1, 0 });
}

/* Every day the animal may be born on against every day the parent may. */
static bool some_day_allows(int32_t animal, int32_t parent, int32_t least)
{
    for (int32_t a = born[animal]; a <= born_last[animal]; a++)
        for (int32_t b = born[parent]; b <= born_last[parent]; b++)
            if (a - b >= least)
                return true;
    return false;
}

static void expect_ages(struct pedigree p, enum check_kind kind, struct check_finding **at)
{
    for (int32_t i = 0; i < p.count; i++)
        for (int side = 0; side < 2; side++) {
            int32_t parent = (side ? p.dam : p.sire)[i];
            if (parent < 0 || born[i] == CHECK_UNKNOWN_DAY || born[parent] == CHECK_UNKNOWN_DAY)
                continue;
            int32_t days = born_last[i] - born[parent];
            bool before = !some_day_allows(i, parent, 1);
            bool young = species[parent] >= 0 && !some_day_allows(i, parent, ages[species[parent]][side]);
            if (kind == CHECK_BORN_BEFORE && before)
                expect(at, (struct check_finding){ kind, i, parent, -1, -days });
            else if (kind == CHECK_PARENT_YOUNG && young && !before)
                expect(at, (struct check_finding){ kind, i, parent, -1, days });
        }
}

static void findings_are_those_of_all_pairs(void **state)
{
    (void)state;
    uint64_t seed = 11;
    int64_t total = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct check_facts facts;
        struct check_finding *list, *at;
        int64_t count;
        struct err e;
        struct pedigree p = make(&seed, &facts);
        assert_true(check_all(p, &facts, &list, &count, NULL, &e));
        at = list;
        expect_sexes(p, &at);
        expect_ages(p, CHECK_BORN_BEFORE, &at);
        expect_ages(p, CHECK_PARENT_YOUNG, &at);
        assert_int_equal(at - list, count);
        total += count;
        free(list);
    }
    assert_true(total > ROUNDS);
}

/* A year alone is all its days; nothing is said without dates or sexes. */
static void doubt_is_for_the_animal(void **state)
{
    (void)state;
    static const int32_t parents[] = { -1, 0 }, none[] = { -1, -1 }, day[] = { 0, 0 }, year_end[] = { 364, 364 };
    static const int32_t least[1][2] = { { 300, 250 } };
    struct pedigree p = { 2, parents, none };
    struct check_facts facts = { .born = day, .born_last = year_end, .least_age = least };
    struct check_finding *list;
    int64_t count;
    struct err e;
    assert_true(check_all(p, &facts, &list, &count, NULL, &e));
    assert_int_equal(count, 0);
    free(list);
    facts.born_last = NULL;
    assert_true(check_all(p, &facts, &list, &count, NULL, &e));
    assert_int_equal(count, 1);
    assert_int_equal(list->kind, CHECK_BORN_BEFORE);
    assert_int_equal(list->days, 0);
    free(list);
    facts.born = NULL;
    assert_true(check_all(p, &facts, &list, &count, NULL, &e));
    assert_int_equal(count, 0);
    free(list);
}

/* ---- cycles ---- */

enum { FAR = 1000 };
static int32_t distance[MOST][MOST];

/* Steps to parents from one to another, at least one (Floyd 1962). */
static void measure_distances(struct pedigree p)
{
    for (int32_t i = 0; i < p.count; i++)
        for (int32_t k = 0; k < p.count; k++)
            distance[i][k] = is_parent(p, 0, k, i) || is_parent(p, 1, k, i) ? 1 : FAR;
    for (int32_t by = 0; by < p.count; by++)
        for (int32_t i = 0; i < p.count; i++)
            for (int32_t k = 0; k < p.count; k++)
                if (distance[i][by] + distance[by][k] < distance[i][k])
                    distance[i][k] = distance[i][by] + distance[by][k];
}

static void check_cycle(struct pedigree p, const int32_t *cycle, int32_t length)
{
    int32_t shortest = FAR;
    for (int32_t i = 0; i < p.count; i++)
        if (distance[i][cycle[0]] < FAR && distance[cycle[0]][i] < FAR && distance[i][i] < shortest)
            shortest = distance[i][i];
    assert_int_equal(length, shortest);
    for (int32_t k = 0; k < length; k++) {
        int32_t next = cycle[(k + 1) % length];
        assert_true(is_parent(p, 0, next, cycle[k]) || is_parent(p, 1, next, cycle[k]));
        assert_true(cycle[k] >= cycle[0]);
    }
}

static void cycles_are_shortest(void **state)
{
    (void)state;
    uint64_t seed = 12;
    int64_t total = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct check_facts facts;
        struct pedigree p = make(&seed, &facts);
        int32_t *members, *start, *all, *all_start, groups, all_groups;
        struct err e;
        assert_true(check_cycles(p, &members, &start, &groups, &e));
        assert_true(order_find_loops(p, &all, &all_start, &all_groups, &e));
        assert_int_equal(groups, all_groups);
        measure_distances(p);
        for (int32_t g = 0; g < groups; g++) {
            assert_true(distance[members[start[g]]][all[all_start[g]]] < FAR);
            check_cycle(p, members + start[g], start[g + 1] - start[g]);
        }
        total += groups;
        free(members);
        free(start);
        free(all);
        free(all_start);
    }
    assert_true(total > ROUNDS / 2);
}

/* One ring through everybody: found at once, however long. */
static void a_long_cycle_is_found(void **state)
{
    (void)state;
    enum { LONG = 1000000 };
    int32_t *ring = malloc(LONG * sizeof *ring), *none = malloc(LONG * sizeof *none), *members, *start, groups;
    struct err e;
    assert_non_null(ring);
    assert_non_null(none);
    for (int32_t i = 0; i < LONG; i++) {
        ring[i] = (i + 7) % LONG;
        none[i] = -1;
    }
    assert_true(check_cycles((struct pedigree){ LONG, ring, none }, &members, &start, &groups, &e));
    assert_int_equal(groups, 1);
    assert_int_equal(start[1], LONG);
    assert_int_equal(members[1], 7);
    free(members);
    free(start);
    free(ring);
    free(none);
}

static bool stop(void *context, const char *what, int64_t done, int64_t total)
{
    (void)what, (void)total;
    return done < *(int *)context;
}

static void can_be_stopped(void **state)
{
    (void)state;
    static const int32_t parents[] = { -1, 0, 0 }, day[] = { 0, 0, 0 };
    for (int at = 0; at < 3; at++) {
        struct progress progress = { stop, &at };
        struct check_facts facts = { .born = day };
        struct check_finding *list;
        int64_t count;
        struct err e;
        assert_false(check_all((struct pedigree){ 3, parents, parents }, &facts, &list, &count, &progress, &e));
        assert_int_equal(e.code, ERR_CANCELLED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_are_those_of_all_pairs),
        cmocka_unit_test(doubt_is_for_the_animal),
        cmocka_unit_test(cycles_are_shortest),
        cmocka_unit_test(a_long_cycle_is_found),
        cmocka_unit_test(can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
