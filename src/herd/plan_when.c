/* plan_when.c - what is to come of plans and of females in young: births, and pens in use */
#include "plan_inner.h"

#include <string.h>

/* ---- litters ---- */
enum { PARITIES = 3 }; /* first, second, third and on */

struct litters {
    double share[PARITIES][FORECAST_LITTER_MOST + 1];
    double weaned[PARITIES];
    bool weaned_known;
};

static int64_t thousandths(const struct herd *herd, const char *species, const char *start, int at, int64_t missing)
{
    char name[64];
    snprintf(name, sizeof name, "%s_%d", start, at);
    const struct param *p = dictionary_param(&herd->dictionary, species, name);
    return p && p->value != PARAM_NONE ? p->value : missing;
}

/* Without a distribution the mean litter lies between two whole numbers. */
static void from_mean(const struct herd *herd, const char *species, double *share)
{
    const struct param *p = dictionary_param(&herd->dictionary, species, "litter");
    int64_t mean = p && p->value != PARAM_NONE ? p->value : 1000, whole = mean / 1000;
    if (whole >= FORECAST_LITTER_MOST)
        whole = FORECAST_LITTER_MOST - 1;
    share[whole + 1] = (double)(mean - whole * 1000) / 1000.0;
    share[whole] = 1.0 - share[whole + 1];
}

static void read_parity(const struct herd *herd, const char *species, int parity, struct litters *l)
{
    char start[32];
    double *share = l->share[parity], sum = 0.0;
    int64_t survival = 0;
    snprintf(start, sizeof start, "litter_share_%d", parity + 1);
    for (int k = 1; k <= FORECAST_LITTER_MOST; k++)
        sum += share[k] = (double)thousandths(herd, species, start, k, 0) / 1e5;
    for (int k = 1; k <= FORECAST_LITTER_MOST && sum > 0.0; k++)
        share[k] /= sum;
    if (sum <= 0.0)
        from_mean(herd, species, share);
    for (int k = 1; k <= FORECAST_LITTER_MOST; k++) {
        survival = thousandths(herd, species, "survival", k, survival); /* larger litters: as the largest known */
        l->weaned[parity] += k * share[k] * (double)survival / 1e5;
    }
    l->weaned_known = survival > 0;
}

/* ---- females ---- */
struct reading {
    struct herd *herd;
    struct arena *arena;
    const struct progress *progress;
    date_day from, to; /* the plan's */
    int64_t joining;
    double conception;
    const struct litters *litters;
    struct forecast_female *all;
    int32_t count, capacity;
};

/* Columns as forecast_of_plan says. What happened goes before what was planned. */
static void read_female(struct reading *r, struct query *q)
{
    const char *kind = query_text(q, 2), *scanned = query_text(q, 5);
    struct forecast_female f = { .from = r->from, .to = r->to, .conception = r->conception };
    int64_t before = query_int(q, 1), parity = before < PARITIES ? before : PARITIES - 1;
    if (query_int(q, 6) || (scanned && strcmp(scanned, "open") == 0))
        return;
    if (kind) {
        f.from = f.to = query_day(q, 3);
        if (strcmp(kind, "ram_in") == 0)
            f.to = !query_is_null(q, 4) ? query_day(q, 4) : (date_day)(f.from + (r->joining > 0 ? r->joining - 1 : 0));
    }
    if (scanned && strcmp(scanned, "pregnant") == 0)
        f.conception = 1.0;
    f.litter = r->litters->share[parity];
    f.weaned = r->litters->weaned[parity];
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? 2 * r->capacity : 256;
        r->all = memory_resize(r->all, (size_t)r->capacity, sizeof *r->all);
    }
    r->all[r->count++] = f;
}

static bool read_females(struct reading *r, struct query *q, struct err *e)
{
    int64_t seen = 0;
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (seen++ % 1024 == 0 && !progress_step(r->progress, _("Females"), seen, 0))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        read_female(r, q);
    }
}

static date_day longest_ago(const struct herd *herd, const char *species)
{
    const struct param *p = dictionary_param(&herd->dictionary, species, "gestation");
    int64_t most = !p ? 0 : p->hard_high != PARAM_NONE ? p->hard_high : p->value != PARAM_NONE ? p->value : 0;
    return (date_day)(herd->today - most / 1000);
}

static bool ask_females(struct reading *r, int64_t plan, const char *species, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct plan p;
    if (plan && !plan_load(r->herd, plan, r->arena, &p, e))
        return false;
    if (!store_query(r->herd->store, plan ? "forecast_of_plan" : "forecast_of_book", &q, e))
        return false;
    if (plan) {
        r->from = p.from;
        r->to = p.to;
        query_bind_int(q, ":plan", plan);
    } else {
        query_bind_text(q, ":species", species);
        query_bind_day(q, ":since", longest_ago(r->herd, species));
    }
    return read_females(r, q, e);
}

bool plan_forecast_females(struct herd *herd, int64_t plan, const char *species, const struct progress *progress,
                           struct arena *arena, struct forecast_female **ret, int32_t *ret_count, bool *ret_weaned,
                           struct err *e)
{
    struct litters *litters = arena_new(arena, sizeof *litters);
    *litters = (struct litters){ 0 };
    for (int parity = 0; parity < PARITIES; parity++)
        read_parity(herd, species, parity, litters);
    struct reading r = { .herd = herd,
                         .arena = arena,
                         .progress = progress,
                         .joining = dictionary_number(&herd->dictionary, species, "joining_days", 0),
                         .conception = (double)dictionary_number(&herd->dictionary, species, "conception", 100) / 100.0,
                         .litters = litters };
    bool good = ask_females(&r, plan, species, e);
    if (good) {
        *ret = arena_new(arena, ((size_t)r.count + 1) * sizeof **ret);
        if (r.count)
            memcpy(*ret, r.all, (size_t)r.count * sizeof **ret);
        *ret_count = r.count;
        *ret_weaned = litters->weaned_known;
    }
    memory_free(r.all);
    return good;
}

/* ---- pens ---- */
bool plan_pens(const struct herd *herd, const char *species, int32_t *ret, struct err *e)
{
    static const char *const names[LOAD_PENS] = { "pen_joining", "pen_pregnant", "pen_lactating", "pen_dry" };
    for (int i = 0; i < LOAD_PENS; i++) {
        ret[i] = (int32_t)dictionary_number(&herd->dictionary, species, names[i], 0);
        if (i == LOAD_JOINING)
            ret[i]--; /* the male's place */
        if (ret[i] < 1)
            return err_set(e, ERR_CONFIG, "species", _("The dictionary tells no pens for \"%s\""), species);
    }
    return true;
}

static bool in_both(struct herd *herd, int64_t plan, int64_t other, int *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t count;
    if (!store_query(herd->store, "load_in_both", &q, e))
        return false;
    query_bind_int(q, ":plan", plan);
    query_bind_int(q, ":other", other);
    if (!query_one_int(q, 0, &count, e))
        return false;
    *ret = (int)count;
    return true;
}

static bool read_batch(struct herd *herd, int64_t plan, int64_t asked, struct arena *arena, struct plan_batch *ret,
                       struct err *e)
{
    struct plan p;
    struct calendar_rules rules;
    if (!plan_load(herd, plan, arena, &p, e) || !plan_calendar_rules(herd, p.species, NULL, &rules, e) ||
        !in_both(herd, asked, plan, &ret->in_both, e))
        return false;
    int64_t conception = dictionary_number(&herd->dictionary, p.species, "conception", 100);
    ret->plan = plan;
    ret->code = p.code;
    ret->batch.females = p.served;
    ret->batch.pregnant = (int32_t)((p.served * conception + 50) / 100);
    calendar_joining(&rules, p.from, p.to, &ret->batch.steps);
    return true;
}

bool plan_batches(struct herd *herd, int64_t plan, struct arena *arena, struct plan_batch **ret, int *ret_count,
                  struct err *e)
{
    enum { PLANS_MOST = 200 };
    CLEANUP(query_done) struct query *q = NULL;
    struct plan p;
    int64_t ids[PLANS_MOST];
    int count = 0;
    if (!plan_load(herd, plan, arena, &p, e) || !store_query(herd->store, "load_plans", &q, e))
        return false;
    query_bind_text(q, ":species", p.species);
    query_bind_int(q, ":plan", plan);
    query_bind_day(q, ":since",
                   longest_ago(herd, p.species) -
                       (date_day)dictionary_number(&herd->dictionary, p.species, "wean_age", 0));
    for (bool row; count < PLANS_MOST;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        ids[count++] = query_int(q, 0);
    }
    struct plan_batch *all = arena_new(arena, ((size_t)count + 1) * sizeof *all);
    for (int i = 0; i < count; i++)
        if (!read_batch(herd, ids[i], plan, arena, &all[i], e))
            return false;
    *ret = all;
    *ret_count = count;
    return true;
}
