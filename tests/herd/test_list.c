/* Lists: the language of filters in both languages, every word as filter, column and order, and that the way a list is
 * read - by which index, in how many pieces - never changes what is in it. */
#include "event_farm.h"

enum { HEADS = 300 };

/* Animals of all sorts at two holdings, one below the other; a third without a farm number, some gone. */
static void make_herd(struct fixture *f)
{
    static const char *const sexes[] = { "'F'", "'F'", "'M'", "'C'", "NULL" };
    struct random r = { 7 };
    int64_t above = fixture_holding(f, "E01", "enterprise", NULL), under = fixture_holding(f, "F02", "farm", "E01");
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f,
                    arena_printf(&f->arena, "INSERT INTO pen (uuid, holding, code) VALUES (randomblob(16), %lld, 'P1')",
                                 (long long)under));
    for (int i = 1; i <= HEADS; i++) {
        int born = f->herd->today - (int)random_below(&r, 1500);
        const char *sire =
            i > 40 && random_below(&r, 2) ? arena_printf(&f->arena, "%d", 1 + (int)random_below(&r, 5)) : "NULL";
        fixture_execute(f, arena_printf(&f->arena,
                                        "INSERT INTO animal (uuid, species, sex, birth, birth_precision, sire, family)"
                                        " VALUES (randomblob(16), 'hu_sheep', %s, %d, 'd', %s, %s)",
                                        i <= 5 ? "'M'" : sexes[random_below(&r, COUNT(sexes))], born, sire,
                                        random_below(&r, 2) ? "'A'" : "'B'"));
        if (i <= 5 || random_below(&r, 3))
            fixture_execute(f, arena_printf(&f->arena,
                                            "INSERT INTO identifier (animal, kind, value, normal, tail) VALUES (%d,"
                                            " 'farm', 'K-%03d', 'K%03d', '%03d')",
                                            i, 999 - i, 999 - i, i));
        if (random_below(&r, 8))
            fixture_execute(f, arena_printf(&f->arena,
                                            "INSERT INTO stay (animal, keeper, place, pen, from_day) VALUES (%d, %lld,"
                                            " %lld, %s, %d)",
                                            i, (long long)(i % 3 ? above : under), (long long)under,
                                            i % 4 ? "NULL" : "1", born));
        for (uint64_t n = random_below(&r, 4); n; n--)
            fixture_execute(
                f, arena_printf(&f->arena,
                                "INSERT INTO event (uuid, kind, animal, day, value, count) VALUES"
                                " (randomblob(16), '%s', %d, %d, %d, %d)",
                                ((const char *const[]){ "weigh", "lambing", "ram_in", "deworm" })[random_below(&r, 4)],
                                i, f->herd->today - (int)random_below(&r, 300), 1000 * (20 + (int)random_below(&r, 40)),
                                1 + (int)random_below(&r, 30)));
    }
    assert_done(herd_commit(f->herd, "demo", NULL, NULL, 1, 0, 0, NULL, e));
}

static struct list_filter parse(struct fixture *f, const char *text)
{
    struct list_filter filter;
    assert_done(list_filter_parse(f->herd, text, &f->arena, &filter, e));
    return filter;
}

static int64_t count(struct fixture *f, const char *text)
{
    struct list_filter filter = parse(f, text);
    int64_t heads;
    assert_done(list_count(f->herd, &filter, &heads, e));
    return heads;
}

static const char *text_of(struct fixture *f, const struct list_filter *filter)
{
    struct strbuf text;
    strbuf_init(&text);
    list_filter_text(f->herd, filter, &text);
    const char *kept = arena_text(&f->arena, text.text);
    strbuf_done(&text);
    return kept;
}

/* ---- the language ---- */

static void test_words_are_told_apart(void **state)
{
    (void)state;
    for (int i = 0; i < list_word_count; i++) {
        assert_int_equal(list_word_find(list_words[i].name), i);
        assert_int_equal(list_word_find(list_words[i].zh), i);
        assert_int_equal(list_word_find(list_words[i].en), i);
    }
    assert_int_equal(list_word_find("holding"), list_word_find("keeper"));
    assert_int_equal(list_word_find("last_birth"), list_word_find("上次产羔"));
    assert_int_equal(list_word_find("colour"), -1);
}

/* Whatever is typed reads back as itself, in either language. */
static void test_text_and_back(void **state)
{
    static const struct {
        const char *typed, *zh, *en;
    } all[] = {
        { "sex=F state=open", "性别=母 状态=空怀", "sex=female state=open" },
        { "空怀 且 产后＞20天", "状态=空怀 产后>20天", "state=open after-birth>20天" },
        { "空怀且胎次≥2", "状态=空怀 胎次>=2", "state=open parity>=2" },
        { "月龄=6..12 state=open、mated", "日龄=6..12m 状态=空怀,已配", "age=6..12m state=open,mated" },
        { "no:tag has:pen 无父号", "无官方耳标 有圈舍 无父号", "no:official has:pen no:sire" },
        { "tag=none sire=any", "无官方耳标 有父号", "no:official has:sire" },
        { "coat=\"brown sheep\" weight!=40..52.5", "毛色=棕 体重!=40..52.5", "coat=\"brown sheep\" weight!=40..52.5" },
        { "wean<=today gone 0011 x", "断奶日<=今天 含离场 0011 x", "wean<=today gone 0011 x" },
        { "leave=sale", "离场原因=出售 含离场", "leave=sold gone" },
        { "@待断奶", "状态=哺乳 断奶日<=今天", "state=lactating wean<=today" },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(all); i++) {
        f->herd->chinese = true;
        struct list_filter filter = parse(f, all[i].typed);
        assert_string_equal(text_of(f, &filter), all[i].zh);
        filter = parse(f, all[i].zh);
        f->herd->chinese = false;
        assert_string_equal(text_of(f, &filter), all[i].en);
        filter = parse(f, all[i].en);
        assert_string_equal(text_of(f, &filter), all[i].en);
    }
}

static void test_what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *text, *part;
    } all[] = {
        { "状太=空怀", "状态" },
        { "colour=red", "colour" },
        { "state=opne", "空怀" },
        { "parity=two", "two" },
        { "age=5x", "5x" },
        { "wean=32.13", "32.13" },
        { "state>open", "state" },
        { "weight=50..40", "50..40" },
        { "parity=", "parity" },
        { "f=6.25.1", "6.25.1" },
        { "@nobody", "待断奶" },
        { "weight=3斤", "3斤" },
        { "parity=99999999999999", "胎次" },
    };
    struct fixture *f = *state;
    struct list_filter filter;
    for (size_t i = 0; i < COUNT(all); i++) {
        struct err e = { 0 };
        assert_false(list_filter_parse(f->herd, all[i].text, &f->arena, &filter, &e));
        if (!strstr(e.message, all[i].part))
            fail_msg("%s: \"%s\" does not name \"%s\"", all[i].text, e.message, all[i].part);
    }
}

static void test_a_saved_filter_leads_nowhere(void **state)
{
    struct fixture *f = *state;
    assert_done(list_saved_put(f->herd, "one", "@two sex=F", e));
    assert_done(list_saved_put(f->herd, "two", "@one", e));
    assert_refused(list_filter_parse(f->herd, "@one", &f->arena, &(struct list_filter){ 0 }, e), ERR_USAGE, "",
                   "filter", "one");
    assert_done(list_saved_put(f->herd, "two", "stage=adult", e));
    struct list_filter filter = parse(f, "@ONE");
    assert_string_equal(text_of(f, &filter), "阶段=成年 性别=母");
    assert_done(list_saved_drop(f->herd, "two", e));
    assert_refused(list_filter_parse(f->herd, "@one", &f->arena, &filter, e), ERR_NO_INPUT, "", "filter", "two");
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM change WHERE command LIKE 'filter%'"), 0);
}

/* ---- what is found ---- */

static void test_values_are_spans(void **state)
{
    struct fixture *f = *state;
    make_herd(f);
    int64_t all = count(f, "age>=0");
    assert_int_equal(count(f, ""), all);
    assert_true(all > HEADS / 2);
    assert_int_equal(count(f, "age<6m") + count(f, "age=6m..12m") + count(f, "age>12m"), all);
    assert_int_equal(count(f, "age=1y"), count(f, "age=12m..23m"));
    assert_int_equal(count(f, "born=2025"), count(f, "born>=2025-01-01 born<=2025-12-31"));
    assert_int_equal(count(f, "born<2025") + count(f, "born=2025") + count(f, "born>2025"), all);
    assert_int_equal(count(f, "has:weight") + count(f, "no:weight"), all);
    assert_int_equal(count(f, "weight=30..40") + count(f, "weight!=30..40"), all);
    assert_int_equal(count(f, "sex=F,M") + count(f, "sex!=F,M"), all);
    assert_int_equal(count(f, "family=a"), count(f, "family=A*"));
    assert_int_equal(count(f, "age<=30"), count(f, "born>=-30"));
    assert_true(count(f, "") < count(f, "gone"));
}

static void test_holdings_and_pens(void **state)
{
    struct fixture *f = *state;
    make_herd(f);
    assert_int_equal(count(f, "keeper=E01"), count(f, "")); /* with all below */
    assert_int_equal(count(f, "keeper=F02") + count(f, "keeper!=F02"), count(f, ""));
    assert_true(count(f, "keeper=F02") > 10);
    assert_int_equal(count(f, "pen=P1"), count(f, "有圈舍"));
    assert_true(count(f, "pen=P1 keeper=F02") < count(f, "pen=P1"));
    assert_true(count(f, "sire=K-998") > 3);
}

/* Through an index or past everybody, at once or one row at a time, forwards or backwards: the same animals. */
static void same_set(struct fixture *f, const char *text, int sort)
{
    struct list_filter filter = parse(f, text);
    struct list_cursor slow;
    int64_t *ids, *back, heads, again;
    assert_done(list_ids(f->herd, &filter, sort, false, &ids, &heads, e));
    assert_done(list_ids(f->herd, &filter, sort, true, &back, &again, e));
    assert_int_equal(heads, again);
    assert_done(list_open(f->herd, &filter, sort, false, &slow, e));
    while (!slow.done)
        assert_done(list_more(&slow, 0, e));
    assert_int_equal(slow.count, heads);
    for (int64_t i = 0; i < heads; i++)
        assert_int_equal(slow.ids[i], ids[i]);
    assert_int_equal(heads, count(f, text));
    list_close(&slow);
    memory_free(ids);
    memory_free(back);
}

static void test_every_word_filters_and_sorts(void **state)
{
    static const char *const filters[] = {
        "",          "sire=K-998",           "age<=200",           "keeper=F02 sex=F", "pen=P1", "K9",
        "no:number", "born>=2024 weight>30", "gone after-birth<90"
    };
    struct fixture *f = *state;
    make_herd(f);
    for (size_t i = 0; i < COUNT(filters); i++)
        for (int sort = LIST_NEWEST; sort < list_word_count; sort++)
            same_set(f, filters[i], sort);
    for (int word = 0; word < list_word_count; word++)
        assert_int_equal(count(f, arena_printf(&f->arena, "gone has:%s", list_words[word].name)) +
                             count(f, arena_printf(&f->arena, "gone no:%s", list_words[word].name)),
                         count(f, "gone"));
}

/* What a column shows is what the order goes by; those that know nothing come last. */
static void test_orders(void **state)
{
    struct fixture *f = *state;
    make_herd(f);
    struct list_filter filter = parse(f, "");
    for (int backwards = 0; backwards < 2; backwards++) {
        int word = list_word_find("weight");
        struct list_columns columns;
        struct list_cell before = { 0 }, cell;
        int64_t *ids, heads;
        assert_done(list_ids(f->herd, &filter, word, backwards, &ids, &heads, e));
        assert_done(list_columns_open(f->herd, &word, 1, &columns, e));
        int known = 0;
        for (int64_t i = 0; i < heads; i++, before = cell) {
            assert_done(list_columns_load(&columns, ids[i], &f->arena, &cell, e));
            known += cell.known;
            if (i && cell.known)
                assert_true(before.known && (backwards ? before.number >= cell.number : before.number <= cell.number));
        }
        assert_true(known > 20 && known < heads);
        list_columns_close(&columns);
        memory_free(ids);
    }
}

static void test_a_card_says_what_a_column_says(void **state)
{
    struct fixture *f = *state;
    make_herd(f);
    const int words[] = { list_word_find("parity"),     list_word_find("last-birth"), list_word_find("weight"),
                          list_word_find("state-days"), list_word_find("keeper"),     list_word_find("number") };
    struct list_columns columns;
    assert_done(list_columns_open(f->herd, words, COUNT(words), &columns, e));
    for (int64_t id = 1; id <= HEADS; id++) {
        struct list_cell cells[COUNT(words)];
        struct animal a;
        assert_done(animal_load(f->herd, id, &f->arena, &a, e));
        assert_done(list_columns_load(&columns, id, &f->arena, cells, e));
        assert_int_equal(cells[0].number, a.parity);
        assert_int_equal(cells[1].known ? cells[1].number : DATE_NONE, a.last_birth);
        assert_int_equal(cells[2].number, a.last_weight);
        if (a.state_day != DATE_NONE)
            assert_int_equal(f->herd->today - cells[3].number, a.state_day);
        assert_int_equal(cells[4].known, a.keeper != 0);
        if (a.number)
            assert_string_equal(cells[5].text, a.number);
    }
    list_columns_close(&columns);
}

/* Somebody else writes while a list is half read: it goes on, and our own change is not refused. */
static void test_nothing_is_held_open(void **state)
{
    struct fixture *f = *state;
    make_herd(f);
    struct list_filter filter = { 0 };
    struct list_cursor c;
    struct herd *other;
    assert_done(list_open(f->herd, &filter, LIST_NUMBER, false, &c, e));
    assert_done(list_more(&c, 0, e));
    assert_false(c.done);
    assert_done(herd_open(f->path, STORE_WRITE, true, &other, e));
    assert_done(list_saved_put(other, "theirs", "sex=F", e));
    struct record r = fixture_record(f, "code=F09", "tier=farm", "name=x", "parent=E01", NULL);
    int64_t id;
    assert_done(holding_add(other, &r, &id, e));
    r = fixture_record(f, "code=F10", "tier=farm", "name=y", "parent=E01", NULL);
    assert_done(holding_add(f->herd, &r, &id, e));
    assert_done(list_more(&c, -1, e));
    assert_true(c.done && c.count > 64);
    list_close(&c);
    herd_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words_are_told_apart, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_text_and_back, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_wrong_is_named, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_saved_filter_leads_nowhere, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_values_are_spans, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_holdings_and_pens, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_every_word_filters_and_sorts, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_orders, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_card_says_what_a_column_says, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_nothing_is_held_open, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
