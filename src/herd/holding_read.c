/* holding_read.c - one holding, and the tree they form */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- one ---- */

static const char *text(struct arena *arena, struct query *q, int column)
{
    return arena_text(arena, query_text(q, column));
}

static void read_row(struct query *q, struct arena *arena, struct holding *out)
{
    *out = (struct holding){
        .id = query_int(q, 0),
        .parent = query_int(q, 1),
        .code = text(arena, q, 2),
        .tier = text(arena, q, 3),
        .name = text(arena, q, 4),
        .person = text(arena, q, 5),
        .phone = text(arena, q, 6),
        .township = text(arena, q, 7),
        .village = text(arena, q, 8),
        .farm_code = text(arena, q, 9),
        .prefix = text(arena, q, 10),
        .note = text(arena, q, 11),
        .voided = text(arena, q, 12),
        .opened = query_day(q, 13),
        .closed = query_day(q, 14),
    };
}

bool holding_load(struct herd *herd, int64_t id, struct arena *arena, struct holding *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, "holding_row", &q, e))
        return false;
    query_bind_int(q, ":id", id);
    bool row;
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "holding", _("There is no holding with the key %lld."), (long long)id);
    read_row(q, arena, ret);
    return true;
}

/* ---- the tree ---- */

struct rows {
    struct holding *rows;
    int count;
};

static bool read_all(struct herd *herd, struct arena *arena, struct rows *out, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int capacity = 0;
    if (!store_query(herd->store, "holding_rows", &q, e))
        return false;
    *out = (struct rows){ 0 };
    for (bool row;;) {
        if (!query_next(q, &row, e)) {
            memory_free(out->rows);
            return false;
        }
        if (!row)
            return true;
        if (out->count == capacity) {
            capacity = capacity ? 2 * capacity : 64;
            out->rows = memory_resize(out->rows, (size_t)capacity, sizeof(*out->rows));
        }
        read_row(q, arena, &out->rows[out->count++]);
    }
}

static int by_id(const void *a, const void *b)
{
    const struct holding *x = *(const struct holding *const *)a, *y = *(const struct holding *const *)b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Position of each row's parent in rows, -1 for none. */
static void find_parents(const struct rows *all, int *parent)
{
    const struct holding **sorted = memory_resize(NULL, (size_t)all->count, sizeof(*sorted));
    for (int i = 0; i < all->count; i++)
        sorted[i] = &all->rows[i];
    qsort((void *)sorted, (size_t)all->count, sizeof(*sorted), by_id);
    for (int i = 0; i < all->count; i++) {
        struct holding wanted = { .id = all->rows[i].parent }, *key = &wanted;
        const struct holding **found = bsearch(&key, (void *)sorted, (size_t)all->count, sizeof(*sorted), by_id);
        parent[i] = found ? (int)(*found - all->rows) : -1;
    }
    memory_free((void *)sorted);
}

/* Parents before their children, siblings by code: each row is put behind its parent's line of first child and next
 * sibling, and the line is walked. Rows that reach no root (a broken file) come last, in order of code. */
static void walk_tree(const struct rows *all, const int *parent, struct holding *out)
{
    size_t n = (size_t)all->count;
    int *first = memory_resize(NULL, n + 1, sizeof(*first)), *next = memory_resize(NULL, n, sizeof(*next));
    bool *walked = memory_new(n);
    int count = 0;
    for (int i = 0; i <= all->count; i++)
        first[i] = -1;
    for (int i = all->count - 1; i >= 0; i--) {
        int *line = &first[parent[i] < 0 ? all->count : parent[i]];
        next[i] = *line;
        *line = i;
    }
    for (int at = first[all->count]; at >= 0;) {
        out[count++] = all->rows[at];
        walked[at] = true;
        int down = first[at];
        while (down < 0 && at >= 0 && next[at] < 0)
            at = parent[at];
        at = down >= 0 ? down : at >= 0 ? next[at] : -1;
    }
    for (int i = 0; i < all->count; i++)
        if (!walked[i])
            out[count++] = all->rows[i];
    memory_free(first);
    memory_free(next);
    memory_free(walked);
}

bool holding_all(struct herd *herd, struct arena *arena, struct holding **ret, int *ret_count, struct err *e)
{
    struct rows all;
    if (!read_all(herd, arena, &all, e))
        return false;
    struct holding *out = arena_new(arena, ((size_t)all.count + 1) * sizeof(*out));
    if (all.count) {
        int *parent = memory_resize(NULL, (size_t)all.count, sizeof(*parent));
        find_parents(&all, parent);
        walk_tree(&all, parent, out);
        memory_free(parent);
    }
    memory_free(all.rows);
    *ret = out;
    *ret_count = all.count;
    return true;
}
