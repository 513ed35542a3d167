/* fixture.c - see fixture.h */
#include "fixture.h"

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

int fixture_setup(void **state)
{
    setenv("MUPU_NOW", "2025-10-31", 1);
    setenv("MUPU_OPERATOR", "tester", 1);
    struct fixture *f = calloc(1, sizeof(*f));
    assert_non_null(f);
    const char *root = getenv("TMPDIR");
    snprintf(f->folder, sizeof(f->folder), "%s/mupu-herd.XXXXXX", root ? root : "/tmp");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof(f->path), "%s/herd.mupu", f->folder);
    arena_init(&f->arena);
    assert_done(herd_open(f->path, STORE_CREATE, true, &f->herd, e));
    *state = f;
    return 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    herd_close(f->herd);
    arena_done(&f->arena);
    nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return 0;
}

void fixture_reopen(struct fixture *f, enum store_mode mode, bool chinese)
{
    herd_close(f->herd);
    f->herd = NULL;
    assert_done(herd_open(f->path, mode, chinese, &f->herd, e));
}

void fixture_check_error(const struct err *e, enum err_code wanted, const char *rule, const char *field,
                         const char *part, const char *call)
{
    if (e->code != wanted)
        fail_msg("%s: code %d instead of %d: %s", call, e->code, wanted, e->message);
    if (strcmp(e->rule, rule) != 0)
        fail_msg("%s: rule \"%s\" instead of \"%s\": %s", call, e->rule, rule, e->message);
    if (strcmp(e->field, field) != 0)
        fail_msg("%s: field \"%s\" instead of \"%s\": %s", call, e->field, field, e->message);
    if (!strstr(e->message, part))
        fail_msg("%s: \"%s\" does not say \"%s\"", call, e->message, part);
}

struct record fixture_record(struct fixture *f, ...)
{
    struct record r;
    record_init(&r, &f->arena);
    va_list texts;
    va_start(texts, f);
    for (const char *text; (text = va_arg(texts, const char *));) {
        const char *equals = strchr(text, '=');
        assert_non_null(equals);
        record_add(&r, arena_text_n(&f->arena, text, (size_t)(equals - text)), equals + 1);
    }
    va_end(texts);
    return r;
}

int64_t fixture_holding(struct fixture *f, const char *code, const char *tier, const char *parent)
{
    struct record r = fixture_record(f, "name=x", NULL);
    int64_t id = 0;
    record_set(&r, "code", code);
    record_set(&r, "tier", tier);
    record_set(&r, "name", arena_printf(&f->arena, "%s 场", code));
    record_set(&r, "parent", parent);
    r.confirmed = "holding_parent";
    assert_done(holding_add(f->herd, &r, &id, e));
    return id;
}

void fixture_execute(struct fixture *f, const char *sql)
{
    struct query *q = NULL;
    assert_done(store_query_text(f->herd->store, sql, &q, e));
    assert_done(query_run(q, e));
    query_done(&q);
}

int64_t fixture_number(struct fixture *f, const char *sql)
{
    struct query *q = NULL;
    int64_t value = 0;
    assert_done(store_query_text(f->herd->store, sql, &q, e));
    assert_done(query_one_int(q, 0, &value, e));
    query_done(&q);
    return value;
}

struct change fixture_newest(struct fixture *f)
{
    struct change *changes;
    int count;
    assert_done(change_list(f->herd, 0, 1, &f->arena, &changes, &count, e));
    assert_int_equal(count, 1);
    return changes[0];
}
