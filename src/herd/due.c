/* due.c - what is to be done today and in the next days, from the facts: to mate, watch, scan, lamb, wean, tag, move.
 */
#include "inner.h"

#include <stdlib.h>

static const struct {
    const char *task, *query;
} tasks[] = {
    { "mate", "due_mate" },
    { "return", "due_return" },
    { "scan", "due_scan" },
    { "due", "due_birth" },
    { "wean", "due_wean" },
    { "tag", "due_tag" },
    { "ram_leaves", "due_ram_leaves" },
};

struct due_reading {
    struct herd *herd;
    struct arena *arena;
    struct due *rows;
    int count, capacity;
};

static void add(struct due_reading *r, const char *task, struct query *q)
{
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? r->capacity * 2 : 256;
        r->rows = memory_resize(r->rows, (size_t)r->capacity, sizeof *r->rows);
    }
    r->rows[r->count++] = (struct due){
        .task = task,
        .day = query_day(q, 0),
        .animal = query_int(q, 1),
        .holding = query_int(q, 2),
        .number = arena_text(r->arena, query_text(q, 3)),
        .holding_code = arena_text(r->arena, query_text(q, 4)),
        .overdue = (int)(r->herd->today - query_day(q, 0)),
    };
}

static bool read_task(struct due_reading *r, size_t task, const char *species, int64_t holding, date_day until,
                      struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(r->herd->store, tasks[task].query, &q, e))
        return false;
    query_bind_text(q, ":species", species);
    query_bind_id(q, ":holding", holding);
    query_bind_day(q, ":today", r->herd->today);
    query_bind_day(q, ":until", until);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        add(r, tasks[task].task, q);
    }
}

static int compare_due(const void *a, const void *b)
{
    const struct due *x = a, *y = b;
    if (x->day != y->day)
        return (x->day > y->day) - (x->day < y->day);
    return (x->animal > y->animal) - (x->animal < y->animal);
}

bool due_list(struct herd *herd, const char *species, int64_t holding, date_day until, int most, struct arena *arena,
              struct due **ret, int *ret_count, int64_t *ret_total, struct err *e)
{
    struct due_reading r = { .herd = herd, .arena = arena };
    for (size_t t = 0; t < COUNT(tasks); t++)
        if (!read_task(&r, t, species, holding, until, e)) {
            memory_free(r.rows);
            return false;
        }
    if (r.count)
        qsort(r.rows, (size_t)r.count, sizeof *r.rows, compare_due);
    *ret_total = r.count;
    *ret_count = r.count < most ? r.count : most;
    struct due *kept = arena_new(arena, ((size_t)*ret_count + 1) * sizeof *kept);
    for (int i = 0; i < *ret_count; i++)
        kept[i] = r.rows[i];
    memory_free(r.rows);
    *ret = kept;
    return true;
}
