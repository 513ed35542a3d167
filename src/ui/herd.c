/* herd.c - the herd as a list. Ids are read on in ticks while the first rows show; a row is loaded when it is seen. */
#include "screens.h"

#include <math.h>
#include <string.h>

enum { WIDE = 110, TICK = 500, READ_AT_ONCE = 30, READ_PER_TICK = 100 };

struct herd_screen {
    struct app *app;
    struct list list;
    struct list_cursor cursor;
    struct list_filter filter;
    struct arena arena; /* of the filter */
    struct strbuf filter_text, search;
    enum list_sort sort;
    bool descending, cursor_open, animals; /* animals: a fixed list given by the caller */
    const char *title;
    int64_t holding, generation;
    struct arena row_arena;
    int64_t row_id; /* animal in row_arena, 0 = none */
    struct animal row;
};

static const struct list_column columns[] = {
    { N_("Number"), 14, 0, 0, ALIGN_LEFT },     { N_("Fam."), 4, 0, 8, ALIGN_LEFT },
    { N_("Birth"), 10, 0, 3, ALIGN_LEFT },      { N_("Sex"), 6, 0, 1, ALIGN_LEFT },
    { N_("Par."), 4, 0, 6, ALIGN_RIGHT },       { N_("State"), 9, 0, 2, ALIGN_LEFT },
    { N_("Last birth"), 10, 0, 5, ALIGN_LEFT }, { N_("Keeper"), 6, 1, 4, ALIGN_LEFT },
    { N_("Owner"), 6, 1, 7, ALIGN_LEFT },       { "F", 7, 0, 9, ALIGN_RIGHT },
};

/* ---- rows ---- */
static const struct animal *load_row(struct herd_screen *h, int64_t row)
{
    struct err e;
    if (row < 0 || row >= h->cursor.count)
        return NULL;
    int64_t id = h->cursor.ids[row];
    if (h->row_id == id)
        return &h->row;
    arena_done(&h->row_arena);
    h->row_id = 0;
    if (!animal_load(h->app->herd, id, &h->row_arena, &h->row, &e))
        return NULL;
    h->row_id = id;
    return &h->row;
}

/* The state if there is one, else how it left, else the stage. */
static const char *state_of(const struct herd *herd, const struct animal *a)
{
    if (a->left_kind && !a->present)
        return herd_code_label(herd, "leave", a->left_kind);
    if (a->state)
        return herd_code_label(herd, "state", a->state);
    return herd_code_label(herd, "stage", a->stage);
}

/* The name only where there is room for most of it. */
static void holding_words(const char *code, const char *name, struct strbuf *out)
{
    strbuf_add(out, code ? code : "");
    if (code && name && terminal_columns() >= WIDE)
        strbuf_printf(out, " %s", name);
}

static void herd_fill(void *context, int64_t row, struct list_row *out)
{
    struct herd_screen *h = context;
    const struct herd *herd = h->app->herd;
    const struct animal *a = load_row(h, row);
    if (!a)
        return;
    strbuf_add(&out->cell[0], a->number ? a->number : "-");
    strbuf_add(&out->cell[1], a->family ? a->family : "");
    strbuf_add(&out->cell[2], app_day(a->birth, a->birth_precision));
    strbuf_add(&out->cell[3], herd_code_label(herd, "sex", a->sex));
    if (a->parity)
        strbuf_printf(&out->cell[4], "%d", a->parity);
    strbuf_add(&out->cell[5], state_of(herd, a));
    out->role[5] = !a->present ? ROLE_DIM : a->state && !strcmp(a->state, "pregnant") ? ROLE_GOOD : ROLE_NORMAL;
    strbuf_add(&out->cell[6], app_day(a->last_birth, DATE_DAY));
    holding_words(a->keeper_code, a->keeper_name, &out->cell[7]);
    holding_words(a->owner_code, a->owner_name, &out->cell[8]);
    strbuf_add(&out->cell[9], app_f(a->f));
}

static int64_t herd_id(void *context, int64_t row)
{
    struct herd_screen *h = context;
    return row >= 0 && row < h->cursor.count ? h->cursor.ids[row] : -1;
}

static int64_t herd_find(void *context, int64_t id)
{
    struct herd_screen *h = context;
    for (int64_t row = 0; row < h->cursor.count; row++)
        if (h->cursor.ids[row] == id)
            return row;
    return -1;
}

static const struct list_operations rows = { herd_fill, herd_id, herd_find };

/* ---- reading ---- */
static void close_cursor(struct herd_screen *h)
{
    if (h->cursor_open)
        list_close(&h->cursor);
    h->cursor_open = false;
    h->cursor = (struct list_cursor){ 0 };
}

static bool herd_read(struct herd_screen *h, struct err *e)
{
    struct list_cursor cursor;
    h->row_id = 0;
    h->generation = store_generation(h->app->herd->store);
    if (h->animals) {
        list_reload(&h->list, h->cursor.count);
        return true;
    }
    h->filter.search = h->search.length ? h->search.text : NULL;
    if (!list_open(h->app->herd, &h->filter, h->sort, h->descending, &cursor, e))
        return false;
    close_cursor(h);
    h->cursor = cursor;
    h->cursor_open = true;
    bool good = list_more(&h->cursor, READ_AT_ONCE, e);
    list_reload(&h->list, h->cursor.count);
    return good;
}

static void herd_again(struct herd_screen *h)
{
    struct err e;
    if (!herd_read(h, &e))
        screen_error(&e);
}

static void herd_tick(struct herd_screen *h)
{
    struct err e;
    if (store_generation(h->app->herd->store) != h->generation) {
        herd_again(h);
        return;
    }
    if (!h->cursor_open || h->cursor.done)
        return;
    if (!list_more(&h->cursor, READ_PER_TICK, &e))
        screen_error(&e);
    list_reload(&h->list, h->cursor.count);
}

static bool herd_open_screen(void *state, struct err *e)
{
    struct herd_screen *h = state;
    list_init(&h->list, columns, COUNT(columns), &rows, h);
    h->list.empty = _("No animal fits. F5 shows all, F7 adds one.");
    return herd_read(h, e);
}

/* ---- filter, search, sort ---- */
static bool filter_set(struct herd_screen *h, const char *text, struct err *e)
{
    struct list_filter filter = { .born_from = DATE_NONE, .born_to = DATE_NONE };
    if (!list_filter_parse(h->app->herd, text, &h->arena, &filter, e))
        return false;
    if (!filter.holding && h->holding) {
        filter.holding = h->holding;
        filter.below = true;
    }
    strbuf_clear(&h->search);
    strbuf_add(&h->search, filter.search ? filter.search : "");
    h->filter = filter;
    strbuf_clear(&h->filter_text);
    strbuf_add(&h->filter_text, text);
    return true;
}

static const char filter_help[] = N_("A filter is words with blanks between, all of which must hold:\n\n"
                                     "  species=hu_sheep   sex=F   stage=adult   state=open\n"
                                     "  holding=E01   (with all below it)   family=A   breed=hu\n"
                                     "  born>=2023-01-01   born<=2024-12-31\n"
                                     "  any other word: the beginning or the end of a number, part of a name\n\n"
                                     "Names and values may be Chinese or English. F5 shows all again.\n");

static void ask_filter(struct herd_screen *h)
{
    struct err e;
    struct strbuf answer;
    strbuf_init(&answer);
    strbuf_add(&answer, h->filter_text.text);
    while (question_text(_("Filter (? explains): "), &answer, 200)) {
        if (strcmp(answer.text, "?") == 0) {
            viewer_push(_("Filter"), _(filter_help));
            break;
        }
        if (filter_set(h, answer.text, &e)) {
            herd_again(h);
            break;
        }
        screen_error(&e);
        screen_draw();
        input_read(-1); /* the message stays until a key */
    }
    strbuf_done(&answer);
}

static void ask_sort(struct herd_screen *h)
{
    static const char *const names[] = { N_("by number"), N_("by birth"), N_("by keeper"), N_("by family"),
                                         N_("newest first") };
    struct choice choices[COUNT(names)];
    int chosen;
    for (size_t i = 0; i < COUNT(names); i++)
        choices[i] = (struct choice){ _(names[i]), h->sort == (enum list_sort)i ? _("again: backwards") : "" };
    if (!choose(_("Sort"), choices, COUNT(names), &chosen))
        return;
    h->descending = h->sort == (enum list_sort)chosen && !h->descending;
    h->sort = (enum list_sort)chosen;
    herd_again(h);
}

/* The list narrows with every letter; Esc brings back what was shown before. */
static void search_as_typed(struct herd_screen *h)
{
    struct lineedit edit;
    struct strbuf before;
    lineedit_init(&edit, 60);
    lineedit_set(&edit, h->search.text);
    strbuf_init(&before);
    strbuf_add(&before, h->search.text);
    for (;;) {
        screen_draw();
        int y = terminal_rows() - 2;
        cell(y, 0, terminal_columns(), "", ALIGN_LEFT, ROLE_NORMAL);
        int label = cell_text(y, 1, 30, _("Find: "), ROLE_LABEL);
        lineedit_draw(&edit, y, 1 + label, 40, ROLE_VALUE, true);
        terminal_show();
        struct input input = input_read(-1);
        bool escape = input.kind == INPUT_KEY && input.key == KEY_ESCAPE;
        if (escape || input.kind == INPUT_HANGUP || input.kind == INPUT_END ||
            (input.kind == INPUT_KEY && input.key == KEY_RETURN)) {
            if (!escape)
                break;
            strbuf_clear(&h->search);
            strbuf_add(&h->search, before.text);
            herd_again(h);
            break;
        }
        if (!lineedit_input(&edit, &input))
            list_input(&h->list, &input);
        else if (strcmp(h->search.text, lineedit_text(&edit)) != 0) {
            strbuf_clear(&h->search);
            strbuf_add(&h->search, lineedit_text(&edit));
            herd_again(h);
        }
    }
    strbuf_done(&before);
    lineedit_done(&edit);
}

static void show_all(struct herd_screen *h)
{
    struct err e;
    if (!h->animals && filter_set(h, "", &e))
        list_unmark_all(&h->list);
    herd_again(h);
}

/* ---- commands ---- */
static void enter_event(struct herd_screen *h, const char *kind, int64_t id)
{
    if (!kind && !app_pick_kind(h->app, h->list.mark_count ? 0 : id, &kind))
        return;
    if (h->list.mark_count > 1)
        app_push_grid(h->app, kind, h->list.marks, (int)h->list.mark_count);
    else
        app_push_entry(h->app, kind, h->list.mark_count ? h->list.marks[0] : id > 0 ? id : 0);
}

static void void_animal(struct herd_screen *h, int64_t id)
{
    struct err e;
    struct strbuf reason;
    strbuf_init(&reason);
    const struct animal *a = load_row(h, h->list.row);
    char prompt[160];
    snprintf(prompt, sizeof prompt, _("Why is the record of %s void? "), a && a->number ? a->number : "-");
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
    const struct animal *a = load_row(h, h->list.row);
    bool camel = a && a->species && strcmp(a->species, "bactrian_camel") == 0;
    app_push_lambing(h->app, camel ? "calving" : "lambing", id);
}

static void compare(struct herd_screen *h, int64_t id)
{
    if (h->list.mark_count == 2)
        app_push_compare(h->app, h->list.marks[0], h->list.marks[1]);
    else
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
        search_as_typed(h);
        return true;
    case APP_FILTER:
        ask_filter(h);
        return true;
    case APP_REFRESH:
        show_all(h);
        return true;
    case APP_SORT:
        ask_sort(h);
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
        herd_tick(h);
        return true;
    }
    if (list_command(h, command, id))
        return true;
    enum widget_result result = list_input(&h->list, input);
    if (result == WIDGET_CHOSEN && id > 0)
        app_push_animal(h->app, id);
    return result != WIDGET_IGNORED;
}

/* ---- the rest ---- */
static void herd_title(void *state, struct screen_title *title)
{
    struct herd_screen *h = state;
    strbuf_add(&title->crumb, h->title ? h->title : _("Herd"));
    struct strbuf filter;
    strbuf_init(&filter);
    list_filter_text(h->app->herd, &h->filter, &filter);
    if (filter.length && !h->animals)
        strbuf_printf(&title->context, _("filter: %s"), filter.text);
    strbuf_done(&filter);
    if (h->list.mark_count)
        strbuf_printf(&title->count, _("%s marked / "), app_count((int64_t)h->list.mark_count));
    strbuf_printf(&title->count, _("%s%s head"), app_count(h->cursor.count),
                  h->cursor_open && !h->cursor.done ? "+" : "");
}

static void herd_draw(void *state, struct area body)
{
    struct herd_screen *h = state;
    list_draw(&h->list, body);
}

static void herd_parts(void *state, struct screen_parts *parts)
{
    parts->list = &((struct herd_screen *)state)->list;
}

static void herd_reveal(void *state)
{
    struct herd_screen *h = state;
    if (store_generation(h->app->herd->store) != h->generation)
        herd_again(h);
}

static void herd_close_screen(void *state)
{
    struct herd_screen *h = state;
    close_cursor(h);
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
    h->filter.born_from = h->filter.born_to = DATE_NONE;
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

void app_push_herd(struct app *app, int64_t holding)
{
    struct herd_screen *h = herd_new(app, NULL);
    app_compute(app, false);
    h->holding = holding;
    h->filter.holding = holding;
    h->filter.below = holding != 0;
    herd_push(h, &herd_operations);
}

void app_push_animals(struct app *app, const char *title, const int64_t *ids, int count)
{
    struct herd_screen *h = herd_new(app, title);
    h->animals = true;
    h->cursor.ids = arena_new(&h->arena, ((size_t)count + 1) * sizeof *ids);
    memcpy(h->cursor.ids, ids, (size_t)count * sizeof *ids);
    h->cursor.count = count;
    h->cursor.done = true;
    herd_push(h, &animals_operations);
}
