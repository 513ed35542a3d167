/* uuid, clock, random and progress */
#include "case.h"

#include <math.h>
#include <stdlib.h>

static int real_time(void **state)
{
    (void)state;
    unsetenv("MUPU_SEED");
    unsetenv("MUPU_NOW");
    setenv("TZ", "CST-8", 1);
    return 0;
}

static int compare(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

static void test_uuid_layout(void **state)
{
    (void)state;
    setenv("MUPU_NOW", "2025-10-31T08:30:00", 1);
    struct uuid id = uuid_make();
    uint64_t milliseconds = 0;
    for (int i = 0; i < 6; i++)
        milliseconds = milliseconds << 8 | id.bytes[i];
    assert_int_equal(id.bytes[6] >> 4, 7);
    assert_int_equal(id.bytes[8] >> 6, 2);
    /* at least: the clock of an earlier test may have stood later, and time never goes back */
    assert_true(milliseconds >= (uint64_t)clock_now());
}

static void assert_increasing(int count)
{
    struct uuid before = uuid_make();
    for (int i = 0; i < count; i++) {
        struct uuid id = uuid_make();
        assert_true(compare(&before, &id) < 0);
        assert_int_equal(id.bytes[6] >> 4, 7);
        assert_int_equal(id.bytes[8] >> 6, 2);
        before = id;
    }
}

static void test_uuid_increases_on_the_real_clock(void **state)
{
    (void)state;
    assert_increasing(50000);
}

static void test_uuid_increases_on_a_standing_clock(void **state)
{
    (void)state;
    setenv("MUPU_NOW", "2025-10-31", 1);
    assert_increasing(50000);
}

static void test_uuid_increases_when_the_clock_goes_back(void **state)
{
    (void)state;
    setenv("MUPU_NOW", "2090-01-01", 1);
    struct uuid before = uuid_make();
    setenv("MUPU_NOW", "2020-01-01", 1);
    struct uuid after = uuid_make();
    assert_true(compare(&before, &after) < 0);
}

static void test_uuid_seed_repeats(void **state)
{
    (void)state;
    struct uuid first[4], again[4], other;
    setenv("MUPU_NOW", "2025-10-31", 1);
    setenv("MUPU_SEED", "one", 1);
    for (int i = 0; i < 4; i++)
        first[i] = uuid_make();
    setenv("MUPU_SEED", "two", 1);
    other = uuid_make();
    setenv("MUPU_SEED", "one", 1);
    for (int i = 0; i < 4; i++)
        again[i] = uuid_make();
    assert_memory_equal(first, again, sizeof(first));
    assert_int_not_equal(compare(&first[0], &other), 0);
    uint64_t milliseconds = 0;
    for (int i = 0; i < 6; i++)
        milliseconds = milliseconds << 8 | first[0].bytes[i];
    assert_int_equal(milliseconds, clock_now());
}

static void test_uuid_random_bits_are_random(void **state)
{
    (void)state;
    /* of 400 fresh ones, each random bit is set in some and clear in others */
    unsigned char any[16] = { 0 }, all[16];
    memset(all, 0xFF, sizeof(all));
    for (int i = 0; i < 400; i++) {
        char now[24];
        snprintf(now, sizeof(now), "21%02d-01-01T00:%02d:%02d", 10 + i / 60, i % 60, i % 60);
        setenv("MUPU_NOW", now, 1);
        struct uuid id = uuid_make();
        for (int k = 0; k < 16; k++) {
            any[k] |= id.bytes[k];
            all[k] &= id.bytes[k];
        }
    }
    assert_int_equal(any[6] & 0x07, 0x07);
    assert_int_equal(any[8], 0xBF);
    assert_int_equal(all[8], 0x80);
    for (int k = 9; k < 16; k++) {
        assert_int_equal(any[k], 0xFF);
        assert_int_equal(all[k], 0x00);
    }
    assert_int_equal(any[7], 0xFF);
    assert_int_equal(all[7], 0x00);
}

static void test_uuid_text_there_and_back(void **state)
{
    (void)state;
    struct uuid id = uuid_make(), back;
    char text[UUID_TEXT];
    uuid_text(&id, text);
    assert_int_equal(strlen(text), 36);
    assert_int_equal(text[14], '7');
    assert_true(uuid_read(text, &back));
    assert_int_equal(compare(&id, &back), 0);
    assert_true(uuid_read("018F0000-AAAA-7BBB-8CCC-0123456789AB", &back));
    assert_string_equal(uuid_text(&back, text), "018f0000-aaaa-7bbb-8ccc-0123456789ab");
    static const char *const bad[] = { "",
                                       "x",
                                       "018f0000-aaaa-7bbb-8ccc-0123456789a",
                                       "018f0000-aaaa-7bbb-8ccc-0123456789abc",
                                       "018f0000aaaa-7bbb-8ccc-0123456789abcd",
                                       "018g0000-aaaa-7bbb-8ccc-0123456789ab",
                                       " 018f0000-aaaa-7bbb-8ccc-0123456789ab" };
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_row(!uuid_read(bad[i], &back), bad[i]);
}

static void test_clock_fixed(void **state)
{
    (void)state;
    char text[24];
    setenv("MUPU_NOW", "2025-10-31", 1);
    assert_string_equal(clock_text(clock_now(), text), "2025-10-31 00:00:00");
    assert_int_equal(clock_today(), date_from_ymd(2025, 10, 31));
    assert_int_equal(clock_now(), INT64_C(1761840000000)); /* 2025-10-30T16:00:00Z */
    setenv("MUPU_NOW", "2025-10-31T23:59:59", 1);
    assert_string_equal(clock_text(clock_now(), text), "2025-10-31 23:59:59");
    assert_int_equal(clock_today(), date_from_ymd(2025, 10, 31));
    setenv("MUPU_NOW", "2025-10-31 08:30:00", 1);
    assert_string_equal(clock_text(clock_now(), text), "2025-10-31 08:30:00");
}

static void test_clock_today_is_local(void **state)
{
    (void)state;
    setenv("MUPU_NOW", "2025-10-31T01:00:00", 1); /* in UTC still the 30th */
    assert_int_equal(clock_today(), date_from_ymd(2025, 10, 31));
    char text[24];
    assert_string_equal(clock_text(-1, text), "1970-01-01 07:59:59");
    assert_string_equal(clock_text(0, text), "1970-01-01 08:00:00");
}

static void test_clock_unreadable_is_ignored(void **state)
{
    (void)state;
    static const char *const bad[] = { "",
                                       "yesterday",
                                       "2025-13-01",
                                       "2025-02-30",
                                       "2025-10-31T25:00:00",
                                       "2025-10-31x",
                                       "2025-10-31T08:30",
                                       "2025-10-31T08:30:00Z" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        setenv("MUPU_NOW", bad[i], 1);
        int64_t fixed = clock_now();
        unsetenv("MUPU_NOW");
        assert_row(llabs((long long)(clock_now() - fixed)) < 60000, bad[i]);
    }
}

static void test_clock_monotonic_runs_on(void **state)
{
    (void)state;
    setenv("MUPU_NOW", "2025-10-31", 1);
    int64_t before = clock_monotonic();
    while (clock_monotonic() == before) {
    }
    assert_true(clock_monotonic() > before);
}

static void test_random_known_numbers(void **state)
{
    (void)state;
    struct random r = { 1234567 }; /* the generator's published test values */
    assert_true(random_next(&r) == UINT64_C(6457827717110365317));
    assert_true(random_next(&r) == UINT64_C(3203168211198807973));
    assert_true(random_next(&r) == UINT64_C(9817491932198370423));
}

static void test_random_below(void **state)
{
    (void)state;
    struct random r = { 7 };
    int seen[6] = { 0 };
    for (int i = 0; i < 60000; i++)
        seen[random_below(&r, 6)]++;
    for (int i = 0; i < 6; i++)
        assert_in_range(seen[i], 9500, 10500);
    assert_int_equal(random_below(&r, 1), 0);
    for (int i = 0; i < 1000; i++)
        assert_true(random_below(&r, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
}

static void test_random_normal(void **state)
{
    (void)state;
    struct random r = { 11 };
    double sum = 0, squares = 0;
    int beyond = 0, count = 200000;
    for (int i = 0; i < count; i++) {
        double x = random_normal(&r);
        sum += x;
        squares += x * x;
        beyond += fabs(x) > 1.959964;
    }
    assert_true(fabs(sum / count) < 0.01);
    assert_true(fabs(squares / count - 1.0) < 0.015);
    assert_in_range(beyond, 9600, 10400); /* 5 % */
    for (int i = 0; i < 100000; i++) {
        double u = random_unit(&r);
        assert_true(u >= 0.0 && u < 1.0);
    }
}

static bool count_down(void *context, const char *what, int64_t done, int64_t total)
{
    assert_string_equal(what, "kinship");
    assert_true(done <= total);
    return --*(int *)context > 0;
}

static void test_progress(void **state)
{
    (void)state;
    assert_true(progress_step(NULL, "kinship", 1, 2));
    struct progress silent = { 0 };
    assert_true(progress_step(&silent, "kinship", 1, 2));
    int left = 2;
    struct progress progress = { count_down, &left };
    assert_true(progress_step(&progress, "kinship", 1, 2));
    assert_false(progress_step(&progress, "kinship", 2, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_uuid_layout, real_time),
        cmocka_unit_test_setup(test_uuid_increases_on_the_real_clock, real_time),
        cmocka_unit_test_setup(test_uuid_increases_on_a_standing_clock, real_time),
        cmocka_unit_test_setup(test_uuid_increases_when_the_clock_goes_back, real_time),
        cmocka_unit_test_setup(test_uuid_seed_repeats, real_time),
        cmocka_unit_test_setup(test_uuid_random_bits_are_random, real_time),
        cmocka_unit_test_setup(test_uuid_text_there_and_back, real_time),
        cmocka_unit_test_setup(test_clock_fixed, real_time),
        cmocka_unit_test_setup(test_clock_today_is_local, real_time),
        cmocka_unit_test_setup(test_clock_unreadable_is_ignored, real_time),
        cmocka_unit_test_setup(test_clock_monotonic_runs_on, real_time),
        cmocka_unit_test(test_random_known_numbers),
        cmocka_unit_test(test_random_below),
        cmocka_unit_test(test_random_normal),
        cmocka_unit_test(test_progress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
