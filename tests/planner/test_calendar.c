#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mupu/planner.h"

static const struct calendar_rules sheep = { .joining_days = 20,
                                             .gestation = 148,
                                             .gestation_least = 143,
                                             .gestation_most = 153,
                                             .scan_after = 30,
                                             .rescan_after = 45,
                                             .wean_age = 45,
                                             .rest_days = 20,
                                             .cycle_days = 17,
                                             .ram_leaves_after = 320 };
static const struct calendar_rules camel = { .joining_days = 1,
                                             .gestation = 402,
                                             .gestation_least = 375,
                                             .gestation_most = 430,
                                             .scan_after = 60,
                                             .wean_age = 365,
                                             .rest_days = 0,
                                             .season_from = 1201,
                                             .season_to = 415 };

static void assert_day(date_day day, const char *expected)
{
    char text[DATE_TEXT];
    assert_string_equal(date_format(day, DATE_DAY, text), expected);
}

static date_day day(int year, int month, int day_of_month)
{
    return date_from_ymd(year, month, day_of_month);
}

static void sheep_batch_of_the_handbook(void **state)
{
    (void)state;
    struct calendar_steps s;
    calendar_joining(&sheep, day(2025, 3, 1), day(2025, 3, 20), &s);
    assert_day(s.rams_in, "2025-03-01");
    assert_day(s.rams_out, "2025-03-20");
    assert_day(s.return_from, "2025-03-18");
    assert_day(s.return_to, "2025-04-06");
    assert_day(s.scan, "2025-04-19");
    assert_day(s.rescan, "2025-05-04");
    assert_day(s.due_first, "2025-07-27");
    assert_day(s.due_last, "2025-08-15");
    assert_day(s.due_confirm_from, "2025-07-22");
    assert_day(s.due_confirm_to, "2025-08-20");
    assert_day(s.wean, "2025-09-19");
    assert_day(s.next_joining, "2025-10-09");
    assert_day(s.ram_leaves, "2026-01-15");
}

static void camel_services(void **state)
{
    (void)state;
    struct calendar_steps s;
    calendar_joining(&camel, day(2025, 1, 15), day(2025, 1, 15), &s);
    assert_day(s.due_first, "2026-02-21");
    assert_day(s.due_last, "2026-02-21");
    assert_day(s.scan, "2025-03-16");
    assert_day(s.return_from, "");
    assert_day(s.return_to, "");
    assert_day(s.rescan, "");
    assert_day(s.ram_leaves, "");
    assert_day(s.wean, "2027-02-21");
    assert_day(s.next_joining, "2027-02-21"); /* in season */
    calendar_joining(&camel, day(2025, 12, 1), day(2025, 12, 1), &s);
    assert_day(s.due_first, "2027-01-07");
    calendar_joining(&camel, day(2025, 1, 15), day(2025, 1, 27), &s);
    assert_day(s.due_first, "2026-02-21");
    assert_day(s.due_last, "2026-03-05");
    calendar_joining(&camel, day(2025, 4, 10), day(2025, 4, 10), &s);
    assert_day(s.wean, "2027-05-17");
    assert_day(s.next_joining, "2027-12-01"); /* moved into the next season */
}

static void season_runs_across_the_new_year(void **state)
{
    (void)state;
    assert_false(calendar_in_season(&camel, day(2025, 11, 30)));
    assert_true(calendar_in_season(&camel, day(2025, 12, 1)));
    assert_true(calendar_in_season(&camel, day(2025, 12, 31)));
    assert_true(calendar_in_season(&camel, day(2026, 1, 1)));
    assert_true(calendar_in_season(&camel, day(2026, 4, 15)));
    assert_false(calendar_in_season(&camel, day(2026, 4, 16)));
    assert_day(calendar_next_in_season(&camel, day(2026, 4, 15)), "2026-04-15");
    assert_day(calendar_next_in_season(&camel, day(2026, 4, 16)), "2026-12-01");
    assert_day(calendar_next_in_season(&camel, day(2026, 11, 30)), "2026-12-01");
    assert_day(calendar_next_in_season(&camel, day(2026, 1, 1)), "2026-01-01");
    assert_int_equal(calendar_season_label(&camel, day(2025, 12, 1)), 2026);
    assert_int_equal(calendar_season_label(&camel, day(2025, 12, 31)), 2026);
    assert_int_equal(calendar_season_label(&camel, day(2026, 1, 1)), 2026);
    assert_int_equal(calendar_season_label(&camel, day(2026, 4, 15)), 2026);
    assert_int_equal(calendar_season_label(&camel, day(2026, 4, 16)), 2027);
}

static void season_within_one_year(void **state)
{
    (void)state;
    struct calendar_rules autumn = sheep;
    autumn.season_from = 901;
    autumn.season_to = 1130;
    assert_false(calendar_in_season(&autumn, day(2025, 8, 31)));
    assert_true(calendar_in_season(&autumn, day(2025, 9, 1)));
    assert_true(calendar_in_season(&autumn, day(2025, 11, 30)));
    assert_false(calendar_in_season(&autumn, day(2025, 12, 1)));
    assert_day(calendar_next_in_season(&autumn, day(2025, 2, 28)), "2025-09-01");
    assert_day(calendar_next_in_season(&autumn, day(2025, 12, 1)), "2026-09-01");
    assert_int_equal(calendar_season_label(&autumn, day(2025, 12, 31)), 2025);
    assert_int_equal(calendar_season_label(&autumn, day(2025, 1, 1)), 2025);
    struct calendar_steps s;
    calendar_joining(&autumn, day(2025, 9, 1), day(2025, 9, 20), &s);
    assert_day(s.wean, "2026-03-22");
    assert_day(s.next_joining, "2026-09-01");
}

static void no_season_is_always_in_season(void **state)
{
    (void)state;
    assert_true(calendar_in_season(&sheep, day(2025, 6, 1)));
    assert_day(calendar_next_in_season(&sheep, day(2025, 6, 1)), "2025-06-01");
    assert_int_equal(calendar_season_label(&sheep, day(2025, 12, 31)), 2025);
}

static void leap_days(void **state)
{
    (void)state;
    struct calendar_steps common, leap;
    calendar_joining(&sheep, day(2025, 2, 28), day(2025, 2, 28), &common);
    calendar_joining(&sheep, day(2024, 2, 28), day(2024, 2, 28), &leap);
    assert_day(common.due_first, "2025-07-26");
    assert_day(leap.due_first, "2024-07-25");
    calendar_joining(&sheep, day(2024, 2, 29), day(2024, 2, 29), &leap);
    assert_day(leap.due_first, "2024-07-26");
    struct calendar_rules rules = sheep;
    rules.season_from = 229;
    rules.season_to = 331;
    assert_false(calendar_in_season(&rules, day(2024, 2, 28)));
    assert_true(calendar_in_season(&rules, day(2024, 2, 29)));
    assert_day(calendar_next_in_season(&rules, day(2024, 2, 1)), "2024-02-29");
    assert_day(calendar_next_in_season(&rules, day(2025, 2, 1)), "2025-03-01");
    assert_day(calendar_next_in_season(&rules, day(2023, 12, 31)), "2024-02-29");
}

/* Every day of eight years: the next day in season is in season, not earlier, and no day between is. */
static void next_in_season_is_the_first(void **state)
{
    (void)state;
    static const int32_t seasons[][2] = { { 1201, 415 }, { 901, 1130 }, { 229, 331 }, { 1231, 101 }, { 101, 1231 } };
    for (size_t i = 0; i < COUNT(seasons); i++) {
        struct calendar_rules rules = sheep;
        rules.season_from = seasons[i][0];
        rules.season_to = seasons[i][1];
        for (date_day d = day(2023, 1, 1); d < day(2031, 1, 1); d++) {
            date_day next = calendar_next_in_season(&rules, d), walk = d;
            while (!calendar_in_season(&rules, walk))
                walk++;
            assert_int_equal(next, walk);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheep_batch_of_the_handbook),     cmocka_unit_test(camel_services),
        cmocka_unit_test(season_runs_across_the_new_year), cmocka_unit_test(season_within_one_year),
        cmocka_unit_test(no_season_is_always_in_season),   cmocka_unit_test(leap_days),
        cmocka_unit_test(next_in_season_is_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
