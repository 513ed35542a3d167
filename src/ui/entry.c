/* entry.c - the generic form: shows, checks, saves, keeps the carried fields for the next record. */
#include "entry.h"

#include <string.h>

enum { TICK = 1000 };

/* ---- making one ---- */
struct entry *entry_new(struct app *app, const struct entry_job *job, const char *title, const char *kind)
{
    struct entry *entry = memory_new(sizeof *entry);
    entry->app = app;
    entry->job = job;
    arena_init(&entry->arena);
    strbuf_init(&entry->about);
    draft_start(&entry->draft);
    entry->title = arena_text(&entry->arena, title);
    entry->kind = arena_text(&entry->arena, kind);
    return entry;
}

static bool form_checks(void *context, struct form *form, size_t field, struct err *e)
{
    struct entry *entry = context;
    if (!fields_resolve(&entry->set, form, field, e))
        return entry->job->unknown && entry->job->unknown(entry, form->fields[field].name, e);
    return !entry->job->check || entry->job->check(entry, form->fields[field].name, e);
}

static void remember(struct entry *entry, const char *words)
{
    if (entry->saved_count == ENTRY_SAVED_SHOWN)
        memmove(entry->saved[0], entry->saved[1], sizeof entry->saved - sizeof entry->saved[0]);
    else
        entry->saved_count++;
    snprintf(entry->saved[entry->saved_count - 1], ENTRY_LINE, "%s", words);
}

/* A choice by its word. */
static const char *in_words(const struct form_field *field, const char *value)
{
    for (size_t i = 0; i < field->choice_count; i++)
        if (strcmp(field->choices[i].value, value) == 0)
            return _(field->choices[i].text);
    return *value ? value : _("empty");
}

static size_t field_index(const struct entry *entry, const char *name)
{
    size_t i = 0;
    while (i < entry->set.count && strcmp(entry->set.fields[i].name, name) != 0)
        i++;
    return i;
}

/* Another clerk changed what is changed here: whose value is it to be? Either way the other's is what was there before.
 * false = neither, for now. */
static bool settle(struct entry *entry, const struct err *problem)
{
    struct err e;
    struct arena arena;
    struct record now;
    int chosen = 0;
    size_t i = field_index(entry, problem->field);
    arena_init(&arena);
    bool good = i < entry->set.count && entry->job->read(entry->app->herd, entry->id, &arena, &now, &e);
    if (good) {
        const struct form_field *field = &entry->set.fields[i];
        const char *theirs = record_text(&now, field->name) ? record_text(&now, field->name) : "";
        const char *mine = form_get(&entry->form, field->name);
        struct choice choices[] = {
            { arena_printf(&arena, "%s: %s", _("keep mine"), in_words(field, mine)), NULL },
            { arena_printf(&arena, "%s: %s", _("take theirs"), in_words(field, theirs)), NULL },
        };
        screen_error(problem);
        good = choose(field->label, choices, COUNT(choices), &chosen);
        if (good) {
            record_set(&entry->seen, field->name, theirs);
            entry->before[i] = arena_text(&entry->arena, theirs);
            entry->form.problem = (struct err){ 0 };
        }
        if (good && chosen == 1)
            form_set(&entry->form, field->name, theirs);
    }
    arena_done(&arena);
    return good;
}

static bool form_saves(void *context, struct form *form, struct err *e)
{
    struct entry *entry = context;
    struct arena arena;
    struct record r;
    bool good, again;
    arena_init(&arena);
    do {
        record_init(&r, &arena);
        r.confirmed = fields_confirmed(&arena, form->confirmed);
        r.seen = entry->before ? &entry->seen : NULL;
        fields_record(&entry->set, form, entry->before, &r);
        entry->unchanged = entry->before && r.count == 0;
        good = entry->unchanged || entry->job->save(entry, &r, e);
        again = !good && e->code == ERR_BUSY && strcmp(e->rule, CONFLICT_CHANGED) == 0 && settle(entry, e);
    } while (again);
    arena_done(&arena);
    return good;
}

static void form_looks_up(void *context, struct form *form, size_t field)
{
    struct entry *entry = context;
    fields_lookup(&entry->set, form, field);
}

static const struct form_operations form_operations = { form_checks, form_saves, form_looks_up };

void entry_fields(struct entry *entry, const struct field *fields, int count, const char *species, const char *skip)
{
    fields_make(entry->app, fields, count, species, skip, &entry->arena, &entry->set);
    form_init(&entry->form, entry->set.fields, entry->set.count, &form_operations, entry);
}

void entry_set(struct entry *entry, const char *name, const char *text)
{
    if (text && fields_has(&entry->set, name))
        form_set(&entry->form, name, text);
}

void entry_edits(struct entry *entry)
{
    for (int i = 0; i < entry->seen.count; i++)
        entry_set(entry, entry->seen.values[i].name, entry->seen.values[i].text);
    entry->before = arena_new(&entry->arena, (entry->set.count + 1) * sizeof *entry->before);
    for (size_t i = 0; i < entry->set.count; i++)
        entry->before[i] = arena_text(&entry->arena, form_get(&entry->form, entry->set.fields[i].name));
    entry->once = true;
}

/* The cursor waits where something is missing. */
static void to_first_empty(struct entry *entry)
{
    for (size_t i = 0; i < entry->set.count && !entry->before; i++)
        if (entry->set.fields[i].kind != FIELD_SHOWN && !*form_get(&entry->form, entry->set.fields[i].name)) {
            entry->form.at = i;
            return;
        }
}

/* ---- the screen ---- */
static void entry_title(void *state, struct screen_title *title)
{
    struct entry *entry = state;
    const struct event_kind *kind = dictionary_kind(&entry->app->herd->dictionary, entry->kind);
    strbuf_add(&title->crumb, kind ? herd_label(entry->app->herd, kind->zh, kind->en) : _(entry->title));
    if (entry->number)
        strbuf_printf(&title->crumb, " %s", entry->number);
    if (!entry->once)
        strbuf_printf(&title->count, _("record %d"), entry->records + 1);
}

static void entry_draw(void *state, struct area body)
{
    struct entry *entry = state;
    int room = body.rows - (int)entry->set.count - 4, lines = entry->saved_count < room ? entry->saved_count : room;
    for (int i = 0; i < lines; i++) {
        const char *line = entry->saved[entry->saved_count - lines + i];
        cell(body.y + i, body.x + 1, body.columns - 2, line, ALIGN_LEFT, ROLE_DIM);
    }
    int used = lines > 0 ? lines : 0;
    if (fields_has(&entry->set, "animal") || entry->about.length)
        cell(body.y + used++, body.x + 1, body.columns - 2, entry->about.text, ALIGN_LEFT, ROLE_GOOD);
    used++;
    body.y += used;
    body.rows -= used;
    form_draw(&entry->form, body);
}

static void entry_parts(void *state, struct screen_parts *parts)
{
    struct entry *entry = state;
    parts->form = &entry->form;
    strbuf_add(parts->about, entry->about.text);
}

static void entry_saved(struct entry *entry)
{
    struct app *app = entry->app;
    struct strbuf words;
    draft_drop(app, &entry->draft);
    if (entry->unchanged) {
        screen_pop(); /* entry is gone; the newest change is not what was done here */
        screen_message(ROLE_NORMAL, "%s", _("Nothing was changed."));
        return;
    }
    strbuf_init(&words);
    app_newest_words(app, entry->event, &words);
    if (entry->once) {
        screen_pop(); /* entry is gone */
        app_saved(words.text);
    } else {
        remember(entry, words.text);
        strbuf_clear(&entry->about);
        form_next(&entry->form);
        to_first_empty(entry);
        entry->records++;
        app_saved_on(words.text);
    }
    strbuf_done(&words);
}

static bool entry_input(void *state, const struct input *input, int command)
{
    struct entry *entry = state;
    (void)command;
    if (draft_due(&entry->draft))
        draft_keep(entry->app, &entry->draft, entry->kind, &entry->form, NULL);
    if (input->kind == INPUT_TICK)
        return false;
    enum widget_result result = form_input(&entry->form, input);
    entry->draft.behind = entry->draft.behind || (entry->form.changed && !entry->before);
    switch (result) {
    case WIDGET_SAVED:
        entry_saved(entry);
        return true;
    case WIDGET_LEFT:
        draft_drop(entry->app, &entry->draft);
        screen_pop();
        return true;
    case WIDGET_IGNORED:
        return false;
    case WIDGET_USED:
        if (*entry->form.pending) /* a soft rule spoke */
            screen_message(ROLE_WARNING, "%s", _("Unusual. Save again (F2) if it is right."));
        return true;
    default:
        return true;
    }
}

static void entry_language(void *state)
{
    struct entry *entry = state;
    struct err ignored;
    fields_language(&entry->set);
    if (entry->about.length && entry->job->check && !entry->job->check(entry, "animal", &ignored))
        strbuf_clear(&entry->about);
}

static void entry_hangup(void *state)
{
    struct entry *entry = state;
    if (!entry->form.changed || entry->before)
        return;
    draft_keep(entry->app, &entry->draft, entry->kind, &entry->form, NULL);
    entry->app->interrupted = true;
}

static void entry_close(void *state)
{
    struct entry *entry = state;
    form_done(&entry->form);
    strbuf_done(&entry->about);
    arena_done(&entry->arena);
    memory_free(entry);
}

static const char *const contexts[] = { "entry", "form", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = TICK,
    .title = entry_title,
    .draw = entry_draw,
    .input = entry_input,
    .language = entry_language,
    .hangup = entry_hangup,
    .close = entry_close,
    .parts = entry_parts,
};

void entry_push(struct entry *entry)
{
    struct err e;
    bool draft = !entry->before && draft_take(entry->app, &entry->draft, &entry->form, NULL);
    if (!draft)
        form_fresh(&entry->form);
    to_first_empty(entry);
    if (screen_push(&operations, entry, &e))
        return;
    screen_error(&e);
    entry_close(entry);
}
