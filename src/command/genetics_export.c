/* genetics_export.c - genetics export: the pedigree as other programs read it */
#include "genetics_number.h"

#include <string.h>

static const struct field export_arguments[] = {
    { .name = "program",
      .zh = "程序",
      .en = "program",
      .place = "1",
      .required = true,
      .help = N_("blupf90, inbupgf90, wombat, dmu, asreml, hiblup, optisel, pedigreemm, interbull or csv") },
    { .name = "out", .zh = "输出文件", .en = "out", .type = FIELD_OF_FILE },
    GENETICS_FIELD_CODES,
    { .name = "breed-code",
      .zh = "品种代码",
      .en = "breed code",
      .help = N_("three letters; for interbull, whose numbers begin with it") },
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_ONLY,
    GENETICS_FIELD_SPECIES,
};

/* What a program reads. columns: a animal, s sire, d dam, x sex (X as a word), r breed, y year of birth, b day of
 * birth, F, g generation, n the row's number. */
struct style {
    const char *program;
    const char *columns, *head; /* head NULL = none */
    const char *unknown;        /* parent, sex, breed; of years and days "0" or this where it is a word */
    char separator;
    bool numbers;     /* whole numbers only */
    size_t id_most;   /* bytes of an id, ASCII without blanks; 0 = any text */
    bool fixed_width; /* Interbull's 601 */
};
static const struct style styles[] = {
    { "blupf90", "asd", NULL, "0", ' ', true, 0, false },
    { "inbupgf90", "asdy", NULL, "0", ' ', false, 20, false },
    { "wombat", "asdF", NULL, "0", ' ', true, 0, false },
    { "dmu", "asdn", NULL, "0", ' ', true, 0, false },
    { "asreml", "asd", NULL, "0", ' ', false, 225, false },
    { "hiblup", "asd", "id father mother", "NA", ' ', false, 225, false },
    { "optisel", "asdXry", "Indiv,Sire,Dam,Sex,Breed,Born", "NA", ',', false, 0, false },
    { "pedigreemm", "asd", "label,sire,dam", "NA", ',', false, 0, false },
    { "interbull", "", NULL, "", ' ', true, 0, true },
    { "csv", "asdxrbFg", "id,sire,dam,sex,breed,birth,F,generation", "", ',', false, 0, false },
};

struct export
{
    struct command_context *c;
    struct genetics_source source;
    struct genetics_numbering numbering;
    struct genetics_factor breed; /* level NULL: not asked for */
    const struct style *style;
    bool numbers;
    const char *breed_code;
    int32_t *generation;
    unsigned char *roles; /* [numbering] bits: 1 = a sire, 2 = a dam; for interbull */
};

/* ---- what may stand in a file ---- */

static bool refuse(struct export *x, const char *id, const char *why, struct err *e)
{
    return err_set(e, ERR_DATA, "codes", _("\"%s\" cannot stand in a file for %s: %s. With --codes FILE numbers do."),
                   id, x->style->program, why);
}

/* Blank-separated files want short words of ASCII. */
static bool check_id(struct export *x, const char *id, struct err *e)
{
    if (!*id)
        return refuse(x, id, _("an animal without a number"), e);
    if (strcmp(id, x->style->unknown) == 0)
        return refuse(x, id, _("there it says \"unknown\""), e);
    if (!x->style->id_most)
        return true;
    for (const unsigned char *at = (const unsigned char *)id; *at; at++)
        if (*at <= ' ' || *at >= 127)
            return refuse(x, id, _("only letters and digits of ASCII may"), e);
    return strlen(id) <= x->style->id_most || refuse(x, id, _("it is too long"), e);
}

/* In a book two animals may wear the same number at different places. */
static bool check_ids(struct export *x, struct err *e)
{
    struct name_table names;
    bool fresh = true, good = true;
    if (x->numbers)
        return true;
    names_init(&names, x->source.of_file ? 0 : x->numbering.p.count);
    for (int32_t k = 0; good && k < x->numbering.p.count; k++) {
        const char *id = genetics_source_name(&x->source, x->numbering.animal[k]);
        good = check_id(x, id, e);
        if (good && !x->source.of_file)
            names_add(&names, id, &fresh);
        if (!fresh)
            good = refuse(x, id, _("two animals have this number"), e);
    }
    names_done(&names);
    return good;
}

/* ---- columns ---- */

static void put_animal(struct export *x, FILE *out, int32_t k)
{
    if (k < 0)
        fputs(x->style->unknown, out);
    else if (x->numbers)
        fprintf(out, "%d", k + 1);
    else if (x->style->separator == ',')
        genetics_number_cell(out, genetics_source_name(&x->source, x->numbering.animal[k]));
    else
        fputs(genetics_source_name(&x->source, x->numbering.animal[k]), out);
}

static void put_self(struct export *x, FILE *out, int32_t k)
{
    put_animal(x, out, k);
}

static void put_sire(struct export *x, FILE *out, int32_t k)
{
    put_animal(x, out, x->numbering.sire[k]);
}

static void put_dam(struct export *x, FILE *out, int32_t k)
{
    put_animal(x, out, x->numbering.dam[k]);
}

static char sex_of(const struct export *x, int32_t k)
{
    return x->source.sex[x->numbering.animal[k]];
}

static void put_sex(struct export *x, FILE *out, int32_t k)
{
    char sex = sex_of(x, k);
    fprintf(out, "%s", sex == 'M' ? "M" : sex == 'F' ? "F" : x->style->unknown);
}

static void put_sex_word(struct export *x, FILE *out, int32_t k)
{
    char sex = sex_of(x, k);
    fputs(sex == 'M' ? "male" : sex == 'F' ? "female" : x->style->unknown, out);
}

static void put_breed(struct export *x, FILE *out, int32_t k)
{
    int32_t level = x->breed.level ? x->breed.level[x->numbering.animal[k]] : -1;
    if (level < 0)
        fputs(x->style->unknown, out);
    else
        genetics_number_cell(out, x->breed.name[level]);
}

static date_day birth_of(const struct export *x, int32_t k)
{
    return x->source.birth[x->numbering.animal[k]];
}

static void put_year(struct export *x, FILE *out, int32_t k)
{
    int year, month, day;
    if (birth_of(x, k) == DATE_NONE) {
        fputs(x->style->unknown, out);
        return;
    }
    date_to_ymd(birth_of(x, k), &year, &month, &day);
    fprintf(out, "%d", year);
}

static enum date_precision precision_of(const struct export *x, int32_t k)
{
    date_day days = x->source.birth_last[x->numbering.animal[k]] - birth_of(x, k);
    return days > 31 ? DATE_YEAR : days > 0 ? DATE_MONTH : DATE_DAY;
}

static void put_birth(struct export *x, FILE *out, int32_t k)
{
    char text[DATE_TEXT];
    fputs(date_format(birth_of(x, k), precision_of(x, k), text), out);
}

static void put_f(struct export *x, FILE *out, int32_t k)
{
    char text[NUMBER_TEXT];
    fputs(number_format_double(x->source.f[x->numbering.animal[k]], text), out);
}

static void put_generation(struct export *x, FILE *out, int32_t k)
{
    fprintf(out, "%d", x->generation[k]);
}

static void put_row_number(struct export *x, FILE *out, int32_t k)
{
    (void)x;
    fprintf(out, "%d", k + 1);
}

static const struct {
    char letter;
    void (*put)(struct export *x, FILE *out, int32_t k);
} columns[] = {
    { 'a', put_self },     { 's', put_sire },       { 'd', put_dam },        { 'x', put_sex },
    { 'X', put_sex_word }, { 'r', put_breed },      { 'y', put_year },       { 'b', put_birth },
    { 'F', put_f },        { 'g', put_generation }, { 'n', put_row_number },
};

static void put_row(struct export *x, FILE *out, int32_t k)
{
    for (const char *letter = x->style->columns; *letter; letter++) {
        if (letter > x->style->columns)
            putc(x->style->separator, out);
        for (size_t i = 0; i < COUNT(columns); i++)
            if (columns[i].letter == *letter)
                columns[i].put(x, out, k);
    }
    putc('\n', out);
}

/* ---- Interbull's national pedigree file, record 601: fixed width, 107 columns ---- */

enum { SIRE = 1, DAM = 2, INTERBULL_NAME = 30 };

static char interbull_sex(const struct export *x, int32_t k)
{
    char sex = sex_of(x, k);
    return sex ? sex : x->roles[k] & SIRE ? 'M' : x->roles[k] & DAM ? 'F' : 0;
}

static bool check_interbull(struct export *x, struct err *e)
{
    size_t letters = x->breed_code ? strspn(x->breed_code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
    if (letters != 3 || x->breed_code[letters])
        return err_set(e, ERR_USAGE, "breed-code", "%s", _("Interbull's numbers begin with a breed: --breed-code XXX"));
    x->roles = memory_new((size_t)x->numbering.p.count + 1);
    for (int32_t k = 0; k < x->numbering.p.count; k++) {
        if (x->numbering.sire[k] >= 0)
            x->roles[x->numbering.sire[k]] |= SIRE;
        if (x->numbering.dam[k] >= 0)
            x->roles[x->numbering.dam[k]] |= DAM;
    }
    for (int32_t k = 0; k < x->numbering.p.count; k++)
        if (!interbull_sex(x, k))
            return err_set(e, ERR_DATA, "sex", _("Interbull's numbers tell the sex, and that of \"%s\" is not known"),
                           genetics_source_name(&x->source, x->numbering.animal[k]));
    return true;
}

static void put_interbull_id(struct export *x, FILE *out, int32_t k)
{
    if (k < 0)
        fputs("UUUUUUUUUUUUUUUUUUU", out);
    else
        fprintf(out, "%sCHN%c%012d", x->breed_code, interbull_sex(x, k), k + 1);
}

static void put_interbull(struct export *x, FILE *out, int32_t k)
{
    const char *name = genetics_source_name(&x->source, x->numbering.animal[k]);
    bool plain = strlen(name) <= INTERBULL_NAME;
    int year = 0, month = 0, day = 0;
    for (const char *at = name; *at; at++)
        plain = plain && (unsigned char)*at >= ' ' && (unsigned char)*at < 127;
    if (birth_of(x, k) != DATE_NONE)
        date_to_ymd(birth_of(x, k), &year, &month, &day);
    month *= precision_of(x, k) != DATE_YEAR; /* what is not known stays 0 */
    day *= precision_of(x, k) == DATE_DAY;
    fputs("601 ", out);
    put_interbull_id(x, out, k);
    putc(' ', out);
    put_interbull_id(x, out, x->numbering.sire[k]);
    putc(' ', out);
    put_interbull_id(x, out, x->numbering.dam[k]);
    fprintf(out, " %04d%02d%02d %-30s CHN\n", year, month, day, plain ? name : "");
}

/* ---- the file ---- */

static bool write_file(void *context, FILE *out, struct err *e)
{
    enum { BETWEEN_REPORTS = 65536 };
    struct export *x = context;
    if (x->style->head)
        fprintf(out, "%s\n", x->style->head);
    for (int32_t k = 0; k < x->numbering.p.count; k++) {
        if (k % BETWEEN_REPORTS == 0 && !progress_step(x->c->progress, _("Writing"), k, x->numbering.p.count))
            return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped; nothing was written"));
        (x->style->fixed_width ? put_interbull : put_row)(x, out, k);
    }
    return true;
}

static bool write_out(struct export *x, const char *path, struct err *e)
{
    return path ? file_make(path, write_file, x, e) : write_file(x, x->c->out, e);
}

static bool unknown_program(const char *program, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf known;
    strbuf_init(&known);
    for (size_t i = 0; i < COUNT(styles); i++)
        strbuf_printf(&known, "%s%s", i ? ", " : "", styles[i].program);
    return err_set(e, ERR_USAGE, "program", _("\"%s\" is none of: %s"), program, known.text);
}

static bool choose_style(struct export *x, const struct record *r, struct err *e)
{
    const char *program = record_text(r, "program");
    for (size_t i = 0; i < COUNT(styles); i++)
        if (strcmp(styles[i].program, program) == 0)
            x->style = &styles[i];
    if (!x->style)
        return unknown_program(program, e);
    x->numbers = x->style->numbers || record_text(r, "codes");
    x->breed_code = record_text(r, "breed-code");
    if (x->numbers && !record_text(r, "codes"))
        return err_set(e, ERR_USAGE, "codes", _("%s wants whole numbers: say with --codes FILE where their table goes"),
                       program);
    return !x->breed_code || x->style->fixed_width ||
           err_set(e, ERR_USAGE, "breed-code", _("%s has no breed code"), program);
}

/* What some columns need besides the source. */
static bool prepare(struct export *x, struct err *e)
{
    if (strchr(x->style->columns, 'r') && (!x->source.of_file || genetics_source_column(&x->source, "breed")) &&
        !genetics_source_factor(&x->source, "breed", &x->breed, e))
        return false;
    if (strchr(x->style->columns, 'g')) {
        x->generation = memory_resize(NULL, (size_t)x->numbering.p.count + 1, sizeof *x->generation);
        if (!order_generations(x->numbering.p, x->generation, e))
            return false;
    }
    return x->style->fixed_width ? check_interbull(x, e) : check_ids(x, e);
}

static bool run_export(struct command_context *c, const struct record *r, struct err *e)
{
    static const char *const factors[] = { "breed", NULL };
    struct export x = { .c = c };
    const char *out = record_text(r, "out"), *codes = record_text(r, "codes");
    if (!choose_style(&x, r, e) ||
        !genetics_source_open(c, r, GENETICS_F | GENETICS_NAMES | GENETICS_SEX | GENETICS_BIRTH, factors, &x.source, e))
        return false;
    bool good = genetics_number(&x.source, r, &x.numbering, e) && prepare(&x, e) &&
                (!codes || genetics_number_codes(&x.source, &x.numbering, NULL, 0, codes, e)) && write_out(&x, out, e);
    if (good && out)
        command_say(c, _("%d animals written: %s"), x.numbering.p.count, out);
    genetics_factor_done(&x.breed);
    genetics_number_done(&x.numbering);
    genetics_source_close(&x.source);
    memory_free(x.generation);
    memory_free(x.roles);
    return good;
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "export",
      .summary = N_("the pedigree as other programs read it, parents before offspring"),
      .help =
          N_("blupf90 and wombat (with F) want whole numbers; inbupgf90 words and the year of birth; interbull is its "
             "record 601. csv: id, sire, dam, sex, breed, birth, F, generation."),
      .arguments = export_arguments,
      .argument_count = COUNT(export_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_export },
};
const struct command_group command_genetics_export = { commands, COUNT(commands) };
