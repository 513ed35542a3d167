/* sqlite_change.c - the session extension: recording rows as they change, and applying what was recorded */
#include "sqlite.h"

#include <sqlite3.h>
#include <string.h>

/* What is not in the log: the log itself, facts about the file, and what can be made again. */
static const char *const unlogged[] = { "meta", "change", "change_part", "inbreeding", "derived", "draft" };

bool sqlite_logged_table(const char *name)
{
    for (size_t i = 0; i < COUNT(unlogged); i++)
        if (strcmp(name, unlogged[i]) == 0)
            return false;
    return strncmp(name, "sqlite_", 7) != 0;
}

static int filter_table(void *context, const char *name)
{
    (void)context;
    return sqlite_logged_table(name);
}

/* ---- recording ---- */

/* DELETE without WHERE empties a table without looking at rows, unless a pre-update hook was there when the statement
 * was prepared. Cached statements live longer than sessions, so one idle session holds the hook all the time. */
bool sqlite_keep_hook(struct sqlite *c, struct err *e)
{
    int code = sqlite3session_create(c->handle, "main", &c->keeper);
    if (code != SQLITE_OK)
        return sqlite_fail(c, code, e);
    sqlite3session_enable(c->keeper, 0);
    return true;
}

bool sqlite_session_begin(struct sqlite *c, struct sqlite3_session **ret_session, struct err *e)
{
    struct sqlite3_session *session = NULL;
    int code = sqlite3session_create(c->handle, "main", &session);
    if (code == SQLITE_OK) {
        sqlite3session_table_filter(session, filter_table, NULL);
        code = sqlite3session_attach(session, NULL);
    }
    if (code != SQLITE_OK) {
        sqlite_session_end(&session);
        return sqlite_fail(c, code, e);
    }
    *ret_session = session;
    return true;
}

void sqlite_session_end(struct sqlite3_session **session)
{
    if (*session)
        sqlite3session_delete(*session);
    *session = NULL;
}

void changeset_done(struct changeset *set)
{
    sqlite3_free(set->bytes);
    *set = (struct changeset){ 0 };
}

bool sqlite_session_take(struct sqlite *c, struct sqlite3_session *session, struct changeset *ret_set, struct err *e)
{
    struct changeset set = { 0 };
    int code = sqlite3session_changeset(session, &set.length, &set.bytes);
    if (code != SQLITE_OK)
        return sqlite_fail(c, code, e);
    *ret_set = set;
    return true;
}

bool sqlite_changeset_invert(struct sqlite *c, const void *bytes, size_t length, struct changeset *ret_set,
                             struct err *e)
{
    struct changeset set = { 0 };
    int code = sqlite3changeset_invert((int)length, bytes, &set.length, &set.bytes);
    if (code != SQLITE_OK)
        return sqlite_fail(c, code, e);
    *ret_set = set;
    return true;
}

/* ---- reading ---- */

static struct value value_of(sqlite3_value *from)
{
    struct value value = { .type = 0 };
    switch (from ? sqlite3_value_type(from) : 0) {
    case SQLITE_INTEGER:
        value.type = 'i';
        value.integer = sqlite3_value_int64(from);
        break;
    case SQLITE_FLOAT:
        value.type = 'r';
        value.real = sqlite3_value_double(from);
        break;
    case SQLITE_TEXT:
        value.type = 't';
        value.bytes = sqlite3_value_text(from);
        value.length = (size_t)sqlite3_value_bytes(from);
        break;
    case SQLITE_BLOB:
        value.type = 'b';
        value.bytes = sqlite3_value_blob(from);
        value.length = (size_t)sqlite3_value_bytes(from);
        break;
    case SQLITE_NULL:
        value.type = 'n';
        break;
    default:
        break;
    }
    return value;
}

struct value changeset_before(const struct changeset_row *row, int column)
{
    sqlite3_value *value = NULL;
    if (row->what != 'i')
        sqlite3changeset_old(row->iterator, column, &value);
    return value_of(value);
}

struct value changeset_after(const struct changeset_row *row, int column)
{
    sqlite3_value *value = NULL;
    if (row->what != 'd')
        sqlite3changeset_new(row->iterator, column, &value);
    return value_of(value);
}

static bool read_row(sqlite3_changeset_iter *iterator, struct changeset_row *row)
{
    int operation, key_columns;
    unsigned char *key = NULL;
    if (sqlite3changeset_op(iterator, &row->table, &row->columns, &operation, NULL) != SQLITE_OK ||
        sqlite3changeset_pk(iterator, &key, &key_columns) != SQLITE_OK)
        return false;
    row->what = operation == SQLITE_INSERT ? 'i' : operation == SQLITE_UPDATE ? 'u' : 'd';
    row->key = key;
    row->iterator = iterator;
    return true;
}

void value_key(const struct value *value, struct strbuf *out)
{
    strbuf_add_char(out, value->type);
    if (value->type == 'i')
        strbuf_printf(out, "%lld", (long long)value->integer);
    else if (value->type == 'r')
        strbuf_printf(out, "%a", value->real);
    else if (value->type == 't' || value->type == 'b') {
        strbuf_printf(out, "%zu:", value->length);
        strbuf_add_n(out, value->bytes, value->length);
    }
    strbuf_add_char(out, ';');
}

void changeset_key(const struct changeset_row *row, struct strbuf *out)
{
    for (int i = 0; i < row->columns; i++) {
        if (!row->key[i])
            continue;
        struct value value = row->what == 'i' ? changeset_after(row, i) : changeset_before(row, i);
        value_key(&value, out);
    }
}

bool sqlite_changeset_each(struct sqlite *c, const void *bytes, size_t length, changeset_function function,
                           void *context, struct err *e)
{
    sqlite3_changeset_iter *iterator = NULL;
    int code = sqlite3changeset_start(&iterator, (int)length, (void *)bytes);
    if (code != SQLITE_OK)
        return sqlite_fail(c, code, e);
    bool more = true;
    while (more && sqlite3changeset_next(iterator) == SQLITE_ROW) {
        struct changeset_row row;
        more = read_row(iterator, &row) && function(context, &row);
    }
    code = sqlite3changeset_finalize(iterator);
    if (code != SQLITE_OK && more)
        return err_set(e, ERR_DATA, "", _("The change log is damaged: a change cannot be read. Restore a backup."));
    return true;
}

/* ---- applying ---- */

static int on_conflict(void *context, int kind, sqlite3_changeset_iter *iterator)
{
    struct changeset_conflict *conflict = context;
    if (kind == SQLITE_CHANGESET_FOREIGN_KEY) {
        conflict->what = 'f';
        return SQLITE_CHANGESET_OMIT; /* keep the rows: the caller looks at them, then rolls back */
    }
    if (conflict->what)
        return SQLITE_CHANGESET_ABORT;
    conflict->what = kind == SQLITE_CHANGESET_DATA       ? 'c'
                     : kind == SQLITE_CHANGESET_NOTFOUND ? 'm'
                     : kind == SQLITE_CHANGESET_CONFLICT ? 'e'
                                                         : 'u';
    struct changeset_row row;
    if (read_row(iterator, &row)) {
        snprintf(conflict->table, sizeof(conflict->table), "%s", row.table);
        strbuf_clear(&conflict->key);
        changeset_key(&row, &conflict->key);
    }
    return SQLITE_CHANGESET_ABORT;
}

static int filter_applied(void *context, const char *name)
{
    (void)context;
    return sqlite_logged_table(name);
}

bool sqlite_changeset_apply(struct sqlite *c, const void *bytes, size_t length, struct changeset_conflict *conflict,
                            struct err *e)
{
    conflict->what = 0;
    int code = sqlite3changeset_apply(c->handle, (int)length, (void *)bytes, filter_applied, on_conflict, conflict);
    if (conflict->what == 'f' && code == SQLITE_OK)
        return true;
    if (conflict->what)
        return true;
    return code == SQLITE_OK || sqlite_fail(c, code, e);
}
