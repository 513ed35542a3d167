/* event_read.c - events and residences as they stand in the file, and events in words */
#include "event_entry.h"

#include <stdlib.h>
#include <string.h>

static const char *text(struct arena *arena, struct query *q, int column)
{
    return arena_text(arena, query_text(q, column));
}

/* ---- an animal on a day ---- */

static void read_subject(struct query *q, struct arena *arena, struct subject *out)
{
    *out = (struct subject){
        .id = query_int(q, 0),
        .number = text(arena, q, 1),
        .species = text(arena, q, 2),
        .breed = text(arena, q, 3),
        .sex = text(arena, q, 4),
        .family = text(arena, q, 5),
        .voided = text(arena, q, 6),
        .birth = query_day(q, 7),
        .sire = query_int(q, 8),
        .dam = query_int(q, 9),
        .reference = query_int(q, 10),
        .stands = !query_is_null(q, 11),
        .keeper = query_int(q, 12),
        .place = query_int(q, 13),
        .pen = query_int(q, 14),
        .owner = query_int(q, 15),
        .came = query_day(q, 16),
        .left = query_day(q, 17),
        .ever = query_int(q, 18),
        .later = query_int(q, 19),
        .open = query_int(q, 20),
    };
    if (!out->number)
        out->number = "?";
}

bool subject_load(struct herd *herd, int64_t id, date_day day, struct arena *arena, struct subject *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(herd->store, "event_subject", &q, e))
        return false;
    query_bind_int(q, ":animal", id);
    query_bind_int(q, ":day", day);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "animal", _("There is no animal with the key %lld."), (long long)id);
    read_subject(q, arena, ret);
    return true;
}

/* ---- in words ---- */

struct wording {
    struct herd *herd;
    struct arena *arena;
    const struct field *fields;
    int field_count;
    struct strbuf out;
};

static void add_word(struct wording *w, const char *word)
{
    if (word && *word)
        strbuf_printf(&w->out, "%s%s", w->out.length ? " " : "", word);
}

static const struct field *field_named(const struct wording *w, const char *name)
{
    for (int i = 0; i < w->field_count; i++)
        if (strcmp(w->fields[i].name, name) == 0)
            return &w->fields[i];
    return NULL;
}

static const struct field *field_at(const struct wording *w, const char *place)
{
    for (int i = 0; i < w->field_count; i++)
        if (strcmp(w->fields[i].place, place) == 0)
            return &w->fields[i];
    return NULL;
}

/* Heads and points speak for themselves. */
static const char *unit_of(const struct field *field)
{
    return strcmp(field->unit, "head") == 0 ? "" : field->unit;
}

static void add_value(struct wording *w, const struct event *event)
{
    const struct field *field = event->has_value ? field_at(w, "value") : NULL;
    if (field)
        add_word(w, check_amount(w->herd, event->value, unit_of(field), w->arena));
}

static void add_count(struct wording *w, const struct event *event)
{
    const struct field *field = event->has_count ? field_at(w, "count") : NULL;
    if (!field)
        return;
    if (field->type == FIELD_OF_LAMBS) {
        add_word(w, arena_printf(w->arena, _("born %lld, alive %lld, dead %lld"), (long long)event->count,
                                 (long long)(event->count - event->dead), (long long)event->dead));
        return;
    }
    if (strcmp(field->unit, "d") == 0)
        add_word(w, herd_label(w->herd, field->zh, field->en));
    add_word(w, check_amount(w->herd, event->count * 1000, unit_of(field), w->arena));
}

static void add_code(struct wording *w, const struct event *event)
{
    const struct field *field = event->code ? field_at(w, "code") : NULL;
    if (event->code)
        add_word(w, field ? herd_code_label(w->herd, field->list, event->code) : event->code);
}

static const char *detail_value(struct wording *w, const struct field *field, const char *value)
{
    if (field->type == FIELD_OF_CODE)
        return herd_code_label(w->herd, field->list, value);
    if (field->type == FIELD_OF_NUMBER)
        return check_amount(w->herd, strtoll(value, NULL, 10), unit_of(field), w->arena);
    if (field->type == FIELD_OF_COUNT)
        return check_amount(w->herd, strtoll(value, NULL, 10) * 1000, unit_of(field), w->arena);
    return value;
}

static bool add_detail(struct wording *w, const struct event *event, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!event->detail)
        return true;
    if (!store_query(w->herd->store, "event_detail", &q, e))
        return false;
    query_bind_text(q, ":detail", event->detail);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        const struct field *field = field_named(w, query_text(q, 0));
        const char *value = query_text(q, 1);
        if (!field || !value)
            continue;
        add_word(w, herd_label(w->herd, field->zh, field->en));
        add_word(w, detail_value(w, field, arena_text(w->arena, value)));
    }
}

static bool put_words(struct herd *herd, struct arena *arena, struct event *event, struct err *e)
{
    struct wording w = { .herd = herd, .arena = arena };
    if (!event_fields(herd, event->kind, arena, &w.fields, &w.field_count, e))
        return false;
    strbuf_init(&w.out);
    add_code(&w, event);
    add_value(&w, event);
    add_count(&w, event);
    const struct field *to = event->holding ? field_at(&w, "holding") : NULL;
    add_word(&w, event->other_number);
    add_word(&w, to ? event->holding_code : NULL);
    bool done = add_detail(&w, event, e);
    add_word(&w, event->text);
    event->words = arena_text(arena, w.out.text);
    strbuf_done(&w.out);
    return done;
}

/* ---- events ---- */

static struct event read_event(struct query *q, struct arena *arena)
{
    return (struct event){
        .id = query_int(q, 0),
        .kind = text(arena, q, 1),
        .animal = query_int(q, 2),
        .day = query_day(q, 4),
        .holding = query_int(q, 5),
        .holding_code = text(arena, q, 6),
        .operator_name = text(arena, q, 7),
        .other = query_int(q, 8),
        .has_value = !query_is_null(q, 9),
        .value = query_int(q, 9),
        .has_count = !query_is_null(q, 10),
        .count = query_int(q, 10),
        .has_dead = !query_is_null(q, 11),
        .dead = query_int(q, 11),
        .code = text(arena, q, 12),
        .text = text(arena, q, 13),
        .detail = text(arena, q, 14),
        .voided = text(arena, q, 15),
    };
}

static bool number_of(struct herd *herd, int64_t animal, struct arena *arena, const char **ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!animal)
        return true;
    if (!store_query(herd->store, "event_number", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    if (!query_next(q, &row, e))
        return false;
    *ret = row ? text(arena, q, 0) : "?";
    return true;
}

static bool complete(struct herd *herd, struct arena *arena, struct event *event, struct err *e)
{
    return number_of(herd, event->animal, arena, &event->number, e) &&
           number_of(herd, event->other, arena, &event->other_number, e) && put_words(herd, arena, event, e);
}

bool event_load(struct herd *herd, int64_t id, struct arena *arena, struct event *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(herd->store, "event_row", &q, e))
        return false;
    query_bind_int(q, ":id", id);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "event", _("There is no record %lld."), (long long)id);
    struct event event = read_event(q, arena);
    if (!complete(herd, arena, &event, e))
        return false;
    *ret = event;
    return true;
}

bool event_of_animal(struct herd *herd, int64_t animal, struct arena *arena, struct event **ret, int *ret_count,
                     struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct event *events = arena_new(arena, 16 * sizeof(*events));
    int count = 0, capacity = 16;
    if (!store_query(herd->store, "event_rows_of_animal", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        if (count == capacity) {
            struct event *more = arena_new(arena, (size_t)(capacity *= 2) * sizeof(*more));
            memcpy(more, events, (size_t)count * sizeof(*more));
            events = more;
        }
        events[count++] = read_event(q, arena);
    }
    for (int i = 0; i < count; i++)
        if (!complete(herd, arena, &events[i], e))
            return false;
    *ret = events;
    *ret_count = count;
    return true;
}

bool event_residences(struct herd *herd, int64_t animal, struct arena *arena, struct residence **ret, int *ret_count,
                      struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct residence *rows = arena_new(arena, 8 * sizeof(*rows));
    int count = 0, capacity = 8;
    if (!store_query(herd->store, "event_residences", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        if (count == capacity) {
            struct residence *more = arena_new(arena, (size_t)(capacity *= 2) * sizeof(*more));
            memcpy(more, rows, (size_t)count * sizeof(*more));
            rows = more;
        }
        rows[count++] = (struct residence){ text(arena, q, 0), text(arena, q, 1), text(arena, q, 2), text(arena, q, 3),
                                            text(arena, q, 4), query_day(q, 5),   query_day(q, 6) };
    }
    *ret = rows;
    *ret_count = count;
    return true;
}
