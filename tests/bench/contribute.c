/* contribute.c - what optimal contributions cost: processor seconds and products with the kinship matrix; beside Ipopt
 * on the same instance in the same process where its headers were at hand.
 *
 *   contribute_bench CANDIDATES ANIMALS [peer]   the youngest of flocks made up, every 16th a male, merits inherited
 *   contribute_bench DUMP [peer]   as ../shared/spikes/mating/ocs writes it: "candidates animals limit", then of every
 * animal sire, dam (1 .., 0 = unknown, parents first) and a number not used here, then of every candidate its animal,
 * sex (0 = male), merit and the most it may give
 */
#include "contribute.h"
#include "pedigree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double number(FILE *file)
{
    double value;
    if (fscanf(file, "%lf", &value) != 1)
        abort();
    return value;
}

static void read_candidates(struct instance *x, FILE *file)
{
    size_t n = (size_t)x->candidates + 1;
    int32_t *animal = must(calloc(n, sizeof *animal)), *sex = must(calloc(n, sizeof *sex)), at = 0;
    double *merit = must(calloc(n, sizeof *merit)), *most = must(calloc(n, sizeof *most));
    x->animal = must(calloc(n, sizeof *x->animal));
    x->merit = must(calloc(n, sizeof *x->merit));
    x->most = must(calloc(n, sizeof *x->most));
    for (int32_t i = 0; i < x->candidates; i++) {
        animal[i] = (int32_t)number(file) - 1;
        sex[i] = (int32_t)number(file);
        merit[i] = number(file);
        most[i] = number(file);
    }
    for (int32_t half = 0; half < 2; half++)
        for (int32_t i = 0; i < x->candidates; i++)
            if (sex[i] == half) {
                x->males += half == 0;
                x->animal[at] = animal[i];
                x->merit[at] = merit[i];
                x->most[at++] = most[i];
            }
    free(animal);
    free(sex);
    free(merit);
    free(most);
}

static void read_instance(struct instance *x, FILE *file)
{
    x->candidates = (int32_t)number(file);
    x->animals = (int32_t)number(file);
    x->limit = number(file);
    x->sire = must(calloc((size_t)x->animals + 1, sizeof *x->sire));
    x->dam = must(calloc((size_t)x->animals + 1, sizeof *x->dam));
    x->f = must(calloc((size_t)x->animals + 1, sizeof *x->f));
    for (int32_t i = 0; i < x->animals; i++) {
        x->sire[i] = (int32_t)number(file) - 1;
        x->dam[i] = (int32_t)number(file) - 1;
        number(file);
    }
    read_candidates(x, file);
}

/* Merit is inherited: the mean of the parents and half the variance anew. Limit: a quarter above the least kinship. */
static void make_instance(struct instance *x, int32_t candidates, int32_t animals)
{
    struct made_pedigree h = { 0 };
    struct random r = { 1 };
    pedigree_make(&h, animals, 1);
    double *merit = must(calloc((size_t)animals + 1, sizeof *merit));
    for (int32_t i = 0; i < animals; i++)
        merit[i] = (h.sire[i] >= 0 ? merit[h.sire[i]] / 2 : 0) + (h.dam[i] >= 0 ? merit[h.dam[i]] / 2 : 0) +
                   random_normal(&r) * sqrt(h.sire[i] >= 0 && h.dam[i] >= 0 ? 0.5
                                            : h.sire[i] >= 0                ? 0.75
                                                                            : 1);
    *x = (struct instance){ .animals = h.count, .candidates = candidates, .sire = h.sire, .dam = h.dam };
    x->f = must(calloc((size_t)animals + 1, sizeof *x->f));
    x->animal = must(calloc((size_t)candidates + 1, sizeof *x->animal));
    x->merit = must(calloc((size_t)candidates + 1, sizeof *x->merit));
    x->most = must(calloc((size_t)candidates + 1, sizeof *x->most));
    x->males = candidates / 16;
    for (int32_t i = 0; i < candidates; i++) {
        bool male = i < x->males;
        x->animal[i] = animals - 1 - (male ? 16 * i : (i - x->males) + (i - x->males) / 15 + 1);
        x->merit[i] = merit[x->animal[i]];
        x->most[i] = male ? 0.5 : 1.0 / (candidates - x->males);
    }
    free(merit);
}

static void times(void *context, const double *v, double *ret)
{
    kinship_product_times(context, v, ret);
}

static void report(const char *what, const struct contribute_problem *p, double limit, struct contribute_result *r,
                   double spent)
{
    struct err e;
    double bound = 0;
    int32_t parents[2] = { 0, 0 };
    must_work(contribute_verify(p, limit, r, &bound, &e), &e);
    for (int32_t i = 0; i < p->males + p->females; i++)
        parents[i >= p->males] += r->share[i] > CONTRIBUTE_NONE;
    printf("%-22s %.4f s, %d products, merit %.9f, kinship %.9f, bound %.9f, gap %.1e, %d males, %d females, end %d\n",
           what, spent, r->products, r->merit, r->kinship, bound,
           r->end == CONTRIBUTE_LEAST ? (r->kinship - bound) / r->kinship : bound - r->merit, parents[0], parents[1],
           (int)r->end);
    contribute_done(r);
}

static void against_ipopt(struct instance *x, double ours, double spent)
{
#ifdef HAVE_IPOPT
    double value, from = seconds();
    if (!contribute_ipopt(x, &value))
        printf("Ipopt ended without an answer\n");
    double its = seconds() - from;
    printf("Ipopt                  %.4f s, merit %.9f (ours %+.1e); it takes %.0f times as long\n", its, value,
           ours - value, its / spent);
#else
    (void)x, (void)ours, (void)spent;
    printf("built without Ipopt (coinor-libipopt-dev)\n");
#endif
}

static void measure(struct instance *x, bool peer)
{
    struct err e;
    struct contribute_problem p = { .males = x->males,
                                    .females = x->candidates - x->males,
                                    .merit = x->merit,
                                    .most = x->most,
                                    .product = times,
                                    .context = x->k };
    struct contribute_result r;
    struct contribute_point point[8];
    int32_t *matings = must(calloc((size_t)x->candidates + 1, sizeof *matings));
    double from = seconds(), most_female = x->most[x->candidates - 1];
    must_work(contribute_least(&p, &r, NULL, &e), &e);
    x->limit = x->limit > 0 ? x->limit : r.kinship * 1.25;
    report("least kinship", &p, x->limit, &r, seconds() - from);
    from = seconds();
    must_work(contribute_best(&p, x->limit, &r, NULL, &e), &e);
    double spent = seconds() - from, ours = r.merit;
    report("best", &p, x->limit, &r, spent);
    if (peer)
        against_ipopt(x, ours, spent);
    from = seconds();
    must_work(contribute_whole(&p, x->limit, (int32_t)lround(0.5 / most_female), matings, &r, NULL, &e), &e);
    report("best, whole numbers", &p, x->limit, &r, seconds() - from);
    from = seconds();
    must_work(contribute_whole(&p, -1, (int32_t)lround(0.5 / most_female), matings, &r, NULL, &e), &e);
    report("least, whole numbers", &p, x->limit, &r, seconds() - from);
    from = seconds();
    must_work(contribute_frontier(&p, 8, point, NULL, &e), &e);
    printf("frontier, 8 points     %.4f s\n", seconds() - from);
    for (int k = 0; k < 8; k++)
        printf("    kinship %.6f merit %.6f bound %.6f, %d males, %d females\n", point[k].kinship, point[k].merit,
               point[k].merit_bound, point[k].males, point[k].females);
    free(matings);
}

int main(int count, char **word)
{
    struct instance x = { 0 };
    struct err e;
    struct rusage usage;
    bool peer = count > 2 && strcmp(word[count - 1], "peer") == 0;
    count -= peer;
    FILE *file = count == 2 ? fopen(word[1], "r") : NULL;
    if (file)
        read_instance(&x, file);
    else if (count == 3)
        make_instance(&x, atoi(word[1]), atoi(word[2]));
    else
        return 2;
    if (file)
        fclose(file);
    struct pedigree p = { x.animals, x.sire, x.dam };
    must_work(inbreeding_all(p, x.f, NULL, &e), &e);
    double from = seconds();
    must_work(kinship_product_open(p, x.f, x.animal, x.candidates, &x.k, &e), &e);
    printf("%d candidates (%d males) of %d animals; operator %.4f s\n", x.candidates, x.males, x.animals,
           seconds() - from);
    measure(&x, peer);
    getrusage(RUSAGE_SELF, &usage);
    printf("peak %ld MB\n", usage.ru_maxrss / 1024);
    kinship_product_close(x.k);
    return 0;
}
