/* report.c - the herd summary: seen here first as it will stand on paper, then printed or saved. */
#include "app.h"

#include "mupu/command.h"

#include <string.h>
#include <unistd.h>

struct report {
    struct app *app;
    int64_t holding;
    enum stock_by by;
    enum list_counting counting;
    date_day day;
    struct arena arena;
    struct sheet sheet;
    struct viewer viewer;
    int columns; /* the text was laid out for */
    int64_t generation;
};

static const char *const by_names[] = { N_("by tier"), N_("by holding"), N_("by township"), N_("by sex"),
                                        N_("by stage") };
static const char *const counting_names[] = { N_("by keeper"), N_("by owner"), N_("by place") };

static void report_show(struct report *r)
{
    struct strbuf text;
    strbuf_init(&text);
    r->columns = terminal_columns();
    if (plain_started())
        plain_sheet(&r->sheet, &text);
    else
        text_sheet(&r->sheet, r->columns - 2, &text);
    viewer_set_sheet(&r->viewer, text.text);
    strbuf_done(&text);
}

static bool report_load(struct report *r, struct err *e)
{
    struct arena arena;
    struct sheet sheet;
    arena_init(&arena);
    if (!herd_sheet(r->app->herd, r->by, r->counting, r->holding, r->day, &arena, &sheet, e)) {
        arena_done(&arena);
        return false;
    }
    arena_done(&r->arena);
    r->arena = arena;
    r->sheet = sheet;
    r->sheet.arena = &r->arena;
    r->generation = store_generation(r->app->herd->store);
    report_show(r);
    return true;
}

static bool report_open(void *state, struct err *e)
{
    struct report *r = state;
    viewer_init(&r->viewer);
    return report_load(r, e);
}

static void report_title(void *state, struct screen_title *title)
{
    struct report *r = state;
    char day[DATE_TEXT];
    strbuf_add(&title->crumb, _("Summary"));
    strbuf_printf(&title->context, "%s, %s", _(by_names[r->by]), _(counting_names[r->counting]));
    strbuf_add(&title->count, date_format(r->day, DATE_DAY, day));
}

static void report_draw(void *state, struct area body)
{
    struct report *r = state;
    if (r->columns != terminal_columns())
        report_show(r);
    viewer_draw(&r->viewer, body);
}

static void report_parts(void *state, struct screen_parts *parts)
{
    parts->viewer = &((struct report *)state)->viewer;
}

static void report_again(struct report *r)
{
    struct err e;
    if (!report_load(r, &e))
        screen_error(&e);
}

static void report_ask_day(struct report *r)
{
    struct err e;
    struct strbuf answer;
    char text[DATE_TEXT];
    date_day day;
    enum date_precision precision;
    strbuf_init(&answer);
    strbuf_add(&answer, date_format(r->day, DATE_DAY, text));
    if (question_text(_("Day of the summary:"), &answer, 20)) {
        if (date_parse(answer.text, &day, &precision, &e)) {
            r->day = day;
            report_again(r);
        } else {
            screen_error(&e);
        }
    }
    strbuf_done(&answer);
}

static bool report_input(void *state, const struct input *input, int command)
{
    struct report *r = state;
    if (input->kind == INPUT_TICK) {
        if (store_generation(r->app->herd->store) != r->generation)
            report_again(r);
        return true;
    }
    switch (command) {
    case APP_BY:
        r->by = (enum stock_by)((r->by + 1) % COUNT(by_names));
        report_again(r);
        return true;
    case APP_COUNTING:
        r->counting = (enum list_counting)((r->counting + 1) % COUNT(counting_names));
        report_again(r);
        return true;
    case APP_DAY:
        report_ask_day(r);
        return true;
    case APP_PRINT:
        paper_print(&r->sheet);
        return true;
    case APP_SAVE_PAPER:
        paper_save(&r->sheet);
        return true;
    default:
        return viewer_input(&r->viewer, input) != WIDGET_IGNORED;
    }
}

static void report_close(void *state)
{
    struct report *r = state;
    viewer_done(&r->viewer);
    arena_done(&r->arena);
    memory_free(r);
}

static const char *const contexts[] = { "report", "viewer", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = 500,
    .open = report_open,
    .title = report_title,
    .draw = report_draw,
    .input = report_input,
    .close = report_close,
    .parts = report_parts,
};

bool app_push_report(struct app *app, int64_t holding, struct err *e)
{
    struct report *r = memory_new(sizeof *r);
    r->app = app;
    r->holding = holding;
    r->day = app->herd->today;
    arena_init(&r->arena);
    if (screen_push(&operations, r, e))
        return true;
    report_close(r);
    return false;
}
