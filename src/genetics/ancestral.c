/* ancestral.c - ancestral inbreeding: what an animal's genes went through before it. */
#include "compact.h"

#include <stdlib.h>

/* Identical by descent in a parent or in an ancestor of it. */
static double part(const double *of_parents, const double *f, const struct compact *c, int32_t parent)
{
    if (!parent)
        return 0.0;
    double inbreeding = f[c->index[parent]];
    return of_parents[parent] + (1.0 - of_parents[parent]) * inbreeding;
}

bool ancestral_inbreeding(struct pedigree p, const double *f, double *ret_ancestral, struct err *e)
{
    struct compact c;
    if (!compact_parents(&c, p, e))
        return false;
    double *own = compact_memory((size_t)c.count + 1, sizeof *own);
    if (own) {
        for (int32_t b = 1; b <= c.count; b++)
            own[b] = 0.5 * (part(own, f, &c, c.animal[b].sire) + part(own, f, &c, c.animal[b].dam));
        for (int32_t i = 0; i < p.count; i++)
            ret_ancestral[i] = 0.5 * (part(own, f, &c, compact_parent(&c, p.sire[i])) +
                                      part(own, f, &c, compact_parent(&c, p.dam[i])));
    }
    free(own);
    compact_done(&c);
    return own || compact_no_memory(e);
}
