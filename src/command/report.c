/* report.c - sheets for the county and the wall */
#include "inner.h"

#include "paper.h"

#include <string.h>

static const struct field herd_arguments[] = {
    { .name = "holding",
      .zh = "场户",
      .en = "holding",
      .type = FIELD_OF_HOLDING,
      .help = N_("and everything below it") },
    { .name = "by", .zh = "分组", .en = "by", .help = N_("tier, holding, township, sex or stage") },
    { .name = "counting", .zh = "口径", .en = "counting", .help = N_("keeper, owner or place") },
    { .name = "date",
      .zh = "日期",
      .en = "date",
      .type = FIELD_OF_DAY,
      .help = N_("heads at the end of that day; default: today") },
    PAPER_ARGUMENTS,
};

static bool choose(const struct record *r, const char *name, const char *const *choices, int count, int missing,
                   int *ret, struct err *e)
{
    const char *text = record_text(r, name);
    *ret = missing;
    if (!text)
        return true;
    for (int i = 0; i < count; i++)
        if (strcmp(choices[i], text) == 0) {
            *ret = i;
            return true;
        }
    CLEANUP(strbuf_done) struct strbuf all;
    strbuf_init(&all);
    for (int i = 0; i < count; i++)
        strbuf_printf(&all, "%s%s", i ? ", " : "", choices[i]);
    return err_set(e, ERR_USAGE, name, "--%s \"%s\": %s", name, text, all.text);
}

static const char *const countings[] = {
    [LIST_BY_KEEPER] = "keeper", [LIST_BY_OWNER] = "owner", [LIST_BY_PLACE] = "place"
};

static bool run_herd(struct command_context *c, const struct record *r, struct err *e)
{
    static const char *const bys[] = { "tier", "holding", "township", "sex", "stage" };
    struct sheet sheet;
    int by, counting;
    int64_t holding = 0;
    date_day day = c->herd->today;
    enum date_precision precision;
    const char *where = record_text(r, "holding"), *date = record_text(r, "date");
    return choose(r, "by", bys, COUNT(bys), STOCK_BY_TIER, &by, e) &&
           choose(r, "counting", countings, COUNT(countings), LIST_BY_KEEPER, &counting, e) &&
           (!where || holding_find(c->herd, where, &holding, e)) && (!date || date_parse(date, &day, &precision, e)) &&
           herd_sheet(c->herd, (enum stock_by)by, (enum list_counting)counting, holding, day, c->arena, &sheet, e) &&
           paper_out(c, r, &sheet, e);
}

static const struct field flow_arguments[] = {
    { .name = "holding",
      .zh = "场户",
      .en = "holding",
      .type = FIELD_OF_HOLDING,
      .help = N_("and everything below it") },
    { .name = "counting", .zh = "口径", .en = "counting", .help = N_("keeper, owner or place") },
    { .name = "by", .zh = "分组", .en = "by", .help = N_("species or holding: each holding for itself") },
    { .name = "from",
      .zh = "起",
      .en = "from",
      .type = FIELD_OF_DAY,
      .help = N_("its first day; default: the first of the month") },
    { .name = "to", .zh = "止", .en = "to", .type = FIELD_OF_DAY, .help = N_("its last day; default: today") },
    PAPER_ARGUMENTS,
};

static bool run_flow(struct command_context *c, const struct record *r, struct err *e)
{
    static const char *const bys[] = { "species", "holding" };
    struct sheet sheet;
    int by, counting, year, month, day;
    int64_t holding = 0;
    date_day last = c->herd->today, first;
    const char *where = record_text(r, "holding"), *from = record_text(r, "from"), *to = record_text(r, "to");
    if (!choose(r, "by", bys, COUNT(bys), 0, &by, e) ||
        !choose(r, "counting", countings, COUNT(countings), LIST_BY_KEEPER, &counting, e) ||
        (where && !holding_find(c->herd, where, &holding, e)) || (to && !date_parse(to, &last, NULL, e)))
        return false;
    date_to_ymd(last, &year, &month, &day);
    first = date_from_ymd(year, month, 1);
    if (from && !date_parse(from, &first, NULL, e))
        return false;
    if (first > last)
        return err_set(e, ERR_USAGE, "from", _("the first day comes after the last one"));
    return flow_sheet(c->herd, by == 1, (enum list_counting)counting, holding, first, last, c->arena, &sheet, e) &&
           paper_out(c, r, &sheet, e);
}

static const struct field due_arguments[] = {
    { .name = "days", .zh = "天数", .en = "days", .type = FIELD_OF_COUNT, .help = N_("ahead; default: 7") },
    { .name = "holding", .zh = "场户", .en = "holding", .type = FIELD_OF_HOLDING },
    { .name = "limit", .zh = "最多", .en = "limit", .type = FIELD_OF_COUNT },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};

static const char *task_words(struct command_context *c, const struct due *due, bool with_vaccine)
{
    const char *task = herd_code_label(c->herd, "due", due->task);
    return due->vaccine && with_vaccine
               ? arena_printf(c->arena, "%s %s", task, herd_code_label(c->herd, "vaccine", due->vaccine))
               : task;
}

static bool run_due(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "day", _("Day"), TABLE_DAY, 0, 0, false },
        { "task", _("Task"), TABLE_TEXT, 0, 0, false },
        { "number", _("Number"), TABLE_TEXT, 0, 0, false },
        { "holding", _("Holding"), TABLE_TEXT, 0, 0, false },
        { "overdue", _("Overdue, days"), TABLE_COUNT, 0, 0, false },
        { "vaccine", _("Vaccine"), TABLE_TEXT, 0, 0, false },
    };
    bool eyes = command_for_eyes(c, r); /* who reads it has the vaccine beside the task */
    struct due *due;
    struct table t;
    int count;
    int64_t total, days = 7, limit = 1000, holding = 0;
    const char *where = record_text(r, "holding");
    if ((record_text(r, "days") && !number_parse_int(record_text(r, "days"), 0, 3650, &days, e)) ||
        (record_text(r, "limit") && !number_parse_int(record_text(r, "limit"), 1, 1000000, &limit, e)) ||
        (where && !holding_find(c->herd, where, &holding, e)) ||
        !due_list(c->herd, NULL, holding, c->herd->today + (date_day)days, (int)limit, c->arena, &due, &count, &total,
                  e))
        return false;
    table_init(&t, c->arena, "due", _("To do"), columns, COUNT(columns) - (eyes ? 1 : 0));
    for (int i = 0; i < count; i++) {
        int row = table_add_row(&t, TABLE_ROW);
        table_set_day(&t, row, 0, due[i].day);
        table_set_text(&t, row, 1, c->json ? due[i].task : task_words(c, &due[i], eyes));
        table_set_text(&t, row, 2, due[i].number);
        table_set_text(&t, row, 3, due[i].holding_code);
        if (due[i].overdue > 0)
            table_set_integer(&t, row, 4, due[i].overdue);
        if (!eyes)
            table_set_text(&t, row, 5, due[i].vaccine);
    }
    if (total > count)
        command_say(c, _("%lld to do; the first %d are shown"), (long long)total, count);
    return command_print(c, r, &t, e);
}

static const struct field today_arguments[] = {
    { .name = "days", .zh = "天数", .en = "days", .type = FIELD_OF_COUNT, .help = N_("ahead; default: 7") },
    { .name = "holding",
      .zh = "场户",
      .en = "holding",
      .type = FIELD_OF_HOLDING,
      .help = N_("and everything below it") },
    { .name = "species", .zh = "畜种", .en = "species", .type = FIELD_OF_TEXT },
    { .name = "each",
      .zh = "逐只",
      .en = "each",
      .type = FIELD_OF_FLAG,
      .help = N_("a line for each animal, not for each group") },
    PAPER_ARGUMENTS,
};

static bool today_filter(struct command_context *c, const struct record *r, struct due_filter *ret, struct err *e)
{
    int64_t days = 7;
    const char *where = record_text(r, "holding"), *species = record_text(r, "species");
    const struct species *known = species ? dictionary_species(&c->herd->dictionary, species) : NULL;
    if (species && !known)
        return err_set(e, ERR_USAGE, "species", _("There is no species \"%s\""), species);
    if ((record_text(r, "days") && !number_parse_int(record_text(r, "days"), 0, 3650, &days, e)) ||
        (where && !holding_find(c->herd, where, &ret->holding, e)))
        return false;
    ret->species = known ? known->code : NULL;
    ret->until = c->herd->today + (date_day)days;
    return true;
}

static bool run_today(struct command_context *c, const struct record *r, struct err *e)
{
    struct sheet sheet;
    struct due_filter filter = { 0 };
    bool changed;
    if (!today_filter(c, r, &filter, e))
        return false;
    struct due_book *book = due_open(c->herd, filter.until);
    bool good = due_more(book, -1, &changed, e) &&
                due_sheet(c->herd, book, &filter, record_text(r, "each") != NULL, c->arena, &sheet, e) &&
                paper_out(c, r, &sheet, e);
    due_close(book);
    return good;
}

static const struct command commands[] = {
    { .subject = "today",
      .summary = N_("the work of the day as a sheet to print: by holding, boxes to tick"),
      .help = N_("Example: mupu today --holding F01 --each --format pdf --out today.pdf"),
      .arguments = today_arguments,
      .argument_count = COUNT(today_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_today },
    { .subject = "report",
      .verb = "herd",
      .summary = N_("the herd summary: heads, the month's flow, the age structure"),
      .help = N_("Example: mupu report herd --by township --format pdf --out herd.pdf"),
      .arguments = herd_arguments,
      .argument_count = COUNT(herd_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_herd },
    { .subject = "report",
      .verb = "flow",
      .summary = N_("how the stock came and went between two days"),
      .help = N_("Example: mupu report flow --by holding --from 2025-10-01 --to 2025-10-31"),
      .arguments = flow_arguments,
      .argument_count = COUNT(flow_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_flow },
    { .subject = "report",
      .verb = "due",
      .summary = N_("what is to be done: overdue, then the next days"),
      .help = "",
      .arguments = due_arguments,
      .argument_count = COUNT(due_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_due },
};
const struct command_group command_report = { commands, COUNT(commands) };
