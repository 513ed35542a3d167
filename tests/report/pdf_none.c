/* pdf_none.c - a build without cairo says which packages bring it */
#include "mupu/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void names_the_packages(void **state)
{
    (void)state;
    struct sheet s = { .title = "x" };
    struct err e = { 0 };
    assert_false(pdf_sheet(&s, "none.pdf", NULL, &e));
    assert_int_equal(e.code, ERR_UNAVAILABLE);
    assert_non_null(strstr(e.message, "libcairo2-dev"));
    assert_non_null(strstr(e.message, "libpango1.0-dev"));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(names_the_packages) };
    return cmocka_run_group_tests_name("report pdf_none", tests, NULL, NULL);
}
