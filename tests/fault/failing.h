/* failing.h - an allocator and a disk for SQLite that fail at the n-th call, once or from then on */
#ifndef TEST_FAULT_FAILING_H
#define TEST_FAULT_FAILING_H

#include <stdbool.h>
#include <stdint.h>

enum failing_what { FAILING_MEMORY, FAILING_DISK };

void failing_install(void);                                               /* before SQLite is used at all */
void failing_arm(enum failing_what what, int64_t at_call, bool for_ever); /* at_call 0 only counts */
int64_t failing_calls(enum failing_what what);                            /* since armed */

#endif
