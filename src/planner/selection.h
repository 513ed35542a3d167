/* selection.h - one problem of contributions in work: asked again and again, each answer starts from the one before.
 *
 * Inside, merit is in standard deviations from the mean of its sex, so that one tolerance fits all units.
 */
#ifndef MUPU_PLANNER_SELECTION_H
#define MUPU_PLANNER_SELECTION_H

#include "descent.h"

struct selection_point {
    double *share, *with; /* [count] c and K c */
    double kinship, merit;
};
struct selection {
    const struct contribute_problem *problem;
    struct halves halves;
    struct descent descent;
    double *memory; /* of all arrays */
    double *merit;  /* [count] standardised */
    double centre[2], unit;
    bool flat; /* all of a sex have the same merit, or none */

    struct selection_point now, best, mixed; /* where the descent is; the answer; work */
    struct selection_point lowest;           /* least kinship, with its bound, once known */
    bool lowest_known;
    double lowest_bound, lowest_price[2];
    double t; /* of the last answer: 1 / price of kinship; 0 = none yet */

    enum contribute_end end;
    double *cut;
    double bound, price, half_price[2]; /* of merit */
};

/* `problem` stays the caller's and must outlive it. */
bool selection_open(struct selection *s, const struct contribute_problem *problem, const struct progress *progress,
                    struct err *e) MUST_USE;
void selection_close(struct selection *s);
/* Each leaves its answer in best, end, cut, bound, price and half_price. */
bool selection_best(struct selection *s, double most_kinship, struct err *e) MUST_USE;
bool selection_least(struct selection *s, struct err *e) MUST_USE;
/* Truncation: the most merit, kinship whatever it is. */
void selection_top(struct selection *s);
/* The answer in the caller's units. */
bool selection_tell(const struct selection *s, struct contribute_result *ret, struct err *e) MUST_USE;
double selection_merit(const struct selection *s, double standardised);
bool selection_no_memory(struct err *e); /* sets the error; false */

#endif
