/* genetics_trend.c - how a population changes from year to year, and how old parents are */
#include "genetics_measure.h"

#include <math.h>
#include <string.h>

static const struct field arguments[] = {
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};

static int year_of(date_day day)
{
    int year, month, ignored;
    date_to_ymd(day, &year, &month, &ignored);
    return year;
}

/* ---- genetics trend ---- */

/* Without --reference a book tells of all it ever had of the species, not of those present alone: of them the past
 * years keep but the long-lived. */
static bool mark_everyone(struct measured *m, const struct record *r, unsigned char *in, struct err *e)
{
    struct genetics_factor species;
    if (record_text(r, "reference") || m->s.of_file) {
        for (int32_t i = 0; i < m->count; i++)
            in[m->reference[i]] = 1;
        return true;
    }
    if (!genetics_source_factor(&m->s, "species", &species, e))
        return false;
    for (int32_t i = 0; i < m->s.p.count; i++)
        in[i] = species.level[i] == species.level[m->reference[0]];
    m->whom = arena_printf(m->s.c->arena, _("%s, all on record"), m->whom);
    genetics_factor_done(&species);
    return true;
}

struct years {
    int32_t *group, count, undated;
    int first;
};

static void sort_by_year(const struct measured *m, const unsigned char *in, struct years *ret)
{
    int last = INT32_MIN;
    ret->first = INT32_MAX;
    ret->undated = 0;
    for (int32_t i = 0; i < m->s.p.count; i++) {
        ret->group[i] = GENETICS_UNKNOWN;
        if (!in[i])
            continue;
        if (m->s.birth[i] == DATE_NONE) {
            ret->undated++;
            continue;
        }
        int year = year_of(m->s.birth[i]);
        ret->group[i] = year;
        ret->first = year < ret->first ? year : ret->first;
        last = year > last ? year : last;
    }
    ret->count = last < ret->first ? 0 : last - ret->first + 1;
    for (int32_t i = 0; i < m->s.p.count; i++)
        if (ret->group[i] != GENETICS_UNKNOWN)
            ret->group[i] -= ret->first;
}

static void trend_rows(const struct trend *trend, const struct years *years, struct table *t)
{
    for (int32_t g = 0; g < years->count; g++) {
        const struct trend *y = &trend[g];
        if (!y->animals)
            continue;
        int row = table_add_row(t, TABLE_ROW);
        table_set_integer(t, row, 0, years->first + g);
        table_set_integer(t, row, 1, y->animals);
        table_set_integer(t, row, 2, y->sires);
        table_set_integer(t, row, 3, y->dams);
        table_set_integer(t, row, 4, y->known);
        table_set_real(t, row, 5, y->inbreeding);
        table_set_real(t, row, 6, y->diversity.mean_kinship_of_pairs);
        table_set_real(t, row, 7, y->fraction);
        table_set_real(t, row, 8, y->equivalent);
        table_set_real(t, row, 9, y->diversity.effective_founders);
        table_set_real(t, row, 10, y->ancestors.at_least);
        table_set_real(t, row, 11, y->diversity.founder_genomes);
    }
}

static bool fill_trend(struct command_context *c, struct measured *m, const struct years *years, struct table *t,
                       struct err *e)
{
    struct trend *trend = memory_resize(NULL, (size_t)years->count + 1, sizeof *trend);
    struct trend_input in = { .f = m->s.f,
                              .tells = m->tells,
                              .fraction = m->fraction,
                              .equivalent = m->equivalent,
                              .group = years->group,
                              .groups = years->count,
                              .most_ancestors = INT32_MAX };
    bool good = trend_groups(m->s.p, &in, trend, c->progress, e);
    if (good)
        trend_rows(trend, years, t);
    memory_free(trend);
    return good;
}

static bool genetics_trend_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    const struct table_column columns[] = {
        { "year", _("Born"), TABLE_COUNT, 0, 0, false },
        { "animals", _("Animals"), TABLE_COUNT, 0, 0, false },
        { "sires", _("Sires"), TABLE_COUNT, 0, 0, false },
        { "dams", _("Dams"), TABLE_COUNT, 0, 0, false },
        { "known", _("F known"), TABLE_COUNT, 0, 0, false },
        { "f", _("Mean F"), TABLE_REAL, 4, 0, false },
        { "kinship", _("Kinship"), TABLE_REAL, 4, 0, false },
        { "completeness", _("Known"), TABLE_PERCENT, 0, 0, false },
        { "equivalent", _("Eq.gen"), TABLE_REAL, 2, 0, false },
        { "effective_founders", "fe", TABLE_REAL, 1, 0, false },
        { "effective_ancestors", "fa", TABLE_REAL, 1, 0, false },
        { "founder_genomes", "fg", TABLE_REAL, 1, 0, false },
    };
    struct measured m;
    struct years years;
    if (!measured_open(c, r, &m, e))
        return false;
    unsigned char *in = memory_new((size_t)m.s.p.count + 1);
    years.group = memory_resize(NULL, (size_t)m.s.p.count + 1, sizeof *years.group);
    bool good = mark_everyone(&m, r, in, e);
    if (good) {
        sort_by_year(&m, in, &years);
        measured_table(&m, ret, "trend",
                       years.undated
                           ? arena_printf(c->arena, _("By year of birth (%d not dated left out)"), years.undated)
                           : _("By year of birth"),
                       columns, COUNT(columns));
        good = fill_trend(c, &m, &years, ret, e);
    }
    memory_free(in);
    memory_free(years.group);
    measured_close(&m);
    return good;
}

/* ---- genetics interval ---- */

static const struct {
    const char *name, *label;
} paths[GENERATION_PATHS] = {
    [SIRE_TO_SON] = { "sire_son", N_("sire to son") },
    [SIRE_TO_DAUGHTER] = { "sire_daughter", N_("sire to daughter") },
    [DAM_TO_SON] = { "dam_son", N_("dam to son") },
    [DAM_TO_DAUGHTER] = { "dam_daughter", N_("dam to daughter") },
};

static void interval_rows(const struct generation_interval interval[GENERATION_PATHS], bool eyes, struct table *t)
{
    for (int path = 0; path < GENERATION_PATHS; path++) {
        int row = table_add_row(t, TABLE_ROW);
        table_set_text(t, row, 0, eyes ? _(paths[path].label) : paths[path].name);
        table_set_integer(t, row, 1, interval[path].count);
        table_set_real(t, row, 2, interval[path].mean / GENETICS_YEAR);
        table_set_real(t, row, 3, interval[path].deviation / GENETICS_YEAR);
        table_set_integer(t, row, 4, interval[path].unknown);
        table_set_integer(t, row, 5, interval[path].impossible);
    }
    int row = table_add_row(t, TABLE_TOTAL);
    table_set_text(t, row, 0, eyes ? _("mean of the four") : "mean");
    table_set_real(t, row, 2, generation_interval_mean(interval) / GENETICS_YEAR);
}

static bool genetics_interval_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    const struct table_column columns[] = {
        { "path", _("Path"), TABLE_TEXT, 0, 1, false },
        { "animals", _("Offspring"), TABLE_COUNT, 0, 0, false },
        { "years", _("Years"), TABLE_REAL, 2, 0, false },
        { "deviation", _("Deviation"), TABLE_REAL, 2, 0, false },
        { "unknown", _("Parent or day unknown"), TABLE_COUNT, 0, 0, false },
        { "impossible", _("Impossible"), TABLE_COUNT, 0, 0, false },
    };
    struct generation_interval interval[GENERATION_PATHS];
    struct measured m;
    if (!measured_open(c, r, &m, e))
        return false;
    if (record_text(r, "reference")) { /* those asked for, without their ancestors */
        memset(m.inside, 0, (size_t)m.s.p.count);
        for (int32_t i = 0; i < m.count; i++)
            m.inside[m.reference[i]] = 1;
    }
    bool good = generation_interval_paths(m.s.p, m.s.birth, m.inside, interval, e);
    if (good) {
        measured_table(&m, ret, "generation_interval", _("Age of parents at the birth of parents"), columns,
                       COUNT(columns));
        interval_rows(interval, command_for_eyes(c, r), ret);
    }
    measured_close(&m);
    return good;
}

/* ---- the verbs ---- */

static bool run_trend(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_trend_table, e);
}

static bool run_interval(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_interval_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "trend",
      .summary = N_("by year of birth: parents used, inbreeding, kinship, founders and ancestors that count"),
      .help = N_("Mean F is of the animals whose pedigree tells it (\"F known\"). Kinship is the mean of every two "
                 "animals of the year. fe, fa, fg: effective founders, effective ancestors, founder "
                 "genomes. Without --reference all animals of the species count, those that left, too."),
      .arguments = arguments,
      .argument_count = COUNT(arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_trend,
      .answers = true },
    { .subject = "genetics",
      .verb = "interval",
      .summary = N_("generation interval: how old sires and dams are when those lambs are born that become parents"),
      .help = N_("Of the offspring that the group and its ancestors hold; with --reference of that group alone."),
      .arguments = arguments,
      .argument_count = COUNT(arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_interval,
      .answers = true },
};
const struct command_group command_genetics_trend = { commands, COUNT(commands) };
