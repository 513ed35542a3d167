/* event_check.c - the rules every event keeps, and which further ones each kind has */
#include "event_entry.h"

#include <string.h>

/* ---- day and animal ---- */

static bool check_day(struct entry *entry, struct err *e)
{
    char day[DATE_TEXT], other[DATE_TEXT];
    date_format(entry->day, DATE_DAY, day);
    if (entry->day > entry->herd->today)
        return broken(entry, "date_future", "date", e, _("\"%s\" is after today (%s). Correct the date."), day,
                      date_format(entry->herd->today, DATE_DAY, other));
    if (entry->animal.birth != DATE_NONE && entry->day < entry->animal.birth)
        return broken(entry, "date_before_birth", "date", e,
                      _("\"%s\" is before the birth of \"%s\" on %s. Correct the date or the number."), day,
                      entry->animal.number, date_format(entry->animal.birth, DATE_DAY, other));
    if (entry->day < entry->herd->today - 366)
        return broken(entry, "date_old", "date", e,
                      _("\"%s\" is more than a year ago. Confirm it if the year is right."), day);
    return true;
}

static bool check_kind(struct entry *entry, struct err *e)
{
    const struct subject *animal = &entry->animal;
    const char *kind = herd_label(entry->herd, entry->kind->zh, entry->kind->en);
    const struct species *species = dictionary_species(&entry->herd->dictionary, animal->species);
    if (*entry->kind->species && strcmp(entry->kind->species, animal->species) != 0 &&
        !broken(entry, "event_species", "animal", e, _("\"%s\" is not for \"%s\" (%s). Check the number."), kind,
                animal->number, herd_label(entry->herd, species->zh, species->en)))
        return false;
    if (!*entry->kind->sex || (animal->sex && strcmp(entry->kind->sex, animal->sex) == 0))
        return true;
    return broken(entry, "event_sex", "animal", e, _("\"%s\" is not for \"%s\" (%s). Check the number."), kind,
                  animal->number, herd_code_label(entry->herd, "sex", animal->sex));
}

static bool check_presence(struct entry *entry, struct err *e)
{
    const struct subject *animal = &entry->animal;
    char day[DATE_TEXT], then[DATE_TEXT];
    date_format(entry->day, DATE_DAY, day);
    if (animal->voided)
        return broken(entry, "animal_void", "animal", e, _("The record of \"%s\" is void. Type another number."),
                      animal->number);
    if (animal->reference)
        return broken(entry, "animal_reference", "animal", e,
                      _("\"%s\" is an ancestor on paper only. Type another number."), animal->number);
    if (animal->stands || strcmp(entry->kind->effect, "enter") == 0 || strcmp(entry->kind->code, "note") == 0)
        return true;
    if (animal->ever && entry->day < animal->came)
        return broken(entry, "date_before_entry", "date", e,
                      _("\"%s\" came on %s, after %s. Confirm it if it happened before."), animal->number,
                      date_format(animal->came, DATE_DAY, then), day);
    if (animal->left != DATE_NONE)
        return broken(entry, "animal_absent", "animal", e,
                      _("\"%s\" left on %s: it was not on the farm on %s. Check the number and the date."),
                      animal->number, date_format(animal->left, DATE_DAY, then), day);
    return broken(entry, "animal_absent", "animal", e,
                  _("\"%s\" was not on the farm on %s. Check the number and the date."), animal->number, day);
}

/* ---- twice ---- */

static bool check_repeated(struct entry *entry, struct err *e)
{
    static const char *const free_kinds[] = { "note", "treat", "move", "transfer", "retag", "weigh", "vaccinate" };
    struct query *q CLEANUP(query_done) = NULL;
    int64_t same;
    for (size_t i = 0; i < COUNT(free_kinds); i++)
        if (strcmp(entry->kind->code, free_kinds[i]) == 0)
            return true;
    if (*entry->kind->effect)
        return true;
    if (!store_query(entry->herd->store, "event_same_day", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_text(q, ":kind", entry->kind->code);
    query_bind_int(q, ":day", entry->day);
    query_bind_text(q, ":code", entry->code);
    query_bind_id(q, ":other", entry->other.id);
    if (!query_one_int(q, 0, &same, e))
        return false;
    return !same || broken(entry, "event_repeated", "date", e,
                           _("\"%s\" has the same record (%s) that day already. Confirm it if it happened twice."),
                           entry->animal.number, herd_label(entry->herd, entry->kind->zh, entry->kind->en));
}

/* ---- by kind ---- */

struct kind_check {
    const char *kind;
    bool (*check)(struct entry *entry, struct err *e);
};

static const struct kind_check kind_checks[] = {
    { "weigh", event_check_weighing },
    { "service", event_check_service },
    { "ram_in", event_check_service },
    { "scan", event_check_scan },
    { "abortion", event_check_abortion },
    { "lambing", event_check_birth },
    { "calving", event_check_birth },
    { "wean", event_check_wean },
    { "vaccinate", event_check_vaccinate },
    { "slaughter_sale", event_check_slaughter },
    { "home_slaughter", event_check_slaughter },
    { "milk", event_check_milk },
};

bool event_check_subject(struct entry *entry, struct err *e)
{
    return check_kind(entry, e) && check_day(entry, e) && check_presence(entry, e);
}

bool event_check(struct entry *entry, struct err *e)
{
    if (!check_repeated(entry, e))
        return false;
    for (size_t i = 0; i < COUNT(kind_checks); i++)
        if (strcmp(kind_checks[i].kind, entry->kind->code) == 0)
            return kind_checks[i].check(entry, e);
    return true;
}
