/* trace.c - see trace.h. */
#include "trace.h"

#include <stdlib.h>
#include <string.h>

bool trace_init(struct trace *t, const struct compact *c, struct err *e)
{
    memset(t, 0, sizeof *t);
    t->animal = c->animal;
    t->stamp = 1;
    t->next = compact_memory((size_t)c->count + 1, sizeof *t->next);
    t->waiting = compact_zeroed((size_t)c->deepest + 1, sizeof *t->waiting);
    t->stack = compact_memory((size_t)c->deepest + 2, sizeof *t->stack);
    if (t->next && t->waiting && t->stack)
        return true;
    trace_done(t);
    return compact_no_memory(e);
}

void trace_done(struct trace *t)
{
    free(t->next);
    free(t->waiting);
    free(t->stack);
    memset(t, 0, sizeof *t);
}

static inline void give(struct trace *t, int32_t parent, int64_t share)
{
    struct compact_animal *a = &t->animal[parent];
    if (a->stamp == t->stamp) {
        a->at.share += share;
        return;
    }
    a->stamp = t->stamp;
    a->at.share = share;
    t->next[parent] = t->waiting[a->generation];
    t->waiting[a->generation] = parent;
}

void trace_up(struct trace *t, int32_t centre)
{
    t->stamp += 2;
    t->reached = 0;
    give(t, centre, SHARE_ONE);
    for (int32_t generation = t->animal[centre].generation; generation >= 0; generation--) {
        int32_t x = t->waiting[generation];
        t->waiting[generation] = 0;
        while (x) {
            struct compact_animal *a = &t->animal[x];
            int64_t share = a->at.share;
            a->at.value = a->variance * ((double)share * SHARE_UNIT);
            if (a->sire)
                give(t, a->sire, share >> 1);
            if (a->dam)
                give(t, a->dam, share >> 1);
            int32_t following = t->next[x];
            t->next[x] = t->reached;
            t->reached = x;
            x = following;
            t->steps++;
        }
    }
}

double trace_down(struct trace *t, int32_t x)
{
    struct compact_animal *animal = t->animal;
    uint32_t contribution = t->stamp, final = t->stamp + 1;
    if (animal[x].stamp >= final)
        return animal[x].at.value;
    int32_t height = 1;
    t->stack[0] = x;
    while (height > 0) {
        struct compact_animal *a = &animal[t->stack[height - 1]];
        if (animal[a->sire].stamp < final) {
            t->stack[height++] = a->sire;
            continue;
        }
        if (animal[a->dam].stamp < final) {
            t->stack[height++] = a->dam;
            continue;
        }
        double half = 0.5 * (animal[a->sire].at.value + animal[a->dam].at.value);
        a->at.value = a->stamp == contribution ? a->at.value + half : half;
        a->stamp = final;
        height--;
        t->steps++;
    }
    return animal[x].at.value;
}
