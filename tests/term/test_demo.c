/* The demo as a program: whole screens at several sizes, 2,000 random keys per widget, and the same keys on a real
 * pseudo-terminal read by libvterm, where nothing may be shifted. */
#include "stage.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

static const char *demo_path(void)
{
    const char *path = getenv("MUPU_DEMO");
    return path ? path : "./demo";
}

/* Runs the demo headless with this script; returns its exit status. */
static int run_headless(const char *script, const char *size, const char *start, const char *option, struct strbuf *out)
{
    char path[] = "/tmp/mupu-keys-XXXXXX", command[600], line[4096];
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, script, strlen(script)) == (ssize_t)strlen(script));
    close(file);
    snprintf(command, sizeof command, "'%s' --headless %s --keys %s --start %s %s", demo_path(), size, path, start,
             option);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe))
        strbuf_add(out, line);
    int status = pclose(pipe);
    unlink(path);
    return status;
}

static void whole_screens(void **state)
{
    static const char script[] =
        "<Down> <dump> <F2> \"2026-3-1\" <Enter> \"阿里木\" <Enter> <F4> \"峰\" <dump> <Enter> <Enter>"
        "<Enter> \"900\" <Enter> <dump> <Esc> \"y\" <F4> <dump> <Esc> <F5>";
    static const struct {
        const char *size, *option, *golden;
    } cases[] = {
        { "80x24", "", "demo-80x24" },
        { "120x40", "", "demo-120x40" },
        { "60x20", "--mono", "demo-60x20" },
        { "40x10", "", "demo-40x10" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf out;
        strbuf_init(&out);
        assert_int_equal(run_headless(script, cases[i].size, "list", cases[i].option, &out), 0);
        stage_golden(cases[i].golden, out.text);
        strbuf_done(&out);
    }
}

static const char *const random_tokens[] = {
    "<Enter>",
    "<Enter>",
    "<Tab>",
    "<S-Tab>",
    "<Up>",
    "<Down>",
    "<Left>",
    "<Right>",
    "<Home>",
    "<End>",
    "<PgUp>",
    "<PgDn>",
    "<Backspace>",
    "<Delete>",
    "<F1>",
    "<F2>",
    "<F3>",
    "<F4>",
    "<F5>",
    "<F6>",
    "<F7>",
    "<F8>",
    "<F9>",
    "<C-u>",
    "<C-w>",
    "<C-l>",
    "<Esc> <wait>",
    "\"y\"",
    "\"n\"",
    "\"/\"",
    "\"羊\"",
    "\"驼0\"",
    "\"１\"",
    "\"1\"",
    "\"g\"",
    "\"G\"",
    "<Space>",
    "<paste \"内蒙古\\n826\">",
    "<reading animal \"826012345600001\">",
    "<reading weight \"52.5\">",
    "<resize 80x24>",
    "<resize 41x11>",
    "<resize 101x17>",
    "<resize 12x3>",
    "<click 3,7>",
    "<double 4,9>",
    "<wheeldown 2,2>",
    "<click 23,9>",
    "<wait>",
    "\"e\u0301\"",
};

static void random_script(uint64_t seed, int count, struct strbuf *out)
{
    struct random random = { seed };
    for (int i = 0; i < count; i++) {
        strbuf_add(out, random_tokens[random_below(&random, COUNT(random_tokens))]);
        strbuf_add_char(out, i % 20 == 19 ? '\n' : ' ');
    }
}

static void random_keys_in_every_widget(void **state)
{
    static const char *const starts[] = { "list", "form", "grid", "tree", "viewer", "bars" };
    (void)state;
    for (size_t i = 0; i < COUNT(starts); i++)
        for (uint64_t seed = 1; seed <= 4; seed++) {
            struct strbuf script, out;
            strbuf_init(&script);
            strbuf_init(&out);
            random_script(seed * 100 + i, 500, &script); /* 4 x 500: a run may leave early */
            int status = run_headless(script.text, "80x24", starts[i], seed % 2 ? "" : "--mono", &out);
            if (status)
                fail_msg("%s, seed %d: status %d\n%s", starts[i], (int)seed, status, out.text);
            strbuf_done(&script);
            strbuf_done(&out);
        }
}

/* ---- the same on a pseudo-terminal ---- */
struct tty {
    int fd;
    pid_t child;
    VTerm *vterm;
    VTermScreen *screen;
    int rows, columns;
};

static void answer(const char *bytes, size_t length, void *user)
{
    const struct tty *tty = user;
    (void)!write(tty->fd, bytes, length);
}

static void tty_start(struct tty *tty, int columns, int rows, const char *start, const char *option)
{
    struct winsize size = { (unsigned short)rows, (unsigned short)columns, 0, 0 };
    tty->rows = rows;
    tty->columns = columns;
    tty->child = forkpty(&tty->fd, NULL, NULL, &size);
    assert_true(tty->child >= 0);
    if (!tty->child) {
        setenv("TERM", "xterm-256color", 1);
        setenv("LC_ALL", "C", 1); /* the program finds C.UTF-8 itself */
        unsetenv("NO_COLOR");
        setenv("ESCDELAY", "500", 1); /* a loaded machine tears the bytes of a key apart */
        execl(demo_path(), "demo", "--start", start, option, NULL);
        _exit(127);
    }
    tty->vterm = vterm_new(rows, columns);
    vterm_set_utf8(tty->vterm, 1);
    vterm_output_set_callback(tty->vterm, answer, tty);
    tty->screen = vterm_obtain_screen(tty->vterm);
    vterm_screen_enable_altscreen(tty->screen, 1);
    vterm_screen_reset(tty->screen, 1);
}

/* Feeds what comes within `milliseconds` of silence; false at the end of the child. */
static bool tty_read(struct tty *tty, int milliseconds)
{
    char bytes[65536];
    struct pollfd poll_fd = { tty->fd, POLLIN, 0 };
    while (poll(&poll_fd, 1, milliseconds) > 0) {
        ssize_t length = read(tty->fd, bytes, sizeof bytes);
        if (length <= 0)
            return false;
        vterm_input_write(tty->vterm, bytes, (size_t)length);
    }
    return true;
}

static void tty_text(struct tty *tty, struct strbuf *out)
{
    strbuf_clear(out);
    for (int y = 0; y < tty->rows; y++) {
        size_t start = out->length;
        for (int x = 0; x < tty->columns;) {
            VTermScreenCell c;
            char bytes[4];
            vterm_screen_get_cell(tty->screen, (VTermPos){ y, x }, &c);
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && c.chars[i] && c.chars[i] != (uint32_t)-1; i++)
                strbuf_add_n(out, bytes, utf8_encode(c.chars[i], bytes));
            if (!c.chars[0])
                strbuf_add_char(out, ' ');
            x += c.width > 1 ? c.width : 1;
        }
        while (out->length > start && out->text[out->length - 1] == ' ')
            out->text[--out->length] = 0;
        strbuf_add_char(out, '\n');
    }
}

/* The text rows of the first screen of a headless dump. */
static void dump_text(const char *dump, int rows, struct strbuf *out)
{
    strbuf_clear(out);
    for (; *dump && rows; dump += strcspn(dump, "\n") + 1)
        if (*dump == ' ') {
            strbuf_add_n(out, dump + 2, strcspn(dump + 2, "\n") + 1);
            rows--;
        }
}

/* What a person sees after this script: in the middle of a question, too, which the script's end would close. */
static void expect_screen(const char *script, struct tty *tty, const char *start, bool mono, struct strbuf *out)
{
    struct strbuf whole, dump;
    char size[20];
    strbuf_init(&whole);
    strbuf_init(&dump);
    strbuf_printf(&whole, "%s <dump>", script);
    snprintf(size, sizeof size, "%dx%d", tty->columns, tty->rows);
    assert_int_equal(run_headless(whole.text, size, start, mono ? "--mono" : "", &dump), 0);
    dump_text(dump.text, tty->rows, out);
    strbuf_done(&whole);
    strbuf_done(&dump);
}

static bool tty_becomes(struct tty *tty, const char *expected, struct strbuf *out)
{
    int64_t deadline = clock_monotonic() + 10000000000;
    do {
        tty_read(tty, 20);
        tty_text(tty, out);
        if (!strcmp(out->text, expected))
            return true;
    } while (clock_monotonic() < deadline);
    return false;
}

static int tty_end(struct tty *tty)
{
    int status;
    int64_t deadline = clock_monotonic() + 10000000000;
    while (tty_read(tty, 50) && clock_monotonic() < deadline)
        ;
    close(tty->fd);
    waitpid(tty->child, &status, 0);
    vterm_free(tty->vterm);
    return status;
}

/* Keys that have both a token and bytes; the same walk is taken on both sides. */
static const struct {
    const char *token, *bytes;
} both[] = {
    { "<Enter>", "\r" },       { "<Tab>", "\t" },
    { "<S-Tab>", "\033[Z" },   { "<Up>", "\033OA" },
    { "<Down>", "\033OB" },    { "<Down>", "\033[B" },
    { "<Left>", "\033OD" },    { "<Right>", "\033OC" },
    { "<Home>", "\033[1~" },   { "<End>", "\033[4~" },
    { "<Home>", "\033[H" },    { "<PgUp>", "\033[5~" },
    { "<PgDn>", "\033[6~" },   { "<Backspace>", "\177" },
    { "<Delete>", "\033[3~" }, { "<F2>", "\033OQ" },
    { "<F3>", "\033[13~" },    { "<F4>", "\033[[D" },
    { "<F5>", "\033[15~" },    { "<F6>", "\033[17~" },
    { "<F7>", "\033[18~" },    { "<F8>", "\033[19~" },
    { "\"y\"", "y" },          { "\"n\"", "n" },
    { "\"羊\"", "羊" },        { "\"内蒙古阿拉善\"", "内蒙古阿拉善" },
    { "\"驼0\"", "驼0" },      { "<Space>", " " },
    { "<C-u>", "\025" },       { "<C-l>", "\014" },
    { "\"/\"", "/" },          { "<paste \"甲\\n826\">", "\033[200~甲\r826\033[201~" },
    { "\"ab\"", "ab" },        { "\"１\"", "１" },
};

/* Twelve keys at a time, in both worlds; then they must show the same. */
static void walk_both(struct tty *tty, const char *start, bool mono, uint64_t seed)
{
    struct random random = { seed };
    struct strbuf script, bytes, expected, seen;
    strbuf_init(&script);
    strbuf_init(&bytes);
    strbuf_init(&expected);
    strbuf_init(&seen);
    for (int step = 0; step < 12; step++) {
        strbuf_clear(&bytes);
        for (int i = 0; i < 12; i++) {
            size_t key = random_below(&random, COUNT(both));
            strbuf_printf(&script, "%s ", both[key].token);
            strbuf_add(&bytes, both[key].bytes);
        }
        expect_screen(script.text, tty, start, mono, &expected);
        assert_true(tty_read(tty, 1));
        assert_int_equal(write(tty->fd, bytes.text, bytes.length), (ssize_t)bytes.length);
        if (!tty_becomes(tty, expected.text, &seen)) {
            stage_difference(expected.text, seen.text);
            fail_msg("%s at %dx%d after: %s", start, tty->columns, tty->rows, script.text);
        }
    }
    strbuf_done(&script);
    strbuf_done(&bytes);
    strbuf_done(&expected);
    strbuf_done(&seen);
}

static void no_row_is_shifted_on_a_terminal(void **state)
{
    static const char *const starts[] = { "list", "form", "grid", "viewer" };
    static const struct {
        int columns, rows;
    } sizes[] = { { 80, 24 }, { 53, 13 }, { 101, 30 } };
    (void)state;
    for (size_t walk = 0; walk < COUNT(starts) * COUNT(sizes); walk++) {
        const char *start = starts[walk / COUNT(sizes)];
        bool mono = walk % 2;
        struct tty tty;
        tty_start(&tty, sizes[walk % COUNT(sizes)].columns, sizes[walk % COUNT(sizes)].rows, start,
                  mono ? "--mono" : NULL);
        walk_both(&tty, start, mono, 42 + walk);
        kill(tty.child, SIGTERM);
        assert_int_equal(tty_end(&tty), 0);
    }
}

static void a_lost_line_saves_the_draft_and_restores_the_terminal(void **state)
{
    static const int signals[] = { SIGTERM, SIGHUP };
    char draft[] = "/tmp/mupu-draft-XXXXXX";
    (void)state;
    close(mkstemp(draft));
    setenv("DEMO_DRAFT", draft, 1);
    for (size_t i = 0; i < COUNT(signals); i++) {
        struct tty tty;
        struct strbuf text;
        struct err e;
        struct termios modes;
        strbuf_init(&text);
        assert_true(truncate(draft, 0) == 0);
        tty_start(&tty, 80, 24, "form", NULL);
        for (int tries = 0; tries < 500 && !strstr(text.text, "10Back"); tries++) {
            tty_read(&tty, 20);
            tty_text(&tty, &text);
        }
        assert_non_null(strstr(text.text, "10Back"));
        tcgetattr(tty.fd, &modes);
        assert_false(modes.c_lflag & ICANON);
        kill(tty.child, signals[i]);
        while (tty_read(&tty, 100) && !waitpid(tty.child, NULL, WNOHANG))
            ;
        assert_int_equal(tcgetattr(tty.fd, &modes), 0);
        assert_true(modes.c_lflag & ICANON && modes.c_lflag & ECHO);
        tty_text(&tty, &text);
        assert_null(strstr(text.text, "10Back")); /* the alternate screen is left */
        close(tty.fd);
        vterm_free(tty.vterm);
        strbuf_clear(&text);
        assert_true(file_read(draft, 100, &text, &e));
        assert_string_equal(text.text, "draft");
        strbuf_done(&text);
    }
    unlink(draft);
    unsetenv("DEMO_DRAFT");
}

static void a_closed_terminal_ends_the_program(void **state)
{
    struct tty tty;
    int status;
    (void)state;
    tty_start(&tty, 80, 24, "list", NULL);
    tty_read(&tty, 300);
    close(tty.fd);
    int64_t deadline = clock_monotonic() + 10000000000;
    pid_t ended = 0;
    while (!ended && clock_monotonic() < deadline) {
        ended = waitpid(tty.child, &status, WNOHANG);
        poll(NULL, 0, 20);
    }
    if (!ended)
        kill(tty.child, SIGKILL);
    assert_int_equal(ended, tty.child);
    assert_true(WIFEXITED(status));
    vterm_free(tty.vterm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_screens),
        cmocka_unit_test(random_keys_in_every_widget),
        cmocka_unit_test(no_row_is_shifted_on_a_terminal),
        cmocka_unit_test(a_lost_line_saves_the_draft_and_restores_the_terminal),
        cmocka_unit_test(a_closed_terminal_ends_the_program),
    };
    terminal_locale();
    return cmocka_run_group_tests_name("term_demo", tests, NULL, NULL);
}
