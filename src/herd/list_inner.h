/* list_inner.h - what the files of the lists share: words, the language, statements. */
#ifndef HERD_LIST_INNER_H
#define HERD_LIST_INNER_H

#include "mupu/herd.h"

#include "now.h"

/* ---- list_word.c ---- */
const char *list_word_shown(int word); /* the expression that is shown and sorted by */
bool list_word_is_text(int word);      /* what is shown is text, else an integer */

/* ---- list_value.c: what a typed value means ---- */
/* One value of a word, as "2024", "6m", "E01", or a range "a..b"; the error names the word. */
bool list_value_parse(struct herd *herd, int word, const char *text, struct arena *arena, struct list_value *ret,
                      struct err *e) MUST_USE;
bool list_value_is_holding(int word);
bool list_value_ordered(int word); /* < and > make sense */
/* Label of a code in the running language, NULL if there is no such code. */
const char *list_value_label(const struct herd *herd, int word, const char *code);
/* The code with this label or code, NULL if there is none. */
const char *list_value_code(const struct herd *herd, int word, const char *text);

/* ---- list_sql.c: a filter as a statement ---- */
/* Where the animals come from. */
enum list_source {
    SOURCE_NUMBERS, /* the index of current farm numbers, in its order */
    SOURCE_REST,    /* those without one, by key */
    SOURCE_ANIMALS, /* all, by key */
    SOURCE_SEARCH,  /* those whose numbers fit the search: few */
    SOURCE_WORD,    /* those a condition finds by an index: few */
    SOURCE_HOLDING, /* of the holding of the filter: few */
};
struct list_search { /* what the searched text may mean */
    struct identifier_form form;
    struct strbuf named, keepers; /* JSON arrays of animals and of holdings */
};
struct list_plan {
    struct herd *herd;
    const struct list_filter *filter;
    enum list_source source;
    int condition; /* of SOURCE_WORD */
    int sort;      /* with `keyed`: the word whose value is read beside the id */
    bool keyed, descending;
    struct list_search search;
};
void list_plan_init(struct list_plan *plan);
void list_plan_done(struct list_plan *plan);
/* The source that reads least, by counting a few thousand entries of each index at most. */
bool list_plan_choose(struct list_plan *plan, struct err *e) MUST_USE;
/* The statement, bound: a row is id, number to go on after (SOURCE_NUMBERS), key - NULL when the animal does not fit,
 * LIST_KEY_NONE or LIST_KEY_EMPTY when it fits but knows nothing to sort by. `after` is the last row looked at, NULL
 * and 0 at the start. */
#define LIST_KEY_NONE INT64_MIN
#define LIST_KEY_EMPTY "\x01"
bool list_plan_open(const struct list_plan *plan, const char *after_number, int64_t after_id, struct query **ret,
                    struct err *e) MUST_USE;

#endif
