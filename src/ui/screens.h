/* screens.h - pieces that the screens of animals and the app share and the others do not need. */
#ifndef MUPU_UI_SCREENS_H
#define MUPU_UI_SCREENS_H

#include "app.h"

/* ---- ask.c ---- */
struct choice {
    const char *text, *note; /* translated; note may be NULL */
};
/* A popup list that filters over text and note; false = Esc. */
bool choose(const char *title, struct choice *choices, int count, int *ret_index);
/* The same; what is typed may also be the code of a choice, which is not shown. */
bool choose_coded(const char *title, struct choice *choices, const char *const *codes, int count, int *ret_index);
void animal_words(struct app *app, const struct animal *a, struct strbuf *out);      /* "female  adult  open  E01" */
bool kind_fits(const struct event_kind *kind, const char *species, const char *sex); /* NULL or "" = any */

/* ---- find.c ---- */
/* As identifier_one and holding_find, but asks which one is meant when several may be: `wanted` (NULL = any) puts the
 * likely ones first. */
struct find_wanted {
    const char *sex, *state; /* NULL = any; a state is only better */
};
bool find_one(struct app *app, const char *number, const char *field, const struct find_wanted *wanted, int64_t *ret_id,
              struct err *e) MUST_USE;
bool find_holding(struct app *app, const char *text, int64_t *ret_id, struct err *e) MUST_USE;
/* From any list: opens the animal that is chosen, or the animals of the holder; offers to enter one that is not known.
 */
void find_anywhere(struct app *app, const char *start);

/* ---- fields.c: the fields of the dictionary as a form, and the form as a record ---- */
struct field_set {
    struct app *app;
    const struct field *source; /* those shown, beside fields */
    const struct field *asked;  /* [asked_count] what the form was made of: those and what it does not show */
    int asked_count;
    struct form_field *fields;
    size_t count;
    const char *species;
    struct arena *arena;
};
/* species narrows the choices; NULL = all. skip: names left out, blank separated. */
void fields_make(struct app *app, const struct field *source, int count, const char *species, const char *skip,
                 struct arena *arena, struct field_set *ret);
void fields_language(struct field_set *set); /* labels and choices in the language of now */
bool fields_has(const struct field_set *set, const char *name);
/* Every value that is not empty; with `before` (in the order of the set) only what differs, emptied ones as "-". */
void fields_record(const struct field_set *set, const struct form *form, const char *const *before, struct record *r);
/* What is said to a command line, for a form: "--least" is the label of its field here. */
const char *fields_words(const struct field_set *set, const char *text, struct arena *arena);
/* Percentages stand without their sign in a form; on a command line they have it. */
void fields_percent(const struct field_set *set, struct record *r);
void fields_lookup(const struct field_set *set, struct form *form, size_t field); /* F4 */
/* The same without a form: what was chosen; NULL = nothing. */
const char *fields_look_up(const struct field_set *set, size_t field, const char *typed, struct arena *arena);
/* On leaving a field of an animal or a holding: what is meant, by the text that names it; asks if several may be. */
bool fields_resolve(const struct field_set *set, struct form *form, size_t field, struct err *e) MUST_USE;
/* The same without a form; *ret is `typed` itself in fields of another kind. */
bool fields_meant(const struct field_set *set, size_t field, const char *typed, struct arena *arena, const char **ret,
                  struct err *e) MUST_USE;
/* Rules the user has said yes to, blank separated. */
const char *fields_confirmed(struct arena *arena, const char *confirmed);

/* ---- app.c ---- */
/* What was done: the event in words ("weighing KP01-22-00014 52.5 kg"), or (event 0) the newest change. */
void app_newest_words(struct app *app, int64_t event, struct strbuf *out);
void app_saved(const char *words);    /* "Saved: ...   (u undoes it)" */
void app_saved_on(const char *words); /* "Saved: ...", where a form stays open */

/* Computes F of those that lack it: at the start, and before a list or card is shown where that is quick. */
void app_compute(struct app *app, bool at_start);

/* ---- plain.c: the home of plain mode ---- */
bool app_push_plain(struct app *app, struct err *e) MUST_USE;
bool app_plain_line(void *context, const char *line); /* a word of the menu, or an animal's number; for plain_words */

/* ---- draft.c: what stands in a form or grid is kept, each by itself, and offered when its terminal went away ---- */
/* Kept while it is typed, the newest quarter of a minute perhaps not, and on hangup; dropped when it is saved or left.
 * kind: an event's code, "animal", "holding"; DRAFT_GRID and an event's code is a batch. */
#define DRAFT_GRID "grid "
struct draft {
    int64_t number; /* of what is kept in the file, claimed by this program; 0 = nothing */
    int64_t kept;   /* when last; of a new one its beginning; monotonic */
    bool behind;    /* something typed is not in it yet: set by the screen */
    struct strbuf json;
};
void draft_start(struct draft *draft);
bool draft_due(const struct draft *draft); /* it is time to keep it; to be asked at every key and tick */
/* grid: the lines below the form, NULL = none */
void draft_keep(struct app *app, struct draft *draft, const char *kind, const struct form *form,
                const struct grid *grid);
/* The same in pieces, for what is not a form: begin, add, end. */
void draft_begin(struct draft *draft, const char *kind);
void draft_add(struct draft *draft, const char *name, const char *text);
void draft_add_grid(struct draft *draft, const struct grid *grid);
void draft_end(struct app *app, struct draft *draft);
void draft_drop(struct app *app, struct draft *draft); /* and starts anew; nothing kept: nothing to drop */
void draft_offer(struct app *app);                     /* at the start: asks, and opens the forms with them */
/* Into a form just made, if it is opened for app->draft; the draft is the form's from now on. */
bool draft_take(struct app *app, struct draft *draft, struct form *form, struct grid *grid);
const char *draft_value(struct app *app, int64_t number, const char *name, struct arena *arena); /* NULL = none */
void draft_take_grid(struct app *app, int64_t number, struct grid *grid);

/* ---- change_words.c ---- */
void change_row_words(struct app *app, const struct change_row *row, struct strbuf *out); /* lines */

/* ---- batch.c ---- */
void batch_push_draft(struct app *app, const char *kind);

#endif
