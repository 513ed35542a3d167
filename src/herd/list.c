/* list.c - lists of animals: a vector of row ids read a little at a time; the rows themselves are fetched when they
 * come into view.
 *
 * By number the index of current farm numbers gives the order for nothing, and the animals without one (camels with a
 * brand, ancestors on paper) follow. Every call begins a statement where the last one stopped and ends it: a statement
 * left open between two keys would hold an old picture of the file, and a save would find it outdated.
 */
#include "list_inner.h"

#include <stdlib.h>
#include <string.h>

struct list_found { /* read, not yet in order */
    int64_t id, number;
    const char *text;
    bool known;
};

struct list_reading {
    struct list_filter filter;
    struct list_plan plan;
    struct arena arena;
    struct strbuf after_number;
    int64_t after_id, capacity;
    struct list_found *found; /* of an order that no index has */
    int64_t found_count, found_capacity;
    bool text; /* the key is text */
};

/* ---- opening ---- */

static void copy_condition(struct arena *arena, struct list_condition *c)
{
    struct list_value *values = arena_new(arena, ((size_t)c->value_count + 1) * sizeof *values);
    for (int i = 0; i < c->value_count; i++) {
        values[i] = c->values[i];
        values[i].text = arena_text(arena, values[i].text);
    }
    c->values = values;
    c->typed = arena_text(arena, c->typed);
}

static void filter_copy(struct arena *arena, const struct list_filter *from, struct list_filter *to)
{
    *to = *from;
    to->conditions = arena_new(arena, ((size_t)from->condition_count + 1) * sizeof *to->conditions);
    for (int i = 0; i < from->condition_count; i++) {
        to->conditions[i] = from->conditions[i];
        copy_condition(arena, &to->conditions[i]);
    }
    to->search = from->search && *from->search ? arena_text(arena, from->search) : NULL;
}

static void reading_free(struct list_reading *l)
{
    strbuf_done(&l->after_number);
    list_plan_done(&l->plan);
    arena_done(&l->arena);
    memory_free(l->found);
    memory_free(l);
}

bool list_open(struct herd *herd, const struct list_filter *filter, int sort, bool descending, struct list_cursor *ret,
               struct err *e)
{
    struct list_reading *l = memory_new(sizeof *l);
    arena_init(&l->arena);
    strbuf_init(&l->after_number);
    filter_copy(&l->arena, filter, &l->filter);
    list_plan_init(&l->plan);
    l->plan.herd = herd;
    l->plan.filter = &l->filter;
    l->plan.sort = sort;
    l->plan.descending = descending != (sort == LIST_NEWEST);
    if (!list_plan_choose(&l->plan, e)) {
        reading_free(l);
        return false;
    }
    l->text = l->plan.keyed && list_word_is_text(sort);
    *ret = (struct list_cursor){ .reading = l };
    return true;
}

/* ---- reading ---- */

static void list_append(struct list_cursor *c, int64_t id)
{
    struct list_reading *l = c->reading;
    if (c->count == l->capacity) {
        l->capacity = l->capacity ? l->capacity * 2 : 256;
        c->ids = memory_resize(c->ids, (size_t)l->capacity, sizeof *c->ids);
    }
    c->ids[c->count++] = id;
}

static bool gathers(const struct list_reading *l)
{
    return l->plan.keyed || l->plan.source > SOURCE_ANIMALS;
}

static void keep_found(struct list_reading *l, struct query *q)
{
    if (l->found_count == l->found_capacity) {
        l->found_capacity = l->found_capacity ? l->found_capacity * 2 : 256;
        l->found = memory_resize(l->found, (size_t)l->found_capacity, sizeof *l->found);
    }
    struct list_found *f = &l->found[l->found_count++];
    *f = (struct list_found){ .id = l->after_id, .number = l->text ? 0 : query_int(q, 2) };
    f->known = l->text ? strcmp(query_text(q, 2), LIST_KEY_EMPTY) != 0 : f->number != LIST_KEY_NONE;
    f->text = l->text && f->known ? arena_text(&l->arena, query_text(q, 2)) : NULL;
}

static void take_row(struct list_cursor *c, struct query *q)
{
    struct list_reading *l = c->reading;
    l->after_id = query_int(q, 0);
    c->seen++;
    if (!query_is_null(q, 2)) {
        if (gathers(l))
            keep_found(l, q);
        else
            list_append(c, l->after_id);
    }
}

/* Where the next statement goes on. */
static void keep_place(struct list_reading *l, struct query *q)
{
    if (l->plan.source != SOURCE_NUMBERS)
        return;
    strbuf_clear(&l->after_number);
    strbuf_add(&l->after_number, query_text(q, 1));
}

/* Known ones first either way. */
static int compare(const void *a, const void *b, void *context)
{
    const struct list_found *x = a, *y = b;
    const struct list_plan *plan = context;
    int order = 0;
    if (x->known != y->known)
        return x->known ? -1 : 1;
    if (x->known && x->text)
        order = strcmp(x->text, y->text);
    else if (x->known && plan->keyed)
        order = (x->number > y->number) - (x->number < y->number);
    if (!order)
        order = (x->id > y->id) - (x->id < y->id);
    return plan->descending ? -order : order;
}

static void put_in_order(struct list_cursor *c)
{
    struct list_reading *l = c->reading;
    if (l->found_count)
        qsort_r(l->found, (size_t)l->found_count, sizeof *l->found, compare, &l->plan);
    for (int64_t i = 0; i < l->found_count; i++)
        list_append(c, l->found[i].id);
    memory_free(l->found);
    l->found = NULL;
    l->found_count = l->found_capacity = 0;
}

/* After those with a number come the others. */
static void next_source(struct list_cursor *c)
{
    struct list_reading *l = c->reading;
    if (l->plan.source == SOURCE_NUMBERS) {
        l->plan.source = SOURCE_REST;
        l->after_id = 0;
        return;
    }
    if (gathers(l))
        put_in_order(c);
    c->done = true;
}

static int64_t end_of(int milliseconds)
{
    return milliseconds < 0 ? INT64_MAX : clock_monotonic() + (int64_t)milliseconds * 1000000;
}

/* Reads on from the last row until the end of the source or of the time; *ret_end tells which. */
static bool read_source(struct list_cursor *c, int milliseconds, bool *ret_end, struct err *e)
{
    enum { ROWS_BETWEEN_LOOKS = 64, ROWS_LEAST = 4000 };
    CLEANUP(query_done) struct query *q = NULL;
    struct list_reading *l = c->reading;
    bool row = true, bounded = l->plan.source > SOURCE_ANIMALS; /* few, and in no order to go on in */
    int64_t until = 0,
            least = milliseconds > 0 ? ROWS_LEAST : 0; /* a small book is read at once on a busy machine, too */
    *ret_end = false;
    if (!list_plan_open(&l->plan, l->after_number.length ? l->after_number.text : NULL, l->after_id, &q, e))
        return false;
    for (int64_t rows = 1;; rows++) {
        if (!query_next(q, &row, e))
            return false;
        if (!row) {
            *ret_end = true;
            return true;
        }
        if (rows == 1) /* the holdings below one are known now: that took its own time */
            until = end_of(milliseconds);
        take_row(c, q);
        if (!bounded && rows >= least && rows % ROWS_BETWEEN_LOOKS == 0 && clock_monotonic() >= until) {
            keep_place(l, q);
            return true;
        }
    }
}

bool list_more(struct list_cursor *c, int milliseconds, struct err *e)
{
    int64_t until = end_of(milliseconds);
    bool end;
    do {
        if (c->done)
            return true;
        if (!read_source(c, milliseconds, &end, e))
            return false;
        if (end)
            next_source(c);
    } while (clock_monotonic() < until || (end && milliseconds > 0)); /* the next source may be as good as empty */
    return true;
}

void list_close(struct list_cursor *c)
{
    if (c->reading)
        reading_free(c->reading);
    memory_free(c->ids);
    *c = (struct list_cursor){ 0 };
}

/* ---- at once ---- */

bool list_ids(struct herd *herd, const struct list_filter *filter, int sort, bool descending, int64_t **ret_ids,
              int64_t *ret_count, struct err *e)
{
    struct list_cursor c;
    if (!list_open(herd, filter, sort, descending, &c, e))
        return false;
    if (!list_more(&c, -1, e)) {
        list_close(&c);
        return false;
    }
    *ret_count = c.count;
    *ret_ids = c.ids;
    c.ids = NULL;
    list_close(&c);
    return true;
}

bool list_count(struct herd *herd, const struct list_filter *filter, int64_t *ret_count, struct err *e)
{
    int64_t *ids;
    if (!list_ids(herd, filter, LIST_NEWEST, false, &ids, ret_count, e))
        return false;
    memory_free(ids);
    return true;
}
