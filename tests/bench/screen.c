/* screen.c - from key to echo on a pseudo-terminal: starts a program as a clerk would, sends keys, and takes the time
 * to the last byte of what each one changes, the CPU the program spent, and the bytes it sent.
 *
 *   screen_bench MUPU BOOK [--size 80x24] [--repeat 30] [--mono] [--cold] [--grid FILTER]
 *
 * --grid also saves a grid of the animals that fit FILTER (about 600), and undoes it. Peers (less, visidata, fzf) get
 * the same herd as text (made by screen.sh), as BOOK, with --peer less|vd|fzf. */
#include "mupu/base.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { QUIET = 60, PATIENCE = 60000, SAMPLES = 4096, LINE = 1024 };

struct echo {
    double first, last, cpu; /* milliseconds from the key */
    size_t bytes;
};
struct session {
    pid_t pid;
    int tty, rows, columns;
    VTerm *vterm;
};
struct samples {
    const char *name;
    double target; /* milliseconds; 0 = none */
    struct echo all[SAMPLES];
    size_t count;
};
struct options {
    const char *mupu, *book, *peer, *text, *grid;
    int rows, columns, repeat;
    bool mono, cold;
};

/* ---- the session ---- */
static double now(void)
{
    return (double)clock_monotonic() / 1e6;
}

/* Milliseconds on a processor so far, of all threads. */
static double cpu_of(pid_t pid)
{
    clockid_t clock;
    struct timespec time;
    if (pid <= 0 || clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &time))
        return 0;
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static struct session session_start(char *const arguments[], const struct options *options)
{
    struct session session = { .rows = options->rows, .columns = options->columns };
    struct winsize size = { .ws_row = (unsigned short)options->rows, .ws_col = (unsigned short)options->columns };
    session.vterm = vterm_new(options->rows, options->columns);
    vterm_set_utf8(session.vterm, 1);
    vterm_screen_reset(vterm_obtain_screen(session.vterm), 1);
    session.pid = forkpty(&session.tty, NULL, NULL, &size);
    if (session.pid == 0) {
        execvp(arguments[0], arguments);
        _exit(127);
    }
    return session;
}

static bool take_output(struct session *session, struct echo *echo, double start, int wait)
{
    char bytes[65536];
    struct pollfd tty = { .fd = session->tty, .events = POLLIN };
    if (poll(&tty, 1, wait) <= 0)
        return false;
    ssize_t got = read(session->tty, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    echo->last = now() - start;
    if (!echo->bytes)
        echo->first = echo->last;
    echo->bytes += (size_t)got;
    vterm_input_write(session->vterm, bytes, (size_t)got);
    return true;
}

/* The screen as text, a row a line. */
static void screen_text(const struct session *session, struct strbuf *out)
{
    VTermScreen *screen = vterm_obtain_screen(session->vterm);
    strbuf_clear(out);
    for (int y = 0; y < session->rows; y++) {
        char text[LINE];
        size_t length = vterm_screen_get_text(screen, text, sizeof text, (VTermRect){ y, y + 1, 0, session->columns });
        strbuf_add_n(out, text, length);
        strbuf_add_char(out, '\n');
    }
}

/* One of the words between '|'. */
static bool shows(const struct session *session, const char *wanted)
{
    struct strbuf text;
    bool found = false;
    strbuf_init(&text);
    screen_text(session, &text);
    for (const char *at = wanted; *at && !found; at += strcspn(at, "|"), at += *at == '|') {
        char word[64];
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, "|"), at);
        found = strstr(text.text, word);
    }
    strbuf_done(&text);
    return found;
}

/* Until `wanted` (NULL = anything) is on the screen and then nothing comes for QUIET milliseconds. */
static struct echo wait_echo(struct session *session, double start, double cpu, const char *wanted)
{
    struct echo echo = { .first = NAN, .last = NAN };
    while (now() - start < PATIENCE) {
        bool good = echo.bytes && (!wanted || shows(session, wanted));
        if (!take_output(session, &echo, start, good ? QUIET : 500) && good)
            break;
        if (waitpid(session->pid, NULL, WNOHANG) == session->pid) {
            session->pid = 0;
            break;
        }
        if (!echo.bytes && !wanted && now() - start > 1500)
            break;
    }
    if (wanted && !shows(session, wanted)) {
        struct strbuf text;
        strbuf_init(&text);
        screen_text(session, &text);
        fprintf(stderr, "screen_bench: \"%s\" does not come:\n%s", wanted, text.text);
        exit(1);
    }
    echo.cpu = cpu_of(session->pid) - cpu;
    return echo;
}

static struct echo press(struct session *session, const char *keys, const char *wanted)
{
    double cpu = cpu_of(session->pid), start = now();
    ssize_t written = write(session->tty, keys, strlen(keys));
    (void)written;
    return wait_echo(session, start, cpu, wanted);
}

static void session_end(struct session *session)
{
    struct echo ignored = { 0 };
    if (session->pid > 0) {
        kill(session->pid, SIGTERM);
        while (waitpid(session->pid, NULL, WNOHANG) == 0)
            take_output(session, &ignored, now(), 10);
    }
    close(session->tty);
    vterm_free(session->vterm);
}

/* ---- the figures ---- */
static void add(struct samples *samples, struct echo echo)
{
    if (samples->count < SAMPLES && echo.bytes)
        samples->all[samples->count++] = echo;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum figure { FIGURE_FIRST, FIGURE_LAST, FIGURE_CPU, FIGURE_BYTES };

static double percentile(const struct samples *samples, enum figure figure, double part)
{
    static double values[SAMPLES];
    for (size_t i = 0; i < samples->count; i++) {
        const struct echo *echo = &samples->all[i];
        values[i] = figure == FIGURE_FIRST  ? echo->first
                    : figure == FIGURE_LAST ? echo->last
                    : figure == FIGURE_CPU  ? echo->cpu
                                            : (double)echo->bytes;
    }
    qsort(values, samples->count, sizeof *values, by_value);
    return samples->count ? values[(size_t)(part * (double)(samples->count - 1) + 0.5)] : NAN;
}

static void report(struct samples *samples)
{
    double median = percentile(samples, FIGURE_LAST, 0.5);
    printf("%-34s %4zu %9.2f %9.2f %9.2f %9.2f %8.0f %8.0f  %s\n", samples->name, samples->count,
           percentile(samples, FIGURE_FIRST, 0.5), median, percentile(samples, FIGURE_LAST, 0.95),
           percentile(samples, FIGURE_CPU, 0.5), percentile(samples, FIGURE_BYTES, 0.5),
           percentile(samples, FIGURE_BYTES, 0.95),
           samples->target <= 0           ? ""
           : !(median <= samples->target) ? "OVER"
                                          : "ok");
    fflush(stdout);
    samples->count = 0;
}

static struct samples samples;

static void begin(const char *name, double target)
{
    samples.name = name;
    samples.target = target;
    samples.count = 0;
}

/* ---- mupu ---- */
#define DOWN "\033OB"
#define UP "\033OA"
#define PAGE_DOWN "\033[6~"
#define HOME "\033OH"
#define F2 "\033OQ"
#define F9 "\033[20~"
#define ESCAPE "\033"

static struct session start_mupu(const struct options *o, struct echo *ret)
{
    char *arguments[] = { (char *)o->mupu,
                          (char *)"--db",
                          (char *)o->book,
                          (char *)"--lang",
                          (char *)"en",
                          o->mono ? (char *)"--mono" : NULL,
                          NULL };
    double start = now();
    struct session session = session_start(arguments, o);
    *ret = wait_echo(&session, start, 0, "Today");
    return session;
}

/* The book leaves the page cache, as after a restart of the machine. */
static void forget_pages(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        fdatasync(file);
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        close(file);
    }
}

static void start_up(const struct options *o, bool cold)
{
    begin(cold ? "first screen, cold pages" : "first screen", 50);
    for (int i = 0; i < (cold ? 5 : o->repeat / 5 + 1); i++) {
        struct echo echo;
        if (cold)
            forget_pages(o->book);
        struct session session = start_mupu(o, &echo);
        add(&samples, echo);
        session_end(&session);
    }
    report(&samples);
}

static void repeat_key(struct session *session, const char *name, double target, const char *key, int count)
{
    begin(name, target);
    for (int i = 0; i < count; i++)
        add(&samples, press(session, key, NULL));
    report(&samples);
}

/* There and back again. */
static void there(struct session *session, const char *name, double target, const char *keys, const char *wanted,
                  const char *back, const char *home, int count)
{
    begin(name, target);
    for (int i = 0; i < count; i++) {
        add(&samples, press(session, keys, wanted));
        press(session, back, home);
    }
    report(&samples);
}

static void search(struct session *session, int repeat)
{
    static const char *const words[] = { "11205", "00114", "1000312", "H0417", "26-3" };
    begin("search, each keystroke", 80);
    for (int i = 0; i < repeat / 3 + 1; i++) {
        const char *word = words[(size_t)i % COUNT(words)];
        press(session, "/", "Find");
        for (const char *at = word; *at; at++)
            add(&samples, press(session, (char[]){ *at, 0 }, NULL));
        press(session, ESCAPE, NULL);
    }
    report(&samples);
}

static void cards(struct session *session, int repeat)
{
    begin("opening a card", 30);
    for (int i = 0; i < repeat; i++) {
        press(session, DOWN, NULL);
        add(&samples, press(session, "\r", "Sex"));
        press(session, "q", "Herd");
    }
    report(&samples);
    press(session, "\r", "Sex");
    repeat_key(session, "a row down on a card", 16, DOWN, repeat);
    press(session, "q", "Herd");
}

static void form(struct session *session, int repeat)
{
    press(session, "w", "weight");
    begin("a character in a form", 16);
    for (int i = 0; i < repeat; i++) {
        add(&samples, press(session, "4", NULL));
        add(&samples, press(session, "\177", NULL));
    }
    report(&samples);
    press(session,
          "\025"
          "44",
          NULL);
    begin("the next field of a form", 16);
    for (int i = 0; i < repeat / 2; i++) {
        add(&samples, press(session, "\t", NULL));
        add(&samples, press(session, "\033[Z", NULL));
    }
    report(&samples);
    press(session, ESCAPE, NULL);
    press(session, "y", "Herd");
}

/* Adult females born on one day, one weight for all, saved and undone. */
static void grid(struct session *session, const struct options *o)
{
    struct samples *undo = memory_new(sizeof *undo), *type = memory_new(sizeof *type);
    *undo = (struct samples){ .name = "undoing them" };
    *type = (struct samples){ .name = "a character in the row for all", .target = 16 };
    begin("saving the grid", 400);
    for (int i = 0; i < o->repeat / 6 + 1; i++) {
        press(session, F9, "Menu");
        press(session, "Grid entry\r", NULL);
        press(session, "weigh\r", "filter");
        press(session, "filter\r", "Filter: ");
        press(session, o->grid, NULL);
        press(session, "\r", "to be saved");
        press(session, UP, NULL);
        for (int n = 0; n < 4; n++) {
            add(type, press(session, "4", NULL));
            add(type, press(session, "\177", NULL));
        }
        press(session, "44", NULL);
        struct echo echo = press(session, F2, "Saved|unusual");
        if (!shows(session, "Saved"))
            echo = press(session, F2, "Saved");
        add(&samples, echo);
        press(session, "u", "Undo");
        add(undo, press(session, "y", "Undone"));
    }
    report(type);
    report(&samples);
    report(undo);
    memory_free(undo);
    memory_free(type);
}

static void measure_mupu(const struct options *o)
{
    struct echo first;
    start_up(o, false);
    if (o->cold)
        start_up(o, true);
    struct session session = start_mupu(o, &first);
    repeat_key(&session, "a row down on Today", 16, DOWN, o->repeat);
    there(&session, "opening Herd", 60, "h", "Herd", "q", "Today", o->repeat / 2);
    press(&session, "h", "Herd");
    repeat_key(&session, "a row down in the herd", 16, DOWN, 15);
    for (int i = 0; i < 8; i++)
        press(&session, PAGE_DOWN, NULL);
    repeat_key(&session, "a page down in the herd", 16, PAGE_DOWN, o->repeat);
    repeat_key(&session, "a row up in the herd", 16, UP, 15);
    search(&session, o->repeat);
    cards(&session, o->repeat);
    form(&session, o->repeat);
    if (o->grid)
        grid(&session, o);
    session_end(&session);
}

/* ---- peers, on the same herd as text ---- */
static void measure_peer(const struct options *o)
{
    static const struct {
        const char *name, *down, *page, *search;
        char *arguments[6];
    } peers[] = {
        { "less", "\033OB", "\033[6~", "/11205\r", { (char *)"less", (char *)"-n" } },
        { "vd", "\033[B", "\033[6~", NULL, { (char *)"vd", (char *)"-f", (char *)"csv" } },
        { "fzf", UP, NULL, "11205", { (char *)"sh", (char *)"-c", (char *)"exec fzf <\"$0\"" } },
    };
    for (size_t i = 0; i < COUNT(peers); i++) {
        char *arguments[8] = { 0 };
        if (strcmp(peers[i].name, o->peer) != 0)
            continue;
        memcpy(arguments, peers[i].arguments, sizeof peers[i].arguments);
        size_t n = 0;
        while (arguments[n])
            n++;
        arguments[n] = (char *)o->text;
        begin("first screen", 0);
        double start = now();
        struct session session = session_start(arguments, o);
        add(&samples, wait_echo(&session, start, 0, NULL));
        report(&samples);
        if (peers[i].down)
            repeat_key(&session, "a row down", 0, peers[i].down, o->repeat);
        if (peers[i].page)
            repeat_key(&session, "a page down", 0, peers[i].page, o->repeat);
        begin("search, each keystroke", 0);
        for (const char *at = peers[i].search; at && *at; at++)
            add(&samples, press(&session, (char[]){ *at, 0 }, NULL));
        report(&samples);
        session_end(&session);
    }
}

static bool parse(int count, char **words, struct options *o)
{
    *o = (struct options){ .rows = 24, .columns = 80, .repeat = 30 };
    const char **plain[] = { &o->mupu, &o->book };
    size_t taken = 0;
    for (int i = 1; i < count; i++) {
        const char *next = i + 1 < count ? words[i + 1] : "";
        if (strcmp(words[i], "--size") == 0 && sscanf(next, "%dx%d", &o->columns, &o->rows) == 2)
            i++;
        else if (strcmp(words[i], "--repeat") == 0 && (o->repeat = atoi(next)) > 0)
            i++;
        else if (strcmp(words[i], "--mono") == 0)
            o->mono = true;
        else if (strcmp(words[i], "--cold") == 0)
            o->cold = true;
        else if (strcmp(words[i], "--peer") == 0) {
            o->peer = next;
            i++;
        } else if (strcmp(words[i], "--grid") == 0) {
            o->grid = next;
            i++;
        } else if (taken < COUNT(plain))
            *plain[taken++] = words[i];
        else
            return false;
    }
    o->text = o->book;
    return taken == 2;
}

int main(int argc, char **argv)
{
    struct options options;
    if (!parse(argc, argv, &options)) {
        fprintf(stderr, "usage: screen_bench MUPU BOOK [--size 80x24] [--repeat N] [--mono] [--cold] [--grid FILTER] "
                        "[--peer less|vd|fzf]\n");
        return 2;
    }
    setenv("TERM", "xterm-256color", 1);
    signal(SIGPIPE, SIG_IGN);
    printf("%-34s %4s %9s %9s %9s %9s %8s %8s   %dx%d%s\n", options.peer ? options.peer : "mupu", "n", "first",
           "median", "p95", "cpu", "bytes", "p95", options.columns, options.rows, options.mono ? " mono" : "");
    if (options.peer)
        measure_peer(&options);
    else
        measure_mupu(&options);
    return 0;
}
