/* genetics.c - what the pedigree kernels cost: processor seconds (median of --runs) and peak memory.
 *
 *   genetics_bench ped.csv                     columns id,sire,dam first; whole numbers as ids, 0 or blank = unknown
 *   genetics_bench --animals 1000000 --seed 1  flocks of 180 ewes and 5 rams over 25 years, like
 * ../shared/bench/simped.py
 *   --runs 5, --shuffle, --only f              repeat; animals in random order; skip update and blocks
 */
#include "pedigree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static long peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

/* ---- measuring ---- */

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *seconds, int runs)
{
    qsort(seconds, runs, sizeof *seconds, by_value);
    return seconds[runs / 2];
}

static void measure_all(struct pedigree p, double *f, int runs)
{
    double *seconds = must(malloc(runs * sizeof *seconds)), sum = 0;
    struct err e;
    for (int i = 0; i < runs; i++) {
        double start = processor_seconds();
        must_work(inbreeding_all(p, f, NULL, &e), &e);
        seconds[i] = processor_seconds() - start;
    }
    for (int32_t i = 0; i < p.count; i++)
        sum += f[i];
    double half = median(seconds, runs);
    printf("all F of %d animals: %.4f s (least %.4f), mean F %.12g, peak memory %ld MB\n", p.count, half, seconds[0],
           p.count ? sum / p.count : 0.0, peak_megabytes());
    free(seconds);
}

/* The new ones are spread over the last year, that is over all flocks. */
static void measure_update(struct pedigree p, double *f, int runs)
{
    int32_t count = p.count < 1000 ? p.count : 1000;
    int32_t *wanted = must(malloc((count + 1) * sizeof *wanted));
    double *seconds = must(malloc(runs * sizeof *seconds));
    struct err e;
    for (int run = 0; run < runs; run++) {
        for (int32_t i = 0; i < count; i++) {
            wanted[i] = p.count - 1 - (int32_t)((int64_t)i * (p.count / PEDIGREE_YEARS) / count);
            f[wanted[i]] = NAN;
        }
        double start = processor_seconds();
        must_work(inbreeding_update(p, wanted, count, f, NULL, &e), &e);
        seconds[run] = processor_seconds() - start;
    }
    printf("F of %d new animals: %.4f s\n", count, median(seconds, runs));
    free(wanted);
    free(seconds);
}

/* Evenly spaced over the last part of the herd. */
static int32_t *spread(struct pedigree p, int32_t count, double part)
{
    int32_t *list = must(malloc(count * sizeof *list));
    double from = p.count * (1 - part);
    for (int32_t i = 0; i < count; i++)
        list[i] = (int32_t)(from + (p.count - from) * i / count);
    return list;
}

static void measure_block(struct pedigree p, const double *f, int32_t row_count, int32_t column_count, int runs)
{
    if (p.count < 2 * row_count)
        return;
    int32_t *rows = spread(p, row_count, 0.4), *columns = spread(p, column_count, 0.15);
    size_t cells = (size_t)row_count * column_count;
    double *block = must(malloc(cells * sizeof *block)), *seconds = must(malloc(runs * sizeof *seconds)), sum = 0;
    struct err e;
    memset(block, 1, cells * sizeof *block); /* so that the first touch of the pages is not timed */
    for (int run = 0; run < runs; run++) {
        double start = processor_seconds();
        must_work(kinship_block(p, f, rows, row_count, columns, column_count, block, NULL, &e), &e);
        seconds[run] = processor_seconds() - start;
    }
    for (size_t i = 0; i < cells; i++)
        sum += block[i];
    printf("kinship %d x %d: %.4f s, sum %.12g\n", row_count, column_count, median(seconds, runs), sum);
    free(rows);
    free(columns);
    free(block);
    free(seconds);
}

/* Everybody in the group of his dam, else sire: lines of ewes, who stay in their flock. */
static int32_t *ewe_lines(struct pedigree p, int32_t groups)
{
    int32_t *line = must(malloc(((size_t)p.count + 1) * sizeof *line)), founders = p.count / PEDIGREE_YEARS + 1;
    for (int32_t i = 0; i < p.count; i++) {
        int32_t parent = p.dam[i] >= 0 ? p.dam[i] : p.sire[i];
        line[i] = parent >= 0 && parent < i ? line[parent] : (int32_t)((int64_t)(i % founders) * groups / founders);
    }
    return line;
}

static void measure_groups(struct pedigree p, const double *f, int32_t groups, int runs)
{
    int32_t *line = ewe_lines(p, groups), *source = must(malloc(((size_t)p.count + 1) * sizeof *source));
    double *ret = must(malloc((size_t)groups * (size_t)(groups + 1) * sizeof *ret));
    double *kinship = must(malloc(runs * sizeof *kinship)), *origin = must(malloc(runs * sizeof *origin)), mean = 0;
    struct group_set set = { groups, line, NULL };
    struct group_facts *facts = must(malloc((size_t)groups * sizeof *facts));
    struct err e;
    for (int32_t i = 0; i < p.count; i++)
        source[i] = p.sire[i] < 0 && p.dam[i] < 0 ? line[i] : -1;
    for (int run = 0; run < runs; run++) {
        double start = processor_seconds();
        must_work(group_origin(p, source, groups, set, ret, NULL, &e), &e);
        origin[run] = processor_seconds() - start;
        start = processor_seconds();
        must_work(group_kinship(p, f, set, ret, facts, NULL, &e), &e);
        kinship[run] = processor_seconds() - start;
    }
    for (int32_t g = 0; g < groups; g++)
        mean += ret[(size_t)g * (size_t)groups + (size_t)g] / groups;
    printf("%d groups of %d animals: all mean kinships %.4f s, origins from %d sources %.4f s; mean within %.12g\n",
           groups, p.count, median(kinship, runs), groups, median(origin, runs), mean);
    free(line);
    free(source);
    free(ret);
    free(kinship);
    free(origin);
    free(facts);
}

int main(int count, char **word)
{
    struct made_pedigree h = { 0 };
    int32_t animals = 0;
    uint64_t seed = 1;
    int runs = 5;
    bool shuffled = false, only_f = false;
    const char *path = NULL;
    for (int i = 1; i < count; i++) {
        if (!strcmp(word[i], "--animals") && i + 1 < count)
            animals = (int32_t)strtol(word[++i], NULL, 10);
        else if (!strcmp(word[i], "--seed") && i + 1 < count)
            seed = strtoull(word[++i], NULL, 10);
        else if (!strcmp(word[i], "--runs") && i + 1 < count)
            runs = (int)strtol(word[++i], NULL, 10);
        else if (!strcmp(word[i], "--only") && i + 1 < count)
            only_f = word[++i][0] == 'f';
        else if (!strcmp(word[i], "--shuffle"))
            shuffled = true;
        else
            path = word[i];
    }
    if ((!path && animals < 1) || runs < 1) {
        fprintf(stderr, "usage: %s ped.csv | --animals N [--seed S] [--runs R] [--shuffle] [--only f]\n", word[0]);
        return 64;
    }
    if (path)
        pedigree_read(&h, path);
    else
        pedigree_make(&h, animals, seed);
    if (shuffled)
        pedigree_shuffle(&h, seed);
    struct pedigree p = { h.count, h.sire, h.dam };
    double *f = must(malloc(((size_t)h.count + 1) * sizeof *f));
    memset(f, 1, ((size_t)h.count + 1) * sizeof *f);
    measure_all(p, f, runs);
    if (!only_f) {
        measure_update(p, f, runs);
        measure_block(p, f, 5000, 500, runs);
        measure_block(p, f, 15000, 300, runs);
        measure_block(p, f, 100000, 1000, runs > 3 ? 3 : runs);
        measure_groups(p, f, 300, runs > 3 ? 3 : runs);
    }
    free(f);
    pedigree_free(&h);
    return 0;
}
