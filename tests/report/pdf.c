/* pdf.c - sheets on paper, read back by poppler's pdftotext, pdffonts and pdfinfo */
#include "child.h"
#include "mupu/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *self; /* this program: it runs itself again where no font is to be found */

struct place {
    struct arena arena;
    char folder[64];
};

static int start(void **state)
{
    struct place *p = memory_new(sizeof(*p));
    arena_init(&p->arena);
    snprintf(p->folder, sizeof(p->folder), "/tmp/mupu-pdf-XXXXXX");
    *state = p;
    return mkdtemp(p->folder) && chdir(p->folder) == 0 ? 0 : -1;
}

static int stop(void **state)
{
    static const char *const names[] = { "a.pdf", "b.pdf", "fonts.conf" };
    struct place *p = *state;
    for (size_t i = 0; i < COUNT(names); i++)
        unlink(names[i]);
    int failed = chdir("/") + rmdir(p->folder); /* fails when anything else was left behind */
    arena_done(&p->arena);
    memory_free(p);
    return failed;
}

/* ---- sheets ---- */

static const struct table_column columns[] = {
    { "tag", "母羊号", TABLE_TEXT, 0, 0, false },   { "ear", "官方耳标", TABLE_TEXT, 0, 0, false },
    { "parity", "胎次", TABLE_COUNT, 0, 0, false }, { "weight", "体重", TABLE_NUMBER, 1, 0, true },
    { "due", "预产期", TABLE_DAY, 0, 0, false },    { "rate", "成活率", TABLE_PERCENT, 1, 0, false },
    { "heat", "发情", TABLE_TEXT, 0, 1, false },    { "note", "备注", TABLE_TEXT, 0, 2, false },
};

static void fill(struct table *t, struct arena *arena, int rows)
{
    char text[64];
    table_init(t, arena, "plan", "配种计划", columns, COUNT(columns));
    for (int i = 0; i < rows; i++) {
        if (i % 20 == 0) {
            snprintf(text, sizeof(text), "第 %d 组", i / 20 + 1);
            table_set_text(t, table_add_row(t, TABLE_GROUP), 0, text);
        }
        int row = table_add_row(t, TABLE_ROW);
        snprintf(text, sizeof(text), "KP01-25-%05d", i);
        table_set_text(t, row, 0, text);
        snprintf(text, sizeof(text), "365292900%06d", i);
        table_set_text(t, row, 1, text);
        table_set_integer(t, row, 2, i % 5);
        table_set_integer(t, row, 3, 50000 + i);
        table_set_day(t, row, 4, date_from_ymd(2026, 3, 1) + i % 30);
        table_set_real(t, row, 5, 0.9);
        table_set_text(t, row, 7, i % 7 ? NULL : "上胎双羔，母性好；左后蹄曾有腐蹄病，复查后方可配，另行记录");
    }
    table_add_total(t, "合计");
}

static void make_sheet(struct sheet *s, struct arena *arena, struct table *t, int rows)
{
    static const char *const labels[] = { "0–6 月", "6–12 月", "1–2 岁" };
    static const double left[] = { 189, 172, 203 }, right[] = { 198, 156, 0 };
    static const struct chart pyramid = { CHART_PYRAMID, "年龄结构", 3, labels, left, right, "母羊", "公羊" };
    static const struct chart bars = { CHART_BARS, "产羔数", 3, labels, left, NULL, NULL, NULL };
    sheet_init(s, arena, "month", "柯坪县湖羊存栏月报表");
    s->made_by = "阿依古丽";
    sheet_add_fact(s, "填报单位", "柯坪县畜牧兽医站");
    sheet_add_fact(s, "口径",
                   "生产口径 A：期初 + 出生活羔 + 购入 + 调入 − 调出 − 销售 − 死亡 − 淘汰 = 期末；出栏不含种羊");
    sheet_add_heading(s, "一、群体结构");
    sheet_add_chart(s, &pyramid);
    sheet_add_chart(s, &bars);
    sheet_add_heading(s, "二、配种");
    sheet_add_text(s, "发情一列由配种员手填。");
    fill(t, arena, rows);
    sheet_add_table(s, t);
}

/* ---- looking at them ---- */

/* NULL when the program is not installed. */
static char *output_of(struct arena *arena, const char *const *arguments)
{
    struct child_result result;
    char *out = NULL;
    child_init(&result);
    enum child_outcome outcome = child_run(arguments, 60, &result);
    if (outcome == CHILD_DONE) {
        assert_int_equal(result.status, 0);
        out = arena_text(arena, result.out.text);
    }
    child_done(&result);
    return out;
}

static char *text_of(struct arena *arena, const char *path)
{
    const char *const arguments[] = { "pdftotext", "-layout", "-enc", "UTF-8", path, "-", NULL };
    char *text = output_of(arena, arguments);
    if (!text)
        skip();
    return text;
}

static int count_of(const char *text, const char *word)
{
    int count = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        count++;
    return count;
}

static void assert_has(const char *text, const char *word)
{
    if (!strstr(text, word))
        fail_msg("no \"%s\" in:\n%s", word, text);
}

static void write_sheet(const struct sheet *s, const char *path)
{
    struct err e;
    if (!pdf_sheet(s, path, NULL, &e))
        fail_msg("%s", e.message);
}

/* Where poppler sees a blank between Han and digits is its own affair. */
static char *without_blanks(struct arena *arena, const char *text)
{
    char *all = arena_text(arena, text), *to = all;
    for (const char *from = all; *from; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = '\0';
    return all;
}

static int form_feeds(const char *text)
{
    return count_of(text, "\f");
}

/* Does a page begin with the label of a group the page before has begun? */
static bool says_again(const char *text, int group)
{
    char label[32];
    struct strbuf again;
    snprintf(label, sizeof(label), "第 %d 组", group);
    strbuf_init(&again);
    strbuf_printf(&again, _("%s (continued)"), label);
    bool said = strstr(text, again.text);
    strbuf_done(&again);
    return said;
}

static void text_on_pages(void **state)
{
    struct place *p = *state;
    struct sheet s;
    struct table t;
    make_sheet(&s, &p->arena, &t, 90);
    write_sheet(&s, "a.pdf");
    const char *text = text_of(&p->arena, "a.pdf");
    int pages = form_feeds(text);
    assert_true(pages >= 3);
    assert_int_equal(count_of(text, s.title), pages);    /* large once, then running along */
    assert_int_equal(count_of(text, "官方耳标"), pages); /* heads are repeated */
    assert_int_equal(count_of(text, "阿依古丽"), pages);
    for (int page = 1; page <= pages; page++) {
        char foot[64];
        snprintf(foot, sizeof(foot), _("Page %d of %d"), page, pages);
        assert_int_equal(count_of(without_blanks(&p->arena, text), without_blanks(&p->arena, foot)), 1);
    }
    static const char *const words[] = { "填报单位",      "柯坪县畜牧兽医站",       "一、群体结构", "1–2 岁", "203",
                                         "KP01-25-00089", "365292900000089",        "2026-03-30",   "90.0%",  "合计",
                                         "4504.0",        "发情一列由配种员手填。", "2025-10-31" };
    for (size_t i = 0; i < COUNT(words); i++)
        assert_has(text, words[i]);
    int again = 0;
    for (int group = 1; group <= 5; group++)
        again += says_again(text, group);
    assert_true(again > 0);
}

static void every_tag_is_there(void **state)
{
    struct place *p = *state;
    struct sheet s;
    struct table t;
    char tag[32];
    make_sheet(&s, &p->arena, &t, 300);
    s.landscape = true;
    write_sheet(&s, "a.pdf");
    const char *text = text_of(&p->arena, "a.pdf");
    for (int i = 0; i < 300; i++) {
        snprintf(tag, sizeof(tag), "365292900%06d", i);
        assert_int_equal(count_of(text, tag), 1);
    }
}

static void fonts_are_embedded(void **state)
{
    static const char *const arguments[] = { "pdffonts", "a.pdf", NULL };
    struct place *p = *state;
    struct sheet s;
    struct table t;
    make_sheet(&s, &p->arena, &t, 3);
    write_sheet(&s, "a.pdf");
    char *fonts = output_of(&p->arena, arguments);
    if (!fonts)
        skip();
    int lines = 0;
    for (char *line = strtok(fonts, "\n"); line; line = strtok(NULL, "\n"))
        if (++lines > 2)
            assert_has(line, " yes yes yes "); /* embedded, a subset, can be searched */
    assert_true(lines >= 4);                   /* regular and bold */
}

static void paper_is_a4(void **state)
{
    static const char *const arguments[] = { "pdfinfo", "a.pdf", NULL };
    struct place *p = *state;
    struct sheet s;
    struct table t;
    for (int landscape = 0; landscape < 2; landscape++) {
        make_sheet(&s, &p->arena, &t, 3);
        s.landscape = landscape;
        write_sheet(&s, "a.pdf");
        char *facts = output_of(&p->arena, arguments);
        if (!facts)
            skip();
        assert_has(facts, landscape ? "841.89 x 595.276" : "595.276 x 841.89");
        assert_has(facts, "柯坪县湖羊存栏月报表");
    }
}

static void same_bytes(void **state)
{
    struct place *p = *state;
    struct sheet s;
    struct table t;
    struct strbuf first, second;
    struct err e;
    make_sheet(&s, &p->arena, &t, 60);
    write_sheet(&s, "a.pdf");
    sleep(1); /* a clock that was looked at would show */
    write_sheet(&s, "b.pdf");
    strbuf_init(&first);
    strbuf_init(&second);
    assert_true(file_read("a.pdf", 1 << 26, &first, &e));
    assert_true(file_read("b.pdf", 1 << 26, &second, &e));
    assert_true(first.length > 1000);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.text, second.text, first.length);
    setenv("SOURCE_DATE_EPOCH", "86400", 1);
    write_sheet(&s, "b.pdf");
    unsetenv("SOURCE_DATE_EPOCH");
    strbuf_clear(&second);
    assert_true(file_read("b.pdf", 1 << 26, &second, &e));
    assert_non_null(memmem(second.text, second.length, "19700102", 8));
    strbuf_done(&first);
    strbuf_done(&second);
}

static void many_pages_in_seconds(void **state)
{
    struct place *p = *state;
    struct sheet s;
    struct table t;
    make_sheet(&s, &p->arena, &t, 6000);
    int64_t before = clock_monotonic();
    write_sheet(&s, "a.pdf");
    double seconds = (double)(clock_monotonic() - before) / 1e9;
    assert_true(form_feeds(text_of(&p->arena, "a.pdf")) >= 140);
    assert_true(seconds < 30); /* 1.5 s on one idle core; sanitizers and neighbours are slower */
}

/* ---- refusals: no file, not even half of one ---- */

static void assert_refused(const struct sheet *s, enum err_code code, const char *word)
{
    struct err e = { 0 };
    assert_false(pdf_sheet(s, "a.pdf", NULL, &e));
    assert_int_equal(e.code, code);
    assert_has(e.message, word);
    assert_int_equal(access("a.pdf", F_OK), -1);
}

static void refuses_a_character_without_font(void **state)
{
    struct place *p = *state;
    struct sheet s;
    struct table t;
    make_sheet(&s, &p->arena, &t, 30);
    table_set_text(&t, 25, 7, "私用 \xF3\xB0\x80\x81 字"); /* U+F0001 */
    assert_refused(&s, ERR_UNAVAILABLE, "fonts-noto-cjk");
    struct err e = { 0 };
    assert_false(pdf_sheet(&s, "a.pdf", NULL, &e));
    assert_has(e.message, "U+F0001");
    sheet_init(&s, &p->arena, "x", "题");
    sheet_add_fact(&s, "\xF3\xB0\x80\x81", "x");
    assert_refused(&s, ERR_UNAVAILABLE, "U+F0001");
}

static void refuses_without_fonts(void **state)
{
    static const char none[] =
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig></fontconfig>";
    struct place *p = *state;
    struct child_result result;
    struct err e;
    char path[128];
    snprintf(path, sizeof(path), "%s/fonts.conf", p->folder);
    assert_true(file_write(path, none, strlen(none), &e));
    setenv("FONTCONFIG_FILE", path, 1);
    const char *const arguments[] = { self, "a.pdf", NULL };
    child_init(&result);
    assert_int_equal(child_run(arguments, 60, &result), CHILD_DONE);
    unsetenv("FONTCONFIG_FILE");
    assert_int_equal(result.status, ERR_UNAVAILABLE);
    assert_has(result.out.text, "fonts-noto-cjk");
    assert_null(strstr(result.err.text, "Pango")); /* nothing but us speaks on the screen */
    assert_int_equal(access("a.pdf", F_OK), -1);
    child_done(&result);
}

static bool stop_at_once(void *context, const char *what, int64_t done, int64_t total)
{
    int *left = context;
    (void)what;
    (void)done;
    (void)total;
    return (*left)-- > 0;
}

/* Stopped while laying out and while drawing: the file that was there stays. */
static void stopped(void **state)
{
    struct place *p = *state;
    struct sheet s;
    struct table t;
    struct strbuf kept;
    make_sheet(&s, &p->arena, &t, 200);
    struct err e = { 0 };
    assert_true(file_write("a.pdf", "old", 3, &e));
    for (int left = 0; left < 8; left++) {
        int steps = left;
        struct progress progress = { stop_at_once, &steps };
        assert_false(pdf_sheet(&s, "a.pdf", &progress, &e));
        assert_int_equal(e.code, ERR_CANCELLED);
    }
    strbuf_init(&kept);
    assert_true(file_read("a.pdf", 100, &kept, &e));
    assert_string_equal(kept.text, "old");
    strbuf_done(&kept);
}

static void refuses_too_many_columns(void **state)
{
    enum { MANY = 120 };
    struct place *p = *state;
    struct table_column many[MANY];
    struct table t;
    struct sheet s;
    for (int i = 0; i < MANY; i++)
        many[i] = (struct table_column){ "n", "数", TABLE_COUNT, 0, 0, false };
    table_init(&t, &p->arena, "wide", "宽表", many, MANY);
    int row = table_add_row(&t, TABLE_ROW);
    for (int i = 0; i < MANY; i++)
        table_set_integer(&t, row, i, 1000000 + i);
    sheet_init(&s, &p->arena, "x", "题");
    sheet_add_table(&s, &t);
    assert_refused(&s, ERR_USAGE, "120");
}

static void folder_is_missing(void **state)
{
    struct place *p = *state;
    struct sheet s;
    struct err e = { 0 };
    sheet_init(&s, &p->arena, "x", "题");
    assert_false(pdf_sheet(&s, "none/a.pdf", NULL, &e));
    assert_int_equal(e.code, ERR_CANNOT_CREATE);
}

/* Odd sheets: nothing in them, empty tables and charts, zeros, very long words. */
static void odd_sheets(void **state)
{
    struct place *p = *state;
    struct sheet s;
    struct table empty, *one = arena_new(&p->arena, sizeof(*one));
    static const double zeros[] = { 0, 0 }, odd[] = { -3, 0 };
    static const char *const labels[] = { "一", "二" };
    static const struct chart none = { CHART_BARS, "空", 0, labels, zeros, NULL, NULL, NULL };
    static const struct chart flat = { CHART_BARS, NULL, 2, labels, odd, NULL, NULL, NULL };
    static const struct chart level = { CHART_PYRAMID, "平", 2, labels, zeros, zeros, NULL, NULL };
    sheet_init(&s, &p->arena, "x", "");
    write_sheet(&s, "a.pdf");
    table_init(&empty, &p->arena, "none", NULL, columns, COUNT(columns));
    table_init(one, &p->arena, "one", "", columns, 1);
    char *longest = arena_new(&p->arena, 3001);
    memset(longest, 'W', 3000);
    table_set_text(one, table_add_row(one, TABLE_ROW), 0, longest);
    sheet_add_page(&s);
    sheet_add_heading(&s, "末");
    sheet_add_table(&s, &empty);
    sheet_add_table(&s, one);
    sheet_add_chart(&s, &none);
    sheet_add_chart(&s, &flat);
    sheet_add_chart(&s, &level);
    sheet_add_text(&s, longest);
    sheet_add_text(&s, "");
    sheet_add_fact(&s, longest, longest);
    write_sheet(&s, "a.pdf");
    assert_has(text_of(&p->arena, "a.pdf"), _("(none)"));
}

/* What the test without fonts runs. */
static int write_one(const char *path)
{
    struct arena arena;
    struct sheet s;
    struct err e = { 0 };
    arena_init(&arena);
    sheet_init(&s, &arena, "x", "月报");
    bool good = pdf_sheet(&s, path, NULL, &e);
    puts(e.message);
    arena_done(&arena);
    return good ? 0 : err_exit_code(&e);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_on_pages, start, stop),
        cmocka_unit_test_setup_teardown(every_tag_is_there, start, stop),
        cmocka_unit_test_setup_teardown(fonts_are_embedded, start, stop),
        cmocka_unit_test_setup_teardown(paper_is_a4, start, stop),
        cmocka_unit_test_setup_teardown(same_bytes, start, stop),
        cmocka_unit_test_setup_teardown(many_pages_in_seconds, start, stop),
        cmocka_unit_test_setup_teardown(refuses_a_character_without_font, start, stop),
        cmocka_unit_test_setup_teardown(refuses_without_fonts, start, stop),
        cmocka_unit_test_setup_teardown(stopped, start, stop),
        cmocka_unit_test_setup_teardown(refuses_too_many_columns, start, stop),
        cmocka_unit_test_setup_teardown(folder_is_missing, start, stop),
        cmocka_unit_test_setup_teardown(odd_sheets, start, stop),
    };
    text_start("zh_CN");
    setenv("MUPU_NOW", "2025-10-31", 1);
    if (count > 1)
        return write_one(arguments[1]);
    self = realpath(arguments[0], NULL);
    int failed = cmocka_run_group_tests_name("report pdf", tests, NULL, NULL);
    free((void *)(uintptr_t)self);
    return failed;
}
