#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mupu/planner.h"

#include <math.h>
#include <stdlib.h>

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
static const struct calendar_rules camel = { .joining_days = 45,
                                             .gestation = 402,
                                             .gestation_least = 375,
                                             .gestation_most = 430,
                                             .scan_after = 60,
                                             .wean_age = 365,
                                             .season_from = 1201,
                                             .season_to = 415 };
static const int32_t a_pen[LOAD_PENS] = { 14, 8, 6, 14 };

static date_day day(int year, int month, int day_of_month)
{
    return date_from_ymd(year, month, day_of_month);
}

static void the_next_joining_keeps_interval_rest_and_season(void **state)
{
    (void)state;
    struct calendar_steps s;
    cycle_joining(&sheep, 0, day(2025, 3, 1), &s);
    assert_int_equal(s.rams_out, day(2025, 3, 20));
    assert_int_equal(s.next_joining, day(2025, 10, 9)); /* the handbook's: weaning and rest */
    cycle_joining(&sheep, 240, day(2025, 3, 1), &s);
    assert_int_equal(s.next_joining, day(2025, 10, 27));
    cycle_joining(&sheep, 229, day(2025, 3, 1), &s);
    assert_int_equal(s.next_joining, day(2025, 10, 16));
    cycle_joining(&camel, 730, day(2025, 12, 1), &s);
    assert_int_equal(s.due_first, day(2027, 1, 7)); /* served in December: not the next year, the one after */
    assert_int_equal(s.return_from, DATE_NONE);
    assert_true(calendar_in_season(&camel, s.next_joining));
    cycle_joining(&camel, 730, day(2030, 3, 28), &s);
    assert_int_equal(s.rams_out, day(2030, 4, 15)); /* the rut ends before the joining does */
    cycle_joining(&camel, 730, day(2025, 12, 1), &s);
    assert_true(s.next_joining >= s.wean && s.next_joining >= day(2025, 12, 1) + 730);
}

static void two_years_three(void **state)
{
    (void)state;
    struct calendar_steps s;
    date_day first = day(2025, 3, 1), at = first;
    for (int i = 0; i < 3; i++, at = s.next_joining)
        cycle_joining(&sheep, 240, at, &s);
    assert_int_equal(at - first, 720);
}

static void load_on(const struct load_batch *batch, date_day when, int32_t *ret)
{
    for (int i = 0; i < LOAD_PENS; i++)
        ret[i] = 0;
    load_add(batch, when, a_pen, ret);
}

static void assert_pens(const struct load_batch *b, date_day when, int32_t joining, int32_t pregnant, int32_t lactating,
                        int32_t dry)
{
    int32_t pens[LOAD_PENS];
    load_on(b, when, pens);
    assert_int_equal(pens[LOAD_JOINING], joining);
    assert_int_equal(pens[LOAD_PREGNANT], pregnant);
    assert_int_equal(pens[LOAD_LACTATING], lactating);
    assert_int_equal(pens[LOAD_DRY], dry);
}

/* The worked chain of the handbook: 42 ewes are 3 joining pens, 6 of pregnant ewes, 7 for lambing. */
static void pens_of_the_handbook(void **state)
{
    (void)state;
    struct load_batch b = { .females = 42, .pregnant = 42 };
    cycle_joining(&sheep, 0, day(2025, 3, 1), &b.steps);
    assert_pens(&b, day(2025, 2, 28), 0, 0, 0, 0);
    assert_pens(&b, day(2025, 3, 1), 3, 0, 0, 0);
    assert_pens(&b, day(2025, 3, 20), 3, 0, 0, 0);
    assert_pens(&b, day(2025, 3, 21), 0, 6, 0, 0);
    assert_pens(&b, day(2025, 7, 26), 0, 6, 0, 0);
    assert_pens(&b, day(2025, 7, 27), 0, 0, 7, 0);
    assert_pens(&b, day(2025, 9, 18), 0, 0, 7, 0);
    assert_pens(&b, day(2025, 9, 19), 0, 0, 0, 3);
    assert_pens(&b, day(2025, 10, 9), 0, 0, 0, 0);
    b.pregnant = 36;
    assert_pens(&b, day(2025, 4, 19), 0, 6, 0, 0);
    assert_pens(&b, day(2025, 4, 20), 0, 5, 0, 1); /* scanned: the six found empty stand dry */
}

static void every_female_stands_in_one_pen(void **state)
{
    (void)state;
    static const int32_t one[LOAD_PENS] = { 1, 1, 1, 1 };
    for (int32_t pregnant = 0; pregnant <= 30; pregnant += 10) {
        struct load_batch b = { .females = 30, .pregnant = pregnant };
        cycle_joining(&camel, 730, day(2025, 12, 1), &b.steps);
        for (date_day when = b.steps.rams_in; when < b.steps.next_joining; when++) {
            int32_t pens[LOAD_PENS] = { 0 };
            load_add(&b, when, one, pens);
            assert_int_equal(pens[0] + pens[1] + pens[2] + pens[3], 30);
        }
    }
}

static const double twins[FORECAST_LITTER_MOST + 1] = { 0, 0.2, 0.5, 0.3 };

static void shares_sum_to_one(void **state)
{
    (void)state;
    double sum = 0.0;
    for (date_day d = 1100; d < 1220; d++)
        sum += forecast_share(1000, 1019, 148, 2.2, d, d);
    assert_true(fabs(sum - 1.0) < 1e-9);
    assert_true(fabs(forecast_share(1000, 1000, 148, 2.2, 1148, 1148) - 0.17979) < 1e-4); /* 2 Phi(0.5 / 2.2) - 1 */
}

/* The same by going through every outcome of four females. */
static double by_enumeration(double share, int64_t most)
{
    double at_most = 0.0;
    for (int code = 0; code < 256; code++) {
        double p = 1.0;
        int young = 0;
        for (int i = 0; i < 4; i++) {
            int k = code >> 2 * i & 3;
            p *= k ? share * twins[k] : 1.0 - share;
            young += k;
        }
        at_most += young <= most ? p : 0.0;
    }
    return at_most;
}

static void the_range_is_exact(void **state)
{
    (void)state;
    struct forecast_female f[4];
    struct forecast_count c;
    struct err e;
    for (int i = 0; i < 4; i++)
        f[i] = (struct forecast_female){ 1000, 1019, 0.85, twins, 2.0 };
    assert_true(forecast_young(f, 4, 148, 2.2, 1150, 1162, &c, &e));
    double share = 0.85 * forecast_share(1000, 1019, 148, 2.2, 1150, 1162);
    assert_true(fabs(c.births - 4 * share) < 1e-9);
    assert_true(fabs(c.young - 4 * share * 2.1) < 1e-9);
    assert_true(fabs(c.weaned - 4 * share * 2.0) < 1e-9);
    assert_true(by_enumeration(share, c.low - 1) <= 0.1 && by_enumeration(share, c.low) > 0.1);
    assert_true(1 - by_enumeration(share, c.high) <= 0.1 && 1 - by_enumeration(share, c.high - 1) > 0.1);
}

static void many_are_near_the_exact(void **state)
{
    (void)state;
    static struct forecast_female f[FORECAST_EXACT + 1];
    struct forecast_count exact, normal;
    struct err e;
    for (int i = 0; i <= FORECAST_EXACT; i++)
        f[i] = (struct forecast_female){ 1000, 1019, 0.85, twins, 2.0 };
    assert_true(forecast_young(f, FORECAST_EXACT, 148, 2.2, 1150, 1156, &exact, &e));
    assert_true(forecast_young(f, FORECAST_EXACT + 1, 148, 2.2, 1150, 1156, &normal, &e));
    assert_true(llabs(exact.low - normal.low) <= 3 && llabs(exact.high - normal.high) <= 3);
    assert_true((double)exact.low < exact.young && exact.young < (double)exact.high);
}

static void nobody_served_is_nothing(void **state)
{
    (void)state;
    struct forecast_count c;
    struct err e;
    assert_true(forecast_young(NULL, 0, 148, 2.2, 1000, 1006, &c, &e));
    assert_true(c.births == 0.0 && c.young == 0.0 && c.low == 0 && c.high == 0);
}

/* The handbook's: CIDR in, out on day 12, AI 48 and 60 hours later. */
static void hours_around_the_first_service(void **state)
{
    (void)state;
    static const struct protocol_step steps[] = { { -1, 0 }, { 0, 12 * 24 }, { 1, 48 }, { 1, 60 }, { 1, 54 } };
    int64_t at[5];
    protocol_lay(steps, 5, 2, day(2026, 3, 15), 8, at);
    assert_int_equal(at[0], day(2026, 3, 1) * 24 + 8);
    assert_int_equal(at[1], day(2026, 3, 13) * 24 + 8);
    assert_int_equal(at[2], day(2026, 3, 15) * 24 + 8);
    assert_int_equal(at[3], day(2026, 3, 15) * 24 + 20);
    assert_int_equal(at[4], day(2026, 3, 15) * 24 + 14);
    protocol_lay(steps, 0, 0, day(2026, 3, 15), 8, at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_joining_keeps_interval_rest_and_season),
        cmocka_unit_test(two_years_three),
        cmocka_unit_test(pens_of_the_handbook),
        cmocka_unit_test(every_female_stands_in_one_pen),
        cmocka_unit_test(shares_sum_to_one),
        cmocka_unit_test(the_range_is_exact),
        cmocka_unit_test(many_are_near_the_exact),
        cmocka_unit_test(nobody_served_is_nothing),
        cmocka_unit_test(hours_around_the_first_service),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
