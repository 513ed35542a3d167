/* genetics_completeness.c - how far back a group's pedigree is known; every measure of each animal */
#include "genetics_measure.h"

#include <string.h>

#define FIELD_GENERATIONS                                                                 \
    {                                                                                     \
        .name = "generations", .zh = "代数", .en = "generations", .type = FIELD_OF_COUNT, \
    }

static const struct field completeness_arguments[] = {
    FIELD_GENERATIONS, GENETICS_FIELD_REFERENCE, GENETICS_FIELD_SPECIES, GENETICS_FIELD_PEDIGREE, GENETICS_FIELD_FORMAT,
};
static const struct field measures_arguments[] = {
    FIELD_GENERATIONS,
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    { .name = "out", .zh = "输出文件", .en = "out", .type = FIELD_OF_FILE },
};
enum { DEPTH = 6, DEEPEST = 30, INDEX_GENERATIONS = 4 };

static bool depth_of(const struct record *r, int64_t *ret, struct err *e)
{
    *ret = DEPTH;
    return !record_text(r, "generations") || number_parse_int(record_text(r, "generations"), 1, DEEPEST, ret, e);
}

/* ---- genetics completeness ---- */

static bool genetics_completeness_table(struct command_context *c, const struct record *r, struct table *ret,
                                        struct err *e)
{
    const struct table_column columns[] = {
        { "generation", _("Generation"), TABLE_COUNT, 0, 0, false },
        { "places", _("Ancestors in it"), TABLE_COUNT, 0, 0, false },
        { "known", _("Known of them"), TABLE_PERCENT, 2, 0, false },
        { "until", _("Known up to it"), TABLE_PERCENT, 2, 0, false },
    };
    struct measured m;
    int64_t depth;
    double mean[DEEPEST], known = 0.0;
    if (!depth_of(r, &depth, e) || !measured_open(c, r, &m, e))
        return false;
    bool good = completeness_profile(m.s.p, m.reference, m.count, (int)depth, mean, e);
    if (good)
        measured_table(&m, ret, "completeness", _("Known ancestors by generation"), columns, COUNT(columns));
    for (int g = 0; good && g < depth; g++) {
        int64_t places = (int64_t)2 << g;
        int row = table_add_row(ret, TABLE_ROW);
        known += mean[g] * (double)places;
        table_set_integer(ret, row, 0, g + 1);
        table_set_integer(ret, row, 1, places);
        table_set_real(ret, row, 2, mean[g]);
        table_set_real(ret, row, 3, known / (double)(2 * places - 2));
    }
    measured_close(&m);
    return good;
}

static bool run_completeness(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_completeness_table, e);
}

/* ---- genetics measures: straight to text, like genetics inbreeding ---- */

struct lines {
    double *ancestral, *index, *depth;
    int32_t *full, *longest;
    int generations;
};

static void lines_done(struct lines *l)
{
    memory_free(l->ancestral);
    memory_free(l->index);
    memory_free(l->depth);
    memory_free(l->full);
    memory_free(l->longest);
}

static bool lines_get(struct lines *l, const struct measured *m, struct err *e)
{
    const struct pedigree p = m->s.p;
    size_t animals = (size_t)p.count + 1;
    l->ancestral = memory_resize(NULL, animals, sizeof *l->ancestral);
    l->index = memory_resize(NULL, animals, sizeof *l->index);
    l->depth = memory_resize(NULL, animals * (size_t)l->generations, sizeof *l->depth);
    l->full = memory_resize(NULL, animals, sizeof *l->full);
    l->longest = memory_resize(NULL, animals, sizeof *l->longest);
    return ancestral_inbreeding(p, m->s.f, l->ancestral, e) && completeness_index(p, INDEX_GENERATIONS, l->index, e) &&
           completeness_depth(p, l->generations, l->depth, e) && completeness_full(p, l->full, e) &&
           order_generations(p, l->longest, e);
}

static void add_heading(const struct lines *l, struct strbuf *out)
{
    strbuf_add(out, "id,F,F_known,ancestral,equivalent,full,longest,index");
    for (int g = 1; g <= l->generations; g++)
        strbuf_printf(out, ",generation_%d", g);
    strbuf_add_char(out, '\n');
}

static void add_real(struct strbuf *out, double value)
{
    char text[NUMBER_TEXT];
    strbuf_add_char(out, ',');
    strbuf_add(out, number_format_double(value, text));
}

static void add_line(const struct lines *l, struct measured *m, int32_t animal, struct strbuf *out)
{
    strbuf_add(out, genetics_source_name(&m->s, animal));
    add_real(out, m->s.f[animal]);
    add_real(out, m->tells[animal]);
    add_real(out, l->ancestral[animal]);
    add_real(out, m->equivalent[animal]);
    add_real(out, l->full[animal]);
    add_real(out, l->longest[animal]);
    add_real(out, l->index[animal]);
    for (int g = 0; g < l->generations; g++)
        add_real(out, l->depth[(size_t)animal * (size_t)l->generations + (size_t)g]);
    strbuf_add_char(out, '\n');
}

static bool run_measures(struct command_context *c, const struct record *r, struct err *e)
{
    const char *to = record_text(r, "out");
    CLEANUP(strbuf_done) struct strbuf out;
    struct measured m;
    struct lines l = { 0 };
    int64_t depth;
    strbuf_init(&out);
    if (!depth_of(r, &depth, e) || !measured_open(c, r, &m, e))
        return false;
    l.generations = (int)depth;
    bool good = lines_get(&l, &m, e);
    if (good)
        add_heading(&l, &out);
    for (int32_t i = 0; good && i < m.count; i++)
        add_line(&l, &m, m.reference[i], &out);
    lines_done(&l);
    measured_close(&m);
    if (!good || to)
        return good && file_write(to, out.text, out.length, e);
    fwrite(out.text, 1, out.length, c->out);
    return true;
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "completeness",
      .summary = N_("how many ancestors a group has on record in each generation"),
      .help = "",
      .arguments = completeness_arguments,
      .argument_count = COUNT(completeness_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_completeness,
      .answers = true },
    { .subject = "genetics",
      .verb = "measures",
      .summary = N_("one row for each animal: F, ancestral F, how far and how fully its pedigree is known"),
      .help = N_("CSV: id, F, whether the pedigree tells it (1 or 0), the chance that a gene was inbred in an ancestor "
                 "(Ballou 1997), equivalent complete generations, full and longest generations, completeness index of "
                 "4 generations (MacCluer 1983), then the share of ancestors known in each generation."),
      .arguments = measures_arguments,
      .argument_count = COUNT(measures_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_measures },
};
const struct command_group command_genetics_completeness = { commands, COUNT(commands) };
