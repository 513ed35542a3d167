/* genetics.c - what the pedigree kernels cost: processor seconds (median of --runs) and peak memory.
 *
 *   genetics_bench ped.csv                     columns id,sire,dam first; whole numbers as ids, 0 or blank = unknown
 *   genetics_bench --animals 1000000 --seed 1  flocks of 180 ewes and 5 rams over 25 years, like
 * ../shared/bench/simped.py
 *   --runs 5, --shuffle, --only f              repeat; animals in random order; skip update and blocks
 */
#include "mupu/genetics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct herd {
    int32_t count, capacity, *sire, *dam;
};

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

static int32_t add(struct herd *h, int32_t sire, int32_t dam)
{
    if (h->count == h->capacity) {
        h->capacity = h->capacity + h->capacity / 2 + 1024;
        h->sire = must(realloc(h->sire, (size_t)h->capacity * sizeof *h->sire));
        h->dam = must(realloc(h->dam, (size_t)h->capacity * sizeof *h->dam));
    }
    h->sire[h->count] = sire;
    h->dam[h->count] = dam;
    return h->count++;
}

/* ---- a file ---- */

/* Sire and dam hold ids at first; then ids become indices. */
static void read_csv(struct herd *h, const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(66);
    }
    char *line = NULL;
    size_t size = 0;
    int32_t *id = NULL, largest = 0;
    if (getline(&line, &size, file) > 0)
        while (getline(&line, &size, file) > 0) {
            const char *first = strchr(line, ','), *second = first ? strchr(first + 1, ',') : NULL;
            int32_t own = (int32_t)strtol(line, NULL, 10);
            if (own <= 0 || !second)
                continue;
            int32_t index = add(h, (int32_t)strtol(first + 1, NULL, 10), (int32_t)strtol(second + 1, NULL, 10));
            id = must(realloc(id, (size_t)h->capacity * sizeof *id));
            id[index] = own;
            largest = own > largest ? own : largest;
        }
    fclose(file);
    free(line);
    int32_t *index = must(malloc(((size_t)largest + 1) * sizeof *index));
    for (int32_t i = 0; i <= largest; i++)
        index[i] = GENETICS_UNKNOWN;
    for (int32_t i = 0; i < h->count; i++)
        index[id[i]] = i;
    for (int32_t i = 0; i < h->count; i++) {
        h->sire[i] = h->sire[i] > 0 && h->sire[i] <= largest ? index[h->sire[i]] : GENETICS_UNKNOWN;
        h->dam[i] = h->dam[i] > 0 && h->dam[i] <= largest ? index[h->dam[i]] : GENETICS_UNKNOWN;
    }
    free(index);
    free(id);
}

/* ---- flocks ---- */

enum { YEARS = 25, BIRTHS = 400, EWES = 179, RAMS = 5, LAMBS = 1024 };

struct flock {
    int32_t ewe[EWES], ram[RAMS], lamb[LAMBS], lambs;
};

static void replace(struct flock *flock, struct flock *bought_from, struct random *r)
{
    for (int i = 0; i < EWES; i++)
        if (random_below(r, 100) < 27 && flock->lambs)
            flock->ewe[i] = flock->lamb[random_below(r, (uint64_t)flock->lambs)];
    for (int i = 0; i < RAMS; i++) {
        const struct flock *from = random_below(r, 100) < 20 ? bought_from : flock;
        if (random_below(r, 100) < 45 && from->lambs)
            flock->ram[i] = from->lamb[random_below(r, (uint64_t)from->lambs)];
    }
}

static void lamb(struct herd *h, struct flock *flock, struct random *r, int32_t animals)
{
    flock->lambs = 0;
    for (int i = 0; i < EWES; i++) {
        uint64_t luck = random_below(r, 100);
        int litter = luck < 20 ? 1 : luck < 65 ? 2 : luck < 92 ? 3 : 4;
        int32_t sire = random_below(r, 100) < 3 ? GENETICS_UNKNOWN : flock->ram[random_below(r, RAMS)];
        int32_t dam = random_below(r, 100) < 1 ? GENETICS_UNKNOWN : flock->ewe[i];
        for (; litter > 0 && flock->lambs < LAMBS && h->count < animals; litter--)
            flock->lamb[flock->lambs++] = add(h, sire, dam);
    }
}

static void generate(struct herd *h, int32_t animals, uint64_t seed)
{
    struct random r = { seed };
    int32_t flocks = animals / (YEARS * BIRTHS) ? animals / (YEARS * BIRTHS) : 1;
    struct flock *flock = must(calloc(flocks, sizeof *flock));
    for (int32_t k = 0; k < flocks; k++) {
        for (int i = 0; i < BIRTHS && h->count < animals; i++)
            flock[k].lamb[flock[k].lambs++] = add(h, GENETICS_UNKNOWN, GENETICS_UNKNOWN);
        for (int i = 0; i < EWES; i++)
            flock[k].ewe[i] = flock[k].lamb[random_below(&r, (uint64_t)flock[k].lambs)];
        for (int i = 0; i < RAMS; i++)
            flock[k].ram[i] = flock[k].lamb[random_below(&r, (uint64_t)flock[k].lambs)];
    }
    while (h->count < animals) {
        for (int32_t k = 0; k < flocks; k++)
            replace(&flock[k], &flock[random_below(&r, (uint64_t)flocks)], &r);
        for (int32_t k = 0; k < flocks; k++)
            lamb(h, &flock[k], &r, animals);
    }
    free(flock);
}

static void shuffle(struct herd *h, uint64_t seed)
{
    struct random r = { seed };
    struct herd s = { .count = h->count, .capacity = h->count };
    int32_t *place = must(malloc((size_t)h->count * sizeof *place));
    s.sire = must(malloc((size_t)h->count * sizeof *s.sire));
    s.dam = must(malloc((size_t)h->count * sizeof *s.dam));
    for (int32_t i = 0; i < h->count; i++)
        place[i] = i;
    for (int32_t i = h->count - 1; i > 0; i--) {
        int32_t j = (int32_t)random_below(&r, (uint64_t)i + 1), other = place[i];
        place[i] = place[j];
        place[j] = other;
    }
    for (int32_t i = 0; i < h->count; i++) {
        s.sire[place[i]] = h->sire[i] < 0 ? GENETICS_UNKNOWN : place[h->sire[i]];
        s.dam[place[i]] = h->dam[i] < 0 ? GENETICS_UNKNOWN : place[h->dam[i]];
    }
    free(place);
    free(h->sire);
    free(h->dam);
    *h = s;
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
            wanted[i] = p.count - 1 - (int32_t)((int64_t)i * (p.count / YEARS) / count);
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
    int32_t *line = must(malloc(((size_t)p.count + 1) * sizeof *line)), founders = p.count / YEARS + 1;
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
    struct herd h = { 0 };
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
        read_csv(&h, path);
    else
        generate(&h, animals, seed);
    if (shuffled)
        shuffle(&h, seed);
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
    free(h.sire);
    free(h.dam);
    return 0;
}
