/* disk_full STEP: the disk runs full at one place after another. What was acknowledged stays, reading goes on, the
 * words say what happened, nothing half done stays behind, and writing goes on when there is room again.
 *
 * Two ways: a limit on the size of files (everywhere), and a real small disk (a tmpfs, where mounting is allowed). */
#include "drill.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct outcome {
    int64_t acknowledged;
    bool made;     /* the file could be created */
    bool refused;  /* the disk was full at last */
    char why[200]; /* what went wrong, "" = nothing */
};

static void limit_files(rlim_t bytes)
{
    struct rlimit limit = { .rlim_cur = bytes, .rlim_max = RLIM_INFINITY };
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        abort();
}

static void fail(struct outcome *outcome, const char *what, const struct err *e)
{
    if (!*outcome->why)
        snprintf(outcome->why, sizeof(outcome->why), "%s: %d %.150s", what, e->code, e->message);
}

static bool says_full(const struct err *e)
{
    return e->code == ERR_IO && strstr(e->message, "full") != NULL;
}

/* Adds until the disk is full, then reads and backs up on the full disk. */
static void fill(struct store *store, const char *copy, struct outcome *outcome)
{
    struct err e = { 0 };
    int64_t number;
    while (outcome->acknowledged < 3000 && drill_add(store, 0, outcome->acknowledged + 1, NULL, &e))
        outcome->acknowledged++;
    outcome->refused = outcome->acknowledged < 3000;
    if (outcome->refused && !says_full(&e))
        fail(outcome, "not in plain words", &e);
    if (store_in_transaction(store))
        fail(outcome, "still in a transaction", &e);
    if (!drill_newest(store, 0, &number, &e) || number != outcome->acknowledged)
        fail(outcome, "reading on the full disk", &e);
    struct stat file;
    if (!store_backup(store, copy, NULL, &e) && (!says_full(&e) || stat(copy, &file) == 0))
        fail(outcome, "backup to the full disk", &e);
}

static void fill_file(const char *path, const char *copy, struct outcome *outcome)
{
    struct store *store;
    struct err e = { 0 };
    outcome->made = drill_make(path, GUARD_WAL, 1, &e);
    if (!outcome->made) {
        if (!says_full(&e))
            fail(outcome, "creating on the full disk", &e);
        return;
    }
    if (!store_open(path, STORE_WRITE, &store, &e)) {
        if (!says_full(&e))
            fail(outcome, "opening on the full disk", &e);
        return;
    }
    fill(store, copy, outcome);
    store_close(store);
}

/* There is room again: everything acknowledged is there, and it goes on. */
static void look_again(const char *path, struct outcome *outcome)
{
    struct store *store;
    struct err e = { 0 };
    int64_t number = 0;
    if (!outcome->made && !drill_make(path, GUARD_WAL, 1, &e))
        fail(outcome, "creating when there is room", &e);
    if (!store_open(path, STORE_WRITE, &store, &e)) {
        fail(outcome, "opening when there is room", &e);
        return;
    }
    if (!drill_newest(store, 0, &number, &e) || number != outcome->acknowledged)
        fail(outcome, "something acknowledged is lost", &e);
    if (!drill_add(store, 0, number + 1, NULL, &e))
        fail(outcome, "writing when there is room", &e);
    if (!store_verify(store, true, NULL, &e))
        fail(outcome, "verifying", &e);
    store_close(store);
}

/* ---- with a limit on the size of files ---- */

static struct outcome limited(struct drill *d, rlim_t bytes, const char *copy)
{
    struct outcome outcome = { 0 };
    int ends[2], status;
    drill_clear(d);
    if (pipe(ends) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        limit_files(bytes);
        fill_file(d->path, copy, &outcome);
        _exit(write(ends[1], &outcome, sizeof(outcome)) != sizeof(outcome));
    }
    close(ends[1]);
    if (read(ends[0], &outcome, sizeof(outcome)) != sizeof(outcome))
        snprintf(outcome.why, sizeof(outcome.why), "the process died");
    close(ends[0]);
    waitpid(child, &status, 0);
    if (!*outcome.why)
        look_again(d->path, &outcome);
    return outcome;
}

static void drill_limits(struct drill *d, rlim_t step)
{
    char copy[300];
    int sizes = 0, refused = 0, bad = 0;
    snprintf(copy, sizeof(copy), "%s/copy.mupu", d->folder);
    for (rlim_t bytes = 8 * 1024; bytes <= 1600 * 1024; bytes += step) {
        struct outcome outcome = limited(d, bytes, copy);
        sizes++;
        refused += outcome.refused || !outcome.made;
        if (*outcome.why && ++bad < 5)
            drill_note("%lu bytes: %s", (unsigned long)bytes, outcome.why);
    }
    drill_note("%d limits, refused at %d", sizes, refused);
    drill_ok(d, bad == 0, "files may not grow: nothing acknowledged is lost, said in plain words, goes on later");
    drill_ok(d, refused > sizes / 2, "the limits were reached");
}

/* ---- on a small disk ---- */

static bool mount_disk(const char *folder, unsigned long kilobytes, unsigned long flags)
{
    char options[64];
    snprintf(options, sizeof(options), "size=%luk", kilobytes);
    return mount("tmpfs", folder, "tmpfs", flags, options) == 0;
}

static void drill_disk(struct drill *d, unsigned long step)
{
    char copy[300];
    int sizes = 0, refused = 0, bad = 0;
    snprintf(copy, sizeof(copy), "%s/copy.mupu", d->folder);
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        drill_skip(d, "a full disk", "mounting is not allowed here");
        return;
    }
    for (unsigned long kilobytes = 16; kilobytes <= 1600; kilobytes += step) {
        struct outcome outcome = { 0 };
        if (!mount_disk(d->folder, kilobytes, 0))
            break;
        fill_file(d->path, copy, &outcome);
        refused += outcome.refused || !outcome.made;
        if (!mount_disk(d->folder, 65536, MS_REMOUNT))
            fail(&outcome, "growing the disk", &(struct err){ 0 });
        if (!*outcome.why)
            look_again(d->path, &outcome);
        umount(d->folder);
        sizes++;
        if (*outcome.why && ++bad < 5)
            drill_note("%lu KB: %s", kilobytes, outcome.why);
    }
    if (sizes == 0) {
        drill_skip(d, "a full disk", "mounting is not allowed here");
        return;
    }
    drill_note("%d sizes, full at %d", sizes, refused);
    drill_ok(d, bad == 0 && refused > sizes / 2,
             "a full disk: nothing acknowledged is lost, plain words, goes on later");
}

int main(int count, char **words)
{
    struct drill d;
    int step = count > 1 ? atoi(words[1]) : 64;
    drill_begin(&d, "disk-full");
    drill_limits(&d, (rlim_t)step * 1024);
    drill_disk(&d, (unsigned long)step);
    return drill_end(&d);
}
