/* Numbers: told apart in every form that people and readers give them, found, judged and issued. */
#include "fixture.h"

#include "../../src/herd/inner.h"

/* ---- forms ---- */

struct form_case {
    const char *species, *text, *kind, *value; /* kind NULL: refused, and the message contains value */
};

static const struct form_case forms[] = {
    { "hu_sheep", "365292900000001", "official", "365292900000001" },
    { "hu_sheep", "3 652929 00000001", "official", "365292900000001" },
    { "hu_sheep", "3-652929-00000001", "official", "365292900000001" },
    { "hu_sheep", "３６５２９２９００００００１２", "official", "365292900000012" },
    { "hu_sheep", " '365292900000001 ", "official", "365292900000001" },
    { "hu_sheep", "333052200000007", "official", "333052200000007" },
    { NULL, "265292900000001", "official", "265292900000001" },
    { "hu_sheep", "156000123456789", "rfid", "156000123456789" },
    { "hu_sheep", "156 000123456789", "rfid", "156000123456789" },
    { "hu_sheep", "0156000123456789", "rfid", "156000123456789" },
    { "hu_sheep", "1156000123456789", "rfid", "156000123456789" },
    { "hu_sheep", "826_012345600001", "rfid", "826012345600001" },
    { "hu_sheep", "LA 982 000123456789", "rfid", "982000123456789" },
    { "hu_sheep", "826012345600001", "rfid", "826012345600001" },
    { "hu_sheep", "0826012345600001", "rfid", "826012345600001" },
    { "hu_sheep", "826 012345600001", "rfid", "826012345600001" },
    { "hu_sheep", "826 052636100657\r\n", "rfid", "826052636100657" },
    { "hu_sheep", "982000017383201\r", "rfid", "982000017383201" },
    { "hu_sheep", "982 000 017 383 201", "rfid", "982000017383201" },
    { "hu_sheep", "９８２ ０００ ０１７３８３２０１", "rfid", "982000017383201" },
    { "hu_sheep", "=\"982000017383201\"", "rfid", "982000017383201" },
    { "hu_sheep", "982000017383201.0", "rfid", "982000017383201" },
    { "hu_sheep", "365292900000001.00", "official", "365292900000001" },
    { "hu_sheep", "982000017383201.5", "farm", "982000017383201.5" },
    { "hu_sheep",
      "\x02"
      "0826012345600001\r",
      "rfid", "826012345600001" },
    { NULL, "156000000000001", "rfid", "156000000000001" }, /* China's transponders, and no county's tags */
    { NULL, "115652900000001", "official", "115652900000001" },
    { NULL, "900000000000001", "rfid", "900000000000001" },
    { "hu_sheep", "A 00000 0 982 000017383201", "rfid", "982000017383201" },
    { "hu_sheep", "999_000000007425", "rfid", "999000000007425" },
    { "hu_sheep", "156274877906943", "rfid", "156274877906943" },
    { "hu_sheep", "8000F9FFFFFFFFFF", "rfid", "999274877906943" }, /* 999 in bits 47 to 38, then 38 ones */
    { "hu_sheep", "80002700075BCD15", "rfid", "156000123456789" },
    { "hu_sheep", "80002700075bcd15", "rfid", "156000123456789" },
    { "hu_sheep", "3E7.1CBE991A14", "rfid", "999123456789012" },
    { "hu_sheep",
      "\x02"
      "156000123456789\x03\r\n",
      "rfid", "156000123456789" },
    { "hu_sheep",
      "\xEF\xBB\xBF"
      "156\xE2\x80\x8B"
      "000123456789",
      "rfid", "156000123456789" },
    { "bactrian_camel", "156000123456789", "rfid", "156000123456789" },
    { "hu_sheep", "KP01-25-00131", "farm", "KP01-25-00131" },
    { "hu_sheep", "70700015", "farm", "70700015" },
    { "hu_sheep", "ＫＰ０１－２５－００１３１", "farm", "KP01-25-00131" },
    { "hu_sheep", "白一号", "farm", "白一号" },
    { "hu_sheep", "12345678901234", "farm", "12345678901234" },
    { "hu_sheep", "1.56E+14", NULL, "1.56E+14" },
    { "hu_sheep", "9.82000017383201E+14", NULL, "9.82000017383201E+14" },
    { "hu_sheep", "'1.56e+14", NULL, "1.56e+14" },
    { "hu_sheep", "3.65293E+14", NULL, "3.65293E+14" },
    { "hu_sheep", "156274877906944", NULL, "156274877906944" },
    { "hu_sheep", "156999999999999", NULL, "274877906943" },
    { "hu_sheep", "465292900000001", NULL, "465292900000001" },
    { "hu_sheep", "265292900000001", NULL, "3" },
    { "hu_sheep", "365292900000000", NULL, "365292900000000" },
    { "hu_sheep", "000000000000000", NULL, "000" },
    { "bactrian_camel", "365292900000001", NULL, "双峰驼" },
    { "hu_sheep", "", NULL, "" },
    { "hu_sheep", " \x02 ", NULL, "" },
    { "hu_sheep", "---", NULL, "---" },
    { "hu_sheep", "0123456789012345678901234567890123456789012345678901234567890123", NULL, "63" },
};

static void test_forms(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        const struct form_case *c = &forms[i];
        struct identifier_form form;
        struct err e = { 0 };
        bool done = identifier_parse(f->herd, c->species, c->text, &form, &e);
        if (done != (c->kind != NULL))
            fail_msg("\"%s\": %s", c->text, done ? form.kind : e.message);
        if (!done) {
            assert_int_equal(e.code, ERR_DATA);
            if (!strstr(e.message, c->value) || !*e.field)
                fail_msg("\"%s\": [%s] %s", c->text, e.field, e.message);
            continue;
        }
        if (strcmp(form.kind, c->kind) != 0 || strcmp(form.value, c->value) != 0)
            fail_msg("\"%s\": %s %s", c->text, form.kind, form.value);
    }
}

static void test_normal_and_tail(void **state)
{
    struct fixture *f = *state;
    struct identifier_form form;
    assert_done(identifier_parse(f->herd, NULL, "kp01-25.00131", &form, e));
    assert_string_equal(form.normal, "KP012500131");
    assert_string_equal(form.tail, "13100521"
                                   "0PK");
    assert_done(identifier_parse(f->herd, NULL, "柯坪白1", &form, e));
    assert_string_equal(form.tail, "1白坪柯");
    /* the longest there is, of three-byte characters */
    assert_done(identifier_parse(f->herd, NULL, "一二三四五六七八九十一二三四五六七八九十一", &form, e));
    assert_string_equal(form.tail, "一十九八七六五四三二一十九八七六五四三二一");
}

/* A field that says what its number is takes it as that, or refuses it. */
static void test_kinds_said(void **state)
{
    struct fixture *f = *state;
    struct identifier_form form;
    assert_done(
        identifier_parse_as(f->herd, "hu_sheep", "rfid", "246000123456789", &form, e)); /* Finland's, or Hainan */
    assert_string_equal(form.kind, "rfid");
    assert_done(identifier_parse_as(f->herd, "hu_sheep", "brand", "365292900000001", &form, e));
    assert_string_equal(form.kind, "brand");
    assert_done(identifier_parse_as(f->herd, "hu_sheep", "farm", "365292900000001", &form, e));
    assert_string_equal(form.kind, "farm");
    assert_refused(identifier_parse_as(f->herd, "hu_sheep", "official", "12345", &form, e), ERR_DATA, "", "official",
                   "12345");
    assert_refused(identifier_parse_as(f->herd, "hu_sheep", "official", "156000123456789", &form, e), ERR_DATA, "",
                   "official", "156000123456789");
    assert_refused(identifier_parse_as(f->herd, "hu_sheep", "rfid", "KP01", &form, e), ERR_DATA, "", "rfid", "KP01");
    assert_refused(identifier_parse_as(f->herd, "hu_sheep", "rfid", "365292900000001", &form, e), ERR_DATA, "", "rfid",
                   "365292900000001");
}

/* ---- finding ---- */

static int64_t add(struct fixture *f, const char *number, const char *holding, const char *more)
{
    struct record r = fixture_record(f, "confirmed=x", NULL);
    int64_t id = 0;
    record_set(&r, "confirmed", NULL);
    record_set(&r, "number", number);
    record_set(&r, "holding", holding);
    if (more)
        record_add(&r, arena_text_n(&f->arena, more, strcspn(more, "=")), strchr(more, '=') + 1);
    r.confirmed = "all";
    assert_done(animal_add(f->herd, &r, &id, e));
    return id;
}

static void find(struct fixture *f, const char *text, int most, int wanted, int64_t first)
{
    struct finding found = { .count = -1 };
    assert_done(identifier_find(f->herd, text, most, &f->arena, &found, e));
    if (found.count != wanted || (wanted && found.found[0].animal != first))
        fail_msg("\"%s\": %d, first %lld", text, found.count, wanted ? (long long)found.found[0].animal : 0);
}

static void gone(struct fixture *f, int64_t animal)
{
    assert_done(herd_begin(f->herd, e));
    assert_done(residence_close(f->herd, animal, f->herd->today, e));
    assert_done(herd_commit(f->herd, "demo", NULL, NULL, 1, 0, 0, NULL, e));
}

static void test_find(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E01", "enterprise", NULL);
    int64_t a = add(f, "KP01-25-00131", "E01", "official=365292900000131");
    int64_t b = add(f, "KP01-25-00231", "E01", "rfid=156000000065311");
    int64_t c = add(f, "KT01-25-0007", "E01", "name=白骆驼");
    int64_t d = add(f, "131", "E01", NULL);
    find(f, "KP01-25-00131", 9, 1, a);
    find(f, "kp012500131", 9, 1, a);
    find(f, "ＫＰ０１ ２５ ００１３１", 9, 1, a);
    find(f, "365292900000131", 9, 1, a);
    find(f, "0156 000000065311", 9, 1, b);
    find(f, "131", 9, 2, d); /* a whole number goes before the ends of longer ones */
    find(f, "0131", 9, 1, a);
    find(f, "231", 9, 1, b);
    find(f, "65311", 9, 1, b);
    find(f, "31", 9, 0, 0); /* too short for an end */
    find(f, "KP01", 9, 2, a);
    find(f, "KP01", 1, 1, a);
    find(f, "白骆驼", 9, 1, c);
    find(f, "白骆", 9, 1, c);
    find(f, "156 0000", 9, 1, b);
    find(f, "nobody", 9, 0, 0);
    find(f, "1.56E+14", 9, 0, 0);
    find(f, "", 9, 0, 0);
    find(f, "%", 9, 0, 0);
    gone(f, a);
    find(f, "KP01", 9, 2, b); /* present ones first */
}

/* "whole KP01-25-00131, end 365292900000131" ... : which, and why in words. */
static const char *reasons(struct fixture *f, const char *text, int most)
{
    struct finding found;
    struct strbuf words;
    strbuf_init(&words);
    assert_done(identifier_find(f->herd, text, most, &f->arena, &found, e));
    for (int i = 0; i < found.count; i++) {
        struct animal a = { 0 };
        if (found.found[i].animal)
            assert_done(animal_load(f->herd, found.found[i].animal, &f->arena, &a, e));
        strbuf_printf(&words, "%s%s: ", i ? "; " : "", a.number ? a.number : found.found[i].kind);
        identifier_found_words(f->herd, &found.found[i], a.number, &words);
    }
    strbuf_add(&words, found.more ? " ..." : "");
    const char *kept = arena_text(&f->arena, words.text);
    strbuf_done(&words);
    return kept;
}

static void test_reasons(void **state)
{
    struct fixture *f = *state;
    int64_t h01, h02;
    fixture_holding(f, "E01", "enterprise", NULL);
    struct record a =
        fixture_record(f, "code=H01", "tier=household", "parent=E01", "name=吾斯曼家", "person=吾斯曼", NULL);
    struct record b = fixture_record(f, "code=H02", "tier=household", "parent=E01", "name=吾守尔", NULL);
    assert_done(holding_add(f->herd, &a, &h01, e));
    assert_done(holding_add(f->herd, &b, &h02, e));
    add(f, "KP01-25-00131", "E01", "official=365292900000131");
    add(f, "KP01-25-00133", "H01", "rfid=156000000009131");
    add(f, "131", "H01", NULL);
    add(f, "KT01-25-0007", "E01", "name=柯坪白骆驼");
    struct record lost = fixture_record(f, "animal=KP01-25-00131", "kind=official", "number=365292900000999", NULL);
    assert_done(event_add(f->herd, "retag", &lost, NULL, e));
    static const struct {
        const char *text, *reasons;
    } rows[] = {
        { "131", "131: 耳号; KP01-25-00131: 耳号; KP01-25-00133: 电子耳标 156000000009131" },
        { "365292900000131", "KP01-25-00131: former 官方耳标 365292900000131" },
        { "0131", "KP01-25-00131: 耳号" },
        { "9131", "KP01-25-00133: 电子耳标 156000000009131" },
        { "kp01", "KP01-25-00131: 耳号; KP01-25-00133: 耳号" },
        { "柯坪", "KT01-25-0007: 名字 柯坪白骆驼" },
        { "白骆", "KT01-25-0007: 名字 柯坪白骆驼" },
        { "blt", "KT01-25-0007: 名字 柯坪白骆驼" },
        { "kpbai", "KT01-25-0007: 名字 柯坪白骆驼" },
        { "H01", "H01: holder 吾斯曼家 吾斯曼; KP01-25-00133: holder 吾斯曼家 吾斯曼; 131: holder 吾斯曼家 吾斯曼" },
        { "wsm", "H01: holder 吾斯曼家 吾斯曼; KP01-25-00133: holder 吾斯曼家 吾斯曼; 131: holder 吾斯曼家 吾斯曼" },
        { "吾", "H02: holder 吾守尔; H01: holder 吾斯曼家 吾斯曼" },
        { "ws", "H02: holder 吾守尔; H01: holder 吾斯曼家 吾斯曼" },
        { "w", "" }, /* one letter is everybody's */
        { "1", "" },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (strcmp(reasons(f, rows[i].text, 9), rows[i].reasons) != 0)
            fail_msg("\"%s\": %s", rows[i].text, reasons(f, rows[i].text, 9));
    assert_string_equal(reasons(f, "131", 2), "131: 耳号; KP01-25-00131: 耳号 ...");
    assert_string_equal(reasons(f, "wsm", 2), "H01: holder 吾斯曼家 吾斯曼; KP01-25-00133: holder 吾斯曼家 吾斯曼 ...");
    /* who is meant without asking: never by the letters of a name, never by who keeps it */
    int64_t id = -1;
    assert_refused(identifier_one(f->herd, "wsm", "animal", &id, e), ERR_NO_INPUT, "", "animal",
                   "H01 吾斯曼家 吾斯曼, KP01-25-00133, 131");
    assert_refused(identifier_one(f->herd, "blt", "animal", &id, e), ERR_NO_INPUT, "", "animal", "KT01-25-0007");
    assert_done(identifier_one(f->herd, "柯坪白", "animal", &id, e));
    struct finding found;
    assert_done(identifier_find(f->herd, "1.56E+14", 9, &f->arena, &found, e));
    assert_int_equal(found.count, 0);
    assert_int_equal(found.why.code, ERR_DATA);
}

/* The same words narrow a list. */
static void listed(struct fixture *f, const char *search, int64_t wanted)
{
    struct list_filter filter;
    int64_t count;
    assert_done(list_filter_parse(f->herd, search, &f->arena, &filter, e));
    assert_done(list_count(f->herd, &filter, &count, e));
    if (count != wanted)
        fail_msg("\"%s\": %lld", search, (long long)count);
}

static void test_listed(void **state)
{
    struct fixture *f = *state;
    int64_t h01;
    fixture_holding(f, "E01", "enterprise", NULL);
    struct record a = fixture_record(f, "code=H01", "tier=household", "parent=E01", "name=单国强", NULL);
    assert_done(holding_add(f->herd, &a, &h01, e));
    add(f, "KP01-25-00131", "E01", "official=365292900000131");
    add(f, "KP01-25-00133", "H01", "rfid=156000000009131");
    add(f, "KT01-25-0007", "E01", "name=柯坪白骆驼");
    listed(f, "131", 2);
    listed(f, "kp01", 2);
    listed(f, "单国强", 1);
    listed(f, "sgq", 1);
    listed(f, "dgq sex=F", 0);
    listed(f, "h01", 1);
    listed(f, "白骆", 1);
    listed(f, "kpblt", 1);
    listed(f, "156_000000009131", 1);
    listed(f, "1.56E+14", 0);
    listed(f, "nobody", 0);
    listed(f, "%", 0);
}

static void test_one(void **state)
{
    struct fixture *f = *state;
    int64_t id = -1;
    fixture_holding(f, "E01", "enterprise", NULL);
    int64_t a = add(f, "KP01-25-00131", "E01", "name=老大"), b = add(f, "KP01-25-00333", "E01", "name=老大");
    assert_done(identifier_one(f->herd, "00131", "animal", &id, e));
    assert_int_equal(id, a);
    id = -1;
    assert_refused(identifier_one(f->herd, "KP01", "ram", &id, e), ERR_NO_INPUT, "", "ram",
                   "KP01-25-00131, KP01-25-00333");
    assert_refused(identifier_one(f->herd, "老大", "ram", &id, e), ERR_DATA, "", "ram", "KP01-25-00333");
    assert_refused(identifier_one(f->herd, "no such", "ram", &id, e), ERR_NO_INPUT, "", "ram", "no such");
    assert_refused(identifier_one(f->herd, "1.56E+14", "ram", &id, e), ERR_DATA, "", "ram", "1.56E+14");
    assert_int_equal(id, -1);
    /* both are called so, but only one still lives */
    gone(f, b);
    assert_done(identifier_one(f->herd, "老大", "animal", &id, e));
    assert_int_equal(id, a);
    /* an end that fits a dead and a living one is not clear enough to write by */
    add(f, "KP02-25-00333", "E01", NULL);
    id = -1;
    assert_refused(identifier_one(f->herd, "00333", "animal", &id, e), ERR_DATA, "", "animal", "KP02-25-00333");
}

static void test_void_and_closed(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E01", "enterprise", NULL);
    int64_t a = add(f, "A-1001", "E01", NULL);
    struct record r = fixture_record(f, "number=A-1003", NULL);
    r.confirmed = "all";
    assert_done(animal_edit(f->herd, a, &r, e));
    find(f, "A-1001", 9, 1, a); /* the old number still leads to it */
    int64_t b = add(f, "A-1001", "E01", NULL);
    find(f, "A-1001", 9, 2, b); /* but whoever has it now goes first */
    assert_done(animal_void(f->herd, b, "typed twice", e));
    find(f, "A-1001", 9, 1, a);
}

/* ---- uniqueness ---- */

static void refuse(struct fixture *f, const char *first, const char *second, enum err_code code, const char *rule,
                   const char *field, const char *part)
{
    struct record r = fixture_record(f, "holding=E01", first, NULL);
    int64_t id = -1, before = fixture_number(f, "SELECT count(*) FROM animal");
    if (second)
        record_add(&r, arena_text_n(&f->arena, second, strcspn(second, "=")), strchr(second, '=') + 1);
    assert_refused(animal_add(f->herd, &r, &id, e), code, rule, field, part);
    assert_int_equal(id, -1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM animal"), before);
    assert_false(store_in_transaction(f->herd->store));
}

static void test_used(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E01", "enterprise", NULL);
    int64_t a = add(f, "KP01-25-00131", "E01", "official=365292900000131");
    int64_t b = add(f, "KP01-25-00133", "E01", "rfid=156000000065311");
    refuse(f, "number=kp01 25 00131", NULL, ERR_DATA, "", "number", "E01");
    refuse(f, "number=365292900000131", NULL, ERR_DATA, "", "number", "KP01-25-00131");
    refuse(f, "number=X1", "official=365292900000131", ERR_DATA, "", "official", "365292900000131");
    refuse(f, "number=X1", "rfid=156 000000065311", ERR_DATA, "", "rfid", "156000000065311");
    refuse(f, "number=X1", "rfid=365292900000133", ERR_DATA, "", "rfid", "365292900000133");
    refuse(f, "number=X1", "official=12", ERR_DATA, "", "official", "12");
    /* an official tag is for all time, a transponder may be worn again */
    struct record official = fixture_record(f, "animal=KP01-25-00131", "kind=official", "number=365292900000135", NULL);
    struct record rfid = fixture_record(f, "animal=KP01-25-00133", "kind=rfid", "number=156000000065313", NULL);
    assert_done(event_add(f->herd, "retag", &official, NULL, e));
    assert_done(event_add(f->herd, "retag", &rfid, NULL, e));
    refuse(f, "number=X1", "official=365292900000131", ERR_DATA, "", "official", "365292900000131");
    add(f, "X1", "E01", "rfid=156000000065311");
    struct identifier *all;
    int count;
    assert_done(identifier_all(f->herd, a, &f->arena, &all, &count, e));
    assert_int_equal(count, 3);
    assert_string_equal(all[0].kind, "farm");
    assert_string_equal(all[2].value, "365292900000131");
    assert_int_equal(all[2].to, f->herd->today);
    assert_done(identifier_all(f->herd, b, &f->arena, &all, &count, e));
    assert_int_equal(count, 3);
}

static void test_judged(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E01", "enterprise", NULL);
    add(f, "KP01-25-00131", "E01", NULL);
    refuse(f, "number=KP01-25-00132", "sex=M", ERR_SOFT, "number_parity", "number", "KP01-25-00132");
    refuse(f, "number=KP01-25-00133", "sex=F", ERR_SOFT, "number_parity", "number", "KP01-25-00133");
    refuse(f, "number=KP01-25-131", NULL, ERR_SOFT, "number_similar", "number", "KP01-25-00131");
    refuse(f, "number=KPO1-25-0O131", NULL, ERR_SOFT, "number_similar", "number", "KP01-25-00131");
    refuse(f, "number=X1", "official=311010100000001", ERR_SOFT, "county_unknown", "official", "110101");
    refuse(f, "number=X1", "rfid=999000000007425", ERR_SOFT, "rfid_test", "rfid", "999000000007425");
    struct record r = fixture_record(f, "holding=E01", "number=KP01-25-131", "sex=F", "rfid=999000000007425", NULL);
    int64_t id;
    r.confirmed = "number_similar number_parity rfid_test";
    assert_done(animal_add(f->herd, &r, &id, e));
    assert_non_null(strstr(fixture_newest(f).reason, "999"));
}

/* ---- issuing ---- */

static const char *propose(struct fixture *f, int64_t holding, const char *species, const char *sex, const char *birth,
                           int taken)
{
    const char *number = NULL;
    date_day day = DATE_NONE;
    if (birth)
        assert_done(date_parse(birth, &day, NULL, e));
    assert_done(identifier_propose(f->herd, holding, species, sex, day, taken, &f->arena, &number, e));
    return number;
}

static void test_propose(void **state)
{
    struct fixture *f = *state;
    struct record r = fixture_record(f, "code=E01", "tier=enterprise", "name=示范", "prefix=KP01", NULL);
    int64_t e01 = 0, h10 = fixture_holding(f, "H10", "household", NULL);
    assert_done(holding_add(f->herd, &r, &e01, e));
    assert_string_equal(propose(f, e01, "hu_sheep", "M", "2025-08-03", 0), "KP01-25-00001");
    assert_string_equal(propose(f, e01, "hu_sheep", "F", "2025-08-03", 0), "KP01-25-00002");
    assert_string_equal(propose(f, e01, "hu_sheep", "F", "2025-08-03", 3), "KP01-25-00008");
    assert_string_equal(propose(f, e01, "hu_sheep", "C", "2025-08-03", 1), "KP01-25-00003");
    assert_string_equal(propose(f, e01, "hu_sheep", NULL, NULL, 0), "KP01-25-00001");
    assert_string_equal(propose(f, e01, "bactrian_camel", "F", "2024", 0), "KP01-24-0002");
    assert_string_equal(propose(f, h10, "hu_sheep", "M", "2025-08-03", 0), "H10-25-00001"); /* no prefix: the code */
    add(f, "KP01-25-00131", "E01", NULL);
    add(f, "KP01-25-ABCDE", "E01", NULL); /* no serial */
    add(f, "KP01-25-7", "E01", NULL);     /* of another length */
    add(f, "KP01-24-00901", "E01", NULL); /* of another year */
    assert_string_equal(propose(f, e01, "hu_sheep", "M", "2025-08-03", 0), "KP01-25-00133");
    assert_string_equal(propose(f, e01, "hu_sheep", "F", "2025-08-03", 0), "KP01-25-00132");
    int64_t id = add(f, "KP01-25-00500", "E01", NULL);
    assert_done(animal_void(f->herd, id, "typed wrongly", e));
    assert_string_equal(propose(f, e01, "hu_sheep", "F", "2025-08-03", 0), "KP01-25-00502"); /* never issued twice */
    add(f, "KP01-25-99999", "E01", NULL);
    const char *number;
    assert_refused(identifier_propose(f->herd, e01, "hu_sheep", "F", f->herd->today, 0, &f->arena, &number, e),
                   ERR_DATA, "", "number", "KP01-25-");
    assert_refused(identifier_propose(f->herd, e01, "dragon", "F", f->herd->today, 0, &f->arena, &number, e), ERR_DATA,
                   "", "species", "dragon");
}

/* ---- speed ---- */

/* 200,000 animals whose numbers all end alike in three digits; the million is measured by hand. */
static void test_speed(void **state)
{
    struct fixture *f = *state;
    enum { HEADS = 200000, ROUNDS = 50 };
    struct finding found;
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                       " INSERT INTO animal (uuid, species) SELECT randomblob(16), 'hu_sheep' FROM n");
    fixture_execute(f, "INSERT INTO identifier (animal, kind, value, normal, tail) SELECT id, 'farm',"
                       " printf('KP01-25-%06d77', id), printf('KP0125%06d77', id),"
                       " '77' || printf('%06d', id) || '5210PK' FROM animal");
    assert_done(herd_commit(f->herd, "demo", NULL, NULL, 1, 0, 0, NULL, e));
    static const char *const texts[] = { "KP01-25-00000177", "000177", "077", "KP01", "KP01-25" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        int64_t start = clock_monotonic();
        for (int round = 0; round < ROUNDS; round++)
            assert_done(identifier_find(f->herd, texts[i], 20, &f->arena, &found, e));
        double each = (double)(clock_monotonic() - start) / 1e6 / ROUNDS;
        print_message("# \"%s\": %.2f ms\n", texts[i], each);
        assert_true(each < 20); /* ten times the promise: other work may be running */
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_forms),   TEST(test_normal_and_tail), TEST(test_kinds_said), TEST(test_find),
        TEST(test_reasons), TEST(test_listed),          TEST(test_one),        TEST(test_void_and_closed),
        TEST(test_used),    TEST(test_judged),          TEST(test_propose),    TEST(test_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
