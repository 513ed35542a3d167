/* data.c - the file of records itself: what it is, whether it is whole, copies of it */
#include "inner.h"

#include <string.h>
#include <unistd.h>

static const struct field info_arguments[] = {
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field check_arguments[] = {
    { .name = "replay",
      .zh = "重放",
      .en = "replay",
      .type = FIELD_OF_FLAG,
      .help = N_("also replays the log from empty and compares every table") },
};
static const struct field file_arguments[] = {
    { .name = "file", .zh = "文件", .en = "file", .type = FIELD_OF_FILE, .place = "1", .required = true },
};

static void fact(struct table *t, const char *name, const char *title, const char *value)
{
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, name);
    table_set_text(t, row, 1, title);
    table_set_text(t, row, 2, value);
}

static bool run_info(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "name", "", TABLE_TEXT, 0, 0, false },
        { "title", _("Fact"), TABLE_TEXT, 0, 0, false },
        { "value", _("Value"), TABLE_TEXT, 0, 1, false },
    };
    struct store_report report;
    struct table t;
    if (!store_info(c->herd->store, &report, e))
        return false;
    table_init(&t, c->arena, "book", _("The book"), columns, COUNT(columns));
    fact(&t, "file", _("File"), c->path);
    fact(&t, "bytes", _("Size"), arena_printf(c->arena, "%lld", (long long)report.bytes));
    fact(&t, "rows", _("Rows"), arena_printf(c->arena, "%lld", (long long)report.rows));
    fact(&t, "changes", _("Changes"), arena_printf(c->arena, "%lld", (long long)report.changes));
    fact(&t, "schema", _("Schema"), arena_printf(c->arena, "%d", report.schema));
    fact(&t, "device", _("Device"), report.device);
    fact(&t, "disk", _("Disk"), report.disk);
    fact(&t, "journal", _("Journal"), report.journal);
    fact(&t, "sqlite", "SQLite", report.sqlite);
    fact(&t, "guard", _("Writers"),
         report.guarded_library ? _("only mupu may write (SQLite older than 3.51.3)") : _("any"));
    return command_print(c, r, &t, e);
}

static bool check(struct command_context *c, bool replay, struct err *e)
{
    if (!store_verify(c->herd->store, replay, c->progress, e))
        return false;
    command_say(c, "%s",
                replay ? _("The book is whole; its log replayed from empty gives the same tables.")
                       : _("The book is whole."));
    return true;
}

static bool run_check(struct command_context *c, const struct record *r, struct err *e)
{
    return check(c, record_text(r, "replay") != NULL, e);
}

static bool run_verify(struct command_context *c, const struct record *r, struct err *e)
{
    (void)r;
    return check(c, true, e);
}

static bool run_backup(struct command_context *c, const struct record *r, struct err *e)
{
    if (!store_backup(c->herd->store, record_text(r, "file"), c->progress, e))
        return false;
    command_say(c, _("Backed up and checked: %s"), record_text(r, "file"));
    return true;
}

static bool run_restore(struct command_context *c, const struct record *r, struct err *e)
{
    bool replaced = access(c->path, F_OK) == 0;
    if (!store_restore(record_text(r, "file"), c->path, c->progress, e))
        return false;
    command_say(c, _("Restored: %s is now %s"), c->path, record_text(r, "file"));
    if (replaced)
        command_say(c, _("What it was is kept beside it: %s.before-restore-..."), c->path);
    return true;
}

static const struct command commands[] = {
    { .subject = "db",
      .verb = "info",
      .summary = N_("what the file of records is"),
      .help = "",
      .arguments = info_arguments,
      .argument_count = COUNT(info_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_info },
    { .subject = "db",
      .verb = "check",
      .summary = N_("is the file whole?"),
      .help = "",
      .arguments = check_arguments,
      .argument_count = COUNT(check_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_check },
    { .subject = "db",
      .verb = "verify",
      .summary = N_("check, and the log replayed from empty"),
      .help = "",
      .needs = COMMAND_NEEDS_READ,
      .run = run_verify },
    { .subject = "db",
      .verb = "backup",
      .summary = N_("a checked copy; others may go on writing"),
      .help = "",
      .arguments = file_arguments,
      .argument_count = COUNT(file_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_backup },
    { .subject = "db",
      .verb = "restore",
      .summary = N_("a backup becomes the book; the present one is kept aside"),
      .help = "",
      .arguments = file_arguments,
      .argument_count = COUNT(file_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_restore },
};
const struct command_group command_data = { commands, COUNT(commands) };
