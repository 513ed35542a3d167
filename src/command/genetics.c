/* genetics.c - inbreeding and kinship, of the book or of a file alone */
#include "genetics_source.h"

#include <string.h>

static const struct field inbreeding_arguments[] = {
    GENETICS_FIELD_PEDIGREE,
    { .name = "out", .zh = "输出文件", .en = "out", .type = FIELD_OF_FILE },
};
static const struct field kinship_arguments[] = {
    { .name = "first", .zh = "甲", .en = "first", .type = FIELD_OF_ANIMAL, .place = "1", .required = true },
    { .name = "second", .zh = "乙", .en = "second", .type = FIELD_OF_ANIMAL, .place = "2", .required = true },
    GENETICS_FIELD_PEDIGREE,
};

/* ---- genetics inbreeding ---- */

enum { GENERATIONS = 3 }; /* of the completeness: those of the card that travels with an animal */

/* Straight to text: a table of a million rows would take longer than their F. */
static void add_line(struct strbuf *out, const char *id, double f, double completeness, double equivalent)
{
    const double values[] = { f, completeness, equivalent };
    char text[NUMBER_TEXT];
    strbuf_add(out, id);
    for (size_t i = 0; i < COUNT(values); i++) {
        strbuf_add_char(out, ',');
        strbuf_add(out, number_format_double(values[i], text));
    }
    strbuf_add_char(out, '\n');
}

static bool add_lines(struct genetics_source *s, struct strbuf *out, struct err *e)
{
    double *completeness = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *completeness),
           *equivalent = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *equivalent);
    bool good = completeness_all(s->p, GENERATIONS, completeness, equivalent, e);
    for (int32_t i = 0; good && i < s->listed; i++)
        add_line(out, genetics_source_name(s, i), s->f[i], completeness[i], equivalent[i]);
    memory_free(completeness);
    memory_free(equivalent);
    return good;
}

static bool run_inbreeding(struct command_context *c, const struct record *r, struct err *e)
{
    const char *to = record_text(r, "out");
    CLEANUP(strbuf_done) struct strbuf out;
    struct genetics_source s;
    strbuf_init(&out);
    strbuf_add(&out, "id,F,completeness,equivalent\n");
    if (!genetics_source_open(c, r, GENETICS_F | GENETICS_NAMES, NULL, &s, e))
        return false;
    bool good = add_lines(&s, &out, e);
    genetics_source_close(&s);
    if (!good || to)
        return good && file_write(to, out.text, out.length, e);
    fwrite(out.text, 1, out.length, c->out);
    return true;
}

/* ---- genetics kinship ---- */

static bool kinship_of_file(struct command_context *c, const struct record *r, double *ret, struct err *e)
{
    struct genetics_source s;
    int32_t first, second;
    if (!genetics_source_open(c, r, GENETICS_F, NULL, &s, e))
        return false;
    bool good = genetics_source_find(&s, record_text(r, "first"), "first", &first, e) &&
                genetics_source_find(&s, record_text(r, "second"), "second", &second, e) &&
                kinship_pair(s.p, s.f, first, second, ret, e);
    genetics_source_close(&s);
    return good;
}

/* From the ancestors of the two alone: a book of a million is not read for one number. */
static bool kinship_of_book(struct command_context *c, const struct record *r, double *ret, struct err *e)
{
    struct mating_check check;
    int64_t first, second;
    if ((!c->herd && !herd_open(c->path, STORE_WRITE, c->chinese, &c->herd, e)) ||
        !identifier_one(c->herd, record_text(r, "first"), "first", &first, e) ||
        !identifier_one(c->herd, record_text(r, "second"), "second", &second, e) ||
        !pedigree_check_mating(c->herd, first, second, &check, e))
        return false;
    *ret = check.f;
    return true;
}

static bool run_kinship(struct command_context *c, const struct record *r, struct err *e)
{
    double kinship;
    char text[NUMBER_TEXT];
    if (!(record_text(r, "pedigree") ? kinship_of_file : kinship_of_book)(c, r, &kinship, e))
        return false;
    fprintf(c->out, "%s\n", number_format_double(kinship, text));
    return true;
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "inbreeding",
      .summary = N_("F of every animal of the book or of a file, with what is known of its pedigree"),
      .help = N_("CSV: id, F, the share known of the 14 ancestors of three generations, and equivalent complete "
                 "generations. An F of 0 says nothing where no grandparent is known."),
      .arguments = inbreeding_arguments,
      .argument_count = COUNT(inbreeding_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_inbreeding },
    { .subject = "genetics",
      .verb = "kinship",
      .summary = N_("kinship of two animals: one number"),
      .help = "",
      .arguments = kinship_arguments,
      .argument_count = COUNT(kinship_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_kinship,
      .answers = true },
};
const struct command_group command_genetics = { commands, COUNT(commands) };
