/* plan_pairs.c - F of every pair that may arise, in millionths; limits and the user's rules as forbidden pairs. */
#include "plan_inner.h"

#include <math.h>
#include <string.h>

/* Below so many animals their ancestors are read one by one; above, the whole book. BLOCK_CELLS bounds the memory. */
enum { FEW_ANIMALS = 2000, BLOCK_CELLS = 4 << 20 };

/* ---- pedigree and kinship ---- */

static bool load_pedigree(struct making *m, struct herd_pedigree *p, struct err *e)
{
    int32_t n = m->candidate_count + m->male_count;
    if (n > FEW_ANIMALS) {
        if (!pedigree_load(m->herd, p, e))
            return false;
        if (inbreeding_all((struct pedigree){ p->count, p->sire, p->dam }, p->f, m->progress, e))
            return true;
        pedigree_done(p);
        return false;
    }
    int64_t *ids = arena_new(&m->arena, ((size_t)n + 1) * sizeof *ids);
    for (int32_t i = 0; i < m->candidate_count; i++)
        ids[i] = m->females[i].id;
    for (int32_t i = 0; i < m->male_count; i++)
        ids[m->candidate_count + i] = m->males[i].id;
    return pedigree_load_ancestors(m->herd, ids, n, p, e);
}

bool pairs_stand_right(const struct making *m, int32_t ewe, int32_t ram)
{
    return m->everywhere || m->females[ewe].keeper == m->males[ram].keeper;
}

static void take_pair(struct making *m, int32_t ewe, int32_t ram, double kinship)
{
    int32_t f = (int32_t)llround(kinship * 1e6);
    int32_t *cost = &plan_costs_of(m, ewe)[ram];
    *cost = ALLOCATE_FORBIDDEN;
    if (!pairs_stand_right(m, ewe, ram))
        return;
    if (m->least_male[ewe] < 0 || f < m->least[ewe]) {
        m->least[ewe] = f;
        m->least_male[ewe] = ram;
    }
    int rule = price_barred(m, ewe, ram, f);
    if (rule >= 0) {
        m->lost[(size_t)ewe * RULES + (size_t)rule]++;
        return;
    }
    *cost = price_of(m, ewe, ram, f);
    m->allowed[ewe]++;
}

static bool kinship_part(struct making *m, const struct herd_pedigree *p, const int32_t *ewes, const int32_t *rams,
                         int32_t from, int32_t count, double *block, struct err *e)
{
    struct pedigree kernel = { p->count, p->sire, p->dam };
    if (!kinship_block(kernel, p->f, ewes, m->candidate_count, rams + from, count, block, m->progress, e))
        return false;
    for (int32_t i = 0; i < m->candidate_count; i++)
        for (int32_t k = 0; k < count; k++)
            take_pair(m, i, from + k, block[(size_t)i * (size_t)count + (size_t)k]);
    for (int32_t k = 0; m->with_females && k < count; k++)
        for (int32_t i = 0; i < m->candidate_count; i++)
            joint_count(m, from + k, block[(size_t)i * (size_t)count + (size_t)k]);
    return true;
}

static bool fill_costs(struct making *m, const struct herd_pedigree *p, struct err *e)
{
    int32_t n = m->candidate_count, males = m->male_count, width = BLOCK_CELLS / (n + 1);
    width = width < 16 ? 16 : width > males ? males : width - width % 16;
    if (width < 1)
        width = 1;
    int32_t *ewes = arena_new(&m->arena, ((size_t)n + 1) * sizeof *ewes);
    int32_t *rams = arena_new(&m->arena, ((size_t)males + 1) * sizeof *rams);
    for (int32_t i = 0; i < n; i++)
        ewes[i] = pedigree_position(p, m->females[i].id);
    for (int32_t i = 0; i < males; i++)
        rams[i] = pedigree_position(p, m->males[i].id);
    double *block = memory_resize(NULL, (size_t)n * (size_t)width + 1, sizeof *block);
    bool good = true;
    for (int32_t from = 0; good && from < males; from += width)
        good = kinship_part(m, p, ewes, rams, from, males - from < width ? males - from : width, block, e);
    memory_free(block);
    return good;
}

bool pairs_prepare(struct making *m, struct err *e)
{
    static const int64_t MOST_PAIRS = 400000000; /* 1.6 GB: what an old machine can just hold */
    struct herd_pedigree p;
    size_t n = (size_t)m->candidate_count;
    if ((int64_t)m->candidate_count * m->male_count > MOST_PAIRS)
        return err_set(
            e, ERR_DATA, "rams",
            _("%d females times %d males are too many pairs for one plan; name a holding, or the males with --rams"),
            m->candidate_count, m->male_count);
    m->cost = memory_resize(NULL, n * (size_t)m->male_count + 1, sizeof *m->cost);
    m->least = memory_resize(NULL, n + 1, sizeof *m->least);
    m->least_male = memory_resize(NULL, n + 1, sizeof *m->least_male);
    m->allowed = memory_new((n + 1) * sizeof *m->allowed);
    m->lost = memory_new((n + 1) * RULES * sizeof *m->lost);
    for (size_t i = 0; i < n; i++) {
        m->least[i] = -1;
        m->least_male[i] = -1;
    }
    if (m->candidate_count == 0 || m->male_count == 0)
        return true;
    if (!load_pedigree(m, &p, e))
        return false;
    bool good = share_capacities(m, &p, e) && joint_prepare(m, &p, e) && fill_costs(m, &p, e);
    pedigree_done(&p);
    return good;
}

/* ---- the user's rules ---- */

static bool refuse_lock(struct making *m, const struct pair_rule *rule, const char *why, struct err *e)
{
    return err_set(e, ERR_DATA, "lock", _("%s cannot be locked to %s: %s"), candidates_number(m, rule->ewe),
                   candidates_number(m, rule->ram), why);
}

/* Why a lock names a pair that cannot arise. */
static bool refuse_absent(struct making *m, const struct pair_rule *rule, int32_t ram, struct err *e)
{
    if (ram < 0)
        return refuse_lock(m, rule, _("he is not among the males of this plan"), e);
    for (int32_t i = m->candidate_count; i < m->female_count; i++)
        if (m->females[i].id == rule->ewe)
            return refuse_lock(
                m, rule, plan_words(m->herd, m->females[i].reason, -1, m->females[i].detail, NULL, NULL, &m->arena), e);
    return refuse_lock(m, rule, _("she is not among the females of this plan"), e);
}

static bool refuse_pair(struct making *m, const struct pair_rule *rule, int32_t ewe, int32_t ram, int32_t f,
                        struct err *e)
{
    if (!pairs_stand_right(m, ewe, ram))
        return refuse_lock(m, rule, _("he stands at another holding; let males serve elsewhere"), e);
    int barred = price_barred(m, ewe, ram, f);
    if (barred < 0)
        return refuse_lock(m, rule, _("she is locked to another male already"), e);
    if (barred != RULE_F)
        return refuse_lock(m, rule, _("a rule of this plan forbids the pair (family, FecB or defect)"), e);
    return refuse_lock(m, rule,
                       arena_printf(&m->arena, _("F of their offspring is %s%%, above the limit of %s%%"),
                                    number_format_thousandths(f / 10, 2, (char[NUMBER_TEXT]){ 0 }),
                                    number_format_thousandths(m->females[ewe].limit / 10, 2, (char[NUMBER_TEXT]){ 0 })),
                       e);
}

static bool apply_lock(struct making *m, const struct pair_rule *rule, int32_t ewe, int32_t ram, struct err *e)
{
    int32_t *row = plan_costs_of(m, ewe);
    struct mating_check check;
    if (row[ram] == ALLOCATE_FORBIDDEN) {
        if (!pedigree_check_mating(m->herd, rule->ram, rule->ewe, &check, e))
            return false;
        return refuse_pair(m, rule, ewe, ram, (int32_t)llround(check.f * 1e6), e);
    }
    int32_t *costs = arena_new(&m->arena, (size_t)m->male_count * sizeof *costs);
    memcpy(costs, row, (size_t)m->male_count * sizeof *costs);
    m->locked[m->locked_count++] = (struct locked_row){ ewe, costs };
    for (int32_t k = 0; k < m->male_count; k++)
        if (k != ram)
            row[k] = ALLOCATE_FORBIDDEN;
    m->allowed[ewe] = 1;
    return true;
}

void rules_swap_locked(struct making *m)
{
    for (int i = 0; i < m->locked_count; i++) {
        int32_t *row = plan_costs_of(m, m->locked[i].ewe), *costs = m->locked[i].costs;
        for (int32_t k = 0; k < m->male_count; k++) {
            int32_t one = row[k];
            row[k] = costs[k];
            costs[k] = one;
        }
    }
}

/* Bans first, so that a locked female's reserve keeps them. */
static void apply_bans(struct making *m)
{
    for (int i = 0; i < m->rule_count; i++) {
        const struct pair_rule *rule = &m->rules[i];
        int32_t ewe = candidates_female(m, rule->ewe), ram = candidates_male(m, rule->ram);
        if (rule->lock || ewe < 0 || ram < 0 || plan_costs_of(m, ewe)[ram] == ALLOCATE_FORBIDDEN)
            continue;
        plan_costs_of(m, ewe)[ram] = ALLOCATE_FORBIDDEN;
        m->allowed[ewe]--;
        m->lost[(size_t)ewe * RULES + RULE_BAN]++;
    }
}

bool rules_apply(struct making *m, struct err *e)
{
    m->locked = arena_new(&m->arena, ((size_t)m->rule_count + 1) * sizeof *m->locked);
    apply_bans(m);
    for (int i = 0; i < m->rule_count; i++) {
        const struct pair_rule *rule = &m->rules[i];
        int32_t ewe = candidates_female(m, rule->ewe), ram = candidates_male(m, rule->ram);
        bool arises = ewe >= 0 && ram >= 0;
        if (!rule->lock || (!arises && rule->carried)) /* the pair does not arise this time */
            continue;
        if (!(arises ? apply_lock(m, rule, ewe, ram, e) : refuse_absent(m, rule, ram, e)))
            return false;
    }
    return true;
}

/* A new word on a pair, and a new lock of a female, take the place of what the earlier plan said. */
static void rule_add(struct making *m, int64_t ewe, int64_t ram, bool lock)
{
    int kept = 0;
    for (int i = 0; i < m->rule_count; i++) {
        const struct pair_rule *old = &m->rules[i];
        bool same = old->ewe == ewe && (old->ram == ram || (lock && old->lock && old->carried));
        if (!same)
            m->rules[kept++] = *old;
    }
    m->rules[kept] = (struct pair_rule){ ewe, ram, lock, false };
    m->rule_count = kept + 1;
}

bool rules_collect(struct making *m, struct err *e)
{
    const struct plan_value *lock = asked_value(m, "lock"), *forbid = asked_value(m, "forbid");
    struct pair_rule *old = NULL;
    int count = 0;
    if (m->again && !plan_rules_read(m->herd, m->again, &m->arena, &old, &count, e))
        return false;
    m->rules = arena_new(&m->arena, (size_t)(count + lock->count + forbid->count + 1) * sizeof *m->rules);
    for (int i = 0; i < count; i++)
        m->rules[i] = old[i];
    m->rule_count = count;
    for (int i = 0; i < lock->count; i++)
        rule_add(m, lock->ids[i], lock->others[i], true);
    for (int i = 0; i < forbid->count; i++)
        rule_add(m, forbid->ids[i], forbid->others[i], false);
    return true;
}
