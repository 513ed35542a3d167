/* test_plan_rules.c - rules and prices of pairs: small herds of chance, each planned and held against costs computed
 * here from the facts alone and a plain solver of successive shortest paths; tiny ones against every plan there is. */
#include "event_farm.h"
#include "plan_asked.h"

enum { EWES = 9, RAMS = 4, FOUNDERS = 7, BEASTS = FOUNDERS + EWES + RAMS, NONE = INT32_MAX, INSTANCES = 520 };

struct beast {
    int64_t id, keeper, merit, last;
    int sire, dam; /* indexes, -1 = unknown */
    const char *family;
    int fecb; /* 3 = unknown */
    bool carrier, has_merit;
};

struct herd_of_chance {
    struct fixture *f;
    struct random *chance;
    struct beast all[BEASTS];
    int count, ewes, rams; /* founders, then ewes, then rams */
    int64_t upper, lower;
    int64_t max_f, price[6];
    int fecb_rule, capacity, least;
    int64_t least_price;
    bool apart, carriers, everywhere;
    int64_t cost[EWES][RAMS], kinship[EWES][RAMS]; /* NONE = not allowed */
    bool by_rules[EWES], here[EWES];
};

enum { MERIT, FAMILY, FECB, MOVE, LAST, WARN };
static const char *const price_names[] = { "merit", "family", "fecb", "move", "last", "warn" };
static const int64_t choices[][2] = { { 1000, 5000 },  { 5000, 20000 }, { 4000, 8000 },
                                      { 3000, 40000 }, { 2000, 7000 },  { 1000, 30000 } };

/* ---- a herd ---- */

static int beast_add(struct herd_of_chance *h, int instance, const char *sex, const char *born, int64_t keeper)
{
    struct fixture *f = h->f;
    int at = h->count++;
    struct beast *b = &h->all[at];
    *b = (struct beast){ .keeper = keeper, .sire = -1, .dam = -1, .fecb = 3 };
    b->id = animal(f, "hu_sheep", "hu", arena_printf(&f->arena, "%dX%d", instance, at), sex, born, keeper);
    return at;
}

static int below(struct herd_of_chance *h, int n)
{
    return (int)random_below(h->chance, (uint64_t)n);
}

static void beast_facts(struct herd_of_chance *h, struct beast *b)
{
    static const char *const families[] = { NULL, "A", "B", "C" }, *const genes[] = { "++", "B+", "BB", NULL };
    struct fixture *f = h->f;
    b->family = families[below(h, 4)];
    b->fecb = below(h, 4);
    b->carrier = below(h, 3) == 0;
    b->has_merit = below(h, 4) > 0;
    b->merit = below(h, 20001) - 10000;
    run(f, arena_printf(&f->arena, "UPDATE animal SET family = %s, fecb = %s, sire = %s, dam = %s WHERE id = %lld",
                        b->family ? arena_printf(&f->arena, "'%s'", b->family) : "NULL",
                        genes[b->fecb] ? arena_printf(&f->arena, "'%s'", genes[b->fecb]) : "NULL",
                        b->sire < 0 ? "NULL" : arena_printf(&f->arena, "%lld", (long long)h->all[b->sire].id),
                        b->dam < 0 ? "NULL" : arena_printf(&f->arena, "%lld", (long long)h->all[b->dam].id),
                        (long long)b->id));
    if (b->carrier) /* an older test said otherwise */
        run(f, arena_printf(&f->arena,
                            "INSERT INTO event (uuid, kind, animal, day, code, detail) VALUES "
                            "(randomblob(16), 'test', %lld, 19000, 'carrier', '{\"result\":\"negative\"}'),"
                            "(randomblob(16), 'test', %lld, 19100, 'carrier', '{\"result\":\"positive\"}')",
                            (long long)b->id, (long long)b->id));
    if (b->has_merit)
        run(f, arena_printf(&f->arena,
                            "INSERT INTO event (uuid, kind, animal, day, value) VALUES "
                            "(randomblob(16), 'breeding_value', %lld, 19100, %lld),"
                            "(randomblob(16), 'breeding_value', %lld, 19000, 77000)",
                            (long long)b->id, (long long)b->merit, (long long)b->id));
}

static void herd_new(struct herd_of_chance *h, int instance)
{
    struct fixture *f = h->f;
    h->upper = fixture_holding(f, arena_printf(&f->arena, "E%d", instance), "enterprise", NULL);
    h->lower =
        fixture_holding(f, arena_printf(&f->arena, "F%d", instance), "farm", arena_printf(&f->arena, "E%d", instance));
    for (int i = 0; i < FOUNDERS; i++)
        beast_facts(h, &h->all[beast_add(h, instance, i < 3 ? "M" : "F", "2018-01-01", 0)]);
    h->ewes = 1 + below(h, EWES);
    h->rams = 1 + below(h, RAMS);
    for (int i = 0; i < h->ewes + h->rams; i++) {
        int at = beast_add(h, instance, i < h->ewes ? "F" : "M", "2022-01-01", below(h, 2) ? h->upper : h->lower);
        h->all[at].sire = below(h, 4) ? below(h, 3) : -1;
        h->all[at].dam = below(h, 4) ? 3 + below(h, 4) : -1;
        beast_facts(h, &h->all[at]);
    }
    for (int i = 0; i < h->ewes; i++) {
        struct beast *ewe = &h->all[FOUNDERS + i];
        if (below(h, 2))
            continue;
        ewe->last = h->all[FOUNDERS + h->ewes + below(h, h->rams)].id;
        run(f, arena_printf(&f->arena,
                            "INSERT INTO event (uuid, kind, animal, day, other) VALUES "
                            "(randomblob(16), 'service', %lld, 19500, %lld)",
                            (long long)ewe->id, (long long)ewe->last));
    }
}

/* ---- what is asked, every rule by itself on or off ---- */

static const char *ask_chance(struct herd_of_chance *h, int instance)
{
    struct strbuf more;
    strbuf_init(&more);
    h->apart = below(h, 3) == 0;
    h->carriers = below(h, 2);
    h->fecb_rule = below(h, 3);
    h->everywhere = below(h, 2);
    for (int t = 0; t < 6; t++) {
        bool alone = (t == 2 && !h->fecb_rule) || (t == 3 && !h->everywhere); /* such a price is refused */
        h->price[t] = instance >> t & 1 && !alone ? choices[t][below(h, 2)] : 0;
        if (h->price[t])
            strbuf_printf(&more, "%s-price=%.4f%% ", price_names[t], (double)h->price[t] / 1e4);
    }
    h->capacity = 1 + below(h, 4);
    h->max_f = below(h, 3) ? -1 : below(h, 2) ? 62500 : 250000;
    h->least = below(h, 2) ? 1 + below(h, 3) : 0;
    h->least_price = below(h, 2) ? 10000 : 25000;
    if (h->least)
        strbuf_printf(&more, "least-use=%d ", h->least);
    if (h->least && h->least_price != 10000) /* 1 % is the dictionary's */
        strbuf_printf(&more, "least-price=%.4f%% ", (double)h->least_price / 1e4);
    strbuf_add(&more, h->apart ? "families-apart=yes " : "");
    strbuf_add(&more, h->carriers ? "carriers-apart=yes " : "");
    strbuf_add(&more, h->fecb_rule == 1 ? "fecb=no_open" : h->fecb_rule == 2 ? "fecb=no_double" : "");
    const char *kept = arena_text(&h->f->arena, more.text);
    strbuf_done(&more);
    return kept;
}

/* ---- costs, from the facts alone ---- */

static double kin(const struct herd_of_chance *h, int a, int b)
{
    if (a < 0 || b < 0)
        return 0;
    if (a == b)
        return 0.5 + 0.5 * kin(h, h->all[a].sire, h->all[a].dam);
    return a > b ? 0.5 * (kin(h, h->all[a].sire, b) + kin(h, h->all[a].dam, b))
                 : 0.5 * (kin(h, a, h->all[b].sire) + kin(h, a, h->all[b].dam));
}

static int64_t mean_merit(const struct herd_of_chance *h)
{
    int64_t sum = 0, n = 0;
    for (int k = 0; k < h->rams; k++)
        if (h->all[FOUNDERS + h->ewes + k].has_merit) {
            sum += h->all[FOUNDERS + h->ewes + k].merit;
            n++;
        }
    return n ? sum / n : 0;
}

/* The chance in quarters, by listing the four ways alleles can meet. */
static int unwanted(const struct herd_of_chance *h, const struct beast *ewe, const struct beast *ram)
{
    int quarters = 0;
    if (!h->fecb_rule || ewe->fecb == 3 || ram->fecb == 3)
        return 0;
    for (int way = 0; way < 4; way++) {
        int copies = ((way & 1) < ewe->fecb) + ((way >> 1) < ram->fecb);
        quarters += h->fecb_rule == 1 ? copies == 0 : copies == 2;
    }
    return quarters;
}

static void cost_of(struct herd_of_chance *h, int i, int k, int64_t mean)
{
    const struct beast *ewe = &h->all[FOUNDERS + i], *ram = &h->all[FOUNDERS + h->ewes + k];
    bool nucleus = ewe->keeper == h->upper;
    int64_t f = (int64_t)(kin(h, FOUNDERS + i, FOUNDERS + h->ewes + k) * 1e6 + 0.5),
            limit = h->max_f >= 0 ? h->max_f
                    : nucleus     ? 62500
                                  : 125000,
            warn = nucleus ? 31250 : 62500;
    int chance = unwanted(h, ewe, ram);
    bool family = ewe->family && ram->family && strcmp(ewe->family, ram->family) == 0;
    h->cost[i][k] = NONE;
    h->kinship[i][k] = f;
    if (!h->everywhere && ewe->keeper != ram->keeper)
        return;
    h->here[i] = true;
    bool rule = (h->apart && family) || (!h->price[FECB] && chance) || (h->carriers && ewe->carrier && ram->carrier);
    if (f > limit || rule) {
        h->by_rules[i] = h->by_rules[i] || (f <= limit && rule);
        return;
    }
    h->cost[i][k] = f + (family ? h->price[FAMILY] : 0) + h->price[FECB] * chance / 4 +
                    (ewe->keeper != ram->keeper ? h->price[MOVE] : 0) + (ewe->last == ram->id ? h->price[LAST] : 0) +
                    (f > warn ? h->price[WARN] : 0) -
                    (ram->has_merit ? h->price[MERIT] * (ram->merit - mean) / 2000 : 0);
}

/* ---- the slow solver: shortest augmenting paths by Bellman and Ford, one female at a time ---- */

/* What the next mating of a male saves of his least use. */
static int64_t saves(const struct herd_of_chance *h, int used)
{
    return used < h->least && used < h->capacity ? h->least_price : 0;
}

struct solution {
    int ram[EWES], used[RAMS], served;
    int64_t objective;
};

static bool augment(const struct herd_of_chance *h, struct solution *s)
{
    int64_t ewe[EWES], ram[RAMS];
    int from_ewe[RAMS];
    for (int i = 0; i < h->ewes; i++)
        ewe[i] = s->ram[i] < 0 ? 0 : INT64_MAX / 4;
    for (int k = 0; k < h->rams; k++)
        ram[k] = INT64_MAX / 4;
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < h->ewes; i++)
            for (int k = 0; k < h->rams; k++) {
                if (h->cost[i][k] == NONE || ewe[i] >= INT64_MAX / 8)
                    continue;
                if (s->ram[i] != k && ewe[i] + h->cost[i][k] < ram[k]) {
                    ram[k] = ewe[i] + h->cost[i][k];
                    from_ewe[k] = i;
                    changed = true;
                }
            }
        for (int i = 0; i < h->ewes; i++)
            if (s->ram[i] >= 0 && ram[s->ram[i]] < INT64_MAX / 8 && ram[s->ram[i]] - h->cost[i][s->ram[i]] < ewe[i]) {
                ewe[i] = ram[s->ram[i]] - h->cost[i][s->ram[i]];
                changed = true;
            }
    }
    int best = -1;
    for (int k = 0; k < h->rams; k++)
        if (s->used[k] < h->capacity && ram[k] < INT64_MAX / 8 &&
            (best < 0 || ram[k] - saves(h, s->used[k]) < ram[best] - saves(h, s->used[best])))
            best = k;
    if (best < 0)
        return false;
    s->objective += ram[best] - saves(h, s->used[best]);
    s->served++;
    s->used[best]++;
    for (int k = best, old; k >= 0; k = old) {
        old = s->ram[from_ewe[k]];
        s->ram[from_ewe[k]] = k;
    }
    return true;
}

static void enumerate(const struct herd_of_chance *h, int ewe, struct solution *now, struct solution *best)
{
    if (ewe == h->ewes) {
        if (now->served > best->served || (now->served == best->served && now->objective < best->objective))
            *best = *now;
        return;
    }
    enumerate(h, ewe + 1, now, best);
    for (int k = 0; k < h->rams; k++) {
        if (h->cost[ewe][k] == NONE || now->used[k] == h->capacity)
            continue;
        now->used[k]++;
        now->served++;
        now->objective += h->cost[ewe][k] - saves(h, now->used[k] - 1);
        enumerate(h, ewe + 1, now, best);
        now->used[k]--;
        now->served--;
        now->objective -= h->cost[ewe][k] - saves(h, now->used[k]);
    }
}

/* ---- held against each other ---- */

static int64_t sum_of_terms(const char *terms)
{
    int64_t sum = 0;
    for (const char *at = terms ? strchr(terms, '=') : NULL; at; at = strchr(at + 1, '='))
        sum += atoll(at + 1);
    return sum;
}

static void assert_row(const struct herd_of_chance *h, const struct plan_mating *m, int *reasons)
{
    int i = 0, k = 0, open = 0;
    while (h->all[FOUNDERS + i].id != m->ewe)
        i++;
    for (int r = 0; r < h->rams; r++)
        open += h->cost[i][r] != NONE;
    if (!m->ram) {
        const char *reason = open             ? "no_place"
                             : !h->here[i]    ? "no_ram_here"
                             : h->by_rules[i] ? "no_ram_by_rules"
                                              : "no_ram_allowed";
        assert_string_equal(m->reason, reason);
        reasons[open ? 0 : !h->here[i] ? 1 : h->by_rules[i] ? 2 : 3]++;
        return;
    }
    while (h->all[FOUNDERS + h->ewes + k].id != m->ram)
        k++;
    assert_int_equal(m->cost, h->cost[i][k]);
    assert_int_equal(m->f, h->kinship[i][k]);
    assert_int_equal(m->f + sum_of_terms(m->terms), m->cost);
    reasons[strcmp(m->reason, "cheapest") == 0 ? 4 : strcmp(m->reason, "near_cheapest") == 0 ? 5 : 6]++;
    if (!m->reserve)
        return;
    for (k = 0; h->all[FOUNDERS + h->ewes + k].id != m->reserve; k++)
        ;
    assert_int_equal(m->reserve_f, h->kinship[i][k]);
    assert_true(h->cost[i][k] != NONE && m->reserve != m->ram);
}

static void one_instance(struct fixture *f, struct random *chance, int instance, int *reasons)
{
    struct herd_of_chance h = { .f = f, .chance = chance };
    struct solution s = { .served = 0 }, best = { .served = 0 }, now = { .served = 0 };
    herd_new(&h, instance);
    const char *more = ask_chance(&h, instance);
    struct plan_request request = { .species = "hu_sheep",
                                    .holding = h.upper,
                                    .from = DATE_NONE,
                                    .max_f = h.max_f,
                                    .capacity = h.capacity,
                                    .method = "pen",
                                    .more = more,
                                    .everywhere = h.everywhere };
    struct plan plan;
    struct plan_mating *rows;
    int64_t id = 0, mean = mean_merit(&h);
    int count;
    for (int i = 0; i < h.ewes; i++)
        for (int k = 0; k < h.rams; k++)
            cost_of(&h, i, k, mean);
    memset(s.ram, -1, sizeof s.ram);
    for (int k = 0; k < h.rams; k++)
        for (int n = 0; n < h.least; n++)
            s.objective += saves(&h, n);
    now.objective = best.objective = s.objective;
    while (augment(&h, &s))
        ;
    assert_done(plan_make_asked(f, &request, &id, e));
    assert_done(plan_load(f->herd, id, &f->arena, &plan, e));
    if (plan.served != s.served || plan.objective != s.objective)
        fail_msg("instance %d (%s): %d served at %lld, the slow solver %d at %lld", instance, more, plan.served,
                 (long long)plan.objective, s.served, (long long)s.objective);
    assert_int_equal(plan.objective, plan.bound);
    if (h.ewes <= 6) {
        enumerate(&h, 0, &now, &best);
        assert_int_equal(plan.served, best.served);
        assert_int_equal(plan.objective, best.objective);
    }
    assert_done(plan_matings(f->herd, id, &f->arena, &rows, &count, e));
    assert_int_equal(count, h.ewes);
    for (int i = 0; i < count; i++)
        assert_row(&h, &rows[i], reasons);
}

static void as_good_as_a_slow_solver(void **state)
{
    struct fixture *f = *state;
    struct random chance = { 20261124 };
    int reasons[7] = { 0 };
    for (int i = 0; i < INSTANCES; i++)
        one_instance(f, &chance, i, reasons);
    for (int i = 0; i < 7; i++) /* every reason came up */
        assert_true(reasons[i] > 20);
}

/* ---- places ---- */

static double kinship_of_young(const struct herd_of_chance *h, const int *matings)
{
    double share[BEASTS] = { 0 }, sum = 0;
    int from = FOUNDERS, to = FOUNDERS + h->ewes + h->rams;
    for (int i = 0; i < h->ewes; i++)
        share[from + i] = 0.5 / h->ewes;
    for (int k = 0; k < h->rams; k++)
        share[from + h->ewes + k] = 0.5 * matings[k] / h->ewes;
    for (int a = from; a < to; a++)
        for (int b = from; b < to; b++)
            sum += share[a] * share[b] * kin(h, a, b);
    return sum;
}

static double least_kinship(const struct herd_of_chance *h, int *matings, int ram, int left)
{
    double least = 2;
    if (ram == h->rams)
        return left ? 2 : kinship_of_young(h, matings);
    for (matings[ram] = 0; matings[ram] <= left && matings[ram] <= h->capacity; matings[ram]++) {
        double one = least_kinship(h, matings, ram + 1, left - matings[ram]);
        least = one < least ? one : least;
    }
    return least;
}

/* Every way of sharing the females out to the males, tried: none has less kinship. */
static void contributions_are_places(void **state)
{
    struct fixture *f = *state;
    struct random chance = { 5 };
    for (int instance = 0; instance < 40; instance++) {
        struct herd_of_chance h = { .f = f, .chance = &chance };
        herd_new(&h, instance);
        h.capacity = EWES;
        struct plan_request request = { .species = "hu_sheep",
                                        .holding = h.upper,
                                        .from = DATE_NONE,
                                        .max_f = 1000000,
                                        .capacity = h.capacity,
                                        .method = "pen",
                                        .everywhere = true,
                                        .more = "contributions=yes" };
        struct plan_ram *rams;
        int64_t id = 0;
        int count, matings[RAMS] = { 0 }, tried[RAMS];
        assert_done(plan_make_asked(f, &request, &id, e));
        assert_done(plan_rams(f->herd, id, &f->arena, &rams, &count, e));
        assert_int_equal(count, h.rams);
        for (int k = 0; k < count; k++) {
            assert_int_equal(rams[k].used, rams[k].capacity);
            matings[k] = rams[k].capacity;
        }
        double got = kinship_of_young(&h, matings), best = least_kinship(&h, tried, 0, h.ewes);
        if (got > best + 1e-9)
            fail_msg("instance %d: kinship %.9f, the least is %.9f", instance, got, best);
    }
}

static int places_of(struct fixture *f, const struct plan_request *request, int64_t ram)
{
    struct plan_ram *rams;
    int64_t id = 0;
    int count;
    assert_done(plan_make_asked(f, request, &id, e));
    assert_done(plan_rams(f->herd, id, &f->arena, &rams, &count, e));
    for (int k = 0; k < count; k++)
        if (rams[k].ram == ram)
            return rams[k].capacity;
    return -1;
}

static void a_young_male_has_fewer_places(void **state)
{
    struct farm farm = farm_new(state);
    struct fixture *f = farm.f;
    int64_t young = animal(f, "hu_sheep", "hu", "R9", "M", "2024-09-01", farm.e01);
    struct plan_request request = { .species = "hu_sheep", .holding = farm.e01, .from = DATE_NONE, .max_f = -1 };
    assert_int_equal(places_of(f, &request, farm.ram), 14);
    assert_int_equal(places_of(f, &request, young), 7);
    request.method = "ai";
    assert_int_equal(places_of(f, &request, young), 50);
    request.more = "young-share=10%";
    assert_int_equal(places_of(f, &request, young), 10);
    request.from = day_of("2026-02-23"); /* 540 days old */
    assert_int_equal(places_of(f, &request, young), 100);
    request.more = "rate=1%";
    int64_t id;
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_USAGE, "", "rate", "contributions");
    request.more = "contributions=yes rate=1%";
    assert_refused(plan_make_asked(f, &request, &id, e), ERR_DATA, "", "rate", "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(as_good_as_a_slow_solver), TEST(contributions_are_places),
                                        TEST(a_young_male_has_fewer_places) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
