/* demo_beast.c - single animals and events of the demonstration county */
#include "demo_county.h"

#include <string.h>

void flock_add(struct flock *f, struct beast b)
{
    if (f->count == f->capacity) {
        f->capacity = f->capacity ? f->capacity * 2 : 64;
        f->all = memory_resize(f->all, (size_t)f->capacity, sizeof *f->all);
    }
    f->all[f->count++] = b;
}

struct beast flock_take(struct flock *f, int at)
{
    struct beast b = f->all[at];
    f->all[at] = f->all[--f->count];
    return b;
}

void flock_done(struct flock *f)
{
    memory_free(f->all);
    *f = (struct flock){ 0 };
}

date_day demo_day(const char *text)
{
    int year = 0, month = 0, day = 0;
    sscanf(text, "%d-%d-%d", &year, &month, &day);
    return date_from_ymd(year, month, day);
}

int demo_between(struct county *c, int low, int high)
{
    return low + (int)random_below(&c->random, (uint64_t)(high - low + 1));
}

bool demo_event(struct county *c, const char *kind, int64_t animal, date_day day, int64_t other, int64_t value,
                int count, int dead, const char *code, int64_t *ret_id, struct err *e)
{
    struct uuid uuid = uuid_make();
    struct query *q = c->event;
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":kind", kind);
    query_bind_int(q, ":animal", animal);
    query_bind_day(q, ":day", day);
    query_bind_int(q, ":holding", c->holding);
    query_bind_text(q, ":operator", c->place ? c->place->person : NULL);
    query_bind_id(q, ":other", other);
    query_bind_id(q, ":value", value);
    if (count) {
        query_bind_int(q, ":count", count);
        query_bind_int(q, ":dead", dead);
    } else {
        query_bind_null(q, ":count");
        query_bind_null(q, ":dead");
    }
    query_bind_text(q, ":code", code);
    query_bind_id(q, ":batch", c->batch);
    if (!query_run(q, e))
        return false;
    if (ret_id)
        *ret_id = store_last_id(c->herd->store);
    return true;
}

/* Odd serials for males. */
static const char *next_number(struct county *c, char sex, date_day birth, bool camel, char out[32])
{
    int year, month, day;
    date_to_ymd(birth, &year, &month, &day);
    int *serial = &c->serial[sex == 'F'][year - 2010 < 0 ? 0 : (year - 2010) % 10];
    int next = 2 * ++*serial - (sex == 'M');
    if (camel)
        snprintf(out, 32, "KT03-%02d-%04d", year % 100, next + 100);
    else
        snprintf(out, 32, "%s-%02d-%05d", c->place ? c->place->prefix : "KP01", year % 100, next + 100);
    return out;
}

static bool give_number(struct county *c, int64_t animal, const char *kind, const char *value, date_day from,
                        struct err *e)
{
    char tail[64];
    CLEANUP(strbuf_done) struct strbuf normal;
    strbuf_init(&normal);
    utf8_normalise(&normal, value);
    size_t length = normal.length < sizeof tail - 1 ? normal.length : sizeof tail - 1;
    for (size_t i = 0; i < length; i++)
        tail[i] = normal.text[length - 1 - i];
    tail[length] = '\0';
    struct query *q = c->number;
    query_bind_int(q, ":animal", animal);
    query_bind_text(q, ":kind", kind);
    query_bind_text(q, ":value", value);
    query_bind_text(q, ":normal", normal.text);
    query_bind_text(q, ":tail", tail);
    query_bind_day(q, ":from", from);
    return query_run(q, e);
}

bool demo_beast(struct county *c, char sex, date_day birth, char family, const struct birth *how, struct beast *ret,
                struct err *e)
{
    char number[32], letter[2] = { family, '\0' }, official[32];
    const char sex_text[2] = { sex, '\0' };
    bool camel = strcmp(how->species, "bactrian_camel") == 0;
    struct animal_row row = {
        .species = how->species,
        .breed = how->breed,
        .sex = sex_text,
        .birth = birth,
        .precision = DATE_DAY,
        .sire = how->sire,
        .dam = how->dam,
        .sire_evidence = "recorded",
        .dam_evidence = "recorded",
        .birth_event = how->event,
        .birth_type = how->type,
        .family = family ? letter : NULL,
        .fecb = camel ? NULL : "BB",
        .coat = camel ? NULL : "white",
        .reference = how->reference,
    };
    struct beast b = { .birth = birth, .sex = sex, .family = family };
    const char *called = how->number ? how->number : next_number(c, sex, birth, camel, number);
    if (!animal_create(c->herd, &row, &b.id, e) || !give_number(c, b.id, "farm", called, birth, e))
        return false;
    /* sheep older than a month carry the official tag of their county; the first ram's is given with his other numbers
     */
    if (!camel && !how->reference && birth < c->herd->today - 25 && strcmp(called, DEMO_RAM) != 0) {
        snprintf(official, sizeof official, "3652929%08lld", (long long)b.id + 1000);
        if (!give_number(c, b.id, "official", official, birth + 20, e))
            return false;
    }
    *ret = b;
    return true;
}

/* ---- where it stands ---- */

static int pen_kind(const struct county *c, const struct beast *b)
{
    date_day age = c->herd->today - b->birth;
    return age < 105 ? PEN_LAMBS : age < 400 ? PEN_GROWING : b->sex == 'M' ? PEN_RAMS : PEN_EWES;
}

/* The pen of its kind that has room, a new one when the last is full; households have none. */
static bool find_pen(struct county *c, const struct beast *b, int64_t *ret_pen, struct err *e)
{
    static const struct {
        const char *letter, *kind;
        int capacity;
    } kinds[PEN_KINDS] = {
        { "R", "male", 20 }, { "E", "joining", 40 }, { "L", "lactating", 60 }, { "G", "young", 60 }
    };
    int kind = pen_kind(c, b);
    struct pens *pens = &c->pens[kind];
    *ret_pen = 0;
    if (strcmp(c->place->tier, "household") == 0)
        return true;
    if (pens->room == 0) {
        CLEANUP(query_done) struct query *q = NULL;
        struct uuid uuid = uuid_make();
        char code[16];
        snprintf(code, sizeof code, "%s%02d", kinds[kind].letter, ++pens->count);
        if (!store_query(c->herd->store, "demo_pen", &q, e))
            return false;
        query_bind_uuid(q, ":uuid", &uuid);
        query_bind_int(q, ":holding", c->holding);
        query_bind_text(q, ":code", code);
        query_bind_text(q, ":kind", kinds[kind].kind);
        query_bind_int(q, ":capacity", kinds[kind].capacity);
        if (!query_run(q, e))
            return false;
        pens->pen = store_last_id(c->herd->store);
        pens->room = kinds[kind].capacity;
    }
    pens->room--;
    *ret_pen = pens->pen;
    return true;
}

bool demo_stand(struct county *c, struct beast *b, date_day from, int64_t event, struct err *e)
{
    int64_t pen = 0;
    c->made++;
    if (!find_pen(c, b, &pen, e) || !residence_open_stay(c->herd, b->id, c->holding, c->holding, pen, from, event, e))
        return false;
    b->stay = store_last_id(c->herd->store);
    if (!residence_open_ownership(c->herd, b->id, c->holding, from, event, e))
        return false;
    b->owning = store_last_id(c->herd->store);
    return true;
}

static bool end_row(struct query *q, int64_t id, date_day to, struct err *e)
{
    query_bind_int(q, ":id", id);
    query_bind_day(q, ":day", to);
    return query_run(q, e);
}

bool demo_end(struct county *c, const struct beast *b, date_day to, struct err *e)
{
    return end_row(c->stay_end, b->stay, to, e) && end_row(c->owning_end, b->owning, to, e);
}

bool demo_leave(struct county *c, struct flock *from, int count, const char *kind, const char *code, struct err *e)
{
    for (int i = 0; i < count; i++) {
        if (from->count == 0)
            return err_set(e, ERR_INTERNAL, "", "demo: %s has too few animals for %s", c->place->code, kind);
        struct beast b = flock_take(from, demo_between(c, 0, from->count - 1));
        date_day first = demo_day("2025-10-02");
        if (b.birth >= first)
            first = b.birth + 1;
        date_day day = first >= c->herd->today ? c->herd->today : demo_between(c, first, c->herd->today);
        if (!demo_event(c, kind, b.id, day, 0, 0, 0, 0, code, NULL, e) || !demo_end(c, &b, day, e))
            return false;
        c->made--;
    }
    return true;
}
