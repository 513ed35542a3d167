/* holding.c - enterprises, farms and households: adding, editing, voiding */
#include "holding_change.h"

#include <string.h>

const struct field holding_fields[] = {
    { .name = "code",
      .zh = "代码",
      .en = "code",
      .type = FIELD_OF_TEXT,
      .place = "1",
      .required = true,
      .help = N_("as E01, F02, H10") },
    { .name = "tier",
      .zh = "层级",
      .en = "tier",
      .type = FIELD_OF_CODE,
      .list = "tier",
      .required = true,
      .carried = true },
    { .name = "name", .zh = "名称", .en = "name", .type = FIELD_OF_TEXT, .required = true },
    { .name = "parent",
      .zh = "上级",
      .en = "under",
      .type = FIELD_OF_HOLDING,
      .carried = true,
      .help = N_("the enterprise or farm it belongs to") },
    { .name = "since",
      .zh = "隶属起始",
      .en = "under it since",
      .type = FIELD_OF_DAY,
      .help = N_("the day it came under its parent") },
    { .name = "person", .zh = "负责人", .en = "person", .type = FIELD_OF_TEXT },
    { .name = "phone", .zh = "电话", .en = "phone", .type = FIELD_OF_TEXT },
    { .name = "township", .zh = "乡镇", .en = "township", .type = FIELD_OF_CODE, .list = "township", .carried = true },
    { .name = "village", .zh = "村", .en = "village", .type = FIELD_OF_TEXT, .carried = true },
    { .name = "farm-code",
      .zh = "养殖代码",
      .en = "farm code",
      .type = FIELD_OF_TEXT,
      .help = N_("6 digits of the county and 4 more") },
    { .name = "prefix",
      .zh = "编号前缀",
      .en = "number prefix",
      .type = FIELD_OF_TEXT,
      .help = N_("what the farm numbers issued here begin with") },
    { .name = "opened", .zh = "开办日期", .en = "opened", .type = FIELD_OF_DAY },
    { .name = "closed", .zh = "停办日期", .en = "closed", .type = FIELD_OF_DAY },
    { .name = "note", .zh = "备注", .en = "note", .type = FIELD_OF_TEXT },
};
const int holding_field_count = COUNT(holding_fields);

static void edit_init(struct holding_change *edit, struct herd *herd, const struct record *r)
{
    *edit = (struct holding_change){ .herd = herd, .record = r, .since = DATE_NONE };
    edit->now.opened = edit->now.closed = edit->before.opened = edit->before.closed = DATE_NONE;
    strbuf_init(&edit->noted);
    arena_init(&edit->arena);
}

static void edit_done(struct holding_change *edit)
{
    strbuf_done(&edit->noted);
    arena_done(&edit->arena);
}

/* ---- from the record ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Without blanks around; `plain` folds full-width forms, for what is compared by its bytes. */
static const char *cleaned(struct arena *arena, const char *typed, bool plain)
{
    struct strbuf out;
    strbuf_init(&out);
    if (plain)
        utf8_fold_width(&out, typed);
    else
        strbuf_add(&out, typed);
    const char *from = out.text;
    size_t length = out.length;
    for (; length && is_blank(*from); length--)
        from++;
    while (length && is_blank(from[length - 1]))
        length--;
    const char *kept = length ? arena_text_n(arena, from, length) : NULL;
    strbuf_done(&out);
    return kept;
}

static void read_texts(struct holding_change *edit)
{
    static const struct {
        const char *name;
        size_t place;
        bool plain;
    } texts[] = {
        { "name", offsetof(struct holding, name), false },
        { "person", offsetof(struct holding, person), false },
        { "phone", offsetof(struct holding, phone), true },
        { "village", offsetof(struct holding, village), false },
        { "farm-code", offsetof(struct holding, farm_code), true },
        { "prefix", offsetof(struct holding, prefix), true },
        { "note", offsetof(struct holding, note), false },
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *typed = record_text(edit->record, texts[i].name);
        const char **place = (const char **)((char *)&edit->now + texts[i].place);
        if (typed)
            *place = record_empties(edit->record, texts[i].name) ? NULL : cleaned(&edit->arena, typed, texts[i].plain);
    }
}

/* Codes are kept in capitals, so that e01 is E01. */
static bool read_code(struct holding_change *edit, struct err *e)
{
    const char *typed = record_text(edit->record, "code");
    if (!typed)
        return true;
    const char *plain = cleaned(&edit->arena, typed, true);
    if (!plain || strcmp(plain, "-") == 0 || strpbrk(plain, " \t/") || strlen(plain) > 32)
        return err_set(e, ERR_DATA, "code", _("\"%s\" is no code. Use letters and digits without blanks, as F02."),
                       typed);
    char *code = arena_text(&edit->arena, plain);
    for (char *c = code; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    edit->now.code = code;
    return true;
}

static bool read_day(const struct holding_change *edit, const char *name, date_day *day, struct err *e)
{
    date_day missing = record_empties(edit->record, name) ? DATE_NONE : *day;
    return record_day(edit->record, name, missing, day, e);
}

static bool read_record(struct holding_change *edit, struct err *e)
{
    struct holding *now = &edit->now;
    const char *tier, *township;
    int64_t parent = record_empties(edit->record, "parent") ? 0 : now->parent;
    if (!read_code(edit, e) || !record_code(edit->herd, edit->record, "tier", "tier", &tier, e) ||
        !record_holding(edit->herd, edit->record, "parent", parent, &now->parent, e) ||
        !record_code(edit->herd, edit->record, "township", "township", &township, e) ||
        !read_day(edit, "opened", &now->opened, e) || !read_day(edit, "closed", &now->closed, e) ||
        !record_day(edit->record, "since", DATE_NONE, &edit->since, e))
        return false;
    if (tier)
        now->tier = tier;
    if (record_text(edit->record, "township"))
        now->township = township;
    read_texts(edit);
    static const char *const needed[] = { "code", "tier", "name" };
    for (size_t i = 0; i < COUNT(needed); i++)
        if (record_empties(edit->record, needed[i]))
            return err_set(e, ERR_DATA, needed[i], _("This field cannot be emptied."));
    return now->name || err_set(e, ERR_DATA, "name", _("The name is empty. Fill it in."));
}

/* ---- into the file ---- */

static void bind_holding(struct query *q, const struct holding *h)
{
    query_bind_text(q, ":code", h->code);
    query_bind_text(q, ":tier", h->tier);
    query_bind_text(q, ":name", h->name);
    query_bind_text(q, ":person", h->person);
    query_bind_text(q, ":phone", h->phone);
    query_bind_text(q, ":township", h->township);
    query_bind_text(q, ":village", h->village);
    query_bind_text(q, ":farm_code", h->farm_code);
    query_bind_text(q, ":prefix", h->prefix);
    query_bind_day(q, ":opened", h->opened);
    query_bind_day(q, ":closed", h->closed);
    query_bind_text(q, ":note", h->note);
}

static bool insert(struct holding_change *edit, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct uuid uuid = uuid_make();
    if (!store_query(edit->herd->store, "holding_insert", &q, e))
        return false;
    bind_holding(q, &edit->now);
    query_bind_uuid(q, ":uuid", &uuid);
    if (!query_run(q, e))
        return false;
    edit->now.id = store_last_id(edit->herd->store);
    return true;
}

static bool update(struct holding_change *edit, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(edit->herd->store, "holding_update", &q, e))
        return false;
    bind_holding(q, &edit->now);
    query_bind_int(q, ":id", edit->now.id);
    return query_run(q, e);
}

static bool begin_parent(struct holding_change *edit, date_day from, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!edit->now.parent)
        return true;
    if (!store_query(edit->herd->store, "holding_parent_insert", &q, e))
        return false;
    query_bind_int(q, ":holding", edit->now.id);
    query_bind_int(q, ":parent", edit->now.parent);
    query_bind_day(q, ":from_day", from);
    return query_run(q, e);
}

/* The open link ends on the day the new one begins; one that began no earlier was a mistake and is set right. */
static bool end_parent(struct holding_change *edit, date_day day, bool *ret_replaced, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL, *change CLEANUP(query_done) = NULL;
    bool row;
    *ret_replaced = false;
    if (!store_query(edit->herd->store, "holding_parent_row", &q, e))
        return false;
    query_bind_int(q, ":holding", edit->now.id);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return true;
    bool replace = edit->now.parent && query_day(q, 2) != DATE_NONE && query_day(q, 2) >= day;
    if (!store_query(edit->herd->store, replace ? "holding_parent_replace" : "holding_parent_end", &change, e))
        return false;
    query_bind_int(change, ":id", query_int(q, 0));
    if (replace)
        query_bind_int(change, ":parent", edit->now.parent);
    else
        query_bind_day(change, ":day", day);
    *ret_replaced = replace;
    return query_run(change, e);
}

static bool change_parent(struct holding_change *edit, struct err *e)
{
    bool replaced;
    date_day day = edit->since == DATE_NONE ? edit->herd->today : edit->since;
    if (edit->now.parent == edit->before.parent)
        return true;
    return end_parent(edit, day, &replaced, e) && (replaced || begin_parent(edit, day, e));
}

static bool commit(struct holding_change *edit, const char *command, struct err *e)
{
    holding_forget_names(edit->herd);
    return herd_commit(edit->herd, command, edit->now.tier, edit->now.code, 1, 0, edit->now.id, edit->noted.text, e);
}

bool holding_add(struct herd *herd, const struct record *r, int64_t *ret_id, struct err *e)
{
    struct holding_change edit;
    if (!record_required(herd, r, holding_fields, holding_field_count, e) || !herd_begin(herd, e))
        return false;
    edit_init(&edit, herd, r);
    bool done = read_record(&edit, e) && holding_check(&edit, e) && insert(&edit, e) &&
                begin_parent(&edit, edit.since == DATE_NONE ? edit.now.opened : edit.since, e);
    if (!done)
        herd_rollback(herd);
    done = done && commit(&edit, "holding add", e);
    if (done)
        *ret_id = edit.now.id;
    edit_done(&edit);
    return done;
}

/* A holding that may still be changed. */
static bool load_valid(struct holding_change *edit, int64_t id, struct err *e)
{
    if (!holding_load(edit->herd, id, &edit->arena, &edit->before, e))
        return false;
    edit->now = edit->before;
    return holding_check_valid(edit, e);
}

static bool not_changed_meanwhile(struct holding_change *edit, struct err *e)
{
    struct record now;
    int64_t id = edit->before.id;
    const struct conflict c = { edit->herd, holding_fields, holding_field_count, 0, id };
    return !edit->record->seen ||
           (holding_record(edit->herd, id, &edit->arena, &now, e) && conflict_check(&c, edit->record, &now, e));
}

bool holding_edit(struct herd *herd, int64_t id, const struct record *r, struct err *e)
{
    struct holding_change edit;
    if (!herd_begin(herd, e))
        return false;
    edit_init(&edit, herd, r);
    bool done = load_valid(&edit, id, e) && not_changed_meanwhile(&edit, e) && read_record(&edit, e) &&
                holding_check(&edit, e) && update(&edit, e) && change_parent(&edit, e);
    if (!done)
        herd_rollback(herd);
    done = done && commit(&edit, "holding edit", e);
    edit_done(&edit);
    return done;
}

static bool mark_void(struct holding_change *edit, const char *reason, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(edit->herd->store, "holding_mark_void", &q, e))
        return false;
    query_bind_int(q, ":id", edit->before.id);
    query_bind_text(q, ":reason", reason);
    return query_run(q, e);
}

bool holding_void(struct herd *herd, int64_t id, const char *reason, struct err *e)
{
    struct holding_change edit;
    struct record nothing = { 0 };
    if (!reason || !*reason)
        return err_set(e, ERR_DATA, "reason", _("The reason is missing. Say why the record is void."));
    if (!herd_begin(herd, e))
        return false;
    edit_init(&edit, herd, &nothing);
    strbuf_add(&edit.noted, reason);
    bool done = load_valid(&edit, id, e) && holding_check_unused(&edit, "", e) && holding_check_never_used(&edit, e) &&
                mark_void(&edit, reason, e);
    if (!done)
        herd_rollback(herd);
    done = done && commit(&edit, "holding void", e);
    edit_done(&edit);
    return done;
}
