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

static void add_value(struct strbuf *json, const char *name, const char *text)
{
    strbuf_add_char(json, ',');
    json_text(json, name);
    strbuf_add_char(json, ':');
    json_text(json, text);
}

/* A cell of the grid is named "sex 0", "weight 2"; fields have no blank in their names. */
static const char *cell_name(const struct grid *grid, size_t row, size_t column, struct arena *arena)
{
    return arena_printf(arena, "%s %zu", grid->columns[column].name, row);
}

void draft_save(struct app *app, const char *kind, const struct form *form, const struct grid *grid)
{
    struct err e;
    struct arena arena;
    struct strbuf json;
    arena_init(&arena);
    strbuf_init(&json);
    strbuf_add(&json, "{\"\":");
    json_text(&json, kind);
    for (size_t i = 0; i < form->count; i++)
        add_value(&json, form->fields[i].name, form_get(form, form->fields[i].name));
    for (size_t row = 0; grid && row < grid->rows; row++)
        for (size_t i = 0; i < grid->column_count; i++)
            add_value(&json, cell_name(grid, row, i, &arena), grid_get(grid, row, grid->columns[i].name));
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

static void take_rows(struct app *app, struct grid *grid, struct arena *arena)
{
    for (size_t row = 0; row < grid->most; row++)
        for (size_t i = 0; i < grid->column_count; i++) {
            const char *text = draft_value(app, cell_name(grid, row, i, arena), arena);
            if (!text)
                return; /* no such row */
            if (row >= grid->rows)
                grid_resize(grid, row + 1);
            grid_set(grid, row, grid->columns[i].name, text);
        }
}

bool draft_take(struct app *app, struct form *form, struct grid *grid)
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
    if (grid)
        take_rows(app, grid, &arena);
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
