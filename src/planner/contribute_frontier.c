/* contribute_frontier.c - what less kinship costs in merit: the curve to choose a point on. */
#include "selection.h"

#include <math.h>

static void tell_point(const struct selection *s, struct contribute_point *ret)
{
    *ret = (struct contribute_point){ .kinship = s->best.kinship,
                                      .merit = selection_merit(s, s->best.merit),
                                      .merit_bound = selection_merit(s, s->bound) };
    for (int32_t i = 0; i < s->halves.count; i++)
        if (s->best.share[i] > CONTRIBUTE_NONE)
            *(i < s->problem->males ? &ret->males : &ret->females) += 1;
}

/* Merit goes about with the root of the kinship above the least (selection.c). */
static bool points(struct selection *s, int32_t count, struct contribute_point *ret, struct err *e)
{
    selection_top(s);
    tell_point(s, &ret[count - 1]);
    double top = s->best.kinship;
    if (!selection_least(s, e))
        return false;
    tell_point(s, &ret[0]);
    double lowest = s->best.kinship;
    for (int32_t k = 1; k < count - 1; k++) {
        double part = (double)k / (double)(count - 1);
        if (!selection_best(s, lowest + part * part * (top - lowest), e))
            return false;
        tell_point(s, &ret[k]);
    }
    return true;
}

bool contribute_frontier(const struct contribute_problem *problem, int32_t count, struct contribute_point *ret,
                         const struct progress *progress, struct err *e)
{
    struct selection s;
    if (!selection_open(&s, problem, progress, e))
        return false;
    bool good = s.flat ? err_set(e, ERR_DATA, "merit", "%s", _("All have the same merit: there is nothing to gain."))
                       : points(&s, count, ret, e);
    selection_close(&s);
    return good;
}
