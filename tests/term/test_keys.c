/* Input: key scripts, folding, Esc and a digit, paste, the key table. */
#include "stage.h"

#include <stdlib.h>
#include <string.h>

static struct input next(void)
{
    return input_read(-1);
}

static void expect_key(uint32_t key)
{
    struct input input = next();
    assert_int_equal(input.kind, INPUT_KEY);
    assert_int_equal(input.key, key);
}

static void a_script_is_read_token_by_token(void **state)
{
    (void)state;
    stage_begin(
        80, 24,
        "# all of it\n<Down> <Enter><F2> \"阿里\\\"\\n\" # rest\n<C-r> <S-Tab> <wait> <resize 120x40> <click 3,10>"
        "<paste \"8260\\n52\"> <hangup> \"never\"");
    expect_key(KEY_TO_DOWN);
    expect_key(KEY_RETURN);
    expect_key(KEY_FN(2));
    expect_key(0x963F);
    expect_key(0x91CC);
    expect_key('"');
    expect_key(KEY_RETURN);
    expect_key(KEY_CTRL('R'));
    expect_key(KEY_BACK_TAB);
    assert_int_equal(next().kind, INPUT_TICK);
    assert_int_equal(next().kind, INPUT_RESIZE);
    assert_int_equal(terminal_columns(), 120);
    struct input click = next();
    assert_int_equal(click.kind, INPUT_MOUSE);
    assert_int_equal(click.y, 3);
    assert_int_equal(click.x, 10);
    struct input paste = next();
    assert_int_equal(paste.kind, INPUT_PASTE);
    assert_string_equal(paste.text, "8260\n52");
    assert_int_equal(next().kind, INPUT_HANGUP);
    assert_int_equal(next().kind, INPUT_HANGUP);
    stage_end();
}

static void a_script_ends_and_says_so_again(void **state)
{
    (void)state;
    stage_begin(80, 24, "");
    assert_int_equal(next().kind, INPUT_END);
    assert_int_equal(next().kind, INPUT_END);
    stage_end();
}

static void a_bad_script_names_its_line(void **state)
{
    static const struct {
        const char *script, *words;
    } bad[] = {
        { "<Down>\n\n<Dwon>", "line 3" }, { "\"abc", "line 1" }, { "<Down", "line 1" },
        { "\nDown", "line 2" },           { "<F13>", "<F13>" },  { "<resize 0x9>", "<resize 0x9>" },
        { "<paste \"x>", "line 1" },      { "<C-1>", "<C-1>" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err e = { 0 };
        assert_false(script_check(bad[i].script, &e));
        if (!strstr(e.message, bad[i].words))
            fail_msg("%s: %s", bad[i].script, e.message);
        struct terminal_options options = { .headless = true, .script = bad[i].script };
        assert_false(terminal_start(&options, &e));
        assert_false(terminal_started());
    }
}

static void escape_and_a_digit_is_a_function_key(void **state)
{
    (void)state;
    stage_begin(80, 24, "<Esc> \"2\" <Esc> \"0\" <Esc> \"５\" <Esc> \"a\" <Esc> <wait> \"3\" <Esc> <Esc> \"7\" <Esc>");
    expect_key(KEY_FN(2));
    expect_key(KEY_FN(10));
    expect_key(KEY_FN(5));
    expect_key(KEY_ESCAPE);
    expect_key('a');
    expect_key(KEY_ESCAPE);
    assert_int_equal(next().kind, INPUT_TICK);
    expect_key('3');
    expect_key(KEY_ESCAPE);
    expect_key(KEY_FN(7));
    expect_key(KEY_ESCAPE);
    assert_int_equal(next().kind, INPUT_END);
    stage_end();
}

static void an_input_method_left_on_still_commands(void **state)
{
    static const struct key_binding bindings[] = {
        { "x", 'q', 0, "", "", 1 },       { "x", '/', '?', "", "", 2 }, { "x", ':', 0, "", "", 3 },
        { "x", KEY_SPACE, 0, "", "", 4 }, { "y", 'q', 0, "", "", 5 },
    };
    static const struct key_table table = { bindings, COUNT(bindings) };
    static const int commands[] = { 1, 2, 2, 2, 3, 4, 0 };
    (void)state;
    stage_begin(80, 24, "\"ｑ／？、：\u3000羊\"");
    for (size_t i = 0; i < COUNT(commands); i++) {
        struct input input = next();
        assert_int_equal(key_command(&table, "x", &input), commands[i]);
        assert_int_equal(key_command(&table, "y", &input), i ? 0 : 5);
    }
    stage_end();
}

static void work_is_cancelled_by_escape_only(void **state)
{
    (void)state;
    stage_begin(80, 24, "\"a\" <Esc> \"b\"");
    assert_false(input_cancelled());
    expect_key('a');
    assert_true(input_cancelled());
    expect_key('b');
    stage_end();
}

static void keys_have_names(void **state)
{
    char text[KEY_TEXT];
    (void)state;
    assert_string_equal(key_text(KEY_FN(10), text), "F10");
    assert_string_equal(key_text(KEY_CTRL('R'), text), "Ctrl-R");
    assert_string_equal(key_text(KEY_SPACE, text), "Space");
    assert_string_equal(key_text('/', text), "/");
    assert_string_equal(key_text(0x963F, text), "阿");
}

static void every_binding_of_the_toolkit_is_in_the_markdown(void **state)
{
    struct strbuf out;
    (void)state;
    strbuf_init(&out);
    key_markdown(&key_term, &out);
    for (size_t i = 0; i < key_term.count; i++) {
        char row[200];
        snprintf(row, sizeof row, " | %s |\n", _(key_term.bindings[i].help));
        assert_non_null(strstr(out.text, row));
    }
    assert_non_null(strstr(out.text, "### list"));
    assert_non_null(strstr(out.text, "| F10, q | "));
    strbuf_done(&out);
}

static void no_key_is_bound_twice_in_a_context(void **state)
{
    (void)state;
    for (size_t i = 0; i < key_term.count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct key_binding *a = &key_term.bindings[i], *b = &key_term.bindings[j];
            if (strcmp(a->context, b->context) != 0)
                continue;
            bool clash =
                a->key == b->key || a->key == b->twin || (a->twin && (a->twin == b->key || a->twin == b->twin));
            if (clash)
                fail_msg("%s: %s and %s", a->context, a->help, b->help);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_is_read_token_by_token),
        cmocka_unit_test(a_script_ends_and_says_so_again),
        cmocka_unit_test(a_bad_script_names_its_line),
        cmocka_unit_test(escape_and_a_digit_is_a_function_key),
        cmocka_unit_test(an_input_method_left_on_still_commands),
        cmocka_unit_test(work_is_cancelled_by_escape_only),
        cmocka_unit_test(keys_have_names),
        cmocka_unit_test(every_binding_of_the_toolkit_is_in_the_markdown),
        cmocka_unit_test(no_key_is_bound_twice_in_a_context),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_keys", tests, NULL, NULL);
}
