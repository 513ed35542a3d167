/* inverse.c - what the inverse of A costs: processor seconds (median of --runs) and peak memory.
 *
 *   inverse_bench ped.csv [--runs 5]     columns id,sire,dam first; ids 1 .. n in order of the rows, 0 = unknown
 */
#include "mupu/genetics.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static void *must(void *memory)
{
    if (!memory) {
        fprintf(stderr, "not enough memory\n");
        exit(70);
    }
    return memory;
}

static void must_work(bool good, const struct err *e)
{
    if (!good) {
        fprintf(stderr, "%s\n", e->message);
        exit(err_exit_code(e));
    }
}

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

static struct pedigree read_csv(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[1024];
    int32_t count = 0, capacity = 0, *sire = NULL, *dam = NULL;
    if (!file || !fgets(line, sizeof line, file)) {
        perror(path);
        exit(66);
    }
    while (fgets(line, sizeof line, file)) {
        char *at = strchr(line, ',');
        if (!at)
            continue;
        if (count == capacity) {
            capacity = capacity * 2 + 1024;
            sire = must(realloc(sire, (size_t)capacity * sizeof *sire));
            dam = must(realloc(dam, (size_t)capacity * sizeof *dam));
        }
        sire[count] = (int32_t)strtol(at + 1, &at, 10) - 1;
        dam[count++] = *at ? (int32_t)strtol(at + 1, NULL, 10) - 1 : -1;
    }
    fclose(file);
    return (struct pedigree){ count, sire, dam };
}

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

static void measure_columns(struct pedigree p, const double *f, enum inverse_part part, int runs)
{
    double *seconds = must(malloc(runs * sizeof *seconds));
    int64_t entries = 0;
    struct err e;
    for (int run = 0; run < runs; run++) {
        struct inverse_matrix m;
        double start = processor_seconds();
        must_work(inverse_columns(p, f, NULL, part, &m, NULL, &e), &e);
        seconds[run] = processor_seconds() - start;
        entries = m.start[m.size];
        inverse_done(&m);
    }
    printf("%s inverse of %d animals: %.4f s, %lld entries, peak memory %ld MB\n",
           part == INVERSE_FULL ? "full" : "lower", p.count, median(seconds, runs), (long long)entries,
           peak_megabytes());
    free(seconds);
}

static void measure_product(struct pedigree p, const double *f, int runs)
{
    double *seconds = must(malloc(runs * sizeof *seconds)), *ret = must(malloc(((size_t)p.count + 1) * sizeof *ret));
    double logarithm;
    struct err e;
    for (int run = 0; run < runs; run++) {
        double start = processor_seconds();
        must_work(inverse_product(p, f, NULL, f, ret, &e), &e);
        seconds[run] = processor_seconds() - start;
    }
    printf("inverse x vector: %.4f s\n", median(seconds, runs));
    double start = processor_seconds();
    must_work(inverse_log_determinant(p, f, &logarithm, &e), &e);
    printf("log determinant %.10g: %.4f s\n", logarithm, processor_seconds() - start);
    free(ret);
    free(seconds);
}

int main(int count, char **word)
{
    int runs = count == 4 && !strcmp(word[2], "--runs") ? (int)strtol(word[3], NULL, 10) : 5;
    if (count < 2 || runs < 1) {
        fprintf(stderr, "usage: %s ped.csv [--runs R]\n", word[0]);
        return 64;
    }
    struct pedigree p = read_csv(word[1]);
    double *f = must(malloc(((size_t)p.count + 1) * sizeof *f));
    struct err e;
    must_work(inbreeding_all(p, f, NULL, &e), &e);
    measure_columns(p, f, INVERSE_LOWER, runs);
    measure_columns(p, f, INVERSE_FULL, runs);
    measure_product(p, f, runs);
    free(f);
    free((int32_t *)p.sire);
    free((int32_t *)p.dam);
    return 0;
}
