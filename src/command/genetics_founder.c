/* genetics_founder.c - from whom the genes and the inbreeding of a group come: founders, ancestors, partial inbreeding
 */
#include "genetics_measure.h"

#include <stdlib.h>
#include <string.h>

static const struct field list_arguments[] = {
    GENETICS_FIELD_LIMIT,    GENETICS_FIELD_REFERENCE, GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE, GENETICS_FIELD_FORMAT,
};
static const struct field partial_arguments[] = {
    { .name = "animal",
      .zh = "个体",
      .en = "animal",
      .place = "1",
      .help = N_("without it the mean of the reference") },
    GENETICS_FIELD_LIMIT,
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};
enum { LISTED = 50 };

/* ---- shares of founders, largest first ---- */

struct share {
    int32_t animal;
    double value;
};

static int by_value(const void *left, const void *right)
{
    const struct share *a = left, *b = right;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return (a->animal > b->animal) - (a->animal < b->animal);
}

static struct share *sorted_shares(const double *value, int32_t animals, int32_t *ret_count)
{
    struct share *share = memory_resize(NULL, (size_t)animals + 1, sizeof *share);
    int32_t count = 0;
    for (int32_t i = 0; i < animals; i++)
        if (value[i] > 0.0)
            share[count++] = (struct share){ i, value[i] };
    qsort(share, (size_t)count, sizeof *share, by_value);
    *ret_count = count;
    return share;
}

/* A founder that has one known parent is the other one. */
static const char *founder_word(const struct measured *m, int32_t animal, bool eyes)
{
    return measured_unknown_parent(m, animal, m->s.p.sire[animal] >= 0 || m->s.p.dam[animal] >= 0, eyes);
}

/* ---- genetics founders ---- */

static void founder_rows(struct measured *m, const double *value, int64_t limit, bool eyes, struct table *t)
{
    int32_t count;
    double sum = 0.0;
    struct share *share = sorted_shares(value, m->s.p.count, &count);
    for (int32_t k = 0; k < count && (!limit || k < limit); k++) {
        int32_t animal = share[k].animal;
        int row = table_add_row(t, TABLE_ROW);
        sum += share[k].value;
        table_set_text(t, row, 0, genetics_source_name(&m->s, animal));
        table_set_text(t, row, 1, founder_word(m, animal, eyes));
        table_set_real(t, row, 2, share[k].value);
        table_set_real(t, row, 3, sum);
    }
    memory_free(share);
}

static bool genetics_founders_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    const struct table_column columns[] = {
        { "founder", _("Founder"), TABLE_TEXT, 0, 1, false },
        { "unknown_parent", _("Unknown parent"), TABLE_TEXT, 0, 0, false },
        { "share", _("Share of genes"), TABLE_PERCENT, 2, 0, false },
        { "cumulative", _("Together"), TABLE_PERCENT, 2, 0, false },
    };
    struct measured m;
    struct founder_diversity d;
    int64_t limit;
    if (!measured_limit(r, LISTED, &limit, e) || !measured_open(c, r, &m, e))
        return false;
    double *value = memory_resize(NULL, (size_t)m.s.p.count + 1, sizeof *value);
    bool good = founder_contributions(m.s.p, m.reference, m.count, value, e) &&
                founder_diversity(m.s.p, m.s.f, m.reference, m.count, &d, e);
    if (good) {
        measured_table(&m, ret, "founders",
                       arena_printf(c->arena,
                                    _("Founders (known: %d, unknown parents: %d), worth %.1f that contribute alike"),
                                    d.founders, d.unknown_parents, d.effective_founders),
                       columns, COUNT(columns));
        founder_rows(&m, value, limit, command_for_eyes(c, r), ret);
    }
    memory_free(value);
    measured_close(&m);
    return good;
}

/* ---- genetics ancestors ---- */

static void ancestor_rows(struct measured *m, const struct ancestor_contribution *list, int32_t count, bool eyes,
                          struct table *t)
{
    for (int32_t k = 0; k < count; k++) {
        int row = table_add_row(t, TABLE_ROW);
        table_set_text(t, row, 0, genetics_source_name(&m->s, list[k].animal));
        table_set_text(t, row, 1, measured_unknown_parent(m, list[k].animal, list[k].unknown_parent, eyes));
        table_set_real(t, row, 2, list[k].share);
        table_set_real(t, row, 3, list[k].marginal);
        table_set_real(t, row, 4, list[k].cumulative);
    }
}

static bool genetics_ancestors_table(struct command_context *c, const struct record *r, struct table *ret,
                                     struct err *e)
{
    const struct table_column columns[] = {
        { "ancestor", _("Ancestor"), TABLE_TEXT, 0, 1, false },
        { "unknown_parent", _("Unknown parent"), TABLE_TEXT, 0, 0, false },
        { "share", _("Share of genes"), TABLE_PERCENT, 2, 0, false },
        { "marginal", _("Beyond those above"), TABLE_PERCENT, 2, 0, false },
        { "cumulative", _("Together"), TABLE_PERCENT, 2, 0, false },
    };
    struct measured m;
    struct ancestor_summary a;
    int64_t limit;
    if (!measured_limit(r, LISTED, &limit, e) || !measured_open(c, r, &m, e))
        return false;
    struct ancestor_contribution *list = memory_resize(NULL, (size_t)m.s.p.count + 1, sizeof *list);
    bool good = ancestor_contributions(m.s.p, m.reference, m.count, list, m.s.p.count, &a, c->progress, e);
    if (good) {
        measured_table(
            &m, ret, "ancestors",
            arena_printf(c->arena, _("Ancestors (%d), worth %.1f that contribute alike"), a.found, a.at_least), columns,
            COUNT(columns));
        ancestor_rows(&m, list, limit && limit < a.found ? (int32_t)limit : a.found, command_for_eyes(c, r), ret);
    }
    memory_free(list);
    measured_close(&m);
    return good;
}

/* ---- genetics partial ---- */

struct inbred {
    int32_t animal; /* GENETICS_UNKNOWN = the reference */
    double f;
};

/* The one animal takes the place of the reference; of that those count whose pedigree tells F. */
static bool choose_animal(struct measured *m, const struct record *r, struct inbred *ret, struct err *e)
{
    int32_t known = 0;
    ret->animal = GENETICS_UNKNOWN;
    if (record_text(r, "animal")) {
        if (!genetics_source_find(&m->s, record_text(r, "animal"), "animal", &ret->animal, e))
            return false;
        m->reference[0] = ret->animal;
        m->count = 1;
        m->whom = genetics_source_name(&m->s, ret->animal);
    }
    ret->f = 0.0;
    for (int32_t i = 0; i < m->count; i++)
        if (m->tells[m->reference[i]]) {
            m->reference[known++] = m->reference[i];
            ret->f += m->s.f[m->reference[i]];
        }
    m->count = known;
    ret->f /= known;
    return true;
}

enum { NAME, AS, PARENT, F, SHARE };

static int inbreeding_row(struct measured *m, struct table *t, int32_t animal, double f, double all)
{
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, NAME, genetics_source_name(&m->s, animal));
    table_set_real(t, row, F, f);
    table_set_real(t, row, SHARE, f / all);
    return row;
}

static void founder_parts(struct measured *m, const double *value, double f, int64_t limit, bool eyes, struct table *t)
{
    int32_t count;
    struct share *share = sorted_shares(value, m->s.p.count, &count);
    for (int32_t k = 0; k < count && (!limit || k < limit); k++) {
        int row = inbreeding_row(m, t, share[k].animal, share[k].value, f);
        table_set_text(t, row, AS, eyes ? _("founder") : "founder");
        table_set_text(t, row, PARENT, founder_word(m, share[k].animal, eyes));
    }
    memory_free(share);
}

/* Where the lines of the one animal's sire and dam meet first. */
static bool ancestor_parts(struct measured *m, const struct inbred *of, bool eyes, struct table *t, struct err *e)
{
    enum { NAMED = 10 };
    struct kinship_source source[NAMED];
    int32_t count, sire = of->animal < 0 ? -1 : m->s.p.sire[of->animal],
                   dam = of->animal < 0 ? -1 : m->s.p.dam[of->animal];
    if (sire < 0 || dam < 0 || m->count == 0)
        return true;
    if (!kinship_sources(m->s.p, m->s.f, sire, dam, source, NAMED, &count, e))
        return false;
    for (int32_t k = 0; k < count && k < NAMED; k++) {
        int row = inbreeding_row(m, t, source[k].ancestor, source[k].share, of->f);
        table_set_text(t, row, AS, eyes ? _("nearest common ancestor") : "common_ancestor");
    }
    return true;
}

static const char *inbred_words(struct command_context *c, const struct measured *m, const struct inbred *of)
{
    if (m->count == 0)
        return _("F not known: too few ancestors are on record");
    return of->animal >= 0
               ? arena_printf(c->arena, _("F %.4f %% and where it comes from"), of->f * 100)
               : arena_printf(c->arena, _("mean F %.4f %% of %d and where it comes from"), of->f * 100, m->count);
}

static bool genetics_partial_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    const struct table_column columns[] = {
        [NAME] = { "animal", _("Ancestor"), TABLE_TEXT, 0, 1, false },
        [AS] = { "as", _("As"), TABLE_TEXT, 0, 0, false },
        [PARENT] = { "unknown_parent", _("Unknown parent"), TABLE_TEXT, 0, 0, false },
        [F] = { "f", _("F from it"), TABLE_REAL, 6, 0, false },
        [SHARE] = { "share", _("Of all F"), TABLE_PERCENT, 1, 0, false },
    };
    bool eyes = command_for_eyes(c, r);
    struct measured m;
    struct inbred of;
    int64_t limit;
    if (!measured_limit(r, LISTED, &limit, e) || !measured_open(c, r, &m, e))
        return false;
    double *value = memory_resize(NULL, (size_t)m.s.p.count + 1, sizeof *value);
    bool good =
        choose_animal(&m, r, &of, e) && partial_inbreeding(m.s.p, m.s.f, m.reference, m.count, value, c->progress, e);
    if (good) {
        measured_table(&m, ret, "partial_inbreeding", inbred_words(c, &m, &of), columns, COUNT(columns));
        founder_parts(&m, value, of.f, limit, eyes, ret);
        good = ancestor_parts(&m, &of, eyes, ret, e);
    }
    memory_free(value);
    measured_close(&m);
    return good;
}

/* ---- the verbs ---- */

static bool run_founders(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_founders_table, e);
}

static bool run_ancestors(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_ancestors_table, e);
}

static bool run_partial(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_partial_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "founders",
      .summary = N_("from which founders the genes of a group come"),
      .help = N_("Founders are animals without known parents. Where one parent of an animal is known, the other one "
                 "counts as a founder, too: \"unknown parent\" says which it is of that animal."),
      .arguments = list_arguments,
      .argument_count = COUNT(list_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_founders,
      .answers = true },
    { .subject = "genetics",
      .verb = "ancestors",
      .summary = N_("the ancestors that explain most of a group's genes, the most important first"),
      .help = N_("Boichard, Maignel and Verrier (1997): each counts for what those above it do not explain. Few that "
                 "explain half are a bottleneck."),
      .arguments = list_arguments,
      .argument_count = COUNT(list_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_ancestors,
      .answers = true },
    { .subject = "genetics",
      .verb = "partial",
      .summary = N_("from which founders and common ancestors the inbreeding of one animal or a group comes"),
      .help =
          N_("The parts of the founders make up F. Those of the nearest common ancestors, where the lines of sire and "
             "dam meet first, make it up in another way (of one animal only; the ten largest)."),
      .arguments = partial_arguments,
      .argument_count = COUNT(partial_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_partial,
      .answers = true },
};
const struct command_group command_genetics_founder = { commands, COUNT(commands) };
