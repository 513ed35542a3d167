/* test_stock.c - heads on a day and how they came and went: every column by its own event, and that opening and what
 * came and went always give the closing, whatever happened and whoever asks; today is 2025-10-31 */
#include "event_farm.h"

static struct stock_flow flow_at(struct fixture *f, enum list_counting counting, int64_t holding, const char *from,
                                 const char *to)
{
    struct stock_flow *all, sheep = { 0 };
    int count;
    assert_done(stock_flow(f->herd, counting, holding, day_of(from) - 1, day_of(to), &f->arena, &all, &count, e));
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].species, "hu_sheep") == 0)
            sheep = all[i];
    return sheep;
}

/* opening born bought in out sold slaughtered home died missing found closing */
static void assert_flow(struct stock_flow f, const int64_t expected[12], const char *whose)
{
    static const char *const names[] = { "opening",     "born", "bought", "moved_in", "moved_out", "sold",
                                         "slaughtered", "home", "died",   "missing",  "found",     "closing" };
    const int64_t got[] = { f.opening,     f.born, f.bought, f.moved_in, f.moved_out, f.sold,
                            f.slaughtered, f.home, f.died,   f.missing,  f.found,     f.closing };
    for (int i = 0; i < 12; i++)
        if (got[i] != expected[i])
            fail_msg("%s %s: %lld instead of %lld", whose, names[i], (long long)got[i], (long long)expected[i]);
    assert_int_equal(f.opening + f.born + f.bought + f.moved_in + f.found - f.moved_out - f.sold - f.slaughtered -
                         f.home - f.died - f.missing,
                     f.closing);
}

#define FLOW(f, counting, holding, ...) \
    assert_flow(flow_at(f, counting, holding, "2025-10-01", "2025-10-31"), (const int64_t[12]){ __VA_ARGS__ }, #holding)

/* ---- each column by its event ---- */

static struct farm busy_farm(void **state)
{
    static const char *const leaving[][3] = { { "sale", "S", "purpose=breeding" },
                                              { "slaughter_sale", "M", "note=x" },
                                              { "home_slaughter", "H", "note=x" },
                                              { "death", "D", "cause=pneumonia" },
                                              { "missing", "L", "note=x" } };
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    for (size_t i = 0; i < COUNT(leaving); i++) {
        const char *no = arena_printf(&f->arena, "GO%s0001", leaving[i][1]);
        animal(f, "hu_sheep", "hu", no, "F", "2024-01-01", farm.e01);
        EVENT(f, arena_printf(&f->arena, "!%s", leaving[i][0]), arena_printf(&f->arena, "animal=%s", no),
              "date=2025-10-10", leaving[i][2]);
    }
    return farm;
}

static void leaving_by_kind(void **state)
{
    struct farm farm = busy_farm(state);
    /* ewe, ram and the five that left */
    FLOW(farm.f, LIST_BY_KEEPER, farm.e01, 7, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 2);
    FLOW(farm.f, LIST_BY_OWNER, farm.e01, 7, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 2);
    FLOW(farm.f, LIST_BY_PLACE, 0, 7, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 2);
    FLOW(farm.f, LIST_BY_KEEPER, farm.h10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

static void found_again(void **state)
{
    struct farm farm = busy_farm(state);
    EVENT(farm.f, "!found", "animal=GOL0001", "to=E01", "date=2025-10-20");
    FLOW(farm.f, LIST_BY_KEEPER, farm.e01, 7, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 3);
    FLOW(farm.f, LIST_BY_OWNER, 0, 7, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 3);
}

/* Inside the county a transfer is nothing; for each of the two it is a move; the owner stays unless said otherwise. */
static void moved_between_keepers(void **state)
{
    struct farm farm = farm_new(state);
    EVENT(farm.f, "!transfer", "animal=EWE0001", "to=H10", "date=2025-10-18");
    FLOW(farm.f, LIST_BY_KEEPER, farm.e01, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
    FLOW(farm.f, LIST_BY_KEEPER, farm.h10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1);
    FLOW(farm.f, LIST_BY_KEEPER, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
    FLOW(farm.f, LIST_BY_OWNER, farm.e01, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
    FLOW(farm.f, LIST_BY_OWNER, farm.h10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    FLOW(farm.f, LIST_BY_PLACE, farm.h10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1);
    EVENT(farm.f, "!transfer", "animal=RAM0001", "to=H10", "owner=H10", "date=2025-10-19");
    FLOW(farm.f, LIST_BY_OWNER, farm.e01, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
    FLOW(farm.f, LIST_BY_OWNER, farm.h10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1);
}

/* Sent to the household and sold there on the same day: the enterprise moved it out, the household sold it. */
static void moved_and_sold_in_a_day(void **state)
{
    struct farm farm = farm_new(state);
    EVENT(farm.f, "!transfer", "animal=EWE0001", "to=H10", "owner=H10", "date=2025-10-18");
    EVENT(farm.f, "!sale", "animal=EWE0001", "date=2025-10-18", "purpose=breeding");
    FLOW(farm.f, LIST_BY_KEEPER, farm.e01, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
    FLOW(farm.f, LIST_BY_KEEPER, farm.h10, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0);
    FLOW(farm.f, LIST_BY_KEEPER, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1);
    FLOW(farm.f, LIST_BY_OWNER, farm.e01, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
}

/* Two of three are alive; one of them dies on the day it was born and still was born and died. */
static void born(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    EVENT(f, "!lambing", "animal=EWE0001", "ram=RAM0001", "date=2025-10-05", "lamb=F,KP-1", "lamb=M,KP-2",
          "lamb=M,,,dead");
    FLOW(f, LIST_BY_KEEPER, farm.e01, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4);
    EVENT(f, "!death", "animal=KP-2", "date=2025-10-05", "cause=weak");
    FLOW(f, LIST_BY_KEEPER, farm.e01, 2, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 3);
    FLOW(f, LIST_BY_OWNER, farm.e01, 2, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 3);
}

static void bought(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    animal(f, "hu_sheep", "hu", "BUY0001", "F", "2024-01-01", 0);
    EVENT(f, "!purchase", "animal=BUY0001", "to=H10", "date=2025-10-07");
    FLOW(f, LIST_BY_KEEPER, farm.h10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    FLOW(f, LIST_BY_KEEPER, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 3);
}

/* What is void or only on paper is in no count; what lies before the first day is in the opening. */
static void not_counted(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t paper = animal(f, "hu_sheep", "hu", "PAPER001", "F", "2020-01-01", farm.e01);
    int64_t wrong = animal(f, "hu_sheep", "hu", "WRONG001", "F", "2025-10-03", farm.e01);
    run(f, arena_printf(&f->arena, "UPDATE animal SET reference = 1 WHERE id = %lld", (long long)paper));
    run(f, arena_printf(&f->arena, "UPDATE animal SET voided = 'x' WHERE id = %lld", (long long)wrong));
    FLOW(f, LIST_BY_KEEPER, farm.e01, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
    assert_flow(flow_at(f, LIST_BY_KEEPER, 0, "2022-01-10", "2022-01-11"),
                (const int64_t[12]){ 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 }, "the day they were born");
}

/* ---- whatever happened: random lives over five holdings, moved, sold, lost and found, several times a day ---- */

struct lives {
    struct fixture *f;
    struct random random;
    int64_t holdings[5];
};

static int below(struct lives *l, int limit)
{
    return (int)random_below(&l->random, (uint64_t)limit);
}

static int64_t happened(struct lives *l, const char *kind, int64_t id, int day)
{
    fixture_execute(l->f, arena_printf(&l->f->arena,
                                       "INSERT INTO event (uuid, kind, animal, day) VALUES (randomblob(16), '%s', "
                                       "%lld, %d)",
                                       kind, (long long)id, day));
    return number(l->f, "SELECT max(id) FROM event");
}

static void ends(struct lives *l, const char *table, int64_t id, int day)
{
    fixture_execute(l->f, arena_printf(&l->f->arena, "UPDATE %s SET to_day = %d WHERE animal = %lld AND to_day IS NULL",
                                       table, day, (long long)id));
}

static void begins(struct lives *l, bool stay, int64_t id, const char *day, int64_t event)
{
    long long at = l->holdings[below(l, 5)], place = below(l, 4) ? at : l->holdings[below(l, 5)];
    fixture_execute(l->f, stay ? arena_printf(&l->f->arena,
                                              "INSERT INTO stay (animal, keeper, place, from_day, event) VALUES "
                                              "(%lld, %lld, %lld, %s, %lld)",
                                              (long long)id, at, place, day, (long long)event)
                               : arena_printf(&l->f->arena,
                                              "INSERT INTO ownership (animal, holding, from_day, event) VALUES "
                                              "(%lld, %lld, %s, %lld)",
                                              (long long)id, at, day, (long long)event));
}

static void one_life(struct lives *l)
{
    static const char *const kinds[] = { "transfer", "transfer", "move", "sale", "death", "missing", "slaughter_sale" };
    int day = day_of("2025-08-01") + below(l, 60);
    bool old = below(l, 4) == 0, here = true;
    const char *since = old ? "NULL" : arena_printf(&l->f->arena, "%d", day);
    fixture_execute(l->f,
                    arena_printf(&l->f->arena,
                                 "INSERT INTO animal (uuid, species, sex, birth, birth_precision, reference, "
                                 "voided) VALUES (randomblob(16), 'hu_sheep', 'F', %d, 'd', %d, %s)",
                                 day - (below(l, 2) ? 0 : 500), below(l, 12) == 0, below(l, 12) ? "NULL" : "'wrong'"));
    int64_t id = number(l->f, "SELECT max(id) FROM animal"), event = happened(l, "purchase", id, day);
    begins(l, true, id, since, event);
    begins(l, false, id, since, event);
    for (int steps = below(l, 6); steps > 0; steps--) {
        day += !here ? 1 + below(l, 25) : below(l, 3) ? below(l, 25) : 0;
        const char *text = arena_printf(&l->f->arena, "%d", day);
        const char *kind = here ? kinds[below(l, COUNT(kinds))] : "found";
        bool moves = strcmp(kind, "transfer") == 0 || strcmp(kind, "move") == 0, owner = !moves || below(l, 2);
        event = happened(l, kind, id, day);
        if (here) {
            ends(l, "stay", id, day);
            if (owner)
                ends(l, "ownership", id, day);
        }
        if (!here || moves) {
            begins(l, true, id, text, event);
            if (owner)
                begins(l, false, id, text, event);
        }
        here = !here || moves;
    }
}

static int64_t counted_by(struct fixture *f, enum list_counting counting, int64_t holding, bool with_below, int day)
{
    static const char *const tables[] = {
        [LIST_BY_KEEPER] = "stay", [LIST_BY_OWNER] = "ownership", [LIST_BY_PLACE] = "stay"
    };
    static const char *const columns[] = {
        [LIST_BY_KEEPER] = "keeper", [LIST_BY_OWNER] = "holding", [LIST_BY_PLACE] = "place"
    };
    return number(
        f, arena_printf(&f->arena,
                        "WITH RECURSIVE b (id) AS (SELECT %lld UNION SELECT p.holding FROM holding_parent p "
                        "JOIN b ON p.parent = b.id WHERE %d) SELECT count(DISTINCT s.animal) FROM %s s JOIN animal a "
                        "ON a.id = s.animal WHERE a.reference = 0 AND a.voided IS NULL AND coalesce("
                        "s.from_day, 0) <= %d AND coalesce(s.to_day, 99999) > %d AND (%lld = 0 OR s.%s IN "
                        "(SELECT id FROM b))",
                        (long long)holding, with_below, tables[counting], day, day, (long long)holding,
                        columns[counting]));
}

static int64_t counted(struct fixture *f, enum list_counting counting, int64_t holding, int day)
{
    return counted_by(f, counting, holding, true, day);
}

static int64_t counted_alone(struct fixture *f, enum list_counting counting, int64_t holding, int day)
{
    return counted_by(f, counting, holding, false, day);
}

/* Each holding for itself: what the others keep is no business of its own, and what leaves one enters another. */
static void assert_each(struct fixture *f, enum list_counting counting, const char *from, const char *to)
{
    struct stock_flow *all;
    int count;
    int64_t between = 0;
    assert_done(stock_flow_each(f->herd, counting, 0, day_of(from) - 1, day_of(to), &f->arena, &all, &count, e));
    for (int i = 0; i < count; i++) {
        struct stock_flow one = all[i];
        assert_flow(one,
                    (const int64_t[12]){ counted_alone(f, counting, one.holding, day_of(from) - 1), one.born,
                                         one.bought, one.moved_in, one.moved_out, one.sold, one.slaughtered, one.home,
                                         one.died, one.missing, one.found,
                                         counted_alone(f, counting, one.holding, day_of(to)) },
                    arena_printf(&f->arena, "%s, counting %d, alone %d", from, counting, (int)one.holding));
        between += one.moved_in - one.moved_out;
    }
    assert_int_equal(between, 0);
    assert_int_equal(count, 5);
}

static void always_balanced(void **state)
{
    static const char *const windows[][2] = { { "2025-08-01", "2025-10-31" },
                                              { "2025-08-15", "2025-08-15" },
                                              { "2025-09-01", "2025-09-30" },
                                              { "2025-07-01", "2025-12-31" } };
    struct lives l = { .f = *state, .random = { 20251031 } };
    static const char *const codes[][3] = { { "E01", "enterprise", NULL },
                                            { "F01", "farm", "E01" },
                                            { "F02", "farm", "E01" },
                                            { "H01", "household", "F01" },
                                            { "H02", "household", "F02" } };
    int64_t moved = 0;
    for (int i = 0; i < 5; i++)
        l.holdings[i] = fixture_holding(l.f, codes[i][0], codes[i][1], codes[i][2]);
    assert_done(herd_begin(l.f->herd, e));
    for (int i = 0; i < 600; i++)
        one_life(&l);
    assert_done(herd_commit(l.f->herd, "demo", NULL, NULL, 1, 0, 0, NULL, e));
    for (int at = -1; at < 5; at++)
        for (int counting = LIST_BY_KEEPER; counting <= LIST_BY_PLACE; counting++)
            for (size_t w = 0; w < COUNT(windows); w++) {
                int64_t holding = at < 0 ? 0 : l.holdings[at];
                const char *from = windows[w][0], *to = windows[w][1];
                struct stock_flow f = flow_at(l.f, (enum list_counting)counting, holding, from, to);
                int64_t opening = counted(l.f, (enum list_counting)counting, holding, day_of(from) - 1);
                int64_t closing = counted(l.f, (enum list_counting)counting, holding, day_of(to));
                assert_flow(f,
                            (const int64_t[12]){ opening, f.born, f.bought, f.moved_in, f.moved_out, f.sold,
                                                 f.slaughtered, f.home, f.died, f.missing, f.found, closing },
                            arena_printf(&l.f->arena, "%s, counting %d, holding %d", from, counting, at));
                if (at < 0 && w != 1)
                    assert_each(l.f, (enum list_counting)counting, from, to);
                moved += f.moved_in;
                if (at < 0)
                    assert_int_equal(f.moved_in + f.moved_out, 0);
            }
    assert_true(moved > 1000);
}

/* ---- heads by group ---- */

static int64_t heads_of(struct fixture *f, enum stock_by by, int64_t holding, const char *key, const char *day,
                        int64_t *ret_all)
{
    struct stock_row *rows;
    int count;
    int64_t heads = 0, all = 0;
    assert_done(stock_summary(f->herd, by, LIST_BY_KEEPER, holding, day_of(day), &f->arena, &rows, &count, e));
    for (int i = 0; i < count; i++) {
        all += rows[i].heads;
        if (strcmp(rows[i].key, key) == 0)
            heads += rows[i].heads;
    }
    if (ret_all)
        *ret_all = all;
    return heads;
}

static void heads_by_group(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t all;
    animal(f, "hu_sheep", "hu", "LAMB0001", "F", "2025-10-01", farm.h10);
    animal(f, "hu_sheep", "hu", "HOGG0001", "M", "2025-05-01", farm.h10);
    const struct {
        enum stock_by by;
        const char *key;
        int64_t heads;
    } cases[] = { { STOCK_BY_TIER, "enterprise", 4 }, { STOCK_BY_TIER, "household", 2 }, { STOCK_BY_HOLDING, "H10", 2 },
                  { STOCK_BY_SEX, "F", 3 },           { STOCK_BY_SEX, "M", 3 },          { STOCK_BY_STAGE, "young", 1 },
                  { STOCK_BY_STAGE, "growing", 1 },   { STOCK_BY_STAGE, "adult", 4 },    { STOCK_BY_TOWNSHIP, "", 6 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(heads_of(f, cases[i].by, 0, cases[i].key, "2025-10-31", &all), cases[i].heads);
        assert_int_equal(all, 6);
    }
    assert_int_equal(heads_of(f, STOCK_BY_TIER, farm.h10, "household", "2025-10-31", &all), 2);
    assert_int_equal(all, 2);
    /* on a day of the past: who was there, and how old they were then */
    assert_int_equal(heads_of(f, STOCK_BY_STAGE, 0, "growing", "2025-09-30", &all), 1);
    assert_int_equal(all, 5);
    assert_int_equal(heads_of(f, STOCK_BY_STAGE, farm.h10, "young", "2025-05-01", NULL), 1);
    assert_int_equal(heads_of(f, STOCK_BY_STAGE, 0, "adult", "2014-02-28", &all), 0);
    assert_int_equal(all, 0);
}

/* What the list calls a stage, the summary calls it, too. */
static void stages_as_listed(void **state)
{
    static const char *const stages[] = { "young", "growing", "adult" };
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    assert_done(herd_begin(f->herd, e));
    for (int i = 0; i < 400; i++)
        fixture_execute(f, arena_printf(&f->arena,
                                        "INSERT INTO animal (uuid, species, sex, birth, birth_precision, reference) "
                                        "VALUES (randomblob(16), '%s', '%s', %d, 'd', 0)",
                                        i % 3 ? "hu_sheep" : "bactrian_camel", i % 2 ? "F" : "M",
                                        f->herd->today - i * (i % 3 ? 1 : 6)));
    fixture_execute(f, "INSERT INTO stay (animal, keeper, place, from_day) SELECT id, 1, 1, birth FROM animal WHERE "
                       "id NOT IN (SELECT animal FROM stay)");
    assert_done(herd_commit(f->herd, "demo", NULL, NULL, 1, 0, 0, NULL, e));
    for (size_t i = 0; i < COUNT(stages); i++) {
        struct list_filter filter;
        assert_done(list_filter_parse(f->herd, arena_printf(&f->arena, "stage=%s", stages[i]), &f->arena, &filter, e));
        int64_t listed;
        assert_done(list_count(f->herd, &filter, &listed, e));
        assert_true(listed > 20);
        assert_int_equal(heads_of(f, STOCK_BY_STAGE, 0, stages[i], "2025-10-31", NULL), listed);
    }
}

static void ages_by_year(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct stock_age *ages;
    int count;
    animal(f, "hu_sheep", "hu", "LAMB0001", "F", "2025-10-31", farm.h10);
    int64_t unknown = animal(f, "hu_sheep", "hu", "OLD00001", "F", "2020-01-01", farm.h10);
    run(f, arena_printf(&f->arena, "UPDATE animal SET birth = NULL, birth_precision = NULL WHERE id = %lld",
                        (long long)unknown));
    assert_done(stock_ages(f->herd, "hu_sheep", LIST_BY_KEEPER, 0, day_of("2025-10-31"), &f->arena, &ages, &count, e));
    assert_int_equal(count, 3);
    assert_int_equal(ages[0].years, -1); /* not known */
    assert_int_equal(ages[0].females, 1);
    assert_int_equal(ages[1].years, 0);
    assert_int_equal(ages[1].females, 1);
    assert_int_equal(ages[2].years, 3);
    assert_int_equal(ages[2].females, 1);
    assert_int_equal(ages[2].males, 1);
    assert_done(
        stock_ages(f->herd, "hu_sheep", LIST_BY_OWNER, farm.e01, day_of("2025-10-31"), &f->arena, &ages, &count, e));
    assert_int_equal(count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(leaving_by_kind),
        TEST(found_again),
        TEST(moved_between_keepers),
        TEST(moved_and_sold_in_a_day),
        TEST(born),
        TEST(bought),
        TEST(not_counted),
        TEST(always_balanced),
        TEST(heads_by_group),
        TEST(stages_as_listed),
        TEST(ages_by_year),
    };
    return cmocka_run_group_tests_name("herd-stock", tests, NULL, NULL);
}
