#include "transport.h"

#include <assert.h>
#include <stdlib.h>

#include "mupu/planner.h"

/* A parent is the place a path comes from: by moving an ewe, or (complemented) by passing on an empty place. */
static inline int64_t by_empty_place(int32_t place)
{
    return ~(int64_t)place;
}

static int64_t parent_of(const struct transport *t, int32_t place)
{
    return place == t->ram_count ? t->nobody_parent : t->parent[place];
}

static int32_t parent_place(int64_t parent)
{
    return (int32_t)(parent < 0 ? ~parent : parent);
}

static inline int32_t problem_ewe(const struct transport *t, int32_t ewe)
{
    return ewe * t->stride + t->offset;
}

static inline const int32_t *cost_row(const struct transport *t, int32_t ewe)
{
    return t->cost + (size_t)problem_ewe(t, ewe) * (size_t)t->ram_count;
}

static inline int32_t banned_ram(const struct transport *t, int32_t ewe)
{
    return t->banned ? t->banned[problem_ewe(t, ewe)] : ALLOCATE_NOBODY;
}

static inline size_t step_row(const struct transport *t, int32_t place)
{
    return (size_t)place * (size_t)t->ram_count;
}

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
    void *const all[] = { t->price, t->place, t->own,     t->next,        t->before, t->first, t->excess,     t->empty,  t->step,
                          t->mover, t->dearest, t->dearest_ewe, t->built, t->reach, t->parent, t->open_price, t->settled };
    for (size_t i = 0; i < COUNT(all); i++)
        free(all[i]);
    *t = (struct transport){ 0 };
}

/* ---- the ewes at a place ---- */

static void list_add(struct transport *t, int32_t ewe, int32_t place)
{
    int32_t second = t->first[place];
    t->next[ewe] = second;
    t->before[ewe] = -1;
    if (second >= 0)
        t->before[second] = ewe;
    t->first[place] = ewe;
    t->place[ewe] = place;
    t->own[ewe] = place == t->ram_count ? 0 : cost_row(t, ewe)[place];
}

static void list_remove(struct transport *t, int32_t ewe)
{
    int32_t before = t->before[ewe], next = t->next[ewe];
    if (before >= 0)
        t->next[before] = next;
    else
        t->first[t->place[ewe]] = next;
    if (next >= 0)
        t->before[next] = before;
}

/* ---- cheapest steps ---- */

static void steps_join(struct transport *t, int32_t place, int32_t ewe)
{
    int32_t *step = t->step + step_row(t, place), *mover = t->mover + step_row(t, place);
    int32_t banned = banned_ram(t, ewe);
    int32_t kept_step = banned >= 0 ? step[banned] : 0, kept_mover = banned >= 0 ? mover[banned] : 0;
    rows_join(cost_row(t, ewe), t->own[ewe], ewe, step, mover, t->ram_count);
    if (banned >= 0) {
        step[banned] = kept_step;
        mover[banned] = kept_mover;
    }
    if (t->own[ewe] >= t->dearest[place]) {
        t->dearest[place] = t->own[ewe];
        t->dearest_ewe[place] = ewe;
    }
}

static void steps_leave(struct transport *t, int32_t place, int32_t ewe)
{
    rows_leave(ewe, t->mover + step_row(t, place), t->ram_count);
    if (t->dearest_ewe[place] == ewe)
        t->dearest_ewe[place] = ROWS_STALE;
}

static void steps_build(struct transport *t, int32_t place)
{
    int32_t *step = t->step + step_row(t, place), *mover = t->mover + step_row(t, place);
    for (int32_t k = 0; k < t->ram_count; k++) {
        step[k] = ROWS_NONE;
        mover[k] = 0;
    }
    t->dearest[place] = INT32_MIN;
    t->dearest_ewe[place] = 0;
    for (int32_t ewe = t->first[place]; ewe >= 0; ewe = t->next[ewe])
        steps_join(t, place, ewe);
    t->built[place] = 1;
}

/* A stale step is only a lower bound: looks at all ewes there for the true one. */
static void steps_refresh(struct transport *t, int32_t from, int32_t to)
{
    int32_t best = ROWS_NONE, best_ewe = 0;
    for (int32_t ewe = t->first[from]; ewe >= 0; ewe = t->next[ewe]) {
        int32_t cost = cost_row(t, ewe)[to];
        if (cost == ROWS_NONE || cost - t->own[ewe] >= best || banned_ram(t, ewe) == to)
            continue;
        best = cost - t->own[ewe];
        best_ewe = ewe;
    }
    t->step[step_row(t, from) + (size_t)to] = best;
    t->mover[step_row(t, from) + (size_t)to] = best_ewe;
}

static void dearest_refresh(struct transport *t, int32_t place)
{
    int32_t best = INT32_MIN, best_ewe = 0;
    for (int32_t ewe = t->first[place]; ewe >= 0; ewe = t->next[ewe])
        if (t->own[ewe] > best) {
            best = t->own[ewe];
            best_ewe = ewe;
        }
    t->dearest[place] = best;
    t->dearest_ewe[place] = best_ewe;
}

static void move(struct transport *t, int32_t ewe, int32_t to)
{
    int32_t from = t->place[ewe];
    if (t->built[from])
        steps_leave(t, from, ewe);
    list_remove(t, ewe);
    list_add(t, ewe, to);
    if (t->built[to])
        steps_join(t, to, ewe);
}

/* ---- one search: Dijkstra over the places, steps made true only when they are about to be used ---- */

static void search_start(struct transport *t)
{
    for (int32_t k = 0; k < t->ram_count; k++) {
        t->reach[k] = ROWS_FAR;
        t->open_price[k] = t->price[k];
    }
    t->nobody_reach = ROWS_FAR;
    t->nobody_settled = false;
    t->settled_count = 0;
}

/* How near nobody is from a ram settled with `base`, and by which kind of step. */
static int64_t nobody_from(const struct transport *t, int32_t ram, int64_t base, int64_t *ret_parent)
{
    int64_t by_ewe = t->dearest[ram] == INT32_MIN ? ROWS_FAR : base + t->unserved - t->dearest[ram];
    int64_t by_empty = t->empty[ram] > 0 ? base : ROWS_FAR;
    *ret_parent = by_empty <= by_ewe ? by_empty_place(ram) : ram;
    return by_empty <= by_ewe ? by_empty : by_ewe;
}

static void search_settle(struct transport *t, int32_t place, int64_t distance)
{
    int32_t nobody = t->ram_count;
    int64_t base = place == nobody ? distance : distance - t->price[place];
    t->settled[t->settled_count++] = (struct transport_settled){ place, distance, base };
    if (!t->built[place])
        steps_build(t, place);
    const int32_t *step = t->step + step_row(t, place);
    if (place == nobody) {
        t->nobody_settled = true;
        rows_relax_free(base, by_empty_place(nobody), t->reach, t->parent, nobody);
        rows_relax(step, base - t->unserved, nobody, t->reach, t->parent, nobody);
        return;
    }
    t->reach[place] = ROWS_SETTLED;
    t->open_price[place] = ROWS_CLOSED;
    rows_relax(step, base, place, t->reach, t->parent, nobody);
    int64_t parent, value = nobody_from(t, place, base, &parent);
    if (value < t->nobody_reach) {
        t->nobody_reach = value;
        t->nobody_parent = parent;
    }
}

/* The nearest place from all that is settled, after one of its steps was made true. */
static void search_reach_again(struct transport *t, int32_t place)
{
    int32_t nobody = t->ram_count;
    int64_t best = ROWS_FAR, best_parent = 0;
    for (int32_t i = 0; i < t->settled_count; i++) {
        const struct transport_settled *s = &t->settled[i];
        int64_t parent = s->place, value;
        if (place == nobody) {
            value = nobody_from(t, s->place, s->base, &parent);
        } else {
            int32_t step = t->step[step_row(t, s->place) + (size_t)place];
            int64_t base = s->place == nobody ? s->base - t->unserved : s->base;
            value = step == ROWS_NONE ? ROWS_FAR : base + step;
            if (s->place == nobody && s->base <= value) {
                value = s->base;
                parent = by_empty_place(nobody);
            }
        }
        if (value < best) {
            best = value;
            best_parent = parent;
        }
    }
    *(place == nobody ? &t->nobody_reach : &t->reach[place]) = best;
    *(place == nobody ? &t->nobody_parent : &t->parent[place]) = best_parent;
}

/* True if the step that leads to `place` was true; else it is now, and the search must look again. */
static bool search_step_is_true(struct transport *t, int32_t place)
{
    bool nobody = place == t->ram_count;
    int64_t parent = parent_of(t, place);
    if (parent < 0)
        return true;
    int32_t from = (int32_t)parent;
    if ((nobody ? t->dearest_ewe[from] : t->mover[step_row(t, from) + (size_t)place]) != ROWS_STALE)
        return true;
    if (nobody)
        dearest_refresh(t, from);
    else
        steps_refresh(t, from, place);
    search_reach_again(t, place);
    return false;
}

/* The nearest open place and its distance; -1 when nothing more can be reached. */
static int32_t search_next(struct transport *t, int64_t *ret_distance)
{
    for (;;) {
        struct rows_least ram = rows_nearest(t->reach, t->open_price, t->ram_count);
        bool nobody = !t->nobody_settled && t->nobody_reach <= ram.value;
        int64_t distance = nobody ? t->nobody_reach : ram.value;
        if (distance >= ROWS_FAR)
            return -1;
        int32_t place = nobody ? t->ram_count : ram.at;
        if (search_step_is_true(t, place)) {
            *ret_distance = distance;
            return place;
        }
    }
}

/* Settles places from `source` on up to the first that has too little; returns it and its distance. */
static int32_t search_deficit(struct transport *t, int32_t source, int64_t *ret_distance)
{
    search_start(t);
    search_settle(t, source, 0);
    for (;;) {
        int32_t place = search_next(t, ret_distance);
        assert(place >= 0);   /* nobody can always be reached, and nobody reaches everybody */
        if (t->excess[place] < 0)
            return place;
        search_settle(t, place, *ret_distance);
    }
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
        int64_t parent = parent_of(t, place);
        int32_t from = parent_place(parent);
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
        int64_t parent = parent_of(t, place);
        int32_t from = parent_place(parent);
        if (parent >= 0)
            move(t, place == nobody ? t->dearest_ewe[from] : t->mover[step_row(t, from) + (size_t)place], place);
        else
            t->empty[place == nobody ? from : place] += place == nobody ? -units : units;
        place = from;
    }
    t->excess[source] -= units;
    t->excess[target] += units;
}

static int64_t total_excess(const struct transport *t)
{
    int64_t total = 0;
    for (int32_t place = 0; place <= t->ram_count; place++)
        total += t->excess[place] > 0 ? t->excess[place] : 0;
    return total;
}

bool transport_repair(struct transport *t, const struct progress *progress, struct err *e)
{
    enum { ASK_EVERY = 256 };
    int64_t total = total_excess(t), done = 0;
    for (int32_t source = 0; source <= t->ram_count; source++)
        for (; t->excess[source] > 0; done++) {
            if (done % ASK_EVERY == 0 && !progress_step(progress, _("choosing rams"), done, total))
                return err_set(e, ERR_CANCELLED, "", _("The allocation was stopped; nothing was changed."));
            int64_t distance;
            int32_t target = search_deficit(t, source, &distance);
            raise_prices(t, distance);
            shift_along_path(t, source, target);
            t->rounds++;
        }
    return true;
}

void transport_least_prices(struct transport *t)
{
    /* From nobody an empty place reaches ram k at distance price[k], so no distance is greater than the price; what a
     * place is nearer than that is held up by an ewe who would rather stand there. */
    int32_t place = t->ram_count;
    int64_t distance = 0;
    search_start(t);
    for (; place >= 0; place = search_next(t, &distance))
        search_settle(t, place, distance);
    for (int32_t i = 0; i < t->settled_count; i++)
        if (t->settled[i].place != t->ram_count)
            t->price[t->settled[i].place] -= t->settled[i].distance;
}

/* ---- start ---- */

enum { NO_PREVIOUS = -2 };

static int32_t cheapest_place(struct transport *t, int32_t ewe, int32_t previous)
{
    int32_t banned = banned_ram(t, ewe);
    const int32_t *cost = cost_row(t, ewe);
    int64_t kept = banned >= 0 ? t->price[banned] : 0;
    if (banned >= 0)
        t->price[banned] = ROWS_FAR;
    struct rows_least least = rows_cheapest(cost, t->price, t->ram_count);
    bool allowed = previous >= 0 && previous < t->ram_count && cost[previous] != ROWS_NONE;
    if (allowed && cost[previous] + t->price[previous] == least.value)
        least.at = previous;
    if (banned >= 0)
        t->price[banned] = kept;
    bool unserved_before = previous == ALLOCATE_NOBODY && least.value == t->unserved;
    return least.value > t->unserved || unserved_before ? t->ram_count : least.at;
}

/* `held`: how many ewes stand at each ram. */
static void start_balance(struct transport *t, const int32_t *held)
{
    int64_t sum = 0;
    for (int32_t k = 0; k < t->ram_count; k++) {
        int64_t room = (int64_t)t->capacity[k] - held[k];
        t->empty[k] = t->price[k] == 0 && room > 0 ? (int32_t)room : 0;
        t->excess[k] = -(room - t->empty[k]);
        sum += t->excess[k];
    }
    t->excess[t->ram_count] = -sum;
}

void transport_start(struct transport *t, const int32_t *previous)
{
    int32_t *held = t->empty;   /* counted here, then replaced one by one */
    for (int32_t place = 0; place <= t->ram_count; place++) {
        t->first[place] = -1;
        t->built[place] = 0;
        held[place] = 0;
    }
    for (int32_t ewe = t->ewe_count - 1; ewe >= 0; ewe--) {
        t->place[ewe] = t->ram_count;
        if (banned_ram(t, ewe) == TRANSPORT_EXCLUDED)
            continue;
        int32_t place = cheapest_place(t, ewe, previous ? previous[problem_ewe(t, ewe)] : NO_PREVIOUS);
        list_add(t, ewe, place);
        held[place]++;
    }
    start_balance(t, held);
}

void transport_move_level(struct transport *t, int32_t ewe, int32_t to)
{
    int32_t from = t->place[ewe], nobody = t->ram_count;
    assert(from != to);
    move(t, ewe, to);
    if (from != nobody && t->price[from] == 0)
        t->empty[from]++;
    else if (from != nobody)
        t->excess[from]--, t->excess[nobody]++;
    if (to != nobody && t->empty[to] > 0)
        t->empty[to]--;
    else if (to != nobody)
        t->excess[to]++, t->excess[nobody]--;
}
