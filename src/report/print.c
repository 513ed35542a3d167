/* print.c - hands a file to the system's printing programs, lp and lpstat */
#include "child.h"
#include "private.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { SECONDS = 60, MOST_COPIES = 999 };

/* ---- what went wrong ---- */

/* What lp and lpstat say in English, and what a person should hear. */
static const struct complaint {
    const char *said;
    enum err_code code;
    const char *words;
} complaints[] = {
    { "no default destination", ERR_UNAVAILABLE,
      N_("cannot print: no default printer is set; name a printer, or set one with: lpoptions -d NAME") },
    { "scheduler", ERR_UNAVAILABLE,
      N_("cannot print: the printing service is not running; start it: "
         "systemctl start cups (package cups)") },
    { "unable to connect", ERR_UNAVAILABLE,
      N_("cannot print: the printing service is not running; start it: systemctl "
         "start cups (package cups)") },
    { "bad file descriptor", ERR_UNAVAILABLE,
      N_("cannot print: the printing service is not running; start it: "
         "systemctl start cups (package cups)") },
    { "connection refused", ERR_UNAVAILABLE,
      N_("cannot print: the printing service is not running; start it: systemctl "
         "start cups (package cups)") },
};

static const struct complaint *find_complaint(const char *said)
{
    for (size_t i = 0; i < COUNT(complaints); i++)
        if (strcasestr(said, complaints[i].said))
            return &complaints[i];
    return NULL;
}

/* The first line, safe to show, without "lp: ". */
static char *first_line(const char *said)
{
    struct strbuf safe;
    strbuf_init(&safe);
    said += strspn(said, "\n ");
    size_t bytes = strcspn(said, "\n");
    char *line = memory_new(bytes + 1);
    memcpy(line, said, bytes);
    text_line(&safe, !strncmp(line, "lp: ", 4) ? line + 4 : line);
    memory_free(line);
    return strbuf_take(&safe);
}

static bool fail_outcome(enum child_outcome outcome, const char *program, struct err *e)
{
    if (outcome == CHILD_NO_PROGRAM)
        return err_set(e, ERR_UNAVAILABLE, "",
                       _("cannot print: there is no program \"%s\"; install the package cups-client"), program);
    if (outcome == CHILD_NO_ANSWER)
        return err_set(e, ERR_UNAVAILABLE, "",
                       _("cannot print: the printing service did not answer within %d seconds; check the printer and "
                         "try again"),
                       SECONDS);
    return err_set(e, ERR_INTERNAL, "", _("cannot print: \"%s\" could not be started: %s"), program, strerror(errno));
}

static bool fail_said(const char *said, const char *printer, struct err *e)
{
    const struct complaint *known = find_complaint(said);
    if (known)
        return err_set(e, known->code, "printer", "%s", _(known->words));
    CLEANUP(memory_free_text) char *line = first_line(said);
    if (printer && *printer && (strcasestr(said, "does not exist") || strcasestr(said, "unknown destination"))) {
        CLEANUP(memory_free_text) char *name = first_line(printer);
        return err_set(e, ERR_NO_INPUT, "printer",
                       _("cannot print: there is no printer \"%s\"; lpstat -e names those there are"), name);
    }
    return err_set(e, ERR_IO, "printer", _("cannot print: lp said \"%s\""), line);
}

/* ---- printing ---- */

/* "request id is Office-12 (1 file(s))" */
static void read_job(const char *said, struct strbuf *out)
{
    static const char before[] = "request id is ";
    const char *at = strstr(said, before);
    if (!at)
        return;
    at += strlen(before);
    strbuf_add_n(out, at, strcspn(at, " \n"));
}

/* Nothing of a name may be taken for an option. */
static char *path_argument(const char *path)
{
    struct strbuf argument;
    strbuf_init(&argument);
    strbuf_add(&argument, path[0] == '-' ? "./" : "");
    strbuf_add(&argument, path);
    return strbuf_take(&argument);
}

static bool check_request(const char *path, int copies, struct err *e)
{
    if (copies < 1 || copies > MOST_COPIES)
        return err_set(e, ERR_USAGE, "copies", _("cannot print \"%d\" copies; choose 1 to %d"), copies, MOST_COPIES);
    if (access(path, R_OK) == 0)
        return true;
    CLEANUP(memory_free_text) char *name = first_line(path);
    return err_set(e, ERR_NO_INPUT, "", _("cannot print \"%s\": there is no such file, or it may not be read"), name);
}

static bool run_lp(const char *const *arguments, const char *printer, struct strbuf *ret_job, struct err *e)
{
    struct child_result result;
    child_init(&result);
    enum child_outcome outcome = child_run(arguments, SECONDS, &result);
    bool good = outcome == CHILD_DONE && result.status == 0;
    if (outcome != CHILD_DONE)
        fail_outcome(outcome, arguments[0], e);
    else if (!good)
        fail_said(result.err.length ? result.err.text : result.out.text, printer, e);
    else
        read_job(result.out.text, ret_job);
    child_done(&result);
    return good;
}

bool print_file(const char *path, const char *printer, const char *title, int copies, struct strbuf *ret_job,
                struct err *e)
{
    if (!check_request(path, copies, e))
        return false;
    char number[16];
    snprintf(number, sizeof(number), "%d", copies);
    CLEANUP(memory_free_text) char *file = path_argument(path);
    CLEANUP(memory_free_text) char *name = first_line(title ? title : "");
    const char *arguments[12] = { "lp" };
    int count = 1;
    if (printer && *printer) {
        arguments[count++] = "-d";
        arguments[count++] = printer;
    }
    if (*name) {
        arguments[count++] = "-t";
        arguments[count++] = name;
    }
    arguments[count++] = "-n";
    arguments[count++] = number;
    arguments[count] = file;
    return run_lp(arguments, printer, ret_job, e);
}

/* ---- the queues ---- */

static bool run_lpstat(const char *option, struct strbuf *out, struct err *e)
{
    struct child_result result;
    const char *const arguments[] = { "lpstat", option, NULL };
    child_init(&result);
    enum child_outcome outcome = child_run(arguments, SECONDS, &result);
    const char *said = result.err.length ? result.err.text : result.out.text;
    bool good = outcome == CHILD_DONE;
    if (!good)
        fail_outcome(outcome, arguments[0], e);
    else if (result.status && find_complaint(said))
        good = fail_said(said, NULL, e);
    if (good && result.status == 0) /* no queue at all ends with 1 too: then there is nothing to read */
        strbuf_add(out, result.out.text);
    child_done(&result);
    return good;
}

/* "system default destination: Office" or "no system default destination". */
static char *read_default(struct arena *arena, const char *said)
{
    const char *at = strstr(said, "default destination: ");
    if (!at)
        return NULL;
    at += strlen("default destination: ");
    return arena_text_n(arena, at, strcspn(at, " /\n"));
}

/* One name a line; the default goes first. */
static int read_names(struct arena *arena, const char *said, const char *first, const char *const **ret_names)
{
    size_t lines = 1;
    for (const char *at = said; *at; at++)
        lines += *at == '\n';
    const char **names = arena_new(arena, lines * sizeof(char *));
    int count = 0;
    while (*said) {
        size_t bytes = strcspn(said, "\n");
        char *name = arena_text_n(arena, said, bytes);
        name[strcspn(name, " \t\r")] = '\0';
        if (*name) {
            bool leads = first && !strcmp(name, first);
            if (leads)
                memmove(names + 1, names, (size_t)count * sizeof(char *));
            names[leads ? 0 : count] = name;
            count++;
        }
        said += bytes + (said[bytes] == '\n');
    }
    *ret_names = (const char *const *)names;
    return count;
}

bool print_queues(struct arena *arena, const char *const **ret_names, int *ret_count, struct err *e)
{
    struct strbuf queues, standard;
    strbuf_init(&queues);
    strbuf_init(&standard);
    bool good = run_lpstat("-e", &queues, e) && run_lpstat("-d", &standard, e);
    if (good)
        *ret_count = read_names(arena, queues.text, read_default(arena, standard.text), ret_names);
    strbuf_done(&queues);
    strbuf_done(&standard);
    return good;
}
