/* command.c - the table of everything mupu can do, and the way from a command line to one of its rows. */
#include "inner.h"

#include <locale.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct command_group *const groups[] = {
    &command_import,
    &command_animal,
    &command_list,
    &command_event,
    &command_holding,
    &command_lineage,
    &command_pedigree,
    &command_genetics,
    &command_genetics_diversity,
    &command_genetics_founder,
    &command_genetics_completeness,
    &command_genetics_trend,
    &command_genetics_group,
    &command_genetics_block,
    &command_genetics_flow,
    &command_genetics_uncertain,
    &command_genetics_breed,
    &command_genetics_genotype,
    &command_genetics_check,
    &command_genetics_export,
    &command_genetics_inverse,
    &command_plan,
    &command_plan_compare,
    &command_plan_limits,
    &command_plan_parents,
    &command_plan_when,
    &command_report,
    &command_sheet,
    &command_demo,
    &command_change,
    &command_data,
    &command_reader,
    &command_help,
};

const struct command *command_next(const struct command *after)
{
    bool found = after == NULL;
    for (size_t g = 0; g < COUNT(groups); g++)
        for (int i = 0; i < groups[g]->count; i++) {
            if (found)
                return &groups[g]->commands[i];
            found = &groups[g]->commands[i] == after;
        }
    return NULL;
}

const struct command *command_find(const char *subject, const char *verb)
{
    for (const struct command *c = command_next(NULL); c; c = command_next(c))
        if (strcmp(c->subject, subject) == 0 && (c->verb ? verb && strcmp(c->verb, verb) == 0 : !verb))
            return c;
    return NULL;
}

/* ---- where the book is ---- */

static bool make_folder(char *path, struct err *e)
{
    for (char *c = path + 1; *c; c++) {
        if (*c != '/')
            continue;
        *c = '\0';
        bool bad = mkdir(path, 0700) != 0 && access(path, F_OK) != 0;
        *c = '/';
        if (bad)
            return err_set(e, ERR_CANNOT_CREATE, "db", _("The folder of \"%s\" cannot be made; name a file with --db"),
                           path);
    }
    return true;
}

/* `make`: the folder of the usual place, too; who only reads leaves nothing behind. */
static bool find_path(const struct global_options *o, struct arena *arena, const char *name, bool make,
                      const char **ret, struct err *e)
{
    const char *given = o->path ? o->path : strcmp(name, "mupu.db") == 0 ? getenv("MUPU_DB") : NULL;
    if (given && *given) {
        *ret = given;
        return true;
    }
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    const struct passwd *account = getpwuid(getuid());
    if (!home || !*home)
        home = account ? account->pw_dir : "/";
    char *path = data && *data ? arena_printf(arena, "%s/mupu/%s", data, name)
                               : arena_printf(arena, "%s/.local/share/mupu/%s", home, name);
    *ret = path;
    return !make || make_folder(path, e);
}

/* ---- the language ---- */

static bool wants_chinese(const struct global_options *o)
{
    const char *const sources[] = { o->lang, getenv("MUPU_LANG"), getenv("LC_ALL"), getenv("LC_MESSAGES"),
                                    getenv("LANG") };
    for (size_t i = 0; i < COUNT(sources); i++) {
        if (!sources[i] || !*sources[i] || *sources[i] == 'C' || strcmp(sources[i], "POSIX") == 0)
            continue; /* no language is meant */
        return strncmp(sources[i], "en", 2) != 0;
    }
    return true; /* Chinese first */
}

/* ---- running one ---- */

static void complain(const struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf safe;
    strbuf_init(&safe);
    utf8_printable(&safe, e->message);
    fprintf(stderr, "mupu: %s\n", safe.text);
    if (e->code == ERR_SOFT)
        fprintf(stderr, _("      If it is right, say so: --confirm %s (or --yes to everything)\n"), e->rule);
    else if (e->rule[0])
        fprintf(stderr, "%s", _("      A supervisor may override it: --override \"REASON\"\n"));
}

bool command_unknown(const char *const *words, int count, struct err *e)
{
    const char *subjects[64], *verbs[64];
    int subject_count = 0, verb_count = 0;
    const char *meant = strncmp(words[0], "--", 2) == 0 ? arguments_nearest_global(words[0] + 2) : NULL;
    if (meant)
        return err_set(e, ERR_USAGE, "", _("there is no option --%s; did you mean --%s?"), words[0] + 2, meant);
    for (const struct command *c = command_next(NULL); c; c = command_next(c)) {
        if (subject_count < 64)
            subjects[subject_count++] = c->subject;
        if (c->verb && strcmp(c->subject, words[0]) == 0 && verb_count < 64)
            verbs[verb_count++] = c->verb;
    }
    if (verb_count == 0) {
        const char *near = arguments_nearest(words[0], subjects, subject_count);
        if (near)
            return err_set(e, ERR_USAGE, "", _("there is no command \"%s\"; did you mean \"%s\"?"), words[0], near);
        return err_set(e, ERR_USAGE, "", _("there is no command \"%s\"; see: mupu help"), words[0]);
    }
    const char *near = count > 1 ? arguments_nearest(words[1], verbs, verb_count) : NULL;
    if (near)
        return err_set(e, ERR_USAGE, "", _("\"%s\" has no \"%s\"; did you mean \"%s\"?"), words[0], words[1], near);
    CLEANUP(strbuf_done) struct strbuf all;
    strbuf_init(&all);
    for (int i = 0; i < verb_count; i++)
        strbuf_printf(&all, "%s%s", i ? ", " : "", verbs[i]);
    return err_set(e, ERR_USAGE, "", _("say what to do with \"%s\": %s"), words[0], all.text);
}

static bool find_command(char *const *words, int count, const struct command **ret, int *ret_used, struct err *e)
{
    *ret = count > 1 ? command_find(words[0], words[1]) : NULL;
    *ret_used = 2;
    if (!*ret) {
        *ret = command_find(words[0], NULL);
        *ret_used = 1;
    }
    return *ret || command_unknown((const char *const *)words, count, e);
}

static bool open_herd(struct command_context *c, enum command_needs needs, const char *as, struct err *e)
{
    static const enum store_mode modes[] = {
        [COMMAND_NEEDS_READ] = STORE_READ,
        [COMMAND_NEEDS_WRITE] = STORE_WRITE,
        [COMMAND_NEEDS_CREATE] = STORE_CREATE,
    };
    if (needs == COMMAND_NEEDS_NOTHING)
        return true;
    if (!herd_open(c->path, modes[needs], c->chinese, &c->herd, e))
        return false;
    if (as)
        c->herd->operator_name = arena_text(&c->herd->arena, as);
    store_set_wait(c->herd->store, 60000);
    if (needs == COMMAND_NEEDS_READ)
        store_on_progress(c->herd->store, progress_goes_on, NULL);
    return true;
}

static bool check_output(FILE *out, struct err *e)
{
    if (fflush(out) == 0 && !ferror(out))
        return true;
    return err_set(e, ERR_IO, "", _("The output could not be written; is the disk full?"));
}

/* Options that mean nothing here are refused, not passed over: somebody who asks for a dry run wants nothing written.
 */
static bool check_globals(const struct command *command, const struct global_options *o, struct err *e)
{
    if (o->dry_run && !command->dry_run)
        return err_set(e, ERR_USAGE, "dry-run", _("--dry-run is not offered here: nothing was done"));
    if ((o->headless || o->keys || o->plain) && strcmp(command->subject, "demo") != 0)
        return err_set(e, ERR_USAGE, "headless", _("--headless, --keys and --plain are for the screens: mupu alone"));
    return true;
}

static bool run(struct command_context *c, const struct command *command, char *const *words, int count,
                const struct global_options *o, struct err *e)
{
    struct record record;
    record_init(&record, c->arena);
    record.confirmed = o->yes ? "all" : NULL;
    record.override = o->override_reason;
    /* arguments that depend on the book (the fields of an event kind) need it open first; else a mistyped line is told
     * before anything is touched */
    bool book_first = command->more_arguments != NULL;
    if (!check_globals(command, o, e) || (book_first && !open_herd(c, command->needs, o->as, e)) ||
        !arguments_record(c, command, words, count, &record, e) ||
        (!book_first && !open_herd(c, command->needs, o->as, e)))
        return false;
    const char *format = record_text(&record, "format");
    if (format && strcmp(format, "json") == 0)
        c->json = true;
    return command->run(c, &record, e);
}

static int run_words(const struct global_options *o, char *const *words, int count, struct arena *arena)
{
    struct err e = { 0 };
    const struct command *command;
    int used;
    struct command_context c = {
        .json = o->json,
        .chinese = wants_chinese(o),
        .dry_run = o->dry_run,
        .yes = o->yes,
        .out = stdout,
        .words = stderr,
        .arena = arena,
        .progress = progress_line(),
    };
    bool good = find_command(words, count, &command, &used, &e);
    if (good && o->help) {
        help_command(command, stdout, c.chinese);
        return 0;
    }
    bool writes = good && command->needs != COMMAND_NEEDS_READ && strcmp(command->subject, "help") != 0 &&
                  strcmp(command->subject, "reader") != 0;
    good = good && find_path(o, arena, strcmp(words[0], "demo") == 0 ? "demo.db" : "mupu.db", writes, &c.path, &e) &&
           run(&c, command, words + used, count - used, o, &e);
    herd_close(c.herd);
    progress_end();
    if (good)
        return 0;
    complain(&e);
    return err_exit_code(&e);
}

/* ---- the interface ---- */

static bool read_keys(const struct global_options *o, struct strbuf *keys, int *columns, int *rows, struct err *e)
{
    *columns = *rows = 0;
    if (!o->headless)
        return true;
    char *rest;
    long wide = strtol(o->headless, &rest, 10), high = *rest == 'x' ? strtol(rest + 1, &rest, 10) : 0;
    if (*rest || wide < 1 || wide > 1000 || high < 1 || high > 1000)
        return err_set(e, ERR_USAGE, "headless", _("--headless \"%s\": give columns and rows, as 80x24"), o->headless);
    *columns = (int)wide;
    *rows = (int)high;
    return !o->keys || file_read(o->keys, 1000000, keys, e);
}

static int start(const struct global_options *o, const char *name, command_interface_function interface,
                 struct arena *arena)
{
    struct err e = { 0 };
    CLEANUP(strbuf_done) struct strbuf keys;
    const char *path;
    int columns, rows;
    strbuf_init(&keys);
    if (!find_path(o, arena, name, true, &path, &e) || !read_keys(o, &keys, &columns, &rows, &e)) {
        complain(&e);
        return err_exit_code(&e);
    }
    if (o->plain && o->headless) {
        err_set(&e, ERR_USAGE, "plain", _("--plain and --headless exclude each other"));
        complain(&e);
        return err_exit_code(&e);
    }
    if (o->no_ui) {
        help_all(stderr, wants_chinese(o));
        return ERR_USAGE;
    }
    if (o->as)
        setenv("MUPU_OPERATOR", o->as, 1);
    const struct interface_options how = {
        .chinese = wants_chinese(o),
        .mono = o->mono,
        .plain = o->plain,
        .script = o->headless ? keys.text : NULL,
        .columns = columns,
        .rows = rows,
    };
    return interface(path, &how);
}

/* The first line is the version alone, for programs. */
static void print_version(FILE *out)
{
#ifdef MUPU_HAVE_PDF
    static const char features[] = "screens pdf";
#else
    static const char features[] = "screens";
#endif
    fprintf(out, "mupu %s\nfeatures: %s\n", MUPU_VERSION, features);
}

static int run_globals(const struct global_options *o, char *const *words, int count,
                       command_interface_function start_interface, struct arena *arena)
{
    if (o->version) {
        print_version(stdout);
        return 0;
    }
    if (count == 0 && o->help) {
        help_all(stdout, wants_chinese(o));
        return 0;
    }
    if (count == 0)
        return start(o, "mupu.db", start_interface, arena);
    int result = run_words(o, words, count, arena);
    if (result == 0 && strcmp(words[0], "demo") == 0 && !o->no_ui && !o->help)
        result = start(o, "demo.db", start_interface, arena);
    return result;
}

int command_main(int argc, char **argv, command_interface_function start_interface)
{
    struct err e = { 0 };
    struct global_options o;
    struct arena arena;
    int count, result;
    char **words = memory_new(((size_t)argc + 1) * sizeof *words);
    arena_init(&arena);
    const struct global_options none = { 0 };
    text_start(wants_chinese(&none) ? "zh_CN" : "en"); /* the options themselves may be wrong */
    if (arguments_globals(argc, argv, &o, words, &count, &e)) {
        text_start(wants_chinese(&o) ? "zh_CN" : "en");
        result = run_globals(&o, words, count, start_interface, &arena);
    } else {
        complain(&e);
        result = err_exit_code(&e);
    }
    if (!check_output(stdout, &e) && result == 0) {
        complain(&e);
        result = err_exit_code(&e);
    }
    arena_done(&arena);
    memory_free(words);
    return result;
}
