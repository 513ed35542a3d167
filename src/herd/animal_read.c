/* animal_read.c - the record of an animal into a row: names become keys, labels codes */
#include "animal_draft.h"

#include <string.h>

static void read_text(struct draft_animal *d, const char *name, const char **to)
{
    const char *text = record_text(d->record, name);
    if (text)
        *to = record_empties(d->record, name) ? NULL : text;
}

static bool read_code(struct draft_animal *d, const char *name, const char *list, const char **to, struct err *e)
{
    return !record_text(d->record, name) || record_code(d->herd, d->record, name, list, to, e);
}

/* From a sheet, where the cell may say no. */
static bool read_flag(const struct record *r, const char *name)
{
    static const char *const no[] = { "-", "0", "no", "No", "NO", "false", "FALSE", "否", "不" };
    const char *text = record_text(r, name);
    for (size_t i = 0; text && i < COUNT(no); i++)
        if (strcmp(no[i], text) == 0)
            return false;
    return text != NULL;
}

static bool at_field(struct err *e, const char *name)
{
    snprintf(e->field, sizeof e->field, "%s", name);
    return false;
}

/* ---- species and breed ---- */

/* Unsaid, it is that of the parents, else the first of the dictionary: the county's main one. */
static const char *guess_species(struct draft_animal *d)
{
    static const char *const parents[] = { "sire", "dam" };
    struct animal parent;
    struct err ignored;
    int64_t id;
    for (size_t i = 0; i < COUNT(parents); i++) {
        const char *text = record_text(d->record, parents[i]);
        if (text && identifier_one(d->herd, text, parents[i], &id, &ignored) &&
            animal_load(d->herd, id, &d->arena, &parent, &ignored))
            return parent.species;
    }
    return d->herd->dictionary.species[0].code;
}

static bool read_species(struct draft_animal *d, struct err *e)
{
    const char *text = record_text(d->record, "species");
    if (text && !record_empties(d->record, "species")) {
        const struct species *species = dictionary_species(&d->herd->dictionary, text);
        if (!species)
            return err_set(e, ERR_DATA, "species", _("There is no species \"%s\". Choose one of the list."), text);
        d->row.species = species->code;
    }
    if (d->before.id && strcmp(d->row.species, d->before.species) != 0)
        return err_set(e, ERR_DATA, "species",
                       _("The species of \"%s\" cannot be changed. Make the record void and enter the animal anew."),
                       draft_number(&d->before));
    if (!d->row.species)
        d->row.species = guess_species(d);
    return true;
}

static bool read_breed(struct draft_animal *d, struct err *e)
{
    const char *text = record_text(d->record, "breed");
    if (!text)
        return true;
    if (record_empties(d->record, "breed")) {
        d->row.breed = NULL;
        return true;
    }
    const struct dictionary *dictionary = &d->herd->dictionary;
    const struct breed *breed = dictionary_breed(dictionary, d->row.species, text);
    const struct species *s = dictionary_species(dictionary, d->row.species);
    for (int i = 0; !breed && i < dictionary->species_count; i++) {
        breed = dictionary_breed(dictionary, dictionary->species[i].code, text);
        if (breed &&
            !draft_broken(d, "breed_species", "breed", e, _("\"%s\" is a breed of %s, not of %s. Correct one."), text,
                          herd_label(d->herd, dictionary->species[i].zh, dictionary->species[i].en),
                          herd_label(d->herd, s->zh, s->en)))
            return false;
    }
    if (!breed)
        return err_set(e, ERR_DATA, "breed", _("\"%s\" is no breed of %s. Choose one of the list of breeds."), text,
                       herd_label(d->herd, s->zh, s->en));
    d->row.breed = breed->code;
    return true;
}

/* ---- parents ---- */

static bool create_parent(struct draft_animal *d, const char *number, const char *sex, int64_t *ret, struct err *e)
{
    struct animal_row row = { .species = d->row.species, .sex = sex, .birth = DATE_NONE, .reference = true };
    return animal_create(d->herd, &row, ret, e) &&
           identifier_insert(d->herd, *ret, row.species, NULL, number, DATE_NONE, NULL, e);
}

static bool read_parent(struct draft_animal *d, const char *name, const char *sex, int64_t *to, struct err *e)
{
    const char *text = record_text(d->record, name);
    if (!text)
        return true;
    if (record_empties(d->record, name)) {
        *to = 0;
        return true;
    }
    if (identifier_one(d->herd, text, name, to, e))
        return true;
    if (e->code != ERR_NO_INPUT)
        return at_field(e, name);
    if (read_flag(d->record, "create-parents"))
        return create_parent(d, text, sex, to, e) || at_field(e, name);
    return err_set(e, ERR_NO_INPUT, name,
                   _("No animal has the number \"%s\". Enter it first, or have it made an ancestor on paper "
                     "(create-parents)."),
                   text);
}

static bool read_parents(struct draft_animal *d, struct err *e)
{
    if (!read_parent(d, "sire", "M", &d->row.sire, e) || !read_parent(d, "dam", "F", &d->row.dam, e) ||
        !read_parent(d, "foster-dam", "F", &d->row.foster_dam, e))
        return false;
    if (!d->row.sire || d->row.sire != d->before.sire)
        d->row.sire_evidence = "recorded";
    if (!d->row.dam || d->row.dam != d->before.dam)
        d->row.dam_evidence = "recorded";
    return true;
}

/* ---- all of it ---- */

static bool read_birth(struct draft_animal *d, struct err *e)
{
    const char *text = record_text(d->record, "birth");
    if (!text)
        return true;
    if (record_empties(d->record, "birth")) {
        d->row.birth = DATE_NONE;
        return true;
    }
    return date_parse(text, &d->row.birth, &d->row.precision, e) || at_field(e, "birth");
}

bool draft_read(struct draft_animal *d, struct err *e)
{
    int64_t type = d->row.birth_type;
    if (!read_species(d, e) || !read_code(d, "sex", "sex", &d->row.sex, e) || !read_birth(d, e) || !read_breed(d, e) ||
        !read_parents(d, e) || !read_code(d, "coat", "coat", &d->row.coat, e) ||
        !read_code(d, "fecb", "fecb", &d->row.fecb, e) ||
        !record_count_value(d->record, "birth-type", record_empties(d->record, "birth-type") ? 0 : type, &type, e))
        return false;
    d->row.birth_type = (int)type;
    read_text(d, "family", &d->row.family);
    read_text(d, "origin", &d->row.origin);
    read_text(d, "note", &d->row.note);
    if (record_text(d->record, "reference"))
        d->row.reference = read_flag(d->record, "reference");
    return true;
}
