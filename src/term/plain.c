/* plain.c - lines in place of a screen: what is said goes to one stream, what is answered comes from another. For
 * screen readers, TERM=dumb and pipes. No cursor is moved, nothing is coloured, every line ends. */
#include "plain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    FILE *in, *out;
    bool ended, echo; /* echo: the input is no terminal, which would show what is typed */
    char *line;
    size_t capacity;
    enum cell_role role;
    char message[600];
} plain;
static volatile sig_atomic_t in_handle = -1, nothing_handle = -1;

static const int endings[] = { SIGHUP, SIGTERM, SIGINT };
static struct sigaction before[COUNT(endings)], pipe_before;

/* A read under way is broken off, and every later one finds the end of the input: none can slip through between. */
static void end_input(int signal)
{
    (void)signal;
    if (in_handle >= 0 && nothing_handle >= 0)
        dup2((int)nothing_handle, (int)in_handle);
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = end_input }, ignore = { .sa_handler = SIG_IGN };
    sigemptyset(&action.sa_mask);
    sigemptyset(&ignore.sa_mask);
    for (size_t i = 0; i < COUNT(endings); i++)
        sigaction(endings[i], &action, &before[i]);
    sigaction(SIGPIPE, &ignore, &pipe_before); /* writing tells of it */
}

void plain_start(FILE *in, FILE *out)
{
    plain.in = in;
    plain.out = out;
    plain.ended = false;
    plain.echo = !isatty(fileno(in));
    *plain.message = 0;
    in_handle = fileno(in);
    nothing_handle = open("/dev/null", O_RDONLY | O_CLOEXEC);
    catch_signals();
}

/* Whoever read the output has gone, as head does: that is no fault to be told of. */
static void forget_reader(void)
{
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nothing < 0)
        return;
    dup2(nothing, fileno(plain.out));
    close(nothing);
    clearerr(plain.out);
}

void plain_stop(void)
{
    if (!plain.in)
        return;
    plain_quiet();
    errno = 0;
    if (fflush(plain.out) != 0 && errno == EPIPE)
        forget_reader();
    for (size_t i = 0; i < COUNT(endings); i++)
        sigaction(endings[i], &before[i], NULL);
    sigaction(SIGPIPE, &pipe_before, NULL);
    if (nothing_handle >= 0)
        close((int)nothing_handle);
    in_handle = nothing_handle = -1;
    free(plain.line);
    plain.line = NULL;
    plain.capacity = 0;
    plain.in = plain.out = NULL;
}

bool plain_started(void)
{
    return plain.in != NULL;
}

bool plain_ended(void)
{
    return plain.ended;
}

/* ---- saying ---- */
static void tell_message(void)
{
    char text[sizeof plain.message];
    bool alarming = plain.role == ROLE_ERROR || plain.role == ROLE_WARNING;
    if (!*plain.message)
        return;
    snprintf(text, sizeof text, "%s", plain.message);
    *plain.message = 0;
    plain_say("%s%s", alarming ? "! " : "", text);
}

void plain_write(const char *text)
{
    tell_message();
    while (*text) {
        size_t length = strcspn(text, "\n");
        struct strbuf line, safe;
        strbuf_init(&line);
        strbuf_init(&safe);
        strbuf_add_n(&line, text, length);
        utf8_printable(&safe, line.text);
        fputs(safe.text, plain.out);
        if (text[length])
            fputc('\n', plain.out);
        text += length + (text[length] != 0);
        strbuf_done(&line);
        strbuf_done(&safe);
    }
}

void plain_say(const char *format, ...)
{
    struct strbuf text;
    va_list arguments;
    strbuf_init(&text);
    va_start(arguments, format);
    char *made = NULL;
    if (vasprintf(&made, format, arguments) >= 0)
        strbuf_add(&text, made);
    va_end(arguments);
    free(made);
    strbuf_add_char(&text, '\n');
    plain_write(text.text);
    strbuf_done(&text);
}

void plain_message(enum cell_role role, const char *text)
{
    tell_message();
    plain.role = role;
    snprintf(plain.message, sizeof plain.message, "%s", text);
}

void plain_quiet(void)
{
    *plain.message = 0;
}

/* ---- reading ---- */
static bool next_line(struct strbuf *line)
{
    ssize_t length = getline(&plain.line, &plain.capacity, plain.in);
    if (length < 0)
        return false;
    while (length && (plain.line[length - 1] == '\n' || plain.line[length - 1] == '\r'))
        plain.line[--length] = 0;
    for (char *at = plain.line; *at; at++) /* as in a paste: a control character is nobody's text */
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
    strbuf_add(line, plain.line);
    return true;
}

bool plain_read(struct strbuf *ret_line)
{
    for (;;) {
        tell_message();
        strbuf_clear(ret_line);
        if (plain.ended || fflush(plain.out) != 0 || ferror(plain.out) || !next_line(ret_line)) {
            plain.ended = true;
            fputc('\n', plain.out); /* the prompt's line ends too */
        }
        bool valid = utf8_valid(ret_line->text, ret_line->length, NULL);
        if (plain.echo && !plain.ended)
            plain_say("%s", valid ? ret_line->text : "");
        if (plain.ended || valid)
            return !plain.ended;
        plain_say("! %s", _("This is not UTF-8; set the terminal to UTF-8 and type it again."));
    }
}

void plain_fold(const char *line, struct strbuf *ret)
{
    struct strbuf folded;
    strbuf_init(&folded);
    utf8_fold_width(&folded, line);
    const char *from = folded.text + strspn(folded.text, " \t");
    size_t length = strlen(from);
    while (length && (from[length - 1] == ' ' || from[length - 1] == '\t'))
        length--;
    strbuf_clear(ret);
    strbuf_add_n(ret, from, length);
    strbuf_done(&folded);
}
