#include "case.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static void test_int(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t expected;
    } rows[] = {
        { "0", 0 },
        { "-0", 0 },
        { "007", 7 },
        { "+5", 5 },
        { "-12", -12 },
        { " 42 ", 42 },
        { "１２３", 123 },
        { "－５", -5 },
        { "　8　", 8 },
        { "9223372036854775807", INT64_MAX },
        { "-9223372036854775808", INT64_MIN },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = 99;
        assert_row(number_parse_int(rows[i].text, INT64_MIN, INT64_MAX, &value, NULL), rows[i].text);
        assert_row(value == rows[i].expected, rows[i].text);
    }
}

static void test_int_refused(void **state)
{
    (void)state;
    static const char *const rows[] = { "",
                                        " ",
                                        "-",
                                        "+",
                                        "--1",
                                        "1.0",
                                        "1e3",
                                        "0x10",
                                        "1 2",
                                        "a",
                                        "12a",
                                        "1,000",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "99999999999999999999999",
                                        "\xff",
                                        "1\xff" };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = { 0 };
        int64_t value = 99;
        assert_row(!number_parse_int(rows[i], INT64_MIN, INT64_MAX, &value, &e), rows[i]);
        assert_row(value == 99 && e.code == ERR_DATA, rows[i]);
    }
}

static void test_int_bounds(void **state)
{
    (void)state;
    int64_t value = 99;
    struct err e = { 0 };
    assert_true(number_parse_int("1", 1, 3, &value, &e));
    assert_true(number_parse_int("3", 1, 3, &value, &e));
    assert_false(number_parse_int("0", 1, 3, &value, &e));
    assert_false(number_parse_int("4", 1, 3, &value, &e));
    assert_int_equal(value, 3);
    assert_non_null(strstr(e.message, "\"4\""));
    assert_non_null(strstr(e.message, "1 "));
    assert_non_null(strstr(e.message, "3"));
}

static void test_thousandths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t expected;
    } rows[] = {
        { "52.5", 52500 },
        { "52", 52000 },
        { "0", 0 },
        { "0.001", 1 },
        { "-0.5", -500 },
        { ".5", 500 },
        { "5.", 5000 },
        { "+3.25", 3250 },
        { "3.2公斤", 3200 },
        { "3.2 kg", 3200 },
        { "3.2KG", 3200 },
        { "3.2 千克", 3200 },
        { "65厘米", 65000 },
        { "12.5%", 12500 },
        { "５２．５", 52500 },
        { "52。5", 52500 },
        { "　52.5　", 52500 },
        { "0012.340", 12340 },
        { "300 元", 300000 },
        { "0.1", 100 },
        { "0.29", 290 },
        { "1.005", 1005 },
        { "9223372036854775.807", INT64_MAX },
        { "-9223372036854775.808", INT64_MIN },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = 99;
        struct err e = { 0 };
        assert_row(number_parse_thousandths(rows[i].text, &value, &e), rows[i].text);
        assert_row(value == rows[i].expected, rows[i].text);
    }
}

static void test_thousandths_refused(void **state)
{
    (void)state;
    static const char *const rows[] = { "",
                                        ".",
                                        "-",
                                        "kg",
                                        "1.2.3",
                                        "1,5",
                                        "1e3",
                                        "1.56E+14",
                                        "1.2345",
                                        "1.0000",
                                        "0x1p3",
                                        "inf",
                                        "nan",
                                        "3.2斤",
                                        "500g",
                                        "3.2 市斤",
                                        "3.2磅",
                                        "3 2",
                                        "3.2kg5",
                                        "3.2kg kg",
                                        "--3",
                                        "3-",
                                        "\xff",
                                        "9223372036854775.808",
                                        "99999999999999999999",
                                        "3.2\xff" };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = { 0 };
        int64_t value = 99;
        assert_row(!number_parse_thousandths(rows[i], &value, &e), rows[i]);
        assert_row(value == 99 && e.code == ERR_DATA, rows[i]);
        assert_row(utf8_valid(e.message, strlen(e.message), NULL), rows[i]);
    }
}

static void test_a_jin_is_no_kilogram(void **state)
{
    (void)state;
    int64_t value;
    struct err e = { 0 };
    assert_false(number_parse_thousandths("3.2斤", &value, &e));
    assert_non_null(strstr(e.message, "\"斤\""));
    assert_non_null(strstr(e.message, "\"3.2斤\""));
}

static void test_format_thousandths(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int decimals;
        const char *expected;
    } rows[] = {
        { 52500, 1, "52.5" },
        { 52500, 0, "53" },
        { 52499, 0, "52" },
        { -52500, 0, "-53" },
        { 52500, 3, "52.500" },
        { 1, 3, "0.001" },
        { -1, 3, "-0.001" },
        { 4, 2, "0.00" },
        { 5, 2, "0.01" },
        { -4, 2, "0.00" },
        { -5, 2, "-0.01" },
        { 999, 0, "1" },
        { 999, 2, "1.00" },
        { 9950, 1, "10.0" },
        { 9949, 1, "9.9" },
        { 0, 0, "0" },
        { 0, 2, "0.00" },
        { 1050, 1, "1.1" },
        { -1050, 1, "-1.1" },
        { 1005, 2, "1.01" },
        { INT64_MAX, 3, "9223372036854775.807" },
        { INT64_MIN, 3, "-9223372036854775.808" },
        { INT64_MAX, 0, "9223372036854776" },
        { INT64_MIN, 0, "-9223372036854776" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[NUMBER_TEXT];
        assert_string_equal(number_format_thousandths(rows[i].value, rows[i].decimals, out), rows[i].expected);
    }
}

static void test_format_percent(void **state)
{
    static const struct {
        double share;
        int decimals;
        const char *expected;
    } rows[] = {
        { 0, 2, "0.00%" },
        { 0.03125, 2, "3.13%" },
        { 0.031249999999999997, 2, "3.12%" }, /* the double below */
        { 0.00625, 1, "0.6%" },               /* the double is 0.00625000000000000034, but the half is at 0.0065 */
        { 0.015625, 3, "1.563%" },
        { 0.00045, 2, "0.04%" }, /* the double is below; its product with 10000 is 4.5 */
        { 0.00015, 2, "0.01%" }, /* so, too */
        { 0.25, 0, "25%" },
        { 0.125, 0, "13%" },
        { 1, 2, "100.00%" },
        { 0.99999, 2, "100.00%" },
        { -0.03125, 2, "-3.13%" },
        { -0.00001, 2, "0.00%" },
        { 12345.678, 1, "1234567.8%" },
        { NAN, 2, "" },
        { INFINITY, 2, "" },
    };
    char out[NUMBER_TEXT];
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(number_format_percent(rows[i].share, rows[i].decimals, out), rows[i].expected);
}

static void test_thousandths_there_and_back(void **state)
{
    (void)state;
    struct random r = { 3 };
    for (int i = 0; i < 20000; i++) {
        int64_t value = (int64_t)random_next(&r) >> random_below(&r, 60), back = 0;
        char out[NUMBER_TEXT];
        assert_true(number_parse_thousandths(number_format_thousandths(value, 3, out), &back, NULL));
        assert_int_equal(back, value);
    }
}

static void test_double(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double expected;
    } rows[] = {
        { "52.5", 52.5 }, { "-1e-3", -0.001 }, { "1E5", 1e5 }, { " 3 ", 3.0 }, { "５．５", 5.5 }, { ".5", 0.5 }
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double value = 0;
        assert_row(number_parse_double(rows[i].text, &value, NULL), rows[i].text);
        assert_row(value == rows[i].expected, rows[i].text);
    }
    static const char *const bad[] = { "",    "inf",   "nan", "0x10", "1e999", "-1e999",
                                       "1,5", "1.5kg", "1 2", "e5",   "-",     "1e" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err e = { 0 };
        double value = 99.0;
        assert_row(!number_parse_double(bad[i], &value, &e), bad[i]);
        assert_row(value == 99.0 && e.code == ERR_DATA, bad[i]);
    }
}

/* Any 64 bits that are a finite number come back as the same bits. */
static void test_double_there_and_back(void **state)
{
    (void)state;
    struct random r = { 2 };
    static const double special[] = { 0.0,     -0.0,         0.1,          1.0 / 3, DBL_MAX,
                                      DBL_MIN, DBL_TRUE_MIN, -DBL_EPSILON, 1e22,    0.0625 };
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_next(&r);
        double value, back = 1.0;
        memcpy(&value, &bits, sizeof(value));
        if (i < (int)COUNT(special))
            value = special[i];
        if (!isfinite(value))
            continue;
        char out[NUMBER_TEXT];
        assert_true(number_parse_double(number_format_double(value, out), &back, NULL));
        assert_memory_equal(&back, &value, sizeof(value));
    }
    char out[NUMBER_TEXT];
    assert_string_equal(number_format_double(0, out), "0");
    assert_string_equal(number_format_double(0.1, out), "0.1");
    assert_string_equal(number_format_double(0.0625, out), "0.0625");
    assert_string_equal(number_format_double(-3.0, out), "-3");
    assert_string_equal(number_format_double(100000.0, out), "100000");
    assert_string_equal(number_format_double(5e-324, out), "5e-324");
    assert_string_equal(number_format_double(1.0 / 3, out), "0.3333333333333333");
}

/* What is written without printf is what printf writes: the fewest digits, of 15, 16 and 17, that read back. */
static void test_double_as_printf(void **state)
{
    (void)state;
    struct random r = { 3 };
    for (int i = 0; i < 100000; i++) {
        static const double special[] = { 1, 0.5, 1e-4, 1e9, 100, 0.3, 99.999999999999986, 999999999.99999988 };
        uint64_t bits = random_next(&r);
        double value = ldexp((double)(bits >> (11 + bits % 50)), -(int)(random_next(&r) % 60)), back;
        if (i % 3 == 1)
            value = (double)(int64_t)(bits % 2000000) / (i % 2 ? 1000 : 14) - 10;
        if (i < 3 * (int)COUNT(special))
            value = i % 3 == 0   ? special[i / 3]
                    : i % 3 == 1 ? nextafter(special[i / 3], 0)
                                 : nextafter(special[i / 3], INFINITY);
        char out[NUMBER_TEXT], expected[NUMBER_TEXT];
        int digits = DBL_DIG - 1;
        do {
            snprintf(expected, sizeof expected, "%.*g", ++digits, value);
            back = strtod(expected, NULL);
        } while (back != value);
        assert_string_equal(number_format_double(value, out), expected);
    }
}

static void test_looks_mangled(void **state)
{
    (void)state;
    static const char *const mangled[] = { "1.56E+14", "1E+15", "1.56e+14", " 9.82000123E+14 ", "１．５６Ｅ＋１４" };
    static const char *const sound[] = { "",         "156000012345678", "12E3",       "1.5",     "E+14",
                                         "15.6E+14", "1.E+14",          "1.5E+",      "1.5E+1x", "A1E+5",
                                         "1E15",     "1.56E-14",        "1.56E+14 只" };
    for (size_t i = 0; i < COUNT(mangled); i++)
        assert_row(number_looks_mangled(mangled[i]), mangled[i]);
    for (size_t i = 0; i < COUNT(sound); i++)
        assert_row(!number_looks_mangled(sound[i]), sound[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_int),
        cmocka_unit_test(test_int_refused),
        cmocka_unit_test(test_int_bounds),
        cmocka_unit_test(test_thousandths),
        cmocka_unit_test(test_thousandths_refused),
        cmocka_unit_test(test_a_jin_is_no_kilogram),
        cmocka_unit_test(test_format_thousandths),
        cmocka_unit_test(test_format_percent),
        cmocka_unit_test(test_thousandths_there_and_back),
        cmocka_unit_test(test_double),
        cmocka_unit_test(test_double_there_and_back),
        cmocka_unit_test(test_double_as_printf),
        cmocka_unit_test(test_looks_mangled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
