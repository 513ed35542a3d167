/* plan_solve.c - which kernel solves a plan, its proof, and the reserves.
 *
 * A least use of every male is a price on each mating he lacks of it. He is then two columns: his first places, each
 * cheaper by the price, and the others. As the first are the cheaper ones they fill first, so that the exact allocation
 * of these columns, plus what all first places would cost empty, is the whole cost with its bound. */
#include "plan_inner.h"

static bool reserves(struct making *m, const struct allocate_problem *problem, struct err *e)
{
    m->reserve_f = arena_new(&m->arena, ((size_t)m->candidate_count + 1) * sizeof *m->reserve_f);
    rules_swap_locked(m);
    bool good = allocate_reserve(problem, &m->first, m->capacity, &m->reserve, m->progress, e);
    for (int32_t i = 0; good && i < m->candidate_count; i++)
        if (m->reserve.ram[i] >= 0)
            m->reserve_f[i] = price_f(m, i, m->reserve.ram[i], plan_costs_of(m, i)[m->reserve.ram[i]]);
    rules_swap_locked(m);
    return good;
}

/* Kept only with its proof: the value recomputed from the pairs alone equals the bound no plan can go below. */
static bool solve_proven(struct making *m, const struct allocate_problem *problem, struct err *e)
{
    if (!allocate_solve(problem, &m->first, m->progress, e) ||
        !allocate_verify(problem, &m->first, &m->objective, &m->bound, e))
        return false;
    if (m->objective == m->bound && m->objective == m->first.objective)
        return true;
    return err_set(e, ERR_INTERNAL, "", _("The plan failed its own proof and was not kept; please report this."));
}

/* ---- a least use of every male ---- */

struct columns { /* of each male: 2 k his first places, 2 k + 1 the others */
    int32_t *cost, *capacity, *previous;
    int64_t empty; /* what all first places cost if nobody goes there */
};

static void columns_fill(const struct making *m, int32_t least, int32_t price, struct columns *c)
{
    size_t males = (size_t)m->male_count, pairs = (size_t)m->candidate_count * males;
    c->cost = memory_resize(NULL, 2 * pairs + 1, sizeof *c->cost);
    c->capacity = memory_resize(NULL, 2 * males + 1, sizeof *c->capacity);
    c->empty = 0;
    for (size_t at = 0; at < pairs; at++) {
        bool barred = m->cost[at] == ALLOCATE_FORBIDDEN;
        c->cost[2 * at] = barred ? ALLOCATE_FORBIDDEN : m->cost[at] - price;
        c->cost[2 * at + 1] = m->cost[at];
    }
    for (size_t k = 0; k < males; k++) {
        c->capacity[2 * k] = m->capacity[k] < least ? m->capacity[k] : least;
        c->capacity[2 * k + 1] = m->capacity[k] - c->capacity[2 * k];
        c->empty += (int64_t)price * c->capacity[2 * k];
    }
}

/* The earlier plan's females fill the first places first. */
static void columns_previous(const struct making *m, struct columns *c)
{
    c->previous = NULL;
    if (!m->previous)
        return;
    int32_t *left = memory_resize(NULL, (size_t)m->male_count + 1, sizeof *left);
    c->previous = memory_resize(NULL, (size_t)m->candidate_count + 1, sizeof *c->previous);
    for (int32_t k = 0; k < m->male_count; k++)
        left[k] = c->capacity[2 * k];
    for (int32_t i = 0; i < m->candidate_count; i++) {
        int32_t k = m->previous[i];
        c->previous[i] = k < 0 ? k : 2 * k + (left[k]-- <= 0);
    }
    memory_free(left);
}

/* Back to one column a male; one more place of his is one of the others. */
static void columns_join(struct making *m, const struct columns *c)
{
    for (int32_t i = 0; i < m->candidate_count; i++)
        if (m->first.ram[i] >= 0)
            m->first.ram[i] /= 2;
    for (int32_t k = 0; k < m->male_count; k++)
        m->first.ram_price[k] = m->first.ram_price[2 * k + 1];
    m->objective += c->empty;
    m->bound += c->empty;
    m->first.objective = m->objective;
    m->first.bound = m->bound;
    m->first.pairs_checked /= 2;
}

static bool solve_least_use(struct making *m, int32_t least, int32_t price, struct err *e)
{
    struct columns c;
    columns_fill(m, least, price, &c);
    columns_previous(m, &c);
    struct allocate_problem problem = { m->candidate_count, 2 * m->male_count, c.cost, c.capacity, c.previous, NULL };
    bool good = solve_proven(m, &problem, e);
    if (good)
        columns_join(m, &c);
    memory_free(c.cost);
    memory_free(c.capacity);
    memory_free(c.previous);
    return good;
}

/* ---- which ---- */

bool plan_solve(struct making *m, bool with_reserves, struct err *e)
{
    struct allocate_problem problem = { m->candidate_count, m->male_count, m->cost, m->capacity, m->previous, NULL };
    int64_t least = asked_number(m, "least-use", 0), price = asked_number(m, "least-price", 0);
    bool good = joint_weight(m) > 0 && m->male_kinship ? joint_plan(m, &problem, e)
                : least && price                       ? solve_least_use(m, (int32_t)least, (int32_t)price, e)
                                                       : solve_proven(m, &problem, e);
    return good && (!with_reserves || reserves(m, &problem, e));
}
