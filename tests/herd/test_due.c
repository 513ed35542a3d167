/* test_due.c - the work of the day, each kind provoked by its facts and ended by what does it; today is 2025-10-31 */
#include "event_farm.h"
#include "plan_asked.h"

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

static struct work all_work_at(struct fixture *f, const char *species, int64_t holding, const char *until)
{
    struct work w;
    assert_done(due_list(f->herd, species, holding, day_of(until), 100, &f->arena, &w.all, &w.count, &w.total, e));
    assert_int_equal(w.count, w.total);
    return w;
}

/* Vaccinations have a test of their own; the young of the others may well need some. */
static struct work work_at(struct fixture *f, const char *species, int64_t holding, const char *until)
{
    struct work all = all_work_at(f, species, holding, until), w = all;
    w.count = 0;
    for (int i = 0; i < all.count; i++)
        if (!all.all[i].vaccine)
            w.all[w.count++] = all.all[i];
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
    assert_none(f, "2025-10-19");
    assert_only(f, "2025-11-18", "ram_out", farm.ewe, "2025-10-20"); /* and nobody watches her for heats */
    struct work w = work_at(f, NULL, 0, "2025-11-19");
    assert_int_equal(w.count, 2);
    assert_string_equal(w.all[1].task, "scan");
    assert_int_equal(w.all[1].day, day_of("2025-11-19"));
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

/* They have no heats to watch for: every 12 days in the rut, until a scan; the last service's day counts. */
static void camels_are_served_again_in_the_rut(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    happened(f, "service", farm.cow, farm.bull, "2025-12-05", "pen");
    assert_none(f, "2025-12-16");
    assert_only(f, "2025-12-17", "repeat", farm.cow, "2025-12-17");
    assert_string_equal(due_event("repeat", "bactrian_camel"), "service");
    int64_t again = happened(f, "service", farm.cow, farm.bull, "2025-12-19", "pen");
    assert_only(f, "2025-12-31", "repeat", farm.cow, "2025-12-31");
    run(f, arena_printf(&f->arena, "UPDATE event SET voided = 'mistake' WHERE id = %lld", (long long)again));
    assert_only(f, "2025-12-31", "repeat", farm.cow, "2025-12-17");
    happened(f, "scan", farm.cow, 0, "2025-12-18", "pregnant");
    assert_none(f, "2026-01-31");
    happened(f, "service", farm.cow, farm.bull, "2026-04-03", "pen");
    assert_only(f, "2026-04-15", "repeat", farm.cow, "2026-04-15");
    happened(f, "service", farm.cow, farm.bull, "2026-04-04", "pen");
    assert_none(f, "2026-04-30"); /* the rut is over */
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
    assert_done(plan_make_asked(f, &request, &plan, e));
    assert_none(f, "2025-11-05");
    assert_done(plan_approve(f->herd, plan, e));
    assert_none(f, "2025-11-02");
    assert_only(f, "2025-11-03", "mate", farm.ewe, "2025-11-03");
    happened(f, "ram_in", farm.ewe, farm.ram, "2025-11-03", "");
    assert_none(f, "2025-11-05");
    assert_only(f, "2025-11-22", "ram_out", farm.ewe, "2025-11-22"); /* 20 days, the first and the last included */
    run(f, "UPDATE event SET plan = (SELECT id FROM plan_mating LIMIT 1)");
    run(f, "UPDATE plan SET to_day = to_day + 3");
    assert_only(f, "2025-11-25", "ram_out", farm.ewe, "2025-11-25"); /* the plan says so */
    happened(f, "ram_out", farm.ewe, farm.ram, "2025-11-20", "");
    assert_none(f, "2025-11-25");
}

static const struct due *vaccination(struct fixture *f, const char *vaccine, const char *until)
{
    struct work w = all_work_at(f, NULL, 0, until);
    for (int i = 0; i < w.count; i++)
        if (w.all[i].vaccine && strcmp(w.all[i].vaccine, vaccine) == 0)
            return &w.all[i];
    return NULL;
}

static void assert_vaccination(struct fixture *f, const char *vaccine, int64_t id, const char *day)
{
    assert_null(vaccination(f, vaccine, plus(f, day, -1)));
    const struct due *due = vaccination(f, vaccine, day);
    assert_non_null(due);
    assert_string_equal(due->task, "vaccinate");
    assert_int_equal(due->animal, id);
    assert_int_equal(due->day, day_of(day));
}

static void vaccines_first_second_and_again(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t lamb = animal(f, "hu_sheep", "hu", "LAMB0002", "F", "2025-10-10", farm.e01);
    assert_int_equal(all_work_at(f, NULL, 0, "2025-11-06").count, 0); /* of the grown ones nothing is known */
    assert_vaccination(f, "fmd", lamb, "2025-11-07");                 /* 28 days */
    assert_vaccination(f, "clostridial", lamb, "2025-11-09");         /* 30 */
    assert_vaccination(f, "ppr", lamb, "2025-11-09");
    assert_vaccination(f, "pox", lamb, "2025-12-09");         /* 60 */
    assert_null(vaccination(f, "brucellosis", "2027-10-31")); /* as the county plans it, not by age */
    happened(f, "vaccinate", lamb, 0, "2025-10-30", "fmd");
    assert_vaccination(f, "fmd", lamb, "2025-11-29"); /* 30 days after the first */
    int64_t second = happened(f, "vaccinate", lamb, 0, "2025-10-31", "fmd");
    assert_vaccination(f, "fmd", lamb, "2026-04-29"); /* 180 days after the second */
    run(f, arena_printf(&f->arena, "UPDATE event SET voided = 'x' WHERE id = %lld", (long long)second));
    assert_vaccination(f, "fmd", lamb, "2025-11-29");
    happened(f, "vaccinate", farm.cow, 0, "2025-05-15", "fmd");
    assert_vaccination(f, "fmd", farm.cow, "2025-11-11"); /* camels: 180 days, and no second one */
    happened(f, "vaccinate", farm.ewe, 0, "2024-11-04", "pox");
    assert_vaccination(f, "pox", farm.ewe, "2025-11-04");
}

static void vaccinations_late_by_as_long_again_are_given_up(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t ewe = farm.ewe;
    int64_t dose = happened(f, "vaccinate", ewe, 0, "2024-11-05", "fmd"); /* 360 days ago */
    assert_int_equal(vaccination(f, "fmd", "2025-10-31")->overdue, 180);
    run(f, arena_printf(&f->arena, "UPDATE event SET day = day - 1 WHERE id = %lld", (long long)dose));
    assert_null(vaccination(f, "fmd", "2025-10-31"));
    int64_t lamb = animal(f, "hu_sheep", "hu", "LAMB0003", "M", "2025-07-11", farm.e01); /* 112 days: four times 28 */
    assert_int_equal(vaccination(f, "fmd", "2025-10-31")->overdue, 84);
    run(f, arena_printf(&f->arena, "UPDATE animal SET birth = birth - 1 WHERE id = %lld", (long long)lamb));
    assert_null(vaccination(f, "fmd", "2025-10-31"));
    run(f, arena_printf(&f->arena, "UPDATE animal SET birth = birth + 30, birth_precision = 'y' WHERE id = %lld",
                        (long long)lamb));
    assert_null(vaccination(f, "fmd", "2025-10-31")); /* a year is no age in days */
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

static void groups_add_up(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t f01 = fixture_holding(f, "F01", "farm", "E01"), ids[4];
    const int64_t holdings[] = { farm.e01, f01, f01, f01 };
    const char *const days[] = { "2025-09-20", "2025-09-01", "2025-09-10", "2025-10-02" };
    for (int i = 0; i < 4; i++) {
        ids[i] = animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "GRP%d", i), "F", "2022-01-01", holdings[i]);
        happened(f, "service", ids[i], 0, days[i], "pen");
    }
    struct due_book *book = due_open(f->herd, day_of("2025-11-30"));
    struct due_group *groups;
    struct due *due;
    int count;
    int64_t total;
    bool changed;
    assert_int_equal(due_percent(book), 0);
    assert_done(due_more(book, -1, &changed, e));
    assert_true(changed);
    assert_int_equal(due_percent(book), 100);
    struct due_filter filter = { .until = day_of("2025-11-07") };
    assert_done(due_groups(book, &filter, &f->arena, &groups, &count, &total, e));
    assert_int_equal(count, 4); /* scan overdue at F01 (2) and E01, return overdue and the scan of 11-01 at F01 */
    assert_int_equal(total, 5);
    assert_string_equal(groups[0].task, "scan");
    assert_int_equal(groups[0].count, 2);
    assert_int_equal(groups[0].holding, f01);
    assert_int_equal(groups[0].day, DATE_NONE);
    assert_int_equal(groups[0].longest, 30);
    assert_string_equal(groups[1].task, "return");
    assert_int_equal(groups[1].longest, 12);
    assert_int_equal(groups[2].longest, 11);
    assert_int_equal(groups[3].day, day_of("2025-11-01"));
    assert_done(due_of_group(book, &groups[0], &f->arena, &due, &count, e));
    assert_int_equal(count, 2);
    assert_int_equal(due[0].animal, ids[1]);
    assert_int_equal(due[1].animal, ids[2]);
    filter.species = "bactrian_camel";
    assert_done(due_groups(book, &filter, &f->arena, &groups, &count, &total, e));
    assert_int_equal(count, 0);
    filter = (struct due_filter){ .holding = f01, .until = day_of("2025-10-31") };
    assert_done(due_groups(book, &filter, &f->arena, &groups, &count, &total, e));
    assert_int_equal(total, 3);
    assert_string_equal(due_event("due", "hu_sheep"), "lambing");
    assert_string_equal(due_event("due", "bactrian_camel"), "calving");
    due_close(book);
}

/* ---- after any changes the book that followed them equals one read anew ---- */
static void assert_same(struct fixture *f, struct due_book *followed, date_day until, const char *after)
{
    struct due_book *anew = due_open(f->herd, until);
    struct due_group *a, *b;
    struct due *x, *y;
    int a_count, b_count, x_count, y_count;
    int64_t a_total, b_total;
    bool changed;
    const struct due_filter all = { .until = until };
    assert_done(due_more(followed, -1, &changed, e));
    assert_done(due_more(anew, -1, &changed, e));
    assert_done(due_groups(followed, &all, &f->arena, &a, &a_count, &a_total, e));
    assert_done(due_groups(anew, &all, &f->arena, &b, &b_count, &b_total, e));
    if (a_count != b_count || a_total != b_total)
        fail_msg("after %s: %d groups of %lld, not %d of %lld", after, a_count, (long long)a_total, b_count,
                 (long long)b_total);
    for (int i = 0; i < a_count; i++) {
        assert_int_equal(a[i].key, b[i].key);
        assert_int_equal(a[i].count, b[i].count);
        assert_int_equal(a[i].longest, b[i].longest);
        assert_done(due_of_group(followed, &a[i], &f->arena, &x, &x_count, e));
        assert_done(due_of_group(anew, &b[i], &f->arena, &y, &y_count, e));
        assert_int_equal(x_count, y_count);
        for (int k = 0; k < x_count; k++) {
            assert_int_equal(x[k].animal, y[k].animal);
            assert_int_equal(x[k].day, y[k].day);
        }
    }
    due_close(anew);
}

static void followed_equals_read_anew(void **state)
{
    enum { ANIMALS = 30, STEPS = 400 };
    static const char *const steps[] = { "service",   "ram_in", "ram_out", "scan", "lambing", "wean",
                                         "vaccinate", "move",   "void",    "tag",  "born",    "leave",
                                         "undo",      "new",    "plan",    "tier" };
    static const char *const scans[] = { "pregnant", "open", "doubtful" };
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t ids[ANIMALS];
    date_day until = f->herd->today + 400;
    for (int i = 0; i < ANIMALS; i++)
        ids[i] = animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "A%03d", i), i % 5 ? "F" : "M", "2025-07-20",
                        i % 3 ? farm.e01 : farm.h10);
    struct plan_request request = { .species = "hu_sheep", .holding = farm.e01, .from = f->herd->today, .max_f = -1 };
    int64_t plan;
    assert_done(plan_make_asked(f, &request, &plan, e));
    struct due_book *book = due_open(f->herd, until);
    bool changed;
    assert_done(due_more(book, -1, &changed, e));
    int undone = 0;
    srand(11);
    for (int n = 0; n < STEPS; n++) {
        const char *step = steps[(size_t)rand() % COUNT(steps)], *words;
        int64_t id = ids[rand() % ANIMALS], other = ids[rand() % ANIMALS / 5 * 5];
        int day = f->herd->today - rand() % 320;
        char date[DATE_TEXT];
        struct err ignored;
        const char *sql = NULL;
        if (strcmp(step, "move") == 0)
            sql = arena_printf(&f->arena, "UPDATE stay SET keeper = %lld, place = keeper WHERE animal = %lld",
                               (long long)(rand() % 2 ? farm.e01 : farm.h10), (long long)id);
        else if (strcmp(step, "void") == 0)
            sql = "UPDATE event SET voided = CASE WHEN voided IS NULL THEN 'x' END WHERE id = (SELECT id FROM event "
                  "ORDER BY uuid LIMIT 1)";
        else if (strcmp(step, "tag") == 0)
            sql = arena_printf(&f->arena,
                               "INSERT INTO identifier (animal, kind, value, normal, tail) VALUES (%lld, 'official', "
                               "%d, %d, '')",
                               (long long)id, n, n);
        else if (strcmp(step, "born") == 0)
            sql = arena_printf(&f->arena,
                               "UPDATE animal SET birth = %d, birth_event = (SELECT max(id) FROM event WHERE kind = "
                               "'lambing') WHERE id = %lld",
                               day, (long long)id);
        else if (strcmp(step, "leave") == 0)
            sql = arena_printf(&f->arena,
                               "UPDATE stay SET to_day = CASE WHEN to_day IS NULL THEN %d END WHERE animal = %lld", day,
                               (long long)id);
        else if (strcmp(step, "plan") == 0)
            sql = "UPDATE plan SET status = CASE status WHEN 'draft' THEN 'approved' ELSE 'draft' END, to_day = to_day "
                  "+ 1";
        else if (strcmp(step, "tier") == 0)
            sql = "UPDATE holding SET tier = CASE tier WHEN 'farm' THEN 'household' ELSE 'farm' END WHERE code = 'H10'";
        if (sql)
            run(f, sql);
        else if (strcmp(step, "undo") == 0)
            undone += change_undo(f->herd, 0, &f->arena, &words, &ignored);
        else if (strcmp(step, "new") == 0)
            animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "N%03d", n), "F", date_format(day, DATE_DAY, date),
                   farm.h10);
        else if (number(f, arena_printf(&f->arena, "SELECT count(*) FROM stay WHERE animal = %lld AND to_day IS NULL",
                                        (long long)id)))
            happened(f, step, id, other, date_format(day, DATE_DAY, date),
                     strcmp(step, "scan") == 0        ? scans[rand() % 3]
                     : strcmp(step, "vaccinate") == 0 ? "fmd"
                                                      : "");
        if (rand() % 3 == 0)
            assert_same(f, book, until, step);
    }
    assert_same(f, book, until, "all");
    assert_true(undone > 10);
    due_close(book);
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
        TEST(camels_are_served_again_in_the_rut),
        TEST(the_village_ram_leaves_before_his_daughters_come_of_age),
        TEST(an_approved_plan_is_to_be_carried_out),
        TEST(vaccines_first_second_and_again),
        TEST(vaccinations_late_by_as_long_again_are_given_up),
        TEST(groups_add_up),
        TEST(followed_equals_read_anew),
        TEST(by_holding_longest_overdue_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
