/* sheet.c - a sheet that is made already: looked at as it will stand on paper, printed, saved. */
#include "app.h"

struct shown {
    struct arena arena; /* holds the sheet */
    struct sheet sheet;
    struct viewer viewer;
    int columns; /* the text was laid out for */
};

static void sheet_show(struct shown *s)
{
    struct strbuf text;
    strbuf_init(&text);
    s->columns = terminal_columns();
    if (plain_started())
        plain_sheet(&s->sheet, &text);
    else
        text_sheet(&s->sheet, s->columns, &text);
    viewer_set_sheet(&s->viewer, text.text);
    strbuf_done(&text);
}

static void sheet_title(void *state, struct screen_title *title)
{
    (void)state;
    strbuf_add(&title->crumb, _("Result"));
}

static void sheet_draw(void *state, struct area body)
{
    struct shown *s = state;
    if (s->columns != terminal_columns())
        sheet_show(s);
    viewer_draw(&s->viewer, body);
}

static bool sheet_input(void *state, const struct input *input, int command)
{
    struct shown *s = state;
    switch (command) {
    case APP_PRINT:
        paper_print(&s->sheet);
        return true;
    case APP_SAVE_PAPER:
        paper_save(&s->sheet);
        return true;
    default:
        return viewer_input(&s->viewer, input) != WIDGET_IGNORED;
    }
}

static void sheet_parts(void *state, struct screen_parts *parts)
{
    parts->viewer = &((struct shown *)state)->viewer;
}

static void sheet_close(void *state)
{
    struct shown *s = state;
    viewer_done(&s->viewer);
    arena_done(&s->arena);
    memory_free(s);
}

static const char *const contexts[] = { "sheet", "viewer", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .title = sheet_title,
    .draw = sheet_draw,
    .input = sheet_input,
    .close = sheet_close,
    .parts = sheet_parts,
};

void app_push_sheet(const struct sheet *sheet, const struct arena *arena)
{
    struct err e;
    struct shown *s = memory_new(sizeof *s);
    s->arena = *arena;
    s->sheet = *sheet;
    s->sheet.arena = &s->arena;
    viewer_init(&s->viewer);
    sheet_show(s);
    if (screen_push(&operations, s, &e))
        return;
    sheet_close(s);
    screen_error(&e);
}
