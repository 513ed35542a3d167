/* plan_write.c - a solved plan as rows: one change, with everything that explains it */
#include "plan_inner.h"

static void bind_f(struct query *q, const char *name, int32_t ram, int32_t f)
{
    if (ram >= 0)
        query_bind_int(q, name, f);
    else
        query_bind_null(q, name);
}

static bool write_mating(struct making *m, int64_t plan, struct query *q, int32_t at, const struct verdict *v,
                         struct err *e)
{
    bool candidate = at < m->candidate_count;
    int32_t ram = candidate ? m->first.ram[at] : ALLOCATE_NOBODY;
    int32_t reserve = ram >= 0 && m->reserve.ram ? m->reserve.ram[at] : ALLOCATE_NOBODY;
    query_bind_int(q, ":plan", plan);
    query_bind_int(q, ":ewe", m->females[at].id);
    query_bind_id(q, ":ram", ram >= 0 ? m->males[ram].id : 0);
    query_bind_id(q, ":reserve", reserve >= 0 ? m->males[reserve].id : 0);
    int32_t cost = ram >= 0 ? plan_costs_of(m, at)[ram] : 0, f = ram >= 0 ? price_f(m, at, ram, cost) : 0;
    bind_f(q, ":f", ram, f);
    bind_f(q, ":cost", ram, cost);
    query_bind_text(q, ":terms", ram >= 0 ? price_terms(m, at, ram, f) : NULL);
    bind_f(q, ":reserve_f", reserve, reserve >= 0 ? m->reserve_f[at] : 0);
    query_bind_text(q, ":reason", v->reason);
    query_bind_int(q, ":detail", v->detail);
    query_bind_id(q, ":other", v->other);
    return query_run(q, e);
}

static bool write_matings(struct making *m, int64_t plan, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct verdicts verdicts = { 0 };
    struct verdict v;
    if (!store_query(m->herd->store, "plan_mating_insert", &q, e))
        return false;
    for (int32_t i = 0; i < m->female_count; i++) {
        if (i % 1024 == 0 && !progress_step(m->progress, _("Plan: writing"), i, m->female_count))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        if (!verdict_of(m, &verdicts, i, &v, e) || !write_mating(m, plan, q, i, &v, e))
            return false;
        if (i % 50000 == 49999 && !store_part(m->herd->store, e))
            return false;
    }
    return true;
}

static bool write_males(struct making *m, int64_t plan, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t *used = arena_new(&m->arena, ((size_t)m->male_count + 1) * sizeof *used);
    if (!store_query(m->herd->store, "plan_ram_insert", &q, e))
        return false;
    for (int32_t i = 0; i < m->candidate_count; i++)
        if (m->first.ram[i] >= 0)
            used[m->first.ram[i]]++;
    for (int32_t k = 0; k < m->male_count; k++) {
        int64_t price = m->first.ram_price[k];
        query_bind_int(q, ":plan", plan);
        query_bind_int(q, ":ram", m->males[k].id);
        query_bind_int(q, ":capacity", m->capacity[k]);
        query_bind_int(q, ":used", used[k]);
        /* -1: one more place would serve one more female */
        query_bind_int(q, ":price", price > m->first.unserved_cost / 2 ? -1 : price);
        if (!query_run(q, e))
            return false;
    }
    return true;
}

static bool write_rules(struct making *m, int64_t plan, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(m->herd->store, "plan_rule_insert", &q, e))
        return false;
    for (int i = 0; i < m->rule_count; i++) {
        query_bind_int(q, ":plan", plan);
        query_bind_int(q, ":ewe", m->rules[i].ewe);
        query_bind_int(q, ":ram", m->rules[i].ram);
        query_bind_text(q, ":what", m->rules[i].lock ? "lock" : "forbid");
        if (!query_run(q, e))
            return false;
    }
    return true;
}

/* E01-2026-01: holding, season, the next free serial. */
static bool next_code(struct making *m, const char **ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct holding holding = { .code = "ALL" };
    int64_t serial;
    if (m->holding && !holding_load(m->herd, m->holding, &m->arena, &holding, e))
        return false;
    const char *start = arena_printf(&m->arena, "%s-%d-", holding.code, m->season);
    if (!store_query(m->herd->store, "plan_serial", &q, e))
        return false;
    query_bind_text(q, ":start", start);
    if (!query_one_int(q, 0, &serial, e))
        return false;
    *ret = arena_printf(&m->arena, "%s%02lld", start, (long long)serial + 1);
    return true;
}

static void bind_numbers(struct query *q, const struct making *m, int64_t seen)
{
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        { ":season", m->season },
        { ":max_f", m->max_f },
        { ":change_seen", seen },
        { ":objective", m->objective },
        { ":bound", m->bound },
        { ":f_total", price_f_total(m) },
        { ":pairs", m->first.pairs_checked },
        { ":ewes", m->candidate_count },
        { ":rams", m->male_count },
        { ":served", m->first.served },
    };
    for (size_t i = 0; i < COUNT(numbers); i++)
        query_bind_int(q, numbers[i].name, numbers[i].value);
}

static bool write_plan(struct making *m, const char *code, int64_t seen, int64_t *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    unsigned char inputs[32];
    struct uuid uuid = uuid_make();
    if (!store_query(m->herd->store, "plan_insert", &q, e))
        return false;
    plan_hash(m, inputs);
    bind_numbers(q, m, seen);
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":code", code);
    query_bind_text(q, ":species", m->species);
    query_bind_id(q, ":holding", m->holding);
    query_bind_day(q, ":from", m->from);
    query_bind_day(q, ":to", m->to);
    query_bind_text(q, ":parameters", asked_kept(m));
    query_bind_blob(q, ":inputs", inputs, sizeof inputs);
    query_bind_day(q, ":made_on", m->herd->today);
    query_bind_text(q, ":made_by", m->herd->operator_name);
    if (!query_run(q, e))
        return false;
    *ret = store_last_id(m->herd->store);
    return true;
}

/* A draft that was solved again is history. */
static bool replace_draft(struct making *m, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!m->again)
        return true;
    if (!store_query(m->herd->store, "plan_replace_draft", &q, e))
        return false;
    query_bind_int(q, ":plan", m->again);
    return query_run(q, e);
}

bool plan_write(struct making *m, int64_t *ret_plan, struct err *e)
{
    int64_t seen, plan = 0;
    const char *code;
    if (!store_newest_change(m->herd->store, &seen, e) || !herd_begin(m->herd, e))
        return false;
    if (!next_code(m, &code, e) || !replace_draft(m, e) || !write_plan(m, code, seen, &plan, e) ||
        !write_matings(m, plan, e) || !write_males(m, plan, e) || !write_rules(m, plan, e)) {
        herd_rollback(m->herd);
        return false;
    }
    if (!herd_commit(m->herd, "plan make", m->species, code, m->first.served, 0, m->holding, NULL, e))
        return false;
    *ret_plan = plan;
    return true;
}
