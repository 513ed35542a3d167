/* verify.c - is the file what its log says it is? */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

static bool stopped(struct err *e)
{
    return err_set(e, ERR_CANCELLED, "", _("Stopped."));
}

/* ---- the file itself ---- */

static bool check_pages(struct store *store, struct err *e)
{
    char result[256];
    if (!sqlite_pragma_text(&store->file, "PRAGMA quick_check(1)", result, sizeof(result), e))
        return false;
    return strcmp(result, "ok") == 0 ||
           err_set(e, ERR_DATA, "", _("The file is damaged (%s). Restore a backup."), result);
}

static bool check_references(struct store *store, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!sqlite_prepare(&store->file, "PRAGMA foreign_key_check", NULL, &q, e) || !query_next(q, &row, e))
        return false;
    if (!row)
        return true;
    return err_set(e, ERR_DATA, query_text(q, 0),
                   _("Table \"%s\", row %lld refers to a record of \"%s\" that does not exist. "
                     "Restore a backup."),
                   query_text(q, 0), (long long)query_int(q, 1), query_text(q, 2));
}

/* ---- the log ---- */

static bool check_chain(struct store *store, const struct progress *progress, struct err *e)
{
    unsigned char previous[STORE_HASH] = { 0 }, hash[STORE_HASH];
    int64_t newest, rows, parts, described;
    if (!store_newest_change(store, &newest, e) || !sqlite_int(&store->file, "SELECT count(*) FROM change", &rows, e) ||
        !sqlite_int(&store->file, "SELECT count(*) FROM change_part", &parts, e) ||
        !sqlite_int(&store->file, "SELECT coalesce(sum(parts), 0) FROM change", &described, e))
        return false;
    if (rows != newest || parts != described)
        return err_set(e, ERR_DATA, "", _("The change log has gaps: %lld changes of %lld are there. Restore a backup."),
                       (long long)rows, (long long)newest);
    for (int64_t change = 1; change <= newest; change++) {
        if (change % 256 == 0 && !progress_step(progress, _("checking the log"), change, newest))
            return stopped(e);
        if (!entry_check(store, change, previous, hash, e))
            return false;
        memcpy(previous, hash, sizeof(previous));
    }
    return true;
}

/* ---- replay ---- */

struct replay {
    struct store *store;
    struct sqlite copy; /* what the log makes */
    int step;           /* of the schema, so far */
    int last_step;
};

/* The change after which a step of the schema came; 0 when the file was made with it. */
static bool step_came_after(struct store *store, int step, int64_t *ret_change, struct err *e)
{
    char name[32];
    struct strbuf value;
    snprintf(name, sizeof(name), "schema.%d", step);
    strbuf_init(&value);
    bool done = store_meta_get(store, name, &value, e);
    if (done)
        *ret_change = atoll(value.text);
    strbuf_done(&value);
    return done;
}

/* The log is read row by row in the order of its keys: no other index helps, and its rules were kept when written. */
static bool drop_indexes(struct sqlite *c, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct strbuf sql;
    bool row = true;
    if (!sqlite_prepare(c, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL", NULL, &q, e))
        return false;
    strbuf_init(&sql);
    bool done = true;
    while (done && (done = query_next(q, &row, e)) && row)
        strbuf_printf(&sql, "DROP INDEX \"%s\";", query_text(q, 0));
    done = done && sqlite_execute(c, sql.text, e);
    strbuf_done(&sql);
    return done;
}

static bool replay_steps(struct replay *replay, int64_t after, struct err *e)
{
    while (replay->step < replay->last_step) {
        int64_t came_after;
        if (!step_came_after(replay->store, replay->step + 1, &came_after, e))
            return false;
        if (came_after > after)
            return true;
        if (!migrate_step(&replay->copy, replay->step + 1, e) || !drop_indexes(&replay->copy, e))
            return false;
        replay->step++;
    }
    return true;
}

static bool replay_part(struct replay *replay, int64_t change, int64_t part, struct strbuf *bytes, struct err *e)
{
    struct changeset_conflict conflict = { 0 };
    if (!entry_read_part(replay->store, change, part, bytes, e))
        return false;
    strbuf_init(&conflict.key);
    bool done = sqlite_changeset_apply(&replay->copy, bytes->text, bytes->length, &conflict, e);
    strbuf_done(&conflict.key);
    if (done && conflict.what)
        return err_set(e, ERR_DATA, conflict.table,
                       _("Change %lld does not fit what the changes before it left in table "
                         "\"%s\". Restore a backup."),
                       (long long)change, conflict.table);
    return done;
}

static bool replay_log(struct replay *replay, const struct progress *progress, struct err *e)
{
    int64_t newest, parts;
    struct strbuf bytes;
    if (!store_newest_change(replay->store, &newest, e) || !replay_steps(replay, 0, e))
        return false;
    strbuf_init(&bytes);
    bool done = sqlite_execute(&replay->copy, "BEGIN", e);
    for (int64_t change = 1; done && change <= newest; change++) {
        if (change % 64 == 0 && !progress_step(progress, _("replaying the log"), change, newest))
            done = stopped(e);
        done = done && entry_parts(replay->store, change, &parts, e);
        for (int64_t part = 1; done && part <= parts; part++)
            done = replay_part(replay, change, part, &bytes, e);
        done = done && replay_steps(replay, change, e);
    }
    strbuf_done(&bytes);
    return done && sqlite_execute(&replay->copy, "COMMIT", e);
}

/* ---- comparing ---- */

static bool say_difference(const char *table, struct query *row, const char *column, const char *what, struct err *e)
{
    struct strbuf key;
    strbuf_init(&key);
    struct value value = query_value(row, 0);
    value_text(&value, &key);
    err_set(e, ERR_DATA, table,
            _("Table \"%s\", row \"%s\", column \"%s\": %s. Someone changed the file behind mupu. "
              "Restore a backup."),
            table, key.text, column, what);
    strbuf_done(&key);
    return false;
}

/* Both stand on a row. */
static bool compare_rows(const char *table, struct query *here, struct query *there, struct err *e)
{
    for (int i = 0; i < query_columns(here); i++) {
        struct value a = query_value(here, i), b = query_value(there, i);
        if (!value_equal(&a, &b))
            return say_difference(table, here, query_column_name(here, i), _("it is not what the log says"), e);
    }
    return true;
}

/* Their rows in the order of the key; every value is compared, with its type. */
static bool compare_queries(const char *table, struct query *here, struct query *there, struct err *e)
{
    for (;;) {
        bool row_here, row_there;
        if (!query_next(here, &row_here, e) || !query_next(there, &row_there, e))
            return false;
        if (!row_here && !row_there)
            return true;
        if (!row_there)
            return say_difference(table, here, "*", _("the log does not know this row"), e);
        if (!row_here)
            return say_difference(table, there, "*", _("this row of the log is missing"), e);
        if (!compare_rows(table, here, there, e))
            return false;
    }
}

static bool compare_table(struct replay *replay, const char *table, const char *key, struct err *e)
{
    struct query *here CLEANUP(query_done) = NULL, *there CLEANUP(query_done) = NULL;
    struct strbuf sql;
    strbuf_init(&sql);
    strbuf_printf(&sql, "SELECT * FROM \"%s\" ORDER BY %s", table, key); /* names from the checked schema */
    bool done = sqlite_prepare(&replay->store->file, sql.text, NULL, &here, e) &&
                sqlite_prepare(&replay->copy, sql.text, NULL, &there, e) && compare_queries(table, here, there, e);
    strbuf_done(&sql);
    return done;
}

static const char tables_sql[] = "SELECT name, (SELECT group_concat('\"' || name || '\"', ', ') FROM"
                                 " (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk))"
                                 " FROM sqlite_schema t WHERE type = 'table' ORDER BY name";

static bool compare_all(struct replay *replay, const struct progress *progress, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!sqlite_prepare(&replay->store->file, tables_sql, NULL, &q, e))
        return false;
    for (bool row; query_next(q, &row, e);) {
        if (!row)
            return true;
        if (!sqlite_logged_table(query_text(q, 0)))
            continue;
        if (!progress_step(progress, _("comparing the tables"), 0, 0))
            return stopped(e);
        if (!compare_table(replay, query_text(q, 0), query_text(q, 1), e))
            return false;
    }
    return false;
}

static bool check_replay(struct store *store, int step, const struct progress *progress, struct err *e)
{
    struct replay replay = { .store = store, .last_step = step };
    bool done = sqlite_open(&replay.copy, "", ACCESS_TEMPORARY, e) && replay_log(&replay, progress, e) &&
                compare_all(&replay, progress, e);
    sqlite_close(&replay.copy);
    return done;
}

/* ---- all of it ---- */

static bool verify_snapshot(struct store *store, bool replay, const struct progress *progress, struct err *e)
{
    int step;
    if (!progress_step(progress, _("checking the file"), 0, 0))
        return stopped(e);
    return migrate_check(&store->file, false, &step, e) && check_pages(store, e) && check_references(store, e) &&
           check_chain(store, progress, e) && (!replay || check_replay(store, step, progress, e));
}

bool store_verify(struct store *store, bool replay, const struct progress *progress, struct err *e)
{
    if (store->writing)
        return err_set(e, ERR_BUSY, "", _("The file cannot be checked while it is being written."));
    /* one read transaction: others may write meanwhile */
    if (!sqlite_execute(&store->file, "BEGIN", e))
        return false;
    bool done = verify_snapshot(store, replay, progress, e);
    struct err ignored;
    (void)!sqlite_execute(&store->file, "ROLLBACK", &ignored);
    return done;
}

/* ---- facts ---- */

static bool count_rows(struct store *store, int64_t *ret_rows, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct strbuf sql;
    bool row = true;
    if (!sqlite_prepare(&store->file, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", NULL, &q, e))
        return false;
    strbuf_init(&sql);
    strbuf_add(&sql, "SELECT 0");
    bool done = true;
    while (done && (done = query_next(q, &row, e)) && row)
        if (sqlite_logged_table(query_text(q, 0)))
            strbuf_printf(&sql, " + (SELECT count(*) FROM \"%s\")", query_text(q, 0));
    done = done && sqlite_int(&store->file, sql.text, ret_rows, e);
    strbuf_done(&sql);
    return done;
}

bool store_info(struct store *store, struct store_report *ret_report, struct err *e)
{
    struct store_report report = { .guarded_library = !sqlite_library_checkpoints_safely() };
    int64_t pages, page_size, schema;
    struct strbuf device;
    strbuf_init(&device);
    bool done = store_newest_change(store, &report.changes, e) && count_rows(store, &report.rows, e) &&
                sqlite_int(&store->file, "PRAGMA page_count", &pages, e) &&
                sqlite_int(&store->file, "PRAGMA page_size", &page_size, e) &&
                sqlite_int(&store->file, "PRAGMA user_version", &schema, e) &&
                sqlite_pragma_text(&store->file, "PRAGMA journal_mode", report.journal, sizeof(report.journal), e) &&
                store_meta_get(store, "device", &device, e);
    if (done) {
        report.bytes = pages * page_size;
        report.schema = (int)schema;
        snprintf(report.device, sizeof(report.device), "%s", device.text);
        snprintf(report.sqlite, sizeof(report.sqlite), "%s", sqlite_library());
        snprintf(report.disk, sizeof(report.disk), "%s", store->disk);
        *ret_report = report;
    }
    strbuf_done(&device);
    return done;
}
