/* herd_columns.c - which columns the herd list has and in which order it stands; the popup that changes them.
 *
 * Kept per operator in the meta of the book: it comes along with the book to every terminal and its backups, and how
 * somebody likes to look at a list is no record, so the log does not see it. */
#include "herd.h"

#include <string.h>

enum { WIDE = 110 };

#define USUAL "number,family,born,sex,parity,state,last-birth,keeper,owner,f"

struct chooser {
    struct herd_screen *h;
    int words[64]; /* the shown ones in order, then the others */
    int shown;     /* how many of them are shown */
    int sort;
    bool descending;
    struct list list;
};

/* ---- as text: "number,age,state;-age" ---- */

static void columns_text(const int *words, int count, int sort, bool descending, struct strbuf *out)
{
    for (int i = 0; i < count; i++)
        strbuf_printf(out, "%s%s", i ? "," : "", list_words[words[i]].name);
    strbuf_printf(out, ";%s%s", descending ? "-" : "", sort == LIST_NEWEST ? "newest" : list_words[sort].name);
}

static int add_words(const char *text, size_t length, int *words)
{
    int count = 0;
    for (size_t at = 0; at < length; at++) {
        char name[40];
        size_t size = strcspn(text + at, ",;");
        snprintf(name, sizeof name, "%.*s", (int)(size < sizeof name ? size : 0), text + at);
        int word = list_word_find(name);
        if (word >= 0 && count < HERD_COLUMNS_MOST)
            words[count++] = word;
        at += size;
    }
    return count;
}

static void take_text(struct herd_screen *h, const char *text)
{
    size_t length = strcspn(text, ";");
    h->shown_count = add_words(text, length, h->shown);
    const char *sort = text[length] ? text + length + 1 : "";
    h->descending = *sort == '-';
    sort += h->descending;
    h->sort = strcmp(sort, "newest") == 0 ? LIST_NEWEST : list_word_find(sort);
    if (h->sort < 0 && strcmp(sort, "newest") != 0)
        h->sort = LIST_NUMBER;
}

static const char *meta_name(const struct herd_screen *h, struct strbuf *out)
{
    strbuf_printf(out, "columns herd %s", h->app->herd->operator_name);
    return out->text;
}

static void columns_save(struct herd_screen *h)
{
    struct err e;
    CLEANUP(strbuf_done) struct strbuf name, text;
    strbuf_init(&name);
    strbuf_init(&text);
    columns_text(h->shown, h->shown_count, h->sort, h->descending, &text);
    if (!store_meta_set(h->app->herd->store, meta_name(h, &name), text.text, &e))
        screen_error(&e);
    h->generation = store_generation(h->app->herd->store);
}

/* ---- as columns of the list ---- */

static void columns_make(struct herd_screen *h)
{
    const struct herd *herd = h->app->herd;
    for (int i = 0; i < h->shown_count; i++) {
        const struct list_word *word = &list_words[h->shown[i]];
        const char *title = herd_label(herd, word->zh, word->en);
        bool text = word->type == LIST_TEXT || word->type == LIST_HOLDING;
        bool right = word->type == LIST_COUNT || word->type == LIST_WEIGHT || word->type == LIST_PERCENT ||
                     word->type == LIST_DAYS;
        h->columns[i] = (struct list_column){
            .title = title,
            .width = utf8_width(title) > word->width ? utf8_width(title) : word->width,
            .grow = i > 0 && text && word->width >= 6,
            .priority = i,
            .align = right ? ALIGN_RIGHT : ALIGN_LEFT,
        };
    }
    h->list.column_count = (size_t)h->shown_count;
    h->chinese = h->app->chinese;
}

static void columns_open(struct herd_screen *h)
{
    struct err e;
    list_columns_close(&h->words);
    h->row_id = 0;
    if (!list_columns_open(h->app->herd, h->shown, h->shown_count, &h->words, &e))
        screen_error(&e);
    columns_make(h);
}

void herd_columns_load(struct herd_screen *h)
{
    struct err e;
    CLEANUP(strbuf_done) struct strbuf name, text;
    strbuf_init(&name);
    strbuf_init(&text);
    if (!store_meta_get(h->app->herd->store, meta_name(h, &name), &text, &e))
        screen_error(&e);
    take_text(h, text.length ? text.text : USUAL);
    if (!h->shown_count)
        take_text(h, USUAL);
    columns_open(h);
}

void herd_columns_refresh(struct herd_screen *h, int room)
{
    h->wide = room >= WIDE;
    if (h->chinese != h->app->chinese)
        columns_make(h);
}

/* ---- the popup ---- */

static const struct list_column popup_columns[] = {
    { "", 3, 0, 0, ALIGN_LEFT },
    { "", 20, 1, 0, ALIGN_LEFT },
    { "", 14, 0, 1, ALIGN_RIGHT },
};

static void popup_fill(void *context, int64_t row, struct list_row *out)
{
    const struct chooser *c = context;
    const struct list_word *word = &list_words[c->words[row]];
    strbuf_add(&out->cell[0], row < c->shown ? "[x]" : "[ ]");
    strbuf_add(&out->cell[1], herd_label(c->h->app->herd, word->zh, word->en));
    if (c->words[row] == c->sort)
        strbuf_add(&out->cell[2], c->descending ? _("order, backwards") : _("order"));
    out->role[0] = row < c->shown ? ROLE_GOOD : ROLE_DIM;
    out->role[2] = ROLE_DIM;
}

static const struct list_operations popup_rows = { .fill = popup_fill };

static void popup_start(struct chooser *c, const int *shown, int count)
{
    int at = 0;
    bool used[64] = { false };
    for (int i = 0; i < count; i++) {
        c->words[at++] = shown[i];
        used[shown[i]] = true;
    }
    c->shown = count;
    for (int i = 0; i < list_word_count; i++)
        if (!used[i])
            c->words[at++] = i;
    list_reload(&c->list, list_word_count);
}

/* Moves the word of one row to another; those between move up or down. */
static void popup_move(struct chooser *c, int from, int to)
{
    int word = c->words[from];
    if (from < to)
        memmove(&c->words[from], &c->words[from + 1], (size_t)(to - from) * sizeof word);
    else
        memmove(&c->words[to + 1], &c->words[to], (size_t)(from - to) * sizeof word);
    c->words[to] = word;
}

/* The first column stays: by it a row is known. */
static void popup_toggle(struct chooser *c)
{
    int row = (int)c->list.row;
    if (row == 0 || (row >= c->shown && c->shown == HERD_COLUMNS_MOST)) {
        terminal_beep();
        return;
    }
    if (row >= c->shown) {
        popup_move(c, row, c->shown++);
    } else {
        popup_move(c, row, --c->shown);
    }
}

static void popup_shift(struct chooser *c, int step)
{
    int row = (int)c->list.row, to = row + step;
    if (row < 1 || row >= c->shown || to < 1 || to >= c->shown) {
        terminal_beep();
        return;
    }
    popup_move(c, row, to);
    list_select(&c->list, to);
}

static void popup_sort(struct chooser *c)
{
    int word = c->words[c->list.row];
    c->descending = c->sort == word && !c->descending;
    c->sort = word;
}

static void popup_usual(struct chooser *c)
{
    int usual[HERD_COLUMNS_MOST];
    popup_start(c, usual, add_words(USUAL, strlen(USUAL), usual));
    c->sort = LIST_NUMBER;
    c->descending = false;
    list_select(&c->list, 0);
}

static void popup_draw(struct chooser *c)
{
    screen_draw();
    int width = terminal_columns() - 4 < 62 ? terminal_columns() - 4 : 62, rows = terminal_rows() - 5;
    int x = (terminal_columns() - width) / 2, y = (terminal_rows() - rows) / 2;
    if (rows < 5)
        return;
    cell_blank((struct area){ y, x - 1, rows, width + 2 });
    cell(y, x, width, _(" Columns and order"), ALIGN_LEFT, ROLE_TITLE);
    list_draw(&c->list, (struct area){ y + 1, x, rows - 3, width });
    cell(y + rows - 2, x, width, _(" Space shows or hides   Left Right move the column"), ALIGN_LEFT, ROLE_TITLE);
    cell(y + rows - 1, x, width, _(" s sorts by it   r as usual   Enter takes   Esc closes"), ALIGN_LEFT, ROLE_TITLE);
    terminal_show();
}

/* WIDGET_SAVED: taken; WIDGET_LEFT: closed as it was. */
static enum widget_result popup_input(struct chooser *c, const struct input *input)
{
    switch (key_command(&app_keys, "columns", input)) {
    case COMMAND_MARK:
        popup_toggle(c);
        return WIDGET_USED;
    case COMMAND_LEFT:
        popup_shift(c, -1);
        return WIDGET_USED;
    case COMMAND_RIGHT:
        popup_shift(c, 1);
        return WIDGET_USED;
    case APP_SORT:
        popup_sort(c);
        return WIDGET_USED;
    case APP_REFRESH:
        popup_usual(c);
        return WIDGET_USED;
    case COMMAND_CHOOSE:
        return WIDGET_SAVED;
    case COMMAND_BACK:
        return WIDGET_LEFT;
    default:
        return list_input(&c->list, input) == WIDGET_CHOSEN ? WIDGET_SAVED : WIDGET_USED;
    }
}

static bool popup_run(struct chooser *c)
{
    for (;;) {
        popup_draw(c);
        struct input input = input_read(-1);
        if (input.kind == INPUT_HANGUP || input.kind == INPUT_END)
            return false;
        enum widget_result result = popup_input(c, &input);
        if (result == WIDGET_SAVED || result == WIDGET_LEFT)
            return result == WIDGET_SAVED;
    }
}

/* Without a screen they are written, as they are kept: number,age,state;-age */
static void columns_ask(struct herd_screen *h)
{
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    columns_text(h->shown, h->shown_count, h->sort, h->descending, &text);
    if (!question_text(_("Columns; order: "), &text, 400))
        return;
    take_text(h, text.text);
    if (!h->shown_count)
        take_text(h, USUAL);
    columns_open(h);
    columns_save(h);
    herd_again(h);
}

void herd_columns_choose(struct herd_screen *h)
{
    if (plain_started()) {
        columns_ask(h);
        return;
    }
    struct chooser c = { .h = h, .sort = h->sort, .descending = h->descending };
    list_init(&c.list, popup_columns, COUNT(popup_columns), &popup_rows, &c);
    popup_start(&c, h->shown, h->shown_count);
    list_select(&c.list, 0);
    if (popup_run(&c)) {
        bool sorted = c.sort != h->sort || c.descending != h->descending;
        h->shown_count = c.shown;
        memcpy(h->shown, c.words, (size_t)c.shown * sizeof *h->shown);
        h->sort = c.sort;
        h->descending = c.descending;
        h->list.shift = 0;
        columns_open(h);
        columns_save(h);
        if (sorted)
            herd_again(h);
    }
    list_done(&c.list);
}
