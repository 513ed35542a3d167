/* inbreeding.h - the families of a pedigree and F of one sire's, shared by the ways of going through the sires. */
#ifndef MUPU_GENETICS_INBREEDING_H
#define MUPU_GENETICS_INBREEDING_H

#include "compact.h"
#include "trace.h"

/* Animals visited between two questions whether to go on: some milliseconds. */
#define INBREEDING_STEPS ((int64_t)1 << 20)

/* A run of full sibs: `sibs` animals from index `first` on. The sire is the group it stands in. */
struct family {
    int32_t first, sibs;
    int32_t dam; /* position */
};

struct families {
    int32_t count;
    int32_t *start; /* [parents + 2] families of the sire at position b: start[b] .. start[b + 1] */
    struct family *family;
};

/* Of everyone with two known parents. On failure there is still something for inbreeding_families_done. */
bool inbreeding_families(const struct compact *c, struct pedigree p, struct families *ret, struct err *e) MUST_USE;
void inbreeding_families_done(struct families *w);

/* F of the families of the sire at position b, whose variance and his ancestors' are set in t's animals. */
void inbreeding_of_sire(struct trace *t, const struct families *w, int32_t b, double *f);

bool inbreeding_tell(const struct progress *progress, int64_t done, int64_t total, struct err *e) MUST_USE;

#endif
