/* genetics_block.c - kinships of males with females: the whole block, the least related, the best new sires of a herd
 */
#include "genetics_grouping.h"
#include "genetics_side.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct field block_arguments[] = {
    GENETICS_FIELD_MALES,
    GENETICS_FIELD_FEMALES,
    { .name = "least",
      .zh = "各取最疏",
      .en = "least",
      .type = FIELD_OF_COUNT,
      .help = N_("of each female only so many males, the least related first") },
    { .name = "pairs", .zh = "逐对列出", .en = "pair by pair", .type = FIELD_OF_FLAG },
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};
static const struct field sires_arguments[] = {
    { .name = "sire",
      .zh = "只看一头",
      .en = "one sire",
      .help = N_("his kinship with every herd; without it the best of all males for each herd") },
    { .name = "least",
      .zh = "各取最疏",
      .en = "least",
      .type = FIELD_OF_COUNT,
      .help = N_("so many males for each herd, the least related first; without it 3") },
    GENETICS_FIELD_MALES,
    GENETICS_FIELD_FEMALES,
    GENETICS_FIELD_BY,
    { .name = "smallest",
      .zh = "最少头数",
      .en = "smallest",
      .type = FIELD_OF_COUNT,
      .help = N_("groups of fewer animals are left out") },
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};

/* ---- genetics kinship-block ---- */

enum { CELLS_MOST = 20000000, CELLS_AT_ONCE = 4000000, GENERATIONS = 3 };

struct block {
    struct genetics_source s;
    int32_t *male, *female, males, females;
    double *kinship; /* [females of a part][males] */
    struct table *ret;
};

static bool block_open(struct command_context *c, const struct record *r, struct block *b, struct err *e)
{
    const char *columns[3];
    *b = (struct block){ 0 };
    unsigned wants = genetics_side_wants(r, columns) | GENETICS_F | GENETICS_NAMES;
    if (!genetics_source_open(c, r, wants, columns, &b->s, e))
        return false;
    if (genetics_side_choose(&b->s, r, "males", 'M', &b->male, &b->males, e) &&
        genetics_side_choose(&b->s, r, "females", 'F', &b->female, &b->females, e))
        return true;
    memory_free(b->male);
    genetics_source_close(&b->s);
    return false;
}

static void block_close(struct block *b)
{
    memory_free(b->male);
    memory_free(b->female);
    memory_free(b->kinship);
    genetics_source_close(&b->s);
}

static void matrix_rows(struct block *b, int32_t from, int32_t females)
{
    for (int32_t i = 0; i < females; i++) {
        int row = table_add_row(b->ret, TABLE_ROW);
        table_set_text(b->ret, row, 0, genetics_source_name(&b->s, b->female[from + i]));
        for (int32_t m = 0; m < b->males; m++)
            table_set_real(b->ret, row, m + 1, b->kinship[(size_t)i * (size_t)b->males + (size_t)m]);
    }
}

static void pair_row(struct block *b, int32_t female, int32_t male, double kinship)
{
    int row = table_add_row(b->ret, TABLE_ROW);
    table_set_text(b->ret, row, 0, genetics_source_name(&b->s, b->female[female]));
    table_set_text(b->ret, row, 1, genetics_source_name(&b->s, b->male[male]));
    table_set_real(b->ret, row, 2, kinship);
}

struct mate_choice {
    double kinship;
    int32_t male;
    bool unknown; /* a parent of his: a kinship of 0 is then no knowledge, and he comes last */
};

static bool parent_unknown(struct pedigree p, int32_t animal)
{
    return p.sire[animal] < 0 || p.dam[animal] < 0;
}

static int least_first(const void *left, const void *right)
{
    const struct mate_choice *a = left, *b = right;
    if (a->unknown != b->unknown)
        return a->unknown - b->unknown;
    if (a->kinship != b->kinship)
        return a->kinship < b->kinship ? -1 : 1;
    return (a->male > b->male) - (a->male < b->male);
}

/* All pairs when `least` is as many as there are males: then in the order of the males. */
static void pair_rows(struct block *b, int32_t from, int32_t females, int64_t least)
{
    struct mate_choice *choice = memory_new((size_t)b->males * sizeof *choice);
    for (int32_t i = 0; i < females; i++) {
        for (int32_t m = 0; m < b->males; m++)
            choice[m] = (struct mate_choice){ b->kinship[(size_t)i * (size_t)b->males + (size_t)m], m,
                                              parent_unknown(b->s.p, b->male[m]) };
        if (least > 0)
            qsort(choice, (size_t)b->males, sizeof *choice, least_first);
        for (int32_t m = 0; m < b->males && (least == 0 || m < least); m++)
            pair_row(b, from + i, choice[m].male, choice[m].kinship);
    }
    memory_free(choice);
}

static void block_table(struct command_context *c, struct block *b, bool matrix)
{
    const struct table_column pair[] = {
        { "female", _("Female"), TABLE_TEXT, 0, 1, false },
        { "male", _("Male"), TABLE_TEXT, 0, 1, false },
        { "kinship", _("Kinship"), TABLE_REAL, 5, 0, false },
    };
    int count = matrix ? b->males + 1 : (int)COUNT(pair);
    struct table_column *columns = arena_new(c->arena, (size_t)count * sizeof *columns);
    for (int i = 0; i < count; i++)
        columns[i] =
            i == 0 || !matrix
                ? pair[i]
                : (struct table_column){
                      arena_text(c->arena, genetics_source_name(&b->s, b->male[i - 1])), NULL, TABLE_REAL, 5, 0, false
                  };
    for (int i = 1; matrix && i < count; i++)
        columns[i].title = columns[i].name;
    table_init(b->ret, c->arena, "kinship_block",
               arena_printf(c->arena, _("Kinship of %d females with %d males"), b->females, b->males), columns, count);
}

/* Some females at a time: with --least the block itself is never held. */
static bool fill_block(struct command_context *c, struct block *b, bool matrix, int64_t least, struct err *e)
{
    int32_t part = CELLS_AT_ONCE / b->males + 1;
    part = part < b->females ? part : b->females;
    b->kinship = memory_resize(NULL, (size_t)part * (size_t)b->males, sizeof *b->kinship);
    for (int32_t from = 0; from < b->females; from += part) {
        int32_t females = b->females - from < part ? b->females - from : part;
        if (!kinship_block(b->s.p, b->s.f, b->female + from, females, b->male, b->males, b->kinship, c->progress, e))
            return false;
        if (matrix)
            matrix_rows(b, from, females);
        else
            pair_rows(b, from, females, least);
    }
    return true;
}

static bool genetics_kinship_block_table(struct command_context *c, const struct record *r, struct table *ret,
                                         struct err *e)
{
    struct block b;
    int64_t least;
    if (!grouping_number(r, "least", 0, &least, e) || !block_open(c, r, &b, e))
        return false;
    b.ret = ret;
    bool matrix = least == 0 && !record_text(r, "pairs");
    int64_t cells = (int64_t)b.females * (least && least < b.males ? least : b.males);
    bool good = cells <= CELLS_MOST ||
                err_set(e, ERR_USAGE, "least",
                        _("%d x %d kinships are too many for one list. Choose fewer animals, or the nearest to "
                          "unrelated of each with --least."),
                        b.females, b.males);
    if (good) {
        block_table(c, &b, matrix);
        good = fill_block(c, &b, matrix, least, e);
    }
    block_close(&b);
    return good;
}

/* ---- genetics new-sires ---- */

struct sires {
    struct grouping g; /* all the reference; the females of each group are `set` */
    int32_t *group;    /* [animals] of the females; else -1 */
    int32_t *members;  /* [groups] females */
    int32_t *male, males;
    double *kinship; /* [males][groups] */
};

static void sires_close(struct sires *x)
{
    memory_free(x->group);
    memory_free(x->members);
    memory_free(x->male);
    memory_free(x->kinship);
    grouping_close(&x->g);
}

static bool find_males(struct sires *x, const struct record *r, struct err *e)
{
    const char *one = record_text(r, "sire");
    if (!one)
        return genetics_side_choose(&x->g.s, r, "males", 'M', &x->male, &x->males, e);
    x->male = memory_resize(NULL, 1, sizeof *x->male);
    x->males = 1;
    return genetics_source_find(&x->g.s, one, "sire", x->male, e);
}

static bool find_females(struct sires *x, const struct record *r, struct err *e)
{
    size_t animals = (size_t)x->g.s.p.count + 1;
    int32_t *female, females;
    if (!genetics_side_choose(&x->g.s, r, "females", 'F', &female, &females, e))
        return false;
    x->group = memory_resize(NULL, animals, sizeof *x->group);
    x->members = memory_new(((size_t)x->g.count + 1) * sizeof *x->members);
    memset(x->group, 0xff, animals * sizeof *x->group);
    for (int32_t i = 0; i < females; i++)
        if ((x->group[female[i]] = x->g.group[female[i]]) >= 0)
            x->members[x->group[female[i]]]++;
    memory_free(female);
    return true;
}

static bool sires_open(struct command_context *c, const struct record *r, struct sires *x, struct err *e)
{
    const char *columns[3];
    *x = (struct sires){ 0 };
    unsigned wants = genetics_side_wants(r, columns) | GENETICS_F;
    if (!grouping_open(c, r, "keeper", wants, columns, &x->g, e))
        return false;
    int64_t most = CELLS_MOST;
    bool good = find_males(x, r, e) && find_females(x, r, e);
    if (good && (int64_t)x->males * x->g.count > most)
        good = err_set(e, ERR_USAGE, "males",
                       _("%d males for %d herds are too many at once. Choose fewer with --males or --smallest."),
                       x->males, x->g.count);
    if (good) {
        x->kinship = memory_resize(NULL, (size_t)x->males * (size_t)x->g.count + 1, sizeof *x->kinship);
        struct group_set females = { x->g.count, x->group, NULL };
        good = group_animals(x->g.s.p, x->g.s.f, females, x->male, x->males, x->kinship, c->progress, e);
    }
    if (!good)
        sires_close(x);
    return good;
}

static void sire_row(struct command_context *c, const struct record *r, struct sires *x, int32_t group,
                     const struct mate_choice *choice, struct table *ret)
{
    int32_t male = x->male[choice->male], stands = x->g.group[male];
    int row = table_add_row(ret, TABLE_ROW);
    table_set_text(ret, row, 0, grouping_label(c, r, x->g.word, x->g.name[group]));
    table_set_integer(ret, row, 1, x->members[group]);
    table_set_text(ret, row, 2, genetics_source_name(&x->g.s, male));
    table_set_text(ret, row, 3, stands < 0 ? NULL : grouping_label(c, r, x->g.word, x->g.name[stands]));
    table_set_real(ret, row, 4, completeness_one(x->g.s.p, male, GENERATIONS));
    table_set_real(ret, row, 5, choice->kinship);
}

/* The least related males of other herds for each. */
static void best_sires(struct command_context *c, const struct record *r, struct sires *x, int64_t least,
                       struct table *ret)
{
    struct mate_choice *choice = memory_new((size_t)x->males * sizeof *choice);
    for (int32_t g = 0; g < x->g.count; g++) {
        if (!x->members[g])
            continue;
        int32_t others = 0;
        for (int32_t m = 0; m < x->males; m++)
            if (x->g.group[x->male[m]] != g) /* who stands there is not new */
                choice[others++] = (struct mate_choice){ x->kinship[(size_t)m * (size_t)x->g.count + (size_t)g], m,
                                                         parent_unknown(x->g.s.p, x->male[m]) };
        qsort(choice, (size_t)others, sizeof *choice, least_first);
        for (int32_t m = 0; m < others && m < least; m++)
            sire_row(c, r, x, g, &choice[m], ret);
    }
    memory_free(choice);
}

/* The herds of one male, those where he is least related first. */
static void herds_of_one(struct command_context *c, const struct record *r, struct sires *x, struct table *ret)
{
    struct mate_choice *herd = memory_new((size_t)x->g.count * sizeof *herd);
    int32_t herds = 0;
    for (int32_t g = 0; g < x->g.count; g++)
        if (x->members[g])
            herd[herds++] = (struct mate_choice){ x->kinship[g], g, false };
    qsort(herd, (size_t)herds, sizeof *herd, least_first);
    for (int32_t k = 0; k < herds; k++)
        sire_row(c, r, x, herd[k].male, &(struct mate_choice){ herd[k].kinship, 0, false }, ret);
    memory_free(herd);
}

static bool genetics_new_sires_table(struct command_context *c, const struct record *given, struct table *ret,
                                     struct err *e)
{
    const struct table_column columns[] = {
        { "group", _("Group"), TABLE_TEXT, 0, 1, false },
        { "females", _("Females"), TABLE_COUNT, 0, 0, false },
        { "male", _("Male"), TABLE_TEXT, 0, 1, false },
        { "at", _("Stands at"), TABLE_TEXT, 0, 0, false },
        { "known", _("Pedigree known"), TABLE_PERCENT, 0, 0, false },
        { "kinship", _("Mean F of lambs"), TABLE_REAL, 5, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    struct record asked = genetics_side_adults(c, given);
    const struct record *r = &asked;
    struct sires x;
    int64_t least;
    if (!grouping_number(r, "least", 3, &least, e) || !sires_open(c, r, &x, e))
        return false;
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "new_sires",
               arena_printf(c->arena, _("Males for the females of each herd: %s"), x.g.whom), kept, COUNT(columns));
    if (record_text(r, "sire"))
        herds_of_one(c, r, &x, ret);
    else
        best_sires(c, r, &x, least, ret);
    sires_close(&x);
    return true;
}

/* ---- verbs ---- */

static bool run_block(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_kinship_block_table, e);
}

static bool run_sires(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_new_sires_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "kinship-block",
      .summary = N_("kinship of every male with every female of two lists, or the least related of each"),
      .help = N_("A row for each female, a column for each male. Kinship of two is the F of their lamb. With "
                 "--least males with an unknown parent come last.\n"
                 "Example: mupu genetics kinship-block --males \"number=KP01* stage=adult\" --females keeper=H03 "
                 "--least 3"),
      .arguments = block_arguments,
      .argument_count = COUNT(block_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_block,
      .answers = true },
    { .subject = "genetics",
      .verb = "new-sires",
      .summary = N_("which males are least related to the females of each herd: the mean F of their lambs there"),
      .help = N_("Males with an unknown parent come last: their 0 is no knowledge.\n"
                 "Example: mupu genetics new-sires --males \"number=KP01* stage=adult\" --least 5\n"
                 "Example: mupu genetics new-sires --sire KP01-22-00111"),
      .arguments = sires_arguments,
      .argument_count = COUNT(sires_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_sires,
      .answers = true },
};
const struct command_group command_genetics_block = { commands, COUNT(commands) };
