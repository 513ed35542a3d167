/* pen.c - the pens of a holding */
#include "inner.h"

#include <string.h>

static const struct field pen_fields[] = {
    { .name = "holding", .zh = "场户", .en = "holding", .type = FIELD_OF_HOLDING, .required = true },
    { .name = "code", .zh = "圈号", .en = "pen", .type = FIELD_OF_TEXT, .required = true },
    { .name = "kind", .zh = "类型", .en = "kind", .type = FIELD_OF_CODE, .list = "pen_kind" },
    { .name = "capacity", .zh = "容量", .en = "capacity", .type = FIELD_OF_COUNT },
};

struct pen {
    struct holding holding;
    const char *code, *kind;
    int64_t capacity; /* -1 = not said */
};

static bool read_pen(struct herd *herd, const struct record *r, struct arena *arena, struct pen *pen, struct err *e)
{
    int64_t holding;
    if (!record_required(herd, r, pen_fields, COUNT(pen_fields), e) ||
        !record_holding(herd, r, "holding", 0, &holding, e) ||
        !record_code(herd, r, "kind", "pen_kind", &pen->kind, e) ||
        !record_count_value(r, "capacity", -1, &pen->capacity, e) ||
        !holding_load(herd, holding, arena, &pen->holding, e))
        return false;
    struct strbuf code;
    strbuf_init(&code);
    utf8_fold_width(&code, record_text(r, "code"));
    pen->code = arena_text(arena, code.text);
    strbuf_done(&code);
    if (strpbrk(pen->code, " \t/"))
        return err_set(e, ERR_DATA, "code", _("\"%s\" is no code. Use letters and digits without blanks, as F02."),
                       record_text(r, "code"));
    return true;
}

static bool check_pen(struct herd *herd, const struct record *r, const struct pen *pen, struct strbuf *noted,
                      struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int64_t used;
    if (!store_query(herd->store, "pen_with_code", &q, e))
        return false;
    query_bind_int(q, ":holding", pen->holding.id);
    query_bind_text(q, ":code", pen->code);
    if (!query_one_int(q, 0, &used, e))
        return false;
    if (used && !check_broken(herd, r, "pen_used", "code", noted, e, _("\"%s\" has a pen \"%s\" already."),
                              pen->holding.code, pen->code))
        return false;
    if (pen->holding.closed != DATE_NONE && pen->holding.closed <= herd->today)
        return check_broken(herd, r, "holding_closed", "holding", noted, e,
                            _("\"%s\" is closed. Choose another holding."), pen->holding.code);
    return true;
}

static bool insert_pen(struct herd *herd, const struct pen *pen, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct uuid uuid = uuid_make();
    if (!store_query(herd->store, "pen_insert", &q, e))
        return false;
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_int(q, ":holding", pen->holding.id);
    query_bind_text(q, ":code", pen->code);
    query_bind_text(q, ":kind", pen->kind);
    if (pen->capacity >= 0)
        query_bind_int(q, ":capacity", pen->capacity);
    else
        query_bind_null(q, ":capacity");
    return query_run(q, e);
}

bool pen_add(struct herd *herd, const struct record *r, int64_t *ret_id, struct err *e)
{
    struct pen pen;
    struct arena arena;
    struct strbuf noted;
    if (!herd_begin(herd, e))
        return false;
    arena_init(&arena);
    strbuf_init(&noted);
    int64_t id = 0;
    bool done = read_pen(herd, r, &arena, &pen, e) && check_pen(herd, r, &pen, &noted, e) && insert_pen(herd, &pen, e);
    if (done)
        id = store_last_id(herd->store);
    else
        herd_rollback(herd);
    done = done && herd_commit(herd, "pen add", pen.kind, arena_printf(&arena, "%s/%s", pen.holding.code, pen.code), 1,
                               0, pen.holding.id, noted.text, e);
    if (done)
        *ret_id = id;
    strbuf_done(&noted);
    arena_done(&arena);
    return done;
}
