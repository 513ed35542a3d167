/* wal_reset SECONDS [CONTROL SECONDS]: SQLite before 3.51.3 can corrupt a WAL file when a checkpoint runs beside
 * another process's commit. One process writes large and small transactions, others checkpoint without pause, all on
 * one processor, which is where it happens soonest. With the lock of guard.h nothing may happen.
 *
 * Its control leaves the lock out: on such a library the file must be damaged, or the drill proves nothing. */
#include "drill.h"

#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHECKPOINTERS = 2, LARGE_ROWS = 300, SMALL = 20 };

struct run {
    const char *path;
    bool guarded;
    struct guard guard;
    sqlite3 *handle;
    int64_t committed;
    char why[512];
};

static void lock(struct run *run)
{
    struct err e;
    if (run->guarded && !guard_lock(&run->guard, 60000, &e))
        abort();
}

static void unlock(struct run *run)
{
    if (run->guarded)
        guard_unlock(&run->guard);
}

static bool execute(struct run *run, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(run->handle, sql, NULL, NULL, &message) == SQLITE_OK)
        return true;
    snprintf(run->why, sizeof(run->why), "%s", message ? message : "?");
    sqlite3_free(message);
    return false;
}

static bool connect_to(struct run *run)
{
    struct err e;
    run->guard.file = -1;
    return (!run->guarded || guard_open(&run->guard, run->path, true, &e)) &&
           sqlite3_open(run->path, &run->handle) == SQLITE_OK &&
           sqlite3_busy_timeout(run->handle, 20000) == SQLITE_OK &&
           execute(run, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0");
}

static void disconnect(struct run *run)
{
    sqlite3_close(run->handle);
    guard_close(&run->guard);
}

static void checkpoint_without_pause(const char *path, bool guarded)
{
    struct run run = { .path = path, .guarded = guarded };
    if (!connect_to(&run))
        _exit(1);
    for (;;) {
        lock(&run);
        sqlite3_wal_checkpoint_v2(run.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        unlock(&run);
    }
}

static bool transaction(struct run *run, const char *sql)
{
    lock(run);
    bool done = execute(run, "BEGIN IMMEDIATE") && execute(run, sql) && execute(run, "COMMIT");
    unlock(run);
    return done;
}

static int64_t number(struct run *run, const char *sql, char *text, size_t size)
{
    sqlite3_stmt *statement = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(run->handle, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        value = sqlite3_column_int64(statement, 0);
        snprintf(text, size, "%s", (const char *)sqlite3_column_text(statement, 0));
    } else {
        snprintf(text, size, "%s", sqlite3_errmsg(run->handle));
    }
    sqlite3_finalize(statement);
    return value;
}

static bool large_and_small(struct run *run)
{
    char text[200];
    if (!transaction(run, "UPDATE u SET n = n + 1"))
        return false;
    usleep(400);
    for (int i = 0; i < SMALL; i++) {
        if (!transaction(run, "INSERT INTO t (pad) VALUES (hex(randomblob(8)))"))
            return false;
        run->committed++;
        usleep(100);
    }
    if (number(run, "SELECT count(*) FROM t", text, sizeof(text)) == run->committed)
        return true;
    snprintf(run->why, sizeof(run->why), "committed rows are gone: %s of %lld", text, (long long)run->committed);
    return false;
}

static bool prepare(struct run *run)
{
    char sql[200];
    snprintf(sql, sizeof(sql),
             "WITH RECURSIVE i(w) AS (SELECT 1 UNION ALL SELECT w + 1 FROM i WHERE w < %d)"
             " INSERT INTO u SELECT w, 0, hex(randomblob(1400)) FROM i",
             LARGE_ROWS);
    return connect_to(run) &&
           execute(run, "CREATE TABLE t (n INTEGER PRIMARY KEY, pad TEXT); CREATE INDEX ti ON t (pad);"
                        "CREATE TABLE u (w INTEGER PRIMARY KEY, n INTEGER, pad TEXT)") &&
           execute(run, sql);
}

static void stay_on_one_processor(void)
{
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    sched_setaffinity(0, sizeof(first), &first);
}

/* The file is whole, and holds all that was committed. */
static bool whole(struct run *run)
{
    char text[200];
    if (*run->why)
        return false;
    number(run, "PRAGMA integrity_check(1)", text, sizeof(text));
    if (strcmp(text, "ok") != 0)
        snprintf(run->why, sizeof(run->why), "%s", text);
    return !*run->why;
}

static bool stress(struct drill *d, bool guarded, double seconds)
{
    struct run run = { .path = d->path, .guarded = guarded };
    pid_t children[CHECKPOINTERS];
    drill_clear(d);
    if (!prepare(&run))
        abort();
    disconnect(&run);
    double start = drill_seconds();
    for (int i = 0; i < CHECKPOINTERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            stay_on_one_processor();
            checkpoint_without_pause(d->path, guarded);
        }
    }
    stay_on_one_processor();
    bool good = connect_to(&run);
    while (good && drill_seconds() - start < seconds)
        good = large_and_small(&run);
    for (int i = 0; i < CHECKPOINTERS; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
    good = whole(&run) && good;
    disconnect(&run);
    drill_note("%s: %lld small commits in %.1f s%s%s", guarded ? "guarded" : "control", (long long)run.committed,
               drill_seconds() - start, *run.why ? ": " : "", run.why);
    return good;
}

int main(int count, char **words)
{
    struct drill d;
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1); /* no time lost in the disk */
    drill_begin(&d, "wal-reset");
    drill_ok(&d, stress(&d, true, count > 1 ? atof(words[1]) : 5), "no damage with the lock");
    if (count > 2 && sqlite_library_checkpoints_safely())
        drill_skip(&d, "damage without the lock", "this SQLite is mended");
    else if (count > 2)
        drill_ok(&d, !stress(&d, false, atof(words[2])), "the same without the lock is damaged");
    return drill_end(&d);
}
