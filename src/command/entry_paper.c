/* entry_paper.c - a sheet to take into the pen: animals by number, room to write, and the number that brings it back */
#include "inner.h"

#include "paper.h"

#include <string.h>

static bool asked_for_each(const struct field *field)
{
    return !field->carried && strcmp(field->name, "animal") != 0;
}

static const char *label_of(const struct herd *herd, const struct field *field, struct arena *arena)
{
    const char *label = herd_label(herd, field->zh, field->en);
    return *field->unit ? arena_printf(arena, "%s (%s)", label, herd_code_label(herd, "unit", field->unit)) : label;
}

/* What is the same for all is written once, above. */
static void add_facts(const struct herd *herd, const struct field *fields, int count, struct sheet *s)
{
    for (int i = 0; i < count; i++)
        if (fields[i].carried)
            sheet_add_fact(s, label_of(herd, &fields[i], s->arena), "____________");
}

static struct table *empty_table(const struct herd *herd, const struct field *fields, int count, struct sheet *s)
{
    struct table_column *columns = arena_new(s->arena, ((size_t)count + 3) * sizeof *columns);
    struct table *t = arena_new(s->arena, sizeof *t);
    int used = 0;
    columns[used++] = (struct table_column){ "row", _("No."), TABLE_COUNT, 0, 0, false };
    columns[used++] = (struct table_column){ "animal", _("Number"), TABLE_TEXT, 0, 0, false };
    columns[used++] = (struct table_column){ "which", _("Which"), TABLE_TEXT, 0, 0, false };
    for (int i = 0; i < count; i++)
        if (asked_for_each(&fields[i]))
            columns[used++] =
                (struct table_column){ fields[i].name, label_of(herd, &fields[i], s->arena), TABLE_TEXT, 0, 1, false };
    table_init(t, s->arena, "entry", "", columns, used);
    return t;
}

static bool add_animals(struct herd *herd, const struct entry_sheet *paper, struct table *t, struct err *e)
{
    for (int i = 0; i < paper->count; i++) {
        struct animal a;
        if (!animal_load(herd, paper->animals[i], t->arena, &a, e))
            return false;
        const char *state = a.state ? herd_code_label(herd, "state", a.state) : herd_code_label(herd, "stage", a.stage);
        int row = table_add_row(t, TABLE_ROW);
        table_set_integer(t, row, 0, i + 1);
        table_set_text(t, row, 1, a.number);
        table_set_text(t, row, 2, arena_printf(t->arena, "%s %s", herd_code_label(herd, "sex", a.sex), state));
    }
    return true;
}

bool entry_paper(struct herd *herd, int64_t number, struct arena *arena, struct sheet *ret, struct err *e)
{
    struct entry_sheet paper;
    const struct field *fields;
    int count;
    if (!entry_sheet_load(herd, number, arena, &paper, e) || !event_fields(herd, paper.kind, arena, &fields, &count, e))
        return false;
    const struct event_kind *kind = dictionary_kind(&herd->dictionary, paper.kind);
    struct sheet s;
    sheet_init(&s, arena, arena_printf(arena, "entry_%lld", (long long)number),
               arena_printf(arena, _("Entry sheet %lld: %s"), (long long)number, herd_label(herd, kind->zh, kind->en)));
    s.made_by = herd->operator_name;
    s.checked_by = "";
    s.made_on = herd->today;
    sheet_add_fact(&s, _("Heads"), arena_printf(arena, "%d", paper.count));
    add_facts(herd, fields, count, &s);
    struct table *t = empty_table(herd, fields, count, &s);
    if (!add_animals(herd, &paper, t, e))
        return false;
    sheet_add_table(&s, t);
    sheet_add_text(&s, arena_printf(arena, _("Enter it: Menu, Grid entry, a printed sheet, %lld."), (long long)number));
    *ret = s;
    return true;
}

/* ---- the verbs ---- */
static const struct field entry_arguments[] = {
    { .name = "event", .zh = "事件", .en = "kind", .place = "1", .help = N_("see: mupu event kinds") },
    { .name = "filter", .zh = "筛选", .en = "filter", .help = N_("as in the herd list: holding=H01 sex=F") },
    { .name = "again",
      .zh = "重印",
      .en = "again",
      .type = FIELD_OF_COUNT,
      .help = N_("the number of a sheet made before") },
    PAPER_ARGUMENTS,
};

static bool new_paper(struct command_context *c, const struct record *r, int64_t *ret_number, struct err *e)
{
    struct list_filter filter;
    int64_t *ids, count;
    const char *text = record_text(r, "event"), *words = record_text(r, "filter");
    const struct event_kind *kind = text ? dictionary_kind(&c->herd->dictionary, text) : NULL;
    if (!kind)
        return err_set(e, ERR_USAGE, "event", _("there is no event \"%s\"; see: mupu event kinds"), text ? text : "");
    if (!list_filter_parse(c->herd, words ? words : "", c->arena, &filter, e) ||
        !list_filter_of_kind(c->herd, kind, c->arena, &filter, e) ||
        !list_ids(c->herd, &filter, LIST_NUMBER, false, &ids, &count, e))
        return false;
    bool good = count > 0 && count <= ENTRY_SHEET_MOST
                    ? entry_sheet_keep(c->herd, kind->code, ids, (int)count, ret_number, e)
                    : err_set(e, ERR_DATA, "filter", _("%lld animals fit; a sheet has 1 to %d. Change the filter."),
                              (long long)count, ENTRY_SHEET_MOST);
    memory_free(ids);
    return good;
}

static bool run_entry(struct command_context *c, const struct record *r, struct err *e)
{
    struct sheet sheet;
    int64_t number;
    const char *again = record_text(r, "again");
    return (again ? number_parse_int(again, 1, INT64_MAX, &number, e) : new_paper(c, r, &number, e)) &&
           entry_paper(c->herd, number, c->arena, &sheet, e) && paper_out(c, r, &sheet, e);
}

static const struct field entries_arguments[] = {
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};

static bool run_entries(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "sheet", _("Entry sheet"), TABLE_COUNT, 0, 0, false }, { "event", _("Event"), TABLE_TEXT, 0, 0, false },
        { "heads", _("Heads"), TABLE_COUNT, 0, 0, false },       { "made", _("Made"), TABLE_TEXT, 0, 0, false },
        { "typed", _("Entered"), TABLE_TEXT, 0, 0, false },
    };
    struct entry_sheet *all;
    struct table t;
    int count;
    if (!entry_sheet_all(c->herd, c->arena, &all, &count, e))
        return false;
    table_init(&t, c->arena, "entry_sheets", _("Entry sheets"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        char time[24];
        const struct event_kind *kind = dictionary_kind(&c->herd->dictionary, all[i].kind);
        int row = table_add_row(&t, TABLE_ROW);
        table_set_integer(&t, row, 0, all[i].number);
        table_set_text(&t, row, 1, c->json || !kind ? all[i].kind : herd_label(c->herd, kind->zh, kind->en));
        table_set_integer(&t, row, 2, all[i].count);
        table_set_text(&t, row, 3, clock_text(all[i].made, time));
        table_set_text(&t, row, 4, all[i].typed ? clock_text(all[i].typed, time) : NULL);
    }
    return command_print(c, r, &t, e);
}

static const struct command commands[] = {
    { .subject = "sheet",
      .verb = "print",
      .summary = N_("a sheet to write on in the pen; its number brings it back in the grid"),
      .help = N_("Example: mupu sheet print weigh --filter \"holding=H01\" --out weigh.pdf"),
      .arguments = entry_arguments,
      .argument_count = COUNT(entry_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_entry },
    { .subject = "sheet",
      .verb = "list",
      .summary = N_("the sheets there are, and which are not entered yet"),
      .help = "",
      .arguments = entries_arguments,
      .argument_count = COUNT(entries_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_entries },
};
const struct command_group command_sheet = { commands, COUNT(commands) };
