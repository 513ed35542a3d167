/* Forms: order of fields, kinds, validation, soft rules, carrying over; grids. */
#include "stage.h"

#include <string.h>

static const struct form_choice sexes[] = { { "f", "母" }, { "m", "公" }, { "w", "羯" } };
static const struct form_field fields[] = {
    { "date", "日期", "哪一天", FIELD_DATE, true, true, 12, 0, NULL, 0 },
    { "tag", "耳号", "扫描", FIELD_LOOKUP, true, false, 16, 0, NULL, 0 },
    { "breed", "品种", "", FIELD_SHOWN, false, false, 10, 0, NULL, 0 },
    { "sex", "性别", "", FIELD_CHOICE, false, false, 6, 0, sexes, COUNT(sexes) },
    { "weight", "体重", "公斤", FIELD_NUMBER, true, false, 8, 0, NULL, 0 },
};

static struct form form;
static int saves, looked_up;

static bool check(void *context, struct form *checked, size_t field, struct err *e)
{
    int64_t weight = 0;
    (void)context;
    if (!strcmp(fields[field].name, "tag"))
        form_set(checked, "breed", "湖羊");
    if (strcmp(fields[field].name, "weight") != 0 || !number_parse_thousandths(form_get(checked, "weight"), &weight, e))
        return true;
    if (weight > 500000)
        return err_set(e, ERR_DATA, "weight", "太大");
    return weight <= 150000 || err_soft(e, "heavy", "weight", "少见");
}

static bool save(void *context, struct form *saved, struct err *e)
{
    (void)context;
    if (!strcmp(form_get(saved, "tag"), "死"))
        return err_set(e, ERR_DATA, "tag", "它死了");
    if (!strcmp(form_get(saved, "tag"), "老") && !form_confirmed(saved, "old"))
        return err_soft(e, "old", "tag", "太老");
    saves++;
    return true;
}

static void lookup(void *context, struct form *asking, size_t field)
{
    (void)context;
    looked_up++;
    form_set(asking, fields[field].name, "K7");
}

static const struct form_operations operations = { check, save, lookup };

static void draw(void *widget)
{
    form_draw(widget, (struct area){ 0, 0, terminal_rows(), terminal_columns() });
}

static enum widget_result input(void *widget, const struct input *read)
{
    enum widget_result result = form_input(widget, read);
    if (result == WIDGET_SAVED)
        form_next(widget);
    return result;
}

static enum widget_result play(const char *script)
{
    saves = looked_up = 0;
    form_init(&form, fields, COUNT(fields), &operations, NULL);
    stage_begin(60, 10, script);
    enum widget_result result = stage_feed(&form, draw, input);
    terminal_erase();
    draw(&form);
    return result;
}

static void done(void)
{
    stage_end();
    form_done(&form);
}

static void enter_goes_through_and_saves_at_the_end(void **state)
{
    (void)state;
    assert_int_equal(play("\"2026年3月1日\" <Enter> \"K1\" <Enter> \"2\" <Enter> \"５２．５\" <Enter>"), WIDGET_SAVED);
    assert_int_equal(saves, 1);
    assert_int_equal(form.records, 1);
    assert_string_equal(form_get(&form, "date"), "2026-03-01"); /* carried, and in its canonical form */
    assert_string_equal(form_get(&form, "tag"), "");
    assert_int_equal(form.at, 1); /* the carried date is skipped */
    assert_false(form.changed);
    done();
}

static void the_second_record_takes_over_with_f5(void **state)
{
    (void)state;
    play("\"20260301\" <Enter> \"K1\" <Enter> \"m\" <Enter> \"50\" <Enter> <F5> <F5> <F5>");
    assert_string_equal(form_get(&form, "tag"), "K1");
    assert_string_equal(form_get(&form, "sex"), "m");
    assert_string_equal(form_get(&form, "weight"), "50");
    done();
}

static void the_first_text_replaces_what_stood_there(void **state)
{
    (void)state;
    play("\"20260301\" <Enter> \"K1\" <Up> \"20260401\" <Enter>");
    assert_string_equal(form_get(&form, "date"), "2026-04-01");
    done();
    play("\"20260301\" <Enter> \"K1\" <Enter> <Up> <End> \"2\" <Enter>"); /* an arrow first: it is edited */
    assert_string_equal(form_get(&form, "tag"), "K12");
    done();
    play("\"20260301\" <Enter> \"K1\" <Enter> <Enter> \"9999\" <Enter> \"52\" <Enter>"); /* what was refused goes */
    assert_int_equal(saves, 1);
    done();
}

static void arrows_reach_a_carried_field(void **state)
{
    (void)state;
    play("\"20260301\" <Enter> \"K1\" <Tab> <Tab> \"50\" <F2> <Up> <C-u> \"2026-04-01\" <Enter>");
    assert_string_equal(form_get(&form, "date"), "2026-04-01");
    assert_int_equal(form.at, 1);
    done();
}

static void a_bad_value_holds_the_cursor_and_says_so(void **state)
{
    (void)state;
    play("\"2026-02-30\" <Enter>");
    assert_int_equal(form.at, 0);
    assert_int_equal(form.problem.code, ERR_DATA);
    assert_string_equal(form.problem.field, "date");
    stage_shows("!日期");
    done();
    play("<Down> <Down> <Down> \"900\" <Enter>");
    assert_int_equal(form.at, 4);
    stage_shows("太大");
    done();
    play("<Down> <Down> <Down> \"900\" <Up>"); /* but one can go back */
    assert_int_equal(form.at, 3);
    done();
}

static void a_soft_rule_passes_on_the_second_save(void **state)
{
    static const char first[] = "\"20260301\" <Enter> \"K1\" <Enter> <Enter> \"160\"";
    char script[200];
    (void)state;
    snprintf(script, sizeof script, "%s <F2>", first);
    play(script);
    assert_int_equal(saves, 0);
    stage_shows("少见");
    done();
    snprintf(script, sizeof script, "%s <F2> <F2>", first);
    play(script);
    assert_int_equal(saves, 1);
    done();
    snprintf(script, sizeof script, "%s <F2> <Backspace> \"5\" <F2>", first); /* a change asks anew */
    play(script);
    assert_int_equal(saves, 0);
    done();
}

static void two_soft_rules_ask_one_after_the_other(void **state)
{
    (void)state;
    play("\"20260301\" <Enter> \"老\" <Enter> <Enter> \"160\" <F2> <F2>");
    assert_int_equal(saves, 0);
    stage_shows("太老");
    done();
    play("\"20260301\" <Enter> \"老\" <Enter> <Enter> \"160\" <F2> <F2> <F2>");
    assert_int_equal(saves, 1);
    assert_string_equal(form.confirmed, ""); /* not for the next record */
    done();
}

static void a_hard_rule_never_passes(void **state)
{
    (void)state;
    play("\"20260301\" <Enter> \"死\" <Enter> <Enter> \"50\" <F2> <F2> <F2>");
    assert_int_equal(saves, 0);
    assert_int_equal(form.at, 1); /* at the field that is at fault */
    stage_shows("它死了");
    done();
}

static void what_is_required_is_asked_for(void **state)
{
    (void)state;
    play("<F2>");
    assert_string_equal(form.problem.field, "date");
    assert_int_equal(saves, 0);
    done();
}

static void a_check_may_fill_in_other_fields(void **state)
{
    (void)state;
    play("<Down> \"K1\" <Enter>");
    stage_shows("湖羊");
    assert_int_equal(form.at, 3); /* over the field that is only shown */
    done();
}

static void choices_take_keys_of_every_kind(void **state)
{
    static const struct {
        const char *keys, *value;
    } cases[] = {
        { "<Space>", "f" },
        { "<Space> <Space>", "m" },
        { "<Left>", "w" },
        { "\"3\"", "w" },
        { "\"M\"", "m" },
        { "\"公\"", "m" },
        { "\"２\"", "m" },
        { "\"x\"", "" },
        { "\"1\" <Delete>", "" },
        { "<F4> \"羯\" <Enter>", "w" },
        { "<F4> <Down> <Enter>", "m" },
        { "<F4> <Down> <Esc>", "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char script[100];
        snprintf(script, sizeof script, "<Down> <Down> %s", cases[i].keys);
        play(script);
        if (strcmp(form_get(&form, "sex"), cases[i].value) != 0)
            fail_msg("%s: %s", cases[i].keys, form_get(&form, "sex"));
        done();
    }
}

static void f4_is_today_in_a_date_and_asks_in_a_lookup(void **state)
{
    char today[DATE_TEXT];
    (void)state;
    play("<F4> <Enter> <F4>");
    assert_string_equal(form_get(&form, "date"), date_format(clock_today(), DATE_DAY, today));
    assert_string_equal(form_get(&form, "tag"), "K7");
    assert_int_equal(looked_up, 1);
    done();
}

static void a_paste_stays_in_its_field(void **state)
{
    (void)state;
    play("<Down> <paste \"826052636100657\\n\">");
    assert_string_equal(form_get(&form, "tag"), "826052636100657");
    assert_int_equal(form.at, 1);
    done();
}

static void leaving_asks_only_if_changed(void **state)
{
    (void)state;
    assert_int_equal(play("<Esc>"), WIDGET_LEFT);
    done();
    assert_int_equal(play("\"2\" <Esc> \"n\""), WIDGET_USED);
    assert_string_equal(form_get(&form, "date"), "2");
    done();
    assert_int_equal(play("\"2\" <F10> \"ｙ\""), WIDGET_LEFT);
    done();
}

static void it_looks_like_this(void **state)
{
    (void)state;
    play("<F2> <dump> \"20260301\" <Enter> \"内蒙古阿拉善双峰驼001\" <dump> <Enter> \"m\" <Enter> \"160\" <F2> <dump>"
         "<F2> <resize 110x10> \"K2\" <dump> <resize 41x4> <dump>");
    stage_golden("form", stage_dumps());
    done();
}

/* ---- grid ---- */
static const struct form_field lamb[] = {
    { "tag", "耳号", "羔羊", FIELD_TEXT, true, false, 10, 0, NULL, 0 },
    { "sex", "性别", "", FIELD_CHOICE, true, false, 6, 0, sexes, COUNT(sexes) },
    { "weight", "初生重", "公斤", FIELD_NUMBER, false, false, 6, 0, NULL, 0 },
};
static struct grid grid;

static void grid_draw_all(void *widget)
{
    grid_draw(widget, (struct area){ 0, 0, terminal_rows(), terminal_columns() });
}

static enum widget_result grid_take(void *widget, const struct input *read)
{
    return grid_input(widget, read);
}

static enum widget_result play_grid(const char *script)
{
    grid_init(&grid, lamb, COUNT(lamb), 2, 4, NULL, NULL);
    stage_begin(50, 10, script);
    return stage_feed(&grid, grid_draw_all, grid_take);
}

static void grid_gone(void)
{
    stage_end();
    grid_done(&grid);
}

static void a_litter_is_typed_column_by_column(void **state)
{
    (void)state;
    assert_int_equal(
        play_grid("\"L1\" <Enter> \"L2\" <Enter> \"f\" <Enter> \"m\" <Enter> \"3.4\" <Enter> <F5> <dump> <F2>"),
        WIDGET_SAVED);
    assert_string_equal(grid_get(&grid, 0, "tag"), "L1");
    assert_string_equal(grid_get(&grid, 1, "tag"), "L2");
    assert_string_equal(grid_get(&grid, 1, "sex"), "m");
    assert_string_equal(grid_get(&grid, 1, "weight"), "3.4");
    stage_golden("grid", stage_dumps());
    grid_gone();
}

static void rows_come_and_go(void **state)
{
    (void)state;
    play_grid("\"甲\" <Down> \"乙\" <F7> \"丙\" <F7> \"丁\" <F7> \"戊\" <Up> <Up> <F8> \"y\"");
    assert_int_equal(grid.rows, 3);
    assert_string_equal(grid_get(&grid, 0, "tag"), "甲");
    assert_string_equal(grid_get(&grid, 1, "tag"), "丙");
    assert_string_equal(grid_get(&grid, 2, "tag"), "丁戊"); /* four rows at most: F7 beeps, the cursor stays */
    grid_gone();
    play_grid("\"甲\" <F8> \"y\" <F8>");
    assert_int_equal(grid.rows, 2);
    assert_string_equal(grid_get(&grid, 0, "tag"), "");
    grid_gone();
}

static void a_bad_cell_is_marked_and_an_empty_row_is_fine(void **state)
{
    (void)state;
    assert_int_equal(play_grid("\"甲\" <F2>"), WIDGET_USED);
    assert_string_equal(grid_problem_here(&grid)->field, "sex");
    assert_int_equal(grid.column, 1);
    grid_gone();
    assert_int_equal(play_grid("\"甲\" <Tab> \"f\" <Tab> \"three\" <Tab> <F2>"), WIDGET_USED);
    assert_string_equal(grid_problem_here(&grid)->field, "weight");
    grid_gone();
    assert_int_equal(play_grid("\"甲\" <Tab> \"f\" <F2>"), WIDGET_SAVED);
    grid_gone();
    assert_int_equal(play_grid("<S-Tab>"), WIDGET_IGNORED);
    grid_gone();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_goes_through_and_saves_at_the_end),
        cmocka_unit_test(the_second_record_takes_over_with_f5),
        cmocka_unit_test(the_first_text_replaces_what_stood_there),
        cmocka_unit_test(arrows_reach_a_carried_field),
        cmocka_unit_test(a_bad_value_holds_the_cursor_and_says_so),
        cmocka_unit_test(a_soft_rule_passes_on_the_second_save),
        cmocka_unit_test(two_soft_rules_ask_one_after_the_other),
        cmocka_unit_test(a_hard_rule_never_passes),
        cmocka_unit_test(what_is_required_is_asked_for),
        cmocka_unit_test(a_check_may_fill_in_other_fields),
        cmocka_unit_test(choices_take_keys_of_every_kind),
        cmocka_unit_test(f4_is_today_in_a_date_and_asks_in_a_lookup),
        cmocka_unit_test(a_paste_stays_in_its_field),
        cmocka_unit_test(leaving_asks_only_if_changed),
        cmocka_unit_test(it_looks_like_this),
        cmocka_unit_test(a_litter_is_typed_column_by_column),
        cmocka_unit_test(rows_come_and_go),
        cmocka_unit_test(a_bad_cell_is_marked_and_an_empty_row_is_fine),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_form", tests, NULL, NULL);
}
