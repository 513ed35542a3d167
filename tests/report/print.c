/* print.c - what is handed to lp, with an lp of our own first on PATH */
#include "mupu/report.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder with the programs a test needs, alone on PATH. */
struct place {
    char folder[64];
    char *path; /* PATH before */
};

static void write_program(const struct place *p, const char *name, const char *script)
{
    char path[128];
    struct err e;
    snprintf(path, sizeof(path), "%s/%s", p->folder, name);
    assert_true(file_write(path, script, strlen(script), &e));
    assert_int_equal(chmod(path, 0755), 0);
}

static int start(void **state)
{
    struct place *p = memory_new(sizeof(*p));
    snprintf(p->folder, sizeof(p->folder), "/tmp/mupu-print-XXXXXX");
    if (!mkdtemp(p->folder))
        return -1;
    p->path = memory_text(getenv("PATH"));
    setenv("PATH", p->folder, 1);
    setenv("FAKE", p->folder, 1);
    if (chdir(p->folder) < 0)
        return -1;
    write_program(p, "herd.pdf", "%PDF-1.5");
    write_program(p, "-odd.pdf", "%PDF-1.5");
    *state = p;
    return 0;
}

static int stop(void **state)
{
    static const char *const names[] = { "lp", "lpstat", "herd.pdf", "-odd.pdf", "said" };
    struct place *p = *state;
    for (size_t i = 0; i < COUNT(names); i++)
        unlink(names[i]);
    setenv("PATH", p->path, 1);
    int failed = chdir("/") + rmdir(p->folder);
    memory_free(p->path);
    memory_free(p);
    return failed;
}

/* Records its arguments, one a line, its language, and whether a broken pipe still kills it. */
static const char recording_lp[] =
    "#!/bin/sh\n"
    "{ for a; do printf '[%s]\\n' \"$a\"; done; echo \"LC_ALL=$LC_ALL\"; } >\"$FAKE/said\"\n"
    "read -r line && echo \"input: $line\" >>\"$FAKE/said\"\n"
    "echo 'request id is Office-12 (1 file(s))'\n";

static void assert_said(const char *expected)
{
    struct strbuf said;
    struct err e;
    strbuf_init(&said);
    assert_true(file_read("said", 1 << 16, &said, &e));
    assert_string_equal(said.text, expected);
    strbuf_done(&said);
}

static void hands_over(void **state)
{
    struct strbuf job;
    struct err e = { 0 };
    write_program(*state, "lp", recording_lp);
    strbuf_init(&job);
    assert_true(print_file("herd.pdf", "Office", "月报; rm -rf $HOME\n`x`", 2, &job, &e));
    assert_string_equal(job.text, "Office-12");
    assert_said("[-d]\n[Office]\n[-t]\n[月报; rm -rf $HOME]\n[-n]\n[2]\n[herd.pdf]\nLC_ALL=C\n");
    strbuf_clear(&job);
    assert_true(print_file("-odd.pdf", NULL, NULL, 1, &job, &e));
    assert_said("[-n]\n[1]\n[./-odd.pdf]\nLC_ALL=C\n");
    strbuf_done(&job);
}

static void assert_fails(const char *path, const char *printer, int copies, enum err_code code, const char *word)
{
    struct strbuf job;
    struct err e = { 0 };
    strbuf_init(&job);
    assert_false(print_file(path, printer, "x", copies, &job, &e));
    assert_int_equal(e.code, code);
    if (!strstr(e.message, word))
        fail_msg("\"%s\" does not say \"%s\"", e.message, word);
    assert_string_equal(job.text, "");
    strbuf_done(&job);
}

static void says_why_not(void **state)
{
    assert_fails("herd.pdf", NULL, 1, ERR_UNAVAILABLE, "cups-client");
    write_program(*state, "lp", "#!/bin/sh\necho 'lp: Error - No default destination.' >&2\nexit 1\n");
    assert_fails("herd.pdf", NULL, 1, ERR_UNAVAILABLE, "lpoptions -d");
    write_program(*state, "lp", "#!/bin/sh\necho 'lp: Error - The printer or class does not exist.' >&2\nexit 1\n");
    assert_fails("herd.pdf", "Nobody", 1, ERR_NO_INPUT, "Nobody");
    write_program(*state, "lp", "#!/bin/sh\necho 'lp: Error - scheduler not responding.' >&2\nexit 1\n");
    assert_fails("herd.pdf", NULL, 1, ERR_UNAVAILABLE, "systemctl start cups");
    write_program(*state, "lp", "#!/bin/sh\nprintf 'lp: out of \\033[31mink\\n' >&2\nexit 1\n");
    assert_fails("herd.pdf", NULL, 1, ERR_IO, "out of ?[31mink");
    assert_fails("none.pdf", NULL, 1, ERR_NO_INPUT, "none.pdf");
    assert_fails("herd.pdf", NULL, 0, ERR_USAGE, "0");
    assert_fails("herd.pdf", NULL, 1000, ERR_USAGE, "1000");
}

/* A program that fills its pipes, or closes them at once, holds nobody up; and our own SIGPIPE setting stays ours. */
static void survives_odd_programs(void **state)
{
    struct strbuf job;
    struct err e = { 0 };
    strbuf_init(&job);
    write_program(
        *state, "lp",
        "#!/bin/sh\ni=0\nwhile [ $i -lt 3000 ]; do echo 'a line that fills the pipe, a line that fills it' >&2; "
        "i=$((i+1)); done\necho 'request id is P-1 (1 file(s))'\n");
    assert_true(print_file("herd.pdf", NULL, NULL, 1, &job, &e));
    assert_string_equal(job.text, "P-1");
    strbuf_clear(&job);
    write_program(*state, "lp", "#!/bin/sh\nexec >&- 2>&-\nexit 0\n");
    assert_true(print_file("herd.pdf", NULL, NULL, 1, &job, &e));
    assert_string_equal(job.text, "");
    signal(SIGPIPE, SIG_IGN);
    write_program(*state, "lp", "#!/bin/sh\nkill -PIPE $$\nexit 0\n");
    assert_fails("herd.pdf", NULL, 1, ERR_IO, "");
    signal(SIGPIPE, SIG_DFL);
    strbuf_done(&job);
}

static void names_queues(void **state)
{
    struct arena arena;
    struct err e = { 0 };
    const char *const *names = NULL;
    int count = -1;
    arena_init(&arena);
    write_program(*state, "lpstat",
                  "#!/bin/sh\n[ \"$LC_ALL\" = C ] || exit 9\ncase $1 in\n-e) printf 'Barn\\nOffice\\nStation\\n' ;;\n"
                  "-d) echo 'system default destination: Office/duplex' ;;\nesac\n");
    assert_true(print_queues(&arena, &names, &count, &e));
    assert_int_equal(count, 3);
    assert_string_equal(names[0], "Office");
    assert_string_equal(names[1], "Barn");
    assert_string_equal(names[2], "Station");
    write_program(*state, "lpstat", "#!/bin/sh\n[ \"$1\" = -d ] && echo 'no system default destination'\nexit 0\n");
    assert_true(print_queues(&arena, &names, &count, &e));
    assert_int_equal(count, 0);
    write_program(*state, "lpstat", "#!/bin/sh\necho 'lpstat: Bad file descriptor' >&2\nexit 1\n");
    assert_false(print_queues(&arena, &names, &count, &e));
    assert_int_equal(e.code, ERR_UNAVAILABLE);
    unlink("lpstat");
    assert_false(print_queues(&arena, &names, &count, &e));
    assert_non_null(strstr(e.message, "cups-client"));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hands_over, start, stop),
        cmocka_unit_test_setup_teardown(says_why_not, start, stop),
        cmocka_unit_test_setup_teardown(survives_odd_programs, start, stop),
        cmocka_unit_test_setup_teardown(names_queues, start, stop),
    };
    text_start("zh_CN");
    return cmocka_run_group_tests_name("report print", tests, NULL, NULL);
}
