/* The three tiers: every rule provoked, dated parents, finding by any name, counting heads. */
#include "fixture.h"

#include <stdlib.h>

static void small_tree(struct fixture *f)
{
    fixture_holding(f, "E01", "enterprise", NULL);
    fixture_holding(f, "F01", "farm", "E01");
    fixture_holding(f, "F02", "farm", "E01");
    fixture_holding(f, "H01", "household", "F01");
    fixture_holding(f, "H02", "household", "E01");
}

static int64_t id_of(struct fixture *f, const char *code)
{
    int64_t id = 0;
    assert_done(holding_find(f->herd, code, &id, e));
    return id;
}

static struct holding load(struct fixture *f, const char *code)
{
    struct holding holding;
    assert_done(holding_load(f->herd, id_of(f, code), &f->arena, &holding, e));
    return holding;
}

/* ---- adding ---- */

static void test_add_keeps_every_field(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E01", "enterprise", NULL);
    struct record r = fixture_record(f, "code=ｆ０２", "tier=规模户", "name=绿洲养羊合作社", "parent=e01",
                                     "person=马建军", "phone=139", "township=盖孜力克镇", "village=西渠村",
                                     "farm-code=6529290002", "prefix=KP02", "opened=2020-05-01", "note=x", NULL);
    int64_t id;
    assert_done(holding_add(f->herd, &r, &id, e));
    struct holding h;
    assert_done(holding_load(f->herd, id, &f->arena, &h, e));
    assert_string_equal(h.code, "F02"); /* full-width and small letters are the same code */
    assert_string_equal(h.tier, "farm");
    assert_string_equal(h.name, "绿洲养羊合作社");
    assert_string_equal(h.person, "马建军");
    assert_string_equal(h.phone, "139");
    assert_string_equal(h.township, "652929101");
    assert_string_equal(h.village, "西渠村");
    assert_string_equal(h.farm_code, "6529290002");
    assert_string_equal(h.prefix, "KP02");
    assert_string_equal(h.note, "x");
    assert_int_equal(h.parent, id_of(f, "E01"));
    assert_int_equal(h.opened, date_from_ymd(2020, 5, 1));
    assert_int_equal(h.closed, DATE_NONE);
    assert_null(h.voided);
    assert_int_equal(fixture_number(f, "SELECT from_day FROM holding_parent"), h.opened);
    struct change change = fixture_newest(f);
    assert_string_equal(change.words, "登记养殖主体 规模户 F02");
    assert_int_equal(change.holding, id);
    assert_null(change.reason);
}

/* One record that breaks one thing. */
static void refuse_add(struct fixture *f, struct record r, enum err_code code, const char *rule, const char *field)
{
    int64_t id = -1;
    int64_t before = fixture_number(f, "SELECT count(*) FROM holding");
    assert_refused(holding_add(f->herd, &r, &id, e), code, rule, field, "");
    assert_int_equal(id, -1);
    assert_false(store_in_transaction(f->herd->store));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM holding"), before);
}

static void test_add_refuses_what_is_missing_or_unknown(void **state)
{
    struct fixture *f = *state;
    refuse_add(f, fixture_record(f, "tier=farm", "name=n", NULL), ERR_DATA, "", "code");
    refuse_add(f, fixture_record(f, "code=-", "tier=farm", "name=n", NULL), ERR_DATA, "", "code");
    refuse_add(f, fixture_record(f, "code=F 1", "tier=farm", "name=n", NULL), ERR_DATA, "", "code");
    refuse_add(f, fixture_record(f, "code=F1", "name=n", NULL), ERR_DATA, "", "tier");
    refuse_add(f, fixture_record(f, "code=F1", "tier=village", "name=n", NULL), ERR_DATA, "", "tier");
    refuse_add(f, fixture_record(f, "code=F1", "tier=farm", NULL), ERR_DATA, "", "name");
    refuse_add(f, fixture_record(f, "code=F1", "tier=farm", "name=n", "parent=E9", NULL), ERR_NO_INPUT, "", "parent");
    refuse_add(f, fixture_record(f, "code=F1", "tier=farm", "name=n", "township=伦敦", NULL), ERR_DATA, "", "township");
    refuse_add(f, fixture_record(f, "code=F1", "tier=farm", "name=n", "opened=no", NULL), ERR_DATA, "", "opened");
}

static void test_tiers_stand_in_order(void **state)
{
    struct fixture *f = *state;
    small_tree(f);
    refuse_add(f, fixture_record(f, "code=X", "tier=farm", "name=n", "parent=F01", NULL), ERR_DATA, "", "parent");
    refuse_add(f, fixture_record(f, "code=X", "tier=farm", "name=n", "parent=H01", NULL), ERR_DATA, "", "parent");
    refuse_add(f, fixture_record(f, "code=X", "tier=household", "name=n", "parent=H01", NULL), ERR_DATA, "", "parent");
    refuse_add(f, fixture_record(f, "code=X", "tier=enterprise", "name=n", "parent=E01", NULL), ERR_DATA, "", "parent");
    refuse_add(f, fixture_record(f, "code=X", "tier=household", "name=n", NULL), ERR_SOFT, "holding_parent", "parent");
    fixture_holding(f, "X", "household", NULL); /* confirmed */
    assert_string_equal(fixture_newest(f).reason, "confirmed: 缺少上级");
}

static void test_codes_names_and_prefixes_are_told_apart(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    fixture_holding(f, "E01", "enterprise", NULL);
    struct record first = fixture_record(f, "code=F01", "tier=farm", "parent=E01", "name=兴旺", "village=东戈壁村",
                                         "prefix=KP01", "farm-code=6529290001", NULL);
    assert_done(holding_add(f->herd, &first, &id, e));
    struct record base = fixture_record(f, "code=F02", "tier=farm", "parent=E01", "name=二", NULL), r;
    r = base;
    record_set(&r, "code", "f01");
    refuse_add(f, r, ERR_DATA, "", "code");
    r = fixture_record(f, "code=F02", "tier=farm", "parent=E01", "name=兴旺", "village=东戈壁村", NULL);
    refuse_add(f, r, ERR_SOFT, "holding_name_used", "name");
    r = fixture_record(f, "code=F02", "tier=farm", "parent=E01", "name=二", "prefix=KP01", NULL);
    refuse_add(f, r, ERR_SOFT, "holding_prefix_used", "prefix");
    r = fixture_record(f, "code=F02", "tier=farm", "parent=E01", "name=二", "farm-code=6529290001", NULL);
    refuse_add(f, r, ERR_SOFT, "holding_farm_code_used", "farm-code");
    r = fixture_record(f, "code=F02", "tier=farm", "parent=E01", "name=二", "farm-code=65292900", NULL);
    refuse_add(f, r, ERR_SOFT, "holding_farm_code", "farm-code");
    r = fixture_record(f, "code=F02", "tier=farm", "parent=E01", "name=兴旺", "village=西渠村", NULL);
    assert_done(holding_add(f->herd, &r, &id, e)); /* the same name in another village is another farm */
}

static void test_dates_of_a_holding(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E01", "enterprise", NULL);
    refuse_add(f, fixture_record(f, "code=F1", "tier=farm", "name=n", "parent=E01", "opened=2025-11-01", NULL),
               ERR_DATA, "", "opened");
    refuse_add(f, fixture_record(f, "code=F1", "tier=farm", "name=n", "parent=E01", "since=2026-01-01", NULL), ERR_DATA,
               "", "since");
    refuse_add(f,
               fixture_record(f, "code=F1", "tier=farm", "name=n", "parent=E01", "opened=2024-02-01",
                              "closed=2024-01-01", NULL),
               ERR_DATA, "", "closed");
}

static void test_closed_and_void_parents(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    small_tree(f);
    struct record close = fixture_record(f, "closed=2025-10-01", NULL);
    assert_done(holding_edit(f->herd, id_of(f, "F02"), &close, e));
    struct record r = fixture_record(f, "code=H09", "tier=household", "name=n", "parent=F02", NULL);
    refuse_add(f, r, ERR_DATA, "holding_closed", "parent");
    r.override = "reopens in spring";
    assert_done(holding_add(f->herd, &r, &id, e));
    assert_string_equal(fixture_newest(f).reason, "overridden: 场户已停办: reopens in spring");
    int64_t h02 = id_of(f, "H02");
    assert_done(holding_void(f->herd, h02, "typed twice", e));
    assert_refused(holding_find(f->herd, "H02", &id, e), ERR_NO_INPUT, "", "holding", "H02");
    assert_refused(holding_void(f->herd, h02, "again", e), ERR_DATA, "", "", "void");
    assert_refused(holding_edit(f->herd, h02, &close, e), ERR_DATA, "", "", "void");
    refuse_add(f, fixture_record(f, "code=H02", "tier=household", "name=n", "parent=E01", NULL), ERR_DATA, "", "code");
}

/* ---- editing ---- */

static void test_edit_changes_only_what_is_named(void **state)
{
    struct fixture *f = *state;
    small_tree(f);
    struct record r = fixture_record(f, "person=阿里木·吐尔地", "phone=１３９ ００", "village=东戈壁村", NULL);
    assert_done(holding_edit(f->herd, id_of(f, "H01"), &r, e));
    struct holding h = load(f, "H01");
    assert_string_equal(h.person, "阿里木·吐尔地");
    assert_string_equal(h.phone, "139 00");
    assert_string_equal(h.name, "H01 场");
    assert_int_equal(h.parent, id_of(f, "F01"));
    r = fixture_record(f, "person=-", "code=H11", NULL);
    assert_done(holding_edit(f->herd, h.id, &r, e));
    h = load(f, "H11");
    assert_null(h.person);
    assert_string_equal(h.village, "东戈壁村");
    r = fixture_record(f, "name=-", NULL);
    assert_refused(holding_edit(f->herd, h.id, &r, e), ERR_DATA, "", "name", "");
    assert_refused(holding_edit(f->herd, 999, &r, e), ERR_NO_INPUT, "", "holding", "999");
    assert_false(store_in_transaction(f->herd->store));
}

static void test_a_household_changes_its_farm(void **state)
{
    struct fixture *f = *state;
    small_tree(f);
    int64_t h01 = id_of(f, "H01"), f01 = id_of(f, "F01"), f02 = id_of(f, "F02");
    struct record r = fixture_record(f, "parent=F02", "since=2025-06-01", NULL);
    assert_done(holding_edit(f->herd, h01, &r, e));
    assert_int_equal(load(f, "H01").parent, f02);
    assert_int_equal(fixture_number(f, arena_printf(&f->arena,
                                                    "SELECT to_day FROM holding_parent WHERE holding = %d AND"
                                                    " parent = %d",
                                                    (int)h01, (int)f01)),
                     date_from_ymd(2025, 6, 1));
    /* a second thought about the same day sets the link right instead of adding one */
    r = fixture_record(f, "parent=E01", "since=2025-06-01", NULL);
    assert_done(holding_edit(f->herd, h01, &r, e));
    assert_int_equal(load(f, "H01").parent, id_of(f, "E01"));
    const char *links = arena_printf(&f->arena, "SELECT count(*) FROM holding_parent WHERE holding = %d", (int)h01);
    assert_int_equal(fixture_number(f, links), 2);
    r = fixture_record(f, "parent=-", NULL);
    assert_refused(holding_edit(f->herd, h01, &r, e), ERR_SOFT, "holding_parent", "parent", "");
    r.confirmed = "all";
    assert_done(holding_edit(f->herd, h01, &r, e));
    assert_int_equal(load(f, "H01").parent, 0);
    r = fixture_record(f, "parent=H01", NULL);
    assert_refused(holding_edit(f->herd, h01, &r, e), ERR_DATA, "", "parent", "");
}

static void test_a_tier_changes_only_above_its_children(void **state)
{
    struct fixture *f = *state;
    small_tree(f);
    struct record r = fixture_record(f, "tier=household", NULL);
    assert_refused(holding_edit(f->herd, id_of(f, "F01"), &r, e), ERR_DATA, "", "tier", "H01");
    assert_done(holding_edit(f->herd, id_of(f, "F02"), &r, e));
    assert_string_equal(load(f, "F02").tier, "household");
}

/* ---- animals for the rules and counts ---- */

static void add_animals(struct fixture *f, const char *species, int first, int count, const char *owner,
                        const char *keeper, const char *place)
{
    assert_done(herd_begin(f->herd, e));
    for (int i = first; i < first + count; i++) {
        fixture_execute(f, arena_printf(&f->arena,
                                        "INSERT INTO animal (id, uuid, species) VALUES (%d, randomblob(16), '%s')", i,
                                        species));
        fixture_execute(f, arena_printf(&f->arena, "INSERT INTO ownership (animal, holding) VALUES (%d, %d)", i,
                                        (int)id_of(f, owner)));
        fixture_execute(f, arena_printf(&f->arena, "INSERT INTO stay (animal, keeper, place) VALUES (%d, %d, %d)", i,
                                        (int)id_of(f, keeper), (int)id_of(f, place)));
    }
    assert_done(herd_commit(f->herd, "import", species, "test", count, 0, 0, NULL, e));
}

static void test_a_holding_in_use_stays(void **state)
{
    struct fixture *f = *state;
    small_tree(f);
    struct record close = fixture_record(f, "closed=2025-10-01", NULL);
    assert_refused(holding_void(f->herd, id_of(f, "F01"), "wrong", e), ERR_DATA, "", "", "H01");
    assert_refused(holding_edit(f->herd, id_of(f, "F01"), &close, e), ERR_DATA, "", "closed", "H01");
    assert_refused(holding_void(f->herd, id_of(f, "F02"), "", e), ERR_DATA, "", "reason", "");
    add_animals(f, "hu_sheep", 1, 2, "E01", "F02", "H02");
    assert_refused(holding_void(f->herd, id_of(f, "F02"), "wrong", e), ERR_DATA, "", "", "2 animals");
    assert_refused(holding_edit(f->herd, id_of(f, "H02"), &close, e), ERR_DATA, "", "closed", "2 animals");
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, "UPDATE stay SET to_day = 20000");
    assert_done(herd_commit(f->herd, "import", NULL, NULL, 1, 0, 0, NULL, e));
    assert_refused(holding_void(f->herd, id_of(f, "F02"), "wrong", e), ERR_DATA, "", "", "must stay");
    assert_done(holding_edit(f->herd, id_of(f, "F02"), &close, e)); /* they left: it may close */
}

/* ---- finding ---- */

static void test_found_by_any_name(void **state)
{
    struct fixture *f = *state;
    int64_t e01 = fixture_holding(f, "E01", "enterprise", NULL), h01, h02;
    struct record a = fixture_record(f, "code=H01", "tier=household", "parent=E01", "name=阿里木·吐尔地", NULL);
    struct record b =
        fixture_record(f, "code=H02", "tier=household", "parent=E01", "name=大户", "person=阿里木·艾山", NULL);
    assert_done(holding_add(f->herd, &a, &h01, e));
    assert_done(holding_add(f->herd, &b, &h02, e));
    static const char *const first[] = { "H01",           "h01",           "H-01",         "Ｈ０１", "阿里木·吐尔地",
                                         "阿里木•吐尔地", "阿里木‧吐尔地", "阿里木吐尔地", "吐尔地", "木·吐" };
    for (size_t i = 0; i < COUNT(first); i++)
        assert_int_equal(id_of(f, first[i]), h01);
    assert_int_equal(id_of(f, "艾山"), h02);
    assert_int_equal(id_of(f, "大户"), h02);
    int64_t id;
    assert_refused(holding_find(f->herd, "阿里木", &id, e), ERR_DATA, "", "holding", "H02 大户, H01 阿里木·吐尔地");
    assert_refused(holding_find(f->herd, "吐逊", &id, e), ERR_NO_INPUT, "", "holding", "吐逊");
    assert_refused(holding_find(f->herd, "", &id, e), ERR_NO_INPUT, "", "holding", "");
    assert_refused(holding_find(f->herd, "·", &id, e), ERR_NO_INPUT, "", "holding", "·");
    assert_int_equal(id_of(f, "E01 场"), e01);
}

static void test_found_by_pinyin(void **state)
{
    struct fixture *f = *state;
    int64_t e01 = fixture_holding(f, "E01", "enterprise", NULL), h01, h02, h03, id, *ids;
    int count;
    struct record a = fixture_record(f, "code=H01", "tier=household", "parent=E01", "name=吾斯曼·艾山", NULL);
    struct record b = fixture_record(f, "code=H02", "tier=household", "parent=E01", "name=大户", "person=曾小红", NULL);
    struct record c = fixture_record(f, "code=H03", "tier=household", "parent=E01", "name=单国强", NULL);
    assert_done(holding_add(f->herd, &a, &h01, e));
    assert_done(holding_add(f->herd, &b, &h02, e));
    assert_done(holding_add(f->herd, &c, &h03, e));
    static const struct {
        const char *text, *code;
    } rows[] = { { "wsm", "H01" }, { "WuSiMan", "H01" }, { "wusmas", "H01" }, { "as", "H01" },  { "zxh", "H02" },
                 { "cxh", "H02" }, { "dh", "H02" },      { "sgq", "H03" },    { "dgq", "H03" }, { "单gq", "H03" } };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(load(f, rows[i].text).code, rows[i].code);
    assert_refused(holding_find(f->herd, "d", &id, e), ERR_DATA, "", "holding", "H02 大户, H03 单国强");
    assert_refused(holding_find_printed(f->herd, "wsm", &id, e), ERR_NO_INPUT, "", "holding", "wsm");
    assert_done(holding_find_printed(f->herd, "吾斯曼", &id, e));
    assert_int_equal(id, h01);
    /* all of them: the code goes first, then those read so from the start, then those inside of which it is */
    assert_done(holding_candidates(f->herd, "h03", &f->arena, &ids, &count, e));
    assert_int_equal(count, 1);
    assert_done(holding_candidates(f->herd, "gq", &f->arena, &ids, &count, e));
    assert_int_equal(count, 1);
    assert_int_equal(ids[0], h03);
    assert_done(holding_candidates(f->herd, "E01", &f->arena, &ids, &count, e));
    assert_int_equal(count, 1);
    assert_int_equal(ids[0], e01);
    assert_done(holding_candidates(f->herd, "h", &f->arena, &ids, &count, e));
    assert_int_equal(count, 3);
    assert_done(holding_candidates(f->herd, " ", &f->arena, &ids, &count, e));
    assert_int_equal(count, 0);
}

static void test_a_new_name_is_found_at_once_and_a_lost_one_no_more(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    small_tree(f);
    assert_int_equal(id_of(f, "H01场"), id_of(f, "H01"));
    assert_done(herd_begin(f->herd, e)); /* a larger change that is given up */
    struct record r = fixture_record(f, "code=H77", "tier=household", "parent=E01", "name=王秀兰", NULL);
    assert_done(holding_add(f->herd, &r, &id, e));
    assert_true(store_in_transaction(f->herd->store)); /* the larger change goes on */
    assert_int_equal(id_of(f, "秀兰"), id);
    store_rollback(f->herd->store);
    assert_refused(holding_find(f->herd, "秀兰", &id, e), ERR_NO_INPUT, "", "holding", "秀兰");
    assert_done(herd_begin(f->herd, e));
    assert_refused(holding_find(f->herd, "秀兰", &id, e), ERR_NO_INPUT, "", "holding", "秀兰");
    assert_done(holding_add(f->herd, &r, &id, e));
    assert_done(herd_commit(f->herd, "import", "household", "x.csv", 1, 0, 0, NULL, e));
    assert_false(store_in_transaction(f->herd->store));
    assert_int_equal(id_of(f, "秀兰"), id);
    assert_string_equal(fixture_newest(f).words, "导入 家庭户 x.csv"); /* one change, not two */
}

/* ---- the tree and its heads ---- */

static void test_the_tree_in_order(void **state)
{
    struct fixture *f = *state;
    fixture_holding(f, "E02", "enterprise", NULL);
    small_tree(f);
    fixture_holding(f, "F00", "farm", "E02");
    fixture_holding(f, "A00", "household", NULL);
    assert_done(holding_void(f->herd, id_of(f, "F02"), "test", e));
    static const char *const wanted[] = { "A00", "E01", "F01", "H01", "H02", "E02", "F00" };
    struct holding *all;
    int count;
    assert_done(holding_all(f->herd, &f->arena, &all, &count, e));
    assert_int_equal(count, COUNT(wanted));
    for (int i = 0; i < count; i++)
        assert_string_equal(all[i].code, wanted[i]);
}

static void test_an_empty_book_has_an_empty_tree(void **state)
{
    struct fixture *f = *state;
    struct holding *all;
    struct holding_count *counts;
    int count;
    assert_done(holding_all(f->herd, &f->arena, &all, &count, e));
    assert_int_equal(count, 0);
    assert_done(holding_counts(f->herd, NULL, &f->arena, &counts, &count, e));
    assert_int_equal(count, 0);
}

static void grow_tree(struct fixture *f, struct random *random)
{
    for (int i = 0; i < 60; i++) {
        const char *code = arena_printf(&f->arena, "X%02d", i);
        const char *tier = i < 3 ? "enterprise" : i < 15 ? "farm" : "household";
        int above = i < 3 ? 0 : i < 15 ? 3 : 15;
        const char *parent =
            above ? arena_printf(&f->arena, "X%02d", (int)random_below(random, (uint64_t)above)) : NULL;
        fixture_holding(f, code, tier, parent);
    }
}

static int64_t slow_count(struct fixture *f, int64_t holding, const char *column, const char *table,
                          const char *species, bool below)
{
    return fixture_number(
        f, arena_printf(&f->arena,
                        "WITH RECURSIVE under (id) AS (SELECT %d UNION SELECT p.holding FROM holding_parent p JOIN "
                        "under u ON p.parent = u.id"
                        " WHERE p.to_day IS NULL AND %d) SELECT count(*) FROM %s s JOIN animal a ON a.id = s.animal"
                        " WHERE s.to_day IS NULL AND a.species LIKE '%s' AND s.%s IN (SELECT id FROM under)",
                        (int)holding, below, table, species ? species : "%", column));
}

static void check_counts(struct fixture *f, const char *species)
{
    struct holding_count *counts;
    int count;
    assert_done(holding_counts(f->herd, species, &f->arena, &counts, &count, e));
    assert_int_equal(count, 60);
    for (int i = 0; i < count; i++) {
        const struct holding_count *c = &counts[i];
        assert_int_equal(c->kept, slow_count(f, c->holding, "keeper", "stay", species, false));
        assert_int_equal(c->standing, slow_count(f, c->holding, "place", "stay", species, false));
        assert_int_equal(c->owned, slow_count(f, c->holding, "holding", "ownership", species, false));
        assert_int_equal(c->kept_below, slow_count(f, c->holding, "keeper", "stay", species, true));
        assert_int_equal(c->standing_below, slow_count(f, c->holding, "place", "stay", species, true));
        assert_int_equal(c->owned_below, slow_count(f, c->holding, "holding", "ownership", species, true));
    }
}

static void test_counts_agree_with_a_slow_count(void **state)
{
    struct fixture *f = *state;
    struct random random = { 20251031 };
    grow_tree(f, &random);
    for (int i = 0; i < 150; i++) {
        const char *who[3];
        for (int j = 0; j < 3; j++)
            who[j] = arena_printf(&f->arena, "X%02d", (int)random_below(&random, 60));
        add_animals(f, i % 3 ? "hu_sheep" : "bactrian_camel", 1 + 4 * i, 1 + (int)random_below(&random, 4), who[0],
                    who[1], who[2]);
    }
    assert_done(herd_begin(f->herd, e));
    fixture_execute(f, "UPDATE stay SET to_day = 20000 WHERE animal % 7 = 0");
    fixture_execute(f, "UPDATE ownership SET to_day = 20000 WHERE animal % 5 = 0");
    assert_done(herd_commit(f->herd, "import", NULL, NULL, 1, 0, 0, NULL, e));
    check_counts(f, NULL);
    check_counts(f, "hu_sheep");
    check_counts(f, "bactrian_camel");
}

/* ---- pens ---- */

static void test_pens(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    small_tree(f);
    struct record r = fixture_record(f, "holding=F01", "code=３号", "kind=配种圈", "capacity=15", NULL);
    assert_done(pen_add(f->herd, &r, &id, e));
    assert_int_equal(fixture_number(f, "SELECT capacity FROM pen WHERE kind = 'joining' AND code = '3号'"), 15);
    assert_string_equal(fixture_newest(f).label, "F01/3号");
    assert_refused(pen_add(f->herd, &r, &id, e), ERR_DATA, "", "code", "3号");
    record_set(&r, "holding", "F02");
    assert_done(pen_add(f->herd, &r, &id, e)); /* another holding has its own */
    record_set(&r, "code", "4 号");
    assert_refused(pen_add(f->herd, &r, &id, e), ERR_DATA, "", "code", "4 号");
    record_set(&r, "code", "4");
    record_set(&r, "kind", "宫殿");
    assert_refused(pen_add(f->herd, &r, &id, e), ERR_DATA, "", "kind", "宫殿");
    record_set(&r, "kind", NULL);
    record_set(&r, "capacity", "many");
    assert_refused(pen_add(f->herd, &r, &id, e), ERR_DATA, "", "capacity", "many");
    record_set(&r, "capacity", NULL);
    record_set(&r, "holding", NULL);
    assert_refused(pen_add(f->herd, &r, &id, e), ERR_DATA, "", "holding", "");
    struct record close = fixture_record(f, "closed=2025-10-01", NULL);
    assert_done(holding_edit(f->herd, id_of(f, "F02"), &close, e));
    record_set(&r, "holding", "F02");
    assert_refused(pen_add(f->herd, &r, &id, e), ERR_DATA, "holding_closed", "holding", "F02");
    assert_false(store_in_transaction(f->herd->store));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_add_keeps_every_field, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_add_refuses_what_is_missing_or_unknown, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_tiers_stand_in_order, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_codes_names_and_prefixes_are_told_apart, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_dates_of_a_holding, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_closed_and_void_parents, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_edit_changes_only_what_is_named, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_household_changes_its_farm, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_tier_changes_only_above_its_children, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_holding_in_use_stays, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_found_by_any_name, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_found_by_pinyin, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_new_name_is_found_at_once_and_a_lost_one_no_more, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_the_tree_in_order, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_book_has_an_empty_tree, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_counts_agree_with_a_slow_count, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pens, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("holding", tests, NULL, NULL);
}
