/* Transactions, the log they leave, undo and redo. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

static void test_commit_numbers_changes_without_gaps(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("nothing", NULL);
    int64_t change = 7;
    assert_int_equal(fixture_add_holding(f->store, "E01"), 1);
    assert_done(store_begin(f->store, e));
    fixture_insert_holding(f->store, "E02");
    store_rollback(f->store);
    assert_false(store_in_transaction(f->store));
    assert_done(store_begin(f->store, e));
    assert_done(store_commit(f->store, &note, &change, e));
    assert_int_equal(change, 0); /* changed nothing: no entry */
    assert_int_equal(fixture_add_holding(f->store, "E02"), 2);
    assert_done(store_newest_change(f->store, &change, e));
    assert_int_equal(change, 2);
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_same_values_leave_no_entry(void **state)
{
    struct fixture *f = *state;
    fixture_add_holding(f->store, "E01");
    assert_int_equal(fixture_rename_holding(f->store, "E01", "East"), 0);
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM change_part"), 1);
}

static void test_note_is_kept(void **state)
{
    struct fixture *f = *state;
    struct change_note note = { .operator_name = "王芳",
                                .command = "animal add",
                                .kind = "F",
                                .label = "KP01-24-00001",
                                .count = 12,
                                .animal = 5,
                                .holding = 6,
                                .reason = "因为" };
    assert_done(store_begin(f->store, e));
    fixture_insert_holding(f->store, "E01");
    assert_done(store_commit(f->store, &note, NULL, e));
    assert_int_equal(fixture_number(f->store,
                                    "SELECT count(*) FROM change WHERE operator = '王芳' AND kind = 'F' AND label ="
                                    " 'KP01-24-00001' AND count = 12 AND animal = 5 AND holding = 6 AND"
                                    " reason = '因为' AND undoes IS NULL AND parts = 1 AND at > 0"),
                     1);
    assert_int_equal(fixture_number(f->store,
                                    "SELECT count(*) FROM change, meta WHERE name = 'device' AND lower(hex(device)) ="
                                    " replace(value, '-', '')"),
                     1);
}

/* ---- what happened to which row ---- */

struct seen {
    int rows;
    char text[400];
};

static bool see(void *context, const struct change_row *row)
{
    struct seen *seen = context;
    size_t length = strlen(seen->text);
    seen->rows++;
    for (int i = 0; i < row->columns; i++)
        if (row->what == 'u' ? row->changed[i] : strcmp(row->names[i], "name") == 0)
            length += (size_t)snprintf(seen->text + length, sizeof(seen->text) - length, "%c %s %lld %s: %s -> %s\n",
                                       row->what, row->table, (long long)row->id, row->names[i],
                                       row->before[i] ? row->before[i] : "-", row->after[i] ? row->after[i] : "-");
    return true;
}

static void test_rows_of_a_change(void **state)
{
    struct fixture *f = *state;
    struct seen seen = { 0 };
    int64_t added = fixture_add_holding(f->store, "E01");
    int64_t renamed = fixture_rename_holding(f->store, "E01", "西场");
    int64_t undone = 0;
    struct change_note note = fixture_note("undo", NULL);
    assert_done(store_undo(f->store, renamed, &note, &undone, e));
    assert_done(store_undo(f->store, added, &note, &undone, e));
    for (int64_t change = 1; change <= 4; change++)
        assert_done(store_change_rows(f->store, change, see, &seen, e));
    assert_int_equal(seen.rows, 4);
    assert_string_equal(seen.text, "i holding 1 name: - -> East\n"
                                   "u holding 1 name: East -> 西场\n"
                                   "u holding 1 name: 西场 -> East\n"
                                   "d holding 1 name: East -> -\n");
    assert_refused(store_change_rows(f->store, 99, see, &seen, e), ERR_NO_INPUT, "no change 99");
}

/* ---- undo ---- */

static void test_undo_and_redo(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("undo", NULL);
    int64_t undo = 0, redo = 0, again = 0;
    fixture_add_holding(f->store, "E01");
    int64_t renamed = fixture_rename_holding(f->store, "E01", "West");
    assert_done(store_undo(f->store, renamed, &note, &undo, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding WHERE name = 'East'"), 1);
    assert_int_equal(fixture_number(f->store, "SELECT undoes FROM change WHERE id = 3"), renamed);
    assert_refused(store_undo(f->store, renamed, &note, &undo, e), ERR_DATA, "undone already, by change 3");
    assert_done(store_undo(f->store, undo, &note, &redo, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding WHERE name = 'West'"), 1);
    assert_done(store_undo(f->store, renamed, &note, &again, e)); /* in force again, so it can be undone again */
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding WHERE name = 'East'"), 1);
    assert_done(store_verify(f->store, true, NULL, e));
    assert_refused(store_undo(f->store, 77, &note, &undo, e), ERR_NO_INPUT, "no change 77");
    assert_false(store_in_transaction(f->store));
}

static void test_undo_names_the_later_change(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("undo", NULL);
    int64_t change = 0;
    fixture_add_holding(f->store, "E01");
    fixture_add_holding(f->store, "E02");
    int64_t first = fixture_rename_holding(f->store, "E01", "West");
    fixture_rename_holding(f->store, "E02", "North");
    fixture_rename_holding(f->store, "E01", "South");
    fixture_rename_holding(f->store, "E02", "Far north");
    assert_refused(store_undo(f->store, first, &note, &change, e), ERR_BUSY,
                   "was changed in change 5 (holding edit \"E01\")");
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM change"), 6);
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding WHERE name = 'South'"), 1);
    assert_done(store_undo(f->store, 5, &note, &change, e));
    assert_done(store_undo(f->store, first, &note, &change, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding WHERE name = 'East'"), 1);
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_undo_of_what_others_refer_to(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("undo", NULL);
    int64_t change = 0;
    int64_t added = fixture_add_holding(f->store, "E01");
    fixture_add_holding(f->store, "E02");
    fixture_add_pen(f->store, "E01", "P1");
    assert_refused(store_undo(f->store, added, &note, &change, e), ERR_BUSY,
                   "later records refer to its records in change 3 (pen add \"P1\")");
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding"), 2);
    assert_done(store_undo(f->store, 3, &note, &change, e));
    assert_done(store_undo(f->store, added, &note, &change, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding"), 1);
    assert_done(store_verify(f->store, true, NULL, e));
}

/* Redo of a code that another record has got meanwhile. */
static void test_redo_of_a_code_taken_since(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("undo", NULL);
    int64_t undo = 0;
    assert_done(store_undo(f->store, fixture_add_holding(f->store, "E01"), &note, &undo, e));
    fixture_add_holding(f->store, "E01");
    assert_refused(store_undo(f->store, undo, &note, &undo, e), ERR_BUSY, "used by another record");
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_undone_rows_come_back_exactly(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("wipe", NULL);
    int64_t change = 0;
    fixture_add_holding(f->store, "E01");
    fixture_add_pen(f->store, "E01", "P1");
    int64_t before = fixture_number(f->store, "SELECT sum(length(hex(uuid)) + id + length(code)) FROM pen");
    assert_done(store_begin(f->store, e));
    assert_done(fixture_try(f->store, "DELETE FROM pen", e)); /* without WHERE: must be logged row by row */
    assert_done(store_commit(f->store, &note, &change, e));
    assert_int_equal(change, 3);
    assert_done(store_undo(f->store, change, &note, &change, e));
    assert_int_equal(fixture_number(f->store, "SELECT sum(length(hex(uuid)) + id + length(code)) FROM pen"), before);
    assert_done(store_verify(f->store, true, NULL, e));
}

/* ---- parts ---- */

static int64_t add_in_parts(struct store *store, int parts, int each)
{
    struct change_note note = fixture_note("import", "herd.csv");
    int64_t change = 0;
    assert_done(store_begin(store, e));
    for (int i = 0; i < parts; i++) {
        for (int j = 0; j < each; j++) {
            char code[16];
            snprintf(code, sizeof(code), "H%d-%d", i, j);
            fixture_insert_holding(store, code);
        }
        assert_done(fixture_try(store, "UPDATE holding SET note = coalesce(note, '') || 'x'", e));
        if (i + 1 < parts)
            assert_done(store_part(store, e));
    }
    assert_done(store_commit(store, &note, &change, e));
    return change;
}

static void test_parts(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("undo", NULL);
    int64_t undo = 0, redo = 0;
    fixture_add_holding(f->store, "E01");
    int64_t change = add_in_parts(f->store, 4, 25);
    assert_int_equal(fixture_number(f->store, "SELECT parts FROM change WHERE id = 2"), 4);
    assert_done(store_verify(f->store, true, NULL, e));
    assert_done(store_undo(f->store, change, &note, &undo, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding"), 1);
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding WHERE note IS NULL"), 1);
    assert_done(store_verify(f->store, true, NULL, e));
    assert_done(store_undo(f->store, undo, &note, &redo, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding WHERE note = 'xxxx'"), 26);
    assert_done(store_verify(f->store, true, NULL, e));
}

/* Above a million bytes references are checked at the end instead of row by row: the same answers. */
static void test_large_undo(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("undo", NULL);
    int64_t change = 0, undo = 0;
    assert_done(store_begin(f->store, e));
    fixture_insert_holding(f->store, "E01");
    assert_done(fixture_try(f->store,
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                            " INSERT INTO pen (uuid, holding, code, voided) SELECT randomblob(16), 1, 'P' || i,"
                            " hex(zeroblob(200)) FROM n",
                            e));
    assert_done(store_commit(f->store, &note, &change, e));
    assert_true(fixture_number(f->store, "SELECT bytes FROM change_part") > 1000000);
    fixture_add_pen(f->store, "E01", "later");
    assert_refused(store_undo(f->store, change, &note, &undo, e), ERR_BUSY,
                   "later records refer to its records in change 2 (pen add \"later\")");
    assert_int_equal(fixture_number(f->store, "PRAGMA foreign_keys"), 1);
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM pen"), 3001);
    assert_done(store_undo(f->store, 2, &note, &undo, e));
    assert_done(store_undo(f->store, change, &note, &undo, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM pen"), 0);
    assert_int_equal(fixture_number(f->store, "PRAGMA foreign_keys"), 1);
    assert_done(store_undo(f->store, undo, &note, &undo, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM pen"), 3000);
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_rollback_after_parts(void **state)
{
    struct fixture *f = *state;
    assert_done(store_begin(f->store, e));
    fixture_insert_holding(f->store, "E01");
    assert_done(store_part(f->store, e));
    fixture_insert_holding(f->store, "E02");
    store_rollback(f->store);
    assert_int_equal(fixture_number(f->store, "SELECT (SELECT count(*) FROM holding) + (SELECT count(*) FROM change)"
                                              " + (SELECT count(*) FROM change_part)"),
                     0);
    assert_int_equal(fixture_add_holding(f->store, "E01"), 1);
    assert_done(store_verify(f->store, true, NULL, e));
}

/* ---- what is not logged ---- */

static void test_unlogged(void **state)
{
    struct fixture *f = *state;
    struct strbuf value;
    struct change_note note = fixture_note("holding add", NULL);
    strbuf_init(&value);
    assert_done(store_begin_unlogged(f->store, e));
    assert_done(fixture_try(f->store, "INSERT INTO draft VALUES ('entry', 1, '{}')", e));
    assert_done(store_meta_set(f->store, "screen", "list", e));
    assert_done(store_commit_unlogged(f->store, e));
    assert_int_equal(
        fixture_number(f->store, "SELECT (SELECT count(*) FROM draft) * 10 + (SELECT count(*) FROM change)"), 10);
    assert_done(store_begin(f->store, e));
    fixture_insert_holding(f->store, "E01");
    assert_done(fixture_try(f->store, "DELETE FROM draft", e));
    assert_done(fixture_try(f->store, "INSERT INTO inbreeding VALUES (1, 0.25, 1.0)", e));
    assert_done(store_commit(f->store, &note, NULL, e));
    assert_done(store_verify(f->store, true, NULL, e)); /* derived tables are not in the log and not compared */
    assert_done(store_meta_set(f->store, "screen", "card", e));
    assert_done(store_meta_get(f->store, "screen", &value, e));
    assert_string_equal(value.text, "card");
    assert_done(store_meta_get(f->store, "none", &value, e));
    assert_string_equal(value.text, "");
    strbuf_done(&value);
}

/* ---- statements and their failures ---- */

static void test_constraints_in_words(void **state)
{
    struct fixture *f = *state;
    struct err error = { 0 };
    fixture_add_holding(f->store, "E01");
    assert_done(store_begin(f->store, e));
    assert_false(fixture_try(
        f->store, "INSERT INTO holding (uuid, code, tier, name) VALUES (randomblob(16), 'E01', 'farm', 'x')", &error));
    assert_int_equal(error.code, ERR_DATA);
    assert_string_equal(error.field, "holding.code");
    assert_refused(fixture_try(f->store, "INSERT INTO pen (uuid, holding, code) VALUES (randomblob(16), 99, 'P')", e),
                   ERR_DATA, "does not exist");
    assert_refused(fixture_try(f->store, "UPDATE holding SET name = NULL", e), ERR_DATA, "holding.name");
    assert_refused(fixture_try(f->store, "UPDATE holding SET tier = 'palace'", e), ERR_DATA, "breaks a rule");
    assert_refused(fixture_try(f->store, "UPDATE holding SET opened = 'spring'", e), ERR_DATA, "breaks a rule");
    assert_true(store_in_transaction(f->store)); /* the transaction goes on: the caller decides */
    store_rollback(f->store);
}

static void test_statement_types(void **state)
{
    struct fixture *f = *state;
    struct query *q = NULL;
    struct uuid uuid = uuid_make(), back;
    bool row;
    size_t length;
    assert_done(store_query_text(f->store, "SELECT :a, :b, :c, :d, :e, :f, :g, :h, :i, :j", &q, e));
    query_bind_int(q, ":a", INT64_MIN);
    query_bind_real(q, ":b", 0.1);
    query_bind_text(q, ":c", "羊");
    query_bind_text(q, ":d", NULL);
    query_bind_day(q, ":e", DATE_NONE);
    query_bind_day(q, ":f", 20000);
    query_bind_id(q, ":g", 0);
    query_bind_uuid(q, ":h", &uuid);
    query_bind_blob(q, ":i", "", 0);
    query_bind_null(q, ":j");
    assert_done(query_next(q, &row, e));
    assert_true(row);
    assert_int_equal(query_columns(q), 10);
    assert_true(query_int(q, 0) == INT64_MIN);
    assert_true(query_real(q, 1) == 0.1);
    assert_string_equal(query_text(q, 2), "羊");
    assert_null(query_text(q, 3));
    assert_int_equal(query_day(q, 4), DATE_NONE);
    assert_int_equal(query_day(q, 5), 20000);
    assert_true(query_is_null(q, 6));
    back = query_uuid(q, 7);
    assert_memory_equal(&back, &uuid, sizeof(uuid));
    query_blob(q, 8, &length);
    assert_int_equal(length, 0);
    assert_false(query_is_null(q, 8));
    assert_true(query_is_null(q, 9));
    assert_done(query_next(q, &row, e));
    assert_false(row);
    query_done(&q);
    assert_null(q);
}

static void test_wrong_names_are_told(void **state)
{
    struct fixture *f = *state;
    struct query *q = NULL;
    assert_refused(store_query(f->store, "no_such_statement", &q, e), ERR_INTERNAL, "no_such_statement");
    assert_done(store_query_text(f->store, "SELECT :animal", &q, e));
    query_bind_int(q, ":anmial", 1);
    assert_refused(query_run(q, e), ERR_INTERNAL, ":anmial");
    query_done(&q);
}

static bool stop(void *context)
{
    return ++*(int *)context < 3;
}

static void test_progress_stops_a_query(void **state)
{
    struct fixture *f = *state;
    int calls = 0;
    const char *endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    store_on_progress(f->store, stop, &calls);
    assert_refused(fixture_try(f->store, endless, e), ERR_CANCELLED, "Stopped");
    assert_int_equal(calls, 3);
    store_on_progress(f->store, NULL, NULL);
    assert_int_equal(fixture_add_holding(f->store, "E01"), 1);
}

/* SQLite rolls a stopped write back by itself; commit must not then say "saved". */
static void test_stopped_write_is_not_committed(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("edit", NULL);
    int calls = 0;
    const char *endless = "UPDATE holding SET note = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                          " SELECT count(*) FROM n)";
    fixture_add_holding(f->store, "E01");
    assert_done(store_begin(f->store, e));
    fixture_insert_holding(f->store, "E02");
    store_on_progress(f->store, stop, &calls);
    assert_refused(fixture_try(f->store, endless, e), ERR_CANCELLED, "Stopped");
    store_on_progress(f->store, NULL, NULL);
    assert_refused(store_commit(f->store, &note, NULL, e), ERR_IO, "nothing was saved");
    assert_false(store_in_transaction(f->store));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding"), 1);
    assert_int_equal(fixture_add_holding(f->store, "E03"), 2);
}

static void test_generation(void **state)
{
    struct fixture *f = *state;
    struct store *other;
    int64_t first = store_generation(f->store);
    assert_int_equal(store_generation(f->store), first);
    fixture_add_holding(f->store, "E01");
    int64_t second = store_generation(f->store);
    assert_int_not_equal(second, first);
    assert_done(store_open(f->path, STORE_WRITE, &other, e));
    fixture_add_holding(other, "E02");
    assert_int_not_equal(store_generation(f->store), second);
    store_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_commit_numbers_changes_without_gaps, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_same_values_leave_no_entry, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_note_is_kept, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_rows_of_a_change, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_undo_and_redo, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_undo_names_the_later_change, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_undo_of_what_others_refer_to, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_redo_of_a_code_taken_since, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_undone_rows_come_back_exactly, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_parts, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_large_undo, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_rollback_after_parts, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_unlogged, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_constraints_in_words, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_statement_types, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_names_are_told, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_progress_stops_a_query, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_stopped_write_is_not_committed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_generation, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("store-change", tests, NULL, NULL);
}
