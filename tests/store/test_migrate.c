/* Files made by every older mupu are backed up and brought forward, with their records and their log. */
#include "fixture.h"
#include "inner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "a","b": the columns that the older table has; a later step may have added some. */
static void add_columns(const char *path, const char *table, struct strbuf *out)
{
    char sql[200], name[64];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM pragma_table_info('%s')", table);
    int64_t count = behind_number(path, sql);
    for (int64_t i = 0; i < count; i++) {
        snprintf(sql, sizeof(sql), "SELECT name FROM pragma_table_info('%s') ORDER BY cid LIMIT 1 OFFSET %lld", table,
                 (long long)i);
        behind_text(path, sql, name);
        strbuf_printf(out, "%s\"%s\"", i ? "," : "", name);
    }
}

/* The fixture's file as mupu would have made it when the schema had only so many steps. */
static void make_older(struct fixture *f, int step, char path[300])
{
    fixture_file(f, "older.mupu", path);
    unlink(path);
    struct strbuf sql;
    strbuf_init(&sql);
    strbuf_printf(&sql, "ATTACH '%s' AS newer; PRAGMA main.application_id = %d; PRAGMA main.user_version = %d;",
                  f->path, STORE_APPLICATION, step);
    const struct embedded *file = NULL;
    for (int i = 0; i < step; i++) {
        file = embedded_next("schema", file);
        strbuf_add(&sql, file->text);
    }
    behind_execute(path, sql.text);
    strbuf_clear(&sql);
    strbuf_printf(&sql, "ATTACH '%s' AS newer;", f->path);
    int64_t tables = behind_number(path, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
    for (int64_t i = 0; i < tables; i++) {
        char name[64], select[200];
        snprintf(select, sizeof(select),
                 "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name LIMIT 1 OFFSET %lld", (long long)i);
        behind_text(path, select, name);
        if (strcmp(name, "sqlite_sequence") == 0)
            continue;
        strbuf_printf(&sql, "INSERT INTO main.\"%s\" SELECT ", name);
        add_columns(path, name, &sql);
        strbuf_printf(&sql, " FROM newer.\"%s\";", name);
    }
    strbuf_printf(&sql, "DELETE FROM main.meta WHERE name LIKE 'schema.%%' AND substr(name, 8) > '%d';", step);
    behind_execute(path, sql.text);
    strbuf_done(&sql);
}

static void upgrade_from(struct fixture *f, int step)
{
    char path[300], backup[300], name[40];
    make_older(f, step, path);
    snprintf(name, sizeof(name), "older.mupu.before-upgrade-%d", 1);
    fixture_file(f, name, backup);
    unlink(backup);
    uint64_t before = fixture_file_hash(path);
    struct store *store;
    assert_refused(store_open(path, STORE_READ, &store, e), ERR_DATA, "older mupu");
    assert_true(fixture_file_hash(path) == before);

    assert_done(store_open(path, STORE_WRITE, &store, e));
    assert_int_equal(fixture_number(store, "PRAGMA user_version"), migrate_newest());
    assert_done(store_verify(store, true, NULL, e));
    fixture_add_holding(store, "NEW");
    assert_done(store_verify(store, true, NULL, e));
    store_close(store);

    assert_int_equal(behind_number(backup, "PRAGMA user_version"), step);
    assert_int_equal(behind_number(path, "SELECT count(*) FROM change") - 1,
                     behind_number(backup, "SELECT count(*) FROM change"));
    unlink(backup);
    assert_done(store_open(path, STORE_WRITE, &store, e)); /* nothing left to do */
    store_close(store);
    assert_int_not_equal(access(backup, F_OK), 0);
}

static void test_empty_files_of_every_step(void **state)
{
    struct fixture *f = *state;
    for (int step = 1; step < migrate_newest(); step++)
        upgrade_from(f, step);
}

static void test_files_with_records(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("undo", NULL);
    fixture_add_holding(f->store, "E01");
    fixture_add_pen(f->store, "E01", "P1");
    fixture_rename_holding(f->store, "E01", "West");
    assert_done(store_undo(f->store, 3, &note, NULL, e));
    for (int step = 3; step < migrate_newest(); step++) /* step 3 brings the tables of these records */
        upgrade_from(f, step);
}

static void test_a_second_backup_gets_its_own_name(void **state)
{
    struct fixture *f = *state;
    struct store *store;
    char path[300], backup[300];
    make_older(f, 2, path);
    FILE *taken = fopen(fixture_file(f, "older.mupu.before-upgrade-1", backup), "w");
    fclose(taken);
    assert_done(store_open(path, STORE_WRITE, &store, e));
    store_close(store);
    assert_int_equal(behind_number(fixture_file(f, "older.mupu.before-upgrade-2", backup), "PRAGMA user_version"), 2);
}

/* A damaged file is not upgraded: its backup does not pass. */
static void test_no_upgrade_without_a_good_backup(void **state)
{
    struct fixture *f = *state;
    struct store *store;
    char path[300];
    fixture_add_holding(f->store, "E01");
    make_older(f, 3, path);
    behind_execute(path, "UPDATE change SET operator = 'wang'");
    assert_refused(store_open(path, STORE_WRITE, &store, e), ERR_DATA, "not upgraded");
    assert_int_equal(behind_number(path, "PRAGMA user_version"), 3);
}

static void test_older_file_with_another_schema(void **state)
{
    struct fixture *f = *state;
    struct store *store;
    char path[300];
    make_older(f, 3, path);
    behind_execute(path, "CREATE TRIGGER theft AFTER INSERT ON meta BEGIN DELETE FROM change; END");
    assert_refused(store_open(path, STORE_WRITE, &store, e), ERR_DATA, "theft");
    assert_int_equal(behind_number(path, "PRAGMA user_version"), 3);
}

static void test_upgraded_by_another_while_open(void **state)
{
    struct fixture *f = *state;
    behind_execute(f->path, "PRAGMA user_version = 999");
    assert_refused(store_begin(f->store, e), ERR_DATA, "newer mupu has upgraded");
    assert_false(store_in_transaction(f->store));
    behind_execute(f->path, "BEGIN IMMEDIATE; COMMIT"); /* no lock was left behind */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_empty_files_of_every_step, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_files_with_records, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_second_backup_gets_its_own_name, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_upgrade_without_a_good_backup, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_older_file_with_another_schema, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_upgraded_by_another_while_open, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("store-migrate", tests, NULL, NULL);
}
