/* mating.c - may these two be mated? Their kinship by name and number, whom it comes from, and the tier's rules. */
#include "mating.h"

#include <math.h>
#include <string.h>

/* ---- who they are ---- */

/* The day is counted from the newest service, as plans count it. */
bool mating_expects(struct herd *herd, const struct animal *a, struct arena *arena, bool *ret_pregnant,
                    date_day *ret_due, struct err *e)
{
    struct event *events;
    int count;
    date_day service = DATE_NONE;
    *ret_pregnant = a->state && strcmp(a->state, "pregnant") == 0;
    *ret_due = DATE_NONE;
    if (!*ret_pregnant)
        return true;
    if (!event_of_animal(herd, a->id, arena, &events, &count, e))
        return false;
    for (int i = 0; i < count; i++)
        if (!events[i].voided && strcmp(events[i].kind, "service") == 0 &&
            (service == DATE_NONE || events[i].day > service))
            service = events[i].day;
    if (service != DATE_NONE)
        *ret_due = service + (date_day)dictionary_number(&herd->dictionary, a->species, "gestation", 0);
    return true;
}

const char *mating_pregnant_words(date_day due, struct arena *arena)
{
    char day[DATE_TEXT];
    return due == DATE_NONE ? _("pregnant")
                            : arena_printf(arena, _("pregnant, due %s"), date_format(due, DATE_DAY, day));
}

bool mating_subject_load(struct herd *herd, int64_t animal, struct arena *arena, struct mating_subject *ret,
                         int64_t *ret_place, int64_t *ret_keeper, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct animal a;
    struct holding keeper = { 0 };
    int64_t culled;
    if (!animal_load(herd, animal, arena, &a, e) || !store_query(herd->store, "event_is_culled", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_day(q, ":day", herd->today);
    if (!query_one_int(q, 0, &culled, e) || (a.keeper && !holding_load(herd, a.keeper, arena, &keeper, e)))
        return false;
    *ret = (struct mating_subject){ .id = animal,
                                    .number = a.number,
                                    .species = a.species,
                                    .sex = a.sex,
                                    .tier = keeper.tier,
                                    .birth = a.birth,
                                    .present = a.present,
                                    .culled = culled > 0,
                                    .voided = a.voided != NULL };
    if (!mating_expects(herd, &a, arena, &ret->pregnant, &ret->due, e))
        return false;
    *ret_place = a.place;
    *ret_keeper = a.keeper;
    return true;
}

/* ---- the rules ---- */

/* brief: a rule of the dictionary, whose label says it in a word or two; NULL = the words are short enough. */
static void reason(const struct herd *herd, struct mating_verdict *v, enum mating_level level, const char *brief,
                   const char *words)
{
    const struct rule *rule = brief ? dictionary_rule(&herd->dictionary, brief) : NULL;
    if (v->reason_count == (int)COUNT(v->reasons))
        return;
    int at = v->reason_count++;
    for (; at && v->reasons[at - 1].level < level; at--) /* the worst first */
        v->reasons[at] = v->reasons[at - 1];
    v->reasons[at] = (struct mating_reason){ level, words, rule ? herd_label(herd, rule->zh, rule->en) : words };
    if (level > v->level)
        v->level = level;
}

struct mating_limits mating_limits_of(const struct herd *herd, const struct mating_subject *male,
                                      const struct mating_subject *female)
{
    const char *species = female->species ? female->species : male->species;
    struct mating_limits l = { PARAM_NONE, PARAM_NONE, female->tier ? female->tier : male->tier };
    char name[40];
    if (!l.tier)
        l.tier = "household";
    snprintf(name, sizeof name, "max_f_%s", l.tier);
    const struct param *p = species ? dictionary_param(&herd->dictionary, species, name) : NULL;
    if (p) {
        l.warn = p->warn_high;
        l.hard = p->hard_high;
    }
    return l;
}

/* "6.25%" of thousandths of a percent */
static const char *percent(const struct herd *herd, int64_t value, struct arena *arena)
{
    return arena_printf(arena, "%s%%", check_amount(herd, value, "", arena));
}

static void judge_kin(const struct herd *herd, const struct mating_limits *l, double kinship, bool told,
                      struct arena *arena, struct mating_verdict *v)
{
    int64_t f = llround(kinship * 100000);
    const char *tier = herd_code_label(herd, "tier", l->tier);
    if (l->hard != PARAM_NONE && f > l->hard)
        reason(herd, v, MATING_BARRED, "mating_kin_hard",
               arena_printf(arena, _("F of the young %s, the limit of the %s is %s"), percent(herd, f, arena), tier,
                            percent(herd, l->hard, arena)));
    else if (l->warn != PARAM_NONE && f > l->warn)
        reason(herd, v, MATING_WARNED, "mating_kin_warn",
               arena_printf(arena, _("F of the young %s, better at most %s"), percent(herd, f, arena),
                            percent(herd, l->warn, arena)));
    if (!told)
        reason(herd, v, MATING_GOOD, NULL, _("too little of the pedigree is known to tell F"));
}

static void judge_age(const struct herd *herd, const struct mating_subject *one, bool male, struct arena *arena,
                      struct mating_verdict *v)
{
    const struct param *p =
        one->species ? dictionary_param(&herd->dictionary, one->species, male ? "first_mating_M" : "first_mating_F")
                     : NULL;
    if (!p || one->birth == DATE_NONE)
        return;
    int64_t age = (int64_t)(herd->today - one->birth) * 1000;
    if (p->hard_low != PARAM_NONE && age < p->hard_low)
        reason(herd, v, MATING_BARRED, "mating_age_hard",
               arena_printf(arena, _("%s: too young (at least %lld days)"), one->number ? one->number : "-",
                            (long long)(p->hard_low / 1000)));
    else if (p->warn_low != PARAM_NONE && age < p->warn_low)
        reason(herd, v, MATING_WARNED, "mating_age_warn",
               arena_printf(arena, _("%s: young (better from %lld days on)"), one->number ? one->number : "-",
                            (long long)(p->warn_low / 1000)));
}

static void judge_one(const struct herd *herd, const struct mating_subject *one, struct arena *arena,
                      struct mating_verdict *v)
{
    if (!one->id)
        return;
    const char *number = one->number ? one->number : "-";
    if (one->voided)
        reason(herd, v, MATING_BARRED, "animal_void", arena_printf(arena, _("%s: the record is void"), number));
    else if (!one->present)
        reason(herd, v, MATING_WARNED, "animal_absent", arena_printf(arena, _("%s: not present"), number));
    if (one->pregnant)
        reason(herd, v, MATING_WARNED, NULL, mating_pregnant_words(one->due, arena));
    if (one->culled)
        reason(herd, v, MATING_WARNED, "mating_culled", arena_printf(arena, _("%s: marked for culling"), number));
}

static bool is_sex(const struct mating_subject *one, const char *sex)
{
    return one->sex ? strcmp(one->sex, sex) == 0 : !one->id;
}

void mating_judge(const struct herd *herd, const struct mating_subject *male, const struct mating_subject *female,
                  double kinship, bool told, struct arena *arena, struct mating_verdict *ret)
{
    *ret = (struct mating_verdict){ 0 };
    struct mating_limits limits = mating_limits_of(herd, male, female);
    if (male->id && male->id == female->id)
        reason(herd, ret, MATING_BARRED, NULL, _("one and the same animal"));
    else if (!is_sex(male, "M") || !is_sex(female, "F"))
        reason(herd, ret, MATING_BARRED, NULL, _("not a male and a female"));
    if (male->species && female->species && strcmp(male->species, female->species) != 0)
        reason(herd, ret, MATING_BARRED, NULL, _("of different species"));
    judge_kin(herd, &limits, kinship, told, arena, ret);
    judge_age(herd, male, true, arena, ret);
    judge_age(herd, female, false, arena, ret);
    judge_one(herd, male, arena, ret);
    judge_one(herd, female, arena, ret);
}

/* ---- kinship by name ---- */

static bool same(int32_t a, int32_t b)
{
    return a >= 0 && a == b;
}

static bool full_sibs(struct pedigree p, int32_t a, int32_t b)
{
    return a >= 0 && b >= 0 && a != b && same(p.sire[a], p.sire[b]) && same(p.dam[a], p.dam[b]);
}

static bool half_sibs(struct pedigree p, int32_t a, int32_t b)
{
    return a >= 0 && b >= 0 && a != b && (same(p.sire[a], p.sire[b]) || same(p.dam[a], p.dam[b]));
}

static bool parent_of(struct pedigree p, int32_t a, int32_t b)
{
    return a >= 0 && b >= 0 && (p.sire[b] == a || p.dam[b] == a);
}

typedef bool (*relation)(struct pedigree p, int32_t a, int32_t b);

/* Does it hold between a and a parent of b? */
static bool one_down(struct pedigree p, relation holds, int32_t a, int32_t b)
{
    return holds(p, a, p.sire[b]) || holds(p, a, p.dam[b]);
}

static bool either_down(struct pedigree p, relation holds, int32_t a, int32_t b)
{
    return one_down(p, holds, a, b) || one_down(p, holds, b, a);
}

static bool both_down(struct pedigree p, relation holds, int32_t a, int32_t b)
{
    return (p.sire[a] >= 0 && one_down(p, holds, p.sire[a], b)) || (p.dam[a] >= 0 && one_down(p, holds, p.dam[a], b));
}

static const char *relation_name(struct pedigree p, int32_t a, int32_t b, const struct comparison *c)
{
    if (a == b)
        return _("one and the same animal");
    if (parent_of(p, a, b) || parent_of(p, b, a))
        return _("parent and offspring");
    if (full_sibs(p, a, b))
        return _("full sibs");
    if (half_sibs(p, a, b))
        return same(p.sire[a], p.sire[b]) ? _("half sibs by the sire") : _("half sibs by the dam");
    if (either_down(p, parent_of, a, b))
        return _("grandparent and grandchild");
    if (either_down(p, full_sibs, a, b))
        return _("aunt or uncle and its full sib's offspring");
    if (either_down(p, half_sibs, a, b))
        return _("aunt or uncle and its half sib's offspring");
    if (both_down(p, full_sibs, a, b))
        return _("full cousins");
    if (both_down(p, half_sibs, a, b))
        return _("half cousins");
    if (c->source_count)
        return _("distantly related");
    return isnan(c->f) ? _("kinship unknown") : _("no common ancestor known");
}

/* ---- common ancestors ---- */

/* Generations from one animal up to each ancestor by the shortest line; INT32_MAX = none. Parents first, so backwards
 * every animal is settled before its parents. */
static void line_lengths(struct pedigree p, const int32_t *order, int32_t from, int32_t *length)
{
    for (int32_t i = 0; i < p.count; i++)
        length[i] = INT32_MAX;
    length[from] = 0;
    for (int32_t k = p.count - 1; k >= 0; k--) {
        int32_t at = order[k], parents[] = { p.sire[at], p.dam[at] };
        for (size_t i = 0; length[at] < INT32_MAX && i < COUNT(parents); i++)
            if (parents[i] >= 0 && length[parents[i]] > length[at] + 1)
                length[parents[i]] = length[at] + 1;
    }
}

static bool find_sources(const struct herd_pedigree *p, const int32_t *at, struct arena *arena, struct comparison *c,
                         struct err *e)
{
    enum { MOST = 200 };
    struct pedigree kernel = { p->count, p->sire, p->dam };
    struct kinship_source found[MOST];
    int32_t count = 0;
    size_t n = (size_t)p->count;
    int32_t *work = memory_resize(NULL, 3 * n, sizeof *work);
    bool good =
        kinship_sources(kernel, p->f, at[0], at[1], found, MOST, &count, e) && order_parents_first(kernel, work, e);
    if (good) {
        count = count > MOST ? MOST : count;
        line_lengths(kernel, work, at[0], work + n);
        line_lengths(kernel, work, at[1], work + 2 * n);
        c->sources = arena_new(arena, ((size_t)count + 1) * sizeof *c->sources);
        c->source_count = count;
    }
    for (int i = 0; i < c->source_count; i++) {
        int32_t ancestor = found[i].ancestor;
        c->sources[i] = (struct comparison_source){ p->id[ancestor],
                                                    found[i].share,
                                                    { work[n + (size_t)ancestor], work[2 * n + (size_t)ancestor] } };
    }
    memory_free(work);
    return good;
}

/* ---- all of it ---- */

double mating_completeness(struct pedigree p, int32_t first, int32_t second)
{
    /* the young's 14 ancestors: two parents and their six each */
    return (2 + 6 * completeness_one(p, first, CARD_GENERATIONS - 1) +
            6 * completeness_one(p, second, CARD_GENERATIONS - 1)) /
           14;
}

static bool compare_blood(const struct herd_pedigree *p, const int32_t *at, struct arena *arena, struct comparison *c,
                          struct err *e)
{
    struct pedigree kernel = { p->count, p->sire, p->dam };
    size_t n = (size_t)p->count;
    double *complete = memory_resize(NULL, 2 * n, sizeof *complete);
    bool good = kinship_pair(kernel, p->f, at[0], at[1], &c->kinship, e) &&
                completeness_all(kernel, CARD_GENERATIONS, complete, complete + n, e);
    for (int i = 0; good && i < 2; i++) {
        struct comparison_side *side = &c->side[i];
        bool both = p->sire[at[i]] >= 0 && p->dam[at[i]] >= 0;
        side->completeness = complete[at[i]];
        side->equivalent = complete[n + (size_t)at[i]];
        side->f = pedigree_tells_f(p->f[at[i]], both, side->completeness) ? p->f[at[i]] : (double)NAN;
    }
    memory_free(complete);
    if (!good)
        return false;
    c->completeness = mating_completeness(kernel, at[0], at[1]);
    c->equivalent = 1 + (c->side[0].equivalent + c->side[1].equivalent) / 2;
    c->f = pedigree_tells_f(c->kinship, true, c->completeness) ? c->kinship : (double)NAN;
    if (!find_sources(p, at, arena, c, e))
        return false;
    c->relation = relation_name(kernel, at[0], at[1], c);
    return true;
}

static bool subject_of(struct herd *herd, const struct mate *mate, struct arena *arena, struct mating_subject *ret,
                       int64_t *ret_place, struct err *e)
{
    int64_t keeper, parent = mate->sire ? mate->sire : mate->dam;
    struct pedigree_facts facts;
    if (mate->animal)
        return mating_subject_load(herd, mate->animal, arena, ret, ret_place, &keeper, e);
    *ret = (struct mating_subject){ .sex = mate->sex, .birth = DATE_NONE };
    *ret_place = 0;
    if (parent && !pedigree_facts(herd, parent, arena, &facts, e))
        return false;
    ret->species = parent ? facts.species : NULL;
    return true;
}

static bool compare_rules(struct herd *herd, const struct mate *const *mates, struct arena *arena, struct comparison *c,
                          struct err *e)
{
    struct mating_subject s[2];
    int64_t place[2];
    for (int i = 0; i < 2; i++)
        if (!subject_of(herd, mates[i], arena, &s[i], &place[i], e))
            return false;
    /* an imagined one without a sex has the other's counterpart */
    bool swap = (s[0].sex && strcmp(s[0].sex, "F") == 0) || (!s[0].sex && s[1].sex && strcmp(s[1].sex, "M") == 0);
    const struct mating_subject *male = &s[swap], *female = &s[!swap];
    struct mating_limits limits = mating_limits_of(herd, male, female);
    c->limit = limits.hard;
    c->warn = limits.warn;
    c->tier = limits.tier;
    mating_judge(herd, male, female, c->kinship, !isnan(c->f), arena, &c->verdict);
    if (place[0] && place[1] && place[0] != place[1])
        reason(herd, &c->verdict, MATING_GOOD, NULL, _("they stand at different holdings"));
    return true;
}

bool mating_compare(struct herd *herd, const struct mate *first, const struct mate *second, struct arena *arena,
                    struct comparison *ret, struct err *e)
{
    struct herd_pedigree p;
    struct comparison c = { 0 };
    int32_t at[2];
    if (!pedigree_load_mates(herd, (const struct mate[]){ *first, *second }, 2, NULL, 0, &p, at, e))
        return false;
    bool good = compare_blood(&p, at, arena, &c, e);
    pedigree_done(&p);
    if (!good || !compare_rules(herd, (const struct mate *const[]){ first, second }, arena, &c, e))
        return false;
    *ret = c;
    return true;
}
