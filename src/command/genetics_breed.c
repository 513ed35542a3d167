/* genetics_breed.c - breed shares through the pedigree, what heterosis is kept and what recombination lost */
#include "genetics_grouping.h"

#include <math.h>
#include <string.h>

static const struct field breeds_arguments[] = {
    { .name = "sire", .zh = "公畜", .en = "sire", .place = "1", .help = N_("with the dam: about a lamb of the two") },
    { .name = "dam", .zh = "母畜", .en = "dam", .place = "2" },
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};

/* Breeds of the dictionary that are crosses, and those that are none; NULL = of unknown breed. */
static const struct {
    const char *code, *sire, *dam;
} crosses[] = {
    { "hu_cross", NULL, "hu" },        { "dorper_hu", "dorper", "hu" },
    { "suffolk_hu", "suffolk", "hu" }, { "hybrid", "dromedary", "bactrian" },
    { "sheep_unknown", NULL, NULL },   { "camel_unknown", NULL, NULL },
};
static const struct {
    const char *code, *words;
} parent_breeds[] = {
    { "dorper", N_("Dorper") },
    { "suffolk", N_("Suffolk") },
    { "dromedary", N_("dromedary") },
    { "bactrian", N_("Bactrian") },
};

struct breeds {
    struct genetics_source s;
    struct name_table names;
    bool named;
    struct pedigree p;           /* of the source and the founders of the breeds */
    int32_t *sire, *dam, *breed; /* of p */
    int32_t *founder;            /* [names] the founder of a breed, an animal of p */
    int64_t *share;
    struct cross *cross;
};

static void close_all(struct breeds *x)
{
    genetics_source_close(&x->s);
    if (x->named)
        names_done(&x->names);
    memory_free(x->sire);
    memory_free(x->dam);
    memory_free(x->breed);
    memory_free(x->founder);
    memory_free(x->share);
    memory_free(x->cross);
}

/* ---- what a missing parent is taken for ---- */

struct taken {
    int32_t sire, dam; /* breeds; -1 = unknown */
};

static int32_t breed_number(struct breeds *x, const char *code)
{
    bool fresh;
    return code && *code ? names_add(&x->names, code, &fresh) : GENETICS_UNKNOWN;
}

/* A cross of the dictionary, "sire×dam" of a file, else both of the breed itself. */
static struct taken taken_for(struct breeds *x, const char *text)
{
    struct arena *arena = x->s.c->arena;
    const char *cut = strstr(text, "×");
    for (size_t i = 0; !x->s.of_file && i < COUNT(crosses); i++)
        if (strcmp(crosses[i].code, text) == 0)
            return (struct taken){ breed_number(x, crosses[i].sire), breed_number(x, crosses[i].dam) };
    if (cut && x->s.of_file)
        return (struct taken){ breed_number(x, arena_text_n(arena, text, (size_t)(cut - text))),
                               breed_number(x, arena_text(arena, cut + strlen("×"))) };
    int32_t breed = breed_number(x, arena_text(arena, text));
    return (struct taken){ breed, breed };
}

/* Each breed has one founder, of which everybody's missing parents of that breed are. */
static void add_founders(struct breeds *x, int32_t animals)
{
    x->founder = memory_resize(NULL, (size_t)x->names.count + 1, sizeof *x->founder);
    for (int32_t b = 0; b < x->names.count; b++) {
        x->founder[b] = animals + b;
        x->sire[animals + b] = x->dam[animals + b] = GENETICS_UNKNOWN;
        x->breed[animals + b] = b;
    }
    x->p = (struct pedigree){ animals + x->names.count, x->sire, x->dam };
}

static void copy_pedigree(struct breeds *x, const struct genetics_factor *factor, const struct taken *taken)
{
    int32_t animals = x->s.p.count;
    size_t most = (size_t)animals + (size_t)x->names.count + 1;
    x->sire = memory_resize(NULL, most, sizeof *x->sire);
    x->dam = memory_resize(NULL, most, sizeof *x->dam);
    x->breed = memory_resize(NULL, most, sizeof *x->breed);
    add_founders(x, animals);
    for (int32_t i = 0; i < animals; i++) {
        struct taken t = factor->level[i] < 0 ? (struct taken){ -1, -1 } : taken[factor->level[i]];
        x->sire[i] = x->s.p.sire[i] >= 0 ? x->s.p.sire[i] : t.sire >= 0 ? x->founder[t.sire] : GENETICS_UNKNOWN;
        x->dam[i] = x->s.p.dam[i] >= 0 ? x->s.p.dam[i] : t.dam >= 0 ? x->founder[t.dam] : GENETICS_UNKNOWN;
        x->breed[i] = GENETICS_UNKNOWN;
    }
}

static bool solve(struct breeds *x, struct err *e)
{
    size_t row = (size_t)x->names.count + 1;
    x->share = memory_resize(NULL, (size_t)x->p.count * row, sizeof *x->share);
    x->cross = memory_resize(NULL, (size_t)x->p.count, sizeof *x->cross);
    return cross_shares(x->p, x->breed, x->names.count, x->share, e) &&
           cross_heterosis(x->p, x->breed, x->names.count, x->share, x->cross, e);
}

static bool open_all(struct command_context *c, const struct record *r, struct breeds *x, struct err *e)
{
    static const char *const columns[] = { "breed", NULL };
    struct genetics_factor factor;
    *x = (struct breeds){ 0 };
    if (!genetics_source_open(c, r, GENETICS_NAMES, columns, &x->s, e))
        return false;
    bool good = genetics_source_factor(&x->s, "breed", &factor, e);
    if (good) {
        struct taken *taken = memory_resize(NULL, (size_t)factor.count + 1, sizeof *taken);
        names_init(&x->names, 16);
        x->named = true;
        for (int32_t k = 0; k < factor.count; k++)
            taken[k] = taken_for(x, factor.name[k]);
        copy_pedigree(x, &factor, taken);
        memory_free(taken);
        genetics_factor_done(&factor);
        good = solve(x, e);
    }
    if (!good)
        close_all(x);
    return good;
}

/* ---- genetics breeds ---- */

static const char *breed_label(struct command_context *c, const struct record *r, const char *code)
{
    for (size_t i = 0; c->herd && command_for_eyes(c, r) && i < COUNT(parent_breeds); i++)
        if (strcmp(parent_breeds[i].code, code) == 0)
            return _(parent_breeds[i].words);
    return grouping_label(c, r, "breed", code);
}

struct row {
    const char *name;
    const int64_t *share;
    struct cross cross;
};

enum { AFTER = 4 }; /* columns after those of the breeds */

/* The breeds anybody of them has; the last is the unknown. */
static int used_breeds(const struct breeds *x, const struct row *rows, int32_t count, int32_t *ret)
{
    int used = 0;
    for (int32_t b = 0; b <= x->names.count; b++) {
        bool any = b == x->names.count;
        for (int32_t k = 0; !any && k < count; k++)
            any = rows[k].share[b] > 0;
        if (any)
            ret[used++] = b;
    }
    return used;
}

static struct table_column *make_columns(struct command_context *c, const struct record *r, const struct breeds *x,
                                         const int32_t *used, int count)
{
    struct table_column *column = arena_new(c->arena, (size_t)(count + AFTER) * sizeof *column);
    column[0] = (struct table_column){ "animal", _("Animal"), TABLE_TEXT, 0, 1, false };
    for (int k = 0; k < count; k++) {
        bool known = used[k] < x->names.count;
        const char *code = known ? arena_text(c->arena, x->names.text[used[k]]) : "unknown_breed";
        const char *title = known ? arena_text(c->arena, breed_label(c, r, code)) : _("Breed unknown");
        column[1 + k] = (struct table_column){ code, title, TABLE_PERCENT, 1, 0, false };
    }
    column[1 + count] = (struct table_column){ "heterosis", _("Heterosis"), TABLE_PERCENT, 1, 0, false };
    column[2 + count] = (struct table_column){ "heterosis_most", _("At most"), TABLE_PERCENT, 1, 0, false };
    column[3 + count] = (struct table_column){ "recombination", _("Recombined"), TABLE_PERCENT, 1, 0, false };
    return column;
}

static void add_row(struct table *t, const struct row *from, const int32_t *used, int count)
{
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, from->name);
    for (int k = 0; k < count; k++)
        table_set_real(t, row, 1 + k, (double)from->share[used[k]] / (double)CROSS_ONE);
    table_set_real(t, row, 1 + count, from->cross.different);
    table_set_real(t, row, 2 + count, from->cross.different + from->cross.unknown);
    table_set_real(t, row, 3 + count, from->cross.recombination);
}

static void add_mean(struct table *t)
{
    int rows = t->row_count, row = table_add_row(t, TABLE_TOTAL);
    table_set_text(t, row, 0, _("Mean"));
    for (int column = 1; column < t->column_count; column++) {
        double sum = 0.0;
        for (int k = 0; k < rows; k++)
            sum += t->cells[(size_t)k * (size_t)t->column_count + (size_t)column].as.real;
        table_set_real(t, row, column, sum / rows);
    }
}

static void fill(struct command_context *c, const struct record *r, const struct breeds *x, const struct row *rows,
                 int32_t count, struct table *ret)
{
    int32_t *used = arena_new(c->arena, ((size_t)x->names.count + 1) * sizeof *used);
    int breeds = used_breeds(x, rows, count, used);
    table_init(ret, c->arena, "breeds", _("Breeds by pedigree"), make_columns(c, r, x, used, breeds), breeds + AFTER);
    for (int32_t k = 0; k < count; k++)
        add_row(ret, &rows[k], used, breeds);
    if (count > 1)
        add_mean(ret);
}

static const int64_t *shares_of(const struct breeds *x, int32_t animal)
{
    return x->share + (size_t)animal * ((size_t)x->names.count + 1);
}

static bool of_lamb(struct command_context *c, const struct record *r, struct breeds *x, struct table *ret,
                    struct err *e)
{
    const char *dam_typed = record_text(r, "dam");
    int32_t sire, dam;
    if (!dam_typed)
        return err_set(e, ERR_USAGE, "dam", "%s", _("Give the dam, too"));
    if (!genetics_source_find(&x->s, record_text(r, "sire"), "sire", &sire, e) ||
        !genetics_source_find(&x->s, dam_typed, "dam", &dam, e))
        return false;
    int64_t *share = arena_new(c->arena, ((size_t)x->names.count + 1) * sizeof *share);
    for (int32_t b = 0; b <= x->names.count; b++)
        share[b] = (int64_t)(((uint64_t)shares_of(x, sire)[b] + (uint64_t)shares_of(x, dam)[b]) >> 1);
    struct row row = { arena_printf(c->arena, "%s × %s", genetics_source_name(&x->s, sire),
                                    genetics_source_name(&x->s, dam)),
                       share, cross_of(shares_of(x, sire), shares_of(x, dam), x->names.count) };
    fill(c, r, x, &row, 1, ret);
    return true;
}

static bool of_reference(struct command_context *c, const struct record *r, struct breeds *x, struct table *ret,
                         struct err *e)
{
    int32_t *reference, count;
    const char *words;
    if (!genetics_source_reference(&x->s, r, &reference, &count, &words, e))
        return false;
    struct row *rows = memory_resize(NULL, (size_t)count, sizeof *rows);
    for (int32_t k = 0; k < count; k++)
        rows[k] = (struct row){ genetics_source_name(&x->s, reference[k]), shares_of(x, reference[k]),
                                x->cross[reference[k]] };
    fill(c, r, x, rows, count, ret);
    memory_free(rows);
    memory_free(reference);
    return true;
}

static bool genetics_breeds_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    struct breeds x;
    if (!open_all(c, r, &x, e))
        return false;
    bool good = (record_text(r, "sire") ? of_lamb : of_reference)(c, r, &x, ret, e);
    close_all(&x);
    return good;
}

static bool run_breeds(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_breeds_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "breeds",
      .summary = N_("breeds by the pedigree: shares, heterosis kept, recombination"),
      .help =
          N_("A founder is of its recorded breed, a missing parent of the breed its offspring is recorded with; a "
             "recorded cross (Dorper × Hu) has a sire of the first and a dam of the second. Heterosis is the chance "
             "that the two alleles at a locus come from different breeds, the first cross 100 %; \"at most\" counts "
             "unknown breeds as different."),
      .arguments = breeds_arguments,
      .argument_count = COUNT(breeds_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_breeds,
      .answers = true },
};
const struct command_group command_genetics_breed = { commands, COUNT(commands) };
