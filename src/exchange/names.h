/* names.h - numbers as text to positions: open addressing over texts owned by somebody else */
#ifndef EXCHANGE_NAMES_H
#define EXCHANGE_NAMES_H

#include "mupu/base.h"

struct name_slot {
    uint32_t hash;
    int32_t place; /* position + 1; 0 = free */
};
struct name_table {
    const char **text; /* by position */
    int32_t count, capacity;
    struct name_slot *slots;
    uint32_t mask;
};
void names_init(struct name_table *t, int32_t expected);
void names_done(struct name_table *t);
int32_t names_find(const struct name_table *t, const char *text); /* -1 if absent */
/* Its position; *ret_new tells whether it had to be added. */
int32_t names_add(struct name_table *t, const char *text, bool *ret_new);

/* What stands for "unknown" in a parent cell: nothing, 0, NA, -, unknown ... */
bool names_unknown(const char *text);

#endif
