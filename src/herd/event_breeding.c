/* event_breeding.c - what is known of a female's services, scans and births, and the rules that follow from it */
#include "event_entry.h"

#include <string.h>

/* ---- limits in whole days ---- */

static const struct param *param_of(const struct entry *entry, const char *name)
{
    return dictionary_param(&entry->herd->dictionary, entry->animal.species, name);
}

static int64_t days(int64_t thousandths, int64_t missing)
{
    return thousandths == PARAM_NONE ? missing : thousandths / 1000;
}

/* ---- reading ---- */

struct state_row {
    const char *kind, *state, *effect;
    date_day day;
    int64_t count, dead;
    bool has_count;
};

/* With a ram in the pen she may have been mated until he leaves. */
static bool lasts(const struct entry *entry, const char *kind, const char *state, date_day since)
{
    const struct param *wean = param_of(entry, "wean_age"), *gestation = param_of(entry, "gestation");
    const struct param *joining = strcmp(kind, "ram_in") == 0 ? param_of(entry, "joining_days") : NULL;
    int64_t age = entry->day - since - (joining ? days(joining->warn_high, 0) : 0);
    if (strcmp(state, "lactating") == 0)
        return !wean || age <= days(wean->hard_high, days(wean->warn_high, INT32_MAX));
    if (strcmp(state, "mated") == 0 || strcmp(state, "pregnant") == 0)
        return !gestation || age <= days(gestation->hard_high, INT32_MAX);
    return true;
}

/* Rows come newest first. */
static void take_state(const struct entry *entry, const struct state_row *row, struct breeding *b)
{
    bool birth = strcmp(row->effect, "birth") == 0;
    if (row->day > entry->day) {
        if (birth)
            b->next_birth = row->day;
        return;
    }
    if (!b->state && row->state && *row->state)
        b->state = lasts(entry, row->kind, row->state, row->day) ? row->state : "open";
    if (strcmp(row->kind, "wean") == 0 && b->last_wean == DATE_NONE)
        b->last_wean = row->day;
    if (strcmp(row->kind, "scan") == 0 && b->last_birth == DATE_NONE && b->foetuses < 0 && row->has_count &&
        row->state && strcmp(row->state, "pregnant") == 0)
        b->foetuses = row->count;
    if (birth && b->last_birth == DATE_NONE) {
        b->last_birth = row->day;
        b->last_alive = row->count - row->dead;
    }
}

static bool load_states(struct entry *entry, int64_t female, struct breeding *b, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(entry->herd->store, "event_states", &q, e))
        return false;
    query_bind_int(q, ":animal", female);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        struct state_row state = {
            .kind = arena_text(entry->arena, query_text(q, 0)),
            .day = query_day(q, 1),
            .state = arena_text(entry->arena, query_text(q, 2)),
            .effect = arena_text(entry->arena, query_text(q, 3)),
            .has_count = !query_is_null(q, 4),
            .count = query_int(q, 4),
            .dead = query_int(q, 5),
        };
        take_state(entry, &state, b);
    }
}

/* A ram stays until he is taken out, else as long as joinings last at most. */
static date_day joined_until(const struct entry *entry, date_day from, date_day out)
{
    const struct param *joining = param_of(entry, "joining_days");
    date_day last = from + (date_day)(joining ? days(joining->warn_high, days(joining->value, 0)) : 0);
    date_day until = out != DATE_NONE ? out : last;
    return until < entry->day ? until : entry->day;
}

static bool load_matings(struct entry *entry, int64_t female, struct breeding *b, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(entry->herd->store, "event_matings", &q, e))
        return false;
    query_bind_int(q, ":animal", female);
    query_bind_int(q, ":day", entry->day);
    query_bind_int(q, ":since", b->last_birth == DATE_NONE ? -1000000 : b->last_birth);
    for (bool row; b->mating_count < (int)COUNT(b->matings);) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        struct mating mating = { .ram = query_int(q, 0), .from = query_day(q, 1) };
        mating.to = query_int(q, 2) ? joined_until(entry, mating.from, query_day(q, 3)) : mating.from;
        b->matings[b->mating_count++] = mating;
    }
    return true;
}

static bool add_fostered(struct entry *entry, int64_t female, struct breeding *b, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int64_t fostered;
    if (b->last_birth == DATE_NONE)
        return true;
    if (!store_query(entry->herd->store, "event_fostered", &q, e))
        return false;
    query_bind_int(q, ":dam", female);
    query_bind_int(q, ":from", b->last_birth);
    query_bind_int(q, ":day", entry->day);
    if (!query_one_int(q, 0, &fostered, e))
        return false;
    b->last_alive += fostered;
    return true;
}

bool breeding_load(struct entry *entry, int64_t female, struct breeding *ret, struct err *e)
{
    struct breeding b = { .last_birth = DATE_NONE, .next_birth = DATE_NONE, .last_wean = DATE_NONE, .foetuses = -1 };
    if (!load_states(entry, female, &b, e) || !load_matings(entry, female, &b, e) ||
        !add_fostered(entry, female, &b, e))
        return false;
    *ret = b;
    return true;
}

static bool in_state(const struct breeding *b, const char *state)
{
    return b->state && strcmp(b->state, state) == 0;
}

/* ---- gestation and sire ---- */

struct window {
    int64_t low, high, warn_low, warn_high, usual;
};

static struct window gestation_of(const struct entry *entry)
{
    const struct param *p = param_of(entry, "gestation");
    if (!p)
        return (struct window){ 0, INT32_MAX, 0, INT32_MAX, 150 };
    return (struct window){ days(p->hard_low, 0), days(p->hard_high, INT32_MAX), days(p->warn_low, 0),
                            days(p->warn_high, INT32_MAX), days(p->value, 0) };
}

/* Days since the mating; of a ram's stay, those nearest to the usual length. */
static int64_t carried(const struct entry *entry, const struct mating *mating, int64_t usual)
{
    int64_t most = entry->day - mating->from, least = entry->day - mating->to;
    return usual < least ? least : usual > most ? most : usual;
}

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* The mating that fits best; ram 0 = of any. NULL when there is none. */
static const struct mating *best_mating(const struct entry *entry, const struct breeding *b, int64_t ram)
{
    const struct mating *best = NULL;
    int64_t usual = gestation_of(entry).usual;
    for (int i = 0; i < b->mating_count; i++) {
        const struct mating *mating = &b->matings[i];
        if (ram && mating->ram != ram)
            continue;
        if (!best || distance(carried(entry, mating, usual), usual) < distance(carried(entry, best, usual), usual))
            best = mating;
    }
    return best;
}

/* The rams whose matings allow a birth today. *ret_several = more than one. */
static int64_t only_ram(const struct entry *entry, const struct breeding *b, bool *ret_several)
{
    struct window gestation = gestation_of(entry);
    int64_t ram = 0;
    *ret_several = false;
    for (int i = 0; i < b->mating_count; i++) {
        int64_t length = carried(entry, &b->matings[i], gestation.usual);
        if (!b->matings[i].ram || length < gestation.low || length > gestation.high)
            continue;
        if (ram && ram != b->matings[i].ram)
            *ret_several = true;
        ram = b->matings[i].ram;
    }
    return *ret_several ? 0 : ram;
}

static bool check_gestation(struct entry *entry, const struct breeding *b, struct err *e)
{
    struct window gestation = gestation_of(entry);
    const struct mating *mating = best_mating(entry, b, entry->other.id);
    if (!mating)
        mating = best_mating(entry, b, 0);
    if (!mating)
        return true;
    int64_t length = carried(entry, mating, gestation.usual);
    char day[DATE_TEXT];
    date_format(entry->day - (date_day)length, DATE_DAY, day);
    if (length < gestation.low || length > gestation.high)
        return broken(entry, "gestation_hard", "date", e,
                      _("\"%s\" was mated on %s: %lld days cannot be a gestation (%lld to %lld). Check both dates."),
                      entry->animal.number, day, (long long)length, (long long)gestation.low,
                      (long long)gestation.high);
    if (length < gestation.warn_low || length > gestation.warn_high)
        return broken(entry, "gestation_warn", "date", e,
                      _("\"%s\" was mated on %s: a gestation of %lld days is unusual (%lld to %lld). Confirm it if it "
                        "is right."),
                      entry->animal.number, day, (long long)length, (long long)gestation.warn_low,
                      (long long)gestation.warn_high);
    return true;
}

static bool check_sire(struct entry *entry, const struct breeding *b, struct err *e)
{
    bool several;
    int64_t ram = only_ram(entry, b, &several);
    if (!entry->other.id && several)
        return broken(entry, "sire_unknown", "ram", e,
                      _("\"%s\" was with more than one male at that time. Type the sire, or confirm that he is not "
                        "known."),
                      entry->animal.number);
    if (!entry->other.id || (!ram && !several))
        return true;
    for (int i = 0; i < b->mating_count; i++)
        if (b->matings[i].ram == entry->other.id)
            return true;
    return broken(
        entry, "sire_unlikely", "ram", e,
        _("There is no service of \"%s\" by \"%s\", but one by another male. Confirm the sire if he is right."),
        entry->animal.number, entry->other.number);
}

/* ---- birth ---- */

static bool check_interval(struct entry *entry, date_day other, struct err *e)
{
    const struct param *p = param_of(entry, "birth_interval");
    if (!p || other == DATE_NONE)
        return true;
    int64_t gap = distance(entry->day, other);
    char day[DATE_TEXT];
    date_format(other, DATE_DAY, day);
    if (gap < days(p->hard_low, 0))
        return broken(entry, "birth_interval_hard", "date", e,
                      _("\"%s\" gave birth on %s: %lld days apart cannot be (at least %lld). Check the date."),
                      entry->animal.number, day, (long long)gap, (long long)days(p->hard_low, 0));
    if (gap < days(p->warn_low, 0) || gap > days(p->warn_high, INT32_MAX))
        return broken(entry, "birth_interval_warn", "date", e,
                      _("\"%s\" gave birth on %s: %lld days apart are unusual (%lld to %lld). Confirm it if it is "
                        "right."),
                      entry->animal.number, day, (long long)gap, (long long)days(p->warn_low, 0),
                      (long long)days(p->warn_high, INT32_MAX));
    return true;
}

static bool check_age(struct entry *entry, struct err *e)
{
    const struct param *p = param_of(entry, "parent_age_F");
    if (!p || entry->animal.birth == DATE_NONE)
        return true;
    int64_t age = entry->day - entry->animal.birth;
    if (age < days(p->hard_low, 0))
        return broken(entry, "parent_impossible", "date", e,
                      _("\"%s\" was only %lld days old: too young to give birth. Check the date and the number."),
                      entry->animal.number, (long long)age);
    if (age < days(p->warn_low, 0))
        return broken(entry, "parent_too_young", "date", e,
                      _("\"%s\" was %lld days old: rather young to give birth. Confirm it if it is right."),
                      entry->animal.number, (long long)age);
    return true;
}

static bool check_birth_season(struct entry *entry, struct err *e)
{
    const struct param *from = param_of(entry, "birth_season_from"), *to = param_of(entry, "birth_season_to");
    int year, month, day;
    if (!from || !to)
        return true;
    date_to_ymd(entry->day, &year, &month, &day);
    int64_t at = month * 100 + day, first = days(from->warn_low, 101), last = days(to->warn_high, 1231);
    if (at >= first && at <= last)
        return true;
    return broken(entry, "birth_season", "date", e,
                  _("%d-%02d-%02d is outside the birth season. Confirm the date if it is right."), year, month, day);
}

static bool check_pregnancy(struct entry *entry, const struct breeding *b, struct err *e)
{
    if (in_state(b, "pregnant") || in_state(b, "mated"))
        return true;
    return broken(entry, "not_pregnant", "animal", e,
                  _("\"%s\" has no pregnancy on record. Confirm it if the number is right."), entry->animal.number);
}

bool event_check_birth(struct entry *entry, struct err *e)
{
    struct breeding b;
    if (!breeding_load(entry, entry->animal.id, &b, e) || !check_age(entry, e) ||
        !check_interval(entry, b.last_birth, e) || !check_interval(entry, b.next_birth, e) ||
        !check_pregnancy(entry, &b, e) || !check_gestation(entry, &b, e) || !check_sire(entry, &b, e) ||
        !check_birth_season(entry, e))
        return false;
    bool several;
    entry->sire = entry->other.id ? entry->other.id : only_ram(entry, &b, &several);
    entry->sire_inferred = !entry->other.id && entry->sire;
    if (b.foetuses >= 0 && b.foetuses != entry->lamb_count)
        return broken(entry, "litter_foetuses", "lamb", e,
                      _("The scan saw %lld, \"%d\" are recorded as born. Confirm it if all are written down."),
                      (long long)b.foetuses, entry->lamb_count);
    return true;
}

/* ---- scan, abortion, weaning ---- */

static bool check_scan_day(struct entry *entry, int64_t gap, struct err *e)
{
    const struct param *p = param_of(entry, "scan_after");
    if (!p)
        return true;
    if (gap > days(p->hard_high, INT32_MAX))
        return broken(entry, "scan_hard", "date", e,
                      _("\"%s\" was mated %lld days before: too late for a scan (at most %lld). Check the date."),
                      entry->animal.number, (long long)gap, (long long)days(p->hard_high, INT32_MAX));
    if (gap > days(p->warn_high, INT32_MAX))
        return broken(entry, "scan_warn", "date", e,
                      _("\"%s\" was mated %lld days before: late for a scan. Confirm it if the date is right."),
                      entry->animal.number, (long long)gap);
    if (gap < days(p->warn_low, 0))
        return broken(entry, "scan_early", "date", e,
                      _("\"%s\" was mated only %lld days before: early for a scan. Confirm it if the date is right."),
                      entry->animal.number, (long long)gap);
    return true;
}

bool event_check_scan(struct entry *entry, struct err *e)
{
    struct breeding b;
    if (!breeding_load(entry, entry->animal.id, &b, e))
        return false;
    if (b.mating_count)
        return check_scan_day(entry, entry->day - b.matings[0].from, e);
    if (!entry->code || strcmp(entry->code, "pregnant") != 0)
        return true;
    return broken(entry, "not_mated", "animal", e,
                  _("\"%s\" has no service on record. Confirm it if the number is right."), entry->animal.number);
}

bool event_check_abortion(struct entry *entry, struct err *e)
{
    struct breeding b;
    return breeding_load(entry, entry->animal.id, &b, e) && check_pregnancy(entry, &b, e);
}

static bool check_wean_age(struct entry *entry, int64_t age, struct err *e)
{
    const struct param *p = param_of(entry, "wean_age");
    if (!p)
        return true;
    if (age > days(p->hard_high, INT32_MAX))
        return broken(entry, "wean_hard", "date", e,
                      _("The young are %lld days old: weaning is at most at %lld. Check the date."), (long long)age,
                      (long long)days(p->hard_high, INT32_MAX));
    if (age > days(p->warn_high, INT32_MAX))
        return broken(entry, "wean_warn", "date", e,
                      _("The young are %lld days old: late for weaning. Confirm it if the date is right."),
                      (long long)age);
    if (age < days(p->warn_low, 0))
        return broken(entry, "wean_early", "date", e,
                      _("The young are only %lld days old: early for weaning. Confirm it if the date is right."),
                      (long long)age);
    return true;
}

bool breeding_nursing(const struct breeding *b)
{
    return b->last_birth != DATE_NONE && (b->last_wean == DATE_NONE || b->last_wean < b->last_birth);
}

bool event_check_wean(struct entry *entry, struct err *e)
{
    struct breeding b;
    if (!breeding_load(entry, entry->animal.id, &b, e))
        return false;
    if (!breeding_nursing(&b))
        return broken(entry, "not_lactating", "animal", e,
                      _("\"%s\" has no young to wean on record. Confirm it if the number is right."),
                      entry->animal.number);
    if (!check_wean_age(entry, entry->day - b.last_birth, e))
        return false;
    if (entry->has_count && entry->count > b.last_alive)
        return broken(entry, "wean_count", "weaned", e,
                      _("\"%lld\" weaned, but only %lld were born alive or fostered. Correct the number."),
                      (long long)entry->count, (long long)b.last_alive);
    return true;
}
