/* plan_inner.h - a plan while it is being made */
#ifndef HERD_PLAN_INNER_H
#define HERD_PLAN_INNER_H

#include "inner.h"
#include "mupu/plan.h"

/* What rules and prices look at, of a female or a male. */
struct pair_facts {
    const char *family; /* NULL = none */
    int fecb;           /* copies of B, 0 to 2; 3 = unknown */
    bool carrier;       /* of a recessive defect, by her newest test */
    bool has_merit;
    int64_t merit; /* breeding value, thousandths */
    int64_t last_male;
};
/* Terms of a pair's cost beside F, and the rules that forbid it: plan_price.c. */
enum { TERM_MERIT, TERM_FAMILY, TERM_FECB, TERM_MOVE, TERM_LAST, TERM_WARN, TERMS };
enum { RULE_F, RULE_FAMILY, RULE_FECB, RULE_CARRIER, RULE_BAN, RULES };
enum { LOST_MOST = 1000 }; /* males a rule took, as the detail of a reason keeps them */
struct prices {
    int64_t price[TERMS]; /* millionths of F */
    bool any, families_apart, carriers_apart;
    int fecb_rule; /* 0 none, 1 no lamb without B, 2 none with two */
    int64_t mean_merit;
};

struct female {
    int64_t id, keeper;
    const char *reason;    /* why she is left out; NULL = she is to be mated */
    int64_t detail, other; /* what the reason's words need */
    int32_t limit, warn;   /* most F of her offspring, and what it costs more above; millionths */
    struct pair_facts facts;
};
struct male {
    int64_t id, keeper;
    date_day birth;
    struct pair_facts facts;
};
/* The user's word on a pair: those of the earlier plan first. */
struct pair_rule {
    int64_t ewe, ram;
    bool lock, carried; /* carried: copied from the earlier plan, and silent when the pair no longer arises */
};

/* What was asked of one option. text NULL: nothing. */
struct plan_value {
    const char *text;            /* a code is the dictionary's */
    int64_t number;              /* count, day, holding, flag, or millionths of a share */
    const int64_t *ids, *others; /* animals, or pairs of them */
    int count;
};

struct making {
    struct herd *herd;
    struct plan_value *asked; /* [plan_option_count] */
    const char *species, *method;
    int64_t holding, again; /* 0 = the whole book; 0 = fresh */
    int64_t max_f;          /* millionths; -1: by tier from the dictionary */
    bool everywhere;
    struct arena arena;
    const struct progress *progress;
    date_day from, to;
    int season;
    struct female *females; /* candidates first, then those left out; both by id */
    int32_t female_count, candidate_count;
    struct male *males; /* by id */
    int32_t male_count;
    int32_t *capacity;           /* [males] */
    int32_t *cost;               /* [candidates * males] */
    int32_t *least, *least_male; /* [candidates] least F among males that stand right, and his index; -1 none */
    int32_t *allowed;            /* [candidates] males she may go to */
    int32_t *lost;               /* [candidates * RULES] males each rule took */
    struct prices prices;
    struct pair_rule *rules;
    int rule_count;
    struct locked_row { /* what a locked female may do were it not for the lock: her reserve is sought there */
        int32_t ewe;
        int32_t *costs;
    } * locked;
    int locked_count;
    int32_t *previous; /* [candidates] or NULL */
    struct allocate_result first, reserve;
    int32_t *reserve_f; /* [candidates] */
    int64_t objective, bound;
    double *male_kinship, *with_females; /* [males * males], [males]; NULL unless diversity counts */
};

static inline int32_t *plan_costs_of(const struct making *m, int32_t ewe)
{
    return &m->cost[(size_t)ewe * (size_t)m->male_count];
}

/* plan_candidates.c: females and males of the request, with the reason of everyone left out */
bool candidates_load(struct making *m, struct err *e) MUST_USE;
int32_t candidates_female(const struct making *m, int64_t id); /* index of a candidate, -1 if she is none */
int32_t candidates_male(const struct making *m, int64_t id);
const char *candidates_number(struct making *m, int64_t id); /* for messages */
/* plan_pairs.c: F of every pair, limits and the user's rules as forbidden pairs */
bool pairs_prepare(struct making *m, struct err *e) MUST_USE;
bool pairs_stand_right(const struct making *m, int32_t ewe, int32_t ram);
bool rules_collect(struct making *m, struct err *e) MUST_USE;
bool rules_apply(struct making *m, struct err *e) MUST_USE;
void rules_swap_locked(struct making *m); /* locked rows <-> what they were; twice = nothing */
/* plan_price.c */
void price_facts(struct making *m, struct query *q, int column, struct pair_facts *ret); /* five columns */
void prices_read(struct making *m);                                                      /* males are known */
int price_barred(const struct making *m, int32_t ewe, int32_t ram, int32_t f);           /* the rule, -1 = none */
int32_t price_of(const struct making *m, int32_t ewe, int32_t ram, int32_t f);
int32_t price_f(const struct making *m, int32_t ewe, int32_t ram, int32_t cost); /* the F in a cost */
int64_t price_f_total(const struct making *m);                                   /* over the pairs of m->first */
/* "family=5000;move=2000": the terms beside F; NULL = F alone */
const char *price_terms(struct making *m, int32_t ewe, int32_t ram, int32_t f);
/* plan_share.c: places by contributions, where asked */
bool share_capacities(struct making *m, const struct herd_pedigree *p, struct err *e) MUST_USE;
/* plan_joint.c: the next generation's diversity, where it counts */
double joint_weight(const struct making *m);
bool joint_prepare(struct making *m, const struct herd_pedigree *p, struct err *e) MUST_USE;
void joint_count(struct making *m, int32_t ram, double kinship); /* of each pair, once */
bool joint_plan(struct making *m, const struct allocate_problem *problem, struct err *e) MUST_USE;
/* plan_solve.c: m->first, objective and bound with their proof, and the reserves */
bool plan_solve(struct making *m, bool with_reserves, struct err *e) MUST_USE;
/* plan_write.c: the rows, in one change */
bool plan_write(struct making *m, int64_t *ret_plan, struct err *e) MUST_USE;
/* plan_verdict.c: why each female has her male, or none */
struct verdict {
    const char *reason;
    int64_t detail, other;
};
struct verdicts { /* what was explained last: who may only go there has the same answer */
    unsigned char *group;
    int64_t detail;
    int explained;
};
bool verdict_of(struct making *m, struct verdicts *all, int32_t female, struct verdict *ret, struct err *e) MUST_USE;
/* plan_hash.c: BLAKE2b-256 of all that the kernels were given */
void plan_hash(const struct making *m, unsigned char out[32]);
/* plan_words.c */
/* terms: as price_terms gives them; NULL = F alone */
const char *plan_words(const struct herd *herd, const char *reason, int64_t f, int64_t detail, const char *other,
                       const char *terms, struct arena *arena);
/* plan_option.c: what was asked */
bool asked_read(struct making *m, const struct record *asked, struct err *e) MUST_USE;
bool asked_in_pairs(const struct making *m, struct err *e) MUST_USE; /* prices go with what they price */
void asked_recall(struct making *m, const char *parameters);         /* of an earlier plan, where nothing is asked */
void asked_set(struct making *m, const char *name, const char *text, int64_t number);
const char *asked_kept(struct making *m); /* "method=pen;capacity=14;...", as plan.parameters has it */
const struct plan_value *asked_value(const struct making *m, const char *name);
const char *asked_text(const struct making *m, const char *name); /* NULL = not asked */
/* In whole units or millionths: what was asked, else the dictionary's, else `missing`. */
int64_t asked_number(const struct making *m, const char *name, int64_t missing);
const char *plan_parameter(const char *parameters, const char *name, struct arena *arena);
/* plan.c */
bool plan_rules_read(struct herd *herd, int64_t plan, struct arena *arena, struct pair_rule **ret, int *ret_count,
                     struct err *e) MUST_USE;

#endif
