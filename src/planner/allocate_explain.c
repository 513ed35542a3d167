#include <stdlib.h>

#include "allocate_check.h"

static bool all_rams_in_group(const struct allocate_problem *problem, int32_t ewe, const unsigned char *rams)
{
    const int32_t *cost = problem->cost + (size_t)ewe * (size_t)problem->ram_count;
    bool any = false;
    for (int32_t k = 0; k < problem->ram_count; k++) {
        if (cost[k] == ALLOCATE_FORBIDDEN)
            continue;
        if (!rams[k])
            return false;
        any = true;
    }
    return any;
}

/* Everyone standing at a ram of the group may only go to the group (or it would be larger); of the unserved, look. */
static int32_t count_group(const struct allocate_problem *problem, const int32_t *ram, const unsigned char *rams)
{
    int32_t count = 0;
    for (int32_t ewe = 0; ewe < problem->ewe_count; ewe++)
        count += ram[ewe] >= 0 ? rams[ram[ewe]] : all_rams_in_group(problem, ewe, rams);
    return count;
}

bool allocate_explain(const struct allocate_problem *problem, const struct allocate_result *result, int32_t ewe,
                      unsigned char *ret_rams, int32_t *ret_group_ewes, int64_t *ret_places, struct err *e)
{
    if (ewe < 0 || ewe >= problem->ewe_count || result->ram[ewe] >= 0)
        return err_set(e, ERR_DATA, "", _("There is nothing to explain: ewe %d is served or does not exist."), ewe + 1);
    unsigned char *from = calloc((size_t)problem->ewe_count, 1);
    if (!from)
        return err_set(e, ERR_INTERNAL, "", _("There is not enough memory to explain the allocation."));
    from[ewe] = 1;
    bool done = allocate_closure(problem, NULL, result->ram, from, ret_rams, e);
    free(from);
    if (!done)
        return false;
    int64_t places = 0;
    bool any = false;
    for (int32_t k = 0; k < problem->ram_count; k++) {
        places += ret_rams[k] ? problem->capacity[k] : 0;
        any = any || ret_rams[k];
    }
    int32_t ewes = any ? count_group(problem, result->ram, ret_rams) : 1;
    if (ewes <= places)
        return err_set(e, ERR_DATA, "", _("Ewe %d could be served: the allocation is not finished."), ewe + 1);
    *ret_group_ewes = ewes;
    *ret_places = places;
    return true;
}
