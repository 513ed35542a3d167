/* mupu/plan.h - breeding plans: asked for, made, kept as records, ruled by hand, approved, carried out.
 * Texts given back live in the arena that was passed in.
 */
#ifndef MUPU_PLAN_H
#define MUPU_PLAN_H

#include "mupu/herd.h"
#include "mupu/planner.h"

/* What may be asked of a plan: one row per option, from which come the arguments of "mupu plan make", their reading,
 * the screen's form, the text kept with the plan and the words said of it. A price or rate has the unit "%" and is read
 * as 0.0625 or 6.25%; `param` is where the number comes from when nothing is asked ({method}: the method's own). */
extern const struct field plan_options[];
extern const int plan_option_count;

struct plan {
    int64_t id;
    const char *code, *species, *status;
    int64_t holding;
    const char *holding_code;
    int season;
    date_day from, to;
    int64_t max_f, objective, bound, pairs;
    int64_t f_total; /* millionths, summed over the served; the objective has the other terms, too */
    int ewes, rams, served;
    const char *made_by, *approved_by, *parameters, *voided; /* voided: why, or NULL */
    date_day made_on, approved_on;
    int64_t change_seen;
    int changed_since; /* log entries since it was computed that touched animals or events */
};
struct plan_mating {
    int64_t id, ewe, ram, reserve;
    const char *ewe_number, *ram_number, *reserve_number, *ewe_holding;
    int64_t f, reserve_f; /* millionths; -1 = unknown */
    const char *reason;   /* code list plan_reason */
    const char *words;    /* why, and what would help */
    int64_t cost;         /* millionths of F: F and the priced terms */
    const char *terms;    /* of that beside F: "family=5000;move=2000"; NULL or "" = none */
};
struct plan_ram {
    int64_t ram;
    const char *number, *holding_code;
    int capacity, used;
    int64_t price;
};
/* asked: values of plan_options. "again" (a plan's code) starts from what that plan was asked for, its locks, bans and
 * pairs; what else is asked goes before. */
bool plan_make(struct herd *herd, const struct record *asked, const struct progress *progress, int64_t *ret_plan,
               struct err *e) MUST_USE;
/* What a plan was asked for, from plan.parameters: "most F 6.25%; method pen joining". */
const char *plan_asked_words(struct herd *herd, const char *parameters, struct arena *arena);
/* What each limit on F costs: the plan asked for, solved at five limits and not kept. */
struct plan_limit {
    int64_t max_f, f_total, worst, objective; /* millionths; f_total summed over the served */
    int ewes, served, without_male;           /* without_male: of those not served, whom no male is allowed */
};
enum { PLAN_LIMITS = 5 };
bool plan_limits(struct herd *herd, const struct record *asked, const struct progress *progress,
                 struct plan_limit ret[PLAN_LIMITS], struct err *e) MUST_USE;
bool plan_find(struct herd *herd, const char *code, int64_t *ret_plan,
               struct err *e) MUST_USE; /* "" or NULL: the newest */
bool plan_load(struct herd *herd, int64_t plan, struct arena *arena, struct plan *ret, struct err *e) MUST_USE;
bool plan_list(struct herd *herd, struct arena *arena, struct plan **ret, int *ret_count, struct err *e) MUST_USE;
bool plan_matings(struct herd *herd, int64_t plan, struct arena *arena, struct plan_mating **ret, int *ret_count,
                  struct err *e) MUST_USE; /* mated first, by ram; then the others by reason */
struct plan_term {                         /* a term of the cost over a whole plan */
    const char *name;                      /* code list plan_term; "f" first */
    int64_t sum;                           /* millionths of F */
    int pairs;                             /* that have it */
};
enum { PLAN_TERMS_MOST = 16 };
/* Sums the terms of a plan's rows; ret has room for PLAN_TERMS_MOST. Gives their count. */
int plan_terms(const struct plan_mating *matings, int count, struct arena *arena, struct plan_term *ret);
bool plan_rams(struct herd *herd, int64_t plan, struct arena *arena, struct plan_ram **ret, int *ret_count,
               struct err *e) MUST_USE;
/* what: "lock" "forbid" "free". The plan must be a draft; solve again with plan_make(again). */
bool plan_rule(struct herd *herd, int64_t plan, int64_t ewe, int64_t ram, const char *what, struct err *e) MUST_USE;
bool plan_approve(struct herd *herd, int64_t plan, struct err *e) MUST_USE;
/* Draft or approved: it is listed no more and asks for no work; what was done by it stays recorded. why: needed. */
bool plan_void(struct herd *herd, int64_t plan, const char *why, struct err *e) MUST_USE;
struct plan_step {
    date_day day, to;
    const char *step; /* code list plan_step: rams_in rams_out return scan rescan due wean next_joining ram_leaves */
    int heads;
    const char *words;
};
bool plan_schedule(struct herd *herd, int64_t plan, struct arena *arena, struct plan_step **ret, int *ret_count,
                   struct err *e) MUST_USE;
/* The first day, not before today, of the season with that label (2026 = the rut from December 2025). */
bool plan_season_start(const struct herd *herd, const char *species, int season, date_day *ret_day,
                       struct err *e) MUST_USE;
bool plan_calendar_rules(const struct herd *herd, const char *species, const char *method, struct calendar_rules *ret,
                         struct err *e) MUST_USE;

/* ---- what is to come (plan_when.c) ---- */
/* The females that may give birth yet, for forecast_young: those a plan mates (from their own service or joining where
 * it happened, else from the plan's days; found empty: left out), or, plan 0, all of a species that stand mated or
 * pregnant in the book. *ret_weaned: the dictionary tells survival, so that `weaned` means something. */
bool plan_forecast_females(struct herd *herd, int64_t plan, const char *species, const struct progress *progress,
                           struct arena *arena, struct forecast_female **ret, int32_t *ret_count, bool *ret_weaned,
                           struct err *e) MUST_USE;
/* Females a pen holds, [LOAD_PENS]. ERR_CONFIG: the dictionary has no pens for the species. */
bool plan_pens(const struct herd *herd, const char *species, int32_t *ret, struct err *e) MUST_USE;
/* A plan as a batch, and the same plan's species' approved plans that overlap it in pens; the plan itself among them.
 */
struct plan_batch {
    int64_t plan;
    const char *code;
    struct load_batch batch;
    int in_both; /* females that the plan asked about mates, too */
};
bool plan_batches(struct herd *herd, int64_t plan, struct arena *arena, struct plan_batch **ret, int *ret_count,
                  struct err *e) MUST_USE;

/* ---- protocols (plan_protocol.c) ---- */
struct protocol_day {
    const char *step; /* code list plan_step */
    date_day day, to;
    int hour;    /* of the day; -1 = any */
    bool serves; /* the first service */
};
/* The days of a protocol whose first service is on `from`; repeated steps up to `to`. "" or NULL: none. ERR_CONFIG: a
 * number it needs is not the species'. */
bool plan_protocol(const struct herd *herd, const char *species, const char *protocol, date_day from, date_day to,
                   struct arena *arena, struct protocol_day **ret, int *ret_count, struct err *e) MUST_USE;

#endif
