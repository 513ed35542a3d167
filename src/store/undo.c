/* undo.c - changes backwards, and what a change did to which rows */
#include "inner.h"

#include <assert.h>
#include <string.h>

/* ---- names of columns ---- */

/* The columns of a table in order, or only those of its primary key, in the key's order as changesets give them. */
struct columns {
    int count;
    char **names;
};

static void columns_free(struct columns *columns)
{
    for (int i = 0; i < columns->count; i++)
        memory_free(columns->names[i]);
    memory_free(columns->names);
    *columns = (struct columns){ 0 };
}

static bool columns_read(struct store *store, const char *table, bool key_only, struct columns *out, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!sqlite_prepare(&store->file, "SELECT name FROM pragma_table_info(:table) WHERE :all OR pk > 0 ORDER BY cid",
                        NULL, &q, e))
        return false;
    query_bind_text(q, ":table", table);
    query_bind_int(q, ":all", !key_only);
    *out = (struct columns){ 0 };
    for (bool row; query_next(q, &row, e);) {
        if (!row)
            return true;
        out->names = memory_resize(out->names, (size_t)out->count + 1, sizeof(out->names[0]));
        out->names[out->count++] = memory_text(query_text(q, 0));
    }
    columns_free(out);
    return false;
}

/* ---- which later change touched a row ---- */

struct search {
    const char *table;
    const struct strbuf *key;
    struct strbuf present; /* key of the row looked at */
    bool found;
};

static bool compare_key(void *context, const struct changeset_row *row)
{
    struct search *search = context;
    if (strcmp(row->table, search->table) != 0)
        return true;
    strbuf_clear(&search->present);
    changeset_key(row, &search->present);
    search->found = search->present.length == search->key->length &&
                    memcmp(search->present.text, search->key->text, search->key->length) == 0;
    return !search->found;
}

static bool search_change(struct store *store, int64_t change, struct search *search, struct strbuf *bytes,
                          struct err *e)
{
    int64_t parts;
    if (!entry_parts(store, change, &parts, e))
        return false;
    for (int64_t part = 1; part <= parts && !search->found; part++)
        if (!entry_read_part(store, change, part, bytes, e) ||
            !sqlite_changeset_each(&store->file, bytes->text, bytes->length, compare_key, search, e))
            return false;
    return true;
}

/* Newest first: that is the one to undo first. *ret_later = 0 if none did. */
static bool find_later(struct store *store, int64_t change, const char *table, const struct strbuf *key,
                       int64_t *ret_later, struct err *e)
{
    struct search search = { .table = table, .key = key };
    struct strbuf bytes;
    strbuf_init(&search.present);
    strbuf_init(&bytes);
    int64_t later = 0;
    bool done = store_newest_change(store, &later, e);
    for (; done && later > change; later--) {
        done = search_change(store, later, &search, &bytes, e);
        if (!done || search.found)
            break;
    }
    strbuf_done(&bytes);
    strbuf_done(&search.present);
    if (done)
        *ret_later = search.found ? later : 0;
    return done;
}

/* ---- who refers to what was taken away ---- */

struct referrer {
    char table[64];
    struct strbuf key; /* of one row that now refers to nothing; "" = not found */
};

struct reference_search {
    struct store *store;
    struct referrer *referrer;
    struct err *e;
    bool failed;
};

/* The key values of `table`'s row where `column` has the value, as changesets write keys. */
static bool read_referring(struct store *store, const char *table, const char *column, const struct value *value,
                           struct referrer *referrer, struct err *e)
{
    struct columns key;
    struct query *q CLEANUP(query_done) = NULL;
    struct strbuf sql;
    if (!columns_read(store, table, true, &key, e))
        return false;
    strbuf_init(&sql);
    for (int i = 0; i < key.count; i++)
        strbuf_printf(&sql, "%s\"%s\"", i ? ", " : "SELECT ", key.names[i]);
    strbuf_printf(&sql, " FROM \"%s\" WHERE \"%s\" = ?1 LIMIT 1", table, column); /* names from the checked schema */
    columns_free(&key);
    bool row = false;
    bool done = sqlite_prepare(&store->file, sql.text, NULL, &q, e);
    strbuf_done(&sql);
    if (done) {
        query_bind_value(q, 1, value);
        done = query_next(q, &row, e);
    }
    for (int i = 0; done && row && i < query_columns(q); i++) {
        struct value part = query_value(q, i);
        value_key(&part, &referrer->key);
    }
    if (done && row)
        snprintf(referrer->table, sizeof(referrer->table), "%s", table);
    return done;
}

/* Every column of the schema that refers to `table` by one column. */
static const char references_sql[] =
    "SELECT t.name, f.\"from\", f.\"to\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f"
    " WHERE t.type = 'table' AND f.\"table\" = :table";

static bool search_references(struct reference_search *search, const struct changeset_row *row, struct err *e)
{
    struct columns all;
    struct query *q CLEANUP(query_done) = NULL;
    if (!sqlite_prepare(&search->store->file, references_sql, NULL, &q, e) ||
        !columns_read(search->store, row->table, false, &all, e))
        return false;
    query_bind_text(q, ":table", row->table);
    bool done = true, more = false;
    while (done && !search->referrer->key.length && (done = query_next(q, &more, e)) && more) {
        for (int i = 0; done && i < all.count && i < row->columns; i++) {
            if (strcmp(all.names[i], query_text(q, 2)) != 0)
                continue;
            struct value value = changeset_before(row, i);
            done = read_referring(search->store, query_text(q, 0), query_text(q, 1), &value, search->referrer, e);
        }
    }
    columns_free(&all);
    return done;
}

static bool look_at_removed(void *context, const struct changeset_row *row)
{
    struct reference_search *search = context;
    if (row->what == 'd' && !search_references(search, row, search->e))
        search->failed = true;
    return !search->failed && !search->referrer->key.length;
}

/* `set` is applied: the rows it deleted are gone, and what still refers to one of them was made later. */
static bool find_referrer(struct store *store, const struct changeset *set, struct referrer *referrer, struct err *e)
{
    struct reference_search search = { .store = store, .referrer = referrer, .e = e };
    return sqlite_changeset_each(&store->file, set->bytes, (size_t)set->length, look_at_removed, &search, e) &&
           !search.failed;
}

/* ---- refusals ---- */

static bool refuse_because_of(struct store *store, int64_t change, int64_t later, const char *why, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row = false;
    if (later && store_own(store, TEXT_CHANGE_ROW, &q, e)) {
        query_bind_int(q, ":id", later);
        if (!query_next(q, &row, e))
            return false;
    }
    if (!row)
        return err_set(e, ERR_BUSY, "", _("Change %lld cannot be undone: %s."), (long long)change, why);
    const char *command = query_text(q, 5), *label = query_text(q, 7);
    return err_set(e, ERR_BUSY, "",
                   _("Change %lld cannot be undone: %s in change %lld (%s \"%s\"). Undo that one first."),
                   (long long)change, why, (long long)later, command ? command : "", label ? label : "");
}

static const char *conflict_words(char what)
{
    switch (what) {
    case 'f':
        return _("later records refer to its records");
    case 'm':
        return _("a record of it was removed");
    case 'e':
    case 'u':
        return _("a number or name of it is used by another record");
    default:
        return _("a record of it was changed");
    }
}

static bool refuse(struct store *store, int64_t change, const struct changeset *set,
                   const struct changeset_conflict *conflict, struct err *e)
{
    struct referrer referrer = { .table = "" };
    int64_t later = 0;
    bool done = true;
    strbuf_init(&referrer.key);
    if (conflict->what == 'f') {
        done = find_referrer(store, set, &referrer, e);
    } else {
        snprintf(referrer.table, sizeof(referrer.table), "%s", conflict->table);
        strbuf_add_n(&referrer.key, conflict->key.text, conflict->key.length);
    }
    if (done && referrer.key.length)
        done = find_later(store, change, referrer.table, &referrer.key, &later, e);
    strbuf_done(&referrer.key);
    return done && refuse_because_of(store, change, later, conflict_words(conflict->what), e);
}

/* ---- undo ---- */

/* Undone, unless that undo was undone itself. */
static bool is_undone(struct store *store, int64_t change, bool *ret_undone, int64_t *ret_by, struct err *e)
{
    bool undone = false;
    int64_t by = change, newest_by = 0;
    for (;;) {
        struct query *q CLEANUP(query_done) = NULL;
        if (!store_own(store, TEXT_UNDONE, &q, e))
            return false;
        query_bind_int(q, ":change", by);
        if (!query_one_int(q, 0, &by, e))
            return false;
        if (!by)
            break;
        newest_by = newest_by ? newest_by : by;
        undone = !undone;
    }
    *ret_undone = undone;
    *ret_by = newest_by;
    return true;
}

static bool apply_backwards(struct store *store, int64_t change, int64_t part, struct strbuf *bytes, struct err *e)
{
    struct changeset set = { 0 };
    struct changeset_conflict conflict = { 0 };
    if (!entry_read_part(store, change, part, bytes, e) ||
        !sqlite_changeset_invert(&store->file, bytes->text, bytes->length, &set, e))
        return false;
    strbuf_init(&conflict.key);
    bool done = sqlite_changeset_apply(&store->file, set.bytes, (size_t)set.length, &conflict, e);
    if (done && conflict.what)
        done = refuse(store, change, &set, &conflict, e);
    strbuf_done(&conflict.key);
    changeset_done(&set);
    return done;
}

static bool undo_parts(struct store *store, int64_t change, struct err *e)
{
    unsigned char hash[STORE_HASH];
    int64_t parts;
    struct strbuf bytes;
    /* the hash first: SQLite trusts the bytes of a changeset */
    if (!entry_parts(store, change, &parts, e) || !entry_check(store, change, NULL, hash, e))
        return false;
    strbuf_init(&bytes);
    bool done = true;
    for (int64_t part = parts; done && part >= 1; part--)
        done = apply_backwards(store, change, part, &bytes, e) && (part == 1 || store_part(store, e));
    strbuf_done(&bytes);
    return done;
}

static bool check_not_undone(struct store *store, int64_t change, struct err *e)
{
    bool undone;
    int64_t by;
    if (!is_undone(store, change, &undone, &by, e))
        return false;
    return !undone || err_set(e, ERR_DATA, "", _("Change %lld is undone already, by change %lld."), (long long)change,
                              (long long)by);
}

/* ---- large changes ---- */

/* Taking back a row means looking in every table that may refer to it, and not every reference has an index. Above this
 * size the references are checked once, at the end, instead of row by row. */
#define LARGE_BYTES 1000000

static bool is_large(struct store *store, int64_t change, bool *ret_large, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int64_t bytes;
    if (!sqlite_prepare(&store->file, "SELECT sum(bytes) FROM change_part WHERE change = :change", NULL, &q, e))
        return false;
    query_bind_int(q, ":change", change);
    if (!query_one_int(q, 0, &bytes, e))
        return false;
    *ret_large = bytes > LARGE_BYTES;
    return true;
}

static bool check_references(struct store *store, int64_t change, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct strbuf key;
    bool row;
    int64_t later = 0;
    if (!sqlite_prepare(&store->file, "PRAGMA foreign_key_check", NULL, &q, e) || !query_next(q, &row, e))
        return false;
    if (!row)
        return true;
    strbuf_init(&key);
    struct value id = query_value(q, 1);
    value_key(&id, &key);
    bool done = find_later(store, change, query_text(q, 0), &key, &later, e);
    strbuf_done(&key);
    return done && refuse_because_of(store, change, later, conflict_words('f'), e);
}

static bool undo(struct store *store, int64_t change, const struct change_note *note, bool large, int64_t *ret_change,
                 struct err *e)
{
    if (!store_begin(store, e))
        return false;
    if (check_not_undone(store, change, e) && undo_parts(store, change, e) &&
        (!large || check_references(store, change, e)))
        return store_commit(store, note, ret_change, e);
    store_rollback(store);
    return false;
}

bool store_undo(struct store *store, int64_t change, const struct change_note *note, int64_t *ret_change, struct err *e)
{
    assert(!store->writing);
    bool large;
    struct change_note backwards = *note;
    backwards.undoes = change;
    if (!is_large(store, change, &large, e))
        return false;
    if (!large)
        return undo(store, change, &backwards, false, ret_change, e);
    struct err ignored;
    bool done = sqlite_execute(&store->file, "PRAGMA foreign_keys = OFF", e) &&
                undo(store, change, &backwards, true, ret_change, e);
    (void)!sqlite_execute(&store->file, "PRAGMA foreign_keys = ON",
                          &ignored); /* outside a transaction it cannot fail */
    return done;
}

/* ---- what a change did ---- */

struct shown {
    struct store *store;
    change_row_function function;
    void *context;
    struct err *e;
    bool failed, enough;
    char table[64];
    struct columns columns; /* of that table */
};

static const char *shown_value(struct arena *arena, const struct value *value)
{
    if (value->type == 0 || value->type == 'n')
        return NULL;
    struct strbuf text;
    strbuf_init(&text);
    value_text(value, &text);
    const char *kept = arena_text_n(arena, text.text, text.length);
    strbuf_done(&text);
    return kept;
}

static void fill_shown(struct arena *arena, const struct changeset_row *from, int columns, struct change_row *row)
{
    const char **before = arena_new(arena, (size_t)columns * sizeof(*before));
    const char **after = arena_new(arena, (size_t)columns * sizeof(*after));
    bool *changed = arena_new(arena, (size_t)columns * sizeof(*changed));
    for (int i = 0; i < columns; i++) {
        struct value old = changeset_before(from, i), new = changeset_after(from, i);
        if (from->key[i] && from->what == 'u')
            new = old;
        before[i] = shown_value(arena, &old);
        after[i] = shown_value(arena, &new);
        changed[i] = from->what == 'u' && !from->key[i] && new.type != 0;
        if (from->key[i] && (from->what == 'i' ? new.type : old.type) == 'i')
            row->id = from->what == 'i' ? new.integer : old.integer;
    }
    row->before = before;
    row->after = after;
    row->changed = changed;
}

static bool show_row(void *context, const struct changeset_row *from)
{
    struct shown *shown = context;
    if (strcmp(shown->table, from->table) != 0) {
        columns_free(&shown->columns);
        snprintf(shown->table, sizeof(shown->table), "%s", from->table);
        if (!columns_read(shown->store, from->table, false, &shown->columns, shown->e)) {
            shown->failed = true;
            return false;
        }
    }
    int columns = from->columns < shown->columns.count ? from->columns : shown->columns.count;
    struct arena arena;
    arena_init(&arena);
    struct change_row row = {
        .table = from->table, .what = from->what, .columns = columns, .names = (const char *const *)shown->columns.names
    };
    fill_shown(&arena, from, columns, &row);
    shown->enough = !shown->function(shown->context, &row);
    arena_done(&arena);
    return !shown->enough;
}

bool store_change_rows(struct store *store, int64_t change, change_row_function function, void *context, struct err *e)
{
    struct shown shown = { .store = store, .function = function, .context = context, .e = e };
    unsigned char hash[STORE_HASH];
    int64_t parts;
    struct strbuf bytes;
    if (!entry_parts(store, change, &parts, e) || !entry_check(store, change, NULL, hash, e))
        return false;
    strbuf_init(&bytes);
    bool done = true;
    for (int64_t part = 1; done && !shown.enough && part <= parts; part++)
        done = entry_read_part(store, change, part, &bytes, e) &&
               sqlite_changeset_each(&store->file, bytes.text, bytes.length, show_row, &shown, e) && !shown.failed;
    strbuf_done(&bytes);
    columns_free(&shown.columns);
    return done;
}
