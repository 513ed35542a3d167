/* pick.c - a popup list with type-to-filter. It stands between two title lines; no box is drawn. */
#include "plain.h"

#include <string.h>

struct pick {
    const char *title;
    const struct pick_operations *operations;
    void *context;
    struct lineedit filter;
    struct list list;
    struct list_column columns[2];
    int rows;    /* of the popup, taken from the unfiltered list so that it does not jump about */
    bool search; /* there is no unfiltered list */
    bool stale;  /* letters came that were not looked for yet */
};

enum { MOST_WIDTH = 64, SEARCH_WIDTH = 90, LOOKED_AT = 64 };

static void fill(void *context, int64_t row, struct list_row *out)
{
    struct pick *pick = context;
    pick->operations->row(pick->context, row, &out->cell[0], &out->cell[1]);
    out->role[1] = ROLE_DIM;
}

static const struct list_operations list_operations = { .fill = fill };

/* The right column is as wide as what stands in it, at most half of the popup. */
static void fit_columns(struct pick *pick)
{
    struct strbuf left, right;
    int most = 4;
    strbuf_init(&left);
    strbuf_init(&right);
    for (int64_t row = 0; row < pick->list.rows && row < LOOKED_AT; row++) {
        strbuf_clear(&left);
        strbuf_clear(&right);
        pick->operations->row(pick->context, row, &left, &right);
        int width = utf8_width(right.text);
        most = width > most ? width : most;
    }
    pick->columns[1].width = most < MOST_WIDTH / 2 ? most : MOST_WIDTH / 2;
    strbuf_done(&left);
    strbuf_done(&right);
}

static void filter(struct pick *pick)
{
    pick->stale = false;
    list_reload(&pick->list, pick->operations->filter(pick->context, lineedit_text(&pick->filter)));
    if (!pick->search)
        fit_columns(pick);
    list_select(&pick->list, 0);
    if (pick->operations->empty)
        pick->list.empty = pick->operations->empty(pick->context);
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static void draw(struct pick *pick)
{
    char text[160];
    screen_compose();
    if (screen_is_too_small())
        return;
    int width = smaller(terminal_columns() - (pick->search ? 2 : 4), pick->search ? SEARCH_WIDTH : MOST_WIDTH);
    int rows = smaller(terminal_rows() - 5, pick->rows);
    int x = (terminal_columns() - width) / 2, y = (terminal_rows() - rows) / 2;
    cell_blank((struct area){ y, x - 1, rows, width + 2 });
    cell(y, x, width, "", ALIGN_LEFT, ROLE_TITLE);
    cell(y, x + 1, width - 2, pick->title, ALIGN_LEFT, ROLE_TITLE);
    int label = cell_text(y + 1, x + 1, width / 2, pick->search ? _("Find: ") : _("Filter: "), ROLE_LABEL);
    list_draw(&pick->list, (struct area){ y + 2, x, rows - 3, width });
    bool more = pick->operations->more && pick->operations->more(pick->context);
    snprintf(text, sizeof text, "%lld / %lld%s", (long long)(pick->list.row + 1), (long long)pick->list.rows,
             more ? "+" : "");
    cell(y + rows - 1, x, width, "", ALIGN_LEFT, ROLE_TITLE);
    cell(y + rows - 1, x + 1, width - 18, _("Enter takes  Esc closes"), ALIGN_LEFT, ROLE_TITLE);
    cell(y + rows - 1, x + width - 16, 15, text, ALIGN_RIGHT, ROLE_TITLE);
    lineedit_draw(&pick->filter, y + 1, x + 1 + label, width - label - 2, ROLE_VALUE, true);
}

/* The movements of a list, but letters belong to the filter. */
static enum widget_result move(struct pick *pick, const struct input *input)
{
    if (input->kind != INPUT_MOUSE && !key_command(&key_term, "pick", input))
        return WIDGET_IGNORED;
    return list_input(&pick->list, input);
}

/* Enter behind a burst of letters, as a reader types them: nobody has seen what is chosen. */
static bool is_blind(struct pick *pick)
{
    if (!pick->stale)
        return false;
    filter(pick);
    return pick->operations->sure && pick->list.rows && !pick->operations->sure(pick->context);
}

/* A scanned tag is the whole answer, unless it may mean several. */
static bool is_answered(struct pick *pick, const struct input *input)
{
    if (!pick->search || input->kind != INPUT_READING || strcmp(input->field, READING_TAG) != 0)
        return false;
    lineedit_set(&pick->filter, input->text);
    pick->stale = true;
    return !is_blind(pick);
}

static bool run(struct pick *pick)
{
    filter(pick);
    pick->rows = pick->search ? 15 : pick->list.rows < 4 ? 7 : pick->list.rows > 15 ? 18 : (int)pick->list.rows + 3;
    for (;;) {
        if (!pick->stale || !input_waiting()) {
            if (pick->stale)
                filter(pick);
            draw(pick);
            terminal_show();
        }
        struct input input = input_read(-1);
        int command = key_command(&key_term, "pick", &input);
        if (is_answered(pick, &input))
            return true;
        if (input.kind == INPUT_HANGUP || input.kind == INPUT_END || command == COMMAND_BACK)
            return false;
        if (command == COMMAND_CHOOSE && is_blind(pick))
            continue;
        if (command && pick->stale)
            filter(pick);
        enum widget_result result = move(pick, &input);
        if (result == WIDGET_CHOSEN || (command == COMMAND_CHOOSE && pick->search && !pick->list.rows))
            return true;
        if (result == WIDGET_IGNORED && lineedit_input(&pick->filter, &input))
            pick->stale = true;
    }
}

bool pick_run(const char *title, const struct pick_operations *operations, void *context, int64_t *ret_row)
{
    if (plain_started())
        return plain_pick(title, operations, context, NULL, ret_row);
    struct pick pick = { .title = title,
                         .operations = operations,
                         .context = context,
                         .columns = { { "", 8, 1, 0, ALIGN_LEFT }, { "", 4, 0, 1, ALIGN_RIGHT } } };
    lineedit_init(&pick.filter, 100);
    list_init(&pick.list, pick.columns, COUNT(pick.columns), &list_operations, &pick);
    pick.list.empty = _("nothing fits");
    bool chosen = run(&pick);
    if (chosen)
        *ret_row = pick.list.row;
    list_done(&pick.list);
    lineedit_done(&pick.filter);
    return chosen;
}

bool pick_search(const char *title, const struct pick_operations *operations, void *context, struct strbuf *text,
                 int64_t *ret_row)
{
    if (plain_started())
        return plain_pick(title, operations, context, text, ret_row);
    struct pick pick = { .title = title,
                         .operations = operations,
                         .context = context,
                         .search = true,
                         .columns = { { "", 32, 1, 0, ALIGN_LEFT }, { "", 24, 1, 1, ALIGN_LEFT } } };
    lineedit_init(&pick.filter, 100);
    lineedit_set(&pick.filter, text->text);
    list_init(&pick.list, pick.columns, COUNT(pick.columns), &list_operations, &pick);
    pick.list.empty = _("nothing fits");
    bool chosen = run(&pick);
    if (chosen)
        *ret_row = pick.list.rows ? pick.list.row : -1;
    strbuf_clear(text);
    strbuf_add(text, lineedit_text(&pick.filter));
    list_done(&pick.list);
    lineedit_done(&pick.filter);
    return chosen;
}

/* ---- from an array of texts ---- */
struct texts {
    const char *const *all;
    size_t count, *shown, shown_count;
};

static bool fits(const char *text, const char *wanted)
{
    struct strbuf a, b;
    strbuf_init(&a);
    strbuf_init(&b);
    utf8_normalise(&a, text);
    utf8_normalise(&b, wanted);
    bool found = strstr(a.text, b.text) || pinyin_find(a.text, b.text) >= 0;
    strbuf_done(&a);
    strbuf_done(&b);
    return found;
}

static int64_t filter_texts(void *context, const char *text)
{
    struct texts *texts = context;
    texts->shown_count = 0;
    for (size_t i = 0; i < texts->count; i++)
        if (fits(texts->all[i], text))
            texts->shown[texts->shown_count++] = i;
    return (int64_t)texts->shown_count;
}

static void text_row(void *context, int64_t row, struct strbuf *left, struct strbuf *right)
{
    const struct texts *texts = context;
    (void)right;
    strbuf_add(left, texts->all[texts->shown[row]]);
}

bool pick_text(const char *title, const char *const *all, size_t count, size_t *ret_index)
{
    static const struct pick_operations operations = { .filter = filter_texts, .row = text_row };
    struct texts texts = { .all = all, .count = count };
    int64_t row;
    texts.shown = memory_new((count + 1) * sizeof *texts.shown);
    bool chosen = pick_run(title, &operations, &texts, &row);
    if (chosen)
        *ret_index = texts.shown[row];
    memory_free(texts.shown);
    return chosen;
}
