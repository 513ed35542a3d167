/* Grids with a row for all: what a row takes from it, where Enter goes, what a scan and a paste do, what is marked. */
#include "stage.h"

#include <string.h>

static const struct form_choice vaccines[] = { { "fmd", "口蹄疫" }, { "ppr", "小反刍" } };
static const struct form_field columns[] = {
    { .name = "@number", .label = "耳号", .kind = FIELD_SHOWN, .width = 6 },
    { .name = "weight", .label = "体重", .kind = FIELD_NUMBER, .required = true, .width = 8 },
    { .name = "vaccine", .label = "疫苗", .kind = FIELD_CHOICE, .width = 8, .choices = vaccines, .choice_count = 2 },
    { .name = "date", .label = "日期", .kind = FIELD_DATE, .width = 10 },
};
enum { ROWS = 4 };
static struct grid grid;
static char scans[100];
static int saves, removed_row;

static bool scan(void *context, struct grid *g, const char *text)
{
    (void)context;
    snprintf(scans + strlen(scans), sizeof scans - strlen(scans), "[%s]", text);
    grid_go(g, 3, 1);
    return true;
}

/* 30 and less is wrong, 90 and more unusual: all such rows are told at once. */
static bool save(void *context, struct grid *g, struct err *e)
{
    (void)context;
    (void)e;
    bool good = true;
    saves++;
    for (size_t row = 1; row < g->rows; row++) {
        struct err own = { 0 };
        int64_t weight = 0;
        if (!*grid_get(g, row, "weight") || !number_parse_thousandths(grid_get(g, row, "weight"), &weight, &own))
            continue;
        if (weight <= 30000)
            good = err_set(&own, ERR_DATA, "weight", "row %zu", row);
        else if (weight >= 90000)
            good = err_soft(&own, "range_warn", "weight", "row %zu", row);
        if (*own.message)
            grid_problem(g, row, &own);
    }
    return good;
}

static bool counts(void *context, struct grid *g, size_t row)
{
    (void)context;
    return *grid_get(g, row, "weight") || *grid_get(g, row, "vaccine");
}

static void removed(void *context, struct grid *g, size_t row)
{
    (void)context;
    (void)g;
    removed_row = (int)row;
}

/* What weighs 100 and more is told as soon as its cell is left. */
static void left(void *context, struct grid *g, size_t row)
{
    struct err e = { 0 };
    (void)context;
    if (row && strlen(grid_get(g, row, "weight")) > 2 && !err_soft(&e, "range_warn", "weight", "heavy"))
        grid_problem(g, row, &e);
}

static const struct grid_operations operations = {
    .left = left, .save = save, .scan = scan, .counts = counts, .removed = removed
};

static void draw(void *widget)
{
    grid_draw(widget, (struct area){ 0, 0, terminal_rows(), terminal_columns() });
}

static enum widget_result take(void *widget, const struct input *input)
{
    return grid_input(widget, input);
}

/* Row 0 for all with today's date, four animals below, the cursor on the first weight. */
static enum widget_result play(const char *script)
{
    scans[0] = 0;
    saves = removed_row = 0;
    grid_init(&grid, columns, COUNT(columns), 1, 20, &operations, NULL);
    grid.shared = true;
    grid.fixed = 1;
    grid_resize(&grid, ROWS + 1);
    for (size_t row = 1; row <= ROWS; row++)
        grid_set(&grid, row, "@number", (const char *[]){ "K01", "K02", "K03", "K04" }[row - 1]);
    grid_set(&grid, 0, "date", "2025-10-31");
    grid_go(&grid, 1, 1);
    stage_begin(60, 10, script);
    return stage_feed(&grid, draw, take);
}

static void gone(void)
{
    stage_end();
    grid_done(&grid);
}

static void enter_goes_down_and_then_to_what_is_still_asked(void **state)
{
    (void)state;
    play("\"41\" <Enter> \"42\" <Enter> \"43\" <Enter> \"44\" <Enter> <dump>");
    assert_int_equal(grid.row, 1);
    assert_string_equal(columns[grid.column].name, "vaccine");
    stage_golden("grid-all", stage_dumps());
    gone();
    /* the date is said for all: behind the vaccine comes nothing more, the last Enter saves */
    assert_int_equal(play("\"41\" <Down> <Down> <Down> <Tab> \"1\" <Enter>"), WIDGET_USED);
    assert_int_equal(saves, 0); /* row 4 has a vaccine and no weight */
    assert_int_equal(grid.row, 4);
    assert_string_equal(grid_problem_here(&grid)->field, "weight");
    gone();
}

static void rows_take_from_the_row_for_all(void **state)
{
    (void)state;
    play("<Up> <Tab> \"2\" <Down> <Down> \"1\"");
    assert_string_equal(grid_value(&grid, 1, "vaccine"), "ppr");
    assert_string_equal(grid_get(&grid, 1, "vaccine"), "");
    assert_string_equal(grid_value(&grid, 2, "vaccine"), "fmd");
    assert_string_equal(grid_value(&grid, 4, "date"), "2025-10-31");
    gone();
    play("<Up> \"50\" <Enter> \"1\" <Enter> <Enter>"); /* along the row, then into the first animal's first cell */
    assert_int_equal(grid.row, 1);
    assert_int_equal(grid.column, 1);
    gone();
}

static void typing_replaces_and_arrows_edit(void **state)
{
    (void)state;
    play("\"41\" <Enter> <Up> \"5\"");
    assert_string_equal(grid_get(&grid, 1, "weight"), "5");
    gone();
    play("\"41\" <Enter> <Up> <End> \"5\"");
    assert_string_equal(grid_get(&grid, 1, "weight"), "415");
    gone();
}

static void a_long_number_is_an_animals(void **state)
{
    (void)state;
    play("\"826052636100657\" <Enter>");
    assert_string_equal(scans, "[826052636100657]");
    assert_string_equal(grid_get(&grid, 1, "weight"), "");
    assert_int_equal(grid.row, 3);
    gone();
    play("<paste \"826 052636100657\">");
    assert_string_equal(scans, "[826 052636100657]");
    gone();
    play("\"８２６０５２６３６１００６５７\" <Enter>"); /* the input method left on */
    assert_string_equal(scans, "[826052636100657]");
    gone();
    play("\"1234.5\" <Enter>");
    assert_string_equal(scans, "");
    gone();
}

static void a_pasted_column_fills_down(void **state)
{
    (void)state;
    play("<paste \"41.5\\n42\\n43\\n44\\n45\\n\">");
    assert_string_equal(grid_get(&grid, 1, "weight"), "41.5");
    assert_string_equal(grid_get(&grid, 4, "weight"), "44"); /* what is too much is left */
    gone();
}

static void all_that_is_wrong_is_marked(void **state)
{
    (void)state;
    assert_int_equal(play("\"95\" <Enter> \"42\" <Enter> \"20\" <Enter> \"96\" <F2> <dump>"), WIDGET_USED);
    assert_int_equal(grid.problem_count, 3);
    assert_int_equal(grid.row, 3); /* the one that must be mended first */
    stage_golden("grid-wrong", stage_dumps());
    gone();
    play("\"95\" <Enter> \"42\" <Enter> \"20\" <Enter> \"96\" <F2> <C-g>");
    assert_int_equal(grid.row, 4);
    gone();
    play("\"95\" <Enter> \"42\" <Enter> \"20\" <Enter> \"96\" <F2> <C-g> <C-g>");
    assert_int_equal(grid.row, 1);
    gone();
    play("\"95\" <Enter> \"42\" <Enter> \"20\" <Enter> \"96\" <F2> \"4\"");
    assert_int_equal(grid.problem_count, 2); /* what is being mended is no longer marked */
    gone();
}

static void the_row_for_all_stays(void **state)
{
    (void)state;
    play("<Up> <F8>");
    assert_int_equal(grid.rows, ROWS + 1);
    assert_int_equal(removed_row, 0);
    gone();
    play("<Down> <F8>");
    assert_int_equal(grid.rows, ROWS);
    assert_int_equal(removed_row, 2);
    assert_string_equal(grid_get(&grid, 2, "@number"), "K03");
    gone();
}

static void a_reader_fills_the_cell_and_goes_down(void **state)
{
    (void)state;
    play("");
    assert_true(grid_reading(&grid, "weight", "52.5"));
    assert_string_equal(grid_get(&grid, 1, "weight"), "52.5");
    assert_int_equal(grid.row, 2);
    assert_false(grid_reading(&grid, "milk", "3"));
    gone();
}

static void an_odd_cell_is_told_when_it_is_left(void **state)
{
    (void)state;
    play("\"120\" <Enter> \"42\" <Enter>");
    assert_int_equal(grid.problem_count, 1);
    assert_int_equal(grid.row, 3); /* it holds nothing up */
    gone();
    play("\"120\"");
    assert_int_equal(grid.problem_count, 0);
    gone();
}

static void a_click_goes_to_its_cell(void **state)
{
    (void)state;
    play("<wait> <click 4,30> \"4\"");
    assert_int_equal(grid.row, 3);
    assert_string_equal(columns[grid.column].name, "date");
    gone();
    play("<wait> <click 1,14>");
    assert_int_equal(grid.row, 0);
    assert_string_equal(columns[grid.column].name, "weight");
    gone();
    play("<wait> <wheeldown 4,1>");
    assert_int_equal(grid.row, 4);
    gone();
    play("<wait> <click 9,14>");
    assert_int_equal(grid.row, 1);
    gone();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_goes_down_and_then_to_what_is_still_asked),
        cmocka_unit_test(rows_take_from_the_row_for_all),
        cmocka_unit_test(typing_replaces_and_arrows_edit),
        cmocka_unit_test(a_long_number_is_an_animals),
        cmocka_unit_test(a_pasted_column_fills_down),
        cmocka_unit_test(all_that_is_wrong_is_marked),
        cmocka_unit_test(the_row_for_all_stays),
        cmocka_unit_test(an_odd_cell_is_told_when_it_is_left),
        cmocka_unit_test(a_click_goes_to_its_cell),
        cmocka_unit_test(a_reader_fills_the_cell_and_goes_down),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_grid", tests, NULL, NULL);
}
