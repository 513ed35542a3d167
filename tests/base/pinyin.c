/* Names by the letters of their readings: any reading, any beginning of it, and an order of names. */
#include "case.h"

static int find(const char *text, const char *typed)
{
    struct strbuf a, b;
    strbuf_init(&a);
    strbuf_init(&b);
    utf8_normalise(&a, text);
    utf8_normalise(&b, typed);
    int position = pinyin_find(a.text, b.text);
    strbuf_done(&a);
    strbuf_done(&b);
    return position;
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *text, *typed;
        int position;
    } rows[] = {
        { "阿拉善", "als", 0 },      { "柯坪", "kp", 0 },
        { "柯坪示范种羊", "zy", 4 }, { "吾斯曼", "wsm", 0 },
        { "吾斯曼", "wusiman", 0 },  { "吾斯曼", "wusm", 0 },
        { "吾斯曼", "sm", 1 },       { "阿不都·热合曼", "abdrhm", 0 },
        { "热合曼", "RHM", 0 },      { "热合曼", "ｒｈｍ", 0 },
        { "王建", "wj", 0 },         { "王建", "wangj", 0 },
        { "王建", "wangjian", 0 },   { "王建", "wan", 0 },
        { "王建", "wji", 0 },        { "王建", "王j", 0 },
        { "王建", "jw", -1 },        { "王建", "wjj", -1 },
        { "王建", "wangjiang", -1 }, { "曾小红", "zxh", 0 },
        { "曾小红", "cengx", 0 },    { "单国强", "sgq", 0 },
        { "单国强", "dgq", 0 },      { "单国强", "cgq", 0 },
        { "重阳", "cy", 0 },         { "重阳", "zhongyang", 0 },
        { "仇和", "qh", 0 },         { "盖孜", "gez", 0 },
        { "阿克苏", "eks", 0 },      { "吕梁", "lvliang", 0 },
        { "吕梁", "luliang", 0 },    { "张建国", "zhjg", 0 },
        { "张建国", "zjg", 0 },      { "兴旺2号场", "xw2h", 0 },
        { "兴旺2号场", "2hc", 2 },   { "E01", "e0", 0 },
        { "Ärkin", "är", -1 }, /* no letter of another script is folded */
        { "𬍛", "l", 0 },          { "あ", "a", -1 },
        { "王建", "", -1 },          { "", "w", -1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (find(rows[i].text, rows[i].typed) != rows[i].position)
            fail_msg("\"%s\" in %s: %d", rows[i].typed, rows[i].text, find(rows[i].text, rows[i].typed));
}

/* Many readings that overlap must not take many ways; more than 63 characters are never a name. */
static void test_limits(void **state)
{
    (void)state;
    char text[3 * 60 + 1] = "", typed[80] = "";
    for (int i = 0; i < 60; i++)
        strcat(text, "昂");
    memset(typed, 'A', 60);
    assert_int_equal(pinyin_find(text, typed), 0);
    strcpy(typed + 59, "B");
    assert_int_equal(pinyin_find(text, typed), -1);
    memset(typed, 'A', 63);
    assert_int_equal(pinyin_find(text, typed), -1);
    strcat(typed, "A");
    assert_int_equal(pinyin_find(text, typed), -1);
    assert_int_equal(pinyin_find("\xFF\xE4王", "W"), 2);
}

static void test_compare(void **state)
{
    (void)state;
    static const char *const ordered[] = { "",     "01",   "E01",  "Z",      "阿里木", "阿里木家", "柯坪", "柯坪羊",
                                           "米吉", "王二", "王建", "吾斯曼", "兴旺",   "张建国",   "张一" };
    for (int i = 0; i < (int)COUNT(ordered); i++)
        for (int j = 0; j < (int)COUNT(ordered); j++) {
            int order = pinyin_compare(ordered[i], ordered[j]);
            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("%s, %s: %d", ordered[i], ordered[j], order);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
