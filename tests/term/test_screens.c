/* The stack of screens, questions, popups, tree and viewer. */
#include "stage.h"

#include <string.h>

/* ---- a screen that writes down what happens to it ---- */
static struct strbuf log_text;
static bool may_leave, fails;

static void note(const char *what, const void *state)
{
    strbuf_printf(&log_text, "%s %s; ", what, (const char *)state);
}

static bool on_open(void *state, struct err *e)
{
    note("open", state);
    return !fails || err_set(e, ERR_NO_INPUT, "", "nothing there");
}

static void on_title(void *state, struct screen_title *title)
{
    strbuf_add(&title->crumb, state);
    strbuf_add(&title->context, "筛选");
    strbuf_add(&title->count, "1,284 只");
}

static void on_draw(void *state, struct area body)
{
    cell(body.y, body.x, body.columns, state, ALIGN_LEFT, ROLE_NORMAL);
}

static const struct screen_operations other_screen;

static bool on_input(void *state, const struct input *input, int command)
{
    static char name[] = "乙";
    struct err e;
    if (input->kind == INPUT_TICK)
        note("tick", state);
    if (command == COMMAND_OWN && !screen_push(&other_screen, name, &e))
        screen_error(&e);
    if (command == COMMAND_OWN + 1)
        screen_message(ROLE_GOOD, "%s", question_yes("作废 %d 头?", 3) ? "作废了" : "没有");
    if (command == COMMAND_OWN + 2)
        screen_pop();
    return command >= COMMAND_OWN;
}

static bool on_leave(void *state)
{
    note("leave", state);
    return may_leave;
}

static void on_reveal(void *state)
{
    note("reveal", state);
}

static void on_hangup(void *state)
{
    note("draft", state);
}

static void on_close(void *state)
{
    note("close", state);
}

static const struct key_binding bindings[] = {
    { "herd", KEY_FN(2), 'e', "编辑", "编辑", COMMAND_OWN },
    { "herd", KEY_FN(8), 'd', "作废", "作废", COMMAND_OWN + 1 },
    { "herd", 'x', 0, "出去", "出去", COMMAND_OWN + 2 },
    { "anywhere", KEY_FN(9), ':', "命令", "命令", COMMAND_OWN + 3 },
};
static const struct key_table table = { bindings, COUNT(bindings) };
static const char *const contexts[] = { "herd", "list", NULL };
static const struct screen_operations first_screen = {
    .contexts = contexts,
    .open = on_open,
    .title = on_title,
    .draw = on_draw,
    .input = on_input,
    .leave = on_leave,
    .reveal = on_reveal,
    .hangup = on_hangup,
    .close = on_close,
};
static const struct screen_operations other_screen = {
    .contexts = contexts,
    .open = on_open,
    .title = on_title,
    .draw = on_draw,
    .input = on_input,
    .leave = on_leave,
    .reveal = on_reveal,
    .hangup = on_hangup,
    .close = on_close,
};

static void play_screen(const struct screen_operations *screen, int columns, int rows, const char *script)
{
    static char name[] = "甲";
    struct err e;
    may_leave = true;
    fails = false;
    strbuf_init(&log_text);
    screen_keys(&table);
    screen_program("牧谱");
    stage_begin(columns, rows, script);
    assert_true(screen_push(screen, name, &e));
    screen_run();
}

static void play(int columns, int rows, const char *script)
{
    play_screen(&first_screen, columns, rows, script);
}

static void done(void)
{
    screen_pop_all();
    stage_end();
    strbuf_done(&log_text);
}

static void screens_are_a_stack(void **state)
{
    (void)state;
    play(80, 24, "<F2> <wait> <Esc> <F10>");
    assert_string_equal(log_text.text,
                        "open 甲; open 乙; tick 乙; leave 乙; close 乙; reveal 甲; leave 甲; close 甲; ");
    done();
    play(80, 24, "<F2> \"x\" <wait>");
    assert_string_equal(log_text.text, "open 甲; open 乙; close 乙; reveal 甲; tick 甲; ");
    done();
}

static void a_key_that_closed_a_screen_is_not_for_the_next(void **state)
{
    static const struct {
        const char *keys, *log;
    } cases[] = {
        { "<F2> \"xx\"", "open 甲; open 乙; close 乙; reveal 甲; " },
        { "<F2> \"xxx\" <wait> \"x\"", "open 甲; open 乙; close 乙; reveal 甲; tick 甲; " }, /* held down */
        { "<F2> \"x\" <Down> \"x\"", "open 甲; open 乙; close 乙; reveal 甲; close 甲; " },
        { "<F2> <Esc> <Esc>", "open 甲; open 乙; leave 乙; close 乙; reveal 甲; leave 甲; close 甲; " },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        play(80, 24, cases[i].keys);
        assert_string_equal(log_text.text, cases[i].log);
        done();
    }
}

static void a_lost_line_saves_the_drafts_from_the_top(void **state)
{
    (void)state;
    play(80, 24, "<F2> <F8> <hangup>"); /* in the middle of a question */
    assert_string_equal(log_text.text, "open 甲; open 乙; draft 乙; draft 甲; close 乙; close 甲; ");
    done();
}

static void the_frame_joins_the_stack(void **state)
{
    (void)state;
    play(80, 24, "<F2> <F2>");
    assert_string_equal(stage_line(0),
                        " 牧谱  甲 > 乙 > 乙                   筛选                             1,284 只");
    assert_string_equal(stage_line(1), "乙");
    assert_string_equal(stage_line(23), " 1Help 2编辑 8作废 9命令 10Back x:出去");
    done();
}

static void the_frame_shortens(void **state)
{
    (void)state;
    play(40, 10, "<F2> <F2>");
    assert_string_equal(stage_line(0), " 牧谱  甲 > 乙 > 乙  筛选      1,284 只");
    assert_string_equal(stage_line(9), " 1Help 2编辑 8作废 9命令 10Back x:出去");
    for (int width = 40; width < 130; width++) {
        struct input resize = { 0 };
        char script[40];
        done();
        snprintf(script, sizeof script, "<resize %dx10> <F2>", width);
        play(40, 10, script);
        (void)resize;
        assert_true(utf8_width(stage_line(0)) <= width);
        assert_true(utf8_width(stage_line(9)) <= width);
        stage_shows("10Back");
        stage_shows("1Help");
    }
    done();
}

static void too_small_says_so_and_keeps_the_state(void **state)
{
    (void)state;
    play(39, 10, "<F2> \"e\"");
    assert_string_equal(stage_line(0), "Too small: please at least 40 x 10");
    assert_string_equal(log_text.text, "open 甲; "); /* nothing is done blindly */
    done();
    play(20, 3, "<resize 40x10>");
    assert_string_equal(stage_line(1), "甲");
    done();
}

static void help_comes_from_the_table(void **state)
{
    (void)state;
    play(80, 40, "\"？\" <dump>");
    stage_golden("help", stage_dumps());
    done();
    play(80, 24, "<F1> <Esc> <F2> <wait>");
    stage_shows("甲 > 乙");
    done();
}

static bool offers_little(void *state, int command)
{
    (void)state;
    return command != COMMAND_OWN + 1;
}

static void what_is_not_offered_is_no_key(void **state)
{
    static const char *const form[] = { "herd", "form", NULL };
    struct screen_operations one = first_screen;
    (void)state;
    one.offers = offers_little;
    play_screen(&one, 80, 40, "<F8> <wait> <dump> <F1> <dump>");
    assert_null(strstr(stage_dumps(), "作废"));
    done();
    one.contexts = form; /* letters are text there */
    play_screen(&one, 80, 40, "<F1> <dump>");
    assert_non_null(strstr(stage_dumps(), "F2 "));
    assert_null(strstr(stage_dumps(), "F2, e"));
    assert_null(strstr(stage_dumps(), "F10, q"));
    done();
}

static void a_question_takes_words(void **state)
{
    static const struct {
        const char *keys, *shows;
    } cases[] = {
        { "<F8>", "作废 3 头?  y yes  n no" },
        { "<F8> \"y\"", "作废了" },
        { "<F8> \"Ｙ\"", "作废了" },
        { "<F8> \"n\"", "没有" },
        { "<F8> <Esc>", "没有" },
        { "<F8> \"z\" <resize 50x12> \"y\"", "作废了" },
        { "<F8> <Enter>", "y yes  n no" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char script[60];
        snprintf(script, sizeof script, "%s <dump>", cases[i].keys);
        play(80, 24, script);
        if (!strstr(stage_dumps(), cases[i].shows))
            fail_msg("%s: %s", cases[i].keys, stage_dumps());
        done();
    }
}

static void a_message_lasts_until_the_next_key(void **state)
{
    (void)state;
    play(80, 24, "<F8> \"y\" <wait> <resize 70x20>");
    stage_shows("作废了");
    done();
    play(80, 24, "<F8> \"y\" <Down>");
    stage_shows_not("作废了");
    done();
}

static void clicks_on_the_key_bar_are_keys(void **state)
{
    (void)state;
    play(80, 24, "<click 23,8> <wait>");
    stage_shows("甲 > 乙");
    done();
}

static void progress_is_shown_and_escape_stops_it(void **state)
{
    (void)state;
    play(80, 24, "<Esc>"); /* leaves */
    done();
    stage_begin(80, 24, "\"a\" <Esc>");
    const struct progress *progress = screen_progress();
    assert_true(progress_step(progress, "计算", 12, 300));
    stage_shows(" 计算 12 / 300");
    stage_shows("Esc stops");
    assert_int_equal(input_read(-1).key, 'a');
    assert_false(progress_step(progress, "计算", 13, 300));
    stage_end();
}

static void a_failed_open_is_not_pushed(void **state)
{
    static char name[] = "丙";
    struct err e = { 0 };
    (void)state;
    play(80, 24, "");
    fails = true;
    assert_false(screen_push(&other_screen, name, &e));
    screen_error(&e);
    screen_draw();
    stage_shows("!nothing there");
    stage_shows_not("丙");
    done();
}

/* ---- pick ---- */
static const char *const texts[] = { "甲羊", "内蒙古阿拉善双峰驼001", "KP01-22-00014", "示范种羊" };

static void picking_filters_as_one_types(void **state)
{
    static const struct {
        const char *keys;
        size_t chosen;
    } cases[] = {
        { "<Enter>", 0 },
        { "<Down> <Enter>", 1 },
        { "\"双峰\" <Enter>", 1 },
        { "\"ｋｐ01 22\" <Enter>", 2 },
        { "<Esc>", 99 },
        { "\"羊\" <Down> <Enter>", 3 },
        { "\"没有\" <Enter> <Esc>", 99 },
        { "\"没\" <Backspace> <PgDn> <Enter>", 3 },
        { "<Space> \"kp\" <Enter>", 2 },
        { "", 99 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t chosen = 99;
        play(80, 24, "");
        terminal_stop();
        stage_begin(80, 24, cases[i].keys);
        bool picked = pick_text("选择", texts, COUNT(texts), &chosen);
        if (chosen != cases[i].chosen || picked != (chosen != 99))
            fail_msg("%s: %zu", cases[i].keys, chosen);
        done();
    }
}

static void a_popup_looks_like_this(void **state)
{
    size_t chosen;
    (void)state;
    play(60, 14, "");
    terminal_stop();
    stage_begin(60, 14, "\"峰\" <dump> <Backspace> <Down> <resize 47x12> <dump>");
    pick_text("选择羊只", texts, COUNT(texts), &chosen);
    stage_golden("pick", stage_dumps());
    done();
}

/* ---- tree ---- */
static void children(void *context, int64_t parent, struct tree *tree)
{
    char text[40];
    (void)context;
    for (int64_t i = 1; i <= 3; i++) {
        int64_t id = parent * 10 + i;
        snprintf(text, sizeof text, "双峰驼%lld", (long long)id);
        tree_add(tree, id, text, i == 2 ? "12 峰" : NULL, id < 100 && i != 3, ROLE_NORMAL);
    }
}

static const struct tree_operations tree_operations = { children };
static struct tree tree;

static void draw_tree(void *widget)
{
    tree_draw(widget, (struct area){ 0, 0, terminal_rows(), terminal_columns() });
}

static enum widget_result tree_take(void *widget, const struct input *input)
{
    return tree_input(widget, input);
}

static void trees_open_and_close(void **state)
{
    static const struct {
        const char *keys;
        int64_t id;
        size_t rows;
    } cases[] = {
        { "", 1, 3 },
        { "<Right> <Down>", 11, 6 },
        { "<Right> <Down> <Right> <Down> <Down>", 112, 9 },
        { "<Right> <Down> <Left>", 1, 6 },
        { "<Right> <Down> <Left> <Left>", 1, 3 },
        { "<End> <Right>", 3, 3 },
        { "<Space> <End> <Up> <Space> <Home> <Space>", 1, 6 },
        { "\"ｊｊｊｊ\"", 3, 3 },
        { "<Right> <Down> <Right> <End> <Home> <Left>", 1, 3 },
        { "<click 2,5>", 3, 3 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        tree_init(&tree, &tree_operations, NULL);
        tree_load(&tree);
        stage_begin(40, 8, cases[i].keys);
        stage_feed(&tree, draw_tree, tree_take);
        if (tree_selected(&tree) != cases[i].id || tree.count != cases[i].rows)
            fail_msg("%s: %lld of %zu", cases[i].keys, (long long)tree_selected(&tree), tree.count);
        stage_end();
        tree_done(&tree);
    }
}

static void a_tree_looks_like_this(void **state)
{
    (void)state;
    tree_init(&tree, &tree_operations, NULL);
    tree_load(&tree);
    tree_expand_to(&tree, 1);
    assert_int_equal(tree.count, 3 + 6);
    stage_begin(30, 8, "<Down> <Right> <dump> <resize 14x4> <Down> <dump>");
    stage_feed(&tree, draw_tree, tree_take);
    stage_golden("tree", stage_dumps());
    tree_expand_to(&tree, 0);
    assert_int_equal(tree.count, 3);
    stage_end();
    tree_done(&tree);
}

/* ---- viewer ---- */
static struct viewer viewer;

static void draw_viewer(void *widget)
{
    viewer_draw(widget, (struct area){ 0, 0, terminal_rows(), terminal_columns() });
}

static enum widget_result viewer_take(void *widget, const struct input *input)
{
    return viewer_input(widget, input);
}

static void view(int columns, int rows, const char *script)
{
    struct strbuf text;
    strbuf_init(&text);
    for (int i = 1; i <= 30; i++)
        strbuf_printf(&text, "%d 内蒙古阿拉善双峰驼%s\n", i, i % 10 ? "" : " the Bactrian camel");
    viewer_init(&viewer);
    viewer_set(&viewer, text.text);
    strbuf_done(&text);
    stage_begin(columns, rows, script);
    stage_feed(&viewer, draw_viewer, viewer_take);
}

static void viewed(void)
{
    stage_end();
    viewer_done(&viewer);
}

static void a_text_is_wrapped_and_scrolled(void **state)
{
    (void)state;
    view(24, 5, "<dump> <PgDn> <PgDn> <dump> <End> <dump> <Home> <resize 60x3> <dump>");
    stage_golden("viewer", stage_dumps());
    assert_int_equal(viewer.count, 30);
    viewed();
}

static void words_are_found_in_both_directions(void **state)
{
    static const struct {
        const char *keys;
        int64_t hit;
    } cases[] = {
        { "\"/\" \"bactrian\" <Enter>", 9 },
        { "\"/\" \"ＢＡＣ\" <Enter> \"n\"", 19 },
        { "<F3> \"bac\" <Enter> \"nn\" \"n\"", 9 },
        { "<F3> \"bac\" <Enter> \"N\"", 29 },
        { "<F3> \"没有\" <Enter>", -1 },
        { "<F3> \"bac\" <Esc> \"n\"", -1 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        view(60, 12, cases[i].keys);
        if (viewer.hit != cases[i].hit)
            fail_msg("%s: %lld", cases[i].keys, (long long)viewer.hit);
        viewed();
    }
}

static void odd_texts_are_viewed(void **state)
{
    static const char *const odd[] = { "", "\n", "\n\n甲", "羊", "\xff\xfe", "a\tb\r\n" };
    (void)state;
    for (size_t i = 0; i < COUNT(odd); i++)
        for (int columns = 3; columns < 6; columns++) {
            viewer_init(&viewer);
            viewer_set(&viewer, odd[i]);
            stage_begin(columns, 2, "<End> <Down> <PgUp> \"n\"");
            stage_feed(&viewer, draw_viewer, viewer_take);
            assert_true(utf8_width(stage_line(0)) <= columns);
            viewed();
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screens_are_a_stack),
        cmocka_unit_test(a_key_that_closed_a_screen_is_not_for_the_next),
        cmocka_unit_test(what_is_not_offered_is_no_key),
        cmocka_unit_test(a_lost_line_saves_the_drafts_from_the_top),
        cmocka_unit_test(the_frame_joins_the_stack),
        cmocka_unit_test(the_frame_shortens),
        cmocka_unit_test(too_small_says_so_and_keeps_the_state),
        cmocka_unit_test(help_comes_from_the_table),
        cmocka_unit_test(a_question_takes_words),
        cmocka_unit_test(a_message_lasts_until_the_next_key),
        cmocka_unit_test(clicks_on_the_key_bar_are_keys),
        cmocka_unit_test(progress_is_shown_and_escape_stops_it),
        cmocka_unit_test(a_failed_open_is_not_pushed),
        cmocka_unit_test(picking_filters_as_one_types),
        cmocka_unit_test(a_popup_looks_like_this),
        cmocka_unit_test(trees_open_and_close),
        cmocka_unit_test(a_tree_looks_like_this),
        cmocka_unit_test(a_text_is_wrapped_and_scrolled),
        cmocka_unit_test(words_are_found_in_both_directions),
        cmocka_unit_test(odd_texts_are_viewed),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_screens", tests, NULL, NULL);
}
