/* effect.c - what an event changes beside its own row: where the animal stands, whose it is, what it is called */
#include "event_entry.h"

#include <string.h>

/* ---- pens and later records ---- */

/* The pen typed, of the holding the animal will stand at. */
static bool find_pen(struct entry *entry, int64_t holding, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!entry->pen_code)
        return true;
    if (!store_query(entry->herd->store, "event_pen", &q, e))
        return false;
    query_bind_int(q, ":holding", holding);
    query_bind_text(q, ":code", entry->pen_code);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return broken(entry, "pen_holding", "pen", e,
                      _("There is no pen \"%s\" at that holding. Choose one of its pens, or leave the pen empty."),
                      entry->pen_code);
    entry->pen = query_int(q, 0);
    int64_t room = query_is_null(q, 1) ? INT64_MAX : query_int(q, 1), heads = query_int(q, 3);
    if (heads < room || entry->pen == entry->animal.pen)
        return true;
    return broken(entry, "capacity", "pen", e,
                  _("Pen \"%s\" is full: %lld of %lld heads. Confirm it, or choose another pen."), entry->pen_code,
                  (long long)heads, (long long)room);
}

static bool refuse_later(struct entry *entry, const char *what, date_day day, struct err *e)
{
    char then[DATE_TEXT];
    return broken(entry, "event_sheet", "date", e,
                  _("\"%s\" has later records (%s, %s). Take those back first, or correct the date."),
                  entry->animal.number, herd_code_label(entry->herd, "event_kind", what),
                  date_format(day, DATE_DAY, then));
}

/* Nothing moved it after the day, and with `events` nothing happened to it at all. */
static bool check_latest(struct entry *entry, bool events, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (entry->animal.later)
        return refuse_later(entry, "move", entry->day, e);
    if (!events)
        return true;
    if (!store_query(entry->herd->store, "event_later", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_int(q, ":day", entry->day);
    if (!query_next(q, &row, e))
        return false;
    return !row || refuse_later(entry, query_text(q, 0), query_day(q, 1), e);
}

static bool check_open(struct entry *entry, struct err *e)
{
    if (entry->animal.open)
        return true;
    return broken(entry, "event_sheet", "animal", e,
                  _("\"%s\" does not stand anywhere any more. Check the number and the date."), entry->animal.number);
}

/* Ends the open stay or ownership, if there is one. */
static bool close_row(struct entry *entry, const char *name, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(entry->herd->store, name, &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_int(q, ":day", entry->day);
    return query_run(q, e);
}

/* ---- move, transfer ---- */

static bool change_owner(struct entry *entry, struct err *e)
{
    if (!entry->owner || entry->owner == entry->animal.owner)
        return true;
    return close_row(entry, "event_ownership_close", e) &&
           residence_open_ownership(entry->herd, entry->animal.id, entry->owner, entry->day, entry->id, e);
}

static bool effect_move(struct entry *entry, struct err *e)
{
    const struct subject *animal = &entry->animal;
    int64_t keeper = entry->to ? entry->to : animal->keeper;
    int64_t place = entry->place ? entry->place : entry->to ? entry->to : animal->place;
    if (!check_latest(entry, false, e) || !check_open(entry, e) || !find_pen(entry, place, e))
        return false;
    bool stays = keeper == animal->keeper && place == animal->place;
    bool same_pen = !entry->pen || entry->pen == animal->pen;
    if (stays && same_pen && (!entry->owner || entry->owner == animal->owner))
        return broken(entry, "move_nowhere", entry->pen_code ? "pen" : "to", e,
                      _("\"%s\" stands there already. Choose another holding or pen."), animal->number);
    if ((!stays || !same_pen) &&
        (!close_row(entry, "event_stay_close", e) ||
         !residence_open_stay(entry->herd, animal->id, keeper, place, entry->pen, entry->day, entry->id, e)))
        return false;
    return change_owner(entry, e);
}

/* ---- leave, enter ---- */

static bool effect_leave(struct entry *entry, struct err *e)
{
    return check_latest(entry, true, e) && check_open(entry, e) && close_row(entry, "event_stay_close", e) &&
           close_row(entry, "event_ownership_close", e);
}

static bool last_owner(struct entry *entry, int64_t *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(entry->herd->store, "event_last_owner", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    return query_one_int(q, entry->to, ret, e);
}

/* What comes in was nowhere; what is found again is whose it was. */
static bool effect_enter(struct entry *entry, struct err *e)
{
    int64_t owner = entry->owner ? entry->owner : entry->to;
    int64_t place = entry->place ? entry->place : entry->to;
    if (entry->animal.open)
        return broken(entry, "event_sheet", "animal", e,
                      _("\"%s\" stands on a farm already. Check the number, or record a transfer."),
                      entry->animal.number);
    if (!check_latest(entry, false, e) || !find_pen(entry, place, e) ||
        (strcmp(entry->kind->code, "found") == 0 && !last_owner(entry, &owner, e)))
        return false;
    return close_row(entry, "event_ownership_close", e) &&
           residence_open_stay(entry->herd, entry->animal.id, entry->to, place, entry->pen, entry->day, entry->id, e) &&
           residence_open_ownership(entry->herd, entry->animal.id, owner, entry->day, entry->id, e);
}

/* ---- foster ---- */

static bool check_foster(struct entry *entry, struct err *e)
{
    const struct subject *lamb = &entry->animal, *dam = &entry->other;
    const struct param *wean = dictionary_param(&entry->herd->dictionary, lamb->species, "wean_age");
    int64_t most = !wean || wean->hard_high == PARAM_NONE ? INT32_MAX : wean->hard_high / 1000;
    if (lamb->dam == dam->id)
        return broken(entry, "move_nowhere", "dam", e,
                      _("\"%s\" is the dam of \"%s\" already. Type the number of another one."), dam->number,
                      lamb->number);
    if (!dam->stands && !broken(entry, "animal_absent", "dam", e,
                                _("\"%s\" was not on the farm that day. Check the number and the date."), dam->number))
        return false;
    if (lamb->birth != DATE_NONE && entry->day - lamb->birth > most)
        return broken(entry, "wean_hard", "date", e,
                      _("The young are %lld days old: weaning is at most at %lld. Check the date."),
                      (long long)(entry->day - lamb->birth), (long long)most);
    struct breeding b;
    if (!breeding_load(entry, dam->id, &b, e))
        return false;
    return breeding_nursing(&b) ||
           broken(entry, "not_lactating", "dam", e,
                  _("\"%s\" has no young to suckle on record. Confirm it if the number is right."), dam->number);
}

static bool effect_foster(struct entry *entry, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!check_foster(entry, e) || !store_query(entry->herd->store, "event_set_foster_dam", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_int(q, ":dam", entry->other.id);
    return query_run(q, e);
}

/* ---- identify ---- */

/* The number it had of that kind, if any, ends. */
static bool close_number(struct entry *entry, const char *reason, struct err *e)
{
    struct identifier *all;
    int count;
    if (!identifier_all(entry->herd, entry->animal.id, entry->arena, &all, &count, e))
        return false;
    for (int i = 0; i < count; i++)
        if (all[i].to == DATE_NONE && strcmp(all[i].kind, entry->code) == 0 &&
            !identifier_close(entry->herd, all[i].id, entry->day, reason, e))
            return false;
    return true;
}

static bool effect_identify(struct entry *entry, struct err *e)
{
    const struct subject *animal = &entry->animal;
    const char *reason, *text = record_text(entry->record, "number");
    struct identifier_form form;
    if (!record_code(entry->herd, entry->record, "reason", "tag_reason", &reason, e))
        return false;
    if (!identifier_parse_as(entry->herd, animal->species, entry->code, text, &form, e)) {
        snprintf(e->field, sizeof e->field, "number");
        return false;
    }
    return identifier_judge(entry->herd, entry->record, &form, animal->species, animal->sex, "number", entry->noted,
                            e) &&
           close_number(entry, reason, e) &&
           identifier_insert(entry->herd, animal->id, animal->species, entry->code, text, entry->day, reason, e);
}

/* ---- the table ---- */

struct effect {
    const char *name;
    bool (*apply)(struct entry *entry, struct err *e);
};

static const struct effect effects[] = {
    { "birth", effect_birth }, { "move", effect_move },     { "leave", effect_leave },
    { "enter", effect_enter }, { "foster", effect_foster }, { "identify", effect_identify },
};

bool effect_apply(struct entry *entry, struct err *e)
{
    for (size_t i = 0; i < COUNT(effects); i++)
        if (strcmp(effects[i].name, entry->kind->effect) == 0)
            return effects[i].apply(entry, e);
    return true;
}
