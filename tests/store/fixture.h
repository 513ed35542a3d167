/* fixture.h - a folder per test, a store in it, and the sqlite3 library for going behind mupu's back */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include "mupu/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails the test with the error's own words. */
#define assert_done(call)                                      \
    do {                                                       \
        struct err e_ = { 0 };                                 \
        struct err *e = &e_;                                   \
        if (!(call))                                           \
            fail_msg("%s: %d %s", #call, e->code, e->message); \
    } while (0)

/* The call fails with this code, and its words contain `part`. */
#define assert_refused(call, wanted, part)           \
    do {                                             \
        struct err e_ = { 0 };                       \
        struct err *e = &e_;                         \
        assert_false(call);                          \
        fixture_check_error(e, wanted, part, #call); \
    } while (0)

struct fixture {
    char folder[200];
    char path[256];
    struct store *store;
};

/* cmocka's setup and teardown: *state is a struct fixture with its store open. */
int fixture_setup(void **state);
int fixture_setup_closed(void **state);
int fixture_teardown(void **state);
void fixture_check_error(const struct err *e, enum err_code wanted, const char *part, const char *call);
const char *fixture_file(struct fixture *f, const char *name, char out[300]);
void fixture_reopen(struct fixture *f, enum store_mode mode);

/* One change each, by "li". */
int64_t fixture_add_holding(struct store *store, const char *code); /* gives the change */
int64_t fixture_rename_holding(struct store *store, const char *code, const char *name);
int64_t fixture_add_pen(struct store *store, const char *holding, const char *code);
/* Statements in the open transaction. */
void fixture_insert_holding(struct store *store, const char *code);
bool fixture_try(struct store *store, const char *sql, struct err *e);
int64_t fixture_number(struct store *store, const char *sql);
struct change_note fixture_note(const char *command, const char *label);

/* Behind mupu's back, with foreign keys off. */
void behind_execute(const char *path, const char *sql);
int64_t behind_number(const char *path, const char *sql);
void behind_text(const char *path, const char *sql, char out[64]);
/* Changes one byte of a blob in place; the same again puts it back. */
void behind_flip(const char *path, const char *table, const char *column, int64_t row, int at);
uint64_t fixture_file_hash(const char *path);

#endif
