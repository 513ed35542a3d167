/* event.c - what happened to animals */
#include "inner.h"

#include <string.h>

static const struct field add_arguments[] = {
    { .name = "event", /* not "kind": that is a field of some events */
      .zh = "事件",
      .en = "kind",
      .place = "1",
      .required = true,
      .help = N_("see: mupu event kinds; then its fields as options") },
    { .name = "animal", .zh = "个体", .en = "animal", .type = FIELD_OF_ANIMAL, .place = "2" },
};
static const struct field kinds_arguments[] = {
    { .name = "kind", .zh = "事件", .en = "kind", .place = "1", .help = N_("its fields") },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field list_arguments[] = {
    { .name = "animal", .zh = "个体", .en = "animal", .type = FIELD_OF_ANIMAL, .place = "1", .required = true },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field void_arguments[] = {
    { .name = "event", .zh = "事件号", .en = "event", .type = FIELD_OF_COUNT, .place = "1", .required = true },
    { .name = "reason", .zh = "原因", .en = "reason", .place = "2", .required = true },
};

static bool find_kind(struct command_context *c, const char *text, const struct event_kind **ret, struct err *e)
{
    *ret = text ? dictionary_kind(&c->herd->dictionary, text) : NULL;
    if (*ret)
        return true;
    const char *known[128];
    int count = 0;
    for (int i = 0; i < c->herd->dictionary.kind_count && count < 128; i++)
        known[count++] = c->herd->dictionary.kinds[i].code;
    const char *near = text ? arguments_nearest(text, known, count) : NULL;
    if (near)
        return err_set(e, ERR_USAGE, "kind", _("there is no event \"%s\"; did you mean \"%s\"?"), text, near);
    return err_set(e, ERR_USAGE, "kind", _("there is no event \"%s\"; see: mupu event kinds"), text ? text : "");
}

static bool kind_fields(struct command_context *c, const struct record *so_far, const struct field **ret,
                        int *ret_count, struct err *e)
{
    const struct event_kind *kind;
    const char *text = record_text(so_far, "event");
    return find_kind(c, text ? text : record_text(so_far, "kind"), &kind, e) &&
           event_fields(c->herd, kind->code, c->arena, ret, ret_count, e);
}

static bool run_add(struct command_context *c, const struct record *r, struct err *e)
{
    const struct event_kind *kind;
    struct event event;
    int64_t id;
    if (!find_kind(c, record_text(r, "event"), &kind, e) || !event_add(c->herd, kind->code, r, &id, e) ||
        !event_load(c->herd, id, c->arena, &event, e))
        return false;
    const char *number = event.number ? event.number : "", *words = event.words ? event.words : "";
    command_say(c, _("Saved: %s %s"), herd_label(c->herd, kind->zh, kind->en),
                *words ? arena_printf(c->arena, "%s %s", number, words) : number);
    return true;
}

static bool print_kinds(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "kind", _("Event"), TABLE_TEXT, 0, 0, false }, { "zh", "中文", TABLE_TEXT, 0, 0, false },
        { "en", "English", TABLE_TEXT, 0, 0, false },    { "species", _("Species"), TABLE_TEXT, 0, 0, false },
        { "sex", _("Sex"), TABLE_TEXT, 0, 0, false },
    };
    struct table t;
    table_init(&t, c->arena, "event_kinds", _("Events"), columns, COUNT(columns));
    for (int i = 0; i < c->herd->dictionary.kind_count; i++) {
        const struct event_kind *k = &c->herd->dictionary.kinds[i];
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, k->code);
        table_set_text(&t, row, 1, k->zh);
        table_set_text(&t, row, 2, k->en);
        table_set_text(&t, row, 3, *k->species ? k->species : NULL);
        table_set_text(&t, row, 4, *k->sex ? k->sex : NULL);
    }
    return command_print(c, r, &t, e);
}

static bool run_kinds(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "field", _("Option"), TABLE_TEXT, 0, 0, false }, { "zh", "中文", TABLE_TEXT, 0, 0, false },
        { "en", "English", TABLE_TEXT, 0, 0, false },      { "list", _("List"), TABLE_TEXT, 0, 0, false },
        { "unit", _("Unit"), TABLE_TEXT, 0, 0, false },    { "required", _("Required"), TABLE_TEXT, 0, 0, false },
    };
    const struct field *fields;
    int count;
    struct table t;
    if (!record_text(r, "kind"))
        return print_kinds(c, r, e);
    if (!kind_fields(c, r, &fields, &count, e))
        return false;
    table_init(&t, c->arena, "event_fields", _("Fields"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, fields[i].name);
        table_set_text(&t, row, 1, fields[i].zh);
        table_set_text(&t, row, 2, fields[i].en);
        table_set_text(&t, row, 3, fields[i].list && *fields[i].list ? fields[i].list : NULL);
        table_set_text(&t, row, 4, fields[i].unit && *fields[i].unit ? fields[i].unit : NULL);
        table_set_text(&t, row, 5, fields[i].required ? _("yes") : NULL);
    }
    return command_print(c, r, &t, e);
}

static bool run_list(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "event", _("No."), TABLE_COUNT, 0, 0, false },   { "day", _("Day"), TABLE_DAY, 0, 0, false },
        { "kind", _("Event"), TABLE_TEXT, 0, 0, false },   { "words", _("What"), TABLE_TEXT, 0, 1, false },
        { "other", _("With"), TABLE_TEXT, 0, 0, false },   { "holding", _("Holding"), TABLE_TEXT, 0, 0, false },
        { "operator", _("Who"), TABLE_TEXT, 0, 0, false }, { "void", _("Void"), TABLE_TEXT, 0, 0, false },
    };
    struct event *events;
    struct table t;
    int64_t id;
    int count;
    if (!identifier_one(c->herd, record_text(r, "animal"), "animal", &id, e) ||
        !event_of_animal(c->herd, id, c->arena, &events, &count, e))
        return false;
    table_init(&t, c->arena, "events", _("Events"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        const struct event_kind *kind = dictionary_kind(&c->herd->dictionary, events[i].kind);
        int row = table_add_row(&t, TABLE_ROW);
        table_set_integer(&t, row, 0, events[i].id);
        table_set_day(&t, row, 1, events[i].day);
        table_set_text(&t, row, 2, c->json || !kind ? events[i].kind : herd_label(c->herd, kind->zh, kind->en));
        table_set_text(&t, row, 3, events[i].words);
        table_set_text(&t, row, 4, events[i].other_number);
        table_set_text(&t, row, 5, events[i].holding_code);
        table_set_text(&t, row, 6, events[i].operator_name);
        table_set_text(&t, row, 7, events[i].voided);
    }
    return command_print(c, r, &t, e);
}

static bool run_void(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t id;
    if (!number_parse_int(record_text(r, "event"), 1, INT64_MAX, &id, e) ||
        !event_void(c->herd, id, record_text(r, "reason"), e))
        return false;
    command_say(c, _("Void: event %lld"), (long long)id);
    return true;
}

static const struct command commands[] = {
    { .subject = "event",
      .verb = "add",
      .summary = N_("records what happened: weighing, service, lambing, sale ..."),
      .help = N_(
          "Example: mupu event add lambing KP01-22-00014 --date 2025-08-02 --lamb F,,3.1 --lamb M,,3.4 --lamb F,,2.9"),
      .arguments = add_arguments,
      .argument_count = COUNT(add_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .more_arguments = kind_fields,
      .run = run_add },
    { .subject = "event",
      .verb = "kinds",
      .summary = N_("the kinds of events, or the fields of one"),
      .help = "",
      .arguments = kinds_arguments,
      .argument_count = COUNT(kinds_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_kinds },
    { .subject = "event",
      .verb = "list",
      .summary = N_("the events of one animal, newest first"),
      .help = "",
      .arguments = list_arguments,
      .argument_count = COUNT(list_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_list },
    { .subject = "event",
      .verb = "void",
      .summary = N_("makes a wrong event void, with a reason"),
      .help = "",
      .arguments = void_arguments,
      .argument_count = COUNT(void_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_void },
};
const struct command_group command_event = { commands, COUNT(commands) };
