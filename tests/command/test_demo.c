/* test_demo.c - the demonstration county keeps what it promises: the oracle's month of every holder, the batch's rates,
 * the camels, work of every kind, the rules of the trade, and the same county for the same seed */
#include "fixture.h"

#include "mupu/command.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- making one ---- */

static bool make(const char *path, const char *animals, const char *seed, const char *fresh, struct err *e)
{
    struct arena arena;
    struct record r;
    FILE *nowhere = fopen("/dev/null", "w");
    assert_non_null(nowhere);
    arena_init(&arena);
    record_init(&r, &arena);
    record_set(&r, "animals", animals);
    record_set(&r, "seed", seed);
    record_set(&r, "fresh", fresh);
    struct command_context c = { .path = path, .chinese = true, .out = nowhere, .words = nowhere, .arena = &arena };
    setenv("MUPU_SEED", "another", 1); /* identities start anew, as in a process of its own */
    uuid_make();
    unsetenv("MUPU_SEED"); /* it would win over --seed */
    bool good = command_find("demo", NULL)->run(&c, &r, e);
    unsetenv("MUPU_SEED");
    herd_close(c.herd);
    arena_done(&arena);
    fclose(nowhere);
    return good;
}

static const char *beside(struct fixture *f, const char *name)
{
    return arena_printf(&f->arena, "%s/%s", f->folder, name);
}

/* One county for all that only read. */
static int county_setup(void **state)
{
    fixture_setup(state);
    struct fixture *f = *state;
    herd_close(f->herd);
    f->herd = NULL;
    snprintf(f->path, sizeof f->path, "%s/county.mupu", f->folder);
    assert_done(make(f->path, NULL, NULL, NULL, e));
    assert_done(herd_open(f->path, STORE_READ, true, &f->herd, e));
    return 0;
}

static date_day day_of(const char *text)
{
    date_day day = 0;
    assert_done(date_parse(text, &day, NULL, e));
    return day;
}

/* ---- the oracle: domain.md section 7 ---- */

static const struct {
    const char *code;
    int64_t opening, born, bought, moved_in, moved_out, slaughtered, home, sold, died, closing;
} month[] = {
    { "E01", 1260, 310, 0, 22, 33, 140, 0, 45, 14, 1360 },
    { "F01", 420, 96, 0, 0, 0, 60, 0, 10, 6, 440 },
    { "F02", 380, 88, 20, 0, 0, 52, 0, 0, 5, 431 },
    { "F03", 60, 12, 0, 0, 0, 8, 0, 0, 1, 63 },
    { "H01", 38, 8, 0, 0, 11, 4, 1, 0, 1, 29 },
    { "H02", 0, 0, 0, 11, 0, 0, 0, 0, 0, 11 },
    { "H03", 24, 7, 0, 0, 0, 3, 0, 0, 1, 27 },
    { "H04", 31, 6, 0, 0, 0, 5, 1, 0, 0, 31 },
    { "H05", 6, 0, 0, 11, 0, 0, 0, 0, 0, 17 },
    { "H06", 41, 10, 0, 0, 11, 6, 0, 0, 1, 33 },
    { "H07", 18, 4, 2, 0, 0, 2, 1, 0, 0, 21 },
    { "H08", 27, 5, 0, 0, 0, 4, 0, 0, 2, 26 },
    { "H09", 0, 0, 0, 11, 0, 0, 0, 0, 0, 11 },
    { "H10", 22, 6, 0, 0, 0, 3, 1, 0, 0, 24 },
};

static void assert_heads(const char *whose, const char *what, int64_t got, int64_t expected)
{
    if (got != expected)
        fail_msg("%s: %s %lld instead of %lld", whose, what, (long long)got, (long long)expected);
}

static void oracle_month(void **state)
{
    struct fixture *f = *state;
    struct stock_flow *flows, *all;
    int count, all_count, met = 0;
    date_day from = day_of("2025-09-30"), to = day_of("2025-10-31");
    assert_done(stock_flow_each(f->herd, LIST_BY_KEEPER, 0, from, to, &f->arena, &flows, &count, e));
    for (size_t i = 0; i < COUNT(month); i++) {
        const char *code = month[i].code;
        int64_t id = 0;
        assert_done(holding_find(f->herd, code, &id, e));
        for (int k = 0; k < count; k++) {
            if (flows[k].holding != id || strcmp(flows[k].species, "hu_sheep") != 0)
                continue;
            met++;
            assert_heads(code, "opening", flows[k].opening, month[i].opening);
            assert_heads(code, "born", flows[k].born, month[i].born);
            assert_heads(code, "bought", flows[k].bought, month[i].bought);
            assert_heads(code, "moved in", flows[k].moved_in, month[i].moved_in);
            assert_heads(code, "moved out", flows[k].moved_out, month[i].moved_out);
            assert_heads(code, "slaughtered", flows[k].slaughtered, month[i].slaughtered);
            assert_heads(code, "home", flows[k].home, month[i].home);
            assert_heads(code, "sold", flows[k].sold, month[i].sold);
            assert_heads(code, "died", flows[k].died, month[i].died);
            assert_heads(code, "missing and found", flows[k].missing + flows[k].found, 0);
            assert_heads(code, "closing", flows[k].closing, month[i].closing);
        }
    }
    assert_int_equal(met, COUNT(month));
    assert_done(stock_flow(f->herd, LIST_BY_KEEPER, 0, from, to, &f->arena, &all, &all_count, e));
    assert_string_equal(all[0].species, "hu_sheep");
    assert_heads("all", "opening", all[0].opening, 2327);
    assert_heads("all", "moved", all[0].moved_in + all[0].moved_out, 0);
    assert_heads("all", "closing", all[0].closing, 2524);
}

static void tiers_and_ages(void **state)
{
    static const int64_t closing[] = { 1360, 934, 230 };
    struct fixture *f = *state;
    struct stock_row *rows;
    struct stock_age *ages;
    int count, age_count;
    int64_t heads[2] = { 0 };
    assert_done(stock_summary(f->herd, STOCK_BY_TIER, LIST_BY_KEEPER, 0, f->herd->today, &f->arena, &rows, &count, e));
    assert_int_equal(count, 4); /* the camels are one farm's */
    for (int i = 0; i < 3; i++)
        assert_heads(rows[i].key, "closing", rows[i].heads, closing[i]);
    assert_heads("camels", "closing", rows[3].heads, 64);
    for (int s = 0; s < 2; s++) {
        const char *species = s ? "bactrian_camel" : "hu_sheep";
        assert_done(stock_ages(f->herd, species, LIST_BY_KEEPER, 0, f->herd->today, &f->arena, &ages, &age_count, e));
        for (int i = 0; i < age_count; i++)
            heads[s] += ages[i].females + ages[i].males;
    }
    assert_int_equal(heads[0], 2524);
    assert_int_equal(heads[1], 64);
}

static void batch_of_the_oracle(void **state)
{
    struct fixture *f = *state;
#define OF_BATCH " FROM event e JOIN batch b ON b.id = e.batch AND b.code = 'E01-2025B1' WHERE e.kind = "
    const struct {
        const char *sql;
        int64_t expected;
    } cases[] = {
        { "SELECT count(*)" OF_BATCH "'ram_in' AND e.day = 20148", 112 }, /* 2025-03-01 */
        { "SELECT count(*)" OF_BATCH "'scan' AND e.code = 'pregnant' AND e.day = 20197", 96 },
        { "SELECT count(*)" OF_BATCH "'abortion'", 2 },
        { "SELECT count(*)" OF_BATCH "'death' AND e.day = 20180", 1 },
        { "SELECT count(*)" OF_BATCH "'lambing' AND e.day BETWEEN 20296 AND 20315", 94 },
        { "SELECT sum(e.count)" OF_BATCH "'lambing'", 207 },
        { "SELECT sum(e.count - e.dead)" OF_BATCH "'lambing'", 201 },
        { "SELECT count(*)" OF_BATCH "'wean' AND e.day = 20350", 94 },
        { "SELECT count(*) FROM animal a JOIN event e ON e.id = a.birth_event JOIN batch b ON b.id = e.batch", 201 },
        { "SELECT count(*) FROM animal a JOIN event e ON e.id = a.birth_event JOIN batch b ON b.id = e.batch JOIN stay "
          "s "
          "ON s.animal = a.id WHERE coalesce(s.from_day, 0) <= 20350 AND coalesce(s.to_day, 99999) > 20350",
          187 },
    };
    assert_int_equal(day_of("2025-03-01"), 20148);
    assert_int_equal(day_of("2025-09-19"), 20350);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_heads("batch", cases[i].sql, fixture_number(f, cases[i].sql), cases[i].expected);
}

static void camels_and_numbers(void **state)
{
    static const char *const numbers[] = { "KP01-23-00011", "365292900000011", "156000000065311" };
    struct fixture *f = *state;
    int64_t ram = 0, other, cow = 0, bull = 0;
    assert_done(identifier_one(f->herd, numbers[0], "animal", &ram, e));
    for (size_t i = 1; i < COUNT(numbers); i++) {
        assert_done(identifier_one(f->herd, numbers[i], "animal", &other, e));
        assert_int_equal(other, ram);
    }
    struct animal animal;
    assert_done(animal_load(f->herd, ram, &f->arena, &animal, e));
    assert_string_equal(animal.family, "A");
    assert_string_equal(animal.fecb, "BB");
    assert_done(identifier_one(f->herd, "KT03-18-0014", "animal", &cow, e));
    assert_done(identifier_one(f->herd, "KT03-15-0003", "animal", &bull, e));
    assert_int_equal(day_of("2025-01-15"), 20103);
    assert_int_equal(fixture_number(f, arena_printf(&f->arena,
                                                    "SELECT count(*) FROM event WHERE kind = 'service' AND animal = "
                                                    "%lld AND other = %lld AND day IN (20103, 20115)",
                                                    (long long)cow, (long long)bull)),
                     2);
    assert_int_equal(fixture_number(f, "SELECT sum(value) FROM event WHERE kind = 'milk' AND day = 20392"), 30000);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM event WHERE kind = 'milk' AND day = 20392"), 12);
}

/* Ten ewes in lamb and a ram for each of three households, the enterprise's own. 20379: 2025-10-18 */
static void placed(void **state)
{
    struct fixture *f = *state;
    for (int male = 0; male < 2; male++)
        assert_int_equal(
            fixture_number(f, arena_printf(&f->arena,
                                           "SELECT count(*) FROM stay s JOIN holding k ON k.id = s.keeper JOIN "
                                           "ownership w ON w.animal = s.animal AND w.to_day IS NULL JOIN holding o ON "
                                           "o.id = w.holding JOIN animal a ON a.id = s.animal WHERE s.to_day IS NULL "
                                           "AND s.from_day = 20379 AND k.code IN ('H02', 'H05', 'H09') AND o.code = "
                                           "'E01' AND a.sex = '%s'",
                                           male ? "M" : "F")),
            male ? 3 : 30);
}

/* ---- something to do of every kind, but for what needs an approved plan ---- */

static void work_of_every_kind(void **state)
{
    static const char *const tasks[] = { "return", "scan", "rescan", "due", "wean", "tag", "ram_leaves" };
    struct fixture *f = *state;
    struct due *due;
    int count;
    int64_t total;
    assert_done(due_list(f->herd, NULL, 0, f->herd->today + 7, 10000, &f->arena, &due, &count, &total, e));
    for (size_t t = 0; t < COUNT(tasks); t++) {
        int met = 0;
        for (int i = 0; i < count; i++)
            met += strcmp(due[i].task, tasks[t]) == 0;
        if (!met)
            fail_msg("nothing to do of \"%s\"", tasks[t]);
    }
}

/* ---- the rules of the trade, as SQL that must find nothing ---- */

static const char *const offences[] = {
    "SELECT count(*) FROM animal a JOIN animal p ON p.id = a.sire WHERE p.sex IS NOT 'M' OR p.birth > a.birth - 300",
    "SELECT count(*) FROM animal a JOIN animal p ON p.id = a.dam WHERE p.sex IS NOT 'F' OR p.birth > a.birth - 300",
    "SELECT count(*) FROM animal a JOIN animal p ON p.id IN (a.sire, a.dam) WHERE p.species <> a.species",
    /* nothing happens to an animal that is not there, nor to one that is not born */
    "SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM stay s WHERE s.animal = e.animal AND "
    "coalesce(s.from_day, 0) <= e.day AND coalesce(s.to_day, 99999) >= e.day)",
    "SELECT count(*) FROM event e JOIN animal a ON a.id = e.animal WHERE e.day < a.birth OR e.day > 20392",
    "SELECT count(*) FROM event e JOIN animal o ON o.id = e.other WHERE e.kind IN ('service', 'ram_in', 'lambing', "
    "'calving') AND (o.sex <> 'M' OR o.birth > e.day - 200)",
    "SELECT count(*) FROM event e JOIN animal a ON a.id = e.animal WHERE a.sex <> 'F' AND e.kind IN ('service', "
    "'ram_in', 'ram_out', 'scan', 'lambing', 'calving', 'abortion', 'wean')",
    /* a lambing is a gestation after its joining, of as many lambs as came alive */
    "SELECT count(*) FROM event l WHERE l.kind = 'lambing' AND NOT EXISTS (SELECT 1 FROM event j WHERE j.kind = "
    "'ram_in' AND j.animal = l.animal AND j.other = l.other AND l.day - j.day BETWEEN 138 AND 180)",
    "SELECT count(*) FROM event l WHERE l.kind IN ('lambing', 'calving') AND l.count - l.dead <> (SELECT count(*) FROM "
    "animal a WHERE a.birth_event = l.id AND a.dam = l.animal AND a.sire = l.other AND a.birth = l.day)",
    "SELECT count(*) FROM event l JOIN event m ON m.animal = l.animal AND m.id <> l.id AND m.kind = l.kind WHERE "
    "l.kind = 'lambing' AND abs(m.day - l.day) < 165",
    /* intervals never overlap, and who is there belongs to somebody */
    "SELECT count(*) FROM stay s JOIN stay o ON o.animal = s.animal AND o.id > s.id WHERE coalesce(o.from_day, 0) < "
    "coalesce(s.to_day, 99999) OR coalesce(s.to_day, 99999) < coalesce(s.from_day, 0)",
    "SELECT count(*) FROM stay s WHERE s.to_day IS NULL AND NOT EXISTS (SELECT 1 FROM ownership w WHERE w.animal = "
    "s.animal AND w.to_day IS NULL)",
    "SELECT count(*) FROM stay s JOIN animal a ON a.id = s.animal WHERE a.reference = 1 OR s.from_day < a.birth",
    "SELECT count(*) FROM stay s JOIN pen p ON p.id = s.pen WHERE p.holding <> s.place",
    "SELECT count(*) FROM (SELECT p.capacity, count(*) AS heads FROM stay s JOIN pen p ON p.id = s.pen WHERE s.to_day "
    "IS NULL GROUP BY p.id) WHERE heads > capacity",
    /* odd numbers are males', no number is given twice, all that are older than two months have an official one */
    "SELECT count(*) FROM identifier i JOIN animal a ON a.id = i.animal WHERE i.kind = 'farm' AND (substr(i.value, -1) "
    "IN ('1', '3', '5', '7', '9')) <> (a.sex = 'M') AND a.species = 'hu_sheep'",
    "SELECT count(*) - count(DISTINCT kind || normal) FROM identifier",
    "SELECT count(*) FROM stay s JOIN animal a ON a.id = s.animal WHERE s.to_day IS NULL AND a.species = 'hu_sheep' "
    "AND a.birth < 20330 AND NOT EXISTS (SELECT 1 FROM identifier i WHERE i.animal = a.id AND i.kind = 'official')",
    "SELECT count(*) FROM event e JOIN animal a ON a.id = e.animal JOIN param p ON p.species = a.species AND p.name = "
    "'weight_birth_' || a.sex WHERE e.kind = 'weigh' AND e.day = a.birth AND (e.value < p.hard_low OR e.value > "
    "p.hard_high)",
};

static void assert_lawful(struct fixture *f)
{
    for (size_t i = 0; i < COUNT(offences); i++)
        assert_heads("offences", offences[i], fixture_number(f, offences[i]), 0);
}

static void lawful(void **state)
{
    struct fixture *f = *state;
    assert_lawful(f);
    assert_done(store_verify(f->herd->store, true, NULL, e));
    /* every number is one the program itself would take */
    struct query *q = NULL;
    assert_done(store_query_text(f->herd->store,
                                 "SELECT a.species, i.kind, i.value FROM identifier i JOIN animal a ON a.id = i.animal "
                                 "WHERE i.id % 7 = 0 OR i.kind = 'rfid'",
                                 &q, e));
    int judged = 0;
    for (bool row = true;; judged++) {
        struct identifier_form form;
        assert_done(query_next(q, &row, e));
        if (!row)
            break;
        assert_done(identifier_parse(f->herd, query_text(q, 0), query_text(q, 2), &form, e));
        assert_string_equal(form.kind, query_text(q, 1));
    }
    query_done(&q);
    assert_true(judged > 500);
}

/* ---- the same seed, the same county ---- */

static uint64_t dump_of(struct fixture *f, const char *path)
{
    static const char *const tables[] = { "holding",    "holding_parent", "pen",  "batch", "animal",
                                          "identifier", "ownership",      "stay", "event", "inbreeding" };
    struct herd *herd = NULL;
    uint64_t hash = 14695981039346656037u;
    assert_done(herd_open(path, STORE_READ, true, &herd, e));
    for (size_t t = 0; t < COUNT(tables); t++) {
        struct query *q = NULL;
        assert_done(
            store_query_text(herd->store, arena_printf(&f->arena, "SELECT * FROM %s ORDER BY 1", tables[t]), &q, e));
        for (bool row = true;;) {
            assert_done(query_next(q, &row, e));
            if (!row)
                break;
            for (int i = 0; i < query_columns(q); i++) {
                size_t length = 0;
                const unsigned char *bytes = query_blob(q, i, &length);
                for (size_t k = 0; k < length; k++)
                    hash = (hash ^ bytes[k]) * 1099511628211u;
                hash = (hash ^ 0xff) * 1099511628211u;
            }
        }
        query_done(&q);
    }
    herd_close(herd);
    return hash;
}

static void same_for_the_same_seed(void **state)
{
    struct fixture *f = *state;
    static const char *const seeds[] = { "5", "5", "6" };
    uint64_t dumps[3];
    for (int i = 0; i < 3; i++) {
        const char *path = beside(f, arena_printf(&f->arena, "seed-%d.mupu", i));
        assert_done(make(path, NULL, seeds[i], NULL, e));
        dumps[i] = dump_of(f, path);
    }
    assert_true(dumps[0] == dumps[1]);
    assert_true(dumps[0] != dumps[2]);
}

/* Any seed balances: the figures are the table's, only who is who differs. */
static void another_seed_balances(void **state)
{
    struct fixture *f = *state;
    const char *path = beside(f, "another.mupu");
    struct fixture other = *f; /* its arena goes on with the copy and comes back */
    assert_done(make(path, NULL, "12345", NULL, e));
    assert_done(herd_open(path, STORE_READ, true, &other.herd, e));
    void *all = &other;
    oracle_month(&all);
    batch_of_the_oracle(&all);
    work_of_every_kind(&all);
    assert_lawful(&other);
    f->arena = other.arena;
    herd_close(other.herd);
}

static void scaled_up(void **state)
{
    struct fixture *f = *state;
    const char *path = beside(f, "big.mupu");
    struct fixture big = *f; /* its arena goes on with the copy and comes back */
    struct stock_flow *flows;
    int count;
    assert_done(make(path, "24000", NULL, NULL, e)); /* more than 20,000 go in in bulk */
    assert_done(herd_open(path, STORE_READ, true, &big.herd, e));
    int64_t heads = fixture_number(&big, "SELECT count(*) FROM stay WHERE to_day IS NULL");
    assert_true(heads >= 24000 && heads < 24800);
    assert_true(fixture_number(&big, "SELECT count(*) FROM holding") > 300);
    assert_lawful(&big);
    assert_done(store_verify(big.herd->store, true, NULL, e));
    assert_done(stock_flow_each(big.herd, LIST_BY_KEEPER, 0, day_of("2025-09-30"), day_of("2025-10-31"), &big.arena,
                                &flows, &count, e));
    for (int i = 0; i < count; i++)
        assert_int_equal(flows[i].opening + flows[i].born + flows[i].bought + flows[i].moved_in - flows[i].moved_out -
                             flows[i].sold - flows[i].slaughtered - flows[i].home - flows[i].died,
                         flows[i].closing);
    f->arena = big.arena;
    herd_close(big.herd);
}

/* ---- files of one's own are safe ---- */

static void never_over_a_book(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal"), 0);
    herd_close(f->herd);
    f->herd = NULL;
    assert_refused(make(f->path, NULL, NULL, "yes", e), ERR_DATA, "", "db", "herd.mupu");
    assert_done(herd_open(f->path, STORE_WRITE, true, &f->herd, e));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal"), 0);
}

/* A demonstration that is there stays as it is, with what was entered; only --fresh makes it anew. */
static void kept_until_asked(void **state)
{
    struct fixture *f = *state;
    const char *path = beside(f, "demo.mupu");
    assert_done(make(path, NULL, NULL, NULL, e));
    uint64_t first = dump_of(f, path);
    struct herd *herd = NULL;
    assert_done(herd_open(path, STORE_WRITE, true, &herd, e));
    assert_int_equal(herd->today, day_of("2025-10-31"));
    struct record r = fixture_record(f, "animal=KP01-23-00011", "weight=92.5", NULL);
    int64_t id;
    r.confirmed = "all";
    assert_done(event_add(herd, "weigh", &r, &id, e));
    herd_close(herd);
    uint64_t entered = dump_of(f, path);
    assert_true(entered != first);
    assert_done(make(path, NULL, NULL, NULL, e));
    assert_true(dump_of(f, path) == entered);
    assert_done(make(path, NULL, NULL, "yes", e));
    assert_true(dump_of(f, path) == first);
}

#define READ(name) cmocka_unit_test(name)
#define OWN(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        READ(oracle_month),
        READ(tiers_and_ages),
        READ(batch_of_the_oracle),
        READ(camels_and_numbers),
        READ(placed),
        READ(work_of_every_kind),
        READ(lawful),
        OWN(same_for_the_same_seed),
        OWN(another_seed_balances),
        OWN(scaled_up),
        OWN(never_over_a_book),
        OWN(kept_until_asked),
    };
    return cmocka_run_group_tests_name("command-demo", tests, county_setup, fixture_teardown);
}
