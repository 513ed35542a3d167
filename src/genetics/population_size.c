/* population_size.c - the effective size of a population from how fast inbreeding and kinship rise. */
#include "compact.h"
#include "fixed.h"

#include <stdlib.h>
#include <string.h>

/* ---- mean and deviation of rates, in any order ---- */

struct rates {
    struct fixed sum, squares;
    int64_t count;
};

static const struct rates no_rates = { .sum.bits = FIXED_STATISTICS, .squares.bits = FIXED_STATISTICS };

static void add_rate(struct rates *r, double rate)
{
    fixed_add(&r->sum, rate);
    fixed_add(&r->squares, rate * rate);
    r->count++;
}

/* Ne = 1/(2 rate); its standard error 2 Ne^2 sd / sqrt(n), by the derivative. */
static struct population_size size_of_rate(double rate, double rate_error)
{
    double size = rate > 0.0 ? 0.5 / rate : (double)INFINITY;
    return (struct population_size){ .rate = rate,
                                     .rate_error = rate_error,
                                     .size = size,
                                     .standard_error = rate > 0.0 ? 2.0 * size * size * rate_error : (double)NAN };
}

static struct population_size size_of_rates(const struct rates *r)
{
    double n = (double)r->count, mean = fixed_value(&r->sum) / n;
    double variance = (fixed_value(&r->squares) - n * mean * mean) / (n - 1);
    struct population_size size = { .rate = NAN, .rate_error = NAN, .size = NAN, .standard_error = NAN };
    if (r->count >= 1)
        size = size_of_rate(mean, sqrt((variance > 0.0 ? variance : 0.0) / n));
    if (r->count == 1)
        size.rate_error = size.standard_error = NAN;
    size.used = r->count;
    return size;
}

/* ---- by the individual increase in inbreeding ---- */

struct population_size population_size_by_inbreeding(const double *f, const double *equivalent, const int32_t *animals,
                                                     int32_t count)
{
    struct rates r = no_rates;
    for (int32_t i = 0; i < count; i++) {
        double own = f[animals[i]], generations = equivalent[animals[i]] - 1.0;
        if (generations > 0.0 && !isnan(own))
            add_rate(&r, 1.0 - pow(1.0 - own, 1.0 / generations));
    }
    struct population_size size = size_of_rates(&r);
    size.left_out = count - r.count;
    return size;
}

/* ---- by the increase in kinship of pairs ---- */

struct pairs {
    struct pedigree p;
    const double *f, *equivalent;
    const int32_t *animals;
    int32_t count;
    double *kinship; /* [STRIP * count] */
};

enum { STRIP = 64 }; /* rows of kinship at a time */

static void add_row(const struct pairs *w, struct rates *r, int32_t row, const double *kinship)
{
    double own = w->equivalent[w->animals[row]];
    for (int32_t other = row + 1; other < w->count; other++) {
        double generations = 0.5 * (own + w->equivalent[w->animals[other]]);
        if (generations > 0.0)
            add_rate(r, 1.0 - pow(1.0 - kinship[other], 1.0 / generations));
    }
}

static bool add_strip(const struct pairs *w, struct rates *r, int32_t first, struct err *e)
{
    int32_t rows = w->count - first < STRIP ? w->count - first : STRIP;
    if (!kinship_block(w->p, w->f, w->animals + first, rows, w->animals, w->count, w->kinship, NULL, e))
        return false;
    for (int32_t row = 0; row < rows; row++)
        add_row(w, r, first + row, w->kinship + (size_t)row * w->count);
    return true;
}

static bool tell(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, _("Kinship"), done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before all kinships were known."));
}

bool population_size_by_kinship(struct pedigree p, const double *f, const double *equivalent, const int32_t *animals,
                                int32_t count, struct population_size *ret, const struct progress *progress,
                                struct err *e)
{
    struct rates r = no_rates;
    struct pairs w = { p, f, equivalent, animals, count, compact_memory((size_t)count * STRIP, sizeof *w.kinship) };
    bool good = w.kinship || compact_no_memory(e);
    for (int32_t first = 0; good && first < count; first += STRIP)
        good = tell(progress, first, count, e) && add_strip(&w, &r, first, e);
    free(w.kinship);
    if (good) {
        *ret = size_of_rates(&r);
        ret->left_out = (int64_t)count * (count - 1) / 2 - r.count;
    }
    return good;
}

/* ---- by regression ---- */

struct regression {
    struct fixed x, y, xx, xy, yy;
    double n, mean_x, mean_y;
};

static bool tells(double x, double f)
{
    return !isnan(x) && !isnan(f) && f < 1.0;
}

static struct regression regress(const double *x, const double *f, int32_t count)
{
    struct regression r = { .x.bits = FIXED_STATISTICS,
                            .y.bits = FIXED_STATISTICS,
                            .xx.bits = FIXED_STATISTICS,
                            .xy.bits = FIXED_STATISTICS,
                            .yy.bits = FIXED_STATISTICS };
    for (int32_t i = 0; i < count; i++)
        if (tells(x[i], f[i])) {
            fixed_add(&r.x, x[i]);
            fixed_add(&r.y, log1p(-f[i]));
            r.n++;
        }
    r.mean_x = fixed_value(&r.x) / r.n;
    r.mean_y = fixed_value(&r.y) / r.n;
    for (int32_t i = 0; i < count; i++)
        if (tells(x[i], f[i])) {
            double from_x = x[i] - r.mean_x, from_y = log1p(-f[i]) - r.mean_y;
            fixed_add(&r.xx, from_x * from_x);
            fixed_add(&r.xy, from_x * from_y);
            fixed_add(&r.yy, from_y * from_y);
        }
    return r;
}

struct population_size population_size_by_regression(const double *x, const double *f, int32_t count,
                                                     double x_per_generation)
{
    struct regression r = regress(x, f, count);
    double xx = fixed_value(&r.xx);
    struct population_size size = { .rate = NAN, .rate_error = NAN, .size = NAN, .standard_error = NAN };
    if (r.n >= 2 && xx > 0.0) {
        double slope = fixed_value(&r.xy) / xx, rest = fixed_value(&r.yy) - slope * fixed_value(&r.xy);
        double error = r.n > 2 ? sqrt((rest > 0.0 ? rest : 0.0) / (r.n - 2) / xx) : (double)NAN;
        size = size_of_rate(-expm1(slope * x_per_generation), exp(slope * x_per_generation) * x_per_generation * error);
    }
    size.used = (int64_t)r.n;
    size.left_out = count - size.used;
    return size;
}
