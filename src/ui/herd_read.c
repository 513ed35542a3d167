/* herd_read.c - the rows of the herd list: read a little at a time, so that no key ever waits for the last one. */
#include "herd.h"

#include <string.h>

enum { READ_AT_ONCE = 20, READ_SLICE = 10, READ_PER_TICK = 400, SEARCH_TICK = 60 };

/* ---- rows ---- */

static bool load_row(struct herd_screen *h, int64_t row)
{
    struct err e;
    if (row < 0 || row >= h->cursor.count)
        return false;
    int64_t id = h->cursor.ids[row];
    if (h->row_id == id)
        return true;
    arena_done(&h->row_arena);
    h->row_id = 0;
    if (!list_columns_load(&h->words, id, &h->row_arena, h->cells, &e))
        return false;
    h->row_id = id;
    return true;
}

/* Of a holding the code, and its name only where there is room for most of it. */
static void fill_cell(const struct herd_screen *h, int column, struct strbuf *out)
{
    int word = h->shown[column];
    list_cell_text(h->app->herd, word, &h->cells[column], out);
    char *blank = list_words[word].type == LIST_HOLDING && !h->wide ? strchr(out->text, ' ') : NULL;
    if (blank) {
        *blank = 0;
        out->length = (size_t)(blank - out->text);
    }
    if (word == LIST_NUMBER && !out->length)
        strbuf_add(out, "-");
}

static void herd_fill(void *context, int64_t row, struct list_row *out)
{
    struct herd_screen *h = context;
    if (!load_row(h, row))
        return;
    for (int i = 0; i < h->shown_count; i++) {
        if (!out->wanted[i])
            continue;
        fill_cell(h, i, &out->cell[i]);
        const char *code = h->cells[i].known ? h->cells[i].text : "";
        if (strcmp(list_words[h->shown[i]].name, "state") == 0)
            out->role[i] = strcmp(code, "pregnant") == 0                                        ? ROLE_GOOD
                           : dictionary_code(&h->app->herd->dictionary, "leave", code) && *code ? ROLE_DIM
                                                                                                : ROLE_NORMAL;
    }
}

static int64_t herd_id(void *context, int64_t row)
{
    struct herd_screen *h = context;
    return row >= 0 && row < h->cursor.count ? h->cursor.ids[row] : -1;
}

/* From where it was outwards: a change moves a row a little, if at all. */
static int64_t herd_find(void *context, int64_t id)
{
    struct herd_screen *h = context;
    int64_t count = h->cursor.count, at = h->list.row < 0 ? 0 : h->list.row < count ? h->list.row : count;
    for (int64_t up = at - 1, down = at; up >= 0 || down < count; up--, down++) {
        if (down < count && h->cursor.ids[down] == id)
            return down;
        if (up >= 0 && h->cursor.ids[up] == id)
            return up;
    }
    return -1;
}

const struct list_operations herd_rows = { herd_fill, herd_id, herd_find };

/* ---- reading ---- */

void herd_close_lists(struct herd_screen *h)
{
    if (h->animals)
        return; /* the ids are the arena's */
    list_close(&h->cursor);
    list_close(&h->fresh);
}

static bool open_cursor(struct herd_screen *h, struct list_cursor *ret, struct err *e)
{
    h->generation = store_generation(h->app->herd->store);
    h->filter.search = h->search.length ? h->search.text : NULL;
    return list_open(h->app->herd, &h->filter, h->sort, h->descending, ret, e) && list_more(ret, READ_AT_ONCE, e);
}

static void show(struct herd_screen *h, const struct list_cursor *cursor)
{
    list_close(&h->cursor);
    h->cursor = *cursor;
    h->row_id = 0;
    list_reload(&h->list, h->cursor.count);
}

void herd_read(struct herd_screen *h)
{
    struct err e;
    struct list_cursor cursor = { 0 };
    list_close(&h->fresh);
    h->row_id = 0;
    if (h->animals) {
        h->generation = store_generation(h->app->herd->store);
        list_reload(&h->list, h->cursor.count);
        return;
    }
    if (open_cursor(h, &cursor, &e)) {
        show(h, &cursor);
    } else {
        list_close(&cursor);
        screen_error(&e);
    }
}

void herd_narrow(struct herd_screen *h)
{
    int64_t before = h->list.selected_id;
    herd_read(h);
    if (list_selected(&h->list) != before)
        list_select(&h->list, 0);
}

/* Has the fresh list got as far as what is seen? Then it may be shown instead. */
static bool reaches(struct herd_screen *h)
{
    int64_t wanted = h->list.selected_id;
    if (h->fresh.done)
        return true;
    for (; h->fresh_looked < h->fresh.count; h->fresh_looked++)
        if (h->fresh.ids[h->fresh_looked] == wanted)
            return h->fresh.count - h->fresh_looked > h->list.page;
    return false;
}

static void show_fresh(struct herd_screen *h)
{
    if (!h->fresh.reading || !reaches(h))
        return;
    struct list_cursor fresh = h->fresh;
    h->fresh = (struct list_cursor){ 0 };
    show(h, &fresh);
}

void herd_again(struct herd_screen *h)
{
    struct err e;
    if (h->animals || h->list.row < 0) {
        herd_read(h);
        return;
    }
    list_close(&h->fresh);
    h->fresh_looked = 0;
    h->row_id = 0; /* what stands in the rows in view is asked again at once */
    if (!open_cursor(h, &h->fresh, &e)) {
        list_close(&h->fresh);
        screen_error(&e);
    }
    show_fresh(h);
}

static struct list_cursor *unfinished(struct herd_screen *h)
{
    if (h->fresh.reading && !h->fresh.done)
        return &h->fresh;
    return h->cursor.reading && !h->cursor.done ? &h->cursor : NULL;
}

/* In slices, and no more of them once a key waits. */
static void read_on(struct herd_screen *h, int milliseconds)
{
    struct err e;
    int64_t until = clock_monotonic() + (int64_t)milliseconds * 1000000;
    for (struct list_cursor *c; (c = unfinished(h)) && clock_monotonic() < until;) {
        if (!list_more(c, READ_SLICE, &e)) {
            screen_error(&e);
            return;
        }
        show_fresh(h);
        if (input_waiting())
            break;
    }
    if (h->list.rows != h->cursor.count)
        list_reload(&h->list, h->cursor.count);
}

void herd_tick(struct herd_screen *h)
{
    if (store_generation(h->app->herd->store) != h->generation)
        herd_again(h);
    read_on(h, READ_PER_TICK);
    if (unfinished(h))
        screen_hurry();
}

bool herd_read_all(struct herd_screen *h)
{
    struct err e;
    const struct progress *progress = screen_progress();
    while (!h->animals && h->cursor.reading && !h->cursor.done) {
        if (!progress_step(progress, _("animals"), h->cursor.seen, 0))
            return false;
        if (!list_more(&h->cursor, 100, &e)) {
            screen_error(&e);
            return false;
        }
    }
    list_reload(&h->list, h->cursor.count);
    return true;
}

/* ---- filter and search ---- */

bool herd_set_filter(struct herd_screen *h, const char *text, struct err *e)
{
    struct list_filter filter;
    if (!list_filter_parse(h->app->herd, text, &h->arena, &filter, e))
        return false;
    filter.holding = h->holding;
    filter.below = h->holding != 0;
    strbuf_clear(&h->search);
    strbuf_add(&h->search, filter.search ? filter.search : "");
    h->filter = filter;
    if (text != h->filter_text.text) {
        strbuf_clear(&h->filter_text);
        strbuf_add(&h->filter_text, text);
    }
    return true;
}

static void set_search(struct herd_screen *h, const char *text)
{
    if (strcmp(h->search.text, text) == 0)
        return;
    strbuf_clear(&h->search);
    strbuf_add(&h->search, text);
    herd_read(h);
    list_select(&h->list, 0);
}

static void draw_search(struct lineedit *edit)
{
    screen_draw();
    int y = terminal_rows() - 2;
    cell(y, 0, terminal_columns(), "", ALIGN_LEFT, ROLE_NORMAL);
    int label = cell_text(y, 1, 30, _("Find: "), ROLE_LABEL);
    lineedit_draw(edit, y, 1 + label, 40, ROLE_VALUE, true);
    terminal_show();
}

/* true = the search is over. */
static bool search_input(struct herd_screen *h, struct lineedit *edit, const char *before)
{
    struct input input = input_read(unfinished(h) ? SEARCH_TICK : -1);
    bool escape = input.kind == INPUT_KEY && input.key == KEY_ESCAPE;
    if (escape)
        set_search(h, before);
    if (escape || input.kind == INPUT_HANGUP || input.kind == INPUT_END ||
        (input.kind == INPUT_KEY && input.key == KEY_RETURN))
        return true;
    if (input.kind == INPUT_TICK)
        read_on(h, READ_PER_TICK);
    else if (!lineedit_input(edit, &input))
        list_input(&h->list, &input);
    else
        set_search(h, lineedit_text(edit));
    return false;
}

static void search_ask(struct herd_screen *h)
{
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    strbuf_add(&text, h->search.text);
    if (question_text(_("Find: "), &text, 60))
        set_search(h, text.text);
}

void herd_search(struct herd_screen *h)
{
    struct lineedit edit;
    struct strbuf before;
    if (plain_started()) {
        search_ask(h);
        return;
    }
    lineedit_init(&edit, 60);
    lineedit_set(&edit, h->search.text);
    strbuf_init(&before);
    strbuf_add(&before, h->search.text);
    do
        draw_search(&edit);
    while (!search_input(h, &edit, before.text));
    strbuf_done(&before);
    lineedit_done(&edit);
}
