/* growth.c - what every kernel costs at one size, a line each, for genetics.sh:
 *
 *   growth_bench --animals N [--seed S] [--runs R] [--csv FILE]     or   growth_bench ped.csv [--runs R]
 *
 *   name  animals  CPU s  wall s  peak MB  GB/s  share
 *
 * CPU seconds are medians, wall seconds the least of the runs: other work on the machine only adds to them. Peak memory
 * is that of a process of its own per kernel, the arrays it is given and gives among it. GB/s: bytes that must pass
 * between the memory and the processor at least, by the sizes of the data structures and how often each is gone through
 * (the functions below say so), over the seconds; the share is of what copying a large array reaches on one processor
 * in the same run (STREAM's copy: bytes read and written). A small share says that waiting for single places in memory,
 * or reckoning, takes the time.
 */
#include "pedigree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct setting {
    struct pedigree p;
    double *f, *other; /* [count] */
    int32_t *list;     /* [count] */
    double parents;    /* animals that are somebody's parent */
    double *block;     /* [cells] */
    int32_t *rows, *columns, row_count, column_count;
    int32_t pruned; /* animals the block needs */
    int32_t *reference, reference_count;
    double *equivalent; /* [count] */
    date_day *birth;    /* [count] */
};

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

static double least(const double *values, int count)
{
    double best = values[0];
    for (int i = 1; i < count; i++)
        best = values[i] < best ? values[i] : best;
    return best;
}

/* ---- the kernels, and the bytes they cannot do without ---- */

enum { SIRE_AND_DAM = 8, REAL = 8, COMPACT = 48 /* of a parent: compact_animal, index, position */, NEW = 1000 };

static bool all_f(struct setting *s, struct err *e)
{
    return inbreeding_all(s->p, s->f, NULL, e);
}

static bool all_f_two(struct setting *s, struct err *e)
{
    return inbreeding_all_parallel(s->p, 2, s->f, NULL, e);
}

/* The parents' marks, the two passes that gather families with a position each per parent, F cleared and written; the
 * compact part is made, and once gone up and once down at the least. */
static double all_f_bytes(const struct setting *s)
{
    return s->p.count * (3.0 * SIRE_AND_DAM + 4 * 4 + 2 * REAL) + s->parents * 3 * COMPACT;
}

static bool new_f(struct setting *s, struct err *e)
{
    int32_t count = s->p.count < NEW ? s->p.count : NEW;
    for (int32_t i = 0; i < count; i++) {
        s->list[i] = s->p.count - 1 - (int32_t)((int64_t)i * (s->p.count / PEDIGREE_YEARS) / count);
        s->f[s->list[i]] = NAN;
    }
    return inbreeding_update(s->p, s->list, count, s->f, NULL, e);
}

static bool completeness(struct setting *s, struct err *e)
{
    return completeness_all(s->p, 3, s->other, NULL, e);
}

/* The marks, the compact part made and gone through twice, then every animal's parents, their positions, the result. */
static double completeness_bytes(const struct setting *s)
{
    return s->p.count * (2.0 * SIRE_AND_DAM + 2 * 4 + REAL) + s->parents * 3 * COMPACT;
}

static bool order(struct setting *s, struct err *e)
{
    return order_parents_first(s->p, s->list, e);
}

/* Parents and generations read, the generation and the place written. */
static double order_bytes(const struct setting *s)
{
    return s->p.count * (2.0 * SIRE_AND_DAM + 4 * 4);
}

static bool check(struct setting *s, struct err *e)
{
    static const struct check_facts none = { 0 };
    struct check_finding *found;
    int64_t count;
    if (!check_all(s->p, &none, &found, &count, NULL, e))
        return false;
    free(found);
    return true;
}

static bool block(struct setting *s, struct err *e)
{
    return kinship_block(s->p, s->f, s->rows, s->row_count, s->columns, s->column_count, s->block, NULL, e);
}

/* For every 16 columns the lanes of all positions written and read once, 8 bytes of parents and a mark each; the
 * results written. */
static double block_bytes(const struct setting *s)
{
    double sweeps = ceil(s->column_count / 16.0);
    return sweeps * s->pruned * (2.0 * 16 * REAL + SIRE_AND_DAM + 2) + (double)s->row_count * s->column_count * REAL;
}

static bool inverse(struct setting *s, struct err *e)
{
    struct inverse_matrix m;
    if (!inverse_columns(s->p, s->f, NULL, INVERSE_LOWER, &m, NULL, e))
        return false;
    inverse_done(&m);
    return true;
}

static bool groups(struct setting *s, struct err *e)
{
    enum { GROUPS = 100 };
    static double mean[GROUPS * GROUPS];
    static struct group_facts facts[GROUPS];
    for (int32_t i = 0; i < s->p.count; i++)
        s->list[i] = (int32_t)((int64_t)i * 7919 % GROUPS);
    return group_kinship(s->p, s->f, (struct group_set){ GROUPS, s->list, NULL }, mean, facts, NULL, e);
}

/* ---- diversity, the reference being the animals of the last year ---- */

enum { ANCESTORS = 100, PAIRS_OF = 1000, PARTIAL_OF = 100 };

static bool founders(struct setting *s, struct err *e)
{
    struct founder_diversity d;
    return founder_contributions(s->p, s->reference, s->reference_count, s->other, e) &&
           founder_diversity(s->p, s->f, s->reference, s->reference_count, &d, e);
}

static bool ancestors(struct setting *s, struct err *e)
{
    struct ancestor_summary summary;
    return ancestor_contributions(s->p, s->reference, s->reference_count, NULL, ANCESTORS, &summary, NULL, e);
}

static bool ancestral(struct setting *s, struct err *e)
{
    return ancestral_inbreeding(s->p, s->f, s->other, e);
}

static bool partial(struct setting *s, struct err *e)
{
    return partial_inbreeding(s->p, s->f, s->reference,
                              s->reference_count < PARTIAL_OF ? s->reference_count : PARTIAL_OF, s->other, NULL, e);
}

static bool population(struct setting *s, struct err *e)
{
    struct population_size size;
    return population_size_by_kinship(s->p, s->f, s->equivalent, s->reference,
                                      s->reference_count < PAIRS_OF ? s->reference_count : PAIRS_OF, &size, NULL, e);
}

static bool intervals(struct setting *s, struct err *e)
{
    struct generation_interval paths[GENERATION_PATHS];
    return generation_interval_paths(s->p, s->birth, NULL, paths, e);
}

/* Parents read, whether one is a parent and of which sex, the birth days of three. */
static double intervals_bytes(const struct setting *s)
{
    return s->p.count * (2.0 * SIRE_AND_DAM + 3 * 4 + 2);
}

static const struct kernel {
    const char *name;
    bool (*run)(struct setting *s, struct err *e);
    double (*bytes)(const struct setting *s); /* NULL = not estimated */
    bool threads;                             /* more than one: timed by the clock, not by the processor */
} kernels[] = {
    { "all F", all_f, all_f_bytes, false },
    { "all F, 2 threads", all_f_two, all_f_bytes, true },
    { "F of 1,000 new", new_f, NULL, false },
    { "completeness", completeness, completeness_bytes, false },
    { "order", order, order_bytes, false },
    { "check", check, NULL, false },
    { "kinship 15,000 x 300", block, block_bytes, false },
    { "kinship of 100 groups", groups, NULL, false },
    { "inverse of A", inverse, NULL, false },
    { "founders", founders, NULL, false },
    { "100 ancestors", ancestors, NULL, false },
    { "ancestral inbreeding", ancestral, NULL, false },
    { "partial, 100 animals", partial, NULL, false },
    { "Ne by kinship, 1,000", population, NULL, false },
    { "generation interval", intervals, intervals_bytes, false },
};

/* ---- measuring ---- */

static double copy_speed(void)
{
    enum { RUNS = 5 };
    size_t count = (size_t)32 << 20;
    double *from = must(malloc(count * sizeof *from)), *to = must(malloc(count * sizeof *to)), best = 0;
    memset(from, 1, count * sizeof *from);
    memset(to, 1, count * sizeof *to);
    for (int run = 0; run < RUNS; run++) {
        double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
        for (size_t i = 0; i < count; i++)
            to[i] = from[i];
        __asm__ volatile("" ::"r"(to) : "memory");
        double speed = 2.0 * (double)count * sizeof *from / (seconds(CLOCK_PROCESS_CPUTIME_ID) - start);
        best = speed > best ? speed : best;
    }
    free(from);
    free(to);
    return best;
}

/* A short kernel runs more often, for at least some milliseconds in all. */
static void measure(const struct kernel *kernel, struct setting *s, int runs, double copy)
{
    double cpu[64], wall[64];
    struct err e;
    struct rusage usage;
    must_work(kernel->run(s, &e), &e); /* the pages of the results are this process's own afterwards */
    for (int run = 0; run < runs; run++) {
        double wall_start = seconds(CLOCK_MONOTONIC), cpu_start = seconds(CLOCK_PROCESS_CPUTIME_ID);
        must_work(kernel->run(s, &e), &e);
        cpu[run] = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
        wall[run] = seconds(CLOCK_MONOTONIC) - wall_start;
    }
    getrusage(RUSAGE_SELF, &usage);
    double cpu_time = median(cpu, runs), wall_time = least(wall, runs);
    double speed = kernel->bytes ? kernel->bytes(s) / (kernel->threads ? wall_time : cpu_time) : 0;
    printf("%s\t%d\t%.6f\t%.6f\t%ld\t", kernel->name, s->p.count, cpu_time, wall_time, usage.ru_maxrss / 1024);
    if (kernel->bytes)
        printf("%.2f\t%.2f\n", speed / 1e9, speed / copy);
    else
        printf("-\t-\n");
}

static void measure_apart(const struct kernel *kernel, struct setting *s, int runs, double copy)
{
    int status;
    fflush(stdout);
    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        exit(71);
    }
    if (!child) {
        measure(kernel, s, runs, copy);
        fflush(stdout);
        _exit(0);
    }
    if (waitpid(child, &status, 0) != child || status)
        exit(70);
}

/* ---- what they work on ---- */

static double count_parents(struct pedigree p)
{
    unsigned char *parent = must(calloc((size_t)p.count + 1, 1));
    double count = 0;
    for (int32_t i = 0; i < p.count; i++) {
        if (p.sire[i] >= 0)
            parent[p.sire[i]] = 1;
        if (p.dam[i] >= 0)
            parent[p.dam[i]] = 1;
    }
    for (int32_t i = 0; i < p.count; i++)
        count += parent[i];
    free(parent);
    return count;
}

/* Evenly spaced over the last part of the herd. */
static int32_t *spread(struct pedigree p, int32_t count, double part)
{
    int32_t *list = must(malloc((size_t)count * sizeof *list));
    double from = p.count * (1 - part);
    for (int32_t i = 0; i < count; i++)
        list[i] = (int32_t)(from + (p.count - from) * i / count);
    return list;
}

/* 300 males of the last years against a fifth of the animals, 15,000 at most. */
static void choose_block(struct setting *s)
{
    struct err e;
    int32_t *kept, *sire, *dam, both;
    s->row_count = s->p.count / 5 < 15000 ? s->p.count / 5 : 15000;
    s->column_count = s->row_count < 300 ? s->row_count : 300;
    s->rows = spread(s->p, s->row_count, 0.4);
    s->columns = spread(s->p, s->column_count, 0.15);
    s->block = must(malloc((size_t)s->row_count * s->column_count * sizeof *s->block));
    both = s->row_count + s->column_count;
    int32_t *wanted = must(malloc((size_t)both * sizeof *wanted));
    memcpy(wanted, s->rows, (size_t)s->row_count * sizeof *wanted);
    memcpy(wanted + s->row_count, s->columns, (size_t)s->column_count * sizeof *wanted);
    must_work(order_prune(s->p, wanted, both, &kept, &sire, &dam, &s->pruned, s->list, &e), &e);
    s->pruned -= s->row_count; /* of rows that are nobody's parents only these take part */
    free(kept);
    free(sire);
    free(dam);
    free(wanted);
}

static void setting_init(struct setting *s, struct pedigree p)
{
    size_t count = (size_t)p.count + 1;
    struct err e;
    *s = (struct setting){ .p = p, .parents = count_parents(p) };
    s->f = must(malloc(count * sizeof *s->f));
    s->other = must(malloc(count * sizeof *s->other));
    s->list = must(malloc(count * sizeof *s->list));
    choose_block(s);
    s->reference_count = p.count / PEDIGREE_YEARS;
    s->reference = spread(p, s->reference_count, 1.0 / PEDIGREE_YEARS);
    s->equivalent = must(malloc(count * sizeof *s->equivalent));
    s->birth = must(malloc(count * sizeof *s->birth));
    for (int32_t i = 0; i < p.count; i++) /* they stand in order of birth */
        s->birth[i] = (date_day)((int64_t)i * 365 * PEDIGREE_YEARS / p.count);
    must_work(inbreeding_all(p, s->f, NULL, &e) && completeness_all(p, 3, NULL, s->equivalent, &e), &e);
}

static void setting_done(struct setting *s)
{
    free(s->f);
    free(s->other);
    free(s->list);
    free(s->rows);
    free(s->columns);
    free(s->block);
    free(s->reference);
    free(s->equivalent);
    free(s->birth);
}

struct wish {
    const char *path, *csv;
    int32_t animals;
    uint64_t seed;
    int runs;
};

static bool read_words(int count, char **word, struct wish *ret)
{
    *ret = (struct wish){ .seed = 1, .runs = 5 };
    for (int i = 1; i < count; i++) {
        bool more = i + 1 < count;
        if (more && !strcmp(word[i], "--animals"))
            ret->animals = (int32_t)strtol(word[++i], NULL, 10);
        else if (more && !strcmp(word[i], "--seed"))
            ret->seed = strtoull(word[++i], NULL, 10);
        else if (more && !strcmp(word[i], "--runs"))
            ret->runs = (int)strtol(word[++i], NULL, 10);
        else if (more && !strcmp(word[i], "--csv"))
            ret->csv = word[++i];
        else
            ret->path = word[i];
    }
    return (ret->path || ret->animals > 10) && ret->runs > 0 && ret->runs <= 64;
}

int main(int count, char **word)
{
    struct wish wish;
    struct made_pedigree made = { 0 };
    struct setting s;
    if (!read_words(count, word, &wish)) {
        fprintf(stderr, "usage: %s ped.csv | --animals N [--seed S] [--runs R] [--csv FILE]\n", word[0]);
        return 64;
    }
    double copy = copy_speed();
    if (wish.path)
        pedigree_read(&made, wish.path);
    else
        pedigree_make(&made, wish.animals, wish.seed);
    if (wish.csv)
        pedigree_write(&made, wish.csv);
    printf("copy\t%d\t-\t-\t-\t%.2f\t1.00\n", made.count, copy / 1e9);
    setting_init(&s, (struct pedigree){ made.count, made.sire, made.dam });
    for (size_t i = 0; i < COUNT(kernels); i++)
        measure_apart(&kernels[i], &s, wish.runs, copy);
    setting_done(&s);
    pedigree_free(&made);
    return 0;
}
