/* genetics_check.c - genetics check: what cannot be true of a pedigree, of the book or of a file alone */
#include "genetics_source.h"

#include <stdlib.h>
#include <string.h>

static const struct field check_arguments[] = {
    GENETICS_FIELD_PEDIGREE,
    { .name = "age",
      .zh = "父母最小日龄",
      .en = "least age of a parent",
      .type = FIELD_OF_COUNT,
      .help = N_("days; without it that of the species, of a file 1") },
    { .name = "unlisted", .zh = "列出无记录的父母", .en = "list parents without a row", .type = FIELD_OF_FLAG },
    GENETICS_FIELD_FORMAT,
};

/* The kinds of a file's rows, then those of the kernel, in the order they are told. */
enum kind { NAMELESS, REPEATED, UNREADABLE, FUTURE, LOOP, OF_KERNEL, UNLISTED = OF_KERNEL + CHECK_KINDS, KINDS };
static const struct {
    const char *code, *label;
} kinds[KINDS] = {
    [NAMELESS] = { "nameless", N_("row without a number") },
    [REPEATED] = { "repeated", N_("two rows") },
    [UNREADABLE] = { "date", N_("not a date") },
    [FUTURE] = { "future", N_("born in the future") },
    [LOOP] = { "loop", N_("its own ancestor") },
    [OF_KERNEL + CHECK_TWO_SEXES] = { "two_sexes", N_("both sire and dam") },
    [OF_KERNEL + CHECK_FEMALE_SIRE] = { "female_sire", N_("female used as sire") },
    [OF_KERNEL + CHECK_MALE_DAM] = { "male_dam", N_("male used as dam") },
    [OF_KERNEL + CHECK_ONE_PARENT] = { "one_parent", N_("sire and dam are one") },
    [OF_KERNEL + CHECK_BORN_BEFORE] = { "born_before", N_("born before its parent") },
    [OF_KERNEL + CHECK_PARENT_YOUNG] = { "parent_young", N_("parent too young") },
    [UNLISTED] = { "unlisted", N_("parent without a row") },
};

enum { KIND, ANIMAL, OTHER, WHAT };

struct report {
    struct genetics_source source;
    struct command_context *c;
    struct table *table;
    bool eyes;
};

static const char *name(struct report *t, int32_t animal)
{
    return animal < 0 ? NULL : genetics_source_name(&t->source, animal);
}

static void tell(struct report *t, int kind, int32_t animal, int32_t other, const char *what)
{
    int row = table_add_row(t->table, TABLE_ROW);
    table_set_text(t->table, row, KIND, t->eyes ? _(kinds[kind].label) : kinds[kind].code);
    table_set_text(t->table, row, ANIMAL, name(t, animal));
    table_set_text(t->table, row, OTHER, name(t, other));
    table_set_text(t->table, row, WHAT, what);
}

/* ---- rows and dates ---- */

static void tell_rows(struct report *t)
{
    const struct pedigree_file *file = &t->source.file;
    for (int kind = NAMELESS; kind <= REPEATED; kind++)
        for (int32_t i = 0; i < file->fault_count; i++) {
            const struct pedigree_fault *fault = &file->fault[i];
            if ((fault->animal < 0) != (kind == NAMELESS))
                continue;
            long long row = (long long)fault->row;
            tell(t, kind, fault->animal, -1,
                 kind == NAMELESS ? arena_printf(t->c->arena, _("row %lld"), row)
                 : fault->same    ? arena_printf(t->c->arena, _("row %lld, the same parents"), row)
                                  : arena_printf(t->c->arena, _("row %lld, other parents"), row));
        }
}

static void tell_dates(struct report *t)
{
    struct genetics_source *s = &t->source;
    const char **text = genetics_source_column(s, "birth");
    date_day today = clock_today();
    for (int32_t i = 0; text && i < s->p.count; i++)
        if (*text[i] && s->birth[i] == DATE_NONE)
            tell(t, UNREADABLE, i, -1, text[i]);
    for (int32_t i = 0; i < s->p.count; i++) {
        char day[DATE_TEXT];
        if (s->birth[i] != DATE_NONE && s->birth[i] > today)
            tell(t, FUTURE, i, -1, date_format(s->birth[i], DATE_DAY, day));
    }
}

/* ---- loops ---- */

enum { NAMED_MOST = 12 };

/* "A -> B -> A", a parent after its offspring; of a long one the beginning. */
static const char *cycle_words(struct report *t, const int32_t *cycle, int32_t length)
{
    CLEANUP(strbuf_done) struct strbuf words;
    strbuf_init(&words);
    for (int32_t i = 0; i < length && i < NAMED_MOST; i++)
        strbuf_printf(&words, "%s -> ", name(t, cycle[i]));
    if (length > NAMED_MOST)
        strbuf_printf(&words, _("... (%d animals) -> "), length);
    strbuf_add(&words, name(t, cycle[0]));
    return arena_text(t->c->arena, words.text);
}

static bool tell_loops(struct report *t, struct err *e)
{
    int32_t *members, *start, groups;
    if (!check_cycles(t->source.p, &members, &start, &groups, e))
        return false;
    for (int32_t g = 0; g < groups; g++) {
        int32_t length = start[g + 1] - start[g];
        const int32_t *cycle = members + start[g];
        tell(t, LOOP, cycle[0], cycle[length > 1], cycle_words(t, cycle, length));
    }
    free(members);
    free(start);
    return true;
}

/* ---- sexes and ages ---- */

static const char *finding_words(struct report *t, const struct check_finding *f)
{
    switch (f->kind) {
    case CHECK_TWO_SEXES:
        return arena_printf(t->c->arena, _("sire of %s, dam of %s"), name(t, f->other), name(t, f->another));
    case CHECK_FEMALE_SIRE:
        return arena_printf(t->c->arena, _("sire of %s"), name(t, f->other));
    case CHECK_MALE_DAM:
        return arena_printf(t->c->arena, _("dam of %s"), name(t, f->other));
    case CHECK_BORN_BEFORE:
        return f->days ? arena_printf(t->c->arena, _("%d days before it"), f->days) : _("on the same day");
    case CHECK_PARENT_YOUNG:
        return arena_printf(t->c->arena, _("%d days old at most"), f->days);
    default:
        return NULL;
    }
}

/* The least ages of a book's species, by the dictionary's hard limits. */
static bool species_ages(struct report *t, struct genetics_factor *species, int32_t (**ret)[2], struct err *e)
{
    static const char *const params[2] = { "parent_age_M", "parent_age_F" };
    if (!genetics_source_factor(&t->source, "species", species, e))
        return false;
    *ret = arena_new(t->c->arena, ((size_t)species->count + 1) * sizeof **ret);
    for (int32_t i = 0; i < species->count; i++)
        for (int side = 0; side < 2; side++) {
            const struct param *p = dictionary_param(&t->c->herd->dictionary, species->name[i], params[side]);
            (*ret)[i][side] = p && p->hard_low != PARAM_NONE ? (int32_t)(p->hard_low / 1000) : 1;
        }
    return true;
}

static bool tell_findings(struct report *t, const struct record *r, struct err *e)
{
    struct genetics_source *s = &t->source;
    struct genetics_factor species = { 0 };
    struct check_facts facts = { s->sex, s->birth, s->birth_last, NULL, NULL };
    struct check_finding *list;
    int64_t count, days;
    int32_t(*ages)[2] = arena_new(t->c->arena, sizeof *ages);
    const char *age = record_text(r, "age");
    if (age && !number_parse_int(age, 1, 36500, &days, e))
        return false;
    if (age)
        (*ages)[0] = (*ages)[1] = (int32_t)days;
    else if (s->of_file)
        (*ages)[0] = (*ages)[1] = 1;
    else if (!species_ages(t, &species, &ages, e))
        return false;
    facts.species = species.level;
    facts.least_age = (const int32_t(*)[2])ages;
    bool good = check_all(s->p, &facts, &list, &count, t->c->progress, e);
    for (int64_t i = 0; good && i < count; i++)
        tell(t, OF_KERNEL + (int)list[i].kind, list[i].animal, list[i].other, finding_words(t, &list[i]));
    if (good)
        free(list);
    genetics_factor_done(&species);
    return good;
}

/* ---- the whole ---- */

static bool fill(struct report *t, const struct record *r, struct err *e)
{
    if (t->source.of_file)
        tell_rows(t);
    tell_dates(t);
    return tell_loops(t, e) && tell_findings(t, r, e);
}

static bool genetics_check_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    const struct table_column columns[] = {
        { "kind", _("What is wrong"), TABLE_TEXT, 0, 0, false },
        { "animal", _("Number"), TABLE_TEXT, 0, 0, false },
        { "other", _("Other"), TABLE_TEXT, 0, 0, false },
        { "what", _("Details"), TABLE_TEXT, 0, 1, false },
    };
    struct report t = { .c = c, .table = ret, .eyes = command_for_eyes(c, r) };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "pedigree_check", _("Pedigree check"), kept, COUNT(columns));
    if (!genetics_source_open(c, r, GENETICS_NAMES | GENETICS_SEX | GENETICS_BIRTH | GENETICS_FAULTS, NULL, &t.source,
                              e))
        return false;
    bool good = fill(&t, r, e);
    if (good && record_text(r, "unlisted"))
        for (int32_t i = t.source.listed; i < t.source.p.count; i++)
            tell(&t, UNLISTED, i, -1, NULL);
    if (good && t.source.of_file)
        command_say(c, _("%d animals have a row, %d parents have none"), t.source.listed,
                    t.source.p.count - t.source.listed);
    else if (good)
        command_say(c, _("%d animals"), t.source.p.count);
    genetics_source_close(&t.source);
    return good;
}

/* Parents without a row are no fault. */
static int faults(const struct table *t)
{
    int count = 0;
    for (int row = 0; row < t->row_count; row++) {
        const char *kind = t->cells[row * t->column_count + KIND].as.text;
        count += strcmp(kind, kinds[UNLISTED].code) != 0 && strcmp(kind, _(kinds[UNLISTED].label)) != 0;
    }
    return count;
}

static bool run_check(struct command_context *c, const struct record *r, struct err *e)
{
    struct table t;
    if (!genetics_check_table(c, r, &t, e) || !command_print(c, r, &t, e))
        return false;
    if (faults(&t))
        return err_set(e, ERR_NOTHING, "", _("the pedigree has %d faults"), faults(&t));
    command_say(c, "%s", _("Nothing in this pedigree is impossible"));
    return true;
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "check",
      .summary = N_("what cannot be true of a pedigree: loops, sexes, dates, rows"),
      .help =
          N_("Loops are told as a shortest cycle, A -> B -> A, each followed by its parent. A year or a month alone "
             "has the benefit of the doubt. Exit code 0: nothing is impossible; 1: something is."),
      .arguments = check_arguments,
      .argument_count = COUNT(check_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_check,
      .answers = true },
};
const struct command_group command_genetics_check = { commands, COUNT(commands) };
