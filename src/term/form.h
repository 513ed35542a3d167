/* form.h - between form.c and form_draw.c. */
#ifndef TERM_FORM_H
#define TERM_FORM_H

#include "private.h"

struct form_value {
    struct lineedit edit;
    char *scanned;   /* the reading it was filled with last; NULL = none */
    char *previous;  /* of the record before, for F5; NULL = none */
    int y, x, width; /* where it was drawn, for the mouse */
};

size_t form_step(const struct form *form, size_t from, int direction); /* the next field Enter stops at, or `from` */
bool form_skips(const struct form *form, size_t i);
void form_touch(struct form *form); /* a value is another: what was confirmed no longer is */

#endif
