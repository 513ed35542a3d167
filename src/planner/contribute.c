/* contribute.c - optimal contributions to the next generation. */
#include "selection.h"

#include <stdlib.h>

void contribute_done(struct contribute_result *result)
{
    free(result->share);
    free(result->kinship_with);
    free(result->cut);
    *result = (struct contribute_result){ 0 };
}

bool contribute_best(const struct contribute_problem *problem, double most_kinship, struct contribute_result *ret,
                     const struct progress *progress, struct err *e)
{
    struct selection s;
    if (!selection_open(&s, problem, progress, e))
        return false;
    bool good = selection_best(&s, most_kinship, e) && selection_tell(&s, ret, e);
    selection_close(&s);
    return good;
}

bool contribute_least(const struct contribute_problem *problem, struct contribute_result *ret,
                      const struct progress *progress, struct err *e)
{
    struct selection s;
    if (!selection_open(&s, problem, progress, e))
        return false;
    bool good = selection_least(&s, e) && selection_tell(&s, ret, e);
    selection_close(&s);
    return good;
}
