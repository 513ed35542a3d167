/* Stage and state are said twice, in now.h for lists and in animal.sql for the card: both say the same of every animal
 * on every day, whatever happened to it. And what is derived beside them. */
#include "event_farm.h"

#include <math.h>

enum { HEADS = 240, EVENTS_EACH = 6 };

struct herd_made {
    int64_t ids[HEADS];
    const char *kinds[200];
    int kind_count;
};

/* Kinds and codes at random, sense or not: whatever a file can hold. */
static void make_events(struct fixture *f, struct random *r, const struct herd_made *made, int64_t animal)
{
    static const char *const codes[] = { "'pregnant'", "'open'", "'doubtful'", "NULL" };
    for (uint64_t n = random_below(r, EVENTS_EACH + 1); n > 0; n--)
        fixture_execute(f, arena_printf(&f->arena,
                                        "INSERT INTO event (uuid, kind, animal, day, code, value, voided) VALUES"
                                        " (randomblob(16), '%s', %lld, %d, %s, %d, %s)",
                                        made->kinds[random_below(r, (uint64_t)made->kind_count)], (long long)animal,
                                        f->herd->today -
                                            (int)(random_below(r, 2) ? random_below(r, 900) : 20 * random_below(r, 10)),
                                        codes[random_below(r, 4)], (int)random_below(r, 90000),
                                        random_below(r, 8) ? "NULL" : "'wrong'"));
}

static void make_herd(struct fixture *f, int64_t holding, struct herd_made *made)
{
    static const char *const sexes[] = { "'F'", "'F'", "'F'", "'F'", "'M'", "'C'", "NULL" };
    struct random r = { 20251031 };
    const struct dictionary *d = &f->herd->dictionary;
    for (int i = 0; i < d->kind_count; i++) /* those that say a state more often, a scan most */
        for (int times = !*d->kinds[i].state ? 1 : strcmp(d->kinds[i].state, "code") == 0 ? 8 : 3; times > 0; times--)
            made->kinds[made->kind_count++] = d->kinds[i].code;
    assert_true(made->kind_count <= (int)COUNT(made->kinds));
    assert_done(herd_begin(f->herd, e));
    for (int i = 0; i < HEADS; i++) {
        bool born = random_below(&r, 20) != 0, camel = random_below(&r, 3) == 0;
        int age = (int)random_below(&r, camel ? 3600 : 1200);
        fixture_execute(f, arena_printf(&f->arena,
                                        "INSERT INTO animal (uuid, species, sex, birth, birth_precision) VALUES"
                                        " (randomblob(16), '%s', %s, %s, %s)",
                                        camel ? "bactrian_camel" : "hu_sheep", sexes[random_below(&r, COUNT(sexes))],
                                        born ? arena_printf(&f->arena, "%d", f->herd->today - age) : "NULL",
                                        born ? "'d'" : "NULL"));
        made->ids[i] = store_last_id(f->herd->store);
        if (random_below(&r, 4) != 0)
            fixture_execute(f, arena_printf(&f->arena,
                                            "INSERT INTO stay (animal, keeper, place) VALUES (%lld, %lld, %lld)",
                                            (long long)made->ids[i], (long long)holding, (long long)holding));
        make_events(f, &r, made, made->ids[i]);
    }
    assert_done(herd_commit(f->herd, "demo", NULL, NULL, 1, 0, 0, NULL, e));
}

static bool has(const int64_t *ids, int64_t count, int64_t id)
{
    for (int64_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

struct cards {
    struct arena arena;
    struct animal animals[HEADS];
};

static void load_cards(struct fixture *f, const struct herd_made *made, struct cards *cards)
{
    for (int i = 0; i < HEADS; i++) {
        struct animal *a = &cards->animals[i];
        assert_done(animal_load(f->herd, made->ids[i], &cards->arena, a, e));
        if (a->state && a->state_day != DATE_NONE && a->state_day > f->herd->today)
            fail_msg("animal %lld on day %d: %s only since later", (long long)a->id, f->herd->today, a->state);
    }
}

/* How many the list finds; each animal is in it exactly when its card says so. */
static int64_t agree(struct fixture *f, const struct cards *cards, const char *stage, const char *state)
{
    struct list_filter filter;
    struct arena arena;
    int64_t *ids, count;
    arena_init(&arena);
    assert_done(list_filter_parse(f->herd,
                                  arena_printf(&arena, "%s=%s gone", stage ? "stage" : "state", stage ? stage : state),
                                  &arena, &filter, e));
    assert_done(list_ids(f->herd, &filter, LIST_NEWEST, false, &ids, &count, e));
    for (int i = 0; i < HEADS; i++) {
        const struct animal *a = &cards->animals[i];
        const char *said = stage ? a->stage : a->state, *wanted = stage ? stage : state;
        bool card = said && strcmp(said, wanted) == 0;
        if (card != has(ids, count, a->id))
            fail_msg("animal %lld on day %d: the card says %s, the list of %s says %s", (long long)a->id,
                     f->herd->today, said ? said : "nothing", wanted, card ? "no" : "yes");
    }
    memory_free(ids);
    arena_done(&arena);
    return count;
}

/* The day moves on by less than the narrowest distance between two limits of the dictionary. */
static void test_list_and_card_agree(void **state)
{
    static const char *const stages[] = { "young", "growing", "adult" };
    static const char *const states[] = { "open", "mated", "pregnant", "lactating" };
    enum { STEP = 5, DAYS = 400 };
    struct fixture *f = *state;
    struct herd_made made = { .kind_count = 0 };
    int64_t found[COUNT(stages) + COUNT(states)] = { 0 };
    make_herd(f, fixture_holding(f, "E01", "enterprise", NULL), &made);
    date_day today = f->herd->today;
    for (f->herd->today = today; f->herd->today <= today + DAYS; f->herd->today += STEP) {
        struct cards cards;
        arena_init(&cards.arena);
        load_cards(f, &made, &cards);
        for (size_t i = 0; i < COUNT(stages); i++)
            found[i] += agree(f, &cards, stages[i], NULL);
        for (size_t i = 0; i < COUNT(states); i++)
            found[COUNT(stages) + i] += agree(f, &cards, NULL, states[i]);
        arena_done(&cards.arena);
    }
    for (size_t i = 0; i < COUNT(found); i++)
        assert_true(found[i] > 50); /* else the test would prove nothing */
}

/* The last day of a state and the first after it, for each that runs out. */
static void test_states_run_out(void **state)
{
    static const struct {
        const char *kind, *code, *state, *param;
        bool hard;
    } cases[] = {
        { "service", "NULL", "mated", "gestation", true },
        { "scan", "'pregnant'", "pregnant", "gestation", true },
        { "lambing", "NULL", "lactating", "wean_age", true },
    };
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct animal a;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct param *p = dictionary_param(&f->herd->dictionary, "hu_sheep", cases[i].param);
        date_day day = day_of("2025-06-01"), last = day + (date_day)(p->hard_high / 1000);
        run(f, "DELETE FROM event");
        run(f, arena_printf(
                   &f->arena,
                   "INSERT INTO event (uuid, kind, animal, day, code) VALUES (randomblob(16), '%s', %lld, %d, %s)",
                   cases[i].kind, (long long)farm.ewe, day, cases[i].code));
        f->herd->today = last;
        assert_done(animal_load(f->herd, farm.ewe, &f->arena, &a, e));
        assert_string_equal(a.state, cases[i].state);
        assert_int_equal(a.state_day, day);
        f->herd->today = last + 1;
        assert_done(animal_load(f->herd, farm.ewe, &f->arena, &a, e));
        assert_string_equal(a.state, "open");
        assert_int_equal(a.state_day, last + 1);
    }
}

/* A litter has one pair of parents: what one lamb may not be given, its litter mates must not get through it. */
static void test_loop_through_a_litter_mate(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    f->herd->today = day_of("2025-10-31");
    EVENT(f, "!lambing", "animal=EWE0001", "ram=RAM0001", "date=2023-08-03", "lamb=F", "lamb=M");
    int64_t brother = number(f, "SELECT max(id) FROM animal"), sister = brother - 1, niece = 0;
    struct record r = fixture_record(f, "number=N2", "sex=F", "holding=E01", "birth=2025-02-03", "dam=-", NULL);
    struct animal a;
    assert_done(animal_load(f->herd, sister, &f->arena, &a, e));
    record_set(&r, "dam", a.number);
    assert_done(animal_add(f->herd, &r, &niece, e));
    struct record edit = fixture_record(f, "dam=N2", NULL);
    edit.confirmed = "all";
    assert_refused(animal_edit(f->herd, brother, &edit, e), ERR_DATA, "", "dam", "N2");
    assert_refused(animal_edit(f->herd, sister, &edit, e), ERR_DATA, "", "dam", "N2");
    assert_int_equal(number(f, "SELECT count(DISTINCT dam) FROM animal WHERE birth_event IS NOT NULL"), 1);
}

/* A number that lacks its last digits is another number, even when it begins only one. */
static void test_begun_numbers(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t id = -1;
    assert_refused(identifier_one(f->herd, "EWE000", "animal", &id, e), ERR_NO_INPUT, "", "animal", "EWE0001");
    assert_int_equal(id, -1);
    struct record r = fixture_record(f, "number=A1", "holding=E01", "sire=RAM000", "create-parents=1", NULL);
    assert_done(animal_add(f->herd, &r, &id, e));
    struct animal a;
    assert_done(animal_load(f->herd, id, &f->arena, &a, e));
    assert_int_not_equal(a.sire, farm.ram);
    assert_string_equal(a.sire_number, "RAM000");
}

/* F comes from the derived table, and is not known before it was computed. */
static void test_inbreeding_of_the_card(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct record r =
        fixture_record(f, "number=D2", "sex=F", "holding=E01", "birth=2023-08-03", "sire=RAM0001", "dam=EWE0001", NULL);
    struct record back =
        fixture_record(f, "number=B1", "sex=M", "holding=E01", "birth=2025-01-03", "sire=RAM0001", "dam=D2", NULL);
    int64_t daughter, son;
    struct animal a;
    assert_done(animal_add(f->herd, &r, &daughter, e));
    assert_done(animal_add(f->herd, &back, &son, e));
    assert_done(animal_load(f->herd, son, &f->arena, &a, e));
    assert_true(isnan(a.f) && isnan(a.completeness));
    assert_done(pedigree_refresh(f->herd, NULL, e));
    assert_done(animal_load(f->herd, son, &f->arena, &a, e));
    assert_true(fabs(a.f - 0.25) < 1e-12);
    assert_true(a.completeness > 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_list_and_card_agree), TEST(test_states_run_out),         TEST(test_loop_through_a_litter_mate),
        TEST(test_begun_numbers),       TEST(test_inbreeding_of_the_card),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
