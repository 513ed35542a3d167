/* holding_read.c - finding holdings, and the tree they form */
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

/* ---- by any name ---- */

void holding_forget_names(struct herd *herd)
{
    herd_private(herd)->holdings.known = false;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct holding_name *)a)->text, ((const struct holding_name *)b)->text);
}

static const char *normal(struct arena *arena, const char *typed)
{
    struct strbuf out;
    strbuf_init(&out);
    utf8_normalise(&out, typed);
    const char *kept = arena_text(arena, out.text);
    strbuf_done(&out);
    return kept;
}

static void add_name(struct holding_names *names, int64_t id, const char *printed, bool code)
{
    if (!printed || !*printed)
        return;
    if (names->count == names->capacity) {
        names->capacity = names->capacity ? 2 * names->capacity : 256;
        names->names = memory_resize(names->names, (size_t)names->capacity, sizeof(*names->names));
    }
    names->names[names->count++] = (struct holding_name){ normal(&names->arena, printed), id, code };
}

static bool read_names(struct herd *herd, struct holding_names *names, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, "holding_names", &q, e))
        return false;
    arena_done(&names->arena);
    names->count = 0;
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        add_name(names, query_int(q, 0), query_text(q, 1), true);
        add_name(names, query_int(q, 0), query_text(q, 2), false);
        add_name(names, query_int(q, 0), query_text(q, 3), false);
    }
    if (names->count)
        qsort(names->names, (size_t)names->count, sizeof(*names->names), by_text);
    return true;
}

static bool know_names(struct herd *herd, struct err *e)
{
    struct holding_names *names = &herd_private(herd)->holdings;
    int64_t generation = store_generation(herd->store);
    bool inside = store_in_transaction(herd->store);
    if (names->known && names->generation == generation && names->inside == inside)
        return true;
    names->known = read_names(herd, names, e);
    names->generation = generation;
    names->inside = inside;
    return names->known;
}

/* The holdings a typed text may mean; those of the best kind only. */
struct found {
    int64_t ids[12];
    int count; /* may be more than fit */
};

static void add_found(struct found *found, int64_t id)
{
    int known = found->count < (int)COUNT(found->ids) ? found->count : (int)COUNT(found->ids);
    for (int i = 0; i < known; i++)
        if (found->ids[i] == id)
            return;
    if (known < (int)COUNT(found->ids))
        found->ids[known] = id;
    found->count++;
}

static void find_whole(const struct holding_names *names, const char *wanted, struct found *found)
{
    int low = 0, high = names->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(names->names[middle].text, wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (int i = low; i < names->count && strcmp(names->names[i].text, wanted) == 0; i++) {
        if (names->names[i].code) {
            *found = (struct found){ { names->names[i].id }, 1 };
            return;
        }
        add_found(found, names->names[i].id);
    }
}

static void find_part(const struct holding_names *names, const char *wanted, struct found *found)
{
    for (int i = 0; i < names->count; i++)
        if (strstr(names->names[i].text, wanted))
            add_found(found, names->names[i].id);
}

static bool refuse_several(struct herd *herd, const char *typed, const struct found *found, struct err *e)
{
    struct arena arena;
    struct strbuf list;
    arena_init(&arena);
    strbuf_init(&list);
    bool done = true;
    for (int i = 0; done && i < found->count && i < 5; i++) {
        struct holding holding;
        done = holding_load(herd, found->ids[i], &arena, &holding, e);
        if (done)
            strbuf_printf(&list, "%s%s %s", i ? ", " : "", holding.code, holding.name);
    }
    if (done)
        err_set(e, ERR_DATA, "holding", _("\"%s\" may mean several holdings: %s%s. Type the code."), typed, list.text,
                found->count > 5 ? " ..." : "");
    strbuf_done(&list);
    arena_done(&arena);
    return false;
}

/* By its code as stored: imports ask for every row. */
static bool find_code(struct herd *herd, const char *typed, int64_t *ret_id, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(herd->store, "holding_with_code", &q, e))
        return false;
    query_bind_text(q, ":code", typed);
    if (!query_next(q, &row, e))
        return false;
    *ret_id = row && !query_int(q, 1) ? query_int(q, 0) : 0;
    return true;
}

bool holding_find(struct herd *herd, const char *typed, int64_t *ret_id, struct err *e)
{
    int64_t id;
    struct found found = { .count = 0 };
    const struct holding_names *names = &herd_private(herd)->holdings;
    if (!find_code(herd, typed, &id, e))
        return false;
    if (id) {
        *ret_id = id;
        return true;
    }
    if (!know_names(herd, e))
        return false;
    struct strbuf wanted;
    strbuf_init(&wanted);
    utf8_normalise(&wanted, typed);
    find_whole(names, wanted.text, &found);
    if (!found.count && wanted.length)
        find_part(names, wanted.text, &found);
    strbuf_done(&wanted);
    if (found.count > 1)
        return refuse_several(herd, typed, &found, e);
    if (!found.count)
        return err_set(e, ERR_NO_INPUT, "holding", _("There is no holding \"%s\". Type its code, name or person."),
                       typed);
    *ret_id = found.ids[0];
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
