/* test_due.c - the work of the day, each kind provoked by its facts and ended by what does it; today is 2025-10-31 */
#include "event_farm.h"

static int64_t happened(struct fixture *f, const char *kind, int64_t id, int64_t other, const char *day,
                        const char *code)
{
    run(f, arena_printf(&f->arena,
                        "INSERT INTO event (uuid, kind, animal, other, day, code, count, dead, holding) SELECT "
                        "randomblob(16), '%s', %lld, nullif(%lld, 0), %d, nullif('%s', ''), 2, 0, keeper FROM stay "
                        "WHERE animal = %lld AND to_day IS NULL",
                        kind, (long long)id, (long long)other, day_of(day), code, (long long)id));
    return number(f, "SELECT max(id) FROM event");
}

struct work {
    struct due *all;
    int count;
    int64_t total;
};

static struct work work_at(struct fixture *f, const char *species, int64_t holding, const char *until)
{
    struct work w;
    assert_done(due_list(f->herd, species, holding, day_of(until), 100, &f->arena, &w.all, &w.count, &w.total, e));
    assert_int_equal(w.count, w.total);
    return w;
}

/* The only work until that day is this. */
static void assert_only(struct fixture *f, const char *until, const char *task, int64_t id, const char *day)
{
    struct work w = work_at(f, NULL, 0, until);
    if (w.count != 1)
        fail_msg("%d tasks until %s instead of one %s", w.count, until, task);
    assert_string_equal(w.all[0].task, task);
    assert_int_equal(w.all[0].animal, id);
    assert_int_equal(w.all[0].day, day_of(day));
    assert_int_equal(w.all[0].overdue, f->herd->today - day_of(day));
}

static void assert_none(struct fixture *f, const char *until)
{
    struct work w = work_at(f, NULL, 0, until);
    if (w.count)
        fail_msg("%s of %s on %d is due until %s", w.all[0].task, w.all[0].number, w.all[0].day, until);
}

static void from_service_to_birth(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    assert_none(f, "2026-10-31");
    happened(f, "service", farm.ewe, farm.ram, "2025-10-20", "pen");
    assert_none(f, "2025-11-05");
    assert_only(f, "2025-11-06", "return", farm.ewe, "2025-11-06");
    assert_int_equal(work_at(f, NULL, 0, "2025-11-18").count, 1);
    struct work w = work_at(f, NULL, 0, "2025-11-19");
    assert_int_equal(w.count, 2);
    assert_string_equal(w.all[0].task, "return");
    assert_string_equal(w.all[1].task, "scan");
    assert_string_equal(w.all[1].number, "EWE0001");
    assert_string_equal(w.all[1].holding_code, "E01");
    happened(f, "scan", farm.ewe, 0, "2025-11-19", "doubtful");
    assert_only(f, "2025-12-04", "rescan", farm.ewe, "2025-12-04");
    happened(f, "scan", farm.ewe, 0, "2025-12-04", "pregnant");
    assert_none(f, "2026-03-16");
    assert_only(f, "2026-03-17", "due", farm.ewe, "2026-03-17");
    happened(f, "scan", farm.ewe, 0, "2025-12-20", "open");
    assert_none(f, "2026-03-17");
}

static void joined_ewes_are_scanned_after_the_male_left(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    happened(f, "ram_in", farm.ewe, farm.ram, "2025-10-01", "");
    assert_none(f, "2025-11-18"); /* nobody watches single heats among joined ewes */
    assert_only(f, "2025-11-19", "scan", farm.ewe, "2025-11-19");
    happened(f, "ram_out", farm.ewe, farm.ram, "2025-10-15", "");
    assert_only(f, "2025-11-19", "scan", farm.ewe, "2025-11-14");
    run(f, "UPDATE event SET voided = 'mistake' WHERE kind = 'ram_in' OR kind = 'ram_out'");
    assert_none(f, "2026-12-01");
}

static void overdue_until_it_is_moot(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t service = happened(f, "service", farm.ewe, farm.ram, "2025-06-01", "pen");
    struct work w = work_at(f, NULL, 0, "2025-10-31"); /* 152 days: past 148, short of 160 */
    assert_int_equal(w.count, 1);
    assert_string_equal(w.all[0].task, "due");
    assert_int_equal(w.all[0].overdue, 4);
    run(f,
        arena_printf(&f->arena, "UPDATE event SET day = %d WHERE id = %lld", day_of("2025-05-20"), (long long)service));
    assert_none(f, "2025-10-31");
    run(f,
        arena_printf(&f->arena, "UPDATE event SET day = %d WHERE id = %lld", day_of("2025-09-01"), (long long)service));
    assert_only(f, "2025-10-31", "scan", farm.ewe, "2025-10-01");
    assert_int_equal(work_at(f, NULL, 0, "2025-10-31").all[0].overdue, 30);
}

static void births_bring_weaning_and_tags(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t lambing = happened(f, "lambing", farm.ewe, farm.ram, "2025-10-10", "");
    int64_t lamb = animal(f, "hu_sheep", "hu", "LAMB0002", "F", "2025-10-10", farm.e01);
    run(f, arena_printf(&f->arena, "UPDATE animal SET birth_event = %lld WHERE id = %lld", (long long)lambing,
                        (long long)lamb));
    assert_none(f, "2025-11-08");
    assert_only(f, "2025-11-09", "tag", lamb, "2025-11-09");
    struct work w = work_at(f, "hu_sheep", 0, "2025-11-24");
    assert_int_equal(w.count, 2);
    assert_string_equal(w.all[1].task, "wean");
    assert_int_equal(w.all[1].animal, farm.ewe);
    assert_int_equal(w.all[1].day, day_of("2025-11-24"));
    assert_int_equal(work_at(f, "bactrian_camel", 0, "2025-11-24").count, 0);
    run(f, arena_printf(&f->arena,
                        "INSERT INTO identifier (animal, kind, value, normal, tail) VALUES (%lld, 'official', "
                        "'365292900000001', '365292900000001', '')",
                        (long long)lamb));
    assert_only(f, "2025-11-24", "wean", farm.ewe, "2025-11-24");
    happened(f, "wean", farm.ewe, 0, "2025-10-30", "");
    assert_none(f, "2025-11-24");
    run(f, "UPDATE event SET voided = 'x' WHERE kind = 'wean'");
    run(f, "UPDATE event SET dead = 2 WHERE kind = 'lambing'"); /* none alive: nothing to wean */
    assert_none(f, "2025-11-24");
}

static void camels_by_their_own_numbers(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    happened(f, "service", farm.cow, farm.bull, "2025-01-15", "pen");
    assert_only(f, "2025-10-31", "scan", farm.cow, "2025-03-16");
    happened(f, "scan", farm.cow, 0, "2025-03-20", "pregnant");
    assert_none(f, "2026-02-20");
    assert_only(f, "2026-02-21", "due", farm.cow, "2026-02-21"); /* 402 days */
    int64_t calving = happened(f, "calving", farm.cow, farm.bull, "2025-10-01", "");
    int64_t calf = animal(f, "bactrian_camel", "tarim", "CALF02", "F", "2025-10-01", farm.e01);
    run(f, arena_printf(&f->arena, "UPDATE animal SET birth_event = %lld WHERE id = %lld", (long long)calving,
                        (long long)calf));
    assert_only(f, "2026-10-01", "wean", farm.cow, "2026-10-01"); /* and camels wear no official tag */
}

static void the_village_ram_leaves_before_his_daughters_come_of_age(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t ram = animal(f, "hu_sheep", "hu", "RAM0003", "M", "2022-01-01", farm.h10),
            ewe = animal(f, "hu_sheep", "hu", "EWE0004", "F", "2022-01-01", farm.h10);
    happened(f, "ram_in", ewe, ram, "2025-01-01", "");
    happened(f, "ram_in", ewe, ram, "2025-02-01", "");
    happened(f, "ram_in", farm.ewe, farm.ram, "2025-01-01", ""); /* an enterprise keeps families apart by plan */
    assert_none(f, "2025-11-16");
    assert_only(f, "2025-11-17", "ram_leaves", ram, "2025-11-17");
    run(f, arena_printf(&f->arena, "UPDATE stay SET to_day = %d WHERE animal = %lld", day_of("2025-10-30"),
                        (long long)ram));
    assert_none(f, "2025-11-17");
}

static void an_approved_plan_is_to_be_carried_out(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct plan_request request = {
        .species = "hu_sheep", .holding = farm.e01, .from = day_of("2025-11-03"), .max_f = -1
    };
    int64_t plan;
    assert_done(plan_make(f->herd, &request, NULL, &plan, e));
    assert_none(f, "2025-11-05");
    assert_done(plan_approve(f->herd, plan, e));
    assert_none(f, "2025-11-02");
    assert_only(f, "2025-11-03", "mate", farm.ewe, "2025-11-03");
    happened(f, "ram_in", farm.ewe, farm.ram, "2025-11-03", "");
    assert_none(f, "2025-11-05");
}

static void by_holding_longest_overdue_first(void **state)
{
    struct fixture *f = *state;
    int64_t e01 = fixture_holding(f, "E01", "enterprise", NULL), f01 = fixture_holding(f, "F01", "farm", "E01"),
            h10 = fixture_holding(f, "H10", "household", "F01"), e02 = fixture_holding(f, "E02", "enterprise", NULL);
    const int64_t holdings[] = { e01, f01, h10, e02 };
    const char *const days[] = { "2025-09-20", "2025-09-01", "2025-09-10", "2025-08-20" };
    for (int i = 0; i < 4; i++) {
        int64_t ewe = animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "EWE%d", i), "F", "2022-01-01", holdings[i]);
        happened(f, "service", ewe, 0, days[i], "pen");
    }
    struct work all = work_at(f, NULL, 0, "2025-10-31"), below = work_at(f, NULL, f01, "2025-10-31");
    assert_int_equal(all.count, 4);
    for (int i = 1; i < all.count; i++)
        assert_true(all.all[i - 1].overdue >= all.all[i].overdue);
    assert_string_equal(all.all[0].holding_code, "E02");
    assert_int_equal(below.count, 2);
    assert_string_equal(below.all[0].holding_code, "F01");
    assert_string_equal(below.all[1].holding_code, "H10");
    assert_int_equal(work_at(f, NULL, e01, "2025-10-31").count, 3);
    struct due *some;
    int count;
    int64_t total;
    assert_done(due_list(f->herd, NULL, 0, day_of("2025-10-31"), 3, &f->arena, &some, &count, &total, e));
    assert_int_equal(count, 3);
    assert_int_equal(total, 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(from_service_to_birth),
        TEST(joined_ewes_are_scanned_after_the_male_left),
        TEST(overdue_until_it_is_moot),
        TEST(births_bring_weaning_and_tags),
        TEST(camels_by_their_own_numbers),
        TEST(the_village_ram_leaves_before_his_daughters_come_of_age),
        TEST(an_approved_plan_is_to_be_carried_out),
        TEST(by_holding_longest_overdue_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
