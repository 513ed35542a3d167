/* failpoints POINTS: a session of mupu in which SQLite's n-th allocation, or its n-th call to the disk, fails, once or
 * from then on, for up to POINTS places each. Nobody dies, what was said to be saved is there, nothing is there by
 * half, and the file is whole. */
#include "drill.h"
#include "failing.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct outcome {
    int64_t certain;  /* the newest number that was said to be saved */
    int64_t possible; /* what the file may hold if the last step was not so refused after all */
    int64_t calls;
    bool finished, failed;
};

/* Undoing the newest pen and undoing that: the numbers go down and up again. */
static bool undo(struct store *store, struct err *e)
{
    struct change_note note = { .operator_name = "drill", .command = "undo", .count = 1 };
    int64_t newest;
    return store_newest_change(store, &newest, e) && store_undo(store, newest, &note, NULL, e);
}

static bool step(struct store *store, int number, int64_t after, struct outcome *outcome)
{
    struct err e;
    outcome->possible = after;
    bool done = number <= 3 ? drill_add(store, 0, number, NULL, &e) : undo(store, &e);
    if (done)
        outcome->certain = after;
    return done;
}

static void session(const char *path, const char *copy, enum guard_journal journal, struct outcome *outcome)
{
    static const int64_t after[] = { 1, 2, 3, 2, 3 };
    struct store *store;
    struct err e;
    if (!store_open_kind(path, STORE_WRITE, false, &journal, &store, &e))
        return;
    bool good = true;
    for (int i = 0; good && i < (int)COUNT(after); i++)
        good = step(store, i + 1, after[i], outcome);
    outcome->finished = good && store_backup(store, copy, NULL, &e) && store_verify(store, true, NULL, &e);
    store_close(store);
}

static struct outcome run(struct drill *d, enum failing_what what, enum guard_journal journal, int64_t at,
                          bool for_ever)
{
    struct outcome outcome = { 0 };
    struct err e;
    char copy[300];
    int ends[2], status;
    snprintf(copy, sizeof(copy), "%s/copy.mupu", d->folder);
    drill_clear(d);
    if (!drill_make(d->path, journal, 1, &e) || pipe(ends) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        failing_arm(what, at, for_ever);
        session(d->path, copy, journal, &outcome);
        outcome.calls = failing_calls(what);
        _exit(write(ends[1], &outcome, sizeof(outcome)) != sizeof(outcome));
    }
    close(ends[1]);
    bool told = read(ends[0], &outcome, sizeof(outcome)) == sizeof(outcome);
    close(ends[0]);
    waitpid(child, &status, 0);
    outcome.failed = !told || !WIFEXITED(status);
    return outcome;
}

static bool whole(struct drill *d, const struct outcome *outcome, enum guard_journal journal, struct err *e)
{
    struct store *store;
    int64_t number;
    if (!store_open_kind(d->path, STORE_WRITE, false, &journal, &store, e))
        return false;
    bool good = drill_newest(store, 0, &number, e);
    if (good && number != outcome->certain && number != outcome->possible)
        good =
            err_set(e, ERR_DATA, "", "%lld is there instead of %lld", (long long)number, (long long)outcome->certain);
    good = good && drill_add(store, 0, number + 1, NULL, e) && store_verify(store, true, NULL, e);
    store_close(store);
    return good;
}

static void drill_points(struct drill *d, enum failing_what what, enum guard_journal journal, const char *name,
                         int64_t most)
{
    struct outcome clean = run(d, what, journal, 0, false);
    int64_t total = clean.calls, stride = total / most + 1, points = 0, survived = 0;
    int bad = 0;
    for (int for_ever = 0; for_ever <= 1; for_ever++) {
        for (int64_t at = 1; at <= total; at += stride, points++) {
            struct err e = { 0 };
            struct outcome outcome = run(d, what, journal, at, for_ever);
            survived += outcome.finished;
            if (!outcome.failed && whole(d, &outcome, journal, &e))
                continue;
            if (++bad < 6)
                drill_note("%s, call %lld%s: %s", name, (long long)at, for_ever ? " and all after" : "",
                           outcome.failed ? "the process died" : e.message);
        }
    }
    drill_note("%s: %lld of %lld calls failed, once and for ever; %lld sessions still came to their end", name,
               (long long)points / 2, (long long)total, (long long)survived);
    drill_ok(d, clean.finished && bad == 0, "%s: nobody dies, nothing said to be saved is lost, the file is whole",
             name);
    drill_ok(d, survived < points / 2, "%s: the failures were felt", name);
}

int main(int count, char **words)
{
    struct drill d;
    int64_t most = count > 1 ? atoi(words[1]) : 60;
    failing_install();
    drill_begin(&d, "failpoints");
    drill_points(&d, FAILING_DISK, GUARD_WAL, "disk, WAL", most);
    drill_points(&d, FAILING_DISK, GUARD_TRUNCATE, "disk, TRUNCATE", most);
    drill_points(&d, FAILING_MEMORY, GUARD_WAL, "memory", most);
    return drill_end(&d);
}
