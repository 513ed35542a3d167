/* descent.c - downwards: the young of an animal by mate, and descendants counted by generation. */
#include "pedigree.h"

#include <string.h>

/* ---- by mate ---- */

static void mate_add(struct descent_mate **mates, int *count, int *room, struct query *q)
{
    if (*count == *room) {
        *room = *room ? *room * 2 : 32;
        *mates = memory_resize(*mates, (size_t)*room, sizeof **mates);
    }
    (*mates)[(*count)++] = (struct descent_mate){
        .mate = query_int(q, 0), .young = (int)query_int(q, 1), .first = query_day(q, 2), .last = query_day(q, 3)
    };
}

bool descent_mates(struct herd *herd, int64_t animal, struct arena *arena, struct descent_mate **ret, int *ret_count,
                   struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct descent_mate *mates = NULL;
    int count = 0, room = 0;
    bool row = true, good = store_query(herd->store, "descent_mates", &q, e);
    if (good)
        query_bind_int(q, ":animal", animal);
    while (good && (good = query_next(q, &row, e)) && row)
        mate_add(&mates, &count, &room, q);
    if (good) {
        *ret = arena_new(arena, ((size_t)count + 1) * sizeof **ret);
        if (count)
            memcpy(*ret, mates, (size_t)count * sizeof **ret);
        *ret_count = count;
    }
    memory_free(mates);
    return good;
}

/* The ids a statement gives, as a gathering: it knows how to grow. */
static bool take_ids(struct query *q, struct gathering *g, struct err *e)
{
    bool row;
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        gathering_add(g, query_int(q, 0));
    }
}

bool descent_young(struct herd *herd, int64_t animal, int64_t mate, struct arena *arena, int64_t **ret_ids,
                   int *ret_count, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct gathering g = { 0 };
    if (!store_query(herd->store, "descent_young", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_int(q, ":mate", mate);
    bool good = take_ids(q, &g, e);
    if (good) {
        *ret_ids = arena_new(arena, ((size_t)g.count + 1) * sizeof **ret_ids);
        if (g.count)
            memcpy(*ret_ids, g.ids, (size_t)g.count * sizeof **ret_ids);
        *ret_count = g.count;
    }
    gathering_done(&g);
    return good;
}

/* ---- counting ---- */

struct descent_reading {
    struct herd *herd;
    struct gathering seen; /* in order of generation; [0] = the animal itself */
    int32_t next, end;     /* whose young are read next; where this generation ends */
    int generation;        /* that their young are in, from 0 */
};

void descent_open(struct herd *herd, int64_t animal, struct descent_count *ret)
{
    *ret = (struct descent_count){ .reading = memory_new(sizeof *ret->reading) };
    ret->reading->herd = herd;
    gathering_add(&ret->reading->seen, animal);
    ret->reading->end = 1;
}

static bool descent_step(struct descent_count *d, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct descent_reading *r = d->reading;
    if (r->next == r->end) { /* the generation is complete */
        d->done = r->seen.count == r->end || r->generation + 1 == DESCENT_GENERATIONS;
        r->end = r->seen.count;
        r->generation++;
        return true;
    }
    if (!store_query(r->herd->store, "descent_ids", &q, e))
        return false;
    query_bind_int(q, ":animal", r->seen.ids[r->next++]);
    if (!take_ids(q, &r->seen, e))
        return false;
    d->count[r->generation] = r->seen.count - r->end;
    if (d->count[r->generation])
        d->generations = r->generation + 1;
    return true;
}

bool descent_more(struct descent_count *d, int animals, struct err *e)
{
    for (int i = 0; !d->done && i != animals; i++)
        if (!descent_step(d, e))
            return false;
    return true;
}

void descent_close(struct descent_count *d)
{
    if (d->reading)
        gathering_done(&d->reading->seen);
    memory_free(d->reading);
    *d = (struct descent_count){ 0 };
}
