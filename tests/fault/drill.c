/* drill.c - see drill.h */
#include "drill.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void drill_begin(struct drill *d, const char *name)
{
    const char *root = getenv("TMPDIR");
    memset(d, 0, sizeof(*d));
    setvbuf(stdout, NULL, _IOLBF, 0);
    snprintf(d->folder, sizeof(d->folder), "%s/mupu-%s.XXXXXX", root ? root : "/tmp", name);
    if (!mkdtemp(d->folder)) {
        printf("Bail out! cannot make %s\n", d->folder);
        exit(1);
    }
    snprintf(d->path, sizeof(d->path), "%s/herd.mupu", d->folder);
}

static int remove_inside(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    return place->level > 0 ? remove(path) : 0;
}

void drill_clear(const struct drill *d)
{
    nftw(d->folder, remove_inside, 8, FTW_DEPTH | FTW_PHYS);
}

int drill_end(struct drill *d)
{
    drill_clear(d);
    rmdir(d->folder);
    printf("1..%d\n", d->cases);
    return d->failures ? 1 : 0;
}

void drill_ok(struct drill *d, bool good, const char *format, ...)
{
    va_list arguments;
    printf("%sok %d - ", good ? "" : "not ", ++d->cases);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    d->failures += !good;
}

void drill_skip(struct drill *d, const char *what, const char *why)
{
    printf("ok %d - %s # SKIP %s\n", ++d->cases, what, why);
}

void drill_note(const char *format, ...)
{
    va_list arguments;
    printf("# ");
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

double drill_seconds(void)
{
    return (double)clock_monotonic() / 1e9;
}

/* ---- the flow ---- */

static bool make_holding(struct store *store, int writer, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct uuid uuid = uuid_make();
    char code[16];
    if (!store_query_text(store,
                          "INSERT INTO holding (id, uuid, code, tier, name, note)"
                          " VALUES (:id, :uuid, :code, 'farm', '', '0')",
                          &q, e))
        return false;
    snprintf(code, sizeof(code), "W%d", writer);
    query_bind_int(q, ":id", writer + 1);
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":code", code);
    return query_run(q, e);
}

bool drill_make(const char *path, enum guard_journal journal, int writers, struct err *e)
{
    struct store *store;
    struct change_note note = { .operator_name = "drill", .command = "holding add", .count = writers };
    if (!store_open_kind(path, STORE_CREATE, false, &journal, &store, e))
        return false;
    bool done = store_begin(store, e);
    for (int i = 0; done && i < writers; i++)
        done = make_holding(store, i, e);
    done = done && store_commit(store, &note, NULL, e);
    store_close(store);
    return done;
}

static bool add_pen(struct store *store, int writer, int64_t number, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct uuid uuid = uuid_make();
    char code[32];
    if (!store_query_text(store,
                          "INSERT INTO pen (uuid, holding, code, capacity, voided)"
                          " VALUES (:uuid, :holding, :code, :number, hex(randomblob(300)))",
                          &q, e))
        return false;
    snprintf(code, sizeof(code), "P%lld", (long long)number);
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_int(q, ":holding", writer + 1);
    query_bind_text(q, ":code", code);
    query_bind_int(q, ":number", number);
    return query_run(q, e);
}

static bool set_note(struct store *store, int writer, int64_t number, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    char text[32];
    if (!store_query_text(store, "UPDATE holding SET note = :note WHERE id = :id", &q, e))
        return false;
    snprintf(text, sizeof(text), "%lld", (long long)number);
    query_bind_text(q, ":note", text);
    query_bind_int(q, ":id", writer + 1);
    return query_run(q, e);
}

bool drill_add(struct store *store, int writer, int64_t number, void (*before_commit)(int64_t number), struct err *e)
{
    struct change_note note = { .operator_name = "drill", .command = "pen add", .count = 1, .holding = writer + 1 };
    if (!store_begin(store, e))
        return false;
    if (!add_pen(store, writer, number, e) || !set_note(store, writer, number, e)) {
        store_rollback(store);
        return false;
    }
    if (before_commit)
        before_commit(number);
    return store_commit(store, &note, NULL, e);
}

bool drill_newest(struct store *store, int writer, int64_t *ret_number, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query_text(
            store,
            "SELECT CAST(note AS INTEGER), (SELECT coalesce(max(capacity), 0) FROM pen WHERE holding = :id),"
            " (SELECT count(*) FROM pen WHERE holding = :id) FROM holding WHERE id = :id",
            &q, e))
        return false;
    query_bind_int(q, ":id", writer + 1);
    if (!query_next(q, &row, e))
        return false;
    int64_t note = row ? query_int(q, 0) : -1;
    *ret_number = row && note == query_int(q, 1) && note == query_int(q, 2) ? note : -1;
    return true;
}
