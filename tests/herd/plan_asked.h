/* plan_asked.h - what a test asks of a plan, by ids, put as the record that plan_make takes */
#ifndef TEST_PLAN_ASKED_H
#define TEST_PLAN_ASKED_H

#include "fixture.h"
#include "mupu/plan.h"

struct plan_request {
    const char *species;
    int64_t holding;
    date_day from;
    int64_t max_f; /* millionths; -1: not asked */
    int capacity;
    const char *method;
    bool everywhere;
    const int64_t *rams;
    int ram_count;
    const int64_t *lock_ewes, *lock_rams;
    int lock_count;
    const int64_t *forbid_ewes, *forbid_rams;
    int forbid_count;
    const char *again;
    const char *more; /* further options: "merit=0.5% families=keep" */
};

static inline const char *number_to_ask(struct fixture *f, int64_t id)
{
    const char *number;
    struct err e;
    assert_true(identifier_to_type(f->herd, id, &f->arena, &number, &e));
    return number;
}

static inline void ask_pairs(struct fixture *f, struct record *r, const char *name, const int64_t *ewes,
                             const int64_t *rams, int count)
{
    for (int i = 0; i < count; i++)
        record_add(r, name, arena_printf(&f->arena, "%s:%s", number_to_ask(f, ewes[i]), number_to_ask(f, rams[i])));
}

static inline void ask_more(struct fixture *f, struct record *r, const char *more)
{
    char *rest = arena_text(&f->arena, more ? more : "");
    for (char *word; (word = strtok_r(rest, " ", &rest));) {
        char *value = strchr(word, '=');
        assert_non_null(value);
        *value = '\0';
        record_set(r, word, value + 1);
    }
}

static inline struct record plan_asked(struct fixture *f, const struct plan_request *q)
{
    struct record r;
    struct holding h;
    struct err e;
    char day[DATE_TEXT];
    record_init(&r, &f->arena);
    record_set(&r, "species", q->species);
    record_set(&r, "method", q->method);
    record_set(&r, "again", q->again);
    if (q->holding) {
        assert_true(holding_load(f->herd, q->holding, &f->arena, &h, &e));
        record_set(&r, "holding", h.code);
    }
    if (q->from != DATE_NONE)
        record_set(&r, "from", date_format(q->from, DATE_DAY, day));
    if (q->max_f >= 0)
        record_set(&r, "max-f", arena_printf(&f->arena, "%.6f", (double)q->max_f / 1e6));
    if (q->capacity)
        record_set(&r, "capacity", arena_printf(&f->arena, "%d", q->capacity));
    if (q->everywhere)
        record_set(&r, "everywhere", "yes");
    for (int i = 0; i < q->ram_count; i++)
        record_add(&r, "rams", number_to_ask(f, q->rams[i]));
    ask_pairs(f, &r, "lock", q->lock_ewes, q->lock_rams, q->lock_count);
    ask_pairs(f, &r, "forbid", q->forbid_ewes, q->forbid_rams, q->forbid_count);
    ask_more(f, &r, q->more);
    return r;
}

static inline bool plan_make_asked(struct fixture *f, const struct plan_request *q, int64_t *ret_plan, struct err *e)
{
    struct record r = plan_asked(f, q);
    return plan_make(f->herd, &r, NULL, ret_plan, e);
}

#endif
