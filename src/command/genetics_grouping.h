/* genetics_grouping.h - the groups a "genetics" command is about: the reference by what its animals are one of */
#ifndef COMMAND_GENETICS_GROUPING_H
#define COMMAND_GENETICS_GROUPING_H

#include "genetics_source.h"

#define GENETICS_FIELD_BY                                                                                            \
    {                                                                                                                \
        .name = "by", .zh = "分组", .en = "groups by", .type = FIELD_OF_CODE, .list = "genetics_by",                 \
        .help = N_("keeper, owner, tier, born_at, born_tier, breed, family, fecb, species or year (of birth); with " \
                   "--pedigree a column of the file")                                                                \
    }

struct grouping {
    struct genetics_source s;
    int32_t count;     /* groups that have animals, by name */
    const char **name; /* [count] as in the book or the file */
    const char *word;  /* what they are groups of */
    int32_t *group;    /* [animals of s] -1 = not asked for */
    const char *whom;  /* the reference in words */
};

/* What every animal is one of, "year" (of birth; s must have births) among the words. */
bool genetics_levels(struct genetics_source *s, const char *word, struct genetics_factor *ret, struct err *e) MUST_USE;
/* Opens the source and groups its reference by --by, else by `otherwise` (of a book). Wants and columns as for
 * genetics_source_open, columns ending with NULL. Groups of fewer animals than --smallest are left out. */
bool grouping_open(struct command_context *c, const struct record *r, const char *otherwise, unsigned wants,
                   const char *const *columns, struct grouping *ret, struct err *e) MUST_USE;
void grouping_close(struct grouping *g);
struct group_set grouping_set(const struct grouping *g);
/* A level as a person reads it, or as it stands. */
const char *grouping_label(struct command_context *c, const struct record *r, const char *word, const char *name);
/* A column of a level; its texts are the command's. */
struct table_column grouping_column(struct command_context *c, const struct record *r, const char *word,
                                    const char *name, enum table_type type, int decimals);
/* Makes a table, says its title, prints it. */
bool grouping_print(struct command_context *c, const struct record *r, command_table_function *table,
                    struct err *e) MUST_USE;
/* --smallest, --least and the like: a whole number from 1 on. */
bool grouping_number(const struct record *r, const char *option, int64_t otherwise, int64_t *ret,
                     struct err *e) MUST_USE;

#endif
