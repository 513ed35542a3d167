/* gathering.h - a set of row ids that grows: open addressing, and the ids in order of arrival. */
#ifndef HERD_GATHERING_H
#define HERD_GATHERING_H

#include "mupu/base.h"

struct gathering {
    int64_t *ids, *sire, *dam; /* [count]; parents 0 until the caller fills them */
    int32_t count, capacity;
    int32_t *slots; /* position + 1; 0 = free */
    uint32_t mask;
};
bool gathering_add(struct gathering *g, int64_t id);               /* false: 0 or there already */
int32_t gathering_position(const struct gathering *g, int64_t id); /* in order of arrival; -1 if absent */
void gathering_done(struct gathering *g);

#endif
