/* draft.c - what stood in a form when the terminal went away is kept in the file and offered at the next start. */
#include "screens.h"

#include <string.h>

static const char *draft_name(const struct app *app, struct arena *arena)
{
    return arena_printf(arena, "entry %s", app->herd->operator_name);
}

static bool draft_write(struct app *app, const char *name, const char *contents, struct err *e)
{
    struct store *store = app->herd->store;
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_begin_unlogged(store, e))
        return false;
    bool good = store_query(store, contents ? "draft_put" : "draft_drop", &q, e);
    if (good) {
        query_bind_text(q, ":name", name);
        if (contents) {
            query_bind_int(q, ":at", clock_now());
            query_bind_text(q, ":contents", contents);
        }
        good = query_run(q, e);
    }
    query_done(&q);
    if (good && store_commit_unlogged(store, e))
        return true;
    store_rollback(store);
    return false;
}

void draft_save(struct app *app, const char *kind, const struct form *form)
{
    struct err e;
    struct arena arena;
    struct strbuf json;
    arena_init(&arena);
    strbuf_init(&json);
    strbuf_add(&json, "{\"\":");
    json_text(&json, kind);
    for (size_t i = 0; i < form->count; i++) {
        strbuf_add_char(&json, ',');
        json_text(&json, form->fields[i].name);
        strbuf_add_char(&json, ':');
        json_text(&json, form_get(form, form->fields[i].name));
    }
    strbuf_add_char(&json, '}');
    if (!draft_write(app, draft_name(app, &arena), json.text, &e))
        fprintf(stderr, "mupu: %s\n", e.message);
    strbuf_done(&json);
    arena_done(&arena);
}

/* One value of the draft, "" = its kind; NULL if there is none. */
static const char *draft_value(struct app *app, const char *key, struct arena *arena)
{
    struct err e;
    bool row;
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(app->herd->store, "draft_value", &q, &e))
        return NULL;
    query_bind_text(q, ":name", draft_name(app, arena));
    query_bind_text(q, ":key", key);
    return query_next(q, &row, &e) && row ? arena_text(arena, query_text(q, 0)) : NULL;
}

bool draft_take(struct app *app, struct form *form)
{
    if (!app->draft)
        return false;
    struct err e;
    struct arena arena;
    arena_init(&arena);
    app->draft = false;
    for (size_t i = 0; i < form->count; i++) {
        const char *text = draft_value(app, form->fields[i].name, &arena);
        if (text && form->fields[i].kind != FIELD_SHOWN)
            form_set(form, form->fields[i].name, text);
    }
    form->changed = true;
    if (!draft_write(app, draft_name(app, &arena), NULL, &e))
        screen_error(&e);
    arena_done(&arena);
    return true;
}

static void open_draft(struct app *app, const char *kind)
{
    app->draft = true;
    if (strcmp(kind, "animal") == 0)
        app_push_animal_form(app, 0);
    else if (strcmp(kind, "holding") == 0)
        app_push_holding(app, 0, 0);
    else
        app_push_entry(app, kind, 0);
    app->draft = false;
}

void draft_offer(struct app *app)
{
    struct err e;
    struct arena arena;
    arena_init(&arena);
    const char *kind = draft_value(app, "", &arena);
    if (kind) {
        const struct event_kind *known = dictionary_kind(&app->herd->dictionary, kind);
        screen_draw();
        if (question_yes(_("The terminal went away while \"%s\" was being filled in. Go on with it?"),
                         known ? herd_label(app->herd, known->zh, known->en) : kind))
            open_draft(app, kind);
        else if (!draft_write(app, draft_name(app, &arena), NULL, &e))
            screen_error(&e);
    }
    arena_done(&arena);
}
