/* sqlite_query.c - statements: binding, stepping, reading */
#include "sqlite.h"

#include <assert.h>
#include <sqlite3.h>
#include <string.h>

struct query {
    struct sqlite *connection;
    struct sqlite3_stmt *statement;
    struct query_home *home;
    struct query *next; /* idle ones of one home */
    char lacking[32];   /* a name that was bound and is not there: our own bug, told at the next step */
};

bool sqlite_prepare(struct sqlite *c, const char *sql, struct query_home *home, struct query **ret_query, struct err *e)
{
    struct sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v3(c->handle, sql, -1, home ? SQLITE_PREPARE_PERSISTENT : 0, &statement, NULL);
    if (code != SQLITE_OK)
        return sqlite_fail(c, code, e);
    assert(statement); /* an empty statement is our own bug */
    struct query *q = memory_new(sizeof(*q));
    *q = (struct query){ .connection = c, .statement = statement, .home = home };
    *ret_query = q;
    return true;
}

struct query *query_take_idle(struct query_home *home)
{
    struct query *q = home->idle;
    if (q) {
        home->idle = q->next;
        q->next = NULL;
    }
    return q;
}

static void query_free(struct query *q)
{
    sqlite3_finalize(q->statement);
    memory_free(q);
}

void query_home_empty(struct query_home *home)
{
    for (struct query *q; (q = query_take_idle(home));)
        query_free(q);
}

void query_done(struct query **query)
{
    struct query *q = *query;
    *query = NULL;
    if (!q)
        return;
    if (!q->home) {
        query_free(q);
        return;
    }
    sqlite3_reset(q->statement);
    sqlite3_clear_bindings(q->statement);
    q->lacking[0] = '\0';
    q->next = q->home->idle;
    q->home->idle = q;
}

/* ---- binding ---- */

static int parameter(struct query *q, const char *name)
{
    int index = sqlite3_bind_parameter_index(q->statement, name);
    if (index == 0)
        snprintf(q->lacking, sizeof(q->lacking), "%s", name);
    return index;
}

/* A value that is too long is the one way to fail; the step then sees NULL, which no column it matters to accepts. */
static void bound(int code)
{
    assert(code == SQLITE_OK || code == SQLITE_TOOBIG || code == SQLITE_NOMEM || code == SQLITE_RANGE);
    (void)code;
}

void query_bind_int(struct query *q, const char *name, int64_t value)
{
    bound(sqlite3_bind_int64(q->statement, parameter(q, name), value));
}

void query_bind_real(struct query *q, const char *name, double value)
{
    bound(sqlite3_bind_double(q->statement, parameter(q, name), value));
}

void query_bind_text(struct query *q, const char *name, const char *text)
{
    bound(sqlite3_bind_text(q->statement, parameter(q, name), text, -1, SQLITE_TRANSIENT));
}

void query_bind_day(struct query *q, const char *name, date_day day)
{
    if (day == DATE_NONE)
        query_bind_null(q, name);
    else
        query_bind_int(q, name, day);
}

void query_bind_id(struct query *q, const char *name, int64_t id)
{
    if (id == 0)
        query_bind_null(q, name);
    else
        query_bind_int(q, name, id);
}

void query_bind_uuid(struct query *q, const char *name, const struct uuid *id)
{
    query_bind_blob(q, name, id->bytes, sizeof(id->bytes));
}

void query_bind_blob(struct query *q, const char *name, const void *bytes, size_t length)
{
    bound(sqlite3_bind_blob64(q->statement, parameter(q, name), length ? bytes : "", length, SQLITE_TRANSIENT));
}

void query_bind_null(struct query *q, const char *name)
{
    bound(sqlite3_bind_null(q->statement, parameter(q, name)));
}

void query_bind_value(struct query *q, int index, const struct value *value)
{
    switch (value->type) {
    case 'i':
        bound(sqlite3_bind_int64(q->statement, index, value->integer));
        break;
    case 'r':
        bound(sqlite3_bind_double(q->statement, index, value->real));
        break;
    case 't':
        bound(sqlite3_bind_text64(q->statement, index, value->bytes, value->length, SQLITE_TRANSIENT, SQLITE_UTF8));
        break;
    case 'b':
        bound(sqlite3_bind_blob64(q->statement, index, value->bytes, value->length, SQLITE_TRANSIENT));
        break;
    default:
        bound(sqlite3_bind_null(q->statement, index));
    }
}

/* ---- running ---- */

bool query_next(struct query *q, bool *ret_row, struct err *e)
{
    if (*q->lacking)
        return err_set(e, ERR_INTERNAL, "", _("The statement has no \"%s\": %s"), q->lacking,
                       sqlite3_sql(q->statement));
    int code = sqlite3_step(q->statement);
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
        *ret_row = code == SQLITE_ROW;
        return true;
    }
    sqlite_fail(q->connection, code, e);
    sqlite3_reset(q->statement);
    return false;
}

bool query_run(struct query *q, struct err *e)
{
    for (bool row = true; row;)
        if (!query_next(q, &row, e))
            return false;
    sqlite3_reset(q->statement);
    return true;
}

bool query_one_int(struct query *q, int64_t missing, int64_t *ret_value, struct err *e)
{
    bool row;
    if (!query_next(q, &row, e))
        return false;
    *ret_value = row && !query_is_null(q, 0) ? query_int(q, 0) : missing;
    sqlite3_reset(q->statement);
    return true;
}

/* ---- reading ---- */

int query_columns(struct query *q)
{
    return sqlite3_column_count(q->statement);
}

const char *query_column_name(struct query *q, int column)
{
    return sqlite3_column_name(q->statement, column);
}

bool query_is_null(struct query *q, int column)
{
    return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int64_t query_int(struct query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

double query_real(struct query *q, int column)
{
    return sqlite3_column_double(q->statement, column);
}

const char *query_text(struct query *q, int column)
{
    return (const char *)sqlite3_column_text(q->statement, column);
}

date_day query_day(struct query *q, int column)
{
    return query_is_null(q, column) ? DATE_NONE : (date_day)query_int(q, column);
}

struct uuid query_uuid(struct query *q, int column)
{
    struct uuid id = { { 0 } };
    size_t length;
    const void *bytes = query_blob(q, column, &length);
    if (length == sizeof(id.bytes))
        memcpy(id.bytes, bytes, length);
    return id;
}

const void *query_blob(struct query *q, int column, size_t *ret_length)
{
    const void *bytes = sqlite3_column_blob(q->statement, column);
    *ret_length = (size_t)sqlite3_column_bytes(q->statement, column);
    return bytes;
}

struct value query_value(struct query *q, int column)
{
    struct value value = { .type = 'n' };
    switch (sqlite3_column_type(q->statement, column)) {
    case SQLITE_INTEGER:
        value.type = 'i';
        value.integer = sqlite3_column_int64(q->statement, column);
        break;
    case SQLITE_FLOAT:
        value.type = 'r';
        value.real = sqlite3_column_double(q->statement, column);
        break;
    case SQLITE_TEXT:
        value.type = 't';
        value.bytes = sqlite3_column_text(q->statement, column);
        value.length = (size_t)sqlite3_column_bytes(q->statement, column);
        break;
    case SQLITE_BLOB:
        value.type = 'b';
        value.bytes = sqlite3_column_blob(q->statement, column);
        value.length = (size_t)sqlite3_column_bytes(q->statement, column);
        break;
    default:
        break;
    }
    return value;
}
