/* inner.h - what the files of this folder share and nobody else needs */
#ifndef HERD_INNER_H
#define HERD_INNER_H

#include "mupu/herd.h"

/* ---- open.c: what stands behind a struct herd ---- */
struct holding_name { /* one way to call a holding, normalised */
    const char *text;
    int64_t id;
    bool code; /* its code, which wins over everybody's name */
};
struct holding_names { /* those of one holding side by side; read again when the file may have changed */
    struct arena arena;
    struct holding_name *names;
    int count, capacity;
    int64_t generation;
    bool known, inside; /* inside: as a transaction saw it that may yet be rolled back */
};
struct herd_private {
    struct herd herd; /* first */
    int depth;        /* of herd_begin: writers may stand inside a larger change */
    struct holding_names holdings;
};
static inline struct herd_private *herd_private(const struct herd *herd)
{
    return (struct herd_private *)herd;
}
/* Ends what herd_begin began. Inside a larger change it only leaves the inner level: whoever began that change must
 * roll it back too, unless nothing was written yet. */
void herd_rollback(struct herd *herd);

/* ---- install.c ---- */
/* Adds the rows of the shipped dictionary that the file lacks; inside a transaction. */
bool install_rows(struct herd *herd, struct err *e) MUST_USE;
/* A number that differs whenever the shipped dictionary does. */
const char *install_fingerprint(char out[20]);

/* ---- dictionary.c ---- */
bool dictionary_load(struct herd *herd, struct err *e) MUST_USE;

/* ---- record.c: reading a value, with the field named when it is wrong ---- */
/* Absent = the value given as `missing`, and true. "-" reads as absent, too: record_empties tells the two apart. */
bool record_empties(const struct record *r, const char *name); /* the text is "-": the field is to be emptied */
bool record_day(const struct record *r, const char *name, date_day missing, date_day *ret_day, struct err *e) MUST_USE;
bool record_count_value(const struct record *r, const char *name, int64_t missing, int64_t *ret,
                        struct err *e) MUST_USE;
/* A code of a list, or NULL when absent; any label is understood. */
bool record_code(const struct herd *herd, const struct record *r, const char *name, const char *list,
                 const char **ret_code, struct err *e) MUST_USE;
bool record_holding(struct herd *herd, const struct record *r, const char *name, int64_t missing, int64_t *ret_id,
                    struct err *e) MUST_USE;
/* Refuses when a required field of the table is absent; the message calls it by its label. */
bool record_required(const struct herd *herd, const struct record *r, const struct field *fields, int count,
                     struct err *e) MUST_USE;

/* ---- check.c ---- */
/* A thousandth value as short text with its unit in the running language: "52.5 公斤". */
const char *check_amount(const struct herd *herd, int64_t value, const char *unit, struct arena *arena);
/* check_param with limits that stand in no row of the dictionary as they are. */
bool check_limits(const struct herd *herd, const struct record *r, const struct param *p, const char *field,
                  const char *label, int64_t value, struct strbuf *noted, struct err *e) MUST_USE;
/* "confirmed a; overridden b: typed reason" put into words. */
const char *check_words(const struct herd *herd, const char *noted, struct arena *arena);

/* ---- conflict.c ---- */
struct conflict {
    struct herd *herd;
    const struct field *fields;
    int field_count;
    int64_t animal, holding; /* whose record it is; the other is 0 */
};
/* Inside the transaction of an edit: false if what `r` changes was changed since r->seen; `now` is what stands there.
 */
bool conflict_check(const struct conflict *c, const struct record *r, const struct record *now, struct err *e) MUST_USE;

/* ---- animal.c: bare inserts, inside a transaction ---- */
struct animal_row {
    const char *species, *breed, *sex;
    date_day birth;
    enum date_precision precision;
    int64_t sire, dam;
    const char *sire_evidence, *dam_evidence;
    int64_t birth_event, foster_dam;
    int birth_type; /* 0 = not known */
    const char *family, *origin, *fecb, *coat, *note;
    bool reference;
};
bool animal_create(struct herd *herd, const struct animal_row *row, int64_t *ret_id, struct err *e) MUST_USE;

/* ---- identifier.c ---- */
/* Parses, refuses what is in use (number_used), inserts. kind NULL: told from the number itself. */
bool identifier_insert(struct herd *herd, int64_t animal, const char *species, const char *kind, const char *text,
                       date_day from, const char *reason, struct err *e) MUST_USE;
bool identifier_close(struct herd *herd, int64_t id, date_day to, const char *reason, struct err *e) MUST_USE;
#define LAST_CODE_POINT "\xF4\x8F\xBF\xBF" /* [x, x + this) is "begins with x" */
int identifier_characters(const char *text);
/* identifier_find.c: the animals with a name that holds the normalised text or is read by it, for lists. */
bool identifier_may_be_holder(const char *normal);
bool identifier_named(struct herd *herd, const char *normal, struct strbuf *ret_ids, struct err *e) MUST_USE;
/* identifier_form.c: as a number of that kind (farm official rfid brand name old), or NULL for what it looks like. */
bool identifier_parse_as(const struct herd *herd, const char *species, const char *kind, const char *text,
                         struct identifier_form *ret, struct err *e) MUST_USE;
/* identifier_judge.c: what is odd about a new number: odd and even, a county nobody knows, a test transponder, one much
 * like another. sex may be NULL. */
bool identifier_judge(struct herd *herd, const struct record *r, const struct identifier_form *form,
                      const char *species, const char *sex, const char *field, struct strbuf *noted,
                      struct err *e) MUST_USE;

/* ---- residence.c: dated intervals; to_day is the first day that no longer holds ---- */
bool residence_open_stay(struct herd *herd, int64_t animal, int64_t keeper, int64_t place, int64_t pen, date_day from,
                         int64_t event, struct err *e) MUST_USE;
bool residence_open_ownership(struct herd *herd, int64_t animal, int64_t holding, date_day from, int64_t event,
                              struct err *e) MUST_USE;
/* Ends the open stay and ownership. */
bool residence_close(struct herd *herd, int64_t animal, date_day to, struct err *e) MUST_USE;

/* ---- holding_find.c ---- */
void holding_forget_names(struct herd *herd); /* after a holding was written */

#endif
