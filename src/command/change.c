/* change.c - the log in words, undo and redo */
#include "inner.h"

#include <stdlib.h>

static const struct field undo_arguments[] = {
    { .name = "change",
      .zh = "改动号",
      .en = "change",
      .type = FIELD_OF_COUNT,
      .place = "1",
      .help = N_("its number in `mupu changes`; without it the newest of yours") },
};
static const struct field list_arguments[] = {
    { .name = "animal", .zh = "个体", .en = "animal", .type = FIELD_OF_ANIMAL },
    { .name = "limit", .zh = "最多", .en = "limit", .type = FIELD_OF_COUNT },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field show_arguments[] = {
    { .name = "change", .zh = "改动号", .en = "change", .type = FIELD_OF_COUNT, .place = "1", .required = true },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};

static bool number_of(const struct record *r, const char *name, int64_t missing, int64_t *ret, struct err *e)
{
    const char *text = record_text(r, name);
    *ret = missing;
    return !text || number_parse_int(text, 1, INT32_MAX, ret, e);
}

static bool run_undo(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t change;
    const char *words;
    if (!number_of(r, "change", 0, &change, e) || !change_undo(c->herd, change, c->arena, &words, e))
        return false;
    command_say(c, _("Undone: %s"), words);
    return true;
}

static bool run_redo(struct command_context *c, const struct record *r, struct err *e)
{
    const char *words;
    (void)r;
    if (!change_redo(c->herd, c->arena, &words, e))
        return false;
    command_say(c, _("Done again: %s"), words);
    return true;
}

static bool run_list(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "change", _("Change"), TABLE_COUNT, 0, 0, false },       { "at", _("Time"), TABLE_TEXT, 0, 0, false },
        { "words", _("What"), TABLE_TEXT, 0, 1, false },           { "operator", _("Who"), TABLE_TEXT, 0, 0, false },
        { "undone_by", _("Undone by"), TABLE_COUNT, 0, 0, false }, { "reason", _("Reason"), TABLE_TEXT, 0, 1, false },
    };
    struct change *changes;
    int count;
    int64_t limit, animal = 0;
    struct table table;
    const char *number = record_text(r, "animal");
    if (!number_of(r, "limit", 20, &limit, e) || (number && !identifier_one(c->herd, number, "animal", &animal, e)) ||
        !(animal ? change_list_of_animal(c->herd, animal, 0, (int)limit, c->progress, c->arena, &changes, &count, e)
                 : change_list(c->herd, 0, (int)limit, c->arena, &changes, &count, e)))
        return false;
    table_init(&table, c->arena, "changes", _("Changes"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        char when[24];
        int row = table_add_row(&table, TABLE_ROW);
        table_set_integer(&table, row, 0, changes[i].id);
        table_set_text(&table, row, 1, clock_text(changes[i].at, when));
        table_set_text(&table, row, 2, changes[i].words);
        table_set_text(&table, row, 3, changes[i].operator_name);
        if (changes[i].undone_by)
            table_set_integer(&table, row, 4, changes[i].undone_by);
        table_set_text(&table, row, 5, changes[i].reason);
    }
    return command_print(c, r, &table, e);
}

static bool add_row(void *context, const struct change_row *change)
{
    struct table *table = context;
    for (int i = 0; i < change->columns; i++) {
        if (change->what == 'u' ? !change->changed[i] : !(change->what == 'i' ? change->after[i] : change->before[i]))
            continue;
        int row = table_add_row(table, TABLE_ROW);
        table_set_text(table, row, 0, change->table);
        table_set_integer(table, row, 1, change->id);
        table_set_text(table, row, 2, change->names[i]);
        table_set_text(table, row, 3, change->before[i]);
        table_set_text(table, row, 4, change->after[i]);
    }
    return true;
}

static bool run_show(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "table", _("Table"), TABLE_TEXT, 0, 0, false },   { "id", _("Row"), TABLE_COUNT, 0, 0, false },
        { "column", _("Column"), TABLE_TEXT, 0, 0, false }, { "before", _("Before"), TABLE_TEXT, 0, 1, false },
        { "after", _("After"), TABLE_TEXT, 0, 1, false },
    };
    struct change change;
    struct table table;
    int64_t id;
    if (!number_of(r, "change", 0, &id, e) || !change_load(c->herd, id, c->arena, &change, e))
        return false;
    table_init(&table, c->arena, "change", change.words, columns, COUNT(columns));
    return store_change_rows(c->herd->store, id, add_row, &table, e) && command_print(c, r, &table, e);
}

static const struct command commands[] = {
    { .subject = "undo",
      .summary = N_("takes a change back, in words"),
      .help = "",
      .arguments = undo_arguments,
      .argument_count = COUNT(undo_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_undo },
    { .subject = "redo",
      .summary = N_("takes the last undo back"),
      .help = "",
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_redo },
    { .subject = "changes",
      .summary = N_("what was done, newest first"),
      .help = "",
      .arguments = list_arguments,
      .argument_count = COUNT(list_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_list },
    { .subject = "changes",
      .verb = "show",
      .summary = N_("the rows of one change, before and after"),
      .help = "",
      .arguments = show_arguments,
      .argument_count = COUNT(show_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_show },
};
const struct command_group command_change = { commands, COUNT(commands) };
