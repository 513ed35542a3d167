/* entry_event.c - an event of one animal after the other. */
#include "entry.h"

#include <string.h>

/* ---- one ---- */
static bool event_save(struct entry *entry, struct record *r, struct err *e)
{
    entry->event = 0;
    return event_add(entry->app->herd, entry->kind, r, &entry->event, e);
}

/* Who the animal is, above the form. */
static bool find_animal(struct entry *entry, struct err *e)
{
    struct arena arena;
    struct animal a;
    int64_t id;
    arena_init(&arena);
    bool good = identifier_one(entry->app->herd, form_get(&entry->form, "animal"), "animal", &id, e) &&
                animal_load(entry->app->herd, id, &arena, &a, e);
    strbuf_clear(&entry->about);
    if (good) {
        struct strbuf words;
        strbuf_init(&words);
        animal_words(entry->app, &a, &words);
        strbuf_printf(&entry->about, "%s  %s  %s", a.number ? a.number : "", words.text,
                      app_day(a.birth, a.birth_precision));
        strbuf_done(&words);
    }
    arena_done(&arena);
    return good;
}

static bool event_check(struct entry *entry, const char *field, struct err *e)
{
    return strcmp(field, "animal") != 0 || find_animal(entry, e);
}

static const struct entry_job event_job = { .save = event_save, .check = event_check };

/* ---- pushing ---- */
static bool is_birth(const char *kind)
{
    return strcmp(kind, "lambing") == 0 || strcmp(kind, "calving") == 0;
}

static const char *kind_species(struct app *app, const struct event_kind *kind, int64_t animal, struct arena *arena,
                                const char **ret_number)
{
    struct err e;
    struct animal a;
    *ret_number = NULL;
    if (animal && animal_load(app->herd, animal, arena, &a, &e)) {
        if (!identifier_to_type(app->herd, animal, arena, ret_number, &e))
            *ret_number = a.number;
        return a.species;
    }
    return kind->species;
}

static void preset(struct entry *entry)
{
    entry_set(entry, "date", app_day(entry->app->herd->today, DATE_DAY));
    entry_set(entry, "operator", entry->app->herd->operator_name);
    entry->form.records = 1; /* so that Enter skips them from the first record on */
}

static struct entry *event_entry(struct app *app, const struct entry_job *job, const char *code, int64_t animal,
                                 const char *skip)
{
    struct err e;
    const struct field *fields;
    int count;
    const char *number;
    const struct event_kind *kind = dictionary_kind(&app->herd->dictionary, code);
    struct entry *entry = entry_new(app, job, "", code);
    if (!kind || !event_fields(app->herd, code, &entry->arena, &fields, &count, &e)) {
        if (kind)
            screen_error(&e);
        arena_done(&entry->arena);
        strbuf_done(&entry->about);
        memory_free(entry);
        return NULL;
    }
    const char *species = kind_species(app, kind, animal, &entry->arena, &number);
    entry_fields(entry, fields, count, species, skip);
    preset(entry);
    entry_set(entry, "animal", number);
    return entry;
}

void app_push_entry(struct app *app, const char *kind, int64_t animal)
{
    app_push_entry_of(app, kind, animal, app->herd->today);
}

void app_push_entry_of(struct app *app, const char *kind, int64_t animal, date_day day)
{
    struct err e;
    if (is_birth(kind)) {
        app_push_lambing(app, kind, animal);
        return;
    }
    struct entry *entry = event_entry(app, &event_job, kind, animal, "");
    if (!entry)
        return;
    entry->once = animal != 0;
    entry_set(entry, "date", app_day(day, DATE_DAY));
    if (animal && !find_animal(entry, &e))
        screen_error(&e);
    entry_push(entry);
}
