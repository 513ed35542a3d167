/* key.c - the key table: look-up, names, and the texts that are made from it. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#define ANY "anywhere"
static const struct key_binding own[] = {
    { ANY, KEY_FN(1), '?', N_("Help"), N_("Show the keys of this screen"), COMMAND_HELP },
    { ANY, KEY_FN(10), 'q', N_("Back"), N_("Back to the screen before"), COMMAND_BACK },
    { ANY, KEY_ESCAPE, 0, "", N_("Back to the screen before"), COMMAND_BACK },
    { ANY, KEY_CTRL('L'), 0, "", N_("Draw the screen again"), COMMAND_REDRAW },
    { ANY, KEY_CTRL('Z'), 0, "", N_("Stop the program for a while (fg continues it)"), COMMAND_SUSPEND },

    { "list", KEY_TO_UP, 'k', "", N_("Up one row"), COMMAND_UP },
    { "list", KEY_TO_DOWN, 'j', "", N_("Down one row"), COMMAND_DOWN },
    { "list", KEY_TO_LEFT, 'h', "", N_("Show the columns to the left"), COMMAND_LEFT },
    { "list", KEY_TO_RIGHT, 'l', "", N_("Show the columns to the right"), COMMAND_RIGHT },
    { "list", KEY_PAGE_UP, KEY_CTRL('B'), "", N_("Up one page"), COMMAND_PAGE_UP },
    { "list", KEY_PAGE_DOWN, KEY_CTRL('F'), "", N_("Down one page"), COMMAND_PAGE_DOWN },
    { "list", KEY_TO_HOME, 'g', "", N_("First row"), COMMAND_FIRST },
    { "list", KEY_TO_END, 'G', "", N_("Last row"), COMMAND_LAST },
    { "list", KEY_RETURN, 0, "", N_("Open the selected row"), COMMAND_CHOOSE },
    { "list", KEY_SPACE, 0, "", N_("Mark the row for a command on many rows"), COMMAND_MARK },

    { "form", KEY_RETURN, 0, "", N_("Next field; after the last one, save"), COMMAND_CHOOSE },
    { "form", KEY_TAB, 0, "", N_("Next field"), COMMAND_NEXT },
    { "form", KEY_BACK_TAB, 0, "", N_("Previous field"), COMMAND_PREVIOUS },
    { "form", KEY_TO_DOWN, 0, "", N_("Field below"), COMMAND_DOWN },
    { "form", KEY_TO_UP, 0, "", N_("Field above"), COMMAND_UP },
    { "form", KEY_FN(2), KEY_CTRL('S'), N_("Save"), N_("Save the record"), COMMAND_SAVE },
    { "form", KEY_FN(4), KEY_CTRL('P'), N_("Choose"), N_("Choose from a list; in a date: today"), COMMAND_PICK },
    { "form", KEY_FN(5), KEY_CTRL('D'), N_("Same"), N_("Same as in the record before"), COMMAND_SAME },
    { "form", KEY_CTRL('U'), 0, "", N_("Empty the field"), COMMAND_CLEAR },
    { "form", KEY_FN(10), KEY_ESCAPE, N_("Back"), N_("Leave; asks if something was changed"), COMMAND_BACK },

    { "grid", KEY_RETURN, 0, "", N_("Cell below; at the bottom, top of the next column"), COMMAND_CHOOSE },
    { "grid", KEY_TAB, 0, "", N_("Cell to the right"), COMMAND_NEXT },
    { "grid", KEY_BACK_TAB, 0, "", N_("Cell to the left"), COMMAND_PREVIOUS },
    { "grid", KEY_TO_DOWN, 0, "", N_("Cell below"), COMMAND_DOWN },
    { "grid", KEY_TO_UP, 0, "", N_("Cell above"), COMMAND_UP },
    { "grid", KEY_PAGE_DOWN, 0, "", N_("Down one page"), COMMAND_PAGE_DOWN },
    { "grid", KEY_PAGE_UP, 0, "", N_("Up one page"), COMMAND_PAGE_UP },
    { "grid", KEY_FN(2), KEY_CTRL('S'), N_("Save"), N_("Save all rows"), COMMAND_SAVE },
    { "grid", KEY_FN(4), KEY_CTRL('P'), N_("Choose"), N_("Choose from a list; in a date: today"), COMMAND_PICK },
    { "grid", KEY_FN(5), KEY_CTRL('D'), N_("Same"), N_("Same as in the row above"), COMMAND_SAME },
    { "grid", KEY_FN(7), KEY_CTRL('N'), N_("Add row"), N_("Add a row"), COMMAND_ADD_ROW },
    { "grid", KEY_FN(8), KEY_CTRL('X'), N_("Drop row"), N_("Remove the row"), COMMAND_REMOVE_ROW },
    { "grid", KEY_CTRL('G'), 0, "", N_("Next cell with something wrong"), COMMAND_SEARCH_NEXT },
    { "grid", KEY_CTRL('U'), 0, "", N_("Empty the cell"), COMMAND_CLEAR },
    { "grid", KEY_FN(10), KEY_ESCAPE, N_("Back"), N_("Leave; asks if something was changed"), COMMAND_BACK },

    { "tree", KEY_TO_UP, 'k', "", N_("Up one row"), COMMAND_UP },
    { "tree", KEY_TO_DOWN, 'j', "", N_("Down one row"), COMMAND_DOWN },
    { "tree", KEY_TO_RIGHT, 'l', "", N_("Open the branch"), COMMAND_EXPAND },
    { "tree", KEY_TO_LEFT, 'h', "", N_("Close the branch, or go to its root"), COMMAND_COLLAPSE },
    { "tree", KEY_PAGE_UP, KEY_CTRL('B'), "", N_("Up one page"), COMMAND_PAGE_UP },
    { "tree", KEY_PAGE_DOWN, KEY_CTRL('F'), "", N_("Down one page"), COMMAND_PAGE_DOWN },
    { "tree", KEY_TO_HOME, 'g', "", N_("First row"), COMMAND_FIRST },
    { "tree", KEY_TO_END, 'G', "", N_("Last row"), COMMAND_LAST },
    { "tree", KEY_SPACE, 0, "", N_("Open or close the branch"), COMMAND_MARK },
    { "tree", KEY_RETURN, 0, "", N_("Open the selected row"), COMMAND_CHOOSE },

    { "viewer", KEY_TO_UP, 'k', "", N_("Up one line"), COMMAND_UP },
    { "viewer", KEY_TO_DOWN, 'j', "", N_("Down one line"), COMMAND_DOWN },
    { "viewer", KEY_PAGE_UP, 'b', "", N_("Up one page"), COMMAND_PAGE_UP },
    { "viewer", KEY_PAGE_DOWN, KEY_SPACE, "", N_("Down one page"), COMMAND_PAGE_DOWN },
    { "viewer", KEY_TO_LEFT, 'h', "", N_("To the left, where lines are wider than the screen"), COMMAND_LEFT },
    { "viewer", KEY_TO_RIGHT, 'l', "", N_("To the right, where lines are wider than the screen"), COMMAND_RIGHT },
    { "viewer", KEY_TO_HOME, 'g', "", N_("To the start"), COMMAND_FIRST },
    { "viewer", KEY_TO_END, 'G', "", N_("To the end"), COMMAND_LAST },
    { "viewer", KEY_FN(3), '/', N_("Find"), N_("Find words in the text"), COMMAND_SEARCH },
    { "viewer", 'n', 0, "", N_("Next place found"), COMMAND_SEARCH_NEXT },
    { "viewer", 'N', 0, "", N_("Place found before"), COMMAND_SEARCH_BACK },

    { "pick", KEY_TO_UP, 0, "", N_("Up one row"), COMMAND_UP },
    { "pick", KEY_TO_DOWN, 0, "", N_("Down one row"), COMMAND_DOWN },
    { "pick", KEY_PAGE_UP, 0, "", N_("Up one page"), COMMAND_PAGE_UP },
    { "pick", KEY_PAGE_DOWN, 0, "", N_("Down one page"), COMMAND_PAGE_DOWN },
    { "pick", KEY_TO_HOME, 0, "", N_("First row"), COMMAND_FIRST },
    { "pick", KEY_TO_END, 0, "", N_("Last row"), COMMAND_LAST },
    { "pick", KEY_RETURN, 0, "", N_("Take the selected row"), COMMAND_CHOOSE },
    { "pick", KEY_ESCAPE, KEY_FN(10), "", N_("Close the list"), COMMAND_BACK },
};
const struct key_table key_term = { own, COUNT(own) };

/* Chinese punctuation that an input method puts where the keyboard has a command. */
static const struct {
    uint32_t from;
    char to;
} punctuation[] = {
    { 0x3001, '/' }, { 0x3002, '.' }, { 0x300A, '<' }, { 0x300B, '>' }, { 0x3010, '[' },
    { 0x3011, ']' }, { 0xFFE5, '$' }, { 0x00B7, '`' }, { 0x3000, ' ' },
};

uint32_t key_fold(uint32_t key)
{
    for (size_t i = 0; i < COUNT(punctuation); i++)
        if (punctuation[i].from == key)
            return (uint32_t)punctuation[i].to;
    return key >= 0xFF01 && key <= 0xFF5E ? key - 0xFEE0 : key;
}

int key_command(const struct key_table *table, const char *context, const struct input *input)
{
    if (input->kind != INPUT_KEY)
        return COMMAND_NONE;
    for (size_t i = 0; table && i < table->count; i++) {
        const struct key_binding *b = &table->bindings[i];
        if ((b->key == input->folded || (b->twin && b->twin == input->folded)) && !strcmp(b->context, context))
            return b->command;
    }
    return COMMAND_NONE;
}

static const struct {
    uint32_t key;
    const char *name;
} names[] = {
    { KEY_TAB, N_("Tab") },
    { KEY_RETURN, N_("Enter") },
    { KEY_ESCAPE, N_("Esc") },
    { KEY_SPACE, N_("Space") },
    { KEY_TO_UP, N_("Up") },
    { KEY_TO_DOWN, N_("Down") },
    { KEY_TO_LEFT, N_("Left") },
    { KEY_TO_RIGHT, N_("Right") },
    { KEY_TO_HOME, N_("Home") },
    { KEY_TO_END, N_("End") },
    { KEY_PAGE_UP, N_("PgUp") },
    { KEY_PAGE_DOWN, N_("PgDn") },
    { KEY_BACK_TAB, N_("Shift-Tab") },
    { KEY_DELETE, N_("Delete") },
    { KEY_ERASE, N_("Backspace") },
    { KEY_INSERT, N_("Insert") },
};

const char *key_text(uint32_t key, char out[KEY_TEXT])
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (names[i].key == key) {
            snprintf(out, KEY_TEXT, "%s", _(names[i].name));
            return out;
        }
    if (key > KEY_FUNCTION && key <= KEY_LAST)
        snprintf(out, KEY_TEXT, "F%u", (unsigned)(key - KEY_FUNCTION));
    else if (key < ' ')
        snprintf(out, KEY_TEXT, "Ctrl-%c", (int)('@' + key));
    else
        out[utf8_encode(key, out)] = 0;
    return out;
}

static void add_keys(const struct key_binding *b, struct strbuf *out)
{
    char name[KEY_TEXT];
    strbuf_add(out, key_text(b->key, name));
    if (b->twin) {
        strbuf_add(out, ", ");
        strbuf_add(out, key_text(b->twin, name));
    }
}

void key_describe(const struct key_table *table, const char *context, struct strbuf *out)
{
    for (size_t i = 0; table && i < table->count; i++) {
        const struct key_binding *b = &table->bindings[i];
        if (strcmp(b->context, context))
            continue;
        struct strbuf keys;
        strbuf_init(&keys);
        add_keys(b, &keys);
        strbuf_printf(out, "%s%*s%s\n", keys.text, utf8_width(keys.text) < 16 ? 16 - utf8_width(keys.text) : 1, "",
                      _(b->help));
        strbuf_done(&keys);
    }
}

static bool first_of_context(const struct key_table *table, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!strcmp(table->bindings[i].context, table->bindings[at].context))
            return false;
    return true;
}

void key_markdown(const struct key_table *table, struct strbuf *out)
{
    for (size_t i = 0; i < table->count; i++) {
        if (!first_of_context(table, i))
            continue;
        strbuf_printf(out, "%s### %s\n\n| %s | %s |\n| --- | --- |\n", i ? "\n" : "", table->bindings[i].context,
                      _("Key"), _("What it does"));
        for (size_t j = i; j < table->count; j++) {
            const struct key_binding *b = &table->bindings[j];
            if (strcmp(b->context, table->bindings[i].context))
                continue;
            strbuf_add(out, "| ");
            add_keys(b, out);
            strbuf_printf(out, " | %s |\n", _(b->help));
        }
    }
}
