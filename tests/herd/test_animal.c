/* An animal enters the book, is corrected, is void; every rule says what is wrong and what to do. */
#include "event_farm.h"

#include "../../src/herd/inner.h"

#include <math.h>

/* ---- helpers ---- */

static int64_t added(struct fixture *f, struct record r)
{
    int64_t id = 0;
    assert_done(animal_add(f->herd, &r, &id, e));
    return id;
}
#define ADD(f, ...) added(f, fixture_record(f, __VA_ARGS__, NULL))

static struct animal load(struct fixture *f, int64_t id)
{
    struct animal a;
    assert_done(animal_load(f->herd, id, &f->arena, &a, e));
    return a;
}

static void edited(struct fixture *f, int64_t id, struct record r)
{
    assert_done(animal_edit(f->herd, id, &r, e));
}
#define EDIT(f, id, ...) edited(f, id, fixture_record(f, __VA_ARGS__, NULL))

/* Nothing of what is refused stays: no animal, no number, no parent made on the way, no log entry. */
static void add_refused(struct fixture *f, enum err_code code, const char *rule, const char *field, const char *part,
                        struct record r)
{
    static const char all[] = "SELECT (SELECT count(*) FROM animal) + (SELECT count(*) FROM identifier)"
                              " + (SELECT count(*) FROM stay) + (SELECT count(*) FROM change)";
    int64_t id = -1, before = number(f, all);
    assert_refused(animal_add(f->herd, &r, &id, e), code, rule, field, part);
    assert_int_equal(id, -1);
    assert_int_equal(number(f, all), before);
    assert_false(store_in_transaction(f->herd->store));
}
#define ADD_HARD(f, rule, field, part, ...) \
    add_refused(f, ERR_DATA, rule, field, part, fixture_record(f, __VA_ARGS__, NULL))
#define ADD_SOFT(f, rule, field, part, ...) \
    add_refused(f, ERR_SOFT, rule, field, part, fixture_record(f, __VA_ARGS__, NULL))

static void edit_refused(struct fixture *f, int64_t id, enum err_code code, const char *rule, const char *field,
                         const char *part, struct record r)
{
    int64_t before = number(f, "SELECT max(id) FROM change");
    assert_refused(animal_edit(f->herd, id, &r, e), code, rule, field, part);
    assert_int_equal(number(f, "SELECT max(id) FROM change"), before);
}
#define EDIT_HARD(f, id, rule, field, part, ...) \
    edit_refused(f, id, ERR_DATA, rule, field, part, fixture_record(f, __VA_ARGS__, NULL))
#define EDIT_SOFT(f, id, rule, field, part, ...) \
    edit_refused(f, id, ERR_SOFT, rule, field, part, fixture_record(f, __VA_ARGS__, NULL))

/* Every row of the record tables as text. */
static const char *dump(struct fixture *f)
{
    static const char *const sql[] = {
        "SELECT json_array(id, hex(uuid), species, breed, sex, birth, birth_precision, sire, sire_evidence, dam,"
        " dam_evidence, birth_event, foster_dam, birth_type, family, origin, fecb, coat, reference, note, voided)"
        " FROM animal ORDER BY id",
        "SELECT json_array(id, animal, kind, value, normal, tail, from_day, to_day, reason, voided) FROM identifier"
        " ORDER BY id",
        "SELECT json_array(id, animal, holding, from_day, to_day, event) FROM ownership ORDER BY id",
        "SELECT json_array(id, animal, keeper, place, pen, from_day, to_day, event) FROM stay ORDER BY id",
        "SELECT json_array(id, hex(uuid), kind, animal, day, holding, other, value, count, dead, code, text, detail,"
        " voided) FROM event ORDER BY id",
    };
    struct strbuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < COUNT(sql); i++) {
        struct query *q = NULL;
        bool row = true;
        assert_done(store_query_text(f->herd->store, sql[i], &q, e));
        while (row) {
            assert_done(query_next(q, &row, e));
            if (row)
                strbuf_printf(&out, "%s\n", query_text(q, 0));
        }
        query_done(&q);
    }
    const char *text = arena_text(&f->arena, out.text);
    strbuf_done(&out);
    return text;
}

static void undo(struct fixture *f)
{
    const char *said;
    assert_done(change_undo(f->herd, 0, &f->arena, &said, e));
}

/* ---- in ---- */

static void test_add_all(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct record pen = fixture_record(f, "holding=E01", "code=3栏", "capacity=2", NULL);
    int64_t pen_id;
    assert_done(pen_add(f->herd, &pen, &pen_id, e));
    int64_t id =
        ADD(f, "number=KP01-25-00131", "species=湖羊", "sex=公", "birth=2025-08-03", "breed=hu", "sire=RAM0001",
            "dam=EWE0001", "holding=E01", "pen=3栏", "official=365292900000131", "rfid=156 000000065311", "brand=柯",
            "name=小白", "birth-type=2", "coat=white", "fecb=BB", "origin=自繁", "note=好");
    struct animal a = load(f, id);
    assert_string_equal(a.number, "KP01-25-00131");
    assert_string_equal(a.species, "hu_sheep");
    assert_string_equal(a.breed, "hu");
    assert_string_equal(a.sex, "M");
    assert_int_equal(a.birth, day_of("2025-08-03"));
    assert_int_equal(a.birth_precision, DATE_DAY);
    assert_int_equal(a.sire, farm.ram);
    assert_string_equal(a.sire_number, "RAM0001");
    assert_string_equal(a.dam_number, "EWE0001");
    assert_string_equal(a.family, "A"); /* the sire's */
    assert_int_equal(a.birth_type, 2);
    assert_string_equal(a.fecb, "BB");
    assert_string_equal(a.origin, "自繁");
    assert_string_equal(a.note, "好");
    assert_true(a.present);
    assert_int_equal(a.keeper, farm.e01);
    assert_int_equal(a.owner, farm.e01);
    assert_int_equal(a.place, farm.e01);
    assert_string_equal(a.pen_code, "3栏");
    assert_string_equal(a.keeper_code, "E01");
    assert_string_equal(a.stage, "young");
    assert_null(a.state);
    assert_int_equal(a.parity, 0);
    assert_int_equal(a.last_weight_day, DATE_NONE);
    assert_true(isnan(a.f));
    assert_null(a.left_kind);
    assert_false(a.reference);
    struct identifier *numbers;
    int count;
    assert_done(identifier_all(f->herd, id, &f->arena, &numbers, &count, e));
    assert_int_equal(count, 5);
    for (int i = 0; i < count; i++)
        assert_int_equal(numbers[i].from, day_of("2025-08-03"));
    struct residence *residences;
    assert_done(event_residences(f->herd, id, &f->arena, &residences, &count, e));
    assert_int_equal(count, 2);
    assert_int_equal(residences[0].from, day_of("2025-08-03"));
    struct change change = fixture_newest(f);
    assert_string_equal(change.command, "animal add");
    assert_string_equal(change.label, "KP01-25-00131");
    assert_int_equal(change.animal, id);
}

/* Owner, keeper and place are three; what is not said follows from what is. */
static void test_add_places(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t id = ADD(f, "number=A1", "owner=E01", "keeper=H10", "birth=2024-03-01", "from=2025-10-18");
    struct animal a = load(f, id);
    assert_int_equal(a.owner, farm.e01);
    assert_int_equal(a.keeper, farm.h10);
    assert_int_equal(a.place, farm.h10);
    assert_int_equal(number(f, "SELECT from_day FROM stay ORDER BY id DESC LIMIT 1"), day_of("2025-10-18"));
    a = load(f, ADD(f, "number=A2", "owner=E01"));
    assert_int_equal(a.keeper, farm.e01);
    a = load(f, ADD(f, "number=A3", "keeper=H10", "place=E01"));
    assert_int_equal(a.owner, farm.h10);
    assert_int_equal(a.place, farm.e01);
    a = load(f, ADD(f, "number=A4", "birth=2024"));
    assert_false(a.present);
    assert_int_equal(a.birth_precision, DATE_YEAR);
    a = load(f, ADD(f, "number=A5", "reference=yes"));
    assert_true(a.reference);
    a = load(f, ADD(f, "number=A6", "reference=否", "holding=E01"));
    assert_false(a.reference);
    assert_true(a.present);
    assert_string_equal(load(f, ADD(f, "dam=COW0001", "holding=E01", "birth=2025-03-01", "sex=F")).species,
                        "bactrian_camel");
}

static void test_add_issues_a_number(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    assert_string_equal(load(f, ADD(f, "holding=H10", "sex=M", "birth=2025-08-03")).number, "H10-25-00001");
    assert_string_equal(load(f, ADD(f, "holding=H10", "sex=F", "birth=2025-08-03")).number, "H10-25-00002");
    assert_string_equal(load(f, ADD(f, "holding=H10", "sex=F", "birth=2025-08-03")).number, "H10-25-00004");
    assert_string_equal(fixture_newest(f).label, "H10-25-00004");
    ADD_HARD(f, "", "number", "", "sex=M");
    ADD_HARD(f, "", "holding", "", "number=A1", "owner=-", "from=2025-10-01");
}

/* ---- the rules ---- */

static void test_rules_of_the_animal(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *at = "holding=E01", *no = "number=A1";
    ADD_HARD(f, "", "birth", "2025-11-01", no, at, "birth=2025-11-01");
    ADD_HARD(f, "", "birth", "2025-02-30", no, at, "birth=2025-02-30");
    ADD_HARD(f, "age_impossible", "birth", "1950", no, at, "birth=1950");
    ADD_SOFT(f, "age_unlikely", "birth", "2014-05-01", no, at, "birth=2014-05-01");
    ADD(f, "number=OLD1", "reference=yes", "birth=1950");
    ADD_HARD(f, "", "species", "dragon", no, at, "species=dragon");
    ADD_HARD(f, "", "breed", "tarim", no, at, "breed=tarim");
    ADD_HARD(f, "", "sex", "x", no, at, "sex=x");
    ADD_HARD(f, "", "fecb", "B", no, at, "fecb=B");
    ADD_HARD(f, "", "birth-type", "two", no, at, "birth-type=two");
    ADD_HARD(f, "range_hard", "birth-type", "9", no, at, "birth-type=9");
    ADD_SOFT(f, "range_warn", "birth-type", "6", no, at, "birth-type=6");
    ADD_HARD(f, "", "from", "2025-12-01", no, at, "from=2025-12-01");
    ADD_HARD(f, "", "from", "2025-01-01", no, at, "birth=2025-08-03", "from=2025-01-01");
    ADD_HARD(f, "", "holding", "", no, at, "reference=yes");
    ADD_HARD(f, "", "number", "EWE0001", "number=EWE-0001", at);
    ADD_HARD(f, "", "number", "1.56E+14", "number=1.56E+14", at);
    ADD_SOFT(f, "number_parity", "number", "A2", "number=A2", "sex=M", at);
    add_refused(f, ERR_NO_INPUT, "", "holding", "Z99", fixture_record(f, no, "holding=Z99", NULL));
    add_refused(f, ERR_NO_INPUT, "", "pen", "7", fixture_record(f, no, at, "pen=7", NULL));
    struct record close = fixture_record(f, "closed=2025-06-01", NULL);
    fixture_holding(f, "F09", "farm", "E01");
    int64_t f09;
    assert_done(holding_find(f->herd, "F09", &f09, e));
    assert_done(holding_edit(f->herd, f09, &close, e));
    ADD_HARD(f, "holding_closed", "keeper", "F09", no, "holding=F09");
    struct record r = fixture_record(f, no, "holding=F09", NULL);
    r.override = "补登";
    added(f, r);
    assert_non_null(strstr(fixture_newest(f).reason, "补登"));
    struct record pen = fixture_record(f, "holding=E01", "code=P1", "capacity=1", NULL);
    int64_t pen_id;
    assert_done(pen_add(f->herd, &pen, &pen_id, e));
    ADD(f, "number=B1", at, "pen=p1");
    ADD_SOFT(f, "capacity", "pen", "P1", "number=B3", at, "pen=P1");
}

static void test_rules_of_parents(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *at = "holding=E01", *no = "number=A1";
    ADD_HARD(f, "", "sire", "EWE0001", no, at, "sire=EWE0001");
    ADD_HARD(f, "", "dam", "RAM0001", no, at, "dam=RAM0001");
    ADD_HARD(f, "", "sire", "BULL0001", no, at, "species=hu_sheep", "sire=BULL0001");
    ADD_HARD(f, "", "foster-dam", "RAM0001", no, at, "foster-dam=RAM0001");
    ADD_HARD(f, "", "sire", "RAM0001", no, at, "birth=2021-05-01", "sire=RAM0001");
    ADD_HARD(f, "parent_impossible", "dam", "EWE0001", no, at, "birth=2022-06-01", "dam=EWE0001");
    ADD_SOFT(f, "parent_too_young", "dam", "340", no, at, "birth=2022-12-16", "dam=EWE0001");
    ADD_SOFT(f, "parent_too_young", "sire", "RAM0001", no, at, "birth=2022-12-20", "sire=RAM0001");
    ADD_HARD(f, "", "dam", "", no, at, "sire=OLD1", "dam=OLD1", "create-parents=yes"); /* one animal, both parents */
    /* a number that lacks its end is nobody's: a new ancestor, not the ram that it begins */
    assert_string_equal(load(f, ADD(f, "number=A3", at, "sire=RAM0", "create-parents=yes")).sire_number, "RAM0");
    /* a year is not held against a parent */
    ADD(f, "number=Y1", "birth=2022", "dam=EWE0001", at);
    add_refused(f, ERR_NO_INPUT, "", "sire", "NOBODY", fixture_record(f, no, at, "sire=NOBODY", NULL));
    add_refused(f, ERR_DATA, "", "sire", "1.56E+14",
                fixture_record(f, no, at, "sire=1.56E+14", "create-parents=yes", NULL));
    add_refused(
        f, ERR_DATA, "", "sire", "RAM0001",
        fixture_record(f, no, at, "sire=RAM0001", "dam=EWE0001", "create-parents=yes", "birth=2021-01-01", NULL));
    animal(f, "hu_sheep", "hu", "VOID001", "M", "2020-01-10", 0);
    run(f, "UPDATE animal SET voided = 'x' WHERE id = (SELECT max(id) FROM animal)");
    add_refused(f, ERR_NO_INPUT, "", "sire", "VOID001", fixture_record(f, no, at, "sire=VOID001", NULL));
}

static void test_parents_on_paper(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t before = number(f, "SELECT count(*) FROM change");
    struct animal a = load(f, ADD(f, "number=A1", "holding=E01", "sire=OLD-R1", "dam=OLD-E2", "create-parents=1"));
    assert_int_equal(number(f, "SELECT count(*) FROM change"), before + 1);
    assert_string_equal(a.sire_number, "OLD-R1");
    struct animal sire = load(f, a.sire), dam = load(f, a.dam);
    assert_true(sire.reference && dam.reference);
    assert_string_equal(sire.sex, "M");
    assert_string_equal(dam.sex, "F");
    assert_false(sire.present);
    /* refused for another reason: the parents that were made on the way are gone */
    ADD_HARD(f, "", "birth", "2026", "number=A3", "holding=E01", "sire=OLD-R9", "create-parents=1", "birth=2026");
    undo(f);
    assert_int_equal(number(f, "SELECT count(*) FROM animal WHERE reference"), 0);
}

static void test_presence_of_parents(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *at = "holding=E01", *no = "number=A1";
    EVENT(f, "sale", "animal=EWE0001", "date=2025-03-01");
    EVENT(f, "!death", "animal=RAM0001", "date=2024-11-01", "cause=old");
    ADD_SOFT(f, "parent_gone", "dam", "2025-03-01", no, at, "birth=2025-08-03", "dam=EWE0001");
    ADD_SOFT(f, "parent_gone", "sire", "2024-11-01", no, at, "birth=2025-08-03", "sire=RAM0001");
    ADD(f, "number=A3", at, "birth=2025-03-20", "sire=RAM0001"); /* served before he died */
    animal(f, "hu_sheep", "hu", "BOUGHT1", "F", "2022-02-02", farm.e01);
    run(f, arena_printf(&f->arena, "UPDATE stay SET from_day = %d WHERE id = (SELECT max(id) FROM stay)",
                        day_of("2025-06-01")));
    ADD_SOFT(f, "parent_absent", "dam", "2025-06-01", no, at, "birth=2025-05-01", "dam=BOUGHT1");
    ADD(f, no, at, "birth=2025-05-01", "from=2025-06-01", "dam=BOUGHT1"); /* they came together */
}

static void test_genes_and_births(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *at = "holding=E01", *no = "number=A1", *sire = "sire=RAM0001", *dam = "dam=EWE0001";
    EDIT(f, farm.ram, "fecb=BB");
    ADD_SOFT(f, "fecb_parents", "fecb", "++", no, at, sire, "fecb=++");
    EDIT(f, farm.ewe, "fecb=B+");
    ADD_SOFT(f, "fecb_parents", "fecb", "BB", no, at, sire, dam, "fecb=++");
    ADD(f, "number=A3", at, sire, dam, "fecb=BB", "birth=2025-02-01");
    ADD(f, "number=A5", at, sire, dam, "fecb=B+", "birth=2025-02-02"); /* around midnight */
    EDIT(f, farm.ewe, "fecb=BB");
    ADD_SOFT(f, "fecb_parents", "fecb", "BB", no, at, sire, dam, "fecb=B+", "birth=2025-02-01");
    ADD_HARD(f, "dam_birth", "dam", "2025-02-0", no, at, dam, "birth=2025-05-01");
    EVENT(f, "!lambing", "animal=EWE0001", "date=2025-09-01", "lamb=F");
    ADD_HARD(f, "dam_birth", "dam", "2025-09-01", no, at, dam, "birth=2025-10-01");
    ADD(f, "number=A7", at, dam, "birth=2025-09-01");
}

/* ---- corrected ---- */

static void test_edit_fields(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t id = ADD(f, "number=A1", "holding=E01", "sex=M", "birth=2024-05", "sire=RAM0001", "dam=EWE0001", "note=x",
                     "coat=white", "birth-type=2");
    EDIT(f, id, "birth=2024-05-07", "sex=F", "note=-", "coat=-", "sire=-", "birth-type=-", "family=B", "breed=hu",
         "fecb=B+");
    struct animal a = load(f, id);
    assert_int_equal(a.birth, day_of("2024-05-07"));
    assert_string_equal(a.sex, "F");
    assert_null(a.note);
    assert_null(a.coat);
    assert_int_equal(a.sire, 0);
    assert_int_equal(a.dam, farm.ewe);
    assert_int_equal(a.birth_type, 0);
    assert_string_equal(a.family, "B");
    EDIT(f, id, "birth=-", "dam=-");
    a = load(f, id);
    assert_int_equal(a.birth, DATE_NONE);
    assert_int_equal(a.dam, 0);
    /* a form brings along what has not changed */
    EDIT(f, id, "number=A1", "species=hu_sheep", "holding=E01", "owner=E01", "keeper=E01", "place=E01", "note=y");
    assert_string_equal(load(f, id).note, "y");
    assert_string_equal(fixture_newest(f).command, "animal edit");
    EDIT_HARD(f, id, "", "species", "A1", "species=bactrian_camel");
    EDIT_HARD(f, id, "", "keeper", "A1", "keeper=H10");
    EDIT_HARD(f, id, "", "holding", "A1", "holding=H10");
    EDIT_HARD(f, id, "", "pen", "A1", "pen=9");
    EDIT_HARD(f, id, "", "reference", "A1", "reference=yes");
    EDIT_HARD(f, id, "", "sire", "A1", "sire=A1");
    struct record r = fixture_record(f, "note=z", NULL);
    assert_refused(animal_edit(f->herd, 99999, &r, e), ERR_NO_INPUT, "", "animal", "99999");
    int64_t change = number(f, "SELECT max(id) FROM change");
    EDIT(f, id, "note=y");
    assert_int_equal(number(f, "SELECT max(id) FROM change"), change); /* nothing changed, nothing logged */
}

static void test_edit_numbers(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t id = ADD(f, "number=A1", "holding=E01", "birth=2025-01-01", "official=365292900000131", "name=小白");
    EDIT(f, id, "number=A3", "official=365292900000133", "name=-", "brand=柯");
    assert_string_equal(load(f, id).number, "A3");
    struct identifier *all;
    int count, current = 0;
    assert_done(identifier_all(f->herd, id, &f->arena, &all, &count, e));
    for (int i = 0; i < count; i++)
        current += all[i].to == DATE_NONE;
    assert_int_equal(current, 3);
    assert_int_equal(count, 5); /* the first official number was never on it */
    int64_t other = ADD(f, "number=A5", "holding=E01", "official=365292900000131");
    EDIT_HARD(f, other, "", "official", "365292900000133", "official=365292900000133");
    EDIT_HARD(f, other, "", "number", "A3", "number=A3");
    EDIT_SOFT(f, other, "rfid_test", "rfid", "999", "rfid=999000000000001");
    EDIT_HARD(f, other, "", "rfid", "365292900000139", "rfid=365292900000139");
    /* its own number again, in another hand, is no change */
    int64_t rows = number(f, "SELECT count(*) FROM identifier");
    EDIT(f, id, "number=a-3", "official=3 652929 00000133");
    assert_int_equal(number(f, "SELECT count(*) FROM identifier"), rows);
}

static void test_edit_used(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t lamb = ADD(f, "number=A1", "holding=E01", "birth=2025-01-20", "sire=RAM0001", "dam=EWE0001");
    EDIT_HARD(f, farm.ram, "", "sex", "RAM0001", "sex=F");
    EDIT(f, farm.ram, "sex=C"); /* castrated since */
    EDIT(f, farm.ram, "sex=M");
    EDIT_HARD(f, farm.ewe, "", "sex", "EWE0001", "sex=M");
    EDIT_HARD(f, farm.ewe, "", "sex", "EWE0001", "sex=-");
    EDIT_HARD(f, farm.ewe, "", "birth", "EWE0001", "birth=2025-02-01");
    EDIT_HARD(f, farm.ewe, "parent_impossible", "birth", "EWE0001", "birth=2024-08-01");
    EDIT_SOFT(f, farm.ewe, "parent_too_young", "birth", "EWE0001", "birth=2024-02-10");
    EVENT(f, "weigh", "animal=A1", "weight=20", "date=2025-04-20");
    EDIT_HARD(f, lamb, "", "birth", "2025-04-20", "birth=2025-05-01");
    int64_t maiden = ADD(f, "number=A4", "holding=E01", "birth=2024-01-20", "sex=F");
    EVENT(f, "heat", "animal=A4");
    EDIT_HARD(f, maiden, "", "sex", "A4", "sex=M");
    int64_t served = ADD(f, "number=A7", "holding=E01", "birth=2023-01-20", "sex=M");
    EVENT(f, "service", "animal=A4", "ram=A7");
    EDIT_HARD(f, served, "", "sex", "A7", "sex=F");
    /* a loop is found however long it is */
    int64_t child = ADD(f, "number=B2", "birth=2023-09-01", "dam=EWE0001", "sex=F");
    int64_t grandchild = ADD(f, "number=B4", "birth=2025-08-01", "dam=B2", "sex=F");
    (void)child;
    (void)grandchild;
    EDIT(f, farm.ewe, "birth=-");
    EDIT_HARD(f, farm.ewe, "", "dam", "B4", "dam=B4");
    EDIT_HARD(f, farm.ewe, "", "dam", "EWE0001", "dam=EWE0001");
}

/* What began with the birth begins with the corrected one. */
static void test_edit_days(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t id = ADD(f, "number=A1", "holding=E01", "birth=2025-08-03");
    EDIT(f, id, "birth=2025-08-13");
    assert_int_equal(number(f, "SELECT from_day FROM stay ORDER BY id DESC LIMIT 1"), day_of("2025-08-13"));
    assert_int_equal(number(f, "SELECT from_day FROM ownership ORDER BY id DESC LIMIT 1"), day_of("2025-08-13"));
    EDIT(f, id, "from=2025-09-01");
    assert_int_equal(number(f, "SELECT from_day FROM stay ORDER BY id DESC LIMIT 1"), day_of("2025-09-01"));
    EDIT(f, id, "birth=2025-08-01");
    assert_int_equal(number(f, "SELECT from_day FROM stay ORDER BY id DESC LIMIT 1"), day_of("2025-09-01"));
    EDIT_HARD(f, id, "", "birth", "2025-09-01", "birth=2025-09-02");
    EDIT_HARD(f, id, "", "from", "2025-07-01", "from=2025-07-01");
    EDIT_HARD(f, id, "", "from", "2026-07-01", "from=2026-07-01");
    int64_t bought = ADD(f, "number=A3", "birth=2024-01-01");
    EVENT(f, "!purchase", "animal=A3", "to=E01", "date=2025-05-01");
    EDIT_HARD(f, bought, "", "from", "A3", "from=2025-06-01");
}

static void test_edit_litter(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    animal(f, "hu_sheep", "hu", "RAM0003", "M", "2022-02-02", farm.e01);
    int64_t ram = number(f, "SELECT max(id) FROM animal");
    animal(f, "hu_sheep", "hu", "EWE0002", "F", "2022-02-02", farm.e01);
    int64_t ewe = number(f, "SELECT max(id) FROM animal");
    int64_t birth =
        EVENT(f, "!lambing", "animal=EWE0001", "ram=RAM0001", "date=2025-08-03", "lamb=F", "lamb=M", "lamb=M,,,dead");
    int64_t lamb = number(f, "SELECT max(id) FROM animal");
    const char *before = dump(f);
    EDIT(f, lamb, "sire=RAM0003");
    assert_int_equal(
        number(f, arena_printf(&f->arena, "SELECT count(*) FROM animal WHERE sire = %lld", (long long)ram)), 2);
    struct event event;
    assert_done(event_load(f->herd, birth, &f->arena, &event, e));
    assert_int_equal(event.other, ram);
    undo(f);
    assert_string_equal(dump(f), before);
    /* it was another ewe's: the birth is hers then, and so is the parity */
    EDIT(f, lamb, "dam=EWE0002");
    assert_int_equal(load(f, ewe).parity, 1);
    assert_int_equal(load(f, farm.ewe).parity, 0);
    assert_string_equal(load(f, ewe).state, "lactating");
    assert_int_equal(load(f, lamb - 1).dam, ewe);
    EDIT_HARD(f, lamb, "", "dam", load(f, lamb).number, "dam=-");
    EDIT_HARD(f, lamb, "dam_birth", "birth", "EWE0002", "birth=2025-08-01");
    EDIT(f, lamb, "sire=-");
    assert_done(event_load(f->herd, birth, &f->arena, &event, e));
    assert_int_equal(event.other, 0);
    assert_int_equal(load(f, lamb - 1).sire, 0);
}

/* ---- void ---- */

static void test_void(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t lamb = ADD(f, "number=A1", "holding=E01", "birth=2025-01-20", "sire=RAM0001", "dam=EWE0001");
    const char *before = dump(f);
    assert_refused(animal_void(f->herd, farm.ram, "typed twice", e), ERR_DATA, "", "animal", "A1");
    assert_refused(animal_void(f->herd, lamb, " ", e), ERR_DATA, "", "reason", "");
    assert_refused(animal_void(f->herd, 99999, "x", e), ERR_NO_INPUT, "", "animal", "99999");
    assert_done(animal_void(f->herd, lamb, "typed twice", e));
    struct animal a = load(f, lamb);
    assert_string_equal(a.voided, "typed twice");
    assert_false(a.present);
    assert_string_equal(fixture_newest(f).reason, "typed twice");
    assert_refused(animal_void(f->herd, lamb, "again", e), ERR_DATA, "", "animal", "");
    struct record r = fixture_record(f, "note=x", NULL);
    assert_refused(animal_edit(f->herd, lamb, &r, e), ERR_DATA, "", "animal", "");
    int64_t again = ADD(f, "number=A1", "holding=E01"); /* its number is free */
    assert_done(animal_void(f->herd, farm.ram, "nobody's sire any more", e));
    undo(f);
    assert_done(animal_void(f->herd, again, "and away", e));
    undo(f);
    undo(f);
    undo(f);
    assert_string_equal(dump(f), before);
    EVENT(f, "weigh", "animal=A1", "weight=20", "date=2025-04-20");
    assert_refused(animal_void(f->herd, lamb, "x", e), ERR_DATA, "", "animal", "2025-04-20");
    animal(f, "hu_sheep", "hu", "RAM0003", "M", "2022-02-02", farm.e01);
    EVENT(f, "service", "animal=EWE0001", "ram=RAM0003");
    assert_refused(animal_void(f->herd, number(f, "SELECT max(id) FROM animal"), "x", e), ERR_DATA, "", "animal",
                   "RAM0003");
}

/* One lamb too many was written down. */
static void test_void_of_a_litter(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t birth = EVENT(f, "!lambing", "animal=EWE0001", "date=2025-08-03", "lamb=F,,3.2", "lamb=M,,3.3");
    int64_t lamb = number(f, "SELECT max(id) FROM animal");
    const char *before = dump(f);
    assert_done(animal_void(f->herd, lamb, "there was one", e));
    struct event event;
    assert_done(event_load(f->herd, birth, &f->arena, &event, e));
    assert_int_equal(event.count, 1);
    assert_int_equal(load(f, lamb - 1).birth_type, 1);
    assert_int_equal(number(f, "SELECT count(*) FROM event WHERE kind = 'weigh' AND voided IS NULL"), 1);
    assert_int_equal(number(f, "SELECT count(*) FROM stay WHERE to_day IS NULL OR to_day > from_day"), 5);
    assert_refused(animal_void(f->herd, lamb - 1, "none", e), ERR_DATA, "", "animal", load(f, lamb - 1).number);
    undo(f);
    assert_string_equal(dump(f), before);
}

/* ---- derived ---- */

static void test_load(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct animal a = load(f, farm.ewe);
    assert_string_equal(a.stage, "adult");
    assert_string_equal(a.state, "open");
    assert_int_equal(a.state_day, DATE_NONE);
    EVENT(f, "!weigh", "animal=EWE0001", "weight=52.5", "date=2024-10-01");
    EVENT(f, "service", "animal=EWE0001", "ram=RAM0001", "date=2025-03-08");
    EVENT(f, "!lambing", "animal=EWE0001", "date=2025-08-03", "lamb=F");
    EVENT(f, "weigh", "animal=EWE0001", "weight=49", "date=2025-08-10");
    a = load(f, farm.ewe);
    assert_int_equal(a.parity, 1);
    assert_int_equal(a.last_birth, day_of("2025-08-03"));
    assert_int_equal(a.last_weight, 49000);
    assert_int_equal(a.last_weight_day, day_of("2025-08-10"));
    assert_string_equal(a.state, "lactating");
    assert_int_equal(a.state_day, day_of("2025-08-03"));
    f->herd->today = day_of("2025-11-12");
    assert_string_equal(load(f, farm.ewe).state, "open"); /* nobody nurses for 101 days */
    f->herd->today = day_of("2025-10-31");
    EVENT(f, "sale", "animal=EWE0001", "date=2025-10-30");
    a = load(f, farm.ewe);
    assert_string_equal(a.left_kind, "sale");
    assert_int_equal(a.left_day, day_of("2025-10-30"));
    assert_false(a.present);
    assert_null(load(f, farm.ram).state);
    assert_string_equal(load(f, ADD(f, "number=G2", "sex=F", "birth=2025-05-01")).stage, "growing");
    assert_null(load(f, number(f, "SELECT max(id) FROM animal")).state);
    assert_string_equal(load(f, ADD(f, "number=G4", "official=365292900000004")).number, "G4");
    assert_string_equal(load(f, ADD(f, "official=365292900000006", "name=白")).number, "365292900000006");
    run(f, arena_printf(&f->arena, "INSERT INTO inbreeding VALUES (%lld, 0.25, 0.5)", (long long)farm.ram));
    assert_true(load(f, farm.ram).f == 0.25);
}

/* Writers hold together inside a larger change, and fail together. */
static void test_inside_a_change(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    const char *before = dump(f);
    assert_done(herd_begin(f->herd, e));
    ADD(f, "number=A1", "holding=E01");
    ADD(f, "number=A3", "holding=E01", "sire=RAM0001");
    struct record bad = fixture_record(f, "number=A1", "holding=E01", NULL);
    int64_t id;
    assert_refused(animal_add(f->herd, &bad, &id, e), ERR_DATA, "", "number", "A1");
    assert_true(store_in_transaction(f->herd->store));
    herd_rollback(f->herd);
    assert_false(store_in_transaction(f->herd->store));
    assert_string_equal(dump(f), before);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_add_all),
        TEST(test_add_places),
        TEST(test_add_issues_a_number),
        TEST(test_rules_of_the_animal),
        TEST(test_rules_of_parents),
        TEST(test_parents_on_paper),
        TEST(test_presence_of_parents),
        TEST(test_genes_and_births),
        TEST(test_edit_fields),
        TEST(test_edit_numbers),
        TEST(test_edit_used),
        TEST(test_edit_days),
        TEST(test_edit_litter),
        TEST(test_void),
        TEST(test_void_of_a_litter),
        TEST(test_load),
        TEST(test_inside_a_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
