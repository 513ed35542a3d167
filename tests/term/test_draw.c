/* Drawing: the one routine, wide characters at odd columns, sizes, the dump. */
#include "stage.h"

#include <stdlib.h>
#include <string.h>

static void text_is_cut_before_a_wide_character(void **state)
{
    (void)state;
    stage_begin(20, 4, NULL);
    cell(0, 0, 7, "内蒙古阿拉善", ALIGN_LEFT, ROLE_NORMAL);
    cell(1, 0, 6, "内蒙古阿拉善", ALIGN_LEFT, ROLE_NORMAL);
    cell(2, 0, 6, "内蒙古", ALIGN_LEFT, ROLE_NORMAL);
    assert_string_equal(stage_line(0), "内蒙古~");
    assert_string_equal(stage_line(1), "内蒙~"); /* five columns of six: half of 古 is not drawn */
    assert_string_equal(stage_line(2), "内蒙古");
    stage_end();
}

static void alignment_counts_columns(void **state)
{
    (void)state;
    stage_begin(20, 4, NULL);
    cell(0, 0, 10, "空怀", ALIGN_RIGHT, ROLE_NORMAL);
    cell(1, 0, 10, "空怀", ALIGN_CENTRE, ROLE_NORMAL);
    cell(2, 0, 1, "空", ALIGN_LEFT, ROLE_NORMAL);
    assert_string_equal(stage_line(0), "      空怀");
    assert_string_equal(stage_line(1), "   空怀");
    assert_string_equal(stage_line(2), "~");
    stage_end();
}

static void writing_over_half_a_character_takes_all_of_it(void **state)
{
    (void)state;
    stage_begin(20, 4, NULL);
    for (int y = 0; y < 4; y++)
        cell(y, 0, 12, "甲乙丙丁戊己", ALIGN_LEFT, ROLE_NORMAL);
    cell(0, 3, 1, "|", ALIGN_LEFT, ROLE_NORMAL);  /* right half of 乙 */
    cell(1, 2, 1, "|", ALIGN_LEFT, ROLE_NORMAL);  /* left half of 乙 */
    cell(2, 3, 2, "羊", ALIGN_LEFT, ROLE_NORMAL); /* right half of 乙, left half of 丙 */
    cell(3, 1, 5, "", ALIGN_LEFT, ROLE_NORMAL);
    assert_string_equal(stage_line(0), "甲 |丙丁戊己");
    assert_string_equal(stage_line(1), "甲| 丙丁戊己");
    assert_string_equal(stage_line(2), "甲 羊 丁戊己");
    assert_string_equal(stage_line(3), "      丁戊己");
    stage_end();
}

static void a_wide_character_never_crosses_the_edge(void **state)
{
    (void)state;
    stage_begin(11, 3, NULL);
    cell(0, 8, 10, "羊羊羊", ALIGN_LEFT, ROLE_NORMAL);
    cell(1, 10, 2, "羊", ALIGN_LEFT, ROLE_NORMAL);
    cell(2, 9, 2, "羊", ALIGN_LEFT, ROLE_NORMAL);
    cell(-1, 0, 5, "no", ALIGN_LEFT, ROLE_NORMAL);
    cell(3, 0, 5, "no", ALIGN_LEFT, ROLE_NORMAL);
    cell(0, 11, 5, "no", ALIGN_LEFT, ROLE_NORMAL);
    assert_string_equal(stage_line(0), "        羊~");
    assert_string_equal(stage_line(1), "          ~");
    assert_string_equal(stage_line(2), "         羊");
    stage_end();
}

static void what_could_harm_the_terminal_is_shown_as_a_question_mark(void **state)
{
    (void)state;
    stage_begin(30, 2, NULL);
    cell(0, 0, 30,
         "a\033[31mb\xff"
         "c\u202e\u200bd\x9b",
         ALIGN_LEFT, ROLE_NORMAL);
    assert_string_equal(stage_line(0), "a?[31mb?c??d?");
    stage_end();
}

static void marks_stay_on_their_letter(void **state)
{
    (void)state;
    stage_begin(20, 2, NULL);
    cell(0, 0, 10, "e\u0301tude\u0301", ALIGN_LEFT, ROLE_NORMAL);
    cell(0, 5, 3, "abc", ALIGN_LEFT, ROLE_NORMAL);
    cell(1, 0, 3, "\u0301ab", ALIGN_LEFT, ROLE_NORMAL);
    assert_string_equal(stage_line(0), "e\u0301tude\u0301abc");
    assert_string_equal(stage_line(1), "ab");
    stage_end();
}

/* Random pieces at random places: every line keeps its columns, and every piece is where it was put. */
static void no_order_of_drawing_shifts_a_line(void **state)
{
    static const char *const pieces[] = { "羊", "内蒙古", "a", "ab驼", "", "峰a峰", "x|y" };
    struct random random = { 20251031 };
    (void)state;
    stage_begin(31, 5, NULL);
    for (int i = 0; i < 4000; i++) {
        int y = (int)random_below(&random, 5), x = (int)random_below(&random, 31);
        int width = (int)random_below(&random, 9);
        const char *piece = pieces[random_below(&random, COUNT(pieces))];
        cell(y, x, width, piece, ALIGN_LEFT, (enum cell_role)random_below(&random, ROLE_COUNT));
        assert_true(utf8_width(stage_line(y)) <= 31);
        if (width && x + width <= 31 && utf8_width(piece) <= width && *piece) {
            int before = 0;
            const char *line = stage_line(y), *at = line + utf8_cut(line, x, &before);
            assert_int_equal(before, x);
            assert_int_equal(strncmp(at, piece, strlen(piece)), 0);
        }
    }
    stage_end();
}

static void roles_are_told_in_the_dump(void **state)
{
    (void)state;
    stage_begin(12, 2, NULL);
    cell(0, 0, 12, "标题", ALIGN_LEFT, ROLE_TITLE);
    cell(1, 2, 4, "错", ALIGN_LEFT, ROLE_ERROR);
    assert_string_equal(stage_screen(), " |标题\n~|************\n |  错\n~|  !!!!\n");
    stage_end();
}

static void a_new_size_is_drawn_in(void **state)
{
    (void)state;
    stage_begin(10, 2, "<resize 30x3>");
    cell(0, 0, 30, "甲乙丙丁戊己庚", ALIGN_LEFT, ROLE_NORMAL);
    assert_string_equal(stage_line(0), "甲乙丙丁~");
    assert_int_equal(input_read(-1).kind, INPUT_RESIZE);
    assert_int_equal(terminal_columns(), 30);
    assert_int_equal(terminal_rows(), 3);
    terminal_erase();
    cell(2, 0, 30, "甲乙丙丁戊己庚", ALIGN_LEFT, ROLE_NORMAL);
    assert_string_equal(stage_line(2), "甲乙丙丁戊己庚");
    stage_end();
}

static void bars_are_as_long_as_their_share(void **state)
{
    struct strbuf out;
    (void)state;
    strbuf_init(&out);
    for (int value = 0; value <= 100; value++) {
        strbuf_clear(&out);
        bar_text(&out, 20, value, 100);
        int columns = utf8_width(out.text), eighths = value * 20 * 8 / 100;
        assert_in_range(columns, eighths / 8, (eighths + 8) / 8 + 1);
    }
    strbuf_clear(&out);
    bar_text(&out, 4, 3, 8);
    assert_string_equal(out.text, "█▌");
    strbuf_clear(&out);
    bar_text(&out, 4, 99, 0);
    bar_text(&out, 4, -1, 8);
    assert_string_equal(out.text, "");
    bar_text(&out, 4, 99, 8);
    assert_string_equal(out.text, "████");
    setenv("MUPU_ASCII", "1", 1);
    strbuf_clear(&out);
    bar_text(&out, 4, 4, 8);
    assert_string_equal(out.text, "##");
    unsetenv("MUPU_ASCII");
    strbuf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_before_a_wide_character),
        cmocka_unit_test(alignment_counts_columns),
        cmocka_unit_test(writing_over_half_a_character_takes_all_of_it),
        cmocka_unit_test(a_wide_character_never_crosses_the_edge),
        cmocka_unit_test(what_could_harm_the_terminal_is_shown_as_a_question_mark),
        cmocka_unit_test(marks_stay_on_their_letter),
        cmocka_unit_test(no_order_of_drawing_shifts_a_line),
        cmocka_unit_test(roles_are_told_in_the_dump),
        cmocka_unit_test(a_new_size_is_drawn_in),
        cmocka_unit_test(bars_are_as_long_as_their_share),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_draw", tests, NULL, NULL);
}
