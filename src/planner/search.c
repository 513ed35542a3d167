#include "search.h"

#include <assert.h>

#include "steps.h"

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
    *ret_parent = by_empty <= by_ewe ? search_by_empty_place(ram) : ram;
    return by_empty <= by_ewe ? by_empty : by_ewe;
}

static void search_settle(struct transport *t, int32_t place, int64_t distance)
{
    int32_t nobody = t->ram_count;
    int64_t base = place == nobody ? distance : distance - t->price[place];
    t->settled[t->settled_count++] = (struct transport_settled){ place, distance, base };
    if (!t->built[place])
        steps_build(t, place);
    const int32_t *step = t->step + steps_at(t, place);
    if (place == nobody) {
        t->nobody_settled = true;
        rows_relax_free(base, search_by_empty_place(nobody), t->reach, t->parent, nobody);
        t->nearest = rows_relax(step, base - t->unserved, nobody, t->open_price, t->reach, t->parent, nobody);
        return;
    }
    t->reach[place] = ROWS_SETTLED;
    t->open_price[place] = ROWS_CLOSED;
    t->nearest = rows_relax(step, base, place, t->open_price, t->reach, t->parent, nobody);
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
            int32_t step = t->step[steps_at(t, s->place) + (size_t)place];
            int64_t base = s->place == nobody ? s->base - t->unserved : s->base;
            value = step == ROWS_NONE ? ROWS_FAR : base + step;
            if (s->place == nobody && s->base <= value) {
                value = s->base;
                parent = search_by_empty_place(nobody);
            }
        }
        if (value < best) {
            best = value;
            best_parent = parent;
        }
    }
    *(place == nobody ? &t->nobody_reach : &t->reach[place]) = best;
    *(place == nobody ? &t->nobody_parent : &t->parent[place]) = best_parent;
    t->nearest = rows_nearest(t->reach, t->open_price, nobody);
}

/* True if the step that leads to `place` was true; else it is now, and the search must look again. */
static bool search_step_is_true(struct transport *t, int32_t place)
{
    bool nobody = place == t->ram_count;
    int64_t parent = search_parent(t, place);
    if (parent < 0)
        return true;
    int32_t from = (int32_t)parent;
    if ((nobody ? t->dearest_ewe[from] : t->mover[steps_at(t, from) + (size_t)place]) != ROWS_STALE)
        return true;
    if (nobody)
        steps_refresh_dearest(t, from);
    else
        steps_refresh(t, from, place);
    search_reach_again(t, place);
    return false;
}

/* The nearest open place and its distance; -1 when nothing more can be reached. */
static int32_t search_next(struct transport *t, int64_t *ret_distance)
{
    for (;;) {
        struct rows_least ram = t->nearest;
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
int32_t search_deficit(struct transport *t, int32_t source, int64_t *ret_distance)
{
    search_start(t);
    search_settle(t, source, 0);
    for (;;) {
        int32_t place = search_next(t, ret_distance);
        assert(place >= 0); /* nobody can always be reached, and nobody reaches everybody */
        if (t->excess[place] < 0)
            return place;
        search_settle(t, place, *ret_distance);
    }
}

void search_everything(struct transport *t, int32_t source)
{
    int64_t distance = 0;
    search_start(t);
    for (int32_t place = source; place >= 0; place = search_next(t, &distance))
        search_settle(t, place, distance);
}
