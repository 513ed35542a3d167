/* halves.c - see halves.h. */
#include "halves.h"

#include <math.h>

#define LANES 4 /* sums kept side by side: the compiler may use vectors, the order stays */

double halves_dot(const double *x, const double *y, int32_t count)
{
    double sum[LANES] = { 0 };
    int32_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int l = 0; l < LANES; l++)
            sum[l] += x[i + l] * y[i + l];
    for (; i < count; i++)
        sum[0] += x[i] * y[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static double plain_sum(const double *x, int32_t count)
{
    double sum = 0.0;
    for (int32_t i = 0; i < count; i++)
        sum += x[i];
    return sum;
}

bool halves_possible(const struct halves *h, struct err *e)
{
    static const char *const sexes[2] = { N_("males"), N_("females") };
    for (int s = 0; s < 2; s++) {
        int32_t from = h->start[s], n = h->start[s + 1] - from;
        double least = plain_sum(h->least + from, n), most = plain_sum(h->most + from, n);
        if (n == 0)
            return err_set(e, ERR_DATA, "", _("There are no %s to choose from."), _(sexes[s]));
        for (int32_t i = from; i < from + n; i++)
            if (!(h->least[i] >= 0.0 && h->least[i] <= h->most[i] && h->most[i] <= 1.0))
                return err_set(e, ERR_DATA, "", _("Candidate %d: its share must lie from %g to %g."), i + 1,
                               h->least[i], h->most[i]);
        if (most < 0.5 * (1.0 - 1e-12))
            return err_set(e, ERR_DATA, "",
                           _("The %s together may give %.4f of the next generation at most: half is "
                             "needed. Allow more of each, or choose among more."),
                           _(sexes[s]), most);
        if (least > 0.5 * (1.0 + 1e-12))
            return err_set(e, ERR_DATA, "",
                           _("The %s together must give %.4f of the next generation at least: half "
                             "is all there is. Ask less of each."),
                           _(sexes[s]), least);
    }
    return true;
}

/* ---- projection ---- */

static inline double clamp(double value, double least, double most)
{
    value = value < least ? least : value;
    return value > most ? most : value;
}

/* The sum of the shares cut from z - shift, and how many are cut by no limit. */
static double cut_sum(const struct halves *h, const double *z, int s, double shift, double *ret_between)
{
    double sum[LANES] = { 0 }, between[LANES] = { 0 };
    int32_t i = h->start[s], end = h->start[s + 1];
    for (; i + LANES <= end; i += LANES)
        for (int l = 0; l < LANES; l++) {
            double v = z[i + l] - shift, share = clamp(v, h->least[i + l], h->most[i + l]);
            sum[l] += share;
            between[l] += share == v ? 1.0 : 0.0;
        }
    for (; i < end; i++) {
        double v = z[i] - shift, share = clamp(v, h->least[i], h->most[i]);
        sum[0] += share;
        between[0] += share == v ? 1.0 : 0.0;
    }
    *ret_between = (between[0] + between[1]) + (between[2] + between[3]);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Newton's method on the shift, kept between two bounds: the sum is piecewise linear in it. */
static double find_shift(const struct halves *h, const double *z, int s)
{
    double low = INFINITY, high = -INFINITY, between;
    for (int32_t i = h->start[s]; i < h->start[s + 1]; i++) {
        low = z[i] - h->most[i] < low ? z[i] - h->most[i] : low;
        high = z[i] - h->least[i] > high ? z[i] - h->least[i] : high;
    }
    double shift = h->shift[s] > low && h->shift[s] < high ? h->shift[s] : low + 0.5 * (high - low);
    for (int round = 0; round < 200; round++) {
        double over = cut_sum(h, z, s, shift, &between) - 0.5;
        if (fabs(over) < 1e-15)
            break;
        if (over > 0.0)
            low = shift;
        else
            high = shift;
        double next = between > 0.0 ? shift + over / between : low + 0.5 * (high - low);
        if (!(next > low && next < high))
            next = low + 0.5 * (high - low);
        if (next == shift || next <= low || next >= high)
            break;
        shift = next;
    }
    return shift;
}

void halves_project(struct halves *h, const double *z, double *ret)
{
    for (int s = 0; s < 2; s++) {
        h->shift[s] = find_shift(h, z, s);
        for (int32_t i = h->start[s]; i < h->start[s + 1]; i++)
            ret[i] = clamp(z[i] - h->shift[s], h->least[i], h->most[i]);
    }
}

/* ---- the best vertex ---- */

static inline bool goes_before(const double *value, int32_t a, int32_t b)
{
    return value[a] != value[b] ? value[a] > value[b] : a < b;
}

/* Sorts out the places from .. to of `order` around the middle one's animal: *ret is where it then stands. */
static int32_t part(int32_t *order, const double *value, int32_t from, int32_t to)
{
    int32_t pivot = order[from + (to - from) / 2], left = from, right = to - 1;
    while (left <= right) {
        while (goes_before(value, order[left], pivot))
            left++;
        while (goes_before(value, pivot, order[right]))
            right--;
        if (left <= right) {
            int32_t other = order[left];
            order[left++] = order[right];
            order[right--] = other;
        }
    }
    return left;
}

/* The animal whose share is the last to be filled when the best get all they may (as quickselect finds a median). */
static int32_t last_filled(struct halves *h, const double *value, int s, double rest)
{
    int32_t from = h->start[s], to = h->start[s + 1];
    while (to - from > 1) {
        int32_t middle = part(h->order, value, from, to);
        if (middle == to) /* the pivot is the last: set it apart */
            middle = to - 1;
        double room = 0.0;
        for (int32_t k = from; k < middle; k++)
            room += h->most[h->order[k]] - h->least[h->order[k]];
        if (room >= rest) {
            to = middle;
        } else {
            rest -= room;
            from = middle;
        }
    }
    return h->order[from];
}

double halves_best(struct halves *h, const double *value, double ret_price[2], double *ret_share)
{
    double best = 0.0;
    for (int s = 0; s < 2; s++) {
        double rest = 0.5;
        for (int32_t i = h->start[s]; i < h->start[s + 1]; i++) {
            h->order[i] = i;
            rest -= h->least[i];
        }
        int32_t last = last_filled(h, value, s, rest);
        double sum = 0.0, others = 0.0;
        for (int32_t i = h->start[s]; i < h->start[s + 1]; i++) {
            double share = goes_before(value, i, last) ? h->most[i] : h->least[i];
            share = i == last ? 0.0 : share;
            sum += value[i] * share;
            others += share;
            if (ret_share)
                ret_share[i] = share;
        }
        double own = clamp(0.5 - others, h->least[last], h->most[last]);
        ret_price[s] = value[last];
        best += sum + value[last] * own;
        if (ret_share)
            ret_share[last] = own;
    }
    return best;
}
