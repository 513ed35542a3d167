/* diversity_oracles.c - measures of diversity on the pedigrees of the shared folder against other programs.
 *
 * <name>.optisel_summary.csv (optiSel): equivalent, full and longest generations, completeness index of 4 generations.
 * <name>.purger.csv (purgeR): F, equivalent generations t, Ballou's ancestral inbreeding Fa.
 * _purger_population.csv (purgeR), the animals with target 1 as reference: effective founders and ancestors, founder
 * genomes (by gene dropping: within its own deviation), effective size with its standard error.
 */
#include "shared_herd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const optisel_sets[] = { "arrui",   "dorcas",  "optisel_example", "optisel_hinterwald",
                                            "pedcows", "vis_deep" };
static const char *const purger_sets[] = { "arrui", "dama", "dorcas" };

struct figures {
    struct herd h;
    struct pedigree p;
    double *f, *equivalent, *index, *ancestral;
    int32_t *full, *longest;
    bool *made_up; /* a parent of it is */
};

static void must_work(bool good, const struct err *e)
{
    if (!good) {
        printf("# %s\n", e->message);
        abort();
    }
}

static void figures_done(struct figures *g)
{
    free(g->f);
    free(g->equivalent);
    free(g->index);
    free(g->ancestral);
    free(g->full);
    free(g->longest);
    free(g->made_up);
    herd_done(&g->h);
}

static bool figures_get(struct figures *g, const char *folder, const char *name)
{
    struct err e;
    FILE *file = open_named(folder, name, ".csv");
    if (!file)
        return false;
    herd_read(&g->h, file);
    fclose(file);
    size_t n = (size_t)g->h.count + 1;
    g->p = (struct pedigree){ g->h.count, g->h.sire, g->h.dam };
    g->f = must(malloc(n * sizeof *g->f));
    g->equivalent = must(malloc(n * sizeof *g->f));
    g->index = must(malloc(n * sizeof *g->f));
    g->ancestral = must(malloc(n * sizeof *g->f));
    g->full = must(malloc(n * sizeof *g->full));
    g->longest = must(malloc(n * sizeof *g->full));
    g->made_up = must(calloc(n, sizeof *g->made_up));
    must_work(inbreeding_all(g->p, g->f, NULL, &e) && completeness_all(g->p, 4, NULL, g->equivalent, &e) &&
                  completeness_index(g->p, 4, g->index, &e) && completeness_full(g->p, g->full, &e) &&
                  order_generations(g->p, g->longest, &e) && ancestral_inbreeding(g->p, g->f, g->ancestral, &e),
              &e);
    return true;
}

static void cut(struct figures *g, int32_t *parent, char letter, int32_t animal)
{
    if (*parent < 0 || g->h.id[*parent][0] != letter || strcmp(g->h.id[*parent] + 1, g->h.id[animal]))
        return;
    *parent = GENETICS_UNKNOWN;
    g->made_up[animal] = true;
}

/* optiSel counts generations without the parents it made up itself, "S" or "D" and the offspring's id, but takes them
 * as known for that offspring's completeness index: theirs is left out here. */
static void count_without_made_up(struct figures *g)
{
    struct err e;
    for (int32_t i = 0; i < g->h.count; i++) {
        cut(g, &g->h.sire[i], 'S', i);
        cut(g, &g->h.dam[i], 'D', i);
    }
    must_work(completeness_all(g->p, 4, NULL, g->equivalent, &e) && completeness_full(g->p, g->full, &e) &&
                  completeness_index(g->p, 4, g->index, &e) && order_generations(g->p, g->longest, &e),
              &e);
}

/* ---- one row for each animal ---- */

struct answer {
    const char *column;
    double (*figure)(const struct figures *g, int32_t animal);
    double allowed;
};

static double get_f(const struct figures *g, int32_t animal)
{
    return g->f[animal];
}

static double get_equivalent(const struct figures *g, int32_t animal)
{
    return g->equivalent[animal];
}

static double get_full(const struct figures *g, int32_t animal)
{
    return g->full[animal];
}

static double get_longest(const struct figures *g, int32_t animal)
{
    return g->longest[animal];
}

static double get_index(const struct figures *g, int32_t animal)
{
    return g->index[animal];
}

static double get_ancestral(const struct figures *g, int32_t animal)
{
    return g->ancestral[animal];
}

static const struct answer optisel[] = { { "Inbreeding", get_f, 1e-12 },
                                         { "equiGen", get_equivalent, 1e-9 },
                                         { "fullGen", get_full, 0 },
                                         { "maxGen", get_longest, 0 },
                                         { "PCI", get_index, 1e-12 } };
static const struct answer purger[] = { { "Fi", get_f, 1e-12 },
                                        { "t", get_equivalent, 1e-9 },
                                        { "Fa", get_ancestral, 1e-12 } };

/* Animals compared, or -1. */
static int32_t compare(const struct figures *g, FILE *file, const struct answer *answer, int answers)
{
    char line[LINE], *cell[CELLS];
    int32_t compared = 0, bad = 0;
    if (!fgets(line, sizeof line, file))
        return -1;
    int cells = split(line, cell), at[8];
    for (int k = 0; k < answers; k++)
        at[k] = column(cell, cells, answer[k].column);
    while (bad < 5 && fgets(line, sizeof line, file)) {
        split(line, cell);
        const struct name *name = find(&g->h, cell[0]);
        if (!name->text) {
            printf("# animal '%s' has an answer but no row\n", cell[0]);
            return -1;
        }
        compared++;
        for (int k = 0; k < answers; k++)
            bad += !(answer[k].figure == get_index && g->made_up[name->index]) &&
                   differs(answer[k].column, cell[0], answer[k].figure(g, name->index), strtod(cell[at[k]], NULL),
                           answer[k].allowed);
    }
    return bad || !compared ? -1 : compared;
}

static bool run_rows(const char *folder, const char *name, const char *ending, const struct answer *answer, int answers,
                     int test)
{
    struct figures g;
    int32_t compared = -1;
    FILE *file = open_named(folder, name, ending);
    if (file && figures_get(&g, folder, name)) {
        if (answer == optisel)
            count_without_made_up(&g);
        compared = compare(&g, file, answer, answers);
        figures_done(&g);
    }
    if (file)
        fclose(file);
    printf("%sok %d - %s%s, %d animals\n", compared < 0 ? "not " : "", test, name, ending, compared);
    return compared >= 0;
}

/* ---- one row for each population ---- */

static int32_t read_targets(const struct figures *g, FILE *file, int32_t *ret)
{
    char line[LINE], *cell[CELLS];
    int32_t count = 0;
    if (!fgets(line, sizeof line, file))
        return 0;
    int cells = split(line, cell), id = column(cell, cells, "id"), target = column(cell, cells, "target");
    while (fgets(line, sizeof line, file)) {
        split(line, cell);
        if (!strcmp(cell[target], "1"))
            ret[count++] = find(&g->h, cell[id])->index;
    }
    return count;
}

static double expected_of(const char *folder, const char *name, const char *measure)
{
    char line[LINE], *cell[CELLS];
    double value = NAN;
    FILE *file = open_named(folder, "_purger_population", ".csv");
    while (file && fgets(line, sizeof line, file))
        if (split(line, cell) == 4 && !strcmp(cell[0], name) && !strcmp(cell[2], measure))
            value = strtod(cell[3], NULL);
    if (file)
        fclose(file);
    return value;
}

/* purgeR leaves unknown parents of animals with one known parent out and shares the rest among the known founders. */
static double effective_known_founders(const struct figures *g, const int32_t *reference, int32_t count)
{
    struct err e;
    double *share = must(malloc((size_t)g->p.count * sizeof *share)), sum = 0, squares = 0;
    must_work(founder_contributions(g->p, reference, count, share, &e), &e);
    for (int32_t i = 0; i < g->p.count; i++)
        if (g->p.sire[i] < 0 && g->p.dam[i] < 0) {
            sum += share[i];
            squares += share[i] * share[i];
        }
    free(share);
    return sum * sum / squares;
}

static bool run_population(const char *folder, const char *name, int test)
{
    struct figures g;
    struct founder_diversity d;
    struct ancestor_summary a;
    struct err e;
    FILE *file = open_named(folder, name, ".csv");
    if (!file || !figures_get(&g, folder, name))
        return !printf("not ok %d - %s\n", test, name);
    int32_t *reference = must(malloc((size_t)g.p.count * sizeof *reference));
    int32_t count = read_targets(&g, file, reference);
    fclose(file);
    must_work(founder_diversity(g.p, g.f, reference, count, &d, &e) &&
                  ancestor_contributions(g.p, reference, count, NULL, INT32_MAX, &a, NULL, &e),
              &e);
    struct population_size size = population_size_by_inbreeding(g.f, g.equivalent, reference, count);
    double of_drops = expected_of(folder, name, "se_Ng");
    printf("# %s: f_e %.10g, f_a %.10g of %d, f_g %.10g (gene dropping %.4g +- %.3g), Ne %.10g +- %.6g\n", name,
           d.effective_founders, a.at_least, a.found, d.founder_genomes, expected_of(folder, name, "Ng"), of_drops,
           size.size, size.standard_error);
    bool bad = false;
    bad |= differs("Nr", name, count, expected_of(folder, name, "Nr"), 0);
    bad |= differs("Nf", name, d.founders, expected_of(folder, name, "Nf"), 0);
    bad |=
        differs("Nfe", name, effective_known_founders(&g, reference, count), expected_of(folder, name, "Nfe"), 1e-11);
    bad |= differs("Nae", name, a.at_least, expected_of(folder, name, "Nae"), 1e-11);
    bad |= differs("Ng", name, d.founder_genomes, expected_of(folder, name, "Ng"), of_drops);
    bad |= differs("Ne", name, size.size, expected_of(folder, name, "Ne"), 1e-9);
    bad |= differs("se_Ne", name, size.standard_error, expected_of(folder, name, "se_Ne"), 1e-9);
    free(reference);
    figures_done(&g);
    printf("%sok %d - %s population, %d animals\n", bad ? "not " : "", test, name, count);
    return !bad;
}

int main(void)
{
    char *folder = shared_folder();
    FILE *file = open_named(folder, "_purger_population", ".csv");
    if (!file)
        return shared_absent(folder);
    fclose(file);
    bool good = true;
    int test = 0;
    printf("1..%d\n", (int)(COUNT(optisel_sets) + 2 * COUNT(purger_sets)));
    for (size_t i = 0; i < COUNT(optisel_sets); i++)
        good &= run_rows(folder, optisel_sets[i], ".optisel_summary.csv", optisel, COUNT(optisel), ++test);
    for (size_t i = 0; i < COUNT(purger_sets); i++)
        good &= run_rows(folder, purger_sets[i], ".purger.csv", purger, COUNT(purger), ++test);
    for (size_t i = 0; i < COUNT(purger_sets); i++)
        good &= run_population(folder, purger_sets[i], ++test);
    free(folder);
    return !good;
}
