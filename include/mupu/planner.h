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

/* ---- contribute: who should be a parent of the next generation, and of how much of it ----
 * Shares c of the next generation, each sex giving one half, each animal from `least` to `most`. Its mean kinship is
 * c'Kc, K the kinship matrix of the candidates (an animal with itself (1 + F)/2), its expected merit g'c (Meuwissen
 * 1997, J Anim Sci 75:934). K is asked for by products only, so that it is never formed (Colleau 2002, Genet Sel Evol
 * 34:409). Floating point in a fixed order: the same bytes on every run, compiler and machine.
 *
 * The certificate. For any price of kinship L >= 0, any prices p of a place in each half and any shares a (the "cut"),
 * c'Kc >= 2 a'Kc - a'Ka, so that no shares within the limits and with c'Kc <= most_kinship have more merit than
 *   sum over halves of p/2 + sum over i of max((h_i - p) least_i, (h_i - p) most_i) + L (a'Ka + most_kinship),
 *   h = g - 2 L K a.
 * Kinship alone: none has less than -(the same sum with h = -2 K a) - a'Ka. */
#define CONTRIBUTE_GAP 1e-6  /* asked for: of merit in its standard deviations; of the least kinship in itself */
#define CONTRIBUTE_NONE 1e-9 /* who has no more is no parent */
enum contribute_end {
    CONTRIBUTE_BINDS,       /* the most merit under the limit on kinship */
    CONTRIBUTE_SLACK,       /* the limit does not matter: the best are taken as far as each may (truncation) */
    CONTRIBUTE_LEAST,       /* the least kinship, as asked, or because all have the same merit */
    CONTRIBUTE_UNREACHABLE, /* no shares have so little kinship: these have the least */
};
/* ret[i] = sum over j of K[i][j] x[j]. */
typedef void contribute_product(void *context, const double *x, double *ret);
struct contribute_problem {
    int32_t males, females;
    const double *merit; /* [males + females], males first; NULL: kinship alone counts */
    const double *least; /* [males + females] share of each at least; NULL = 0 */
    const double *most;  /* [males + females] and at most; NULL = 1/2 */
    contribute_product *product;
    void *context;
};
struct contribute_result {
    enum contribute_end end;
    double *share;               /* [males + females], sum 1 */
    double *kinship_with;        /* [males + females] mean kinship of each with the next generation's parents, K c */
    double merit, merit_bound;   /* g'c, and what none exceeds; NAN without merit */
    double kinship;              /* c'Kc */
    double kinship_bound;        /* LEAST, UNREACHABLE: none has less; else NAN */
    double *cut;                 /* [males + females] of the certificate, with */
    double price, half_price[2]; /* of kinship, and of a place in the males' and the females' half */
    int32_t products;            /* with K */
};
/* The most merit with a mean kinship of at most most_kinship. Fails: ERR_DATA (limits that no shares keep),
 * ERR_INTERNAL (memory), ERR_CANCELLED. The gap is merit_bound - merit, rarely more than CONTRIBUTE_GAP asks. The
 * caller frees with contribute_done. */
bool contribute_best(const struct contribute_problem *problem, double most_kinship, struct contribute_result *ret,
                     const struct progress *progress, struct err *e) MUST_USE;
/* The least mean kinship, merit or not. */
bool contribute_least(const struct contribute_problem *problem, struct contribute_result *ret,
                      const struct progress *progress, struct err *e) MUST_USE;
void contribute_done(struct contribute_result *result);
/* Checks shares, limits and figures of a result and computes its bound from the problem and the cut alone, in one pass
 * and without the solver. *ret_bound is on merit, or on the least kinship (LEAST, UNREACHABLE). ERR_DATA where the
 * result breaks a rule or its figures are not those of its shares. */
bool contribute_verify(const struct contribute_problem *problem, double most_kinship,
                       const struct contribute_result *result, double *ret_bound, struct err *e) MUST_USE;

/* From the least kinship to the most merit: ret[points], points >= 2, the steps about alike in merit. The first has no
 * merit_bound (NAN). ERR_DATA also where all have the same merit. */
struct contribute_point {
    double kinship, merit, merit_bound;
    int32_t males, females; /* with a share */
};
bool contribute_frontier(const struct contribute_problem *problem, int32_t points, struct contribute_point *ret,
                         const struct progress *progress, struct err *e) MUST_USE;

/* Whole numbers: `matings` in all, each of one male and one female; ret_matings[males + females], each sex summing to
 * `matings`, each animal's share being its number / (2 matings), within its limits rounded inwards. Shares are rounded
 * by largest remainder; where kinship is then above the limit, again from a limit lowered by the excess; then single
 * matings move to a better animal while that helps. The merit_bound (kinship_bound) of *ret is that of any shares, so
 * merit_bound - merit bounds the loss by whole numbers, too. Where no whole numbers keep the limit that shares can
 * keep, kinship is above most_kinship: the least found. most_kinship < 0: the least kinship. */
bool contribute_whole(const struct contribute_problem *problem, double most_kinship, int32_t matings,
                      int32_t *ret_matings, struct contribute_result *ret, const struct progress *progress,
                      struct err *e) MUST_USE;

/* ---- cycle: batches one after another ---- */
/* The joining that begins on `rams_in` and ends with the season at the latest; next_joining is not before `interval`
 * days after it (birth to birth), nor before weaning and rest, nor out of season. */
void cycle_joining(const struct calendar_rules *rules, int32_t interval, date_day rams_in, struct calendar_steps *ret);

/* ---- load: how many pens a batch fills, day by day ---- */
enum load_pen { LOAD_JOINING, LOAD_PREGNANT, LOAD_LACTATING, LOAD_DRY, LOAD_PENS };
struct load_batch {
    struct calendar_steps steps;
    int32_t females, pregnant; /* joined, and expected to be found pregnant at the scan */
};
/* In which pens a batch stands on `day`, in whole pens: joining while the males are with it, pregnant until the scan
 * (all) and until birth (the pregnant; the others stand dry until the next joining), lactating from the first due day
 * to weaning, dry until the next joining. females_a_pen[LOAD_PENS] >= 1. ret[LOAD_PENS] += its pens. */
void load_add(const struct load_batch *batch, date_day day, const int32_t *females_a_pen, int32_t *ret);

/* ---- forecast: births to come, with their range ---- */
enum { FORECAST_LITTER_MOST = 8 };
struct forecast_female {
    date_day from, to;    /* served on one of these days, each as likely */
    double conception;    /* probability that she gives birth */
    const double *litter; /* [FORECAST_LITTER_MOST + 1] probability of so many young; sum 1 */
    double weaned;        /* expected of a litter of hers that live to weaning */
};
struct forecast_count {
    double births, young, weaned, variance; /* expected; variance of the young */
    int64_t low, high; /* the middle 80 % of the young: a tenth at most below, a tenth at most above */
};
/* Probability that a female served on one of the days from..to gives birth on a day of first..last: gestation is normal
 * and counted in whole days, Phi((d + 1/2 - mean) / sd) - Phi((d - 1/2 - mean) / sd). */
double forecast_share(date_day from, date_day to, double mean, double sd, date_day first, date_day last);
/* Young born on the days first..last. Females are independent, so expectation and variance are sums; the range comes
 * from the exact distribution (convolution of the females') up to FORECAST_EXACT females that may give birth then,
 * beyond from the normal one of that mean and variance. Fails: ERR_INTERNAL (memory). */
enum { FORECAST_EXACT = 1000 };
bool forecast_young(const struct forecast_female *females, int32_t count, double mean, double sd, date_day first,
                    date_day last, struct forecast_count *ret, struct err *e) MUST_USE;

/* ---- protocol: hours of a programme of steps around the first service ---- */
struct protocol_step {
    int32_t anchor; /* an earlier step; -1 = the beginning */
    int32_t after;  /* hours after the anchor */
};
/* ret[count]: hours since 1970-01-01 00:00. The beginning is at `hour` of the day from which step `serving` falls on
 * `day`. */
void protocol_lay(const struct protocol_step *steps, int32_t count, int32_t serving, date_day day, int32_t hour,
                  int64_t *ret);

/* ---- joint: the matings and the next generation's diversity at once ----
 * Each ewe one ram, as in allocate, but what a plan costs is
 *     sum of cost over the served + weight * 10^6 * served * (mean kinship of the parents, the ewes' own left out),
 * the second with shares n/2T of the rams (n their loads, T the served, as many as can be) and all ewes of the problem
 * alike: Q(n) = weight 10^6 (n'Kn / 4T + n'm / 2), m the mean kinship of each ram with the ewes. That is the F of the
 * next but one generation, mated at random, in the unit of the costs: a weight of 1 counts it as much as the F of the
 * lambs. Convex in the loads: simplicial decomposition (von Hohenbalken 1977, Math Program 13:49) whose every vertex
 * is one allocation.
 *
 * The certificate. Q(n) >= Q(a) + Q'(a)(n - a) for any loads a ("cut"), so that no plan serving T ewes costs less than
 *     sum over ewes of min(m, least of cost + Q'(a) + p) - sum over rams of capacity p - m (ewes - T) + Q(a) - Q'(a) a
 * for any ram prices p >= 0 and any m. */
struct joint_problem {
    struct allocate_problem pairs; /* previous_price is not used */
    const double *kinship;         /* [rams * rams] of the rams with each other, of one with himself (1 + F)/2 */
    const double *with_ewes;       /* [rams] mean kinship of each with the ewes */
    double weight;                 /* >= 0 */
};
struct joint_result {
    int32_t *ram; /* [ewe_count] or ALLOCATE_NOBODY */
    int32_t served;
    int64_t cost;            /* sum over the served */
    double objective, bound; /* cost with what diversity costs; none has less than the bound */
    double *cut, *price;     /* [rams] of the certificate, */
    double dearest;          /* with m */
    int32_t rounds;          /* allocations */
};
/* objective - bound is what whole numbers of ewes may lose and what the search left: rarely 1 a served ewe. Fails:
 * ERR_DATA (as allocate_solve; a weight so large that costs go out of range), ERR_INTERNAL (memory), ERR_CANCELLED.
 * The caller frees with joint_done. */
bool joint_solve(const struct joint_problem *problem, struct joint_result *ret, const struct progress *progress,
                 struct err *e) MUST_USE;
void joint_done(struct joint_result *result);
/* Rules, objective and bound from the problem, the plan and the certificate alone, in one pass over the pairs. ERR_DATA
 * where the result breaks a rule or its figures are not those of its plan. That none serves more is allocate_verify's.
 */
bool joint_verify(const struct joint_problem *problem, const struct joint_result *result, double *ret_bound,
                  struct err *e) MUST_USE;

#endif
