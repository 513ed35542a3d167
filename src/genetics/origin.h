/* origin.h - probabilities of gene origin: the share of each ancestor in the genes of a reference set of animals
 * (Boichard, Maignel & Verrier 1997).
 *
 * An animal's weight is how often it stands in the reference. Shares are whole numbers of 2^-bits animals, with as many
 * bits as the size of the reference leaves: sums do not depend on the order of the animals, and they are exact for
 * `bits` generations (42 for a reference of a million).
 */
#ifndef MUPU_GENETICS_ORIGIN_H
#define MUPU_GENETICS_ORIGIN_H

#include "compact.h"

struct origin {
    struct compact c; /* the reference and all its ancestors */
    int64_t one;      /* a reference animal's own share: 2^bits */
    double unit;      /* 2^-bits / size of the reference: share * unit is the fraction of the reference's genes */
    int32_t *weight;  /* [c.count + 1] */
    int64_t *share;   /* [c.count + 1] of the whole pedigree, own weight included */
    unsigned char *is_parent; /* [c.count + 1] of somebody in the reference or among its ancestors */
};

/* The reference holds 1 or more animals, else ERR_DATA. */
bool origin_init(struct origin *o, struct pedigree p, const int32_t *reference, int32_t count, struct err *e) MUST_USE;
void origin_done(struct origin *o);

/* How many of its parents are not known. */
static inline int origin_unknown_parents(const struct origin *o, int32_t position)
{
    return !o->c.animal[position].sire + !o->c.animal[position].dam;
}

/* The share that enters the pedigree here: of a founder, or of the one unknown parent. 0 with both parents known. */
static inline int64_t origin_entering(const struct origin *o, int32_t position)
{
    int unknown = origin_unknown_parents(o, position);
    return unknown == 2 ? o->share[position] : unknown == 1 ? o->share[position] - (o->share[position] >> 1) : 0;
}

#endif
