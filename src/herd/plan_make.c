/* plan_make.c - a plan is made: candidates and pedigree into arrays, kinship of every pair, the rules as forbidden
 * pairs, the exact allocation with its proof, and rows with a reason on each. */
#include "plan_inner.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_CANDIDATES = 3000, BLOCK_CELLS = 4 << 20 };

/* ---- pedigree and kinship ---- */

static bool load_pedigree(struct making *m, struct herd_pedigree *p, struct err *e)
{
    int32_t n = m->candidate_count + m->male_count;
    if (n > FEW_CANDIDATES) {
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

static bool stands_right(const struct making *m, int32_t ewe, int32_t ram)
{
    return m->request.everywhere || m->females[ewe].keeper == m->males[ram].keeper;
}

static void take_pair(struct making *m, int32_t ewe, int32_t ram, double kinship)
{
    int32_t f = (int32_t)llround(kinship * 1e6);
    int32_t *cost = &m->cost[(size_t)ewe * (size_t)m->male_count + (size_t)ram];
    *cost = ALLOCATE_FORBIDDEN;
    if (!stands_right(m, ewe, ram))
        return;
    if (m->least_male[ewe] < 0 || f < m->least[ewe]) {
        m->least[ewe] = f;
        m->least_male[ewe] = ram;
    }
    if (f > m->females[ewe].limit)
        return;
    *cost = f;
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

static bool pairs_prepare(struct making *m, struct err *e)
{
    struct herd_pedigree p;
    size_t n = (size_t)m->candidate_count;
    m->cost = memory_resize(NULL, n * (size_t)m->male_count + 1, sizeof *m->cost);
    m->least = memory_resize(NULL, n + 1, sizeof *m->least);
    m->least_male = memory_resize(NULL, n + 1, sizeof *m->least_male);
    m->allowed = memory_new((n + 1) * sizeof *m->allowed);
    for (size_t i = 0; i < n; i++) {
        m->least[i] = -1;
        m->least_male[i] = -1;
    }
    if (m->candidate_count == 0 || m->male_count == 0)
        return true;
    if (!load_pedigree(m, &p, e))
        return false;
    bool good = fill_costs(m, &p, e);
    pedigree_done(&p);
    return good;
}

/* ---- the user's rules ---- */

static int32_t female_at(const struct making *m, int64_t id)
{
    for (int32_t i = 0; i < m->candidate_count; i++)
        if (m->females[i].id == id)
            return i;
    return -1;
}

static int32_t male_at(const struct making *m, int64_t id)
{
    for (int32_t i = 0; i < m->male_count; i++)
        if (m->males[i].id == id)
            return i;
    return -1;
}

static const char *number_of(struct making *m, int64_t id)
{
    struct animal a;
    struct err ignored;
    return animal_load(m->herd, id, &m->arena, &a, &ignored) && a.number ? a.number : "?";
}

static bool apply_lock(struct making *m, int32_t ewe, int32_t ram, struct err *e)
{
    int32_t *row = &m->cost[(size_t)ewe * (size_t)m->male_count];
    if (row[ram] == ALLOCATE_FORBIDDEN)
        return err_set(
            e, ERR_DATA, "lock",
            _("%s cannot be locked to %s: their offspring would pass the inbreeding limit, or he stands elsewhere"),
            number_of(m, m->females[ewe].id), number_of(m, m->males[ram].id));
    for (int32_t k = 0; k < m->male_count; k++)
        if (k != ram)
            row[k] = ALLOCATE_FORBIDDEN;
    m->allowed[ewe] = 1;
    return true;
}

static bool rules_apply(struct making *m, struct err *e)
{
    for (int i = 0; i < m->rule_count; i++) {
        int32_t ewe = female_at(m, m->rule_ewe[i]), ram = male_at(m, m->rule_ram[i]);
        if (ewe < 0 || ram < 0)
            continue; /* the pair does not arise this time */
        int32_t *pair = &m->cost[(size_t)ewe * (size_t)m->male_count + (size_t)ram];
        if (m->rule_lock[i]) {
            if (!apply_lock(m, ewe, ram, e))
                return false;
        } else if (*pair != ALLOCATE_FORBIDDEN) {
            *pair = ALLOCATE_FORBIDDEN;
            m->allowed[ewe]--;
        }
    }
    return true;
}

static bool rules_collect(struct making *m, struct err *e)
{
    const struct plan_request *r = &m->request;
    int64_t *ewes = NULL, *rams = NULL;
    unsigned char *locks = NULL;
    int old = 0;
    if (r->again && !plan_rules_read(m->herd, r->again, &m->arena, &ewes, &rams, &locks, &old, e))
        return false;
    size_t room = (size_t)(old + r->lock_count + r->forbid_count) + 1;
    m->rule_ewe = arena_new(&m->arena, room * sizeof *m->rule_ewe);
    m->rule_ram = arena_new(&m->arena, room * sizeof *m->rule_ram);
    m->rule_lock = arena_new(&m->arena, room);
    for (int i = 0; i < old; i++) {
        m->rule_ewe[i] = ewes[i];
        m->rule_ram[i] = rams[i];
        m->rule_lock[i] = locks[i];
    }
    m->rule_count = old;
    for (int i = 0; i < r->lock_count + r->forbid_count; i++) {
        bool lock = i < r->lock_count;
        int at = m->rule_count++;
        m->rule_ewe[at] = lock ? r->lock_ewes[i] : r->forbid_ewes[i - r->lock_count];
        m->rule_ram[at] = lock ? r->lock_rams[i] : r->forbid_rams[i - r->lock_count];
        m->rule_lock[at] = lock;
    }
    return true;
}

/* ---- solving ---- */

static bool previous_read(struct making *m, struct err *e)
{
    struct plan_mating *matings;
    int count;
    if (!m->request.again)
        return true;
    if (!plan_matings(m->herd, m->request.again, &m->arena, &matings, &count, e))
        return false;
    m->previous = arena_new(&m->arena, ((size_t)m->candidate_count + 1) * sizeof *m->previous);
    for (int32_t i = 0; i < m->candidate_count; i++)
        m->previous[i] = ALLOCATE_NOBODY;
    for (int i = 0; i < count; i++) {
        int32_t ewe = matings[i].ram ? female_at(m, matings[i].ewe) : -1;
        if (ewe >= 0)
            m->previous[ewe] = male_at(m, matings[i].ram);
    }
    return true;
}

static bool solve(struct making *m, struct err *e)
{
    int32_t *capacity = arena_new(&m->arena, ((size_t)m->male_count + 1) * sizeof *capacity);
    for (int32_t i = 0; i < m->male_count; i++)
        capacity[i] = m->males[i].capacity;
    struct allocate_problem problem = { m->candidate_count, m->male_count, m->cost, capacity, m->previous, NULL };
    if (!allocate_solve(&problem, &m->first, m->progress, e) ||
        !allocate_verify(&problem, &m->first, &m->objective, &m->bound, e))
        return false;
    if (m->objective != m->bound || m->objective != m->first.objective)
        return err_set(e, ERR_INTERNAL, "", _("The plan failed its own proof and was not kept; please report this."));
    return allocate_reserve(&problem, &m->first, capacity, &m->reserve, m->progress, e);
}

/* ---- reasons ---- */

enum { MOST_EXPLAINED = 300 };

struct verdict {
    const char *reason;
    int64_t detail, other;
};

static bool any_male_here(const struct making *m, int32_t ewe)
{
    for (int32_t k = 0; k < m->male_count; k++)
        if (stands_right(m, ewe, k))
            return true;
    return false;
}

static bool explain_place(struct making *m, int32_t ewe, int *explained, struct verdict *v, struct err *e)
{
    int32_t *capacity = arena_new(&m->arena, ((size_t)m->male_count + 1) * sizeof *capacity);
    unsigned char *group = arena_new(&m->arena, (size_t)m->male_count + 1);
    int32_t ewes;
    int64_t places;
    v->reason = "no_place";
    if (++*explained > MOST_EXPLAINED)
        return true; /* named, not counted: the first three hundred tell the story */
    for (int32_t i = 0; i < m->male_count; i++)
        capacity[i] = m->males[i].capacity;
    struct allocate_problem problem = { m->candidate_count, m->male_count, m->cost, capacity, NULL, NULL };
    if (!allocate_explain(&problem, &m->first, ewe, group, &ewes, &places, e))
        return false;
    v->detail = (int64_t)ewes * 1000000 + places;
    return true;
}

static bool judge_unserved(struct making *m, int32_t ewe, int *explained, struct verdict *v, struct err *e)
{
    if (m->allowed[ewe] > 0)
        return explain_place(m, ewe, explained, v, e);
    if (!any_male_here(m, ewe)) {
        v->reason = "no_ram_here";
        return true;
    }
    bool limit = m->least[ewe] > m->females[ewe].limit;
    v->reason = limit ? "no_ram_allowed" : "forbidden";
    v->detail = m->least[ewe];
    v->other = m->least_male[ewe] >= 0 ? m->males[m->least_male[ewe]].id : 0;
    return true;
}

static bool locked(const struct making *m, int64_t ewe)
{
    for (int i = 0; i < m->rule_count; i++)
        if (m->rule_lock[i] && m->rule_ewe[i] == ewe)
            return true;
    return false;
}

static void judge_served(const struct making *m, int32_t ewe, int32_t ram, struct verdict *v)
{
    int32_t f = m->cost[(size_t)ewe * (size_t)m->male_count + (size_t)ram];
    int32_t least = INT32_MAX;
    for (int32_t k = 0; k < m->male_count; k++) {
        int32_t other = m->cost[(size_t)ewe * (size_t)m->male_count + (size_t)k];
        if (other < least)
            least = other;
    }
    v->detail = least;
    v->reason = locked(m, m->females[ewe].id) ? "locked"
                : m->allowed[ewe] == 1        ? "only"
                : f <= least                  ? "best"
                                              : "near_best";
}

/* ---- writing ---- */

static bool write_mating(struct making *m, int64_t plan, struct query *q, int32_t at, const struct verdict *v,
                         struct err *e)
{
    bool candidate = at < m->candidate_count;
    int32_t ram = candidate ? m->first.ram[at] : ALLOCATE_NOBODY;
    int32_t reserve = ram >= 0 && m->reserve.ram ? m->reserve.ram[at] : ALLOCATE_NOBODY;
    const int32_t *row = candidate ? &m->cost[(size_t)at * (size_t)m->male_count] : NULL;
    query_bind_int(q, ":plan", plan);
    query_bind_int(q, ":ewe", m->females[at].id);
    query_bind_id(q, ":ram", ram >= 0 ? m->males[ram].id : 0);
    query_bind_id(q, ":reserve", reserve >= 0 ? m->males[reserve].id : 0);
    if (ram >= 0)
        query_bind_int(q, ":f", row[ram]);
    else
        query_bind_null(q, ":f");
    if (reserve >= 0)
        query_bind_int(q, ":reserve_f", row[reserve]);
    else
        query_bind_null(q, ":reserve_f");
    query_bind_text(q, ":reason", v->reason);
    query_bind_int(q, ":detail", v->detail);
    query_bind_id(q, ":other", v->other);
    return query_run(q, e);
}

static bool write_matings(struct making *m, int64_t plan, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int explained = 0;
    if (!store_query(m->herd->store, "plan_mating_insert", &q, e))
        return false;
    for (int32_t i = 0; i < m->female_count; i++) {
        struct verdict v = { m->females[i].reason, m->females[i].detail, m->females[i].other };
        if (i < m->candidate_count) {
            if (m->first.ram[i] >= 0)
                judge_served(m, i, m->first.ram[i], &v);
            else if (!judge_unserved(m, i, &explained, &v, e))
                return false;
        }
        if (!write_mating(m, plan, q, i, &v, e))
            return false;
    }
    return true;
}

static bool write_males(struct making *m, int64_t plan, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(m->herd->store, "plan_ram_insert", &q, e))
        return false;
    for (int32_t k = 0; k < m->male_count; k++) {
        int64_t used = 0, price = m->first.ram_price ? m->first.ram_price[k] : 0;
        for (int32_t i = 0; i < m->candidate_count; i++)
            used += m->first.ram[i] == k;
        query_bind_int(q, ":plan", plan);
        query_bind_int(q, ":ram", m->males[k].id);
        query_bind_int(q, ":capacity", m->males[k].capacity);
        query_bind_int(q, ":used", used);
        /* where one more place would serve one more female, the price says so by being out of all proportion */
        query_bind_int(q, ":price", price > m->first.unserved_cost / 2 ? -1 : price);
        if (!query_run(q, e))
            return false;
    }
    return true;
}

static bool write_rules(struct making *m, int64_t plan, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(m->herd->store, "plan_rule_insert", &q, e))
        return false;
    for (int i = 0; i < m->rule_count; i++) {
        query_bind_int(q, ":plan", plan);
        query_bind_int(q, ":ewe", m->rule_ewe[i]);
        query_bind_int(q, ":ram", m->rule_ram[i]);
        query_bind_text(q, ":what", m->rule_lock[i] ? "lock" : "forbid");
        if (!query_run(q, e))
            return false;
    }
    return true;
}

/* All that the kernels were given: keys, places, limits, costs. */
static void hash_inputs(const struct making *m, unsigned char out[32])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    for (int32_t i = 0; i < m->candidate_count; i++)
        crypto_generichash_update(&state, (const unsigned char *)&m->females[i].id, sizeof m->females[i].id);
    for (int32_t k = 0; k < m->male_count; k++) {
        crypto_generichash_update(&state, (const unsigned char *)&m->males[k].id, sizeof m->males[k].id);
        crypto_generichash_update(&state, (const unsigned char *)&m->males[k].capacity, sizeof m->males[k].capacity);
    }
    crypto_generichash_update(&state, (const unsigned char *)m->cost,
                              (size_t)m->candidate_count * (size_t)m->male_count * sizeof *m->cost);
    crypto_generichash_final(&state, out, 32);
}

static const char *parameters_text(struct making *m)
{
    const struct plan_request *r = &m->request;
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    strbuf_printf(&text, "method=%s;capacity=%d;everywhere=%d;max_f=%lld;joining=%d;rams=", r->method, r->capacity,
                  r->everywhere, (long long)r->max_f, r->joining_days);
    for (int i = 0; i < r->ram_count; i++)
        strbuf_printf(&text, "%s%lld", i ? "," : "", (long long)r->rams[i]);
    return arena_text(&m->arena, text.text);
}

static bool next_code(struct making *m, const char **ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct holding holding = { .code = "ALL" };
    int year, month, day;
    int64_t serial;
    if (m->request.holding && !holding_load(m->herd, m->request.holding, &m->arena, &holding, e))
        return false;
    date_to_ymd(m->from, &year, &month, &day);
    const char *start = arena_printf(&m->arena, "%s-%d-", holding.code, year);
    if (!store_query(m->herd->store, "plan_serial", &q, e))
        return false;
    query_bind_text(q, ":start", start);
    if (!query_one_int(q, 0, &serial, e))
        return false;
    *ret = arena_printf(&m->arena, "%s%02lld", start, (long long)serial + 1);
    return true;
}

static bool write_plan(struct making *m, const char *code, int season, int64_t seen, int64_t *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    unsigned char inputs[32];
    struct uuid uuid = uuid_make();
    if (!store_query(m->herd->store, "plan_insert", &q, e))
        return false;
    hash_inputs(m, inputs);
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        { ":season", season },           { ":max_f", m->request.max_f }, { ":change_seen", seen },
        { ":objective", m->objective },  { ":bound", m->bound },         { ":pairs", m->first.pairs_checked },
        { ":ewes", m->candidate_count }, { ":rams", m->male_count },     { ":served", m->first.served },
    };
    for (size_t i = 0; i < COUNT(numbers); i++)
        query_bind_int(q, numbers[i].name, numbers[i].value);
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":code", code);
    query_bind_text(q, ":species", m->request.species);
    query_bind_id(q, ":holding", m->request.holding);
    query_bind_day(q, ":from", m->from);
    query_bind_day(q, ":to", m->to);
    query_bind_text(q, ":parameters", parameters_text(m));
    query_bind_blob(q, ":inputs", inputs, sizeof inputs);
    query_bind_day(q, ":made_on", m->herd->today);
    query_bind_text(q, ":made_by", m->herd->operator_name);
    if (!query_run(q, e))
        return false;
    *ret = store_last_id(m->herd->store);
    return true;
}

static bool replace_draft(struct making *m, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct plan plan;
    if (!m->request.again)
        return true;
    if (!plan_load(m->herd, m->request.again, &m->arena, &plan, e))
        return false;
    if (strcmp(plan.status, "draft") != 0)
        return true;
    if (!store_query(m->herd->store, "plan_status", &q, e))
        return false;
    query_bind_int(q, ":plan", m->request.again);
    query_bind_text(q, ":status", "replaced");
    return query_run(q, e);
}

static bool write_all(struct making *m, int season, int64_t *ret, struct err *e)
{
    int64_t seen, plan;
    const char *code;
    if (!store_newest_change(m->herd->store, &seen, e) || !herd_begin(m->herd, e))
        return false;
    bool good = next_code(m, &code, e) && replace_draft(m, e) && write_plan(m, code, season, seen, &plan, e) &&
                write_matings(m, plan, e) && write_males(m, plan, e) && write_rules(m, plan, e);
    if (!good) {
        herd_rollback(m->herd);
        return false;
    }
    if (!herd_commit(m->herd, "plan make", m->request.species, code, m->first.served, 0, m->request.holding, NULL, e))
        return false;
    *ret = plan;
    return true;
}

/* ---- the request ---- */

/* What an earlier plan was asked for, where this request says nothing. */
static bool request_again(struct making *m, struct err *e)
{
    struct plan_request *r = &m->request;
    struct plan plan;
    if (!plan_load(m->herd, r->again, &m->arena, &plan, e))
        return false;
    const char *p = plan.parameters;
    const char *rams = plan_parameter(p, "rams", &m->arena);
    r->species = plan.species;
    r->holding = plan.holding;
    r->method = plan_parameter(p, "method", &m->arena);
    r->capacity = r->capacity ? r->capacity : atoi(plan_parameter(p, "capacity", &m->arena));
    r->everywhere = r->everywhere || strcmp(plan_parameter(p, "everywhere", &m->arena), "1") == 0;
    r->max_f = r->max_f >= 0 ? r->max_f : atoll(plan_parameter(p, "max_f", &m->arena));
    r->from = plan.from;
    r->joining_days = plan.to - plan.from;
    if (r->ram_count || !*rams)
        return true;
    int64_t *ids = arena_new(&m->arena, (strlen(rams) + 1) * sizeof *ids);
    for (char *at = arena_text(&m->arena, rams), *word; (word = strtok_r(at, ",", &at));)
        ids[r->ram_count++] = atoll(word);
    r->rams = ids;
    return true;
}

static bool request_complete(struct making *m, int *ret_season, struct err *e)
{
    struct plan_request *r = &m->request;
    struct calendar_rules rules;
    if (r->again && !request_again(m, e))
        return false;
    if (!r->species || !dictionary_species(&m->herd->dictionary, r->species))
        return err_set(e, ERR_DATA, "species", _("There is no species \"%s\""), r->species ? r->species : "");
    if (!r->method)
        r->method = "pen";
    const struct code *method = dictionary_code(&m->herd->dictionary, "mating_method", r->method);
    if (!method)
        return err_set(e, ERR_DATA, "method", _("There is no method \"%s\": pen, hand, ai or frozen"), r->method);
    r->method = method->code;
    if (!plan_calendar_rules(m->herd, r->species, r->method, &rules, e))
        return false;
    m->from = calendar_next_in_season(&rules, r->from != DATE_NONE ? r->from : m->herd->today);
    if (r->from != DATE_NONE && m->from != r->from) {
        char text[DATE_TEXT], next[DATE_TEXT];
        return err_set(e, ERR_DATA, "from", _("%s is outside the season; the next day in it is %s"),
                       date_format(r->from, DATE_DAY, text), date_format(m->from, DATE_DAY, next));
    }
    if (r->joining_days <= 0)
        r->joining_days = rules.joining_days > 1 ? rules.joining_days - 1 : 0; /* 03-01 to 03-20 are twenty days */
    m->to = m->from + r->joining_days;
    *ret_season = calendar_season_label(&rules, m->from);
    return true;
}

bool plan_make(struct herd *herd, const struct plan_request *request, const struct progress *progress,
               int64_t *ret_plan, struct err *e)
{
    struct making m = { .herd = herd, .request = *request, .progress = progress };
    int season = 0;
    arena_init(&m.arena);
    bool good = request_complete(&m, &season, e) && rules_collect(&m, e) && candidates_load(&m, e) &&
                pairs_prepare(&m, e) && rules_apply(&m, e) && previous_read(&m, e) && solve(&m, e) &&
                write_all(&m, season, ret_plan, e);
    allocate_done(&m.first);
    allocate_done(&m.reserve);
    memory_free(m.females);
    memory_free(m.males);
    memory_free(m.cost);
    memory_free(m.least);
    memory_free(m.least_male);
    memory_free(m.allowed);
    arena_done(&m.arena);
    return good;
}
