/* animal_draft.h - an animal on its way into the book: what the record says over what is there. Read in animal_read.c,
 * judged in animal_check.c and animal_kin.c, written by animal.c, animal_number.c and animal_place.c */
#ifndef HERD_ANIMAL_DRAFT_H
#define HERD_ANIMAL_DRAFT_H

#include "inner.h"

struct draft_animal {
    struct herd *herd;
    const struct record *record;
    struct arena arena;
    struct strbuf noted;
    int64_t id;           /* 0 = new */
    struct animal before; /* as it was; id 0 = new */
    struct animal_row row;
    int64_t owner, keeper, place, pen; /* of a new one; 0 = not said */
    date_day from;                     /* there since */
};

/* check_broken with what the draft carries. */
#define draft_broken(d, rule, field, e, ...) \
    check_broken((d)->herd, (d)->record, rule, field, &(d)->noted, e, __VA_ARGS__)
/* One number of one animal; `missing` when there is no row. */
bool draft_ask(struct draft_animal *d, const char *query, int64_t missing, int64_t *ret, struct err *e) MUST_USE;
const char *draft_number(const struct animal *a); /* "?" for one without any */

/* ---- animal_read.c ---- */
bool draft_read(struct draft_animal *d, struct err *e) MUST_USE;

/* ---- animal_check.c ---- */
bool draft_check(struct draft_animal *d, struct err *e) MUST_USE;
/* What else must still be true once an animal that is there has another sex or birth date. */
bool draft_check_edit(struct draft_animal *d, struct err *e) MUST_USE;

/* ---- animal_kin.c ---- */
bool draft_check_parents(struct draft_animal *d, struct err *e) MUST_USE;
/* child - parent in days against the dictionary's ages of parents. name: whom the message is about */
bool draft_check_age_at_birth(struct draft_animal *d, const char *field, const char *sex, const char *name, int64_t age,
                              struct err *e) MUST_USE;

/* ---- animal_number.c ---- */
bool draft_has_number(const struct record *r);
bool draft_write_numbers(struct draft_animal *d, struct err *e) MUST_USE;

/* ---- animal_place.c ---- */
bool draft_read_place(struct draft_animal *d, struct err *e) MUST_USE;
bool draft_check_place(struct draft_animal *d, struct err *e) MUST_USE;
bool draft_write_place(struct draft_animal *d, struct err *e) MUST_USE;
/* Where it stands is not corrected but moved; only the day it came may be corrected, and follows a corrected birth. */
bool draft_edit_place(struct draft_animal *d, struct err *e) MUST_USE;

#endif
