/* contribute.h - an instance of optimal contributions, ours and a peer's */
#ifndef MUPU_BENCH_CONTRIBUTE_H
#define MUPU_BENCH_CONTRIBUTE_H

#include "mupu/genetics.h"
#include "mupu/planner.h"

struct instance {
    int32_t animals, candidates, males; /* candidates: males first */
    int32_t *sire, *dam, *animal;
    double *f, *merit, *most, limit; /* limit: most mean kinship; 0 = to be chosen */
    struct kinship_product *k;
};

/* The same maximum by Ipopt's interior point: shares and, so that its matrices stay sparse, T'c of every ancestor as
 * variables. false: it gave up. */
bool contribute_ipopt(const struct instance *x, double *ret_merit);

#endif
