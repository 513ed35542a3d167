/* change.c - the log in words; undo and redo of one's own changes */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- from the file ---- */

static const char *text(struct arena *arena, struct query *q, int column)
{
    return arena_text(arena, query_text(q, column));
}

static struct change read_row(struct query *q, struct arena *arena)
{
    return (struct change){
        .id = query_int(q, 0),
        .at = query_int(q, 1),
        .operator_name = text(arena, q, 2),
        .command = text(arena, q, 3),
        .kind = text(arena, q, 4),
        .label = text(arena, q, 5),
        .count = query_int(q, 6),
        .animal = query_int(q, 7),
        .holding = query_int(q, 8),
        .reason = text(arena, q, 9),
        .undoes = query_int(q, 10),
    };
}

static bool load_row(struct herd *herd, int64_t id, struct arena *arena, struct change *out, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(herd->store, "change_row", &q, e))
        return false;
    query_bind_int(q, ":id", id);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "change", _("There is no change %lld in the log."), (long long)id);
    *out = read_row(q, arena);
    return true;
}

/* The undo in force over a change: 0 when there is none, or when that undo was undone itself. */
static bool find_undo(struct herd *herd, int64_t id, int64_t *ret_by, struct err *e)
{
    int64_t by = id, first = 0;
    bool undone = false;
    for (;;) {
        struct query *q CLEANUP(query_done) = NULL;
        if (!store_query(herd->store, "change_undone_by", &q, e))
            return false;
        query_bind_int(q, ":id", by);
        if (!query_one_int(q, 0, &by, e))
            return false;
        if (!by)
            break;
        first = first ? first : by;
        undone = !undone;
    }
    *ret_by = undone ? first : 0;
    return true;
}

/* What an undo, or an undo of an undo, is about in the end; depth 1 = undo, 2 = redo, 3 = undo ... */
static bool find_root(struct herd *herd, const struct change *change, struct arena *arena, struct change *ret_root,
                      int *ret_depth, struct err *e)
{
    struct change root = *change;
    int depth = 0;
    for (; root.undoes; depth++)
        if (!load_row(herd, root.undoes, arena, &root, e))
            return false;
    *ret_root = root;
    *ret_depth = depth;
    return true;
}

/* ---- in words ---- */

/* What the command was about, as a clerk calls it: an event kind, a species, a tier. */
static const char *kind_words(const struct herd *herd, const char *kind)
{
    const struct dictionary *d = &herd->dictionary;
    if (!kind)
        return NULL;
    const struct event_kind *event = dictionary_kind(d, kind);
    if (event && strcmp(event->code, kind) == 0)
        return herd_label(herd, event->zh, event->en);
    const struct species *species = dictionary_species(d, kind);
    if (species)
        return herd_label(herd, species->zh, species->en);
    const struct code *tier = dictionary_code(d, "tier", kind);
    return tier ? herd_label(herd, tier->zh, tier->en) : NULL;
}

static void add_word(struct strbuf *out, const char *word)
{
    if (word && *word)
        strbuf_printf(out, "%s%s", out->length ? " " : "", word);
}

/* 1284 -> "1,284" */
static const char *grouped(int64_t count, struct arena *arena)
{
    char plain[24];
    int length = snprintf(plain, sizeof(plain), "%lld", (long long)count);
    char *out = arena_new(arena, 40), *at = out;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0 && plain[i - 1] != '-')
            *at++ = ',';
        *at++ = plain[i];
    }
    return out;
}

static const char *heads(const struct herd *herd, const struct change *change, struct arena *arena)
{
    const struct species *species = dictionary_species(&herd->dictionary, change->kind);
    const char *unit = herd_code_label(herd, "unit", "head");
    if (species && herd->chinese)
        unit = species->unit_zh;
    return arena_printf(arena, "%s %s", grouped(change->count, arena), unit);
}

/* "称重 KP01-22-00014": a recorded event is called by its kind alone. */
static const char *plain_words(const struct herd *herd, const struct change *change, struct arena *arena)
{
    struct strbuf out;
    strbuf_init(&out);
    const char *kind = kind_words(herd, change->kind);
    bool event = strcmp(change->command, "event add") == 0 && kind;
    if (!event)
        add_word(&out, herd_code_label(herd, "command", change->command));
    add_word(&out, kind);
    if (change->count > 1)
        add_word(&out, heads(herd, change, arena));
    add_word(&out, change->label);
    const char *words = arena_text(arena, out.text);
    strbuf_done(&out);
    return words;
}

static bool put_words(struct herd *herd, struct change *change, struct arena *arena, struct err *e)
{
    struct change root;
    int depth;
    if (!find_root(herd, change, arena, &root, &depth, e))
        return false;
    change->words = plain_words(herd, &root, arena);
    if (depth)
        change->words =
            arena_printf(arena, "%s: %s", herd_code_label(herd, "command", depth % 2 ? "undo" : "redo"), change->words);
    change->reason = check_words(herd, change->reason, arena);
    return true;
}

bool change_load(struct herd *herd, int64_t id, struct arena *arena, struct change *ret, struct err *e)
{
    struct change change;
    if (!load_row(herd, id, arena, &change, e) || !find_undo(herd, id, &change.undone_by, e) ||
        !put_words(herd, &change, arena, e))
        return false;
    *ret = change;
    return true;
}

static bool read_rows(struct herd *herd, int64_t animal, int64_t before, int most, struct arena *arena,
                      struct change *rows, int *ret_count, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, animal ? "change_rows_of_animal" : "change_rows", &q, e))
        return false;
    if (animal)
        query_bind_int(q, ":animal", animal);
    query_bind_int(q, ":before", before ? before : INT64_MAX);
    query_bind_int(q, ":most", most);
    int count = 0;
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        rows[count++] = read_row(q, arena);
    }
    *ret_count = count;
    return true;
}

static bool complete(struct herd *herd, struct change *rows, int count, struct arena *arena, struct err *e)
{
    for (int i = 0; i < count; i++)
        if (!find_undo(herd, rows[i].id, &rows[i].undone_by, e) || !put_words(herd, &rows[i], arena, e))
            return false;
    return true;
}

bool change_list(struct herd *herd, int64_t before, int most, struct arena *arena, struct change **ret, int *ret_count,
                 struct err *e)
{
    int count;
    most = most > 0 ? most : 0;
    struct change *rows = arena_new(arena, ((size_t)most + 1) * sizeof(*rows));
    if (!read_rows(herd, 0, before, most, arena, rows, &count, e) || !complete(herd, rows, count, arena, e))
        return false;
    *ret = rows;
    *ret_count = count;
    return true;
}

/* ---- of one animal ---- */
struct about {
    int64_t animal;
    bool found;
};

/* Whatever a change of many does to an animal, one of its rows is new or gone, and so names it. */
static bool about_row(void *context, const struct change_row *row)
{
    struct about *about = context;
    if (strcmp(row->table, "animal") == 0)
        about->found = row->id == about->animal;
    for (int i = 0; i < row->columns && !about->found; i++) {
        const char *value = row->after[i] ? row->after[i] : row->before[i];
        if (value && strcmp(row->names[i], "animal") == 0)
            about->found = strtoll(value, NULL, 10) == about->animal;
    }
    return !about->found;
}

/* All first: reading the rows of a change while the list of changes is open would nest two readings. */
static bool read_of_many(struct herd *herd, int64_t before, struct arena *arena, int64_t **ret, int *ret_count,
                         struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int64_t *ids = NULL;
    int count = 0, capacity = 0;
    if (!store_query(herd->store, "change_of_many", &q, e))
        return false;
    query_bind_int(q, ":before", before ? before : INT64_MAX);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        if (count == capacity) {
            int64_t *more = arena_new(arena, (size_t)(capacity = capacity ? 2 * capacity : 256) * sizeof *ids);
            if (count)
                memcpy(more, ids, (size_t)count * sizeof *ids);
            ids = more;
        }
        ids[count++] = query_int(q, 0);
    }
    *ret = ids;
    *ret_count = count;
    return true;
}

/* Its own ones and those of many, both newest first, become one list. */
static bool merge_many(struct herd *herd, int64_t animal, const int64_t *many, int many_count, int most,
                       const struct progress *progress, struct arena *arena, struct change *rows, int *count,
                       struct err *e)
{
    int own_count = *count, own = 0, used = 0;
    struct change *both = arena_new(arena, ((size_t)most + 1) * sizeof *both);
    for (int i = 0; used < most && (own < own_count || i < many_count);) {
        if (i == many_count || (own < own_count && rows[own].id > many[i])) {
            both[used++] = rows[own++];
            continue;
        }
        struct about about = { .animal = animal };
        if (!progress_step(progress, _("Looking through the changes"), i, many_count))
            return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped."));
        if (!store_change_rows(herd->store, many[i], about_row, &about, e) ||
            (about.found && !load_row(herd, many[i], arena, &both[used++], e)))
            return false;
        i++;
    }
    memcpy(rows, both, (size_t)used * sizeof *rows);
    *count = used;
    return true;
}

bool change_list_of_animal(struct herd *herd, int64_t animal, int64_t before, int most, const struct progress *progress,
                           struct arena *arena, struct change **ret, int *ret_count, struct err *e)
{
    int count, many_count;
    int64_t *many;
    most = most > 0 ? most : 0;
    struct change *rows = arena_new(arena, ((size_t)most + 1) * sizeof(*rows));
    if (!read_rows(herd, animal, before, most, arena, rows, &count, e) ||
        !read_of_many(herd, before, arena, &many, &many_count, e) ||
        !merge_many(herd, animal, many, many_count, most, progress, arena, rows, &count, e) ||
        !complete(herd, rows, count, arena, e))
        return false;
    *ret = rows;
    *ret_count = count;
    return true;
}

/* ---- undo and redo ---- */

static bool next_own(struct herd *herd, const char *query, int64_t before, int64_t *ret_id, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, query, &q, e))
        return false;
    query_bind_text(q, ":operator", herd->operator_name);
    query_bind_int(q, ":before", before);
    return query_one_int(q, 0, ret_id, e);
}

/* The newest change of this operator that can be undone; 0 = none. */
static bool find_undoable(struct herd *herd, int64_t *ret_id, struct err *e)
{
    int64_t id = INT64_MAX, by = 1;
    while (by) {
        if (!next_own(herd, "change_own_newest", id, &id, e) || (id && !find_undo(herd, id, &by, e)))
            return false;
        if (!id)
            break;
    }
    *ret_id = id;
    return true;
}

/* The newest undo of this operator that is in force; a redo is no undo. */
static bool find_redoable(struct herd *herd, struct arena *arena, int64_t *ret_id, struct err *e)
{
    for (int64_t id = INT64_MAX, by;;) {
        struct change change, root;
        int depth;
        if (!next_own(herd, "change_own_newest_undo", id, &id, e))
            return false;
        if (!id) {
            *ret_id = 0;
            return true;
        }
        if (!load_row(herd, id, arena, &change, e) || !find_root(herd, &change, arena, &root, &depth, e) ||
            !find_undo(herd, id, &by, e))
            return false;
        if (depth % 2 && !by) {
            *ret_id = id;
            return true;
        }
    }
}

static bool is_of_dictionary(const struct change *change)
{
    return strncmp(change->command, "dictionary ", strlen("dictionary ")) == 0;
}

static bool apply(struct herd *herd, int64_t id, struct arena *arena, const char **ret_words, struct err *e)
{
    struct change change, root;
    int depth;
    int64_t made;
    if (!load_row(herd, id, arena, &change, e) || !find_root(herd, &change, arena, &root, &depth, e))
        return false;
    if (is_of_dictionary(&root))
        return err_set(e, ERR_DATA, "change",
                       _("Change %lld brought the dictionary, which every record needs: it stays."), (long long)id);
    struct change_note note = {
        .operator_name = herd->operator_name,
        .command = depth % 2 ? "redo" : "undo",
        .kind = root.kind,
        .label = root.label,
        .count = root.count,
        .animal = root.animal,
        .holding = root.holding,
    };
    if (!store_undo(herd->store, id, &note, &made, e))
        return false;
    *ret_words = plain_words(herd, &root, arena);
    return true;
}

bool change_undo(struct herd *herd, int64_t change, struct arena *arena, const char **ret_words, struct err *e)
{
    if (!change && !find_undoable(herd, &change, e))
        return false;
    if (!change)
        return err_set(e, ERR_NOTHING, "", _("There is nothing to undo."));
    return apply(herd, change, arena, ret_words, e);
}

bool change_redo(struct herd *herd, struct arena *arena, const char **ret_words, struct err *e)
{
    int64_t undo;
    if (!find_redoable(herd, arena, &undo, e))
        return false;
    if (!undo)
        return err_set(e, ERR_NOTHING, "", _("There is nothing to redo."));
    return apply(herd, undo, arena, ret_words, e);
}
