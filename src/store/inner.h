/* inner.h - what a store is made of; for the sources of this folder only */
#ifndef STORE_INNER_H
#define STORE_INNER_H

#include "guard.h"
#include "sqlite.h"

#define STORE_APPLICATION 0x4D555055 /* "MUPU" */
#define STORE_HASH 32                /* BLAKE2b-256 */

/* The log entry that a transaction is writing. */
struct entry {
    int64_t id; /* 0 = no row yet */
    int64_t parts;
    int64_t at;
    struct strbuf digests; /* of the parts, as they were in memory */
};

struct store {
    struct sqlite file;
    struct guard guard;
    char *path;
    enum store_mode mode;
    bool wal;
    const char *disk; /* kind, for people */
    int wait;         /* milliseconds */
    bool writing;     /* between begin and commit or rollback */
    bool logged;
    struct sqlite3_session *session;
    struct entry entry;
    int64_t commits;             /* own ones */
    struct query_home *homes;    /* one per embedded query */
    struct query_home texts[24]; /* the folder's own statements: enum store_text */
    struct strbuf dropped;       /* between bulk_begin and bulk_end: the CREATE INDEX statements */
};

/* ---- the folder's own statements, cached ---- */
enum store_text {
    TEXT_USER_VERSION,
    TEXT_DATA_VERSION,
    TEXT_LAST_CHANGE,
    TEXT_CHANGE_INSERT,
    TEXT_CHANGE_FILL,
    TEXT_PART_INSERT,
    TEXT_CHANGE_ROW,
    TEXT_PART_ROWS,
    TEXT_META_GET,
    TEXT_META_SET,
    TEXT_UNDONE,
    TEXT_BEGIN,
    TEXT_COMMIT,
    TEXT_COUNT
};
bool store_own(struct store *store, enum store_text text, struct query **ret_query, struct err *e) MUST_USE;

/* ---- migrate.c ---- */
int migrate_newest(void); /* number of the last step */
/* Whose file is this, and is its schema exactly ours? Gives its step; 0 for an empty file, if that is allowed. */
bool migrate_check(struct sqlite *c, bool allow_empty, int *ret_step, struct err *e) MUST_USE;
/* All steps into an empty file, with the write lock held. */
bool migrate_create(struct store *store, struct err *e) MUST_USE;
/* Backs up beside the file, then one transaction per step, with the write lock held. */
bool migrate_upgrade(struct store *store, int from, struct err *e) MUST_USE;
bool migrate_step(struct sqlite *c, int step, struct err *e) MUST_USE; /* its SQL and user_version, nothing else */

/* ---- change.c ---- */
bool entry_part(struct store *store, bool *ret_written, struct err *e) MUST_USE; /* what the session holds */
bool entry_close(struct store *store, const struct change_note *note, struct err *e) MUST_USE;
/* Recomputes a change's hash from its rows; with `previous` it must also follow that hash. Gives its hash. */
bool entry_check(struct store *store, int64_t change, const unsigned char *previous, unsigned char ret_hash[STORE_HASH],
                 struct err *e) MUST_USE;
/* One part's changeset, inflated. */
bool entry_read_part(struct store *store, int64_t change, int64_t part, struct strbuf *ret_bytes,
                     struct err *e) MUST_USE;
bool entry_parts(struct store *store, int64_t change, int64_t *ret_parts, struct err *e) MUST_USE;

/* ---- open.c ---- */
/* allow_older: a reader that looks at the log only. journal: NULL, or what to do as if the disk were of that kind. */
bool store_open_kind(const char *path, enum store_mode mode, bool allow_older, const enum guard_journal *journal,
                     struct store **ret_store, struct err *e) MUST_USE;

/* ---- backup.c ---- */
/* A verified copy of the present state under a new name; the file's schema may be an older one of ours. */
bool backup_copy(struct sqlite *c, const char *to, const struct progress *progress, struct err *e) MUST_USE;
/* "<base><number>", the first that no file has; the caller frees it. */
char *backup_free_name(const char *base) MUST_USE;

#endif
