/* holding_find.c - finding holdings by code, name or person, or by the letters these are read by */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- what they are called ---- */

void holding_forget_names(struct herd *herd)
{
    herd_private(herd)->holdings.known = false;
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
            return true;
        add_name(names, query_int(q, 0), query_text(q, 1), true);
        add_name(names, query_int(q, 0), query_text(q, 2), false);
        add_name(names, query_int(q, 0), query_text(q, 3), false);
    }
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

/* ---- matching ---- */

/* How near a name is to what was typed. Only the nearest kind counts where one holding is wanted. */
enum nearness { IS_CODE, IS_NAME, IS_PART, IS_SPELLED, IS_SPELLED_INSIDE, IS_NONE };
struct near {
    enum nearness nearness;
    const struct holding_name *name;
};
struct near_list {
    struct near *all;
    int count, capacity;
};

static enum nearness compare(const struct holding_name *name, const char *wanted, bool spelled)
{
    if (strcmp(name->text, wanted) == 0)
        return name->code ? IS_CODE : IS_NAME;
    if (strstr(name->text, wanted))
        return IS_PART;
    int position = spelled && !name->code ? pinyin_find(name->text, wanted) : -1;
    return position < 0 ? IS_NONE : position == 0 ? IS_SPELLED : IS_SPELLED_INSIDE;
}

/* By nearness, then as a person looks names up. */
static int by_nearness(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    int order = (int)x->nearness - (int)y->nearness;
    if (!order)
        order = pinyin_compare(x->name->text, y->name->text);
    return order ? order : (x->name->id > y->name->id) - (x->name->id < y->name->id);
}

/* The names of one holding stand side by side: the nearest of them speaks for it. */
static void list_near(const struct holding_names *names, const char *wanted, bool spelled, struct near_list *out)
{
    for (int i = 0; i < names->count; i++) {
        enum nearness nearness = compare(&names->names[i], wanted, spelled);
        bool same = out->count && out->all[out->count - 1].name->id == names->names[i].id;
        if (nearness == IS_NONE || (same && out->all[out->count - 1].nearness <= nearness))
            continue;
        if (!same && out->count == out->capacity) {
            out->capacity = out->capacity ? 2 * out->capacity : 64;
            out->all = memory_resize(out->all, (size_t)out->capacity, sizeof(*out->all));
        }
        out->all[same ? out->count - 1 : out->count++] = (struct near){ nearness, &names->names[i] };
    }
    if (out->count)
        qsort(out->all, (size_t)out->count, sizeof(*out->all), by_nearness);
}

static bool find_near(struct herd *herd, const char *typed, bool spelled, struct near_list *out, struct err *e)
{
    struct strbuf wanted;
    *out = (struct near_list){ 0 };
    if (!know_names(herd, e))
        return false;
    strbuf_init(&wanted);
    utf8_normalise(&wanted, typed);
    if (wanted.length)
        list_near(&herd_private(herd)->holdings, wanted.text, spelled, out);
    strbuf_done(&wanted);
    return true;
}

bool holding_candidates(struct herd *herd, const char *text, struct arena *arena, int64_t **ret_ids, int *ret_count,
                        struct err *e)
{
    struct near_list near;
    if (!find_near(herd, text, true, &near, e))
        return false;
    *ret_ids = arena_new(arena, ((size_t)near.count + 1) * sizeof(**ret_ids));
    *ret_count = near.count;
    for (int i = 0; i < near.count; i++)
        (*ret_ids)[i] = near.all[i].name->id;
    memory_free(near.all);
    return true;
}

/* ---- one ---- */

static bool refuse_several(struct herd *herd, const char *typed, const struct near *near, int count, struct err *e)
{
    struct arena arena;
    struct strbuf list;
    arena_init(&arena);
    strbuf_init(&list);
    bool done = true;
    for (int i = 0; done && i < count && i < 5; i++) {
        struct holding holding;
        done = holding_load(herd, near[i].name->id, &arena, &holding, e);
        if (done)
            strbuf_printf(&list, "%s%s %s", i ? ", " : "", holding.code, holding.name);
    }
    if (done)
        err_set(e, ERR_DATA, "holding", _("\"%s\" may mean several holdings: %s%s. Type the code."), typed, list.text,
                count > 5 ? " ..." : "");
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

static bool find_one(struct herd *herd, const char *typed, bool spelled, int64_t *ret_id, struct err *e)
{
    int64_t id;
    int count = 0;
    struct near_list near;
    if (!find_code(herd, typed, &id, e))
        return false;
    if (id) {
        *ret_id = id;
        return true;
    }
    if (!find_near(herd, typed, spelled, &near, e))
        return false;
    while (count < near.count && near.all[count].nearness == near.all[0].nearness)
        count++;
    bool good = count == 1 || (count && near.all[0].nearness == IS_CODE);
    if (good)
        *ret_id = near.all[0].name->id;
    else if (count)
        refuse_several(herd, typed, near.all, count, e);
    else
        err_set(e, ERR_NO_INPUT, "holding", _("There is no holding \"%s\". Type its code, name or person."), typed);
    memory_free(near.all);
    return good;
}

bool holding_find(struct herd *herd, const char *typed, int64_t *ret_id, struct err *e)
{
    return find_one(herd, typed, true, ret_id, e);
}

bool holding_find_printed(struct herd *herd, const char *text, int64_t *ret_id, struct err *e)
{
    return find_one(herd, text, false, ret_id, e);
}
