/* formats.c - CSV and JSON to the byte */
#include "mupu/report.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct table_column columns[] = {
    { "tag", "耳号", TABLE_TEXT, 0, 0, false },   { "note", "备注", TABLE_TEXT, 0, 0, false },
    { "heads", "存栏", TABLE_COUNT, 0, 0, true }, { "weight", "体重", TABLE_NUMBER, 1, 0, false },
    { "f", "近交", TABLE_REAL, 2, 0, false },     { "rate", "率", TABLE_PERCENT, 1, 0, false },
    { "born", "生日", TABLE_DAY, 0, 0, false },
};

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
    table_set_text(t, row, 0, "365292900001000");
    table_set_text(t, row, 1, "说\"好\",\n二");
    table_set_integer(t, row, 2, -3);
    table_set_integer(t, row, 3, 52537);
    table_set_real(t, row, 4, 0.1);
    table_set_real(t, row, 5, 0.125);
    table_set_day(t, row, 6, date_from_ymd(2024, 2, 29));
    table_add_row(t, TABLE_ROW);
}

static void assert_csv(const struct table *t, bool spreadsheet, const char *expected)
{
    struct strbuf out;
    strbuf_init(&out);
    csv_table(t, spreadsheet, &out);
    assert_string_equal(out.text, expected);
    strbuf_done(&out);
}

static void csv_for_spreadsheets(void **state)
{
    struct table t;
    fill(&t, *state);
    assert_csv(&t, true,
               "\xEF\xBB\xBF耳号,备注,存栏,体重,近交,率,生日\r\n"
               "365292900001000\t,\"说\"\"好\"\",\n二\",-3,52.537,0.1,12.5%,2024-02-29\r\n"
               ",,,,,,\r\n");
}

static void csv_for_programs(void **state)
{
    struct table t;
    fill(&t, *state);
    assert_csv(&t, false,
               "tag,note,heads,weight,f,rate,born\r\n"
               "365292900001000,\"说\"\"好\"\",\n二\",-3,52.537,0.1,0.125,2024-02-29\r\n"
               ",,,,,,\r\n");
}

/* No text of ours becomes a formula, and no number or plain text is touched. */
static void csv_injection(void **state)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        { "=1+1", "'=1+1" },
        { "+86", "'+86" },
        { "-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "\t=1", "'\t=1" },
        { "\r=1", "\"'\r=1\"" },
        { "  =1", "'  =1" },
        { "＝1", "'＝1" },
        { "=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"" },
        { "A=1", "A=1" },
        { "湖羊-1", "湖羊-1" },
        { "00131", "00131" },
        { "", "" },
        { "blank ", "\"blank \"" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct table t;
        struct strbuf expected;
        table_init(&t, *state, "x", "x", columns + 1, 1);
        table_set_text(&t, table_add_row(&t, TABLE_ROW), 0, cases[i].text);
        strbuf_init(&expected);
        strbuf_printf(&expected, "note\r\n%s\r\n", cases[i].cell);
        assert_csv(&t, false, expected.text);
        strbuf_done(&expected);
    }
}

/* Excel shows a 15-digit number as 3.65E+14 and drops a leading zero: with a tab behind, both stay text. */
static void csv_keeps_digits(void **state)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        { "365292900001000", "365292900001000\t" },
        { "00131", "00131\t" },
        { "131", "131" },
        { "0", "0" },
        { "12345678901", "12345678901" },
        { "KP01-25-00131", "KP01-25-00131" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct table t;
        struct strbuf expected;
        table_init(&t, *state, "x", "x", columns, 1);
        table_set_text(&t, table_add_row(&t, TABLE_ROW), 0, cases[i].text);
        strbuf_init(&expected);
        strbuf_printf(&expected, "\xEF\xBB\xBF耳号\r\n%s\r\n", cases[i].cell);
        assert_csv(&t, true, expected.text);
        strbuf_done(&expected);
    }
}

static void json_of_a_table(void **state)
{
    struct table t;
    struct strbuf out;
    fill(&t, *state);
    table_add_total(&t, "合计");
    strbuf_init(&out);
    json_table(&t, &out);
    assert_string_equal(
        out.text,
        "[\n"
        "{\"tag\":\"365292900001000\",\"note\":\"说\\\"好\\\",\\n二\",\"heads\":-3,\"weight\":52.537,\"f\":0.1,"
        "\"rate\":0.125,\"born\":\"2024-02-29\"},\n"
        "{\"tag\":null,\"note\":null,\"heads\":null,\"weight\":null,\"f\":null,\"rate\":null,\"born\":null},\n"
        "{\"row_kind\":\"total\",\"tag\":\"合计\",\"note\":null,\"heads\":-3,\"weight\":null,\"f\":null,"
        "\"rate\":null,\"born\":null}\n"
        "]\n");
    strbuf_done(&out);
}

static void json_escapes(void **state)
{
    static const struct {
        const char *text, *json;
    } cases[] = {
        { NULL, "null" },
        { "", "\"\"" },
        { "\"\\/", "\"\\\"\\\\/\"" },
        { "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
        { "\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"" },
        { "𠮷马", "\"𠮷马\"" },
        { "a\xff\xc3z", "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf out;
        strbuf_init(&out);
        json_text(&out, cases[i].text);
        assert_string_equal(out.text, cases[i].json);
        strbuf_done(&out);
    }
}

/* What is written reads back to the same bits. */
static void json_doubles_are_exact(void **state)
{
    static const double values[] = { 0.1,  1.0 / 3, 1e-300, 5e-324, 1.7976931348623157e308, 123456789012345680.0,
                                     -2.5, 1e15 };
    static const struct table_column one[] = { { "v", "v", TABLE_REAL, 1, 0, false } };
    for (size_t i = 0; i < COUNT(values); i++) {
        struct table t;
        struct strbuf out;
        table_init(&t, *state, "x", "x", one, 1);
        table_set_real(&t, table_add_row(&t, TABLE_ROW), 0, values[i]);
        strbuf_init(&out);
        json_table(&t, &out);
        double back = strtod(strchr(out.text, ':') + 1, NULL);
        assert_memory_equal(&back, &values[i], sizeof(back));
        strbuf_done(&out);
    }
}

static void csv_of_a_sheet(void **state)
{
    struct sheet s;
    struct table t;
    struct strbuf out;
    table_init(&t, *state, "x", "x", columns, 1);
    table_set_text(&t, table_add_row(&t, TABLE_ROW), 0, "00131");
    sheet_init(&s, *state, "month", "月报");
    sheet_add_heading(&s, "一");
    sheet_add_table(&s, &t);
    sheet_add_table(&s, &t);
    strbuf_init(&out);
    csv_sheet(&s, true, &out);
    assert_string_equal(out.text, "\xEF\xBB\xBF耳号\r\n00131\t\r\n\r\n耳号\r\n00131\t\r\n");
    strbuf_clear(&out);
    csv_sheet(&s, false, &out);
    assert_string_equal(out.text, "tag\r\n00131\r\n\r\ntag\r\n00131\r\n");
    strbuf_done(&out);
}

static void json_of_a_sheet(void **state)
{
    struct sheet s;
    struct table t;
    struct strbuf out;
    static const struct table_column one[] = { { "n", "数", TABLE_COUNT, 0, 0, false } };
    sheet_init(&s, *state, "month", "月报");
    sheet_add_fact(&s, "单位", "柯坪\"县\"");
    sheet_add_fact(&s, "日期", "2025-10");
    sheet_add_heading(&s, "一");
    table_init(&t, *state, "stock", "存栏", one, 1);
    table_set_integer(&t, table_add_row(&t, TABLE_ROW), 0, 7);
    sheet_add_table(&s, &t);
    struct table empty;
    table_init(&empty, *state, "none", NULL, one, 1);
    sheet_add_table(&s, &empty);
    strbuf_init(&out);
    json_sheet(&s, &out);
    assert_string_equal(out.text,
                        "{\"name\":\"month\",\"title\":\"月报\",\"facts\":{\"单位\":\"柯坪\\\"县\\\"\",\"日期\":"
                        "\"2025-10\"},\"tables\":[{\"name\":\"stock\",\"title\":\"存栏\",\"rows\":[\n{\"n\":7}\n]},"
                        "{\"name\":\"none\",\"title\":null,\"rows\":[]}]}\n");
    strbuf_done(&out);
}

static void formats_by_name(void **state)
{
    enum report_format format = REPORT_TEXT;
    struct err e = { 0 };
    (void)state;
    assert_true(report_format_named("json", &format, &e));
    assert_int_equal(format, REPORT_JSON);
    assert_false(report_format_named("xls", &format, &e));
    assert_int_equal(e.code, ERR_USAGE);
    assert_non_null(strstr(e.message, "xls"));
    assert_int_equal(format, REPORT_JSON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_for_spreadsheets), cmocka_unit_test(csv_for_programs),
        cmocka_unit_test(csv_injection),        cmocka_unit_test(csv_of_a_sheet),
        cmocka_unit_test(csv_keeps_digits),     cmocka_unit_test(json_of_a_table),
        cmocka_unit_test(json_escapes),         cmocka_unit_test(json_doubles_are_exact),
        cmocka_unit_test(json_of_a_sheet),      cmocka_unit_test(formats_by_name),
    };
    text_start("zh_CN");
    return cmocka_run_group_tests_name("report formats", tests, start, stop);
}
