/* genetics_measure.h - what the commands on diversity work on: a pedigree, whom it is about, and what is known of F */
#ifndef COMMAND_GENETICS_MEASURE_H
#define COMMAND_GENETICS_MEASURE_H

#include "genetics_grouping.h"

#define GENETICS_FIELD_LIMIT                                                                            \
    {                                                                                                   \
        .name = "limit", .zh = "最多", .en = "limit", .type = FIELD_OF_COUNT, .help = N_("0 lists all") \
    }

#define GENETICS_YEAR 365.25      /* days */
enum { MEASURE_GENERATIONS = 3 }; /* of the completeness beside every F */

struct measured {
    struct genetics_source s;
    int32_t *reference, count;
    const char *whom;      /* the reference in words */
    double *fraction;      /* [animals] completeness in MEASURE_GENERATIONS */
    double *equivalent;    /* [animals] */
    unsigned char *tells;  /* [animals] is the F knowledge? */
    unsigned char *inside; /* [animals] in the reference or an ancestor of it */
};

/* Opens the source with F and births, and the reference. */
bool measured_open(struct command_context *c, const struct record *r, struct measured *ret, struct err *e) MUST_USE;
void measured_close(struct measured *m);
/* --limit, else `otherwise`; 0 = no limit. */
bool measured_limit(const struct record *r, int64_t otherwise, int64_t *ret, struct err *e) MUST_USE;
/* Which parent of the animal a founder is that has no row of its own: "sire", "dam" or NULL; in words for eyes. */
const char *measured_unknown_parent(const struct measured *m, int32_t animal, bool unknown_parent, bool eyes);
/* An empty table "title: whom" in the command's arena. */
void measured_table(struct measured *m, struct table *t, const char *name, const char *title,
                    const struct table_column *columns, size_t count);

#endif
