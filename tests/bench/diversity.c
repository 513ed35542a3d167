/* diversity.c - what the measures of diversity cost: processor seconds and peak memory.
 *
 *   diversity_bench ped.csv   columns id,sire,dam,sex,birth (a year); ids are 1, 2, 3 ... in order, as
 *                             ../shared/bench/simped.py and flock_bench make them
 * The reference are the animals of the last year.
 */
#include "mupu/genetics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct herd {
    struct pedigree p;
    int32_t *sire, *dam, *year, *reference, first_year, last_year, reference_count;
    double *f, *equivalent, *fraction, *real;
};

static double start;

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static void begin(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    start = (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void end(bool good, const struct err *e, const char *what)
{
    struct rusage usage;
    double from = start;
    begin();
    getrusage(RUSAGE_SELF, &usage);
    if (!good) {
        fprintf(stderr, "%s\n", e->message);
        exit(err_exit_code(e));
    }
    printf("%-44s %9.4f s, peak %ld MB\n", what, start - from, usage.ru_maxrss / 1024);
}

static void read_csv(struct herd *h, FILE *file)
{
    size_t size = 0;
    int32_t count = 0, room = 0;
    char *line = NULL;
    for (bool heading = true; getline(&line, &size, file) > 0; heading = false) {
        if (heading)
            continue;
        if (count == room) {
            room = room + room / 2 + 1024;
            h->sire = must(realloc(h->sire, (size_t)room * sizeof *h->sire));
            h->dam = must(realloc(h->dam, (size_t)room * sizeof *h->dam));
            h->year = must(realloc(h->year, (size_t)room * sizeof *h->year));
        }
        int32_t cell[5] = { 0 };
        char *at = line;
        for (int k = 0; k < 5 && at; k++) {
            cell[k] = (int32_t)strtol(at, NULL, 10);
            at = strchr(at, ',');
            at = at ? at + 1 : NULL;
        }
        h->sire[count] = cell[1] - 1;
        h->dam[count] = cell[2] - 1;
        h->year[count++] = cell[4];
    }
    free(line);
    h->p = (struct pedigree){ count, h->sire, h->dam };
}

static void prepare(struct herd *h)
{
    struct err e;
    size_t bytes = ((size_t)h->p.count + 1) * sizeof *h->f;
    h->f = must(malloc(bytes));
    h->equivalent = must(malloc(bytes));
    h->fraction = must(malloc(bytes));
    h->real = must(malloc(bytes));
    h->reference = must(malloc(bytes));
    h->first_year = INT32_MAX;
    for (int32_t i = 0; i < h->p.count; i++) {
        h->first_year = h->year[i] < h->first_year ? h->year[i] : h->first_year;
        h->last_year = h->year[i] > h->last_year ? h->year[i] : h->last_year;
    }
    for (int32_t i = 0; i < h->p.count; i++)
        if (h->year[i] == h->last_year)
            h->reference[h->reference_count++] = i;
    begin();
    end(inbreeding_all(h->p, h->f, NULL, &e), &e, "all F");
    end(completeness_all(h->p, 3, h->fraction, h->equivalent, &e), &e, "completeness, 3 generations, and equivalents");
    printf("%d animals, reference %d of %d\n", h->p.count, h->reference_count, h->last_year);
}

static void measure_one_pass(struct herd *h)
{
    struct err e;
    struct founder_diversity d;
    int32_t *full = must(malloc((size_t)h->p.count * sizeof *full));
    begin();
    end(founder_contributions(h->p, h->reference, h->reference_count, h->real, &e), &e, "founder contributions");
    end(founder_diversity(h->p, h->f, h->reference, h->reference_count, &d, &e), &e, "f_e, f_g, mean kinship");
    printf("    f_e %.10g of %d + %d, f_g %.10g, mean kinship %.10g\n", d.effective_founders, d.founders,
           d.unknown_parents, d.founder_genomes, d.mean_kinship);
    begin();
    end(ancestral_inbreeding(h->p, h->f, h->real, &e), &e, "ancestral inbreeding of all");
    end(completeness_index(h->p, 4, h->real, &e), &e, "completeness index of all, 4 generations");
    end(completeness_full(h->p, full, &e), &e, "full generations of all");
    end(generation_interval_paths(h->p, h->year, NULL, (struct generation_interval[GENERATION_PATHS]){ 0 }, &e), &e,
        "generation interval");
    free(full);
}

static void measure_ancestors(struct herd *h)
{
    struct err e;
    struct ancestor_summary a;
    begin();
    end(ancestor_contributions(h->p, h->reference, h->reference_count, NULL, 100, &a, NULL, &e), &e, "100 ancestors");
    printf("    f_a %.6g to %.6g, explained %.4f\n", a.at_least, a.at_most, a.explained);
    begin();
    end(ancestor_contributions(h->p, h->reference, h->reference_count, NULL, 1000, &a, NULL, &e), &e, "1000 ancestors");
    printf("    f_a %.6g to %.6g, explained %.4f\n", a.at_least, a.at_most, a.explained);
    begin();
    end(ancestor_contributions(h->p, h->reference, h->reference_count, NULL, INT32_MAX, &a, NULL, &e), &e,
        "all ancestors");
    printf("    f_a %.10g, %d ancestors\n", a.at_least, a.found);
}

static void measure_partial(struct herd *h)
{
    struct err e;
    double sum = 0;
    begin();
    end(partial_inbreeding(h->p, h->f, &h->reference[h->reference_count - 1], 1, h->real, NULL, &e), &e,
        "partial inbreeding of one animal");
    if (h->p.count <= 2000000)
        end(partial_inbreeding(h->p, h->f, h->reference, h->reference_count, h->real, NULL, &e), &e,
            "partial inbreeding of the reference, mean");
    for (int32_t i = 0; i < h->p.count; i++)
        sum += h->real[i];
    printf("    sum over founders %.10g\n", sum);
}

static void measure_size(struct herd *h)
{
    struct err e;
    struct population_size size;
    int32_t count = h->reference_count < 2000 ? h->reference_count : 2000;
    begin();
    size = population_size_by_inbreeding(h->f, h->equivalent, h->reference, h->reference_count);
    end(true, &e, "Ne by inbreeding");
    printf("    Ne %.8g +- %.3g\n", size.size, size.standard_error);
    begin();
    end(population_size_by_kinship(h->p, h->f, h->equivalent, h->reference, count, &size, NULL, &e), &e,
        "Ne by kinship of 2000");
    printf("    Ne %.8g +- %.3g of %d\n", size.size, size.standard_error, count);
}

static void measure_trend(struct herd *h)
{
    struct err e;
    int32_t years = h->last_year - h->first_year + 1;
    int32_t *group = must(malloc((size_t)h->p.count * sizeof *group));
    struct trend *trend = must(malloc((size_t)years * sizeof *trend));
    for (int32_t i = 0; i < h->p.count; i++)
        group[i] = h->year[i] - h->first_year;
    struct trend_input in = { h->f, NULL, h->fraction, h->equivalent, group, years, INT32_MAX };
    begin();
    end(trend_groups(h->p, &in, trend, NULL, &e), &e, "trend by years, all ancestors of each");
    free(group);
    free(trend);
}

int main(int count, char **word)
{
    struct herd h = { 0 };
    FILE *file = count == 2 ? fopen(word[1], "r") : NULL;
    if (!file) {
        fprintf(stderr, "usage: %s ped.csv\n", word[0]);
        return 64;
    }
    read_csv(&h, file);
    fclose(file);
    prepare(&h);
    measure_one_pass(&h);
    measure_ancestors(&h);
    measure_partial(&h);
    measure_size(&h);
    measure_trend(&h);
    free(h.sire);
    free(h.dam);
    free(h.year);
    free(h.f);
    free(h.equivalent);
    free(h.fraction);
    free(h.real);
    free(h.reference);
    return 0;
}
