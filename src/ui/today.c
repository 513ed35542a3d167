/* today.c - the first screen: what is overdue, then day by day, as groups of animals: one task of one species at one
 * holding. Enter does the work of the group, or of one animal of it. */
#include "screens.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_MOST = 30, READ_FIRST = 3, READ_PER_TICK = 15, TICK = 500, OPEN_MOST = 32, SHOW_EACH = 250000000 };
enum { WIDEST = 104 }; /* columns: further apart the eye loses the row, and each key sends two rows of blanks */
static const int days_ahead[] = { 7, 14, 30 };

struct row {
    int group;
    const struct due *animal; /* NULL = the head of the group */
};
struct today {
    struct app *app;
    struct due_book *book;
    struct due_filter filter;
    size_t ahead; /* of days_ahead */
    char holding[64];
    struct arena arena; /* groups, rows, and the animals of open groups */
    struct due_group *groups;
    int group_count;
    struct row *rows;
    int64_t total;
    uint64_t open[OPEN_MOST]; /* keys of the groups that show their animals */
    int open_count;
    int64_t shown;   /* when the groups were made, in nanoseconds */
    int64_t name_of; /* the holding in `name` */
    char name[120];
    struct list list;
};

static const struct list_column columns[] = {
    { N_("Day"), 10, 0, 0, ALIGN_LEFT },     { N_("Task"), 17, 2, 0, ALIGN_LEFT },
    { N_("Holding"), 13, 3, 0, ALIGN_LEFT }, { N_("Heads"), 8, 0, 0, ALIGN_RIGHT },
    { N_("Longest"), 7, 0, 1, ALIGN_RIGHT },
};

/* ---- rows ---- */
static const struct species *species_of(const struct today *t, const char *code)
{
    return dictionary_species(&t->app->herd->dictionary, code);
}

static void add_task(const struct today *t, const char *task, const char *vaccine, struct strbuf *out)
{
    strbuf_add(out, herd_code_label(t->app->herd, "due", task));
    if (vaccine)
        strbuf_printf(out, " %s", herd_code_label(t->app->herd, "vaccine", vaccine));
}

static void add_day(const struct today *t, date_day day, struct strbuf *out)
{
    char text[DATE_TEXT];
    date_day today = t->app->herd->today;
    strbuf_add(out, day == DATE_NONE   ? _("overdue")
                    : day == today     ? _("today")
                    : day == today + 1 ? _("tomorrow")
                                       : date_format(day, DATE_DAY, text));
}

/* The rows of one holding often follow one another. */
static const char *holding_name(struct today *t, int64_t id)
{
    struct err e;
    struct arena arena;
    struct holding h;
    if (t->name_of == id)
        return t->name;
    arena_init(&arena);
    *t->name = 0;
    if (holding_load(t->app->herd, id, &arena, &h, &e))
        snprintf(t->name, sizeof t->name, "%s %s", h.code, h.name);
    t->name_of = id;
    arena_done(&arena);
    return t->name;
}

static bool is_open(const struct today *t, uint64_t key)
{
    for (int i = 0; i < t->open_count; i++)
        if (t->open[i] == key)
            return true;
    return false;
}

static void fill_group(struct today *t, const struct due_group *group, struct list_row *out)
{
    const struct species *species = species_of(t, group->species);
    add_day(t, group->day, &out->cell[0]);
    strbuf_add(&out->cell[1], is_open(t, group->key) ? "- " : "+ ");
    add_task(t, group->task, group->vaccine, &out->cell[1]);
    if (out->wanted[2])
        strbuf_add(&out->cell[2], holding_name(t, group->holding));
    strbuf_add(&out->cell[3], app_count(group->count));
    if (t->app->chinese && species)
        strbuf_printf(&out->cell[3], " %s", species->unit_zh);
    if (group->longest <= 0)
        return;
    strbuf_printf(&out->cell[4], _("%d d"), group->longest);
    out->role[0] = out->role[4] = ROLE_WARNING;
}

static void today_fill(void *context, int64_t row, struct list_row *out)
{
    struct today *t = context;
    const struct due *due = t->rows[row].animal;
    char day[DATE_TEXT];
    if (!due) {
        fill_group(t, &t->groups[t->rows[row].group], out);
        return;
    }
    strbuf_add(&out->cell[0], date_format(due->day, DATE_DAY, day));
    strbuf_printf(&out->cell[1], "    %s", due->number ? due->number : "");
    if (due->overdue > 0)
        strbuf_printf(&out->cell[4], _("%d d"), due->overdue);
}

/* A group by its key; an animal by its number and what of the key tells its task and day. */
static int64_t today_id(void *context, int64_t row)
{
    struct today *t = context;
    uint64_t key = t->groups[t->rows[row].group].key;
    const struct due *due = t->rows[row].animal;
    if (!due)
        return (int64_t)key;
    return (int64_t)((uint64_t)1 << 62 | ((key >> 39 & 0x7fffff) << 39) | (uint64_t)due->animal);
}

static int64_t today_find(void *context, int64_t id)
{
    struct today *t = context;
    for (int64_t row = 0; row < t->list.rows; row++)
        if (today_id(t, row) == id)
            return row;
    return -1;
}

static const struct list_operations operations_of_rows = { .fill = today_fill, .id = today_id, .find = today_find };

/* ---- reading ---- */
static bool make_rows(struct today *t, int64_t *ret_count, struct err *e)
{
    int64_t count = 0, room = t->group_count;
    for (int i = 0; i < t->group_count; i++)
        room += is_open(t, t->groups[i].key) ? t->groups[i].count : 0;
    t->rows = arena_new(&t->arena, ((size_t)room + 1) * sizeof *t->rows);
    for (int i = 0; i < t->group_count; i++) {
        struct due *animals;
        int animal_count;
        t->rows[count++] = (struct row){ i, NULL };
        if (!is_open(t, t->groups[i].key))
            continue;
        if (!due_of_group(t->book, &t->groups[i], &t->arena, &animals, &animal_count, e))
            return false;
        for (int k = 0; k < animal_count; k++)
            t->rows[count++] = (struct row){ i, &animals[k] };
    }
    *ret_count = count;
    return true;
}

static bool show(struct today *t, struct err *e)
{
    struct arena old = t->arena;
    int64_t count = 0;
    t->filter.until = t->app->herd->today + days_ahead[t->ahead];
    arena_init(&t->arena);
    bool good = due_groups(t->book, &t->filter, &t->arena, &t->groups, &t->group_count, &t->total, e) &&
                make_rows(t, &count, e);
    arena_done(&old);
    if (!good) {
        t->group_count = 0;
        t->total = 0;
    }
    t->name_of = 0; /* it may have been renamed */
    t->shown = clock_monotonic();
    t->list.rows = good ? count : 0;
    list_reload(&t->list, t->list.rows);
    return good;
}

static void show_again(struct today *t)
{
    struct err e;
    if (!show(t, &e))
        screen_error(&e);
}

/* A book without holdings is new: what to begin with. */
static void say_empty(struct today *t)
{
    struct err ignored;
    struct arena arena;
    struct holding *all;
    int count = 1;
    arena_init(&arena);
    bool fresh = holding_all(t->app->herd, &arena, &all, &count, &ignored) && !count;
    arena_done(&arena);
    t->list.empty = fresh ? _("The book is empty. First the holdings (F4, then F7), then the animals (F7).")
                          : _("Nothing is due in these days.");
}

/* true = there is something new to see. While it is read the first time the picture is made a few times a second. */
static bool read_on(struct today *t)
{
    struct err e;
    bool changed = false;
    if (!due_more(t->book, READ_PER_TICK, &changed, &e)) {
        screen_error(&e);
        return true;
    }
    bool reading = due_percent(t->book) < 100;
    if (reading)
        screen_hurry();
    if (!changed || (reading && clock_monotonic() - t->shown < SHOW_EACH))
        return false;
    show_again(t);
    return true;
}

static bool today_open(void *state, struct err *e)
{
    struct today *t = state;
    bool changed;
    list_init(&t->list, columns, COUNT(columns), &operations_of_rows, t);
    say_empty(t);
    t->book = due_open(t->app->herd, t->app->herd->today + DAYS_MOST);
    if (!due_more(t->book, READ_FIRST, &changed, e) || !show(t, e))
        return false;
    if (due_percent(t->book) < 100)
        screen_hurry();
    return true;
}

static void today_title(void *state, struct screen_title *title)
{
    struct today *t = state;
    char day[DATE_TEXT];
    const struct species *species = t->filter.species ? species_of(t, t->filter.species) : NULL;
    strbuf_add(&title->crumb, _("Today"));
    strbuf_printf(&title->context, _("%s and %d days"), date_format(t->app->herd->today, DATE_DAY, day),
                  days_ahead[t->ahead]);
    if (species)
        strbuf_printf(&title->context, "  %s", herd_label(t->app->herd, species->zh, species->en));
    if (t->filter.task)
        strbuf_printf(&title->context, "  %s", herd_code_label(t->app->herd, "due", t->filter.task));
    if (t->filter.holding)
        strbuf_printf(&title->context, "  %s", t->holding);
    if (due_percent(t->book) < 100)
        strbuf_printf(&title->count, _("read %d%%  "), due_percent(t->book));
    strbuf_printf(&title->count, _("%s to do"), app_count(t->total));
}

static void today_draw(void *state, struct area body)
{
    struct today *t = state;
    if (body.columns > WIDEST)
        body.columns = WIDEST;
    list_draw(&t->list, body);
}

/* ---- doing ---- */
static const struct row *selected(const struct today *t)
{
    return t->list.row >= 0 && t->list.row < t->list.rows ? &t->rows[t->list.row] : NULL;
}

static void open_group(struct today *t, uint64_t key, bool open)
{
    int kept = 0;
    for (int i = 0; i < t->open_count; i++)
        if (t->open[i] != key)
            t->open[kept++] = t->open[i];
    t->open_count = kept;
    if (open && t->open_count < OPEN_MOST)
        t->open[t->open_count++] = key;
    show_again(t);
}

/* Closing from one of the animals ends on the head of the group. */
static void expand(struct today *t, bool open)
{
    const struct row *row = selected(t);
    if (!row || (open && row->animal))
        return;
    uint64_t key = t->groups[row->group].key;
    if (is_open(t, key) == open)
        return;
    t->list.selected_id = (int64_t)key;
    open_group(t, key, open);
}

/* The animals of the selected group, or the selected one; false = none, and a message may say why. */
static bool chosen_animals(struct today *t, struct arena *arena, int64_t **ret_ids, int *ret_count)
{
    struct err e;
    struct due *all;
    const struct row *row = selected(t);
    if (!row)
        return false;
    if (row->animal) {
        *ret_ids = arena_new(arena, sizeof **ret_ids);
        **ret_ids = row->animal->animal;
        *ret_count = 1;
        return true;
    }
    if (!due_of_group(t->book, &t->groups[row->group], arena, &all, ret_count, &e)) {
        screen_error(&e);
        return false;
    }
    *ret_ids = arena_new(arena, ((size_t)*ret_count + 1) * sizeof **ret_ids);
    for (int i = 0; i < *ret_count; i++)
        (*ret_ids)[i] = all[i].animal;
    return true;
}

/* Births are entered one by one, each with its young: a group of them opens. */
static void do_work(struct today *t)
{
    struct arena arena;
    int64_t *ids;
    int count;
    const struct row *row = selected(t);
    if (!row)
        return;
    const struct due_group *group = &t->groups[row->group];
    const char *kind = due_event(group->task, group->species);
    arena_init(&arena);
    if (kind && chosen_animals(t, &arena, &ids, &count)) {
        if (strcmp(group->task, "tag") == 0) /* it is done by no other kind of number */
            app_push_grid_with(t->app, kind, "kind", "official", ids, count);
        else if (count == 1)
            app_push_entry(t->app, kind, ids[0]);
        else if (strcmp(group->task, "due") == 0)
            expand(t, !is_open(t, group->key));
        else if (group->vaccine)
            app_push_grid_with(t->app, kind, "vaccine", group->vaccine, ids, count);
        else
            app_push_grid(t->app, kind, ids, count);
    }
    arena_done(&arena);
}

/* Of a group its animals as a list, of an animal its card. */
static void look(struct today *t)
{
    struct arena arena;
    struct strbuf title;
    int64_t *ids;
    int count;
    const struct row *row = selected(t);
    arena_init(&arena);
    strbuf_init(&title);
    if (row && row->animal) {
        app_push_animal(t->app, row->animal->animal);
    } else if (chosen_animals(t, &arena, &ids, &count)) {
        const struct due_group *group = &t->groups[row->group];
        add_task(t, group->task, group->vaccine, &title);
        strbuf_printf(&title, "  %s", holding_name(t, group->holding));
        app_push_animals(t->app, title.text, ids, count);
    }
    strbuf_done(&title);
    arena_done(&arena);
}

/* ---- which work ---- */
static void set_holding(struct today *t, int64_t id)
{
    struct err e;
    struct arena arena;
    struct holding h;
    arena_init(&arena);
    if (holding_load(t->app->herd, id, &arena, &h, &e)) {
        t->filter.holding = id;
        snprintf(t->holding, sizeof t->holding, "%s", h.code);
    } else {
        screen_error(&e);
    }
    arena_done(&arena);
}

/* The kinds of work as choices; tasks: their codes. */
static int task_choices(struct today *t, struct choice *choices, const char **tasks)
{
    const struct dictionary *d = &t->app->herd->dictionary;
    int count = 0;
    for (int i = 0; i < d->code_count; i++)
        if (strcmp(d->codes[i].list, "due") == 0) {
            choices[count] = (struct choice){ herd_label(t->app->herd, d->codes[i].zh, d->codes[i].en), NULL };
            tasks[count++] = d->codes[i].code;
        }
    return count;
}

static void ask_filter(struct today *t)
{
    const struct dictionary *d = &t->app->herd->dictionary;
    struct arena arena;
    int chosen;
    int64_t holding;
    arena_init(&arena);
    struct choice *choices = arena_new(&arena, ((size_t)(d->species_count + d->code_count) + 2) * sizeof *choices);
    const char **tasks = arena_new(&arena, (size_t)d->code_count * sizeof *tasks);
    choices[0] = (struct choice){ _("All work"), NULL };
    choices[1] = (struct choice){ _("One holding and what is below it"), NULL };
    for (int i = 0; i < d->species_count; i++)
        choices[2 + i] = (struct choice){ herd_label(t->app->herd, d->species[i].zh, d->species[i].en), NULL };
    int kinds = 2 + d->species_count, count = kinds + task_choices(t, choices + kinds, tasks);
    if (choose(_("Show"), choices, count, &chosen)) {
        if (chosen == 0)
            t->filter = (struct due_filter){ 0 };
        else if (chosen >= kinds)
            t->filter.task = tasks[chosen - kinds];
        else if (chosen > 1)
            t->filter.species = d->species[chosen - 2].code;
        else if (app_pick_holding(t->app, "", &holding))
            set_holding(t, holding);
        show_again(t);
    }
    arena_done(&arena);
}

static void go_further(struct today *t)
{
    t->ahead = (t->ahead + 1) % COUNT(days_ahead);
    show_again(t);
}

static void push_sheet(struct today *t)
{
    struct err e;
    if (!app_push_due_sheet(t->app, t->book, &t->filter, &e))
        screen_error(&e);
    show_again(t); /* it read the book to its end */
}

static void show_new_animal(struct today *t)
{
    app_push_animal_form(t->app, 0);
}

static void show_herd(struct today *t)
{
    app_push_herd(t->app, 0);
}

static void quit(struct today *t)
{
    (void)t;
    screen_pop(); /* t is gone */
}

static void expand_group(struct today *t)
{
    expand(t, true);
}

static void collapse_group(struct today *t)
{
    expand(t, false);
}

static const struct {
    int command;
    void (*function)(struct today *t);
} commands[] = {
    { APP_DO, do_work },
    { APP_VIEW, look },
    { COMMAND_EXPAND, expand_group },
    { COMMAND_COLLAPSE, collapse_group },
    { APP_FILTER, ask_filter },
    { APP_DAY, go_further },
    { APP_PRINT, push_sheet },
    { APP_GO_HERD, show_herd },
    { APP_ADD, show_new_animal },
    { APP_QUIT, quit },
};

/* The ways from home that may fail. */
static bool push_report(struct app *app, struct err *e)
{
    return app_push_report(app, 0, e);
}

static bool push_changes(struct app *app, struct err *e)
{
    return app_push_changes(app, 0, e);
}

static const struct {
    int command;
    bool (*push)(struct app *app, struct err *e);
} ways[] = {
    { APP_GO_HOLDINGS, app_push_holdings },
    { APP_GO_PLANS, app_push_plans },
    { APP_GO_REPORT, push_report },
    { APP_GO_CHANGES, push_changes },
};

static bool today_command(struct today *t, int command)
{
    struct err e;
    for (size_t i = 0; i < COUNT(commands); i++)
        if (commands[i].command == command) {
            commands[i].function(t);
            return true;
        }
    for (size_t i = 0; i < COUNT(ways); i++)
        if (ways[i].command == command) {
            if (!ways[i].push(t->app, &e))
                screen_error(&e);
            return true;
        }
    return false;
}

/* The first screen is not gone back from, but a second one, opened over others, is. */
static bool today_offers(void *state, int command)
{
    (void)state;
    return command != APP_QUIT || screen_count() == 1;
}

static bool today_input(void *state, const struct input *input, int command)
{
    struct today *t = state;
    if (input->kind == INPUT_TICK)
        return read_on(t);
    if (command == COMMAND_BACK && input->key == KEY_ESCAPE && screen_count() == 1) /* pressed once too often */
        return !question_yes("%s", _("End the program?"));
    if (today_command(t, command))
        return true;
    enum widget_result result = list_input(&t->list, input);
    if (result == WIDGET_CHOSEN)
        do_work(t);
    return result != WIDGET_IGNORED;
}

static void today_reveal(void *state)
{
    if (!((struct today *)state)->list.rows)
        say_empty(state);
    read_on(state);
}

static void today_close(void *state)
{
    struct today *t = state;
    list_done(&t->list);
    due_close(t->book);
    arena_done(&t->arena);
    memory_free(t);
}

static void today_parts(void *state, struct screen_parts *parts)
{
    parts->list = &((struct today *)state)->list;
}

static const char *const contexts[] = { "today", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = TICK,
    .offers = today_offers,
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
    return app_push_today_of(app, NULL, e);
}

bool app_push_today_of(struct app *app, const char *task, struct err *e)
{
    struct today *t = memory_new(sizeof *t);
    t->app = app;
    t->filter.task = task;
    arena_init(&t->arena);
    if (screen_push(&operations, t, e))
        return true;
    today_close(t);
    return false;
}
