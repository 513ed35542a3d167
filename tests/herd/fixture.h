/* fixture.h - a folder per test and an open book in it; the day is 2025-10-31, the operator "tester" */
#ifndef TEST_HERD_FIXTURE_H
#define TEST_HERD_FIXTURE_H

#include "mupu/herd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Fails the test with the error's own words. */
#define assert_done(call)                                                   \
    do {                                                                    \
        struct err e_ = { 0 };                                              \
        struct err *e = &e_;                                                \
        if (!(call))                                                        \
            fail_msg("%s: %d %s: %s", #call, e->code, e->rule, e->message); \
    } while (0)

/* The call fails with this code, rule and field, and its words contain `part`. */
#define assert_refused(call, wanted, rule, field, part)           \
    do {                                                          \
        struct err e_ = { 0 };                                    \
        struct err *e = &e_;                                      \
        assert_false(call);                                       \
        fixture_check_error(e, wanted, rule, field, part, #call); \
    } while (0)

struct fixture {
    char folder[200];
    char path[256];
    struct herd *herd;
    struct arena arena; /* for records and results of the test */
};

/* cmocka's setup and teardown: *state is a struct fixture with its herd open, labels in Chinese. */
int fixture_setup(void **state);
int fixture_teardown(void **state);
void fixture_reopen(struct fixture *f, enum store_mode mode, bool chinese);
void fixture_check_error(const struct err *e, enum err_code wanted, const char *rule, const char *field,
                         const char *part, const char *call);

/* A record from "name=value" texts, ended by NULL. */
struct record fixture_record(struct fixture *f, ...);
int64_t fixture_holding(struct fixture *f, const char *code, const char *tier, const char *parent);
/* Statements of the test's own: inside the open transaction, or a number read. */
void fixture_execute(struct fixture *f, const char *sql);
int64_t fixture_number(struct fixture *f, const char *sql);
/* The newest log entry. */
struct change fixture_newest(struct fixture *f);

#endif
