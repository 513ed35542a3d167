/* test_effect.c - what follows from an event: young ones, places, owners, numbers; and taking it back */
#include "event_farm.h"

#include <ctype.h>

/* ---- births ---- */

static void served(struct fixture *f, const char *ewe, const char *ram, const char *day)
{
    EVENT(f, "!service", arena_printf(&f->arena, "animal=%s", ewe), arena_printf(&f->arena, "ram=%s", ram),
          arena_printf(&f->arena, "date=%s", day));
}

static int64_t born(struct fixture *f, const char *what)
{
    return number(
        f, arena_printf(&f->arena, "SELECT %s FROM animal WHERE birth_event IS NOT NULL ORDER BY id DESC", what));
}

static void test_litters(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    for (int size = 1; size <= 8; size++) {
        const char *no = arena_printf(&f->arena, "DAM%04d", size);
        int64_t dam = animal(f, "hu_sheep", "hu", no, "F", "2022-01-10", farm.e01), event;
        served(f, no, "RAM0001", "2025-04-01");
        struct record r = fixture_record(f, "date=2025-08-27", NULL);
        record_set(&r, "animal", no);
        int dead = size / 3;
        for (int i = 0; i < size; i++)
            record_add(&r, "lamb", i < dead ? (i % 2 ? "F,,,死胎" : "sex=M status=deformed") : i % 2 ? "M,,3.1" : "F");
        event = did(f, "!lambing", r);
        assert_int_equal(
            number(f, arena_printf(&f->arena, "SELECT count FROM event WHERE id = %lld", (long long)event)), size);
        assert_int_equal(number(f, arena_printf(&f->arena, "SELECT dead FROM event WHERE id = %lld", (long long)event)),
                         dead);
        const char *where =
            arena_printf(&f->arena,
                         "SELECT count(*) FROM animal a JOIN stay s ON s.animal = a.id AND s.to_day IS "
                         "NULL AND s.place = %lld JOIN ownership o ON o.animal = a.id AND o.to_day IS "
                         "NULL JOIN identifier i ON i.animal = a.id AND i.kind = 'farm' WHERE "
                         "a.birth_event = %lld AND a.dam = %lld AND a.sire = %lld AND a.birth_type = "
                         "%d AND a.sire_evidence = 'inferred' AND a.family = 'A' AND a.breed = 'hu'",
                         (long long)farm.e01, (long long)event, (long long)dam, (long long)farm.ram, size);
        assert_int_equal(number(f, where), size - dead);
    }
    struct record r = fixture_record(f, "animal=EWE0001", NULL);
    for (int i = 0; i < 9; i++)
        record_add(&r, "lamb", "F");
    r.confirmed = "all";
    refused(f, ERR_DATA, "range_hard", "lamb", "9", "lambing", r);
}

static void test_lamb_forms(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *ewe = "animal=EWE0001";
    served(f, "EWE0001", "RAM0001", "2025-04-01");
    const char *day = "date=2025-08-27";
    HARD(f, "", "lamb", "X", "lambing", ewe, day, "lamb=X");
    HARD(f, "", "lamb", "sex", "lambing", ewe, day, "lamb=,101");
    HARD(f, "", "lamb", "colour=red", "lambing", ewe, day, "lamb=sex=F colour=red");
    HARD(f, "", "lamb", "ill", "lambing", ewe, day, "lamb=F,,,ill");
    HARD(f, "range_hard", "lamb", "9", "lambing", ewe, day, "lamb=F,,9");
    SOFT(f, "range_warn", "lamb", "1.2", "lambing", ewe, day, "lamb=F,,1.2");
    HARD(f, "", "lamb", "RAM0001", "lambing", ewe, day, "lamb=M,RAM0001");
    SOFT(f, "number_parity", "lamb", "L-77", "lambing", ewe, day, "lamb=F,L-77");
    SOFT(f, "rfid_test", "lamb", "999", "lambing", ewe, day, "lamb=sex=F rfid=999000000000123");
    SOFT(f, "county_unknown", "lamb", "110101", "lambing", ewe, day, "lamb=sex=F official=311010100000001");
    EVENT(f, "lambing", ewe, day, "lamb=母，L-76，3.2", "lamb=sex=M,number=L-77 weight=3.4 rfid=156000000000123");
    assert_int_equal(number(f, "SELECT count(*) FROM identifier WHERE normal IN ('L76', 'L77', '156000000000123')"), 3);
    assert_int_equal(number(f, "SELECT sum(value) FROM event WHERE kind = 'weigh' AND code = 'birth'"), 6600);
    assert_int_equal(born(f, "birth"), day_of("2025-08-27"));
}

static void test_sire(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t other = animal(f, "hu_sheep", "duolang", "RAM0002", "M", "2022-01-01", farm.e01);
    for (int i = 2; i < 6; i++)
        animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "EWE000%d", i), "F", "2022-02-02", farm.e01);
    /* two rams in time: not known unless said */
    served(f, "EWE0001", "RAM0001", "2025-04-01");
    served(f, "EWE0001", "RAM0002", "2025-04-04");
    SOFT(f, "sire_unknown", "ram", "EWE0001", "lambing", "animal=EWE0001", "lamb=F", "date=2025-08-27");
    EVENT(f, "!lambing", "animal=EWE0001", "lamb=F", "date=2025-08-27");
    assert_int_equal(born(f, "coalesce(sire, 0)"), 0);
    /* the earlier one long ago: only one fits */
    served(f, "EWE0002", "RAM0001", "2025-02-01");
    served(f, "EWE0002", "RAM0002", "2025-04-01");
    EVENT(f, "lambing", "animal=EWE0002", "lamb=F", "date=2025-08-27");
    assert_int_equal(born(f, "sire"), other);
    assert_int_equal(born(f, "breed = 'hu_cross'"), 1);
    /* said */
    served(f, "EWE0003", "RAM0001", "2025-04-01");
    SOFT(f, "sire_unlikely", "ram", "RAM0002", "lambing", "animal=EWE0003", "ram=RAM0002", "lamb=F", "date=2025-08-27");
    EVENT(f, "lambing", "animal=EWE0003", "ram=RAM0001", "lamb=F", "date=2025-08-27");
    assert_int_equal(born(f, "sire_evidence = 'recorded'"), 1);
    /* a ram that stayed three weeks */
    EVENT(f, "ram_in", "animal=EWE0004", "ram=RAM0001", "date=2025-03-20");
    EVENT(f, "ram_out", "animal=EWE0004", "date=2025-04-10");
    EVENT(f, "lambing", "animal=EWE0004", "lamb=F", "date=2025-08-31");
    assert_int_equal(born(f, "sire"), farm.ram);
}

static void test_camel(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    EVENT(f, "service", "animal=COW0001", "ram=BULL0001", "date=2025-01-15", "method=hand");
    f->herd->today = day_of("2026-03-01");
    assert_string_equal(state_of(f, farm.cow, "2026-02-01"), "mated");
    f->herd->today = day_of("2026-03-01");
    EVENT(f, "!calving", "animal=COW0001", "date=2026-02-21", "lamb=sex=M weight=37");
    assert_int_equal(born(f, "sire"), farm.bull);
    assert_int_equal(born(f, "species = 'bactrian_camel' AND breed = 'tarim'"), 1);
    HARD(f, "range_hard", "lamb", "3", "calving", "animal=COW0001", "lamb=F", "lamb=F", "lamb=F");
}

static void test_states(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    assert_string_equal(state_of(f, farm.ewe, "2025-03-01"), "open");
    f->herd->today = day_of("2025-10-31");
    served(f, "EWE0001", "RAM0001", "2025-04-01");
    assert_string_equal(state_of(f, farm.ewe, "2025-04-20"), "mated");
    f->herd->today = day_of("2025-10-31");
    EVENT(f, "scan", "animal=EWE0001", "result=妊娠", "foetuses=2", "date=2025-05-05");
    assert_string_equal(state_of(f, farm.ewe, "2025-05-10"), "pregnant");
    f->herd->today = day_of("2025-10-31");
    EVENT(f, "lambing", "animal=EWE0001", "lamb=F", "lamb=M", "date=2025-08-27");
    assert_string_equal(state_of(f, farm.ewe, "2025-09-01"), "lactating");
    f->herd->today = day_of("2025-10-31");
    EVENT(f, "wean", "animal=EWE0001", "weaned=2", "date=2025-10-11");
    assert_string_equal(state_of(f, farm.ewe, "2025-10-31"), "open");
    struct animal animal;
    assert_done(animal_load(f->herd, farm.ewe, &f->arena, &animal, e));
    assert_int_equal(animal.parity, 1);
    assert_int_equal(animal.last_birth, day_of("2025-08-27"));
}

/* ---- moving ---- */

static void pen_new(struct fixture *f, const char *holding, const char *code, const char *capacity)
{
    int64_t id;
    struct record r = fixture_record(f, NULL);
    record_set(&r, "holding", holding);
    record_set(&r, "code", code);
    record_set(&r, "capacity", capacity);
    assert_done(pen_add(f->herd, &r, &id, e));
}

static void test_moves(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *ewe = "animal=EWE0001";
    pen_new(f, "E01", "A1", "1");
    pen_new(f, "H10", "B1", NULL);
    HARD(f, "", "to", "EWE0001", "move", ewe, "to=E01");
    HARD(f, "", "pen", "B1", "move", ewe, "pen=B1");
    EVENT(f, "move", ewe, "pen=A1", "date=2025-10-01");
    SOFT(f, "capacity", "pen", "A1", "move", "animal=RAM0001", "pen=A1");
    HARD(f, "", "pen", "EWE0001", "move", ewe, "pen=A1");
    EVENT(f, "transfer", ewe, "to=H10", "pen=B1", "date=2025-10-05");
    struct residence *rows;
    int count;
    assert_done(event_residences(f->herd, farm.ewe, &f->arena, &rows, &count, e));
    assert_int_equal(count, 4);
    assert_string_equal(rows[0].what, "keeper");
    assert_string_equal(rows[0].holding_code, "H10");
    assert_string_equal(rows[0].pen_code, "B1");
    assert_int_equal(rows[1].to, day_of("2025-10-05"));
    struct animal animal;
    assert_done(animal_load(f->herd, farm.ewe, &f->arena, &animal, e));
    assert_string_equal(animal.keeper_code, "H10");
    assert_string_equal(animal.owner_code, "E01");
    HARD(f, "", "date", "EWE0001", "move", ewe, "to=E01", "date=2025-10-03");
    EVENT(f, "transfer", ewe, "to=E01", "owner=H10", "date=2025-10-06");
    assert_done(animal_load(f->herd, farm.ewe, &f->arena, &animal, e));
    assert_string_equal(animal.owner_code, "H10");
    run(f, arena_printf(&f->arena, "UPDATE holding SET closed = %d WHERE code = 'H10'", day_of("2025-10-10")));
    HARD(f, "holding_closed", "to", "H10", "transfer", ewe, "to=H10");
}

static void test_leaving(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *ewe = "animal=EWE0001";
    EVENT(f, "weigh", ewe, "weight=50", "date=2025-10-10");
    HARD(f, "", "date", "2025-10-10", "sale", ewe, "date=2025-10-01");
    EVENT(f, "missing", ewe, "date=2025-10-12");
    HARD(f, "animal_absent", "animal", "2025-10-12", "sale", ewe, "date=2025-10-20");
    HARD(f, "", "animal", "EWE0001", "sale", ewe, "date=2025-10-12");
    EVENT(f, "found", ewe, "to=H10", "date=2025-10-20");
    struct animal animal;
    assert_done(animal_load(f->herd, farm.ewe, &f->arena, &animal, e));
    assert_true(animal.present);
    assert_string_equal(animal.owner_code, "E01");
    HARD(f, "", "animal", "EWE0001", "purchase", ewe, "to=H10");
    int64_t death = EVENT(f, "death", ewe, "cause=old", "date=2025-10-25");
    assert_done(animal_load(f->herd, farm.ewe, &f->arena, &animal, e));
    assert_false(animal.present);
    assert_int_equal(animal.left_day, day_of("2025-10-25"));
    assert_done(event_void(f->herd, death, "认错羊", e));
    assert_done(animal_load(f->herd, farm.ewe, &f->arena, &animal, e));
    assert_true(animal.present);
    assert_refused(event_void(f->herd, death, "认错羊", e), ERR_DATA, "", "event", "EWE0001");
    assert_refused(event_void(f->herd, death, " ", e), ERR_DATA, "", "reason", "");
}

static void test_withdrawal(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    EVENT(f, "deworm", "animal=EWE0001", "product=ivermectin", "dose=1", "date=2025-10-10");
    assert_int_equal(number(f, "SELECT count FROM event WHERE kind = 'deworm'"), 35);
    HARD(f, "withdrawal_meat", "date", "2025-11-14", "slaughter_sale", "animal=EWE0001");
    HARD(f, "withdrawal_meat", "date", "伊维菌素", "home_slaughter", "animal=EWE0001");
    EVENT(f, "vaccinate", "animal=RAM0001", "vaccine=pox", "lot=7", "dose=1", "meat_days=21", "date=2025-10-20");
    HARD(f, "withdrawal_meat", "date", "2025-11-10", "slaughter_sale", "animal=RAM0001");
    SOFT(f, "vaccine_interval", "vaccine", "2025-10-20", "vaccinate", "animal=RAM0001", "vaccine=pox", "lot=7",
         "dose=1");
    EVENT(f, "treat", "animal=COW0001", "disease=mange", "product=other", "dose=5", "milk_days=10", "date=2025-10-25");
    HARD(f, "withdrawal_milk", "date", "2025-11-04", "milk", "animal=COW0001", "milk=2");
    EVENT(f, "!service", "animal=EWE0001", "ram=RAM0001", "date=2025-08-01");
    EVENT(f, "scan", "animal=EWE0001", "result=pregnant", "date=2025-09-05");
    SOFT(f, "vaccine_pregnant", "vaccine", "EWE0001", "vaccinate", "animal=EWE0001", "vaccine=brucellosis", "lot=1",
         "dose=1");
    EVENT(f, "sale", "animal=EWE0001");
}

static void test_retag_and_foster(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    EVENT(f, "retag", "animal=EWE0001", "kind=farm", "number=NEW-0002", "reason=lost");
    struct animal one;
    assert_done(animal_load(f->herd, farm.ewe, &f->arena, &one, e));
    assert_string_equal(one.number, "NEW-0002");
    assert_int_equal(number(f, "SELECT count(*) FROM identifier WHERE normal = 'EWE0001' AND to_day IS NOT NULL"), 1);
    HARD(f, "", "number", "BULL0001", "retag", "animal=RAM0001", "kind=farm", "number=BULL0001");
    SOFT(f, "number_parity", "number", "R-2", "retag", "animal=RAM0001", "kind=farm", "number=R-2");
    animal(f, "hu_sheep", "hu", "EWE0002", "F", "2022-02-02", farm.e01);
    served(f, "NEW-0002", "RAM0001", "2025-05-01");
    EVENT(f, "lambing", "animal=NEW-0002", "lamb=F,KID02", "lamb=F,KID04", "date=2025-09-26");
    HARD(f, "", "dam", "NEW-0002", "foster", "animal=KID04", "dam=NEW-0002");
    HARD(f, "", "dam", "RAM0001", "foster", "animal=KID04", "dam=RAM0001");
    SOFT(f, "not_lactating", "dam", "EWE0002", "foster", "animal=KID04", "dam=EWE0002"); /* she never gave birth */
    SOFT(f, "not_lactating", "dam", "KID02", "foster", "animal=KID04", "dam=KID02");
    served(f, "EWE0002", "RAM0001", "2025-04-28");
    EVENT(f, "lambing", "animal=EWE0002", "lamb=F,KID10", "date=2025-09-24");
    int64_t id = EVENT(f, "foster", "animal=KID04", "dam=EWE0002");
    assert_int_equal(number(f, "SELECT count(*) FROM animal WHERE foster_dam IS NOT NULL"), 1);
    assert_done(event_void(f->herd, id, "写错", e));
    assert_int_equal(number(f, "SELECT count(*) FROM animal WHERE foster_dam IS NOT NULL"), 0);
    /* at birth: an event of the lamb, which goes with the birth */
    animal(f, "hu_sheep", "hu", "EWE0004", "F", "2022-02-02", farm.e01);
    served(f, "EWE0004", "RAM0001", "2025-05-01");
    HARD(f, "", "lamb", "RAM0001", "lambing", "animal=EWE0004", "lamb=sex=F foster=RAM0001", "date=2025-09-27");
    id = EVENT(f, "lambing", "animal=EWE0004", "lamb=F,KID06", "lamb=sex=F number=KID08 weight=3.1 foster=EWE0002",
               "date=2025-09-27");
    assert_int_equal(number(f, "SELECT count(*) FROM animal a JOIN identifier i ON i.animal = a.foster_dam WHERE "
                               "i.value = 'EWE0002'"),
                     1);
    assert_int_equal(number(f, "SELECT count(*) FROM event WHERE kind = 'foster' AND voided IS NULL"), 1);
    assert_done(event_void(f->herd, id, "写错", e));
    assert_int_equal(number(f, "SELECT count(*) FROM event WHERE kind = 'foster' AND voided IS NULL"), 0);
}

/* ---- back to what it was ---- */

/* All records as text, in order of their keys. */
static const char *dump(struct fixture *f)
{
    static const char *const tables[] = { "animal", "identifier", "stay", "ownership", "event" };
    struct strbuf out;
    strbuf_init(&out);
    for (size_t t = 0; t < COUNT(tables); t++) {
        struct query *q = NULL;
        bool row = true;
        assert_done(store_query_text(f->herd->store, arena_printf(&f->arena, "SELECT * FROM %s ORDER BY id", tables[t]),
                                     &q, e));
        for (;;) {
            assert_done(query_next(q, &row, e));
            if (!row)
                break;
            for (int i = strcmp(tables[t], "event") == 0 || strcmp(tables[t], "animal") == 0 ? 2 : 0;
                 i < query_columns(q); i++)
                strbuf_printf(&out, "%s|", query_is_null(q, i) ? "NULL" : query_text(q, i));
            strbuf_add(&out, "\n");
        }
        query_done(&q);
    }
    const char *text = arena_text(&f->arena, out.text);
    strbuf_done(&out);
    return text;
}

static void test_undo(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    served(f, "EWE0001", "RAM0001", "2025-04-01");
    const char *before = dump(f), *undone;
    EVENT(f, "!lambing", "animal=EWE0001", "lamb=F,,3.2", "lamb=M", "lamb=F,,,dead", "date=2025-08-27");
    const char *after = dump(f);
    assert_string_not_equal(before, after);
    assert_done(change_undo(f->herd, 0, &f->arena, &undone, e));
    assert_string_equal(dump(f), before);
    assert_done(change_redo(f->herd, &f->arena, &undone, e));
    assert_string_equal(dump(f), after);
    assert_done(store_verify(f->herd->store, true, NULL, e));
}

static void test_void_birth(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    served(f, "EWE0001", "RAM0001", "2025-04-01");
    int64_t id = EVENT(f, "lambing", "animal=EWE0001", "lamb=F,K1002,3.2", "lamb=M,K1003", "date=2025-08-27");
    int64_t weight = EVENT(f, "weigh", "animal=K1002", "weight=15", "date=2025-10-10");
    assert_refused(event_void(f->herd, id, "错", e), ERR_DATA, "", "event", "EWE0001");
    assert_done(event_void(f->herd, weight, "错", e));
    assert_done(event_void(f->herd, id, "错", e));
    assert_int_equal(number(f, "SELECT count(*) FROM animal WHERE voided IS NOT NULL"), 2);
    assert_int_equal(number(f, "SELECT count(*) FROM stay s JOIN animal a ON a.id = s.animal WHERE s.to_day IS NULL "
                               "AND a.voided IS NOT NULL"),
                     0);
    EVENT(f, "lambing", "animal=EWE0001", "lamb=F,K1002,3.2", "date=2025-08-27");
}

/* ---- many ---- */

static void test_many(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    enum { HEADS = 600 };
    struct record *rows = arena_new(&f->arena, HEADS * sizeof(*rows));
    run(f, arena_printf(&f->arena,
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO "
                        "animal (id, uuid, species, breed, sex, birth, birth_precision, reference) SELECT 1000 + i, "
                        "randomblob(16), 'hu_sheep', 'hu', 'F', %d, 'd', 0 FROM n",
                        HEADS, day_of("2023-01-01")));
    run(f, "INSERT INTO identifier (animal, kind, value, normal, tail) SELECT id, 'farm', 'M' || id, 'M' || id, '' "
           "FROM animal WHERE id > 1000");
    run(f, arena_printf(&f->arena,
                        "INSERT INTO stay (animal, keeper, place, from_day) SELECT id, %lld, %lld, birth FROM animal "
                        "WHERE id > 1000",
                        (long long)farm.e01, (long long)farm.e01));
    for (int i = 0; i < HEADS; i++)
        rows[i] = fixture_record(f, arena_printf(&f->arena, "animal=M%d", 1001 + i), "weight=48.5", NULL);
    struct event_faults faults;
    record_set(&rows[417], "weight", "500");
    record_set(&rows[500], "animal", "nobody");
    record_set(&rows[599], "weight", "");
    assert_refused(event_add_many(f->herd, "weigh", rows, HEADS, NULL, &faults, e), ERR_DATA, "range_hard", "weight",
                   "500");
    assert_int_equal(faults.count, 3); /* each one is told, not only the first */
    assert_int_equal(faults.all[0].row, 417);
    assert_string_equal(faults.all[0].err.field, "weight");
    assert_int_equal(faults.all[1].row, 500);
    assert_string_equal(faults.all[1].err.field, "animal");
    assert_int_equal(faults.all[2].row, 599);
    memory_free(faults.all);
    assert_int_equal(number(f, "SELECT count(*) FROM event"), 0);
    record_set(&rows[417], "weight", "50");
    record_set(&rows[500], "animal", "M1501");
    record_set(&rows[599], "weight", "51");
    int64_t start = clock_monotonic();
    assert_done(event_add_many(f->herd, "weigh", rows, HEADS, NULL, &faults, e));
    int64_t took = (clock_monotonic() - start) / 1000000;
    print_message("# %d weighings in %lld ms\n", HEADS, (long long)took);
    assert_int_equal(number(f, "SELECT count(*) FROM event"), HEADS);
    struct change change = fixture_newest(f);
    assert_int_equal(change.count, HEADS);
    assert_true(took < 2000); /* a sanitizer takes ten times as long as the 200 ms allowed */
}

/* ---- whatever is recorded, in whatever order ---- */

static const char *random_row(struct fixture *f, struct random *random, int animals, struct record *r)
{
    static const char *const kinds[] = { "move",  "transfer", "sale",          "death",   "missing",
                                         "found", "purchase", "weigh",         "service", "lambing",
                                         "wean",  "scan",     "slaughter_sale" };
    static const char *const places[] = { "E01", "H10" };
    const char *kind = kinds[random_below(random, COUNT(kinds))];
    int which = (int)random_below(random, (uint64_t)animals) + 1;
    *r = fixture_record(f, "lamb=F", "weight=45", "result=pregnant", "cause=old", "ram=RAM0001", NULL);
    record_set(r, "animal",
               arena_printf(&f->arena, "%s%04d", random_below(random, 12) ? "EWE" : "RAM", which > 9 ? 1 : which));
    record_set(r, "to", places[random_below(random, 2)]);
    if (random_below(random, 3) == 0)
        record_set(r, "owner", places[random_below(random, 2)]);
    record_set(r, "date", plus(f, "2025-01-01", (int)random_below(random, 300)));
    r->confirmed = "all";
    r->override = random_below(random, 2) ? "试" : NULL;
    return kind;
}

static void check_intervals(struct fixture *f, const char *table)
{
    const char *overlap = arena_printf(&f->arena,
                                       "SELECT count(*) FROM %s a JOIN %s b ON a.animal = b.animal AND a.id < b.id AND "
                                       "coalesce(a.from_day, -1000000) < coalesce(b.to_day, 1000000) AND "
                                       "coalesce(b.from_day, -1000000) < coalesce(a.to_day, 1000000)",
                                       table, table);
    assert_int_equal(number(f, overlap), 0);
    assert_int_equal(number(f, arena_printf(&f->arena, "SELECT count(*) FROM %s WHERE to_day < from_day", table)), 0);
}

static void test_random(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct random random = { 20251031 };
    int done = 0;
    for (int i = 2; i < 9; i++)
        animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "EWE000%d", i), "F", "2022-02-02", farm.e01);
    for (int i = 0; i < 3000; i++) {
        struct record r;
        struct err e;
        int64_t id;
        struct err judged;
        const char *kind = random_row(f, &random, 8, &r);
        int64_t generation = store_generation(f->herd->store);
        bool may = event_judge(f->herd, kind, &r, &judged);
        assert_int_equal(store_generation(f->herd->store), generation); /* it only looks */
        if (!event_add(f->herd, kind, &r, &id, &e)) {
            if (!may) { /* the same word before and at saving; what only writing can tell comes later */
                assert_int_equal(e.code, judged.code);
                assert_string_equal(e.message, judged.message);
            }
            assert_true(e.code == ERR_DATA || e.code == ERR_SOFT || e.code == ERR_NO_INPUT);
            continue;
        }
        assert_true(may);
        done++;
        if (random_below(&random, 8) == 0 && !event_void(f->herd, id, "试", &e))
            assert_int_equal(e.code, ERR_DATA);
        if (done % 25 == 0) {
            check_intervals(f, "stay");
            check_intervals(f, "ownership");
        }
    }
    print_message("# %d of 3000 went through\n", done);
    assert_true(done > 300);
    check_intervals(f, "stay");
    check_intervals(f, "ownership");
    int64_t most = number(f, "SELECT max(id) FROM animal");
    for (int64_t id = 1; id <= most; id++) {
        struct animal one;
        assert_done(animal_load(f->herd, id, &f->arena, &one, e));
        const char *open =
            arena_printf(&f->arena, "SELECT count(*) FROM stay WHERE to_day IS NULL AND animal = %lld", (long long)id);
        assert_int_equal(one.present, number(f, open));
    }
    assert_done(store_verify(f->herd->store, true, NULL, e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
        TEST(test_litters),          TEST(test_lamb_forms), TEST(test_sire),       TEST(test_camel),
        TEST(test_states),           TEST(test_moves),      TEST(test_leaving),    TEST(test_withdrawal),
        TEST(test_retag_and_foster), TEST(test_undo),       TEST(test_void_birth), TEST(test_many),
        TEST(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
