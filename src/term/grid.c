/* grid.c - rows of fields, as for the lambs of one litter. */
#include "private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct lineedit *cell_at(const struct grid *grid, size_t row, size_t column)
{
    return &grid->cells[row * grid->column_count + column];
}

void grid_init(struct grid *grid, const struct form_field *columns, size_t column_count, size_t least_rows,
               size_t most_rows, const struct grid_operations *operations, void *context)
{
    *grid = (struct grid){ .columns = columns,
                           .column_count = column_count,
                           .operations = operations,
                           .context = context,
                           .least = least_rows ? least_rows : 1,
                           .most = most_rows };
    if (grid->most < grid->least)
        grid->most = grid->least;
    grid_resize(grid, grid->least);
}

static void drop_rows(struct grid *grid, size_t from)
{
    for (size_t i = from * grid->column_count; i < grid->rows * grid->column_count; i++)
        lineedit_done(&grid->cells[i]);
}

void grid_done(struct grid *grid)
{
    drop_rows(grid, 0);
    memory_free(grid->cells);
    *grid = (struct grid){ 0 };
}

static void touch(struct grid *grid)
{
    grid->changed = true;
    grid->problem = (struct err){ 0 };
}

void grid_resize(struct grid *grid, size_t rows)
{
    rows = rows < grid->least ? grid->least : rows > grid->most ? grid->most : rows;
    if (rows < grid->rows)
        drop_rows(grid, rows);
    grid->cells = memory_resize(grid->cells, rows * grid->column_count + 1, sizeof *grid->cells);
    for (size_t i = grid->rows * grid->column_count; i < rows * grid->column_count; i++)
        lineedit_init(&grid->cells[i], field_most(&grid->columns[i % grid->column_count]));
    grid->rows = rows;
    if (grid->row >= rows)
        grid->row = rows - 1;
}

static size_t find(const struct grid *grid, const char *column)
{
    size_t i = 0;
    while (i < grid->column_count && strcmp(grid->columns[i].name, column) != 0)
        i++;
    return i;
}

void grid_set(struct grid *grid, size_t row, const char *column, const char *text)
{
    size_t i = find(grid, column);
    assert(i < grid->column_count && row < grid->rows);
    lineedit_set(cell_at(grid, row, i), text ? text : "");
}

const char *grid_get(const struct grid *grid, size_t row, const char *column)
{
    size_t i = find(grid, column);
    assert(i < grid->column_count && row < grid->rows);
    const char *text = lineedit_text(cell_at(grid, row, i));
    return text + strspn(text, " ");
}

/* ---- leaving a cell, saving ---- */
static bool check_cell(struct grid *grid, size_t row, size_t column, struct err *e)
{
    struct lineedit *edit = cell_at(grid, row, column);
    if (!field_check(&grid->columns[column], edit, e))
        return false;
    if (!*lineedit_text(edit) || !grid->operations || !grid->operations->check ||
        grid->operations->check(grid->context, grid, row, column, e))
        return true;
    if (!*e->field)
        snprintf(e->field, sizeof e->field, "%s", grid->columns[column].name);
    return false;
}

static bool leave_cell(struct grid *grid)
{
    struct err e = { 0 };
    bool good = check_cell(grid, grid->row, grid->column, &e);
    grid->problem = good ? (struct err){ 0 } : e;
    grid->problem_row = grid->row;
    if (!good && e.code != ERR_SOFT)
        terminal_beep();
    return good || e.code == ERR_SOFT;
}

static bool row_is_empty(const struct grid *grid, size_t row)
{
    for (size_t column = 0; column < grid->column_count; column++)
        if (*lineedit_text(cell_at(grid, row, column)))
            return false;
    return true;
}

static bool check_row(struct grid *grid, size_t row, struct err *e)
{
    for (size_t column = 0; column < grid->column_count && !row_is_empty(grid, row); column++)
        if ((!check_cell(grid, row, column, e) && e->code != ERR_SOFT) ||
            !field_required(&grid->columns[column], lineedit_text(cell_at(grid, row, column)), e))
            return false;
    return true;
}

static void show_problem(struct grid *grid, size_t row, const struct err *e)
{
    size_t column = find(grid, e->field);
    grid->problem = *e;
    grid->problem_row = row;
    if (row < grid->rows)
        grid->row = row;
    if (column < grid->column_count)
        grid->column = column;
    terminal_beep();
}

static enum widget_result save(struct grid *grid)
{
    struct err e = { 0 };
    for (size_t row = 0; row < grid->rows; row++)
        if (!check_row(grid, row, &e)) {
            show_problem(grid, row, &e);
            return WIDGET_USED;
        }
    if (grid->operations && grid->operations->save && !grid->operations->save(grid->context, grid, &e)) {
        show_problem(grid, grid->row, &e);
        return WIDGET_USED;
    }
    touch(grid);
    grid->changed = false;
    return WIDGET_SAVED;
}

/* ---- keys ---- */
static enum widget_result down(struct grid *grid)
{
    if (!leave_cell(grid))
        return WIDGET_USED;
    if (grid->row + 1 < grid->rows) {
        grid->row++;
    } else if (grid->column + 1 < grid->column_count) {
        grid->column++;
        grid->row = 0;
    } else {
        return save(grid);
    }
    return WIDGET_USED;
}

static enum widget_result right(struct grid *grid)
{
    if (!leave_cell(grid))
        return WIDGET_USED;
    if (grid->column + 1 < grid->column_count) {
        grid->column++;
    } else if (grid->row + 1 < grid->rows) {
        grid->column = 0;
        grid->row++;
    }
    return WIDGET_USED;
}

static enum widget_result left(struct grid *grid)
{
    if (grid->column) {
        grid->column--;
    } else if (grid->row) {
        grid->column = grid->column_count - 1;
        grid->row--;
    } else {
        return WIDGET_IGNORED;
    }
    return WIDGET_USED;
}

static enum widget_result vertical(struct grid *grid, bool up)
{
    if (up ? !grid->row : grid->row + 1 >= grid->rows)
        return up ? WIDGET_IGNORED : WIDGET_USED;
    if (up || leave_cell(grid))
        grid->row += up ? (size_t)-1 : 1;
    return WIDGET_USED;
}

static void repeat_above(struct grid *grid)
{
    if (!grid->row) {
        terminal_beep();
        return;
    }
    lineedit_set(cell_at(grid, grid->row, grid->column), lineedit_text(cell_at(grid, grid->row - 1, grid->column)));
    touch(grid);
    if (grid->row + 1 < grid->rows)
        grid->row++;
}

static void add_row(struct grid *grid)
{
    if (grid->rows == grid->most) {
        terminal_beep();
        return;
    }
    grid_resize(grid, grid->rows + 1);
    grid->row = grid->rows - 1;
    grid->column = 0;
    touch(grid);
}

/* At the least number of rows the row is only emptied. */
static void remove_row(struct grid *grid)
{
    size_t count = grid->column_count;
    if (!row_is_empty(grid, grid->row) && !question_yes(_("Remove row %zu?"), grid->row + 1))
        return;
    for (size_t column = 0; column < count; column++)
        lineedit_set(cell_at(grid, grid->row, column), "");
    for (size_t i = grid->row * count; i < (grid->rows - 1) * count; i++) {
        struct lineedit swapped = grid->cells[i];
        grid->cells[i] = grid->cells[i + count];
        grid->cells[i + count] = swapped;
    }
    grid_resize(grid, grid->rows - 1);
    touch(grid);
}

static enum widget_result edit(struct grid *grid, const struct input *input)
{
    struct lineedit *edit = cell_at(grid, grid->row, grid->column);
    char *before = memory_text(lineedit_text(edit));
    bool used = field_input(&grid->columns[grid->column], edit, input);
    if (used && strcmp(before, lineedit_text(edit)) != 0)
        touch(grid);
    memory_free(before);
    return used ? WIDGET_USED : WIDGET_IGNORED;
}

enum widget_result grid_input(struct grid *grid, const struct input *input)
{
    switch (key_command(&key_term, "grid", input)) {
    case COMMAND_CHOOSE:
        return down(grid);
    case COMMAND_NEXT:
        return right(grid);
    case COMMAND_PREVIOUS:
        return left(grid);
    case COMMAND_UP:
        return vertical(grid, true);
    case COMMAND_DOWN:
        return vertical(grid, false);
    case COMMAND_PICK:
        if (field_pick(&grid->columns[grid->column], cell_at(grid, grid->row, grid->column)))
            touch(grid);
        return WIDGET_USED;
    case COMMAND_SAME:
        repeat_above(grid);
        return WIDGET_USED;
    case COMMAND_ADD_ROW:
        add_row(grid);
        return WIDGET_USED;
    case COMMAND_REMOVE_ROW:
        remove_row(grid);
        return WIDGET_USED;
    case COMMAND_SAVE:
        return save(grid);
    case COMMAND_BACK:
        return !grid->changed || question_yes("%s", _("Leave without saving?")) ? WIDGET_LEFT : WIDGET_USED;
    default:
        return edit(grid, input);
    }
}

/* ---- drawing ---- */
static int width_of(const struct form_field *column)
{
    int label = utf8_width(_(column->label)) + (column->required ? 1 : 0);
    return column->width > label ? column->width : label;
}

/* The first column that is drawn, so that the one with the cursor is whole. */
static size_t first_column(const struct grid *grid, int room)
{
    int used = width_of(&grid->columns[grid->column]) + 1;
    size_t first = grid->column;
    while (first && used + width_of(&grid->columns[first - 1]) + 1 <= room)
        used += width_of(&grid->columns[--first]) + 1;
    return first;
}

static bool has_problem(const struct grid *grid, size_t row, size_t column)
{
    return *grid->problem.message && row == grid->problem_row &&
           (!*grid->problem.field || !strcmp(grid->problem.field, grid->columns[column].name));
}

static void draw_row(struct grid *grid, size_t row, size_t first, int y, struct area area)
{
    char number[24];
    int x = area.x + 4, end = area.x + area.columns;
    snprintf(number, sizeof number, "%s%zu", row == grid->row ? ">" : " ", row + 1);
    cell(y, area.x, 3, number, ALIGN_LEFT, row == grid->row ? ROLE_KEY : ROLE_LABEL);
    for (size_t column = first; column < grid->column_count && x < end; column++) {
        int width = width_of(&grid->columns[column]);
        enum cell_role problem = grid->problem.code == ERR_SOFT ? ROLE_WARNING : ROLE_ERROR;
        field_draw(&grid->columns[column], cell_at(grid, row, column), y, x, width < end - x ? width : end - x,
                   has_problem(grid, row, column) ? problem : ROLE_VALUE, row == grid->row && column == grid->column);
        x += width + 1;
    }
}

void grid_draw(struct grid *grid, struct area area)
{
    int page = area.rows - 2 > 0 ? area.rows - 2 : 1, x = area.x + 4, end = area.x + area.columns;
    size_t first = first_column(grid, area.columns - 4);
    if (grid->top > grid->row)
        grid->top = grid->row;
    if (grid->row >= grid->top + (size_t)page)
        grid->top = grid->row - (size_t)page + 1;
    cell(area.y, area.x, area.columns, "", ALIGN_LEFT, ROLE_HEADER);
    for (size_t column = first; column < grid->column_count && x < end; column++) {
        char label[128];
        int width = width_of(&grid->columns[column]);
        snprintf(label, sizeof label, "%s%s", _(grid->columns[column].label),
                 grid->columns[column].required ? "*" : "");
        cell(area.y, x, width < end - x ? width : end - x, label, ALIGN_LEFT, ROLE_HEADER);
        x += width + 1;
    }
    size_t row = grid->top;
    for (; row < grid->rows && (int)(row - grid->top) < page; row++)
        draw_row(grid, row, first, area.y + 1 + (int)(row - grid->top), area);
    const char *help = grid->columns[grid->column].help;
    bool problem = *grid->problem.message;
    cell(area.y + 1 + (int)(row - grid->top), area.x + 1, area.columns - 1,
         problem         ? grid->problem.message
         : help && *help ? _(help)
                         : "",
         ALIGN_LEFT,
         !problem                         ? ROLE_DIM
         : grid->problem.code == ERR_SOFT ? ROLE_WARNING
                                          : ROLE_ERROR);
}
