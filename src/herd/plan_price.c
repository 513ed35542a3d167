/* plan_price.c - what a pair costs: a sum in millionths of F, and the rules that forbid a pair outright. One row per
 * term and per rule; a price of 0 leaves its term out. */
#include "plan_inner.h"

#include <string.h>

enum { MERIT_MOST = 50000000, FECB_UNKNOWN = 3 };

/* ---- facts ---- */

static int copies_of(const char *fecb)
{
    static const char *const names[] = { "++", "B+", "BB" };
    for (int i = 0; fecb && i < (int)COUNT(names); i++)
        if (strcmp(fecb, names[i]) == 0)
            return i;
    return FECB_UNKNOWN;
}

void price_facts(struct making *m, struct query *q, int column, struct pair_facts *ret)
{
    ret->family = arena_text(&m->arena, query_text(q, column));
    ret->fecb = copies_of(query_text(q, column + 1));
    ret->carrier = query_int(q, column + 2) != 0;
    ret->has_merit = !query_is_null(q, column + 3);
    ret->merit = query_int(q, column + 3);
    ret->last_male = query_int(q, column + 4);
}

/* A chance in quarters that a lamb is ++ (no copy) or BB (two). */
static int quarters(int ewe, int ram, bool open)
{
    if (ewe == FECB_UNKNOWN || ram == FECB_UNKNOWN)
        return 0; /* what is not known is not judged */
    return open ? (2 - ewe) * (2 - ram) : ewe * ram;
}

static int unwanted(const struct making *m, int32_t ewe, int32_t ram)
{
    if (!m->prices.fecb_rule)
        return 0;
    return quarters(m->females[ewe].facts.fecb, m->males[ram].facts.fecb, m->prices.fecb_rule == 1);
}

static bool same_family(const struct making *m, int32_t ewe, int32_t ram)
{
    const char *hers = m->females[ewe].facts.family, *his = m->males[ram].facts.family;
    return hers && his && *hers && strcmp(hers, his) == 0;
}

/* ---- terms beside F ---- */

/* A lamb has half of what its sire is above the mean of the males; hers is the same whoever the male is. */
static int64_t merit(const struct making *m, int32_t ewe, int32_t ram)
{
    (void)ewe;
    const struct pair_facts *his = &m->males[ram].facts;
    if (!his->has_merit)
        return 0;
    double worth = (double)m->prices.price[TERM_MERIT] * (double)(his->merit - m->prices.mean_merit) / 2000;
    return worth > MERIT_MOST ? -MERIT_MOST : worth < -MERIT_MOST ? MERIT_MOST : -(int64_t)worth;
}

static int64_t family(const struct making *m, int32_t ewe, int32_t ram)
{
    return same_family(m, ewe, ram) ? m->prices.price[TERM_FAMILY] : 0;
}

static int64_t fecb(const struct making *m, int32_t ewe, int32_t ram)
{
    return m->prices.price[TERM_FECB] * unwanted(m, ewe, ram) / 4;
}

static int64_t move(const struct making *m, int32_t ewe, int32_t ram)
{
    return m->females[ewe].keeper != m->males[ram].keeper ? m->prices.price[TERM_MOVE] : 0;
}

static int64_t last_male(const struct making *m, int32_t ewe, int32_t ram)
{
    return m->females[ewe].facts.last_male == m->males[ram].id ? m->prices.price[TERM_LAST] : 0;
}

static const struct {
    const char *option, *name; /* name: code list plan_term */
    int64_t (*of)(const struct making *m, int32_t ewe, int32_t ram);
} terms[TERMS] = {
    [TERM_MERIT] = { "merit-price", "merit", merit },  [TERM_FAMILY] = { "family-price", "family", family },
    [TERM_FECB] = { "fecb-price", "fecb", fecb },      [TERM_MOVE] = { "move-price", "move", move },
    [TERM_LAST] = { "last-price", "last", last_male }, [TERM_WARN] = { "warn-price", "warn", NULL },
};

static int64_t others(const struct making *m, int32_t ewe, int32_t ram)
{
    int64_t sum = 0;
    for (int t = 0; t < TERM_WARN; t++)
        if (m->prices.price[t])
            sum += terms[t].of(m, ewe, ram);
    return sum;
}

int32_t price_of(const struct making *m, int32_t ewe, int32_t ram, int32_t f)
{
    if (!m->prices.any)
        return f;
    int64_t warned = f > m->females[ewe].warn ? m->prices.price[TERM_WARN] : 0;
    return (int32_t)(f + warned + others(m, ewe, ram));
}

/* F is what a cost is made of beside the other terms: those above the warn limit cost the warn price more, so the two
 * kinds never meet. */
int32_t price_f(const struct making *m, int32_t ewe, int32_t ram, int32_t cost)
{
    if (!m->prices.any)
        return cost;
    int64_t f = cost - others(m, ewe, ram);
    return (int32_t)(f > m->females[ewe].warn ? f - m->prices.price[TERM_WARN] : f);
}

int64_t price_f_total(const struct making *m)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < m->candidate_count; i++)
        if (m->first.ram[i] >= 0)
            sum += price_f(m, i, m->first.ram[i], plan_costs_of(m, i)[m->first.ram[i]]);
    return sum;
}

const char *price_terms(struct making *m, int32_t ewe, int32_t ram, int32_t f)
{
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    for (int t = 0; t < TERMS; t++) {
        int64_t part = !m->prices.price[t] ? 0
                       : t == TERM_WARN    ? (f > m->females[ewe].warn ? m->prices.price[t] : 0)
                                           : terms[t].of(m, ewe, ram);
        if (part)
            strbuf_printf(&text, "%s%s=%lld", text.length ? ";" : "", terms[t].name, (long long)part);
    }
    return text.length ? arena_text(&m->arena, text.text) : NULL;
}

/* ---- rules ---- */

static bool too_close(const struct making *m, int32_t ewe, int32_t ram, int32_t f)
{
    (void)ram;
    return f > m->females[ewe].limit;
}

static bool of_her_family(const struct making *m, int32_t ewe, int32_t ram, int32_t f)
{
    (void)f;
    return m->prices.families_apart && same_family(m, ewe, ram);
}

static bool wrong_fecb(const struct making *m, int32_t ewe, int32_t ram, int32_t f)
{
    (void)f;
    return !m->prices.price[TERM_FECB] && unwanted(m, ewe, ram) > 0;
}

static bool both_carry(const struct making *m, int32_t ewe, int32_t ram, int32_t f)
{
    (void)f;
    return m->prices.carriers_apart && m->females[ewe].facts.carrier && m->males[ram].facts.carrier;
}

static bool (*const rules[])(const struct making *m, int32_t ewe, int32_t ram, int32_t f) = {
    [RULE_F] = too_close, [RULE_FAMILY] = of_her_family, [RULE_FECB] = wrong_fecb, [RULE_CARRIER] = both_carry
};

int price_barred(const struct making *m, int32_t ewe, int32_t ram, int32_t f)
{
    for (int i = 0; i < (int)COUNT(rules); i++)
        if (rules[i](m, ewe, ram, f))
            return i;
    return -1;
}

/* ---- once per plan ---- */

static void mean_merit(struct making *m)
{
    int64_t sum = 0, count = 0;
    for (int32_t k = 0; k < m->male_count; k++)
        if (m->males[k].facts.has_merit) {
            sum += m->males[k].facts.merit;
            count++;
        }
    m->prices.mean_merit = count ? sum / count : 0;
}

void prices_read(struct making *m)
{
    const char *fecb_rule = asked_text(m, "fecb");
    for (int t = 0; t < TERMS; t++) {
        m->prices.price[t] = asked_number(m, terms[t].option, 0);
        m->prices.any = m->prices.any || m->prices.price[t] != 0;
    }
    m->prices.fecb_rule = !fecb_rule ? 0 : strcmp(fecb_rule, "no_open") == 0 ? 1 : 2;
    m->prices.families_apart = asked_number(m, "families-apart", 0) != 0;
    m->prices.carriers_apart = asked_number(m, "carriers-apart", 0) != 0;
    mean_merit(m);
}
