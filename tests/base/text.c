#include "case.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>

static void test_chinese(void **state)
{
    (void)state;
    text_start("zh_CN");
    assert_string_equal(_("the disk is full; make room and try again"), "磁盘已满，请腾出空间后重试");
    struct err e = { 0 };
    date_day day;
    assert_false(date_parse("2023-02-29", &day, NULL, &e));
    assert_string_equal(e.message, "没有这一天：「2023-02-29」；该月为 1 日至 28 日");
}

/* The Chinese order differs from the English one. */
static void test_arguments_change_places(void **state)
{
    (void)state;
    text_start("zh_CN");
    struct err e = { 0 };
    int64_t value;
    assert_false(number_parse_thousandths("3.2斤", &value, &e));
    assert_string_equal(e.message, "无法识别「3.2斤」中的单位「斤」；请换算后只写数字");
}

static void test_english_and_unknown_words(void **state)
{
    (void)state;
    text_start("en");
    assert_string_equal(_("the disk is full; make room and try again"), "the disk is full; make room and try again");
    text_start("zh_CN");
    const char *unknown = "no such entry in any catalogue";
    assert_ptr_equal(base_text(unknown), unknown);
    assert_string_equal(base_text(""), "");
    assert_null(base_text(NULL));
}

static void test_a_broken_locale_still_writes_chinese(void **state)
{
    (void)state;
    static const char *const rows[] = { "C", "POSIX", "xx_XX.UTF-8", "zh_CN.GB18030", "C.UTF-8" };
    for (size_t i = 0; i < COUNT(rows); i++) {
        setenv("LC_ALL", rows[i], 1);
        text_start("zh_CN");
        assert_row(!strcmp(nl_langinfo(CODESET), "UTF-8"), rows[i]);
        assert_row(utf8_width("滩羊") == 4, rows[i]);
        assert_row(!strcmp(setlocale(LC_NUMERIC, NULL), "C"), rows[i]);
        assert_row(!strcmp(_("the disk is full; make room and try again"), "磁盘已满，请腾出空间后重试"), rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chinese),
        cmocka_unit_test(test_arguments_change_places),
        cmocka_unit_test(test_english_and_unknown_words),
        cmocka_unit_test(test_a_broken_locale_still_writes_chinese),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
