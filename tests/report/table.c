/* table.c - cells, totals, and tables on the screen with Chinese in them */
#include "mupu/report.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct table_column columns[] = {
    { "tag", "耳号", TABLE_TEXT, 0, 0, false },     { "breed", "品种", TABLE_TEXT, 0, 1, false },
    { "heads", "存栏", TABLE_COUNT, 0, 0, true },   { "weight", "体重 kg", TABLE_NUMBER, 1, 0, true },
    { "f", "近交系数", TABLE_REAL, 4, 0, false },   { "rate", "出栏率", TABLE_PERCENT, 1, 0, false },
    { "born", "出生日期", TABLE_DAY, 0, 0, false },
};
enum { TAG, BREED, HEADS, WEIGHT, F, RATE, BORN };

static int start(void **state)
{
    struct arena *arena = memory_new(sizeof(*arena));
    arena_init(arena);
    *state = arena;
    return 0;
}

static int stop(void **state)
{
    arena_done(*state);
    memory_free(*state);
    return 0;
}

static void fill(struct table *t, struct arena *arena)
{
    table_init(t, arena, "herd", "畜群", columns, COUNT(columns));
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, TAG, "KP01-25-00131");
    table_set_text(t, row, BREED, "湖羊");
    table_set_integer(t, row, HEADS, 412);
    table_set_integer(t, row, WEIGHT, 52550);
    table_set_real(t, row, F, 0.0625);
    table_set_real(t, row, RATE, 0.41349);
    table_set_day(t, row, BORN, date_from_ymd(2025, 3, 1));
    row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, TAG, "KT01-25-0007");
    table_set_text(t, row, BREED, "阿拉善双峰驼");
    table_set_integer(t, row, HEADS, 9);
    table_set_real(t, row, F, NAN);
    table_set_day(t, row, BORN, DATE_NONE);
}

static void assert_text(const struct table *t, int wide, const char *expected)
{
    struct strbuf out;
    strbuf_init(&out);
    text_table(t, wide, &out);
    assert_string_equal(out.text, expected);
    strbuf_done(&out);
}

static void assert_cell(const struct table *t, int row, int column, const char *expected)
{
    struct strbuf out;
    strbuf_init(&out);
    table_cell_text(t, row, column, &out);
    assert_string_equal(out.text, expected);
    strbuf_done(&out);
}

static void aligns_chinese(void **state)
{
    struct table t;
    fill(&t, *state);
    table_add_total(&t, "合计");
    assert_text(&t, 0,
                "耳号           品种          存栏  体重 kg  近交系数  出栏率  出生日期\n"
                "-------------  ------------  ----  -------  --------  ------  ----------\n"
                "KP01-25-00131  湖羊           412     52.6    0.0625   41.3%  2025-03-01\n"
                "KT01-25-0007   阿拉善双峰驼     9        -         -       -  -\n"
                "------------------------------------------------------------------------\n"
                "合计                          421     52.6\n");
}

/* Every column begins at the same place on the screen, whatever stands before it. */
static void columns_begin_alike(void **state)
{
    struct table t;
    struct strbuf out;
    fill(&t, *state);
    strbuf_init(&out);
    text_table(&t, 0, &out);
    int at[4] = { 0 }, lines = 0;
    for (char *line = strtok(out.text, "\n"); line; line = strtok(NULL, "\n"), lines++) {
        static const char *const fourth[] = { "体重 kg", NULL, "   52.6", "      -" };
        if (!fourth[lines])
            continue;
        char *found = strstr(line, fourth[lines]);
        assert_non_null(found);
        *found = '\0';
        at[lines] = utf8_width(line);
    }
    assert_int_equal(lines, 4);
    assert_int_equal(at[0], at[2]);
    strbuf_done(&out);
}

/* The growing column gives way; tags and numbers stay whole; a long title takes two lines. */
static void gives_way(void **state)
{
    struct table t;
    fill(&t, *state);
    assert_text(&t, 66,
                "耳号           品种         存栏   体重  近交系   出栏  出生日期\n"
                "                                     kg      数     率\n"
                "-------------  -----------  ----  -----  ------  -----  ----------\n"
                "KP01-25-00131  湖羊          412   52.6  0.0625  41.3%  2025-03-01\n"
                "KT01-25-0007   阿拉善双..      9      -       -      -  -\n");
    assert_text(&t, 20, /* nothing more to give */
                "耳号           品种    存栏   体重  近交系   出栏  出生日期\n"
                "                                kg      数     率\n"
                "-------------  ------  ----  -----  ------  -----  ----------\n"
                "KP01-25-00131  湖羊     412   52.6  0.0625  41.3%  2025-03-01\n"
                "KT01-25-0007   阿拉..     9      -       -      -  -\n");
}

static void group_label_runs_over(void **state)
{
    static const struct table_column two[] = { { "n", "号", TABLE_COUNT, 0, 0, true },
                                               { "v", "值", TABLE_COUNT, 0, 0, true } };
    struct table t;
    table_init(&t, *state, "x", "x", two, COUNT(two));
    int row = table_add_row(&t, TABLE_GROUP);
    table_set_text(&t, row, 0, "第一组：盖孜力克镇");
    row = table_add_row(&t, TABLE_ROW);
    table_set_integer(&t, row, 0, 1);
    table_set_integer(&t, row, 1, 20);
    row = table_add_row(&t, TABLE_SUBTOTAL);
    table_set_text(&t, row, 0, "小计");
    table_set_integer(&t, row, 1, 20);
    table_add_total(&t, "合计");
    assert_text(&t, 0,
                "  号  值\n"
                "----  --\n"
                "第一组：盖孜力克镇\n"
                "   1  20\n"
                "小计  20\n"
                "--------\n"
                "合计  20\n");
}

static void empty_says_so(void **state)
{
    struct table t;
    struct strbuf out, expected;
    table_init(&t, *state, "x", "x", columns, 2);
    strbuf_init(&out);
    strbuf_init(&expected);
    text_table(&t, 0, &out);
    strbuf_printf(&expected, "耳号  品种\n----  ----\n%s\n", _("(none)"));
    assert_string_equal(out.text, expected.text);
    strbuf_done(&out);
    strbuf_done(&expected);
}

/* Nothing a cell holds may move the cursor or break a line. */
static void shows_nothing_hidden(void **state)
{
    struct table t;
    table_init(&t, *state, "x", "x", columns, 1);
    int row = table_add_row(&t, TABLE_ROW);
    table_set_text(&t, row, 0, "a\x1b[2Jb\nc");
    assert_text(&t, 0,
                "耳号\n"
                "--------\n"
                "a?[2Jb c\n");
}

static void cells_as_read(void **state)
{
    static const struct table_column some[] = { { "a", "a", TABLE_REAL, -1, 0, true },
                                                { "b", "b", TABLE_REAL, 1, 0, true },
                                                { "c", "c", TABLE_NUMBER, 2, 0, true },
                                                { "d", "d", TABLE_PERCENT, 0, 0, true } };
    struct table t;
    table_init(&t, *state, "x", "x", some, COUNT(some));
    int row = table_add_row(&t, TABLE_ROW);
    table_set_real(&t, row, 0, 100000.0);
    table_set_real(&t, row, 1, -0.04);
    table_set_integer(&t, row, 2, -5);
    table_set_real(&t, row, 3, 1.0);
    assert_cell(&t, row, 0, "100000");
    assert_cell(&t, row, 1, "0.0");
    assert_cell(&t, row, 2, "-0.01");
    assert_cell(&t, row, 3, "100%");
    table_set_real(&t, row, 0, 0.1);
    table_set_real(&t, row, 1, INFINITY);
    assert_cell(&t, row, 0, "0.1");
    assert_cell(&t, row, 1, "");
}

static void totals(void **state)
{
    static const struct table_column some[] = { { "a", "a", TABLE_TEXT, 0, 0, false },
                                                { "b", "b", TABLE_COUNT, 0, 0, true },
                                                { "c", "c", TABLE_NUMBER, 1, 0, true },
                                                { "d", "d", TABLE_REAL, 2, 0, true },
                                                { "e", "e", TABLE_COUNT, 0, 0, false } };
    struct table t;
    table_init(&t, *state, "x", "x", some, COUNT(some));
    table_add_total(&t, "无");
    assert_cell(&t, 0, 1, "0"); /* of nothing */
    for (int i = 0; i < 100; i++) {
        int row = table_add_row(&t, i % 10 == 9 ? TABLE_SUBTOTAL : TABLE_ROW);
        table_set_integer(&t, row, 1, i);
        table_set_real(&t, row, 3, 0.25);
        table_set_integer(&t, row, 4, 7);
    }
    table_add_total(&t, "合计");
    int last = t.row_count - 1;
    assert_int_equal(t.kinds[last], TABLE_TOTAL);
    assert_cell(&t, last, 0, "合计");
    assert_cell(&t, last, 1, "4410"); /* 0..99 without 9, 19 .. 99: subtotals do not count twice */
    assert_cell(&t, last, 2, "");     /* nobody knows */
    assert_cell(&t, last, 3, "22.50");
    assert_cell(&t, last, 4, ""); /* not asked for */
}

static void total_too_large_is_unknown(void **state)
{
    static const struct table_column some[] = { { "a", "a", TABLE_TEXT, 0, 0, false },
                                                { "b", "b", TABLE_COUNT, 0, 0, true } };
    struct table t;
    table_init(&t, *state, "x", "x", some, COUNT(some));
    for (int i = 0; i < 2; i++)
        table_set_integer(&t, table_add_row(&t, TABLE_ROW), 1, INT64_MAX);
    table_add_total(&t, "合计");
    assert_cell(&t, 2, 1, "");
}

static void sheet_on_screen(void **state)
{
    static const char *const labels[] = { "0–6 月", "1 岁" };
    static const double left[] = { 40, 10 }, right[] = { 20, 0 };
    static const struct chart bars = { CHART_BARS, "产羔", 2, labels, left, NULL, NULL, NULL };
    static const struct chart pyramid = { CHART_PYRAMID, "年龄", 2, labels, left, right, "母", "公" };
    struct sheet s;
    struct strbuf out, foot;
    sheet_init(&s, *state, "x", "存栏月报");
    s.made_by = "阿依古丽";
    s.made_on = date_from_ymd(2025, 10, 31);
    sheet_add_fact(&s, "填报单位", "柯坪县");
    sheet_add_fact(&s, "口径", "A");
    sheet_add_heading(&s, "一、产羔");
    sheet_add_chart(&s, &bars);
    sheet_add_chart(&s, &pyramid);
    sheet_add_text(&s, "第一行\n第二行");
    strbuf_init(&out);
    strbuf_init(&foot);
    text_sheet(&s, 40, &out);
    strbuf_add(&foot, "存栏月报\n"
                      "========\n"
                      "填报单位  柯坪县\n"
                      "口径      A\n"
                      "\n"
                      "## 一、产羔\n"
                      "\n"
                      "产羔\n"
                      "0–6 月  40  ████████████████████████████\n"
                      "1 岁    10  ███████\n"
                      "\n"
                      "年龄\n"
                      "             母          公\n"
                      "10          ###  1 岁                  0\n"
                      "40  ###########  0–6 月  ######       20\n"
                      "\n"
                      "第一行\n"
                      "第二行\n"
                      "\n");
    strbuf_printf(&foot, _("Made by: %s"), "阿依古丽");
    strbuf_add(&foot, "    ");
    strbuf_printf(&foot, _("Checked by: %s"), "__________");
    strbuf_add(&foot, "    ");
    strbuf_printf(&foot, _("Made on: %s"), "2025-10-31");
    strbuf_add_char(&foot, '\n');
    assert_string_equal(out.text, foot.text);
    strbuf_done(&out);
    strbuf_done(&foot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(aligns_chinese, start, stop),
        cmocka_unit_test_setup_teardown(columns_begin_alike, start, stop),
        cmocka_unit_test_setup_teardown(gives_way, start, stop),
        cmocka_unit_test_setup_teardown(group_label_runs_over, start, stop),
        cmocka_unit_test_setup_teardown(empty_says_so, start, stop),
        cmocka_unit_test_setup_teardown(shows_nothing_hidden, start, stop),
        cmocka_unit_test_setup_teardown(cells_as_read, start, stop),
        cmocka_unit_test_setup_teardown(totals, start, stop),
        cmocka_unit_test_setup_teardown(total_too_large_is_unknown, start, stop),
        cmocka_unit_test_setup_teardown(sheet_on_screen, start, stop),
    };
    text_start("zh_CN");
    return cmocka_run_group_tests_name("report table", tests, start, stop);
}
