/* drill.h - what the drills share: TAP lines, a folder, the flow of changes that must survive */
#ifndef TEST_FAULT_DRILL_H
#define TEST_FAULT_DRILL_H

#include "inner.h"

struct drill {
    char folder[200];
    char path[256];
    int cases, failures;
};

void drill_begin(struct drill *d, const char *name); /* makes the folder */
int drill_end(struct drill *d);                      /* removes it, prints the plan, gives main's exit code */
void drill_ok(struct drill *d, bool good, const char *format, ...) PRINTF_LIKE(3, 4);
void drill_skip(struct drill *d, const char *what, const char *why);
void drill_note(const char *format, ...) PRINTF_LIKE(1, 2); /* a TAP comment */
void drill_clear(const struct drill *d);                    /* empties the folder */
double drill_seconds(void);

/* A holding per writer, with its pens: pens are numbered 1, 2, 3 ... and the newest number stands in holding.note. */
bool drill_make(const char *path, enum guard_journal journal, int writers, struct err *e) MUST_USE;
bool drill_add(struct store *store, int writer, int64_t number, void (*before_commit)(int64_t number),
               struct err *e) MUST_USE;
/* The newest number of a writer; -1 when its pens and its note do not agree, which half a change would leave. */
bool drill_newest(struct store *store, int writer, int64_t *ret_number, struct err *e) MUST_USE;

#endif
