/* frame.c - the lines around every screen: title above, keys below. */
#include "private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FOOTER_MOST 32
#define KEYS_MOST 256 /* of all contexts of a screen, twins too */

struct footer_item {
    struct key_binding binding;
    int order, width;
    bool shown;
};
struct footer {
    struct footer_item items[FOOTER_MOST];
    size_t count;
};

static struct {
    int x, end;
    uint32_t key;
} hits[FOOTER_MOST]; /* where a click means which key */
static size_t hit_count;
static int hit_row = -1;

/* "mupu  Herd > Ewes": the nearest crumbs stay when the room is short. */
static void join_crumbs(struct strbuf *out, const char *program, const char *const *crumbs, size_t count, int width)
{
    for (size_t first = 0;; first++) {
        strbuf_clear(out);
        strbuf_printf(out, " %s  %s", program, first ? "~ > " : "");
        for (size_t i = first; i < count; i++)
            strbuf_printf(out, "%s%s", i > first ? " > " : "", crumbs[i]);
        if (utf8_width(out->text) <= width || first + 1 >= count)
            return;
    }
}

void frame_title(const char *program, const char *const *crumbs, size_t count, const char *context, const char *right)
{
    struct strbuf left;
    int columns = terminal_columns(), right_width = utf8_width(right), context_width = utf8_width(context);
    strbuf_init(&left);
    join_crumbs(&left, program, crumbs, count, columns - right_width - 2);
    int left_width = utf8_width(left.text);
    cell(0, 0, columns, left.text, ALIGN_LEFT, ROLE_TITLE);
    int from = left_width + 2, to = columns - right_width - (right_width ? 3 : 1);
    int x = (columns - context_width) / 2;
    if (x + context_width > to)
        x = to - context_width;
    if (x < from)
        x = from;
    if (context_width && to - x >= 8)
        cell(0, x, context_width < to - x ? context_width : to - x, context, ALIGN_LEFT, ROLE_TITLE);
    if (right_width && columns - right_width - 1 >= left_width + 1)
        cell(0, columns - right_width - 1, right_width, right, ALIGN_LEFT, ROLE_TITLE);
    strbuf_done(&left);
}

struct reach {
    const struct frame_keys *keys;
    bool typing; /* a form has the keys: letters are text */
    uint32_t taken[KEYS_MOST];
    size_t taken_count;
    void (*each)(void *context, const struct key_binding *b);
    void *argument;
};

static bool is_free(const struct reach *reach, uint32_t key)
{
    if (!key || (reach->typing && key >= ' ' && key < KEY_SPECIAL))
        return false;
    for (size_t i = 0; i < reach->taken_count; i++)
        if (reach->taken[i] == key)
            return false;
    return true;
}

static void take(struct reach *reach, uint32_t key)
{
    assert(reach->taken_count < KEYS_MOST);
    reach->taken[reach->taken_count++] = key;
}

static void reach_binding(struct reach *reach, const struct key_binding *b)
{
    struct key_binding left = *b;
    bool key = is_free(reach, b->key), twin = is_free(reach, b->twin);
    if ((!key && !twin) || (reach->keys->offers && !reach->keys->offers(reach->keys->state, b->command)))
        return;
    left.key = key ? b->key : b->twin;
    left.twin = key && twin ? b->twin : 0;
    take(reach, left.key);
    if (left.twin)
        take(reach, left.twin);
    reach->each(reach->argument, &left);
}

static void each_in(struct reach *reach, const struct key_table *table, const char *context)
{
    for (size_t i = 0; table && i < table->count; i++)
        if (!strcmp(table->bindings[i].context, context))
            reach_binding(reach, &table->bindings[i]);
}

static bool takes_letters(const struct frame_keys *keys)
{
    for (const char *const *context = keys->contexts; context && *context; context++)
        if (strcmp(*context, "form") == 0 || strcmp(*context, "grid") == 0)
            return true;
    return false;
}

void frame_each(const struct frame_keys *keys, void (*each)(void *context, const struct key_binding *b), void *argument)
{
    struct reach reach = { .keys = keys, .typing = takes_letters(keys), .each = each, .argument = argument };
    for (const char *const *context = keys->contexts; context && *context; context++) {
        each_in(&reach, keys->program, *context);
        each_in(&reach, &key_term, *context);
    }
    each_in(&reach, keys->program, "anywhere");
    each_in(&reach, &key_term, "anywhere");
}

struct lookup {
    const struct input *input;
    int command;
};

static void look(void *context, const struct key_binding *b)
{
    struct lookup *lookup = context;
    uint32_t key = lookup->input->folded;
    if (!lookup->command && (b->key == key || (b->twin && b->twin == key)))
        lookup->command = b->command;
}

int frame_command(const struct frame_keys *keys, const struct input *input)
{
    struct lookup lookup = { .input = input };
    if (input->kind == INPUT_KEY)
        frame_each(keys, look, &lookup);
    return lookup.command;
}

static bool is_function(uint32_t key)
{
    return key > KEY_FUNCTION && key <= KEY_LAST;
}

static void footer_text(const struct key_binding *b, char *key, size_t size)
{
    char name[KEY_TEXT];
    if (is_function(b->key))
        snprintf(key, size, "%u", (unsigned)(b->key - KEY_FUNCTION));
    else
        snprintf(key, size, "%s:", key_text(b->key, name));
}

static void collect(void *context, const struct key_binding *b)
{
    struct footer *footer = context;
    char key[KEY_TEXT + 1];
    if (!*b->label || footer->count == FOOTER_MOST)
        return;
    footer_text(b, key, sizeof key);
    footer->items[footer->count] = (struct footer_item){
        .binding = *b,
        .order = is_function(b->key) ? (int)(b->key - KEY_FUNCTION) : 100 + (int)footer->count,
        .width = utf8_width(key) + utf8_width(_(b->label)) + 1,
        .shown = true,
    };
    footer->count++;
}

static int by_order(const void *a, const void *b)
{
    const struct footer_item *left = a, *right = b;
    return (left->order > right->order) - (left->order < right->order);
}

static bool is_last_to_go(const struct footer_item *item)
{
    return item->binding.command == COMMAND_HELP || item->binding.command == COMMAND_BACK;
}

/* Help and Back stay longest; of the others the last goes first. */
static void shorten(struct footer *footer, int columns)
{
    int used = 0;
    for (size_t i = 0; i < footer->count; i++)
        used += footer->items[i].width;
    for (int round = 0; round < 2; round++)
        for (size_t i = footer->count; i-- > 0 && used > columns;) {
            struct footer_item *item = &footer->items[i];
            if (item->shown && (round || !is_last_to_go(item))) {
                item->shown = false;
                used -= item->width;
            }
        }
}

void frame_footer(const struct frame_keys *keys)
{
    struct footer footer = { .count = 0 };
    int y = terminal_rows() - 1, x = 1, columns = terminal_columns();
    frame_each(keys, collect, &footer);
    qsort(footer.items, footer.count, sizeof footer.items[0], by_order);
    shorten(&footer, columns - 1);
    cell(y, 0, columns, "", ALIGN_LEFT, ROLE_NORMAL);
    hit_count = 0;
    hit_row = y;
    for (size_t i = 0; i < footer.count; i++) {
        const struct key_binding *b = &footer.items[i].binding;
        char key[KEY_TEXT + 1];
        if (!footer.items[i].shown)
            continue;
        hits[hit_count].x = x;
        footer_text(b, key, sizeof key);
        x += cell_text(y, x, columns - x, key, ROLE_KEY);
        x += cell_text(y, x, columns - x, _(b->label), ROLE_NORMAL) + 1;
        hits[hit_count].end = x;
        hits[hit_count++].key = b->key;
    }
}

uint32_t frame_key_at(int y, int x)
{
    for (size_t i = 0; y == hit_row && i < hit_count; i++)
        if (x >= hits[i].x && x < hits[i].end)
            return hits[i].key;
    return 0;
}
