/* effect_birth.c - a lambing or calving makes animals: each live young one with its number, place and owner */
#include "event_entry.h"

#include <string.h>

/* What all of a litter have in common. */
struct litter {
    struct entry *entry;
    struct subject sire; /* id 0 = not known */
    const char *breed;
};

/* A cross has its own breed where the dictionary knows one, else counts as the dam's. */
static bool find_breed(struct litter *litter, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    const struct subject *dam = &litter->entry->animal, *sire = &litter->sire;
    bool row;
    litter->breed = dam->breed;
    if (!sire->id || !sire->breed || !dam->breed || strcmp(sire->breed, dam->breed) == 0)
        return true;
    if (!store_query(litter->entry->herd->store, "event_breed", &q, e))
        return false;
    query_bind_text(q, ":species", dam->species);
    query_bind_text(q, ":sire", sire->breed);
    query_bind_text(q, ":dam", dam->breed);
    if (!query_next(q, &row, e))
        return false;
    if (row)
        litter->breed = arena_text(litter->entry->arena, query_text(q, 0));
    return true;
}

static bool create(struct litter *litter, const struct lamb *lamb, int64_t *ret_id, struct err *e)
{
    struct entry *entry = litter->entry;
    struct animal_row row = {
        .species = entry->animal.species,
        .breed = litter->breed,
        .sex = lamb->sex,
        .birth = entry->day,
        .precision = DATE_DAY,
        .sire = litter->sire.id,
        .dam = entry->animal.id,
        .sire_evidence = !litter->sire.id       ? NULL
                         : entry->sire_inferred ? "inferred"
                                                : "recorded",
        .dam_evidence = "recorded",
        .birth_event = entry->id,
        .birth_type = entry->lamb_count,
        .family = litter->sire.family,
    };
    return animal_create(entry->herd, &row, ret_id, e);
}

/* kind NULL: told from the number. */
static bool give(struct entry *entry, const struct lamb *lamb, int64_t animal, const char *kind, const char *text,
                 struct err *e)
{
    struct identifier_form form;
    const char *species = entry->animal.species;
    return !text || (identifier_parse_as(entry->herd, species, kind, text, &form, e) &&
                     identifier_judge(entry->herd, entry->record, &form, species, lamb->sex, "lamb", entry->noted, e) &&
                     identifier_insert(entry->herd, animal, species, form.kind, text, entry->day, NULL, e));
}

/* The number typed, else the next of the dam's keeper. */
static bool number(struct entry *entry, const struct lamb *lamb, int64_t animal, const char **ret_number, struct err *e)
{
    const char *issued = NULL;
    if (!lamb->number && entry->animal.keeper &&
        !identifier_propose(entry->herd, entry->animal.keeper, entry->animal.species, lamb->sex, entry->day, 0,
                            entry->arena, &issued, e))
        return false;
    *ret_number = issued ? issued : lamb->number;
    return give(entry, lamb, animal, issued ? "farm" : NULL, issued ? issued : lamb->number, e) &&
           give(entry, lamb, animal, "official", lamb->official, e) && give(entry, lamb, animal, "rfid", lamb->rfid, e);
}

/* With its dam: her keeper, place, pen and owner. */
static bool settle(struct entry *entry, int64_t animal, struct err *e)
{
    const struct subject *dam = &entry->animal;
    return (!dam->keeper ||
            residence_open_stay(entry->herd, animal, dam->keeper, dam->place, dam->pen, entry->day, entry->id, e)) &&
           (!dam->owner || residence_open_ownership(entry->herd, animal, dam->owner, entry->day, entry->id, e));
}

static bool weigh(struct entry *entry, const struct lamb *lamb, int64_t animal, struct err *e)
{
    if (!lamb->weight)
        return true;
    struct entry weight = {
        .herd = entry->herd,
        .record = entry->record,
        .arena = entry->arena,
        .noted = entry->noted,
        .kind = dictionary_kind(&entry->herd->dictionary, "weigh"),
        .animal = { .id = animal, .keeper = entry->animal.keeper },
        .day = entry->day,
        .operator_name = entry->operator_name,
        .code = "birth",
        .has_value = true,
        .value = lamb->weight,
    };
    return event_insert(&weight, e);
}

/* To the dam that is to suckle it: an event of its own, with all its rules. */
static bool foster(struct entry *entry, const struct lamb *lamb, const char *number, struct err *e)
{
    struct record r;
    char day[DATE_TEXT];
    struct entry own = {
        .herd = entry->herd,
        .record = &r,
        .arena = entry->arena,
        .noted = entry->noted,
        .kind = dictionary_kind(&entry->herd->dictionary, "foster"),
    };
    if (!lamb->foster)
        return true;
    record_init(&r, entry->arena);
    record_set(&r, "animal", number);
    record_set(&r, "date", date_format(entry->day, DATE_DAY, day));
    record_set(&r, "dam", lamb->foster);
    record_set(&r, "operator", entry->operator_name);
    r.confirmed = entry->record->confirmed;
    r.override = entry->record->override;
    strbuf_init(&own.detail);
    bool done =
        event_fields(entry->herd, "foster", entry->arena, &own.fields, &own.field_count, e) && event_write(&own, e);
    strbuf_done(&own.detail);
    return done;
}

static bool bear(struct litter *litter, const struct lamb *lamb, struct err *e)
{
    struct entry *entry = litter->entry;
    int64_t animal;
    const char *called;
    if (!lamb->alive)
        return true;
    return create(litter, lamb, &animal, e) && number(entry, lamb, animal, &called, e) && settle(entry, animal, e) &&
           weigh(entry, lamb, animal, e) && foster(entry, lamb, called, e);
}

/* The message names the lamb, whatever was wrong with it. */
static bool at_lamb(struct entry *entry, int which, struct err *e)
{
    if (e)
        snprintf(e->field, sizeof(e->field), "lamb");
    return entry->lamb_count > 1 ? err_prefix(e, _("lamb %d: "), which + 1) : false;
}

bool effect_birth(struct entry *entry, struct err *e)
{
    struct litter litter = { .entry = entry };
    if (entry->sire && !subject_load(entry->herd, entry->sire, entry->day, entry->arena, &litter.sire, e))
        return false;
    if (!find_breed(&litter, e))
        return false;
    for (int i = 0; i < entry->lamb_count; i++)
        if (!bear(&litter, &entry->lambs[i], e))
            return at_lamb(entry, i, e);
    return true;
}
