/* due_inner.h - work as numbers: what due.c tells of animals and due_book.c keeps */
#ifndef HERD_DUE_INNER_H
#define HERD_DUE_INNER_H

#include "inner.h"
#include "mupu/planner.h"

enum { DUE_SPECIES_MOST = 8, DUE_VACCINES_MOST = 32, DUE_RULES = 8 };

struct due_row {
    int64_t animal, holding;
    date_day day;
    int16_t task;    /* due_task_code */
    int16_t vaccine; /* place in the vaccines; -1 = none */
    int16_t species; /* place in the dictionary */
};
struct due_rows {
    struct due_row *all;
    int count, capacity;
};
struct due_mate {
    int64_t ewe;
    date_day from;
};
struct due_vaccine { /* days; 0 = is not given, or not given so */
    int64_t first, second, again;
};
/* What the dictionary says, looked up once, and the plans in force. */
struct due_programme {
    struct herd *herd;
    date_day today, until;
    int64_t wait[DUE_SPECIES_MOST][DUE_RULES], back[DUE_SPECIES_MOST][DUE_RULES];
    struct calendar_rules season[DUE_SPECIES_MOST]; /* only when it opens and closes */
    int64_t tag_wait[DUE_SPECIES_MOST], leave_wait[DUE_SPECIES_MOST];
    const char *vaccine_code[DUE_VACCINES_MOST];
    int vaccine_count;
    struct due_vaccine vaccines[DUE_SPECIES_MOST][DUE_VACCINES_MOST];
    struct due_mate *mates; /* by ewe */
    int mate_count, mate_capacity;
};

/* ---- due.c ---- */
const char *due_task_code(int task);
void due_programme_init(struct due_programme *p, struct herd *herd, date_day until);
void due_programme_done(struct due_programme *p);
bool due_programme_mates(struct due_programme *p, struct err *e) MUST_USE; /* reads the plans in force again */
/* Appends the work of the animals from first to last, in order of the animals. */
bool due_read(struct due_programme *p, int64_t first, int64_t last, struct due_rows *out, struct err *e) MUST_USE;
void due_rows_add(struct due_rows *rows, const struct due_row *row);

/* ---- due_book.c ---- */
struct due_book {
    struct due_programme programme;
    struct due_rows rows; /* by animal */
    int64_t at, last;     /* animals read so far, and how far to read */
    int64_t seen;         /* newest change that is in the rows */
    int64_t generation;   /* of the store when it was asked last */
    bool begun;
};
/* ---- due_follow.c: who was touched by the changes since ---- */
/* Reads those again. *ret_whole: it was too much, or of a kind that may touch all; begin anew. */
bool due_follow(struct due_book *book, bool *ret_changed, bool *ret_whole, struct err *e) MUST_USE;

#endif
