/* pedigree.h - pedigrees for benchmarks: read from a file, or flocks made up by a seed. Failing ends the program. */
#ifndef MUPU_BENCH_PEDIGREE_H
#define MUPU_BENCH_PEDIGREE_H

#include "mupu/genetics.h"

#define PEDIGREE_YEARS 25

struct made_pedigree {
    int32_t count, capacity, *sire, *dam;
};

void *must(void *memory);
void must_work(bool good, const struct err *e);

/* Columns id,sire,dam first; whole numbers as ids, 0 or blank = unknown. */
void pedigree_read(struct made_pedigree *h, const char *path);
/* Flocks of 180 ewes and 5 rams over PEDIGREE_YEARS, like ../shared/bench/simped.py. */
void pedigree_make(struct made_pedigree *h, int32_t animals, uint64_t seed);
void pedigree_shuffle(struct made_pedigree *h, uint64_t seed);
/* id,sire,dam with ids 1 .. count, 0 = unknown. */
void pedigree_write(const struct made_pedigree *h, const char *path);
void pedigree_free(struct made_pedigree *h);

#endif
