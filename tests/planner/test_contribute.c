/* test_contribute.c - optimal contributions against every set of limits tried in turn, and their certificates. */
#include "mupu/planner.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 400, TINY = 7 };

/* A flock's kinships, filled row by row, and its candidates: the youngest. */
struct flock {
    int32_t count;
    double k[MOST][MOST];
    double merit[MOST], least[MOST], most[MOST];
    struct contribute_problem problem;
};
static struct flock flock;

static void dense(void *context, const double *x, double *ret)
{
    struct flock *f = context;
    for (int32_t i = 0; i < f->count; i++) {
        ret[i] = 0.0;
        for (int32_t j = 0; j < f->count; j++)
            ret[i] += f->k[i][j] * x[j];
    }
}

static double uniform(struct random *r)
{
    return (double)random_below(r, 1000000) / 1e6;
}

/* Animals with two parents among the earlier, kept until `count` are left. */
static void make_kinships(struct random *r, struct flock *f, int32_t count, int32_t founders)
{
    static double all[2 * MOST][2 * MOST];
    int32_t animals = founders + count;
    for (int32_t i = 0; i < animals; i++) {
        int32_t sire = i < founders ? -1 : (int32_t)random_below(r, (uint32_t)i);
        int32_t dam = i < founders ? -1 : (int32_t)random_below(r, (uint32_t)i);
        dam = dam == sire ? -1 : dam;
        for (int32_t j = 0; j < i; j++)
            all[i][j] = all[j][i] = (sire < 0 ? 0.0 : 0.5 * all[sire][j]) + (dam < 0 ? 0.0 : 0.5 * all[dam][j]);
        all[i][i] = 0.5 + (sire < 0 || dam < 0 ? 0.0 : 0.5 * all[sire][dam]);
    }
    for (int32_t i = 0; i < count; i++)
        for (int32_t j = 0; j < count; j++)
            f->k[i][j] = all[founders + i][founders + j];
}

static void make(struct random *r, struct flock *f, int32_t males, int32_t females, bool limits)
{
    f->count = males + females;
    make_kinships(r, f, f->count, 2 + f->count / 8);
    for (int32_t i = 0; i < f->count; i++) {
        double even = 0.5 / (i < males ? males : females);
        f->merit[i] = 100.0 + 10.0 * (uniform(r) + uniform(r) + uniform(r));
        f->least[i] = limits && random_below(r, 4) == 0 ? 0.5 * even * uniform(r) : 0.0;
        f->most[i] = limits ? even * (1.2 + 2.0 * uniform(r)) : 0.5;
    }
    f->problem = (struct contribute_problem){ .males = males,
                                              .females = females,
                                              .merit = f->merit,
                                              .least = f->least,
                                              .most = f->most,
                                              .product = dense,
                                              .context = f };
}

static void must(bool good, const struct err *e)
{
    if (!good)
        fail_msg("%s", e->message);
}

static double kinship_of(const double *c)
{
    double with[MOST];
    dense(&flock, c, with);
    double sum = 0.0;
    for (int32_t i = 0; i < flock.count; i++)
        sum += c[i] * with[i];
    return sum;
}

static double merit_of(const double *c)
{
    double sum = 0.0;
    for (int32_t i = 0; i < flock.count; i++)
        sum += c[i] * flock.merit[i];
    return sum;
}

/* ---- the oracle: each animal at its least, its most or between ---- */

enum { ROWS = TINY + 2 };

/* Gauss elimination with pivots; false: singular. */
static bool solve(double m[ROWS][ROWS + 1], int n)
{
    for (int c = 0; c < n; c++) {
        int pivot = c;
        for (int r = c + 1; r < n; r++)
            pivot = fabs(m[r][c]) > fabs(m[pivot][c]) ? r : pivot;
        if (fabs(m[pivot][c]) < 1e-11)
            return false;
        for (int k = 0; k <= n; k++) {
            double other = m[c][k];
            m[c][k] = m[pivot][k];
            m[pivot][k] = other;
        }
        for (int r = 0; r < n; r++)
            for (int k = n; r != c && k >= c; k--)
                m[r][k] -= m[r][c] / m[c][c] * m[c][k];
    }
    for (int r = 0; r < n; r++)
        m[r][n] /= m[r][r];
    return true;
}

/* The stationary point of c'Kc - t g'c with the animals of `state` 1, 2 at their least, most; false: none inside. */
static bool stationary(const int *state, double t, double *c)
{
    double m[ROWS][ROWS + 1] = { { 0 } };
    int at[TINY], n = 0, half[2] = { -1, -1 }, males = flock.problem.males;
    double left[2] = { 0.5, 0.5 };
    for (int i = 0; i < flock.count; i++) {
        c[i] = state[i] == 1 ? flock.least[i] : state[i] == 2 ? flock.most[i] : 0.0;
        left[i >= males] -= c[i];
        if (state[i] == 0)
            at[n++] = i;
    }
    int size = n;
    for (int k = 0; k < n; k++)
        if (half[at[k] >= males] < 0)
            half[at[k] >= males] = size++;
    for (int s = 0; s < 2; s++)
        if (half[s] < 0 && fabs(left[s]) > 1e-9)
            return false;
    for (int k = 0; k < n; k++) {
        int own = half[at[k] >= males];
        for (int l = 0; l < n; l++)
            m[k][l] = 2.0 * flock.k[at[k]][at[l]];
        m[k][own] = m[own][k] = 1.0;
        m[own][size] = left[at[k] >= males];
        m[k][size] = t * flock.merit[at[k]];
        for (int j = 0; j < flock.count; j++)
            m[k][size] -= state[j] ? 2.0 * flock.k[at[k]][j] * c[j] : 0.0;
    }
    if (!solve(m, size))
        return false;
    for (int k = 0; k < n; k++) {
        c[at[k]] = m[k][size];
        if (c[at[k]] < flock.least[at[k]] - 1e-9 || c[at[k]] > flock.most[at[k]] + 1e-9)
            return false;
    }
    return true;
}

static double oracle_at(double t, double *ret)
{
    double best = INFINITY, c[TINY] = { 0 };
    int states = 1;
    for (int i = 0; i < flock.count; i++)
        states *= 3;
    for (int code = 0; code < states; code++) {
        int state[TINY];
        for (int i = 0, rest = code; i < flock.count; i++, rest /= 3)
            state[i] = rest % 3;
        if (!stationary(state, t, c))
            continue;
        double value = kinship_of(c) - t * merit_of(c);
        if (value < best) {
            best = value;
            memcpy(ret, c, sizeof c);
        }
    }
    return best;
}

/* The most merit with this kinship: t by bisection. */
static double oracle_merit(double most)
{
    double low = 0.0, high = 10.0, c[TINY] = { 0 };
    for (int k = 0; k < 45; k++) {
        double t = 0.5 * (low + high);
        oracle_at(t, c);
        *(kinship_of(c) > most ? &high : &low) = t;
    }
    oracle_at(low, c);
    return merit_of(c);
}

static double checked_bound(double most, const struct contribute_result *r)
{
    struct err e;
    double bound = 0;
    must(contribute_verify(&flock.problem, most, r, &bound, &e), &e);
    return bound;
}

static void tiny_ones_are_right(void **unused)
{
    struct random r = { 11 };
    struct err e;
    (void)unused;
    for (int round = 0; round < 40; round++) {
        struct contribute_result least, best;
        double c[TINY];
        int32_t males = 2 + (int32_t)random_below(&r, 2);
        make(&r, &flock, males, TINY - males - round % 2, round % 4 > 0);
        must(contribute_least(&flock.problem, &least, NULL, &e), &e);
        double lowest = oracle_at(0.0, c);
        assert_true(fabs(least.kinship - lowest) <= 1e-6 * lowest && least.kinship >= lowest * (1 - 1e-9));
        assert_true(fabs(checked_bound(0, &least) - least.kinship_bound) < 1e-12 &&
                    least.kinship_bound <= lowest + 1e-12);
        double limit = lowest * (1.002 + 0.4 * uniform(&r));
        must(contribute_best(&flock.problem, limit, &best, NULL, &e), &e);
        double expected = oracle_merit(limit);
        if (best.end == CONTRIBUTE_BINDS && !(fabs(best.merit - expected) < 2e-5))
            fail_msg("round %d: %.9f, expected %.9f", round, best.merit, expected);
        assert_true(best.end == CONTRIBUTE_BINDS || best.end == CONTRIBUTE_SLACK);
        assert_true(checked_bound(limit, &best) > expected - 1e-9 && best.kinship <= limit * (1 + 1e-12));
        contribute_done(&least);
        contribute_done(&best);
    }
}

/* ---- larger ones ---- */

/* Any shares at all: no more merit than the bound, no less kinship. */
static void no_shares_beat_the_bound(void **unused)
{
    struct random r = { 12 };
    struct err e;
    (void)unused;
    for (int round = 0; round < 12; round++) {
        struct contribute_result least, best;
        make(&r, &flock, 30, 90, round % 2);
        must(contribute_least(&flock.problem, &least, NULL, &e), &e);
        double limit = least.kinship * (1.0 + 0.6 * uniform(&r)) + 1e-6;
        must(contribute_best(&flock.problem, limit, &best, NULL, &e), &e);
        double bound = checked_bound(limit, &best), floor_kinship = checked_bound(0, &least);
        assert_true(bound - best.merit < 20.0 * CONTRIBUTE_GAP && bound >= best.merit - 1e-9);
        assert_true(least.kinship - floor_kinship < CONTRIBUTE_GAP * least.kinship);
        for (int trial = 0; trial < 200; trial++) { /* between the two answers and a random third */
            double c[MOST] = { 0 }, a = uniform(&r), b = uniform(&r) * (1.0 - a), move = 0.1 * uniform(&r);
            int32_t from = (int32_t)random_below(&r, 30), to = (int32_t)random_below(&r, 30);
            for (int32_t i = 0; i < flock.count; i++)
                c[i] = (a * best.share[i] + b * least.share[i]) / (a + b);
            move = fmin(move, fmin(c[from] - flock.least[from], flock.most[to] - c[to]));
            c[from] -= move;
            c[to] += move;
            assert_true(kinship_of(c) > floor_kinship - 1e-12);
            assert_true(kinship_of(c) > limit || merit_of(c) < bound + 1e-9);
        }
        contribute_done(&least);
        contribute_done(&best);
    }
}

static void a_wrong_result_is_caught(void **unused)
{
    struct random r = { 13 };
    struct err e;
    struct contribute_result best;
    double limit = 0.2, bound;
    (void)unused;
    make(&r, &flock, 10, 30, true);
    must(contribute_least(&flock.problem, &best, NULL, &e), &e);
    limit = 1.2 * best.kinship;
    contribute_done(&best);
    must(contribute_best(&flock.problem, limit, &best, NULL, &e), &e);
    double *places[] = { &best.share[3], &best.kinship_with[5], &best.merit, &best.kinship };
    for (size_t k = 0; k < COUNT(places); k++) {
        *places[k] += 1e-3;
        assert_false(contribute_verify(&flock.problem, limit, &best, &bound, &e));
        assert_int_equal(e.code, ERR_DATA);
        *places[k] -= 1e-3;
    }
    assert_false(contribute_verify(&flock.problem, 0.9 * limit, &best, &bound, &e));
    best.half_price[0] += 1.0; /* a bad price is no lie: the bound is only worse */
    assert_true(contribute_verify(&flock.problem, limit, &best, &bound, &e) && bound > best.merit_bound);
    best.price = -1.0;
    assert_false(contribute_verify(&flock.problem, limit, &best, &bound, &e));
    contribute_done(&best);
}

static void limits_that_do_not_bind_or_cannot_hold(void **unused)
{
    struct random r = { 14 };
    struct err e;
    struct contribute_result best, least;
    (void)unused;
    make(&r, &flock, 20, 60, true);
    must(contribute_best(&flock.problem, 0.9, &best, NULL, &e), &e);
    assert_int_equal(best.end, CONTRIBUTE_SLACK);
    assert_true(fabs(best.merit - best.merit_bound) < 1e-9 && fabs(checked_bound(0.9, &best) - best.merit) < 1e-9);
    for (int32_t i = 0; i < 20; i++) /* truncation: none below its most while a worse one has more than its least */
        for (int32_t j = 0; j < 20; j++)
            assert_true(flock.merit[i] <= flock.merit[j] || best.share[i] > flock.most[i] - 1e-12 ||
                        best.share[j] < flock.least[j] + 1e-12);
    contribute_done(&best);
    must(contribute_least(&flock.problem, &least, NULL, &e), &e);
    must(contribute_best(&flock.problem, 0.98 * least.kinship, &best, NULL, &e), &e);
    assert_int_equal(best.end, CONTRIBUTE_UNREACHABLE);
    assert_true(checked_bound(0, &best) > 0.98 * least.kinship && fabs(best.kinship - least.kinship) < 1e-9);
    contribute_done(&best);
    must(contribute_best(&flock.problem, least.kinship * (1 + 1e-9), &best, NULL, &e), &e); /* hardly any room */
    assert_true(best.kinship <= least.kinship * (1 + 2e-9) && best.end == CONTRIBUTE_BINDS);
    contribute_done(&best);
    contribute_done(&least);
}

static void impossible_limits_are_refused(void **unused)
{
    struct random r = { 15 };
    struct err e;
    struct contribute_result ret;
    int32_t matings[MOST];
    struct contribute_point point[3];
    (void)unused;
    make(&r, &flock, 5, 15, false);
    struct contribute_problem good = flock.problem;
    flock.problem.males = 0;
    assert_false(contribute_least(&flock.problem, &ret, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    flock.problem = good;
    for (int32_t i = 0; i < 5; i++)
        flock.most[i] = 0.09;
    assert_false(contribute_least(&flock.problem, &ret, NULL, &e));
    assert_non_null(strstr(e.message, "0.4500"));
    for (int32_t i = 0; i < 5; i++)
        flock.most[i] = flock.least[i] = 0.2;
    assert_false(contribute_best(&flock.problem, 0.3, &ret, NULL, &e));
    flock.least[2] = 0.3;
    assert_false(contribute_best(&flock.problem, 0.3, &ret, NULL, &e));
    make(&r, &flock, 5, 15, false);
    assert_false(contribute_whole(&flock.problem, 0.3, 0, matings, &ret, NULL, &e));
    flock.least[1] = flock.most[1] = 0.13;
    assert_false(contribute_whole(&flock.problem, 0.3, 10, matings, &ret, NULL, &e));
    assert_int_equal(e.code, ERR_DATA);
    flock.merit[3] = NAN;
    assert_false(contribute_best(&flock.problem, 0.3, &ret, NULL, &e));
    for (int32_t i = 0; i < flock.count; i++)
        flock.merit[i] = 0.1;
    assert_false(contribute_frontier(&flock.problem, 3, point, NULL, &e));
    must(contribute_best(&flock.problem, 0.9, &ret, NULL, &e), &e); /* the same merit: kinship alone is left */
    assert_int_equal(ret.end, CONTRIBUTE_LEAST);
    contribute_done(&ret);
}

/* A whole mating each: nothing is left to choose. */
static void fixed_shares_stay(void **unused)
{
    struct random r = { 16 };
    struct err e;
    struct contribute_result ret;
    (void)unused;
    make(&r, &flock, 4, 8, false);
    for (int32_t i = 0; i < flock.count; i++)
        flock.least[i] = flock.most[i] = i < 4 ? 0.125 : 0.0625;
    must(contribute_least(&flock.problem, &ret, NULL, &e), &e);
    for (int32_t i = 0; i < flock.count; i++)
        assert_true(fabs(ret.share[i] - flock.most[i]) < 1e-15);
    contribute_done(&ret);
}

static void units_and_runs_do_not_matter(void **unused)
{
    struct random r = { 17 };
    struct err e;
    struct contribute_result least, a, b, c;
    (void)unused;
    make(&r, &flock, 40, 120, true);
    must(contribute_least(&flock.problem, &least, NULL, &e), &e);
    double limit = 1.3 * least.kinship;
    must(contribute_best(&flock.problem, limit, &a, NULL, &e), &e);
    must(contribute_best(&flock.problem, limit, &b, NULL, &e), &e);
    assert_memory_equal(a.share, b.share, (size_t)flock.count * sizeof *a.share);
    for (int32_t i = 0; i < flock.count; i++)
        flock.merit[i] = -7.0 + 1024.0 * flock.merit[i];
    must(contribute_best(&flock.problem, limit, &c, NULL, &e), &e);
    assert_true(fabs((c.merit + 7.0) / 1024.0 - a.merit) < 1e-4);
    checked_bound(limit, &c);
    contribute_done(&least);
    contribute_done(&a);
    contribute_done(&b);
    contribute_done(&c);
}

static void the_frontier_rises(void **unused)
{
    struct random r = { 18 };
    struct err e;
    struct contribute_point point[8];
    (void)unused;
    make(&r, &flock, 40, 120, true);
    must(contribute_frontier(&flock.problem, 8, point, NULL, &e), &e);
    for (int k = 1; k < 8; k++) {
        assert_true(point[k].kinship > point[k - 1].kinship && point[k].merit > point[k - 1].merit);
        assert_true(point[k].merit <= point[k].merit_bound + 1e-9 &&
                    point[k].merit > point[k].merit_bound - 20 * CONTRIBUTE_GAP);
        assert_true(point[k].males > 0 && point[k].females > 0);
    }
    for (int k = 1; k < 7; k++) { /* concave: kinship is convex */
        double before = (point[k].merit - point[k - 1].merit) / (point[k].kinship - point[k - 1].kinship);
        double after = (point[k + 1].merit - point[k].merit) / (point[k + 1].kinship - point[k].kinship);
        assert_true(before > after);
    }
}

static void whole_numbers_keep_every_rule(void **unused)
{
    struct random r = { 19 };
    struct err e;
    (void)unused;
    for (int round = 0; round < 20; round++) {
        struct contribute_result least, best;
        int32_t matings[MOST], wanted = 60 + (int32_t)random_below(&r, 40), sum[2] = { 0, 0 };
        make(&r, &flock, 20, 100, false);
        for (int32_t i = 0; i < flock.count; i++)
            flock.most[i] = (i < 20 ? 12 : 1) * 0.5 / wanted;
        must(contribute_whole(&flock.problem, -1, wanted, matings, &least, NULL, &e), &e);
        assert_int_equal(least.end, CONTRIBUTE_LEAST);
        assert_true(least.kinship >= least.kinship_bound && least.kinship < 1.02 * least.kinship_bound);
        double limit = 1.15 * least.kinship;
        must(contribute_whole(&flock.problem, limit, wanted, matings, &best, NULL, &e), &e);
        assert_true(best.kinship <= limit && best.merit <= best.merit_bound && best.merit > best.merit_bound - 0.4);
        for (int32_t i = 0; i < flock.count; i++) {
            assert_true(matings[i] >= 0 && matings[i] <= (i < 20 ? 12 : 1));
            assert_true(fabs(best.share[i] - 0.5 * matings[i] / wanted) < 1e-15);
            sum[i >= 20] += matings[i];
        }
        assert_true(sum[0] == wanted && sum[1] == wanted);
        assert_true(fabs(checked_bound(limit, &best) - best.merit_bound) < 1e-9);
        contribute_done(&least);
        contribute_done(&best);
    }
}

/* Three males, two matings, kinship at its least: the best pair of males and of females, tried one by one. */
static void few_matings_are_tried_one_by_one(void **unused)
{
    struct random r = { 20 };
    struct err e;
    int hits = 0;
    (void)unused;
    for (int round = 0; round < 30; round++) {
        struct contribute_result least;
        int32_t matings[MOST];
        double lowest = INFINITY;
        make(&r, &flock, 6, 6, false);
        for (int32_t i = 0; i < 12; i++)
            flock.most[i] = i < 6 ? 0.5 : 0.25;
        for (int code = 0; code < 1296; code++) {
            double c[MOST] = { 0 };
            int a = code % 6, b = code / 6 % 6, x = code / 36 % 6, y = code / 216;
            c[a] += 0.25;
            c[b] += 0.25;
            c[6 + x] += 0.25;
            c[6 + y] += 0.25;
            lowest = x != y ? fmin(lowest, kinship_of(c)) : lowest;
        }
        must(contribute_whole(&flock.problem, -1, 2, matings, &least, NULL, &e), &e);
        assert_true(least.kinship > lowest - 1e-12 && least.kinship < 1.2 * lowest);
        hits += least.kinship < lowest + 1e-12;
        contribute_done(&least);
    }
    assert_true(hits >= 20); /* whole numbers are not proven best */
}

static bool stop(void *context, const char *what, int64_t done, int64_t total)
{
    (void)what, (void)done, (void)total;
    return --*(int *)context > 0;
}

static void it_stops_when_told(void **unused)
{
    struct random r = { 21 };
    struct err e;
    struct contribute_result ret;
    int32_t matings[MOST];
    (void)unused;
    make(&r, &flock, 40, 120, true);
    for (int after = 1; after < 8; after++) {
        int left = after;
        struct progress progress = { stop, &left };
        e.code = ERR_NONE;
        if (contribute_whole(&flock.problem, -1, 300, matings, &ret, &progress, &e))
            contribute_done(&ret);
        else
            assert_int_equal(e.code, ERR_CANCELLED);
        assert_true(after > 1 || e.code == ERR_CANCELLED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiny_ones_are_right),
        cmocka_unit_test(no_shares_beat_the_bound),
        cmocka_unit_test(a_wrong_result_is_caught),
        cmocka_unit_test(limits_that_do_not_bind_or_cannot_hold),
        cmocka_unit_test(impossible_limits_are_refused),
        cmocka_unit_test(fixed_shares_stay),
        cmocka_unit_test(units_and_runs_do_not_matter),
        cmocka_unit_test(the_frontier_rises),
        cmocka_unit_test(whole_numbers_keep_every_rule),
        cmocka_unit_test(few_matings_are_tried_one_by_one),
        cmocka_unit_test(it_stops_when_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
