/* inbreeding_parallel.c - F of every animal on several processors.
 *
 * The groups of inbreeding.c, one per sire, need of each other only the variances of the sire's ancestors: those are
 * known when his parents are "done", that is, have their own variance and F of their own lambs. So each thread takes a
 * window of positions (relatives, near in memory), goes through it by generation, waits for the two parents of each and
 * marks it done. What a group computes does not depend on when, so the bytes are those of inbreeding_all.
 *
 * By generation, so that a thread finds what does not wait for the windows before, which others have. The first in that
 * order that is not done waits for nobody, so somebody always gets on.
 *
 * Every thread traces in animals of its own; a variance is written into all of them by the thread that finds it.
 */
#include "inbreeding.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 1 << 11,  /* positions: their animals fit a processor's own cache with those they ask for */
    GLANCES = 200,     /* at a parent that is not done, before others may run */
    THREADS_MOST = 64, /* more gain nothing */
};

struct team;

struct worker {
    struct team *team;
    struct trace trace;
    struct compact_animal *own; /* NULL: the calling thread, which has the animals of the team's part */
    pthread_t thread;
};

struct team {
    const struct compact *c;
    const struct families *w;
    double *f;
    int32_t *order;     /* [count] positions as they are taken */
    atomic_uchar *done; /* [count + 1] */
    int32_t windows;
    atomic_int next; /* window */
    atomic_bool stop;
    int threads;
    struct worker worker[THREADS_MOST];
};

/* ---- the order ---- */

/* Longest line to the animal at `position` within its window, from `first` on; level[] holds those before it. */
static int32_t level_in_window(const struct compact_animal *animal, int32_t first, int32_t position,
                               const int32_t *level)
{
    int32_t sire = animal[position].sire - first, dam = animal[position].dam - first;
    int32_t above = sire < 0 ? -1 : level[sire], other = dam < 0 ? -1 : level[dam];
    return 1 + (above > other ? above : other);
}

static void arrange_window(const struct compact *c, int32_t first, int32_t count, int32_t *ret_order)
{
    int32_t level[WINDOW], place[WINDOW + 1] = { 0 };
    for (int32_t i = 0; i < count; i++) {
        level[i] = level_in_window(c->animal, first, first + i, level);
        place[level[i] + 1]++;
    }
    for (int32_t l = 0; l < count; l++)
        place[l + 1] += place[l];
    for (int32_t i = 0; i < count; i++)
        ret_order[place[level[i]]++] = first + i;
}

static void arrange(struct team *team)
{
    for (int32_t first = 1; first <= team->c->count; first += WINDOW) {
        int32_t left = team->c->count - first + 1;
        arrange_window(team->c, first, left < WINDOW ? left : WINDOW, team->order + first - 1);
    }
}

/* ---- one thread ---- */

static bool wait_for(struct team *team, int32_t position)
{
    for (int glances = 0; !atomic_load_explicit(&team->done[position], memory_order_acquire); glances++) {
        if (atomic_load_explicit(&team->stop, memory_order_relaxed))
            return false;
        if (glances > GLANCES)
            sched_yield();
    }
    return true;
}

static void set_variance(struct team *team, int32_t position)
{
    double variance = compact_variance(team->c, position, team->f);
    for (int i = 0; i < team->threads; i++)
        team->worker[i].trace.animal[position].variance = variance;
}

/* False when the work is to stop. */
static bool do_window(struct worker *worker, int32_t window)
{
    struct team *team = worker->team;
    int32_t from = window * WINDOW, left = team->c->count - from, to = from + (left < WINDOW ? left : WINDOW);
    for (int32_t k = from; k < to; k++) {
        int32_t b = team->order[k];
        if (!wait_for(team, team->c->animal[b].sire) || !wait_for(team, team->c->animal[b].dam))
            return false;
        set_variance(team, b);
        inbreeding_of_sire(&worker->trace, team->w, b, team->f);
        atomic_store_explicit(&team->done[b], 1, memory_order_release);
    }
    return true;
}

/* Takes the next window and does it; false when there is none left. */
static bool take_window(struct worker *worker)
{
    struct team *team = worker->team;
    if (atomic_load_explicit(&team->stop, memory_order_relaxed))
        return false;
    int32_t window = atomic_fetch_add_explicit(&team->next, 1, memory_order_relaxed);
    return window < team->windows && do_window(worker, window);
}

static void *work(void *context)
{
    while (take_window(context))
        ;
    return NULL;
}

/* The calling thread works, too, and tells how far all are. */
static bool lead(struct team *team, const struct progress *progress, struct err *e)
{
    struct worker *worker = &team->worker[0];
    bool good = inbreeding_tell(progress, 0, team->windows, e);
    for (int64_t report = INBREEDING_STEPS; good && take_window(worker);) {
        if (worker->trace.steps < report)
            continue;
        report = worker->trace.steps + INBREEDING_STEPS;
        int32_t taken = atomic_load_explicit(&team->next, memory_order_relaxed);
        good = inbreeding_tell(progress, taken < team->windows ? taken : team->windows, team->windows, e);
    }
    if (!good)
        atomic_store_explicit(&team->stop, true, memory_order_relaxed);
    return good;
}

/* ---- all of them ---- */

static bool worker_init(struct team *team, int i, struct err *e)
{
    struct worker *worker = &team->worker[i];
    size_t animals = (size_t)team->c->count + 1;
    worker->team = team;
    if (!trace_init(&worker->trace, team->c, e))
        return false;
    if (i == 0)
        return true;
    worker->own = compact_memory(animals, sizeof *worker->own);
    if (!worker->own)
        return compact_no_memory(e);
    memcpy(worker->own, team->c->animal, animals * sizeof *worker->own);
    worker->trace.animal = worker->own;
    return true;
}

static bool team_init(struct team *team, const struct compact *c, const struct families *w, double *f, int threads,
                      struct err *e)
{
    *team = (struct team){ .c = c, .w = w, .f = f, .threads = threads, .windows = (c->count + WINDOW - 1) / WINDOW };
    team->order = compact_memory(c->count, sizeof *team->order);
    team->done = compact_zeroed((size_t)c->count + 1, sizeof *team->done);
    if (!team->order || !team->done)
        return compact_no_memory(e);
    for (int i = 0; i < threads; i++)
        if (!worker_init(team, i, e))
            return false;
    atomic_store_explicit(&team->done[0], 1, memory_order_relaxed); /* an unknown parent is waited for by nobody */
    arrange(team);
    return true;
}

static void team_done(struct team *team)
{
    for (int i = 0; i < team->threads; i++) {
        trace_done(&team->worker[i].trace);
        free(team->worker[i].own);
    }
    free(team->order);
    free(team->done);
}

/* A thread that does not start is one fewer: the others do its work. */
static bool run(struct team *team, const struct progress *progress, struct err *e)
{
    int started = 1;
    while (started < team->threads &&
           !pthread_create(&team->worker[started].thread, NULL, work, &team->worker[started]))
        started++;
    bool good = lead(team, progress, e);
    for (int i = 1; i < started; i++)
        pthread_join(team->worker[i].thread, NULL);
    return good;
}

static bool solve(const struct compact *c, const struct families *w, int threads, double *f,
                  const struct progress *progress, struct err *e)
{
    struct team team;
    bool good = team_init(&team, c, w, f, threads, e) && run(&team, progress, e);
    team_done(&team);
    return good;
}

bool inbreeding_all_parallel(struct pedigree p, int threads, double *ret_f, const struct progress *progress,
                             struct err *e)
{
    if (threads <= 1)
        return inbreeding_all(p, ret_f, progress, e);
    struct compact c;
    if (!compact_parents(&c, p, e))
        return false;
    struct families w = { 0 };
    bool good = inbreeding_families(&c, p, &w, e);
    if (good) {
        for (int32_t i = 0; i < p.count; i++)
            ret_f[i] = 0.0;
        good = solve(&c, &w, threads < THREADS_MOST ? threads : THREADS_MOST, ret_f, progress, e);
    }
    inbreeding_families_done(&w);
    compact_done(&c);
    return good;
}
