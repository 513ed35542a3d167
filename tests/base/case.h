/* case.h - what the cmocka tests of base share */
#ifndef TESTS_BASE_CASE_H
#define TESTS_BASE_CASE_H

#include "mupu/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* assert_true, but telling which row of a table broke. */
#define assert_row(condition, row)                         \
    do {                                                   \
        if (!(condition))                                  \
            fail_msg("row \"%s\": %s", (row), #condition); \
    } while (0)

#endif
