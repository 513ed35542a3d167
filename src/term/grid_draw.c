/* grid_draw.c - how a grid looks: the number of the row, columns that stay, columns that scroll, what is wrong. */
#include "private.h"

#include <string.h>

enum { HELP_MOST = 3 }; /* lines about a cell */

static int width_of(const struct grid *grid, size_t column)
{
    const struct form_field *field = &grid->columns[column];
    int label = utf8_width(_(field->label)) + (field->required ? 1 : 0);
    return field->width > label ? field->width : label;
}

/* ">12 " */
static int number_width(const struct grid *grid)
{
    int width = 3;
    for (size_t rows = grid->rows; rows >= 10; rows /= 10)
        width++;
    int all = grid->shared ? utf8_width(_("All")) + 2 : 0;
    return width > all ? width : all;
}

static int fixed_width(const struct grid *grid)
{
    int used = 0;
    for (size_t column = 0; column < grid->fixed; column++)
        used += width_of(grid, column) + 1;
    return used;
}

/* The first column that is drawn after the fixed ones, so that the one with the cursor is whole. */
static size_t first_column(const struct grid *grid, int room)
{
    size_t first = grid->column > grid->fixed ? grid->column : grid->fixed;
    int used = width_of(grid, first) + 1;
    while (first > grid->fixed && used + width_of(grid, first - 1) + 1 <= room)
        used += width_of(grid, --first) + 1;
    return first;
}

static void draw_cell(struct grid *grid, size_t row, size_t column, int y, int x, int width)
{
    const struct form_field *field = &grid->columns[column];
    const struct grid_problem *problem = grid_problem_at(grid, row, column);
    struct lineedit *edit = grid_cell(grid, row, column);
    bool here = row == grid->row && column == grid->column;
    enum cell_role role = problem                      ? problem->err.code == ERR_SOFT ? ROLE_WARNING : ROLE_ERROR
                          : field->kind == FIELD_SHOWN ? ROLE_NORMAL
                                                       : ROLE_VALUE;
    const char *of_all = grid->shared && row && !*lineedit_text(edit) ? lineedit_text(grid_cell(grid, 0, column)) : "";
    field_draw(field, edit, y, x, width, role, here);
    if (*of_all && !problem)
        cell(y, x, width, field_shown(field, of_all), ALIGN_LEFT, ROLE_DIM);
}

struct layout {
    struct area area;
    int number;
    size_t first;
};

/* Calls `draw` for every column that is in view; part of a date would be another one. The cursor's is always drawn. */
static void each_column(struct grid *grid, const struct layout *l, size_t row, int y,
                        void (*draw)(struct grid *grid, size_t row, size_t column, int y, int x, int width))
{
    int x = l->area.x + l->number, end = l->area.x + l->area.columns;
    for (size_t column = 0; column < grid->column_count && x < end; column++) {
        if (column >= grid->fixed && column < l->first)
            continue;
        int width = width_of(grid, column);
        if (width > end - x && column > grid->fixed && column != grid->column)
            return;
        draw(grid, row, column, y, x, width < end - x ? width : end - x);
        x += width + 1;
    }
}

/* There is more to the left of what scrolls, or to the right of all. */
static void draw_more(const struct grid *grid, const struct layout *l, int y)
{
    int x = l->area.x + l->number, end = l->area.x + l->area.columns;
    for (size_t column = 0; column < grid->column_count; column++)
        if (column < grid->fixed || column >= l->first)
            x += width_of(grid, column) + 1;
    if (x - 1 > end)
        cell(y, end - 1, 1, ">", ALIGN_LEFT, ROLE_KEY);
    if (l->first > grid->fixed)
        cell(y, l->area.x, 1, "<", ALIGN_LEFT, ROLE_KEY);
}

static void draw_label(struct grid *grid, size_t row, size_t column, int y, int x, int width)
{
    char label[128];
    (void)row;
    snprintf(label, sizeof label, "%s%s", _(grid->columns[column].label), grid->columns[column].required ? "*" : "");
    cell(y, x, width, label, ALIGN_LEFT, ROLE_HEADER);
}

static void draw_number(const struct grid *grid, size_t row, int y, const struct layout *l)
{
    char number[32];
    const char *mark = row == grid->row ? ">" : " ";
    const struct grid_problem *problem = grid_problem_at(grid, row, grid->column_count);
    enum cell_role role = problem            ? problem->err.code == ERR_SOFT ? ROLE_WARNING : ROLE_ERROR
                          : row == grid->row ? ROLE_KEY
                                             : ROLE_LABEL;
    if (grid->shared && !row)
        snprintf(number, sizeof number, "%s%s", mark, _("All"));
    else
        snprintf(number, sizeof number, "%s%zu", mark, row + (grid->shared ? 0 : 1));
    cell(y, l->area.x, l->number - 1, number, ALIGN_LEFT, role);
}

/* What is wrong here, else what the column is for; in the row for all first which one this is, and the next. */
static void help_text(const struct grid *grid, struct strbuf *out)
{
    const struct err *problem = grid_problem_here(grid);
    const char *help = grid->columns[grid->column].help, *label = _(grid->columns[grid->column].label);
    if (problem) {
        strbuf_add(out, problem->message);
        return;
    }
    if (grid->shared && !grid->row && grid_next_along(grid) < grid->column_count)
        strbuf_printf(out, _("%s for all; Enter goes to %s. "), label, _(grid->columns[grid_next_along(grid)].label));
    else if (grid->shared && !grid->row)
        strbuf_printf(out, _("%s for all; Enter goes to the rows. "), label);
    strbuf_add(out, help && *help ? _(help) : "");
}

static int help_rows(const struct grid *grid, struct area area)
{
    struct strbuf text;
    strbuf_init(&text);
    help_text(grid, &text);
    int rows = cell_rows(text.text, area.columns - 1);
    strbuf_done(&text);
    return rows < 1 ? 1 : rows > HELP_MOST ? HELP_MOST : rows;
}

static void draw_help(const struct grid *grid, struct area area)
{
    const struct err *problem = grid_problem_here(grid);
    enum cell_role role = !problem ? ROLE_DIM : problem->code == ERR_SOFT ? ROLE_WARNING : ROLE_ERROR;
    struct strbuf text;
    strbuf_init(&text);
    help_text(grid, &text);
    cell_wrapped(area, text.text, role);
    strbuf_done(&text);
}

/* Row 0 for all stays in view. */
static void scroll(struct grid *grid, int page)
{
    size_t least = grid->shared ? 1 : 0;
    if (grid->top < least)
        grid->top = least;
    if (grid->row >= least && grid->top > grid->row)
        grid->top = grid->row;
    if (grid->row >= grid->top + (size_t)page)
        grid->top = grid->row - (size_t)page + 1;
    grid->page = page;
}

static struct layout lay_out(const struct grid *grid, struct area area)
{
    struct layout l = { .area = area, .number = number_width(grid) };
    l.first = first_column(grid, area.columns - l.number - fixed_width(grid));
    return l;
}

bool grid_cell_seen_at(struct grid *grid, int y, int x, size_t *ret_row, size_t *ret_column)
{
    struct layout l = lay_out(grid, grid->area);
    int line = y - grid->area.y - 1, right = grid->area.x + l.number; /* without the heading */
    size_t row = grid->shared ? line == 0 ? 0 : grid->top + (size_t)line - 1 : grid->top + (size_t)line;
    if (line < 0 || row >= grid->rows || line > grid->page - (grid->shared ? 0 : 1))
        return false;
    for (size_t column = 0; column < grid->column_count; column++) {
        if (column >= grid->fixed && column < l.first)
            continue;
        right += width_of(grid, column) + 1;
        if (x < right) {
            *ret_row = row;
            *ret_column = column;
            return true;
        }
    }
    return false;
}

void grid_draw(struct grid *grid, struct area area)
{
    struct layout l = lay_out(grid, area);
    int help = help_rows(grid, area), page = area.rows - 1 - help - (grid->shared ? 1 : 0), y = area.y;
    page = page > 0 ? page : 1;
    grid->area = area;
    scroll(grid, page);
    cell(y, area.x, area.columns, "", ALIGN_LEFT, ROLE_HEADER);
    each_column(grid, &l, 0, y, draw_label);
    draw_more(grid, &l, y++);
    if (grid->shared) {
        draw_number(grid, 0, y, &l);
        each_column(grid, &l, 0, y++, draw_cell);
    }
    for (size_t row = grid->top; row < grid->rows && (int)(row - grid->top) < page; row++) {
        draw_number(grid, row, y, &l);
        each_column(grid, &l, row, y++, draw_cell);
    }
    draw_help(grid, (struct area){ y, area.x + 1, help, area.columns - 1 });
}
