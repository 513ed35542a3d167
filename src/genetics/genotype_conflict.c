/* genotype_conflict.c - tests that cannot all be right (Lange & Goradia 1987).
 *
 * Every animal keeps the set of genotypes that are still possible, three bits. An animal with its parents allows
 * combinations; what is in none of them goes, and the families of whoever lost something are looked at again, until
 * nothing changes. A family left without a combination is a conflict: it is set aside, so that what is wrong in it does
 * not spread.
 */
#include "genotype.h"

#include <stdlib.h>
#include <string.h>

/* possible[3 * sire + dam]: set of the lambs' genotypes. */
static const unsigned char lambs[9] = { 1, 3, 2, 3, 7, 6, 2, 6, 4 };

struct conflicts {
    struct pedigree p;
    unsigned char *may;    /* [count] */
    unsigned char *aside;  /* [count] the animal with its parents is a conflict */
    unsigned char *queued; /* [count] */
    int32_t *queue;        /* [count + 1], a ring */
    int32_t head, tail;
    int32_t *start, *child; /* children of i: child[start[i]] .. start[i + 1] */
    struct genotype_conflict *list;
    int32_t count;
};

static void done(struct conflicts *c)
{
    free(c->may);
    free(c->aside);
    free(c->queued);
    free(c->queue);
    free(c->start);
    free(c->child);
}

static bool init(struct conflicts *c, struct pedigree p, const uint8_t *result)
{
    size_t count = p.count;
    memset(c, 0, sizeof *c);
    c->p = p;
    c->may = compact_memory(count, 1);
    c->aside = compact_zeroed(count, 1);
    c->queued = compact_zeroed(count, 1);
    c->queue = compact_memory(count + 1, sizeof *c->queue);
    c->start = compact_zeroed(count + 2, sizeof *c->start);
    c->child = compact_memory(count, 2 * sizeof *c->child);
    c->list = compact_memory(count, sizeof *c->list);
    if (!c->may || !c->aside || !c->queued || !c->queue || !c->start || !c->child || !c->list)
        return false;
    for (int32_t i = 0; i < p.count; i++)
        c->may[i] = result[i] ? result[i] : 7;
    return true;
}

static void list_children(struct conflicts *c)
{
    for (int32_t i = 0; i < c->p.count; i++) {
        if (c->p.sire[i] >= 0)
            c->start[c->p.sire[i] + 2]++;
        if (c->p.dam[i] >= 0)
            c->start[c->p.dam[i] + 2]++;
    }
    for (int32_t i = 0; i < c->p.count; i++)
        c->start[i + 1] += c->start[i];
    for (int32_t i = 0; i < c->p.count; i++) {
        if (c->p.sire[i] >= 0)
            c->child[c->start[c->p.sire[i] + 1]++] = i;
        if (c->p.dam[i] >= 0)
            c->child[c->start[c->p.dam[i] + 1]++] = i;
    }
}

static unsigned char allowed(const struct conflicts *c, int32_t animal)
{
    return animal < 0 ? 7 : c->may[animal];
}

/* What is left of an animal and its parents. */
struct left {
    unsigned char own, sire, dam;
};

static struct left leave(unsigned char own, unsigned char sire, unsigned char dam, bool selfed)
{
    struct left left = { 0, 0, 0 };
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            unsigned char possible = lambs[3 * a + b] & own;
            if (!(sire >> a & 1) || !(dam >> b & 1) || !possible || (selfed && a != b))
                continue;
            left.own |= possible;
            left.sire |= (unsigned char)(1 << a);
            left.dam |= (unsigned char)(1 << b);
        }
    return left;
}

static void add(struct conflicts *c, int32_t animal, enum genotype_conflict_kind kind)
{
    c->aside[animal] = 1;
    c->list[c->count++] = (struct genotype_conflict){ animal, kind };
}

/* By the tests of the animal and its parents alone. */
static void look_directly(struct conflicts *c, int32_t i)
{
    int32_t sire = c->p.sire[i], dam = c->p.dam[i];
    bool selfed = sire == dam;
    if (!leave(c->may[i], allowed(c, sire), 7, false).own)
        add(c, i, GENOTYPE_SIRE);
    else if (!leave(c->may[i], 7, allowed(c, dam), false).own)
        add(c, i, GENOTYPE_DAM);
    else if (!leave(c->may[i], allowed(c, sire), allowed(c, dam), selfed).own)
        add(c, i, GENOTYPE_PARENTS);
}

static void ask(struct conflicts *c, int32_t i)
{
    if (c->queued[i] || c->aside[i])
        return;
    c->queued[i] = 1;
    c->queue[c->tail] = i;
    c->tail = c->tail == c->p.count ? 0 : c->tail + 1;
}

static void narrow(struct conflicts *c, int32_t animal, unsigned char left)
{
    if (animal < 0 || c->may[animal] == left)
        return;
    c->may[animal] = left;
    ask(c, animal);
    for (int32_t k = c->start[animal]; k < c->start[animal + 1]; k++)
        ask(c, c->child[k]);
}

static void look(struct conflicts *c, int32_t i)
{
    int32_t sire = c->p.sire[i], dam = c->p.dam[i];
    struct left left = leave(c->may[i], allowed(c, sire), allowed(c, dam), sire >= 0 && sire == dam);
    if (!left.own) {
        add(c, i, GENOTYPE_FAMILY);
        return;
    }
    narrow(c, i, left.own);
    narrow(c, sire, left.sire);
    narrow(c, dam, sire == dam && sire >= 0 ? left.sire : left.dam);
}

static int by_kind_and_animal(const void *left, const void *right)
{
    const struct genotype_conflict *a = left, *b = right;
    bool family_a = a->kind == GENOTYPE_FAMILY, family_b = b->kind == GENOTYPE_FAMILY;
    return family_a != family_b ? family_a - family_b : (a->animal > b->animal) - (a->animal < b->animal);
}

bool genotype_find_conflicts(struct pedigree p, const uint8_t *result, struct genotype_conflict **ret_list,
                             int32_t *ret_count, struct err *e)
{
    struct conflicts c;
    if (!init(&c, p, result)) {
        free(c.list);
        done(&c);
        return compact_no_memory(e);
    }
    list_children(&c);
    for (int32_t i = 0; i < p.count; i++)
        look_directly(&c, i);
    for (int32_t i = 0; i < p.count; i++)
        if (p.sire[i] >= 0 || p.dam[i] >= 0)
            ask(&c, i);
    while (c.head != c.tail) {
        int32_t i = c.queue[c.head];
        c.head = c.head == p.count ? 0 : c.head + 1;
        c.queued[i] = 0;
        look(&c, i);
    }
    qsort(c.list, c.count, sizeof *c.list, by_kind_and_animal);
    *ret_list = c.list;
    *ret_count = c.count;
    done(&c);
    return true;
}
