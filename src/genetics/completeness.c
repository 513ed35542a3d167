/* completeness.c - how much of a pedigree is known. */
#include "compact.h"
#include "fixed.h"

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

/* ---- generation by generation ----
 * filled_g(x), the share of x's 2^g places that are filled in generation g, is the mean of its parents' filled_{g-1};
 * filled_0 is 1. Parents have smaller positions: from the last to the first, one array serves. */

static double *start_filled(const struct compact *c, struct err *e)
{
    double *filled = compact_memory((size_t)c->count + 1, sizeof *filled);
    if (!filled) {
        compact_no_memory(e);
        return NULL;
    }
    filled[0] = 0.0;
    for (int32_t b = 1; b <= c->count; b++)
        filled[b] = 1.0;
    return filled;
}

static void go_one_back(const struct compact *c, double *filled)
{
    for (int32_t b = c->count; b > 0; b--)
        filled[b] = 0.5 * (filled[c->animal[b].sire] + filled[c->animal[b].dam]);
}

static double filled_by_parents(const struct compact *c, struct pedigree p, const double *filled, int32_t animal)
{
    return 0.5 * (filled[compact_parent(c, p.sire[animal])] + filled[compact_parent(c, p.dam[animal])]);
}

bool completeness_depth(struct pedigree p, int generations, double *ret, struct err *e)
{
    struct compact c;
    if (!generations_fit(generations, e) || !compact_parents(&c, p, e))
        return false;
    double *filled = start_filled(&c, e);
    for (int g = 0; filled && g < generations; g++) {
        for (int32_t i = 0; i < p.count; i++)
            ret[(size_t)i * generations + g] = filled_by_parents(&c, p, filled, i);
        go_one_back(&c, filled);
    }
    free(filled);
    compact_done(&c);
    return filled;
}

bool completeness_profile(struct pedigree p, const int32_t *animals, int32_t count, int generations, double *ret_mean,
                          struct err *e)
{
    struct compact c;
    if (!generations_fit(generations, e) || !compact_parents(&c, p, e))
        return false;
    double *filled = start_filled(&c, e);
    for (int g = 0; filled && g < generations; g++) {
        struct fixed sum = { .bits = FIXED_STATISTICS };
        for (int32_t i = 0; i < count; i++)
            fixed_add(&sum, filled_by_parents(&c, p, filled, animals[i]));
        ret_mean[g] = fixed_value(&sum) / count;
        go_one_back(&c, filled);
    }
    free(filled);
    compact_done(&c);
    return filled;
}

static double harmonic(double a, double b)
{
    return a > 0.0 && b > 0.0 ? 2.0 * a * b / (a + b) : 0.0;
}

bool completeness_index(struct pedigree p, int generations, double *ret_index, struct err *e)
{
    struct compact c;
    if (!generations_fit(generations, e) || !compact_parents(&c, p, e))
        return false;
    double *filled = start_filled(&c, e), *sum = filled ? compact_zeroed((size_t)c.count + 1, sizeof *sum) : NULL;
    for (int g = 0; sum && g < generations; g++) {
        for (int32_t b = 1; b <= c.count; b++)
            sum[b] += filled[b];
        go_one_back(&c, filled);
    }
    for (int32_t i = 0; sum && i < p.count; i++)
        ret_index[i] = harmonic(sum[compact_parent(&c, p.sire[i])], sum[compact_parent(&c, p.dam[i])]) / generations;
    free(filled);
    free(sum);
    compact_done(&c);
    return sum || compact_no_memory(e);
}

static int32_t one_more_than_less(int32_t a, int32_t b)
{
    return 1 + (a < b ? a : b);
}

bool completeness_full(struct pedigree p, int32_t *ret_generations, struct err *e)
{
    struct compact c;
    if (!compact_parents(&c, p, e))
        return false;
    int32_t *full = compact_memory((size_t)c.count + 1, sizeof *full);
    if (full) {
        full[0] = -1;
        for (int32_t b = 1; b <= c.count; b++)
            full[b] = one_more_than_less(full[c.animal[b].sire], full[c.animal[b].dam]);
        for (int32_t i = 0; i < p.count; i++)
            ret_generations[i] =
                one_more_than_less(full[compact_parent(&c, p.sire[i])], full[compact_parent(&c, p.dam[i])]);
    }
    free(full);
    compact_done(&c);
    return full || compact_no_memory(e);
}
