/* import.c - a spreadsheet's animals into the book */
#include "inner.h"

#include "mupu/exchange.h"

static const struct field arguments[] = {
    { .name = "file",
      .zh = "文件",
      .en = "file",
      .type = FIELD_OF_FILE,
      .place = "1",
      .required = true,
      .help = N_("CSV: UTF-8, UTF-16 or GB18030; headings in Chinese or English, in any order") },
    { .name = "species", .zh = "畜种", .en = "species", .type = FIELD_OF_CODE, .list = "species" },
    { .name = "holding",
      .zh = "场户",
      .en = "holding",
      .type = FIELD_OF_HOLDING,
      .help = N_("for rows that name none") },
    { .name = "map", .zh = "列对应", .en = "map", .help = N_("NAME=COLUMN,... where a heading is not recognised") },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("of the faults: text, csv or json") },
};

/* Faults or doubts, as far as they are listed. */
static bool print_list(struct command_context *c, const struct record *r, const struct import_fault *faults, int count,
                       struct err *e)
{
    const struct table_column columns[] = {
        { "row", _("Row"), TABLE_COUNT, 0, 0, false },
        { "column", _("Column"), TABLE_TEXT, 0, 0, false },
        { "value", _("Value"), TABLE_TEXT, 0, 0, false },
        { "reason", _("Reason"), TABLE_TEXT, 0, 1, false },
    };
    struct table t;
    table_init(&t, c->arena, "faults", _("Faults"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        int row = table_add_row(&t, TABLE_ROW);
        table_set_integer(&t, row, 0, faults[i].row);
        table_set_text(&t, row, 1, faults[i].column);
        table_set_text(&t, row, 2, faults[i].value);
        table_set_text(&t, row, 3, faults[i].reason);
    }
    return command_print(c, r, &t, e);
}

static bool print_faults(struct command_context *c, const struct record *r, const struct import_result *result)
{
    struct err ignored;
    bool printed = print_list(c, r, result->faults, result->fault_count, &ignored);
    if (result->fault_total > result->fault_count)
        command_say(c, _("... and %lld more"), (long long)(result->fault_total - result->fault_count));
    return printed;
}

/* One document with --json: then the doubts are only counted. */
static bool say_doubts(struct command_context *c, const struct record *r, const struct import_result *result,
                       struct err *e)
{
    enum { MOST = 20 };
    if (!result->doubt_total)
        return true;
    command_say(c, _("%lld cells look odd and were taken all the same:"), (long long)result->doubt_total);
    if (c->json)
        return true;
    if (!print_list(c, r, result->doubts, result->doubt_count < MOST ? result->doubt_count : MOST, e))
        return false;
    if (result->doubt_total > MOST)
        command_say(c, _("... and %lld more"), (long long)(result->doubt_total - MOST));
    return true;
}

static bool print_result(struct command_context *c, const struct record *r, const struct import_result *result,
                         struct err *e)
{
    const struct {
        struct table_column column;
        int64_t value;
    } counts[] = {
        { { "rows", _("Rows"), TABLE_COUNT, 0, 0, false }, result->rows },
        { { "added", _("Added"), TABLE_COUNT, 0, 0, false }, result->added },
        { { "parents_added", _("Parents added"), TABLE_COUNT, 0, 0, false }, result->parents_added },
        { { "completed", _("Completed"), TABLE_COUNT, 0, 0, false }, result->completed },
        { { "unchanged", _("Unchanged"), TABLE_COUNT, 0, 0, false }, result->unchanged },
    };
    struct table_column columns[COUNT(counts)];
    struct table t;
    for (size_t i = 0; i < COUNT(counts); i++)
        columns[i] = counts[i].column;
    table_init(&t, c->arena, "import", _("Import"), columns, COUNT(columns));
    int row = table_add_row(&t, TABLE_ROW);
    for (size_t i = 0; i < COUNT(counts); i++)
        table_set_integer(&t, row, (int)i, counts[i].value);
    return command_print(c, r, &t, e);
}

static bool say_result(struct command_context *c, const struct record *r, const struct import_result *result,
                       struct err *e)
{
    if (c->json)
        return print_result(c, r, result, e);
    command_say(c,
                c->dry_run ? _("Would be added: %lld; parents added on paper: %lld; completed: %lld; unchanged: %lld")
                           : _("Added: %lld; parents added on paper: %lld; completed: %lld; unchanged: %lld"),
                (long long)result->added, (long long)result->parents_added, (long long)result->completed,
                (long long)result->unchanged);
    return true;
}

static bool read_request(struct command_context *c, const struct record *r, struct import_request *ret, struct err *e)
{
    struct import_request request = { .path = record_text(r, "file"),
                                      .map = record_text(r, "map"),
                                      .dry_run = c->dry_run };
    const char *species = record_text(r, "species"), *holding = record_text(r, "holding");
    const struct species *known = species ? dictionary_species(&c->herd->dictionary, species) : NULL;
    if (species && !known)
        return err_set(e, ERR_USAGE, "species", _("There is no species \"%s\""), species);
    request.species = known ? known->code : NULL;
    if (holding && !holding_find(c->herd, holding, &request.holding, e))
        return false;
    *ret = request;
    return true;
}

static bool run_import(struct command_context *c, const struct record *r, struct err *e)
{
    struct import_request request;
    struct import_result result;
    if (!read_request(c, r, &request, e))
        return false;
    bool good = import_animals(c->herd, &request, c->arena, &result, c->progress, e);
    if (result.ignored && *result.ignored)
        command_say(c, _("Columns nobody knows, left out: %s"), result.ignored);
    if (good)
        return say_doubts(c, r, &result, e) && say_result(c, r, &result, e);
    if (result.fault_count)
        print_faults(c, r, &result);
    return false;
}

static const struct field event_arguments[] = {
    { .name = "event",
      .zh = "事件",
      .en = "kind",
      .place = "1",
      .required = true,
      .help = N_("see: mupu event kinds") },
    { .name = "file",
      .zh = "文件",
      .en = "file",
      .type = FIELD_OF_FILE,
      .place = "2",
      .required = true,
      .help = N_("CSV; headings are the fields of the event, in Chinese or English, and one for the animal") },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("of the faults: text, csv or json") },
};

static bool run_events(struct command_context *c, const struct record *r, struct err *e)
{
    struct import_result result;
    const char *text = record_text(r, "event");
    const struct event_kind *kind = dictionary_kind(&c->herd->dictionary, text);
    if (!kind)
        return err_set(e, ERR_USAGE, "event", _("there is no event \"%s\"; see: mupu event kinds"), text);
    const struct import_events_request request = {
        .path = record_text(r, "file"), .kind = kind->code, .confirmed = r->confirmed, .dry_run = c->dry_run
    };
    bool good = import_events(c->herd, &request, c->arena, &result, c->progress, e);
    if (*result.ignored)
        command_say(c, _("Columns nobody knows, left out: %s"), result.ignored);
    if (!good && result.fault_count)
        print_faults(c, r, &result);
    if (good && c->json)
        return print_result(c, r, &result, e);
    if (good)
        command_say(c, c->dry_run ? _("Would be saved: %s, %lld animals") : _("Saved: %s, %lld animals"),
                    herd_label(c->herd, kind->zh, kind->en), (long long)result.added);
    return good;
}

static const struct command commands[] = {
    { .subject = "import",
      .verb = "animals",
      .summary = N_("animals from a CSV file, all or nothing; --dry-run only looks"),
      .help = N_("Example: mupu import animals flock.csv --holding E01 --dry-run"),
      .arguments = arguments,
      .argument_count = COUNT(arguments),
      .needs = COMMAND_NEEDS_CREATE,
      .run = run_import,
      .dry_run = true },
    { .subject = "import",
      .verb = "events",
      .summary = N_("one kind of event for many animals from a CSV file, all or nothing"),
      .help = N_("Example: mupu import events weigh scale.csv --confirm range_warn"),
      .arguments = event_arguments,
      .argument_count = COUNT(event_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_events,
      .dry_run = true },
};
const struct command_group command_import = { commands, COUNT(commands) };
