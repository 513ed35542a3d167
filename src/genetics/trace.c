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
    if (t->next && t->waiting)
        return true;
    trace_done(t);
    return compact_no_memory(e);
}

void trace_done(struct trace *t)
{
    free(t->next);
    free(t->waiting);
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

static void give_candidates(struct trace *t, const struct compact_animal *a, int64_t share)
{
    for (int32_t k = a->sire; k < a->sire - a->dam; k++)
        give(t, t->choices.candidate[k], (int64_t)((__int128)share * t->choices.weight[k] >> SHARE_BITS));
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
            if (a->dam < 0) {
                give_candidates(t, a, share);
            } else {
                if (a->sire)
                    give(t, a->sire, share >> 1);
                if (a->dam)
                    give(t, a->dam, share >> 1);
            }
            int32_t following = t->next[x];
            t->next[x] = t->reached;
            t->reached = x;
            x = following;
            t->steps++;
        }
    }
}

void trace_ask(struct trace *t, int32_t x)
{
    struct compact_animal *a = &t->animal[x];
    if (a->stamp > t->stamp)
        return;
    if (a->stamp < t->stamp)
        a->at.value = 0.0;
    a->stamp = t->stamp + 1;
    t->next[x] = t->waiting[a->generation];
    t->waiting[a->generation] = x;
    if (a->generation > t->highest)
        t->highest = a->generation;
}

static void ask_parents(struct trace *t, const struct compact_animal *a)
{
    if (a->dam >= 0) {
        trace_ask(t, a->sire);
        trace_ask(t, a->dam);
    } else {
        for (int32_t k = a->sire; k < a->sire - a->dam; k++)
            trace_ask(t, t->choices.candidate[k]);
    }
}

double trace_mean(const struct trace *t, int32_t choice)
{
    const struct compact_animal *a = &t->animal[choice];
    double mean = 0.0;
    for (int32_t k = a->sire; k < a->sire - a->dam; k++)
        mean += t->choices.probability[k] * t->animal[t->choices.candidate[k]].at.value;
    return mean;
}

/* Up once more, marking whose v is needed, so that the chain of the marked begins with the lowest generation; then
 * along it. A founder's v is its contribution already. */
void trace_down(struct trace *t)
{
    struct compact_animal *animal = t->animal;
    int32_t marked = 0;
    for (int32_t generation = t->highest; generation > 0; generation--) {
        int32_t x = t->waiting[generation];
        t->waiting[generation] = 0;
        while (x) {
            ask_parents(t, &animal[x]);
            int32_t following = t->next[x];
            t->next[x] = marked;
            marked = x;
            x = following;
        }
    }
    t->waiting[0] = 0;
    t->highest = 0;
    for (int32_t x = marked; x; x = t->next[x]) {
        if (animal[x].dam < 0)
            animal[x].at.value += trace_mean(t, x);
        else
            animal[x].at.value += 0.5 * (animal[animal[x].sire].at.value + animal[animal[x].dam].at.value);
        t->steps++;
    }
}
