/* group.c - mean kinships of groups, where their genes come from, and how a divided population is built. */
#include "pool.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A sum that no order changes (pool.h). */
struct sum {
    double coarse, fine;
};

static double sum_of(struct sum s)
{
    return s.coarse + s.fine;
}

static void sum_add(struct sum *s, double number)
{
    pool_sum(number, &s->coarse, &s->fine);
}

static double total_of(const struct pool *k, int32_t g)
{
    return (double)k->total[g] * SHARE_UNIT;
}

static bool tell(const struct progress *progress, const char *what, int32_t done, int32_t total, struct err *e)
{
    if (progress_step(progress, what, done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before all groups were known."));
}

static int32_t lanes_from(int32_t first, int32_t count)
{
    return count - first < LANES ? count - first : LANES;
}

static void set_variances(struct pool *k, const double *f)
{
    for (int32_t b = 1; b <= k->c.count; b++)
        compact_set_variance(&k->c, b, f);
}

/* ---- a group by itself ---- */

struct own {
    struct sum self;          /* w (1 + F) */
    struct sum self_squares;  /* w^2 (1 + F) */
    struct sum squares;       /* w^2 */
    struct sum without_place; /* w^2 d of the members that have no place: their own part of w' A w */
};

/* Mendelian sampling variance (see compact_set_variance). */
static double variance_of(struct pedigree p, const double *f, int32_t animal)
{
    double sire_f = p.sire[animal] >= 0 ? f[p.sire[animal]] : -1.0;
    double dam_f = p.dam[animal] >= 0 ? f[p.dam[animal]] : -1.0;
    return 0.5 - 0.25 * (sire_f + dam_f);
}

static void sum_own(const struct pool *k, const double *f, struct own *own)
{
    for (int32_t i = 0; i < k->p.count; i++) {
        if (k->set.group[i] < 0 || (k->set.weight && !(k->set.weight[i] > 0.0)))
            continue;
        struct own *o = &own[k->set.group[i]];
        double weight = (double)pool_weight(k, i) * SHARE_UNIT, square = weight * weight;
        sum_add(&o->self, weight * (1.0 + f[i]));
        sum_add(&o->self_squares, square * (1.0 + f[i]));
        sum_add(&o->squares, square);
        if (!k->c.position[i])
            sum_add(&o->without_place, square * variance_of(k->p, f, i));
    }
}

static struct group_facts facts_of(const struct pool *k, int32_t g, const struct own *own, double within)
{
    double total = total_of(k, g), all = total * total, squares = sum_of(own->squares);
    struct group_facts facts = { .members = k->members[g] };
    facts.self = 0.5 * sum_of(own->self) / total;
    facts.inbreeding = 2.0 * facts.self - 1.0;
    facts.within = within;
    facts.others = k->members[g] > 1 ? (within * all - 0.5 * sum_of(own->self_squares)) / (all - squares) : (double)NAN;
    return facts;
}

static void tell_facts(const struct pool *k, const struct own *own, const double *mean, struct group_facts *ret)
{
    for (int32_t g = 0; g < k->set.count; g++) {
        ret[g] = (struct group_facts){ 0, (double)NAN, (double)NAN, (double)NAN, (double)NAN };
        if (k->members[g])
            ret[g] = facts_of(k, g, &own[g], mean[(size_t)g * k->set.count + g]);
    }
}

/* ---- every two groups ---- */

/* The lanes of group h's members: what each of the groups in work is related to it, in all. */
static void read_group(const struct pool *k, int32_t h, double *restrict coarse, double *restrict fine)
{
    for (int l = 0; l < LANES; l++)
        coarse[l] = fine[l] = 0.0;
    for (int64_t n = k->start[h]; n < k->start[h + 1]; n++) {
        double share = (double)(int64_t)k->entry_share[n] * SHARE_UNIT;
        const double *restrict value = &k->lane[(size_t)k->entry_position[n] * LANES].value;
        for (int l = 0; l < LANES; l++)
            pool_sum(share * value[l], &coarse[l], &fine[l]);
    }
}

static void fill_means(const struct pool *k, int32_t first, int32_t lanes, const struct own *own, double *ret_mean)
{
    double coarse[LANES], fine[LANES];
    size_t count = (size_t)k->set.count;
    for (int32_t h = first; h < k->set.count; h++) {
        read_group(k, h, coarse, fine);
        for (int32_t g = first; g < first + lanes && g <= h; g++) {
            double sum = coarse[g - first] + fine[g - first] + (g == h ? sum_of(own[g].without_place) : 0.0);
            double mean = k->members[g] && k->members[h] ? 0.5 * sum / (total_of(k, g) * total_of(k, h)) : (double)NAN;
            ret_mean[(size_t)g * count + (size_t)h] = ret_mean[(size_t)h * count + (size_t)g] = mean;
        }
    }
}

static bool all_means(struct pool *k, const double *f, double *ret_mean, struct group_facts *ret_facts,
                      const struct progress *progress, struct err *e)
{
    struct own *own = compact_zeroed((size_t)k->set.count, sizeof *own);
    if (!own)
        return compact_no_memory(e);
    bool good = true;
    set_variances(k, f);
    sum_own(k, f, own);
    for (int32_t first = 0; good && first < k->set.count; first += LANES) {
        int32_t lanes = lanes_from(first, k->set.count);
        good = tell(progress, _("Kinship of groups"), first, k->set.count, e);
        if (!good)
            break;
        pool_up(k, first, lanes);
        pool_down(k);
        fill_means(k, first, lanes, own, ret_mean);
    }
    if (good && ret_facts)
        tell_facts(k, own, ret_mean, ret_facts);
    free(own);
    return good;
}

bool group_kinship(struct pedigree p, const double *f, struct group_set set, double *ret_mean,
                   struct group_facts *ret_facts, const struct progress *progress, struct err *e)
{
    struct pool k = { 0 };
    bool good =
        compact_init(&k.c, p, e) && pool_init(&k, p, set, e) && all_means(&k, f, ret_mean, ret_facts, progress, e);
    pool_done(&k);
    return good;
}

/* ---- animals with groups ---- */

static bool add_animals(struct pool *k, struct pedigree p, const int32_t *animals, int32_t count, struct err *e)
{
    for (int32_t i = 0; i < count; i++)
        if (!compact_add(&k->c, p, animals[i], e))
            return false;
    return true;
}

static void read_animals(const struct pool *k, int32_t first, int32_t lanes, const int32_t *animals, int32_t count,
                         double *ret)
{
    for (int32_t i = 0; i < count; i++) {
        const union pool_lane *value = k->lane + (size_t)k->c.position[animals[i]] * LANES;
        double *to = ret + (size_t)i * (size_t)k->set.count + first;
        for (int32_t l = 0; l < lanes; l++)
            to[l] = k->members[first + l] ? 0.5 * value[l].value / total_of(k, first + l) : (double)NAN;
    }
}

bool group_animals(struct pedigree p, const double *f, struct group_set set, const int32_t *animals,
                   int32_t animal_count, double *ret, const struct progress *progress, struct err *e)
{
    struct pool k = { 0 };
    bool good = compact_init(&k.c, p, e) && add_animals(&k, p, animals, animal_count, e) && pool_init(&k, p, set, e);
    if (good)
        set_variances(&k, f);
    for (int32_t first = 0; good && first < set.count; first += LANES) {
        good = tell(progress, _("Kinship of groups"), first, set.count, e);
        if (!good)
            break;
        pool_up(&k, first, lanes_from(first, set.count));
        pool_down(&k);
        read_animals(&k, first, lanes_from(first, set.count), animals, animal_count, ret);
    }
    pool_done(&k);
    return good;
}

/* ---- where genes come from ---- */

struct origin {
    struct pool k;
    int32_t *parents; /* [2 * count] sires, then dams; those of source animals taken away */
    const int32_t *source;
    int32_t sources;
    uint64_t *share; /* [groups * sources] */
};

static bool origin_init(struct origin *o, struct pedigree p, struct group_set set, struct err *e)
{
    o->share = compact_zeroed((size_t)set.count * (size_t)o->sources, sizeof *o->share);
    o->parents = compact_memory(2 * (size_t)p.count, sizeof *o->parents);
    if (!o->share || !o->parents)
        return compact_no_memory(e);
    int32_t *sire = o->parents, *dam = o->parents + p.count;
    for (int32_t i = 0; i < p.count; i++) {
        assert(o->source[i] < o->sources);
        sire[i] = o->source[i] < 0 ? p.sire[i] : GENETICS_UNKNOWN;
        dam[i] = o->source[i] < 0 ? p.dam[i] : GENETICS_UNKNOWN;
    }
    struct pedigree absorbing = { p.count, sire, dam };
    return compact_init(&o->k.c, absorbing, e) && pool_init(&o->k, absorbing, set, e);
}

static void origin_done(struct origin *o)
{
    pool_done(&o->k);
    free(o->share);
    free(o->parents);
}

/* Members that are sources themselves and nobody's parents. */
static void take_members(struct origin *o)
{
    const struct group_set *set = &o->k.set;
    for (int32_t i = 0; i < o->k.p.count; i++)
        if (o->source[i] >= 0 && set->group[i] >= 0 && !o->k.c.position[i] && (!set->weight || set->weight[i] > 0.0))
            o->share[(size_t)set->group[i] * (size_t)o->sources + (size_t)o->source[i]] += pool_weight(&o->k, i);
}

static void take_shares(struct origin *o, int32_t first, int32_t lanes)
{
    for (int32_t b = 1; b <= o->k.c.count; b++) {
        int32_t source = o->source[o->k.c.index[b]];
        if (source < 0 || !o->k.contributes[b])
            continue;
        for (int32_t l = 0; l < lanes; l++)
            o->share[(size_t)(first + l) * (size_t)o->sources + (size_t)source] +=
                o->k.lane[(size_t)b * LANES + (size_t)l].share;
    }
}

static void tell_origin(const struct origin *o, double *ret)
{
    for (int32_t g = 0; g < o->k.set.count; g++) {
        uint64_t left = o->k.total[g];
        double total = o->k.members[g] ? (double)left : (double)NAN;
        double *to = ret + (size_t)g * ((size_t)o->sources + 1);
        for (int32_t s = 0; s < o->sources; s++) {
            uint64_t share = o->share[(size_t)g * (size_t)o->sources + (size_t)s];
            to[s] = (double)share / total;
            left -= share;
        }
        to[o->sources] = (double)left / total;
    }
}

bool group_origin(struct pedigree p, const int32_t *source, int32_t sources, struct group_set set, double *ret,
                  const struct progress *progress, struct err *e)
{
    struct origin o = { .source = source, .sources = sources };
    bool good = origin_init(&o, p, set, e);
    if (good)
        take_members(&o);
    for (int32_t first = 0; good && first < set.count; first += LANES) {
        good = tell(progress, _("Origin of groups"), first, set.count, e);
        if (!good)
            break;
        pool_up(&o.k, first, lanes_from(first, set.count));
        take_shares(&o, first, lanes_from(first, set.count));
    }
    if (good)
        tell_origin(&o, ret);
    origin_done(&o);
    return good;
}

/* ---- a divided population ---- */

static double share_of(int32_t g, const struct group_facts *facts, const double *share)
{
    if (!facts[g].members)
        return 0.0;
    return share ? share[g] : (double)facts[g].members;
}

static double part(double part, double rest)
{
    return rest > 0.0 ? part / rest : (double)NAN;
}

void group_structure(int32_t count, const double *mean, const struct group_facts *facts, const double *share,
                     struct group_structure *ret)
{
    struct group_structure s = { 0 };
    double total = 0.0;
    for (int32_t g = 0; g < count; g++) {
        double own = share_of(g, facts, share);
        total += own;
        s.groups += facts[g].members > 0;
        if (own == 0.0)
            continue;
        s.self += own * facts[g].self;
        s.within += own * mean[(size_t)g * (size_t)count + (size_t)g];
        for (int32_t h = 0; h < count; h++)
            if (share_of(h, facts, share) > 0.0)
                s.all += own * share_of(h, facts, share) * mean[(size_t)g * (size_t)count + (size_t)h];
    }
    s.self /= total;
    s.within /= total;
    s.all /= total * total;
    s.inbreeding = 2.0 * s.self - 1.0;
    s.f_is = part(s.inbreeding - s.within, 1.0 - s.within);
    s.f_st = part(s.within - s.all, 1.0 - s.all);
    s.f_it = part(s.inbreeding - s.all, 1.0 - s.all);
    *ret = s;
}

void group_distances(int32_t count, const double *mean, double *ret_minimum, double *ret_standard)
{
    size_t groups = (size_t)count;
    for (size_t g = 0; g < groups; g++)
        for (size_t h = 0; h < groups; h++) {
            double own = mean[g * groups + g], other = mean[h * groups + h], between = mean[g * groups + h];
            if (ret_minimum)
                ret_minimum[g * groups + h] = 0.5 * (own + other) - between;
            if (ret_standard)
                ret_standard[g * groups + h] = g == h ? own - own : -log(between / sqrt(own * other));
        }
}
