/* store_verify must find what was done behind mupu's back: in the log by hash, in the records by replay. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

/* A small history: added, edited, undone. */
static void write_history(struct store *store)
{
    struct change_note note = fixture_note("undo", NULL);
    fixture_add_holding(store, "E01");
    fixture_add_pen(store, "E01", "P1");
    fixture_rename_holding(store, "E01", "West");
    assert_done(store_undo(store, 3, &note, NULL, e));
}

static void test_clean(void **state)
{
    struct fixture *f = *state;
    assert_done(store_verify(f->store, true, NULL, e));
    write_history(f->store);
    assert_done(store_verify(f->store, true, NULL, e));
    fixture_reopen(f, STORE_READ);
    assert_done(store_verify(f->store, true, NULL, e));
}

/* ---- the log: every byte counts ---- */

static void assert_flip_is_found(struct fixture *f, const char *table, const char *column, int64_t row, int at)
{
    behind_flip(f->path, table, column, row, at);
    struct err error = { 0 };
    if (store_verify(f->store, false, NULL, &error))
        fail_msg("%s.%s row %lld: a change of byte %d was not found", table, column, (long long)row, at);
    assert_int_equal(error.code, ERR_DATA);
    behind_flip(f->path, table, column, row, at);
}

static void test_any_byte_of_the_payloads(void **state)
{
    struct fixture *f = *state;
    write_history(f->store);
    for (int64_t row = 1; row <= 4; row++) {
        char sql[80];
        snprintf(sql, sizeof(sql), "SELECT length(payload) FROM change_part WHERE rowid = %lld", (long long)row);
        int length = (int)fixture_number(f->store, sql);
        assert_true(length > 20);
        for (int at = 0; at < length; at++)
            assert_flip_is_found(f, "change_part", "payload", row, at);
    }
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_any_byte_of_the_hashes(void **state)
{
    struct fixture *f = *state;
    write_history(f->store);
    for (int64_t row = 1; row <= 4; row++) {
        for (int at = 0; at < 32; at += 5) {
            assert_flip_is_found(f, "change", "hash", row, at);
            assert_flip_is_found(f, "change", "previous_hash", row, at);
        }
        assert_flip_is_found(f, "change", "device", row, 3);
    }
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_any_fact_of_the_log(void **state)
{
    static const char *const edits[] = {
        "UPDATE change SET at = at + 1 WHERE id = 2",
        "UPDATE change SET uuid = randomblob(16) WHERE id = 2",
        "UPDATE change SET operator = 'wang' WHERE id = 2",
        "UPDATE change SET command = 'pen edit' WHERE id = 2",
        "UPDATE change SET kind = 'x' WHERE id = 2",
        "UPDATE change SET label = 'P2' WHERE id = 2",
        "UPDATE change SET label = NULL WHERE id = 2",
        "UPDATE change SET count = 2 WHERE id = 2",
        "UPDATE change SET animal = 1 WHERE id = 2",
        "UPDATE change SET holding = 1 WHERE id = 2",
        "UPDATE change SET reason = '' WHERE id = 2",
        "UPDATE change SET undoes = NULL WHERE id = 4",
        "UPDATE change SET undoes = 2 WHERE id = 4",
        "UPDATE change SET parts = 2 WHERE id = 2",
        "UPDATE change_part SET bytes = bytes + 1 WHERE change = 2",
        "UPDATE change_part SET part = 2 WHERE change = 2",
        "DELETE FROM change_part WHERE change = 2",
        "DELETE FROM change_part WHERE change = 2; DELETE FROM change WHERE id = 2",
        "DELETE FROM change_part WHERE change = 1; DELETE FROM change WHERE id = 1",
        "INSERT INTO change_part SELECT change, 2, bytes, payload FROM change_part WHERE change = 2",
        "INSERT INTO change_part SELECT 9, 1, bytes, payload FROM change_part WHERE change = 2",
        "UPDATE change SET id = 9 WHERE id = 3; UPDATE change_part SET change = 9 WHERE change = 3",
        "UPDATE change_part SET payload = (SELECT payload FROM change_part WHERE change = 1) WHERE change = 3",
    };
    struct fixture *f = *state;
    write_history(f->store);
    char copy[300];
    assert_done(store_backup(f->store, fixture_file(f, "good.mupu", copy), NULL, e));
    for (size_t i = 0; i < COUNT(edits); i++) {
        char sql[500];
        struct store *store = NULL;
        struct err error = { 0 };
        snprintf(sql, sizeof(sql), "BEGIN; SAVEPOINT a; %s; COMMIT", edits[i]);
        store_close(f->store);
        f->store = NULL;
        assert_done(store_restore(copy, f->path, NULL, e));
        behind_execute(f->path, sql);
        assert_done(store_open(f->path, STORE_READ, &store, e));
        if (store_verify(store, false, NULL, &error))
            fail_msg("not found: %s", edits[i]);
        assert_int_equal(error.code, ERR_DATA);
        store_close(store);
    }
}

/* The end of the log cut off with its records left: the chain is whole, only the replay can tell. */
static void test_cut_end_of_the_log(void **state)
{
    struct fixture *f = *state;
    write_history(f->store);
    fixture_add_holding(f->store, "E02");
    behind_execute(f->path, "DELETE FROM change_part WHERE change = 5; DELETE FROM change WHERE id = 5");
    assert_done(store_verify(f->store, false, NULL, e));
    assert_refused(store_verify(f->store, true, NULL, e), ERR_DATA, "\"holding\", row \"2\"");
}

/* ---- the records ---- */

static void test_edited_rows(void **state)
{
    static const struct {
        const char *edit, *undo, *part;
    } cases[] = {
        { "UPDATE holding SET name = 'Mine'", "UPDATE holding SET name = 'East'",
          "\"holding\", row \"1\", column \"name\"" },
        { "UPDATE holding SET phone = ''", "UPDATE holding SET phone = NULL", "column \"phone\"" },
        { "UPDATE pen SET capacity = 7", "UPDATE pen SET capacity = NULL", "\"pen\", row \"1\", column \"capacity\"" },
        { "INSERT INTO holding (uuid, code, tier, name) VALUES (randomblob(16), 'E9', 'farm', 'x')",
          "DELETE FROM holding WHERE code = 'E9'", "the log does not know this row" },
        { "CREATE TEMP TABLE kept AS SELECT * FROM pen; DELETE FROM pen",
          "INSERT INTO township VALUES ('a', 'a', 'a', 1)", "this row of the log is missing" },
    };
    struct fixture *f = *state;
    write_history(f->store);
    for (size_t i = 0; i < COUNT(cases); i++) {
        behind_execute(f->path, cases[i].edit);
        assert_done(store_verify(f->store, false, NULL, e)); /* the log is whole: only the replay can tell */
        assert_refused(store_verify(f->store, true, NULL, e), ERR_DATA, cases[i].part);
        behind_execute(f->path, cases[i].undo);
    }
}

static void test_broken_reference(void **state)
{
    struct fixture *f = *state;
    write_history(f->store);
    behind_execute(f->path, "PRAGMA foreign_keys = OFF; UPDATE pen SET holding = 77");
    assert_refused(store_verify(f->store, false, NULL, e), ERR_DATA,
                   "\"pen\", row 1 refers to a record of \"holding\"");
}

static void test_changed_schema(void **state)
{
    struct fixture *f = *state;
    write_history(f->store);
    behind_execute(f->path, "CREATE TABLE loot (a)");
    assert_refused(store_verify(f->store, false, NULL, e), ERR_DATA, "loot");
}

static void test_damaged_pages(void **state)
{
    struct fixture *f = *state;
    write_history(f->store);
    store_close(f->store);
    f->store = NULL;
    int64_t page = behind_number(f->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'identifier_tail'");
    FILE *file = fopen(f->path, "r+b");
    fseek(file, (long)(page - 1) * 4096, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0xA5, file);
    fclose(file);
    assert_done(store_open(f->path, STORE_READ, &f->store, e));
    assert_refused(store_verify(f->store, false, NULL, e), ERR_DATA, "damaged");
}

/* A damaged entry is neither applied nor shown: SQLite's changeset reader must not see such bytes. */
static void test_damaged_entry_is_not_used(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("undo", NULL);
    write_history(f->store);
    fixture_add_holding(f->store, "E02");
    behind_flip(f->path, "change_part", "payload", 5, 12);
    assert_refused(store_undo(f->store, 5, &note, NULL, e), ERR_DATA, "damaged at change 5");
    assert_refused(store_change_rows(f->store, 5, NULL, NULL, e), ERR_DATA, "damaged at change 5");
}

static bool stop(void *context, const char *what, int64_t done, int64_t total)
{
    (void)what;
    (void)done;
    (void)total;
    return ++*(int *)context < 2;
}

static void test_can_be_stopped(void **state)
{
    struct fixture *f = *state;
    int calls = 0;
    struct progress progress = { .step = stop, .context = &calls };
    write_history(f->store);
    assert_refused(store_verify(f->store, true, &progress, e), ERR_CANCELLED, "Stopped");
    assert_done(store_verify(f->store, true, NULL, e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_clean, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_any_byte_of_the_payloads, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_any_byte_of_the_hashes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_any_fact_of_the_log, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_cut_end_of_the_log, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_edited_rows, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_broken_reference, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_changed_schema, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_damaged_pages, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_damaged_entry_is_not_used, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_can_be_stopped, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("store-verify", tests, NULL, NULL);
}
