/* genetics_number.h - the animals of a pedigree numbered from 1, parents before offspring: for programs that want
 * whole numbers, and for the rows of matrices. */
#ifndef COMMAND_GENETICS_NUMBER_H
#define COMMAND_GENETICS_NUMBER_H

#include "genetics_source.h"

struct genetics_numbering {
    struct pedigree p;   /* by number - 1; generations ascend */
    int32_t *animal;     /* [count] index in the source */
    int32_t *sire, *dam; /* what p points to */
};

/* Everybody, or with "reference" those and their ancestors. */
#define GENETICS_FIELD_ONLY                                                                                          \
    {                                                                                                                \
        .name = "reference", .zh = "参考群", .en = "reference",                                                      \
        .help = N_("these and their ancestors only: a filter as of \"animal list\"; with --pedigree years of birth " \
                   "(2020..2024), a column that says 1 or yes, or @FILE of numbers")                                 \
    }
#define GENETICS_FIELD_CODES                                                                            \
    {                                                                                                   \
        .name = "codes", .zh = "编号对照表", .en = "table of numbers and names", .type = FIELD_OF_FILE, \
        .help = N_("animals get numbers from 1, parents before offspring; this file says who is who")   \
    }
bool genetics_number(struct genetics_source *s, const struct record *r, struct genetics_numbering *ret,
                     struct err *e) MUST_USE;
void genetics_number_done(struct genetics_numbering *n);
/* A CSV of number and id; behind the animals come `more` names (groups). */
bool genetics_number_codes(struct genetics_source *s, const struct genetics_numbering *n, const char *const *more,
                           int more_count, const char *path, struct err *e) MUST_USE;
/* A text as a cell of a CSV, quoted where it must be. */
void genetics_number_cell(FILE *out, const char *text);

#endif
