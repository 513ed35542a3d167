/* pedigree.h - what the files about lineage share. */
#ifndef HERD_PEDIGREE_H
#define HERD_PEDIGREE_H

#include "gathering.h"
#include "inner.h"

/* Generations over which completeness is stated: 2 + 4 + 8 = the 14 ancestors of a pedigree card. */
#define CARD_GENERATIONS 3

/* pedigree.c */
bool pedigree_load_all(struct herd *herd, struct herd_pedigree *ret, double **ret_completeness, struct err *e) MUST_USE;
/* These animals and their ancestors, and after them `mate_count` places for those that stand in no book: position
 * count - mate_count + i, id 0. */
bool pedigree_load_mates(struct herd *herd, const struct mate *mates, int mate_count, const int64_t *ids, int count,
                         struct herd_pedigree *ret, int32_t *ret_positions, struct err *e) MUST_USE;

#endif
