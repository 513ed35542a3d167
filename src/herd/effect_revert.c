/* effect_revert.c - a wrong record is void, and what followed from it is taken back when nothing was built upon it */
#include "event_entry.h"

#include <string.h>

static bool refuse_used(const struct event *event, struct err *e)
{
    return err_set(e, ERR_DATA, "event", _("Later records of \"%s\" depend on this one. Take those back first."),
                   event->number);
}

static bool run(struct herd *herd, const char *name, const char *first, int64_t value, const char *reason,
                struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, name, &q, e))
        return false;
    query_bind_int(q, first, value);
    if (reason)
        query_bind_text(q, ":reason", reason);
    return query_run(q, e);
}

/* ---- residences ---- */

/* The row this event began; 0 = none. *ret_ended = something ended it since. */
static bool find_begun(struct herd *herd, const char *name, const struct event *event, int64_t *ret_id, bool *ret_ended,
                       struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(herd->store, name, &q, e))
        return false;
    query_bind_int(q, ":animal", event->animal);
    query_bind_int(q, ":event", event->id);
    if (!query_next(q, &row, e))
        return false;
    *ret_id = row ? query_int(q, 0) : 0;
    *ret_ended = row && !query_is_null(q, 1);
    return true;
}

static bool reopen(struct herd *herd, const char *name, const struct event *event, int64_t *ret_rows, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, name, &q, e))
        return false;
    query_bind_int(q, ":animal", event->animal);
    query_bind_int(q, ":day", event->day);
    if (!query_run(q, e))
        return false;
    *ret_rows = store_changes(herd->store);
    return true;
}

static bool revert_enter_or_move(struct herd *herd, const struct event *event, bool back, struct err *e)
{
    int64_t stay, ownership, rows;
    bool stay_ended, ownership_ended;
    if (!find_begun(herd, "event_stay_begun", event, &stay, &stay_ended, e) ||
        !find_begun(herd, "event_ownership_begun", event, &ownership, &ownership_ended, e))
        return false;
    if (stay_ended || ownership_ended)
        return refuse_used(event, e);
    if (stay && (!run(herd, "event_stay_delete", ":id", stay, NULL, e) ||
                 (back && !reopen(herd, "event_stay_reopen", event, &rows, e))))
        return false;
    return !ownership || (run(herd, "event_ownership_delete", ":id", ownership, NULL, e) &&
                          (!back || reopen(herd, "event_ownership_reopen", event, &rows, e)));
}

static bool revert_leave(struct herd *herd, const struct event *event, struct arena *arena, struct err *e)
{
    struct subject animal;
    int64_t stays, ownerships;
    if (!subject_load(herd, event->animal, event->day, arena, &animal, e))
        return false;
    if (animal.open || animal.later)
        return refuse_used(event, e);
    return reopen(herd, "event_stay_reopen", event, &stays, e) &&
           reopen(herd, "event_ownership_reopen", event, &ownerships, e);
}

/* ---- births ---- */

static bool close_row(struct herd *herd, const char *name, int64_t animal, date_day day, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, name, &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_int(q, ":day", day);
    return query_run(q, e);
}

static bool void_lamb(struct herd *herd, int64_t lamb, date_day day, const char *reason, struct err *e)
{
    return run(herd, "event_void_lamb", ":animal", lamb, reason, e) &&
           run(herd, "event_void_of_lamb", ":animal", lamb, reason, e) &&
           run(herd, "event_void_numbers_of_lamb", ":animal", lamb, reason, e) &&
           close_row(herd, "event_stay_close", lamb, day, e) && close_row(herd, "event_ownership_close", lamb, day, e);
}

static bool revert_birth(struct herd *herd, const struct event *event, const char *reason, struct err *e)
{
    int64_t lambs[MOST_LAMBS * 2];
    int count = 0;
    {
        struct query *q CLEANUP(query_done) = NULL;
        if (!store_query(herd->store, "event_lambs", &q, e))
            return false;
        query_bind_int(q, ":event", event->id);
        for (bool row; count < (int)COUNT(lambs);) {
            if (!query_next(q, &row, e))
                return false;
            if (!row)
                break;
            if (query_int(q, 1))
                return refuse_used(event, e);
            lambs[count++] = query_int(q, 0);
        }
    }
    for (int i = 0; i < count; i++)
        if (!void_lamb(herd, lambs[i], event->day, reason, e))
            return false;
    return true;
}

/* ---- by effect ---- */

static bool revert_identify(const struct event *event, struct err *e)
{
    return err_set(e, ERR_DATA, "event",
                   _("A retagging is not taken back: record another retagging of \"%s\", or undo the change."),
                   event->number);
}

bool effect_revert(struct herd *herd, const struct event *event, const char *reason, struct arena *arena, struct err *e)
{
    const struct event_kind *kind = dictionary_kind(&herd->dictionary, event->kind);
    const char *effect = kind ? kind->effect : "";
    if (strcmp(effect, "birth") == 0)
        return revert_birth(herd, event, reason, e);
    if (strcmp(effect, "move") == 0)
        return revert_enter_or_move(herd, event, true, e);
    if (strcmp(effect, "enter") == 0)
        return revert_enter_or_move(herd, event, false, e);
    if (strcmp(effect, "leave") == 0)
        return revert_leave(herd, event, arena, e);
    if (strcmp(effect, "identify") == 0)
        return revert_identify(event, e);
    if (strcmp(effect, "foster") == 0)
        return run(herd, "event_clear_foster_dam", ":animal", event->animal, NULL, e);
    return true;
}
