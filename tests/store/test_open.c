/* Whose file is opened, and how. */
#include "fixture.h"
#include "inner.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_new_file_is_private_and_wal(void **state)
{
    struct fixture *f = *state;
    struct store_report report;
    struct stat file;
    assert_done(store_info(f->store, &report, e));
    assert_string_equal(report.journal, "wal");
    assert_int_equal(report.schema, migrate_newest());
    assert_int_equal(report.changes, 0);
    assert_int_equal(strlen(report.device), UUID_TEXT - 1);
    assert_int_equal(stat(f->path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_string_equal(store_path(f->store), f->path);
    assert_int_equal(behind_number(f->path, "PRAGMA application_id"), 0x4D555055);
    assert_int_equal(behind_number(f->path, "PRAGMA user_version"), migrate_newest());
}

static void test_missing_file(void **state)
{
    struct fixture *f = *state;
    char name[300];
    assert_refused(store_open(f->path, STORE_READ, &f->store, e), ERR_NO_INPUT, "no file");
    assert_refused(store_open(f->path, STORE_WRITE, &f->store, e), ERR_NO_INPUT, "no file");
    assert_refused(store_open(fixture_file(f, "no/such/herd.mupu", name), STORE_CREATE, &f->store, e),
                   ERR_CANNOT_CREATE, "cannot be made");
    assert_refused(store_open(f->folder, STORE_WRITE, &f->store, e), ERR_DATA, "is no file");
    assert_int_not_equal(access(f->path, F_OK), 0);
}

/* Refused in every mode, byte for byte as it was, and nothing was put beside it. */
static void assert_untouched(struct fixture *f, const char *part)
{
    char side[300];
    uint64_t before = fixture_file_hash(f->path);
    for (enum store_mode mode = STORE_READ; mode <= STORE_CREATE; mode++)
        assert_refused(store_open(f->path, mode, &f->store, e), ERR_DATA, part);
    assert_true(fixture_file_hash(f->path) == before);
    assert_int_not_equal(access(fixture_file(f, "herd.mupu.lock", side), F_OK), 0);
    assert_int_not_equal(access(fixture_file(f, "herd.mupu-journal", side), F_OK), 0);
}

static void test_text_file(void **state)
{
    struct fixture *f = *state;
    FILE *file = fopen(f->path, "w");
    for (int i = 0; i < 500; i++)
        fputs("number,sex,birth\n", file);
    fclose(file);
    assert_untouched(f, "not a mupu file");
}

static void test_foreign_database(void **state)
{
    struct fixture *f = *state;
    behind_execute(f->path, "CREATE TABLE animal (a)");
    assert_untouched(f, "not a mupu file");
}

static void test_foreign_wal_database(void **state)
{
    struct fixture *f = *state;
    behind_execute(f->path, "PRAGMA journal_mode = WAL; CREATE TABLE animal (a)");
    assert_untouched(f, "not a mupu file");
}

static void test_empty_file(void **state)
{
    struct fixture *f = *state;
    close(open(f->path, O_CREAT | O_RDWR, 0644));
    assert_refused(store_open(f->path, STORE_READ, &f->store, e), ERR_DATA, "not a mupu file");
    assert_refused(store_open(f->path, STORE_WRITE, &f->store, e), ERR_DATA, "not a mupu file");
    assert_done(store_open(f->path, STORE_CREATE, &f->store, e));
}

/* A mupu file that something was done to; at rest: one file, no side files. */
static void spoil(struct fixture *f, const char *sql)
{
    char lock[300];
    assert_done(store_open(f->path, STORE_CREATE, &f->store, e));
    fixture_add_holding(f->store, "E01");
    store_close(f->store);
    f->store = NULL;
    behind_execute(f->path, sql);
    behind_execute(f->path, "PRAGMA journal_mode = DELETE");
    unlink(fixture_file(f, "herd.mupu.lock", lock));
}

static void test_newer_file(void **state)
{
    struct fixture *f = *state;
    spoil(f, "PRAGMA user_version = 999");
    assert_untouched(f, "newer mupu");
}

static void test_wrong_application(void **state)
{
    struct fixture *f = *state;
    spoil(f, "PRAGMA application_id = 77");
    assert_untouched(f, "not a mupu file");
}

static void test_planted_trigger(void **state)
{
    struct fixture *f = *state;
    spoil(f, "CREATE TRIGGER theft AFTER UPDATE ON holding BEGIN DELETE FROM change; END");
    assert_untouched(f, "theft");
}

static void test_planted_view(void **state)
{
    struct fixture *f = *state;
    spoil(f, "CREATE VIEW zoo AS SELECT * FROM animal");
    assert_untouched(f, "zoo");
}

static void test_dropped_index(void **state)
{
    struct fixture *f = *state;
    spoil(f, "DROP INDEX identifier_official");
    assert_untouched(f, "identifier_official");
}

static void test_weakened_table(void **state)
{
    struct fixture *f = *state;
    spoil(f, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (holding <> parent)',"
             " 'CHECK (1)') WHERE name = 'holding_parent'");
    assert_untouched(f, "holding_parent");
}

/* Statistics are no part of what a file means. */
static void test_analyzed_file_is_fine(void **state)
{
    struct fixture *f = *state;
    spoil(f, "ANALYZE");
    assert_done(store_open(f->path, STORE_WRITE, &f->store, e));
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_trigger_planted_while_open_does_not_run(void **state)
{
    struct fixture *f = *state;
    fixture_add_holding(f->store, "E01");
    behind_execute(f->path, "CREATE TRIGGER theft AFTER UPDATE ON holding BEGIN DELETE FROM change; END");
    fixture_rename_holding(f->store, "E01", "West");
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM change"), 2);
}

static void test_reader_never_writes(void **state)
{
    struct fixture *f = *state;
    fixture_add_holding(f->store, "E01");
    fixture_reopen(f, STORE_READ);
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding"), 1);
    assert_refused(store_begin(f->store, e), ERR_PERMISSION, "reading only");
    assert_refused(store_meta_set(f->store, "a", "b", e), ERR_PERMISSION, "reading only");
    assert_refused(fixture_try(f->store, "UPDATE holding SET name = ''", e), ERR_PERMISSION, "only be read");
}

/* Root may write everywhere until it gives that up. */
static void obey_permissions(void)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct none[2] = { { 0 } };
    if (syscall(SYS_capset, &header, none) != 0)
        _exit(3);
}

static void read_in_closed_folder(const char *path)
{
    struct store *store;
    struct err error = { 0 };
    obey_permissions();
    if (!store_open(path, STORE_READ, &store, &error) || fixture_number(store, "SELECT count(*) FROM holding") != 1 ||
        !store_verify(store, true, NULL, &error)) {
        print_error("%s\n", error.message);
        _exit(1);
    }
    store_close(store);
    _exit(store_open(path, STORE_WRITE, &store, &error) || error.code != ERR_PERMISSION ? 2 : 0);
}

static void test_reader_in_a_folder_it_cannot_write(void **state)
{
    struct fixture *f = *state;
    int status;
    fixture_add_holding(f->store, "E01");
    store_close(f->store);
    f->store = NULL;
    char lock[300];
    unlink(fixture_file(f, "herd.mupu.lock", lock));
    assert_int_equal(chmod(f->path, 0400), 0);
    assert_int_equal(chmod(f->folder, 0500), 0);
    pid_t child = fork();
    if (child == 0)
        read_in_closed_folder(f->path);
    waitpid(child, &status, 0);
    assert_int_equal(chmod(f->folder, 0700), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_disks(void **state)
{
    static const struct {
        uint32_t type;
        enum guard_journal journal;
        const char *name;
    } cases[] = {
        { 0xEF53, GUARD_WAL, "ext4" },        { 0x01021994, GUARD_WAL, "tmpfs" },
        { 0x4D44, GUARD_TRUNCATE, "fat" },    { 0x2011BAB0, GUARD_TRUNCATE, "exfat" },
        { 0xABCD1234, GUARD_TRUNCATE, "?" },  { 0x6969, GUARD_REFUSE, "nfs" },
        { 0xFE534D42, GUARD_REFUSE, "smb2" }, { 0x01021997, GUARD_REFUSE, "9p" },
        { 0x65735546, GUARD_REFUSE, "fuse" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *name;
        assert_int_equal(guard_journal_for(cases[i].type, &name), cases[i].journal);
        assert_string_equal(name, cases[i].name);
    }
}

static void test_network_disk_is_refused_for_writing(void **state)
{
    struct fixture *f = *state;
    enum guard_journal refuse = GUARD_REFUSE;
    store_close(f->store);
    f->store = NULL;
    assert_refused(store_open_kind(f->path, STORE_WRITE, false, &refuse, &f->store, e), ERR_UNAVAILABLE,
                   "network disk");
    assert_done(store_open_kind(f->path, STORE_READ, false, &refuse, &f->store, e));
}

/* The same file carried from a local disk to a stick and back. */
static void test_journal_follows_the_disk(void **state)
{
    struct fixture *f = *state;
    struct store_report report;
    enum guard_journal journals[] = { GUARD_TRUNCATE, GUARD_WAL };
    const char *const names[] = { "truncate", "wal" };
    for (size_t i = 0; i < COUNT(journals); i++) {
        char code[8];
        store_close(f->store);
        f->store = NULL;
        assert_done(store_open_kind(f->path, STORE_WRITE, false, &journals[i], &f->store, e));
        assert_done(store_info(f->store, &report, e));
        assert_string_equal(report.journal, names[i]);
        snprintf(code, sizeof(code), "E%zu", i);
        fixture_add_holding(f->store, code);
        assert_done(store_verify(f->store, true, NULL, e));
    }
}

static void test_lock_file_may_be_no_link(void **state)
{
    struct fixture *f = *state;
    char lock[300], target[300];
    store_close(f->store);
    f->store = NULL;
    fixture_file(f, "herd.mupu.lock", lock);
    unlink(lock);
    assert_int_equal(symlink(fixture_file(f, "target", target), lock), 0);
    assert_refused(store_open(f->path, STORE_WRITE, &f->store, e), ERR_IO, "lock file");
    assert_int_not_equal(access(target, F_OK), 0);
}

/* Two names of one file must mean one lock. */
static void test_link_to_the_file_shares_its_lock(void **state)
{
    struct fixture *f = *state;
    struct store *other;
    char link[300];
    assert_int_equal(symlink("herd.mupu", fixture_file(f, "link.mupu", link)), 0);
    assert_done(store_open(link, STORE_WRITE, &other, e));
    store_set_wait(other, 30);
    assert_done(store_begin(f->store, e));
    assert_refused(store_begin(other, e), ERR_BUSY, "Someone else is writing");
    store_rollback(f->store);
    assert_done(store_begin(other, e));
    store_close(other);
}

static void test_a_number_is_claimed_by_one(void **state)
{
    struct fixture *f = *state;
    struct store *other;
    assert_done(store_open(f->path, STORE_WRITE, &other, e));
    assert_true(store_claim(f->store, 1));
    assert_true(store_claim(f->store, 1));
    assert_false(store_claim(other, 1));
    assert_true(store_claim(other, 2));
    store_unclaim(f->store, 1);
    assert_true(store_claim(other, 1));
    store_close(other);
    assert_true(store_claim(f->store, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_new_file_is_private_and_wal, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_missing_file, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_text_file, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_foreign_database, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_foreign_wal_database, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_empty_file, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_newer_file, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_application, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_planted_trigger, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_planted_view, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_dropped_index, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_weakened_table, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_analyzed_file_is_fine, fixture_setup_closed, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_trigger_planted_while_open_does_not_run, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_reader_never_writes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_reader_in_a_folder_it_cannot_write, fixture_setup, fixture_teardown),
        cmocka_unit_test(test_disks),
        cmocka_unit_test_setup_teardown(test_network_disk_is_refused_for_writing, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_journal_follows_the_disk, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_lock_file_may_be_no_link, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_number_is_claimed_by_one, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_link_to_the_file_shares_its_lock, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("store-open", tests, NULL, NULL);
}
