/* plan_share.c - places by contributions: each male gets the matings that keep the next generation least related, or
 * that raise merit most at a rate of kinship (optimal contributions), and the allocation mates these. */
#include "plan_inner.h"

struct sharing {
    struct kinship_product *product;
    struct contribute_problem problem;
    int32_t *animals; /* males, then females */
    double *merit, *most;
    int32_t *matings;
    int32_t total;
};

static void times(void *context, const double *x, double *ret)
{
    kinship_product_times(context, x, ret);
}

static int32_t total_matings(const struct making *m)
{
    int64_t places = 0;
    for (int32_t k = 0; k < m->male_count; k++)
        places += m->capacity[k];
    return places < m->candidate_count ? (int32_t)places : m->candidate_count;
}

/* Who has no breeding value counts as the mean of its sex. */
static void fill_merit(const struct making *m, double *merit)
{
    for (int sex = 0; sex < 2; sex++) {
        int32_t n = sex ? m->candidate_count : m->male_count, from = sex ? m->male_count : 0, count = 0;
        double sum = 0.0;
        for (int pass = 0; pass < 2; pass++)
            for (int32_t i = 0; i < n; i++) {
                const struct pair_facts *facts = sex ? &m->females[i].facts : &m->males[i].facts;
                if (pass == 0 && facts->has_merit) {
                    sum += (double)facts->merit / 1000.0;
                    count++;
                } else if (pass == 1) {
                    merit[from + i] = facts->has_merit ? (double)facts->merit / 1000.0 : count ? sum / count : 0.0;
                }
            }
    }
}

static void sharing_fill(struct making *m, const struct herd_pedigree *p, struct sharing *s)
{
    int32_t males = m->male_count, n = males + m->candidate_count;
    s->total = total_matings(m);
    s->animals = arena_new(&m->arena, (size_t)n * sizeof *s->animals);
    s->merit = arena_new(&m->arena, (size_t)n * sizeof *s->merit);
    s->most = arena_new(&m->arena, (size_t)n * sizeof *s->most);
    s->matings = arena_new(&m->arena, (size_t)n * sizeof *s->matings);
    for (int32_t i = 0; i < n; i++) {
        s->animals[i] = pedigree_position(p, i < males ? m->males[i].id : m->females[i - males].id);
        s->most[i] = (i < males ? m->capacity[i] : 1) * 0.5 / s->total;
        s->most[i] = s->most[i] > 0.5 ? 0.5 : s->most[i];
    }
    fill_merit(m, s->merit);
}

/* Mean kinship of the candidates, each sex one half. */
static double kinship_now(const struct making *m, const struct sharing *s)
{
    int32_t males = m->male_count, n = males + m->candidate_count;
    double *x = memory_resize(NULL, (size_t)n, sizeof *x), *kx = memory_resize(NULL, (size_t)n, sizeof *kx), sum = 0.0;
    for (int32_t i = 0; i < n; i++)
        x[i] = 0.5 / (i < males ? males : m->candidate_count);
    kinship_product_times(s->product, x, kx);
    for (int32_t i = 0; i < n; i++)
        sum += x[i] * kx[i];
    memory_free(x);
    memory_free(kx);
    return sum;
}

/* Most merit while kinship rises by the rate; without a rate, or where all are alike, the least kinship. */
static double most_kinship(const struct making *m, struct sharing *s)
{
    if (!asked_text(m, "rate"))
        return -1.0;
    double now = kinship_now(m, s);
    s->problem.merit = s->merit;
    return now + (double)asked_number(m, "rate", 0) / 1e6 * (1.0 - now);
}

static bool sharing_solve(struct making *m, struct sharing *s, struct err *e)
{
    struct contribute_result result = { 0 };
    s->problem = (struct contribute_problem){
        .males = m->male_count, .females = m->candidate_count, .most = s->most, .product = times, .context = s->product
    };
    double limit = most_kinship(m, s), bound;
    if (!contribute_whole(&s->problem, limit, s->total, s->matings, &result, m->progress, e))
        return false;
    bool good = contribute_verify(&s->problem, limit, &result, &bound, e);
    contribute_done(&result);
    for (int32_t k = 0; good && k < m->male_count; k++)
        m->capacity[k] = s->matings[k];
    return good;
}

static bool merit_is_known(const struct making *m)
{
    bool known = false;
    for (int32_t k = 0; k < m->male_count; k++)
        known = known || m->males[k].facts.has_merit;
    return known;
}

static bool rate_makes_sense(const struct making *m, struct err *e)
{
    return !asked_text(m, "rate") || merit_is_known(m) ||
           err_set(e, ERR_DATA, "rate", _("No male has a breeding value: enter some, or leave --rate out."));
}

bool share_capacities(struct making *m, const struct herd_pedigree *p, struct err *e)
{
    struct sharing s = { .total = 0 };
    if (!rate_makes_sense(m, e))
        return false;
    if (!asked_number(m, "contributions", 0) || total_matings(m) == 0)
        return true;
    sharing_fill(m, p, &s);
    if (!kinship_product_open((struct pedigree){ p->count, p->sire, p->dam }, p->f, s.animals,
                              m->male_count + m->candidate_count, &s.product, e))
        return false;
    bool good = sharing_solve(m, &s, e);
    kinship_product_close(s.product);
    return good;
}
