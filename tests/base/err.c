#include "case.h"

static void test_set_writes_all_and_is_false(void **state)
{
    (void)state;
    struct err e = { .code = ERR_SOFT, .rule = "old" };
    assert_false(err_set(&e, ERR_DATA, "sire", "no such ram: \"%s\"", "A12"));
    assert_int_equal(e.code, ERR_DATA);
    assert_string_equal(e.field, "sire");
    assert_string_equal(e.rule, "");
    assert_string_equal(e.message, "no such ram: \"A12\"");
}

static void test_soft_names_its_rule(void **state)
{
    (void)state;
    struct err e = { 0 };
    assert_false(err_soft(&e, "weight-jump", "weight", "%d kg is far from %d", 80, 40));
    assert_int_equal(e.code, ERR_SOFT);
    assert_string_equal(e.rule, "weight-jump");
    assert_string_equal(e.field, "weight");
    assert_string_equal(e.message, "80 kg is far from 40");
}

static void test_prefix_keeps_the_rest(void **state)
{
    (void)state;
    struct err e = { 0 };
    err_set(&e, ERR_DATA, "sire", "no such ram");
    assert_false(err_prefix(&e, "row %d: ", 12));
    assert_string_equal(e.message, "row 12: no such ram");
    assert_string_equal(e.field, "sire");
    assert_int_equal(e.code, ERR_DATA);
}

static void test_own_message_as_argument(void **state)
{
    (void)state;
    struct err e = { 0 };
    err_set(&e, ERR_DATA, "", "inner");
    err_set(&e, ERR_IO, "", "outer: %s", e.message);
    assert_string_equal(e.message, "outer: inner");
}

static void test_long_message_ends_on_a_character(void **state)
{
    (void)state;
    char many[700] = "";
    for (size_t i = 0; i + 3 < sizeof(many); i += 3)
        memcpy(many + i, "羊", 4);
    for (int shift = 0; shift < 3; shift++) {
        struct err e = { 0 };
        err_set(&e, ERR_DATA, many, "%.*s%s", shift, "xx", many);
        assert_true(utf8_valid(e.message, strlen(e.message), NULL));
        assert_true(utf8_valid(e.field, strlen(e.field), NULL));
        assert_in_range(strlen(e.message), sizeof(e.message) - 3, sizeof(e.message) - 1);
        err_prefix(&e, "row 1: ");
        assert_true(utf8_valid(e.message, strlen(e.message), NULL));
        assert_memory_equal(e.message, "row 1: ", 7);
    }
}

static void test_exit_codes(void **state)
{
    (void)state;
    static const struct {
        enum err_code code;
        int exit;
    } rows[] = { { ERR_NONE, 0 },  { ERR_NOTHING, 1 },   { ERR_SOFT, 65 },     { ERR_CANCELLED, 130 },
                 { ERR_DATA, 65 }, { ERR_NO_INPUT, 66 }, { ERR_INTERNAL, 70 }, { ERR_CONFIG, 78 } };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = { .code = rows[i].code };
        assert_int_equal(err_exit_code(&e), rows[i].exit);
    }
}

static void test_nobody_asks_why(void **state)
{
    (void)state;
    assert_false(err_set(NULL, ERR_DATA, "", "x"));
    assert_false(err_soft(NULL, "r", "", "x"));
    assert_false(err_prefix(NULL, "x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_writes_all_and_is_false),
        cmocka_unit_test(test_soft_names_its_rule),
        cmocka_unit_test(test_prefix_keeps_the_rest),
        cmocka_unit_test(test_own_message_as_argument),
        cmocka_unit_test(test_long_message_ends_on_a_character),
        cmocka_unit_test(test_exit_codes),
        cmocka_unit_test(test_nobody_asks_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
