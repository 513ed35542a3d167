/* genetics_group.c - mean kinship of groups: herds, tiers, families, breeds, birth years; how the whole is divided */
#include "genetics_grouping.h"

#include <math.h>
#include <string.h>

#define FIELD_SMALLEST                                                                  \
    {                                                                                   \
        .name = "smallest", .zh = "最少头数", .en = "smallest", .type = FIELD_OF_COUNT, \
        .help = N_("groups of fewer animals are left out")                              \
    }

static const struct field groups_arguments[] = {
    GENETICS_FIELD_BY,      FIELD_SMALLEST,          GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES, GENETICS_FIELD_PEDIGREE, GENETICS_FIELD_FORMAT,
};
static const struct field pairs_arguments[] = {
    GENETICS_FIELD_BY,
    FIELD_SMALLEST,
    { .name = "matrix", .zh = "方阵", .en = "matrix", .help = N_("a square of kinship, minimum or standard instead") },
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};
static const struct field structure_arguments[] = {
    GENETICS_FIELD_BY,
    FIELD_SMALLEST,
    { .name = "equal",
      .zh = "各组等权",
      .en = "groups count alike",
      .type = FIELD_OF_FLAG,
      .help = N_("else each counts by its animals") },
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};

/* ---- what all three work on ---- */

/* Their square is held; on a screen every pair would be a line. */
enum { GROUPS_MOST = 4000, GROUPS_SHOWN = 300 };

struct groups {
    struct grouping g;
    double *mean;
    struct group_facts *facts;
};

static void groups_close(struct groups *x)
{
    grouping_close(&x->g);
    memory_free(x->mean);
    memory_free(x->facts);
}

static bool groups_open(struct command_context *c, const struct record *r, size_t most, struct groups *x, struct err *e)
{
    *x = (struct groups){ 0 };
    if (!grouping_open(c, r, "keeper", GENETICS_F, NULL, &x->g, e))
        return false;
    size_t count = (size_t)x->g.count;
    bool good = count <= most ||
                err_set(e, ERR_USAGE, "smallest",
                        _("%d groups are too many to compare each with each (at most %d). Leave out small ones with "
                          "--smallest, or choose with --reference."),
                        x->g.count, (int)most);
    if (good) {
        x->mean = memory_resize(NULL, count * count + 1, sizeof *x->mean);
        x->facts = memory_resize(NULL, count + 1, sizeof *x->facts);
        good = group_kinship(x->g.s.p, x->g.s.f, grouping_set(&x->g), x->mean, x->facts, c->progress, e);
    }
    if (!good)
        groups_close(x);
    return good;
}

static const char *title_of(struct command_context *c, const char *title, const struct groups *x)
{
    return arena_printf(c->arena, _("%s: %s"), title, x->g.whom);
}

/* ---- genetics groups ---- */

/* Mean kinship with the animals of the other groups. */
static double with_the_rest(const struct groups *x, int32_t g)
{
    double sum = 0.0, animals = 0.0;
    for (int32_t h = 0; h < x->g.count; h++)
        if (h != g) {
            sum += x->facts[h].members * x->mean[(size_t)g * (size_t)x->g.count + (size_t)h];
            animals += x->facts[h].members;
        }
    return sum / animals;
}

static void whole_row(struct table *t, const struct groups *x)
{
    struct group_structure s;
    double animals = 0.0;
    group_structure(x->g.count, x->mean, x->facts, NULL, &s);
    for (int32_t g = 0; g < x->g.count; g++)
        animals += x->facts[g].members;
    int row = table_add_row(t, TABLE_TOTAL);
    table_set_text(t, row, 0, _("All together"));
    table_set_integer(t, row, 1, (int64_t)animals);
    table_set_real(t, row, 2, s.inbreeding);
    table_set_real(t, row, 3, s.self);
    table_set_real(t, row, 4, s.all);
    table_set_real(t, row, 5, animals > 1 ? (s.all * animals - s.self) / (animals - 1) : (double)NAN);
}

static bool genetics_groups_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    const struct table_column columns[] = {
        { "group", _("Group"), TABLE_TEXT, 0, 1, false },
        { "animals", _("Animals"), TABLE_COUNT, 0, 0, true },
        { "f", _("Mean F"), TABLE_REAL, 5, 0, false },
        { "self", _("With itself"), TABLE_REAL, 5, 0, false },
        { "within", _("All pairs"), TABLE_REAL, 5, 0, false },
        { "others", _("Two different"), TABLE_REAL, 5, 0, false },
        { "rest", _("With the rest"), TABLE_REAL, 5, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    struct groups x;
    if (!groups_open(c, r, GROUPS_MOST, &x, e))
        return false;
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "groups", title_of(c, _("Kinship inside groups"), &x), kept, COUNT(columns));
    for (int32_t g = 0; g < x.g.count; g++) {
        int row = table_add_row(ret, TABLE_ROW);
        table_set_text(ret, row, 0, grouping_label(c, r, x.g.word, x.g.name[g]));
        table_set_integer(ret, row, 1, x.facts[g].members);
        table_set_real(ret, row, 2, x.facts[g].inbreeding);
        table_set_real(ret, row, 3, x.facts[g].self);
        table_set_real(ret, row, 4, x.facts[g].within);
        table_set_real(ret, row, 5, x.facts[g].others);
        table_set_real(ret, row, 6, with_the_rest(&x, g));
    }
    whole_row(ret, &x);
    groups_close(&x);
    return true;
}

/* ---- genetics group-kinship ---- */

static void pair_rows(struct command_context *c, const struct record *r, const struct groups *x, const double *minimum,
                      const double *standard, struct table *ret)
{
    for (int32_t g = 0; g < x->g.count; g++)
        for (int32_t h = g; h < x->g.count; h++) {
            size_t at = (size_t)g * (size_t)x->g.count + (size_t)h;
            int row = table_add_row(ret, TABLE_ROW);
            table_set_text(ret, row, 0, grouping_label(c, r, x->g.word, x->g.name[g]));
            table_set_text(ret, row, 1, grouping_label(c, r, x->g.word, x->g.name[h]));
            table_set_real(ret, row, 2, x->mean[at]);
            table_set_real(ret, row, 3, minimum[at]);
            table_set_real(ret, row, 4, isinf(standard[at]) ? (double)NAN : standard[at]);
        }
}

static void square(struct command_context *c, const struct record *r, const struct groups *x, const char *title,
                   const double *values, struct table *ret)
{
    int count = x->g.count;
    struct table_column *columns = arena_new(c->arena, ((size_t)count + 1) * sizeof *columns);
    columns[0] = (struct table_column){ "group", _("Group"), TABLE_TEXT, 0, 1, false };
    for (int32_t h = 0; h < count; h++)
        columns[h + 1] = grouping_column(c, r, x->g.word, x->g.name[h], TABLE_REAL, 5);
    table_init(ret, c->arena, "group_matrix", title_of(c, title, x), columns, count + 1);
    for (int32_t g = 0; g < count; g++) {
        int row = table_add_row(ret, TABLE_ROW);
        table_set_text(ret, row, 0, columns[g + 1].title);
        for (int32_t h = 0; h < count; h++) {
            double value = values[(size_t)g * (size_t)count + (size_t)h];
            table_set_real(ret, row, h + 1, isinf(value) ? (double)NAN : value);
        }
    }
}

static void pair_table(struct command_context *c, const struct record *r, const struct groups *x, const double *minimum,
                       const double *standard, struct table *ret)
{
    const struct table_column columns[] = {
        { "group", _("Group"), TABLE_TEXT, 0, 1, false },
        { "other", _("Other group"), TABLE_TEXT, 0, 1, false },
        { "kinship", _("Mean kinship"), TABLE_REAL, 5, 0, false },
        { "minimum", _("Nei's minimum distance"), TABLE_REAL, 5, 0, false },
        { "standard", _("Nei's standard distance"), TABLE_REAL, 5, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "group_pairs", title_of(c, _("Kinship between groups"), x), kept, COUNT(columns));
    pair_rows(c, r, x, minimum, standard, ret);
}

static bool genetics_group_kinship_table(struct command_context *c, const struct record *r, struct table *ret,
                                         struct err *e)
{
    const char *matrix = record_text(r, "matrix");
    struct groups x;
    if (matrix && strcmp(matrix, "kinship") != 0 && strcmp(matrix, "minimum") != 0 && strcmp(matrix, "standard") != 0)
        return err_set(e, ERR_USAGE, "matrix", _("\"%s\" is none of: kinship, minimum, standard"), matrix);
    if (!groups_open(c, r, c->into ? GROUPS_SHOWN : GROUPS_MOST, &x, e))
        return false;
    size_t cells = (size_t)x.g.count * (size_t)x.g.count;
    double *minimum = memory_resize(NULL, cells + 1, sizeof *minimum);
    double *standard = memory_resize(NULL, cells + 1, sizeof *standard);
    group_distances(x.g.count, x.mean, minimum, standard);
    if (!matrix)
        pair_table(c, r, &x, minimum, standard, ret);
    else if (*matrix == 'k')
        square(c, r, &x, _("Mean kinship"), x.mean, ret);
    else if (*matrix == 'm')
        square(c, r, &x, _("Nei's minimum distance"), minimum, ret);
    else
        square(c, r, &x, _("Nei's standard distance"), standard, ret);
    memory_free(minimum);
    memory_free(standard);
    groups_close(&x);
    return true;
}

/* ---- genetics structure ---- */

static void measure(struct command_context *c, const struct record *r, struct table *t, const char *code,
                    const char *words, double value)
{
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, command_for_eyes(c, r) ? words : code);
    table_set_real(t, row, 1, value);
}

static void measures(struct command_context *c, const struct record *r, struct table *t,
                     const struct group_structure *s)
{
    measure(c, r, t, "groups", _("Groups"), s->groups);
    measure(c, r, t, "f", _("Mean F"), s->inbreeding);
    measure(c, r, t, "self", _("Mean kinship of an animal with itself"), s->self);
    measure(c, r, t, "within", _("Mean kinship inside groups"), s->within);
    measure(c, r, t, "all", _("Mean kinship of all"), s->all);
    measure(c, r, t, "f_is", _("F_IS: mating inside groups (below 0: kin avoided)"), s->f_is);
    measure(c, r, t, "f_st", _("F_ST: how far the groups are apart"), s->f_st);
    measure(c, r, t, "f_it", _("F_IT: both together"), s->f_it);
    measure(c, r, t, "diversity", _("Gene diversity of all"), 1.0 - s->all);
    measure(c, r, t, "diversity_animal", _("of it inside an animal"), 1.0 - s->self);
    measure(c, r, t, "diversity_group", _("of it between animals of a group"), s->self - s->within);
    measure(c, r, t, "diversity_between", _("of it between groups (mean of Nei's distances)"), s->within - s->all);
}

static bool genetics_structure_table(struct command_context *c, const struct record *r, struct table *ret,
                                     struct err *e)
{
    const struct table_column columns[] = {
        { "measure", _("Measure"), TABLE_TEXT, 0, 1, false },
        { "value", _("Value"), TABLE_REAL, 5, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    struct group_structure s;
    struct groups x;
    if (!groups_open(c, r, GROUPS_MOST, &x, e))
        return false;
    double *alike = memory_resize(NULL, (size_t)x.g.count + 1, sizeof *alike);
    for (int32_t g = 0; g < x.g.count; g++)
        alike[g] = 1.0;
    group_structure(x.g.count, x.mean, x.facts, record_text(r, "equal") ? alike : NULL, &s);
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "structure", title_of(c, _("How the animals are divided"), &x), kept, COUNT(columns));
    measures(c, r, ret, &s);
    memory_free(alike);
    groups_close(&x);
    return true;
}

/* ---- verbs ---- */

static bool run_groups(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_groups_table, e);
}

static bool run_group_kinship(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_group_kinship_table, e);
}

static bool run_structure(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_structure_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "groups",
      .summary = N_("mean F and kinship inside holdings, tiers, breeds, families or birth years"),
      .help = N_("All pairs: each animal with itself too, the F expected in lambs of random mating. Two different: "
                 "without that. With the rest: with the animals of the other groups.\n"
                 "Example: mupu genetics groups --by tier --reference \"sex=F\""),
      .arguments = groups_arguments,
      .argument_count = COUNT(groups_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_groups,
      .answers = true },
    { .subject = "genetics",
      .verb = "group-kinship",
      .summary = N_("mean kinship and Nei's distances of every two groups"),
      .help = N_("Minimum: the mean of both groups' own kinships less that between them. Standard: the logarithm of "
                 "their ratio, unknown between groups that share no ancestor.\n"
                 "Example: mupu genetics group-kinship --by family --matrix kinship --format csv"),
      .arguments = pairs_arguments,
      .argument_count = COUNT(pairs_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_group_kinship,
      .answers = true },
    { .subject = "genetics",
      .verb = "structure",
      .summary = N_("how the animals are divided into groups: F_IS, F_ST, F_IT, gene diversity and where it lies"),
      .help = N_("From mean kinships (Caballero & Toro 2002).\n"
                 "Example: mupu genetics structure --by keeper --smallest 10"),
      .arguments = structure_arguments,
      .argument_count = COUNT(structure_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_structure,
      .answers = true },
};
const struct command_group command_genetics_group = { commands, COUNT(commands) };
