/* gathering.c - a set of row ids in order of arrival. */
#include "gathering.h"

static uint32_t gathering_slot(const struct gathering *g, int64_t id)
{
    uint32_t slot = (uint32_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 32) & g->mask;
    while (g->slots[slot] && g->ids[g->slots[slot] - 1] != id)
        slot = (slot + 1) & g->mask;
    return slot;
}

static void gathering_grow(struct gathering *g)
{
    g->capacity = g->capacity ? g->capacity * 2 : 64;
    g->ids = memory_resize(g->ids, (size_t)g->capacity, sizeof *g->ids);
    g->sire = memory_resize(g->sire, (size_t)g->capacity, sizeof *g->sire);
    g->dam = memory_resize(g->dam, (size_t)g->capacity, sizeof *g->dam);
    memory_free(g->slots);
    g->mask = (uint32_t)g->capacity * 2 - 1;
    g->slots = memory_new(((size_t)g->mask + 1) * sizeof *g->slots);
    for (int32_t i = 0; i < g->count; i++)
        g->slots[gathering_slot(g, g->ids[i])] = i + 1;
}

bool gathering_add(struct gathering *g, int64_t id)
{
    if (id <= 0)
        return false;
    if (g->count == g->capacity)
        gathering_grow(g);
    uint32_t slot = gathering_slot(g, id);
    if (g->slots[slot])
        return false;
    g->ids[g->count] = id;
    g->sire[g->count] = g->dam[g->count] = 0;
    g->slots[slot] = ++g->count;
    return true;
}

int32_t gathering_position(const struct gathering *g, int64_t id)
{
    return id > 0 && g->count ? g->slots[gathering_slot(g, id)] - 1 : -1;
}

void gathering_done(struct gathering *g)
{
    memory_free(g->ids);
    memory_free(g->sire);
    memory_free(g->dam);
    memory_free(g->slots);
    *g = (struct gathering){ 0 };
}
