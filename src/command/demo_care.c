/* demo_care.c - what is done to many at once: the males taken out, the young vaccinated as the programme says, but for
 * the last days, so that there is work left */
#include "demo_county.h"

#include <string.h>

enum { JOINED = 19, DAYS_LEFT = 3 };

static bool bind_event(struct query *q, int64_t animal, date_day day, int64_t holding, struct err *e)
{
    struct uuid uuid = uuid_make();
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_int(q, ":animal", animal);
    query_bind_day(q, ":day", day);
    query_bind_int(q, ":holding", holding);
    return query_run(q, e);
}

static bool males_out(struct county *c, struct err *e)
{
    CLEANUP(query_done) struct query *joined = NULL;
    CLEANUP(query_done) struct query *out = NULL;
    bool row;
    if (!store_query(c->herd->store, "demo_joined", &joined, e) ||
        !store_query(c->herd->store, "demo_ram_out", &out, e))
        return false;
    query_bind_day(joined, ":to", c->herd->today - JOINED - DAYS_LEFT);
    for (;;) {
        if (!query_next(joined, &row, e))
            return false;
        if (!row)
            return true;
        query_bind_int(out, ":other", query_int(joined, 1));
        if (!bind_event(out, query_int(joined, 0), query_day(joined, 2) + JOINED, query_int(joined, 3), e))
            return false;
    }
}

static const struct {
    const char *code;
    int age, dose; /* days, thousandths of a millilitre */
} doses[] = {
    { "fmd", 28, 1000 },  { "clostridial", 30, 5000 },  { "ppr", 30, 1000 },
    { "fmd", 58, 1000 },  { "pox", 60, 500 },           { "eg95", 60, 1000 },
    { "eg95", 88, 1000 }, { "clostridial", 210, 5000 }, { "fmd", 238, 1000 },
};

static bool is_first(size_t dose)
{
    for (size_t i = 0; i < dose; i++)
        if (strcmp(doses[i].code, doses[dose].code) == 0)
            return false;
    return true;
}

static bool vaccinate(struct county *c, struct query *q, int64_t animal, date_day birth, date_day since,
                      int64_t holding, struct err *e)
{
    for (size_t i = 0; i < COUNT(doses); i++) {
        date_day day = birth + doses[i].age;
        if (day > c->herd->today - DAYS_LEFT || (day < since && !is_first(i)))
            continue;
        day = day > since ? day : since; /* what it lacks on arrival it gets there */
        query_bind_text(q, ":code", doses[i].code);
        query_bind_int(q, ":value", doses[i].dose);
        if (!bind_event(q, animal, day, holding, e))
            return false;
    }
    return true;
}

bool demo_care(struct county *c, struct err *e)
{
    CLEANUP(query_done) struct query *young = NULL;
    CLEANUP(query_done) struct query *dose = NULL;
    bool row;
    if (!males_out(c, e) || !store_query(c->herd->store, "demo_young", &young, e) ||
        !store_query(c->herd->store, "demo_vaccinate", &dose, e))
        return false;
    query_bind_day(young, ":from", c->herd->today - 365);
    for (int done = 1;; done++) {
        if (!query_next(young, &row, e))
            return false;
        if (!row)
            return true;
        if (!vaccinate(c, dose, query_int(young, 0), query_day(young, 1), query_day(young, 2), query_int(young, 3),
                       e) ||
            (done % 50000 == 0 && !store_part(c->herd->store, e)))
            return false;
    }
}
