/* Roles on the screen: what curses was really told, with and without colour. */
#include "stage.h"

#include <curses.h>
#include <stdlib.h>

struct drawn {
    attr_t attributes;
    short pair;
};

static struct drawn drawn[ROLE_COUNT];

static void draw_roles(bool mono)
{
    struct terminal_options options = { .headless = true, .mono = mono };
    struct err e;
    assert_true(terminal_start(&options, &e));
    for (int role = 0; role < ROLE_COUNT; role++) {
        cchar_t c;
        wchar_t text[CCHARW_MAX + 1];
        cell(role, 0, 4, "羊", ALIGN_LEFT, (enum cell_role)role);
        mvin_wch(role, 0, &c);
        getcchar(&c, text, &drawn[role].attributes, &drawn[role].pair, NULL);
        drawn[role].attributes &= A_ATTRIBUTES & ~A_COLOR;
    }
    terminal_stop();
}

static void without_colour_attributes_carry_the_meaning(void **state)
{
    static const enum cell_role carried[] = { ROLE_TITLE, ROLE_HEADER,  ROLE_SELECTED, ROLE_KEY,
                                              ROLE_VALUE, ROLE_WARNING, ROLE_ERROR,    ROLE_DIM };
    (void)state;
    for (int way = 0; way < 2; way++) {
        if (way)
            setenv("NO_COLOR", "1", 1);
        draw_roles(!way);
        unsetenv("NO_COLOR");
        for (int role = 0; role < ROLE_COUNT; role++)
            assert_int_equal(drawn[role].pair, 0);
        for (size_t i = 0; i < COUNT(carried); i++)
            assert_int_not_equal(drawn[carried[i]].attributes, A_NORMAL);
        assert_int_not_equal(drawn[ROLE_ERROR].attributes, drawn[ROLE_WARNING].attributes);
    }
}

static void the_selection_is_reverse_always(void **state)
{
    (void)state;
    draw_roles(true);
    assert_true(drawn[ROLE_SELECTED].attributes & A_REVERSE);
    draw_roles(false);
    assert_true(drawn[ROLE_SELECTED].attributes & A_REVERSE);
}

static void with_colour_no_two_roles_look_the_same(void **state)
{
    (void)state;
    unsetenv("NO_COLOR");
    draw_roles(false);
    assert_int_not_equal(drawn[ROLE_ERROR].pair, 0);
    for (int a = 0; a < ROLE_COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_false(drawn[a].pair == drawn[b].pair && drawn[a].attributes == drawn[b].attributes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_colour_attributes_carry_the_meaning),
        cmocka_unit_test(the_selection_is_reverse_always),
        cmocka_unit_test(with_colour_no_two_roles_look_the_same),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_roles", tests, NULL, NULL);
}
