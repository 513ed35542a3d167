#include "case.h"

static void test_known_days(void **state)
{
    (void)state;
    static const struct {
        int year, month, day;
        date_day expected;
    } rows[] = {
        { 1970, 1, 1, 0 },       { 1969, 12, 31, -1 },   { 2000, 2, 29, 11016 }, { 2000, 3, 1, 11017 },
        { 1900, 1, 1, -25567 },  { 1900, 3, 1, -25508 }, { 2024, 3, 11, 19793 }, { 2100, 3, 1, 47541 },
        { 2199, 12, 31, 84005 }, { 1, 1, 1, -719162 },   { 0, 12, 31, -719163 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(date_from_ymd(rows[i].year, rows[i].month, rows[i].day), rows[i].expected);
}

/* Every day of eight centuries: one after the other, there and back. */
static void test_every_day_there_and_back(void **state)
{
    (void)state;
    date_day expected = date_from_ymd(1600, 1, 1);
    for (int year = 1600; year < 2400; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= date_days_in_month(year, month); day++, expected++) {
                assert_int_equal(date_from_ymd(year, month, day), expected);
                int y, m, d;
                date_to_ymd(expected, &y, &m, &d);
                assert_true(y == year && m == month && d == day);
            }
}

static void test_far_days_there_and_back(void **state)
{
    (void)state;
    struct random r = { 1 };
    for (int i = 0; i < 20000; i++) {
        date_day day = (date_day)random_below(&r, 700000000) - 350000000;
        int y, m, d;
        date_to_ymd(day, &y, &m, &d);
        assert_int_equal(date_from_ymd(y, m, d), day);
    }
}

static void test_leap_years(void **state)
{
    (void)state;
    assert_int_equal(date_days_in_month(2024, 2), 29);
    assert_int_equal(date_days_in_month(2023, 2), 28);
    assert_int_equal(date_days_in_month(2000, 2), 29);
    assert_int_equal(date_days_in_month(1900, 2), 28);
    assert_int_equal(date_days_in_month(2100, 2), 28);
    assert_int_equal(date_days_in_month(2024, 0), 0);
    assert_int_equal(date_days_in_month(2024, 13), 0);
}

static void test_no_such_day(void **state)
{
    (void)state;
    static const int rows[][3] = { { 2023, 2, 29 }, { 1900, 2, 29 },   { 2024, 4, 31 },   { 2024, 0, 1 },
                                   { 2024, 13, 1 }, { 2024, 1, 0 },    { 2024, 1, 32 },   { 2024, -1, 1 },
                                   { 2024, 1, -1 }, { 2000000, 1, 1 }, { -2000000, 1, 1 } };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(date_from_ymd(rows[i][0], rows[i][1], rows[i][2]), DATE_NONE);
    int y = 9, m = 9, d = 9;
    date_to_ymd(DATE_NONE, &y, &m, &d);
    assert_true(y == 0 && m == 0 && d == 0);
}

static void test_add_months(void **state)
{
    (void)state;
    static const struct {
        int from[3], months, to[3];
    } rows[] = {
        { { 2024, 1, 31 }, 1, { 2024, 2, 29 } },    { { 2023, 1, 31 }, 1, { 2023, 2, 28 } },
        { { 2024, 3, 31 }, -1, { 2024, 2, 29 } },   { { 2024, 2, 29 }, 12, { 2025, 2, 28 } },
        { { 2024, 2, 29 }, 48, { 2028, 2, 29 } },   { { 2024, 12, 15 }, 1, { 2025, 1, 15 } },
        { { 2024, 1, 15 }, -1, { 2023, 12, 15 } },  { { 2024, 1, 15 }, -13, { 2022, 12, 15 } },
        { { 2024, 5, 31 }, 0, { 2024, 5, 31 } },    { { 1999, 12, 31 }, 2, { 2000, 2, 29 } },
        { { 1969, 12, 31 }, -1, { 1969, 11, 30 } },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        date_day from = date_from_ymd(rows[i].from[0], rows[i].from[1], rows[i].from[2]);
        date_day to = date_from_ymd(rows[i].to[0], rows[i].to[1], rows[i].to[2]);
        assert_int_equal(date_add_months(from, rows[i].months), to);
    }
    assert_int_equal(date_add_months(DATE_NONE, 3), DATE_NONE);
    assert_int_equal(date_add_months(0, INT32_MAX), DATE_NONE);
    assert_int_equal(date_add_months(0, INT32_MIN), DATE_NONE);
}

static void test_every_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
        enum date_precision precision;
    } rows[] = {
        { "2024-03-11", "2024-03-11", DATE_DAY },
        { "2024-3-11", "2024-03-11", DATE_DAY },
        { "2024/3/11", "2024-03-11", DATE_DAY },
        { "2024.3.11", "2024-03-11", DATE_DAY },
        { "2024。3。11", "2024-03-11", DATE_DAY },
        { "2024年3月11日", "2024-03-11", DATE_DAY },
        { "2024年03月11日", "2024-03-11", DATE_DAY },
        { "2024年3月11号", "2024-03-11", DATE_DAY },
        { "2024年3月11", "2024-03-11", DATE_DAY },
        { "2024 年 3 月 11 日", "2024-03-11", DATE_DAY },
        { "20240311", "2024-03-11", DATE_DAY },
        { "２０２４－０３－１１", "2024-03-11", DATE_DAY },
        { "２０２４年３月１１日", "2024-03-11", DATE_DAY },
        { "  2024-03-11\t", "2024-03-11", DATE_DAY },
        { "　2024-03-11　", "2024-03-11", DATE_DAY },
        { "2024-03", "2024-03", DATE_MONTH },
        { "2024/3", "2024-03", DATE_MONTH },
        { "2024年3月", "2024-03", DATE_MONTH },
        { "2024年12月 ", "2024-12", DATE_MONTH },
        { "2024", "2024", DATE_YEAR },
        { "2024年", "2024", DATE_YEAR },
        { "２０２４", "2024", DATE_YEAR },
        { "2024-02-29", "2024-02-29", DATE_DAY },
        { "2000-02-29", "2000-02-29", DATE_DAY },
        { "1900-01-01", "1900-01-01", DATE_DAY },
        { "2199-12-31", "2199-12-31", DATE_DAY },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = { 0 };
        date_day day = DATE_NONE;
        enum date_precision precision = 0;
        char out[DATE_TEXT];
        assert_row(date_parse(rows[i].text, &day, &precision, &e), rows[i].text);
        assert_row(precision == rows[i].precision, rows[i].text);
        assert_string_equal(date_format(day, precision, out), rows[i].expected);
        assert_int_equal(e.code, ERR_NONE);
        assert_true(date_parse(rows[i].text, &day, NULL, NULL));
    }
}

/* As on a slip: without a year, or by a word. */
static void test_near_a_day(void **state)
{
    (void)state;
    static const struct {
        const char *today, *text, *expected;
    } rows[] = {
        { "2025-10-31", "10-30", "2025-10-30" },      { "2025-10-31", "10/30", "2025-10-30" },
        { "2025-10-31", " 10.30 ", "2025-10-30" },    { "2025-10-31", "10月30日", "2025-10-30" },
        { "2025-10-31", "１０月３０", "2025-10-30" }, { "2025-10-31", "昨天", "2025-10-30" },
        { "2025-03-01", "前天", "2025-02-27" },       { "2025-10-31", "today", "2025-10-31" },
        { "2025-10-31", "3-11", "2025-03-11" },       { "2025-10-31", "12-30", "2025-12-30" },
        { "2025-10-31", "12-31", "2024-12-31" },      { "2026-01-05", "12-30", "2025-12-30" },
        { "2025-10-31", "2024-3-11", "2024-03-11" },
    };
    static const char *const none[] = { "10-", "10-30-1", "25-10-30", "-1", "30", "13-01", "2-30", "昨天1", "明天" };
    date_day today, day;
    enum date_precision precision;
    char out[DATE_TEXT];
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(date_parse(rows[i].today, &today, NULL, NULL));
        assert_row(date_parse_near(rows[i].text, today, &day, &precision, NULL), rows[i].text);
        assert_string_equal(date_format(day, precision, out), rows[i].expected);
    }
    for (size_t i = 0; i < COUNT(none); i++)
        assert_row(!date_parse_near(none[i], today, &day, &precision, NULL), none[i]);
}

static void test_month_and_year_give_their_first_day(void **state)
{
    (void)state;
    date_day day;
    enum date_precision precision;
    assert_true(date_parse("2024-03", &day, &precision, NULL));
    assert_int_equal(day, date_from_ymd(2024, 3, 1));
    assert_true(date_parse("2024", &day, &precision, NULL));
    assert_int_equal(day, date_from_ymd(2024, 1, 1));
}

static void test_refused_and_nothing_written(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        " ",
        "abc",
        "24-03-11",
        "2024-3-11x",
        "2024-3/11",
        "2024-",
        "2024-3-",
        "2024--11",
        "2024-13-01",
        "2024-00-01",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "1799-12-31",
        "2200-01-01",
        "202403",
        "2024031",
        "202403111",
        "20241301",
        "20230229",
        "2024年13月",
        "2024年3",
        "2024年3月0日",
        "2024年3月11天",
        "2024-003-11",
        "-2024-03-11",
        "2024-03-111",
        "年3月",
        "2024-03-11 8:00",
        "+2024",
        "45000",
        "2024-03-11\n1",
        "\xff",
        "2024-\xe6\x9c",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = { 0 };
        date_day day = 4711;
        enum date_precision precision = DATE_DAY;
        assert_row(!date_parse(rows[i], &day, &precision, &e), rows[i]);
        assert_row(day == 4711 && precision == DATE_DAY, rows[i]);
        assert_row(e.code == ERR_DATA && e.message[0], rows[i]);
        assert_row(utf8_valid(e.message, strlen(e.message), NULL), rows[i]);
    }
}

static void test_messages_tell_what_is_wrong(void **state)
{
    (void)state;
    struct err e;
    date_day day;
    assert_false(date_parse("2023-02-29", &day, NULL, &e));
    assert_non_null(strstr(e.message, "\"2023-02-29\""));
    assert_non_null(strstr(e.message, "28"));
    assert_false(date_parse("1750-01-01", &day, NULL, &e));
    assert_non_null(strstr(e.message, "1800"));
    assert_false(date_parse("a\x1b[2J", &day, NULL, &e));
    assert_null(strchr(e.message, '\x1b'));
}

static void test_format(void **state)
{
    (void)state;
    char out[DATE_TEXT];
    assert_string_equal(date_format(DATE_NONE, DATE_DAY, out), "");
    assert_string_equal(date_format(DATE_NONE, DATE_YEAR, out), "");
    assert_string_equal(date_format(INT32_MAX, DATE_DAY, out), "5881580-07-11");
    assert_string_equal(date_format(INT32_MIN + 1, DATE_DAY, out), "-5877641-06-24");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_every_day_there_and_back),
        cmocka_unit_test(test_far_days_there_and_back),
        cmocka_unit_test(test_leap_years),
        cmocka_unit_test(test_no_such_day),
        cmocka_unit_test(test_add_months),
        cmocka_unit_test(test_every_spelling),
        cmocka_unit_test(test_near_a_day),
        cmocka_unit_test(test_month_and_year_give_their_first_day),
        cmocka_unit_test(test_refused_and_nothing_written),
        cmocka_unit_test(test_messages_tell_what_is_wrong),
        cmocka_unit_test(test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
