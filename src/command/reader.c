/* reader.c - tag readers and scales on serial lines: which there are, what they send, how the settings look */
#include "inner.h"

#include "mupu/reader.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static const struct field list_arguments[] = {
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field test_arguments[] = {
    { .name = "name", .zh = "设备", .en = "device", .place = "1", .help = N_("without it all devices") },
};

/* ---- list ---- */
static const char *state_of(const struct reader_settings_device *device)
{
    if (access(device->path, R_OK) == 0)
        return _("there");
    return errno == EACCES ? _("no permission") : _("not plugged in");
}

static const char *fields_of(struct command_context *c, const struct reader_settings_device *device)
{
    struct strbuf fields;
    strbuf_init(&fields);
    for (int i = 0; i < device->pattern_count; i++) {
        const char *field = device->patterns[i].field;
        if (!strstr(fields.text, field))
            strbuf_printf(&fields, "%s%s", fields.length ? " " : "", field);
    }
    const char *text = arena_text(c->arena, fields.text);
    strbuf_done(&fields);
    return text;
}

static bool no_devices(const struct reader_settings *settings, struct err *e)
{
    if (settings->count)
        return false;
    return !err_set(e, ERR_NO_INPUT, "", _("no devices are set up in \"%s\"; begin with: mupu reader example > \"%s\""),
                    settings->path, settings->path);
}

static bool list_devices(struct command_context *c, const struct record *r, const struct reader_settings *settings,
                         struct err *e)
{
    const struct table_column columns[] = {
        { "device", _("Device"), TABLE_TEXT, 0, 0, false }, { "path", _("Path"), TABLE_TEXT, 0, 1, false },
        { "baud", _("Baud"), TABLE_COUNT, 0, 0, false },    { "line", _("Line"), TABLE_TEXT, 0, 0, false },
        { "fields", _("Fields"), TABLE_TEXT, 0, 1, false }, { "state", _("State"), TABLE_TEXT, 0, 0, false },
    };
    struct table table;
    if (no_devices(settings, e))
        return false;
    table_init(&table, c->arena, "readers", _("Tag readers and scales"), columns, COUNT(columns));
    for (int i = 0; i < settings->count; i++) {
        const struct reader_settings_device *device = &settings->devices[i];
        int row = table_add_row(&table, TABLE_ROW);
        table_set_text(&table, row, 0, device->name);
        table_set_text(&table, row, 1, device->path);
        table_set_integer(&table, row, 2, device->baud);
        table_set_text(&table, row, 3, arena_printf(c->arena, "%d%c%d", device->bits, device->parity, device->stop));
        table_set_text(&table, row, 4, fields_of(c, device));
        table_set_text(&table, row, 5, state_of(device));
    }
    return command_print(c, r, &table, e);
}

static bool run_list(struct command_context *c, const struct record *r, struct err *e)
{
    struct reader_settings settings;
    if (!reader_settings_load(&settings, e))
        return false;
    bool good = list_devices(c, r, &settings, e);
    reader_settings_done(&settings);
    return good;
}

/* ---- test ---- */
static const char *field_label(struct command_context *c, const char *field)
{
    if (!strcmp(field, "animal"))
        return _("animal");
    if (!strcmp(field, "weight"))
        return _("weight");
    return arena_text(c->arena, field);
}

static void print_safely(FILE *out, const char *text)
{
    CLEANUP(strbuf_done) struct strbuf safe;
    strbuf_init(&safe);
    utf8_printable(&safe, text);
    fputs(safe.text, out);
}

static bool print_events(struct command_context *c, struct reader_set *set)
{
    struct reader_event event;
    bool raw = false; /* nothing was made of the line yet */
    while (reader_next(set, &event)) {
        if (event.kind == READER_NOTICE) {
            fprintf(c->words, "%s%s\n", raw ? "\n" : "", event.text);
            raw = false;
        } else if (event.kind == READER_RAW) {
            fprintf(c->out, "%s%s  ", raw ? _("(nothing)\n") : "", event.device);
            print_safely(c->out, event.text);
            fputs("  ->  ", c->out);
            raw = true;
        } else {
            fprintf(c->out, "%s%s %s%s\n", raw ? "" : "    ", field_label(c, event.field), event.text,
                    event.again ? _("  (again: not taken)") : "");
            raw = false;
        }
    }
    if (raw)
        fputs(_("(nothing)\n"), c->out);
    return fflush(c->out) == 0 && !ferror(c->out);
}

/* Until Ctrl-C, or until who reads our lines has gone. */
static void watch(struct command_context *c, struct reader_set *set)
{
    while (print_events(c, set) && progress_goes_on(NULL)) {
        int fds[READER_DEVICES], count = reader_fds(set, fds), wait = reader_wait(set);
        struct pollfd polls[READER_DEVICES];
        for (int i = 0; i < count; i++)
            polls[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
        poll(polls, (nfds_t)count, wait < 0 || wait > 500 ? 500 : wait);
        reader_work(set);
    }
}

static bool narrow(struct reader_settings *settings, const char *name, struct err *e)
{
    for (int i = 0; name && i < settings->count; i++)
        if (!strcmp(settings->devices[i].name, name)) {
            struct reader_settings_device other = settings->devices[0];
            settings->devices[0] = settings->devices[i];
            settings->devices[i] = other;
            return true;
        }
    return !name || err_set(e, ERR_NO_INPUT, "name", _("there is no device \"%s\" in \"%s\"; see: mupu reader list"),
                            name, settings->path);
}

static bool run_test(struct command_context *c, const struct record *r, struct err *e)
{
    struct reader_settings settings;
    const char *name = record_text(r, "name");
    if (!reader_settings_load(&settings, e))
        return false;
    int all = settings.count;
    bool good = !no_devices(&settings, e) && narrow(&settings, name, e);
    if (good) {
        settings.count = name ? 1 : all;
        command_say(c, _("Scan a tag or put something on the scale; Ctrl-C ends."));
        struct reader_set *set = reader_start(&settings);
        watch(c, set);
        reader_stop(set);
        settings.count = all;
    }
    reader_settings_done(&settings);
    return good;
}

/* ---- example ---- */
static bool run_example(struct command_context *c, const struct record *r, struct err *e)
{
    (void)r;
    (void)e;
    fputs(embedded_find("reader/readers.conf")->text, c->out);
    return true;
}

static const struct command commands[] = {
    { .subject = "reader",
      .verb = "list",
      .summary = N_("the tag readers and scales that are set up"),
      .help = "mupu reader list",
      .arguments = list_arguments,
      .argument_count = COUNT(list_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_list },
    { .subject = "reader",
      .verb = "test",
      .summary = N_("shows every line a device sends and what is read from it"),
      .help = "mupu reader test stick",
      .arguments = test_arguments,
      .argument_count = COUNT(test_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_test },
    { .subject = "reader",
      .verb = "example",
      .summary = N_("settings to begin with, with the usual formats"),
      .help = "mupu reader example > ~/.config/mupu/readers.conf",
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_example },
};
const struct command_group command_reader = { commands, COUNT(commands) };
