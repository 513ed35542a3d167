/* sqlite.c - connections and what their failures mean */
#include "sqlite.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

/* Trust in the file's own schema is what these take away; mupu's schema has no triggers and no views at all. */
static const struct {
    int option, value;
} protections[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
    { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
    { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
    { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
    { SQLITE_DBCONFIG_DQS_DML, 0 },
    { SQLITE_DBCONFIG_DQS_DDL, 0 },
};

static const struct {
    int limit, value;
} limits[] = {
    { SQLITE_LIMIT_LENGTH, 500000000 }, /* a part of the log is the largest value */
    { SQLITE_LIMIT_SQL_LENGTH, 100000 }, { SQLITE_LIMIT_EXPR_DEPTH, 100 },       { SQLITE_LIMIT_COMPOUND_SELECT, 50 },
    { SQLITE_LIMIT_ATTACHED, 1 },        { SQLITE_LIMIT_VARIABLE_NUMBER, 1000 }, { SQLITE_LIMIT_TRIGGER_DEPTH, 10 },
};

static const char settings[] = "PRAGMA foreign_keys = ON;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA mmap_size = 0;" /* a disk error must be an error, not SIGBUS */
                               "PRAGMA cache_size = -16384;"
                               "PRAGMA journal_size_limit = 67108864;"
                               "PRAGMA wal_autocheckpoint = 0;" /* checkpoints only under our lock: guard.h */
                               "PRAGMA synchronous = FULL;";

static const char settings_temporary[] = "PRAGMA cell_size_check = ON;"
                                         "PRAGMA mmap_size = 0;"
                                         "PRAGMA cache_size = -65536;"
                                         "PRAGMA journal_mode = OFF;"
                                         "PRAGMA synchronous = OFF;";

/* ---- failures ---- */

/* "UNIQUE constraint failed: animal.uuid" -> "animal.uuid"; "" if there is no such word. */
static const char *constraint_place(const char *text)
{
    const char *colon = strstr(text, "failed: ");
    return colon ? colon + strlen("failed: ") : "";
}

static bool fail_constraint(struct sqlite *c, int code, struct err *e)
{
    const char *text = sqlite3_errmsg(c->handle);
    const char *place = constraint_place(text);
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return err_set(e, ERR_DATA, place, _("There is already a record with the same \"%s\"."), place);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return err_set(e, ERR_DATA, "",
                       _("A record that this one refers to does not exist, or others still refer to it."));
    case SQLITE_CONSTRAINT_NOTNULL:
        return err_set(e, ERR_DATA, place, _("\"%s\" must not be empty."), place);
    default:
        return err_set(e, ERR_DATA, place, _("The record breaks a rule of the file: %s"), text);
    }
}

static bool fail_open(struct sqlite *c, struct err *e)
{
    int number = c->handle ? sqlite3_system_errno(c->handle) : 0;
    if (number == EACCES || number == EPERM || number == EROFS)
        return err_set(e, ERR_PERMISSION, "", _("No permission to open the file."));
    if (number == ENOENT || number == ENOTDIR)
        return err_set(e, ERR_NO_INPUT, "", _("There is no such file."));
    return err_set(e, ERR_IO, "", _("The file cannot be opened: %s"), strerror(number));
}

bool sqlite_fail(struct sqlite *c, int code, struct err *e)
{
    const char *text = c->handle ? sqlite3_errmsg(c->handle) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_FULL:
        return err_set(e, ERR_IO, "", _("The disk is full: nothing was saved. Free some space, then try again."));
    case SQLITE_IOERR: /* also a used-up quota and a file as large as its disk allows */
        return err_set(e, ERR_IO, "", _("The disk is full or failing: nothing was saved. (%s)"), text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(e, ERR_BUSY, "", _("Someone else is writing to the file: nothing was saved. Try again."));
    case SQLITE_CONSTRAINT:
        return fail_constraint(c, code, e);
    case SQLITE_CORRUPT:
        return err_set(e, ERR_DATA, "", _("The file is damaged (%s). Restore a backup."), text);
    case SQLITE_NOTADB:
        return err_set(e, ERR_DATA, "", _("This is not a mupu file."));
    case SQLITE_CANTOPEN:
        return fail_open(c, e);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return err_set(e, ERR_PERMISSION, "", _("The file may only be read."));
    case SQLITE_INTERRUPT:
        return err_set(e, ERR_CANCELLED, "", _("Stopped."));
    case SQLITE_NOMEM:
        return err_set(e, ERR_INTERNAL, "", _("Out of memory: nothing was saved."));
    default:
        return err_set(e, ERR_INTERNAL, "", _("The database reports: %s"), text);
    }
}

bool sqlite_recovery_needed(const struct sqlite *c)
{
    int code = c->handle ? sqlite3_extended_errcode(c->handle) : SQLITE_OK;
    return (code & 0xff) == SQLITE_READONLY || (code & 0xff) == SQLITE_CANTOPEN;
}

bool sqlite_is_foreign(const struct sqlite *c)
{
    return c->handle && sqlite3_errcode(c->handle) == SQLITE_NOTADB;
}

/* ---- opening ---- */

static int on_wal_commit(void *context, struct sqlite3 *handle, const char *name, int frames)
{
    (void)handle;
    (void)name;
    ((struct sqlite *)context)->wal_frames = frames;
    return SQLITE_OK;
}

static bool protect(struct sqlite *c, enum sqlite_access access, struct err *e)
{
    for (size_t i = 0; i < COUNT(protections); i++) {
        bool wanted = access != ACCESS_TEMPORARY || protections[i].option != SQLITE_DBCONFIG_DEFENSIVE;
        int code = wanted ? sqlite3_db_config(c->handle, protections[i].option, protections[i].value, NULL) : SQLITE_OK;
        if (code != SQLITE_OK)
            return sqlite_fail(c, code, e);
    }
    for (size_t i = 0; i < COUNT(limits); i++)
        sqlite3_limit(c->handle, limits[i].limit, limits[i].value);
    return true;
}

static bool configure(struct sqlite *c, enum sqlite_access access, struct err *e)
{
    if (!protect(c, access, e))
        return false;
    sqlite_set_wait(c, SQLITE_WAIT); /* the first PRAGMA already reads the file */
    if (access == ACCESS_TEMPORARY)
        return sqlite_execute(c, settings_temporary, e);
    int64_t on;
    if (!sqlite_execute(c, settings, e) || !sqlite_int(c, "PRAGMA foreign_keys", &on, e))
        return false;
    if (on != 1)
        return err_set(e, ERR_INTERNAL, "", _("This SQLite library cannot check foreign keys."));
    sqlite3_wal_hook(c->handle, on_wal_commit, c);
    return true;
}

static bool is_uri_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("/._-~", c);
}

static void write_uri(const char *path, struct strbuf *out)
{
    strbuf_add(out, "file:");
    for (const char *c = path; *c; c++) {
        if (is_uri_plain((unsigned char)*c))
            strbuf_add_char(out, *c);
        else
            strbuf_printf(out, "%%%02X", (unsigned char)*c);
    }
    strbuf_add(out, "?immutable=1");
}

bool sqlite_open(struct sqlite *c, const char *path, enum sqlite_access access, struct err *e)
{
    static const int flags[] = {
        [ACCESS_READ] = SQLITE_OPEN_READONLY,
        [ACCESS_READ_IMMUTABLE] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
        [ACCESS_WRITE] = SQLITE_OPEN_READWRITE,
        [ACCESS_TEMPORARY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    };
    memset(c, 0, sizeof(*c));
    struct strbuf uri;
    strbuf_init(&uri);
    if (access == ACCESS_READ_IMMUTABLE)
        write_uri(path, &uri);
    int code = sqlite3_open_v2(uri.length ? uri.text : path, &c->handle,
                               flags[access] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    strbuf_done(&uri);
    if (code == SQLITE_OK ? configure(c, access, e) : sqlite_fail(c, code, e))
        return true;
    return false; /* the handle stays for sqlite_recovery_needed; sqlite_close */
}

void sqlite_close(struct sqlite *c)
{
    if (c->keeper)
        sqlite_session_end(&c->keeper);
    int code = sqlite3_close(c->handle);
    assert(code == SQLITE_OK); /* else a query was not done */
    (void)code;
    memset(c, 0, sizeof(*c));
}

void sqlite_set_wait(struct sqlite *c, int milliseconds)
{
    sqlite3_busy_timeout(c->handle, milliseconds);
}

bool sqlite_execute(struct sqlite *c, const char *sql, struct err *e)
{
    int code = sqlite3_exec(c->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || sqlite_fail(c, code, e);
}

static bool first_row(struct sqlite *c, const char *sql, struct sqlite3_stmt **ret_statement, struct err *e)
{
    struct sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(c->handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *ret_statement = statement;
        return true;
    }
    if (code == SQLITE_DONE)
        err_set(e, ERR_INTERNAL, "", _("The database reports: %s"), sql);
    else
        sqlite_fail(c, code, e);
    sqlite3_finalize(statement);
    return false;
}

bool sqlite_int(struct sqlite *c, const char *sql, int64_t *ret_value, struct err *e)
{
    struct sqlite3_stmt *statement;
    if (!first_row(c, sql, &statement, e))
        return false;
    *ret_value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return true;
}

bool sqlite_pragma_text(struct sqlite *c, const char *sql, char *ret_text, size_t size, struct err *e)
{
    struct sqlite3_stmt *statement;
    if (!first_row(c, sql, &statement, e))
        return false;
    const char *text = (const char *)sqlite3_column_text(statement, 0);
    snprintf(ret_text, size, "%s", text ? text : "");
    sqlite3_finalize(statement);
    return true;
}

bool sqlite_autocommit(const struct sqlite *c)
{
    return sqlite3_get_autocommit(c->handle) != 0;
}

int64_t sqlite_last_id(const struct sqlite *c)
{
    return sqlite3_last_insert_rowid(c->handle);
}

int64_t sqlite_changes(const struct sqlite *c)
{
    return sqlite3_changes64(c->handle);
}

bool sqlite_checkpoint_passive(struct sqlite *c, struct err *e)
{
    int code = sqlite3_wal_checkpoint_v2(c->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return code == SQLITE_OK || sqlite_fail(c, code, e);
}

static int on_progress(void *context)
{
    struct sqlite *c = context;
    return c->go_on && !c->go_on(c->go_on_context);
}

void sqlite_on_progress(struct sqlite *c, bool (*go_on)(void *context), void *context)
{
    c->go_on = go_on;
    c->go_on_context = context;
    sqlite3_progress_handler(c->handle, 5000, go_on ? on_progress : NULL, c);
}

void sqlite_cache_megabytes(struct sqlite *c, int megabytes)
{
    char sql[64];
    snprintf(sql, sizeof(sql), "PRAGMA cache_size = -%d", megabytes * 1024);
    struct err ignored;
    (void)!sqlite_execute(c, sql, &ignored);
}

const char *sqlite_library(void)
{
    return sqlite3_libversion();
}

bool sqlite_library_checkpoints_safely(void)
{
    int version = sqlite3_libversion_number(); /* mended in 3.51.3, and in 3.50.7 and 3.44.6 */
    return version >= 3051003 || (version >= 3050007 && version < 3051000) || (version >= 3044006 && version < 3045000);
}
