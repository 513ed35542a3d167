/* genetics_diversity.c - genetics diversity: every measure of a group's diversity that is one number */
#include "genetics_measure.h"

#include <math.h>
#include <string.h>

static const struct field diversity_arguments[] = {
    { .name = "sample",
      .zh = "抽样",
      .en = "sample",
      .type = FIELD_OF_COUNT,
      .help = N_("animals whose pairs give the effective size by kinship; 2000 without it") },
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};
enum { SAMPLE = 2000, INDEX_GENERATIONS = 4 };

/* The measures in their order; `decimals` for people. */
enum measure {
    ANIMALS,
    SIRES,
    DAMS,
    INBREEDING,
    COMPLETENESS,
    INDEX,
    EQUIVALENT,
    KINSHIP,
    KINSHIP_PAIRS,
    GENE_DIVERSITY,
    FOUNDERS,
    UNKNOWN_PARENTS,
    EFFECTIVE_FOUNDERS,
    EFFECTIVE_ANCESTORS,
    FOUNDER_GENOMES,
    INTERVAL,
    SIZE_INBREEDING,
    SIZE_KINSHIP,
    SIZE_GENERATIONS,
    SIZE_YEARS,
    MEASURES
};
static const struct {
    const char *name, *label;
    int decimals;
} measures[MEASURES] = {
    [ANIMALS] = { "animals", N_("Animals"), 0 },
    [SIRES] = { "sires", N_("Their sires"), 0 },
    [DAMS] = { "dams", N_("Their dams"), 0 },
    [INBREEDING] = { "f", N_("Mean F"), 5 },
    [COMPLETENESS] = { "completeness", N_("Known of 3 generations"), 4 },
    [INDEX] = { "completeness_index", N_("Completeness index, 4 generations"), 4 },
    [EQUIVALENT] = { "equivalent", N_("Equivalent complete generations"), 2 },
    [KINSHIP] = { "kinship", N_("Mean kinship, each with itself too"), 5 },
    [KINSHIP_PAIRS] = { "kinship_pairs", N_("Mean kinship of two different"), 5 },
    [GENE_DIVERSITY] = { "gene_diversity", N_("Gene diversity kept"), 5 },
    [FOUNDERS] = { "founders", N_("Founders"), 0 },
    [UNKNOWN_PARENTS] = { "unknown_parents", N_("Unknown parents beside them"), 0 },
    [EFFECTIVE_FOUNDERS] = { "effective_founders", N_("Effective founders (fe)"), 2 },
    [EFFECTIVE_ANCESTORS] = { "effective_ancestors", N_("Effective ancestors (fa)"), 2 },
    [FOUNDER_GENOMES] = { "founder_genomes", N_("Founder genomes (fg)"), 2 },
    [INTERVAL] = { "generation_interval", N_("Generation interval, years"), 2 },
    [SIZE_INBREEDING] = { "ne_inbreeding", N_("Ne by inbreeding of each"), 1 },
    [SIZE_KINSHIP] = { "ne_kinship", N_("Ne by kinship of pairs"), 1 },
    [SIZE_GENERATIONS] = { "ne_generations", N_("Ne by F over generations"), 1 },
    [SIZE_YEARS] = { "ne_years", N_("Ne by F over years of birth"), 1 },
};

struct report {
    struct measured m;
    struct command_context *c;
    struct table *t;
    bool eyes;
};

enum { MEASURE, VALUE, ERROR, NOTE };

/* People read a figure as it is meant, programs all its digits. */
static void set_figure(struct report *w, int row, int column, double value, int decimals)
{
    if (isnan(value) || isinf(value))
        return;
    if (w->eyes)
        table_set_text(w->t, row, column, arena_printf(w->c->arena, "%10.*f", decimals, value));
    else
        table_set_real(w->t, row, column, value);
}

static int add(struct report *w, enum measure which, double value, const char *note)
{
    int row = table_add_row(w->t, TABLE_ROW);
    table_set_text(w->t, row, MEASURE, w->eyes ? _(measures[which].label) : measures[which].name);
    set_figure(w, row, VALUE, value, measures[which].decimals);
    table_set_text(w->t, row, NOTE, note);
    return row;
}

/* ---- the group ---- */

static int32_t count_different(const struct measured *m, const int32_t *parents)
{
    unsigned char *seen = memory_new((size_t)m->s.p.count + 1);
    int32_t count = 0;
    for (int32_t i = 0; i < m->count; i++) {
        int32_t parent = parents[m->reference[i]];
        count += parent >= 0 && !seen[parent];
        if (parent >= 0)
            seen[parent] = 1;
    }
    memory_free(seen);
    return count;
}

static double mean_of(const struct measured *m, const double *value)
{
    double sum = 0.0;
    for (int32_t i = 0; i < m->count; i++)
        sum += value[m->reference[i]];
    return sum / m->count;
}

static bool add_known(struct report *w, struct err *e)
{
    const struct measured *m = &w->m;
    double sum = 0.0, *index = memory_resize(NULL, (size_t)m->s.p.count + 1, sizeof *index);
    int32_t known = 0;
    bool good = completeness_index(m->s.p, INDEX_GENERATIONS, index, e);
    for (int32_t i = 0; i < m->count; i++) {
        known += m->tells[m->reference[i]];
        sum += m->tells[m->reference[i]] ? m->s.f[m->reference[i]] : 0.0;
    }
    add(w, ANIMALS, m->count, NULL);
    add(w, SIRES, count_different(m, m->s.p.sire), NULL);
    add(w, DAMS, count_different(m, m->s.p.dam), NULL);
    add(w, INBREEDING, sum / known,
        known < m->count
            ? arena_printf(w->c->arena, _("of %d whose pedigree tells it, %d left out"), known, m->count - known)
            : NULL);
    add(w, COMPLETENESS, mean_of(m, m->fraction), NULL);
    if (good)
        add(w, INDEX, mean_of(m, index), NULL);
    add(w, EQUIVALENT, mean_of(m, m->equivalent), NULL);
    memory_free(index);
    return good;
}

/* ---- where its genes come from ---- */

static bool add_origins(struct report *w, struct err *e)
{
    const struct measured *m = &w->m;
    struct founder_diversity d;
    struct ancestor_summary a;
    if (!founder_diversity(m->s.p, m->s.f, m->reference, m->count, &d, e) ||
        !ancestor_contributions(m->s.p, m->reference, m->count, NULL, INT32_MAX, &a, w->c->progress, e))
        return false;
    add(w, KINSHIP, d.mean_kinship, NULL);
    add(w, KINSHIP_PAIRS, d.mean_kinship_of_pairs, NULL);
    add(w, GENE_DIVERSITY, 1.0 - d.mean_kinship, _("of the founders'; 1 - mean kinship"));
    add(w, FOUNDERS, d.founders, NULL);
    add(w, UNKNOWN_PARENTS, d.unknown_parents, NULL);
    add(w, EFFECTIVE_FOUNDERS, d.effective_founders, _("list: genetics founders"));
    add(w, EFFECTIVE_ANCESTORS, a.at_least, _("list: genetics ancestors"));
    add(w, FOUNDER_GENOMES, d.founder_genomes, NULL);
    return true;
}

/* ---- effective size ---- */

static void add_size(struct report *w, enum measure which, const struct population_size *size, const char *from)
{
    const char *note = size->rate <= 0.0   ? _("no increase to be seen")
                       : isnan(size->rate) ? _("too little is known")
                                           : from;
    int row = add(w, which, size->size, note);
    set_figure(w, row, ERROR, size->standard_error, measures[which].decimals);
}

/* F of the animals inside the group's pedigree, NaN where it is not known. */
static double *known_f(const struct measured *m, bool inside_only)
{
    double *f = memory_resize(NULL, (size_t)m->s.p.count + 1, sizeof *f);
    for (int32_t i = 0; i < m->s.p.count; i++)
        f[i] = m->tells[i] && (!inside_only || m->inside[i]) ? m->s.f[i] : (double)NAN;
    return f;
}

static double *birth_years(const struct measured *m)
{
    double *year = memory_resize(NULL, (size_t)m->s.p.count + 1, sizeof *year);
    for (int32_t i = 0; i < m->s.p.count; i++) {
        int y = 0, month, day;
        if (m->s.birth[i] != DATE_NONE)
            date_to_ymd(m->s.birth[i], &y, &month, &day);
        year[i] = m->s.birth[i] != DATE_NONE ? y : (double)NAN;
    }
    return year;
}

static const char *of_animals(struct report *w, const struct population_size *size)
{
    return arena_printf(w->c->arena, _("of %lld animals whose pedigree tells it"), (long long)size->used);
}

static void add_size_by_inbreeding(struct report *w)
{
    const struct measured *m = &w->m;
    double *f = known_f(m, false);
    struct population_size size = population_size_by_inbreeding(f, m->equivalent, m->reference, m->count);
    add_size(w, SIZE_INBREEDING, &size, of_animals(w, &size));
    memory_free(f);
}

static void add_sizes_by_regression(struct report *w, double interval)
{
    const struct measured *m = &w->m;
    double *of_inside = known_f(m, true), *year = birth_years(m);
    struct population_size generations = population_size_by_regression(m->equivalent, of_inside, m->s.p.count, 1),
                           years = population_size_by_regression(year, of_inside, m->s.p.count, interval);
    add_size(w, SIZE_GENERATIONS, &generations, of_animals(w, &generations));
    if (isnan(interval))
        add(w, SIZE_YEARS, (double)NAN, _("needs the generation interval"));
    else
        add_size(w, SIZE_YEARS, &years, of_animals(w, &years));
    memory_free(of_inside);
    memory_free(year);
}

static bool add_size_by_kinship(struct report *w, int64_t sample, struct err *e)
{
    const struct measured *m = &w->m;
    struct population_size size;
    int32_t count = sample < m->count ? (int32_t)sample : m->count;
    int32_t *chosen = memory_resize(NULL, (size_t)count + 1, sizeof *chosen);
    for (int32_t i = 0; i < count; i++) /* evenly over the group */
        chosen[i] = m->reference[(int64_t)i * m->count / count];
    bool good = population_size_by_kinship(m->s.p, m->s.f, m->equivalent, chosen, count, &size, w->c->progress, e);
    memory_free(chosen);
    if (good)
        add_size(w, SIZE_KINSHIP, &size,
                 count < m->count ? arena_printf(w->c->arena, _("%lld pairs, of a sample of %d animals"),
                                                 (long long)size.used, count)
                                  : arena_printf(w->c->arena, _("every pair: %lld"), (long long)size.used));
    return good;
}

/* In years; of parents inside the group's pedigree. */
static bool add_interval(struct report *w, double *ret, struct err *e)
{
    struct generation_interval paths[GENERATION_PATHS];
    if (!generation_interval_paths(w->m.s.p, w->m.s.birth, w->m.inside, paths, e))
        return false;
    *ret = generation_interval_mean(paths) / GENETICS_YEAR;
    add(w, INTERVAL, *ret, isnan(*ret) ? _("birth days are missing on some path") : _("list: genetics interval"));
    return true;
}

static bool genetics_diversity_table(struct command_context *c, const struct record *r, struct table *ret,
                                     struct err *e)
{
    bool eyes = command_for_eyes(c, r);
    const struct table_column columns[] = {
        { "measure", _("Measure"), TABLE_TEXT, 0, 0, false },
        { "value", _("Figure"), eyes ? TABLE_TEXT : TABLE_REAL, -1, 0, false },
        { "standard_error", _("Standard error"), eyes ? TABLE_TEXT : TABLE_REAL, -1, 0, false },
        { "note", _("Note"), TABLE_TEXT, 0, 1, false },
    };
    struct report w = { .c = c, .t = ret, .eyes = eyes };
    int64_t sample = SAMPLE;
    double interval;
    if ((record_text(r, "sample") && !number_parse_int(record_text(r, "sample"), 2, INT32_MAX, &sample, e)) ||
        !measured_open(c, r, &w.m, e))
        return false;
    measured_table(&w.m, ret, "diversity", _("Diversity"), columns, COUNT(columns));
    bool good = add_known(&w, e) && add_origins(&w, e) && add_interval(&w, &interval, e);
    if (good) {
        add_size_by_inbreeding(&w);
        good = add_size_by_kinship(&w, sample, e);
    }
    if (good)
        add_sizes_by_regression(&w, interval);
    measured_close(&w.m);
    return good;
}

static bool run_diversity(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_diversity_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "diversity",
      .summary = N_("how diverse a group is: kinship, founders, ancestors, founder genomes, effective size"),
      .help = N_("Every measure that is one number, with what it is of. Where pedigrees are short the effective sizes "
                 "say little: look at the equivalent complete generations first."),
      .arguments = diversity_arguments,
      .argument_count = COUNT(diversity_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_diversity,
      .answers = true },
};
const struct command_group command_genetics_diversity = { commands, COUNT(commands) };
