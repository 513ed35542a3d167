/* residence.c - who owns an animal, who keeps it and where it stands: dated intervals that never overlap. */
#include "inner.h"

bool residence_open_stay(struct herd *herd, int64_t animal, int64_t keeper, int64_t place, int64_t pen, date_day from,
                         int64_t event, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "residence_stay_insert", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_int(q, ":keeper", keeper);
    query_bind_int(q, ":place", place ? place : keeper);
    query_bind_id(q, ":pen", pen);
    query_bind_day(q, ":from", from);
    query_bind_id(q, ":event", event);
    return query_run(q, e);
}

bool residence_open_ownership(struct herd *herd, int64_t animal, int64_t holding, date_day from, int64_t event,
                              struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "residence_ownership_insert", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_int(q, ":holding", holding);
    query_bind_day(q, ":from", from);
    query_bind_id(q, ":event", event);
    return query_run(q, e);
}

static bool close_open(struct herd *herd, const char *name, int64_t animal, date_day to, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, name, &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_day(q, ":to", to);
    return query_run(q, e);
}

bool residence_close(struct herd *herd, int64_t animal, date_day to, struct err *e)
{
    return close_open(herd, "residence_stay_close", animal, to, e) &&
           close_open(herd, "residence_ownership_close", animal, to, e);
}
