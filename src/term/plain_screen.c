/* plain_screen.c - the stack of screens as lines. A screen names its parts (list, tree, text, form); they are told in
 * lines, and what is typed becomes the key of that name, so that every screen works without code of its own. */
#include "plain.h"

#include "form.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_SHOWN = 20 };

static struct {
    bool (*function)(void *context, const char *line);
    void *context;
} words;

void plain_words(bool (*function)(void *context, const char *line), void *context)
{
    words.function = function;
    words.context = context;
}

static bool parts_of(const struct screen_entry *entry, struct strbuf *about, struct screen_parts *ret)
{
    strbuf_clear(about);
    *ret = (struct screen_parts){ .about = about };
    if (entry->operations->parts)
        entry->operations->parts(entry->state, ret);
    return entry->operations->parts != NULL;
}

/* ---- telling ---- */
static int64_t rows_of(const struct screen_parts *parts)
{
    return parts->list ? parts->list->rows : parts->tree ? (int64_t)parts->tree->count : 0;
}

static void add_titles(const struct list *list, struct strbuf *out)
{
    const char *between = "";
    for (size_t i = 0; i < list->column_count; i++)
        if (*list->columns[i].title) {
            strbuf_printf(out, "%s%s", between, _(list->columns[i].title));
            between = "; ";
        }
    strbuf_add_char(out, '\n');
}

/* Columns made of blanks become separators; those in front stay, they tell how deep a row is. */
static void add_squeezed(const char *text, struct strbuf *out)
{
    size_t depth = strspn(text, " ");
    strbuf_add_n(out, text, depth);
    for (text += depth; *text;) {
        size_t length = strcspn(text, " "), blanks = strspn(text + length, " ");
        strbuf_add_n(out, text, length);
        text += length + blanks;
        if (blanks && *text)
            strbuf_add(out, blanks > 1 ? (out->text[out->length - 1] == ';' ? " " : "; ") : " ");
    }
}

/* Cells that are empty at the end are not said; one between others is "-". */
static void add_row(struct list *list, int64_t row, struct strbuf *out)
{
    for (size_t i = 0; i < list->column_count; i++) {
        strbuf_clear(&list->buffer.cell[i]);
        list->buffer.wanted[i] = true;
    }
    list->operations->fill(list->context, row, &list->buffer);
    size_t last = list->column_count;
    while (last > 0 && !list->buffer.cell[last - 1].length)
        last--;
    int64_t id = list->operations->id ? list->operations->id(list->context, row) : row;
    strbuf_printf(out, "%lld. %s", (long long)row + 1, list_marked(list, id) ? "* " : "");
    for (size_t i = 0; i < last; i++) {
        strbuf_add(out, i ? "; " : "");
        add_squeezed(list->buffer.cell[i].length ? list->buffer.cell[i].text : "-", out);
    }
    strbuf_add_char(out, '\n');
}

static void add_rows(const struct screen_parts *parts, int64_t from, int64_t to, struct strbuf *out)
{
    if (parts->list && from == 0 && parts->list->rows)
        add_titles(parts->list, out);
    if (parts->list && !parts->list->rows && parts->list->empty)
        strbuf_printf(out, "%s\n", parts->list->empty);
    for (int64_t row = from; row < to; row++)
        if (parts->list) {
            add_row(parts->list, row, out);
        } else {
            strbuf_printf(out, "%lld. ", (long long)row + 1);
            struct strbuf node;
            strbuf_init(&node);
            tree_say(parts->tree, (size_t)row, &node);
            add_squeezed(node.text, out);
            strbuf_done(&node);
            strbuf_add_char(out, '\n');
        }
    if (to < rows_of(parts))
        strbuf_printf(out, _("%lld of %lld; Enter: more\n"), (long long)to, (long long)rows_of(parts));
}

static void add_title(const struct screen_entry *entry, struct strbuf *out)
{
    struct screen_title title;
    screen_titles(entry, &title);
    const char *const texts[] = { title.crumb.text, title.context.text, title.count.text };
    for (size_t i = 0; i < COUNT(texts); i++)
        if (*texts[i])
            strbuf_printf(out, "%s%s", out->length ? "  " : "", texts[i]);
    if (out->length)
        strbuf_add_char(out, '\n');
    screen_title_done(&title);
}

static void add_text(const char *text, struct strbuf *out)
{
    if (!*text)
        return;
    strbuf_add(out, text);
    if (text[strlen(text) - 1] != '\n')
        strbuf_add_char(out, '\n');
}

/* The screen as it would be told now; of a long list the rows told last. */
static void compose(struct screen_entry *entry, struct strbuf *out)
{
    struct strbuf about;
    struct screen_parts parts;
    strbuf_init(&about);
    parts_of(entry, &about, &parts);
    add_title(entry, out);
    if (!parts.form) {
        int64_t rows = rows_of(&parts), to = entry->shown > ROWS_SHOWN ? entry->shown : ROWS_SHOWN;
        entry->shown = to < rows ? to : rows;
        add_text(about.text, out);
        add_rows(&parts, entry->shown > ROWS_SHOWN ? entry->shown - ROWS_SHOWN : 0, entry->shown, out);
        if (parts.viewer)
            add_text(parts.viewer->text.text, out);
    }
    strbuf_done(&about);
}

/* true = it is not what was told last. */
static bool remember(struct screen_entry *entry, const struct strbuf *text)
{
    if (entry->told && strcmp(entry->told, text->text) == 0)
        return false;
    memory_free(entry->told);
    entry->told = memory_text(text->text);
    return true;
}

/* A screen comes up, or something in it is no longer as it was told. */
static void show(struct screen_entry *entry)
{
    const struct input tick = { .kind = INPUT_TICK };
    struct strbuf text;
    if (entry->operations->tick)
        screen_deliver(&tick);
    strbuf_init(&text);
    compose(entry, &text);
    if (remember(entry, &text))
        plain_write(text.text);
    strbuf_done(&text);
}

static void show_more(struct screen_entry *entry, const struct screen_parts *parts)
{
    struct strbuf text;
    int64_t from = entry->shown, rows = rows_of(parts);
    if (from >= rows)
        return;
    strbuf_init(&text);
    entry->shown = from + ROWS_SHOWN < rows ? from + ROWS_SHOWN : rows;
    add_rows(parts, from, entry->shown, &text);
    plain_write(text.text);
    strbuf_clear(&text);
    compose(entry, &text);
    remember(entry, &text);
    strbuf_done(&text);
}

/* ---- what is typed ---- */
struct wanted {
    const char *word;
    uint32_t key;
};

static bool is_named(uint32_t key, const char *word)
{
    char name[KEY_TEXT];
    key_text(key, name);
    return key && (strcmp(name, word) == 0 || (strlen(word) > 1 && strcasecmp(name, word) == 0));
}

static void match(void *context, const struct key_binding *b)
{
    struct wanted *wanted = context;
    bool label = *b->label && (strcasecmp(b->label, wanted->word) == 0 || strcmp(_(b->label), wanted->word) == 0);
    if (!wanted->key && (label || is_named(b->key, wanted->word) || is_named(b->twin, wanted->word)))
        wanted->key = b->key;
}

static uint32_t key_of_word(const char *word)
{
    struct wanted wanted = { .word = word };
    struct frame_keys keys = screen_frame_keys();
    frame_each(&keys, match, &wanted);
    return wanted.key;
}

uint32_t plain_key(const char *name)
{
    for (uint32_t key = KEY_FN(1); key <= KEY_FN(12); key++)
        if (is_named(key, name))
            return key;
    return 0;
}

static void press(uint32_t key)
{
    const struct input input = { .kind = INPUT_KEY, .key = key, .folded = key };
    screen_deliver(&input);
}

static bool row_number(const struct screen_entry *entry, const char *text, int64_t *ret_row)
{
    char *end;
    long long number = strtoll(text, &end, 10);
    if (*text < '1' || *text > '9' || *end || number > entry->shown)
        return false;
    *ret_row = number - 1;
    return true;
}

static void stand_at(const struct screen_parts *parts, int64_t row)
{
    if (parts->list)
        list_select(parts->list, row);
    else if (parts->tree)
        parts->tree->at = (size_t)row;
}

/* "3": opens the row; "w", "w 3": the key of that name, at that row. */
static bool take_key(const struct screen_entry *entry, const struct screen_parts *parts, const char *line)
{
    int64_t row = -1;
    if (row_number(entry, line, &row)) {
        stand_at(parts, row);
        press(KEY_RETURN);
        return true;
    }
    struct strbuf word;
    const char *blank = strrchr(line, ' ');
    bool with_row = blank && row_number(entry, blank + 1, &row);
    strbuf_init(&word);
    strbuf_add_n(&word, line, with_row ? (size_t)(blank - line) : strlen(line));
    uint32_t key = key_of_word(word.text);
    strbuf_done(&word);
    if (!key)
        return false;
    if (with_row)
        stand_at(parts, row);
    press(key);
    return true;
}

/* ---- long texts: a page, and with each Enter another ---- */
static struct {
    char *text; /* NULL = all is told */
    size_t at;
} rest;

static void forget_rest(void)
{
    memory_free(rest.text);
    rest.text = NULL;
}

static const char *next_line(const char *text)
{
    text += strcspn(text, "\n");
    return text + (*text == '\n');
}

static void tell_page(void)
{
    const char *from = rest.text + rest.at, *to = from;
    struct strbuf page;
    int left = 0;
    for (int lines = 0; *to && lines < ROWS_SHOWN; lines++)
        to = next_line(to);
    for (const char *at = to; *at; at = next_line(at))
        left++;
    strbuf_init(&page);
    strbuf_add_n(&page, from, (size_t)(to - from));
    if (page.length && page.text[page.length - 1] == '\n')
        page.text[--page.length] = 0;
    plain_say("%s", page.text);
    strbuf_done(&page);
    rest.at = (size_t)(to - rest.text);
    if (left)
        plain_say(_("%d more lines; Enter: more"), left);
    else
        forget_rest();
}

void plain_pages(const char *text)
{
    forget_rest();
    rest.text = memory_text(text);
    rest.at = 0;
    tell_page();
}

/* ---- help ---- */
static void describe(void *context, const struct key_binding *b)
{
    char name[KEY_TEXT], twin[KEY_TEXT];
    struct strbuf *out = context;
    if (b->command < COMMAND_OWN || !*b->help)
        return;
    key_text(b->key, name);
    if (*b->label && b->twin)
        strbuf_printf(out, "%s: %s (%s, %s)\n", _(b->label), _(b->help), name, key_text(b->twin, twin));
    else if (*b->label)
        strbuf_printf(out, "%s: %s (%s)\n", _(b->label), _(b->help), name);
    else
        strbuf_printf(out, "%s: %s\n", name, _(b->help));
}

void plain_help(void)
{
    struct strbuf text;
    struct screen_parts parts;
    struct frame_keys keys = screen_frame_keys();
    strbuf_init(&text);
    parts_of(screen_top(), &text, &parts);
    strbuf_clear(&text);
    frame_each(&keys, describe, &text);
    if (rows_of(&parts))
        strbuf_add(&text, _("number: opens the row of that number; a word and a number: does that with the row,\n"
                            "a word alone with the row chosen last\n"
                            "Space and a number: marks the row, or no longer\n"
                            "Enter: more rows\n"));
    strbuf_add(&text, _("any number or name of an animal: finds it\n"
                        "q: back\n"));
    plain_pages(text.text);
    strbuf_done(&text);
}

/* ---- one line ---- */
static void back(void)
{
    if (!screen_top()->operations->leave || screen_top()->operations->leave(screen_top()->state))
        screen_pop();
}

static void take_line(struct screen_entry *entry, const struct screen_parts *parts, const char *line)
{
    if (!*line && rest.text) {
        tell_page();
        return;
    }
    forget_rest();
    if (!*line)
        show_more(entry, parts);
    else if (strcasecmp(line, "q") == 0)
        back();
    else if (strcmp(line, "?") == 0)
        press(KEY_FN(1));
    else if (!take_key(entry, parts, line) && !(words.function && words.function(words.context, line)))
        plain_say("! %s", _("That is no word here and no animal. ? tells what there is."));
}

static void ask_line(struct screen_entry *entry)
{
    struct strbuf line, folded, about;
    struct screen_title title;
    struct screen_parts parts;
    strbuf_init(&line);
    strbuf_init(&folded);
    strbuf_init(&about);
    screen_titles(entry, &title);
    plain_write(title.crumb.length ? title.crumb.text : screen_program_name());
    plain_write("> ");
    screen_title_done(&title);
    if (plain_read(&line)) {
        parts_of(entry, &about, &parts);
        plain_fold(line.text, &folded);
        take_line(entry, &parts, folded.text);
    }
    strbuf_done(&line);
    strbuf_done(&folded);
    strbuf_done(&about);
}

void plain_run(void)
{
    while (screen_top() && !plain_ended()) {
        struct screen_entry *entry = screen_top();
        struct strbuf about;
        struct screen_parts parts;
        show(entry);
        if (entry != screen_top())
            continue;
        strbuf_init(&about);
        parts_of(entry, &about, &parts);
        strbuf_done(&about);
        if (parts.form || parts.grid)
            plain_fill();
        else
            ask_line(entry);
    }
    forget_rest();
    if (plain_ended())
        screen_hang_up();
}
