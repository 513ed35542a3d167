/* plan_candidates.c - who can be mated on the day the males come in, and for everyone else why not and from when on. */
#include "plan_inner.h"

#include <string.h>

/* ---- the trade's numbers, once per plan ---- */

struct limits {
    int64_t first_female, first_male, old_female, old_male, parity, weight, gestation, wean, rest, scan;
    int32_t tier_f[3], tier_warn[3];
};

static int64_t high_days(const struct herd *herd, const char *species, const char *name)
{
    const struct param *p = dictionary_param(&herd->dictionary, species, name);
    if (!p)
        return INT32_MAX;
    int64_t most = p->warn_high != PARAM_NONE ? p->warn_high : p->value;
    return most == PARAM_NONE ? INT32_MAX : most / 1000;
}

static const char *const tiers[] = { "enterprise", "farm", "household" };

static void limits_read(const struct making *m, struct limits *l)
{
    const struct dictionary *d = &m->herd->dictionary;
    const char *s = m->species;
    bool by_hand = strcmp(m->method, "pen") != 0;
    l->first_female = dictionary_number(d, s, "first_mating_F", 0);
    l->first_male = dictionary_number(d, s, by_hand ? "first_mating_M_hand" : "first_mating_M", 0);
    l->old_female = high_days(m->herd, s, "retire_age_F");
    l->old_male = high_days(m->herd, s, "retire_age_M");
    l->parity = high_days(m->herd, s, "retire_parity_F");
    l->gestation = dictionary_number(d, s, "gestation", 0);
    l->wean = dictionary_number(d, s, "wean_age", 0);
    l->rest = dictionary_number(d, s, "rest_days", 0);
    l->scan = dictionary_number(d, s, "scan_after", 0);
    const struct param *weight = dictionary_param(d, s, "first_mating_weight_F");
    l->weight = weight && weight->value != PARAM_NONE ? weight->value : 0;
    for (size_t t = 0; t < COUNT(tiers); t++) {
        char name[40];
        snprintf(name, sizeof name, "max_f_%s", tiers[t]);
        const struct param *p = dictionary_param(d, s, name);
        /* thousandths of a percent to millionths */
        l->tier_warn[t] = p && p->warn_high != PARAM_NONE ? (int32_t)(p->warn_high * 10) : 1000000;
        l->tier_f[t] = p && p->hard_high != PARAM_NONE ? (int32_t)(p->hard_high * 10) : 1000000;
    }
}

/* ---- females ---- */

enum {
    F_ID,
    F_BIRTH,
    F_KEEPER,
    F_TIER,
    F_STATE,
    F_LAST_BIRTH,
    F_LAST_WEAN,
    F_LAST_SERVICE,
    F_PARITY,
    F_WEIGHT,
    F_CULLED,
    F_FACTS
};

static void leave_out(struct female *f, const char *reason, int64_t detail)
{
    f->reason = reason;
    f->detail = detail;
}

/* Her state today, and the day it lets her be mated again. */
static void judge_state(const struct making *m, const struct limits *l, struct query *q, struct female *f)
{
    const char *state = query_text(q, F_STATE);
    date_day birth = query_day(q, F_LAST_BIRTH), wean = query_day(q, F_LAST_WEAN),
             service = query_day(q, F_LAST_SERVICE);
    if (!state)
        return;
    if (strcmp(state, "mated") == 0) {
        leave_out(f, "mated", service == DATE_NONE ? 0 : service + l->scan);
    } else if (strcmp(state, "pregnant") == 0) {
        int64_t due = service == DATE_NONE ? 0 : service + l->gestation;
        if (!due || due + l->wean + l->rest > m->from)
            leave_out(f, "pregnant", due);
    } else if (strcmp(state, "lactating") == 0) {
        if (birth != DATE_NONE && birth + l->wean + l->rest > m->from)
            leave_out(f, "lactating", birth + l->wean + l->rest);
    } else if (wean != DATE_NONE && wean + l->rest > m->from) {
        leave_out(f, "resting", wean + l->rest);
    }
}

static void judge_female(const struct making *m, const struct limits *l, struct query *q, struct female *f)
{
    date_day birth = query_day(q, F_BIRTH);
    int64_t age = birth == DATE_NONE ? INT32_MAX / 2 : m->from - birth, parity = query_int(q, F_PARITY);
    if (query_int(q, F_CULLED))
        leave_out(f, "culled", 0);
    else if (age < l->first_female)
        leave_out(f, "too_young", birth + l->first_female);
    else if ((birth != DATE_NONE && age > l->old_female) || parity > l->parity)
        leave_out(f, "too_old", parity);
    else if (parity == 0 && !query_is_null(q, F_WEIGHT) && query_int(q, F_WEIGHT) < l->weight)
        leave_out(f, "too_light", query_int(q, F_WEIGHT));
    else
        judge_state(m, l, q, f);
}

static int32_t limit_of(const struct making *m, const struct limits *l, const char *tier)
{
    if (m->max_f >= 0)
        return (int32_t)m->max_f;
    for (size_t t = 0; t < COUNT(tiers); t++)
        if (strcmp(tiers[t], tier) == 0)
            return l->tier_f[t];
    return 1000000;
}

static int32_t warn_of(const struct limits *l, const char *tier)
{
    for (size_t t = 0; t < COUNT(tiers); t++)
        if (strcmp(tiers[t], tier) == 0)
            return l->tier_warn[t];
    return 1000000;
}

static struct female *female_add(struct making *m, int32_t *capacity)
{
    if (m->female_count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 256;
        m->females = memory_resize(m->females, (size_t)*capacity, sizeof *m->females);
    }
    struct female *f = &m->females[m->female_count++];
    *f = (struct female){ 0 };
    return f;
}

static bool bind_scope(const struct making *m, const char *name, struct query **q, struct err *e)
{
    if (!store_query(m->herd->store, name, q, e))
        return false;
    query_bind_id(*q, ":holding", m->holding);
    query_bind_text(*q, ":species", m->species);
    return true;
}

static bool females_load(struct making *m, const struct limits *l, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int32_t capacity = 0;
    bool row;
    if (!bind_scope(m, "plan_females", &q, e))
        return false;
    query_bind_day(q, ":today", m->herd->today);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (m->female_count % 1024 == 0 && !progress_step(m->progress, _("Females"), m->female_count, 0))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        struct female *f = female_add(m, &capacity);
        f->id = query_int(q, F_ID);
        f->keeper = query_int(q, F_KEEPER);
        f->limit = limit_of(m, l, query_text(q, F_TIER));
        f->warn = warn_of(l, query_text(q, F_TIER));
        price_facts(m, q, F_FACTS, &f->facts);
        judge_female(m, l, q, f);
    }
}

/* Candidates to the front, both parts in order of their keys. */
static void females_part(struct making *m)
{
    struct female *sorted = memory_resize(NULL, (size_t)m->female_count + 1, sizeof *sorted);
    int32_t at = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < m->female_count; i++)
            if ((m->females[i].reason != NULL) == pass)
                sorted[at++] = m->females[i];
        if (pass == 0)
            m->candidate_count = at;
    }
    memory_free(m->females);
    m->females = sorted;
}

/* ---- males ---- */

static bool asked_for(const struct making *m, int64_t id)
{
    const struct plan_value *rams = asked_value(m, "rams");
    for (int i = 0; i < rams->count; i++)
        if (rams->ids[i] == id)
            return true;
    return rams->count == 0;
}

static bool is_fit(const struct making *m, const struct limits *l, struct query *q)
{
    date_day birth = query_day(q, 1);
    int64_t age = birth == DATE_NONE ? l->first_male : m->from - birth;
    return !query_int(q, 3) && age >= l->first_male && age <= l->old_male;
}

static bool males_load(struct making *m, const struct limits *l, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int32_t room = 0;
    int64_t seen = 0;
    bool row;
    if (!bind_scope(m, "plan_males", &q, e))
        return false;
    query_bind_int(q, ":everywhere", m->everywhere);
    query_bind_int(q, ":named", asked_value(m, "rams")->count > 0);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (seen++ % 1024 == 0 && !progress_step(m->progress, _("Males"), seen, 0))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        if (!is_fit(m, l, q) || !asked_for(m, query_int(q, 0)))
            continue;
        if (m->male_count == room) {
            room = room ? room * 2 : 64;
            m->males = memory_resize(m->males, (size_t)room, sizeof *m->males);
        }
        struct male *male = &m->males[m->male_count++];
        *male = (struct male){ .id = query_int(q, 0), .keeper = query_int(q, 2), .birth = query_day(q, 1) };
        price_facts(m, q, 4, &male->facts);
    }
}

static void capacities_set(struct making *m)
{
    enum { PEN = 14 };
    int32_t places = (int32_t)asked_number(m, "capacity", PEN);
    m->capacity = arena_new(&m->arena, ((size_t)m->male_count + 1) * sizeof *m->capacity);
    int64_t share = asked_number(m, "young-share", 1000000),
            full_age = dictionary_number(&m->herd->dictionary, m->species, "full_use_M", 0);
    for (int32_t k = 0; k < m->male_count; k++) {
        date_day birth = m->males[k].birth;
        bool young = birth != DATE_NONE && m->from - birth < full_age;
        int64_t of_young = (places * share + 500000) / 1000000;
        m->capacity[k] = !young ? places : of_young < 1 ? 1 : (int32_t)of_young;
    }
}

static bool named_are_here(struct making *m, struct err *e)
{
    const struct plan_value *rams = asked_value(m, "rams");
    for (int i = 0; i < rams->count; i++)
        if (candidates_male(m, rams->ids[i]) < 0)
            return err_set(e, ERR_DATA, "rams",
                           _("\"%s\" is no male that is present, old enough and not to be culled; leave it out"),
                           candidates_number(m, rams->ids[i]));
    return true;
}

/* ---- what the others ask ---- */

int32_t candidates_female(const struct making *m, int64_t id)
{
    int32_t low = 0, high = m->candidate_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (m->females[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->candidate_count && m->females[low].id == id ? low : -1;
}

int32_t candidates_male(const struct making *m, int64_t id)
{
    int32_t low = 0, high = m->male_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (m->males[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->male_count && m->males[low].id == id ? low : -1;
}

const char *candidates_number(struct making *m, int64_t id)
{
    struct animal a;
    struct err ignored;
    return animal_load(m->herd, id, &m->arena, &a, &ignored) && a.number ? a.number : "?";
}

bool candidates_load(struct making *m, struct err *e)
{
    struct limits limits;
    limits_read(m, &limits);
    if (!females_load(m, &limits, e) || !males_load(m, &limits, e) || !named_are_here(m, e))
        return false;
    females_part(m);
    capacities_set(m);
    prices_read(m);
    if (m->female_count == 0)
        return err_set(e, ERR_NOTHING, "holding",
                       _("There is no female of this species here; choose another holding or species"));
    return true;
}
