/* search.h - shortest paths between the places (Dijkstra); steps are made true only when they are about to be used. */
#ifndef MUPU_PLANNER_SEARCH_H
#define MUPU_PLANNER_SEARCH_H

#include "transport.h"

/* A parent is the place a path comes from: by moving an ewe, or (complemented) by passing on an empty place. */
static inline int64_t search_by_empty_place(int32_t place)
{
    return ~(int64_t)place;
}

static inline int64_t search_parent(const struct transport *t, int32_t place)
{
    return place == t->ram_count ? t->nobody_parent : t->parent[place];
}

static inline int32_t search_parent_place(int64_t parent)
{
    return (int32_t)(parent < 0 ? ~parent : parent);
}

/* Settles places from `source` on up to the first that has too little; returns it and its distance. */
int32_t search_deficit(struct transport *t, int32_t source, int64_t *ret_distance);
/* Settles everything that can be reached. */
void search_everything(struct transport *t, int32_t source);

#endif
