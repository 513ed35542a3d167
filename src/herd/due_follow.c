/* due_follow.c - after a change of this or another clerk only the animals it touched are told anew: the log says whom.
 */
#include "due_inner.h"

#include <stdlib.h>
#include <string.h>

enum { TOUCHED_MOST = 5000 }; /* more than that, an import: reading all in between the keys is as good */

struct touched {
    struct due_book *book;
    int64_t *ids;
    int count, capacity;
    bool plans, whole, failed;
    struct err *e;
};

static void touch(struct touched *t, int64_t id)
{
    if (id <= 0 || id > t->book->at) /* not read yet: its turn comes */
        return;
    if (t->count == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 64;
        t->ids = memory_resize(t->ids, (size_t)t->capacity, sizeof *t->ids);
    }
    t->ids[t->count++] = id;
}

/* The tables work is told from: columns that name an animal, and whom a row means whose other columns changed. */
static const struct {
    const char *table, *columns[2], *query;
} sources[] = {
    { "animal", { "id" }, NULL },
    { "event", { "animal", "other" }, "due_of_event" },
    { "stay", { "animal" }, "due_of_stay" },
    { "identifier", { "animal" }, "due_of_identifier" },
    { "plan", { NULL }, "due_of_plan" },
};

static void touch_columns(struct touched *t, const char *column, const struct change_row *row)
{
    for (int i = 0; i < row->columns; i++) {
        if (strcmp(row->names[i], column) != 0)
            continue;
        if (row->before[i])
            touch(t, strtoll(row->before[i], NULL, 10));
        if (row->after[i])
            touch(t, strtoll(row->after[i], NULL, 10));
    }
}

static bool touch_query(struct touched *t, const char *name, int64_t id)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(t->book->programme.herd->store, name, &q, t->e))
        return false;
    query_bind_int(q, ":id", id);
    for (;;) {
        if (!query_next(q, &row, t->e))
            return false;
        if (!row)
            return true;
        touch(t, query_int(q, 0));
    }
}

static bool tier_changed(const struct change_row *row)
{
    for (int i = 0; row->what == 'u' && i < row->columns; i++)
        if (row->changed[i] && strcmp(row->names[i], "tier") == 0)
            return true;
    return false;
}

static bool on_row(void *context, const struct change_row *row)
{
    struct touched *t = context;
    if (strcmp(row->table, "holding") == 0)
        t->whole = t->whole || tier_changed(row);
    for (size_t s = 0; s < COUNT(sources); s++) {
        if (strcmp(sources[s].table, row->table) != 0)
            continue;
        for (int c = 0; c < 2 && sources[s].columns[c]; c++)
            touch_columns(t, sources[s].columns[c], row);
        if (sources[s].query && !touch_query(t, sources[s].query, row->id))
            t->failed = true;
        t->plans = t->plans || strcmp(row->table, "plan") == 0;
    }
    t->whole = t->whole || t->count > TOUCHED_MOST;
    return !t->whole && !t->failed;
}

/* The numbers first: reading a change's rows while the list of changes is open would nest two readings. */
static bool read_changes(struct touched *t, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    enum { CHANGES_MOST = 256 };
    int64_t ids[CHANGES_MOST];
    int count = 0;
    bool row;
    if (!store_query(t->book->programme.herd->store, "due_changes", &q, e))
        return false;
    query_bind_int(q, ":seen", t->book->seen);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        if (count == CHANGES_MOST || query_int(q, 1) > TOUCHED_MOST) {
            t->whole = true;
            return true;
        }
        ids[count++] = query_int(q, 0);
    }
    for (int i = 0; i < count && !t->whole; i++) {
        if (!store_change_rows(t->book->programme.herd->store, ids[i], on_row, t, e) || t->failed)
            return false;
        t->book->seen = ids[i];
    }
    return true;
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort_once(struct touched *t)
{
    int kept = 0;
    if (t->count)
        qsort(t->ids, (size_t)t->count, sizeof *t->ids, compare_ids);
    for (int i = 0; i < t->count; i++)
        if (!kept || t->ids[i] != t->ids[kept - 1])
            t->ids[kept++] = t->ids[i];
    t->count = kept;
}

/* All rows but those of the touched, and the fresh ones: three runs in order of the animal become one. */
static void merge(struct due_book *book, const struct touched *t, const struct due_rows *fresh)
{
    struct due_rows all = { 0 };
    int f = 0, skip = 0;
    for (int i = 0; i <= book->rows.count; i++) {
        int64_t animal = i < book->rows.count ? book->rows.all[i].animal : INT64_MAX;
        for (; f < fresh->count && fresh->all[f].animal <= animal; f++)
            due_rows_add(&all, &fresh->all[f]);
        while (skip < t->count && t->ids[skip] < animal)
            skip++;
        if (i < book->rows.count && !(skip < t->count && t->ids[skip] == animal))
            due_rows_add(&all, &book->rows.all[i]);
    }
    memory_free(book->rows.all);
    book->rows = all;
}

static bool read_again(struct due_book *book, struct touched *t, struct err *e)
{
    struct due_rows fresh = { 0 };
    bool good = true;
    sort_once(t);
    if (!t->count)
        return true;
    for (int i = 0; good && i < t->count; i++)
        good = due_read(&book->programme, t->ids[i], t->ids[i], &fresh, e);
    if (good)
        merge(book, t, &fresh);
    memory_free(fresh.all);
    return good;
}

/* An animal that came since is beyond what was read: the rest is read on as at the beginning. */
static bool find_last(struct due_book *book, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    return store_query(book->programme.herd->store, "due_last_animal", &q, e) && query_one_int(q, 0, &book->last, e);
}

bool due_follow(struct due_book *book, bool *ret_changed, bool *ret_whole, struct err *e)
{
    struct touched t = { .book = book, .e = e };
    int64_t generation = store_generation(book->programme.herd->store);
    bool good = read_changes(&t, e);
    if (good && !t.whole)
        good = (!t.plans || due_programme_mates(&book->programme, e)) && read_again(book, &t, e) && find_last(book, e);
    memory_free(t.ids);
    if (!good) {
        book->begun = false; /* half of it may be taken over: all is read anew */
        return false;
    }
    book->generation = generation;
    *ret_changed = t.count > 0;
    *ret_whole = t.whole;
    return true;
}
