/* genotype_iterate.c - iterative peeling: families and animals send each other what they know.
 *
 * An animal's genotype is judged by its own test, by its parents' family (the anterior) and by each family it has
 * founded (posteriors). A family tells a member what all its other members say, a member tells a family what its test
 * and all other families say. Up through the generations and down again is a round; where no loop is, one round gives
 * the exact answer, since then what two families say is independent. Numbers are logarithms: a sire's hundreds of
 * families multiply to less than a double holds. A factor of 0 is counted beside the sum, so that it can be taken out
 * again.
 */
#include "genotype.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct said {
    double sum[3]; /* of the logarithms that are finite */
    int32_t zeros[3];
};

struct iterate {
    struct genotype_work *w;
    double log_likelihood[8][3];
    double (*anterior)[3];
    struct said *posterior;
    double (*to_sire)[3], (*to_dam)[3]; /* [families] */
    double (*voice)[3];                 /* of the children of the family in work */
    double kept;                        /* part of an old word that is kept in the new one */
    double (*chance)[10];               /* of what a child says, by its parents' genotypes; by what they were scaled */
};

void iterate_free(struct iterate *t)
{
    if (!t)
        return;
    free(t->anterior);
    free(t->posterior);
    free(t->to_sire);
    free(t->to_dam);
    free(t->voice);
    free(t->chance);
    free(t);
}

struct iterate *iterate_new(struct genotype_work *w)
{
    int32_t largest = 0;
    for (int32_t k = 0; k < w->families; k++)
        largest = w->family[k].heard > largest ? w->family[k].heard : largest;
    struct iterate *t = compact_zeroed(1, sizeof *t);
    if (!t)
        return NULL;
    t->w = w;
    t->anterior = compact_zeroed(w->p.count, sizeof *t->anterior);
    t->posterior = compact_zeroed(w->p.count, sizeof *t->posterior);
    t->to_sire = compact_zeroed(w->families, sizeof *t->to_sire);
    t->to_dam = compact_zeroed(w->families, sizeof *t->to_dam);
    t->voice = compact_memory(largest, sizeof *t->voice);
    t->chance = compact_memory(largest, sizeof *t->chance);
    if (!t->anterior || !t->posterior || !t->to_sire || !t->to_dam || !t->voice || !t->chance) {
        iterate_free(t);
        return NULL;
    }
    for (int r = 0; r < 8; r++)
        for (int g = 0; g < 3; g++)
            t->log_likelihood[r][g] = log(w->likelihood[r][g]);
    return t;
}

/* ---- what an animal says ---- */

static bool from_logarithms(double values[3])
{
    double most = fmax(fmax(values[0], values[1]), values[2]);
    if (!(most > -INFINITY))
        return false;
    for (int g = 0; g < 3; g++)
        values[g] = exp(values[g] - most);
    return true;
}

/* All it knows, or (`but`) without what one of its families told it, or without its parents' word. False when nothing
 * is possible. */
static bool speak(const struct iterate *t, int32_t animal, const double *but, bool with_parents, double ret[3])
{
    const struct said *said = &t->posterior[animal];
    for (int g = 0; g < 3; g++) {
        bool taken = but && but[g] > -INFINITY;
        int32_t zeros = said->zeros[g] - (but && !taken);
        ret[g] = zeros ? -INFINITY
                       : t->log_likelihood[t->w->tests.result[animal]][g] + said->sum[g] - (taken ? but[g] : 0.0) +
                             (with_parents ? t->anterior[animal][g] : 0.0);
    }
    return from_logarithms(ret);
}

/* ---- a family ---- */

struct sight {
    int sires, dams; /* genotypes to go through: 1 where the parent is missing */
    bool selfed;
    double sire_chance[3], dam_chance[3]; /* of giving B */
    double sire[3], dam[3];               /* their voices */
    double children[9];                   /* product of the chances of what the children say, scaled */
};

static int look_at_parent(const struct iterate *t, int32_t parent, int32_t child, double chance[3])
{
    for (int g = 0; g < 3; g++)
        chance[g] = parent < 0 ? genotype_missing(t->w, child) : 0.5 * g;
    return parent < 0 ? 1 : 3;
}

static bool hear_parents(const struct iterate *t, int32_t k, struct sight *s)
{
    const struct genotype_family *f = &t->w->family[k];
    s->sires = look_at_parent(t, f->sire, t->w->child[f->first], s->sire_chance);
    s->dams = look_at_parent(t, f->dam, t->w->child[f->first], s->dam_chance);
    s->selfed = f->sire == f->dam;
    for (int g = 0; g < 3; g++)
        s->sire[g] = s->dam[g] = 1.0;
    return (f->sire < 0 || speak(t, f->sire, t->to_sire[k], true, s->sire)) &&
           (f->dam < 0 || s->selfed || speak(t, f->dam, t->to_dam[k], true, s->dam));
}

static bool pair(const struct sight *s, int a, int b)
{
    return a < s->sires && b < s->dams && (!s->selfed || a == b);
}

static double scale(double values[9])
{
    double most = 0.0;
    for (int i = 0; i < 9; i++)
        most = values[i] > most ? values[i] : most;
    if (!(most > 0.0))
        return 1.0;
    for (int i = 0; i < 9; i++)
        values[i] /= most;
    return most;
}

static bool hear_children(const struct iterate *t, const struct genotype_family *f, struct sight *s)
{
    for (int i = 0; i < 9; i++)
        s->children[i] = 1.0;
    for (int32_t c = 0; c < f->heard; c++) {
        if (!speak(t, t->w->child[f->first + c], NULL, false, t->voice[c]))
            return false;
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                double lamb[3];
                genotype_mate(s->sire_chance[a], s->dam_chance[b], lamb);
                t->chance[c][3 * a + b] =
                    lamb[0] * t->voice[c][0] + lamb[1] * t->voice[c][1] + lamb[2] * t->voice[c][2];
                s->children[3 * a + b] *= t->chance[c][3 * a + b];
            }
        t->chance[c][9] = scale(s->children);
    }
    return true;
}

static void tell_parent(struct iterate *t, int32_t parent, double told[3], const double now[3])
{
    struct said *said = &t->posterior[parent];
    double most = fmax(fmax(now[0], now[1]), now[2]);
    for (int g = 0; g < 3; g++) {
        double word = (1.0 - t->kept) * now[g] / most + t->kept * exp(told[g]);
        if (told[g] > -INFINITY)
            said->sum[g] -= told[g];
        else
            said->zeros[g]--;
        told[g] = log(word);
        if (told[g] > -INFINITY)
            said->sum[g] += told[g];
        else
            said->zeros[g]++;
    }
}

static bool up(struct iterate *t, int32_t k)
{
    const struct genotype_family *f = &t->w->family[k];
    struct sight s;
    double to_sire[3] = { 0.0 }, to_dam[3] = { 0.0 }, sum = 0.0;
    if (!hear_parents(t, k, &s) || !hear_children(t, f, &s))
        return false;
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            if (!pair(&s, a, b))
                continue;
            to_sire[a] += s.dam[b] * s.children[3 * a + b];
            to_dam[b] += s.sire[a] * s.children[3 * a + b];
            sum += s.sire[a] * s.dam[b] * s.children[3 * a + b];
        }
    if (!(sum > 0.0))
        return false;
    if (f->sire >= 0)
        tell_parent(t, f->sire, t->to_sire[k], to_sire);
    if (f->dam >= 0 && !s.selfed)
        tell_parent(t, f->dam, t->to_dam[k], to_dam);
    return true;
}

/* The children's product without one of them; a silent one is not in it. */
static double without(const struct iterate *t, const struct genotype_family *f, const struct sight *s, int32_t child,
                      int i)
{
    if (child == f->heard)
        return s->children[i];
    if (t->chance[child][i] > 0.0)
        return s->children[i] / t->chance[child][i];
    double product = 1.0;
    for (int32_t c = 0; c < f->heard; c++)
        product *= (c == child ? 1.0 : t->chance[c][i]) / t->chance[c][9];
    return product;
}

static void count_missing(const struct iterate *t, const struct genotype_family *f, const struct sight *s)
{
    bool sire = f->sire >= 0;
    double weight[3][3], sum = 0.0;
    for (int g = 0; g < 3; g++) {
        double lamb[3];
        genotype_mate(sire ? s->sire_chance[g] : s->dam_chance[g], genotype_missing(t->w, t->w->child[f->first]), lamb);
        for (int own = 0; own < 3; own++)
            sum += weight[g][own] = (sire ? s->sire[g] : s->dam[g]) * lamb[own] * t->voice[0][own];
    }
    for (int g = 0; g < 3; g++)
        for (int own = 0; own < 3; own++)
            genotype_count_missing(t->w, t->w->child[f->first], g, own, weight[g][own] / sum);
}

static void tell_silent(struct genotype_work *w, const struct genotype_family *f, const double of_child[3])
{
    for (int32_t c = f->first + f->heard; c < f->first + f->size; c++)
        memcpy(w->probability + 3 * (size_t)w->child[c], of_child, 3 * sizeof *of_child);
}

static bool down(struct iterate *t, int32_t k)
{
    const struct genotype_family *f = &t->w->family[k];
    struct sight s;
    if (!hear_parents(t, k, &s) || !hear_children(t, f, &s))
        return false;
    int32_t children = f->heard < f->size ? f->heard + 1 : f->heard;
    for (int32_t c = 0; c < children; c++) {
        double of_child[3] = { 0.0 };
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                if (!pair(&s, a, b))
                    continue;
                double lamb[3], weight = s.sire[a] * s.dam[b] * without(t, f, &s, c, 3 * a + b);
                genotype_mate(s.sire_chance[a], s.dam_chance[b], lamb);
                for (int g = 0; g < 3; g++)
                    of_child[g] += weight * lamb[g];
            }
        if (!genotype_normalise(of_child))
            return false;
        if (c == f->heard)
            tell_silent(t->w, f, of_child);
        for (int g = 0; c < f->heard && g < 3; g++) {
            double *anterior = &t->anterior[t->w->child[f->first + c]][g];
            *anterior = log((1.0 - t->kept) * of_child[g] + t->kept * exp(*anterior));
        }
    }
    if (f->sire < 0 || f->dam < 0)
        count_missing(t, f, &s);
    return true;
}

/* ---- a round ---- */

static bool hears(const struct iterate *t, const unsigned char *solved, int32_t animal)
{
    return !t->w->silent[animal] && !solved[animal];
}

static bool settle(struct iterate *t, int32_t animal, double *change)
{
    double *old = t->w->probability + 3 * (size_t)animal, now[3];
    if (!speak(t, animal, NULL, true, now) || !genotype_normalise(now))
        return false;
    for (int g = 0; g < 3; g++) {
        *change = fmax(*change, fabs(now[g] - old[g]));
        old[g] = now[g];
    }
    if (t->w->p.sire[animal] < 0 && t->w->p.dam[animal] < 0)
        genotype_count_founder(t->w, animal, now);
    return true;
}

static void tell_founders(struct iterate *t)
{
    for (int32_t i = 0; i < t->w->p.count; i++) {
        if (t->w->p.sire[i] >= 0 || t->w->p.dam[i] >= 0)
            continue;
        double q = genotype_missing(t->w, i), prior[3];
        genotype_mate(q, q, prior);
        for (int g = 0; g < 3; g++)
            t->anterior[i][g] = log(prior[g]);
    }
}

bool iterate_round(struct iterate *t, const unsigned char *solved, double kept, double *ret_change, struct err *e)
{
    t->kept = kept;
    struct genotype_work *w = t->w;
    bool good = true;
    double change = 0.0;
    tell_founders(t);
    for (int32_t k = w->families - 1; good && k >= 0; k--)
        if (hears(t, solved, w->child[w->family[k].first]))
            good = up(t, k);
    for (int32_t k = 0; good && k < w->families; k++)
        if (hears(t, solved, w->child[w->family[k].first]))
            good = down(t, k);
    for (int32_t i = 0; good && i < w->p.count; i++)
        if (hears(t, solved, i))
            good = settle(t, i, &change);
    if (!good)
        return genotype_impossible(e);
    *ret_change = change;
    return true;
}
