/* changes.c - everything that was done, newest first, in words; any of it can be undone. */
#include "screens.h"

#include <string.h>

enum { MOST_CHANGES = 1000, DETAIL_MOST = 50000 }; /* bytes: of an import the beginning is shown */

struct changes {
    struct app *app;
    int64_t animal; /* 0 = all */
    struct arena arena;
    struct change *rows;
    int count;
    struct list list;
    int64_t generation;
};

static const struct list_column columns[] = {
    { N_("Time"), 16, 0, 0, ALIGN_LEFT },
    { N_("What"), 24, 3, 0, ALIGN_LEFT },
    { N_("Who"), 8, 1, 2, ALIGN_LEFT },
    { N_("State"), 8, 0, 1, ALIGN_LEFT },
};

static void changes_fill(void *context, int64_t row, struct list_row *out)
{
    struct changes *c = context;
    const struct change *change = &c->rows[row];
    char when[24];
    strbuf_add_n(&out->cell[0], clock_text(change->at, when), 16);
    strbuf_add(&out->cell[1], change->words);
    strbuf_add(&out->cell[2], change->operator_name);
    if (change->undone_by) {
        strbuf_add(&out->cell[3], _("undone"));
        for (int i = 0; i < 4; i++)
            out->role[i] = ROLE_DIM;
    }
}

static int64_t changes_id(void *context, int64_t row)
{
    struct changes *c = context;
    return c->rows[row].id;
}

static int64_t changes_find(void *context, int64_t id)
{
    struct changes *c = context;
    for (int i = 0; i < c->count; i++)
        if (c->rows[i].id == id)
            return i;
    return -1;
}

static const struct list_operations rows = { .fill = changes_fill, .id = changes_id, .find = changes_find };

static bool changes_load(struct changes *c, struct err *e)
{
    struct arena arena;
    arena_init(&arena);
    struct change *found;
    int count;
    bool good = c->animal ? change_list_of_animal(c->app->herd, c->animal, 0, MOST_CHANGES, screen_progress(), &arena,
                                                  &found, &count, e)
                          : change_list(c->app->herd, 0, MOST_CHANGES, &arena, &found, &count, e);
    if (!good) {
        arena_done(&arena);
        return false;
    }
    arena_done(&c->arena);
    c->arena = arena;
    c->rows = found;
    c->count = count;
    c->generation = store_generation(c->app->herd->store);
    list_reload(&c->list, count);
    return true;
}

static bool changes_open(void *state, struct err *e)
{
    struct changes *c = state;
    list_init(&c->list, columns, COUNT(columns), &rows, c);
    c->list.empty = _("Nothing was done yet.");
    return changes_load(c, e);
}

static void changes_title(void *state, struct screen_title *title)
{
    struct changes *c = state;
    strbuf_add(&title->crumb, _("Changes"));
    strbuf_printf(&title->count, "%d%s", c->count, c->count == MOST_CHANGES ? "+" : "");
}

static void changes_draw(void *state, struct area body)
{
    list_draw(&((struct changes *)state)->list, body);
}

static void changes_parts(void *state, struct screen_parts *parts)
{
    parts->list = &((struct changes *)state)->list;
}

/* ---- one change, row by row ---- */

struct detail {
    struct app *app;
    struct strbuf *out;
};

static bool show_row(void *context, const struct change_row *row)
{
    const struct detail *detail = context;
    change_row_words(detail->app, row, detail->out);
    return detail->out->length < DETAIL_MOST;
}

static void changes_show(struct changes *c, const struct change *change)
{
    struct err e;
    struct strbuf text;
    char when[24];
    strbuf_init(&text);
    strbuf_printf(&text, "%s\n%s  %s\n", change->words, clock_text(change->at, when), change->operator_name);
    if (change->reason)
        strbuf_printf(&text, "%s\n", change->reason);
    strbuf_add_char(&text, '\n');
    if (store_change_rows(c->app->herd->store, change->id, show_row, &(struct detail){ c->app, &text }, &e))
        viewer_push(_("Change"), text.text);
    else
        screen_error(&e);
    strbuf_done(&text);
}

static void changes_undo(struct changes *c, const struct change *change)
{
    struct err e;
    const char *words;
    if (!question_yes(_("Undo \"%s\"?"), change->words))
        return;
    if (!change_undo(c->app->herd, change->id, &c->arena, &words, &e)) {
        screen_error(&e);
        return;
    }
    screen_message(ROLE_GOOD, _("Undone: %s"), words);
    if (!changes_load(c, &e))
        screen_error(&e);
}

static bool changes_input(void *state, const struct input *input, int command)
{
    struct changes *c = state;
    struct err e;
    const struct change *change = c->list.row >= 0 && c->list.row < c->count ? &c->rows[c->list.row] : NULL;
    if (input->kind == INPUT_TICK) {
        if (store_generation(c->app->herd->store) != c->generation && !changes_load(c, &e))
            screen_error(&e);
        return true;
    }
    if (command == APP_UNDO && change) {
        changes_undo(c, change);
        return true;
    }
    enum widget_result result = list_input(&c->list, input);
    if (result == WIDGET_CHOSEN && change)
        changes_show(c, change);
    return result != WIDGET_IGNORED;
}

static void changes_close(void *state)
{
    struct changes *c = state;
    list_done(&c->list);
    arena_done(&c->arena);
    memory_free(c);
}

static const char *const contexts[] = { "changes", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = 500,
    .open = changes_open,
    .title = changes_title,
    .draw = changes_draw,
    .input = changes_input,
    .close = changes_close,
    .parts = changes_parts,
};

bool app_push_changes(struct app *app, int64_t animal, struct err *e)
{
    struct changes *c = memory_new(sizeof *c);
    c->app = app;
    c->animal = animal;
    arena_init(&c->arena);
    if (screen_push(&operations, c, e))
        return true;
    changes_close(c);
    return false;
}
