/* child.c - another program run to its end, without a shell */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MOST_OUTPUT = 1024 * 1024, NANOSECONDS = 1000000000, MILLISECONDS = 1000 };

void child_init(struct child_result *result)
{
    result->status = 0;
    strbuf_init(&result->out);
    strbuf_init(&result->err);
}

void child_done(struct child_result *result)
{
    strbuf_done(&result->out);
    strbuf_done(&result->err);
}

/* Ours, but speaking C: only then its words can be read. */
static char **child_environment(void)
{
    static char language[] = "LC_ALL=C";
    size_t count = 0, kept = 0;
    while (environ[count])
        count++;
    char **all = memory_new((count + 2) * sizeof(char *));
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], "LC_ALL=", 7) != 0 && strncmp(environ[i], "LANGUAGE=", 9) != 0)
            all[kept++] = environ[i];
    all[kept] = language;
    return all;
}

/* Signals as a program expects them, whatever the terminal interface has done to ours. */
static void set_signals(posix_spawnattr_t *attributes)
{
    static const int plain[] = { SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD };
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (size_t i = 0; i < COUNT(plain); i++)
        sigaddset(&defaults, plain[i]);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &defaults);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int start(const char *const *arguments, const int *out, const int *err, pid_t *ret_child)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err[1], STDERR_FILENO);
    set_signals(&attributes);
    char **environment = child_environment();
    /* posix_spawnp takes char *const[] but changes nothing. */
    int number =
        posix_spawnp(ret_child, arguments[0], &files, &attributes, (char *const *)(uintptr_t)arguments, environment);
    memory_free(environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return number;
}

/* Takes what is there; false at the end. More than anyone reads is thrown away, but the writer is not held up. */
static bool take(int fd, struct strbuf *text)
{
    char piece[4096];
    ssize_t count = read(fd, piece, sizeof(piece));
    if (count < 0)
        return errno == EINTR || errno == EAGAIN;
    if (count && text->length < MOST_OUTPUT)
        strbuf_add_n(text, piece, (size_t)count);
    return count > 0;
}

static int milliseconds_until(int64_t end)
{
    int64_t left = (end - clock_monotonic()) / (NANOSECONDS / MILLISECONDS);
    return left > 0 ? (int)left : 0;
}

/* Reads both ends until they are closed; false when the time is over. */
static bool listen_to(int out, int err, int64_t end, struct child_result *result)
{
    struct pollfd ends[] = { { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN } };
    struct strbuf *texts[] = { &result->out, &result->err };
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        int ready = poll(ends, COUNT(ends), milliseconds_until(end));
        if (ready == 0 || (ready < 0 && errno != EINTR))
            return false;
        for (size_t i = 0; ready > 0 && i < COUNT(ends); i++)
            if (ends[i].revents && !take(ends[i].fd, texts[i]))
                ends[i].fd = -1; /* poll passes over it */
    }
    return true;
}

/* Its output may be closed long before it ends. */
static bool wait_for(pid_t child, int64_t end, int *ret_status)
{
    for (;;) {
        pid_t ended = waitpid(child, ret_status, WNOHANG);
        if (ended == child)
            return true;
        if (ended < 0 && errno != EINTR) {
            *ret_status = 0; /* somebody ignores SIGCHLD: it has ended, nobody knows how */
            return true;
        }
        if (milliseconds_until(end) == 0)
            return false;
        struct timespec pause = { .tv_nsec = 2000000 };
        nanosleep(&pause, NULL);
    }
}

static void close_pair(const int *pair)
{
    close(pair[0]);
    close(pair[1]);
}

static enum child_outcome attend(pid_t child, int out, int err, int seconds, struct child_result *result)
{
    int64_t end = clock_monotonic() + (int64_t)seconds * NANOSECONDS;
    int status = 0;
    bool answered = listen_to(out, err, end, result) && wait_for(child, end, &status);
    if (!answered) {
        kill(child, SIGKILL);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
        return CHILD_NO_ANSWER;
    }
    result->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return CHILD_DONE;
}

enum child_outcome child_run(const char *const *arguments, int seconds, struct child_result *ret_result)
{
    int out[2], err[2];
    pid_t child;
    if (pipe2(out, O_CLOEXEC) < 0)
        return CHILD_FAILED;
    if (pipe2(err, O_CLOEXEC) < 0) {
        close_pair(out);
        return CHILD_FAILED;
    }
    int number = start(arguments, out, err, &child);
    close(out[1]);
    close(err[1]);
    enum child_outcome outcome = number == ENOENT || number == EACCES ? CHILD_NO_PROGRAM : CHILD_FAILED;
    if (!number)
        outcome = attend(child, out[0], err[0], seconds, ret_result);
    close(out[0]);
    close(err[0]);
    return outcome;
}
