/* pedigree.c - lineage: trees and matings of the book */
#include "inner.h"

#include <math.h>
#include <string.h>

static const struct field tree_arguments[] = {
    { .name = "animal", .zh = "个体", .en = "animal", .type = FIELD_OF_ANIMAL, .place = "1", .required = true },
    { .name = "generations", .zh = "代数", .en = "generations", .type = FIELD_OF_COUNT },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field mating_arguments[] = {
    { .name = "sire", .zh = "公畜", .en = "sire", .type = FIELD_OF_ANIMAL, .place = "1", .required = true },
    { .name = "dam", .zh = "母畜", .en = "dam", .type = FIELD_OF_ANIMAL, .place = "2", .required = true },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};

/* ---- pedigree show ---- */

static const char *node_title(struct command_context *c, const struct pedigree_node *node)
{
    if (!node->path[0])
        return "";
    size_t last = strlen(node->path) - 1;
    return arena_printf(c->arena, "%*s%s", 2 * node->generation, "", node->path[last] == 'S' ? _("sire") : _("dam"));
}

static void say_causes(struct command_context *c, const struct lineage *l)
{
    double f = l->p.f[l->root];
    for (int i = 0; i < l->cause_count && i < LINEAGE_CAUSES; i++) {
        struct pedigree_facts facts;
        struct err ignored;
        bool known = pedigree_facts(c->herd, l->p.id[l->cause[i].ancestor], c->arena, &facts, &ignored);
        command_say(c, _("F from %s: %s (%s of it)"), known && facts.number ? facts.number : "-",
                    number_format_percent(l->cause[i].share, 2, (char[NUMBER_TEXT]){ 0 }),
                    number_format_percent(l->cause[i].share / f, 0, (char[NUMBER_TEXT]){ 0 }));
    }
}

/* Places in so many generations, those of repeated ancestors too. */
static bool say_known(struct command_context *c, int64_t animal, int generations, struct err *e)
{
    enum { COUNTED = 12 };
    struct lineage l;
    if (!lineage_load(c->herd, animal, &l, e))
        return false;
    int of = (2 << (generations > COUNTED ? COUNTED : generations)) - 2;
    struct pedigree kernel = { l.p.count, l.p.sire, l.p.dam };
    if (generations > 0 && generations <= COUNTED)
        command_say(c, _("Known: %d of %d ancestors in %lld generations"),
                    (int)llround(completeness_one(kernel, l.root, generations) * of), of, (long long)generations);
    command_say(c, _("Known: %d generations deep, worth %.2f complete ones"), l.generations, l.equivalent[l.root]);
    say_causes(c, &l);
    lineage_done(&l);
    return true;
}

static bool run_tree(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "path", _("Ancestor"), TABLE_TEXT, 0, 0, false }, { "number", _("Number"), TABLE_TEXT, 0, 0, false },
        { "sex", _("Sex"), TABLE_TEXT, 0, 0, false },       { "birth", _("Born"), TABLE_TEXT, 0, 0, false },
        { "f", _("F"), TABLE_REAL, -1, 0, false },          { "equivalent", _("Eq.gen"), TABLE_REAL, 2, 0, false },
        { "times", _("Times"), TABLE_COUNT, 0, 0, false },  { "note", _("Note"), TABLE_TEXT, 0, 0, false },
    };
    int64_t id, generations = 3;
    struct pedigree_node *nodes;
    struct table t;
    int count;
    const char *text = record_text(r, "generations");
    if ((text && !number_parse_int(text, 0, 60, &generations, e)) ||
        !identifier_one(c->herd, record_text(r, "animal"), "animal", &id, e) ||
        !pedigree_tree(c->herd, id, (int)generations, c->arena, &nodes, &count, e))
        return false;
    table_init(&t, c->arena, "pedigree", _("Pedigree"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        if (!nodes[i].known && !c->json)
            continue;
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, command_for_eyes(c, r) ? node_title(c, &nodes[i]) : nodes[i].path);
        if (!nodes[i].known)
            continue;
        table_set_text(&t, row, 1, nodes[i].number);
        table_set_text(&t, row, 2,
                       nodes[i].sex && !c->json ? herd_code_label(c->herd, "sex", nodes[i].sex) : nodes[i].sex);
        table_set_text(&t, row, 3, nodes[i].birth_text && *nodes[i].birth_text ? nodes[i].birth_text : NULL);
        table_set_real(&t, row, 4, nodes[i].f);
        table_set_text(&t, row, 7,
                       nodes[i].above      ? _("repeated, its ancestors stand above")
                       : nodes[i].repeated ? _("repeated")
                                           : NULL);
        table_set_real(&t, row, 5, nodes[i].equivalent);
        table_set_integer(&t, row, 6, nodes[i].times);
    }
    return say_known(c, id, (int)generations, e) && command_print(c, r, &t, e);
}

/* ---- pedigree mating ---- */

static bool run_mating(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "ancestor", _("Common ancestor"), TABLE_TEXT, 0, 0, false },
        { "share", _("Share of F"), TABLE_REAL, -1, 0, false },
    };
    int64_t sire, dam;
    struct mating_check check;
    struct table t;
    char f[NUMBER_TEXT];
    if (!identifier_one(c->herd, record_text(r, "sire"), "sire", &sire, e) ||
        !identifier_one(c->herd, record_text(r, "dam"), "dam", &dam, e) ||
        !pedigree_check_mating(c->herd, sire, dam, &check, e))
        return false;
    table_init(&t, c->arena, "sources", _("Common ancestors"), columns, COUNT(columns));
    for (int i = 0; i < check.source_count; i++) {
        struct animal a;
        if (!animal_load(c->herd, check.source[i], c->arena, &a, e))
            return false;
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, a.number);
        table_set_real(&t, row, 1, check.share[i]);
    }
    command_say(c, _("F of their offspring: %s (%s); known of its pedigree: %s"), number_format_double(check.f, f),
                number_format_percent(check.f, 2, (char[NUMBER_TEXT]){ 0 }),
                number_format_percent(check.completeness, 0, (char[NUMBER_TEXT]){ 0 }));
    return command_print(c, r, &t, e);
}

static const struct command commands[] = {
    { .subject = "pedigree",
      .verb = "show",
      .summary = N_("the ancestors of an animal, with F and what is unknown"),
      .help = "",
      .arguments = tree_arguments,
      .argument_count = COUNT(tree_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_tree },
    { .subject = "pedigree",
      .verb = "mating",
      .summary = N_("F of the offspring of two animals, and through whom"),
      .help = "",
      .arguments = mating_arguments,
      .argument_count = COUNT(mating_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_mating },
};
const struct command_group command_pedigree = { commands, COUNT(commands) };
