/* The table: movement, columns, marks, and that the selected row stays the selected row. */
#include "stage.h"

#include <string.h>

static const struct list_column columns[] = {
    { "耳号", 8, 0, 0, ALIGN_LEFT },
    { "体重", 6, 0, 2, ALIGN_RIGHT },
    { "状态", 6, 0, 1, ALIGN_LEFT },
    { "备注", 10, 1, 3, ALIGN_LEFT },
};

/* Row n holds the id in ids[n]. */
static int64_t ids[1000];
static int filled;

static void fill(void *context, int64_t row, struct list_row *out)
{
    (void)context;
    filled++;
    strbuf_printf(&out->cell[0], "K%lld", (long long)ids[row]);
    if (out->wanted[1])
        strbuf_printf(&out->cell[1], "%d.5", (int)ids[row] % 90);
    strbuf_add(&out->cell[2], ids[row] % 2 ? "空怀" : "怀孕");
    out->role[2] = ids[row] % 2 ? ROLE_NORMAL : ROLE_GOOD;
    strbuf_add(&out->cell[3], "毛色棕红");
}

static int64_t id(void *context, int64_t row)
{
    (void)context;
    return ids[row];
}

static int64_t find(void *context, int64_t wanted)
{
    (void)context;
    for (int64_t row = 0; row < (int64_t)COUNT(ids); row++)
        if (ids[row] == wanted)
            return row;
    return -1;
}

static const struct list_operations operations = { fill, id, find };
static struct list list;

static void draw(void *widget)
{
    list_draw(widget, (struct area){ 0, 0, terminal_rows(), terminal_columns() });
}

static enum widget_result input(void *widget, const struct input *read)
{
    return list_input(widget, read);
}

static enum widget_result play(int width, int rows, const char *script)
{
    for (size_t i = 0; i < COUNT(ids); i++)
        ids[i] = (int64_t)i + 100;
    list_init(&list, columns, COUNT(columns), &operations, NULL);
    list_reload(&list, COUNT(ids));
    stage_begin(width, rows, script);
    enum widget_result result = stage_feed(&list, draw, input);
    draw(&list);
    return result;
}

static void done(void)
{
    stage_end();
    list_done(&list);
}

static void keys_move(void **state)
{
    static const struct {
        const char *script;
        int64_t row;
    } cases[] = {
        { "<Down> \"jj\" <Up>", 2 },
        { "<Up>", 0 },
        { "<End>", 999 },
        { "\"G\" <PgUp>", 991 },
        { "\"Gg\"", 0 },
        { "<PgDn> <PgDn>", 16 },
        { "<End> <Down>", 999 },
        { "<PgDn> <Home>", 0 },
        { "\"ｊｊ\"", 2 },
        { "<click 4,3>", 3 },
        { "<wheeldown 4,3>", 3 },
        { "<End> <click 1,0>", 991 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        play(50, 10, cases[i].script);
        if (list.row != cases[i].row)
            fail_msg("%s: row %lld", cases[i].script, (long long)list.row);
        assert_int_equal(list_selected(&list), cases[i].row + 100);
        done();
    }
}

static void enter_and_a_double_click_choose(void **state)
{
    (void)state;
    assert_int_equal(play(50, 10, "<Down> <Enter>"), WIDGET_CHOSEN);
    done();
    assert_int_equal(play(50, 10, "<double 4,3>"), WIDGET_CHOSEN);
    assert_int_equal(list.row, 3);
    done();
    assert_int_equal(play(50, 10, "\"x\""), WIDGET_IGNORED);
    done();
}

static void it_looks_like_this(void **state)
{
    (void)state;
    play(40, 5, "<Down> <dump> <Space> <dump>");
    stage_golden("list", stage_dumps());
    done();
}

static void only_visible_rows_are_asked_for(void **state)
{
    (void)state;
    filled = 0;
    play(50, 10, "<End>");
    assert_in_range(filled, 9, 3 * 9);
    done();
}

static void columns_go_by_priority(void **state)
{
    (void)state;
    play(50, 4, "");
    stage_shows("备注");
    stage_shows("体重");
    done();
    play(30, 4, ""); /* 1 + 8+1+6+1+6 fits, the notes (3) do not */
    stage_shows_not("备注");
    stage_shows("体重");
    done();
    play(20, 4, "");
    stage_shows_not("体重");
    stage_shows("状态");
    done();
    play(10, 4, "");
    stage_shows_not("状态");
    stage_shows("耳号");
    done();
}

static void dropped_columns_are_reached_by_scrolling(void **state)
{
    (void)state;
    play(21, 4, "<Right> <Right>");
    stage_shows("耳号");
    stage_shows("备注");
    stage_shows_not("状态");
    done();
    play(21, 4, "<Right> <Right> <Right> <Right> <Left> <Left> <Left>");
    stage_shows("状态");
    stage_shows_not("备注");
    done();
}

static void sorting_keeps_the_animal_not_the_number(void **state)
{
    (void)state;
    play(50, 10, "<PgDn> <Space> <Space>");
    int64_t before = list_selected(&list);
    for (size_t i = 0; i < COUNT(ids); i++)
        ids[i] = 1099 - (int64_t)i;
    list_reload(&list, COUNT(ids));
    assert_int_equal(list_selected(&list), before);
    assert_int_equal(list.row, 1099 - before);
    assert_true(list_marked(&list, before - 1) && list_marked(&list, before - 2));
    assert_false(list_marked(&list, before));
    draw(&list);
    stage_shows(">");
    done();
}

static void losing_the_selected_row_selects_its_neighbour(void **state)
{
    (void)state;
    play(50, 10, "<End>");
    list_reload(&list, 3);
    assert_int_equal(list.row, 2);
    list_reload(&list, 0);
    assert_int_equal(list.row, -1);
    assert_int_equal(list_selected(&list), -1);
    list.empty = "没有羊";
    draw(&list);
    stage_shows("没有羊");
    struct input enter = { .kind = INPUT_KEY, .key = KEY_RETURN, .folded = KEY_RETURN };
    assert_int_equal(list_input(&list, &enter), WIDGET_USED);
    done();
}

static void marks_are_a_set(void **state)
{
    (void)state;
    play(50, 10, "");
    struct random random = { 3 };
    bool marked[200] = { false };
    for (int i = 0; i < 3000; i++) {
        size_t at = random_below(&random, COUNT(marked));
        marked[at] = random_below(&random, 2);
        list_mark(&list, (int64_t)at, marked[at]);
    }
    size_t count = 0;
    for (size_t i = 0; i < COUNT(marked); i++) {
        assert_int_equal(list_marked(&list, (int64_t)i), marked[i]);
        count += marked[i];
    }
    assert_int_equal(list.mark_count, count);
    list_unmark_all(&list);
    assert_false(list_marked(&list, 5));
    done();
}

static void marks_come_as_the_rows_stand(void **state)
{
    int64_t got[4];
    (void)state;
    play(50, 10, "");
    for (size_t i = 0; i < COUNT(ids); i++)
        ids[i] = 1099 - (int64_t)i; /* sorted the other way round */
    list_mark(&list, 5000, true);   /* filtered away since */
    list_mark(&list, 200, true);
    list_mark(&list, 900, true);
    list_mark(&list, 400, true);
    list_marks_in_order(&list, got);
    assert_int_equal(got[0], 900);
    assert_int_equal(got[1], 400);
    assert_int_equal(got[2], 200);
    assert_int_equal(got[3], 5000);
    done();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_move),
        cmocka_unit_test(enter_and_a_double_click_choose),
        cmocka_unit_test(it_looks_like_this),
        cmocka_unit_test(only_visible_rows_are_asked_for),
        cmocka_unit_test(columns_go_by_priority),
        cmocka_unit_test(dropped_columns_are_reached_by_scrolling),
        cmocka_unit_test(sorting_keeps_the_animal_not_the_number),
        cmocka_unit_test(losing_the_selected_row_selects_its_neighbour),
        cmocka_unit_test(marks_are_a_set),
        cmocka_unit_test(marks_come_as_the_rows_stand),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_list", tests, NULL, NULL);
}
