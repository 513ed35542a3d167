/* lambing.h - a birth on its way: the form of the dam (lambing.c) and the lines of her young (lambs.c). */
#ifndef MUPU_UI_LAMBING_H
#define MUPU_UI_LAMBING_H

#include "screens.h"

enum { LAMBS_MOST = 12, LAMB_COLUMNS = 5, NUMBER_SIZE = 64 };

struct lambing {
    struct app *app;
    struct arena arena;
    const char *kind;
    struct field_set set;
    struct form form;
    struct grid grid;
    bool in_grid, once;
    struct animal dam; /* id 0 = not known yet */
    struct arena dam_arena;
    struct strbuf about;
    struct draft draft;
    char proposed[LAMBS_MOST][NUMBER_SIZE];
    struct strbuf confirmed, asked; /* asked: what the form held when a soft rule spoke */
    char pending[32];
    int64_t event; /* saved last */
    int records;
};

/* ---- lambs.c ---- */
const struct form_field *lambs_columns(struct lambing *l); /* in the language of now; in l->arena */
bool lambs_check(void *context, struct grid *grid, size_t row, size_t column, struct err *e);
void lambs_look_up(void *context, struct grid *grid, size_t row, size_t column);
void lambs_record(struct lambing *l, struct record *r); /* every line that is not empty as a "lamb" */
void lambs_clear(struct lambing *l);

#endif
