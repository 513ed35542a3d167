/* mupu/command.h - everything mupu can do, as one table: the command line, help, completions, docs/COMMANDS.md and the
 * terminal interface's palette come from it.
 *
 *   mupu [--db FILE] [--lang zh|en] [--json] SUBJECT VERB [ARGUMENT ...] [--option VALUE ...]
 */
#ifndef MUPU_COMMAND_H
#define MUPU_COMMAND_H

#include "mupu/herd.h"
#include "mupu/report.h"

struct command_context {
    struct herd *herd; /* NULL unless the command needs it */
    const char *path;  /* of the file of records; set even when herd is NULL */
    bool json, chinese, dry_run, yes;
    FILE *out;          /* data */
    FILE *words;        /* what a person reads */
    struct sheet *into; /* not NULL: a screen asked, and both go here */
    const struct progress *progress;
    struct arena *arena; /* lives as long as the command */
};

enum command_needs { COMMAND_NEEDS_NOTHING, COMMAND_NEEDS_READ, COMMAND_NEEDS_WRITE, COMMAND_NEEDS_CREATE };

struct command {
    const char *subject, *verb; /* "animal", "add"; verb NULL: the subject alone ("undo", "changes", "demo") */
    const char *summary;        /* N_() one line */
    const char *help;           /* N_() further lines with examples; "" = none */
    const struct field
        *arguments; /* positional ones first, in order (place = "1", "2", ...; "*" takes the rest), then options */
    int argument_count;
    const int *argument_count_elsewhere; /* for tables of herd, whose length is known there; else NULL */
    enum command_needs needs;
    /* Rows for event kinds ("event add KIND ...") and other arguments known only at run time; NULL = none. */
    bool (*more_arguments)(struct command_context *c, const struct record *so_far, const struct field **ret,
                           int *ret_count, struct err *e);
    bool (*run)(struct command_context *c, const struct record *r, struct err *e);
    bool dry_run; /* understands --dry-run; the others refuse it, or they would write */
    bool answers; /* changes nothing and prints words and tables: the screens offer it, too */
};

static inline int command_argument_count(const struct command *c)
{
    return c->argument_count_elsewhere ? *c->argument_count_elsewhere : c->argument_count;
}

/* Each file of verbs offers one array. */
struct command_group {
    const struct command *commands;
    int count;
};
extern const struct command_group command_list;
extern const struct command_group command_animal, command_event, command_holding, command_change, command_lineage,
    command_pedigree, command_genetics, command_genetics_check, command_genetics_export, command_genetics_inverse,
    command_genetics_group, command_genetics_block, command_genetics_flow, command_genetics_diversity,
    command_genetics_founder, command_genetics_completeness, command_genetics_trend, command_plan, command_plan_compare,
    command_plan_limits, command_plan_parents, command_report, command_sheet, command_import, command_data,
    command_demo, command_reader, command_help;
extern const struct command_group command_plan_when, command_genetics_uncertain, command_genetics_breed,
    command_genetics_genotype;
const struct command *command_next(const struct command *after);           /* NULL starts; NULL ends */
const struct command *command_find(const char *subject, const char *verb); /* NULL if there is none */

/* The whole program but the terminal interface: parses, opens, runs, prints the error. Returns the exit code.
 * `start_interface` is called for `mupu` alone on a terminal and after `mupu demo`. */
struct interface_options {
    bool chinese, mono;
    bool plain;         /* lines in place of screens */
    const char *script; /* headless: keys from it, columns x rows, its dumps on standard output; NULL = a person */
    int columns, rows;
};
typedef int (*command_interface_function)(const char *path, const struct interface_options *how);
int command_main(int argc, char **argv, command_interface_function start_interface);

/* ---- for verbs ---- */
/* Prints a list: aligned text on a terminal or pipe, JSON with --json, CSV with --format csv. */
bool command_print(struct command_context *c, const struct record *r, const struct table *t, struct err *e) MUST_USE;
/* One line of words on `words`: "saved: ...". */
void command_say(struct command_context *c, const char *format, ...) PRINTF_LIKE(2, 3);

/* Runs a command that answers for a screen: what it would print becomes a sheet, what was asked its facts. The herd is
 * open; columns of tables are in the arena or static. */
bool command_answer(struct herd *herd, const struct command *command, const struct record *r,
                    const struct progress *progress, struct arena *arena, struct sheet *ret, struct err *e) MUST_USE;

/* ---- sheets: what stands on paper, for the verbs and the screens alike ---- */
/* The herd summary on a day: heads by group and species, the month's flow, the age structure. */
bool herd_sheet(struct herd *herd, enum stock_by by, enum list_counting counting, int64_t holding, date_day day,
                struct arena *arena, struct sheet *ret, struct err *e) MUST_USE;
/* An entry sheet as it is printed: its animals with room to write. */
bool entry_paper(struct herd *herd, int64_t number, struct arena *arena, struct sheet *ret, struct err *e) MUST_USE;
/* What is to be done, holding by holding, with boxes to tick and room to write; a line for each group or each animal.
 * The book must be read to its end. */
bool due_sheet(struct herd *herd, struct due_book *book, const struct due_filter *filter, bool each,
               struct arena *arena, struct sheet *ret, struct err *e) MUST_USE;
/* The breeding schedule of a plan: per male his females with F and reserve, and the dated steps. */
bool plan_sheet(struct herd *herd, int64_t plan, struct arena *arena, struct sheet *ret, struct err *e) MUST_USE;

#endif
