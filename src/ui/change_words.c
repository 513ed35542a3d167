/* change_words.c - one row that a change wrote, in the words of the forms. What only the file needs (keys, search
 * forms, links from row to row) stays out: `mupu change show` has all of it. */
#include "screens.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_WIDTH = 12 };

/* Columns that are no field of a form, in any table. */
static const struct {
    const char *column, *word;
    enum field_type type;
    const char *list;
} columns[] = {
    { "animal", N_("animal"), FIELD_OF_ANIMAL, NULL },
    { "holding", N_("holding"), FIELD_OF_HOLDING, NULL },
    { "parent", N_("upper holding"), FIELD_OF_HOLDING, NULL },
    { "keeper", N_("Keeper"), FIELD_OF_HOLDING, NULL },
    { "place", N_("Place"), FIELD_OF_HOLDING, NULL },
    { "kind", N_("kind"), FIELD_OF_CODE, "identifier_kind" },
    { "value", N_("Number"), FIELD_OF_TEXT, NULL },
    { "from_day", N_("since"), FIELD_OF_DAY, NULL },
    { "to_day", N_("until"), FIELD_OF_DAY, NULL },
    { "code", N_("code"), FIELD_OF_TEXT, NULL },
    { "status", N_("State"), FIELD_OF_TEXT, NULL },
    { "text", N_("note"), FIELD_OF_TEXT, NULL },
    { "note", N_("note"), FIELD_OF_TEXT, NULL },
    { "reason", N_("reason"), FIELD_OF_CODE, "tag_reason" },
    { "voided", N_("void"), FIELD_OF_TEXT, NULL },
};

static const struct {
    const char *table, *word;
    const struct field *fields;
    const int *count;
} tables[] = {
    { "holding", N_("holding"), holding_fields, &holding_field_count },
    { "animal", N_("animal"), animal_fields, &animal_field_count },
    { "holding_parent", N_("upper holding"), NULL, NULL },
    { "pen", N_("Pen"), NULL, NULL },
    { "identifier", N_("Number"), NULL, NULL },
    { "event", N_("Event"), NULL, NULL },
    { "ownership", N_("Owner"), NULL, NULL },
    { "stay", N_("Keeper"), NULL, NULL },
    { "plan", N_("Plan"), NULL, NULL },
};

/* ---- values ---- */
static bool say_animal(struct app *app, int64_t id, struct arena *arena, struct strbuf *out)
{
    struct err ignored;
    struct animal a;
    bool known = animal_load(app->herd, id, arena, &a, &ignored) && a.number;
    strbuf_add(out, known ? a.number : "");
    return known;
}

static bool say_holding(struct app *app, int64_t id, struct arena *arena, struct strbuf *out)
{
    struct err ignored;
    struct holding h;
    bool known = holding_load(app->herd, id, arena, &h, &ignored);
    if (known)
        strbuf_printf(out, "%s  %s", h.code, h.name);
    return known;
}

static const char *code_word(struct app *app, const char *list, const char *code)
{
    const struct dictionary *d = &app->herd->dictionary;
    const struct species *species = strcmp(list, "species") == 0 ? dictionary_species(d, code) : NULL;
    const struct breed *breed = NULL;
    for (int i = 0; i < d->species_count && !breed && strcmp(list, "breed") == 0; i++)
        breed = dictionary_breed(d, d->species[i].code, code);
    if (species)
        return herd_label(app->herd, species->zh, species->en);
    return breed ? herd_label(app->herd, breed->zh, breed->en) : herd_code_label(app->herd, list, code);
}

static void say(struct app *app, enum field_type type, const char *list, const char *value, struct strbuf *out)
{
    struct arena arena;
    char day[DATE_TEXT];
    int64_t number = value ? strtoll(value, NULL, 10) : 0;
    arena_init(&arena);
    if (!value || !*value)
        strbuf_add_char(out, '-');
    else if (type == FIELD_OF_DAY)
        strbuf_add(out, date_format((date_day)number, DATE_DAY, day));
    else if (type == FIELD_OF_CODE)
        strbuf_add(out, code_word(app, list, value));
    else if ((type != FIELD_OF_ANIMAL || !say_animal(app, number, &arena, out)) &&
             (type != FIELD_OF_HOLDING || !say_holding(app, number, &arena, out)))
        strbuf_add(out, value);
    arena_done(&arena);
}

/* ---- columns ---- */
/* "birth_type" is the field "birth-type". */
static bool names_field(const char *column, const char *field)
{
    for (; *column && (*column == *field || (*column == '_' && *field == '-')); column++, field++)
        ;
    return *column == *field;
}

static const char *word_of(struct app *app, size_t table, const char *column, enum field_type *type, const char **list)
{
    *list = NULL;
    for (int i = 0; tables[table].fields && i < *tables[table].count; i++) {
        const struct field *field = &tables[table].fields[i];
        if (!names_field(column, field->name))
            continue;
        *type = field->type;
        *list = field->list;
        return herd_label(app->herd, field->zh, field->en);
    }
    for (size_t i = 0; i < COUNT(columns); i++)
        if (strcmp(columns[i].column, column) == 0) {
            *type = columns[i].type;
            *list = columns[i].list;
            return _(columns[i].word);
        }
    return NULL;
}

static void add_column(struct app *app, size_t table, const struct change_row *row, int i, struct strbuf *out)
{
    enum field_type type;
    const char *list, *before = row->before[i], *after = row->after[i];
    const char *word = word_of(app, table, row->names[i], &type, &list);
    if (!word || (row->what == 'u' ? !row->changed[i] : !(row->what == 'i' ? after : before)))
        return;
    int width = utf8_width(word);
    strbuf_printf(out, "    %s%*s", word, width < WORD_WIDTH ? WORD_WIDTH + 2 - width : 2, "");
    if (row->what != 'i')
        say(app, type, list, before, out);
    strbuf_add(out, row->what == 'u' ? " -> " : "");
    if (row->what != 'd')
        say(app, type, list, after, out);
    strbuf_add_char(out, '\n');
}

/* An event has words of its own: the day, the animal, what was seen. */
static void add_event(struct app *app, int64_t id, struct strbuf *out)
{
    struct err ignored;
    struct arena arena;
    struct event event;
    arena_init(&arena);
    if (event_load(app->herd, id, &arena, &event, &ignored)) {
        const struct event_kind *kind = dictionary_kind(&app->herd->dictionary, event.kind);
        strbuf_printf(out, "    %s  %s  %s  %s\n", app_day(event.day, DATE_DAY), event.number ? event.number : "",
                      kind ? herd_label(app->herd, kind->zh, kind->en) : event.kind, event.words ? event.words : "");
    }
    arena_done(&arena);
}

void change_row_words(struct app *app, const struct change_row *row, struct strbuf *out)
{
    static const struct {
        char what;
        const char *word;
    } words[] = { { 'i', N_("new") }, { 'u', N_("changed") }, { 'd', N_("removed") } };
    size_t table = 0;
    while (table < COUNT(tables) && strcmp(tables[table].table, row->table) != 0)
        table++;
    if (table == COUNT(tables)) /* what follows from the others */
        return;
    for (size_t i = 0; i < COUNT(words); i++)
        if (words[i].what == row->what)
            strbuf_printf(out, "%s %s\n", _(words[i].word), _(tables[table].word));
    bool event = strcmp(row->table, "event") == 0;
    if (event)
        add_event(app, row->id, out);
    for (int i = 0; i < row->columns; i++)
        if (!event || strcmp(row->names[i], "voided") == 0 || strcmp(row->names[i], "text") == 0)
            add_column(app, table, row, i, out);
}
