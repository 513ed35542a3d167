/* draft.c - what stands in a form or a grid is kept in the file, each by itself, and offered at the next start if it
 * was neither saved nor left: the terminal, the program or the machine went away. */
#include "screens.h"

#include <stdlib.h>
#include <string.h>

#define KEEP_EVERY 15000000000 /* nanoseconds: so much typing may be lost if the machine stops */

/* A statement about one draft of this operator; number 0 = about all of them. */
static bool query_of(struct app *app, const char *name, int64_t number, struct query **ret_query, struct err *e)
{
    if (!store_query(app->herd->store, name, ret_query, e))
        return false;
    query_bind_text(*ret_query, ":operator", app->herd->operator_name);
    if (number)
        query_bind_int(*ret_query, ":number", number);
    return true;
}

/* The number is ours from before others can see the draft until after it is gone, or this program is: what is open in
 * one window is not offered in another. One dropped elsewhere just now may still be claimed; the next is as good. */
static bool new_number(struct store *store, int64_t *ret_number, struct err *e)
{
    enum { TRIES = 100 };
    struct query *q CLEANUP(query_done) = NULL;
    int64_t number = 0;
    if (!store_query(store, "draft_next", &q, e) || !query_one_int(q, 1, &number, e))
        return false;
    for (int64_t most = number + TRIES; number < most; number++)
        if (store_claim(store, number)) {
            *ret_number = number;
            return true;
        }
    return err_set(e, ERR_BUSY, "", _("What is being filled in cannot be kept for a power failure."));
}

/* contents NULL = it is dropped. */
static bool write_inside(struct app *app, int64_t *number, const char *contents, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!*number && !new_number(app->herd->store, number, e))
        return false;
    if (!query_of(app, contents ? "draft_put" : "draft_drop", *number, &q, e))
        return false;
    if (contents) {
        query_bind_int(q, ":at", clock_now());
        query_bind_text(q, ":contents", contents);
    }
    return query_run(q, e);
}

static bool draft_write(struct app *app, int64_t *number, const char *contents, struct err *e)
{
    struct store *store = app->herd->store;
    if (!store_begin_unlogged(store, e))
        return false;
    if (write_inside(app, number, contents, e) && store_commit_unlogged(store, e))
        return true;
    store_rollback(store);
    return false;
}

/* ---- writing ---- */
void draft_start(struct draft *draft)
{
    *draft = (struct draft){ .kept = clock_monotonic() };
}

bool draft_due(const struct draft *draft)
{
    return draft->behind && clock_monotonic() - draft->kept > KEEP_EVERY;
}

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
    strbuf_add_char(&draft->json, '}');
    if (!draft_write(app, &draft->number, draft->json.text, &e))
        screen_error(&e);
    draft->behind = false;
    draft->kept = clock_monotonic();
    strbuf_done(&draft->json);
}

void draft_keep(struct app *app, struct draft *draft, const char *kind, const struct form *form,
                const struct grid *grid)
{
    draft_begin(draft, kind);
    for (size_t i = 0; i < form->count; i++)
        draft_add(draft, form->fields[i].name, form_get(form, form->fields[i].name));
    if (grid)
        draft_add_grid(draft, grid);
    draft_end(app, draft);
}

void draft_drop(struct app *app, struct draft *draft)
{
    struct err e;
    if (draft->number && !draft_write(app, &draft->number, NULL, &e))
        screen_error(&e);
    if (draft->number)
        store_unclaim(app->herd->store, draft->number);
    draft_start(draft);
}

/* ---- reading ---- */
/* One value, "" = the kind; NULL if there is none. */
static const char *value_at(struct app *app, int64_t number, const char *key, struct arena *arena, int64_t *ret_at)
{
    struct err e;
    bool row;
    struct query *q CLEANUP(query_done) = NULL;
    if (!query_of(app, "draft_value", number, &q, &e))
        return NULL;
    query_bind_text(q, ":key", key);
    if (!query_next(q, &row, &e) || !row)
        return NULL;
    *ret_at = query_int(q, 1);
    return arena_text(arena, query_text(q, 0));
}

const char *draft_value(struct app *app, int64_t number, const char *key, struct arena *arena)
{
    int64_t at;
    return value_at(app, number, key, arena, &at);
}

void draft_take_grid(struct app *app, int64_t number, struct grid *grid)
{
    struct err e;
    bool row = false;
    struct arena arena;
    struct query *q CLEANUP(query_done) = NULL;
    arena_init(&arena);
    const char *rows = draft_value(app, number, "rows", &arena);
    if (rows)
        grid_resize(grid, (size_t)strtoul(rows, NULL, 10));
    bool good = rows && query_of(app, "draft_values", number, &q, &e);
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

bool draft_take(struct app *app, struct draft *draft, struct form *form, struct grid *grid)
{
    if (!app->draft)
        return false;
    struct arena arena;
    arena_init(&arena);
    draft->number = app->draft;
    app->draft = 0;
    for (size_t i = 0; i < form->count; i++) {
        const char *text = draft_value(app, draft->number, form->fields[i].name, &arena);
        if (text && form->fields[i].kind != FIELD_SHOWN)
            form_set(form, form->fields[i].name, text);
    }
    if (grid)
        draft_take_grid(app, draft->number, grid);
    form->changed = true;
    arena_done(&arena);
    return true;
}

/* ---- offering ---- */
static const char *event_of(const char *kind)
{
    return strncmp(kind, DRAFT_GRID, strlen(DRAFT_GRID)) == 0 ? kind + strlen(DRAFT_GRID) : kind;
}

static void open_draft(struct app *app, int64_t number, const char *kind)
{
    app->draft = number;
    if (strcmp(kind, "animal") == 0)
        app_push_animal_form(app, 0);
    else if (strcmp(kind, "holding") == 0)
        app_push_holding(app, 0, 0);
    else if (event_of(kind) != kind)
        batch_push_draft(app, event_of(kind));
    else
        app_push_entry(app, kind, 0);
    app->draft = 0;
}

/* "weighing KP01-22-00112", "weighing, sheet 3, 30 head", "new animal" */
static void add_words(struct app *app, int64_t number, const char *kind, struct arena *arena, struct strbuf *out)
{
    const struct event_kind *known = dictionary_kind(&app->herd->dictionary, event_of(kind));
    const char *animal = draft_value(app, number, "animal", arena), *rows = draft_value(app, number, "rows", arena);
    const char *sheet = draft_value(app, number, "@sheet", arena);
    strbuf_add(out, known                         ? herd_label(app->herd, known->zh, known->en)
                    : strcmp(kind, "animal") == 0 ? _("New animal")
                                                  : _("New holding"));
    if (animal && *animal)
        strbuf_printf(out, " %s", animal);
    if (sheet && *sheet != '0')
        strbuf_printf(out, _(", sheet %s"), sheet);
    if (event_of(kind) != kind && rows)
        strbuf_printf(out, _(", %ld head"), strtol(rows, NULL, 10) - 1);
}

static enum answer ask(struct app *app, int64_t number, const char *kind, int64_t at)
{
    char time[24];
    struct arena arena;
    struct strbuf words;
    arena_init(&arena);
    strbuf_init(&words);
    add_words(app, number, kind, &arena, &words);
    screen_draw();
    enum answer answer = question_answer(_("Go on with it? %s, %.11s"), words.text, clock_text(at, time) + 5);
    strbuf_done(&words);
    arena_done(&arena);
    return answer;
}

static void offer(struct app *app, int64_t number)
{
    int64_t at;
    struct arena arena;
    enum answer answer = ANSWER_NONE;
    if (!store_claim(app->herd->store, number))
        return; /* it is open in another window */
    arena_init(&arena);
    const char *kind = value_at(app, number, "", &arena, &at);
    if (kind) /* else it was saved while others were offered */
        answer = ask(app, number, kind, at);
    if (answer == ANSWER_YES)
        open_draft(app, number, kind);
    else if (answer == ANSWER_NO)
        draft_drop(app, &(struct draft){ .number = number });
    else
        store_unclaim(app->herd->store, number);
    arena_done(&arena);
}

void draft_offer(struct app *app)
{
    enum { MOST = 20 }; /* they open one over the other; more than that are offered next time */
    struct err e;
    struct query *q CLEANUP(query_done) = NULL;
    int64_t numbers[MOST];
    int count = 0;
    bool row;
    if (!query_of(app, "draft_all", 0, &q, &e))
        return;
    while (count < MOST && query_next(q, &row, &e) && row)
        numbers[count++] = query_int(q, 0);
    query_done(&q);
    for (int i = 0; i < count; i++)
        offer(app, numbers[i]);
}
