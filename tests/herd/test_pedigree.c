/* test_pedigree.c - the derived table of F follows the log: after random changes and undos it is the table written anew
 */
#include "event_farm.h"

#include <math.h>

enum {
    ANIMALS = 400,
    REACH = 60,
    STEPS = 300,
    STRANGER = 900000 /* id of no animal: a row that only writing anew drops */
};

static const char *text_of(struct fixture *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
static const char *text_of(struct fixture *f, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return arena_text(&f->arena, text);
}

static int64_t below(struct random *random, int64_t limit)
{
    return (int64_t)random_below(random, (uint64_t)limit);
}

/* Parents are among the REACH before, or unknown: no loops. Sires have even ids and dams odd ones: the book takes
 * nobody for both. */
static const char *some_parent(struct fixture *f, struct random *random, int64_t before, bool dam)
{
    int64_t back = before < REACH ? before : REACH;
    if (back < 1 || below(random, 5) < 2)
        return "NULL";
    int64_t id = before - below(random, back);
    id += id % 2 == dam ? 0 : id < before ? 1 : -1;
    return id > 0 ? text_of(f, "%lld", (long long)id) : "NULL";
}

static const char *add_animal(struct fixture *f, struct random *random, int64_t newest)
{
    return text_of(f,
                   "INSERT INTO animal (id, uuid, species, sex, sire, dam, family, reference) VALUES (%lld, "
                   "randomblob(16), 'hu_sheep', 'F', %s, %s, 'A', 0)",
                   (long long)newest + 1, some_parent(f, random, newest, false), some_parent(f, random, newest, true));
}

static const char *correct_parents(struct fixture *f, struct random *random, int64_t newest)
{
    int64_t id = 1 + below(random, newest);
    bool dam = below(random, 2);
    return text_of(f, "UPDATE animal SET %s = %s WHERE id = %lld", dam ? "dam" : "sire",
                   some_parent(f, random, id - 1, dam), (long long)id);
}

static const char *void_or_restore(struct fixture *f, struct random *random, int64_t newest)
{
    return text_of(f, "UPDATE animal SET voided = CASE WHEN voided IS NULL THEN 'x' END WHERE id = %lld",
                   (long long)(1 + below(random, newest)));
}

static const char *rename_somebody(struct fixture *f, struct random *random, int64_t newest)
{
    return text_of(f, "UPDATE animal SET note = '%lld' WHERE id = %lld", (long long)below(random, 1000),
                   (long long)(1 + below(random, newest)));
}

static void refresh(struct fixture *f)
{
    assert_done(pedigree_refresh(f->herd, NULL, e));
}

/* The table as one text: exact, for a real prints with 17 digits. */
static const char *table(struct fixture *f)
{
    CLEANUP(query_done) struct query *q = NULL;
    assert_done(store_query_text(f->herd->store,
                                 "SELECT group_concat(line, ';') FROM (SELECT printf('%d %!.17g %!.17g', animal, f, "
                                 "completeness) AS line FROM inbreeding WHERE animal < 900000 ORDER BY animal)",
                                 &q, e));
    bool row;
    assert_done(query_next(q, &row, e));
    return arena_text(&f->arena, query_text(q, 0) ? query_text(q, 0) : "");
}

static void place_stranger(struct fixture *f)
{
    run(f, text_of(f, "INSERT OR REPLACE INTO inbreeding VALUES (%d, 0.5, 0.5)", STRANGER));
}

static bool stranger_is_there(struct fixture *f)
{
    return number(f, text_of(f, "SELECT count(*) FROM inbreeding WHERE animal = %d", STRANGER)) > 0;
}

static void assert_same_as_anew(struct fixture *f, int step)
{
    const char *followed = table(f);
    run(f, "DELETE FROM derived");
    refresh(f);
    const char *anew = table(f);
    if (strcmp(followed, anew) != 0)
        fail_msg("step %d: the table that followed the log:\n%.3000s\nanew:\n%.3000s", step, followed, anew);
}

static void make_book(struct fixture *f, struct random *random)
{
    assert_done(herd_begin(f->herd, e));
    for (int64_t i = 0; i < ANIMALS; i++)
        fixture_execute(f, add_animal(f, random, i));
    assert_done(herd_commit(f->herd, "demo", NULL, NULL, 1, 0, 0, NULL, e));
    refresh(f);
}

static void following_is_computing_anew(void **state)
{
    static const char *(*const steps[])(struct fixture *, struct random *,
                                        int64_t) = { add_animal, add_animal, correct_parents, void_or_restore,
                                                     rename_somebody };
    struct fixture *f = *state;
    struct random random = { 20251124 };
    int followed = 0, made = 0, undone = 0, refreshed = 0;
    make_book(f, &random);
    for (int step = 0; step < STEPS; step++) {
        const char *words;
        struct err ignored;
        bool undo = made > undone && below(&random, 4) == 0; /* never the making of the book */
        if (undo)
            undone += change_undo(f->herd, 0, &f->arena, &words, &ignored);
        else
            run(f, steps[below(&random, COUNT(steps))](f, &random, number(f, "SELECT max(id) FROM animal")));
        made += !undo;
        if (below(&random, 3))
            continue;
        place_stranger(f);
        refresh(f);
        refreshed++;
        followed += stranger_is_there(f);
        assert_same_as_anew(f, step);
    }
    assert_true(undone > 20);
    assert_true(followed > refreshed / 2);
    assert_true(number(f, "SELECT count(*) FROM inbreeding WHERE f > 0") > 20);
}

/* What is not lineage leaves the table untouched, whatever stands in it. */
static void a_dictionary_change_computes_nothing(void **state)
{
    struct fixture *f = *state;
    struct random random = { 7 };
    make_book(f, &random);
    place_stranger(f);
    run(f, "UPDATE inbreeding SET f = 0.75");
    run(f, "UPDATE animal SET note = 'n'");
    refresh(f);
    assert_true(stranger_is_there(f));
    assert_int_equal(number(f, "SELECT count(*) FROM inbreeding WHERE f <> 0.75 AND animal < 900000"), 0);
    assert_int_equal(number(f, "SELECT change - (SELECT max(id) FROM change) FROM derived WHERE name = 'inbreeding'"),
                     0);
}

/* More than a quarter of the animals: the whole table is written, without what does not belong there. */
static void a_large_change_writes_anew(void **state)
{
    struct fixture *f = *state;
    struct random random = { 9 };
    make_book(f, &random);
    place_stranger(f);
    run(f, "UPDATE animal SET sire = NULL WHERE id > 100");
    refresh(f);
    assert_false(stranger_is_there(f));
    assert_same_as_anew(f, 0);
}

static bool stop_at(void *context, const char *what, int64_t done, int64_t total)
{
    int *left = context;
    (void)what;
    (void)done;
    (void)total;
    return (*left)-- > 0;
}

/* Stopped anywhere, the table is as it was and the next time does the work. */
static void stopping_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct random random = { 11 };
    make_book(f, &random);
    const char *before = table(f);
    run(f, "DELETE FROM derived");
    int stops = 0;
    for (bool good = false; !good; stops++) {
        int left = stops;
        struct progress progress = { stop_at, &left };
        struct err e = { 0 };
        good = pedigree_refresh(f->herd, &progress, &e);
        if (!good)
            assert_int_equal(e.code, ERR_CANCELLED);
        assert_string_equal(table(f), before);
    }
    assert_true(stops >= 4); /* reading, computing, writing, and through */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(following_is_computing_anew),
        TEST(a_dictionary_change_computes_nothing),
        TEST(a_large_change_writes_anew),
        TEST(stopping_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
