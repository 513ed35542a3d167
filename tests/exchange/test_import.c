/* test_import.c - animals from a file: every fault told, all or nothing, twice is once, and undone is gone */
#include "fixture.h"

#include "mupu/exchange.h"

#include <math.h>

static struct import_result result;

static bool import_text(struct fixture *f, const char *text, struct import_request request, struct err *e)
{
    char path[300];
    snprintf(path, sizeof path, "%s/flock.csv", f->folder);
    request.path = path;
    return file_write(path, text, strlen(text), e) && import_animals(f->herd, &request, &f->arena, &result, NULL, e);
}

static void assert_counts(int64_t added, int64_t parents, int64_t completed, int64_t unchanged)
{
    assert_int_equal(result.added, added);
    assert_int_equal(result.parents_added, parents);
    assert_int_equal(result.completed, completed);
    assert_int_equal(result.unchanged, unchanged);
}

#define ASSERT_IMPORTS(f, text, ...) assert_done(import_text(f, text, (struct import_request){ __VA_ARGS__ }, e))

static int64_t animals(struct fixture *f)
{
    return fixture_number(f, "SELECT count(*) FROM animal");
}

/* One fault and no other, with nothing written. */
static void assert_fault(struct fixture *f, const char *text, int64_t row, const char *column, const char *value,
                         const char *reason)
{
    struct err e = { 0 };
    int64_t before = animals(f);
    if (import_text(f, text, (struct import_request){ 0 }, &e))
        fail_msg("taken: %s", text);
    assert_int_equal(e.code, ERR_DATA);
    if (result.fault_total != 1)
        fail_msg("%lld faults in: %s\n%s", (long long)result.fault_total, text, e.message);
    assert_int_equal(result.faults[0].row, row);
    assert_string_equal(result.faults[0].column, column);
    assert_string_equal(result.faults[0].value, value);
    if (!strstr(result.faults[0].reason, reason))
        fail_msg("\"%s\" does not say \"%s\"", result.faults[0].reason, reason);
    assert_int_equal(animals(f), before);
}

/* ---- what goes in ---- */

static void test_whole(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E01", "enterprise", NULL);
    ASSERT_IMPORTS(f, "耳号,父号,母号,性别,出生日期,品种,养殖场,家系,耳标号,毛色,同胎数,备注,天气\n"
                      "K3,K1,K2,,2025年3月11日,湖羊,E01,甲,,,2,\"好,羊\",晴\n" /* parents stand below */
                      "K1,R1,0,公,2000,湖羊,E01 场,,=\"365292900000001\",,,,\n"
                      "K2,NA,E9,,2024.2,湖羊,E01,,'365292900000002,,,,\n");
    assert_counts(3, 2, 0, 0);
    assert_string_equal(result.ignored, "天气");
    assert_int_equal(animals(f), 5);
    /* a year alone is a year, a month a month */
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE birth_precision = 'y'"), 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE birth_precision = 'm'"), 1);
    /* K2's sex is told by its use; K3's is not known */
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE sex = 'F'"), 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE sex IS NULL"), 1);
    /* parents on paper stand nowhere and are in no count */
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE reference = 1"), 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stay"), 3);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM ownership"), 3);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM identifier WHERE kind = 'official'"), 2);
    struct change change = fixture_newest(f);
    assert_string_equal(change.command, "import animals");
    assert_string_equal(change.label, "flock.csv");
    assert_int_equal(change.count, 5);
    assert_done(store_verify(f->herd->store, true, NULL, e));
}

static void test_nowhere_unless_said(void **state)
{
    struct fixture *f = *state;
    int64_t holding = fixture_holding(f, "E01", "enterprise", NULL);
    ASSERT_IMPORTS(f, "id\nK1\n");
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stay"), 0);
    ASSERT_IMPORTS(f, "id\nK2\n", .holding = holding);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stay"), 1);
    ASSERT_IMPORTS(f, "id,holding\nK1,E01\n"); /* the file knows more now */
    assert_counts(0, 0, 1, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stay"), 2);
}

static void test_dry_run(void **state)
{
    struct fixture *f = *state;
    ASSERT_IMPORTS(f, "id,sire\nK1,R1\n", .dry_run = true);
    assert_counts(1, 1, 0, 0);
    assert_int_equal(animals(f), 0);
    ASSERT_IMPORTS(f, "id,sire\nK1,R1\n");
    ASSERT_IMPORTS(f, "id,sire,coat\nK1,R1,\nK2,K1,\nR1,,\n", .dry_run = true);
    assert_counts(1, 0, 2, 0); /* K1 is a male by its use, R1 no longer on paper only */
}

static void test_twice(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "id,sire,dam,sex,birth,breed,holding,official,rfid,birth_type,note\n"
                               "K1,R1,E1,M,2024-03-11,湖羊,E01,365292900000001,156000000000001,2,x\n"
                               "K2,R1,E1,,2024,,E01,,,,\n"
                               "365292900000009,K1,,F,,,,,,,\n";
    fixture_holding(f, "E01", "enterprise", NULL);
    ASSERT_IMPORTS(f, text);
    int64_t change = fixture_newest(f).id;
    ASSERT_IMPORTS(f, text);
    assert_counts(0, 0, 0, 3);
    assert_int_equal(fixture_newest(f).id, change);
    ASSERT_IMPORTS(f, "id,sire,dam,sex,birth,breed,holding,official,rfid\nK1,,,,,,,,\n"); /* a blank says nothing */
    assert_counts(0, 0, 0, 1);
    assert_int_equal(fixture_newest(f).id, change);
}

static void test_completes(void **state)
{
    struct fixture *f = *state;
    ASSERT_IMPORTS(f, "id,dam\nK1,E1\n");
    ASSERT_IMPORTS(f, "id,sire,sex,birth,official\nK1,R1,M,2024-03-11,365292900000001\n");
    assert_counts(0, 1, 1, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE sire AND dam AND sex = 'M' AND birth"), 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM identifier WHERE kind = 'official'"), 1);
    ASSERT_IMPORTS(f, "id,birth\nE1,2020\n"); /* an animal on paper turns up */
    assert_counts(0, 0, 1, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE reference = 1"), 1);
}

static void test_undo(void **state)
{
    struct fixture *f = *state;
    const char *words;
    ASSERT_IMPORTS(f, "id,sire,dam\nK1,R1,E1\nK2,K1,E1\n");
    assert_done(change_undo(f->herd, 0, &f->arena, &words, e));
    assert_int_equal(animals(f), 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM identifier"), 0);
    assert_done(store_verify(f->herd->store, true, NULL, e));
}

/* Enough rows for tables without indexes; ear tags have to stay fast and unique in it. */
static void test_bulk(void **state)
{
    struct fixture *f = *state;
    struct strbuf text;
    strbuf_init(&text);
    strbuf_add(&text, "id,sire,official\n");
    for (int i = 1; i <= 12000; i++)
        strbuf_printf(&text, "K%05d,R%d,3652929%08d\n", i, i % 40, i);
    ASSERT_IMPORTS(f, text.text);
    assert_counts(12000, 40, 0, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM sqlite_schema WHERE name = 'identifier_current'"), 1);
    strbuf_add(&text, "K99999,,365292900000001\n");
    assert_fault(f, text.text, 12002, "official", "365292900000001", "row 2");
    strbuf_done(&text);
}

static void test_parent_by_ear_tag(void **state)
{
    struct fixture *f = *state;
    ASSERT_IMPORTS(f, "id,dam,official\nK2,365292900000001,\nK1,,365292900000001\n");
    assert_counts(2, 0, 0, 0);
    assert_int_equal(fixture_number(f, "SELECT a.dam = i.animal AND b.sex = 'F' FROM animal a JOIN identifier i ON "
                                       "i.value = 'K1' JOIN animal b ON b.id = i.animal WHERE a.dam"),
                     1);
    ASSERT_IMPORTS(f, "id,dam\nK3,365292900000001\n"); /* and later, when the book has it */
    assert_counts(1, 0, 0, 0);
    assert_int_equal(animals(f), 3);
}

static void test_species(void **state)
{
    struct fixture *f = *state;
    ASSERT_IMPORTS(f, "id,sire,畜种\nC1,C9,双峰驼\n");
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE species = 'bactrian_camel'"), 2);
    ASSERT_IMPORTS(f, "id,sire\nK1,K9\n");
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE species = 'hu_sheep'"), 2);
    assert_fault(f, "id,sire,species\nK5,C9,hu_sheep\n", 2, "sire", "C9", "another species");
}

static void test_headings(void **state)
{
    struct fixture *f = *state;
    ASSERT_IMPORTS(f, "Ear Number;Father;Birth Type\nK1;R1;2\n", .map = "number=Ear Number,父=Father");
    assert_counts(1, 1, 0, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE birth_type = 2"), 1);
    assert_refused(import_text(f, "a,b\n1,2\n", (struct import_request){ .map = "number=c" }, e), ERR_DATA, "", "map",
                   "no such column");
    assert_refused(import_text(f, "a,b\n1,2\n", (struct import_request){ .map = "horns=a" }, e), ERR_USAGE, "", "map",
                   "no field");
    assert_refused(import_text(f, "a,b\n1,2\n", (struct import_request){ 0 }, e), ERR_DATA, "", "number",
                   "no column of numbers");
    assert_refused(import_text(f, "", (struct import_request){ 0 }, e), ERR_DATA, "", "file", "empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
        TEST(test_whole),    TEST(test_nowhere_unless_said), TEST(test_dry_run),
        TEST(test_twice),    TEST(test_completes),           TEST(test_undo),
        TEST(test_bulk),     TEST(test_parent_by_ear_tag),   TEST(test_species),
        TEST(test_headings),
    };
    text_start("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
