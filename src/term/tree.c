/* tree.c - indented rows that open and close. Only rows that can be seen exist: opening asks for the children. */
#include "private.h"

#include <string.h>

struct tree_node {
    int64_t id;
    int depth;
    bool has_children, open;
    enum cell_role role;
    char *text, *right;
};

void tree_init(struct tree *tree, const struct tree_operations *operations, void *context)
{
    *tree = (struct tree){ .operations = operations, .context = context, .page = 1 };
}

static void free_nodes(struct tree *tree, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        memory_free(tree->nodes[i].text);
        memory_free(tree->nodes[i].right);
    }
}

void tree_done(struct tree *tree)
{
    free_nodes(tree, 0, tree->count);
    memory_free(tree->nodes);
    *tree = (struct tree){ 0 };
}

void tree_load(struct tree *tree)
{
    free_nodes(tree, 0, tree->count);
    tree->count = tree->at = tree->top = tree->insert = 0;
    tree->depth = 0;
    tree->operations->children(tree->context, 0, tree);
}

void tree_add(struct tree *tree, int64_t id, const char *text, const char *right, bool has_children,
              enum cell_role role)
{
    if (tree->count == tree->capacity) {
        tree->capacity = tree->capacity ? tree->capacity * 2 : 64;
        tree->nodes = memory_resize(tree->nodes, tree->capacity, sizeof *tree->nodes);
    }
    struct tree_node *place = tree->nodes + tree->insert++;
    memmove(place + 1, place, (size_t)(tree->nodes + tree->count - place) * sizeof *place);
    tree->count++;
    *place = (struct tree_node){ .id = id,
                                 .depth = tree->depth,
                                 .has_children = has_children,
                                 .role = role,
                                 .text = memory_text(text),
                                 .right = memory_text(right ? right : "") };
}

void tree_say(const struct tree *tree, size_t at, struct strbuf *out)
{
    const struct tree_node *node = &tree->nodes[at];
    strbuf_printf(out, "%*s%s%s%s", node->depth * 2, "", node->text, *node->right ? "; " : "", node->right);
}

int64_t tree_selected(const struct tree *tree)
{
    return tree->at < tree->count ? tree->nodes[tree->at].id : 0;
}

static void open_node(struct tree *tree, size_t at)
{
    struct tree_node *node = &tree->nodes[at];
    if (!node->has_children || node->open)
        return;
    node->open = true;
    tree->insert = at + 1;
    tree->depth = node->depth + 1;
    tree->operations->children(tree->context, node->id, tree);
}

static void close_node(struct tree *tree, size_t at)
{
    size_t end = at + 1;
    while (end < tree->count && tree->nodes[end].depth > tree->nodes[at].depth)
        end++;
    tree->nodes[at].open = false;
    free_nodes(tree, at + 1, end);
    memmove(tree->nodes + at + 1, tree->nodes + end, (tree->count - end) * sizeof *tree->nodes);
    tree->count -= end - at - 1;
}

void tree_expand(struct tree *tree, bool expand)
{
    if (tree->at >= tree->count)
        return;
    if (expand)
        open_node(tree, tree->at);
    else
        close_node(tree, tree->at);
}

void tree_expand_to(struct tree *tree, int depth)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].depth < depth)
            open_node(tree, i);
        else if (tree->nodes[i].open)
            close_node(tree, i);
    }
    if (tree->at >= tree->count)
        tree->at = tree->count ? tree->count - 1 : 0;
}

static void draw_node(struct tree *tree, size_t i, int y)
{
    const struct tree_node *node = &tree->nodes[i];
    struct area area = tree->area;
    bool selected = i == tree->at;
    enum cell_role role = selected ? ROLE_SELECTED : node->role;
    int right = utf8_width(node->right), indent = 1 + node->depth * 2;
    if (indent > area.columns / 2)
        indent = area.columns / 2;
    cell(y, area.x, area.columns, selected ? ">" : "", ALIGN_LEFT, selected ? role : ROLE_NORMAL);
    cell(y, area.x + indent, 1,
         !node->has_children ? " "
         : node->open        ? "-"
                             : "+",
         ALIGN_LEFT, selected ? role : ROLE_KEY);
    int room = area.columns - indent - 2 - (right ? right + 2 : 0);
    cell(y, area.x + indent + 2, room, node->text, ALIGN_LEFT, role);
    if (right)
        cell(y, area.x + area.columns - right - 1, right, node->right, ALIGN_RIGHT, selected ? role : ROLE_DIM);
}

void tree_draw(struct tree *tree, struct area area)
{
    size_t page = area.rows > 0 ? (size_t)area.rows : 1;
    tree->area = area;
    tree->page = (int)page;
    if (tree->top > tree->at)
        tree->top = tree->at;
    if (tree->at >= tree->top + page)
        tree->top = tree->at - page + 1;
    cell_blank(area);
    for (size_t i = tree->top; i < tree->count && i < tree->top + page; i++)
        draw_node(tree, i, area.y + (int)(i - tree->top));
    if (tree->count)
        terminal_cursor(area.y + (int)(tree->at - tree->top), area.x);
}

static void go(struct tree *tree, int64_t to)
{
    int64_t last = (int64_t)tree->count - 1;
    tree->at = (size_t)(to > last ? last : to < 0 ? 0 : to);
}

static void collapse_or_up(struct tree *tree)
{
    const struct tree_node *node = &tree->nodes[tree->at];
    if (node->open) {
        close_node(tree, tree->at);
        return;
    }
    size_t i = tree->at;
    while (i && tree->nodes[i].depth >= node->depth)
        i--;
    if (tree->nodes[i].depth < node->depth)
        tree->at = i;
}

static enum widget_result click(struct tree *tree, const struct input *input)
{
    int line = input->y - tree->area.y;
    bool wheel = input->mouse == MOUSE_WHEEL_UP || input->mouse == MOUSE_WHEEL_DOWN;
    if (wheel) {
        go(tree, (int64_t)tree->at + (input->mouse == MOUSE_WHEEL_UP ? -3 : 3));
        return WIDGET_USED;
    }
    if (line < 0 || line >= tree->page || tree->top + (size_t)line >= tree->count)
        return WIDGET_IGNORED;
    tree->at = tree->top + (size_t)line;
    return input->mouse == MOUSE_DOUBLE ? WIDGET_CHOSEN : WIDGET_USED;
}

enum widget_result tree_input(struct tree *tree, const struct input *input)
{
    int64_t at = (int64_t)tree->at;
    int command = key_command(&key_term, "tree", input);
    if (!tree->count)
        return command ? WIDGET_USED : WIDGET_IGNORED;
    if (input->kind == INPUT_MOUSE)
        return click(tree, input);
    switch (command) {
    case COMMAND_UP:
        go(tree, at - 1);
        break;
    case COMMAND_DOWN:
        go(tree, at + 1);
        break;
    case COMMAND_PAGE_UP:
        go(tree, at - tree->page + 1);
        break;
    case COMMAND_PAGE_DOWN:
        go(tree, at + tree->page - 1);
        break;
    case COMMAND_FIRST:
        go(tree, 0);
        break;
    case COMMAND_LAST:
        go(tree, (int64_t)tree->count);
        break;
    case COMMAND_EXPAND:
        open_node(tree, tree->at);
        break;
    case COMMAND_COLLAPSE:
        collapse_or_up(tree);
        break;
    case COMMAND_MARK:
        tree_expand(tree, !tree->nodes[tree->at].open);
        break;
    case COMMAND_CHOOSE:
        return WIDGET_CHOSEN;
    default:
        return WIDGET_IGNORED;
    }
    return WIDGET_USED;
}
