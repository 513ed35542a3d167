#include "transport.h"

#include <assert.h>
#include <stdlib.h>

#include "search.h"
#include "steps.h"

/* ---- memory ---- */

bool transport_init(struct transport *t, const struct transport *level, struct err *e)
{
    *t = *level;
    size_t ewes = (size_t)t->ewe_count + 1, rams = (size_t)t->ram_count + 1;
    t->price = calloc(rams, sizeof *t->price);
    t->place = malloc(ewes * sizeof *t->place);
    t->own = malloc(ewes * sizeof *t->own);
    t->next = malloc(ewes * sizeof *t->next);
    t->before = malloc(ewes * sizeof *t->before);
    t->first = malloc(rams * sizeof *t->first);
    t->excess = malloc(rams * sizeof *t->excess);
    t->empty = malloc(rams * sizeof *t->empty);
    t->step = malloc(rams * rams * sizeof *t->step);
    t->mover = malloc(rams * rams * sizeof *t->mover);
    t->dearest = malloc(rams * sizeof *t->dearest);
    t->dearest_ewe = malloc(rams * sizeof *t->dearest_ewe);
    t->built = malloc(rams);
    t->reach = malloc(rams * sizeof *t->reach);
    t->parent = malloc(rams * sizeof *t->parent);
    t->open_price = malloc(rams * sizeof *t->open_price);
    t->settled = malloc(rams * sizeof *t->settled);
    if (t->price && t->place && t->own && t->next && t->before && t->first && t->excess && t->empty && t->step &&
        t->mover && t->dearest && t->dearest_ewe && t->built && t->reach && t->parent && t->open_price && t->settled)
        return true;
    transport_done(t);
    return err_set(e, ERR_INTERNAL, "", _("There is not enough memory for this allocation."));
}

void transport_done(struct transport *t)
{
    void *const all[] = { t->price,  t->place, t->own,    t->next,       t->before,  t->first,
                          t->excess, t->empty, t->step,   t->mover,      t->dearest, t->dearest_ewe,
                          t->built,  t->reach, t->parent, t->open_price, t->settled };
    for (size_t i = 0; i < COUNT(all); i++)
        free(all[i]);
    *t = (struct transport){ 0 };
}

/* ---- standing and waiting ---- */

enum { WAITING = -1 };

static bool has_room(const struct transport *t, int32_t place)
{
    return place == t->ram_count || t->empty[place] > 0 || t->excess[place] < 0;
}

static void stand(struct transport *t, int32_t ewe, int32_t place)
{
    steps_stand(t, ewe, place);
    if (place == t->ram_count)
        return;
    if (t->empty[place] > 0) {
        t->empty[place]--;
    } else {
        t->excess[place]++;
        t->excess[t->ram_count]--;
    }
}

static struct rows_least cheapest_ram(struct transport *t, int32_t ewe)
{
    int32_t banned = transport_banned(t, ewe);
    if (banned < 0)
        return rows_cheapest(transport_row(t, ewe), t->price, t->ram_count);
    int64_t kept = t->price[banned];
    t->price[banned] = ROWS_FAR;
    struct rows_least least = rows_cheapest(transport_row(t, ewe), t->price, t->ram_count);
    t->price[banned] = kept;
    return least;
}

/* The lowest of her equally cheap places that has room; without room anywhere the lowest. */
static int32_t cheapest_place(struct transport *t, int32_t ewe)
{
    struct rows_least least = cheapest_ram(t, ewe);
    if (least.value > t->unserved)
        return t->ram_count;
    const int32_t *cost = transport_row(t, ewe);
    int32_t banned = transport_banned(t, ewe);
    for (int32_t k = least.at; k < t->ram_count; k++)
        if (has_room(t, k) && cost[k] != ROWS_NONE && cost[k] + t->price[k] == least.value && k != banned)
            return k;
    return least.value == t->unserved ? t->ram_count : least.at;
}

/* True if no place is cheaper for her than the one she had before. */
static bool was_cheapest(struct transport *t, int32_t ewe, int32_t before)
{
    int64_t least = cheapest_ram(t, ewe).value;
    if (before == t->ram_count)
        return least >= t->unserved;
    if (before < 0 || before > t->ram_count || before == transport_banned(t, ewe))
        return false;
    int32_t cost = transport_row(t, ewe)[before];
    return cost != ROWS_NONE && cost + t->price[before] == least && least <= t->unserved;
}

static void start_empty(struct transport *t)
{
    int64_t lent = 0;
    for (int32_t k = 0; k < t->ram_count; k++) {
        t->empty[k] = t->price[k] == 0 ? t->capacity[k] : 0;
        t->excess[k] = t->empty[k] - (int64_t)t->capacity[k];
        lent -= t->excess[k];
    }
    t->excess[t->ram_count] = lent;
    for (int32_t place = 0; place <= t->ram_count; place++) {
        t->first[place] = -1;
        t->built[place] = 0;
    }
    t->waiting = t->ewe_count;
    for (int32_t ewe = 0; ewe < t->ewe_count; ewe++) {
        bool excluded = transport_banned(t, ewe) == TRANSPORT_EXCLUDED;
        t->place[ewe] = excluded ? t->ram_count : WAITING;
        t->waiting -= excluded;
    }
}

static void start_at(struct transport *t, int32_t ewe, int32_t place)
{
    if (!has_room(t, place))
        return;
    stand(t, ewe, place);
    t->waiting--;
}

void transport_start(struct transport *t, const int32_t *previous)
{
    start_empty(t);
    for (int32_t ewe = 0; previous && ewe < t->ewe_count; ewe++) {
        int32_t before = previous[transport_problem_ewe(t, ewe)];
        before = before == ALLOCATE_NOBODY ? t->ram_count : before;
        if (t->place[ewe] == WAITING && was_cheapest(t, ewe, before))
            start_at(t, ewe, before);
    }
    for (int32_t ewe = 0; ewe < t->ewe_count; ewe++)
        if (t->place[ewe] == WAITING)
            start_at(t, ewe, cheapest_place(t, ewe));
}

void transport_move_level(struct transport *t, int32_t ewe, int32_t to)
{
    int32_t from = t->place[ewe];
    assert(from != to);
    steps_go(t, ewe);
    if (from != t->ram_count) {
        bool lendable = t->price[from] == 0;
        t->empty[from] += lendable;
        t->excess[from] -= !lendable;
        t->excess[t->ram_count] += !lendable;
    }
    stand(t, ewe, to);
}

/* ---- repair ---- */

/* Prices rise by how much nearer a place is than the target, so that the path becomes level; nobody stays at 0. */
static void raise_prices(struct transport *t, int64_t target_distance)
{
    int64_t shift = 0;
    for (int32_t i = 0; i < t->settled_count; i++) {
        const struct transport_settled *s = &t->settled[i];
        int64_t rise = target_distance - s->distance;
        if (s->place == t->ram_count)
            shift = rise;
        else
            t->price[s->place] += rise;
    }
    if (shift > 0)
        for (int32_t k = 0; k < t->ram_count; k++)
            t->price[k] -= shift;
}

/* One ewe per step; where only empty places are passed on, as many at once as there are. */
static int32_t path_units(const struct transport *t, int32_t source, int32_t target)
{
    int64_t units = t->excess[source] < -t->excess[target] ? t->excess[source] : -t->excess[target];
    for (int32_t place = target; place != source;) {
        int64_t parent = search_parent(t, place);
        int32_t from = search_parent_place(parent);
        if (parent >= 0)
            return 1;
        if (place == t->ram_count && t->empty[from] < units)
            units = t->empty[from];
        place = from;
    }
    return (int32_t)units;
}

static void shift_along_path(struct transport *t, int32_t source, int32_t target)
{
    int32_t nobody = t->ram_count, units = path_units(t, source, target);
    for (int32_t place = target; place != source;) {
        int64_t parent = search_parent(t, place);
        int32_t from = search_parent_place(parent);
        if (parent >= 0) {
            int32_t ewe = place == nobody ? t->dearest_ewe[from] : t->mover[steps_at(t, from) + (size_t)place];
            steps_go(t, ewe);
            steps_stand(t, ewe, place);
        } else {
            t->empty[place == nobody ? from : place] += place == nobody ? -units : units;
        }
        place = from;
    }
    t->excess[source] -= units;
    t->excess[target] += units;
}

static void repair_once(struct transport *t, int32_t source)
{
    int64_t distance;
    int32_t target = search_deficit(t, source, &distance);
    raise_prices(t, distance);
    shift_along_path(t, source, target);
    t->rounds++;
}

static bool go_on(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    enum { ASK_EVERY = 256 };
    return done % ASK_EVERY != 0 || progress_step(progress, _("choosing rams"), done, total) ||
           err_set(e, ERR_CANCELLED, "", _("The allocation was stopped; nothing was changed."));
}

bool transport_repair(struct transport *t, const struct progress *progress, struct err *e)
{
    int32_t done = 0, total = t->waiting;
    for (int32_t ewe = 0; t->waiting > 0; ewe++) {
        if (t->place[ewe] != WAITING)
            continue;
        if (!go_on(progress, done++, total, e))
            return false;
        t->waiting--;
        int32_t place = cheapest_place(t, ewe);
        stand(t, ewe, place);
        if (t->excess[place] > 0 && place != t->ram_count)
            repair_once(t, place);
    }
    done = 0;
    for (int32_t source = 0; source <= t->ram_count; source++)
        while (t->excess[source] > 0) {
            if (!go_on(progress, done++, 0, e))
                return false;
            repair_once(t, source);
        }
    return true;
}

/* ---- prices ---- */

void transport_least_prices(struct transport *t)
{
    /* From nobody an empty place reaches ram k at distance price[k], so no distance is greater than the price; what a
     * place is nearer than that is held up by an ewe who would rather stand there. */
    search_everything(t, t->ram_count);
    for (int32_t i = 0; i < t->settled_count; i++)
        if (t->settled[i].place != t->ram_count)
            t->price[t->settled[i].place] -= t->settled[i].distance;
}
