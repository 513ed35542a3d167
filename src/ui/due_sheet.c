/* due_sheet.c - the work as it will stand on paper, to take to the pens: looked at, printed, saved. */
#include "app.h"

#include "mupu/command.h"

struct due_paper {
    struct app *app;
    struct due_book *book; /* of the screen below */
    struct due_filter filter;
    bool each; /* a line for each animal */
    struct arena arena;
    struct sheet sheet;
    struct viewer viewer;
    int columns; /* the text was laid out for */
};

static void paper_show(struct due_paper *d)
{
    struct strbuf text;
    strbuf_init(&text);
    d->columns = terminal_columns();
    text_sheet(&d->sheet, paper_columns(), &text);
    viewer_set_sheet(&d->viewer, text.text);
    strbuf_done(&text);
}

static bool paper_load(struct due_paper *d, struct err *e)
{
    struct arena arena;
    struct sheet sheet;
    arena_init(&arena);
    if (!due_sheet(d->app->herd, d->book, &d->filter, d->each, &arena, &sheet, e)) {
        arena_done(&arena);
        return false;
    }
    arena_done(&d->arena);
    d->arena = arena;
    d->sheet = sheet;
    d->sheet.arena = &d->arena;
    paper_show(d);
    return true;
}

static bool paper_open(void *state, struct err *e)
{
    struct due_paper *d = state;
    bool changed;
    viewer_init(&d->viewer);
    return due_more(d->book, -1, &changed, e) && paper_load(d, e);
}

static void paper_title(void *state, struct screen_title *title)
{
    struct due_paper *d = state;
    strbuf_add(&title->crumb, _("Sheet"));
    strbuf_add(&title->context, d->each ? _("a line for each animal") : _("a line for each group"));
}

static void paper_draw(void *state, struct area body)
{
    struct due_paper *d = state;
    if (d->columns != terminal_columns())
        paper_show(d);
    viewer_draw(&d->viewer, body);
}

static bool paper_input(void *state, const struct input *input, int command)
{
    struct due_paper *d = state;
    struct err e;
    switch (command) {
    case APP_BY:
        d->each = !d->each;
        if (!paper_load(d, &e))
            screen_error(&e);
        return true;
    case APP_PRINT:
        paper_print(&d->sheet);
        return true;
    case APP_SAVE_PAPER:
        paper_save(&d->sheet);
        return true;
    default:
        return viewer_input(&d->viewer, input) != WIDGET_IGNORED;
    }
}

static void paper_parts(void *state, struct screen_parts *parts)
{
    parts->viewer = &((struct due_paper *)state)->viewer;
}

static void paper_close(void *state)
{
    struct due_paper *d = state;
    viewer_done(&d->viewer);
    arena_done(&d->arena);
    memory_free(d);
}

static const char *const contexts[] = { "due_sheet", "viewer", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .open = paper_open,
    .title = paper_title,
    .draw = paper_draw,
    .input = paper_input,
    .close = paper_close,
    .parts = paper_parts,
};

bool app_push_due_sheet(struct app *app, struct due_book *book, const struct due_filter *filter, struct err *e)
{
    struct due_paper *d = memory_new(sizeof *d);
    d->app = app;
    d->book = book;
    d->filter = *filter;
    arena_init(&d->arena);
    if (screen_push(&operations, d, e))
        return true;
    paper_close(d);
    return false;
}
