/* kinship_product.c - the kinship matrix times a vector, by two sweeps of the pedigree (Colleau 2002). */
#include "compact.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct kinship_product {
    int32_t count;    /* animals of the pruned pedigree; their positions are 1 .. count */
    int32_t animals;  /* asked for */
    int32_t *parents; /* [2 * (count + 1)] positions */
    int32_t *place;   /* [animals] positions */
    double *variance; /* [count + 1] */
    double *value;    /* [count + 1] of the sweep in work; 0 is the unknown parent's */
};

static bool allocate(struct kinship_product *k, struct err *e)
{
    size_t positions = (size_t)k->count + 1;
    k->parents = compact_memory(positions, 2 * sizeof *k->parents);
    k->place = compact_memory(k->animals, sizeof *k->place);
    k->variance = compact_memory(positions, sizeof *k->variance);
    k->value = compact_memory(positions, sizeof *k->value);
    return (k->parents && k->place && k->variance && k->value) || compact_no_memory(e);
}

static void arrange(struct kinship_product *k, struct compact *c, const double *f, const int32_t *animals)
{
    for (int32_t b = 1; b <= k->count; b++) {
        compact_set_variance(c, b, f);
        k->parents[2 * (size_t)b] = c->animal[b].sire;
        k->parents[2 * (size_t)b + 1] = c->animal[b].dam;
        k->variance[b] = c->animal[b].variance;
    }
    for (int32_t i = 0; i < k->animals; i++)
        k->place[i] = c->position[animals[i]];
}

bool kinship_product_open(struct pedigree p, const double *f, const int32_t *animals, int32_t count,
                          struct kinship_product **ret, struct err *e)
{
    struct compact c;
    if (!compact_init(&c, p, e))
        return false;
    bool good = true;
    for (int32_t i = 0; good && i < count; i++)
        good = compact_add(&c, p, animals[i], e);
    struct kinship_product *k = good ? compact_zeroed(1, sizeof *k) : NULL;
    if (good && !k)
        good = compact_no_memory(e);
    if (good) {
        k->count = c.count;
        k->animals = count;
        good = allocate(k, e);
    }
    if (good) {
        arrange(k, &c, f, animals);
        *ret = k;
    } else {
        kinship_product_close(k);
    }
    compact_done(&c);
    return good;
}

void kinship_product_close(struct kinship_product *k)
{
    if (!k)
        return;
    free(k->parents);
    free(k->place);
    free(k->variance);
    free(k->value);
    free(k);
}

void kinship_product_times(struct kinship_product *k, const double *x, double *ret)
{
    const int32_t *restrict parents = k->parents;
    const double *restrict variance = k->variance;
    double *restrict value = k->value;
    memset(value, 0, ((size_t)k->count + 1) * sizeof *value);
    for (int32_t i = 0; i < k->animals; i++)
        value[k->place[i]] += x[i];
    for (int32_t b = k->count; b > 0; b--) {
        double half = 0.5 * value[b];
        value[parents[2 * (size_t)b]] += half;
        value[parents[2 * (size_t)b + 1]] += half;
    }
    value[0] = 0.0;
    for (int32_t b = 1; b <= k->count; b++)
        value[b] = variance[b] * value[b] + 0.5 * (value[parents[2 * (size_t)b]] + value[parents[2 * (size_t)b + 1]]);
    for (int32_t i = 0; i < k->animals; i++)
        ret[i] = 0.5 * value[k->place[i]];
}
