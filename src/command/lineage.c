/* lineage.c - pedigree compare, mates and descendants: two side by side, who may be mated, who came of an animal */
#include "inner.h"

#include <math.h>
#include <string.h>

static const struct field compare_arguments[] = {
    { .name = "first", .zh = "甲", .en = "first", .type = FIELD_OF_ANIMAL, .place = "1", .required = true },
    { .name = "second", .zh = "乙", .en = "second", .type = FIELD_OF_ANIMAL, .place = "2" },
    { .name = "sire",
      .zh = "设想个体之父",
      .en = "sire of an imagined second",
      .type = FIELD_OF_ANIMAL,
      .list = "M",
      .help = N_("instead of the second: an animal that does not exist, given by its parents") },
    { .name = "dam",
      .zh = "设想个体之母",
      .en = "dam of an imagined second",
      .type = FIELD_OF_ANIMAL,
      .list = "F",
      .help = N_("a parent left out is unknown") },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field mates_arguments[] = {
    { .name = "animal", .zh = "个体", .en = "animal", .type = FIELD_OF_ANIMAL, .place = "1", .required = true },
    { .name = "everywhere", .zh = "不限场", .en = "those of other holdings too", .type = FIELD_OF_FLAG },
    { .name = "limit", .zh = "最多", .en = "limit", .type = FIELD_OF_COUNT },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field descendants_arguments[] = {
    { .name = "animal", .zh = "个体", .en = "animal", .type = FIELD_OF_ANIMAL, .place = "1", .required = true },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};

static const char *number_of(struct command_context *c, int64_t id)
{
    struct pedigree_facts facts;
    struct err ignored;
    return pedigree_facts(c->herd, id, c->arena, &facts, &ignored) && facts.number ? facts.number : "-";
}

/* ---- pedigree compare ---- */

enum { NAME, TITLE, FIRST, SECOND, YOUNG };

static const char *exact(struct command_context *c, double value)
{
    char text[NUMBER_TEXT];
    return isnan(value) ? NULL : arena_text(c->arena, number_format_double(value, text));
}

static int line(struct table *t, const char *name, const char *title, const char *first, const char *second,
                const char *young)
{
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, NAME, name);
    table_set_text(t, row, TITLE, title);
    table_set_text(t, row, FIRST, first);
    table_set_text(t, row, SECOND, second);
    table_set_text(t, row, YOUNG, young);
    return row;
}

static void blood(struct command_context *c, struct table *t, const struct comparison *x)
{
    const struct comparison_side *a = &x->side[0], *b = &x->side[1];
    line(t, "f", _("Inbreeding F"), exact(c, a->f), exact(c, b->f), exact(c, x->f));
    line(t, "completeness", _("Known of three generations"), exact(c, a->completeness), exact(c, b->completeness),
         exact(c, x->completeness));
    line(t, "equivalent", _("Equivalent generations"), exact(c, a->equivalent), exact(c, b->equivalent),
         exact(c, x->equivalent));
}

static void verdict(struct command_context *c, struct table *t, const struct comparison *x)
{
    static const char *const codes[] = { "good", "warned", "barred" };
    static const char *const levels[] = { N_("may be mated"), N_("better not"), N_("barred") };
    const char *young = c->json ? codes[x->verdict.level] : _(levels[x->verdict.level]);
    line(t, "kinship", _("Kinship"), NULL, NULL, isnan(x->f) ? NULL : exact(c, x->kinship));
    line(t, "limit", _("Limit of F"), NULL, NULL, x->limit == PARAM_NONE ? NULL : exact(c, (double)x->limit / 1e5));
    line(t, "verdict", _("Verdict"), NULL, NULL, young);
    line(t, "relation", x->relation, NULL, NULL, NULL);
    for (int i = 0; i < x->verdict.reason_count; i++)
        line(t, "reason", x->verdict.reasons[i].words, NULL, NULL, NULL);
}

static const char *line_length(struct command_context *c, int generations)
{
    return generations || c->json ? arena_printf(c->arena, "%d", generations) : _("itself");
}

static void sources(struct command_context *c, struct table *t, const struct comparison *x)
{
    for (int i = 0; i < x->source_count; i++)
        line(t, "ancestor", number_of(c, x->sources[i].ancestor), line_length(c, x->sources[i].lines[0]),
             line_length(c, x->sources[i].lines[1]), exact(c, x->sources[i].share));
}

static bool second_of(struct command_context *c, const struct record *r, struct mate *ret, struct err *e)
{
    const char *second = record_text(r, "second"), *sire = record_text(r, "sire"), *dam = record_text(r, "dam");
    *ret = (struct mate){ 0 };
    if (second && (sire || dam))
        return err_set(e, ERR_USAGE, "second", _("Name the second animal, or its parents if it is imagined; not both"));
    if (!second && !sire && !dam)
        return err_set(e, ERR_USAGE, "second", _("Name the second animal, or --sire and --dam of an imagined one"));
    return (!second || identifier_one(c->herd, second, "second", &ret->animal, e)) &&
           (!sire || identifier_one(c->herd, sire, "sire", &ret->sire, e)) &&
           (!dam || identifier_one(c->herd, dam, "dam", &ret->dam, e));
}

/* An imagined one has the sex that the other needs. */
static bool give_sex(struct command_context *c, int64_t first, struct mate *second, struct err *e)
{
    struct pedigree_facts facts;
    if (second->animal)
        return true;
    if (!pedigree_facts(c->herd, first, c->arena, &facts, e))
        return false;
    second->sex = !facts.sex ? NULL : strcmp(facts.sex, "M") == 0 ? "F" : strcmp(facts.sex, "F") == 0 ? "M" : NULL;
    return true;
}

static bool run_compare(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "name", "", TABLE_TEXT, 0, 0, false },
        { "title", _("Fact"), TABLE_TEXT, 0, 1, false },
        { "first", _("First"), TABLE_TEXT, 0, 0, false },
        { "second", _("Second"), TABLE_TEXT, 0, 0, false },
        { "young", _("Their young"), TABLE_TEXT, 0, 0, false },
    };
    struct mate first = { 0 }, second;
    struct comparison x;
    struct table t;
    if (!identifier_one(c->herd, record_text(r, "first"), "first", &first.animal, e) || !second_of(c, r, &second, e) ||
        !give_sex(c, first.animal, &second, e) || !mating_compare(c->herd, &first, &second, c->arena, &x, e))
        return false;
    table_init(&t, c->arena, "comparison", _("Side by side"), columns, COUNT(columns));
    line(&t, "number", _("Number"), number_of(c, first.animal),
         second.animal ? number_of(c, second.animal) : _("(imagined)"), NULL);
    blood(c, &t, &x);
    verdict(c, &t, &x);
    sources(c, &t, &x);
    return command_print(c, r, &t, e);
}

/* ---- pedigree mates ---- */

static bool mate_row(struct command_context *c, struct table *t, const struct mating_choice *choice, struct err *e)
{
    static const char *const levels[] = { "good", "warned", "barred" };
    struct animal a;
    char birth[DATE_TEXT];
    if (!animal_load(c->herd, choice->animal, c->arena, &a, e))
        return false;
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, a.number);
    table_set_text(t, row, 1, a.keeper_code);
    table_set_text(t, row, 2, a.birth == DATE_NONE ? NULL : date_format(a.birth, a.birth_precision, birth));
    table_set_text(t, row, 3, a.family);
    table_set_text(t, row, 4, !a.state || c->json ? a.state : herd_code_label(c->herd, "state", a.state));
    table_set_real(t, row, 5, choice->f);
    if (choice->limit != PARAM_NONE)
        table_set_real(t, row, 6, (double)choice->limit / 1e5);
    table_set_text(t, row, 7, c->json ? levels[choice->level] : choice->level == MATING_BARRED ? _("barred") : NULL);
    table_set_text(t, row, 8, *choice->brief ? choice->brief : NULL);
    return true;
}

static bool run_mates(struct command_context *c, const struct record *r, struct err *e)
{
    enum { MOST = 50 };
    const struct table_column columns[] = {
        { "number", _("Number"), TABLE_TEXT, 0, 0, false }, { "keeper", _("Keeper"), TABLE_TEXT, 0, 0, false },
        { "birth", _("Born"), TABLE_TEXT, 0, 0, false },    { "family", _("Family"), TABLE_TEXT, 0, 0, false },
        { "state", _("State"), TABLE_TEXT, 0, 0, false },   { "f", _("Young's F"), TABLE_REAL, -1, 0, false },
        { "limit", _("Limit"), TABLE_REAL, -1, 0, false },  { "verdict", _("Verdict"), TABLE_TEXT, 0, 0, false },
        { "reason", _("Reason"), TABLE_TEXT, 0, 0, false },
    };
    struct mating_choice *choices;
    struct table t;
    int64_t id, total, limit = MOST;
    int count;
    if ((record_text(r, "limit") && !number_parse_int(record_text(r, "limit"), 1, INT32_MAX, &limit, e)) ||
        !identifier_one(c->herd, record_text(r, "animal"), "animal", &id, e) ||
        !mating_choices(c->herd, id, record_text(r, "everywhere") != NULL, (int)limit, c->progress, c->arena, &choices,
                        &count, &total, e))
        return false;
    table_init(&t, c->arena, "mates", _("Choices"), columns, COUNT(columns));
    for (int i = 0; i < count; i++)
        if (!mate_row(c, &t, &choices[i], e))
            return false;
    command_say(c, _("For %s: %d of %lld shown, the least F first, its own place before others"), number_of(c, id),
                count, (long long)total);
    return command_print(c, r, &t, e);
}

/* ---- pedigree descendants ---- */

static bool say_generations(struct command_context *c, int64_t animal, struct err *e)
{
    struct descent_count d;
    descent_open(c->herd, animal, &d);
    bool good = descent_more(&d, -1, e);
    for (int i = 0; good && i < d.generations; i++)
        command_say(c, _("Generation %d: %lld"), i + 1, (long long)d.count[i]);
    descent_close(&d);
    return good;
}

static bool run_descendants(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "mate", _("Mate"), TABLE_TEXT, 0, 0, false },
        { "young", _("Its young"), TABLE_COUNT, 0, 0, true },
        { "first", _("First born"), TABLE_DAY, 0, 0, false },
        { "last", _("Last born"), TABLE_DAY, 0, 0, false },
    };
    struct descent_mate *mates;
    struct table t;
    int64_t id;
    int count;
    if (!identifier_one(c->herd, record_text(r, "animal"), "animal", &id, e) ||
        !descent_mates(c->herd, id, c->arena, &mates, &count, e))
        return false;
    table_init(&t, c->arena, "descendants", _("Descendants"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, mates[i].mate ? number_of(c, mates[i].mate) : NULL);
        table_set_integer(&t, row, 1, mates[i].young);
        table_set_day(&t, row, 2, mates[i].first);
        table_set_day(&t, row, 3, mates[i].last);
    }
    return say_generations(c, id, e) && command_print(c, r, &t, e);
}

static const struct command commands[] = {
    { .subject = "pedigree",
      .verb = "compare",
      .summary = N_("two animals side by side: kinship, common ancestors, may they be mated"),
      .help = N_("Example: mupu pedigree compare KP01-22-00112 --sire KP01-22-00111 --dam KP01-20-00104"),
      .arguments = compare_arguments,
      .argument_count = COUNT(compare_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_compare },
    { .subject = "pedigree",
      .verb = "mates",
      .summary = N_("whom an animal may be mated with, the least F first"),
      .help = "",
      .arguments = mates_arguments,
      .argument_count = COUNT(mates_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_mates },
    { .subject = "pedigree",
      .verb = "descendants",
      .summary = N_("the young of an animal by mate, and its descendants by generation"),
      .help = "",
      .arguments = descendants_arguments,
      .argument_count = COUNT(descendants_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_descendants },
};
const struct command_group command_lineage = { commands, COUNT(commands) };
