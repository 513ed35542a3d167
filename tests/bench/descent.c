/* descent.c - what expected F, breed shares and genotype probabilities cost: processor seconds and peak memory.
 *
 *   descent_bench --animals 1000000 --seed 1 --tested 5     flocks of 400 births a year, 5 rams, 60 ewes of each year
 *                                                           kept for 5; percent of animals tested for a gene
 */
#include "mupu/genetics.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { BIRTHS = 400, RAMS = 5, EWES = 60, YEARS = 25, BREEDS = 4, CANDIDATES = 5 };

static void *must(void *memory)
{
    if (!memory)
        exit(70);
    return memory;
}

static void must_work(bool good, const struct err *e)
{
    if (good)
        return;
    fprintf(stderr, "%s\n", e->message);
    exit(err_exit_code(e));
}

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void tell(const char *what, double since)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%s: %.3f s, peak memory %ld MB\n", what, processor_seconds() - since, usage.ru_maxrss / 1024);
}

/* ---- flocks: the animal born as number k of a flock's year; the first 60 are kept as ewes, the next 5 as rams ---- */

static int32_t at(int32_t flocks, int32_t flock, int32_t year, int32_t k)
{
    return (year * flocks + flock) * BIRTHS + k;
}

static int32_t ram_of(struct random *r, int32_t flocks, int32_t flock, int32_t year)
{
    int32_t from = random_below(r, 100) < 20 ? (int32_t)random_below(r, flocks) : flock;
    return at(flocks, from, year < 2 ? 0 : year - 2 + (int32_t)random_below(r, 2),
              EWES + (int32_t)random_below(r, RAMS));
}

static int32_t ewe_of(struct random *r, int32_t flocks, int32_t flock, int32_t year)
{
    int32_t age = 1 + (int32_t)random_below(r, 5);
    return at(flocks, flock, age > year ? 0 : year - age, (int32_t)random_below(r, EWES));
}

static void generate(struct random *r, int32_t flocks, int32_t *sire, int32_t *dam)
{
    for (int32_t year = 0; year < YEARS; year++)
        for (int32_t flock = 0; flock < flocks; flock++)
            for (int32_t k = 0; k < BIRTHS; k++) {
                int32_t i = at(flocks, flock, year, k);
                bool sib = k % 2 && year > 0;
                sire[i] = year == 0 ? GENETICS_UNKNOWN : sib ? sire[i - 1] : ram_of(r, flocks, flock, year);
                dam[i] = year == 0 ? GENETICS_UNKNOWN : sib ? dam[i - 1] : ewe_of(r, flocks, flock, year);
            }
}

/* ---- expected F: one litter in ten by one of five rams of its flock's year ---- */

static void measure_uncertain(struct pedigree p, int32_t flocks, struct random *r)
{
    int32_t most = p.count / 2 + 1;
    int32_t *choice = must(malloc(p.count * sizeof *choice)), *start = must(malloc((most + 1) * sizeof *start));
    int32_t *sire = must(malloc((size_t)most * CANDIDATES * sizeof *sire));
    double *probability = must(malloc((size_t)most * CANDIDATES * sizeof *probability));
    double *f = must(malloc(p.count * sizeof *f)), sum = 0, since;
    struct uncertain_sires u = { 0, choice, start, sire, probability };
    struct err e;
    start[0] = 0;
    for (int32_t i = 0; i < p.count; i++) {
        int32_t year = i / (flocks * BIRTHS), flock = i / BIRTHS % flocks;
        choice[i] = i % 2 && year > 0 ? choice[i - 1] : GENETICS_UNKNOWN;
        if (i % 2 || year < 2 || random_below(r, 10))
            continue;
        choice[i] = u.count++;
        for (int32_t k = 0; k < CANDIDATES; k++) {
            sire[start[choice[i]] + k] = at(flocks, flock, year - 2, EWES + k);
            probability[start[choice[i]] + k] = 1.0 / CANDIDATES;
        }
        start[u.count] = start[u.count - 1] + CANDIDATES;
    }
    since = processor_seconds();
    must_work(uncertain_inbreeding(p, u, f, NULL, &e), &e);
    for (int32_t i = 0; i < p.count; i++)
        sum += f[i];
    printf("%d litters with %d candidates each, mean F %.9f\n", u.count, CANDIDATES, sum / p.count);
    tell("expected F of all", since);
    for (int64_t tried = 0; tried <= 1024; tried += 1024) {
        struct uncertain_range range = { 0 };
        int32_t last = p.count - 1;
        since = processor_seconds();
        if (!uncertain_range(p, u, f, last, tried, &range, NULL, &e))
            printf("%s\n", e.message);
        printf("range of the last: %g to %g, %d choices, kind %d\n", range.lowest, range.highest, range.choices,
               range.kind);
        tell("range", since);
    }
    free(choice);
    free(start);
    free(sire);
    free(probability);
    free(f);
}

/* ---- breeds: the founders of a flock are of one ---- */

static void measure_cross(struct pedigree p, int32_t flocks)
{
    int32_t *breed = must(malloc(p.count * sizeof *breed));
    int64_t *share = must(malloc((size_t)p.count * (BREEDS + 1) * sizeof *share));
    struct cross *cross = must(malloc(p.count * sizeof *cross));
    double since = processor_seconds();
    struct err e;
    for (int32_t i = 0; i < p.count; i++)
        breed[i] = i / BIRTHS % flocks % (BREEDS + 1) - 1;
    must_work(cross_shares(p, breed, BREEDS, share, &e), &e);
    tell("breed shares", since);
    since = processor_seconds();
    must_work(cross_heterosis(p, breed, BREEDS, share, cross, &e), &e);
    tell("heterosis", since);
    free(breed);
    free(share);
    free(cross);
}

/* ---- genotypes: B with frequency 0.3 dropped through the pedigree ---- */

static void drop(struct pedigree p, struct random *r, uint64_t tested, uint8_t *truth, uint8_t *result)
{
    for (int32_t i = 0; i < p.count; i++) {
        double s = p.sire[i] < 0 ? 0.3 : 0.5 * truth[p.sire[i]], d = p.dam[i] < 0 ? 0.3 : 0.5 * truth[p.dam[i]];
        truth[i] = (uint8_t)((random_unit(r) < s) + (random_unit(r) < d));
        result[i] = (uint8_t)(random_below(r, 100) < tested ? 1 << truth[i] : 0);
    }
}

static void measure_genotypes(struct pedigree p, struct random *r, uint64_t tested)
{
    uint8_t *truth = must(malloc(p.count)), *result = must(malloc(p.count)), *method = must(malloc(p.count));
    double *probability = must(malloc(3 * (size_t)p.count * sizeof *probability)), frequency = 0.3, since, right = 0;
    struct genotype_summary summary;
    struct genotype_conflict *list;
    int32_t conflicts;
    struct err e;
    drop(p, r, tested, truth, result);
    for (int estimating = 0; estimating < 2; estimating++) {
        since = processor_seconds();
        must_work(genotype_probabilities(p, (struct genotype_tests){ result, 0.01, NULL, 1 }, &frequency, estimating,
                                         probability, method, &summary, NULL, &e),
                  &e);
        printf("exact %d, iterated %d, rounds %d, change %g, frequency %.6f\n", summary.exact, summary.iterated,
               summary.rounds, summary.change, frequency);
        tell(estimating ? "genotypes, frequency estimated" : "genotypes", since);
    }
    for (int32_t i = 0; i < p.count; i++)
        right += probability[3 * (size_t)i + truth[i]] / p.count;
    since = processor_seconds();
    must_work(genotype_find_conflicts(p, result, &list, &conflicts, &e), &e);
    printf("mean probability of the true genotype %.4f, conflicts %d\n", right, conflicts);
    tell("conflicts", since);
    free(list);
    free(truth);
    free(result);
    free(method);
    free(probability);
}

int main(int count, char **word)
{
    int32_t animals = 1000000;
    uint64_t seed = 1, tested = 5;
    for (int i = 1; i + 1 < count; i += 2) {
        uint64_t value = strtoull(word[i + 1], NULL, 10);
        if (!strcmp(word[i], "--animals"))
            animals = (int32_t)value;
        else if (!strcmp(word[i], "--seed"))
            seed = value;
        else if (!strcmp(word[i], "--tested"))
            tested = value;
    }
    int32_t flocks = animals / (YEARS * BIRTHS) ? animals / (YEARS * BIRTHS) : 1;
    struct random r = { seed };
    animals = flocks * YEARS * BIRTHS;
    int32_t *sire = must(malloc(animals * sizeof *sire)), *dam = must(malloc(animals * sizeof *dam));
    generate(&r, flocks, sire, dam);
    struct pedigree p = { animals, sire, dam };
    double *f = must(malloc(animals * sizeof *f)), since = processor_seconds();
    struct err e;
    must_work(inbreeding_all(p, f, NULL, &e), &e);
    printf("%d animals\n", animals);
    tell("all F", since);
    free(f);
    measure_uncertain(p, flocks, &r);
    measure_cross(p, flocks);
    measure_genotypes(p, &r, tested);
    free(sire);
    free(dam);
    return 0;
}
