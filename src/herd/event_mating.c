/* event_mating.c - may this male be put to this female on this day? */
#include "event_entry.h"

#include <math.h>
#include <string.h>

static const struct param *param_of(const struct entry *entry, const char *name)
{
    return dictionary_param(&entry->herd->dictionary, entry->animal.species, name);
}

static bool method_is(const struct entry *entry, const char *method)
{
    return entry->code && strcmp(entry->code, method) == 0;
}

static bool inseminated(const struct entry *entry)
{
    return method_is(entry, "fresh_ai") || method_is(entry, "frozen_ai");
}

/* ---- age, weight ---- */

static bool check_age(struct entry *entry, const struct subject *one, const char *field, const char *name,
                      struct err *e)
{
    const struct param *p = param_of(entry, name);
    if (!p || one->birth == DATE_NONE)
        return true;
    int64_t age = entry->day - one->birth;
    if (p->hard_low != PARAM_NONE && age * 1000 < p->hard_low)
        return broken(entry, "mating_age_hard", field, e,
                      _("\"%s\" is %lld days old: too young to be mated (at least %lld)."), one->number, (long long)age,
                      (long long)(p->hard_low / 1000));
    if (p->warn_low != PARAM_NONE && age * 1000 < p->warn_low)
        return broken(entry, "mating_age_warn", field, e,
                      _("\"%s\" is %lld days old: young to be mated (from %lld on). Confirm it if it is meant."),
                      one->number, (long long)age, (long long)(p->warn_low / 1000));
    return true;
}

static bool ask_number(struct entry *entry, const char *query, const char *name, int64_t animal, int64_t missing,
                       int64_t *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(entry->herd->store, query, &q, e))
        return false;
    query_bind_int(q, name, animal);
    query_bind_int(q, ":day", entry->day);
    return query_one_int(q, missing, ret, e);
}

static bool check_first_weight(struct entry *entry, const struct breeding *b, struct err *e)
{
    const struct param *p = param_of(entry, "first_mating_weight_F");
    int64_t weight;
    if (!p || p->warn_low == PARAM_NONE || b->last_birth != DATE_NONE)
        return true;
    if (!ask_number(entry, "event_last_weight", ":animal", entry->animal.id, -1, &weight, e))
        return false;
    if (weight < 0 || weight >= p->warn_low)
        return true;
    return broken(entry, "mating_weight", "animal", e,
                  _("\"%s\" weighs %s: light for a first mating (at least %s). Confirm it if it is meant."),
                  entry->animal.number, check_amount(entry->herd, weight, "kg", entry->arena),
                  check_amount(entry->herd, p->warn_low, "kg", entry->arena));
}

/* ---- what she does at present ---- */

static bool check_state(struct entry *entry, const struct breeding *b, struct err *e)
{
    const char *number = entry->animal.number;
    const struct param *rest = param_of(entry, "rest_days");
    if (b->state && strcmp(b->state, "pregnant") == 0)
        return broken(entry, "mating_pregnant", "animal", e,
                      _("\"%s\" is pregnant already. Confirm it if the number is right."), number);
    if (b->state && strcmp(b->state, "lactating") == 0)
        return broken(entry, "mating_lactating", "animal", e,
                      _("\"%s\" is still lactating. Confirm it if it is meant."), number);
    int64_t since = b->last_wean == DATE_NONE ? INT32_MAX : entry->day - b->last_wean;
    if (rest && rest->warn_low != PARAM_NONE && since * 1000 < rest->warn_low)
        return broken(entry, "mating_rest", "date", e,
                      _("\"%s\" was weaned only %lld days before (rest: %lld). Confirm it if it is meant."), number,
                      (long long)since, (long long)(rest->warn_low / 1000));
    return true;
}

static bool check_culled(struct entry *entry, const struct subject *one, const char *field, struct err *e)
{
    int64_t marked;
    if (!ask_number(entry, "event_is_culled", ":animal", one->id, 0, &marked, e))
        return false;
    return !marked || broken(entry, "mating_culled", field, e,
                             _("\"%s\" is marked for culling. Confirm the mating if it is meant."), one->number);
}

/* ---- season: from the end of one year into the next ---- */

static bool in_season(int64_t at, int64_t from, int64_t to)
{
    if (from == PARAM_NONE || to == PARAM_NONE)
        return true;
    from /= 1000;
    to /= 1000;
    return from <= to ? at >= from && at <= to : at >= from || at <= to;
}

static bool check_season(struct entry *entry, struct err *e)
{
    const struct param *from = param_of(entry, "season_from"), *to = param_of(entry, "season_to");
    int year, month, day;
    if (!from || !to)
        return true;
    date_to_ymd(entry->day, &year, &month, &day);
    int at = month * 100 + day;
    if (!in_season(at, from->hard_low, to->hard_high))
        return broken(entry, "season_hard", "date", e,
                      _("%d-%02d-%02d is far outside the mating season. Check the date."), year, month, day);
    if (!in_season(at, from->warn_low, to->warn_high))
        return broken(entry, "season_warn", "date", e,
                      _("%d-%02d-%02d is outside the mating season. Confirm it if the date is right."), year, month,
                      day);
    return true;
}

/* ---- the male ---- */

static bool check_male_here(struct entry *entry, struct err *e)
{
    const struct subject *ram = &entry->other;
    if (inseminated(entry))
        return true;
    if (!ram->stands)
        return broken(entry, "animal_absent", "ram", e,
                      _("\"%s\" was not on the farm that day. Check the date and the number, or choose insemination."),
                      ram->number);
    if (ram->place != entry->animal.place)
        return broken(entry, "mating_place", "ram", e,
                      _("\"%s\" stands at another holding than \"%s\". Confirm it if both numbers are right."),
                      ram->number, entry->animal.number);
    return true;
}

static bool check_load(struct entry *entry, struct err *e)
{
    const struct param *p = param_of(entry, "services_per_day");
    int64_t services;
    if (!p || p->warn_high == PARAM_NONE || inseminated(entry) || strcmp(entry->kind->code, "service") != 0)
        return true;
    if (!ask_number(entry, "event_services_of_ram", ":ram", entry->other.id, 0, &services, e))
        return false;
    if ((services + 1) * 1000 <= p->warn_high)
        return true;
    return broken(entry, "mating_load", "ram", e,
                  _("\"%s\" has served %lld that day already (at most %lld). Confirm it if it is right."),
                  entry->other.number, (long long)services, (long long)(p->warn_high / 1000));
}

static bool check_plan(struct entry *entry, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(entry->herd->store, "event_plan", &q, e))
        return false;
    query_bind_int(q, ":ewe", entry->animal.id);
    query_bind_int(q, ":day", entry->day);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return true;
    if (query_int(q, 1) == entry->other.id || query_int(q, 2) == entry->other.id) {
        entry->plan = query_int(q, 0);
        return true;
    }
    struct subject planned;
    if (!subject_load(entry->herd, query_int(q, 1), entry->day, entry->arena, &planned, e))
        return false;
    return broken(entry, "mating_plan", "ram", e,
                  _("The plan puts \"%s\" to \"%s\", not to \"%s\". Confirm it if it is meant."), entry->animal.number,
                  planned.number, entry->other.number);
}

/* ---- kinship ---- */

/* "6.25%" */
static const char *percent(const struct entry *entry, int64_t thousandths)
{
    return arena_printf(entry->arena, "%s%%", check_amount(entry->herd, thousandths, "", entry->arena));
}

static bool ancestor_words(struct entry *entry, const struct mating_check *check, const char **ret, struct err *e)
{
    struct subject ancestor;
    *ret = "?";
    if (!check->source_count)
        return true;
    int most = 0;
    for (int i = 1; i < check->source_count; i++)
        if (check->share[i] > check->share[most])
            most = i;
    if (!subject_load(entry->herd, check->source[most], entry->day, entry->arena, &ancestor, e))
        return false;
    *ret = ancestor.number;
    return true;
}

static const struct param *kin_limit(struct entry *entry, struct err *e)
{
    struct holding keeper;
    const char *tier = "household";
    if (entry->animal.keeper) {
        if (!holding_load(entry->herd, entry->animal.keeper, entry->arena, &keeper, e))
            return NULL;
        tier = keeper.tier;
    }
    const struct param *p = param_of(entry, arena_printf(entry->arena, "max_f_%s", tier));
    if (!p)
        err_set(e, ERR_CONFIG, "", _("The dictionary lacks the inbreeding limit of \"%s\". Refresh the dictionary."),
                tier);
    return p;
}

static bool check_kin(struct entry *entry, struct err *e)
{
    struct mating_check check;
    const struct param *limit = kin_limit(entry, e);
    const char *ancestor;
    if (!limit || !pedigree_check_mating(entry->herd, entry->other.id, entry->animal.id, &check, e))
        return false;
    int64_t f = llround(check.f * 100000); /* thousandths of a per cent */
    bool hard = limit->hard_high != PARAM_NONE && f > limit->hard_high;
    if (!hard && (limit->warn_high == PARAM_NONE || f <= limit->warn_high))
        return true;
    if (!ancestor_words(entry, &check, &ancestor, e))
        return false;
    if (hard)
        return broken(entry, "mating_kin_hard", "ram", e,
                      _("\"%s\" and \"%s\" are too closely related: inbreeding %s, at most %s; common ancestor \"%s\". "
                        "Choose another male."),
                      entry->other.number, entry->animal.number, percent(entry, f), percent(entry, limit->hard_high),
                      ancestor);
    return broken(entry, "mating_kin_warn", "ram", e,
                  _("\"%s\" and \"%s\" are related: inbreeding %s, better at most %s; common ancestor \"%s\". Confirm "
                    "it, or choose another male."),
                  entry->other.number, entry->animal.number, percent(entry, f), percent(entry, limit->warn_high),
                  ancestor);
}

bool event_check_service(struct entry *entry, struct err *e)
{
    struct breeding b;
    bool by_hand = method_is(entry, "hand") || method_is(entry, "fresh_ai");
    return check_age(entry, &entry->animal, "animal", "first_mating_F", e) &&
           check_age(entry, &entry->other, "ram", by_hand ? "first_mating_M_hand" : "first_mating_M", e) &&
           check_male_here(entry, e) && check_kin(entry, e) && check_season(entry, e) &&
           breeding_load(entry, entry->animal.id, &b, e) && check_state(entry, &b, e) &&
           check_first_weight(entry, &b, e) && check_culled(entry, &entry->animal, "animal", e) &&
           check_culled(entry, &entry->other, "ram", e) && check_load(entry, e) && check_plan(entry, e);
}
