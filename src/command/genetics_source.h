/* genetics_source.h - the pedigree a "genetics" command works on: the book's, or that of a file alone (--pedigree).
 *
 * Both come as the same arrays. Animals are told by index; of a file those with a row of their own come first
 * (0 .. listed - 1), of a book all are listed, by their row ids. What neither says is unknown: NULL arrays, DATE_NONE,
 * a level of -1.
 */
#ifndef COMMAND_GENETICS_SOURCE_H
#define COMMAND_GENETICS_SOURCE_H

#include "inner.h"

#include "mupu/exchange.h"
#include "mupu/genetics.h"

/* What an animal is one of: its breed, its keeper, ... as numbers 0 .. count - 1. */
struct genetics_factor {
    int32_t *level; /* [count of animals], -1 = unknown */
    int32_t count;
    const char **name; /* [count] */
};
enum { GENETICS_FACTORS_MOST = 8 };
enum genetics_want {
    GENETICS_F = 1 << 0,     /* f */
    GENETICS_NAMES = 1 << 1, /* name of every animal; without it genetics_source_name asks one by one */
    GENETICS_SEX = 1 << 2,
    GENETICS_BIRTH = 1 << 3,
    GENETICS_FAULTS = 1 << 4, /* rows and dates of a file that cannot be are left to be told, not refused */
};
struct genetics_source {
    struct pedigree p;
    int32_t listed;
    const double *f;      /* [count] */
    char *sex;            /* [count] 'M', 'F' (a castrate is 'M') or 0 */
    date_day *birth;      /* [count]; of a month or a year only: its first day */
    date_day *birth_last; /* [count]; its last day */
    const int64_t *id;    /* [count] of the book, ascending; NULL for a file */

    struct command_context *c; /* the rest is inside */
    bool of_file;
    struct pedigree_file file;
    struct herd_pedigree book;
    const char **name;
    const char *column[GENETICS_FACTORS_MOST + 3]; /* of the file */
    int column_count;
};

/* The options these commands share; put them behind the positional ones. */
#define GENETICS_FIELD_PEDIGREE                                                        \
    {                                                                                  \
        .name = "pedigree", .zh = "系谱文件", .en = "pedigree", .type = FIELD_OF_FILE, \
        .help = N_("a CSV of id, sire, dam: read alone, no book needed")               \
    }
#define GENETICS_FIELD_REFERENCE                                                                                       \
    {                                                                                                                  \
        .name = "reference", .zh = "参考群", .en = "reference",                                                        \
        .help = N_("whom it is about: a filter as of \"animal list\"; with --pedigree years of birth (2020..2024), a " \
                   "column that says 1 or yes, or @FILE of numbers")                                                   \
    }
#define GENETICS_FIELD_SPECIES                                                                      \
    {                                                                                               \
        .name = "species", .zh = "畜种", .en = "species", .type = FIELD_OF_CODE, .list = "species", \
        .help = N_("of the book; without it the one with most animals")                             \
    }
#define GENETICS_FIELD_FORMAT                                                           \
    {                                                                                   \
        .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") \
    }

/* Opens what `r` asks for. `wants` are genetics_want bits; `factors` the words that genetics_source_factor will be
 * asked for (ends with NULL; NULL = none; at most GENETICS_FACTORS_MOST). With GENETICS_F a file with loops is refused,
 * the animals named. The command needs COMMAND_NEEDS_NOTHING: a book is opened only if it is asked. */
bool genetics_source_open(struct command_context *c, const struct record *r, unsigned wants, const char *const *factors,
                          struct genetics_source *ret, struct err *e) MUST_USE;
void genetics_source_close(struct genetics_source *s);
/* Never NULL; in the command's arena or the source. */
const char *genetics_source_name(struct genetics_source *s, int32_t animal);
/* A number a person typed, in any form the book understands; `field` is blamed. */
bool genetics_source_find(struct genetics_source *s, const char *typed, const char *field, int32_t *ret,
                          struct err *e) MUST_USE;
/* "breed", "fecb", "family", "species", "keeper", "owner", "tier" (of the keeper), "born_at" and "born_tier" (whose
 * number it was first given, else the first keeper); of a file any of its columns. One
 * that is not there: ERR_USAGE naming it. Ends with genetics_factor_done; the names live as long as the source. */
bool genetics_source_factor(struct genetics_source *s, const char *word, struct genetics_factor *ret,
                            struct err *e) MUST_USE;
void genetics_factor_done(struct genetics_factor *factor);
/* A file's column as it is written, [count]; NULL = the file has none, or it is a book. One of "sex", "birth" and the
 * factors asked for at opening. */
const char **genetics_source_column(const struct genetics_source *s, const char *word);
/* Whom the measures are about (GENETICS_FIELD_REFERENCE), ascending; memory_free. Without the option: of a book those
 * present of one species (GENETICS_FIELD_SPECIES), of a file all that have a row. Nobody: ERR_NO_INPUT. *ret_words says
 * it for people. */
bool genetics_source_reference(struct genetics_source *s, const struct record *r, int32_t **ret, int32_t *ret_count,
                               const char **ret_words, struct err *e) MUST_USE;

/* What a verb prints, as one table in the command's arena. */
typedef bool command_table_function(struct command_context *c, const struct record *r, struct table *ret,
                                    struct err *e);

#endif
