#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

static char folder[128];

static const char *setting(const char *name)
{
    const char *text = getenv(name);
    if (!text)
        fail_msg("%s is not set; run by meson test", name);
    return text;
}

int session_run(const char *format, ...)
{
    char command[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- the book ---- */
static void make_folder(void)
{
    if (*folder)
        return;
    snprintf(folder, sizeof folder, "/tmp/mupu-terminal-XXXXXX");
    assert_non_null(mkdtemp(folder));
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("XDG_DATA_HOME", folder, 1);
    setenv("MUPU_NOW", "2025-10-31T08:30:00", 1);
    setenv("MUPU_OPERATOR", "tester", 1);
    assert_int_equal(session_run("sh '%s/tests/screen/book.sh' '%s' '%s/book.db' >&2", setting("MUPU_SOURCE"),
                                 setting("MUPU_PROGRAM"), folder),
                     0);
}

void session_book(char path[static 256], const char *name)
{
    make_folder();
    snprintf(path, 256, "%s/%s.db", folder, name);
    assert_int_equal(session_run("cp '%s/book.db' '%s'", folder, path), 0);
}

void session_clean(void)
{
    if (*folder)
        session_run("rm -rf '%s'", folder);
}

/* ---- starting and ending ---- */
static void answer(const char *bytes, size_t count, void *context)
{
    const struct session *s = context;
    ssize_t written = write(s->fd, bytes, count);
    (void)written;
}

void session_start(struct session *s, const char *term, const char *const *words)
{
    struct winsize size = { .ws_row = 24, .ws_col = 80 };
    *s = (struct session){ .rows = 24, .columns = 80 };
    s->child = forkpty(&s->fd, NULL, NULL, &size);
    assert_true(s->child >= 0);
    if (!s->child) {
        setenv("TERM", term, 1);
        setenv("ESCDELAY", "500", 1); /* a loaded machine tears the bytes of a key apart */
        setenv("PS1", "ready$ ", 1);
        unsetenv("NO_COLOR");
        unsetenv("ENV");
        execvp(words[0], (char *const *)(uintptr_t)words);
        _exit(127);
    }
    fcntl(s->fd, F_SETFL, O_NONBLOCK);
    s->vterm = vterm_new(24, 80);
    vterm_set_utf8(s->vterm, 1);
    vterm_output_set_callback(s->vterm, answer, s);
    s->screen = vterm_obtain_screen(s->vterm);
    vterm_screen_enable_altscreen(s->screen, 1);
    vterm_screen_reset(s->screen, 1);
}

void session_mupu(struct session *s, const char *term, const char *book)
{
    const char *const words[] = { setting("MUPU_PROGRAM"), "--db", book, "--lang", "en", NULL };
    session_start(s, term, words);
}

bool session_is_over(const struct session *s)
{
    siginfo_t info = { 0 };
    return waitid(P_PID, (id_t)s->child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == s->child;
}

int session_end(struct session *s)
{
    int status = -1;
    pid_t done = 0;
    for (int i = 0; i < SESSION_PATIENCE / 20 && !(done = waitpid(s->child, &status, WNOHANG)); i++)
        session_pump(s, 20);
    if (done != s->child) {
        kill(s->child, SIGKILL);
        waitpid(s->child, NULL, 0);
        status = -1;
    }
    if (s->fd >= 0)
        close(s->fd);
    vterm_free(s->vterm);
    return status;
}

/* ---- looking and typing ---- */
static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void session_pump(struct session *s, int milliseconds)
{
    char bytes[8192];
    int64_t until = now() + milliseconds;
    for (int64_t left; (left = until - now()) >= 0;) {
        struct pollfd one = { .fd = s->fd, .events = POLLIN };
        if (poll(&one, 1, (int)left) <= 0 || !(one.revents & POLLIN)) {
            if (one.revents)
                usleep(1000);
            continue;
        }
        ssize_t count = read(s->fd, bytes, sizeof bytes);
        if (count > 0)
            vterm_input_write(s->vterm, bytes, (size_t)count);
    }
}

void session_type(struct session *s, const char *bytes)
{
    size_t left = strlen(bytes);
    while (left) {
        ssize_t count = write(s->fd, bytes, left);
        if (count > 0) {
            bytes += count;
            left -= (size_t)count;
        } else if (errno != EAGAIN && !session_is_over(s)) {
            fail_msg("nobody reads the keys: %s", strerror(errno));
        } else if (session_is_over(s)) {
            return;
        } else {
            session_pump(s, 10);
        }
    }
}

void session_resize(struct session *s, int columns, int rows)
{
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
    s->rows = rows;
    s->columns = columns;
    vterm_set_size(s->vterm, rows, columns);
    ioctl(s->fd, TIOCSWINSZ, &size);
}

const char *session_screen(struct session *s)
{
    size_t length = 0;
    for (int row = 0; row < s->rows; row++) {
        VTermRect line = { row, row + 1, 0, s->columns };
        length += vterm_screen_get_text(s->screen, s->text + length, sizeof s->text - length - 2, line);
        s->text[length++] = '\n';
    }
    s->text[length] = 0;
    return s->text;
}

bool session_sees(struct session *s, const char *text, int milliseconds)
{
    for (int64_t until = now() + milliseconds; !strstr(session_screen(s), text);) {
        if (now() > until)
            return false;
        session_pump(s, 20);
    }
    return true;
}

void session_expect(struct session *s, const char *text)
{
    if (!session_sees(s, text, SESSION_PATIENCE))
        fail_msg("\"%s\" does not come:\n%s", text, session_screen(s));
}
