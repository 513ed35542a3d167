/* table.c - result tables: typed cells, unknown by default, and their totals */
#include "private.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { FIRST_ROWS = 16, MOST_DECIMALS = 9, LONGEST_CODE = 24 };

void table_init(struct table *t, struct arena *arena, const char *name, const char *title,
                const struct table_column *columns, int column_count)
{
    assert(column_count > 0);
    *t = (struct table){
        .arena = arena,
        .name = arena_text(arena, name),
        .title = arena_text(arena, title),
        .columns = columns,
        .column_count = column_count,
    };
}

/* An arena cannot give back the old arrays: doubling wastes at most as much as is used. */
static void grow(struct table *t)
{
    int capacity = t->row_capacity ? t->row_capacity * 2 : FIRST_ROWS;
    size_t old = (size_t)t->row_count * (size_t)t->column_count;
    struct table_cell *cells =
        arena_new(t->arena, (size_t)capacity * (size_t)t->column_count * sizeof(struct table_cell));
    unsigned char *kinds = arena_new(t->arena, (size_t)capacity);
    if (t->row_count) {
        memcpy(cells, t->cells, old * sizeof(struct table_cell));
        memcpy(kinds, t->kinds, (size_t)t->row_count);
    }
    t->cells = cells;
    t->kinds = kinds;
    t->row_capacity = capacity;
}

int table_add_row(struct table *t, enum table_row_kind kind)
{
    if (t->row_count == t->row_capacity)
        grow(t);
    t->kinds[t->row_count] = (unsigned char)kind;
    return t->row_count++;
}

static struct table_cell *at(const struct table *t, int row, int column)
{
    assert(row >= 0 && row < t->row_count && column >= 0 && column < t->column_count);
    return &t->cells[(size_t)row * (size_t)t->column_count + (size_t)column];
}

const struct table_cell *table_cell(const struct table *t, int row, int column)
{
    return at(t, row, column);
}

enum table_type table_cell_type(const struct table *t, int row, int column)
{
    return column == 0 && t->kinds[row] != TABLE_ROW ? TABLE_TEXT : t->columns[column].type;
}

bool table_is_right(const struct table *t, int column)
{
    return t->columns[column].type != TABLE_TEXT && t->columns[column].type != TABLE_DAY;
}

bool table_is_label_only(const struct table *t, int row)
{
    if (t->kinds[row] != TABLE_GROUP)
        return false;
    for (int column = 1; column < t->column_count; column++)
        if (at(t, row, column)->known)
            return false;
    return true;
}

/* Short, ASCII, with a digit and without blanks. */
static bool is_code(const char *text)
{
    size_t length = strlen(text);
    bool digit = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] <= ' ' || text[i] > '~')
            return false;
        digit = digit || (text[i] >= '0' && text[i] <= '9');
    }
    return digit && length <= LONGEST_CODE;
}

bool table_is_code(const struct table *t, int column)
{
    bool any = false;
    if (t->columns[column].type != TABLE_TEXT)
        return false;
    for (int row = 0; row < t->row_count; row++) {
        const struct table_cell *cell = at(t, row, column);
        if (t->kinds[row] != TABLE_ROW || !cell->known || !*cell->as.text)
            continue;
        if (!is_code(cell->as.text))
            return false;
        any = true;
    }
    return any;
}

void table_set_text(struct table *t, int row, int column, const char *text)
{
    struct table_cell *cell = at(t, row, column);
    assert(table_cell_type(t, row, column) == TABLE_TEXT);
    cell->known = text != NULL;
    cell->as.text = arena_text(t->arena, text);
}

void table_set_integer(struct table *t, int row, int column, int64_t value)
{
    enum table_type type = table_cell_type(t, row, column);
    assert(type == TABLE_COUNT || type == TABLE_NUMBER);
    (void)type;
    *at(t, row, column) = (struct table_cell){ .known = true, .as.integer = value };
}

void table_set_real(struct table *t, int row, int column, double value)
{
    enum table_type type = table_cell_type(t, row, column);
    assert(type == TABLE_REAL || type == TABLE_PERCENT);
    (void)type;
    *at(t, row, column) = (struct table_cell){ .known = isfinite(value), .as.real = value };
}

void table_set_day(struct table *t, int row, int column, date_day day)
{
    assert(table_cell_type(t, row, column) == TABLE_DAY);
    *at(t, row, column) = (struct table_cell){ .known = day != DATE_NONE, .as.integer = day };
}

/* ---- totals ---- */

/* Unknown when no row knows its value: that is no zero. Without any row the sum is 0. */
static struct table_cell sum(const struct table *t, int column)
{
    bool real = t->columns[column].type == TABLE_REAL || t->columns[column].type == TABLE_PERCENT;
    struct table_cell total = { .known = true };
    int rows = 0, known = 0;
    if (real)
        total.as.real = 0.0;
    for (int row = 0; row < t->row_count; row++) {
        const struct table_cell *cell = at(t, row, column);
        rows += t->kinds[row] == TABLE_ROW;
        if (t->kinds[row] != TABLE_ROW || !cell->known)
            continue;
        known++;
        if (real)
            total.as.real += cell->as.real;
        else if (__builtin_add_overflow(total.as.integer, cell->as.integer, &total.as.integer))
            return (struct table_cell){ .known = false };
    }
    total.known = (!rows || known) && (!real || isfinite(total.as.real));
    return total;
}

void table_add_total(struct table *t, const char *label)
{
    int total = table_add_row(t, TABLE_TOTAL);
    table_set_text(t, total, 0, label);
    for (int column = 1; column < t->column_count; column++) {
        enum table_type type = t->columns[column].type;
        if (t->columns[column].total && type != TABLE_TEXT && type != TABLE_DAY)
            *at(t, total, column) = sum(t, column);
    }
}

/* ---- cells as text ---- */

/* Whole doubles without the exponent the shortest text may have: 100000, not 1e+05. */
static void add_shortest(struct strbuf *out, double value)
{
    char text[NUMBER_TEXT];
    if (value == trunc(value) && fabs(value) < 1e15)
        strbuf_printf(out, "%.0f", value + 0.0);
    else
        strbuf_add(out, number_format_double(value, text));
}

static void add_real(struct strbuf *out, double value, int decimals, const char *unit)
{
    if (decimals < 0) {
        add_shortest(out, value);
    } else {
        char text[400]; /* the longest double has 309 digits before the point */
        snprintf(text, sizeof(text), "%.*f", decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals, value);
        bool zero = text[0] == '-' && !text[1 + strspn(text + 1, "0.")]; /* never "-0.0" */
        strbuf_add(out, text + zero);
    }
    strbuf_add(out, unit);
}

static void add_percent(struct strbuf *out, double share, int decimals)
{
    char text[NUMBER_TEXT] = "";
    if (decimals >= 0 && decimals <= 4)
        number_format_percent(share, decimals, text);
    if (*text)
        strbuf_add(out, text);
    else
        add_real(out, share * 100, decimals, "%");
}

static int thousandth_decimals(int decimals)
{
    return decimals < 0 ? 0 : decimals > 3 ? 3 : decimals;
}

void table_cell_text(const struct table *t, int row, int column, struct strbuf *out)
{
    const struct table_cell *cell = at(t, row, column);
    const struct table_column *c = &t->columns[column];
    char text[NUMBER_TEXT], day[DATE_TEXT];
    if (!cell->known)
        return;
    switch (table_cell_type(t, row, column)) {
    case TABLE_TEXT:
        strbuf_add(out, cell->as.text);
        break;
    case TABLE_COUNT:
        strbuf_printf(out, "%lld", (long long)cell->as.integer);
        break;
    case TABLE_NUMBER:
        strbuf_add(out, number_format_thousandths(cell->as.integer, thousandth_decimals(c->decimals), text));
        break;
    case TABLE_REAL:
        add_real(out, cell->as.real, c->decimals, "");
        break;
    case TABLE_PERCENT:
        add_percent(out, cell->as.real, c->decimals);
        break;
    case TABLE_DAY:
        strbuf_add(out, date_format((date_day)cell->as.integer, DATE_DAY, day));
        break;
    }
}

/* 52.5, 52.537, 52: what a thousandth does not hold is not written. */
static void add_thousandths(struct strbuf *out, int64_t value)
{
    char text[NUMBER_TEXT];
    number_format_thousandths(value, 3, text);
    size_t length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    strbuf_add_n(out, text, text[length - 1] == '.' ? length - 1 : length);
}

void table_exact(const struct table *t, int row, int column, struct strbuf *out)
{
    const struct table_cell *cell = at(t, row, column);
    enum table_type type = table_cell_type(t, row, column);
    if (!cell->known)
        return;
    if (type == TABLE_COUNT)
        strbuf_printf(out, "%lld", (long long)cell->as.integer);
    else if (type == TABLE_NUMBER)
        add_thousandths(out, cell->as.integer);
    else if (type == TABLE_REAL || type == TABLE_PERCENT)
        add_shortest(out, cell->as.real);
}
