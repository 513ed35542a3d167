/* event.c - recording what happened: one transaction, one row, and what follows from it */
#include "event_entry.h"

#include <string.h>

/* ---- the row ---- */

static void bind_number(struct query *q, const char *name, bool has, int64_t value)
{
    if (has)
        query_bind_int(q, name, value);
    else
        query_bind_null(q, name);
}

bool event_insert(struct entry *entry, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct uuid uuid = uuid_make();
    if (!store_query(entry->herd->store, "event_insert", &q, e))
        return false;
    if (entry->detail.length)
        strbuf_add_char(&entry->detail, '}');
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":kind", entry->kind->code);
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_int(q, ":day", entry->day);
    query_bind_id(q, ":holding", entry->to ? entry->to : entry->animal.keeper);
    query_bind_text(q, ":operator", entry->operator_name);
    query_bind_id(q, ":other", entry->other.id ? entry->other.id : entry->sire);
    bind_number(q, ":value", entry->has_value, entry->value);
    bind_number(q, ":count", entry->has_count, entry->count);
    bind_number(q, ":dead", entry->has_dead, entry->dead);
    query_bind_text(q, ":code", entry->code);
    query_bind_text(q, ":text", entry->text);
    query_bind_text(q, ":detail", entry->detail.length ? entry->detail.text : NULL);
    query_bind_id(q, ":plan", entry->plan);
    if (!query_run(q, e))
        return false;
    entry->id = store_last_id(entry->herd->store);
    return true;
}

/* ---- one record ---- */

/* What several records of one kind share. */
struct session {
    struct herd *herd;
    struct arena arena; /* fields and notes of all */
    struct strbuf noted;
    const struct event_kind *kind;
    const char *label; /* of the kind, for progress */
    const struct field *fields;
    int field_count;
};

static bool read_subject(struct entry *entry, struct err *e)
{
    const char *text = record_text(entry->record, "animal");
    int64_t id;
    if (!text)
        return err_set(e, ERR_DATA, "animal", _("\"%s\" is missing. Fill it in."),
                       herd_label(entry->herd, entry->fields[0].zh, entry->fields[0].en));
    return identifier_one(entry->herd, text, "animal", &id, e) &&
           record_day(entry->record, "date", entry->herd->today, &entry->day, e) &&
           subject_load(entry->herd, id, entry->day, entry->arena, &entry->animal, e);
}

/* Drugs keep meat from the table for the days of the dictionary when the clerk typed none. */
static void fill_withdrawal(struct entry *entry)
{
    int64_t days = entry->has_count ? -1 : event_withdrawal(entry);
    if (days < 0)
        return;
    entry->count = days;
    entry->has_count = true;
}

static bool judge(struct entry *entry, struct err *e)
{
    if (!read_subject(entry, e) || !event_check_subject(entry, e) || !event_read(entry, e))
        return false;
    fill_withdrawal(entry);
    return event_check(entry, e);
}

bool event_write(struct entry *entry, struct err *e)
{
    return judge(entry, e) && event_insert(entry, e) && effect_apply(entry, e);
}

static bool add_one(struct session *session, struct arena *arena, const struct record *r, struct entry *ret,
                    struct err *e)
{
    struct entry entry = {
        .herd = session->herd,
        .record = r,
        .arena = arena,
        .noted = &session->noted,
        .kind = session->kind,
        .fields = session->fields,
        .field_count = session->field_count,
    };
    strbuf_init(&entry.detail);
    bool done = event_write(&entry, e);
    strbuf_done(&entry.detail);
    *ret = entry;
    return done;
}

static bool session_begin(struct session *session, struct herd *herd, const char *kind, struct err *e)
{
    *session = (struct session){ .herd = herd, .kind = dictionary_kind(&herd->dictionary, kind) };
    arena_init(&session->arena);
    strbuf_init(&session->noted);
    session->label = session->kind ? herd_label(herd, session->kind->zh, session->kind->en) : kind;
    return event_fields(herd, kind, &session->arena, &session->fields, &session->field_count, e) && herd_begin(herd, e);
}

static void session_done(struct session *session)
{
    strbuf_done(&session->noted);
    arena_done(&session->arena);
}

bool event_add(struct herd *herd, const char *kind, const struct record *r, int64_t *ret_id, struct err *e)
{
    struct session session;
    struct entry entry;
    bool done = session_begin(&session, herd, kind, e);
    if (done) {
        done = add_one(&session, &session.arena, r, &entry, e);
        if (!done)
            herd_rollback(herd);
        done = done && herd_commit(herd, "event add", session.kind->code, entry.animal.number, 1, entry.animal.id, 0,
                                   session.noted.text, e);
    }
    if (done && ret_id)
        *ret_id = entry.id;
    session_done(&session);
    return done;
}

bool event_judge(struct herd *herd, const char *kind, const struct record *r, struct err *e)
{
    struct arena arena;
    struct strbuf noted;
    struct entry entry = { .herd = herd, .record = r, .arena = &arena, .noted = &noted };
    arena_init(&arena);
    strbuf_init(&noted);
    strbuf_init(&entry.detail);
    entry.kind = dictionary_kind(&herd->dictionary, kind);
    bool done = event_fields(herd, kind, &arena, &entry.fields, &entry.field_count, e) && judge(&entry, e);
    strbuf_done(&entry.detail);
    strbuf_done(&noted);
    arena_done(&arena);
    return done;
}

/* The log calls many records by their kind and number; a single one by its animal. */
static bool commit_many(struct session *session, int count, const char *number, int64_t animal, struct err *e)
{
    bool one = count == 1;
    return herd_commit(session->herd, "event add", session->kind->code, one ? number : NULL, count, one ? animal : 0, 0,
                       session->noted.text, e);
}

/* A row the rules refuse; what else can fail is the file's or the machine's and no row's. */
static bool is_fault_of_row(const struct err *e)
{
    return e->code == ERR_DATA || e->code == ERR_SOFT || e->code == ERR_NO_INPUT || e->code == ERR_USAGE;
}

static void add_fault(struct event_faults *faults, int row, const struct err *e)
{
    if (faults->count == faults->capacity) {
        faults->capacity = faults->capacity ? faults->capacity * 2 : 16;
        faults->all = memory_resize(faults->all, (size_t)faults->capacity, sizeof *faults->all);
    }
    faults->all[faults->count++] = (struct event_fault){ row, *e };
}

/* Judges and writes every row, those after a refused one too: all is taken back in the end, but all is told. */
static bool add_rows(struct session *session, const struct record *rows, int count, const struct progress *progress,
                     struct event_faults *faults, struct entry *ret_last, struct err *e)
{
    for (int row = 0; row < count; row++) {
        struct arena arena;
        struct err own;
        if (!progress_step(progress, session->label, row, count))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was written."));
        arena_init(&arena);
        bool done = add_one(session, &arena, &rows[row], ret_last, &own);
        ret_last->animal.number = done ? arena_text(&session->arena, ret_last->animal.number) : NULL;
        arena_done(&arena);
        if (!done && !is_fault_of_row(&own)) {
            *e = own;
            return false;
        }
        if (!done)
            add_fault(faults, row, &own);
    }
    if (faults->count)
        *e = faults->all[0].err;
    return faults->count == 0;
}

bool event_add_many(struct herd *herd, const char *kind, const struct record *rows, int count,
                    const struct progress *progress, struct event_faults *faults, struct err *e)
{
    struct session session;
    struct entry last = { 0 };
    *faults = (struct event_faults){ 0 };
    bool done = session_begin(&session, herd, kind, e);
    if (done) {
        done = add_rows(&session, rows, count, progress, faults, &last, e);
        if (!done)
            herd_rollback(herd);
        done = done && commit_many(&session, count, last.animal.number, last.animal.id, e);
    }
    session_done(&session);
    return done;
}

/* ---- taken back ---- */

static bool mark_void(struct herd *herd, int64_t id, const char *reason, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, "event_mark_void", &q, e))
        return false;
    query_bind_text(q, ":reason", reason);
    query_bind_int(q, ":id", id);
    return query_run(q, e);
}

static bool void_one(struct herd *herd, int64_t id, const char *reason, struct arena *arena, struct event *event,
                     struct err *e)
{
    if (!event_load(herd, id, arena, event, e))
        return false;
    if (event->voided)
        return err_set(e, ERR_DATA, "event", _("Record %lld of \"%s\" is void already."), (long long)id, event->number);
    return effect_revert(herd, event, reason, arena, e) && mark_void(herd, id, reason, e);
}

bool event_void(struct herd *herd, int64_t id, const char *reason, struct err *e)
{
    struct arena arena;
    struct event event;
    if (!reason || !reason[strspn(reason, " \t")])
        return err_set(e, ERR_DATA, "reason", _("A reason is missing. Say why the record is void."));
    if (!herd_begin(herd, e))
        return false;
    arena_init(&arena);
    bool done = void_one(herd, id, reason, &arena, &event, e);
    if (!done)
        herd_rollback(herd);
    done = done && herd_commit(herd, "event void", event.kind, event.number, 1, event.animal, 0, reason, e);
    arena_done(&arena);
    return done;
}
