/* Copies and restoring. */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int count_files(const char *folder)
{
    DIR *entries = opendir(folder);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(entries));)
        count += entry->d_name[0] != '.';
    closedir(entries);
    return count;
}

static void test_backup(void **state)
{
    struct fixture *f = *state;
    struct store *copy;
    struct stat file;
    char to[300];
    fixture_add_holding(f->store, "E01");
    fixture_file(f, "copy.mupu", to);
    int files = count_files(f->folder);
    assert_done(store_backup(f->store, to, NULL, e));
    assert_int_equal(count_files(f->folder), files + 1); /* and nothing half done beside it */
    assert_int_equal(stat(to, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_refused(store_backup(f->store, to, NULL, e), ERR_CANNOT_CREATE, "exists already");
    assert_refused(store_backup(f->store, f->path, NULL, e), ERR_CANNOT_CREATE, "exists already");
    assert_done(store_open(to, STORE_READ, &copy, e));
    assert_done(store_verify(copy, true, NULL, e));
    assert_int_equal(fixture_number(copy, "SELECT count(*) FROM holding"), 1);
    store_close(copy);
    assert_int_equal(count_files(f->folder), files + 1); /* the copy is one file, read without others */
}

static void test_backup_to_no_folder(void **state)
{
    struct fixture *f = *state;
    char to[300];
    int files = count_files(f->folder);
    struct err error = { 0 };
    assert_false(store_backup(f->store, fixture_file(f, "no/copy.mupu", to), NULL, &error));
    assert_int_not_equal(error.code, ERR_NONE);
    assert_int_equal(count_files(f->folder), files);
}

static void test_backup_of_a_damaged_file(void **state)
{
    struct fixture *f = *state;
    char to[300];
    fixture_add_holding(f->store, "E01");
    behind_execute(f->path, "UPDATE change SET operator = 'wang'");
    assert_refused(store_backup(f->store, fixture_file(f, "copy.mupu", to), NULL, e), ERR_DATA, "damaged at change 1");
    assert_int_not_equal(access(to, F_OK), 0);
}

/* Another process is in the middle of writing: the copy holds the last commit. */
static void test_backup_beside_a_writer(void **state)
{
    struct fixture *f = *state;
    struct store *reader, *copy;
    char to[300];
    struct change_note note = fixture_note("holding add", "E02");
    fixture_add_holding(f->store, "E01");
    assert_done(store_open(f->path, STORE_READ, &reader, e));
    assert_done(store_begin(f->store, e));
    fixture_insert_holding(f->store, "E02");
    assert_done(store_backup(reader, fixture_file(f, "copy.mupu", to), NULL, e));
    assert_refused(store_backup(f->store, to, NULL, e), ERR_BUSY, "being written");
    assert_done(store_commit(f->store, &note, NULL, e));
    store_close(reader);
    assert_done(store_open(to, STORE_READ, &copy, e));
    assert_int_equal(fixture_number(copy, "SELECT count(*) FROM holding"), 1);
    store_close(copy);
}

static void test_restore(void **state)
{
    struct fixture *f = *state;
    char copy[300], aside[300];
    fixture_add_holding(f->store, "E01");
    assert_done(store_backup(f->store, fixture_file(f, "copy.mupu", copy), NULL, e));
    fixture_add_holding(f->store, "E02");
    for (int i = 1; i <= 2; i++) {
        store_close(f->store);
        f->store = NULL;
        assert_done(store_restore(copy, f->path, NULL, e));
        char name[40];
        snprintf(name, sizeof(name), "herd.mupu.before-restore-%d", i);
        assert_int_equal(behind_number(fixture_file(f, name, aside), "SELECT count(*) FROM holding"), 2);
        assert_done(store_open(f->path, STORE_WRITE, &f->store, e));
        assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding"), 1);
        assert_int_equal(fixture_add_holding(f->store, "E03"), 2);
        assert_done(store_verify(f->store, true, NULL, e));
    }
}

/* What a crash left in the journal belongs to the file that is moved aside, and must not reach the restored one. */
static void test_restore_over_a_crashed_file(void **state)
{
    struct fixture *f = *state;
    char copy[300], aside[300], wal[300];
    struct stat file;
    fixture_add_holding(f->store, "E01");
    assert_done(store_backup(f->store, fixture_file(f, "copy.mupu", copy), NULL, e));
    store_close(f->store);
    f->store = NULL;
    pid_t child = fork();
    if (child == 0) {
        struct store *store;
        if (!store_open(f->path, STORE_WRITE, &store, &(struct err){ 0 }))
            _exit(1);
        fixture_add_holding(store, "E02");
        _exit(0); /* without closing: the journal stays */
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(stat(fixture_file(f, "herd.mupu-wal", wal), &file), 0);
    assert_true(file.st_size > 0);
    assert_done(store_restore(copy, f->path, NULL, e));
    assert_int_equal(
        behind_number(fixture_file(f, "herd.mupu.before-restore-1", aside), "SELECT count(*) FROM holding"), 2);
    assert_done(store_open(f->path, STORE_WRITE, &f->store, e));
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding"), 1);
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_restore_to_a_new_place(void **state)
{
    struct fixture *f = *state;
    struct store *store;
    char to[300];
    fixture_add_holding(f->store, "E01");
    assert_done(store_restore(f->path, fixture_file(f, "new.mupu", to), NULL, e)); /* from a file in use, even */
    assert_done(store_open(to, STORE_WRITE, &store, e));
    assert_int_equal(fixture_number(store, "SELECT count(*) FROM holding"), 1);
    store_close(store);
}

static void test_restore_refusals(void **state)
{
    struct fixture *f = *state;
    struct store *other = NULL;
    char copy[300];
    fixture_add_holding(f->store, "E01");
    assert_done(store_backup(f->store, fixture_file(f, "copy.mupu", copy), NULL, e));
    int files = count_files(f->folder);
    assert_refused(store_restore(copy, f->path, NULL, e), ERR_BUSY, "has the file open");
    fixture_reopen(f, STORE_READ);
    assert_refused(store_restore(copy, f->path, NULL, e), ERR_BUSY, "has the file open");
    assert_refused(store_restore(f->path, f->path, NULL, e), ERR_USAGE, "itself");
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM holding"), 1);
    store_close(f->store);
    f->store = NULL;
    uint64_t before = fixture_file_hash(f->path);
    behind_execute(copy, "UPDATE change SET operator = 'wang'");
    assert_refused(store_restore(copy, f->path, NULL, e), ERR_DATA, "damaged");
    assert_refused(store_restore(fixture_file(f, "none.mupu", copy), f->path, NULL, e), ERR_NO_INPUT, "no file");
    assert_true(fixture_file_hash(f->path) == before);
    assert_true(count_files(f->folder) <= files);
    assert_done(store_open(f->path, STORE_WRITE, &other, e));
    store_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_backup, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_backup_to_no_folder, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_backup_of_a_damaged_file, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_backup_beside_a_writer, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_restore, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_restore_over_a_crashed_file, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_restore_to_a_new_place, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_restore_refusals, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("store-backup", tests, NULL, NULL);
}
