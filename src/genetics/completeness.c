/* completeness.c - how much of a pedigree is known. */
#include "compact.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* ---- known ancestors ----
 * known_g(x), places in g generations of x's pedigree that are filled, = sum over known parents of 1 + known_{g-1}.
 * Whole numbers, exact in a double for 53 generations. */

static double places(int generations)
{
    return (double)(((int64_t)1 << (generations + 1)) - 2);
}

static bool generations_fit(int generations, struct err *e)
{
    if (generations >= 1 && generations <= COMPLETENESS_MOST)
        return true;
    return err_set(e, ERR_DATA, "", _("%d generations cannot be searched. Give a number from 1 to %d."), generations,
                   COMPLETENESS_MOST);
}

/* known_g of all parents, from known_{g-1}. */
static void count_one_more(const struct compact *c, const double *before, double *now)
{
    now[0] = 0.0;
    for (int32_t b = 1; b <= c->count; b++) {
        int32_t sire = c->animal[b].sire, dam = c->animal[b].dam;
        now[b] = (sire ? 1.0 + before[sire] : 0.0) + (dam ? 1.0 + before[dam] : 0.0);
    }
}

/* known_{generations}, in one of two arrays of count + 1; they stop changing at the deepest generation. */
static const double *count_known(const struct compact *c, int generations, double *before, double *now)
{
    for (int32_t b = 0; b <= c->count; b++)
        now[b] = 0.0;
    for (int g = 1; g <= generations && g <= c->deepest; g++) {
        double *other = before;
        before = now;
        now = other;
        count_one_more(c, before, now);
    }
    return now;
}

static double parents_part(const double *of_parents, int32_t sire, int32_t dam)
{
    return (sire ? 1.0 + of_parents[sire] : 0.0) + (dam ? 1.0 + of_parents[dam] : 0.0);
}

/* ---- all ---- */

static void all_fractions(const struct compact *c, struct pedigree p, int generations, double *memory,
                          double *ret_fraction)
{
    const double *known = count_known(c, generations - 1, memory, memory + c->count + 1);
    double all = places(generations);
    for (int32_t i = 0; i < p.count; i++)
        ret_fraction[i] = parents_part(known, compact_parent(c, p.sire[i]), compact_parent(c, p.dam[i])) / all;
}

static void all_equivalents(const struct compact *c, struct pedigree p, double *memory, double *ret_equivalent)
{
    memory[0] = 0.0;
    for (int32_t b = 1; b <= c->count; b++)
        memory[b] = 0.5 * parents_part(memory, c->animal[b].sire, c->animal[b].dam);
    for (int32_t i = 0; i < p.count; i++)
        ret_equivalent[i] = 0.5 * parents_part(memory, compact_parent(c, p.sire[i]), compact_parent(c, p.dam[i]));
}

bool completeness_all(struct pedigree p, int generations, double *ret_fraction, double *ret_equivalent, struct err *e)
{
    struct compact c;
    if (ret_fraction && !generations_fit(generations, e))
        return false;
    if (!compact_parents(&c, p, e))
        return false;
    double *memory = compact_memory((size_t)c.count + 1, 2 * sizeof *memory);
    bool good = memory || compact_no_memory(e);
    if (good && ret_fraction)
        all_fractions(&c, p, generations, memory, ret_fraction);
    if (good && ret_equivalent)
        all_equivalents(&c, p, memory, ret_equivalent);
    free(memory);
    compact_done(&c);
    return good;
}

/* ---- one ---- */

static double known_ancestors(struct pedigree p, int32_t animal, int generations)
{
    if (generations == 0)
        return 0.0;
    double known = 0.0;
    if (p.sire[animal] >= 0)
        known += 1.0 + known_ancestors(p, p.sire[animal], generations - 1);
    if (p.dam[animal] >= 0)
        known += 1.0 + known_ancestors(p, p.dam[animal], generations - 1);
    return known;
}

double completeness_one(struct pedigree p, int32_t animal, int generations)
{
    enum { WALKED = 12 }; /* up to 8190 places are faster walked than counted */
    struct err e;
    assert(animal >= 0 && animal < p.count);
    if (!generations_fit(generations, &e))
        return NAN;
    if (generations <= WALKED)
        return known_ancestors(p, animal, generations) / places(generations);
    struct compact c;
    if (!compact_init(&c, p, &e))
        return NAN;
    double result = NAN;
    if (compact_add(&c, p, animal, &e)) {
        double *memory = compact_memory((size_t)c.count + 1, 2 * sizeof *memory);
        if (memory)
            result =
                count_known(&c, generations, memory, memory + c.count + 1)[c.position[animal]] / places(generations);
        free(memory);
    }
    compact_done(&c);
    return result;
}
