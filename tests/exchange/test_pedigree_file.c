/* test_pedigree_file.c - F and kinship of a file alone: no book, and nothing refused but loops and numbers used twice
 */
#include "fixture.h"

#include "mupu/exchange.h"

#include <stdlib.h>
#include <unistd.h>

static struct pedigree_file file;

static const char *const *columns;
static int column_count;
static bool faulty;

static bool read_text(const char *text, struct err *e)
{
    char path[200];
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/mupu-pedigree-%d.csv", folder ? folder : "/tmp", (int)getpid());
    bool good =
        file_write(path, text, strlen(text), e) &&
        (faulty ? pedigree_file_read_faulty : pedigree_file_read_columns)(path, columns, column_count, &file, NULL, e);
    unlink(path);
    return good;
}

static double f_of(const char *id)
{
    int32_t at = pedigree_file_find(&file, id);
    assert_true(at >= 0);
    return file.f[at];
}

static void test_order(void **state)
{
    (void)state;
    /* parents below their offspring and parents without a row; rows come first and in their order */
    assert_done(read_text("子,父,母,id\nx,S,D,A\nx,S,D,B\nx,A,B,C\nx,,NA,S\n", e));
    assert_done(pedigree_file_inbreeding(&file, NULL, e));
    assert_int_equal(file.listed, 4);
    assert_int_equal(file.count, 5);
    assert_string_equal(file.id[0], "A");
    assert_string_equal(file.id[3], "S");
    assert_string_equal(file.id[4], "D");
    assert_true(f_of("C") == 0.25);
    assert_true(f_of("A") == 0);
    assert_int_equal(pedigree_file_find(&file, "Z"), -1);
    pedigree_file_close(&file);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct pedigree_fault expected[] = {
        { 3, -1, false }, { 4, 0, true }, { 6, 1, false }, { 7, 1, false }
    };
    faulty = true;
    assert_done(read_text("id,sire,dam\nA,S,D\n,S,D\nA,S,D\nS,,\nS,,D\nS,X,\n", e));
    faulty = false;
    assert_int_equal(file.listed, 2);
    assert_int_equal(file.count, 3); /* D has no row; X stands in a row left out */
    assert_int_equal(file.fault_count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(file.fault[i].row, expected[i].row);
        assert_int_equal(file.fault[i].animal, expected[i].animal);
        assert_int_equal(file.fault[i].same, expected[i].same);
    }
    pedigree_file_close(&file);
}

static void test_columns(void **state)
{
    static const char *const asked[] = { "sex", "target", "breed" };
    (void)state;
    columns = asked;
    column_count = COUNT(asked);
    assert_done(read_text("id,sire,dam,性别,Target\nC,B,D,母,1\nB,,,NA,\nshort\n", e));
    columns = NULL;
    column_count = 0;
    assert_string_equal(file.column[0][0], "母");
    assert_string_equal(file.column[0][1], ""); /* said to be unknown */
    assert_string_equal(file.column[1][0], "1");
    assert_string_equal(file.column[1][2], ""); /* a short row */
    assert_string_equal(file.id[3], "D");
    assert_string_equal(file.column[0][3], ""); /* no row of its own */
    assert_null(file.column[2]);                /* no such column */
    pedigree_file_close(&file);
}

static void test_plants(void **state)
{
    (void)state;
    assert_done(read_text("id;sire;dam\nA;P;P\nB;A;A\nC;B;A\n", e)); /* selfed, and on both sides */
    assert_done(pedigree_file_inbreeding(&file, NULL, e));
    assert_true(f_of("A") == 0.5);
    assert_true(f_of("B") == 0.75);
    assert_true(f_of("C") == 0.75);
    pedigree_file_close(&file);
}

static void test_loops(void **state)
{
    (void)state;
    assert_done(read_text("id,sire\nA,B\nB,A\nX,Y\nC,C\n", e));
    assert_refused(pedigree_file_inbreeding(&file, NULL, e), ERR_DATA, "", "id", "A, B; C");
    pedigree_file_close(&file);
}

static void test_refused(void **state)
{
    (void)state;
    assert_refused(read_text("id,sire\nA,B\nA,C\n", e), ERR_DATA, "", "id", "3");
    assert_refused(read_text("id,sire\nA,B\n,C\n", e), ERR_DATA, "", "id", "3");
    assert_refused(read_text("x,sire\nA,B\n", e), ERR_DATA, "", "number", "column");
    assert_refused(read_text("", e), ERR_DATA, "", "file", "empty");
    assert_refused(pedigree_file_read("/nowhere.csv", &file, NULL, e), ERR_NO_INPUT, "", "", "/nowhere.csv");
}

/* A line of a mother and her sons for ever: deep, and still quick. */
static void test_deep(void **state)
{
    (void)state;
    struct strbuf text;
    strbuf_init(&text);
    strbuf_add(&text, "id,sire,dam\n");
    for (int i = 20000; i > 0; i--)
        strbuf_printf(&text, "s%d,s%d,E\n", i, i - 1);
    assert_done(read_text(text.text, e));
    assert_done(pedigree_file_inbreeding(&file, NULL, e));
    assert_int_equal(file.count, 20002);
    assert_true(f_of("s2") == 0.25);
    assert_true(f_of("s3") == 0.375);
    assert_true(f_of("s20000") > 0.4999 && f_of("s20000") <= 0.5);
    pedigree_file_close(&file);
    strbuf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),  cmocka_unit_test(test_faults), cmocka_unit_test(test_columns),
        cmocka_unit_test(test_plants), cmocka_unit_test(test_loops),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_deep),
    };
    text_start("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
