/* bulk.c - a large import is far faster into tables without secondary indexes, which are built once at its end */
#include "inner.h"

#include <assert.h>
#include <string.h>

#define BULK_CACHE 192 /* megabytes */
#define USUAL_CACHE 16

/* Named indexes of the logged tables. Those of UNIQUE and PRIMARY KEY have no text of their own and stay. */
static const char indexes_sql[] =
    "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    " ORDER BY rowid";

/* Statements are kept one after another, each with its NUL. */
static bool list_indexes(struct store *store, struct strbuf *drops, struct strbuf *creates, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!sqlite_prepare(&store->file, indexes_sql, NULL, &q, e))
        return false;
    for (bool row; query_next(q, &row, e);) {
        if (!row)
            return true;
        if (!sqlite_logged_table(query_text(q, 1)))
            continue;
        strbuf_printf(drops, "DROP INDEX \"%s\";", query_text(q, 0));
        strbuf_add(creates, query_text(q, 2));
        strbuf_add_n(creates, "", 1);
    }
    return false;
}

bool store_bulk_begin(struct store *store, struct err *e)
{
    assert(store->writing && !store->dropped.length);
    struct strbuf drops;
    strbuf_init(&drops);
    bool done = list_indexes(store, &drops, &store->dropped, e) && sqlite_execute(&store->file, drops.text, e);
    strbuf_done(&drops);
    if (done)
        sqlite_cache_megabytes(&store->file, BULK_CACHE);
    else
        strbuf_clear(&store->dropped);
    return done;
}

static char *between(const char *text, const char *from, const char *to)
{
    const char *start = strstr(text, from);
    if (!start)
        return NULL;
    start += strlen(from);
    const char *end = to ? strstr(start, to) : start + strlen(start);
    if (!end)
        return NULL;
    struct strbuf part;
    strbuf_init(&part);
    strbuf_add_n(&part, start, (size_t)(end - start));
    return strbuf_take(&part);
}

/* "CREATE UNIQUE INDEX i ON t (a, b) WHERE c" -> a statement that finds a value there twice. */
static void duplicates_sql(const char *create, struct strbuf *sql)
{
    char *table CLEANUP(memory_free_text) = between(create, " ON ", " (");
    char *columns CLEANUP(memory_free_text) = between(create, " (", ")");
    char *condition CLEANUP(memory_free_text) = between(create, "WHERE ", NULL);
    if (table && columns)
        strbuf_printf(sql, "SELECT %s FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1 LIMIT 1", columns, table,
                      condition ? condition : "1", columns);
}

/* Puts the value that is there twice into the message; without it the message stays as it is. */
static void explain_duplicate(struct store *store, const char *create, struct err *e)
{
    struct strbuf text;
    struct query *q CLEANUP(query_done) = NULL;
    struct err ignored;
    bool row = false;
    strbuf_init(&text);
    duplicates_sql(create, &text);
    if (text.length && sqlite_prepare(&store->file, text.text, NULL, &q, &ignored) && query_next(q, &row, &ignored) &&
        row) {
        strbuf_clear(&text);
        for (int i = 0; i < query_columns(q); i++) {
            struct value value = query_value(q, i);
            strbuf_add(&text, i ? " " : "");
            value_text(&value, &text);
        }
        char field[sizeof(e->field)];
        memcpy(field, e->field, sizeof(field));
        err_set(e, ERR_DATA, field, _("Two records have the same \"%s\": \"%s\"."), field, text.text);
    }
    strbuf_done(&text);
}

static int64_t count_texts(const struct strbuf *texts)
{
    int64_t count = 0;
    for (size_t i = 0; i < texts->length; i++)
        count += texts->text[i] == '\0';
    return count;
}

bool store_bulk_end(struct store *store, const struct progress *progress, struct err *e)
{
    assert(store->writing);
    int64_t total = count_texts(&store->dropped), done = 0;
    for (size_t at = 0; at < store->dropped.length; at += strlen(store->dropped.text + at) + 1, done++) {
        const char *create = store->dropped.text + at;
        if (!progress_step(progress, _("building indexes"), done, total))
            return err_set(e, ERR_CANCELLED, "", _("Stopped."));
        if (sqlite_execute(&store->file, create, e))
            continue;
        if (e && e->code == ERR_DATA && strncmp(create, "CREATE UNIQUE", strlen("CREATE UNIQUE")) == 0)
            explain_duplicate(store, create, e);
        return false;
    }
    strbuf_clear(&store->dropped);
    sqlite_cache_megabytes(&store->file, USUAL_CACHE);
    return true;
}
