/* migrate.c - the schema's numbered steps: whose file this is, making one, bringing an older one forward */
#include "inner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Statistics of ANALYZE are the one thing a file may have beyond the steps; order by name, since a bulk load builds
 * indexes again in another order. */
static const char schema_sql[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
                                 " WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4') ORDER BY type, name";

static const struct embedded *step_file(int step)
{
    const struct embedded *file = NULL;
    for (int i = 0; i < step; i++)
        file = embedded_next("schema", file);
    assert(!file || atoi(file->name + strlen("schema/")) == step); /* numbered 0001, 0002 ... without gaps */
    return file;
}

int migrate_newest(void)
{
    int count = 0;
    for (const struct embedded *file = NULL; (file = embedded_next("schema", file));)
        count++;
    return count;
}

bool migrate_step(struct sqlite *c, int step, struct err *e)
{
    char sql[64];
    snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", step);
    return sqlite_execute(c, step_file(step)->text, e) && sqlite_execute(c, sql, e);
}

/* ---- whose file ---- */

/* Of two different rows of schema_sql, the one that the other list lacks comes first. */
static const char *odd_name(struct query *a, bool row_a, struct query *b, bool row_b)
{
    if (!row_a || !row_b)
        return query_text(row_a ? a : b, 1);
    int order = strcmp(query_text(a, 0), query_text(b, 0));
    if (order == 0)
        order = strcmp(query_text(a, 1), query_text(b, 1));
    return query_text(order <= 0 ? a : b, 1);
}

static bool equal_rows(struct query *a, struct query *b, bool *ret_equal, char *ret_name, size_t size, struct err *e)
{
    for (;;) {
        bool row_a, row_b;
        if (!query_next(a, &row_a, e) || !query_next(b, &row_b, e))
            return false;
        *ret_equal = row_a == row_b;
        for (int i = 0; row_a && row_b && i < query_columns(a); i++) {
            struct value value_a = query_value(a, i), value_b = query_value(b, i);
            *ret_equal = *ret_equal && value_equal(&value_a, &value_b);
        }
        if (!*ret_equal)
            snprintf(ret_name, size, "%s", odd_name(a, row_a, b, row_b));
        if (!*ret_equal || !row_a)
            return true;
    }
}

/* Compares the file's schema, word by word, with one built here from the same steps. */
static bool check_schema(struct sqlite *c, int step, struct err *e)
{
    struct sqlite model;
    struct query *ours = NULL, *theirs = NULL;
    bool equal = false;
    char name[64] = "";
    bool done = sqlite_open(&model, ":memory:", ACCESS_TEMPORARY, e);
    for (int i = 1; done && i <= step; i++)
        done = migrate_step(&model, i, e);
    done = done && sqlite_prepare(&model, schema_sql, NULL, &ours, e) &&
           sqlite_prepare(c, schema_sql, NULL, &theirs, e) && equal_rows(theirs, ours, &equal, name, sizeof(name), e);
    query_done(&ours);
    query_done(&theirs);
    sqlite_close(&model);
    if (done && !equal)
        return err_set(e, ERR_DATA, "",
                       _("The file is not as mupu makes it: \"%s\" was added, changed or removed by another "
                         "program. Restore a backup."),
                       name);
    return done;
}

bool migrate_check(struct sqlite *c, bool allow_empty, int *ret_step, struct err *e)
{
    int64_t application, step, tables;
    if (!sqlite_int(c, "PRAGMA application_id", &application, e) || !sqlite_int(c, "PRAGMA user_version", &step, e) ||
        !sqlite_int(c, "SELECT count(*) FROM sqlite_schema", &tables, e))
        return false;
    if (allow_empty && application == 0 && step == 0 && tables == 0) {
        *ret_step = 0;
        return true;
    }
    if (application != STORE_APPLICATION || step < 1)
        return err_set(e, ERR_DATA, "", _("This is not a mupu file."));
    if (step > migrate_newest())
        return err_set(e, ERR_DATA, "", _("The file was made by a newer mupu. Use that one; the file is as it was."));
    if (!check_schema(c, (int)step, e))
        return false;
    *ret_step = (int)step;
    return true;
}

/* ---- making and upgrading ---- */

/* Which steps came after which change: store_verify replays the log through the same steps. */
static bool note_step(struct store *store, int step, struct err *e)
{
    char name[32], value[32];
    int64_t change;
    if (!sqlite_int(&store->file, "SELECT coalesce(max(id), 0) FROM change", &change, e))
        return false;
    snprintf(name, sizeof(name), "schema.%d", step);
    snprintf(value, sizeof(value), "%lld", (long long)change);
    return store_meta_set(store, name, value, e);
}

static bool write_identity(struct store *store, struct err *e)
{
    char sql[64], text[UUID_TEXT];
    struct uuid device = uuid_make();
    snprintf(sql, sizeof(sql), "PRAGMA application_id = %d", STORE_APPLICATION);
    return sqlite_execute(&store->file, sql, e) && store_meta_set(store, "device", uuid_text(&device, text), e);
}

static bool check_references(struct store *store, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!sqlite_prepare(&store->file, "PRAGMA foreign_key_check", NULL, &q, e) || !query_next(q, &row, e))
        return false;
    if (row)
        return err_set(e, ERR_DATA, "",
                       _("After the upgrade a record of \"%s\" refers to one that does not exist. The backup "
                         "beside the file is as it was."),
                       query_text(q, 0));
    return true;
}

static bool run_steps(struct store *store, int from, int to, struct err *e)
{
    for (int step = from; step <= to; step++)
        if (!migrate_step(&store->file, step, e) || !note_step(store, step, e))
            return false;
    return from == 1 ? write_identity(store, e) : check_references(store, e);
}

/* store->writing makes store_meta_set write into this transaction. */
static bool in_transaction(struct store *store, int from, int to, struct err *e)
{
    if (!sqlite_execute(&store->file, "BEGIN IMMEDIATE", e))
        return false;
    store->writing = true;
    bool done = run_steps(store, from, to, e) && sqlite_execute(&store->file, "COMMIT", e);
    store->writing = false;
    struct err ignored;
    if (!done && !sqlite_autocommit(&store->file))
        (void)!sqlite_execute(&store->file, "ROLLBACK", &ignored);
    return done;
}

bool migrate_create(struct store *store, struct err *e)
{
    return in_transaction(store, 1, migrate_newest(), e);
}

bool migrate_upgrade(struct store *store, int from, struct err *e)
{
    int step;
    if (!migrate_check(&store->file, false, &step, e))
        return false;
    struct strbuf base;
    strbuf_init(&base);
    strbuf_printf(&base, "%s.before-upgrade-", store->path);
    char *backup CLEANUP(memory_free_text) = backup_free_name(base.text);
    strbuf_done(&base);
    if (!backup_copy(&store->file, backup, NULL, e))
        return err_prefix(e, "%s", _("The file was not upgraded, because its backup failed"));
    for (step = from + 1; step <= migrate_newest(); step++)
        if (!in_transaction(store, step, step, e))
            return false;
    return true;
}
