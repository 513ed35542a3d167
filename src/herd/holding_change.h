/* holding_change.h - a holding on its way into the file: read in holding.c, judged in holding_check.c */
#ifndef HERD_HOLDING_CHANGE_H
#define HERD_HOLDING_CHANGE_H

#include "inner.h"

struct holding_change {
    struct herd *herd;
    const struct record *record;
    struct holding now, before; /* before.id = 0: a new one */
    date_day since;             /* DATE_NONE = not said */
    struct strbuf noted;
    struct arena arena;
};

/* All rules of a holding that is added or edited. */
bool holding_check(struct holding_change *edit, struct err *e) MUST_USE;
/* Not void already. */
bool holding_check_valid(struct holding_change *edit, struct err *e) MUST_USE;
/* Nobody stands in it, belongs to it or is under it; `field` is named if so. */
bool holding_check_unused(struct holding_change *edit, const char *field, struct err *e) MUST_USE;
/* Nor ever did: such a holding cannot be void, only closed. */
bool holding_check_never_used(struct holding_change *edit, struct err *e) MUST_USE;

#endif
