/* genetics_side.h - the males and the females a command brings together */
#ifndef COMMAND_GENETICS_SIDE_H
#define COMMAND_GENETICS_SIDE_H

#include "genetics_source.h"

#define GENETICS_FIELD_MALES                                                          \
    {                                                                                 \
        .name = "males", .zh = "公畜", .en = "males",                                 \
        .help = N_("chosen as by --reference; without it the males of the reference") \
    }
#define GENETICS_FIELD_FEMALES                                                          \
    {                                                                                   \
        .name = "females", .zh = "母畜", .en = "females",                               \
        .help = N_("chosen as by --reference; without it the females of the reference") \
    }

/* What must be read of a file so that --males and --females can choose: wants, and at most two columns, NULL behind
 * them. */
unsigned genetics_side_wants(const struct record *r, const char **ret_columns);
/* What is asked; of a book about adults, unless a reference is chosen: who is no adult yet is nobody's mate now. */
struct record genetics_side_adults(struct command_context *c, const struct record *r);
/* Those of side "males" ('M') or "females" ('F'); memory_free. Whoever is named is taken if his sex is not known to be
 * the other one. Nobody: ERR_NO_INPUT. */
bool genetics_side_choose(struct genetics_source *s, const struct record *r, const char *side, char sex, int32_t **ret,
                          int32_t *ret_count, struct err *e) MUST_USE;

#endif
