/* test_csv.c - what spreadsheets save: encodings, separators, quotes; and 20,000 damaged files */
#include "fixture.h"

#include "mupu/exchange.h"

#include <iconv.h>
#include <stdlib.h>

/* Rows as text: cells in [], rows ended by '/'. */
static void read_all(const char *bytes, size_t length, struct strbuf *out)
{
    struct csv csv;
    bool row;
    assert_done(csv_open_text(bytes, length, &csv, e));
    strbuf_clear(out);
    for (;;) {
        assert_done(csv_next(&csv, &row, e));
        if (!row)
            break;
        for (int i = 0; i < csv.count; i++)
            strbuf_printf(out, "[%s]", csv.cells[i]);
        strbuf_add(out, "/");
    }
    csv_close(&csv);
}

static void assert_reads_n(const char *bytes, size_t length, const char *wanted)
{
    struct strbuf out;
    strbuf_init(&out);
    read_all(bytes, length, &out);
    assert_string_equal(out.text, wanted);
    strbuf_done(&out);
}

static void assert_reads(const char *text, const char *wanted)
{
    assert_reads_n(text, strlen(text), wanted);
}

static void convert(const char *to, const char *mark, size_t mark_length, const char *text, struct strbuf *out)
{
    char buffer[4096], *in = (char *)(uintptr_t)text, *at = buffer;
    size_t left = strlen(text), room = sizeof buffer;
    iconv_t converter = iconv_open(to, "UTF-8");
    assert_true(converter != (iconv_t)-1);
    assert_int_equal(iconv(converter, &in, &left, &at, &room), 0);
    iconv_close(converter);
    strbuf_clear(out);
    strbuf_add_n(out, mark, mark_length);
    strbuf_add_n(out, buffer, sizeof buffer - room);
}

static void test_encodings(void **state)
{
    (void)state;
    static const char text[] = "耳号,性别\r\nK1,公\r\n镕𬍛,母\r\n",
                      wanted[] = "[耳号][性别]/[K1][公]/[镕𬍛][母]/";
    static const struct {
        const char *name, *mark;
        size_t length;
    } encodings[] = { { "UTF-8", "", 0 },
                      { "UTF-8", "\xEF\xBB\xBF", 3 },
                      { "UTF-16LE", "\xFF\xFE", 2 },
                      { "UTF-16BE", "\xFE\xFF", 2 },
                      { "GB18030", "", 0 } };
    struct strbuf bytes;
    strbuf_init(&bytes);
    for (size_t i = 0; i < COUNT(encodings); i++) {
        convert(encodings[i].name, encodings[i].mark, encodings[i].length, text, &bytes);
        assert_reads_n(bytes.text, bytes.length, wanted);
    }
    strbuf_done(&bytes);
}

static void assert_bad(const char *bytes, size_t length, const char *part)
{
    struct csv csv;
    assert_refused(csv_open_text(bytes, length, &csv, e), ERR_DATA, "", "file", part);
}
#define ASSERT_BAD(bytes, part) assert_bad(bytes, sizeof(bytes) - 1, part)

static void test_bad_bytes(void **state)
{
    (void)state;
    ASSERT_BAD("id\nK1\xFF\n", "byte 5 ");                            /* neither */
    ASSERT_BAD("\xEF\xBB\xBFid\nK\xFF\n", "byte 7 ");                 /* said to be UTF-8 */
    ASSERT_BAD("耳号,父号,母号,性别,出生日期\nK1\x80\n", "byte 43 "); /* meant to be UTF-8 */
    ASSERT_BAD("\xFF\xFEi\0d\0\n\0\x00\xD8", "byte 8");               /* half a pair of UTF-16 */
    ASSERT_BAD("id\0\n", "zero byte");
    ASSERT_BAD("id\n\xB9\xAB\xD1", "byte 5 "); /* GB18030 cut off within a character */
}

static void test_separators(void **state)
{
    (void)state;
    assert_reads("id,sire\nA,B;C\n", "[id][sire]/[A][B;C]/");
    assert_reads("id;sire\nA;B,C\n", "[id][sire]/[A][B,C]/");
    assert_reads("id\tsire\nA\tB,C\n", "[id][sire]/[A][B,C]/");
    assert_reads("\"a,b,c\";d\n1;2\n", "[a,b,c][d]/[1][2]/"); /* those within quotes do not count */
    assert_reads("sep=;\nid,x;y\n1;2\n", "[id,x][y]/[1][2]/");
    assert_reads("id\nA\n", "[id]/[A]/");
}

static void test_quotes(void **state)
{
    (void)state;
    assert_reads("a,b\n\"x,\"\"y\"\"\",\"two\nlines\"\n", "[a][b]/[x,\"y\"][two\nlines]/");
    assert_reads("a,b\n\"\",\" x \"\n", "[a][b]/[][x]/");
    assert_reads("a,b\n\"x\"y,2\n", "[a][b]/[xy][2]/"); /* nothing is lost */
    assert_reads("a,b\nx\"y,2\n", "[a][b]/[x\"y][2]/"); /* within a cell it is a sign like others */
    struct csv csv;
    bool row;
    assert_done(csv_open_text("a\n\n\"x\ny", 7, &csv, e));
    assert_done(csv_next(&csv, &row, e));
    assert_refused(csv_next(&csv, &row, e), ERR_DATA, "", "file", "3");
    csv_close(&csv);
}

static void test_spreadsheets(void **state)
{
    (void)state;
    assert_reads("id\n'00123\n=\"00124\"\n\"=\"\"00125\"\"\"\n00126\t\n\t00127\n",
                 "[id]/[00123]/[00124]/[00125]/[00126]/[00127]/");
    assert_reads("id\n　K1　\n\xC2\xA0K2\xC2\xA0\n", "[id]/[K1]/[K2]/"); /* wide and unbreakable blanks */
    assert_reads("id,a\n\n,,\nK1,\n  \nK2", "[id][a]/[K1][]/[K2]/");     /* rows of nothing */
}

static void test_line_ends(void **state)
{
    (void)state;
    assert_reads("a,b\r\n1,2\r\n", "[a][b]/[1][2]/");
    assert_reads("a,b\r1,2\r", "[a][b]/[1][2]/");
    assert_reads("a,b\n1,2", "[a][b]/[1][2]/");
    assert_reads("", "");
    struct csv csv;
    bool row;
    int64_t lines[4];
    assert_done(csv_open_text("a\n\"x\ny\"\n\nz\n", 11, &csv, e));
    for (int i = 0; i < 4; i++) {
        assert_done(csv_next(&csv, &row, e));
        lines[i] = row ? csv.line : -1;
    }
    csv_close(&csv);
    assert_int_equal(lines[0], 1);
    assert_int_equal(lines[1], 2); /* where it begins */
    assert_int_equal(lines[2], 5);
    assert_int_equal(lines[3], -1);
}

/* Damaged files: whatever comes, it is read or refused, and the cells are text of the file's own. */
static void read_damaged(const char *bytes, size_t length)
{
    struct csv csv;
    struct err e = { 0 };
    bool row = true;
    size_t cells = 0;
    if (!csv_open_text(bytes, length, &csv, &e)) {
        assert_int_equal(e.code, ERR_DATA);
        return;
    }
    while (row && csv_next(&csv, &row, &e))
        for (int i = 0; row && i < csv.count; i++) {
            assert_true(utf8_valid(csv.cells[i], strlen(csv.cells[i]), NULL));
            cells++;
        }
    assert_true(cells <= length + 1);
    csv_close(&csv);
}

static void test_mutations(void **state)
{
    (void)state;
    static const char seed[] =
        "耳号,\"父,号\";母号\t性别\r\n\"K\"\"1\",='2',\"=\"\"3\"\"\",'4\r\n\xB9\xAB,\n\xEF\xBB\xBF";
    static const char pieces[] = "\",;\t\r\n='\0\xFF\xFE\xEF\xBB\xBF\x80 \xB9";
    struct random r = { 20251031 };
    char bytes[3 * sizeof seed];
    for (int round = 0; round < 20000; round++) {
        size_t length = sizeof seed - 1;
        memcpy(bytes, seed, length);
        for (uint64_t changes = 1 + random_below(&r, 6); changes > 0; changes--) {
            size_t at = random_below(&r, length + 1);
            char piece =
                random_below(&r, 3) ? pieces[random_below(&r, sizeof pieces - 1)] : (char)random_below(&r, 256);
            uint64_t what = random_below(&r, 3);
            if (what == 0 && at < length) {
                bytes[at] = piece;
            } else if (what == 1 && length + 1 < sizeof bytes) {
                memmove(bytes + at + 1, bytes + at, length++ - at);
                bytes[at] = piece;
            } else if (at < length) {
                memmove(bytes + at, bytes + at + 1, --length - at);
            }
        }
        read_damaged(bytes, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encodings), cmocka_unit_test(test_bad_bytes), cmocka_unit_test(test_separators),
        cmocka_unit_test(test_quotes),    cmocka_unit_test(test_line_ends), cmocka_unit_test(test_spreadsheets),
        cmocka_unit_test(test_mutations),
    };
    text_start("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
