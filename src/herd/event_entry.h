/* event_entry.h - an event on its way into the file: read in event_fields.c, judged in event_check*.c, carried out in
 * effect*.c */
#ifndef HERD_EVENT_ENTRY_H
#define HERD_EVENT_ENTRY_H

#include "inner.h"

#define MOST_LAMBS 12

/* An animal as it stood on the day of the event. */
struct subject {
    int64_t id; /* 0 = none */
    const char *number, *species, *breed, *sex, *family, *voided;
    date_day birth;
    int64_t sire, dam;
    bool reference;
    bool stands; /* stood somewhere that day; else the four are 0 */
    bool open;   /* and still does */
    int64_t keeper, place, pen, owner;
    date_day came, left; /* first arrival; when it last left, DATE_NONE if it is still there or never was */
    bool ever;           /* stood anywhere, ever */
    bool later;          /* a stay begins after the day, or this one ended later */
};

struct lamb {
    const char *sex, *number, *official, *rfid, *foster; /* foster: any number of the female that suckles it */
    bool alive;
    int64_t weight; /* 0 = not weighed */
};

struct entry {
    struct herd *herd;
    const struct record *record;
    struct arena *arena;
    struct strbuf *noted;
    const struct event_kind *kind;
    const struct field *fields;
    int field_count;
    struct subject animal, other;
    date_day day;
    const char *operator_name, *code, *text;
    const char *pen_code;
    int64_t pen, to, place, owner; /* typed by name; 0 = not said */
    bool has_value, has_count, has_dead;
    int64_t value, count, dead;
    struct strbuf detail; /* JSON without its last brace; empty = nothing */
    struct lamb lambs[MOST_LAMBS];
    int lamb_count;
    int64_t sire; /* of the young: the ram typed, else the only one its services allow; 0 = not known */
    bool sire_inferred;
    int64_t plan; /* plan_mating it carries out; 0 = none */
    int64_t id;   /* once written */
};

/* ---- event_fields.c ---- */
bool event_read(struct entry *entry, struct err *e) MUST_USE;
/* Adds to the detail: text as a string, number as it is. */
void event_detail_text(struct entry *entry, const char *name, const char *text);
void event_detail_number(struct entry *entry, const char *name, int64_t value);
/* event_lamb.c: "F,101,3.2,alive" or "sex=F number=101 ..." */
bool event_lamb_parse(struct entry *entry, const char *text, struct lamb *ret, struct err *e) MUST_USE;

/* ---- event_read.c ---- */
bool subject_load(struct herd *herd, int64_t id, date_day day, struct arena *arena, struct subject *ret,
                  struct err *e) MUST_USE;

/* ---- event_check.c ---- */
/* Kind, day and presence: before the fields are read. */
bool event_check_subject(struct entry *entry, struct err *e) MUST_USE;
/* All further rules of the event as typed. */
bool event_check(struct entry *entry, struct err *e) MUST_USE;
/* event_weight.c: a weight against the limits of its age and sex. */
bool event_check_weight(struct entry *entry, const char *field, const char *sex, date_day birth, int64_t value,
                        struct err *e) MUST_USE;
bool event_check_weighing(struct entry *entry, struct err *e) MUST_USE;
/* check_broken with what the entry carries. */
#define broken(entry, rule, field, e, ...) \
    check_broken((entry)->herd, (entry)->record, rule, field, (entry)->noted, e, __VA_ARGS__)

/* ---- event_mating.c ---- */
bool event_check_service(struct entry *entry, struct err *e) MUST_USE;

/* ---- event_breeding.c: what is known of a female's services, scans and births around a day ---- */
struct mating { /* a service, or a ram's stay with the ewes */
    int64_t ram;
    const char *number;
    date_day from, to; /* the days it may have happened */
};
struct breeding {
    const char *state;   /* open mated pregnant lactating; NULL = never anything */
    date_day last_birth; /* before or on the day */
    date_day next_birth; /* after it */
    date_day last_wean;
    int64_t last_alive;        /* of the last birth, and fostered to her since */
    int64_t foetuses;          /* of the latest positive scan since the last birth; -1 = not counted */
    struct mating matings[16]; /* since the last birth, newest first */
    int mating_count;
};
bool breeding_load(struct entry *entry, int64_t female, struct breeding *ret, struct err *e) MUST_USE;
bool breeding_nursing(const struct breeding *b); /* gave birth, and has not been weaned since */
bool event_check_birth(struct entry *entry, struct err *e) MUST_USE;
bool event_check_scan(struct entry *entry, struct err *e) MUST_USE;
bool event_check_abortion(struct entry *entry, struct err *e) MUST_USE;
bool event_check_wean(struct entry *entry, struct err *e) MUST_USE;

/* ---- event_health.c ---- */
bool event_check_vaccinate(struct entry *entry, struct err *e) MUST_USE;
bool event_check_slaughter(struct entry *entry, struct err *e) MUST_USE;
bool event_check_milk(struct entry *entry, struct err *e) MUST_USE;
/* Days a product keeps meat from the table when the clerk typed none; -1 = not known. */
int64_t event_withdrawal(const struct entry *entry);

/* ---- event.c ---- */
/* Reads, judges and carries out one event; kind, fields and record are set. */
bool event_write(struct entry *entry, struct err *e) MUST_USE;
bool event_insert(struct entry *entry, struct err *e) MUST_USE;

/* ---- effect.c, effect_birth.c ---- */
/* What the event changes beside its own row; after event_insert. */
bool effect_apply(struct entry *entry, struct err *e) MUST_USE;
bool effect_birth(struct entry *entry, struct err *e) MUST_USE;
/* effect_revert.c: takes it back, or says why that cannot be. */
bool effect_revert(struct herd *herd, const struct event *event, const char *reason, struct arena *arena,
                   struct err *e) MUST_USE;

#endif
