/* plain.c - the home of plain mode: the book, the day, what is due by task; and what a typed line means. */
#include "screens.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_AHEAD = 7, MOST_DUE = 20000, TASKS = 32 };

struct home {
    struct app *app;
    struct strbuf about;
    int64_t generation;
};

/* ---- what is due ---- */
struct task_count {
    const char *task;
    int due, overdue;
};

static int count_tasks(const struct due *rows, int count, struct task_count *tasks)
{
    int used = 0;
    for (int i = 0; i < count; i++) {
        int at = 0;
        while (at < used && strcmp(tasks[at].task, rows[i].task) != 0)
            at++;
        if (at == used && used == TASKS)
            continue;
        if (at == used)
            tasks[used++] = (struct task_count){ .task = rows[i].task };
        tasks[at].due++;
        tasks[at].overdue += rows[i].overdue > 0;
    }
    return used;
}

static void add_due(struct app *app, struct strbuf *out)
{
    struct err e;
    struct arena arena;
    struct due *rows;
    struct task_count tasks[TASKS];
    int count;
    int64_t total;
    struct herd *herd = app->herd;
    arena_init(&arena);
    if (due_list(herd, NULL, 0, herd->today + DAYS_AHEAD, MOST_DUE, &arena, &rows, &count, &total, &e)) {
        int used = count_tasks(rows, count, tasks);
        strbuf_printf(out, total ? _("Due within seven days: %s\n") : _("Nothing is due in the next seven days.\n"),
                      app_count(total));
        for (int i = 0; i < used; i++)
            strbuf_printf(out, _("%s: %s, of these overdue %s\n"), herd_code_label(herd, "due", tasks[i].task),
                          app_count(tasks[i].due), app_count(tasks[i].overdue));
    } else {
        screen_error(&e);
    }
    arena_done(&arena);
}

/* ---- the screen ---- */
static void read_home(struct home *h)
{
    strbuf_clear(&h->about);
    strbuf_printf(&h->about, _("Book: %s\n"), store_path(h->app->herd->store));
    strbuf_printf(&h->about, _("Day: %s\n"), app_day(h->app->herd->today, DATE_DAY));
    add_due(h->app, &h->about);
    strbuf_add(&h->about, _("? tells what can be typed.\n"));
    h->generation = store_generation(h->app->herd->store);
}

static void home_title(void *state, struct screen_title *title)
{
    (void)state;
    (void)title;
}

static void home_draw(void *state, struct area body)
{
    (void)state;
    (void)body;
}

static void home_parts(void *state, struct screen_parts *parts)
{
    struct home *h = state;
    strbuf_add(parts->about, h->about.text);
}

/* What to do here first; the kinds of events, most of the list, come last. */
static void tell_menu(const struct app *app)
{
    struct strbuf text;
    strbuf_init(&text);
    strbuf_add(&text, _("A number of this list or its word opens; after an event, an animal's number may follow.\n"
                        "Any number of an animal, the last three digits or a name finds it.\n"
                        "u: undo the newest change; it is named first\n"
                        "Ctrl-R: redo what was undone\n"
                        "F12: Chinese or English\n"
                        "q: end\n"));
    int count = app_menu_count(app);
    for (int i = 0; i < count; i++) {
        struct app_menu_item item = app_menu_item(app, i);
        strbuf_printf(&text, "%d. %s%s%s%s%s\n", i + 1, item.word, strcmp(item.word, item.code) ? ", " : "",
                      strcmp(item.word, item.code) ? item.code : "", *item.note ? ": " : "", item.note);
    }
    viewer_push(_("Menu"), text.text);
    strbuf_done(&text);
}

static bool home_input(void *state, const struct input *input, int command)
{
    struct home *h = state;
    if (input->kind == INPUT_TICK && store_generation(h->app->herd->store) != h->generation)
        read_home(h);
    if (command != COMMAND_HELP)
        return false;
    tell_menu(h->app);
    return true;
}

static void home_close(void *state)
{
    struct home *h = state;
    strbuf_done(&h->about);
    memory_free(h);
}

static const char *const contexts[] = { NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .title = home_title,
    .draw = home_draw,
    .input = home_input,
    .close = home_close,
    .parts = home_parts,
};

bool app_push_plain(struct app *app, struct err *e)
{
    struct home *h = memory_new(sizeof *h);
    h->app = app;
    strbuf_init(&h->about);
    read_home(h);
    if (screen_push(&operations, h, e))
        return true;
    home_close(h);
    return false;
}

/* ---- what a line means ---- */
static bool same_word(const char *a, const char *b)
{
    struct strbuf left, right;
    strbuf_init(&left);
    strbuf_init(&right);
    utf8_normalise(&left, a);
    utf8_normalise(&right, b);
    bool same = left.length && strcmp(left.text, right.text) == 0;
    strbuf_done(&left);
    strbuf_done(&right);
    return same;
}

/* The one item that begins so, in either language; -1 = none, or several. */
static int begun_item(const struct app *app, const char *word)
{
    int found = -1, count = app_menu_count(app);
    size_t length = strlen(word);
    for (int i = 0; i < count && length >= 2; i++) {
        struct app_menu_item item = app_menu_item(app, i);
        if (strncasecmp(item.word, word, length) != 0 && strncasecmp(item.code, word, length) != 0)
            continue;
        if (found >= 0)
            return -1;
        found = i;
    }
    return found;
}

/* The item of that word; -1 = none. In Chinese, English, or its number in the list. */
static int item_of(const struct app *app, const char *word)
{
    char *end;
    long number = strtol(word, &end, 10);
    int count = app_menu_count(app);
    if (*word >= '1' && *word <= '9' && strlen(word) <= 2 && !*end)
        return number <= count ? (int)number - 1 : -1;
    for (int i = 0; i < count; i++) {
        struct app_menu_item item = app_menu_item(app, i);
        if (same_word(word, item.word) || same_word(word, item.code))
            return i;
    }
    return begun_item(app, word);
}

/* "weigh 0014": the event and the animal. */
static bool open_with_animal(struct app *app, const char *line)
{
    const char *blank = strrchr(line, ' ');
    char word[100];
    int64_t animal;
    if (!blank || blank - line >= (int)sizeof word)
        return false;
    snprintf(word, sizeof word, "%.*s", (int)(blank - line), line);
    int item = item_of(app, word);
    if (item < 0)
        return false;
    if (app_find(app, blank + 1, &animal))
        app_menu_open(app, item, animal);
    return true;
}

/* The kind of work of that word, as it is told above; NULL = none. */
static const char *task_of(const struct app *app, const char *word)
{
    const struct dictionary *d = &app->herd->dictionary;
    for (int i = 0; i < d->code_count; i++)
        if (strcmp(d->codes[i].list, "due") == 0 &&
            (same_word(word, d->codes[i].zh) || same_word(word, d->codes[i].en)))
            return d->codes[i].code;
    return NULL;
}

bool app_plain_line(void *context, const char *line)
{
    struct app *app = context;
    struct err e;
    struct arena arena;
    struct finding finding = { .count = 1 };
    int item = item_of(app, line);
    if (item >= 0) {
        app_menu_open(app, item, 0);
        return true;
    }
    if (open_with_animal(app, line))
        return true;
    const char *task = task_of(app, line);
    if (task) {
        if (!app_push_today_of(app, task, &e))
            screen_error(&e);
        return true;
    }
    arena_init(&arena);
    if (!identifier_find(app->herd, line, 1, &arena, &finding, &e))
        screen_error(&e);
    else if (finding.count)
        find_anywhere(app, line);
    arena_done(&arena);
    return finding.count;
}
