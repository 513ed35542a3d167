/* entry.h - a form made of the dictionary's fields, whatever it saves: an event, an animal, a holding. */
#ifndef MUPU_UI_ENTRY_H
#define MUPU_UI_ENTRY_H

#include "screens.h"

enum { ENTRY_SAVED_SHOWN = 5, ENTRY_LINE = 200 };

struct entry;
struct entry_job {
    bool (*save)(struct entry *entry, struct record *r, struct err *e);
    bool (*check)(struct entry *entry, const char *field, struct err *e); /* NULL = nothing to check */
    /* May the field name an animal that is not known, as *e says? NULL = no. */
    bool (*unknown)(struct entry *entry, const char *field, const struct err *e);
    /* What stands in the record that is edited; NULL = only new ones. */
    bool (*read)(struct herd *herd, int64_t id, struct arena *arena, struct record *ret, struct err *e);
};
struct entry {
    struct app *app;
    struct arena arena;
    const struct entry_job *job;
    const char *title;  /* N_(), of what is no event */
    const char *kind;   /* an event's code, "animal", "holding" */
    const char *number; /* what is edited, behind the title; NULL = none */
    int64_t id;         /* edited; 0 = new */
    int64_t event;      /* saved last; 0 = none or many */
    struct field_set set;
    struct form form;
    const char **before; /* values before an edit, in the order of the set; NULL = a new record */
    struct record seen;  /* the record when the edit began, as job->read told it */
    bool unchanged;      /* an edit that was saved as it stood */
    bool once;           /* back to the screen before after saving */
    struct draft draft;  /* of a new record */
    struct strbuf about; /* who the animal is */
    char saved[ENTRY_SAVED_SHOWN][ENTRY_LINE];
    int saved_count, records;
};
struct entry *entry_new(struct app *app, const struct entry_job *job, const char *title, const char *kind);
/* The fields; then set what is known with entry_set, then entry_push. */
void entry_fields(struct entry *entry, const struct field *fields, int count, const char *species, const char *skip);
void entry_set(struct entry *entry, const char *name, const char *text); /* no such field or NULL: nothing */
void entry_edits(struct entry *entry); /* takes the values of entry->seen, and they count as before */
void entry_push(struct entry *entry);

#endif
