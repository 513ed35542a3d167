/* transport.h - the exact kernel behind allocate.h: a plan, ram prices, and repair by shortest paths between rams.
 *
 * Places are the rams 0 .. ram_count-1 and "nobody" (index ram_count). Nobody has room for every ewe, costs `unserved`
 * each, and its price is always 0; it also lends and takes back the empty places of rams whose price is 0, so that
 * every ram is thought full. A plan is optimal when (1) each ewe stands where cost + price is least, nobody included,
 * and (2) each ram with a price above 0 is really full.
 *
 * Every operation keeps (1) for the ewes that stand somewhere. `excess` says how far (2) is off: an ewe let in where
 * there is no room makes it 1, and a repair moves that one unit to the nearest place with too little, along a shortest
 * path of reduced costs, one ewe per step; the prices then rise so that the path is level.
 */
#ifndef MUPU_PLANNER_TRANSPORT_H
#define MUPU_PLANNER_TRANSPORT_H

#include "mupu/planner.h"
#include "rows.h"

#define TRANSPORT_EXCLUDED (-2) /* in `banned`: this ewe takes no part */

struct transport_settled {
    int32_t place;
    int64_t distance, base; /* base = distance - price: a step from here reaches base + step */
};

struct transport {
    /* the problem; the level has every stride-th ewe, from offset on */
    const int32_t *cost;
    const int32_t *banned; /* [ewe of the problem] a ram she may not have, ALLOCATE_NOBODY or EXCLUDED; or NULL */
    int32_t ewe_count, ram_count, stride, offset;
    const int32_t *capacity; /* [ram_count] */
    int64_t unserved;
    /* the plan */
    int64_t *price;         /* [ram_count] */
    int32_t waiting;        /* ewes that stand nowhere yet */
    int32_t *place;         /* [ewe_count] */
    int32_t *own;           /* [ewe_count] cost of the ewe at her place, 0 with nobody */
    int32_t *next, *before; /* [ewe_count] the other ewes at that place, a chain */
    int32_t *first;         /* [ram_count + 1] */
    int64_t *excess;        /* [ram_count + 1] */
    int32_t *empty;         /* [ram_count] empty places lent by nobody; only at price 0 */
    /* cheapest steps, built when first needed: from a place (nobody too) to a ram, and from a ram to nobody */
    int32_t *step, *mover;          /* [(ram_count + 1) * ram_count] */
    int32_t *dearest, *dearest_ewe; /* [ram_count + 1] greatest own cost there: she gains most by going unserved */
    unsigned char *built;           /* [ram_count + 1] */
    /* one search */
    int64_t *reach, *parent, *open_price; /* [ram_count]; distance = reach + price */
    struct rows_least nearest;            /* the nearest open ram */
    int64_t nobody_reach, nobody_parent;
    bool nobody_settled;
    struct transport_settled *settled; /* [ram_count + 1] in order of distance */
    int32_t settled_count;
    int32_t rounds;
};

static inline int32_t transport_problem_ewe(const struct transport *t, int32_t ewe)
{
    return ewe * t->stride + t->offset;
}

static inline const int32_t *transport_row(const struct transport *t, int32_t ewe)
{
    return t->cost + (size_t)transport_problem_ewe(t, ewe) * (size_t)t->ram_count;
}

static inline int32_t transport_banned(const struct transport *t, int32_t ewe)
{
    return t->banned ? t->banned[transport_problem_ewe(t, ewe)] : ALLOCATE_NOBODY;
}

/* Takes the problem fields from `level`, allocates the rest; prices 0. */
bool transport_init(struct transport *t, const struct transport *level, struct err *e) MUST_USE;
void transport_done(struct transport *t);
/* Puts ewes where they are cheapest at the present prices as long as there is room; the others wait. Of equal places
 * she gets the `previous` one (may be NULL), else the lowest with room. */
void transport_start(struct transport *t, const int32_t *previous);
/* Moves an ewe to another place where she costs the same. */
void transport_move_level(struct transport *t, int32_t ewe, int32_t place);
/* Lets the waiting ewes in one after the other, repairing after each, until nothing is in excess. */
bool transport_repair(struct transport *t, const struct progress *progress, struct err *e) MUST_USE;
/* After repair: lowers all prices to the smallest optimal ones, which are the same however the plan was found. */
void transport_least_prices(struct transport *t);

#endif
