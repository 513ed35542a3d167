/* stock.c - heads: how many on a day, how old, and how they came and went. The three counting rules differ only in
 * which interval is counted. */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

static const char *const countings[] = {
    [LIST_BY_KEEPER] = "keeper", [LIST_BY_OWNER] = "owner", [LIST_BY_PLACE] = "place"
};

static bool scoped(struct herd *herd, const char *what, enum list_counting counting, int64_t holding, struct query **q,
                   struct err *e)
{
    char name[40];
    snprintf(name, sizeof name, "stock_%s%s", what, countings[counting]);
    if (!store_query(herd->store, name, q, e))
        return false;
    query_bind_id(*q, ":holding", holding);
    return true;
}

/* Its place in the dictionary. */
static int species_at(const struct herd *herd, const char *species)
{
    for (int i = 0; i < herd->dictionary.species_count; i++)
        if (strcmp(herd->dictionary.species[i].code, species) == 0)
            return i;
    return 0; /* the database lets no other in */
}

/* ---- summary ---- */

struct summary {
    struct herd *herd;
    struct arena *arena;
    enum stock_by by;
    struct holding *holdings;
    int holding_count;
    const struct holding **by_id;
    int64_t most_id, *cells;
    struct stock_row *rows;
    int count, capacity;
};

static const struct holding *holding_of(const struct summary *s, int64_t id)
{
    return id > 0 && id <= s->most_id ? s->by_id[id] : NULL;
}

static void index_holdings(struct summary *s)
{
    for (int i = 0; i < s->holding_count; i++)
        if (s->holdings[i].id > s->most_id)
            s->most_id = s->holdings[i].id;
    s->by_id = arena_new(s->arena, ((size_t)s->most_id + 1) * sizeof *s->by_id);
    for (int i = 0; i < s->holding_count; i++)
        s->by_id[s->holdings[i].id] = &s->holdings[i];
}

/* The group a cell of the cross-count falls in: its key, and what to call it. */
static void group_of(const struct summary *s, const struct holding *h, const char *sex, const char *stage,
                     const char **key, const char **label)
{
    *key = *label = "";
    const struct township *township = h && h->township ? dictionary_township(&s->herd->dictionary, h->township) : NULL;
    switch (s->by) {
    case STOCK_BY_TIER:
        *key = h ? h->tier : "";
        *label = herd_code_label(s->herd, "tier", *key);
        break;
    case STOCK_BY_HOLDING:
        *key = h ? h->code : "";
        *label = h ? arena_printf(s->arena, "%s %s", h->code, h->name) : "";
        break;
    case STOCK_BY_TOWNSHIP:
        *key = township ? township->code : "";
        *label = township ? herd_label(s->herd, township->zh, township->en) : _("(no township)");
        break;
    case STOCK_BY_SEX:
        *key = sex ? sex : "";
        *label = sex ? herd_code_label(s->herd, "sex", sex) : _("unknown");
        break;
    case STOCK_BY_STAGE:
        *key = stage;
        *label = herd_code_label(s->herd, "stage", stage);
        break;
    }
}

static struct stock_row *row_of(struct summary *s, const char *species, const char *key, const char *label)
{
    /* a holding's cells come one after the other, and there may be twenty thousand of them: only the newest can match
     */
    int oldest = s->by == STOCK_BY_HOLDING && s->count > 0 ? s->count - 1 : 0;
    for (int i = s->count - 1; i >= oldest; i--)
        if (strcmp(s->rows[i].species, species) == 0 && strcmp(s->rows[i].key, key) == 0)
            return &s->rows[i];
    if (s->count == s->capacity) {
        s->capacity = s->capacity ? s->capacity * 2 : 64;
        s->rows = memory_resize(s->rows, (size_t)s->capacity, sizeof *s->rows);
    }
    s->rows[s->count] = (struct stock_row){ .species = arena_text(s->arena, species),
                                            .key = arena_text(s->arena, key),
                                            .label = arena_text(s->arena, label) };
    return &s->rows[s->count++];
}

/* ---- the cross-count: heads per species, holding, sex and stage ---- */

enum { SEXES = 4, STAGES = 3 }; /* sexes: F M C and not known */
static const char *const sex_codes[SEXES] = { "F", "M", "C", NULL };
static const char *const stage_codes[STAGES] = { "young", "growing", "adult" };

static int sex_of(const char *sex)
{
    for (int i = 0; sex && i < SEXES - 1; i++)
        if (*sex == *sex_codes[i])
            return i;
    return SEXES - 1;
}

static int64_t *cell(const struct summary *s, int species, int64_t holding, int sex, int stage)
{
    return &s->cells[((((int64_t)species * (s->most_id + 1)) + holding) * SEXES + sex) * STAGES + stage];
}

static bool count_cells(struct summary *s, struct query *q, struct err *e)
{
    bool row;
    size_t cells = (size_t)s->herd->dictionary.species_count * ((size_t)s->most_id + 1) * SEXES * STAGES;
    s->cells = arena_new(s->arena, cells * sizeof *s->cells);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        int64_t holding = query_int(q, 1);
        if (!holding_of(s, holding))
            holding = 0; /* a void one */
        ++*cell(s, species_at(s->herd, query_text(q, 0)), holding, sex_of(query_text(q, 2)), (int)query_int(q, 3));
    }
}

static void add_cell(struct summary *s, int species, int64_t holding, int sex, int stage)
{
    int64_t heads = *cell(s, species, holding, sex, stage);
    if (!heads)
        return;
    const char *key, *label;
    group_of(s, holding_of(s, holding), sex_codes[sex], stage_codes[stage], &key, &label);
    struct stock_row *row = row_of(s, s->herd->dictionary.species[species].code, key, label);
    row->heads += heads;
    if (stage == 0)
        row->young += heads;
    else if (stage == 1)
        row->growing += heads;
    else if (sex == 0)
        row->breeding_females += heads;
    else if (sex == 1)
        row->breeding_males += heads;
}

static void add_cells(struct summary *s)
{
    for (int species = 0; species < s->herd->dictionary.species_count; species++)
        for (int64_t holding = 0; holding <= s->most_id; holding++)
            for (int sex = 0; sex < SEXES; sex++)
                for (int stage = 0; stage < STAGES; stage++)
                    add_cell(s, species, holding, sex, stage);
}

/* By species as in the dictionary, then by key. */

static const char *const tier_order[] = { "enterprise", "farm", "household", "young", "growing", "adult" };

static int rank_of(const char *key)
{
    for (size_t i = 0; i < COUNT(tier_order); i++)
        if (strcmp(tier_order[i], key) == 0)
            return (int)i;
    return -1;
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const struct stock_row *a = left, *b = right;
    const struct summary *s = context;
    int x = species_at(s->herd, a->species), y = species_at(s->herd, b->species);
    if (x != y)
        return x - y;
    x = rank_of(a->key);
    y = rank_of(b->key);
    return x != y ? x - y : strcmp(a->key, b->key);
}

bool stock_summary(struct herd *herd, enum stock_by by, enum list_counting counting, int64_t holding, date_day day,
                   struct arena *arena, struct stock_row **ret, int *ret_count, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct summary s = { .herd = herd, .arena = arena, .by = by };
    if (!holding_all(herd, arena, &s.holdings, &s.holding_count, e) || !scoped(herd, "", counting, holding, &q, e))
        return false;
    index_holdings(&s);
    query_bind_day(q, ":day", day);
    if (!count_cells(&s, q, e))
        return false;
    add_cells(&s);
    if (s.count)
        qsort_r(s.rows, (size_t)s.count, sizeof *s.rows, compare_rows, &s);
    *ret = arena_new(arena, ((size_t)s.count + 1) * sizeof **ret);
    for (int i = 0; i < s.count; i++)
        (*ret)[i] = s.rows[i];
    *ret_count = s.count;
    memory_free(s.rows);
    return true;
}

/* ---- ages ---- */

bool stock_ages(struct herd *herd, const char *species, enum list_counting counting, int64_t holding, date_day day,
                struct arena *arena, struct stock_age **ret, int *ret_count, struct err *e)
{
    enum { MOST = 64 };
    CLEANUP(query_done) struct query *q = NULL;
    struct stock_age *ages = arena_new(arena, MOST * sizeof *ages);
    int count = 0;
    bool row;
    if (!scoped(herd, "ages_", counting, holding, &q, e))
        return false;
    query_bind_day(q, ":day", day);
    query_bind_text(q, ":species", species);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        int years = (int)query_int(q, 0);
        if (count == 0 || ages[count - 1].years != years) {
            if (count == MOST)
                break;
            ages[count++] = (struct stock_age){ .years = years };
        }
        const char *sex = query_text(q, 1);
        if (sex && *sex == 'F')
            ages[count - 1].females += query_int(q, 2);
        else
            ages[count - 1].males += query_int(q, 2);
    }
    *ret = ages;
    *ret_count = count;
    return true;
}

/* ---- flow ---- */

struct flowing {
    struct herd *herd;
    struct arena *arena;
    enum list_counting counting;
    int64_t holding;
    bool each;
    struct stock_flow *rows; /* [species][holding]; holding 0 only, unless each */
    int64_t most_id;
};

static struct stock_flow *flow_of(const struct flowing *f, const char *species, int64_t holding)
{
    int at = species_at(f->herd, species);
    struct stock_flow *row = &f->rows[at * (f->most_id + 1) + (holding <= f->most_id ? holding : 0)];
    row->species = f->herd->dictionary.species[at].code;
    row->holding = holding;
    return row;
}

static int64_t *column_of(struct stock_flow *row, const char *flow)
{
    static const struct {
        const char *name;
        size_t place;
    } columns[] = {
        { "born", offsetof(struct stock_flow, born) },
        { "bought", offsetof(struct stock_flow, bought) },
        { "moved_in", offsetof(struct stock_flow, moved_in) },
        { "moved_out", offsetof(struct stock_flow, moved_out) },
        { "sold", offsetof(struct stock_flow, sold) },
        { "slaughtered", offsetof(struct stock_flow, slaughtered) },
        { "home", offsetof(struct stock_flow, home) },
        { "died", offsetof(struct stock_flow, died) },
        { "missing", offsetof(struct stock_flow, missing) },
        { "found", offsetof(struct stock_flow, found) },
        { "opening", offsetof(struct stock_flow, opening) },
        { "closing", offsetof(struct stock_flow, closing) },
    };
    for (size_t i = 0; i < COUNT(columns); i++)
        if (strcmp(columns[i].name, flow) == 0)
            return (int64_t *)((char *)row + columns[i].place);
    return &row->moved_out; /* an interval that ended for no reason of its own */
}

/* Rows of species, holding, flow, heads; `flow` stands for one that is ''. */
static bool read_rows(struct flowing *f, struct query *q, const char *flow, struct err *e)
{
    bool row;
    query_bind_int(q, ":each", f->each);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        const char *text = query_text(q, 2);
        *column_of(flow_of(f, query_text(q, 0), query_int(q, 1)), *text ? text : flow) += query_int(q, 3);
    }
}

static bool read_heads(struct flowing *f, date_day day, const char *flow, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!scoped(f->herd, "heads_", f->counting, f->holding, &q, e))
        return false;
    query_bind_day(q, ":day", day);
    return read_rows(f, q, flow, e);
}

static bool read_flow(struct flowing *f, const char *what, date_day from, date_day to, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!scoped(f->herd, what, f->counting, f->holding, &q, e))
        return false;
    query_bind_day(q, ":from", from);
    query_bind_day(q, ":to", to);
    return read_rows(f, q, "moved_out", e);
}

static bool flow_read(struct flowing *f, date_day from, date_day to, int *ret_rows, struct err *e)
{
    *ret_rows = f->herd->dictionary.species_count * (int)(f->most_id + 1);
    f->rows = arena_new(f->arena, (size_t)*ret_rows * sizeof *f->rows);
    return read_heads(f, from, "opening", e) && read_heads(f, to, "closing", e) && read_flow(f, "ins_", from, to, e) &&
           read_flow(f, "outs_", from, to, e);
}

bool stock_flow(struct herd *herd, enum list_counting counting, int64_t holding, date_day from, date_day to,
                struct arena *arena, struct stock_flow **ret, int *ret_count, struct err *e)
{
    struct flowing f = { .herd = herd, .arena = arena, .counting = counting, .holding = holding };
    int rows, count = 0;
    if (!flow_read(&f, from, to, &rows, e))
        return false;
    for (int i = 0; i < rows; i++)
        if (f.rows[i].species)
            f.rows[count++] = f.rows[i];
    *ret = f.rows;
    *ret_count = count;
    return true;
}

bool stock_flow_each(struct herd *herd, enum list_counting counting, int64_t holding, date_day from, date_day to,
                     struct arena *arena, struct stock_flow **ret, int *ret_count, struct err *e)
{
    struct flowing f = { .herd = herd, .arena = arena, .counting = counting, .holding = holding, .each = true };
    CLEANUP(query_done) struct query *q = NULL;
    int rows, count = 0;
    if (!store_query(herd->store, "stock_holdings", &q, e) || !query_one_int(q, 0, &f.most_id, e) ||
        !flow_read(&f, from, to, &rows, e))
        return false;
    struct holding *holdings; /* by code, as they are to be listed */
    int holding_count;
    if (!holding_all(herd, arena, &holdings, &holding_count, e))
        return false;
    struct stock_flow *listed = arena_new(arena, ((size_t)rows + 1) * sizeof *listed);
    for (int species = 0; species < herd->dictionary.species_count; species++)
        for (int i = 0; i < holding_count; i++) {
            const struct stock_flow *row = &f.rows[species * (f.most_id + 1) + holdings[i].id];
            if (row->species)
                listed[count++] = *row;
        }
    *ret = listed;
    *ret_count = count;
    return true;
}
