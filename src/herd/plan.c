/* plan.c - plans as records: found, read, ruled, approved */
#include "plan_inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

bool plan_find(struct herd *herd, const char *code, int64_t *ret_plan, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t id;
    if (!store_query(herd->store, "plan_find", &q, e))
        return false;
    query_bind_text(q, ":code", code && *code ? code : NULL);
    if (!query_one_int(q, 0, &id, e))
        return false;
    if (!id)
        return code && *code ? err_set(e, ERR_NO_INPUT, "plan", _("There is no plan \"%s\"; see: mupu plan list"), code)
                             : err_set(e, ERR_NO_INPUT, "plan", _("There is no plan yet; make one: mupu plan make"));
    *ret_plan = id;
    return true;
}

static void plan_columns(struct query *q, struct arena *arena, struct plan *p)
{
    const struct {
        int column;
        const char **to;
    } texts[] = {
        { 1, &p->code },     { 2, &p->species },      { 3, &p->status },      { 5, &p->holding_code },
        { 16, &p->made_by }, { 17, &p->approved_by }, { 18, &p->parameters }, { 24, &p->voided },
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i].to = arena_text(arena, query_text(q, texts[i].column));
    p->id = query_int(q, 0);
    p->holding = query_int(q, 4);
    p->season = (int)query_int(q, 6);
    p->from = query_day(q, 7);
    p->to = query_day(q, 8);
    p->max_f = query_int(q, 9);
    p->objective = query_int(q, 10);
    p->bound = query_int(q, 11);
    p->pairs = query_int(q, 12);
    p->ewes = (int)query_int(q, 13);
    p->rams = (int)query_int(q, 14);
    p->served = (int)query_int(q, 15);
    p->made_on = query_day(q, 19);
    p->approved_on = query_day(q, 20);
    p->change_seen = query_int(q, 21);
    p->changed_since = (int)query_int(q, 22);
    p->f_total = query_int(q, 23);
}

bool plan_load(struct herd *herd, int64_t plan, struct arena *arena, struct plan *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(herd->store, "plan_load", &q, e))
        return false;
    query_bind_int(q, ":plan", plan);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "plan", _("There is no plan %lld"), (long long)plan);
    struct plan p = { 0 };
    plan_columns(q, arena, &p);
    *ret = p;
    return true;
}

bool plan_list(struct herd *herd, struct arena *arena, struct plan **ret, int *ret_count, struct err *e)
{
    enum { MOST = 500 };
    CLEANUP(query_done) struct query *q = NULL;
    struct plan *all = arena_new(arena, MOST * sizeof *all);
    int count = 0;
    bool row;
    if (!store_query(herd->store, "plan_all", &q, e))
        return false;
    while (count < MOST) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        if (!plan_load(herd, query_int(q, 0), arena, &all[count], e))
            return false;
        count++;
    }
    *ret = all;
    *ret_count = count;
    return true;
}

/* Numbers of animals, each looked up once in a row of rows about the same. */
static bool number_of(struct query *numbers, int64_t id, struct arena *arena, const char **ret, struct err *e)
{
    bool row;
    *ret = NULL;
    if (!id)
        return true;
    query_bind_int(numbers, ":animal", id);
    if (!query_next(numbers, &row, e))
        return false;
    if (!row)
        return true;
    *ret = arena_text(arena, query_text(numbers, 0));
    return query_run(numbers, e);
}

static bool mating_row(struct herd *herd, struct query *q, struct query *numbers, struct arena *arena,
                       struct plan_mating *m, struct err *e)
{
    const char *other;
    *m = (struct plan_mating){
        .id = query_int(q, 0),
        .ewe = query_int(q, 1),
        .ram = query_int(q, 2),
        .reserve = query_int(q, 3),
        .f = query_is_null(q, 4) ? -1 : query_int(q, 4),
        .reserve_f = query_is_null(q, 5) ? -1 : query_int(q, 5),
        .reason = arena_text(arena, query_text(q, 6)),
        .cost = query_int(q, 10),
        .ewe_holding = arena_text(arena, query_text(q, 9)),
    };
    if (!number_of(numbers, m->ewe, arena, &m->ewe_number, e) ||
        !number_of(numbers, m->ram, arena, &m->ram_number, e) ||
        !number_of(numbers, m->reserve, arena, &m->reserve_number, e) ||
        !number_of(numbers, query_int(q, 8), arena, &other, e))
        return false;
    m->terms = arena_text(arena, query_text(q, 11));
    m->words = plan_words(herd, m->reason, m->f, query_int(q, 7), other, m->terms, arena);
    return true;
}

bool plan_matings(struct herd *herd, int64_t plan, struct arena *arena, struct plan_mating **ret, int *ret_count,
                  struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    CLEANUP(query_done) struct query *numbers = NULL;
    if (!store_query(herd->store, "plan_matings", &q, e) || !store_query(herd->store, "animal_number", &numbers, e))
        return false;
    query_bind_int(q, ":plan", plan);
    struct plan_mating *all = NULL;
    int count = 0, capacity = 0;
    bool row, good;
    while ((good = query_next(q, &row, e)) && row) {
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 256;
            all = memory_resize(all, (size_t)capacity, sizeof *all);
        }
        good = mating_row(herd, q, numbers, arena, &all[count], e);
        if (!good)
            break;
        count++;
    }
    struct plan_mating *kept = arena_new(arena, ((size_t)count + 1) * sizeof *kept);
    if (count)
        memcpy(kept, all, (size_t)count * sizeof *kept);
    memory_free(all);
    *ret = kept;
    *ret_count = count;
    return good;
}

bool plan_rams(struct herd *herd, int64_t plan, struct arena *arena, struct plan_ram **ret, int *ret_count,
               struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    CLEANUP(query_done) struct query *numbers = NULL;
    struct plan p;
    bool row;
    if (!plan_load(herd, plan, arena, &p, e) || !store_query(herd->store, "plan_rams", &q, e) ||
        !store_query(herd->store, "animal_number", &numbers, e))
        return false;
    query_bind_int(q, ":plan", plan);
    struct plan_ram *all = arena_new(arena, ((size_t)p.rams + 1) * sizeof *all);
    int count = 0;
    while (count < p.rams) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        all[count] = (struct plan_ram){ .ram = query_int(q, 0),
                                        .capacity = (int)query_int(q, 1),
                                        .used = (int)query_int(q, 2),
                                        .price = query_int(q, 3),
                                        .holding_code = arena_text(arena, query_text(q, 4)) };
        if (!number_of(numbers, all[count].ram, arena, &all[count].number, e))
            return false;
        count++;
    }
    *ret = all;
    *ret_count = count;
    return true;
}

/* ---- the user's rules ---- */

bool plan_rules_read(struct herd *herd, int64_t plan, struct arena *arena, struct pair_rule **ret, int *ret_count,
                     struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t room;
    bool row;
    int count = 0;
    if (!store_query(herd->store, "plan_rule_count", &q, e))
        return false;
    query_bind_int(q, ":plan", plan);
    if (!query_one_int(q, 0, &room, e))
        return false;
    query_done(&q);
    struct pair_rule *rules = arena_new(arena, ((size_t)room + 1) * sizeof *rules);
    if (!store_query(herd->store, "plan_rules", &q, e))
        return false;
    query_bind_int(q, ":plan", plan);
    for (; count < room; count++) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        rules[count] =
            (struct pair_rule){ query_int(q, 0), query_int(q, 1), strcmp(query_text(q, 2), "lock") == 0, true };
    }
    *ret = rules;
    *ret_count = count;
    return true;
}

/* A female is locked to one male at a time. */
static bool unlock(struct herd *herd, int64_t plan, int64_t ewe, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "plan_unlock", &q, e))
        return false;
    query_bind_int(q, ":plan", plan);
    query_bind_int(q, ":ewe", ewe);
    return query_run(q, e);
}

static bool write_rule(struct herd *herd, int64_t plan, int64_t ewe, int64_t ram, const char *what, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool release = strcmp(what, "free") == 0;
    if (strcmp(what, "lock") == 0 && !unlock(herd, plan, ewe, e))
        return false;
    if (!store_query(herd->store, release ? "plan_rule_delete" : "plan_rule_insert", &q, e))
        return false;
    query_bind_int(q, ":plan", plan);
    query_bind_int(q, ":ewe", ewe);
    query_bind_int(q, ":ram", ram);
    if (!release)
        query_bind_text(q, ":what", what);
    return query_run(q, e);
}

/* Another clerk may have made it void since it was looked at. */
static bool load_valid(struct herd *herd, int64_t plan, struct arena *arena, struct plan *p, struct err *e)
{
    return plan_load(herd, plan, arena, p, e) &&
           (!p->voided || err_set(e, ERR_DATA, "plan", _("Plan %s is void: %s"), p->code, p->voided));
}

static bool load_draft(struct herd *herd, int64_t plan, struct arena *arena, struct plan *p, struct err *e)
{
    if (!load_valid(herd, plan, arena, p, e))
        return false;
    if (strcmp(p->status, "draft") == 0)
        return true;
    return err_set(e, ERR_DATA, "plan", _("Plan %s is %s; only a draft can be changed"), p->code,
                   herd_code_label(herd, "plan_status", p->status));
}

bool plan_rule(struct herd *herd, int64_t plan, int64_t ewe, int64_t ram, const char *what, struct err *e)
{
    struct arena arena;
    struct plan p;
    if (strcmp(what, "lock") != 0 && strcmp(what, "forbid") != 0 && strcmp(what, "free") != 0)
        return err_set(e, ERR_USAGE, "what", _("\"%s\": lock, forbid or free"), what);
    if (!herd_begin(herd, e))
        return false;
    arena_init(&arena);
    bool good = load_draft(herd, plan, &arena, &p, e) && write_rule(herd, plan, ewe, ram, what, e);
    if (!good)
        herd_rollback(herd);
    good = good && herd_commit(herd, "plan rule", p.species, p.code, 1, ewe, p.holding, NULL, e);
    arena_done(&arena);
    return good;
}

/* ---- approval ---- */

static bool replace_others(struct herd *herd, const struct plan *p, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "plan_replace_others", &q, e))
        return false;
    query_bind_int(q, ":plan", p->id);
    query_bind_text(q, ":species", p->species);
    query_bind_id(q, ":holding", p->holding);
    query_bind_day(q, ":from", p->from);
    query_bind_day(q, ":to", p->to);
    return query_run(q, e);
}

static bool mark_approved(struct herd *herd, const struct plan *p, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "plan_approve", &q, e))
        return false;
    query_bind_int(q, ":plan", p->id);
    query_bind_text(q, ":by", herd->operator_name);
    query_bind_day(q, ":on", herd->today);
    return query_run(q, e);
}

bool plan_approve(struct herd *herd, int64_t plan, struct err *e)
{
    struct arena arena;
    struct plan p;
    if (!herd_begin(herd, e))
        return false;
    arena_init(&arena);
    bool good = load_draft(herd, plan, &arena, &p, e) && replace_others(herd, &p, e) && mark_approved(herd, &p, e);
    if (!good)
        herd_rollback(herd);
    good = good && herd_commit(herd, "plan approve", p.species, p.code, p.served, 0, p.holding, NULL, e);
    arena_done(&arena);
    return good;
}

/* ---- void ---- */

static bool mark_void(struct herd *herd, int64_t plan, const char *why, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "plan_void", &q, e))
        return false;
    query_bind_int(q, ":plan", plan);
    query_bind_text(q, ":why", why);
    return query_run(q, e);
}

bool plan_void(struct herd *herd, int64_t plan, const char *why, struct err *e)
{
    struct arena arena;
    struct plan p;
    if (!why || !*why)
        return err_set(e, ERR_DATA, "why", _("Say why the plan is void"));
    if (!herd_begin(herd, e))
        return false;
    arena_init(&arena);
    bool good = load_valid(herd, plan, &arena, &p, e) && mark_void(herd, plan, why, e);
    if (!good)
        herd_rollback(herd);
    good = good && herd_commit(herd, "plan void", p.species, p.code, p.served, 0, p.holding, why, e);
    arena_done(&arena);
    return good;
}
