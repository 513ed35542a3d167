#include "steps.h"

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
    t->own[ewe] = place == t->ram_count ? 0 : transport_row(t, ewe)[place];
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
    int32_t *step = t->step + steps_at(t, place), *mover = t->mover + steps_at(t, place);
    int32_t banned = transport_banned(t, ewe);
    int32_t kept_step = banned >= 0 ? step[banned] : 0, kept_mover = banned >= 0 ? mover[banned] : 0;
    rows_join(transport_row(t, ewe), t->own[ewe], ewe, step, mover, t->ram_count);
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
    rows_leave(ewe, t->mover + steps_at(t, place), t->ram_count);
    if (t->dearest_ewe[place] == ewe)
        t->dearest_ewe[place] = ROWS_STALE;
}

void steps_build(struct transport *t, int32_t place)
{
    int32_t *step = t->step + steps_at(t, place), *mover = t->mover + steps_at(t, place);
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
void steps_refresh(struct transport *t, int32_t from, int32_t to)
{
    int32_t best = ROWS_NONE, best_ewe = 0;
    for (int32_t ewe = t->first[from]; ewe >= 0; ewe = t->next[ewe]) {
        int32_t cost = transport_row(t, ewe)[to];
        if (cost == ROWS_NONE || cost - t->own[ewe] >= best || transport_banned(t, ewe) == to)
            continue;
        best = cost - t->own[ewe];
        best_ewe = ewe;
    }
    t->step[steps_at(t, from) + (size_t)to] = best;
    t->mover[steps_at(t, from) + (size_t)to] = best_ewe;
}

void steps_refresh_dearest(struct transport *t, int32_t place)
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

void steps_stand(struct transport *t, int32_t ewe, int32_t place)
{
    list_add(t, ewe, place);
    if (t->built[place])
        steps_join(t, place, ewe);
}

void steps_go(struct transport *t, int32_t ewe)
{
    if (t->built[t->place[ewe]])
        steps_leave(t, t->place[ewe], ewe);
    list_remove(t, ewe);
}
