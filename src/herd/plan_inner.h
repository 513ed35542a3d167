/* plan_inner.h - a plan while it is being made */
#ifndef HERD_PLAN_INNER_H
#define HERD_PLAN_INNER_H

#include "inner.h"

struct female {
    int64_t id, keeper;
    const char *reason;    /* why she is left out; NULL = she is to be mated */
    int64_t detail, other; /* what the reason's words need */
    int32_t limit;         /* most F of her offspring, millionths */
};
struct male {
    int64_t id, keeper;
    int32_t capacity;
};

struct making {
    struct herd *herd;
    struct plan_request request;
    struct arena arena;
    const struct progress *progress;
    date_day from, to;
    struct female *females; /* candidates first, then those left out */
    int32_t female_count, candidate_count;
    struct male *males;
    int32_t male_count;
    int32_t *cost;                /* [candidates * males] */
    int32_t *least, *least_male;  /* [candidates] least F among males that stand right, and his index; -1 none */
    int32_t *allowed;             /* [candidates] males she may go to */
    int64_t *rule_ewe, *rule_ram; /* locks and forbids, those of the earlier plan first */
    unsigned char *rule_lock;
    int rule_count;
    int32_t *previous; /* [candidates] or NULL */
    struct allocate_result first, reserve;
    int64_t objective, bound;
};

/* plan_candidates.c: females and males of the request, with the reason of everyone left out */
bool candidates_load(struct making *m, struct err *e) MUST_USE;
/* plan_words.c */
const char *plan_words(struct herd *herd, const char *reason, int64_t f, int64_t detail, const char *other,
                       struct arena *arena);
/* plan.c: "method=pen;capacity=14;..." */
const char *plan_parameter(const char *parameters, const char *name, struct arena *arena);
bool plan_rules_read(struct herd *herd, int64_t plan, struct arena *arena, int64_t **ret_ewes, int64_t **ret_rams,
                     unsigned char **ret_locks, int *ret_count, struct err *e) MUST_USE;

#endif
