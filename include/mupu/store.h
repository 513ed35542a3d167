/* mupu/store.h - one file of records: statements by name, guarded transactions, migrations, the change log.
 *
 * Every write is one transaction is one change: the rows before and after are captured by SQLite's session extension
 * whatever statement wrote them, so no code can forget the log. The log is a BLAKE2b hash chain; undo applies an entry
 * backwards; store_verify replays it from an empty file and must arrive at the same tables.
 */
#ifndef MUPU_STORE_H
#define MUPU_STORE_H

#include "mupu/base.h"

struct store;
struct query;

/* ---- opening ---- */
enum store_mode {
    STORE_READ,   /* must exist; never written, not even a migration */
    STORE_WRITE,  /* must exist; older schema: backed up beside itself, then migrated */
    STORE_CREATE, /* made if it does not exist */
};
/* Refuses, untouched: what is no mupu file, one from a newer mupu, one whose schema is not ours (ERR_DATA); a network
 * disk for writing (ERR_UNAVAILABLE). WAL on a local disk, TRUNCATE on FAT and unknown kinds, always synchronous=FULL.
 */
bool store_open(const char *path, enum store_mode mode, struct store **ret_store, struct err *e) MUST_USE;
void store_close(struct store *store); /* NULL is fine; an open transaction is rolled back */
const char *store_path(const struct store *store);
void store_set_wait(struct store *store,
                    int milliseconds); /* for the write lock: 5,000 at a screen, 60,000 in a batch */
/* A number that changes whenever the file may hold something new: own commits and other processes'. */
int64_t store_generation(struct store *store);
/* Newest change.id (0 = none). */
bool store_newest_change(struct store *store, int64_t *ret_change, struct err *e) MUST_USE;

/* ---- statements: the text between "-- name: x" lines of the files in db/query ---- */
/* Takes it prepared from the cache; give it back with query_done. Unknown names are our own bug (ERR_INTERNAL). */
bool store_query(struct store *store, const char *name, struct query **ret_query, struct err *e) MUST_USE;
/* For lists put together from constant pieces of SQL (herd/list.c only); prepared afresh. */
bool store_query_text(struct store *store, const char *sql, struct query **ret_query, struct err *e) MUST_USE;
void query_done(struct query **query); /* resets; for CLEANUP(query_done). NULL is fine */
/* Names are written ":animal". Binding a name the statement lacks is our own bug (ERR_INTERNAL at the next
 * step). Text and blobs are copied. */
void query_bind_int(struct query *q, const char *name, int64_t value);
void query_bind_real(struct query *q, const char *name, double value);
void query_bind_text(struct query *q, const char *name, const char *text); /* NULL binds NULL */
void query_bind_day(struct query *q, const char *name, date_day day);      /* DATE_NONE binds NULL */
void query_bind_id(struct query *q, const char *name, int64_t id);         /* 0 binds NULL */
void query_bind_uuid(struct query *q, const char *name, const struct uuid *id);
void query_bind_blob(struct query *q, const char *name, const void *bytes, size_t length);
void query_bind_null(struct query *q, const char *name);
bool query_next(struct query *q, bool *ret_row, struct err *e) MUST_USE; /* *ret_row = false at the end */
bool query_run(struct query *q, struct err *e) MUST_USE;                 /* to the end, then reset for the next binds */
bool query_one_int(struct query *q, int64_t missing, int64_t *ret_value,
                   struct err *e) MUST_USE; /* first column of first row */
int query_columns(struct query *q);
const char *query_column_name(struct query *q, int column);
bool query_is_null(struct query *q, int column);
int64_t query_int(struct query *q, int column); /* 0 for NULL */
double query_real(struct query *q, int column);
const char *query_text(struct query *q, int column); /* NULL for NULL; until the next step */
date_day query_day(struct query *q, int column);     /* DATE_NONE for NULL */
struct uuid query_uuid(struct query *q, int column);
const void *query_blob(struct query *q, int column, size_t *ret_length);
int64_t store_last_id(struct store *store); /* of the newest INSERT */
int64_t store_changes(struct store *store); /* rows the newest statement changed */
/* Stops a running query when function says so (a key waits); NULL = none. Called every few thousand steps. */
void store_on_progress(struct store *store, bool (*go_on)(void *context), void *context);

/* ---- transactions ---- */
struct change_note { /* what a transaction is about, in data; put into words when shown */
    const char *operator_name;
    const char *command; /* 'animal add' */
    const char *kind;    /* may be NULL, like the rest */
    const char *label;
    int64_t count;
    int64_t animal, holding; /* 0 = none */
    const char *reason;
    int64_t undoes; /* 0 = none */
};
/* Takes the write lock (flock on <file>.lock) and BEGIN IMMEDIATE. ERR_BUSY when the wait is over. */
bool store_begin(struct store *store, struct err *e) MUST_USE;
/* Writes the log entry, reads it back and checks its hash, commits. A transaction that changed nothing leaves no entry
 * and gives change 0. On failure everything is rolled back. */
bool store_commit(struct store *store, const struct change_note *note, int64_t *ret_change, struct err *e) MUST_USE;
void store_rollback(struct store *store); /* nothing to do outside a transaction */
bool store_in_transaction(const struct store *store);
/* Inside a long transaction: closes the present part of the log entry so that memory stays bounded. Call every ~50,000
 * rows. */
bool store_part(struct store *store, struct err *e) MUST_USE;
/* Inside a transaction: drops the secondary indexes of the record tables, and builds them again. For imports that bring
 * more rows than there are. */
bool store_bulk_begin(struct store *store, struct err *e) MUST_USE;
bool store_bulk_end(struct store *store, const struct progress *progress, struct err *e) MUST_USE;
/* A write to derived tables and drafts only: guarded, committed, not logged. */
bool store_begin_unlogged(struct store *store, struct err *e) MUST_USE;
bool store_commit_unlogged(struct store *store, struct err *e) MUST_USE;
/* Of all programs that have the file open one can claim a number (from 1), until it gives it back or ends, however it
 * ends. false = another has it. What the numbers are of is the caller's affair. */
bool store_claim(struct store *store, int64_t number) MUST_USE;
void store_unclaim(struct store *store, int64_t number);

/* ---- undo ---- */
/* Applies change backwards as a new change. Refuses (ERR_BUSY, message names the later change that touched the same
 * record) when a row is no longer as that change left it; refuses (ERR_DATA) what is undone already. Undoing an undo
 * is redo. note.undoes is set by this function. */
bool store_undo(struct store *store, int64_t change, const struct change_note *note, int64_t *ret_change,
                struct err *e) MUST_USE;
/* Rows of one change, in order: what happened to which row. values before and after are parallel to columns. */
struct change_row {
    const char *table;
    char what; /* 'i' 'u' 'd' */
    int columns;
    const char *const *names;  /* column names */
    const char *const *before; /* NULL entry = NULL or (update) unchanged; all NULL for 'i' */
    const char *const *after;
    const bool *changed; /* for 'u' */
    int64_t id;          /* the row's integer key, 0 if it has none */
};
typedef bool (*change_row_function)(void *context, const struct change_row *row); /* false = enough */
bool store_change_rows(struct store *store, int64_t change, change_row_function function, void *context,
                       struct err *e) MUST_USE;

/* ---- trust ---- */
struct store_report {
    int64_t changes, rows, bytes;
    int schema;
    char journal[16], device[UUID_TEXT], sqlite[16], disk[24];
    bool guarded_library; /* library older than 3.51.3: writers must be mupu only */
};
bool store_info(struct store *store, struct store_report *ret_report, struct err *e) MUST_USE;
/* quick_check, foreign keys, schema, the hash chain; with replay, the log from empty compared table by table. */
bool store_verify(struct store *store, bool replay, const struct progress *progress, struct err *e) MUST_USE;
/* VACUUM INTO a temporary, fsync, verify the copy, rename. Refuses to overwrite. Writers are not blocked. */
bool store_backup(struct store *store, const char *to, const struct progress *progress, struct err *e) MUST_USE;
/* Verifies `from`, moves an existing `to` aside as <to>.before-restore-N, copies, fsync. No one may have `to` open. */
bool store_restore(const char *from, const char *to, const struct progress *progress, struct err *e) MUST_USE;
/* meta: facts about the file itself, not logged. */
bool store_meta_get(struct store *store, const char *name, struct strbuf *ret_value,
                    struct err *e) MUST_USE; /* "" if none */
bool store_meta_set(struct store *store, const char *name, const char *value,
                    struct err *e) MUST_USE; /* inside or outside a transaction */

/* ---- embedded files (db/): "schema/0001_store.sql", "dictionary/param.tsv", "report/x.sql" ---- */
struct embedded {
    const char *name;
    const char *text;
    size_t length;
};
const struct embedded *embedded_find(const char *name); /* NULL if none */
const struct embedded *embedded_next(const char *folder,
                                     const struct embedded *after); /* by name; NULL starts, NULL ends */

#endif
