/* Filled forms, and what a broken rule does: off, soft, hard, overridden. */
#include "fixture.h"

#include "../../src/herd/inner.h"

/* ---- record ---- */

static void test_values_of_a_record(void **state)
{
    struct fixture *f = *state;
    struct record r;
    record_init(&r, &f->arena);
    assert_null(record_text(&r, "lamb"));
    record_add(&r, "lamb", "F");
    record_add(&r, "lamb", " M ");
    record_add(&r, "lamb", "  ");
    assert_int_equal(record_count(&r, "lamb"), 2);
    assert_string_equal(record_nth(&r, "lamb", 1), "M");
    assert_null(record_nth(&r, "lamb", 2));
    record_set(&r, "lamb", "one");
    assert_int_equal(record_count(&r, "lamb"), 1);
    assert_string_equal(record_text(&r, "lamb"), "one");
    record_set(&r, "lamb", "");
    assert_null(record_text(&r, "lamb"));
    record_set(&r, "meat_days", "28");
    assert_string_equal(record_text(&r, "meat-days"), "28"); /* as an option is typed */
    assert_null(record_text(&r, "meat"));
}

static void test_many_values_keep_their_order(void **state)
{
    struct fixture *f = *state;
    struct record r;
    char text[16];
    record_init(&r, &f->arena);
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof(text), "%d", i);
        record_add(&r, i % 2 ? "odd" : "even", text);
    }
    record_set(&r, "even", "none");
    assert_int_equal(record_count(&r, "odd"), 500);
    assert_string_equal(record_nth(&r, "odd", 499), "999");
    assert_int_equal(r.count, 501);
}

static void test_confirmed_rules(void **state)
{
    struct fixture *f = *state;
    struct record r = fixture_record(f, NULL);
    assert_false(record_confirms(&r, "range_warn"));
    r.confirmed = "  range_warn  parent_absent";
    assert_true(record_confirms(&r, "range_warn"));
    assert_true(record_confirms(&r, "parent_absent"));
    assert_false(record_confirms(&r, "range"));
    assert_false(record_confirms(&r, "capacity"));
    r.confirmed = "all";
    assert_true(record_confirms(&r, "capacity"));
}

static void test_values_are_read_or_the_field_is_named(void **state)
{
    struct fixture *f = *state;
    struct record r =
        fixture_record(f, "day=2025年3月1日", "bad=2025-02-30", "many=12", "few=-", "sex=母", "odd=x", NULL);
    date_day day;
    int64_t count;
    const char *code;
    assert_done(record_day(&r, "day", DATE_NONE, &day, e));
    assert_int_equal(day, date_from_ymd(2025, 3, 1));
    assert_done(record_day(&r, "none", 7, &day, e));
    assert_int_equal(day, 7);
    assert_refused(record_day(&r, "bad", 0, &day, e), ERR_DATA, "", "bad", "2025-02-30");
    assert_done(record_count_value(&r, "many", 0, &count, e));
    assert_int_equal(count, 12);
    assert_done(record_count_value(&r, "few", 3, &count, e));
    assert_int_equal(count, 3);
    assert_refused(record_count_value(&r, "sex", 0, &count, e), ERR_DATA, "", "sex", "母");
    assert_done(record_code(f->herd, &r, "sex", "sex", &code, e));
    assert_string_equal(code, "F");
    assert_refused(record_code(f->herd, &r, "odd", "sex", &code, e), ERR_DATA, "", "odd", "公, 母, 羯");
    int64_t id;
    assert_refused(record_holding(f->herd, &r, "odd", 0, &id, e), ERR_NO_INPUT, "", "odd", "\"x\"");
}

/* ---- rules ---- */

static void set_severity(struct fixture *f, const char *severity, const char *override)
{
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, arena_printf(&f->arena, "UPDATE rule SET severity = '%s', override = %s WHERE code = 'capacity'",
                                    severity, override));
    assert_done(herd_commit(f->herd, "dictionary edit", NULL, "capacity", 1, 0, 0, NULL, e));
    fixture_reopen(f, STORE_WRITE, true);
}

static bool broken(struct fixture *f, const struct record *r, struct strbuf *noted, struct err *e)
{
    return check_broken(f->herd, r, "capacity", "pen", noted, e, "pen %d is full", 7);
}

static void test_soft_asks_once(void **state)
{
    struct fixture *f = *state;
    struct record r = fixture_record(f, NULL);
    struct strbuf noted;
    strbuf_init(&noted);
    set_severity(f, "soft", "0");
    assert_refused(broken(f, &r, &noted, e), ERR_SOFT, "capacity", "pen", "pen 7 is full");
    r.override = "the boss said so"; /* no reason overrides a question */
    assert_refused(broken(f, &r, &noted, e), ERR_SOFT, "capacity", "pen", "pen 7 is full");
    assert_string_equal(noted.text, "");
    r.confirmed = "capacity";
    assert_done(broken(f, &r, &noted, e));
    assert_done(broken(f, &r, &noted, e));
    assert_string_equal(noted.text, "confirmed capacity"); /* however many animals break it */
    assert_string_equal(check_words(f->herd, noted.text, &f->arena), "confirmed: 圈舍超员");
    assert_done(broken(f, &r, NULL, e));
    strbuf_done(&noted);
}

static void test_hard_refuses(void **state)
{
    struct fixture *f = *state;
    struct record r = fixture_record(f, NULL);
    struct strbuf noted;
    strbuf_init(&noted);
    r.confirmed = "all";
    r.override = "the boss said so";
    set_severity(f, "hard", "0");
    assert_refused(broken(f, &r, &noted, e), ERR_DATA, "", "pen", "pen 7 is full");
    set_severity(f, "hard", "1");
    assert_done(broken(f, &r, &noted, e));
    assert_string_equal(noted.text, "overridden capacity: the boss said so");
    assert_string_equal(check_words(f->herd, noted.text, &f->arena), "overridden: 圈舍超员: the boss said so");
    r.override = "";
    assert_refused(broken(f, &r, &noted, e), ERR_DATA, "capacity", "pen", "full"); /* the rule: a reason would do */
    strbuf_done(&noted);
}

static void test_off_and_unknown(void **state)
{
    struct fixture *f = *state;
    struct record r = fixture_record(f, NULL);
    set_severity(f, "off", "0");
    assert_done(broken(f, &r, NULL, e));
    r.confirmed = "all";
    r.override = "reason";
    assert_refused(check_broken(f->herd, &r, "newer_rule", "x", NULL, e, "broken"), ERR_DATA, "", "x", "broken");
}

static void test_notes_of_several_rules(void **state)
{
    struct fixture *f = *state;
    struct record r = fixture_record(f, NULL);
    struct strbuf noted;
    strbuf_init(&noted);
    strbuf_add(&noted, "typed by hand");
    r.confirmed = "all";
    r.override = "vet says so";
    assert_done(check_broken(f->herd, &r, "scan_warn", "", &noted, e, "late"));
    assert_done(check_broken(f->herd, &r, "scan_hard", "", &noted, e, "too late"));
    assert_string_equal(noted.text, "typed by hand; confirmed scan_warn; overridden scan_hard: vet says so");
    assert_string_equal(check_words(f->herd, noted.text, &f->arena),
                        "typed by hand; confirmed: 妊检偏晚; overridden: 妊检过晚: vet says so");
    strbuf_done(&noted);
}

/* ---- limits ---- */

static bool birth_weight(struct fixture *f, const struct record *r, int64_t grams, struct strbuf *noted, struct err *e)
{
    return check_param(f->herd, r, "hu_sheep", "weight_birth_F", "weight", "体重", grams, noted, e);
}

static void test_values_within_outside_and_beyond(void **state)
{
    struct fixture *f = *state;
    struct record r = fixture_record(f, NULL);
    struct strbuf noted;
    strbuf_init(&noted);
    assert_done(birth_weight(f, &r, 3200, &noted, e));
    assert_done(birth_weight(f, &r, 1500, &noted, e)); /* the limits themselves are fine */
    assert_done(birth_weight(f, &r, 6000, &noted, e));
    assert_refused(birth_weight(f, &r, 6001, &noted, e), ERR_SOFT, "range_warn", "weight", "6.001 公斤");
    assert_refused(birth_weight(f, &r, 32000, &noted, e), ERR_DATA, "range_hard", "weight", "0.5 to 8 公斤");
    assert_refused(birth_weight(f, &r, 1400, &noted, e), ERR_SOFT, "range_warn", "weight", "1.5 to 6 公斤");
    r.confirmed = "range_warn";
    assert_done(birth_weight(f, &r, 1400, &noted, e));
    assert_refused(birth_weight(f, &r, 400, &noted, e), ERR_DATA, "range_hard", "weight", "体重 \"0.4 公斤\"");
    r.override = "premature";
    assert_done(birth_weight(f, &r, 400, &noted, e));
    assert_string_equal(noted.text, "confirmed range_warn; overridden range_hard: premature");
    strbuf_done(&noted);
}

static void test_limits_on_one_side(void **state)
{
    struct fixture *f = *state;
    struct record r = fixture_record(f, NULL);
    assert_refused(check_param(f->herd, &r, "hu_sheep", "wean_age", "age", "日龄", 101000, NULL, e), ERR_DATA,
                   "range_hard", "age", "at most 100 天");
    assert_refused(check_param(f->herd, &r, "hu_sheep", "first_mating_F", "age", "日龄", 100000, NULL, e), ERR_DATA,
                   "range_hard", "age", "at least 150 天");
    assert_done(check_param(f->herd, &r, "hu_sheep", "no such param", "age", "日龄", 100000, NULL, e));
    assert_done(check_param(f->herd, &r, NULL, "wean_age", "age", "日龄", 101000, NULL, e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values_of_a_record, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_many_values_keep_their_order, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_confirmed_rules, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_values_are_read_or_the_field_is_named, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_soft_asks_once, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_hard_refuses, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_off_and_unknown, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_notes_of_several_rules, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_values_within_outside_and_beyond, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_limits_on_one_side, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
