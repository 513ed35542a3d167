/* event_weight.c - whether a weight can be: by age and sex, and after the one before */
#include "event_entry.h"

#include <stdlib.h>
#include <string.h>

/* ---- by age and sex: the dictionary knows some ages, between them limits are on a straight line ---- */

struct weight_class {
    int64_t age;
    const struct param *limits;
};

enum { MOST_CLASSES = 9 };

static int load_classes(const struct entry *entry, const char *sex, int64_t adult, struct weight_class *out)
{
    static const char *const names[] = { "birth", "45", "60", "90", "180", "365", "730", "1095", "adult" };
    int count = 0;
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *name = arena_printf(entry->arena, "weight_%s_%s", names[i], sex);
        const struct param *p = dictionary_param(&entry->herd->dictionary, entry->animal.species, name);
        int64_t age = strcmp(names[i], "adult") == 0 ? adult : strtol(names[i], NULL, 10);
        if (p && (!count || age > out[count - 1].age))
            out[count++] = (struct weight_class){ age, p };
    }
    return count;
}

static int64_t between(int64_t low, int64_t high, int64_t part, int64_t whole)
{
    enum { STEP = 100 }; /* grams: nobody weighs finer */
    if (low == PARAM_NONE || high == PARAM_NONE)
        return PARAM_NONE;
    int64_t value = low + (high - low) * part / whole;
    return (value + STEP / 2) / STEP * STEP;
}

/* Whoever is past the last class, or of unknown age, counts as adult. */
static bool limits_at(const struct entry *entry, const char *sex, int64_t age, struct param *out)
{
    struct weight_class classes[MOST_CLASSES];
    int64_t adult = dictionary_number(&entry->herd->dictionary, entry->animal.species, "weight_adult_age", 730);
    int count = load_classes(entry, sex, adult, classes), above = 0;
    if (!count)
        return false;
    if (age < 0)
        age = adult;
    while (above < count && classes[above].age < age)
        above++;
    *out = *classes[above < count ? above : count - 1].limits;
    if (above == 0 || above == count || classes[above].age == age)
        return true;
    const struct param *a = classes[above - 1].limits, *b = classes[above].limits;
    int64_t part = age - classes[above - 1].age, whole = classes[above].age - classes[above - 1].age;
    out->warn_low = between(a->warn_low, b->warn_low, part, whole);
    out->warn_high = between(a->warn_high, b->warn_high, part, whole);
    out->hard_low = between(a->hard_low, b->hard_low, part, whole);
    out->hard_high = between(a->hard_high, b->hard_high, part, whole);
    out->zh = out->en = arena_printf(entry->arena, _("weight at %lld days"), (long long)age);
    return true;
}

bool event_check_weight(struct entry *entry, const char *field, const char *sex, date_day birth, int64_t value,
                        struct err *e)
{
    struct param limits;
    int64_t age = birth == DATE_NONE ? -1 : entry->day - birth;
    if (!limits_at(entry, sex && strcmp(sex, "F") == 0 ? "F" : "M", age, &limits))
        return true;
    return check_limits(entry->herd, entry->record, &limits, field, herd_label(entry->herd, limits.zh, limits.en),
                        value, entry->noted, e);
}

/* ---- after the one before ---- */

static bool check_same_day(struct entry *entry, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(entry->herd->store, "event_kind_same_day", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_text(q, ":kind", entry->kind->code);
    query_bind_int(q, ":day", entry->day);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return true;
    return broken(entry, "weight_twice_a_day", "weight", e,
                  _("\"%s\" was weighed that day already: %s. Confirm it if it was weighed again."),
                  entry->animal.number, check_amount(entry->herd, query_int(q, 0), "kg", entry->arena));
}

/* What sucklings gain a day is in the dictionary; of others, a third up or down within two months is much. */
static bool is_odd(const struct entry *entry, int64_t before, int64_t days)
{
    enum { FEW_DAYS = 7, MANY_DAYS = 60, MOST_PER_CENT = 33 };
    const struct param *gain = dictionary_param(&entry->herd->dictionary, entry->animal.species, "gain_preweaning");
    const struct param *wean = dictionary_param(&entry->herd->dictionary, entry->animal.species, "wean_age");
    int64_t more = entry->value - before,
            age = entry->animal.birth == DATE_NONE ? -1 : entry->day - entry->animal.birth;
    if (days < FEW_DAYS || days > MANY_DAYS)
        return false;
    bool suckling = gain && wean && age >= 0 && wean->warn_high != PARAM_NONE && age * 1000 <= wean->warn_high;
    if (suckling)
        return more * 1000 < gain->warn_low * days || more * 1000 > gain->warn_high * days;
    return age > 365 && before && llabs(more) * 100 > before * MOST_PER_CENT;
}

static bool check_gain(struct entry *entry, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    char day[DATE_TEXT];
    if (!entry->has_value)
        return true;
    if (!store_query(entry->herd->store, "event_weight_before", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_int(q, ":day", entry->day);
    if (!query_next(q, &row, e))
        return false;
    if (!row || !is_odd(entry, query_int(q, 0), entry->day - query_day(q, 1)))
        return true;
    return broken(entry, "weight_gain", "weight", e,
                  _("\"%s\" weighed %s on %s, and now %s. Confirm it if the number and the weight are right."),
                  entry->animal.number, check_amount(entry->herd, query_int(q, 0), "kg", entry->arena),
                  date_format(query_day(q, 1), DATE_DAY, day),
                  check_amount(entry->herd, entry->value, "kg", entry->arena));
}

bool event_check_weighing(struct entry *entry, struct err *e)
{
    return check_same_day(entry, e) && check_gain(entry, e);
}
