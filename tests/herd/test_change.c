/* The log in words, and undo and redo of one's own changes. */
#include "fixture.h"

#include <stdlib.h>

/* An animal and one event of it, as the records would write them; gives the change. */
static int64_t add_event(struct fixture *f, int64_t animal, const char *kind, const char *number)
{
    int64_t change;
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, arena_printf(&f->arena,
                                    "INSERT INTO animal (id, uuid, species) VALUES (%d, randomblob(16),"
                                    " 'hu_sheep') ON CONFLICT (id) DO NOTHING",
                                    (int)animal));
    fixture_execute(f, arena_printf(&f->arena,
                                    "INSERT INTO event (uuid, kind, animal, day) VALUES (randomblob(16), '%s',"
                                    " %d, 20000)",
                                    kind, (int)animal));
    assert_done(herd_commit(f->herd, "event add", kind, number, 1, animal, 0, "", e));
    assert_done(store_newest_change(f->herd->store, &change, e));
    return change;
}

static int64_t note_only(struct fixture *f, const char *command, const char *kind, const char *label, int64_t count)
{
    int64_t change;
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, "INSERT INTO batch (uuid, kind, code) VALUES (randomblob(16), 'sheet', hex(randomblob(8)))");
    assert_done(herd_commit(f->herd, command, kind, label, count, 0, 0, NULL, e));
    assert_done(store_newest_change(f->herd->store, &change, e));
    return change;
}

static const char *words_of(struct fixture *f, int64_t change)
{
    struct change c;
    assert_done(change_load(f->herd, change, &f->arena, &c, e));
    return c.words;
}

static void test_words(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *command, *kind, *label;
        int64_t count;
        const char *zh, *en;
    } cases[] = {
        { "event add", "weigh", "KP01-22-00014", 1, "称重 KP01-22-00014", "weighing KP01-22-00014" },
        { "event many", "vaccinate", "F01", 24, "批量录入 免疫 24 头 F01", "record many vaccination 24 head F01" },
        { "event void", "weigh", "KP01-22-00014", 1, "作废记录 称重 KP01-22-00014",
          "void record weighing KP01-22-00014" },
        { "animal add", "hu_sheep", "KP01-25-00131", 1, "登记 湖羊 KP01-25-00131", "add Hu sheep KP01-25-00131" },
        { "import", "hu_sheep", "flock.csv", 1284, "导入 湖羊 1,284 只 flock.csv",
          "import Hu sheep 1,284 head flock.csv" },
        { "import", NULL, "a.csv", 1000000, "导入 1,000,000 头 a.csv", "import 1,000,000 head a.csv" },
        { "something new", "odd", NULL, 1, "something new", "something new" },
        { "event add", NULL, NULL, 1, "录入", "record" },
    };
    int64_t changes[COUNT(cases)];
    for (size_t i = 0; i < COUNT(cases); i++)
        changes[i] = note_only(f, cases[i].command, cases[i].kind, cases[i].label, cases[i].count);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(words_of(f, changes[i]), cases[i].zh);
    fixture_reopen(f, STORE_READ, false);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(words_of(f, changes[i]), cases[i].en);
    struct change c;
    assert_refused(change_load(f->herd, 999, &f->arena, &c, e), ERR_NO_INPUT, "", "change", "999");
}

static void test_pages_and_animals(void **state)
{
    struct fixture *f = *state;
    int64_t changes[10];
    for (int i = 0; i < 10; i++)
        changes[i] = add_event(f, 1 + i % 2, "weigh", "n");
    struct change *list;
    int count;
    assert_done(change_list(f->herd, 0, 4, &f->arena, &list, &count, e));
    assert_int_equal(count, 4);
    assert_int_equal(list[0].id, changes[9]);
    assert_done(change_list(f->herd, list[3].id, 100, &f->arena, &list, &count, e));
    assert_int_equal(count, 7); /* six more and the dictionary */
    assert_int_equal(list[0].id, changes[5]);
    assert_string_equal(list[6].command, "dictionary install");
    assert_done(change_list_of_animal(f->herd, 2, 0, 100, NULL, &f->arena, &list, &count, e));
    assert_int_equal(count, 5);
    assert_int_equal(list[0].id, changes[9]);
    assert_int_equal(list[4].id, changes[1]);
    assert_done(change_list(f->herd, 0, 0, &f->arena, &list, &count, e));
    assert_int_equal(count, 0);
}

/* What was entered for many at once is found with each of them, and its undo, too. */
static void test_changes_of_many_are_of_each(void **state)
{
    struct fixture *f = *state;
    struct change *list;
    const char *words;
    int64_t many;
    int count;
    int64_t first = add_event(f, 1, "weigh", "n"), second = add_event(f, 2, "weigh", "n");
    add_event(f, 3, "weigh", "n");
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, "INSERT INTO event (uuid, kind, animal, day) SELECT randomblob(16), 'vaccinate', id, 20001"
                       " FROM animal WHERE id < 3");
    assert_done(herd_commit(f->herd, "event many", "vaccinate", NULL, 2, 0, 0, "", e));
    assert_done(store_newest_change(f->herd->store, &many, e));
    assert_done(change_list_of_animal(f->herd, 1, 0, 100, NULL, &f->arena, &list, &count, e));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].id, many);
    assert_int_equal(list[1].id, first);
    assert_done(change_list_of_animal(f->herd, 3, 0, 100, NULL, &f->arena, &list, &count, e));
    assert_int_equal(count, 1);
    assert_done(change_undo(f->herd, many, &f->arena, &words, e));
    assert_done(change_list_of_animal(f->herd, 2, 0, 100, NULL, &f->arena, &list, &count, e));
    assert_int_equal(count, 3);
    assert_int_equal(list[0].undoes, many);
    assert_int_equal(list[1].id, many);
    assert_int_equal(list[1].undone_by, list[0].id);
    assert_int_equal(list[2].id, second);
    assert_done(change_list_of_animal(f->herd, 2, list[0].id, 1, NULL, &f->arena, &list, &count, e));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].id, many);
}

static int64_t events(struct fixture *f)
{
    return fixture_number(f, "SELECT count(*) FROM event");
}

static void check_undo(struct fixture *f, const char *wanted)
{
    const char *words = NULL;
    assert_done(change_undo(f->herd, 0, &f->arena, &words, e));
    assert_string_equal(words, wanted);
}

static void check_redo(struct fixture *f, const char *wanted)
{
    const char *words = NULL;
    assert_done(change_redo(f->herd, &f->arena, &words, e));
    assert_string_equal(words, wanted);
}

static void test_back_and_forth(void **state)
{
    struct fixture *f = *state;
    const char *words;
    int64_t a = add_event(f, 1, "weigh", "A"), b = add_event(f, 1, "heat", "B");
    check_undo(f, "发情 B");
    assert_int_equal(events(f), 1);
    assert_string_equal(fixture_newest(f).words, "撤销: 发情 B");
    assert_string_equal(fixture_newest(f).command, "undo");
    assert_int_equal(fixture_newest(f).undoes, b);
    assert_int_equal(fixture_newest(f).animal, 1);
    check_undo(f, "称重 A");
    assert_int_equal(events(f), 0);
    assert_refused(change_undo(f->herd, 0, &f->arena, &words, e), ERR_NOTHING, "", "", "nothing to undo");
    check_redo(f, "称重 A"); /* the last one undone comes back first */
    assert_string_equal(fixture_newest(f).words, "重做: 称重 A");
    assert_string_equal(fixture_newest(f).command, "redo");
    check_redo(f, "发情 B");
    assert_int_equal(events(f), 2);
    assert_refused(change_redo(f->herd, &f->arena, &words, e), ERR_NOTHING, "", "", "nothing to redo");
    check_undo(f, "发情 B");
    check_undo(f, "称重 A");
    assert_int_equal(events(f), 0);
    check_redo(f, "称重 A");
    struct change change;
    assert_done(change_load(f->herd, a, &f->arena, &change, e));
    assert_int_equal(change.undone_by, 0); /* undone and redone: it holds */
    assert_done(change_load(f->herd, b, &f->arena, &change, e));
    assert_true(change.undone_by > b);
    assert_done(store_verify(f->herd->store, true, NULL, e));
}

static void test_a_named_change(void **state)
{
    struct fixture *f = *state;
    const char *words;
    int64_t a = add_event(f, 1, "weigh", "A");
    int64_t b = add_event(f, 1, "heat", "B");
    assert_refused(change_undo(f->herd, a, &f->arena, &words, e), ERR_BUSY, "", "", "\"B\""); /* its animal is in use */
    assert_done(change_undo(f->herd, b, &f->arena, &words, e));
    assert_string_equal(words, "发情 B");
    assert_refused(change_undo(f->herd, b, &f->arena, &words, e), ERR_DATA, "", "", "undone already");
    assert_refused(change_undo(f->herd, 1, &f->arena, &words, e), ERR_DATA, "", "change", "dictionary");
    assert_refused(change_undo(f->herd, 999, &f->arena, &words, e), ERR_NO_INPUT, "", "change", "999");
    assert_false(store_in_transaction(f->herd->store));
}

static void test_only_ones_own(void **state)
{
    struct fixture *f = *state;
    const char *words;
    int64_t mine = add_event(f, 1, "weigh", "A");
    setenv("MUPU_OPERATOR", "somebody", 1);
    fixture_reopen(f, STORE_WRITE, true);
    assert_string_equal(f->herd->operator_name, "somebody");
    assert_refused(change_undo(f->herd, 0, &f->arena, &words, e), ERR_NOTHING, "", "", "nothing");
    add_event(f, 2, "heat", "B");
    setenv("MUPU_OPERATOR", "tester", 1);
    fixture_reopen(f, STORE_WRITE, true);
    check_undo(f, "称重 A");
    assert_int_equal(fixture_newest(f).undoes, mine);
    setenv("MUPU_OPERATOR", "somebody", 1);
    fixture_reopen(f, STORE_WRITE, true);
    assert_refused(change_redo(f->herd, &f->arena, &words, e), ERR_NOTHING, "", "", "nothing");
    check_undo(f, "发情 B");
}

static void test_undoing_a_holding_forgets_its_name(void **state)
{
    struct fixture *f = *state;
    const char *words;
    int64_t id;
    fixture_holding(f, "E01", "enterprise", NULL);
    assert_done(holding_find(f->herd, "E01场", &id, e));
    assert_done(change_undo(f->herd, 0, &f->arena, &words, e));
    assert_string_equal(words, "登记养殖主体 企业 E01");
    assert_refused(holding_find(f->herd, "E01场", &id, e), ERR_NO_INPUT, "", "holding", "E01");
    assert_done(change_redo(f->herd, &f->arena, &words, e));
    assert_done(holding_find(f->herd, "E01场", &id, e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pages_and_animals, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_changes_of_many_are_of_each, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_back_and_forth, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_named_change, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_only_ones_own, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_undoing_a_holding_forgets_its_name, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
