/* kinship.c - coancestry of pairs and blocks by Colleau's (2002) indirect method, and where it comes from.
 *
 * A block is column after column of A: each column animal is traced up alone (trace.h), then one sweep down through
 * the part of the pedigree that the rows and columns need serves LANES columns at once.
 */
#include "kinship.h"

#include "compact.h"
#include "trace.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Deepest generation for which every share, F and kinship of ours fits a double's 53 bits (see genetics.h). */
#define EXACT_GENERATIONS 26

static void set_variances(struct compact *c, const double *f)
{
    for (int32_t b = 1; b <= c->count; b++)
        compact_set_variance(c, b, f);
}

/* ---- one pair ---- */

/* A part holding a, b and their ancestors, and a trace over it. On failure both are empty. */
static bool pair_init(struct compact *c, struct trace *t, struct pedigree p, int32_t a, int32_t b, struct err *e)
{
    if (!compact_init(c, p, e))
        return false;
    if (compact_add(c, p, a, e) && compact_add(c, p, b, e) && trace_init(t, c, e))
        return true;
    compact_done(c);
    return false;
}

bool kinship_pair(struct pedigree p, const double *f, int32_t a, int32_t b, double *ret_kinship, struct err *e)
{
    struct compact c;
    struct trace t;
    if (!pair_init(&c, &t, p, a, b, e))
        return false;
    set_variances(&c, f);
    trace_up(&t, c.position[a]);
    trace_ask(&t, c.position[b]);
    trace_down(&t);
    *ret_kinship = 0.5 * c.animal[c.position[b]].at.value;
    trace_done(&t);
    compact_done(&c);
    return true;
}

/* ---- a block ---- */

/* The centres (traced up) are the fewer of rows and columns, the others are read off. */
struct block {
    struct compact c;
    struct trace t;
    const int32_t *centres, *others;
    int32_t centre_count, other_count;
    int32_t *parents;           /* [2 * (count + 1)] positions, closer together than in the animals */
    unsigned char *contributes; /* [count + 1] does a centre of this sweep descend from it, or is it one? */
    void *values_memory;
    double *values;                  /* [(count + 1) * LANES] */
    struct kinship_reading *reading; /* [other_count] */
};

static void block_done(struct block *k)
{
    free(k->parents);
    free(k->contributes);
    free(k->values_memory);
    free(k->reading);
    trace_done(&k->t);
    compact_done(&k->c);
}

/* Centres with their ancestors; of the others the parents only: most have no offspring in this question. */
static bool gather(struct block *k, struct pedigree p, struct err *e)
{
    for (int32_t i = 0; i < k->other_count; i++) {
        int32_t other = k->others[i];
        assert(other >= 0 && other < p.count);
        if (p.sire[other] >= 0 && !compact_add(&k->c, p, p.sire[other], e))
            return false;
        if (p.dam[other] >= 0 && !compact_add(&k->c, p, p.dam[other], e))
            return false;
    }
    for (int32_t i = 0; i < k->centre_count; i++) {
        assert(k->centres[i] >= 0 && k->centres[i] < p.count);
        if (!compact_add(&k->c, p, k->centres[i], e))
            return false;
    }
    return true;
}

static bool allocate(struct block *k, struct err *e)
{
    size_t positions = (size_t)k->c.count + 1;
    k->parents = compact_memory(positions, 2 * sizeof *k->parents);
    k->contributes = compact_memory(positions, 1);
    k->values_memory = compact_memory(positions + 1, LANES * sizeof *k->values);
    k->reading = compact_memory(k->other_count, sizeof *k->reading);
    if (!k->parents || !k->contributes || !k->values_memory || !k->reading)
        return compact_no_memory(e);
    k->values = (double *)(((uintptr_t)k->values_memory + 63) / 64 * 64);
    memset(k->values, 0, LANES * sizeof *k->values);
    return true;
}

static void arrange(struct block *k, struct pedigree p)
{
    for (int32_t b = 0; b <= k->c.count; b++) {
        k->parents[2 * (size_t)b] = k->c.animal[b].sire;
        k->parents[2 * (size_t)b + 1] = k->c.animal[b].dam;
    }
    for (int32_t i = 0; i < k->other_count; i++) {
        int32_t other = k->others[i], own = k->c.position[other];
        k->reading[i].first = own ? own : compact_parent(&k->c, p.sire[other]);
        k->reading[i].second = own ? own : compact_parent(&k->c, p.dam[other]);
    }
}

/* Writes the contributions of the centres from `first` on into their lanes. */
static void load_centres(struct block *k, int32_t first, int32_t lanes)
{
    memset(k->contributes, 0, (size_t)k->c.count + 1);
    for (int32_t lane = 0; lane < lanes; lane++) {
        trace_up(&k->t, k->c.position[k->centres[first + lane]]);
        for (int32_t x = k->t.reached; x; x = k->t.next[x]) {
            double *value = k->values + (size_t)x * LANES;
            if (!k->contributes[x]) {
                k->contributes[x] = 1;
                memset(value, 0, LANES * sizeof *value);
            }
            value[lane] = k->c.animal[x].at.value;
        }
    }
}

static bool tell(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, _("Kinship"), done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before all kinships were known."));
}

static bool fill(struct block *k, bool centres_are_columns, double *ret, const struct progress *progress, struct err *e)
{
    for (int32_t first = 0; first < k->centre_count; first += LANES) {
        if (!tell(progress, first, k->centre_count, e))
            return false;
        int32_t lanes = k->centre_count - first < LANES ? k->centre_count - first : LANES;
        load_centres(k, first, lanes);
        kinship_sweep(k->parents, k->contributes, k->c.count, k->values);
        if (centres_are_columns)
            kinship_read_columns(k->values, k->reading, k->other_count, lanes, ret + first, k->centre_count);
        else
            kinship_read_rows(k->values, k->reading, k->other_count, lanes, ret + (size_t)first * k->other_count);
    }
    return true;
}

bool kinship_block(struct pedigree p, const double *f, const int32_t *rows, int32_t row_count, const int32_t *columns,
                   int32_t column_count, double *ret, const struct progress *progress, struct err *e)
{
    bool centres_are_columns = column_count <= row_count;
    struct block k = { .centres = columns, .others = rows, .centre_count = column_count, .other_count = row_count };
    if (!centres_are_columns)
        k = (struct block){
            .centres = rows, .others = columns, .centre_count = row_count, .other_count = column_count
        };
    if (!compact_init(&k.c, p, e))
        return false;
    bool good = gather(&k, p, e) && trace_init(&k.t, &k.c, e) && allocate(&k, e);
    if (good) {
        set_variances(&k.c, f);
        arrange(&k, p);
        good = fill(&k, centres_are_columns, ret, progress, e);
    }
    block_done(&k);
    return good;
}

/* ---- where a kinship comes from ----
 * Let two lines of descent start from a and b, each going on to a random parent. Wright's paths through A are the pairs
 * of lines that meet first in A, so with M(A) the chance of that, kinship = sum of M(A) (1 + F_A)/2. The chance that
 * both lines pass j is t_a(j) t_b(j); they have met first somewhere below j or in j itself, and from a meeting in A
 * both pass j with t_A(j)^2. Hence M(j) = t_a(j) t_b(j) - sum over A of M(A) t_A(j)^2, from the youngest j to the
 * oldest.
 */

struct sources {
    double *both;    /* [count + 1] t_a t_b */
    double *meeting; /* [count + 1] M; above the animal in work: what is left so far */
    struct kinship_source *source;
    int32_t count;
};

static void sources_done(struct sources *s)
{
    free(s->both);
    free(s->meeting);
    free(s->source);
}

static bool sources_init(struct sources *s, int32_t positions, struct err *e)
{
    memset(s, 0, sizeof *s);
    s->both = compact_zeroed(positions, sizeof *s->both);
    s->meeting = compact_zeroed(positions, sizeof *s->meeting);
    s->source = compact_memory(positions, sizeof *s->source);
    if (s->both && s->meeting && s->source)
        return true;
    sources_done(s);
    return compact_no_memory(e);
}

/* With all variances 1 a trace's contributions are the shares t. */
static void pass_both(struct compact *c, struct trace *t, int32_t a, int32_t b, struct sources *s)
{
    for (int32_t x = 1; x <= c->count; x++)
        c->animal[x].variance = 1.0;
    trace_up(t, a);
    for (int32_t x = t->reached; x; x = t->next[x])
        s->meeting[x] = c->animal[x].at.value;
    trace_up(t, b);
    for (int32_t x = t->reached; x; x = t->next[x])
        s->both[x] = s->meeting[x] * c->animal[x].at.value;
    memcpy(s->meeting, s->both, ((size_t)c->count + 1) * sizeof *s->meeting);
}

static void find_sources(struct compact *c, struct trace *t, const double *f, struct sources *s)
{
    double noise = c->deepest > EXACT_GENERATIONS ? 1e-12 : 0.0;
    for (int32_t x = c->count; x > 0; x--) {
        double meeting = s->meeting[x];
        if (!(meeting > noise * s->both[x]))
            continue;
        s->source[s->count++] = (struct kinship_source){ c->index[x], meeting * 0.5 * (1.0 + f[c->index[x]]) };
        trace_up(t, x);
        for (int32_t y = t->reached; y; y = t->next[y])
            s->meeting[y] -= meeting * (c->animal[y].at.value * c->animal[y].at.value);
    }
}

static int by_share(const void *left, const void *right)
{
    const struct kinship_source *a = left, *b = right;
    if (a->share != b->share)
        return a->share > b->share ? -1 : 1;
    return (a->ancestor > b->ancestor) - (a->ancestor < b->ancestor);
}

bool kinship_sources(struct pedigree p, const double *f, int32_t a, int32_t b, struct kinship_source *ret_sources,
                     int32_t most, int32_t *ret_count, struct err *e)
{
    struct compact c;
    struct trace t;
    struct sources s;
    if (!pair_init(&c, &t, p, a, b, e))
        return false;
    bool good = sources_init(&s, c.count + 1, e);
    if (good) {
        pass_both(&c, &t, c.position[a], c.position[b], &s);
        find_sources(&c, &t, f, &s);
        qsort(s.source, s.count, sizeof *s.source, by_share);
        for (int32_t i = 0; i < s.count && i < most; i++)
            ret_sources[i] = s.source[i];
        *ret_count = s.count;
        sources_done(&s);
    }
    trace_done(&t);
    compact_done(&c);
    return good;
}
