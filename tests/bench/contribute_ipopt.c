/* contribute_ipopt.c - see contribute.h. A = T D T': c'Kc = sum D_k y_k^2 / 2 with y = T'c, that is y_k = c_k + half
 * the sum of y over the children of k. Only the candidates and their ancestors stay. */
#include "contribute.h"
#include "pedigree.h"

#include <coin/IpStdCInterface.h>

#include <stdlib.h>

struct compact {
    const struct instance *of;
    int32_t count;      /* animals kept, parents first */
    int32_t *at;        /* [animals of the instance] place here or -1 */
    int32_t *parent[2]; /* [count] place here or -1 */
    int32_t *candidate; /* [count] the candidate it is, or -1 */
    double *variance;   /* [count] D */
    int32_t links;      /* known parents */
};

static void compact_make(struct compact *c, const struct instance *x)
{
    c->of = x;
    c->at = must(malloc(((size_t)x->animals + 1) * sizeof *c->at));
    for (int32_t i = 0; i < x->animals; i++)
        c->at[i] = -1;
    for (int32_t i = 0; i < x->candidates; i++)
        c->at[x->animal[i]] = 0;
    for (int32_t i = x->animals - 1; i >= 0; i--) {
        if (c->at[i] < 0)
            continue;
        if (x->sire[i] >= 0)
            c->at[x->sire[i]] = 0;
        if (x->dam[i] >= 0)
            c->at[x->dam[i]] = 0;
    }
    for (int32_t i = 0; i < x->animals; i++)
        c->at[i] = c->at[i] < 0 ? -1 : c->count++;
    for (int side = 0; side < 2; side++)
        c->parent[side] = must(malloc(((size_t)c->count + 1) * sizeof **c->parent));
    c->candidate = must(malloc(((size_t)c->count + 1) * sizeof *c->candidate));
    c->variance = must(malloc(((size_t)c->count + 1) * sizeof *c->variance));
    for (int32_t i = 0; i < x->animals; i++) {
        int32_t k = c->at[i], sire = x->sire[i], dam = x->dam[i];
        if (k < 0)
            continue;
        c->parent[0][k] = sire >= 0 ? c->at[sire] : -1;
        c->parent[1][k] = dam >= 0 ? c->at[dam] : -1;
        c->links += (sire >= 0) + (dam >= 0);
        c->candidate[k] = -1;
        c->variance[k] = 1 - (sire >= 0 ? (1 + x->f[sire]) / 4 : 0) - (dam >= 0 ? (1 + x->f[dam]) / 4 : 0);
    }
    for (int32_t i = 0; i < x->candidates; i++)
        c->candidate[c->at[x->animal[i]]] = i;
}

static void compact_free(struct compact *c)
{
    free(c->at);
    free(c->parent[0]);
    free(c->parent[1]);
    free(c->candidate);
    free(c->variance);
}

/* Rows: 0 .. count-1 the definition of y, count the kinship, then the males' and the females' half. Variables: the
 * candidates' shares, then y. */
static Bool value(Index n, Number *v, Bool anew, Number *ret, UserDataPtr data)
{
    const struct compact *c = data;
    (void)n, (void)anew;
    *ret = 0;
    for (int32_t i = 0; i < c->of->candidates; i++)
        *ret -= c->of->merit[i] * v[i];
    return TRUE;
}

static Bool gradient(Index n, Number *v, Bool anew, Number *ret, UserDataPtr data)
{
    const struct compact *c = data;
    (void)v, (void)anew;
    for (int32_t i = 0; i < n; i++)
        ret[i] = i < c->of->candidates ? -c->of->merit[i] : 0;
    return TRUE;
}

static Bool rows(Index n, Number *v, Bool anew, Index m, Number *ret, UserDataPtr data)
{
    const struct compact *c = data;
    const Number *y = v + c->of->candidates;
    (void)n, (void)anew;
    for (int32_t k = 0; k < m; k++)
        ret[k] = 0;
    for (int32_t k = 0; k < c->count; k++) {
        ret[k] += y[k] - (c->candidate[k] >= 0 ? v[c->candidate[k]] : 0);
        for (int side = 0; side < 2; side++)
            if (c->parent[side][k] >= 0)
                ret[c->parent[side][k]] -= y[k] / 2;
        ret[c->count] += c->variance[k] * y[k] * y[k] / 2;
    }
    for (int32_t i = 0; i < c->of->candidates; i++)
        ret[c->count + 1 + (i >= c->of->males)] += v[i];
    return TRUE;
}

static Bool slopes(Index n, Number *v, Bool anew, Index m, Index count, Index *row, Index *column, Number *ret,
                   UserDataPtr data)
{
    const struct compact *c = data;
    int32_t candidates = c->of->candidates, at = 0;
    (void)n, (void)anew, (void)m, (void)count;
#define PUT(r, k, x) (ret ? (void)(ret[at] = (x)) : (void)(row[at] = (r), column[at] = (k)), at++)
    for (int32_t k = 0; k < c->count; k++) {
        PUT(k, candidates + k, 1);
        if (c->candidate[k] >= 0)
            PUT(k, c->candidate[k], -1);
        for (int side = 0; side < 2; side++)
            if (c->parent[side][k] >= 0)
                PUT(c->parent[side][k], candidates + k, -0.5);
        PUT(c->count, candidates + k, c->variance[k] * v[candidates + k]);
    }
    for (int32_t i = 0; i < candidates; i++)
        PUT(c->count + 1 + (i >= c->of->males), i, 1);
#undef PUT
    return TRUE;
}

static Bool curves(Index n, Number *v, Bool anew, Number factor, Index m, Number *price, Bool anew_price, Index count,
                   Index *row, Index *column, Number *ret, UserDataPtr data)
{
    const struct compact *c = data;
    (void)n, (void)v, (void)anew, (void)factor, (void)m, (void)anew_price, (void)count;
    for (int32_t k = 0; k < c->count; k++)
        if (ret)
            ret[k] = price[c->count] * c->variance[k];
        else
            row[k] = column[k] = c->of->candidates + k;
    return TRUE;
}

static bool solve(struct compact *c, double *v, double *low, double *high, double *row_low, double *row_high,
                  double *ret)
{
    const struct instance *x = c->of;
    int32_t n = x->candidates + c->count, m = c->count + 3;
    for (int32_t i = 0; i < n; i++) {
        low[i] = i < x->candidates ? 0 : -2e19;
        high[i] = i < x->candidates ? x->most[i] : 2e19;
        v[i] = i >= x->candidates ? 0 : 0.5 / (i < x->males ? x->males : x->candidates - x->males);
    }
    for (int32_t k = 0; k < m; k++)
        row_low[k] = row_high[k] = k > c->count ? 0.5 : 0;
    row_low[c->count] = -2e19;
    row_high[c->count] = x->limit;
    IpoptProblem p = CreateIpoptProblem(n, low, high, m, row_low, row_high, 2 * c->count + 2 * x->candidates + c->links,
                                        c->count, 0, value, rows, gradient, slopes, curves);
    AddIpoptIntOption(p, (char *)"print_level", 0);
    AddIpoptStrOption(p, (char *)"sb", (char *)"yes");
    AddIpoptNumOption(p, (char *)"tol", 1e-8);
    AddIpoptNumOption(p, (char *)"bound_relax_factor", 0); /* else it takes a little less than nothing from many */
    enum ApplicationReturnStatus end = IpoptSolve(p, v, NULL, ret, NULL, NULL, NULL, c);
    FreeIpoptProblem(p);
    *ret = -*ret;
    return end == Solve_Succeeded || end == Solved_To_Acceptable_Level;
}

bool contribute_ipopt(const struct instance *x, double *ret_merit)
{
    struct compact c = { 0 };
    compact_make(&c, x);
    size_t n = (size_t)x->candidates + (size_t)c.count + 3;
    double *room = must(calloc(5 * n, sizeof *room));
    bool good = solve(&c, room, room + n, room + 2 * n, room + 3 * n, room + 4 * n, ret_merit);
    free(room);
    compact_free(&c);
    return good;
}
