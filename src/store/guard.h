/* guard.h - who may write: the lock beside the file, and which journal its disk can bear.
 *
 * Up to 3.51.2 (Debian 12 has 3.40.1) SQLite can corrupt a WAL file when a checkpoint runs beside another process's
 * commit. So every mupu process holds one lock around a write transaction AND around a checkpoint, never checkpoints
 * otherwise, and readers do neither. The lock is flock on <file>.lock, which also excludes two stores of one process;
 * the kernel lets go of it when a process dies. That file is never deleted: deleting it would give two locks.
 *
 * Waiting is asking again and again, so one that writes without pause would keep all others out: who waits says so with
 * a second lock on the file, and who has just written lets the waiting go first.
 *
 * On the same file an open-file-description lock says "someone has the records open"; restoring needs to be alone. More
 * of them are for whoever shares the file: a number is one's own until the process is gone, however it went. */
#ifndef STORE_GUARD_H
#define STORE_GUARD_H

#include "mupu/base.h"

struct guard {
    int file; /* -1 = none */
    bool held;
    int64_t yield_until; /* others waited when we let go: they come first; clock_monotonic */
};

/* For writers creates <path>.lock; without `create` a missing lock file is no failure. */
bool guard_open(struct guard *guard, const char *path, bool create, struct err *e) MUST_USE;
void guard_close(struct guard *guard);
/* Waits up to so many milliseconds. */
bool guard_lock(struct guard *guard, int milliseconds, struct err *e) MUST_USE;
void guard_unlock(struct guard *guard);
/* ERR_BUSY if anyone else has the file open; nobody can open it until guard_close. */
bool guard_alone(struct guard *guard, struct err *e) MUST_USE;
/* false = another has claimed the number. Claiming what is one's own is true. */
bool guard_claim(struct guard *guard, int64_t number);
void guard_unclaim(struct guard *guard, int64_t number);

/* ---- disks ---- */
enum guard_journal {
    GUARD_WAL,      /* local disks: shared memory and locks work */
    GUARD_TRUNCATE, /* FAT sticks and what we do not know: one file, commits without folder writes */
    GUARD_REFUSE,   /* network disks and FUSE: locks and fsync cannot be relied on */
};
enum guard_journal guard_journal_for(uint32_t disk_type, const char **ret_name); /* f_type of statfs */
/* Of the folder the file is or will be in. */
bool guard_disk(const char *path, enum guard_journal *ret_journal, const char **ret_name, struct err *e) MUST_USE;

#endif
