/* contribute.c - what optimal contributions cost: processor seconds and products with the kinship matrix.
 *
 *   contribute_bench DUMP   as ../shared/spikes/mating/ocs writes it: "candidates animals limit", then of every animal
 *                           sire, dam (1 .., 0 = unknown, parents first) and a number not used here, then of every
 *                           candidate its animal, sex (0 = male), merit and the most it may give
 */
#include "mupu/genetics.h"
#include "mupu/planner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct instance {
    int32_t animals, candidates, males;
    int32_t *sire, *dam, *animal;
    double *f, *merit, *most, limit;
    struct kinship_product *k;
};

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void need(bool good, const struct err *e)
{
    if (good)
        return;
    fprintf(stderr, "%s\n", e->message);
    exit(err_exit_code(e));
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
    need(contribute_verify(p, limit, r, &bound, &e), &e);
    for (int32_t i = 0; i < p->males + p->females; i++)
        parents[i >= p->males] += r->share[i] > CONTRIBUTE_NONE;
    printf("%-22s %.4f s, %d products, merit %.9f, kinship %.9f, bound %.9f, gap %.1e, %d males, %d females, end %d\n",
           what, spent, r->products, r->merit, r->kinship, bound,
           r->end == CONTRIBUTE_LEAST ? (r->kinship - bound) / r->kinship : bound - r->merit, parents[0], parents[1],
           (int)r->end);
    contribute_done(r);
}

static void measure(struct instance *x)
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
    need(contribute_best(&p, x->limit, &r, NULL, &e), &e);
    report("best", &p, x->limit, &r, seconds() - from);
    from = seconds();
    need(contribute_least(&p, &r, NULL, &e), &e);
    report("least kinship", &p, x->limit, &r, seconds() - from);
    from = seconds();
    need(contribute_whole(&p, x->limit, (int32_t)lround(0.5 / most_female), matings, &r, NULL, &e), &e);
    report("best, whole numbers", &p, x->limit, &r, seconds() - from);
    from = seconds();
    need(contribute_whole(&p, -1, (int32_t)lround(0.5 / most_female), matings, &r, NULL, &e), &e);
    report("least, whole numbers", &p, x->limit, &r, seconds() - from);
    from = seconds();
    need(contribute_frontier(&p, 8, point, NULL, &e), &e);
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
    FILE *file = count == 2 ? fopen(word[1], "r") : NULL;
    if (!file)
        return 2;
    read_instance(&x, file);
    fclose(file);
    struct pedigree p = { x.animals, x.sire, x.dam };
    need(inbreeding_all(p, x.f, NULL, &e), &e);
    double from = seconds();
    need(kinship_product_open(p, x.f, x.animal, x.candidates, &x.k, &e), &e);
    printf("%d candidates (%d males) of %d animals; operator %.4f s\n", x.candidates, x.males, x.animals,
           seconds() - from);
    measure(&x);
    getrusage(RUSAGE_SELF, &usage);
    printf("peak %ld MB\n", usage.ru_maxrss / 1024);
    kinship_product_close(x.k);
    return 0;
}
