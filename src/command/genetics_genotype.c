/* genetics_genotype.c - FecB through the pedigree: probabilities of everybody's genotype, tests that contradict others
 */
#include "genetics_grouping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FIELD_COLUMN                                                               \
    {                                                                              \
        .name = "column", .zh = "列", .en = "column",                              \
        .help = N_("of the file, with BB, B+, ++, B? or nothing; without it fecb") \
    }

static const struct field genotypes_arguments[] = {
    { .name = "error",
      .zh = "检测差错率",
      .en = "error",
      .help = N_("the chance that a test says something else than the truth (0.01)") },
    { .name = "frequency",
      .zh = "基因频率",
      .en = "frequency",
      .help = N_("of B among founders; without it estimated for each breed") },
    FIELD_COLUMN,
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};
static const struct field conflicts_arguments[] = {
    FIELD_COLUMN,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};

/* What tests are written as; bit g of `may` is set when the animal may have g times B. */
static const struct {
    const char *text;
    uint8_t may;
} results[] = {
    { "++", 1 }, { "B+", 2 }, { "+B", 2 }, { "BB", 4 }, { "B?", 6 },
    { "B-", 6 }, { "+?", 3 }, { "0", 1 },  { "1", 2 },  { "2", 4 },
};

struct tested {
    struct genetics_source s;
    uint8_t *result;   /* [animals] */
    const char **text; /* [animals] as written, NULL = not tested */
    int32_t *group;    /* [animals] of founders: breeds, then one for the unknown */
    struct genetics_factor breed;
    double *frequency;     /* [groups] */
    double *probability;   /* [3 animals] */
    unsigned char *method; /* [animals] */
    struct genotype_summary summary;
};

static void close_all(struct tested *x)
{
    genetics_source_close(&x->s);
    genetics_factor_done(&x->breed);
    memory_free(x->result);
    memory_free(x->text);
    memory_free(x->group);
    memory_free(x->frequency);
    memory_free(x->probability);
    memory_free(x->method);
}

/* ---- the tests ---- */

static bool result_of(const char *text, uint8_t *ret)
{
    for (size_t i = 0; i < COUNT(results); i++)
        if (strcasecmp(results[i].text, text) == 0) {
            *ret = results[i].may;
            return true;
        }
    return false;
}

static bool read_results(struct tested *x, const struct genetics_factor *factor, struct err *e)
{
    int32_t tested = 0;
    x->result = memory_new((size_t)x->s.p.count + 1);
    x->text = memory_new(((size_t)x->s.p.count + 1) * sizeof *x->text);
    for (int32_t i = 0; i < x->s.p.count; i++) {
        if (factor->level[i] < 0)
            continue;
        x->text[i] = arena_text(x->s.c->arena, factor->name[factor->level[i]]);
        if (!result_of(x->text[i], &x->result[i]))
            return err_set(e, ERR_DATA, "column", _("Animal %s: \"%s\" is no genotype; write BB, B+, ++, B? or +?"),
                           genetics_source_name(&x->s, i), x->text[i]);
        tested++;
    }
    return tested || err_set(e, ERR_NOTHING, "column", "%s", _("Nobody is tested."));
}

static bool open_all(struct command_context *c, const struct record *r, struct tested *x, struct err *e)
{
    const char *column = record_text(r, "column");
    const char *const columns[] = { column ? column : "fecb", "breed", NULL };
    struct genetics_factor factor;
    *x = (struct tested){ 0 };
    if (column && !record_text(r, "pedigree"))
        return err_set(e, ERR_USAGE, "column", "%s", _("--column is for a file; the book has FecB"));
    if (!genetics_source_open(c, r, GENETICS_NAMES, columns, &x->s, e))
        return false;
    bool good = genetics_source_factor(&x->s, columns[0], &factor, e);
    if (good) {
        good = read_results(x, &factor, e);
        genetics_factor_done(&factor);
    }
    if (!good)
        close_all(x);
    return good;
}

/* ---- genetics genotypes ---- */

enum { ENOUGH = 10 }; /* tested animals for a breed to have a frequency of its own */

/* group = the breed where enough of it are tested, else the one behind all breeds. */
static void group_breeds(struct tested *x)
{
    int32_t *tested = memory_new(((size_t)x->breed.count + 1) * sizeof *tested);
    for (int32_t i = 0; i < x->s.p.count; i++)
        if (x->result[i] && x->breed.level[i] >= 0)
            tested[x->breed.level[i]]++;
    for (int32_t i = 0; i < x->s.p.count; i++) {
        int32_t breed = x->breed.level[i];
        x->group[i] = breed >= 0 && tested[breed] >= ENOUGH ? breed : x->breed.count;
    }
    memory_free(tested);
}

/* A file need not have breeds: then all founders are alike. */
static void read_groups(struct tested *x)
{
    struct err ignored;
    x->group = memory_new(((size_t)x->s.p.count + 1) * sizeof *x->group);
    if (genetics_source_factor(&x->s, "breed", &x->breed, &ignored))
        group_breeds(x);
}

static bool read_share(const struct record *r, const char *option, double otherwise, double *ret, struct err *e)
{
    const char *text = record_text(r, option);
    char *end = NULL;
    *ret = text ? strtod(text, &end) : otherwise;
    return !text || (*text && !*end && *ret >= 0.0 && *ret <= 1.0) ||
           err_set(e, ERR_USAGE, option, _("\"%s\" is no number from 0 to 1"), text);
}

static bool solve(struct tested *x, const struct record *r, struct err *e)
{
    double error, frequency;
    if (!read_share(r, "error", 0.01, &error, e) || !read_share(r, "frequency", 0.3, &frequency, e))
        return false;
    read_groups(x);
    size_t animals = (size_t)x->s.p.count + 1;
    x->frequency = memory_resize(NULL, (size_t)x->breed.count + 1, sizeof *x->frequency);
    x->probability = memory_resize(NULL, animals, 3 * sizeof *x->probability);
    x->method = memory_new(animals);
    for (int32_t k = 0; k <= x->breed.count; k++)
        x->frequency[k] = frequency;
    struct genotype_tests tests = { x->result, error, x->group, x->breed.count + 1 };
    return genotype_probabilities(x->s.p, tests, x->frequency, !record_text(r, "frequency"), x->probability, x->method,
                                  &x->summary, x->s.c->progress, e);
}

static const char *method_in_words(struct command_context *c, const struct record *r, unsigned char method)
{
    if (!command_for_eyes(c, r))
        return method == GENOTYPE_EXACT ? "exact" : "iterated";
    return method == GENOTYPE_EXACT ? _("exact") : _("approximate");
}

static void fill(struct tested *x, const struct record *r, const int32_t *reference, int32_t count, struct table *t)
{
    for (int32_t k = 0; k < count; k++) {
        int32_t i = reference[k];
        const double *own = x->probability + 3 * (size_t)i;
        int row = table_add_row(t, TABLE_ROW);
        table_set_text(t, row, 0, genetics_source_name(&x->s, i));
        table_set_text(t, row, 1, x->text[i]);
        for (int g = 0; g < 3; g++)
            table_set_real(t, row, 2 + g, own[2 - g]);
        table_set_real(t, row, 5, 0.5 * own[1] + own[2]);
        table_set_text(t, row, 6, method_in_words(x->s.c, r, x->method[i]));
    }
}

/* Groups of which a missing parent has tested descendants: of the others no frequency is known. */
static bool groups_seen(struct tested *x, unsigned char *seen, struct err *e)
{
    int32_t *order = memory_resize(NULL, (size_t)x->s.p.count + 1, sizeof *order);
    unsigned char *heard = memory_new((size_t)x->s.p.count + 1);
    bool good = order_parents_first(x->s.p, order, e);
    for (int32_t k = x->s.p.count - 1; good && k >= 0; k--) {
        int32_t i = order[k], parents[2] = { x->s.p.sire[i], x->s.p.dam[i] };
        for (int side = 0; side < 2 && (heard[i] || x->result[i]); side++)
            if (parents[side] >= 0)
                heard[parents[side]] = 1;
            else
                seen[x->group[i]] = 1;
    }
    memory_free(order);
    memory_free(heard);
    return good;
}

static bool frequencies_in_words(struct tested *x, const struct record *r, const char **ret, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf text;
    unsigned char *seen = arena_new(x->s.c->arena, (size_t)x->breed.count + 1);
    strbuf_init(&text);
    if (!groups_seen(x, seen, e))
        return false;
    for (int32_t k = 0; k <= x->breed.count; k++)
        if (seen[k])
            strbuf_printf(&text, "%s%s %.3f", text.length ? ", " : "",
                          k < x->breed.count ? grouping_label(x->s.c, r, "breed", x->breed.name[k])
                          : text.length      ? _("others")
                                             : _("all"),
                          x->frequency[k]);
    *ret = arena_text(x->s.c->arena, text.text);
    return true;
}

static bool genetics_genotypes_table(struct command_context *c, const struct record *r, struct table *ret,
                                     struct err *e)
{
    const struct table_column columns[] = {
        { "animal", _("Animal"), TABLE_TEXT, 0, 1, false }, { "test", _("Test"), TABLE_TEXT, 0, 0, false },
        { "p_bb", "BB", TABLE_PERCENT, 1, 0, false },       { "p_b", "B+", TABLE_PERCENT, 1, 0, false },
        { "p_none", "++", TABLE_PERCENT, 1, 0, false },     { "b", _("Chance of B"), TABLE_PERCENT, 1, 0, false },
        { "method", _("How"), TABLE_TEXT, 0, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    struct tested x;
    int32_t *reference, count;
    const char *words;
    if (!open_all(c, r, &x, e))
        return false;
    memcpy(kept, columns, sizeof columns);
    bool good = genetics_source_reference(&x.s, r, &reference, &count, &words, e);
    if (good) {
        const char *frequencies;
        good = solve(&x, r, e) && frequencies_in_words(&x, r, &frequencies, e);
        if (good) {
            const char *title = arena_printf(c->arena, _("FecB genotypes; B among founders: %s"), frequencies);
            table_init(ret, c->arena, "genotypes", title, kept, COUNT(columns));
            fill(&x, r, reference, count, ret);
        }
        memory_free(reference);
    }
    close_all(&x);
    return good;
}

static bool run_genotypes(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_genotypes_table, e);
}

/* ---- genetics genotype-conflicts ---- */

static const struct {
    const char *code, *words;
} conflict_kinds[] = {
    [GENOTYPE_SIRE] = { "sire", N_("cannot be of this sire") },
    [GENOTYPE_DAM] = { "dam", N_("cannot be of this dam") },
    [GENOTYPE_PARENTS] = { "parents", N_("cannot be of these two") },
    [GENOTYPE_FAMILY] = { "family", N_("cannot be, by their other relatives") },
};

static void set_member(struct tested *x, struct table *t, int row, int column, int32_t animal)
{
    if (animal < 0)
        return;
    table_set_text(t, row, column, genetics_source_name(&x->s, animal));
    table_set_text(t, row, column + 1, x->text[animal]);
}

static bool genetics_genotype_conflicts_table(struct command_context *c, const struct record *r, struct table *ret,
                                              struct err *e)
{
    const struct table_column columns[] = {
        { "animal", _("Animal"), TABLE_TEXT, 0, 0, false },
        { "test", _("Test"), TABLE_TEXT, 0, 0, false },
        { "sire", _("Sire"), TABLE_TEXT, 0, 0, false },
        { "sire_test", _("Test"), TABLE_TEXT, 0, 0, false },
        { "dam", _("Dam"), TABLE_TEXT, 0, 0, false },
        { "dam_test", _("Test"), TABLE_TEXT, 0, 0, false },
        { "conflict", _("Contradiction"), TABLE_TEXT, 0, 1, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    struct tested x;
    struct genotype_conflict *list;
    int32_t count;
    if (!open_all(c, r, &x, e))
        return false;
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "genotype_conflicts", _("FecB tests that contradict each other"), kept, COUNT(columns));
    bool good = genotype_find_conflicts(x.s.p, x.result, &list, &count, e);
    for (int32_t k = 0; good && k < count; k++) {
        int row = table_add_row(ret, TABLE_ROW);
        set_member(&x, ret, row, 0, list[k].animal);
        set_member(&x, ret, row, 2, x.s.p.sire[list[k].animal]);
        set_member(&x, ret, row, 4, x.s.p.dam[list[k].animal]);
        table_set_text(ret, row, 6,
                       command_for_eyes(c, r) ? _(conflict_kinds[list[k].kind].words)
                                              : conflict_kinds[list[k].kind].code);
    }
    if (good)
        free(list);
    close_all(&x);
    return good;
}

static bool run_conflicts(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_genotype_conflicts_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "genotypes",
      .summary = N_("FecB of everybody from the tests of all relatives, as probabilities"),
      .help =
          N_("Exact where relatives are linked by few loops, else approximate; every animal says which. The frequency "
             "of B among founders is estimated from the tests, for each breed with ten of them."),
      .arguments = genotypes_arguments,
      .argument_count = COUNT(genotypes_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_genotypes,
      .answers = true },
    { .subject = "genetics",
      .verb = "genotype-conflicts",
      .summary = N_("FecB tests that cannot be right together: a wrong test or a wrong parent"),
      .help = "",
      .arguments = conflicts_arguments,
      .argument_count = COUNT(conflicts_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_conflicts,
      .answers = true },
};
const struct command_group command_genetics_genotype = { commands, COUNT(commands) };
