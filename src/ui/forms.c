/* forms.c - the records of an animal and of a holding, new or edited. */
#include "entry.h"

#include <string.h>

/* ---- animal ---- */
static bool animal_save(struct entry *entry, struct record *r, struct err *e)
{
    int64_t id;
    return entry->id ? animal_edit(entry->app->herd, entry->id, r, e) : animal_add(entry->app->herd, r, &id, e);
}

/* Once holding, sex and birth are known, the next free number is offered. */
static void propose(struct entry *entry)
{
    struct err e;
    struct arena arena;
    int64_t holding;
    date_day birth;
    enum date_precision precision;
    const char *number;
    const char *at = form_get(&entry->form, "holding"), *sex = form_get(&entry->form, "sex");
    const char *species = form_get(&entry->form, "species"), *day = form_get(&entry->form, "birth");
    if (*form_get(&entry->form, "number") || !*at || !*sex || !*day || !*species)
        return;
    arena_init(&arena);
    if (holding_find(entry->app->herd, at, &holding, &e) && date_parse(day, &birth, &precision, &e) &&
        identifier_propose(entry->app->herd, holding, species, sex, birth, 0, &arena, &number, &e) && number)
        entry_set(entry, "number", number);
    arena_done(&arena);
}

static bool animal_check(struct entry *entry, const char *field, struct err *e)
{
    (void)e;
    if (strcmp(field, "holding") == 0)
        propose(entry);
    return true;
}

/* They may be put in as ancestors on paper. */
static bool parent_unknown(struct entry *entry, const char *field, const struct err *e)
{
    bool parent = strcmp(field, "sire") == 0 || strcmp(field, "dam") == 0;
    return parent && (e->code == ERR_NO_INPUT || *form_get(&entry->form, "create-parents"));
}

static const struct entry_job animal_add_job = { .save = animal_save,
                                                 .check = animal_check,
                                                 .unknown = parent_unknown };
static const struct entry_job animal_edit_job = { .save = animal_save, .read = animal_record };

static bool animal_fill(struct entry *entry, struct err *e)
{
    if (!animal_record(entry->app->herd, entry->id, &entry->arena, &entry->seen, e))
        return false;
    entry->title = N_("Edit");
    entry_fields(entry, animal_fields, animal_field_count, record_text(&entry->seen, "species"),
                 "holding owner keeper place pen from official rfid brand name create-parents");
    entry_edits(entry);
    return true;
}

static void entry_drop(struct entry *entry)
{
    form_done(&entry->form);
    strbuf_done(&entry->about);
    arena_done(&entry->arena);
    memory_free(entry);
}

void app_push_animal_form(struct app *app, int64_t animal)
{
    struct err e;
    struct entry *entry = entry_new(app, animal ? &animal_edit_job : &animal_add_job, N_("New animal"), "animal");
    entry->id = animal;
    if (!animal) {
        entry_fields(entry, animal_fields, animal_field_count, NULL, "");
        entry_set(entry, "species", "hu_sheep");
        entry_push(entry);
    } else if (animal_fill(entry, &e)) {
        entry_push(entry);
    } else {
        screen_error(&e);
        entry_drop(entry);
    }
}

/* The fields with this one before the others, where it is seen. */
static const struct field *with_first(const char *name, struct arena *arena)
{
    struct field *fields = arena_new(arena, (size_t)animal_field_count * sizeof *fields);
    int used = 0;
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < animal_field_count; i++)
            if ((strcmp(animal_fields[i].name, name) == 0) == (turn == 0))
                fields[used++] = animal_fields[i];
    return fields;
}

/* In the field of its kind; what is no number of any kind is at least the farm number. */
void app_push_animal_numbered(struct app *app, const char *number)
{
    struct err ignored;
    struct identifier_form form;
    struct entry *entry = entry_new(app, &animal_add_job, _("New animal"), "animal");
    bool good = identifier_parse(app->herd, NULL, number, &form, &ignored);
    const char *first = good && strcmp(form.kind, "farm") != 0 ? form.kind : "number";
    entry_fields(entry, with_first(first, &entry->arena), animal_field_count, NULL, "");
    entry_set(entry, "species", "hu_sheep");
    entry_set(entry, first, good ? form.value : number);
    entry_push(entry);
}

/* ---- holding ---- */
static bool holding_save(struct entry *entry, struct record *r, struct err *e)
{
    int64_t id;
    return entry->id ? holding_edit(entry->app->herd, entry->id, r, e) : holding_add(entry->app->herd, r, &id, e);
}

static const struct entry_job holding_job = { .save = holding_save, .read = holding_record };

static bool holding_fill(struct entry *entry, struct err *e)
{
    if (!holding_record(entry->app->herd, entry->id, &entry->arena, &entry->seen, e))
        return false;
    entry->title = N_("Edit");
    entry->number = record_text(&entry->seen, "code");
    entry_edits(entry);
    return true;
}

void app_push_holding(struct app *app, int64_t holding, int64_t parent)
{
    struct err e = { 0 };
    struct holding above = { 0 };
    struct entry *entry = entry_new(app, &holding_job, N_("New holding"), "holding");
    entry->id = holding;
    entry_fields(entry, holding_fields, holding_field_count, NULL, "");
    bool good = !parent || holding_load(app->herd, parent, &entry->arena, &above, &e);
    if (good && holding)
        good = holding_fill(entry, &e);
    else if (good)
        entry_set(entry, "parent", above.code);
    if (good) {
        entry_push(entry);
    } else {
        screen_error(&e);
        entry_drop(entry);
    }
}
