/* grid.c - rows of fields, as for the lambs of one litter. */
#include "private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct lineedit *grid_cell(const struct grid *grid, size_t row, size_t column)
{
    return &grid->cells[row * grid->column_count + column];
}

static bool is_shown(const struct grid *grid, size_t column)
{
    return grid->columns[column].kind == FIELD_SHOWN;
}

static size_t first_entry(const struct grid *grid)
{
    size_t column = 0;
    while (column + 1 < grid->column_count && is_shown(grid, column))
        column++;
    return column;
}

void grid_init(struct grid *grid, const struct form_field *columns, size_t column_count, size_t least_rows,
               size_t most_rows, const struct grid_operations *operations, void *context)
{
    static const struct grid_operations none = { 0 };
    *grid = (struct grid){ .columns = columns,
                           .column_count = column_count,
                           .operations = operations ? operations : &none,
                           .context = context,
                           .least = least_rows ? least_rows : 1,
                           .most = most_rows };
    if (grid->most < grid->least)
        grid->most = grid->least;
    grid_resize(grid, grid->least);
    grid->column = first_entry(grid);
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
    memory_free(grid->problems);
    *grid = (struct grid){ 0 };
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
    lineedit_set(grid_cell(grid, row, i), text ? text : "");
}

const char *grid_get(const struct grid *grid, size_t row, const char *column)
{
    size_t i = find(grid, column);
    assert(i < grid->column_count && row < grid->rows);
    const char *text = lineedit_text(grid_cell(grid, row, i));
    return text + strspn(text, " ");
}

const char *grid_value(const struct grid *grid, size_t row, const char *column)
{
    const char *own = grid_get(grid, row, column);
    return *own || !grid->shared ? own : grid_get(grid, 0, column);
}

/* ---- problems ---- */
void grid_forget_row(struct grid *grid, size_t row)
{
    size_t kept = 0;
    for (size_t i = 0; i < grid->problem_count; i++)
        if (grid->problems[i].row != row)
            grid->problems[kept++] = grid->problems[i];
    grid->problem_count = kept;
}

void grid_touch(struct grid *grid)
{
    grid->changed = true;
    grid_forget_row(grid, grid->row);
}

void grid_forget_problems(struct grid *grid)
{
    grid->problem_count = 0;
}

void grid_problem(struct grid *grid, size_t row, const struct err *e)
{
    if (grid->problem_count == grid->problem_capacity) {
        grid->problem_capacity = grid->problem_capacity ? grid->problem_capacity * 2 : 8;
        grid->problems = memory_resize(grid->problems, grid->problem_capacity, sizeof *grid->problems);
    }
    grid->problems[grid->problem_count++] = (struct grid_problem){ row, find(grid, e->field), *e };
}

const struct grid_problem *grid_problem_at(const struct grid *grid, size_t row, size_t column)
{
    for (size_t i = 0; i < grid->problem_count; i++)
        if (grid->problems[i].row == row && grid->problems[i].column == column)
            return &grid->problems[i];
    return NULL;
}

const struct err *grid_problem_here(const struct grid *grid)
{
    const struct grid_problem *found = grid_problem_at(grid, grid->row, grid->column);
    for (size_t i = 0; !found && i < grid->problem_count; i++)
        if (grid->problems[i].row == grid->row)
            found = &grid->problems[i];
    return found ? &found->err : NULL;
}

void grid_go(struct grid *grid, size_t row, size_t column)
{
    assert(row < grid->rows);
    grid->row = row;
    if (column < grid->column_count && !is_shown(grid, column))
        grid->column = column;
    grid->over = true;
}

bool grid_next_problem(struct grid *grid)
{
    size_t width = grid->column_count + 1, all = grid->rows * width, best = all;
    size_t here = grid->row * width + grid->column;
    for (size_t i = 0; i < grid->problem_count; i++) {
        size_t at = grid->problems[i].row * width + grid->problems[i].column;
        size_t away = (at + all - here - 1) % all;
        best = away < best ? away : best;
    }
    if (best == all)
        return false;
    best = (here + 1 + best) % all;
    grid_go(grid, best / width, best % width);
    return true;
}

/* ---- leaving a cell, saving ---- */
static bool check_cell(struct grid *grid, size_t row, size_t column, struct err *e)
{
    struct lineedit *edit = grid_cell(grid, row, column);
    if (is_shown(grid, column))
        return true;
    if (!field_check(&grid->columns[column], edit, e))
        return false;
    if (!*lineedit_text(edit) || !grid->operations->check ||
        grid->operations->check(grid->context, grid, row, column, e))
        return true;
    if (!*e->field)
        snprintf(e->field, sizeof e->field, "%s", grid->columns[column].name);
    return false;
}

static bool leave_cell(struct grid *grid)
{
    struct err e = { 0 };
    size_t row = grid->row;
    if (check_cell(grid, row, grid->column, &e)) {
        if (grid->operations->left && *lineedit_text(grid_cell(grid, row, grid->column)))
            grid->operations->left(grid->context, grid, row);
        return true;
    }
    grid_forget_row(grid, row);
    grid_problem(grid, row, &e);
    if (e.code == ERR_SOFT)
        return true;
    terminal_beep();
    return false;
}

static bool row_is_empty(const struct grid *grid, size_t row)
{
    for (size_t column = 0; column < grid->column_count; column++)
        if (!is_shown(grid, column) && *lineedit_text(grid_cell(grid, row, column)))
            return false;
    return true;
}

static bool row_counts(struct grid *grid, size_t row)
{
    if (grid->shared && row == 0)
        return false;
    return grid->operations->counts ? grid->operations->counts(grid->context, grid, row) : !row_is_empty(grid, row);
}

static bool check_row(struct grid *grid, size_t row, struct err *e)
{
    for (size_t column = 0; column < grid->column_count; column++)
        if (!check_cell(grid, row, column, e) && e->code != ERR_SOFT)
            return false;
    for (size_t column = 0; row_counts(grid, row) && column < grid->column_count; column++)
        if (!field_required(&grid->columns[column], grid_value(grid, row, grid->columns[column].name), e))
            return false;
    return true;
}

static bool check_rows(struct grid *grid)
{
    grid_forget_problems(grid);
    for (size_t row = 0; row < grid->rows; row++) {
        struct err e = { 0 };
        if (!check_row(grid, row, &e))
            grid_problem(grid, row, &e);
    }
    return grid->problem_count == 0;
}

/* The first that must be mended, else the first that is only unusual. */
static void to_worst(struct grid *grid)
{
    const struct grid_problem *worst = NULL;
    for (size_t i = 0; i < grid->problem_count; i++)
        if (!worst || (worst->err.code == ERR_SOFT && grid->problems[i].err.code != ERR_SOFT))
            worst = &grid->problems[i];
    if (worst)
        grid_go(grid, worst->row, worst->column);
}

static enum widget_result save(struct grid *grid)
{
    struct err e = { 0 };
    bool good = check_rows(grid);
    if (good && grid->operations->save && !grid->operations->save(grid->context, grid, &e)) {
        good = false;
        if (*e.message)
            grid_problem(grid, grid->row, &e);
    }
    if (good) {
        grid_forget_problems(grid);
        grid->changed = false;
        return WIDGET_SAVED;
    }
    to_worst(grid);
    terminal_beep();
    return WIDGET_USED;
}

/* ---- keys ---- */
static size_t first_row(const struct grid *grid)
{
    return grid->shared && grid->rows > 1 ? 1 : 0;
}

/* The next column to be filled; one that all rows have from row 0 is only for those who go there. */
static size_t column_after(const struct grid *grid, size_t column)
{
    do
        column++;
    while (column < grid->column_count &&
           (is_shown(grid, column) || (grid->shared && *lineedit_text(grid_cell(grid, 0, column)))));
    return column;
}

/* In the row for all Enter goes along it, as in a form; behind it come the others. */
size_t grid_next_along(const struct grid *grid)
{
    size_t column = grid->column + 1;
    while (column < grid->column_count && is_shown(grid, column))
        column++;
    return column;
}

static enum widget_result along(struct grid *grid)
{
    size_t column = grid_next_along(grid);
    if (column < grid->column_count)
        grid_go(grid, 0, column);
    else
        grid_go(grid, first_row(grid), first_entry(grid));
    return WIDGET_USED;
}

static enum widget_result down(struct grid *grid)
{
    if (!leave_cell(grid))
        return WIDGET_USED;
    if (grid->shared && !grid->row)
        return along(grid);
    size_t next = column_after(grid, grid->column);
    if (grid->row + 1 < grid->rows)
        grid_go(grid, grid->row + 1, grid->column);
    else if (next < grid->column_count)
        grid_go(grid, first_row(grid), next);
    else
        return save(grid);
    return WIDGET_USED;
}

static enum widget_result right(struct grid *grid)
{
    if (!leave_cell(grid))
        return WIDGET_USED;
    size_t column = grid->column + 1;
    while (column < grid->column_count && is_shown(grid, column))
        column++;
    if (column < grid->column_count)
        grid_go(grid, grid->row, column);
    else if (grid->row + 1 < grid->rows)
        grid_go(grid, grid->row + 1, first_entry(grid));
    return WIDGET_USED;
}

static enum widget_result left(struct grid *grid)
{
    size_t column = grid->column;
    while (column && is_shown(grid, column - 1))
        column--;
    if (column)
        grid_go(grid, grid->row, column - 1);
    else if (grid->row)
        grid_go(grid, grid->row - 1, grid->column_count - 1);
    else
        return WIDGET_IGNORED;
    return WIDGET_USED;
}

static enum widget_result vertical(struct grid *grid, bool up)
{
    if (up ? !grid->row : grid->row + 1 >= grid->rows)
        return up ? WIDGET_IGNORED : WIDGET_USED;
    if (up || leave_cell(grid))
        grid_go(grid, grid->row + (up ? (size_t)-1 : 1), grid->column);
    return WIDGET_USED;
}

static void page(struct grid *grid, bool up)
{
    size_t step = grid->page > 1 ? (size_t)grid->page - 1 : 1, last = grid->rows - 1;
    if (up || leave_cell(grid))
        grid_go(grid,
                up ? (grid->row > step ? grid->row - step : 0) : (last - grid->row > step ? grid->row + step : last),
                grid->column);
}

static void repeat_above(struct grid *grid)
{
    if (!grid->row) {
        terminal_beep();
        return;
    }
    lineedit_set(grid_cell(grid, grid->row, grid->column), lineedit_text(grid_cell(grid, grid->row - 1, grid->column)));
    grid_touch(grid);
    if (grid->row + 1 < grid->rows)
        grid_go(grid, grid->row + 1, grid->column);
}

static void add_row(struct grid *grid)
{
    if (grid->operations->add) {
        grid->operations->add(grid->context, grid);
        return;
    }
    if (grid->rows == grid->most) {
        terminal_beep();
        return;
    }
    grid_resize(grid, grid->rows + 1);
    grid_go(grid, grid->rows - 1, first_entry(grid));
    grid_touch(grid);
}

/* At the least number of rows the row is only emptied. */
static void remove_row(struct grid *grid)
{
    size_t count = grid->column_count;
    if (grid->shared && !grid->row) {
        terminal_beep();
        return;
    }
    if (!row_is_empty(grid, grid->row) && !question_yes(_("Remove row %zu?"), grid->row + (grid->shared ? 0 : 1)))
        return;
    if (grid->operations->removed)
        grid->operations->removed(grid->context, grid, grid->row);
    for (size_t column = 0; column < count; column++)
        lineedit_set(grid_cell(grid, grid->row, column), "");
    for (size_t i = grid->row * count; i < (grid->rows - 1) * count; i++) {
        struct lineedit swapped = grid->cells[i];
        grid->cells[i] = grid->cells[i + count];
        grid->cells[i + count] = swapped;
    }
    grid_resize(grid, grid->rows - 1);
    grid_forget_problems(grid); /* they count rows that have moved */
    grid->changed = true;
}

/* ---- text ---- */
enum { SCANNED_DIGITS = 10 }; /* no amount has so many, every tag of a reader has more */

static bool is_scanned(const char *text)
{
    size_t digits = 0;
    for (; *text; text++)
        digits += *text >= '0' && *text <= '9';
    return digits >= SCANNED_DIGITS;
}

/* A wedge types into whatever cell is open: a number that long in a cell for amounts is an animal's. */
static bool scanned_here(struct grid *grid)
{
    struct lineedit *edit = grid_cell(grid, grid->row, grid->column);
    enum form_kind kind = grid->columns[grid->column].kind;
    if (!grid->operations->scan || (kind != FIELD_NUMBER && kind != FIELD_WHOLE))
        return false;
    struct strbuf text;
    strbuf_init(&text);
    utf8_fold_width(&text, lineedit_text(edit));
    bool used = is_scanned(text.text);
    if (used) {
        lineedit_set(edit, "");
        used = grid->operations->scan(grid->context, grid, text.text);
    }
    strbuf_done(&text);
    return used;
}

static enum widget_result edit(struct grid *grid, const struct input *input)
{
    struct lineedit *edit = grid_cell(grid, grid->row, grid->column);
    bool over = grid->over && input_is_text(input) && grid->columns[grid->column].kind != FIELD_CHOICE;
    char *before = memory_text(lineedit_text(edit));
    if (over)
        lineedit_set(edit, "");
    bool used = field_input(&grid->columns[grid->column], edit, input);
    grid->over = grid->over && !used;
    if (used && strcmp(before, lineedit_text(edit)) != 0)
        grid_touch(grid);
    memory_free(before);
    return used ? WIDGET_USED : WIDGET_IGNORED;
}

static void put(struct grid *grid, size_t row, size_t column, const char *text, size_t length)
{
    struct strbuf one;
    if (row >= grid->rows || column >= grid->column_count || is_shown(grid, column))
        return;
    strbuf_init(&one);
    strbuf_add_n(&one, text, length);
    lineedit_set(grid_cell(grid, row, column), one.text);
    strbuf_done(&one);
}

/* Lines fill down, tabs fill right: a column copied from a table sheet. */
static void paste_table(struct grid *grid, const char *text)
{
    size_t column = grid->column;
    while (*text) {
        size_t length = strcspn(text, "\t\r\n");
        put(grid, grid->row, column++, text, length);
        grid_touch(grid);
        text += length;
        if (*text == '\t') {
            text++;
            continue;
        }
        text += *text == '\r';
        text += *text == '\n';
        column = grid->column;
        if (*text && grid->row + 1 == grid->rows)
            return;
        if (grid->row + 1 < grid->rows)
            grid_go(grid, grid->row + 1, column);
    }
}

static bool paste(struct grid *grid, const char *text)
{
    size_t line = strcspn(text, "\r\n");
    bool table = text[line + strspn(text + line, "\r\n")] || memchr(text, '\t', line);
    if (table)
        paste_table(grid, text);
    return table || (grid->operations->scan && is_scanned(text) && grid->operations->scan(grid->context, grid, text));
}

bool grid_reading(struct grid *grid, const char *column, const char *text)
{
    size_t i = find(grid, column);
    if (i == grid->column_count || is_shown(grid, i))
        return false;
    grid_go(grid, grid->row, i);
    lineedit_set(grid_cell(grid, grid->row, i), text);
    grid_touch(grid);
    if (leave_cell(grid) && grid->row + 1 < grid->rows)
        grid_go(grid, grid->row + 1, i);
    return true;
}

/* A tag is the row's to jump to, but in a look-up cell or without rows of animals it is that cell's text. */
static enum widget_result take_reading(struct grid *grid, const struct input *reading)
{
    const struct form_field *here = &grid->columns[grid->column];
    bool tag = !strcmp(reading->field, READING_TAG);
    bool scan = tag && here->kind != FIELD_LOOKUP && grid->operations && grid->operations->scan;
    if (scan && grid->operations->scan(grid->context, grid, reading->text))
        return WIDGET_USED;
    bool text = tag && (here->kind == FIELD_TEXT || here->kind == FIELD_LOOKUP);
    if (!grid_reading(grid, reading->field, reading->text) && !(text && grid_reading(grid, here->name, reading->text)))
        terminal_beep();
    return WIDGET_USED;
}

static void pick(struct grid *grid)
{
    if (grid->columns[grid->column].kind == FIELD_LOOKUP && grid->operations->lookup)
        grid->operations->lookup(grid->context, grid, grid->row, grid->column);
    else if (!field_pick(&grid->columns[grid->column], grid_cell(grid, grid->row, grid->column)))
        return;
    grid_touch(grid);
}

static enum widget_result click(struct grid *grid, const struct input *input)
{
    size_t row, column;
    if (input->mouse == MOUSE_WHEEL_UP || input->mouse == MOUSE_WHEEL_DOWN) {
        for (int i = 0; i < 3; i++)
            vertical(grid, input->mouse == MOUSE_WHEEL_UP);
        return WIDGET_USED;
    }
    if (!grid_cell_seen_at(grid, input->y, input->x, &row, &column))
        return WIDGET_IGNORED;
    if (leave_cell(grid))
        grid_go(grid, row, column);
    return WIDGET_USED;
}

enum widget_result grid_input(struct grid *grid, const struct input *input)
{
    if (input->kind == INPUT_MOUSE)
        return click(grid, input);
    if (input->kind == INPUT_READING)
        return take_reading(grid, input);
    if (input->kind == INPUT_PASTE && paste(grid, input->text))
        return WIDGET_USED;
    switch (key_command(&key_term, "grid", input)) {
    case COMMAND_CHOOSE:
        return scanned_here(grid) ? WIDGET_USED : down(grid);
    case COMMAND_NEXT:
        return scanned_here(grid) ? WIDGET_USED : right(grid);
    case COMMAND_PREVIOUS:
        return left(grid);
    case COMMAND_UP:
        return vertical(grid, true);
    case COMMAND_DOWN:
        return vertical(grid, false);
    case COMMAND_PAGE_UP:
    case COMMAND_PAGE_DOWN:
        page(grid, key_command(&key_term, "grid", input) == COMMAND_PAGE_UP);
        return WIDGET_USED;
    case COMMAND_SEARCH_NEXT:
        if (!grid_next_problem(grid))
            terminal_beep();
        return WIDGET_USED;
    case COMMAND_PICK:
        pick(grid);
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
