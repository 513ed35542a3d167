/* mating.h - what the rules of mating look at, for one pair and for whole lists. */
#ifndef HERD_MATING_H
#define HERD_MATING_H

#include "pedigree.h"

struct mating_subject { /* NULL or 0 = not known, as of an imagined one */
    int64_t id;
    const char *number, *species, *sex, *tier; /* tier of its keeper */
    date_day birth;
    bool present, culled, voided;
    bool pregnant;
    date_day due; /* of the young she carries; DATE_NONE = not known */
};
struct mating_limits {
    int64_t warn, hard; /* of F, thousandths of a percent; PARAM_NONE = none */
    const char *tier;   /* whose: the female's keeper's, else the male's, else a household's */
};
/* species NULL: no limits. */
struct mating_limits mating_limits_of(const struct herd *herd, const struct mating_subject *male,
                                      const struct mating_subject *female);
/* kinship counts even where it cannot be told (told): what is there is there. */
void mating_judge(const struct herd *herd, const struct mating_subject *male, const struct mating_subject *female,
                  double kinship, bool told, struct arena *arena, struct mating_verdict *ret);
/* The young's completeness over three generations, from the parents' over two. */
double mating_completeness(struct pedigree p, int32_t first, int32_t second);
/* Is she pregnant, and until when? */
bool mating_expects(struct herd *herd, const struct animal *a, struct arena *arena, bool *ret_pregnant,
                    date_day *ret_due, struct err *e) MUST_USE;
const char *mating_pregnant_words(date_day due, struct arena *arena);
bool mating_subject_load(struct herd *herd, int64_t animal, struct arena *arena, struct mating_subject *ret,
                         int64_t *ret_place, int64_t *ret_keeper, struct err *e) MUST_USE;

#endif
