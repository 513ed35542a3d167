#include "case.h"

static void test_every_code_there_and_back(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10FFFF; code++) {
        char text[5] = { 0 };
        size_t bytes = utf8_encode(code, text);
        if (code >= 0xD800 && code <= 0xDFFF) {
            assert_int_equal(bytes, 0);
            continue;
        }
        const char *at = text;
        assert_int_equal(utf8_next(&at), code);
        assert_int_equal(at - text, bytes);
        assert_true(utf8_valid(text, bytes, NULL));
    }
    char text[4];
    assert_int_equal(utf8_encode(0x110000, text), 0);
}

static void test_end_is_zero_and_stays(void **state)
{
    (void)state;
    const char *text = "", *at = text;
    assert_int_equal(utf8_next(&at), 0);
    assert_ptr_equal(at, text);
}

/* Each is bad at its first byte, and reading goes on one byte further. */
static void test_bad_bytes(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xf8\x88\x80\x80\x80",
        "\xfe",
        "\xff",
        "\xe7\xbe",
        "\xe7",
        "\xf0\xa0\xae",
        "\xe7\x41\x41",
        "\xe7\xbe\x41",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *at = rows[i];
        size_t offset = 77;
        assert_row(utf8_next(&at) == UTF8_BAD, rows[i]);
        assert_row(at == rows[i] + 1, rows[i]);
        assert_row(!utf8_valid(rows[i], strlen(rows[i]), &offset) && offset == 0, rows[i]);
    }
}

static void test_valid_gives_the_first_bad_offset(void **state)
{
    (void)state;
    size_t offset = 77;
    assert_true(utf8_valid("滩羊abc", 9, &offset));
    assert_int_equal(offset, 77);
    assert_true(utf8_valid("", 0, NULL));
    assert_true(utf8_valid("a\0b", 3, NULL));
    assert_false(utf8_valid("滩\xff羊", 7, &offset));
    assert_int_equal(offset, 3);
    assert_false(utf8_valid("滩羊", 5, &offset)); /* cut inside the second */
    assert_int_equal(offset, 3);
    assert_true(utf8_valid("\xef\xbf\xbd", 3, NULL)); /* a true U+FFFD is no bad byte */
}

static void test_width(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
    } rows[] = {
        { "", 0 },          { "abc", 3 },    { "滩羊", 4 },   { "a羊b", 4 },       { "ａ", 2 },       { "　", 2 },
        { "e\xcc\x81", 1 }, { "\t", 1 },     { "\x1b[m", 3 }, { "\xff\xfe", 2 },   { "。", 2 },       { "𠮷", 2 },
        { "é", 1 },         { "\u200b", 1 }, { "\u202e", 1 }, { "\U00031350", 2 }, { "\xc2\x9b", 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(utf8_width(rows[i].text) == rows[i].columns, rows[i].text);
}

static void test_cut_never_halves_a_wide_character(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
        size_t bytes;
        int taken;
    } rows[] = {
        { "滩羊", 0, 0, 0 },       { "滩羊", 1, 0, 0 },  { "滩羊", 2, 3, 2 }, { "滩羊", 3, 3, 2 },
        { "滩羊", 4, 6, 4 },       { "滩羊", 99, 6, 4 }, { "a羊", 2, 1, 1 },  { "a羊", 3, 4, 3 },
        { "e\xcc\x81x", 1, 3, 1 }, { "", 5, 0, 0 },      { "ab", -1, 0, 0 },  { "\xff羊", 1, 1, 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int taken = 77;
        assert_row(utf8_cut(rows[i].text, rows[i].columns, &taken) == rows[i].bytes, rows[i].text);
        assert_row(taken == rows[i].taken, rows[i].text);
        assert_int_equal(utf8_cut(rows[i].text, rows[i].columns, NULL), rows[i].bytes);
    }
}

typedef void (*convert_function)(struct strbuf *out, const char *text);

static void assert_converts(convert_function convert, const char *text, const char *expected)
{
    struct strbuf out;
    strbuf_init(&out);
    strbuf_add(&out, "<"); /* it appends */
    convert(&out, text);
    assert_string_equal(out.text + 1, expected);
    assert_int_equal(out.text[0], '<');
    strbuf_done(&out);
}

static void test_printable(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "滩羊 A-1 é ·", "滩羊 A-1 é ·" },
        { "a\x1b[2Jb\n\t\x7f", "a?[2Jb???" },
        { "\xc2\x9b"
          "31m",
          "?31m" },                                           /* C1: CSI as one character */
        { "\u202e\u202d\u2066\u2069\u200f\u061c", "??????" }, /* bidi controls */
        { "A\u200b1\ufeff\u2060\u00ad", "A?1???" },           /* zero width, soft hyphen */
        { "\u2028\u2029", "??" },
        { "a\xff\xc0\x80羊\xe7", "a???羊?" },
        { "e\xcc\x81", "e\xcc\x81" },       /* a combining mark is part of a letter */
        { "\u1820\u180b", "\u1820\u180b" }, /* so are Mongolian selectors */
        { "\U000E0041\uFE0F", "??" },
        { "𠮷\U00031350", "𠮷\U00031350" },
        { "", "" },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_converts(utf8_printable, rows[i][0], rows[i][1]);
}

/* What is shown takes the columns that were counted, whatever bytes come in. */
static void test_printable_has_the_width_that_was_counted(void **state)
{
    (void)state;
    struct random r = { 5 };
    for (int i = 0; i < 20000; i++) {
        char text[24] = "";
        size_t length = random_below(&r, 8), used = 0;
        for (size_t k = 0; k < length; k++) {
            if (random_below(&r, 4) == 0)
                text[used++] = (char)(1 + random_below(&r, 255));
            else
                used +=
                    utf8_encode(1 + (uint32_t)random_below(&r, random_below(&r, 2) ? 0x3100 : 0x20FFF), text + used);
            if (used > sizeof(text) - 5)
                break;
        }
        text[used] = '\0';
        struct strbuf out;
        strbuf_init(&out);
        utf8_printable(&out, text);
        assert_int_equal(utf8_width(out.text), utf8_width(text));
        assert_true(utf8_valid(out.text, out.length, NULL));
        strbuf_done(&out);
    }
}

static void test_fold_width(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "Ａ１２－３（ｘ）！～", "A12-3(x)!~" },
        { "　a　", " a " },
        { "滩羊、·", "滩羊、·" },
        { "3。5", "3.5" },
        { "a\xff", "a\xff" },
        { "￥｡", "￥｡" },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_converts(utf8_fold_width, rows[i][0], rows[i][1]);
}

static void test_normalise(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "ab-12_3.4 x", "AB1234X" },
        { "ａｂ　１", "AB1" },
        { "阿不都·热合曼", "阿不都热合曼" },
        { "阿・不‧都•", "阿不都" },
        { "\ufeff156\u200b000\t", "156000" },
        { "é羊", "é羊" },
        { "-_.", "" },
        { "x\xff-y", "X\xffY" },
        { "A（1）", "A(1)" },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_converts(utf8_normalise, rows[i][0], rows[i][1]);
}

static int start_locale(void **state)
{
    (void)state;
    text_start("en");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_there_and_back),
        cmocka_unit_test(test_end_is_zero_and_stays),
        cmocka_unit_test(test_bad_bytes),
        cmocka_unit_test(test_valid_gives_the_first_bad_offset),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_cut_never_halves_a_wide_character),
        cmocka_unit_test(test_printable),
        cmocka_unit_test(test_printable_has_the_width_that_was_counted),
        cmocka_unit_test(test_fold_width),
        cmocka_unit_test(test_normalise),
    };
    return cmocka_run_group_tests(tests, start_locale, NULL);
}
