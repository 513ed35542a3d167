/* inner.h - what the files of this folder share */
#ifndef COMMAND_INNER_H
#define COMMAND_INNER_H

#include "mupu/command.h"

/* The options every command understands. */
struct global_options {
    const char *path;   /* --db */
    const char *lang;   /* --lang */
    const char *format; /* --format; --json sets "json" */
    const char *as;     /* --as */
    const char *headless, *keys;
    const char *confirm, *override_reason;
    bool json, yes, dry_run, mono, plain, no_ui, version, help;
};

/* ---- command.c ---- */
/* Words that name no command: what was meant, as an error. */
bool command_unknown(const char *const *words, int count, struct err *e);

/* ---- output.c ---- */
/* Is a list of this command read by people? Then it may be indented. */
bool command_for_eyes(const struct command_context *c, const struct record *r);

/* A part of a list that is read a part at a time: head and end stand once. */
bool command_print_part(struct command_context *c, const struct record *r, const struct table *t, bool first, bool last,
                        struct err *e) MUST_USE;

/* ---- animal_list.c ---- */
extern const struct field animal_list_arguments[];
extern const int animal_list_argument_count;
bool animal_list_run(struct command_context *c, const struct record *r, struct err *e);

/* ---- arguments.c ---- */
bool arguments_positional(const struct field *field);
const char *arguments_global(int index, bool *ret_takes_value); /* name of the nth global option; NULL past the end */
/* Takes the global options out of argv and leaves the words. */
bool arguments_globals(int argc, char **argv, struct global_options *ret, char **words, int *ret_count,
                       struct err *e) MUST_USE;
/* The words behind SUBJECT VERB, by the command's descriptors, into a record. */
bool arguments_record(struct command_context *c, const struct command *command, char *const *words, int count,
                      struct record *r, struct err *e) MUST_USE;
/* The nearest known word for "did you mean", or NULL. */
const char *arguments_nearest(const char *word, const char *const *known, int count);

const char *arguments_nearest_global(const char *word);

/* ---- help.c ---- */
void help_all(FILE *out, bool chinese);
bool help_subject(const char *subject, FILE *out, bool chinese); /* false: no such subject */
void help_command(const struct command *command, FILE *out, bool chinese);
void help_markdown(FILE *out);

/* ---- progress.c ---- */
const struct progress *progress_line(void); /* a line on stderr when that is a terminal; Ctrl-C stops */
bool progress_goes_on(void *context);       /* for queries that tell nothing: has nobody pressed Ctrl-C? */
void progress_end(void);                    /* the line is wiped; Ctrl-C is the system's again */

/* ---- completion.c ---- */
/* Words for bash, zsh or fish to complete `mupu ...`; false: no such shell. */
bool completion_print(const char *shell, FILE *out, bool chinese);

#endif
