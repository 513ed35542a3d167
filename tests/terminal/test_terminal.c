/* mupu in real terminals: hung up in mid-entry, killed, resized in a storm, stopped and continued, and the keys that
 * different terminals send. */
#include "session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct session s;
static char book[256];

/* The entries of the log. */
static int changes(void)
{
    char command[600], line[64] = "";
    snprintf(command, sizeof command, "'%s' --db '%s' changes --limit 1000 --format csv | wc -l",
             getenv("MUPU_PROGRAM"), book);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    char *read = fgets(line, sizeof line, pipe);
    pclose(pipe);
    return read ? atoi(line) : -1;
}

static void verify(void)
{
    assert_int_equal(session_run("'%s' --db '%s' db verify >&2", getenv("MUPU_PROGRAM"), book), 0);
}

static void open_kind(const char *kind)
{
    session_mupu(&s, "xterm-256color", book);
    session_expect(&s, "Holdings");
    session_type(&s, "\033[20~"); /* F9 */
    session_expect(&s, "Menu");
    session_type(&s, kind);
    session_type(&s, "\r");
}

static void quit(void)
{
    session_type(&s, "q");
    int status = session_end(&s);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- the terminal goes away ---- */
static void begin_weighing(const char *name)
{
    session_book(book, name);
    open_kind("weigh");
    session_expect(&s, "weight (kg)");
    session_type(&s, "112\r");
    session_expect(&s, "lactating");
    session_type(&s, "53.7");
    session_expect(&s, "53.7");
}

static void expect_interrupted(void)
{
    int status = session_end(&s);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
}

static void expect_weighing_offered(void)
{
    session_mupu(&s, "xterm-256color", book);
    session_expect(&s, "Go on with it?");
    session_type(&s, "y");
    session_expect(&s, "53.7");
    session_expect(&s, "KP01-22-00112");
    session_type(&s, "\033");
    session_expect(&s, "Leave without saving?");
    session_type(&s, "y");
    session_expect(&s, "Holdings");
    quit();
    session_mupu(&s, "xterm-256color", book); /* offered once */
    session_expect(&s, "Holdings");
    assert_false(session_sees(&s, "Go on with it?", 300));
    quit();
}

static void a_signal_keeps_the_form(void **state)
{
    static const int signals[] = { SIGHUP, SIGTERM };
    (void)state;
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        begin_weighing(i ? "term" : "hup");
        int before = changes();
        kill(s.child, signals[i]);
        expect_interrupted();
        assert_int_equal(changes(), before);
        expect_weighing_offered();
        assert_int_equal(changes(), before);
        verify();
    }
}

static void a_lost_line_keeps_the_form(void **state)
{
    (void)state;
    begin_weighing("lost");
    int before = changes();
    close(s.fd); /* the window is closed, the link has dropped */
    s.fd = -1;
    for (int i = 0; i < 500 && waitpid(s.child, NULL, WNOHANG) == 0; i++)
        usleep(20000);
    assert_int_equal(changes(), before);
    expect_weighing_offered();
    verify();
}

static void no_answer_keeps_what_is_offered(void **state)
{
    (void)state;
    begin_weighing("unanswered");
    kill(s.child, SIGHUP);
    expect_interrupted();
    session_mupu(&s, "xterm-256color", book);
    session_expect(&s, "Go on with it?");
    kill(s.child, SIGHUP);
    session_end(&s);
    session_mupu(&s, "xterm-256color", book);
    session_expect(&s, "Go on with it?");
    session_type(&s, "\033"); /* later */
    session_expect(&s, "Holdings");
    quit();
    expect_weighing_offered();
}

static void a_signal_keeps_the_litter(void **state)
{
    (void)state;
    session_book(book, "litter");
    open_kind("lambing");
    session_expect(&s, "lambs (head)");
    session_type(&s, "114\r");
    session_expect(&s, "pregnant");
    session_type(&s, "2\r");
    session_expect(&s, "\n 2 ");
    session_type(&s, "1");
    session_pump(&s, 100);
    session_type(&s, "\t\t3.21");
    session_expect(&s, "3.21");
    int before = changes();
    kill(s.child, SIGHUP);
    expect_interrupted();
    assert_int_equal(changes(), before);
    session_mupu(&s, "xterm-256color", book);
    session_expect(&s, "Go on with it?");
    session_type(&s, "y");
    session_expect(&s, "3.21");
    session_expect(&s, "KP01-22-00114");
    kill(s.child, SIGHUP); /* and again: still there */
    session_end(&s);
    session_mupu(&s, "xterm-256color", book);
    session_expect(&s, "Go on with it?");
    session_type(&s, "n");
    session_expect(&s, "Holdings");
    quit();
    assert_int_equal(changes(), before);
    verify();
}

static void killed_in_mid_entry_the_book_is_clean(void **state)
{
    (void)state;
    begin_weighing("killed");
    int before = changes();
    kill(s.child, SIGKILL);
    int status = session_end(&s);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(changes(), before);
    verify();
    session_mupu(&s, "xterm-256color", book);
    session_expect(&s, "Holdings");
    quit();
}

/* ---- the terminal changes ---- */
static void a_storm_of_sizes_while_keys_arrive(void **state)
{
    static const char *const keys[] = { "\033[B", "\033[A", "\033[6~", "\033[5~", "\033OH", "\033OF",
                                        " ",      "\033[C", "\033[D",  "\033OP",  "h",      "\r" };
    unsigned random = 20251031;
    (void)state;
    session_book(book, "storm");
    int before = changes();
    session_mupu(&s, "xterm-256color", book);
    session_expect(&s, "Holdings");
    for (int i = 0; i < 200; i++) {
        random = random * 1103515245 + 12345;
        session_resize(&s, 20 + (int)(random >> 16) % 140, 4 + (int)(random >> 8) % 56);
        session_type(&s, keys[(random >> 20) % (sizeof keys / sizeof keys[0])]);
        session_pump(&s, (random >> 4) % 4 ? 0 : 8);
    }
    session_resize(&s, 80, 24);
    session_pump(&s, 300);
    session_type(&s, "\014"); /* Ctrl-L */
    session_expect(&s, "1Help");
    session_expect(&s, "10Back");
    assert_memory_equal(session_screen(&s), " mupu", 5);
    for (int i = 0; i < 60 && !session_is_over(&s); i++) {
        session_type(&s, "\033[21~"); /* F10 */
        session_pump(&s, 50);
    }
    char last[4096];
    snprintf(last, sizeof last, "%s", session_screen(&s));
    int status = session_end(&s);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("ended with %x at\n%s", (unsigned)status, last);
    assert_int_equal(changes(), before);
}

static void stopped_and_continued(void **state)
{
    char command[700];
    const char *const shell[] = { "sh", "-i", NULL };
    (void)state;
    session_book(book, "stopped");
    session_start(&s, "xterm-256color", shell);
    session_expect(&s, "ready$");
    snprintf(command, sizeof command, "'%s' --db '%s' --lang en\n", getenv("MUPU_PROGRAM"), book);
    session_type(&s, command);
    session_expect(&s, "3Herd");
    session_type(&s, "h");
    session_expect(&s, "KP01-20-00101");
    for (int i = 0; i < 2; i++) {
        session_type(&s, "\032"); /* Ctrl-Z */
        session_expect(&s, "Stopped");
        assert_null(strstr(session_screen(&s), "10Back"));
        session_type(&s, "stty -a | grep -c ' icanon'; clear\n"); /* the shell has its tty back */
        session_pump(&s, 200);
        if (i)
            session_resize(&s, 100, 30); /* while nobody looks */
        session_type(&s, "fg\n");
        session_expect(&s, "10Back");
        session_expect(&s, "KP01-20-00101");
    }
    session_expect(&s, "> Herd");
    session_type(&s, "q");
    session_expect(&s, "3Herd");
    session_type(&s, "q");
    session_expect(&s, "ready$");
    session_type(&s, "echo code $?\n");
    session_expect(&s, "code 0");
    session_type(&s, "exit\n");
    session_end(&s);
}

/* ---- terminals and what their keys send ---- */
static const struct dialect {
    const char *name, *term; /* what people call it, and TERM as it sets it */
    const char *f1, *f3, *f10, *home, *end, *delete;
} dialects[] = {
    { "xterm", "xterm-256color", "\033OP", "\033OR", "\033[21~", "\033OH", "\033OF", "\033[3~" },
    { "xterm, normal cursor keys", "xterm", "\033OP", "\033OR", "\033[21~", "\033[H", "\033[F", "\033[3~" },
    { "PuTTY", "xterm", "\033[11~", "\033[13~", "\033[21~", "\033[1~", "\033[4~", "\033[3~" },
    { "PuTTY, 256 colours", "xterm-256color", "\033[11~", "\033[13~", "\033[21~", "\033[1~", "\033[4~", "\033[3~" },
    { "PuTTY as itself", "putty", "\033[11~", "\033[13~", "\033[21~", "\033[1~", "\033[4~", "\033[3~" },
    { "Linux console", "linux", "\033[[A", "\033[[C", "\033[21~", "\033[1~", "\033[4~", "\033[3~" },
    { "screen", "screen", "\033OP", "\033OR", "\033[21~", "\033[1~", "\033[4~", "\033[3~" },
    { "tmux", "tmux-256color", "\033OP", "\033OR", "\033[21~", "\033[1~", "\033[4~", "\033[3~" },
    { "rxvt", "rxvt", "\033[11~", "\033[13~", "\033[21~", "\033[7~", "\033[8~", "\033[3~" },
    { "Esc and a digit", "xterm", "\0331", "\0333", "\0330", "\033[H", "\033[F", "\033[3~" },
};

static void try_dialect(const struct dialect *d)
{
    session_mupu(&s, d->term, book);
    session_expect(&s, "3Herd");
    session_type(&s, d->f1);
    session_expect(&s, "> Keys");
    session_type(&s, d->f10);
    session_expect(&s, "3Herd");
    session_type(&s, d->f3);
    session_expect(&s, "KP01-20-00101");
    session_type(&s, d->end);
    session_expect(&s, " KP01-20-00101"); /* the first is not selected: the last is */
    session_type(&s, d->home);
    session_expect(&s, ">KP01-20-00101");
    session_type(&s, d->f3); /* search */
    session_type(&s, "0116");
    session_expect(&s, "0116");
    session_type(&s, d->home);
    session_pump(&s, 100);
    session_type(&s, d->delete); /* 116 */
    session_type(&s, d->end);
    session_pump(&s, 100);
    session_type(&s, "X");
    session_expect(&s, "116X");
    assert_null(strstr(session_screen(&s), "0116X"));
    session_type(&s, "\033");
    session_pump(&s, 700);
    session_type(&s, d->f10);
    session_expect(&s, "3Herd");
    quit();
}

static void keys_of_every_terminal(void **state)
{
    (void)state;
    session_book(book, "keys");
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        if (session_run("infocmp %s >/dev/null 2>&1", dialects[i].term) != 0) {
            print_message("# SKIP %s: no terminfo entry %s\n", dialects[i].name, dialects[i].term);
            continue;
        }
        print_message("# %s\n", dialects[i].name);
        try_dialect(&dialects[i]);
    }
}

static int clean(void **state)
{
    (void)state;
    session_clean();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_keeps_the_form),
        cmocka_unit_test(a_lost_line_keeps_the_form),
        cmocka_unit_test(no_answer_keeps_what_is_offered),
        cmocka_unit_test(a_signal_keeps_the_litter),
        cmocka_unit_test(killed_in_mid_entry_the_book_is_clean),
        cmocka_unit_test(a_storm_of_sizes_while_keys_arrive),
        cmocka_unit_test(stopped_and_continued),
        cmocka_unit_test(keys_of_every_terminal),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, clean);
}
