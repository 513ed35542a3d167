/* herd.c - the herd as a list: what its keys do. Reading, columns, filter and the card beside it have files of their
 * own. */
#include "herd.h"

#include <string.h>

enum { TICK = 250 };

static bool herd_open_screen(void *state, struct err *e)
{
    struct herd_screen *h = state;
    (void)e;
    list_init(&h->list, h->columns, HERD_COLUMNS_MOST, &herd_rows, h);
    h->list.empty = _("No animal fits. F5 shows all, F7 adds one.");
    herd_columns_load(h);
    herd_read(h);
    list_select(&h->list, 0);
    return true;
}

static void show_all(struct herd_screen *h)
{
    struct err e;
    if (!h->animals && herd_set_filter(h, "", &e))
        list_unmark_all(&h->list);
    herd_again(h);
}

static void mark_all(struct herd_screen *h, bool invert)
{
    if (!herd_read_all(h))
        return;
    list_mark_all(&h->list, invert);
    screen_message(ROLE_NORMAL, _("%s marked"), app_count((int64_t)h->list.mark_count));
}

/* ---- commands ---- */
static void enter_event(struct herd_screen *h, const char *kind, int64_t id)
{
    if (!kind && !app_pick_kind(h->app, h->list.mark_count ? 0 : id, &kind))
        return;
    if (h->list.mark_count > 1) { /* as they stand here, so on paper and in the pen */
        int64_t *ids = memory_new(h->list.mark_count * sizeof *ids);
        list_marks_in_order(&h->list, ids);
        app_push_grid(h->app, kind, ids, (int)h->list.mark_count);
        memory_free(ids);
    } else
        app_push_entry(h->app, kind, h->list.mark_count ? h->list.marks[0] : id > 0 ? id : 0);
}

static void void_animal(struct herd_screen *h, int64_t id)
{
    struct err e;
    struct strbuf reason;
    strbuf_init(&reason);
    struct animal a = { 0 };
    struct arena arena;
    arena_init(&arena);
    char prompt[160];
    snprintf(prompt, sizeof prompt, _("Why is the record of %s void? "),
             animal_load(h->app->herd, id, &arena, &a, &e) && a.number ? a.number : "-");
    arena_done(&arena);
    if (app_ask_reason(prompt, &reason)) {
        if (animal_void(h->app->herd, id, reason.text, &e)) {
            app_after_change(h->app);
            herd_again(h);
        } else {
            screen_error(&e);
        }
    }
    strbuf_done(&reason);
}

static void birth(struct herd_screen *h, int64_t id)
{
    struct err e;
    struct arena arena;
    struct animal a;
    arena_init(&arena);
    if (!animal_load(h->app->herd, id, &arena, &a, &e))
        screen_error(&e);
    else if (!a.sex || strcmp(a.sex, "F") != 0)
        screen_message(ROLE_WARNING, "%s", _("Only a female gives birth."));
    else
        app_push_lambing(h->app, a.species && !strcmp(a.species, "bactrian_camel") ? "calving" : "lambing", id);
    arena_done(&arena);
}

static void compare(struct herd_screen *h, int64_t id)
{
    if (h->list.mark_count == 2) {
        int64_t ids[2];
        list_marks_in_order(&h->list, ids);
        app_push_compare(h->app, ids[0], ids[1]);
    } else
        app_push_compare(h->app, id, 0);
}

static bool row_command(struct herd_screen *h, int command, int64_t id)
{
    switch (command) {
    case APP_EDIT:
        app_push_animal_form(h->app, id);
        return true;
    case APP_VOID:
        void_animal(h, id);
        return true;
    case APP_WEIGH:
        enter_event(h, "weigh", id);
        return true;
    case APP_LAMBING:
        birth(h, id);
        return true;
    case APP_LINEAGE:
        app_push_lineage(h->app, id);
        return true;
    case APP_MATING:
        compare(h, id);
        return true;
    default:
        return false;
    }
}

static bool list_command(struct herd_screen *h, int command, int64_t id)
{
    switch (command) {
    case APP_SEARCH:
        herd_search(h);
        return true;
    case APP_FILTER:
        herd_filter_push(h);
        return true;
    case APP_REFRESH:
        show_all(h);
        return true;
    case APP_SORT:
        herd_columns_choose(h);
        return true;
    case APP_FILTERS:
        herd_saved_choose(h);
        return true;
    case APP_MARK_ALL:
        mark_all(h, false);
        return true;
    case APP_MARK_INVERT:
        mark_all(h, true);
        return true;
    case APP_MARK_NONE:
        list_unmark_all(&h->list);
        return true;
    case APP_ADD:
        app_push_animal_form(h->app, 0);
        return true;
    case APP_ENTER:
        enter_event(h, NULL, id);
        return true;
    default:
        return id > 0 && row_command(h, command, id);
    }
}

static bool herd_input(void *state, const struct input *input, int command)
{
    struct herd_screen *h = state;
    int64_t id = list_selected(&h->list);
    if (input->kind == INPUT_TICK) {
        h->card_waits = false;
        herd_tick(h);
        return true;
    }
    if (list_command(h, command, id))
        return true;
    enum widget_result result = list_input(&h->list, input);
    if (result == WIDGET_CHOSEN && id > 0)
        app_push_animal(h->app, id);
    h->card_waits = h->card_waits || list_selected(&h->list) != id;
    return result != WIDGET_IGNORED;
}

/* ---- the rest ---- */
static void herd_title(void *state, struct screen_title *title)
{
    struct herd_screen *h = state;
    strbuf_add(&title->crumb, h->title ? h->title : _("Herd"));
    if (h->place)
        strbuf_printf(&title->crumb, " %s", h->place);
    struct strbuf filter;
    strbuf_init(&filter);
    list_filter_text(h->app->herd, &h->filter, &filter);
    if (filter.length && !h->animals)
        strbuf_printf(&title->context, _("filter: %s"), filter.text);
    strbuf_done(&filter);
    if (h->list.mark_count)
        strbuf_printf(&title->count, _("%s marked / "), app_count((int64_t)h->list.mark_count));
    bool reading = h->cursor.reading && !h->cursor.done;
    if (reading && !h->cursor.count && h->cursor.seen) {
        strbuf_printf(&title->count, _("looked at %s"), app_count(h->cursor.seen));
        return;
    }
    strbuf_printf(&title->count, _("%s%s head"), app_count(h->cursor.count), reading ? "+" : "");
}

static void herd_draw(void *state, struct area body)
{
    struct herd_screen *h = state;
    herd_side_draw(h, &body);
    herd_columns_refresh(h, body.columns);
    list_draw(&h->list, body);
}

static void herd_parts(void *state, struct screen_parts *parts)
{
    parts->list = &((struct herd_screen *)state)->list;
}

static void herd_reveal(void *state)
{
    struct herd_screen *h = state;
    if (h->filter_changed)
        herd_narrow(h);
    else if (store_generation(h->app->herd->store) != h->generation)
        herd_again(h);
    h->filter_changed = false;
}

static void herd_close_screen(void *state)
{
    struct herd_screen *h = state;
    herd_close_lists(h);
    list_columns_close(&h->words);
    card_done(&h->card);
    list_done(&h->list);
    strbuf_done(&h->filter_text);
    strbuf_done(&h->search);
    arena_done(&h->arena);
    arena_done(&h->row_arena);
    memory_free(h);
}

static const char *const herd_contexts[] = { "herd", "list", NULL };
static const char *const animals_contexts[] = { "animals", "list", NULL };
static const struct screen_operations herd_operations = {
    .contexts = herd_contexts,
    .tick = TICK,
    .open = herd_open_screen,
    .title = herd_title,
    .draw = herd_draw,
    .input = herd_input,
    .reveal = herd_reveal,
    .close = herd_close_screen,
    .parts = herd_parts,
};
static const struct screen_operations animals_operations = {
    .contexts = animals_contexts,
    .tick = TICK,
    .open = herd_open_screen,
    .title = herd_title,
    .draw = herd_draw,
    .input = herd_input,
    .reveal = herd_reveal,
    .close = herd_close_screen,
    .parts = herd_parts,
};

static struct herd_screen *herd_new(struct app *app, const char *title)
{
    struct herd_screen *h = memory_new(sizeof *h);
    h->app = app;
    arena_init(&h->arena);
    arena_init(&h->row_arena);
    strbuf_init(&h->filter_text);
    strbuf_init(&h->search);
    h->title = arena_text(&h->arena, title);
    return h;
}

static void herd_push(struct herd_screen *h, const struct screen_operations *operations)
{
    struct err e;
    if (screen_push(operations, h, &e))
        return;
    screen_error(&e);
    herd_close_screen(h);
}

/* "E01 Keping stud"; NULL = all places */
static const char *place_name(struct herd_screen *h, int64_t holding)
{
    struct err ignored;
    struct holding place;
    if (!holding || !holding_load(h->app->herd, holding, &h->arena, &place, &ignored))
        return NULL;
    return arena_printf(&h->arena, "%s %s", place.code, place.name);
}

void app_push_herd(struct app *app, int64_t holding)
{
    struct herd_screen *h = herd_new(app, NULL);
    app_compute(app, false);
    h->holding = holding;
    h->place = place_name(h, holding);
    h->filter.holding = holding;
    h->filter.below = holding != 0;
    herd_push(h, &herd_operations);
}

void app_push_animals(struct app *app, const char *title, const int64_t *ids, int count)
{
    struct herd_screen *h = herd_new(app, title);
    h->animals = true;
    h->cursor.ids = arena_new(&h->arena, ((size_t)count + 1) * sizeof *ids);
    if (count) /* a holder may keep none, and has no array then */
        memcpy(h->cursor.ids, ids, (size_t)count * sizeof *ids);
    h->cursor.count = count;
    h->cursor.done = true;
    herd_push(h, &animals_operations);
}
