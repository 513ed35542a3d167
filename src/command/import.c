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

static bool print_faults(struct command_context *c, const struct record *r, const struct import_fault *faults,
                         int count)
{
    const struct table_column columns[] = {
        { "row", _("Row"), TABLE_COUNT, 0, 0, false },
        { "column", _("Column"), TABLE_TEXT, 0, 0, false },
        { "value", _("Value"), TABLE_TEXT, 0, 0, false },
        { "reason", _("Reason"), TABLE_TEXT, 0, 1, false },
    };
    struct table t;
    struct err ignored;
    table_init(&t, c->arena, "faults", _("Faults"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        int row = table_add_row(&t, TABLE_ROW);
        table_set_integer(&t, row, 0, faults[i].row);
        table_set_text(&t, row, 1, faults[i].column);
        table_set_text(&t, row, 2, faults[i].value);
        table_set_text(&t, row, 3, faults[i].reason);
    }
    return command_print(c, r, &t, &ignored);
}

static bool run_import(struct command_context *c, const struct record *r, struct err *e)
{
    struct import_request request = { .path = record_text(r, "file"),
                                      .map = record_text(r, "map"),
                                      .dry_run = c->dry_run };
    struct import_result result;
    const char *species = record_text(r, "species"), *holding = record_text(r, "holding");
    if (species) {
        const struct species *known = dictionary_species(&c->herd->dictionary, species);
        if (!known)
            return err_set(e, ERR_USAGE, "species", _("There is no species \"%s\""), species);
        request.species = known->code;
    }
    if (holding && !holding_find(c->herd, holding, &request.holding, e))
        return false;
    bool good = import_animals(c->herd, &request, c->arena, &result, c->progress, e);
    if (result.ignored && *result.ignored)
        command_say(c, _("Columns nobody knows, left out: %s"), result.ignored);
    if (!good) {
        if (result.fault_count)
            print_faults(c, r, result.faults, result.fault_count);
        return false;
    }
    if (result.doubt_total) {
        command_say(c, _("%lld cells look odd and were taken all the same:"), (long long)result.doubt_total);
        print_faults(c, r, result.doubts, result.doubt_count < 20 ? result.doubt_count : 20);
    }
    command_say(c,
                c->dry_run ? _("Would be added: %lld; parents added on paper: %lld; unchanged: %lld")
                           : _("Added or completed: %lld; parents added on paper: %lld; unchanged: %lld"),
                (long long)result.added, (long long)result.parents_added, (long long)result.unchanged);
    return true;
}

static const struct command commands[] = {
    { .subject = "import",
      .verb = "animals",
      .summary = N_("animals from a CSV file, all or nothing; --dry-run only looks"),
      .help = N_("Example: mupu import animals flock.csv --holding E01 --dry-run"),
      .arguments = arguments,
      .argument_count = COUNT(arguments),
      .needs = COMMAND_NEEDS_CREATE,
      .run = run_import },
};
const struct command_group command_import = { commands, COUNT(commands) };
