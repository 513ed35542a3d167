/* test_plan.c - plans: who is left out and why, the best allocation proven, rules, approval, the calendar */
#include "event_farm.h"
#include "plan_asked.h"

/* ---- a flock of the test's own ---- */

static void happened(struct fixture *f, const char *kind, int64_t id, const char *day, const char *code)
{
    run(f, arena_printf(&f->arena,
                        "INSERT INTO event (uuid, kind, animal, day, code) VALUES (randomblob(16), '%s', %lld, %d, %s)",
                        kind, (long long)id, day_of(day), code ? arena_printf(&f->arena, "'%s'", code) : "NULL"));
}

static void parents(struct fixture *f, int64_t id, int64_t sire, int64_t dam)
{
    run(f, arena_printf(&f->arena, "UPDATE animal SET sire = nullif(%lld, 0), dam = nullif(%lld, 0) WHERE id = %lld",
                        (long long)sire, (long long)dam, (long long)id));
}

static int64_t sheep(struct fixture *f, const char *no, const char *sex, const char *born, int64_t holding)
{
    return animal(f, "hu_sheep", "hu", no, sex, born, holding);
}

static struct plan_request request_at(int64_t holding)
{
    return (struct plan_request){
        .species = "hu_sheep", .holding = holding, .from = DATE_NONE, .max_f = 62500, .method = "pen"
    };
}

static struct plan made(struct fixture *f, const struct plan_request *request)
{
    struct plan plan;
    int64_t id = 0;
    assert_done(plan_make_asked(f, request, &id, e));
    assert_done(plan_load(f->herd, id, &f->arena, &plan, e));
    assert_int_equal(plan.objective, plan.bound);
    return plan;
}

static struct plan_mating mating_of(struct fixture *f, int64_t plan, int64_t ewe)
{
    struct plan_mating *all;
    int count;
    assert_done(plan_matings(f->herd, plan, &f->arena, &all, &count, e));
    for (int i = 0; i < count; i++)
        if (all[i].ewe == ewe)
            return all[i];
    fail_msg("the plan has no line for %lld", (long long)ewe);
    return (struct plan_mating){ 0 };
}

static void assert_line(struct fixture *f, int64_t plan, int64_t ewe, const char *reason, const char *part)
{
    struct plan_mating m = mating_of(f, plan, ewe);
    if (strcmp(m.reason, reason) != 0)
        fail_msg("%s: reason %s instead of %s", m.ewe_number, m.reason, reason);
    if (!strstr(m.words, part))
        fail_msg("%s: \"%s\" does not say \"%s\"", m.ewe_number, m.words, part);
}

/* ---- reasons ---- */

static void everyone_left_out_has_a_reason(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t young = sheep(f, "K002", "F", "2025-05-01", farm.e01),
            light = sheep(f, "K004", "F", "2025-01-15", farm.e01),
            mated = sheep(f, "K006", "F", "2022-01-01", farm.e01),
            pregnant = sheep(f, "K008", "F", "2022-01-02", farm.e01),
            nursing = sheep(f, "K010", "F", "2022-01-03", farm.e01),
            rests = sheep(f, "K012", "F", "2022-01-04", farm.e01),
            culled = sheep(f, "K014", "F", "2022-01-05", farm.e01), old = sheep(f, "K016", "F", "2017-01-01", farm.e01),
            alone = sheep(f, "K018", "F", "2022-01-06", farm.h10),
            unknown = sheep(f, "K020", "F", "2025-01-15", farm.e01);
    happened(f, "weigh", light, "2025-10-20", NULL);
    run(f, "UPDATE event SET value = 25500 WHERE kind = 'weigh'");
    happened(f, "service", mated, "2025-10-20", NULL);
    happened(f, "service", pregnant, "2025-08-01", NULL);
    happened(f, "scan", pregnant, "2025-09-05", "pregnant");
    happened(f, "lambing", nursing, "2025-10-15", NULL);
    happened(f, "lambing", rests, "2025-09-05", NULL);
    happened(f, "wean", rests, "2025-10-25", NULL);
    happened(f, "cull_mark", culled, "2025-10-01", "age");
    struct plan_request request = request_at(0);
    struct plan plan = made(f, &request);
    assert_int_equal(plan.from, day_of("2025-10-31"));
    assert_int_equal(plan.ewes, 3);
    assert_int_equal(plan.served, 2);
    assert_line(f, plan.id, young, "too_young", "2025-12-27");
    assert_line(f, plan.id, light, "too_light", "25.5");
    assert_line(f, plan.id, mated, "mated", "2025-11-19");
    assert_line(f, plan.id, pregnant, "pregnant", "2025-12-27");
    assert_line(f, plan.id, nursing, "lactating", "2025-12-19");
    assert_line(f, plan.id, rests, "resting", "2025-11-14");
    assert_line(f, plan.id, culled, "culled", "");
    assert_line(f, plan.id, old, "too_old", "");
    assert_line(f, plan.id, alone, "no_ram_here", "");
    assert_line(f, plan.id, unknown, "only", "0.0%"); /* never weighed is not too light */
    assert_line(f, plan.id, farm.ewe, "only", "0.0%");
    /* on the day each is free she is a candidate */
    request.from = day_of("2025-12-19");
    plan = made(f, &request);
    assert_string_equal(mating_of(f, plan.id, nursing).reason, "only");
    assert_string_equal(mating_of(f, plan.id, rests).reason, "only");
    assert_string_equal(mating_of(f, plan.id, young).reason, "too_young");
    request.from = day_of("2025-12-18");
    plan = made(f, &request);
    assert_string_equal(mating_of(f, plan.id, nursing).reason, "lactating");
}

static void limits_places_and_bans_leave_females_unserved(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t daughter = sheep(f, "D002", "F", "2023-01-01", farm.e01);
    parents(f, daughter, farm.ram, farm.ewe);
    struct plan_request request = request_at(farm.e01);
    struct plan plan = made(f, &request);
    assert_line(f, plan.id, daughter, "no_ram_allowed", "RAM0001");
    assert_line(f, plan.id, daughter, "no_ram_allowed", "25.0%");
    int64_t other = sheep(f, "E004", "F", "2022-01-01", farm.e01),
            third = sheep(f, "E006", "F", "2022-02-01", farm.e01);
    request.capacity = 1;
    plan = made(f, &request);
    assert_int_equal(plan.served, 1);
    int unserved = 0;
    const int64_t ewes[] = { farm.ewe, other, third };
    for (int i = 0; i < 3; i++) {
        struct plan_mating m = mating_of(f, plan.id, ewes[i]);
        unserved += m.ram == 0;
        if (!m.ram)
            assert_line(f, plan.id, ewes[i], "no_place", "3");
    }
    assert_int_equal(unserved, 2);
    request.capacity = 0;
    request.forbid_ewes = &other;
    request.forbid_rams = &farm.ram;
    request.forbid_count = 1;
    plan = made(f, &request);
    assert_line(f, plan.id, other, "forbidden", "");
    assert_int_equal(plan.served, 2);
    assert_refused(
        plan_make_asked(
            f, &(struct plan_request){ .species = "hu_sheep", .holding = farm.h10, .from = DATE_NONE, .max_f = -1 },
            &(int64_t){ 0 }, e),
        ERR_NOTHING, "", "holding", "");
}

/* ---- the matings of the handbook ---- */

static int64_t bred(struct fixture *f, const char *no, const char *sex, const char *born, int64_t holding, int64_t sire,
                    int64_t dam)
{
    int64_t id = sheep(f, no, sex, born, holding);
    parents(f, id, sire, dam);
    return id;
}

static void assert_pair(struct fixture *f, int64_t holding, int64_t ram, int64_t ewe, int64_t f_expected)
{
    struct plan_request request = request_at(holding);
    request.rams = &ram;
    request.ram_count = 1;
    struct plan plan = made(f, &request);
    struct plan_mating m = mating_of(f, plan.id, ewe);
    if (f_expected <= 62500) {
        assert_int_equal(m.ram, ram);
        assert_int_equal(m.f, f_expected);
    } else {
        assert_int_equal(m.ram, 0);
        assert_string_equal(m.reason, "no_ram_allowed");
        struct mating_check check;
        assert_done(pedigree_check_mating(f->herd, ram, ewe, &check, e));
        assert_int_equal((int64_t)(check.f * 1e6 + 0.5), f_expected);
    }
}

static void known_matings(void **state)
{
    struct fixture *f = *state;
    int64_t h = fixture_holding(f, "E01", "enterprise", NULL);
    int64_t a1 = sheep(f, "A1", "M", "2021-01-01", h), b1 = sheep(f, "B1", "M", "2021-01-01", h),
            e1 = sheep(f, "E1", "F", "2021-01-01", h), e2 = sheep(f, "E2", "F", "2021-01-01", h),
            e3 = sheep(f, "E3", "F", "2021-01-01", h);
    int64_t x1 = bred(f, "X1", "M", "2022-01-01", h, a1, e1), x2 = bred(f, "X2", "F", "2022-01-01", h, a1, e2),
            p = bred(f, "P", "F", "2022-06-01", h, a1, e1);
    int64_t x1e3 = bred(f, "X1E3", "M", "2023-06-01", h, x1, e3), b1p = bred(f, "B1P", "F", "2023-06-01", h, b1, p),
            b1x2 = bred(f, "B1X2", "F", "2023-06-01", h, b1, x2);
    assert_pair(f, h, x1, x2, 125000);
    assert_pair(f, h, x1, p, 250000);
    assert_pair(f, h, a1, x2, 250000);
    assert_pair(f, h, x1e3, b1p, 62500);
    assert_pair(f, h, x1e3, b1x2, 31250);
    assert_pair(f, h, a1, b1p, 125000);
    assert_pair(f, h, b1, e1, 0);
}

static void the_limit_follows_the_tier(void **state)
{
    struct fixture *f = *state;
    int64_t farm = fixture_holding(f, "F01", "farm", NULL), house = fixture_holding(f, "H10", "household", NULL);
    const int64_t holdings[] = { farm, house };
    int64_t sire = sheep(f, "S1", "M", "2021-01-01", 0), ewes[2];
    for (int i = 0; i < 2; i++) {
        bred(f, i ? "R1" : "R3", "M", "2022-01-01", holdings[i], sire, 0);
        ewes[i] = bred(f, i ? "E2" : "E4", "F", "2022-01-01", holdings[i], sire, 0);
    }
    struct plan_request request = request_at(0);
    request.max_f = -1;
    struct plan plan = made(f, &request);
    assert_int_equal(plan.max_f, -1);
    assert_int_equal(mating_of(f, plan.id, ewes[0]).f, 125000); /* half sibs, the most a farm may */
    assert_string_equal(mating_of(f, plan.id, ewes[1]).reason, "no_ram_allowed");
}

/* ---- the best, against every plan there is ---- */

enum { EWES = 6, RAMS = 3 };

struct enumeration {
    int64_t f[EWES][RAMS];
    int capacity, used[RAMS];
    int best_served;
    int64_t best;
};

static void enumerate(struct enumeration *n, int ewe, int served, int64_t total)
{
    if (ewe == EWES) {
        if (served > n->best_served || (served == n->best_served && total < n->best)) {
            n->best_served = served;
            n->best = total;
        }
        return;
    }
    enumerate(n, ewe + 1, served, total);
    for (int r = 0; r < RAMS; r++) {
        if (n->used[r] == n->capacity || n->f[ewe][r] > 62500)
            continue;
        n->used[r]++;
        enumerate(n, ewe + 1, served + 1, total + n->f[ewe][r]);
        n->used[r]--;
    }
}

static int64_t of(const int64_t *ids, int count, struct random *chance)
{
    uint64_t pick = random_below(chance, (uint64_t)count + 1);
    return pick == (uint64_t)count ? 0 : ids[pick];
}

/* Three generations of few animals: many are related, some too closely. */
static void one_small_herd(struct fixture *f, int round, struct random *chance)
{
    const char *code = arena_printf(&f->arena, "E%02d", round);
    int64_t h = fixture_holding(f, code, "enterprise", NULL), males[8], females[8], rams[RAMS], ewes[EWES];
    for (int i = 0; i < 8; i++) {
        int known = i / 2 * 2;
        const char *born = i < 2 ? "2019-01-01" : i < 4 ? "2020-03-01" : i < 6 ? "2021-05-01" : "2022-07-01";
        males[i] = bred(f, arena_printf(&f->arena, "%sM%d", code, i), "M", born, 0, of(males, known, chance),
                        of(females, known, chance));
        females[i] = bred(f, arena_printf(&f->arena, "%sF%d", code, i), "F", born, 0, of(males, known, chance),
                          of(females, known, chance));
    }
    for (int i = 0; i < RAMS; i++)
        rams[i] = bred(f, arena_printf(&f->arena, "%sR%d", code, i), "M", "2023-10-01", h, of(males, 8, chance),
                       of(females, 8, chance));
    for (int i = 0; i < EWES; i++)
        ewes[i] = bred(f, arena_printf(&f->arena, "%sE%d", code, i), "F", "2023-10-01", h, of(males, 8, chance),
                       of(females, 8, chance));
    struct enumeration n = { .capacity = 1 + round % 3 };
    for (int i = 0; i < EWES; i++)
        for (int r = 0; r < RAMS; r++) {
            struct mating_check check;
            assert_done(pedigree_check_mating(f->herd, rams[r], ewes[i], &check, e));
            n.f[i][r] = (int64_t)(check.f * 1e6 + 0.5);
        }
    enumerate(&n, 0, 0, 0);
    struct plan_request request = request_at(h);
    request.capacity = n.capacity;
    struct plan plan = made(f, &request);
    assert_int_equal(plan.served, n.best_served);
    assert_int_equal(plan.objective, n.best);
}

static void as_good_as_the_best_of_all_plans(void **state)
{
    struct random chance = { 20251031 };
    for (int round = 0; round < 12; round++)
        one_small_herd(*state, round, &chance);
}

/* ---- locks, bans, again ---- */

struct pair_flock {
    int64_t e01, near, far, ewe, mate; /* ewe and near are half sibs' children: F 3.125 %; far is no kin */
};

static struct pair_flock flock_new(struct fixture *f)
{
    struct pair_flock k = { .e01 = fixture_holding(f, "E01", "enterprise", NULL) };
    int64_t a = sheep(f, "A1", "M", "2019-01-01", 0);
    int64_t s = bred(f, "S1", "M", "2020-01-01", 0, a, 0), d = bred(f, "D2", "F", "2020-01-01", 0, a, 0);
    k.near = bred(f, "N1", "M", "2022-01-01", k.e01, s, 0);
    k.far = sheep(f, "F1", "M", "2022-01-01", k.e01);
    k.ewe = bred(f, "E2", "F", "2022-01-01", k.e01, 0, d);
    k.mate = sheep(f, "E4", "F", "2022-01-01", k.e01);
    return k;
}

static void a_lock_is_kept_and_a_bad_one_refused(void **state)
{
    struct fixture *f = *state;
    struct pair_flock k = flock_new(f);
    struct plan_request request = request_at(k.e01);
    struct plan plan = made(f, &request);
    assert_int_equal(mating_of(f, plan.id, k.ewe).ram, k.far);
    assert_int_equal(mating_of(f, plan.id, k.ewe).reserve, k.near);
    assert_int_equal(mating_of(f, plan.id, k.ewe).reserve_f, 31250);
    assert_string_equal(mating_of(f, plan.id, k.ewe).reason, "best");
    request.lock_ewes = &k.ewe;
    request.lock_rams = &k.near;
    request.lock_count = 1;
    plan = made(f, &request);
    assert_int_equal(mating_of(f, plan.id, k.ewe).ram, k.near);
    assert_line(f, plan.id, k.ewe, "locked", "3.1");
    assert_int_equal(plan.objective, 31250);
    assert_int_equal(mating_of(f, plan.id, k.ewe).reserve, k.far); /* a lock leaves the reserve free */
    assert_int_equal(mating_of(f, plan.id, k.ewe).reserve_f, 0);
    request.capacity = 1;
    plan = made(f, &request);
    assert_int_equal(mating_of(f, plan.id, k.ewe).ram, k.near);
    const int64_t both[] = { k.ewe, k.mate }, same[] = { k.near, k.near };
    request.lock_ewes = both;
    request.lock_rams = same;
    request.lock_count = 2;
    plan = made(f, &request); /* one place, two locked to it: the cheaper stays, the other hears why */
    assert_int_equal(mating_of(f, plan.id, k.mate).ram, k.near);
    assert_line(f, plan.id, k.ewe, "no_place", "2");
    request = request_at(k.e01);
    request.lock_ewes = &k.ewe;
    request.lock_rams = &k.near;
    request.lock_count = 1;
    request.max_f = 31249;
    int64_t id = 0;
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_DATA, "", "lock", "3.1");
    int64_t stranger = sheep(f, "X1", "M", "2022-01-01", fixture_holding(f, "E02", "enterprise", NULL));
    request.lock_rams = &stranger;
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_DATA, "", "lock", "X1");
    happened(f, "cull_mark", k.ewe, "2025-10-01", "age");
    request.lock_rams = &k.near;
    request.max_f = 62500;
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_DATA, "", "lock", "E2");
    assert_int_equal(id, 0);
}

static void again_keeps_parameters_rules_and_pairs(void **state)
{
    struct fixture *f = *state;
    struct pair_flock k = flock_new(f);
    struct plan_request request = request_at(k.e01);
    request.capacity = 1;
    request.from = day_of("2026-03-01");
    struct plan first = made(f, &request);
    assert_string_equal(first.code, "E01-2026-01");
    assert_done(plan_rule(f->herd, first.id, k.ewe, k.far, "lock", e));
    assert_done(plan_rule(f->herd, first.id, k.ewe, k.near, "lock", e)); /* one lock a female: the newest */
    assert_done(plan_rule(f->herd, first.id, k.mate, k.near, "forbid", e));
    assert_string_equal(fixture_newest(f).command, "plan rule");
    struct plan_request again = { .again = first.code, .from = DATE_NONE, .max_f = -1 };
    struct plan second = made(f, &again);
    assert_string_equal(second.code, "E01-2026-02");
    assert_int_equal(second.from, first.from);
    assert_int_equal(second.to, first.to);
    assert_int_equal(second.max_f, 62500);
    assert_int_equal(mating_of(f, second.id, k.ewe).ram, k.near);
    assert_int_equal(mating_of(f, second.id, k.mate).ram, k.far);
    assert_done(plan_load(f->herd, first.id, &f->arena, &first, e));
    assert_string_equal(first.status, "replaced");
    assert_refused(plan_rule(f->herd, first.id, k.ewe, k.near, "free", e), ERR_DATA, "", "plan", "E01-2026-01");
    assert_done(plan_rule(f->herd, second.id, k.ewe, k.near, "free", e));
    again.again = second.code;
    struct plan third = made(f, &again);
    assert_int_equal(mating_of(f, third.id, k.ewe).ram, k.near); /* mate may not go there, both are served */
    assert_string_equal(mating_of(f, third.id, k.ewe).reason, "near_best");
    assert_int_equal(third.served, 2);
    assert_int_equal(number(f, "SELECT count(*) FROM plan_rule WHERE plan = 3"), 1);
}

static void the_same_twice(void **state)
{
    struct fixture *f = *state;
    struct pair_flock k = flock_new(f);
    struct plan_request request = request_at(k.e01);
    struct plan a = made(f, &request), b = made(f, &request);
    assert_int_equal(number(f, "SELECT count(DISTINCT inputs) FROM plan"), 1);
    assert_int_equal(
        number(f, arena_printf(&f->arena,
                               "SELECT count(*) FROM (SELECT ewe, ram, reserve, f, reserve_f, reason, detail "
                               "FROM plan_mating WHERE plan = %lld EXCEPT SELECT ewe, ram, reserve, f, "
                               "reserve_f, reason, detail FROM plan_mating WHERE plan = %lld)",
                               (long long)a.id, (long long)b.id)),
        0);
    request.capacity = 3;
    made(f, &request);
    assert_int_equal(number(f, "SELECT count(DISTINCT inputs) FROM plan"), 2);
}

static void males_go_round_when_they_may(void **state)
{
    struct fixture *f = *state;
    int64_t e01 = fixture_holding(f, "E01", "enterprise", NULL), f01 = fixture_holding(f, "F01", "farm", "E01"),
            h10 = fixture_holding(f, "H10", "household", "F01"), far = fixture_holding(f, "E02", "enterprise", NULL);
    int64_t ram = sheep(f, "R1", "M", "2022-01-01", e01), other = sheep(f, "R3", "M", "2022-01-01", far),
            ewe = sheep(f, "E2", "F", "2022-01-01", h10), lamb = sheep(f, "R5", "M", "2025-09-01", e01);
    struct plan_request request = request_at(f01);
    struct plan plan = made(f, &request);
    assert_string_equal(mating_of(f, plan.id, ewe).reason, "no_ram_here");
    request.everywhere = true;
    plan = made(f, &request);
    assert_int_equal(plan.rams, 1); /* of the holdings above, none of strangers */
    assert_int_equal(mating_of(f, plan.id, ewe).ram, ram);
    request.rams = &other;
    request.ram_count = 1;
    plan = made(f, &request);
    assert_int_equal(mating_of(f, plan.id, ewe).ram, other);
    request.rams = &lamb;
    int64_t id;
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_DATA, "", "rams", "R5");
}

/* ---- as records ---- */

static void approval_replaces_the_plan_it_overlaps(void **state)
{
    struct fixture *f = *state;
    struct pair_flock k = flock_new(f);
    struct plan_request request = request_at(k.e01);
    request.from = day_of("2026-03-01");
    struct plan a = made(f, &request), b = made(f, &request);
    request.from = day_of("2026-09-01");
    struct plan autumn = made(f, &request);
    assert_done(plan_approve(f->herd, a.id, e));
    assert_done(plan_approve(f->herd, autumn.id, e));
    assert_done(plan_load(f->herd, a.id, &f->arena, &a, e));
    assert_string_equal(a.status, "approved");
    assert_string_equal(a.approved_by, "tester");
    assert_int_equal(a.approved_on, f->herd->today);
    assert_done(plan_approve(f->herd, b.id, e));
    assert_done(plan_load(f->herd, a.id, &f->arena, &a, e));
    assert_done(plan_load(f->herd, autumn.id, &f->arena, &autumn, e));
    assert_string_equal(a.status, "replaced");
    assert_string_equal(autumn.status, "approved");
    assert_refused(plan_approve(f->herd, a.id, e), ERR_DATA, "", "plan", a.code);
    /* undone, both are as they were */
    const char *words;
    assert_done(change_undo(f->herd, 0, &f->arena, &words, e));
    assert_done(plan_load(f->herd, a.id, &f->arena, &a, e));
    assert_string_equal(a.status, "approved");
}

static void void_is_void_to_all(void **state)
{
    struct fixture *f = *state;
    struct pair_flock k = flock_new(f);
    struct plan_request request = request_at(k.e01);
    struct plan a = made(f, &request), *all;
    int64_t found;
    int count;
    assert_refused(plan_void(f->herd, a.id, "", e), ERR_DATA, "", "why", "void");
    assert_done(plan_void(f->herd, a.id, "ram sold", e));
    assert_done(plan_list(f->herd, &f->arena, &all, &count, e));
    assert_int_equal(count, 0);
    assert_refused(plan_find(f->herd, a.code, &found, e), ERR_NO_INPUT, "", "plan", a.code);
    /* a screen that still shows it changes nothing */
    assert_refused(plan_approve(f->herd, a.id, e), ERR_DATA, "", "plan", "ram sold");
    assert_refused(plan_rule(f->herd, a.id, k.ewe, k.far, "lock", e), ERR_DATA, "", "plan", "ram sold");
    assert_refused(plan_void(f->herd, a.id, "again", e), ERR_DATA, "", "plan", "ram sold");
}

static void found_listed_and_aware_of_changes(void **state)
{
    struct fixture *f = *state;
    struct pair_flock k = flock_new(f);
    struct plan_request request = request_at(k.e01);
    int64_t id;
    assert_refused(plan_find(f->herd, NULL, &id, e), ERR_NO_INPUT, "", "plan", "plan make");
    struct plan a = made(f, &request), b = made(f, &request), *all;
    int count;
    assert_done(plan_find(f->herd, "", &id, e));
    assert_int_equal(id, b.id);
    assert_done(plan_find(f->herd, a.code, &id, e));
    assert_int_equal(id, a.id);
    assert_refused(plan_find(f->herd, "E09-2026-01", &id, e), ERR_NO_INPUT, "", "plan", "E09-2026-01");
    assert_done(plan_list(f->herd, &f->arena, &all, &count, e));
    assert_int_equal(count, 2);
    assert_int_equal(all[0].id, b.id);
    assert_int_equal(b.changed_since, 0);
    EVENT(f, "weigh", "animal=E2", "date=2025-10-31", "weight=48");
    assert_done(plan_load(f->herd, b.id, &f->arena, &b, e));
    assert_int_equal(b.changed_since, 1);
    struct plan_ram *rams;
    assert_done(plan_rams(f->herd, b.id, &f->arena, &rams, &count, e));
    assert_int_equal(count, 2);
    assert_int_equal(rams[0].capacity, 14);
    assert_int_equal(rams[0].used + rams[1].used, 2);
    assert_string_equal(a.code, "E01-2025-01");
    assert_string_equal(b.code, "E01-2025-02");
}

/* ---- the calendar ---- */

static const struct plan_step *step_of(const struct plan_step *steps, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(steps[i].step, name) == 0)
            return &steps[i];
    return NULL;
}

static void assert_step(const struct plan_step *steps, int count, const char *name, const char *day, const char *to)
{
    const struct plan_step *s = step_of(steps, count, name);
    assert_non_null(s);
    assert_int_equal(s->day, day_of(day));
    assert_int_equal(s->to, day_of(to));
}

static void a_sheep_joining_of_the_handbook(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct plan_request request = request_at(farm.e01);
    struct plan_step *s;
    int count;
    request.from = day_of("2025-03-01");
    struct plan plan = made(f, &request);
    assert_int_equal(plan.to, day_of("2025-03-20"));
    assert_done(plan_schedule(f->herd, plan.id, &f->arena, &s, &count, e));
    assert_int_equal(count, 9);
    assert_step(s, count, "rams_in", "2025-03-01", "2025-03-01");
    assert_step(s, count, "return", "2025-03-18", "2025-04-06");
    assert_step(s, count, "rams_out", "2025-03-20", "2025-03-20");
    assert_step(s, count, "scan", "2025-04-19", "2025-04-19");
    assert_step(s, count, "rescan", "2025-05-04", "2025-05-04");
    assert_step(s, count, "due", "2025-07-27", "2025-08-15");
    assert_step(s, count, "wean", "2025-09-19", "2025-09-19");
    assert_step(s, count, "next_joining", "2025-10-09", "2025-10-09");
    assert_step(s, count, "ram_leaves", "2026-01-15", "2026-01-15");
    assert_int_equal(step_of(s, count, "scan")->heads, 1);
    for (int i = 1; i < count; i++)
        assert_true(s[i - 1].day <= s[i].day);
}

static void camels_wait_for_their_season(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    struct plan_request request = request_at(farm.e01);
    struct plan_step *s;
    int count;
    int64_t id;
    request.species = "bactrian_camel";
    struct plan plan = made(f, &request); /* today is 31 October */
    assert_int_equal(plan.from, day_of("2025-12-01"));
    assert_int_equal(plan.to, day_of("2026-01-14")); /* 45 days across the new year */
    assert_int_equal(plan.season, 2026);
    assert_string_equal(plan.code, "E01-2026-01");
    assert_int_equal(mating_of(f, plan.id, farm.cow).ram, farm.bull);
    assert_done(plan_schedule(f->herd, plan.id, &f->arena, &s, &count, e));
    assert_null(step_of(s, count, "return"));
    assert_null(step_of(s, count, "rescan"));
    assert_null(step_of(s, count, "ram_leaves"));
    assert_step(s, count, "due", "2027-01-07", "2027-02-20");
    assert_step(s, count, "scan", "2026-03-15", "2026-03-15");
    request.from = day_of("2026-05-01");
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_DATA, "", "from", "2026-12-01");
    request.from = DATE_NONE;
    request.species = "llama";
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_DATA, "", "species", "llama");
    request.species = "hu_sheep";
    request.method = "guess";
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_DATA, "", "method", "guess");
}

/* The day is 2025-10-31. */
static void a_season_by_its_year(void **state)
{
    struct fixture *f = *state;
    date_day day;
    assert_done(plan_season_start(f->herd, "bactrian_camel", 2026, &day, e));
    assert_int_equal(day, day_of("2025-12-01"));
    assert_done(plan_season_start(f->herd, "bactrian_camel", 2028, &day, e));
    assert_int_equal(day, day_of("2027-12-01"));
    assert_done(plan_season_start(f->herd, "hu_sheep", 2025, &day, e)); /* all year: from today on */
    assert_int_equal(day, day_of("2025-10-31"));
    assert_done(plan_season_start(f->herd, "hu_sheep", 2026, &day, e));
    assert_int_equal(day, day_of("2026-01-01"));
    assert_refused(plan_season_start(f->herd, "bactrian_camel", 2025, &day, e), ERR_DATA, "", "season", "2025");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everyone_left_out_has_a_reason),
        TEST(limits_places_and_bans_leave_females_unserved),
        TEST(known_matings),
        TEST(the_limit_follows_the_tier),
        TEST(as_good_as_the_best_of_all_plans),
        TEST(a_lock_is_kept_and_a_bad_one_refused),
        TEST(again_keeps_parameters_rules_and_pairs),
        TEST(the_same_twice),
        TEST(males_go_round_when_they_may),
        TEST(approval_replaces_the_plan_it_overlaps),
        TEST(void_is_void_to_all),
        TEST(found_listed_and_aware_of_changes),
        TEST(a_sheep_joining_of_the_handbook),
        TEST(camels_wait_for_their_season),
        TEST(a_season_by_its_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
