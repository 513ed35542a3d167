/* pedigree.h - what the files about lineage share. */
#ifndef HERD_PEDIGREE_H
#define HERD_PEDIGREE_H

#include "gathering.h"
#include "inner.h"

/* Generations over which completeness is stated: 2 + 4 + 8 = the 14 ancestors of a pedigree card. */
#define CARD_GENERATIONS 3

/* pedigree.c */
bool pedigree_load_all(struct herd *herd, struct herd_pedigree *ret, const struct progress *progress,
                       struct err *e) MUST_USE;
/* These animals and their ancestors, and after them `mate_count` places for those that stand in no book: position
 * count - mate_count + i, id 0. */
bool pedigree_load_mates(struct herd *herd, const struct mate *mates, int mate_count, const int64_t *ids, int count,
                         struct herd_pedigree *ret, int32_t *ret_positions, struct err *e) MUST_USE;

/* pedigree_refresh.c */
bool pedigree_put(struct query *put, int64_t animal, double f, double completeness, struct err *e) MUST_USE;
bool pedigree_note(struct herd *herd, int64_t change, struct err *e) MUST_USE; /* the table knows of this change */

/* pedigree_follow.c - the table from the change `known` to `newest` by what the log says was touched. *ret_done =
 * false, and nothing written: so much that the whole table is as good. */
bool pedigree_follow(struct herd *herd, int64_t known, int64_t newest, const struct progress *progress, bool *ret_done,
                     struct err *e) MUST_USE;

#endif
