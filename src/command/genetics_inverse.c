/* genetics_inverse.c - genetics inverse: the inverse of the relationship matrix, as other programs read it */
#include "genetics_number.h"

#include <string.h>

static const struct field inverse_arguments[] = {
    { .name = "layout",
      .zh = "格式",
      .en = "layout",
      .help = N_("triplets (row column value), giv (ASReml) or mtx (Matrix Market); without it triplets") },
    { .name = "full",
      .zh = "上下两半",
      .en = "both halves",
      .type = FIELD_OF_FLAG,
      .help = N_("without it the lower half, as the matrix is symmetric") },
    { .name = "groups",
      .zh = "遗传组",
      .en = "genetic groups",
      .help = N_("what groups unknown parents: the breed, keeper, ... of their offspring, or a column of the file") },
    { .name = "shares",
      .zh = "遗传组比例文件",
      .en = "shares of groups",
      .type = FIELD_OF_FILE,
      .help = N_("with --groups: a CSV of each animal's shares of the groups' genes") },
    { .name = "out", .zh = "输出文件", .en = "out", .type = FIELD_OF_FILE },
    GENETICS_FIELD_CODES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_ONLY,
    GENETICS_FIELD_SPECIES,
};

/* The layouts go through the columns of one half: the lower half by columns is row >= column; the upper half's
 * columns, told as rows, are the lower half by rows, as ASReml wants it. */
struct layout {
    const char *name;
    bool by_rows;
    void (*head)(FILE *out, int32_t size, int64_t entries, bool full, double logarithm, int32_t groups);
};

static void head_giv(FILE *out, int32_t size, int64_t entries, bool full, double logarithm, int32_t groups)
{
    (void)size, (void)entries, (void)full;
    fprintf(out, "!LDET %.17g !GROUPSDF %d\n", logarithm, groups);
}

static void head_matrix_market(FILE *out, int32_t size, int64_t entries, bool full, double logarithm, int32_t groups)
{
    (void)logarithm, (void)groups;
    fprintf(out, "%%%%MatrixMarket matrix coordinate real %s\n%d %d %lld\n", full ? "general" : "symmetric", size, size,
            (long long)entries);
}

static const struct layout layouts[] = {
    { "triplets", false, NULL },
    { "giv", true, head_giv },
    { "mtx", false, head_matrix_market },
};

/* Shortest texts of values: most come again and again. */
enum { TEXTS = 4096 };
struct text {
    double value;
    char text[NUMBER_TEXT];
};

struct job {
    struct command_context *c;
    struct genetics_source source;
    struct genetics_numbering numbering;
    double *f; /* by number */
    const struct layout *layout;
    enum inverse_part part;
    struct genetics_factor factor;
    int32_t *kind; /* [numbering] the group of an animal's unknown parents; not read where both are known */
    const char **group_name;
    struct inverse_groups groups;
    double logarithm;
    struct text *texts;
    FILE *out;
};

static const struct inverse_groups *groups_of(const struct job *j)
{
    return j->kind ? &j->groups : NULL;
}

/* ---- the matrix ---- */

static const char *text_of(struct job *j, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    struct text *t = &j->texts[(bits * 0x9E3779B97F4A7C15u) >> 52];
    if (!t->text[0] || memcmp(&t->value, &value, sizeof value) != 0) {
        t->value = value;
        number_format_double(value, t->text);
    }
    return t->text;
}

static bool put_column(void *context, int32_t column, const struct inverse_entry *entry, int32_t count, struct err *e)
{
    struct job *j = context;
    (void)e;
    for (int32_t i = 0; i < count; i++) {
        int32_t row = j->layout->by_rows ? column : entry[i].row, of = j->layout->by_rows ? entry[i].row : column;
        fprintf(j->out, "%d %d %s\n", row + 1, of + 1, text_of(j, entry[i].value));
    }
    return !ferror(j->out) || err_set(e, ERR_IO, "", "%s", _("the file cannot be written"));
}

static bool write_matrix(void *context, FILE *out, struct err *e)
{
    struct job *j = context;
    struct pedigree p = j->numbering.p;
    int64_t entries = 0;
    j->out = out;
    if (j->layout->head && !inverse_count(p, groups_of(j), j->part, &entries, j->c->progress, e))
        return false;
    if (j->layout->head)
        j->layout->head(out, p.count + j->groups.count, entries, j->part == INVERSE_FULL, j->logarithm,
                        j->groups.count);
    return inverse_each(p, j->f, groups_of(j), j->part, put_column, j, j->c->progress, e);
}

/* ---- groups ---- */

/* Only groups that some unknown parent is of: the others would be empty rows. */
static void choose_groups(struct job *j)
{
    struct pedigree p = j->numbering.p;
    int32_t *group = memory_resize(NULL, (size_t)j->factor.count + 1, sizeof *group);
    j->group_name = memory_new(((size_t)j->factor.count + 1) * sizeof *j->group_name);
    for (int32_t level = 0; level < j->factor.count; level++)
        group[level] = -1;
    for (int32_t k = 0; k < p.count; k++) {
        int32_t level = j->factor.level[j->numbering.animal[k]];
        if (level >= 0 && group[level] < 0 && (p.sire[k] < 0 || p.dam[k] < 0)) {
            j->group_name[j->groups.count] = j->factor.name[level];
            group[level] = j->groups.count++;
        }
        j->kind[k] = level < 0 ? -1 : group[level];
    }
    memory_free(group);
}

static bool open_groups(struct job *j, const char *word, struct err *e)
{
    if (!word)
        return true;
    if (!genetics_source_factor(&j->source, word, &j->factor, e))
        return false;
    j->kind = memory_resize(NULL, (size_t)j->numbering.p.count + 1, sizeof *j->kind);
    j->groups = (struct inverse_groups){ .sire = j->kind, .dam = j->kind };
    choose_groups(j);
    return true;
}

struct shares {
    struct job *job;
    double *share;
};

static bool write_shares(void *context, FILE *out, struct err *e)
{
    const struct shares *s = context;
    struct job *j = s->job;
    char text[NUMBER_TEXT];
    (void)e;
    fputs("id", out);
    for (int32_t g = 0; g < j->groups.count; g++) {
        putc(',', out);
        genetics_number_cell(out, j->group_name[g]);
    }
    for (int32_t k = 0; k < j->numbering.p.count; k++) {
        putc('\n', out);
        genetics_number_cell(out, genetics_source_name(&j->source, j->numbering.animal[k]));
        for (int32_t g = 0; g < j->groups.count; g++)
            fprintf(out, ",%s", number_format_double(s->share[(size_t)k * j->groups.count + g], text));
    }
    putc('\n', out);
    return true;
}

static bool make_shares(struct job *j, const char *path, struct err *e)
{
    if (!path)
        return true;
    struct shares s = { j, memory_resize(NULL, (size_t)j->numbering.p.count * j->groups.count + 1, sizeof *s.share) };
    bool good = inverse_shares(j->numbering.p, &j->groups, s.share, e) && file_make(path, write_shares, &s, e);
    memory_free(s.share);
    return good;
}

/* ---- the command ---- */

static bool choose_layout(struct job *j, const struct record *r, struct err *e)
{
    const char *name = record_text(r, "layout");
    bool full = record_text(r, "full") != NULL;
    for (size_t i = 0; i < COUNT(layouts); i++)
        if (strcmp(layouts[i].name, name ? name : "triplets") == 0)
            j->layout = &layouts[i];
    if (!j->layout)
        return err_set(e, ERR_USAGE, "layout", _("\"%s\" is none of: %s"), name, "triplets, giv, mtx");
    if (full && j->layout->by_rows)
        return err_set(e, ERR_USAGE, "full", _("%s holds the lower half only"), name);
    if (record_text(r, "shares") && !record_text(r, "groups"))
        return err_set(e, ERR_USAGE, "shares", "%s", _("there are shares of groups only with --groups"));
    j->part = full ? INVERSE_FULL : j->layout->by_rows ? INVERSE_UPPER : INVERSE_LOWER;
    return true;
}

static bool prepare(struct job *j, const struct record *r, struct err *e)
{
    if (!genetics_number(&j->source, r, &j->numbering, e) || !open_groups(j, record_text(r, "groups"), e))
        return false;
    j->texts = memory_new(TEXTS * sizeof *j->texts);
    j->f = memory_resize(NULL, (size_t)j->numbering.p.count + 1, sizeof *j->f);
    for (int32_t k = 0; k < j->numbering.p.count; k++)
        j->f[k] = j->source.f[j->numbering.animal[k]];
    return inverse_log_determinant(j->numbering.p, j->f, &j->logarithm, e);
}

static bool write_all(struct job *j, const struct record *r, struct err *e)
{
    const char *out = record_text(r, "out"), *codes = record_text(r, "codes");
    return make_shares(j, record_text(r, "shares"), e) &&
           (!codes || genetics_number_codes(&j->source, &j->numbering, j->group_name, j->groups.count, codes, e)) &&
           (out ? file_make(out, write_matrix, j, e) : write_matrix(j, j->c->out, e));
}

static bool run_inverse(struct command_context *c, const struct record *r, struct err *e)
{
    struct job j = { .c = c };
    const char *const factors[] = { record_text(r, "groups"), NULL };
    if (!choose_layout(&j, r, e) || !genetics_source_open(c, r, GENETICS_F | GENETICS_NAMES, factors, &j.source, e))
        return false;
    bool good = prepare(&j, r, e) && write_all(&j, r, e);
    if (good)
        command_say(c, _("%d animals, %d groups; log determinant of the relationship matrix %.6f"), j.numbering.p.count,
                    j.groups.count, j.logarithm);
    genetics_factor_done(&j.factor);
    genetics_number_done(&j.numbering);
    genetics_source_close(&j.source);
    memory_free(j.f);
    memory_free(j.kind);
    memory_free(j.group_name);
    memory_free(j.texts);
    return good;
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "inverse",
      .summary = N_("the inverse of the relationship matrix, for programs that solve models"),
      .help = N_("With inbreeding; rows are animals in the order of \"genetics export --codes\", then groups. Unknown "
                 "parents without a group are of the base."),
      .arguments = inverse_arguments,
      .argument_count = COUNT(inverse_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_inverse },
};
const struct command_group command_genetics_inverse = { commands, COUNT(commands) };
