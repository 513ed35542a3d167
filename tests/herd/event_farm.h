/* event_farm.h - a small farm and events on it, for the tests of events */
#ifndef TEST_HERD_EVENT_FARM_H
#define TEST_HERD_EVENT_FARM_H

#include "fixture.h"

#include <stdlib.h>

/* ---- a small farm ---- */

static inline void run(struct fixture *f, const char *sql)
{
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, sql);
    assert_done(herd_commit(f->herd, "demo", NULL, NULL, 1, 0, 0, NULL, e));
}

static inline date_day day_of(const char *text)
{
    date_day day = 0;
    enum date_precision precision;
    assert_done(date_parse(text, &day, &precision, e));
    return day;
}

static inline const char *plus(struct fixture *f, const char *text, int days)
{
    char out[DATE_TEXT];
    return arena_text(&f->arena, date_format(day_of(text) + days, DATE_DAY, out));
}

static inline int64_t number(struct fixture *f, const char *sql)
{
    return fixture_number(f, sql);
}

/* An animal on paper; with a holding it stands and belongs there since its birth. */
static inline int64_t animal(struct fixture *f, const char *species, const char *breed, const char *no, const char *sex,
                             const char *born, int64_t holding)
{
    int birth = day_of(born);
    run(f, arena_printf(&f->arena,
                        "INSERT INTO animal (uuid, species, breed, sex, birth, birth_precision, family, reference) "
                        "VALUES (randomblob(16), '%s', '%s', '%s', %d, 'd', 'A', 0)",
                        species, breed, sex, birth));
    int64_t id = number(f, "SELECT max(id) FROM animal");
    const char *text = arena_printf(&f->arena,
                                    "INSERT INTO identifier (animal, kind, value, normal, tail) SELECT %lld, 'farm', "
                                    "'%s', replace('%s', '-', ''), ''",
                                    (long long)id, no, no);
    run(f, text);
    if (!holding)
        return id;
    run(f, arena_printf(&f->arena, "INSERT INTO stay (animal, keeper, place, from_day) VALUES (%lld, %lld, %lld, %d)",
                        (long long)id, (long long)holding, (long long)holding, birth));
    run(f, arena_printf(&f->arena, "INSERT INTO ownership (animal, holding, from_day) VALUES (%lld, %lld, %d)",
                        (long long)id, (long long)holding, birth));
    return id;
}

struct farm {
    struct fixture *f;
    int64_t e01, h10, ewe, ram, cow, bull;
};

static inline struct farm farm_new(void **state)
{
    struct farm farm = { .f = *state };
    struct fixture *f = farm.f;
    farm.e01 = fixture_holding(f, "E01", "enterprise", NULL);
    farm.h10 = fixture_holding(f, "H10", "household", NULL);
    farm.ewe = animal(f, "hu_sheep", "hu", "EWE0001", "F", "2022-01-10", farm.e01);
    farm.ram = animal(f, "hu_sheep", "hu", "RAM0001", "M", "2022-01-11", farm.e01);
    farm.cow = animal(f, "bactrian_camel", "tarim", "COW0001", "F", "2015-03-01", farm.e01);
    farm.bull = animal(f, "bactrian_camel", "tarim", "BULL0001", "M", "2014-03-01", farm.e01);
    return farm;
}

/* An event that must go through; "!" as the kind's first letter confirms every soft rule. */
static inline int64_t did(struct fixture *f, const char *kind, struct record r)
{
    int64_t id = 0;
    if (*kind == '!') {
        r.confirmed = "all";
        kind++;
    }
    assert_done(event_add(f->herd, kind, &r, &id, e));
    return id;
}

#define EVENT(f, kind, ...) did(f, kind, fixture_record(f, __VA_ARGS__, NULL))

static inline void refused(struct fixture *f, enum err_code code, const char *rule, const char *field, const char *part,
                           const char *kind, struct record r)
{
    int64_t id = -1, before = number(f, "SELECT count(*) FROM event"), change = 0, after = 0;
    assert_done(store_newest_change(f->herd->store, &change, e));
    assert_refused(event_add(f->herd, kind, &r, &id, e), code, rule, field, part);
    assert_int_equal(id, -1);
    assert_int_equal(number(f, "SELECT count(*) FROM event"), before);
    assert_done(store_newest_change(f->herd->store, &after, e));
    assert_int_equal(change, after);
    assert_false(store_in_transaction(f->herd->store));
}

#define HARD(f, rule, field, part, kind, ...) \
    refused(f, ERR_DATA, rule, field, part, kind, fixture_record(f, __VA_ARGS__, NULL))
#define SOFT(f, rule, field, part, kind, ...) \
    refused(f, ERR_SOFT, rule, field, part, kind, fixture_record(f, __VA_ARGS__, NULL))

static inline const char *state_of(struct fixture *f, int64_t id, const char *today)
{
    struct animal animal;
    f->herd->today = day_of(today);
    assert_done(animal_load(f->herd, id, &f->arena, &animal, e));
    return animal.state ? animal.state : "";
}

static inline const char *words(struct fixture *f, int64_t id)
{
    struct event event;
    assert_done(event_load(f->herd, id, &f->arena, &event, e));
    return event.words;
}

#endif
