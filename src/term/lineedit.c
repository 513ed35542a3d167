/* lineedit.c - one line of UTF-8 that takes Chinese and never miscounts: bytes, a byte offset of the cursor and a byte
 * offset of the first character shown; columns are always summed anew. */
#include "private.h"

#include <string.h>

void lineedit_init(struct lineedit *edit, size_t most_bytes)
{
    *edit = (struct lineedit){ .most = most_bytes };
    strbuf_init(&edit->text);
}

void lineedit_done(struct lineedit *edit)
{
    strbuf_done(&edit->text);
    *edit = (struct lineedit){ 0 };
}

const char *lineedit_text(const struct lineedit *edit)
{
    return edit->text.text;
}

/* Past the character at `at` and the combining marks on it. */
static size_t next_at(const struct lineedit *edit, size_t at)
{
    const char *text = edit->text.text + at, *next = text;
    utf8_next(&text);
    for (next = text; *next && cell_char_width(utf8_next(&next)) == 0;)
        text = next;
    return (size_t)(text - edit->text.text);
}

static size_t previous_at(const struct lineedit *edit, size_t at)
{
    size_t before = 0;
    for (size_t next = 0; next < at; next = next_at(edit, next))
        before = next;
    return before;
}

void lineedit_set(struct lineedit *edit, const char *text)
{
    const char *end = text, *next = text;
    while (*next && (utf8_next(&next), (size_t)(next - text) <= edit->most))
        end = next;
    strbuf_clear(&edit->text);
    strbuf_add_n(&edit->text, text, (size_t)(end - text));
    edit->at = edit->text.length;
    edit->left = 0;
}

static void cut_out(struct lineedit *edit, size_t from, size_t to)
{
    if (from == to)
        return; /* an empty buffer is not ours to write into */
    memmove(edit->text.text + from, edit->text.text + to, edit->text.length - to + 1);
    edit->text.length -= to - from;
    edit->at = from;
}

/* What would be shown as '?' is refused; so is a combining mark with nothing under it. */
static bool is_acceptable(const struct lineedit *edit, uint32_t code)
{
    char bytes[5] = "";
    if (code < ' ' || code == UTF8_BAD || !utf8_encode(code, bytes) || (!edit->at && cell_char_width(code) == 0))
        return false;
    return code == '?' || strcmp(cell_made_printable(bytes), "?") != 0;
}

static bool insert(struct lineedit *edit, uint32_t code)
{
    char bytes[4];
    size_t size = utf8_encode(code, bytes);
    if (!is_acceptable(edit, code) || edit->text.length + size > edit->most)
        return false;
    strbuf_add_n(&edit->text, bytes, size);
    memmove(edit->text.text + edit->at + size, edit->text.text + edit->at, edit->text.length - size - edit->at);
    memcpy(edit->text.text + edit->at, bytes, size);
    edit->at += size;
    return true;
}

static bool insert_paste(struct lineedit *edit, const char *text)
{
    bool whole = true;
    while (*text) {
        uint32_t code = utf8_next(&text);
        if (code == '\n' && !*text)
            break; /* the line end that comes along with a copied line */
        if (!insert(edit, code < ' ' ? ' ' : code))
            whole = false;
    }
    return whole;
}

static void erase_word(struct lineedit *edit)
{
    size_t from = edit->at;
    while (from && edit->text.text[from - 1] == ' ')
        from--;
    while (from && edit->text.text[from - 1] != ' ')
        from--;
    cut_out(edit, from, edit->at);
}

static bool edit_key(struct lineedit *edit, uint32_t key)
{
    switch (key) {
    case KEY_TO_LEFT:
        edit->at = previous_at(edit, edit->at);
        return true;
    case KEY_TO_RIGHT:
        edit->at = next_at(edit, edit->at);
        return true;
    case KEY_TO_HOME:
    case KEY_CTRL('A'):
        edit->at = 0;
        return true;
    case KEY_TO_END:
    case KEY_CTRL('E'):
        edit->at = edit->text.length;
        return true;
    case KEY_ERASE:
        cut_out(edit, previous_at(edit, edit->at), edit->at);
        return true;
    case KEY_DELETE:
        cut_out(edit, edit->at, next_at(edit, edit->at));
        return true;
    case KEY_CTRL('U'):
        lineedit_set(edit, "");
        return true;
    case KEY_CTRL('K'):
        cut_out(edit, edit->at, edit->text.length);
        return true;
    case KEY_CTRL('W'):
        erase_word(edit);
        return true;
    default:
        return false;
    }
}

bool lineedit_input(struct lineedit *edit, const struct input *input)
{
    bool taken = true;
    if (input->kind == INPUT_PASTE || (input->kind == INPUT_READING && !strcmp(input->field, READING_TAG)))
        taken = insert_paste(edit, input->text);
    else if (input_is_text(input))
        taken = insert(edit, input->key);
    else
        return input->kind == INPUT_KEY && edit_key(edit, input->key);
    if (!taken)
        terminal_beep();
    return true;
}

static int columns_between(const struct lineedit *edit, size_t from, size_t to)
{
    const char *text = edit->text.text + from, *end = edit->text.text + to;
    int columns = 0;
    while (text < end)
        columns += cell_char_width(utf8_next(&text));
    return columns;
}

/* One column at the left is for '<' once something is hidden there, one at the right for '>' or the cursor. */
static void scroll(struct lineedit *edit, int width, bool focus)
{
    if (edit->left > edit->text.length || !focus)
        edit->left = 0;
    if (!focus)
        return;
    if (edit->at < edit->left || (edit->at == edit->left && edit->left))
        edit->left = previous_at(edit, edit->at);
    while (edit->left < edit->at && columns_between(edit, edit->left, edit->at) > width - 1 - (edit->left ? 1 : 0))
        edit->left = next_at(edit, edit->left);
}

void lineedit_draw(struct lineedit *edit, int y, int x, int width, enum cell_role role, bool focus)
{
    if (width < 1)
        return;
    scroll(edit, width, focus);
    int mark = edit->left ? 1 : 0, room = width - mark;
    const char *shown = edit->text.text + edit->left;
    if (mark)
        cell(y, x, 1, "<", ALIGN_LEFT, role);
    bool more = columns_between(edit, edit->left, edit->text.length) > room;
    char *part = NULL;
    if (more) {
        size_t end = edit->left;
        while (end < edit->text.length && columns_between(edit, edit->left, next_at(edit, end)) <= room - 1)
            end = next_at(edit, end);
        part = memory_text(shown);
        part[end - edit->left] = 0;
    }
    cell(y, x + mark, room, part ? part : shown, ALIGN_LEFT, role);
    if (more)
        cell(y, x + width - 1, 1, ">", ALIGN_LEFT, role);
    memory_free(part);
    if (focus)
        terminal_cursor(y, x + mark + columns_between(edit, edit->left, edit->at));
}
