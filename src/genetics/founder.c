/* founder.c - from whom the genes of a group come: founders, and one-number measures of diversity.
 *
 * With t the vector of everybody's share of the group's genes (origin.h), the mean relationship in the group is
 * t' D t, D the Mendelian sampling variances: one sweep, no matrix, no gene dropping.
 */
#include "fixed.h"
#include "origin.h"

#include <string.h>

bool founder_contributions(struct pedigree p, const int32_t *reference, int32_t count, double *ret_share, struct err *e)
{
    struct origin o;
    if (!origin_init(&o, p, reference, count, e))
        return false;
    for (int32_t i = 0; i < p.count; i++)
        ret_share[i] = 0.0;
    for (int32_t b = 1; b <= o.c.count; b++)
        ret_share[o.c.index[b]] = (double)origin_entering(&o, b) * o.unit;
    origin_done(&o);
    return true;
}

static void add_founders(const struct origin *o, struct founder_diversity *ret)
{
    struct fixed squares = { .bits = FIXED_SHARES };
    for (int32_t b = 1; b <= o->c.count; b++) {
        int unknown = origin_unknown_parents(o, b);
        ret->founders += unknown == 2;
        ret->unknown_parents += unknown == 1;
        double entering = (double)origin_entering(o, b) * o->unit;
        fixed_add(&squares, entering * entering);
    }
    ret->effective_founders = 1.0 / fixed_value(&squares);
}

static void add_kinship(struct origin *o, const double *f, struct founder_diversity *ret)
{
    struct fixed relationship = { .bits = FIXED_SHARES }, inbreeding = { .bits = FIXED_STATISTICS };
    for (int32_t b = 1; b <= o->c.count; b++) {
        compact_set_variance(&o->c, b, f);
        double share = (double)o->share[b] * o->unit;
        fixed_add(&relationship, o->c.animal[b].variance * (share * share));
        if (o->weight[b])
            fixed_add(&inbreeding, o->weight[b] * f[o->c.index[b]]);
    }
    double n = ret->reference, all = 0.5 * fixed_value(&relationship), own = 0.5 * (n + fixed_value(&inbreeding));
    ret->mean_inbreeding = fixed_value(&inbreeding) / n;
    ret->mean_kinship = all;
    ret->mean_kinship_of_pairs = n > 1 ? (n * n * all - own) / (n * (n - 1)) : (double)NAN;
    ret->founder_genomes = 0.5 / all;
}

bool founder_diversity(struct pedigree p, const double *f, const int32_t *reference, int32_t count,
                       struct founder_diversity *ret, struct err *e)
{
    struct origin o;
    if (!origin_init(&o, p, reference, count, e))
        return false;
    memset(ret, 0, sizeof *ret);
    ret->reference = count;
    add_founders(&o, ret);
    add_kinship(&o, f, ret);
    origin_done(&o);
    return true;
}
