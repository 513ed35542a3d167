/* sqlite.h - the driver: all of SQLite that the rest of this folder sees. Only sqlite*.c include sqlite3.h.
 *
 * struct query (mupu/store.h) belongs to a connection, not to a store, so that the schema built in memory and the file
 * that verify rebuilds are read and written with the same functions. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "mupu/store.h"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_session;

struct sqlite {
    struct sqlite3 *handle;
    struct sqlite3_session *keeper; /* see sqlite_change.c; NULL on connections that do not log */
    bool (*go_on)(void *context);
    void *go_on_context;
    int wal_frames; /* in the log after the newest own commit; 0 without WAL */
};

enum sqlite_access {
    ACCESS_READ,
    ACCESS_READ_IMMUTABLE, /* on a medium that cannot be written: no locks, no side files */
    ACCESS_WRITE,          /* the file must exist; it may be empty */
    ACCESS_TEMPORARY,      /* "" on disk or ":memory:", gone at close; without durability */
};

/* ---- connection ---- */
/* Foreign schemas can do nothing through it: no triggers, no views, no extensions, limits, foreign keys on. */
#define SQLITE_WAIT 5000 /* milliseconds, until sqlite_set_wait */
bool sqlite_open(struct sqlite *c, const char *path, enum sqlite_access access, struct err *e) MUST_USE;
void sqlite_close(struct sqlite *c);
void sqlite_set_wait(struct sqlite *c, int milliseconds);
bool sqlite_execute(struct sqlite *c, const char *sql, struct err *e) MUST_USE; /* one or more statements, no binds */
bool sqlite_int(struct sqlite *c, const char *sql, int64_t *ret_value, struct err *e) MUST_USE;
bool sqlite_pragma_text(struct sqlite *c, const char *sql, char *ret_text, size_t size, struct err *e) MUST_USE;
bool sqlite_autocommit(const struct sqlite *c); /* true = no transaction is open (any more) */
int64_t sqlite_last_id(const struct sqlite *c);
int64_t sqlite_changes(const struct sqlite *c);
bool sqlite_checkpoint_passive(struct sqlite *c, struct err *e) MUST_USE;
void sqlite_on_progress(struct sqlite *c, bool (*go_on)(void *context), void *context);
void sqlite_cache_megabytes(struct sqlite *c, int megabytes);
bool sqlite_fail(struct sqlite *c, int code, struct err *e); /* always false */
bool sqlite_recovery_needed(const struct sqlite *c);         /* the newest failure: only a writer can open this file */
bool sqlite_is_foreign(const struct sqlite *c);              /* the newest failure: this is no database */
const char *sqlite_library(void);                            /* "3.40.1" */
bool sqlite_library_checkpoints_safely(void);                /* the WAL-reset error is mended in it */

/* ---- statements ---- */
/* Its home is where query_done puts it: NULL = finalised and freed. */
struct query_home {
    struct query *idle;
};
bool sqlite_prepare(struct sqlite *c, const char *sql, struct query_home *home, struct query **ret_query,
                    struct err *e) MUST_USE;
struct query *query_take_idle(struct query_home *home); /* NULL if none */
void query_home_empty(struct query_home *home);

/* ---- values, with their types ---- */
struct value {
    char type; /* 'n' null, 'i' integer, 'r' real, 't' text, 'b' blob, 0 = not given */
    int64_t integer;
    double real;
    const void *bytes; /* of text and blob; valid until the next step */
    size_t length;
};
struct value query_value(struct query *q, int column);
void query_bind_value(struct query *q, int index, const struct value *value); /* index from 1 */
bool value_equal(const struct value *a, const struct value *b);
/* As a person reads it: UUIDs as such, other blobs in hexadecimal; nothing for NULL. */
void value_text(const struct value *value, struct strbuf *out);

/* ---- changesets (session extension) ---- */
bool sqlite_logged_table(const char *name); /* false: meta, the log itself, derived tables, drafts */
/* Keeps the pre-update hook installed from now on. Before the first statement is prepared. */
bool sqlite_keep_hook(struct sqlite *c, struct err *e) MUST_USE;
bool sqlite_session_begin(struct sqlite *c, struct sqlite3_session **ret_session, struct err *e) MUST_USE;
void sqlite_session_end(struct sqlite3_session **session);

struct changeset {
    void *bytes;
    int length;
};
void changeset_done(struct changeset *set);
bool sqlite_session_take(struct sqlite *c, struct sqlite3_session *session, struct changeset *ret_set,
                         struct err *e) MUST_USE;
bool sqlite_changeset_invert(struct sqlite *c, const void *bytes, size_t length, struct changeset *ret_set,
                             struct err *e) MUST_USE;

/* One row of a changeset. */
struct changeset_row {
    const char *table;
    char what; /* 'i' 'u' 'd' */
    int columns;
    const unsigned char *key; /* per column: part of the primary key */
    void *iterator;
};
struct value changeset_before(const struct changeset_row *row, int column);
struct value changeset_after(const struct changeset_row *row, int column);
void changeset_key(const struct changeset_row *row, struct strbuf *out);            /* the key's values, comparable */
void value_key(const struct value *value, struct strbuf *out);                      /* one value of such a key */
typedef bool (*changeset_function)(void *context, const struct changeset_row *row); /* false = enough */
bool sqlite_changeset_each(struct sqlite *c, const void *bytes, size_t length, changeset_function function,
                           void *context, struct err *e) MUST_USE;

/* Why a changeset does not fit. */
struct changeset_conflict {
    char what; /* 0 none; 'c' changed since, 'm' missing, 'e' exists again, 'u' rule broken, 'f' referred to */
    char table[64];
    struct strbuf key; /* as of changeset_key */
};
/* Applies all or, with a conflict, nothing; only for 'f' the rows are changed, so that the caller can look who refers
 * to them before it rolls back. */
bool sqlite_changeset_apply(struct sqlite *c, const void *bytes, size_t length, struct changeset_conflict *conflict,
                            struct err *e) MUST_USE;

#endif
