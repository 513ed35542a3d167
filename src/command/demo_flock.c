/* demo_flock.c - one holder's sheep: the flock at the end of September, its year behind it, and its October */
#include "demo_county.h"

#include <string.h>

#define SHEEP "hu_sheep"
#define FAMILIES 6

static const char *const nucleus_rams[] = { DEMO_RAM,        "KP01-23-00027", "KP01-23-00041",
                                            "KP01-24-00003", "KP01-24-00019", "KP01-24-00035" };

/* The household whose ram stays until his daughters come of age: he must leave in November. */
static bool overdue(const struct county *c)
{
    return strcmp(c->place->code, "H04") == 0;
}

static bool nucleus(const struct county *c)
{
    return strcmp(c->place->code, "E01") == 0;
}

/* ---- ancestors: four generations on paper, six families, family i to the rams of family i+1 ---- */

static bool generation(struct county *c, struct flock *males, struct flock *females, int year, int m, int f,
                       struct err *e)
{
    struct flock new_males = { 0 }, new_females = { 0 };
    bool good = true;
    for (int i = 0; good && i < m + f; i++) {
        struct birth how = { .species = SHEEP, .breed = "hu", .reference = true };
        char family = (char)('A' + i % FAMILIES), sex = i < m ? 'M' : 'F';
        if (males->count) {
            /* sires of the family itself; dams of the family before it */
            struct beast sire =
                males->all[(i % FAMILIES + FAMILIES * demo_between(c, 0, males->count / FAMILIES - 1)) % males->count];
            struct beast dam = females->all[(((i + FAMILIES - 1) % FAMILIES) +
                                             FAMILIES * demo_between(c, 0, females->count / FAMILIES - 1)) %
                                            females->count];
            how.sire = sire.id;
            how.dam = dam.id;
            family = sire.family;
        }
        struct beast b;
        date_day birth = date_from_ymd(year, 1, 1) + demo_between(c, 0, 300);
        good = demo_beast(c, sex, birth, family, &how, &b, e);
        if (good)
            flock_add(sex == 'M' ? &new_males : &new_females, b);
    }
    flock_done(males);
    flock_done(females);
    *males = new_males;
    *females = new_females;
    return good;
}

bool demo_ancestors(struct county *c, struct err *e)
{
    c->place = NULL;
    return generation(c, &c->ancestors_m, &c->ancestors_f, 2016, 12, 60, e) &&
           generation(c, &c->ancestors_m, &c->ancestors_f, 2018, 18, 90, e) &&
           generation(c, &c->ancestors_m, &c->ancestors_f, 2020, 24, 120, e);
}

/* ---- breeding stock ---- */

static bool adult(struct county *c, char sex, int index, struct err *e)
{
    struct birth how = { .species = SHEEP, .breed = "hu", .type = demo_between(c, 1, 3) };
    int family = index % FAMILIES;
    struct beast sire =
        c->ancestors_m
            .all[(family + FAMILIES * demo_between(c, 0, c->ancestors_m.count / FAMILIES - 1)) % c->ancestors_m.count];
    int before = (family + FAMILIES - 1) % FAMILIES;
    struct beast dam =
        c->ancestors_f
            .all[(before + FAMILIES * demo_between(c, 0, c->ancestors_f.count / FAMILIES - 1)) % c->ancestors_f.count];
    how.sire = sire.id;
    if (nucleus(c) || demo_between(c, 0, 9) < 6)
        how.dam = dam.id; /* farms and households do not always know the dam */
    date_day birth = demo_day("2022-02-01") + demo_between(c, 0, 600);
    if (sex == 'M' && nucleus(c) && index < (int)COUNT(nucleus_rams)) {
        how.number = nucleus_rams[index];
        birth = index < 3 ? demo_day("2023-02-10") + index * 20 : demo_day("2024-01-15") + index * 10;
    }
    /* households and farms get this year's rams in spring, from the nucleus */
    date_day since = nucleus(c) ? birth : sex == 'M' ? demo_day(overdue(c) ? "2024-12-10" : "2025-02-20") : birth + 240;
    struct beast b;
    if (!demo_beast(c, sex, birth, sire.family, &how, &b, e) || !demo_stand(c, &b, since, 0, e))
        return false;
    if (sex == 'F')
        b.weight = 42000 + 100 * demo_between(c, 0, 150);
    flock_add(sex == 'M' ? &c->rams : &c->ewes, b);
    return true;
}

/* In autumn all ewes go over the scales, but for the one that is `dead`. */
static bool weigh_ewes(struct county *c, int64_t dead, struct err *e)
{
    for (int i = 0; i < c->ewes.count; i++) {
        const struct beast *ewe = &c->ewes.all[i];
        if (ewe->id != dead &&
            !demo_event(c, "weigh", ewe->id, demo_day("2025-10-05"), 0, ewe->weight, 0, 0, NULL, NULL, e))
            return false;
    }
    return true;
}

/* The ram of the worked example, with all his numbers and his grade. */
static bool first_ram(struct county *c, struct err *e)
{
    struct query *q = c->number;
    const char *const numbers[][3] = { { "official", "365292900000011", "110000009292563" },
                                       { "rfid", "156000000065311", "113560000000651" } };
    for (size_t i = 0; i < COUNT(numbers); i++) {
        query_bind_int(q, ":animal", c->rams.all[0].id);
        query_bind_text(q, ":kind", numbers[i][0]);
        query_bind_text(q, ":value", numbers[i][1]);
        query_bind_text(q, ":normal", numbers[i][1]);
        query_bind_text(q, ":tail", numbers[i][2]);
        query_bind_day(q, ":from", c->rams.all[0].birth + 20);
        if (!query_run(q, e))
            return false;
    }
    return demo_event(c, "grade", c->rams.all[0].id, demo_day("2024-05-20"), 0, 0, 0, 0, "special", NULL, e);
}

/* ---- births ---- */

static int litter_size(struct county *c)
{
    int at = demo_between(c, 0, 999);
    return at < 200 ? 1 : at < 680 ? 2 : at < 920 ? 3 : at < 985 ? 4 : 5;
}

static struct beast ram_for(struct county *c, const struct beast *ewe)
{
    /* circular: her family's rams' neighbours */
    for (int tries = 0; tries < 20 && nucleus(c); tries++) {
        struct beast ram = c->rams.all[demo_between(c, 0, c->rams.count - 1)];
        if (ram.family == 'A' + (ewe->family - 'A' + 1) % FAMILIES)
            return ram;
    }
    return c->rams.all[demo_between(c, 0, c->rams.count - 1)];
}

static bool lamb(struct county *c, const struct beast *ewe, const struct beast *ram, date_day day, int64_t event,
                 int size, struct flock *to, struct err *e)
{
    static const int weights[] = { 0, 4000, 3400, 2800, 2400, 2200 };
    struct birth how = {
        .species = SHEEP, .breed = "hu", .sire = ram->id, .dam = ewe->id, .event = event, .type = size
    };
    char sex = demo_between(c, 0, 1) ? 'M' : 'F';
    struct beast b;
    if (!demo_beast(c, sex, day, ram->family, &how, &b, e) || !demo_stand(c, &b, day, event, e))
        return false;
    flock_add(to, b);
    if (!nucleus(c))
        return true;
    int weight = weights[size < 5 ? size : 5] + (sex == 'M' ? 200 : 0) + 10 * demo_between(c, -40, 40);
    return demo_event(c, "weigh", b.id, day, 0, weight, 0, 0, NULL, NULL, e);
}

/* Joined, scanned, lambed: `alive` lambs and `dead` beside them. */
static bool lambing(struct county *c, const struct beast *ewe, date_day day, int alive, int dead, struct flock *to,
                    struct err *e)
{
    int64_t event;
    struct beast ram = ram_for(c, ewe);
    date_day joined = day - 148 - demo_between(c, 0, 12);
    if (!demo_event(c, "ram_in", ewe->id, joined, ram.id, 0, 0, 0, NULL, NULL, e) ||
        !demo_event(c, "scan", ewe->id, joined + 49, 0, 0, 0, 0, "pregnant", NULL, e) ||
        !demo_event(c, "lambing", ewe->id, day, ram.id, 0, alive + dead, dead, NULL, &event, e))
        return false;
    for (int i = 0; i < alive; i++)
        if (!lamb(c, ewe, &ram, day, event, alive + dead, to, e))
            return false;
    date_day wean = day + 45;
    return wean > c->herd->today - 4 || demo_event(c, "wean", ewe->id, wean, 0, 0, 0, 0, NULL, NULL, e);
}

/* Litters until there are exactly `lambs`. */
static bool litters(struct county *c, struct flock *ewes, int lambs, date_day from, date_day to, struct flock *into,
                    struct err *e)
{
    while (lambs > 0) {
        if (ewes->count == 0)
            return err_set(e, ERR_INTERNAL, "", "demo: %s has too few ewes", c->place->code);
        struct beast ewe = flock_take(ewes, demo_between(c, 0, ewes->count - 1));
        int size = litter_size(c);
        if (size > lambs)
            size = lambs;
        if (!lambing(c, &ewe, demo_between(c, from, to), size, 0, into, e))
            return false;
        lambs -= size;
    }
    return true;
}

/* ---- the batch of the oracle: 112 joined, 96 pregnant, 2 abortions, 94 lambed, 207 born, 201 live, 187 weaned ---- */

static bool batch_ewe(struct county *c, const struct beast *ewe, int index, int *born, int *dead, struct err *e)
{
    date_day joined = demo_day("2025-03-01"), first = demo_day("2025-07-27"), last = demo_day("2025-08-15");
    struct beast ram = ram_for(c, ewe);
    int64_t event;
    if (!demo_event(c, "ram_in", ewe->id, joined, ram.id, 0, 0, 0, NULL, NULL, e) ||
        !demo_event(c, "ram_out", ewe->id, demo_day("2025-03-20"), 0, 0, 0, 0, NULL, NULL, e))
        return false;
    if (index == 111) /* the one that died */
        return demo_event(c, "death", ewe->id, demo_day("2025-04-02"), 0, 0, 0, 0, "pneumonia", NULL, e) &&
               demo_end(c, ewe, demo_day("2025-04-02"), e);
    const char *result = index < 96 ? "pregnant" : "open";
    if (!demo_event(c, "scan", ewe->id, demo_day("2025-04-19"), 0, 0, 0, 0, result, NULL, e))
        return false;
    if (index >= 96)
        return true;
    if (index >= 94)
        return demo_event(c, "abortion", ewe->id, demo_day("2025-05-10") + index, 0, 0, 0, 0, NULL, NULL, e);
    /* 19 litters of 3, 75 of 2: 57 + 150 = 207 */
    int size = index < 19 ? 3 : 2, still = index < 6;
    *born += size;
    *dead += still;
    date_day day = demo_between(c, first, last);
    if (!demo_event(c, "lambing", ewe->id, day, ram.id, 0, size, still, NULL, &event, e))
        return false;
    for (int i = 0; i < size - still; i++)
        if (!lamb(c, ewe, &ram, day, event, size, &c->young, e))
            return false;
    return demo_event(c, "wean", ewe->id, demo_day("2025-09-19"), 0, 0, 2, 0, NULL, NULL, e);
}

static bool begin_batch(struct county *c, const char *code, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct uuid uuid = uuid_make();
    if (!store_query(c->herd->store, "demo_batch", &q, e))
        return false;
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":code", code);
    query_bind_int(q, ":holding", c->holding);
    query_bind_day(q, ":from", demo_day("2025-03-01"));
    query_bind_day(q, ":to", demo_day("2025-03-20"));
    if (!query_run(q, e))
        return false;
    c->batch = store_last_id(c->herd->store);
    return true;
}

static bool batch(struct county *c, struct flock *ewes, int64_t *ret_dead, struct err *e)
{
    int born = 0, dead = 0;
    if (!begin_batch(c, "E01-2025B1", e))
        return false;
    for (int i = 0; i < 112; i++) {
        struct beast ewe = flock_take(ewes, 0);
        if (!batch_ewe(c, &ewe, i, &born, &dead, e))
            return false;
        if (i == 111) {
            c->made--;
            *ret_dead = ewe.id;
        }
    }
    c->batch = 0;
    while (c->young.count > 187) { /* 201 live, 187 weaned */
        struct beast b = flock_take(&c->young, demo_between(c, 0, c->young.count - 1));
        date_day day = demo_between(c, demo_day("2025-08-18"), demo_day("2025-09-15"));
        if (!demo_event(c, "death", b.id, day, 0, 0, 0, 0, "weak", NULL, e) || !demo_end(c, &b, day, e))
            return false;
        c->made--;
    }
    return true;
}

/* ---- the rest of the flock ---- */

static bool growing(struct county *c, int count, struct err *e)
{
    for (int i = 0; i < count; i++) {
        struct birth how = { .species = SHEEP, .breed = "hu", .type = demo_between(c, 1, 3) };
        struct beast dam = c->ewes.all[demo_between(c, 0, c->ewes.count - 1)], ram = ram_for(c, &dam), b;
        date_day birth = demo_day("2025-01-05") + demo_between(c, 0, 100);
        how.sire = ram.birth < birth - 400 ? ram.id : 0;
        how.dam = dam.birth < birth - 400 && demo_between(c, 0, 9) < 8 ? dam.id : 0;
        if (!demo_beast(c, demo_between(c, 0, 1) ? 'M' : 'F', birth, ram.family, &how, &b, e) ||
            !demo_stand(c, &b, birth, 0, e))
            return false;
        flock_add(&c->growing, b);
    }
    return true;
}

/* Ewes without a lambing this autumn: some with the ram, some in lamb, some open. */
static bool others(struct county *c, struct flock *ewes, struct err *e)
{
    for (int i = 0; i < ewes->count; i++) {
        const struct beast *ewe = &ewes->all[i];
        struct beast ram = ram_for(c, ewe);
        int what = i % 3;
        date_day joined = c->herd->today - (what == 0 ? demo_between(c, 2, 50) : demo_between(c, 55, 150));
        if (what == 2) { /* in heat these weeks: the nucleus mates a dozen of them by hand */
            if (nucleus(c) && i < 36 &&
                !demo_event(c, "service", ewe->id, c->herd->today - 1 - i % 17, ram.id, 0, 0, 0, "hand", NULL, e))
                return false;
            continue;
        }
        if (!demo_event(c, "ram_in", ewe->id, joined, ram.id, 0, 0, 0, NULL, NULL, e))
            return false;
        bool doubtful = joined + 49 > c->herd->today - 16 && i % 2;
        const char *result = doubtful ? "doubtful" : i % 7 ? "pregnant" : "open";
        if (what == 1 && !demo_event(c, "scan", ewe->id, joined + 49, 0, 0, 0, 0, result, NULL, e))
            return false;
        if (what == 1 && strcmp(result, "pregnant") == 0)
            flock_add(&c->in_lamb, *ewe);
    }
    return true;
}

static bool october(struct county *c, struct err *e)
{
    const struct place *p = c->place;
    int lambs_died = p->died * 19 / 31;
    if (lambs_died > c->newborn.count)
        lambs_died = c->newborn.count;
    if (!demo_leave(c, &c->newborn, lambs_died, "death", "weak", e))
        return false;
    return demo_leave(c, c->growing.count > p->died ? &c->growing : &c->young, p->died - lambs_died, "death",
                      "pneumonia", e) &&
           demo_leave(c, &c->growing, p->slaughtered, "slaughter_sale", NULL, e) &&
           demo_leave(c, &c->growing, p->home, "home_slaughter", NULL, e) &&
           demo_leave(c, &c->growing, p->sold, "sale", "breeding", e);
}

static bool buy(struct county *c, int count, struct err *e)
{
    for (int i = 0; i < count; i++) {
        struct birth how = { .species = SHEEP, .breed = "hu", .type = 2 };
        int64_t event;
        struct beast b;
        date_day day = demo_between(c, demo_day("2025-10-03"), demo_day("2025-10-25"));
        if (!demo_beast(c, 'F', demo_day("2024-11-01") + i, 'B', &how, &b, e) ||
            !demo_event(c, "purchase", b.id, day, 0, 0, 0, 0, NULL, &event, e) || !demo_stand(c, &b, day, event, e))
            return false;
    }
    return true;
}

static void forget(struct county *c)
{
    flock_done(&c->rams);
    flock_done(&c->ewes);
    flock_done(&c->growing);
    flock_done(&c->young);
    flock_done(&c->newborn);
    flock_done(&c->in_lamb);
    memset(c->pens, 0, sizeof c->pens);
}

/* The ram that must leave served first in December. */
static bool first_joining(struct county *c, struct err *e)
{
    const struct beast *ewe = &c->ewes.all[0];
    return demo_event(c, "ram_in", ewe->id, demo_day("2024-12-18"), c->rams.all[0].id, 0, 0, 0, NULL, NULL, e) &&
           demo_event(c, "scan", ewe->id, demo_day("2025-02-05"), 0, 0, 0, 0, "open", NULL, e);
}

/* What is to move to another holder in October: from the nucleus ten ewes in lamb and a young ram to each of three
 * households, from the households lambs that were owed. */
static bool to_move(struct county *c, int count, struct err *e)
{
    for (int i = 0; i < count; i++) {
        bool ewe = nucleus(c) && i % 11 < 10;
        struct flock *from = ewe ? &c->in_lamb : c->growing.count ? &c->growing : &c->young;
        int at = from->count - 1;
        while (nucleus(c) && !ewe && at > 0 &&
               (from->all[at].sex != 'M' || from->all[at].birth > demo_day("2025-01-20")))
            at--;
        if (at < 0)
            return err_set(e, ERR_INTERNAL, "", "demo: %s has nothing to move", c->place->code);
        flock_add(nucleus(c) ? &c->placed : &c->returned, flock_take(from, at));
    }
    return true;
}

static bool flock_opening(struct county *c, struct flock *free_ewes, struct err *e)
{
    const struct place *p = c->place;
    bool first = nucleus(c);
    int rams = first ? 15 : 1 + p->opening / 40, leaving = p->slaughtered + p->home + p->sold + p->died + p->moved_out;
    int ewes = first ? 301 + 250 : (p->opening - leaving - rams) * 6 / 10, young = first ? 187 : p->opening / 8;
    if (ewes < 1)
        ewes = 1;
    if (rams + ewes + young + leaving > p->opening && !first)
        young = p->opening > rams + ewes + leaving ? p->opening - rams - ewes - leaving : 0;
    for (int i = 0; i < rams; i++)
        if (!adult(c, 'M', i, e))
            return false;
    for (int i = 0; i < ewes; i++)
        if (!adult(c, 'F', i, e))
            return false;
    for (int i = 0; i < c->ewes.count; i++)
        flock_add(free_ewes, c->ewes.all[i]);
    int64_t dead = 0;
    bool good = first ? first_ram(c, e) && batch(c, free_ewes, &dead, e)
                      : litters(c, free_ewes, young, demo_day("2025-07-20"), demo_day("2025-09-29"), &c->young, e);
    return good && weigh_ewes(c, dead, e) && (!overdue(c) || first_joining(c, e)) &&
           growing(c, p->opening - rams - (first ? ewes - 1 : ewes) - c->young.count, e);
}

bool demo_flock(struct county *c, const struct place *place, int64_t holding, struct err *e)
{
    struct flock free_ewes = { 0 };
    bool good = true;
    c->place = place;
    c->holding = holding;
    if (place->opening > 0)
        good = flock_opening(c, &free_ewes, e) &&
               litters(c, &free_ewes, place->born, demo_day("2025-10-01"), demo_day("2025-10-28"), &c->newborn, e) &&
               others(c, &free_ewes, e) && october(c, e) && buy(c, place->bought, e);
    flock_done(&free_ewes);
    good = good && to_move(c, place->moved_out, e);
    forget(c);
    return good;
}
