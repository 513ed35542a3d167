/* herd.h - what the files of the herd list share: the screen's state, reading, columns, filter, the card beside it. */
#ifndef MUPU_UI_HERD_H
#define MUPU_UI_HERD_H

#include "card.h"

enum { HERD_COLUMNS_MOST = 32 };

struct herd_screen {
    struct app *app;
    struct list list;
    /* ---- which animals ---- */
    struct list_cursor cursor;
    struct list_cursor fresh; /* the list as it is now, read until it reaches what is seen; fresh.reading NULL = none */
    int64_t fresh_looked;     /* rows of fresh in which the selected animal was not */
    struct list_filter filter; /* of filter_text and search */
    struct arena arena;        /* of the filter */
    struct strbuf filter_text, search;
    bool filter_changed; /* by the form above */
    bool animals;        /* a fixed list given by the caller */
    const char *title;   /* NULL = the herd, at `place`; which NULL = all places */
    const char *place;
    int64_t holding, generation;
    /* ---- how they are shown ---- */
    int sort;
    bool descending;
    int shown[HERD_COLUMNS_MOST]; /* words */
    int shown_count;
    struct list_column columns[HERD_COLUMNS_MOST];
    bool chinese, wide; /* what the columns were made for */
    struct list_columns words;
    struct arena row_arena;
    int64_t row_id; /* animal in cells, 0 = none */
    struct list_cell cells[HERD_COLUMNS_MOST];
    /* ---- the card beside it ---- */
    struct card_data card;
    int64_t card_id, card_generation;
    bool card_waits; /* the selection is being moved */
};

/* ---- herd_read.c ---- */
extern const struct list_operations herd_rows;
void herd_read(struct herd_screen *h);   /* from the start, shown at once; problems go to the message line */
void herd_narrow(struct herd_screen *h); /* the same with a new filter: the first row, if the selected one is gone */
void herd_again(struct herd_screen *h);  /* the same list as it is now, without losing place, selection and marks */
void herd_tick(struct herd_screen *h);   /* reads on; looks for changes of others */
void herd_close_lists(struct herd_screen *h);
bool herd_read_all(struct herd_screen *h); /* to the end, with progress; false = Esc or an error, which was shown */
/* Sets the filter; the screen is to be read again. */
bool herd_set_filter(struct herd_screen *h, const char *text, struct err *e) MUST_USE;
void herd_search(struct herd_screen *h); /* the list narrows with every letter */

/* ---- herd_columns.c ---- */
void herd_columns_load(struct herd_screen *h);              /* as the operator left them */
void herd_columns_refresh(struct herd_screen *h, int room); /* for the language and the columns of the screen now */
void herd_columns_choose(struct herd_screen *h);            /* the popup */

/* ---- herd_filter.c, herd_saved.c, herd_side.c ---- */
void herd_filter_push(struct herd_screen *h);
void herd_saved_choose(struct herd_screen *h); /* popup: take, keep, delete */
enum { HERD_SIDE_LEAST = 120 };
/* Draws the card of the selected animal where there is room; `body` loses the columns it takes. */
void herd_side_draw(struct herd_screen *h, struct area *body);

#endif
