/* animal_void.c - a record that should not be there is void, when nothing depends on it */
#include "animal_draft.h"

#include <string.h>

struct voiding {
    struct herd *herd;
    struct arena arena;
    struct animal animal;
    const char *reason;
};

static bool run(struct voiding *v, const char *name, bool reason, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(v->herd->store, name, &q, e))
        return false;
    query_bind_int(q, ":animal", v->animal.id);
    if (reason)
        query_bind_text(q, ":reason", v->reason);
    return query_run(q, e);
}

/* ---- what depends on it ---- */

static bool check_offspring(struct voiding *v, struct err *e)
{
    int64_t *ids;
    int count;
    struct strbuf names;
    if (!pedigree_offspring(v->herd, v->animal.id, &v->arena, &ids, &count, e))
        return false;
    if (!count)
        return true;
    strbuf_init(&names);
    for (int i = 0; i < count && i < 5; i++) {
        struct animal young;
        struct err ignored;
        if (animal_load(v->herd, ids[i], &v->arena, &young, &ignored))
            strbuf_printf(&names, "%s%s", i ? ", " : "", draft_number(&young));
    }
    err_set(e, ERR_DATA, "animal", _("\"%s\" has %d offspring: %s%s. Make those void or correct their parents first."),
            draft_number(&v->animal), count, names.text, count > 5 ? " ..." : "");
    strbuf_done(&names);
    return false;
}

static bool check_events(struct voiding *v, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    char day[DATE_TEXT];
    bool row;
    if (!store_query(v->herd->store, "animal_last_dependent", &q, e))
        return false;
    query_bind_int(q, ":animal", v->animal.id);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return true;
    const struct event_kind *kind = dictionary_kind(&v->herd->dictionary, query_text(q, 0));
    return err_set(e, ERR_DATA, "animal",
                   _("\"%s\" has %lld records, the latest of %s: %s. Make those void first, or undo the change."),
                   draft_number(&v->animal), (long long)query_int(q, 2), date_format(query_day(q, 1), DATE_DAY, day),
                   kind ? herd_label(v->herd, kind->zh, kind->en) : query_text(q, 0));
}

/* ---- one of a litter ---- */

/* The birth then had one lamb less, and its siblings' litter was smaller. */
static bool leave_litter(struct voiding *v, struct err *e)
{
    struct query *litter CLEANUP(query_done) = NULL, *birth CLEANUP(query_done) = NULL;
    if (!v->animal.birth_event)
        return true;
    if (!store_query(v->herd->store, "animal_litter_shrink", &litter, e) ||
        !store_query(v->herd->store, "animal_birth_shrink", &birth, e))
        return false;
    query_bind_int(birth, ":birth_event", v->animal.birth_event);
    if (!query_run(birth, e))
        return false;
    if (!store_changes(v->herd->store))
        return err_set(e, ERR_DATA, "animal", _("\"%s\" is all there is of its litter. Make that birth void instead."),
                       draft_number(&v->animal));
    query_bind_int(litter, ":birth_event", v->animal.birth_event);
    query_bind_int(litter, ":animal", v->animal.id);
    return query_run(litter, e);
}

static bool void_inside(struct voiding *v, int64_t id, struct err *e)
{
    if (!animal_load(v->herd, id, &v->arena, &v->animal, e))
        return false;
    if (v->animal.voided)
        return err_set(e, ERR_DATA, "animal", _("The record of \"%s\" is void already."), draft_number(&v->animal));
    return check_offspring(v, e) && check_events(v, e) && leave_litter(v, e) && run(v, "animal_void", true, e) &&
           run(v, "animal_void_weights", true, e) && run(v, "identifier_void_all", true, e) &&
           run(v, "animal_empty_stays", false, e) && run(v, "animal_empty_ownerships", false, e);
}

bool animal_void(struct herd *herd, int64_t id, const char *reason, struct err *e)
{
    struct voiding v = { .herd = herd, .reason = reason };
    if (!reason || !reason[strspn(reason, " \t")])
        return err_set(e, ERR_DATA, "reason", _("A reason is missing. Say why the record is void."));
    if (!herd_begin(herd, e))
        return false;
    arena_init(&v.arena);
    bool done = void_inside(&v, id, e);
    if (!done)
        herd_rollback(herd);
    done =
        done && herd_commit(herd, "animal void", v.animal.species, v.animal.number, 1, id, v.animal.keeper, reason, e);
    arena_done(&v.arena);
    return done;
}
