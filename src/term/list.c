/* list.c - a table over any number of rows: only what is visible is asked for. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

struct layout {
    size_t column[LIST_COLUMNS];
    int x[LIST_COLUMNS], width[LIST_COLUMNS];
    size_t count;
    bool more; /* columns found no room */
};

void list_init(struct list *list, const struct list_column *columns, size_t count,
               const struct list_operations *operations, void *context)
{
    if (count > LIST_COLUMNS)
        count = LIST_COLUMNS;
    *list = (struct list){ .columns = columns,
                           .column_count = count,
                           .operations = operations,
                           .context = context,
                           .row = -1,
                           .page = 1,
                           .selected_id = -1 };
    for (size_t i = 0; i < count; i++)
        strbuf_init(&list->buffer.cell[i]);
}

void list_done(struct list *list)
{
    for (size_t i = 0; i < list->column_count; i++)
        strbuf_done(&list->buffer.cell[i]);
    memory_free(list->marks);
    *list = (struct list){ .row = -1 };
}

static int64_t id_of(const struct list *list, int64_t row)
{
    if (row < 0 || row >= list->rows)
        return -1;
    return list->operations->id ? list->operations->id(list->context, row) : row;
}

void list_select(struct list *list, int64_t row)
{
    if (row >= list->rows)
        row = list->rows - 1;
    if (row < 0 && list->rows > 0)
        row = 0;
    list->row = row < 0 ? -1 : row;
    list->selected_id = id_of(list, list->row);
}

void list_reload(struct list *list, int64_t rows)
{
    int64_t id = list->selected_id, row = list->row;
    list->rows = rows;
    if (id >= 0 && list->operations->find && id_of(list, row) != id) {
        int64_t found = list->operations->find(list->context, id);
        row = found >= 0 ? found : row;
    }
    list_select(list, row);
}

int64_t list_selected(const struct list *list)
{
    return id_of(list, list->row);
}

/* Where the id is, or would be put. */
static size_t mark_place(const struct list *list, int64_t id)
{
    size_t low = 0, high = list->mark_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->marks[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool list_marked(const struct list *list, int64_t id)
{
    size_t at = mark_place(list, id);
    return at < list->mark_count && list->marks[at] == id;
}

void list_mark(struct list *list, int64_t id, bool marked)
{
    size_t at = mark_place(list, id);
    if (list_marked(list, id) == marked)
        return;
    if (!marked) {
        memmove(list->marks + at, list->marks + at + 1, (list->mark_count - at - 1) * sizeof *list->marks);
        list->mark_count--;
        return;
    }
    if (list->mark_count == list->mark_capacity) {
        list->mark_capacity = list->mark_capacity ? list->mark_capacity * 2 : 64;
        list->marks = memory_resize(list->marks, list->mark_capacity, sizeof *list->marks);
    }
    memmove(list->marks + at + 1, list->marks + at, (list->mark_count - at) * sizeof *list->marks);
    list->marks[at] = id;
    list->mark_count++;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* In one go: a mark put in at its place costs as much as there are marks. */
void list_mark_all(struct list *list, bool invert)
{
    size_t count = 0, kept = 0, most = (size_t)list->rows + list->mark_count;
    int64_t *all = memory_new((most + 1) * sizeof *all);
    for (int64_t row = 0; row < list->rows; row++)
        all[count++] = id_of(list, row);
    for (size_t i = 0; i < list->mark_count; i++)
        all[count++] = list->marks[i];
    qsort(all, count, sizeof *all, ascending);
    for (size_t i = 0; i < count; i++) {
        bool twice = i + 1 < count && all[i] == all[i + 1]; /* a row that is marked */
        if (!twice || !invert)
            all[kept++] = all[i];
        i += twice;
    }
    memory_free(list->marks);
    list->marks = all;
    list->mark_count = kept;
    list->mark_capacity = most + 1;
}

void list_marks_in_order(const struct list *list, int64_t *ret_ids)
{
    size_t count = 0;
    bool *seen = memory_new(list->mark_count + 1);
    for (int64_t row = 0; row < list->rows && count < list->mark_count; row++) {
        int64_t id = id_of(list, row);
        size_t at = mark_place(list, id);
        if (at == list->mark_count || list->marks[at] != id || seen[at])
            continue;
        seen[at] = true;
        ret_ids[count++] = id;
    }
    for (size_t at = 0; at < list->mark_count; at++)
        if (!seen[at])
            ret_ids[count++] = list->marks[at];
    memory_free(seen);
}

void list_unmark_all(struct list *list)
{
    list->mark_count = 0;
}

/* ---- which columns are shown, and how wide ---- */
static int needed(const struct layout *layout)
{
    int sum = 0;
    for (size_t i = 0; i < layout->count; i++)
        sum += layout->width[i] + (i ? 1 : 0);
    return sum;
}

/* The one to go: highest priority, of equals the last. 0 = none may go. */
static size_t first_to_drop(const struct list *list, const struct layout *layout)
{
    size_t found = 0;
    for (size_t i = 1; i < layout->count; i++) {
        int priority = list->columns[layout->column[i]].priority;
        if (priority > 0 && (!found || priority >= list->columns[layout->column[found]].priority))
            found = i;
    }
    return found;
}

static void remove_column(struct layout *layout, size_t at)
{
    layout->count--;
    memmove(layout->column + at, layout->column + at + 1, (layout->count - at) * sizeof layout->column[0]);
    memmove(layout->width + at, layout->width + at + 1, (layout->count - at) * sizeof layout->width[0]);
}

static void grow_columns(const struct list *list, struct layout *layout, int spare)
{
    int shares = 0;
    for (size_t i = 0; i < layout->count; i++)
        shares += list->columns[layout->column[i]].grow;
    for (size_t i = 0; i < layout->count && shares > 0 && spare > 0; i++) {
        int grow = list->columns[layout->column[i]].grow, extra = spare * grow / shares;
        layout->width[i] += extra;
        spare -= extra;
        shares -= grow;
    }
}

static struct layout lay_out(const struct list *list, int room)
{
    struct layout layout = { .count = 0 };
    for (size_t i = 0; i < list->column_count; i++) {
        if (i && i <= (size_t)list->shift)
            continue;
        layout.column[layout.count] = i;
        layout.width[layout.count++] = list->columns[i].width;
    }
    for (size_t drop; needed(&layout) > room && (drop = first_to_drop(list, &layout));) {
        remove_column(&layout, drop);
        layout.more = true;
    }
    if (layout.more && needed(&layout) < room) /* its sign stands at the end of the header */
        room--;
    grow_columns(list, &layout, room - needed(&layout));
    int x = 0;
    for (size_t i = 0; i < layout.count; i++) {
        layout.x[i] = x;
        if (x + layout.width[i] > room)
            layout.width[i] = room - x;
        x += layout.width[i] + 1;
    }
    return layout;
}

/* ---- drawing ---- */
static bool has_header(const struct list *list)
{
    for (size_t i = 0; i < list->column_count; i++)
        if (*list->columns[i].title)
            return true;
    return false;
}

static void draw_header(const struct list *list, const struct layout *layout, int x0)
{
    cell(list->area.y, list->area.x, list->area.columns, "", ALIGN_LEFT, ROLE_HEADER);
    for (size_t i = 0; i < layout->count; i++) {
        const struct list_column *column = &list->columns[layout->column[i]];
        cell(list->area.y, x0 + layout->x[i], layout->width[i], *column->title ? _(column->title) : "", column->align,
             ROLE_HEADER);
    }
    if (layout->more)
        cell(list->area.y, list->area.x + list->area.columns - 1, 1, ">", ALIGN_LEFT, ROLE_KEY);
    if (list->shift)
        cell(list->area.y, list->area.x, 1, "<", ALIGN_LEFT, ROLE_KEY);
}

static void draw_row(struct list *list, const struct layout *layout, int y, int x0, int64_t row)
{
    bool selected = row == list->row, marks = list->mark_count > 0;
    enum cell_role base = selected ? ROLE_SELECTED : ROLE_NORMAL;
    for (size_t i = 0; i < list->column_count; i++) {
        strbuf_clear(&list->buffer.cell[i]);
        list->buffer.role[i] = ROLE_NORMAL;
        list->buffer.wanted[i] = false;
    }
    for (size_t i = 0; i < layout->count; i++)
        list->buffer.wanted[layout->column[i]] = true;
    list->operations->fill(list->context, row, &list->buffer);
    cell(y, list->area.x, list->area.columns, selected ? ">" : "", ALIGN_LEFT, base);
    if (marks && list_marked(list, id_of(list, row)))
        cell(y, list->area.x + 1, 1, "*", ALIGN_LEFT, selected ? base : ROLE_KEY);
    for (size_t i = 0; i < layout->count; i++) {
        size_t column = layout->column[i];
        cell(y, x0 + layout->x[i], layout->width[i], list->buffer.cell[column].text, list->columns[column].align,
             selected ? base : list->buffer.role[column]);
    }
}

static void keep_visible(struct list *list)
{
    int64_t last = list->rows - list->page;
    if (list->top > list->row)
        list->top = list->row;
    if (list->row >= list->top + list->page)
        list->top = list->row - list->page + 1;
    if (list->top > last)
        list->top = last;
    if (list->top < 0)
        list->top = 0;
}

void list_draw(struct list *list, struct area area)
{
    int margin = list->mark_count ? 2 : 1, header = has_header(list) ? 1 : 0;
    list->area = area;
    list->page = area.rows - header > 0 ? area.rows - header : 1;
    keep_visible(list);
    struct layout layout = lay_out(list, area.columns - margin);
    cell_blank(area);
    if (header)
        draw_header(list, &layout, area.x + margin);
    if (!list->rows && list->empty)
        cell_wrapped((struct area){ area.y + header, area.x + margin, area.rows - header, area.columns - margin },
                     list->empty, ROLE_DIM);
    for (int i = 0; i < area.rows - header && list->top + i < list->rows; i++)
        draw_row(list, &layout, area.y + header + i, area.x + margin, list->top + i);
    if (list->row >= 0)
        terminal_cursor(area.y + header + (int)(list->row - list->top), area.x);
}

/* ---- input ---- */
static void toggle_mark(struct list *list)
{
    int64_t id = list_selected(list);
    if (list->row < 0)
        return;
    list_mark(list, id, !list_marked(list, id));
    list_select(list, list->row + 1);
}

static enum widget_result click(struct list *list, const struct input *input)
{
    int header = has_header(list) ? 1 : 0, line = input->y - list->area.y - header;
    if (input->mouse == MOUSE_WHEEL_UP || input->mouse == MOUSE_WHEEL_DOWN) {
        list_select(list, list->row + (input->mouse == MOUSE_WHEEL_UP ? -3 : 3));
        return WIDGET_USED;
    }
    if (line < 0 || line >= list->page || list->top + line >= list->rows || input->x < list->area.x ||
        input->x >= list->area.x + list->area.columns)
        return WIDGET_IGNORED;
    list_select(list, list->top + line);
    return input->mouse == MOUSE_DOUBLE ? WIDGET_CHOSEN : WIDGET_USED;
}

enum widget_result list_input(struct list *list, const struct input *input)
{
    if (input->kind == INPUT_MOUSE)
        return click(list, input);
    int64_t step = 0, page = list->page > 1 ? list->page - 1 : 1;
    switch (key_command(&key_term, "list", input)) {
    case COMMAND_UP:
        step = -1;
        break;
    case COMMAND_DOWN:
        step = 1;
        break;
    case COMMAND_PAGE_UP:
        step = -page;
        break;
    case COMMAND_PAGE_DOWN:
        step = page;
        break;
    case COMMAND_FIRST:
        step = -list->rows;
        break;
    case COMMAND_LAST:
        step = list->rows;
        break;
    case COMMAND_LEFT:
        list->shift -= list->shift > 0;
        break;
    case COMMAND_RIGHT:
        list->shift += list->shift + 2 < (int)list->column_count;
        break;
    case COMMAND_MARK:
        toggle_mark(list);
        break;
    case COMMAND_CHOOSE:
        return list->row >= 0 ? WIDGET_CHOSEN : WIDGET_USED;
    default:
        return WIDGET_IGNORED;
    }
    if (step)
        list_select(list, list->row + step < 0 ? 0 : list->row + step);
    return WIDGET_USED;
}
