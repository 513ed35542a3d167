/* Plain mode: lists, forms, grids, questions and messages as lines; whatever is typed, and when the input ends. */
#include "stage.h"

#include <string.h>

/* ---- the screens: a list of three, a form with two rows below it ---- */
static const struct form_choice sexes[] = { { "F", "母" }, { "M", "公" } };
static const struct form_field fields[] = {
    { "date", "日期", "哪一天", FIELD_DATE, true, true, 12, 0, NULL, 0 },
    { "tag", "耳号", "扫描", FIELD_TEXT, true, false, 16, 8, NULL, 0 },
    { "breed", "品种", "", FIELD_SHOWN, false, false, 10, 0, NULL, 0 },
};
static const struct form_field lamb[] = {
    { "sex", "性别", "", FIELD_CHOICE, true, false, 6, 0, sexes, COUNT(sexes) },
    { "weight", "体重", "公斤", FIELD_NUMBER, false, false, 8, 0, NULL, 0 },
};
static const struct list_column columns[] = { { "耳号", 8, 0, 0, ALIGN_LEFT },
                                              { "状态", 8, 0, 0, ALIGN_LEFT },
                                              { "备注", 8, 0, 0, ALIGN_LEFT } };
enum { COMMAND_WEIGH = COMMAND_OWN, COMMAND_FORM };
static const struct key_binding bindings[] = {
    { "herd", KEY_FN(4), 'w', "称重", "录入称重", COMMAND_WEIGH },
    { "herd", KEY_FN(7), 'a', "产羔", "母羊和羔羊", COMMAND_FORM },
};
static const struct key_table keys = { bindings, COUNT(bindings) };

static struct list list;
static struct form form;
static struct grid grid;
static int opened, weighed, saves, hangups;
static char saved[400];

static void fill(void *context, int64_t row, struct list_row *out)
{
    (void)context;
    strbuf_printf(&out->cell[0], "K%lld", (long long)row);
    strbuf_add(&out->cell[2], row == 1 ? "棕  红" : "");
}

static const struct list_operations list_operations = { .fill = fill };

static bool form_checks(void *context, struct form *checked, size_t field, struct err *e)
{
    (void)context;
    return strcmp(fields[field].name, "tag") != 0 || strcmp(form_get(checked, "tag"), "K9") != 0 ||
           err_set(e, ERR_DATA, "tag", "没有 K9");
}

static bool form_saves(void *context, struct form *form_saved, struct err *e)
{
    (void)context;
    if (strcmp(form_get(form_saved, "tag"), "死") == 0)
        return err_set(e, ERR_DATA, "tag", "它死了");
    if (strcmp(form_get(form_saved, "tag"), "老") == 0 && !form_confirmed(form_saved, "old"))
        return err_soft(e, "old", "tag", "太老");
    saves++;
    snprintf(saved, sizeof saved, "%s %s %s %s %s", form_get(form_saved, "date"), form_get(form_saved, "tag"),
             grid_get(&grid, 0, "sex"), grid_get(&grid, 0, "weight"), grid_get(&grid, 1, "sex"));
    return true;
}

static const struct form_operations form_operations = { .check = form_checks, .save = form_saves };

/* ---- the form's screen ---- */
static void form_title(void *state, struct screen_title *title)
{
    (void)state;
    strbuf_add(&title->crumb, "产羔");
}

static void draw_nothing(void *state, struct area body)
{
    (void)state;
    (void)body;
    fail_msg("plain mode drew");
}

static bool form_key(void *state, const struct input *input, int command)
{
    (void)state;
    (void)command;
    bool in_grid = grid.row || grid.column || *form_get(&form, "tag") == 'G';
    enum widget_result result = in_grid && input->key == KEY_TAB ? grid_input(&grid, input) : form_input(&form, input);
    if (result == WIDGET_SAVED || result == WIDGET_LEFT)
        screen_pop();
    return result != WIDGET_IGNORED;
}

static void form_hangup(void *state)
{
    (void)state;
    hangups++;
}

static void form_parts(void *state, struct screen_parts *parts)
{
    (void)state;
    parts->form = &form;
    parts->grid = &grid;
    if (*form_get(&form, "tag"))
        strbuf_printf(parts->about, "是 %s", form_get(&form, "tag"));
}

static void push_form(void)
{
    static const char *const contexts[] = { "form", NULL };
    static const struct screen_operations operations = { .contexts = contexts,
                                                         .title = form_title,
                                                         .draw = draw_nothing,
                                                         .input = form_key,
                                                         .hangup = form_hangup,
                                                         .parts = form_parts };
    struct err e;
    form_set(&form, "date", "2026-03-01");
    form_fresh(&form);
    assert_true(screen_push(&operations, NULL, &e));
}

/* ---- the list's screen ---- */
static void herd_title(void *state, struct screen_title *title)
{
    (void)state;
    strbuf_add(&title->crumb, "羊群");
    strbuf_printf(&title->count, "%lld 只", (long long)list.rows);
}

static bool herd_key(void *state, const struct input *input, int command)
{
    (void)state;
    if (command == COMMAND_WEIGH) {
        weighed = (int)list.row;
        if (question_yes("称 %d 吗", weighed))
            screen_message(ROLE_GOOD, "称了");
        return true;
    }
    if (command == COMMAND_FORM) {
        push_form();
        return true;
    }
    enum widget_result result = list_input(&list, input);
    if (result == WIDGET_CHOSEN)
        opened = (int)list.row;
    return result != WIDGET_IGNORED;
}

static void herd_parts(void *state, struct screen_parts *parts)
{
    (void)state;
    strbuf_add(parts->about, "示范县");
    parts->list = &list;
}

static bool line(void *context, const char *text)
{
    (void)context;
    return strcmp(text, "问") == 0 && question_yes("真的");
}

static char output[400000];

/* What came out for these lines. */
static const char *play(int64_t rows, const char *typed)
{
    static const char *const contexts[] = { "herd", "list", NULL };
    static const struct screen_operations operations = {
        .contexts = contexts, .title = herd_title, .draw = draw_nothing, .input = herd_key, .parts = herd_parts
    };
    struct err e;
    opened = weighed = -1;
    saves = hangups = 0;
    memset(output, 0, sizeof output);
    *saved = 0;
    FILE *in = fmemopen((void *)(uintptr_t)typed, strlen(typed), "r"), *out = fmemopen(output, sizeof output, "w");
    list_init(&list, columns, COUNT(columns), &list_operations, NULL);
    list_reload(&list, rows);
    form_init(&form, fields, COUNT(fields), &form_operations, NULL);
    grid_init(&grid, lamb, COUNT(lamb), 2, 2, NULL, NULL);
    screen_keys(&keys);
    screen_program("牧谱");
    plain_start(in, out);
    plain_words(line, NULL);
    assert_true(screen_push(&operations, NULL, &e));
    screen_run();
    screen_pop_all();
    plain_stop();
    list_done(&list);
    form_done(&form);
    grid_done(&grid);
    fclose(in);
    fclose(out);
    return output;
}

static void says(const char *text)
{
    if (!strstr(output, text))
        fail_msg("not said: %s\nbut:\n%s", text, output);
}

/* ---- tests ---- */
static void a_list_is_told_and_its_rows_open(void **state)
{
    (void)state;
    play(3, "2\nq\n");
    assert_string_equal(output,
                        "羊群  3 只\n示范县\n耳号; 状态; 备注\n1. K0\n2. K1; -; 棕; 红\n3. K2\n羊群> 2\n羊群> q\n");
    assert_int_equal(opened, 1);
}

static void twenty_rows_at_a_time(void **state)
{
    (void)state;
    play(45, "\n\n\n30\n46\nq\n");
    says("20. K19\n20 of 45; Enter: more\n");
    says("21. K20");
    says("45. K44\n羊群> \n羊群> 30");
    assert_int_equal(opened, 29);
    assert_null(strstr(output, "21. K20\n22. K21\n23. K22\n24. K23\n25. K24\n26. K25\n27. K26\n28. K27\n羊群"));
    says("46\n! ");
}

static void words_are_keys(void **state)
{
    (void)state;
    play(3, "称重 3\n是\nw 2\n是啊\nn\nf4\ny\n?\n问\nＹ\nxyz\nｑ\n");
    says("称 2 吗 (y/n) 是\n称了\n");
    says("称 1 吗 (y/n) 是啊\n称 1 吗 (y/n) n\n");
    assert_int_equal(weighed, 1);
    says("称重: 录入称重 (F4, w)\n");
    says("真的 (y/n) Ｙ\n");
    says("xyz\n! ");
}

static void a_form_is_asked_field_by_field(void **state)
{
    (void)state;
    play(3, "a\n2026-2-30\n\nK9\n\n?\nK1\n公\n3.2\nf\n-\nq\n");
    says("日期* [2026-03-01]: 2026-2-30\n! ");
    says("日期* [2026-03-01]: \n耳号*: K9\n! 没有 K9\n耳号*: \n! ");
    says("耳号*: ?\n  扫描\n  F2 saves now, F4 chooses from a list, F5 takes what the record before had.\n耳号*: "
         "K1\n是 K1\n1 性别*: 公\n1 体重: 3.2\n2 性别*: f\n2 体重: -\n羊群> q\n");
    assert_string_equal(saved, "2026-03-01 K1 M 3.2 F");
}

static void what_saving_refuses_is_asked_again(void **state)
{
    (void)state;
    play(3, "a\n\n死\nM\n\nF\n\n老\ny\nq\n");
    says("! 它死了\n耳号* [死]: 老\n是 老\n! 太老\n");
    assert_int_equal(saves, 1);
    play(3, "a\n\n老\nM\n\nF\n\nn\nK3\nq\n");
    says("(y/n) n\n耳号* [老]: K3\n");
    assert_int_equal(saves, 1);
    says("羊群> q\n");
}

static void going_back_and_leaving(void **state)
{
    (void)state;
    play(3, "a\n\nK1\n<\n<\n2026-03-02\nK2\nF2\nF\n\nM\n\nq\n");
    says("1 性别*: <\n耳号* [K1]: <\n日期* [2026-03-01]: 2026-03-02\n耳号* [K1]: K2\n");
    play(3, "a\n\nK1\nq\nn\nq\ny\nq\n");
    assert_int_equal(saves, 0);
    says("(y/n) y\n羊群> q\n");
    play(3, "a\nq\nq\n");
    says("日期* [2026-03-01]: q\n羊群> q\n");
}

static void the_end_of_the_input_hangs_up(void **state)
{
    (void)state;
    play(3, "a\n\nK1\n");
    assert_int_equal(hangups, 1);
    assert_int_equal(saves, 0);
    assert_int_equal(output[strlen(output) - 1], '\n');
    play(3, "a\n\nK1\n公\n\n公\n");
    assert_int_equal(saves, 0);
    play(3, "a\n\n老\nM\n\nF\n\n");
    assert_int_equal(saves, 0); /* no answer is no yes */
    play(3, "");
    assert_int_equal(hangups, 0);
}

static void what_cannot_be_text_is_refused(void **state)
{
    (void)state;
    play(3, "a\n\n\xff\xfe\nK123456789\nK1\x1b[2J\nq\ny\nq\n");
    says("耳号*: \n! This is not UTF-8");
    says("K123456789\n! That is too long.\n耳号*: K1 [2J\n是 K1 [2J\n");
    assert_null(strchr(output, '\x1b'));
    assert_int_equal(saves, 0);
}

static void answers_at_random(void **state)
{
    static const char *const answers[] = { "",           "?",  "q",  "<",  "-",
                                           "y",          "n",  "1",  "2",  "F2",
                                           "F4",         "F5", "a",  "w",  "w 2",
                                           "公",         "K1", "死", "老", "3.2",
                                           "2026-03-01", "F9", "问", "Ｑ", "99999999999999999999",
                                           "Space 1",    "a",  "a",  "/" };
    struct random random = { 7 };
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct strbuf typed;
        strbuf_init(&typed);
        for (int i = 0; i < 60; i++)
            strbuf_printf(&typed, "%s\n", answers[random_below(&random, COUNT(answers))]);
        play(25, typed.text);
        strbuf_done(&typed);
        assert_int_equal(output[strlen(output) - 1], '\n');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_told_and_its_rows_open),
        cmocka_unit_test(twenty_rows_at_a_time),
        cmocka_unit_test(words_are_keys),
        cmocka_unit_test(a_form_is_asked_field_by_field),
        cmocka_unit_test(what_saving_refuses_is_asked_again),
        cmocka_unit_test(going_back_and_leaving),
        cmocka_unit_test(the_end_of_the_input_hangs_up),
        cmocka_unit_test(what_cannot_be_text_is_refused),
        cmocka_unit_test(answers_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
