/* test_mating.c - two side by side against the tabular method, the imagined one, the tier's rules, choices, trees */
#include "event_farm.h"

#include <math.h>

/* ---- a flock whose kinships are known from the tabular method ---- */

enum {
    RAM_A,
    RAM_B,
    EWE_A,
    EWE_B,
    SON,       /* of RAM_A and EWE_A */
    DAUGHTER,  /* his full sib */
    HALF,      /* of RAM_A and EWE_B: half sib by the sire */
    HALF_DAM,  /* of RAM_B and EWE_A: half sib by the dam */
    NEPHEW,    /* of RAM_B and DAUGHTER */
    INBRED,    /* of SON and DAUGHTER */
    COUSIN,    /* of SON and EWE_B */
    ONE_KNOWN, /* of RAM_A and an unknown dam */
    FLOCK
};
static const struct {
    const char *number, *sex, *born;
    int sire, dam;
} flock[FLOCK] = {
    { "M101", "M", "2018-02-01", -1, -1 },          { "M103", "M", "2018-02-02", -1, -1 },
    { "M102", "F", "2018-02-03", -1, -1 },          { "M104", "F", "2018-02-04", -1, -1 },
    { "M105", "M", "2020-02-01", RAM_A, EWE_A },    { "M106", "F", "2020-02-01", RAM_A, EWE_A },
    { "M108", "F", "2020-02-05", RAM_A, EWE_B },    { "M110", "F", "2020-02-06", RAM_B, EWE_A },
    { "M107", "M", "2022-02-01", RAM_B, DAUGHTER }, { "M112", "F", "2022-02-02", SON, DAUGHTER },
    { "M114", "F", "2022-02-03", SON, EWE_B },      { "M116", "F", "2022-02-04", RAM_A, -1 },
};

/* Emik & Terrill: the relationship matrix row by row; slow and obvious. */
static double relation_of(double a[FLOCK][FLOCK], int i, int parent)
{
    return parent < 0 ? 0 : a[i][parent];
}

static void tabulate(double a[FLOCK][FLOCK])
{
    for (int i = 0; i < FLOCK; i++) {
        for (int j = 0; j < i; j++)
            a[i][j] = a[j][i] = (relation_of(a, j, flock[i].sire) + relation_of(a, j, flock[i].dam)) / 2;
        a[i][i] = 1 + (flock[i].sire < 0 || flock[i].dam < 0 ? 0 : a[flock[i].sire][flock[i].dam]) / 2;
    }
}

static void parents(struct fixture *f, int64_t id, int64_t sire, int64_t dam)
{
    run(f, arena_printf(&f->arena, "UPDATE animal SET sire = nullif(%lld, 0), dam = nullif(%lld, 0) WHERE id = %lld",
                        (long long)sire, (long long)dam, (long long)id));
}

static void make_flock(struct farm *farm, int64_t holding, int64_t id[FLOCK])
{
    for (int i = 0; i < FLOCK; i++) {
        id[i] = animal(farm->f, "hu_sheep", "hu", flock[i].number, flock[i].sex, flock[i].born, holding);
        parents(farm->f, id[i], flock[i].sire < 0 ? 0 : id[flock[i].sire], flock[i].dam < 0 ? 0 : id[flock[i].dam]);
    }
}

static struct comparison compared(struct fixture *f, struct mate first, struct mate second)
{
    struct comparison c;
    assert_done(mating_compare(f->herd, &first, &second, &f->arena, &c, e));
    double sum = 0;
    for (int i = 0; i < c.source_count; i++) {
        sum += c.sources[i].share;
        assert_in_range(c.sources[i].lines[0], 0, 10);
        assert_in_range(c.sources[i].lines[1], 0, 10);
    }
    assert_true(sum == c.kinship);
    return c;
}

static struct mate real(int64_t id)
{
    return (struct mate){ .animal = id };
}

/* ---- numbers ---- */

static void kinship_is_the_tabular_one(void **state)
{
    struct farm farm = farm_new(state);
    int64_t id[FLOCK];
    double a[FLOCK][FLOCK];
    make_flock(&farm, farm.e01, id);
    tabulate(a);
    for (int i = 0; i < FLOCK; i++)
        for (int j = 0; j < FLOCK; j++) {
            struct comparison c = compared(farm.f, real(id[i]), real(id[j]));
            assert_true(c.kinship == a[i][j] / 2);
            assert_true(isnan(c.f) ? c.kinship == 0 : c.f == c.kinship);
            for (int s = 0; s < 2; s++) {
                int who = s ? j : i;
                assert_true(isnan(c.side[s].f) ? a[who][who] == 1 : c.side[s].f == a[who][who] - 1);
            }
        }
}

/* Its kinship with j is the mean of its parents'; an unknown one's is 0. */
static void an_imagined_mate_has_its_parents_kinship(void **state)
{
    struct farm farm = farm_new(state);
    int64_t id[FLOCK];
    double a[FLOCK][FLOCK];
    make_flock(&farm, farm.e01, id);
    tabulate(a);
    int64_t changes = number(farm.f, "SELECT max(id) FROM change"),
            animals = number(farm.f, "SELECT max(id) FROM animal");
    for (int sire = -1; sire < FLOCK; sire++)
        for (int dam = -1; dam < FLOCK; dam++)
            for (int j = 0; j < FLOCK; j++) {
                struct mate imagined = { .sire = sire < 0 ? 0 : id[sire], .dam = dam < 0 ? 0 : id[dam] };
                struct comparison c = compared(farm.f, imagined, real(id[j]));
                assert_true(c.kinship == (relation_of(a, j, sire) + relation_of(a, j, dam)) / 4);
                double f = sire < 0 || dam < 0 ? 0 : a[sire][dam] / 2;
                assert_true(isnan(c.side[0].f) ? f == 0 : c.side[0].f == f);
            }
    assert_int_equal(number(farm.f, "SELECT max(id) FROM change"), changes); /* nothing was written */
    assert_int_equal(number(farm.f, "SELECT max(id) FROM animal"), animals);
}

static void two_imagined_full_sibs(void **state)
{
    struct farm farm = farm_new(state);
    int64_t id[FLOCK];
    make_flock(&farm, farm.e01, id);
    struct mate lamb = { .sire = id[SON], .dam = id[DAUGHTER] };
    struct comparison c = compared(farm.f, lamb, real(id[INBRED]));
    assert_string_equal(c.relation, "full sibs");
    assert_true(c.kinship == 0.375 && c.side[0].f == 0.25); /* (2 x 0.25 + 2 x 0.5) / 4 */
    assert_true(compared(farm.f, lamb, lamb).kinship == 0.375);
    assert_true(c.completeness == (2 + 6 * (6.0 / 6) + 6 * (6.0 / 6)) / 14);
    assert_true(c.equivalent == 3);
}

/* ---- names ---- */

static void relations_are_named(void **state)
{
    static const struct {
        int first, second;
        double kinship;
        const char *name;
    } pairs[] = {
        { SON, EWE_A, 0.25, "parent and offspring" }, /* dam x own son */
        { RAM_A, DAUGHTER, 0.25, "parent and offspring" },
        { RAM_A, INBRED, 0.25, "grandparent and grandchild" },
        { RAM_A, COUSIN, 0.125, "grandparent and grandchild" },
        { SON, DAUGHTER, 0.25, "full sibs" },
        { SON, HALF, 0.125, "half sibs by the sire" },
        { SON, HALF_DAM, 0.125, "half sibs by the dam" },
        { NEPHEW, HALF_DAM, 0.1875, "half sibs by the sire" }, /* and its dam's half sib */
        { NEPHEW, HALF, 0.0625, "aunt or uncle and its half sib's offspring" },
        { SON, NEPHEW, 0.125, "aunt or uncle and its full sib's offspring" },
        { NEPHEW, COUSIN, 0.0625, "full cousins" },
        { RAM_A, RAM_B, 0, "kinship unknown" },
        { RAM_B, COUSIN, 0, "no common ancestor known" },
        { SON, ONE_KNOWN, 0.125, "half sibs by the sire" },
        { SON, SON, 0.5, "one and the same animal" },
    };
    struct farm farm = farm_new(state);
    int64_t id[FLOCK];
    make_flock(&farm, farm.e01, id);
    for (size_t i = 0; i < COUNT(pairs); i++)
        for (int turned = 0; turned < 2; turned++) {
            int64_t first = id[turned ? pairs[i].second : pairs[i].first];
            int64_t second = id[turned ? pairs[i].first : pairs[i].second];
            struct comparison c = compared(farm.f, real(first), real(second));
            if (strcmp(c.relation, pairs[i].name) != 0 || c.kinship != pairs[i].kinship)
                fail_msg("%s x %s: %s, %g", flock[pairs[i].first].number, flock[pairs[i].second].number, c.relation,
                         c.kinship);
        }
}

static void lines_are_the_shortest(void **state)
{
    struct farm farm = farm_new(state);
    int64_t id[FLOCK];
    make_flock(&farm, farm.e01, id);
    struct comparison c = compared(farm.f, real(id[EWE_A]), real(id[INBRED]));
    assert_int_equal(c.source_count, 1); /* all that RAM_A gives comes through nobody she shares */
    assert_int_equal(c.sources[0].ancestor, id[EWE_A]);
    assert_int_equal(c.sources[0].lines[0], 0);
    assert_int_equal(c.sources[0].lines[1], 2);
}

/* ---- the tier's rules ---- */

static enum mating_level level_at(void **state, const char *tier, int first, int second)
{
    struct farm farm = { .f = *state };
    int64_t id[FLOCK], holding = fixture_holding(farm.f, tier, tier, NULL);
    make_flock(&farm, holding, id);
    return compared(farm.f, real(id[first]), real(id[second])).verdict.level;
}

static void half_sibs_on_a_large_farm_are_warned_of(void **state)
{
    assert_int_equal(level_at(state, "farm", SON, HALF), MATING_WARNED);
}

static void half_sibs_in_a_household_are_barred(void **state)
{
    assert_int_equal(level_at(state, "household", SON, HALF), MATING_BARRED);
}

static void other_bars_are_said(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t id[FLOCK], lamb = animal(f, "hu_sheep", "hu", "M199", "F", "2025-09-01", farm.e01);
    make_flock(&farm, farm.e01, id);
    struct comparison c = compared(f, real(id[RAM_A]), real(id[RAM_B]));
    assert_int_equal(c.verdict.level, MATING_BARRED);
    c = compared(f, real(id[RAM_A]), real(farm.cow));
    assert_int_equal(c.verdict.level, MATING_BARRED);
    c = compared(f, real(id[RAM_A]), real(lamb));
    assert_int_equal(c.verdict.level, MATING_BARRED);
    assert_non_null(strstr(c.verdict.reasons[0].words, "M199"));
    run(f, arena_printf(&f->arena,
                        "INSERT INTO event (uuid, kind, animal, day) VALUES (randomblob(16), 'cull_mark', %lld, %d)",
                        (long long)id[EWE_B], day_of("2025-10-01")));
    assert_int_equal(compared(f, real(id[RAM_A]), real(id[EWE_B])).verdict.level, MATING_WARNED);
    struct comparison fine = compared(f, real(id[RAM_B]), real(id[COUSIN]));
    assert_int_equal(fine.verdict.level, MATING_GOOD);
    assert_int_equal(fine.verdict.reason_count, 0);
    assert_true(fine.f == 0);
}

/* ---- choices ---- */

static void choices_are_ranked_and_agree_with_the_comparison(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t id[FLOCK], total, elsewhere = animal(f, "hu_sheep", "hu", "M201", "M", "2020-01-01", farm.h10);
    struct mating_choice *all;
    int count;
    make_flock(&farm, farm.e01, id);
    assert_done(mating_choices(f->herd, id[INBRED], true, 100, NULL, &f->arena, &all, &count, &total, e));
    assert_int_equal(count, 6); /* RAM0001 of the farm, four of the flock, and the one elsewhere */
    assert_int_equal(total, 6);
    assert_int_equal(all[5].animal, elsewhere);
    assert_false(all[5].here);
    for (int i = 0; i < count; i++) {
        struct comparison c = compared(f, real(all[i].animal), real(id[INBRED]));
        assert_true(c.kinship == all[i].kinship);
        assert_int_equal(c.verdict.level, all[i].level);
        assert_int_equal(c.limit, all[i].limit);
        assert_true(i == 0 || !all[i].here || all[i - 1].kinship <= all[i].kinship);
    }
    assert_int_equal(all[4].animal, id[SON]);
    assert_int_equal(all[4].level, MATING_BARRED);
    assert_done(mating_choices(f->herd, id[INBRED], false, 2, NULL, &f->arena, &all, &count, &total, e));
    assert_int_equal(count, 2);
    assert_int_equal(total, 5);
    assert_done(mating_choices(f->herd, id[RAM_A], false, 100, NULL, &f->arena, &all, &count, &total, e));
    assert_int_equal(count, 9); /* eight ewes of the flock and the farm's own; the cow is no sheep */
}

/* ---- trees ---- */

/* Twenty generations of full sibs: each ancestor once, though each stands there thousands of times. */
static void a_deep_inbred_line_stays_short(void **state)
{
    enum { DEEP = 20 };
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t sire = farm.ram, dam = farm.ewe;
    for (int i = 0; i < DEEP; i++) {
        int64_t son = animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "S%d", i), "M", "2023-01-01", 0);
        int64_t daughter = animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "D%d", i), "F", "2023-01-01", 0);
        parents(f, son, sire, dam);
        parents(f, daughter, sire, dam);
        sire = son;
        dam = daughter;
    }
    struct lineage l;
    assert_done(lineage_load(f->herd, dam, &l, e));
    assert_int_equal(l.p.count, 2 * DEEP + 1);
    assert_int_equal(l.generations, DEEP);
    assert_true(l.equivalent[l.root] == DEEP);
    assert_int_equal(l.times[pedigree_position(&l.p, farm.ram)], 1 << (DEEP - 1));
    assert_true(fabs(l.p.f[l.root] - 0.98) < 0.01);
    lineage_done(&l);
    struct pedigree_node *nodes;
    int count, repeated = 0;
    assert_done(pedigree_tree(f->herd, dam, DEEP + 5, &f->arena, &nodes, &count, e));
    for (int i = 0; i < count; i++)
        repeated += nodes[i].repeated;
    assert_in_range(count, 2 * DEEP + 1, 6 * DEEP);
    assert_true(repeated > DEEP);
}

static void what_is_not_known_is_not_zero(void **state)
{
    struct farm farm = farm_new(state);
    struct lineage l;
    int64_t id[FLOCK];
    make_flock(&farm, farm.e01, id);
    static const struct {
        int who;
        bool told;
    } cases[] = { { RAM_A, false }, { SON, false }, { ONE_KNOWN, false }, { COUSIN, true }, { INBRED, true } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_done(lineage_load(farm.f->herd, id[cases[i].who], &l, e));
        assert_int_equal(lineage_tells_f(&l, l.root), cases[i].told);
        lineage_done(&l);
    }
    assert_done(lineage_load(farm.f->herd, id[INBRED], &l, e));
    assert_int_equal(l.cause_count, 2);
    assert_true(l.cause[0].share == 0.125 && l.cause[1].share == 0.125);
    lineage_done(&l);
}

static void descendants_by_mate_and_generation(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct descent_mate *mates;
    struct descent_count d;
    int64_t id[FLOCK], *young;
    int count;
    make_flock(&farm, farm.e01, id);
    assert_done(descent_mates(f->herd, id[RAM_A], &f->arena, &mates, &count, e));
    assert_int_equal(count, 3);
    assert_int_equal(mates[0].mate, 0); /* the unknown dam of the youngest */
    assert_int_equal(mates[2].mate, id[EWE_A]);
    assert_int_equal(mates[2].young, 2);
    assert_done(descent_young(f->herd, id[RAM_A], 0, &f->arena, &young, &count, e));
    assert_int_equal(count, 1);
    assert_int_equal(young[0], id[ONE_KNOWN]);
    descent_open(f->herd, id[RAM_A], &d);
    assert_done(descent_more(&d, -1, e));
    assert_true(d.done);
    assert_int_equal(d.generations, 2);
    assert_int_equal(d.count[0], 4);
    assert_int_equal(d.count[1], 3); /* INBRED once, though by two lines */
    descent_close(&d);
}

static void a_void_record_has_no_parents(void **state)
{
    struct farm farm = farm_new(state);
    int64_t id[FLOCK];
    make_flock(&farm, farm.e01, id);
    run(farm.f, arena_printf(&farm.f->arena, "UPDATE animal SET voided = 'x' WHERE id = %lld", (long long)id[INBRED]));
    struct comparison c = compared(farm.f, real(id[INBRED]), real(id[SON]));
    assert_true(c.kinship == 0);
    assert_int_equal(c.verdict.level, MATING_BARRED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kinship_is_the_tabular_one, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(an_imagined_mate_has_its_parents_kinship, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(two_imagined_full_sibs, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(relations_are_named, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(lines_are_the_shortest, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(half_sibs_on_a_large_farm_are_warned_of, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(half_sibs_in_a_household_are_barred, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(other_bars_are_said, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(choices_are_ranked_and_agree_with_the_comparison, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_deep_inbred_line_stays_short, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_is_not_known_is_not_zero, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(descendants_by_mate_and_generation, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_void_record_has_no_parents, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
