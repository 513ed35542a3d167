/* kill9 KILLS SECONDS: writer processes acknowledge every committed change over a pipe and are killed at random
 * moments. Nothing acknowledged may be lost, no change may be there by half, and the chain of the log must be whole.
 *
 * Its control: a writer that acknowledges before it commits must be caught, or the drill proves nothing. */
#include "drill.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITERS = 3 };

struct writer {
    pid_t process;
    int pipe;
    int64_t acknowledged;
};

struct result {
    int kills;
    int64_t acknowledged, lost;
    int broken; /* half changes, chains, files */
    char why[512];
};

struct run {
    struct drill *drill;
    enum guard_journal journal;
    bool early; /* the control */
    struct writer writers[WRITERS];
    struct result result;
    struct random random;
};

static int acknowledge_to;

static void acknowledge(int64_t number)
{
    if (write(acknowledge_to, &number, sizeof(number)) != sizeof(number))
        _exit(0);
}

static void write_until_killed(const struct run *run, int index)
{
    struct store *store;
    struct err e;
    int64_t number;
    if (!store_open_kind(run->drill->path, STORE_WRITE, false, &run->journal, &store, &e) ||
        !drill_newest(store, index, &number, &e)) {
        drill_note("writer %d cannot begin: %s", index, e.message);
        _exit(1);
    }
    store_set_wait(store, 60000);
    while (drill_add(store, index, ++number, run->early ? acknowledge : NULL, &e))
        if (!run->early)
            acknowledge(number);
    drill_note("writer %d: %s", index, e.message);
    _exit(1);
}

static void start(struct run *run, int index)
{
    int ends[2];
    if (pipe(ends) != 0)
        abort();
    pid_t process = fork();
    if (process == 0) {
        signal(SIGPIPE, SIG_IGN);
        close(ends[0]);
        acknowledge_to = ends[1];
        write_until_killed(run, index);
    }
    close(ends[1]);
    run->writers[index].process = process;
    run->writers[index].pipe = ends[0];
}

/* Kills, then reads what was acknowledged until the moment of death. */
static void kill_one(struct run *run, int index)
{
    struct writer *writer = &run->writers[index];
    int status;
    int64_t number;
    kill(writer->process, SIGKILL);
    waitpid(writer->process, &status, 0);
    if (!WIFSIGNALED(status)) {
        run->result.broken++;
        snprintf(run->result.why, sizeof(run->result.why), "a writer gave up");
    }
    while (read(writer->pipe, &number, sizeof(number)) == sizeof(number)) {
        writer->acknowledged = number;
        run->result.acknowledged++;
    }
    close(writer->pipe);
    run->result.kills++;
}

static void broken(struct run *run, const char *why)
{
    run->result.broken++;
    snprintf(run->result.why, sizeof(run->result.why), "%s", why);
}

static void check_writer(struct run *run, struct store *store, int index)
{
    struct writer *writer = &run->writers[index];
    struct err e;
    int64_t number;
    if (!drill_newest(store, index, &number, &e)) {
        broken(run, e.message);
        return;
    }
    if (number < 0)
        broken(run, "half a change");
    else if (number < writer->acknowledged)
        run->result.lost += writer->acknowledged - number;
    writer->acknowledged = number;
}

static void check(struct run *run, const bool *killed, int level)
{
    struct store *store;
    struct err e;
    bool open = false;
    /* the writers left alive may hold a rollback-journal file for long on a loaded machine: waiting is no loss */
    for (int tries = 0; !open && tries < 20; tries++) {
        open = store_open_kind(run->drill->path, STORE_WRITE, false, &run->journal, &store, &e);
        if (!open && e.code != ERR_BUSY)
            break;
    }
    if (!open) {
        broken(run, e.message);
        return;
    }
    store_set_wait(store, 60000);
    for (int i = 0; i < WRITERS; i++)
        if (killed[i])
            check_writer(run, store, i);
    if (level > 0 && !store_verify(store, level > 1, NULL, &e))
        broken(run, e.message);
    store_close(store);
}

static void round_of_kills(struct run *run)
{
    bool killed[WRITERS] = { false };
    bool all = random_below(&run->random, 4) == 0; /* as a power switch of the whole program would */
    size_t chosen = (size_t)random_below(&run->random, WRITERS);
    usleep((useconds_t)(1000 + random_below(&run->random, 40000)));
    for (int i = 0; i < WRITERS; i++) {
        killed[i] = all || (size_t)i == chosen;
        if (killed[i])
            kill_one(run, i);
    }
    check(run, killed, run->result.kills % 8 == 0);
    for (int i = 0; i < WRITERS; i++)
        if (killed[i])
            start(run, i);
}

static struct result kill_loop(struct drill *d, enum guard_journal journal, bool early, int kills, double seconds)
{
    struct run run = { .drill = d, .journal = journal, .early = early, .random = { (uint64_t)clock_monotonic() } };
    struct err e;
    const bool all[WRITERS] = { true, true, true };
    double until = drill_seconds() + seconds;
    drill_clear(d);
    if (!drill_make(d->path, journal, WRITERS, &e))
        broken(&run, e.message);
    for (int i = 0; i < WRITERS; i++)
        start(&run, i);
    /* the control has shown what it must with the first loss */
    while (run.result.kills < kills && !run.result.broken && drill_seconds() < until && !(early && run.result.lost))
        round_of_kills(&run);
    for (int i = 0; i < WRITERS; i++)
        kill_one(&run, i);
    check(&run, all, 2);
    return run.result;
}

static void drill_journal(struct drill *d, enum guard_journal journal, const char *name, int kills, double seconds)
{
    double start_time = drill_seconds();
    struct result r = kill_loop(d, journal, false, kills, seconds);
    double took = drill_seconds() - start_time;
    if (r.broken)
        drill_note("%s", r.why);
    drill_note("%s: %d kills in %.1f s, %lld changes acknowledged", name, r.kills, took, (long long)r.acknowledged);
    drill_ok(d, r.kills > 0 && r.acknowledged > 0 && r.lost == 0, "%s: nothing acknowledged is lost", name);
    drill_ok(d, r.broken == 0, "%s: no half change, the log whole, its replay equal", name);
}

int main(int count, char **words)
{
    struct drill d;
    int kills = count > 1 ? atoi(words[1]) : 60;
    double seconds = count > 2 ? atof(words[2]) : 10;
    drill_begin(&d, "kill9");
    drill_journal(&d, GUARD_WAL, "WAL", kills, seconds);
    drill_journal(&d, GUARD_TRUNCATE, "TRUNCATE", kills / 2, seconds / 2);
    struct result control = kill_loop(&d, GUARD_WAL, true, 1000, 30);
    drill_note("control: first loss after %d kills", control.kills);
    drill_ok(&d, control.lost > 0, "a writer that acknowledges before it commits is caught");
    return drill_end(&d);
}
