/* fixture.c - see fixture.h */
#include "fixture.h"

#include <ftw.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fixture *make(void)
{
    struct fixture *f = calloc(1, sizeof(*f));
    assert_non_null(f);
    const char *root = getenv("TMPDIR");
    snprintf(f->folder, sizeof(f->folder), "%s/mupu-store.XXXXXX", root ? root : "/tmp");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof(f->path), "%s/herd.mupu", f->folder);
    return f;
}

int fixture_setup_closed(void **state)
{
    *state = make();
    return 0;
}

int fixture_setup(void **state)
{
    struct fixture *f = make();
    *state = f;
    assert_done(store_open(f->path, STORE_CREATE, &f->store, e));
    return 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return 0;
}

void fixture_check_error(const struct err *e, enum err_code wanted, const char *part, const char *call)
{
    if (e->code != wanted)
        fail_msg("%s: code %d instead of %d: %s", call, e->code, wanted, e->message);
    if (!strstr(e->message, part))
        fail_msg("%s: \"%s\" does not say \"%s\"", call, e->message, part);
}

const char *fixture_file(struct fixture *f, const char *name, char out[300])
{
    snprintf(out, 300, "%s/%s", f->folder, name);
    return out;
}

void fixture_reopen(struct fixture *f, enum store_mode mode)
{
    store_close(f->store);
    f->store = NULL;
    assert_done(store_open(f->path, mode, &f->store, e));
}

/* ---- records ---- */

struct change_note fixture_note(const char *command, const char *label)
{
    return (struct change_note){ .operator_name = "li", .command = command, .label = label, .count = 1 };
}

void fixture_insert_holding(struct store *store, const char *code)
{
    struct query *q;
    struct uuid uuid = uuid_make();
    assert_done(store_query_text(
        store, "INSERT INTO holding (uuid, code, tier, name) VALUES (:uuid, :code, 'farm', 'East')", &q, e));
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":code", code);
    assert_done(query_run(q, e));
    query_done(&q);
}

int64_t fixture_add_holding(struct store *store, const char *code)
{
    struct change_note note = fixture_note("holding add", code);
    int64_t change = 0;
    assert_done(store_begin(store, e));
    fixture_insert_holding(store, code);
    assert_done(store_commit(store, &note, &change, e));
    return change;
}

int64_t fixture_rename_holding(struct store *store, const char *code, const char *name)
{
    struct change_note note = fixture_note("holding edit", code);
    struct query *q;
    int64_t change = 0;
    assert_done(store_begin(store, e));
    assert_done(store_query_text(store, "UPDATE holding SET name = :name WHERE code = :code", &q, e));
    query_bind_text(q, ":name", name);
    query_bind_text(q, ":code", code);
    assert_done(query_run(q, e));
    query_done(&q);
    assert_done(store_commit(store, &note, &change, e));
    return change;
}

int64_t fixture_add_pen(struct store *store, const char *holding, const char *code)
{
    struct change_note note = fixture_note("pen add", code);
    struct query *q;
    struct uuid uuid = uuid_make();
    int64_t change = 0;
    assert_done(store_begin(store, e));
    assert_done(store_query_text(
        store, "INSERT INTO pen (uuid, holding, code) SELECT :uuid, id, :code FROM holding WHERE code = :holding", &q,
        e));
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":code", code);
    query_bind_text(q, ":holding", holding);
    assert_done(query_run(q, e));
    query_done(&q);
    assert_done(store_commit(store, &note, &change, e));
    return change;
}

bool fixture_try(struct store *store, const char *sql, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    return store_query_text(store, sql, &q, e) && query_run(q, e);
}

int64_t fixture_number(struct store *store, const char *sql)
{
    struct query *q;
    int64_t number = 0;
    assert_done(store_query_text(store, sql, &q, e));
    assert_done(query_one_int(q, -1, &number, e));
    query_done(&q);
    return number;
}

/* ---- behind mupu's back ---- */

static sqlite3 *behind_open(const char *path)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    sqlite3_busy_timeout(handle, 5000);
    return handle;
}

void behind_execute(const char *path, const char *sql)
{
    sqlite3 *handle = behind_open(path);
    char *message = NULL;
    if (sqlite3_exec(handle, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(handle);
}

static sqlite3_stmt *behind_row(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) != SQLITE_OK || sqlite3_step(statement) != SQLITE_ROW)
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
    return statement;
}

int64_t behind_number(const char *path, const char *sql)
{
    sqlite3 *handle = behind_open(path);
    sqlite3_stmt *statement = behind_row(handle, sql);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return number;
}

void behind_text(const char *path, const char *sql, char out[64])
{
    sqlite3 *handle = behind_open(path);
    sqlite3_stmt *statement = behind_row(handle, sql);
    snprintf(out, 64, "%s", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(handle);
}

void behind_flip(const char *path, const char *table, const char *column, int64_t row, int at)
{
    sqlite3 *handle = behind_open(path);
    sqlite3_blob *blob;
    unsigned char byte;
    assert_int_equal(sqlite3_blob_open(handle, "main", table, column, row, 1, &blob), SQLITE_OK);
    assert_int_equal(sqlite3_blob_read(blob, &byte, 1, at), SQLITE_OK);
    byte ^= 0x10;
    assert_int_equal(sqlite3_blob_write(blob, &byte, 1, at), SQLITE_OK);
    assert_int_equal(sqlite3_blob_close(blob), SQLITE_OK);
    sqlite3_close(handle);
}

uint64_t fixture_file_hash(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    uint64_t hash = 14695981039346656037u;
    for (int c; (c = fgetc(file)) != EOF;)
        hash = (hash ^ (unsigned char)c) * 1099511628211u;
    fclose(file);
    return hash;
}
