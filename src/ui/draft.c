/* draft.c - what stood in a form when the terminal went away is kept in the file and offered at the next start. */
#include "screens.h"

#include <stdlib.h>
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

/* ---- writing ---- */
void draft_begin(struct draft *draft, const char *kind)
{
    strbuf_init(&draft->json);
    strbuf_add(&draft->json, "{\"\":");
    json_text(&draft->json, kind);
}

void draft_add(struct draft *draft, const char *name, const char *text)
{
    strbuf_add_char(&draft->json, ',');
    json_text(&draft->json, name);
    strbuf_add_char(&draft->json, ':');
    json_text(&draft->json, text);
}

/* A cell of the grid is named "sex 0", "weight 2"; fields have no blank in their names. */
static const char *cell_name(const struct grid *grid, size_t row, size_t column, struct arena *arena)
{
    return arena_printf(arena, "%s %zu", grid->columns[column].name, row);
}

void draft_add_grid(struct draft *draft, const struct grid *grid)
{
    struct arena arena;
    arena_init(&arena);
    for (size_t row = 0; row < grid->rows; row++)
        for (size_t i = 0; i < grid->column_count; i++) {
            const char *text = grid_get(grid, row, grid->columns[i].name);
            if (*text && grid->columns[i].kind != FIELD_SHOWN)
                draft_add(draft, cell_name(grid, row, i, &arena), text);
        }
    draft_add(draft, "rows", arena_printf(&arena, "%zu", grid->rows));
    arena_done(&arena);
}

void draft_end(struct app *app, struct draft *draft)
{
    struct err e;
    struct arena arena;
    arena_init(&arena);
    strbuf_add_char(&draft->json, '}');
    if (!draft_write(app, draft_name(app, &arena), draft->json.text, &e))
        fprintf(stderr, "mupu: %s\n", e.message);
    strbuf_done(&draft->json);
    arena_done(&arena);
}

void draft_save(struct app *app, const char *kind, const struct form *form, const struct grid *grid)
{
    struct draft draft;
    draft_begin(&draft, kind);
    for (size_t i = 0; i < form->count; i++)
        draft_add(&draft, form->fields[i].name, form_get(form, form->fields[i].name));
    if (grid)
        draft_add_grid(&draft, grid);
    draft_end(app, &draft);
    app->interrupted = true;
}

void draft_drop(struct app *app)
{
    struct err e;
    struct arena arena;
    arena_init(&arena);
    if (draft_write(app, draft_name(app, &arena), NULL, &e))
        app->interrupted = false;
    else
        screen_error(&e);
    arena_done(&arena);
}

/* ---- reading ---- */
/* One value of the draft, "" = its kind; NULL if there is none. */
const char *draft_value(struct app *app, const char *key, struct arena *arena)
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

void draft_take_grid(struct app *app, struct grid *grid)
{
    struct err e;
    bool row = false;
    struct arena arena;
    struct query *q CLEANUP(query_done) = NULL;
    arena_init(&arena);
    const char *rows = draft_value(app, "rows", &arena);
    if (rows)
        grid_resize(grid, (size_t)strtoul(rows, NULL, 10));
    bool good = rows && store_query(app->herd->store, "draft_values", &q, &e);
    if (good)
        query_bind_text(q, ":name", draft_name(app, &arena));
    while (good && query_next(q, &row, &e) && row) {
        const char *key = query_text(q, 0), *blank = strchr(key, ' ');
        size_t at = blank ? (size_t)strtoul(blank + 1, NULL, 10) : grid->rows;
        for (size_t i = 0; at < grid->rows && i < grid->column_count; i++)
            if (strlen(grid->columns[i].name) == (size_t)(blank - key) &&
                strncmp(grid->columns[i].name, key, (size_t)(blank - key)) == 0)
                grid_set(grid, at, grid->columns[i].name, query_text(q, 1));
    }
    arena_done(&arena);
}

bool draft_take(struct app *app, struct form *form, struct grid *grid)
{
    if (!app->draft)
        return false;
    struct arena arena;
    arena_init(&arena);
    app->draft = false;
    for (size_t i = 0; i < form->count; i++) {
        const char *text = draft_value(app, form->fields[i].name, &arena);
        if (text && form->fields[i].kind != FIELD_SHOWN)
            form_set(form, form->fields[i].name, text);
    }
    if (grid)
        draft_take_grid(app, grid);
    form->changed = true;
    draft_drop(app);
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
    else if (strncmp(kind, DRAFT_GRID, strlen(DRAFT_GRID)) == 0)
        batch_push_draft(app, kind + strlen(DRAFT_GRID));
    else
        app_push_entry(app, kind, 0);
    app->draft = false;
}

/* When it was kept last; 0 = there is none. */
static int64_t draft_at(struct app *app)
{
    struct err e;
    struct arena arena;
    bool row;
    struct query *q CLEANUP(query_done) = NULL;
    arena_init(&arena);
    int64_t at = 0;
    if (store_query(app->herd->store, "draft_at", &q, &e)) {
        query_bind_text(q, ":name", draft_name(app, &arena));
        if (query_next(q, &row, &e) && row)
            at = query_int(q, 0);
    }
    arena_done(&arena);
    return at;
}

/* Another program of this operator may have asked the same, and have been answered first. */
static void answer(struct app *app, const char *kind, bool yes, int64_t offered)
{
    if (draft_at(app) != offered)
        screen_message(ROLE_WARNING, "%s", _("It was taken up or dropped in another window meanwhile."));
    else if (yes)
        open_draft(app, kind);
    else
        draft_drop(app);
}

void draft_offer(struct app *app)
{
    struct arena arena;
    arena_init(&arena);
    const char *kind = draft_value(app, "", &arena);
    if (kind) {
        int64_t offered = draft_at(app);
        bool grid = strncmp(kind, DRAFT_GRID, strlen(DRAFT_GRID)) == 0;
        const struct event_kind *known =
            dictionary_kind(&app->herd->dictionary, grid ? kind + strlen(DRAFT_GRID) : kind);
        screen_draw();
        bool yes = question_yes(_("The terminal went away while \"%s\" was being filled in. Go on with it?"),
                                known ? herd_label(app->herd, known->zh, known->en) : kind);
        answer(app, kind, yes, offered);
    }
    arena_done(&arena);
}
