/* import_events.c - a file of one kind of event: a row each, read as records, judged and written together */
#include "headings.h"

#include "herd/inner.h"

#include <string.h>

struct reading {
    struct herd *herd;
    struct arena *arena;
    const struct import_events_request *request;
    const struct field *fields;
    int field_count;
    struct csv csv;
    int *field_of; /* of each column; -1 = nobody knows it */
    const char **title;
    int columns;
    struct record *records;
    int64_t *rows; /* line of each record */
    int count, capacity;
};

/* "weight (kg)", as sheets and forms write it. */
static bool is_headed_with_unit(const struct reading *r, const struct field *field, const char *title)
{
    const struct code *unit = dictionary_code(&r->herd->dictionary, "unit", field->unit);
    return unit && (headings_same(arena_printf(r->arena, "%s (%s)", field->zh, unit->zh), title) ||
                    headings_same(arena_printf(r->arena, "%s (%s)", field->en, unit->en), title));
}

static bool is_headed(const struct reading *r, const struct field *field, const char *title)
{
    if (strcmp(field->name, "animal") == 0)
        return headings_spell(HEADING_NUMBER, title) || headings_spell(HEADING_RFID, title) ||
               headings_spell(HEADING_OFFICIAL, title) || headings_same(field->zh, title);
    return headings_same(field->name, title) || headings_same(field->zh, title) || headings_same(field->en, title) ||
           is_headed_with_unit(r, field, title);
}

static int field_headed(const struct reading *r, const char *title)
{
    for (int i = 0; i < r->field_count; i++)
        if (is_headed(r, &r->fields[i], title))
            return i;
    return -1;
}

static void add_ignored(struct reading *r, const char *title, struct import_result *result)
{
    if (*title)
        result->ignored =
            *result->ignored ? arena_printf(r->arena, "%s, %s", result->ignored, title) : arena_text(r->arena, title);
}

static bool read_head(struct reading *r, struct import_result *result, struct err *e)
{
    bool row, animal = false;
    if (!csv_next(&r->csv, &row, e))
        return false;
    r->columns = row ? r->csv.count : 0;
    r->field_of = arena_new(r->arena, ((size_t)r->columns + 1) * sizeof *r->field_of);
    r->title = arena_new(r->arena, ((size_t)r->columns + 1) * sizeof *r->title);
    for (int i = 0; i < r->columns; i++) {
        r->title[i] = arena_text(r->arena, r->csv.cells[i]);
        r->field_of[i] = field_headed(r, r->title[i]);
        animal = animal || r->field_of[i] == 0;
        if (r->field_of[i] < 0)
            add_ignored(r, r->title[i], result);
    }
    return animal ||
           err_set(e, ERR_DATA, "file", _("\"%s\" has no column of animals. Head one \"animal\" (or 耳号, id, RFID)."),
                   r->request->path);
}

static void add_record(struct reading *r)
{
    struct record record;
    bool says = false;
    record_init(&record, r->arena);
    for (int i = 0; i < r->columns && i < r->csv.count; i++) {
        if (r->field_of[i] < 0 || !*r->csv.cells[i])
            continue;
        const struct field *field = &r->fields[r->field_of[i]];
        record_add(&record, field->name, arena_text(r->arena, r->csv.cells[i]));
        says = says || r->field_of[i] != 0;
    }
    if (!says)
        return;
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? r->capacity * 2 : 256;
        r->records = memory_resize(r->records, (size_t)r->capacity, sizeof *r->records);
        r->rows = memory_resize(r->rows, (size_t)r->capacity, sizeof *r->rows);
    }
    record.confirmed = r->request->confirmed;
    r->rows[r->count] = r->csv.line;
    r->records[r->count++] = record;
}

static bool read_rows(struct reading *r, struct err *e)
{
    for (bool row = true; row;) {
        if (!csv_next(&r->csv, &row, e))
            return false;
        if (row)
            add_record(r);
    }
    return r->count || err_set(e, ERR_DATA, "file", _("\"%s\" has no row with anything to enter."), r->request->path);
}

static const char *title_of(const struct reading *r, const char *name)
{
    for (int i = 0; i < r->columns; i++)
        if (r->field_of[i] >= 0 && strcmp(r->fields[r->field_of[i]].name, name) == 0)
            return r->title[i];
    return name;
}

static void tell_faults(const struct reading *r, const struct event_faults *faults, struct import_result *result)
{
    enum { MOST = 1000 };
    result->fault_total = faults->count;
    result->fault_count = faults->count < MOST ? faults->count : MOST;
    result->faults = arena_new(r->arena, (size_t)result->fault_count * sizeof *result->faults);
    for (int i = 0; i < result->fault_count; i++) {
        const struct event_fault *fault = &faults->all[i];
        const char *value = record_text(&r->records[fault->row], fault->err.field);
        const char *rule = fault->err.code == ERR_SOFT ? fault->err.rule : "";
        result->faults[i] = (struct import_fault){
            .row = r->rows[fault->row],
            .column = title_of(r, fault->err.field),
            .value = value ? value : "",
            .reason = *rule ? arena_printf(r->arena, "%s (--confirm %s)", fault->err.message, rule)
                            : arena_text(r->arena, fault->err.message),
        };
    }
}

static bool write_rows(struct reading *r, const struct progress *progress, struct import_result *result, struct err *e)
{
    struct event_faults faults;
    if (r->request->dry_run && !herd_begin(r->herd, e))
        return false;
    bool good = event_add_many(r->herd, r->request->kind, r->records, r->count, progress, &faults, e);
    if (r->request->dry_run)
        herd_rollback(r->herd);
    tell_faults(r, &faults, result);
    memory_free(faults.all);
    if (!good && result->fault_total)
        return err_set(e, ERR_DATA, "file", _("%lld of %d rows are refused; nothing was written."),
                       (long long)result->fault_total, r->count);
    result->added = good ? r->count : 0;
    return good;
}

bool import_events(struct herd *herd, const struct import_events_request *request, struct arena *arena,
                   struct import_result *ret, const struct progress *progress, struct err *e)
{
    struct reading r = { .herd = herd, .arena = arena, .request = request };
    *ret = (struct import_result){ .ignored = "" };
    if (!event_fields(herd, request->kind, arena, &r.fields, &r.field_count, e) || !csv_open(request->path, &r.csv, e))
        return false;
    bool good = read_head(&r, ret, e) && read_rows(&r, e);
    ret->rows = r.count;
    good = good && write_rows(&r, progress, ret, e);
    csv_close(&r.csv);
    memory_free(r.records);
    memory_free(r.rows);
    return good;
}
