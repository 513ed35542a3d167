/* shared_oracles.c - every pedigree of $MUPU_SHARED/data (else ../shared/data beside the source) that comes with
 * independent answers, one TAP case each.
 *
 * Beside <name>.csv stands <name>.F.csv with id, F, gen (longest path), ecg (equivalent complete generations). All are
 * compared for every animal; of the smaller pedigrees also the kinships of groups, with the means over all pairs;
 * A^-1 with columns of A; of all the kinships of parents with F, and F on two threads. mrode/ch2_1.A.csv holds a whole
 * A and its inverse.
 * Without the folder this says so and skips, unless MUPU_DEMAND_SHARED is set.
 */
#include "shared_herd.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- one data set ---- */

static int32_t compare(struct herd *h, FILE *answers, const double *f, const int32_t *generation,
                       const double *equivalent)
{
    char line[LINE], *cell[CELLS];
    int32_t compared = 0, bad = 0;
    if (!fgets(line, sizeof line, answers))
        return -1;
    int cells = split(line, cell);
    int id = column(cell, cells, "id"), f_at = column(cell, cells, "F"), gen_at = column(cell, cells, "gen"),
        ecg_at = column(cell, cells, "ecg");
    while (bad < 5 && fgets(line, sizeof line, answers)) {
        cells = split(line, cell);
        const struct name *name = find(h, cell[id]);
        if (!name->text) {
            printf("# animal '%s' has an answer but no row\n", cell[id]);
            bad++;
            continue;
        }
        compared++;
        bad += differs("F", cell[id], f[name->index], strtod(cell[f_at], NULL), 1e-12);
        if (gen_at >= 0)
            bad += differs("generation", cell[id], generation[name->index], strtod(cell[gen_at], NULL), 0);
        if (ecg_at >= 0)
            bad += differs("ecg", cell[id], equivalent[name->index], strtod(cell[ecg_at], NULL), 1e-9);
    }
    if (!bad && compared != h->count) {
        printf("# %d animals in the pedigree, %d answers\n", h->count, compared);
        return -1;
    }
    return bad ? -1 : compared;
}

/* Kinships of groups are means over blocks; up to TABULAR animals all pairs are formed. */
static bool groups_differ(struct pedigree p, const double *f)
{
    enum { TABULAR = 1500, GROUPS = 18 };
    if (p.count > TABULAR || p.count < GROUPS)
        return false;
    int32_t *group = must(malloc(p.count * sizeof *group)), *all = must(malloc(p.count * sizeof *all));
    double *block = must(malloc((size_t)p.count * p.count * sizeof *block)), mean[GROUPS * GROUPS];
    double sum[GROUPS * GROUPS] = { 0 }, pairs[GROUPS * GROUPS] = { 0 };
    struct err e = { 0 };
    for (int32_t i = 0; i < p.count; i++)
        group[i] = (all[i] = i) % GROUPS;
    bool bad = !kinship_block(p, f, all, p.count, all, p.count, block, NULL, &e) ||
               !group_kinship(p, f, (struct group_set){ GROUPS, group, NULL }, mean, NULL, NULL, &e);
    for (int32_t i = 0; !bad && i < p.count; i++)
        for (int32_t j = 0; j < p.count; j++) {
            sum[group[i] * GROUPS + group[j]] += block[(size_t)i * p.count + j];
            pairs[group[i] * GROUPS + group[j]]++;
        }
    for (int k = 0; !bad && k < GROUPS * GROUPS; k++)
        bad = differs("kinship of groups", "", mean[k], sum[k] / pairs[k], 1e-12);
    free(group);
    free(all);
    free(block);
    return bad;
}

/* A^-1 times a column of A is a column of the identity: the matrix by one route, its inverse by the other. */
static bool inverse_agrees(struct pedigree p, const double *f)
{
    size_t size = (size_t)p.count + 1;
    int32_t *all = must(malloc(size * sizeof *all));
    double *column = must(malloc(size * sizeof *column)), *product = must(malloc(size * sizeof *product));
    struct err e = { 0 };
    bool good = true;
    for (int32_t i = 0; i < p.count; i++)
        all[i] = i;
    for (int k = 0; good && p.count && k < 3; k++) {
        int32_t centre = (int32_t)((p.count - 1) * (int64_t)k / 2);
        good = kinship_block(p, f, all, p.count, &centre, 1, column, NULL, &e) &&
               inverse_product(p, f, NULL, column, product, &e);
        for (int32_t i = 0; good && i < p.count; i++)
            good = fabs(2 * product[i] - (i == centre)) <= 1e-9;
    }
    if (!good)
        printf("# the inverse of A does not undo A %s\n", e.message);
    free(all);
    free(column);
    free(product);
    return good;
}

/* The kinship of an animal's parents is its F, whose right value is known by now: of up to SAMPLE animals one by one
 * and as a block. */
static bool parents_agree(struct pedigree p, const double *f)
{
    enum { SAMPLE = 200 };
    int32_t child[SAMPLE], sire[SAMPLE], dam[SAMPLE], count = 0, step = p.count / SAMPLE + 1;
    static double block[SAMPLE * SAMPLE];
    struct err e = { 0 };
    for (int32_t i = 0, last = -1; i < p.count && count < SAMPLE; i++)
        if (p.sire[i] >= 0 && p.dam[i] >= 0 && (last < 0 || i - last >= step)) {
            child[count] = last = i;
            sire[count] = p.sire[i];
            dam[count++] = p.dam[i];
        }
    bool good = kinship_block(p, f, sire, count, dam, count, block, NULL, &e);
    for (int32_t i = 0; good && i < count; i++) {
        double pair;
        good = kinship_pair(p, f, sire[i], dam[i], &pair, &e) && fabs(pair - f[child[i]]) <= 1e-12 &&
               fabs(block[i * count + i] - f[child[i]]) <= 1e-12;
    }
    if (!good)
        printf("# the kinship of parents is not F %s\n", e.message);
    return good;
}

static bool threads_agree(struct pedigree p, const double *f)
{
    double *many = must(malloc((p.count + 1) * sizeof *many));
    struct err e = { 0 };
    bool good = inbreeding_all_parallel(p, 2, many, NULL, &e) && !memcmp(f, many, p.count * sizeof *many);
    if (!good)
        printf("# F on two threads has other bytes %s\n", e.message);
    free(many);
    return good;
}

/* Animals compared, or -1. */
static int32_t run(FILE *pedigree, FILE *answers)
{
    struct herd h;
    struct err e = { 0 };
    herd_read(&h, pedigree);
    struct pedigree p = { h.count, h.sire, h.dam };
    double *f = must(malloc((h.count + 1) * sizeof *f)), *equivalent = must(malloc((h.count + 1) * sizeof *f));
    int32_t *generation = must(malloc((h.count + 1) * sizeof *generation)), result = -1;
    if (inbreeding_all(p, f, NULL, &e) && order_generations(p, generation, &e) &&
        completeness_all(p, 3, NULL, equivalent, &e))
        result = groups_differ(p, f) ? -1 : compare(&h, answers, f, generation, equivalent);
    else
        printf("# %s\n", e.message);
    if (result >= 0 && (!inverse_agrees(p, f) || !parents_agree(p, f) || !threads_agree(p, f)))
        result = -1;
    free(f);
    free(equivalent);
    free(generation);
    herd_done(&h);
    return result;
}

static bool run_named(const char *folder, const char *name, int test)
{
    FILE *pedigree = open_named(folder, name, ".csv"), *answers = open_named(folder, name, ".F.csv");
    int32_t compared = pedigree && answers ? run(pedigree, answers) : -1;
    if (pedigree)
        fclose(pedigree);
    if (answers)
        fclose(answers);
    printf("%sok %d - %s, %d animals\n", compared < 0 ? "not " : "", test, name, compared);
    return compared >= 0;
}

/* Mrode's example 2.1: rows i, j, a, ainv, every pair of animals. */
static bool compare_matrices(struct pedigree p, const double *f, const struct inverse_matrix *m, FILE *answers)
{
    char line[LINE], *cell[CELLS];
    int32_t compared = 0;
    bool good = fgets(line, sizeof line, answers) != NULL;
    while (good && fgets(line, sizeof line, answers) && split(line, cell) == 4) {
        int32_t row = (int32_t)strtol(cell[0], NULL, 10) - 1, column = (int32_t)strtol(cell[1], NULL, 10) - 1;
        double got = 0, kinship = NAN;
        struct err e = { 0 };
        for (int64_t i = m->start[column]; i < m->start[column + 1]; i++)
            if (m->row[i] == row)
                got = m->value[i];
        good = kinship_pair(p, f, row, column, &kinship, &e) &&
               !differs("A", cell[0], 2 * kinship, strtod(cell[2], NULL), 1e-12) &&
               !differs("inverse", cell[0], got, strtod(cell[3], NULL), 1e-10);
        compared++;
    }
    return good && compared == m->size * m->size;
}

static bool run_inverse(const char *folder, int test)
{
    FILE *pedigree = open_named(folder, "mrode/ch2_1", ".ped.csv"),
         *answers = open_named(folder, "mrode/ch2_1", ".A.csv");
    bool good = false;
    if (pedigree && answers) {
        struct herd h;
        struct inverse_matrix m = { 0 };
        struct err e = { 0 };
        double f[16];
        herd_read(&h, pedigree);
        struct pedigree p = { h.count, h.sire, h.dam };
        good = inbreeding_all(p, f, NULL, &e) && inverse_columns(p, f, NULL, INVERSE_FULL, &m, NULL, &e) &&
               compare_matrices(p, f, &m, answers);
        inverse_done(&m);
        herd_done(&h);
    }
    if (pedigree)
        fclose(pedigree);
    if (answers)
        fclose(answers);
    printf("%sok %d - mrode/ch2_1, A and its inverse\n", good ? "" : "not ", test);
    return good;
}

/* The pedigrees that were published with loops in them: how many, and how many animals their shortest cycles have. */
static const struct {
    const char *name;
    int32_t loops, animals;
} looped[] = { { "vis_loop", 2, 6 }, { "optisel_witherrors_raw", 2, 5 } };

static bool run_loops(const char *folder, int which, int test)
{
    FILE *pedigree = open_named(folder, looped[which].name, ".csv");
    int32_t *members, *start, loops = -1, animals = -1;
    if (pedigree) {
        struct herd h;
        struct err e;
        herd_read(&h, pedigree);
        if (check_cycles((struct pedigree){ h.count, h.sire, h.dam }, &members, &start, &loops, &e)) {
            animals = start[loops];
            free(members);
            free(start);
        }
        herd_done(&h);
        fclose(pedigree);
    }
    bool good = loops == looped[which].loops && animals == looped[which].animals;
    printf("%sok %d - %s, %d loops, cycles of %d animals\n", good ? "" : "not ", test, looped[which].name, loops,
           animals);
    return good;
}

static int has_answers(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 6 && !strcmp(entry->d_name + length - 6, ".F.csv");
}

int main(void)
{
    char *folder = shared_folder();
    struct dirent **entry;
    int count = scandir(folder, &entry, has_answers, alphasort);
    if (count <= 0)
        return shared_absent(folder);
    bool good = true;
    printf("1..%d\n", count + 1 + (int)COUNT(looped));
    for (int i = 0; i < count; i++) {
        entry[i]->d_name[strlen(entry[i]->d_name) - 6] = '\0';
        good &= run_named(folder, entry[i]->d_name, i + 1);
        free(entry[i]);
    }
    free(entry);
    good &= run_inverse(folder, count + 1);
    for (int i = 0; i < (int)COUNT(looped); i++)
        good &= run_loops(folder, i, count + 2 + i);
    free(folder);
    return !good;
}
