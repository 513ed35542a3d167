/* app.c - start and end of the terminal interface, and what works on every screen: menu, quick find, undo, language. */
#include "screens.h"

#include "mupu/ui.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_BACK = 50, SCREEN_WAIT = 5000, QUICK = 200000000 };

/* ---- after work ---- */
static bool event_words(struct app *app, int64_t id, struct arena *arena, struct strbuf *out)
{
    struct err e;
    struct event event;
    if (!id || !event_load(app->herd, id, arena, &event, &e))
        return false;
    const struct event_kind *kind = dictionary_kind(&app->herd->dictionary, event.kind);
    strbuf_printf(out, "%s %s  %s", kind ? herd_label(app->herd, kind->zh, kind->en) : event.kind,
                  event.number ? event.number : "", event.words ? event.words : "");
    return true;
}

void app_newest_words(struct app *app, int64_t event, struct strbuf *out)
{
    struct err e;
    struct arena arena;
    struct change *changes;
    int count;
    arena_init(&arena);
    if (!event_words(app, event, &arena, out) && change_list(app->herd, 0, 1, &arena, &changes, &count, &e) && count)
        strbuf_add(out, changes[0].words);
    arena_done(&arena);
}

void app_saved(const char *words)
{
    screen_message(ROLE_GOOD, _("Saved: %s   (u undoes it)"), words);
}

/* In a form that stays open u is a letter like others. */
void app_saved_on(const char *words)
{
    screen_message(ROLE_GOOD, _("Saved: %s"), words);
}

void app_after_change(struct app *app)
{
    struct strbuf words;
    strbuf_init(&words);
    app_newest_words(app, 0, &words);
    app_saved(words.text);
    strbuf_done(&words);
}

/* The newest change of this operator that can be undone. */
static const struct change *newest_own(struct app *app, const struct change *changes, int count)
{
    for (int i = 0; i < count; i++)
        if (!changes[i].undoes && !changes[i].undone_by && changes[i].operator_name &&
            strcmp(changes[i].operator_name, app->herd->operator_name) == 0)
            return &changes[i];
    return NULL;
}

static void undo_one(struct app *app, const struct change *change, struct arena *arena)
{
    struct err e;
    const char *words;
    char when[24];
    if (!question_yes(_("Undo \"%s\", %s?"), change->words, clock_text(change->at, when)))
        return;
    if (change_undo(app->herd, change->id, arena, &words, &e))
        screen_message(ROLE_GOOD, _("Undone: %s   (Ctrl-R redoes it)"), words);
    else
        screen_error(&e);
}

void app_undo(struct app *app)
{
    struct err e;
    struct arena arena;
    struct change *changes;
    int count;
    arena_init(&arena);
    if (!change_list(app->herd, 0, STEPS_BACK, &arena, &changes, &count, &e)) {
        screen_error(&e);
    } else {
        const struct change *change = newest_own(app, changes, count);
        if (change)
            undo_one(app, change, &arena);
        else
            screen_message(ROLE_NORMAL, "%s", _("There is nothing to undo."));
    }
    arena_done(&arena);
}

void app_redo(struct app *app)
{
    struct err e;
    struct arena arena;
    const char *words;
    arena_init(&arena);
    if (change_redo(app->herd, &arena, &words, &e))
        screen_message(ROLE_GOOD, _("Done again: %s"), words);
    else
        screen_error(&e);
    arena_done(&arena);
}

/* Esc, or a lock held by another clerk, only means that F stays blank for a while. */
void app_compute(struct app *app, bool at_start)
{
    struct err ignored;
    if (!at_start && app->inbreeding_time > QUICK)
        return;
    int64_t start = clock_monotonic();
    if (!pedigree_refresh(app->herd, at_start ? screen_progress() : NULL, &ignored) && at_start)
        screen_message(ROLE_NORMAL, "%s", _("Inbreeding was not computed; it is tried again at the next start."));
    if (!at_start) /* the first time may write the whole table, later ones follow the log */
        app->inbreeding_time = clock_monotonic() - start;
}

/* ---- the menu ---- */
static bool open_today(struct app *app, struct err *e)
{
    return app_push_today(app, e);
}

static bool open_herd(struct app *app, struct err *e)
{
    (void)e;
    app_push_herd(app, 0);
    return true;
}

static bool open_report(struct app *app, struct err *e)
{
    return app_push_report(app, 0, e);
}

static bool open_changes(struct app *app, struct err *e)
{
    return app_push_changes(app, 0, e);
}

static bool open_new_animal(struct app *app, struct err *e)
{
    (void)e;
    app_push_animal_form(app, 0);
    return true;
}

static bool open_new_holding(struct app *app, struct err *e)
{
    (void)e;
    app_push_holding(app, 0, 0);
    return true;
}

/* ---- the mouse: off until asked for, it takes the terminal's own copying ---- */
static const char *mouse_name(const struct app *app, struct strbuf *out)
{
    strbuf_clear(out);
    strbuf_printf(out, "mouse %s", app->herd->operator_name);
    return out->text;
}

static void mouse_start(struct app *app)
{
    struct err ignored;
    struct strbuf name, value;
    strbuf_init(&name);
    strbuf_init(&value);
    app->mouse =
        store_meta_get(app->herd->store, mouse_name(app, &name), &value, &ignored) && strcmp(value.text, "on") == 0;
    terminal_mouse(app->mouse);
    strbuf_done(&name);
    strbuf_done(&value);
}

static bool switch_mouse(struct app *app, struct err *e)
{
    struct strbuf name;
    strbuf_init(&name);
    bool good = store_meta_set(app->herd->store, mouse_name(app, &name), app->mouse ? "off" : "on", e);
    strbuf_done(&name);
    if (!good)
        return false;
    app->mouse = !app->mouse;
    terminal_mouse(app->mouse);
    screen_message(ROLE_NORMAL, "%s",
                   app->mouse ? _("The mouse is on: click, wheel. Copying needs Shift now.") : _("The mouse is off."));
    return true;
}

/* ---- language ---- */
static void set_language(struct app *app, bool chinese)
{
    app->chinese = app->herd->chinese = chinese;
    text_start(chinese ? "zh_CN" : "en");
    screen_program(_("mupu"));
    screen_language();
}

static bool switch_language(struct app *app, struct err *e)
{
    (void)e;
    set_language(app, !app->chinese);
    return true;
}

static bool open_grid(struct app *app, struct err *e)
{
    (void)e;
    app_push_grid_start(app, 0);
    return true;
}

static const struct {
    const char *text, *note;
    bool (*open)(struct app *app, struct err *e);
} screens[] = {
    { N_("Today"), N_("what is to be done"), open_today },
    { N_("Herd"), N_("all animals"), open_herd },
    { N_("Holdings"), N_("enterprise, farms, households"), app_push_holdings },
    { N_("Plans"), N_("mating plans"), app_push_plans },
    { N_("Summary"), N_("herd summary to print"), open_report },
    { N_("Genetics"), N_("inbreeding, kinship, diversity"), app_push_answers },
    { N_("Changes"), N_("the log, to look at and to undo"), open_changes },
    { N_("Grid entry"), N_("one event for many animals"), open_grid },
    { N_("New animal"), N_("form"), open_new_animal },
    { N_("New holding"), N_("form"), open_new_holding },
    { N_("Language"), N_("Chinese or English (F12)"), switch_language },
    { N_("Mouse"), N_("on or off; copying needs it off"), switch_mouse },
};

int app_menu_count(const struct app *app)
{
    return (int)COUNT(screens) + app->herd->dictionary.kind_count;
}

struct app_menu_item app_menu_item(const struct app *app, int index)
{
    int kind = index - (int)COUNT(screens);
    if (kind < 0)
        return (struct app_menu_item){ _(screens[index].text), screens[index].text, _(screens[index].note) };
    const struct event_kind *k = &app->herd->dictionary.kinds[kind];
    return (struct app_menu_item){ herd_label(app->herd, k->zh, k->en), k->code, "" };
}

void app_menu_open(struct app *app, int index, int64_t animal)
{
    struct err e = { 0 };
    if (index >= (int)COUNT(screens))
        app_push_entry(app, app->herd->dictionary.kinds[index - (int)COUNT(screens)].code, animal);
    else if (!screens[index].open(app, &e))
        screen_error(&e);
}

static void menu(struct app *app)
{
    int chosen, count = app_menu_count(app);
    struct arena arena;
    arena_init(&arena);
    struct choice *choices = arena_new(&arena, (size_t)count * sizeof *choices);
    const char **codes = arena_new(&arena, (size_t)count * sizeof *codes);
    for (int i = 0; i < count; i++) {
        struct app_menu_item item = app_menu_item(app, i);
        codes[i] = item.code;
        choices[i].text = *item.note ? arena_printf(&arena, "%s  %s", item.word, item.note) : item.word;
    }
    if (choose_coded(_("Menu"), choices, codes, count, &chosen))
        app_menu_open(app, chosen, 0);
    arena_done(&arena);
}

/* ---- quick find: the first digit of a number, or a scanned one, on any list ---- */
/* A tag is looked for at once; what a scale says needs an animal. */
static void take_reading(struct app *app, const struct input *input)
{
    if (strcmp(input->field, "animal") == 0)
        find_anywhere(app, input->text);
    else
        screen_message(ROLE_WARNING, _("%s came from the scale, but no animal is open: scan its tag first."),
                       input->text);
}

static bool find_by_input(struct app *app, const struct input *input)
{
    if (input->kind == INPUT_READING) {
        take_reading(app, input);
        return true;
    }
    if (input->kind == INPUT_PASTE) {
        find_anywhere(app, input->text);
        return true;
    }
    if (input->kind != INPUT_KEY || input->folded < '0' || input->folded > '9')
        return false;
    find_anywhere(app, (const char[]){ (char)input->folded, 0 });
    return true;
}

static bool anywhere(void *context, const struct input *input, int command)
{
    struct app *app = context;
    switch (command) {
    case APP_PALETTE:
        menu(app);
        return true;
    case APP_UNDO:
        app_undo(app);
        return true;
    case APP_REDO:
        app_redo(app);
        return true;
    case APP_FIND:
        find_anywhere(app, "");
        return true;
    case APP_LANGUAGE:
        set_language(app, !app->chinese);
        return true;
    default:
        return find_by_input(app, input);
    }
}

/* ---- start and end ---- */
/* A fault in the settings is told, and the day's work begins without the devices. */
static void start_readers(struct app *app)
{
    struct err e;
    if (!reader_settings_load(&app->reader_settings, &e)) {
        screen_error(&e);
        return;
    }
    app->readers = reader_start(&app->reader_settings);
    input_readers(app->readers);
}

static void stop_readers(struct app *app)
{
    input_readers(NULL);
    reader_stop(app->readers);
    reader_settings_done(&app->reader_settings);
}

/* devices: not headless, and not on --plain, where a scanner types */
static void work(struct app *app, bool devices)
{
    screen_draw();
    app_compute(app, true);
    draft_offer(app);
    if (devices)
        start_readers(app);
    screen_run();
    stop_readers(app);
}

static bool start(struct app *app, const struct terminal_options *options, bool plain, struct err *e)
{
    if (plain) {
        plain_start(stdin, stdout);
        plain_words(app_plain_line, app);
    } else if (!terminal_start(options, e)) {
        return false;
    } else {
        memory_on_failure(terminal_restore);
        mouse_start(app);
    }
    screen_keys(&app_keys);
    screen_anywhere(anywhere, app);
    set_language(app, app->chinese && !terminal_is_console());
    return true;
}

static bool run(struct app *app, const struct terminal_options *options, bool plain, struct err *e)
{
    if (!start(app, options, plain, e))
        return false;
    bool good = plain ? app_push_plain(app, e) : app_push_today(app, e);
    if (good && terminal_is_console())
        screen_message(ROLE_WARNING, "%s", "This console has no Chinese letters; use a terminal window for Chinese.");
    if (good)
        work(app, !plain && !options->headless);
    screen_pop_all();
    terminal_stop();
    plain_stop();
    return good && (!app->interrupted || err_set(e, ERR_CANCELLED, "",
                                                 _("The input ended in the midst of a form; "
                                                   "it is offered again at the next start.")));
}

int ui_start(const char *path, const struct interface_options *how)
{
    struct err e = { 0 };
    struct app app = { .chinese = how->chinese };
    struct strbuf dumps;
    strbuf_init(&dumps);
    arena_init(&app.arena);
    const struct terminal_options options = {
        .mono = how->mono,
        .headless = how->columns > 0,
        .columns = how->columns,
        .rows = how->rows,
        .script = how->script,
        .dumps = &dumps,
    };
    bool good = herd_open(path, STORE_CREATE, how->chinese, &app.herd, &e);
    if (good) {
        store_set_wait(app.herd->store, SCREEN_WAIT);
        good = run(&app, &options, how->plain || (!options.headless && terminal_is_plain()), &e);
    }
    herd_close(app.herd);
    fputs(dumps.text, stdout);
    if (!good)
        fprintf(stderr, "mupu: %s\n", e.message);
    arena_done(&app.arena);
    strbuf_done(&dumps);
    return good ? 0 : err_exit_code(&e);
}
