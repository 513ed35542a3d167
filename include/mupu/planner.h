/* mupu/planner.h - breeding-plan kernels on plain arrays. No strings, files, clocks or SQL in here.
 *
 * "ewe" stands for any female to be mated, "ram" for any male. Deterministic: the same input gives the same bytes on
 * every run, compiler and machine (integer arithmetic throughout).
 */
#ifndef MUPU_PLANNER_H
#define MUPU_PLANNER_H

#include "mupu/base.h"

#define ALLOCATE_FORBIDDEN INT32_MAX
#define ALLOCATE_NOBODY (-1)
#define ALLOCATE_COST_LIMIT (1 << 28) /* |cost| of an allowed pair must stay below */

/* Each ewe one ram; ram r takes at most capacity[r] ewes. As many ewes as possible are served; among those plans the
 * least total cost. (A transportation problem; method and certificate: docs/DESIGN.md "Allocation".) */
struct allocate_problem {
    int32_t ewe_count, ram_count;
    const int32_t *cost;     /* [ewe_count * ram_count] by ewe, ALLOCATE_FORBIDDEN where not allowed */
    const int32_t *capacity; /* [ram_count] >= 0 */
    const int32_t *previous; /* [ewe_count] a plan to stay near: ties go to it, and the search starts there; or NULL */
    const int64_t *previous_price; /* [ram_count] ram prices of the earlier solution, or NULL */
};

struct allocate_result {
    int32_t *ram;       /* [ewe_count] ram index or ALLOCATE_NOBODY */
    int64_t *ram_price; /* [ram_count] >= 0: what one more place at this ram would save, exactly; where it would
                         * serve one more ewe instead: more than unserved_cost / 2 */
    int32_t served;
    int64_t objective;     /* sum of cost over the served */
    int64_t bound;         /* proven lower bound on the cost of any plan that serves as many; gap = objective - bound */
    int64_t pairs_checked; /* allowed pairs visited by the closing check */
    int32_t rounds;        /* moves made by the search, for curiosity */
    int64_t unserved_cost; /* what the search charged for an unserved ewe: more than any chain of moves can save */
};

/* Solves to proven optimality (objective == bound always, unless cancelled). The caller frees with allocate_done.
 * Fails: ERR_DATA (a capacity below 0, a cost out of range), ERR_INTERNAL (memory), ERR_CANCELLED. */
bool allocate_solve(const struct allocate_problem *problem, struct allocate_result *ret_result,
                    const struct progress *progress, struct err *e) MUST_USE;
void allocate_done(struct allocate_result *result);
/* Recomputes objective and bound of a result from the problem alone, by one pass over all pairs. Independent of the
 * solver: the certificate shown to the user. The bound holds for any prices, good or bad. Fails with ERR_DATA when the
 * result breaks a rule, miscounts `served`, or when more ewes could be served. */
bool allocate_verify(const struct allocate_problem *problem, const struct allocate_result *result,
                     int64_t *ret_objective, int64_t *ret_bound, struct err *e) MUST_USE;

/* Why ewe `ewe` is unserved in an optimal result: the smallest closed group "ewes that may only go to these rams".
 * rams: [ram_count] 1 = in the group. *ret_group_ewes ewes share *ret_places places. When she has no allowed ram at
 * all: no ram is marked, 1 ewe, 0 places. */
bool allocate_explain(const struct allocate_problem *problem, const struct allocate_result *result, int32_t ewe,
                      unsigned char *ret_rams, int32_t *ret_group_ewes, int64_t *ret_places, struct err *e) MUST_USE;

/* A reserve ram for every served ewe: never her first ram, own capacities, same cost; solved exactly as well. The
 * problem's `previous` is not used. Its certificate is checked inside (objective == bound); allocate_verify knows no
 * first plan. */
bool allocate_reserve(const struct allocate_problem *problem, const struct allocate_result *first,
                      const int32_t *reserve_capacity, struct allocate_result *ret_result,
                      const struct progress *progress, struct err *e) MUST_USE;

/* ---- calendar: the dated steps of one joining ---- */
struct calendar_rules {                                 /* all in days unless said; from the dictionary */
    int32_t joining_days;                               /* rams in to rams out */
    int32_t gestation, gestation_least, gestation_most; /* due and warn window */
    int32_t scan_after;             /* after the joining ends (or after the service for a single service) */
    int32_t rescan_after;           /* 0 = none */
    int32_t wean_age;               /* after birth; camels 365 */
    int32_t rest_days;              /* weaning to next joining */
    int32_t cycle_days;             /* 0 = no next heat is computed (camels) */
    int32_t ram_leaves_after;       /* days after joining by which the ram must be gone (daughters); 0 = not used */
    int32_t season_from, season_to; /* month*100+day, inclusive, may run across the new year; 0, 0 = all year */
};
struct calendar_steps {
    date_day rams_in, rams_out;
    date_day return_from, return_to; /* watch for return to heat; DATE_NONE without cycle */
    date_day scan, rescan;
    date_day due_first, due_last;              /* first service + gestation .. last service + gestation */
    date_day due_confirm_from, due_confirm_to; /* outside: ask */
    date_day wean;                             /* middle of the due window + wean_age */
    date_day next_joining;                     /* moved into the season when there is one */
    date_day ram_leaves;
};
void calendar_joining(const struct calendar_rules *rules, date_day rams_in, date_day rams_out,
                      struct calendar_steps *ret);
bool calendar_in_season(const struct calendar_rules *rules, date_day day);
date_day calendar_next_in_season(const struct calendar_rules *rules, date_day day); /* day itself if in season */
int calendar_season_label(const struct calendar_rules *rules, date_day day); /* the year in which its January falls */

#endif
