/* Imports without indexes, several writers at once, and every statement of db/query. */
#include "embedded.h"
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t indexes(struct store *store)
{
    return fixture_number(store, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
}

static void add_tag(struct store *store, int64_t animal, const char *normal)
{
    struct query *q;
    assert_done(store_query_text(store,
                                 "INSERT INTO identifier (animal, kind, value, normal, tail)"
                                 " VALUES (:animal, 'official', :normal, :normal, '')",
                                 &q, e));
    query_bind_int(q, ":animal", animal);
    query_bind_text(q, ":normal", normal);
    assert_done(query_run(q, e));
    query_done(&q);
}

static void add_species(struct store *store)
{
    assert_done(
        fixture_try(store, "INSERT INTO species SELECT 'hu_sheep', '', '', '', '', '', '', '', '', '', '', '', 1", e));
}

static void test_bulk_brings_the_same_schema_back(void **state)
{
    struct fixture *f = *state;
    struct change_note note = fixture_note("import", "herd.csv");
    int64_t before = indexes(f->store);
    assert_done(store_begin(f->store, e));
    add_species(f->store);
    assert_done(store_bulk_begin(f->store, e));
    assert_true(indexes(f->store) < before / 2);
    assert_true(fixture_number(f->store, "SELECT count(*) FROM sqlite_schema WHERE name = 'change_animal'") == 1);
    for (int i = 1; i <= 300; i++) {
        char sql[200], tag[20];
        snprintf(sql, sizeof(sql), "INSERT INTO animal (uuid, species) VALUES (randomblob(16), 'hu_sheep')");
        assert_done(fixture_try(f->store, sql, e));
        snprintf(tag, sizeof(tag), "1650%011d", i);
        add_tag(f->store, i, tag);
        if (i == 150)
            assert_done(store_part(f->store, e));
    }
    assert_done(store_bulk_end(f->store, NULL, e));
    assert_done(store_commit(f->store, &note, NULL, e));
    assert_int_equal(indexes(f->store), before);
    assert_done(store_verify(f->store, true, NULL, e)); /* the schema word by word, the log and every row */
    fixture_reopen(f, STORE_WRITE);
}

static void test_bulk_explains_a_duplicate(void **state)
{
    struct fixture *f = *state;
    int64_t before = indexes(f->store);
    struct err error = { 0 };
    assert_done(store_begin(f->store, e));
    add_species(f->store);
    assert_done(store_bulk_begin(f->store, e));
    for (int i = 1; i <= 3; i++)
        assert_done(fixture_try(f->store, "INSERT INTO animal (uuid, species) VALUES (randomblob(16), 'hu_sheep')", e));
    add_tag(f->store, 1, "165000100000001");
    add_tag(f->store, 2, "165000100000002");
    add_tag(f->store, 3, "165000100000001");
    assert_false(store_bulk_end(f->store, NULL, &error));
    assert_int_equal(error.code, ERR_DATA);
    assert_string_equal(error.field, "identifier.normal");
    assert_non_null(strstr(error.message, "165000100000001"));
    store_rollback(f->store);
    assert_int_equal(indexes(f->store), before);
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM animal"), 0);
    assert_int_equal(fixture_add_holding(f->store, "E01"), 1);
    assert_done(store_verify(f->store, true, NULL, e));
}

static bool stop(void *context, const char *what, int64_t done, int64_t total)
{
    (void)what;
    return ++*(int *)context < 3 && done < total;
}

static void test_bulk_can_be_stopped(void **state)
{
    struct fixture *f = *state;
    int calls = 0;
    struct progress progress = { .step = stop, .context = &calls };
    assert_done(store_begin(f->store, e));
    assert_done(store_bulk_begin(f->store, e));
    assert_refused(store_bulk_end(f->store, &progress, e), ERR_CANCELLED, "Stopped");
    store_rollback(f->store);
    fixture_reopen(f, STORE_WRITE); /* the schema is checked here */
}

/* ---- several writers ---- */

/* Reads a number in the transaction and writes the next one. Without exclusion numbers get lost. */
static bool count_up(struct store *store)
{
    struct err error;
    struct query *q;
    int64_t number;
    struct change_note note = fixture_note("count", NULL);
    char sql[100];
    if (!store_begin(store, &error) ||
        !store_query_text(store, "SELECT CAST(note AS INTEGER) FROM holding WHERE code = 'E01'", &q, &error))
        return false;
    bool read = query_one_int(q, 0, &number, &error);
    query_done(&q);
    snprintf(sql, sizeof(sql), "UPDATE holding SET note = '%lld' WHERE code = 'E01'", (long long)number + 1);
    return read && fixture_try(store, sql, &error) && store_commit(store, &note, NULL, &error);
}

static void writer(const char *path, int times)
{
    struct store *store;
    if (!store_open(path, STORE_WRITE, &store, &(struct err){ 0 }))
        _exit(1);
    store_set_wait(store, 60000);
    for (int i = 0; i < times; i++)
        if (!count_up(store))
            _exit(2);
    store_close(store);
    _exit(0);
}

static void test_no_lost_updates(void **state)
{
    enum { WRITERS = 4, TIMES = 60 };
    struct fixture *f = *state;
    pid_t children[WRITERS];
    fixture_add_holding(f->store, "E01");
    store_close(f->store); /* never fork with a file open */
    f->store = NULL;
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0)
            writer(f->path, TIMES);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status;
        waitpid(children[i], &status, 0);
        assert_int_equal(status, 0);
    }
    assert_done(store_open(f->path, STORE_WRITE, &f->store, e));
    assert_int_equal(fixture_number(f->store, "SELECT CAST(note AS INTEGER) FROM holding"), WRITERS * TIMES);
    assert_int_equal(fixture_number(f->store, "SELECT count(*) FROM change"), WRITERS * TIMES + 1);
    assert_done(store_verify(f->store, true, NULL, e));
}

static void test_waiting_ends(void **state)
{
    struct fixture *f = *state;
    struct store *other;
    assert_done(store_open(f->path, STORE_WRITE, &other, e)); /* the lock also holds inside one process */
    store_set_wait(other, 50);
    assert_done(store_begin(f->store, e));
    int64_t start = clock_monotonic();
    assert_refused(store_begin(other, e), ERR_BUSY, "Someone else is writing");
    assert_true(clock_monotonic() - start < 3000000000);
    assert_refused(store_meta_set(other, "a", "b", e), ERR_BUSY, "Someone else is writing");
    store_rollback(f->store);
    assert_int_equal(fixture_add_holding(other, "E01"), 1);
    store_close(other);
}

/* ---- statements ---- */

static void test_every_statement_prepares(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < embedded_query_count; i++) {
        struct query *q = NULL;
        struct err error = { 0 };
        if (!store_query(f->store, embedded_queries[i].name, &q, &error))
            fail_msg("%s: %s", embedded_queries[i].name, error.message);
        query_done(&q);
        assert_done(store_query(f->store, embedded_queries[i].name, &q, e)); /* from the cache now */
        struct query *second = NULL;
        assert_done(store_query(f->store, embedded_queries[i].name, &second, e));
        assert_ptr_not_equal(q, second);
        query_done(&q);
        query_done(&second);
    }
}

static void test_embedded_files(void **state)
{
    (void)state;
    const struct embedded *file = embedded_find("schema/0001_store.sql");
    assert_non_null(file);
    assert_int_equal(strlen(file->text), file->length);
    assert_non_null(strstr(file->text, "CREATE TABLE change ("));
    assert_null(embedded_find("schema/none.sql"));
    int count = 0;
    for (file = NULL; (file = embedded_next("schema", file)); count++)
        assert_int_equal(atoi(file->name + strlen("schema/")), count + 1);
    assert_true(count >= 5);
    assert_null(embedded_next("no", NULL));
    for (size_t i = 1; i < embedded_query_count; i++)
        assert_true(strcmp(embedded_queries[i - 1].name, embedded_queries[i].name) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bulk_brings_the_same_schema_back, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_bulk_explains_a_duplicate, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_bulk_can_be_stopped, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_lost_updates, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_waiting_ends, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_every_statement_prepares, fixture_setup, fixture_teardown),
        cmocka_unit_test(test_embedded_files),
    };
    return cmocka_run_group_tests_name("store-bulk", tests, NULL, NULL);
}
