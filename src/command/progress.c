/* progress.c - long work on the command line: one line that is rewritten, and Ctrl-C that stops cleanly. */
#include "inner.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stopped; /* set by the signal, read by the step: there is no other way in */
static int64_t started, shown;
static bool drawn;

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

static bool step(void *context, const char *what, int64_t done, int64_t total)
{
    (void)context;
    int64_t now = clock_monotonic();
    if (!started)
        started = now;
    if (isatty(STDERR_FILENO) && now - started > 500000000 && now - shown > 100000000) {
        shown = now;
        drawn = true;
        if (total > 0)
            fprintf(stderr, "\r%s %lld / %lld (%d%%)\033[K", what, (long long)done, (long long)total,
                    (int)((double)done * 100 / (double)total));
        else
            fprintf(stderr, "\r%s %lld\033[K", what, (long long)done);
        fflush(stderr);
    }
    return !stopped;
}

bool progress_goes_on(void *context)
{
    (void)context;
    return !stopped;
}

void progress_end(void)
{
    if (drawn)
        fputs("\r\033[K", stderr);
    drawn = false;
    signal(SIGINT, SIG_DFL);
}

const struct progress *progress_line(void)
{
    static const struct progress line = { step, NULL };
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    action.sa_flags = (int)SA_RESETHAND; /* whoever presses it twice is not made to wait */
    sigaction(SIGINT, &action, NULL);
    started = shown = 0;
    return &line;
}
