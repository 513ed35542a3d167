/* event_fields.c - what an event asks for, and reading it from a filled form */
#include "event_entry.h"

#include <string.h>

/* ---- the fields of a kind ---- */

static bool belongs(const char *of, const char *species)
{
    return !*of || !*species || strcmp(of, species) == 0;
}

/* A list all of whose codes are for other species has nothing to choose from. */
static bool has_codes(const struct dictionary *d, const char *list, const char *species)
{
    bool known = false;
    for (int i = 0; i < d->code_count; i++) {
        if (strcmp(d->codes[i].list, list) != 0)
            continue;
        if (belongs(d->codes[i].species, species))
            return true;
        known = true;
    }
    return !known;
}

static const struct field leading[] = {
    { .name = "animal", .zh = "耳号", .en = "animal", .type = FIELD_OF_ANIMAL, .required = true },
    { .name = "date", .zh = "日期", .en = "date", .type = FIELD_OF_DAY, .carried = true },
};
static const struct field trailing[] = {
    { .name = "operator", .zh = "经手人", .en = "done by", .type = FIELD_OF_TEXT, .carried = true },
    { .name = "note", .zh = "备注", .en = "note", .type = FIELD_OF_TEXT, .place = "text" },
};

static void fill_empty(struct field *field, const char *sex)
{
    const char **texts[] = { &field->list, &field->unit, &field->param, &field->place, &field->help };
    for (size_t i = 0; i < COUNT(texts); i++)
        if (!*texts[i])
            *texts[i] = "";
    if (strcmp(field->name, "animal") == 0)
        field->list = sex;
}

static void add_field(struct field *fields, int *count, const struct field *field, const char *sex)
{
    for (int i = 0; i < *count; i++)
        if (strcmp(fields[i].name, field->name) == 0)
            return;
    fields[*count] = *field;
    fill_empty(&fields[(*count)++], sex);
}

bool event_fields(const struct herd *herd, const char *kind, struct arena *arena, const struct field **ret,
                  int *ret_count, struct err *e)
{
    const struct dictionary *d = &herd->dictionary;
    const struct event_kind *found = dictionary_kind(d, kind);
    if (!found)
        return err_set(e, ERR_DATA, "kind", _("There is no kind of event \"%s\". Choose one from the list of events."),
                       kind);
    struct field *fields = arena_new(arena, (size_t)(d->field_count + 4) * sizeof(*fields));
    int count = 0;
    for (size_t i = 0; i < COUNT(leading); i++)
        add_field(fields, &count, &leading[i], found->sex);
    for (int i = 0; i < d->field_count; i++) {
        const struct field *field = &d->fields[i];
        if (strcmp(d->field_kinds[i], found->code) == 0 &&
            (field->type != FIELD_OF_CODE || has_codes(d, field->list, found->species)))
            add_field(fields, &count, field, found->sex);
    }
    for (size_t i = 0; i < COUNT(trailing); i++)
        add_field(fields, &count, &trailing[i], found->sex);
    *ret = fields;
    *ret_count = count;
    return true;
}

/* ---- the detail: a flat JSON object ---- */

static void add_quoted(struct strbuf *out, const char *text)
{
    strbuf_add_char(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            strbuf_add_char(out, '\\');
        if (c < 0x20)
            strbuf_printf(out, "\\u%04x", c);
        else
            strbuf_add_char(out, *text);
    }
    strbuf_add_char(out, '"');
}

static void begin_detail(struct entry *entry, const char *name)
{
    strbuf_add(&entry->detail, entry->detail.length ? "," : "{");
    add_quoted(&entry->detail, name);
    strbuf_add_char(&entry->detail, ':');
}

void event_detail_text(struct entry *entry, const char *name, const char *text)
{
    begin_detail(entry, name);
    add_quoted(&entry->detail, text);
}

void event_detail_number(struct entry *entry, const char *name, int64_t value)
{
    begin_detail(entry, name);
    strbuf_printf(&entry->detail, "%lld", (long long)value);
}

/* ---- reading one value ---- */

static bool at_field(struct err *e, const struct field *field)
{
    if (e)
        snprintf(e->field, sizeof(e->field), "%s", field->name);
    return false;
}

static const char *label(const struct entry *entry, const struct field *field)
{
    return herd_label(entry->herd, field->zh, field->en);
}

static void put_number(struct entry *entry, const struct field *field, int64_t value)
{
    if (strcmp(field->place, "value") == 0) {
        entry->value = value;
        entry->has_value = true;
    } else if (strcmp(field->place, "count") == 0) {
        entry->count = value;
        entry->has_count = true;
    } else {
        event_detail_number(entry, field->name, value);
    }
}

static void put_text(struct entry *entry, const struct field *field, const char *text)
{
    if (strcmp(field->place, "code") == 0)
        entry->code = text;
    else if (strcmp(field->place, "text") == 0)
        entry->text = text;
    else if (strcmp(field->place, "detail") == 0 || field->type == FIELD_OF_PEN)
        event_detail_text(entry, field->name, text);
}

/* Breeding values are; weights and doses never. */
static bool may_be_negative(const struct entry *entry, const struct field *field)
{
    const struct param *p = dictionary_param(&entry->herd->dictionary, entry->animal.species, field->param);
    return p && p->hard_low != PARAM_NONE && p->hard_low < 0;
}

static bool read_number(struct entry *entry, const struct field *field, const char *text, struct err *e)
{
    int64_t value;
    if (!number_parse_thousandths(text, &value, e))
        return at_field(e, field);
    if (value < 0 && !may_be_negative(entry, field))
        return err_set(e, ERR_DATA, field->name, _("%s \"%s\" is below zero. Type a number from 0 on."),
                       label(entry, field), text);
    if (strcmp(field->param, "weight") == 0) {
        if (!event_check_weight(entry, field->name, entry->animal.sex, entry->animal.birth, value, e))
            return false;
    } else if (*field->param && !check_param(entry->herd, entry->record, entry->animal.species, field->param,
                                             field->name, label(entry, field), value, entry->noted, e)) {
        return false;
    }
    put_number(entry, field, value);
    return true;
}

static bool read_count(struct entry *entry, const struct field *field, struct err *e)
{
    int64_t value;
    if (!record_count_value(entry->record, field->name, 0, &value, e))
        return false;
    if (*field->param && !check_param(entry->herd, entry->record, entry->animal.species, field->param, field->name,
                                      label(entry, field), value * 1000, entry->noted, e))
        return false;
    put_number(entry, field, value);
    return true;
}

static bool read_code(struct entry *entry, const struct field *field, struct err *e)
{
    const char *code;
    if (!record_code(entry->herd, entry->record, field->name, field->list, &code, e))
        return false;
    const struct code *found = dictionary_code(&entry->herd->dictionary, field->list, code);
    if (found && !belongs(found->species, entry->animal.species) &&
        !broken(entry, "event_species", field->name, e, _("\"%s\" is for another species. Choose another one."),
                herd_label(entry->herd, found->zh, found->en)))
        return false;
    put_text(entry, field, code);
    return true;
}

static bool read_animal(struct entry *entry, const struct field *field, const char *text, struct err *e)
{
    int64_t id;
    struct subject *other = &entry->other;
    if (!identifier_one(entry->herd, text, field->name, &id, e))
        return at_field(e, field);
    if (!subject_load(entry->herd, id, entry->day, entry->arena, other, e))
        return false;
    if (id == entry->animal.id)
        return broken(entry, "event_sex", field->name, e, _("\"%s\" is the animal itself. Type another number."),
                      other->number);
    if (*field->list && (!other->sex || strcmp(other->sex, field->list) != 0))
        return broken(entry, "event_sex", field->name, e, _("%s \"%s\" is %s. Type the number of a %s."),
                      label(entry, field), other->number, herd_code_label(entry->herd, "sex", other->sex),
                      herd_code_label(entry->herd, "sex", field->list));
    if (strcmp(other->species, entry->animal.species) != 0)
        return broken(entry, "event_species", field->name, e, _("%s \"%s\" is of another species than \"%s\"."),
                      label(entry, field), other->number, entry->animal.number);
    if (other->voided)
        return broken(entry, "animal_void", field->name, e, _("The record of \"%s\" is void. Type another number."),
                      other->number);
    return true;
}

static bool read_holding(struct entry *entry, const struct field *field, struct err *e)
{
    struct holding holding;
    int64_t id;
    if (!record_holding(entry->herd, entry->record, field->name, 0, &id, e) ||
        !holding_load(entry->herd, id, entry->arena, &holding, e))
        return at_field(e, field);
    if (holding.voided &&
        !broken(entry, "holding_void", field->name, e, _("\"%s\" is void. Choose another holding."), holding.code))
        return false;
    if (holding.closed != DATE_NONE && holding.closed <= entry->day &&
        !broken(entry, "holding_closed", field->name, e, _("\"%s\" is closed. Choose another holding."), holding.code))
        return false;
    if (strcmp(field->name, "to") == 0)
        entry->to = id;
    else if (strcmp(field->name, "place") == 0)
        entry->place = id;
    else if (strcmp(field->name, "owner") == 0)
        entry->owner = id;
    put_text(entry, field, holding.code);
    return true;
}

static bool read_lambs(struct entry *entry, const struct field *field, struct err *e)
{
    int count = record_count(entry->record, field->name);
    if (count > MOST_LAMBS)
        return err_set(e, ERR_DATA, field->name, _("\"%d\" lambs are more than a litter can have (at most %d)."), count,
                       MOST_LAMBS);
    for (int i = 0; i < count; i++)
        if (!event_lamb_parse(entry, record_nth(entry->record, field->name, i), &entry->lambs[i], e))
            return at_field(e, field);
    entry->lamb_count = count;
    for (int i = 0; i < count; i++)
        entry->dead += !entry->lambs[i].alive;
    entry->has_dead = true;
    put_number(entry, field, count);
    return check_param(entry->herd, entry->record, entry->animal.species, "litter", field->name, label(entry, field),
                       count * 1000, entry->noted, e);
}

/* The note stands in `text` whatever the kind. */
static bool read_value(struct entry *entry, const struct field *field, struct err *e)
{
    const char *text = record_text(entry->record, field->name);
    if (!text || strcmp(text, "-") == 0)
        return true;
    switch (field->type) {
    case FIELD_OF_NUMBER:
        return read_number(entry, field, text, e);
    case FIELD_OF_COUNT:
        return read_count(entry, field, e);
    case FIELD_OF_CODE:
        return read_code(entry, field, e);
    case FIELD_OF_ANIMAL:
        return read_animal(entry, field, text, e);
    case FIELD_OF_HOLDING:
        return read_holding(entry, field, e);
    case FIELD_OF_LAMBS:
        return read_lambs(entry, field, e);
    case FIELD_OF_PEN:
        entry->pen_code = text;
        put_text(entry, field, text);
        return true;
    default:
        put_text(entry, field, text);
        return true;
    }
}

bool event_read(struct entry *entry, struct err *e)
{
    const int first = (int)COUNT(leading); /* animal and date are read before */
    if (!record_required(entry->herd, entry->record, entry->fields, entry->field_count, e))
        return false;
    for (int i = first; i < entry->field_count; i++)
        if (strcmp(entry->fields[i].name, "operator") != 0 && !read_value(entry, &entry->fields[i], e))
            return false;
    const char *operator_name = record_text(entry->record, "operator");
    entry->operator_name = operator_name ? operator_name : entry->herd->operator_name;
    return true;
}
