/* change.c - one entry of the log: written in the transaction it is about, chained by hash, read back before commit
 *
 *     hash = BLAKE2b-256(previous hash, facts, digest of part 1, digest of part 2 ...)
 *     digest of a part = BLAKE2b-256(number, length before deflating, the stored bytes)
 *
 * A digest per part lets a long import write its parts as it goes. The stored, deflated bytes are what is digested:
 * every bit of the file counts, also those that inflating would not notice. */
#include "inner.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>
#include <zlib.h>

typedef crypto_generichash_state hash_state;

/* ---- canonical bytes ---- */

static void hash_number(hash_state *state, int64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof(bytes));
}

/* Its type, then eight bytes of number or length, then the bytes: no two lists of values give the same bytes. */
static void hash_value(hash_state *state, const struct value *value)
{
    unsigned char type = (unsigned char)value->type;
    crypto_generichash_update(state, &type, 1);
    int64_t number = value->type == 'i' ? value->integer : (int64_t)value->length;
    if (value->type == 'r')
        memcpy(&number, &value->real, sizeof(number));
    hash_number(state, number);
    if (value->length)
        crypto_generichash_update(state, value->bytes, value->length);
}

static void part_digest(int64_t part, int64_t bytes, const void *payload, size_t length, unsigned char out[STORE_HASH])
{
    hash_state state;
    crypto_generichash_init(&state, NULL, 0, STORE_HASH);
    hash_number(&state, part);
    hash_number(&state, bytes);
    hash_number(&state, (int64_t)length);
    crypto_generichash_update(&state, payload, length);
    crypto_generichash_final(&state, out, STORE_HASH);
}

/* ---- deflate ---- */

static void *deflated(const void *bytes, size_t length, size_t *ret_length)
{
    uLongf most = compressBound((uLong)length);
    void *out = memory_new(most);
    int code = compress2(out, &most, bytes, (uLong)length, 1); /* level 1: a third slower costs a third less room */
    assert(code == Z_OK);
    (void)code;
    *ret_length = most;
    return out;
}

static bool inflated(const void *payload, size_t length, int64_t bytes, struct strbuf *out)
{
    strbuf_clear(out);
    if (bytes <= 0 || bytes > 2000000000)
        return false;
    unsigned char *text = memory_new((size_t)bytes);
    uLongf most = (uLongf)bytes;
    bool done = uncompress(text, &most, payload, (uLong)length) == Z_OK && most == (uLongf)bytes;
    if (done)
        strbuf_add_n(out, (const char *)text, most);
    memory_free(text);
    return done;
}

/* ---- writing ---- */

static bool damaged(int64_t change, struct err *e)
{
    return err_set(e, ERR_DATA, "", _("The change log is damaged at change %lld. Restore a backup."),
                   (long long)change);
}

static bool last_change(struct store *store, int64_t *ret_id, struct query **q, bool *ret_row, struct err *e)
{
    if (!store_own(store, TEXT_LAST_CHANGE, q, e) || !query_next(*q, ret_row, e))
        return false;
    *ret_id = *ret_row ? query_int(*q, 0) : 0;
    return true;
}

/* The row the parts refer to; its facts are filled in at commit. */
static bool open_row(struct store *store, struct err *e)
{
    struct query *last CLEANUP(query_done) = NULL, *insert CLEANUP(query_done) = NULL;
    int64_t id;
    bool row;
    if (store->entry.id)
        return true;
    if (!last_change(store, &id, &last, &row, e) || !store_own(store, TEXT_CHANGE_INSERT, &insert, e))
        return false;
    struct uuid uuid = uuid_make();
    query_bind_int(insert, ":id", id + 1);
    query_bind_uuid(insert, ":uuid", &uuid);
    if (!query_run(insert, e))
        return false;
    store->entry.id = id + 1;
    store->entry.parts = 0;
    strbuf_clear(&store->entry.digests);
    return true;
}

static bool write_part(struct store *store, const struct changeset *set, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!open_row(store, e) || !store_own(store, TEXT_PART_INSERT, &q, e))
        return false;
    size_t length;
    void *payload = deflated(set->bytes, (size_t)set->length, &length);
    unsigned char digest[STORE_HASH];
    int64_t part = store->entry.parts + 1;
    part_digest(part, set->length, payload, length, digest);
    query_bind_int(q, ":change", store->entry.id);
    query_bind_int(q, ":part", part);
    query_bind_int(q, ":bytes", set->length);
    query_bind_blob(q, ":payload", payload, length);
    bool done = query_run(q, e);
    memory_free(payload);
    if (!done)
        return false;
    struct strbuf back;
    strbuf_init(&back);
    done = entry_read_part(store, store->entry.id, part, &back, e);
    bool same = done && back.length == (size_t)set->length && memcmp(back.text, set->bytes, back.length) == 0;
    strbuf_done(&back);
    if (done && !same)
        return err_set(e, ERR_INTERNAL, "", _("The log entry does not read back as written: nothing was saved."));
    strbuf_add_n(&store->entry.digests, (const char *)digest, sizeof(digest));
    store->entry.parts = part;
    return done;
}

bool entry_part(struct store *store, bool *ret_written, struct err *e)
{
    struct changeset set;
    *ret_written = false;
    if (!sqlite_session_take(&store->file, store->session, &set, e))
        return false;
    bool done = set.length == 0 || write_part(store, &set, e);
    *ret_written = done && set.length > 0;
    changeset_done(&set);
    return done;
}

/* ---- the hash of an entry ---- */

enum { ROW_PARTS = 13, ROW_PREVIOUS = 14, ROW_HASH = 15 }; /* columns of TEXT_CHANGE_ROW; facts are those before */

/* q stands on a row of TEXT_CHANGE_ROW. */
static void entry_hash(struct query *q, const struct strbuf *digests, unsigned char out[STORE_HASH])
{
    hash_state state;
    crypto_generichash_init(&state, NULL, 0, STORE_HASH);
    struct value previous = query_value(q, ROW_PREVIOUS);
    hash_value(&state, &previous);
    for (int i = 0; i <= ROW_PARTS; i++) {
        struct value value = query_value(q, i);
        hash_value(&state, &value);
    }
    crypto_generichash_update(&state, (const unsigned char *)digests->text, digests->length);
    crypto_generichash_final(&state, out, STORE_HASH);
}

static bool read_digests(struct store *store, int64_t change, int64_t parts, struct strbuf *out, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_own(store, TEXT_PART_ROWS, &q, e))
        return false;
    query_bind_int(q, ":change", change);
    query_bind_int(q, ":part", 0);
    int64_t expected = 1;
    bool row;
    for (; query_next(q, &row, e); expected++) {
        if (!row)
            return expected == parts + 1 || damaged(change, e);
        unsigned char digest[STORE_HASH];
        size_t length;
        const void *payload = query_blob(q, 2, &length);
        if (query_int(q, 0) != expected)
            return damaged(change, e);
        part_digest(expected, query_int(q, 1), payload, length, digest);
        strbuf_add_n(out, (const char *)digest, sizeof(digest));
    }
    return false;
}

static bool check_row(struct store *store, struct query *q, int64_t change, const unsigned char *previous,
                      unsigned char ret_hash[STORE_HASH], struct err *e)
{
    struct strbuf digests;
    strbuf_init(&digests);
    unsigned char hash[STORE_HASH];
    bool done = read_digests(store, change, query_int(q, ROW_PARTS), &digests, e);
    if (done)
        entry_hash(q, &digests, hash);
    strbuf_done(&digests);
    struct value stored = query_value(q, ROW_HASH), before = query_value(q, ROW_PREVIOUS);
    if (!done)
        return false;
    if (stored.length != STORE_HASH || memcmp(stored.bytes, hash, STORE_HASH) != 0)
        return damaged(change, e);
    if (previous && (before.length != STORE_HASH || memcmp(before.bytes, previous, STORE_HASH) != 0))
        return damaged(change, e);
    memcpy(ret_hash, hash, STORE_HASH);
    return true;
}

static bool change_row(struct store *store, int64_t change, struct query **q, struct err *e)
{
    bool row;
    if (!store_own(store, TEXT_CHANGE_ROW, q, e))
        return false;
    query_bind_int(*q, ":id", change);
    if (!query_next(*q, &row, e))
        return false;
    return row || err_set(e, ERR_NO_INPUT, "", _("There is no change %lld."), (long long)change);
}

bool entry_check(struct store *store, int64_t change, const unsigned char *previous, unsigned char ret_hash[STORE_HASH],
                 struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    return change_row(store, change, &q, e) && check_row(store, q, change, previous, ret_hash, e);
}

bool entry_parts(struct store *store, int64_t change, int64_t *ret_parts, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!change_row(store, change, &q, e))
        return false;
    *ret_parts = query_int(q, ROW_PARTS);
    return true;
}

bool entry_read_part(struct store *store, int64_t change, int64_t part, struct strbuf *ret_bytes, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_own(store, TEXT_PART_ROWS, &q, e))
        return false;
    query_bind_int(q, ":change", change);
    query_bind_int(q, ":part", part);
    if (!query_next(q, &row, e))
        return false;
    size_t length = 0;
    const void *payload = row ? query_blob(q, 2, &length) : NULL;
    if (!row || query_int(q, 0) != part || !inflated(payload, length, query_int(q, 1), ret_bytes))
        return damaged(change, e);
    return true;
}

/* ---- closing ---- */

static void bind_note(struct query *q, const struct change_note *note)
{
    query_bind_text(q, ":operator", note->operator_name ? note->operator_name : "");
    query_bind_text(q, ":command", note->command ? note->command : "");
    query_bind_text(q, ":kind", note->kind);
    query_bind_text(q, ":label", note->label);
    query_bind_int(q, ":count", note->count);
    query_bind_id(q, ":animal", note->animal);
    query_bind_id(q, ":holding", note->holding);
    query_bind_text(q, ":reason", note->reason);
    query_bind_id(q, ":undoes", note->undoes);
}

/* Hash of the entry before this one; zeroes before the first. */
static bool previous_hash(struct store *store, unsigned char out[STORE_HASH], struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    memset(out, 0, STORE_HASH);
    if (store->entry.id == 1)
        return true;
    if (!change_row(store, store->entry.id - 1, &q, e))
        return false;
    struct value hash = query_value(q, ROW_HASH);
    if (hash.type != 'b' || hash.length != STORE_HASH)
        return damaged(store->entry.id - 1, e);
    memcpy(out, hash.bytes, STORE_HASH);
    return true;
}

static bool fill_row(struct store *store, const struct change_note *note, const unsigned char *previous,
                     const unsigned char *hash, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct strbuf text;
    struct uuid device = { { 0 } };
    strbuf_init(&text);
    bool known = store_meta_get(store, "device", &text, e);
    if (known && !uuid_read(text.text, &device))
        memset(&device, 0, sizeof(device));
    strbuf_done(&text);
    if (!known || !store_own(store, TEXT_CHANGE_FILL, &q, e))
        return false;
    bind_note(q, note);
    query_bind_int(q, ":at", store->entry.at);
    query_bind_int(q, ":id", store->entry.id);
    query_bind_uuid(q, ":device", &device);
    query_bind_int(q, ":parts", store->entry.parts);
    query_bind_blob(q, ":previous_hash", previous, STORE_HASH);
    query_bind_blob(q, ":hash", hash, STORE_HASH);
    return query_run(q, e);
}

static bool computed_hash(struct store *store, unsigned char out[STORE_HASH], struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!change_row(store, store->entry.id, &q, e))
        return false;
    entry_hash(q, &store->entry.digests, out);
    return true;
}

bool entry_close(struct store *store, const struct change_note *note, struct err *e)
{
    unsigned char previous[STORE_HASH], hash[STORE_HASH] = { 0 }, back[STORE_HASH];
    bool written;
    if (!entry_part(store, &written, e))
        return false;
    if (!store->entry.id)
        return true;
    store->entry.at = clock_now();
    /* once for the facts as the database keeps them, once with the hash over exactly those */
    if (!previous_hash(store, previous, e) || !fill_row(store, note, previous, hash, e) ||
        !computed_hash(store, hash, e) || !fill_row(store, note, previous, hash, e))
        return false;
    return entry_check(store, store->entry.id, previous, back, e);
}
