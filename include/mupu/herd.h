/* mupu/herd.h - the trade: dictionary, records, rules, lists and lineage. It knows no screen. Plans: mupu/plan.h.
 *
 * A change comes in as a record (names and texts, from a form, a command line or an imported row), passes the rules of
 * the dictionary and becomes one transaction with one log entry. Facts are stored; states are derived by query.
 * Texts given back live in the arena that was passed in.
 */
#ifndef MUPU_HERD_H
#define MUPU_HERD_H

#include "mupu/base.h"
#include "mupu/genetics.h"
#include "mupu/store.h"

/* ================ dictionary: loaded once, read only ================ */
struct species {
    const char *code, *zh, *en, *unit_zh, *male_zh, *male_en, *female_zh, *female_en, *young_zh, *young_en;
    const char *tag_digit, *number_rule;
};
struct breed {
    const char *code, *species, *zh, *en;
};
struct township {
    const char *code, *zh, *en;
};
struct code {
    const char *list, *code, *zh, *en, *species, *state;
};
struct event_kind {
    const char *code, *zh, *en, *species, *sex, *state, *effect, *flow;
};
#define PARAM_NONE INT64_MIN
struct param { /* thousandths of the unit; PARAM_NONE = not set */
    const char *species, *name, *unit, *zh, *en, *source;
    int64_t value, warn_low, warn_high, hard_low, hard_high;
};
struct rule {
    const char *code, *severity, *zh, *en;
    bool override;
};

struct protocol_row { /* one step; params name days or hours, "" = none */
    const char *protocol, *step, *anchor, *param, *last_param, *every_param;
    bool serves; /* the first service: what a plan's first day means */
};

/* What a command, form or event asks for. One kind of descriptor for CLI options, screens, import and help. */
enum field_type {
    FIELD_OF_TEXT,
    FIELD_OF_NUMBER,
    FIELD_OF_COUNT,
    FIELD_OF_DAY,
    FIELD_OF_CODE,
    FIELD_OF_ANIMAL,
    FIELD_OF_HOLDING,
    FIELD_OF_PEN,
    FIELD_OF_LAMBS,
    FIELD_OF_FLAG,
    FIELD_OF_FILE,
    FIELD_OF_RECORD, /* RECORD: an animal number in first place */
};
struct field {
    const char *name;    /* option and record name: "weight", "max-f" */
    const char *zh, *en; /* label */
    enum field_type type;
    const char *list; /* code list; for animals the sex wanted */
    const char *unit;
    int decimals;
    const char *param; /* limits */
    const char *place; /* event column; "" else */
    bool required, carried, repeated;
    const char *help; /* N_() one line; "" if the label says it */
};

struct dictionary { /* arrays sorted as the dictionary says */
    const struct species *species;
    int species_count;
    const struct breed *breeds;
    int breed_count;
    const struct township *townships;
    int township_count;
    const struct code *codes;
    int code_count;
    const struct event_kind *kinds;
    int kind_count;
    const struct field *fields;
    const char *const *field_kinds;
    int field_count; /* event fields, beside their kind */
    const struct param *params;
    int param_count;
    const struct rule *rules;
    int rule_count;
    const struct protocol_row *protocols; /* each protocol's in order */
    int protocol_count;
};
/* All return NULL when there is none. */
const struct species *dictionary_species(const struct dictionary *d, const char *code); /* by code, zh or en */
const struct breed *dictionary_breed(const struct dictionary *d, const char *species, const char *text);
const struct township *dictionary_township(const struct dictionary *d, const char *text);
const struct code *dictionary_code(const struct dictionary *d, const char *list,
                                   const char *text);                                   /* by code, zh or en */
const struct event_kind *dictionary_kind(const struct dictionary *d, const char *text); /* by code, zh or en */
const struct param *dictionary_param(const struct dictionary *d, const char *species, const char *name);
/* The value in whole units (days, heads), or `missing`. */
int64_t dictionary_number(const struct dictionary *d, const char *species, const char *name, int64_t missing);
const struct rule *dictionary_rule(const struct dictionary *d, const char *code);

/* ================ herd: an open book ================ */
struct herd {
    struct store *store;
    struct dictionary dictionary;
    const char *operator_name; /* from the OS account, or --as */
    date_day today;            /* clock_today, or the day a demonstration file stands still at (meta 'today') */
    bool chinese;              /* which label of the dictionary to show */
    struct arena arena;        /* lives as long as the herd */
};
/* A new file gets the shipped dictionary as its first change. */
bool herd_open(const char *path, enum store_mode mode, bool chinese, struct herd **ret_herd, struct err *e) MUST_USE;
void herd_close(struct herd *herd);
/* label in the running language */
const char *herd_label(const struct herd *herd, const char *zh, const char *en);
/* shorthand for labels of codes: the code itself when unknown, "" for NULL */
const char *herd_code_label(const struct herd *herd, const char *list, const char *code);
/* Brings the dictionary of the file up to the shipped one (new rows only), as a logged change. */
bool herd_refresh_dictionary(struct herd *herd, struct err *e) MUST_USE;

/* ================ record: a filled form ================ */
struct record_value {
    const char *name, *text;
};
struct record {
    struct arena *arena;
    struct record_value *values;
    int count, capacity;
    const char *confirmed; /* rules the user has said yes to, blank separated; "all" = every soft rule */
    const char *override;  /* typed reason that overrides hard rules which may be overridden; NULL = none */
    /* Of an edit: animal_record or holding_record as its user saw it. What he changes and another changed since is
     * refused: ERR_BUSY, the field, rule CONFLICT_CHANGED, who and when. NULL = the edit is right whatever stands
     * there. */
    const struct record *seen;
    int64_t change; /* of such a record: the newest change of the book when it was read */
};
#define CONFLICT_CHANGED "changed"
void record_init(struct record *r, struct arena *arena);
void record_set(struct record *r, const char *name, const char *text); /* replaces; NULL or "" removes */
void record_add(struct record *r, const char *name, const char *text); /* a further value of the same name */
const char *record_text(const struct record *r, const char *name);     /* first value; NULL if absent */
int record_count(const struct record *r, const char *name);
const char *record_nth(const struct record *r, const char *name, int n); /* NULL past the end */
bool record_confirms(const struct record *r, const char *rule);

/* ================ check: rules, soft and hard ================ */
/* What a broken rule does is the dictionary's word: off = true; soft = true if the record confirms it, else ERR_SOFT;
 * hard = true if overridable and a reason is given, else ERR_DATA. The message is already translated. Confirmed and
 * overridden rules are noted in `noted` (for change.reason). */
bool check_broken(const struct herd *herd, const struct record *r, const char *rule, const char *field,
                  struct strbuf *noted, struct err *e, const char *format, ...) PRINTF_LIKE(7, 8) MUST_USE;
/* A value in thousandths against the warn and hard limits of a param (rule names "range_warn", "range_hard"). */
bool check_param(const struct herd *herd, const struct record *r, const char *species, const char *param,
                 const char *field, const char *label, int64_t value, struct strbuf *noted, struct err *e) MUST_USE;

/* ================ holdings ================ */
struct holding {
    int64_t id, parent; /* parent 0 = none */
    const char *code, *tier, *name, *person, *phone, *township, *village, *farm_code, *prefix, *note, *voided;
    date_day opened, closed;
};
extern const struct field holding_fields[];
extern const int holding_field_count;
bool holding_add(struct herd *herd, const struct record *r, int64_t *ret_id, struct err *e) MUST_USE;
bool holding_edit(struct herd *herd, int64_t id, const struct record *r, struct err *e) MUST_USE;
bool holding_void(struct herd *herd, int64_t id, const char *reason, struct err *e) MUST_USE;
bool holding_load(struct herd *herd, int64_t id, struct arena *arena, struct holding *ret, struct err *e) MUST_USE;
/* By code, name or person, a part of them, or the letters they are read by ("alm", "alimu": pinyin_find); the nearest
 * kind only. ERR_NO_INPUT if none, ERR_DATA naming the candidates if several. */
bool holding_find(struct herd *herd, const char *text, int64_t *ret_id, struct err *e) MUST_USE;
/* The same without the letters: for files, where nobody looks. */
bool holding_find_printed(struct herd *herd, const char *text, int64_t *ret_id, struct err *e) MUST_USE;
/* All that it may mean, the nearest first, then by pinyin. */
bool holding_candidates(struct herd *herd, const char *text, struct arena *arena, int64_t **ret_ids, int *ret_count,
                        struct err *e) MUST_USE;
bool holding_all(struct herd *herd, struct arena *arena, struct holding **ret, int *ret_count,
                 struct err *e) MUST_USE; /* tree order */
/* What stands there, as the values holding_edit takes; what is empty is absent. */
bool holding_record(struct herd *herd, int64_t id, struct arena *arena, struct record *ret, struct err *e) MUST_USE;
/* Live heads at a holding alone and with everything below it, by keeper, owner and place. */
struct holding_count {
    int64_t holding;
    int64_t kept, owned, standing;
    int64_t kept_below, owned_below, standing_below;
};
bool holding_counts(struct herd *herd, const char *species, struct arena *arena, struct holding_count **ret,
                    int *ret_count, struct err *e) MUST_USE;
bool pen_add(struct herd *herd, const struct record *r, int64_t *ret_id,
             struct err *e) MUST_USE; /* holding, code, kind, capacity */

/* ================ animals ================ */
struct animal {
    int64_t id;
    struct uuid uuid;
    const char *number;                /* what to call it: current farm number, else official, brand, name, any */
    const char *species, *breed, *sex; /* sex "M" "F" "C" or NULL */
    date_day birth;
    enum date_precision birth_precision;
    int64_t sire, dam;
    const char *sire_number, *dam_number;
    int64_t birth_event, foster_dam;
    int birth_type;
    const char *family, *origin, *fecb, *coat, *note, *voided;
    bool reference;
    int64_t owner, keeper, place, pen; /* 0 = none now */
    const char *owner_code, *keeper_code, *place_code, *pen_code, *owner_name, *keeper_name;
    bool present;        /* has an open stay */
    int parity;          /* lambings or calvings */
    const char *stage;   /* code list stage: young growing adult (male: young growing breeding); derived */
    const char *state;   /* code list state: open mated pregnant lactating; NULL for males and young */
    date_day state_day;  /* since when */
    date_day last_birth; /* last lambing or calving */
    int64_t last_weight;
    date_day last_weight_day; /* thousandths of kg; day DATE_NONE = never weighed */
    double f, completeness;   /* from the derived table; NaN = not computed yet */
    const char *left_kind;
    date_day left_day; /* how and when it left; NULL if present or never stood anywhere */
};
extern const struct field animal_fields[];
extern const int animal_field_count;
bool animal_load(struct herd *herd, int64_t id, struct arena *arena, struct animal *ret, struct err *e) MUST_USE;
bool animal_add(struct herd *herd, const struct record *r, int64_t *ret_id, struct err *e) MUST_USE;
bool animal_edit(struct herd *herd, int64_t id, const struct record *r,
                 struct err *e) MUST_USE; /* "-" empties a field */
/* What stands there, as the values animal_edit takes; what is empty is absent. */
bool animal_record(struct herd *herd, int64_t id, struct arena *arena, struct record *ret, struct err *e) MUST_USE;
bool animal_void(struct herd *herd, int64_t id, const char *reason, struct err *e) MUST_USE;

/* Any number finds the animal. What a typed or scanned text may mean, the nearest first. */
enum found_by {
    FOUND_WHOLE,   /* a number, name or brand is just this; present animals and numbers still worn go first */
    FOUND_END,     /* the end of a number, from 3 characters on */
    FOUND_NAME,    /* the start of a name or brand, from 2 characters on */
    FOUND_START,   /* the start of a number */
    FOUND_SPELLED, /* inside of a name in Chinese, or read so: pinyin_find */
    FOUND_HOLDER,  /* no animal but a holding with its heads */
    FOUND_KEPT,    /* kept by the one holding that fits */
};
struct found {
    enum found_by by;
    int64_t animal; /* 0: the holding itself */
    bool present;
    const char *kind, *value; /* the number that fits, as printed; of a holding its code, and its name and person */
    date_day to;              /* the number was given up on; DATE_NONE = worn */
    int64_t holding, heads;   /* of FOUND_HOLDER and FOUND_KEPT */
};
struct finding {
    struct found *found;
    int count;
    bool more;      /* than `most` */
    struct err why; /* what is wrong with the text as a number (1.56E+14 ...); ERR_NONE = nothing */
};
bool identifier_find(struct herd *herd, const char *text, int most, struct arena *arena, struct finding *ret,
                     struct err *e) MUST_USE;
/* The animal that is meant without asking: the only one of the nearest kind, or of a whole number the one that wears it
 * now. false = none, several, or only the start of a number, which is another one. */
bool identifier_clear(const struct finding *finding, int64_t *ret_id);
/* Why it was found: "former official ear tag 365292900000001", "holder ..."; the number is left out where it is
 * `number`, which stands beside (may be NULL). */
void identifier_found_words(const struct herd *herd, const struct found *found, const char *number, struct strbuf *out);
/* Exactly one, or ERR_NO_INPUT / ERR_DATA naming the candidates. */
bool identifier_one(struct herd *herd, const char *text, const char *field, int64_t *ret_id, struct err *e) MUST_USE;
/* A number that means this animal alone, for a field or a command: what it is called if that will do. */
bool identifier_to_type(struct herd *herd, int64_t animal, struct arena *arena, const char **ret_number,
                        struct err *e) MUST_USE;
/* What kind a typed number is and its forms: official (15 digits, species digit), rfid (15 digits 3+12, reader
 * prefixes), else farm. ERR_DATA with the reason for 1.56E+14, a national part that is too large, serial 0, county
 * unknown ... */
struct identifier_form {
    const char *kind;
    char value[64], normal[64], tail[64];
};
bool identifier_parse(const struct herd *herd, const char *species, const char *text, struct identifier_form *ret,
                      struct err *e) MUST_USE;
struct identifier {
    int64_t id;
    const char *kind, *value, *reason;
    date_day from, to;
};
bool identifier_all(struct herd *herd, int64_t animal, struct arena *arena, struct identifier **ret, int *ret_count,
                    struct err *e) MUST_USE;
/* The next free farm number of a holding for this sex and birth year (odd = male), skipping `taken` already proposed
 * ones. */
bool identifier_propose(struct herd *herd, int64_t holding, const char *species, const char *sex, date_day birth,
                        int taken, struct arena *arena, const char **ret_number, struct err *e) MUST_USE;

/* ================ events ================ */
struct event {
    int64_t id;
    const char *kind;
    int64_t animal;
    const char *number;
    date_day day;
    int64_t holding;
    const char *holding_code, *operator_name;
    int64_t other;
    const char *other_number;
    bool has_value, has_count, has_dead;
    int64_t value, count, dead;
    const char *code, *text, *detail, *voided;
    const char *words; /* the fields in words: "52.5 公斤", "妊娠 2" */
};
/* Fields of a kind for this species, in order, "animal" and "date" first, "note" last. */
bool event_fields(const struct herd *herd, const char *kind, struct arena *arena, const struct field **ret,
                  int *ret_count, struct err *e) MUST_USE;
/* record: animal, date (default today), operator, note, and the kind's fields. Lambing: "lamb" repeated, each
 * "sex[,number[,weight[,status[,foster dam]]]]" with status alive|dead|deformed, or parts "sex=F number=.. weight=3.2
 * status=alive foster=.. rfid=.. official=..". One transaction. ret_id = the event. */
bool event_add(struct herd *herd, const char *kind, const struct record *r, int64_t *ret_id, struct err *e) MUST_USE;
/* Would event_add take it, as far as its fields and rules can tell? Nothing is written and no lock is taken. */
bool event_judge(struct herd *herd, const char *kind, const struct record *r, struct err *e) MUST_USE;
/* The same for many rows at once, all or nothing. A refused row does not stop the others from being judged: on failure
 * `faults` holds each one (memory_free(faults.all)), *e the first. What is no row's fault (disk, cancel) ends at once.
 */
struct event_fault {
    int row; /* 0-based */
    struct err err;
};
struct event_faults {
    struct event_fault *all;
    int count, capacity;
};
bool event_add_many(struct herd *herd, const char *kind, const struct record *rows, int count,
                    const struct progress *progress, struct event_faults *faults, struct err *e) MUST_USE;
bool event_void(struct herd *herd, int64_t id, const char *reason, struct err *e) MUST_USE;
bool event_load(struct herd *herd, int64_t id, struct arena *arena, struct event *ret, struct err *e) MUST_USE;
bool event_of_animal(struct herd *herd, int64_t animal, struct arena *arena, struct event **ret, int *ret_count,
                     struct err *e) MUST_USE; /* newest first */
/* Owner, keeper and place over time, newest first. */
struct residence {
    const char *what; /* owner keeper */
    const char *holding_code, *holding_name, *place_code, *pen_code;
    date_day from, to;
};
bool event_residences(struct herd *herd, int64_t animal, struct arena *arena, struct residence **ret, int *ret_count,
                      struct err *e) MUST_USE;

/* ================ entry sheets: paper that comes back ================ */
enum { ENTRY_SHEET_MOST = 2000 };
struct entry_sheet {
    int64_t number; /* as printed, from 1 */
    const char *kind;
    int64_t *animals; /* [count] in the order of the paper; NULL from entry_sheet_all */
    int count;
    int64_t made, typed; /* seconds; typed 0 = not yet */
};
bool entry_sheet_keep(struct herd *herd, const char *kind, const int64_t *animals, int count, int64_t *ret_number,
                      struct err *e) MUST_USE;
bool entry_sheet_load(struct herd *herd, int64_t number, struct arena *arena, struct entry_sheet *ret,
                      struct err *e) MUST_USE;
bool entry_sheet_all(struct herd *herd, struct arena *arena, struct entry_sheet **ret, int *ret_count,
                     struct err *e) MUST_USE; /* newest first */
bool entry_sheet_typed(struct herd *herd, int64_t number, struct err *e) MUST_USE;

/* ================ changes ================ */
struct change {
    int64_t id, at, count, animal, holding, undoes, undone_by; /* 0 = none */
    const char *operator_name, *command, *kind, *label, *reason;
    const char *words; /* "称重 KP01-22-00014", "导入 1,284 只 flock.csv" */
};
/* Newest first, below `before` (0 = from the newest), at most `most`. */
bool change_list(struct herd *herd, int64_t before, int most, struct arena *arena, struct change **ret, int *ret_count,
                 struct err *e) MUST_USE;
/* The same of one animal, with those of many that were about it, too: for them the rows of the log are looked through.
 * Stopped: ERR_CANCELLED. */
bool change_list_of_animal(struct herd *herd, int64_t animal, int64_t before, int most, const struct progress *progress,
                           struct arena *arena, struct change **ret, int *ret_count, struct err *e) MUST_USE;
bool change_load(struct herd *herd, int64_t id, struct arena *arena, struct change *ret, struct err *e) MUST_USE;
/* change 0 = the newest one of this operator that is not undone and not an undo. ret_words: what was undone. */
bool change_undo(struct herd *herd, int64_t change, struct arena *arena, const char **ret_words,
                 struct err *e) MUST_USE;
/* The newest undo of this operator, undone. */
bool change_redo(struct herd *herd, struct arena *arena, const char **ret_words, struct err *e) MUST_USE;
/* begin + commit with this operator's name; used by every writer above. */
bool herd_begin(struct herd *herd, struct err *e) MUST_USE;
bool herd_commit(struct herd *herd, const char *command, const char *kind, const char *label, int64_t count,
                 int64_t animal, int64_t holding, const char *reason, struct err *e) MUST_USE;

/* ================ lists ================ */
/* One word of the lists: a filter asks about it, a column shows it, a list is sorted by it. */
enum list_type {
    LIST_TEXT,
    LIST_CODE,    /* of `list`; species and breed from their own tables */
    LIST_COUNT,   /* whole numbers */
    LIST_WEIGHT,  /* thousandths of kg */
    LIST_PERCENT, /* thousandths of a percent */
    LIST_DAYS,    /* how long ago, in days; values may be given in months and years */
    LIST_DAY,     /* a date; values may be months, years, today, +7 */
    LIST_HOLDING, /* it and all below it */
    LIST_ANIMAL,
};
struct list_word {
    const char *name, *zh, *en; /* option and column name; what it is called */
    const char *aliases;        /* further names, blank separated */
    enum list_type type;
    const char *list, *unit; /* code list; unit shown in forms, "" if none */
    int width;               /* columns of the screen it takes */
    const char *sql;         /* of animal a and its open stay s; :today may occur */
    const char *shown;       /* what is shown and sorted by, NULL = sql */
    const char *driver;      /* "SELECT animal ... WHERE x": finds the animals by an index, NULL = none */
    bool gone;               /* says something only of those that left: asking for it shows them, too */
};
extern const struct list_word list_words[]; /* [0] is the number */
extern const int list_word_count;
int list_word_find(const char *text); /* by name, label or alias, however written; -1 = none */

enum list_sign { LIST_EQUAL, LIST_NOT_EQUAL, LIST_LESS, LIST_AT_MOST, LIST_MORE, LIST_AT_LEAST, LIST_HAS, LIST_LACKS };
struct list_value { /* what a typed value means: everything from low to high; "2024" is a year of days */
    int64_t low, high;
    const char *text; /* LIST_TEXT and LIST_CODE */
};
struct list_condition {
    int word;
    enum list_sign sign;
    struct list_value *values; /* any of them */
    int value_count;
    const char *typed; /* the values as written, for list_filter_text */
};
enum list_counting { LIST_BY_KEEPER, LIST_BY_OWNER, LIST_BY_PLACE };
struct list_filter { /* all conditions must hold; 0 and NULL = any */
    struct list_condition *conditions;
    int condition_count;
    int64_t holding;
    bool below;
    enum list_counting counting; /* below: the holdings under it too */
    const char *search;          /* part of any number or name */
    bool gone, reference;        /* false: only those present and not only on paper */
};
/* "sex=F parity>=2 age=6m..12m state=open,mated no:tag search..." in either language: words with blanks between, all of
 * which must hold; = != < <= > >=, ranges a..b, comma = or, any and none as values, has: and no: before a word; a
 * state, stage or sex by its bare label; "@name" a saved filter; other words are searched for. */
bool list_filter_parse(struct herd *herd, const char *text, struct arena *arena, struct list_filter *ret,
                       struct err *e) MUST_USE;
/* Beside what the filter asks: only those that this kind of event is for. */
bool list_filter_of_kind(struct herd *herd, const struct event_kind *kind, struct arena *arena,
                         struct list_filter *filter, struct err *e) MUST_USE;
/* The filter in the running language, as it may be typed. */
void list_filter_text(const struct herd *herd, const struct list_filter *filter, struct strbuf *out);
/* One condition as text; "" if the filter has none (or several) of this word. */
void list_condition_text(const struct herd *herd, const struct list_condition *condition, struct strbuf *out);

/* Order: the index of a word, or newest first. Rows that know nothing of it come last. */
enum { LIST_NEWEST = -1, LIST_NUMBER = 0 };
bool list_count(struct herd *herd, const struct list_filter *filter, int64_t *ret_count, struct err *e) MUST_USE;
/* A list being read: ids arrive in order, a few at a time, so that the first screen never waits for the last row. An
 * order that no index has is known when all are read: the ids come then, `seen` counts meanwhile. Nothing is held open
 * between two calls. */
struct list_cursor {
    int64_t *ids;
    int64_t count, seen;
    bool done;
    struct list_reading *reading;
};
bool list_open(struct herd *herd, const struct list_filter *filter, int sort, bool descending, struct list_cursor *ret,
               struct err *e) MUST_USE;
/* Reads on for about `milliseconds` (-1 = to the end). */
bool list_more(struct list_cursor *cursor, int milliseconds, struct err *e) MUST_USE;
void list_close(struct list_cursor *cursor);
/* The whole list at once; ret_ids is malloc'ed (memory_free). */
bool list_ids(struct herd *herd, const struct list_filter *filter, int sort, bool descending, int64_t **ret_ids,
              int64_t *ret_count, struct err *e) MUST_USE;

/* The words of one animal, a row of a list: one statement for all of them, prepared once. */
struct list_cell {
    bool known;
    int64_t number;   /* all but texts */
    const char *text; /* texts, codes, numbers of animals, "E01 name" of holdings, birth as exact as known */
};
struct list_columns {
    struct herd *herd;
    struct query *q;
    int count;
};
bool list_columns_open(struct herd *herd, const int *words, int count, struct list_columns *ret,
                       struct err *e) MUST_USE;
void list_columns_close(struct list_columns *columns); /* what is empty is fine */
/* cells[count]; texts in the arena. ERR_NO_INPUT when there is no such animal. */
bool list_columns_load(struct list_columns *columns, int64_t animal, struct arena *arena, struct list_cell *cells,
                       struct err *e) MUST_USE;
/* As a person reads it: "adult", "2023-04-01", "6.25%". */
void list_cell_text(const struct herd *herd, int word, const struct list_cell *cell, struct strbuf *out);

/* Filters with a name: the shipped ones, then those of the book, which every operator of it sees. */
struct list_saved {
    const char *name, *text;
    bool shipped;
};
bool list_saved_all(struct herd *herd, struct arena *arena, struct list_saved **ret, int *ret_count,
                    struct err *e) MUST_USE;
bool list_saved_put(struct herd *herd, const char *name, const char *text, struct err *e) MUST_USE; /* replaces */
bool list_saved_drop(struct herd *herd, const char *name, struct err *e) MUST_USE;

/* ================ pedigree ================ */
struct herd_pedigree { /* every animal that is not void, in arrays for the kernels */
    int32_t count;
    int64_t *id; /* ascending */
    int32_t *sire, *dam;
    double *f; /* from the derived table, NaN where it has none */
};
bool pedigree_load(struct herd *herd, struct herd_pedigree *ret, struct err *e) MUST_USE;
/* Only these animals and their ancestors: for cards and single matings. */
bool pedigree_load_ancestors(struct herd *herd, const int64_t *ids, int count, struct herd_pedigree *ret,
                             struct err *e) MUST_USE;
void pedigree_done(struct herd_pedigree *p);
int32_t pedigree_position(const struct herd_pedigree *p, int64_t id); /* -1 if absent */
/* Computes F and completeness of all animals that lack them or may have changed, into the derived table. */
bool pedigree_refresh(struct herd *herd, const struct progress *progress, struct err *e) MUST_USE;
struct mate {       /* an animal of the book (animal), or one imagined: animal 0 */
    int64_t animal; /* 0 = imagined */
    int64_t sire, dam;
    const char *sex; /* of the imagined one: M F or NULL */
};
/* F of a lamb of sire and dam, and the nearest common ancestors with their share. */
struct mating_check {
    double f;
    int source_count;
    int64_t source[8];
    double share[8];
    double sire_f, dam_f, completeness;
};
bool pedigree_check_mating(struct herd *herd, int64_t sire, int64_t dam, struct mating_check *ret,
                           struct err *e) MUST_USE;
/* Is an F of 0 knowledge? Not where a parent is unknown, nor where no grandparent is known: then it is "unknown". */
bool pedigree_tells_f(double f, bool both_parents, double completeness);
struct pedigree_facts {
    const char *number, *species, *breed, *sex, *family; /* NULL = unknown */
    date_day birth;
    enum date_precision birth_precision;
};
bool pedigree_facts(struct herd *herd, int64_t animal, struct arena *arena, struct pedigree_facts *ret,
                    struct err *e) MUST_USE;
struct pedigree_node {
    int64_t id;
    int generation;
    const char *path;
    const char *number, *sex;
    date_day birth;
    enum date_precision birth_precision;
    const char *birth_text;
    double f;          /* NaN = cannot be told */
    double equivalent; /* equivalent complete generations of its own pedigree */
    int64_t times;     /* in how many places of the whole pedigree it stands */
    bool repeated;     /* stands above already */
    bool above;        /* ... and its ancestors with it: they are not given again */
    bool known;
};
/* Ancestors of an animal as nodes in drawing order (sire side first); path "" = itself, "S", "D", "SS" ...; unknown
 * parents of known animals are given with known = false. Any number of generations: the ancestors of a repeated one
 * are given once. */
bool pedigree_tree(struct herd *herd, int64_t animal, int generations, struct arena *arena, struct pedigree_node **ret,
                   int *ret_count, struct err *e) MUST_USE;
bool pedigree_offspring(struct herd *herd, int64_t animal, struct arena *arena, int64_t **ret_ids, int *ret_count,
                        struct err *e) MUST_USE; /* oldest first */

/* ---- lineage: the ancestors of one animal in arrays, for a tree that is opened row by row ---- */
enum { LINEAGE_CAUSES = 8 };
struct lineage {
    struct herd_pedigree p; /* it and its ancestors, with F */
    int32_t root;           /* its position */
    int32_t generations;    /* of the longest known line; 0 = no parent known */
    double *completeness;   /* [p.count] of three generations, 0..1 */
    double *equivalent;     /* [p.count] equivalent complete generations */
    int64_t *times;         /* [p.count] in how many places it stands among the ancestors; the root: 1 */
    struct kinship_source cause[LINEAGE_CAUSES]; /* whom its F comes from (positions), the largest share first */
    int cause_count;                             /* may be larger than LINEAGE_CAUSES */
};
bool lineage_load(struct herd *herd, int64_t animal, struct lineage *ret, struct err *e) MUST_USE;
void lineage_done(struct lineage *l);
bool lineage_tells_f(const struct lineage *l, int32_t at); /* of an ancestor */

/* ---- descent: the young of one animal by mate, and how many descendants there are ---- */
struct descent_mate {
    int64_t mate; /* 0 = unknown */
    int young;
    date_day first, last; /* birth; DATE_NONE = unknown */
};
bool descent_mates(struct herd *herd, int64_t animal, struct arena *arena, struct descent_mate **ret, int *ret_count,
                   struct err *e) MUST_USE; /* the youngest litter first */
bool descent_young(struct herd *herd, int64_t animal, int64_t mate, struct arena *arena, int64_t **ret_ids,
                   int *ret_count, struct err *e) MUST_USE; /* oldest first */
/* Counts descendants, each once, in the nearest generation; some at a time. */
enum { DESCENT_GENERATIONS = 64 };
struct descent_count {
    int64_t count[DESCENT_GENERATIONS]; /* [0] = generation 1 */
    int generations;
    bool done; /* else the last count grows yet */
    struct descent_reading *reading;
};
void descent_open(struct herd *herd, int64_t animal, struct descent_count *ret); /* nothing is read yet */
bool descent_more(struct descent_count *d, int animals, struct err *e) MUST_USE; /* the young of so many; -1 = all */
void descent_close(struct descent_count *d);

/* ---- mating: two animals side by side, either of which may be imagined from its parents ---- */
enum mating_level { MATING_GOOD, MATING_WARNED, MATING_BARRED };
struct mating_reason {
    enum mating_level level;
    const char *words, *brief; /* "F of the young 25 %, the limit ...", "too closely related" */
};
struct mating_verdict { /* by the rules of the tier that keeps the female */
    enum mating_level level;
    struct mating_reason reasons[8]; /* what makes it so, and what is worth knowing */
    int reason_count;
};
struct comparison_side {
    double f, completeness, equivalent; /* f NaN = cannot be told */
};
struct comparison_source {
    int64_t ancestor; /* INT64_MAX - ..: one of the two, imagined */
    double share;     /* of the young's F */
    int lines[2];     /* generations from the first and the second by the shortest line; 0 = itself */
};
struct comparison {
    struct comparison_side side[2];
    double kinship;                    /* = F of the young; what is not known of a pedigree counts as unrelated */
    double f;                          /* the same, NaN = cannot be told */
    double completeness, equivalent;   /* of the young */
    const char *relation;              /* "full sibs"; translated */
    struct comparison_source *sources; /* largest share first */
    int source_count;
    int64_t limit, warn; /* of F, thousandths of a percent; PARAM_NONE = none */
    const char *tier;    /* whose limits */
    struct mating_verdict verdict;
};
/* Order does not matter: who is male is told by sex; two of one sex are compared all the same, and barred. */
bool mating_compare(struct herd *herd, const struct mate *first, const struct mate *second, struct arena *arena,
                    struct comparison *ret, struct err *e) MUST_USE;
struct mating_choice {
    int64_t animal;
    bool here; /* stands where the other is kept */
    double f;  /* of the young; NaN = cannot be told */
    double kinship;
    int64_t limit; /* of that F, thousandths of a percent; PARAM_NONE = none */
    enum mating_level level;
    const char *brief; /* why it is barred or warned of; "" = nothing against it */
};
/* Whom an animal may be mated with: those present of the other sex, where it is kept first, then by F. everywhere:
 * those of all places, else of its own place and keeper. At most `most`; *ret_total all. ERR_DATA: neither male nor
 * female. */
bool mating_choices(struct herd *herd, int64_t animal, bool everywhere, int most, const struct progress *progress,
                    struct arena *arena, struct mating_choice **ret, int *ret_count, int64_t *ret_total,
                    struct err *e) MUST_USE;

/* ================ due: what is to be done ================ */
struct due {
    const char *task;    /* code list due: mate ram_out return repeat scan rescan due wean tag vaccinate ram_leaves */
    const char *vaccine; /* code list vaccine; NULL = the task is no vaccination */
    const char *species;
    date_day day;
    int64_t animal, holding; /* its keeper */
    const char *number, *holding_code;
    int overdue; /* days, 0 or less = not */
};
/* Tasks due up to `until`, the longest overdue first. holding 0 = all, else it and everything below. At most `most`,
 * *ret_total all. */
bool due_list(struct herd *herd, const char *species, int64_t holding, date_day until, int most, struct arena *arena,
              struct due **ret, int *ret_count, int64_t *ret_total, struct err *e) MUST_USE;

/* The same, kept up to date while a book is open: read a little at a time, then only again of whom a change touched. */
struct due_book;
struct due_book *due_open(struct herd *herd, date_day until);
void due_close(struct due_book *book); /* NULL is fine */
/* Reads on for about `milliseconds` (-1 = to the end), then takes over what was changed since. *ret_changed: the tasks
 * may differ from those before the call. */
bool due_more(struct due_book *book, int milliseconds, bool *ret_changed, struct err *e) MUST_USE;
int due_percent(const struct due_book *book); /* how far the first reading is; 100 = all is read */
struct due_filter {
    const char *species; /* NULL = all */
    int64_t holding;     /* 0 = all, else it and everything below */
    date_day until;      /* not beyond that of due_open */
    const char *task;    /* of the code list "due"; NULL = all */
};
/* What is one piece of work: a task of one species at one holding, on one day or overdue. */
struct due_group {
    const char *task, *vaccine, *species; /* of the dictionary: they live as long as the herd */
    date_day day;                         /* DATE_NONE = overdue */
    int64_t holding;
    int count, longest; /* longest: days overdue */
    int order;          /* tasks as they follow one another in a year, with their vaccine and species */
    uint64_t key;       /* the same group has the same key as long as the day lasts */
};
/* By urgency: the longest overdue first, then day by day. *ret_total is the sum of their counts. */
bool due_groups(struct due_book *book, const struct due_filter *filter, struct arena *arena, struct due_group **ret,
                int *ret_count, int64_t *ret_total, struct err *e) MUST_USE;
/* The tasks of one group, the longest overdue first. */
bool due_of_group(struct due_book *book, const struct due_group *group, struct arena *arena, struct due **ret,
                  int *ret_count, struct err *e) MUST_USE;
/* The kind of event that does a task; NULL = the card says more. */
const char *due_event(const char *task, const char *species);

/* ================ stock ================ */
enum stock_by { STOCK_BY_TIER, STOCK_BY_HOLDING, STOCK_BY_TOWNSHIP, STOCK_BY_SEX, STOCK_BY_STAGE };
struct stock_row { /* one species in one group on one day */
    const char *species, *key, *label;
    int64_t heads, breeding_females, breeding_males, growing, young;
};
/* Live heads at the end of `day`. holding 0 = all, else it and everything below. */
bool stock_summary(struct herd *herd, enum stock_by by, enum list_counting counting, int64_t holding, date_day day,
                   struct arena *arena, struct stock_row **ret, int *ret_count, struct err *e) MUST_USE;
struct stock_age {
    int years;
    int64_t females, males;
};
bool stock_ages(struct herd *herd, const char *species, enum list_counting counting, int64_t holding, date_day day,
                struct arena *arena, struct stock_age **ret, int *ret_count, struct err *e) MUST_USE;
/* opening + in - out = closing between two days (both counting as end of day), per species. holding 0 = all, else it
 * and everything below: what moves between them is no move. */
struct stock_flow {
    const char *species;
    int64_t opening, born, bought, moved_in, moved_out, sold, slaughtered, home, died, missing, found, closing;
    int64_t holding; /* of stock_flow_each; else 0 */
};
bool stock_flow(struct herd *herd, enum list_counting counting, int64_t holding, date_day from, date_day to,
                struct arena *arena, struct stock_flow **ret, int *ret_count, struct err *e) MUST_USE;
/* The same of each holding for itself alone, by species and code; those that never had one are left out. */
bool stock_flow_each(struct herd *herd, enum list_counting counting, int64_t holding, date_day from, date_day to,
                     struct arena *arena, struct stock_flow **ret, int *ret_count, struct err *e) MUST_USE;

#endif
