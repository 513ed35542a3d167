/* store.c - transactions, statements by name, facts about the file */
#include "embedded.h"
#include "inner.h"

#include <assert.h>
#include <string.h>

#define CHECKPOINT_FRAMES 1000

/* ---- statements ---- */

static const char *const own_texts[TEXT_COUNT] = {
    [TEXT_USER_VERSION] = "PRAGMA user_version",
    [TEXT_DATA_VERSION] = "PRAGMA data_version",
    [TEXT_BEGIN] = "BEGIN IMMEDIATE",
    [TEXT_COMMIT] = "COMMIT",
    [TEXT_LAST_CHANGE] = "SELECT id, hash FROM change ORDER BY id DESC LIMIT 1",
    [TEXT_CHANGE_INSERT] = "INSERT INTO change (id, uuid, device, at, operator, command, parts, previous_hash, hash)"
                           " VALUES (:id, :uuid, x'00000000000000000000000000000000', 0, '', '', 0, x'', zeroblob(32))",
    [TEXT_CHANGE_FILL] = "UPDATE change SET device = :device, at = :at, operator = :operator, command = :command,"
                         " kind = :kind, label = :label, count = :count, animal = :animal, holding = :holding,"
                         " reason = :reason, undoes = :undoes, parts = :parts, previous_hash = :previous_hash,"
                         " hash = :hash WHERE id = :id",
    [TEXT_PART_INSERT] = "INSERT INTO change_part (change, part, bytes, payload)"
                         " VALUES (:change, :part, :bytes, :payload)",
    [TEXT_CHANGE_ROW] = "SELECT id, uuid, device, at, operator, command, kind, label, count, animal, holding, reason,"
                        " undoes, parts, previous_hash, hash FROM change WHERE id = :id",
    [TEXT_PART_ROWS] = "SELECT part, bytes, payload FROM change_part WHERE change = :change AND part >= :part"
                       " ORDER BY part",
    [TEXT_META_GET] = "SELECT value FROM meta WHERE name = :name",
    [TEXT_META_SET] = "INSERT INTO meta (name, value) VALUES (:name, :value)"
                      " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [TEXT_UNDONE] = "SELECT id FROM change WHERE undoes = :change ORDER BY id DESC LIMIT 1",
};

static bool take(struct store *store, struct query_home *home, const char *sql, struct query **ret_query, struct err *e)
{
    struct query *q = query_take_idle(home);
    if (!q && !sqlite_prepare(&store->file, sql, home, &q, e))
        return false;
    *ret_query = q;
    return true;
}

bool store_own(struct store *store, enum store_text text, struct query **ret_query, struct err *e)
{
    return take(store, &store->texts[text], own_texts[text], ret_query, e);
}

bool store_query(struct store *store, const char *name, struct query **ret_query, struct err *e)
{
    size_t at = embedded_query_find(name);
    if (at == SIZE_MAX)
        return err_set(e, ERR_INTERNAL, "", _("This mupu has no statement \"%s\"."), name);
    return take(store, &store->homes[at], embedded_queries[at].sql, ret_query, e);
}

bool store_query_text(struct store *store, const char *sql, struct query **ret_query, struct err *e)
{
    return sqlite_prepare(&store->file, sql, NULL, ret_query, e);
}

int64_t store_last_id(struct store *store)
{
    return sqlite_last_id(&store->file);
}

int64_t store_changes(struct store *store)
{
    return sqlite_changes(&store->file);
}

void store_on_progress(struct store *store, bool (*go_on)(void *context), void *context)
{
    sqlite_on_progress(&store->file, go_on, context);
}

/* ---- the store itself ---- */

void store_close(struct store *store)
{
    if (!store)
        return;
    store_rollback(store);
    for (size_t i = 0; i < embedded_query_count; i++)
        query_home_empty(&store->homes[i]);
    for (size_t i = 0; i < COUNT(store->texts); i++)
        query_home_empty(&store->texts[i]);
    sqlite_close(&store->file);
    guard_close(&store->guard);
    strbuf_done(&store->entry.digests);
    strbuf_done(&store->dropped);
    memory_free(store->homes);
    memory_free(store->path);
    memory_free(store);
}

const char *store_path(const struct store *store)
{
    return store->path;
}

void store_set_wait(struct store *store, int milliseconds)
{
    store->wait = milliseconds;
    sqlite_set_wait(&store->file, milliseconds);
}

int64_t store_generation(struct store *store)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct err ignored;
    int64_t version = 0;
    if (store_own(store, TEXT_DATA_VERSION, &q, &ignored))
        (void)!query_one_int(q, 0, &version, &ignored);
    return version + store->commits;
}

bool store_newest_change(struct store *store, int64_t *ret_change, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    return store_own(store, TEXT_LAST_CHANGE, &q, e) && query_one_int(q, 0, ret_change, e);
}

/* ---- transactions ---- */

bool store_in_transaction(const struct store *store)
{
    return store->writing;
}

static bool run_own(struct store *store, enum store_text text, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    return store_own(store, text, &q, e) && query_run(q, e);
}

/* Another process may have upgraded the file since it was opened here. */
static bool check_version(struct store *store, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int64_t step;
    if (!store_own(store, TEXT_USER_VERSION, &q, e) || !query_one_int(q, 0, &step, e))
        return false;
    if (step != migrate_newest())
        return err_set(e, ERR_DATA, "",
                       _("A newer mupu has upgraded the file meanwhile: nothing was saved. Close mupu, "
                         "then open the file with the newer one."));
    return true;
}

static void end_transaction(struct store *store)
{
    sqlite_session_end(&store->session);
    store->writing = false;
    strbuf_clear(&store->entry.digests);
    strbuf_clear(&store->dropped);
    store->entry.id = store->entry.parts = 0;
    guard_unlock(&store->guard);
}

void store_rollback(struct store *store)
{
    if (!store->writing)
        return;
    struct err ignored;
    sqlite_session_end(&store->session);
    if (!sqlite_autocommit(&store->file))
        (void)!sqlite_execute(&store->file, "ROLLBACK", &ignored);
    end_transaction(store);
}

static bool begin(struct store *store, bool logged, struct err *e)
{
    assert(!store->writing);
    if (store->mode == STORE_READ)
        return err_set(e, ERR_PERMISSION, "", _("The file is open for reading only."));
    if (!guard_lock(&store->guard, store->wait, e))
        return false;
    store->writing = run_own(store, TEXT_BEGIN, e);
    store->logged = logged;
    if (store->writing && check_version(store, e) &&
        (!logged || sqlite_session_begin(&store->file, &store->session, e)))
        return true;
    store_rollback(store);
    guard_unlock(&store->guard);
    return false;
}

bool store_begin(struct store *store, struct err *e)
{
    return begin(store, true, e);
}

bool store_begin_unlogged(struct store *store, struct err *e)
{
    return begin(store, false, e);
}

/* Commits, and moves a long log of the journal into the file while the write lock is still held. */
static bool commit(struct store *store, struct err *e)
{
    store->file.wal_frames = 0;
    if (!run_own(store, TEXT_COMMIT, e)) {
        store_rollback(store);
        return false;
    }
    store->commits++;
    struct err ignored;
    if (store->wal && store->file.wal_frames >= CHECKPOINT_FRAMES)
        (void)!sqlite_checkpoint_passive(&store->file, &ignored); /* what is committed stays so without it */
    end_transaction(store);
    return true;
}

/* SQLite takes a transaction back by itself when the disk is full, an I/O error comes or the user stops it. */
static bool still_open(struct store *store, struct err *e)
{
    if (!sqlite_autocommit(&store->file))
        return true;
    return err_set(e, ERR_IO, "", _("The records could not be written: nothing was saved. Try again."));
}

bool store_commit(struct store *store, const struct change_note *note, int64_t *ret_change, struct err *e)
{
    assert(store->writing && store->logged && !store->dropped.length);
    int64_t change = 0;
    if (!still_open(store, e) || !entry_close(store, note, e)) {
        store_rollback(store);
        return false;
    }
    change = store->entry.id;
    if (!commit(store, e))
        return false;
    if (ret_change)
        *ret_change = change;
    return true;
}

bool store_commit_unlogged(struct store *store, struct err *e)
{
    assert(store->writing && !store->logged);
    if (still_open(store, e))
        return commit(store, e);
    store_rollback(store);
    return false;
}

bool store_claim(struct store *store, int64_t number)
{
    return guard_claim(&store->guard, number);
}

void store_unclaim(struct store *store, int64_t number)
{
    guard_unclaim(&store->guard, number);
}

bool store_part(struct store *store, struct err *e)
{
    assert(store->writing && store->logged);
    bool written;
    if (!still_open(store, e) || !entry_part(store, &written, e))
        return false;
    sqlite_session_end(&store->session);
    return sqlite_session_begin(&store->file, &store->session, e);
}

/* ---- meta ---- */

bool store_meta_get(struct store *store, const char *name, struct strbuf *ret_value, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_own(store, TEXT_META_GET, &q, e))
        return false;
    query_bind_text(q, ":name", name);
    if (!query_next(q, &row, e))
        return false;
    strbuf_clear(ret_value);
    if (row)
        strbuf_add(ret_value, query_text(q, 0));
    return true;
}

static bool write_meta(struct store *store, const char *name, const char *value, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_own(store, TEXT_META_SET, &q, e))
        return false;
    query_bind_text(q, ":name", name);
    query_bind_text(q, ":value", value);
    return query_run(q, e);
}

bool store_meta_set(struct store *store, const char *name, const char *value, struct err *e)
{
    if (store->writing)
        return write_meta(store, name, value, e);
    if (!store_begin_unlogged(store, e))
        return false;
    if (write_meta(store, name, value, e))
        return store_commit_unlogged(store, e);
    store_rollback(store);
    return false;
}
