/* entry_sheet.c - paper that comes back: which animals a printed sheet lists, in which order. Kept beside the drafts:
 * a sheet says what is to be entered, it is no fact of an animal and not in the log. */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

static bool next_number(struct herd *herd, int64_t *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(herd->store, "entry_sheet_next", &q, e) || !query_next(q, &row, e))
        return false;
    *ret = query_int(q, 0);
    return true;
}

static bool write_sheet(struct herd *herd, int64_t number, const char *kind, const char *ids, int count, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, "entry_sheet_put", &q, e))
        return false;
    query_bind_int(q, ":number", number);
    query_bind_int(q, ":at", clock_now());
    query_bind_text(q, ":kind", kind);
    query_bind_text(q, ":ids", ids);
    query_bind_int(q, ":count", count);
    return query_run(q, e);
}

bool entry_sheet_keep(struct herd *herd, const char *kind, const int64_t *animals, int count, int64_t *ret_number,
                      struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf ids;
    int64_t number;
    strbuf_init(&ids);
    for (int i = 0; i < count; i++)
        strbuf_printf(&ids, "%s%lld", i ? " " : "", (long long)animals[i]);
    if (!store_begin_unlogged(herd->store, e))
        return false;
    if (next_number(herd, &number, e) && write_sheet(herd, number, kind, ids.text, count, e) &&
        store_commit_unlogged(herd->store, e)) {
        *ret_number = number;
        return true;
    }
    store_rollback(herd->store);
    return false;
}

static void read_ids(const char *text, struct arena *arena, struct entry_sheet *sheet)
{
    char *at = (char *)text;
    sheet->animals = arena_new(arena, ((size_t)sheet->count + 1) * sizeof *sheet->animals);
    for (int i = 0; i < sheet->count; i++)
        sheet->animals[i] = strtoll(at, &at, 10);
}

static void read_head(struct query *q, struct arena *arena, struct entry_sheet *ret)
{
    *ret = (struct entry_sheet){ .number = query_int(q, 0),
                                 .kind = arena_text(arena, query_text(q, 1)),
                                 .count = (int)query_int(q, 2),
                                 .made = query_int(q, 3),
                                 .typed = query_int(q, 4) };
}

bool entry_sheet_all(struct herd *herd, struct arena *arena, struct entry_sheet **ret, int *ret_count, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int count = 0, capacity = 16;
    struct entry_sheet *all = arena_new(arena, (size_t)capacity * sizeof *all);
    bool row = true;
    if (!store_query(herd->store, "entry_sheet_all", &q, e))
        return false;
    while (row) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        if (count == capacity) {
            struct entry_sheet *more = arena_new(arena, (size_t)capacity * 2 * sizeof *more);
            memcpy(more, all, (size_t)count * sizeof *all);
            all = more;
            capacity *= 2;
        }
        read_head(q, arena, &all[count++]);
    }
    *ret = all;
    *ret_count = count;
    return true;
}

bool entry_sheet_load(struct herd *herd, int64_t number, struct arena *arena, struct entry_sheet *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(herd->store, "entry_sheet_one", &q, e))
        return false;
    query_bind_int(q, ":number", number);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "sheet", _("There is no entry sheet %lld. Look at its head."),
                       (long long)number);
    read_head(q, arena, ret);
    read_ids(query_text(q, 5), arena, ret);
    return true;
}

bool entry_sheet_typed(struct herd *herd, int64_t number, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_begin_unlogged(herd->store, e))
        return false;
    bool good = store_query(herd->store, "entry_sheet_typed", &q, e);
    if (good) {
        query_bind_int(q, ":number", number);
        query_bind_int(q, ":at", clock_now());
        good = query_run(q, e);
    }
    query_done(&q);
    if (good && store_commit_unlogged(herd->store, e))
        return true;
    store_rollback(herd->store);
    return false;
}
