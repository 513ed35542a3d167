/* test_faults.c - every kind of fault of a file: its row, column, value and reason, all of them, and nothing written */
#include "fixture.h"

#include "mupu/exchange.h"

static struct import_result result;

static bool import_text(struct fixture *f, const char *text, struct err *e)
{
    char path[300];
    struct import_request request = { .path = path };
    snprintf(path, sizeof path, "%s/flock.csv", f->folder);
    return file_write(path, text, strlen(text), e) && import_animals(f->herd, &request, &f->arena, &result, NULL, e);
}

static void take(struct fixture *f, const char *text)
{
    assert_done(import_text(f, text, e));
}

struct wanted {
    int64_t row;
    const char *column, *value, *reason;
};

static void check_fault(const struct import_fault *found, const struct wanted *wanted, const char *text)
{
    if (found->row != wanted->row || strcmp(found->column, wanted->column) != 0 ||
        strcmp(found->value, wanted->value) != 0 || !strstr(found->reason, wanted->reason))
        fail_msg("row %lld, %s \"%s\": %s\nin: %s", (long long)found->row, found->column, found->value, found->reason,
                 text);
}

/* These faults, in order, no other, and nothing written. */
static void refuse(struct fixture *f, const char *text, const struct wanted *wanted, int count)
{
    struct err e = { 0 };
    int64_t before = fixture_number(f, "SELECT count(*) + (SELECT max(id) FROM change) FROM animal");
    if (import_text(f, text, &e))
        fail_msg("taken: %s", text);
    assert_int_equal(e.code, ERR_DATA);
    for (int i = 0; i < count && i < result.fault_count; i++)
        check_fault(&result.faults[i], &wanted[i], text);
    if (result.fault_total != count)
        fail_msg("%lld faults, not %d, in: %s\n%s", (long long)result.fault_total, count, text, e.message);
    assert_int_equal(fixture_number(f, "SELECT count(*) + (SELECT max(id) FROM change) FROM animal"), before);
}
#define REFUSE(f, text, ...) \
    refuse(f, text, (const struct wanted[]){ __VA_ARGS__ }, (int)COUNT(((const struct wanted[]){ __VA_ARGS__ })))

static void test_cells(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text;
        struct wanted wanted;
    } cases[] = {
        { "id,sex\nK1,x\n", { 2, "sex", "x", "no sex" } },
        { "耳号,性别\nK1,驴\n", { 2, "性别", "驴", "no sex" } },
        { "id,birth\nK1,2024-13-01\n", { 2, "birth", "2024-13-01", "2024-13-01" } },
        { "id,birth\nK1,2023-02-29\n", { 2, "birth", "2023-02-29", "" } },
        { "id,birth\nK1,yesterday\n", { 2, "birth", "yesterday", "" } },
        { "id,birth\nK1,2025-11-01\n", { 2, "birth", "2025-11-01", "future" } },
        { "id,coat\nK1,plaid\n", { 2, "coat", "plaid", "not in the list" } },
        { "id,fecb\nK1,BBB\n", { 2, "fecb", "BBB", "not in the list" } },
        { "id,species\nK1,horse\n", { 2, "species", "horse", "no species" } },
        { "id,holding\nK1,E77\n", { 2, "holding", "E77", "E77" } },
        { "id,birth_type\nK1,13\n", { 2, "birth_type", "13", "" } },
        { "id,birth_type\nK1,two\n", { 2, "birth_type", "two", "" } },
        { "id\n1.56E+14\n", { 2, "id", "1.56E+14", "lost its digits" } },
        { "id,sire\nK1,3.65293E+14\n", { 2, "sire", "3.65293E+14", "lost its digits" } },
        { "id,rfid\nK1,1.56E+14\n", { 2, "rfid", "1.56E+14", "lost its digits" } },
        { "id,official\nK1,36529290000001\n", { 2, "official", "36529290000001", "15 digits" } },
        { "id,rfid\nK1,156999999999999\n", { 2, "rfid", "156999999999999", "at most" } },
        { "id,sex\n,M\n", { 2, "id", "", "missing" } },
        { "id,sex\n0,M\n", { 2, "id", "0", "missing" } },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        refuse(f, cases[i].text, &cases[i].wanted, 1);
}

static void test_numbers_twice(void **state)
{
    struct fixture *f = *state;
    REFUSE(f, "id\nK1\nK2\nk-1\n", { 4, "id", "k-1", "row 2" }); /* as the book compares them */
    REFUSE(f, "id,official\nK1,365292900000001\nK2,365292900000001\n", { 3, "official", "365292900000001", "row 2" });
    REFUSE(f, "id,rfid\nK1,156000000000001\nK2,156 000000000001\n", { 3, "rfid", "156 000000000001", "row 2" });
    REFUSE(f, "id,official\nK1,365292900000001\n365292900000001,\n", { 2, "official", "365292900000001", "row 3" });
    take(f, "id,official,brand\nK1,365292900000001,七\n");
    REFUSE(f, "id,official\nK2,365292900000001\n", { 2, "official", "365292900000001", "another animal" });
    REFUSE(f, "id\nK1\n365292900000001\n", { 3, "id", "365292900000001", "row 2" }); /* two numbers of one animal */
}

static void test_parents(void **state)
{
    struct fixture *f = *state;
    REFUSE(f, "id,sire,dam\nK1,A,\nK2,,A\n", { 3, "dam", "A", "sire of \"K1\" in row 2" });
    REFUSE(f, "id,sire,sex\nK1,A,\nA,,F\n", { 2, "sire", "A", "female in row 3" });
    REFUSE(f, "id,dam,sex\nK1,A,\nA,,公\n", { 2, "dam", "A", "male in row 3" });
    REFUSE(f, "id,dam,sex\nK1,A,\nA,,C\n", { 2, "dam", "A", "male in row 3" });
    REFUSE(f, "id,sire,dam\nK1,A,A\n", { 2, "dam", "A", "sire of \"K1\"" }, { 2, "sire, dam", "K1", "same animal" });
    take(f, "id,sex\nA,F\nB,M\n");
    REFUSE(f, "id,sire\nK1,A\n", { 2, "sire", "A", "female in the book" });
    REFUSE(f, "id,dam\nK1,B\n", { 2, "dam", "B", "male in the book" });
}

static void test_loops(void **state)
{
    struct fixture *f = *state;
    REFUSE(f, "id,sire\nK1,K1\n", { 2, "sire, dam", "K1", "the loop: K1" });
    REFUSE(f, "耳号,父,母\nA,,B\nB,,C\nD,,B\nC,,A\n", { 2, "父, 母", "A", "loop" }, { 3, "父, 母", "B", "loop" },
           { 5, "父, 母", "C", "loop" });
    take(f, "id,sire\nY,X\nZ,Y\n");
    REFUSE(f, "id,sire\nX,Z\n", { 2, "sire, dam", "X", "loop" }); /* closed by what the book knows */
}

static void test_conflicts(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E01", "enterprise", NULL);
    fixture_holding(f, "E02", "enterprise", NULL);
    take(f, "id,sire,sex,birth,breed,holding,official,coat,birth_type,family,name\n"
            "K1,R1,M,2024-03-11,hu,E01,365292900000001,white,2,甲,大黑\n");
    assert_int_equal(result.added, 1);
    static const struct {
        const char *text;
        struct wanted wanted;
    } cases[] = {
        { "id,sire\nK1,R2\n", { 2, "sire", "R2", "\"R1\"" } },
        { "id,sex\nK1,F\n", { 2, "sex", "F", "\"M\"" } },
        { "id,birth\nK1,2024-03-12\n", { 2, "birth", "2024-03-12", "\"2024-03-11\"" } },
        { "id,holding\nK1,E02\n", { 2, "holding", "E02", "\"E01\"" } },
        { "id,official\nK1,365292900000002\n", { 2, "official", "365292900000002", "\"365292900000001\"" } },
        { "id,birth_type\nK1,3\n", { 2, "birth_type", "3", "\"2\"" } },
        { "id,family\nK1,乙\n", { 2, "family", "乙", "\"甲\"" } },
        { "id,name\nK1,小黑\n", { 2, "name", "小黑", "\"大黑\"" } },
        { "id,species\nK1,bactrian_camel\n", { 2, "species", "bactrian_camel", "\"hu_sheep\"" } },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        refuse(f, cases[i].text, &cases[i].wanted, 1);
}

/* All of them at once, by row; and no more than a thousand are listed. */
static void test_every_fault(void **state)
{
    struct fixture *f = *state;
    REFUSE(f, "id,sire,sex,birth\nK1,K1,x,2024-02-30\nK1,,,\n,R1,,\n", { 2, "sex", "x", "" },
           { 2, "birth", "2024-02-30", "" }, { 2, "sire, dam", "K1", "loop" }, { 3, "id", "K1", "row 2" },
           { 4, "id", "", "missing" });
    struct strbuf text;
    struct err e;
    strbuf_init(&text);
    strbuf_add(&text, "id,sex\n");
    for (int i = 0; i < 1500; i++)
        strbuf_printf(&text, "K%d,x\n", i);
    assert_false(import_text(f, text.text, &e));
    assert_int_equal(result.fault_total, 1500);
    assert_int_equal(result.fault_count, 1000);
    strbuf_done(&text);
}

static void test_doubts(void **state)
{
    struct fixture *f = *state;
    take(f, "id,sire,birth,breed\nK1,R1,2024-03-11,未知羊\nR1,,2024-05,hu\n");
    assert_int_equal(result.doubt_total, 2);
    assert_int_equal(result.added, 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal WHERE note = 'breed=未知羊'"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
        TEST(test_cells),     TEST(test_numbers_twice), TEST(test_parents), TEST(test_loops),
        TEST(test_conflicts), TEST(test_every_fault),   TEST(test_doubts),
    };
    text_start("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
