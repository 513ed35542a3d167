/* animal.c - animals: add, show, find, edit, void; the list stands in animal_list.c */
#include "inner.h"

#include <math.h>
#include <string.h>

static const struct field show_arguments[] = {
    { .name = "animal",
      .zh = "个体",
      .en = "animal",
      .type = FIELD_OF_ANIMAL,
      .place = "1",
      .required = true,
      .help = N_("any number of it, or the last digits") },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field find_arguments[] = {
    { .name = "text",
      .zh = "号码或名字",
      .en = "number or name",
      .place = "1",
      .required = true,
      .help = N_("any number, its last digits, an old one, a name, or who keeps it; pinyin initials will do") },
    { .name = "limit", .zh = "最多", .en = "limit", .type = FIELD_OF_COUNT },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field void_arguments[] = {
    { .name = "animal", .zh = "个体", .en = "animal", .type = FIELD_OF_ANIMAL, .place = "1", .required = true },
    { .name = "reason", .zh = "原因", .en = "reason", .place = "2", .required = true },
};

/* ---- finding ---- */

static bool find_row(struct command_context *c, struct table *t, const struct found *found, struct err *e)
{
    static const struct {
        const char *code, *text;
    } by[] = {
        { "whole", N_("whole number") }, { "end", N_("its end") },          { "name", N_("a name") },
        { "start", N_("its start") },    { "spelled", N_("name as read") }, { "holder", N_("who keeps it") },
        { "kept", N_("kept there") },
    };
    struct animal a = { 0 };
    struct strbuf why;
    if (found->animal && !animal_load(c->herd, found->animal, c->arena, &a, e))
        return false;
    int row = table_add_row(t, TABLE_ROW);
    strbuf_init(&why);
    identifier_found_words(c->herd, found, a.number, &why);
    table_set_text(t, row, 0, a.number);
    table_set_text(t, row, 1, !a.sex || c->json ? a.sex : herd_code_label(c->herd, "sex", a.sex));
    table_set_text(t, row, 2, !a.stage || c->json ? a.stage : herd_code_label(c->herd, "stage", a.stage));
    table_set_text(t, row, 3, found->animal ? a.keeper_code : found->kind);
    if (!found->animal)
        table_set_integer(t, row, 4, found->heads);
    table_set_text(t, row, 5, c->json ? by[found->by].code : _(by[found->by].text));
    table_set_text(t, row, 6, why.text);
    strbuf_done(&why);
    return true;
}

static bool run_find(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "number", _("Number"), TABLE_TEXT, 0, 0, false }, { "sex", _("Sex"), TABLE_TEXT, 0, 0, false },
        { "stage", _("Stage"), TABLE_TEXT, 0, 0, false },   { "keeper", _("Keeper"), TABLE_TEXT, 0, 0, false },
        { "heads", _("Head"), TABLE_COUNT, 0, 0, false },   { "by", _("By"), TABLE_TEXT, 0, 0, false },
        { "why", _("What fits"), TABLE_TEXT, 0, 1, false },
    };
    const char *text = record_text(r, "text");
    int64_t limit = 20;
    struct finding f;
    struct table t;
    if ((record_text(r, "limit") && !number_parse_int(record_text(r, "limit"), 1, 1000, &limit, e)) ||
        !identifier_find(c->herd, text, (int)limit, c->arena, &f, e))
        return false;
    if (f.count == 0)
        return f.why.code != ERR_NONE
                   ? err_set(e, f.why.code, "text", "%s", f.why.message)
                   : err_set(e, ERR_NO_INPUT, "text", _("No animal and no holding fits \"%s\". Check it."), text);
    table_init(&t, c->arena, "found", _("What may be meant"), columns, COUNT(columns));
    for (int i = 0; i < f.count; i++)
        if (!find_row(c, &t, &f.found[i], e))
            return false;
    if (!command_print(c, r, &t, e))
        return false;
    if (f.more)
        command_say(c, _("There are more; --limit %d shows them."), (int)limit * 5);
    return true;
}

/* ---- one animal ---- */

static void fact(struct table *t, const char *name, const char *title, const char *value)
{
    if (!value || !*value)
        return;
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, name);
    table_set_text(t, row, 1, title);
    table_set_text(t, row, 2, value);
}

static void show_events(struct command_context *c, struct table *t, const struct event *events, int count)
{
    for (int i = 0; i < count; i++) {
        const struct event_kind *kind = dictionary_kind(&c->herd->dictionary, events[i].kind);
        char day[DATE_TEXT];
        fact(t, "event",
             arena_printf(c->arena, "%s %s", date_format(events[i].day, DATE_DAY, day),
                          kind ? herd_label(c->herd, kind->zh, kind->en) : events[i].kind),
             events[i].words && *events[i].words ? events[i].words : " ");
    }
}

static void show_facts(struct command_context *c, struct table *t, const struct animal *a)
{
    char day[DATE_TEXT], number[NUMBER_TEXT];
    const struct species *species = dictionary_species(&c->herd->dictionary, a->species);
    const struct breed *breed = a->breed ? dictionary_breed(&c->herd->dictionary, a->species, a->breed) : NULL;
    fact(t, "species", _("Species"), species ? herd_label(c->herd, species->zh, species->en) : a->species);
    fact(t, "breed", _("Breed"), breed ? herd_label(c->herd, breed->zh, breed->en) : NULL);
    fact(t, "sex", _("Sex"), a->sex ? herd_code_label(c->herd, "sex", a->sex) : _("unknown"));
    fact(t, "birth", _("Born"), a->birth == DATE_NONE ? _("unknown") : date_format(a->birth, a->birth_precision, day));
    fact(t, "sire", _("Sire"), a->sire_number ? a->sire_number : _("unknown"));
    fact(t, "dam", _("Dam"), a->dam_number ? a->dam_number : _("unknown"));
    fact(t, "family", _("Family"), a->family);
    fact(t, "stage", _("Stage"), herd_code_label(c->herd, "stage", a->stage));
    fact(t, "state", _("State"), a->state ? herd_code_label(c->herd, "state", a->state) : NULL);
    if (a->parity)
        fact(t, "parity", _("Parity"), arena_printf(c->arena, "%d", a->parity));
    fact(t, "owner", _("Owner"), a->owner_code ? arena_printf(c->arena, "%s %s", a->owner_code, a->owner_name) : NULL);
    fact(t, "keeper", _("Keeper"),
         a->keeper_code ? arena_printf(c->arena, "%s %s", a->keeper_code, a->keeper_name) : NULL);
    fact(t, "place", _("Place"), a->place_code);
    fact(t, "pen", _("Pen"), a->pen_code);
    if (a->left_kind) {
        const struct event_kind *kind = dictionary_kind(&c->herd->dictionary, a->left_kind);
        fact(t, "left", _("Left"),
             arena_printf(c->arena, "%s %s", date_format(a->left_day, DATE_DAY, day),
                          kind ? herd_label(c->herd, kind->zh, kind->en) : a->left_kind));
    }
    if (a->last_weight_day != DATE_NONE)
        fact(t, "weight_kg", _("Weight"), number_format_thousandths(a->last_weight, 1, number));
    fact(t, "coat", _("Coat"), a->coat ? herd_code_label(c->herd, "coat", a->coat) : NULL);
    fact(t, "fecb", "FecB", a->fecb);
    fact(t, "origin", _("Origin"), a->origin);
    fact(t, "note", _("Note"), a->note);
    fact(t, "voided", _("Void"), a->voided);
}

/* F of the one animal comes from its own ancestors, not from the derived table: it is right at once. */
static bool show_inbreeding(struct command_context *c, struct table *t, int64_t id, struct err *e)
{
    struct herd_pedigree p;
    if (!pedigree_load_ancestors(c->herd, &id, 1, &p, e))
        return false;
    int32_t at = pedigree_position(&p, id);
    struct pedigree kernel = { p.count, p.sire, p.dam };
    double complete = completeness_one(kernel, at, 3);
    if (complete > 0) {
        char text[NUMBER_TEXT];
        fact(t, "f", _("Inbreeding F"), number_format_double(p.f[at], text));
        fact(t, "completeness", _("Pedigree known"), number_format_percent(complete, 0, text));
    }
    pedigree_done(&p);
    return true;
}

static bool run_show(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "name", "", TABLE_TEXT, 0, 0, false },
        { "title", _("Fact"), TABLE_TEXT, 0, 0, false },
        { "value", _("Value"), TABLE_TEXT, 0, 1, false },
    };
    struct animal a;
    struct identifier *numbers;
    struct event *events;
    int64_t id;
    int number_count, event_count;
    if (!identifier_one(c->herd, record_text(r, "animal"), "animal", &id, e) ||
        !animal_load(c->herd, id, c->arena, &a, e) ||
        !identifier_all(c->herd, id, c->arena, &numbers, &number_count, e) ||
        !event_of_animal(c->herd, id, c->arena, &events, &event_count, e))
        return false;
    struct table t;
    table_init(&t, c->arena, "animal", a.number ? a.number : "", columns, COUNT(columns));
    for (int i = 0; i < number_count; i++)
        fact(&t, numbers[i].kind, herd_code_label(c->herd, "identifier_kind", numbers[i].kind),
             numbers[i].to == DATE_NONE ? numbers[i].value
                                        : arena_printf(c->arena, _("%s (until %s)"), numbers[i].value,
                                                       date_format(numbers[i].to, DATE_DAY, (char[DATE_TEXT]){ 0 })));
    show_facts(c, &t, &a);
    if (!show_inbreeding(c, &t, id, e))
        return false;
    show_events(c, &t, events, event_count);
    return command_print(c, r, &t, e);
}

/* ---- changes ---- */

static bool say_saved(struct command_context *c, int64_t id, struct err *e)
{
    struct animal a;
    if (!animal_load(c->herd, id, c->arena, &a, e))
        return false;
    command_say(c, _("Saved: %s"), a.number ? a.number : "?");
    return true;
}

static bool run_add(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t id;
    return animal_add(c->herd, r, &id, e) && say_saved(c, id, e);
}

/* The first word says which animal; a new number is the event retag. */
static bool run_edit(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t id;
    struct record changes;
    const char *number = record_text(r, "number");
    if (!number)
        return err_set(e, ERR_USAGE, "number", _("say which animal"));
    if (!identifier_one(c->herd, number, "number", &id, e))
        return false;
    record_init(&changes, c->arena);
    changes.confirmed = r->confirmed;
    changes.override = r->override;
    for (int i = 0; i < r->count; i++)
        if (strcmp(r->values[i].name, "number") != 0)
            record_add(&changes, r->values[i].name, r->values[i].text);
    return animal_edit(c->herd, id, &changes, e) && say_saved(c, id, e);
}

static bool run_void(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t id;
    if (!identifier_one(c->herd, record_text(r, "animal"), "animal", &id, e) ||
        !animal_void(c->herd, id, record_text(r, "reason"), e))
        return false;
    command_say(c, _("Void: %s"), record_text(r, "animal"));
    return true;
}

static const struct command commands[] = {
    { .subject = "animal",
      .verb = "add",
      .summary = N_("enters an animal"),
      .help =
          N_("Example: mupu animal add KP01-25-00131 --sex M --birth 2025-08-03 --sire KP01-23-00011 --holding E01"),
      .arguments = animal_fields,
      .argument_count_elsewhere = &animal_field_count,
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_add },
    { .subject = "animal",
      .verb = "show",
      .summary = N_("everything known of one animal"),
      .help = "",
      .arguments = show_arguments,
      .argument_count = COUNT(show_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_show },
    { .subject = "animal",
      .verb = "find",
      .summary = N_("what a number, a part of one, or a name may mean"),
      .help = N_("Example: mupu animal find 0131"),
      .arguments = find_arguments,
      .argument_count = COUNT(find_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_find },
    { .subject = "animal",
      .verb = "list",
      .summary = N_("animals by any filter"),
      .help = N_("Example: mupu animal list state=open after-birth>20 keeper=E01 --columns number,age,after-birth,pen"),
      .arguments = animal_list_arguments,
      .argument_count_elsewhere = &animal_list_argument_count,
      .needs = COMMAND_NEEDS_READ,
      .run = animal_list_run },
    { .subject = "animal",
      .verb = "edit",
      .summary = N_("corrects an animal; \"-\" empties a field"),
      .help = "",
      .arguments = animal_fields,
      .argument_count_elsewhere = &animal_field_count,
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_edit },
    { .subject = "animal",
      .verb = "void",
      .summary = N_("makes a wrong record void, with a reason"),
      .help = "",
      .arguments = void_arguments,
      .argument_count = COUNT(void_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_void },
};
const struct command_group command_animal = { commands, COUNT(commands) };
