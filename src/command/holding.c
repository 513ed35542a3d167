/* holding.c - holdings and pens */
#include "inner.h"

#include <string.h>

static const struct field list_arguments[] = {
    { .name = "species", .zh = "畜种", .en = "species", .type = FIELD_OF_CODE, .list = "species" },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field void_arguments[] = {
    { .name = "holding", .zh = "场户", .en = "holding", .type = FIELD_OF_HOLDING, .place = "1", .required = true },
    { .name = "reason", .zh = "原因", .en = "reason", .place = "2", .required = true },
};
static const struct field pen_arguments[] = {
    { .name = "holding", .zh = "场户", .en = "holding", .type = FIELD_OF_HOLDING, .place = "1", .required = true },
    { .name = "code", .zh = "圈号", .en = "pen", .place = "2", .required = true },
    { .name = "kind", .zh = "类型", .en = "kind", .type = FIELD_OF_CODE, .list = "pen_kind" },
    { .name = "capacity", .zh = "容量", .en = "capacity", .type = FIELD_OF_COUNT },
};

static bool say_saved(struct command_context *c, int64_t id, struct err *e)
{
    struct holding holding;
    if (!holding_load(c->herd, id, c->arena, &holding, e))
        return false;
    command_say(c, _("Saved: %s %s"), holding.code, holding.name);
    return true;
}

static bool run_add(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t id;
    return holding_add(c->herd, r, &id, e) && say_saved(c, id, e);
}

static bool run_edit(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t id;
    const char *code = record_text(r, "code");
    if (!code)
        return err_set(e, ERR_USAGE, "code", _("say which holding"));
    return holding_find(c->herd, code, &id, e) && holding_edit(c->herd, id, r, e) && say_saved(c, id, e);
}

static bool run_void(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t id;
    if (!holding_find(c->herd, record_text(r, "holding"), &id, e) ||
        !holding_void(c->herd, id, record_text(r, "reason"), e))
        return false;
    command_say(c, _("Void: %s"), record_text(r, "holding"));
    return true;
}

static const struct holding_count *count_of(const struct holding_count *counts, int count, int64_t holding)
{
    for (int i = 0; i < count; i++)
        if (counts[i].holding == holding)
            return &counts[i];
    return NULL;
}

static int depth_of(const struct holding *all, int count, const struct holding *one)
{
    int depth = 0;
    for (int64_t parent = one->parent; parent && depth < 8; depth++) {
        int64_t above = 0;
        for (int i = 0; i < count; i++)
            if (all[i].id == parent)
                above = all[i].parent;
        parent = above;
    }
    return depth;
}

static bool run_list(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "code", _("Code"), TABLE_TEXT, 0, 0, false },         { "tier", _("Tier"), TABLE_TEXT, 0, 0, false },
        { "name", _("Name"), TABLE_TEXT, 0, 1, false },         { "person", _("Person"), TABLE_TEXT, 0, 0, false },
        { "township", _("Township"), TABLE_TEXT, 0, 0, false }, { "village", _("Village"), TABLE_TEXT, 0, 0, false },
        { "kept", _("Kept"), TABLE_COUNT, 0, 0, true },         { "owned", _("Owned"), TABLE_COUNT, 0, 0, true },
        { "standing", _("Standing"), TABLE_COUNT, 0, 0, true },
    };
    struct holding *all;
    struct holding_count *counts;
    int count, count_count;
    const char *text = record_text(r, "species");
    const struct species *species = text ? dictionary_species(&c->herd->dictionary, text) : NULL;
    if (text && !species)
        return err_set(e, ERR_USAGE, "species", _("There is no species \"%s\""), text);
    if (!holding_all(c->herd, c->arena, &all, &count, e) ||
        !holding_counts(c->herd, species ? species->code : NULL, c->arena, &counts, &count_count, e))
        return false;
    struct table t;
    table_init(&t, c->arena, "holdings", _("Holdings"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        if (all[i].voided)
            continue;
        const struct holding_count *heads = count_of(counts, count_count, all[i].id);
        const struct township *township =
            all[i].township ? dictionary_township(&c->herd->dictionary, all[i].township) : NULL;
        int row = table_add_row(&t, TABLE_ROW), depth = command_for_eyes(c, r) ? depth_of(all, count, &all[i]) : 0;
        table_set_text(&t, row, 0, arena_printf(c->arena, "%*s%s", 2 * depth, "", all[i].code));
        table_set_text(&t, row, 1, c->json ? all[i].tier : herd_code_label(c->herd, "tier", all[i].tier));
        table_set_text(&t, row, 2, all[i].name);
        table_set_text(&t, row, 3, all[i].person);
        table_set_text(&t, row, 4, township ? herd_label(c->herd, township->zh, township->en) : NULL);
        table_set_text(&t, row, 5, all[i].village);
        table_set_integer(&t, row, 6, heads ? heads->kept : 0);
        table_set_integer(&t, row, 7, heads ? heads->owned : 0);
        table_set_integer(&t, row, 8, heads ? heads->standing : 0);
    }
    if (command_for_eyes(c, r)) /* a program that sums would count twice */
        table_add_total(&t, _("Total"));
    return command_print(c, r, &t, e);
}

static bool run_pen(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t id;
    if (!pen_add(c->herd, r, &id, e))
        return false;
    command_say(c, _("Saved: pen %s of %s"), record_text(r, "code"), record_text(r, "holding"));
    return true;
}

static const struct command commands[] = {
    { .subject = "holding",
      .verb = "add",
      .summary = N_("a breeding enterprise, large-scale farm or household"),
      .help = N_("Example: mupu holding add F01 --tier farm --parent E01 --name \"...\" --township 652929102"),
      .arguments = holding_fields,
      .argument_count_elsewhere = &holding_field_count,
      .needs = COMMAND_NEEDS_CREATE,
      .run = run_add },
    { .subject = "holding",
      .verb = "edit",
      .summary = N_("corrects a holding; \"-\" empties a field"),
      .help = "",
      .arguments = holding_fields,
      .argument_count_elsewhere = &holding_field_count,
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_edit },
    { .subject = "holding",
      .verb = "list",
      .summary = N_("the three tiers with their heads"),
      .help = "",
      .arguments = list_arguments,
      .argument_count = COUNT(list_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_list },
    { .subject = "holding",
      .verb = "void",
      .summary = N_("makes a wrong holding void"),
      .help = "",
      .arguments = void_arguments,
      .argument_count = COUNT(void_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_void },
    { .subject = "pen",
      .verb = "add",
      .summary = N_("a pen of a holding"),
      .help = "",
      .arguments = pen_arguments,
      .argument_count = COUNT(pen_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_pen },
};
const struct command_group command_holding = { commands, COUNT(commands) };
