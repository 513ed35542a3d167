/* batch.h - one kind of event for many animals in a grid: a row each, above them a row for all. */
#ifndef MUPU_UI_BATCH_H
#define MUPU_UI_BATCH_H

#include "screens.h"

enum { BATCH_MOST = 2000 };

struct batch_row {
    int64_t id; /* 0: the row for all */
    const char *number;
    /* The record as it stood when a soft rule spoke, and the rules that did: saved again unchanged, they are confirmed.
     */
    const char *asked, *rules;
};
struct batch {
    struct app *app;
    struct arena arena;
    const char *kind;
    struct field_set set;
    struct grid grid; /* row 0 is for all */
    struct batch_row rows[BATCH_MOST + 1];
    int64_t sheet; /* the printed sheet it is typed from; 0 = none */
    struct draft draft;
};

/* batch.c */
void batch_push(struct app *app, const char *kind, const int64_t *animals, int count, int64_t sheet);

/* batch_save.c: the grid's save operation. */
bool batch_save(void *context, struct grid *grid, struct err *e);
/* Its operation for a cell that was left. */
void batch_left(void *context, struct grid *grid, size_t row);
/* Is this field a number that only one animal can have? In the row for all it is then the first of a block. */
bool batch_own_number(const struct batch *b, const char *name);
/* Does the row take part? It has a text of its own, or all it needs from the row for all. */
bool batch_counts(void *context, struct grid *grid, size_t row);

#endif
