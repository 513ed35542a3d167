/* One line of text: editing, columns, scrolling, limits. */
#include "stage.h"

#include <string.h>

static int width = 10;

static void draw(void *widget)
{
    lineedit_draw(widget, 0, 2, width, ROLE_VALUE, true);
}

static enum widget_result input(void *widget, const struct input *read)
{
    return lineedit_input(widget, read) ? WIDGET_USED : WIDGET_IGNORED;
}

/* Types the script into an empty field (most bytes) and says what is in it then. */
static void expect_text(size_t most, const char *script, const char *text)
{
    struct lineedit edit;
    lineedit_init(&edit, most);
    stage_begin(20, 2, script);
    stage_feed(&edit, draw, input);
    assert_string_equal(lineedit_text(&edit), text);
    stage_end();
    lineedit_done(&edit);
}

static void it_is_edited(void **state)
{
    static const struct {
        const char *script, *text;
    } cases[] = {
        { "\"内蒙古阿拉善双峰驼001\"", "内蒙古阿拉善双峰驼001" },
        { "\"甲丙\" <Left> \"乙\"", "甲乙丙" },
        { "\"甲乙丙\" <Backspace>", "甲乙" },
        { "\"甲乙丙\" <Left> <Backspace>", "甲丙" },
        { "\"甲乙丙\" <Home> <Delete>", "乙丙" },
        { "\"甲乙丙\" <Home> <Backspace> <End> <Delete>", "甲乙丙" },
        { "\"甲 乙丙 \" <C-w>", "甲 " },
        { "\"甲乙丙\" <Left> <C-k> <C-a> \"1\" <C-e> \"2\"", "1甲乙2" },
        { "\"甲乙丙\" <C-u> \"丁\"", "丁" },
        { "\"ab\" <Left> <Left> <Left> \"羊\" <Right> <Right> <Right> \"驼\"", "羊ab驼" },
        { "<paste \"826 052\\n636\\t1\\n\">", "826 052 636 1" },
        { "\"e\u0301x\" <Left> <Left> \"a\"", "ae\u0301x" },
        { "\"e\u0301\" <Backspace>", "" },
        { "\"\u0301\u202e\u200b\" <C-b>", "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_text(100, cases[i].script, cases[i].text);
}

static void it_refuses_what_does_not_fit(void **state)
{
    (void)state;
    expect_text(7, "\"甲乙丙\"", "甲乙");
    expect_text(7, "\"甲乙丙d\" <Home> \"x丁\"", "甲乙d");
    expect_text(3, "<paste \"ab甲\">", "ab");
    struct lineedit edit;
    lineedit_init(&edit, 7);
    lineedit_set(&edit, "甲乙丙");
    assert_string_equal(lineedit_text(&edit), "甲乙");
    lineedit_done(&edit);
}

/* The fault of libform this field exists for: growing while it holds Chinese. */
static void it_grows_without_a_stranger(void **state)
{
    static const char whole[] = "内蒙古阿拉善双峰驼001甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥";
    (void)state;
    for (width = 1; width < 18; width++) {
        char script[300];
        snprintf(script, sizeof script, "\"%s\"", whole);
        expect_text(200, script, whole);
    }
    width = 10;
}

static void it_scrolls_and_shows_marks(void **state)
{
    struct lineedit edit;
    (void)state;
    lineedit_init(&edit, 100);
    stage_begin(
        20, 1,
        "\"内蒙古阿拉善双峰驼\" <dump> <Home> <dump> <Right> <Right> <Right> <Right> <Right> <dump> <End> <dump>");
    stage_feed(&edit, draw, input);
    assert_string_equal(stage_dumps(), " |  <善双峰驼\n~|  __________\n"
                                       " |  内蒙古阿 >\n~|  __________\n"
                                       " |  <蒙古阿拉>\n~|  __________\n"
                                       " |  <善双峰驼\n~|  __________\n");
    stage_end();
    lineedit_done(&edit);
}

/* Whatever is typed: valid UTF-8, within the limit, cursor inside, and the line keeps its columns. */
static void random_keys_do_no_harm(void **state)
{
    static const uint32_t keys[] = { KEY_TO_LEFT,   KEY_TO_RIGHT, KEY_TO_HOME, KEY_TO_END, KEY_ERASE, KEY_DELETE,
                                     KEY_CTRL('W'), 0x7F8A,       0x9A7C,      'a',        ' ',       0x301,
                                     0x20000,       0x1F411,      '0',         0x5185 };
    struct random random = { 7 };
    struct lineedit edit;
    (void)state;
    lineedit_init(&edit, 60);
    stage_begin(20, 1, NULL);
    for (int i = 0; i < 20000; i++) {
        struct input read = { .kind = INPUT_KEY, .key = keys[random_below(&random, COUNT(keys))] };
        width = (int)random_below(&random, 12) + 1;
        input(&edit, &read);
        assert_true(edit.text.length <= 60 && edit.at <= edit.text.length);
        assert_true(utf8_valid(edit.text.text, edit.text.length, NULL));
        assert_true(utf8_valid(edit.text.text, edit.at, NULL));
        terminal_erase();
        draw(&edit);
        assert_true(utf8_width(stage_line(0)) <= 2 + width);
    }
    width = 10;
    stage_end();
    lineedit_done(&edit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_edited),
        cmocka_unit_test(it_refuses_what_does_not_fit),
        cmocka_unit_test(it_grows_without_a_stranger),
        cmocka_unit_test(it_scrolls_and_shows_marks),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_lineedit", tests, NULL, NULL);
}
