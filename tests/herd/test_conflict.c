/* Two clerks at one book: what one saves the other notices, and what both change in one record is told, not
 * overwritten. */
#include "fixture.h"

#include <stdlib.h>

struct clerks {
    struct fixture *f;
    struct herd *other;
    int64_t ewe, farm;
};

static struct clerks clerks_new(void **state)
{
    struct clerks c = { .f = *state };
    struct record r;
    c.farm = fixture_holding(c.f, "E01", "enterprise", NULL);
    r = fixture_record(c.f, "number=EWE2", "species=hu_sheep", "breed=hu", "sex=F", "birth=2022-04-02", "family=A",
                       "holding=E01", "note=原", NULL);
    assert_done(animal_add(c.f->herd, &r, &c.ewe, e));
    setenv("MUPU_OPERATOR", "阿里木", 1);
    assert_done(herd_open(c.f->path, STORE_WRITE, true, &c.other, e));
    setenv("MUPU_OPERATOR", "tester", 1);
    return c;
}

static void edit(struct herd *herd, struct fixture *f, int64_t id, const char *value)
{
    struct record r = fixture_record(f, value, NULL);
    assert_done(animal_edit(herd, id, &r, e));
}

static const char *text_of(struct clerks *c, const char *name)
{
    struct record now;
    assert_done(animal_record(c->f->herd, c->ewe, &c->f->arena, &now, e));
    const char *text = record_text(&now, name);
    return text ? text : "";
}

static void test_same_field(void **state)
{
    struct clerks c = clerks_new(state);
    struct record seen, mine = fixture_record(c.f, "family=C", "breed=hu", NULL);
    assert_done(animal_record(c.f->herd, c.ewe, &c.f->arena, &seen, e));
    assert_string_equal(record_text(&seen, "family"), "A");
    mine.seen = &seen;
    edit(c.other, c.f, c.ewe, "family=E");
    int64_t changes = fixture_number(c.f, "SELECT count(*) FROM change");
    assert_refused(animal_edit(c.f->herd, c.ewe, &mine, e), ERR_BUSY, CONFLICT_CHANGED, "family", "\"E\"");
    assert_refused(animal_edit(c.f->herd, c.ewe, &mine, e), ERR_BUSY, CONFLICT_CHANGED, "family", "阿里木, 20");
    assert_string_equal(text_of(&c, "family"), "E");
    assert_int_equal(fixture_number(c.f, "SELECT count(*) FROM change"), changes);
    /* whoever has seen it may */
    assert_done(animal_record(c.f->herd, c.ewe, &c.f->arena, &seen, e));
    assert_done(animal_edit(c.f->herd, c.ewe, &mine, e));
    assert_string_equal(text_of(&c, "family"), "C");
    herd_close(c.other);
}

static void test_other_fields(void **state)
{
    struct clerks c = clerks_new(state);
    struct record seen, mine = fixture_record(c.f, "note=新", NULL);
    assert_done(animal_record(c.f->herd, c.ewe, &c.f->arena, &seen, e));
    mine.seen = &seen;
    edit(c.other, c.f, c.ewe, "family=E");
    assert_done(animal_edit(c.f->herd, c.ewe, &mine, e));
    assert_string_equal(text_of(&c, "family"), "E");
    assert_string_equal(text_of(&c, "note"), "新");
    herd_close(c.other);
}

static void test_same_value(void **state)
{
    struct clerks c = clerks_new(state);
    struct record seen, mine = fixture_record(c.f, "family=E", "note=-", NULL);
    assert_done(animal_record(c.f->herd, c.ewe, &c.f->arena, &seen, e));
    mine.seen = &seen;
    edit(c.other, c.f, c.ewe, "family=E");
    edit(c.other, c.f, c.ewe, "note=-");
    assert_done(animal_edit(c.f->herd, c.ewe, &mine, e));
    assert_string_equal(text_of(&c, "note"), "");
    herd_close(c.other);
}

/* Emptied by one, changed by the other; and the other way round, by an undo. */
static void test_emptied_and_undone(void **state)
{
    struct clerks c = clerks_new(state);
    const char *undone;
    struct record seen, mine = fixture_record(c.f, "note=新", NULL);
    assert_done(animal_record(c.f->herd, c.ewe, &c.f->arena, &seen, e));
    edit(c.other, c.f, c.ewe, "note=-");
    mine.seen = &seen;
    assert_refused(animal_edit(c.f->herd, c.ewe, &mine, e), ERR_BUSY, CONFLICT_CHANGED, "note", "emptied");
    assert_done(animal_record(c.f->herd, c.ewe, &c.f->arena, &seen, e));
    assert_done(change_undo(c.other, 0, &c.f->arena, &undone, e));
    assert_refused(animal_edit(c.f->herd, c.ewe, &mine, e), ERR_BUSY, CONFLICT_CHANGED, "note", "\"原\"");
    herd_close(c.other);
}

static void test_holding(void **state)
{
    struct clerks c = clerks_new(state);
    struct record seen, mine = fixture_record(c.f, "person=买买提", NULL);
    struct record theirs = fixture_record(c.f, "person=热合曼", NULL);
    assert_done(holding_record(c.f->herd, c.farm, &c.f->arena, &seen, e));
    mine.seen = &seen;
    assert_done(holding_edit(c.other, c.farm, &theirs, e));
    edit(c.f->herd, c.f, c.ewe, "note=后"); /* about the same holding, and later, but not an edit of it */
    assert_refused(holding_edit(c.f->herd, c.farm, &mine, e), ERR_BUSY, CONFLICT_CHANGED, "person", "\"热合曼\"");
    assert_refused(holding_edit(c.f->herd, c.farm, &mine, e), ERR_BUSY, CONFLICT_CHANGED, "person", "阿里木");
    herd_close(c.other);
}

/* What the screens look at every half second. */
static void test_noticed(void **state)
{
    struct clerks c = clerks_new(state);
    int64_t before = store_generation(c.f->herd->store);
    assert_int_equal(store_generation(c.f->herd->store), before);
    edit(c.other, c.f, c.ewe, "family=E");
    assert_int_not_equal(store_generation(c.f->herd->store), before);
    herd_close(c.other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_field, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_other_fields, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_same_value, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_emptied_and_undone, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_holding, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_noticed, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
