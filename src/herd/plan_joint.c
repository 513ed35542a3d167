/* plan_joint.c - the next generation's diversity counted beside the F of this one's young, where asked: the males'
 * kinship with each other and with the females as the kernel wants it, and its plan as any other. */
#include "plan_inner.h"

#include <math.h>

enum { MALES_MOST = 5000 }; /* whose kinships with each other take 200 MB */

double joint_weight(const struct making *m)
{
    return (double)asked_number(m, "diversity", 0) / 1e6;
}

bool joint_prepare(struct making *m, const struct herd_pedigree *p, struct err *e)
{
    size_t males = (size_t)m->male_count;
    if (joint_weight(m) <= 0)
        return true;
    if (asked_text(m, "least-use"))
        return err_set(e, ERR_USAGE, "diversity", _("--diversity spreads the males by itself; leave out --least-use"));
    if (m->male_count > MALES_MOST)
        return err_set(e, ERR_DATA, "diversity",
                       _("%d males are too many to weigh against each other (%d at most); name a holding, or the males "
                         "with --rams"),
                       m->male_count, MALES_MOST);
    int32_t *animals = arena_new(&m->arena, males * sizeof *animals);
    m->male_kinship = arena_new(&m->arena, males * males * sizeof *m->male_kinship);
    m->with_females = arena_new(&m->arena, males * sizeof *m->with_females);
    for (size_t k = 0; k < males; k++)
        animals[k] = pedigree_position(p, m->males[k].id);
    return kinship_block((struct pedigree){ p->count, p->sire, p->dam }, p->f, animals, m->male_count, animals,
                         m->male_count, m->male_kinship, m->progress, e);
}

void joint_count(struct making *m, int32_t ram, double kinship)
{
    if (m->with_females)
        m->with_females[ram] += kinship / m->candidate_count;
}

/* Whole millionths, on the safe side; the prices are those of the certificate. */
static void joint_take(struct making *m, struct joint_result *r, double bound)
{
    struct allocate_result *first = &m->first;
    m->objective = (int64_t)ceil(r->objective - 1e-6);
    m->bound = (int64_t)floor(bound);
    *first = (struct allocate_result){ .ram = r->ram,
                                       .served = r->served,
                                       .objective = m->objective,
                                       .bound = m->bound,
                                       .rounds = r->rounds,
                                       .unserved_cost = INT64_MAX };
    first->ram_price = memory_new(((size_t)m->male_count + 1) * sizeof *first->ram_price);
    for (int32_t k = 0; k < m->male_count; k++)
        first->ram_price[k] = llround(r->price[k]);
    for (size_t i = 0; i < (size_t)m->candidate_count * (size_t)m->male_count; i++)
        first->pairs_checked += m->cost[i] != ALLOCATE_FORBIDDEN;
    r->ram = NULL; /* the plan's now */
}

bool joint_plan(struct making *m, const struct allocate_problem *problem, struct err *e)
{
    struct joint_problem p = { *problem, m->male_kinship, m->with_females, joint_weight(m) };
    struct joint_result r = { 0 };
    double bound;
    bool good = joint_solve(&p, &r, m->progress, e) && joint_verify(&p, &r, &bound, e);
    if (good)
        joint_take(m, &r, bound);
    joint_done(&r);
    return good;
}
