/* terminal.c - the one terminal: start, stop, restore, suspend, size. */
#include "private.h"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

char *tigetstr(const char *name); /* <term.h> has it, and a thousand macros with names like `columns` */

struct terminal terminal = { .rows = 24, .columns = 80, .cursor_y = -1 };

static SCREEN *screen;
static FILE *null_out, *null_in;
static struct termios saved_tty;
static bool saved;
static char restore_text[256]; /* made at start, so that terminal_restore needs only write() */
static size_t restore_length;
static struct sigaction old_action[NSIG];

static const int hangup_signals[] = { SIGHUP, SIGTERM, SIGINT };
static const int fatal_signals[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL };

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_OFF "\033[?1000l"

static const struct {
    const char *sequence;
    int code;
} extra_keys[] = {
    /* the Linux console, PuTTY and rxvt */
    { "\033[[A", KEY_F(1) },         { "\033[[B", KEY_F(2) },  { "\033[[C", KEY_F(3) },
    { "\033[[D", KEY_F(4) },         { "\033[[E", KEY_F(5) },  { "\033[11~", KEY_F(1) },
    { "\033[12~", KEY_F(2) },        { "\033[13~", KEY_F(3) }, { "\033[14~", KEY_F(4) },
    { "\033[15~", KEY_F(5) },        { "\033OP", KEY_F(1) },   { "\033OQ", KEY_F(2) },
    { "\033OR", KEY_F(3) },          { "\033OS", KEY_F(4) },   { "\033[1~", KEY_HOME },
    { "\033[4~", KEY_END },          { "\033[7~", KEY_HOME },  { "\033[8~", KEY_END },
    { "\033[H", KEY_HOME },          { "\033[F", KEY_END },    { "\033OH", KEY_HOME },
    { "\033OF", KEY_END },           { "\033[A", KEY_UP },     { "\033[B", KEY_DOWN },
    { "\033[C", KEY_RIGHT },         { "\033[D", KEY_LEFT },   { "\033[Z", KEY_BTAB },
    { "\033[3~", KEY_DC },           { "\033OM", KEY_ENTER },  { "\033[200~", CODE_PASTE_BEGIN },
    { "\033[201~", CODE_PASTE_END },
};

void terminal_locale(void)
{
    static const char *const usable[] = { "UTF-8", "GBK", "GB18030", "GB2312", "BIG5", "BIG5-HKSCS" };
    setlocale(LC_CTYPE, "");
    for (size_t i = 0; i < COUNT(usable); i++)
        if (!strcmp(nl_langinfo(CODESET), usable[i]))
            return;
    setlocale(LC_CTYPE, "C.UTF-8");
}

bool terminal_is_plain(void)
{
    const char *type = getenv("TERM");
    return !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !type || !*type || !strcmp(type, "dumb");
}

bool terminal_is_console(void)
{
    const char *type = getenv("TERM");
    return type && !strncmp(type, "linux", 5);
}

static void on_hangup(int number)
{
    (void)number;
    terminal.hangup = 1;
}

static void on_fatal(int number)
{
    terminal_restore();
    signal(number, SIG_DFL);
    raise(number);
}

/* A handler that is there already (a sanitizer's) knows better than ours. */
static void watch_signals(void)
{
    struct sigaction action = { .sa_handler = on_hangup };
    for (size_t i = 0; i < COUNT(hangup_signals); i++)
        sigaction(hangup_signals[i], &action, &old_action[hangup_signals[i]]);
    action.sa_handler = on_fatal;
    for (size_t i = 0; i < COUNT(fatal_signals); i++) {
        int number = fatal_signals[i];
        if (!sigaction(number, NULL, &old_action[number]) && old_action[number].sa_handler == SIG_DFL)
            sigaction(number, &action, NULL);
    }
}

static void unwatch_signals(void)
{
    for (size_t i = 0; i < COUNT(hangup_signals); i++)
        sigaction(hangup_signals[i], &old_action[hangup_signals[i]], NULL);
    for (size_t i = 0; i < COUNT(fatal_signals); i++)
        sigaction(fatal_signals[i], &old_action[fatal_signals[i]], NULL);
}

static void restore_add(const char *text)
{
    if (!text || text == (const char *)-1)
        return;
    while (*text && restore_length + 1 < sizeof restore_text) {
        if (!strncmp(text, "$<", 2)) { /* padding for terminals of 1980 */
            const char *end = strchr(text, '>');
            text = end ? end + 1 : text + strlen(text);
        } else {
            restore_text[restore_length++] = *text++;
        }
    }
}

static void make_restore_text(void)
{
    restore_length = 0;
    restore_add(PASTE_OFF);
    restore_add(MOUSE_OFF);
    restore_add(tigetstr("sgr0"));
    restore_add(tigetstr("rmkx"));
    restore_add(tigetstr("cnorm"));
    restore_add(tigetstr("rmcup"));
}

static bool open_screen(const struct terminal_options *options, struct err *e)
{
    if (options->headless) {
        null_out = fopen("/dev/null", "w");
        null_in = fopen("/dev/null", "r");
        screen = null_out && null_in ? newterm("xterm-256color", null_out, null_in) : NULL;
        if (!screen)
            return err_set(e, ERR_UNAVAILABLE, "",
                           _("no headless screen: the terminal type xterm-256color is missing; "
                             "install ncurses-base"));
        return true;
    }
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_set(e, ERR_UNAVAILABLE, "", _("this is not a terminal; use --plain"));
    saved = !tcgetattr(STDIN_FILENO, &saved_tty);
    screen = newterm(NULL, stdout, stdin);
    if (!screen)
        return err_set(e, ERR_UNAVAILABLE, "",
                       _("the terminal type \"%s\" is unknown here; set TERM=xterm or use --plain"),
                       getenv("TERM") ? getenv("TERM") : "");
    return true;
}

void terminal_mouse(bool on)
{
    mousemask(on ? BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

static void set_modes(const struct terminal_options *options)
{
    const char *no_color = getenv("NO_COLOR");
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    meta(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    timeout(0);
    if (!getenv("ESCDELAY"))
        set_escdelay(100);
    for (size_t i = 0; i < COUNT(extra_keys); i++)
        if (!key_defined(extra_keys[i].sequence))
            define_key(extra_keys[i].sequence, extra_keys[i].code);
    terminal_mouse(options->mouse);
    terminal.colours = !options->mono && !(no_color && *no_color) && has_colors();
    if (terminal.colours) {
        start_color();
        use_default_colors();
    }
}

static void send_text(const char *text)
{
    if (terminal.headless)
        return;
    fputs(text, stdout);
    fflush(stdout);
}

bool terminal_start(const struct terminal_options *options, struct err *e)
{
    if (terminal.started)
        terminal_stop();
    if (options->script && !script_check(options->script, e))
        return false;
    watch_signals();
    if (!open_screen(options, e)) {
        unwatch_signals();
        return false;
    }
    terminal.headless = options->headless;
    terminal.script = (struct script){ .at = options->script ? options->script : "" };
    terminal.dumps = options->dumps;
    terminal.hangup = 0;
    terminal.cursor_y = -1;
    set_modes(options);
    make_restore_text();
    send_text(PASTE_ON);
    terminal.started = true;
    if (options->headless)
        terminal_resize(options->columns ? options->columns : 80, options->rows ? options->rows : 24);
    else
        terminal_take_size();
    return true;
}

void terminal_stop(void)
{
    if (!terminal.started)
        return;
    terminal.started = false;
    send_text(PASTE_OFF);
    endwin();
    delscreen(screen);
    screen = NULL;
    cell_stop();
    if (null_out)
        fclose(null_out);
    if (null_in)
        fclose(null_in);
    null_out = null_in = NULL;
    unwatch_signals();
}

void terminal_restore(void)
{
    if (!terminal.started || terminal.headless)
        return;
    terminal.started = false;
    ssize_t written = write(STDOUT_FILENO, restore_text, restore_length);
    (void)written; /* nothing is left to do about it here */
    if (saved)
        tcsetattr(STDIN_FILENO, TCSANOW, &saved_tty);
}

/* The whole process group stops, so that a script which started us (./run) does too. */
void terminal_suspend(void)
{
    if (!terminal.started || terminal.headless)
        return;
    struct sigaction plain = { .sa_handler = SIG_DFL }, ours;
    send_text(PASTE_OFF);
    endwin();
    sigaction(SIGTSTP, &plain, &ours);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    refresh();
    send_text(PASTE_ON);
    struct winsize size; /* it may have changed while we slept, and nobody told curses */
    if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row && size.ws_col)
        resize_term(size.ws_row, size.ws_col);
    terminal_take_size();
    terminal_repaint();
}

bool terminal_started(void)
{
    return terminal.started;
}

int terminal_rows(void)
{
    return terminal.rows;
}

int terminal_columns(void)
{
    return terminal.columns;
}

void terminal_take_size(void)
{
    getmaxyx(stdscr, terminal.rows, terminal.columns);
    cell_start();
}

void terminal_resize(int new_columns, int new_rows)
{
    resize_term(new_rows, new_columns);
    terminal_take_size();
}

void terminal_erase(void)
{
    if (terminal.started) {
        erase();
        cell_erase();
        terminal.cursor_y = -1;
    }
}

void terminal_show(void)
{
    if (!terminal.started)
        return;
    bool visible = terminal.cursor_y >= 0;
    curs_set(visible ? 1 : 0);
    if (visible)
        move(terminal.cursor_y, terminal.cursor_x);
    refresh();
}

void terminal_repaint(void)
{
    if (terminal.started)
        clearok(stdscr, TRUE);
}

void terminal_cursor(int y, int x)
{
    bool inside = y >= 0 && y < terminal.rows && x >= 0 && x < terminal.columns;
    terminal.cursor_y = inside ? y : -1;
    terminal.cursor_x = inside ? x : 0;
}

void terminal_beep(void)
{
    if (terminal.started)
        beep();
}
