/* test_event.c - what an event asks for, and every rule it must keep */
#include "event_farm.h"

/* ---- fields and words ---- */

static void test_fields(void **state)
{
    struct fixture *f = *state;
    const struct field *fields;
    int count;
    assert_done(event_fields(f->herd, "weigh", &f->arena, &fields, &count, e));
    assert_int_equal(count, 6);
    const char *names[] = { "animal", "date", "weight", "occasion", "operator", "note" };
    for (int i = 0; i < count; i++)
        assert_string_equal(fields[i].name, names[i]);
    assert_done(event_fields(f->herd, "产羔", &f->arena, &fields, &count, e));
    assert_string_equal(fields[0].list, "F");
    assert_int_equal(fields[3].type, FIELD_OF_LAMBS);
    assert_done(event_fields(f->herd, "note", &f->arena, &fields, &count, e));
    assert_int_equal(count, 4);
    assert_refused(event_fields(f->herd, "dance", &f->arena, &fields, &count, e), ERR_DATA, "", "kind", "dance");
}

static void test_words(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    assert_string_equal(words(f, EVENT(f, "weigh", "animal=EWE0001", "date=2025-10-01", "weight=52.5")), "52.5 公斤");
    EVENT(f, "service", "animal=EWE0001", "ram=RAM0001", "date=2025-04-01", "method=本交");
    assert_string_equal(words(f, EVENT(f, "scan", "animal=EWE0001", "date=2025-05-05", "result=妊娠", "foetuses=2")),
                        "妊娠 2");
    int64_t id = EVENT(f, "!lambing", "animal=EWE0001", "date=2025-08-27", "lamb=F", "lamb=公,,3.2", "lamb=F,,,dead");
    assert_non_null(strstr(words(f, id), "3"));
    struct event *events;
    int count;
    assert_done(event_of_animal(f->herd, farm.ewe, &f->arena, &events, &count, e));
    assert_int_equal(count, 4);
    assert_string_equal(events[0].kind, "weigh");
    assert_string_equal(events[1].kind, "lambing");
    assert_string_equal(events[1].number, "EWE0001");
    assert_string_equal(events[1].other_number, "RAM0001");
    assert_string_equal(events[1].holding_code, "E01");
    assert_int_equal(events[1].count, 3);
    assert_int_equal(events[1].dead, 1);
    assert_string_equal(events[0].operator_name, "tester");
    struct change change = fixture_newest(f);
    assert_string_equal(change.command, "event add");
    assert_string_equal(change.label, "EWE0001");
    assert_int_equal(change.animal, farm.ewe);
    assert_non_null(change.reason);
}

/* ---- every rule, with its field, the value and what to do ---- */

static void test_day_and_animal(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    HARD(f, "", "date", "2025-11-01", "weigh", "animal=EWE0001", "date=2025-11-01", "weight=50");
    HARD(f, "", "date", "2022-01-09", "weigh", "animal=EWE0001", "date=2022-01-09", "weight=50");
    SOFT(f, "date_old", "date", "2024-10-01", "weigh", "animal=EWE0001", "date=2024-10-01", "weight=50");
    HARD(f, "", "date", "2025-13-40", "weigh", "animal=EWE0001", "date=2025-13-40", "weight=50");
    HARD(f, "", "weight", "体重", "weigh", "animal=EWE0001");
    HARD(f, "", "animal", "耳号", "weigh", "weight=50");
    refused(f, ERR_NO_INPUT, "", "animal", "NONE999", "weigh", fixture_record(f, "animal=NONE999", "weight=5", NULL));
    HARD(f, "", "animal", "COW0001", "lambing", "animal=COW0001", "lamb=F");
    HARD(f, "", "animal", "RAM0001", "heat", "animal=RAM0001");
    HARD(f, "", "kind", "dance", "dance", "animal=RAM0001");
    HARD(f, "", "vaccine", "小反刍", "vaccinate", "animal=COW0001", "vaccine=ppr", "lot=1", "dose=1");
    animal(f, "hu_sheep", "hu", "GONE001", "F", "2023-01-10", 0);
    HARD(f, "animal_absent", "animal", "GONE001", "weigh", "animal=GONE001", "weight=50");
    int64_t paper = animal(f, "hu_sheep", "hu", "PAPER01", "F", "2023-01-10", 0);
    run(f, arena_printf(&f->arena, "UPDATE animal SET reference = 1 WHERE id = %lld", (long long)paper));
    HARD(f, "", "animal", "PAPER01", "weigh", "animal=PAPER01", "weight=50");
    run(f, arena_printf(&f->arena, "UPDATE stay SET from_day = %d WHERE animal = %lld", day_of("2025-01-01"),
                        (long long)farm.ewe));
    SOFT(f, "date_before_entry", "date", "2025-01-01", "weigh", "animal=EWE0001", "date=2024-12-01", "weight=50");
    EVENT(f, "death", "animal=EWE0001", "date=2025-10-20", "cause=old");
    HARD(f, "animal_absent", "animal", "2025-10-20", "weigh", "animal=EWE0001", "weight=50");
    struct record r = fixture_record(f, "animal=EWE0001", "weight=50", NULL);
    r.override = "称重单迟到";
    did(f, "weigh", r);
    assert_non_null(strstr(fixture_newest(f).reason, "称重单迟到"));
}

static void test_weights(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    SOFT(f, "range_warn", "weight", "90", "weigh", "animal=EWE0001", "weight=90");
    HARD(f, "range_hard", "weight", "128", "weigh", "animal=EWE0001", "weight=128");
    EVENT(f, "weigh", "animal=RAM0001", "weight=90");
    SOFT(f, "weight_twice_a_day", "weight", "90", "weigh", "animal=RAM0001", "weight=91");
    HARD(f, "range_hard", "weight", "100", "weigh", "animal=COW0001", "weight=100");
    EVENT(f, "weigh", "animal=COW0001", "weight=480");
    animal(f, "hu_sheep", "hu", "LAMB0001", "F", "2025-10-25", farm.e01);
    SOFT(f, "range_warn", "weight", "9", "weigh", "animal=LAMB0001", "weight=9");
    EVENT(f, "weigh", "animal=LAMB0001", "weight=5");
    /* halfway from birth to 45 days, limits are halfway too */
    animal(f, "hu_sheep", "hu", "LAMB0003", "F", "2025-10-09", farm.e01);
    SOFT(f, "range_warn", "weight", "4.7 to 13.8", "weigh", "animal=LAMB0003", "weight=14");
    HARD(f, "range_hard", "weight", "20.2", "weigh", "animal=LAMB0003", "weight=20.3");
    EVENT(f, "weigh", "animal=LAMB0003", "weight=8.5");
    animal(f, "hu_sheep", "hu", "LAMB0002", "M", "2025-05-01", farm.e01);
    EVENT(f, "weigh", "animal=LAMB0002", "weight=38");
    HARD(f, "range_hard", "weight", "10", "weigh", "animal=LAMB0002", "date=2025-10-30", "weight=10");
    SOFT(f, "range_warn", "height", "96", "measure", "animal=EWE0001", "height=96");
    HARD(f, "", "weight", "abc", "weigh", "animal=EWE0001", "weight=abc");
    EVENT(f, "condition", "animal=EWE0001", "score=3");
    SOFT(f, "event_repeated", "date", "EWE0001", "condition", "animal=EWE0001", "score=3");
}

static void test_gain(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    EVENT(f, "weigh", "animal=EWE0001", "weight=60", "date=2025-09-01");
    SOFT(f, "weight_gain", "weight", "60", "weigh", "animal=EWE0001", "weight=39", "date=2025-10-01");
    EVENT(f, "weigh", "animal=EWE0001", "weight=45", "date=2025-10-01");
    SOFT(f, "weight_gain", "weight", "2025-10-01", "weigh", "animal=EWE0001", "weight=62");
    animal(f, "hu_sheep", "hu", "LAMB0001", "F", "2025-09-16", farm.e01);
    EVENT(f, "weigh", "animal=LAMB0001", "weight=6.5", "date=2025-10-01");
    SOFT(f, "weight_gain", "weight", "6.5", "weigh", "animal=LAMB0001", "weight=7", "date=2025-10-21");    /* 25 g/d */
    SOFT(f, "weight_gain", "weight", "6.5", "weigh", "animal=LAMB0001", "weight=14.7", "date=2025-10-21"); /* 410 g/d */
    EVENT(f, "weigh", "animal=LAMB0001", "weight=12", "date=2025-10-21");
    EVENT(f, "weigh", "animal=COW0001", "weight=400", "date=2025-01-01");
    EVENT(f, "weigh", "animal=COW0001", "weight=600", "date=2025-09-01"); /* long ago */
}

static void test_service_rules(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *ewe = "animal=EWE0001", *ram = "ram=RAM0001";
    animal(f, "hu_sheep", "hu", "EWE0002", "F", "2022-02-02", farm.e01);
    HARD(f, "", "ram", "EWE0002", "service", ewe, "ram=EWE0002");
    HARD(f, "", "ram", "EWE0001", "service", ewe, "ram=EWE0001");
    HARD(f, "", "ram", "BULL0001", "service", ewe, "ram=BULL0001");
    animal(f, "hu_sheep", "hu", "YOUNG01", "F", "2025-07-01", farm.e01);
    animal(f, "hu_sheep", "hu", "YOUNG02", "F", "2025-04-15", farm.e01);
    animal(f, "hu_sheep", "hu", "YOUNG03", "M", "2025-07-01", farm.e01);
    HARD(f, "mating_age_hard", "animal", "YOUNG01", "service", "animal=YOUNG01", ram);
    SOFT(f, "mating_age_warn", "animal", "YOUNG02", "service", "animal=YOUNG02", ram);
    HARD(f, "mating_age_hard", "ram", "YOUNG03", "service", ewe, "ram=YOUNG03");
    animal(f, "hu_sheep", "hu", "RAM0002", "M", "2022-02-02", farm.h10);
    animal(f, "hu_sheep", "hu", "RAM0003", "M", "2022-02-02", 0);
    SOFT(f, "mating_place", "ram", "RAM0002", "service", ewe, "ram=RAM0002");
    HARD(f, "animal_absent", "ram", "RAM0003", "service", ewe, "ram=RAM0003");
    EVENT(f, "service", ewe, "ram=RAM0003", "method=frozen_ai", "date=2025-04-15");
    SOFT(f, "season_warn", "date", "2025-05-02", "service", "animal=COW0001", "ram=BULL0001", "date=2025-05-02");
    HARD(f, "season_hard", "date", "2025-07-01", "service", "animal=COW0001", "ram=BULL0001", "date=2025-07-01");
    animal(f, "hu_sheep", "hu", "LIGHT01", "F", "2025-01-01", farm.e01);
    EVENT(f, "!weigh", "animal=LIGHT01", "weight=24");
    SOFT(f, "mating_weight", "animal", "24", "service", "animal=LIGHT01", ram);
    EVENT(f, "cull_mark", "animal=EWE0002", "reason=teeth");
    SOFT(f, "mating_culled", "animal", "EWE0002", "service", "animal=EWE0002", ram);
    EVENT(f, "!scan", ewe, "result=pregnant", "date=2025-05-20");
    SOFT(f, "mating_pregnant", "animal", "EWE0001", "service", ewe, ram, "date=2025-06-01");
    EVENT(f, "!lambing", ewe, "lamb=F", "date=2025-09-10");
    SOFT(f, "mating_lactating", "animal", "EWE0001", "service", ewe, ram, "date=2025-09-20");
    EVENT(f, "wean", ewe, "weaned=1", "date=2025-10-25");
    SOFT(f, "mating_rest", "date", "EWE0001", "service", ewe, ram, "date=2025-10-30");
}

static void test_load_and_plan(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    for (int i = 2; i < 5; i++)
        animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "EWE000%d", i), "F", "2022-02-02", farm.e01);
    EVENT(f, "service", "animal=EWE0002", "ram=RAM0001");
    EVENT(f, "service", "animal=EWE0003", "ram=RAM0001");
    SOFT(f, "mating_load", "ram", "RAM0001", "service", "animal=EWE0004", "ram=RAM0001");
    animal(f, "hu_sheep", "hu", "RAM0009", "M", "2022-02-02", farm.e01);
    run(f, arena_printf(&f->arena,
                        "INSERT INTO plan (uuid, code, species, from_day, to_day, max_f, parameters, inputs, made_on, "
                        "made_by, change_seen, objective, bound, pairs, ewes, rams, served, status) VALUES "
                        "(randomblob(16), 'P1', 'hu_sheep', %d, %d, 1, '{}', x'', 1, 'x', 0, 0, 0, 0, 0, 0, 0, "
                        "'approved')",
                        day_of("2025-10-01"), day_of("2025-11-01")));
    run(f, arena_printf(&f->arena, "INSERT INTO plan_mating (plan, ewe, ram, reason) SELECT 1, %lld, %lld, 'best'",
                        (long long)farm.ewe, (long long)farm.ram));
    SOFT(f, "mating_plan", "ram", "RAM0009", "service", "animal=EWE0001", "ram=RAM0009");
    EVENT(f, "service", "animal=EWE0001", "ram=RAM0001", "date=2025-10-30");
    assert_int_equal(number(f, "SELECT plan FROM event ORDER BY id DESC LIMIT 1"), 1);
}

/* A daughter of the ram, and a granddaughter by another one. */
static void test_kin(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t daughter = animal(f, "hu_sheep", "hu", "DAUGHT1", "F", "2023-01-10", farm.e01);
    int64_t grand = animal(f, "hu_sheep", "hu", "GRAND01", "F", "2024-01-10", farm.e01);
    int64_t great = animal(f, "hu_sheep", "hu", "GREAT01", "F", "2025-01-10", farm.e01);
    run(f, arena_printf(&f->arena, "UPDATE animal SET sire = %lld WHERE id = %lld", (long long)farm.ram,
                        (long long)daughter));
    run(f,
        arena_printf(&f->arena, "UPDATE animal SET dam = %lld WHERE id = %lld", (long long)daughter, (long long)grand));
    run(f, arena_printf(&f->arena, "UPDATE animal SET dam = %lld WHERE id = %lld", (long long)grand, (long long)great));
    HARD(f, "mating_kin_hard", "ram", "25%", "service", "animal=DAUGHT1", "ram=RAM0001");
    HARD(f, "mating_kin_hard", "ram", "RAM0001", "ram_in", "animal=DAUGHT1", "ram=RAM0001");
    HARD(f, "mating_kin_hard", "ram", "12.5%", "service", "animal=GRAND01", "ram=RAM0001");
    SOFT(f, "mating_kin_warn", "ram", "6.25%", "service", "animal=GREAT01", "ram=RAM0001");
    struct record r = fixture_record(f, "animal=DAUGHT1", "ram=RAM0001", NULL);
    r.confirmed = "all";
    refused(f, ERR_DATA, "mating_kin_hard", "ram", "DAUGHT1", "service", r);
}

static void test_breeding_rules(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *ewe = "animal=EWE0001", *ram = "ram=RAM0001";
    SOFT(f, "not_pregnant", "animal", "EWE0001", "lambing", ewe, "lamb=F");
    SOFT(f, "not_pregnant", "animal", "EWE0001", "abortion", ewe);
    SOFT(f, "not_mated", "animal", "EWE0001", "scan", ewe, "result=pregnant");
    SOFT(f, "not_lactating", "animal", "EWE0001", "wean", ewe);
    EVENT(f, "service", ewe, ram, "date=2025-02-01");
    SOFT(f, "scan_early", "date", "10", "scan", ewe, "result=pregnant", "date=2025-02-11");
    SOFT(f, "scan_warn", "date", "120", "scan", ewe, "result=pregnant", "date=2025-06-01");
    HARD(f, "scan_hard", "date", "140", "scan", ewe, "result=pregnant", "date=2025-06-21");
    EVENT(f, "scan", ewe, "result=pregnant", "foetuses=2", "date=2025-03-05");
    HARD(f, "gestation_hard", "date", "100", "lambing", ewe, "lamb=F", "date=2025-05-12");
    SOFT(f, "gestation_warn", "date", "140", "lambing", ewe, "lamb=F", "date=2025-06-21");
    SOFT(f, "litter_foetuses", "lamb", "2", "lambing", ewe, "lamb=F", "date=2025-06-29");
    SOFT(f, "range_warn", "lamb", "6", "lambing", ewe, "lamb=F", "lamb=F", "lamb=F", "lamb=M", "lamb=M", "lamb=M",
         "date=2025-06-29");
    EVENT(f, "lambing", ewe, "lamb=F", "lamb=M", "date=2025-06-29");
    HARD(f, "birth_interval_hard", "date", "2025-06-29", "lambing", ewe, "lamb=F", "date=2025-10-20");
    SOFT(f, "wean_early", "date", "10", "wean", ewe, "date=2025-07-09");
    SOFT(f, "wean_warn", "date", "80", "wean", ewe, "date=2025-09-17");
    HARD(f, "wean_hard", "date", "101", "wean", ewe, "date=2025-10-08");
    HARD(f, "wean_count", "weaned", "3", "wean", ewe, "weaned=3", "date=2025-08-13");
    EVENT(f, "wean", ewe, "weaned=2", "date=2025-08-13");
    animal(f, "hu_sheep", "hu", "YOUNG01", "F", "2025-02-01", farm.e01);
    animal(f, "hu_sheep", "hu", "YOUNG02", "F", "2024-11-20", farm.e01);
    HARD(f, "parent_impossible", "date", "YOUNG01", "lambing", "animal=YOUNG01", "lamb=F");
    SOFT(f, "parent_too_young", "date", "YOUNG02", "lambing", "animal=YOUNG02", "lamb=F");
    struct record late = fixture_record(f, "animal=COW0001", "ram=BULL0001", "date=2024-06-25", NULL);
    late.confirmed = "all";
    late.override = "补录";
    did(f, "service", late);
    SOFT(f, "birth_season", "date", "2025-08-01", "calving", "animal=COW0001", "lamb=F", "date=2025-08-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
        TEST(test_fields),        TEST(test_words), TEST(test_day_and_animal),
        TEST(test_weights),       TEST(test_gain),  TEST(test_service_rules),
        TEST(test_load_and_plan), TEST(test_kin),   TEST(test_breeding_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
