/* cross.c - breeds through the pedigree. A share is a fixed-point number: halves are exact and the same in any order.
 */
#include "compact.h"

#include <assert.h>
#include <stdlib.h>

static int32_t class_of(const int32_t *breed, int32_t breeds, int32_t animal)
{
    assert(breed[animal] >= GENETICS_UNKNOWN && breed[animal] < breeds);
    return breed[animal] < 0 ? breeds : breed[animal];
}

/* The shares of a parent of `animal`: a row of `share`, or `missing`, which is then filled. */
static const int64_t *parent_row(const int64_t *share, int32_t parent, int32_t class, int32_t breeds, int64_t *missing)
{
    if (parent >= 0)
        return share + (size_t)parent * (breeds + 1);
    for (int32_t b = 0; b <= breeds; b++)
        missing[b] = b == class ? CROSS_ONE : 0;
    return missing;
}

static void mix(const int64_t *sire, const int64_t *dam, int32_t breeds, int64_t *ret)
{
    int64_t known = 0;
    for (int32_t b = 0; b < breeds; b++) {
        ret[b] = (int64_t)(((uint64_t)sire[b] + (uint64_t)dam[b]) >> 1);
        known += ret[b];
    }
    ret[breeds] = CROSS_ONE - known;
}

bool cross_shares(struct pedigree p, const int32_t *breed, int32_t breeds, int64_t *ret_share, struct err *e)
{
    int32_t *order = compact_memory(p.count, sizeof *order);
    int64_t *missing = compact_memory((size_t)breeds + 1, 2 * sizeof *missing);
    bool good = (order && missing) || compact_no_memory(e);
    good = good && order_parents_first(p, order, e);
    for (int32_t k = 0; good && k < p.count; k++) {
        int32_t i = order[k], class = class_of(breed, breeds, i);
        mix(parent_row(ret_share, p.sire[i], class, breeds, missing),
            parent_row(ret_share, p.dam[i], class, breeds, missing + breeds + 1), breeds,
            ret_share + (size_t)i * (breeds + 1));
    }
    free(order);
    free(missing);
    return good;
}

struct cross cross_of(const int64_t *sire, const int64_t *dam, int32_t breeds)
{
    const double unit = 1.0 / (double)CROSS_ONE;
    double same = 0.0, squares = 0.0, sire_known = 1.0 - unit * (double)sire[breeds],
           dam_known = 1.0 - unit * (double)dam[breeds];
    for (int32_t b = 0; b <= breeds; b++) {
        double s = unit * (double)sire[b], d = unit * (double)dam[b];
        squares += s * s + d * d;
        if (b < breeds)
            same += s * d;
    }
    double known = sire_known * dam_known;
    return (struct cross){ .different = known > same ? known - same : 0.0,
                           .unknown = 1.0 - known,
                           .recombination = 1.0 - 0.5 * squares };
}

bool cross_heterosis(struct pedigree p, const int32_t *breed, int32_t breeds, const int64_t *share, struct cross *ret,
                     struct err *e)
{
    int64_t *missing = compact_memory((size_t)breeds + 1, 2 * sizeof *missing);
    if (!missing)
        return compact_no_memory(e);
    for (int32_t i = 0; i < p.count; i++) {
        int32_t class = class_of(breed, breeds, i);
        ret[i] = cross_of(parent_row(share, p.sire[i], class, breeds, missing),
                          parent_row(share, p.dam[i], class, breeds, missing + breeds + 1), breeds);
    }
    free(missing);
    return true;
}
