/* today.c - the first screen: what is overdue, then the next seven days. Enter opens the animal, e does the work. */
#include "app.h"

#include <string.h>

enum { DAYS_AHEAD = 7, MOST_ROWS = 2000 };

struct today {
    struct app *app;
    struct arena arena;
    struct due *rows;
    int count;
    int64_t total;
    struct list list;
    int64_t generation;
};

static const struct list_column columns[] = {
    { N_("Day"), 10, 0, 0, ALIGN_LEFT },      { N_("Task"), 18, 0, 0, ALIGN_LEFT },
    { N_("Number"), 16, 1, 0, ALIGN_LEFT },   { N_("Holding"), 8, 1, 2, ALIGN_LEFT },
    { N_("Overdue"), 10, 0, 1, ALIGN_RIGHT },
};

static void today_fill(void *context, int64_t row, struct list_row *out)
{
    struct today *t = context;
    const struct due *due = &t->rows[row];
    char day[DATE_TEXT];
    strbuf_add(&out->cell[0], date_format(due->day, DATE_DAY, day));
    strbuf_add(&out->cell[1], herd_code_label(t->app->herd, "due", due->task));
    strbuf_add(&out->cell[2], due->number ? due->number : "");
    strbuf_add(&out->cell[3], due->holding_code ? due->holding_code : "");
    if (due->overdue <= 0)
        return;
    strbuf_printf(&out->cell[4], _("%d d"), due->overdue);
    out->role[1] = out->role[4] = ROLE_WARNING;
}

static const struct list_operations rows = { .fill = today_fill };

static bool today_load(struct today *t, struct err *e)
{
    struct arena arena;
    arena_init(&arena);
    struct due *due;
    int count;
    int64_t total;
    struct herd *herd = t->app->herd;
    if (!due_list(herd, NULL, 0, herd->today + DAYS_AHEAD, MOST_ROWS, &arena, &due, &count, &total, e)) {
        arena_done(&arena);
        return false;
    }
    arena_done(&t->arena);
    t->arena = arena;
    t->rows = due;
    t->count = count;
    t->total = total;
    t->generation = store_generation(herd->store);
    list_reload(&t->list, count);
    return true;
}

static bool today_open(void *state, struct err *e)
{
    struct today *t = state;
    list_init(&t->list, columns, COUNT(columns), &rows, t);
    t->list.empty = _("Nothing is due in the next seven days.");
    return today_load(t, e);
}

static void today_title(void *state, struct screen_title *title)
{
    struct today *t = state;
    char day[DATE_TEXT];
    strbuf_add(&title->crumb, _("Today"));
    strbuf_add(&title->context, date_format(t->app->herd->today, DATE_DAY, day));
    strbuf_printf(&title->count, _("%lld to do"), (long long)t->total);
}

static void today_draw(void *state, struct area body)
{
    struct today *t = state;
    list_draw(&t->list, body);
}

static void today_parts(void *state, struct screen_parts *parts)
{
    parts->list = &((struct today *)state)->list;
}

/* The event that does a task; NULL: the card says more. */
static const char *today_kind(const struct today *t, const struct due *due)
{
    static const struct {
        const char *task, *sheep, *camel;
    } kinds[] = {
        { "mate", "service", "service" }, { "return", "service", "service" }, { "scan", "scan", "scan" },
        { "rescan", "scan", "scan" },     { "due", "lambing", "calving" },    { "wean", "wean", "wean" },
        { "tag", "retag", "retag" },      { "ram_leaves", "move", "move" },
    };
    struct arena arena;
    arena_init(&arena);
    struct animal animal;
    struct err e;
    bool camel = animal_load(t->app->herd, due->animal, &arena, &animal, &e) && animal.species &&
                 strcmp(animal.species, "hu_sheep") != 0;
    arena_done(&arena);
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].task, due->task) == 0)
            return camel ? kinds[i].camel : kinds[i].sheep;
    return NULL;
}

/* The ways from home. */
static bool today_go(struct app *app, int command)
{
    struct err e;
    bool good = true;
    switch (command) {
    case APP_GO_HERD:
        app_push_herd(app, 0);
        return true;
    case APP_ADD:
        app_push_animal_form(app, 0);
        return true;
    case APP_GO_HOLDINGS:
        good = app_push_holdings(app, &e);
        break;
    case APP_GO_PLANS:
        good = app_push_plans(app, &e);
        break;
    case APP_GO_REPORT:
        good = app_push_report(app, 0, &e);
        break;
    case APP_GO_CHANGES:
        good = app_push_changes(app, 0, &e);
        break;
    default:
        return false;
    }
    if (!good)
        screen_error(&e);
    return true;
}

static bool today_input(void *state, const struct input *input, int command)
{
    struct today *t = state;
    struct err e;
    const struct due *due = t->list.row >= 0 && t->list.row < t->count ? &t->rows[t->list.row] : NULL;
    if (command == APP_DO && due && due->animal) {
        const char *kind = today_kind(t, due);
        if (kind)
            app_push_entry(t->app, kind, due->animal);
        return true;
    }
    if (today_go(t->app, command))
        return true;
    if (input->kind == INPUT_TICK) {
        if (store_generation(t->app->herd->store) != t->generation && !today_load(t, &e))
            screen_error(&e);
        return true;
    }
    enum widget_result result = list_input(&t->list, input);
    if (result == WIDGET_CHOSEN && due && due->animal)
        app_push_animal(t->app, due->animal);
    return result != WIDGET_IGNORED;
}

static void today_reveal(void *state)
{
    struct err e;
    if (!today_load(state, &e))
        screen_error(&e);
}

static void today_close(void *state)
{
    struct today *t = state;
    list_done(&t->list);
    arena_done(&t->arena);
    memory_free(t);
}

static const char *const contexts[] = { "today", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = 500,
    .open = today_open,
    .title = today_title,
    .draw = today_draw,
    .input = today_input,
    .reveal = today_reveal,
    .close = today_close,
    .parts = today_parts,
};

bool app_push_today(struct app *app, struct err *e)
{
    struct today *t = memory_new(sizeof *t);
    t->app = app;
    arena_init(&t->arena);
    if (screen_push(&operations, t, e))
        return true;
    today_close(t);
    return false;
}
