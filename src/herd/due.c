/* due.c - what is to be done today and in the next days, from the facts. Each kind of work looks only at the events of
 * a window of days, so that a book of a million animals is as quick as a small one. */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

struct due_row {
    date_day day;
    int task;
    int64_t animal, holding;
};

struct due_reading {
    struct herd *herd;
    const char *species;
    int64_t holding;
    date_day until;
    struct due_row *rows;
    int count, capacity;
};

/* ---- how long the trade waits, in days; 0 = this species has no such work ---- */

static int64_t wait_of(const struct due_reading *r, const char *param)
{
    return dictionary_number(&r->herd->dictionary, r->species, param, 0);
}

static int64_t longest(const struct due_reading *r, const char *name)
{
    const struct param *p = dictionary_param(&r->herd->dictionary, r->species, name);
    if (!p)
        return 0;
    int64_t most = p->hard_high != PARAM_NONE ? p->hard_high : p->warn_high != PARAM_NONE ? p->warn_high : p->value;
    return most == PARAM_NONE ? 0 : most / 1000;
}

static int64_t wait_return(const struct due_reading *r)
{
    return wait_of(r, "cycle");
}

static int64_t wait_scan(const struct due_reading *r)
{
    return wait_of(r, "scan_after");
}

static int64_t wait_scan_joined(const struct due_reading *r)
{
    int64_t joining = wait_of(r, "joining_days");
    return wait_scan(r) ? wait_scan(r) + (joining > 0 ? joining - 1 : 0) : 0;
}

static int64_t wait_rescan(const struct due_reading *r)
{
    int64_t wait = wait_of(r, "rescan_after") - wait_scan(r);
    return wait > 0 ? wait : 0;
}

static int64_t wait_birth(const struct due_reading *r)
{
    return wait_of(r, "gestation");
}

static int64_t wait_wean(const struct due_reading *r)
{
    return wait_of(r, "wean_age");
}

static int64_t wait_tag(const struct due_reading *r)
{
    const struct species *species = dictionary_species(&r->herd->dictionary, r->species);
    return species && *species->tag_digit ? wait_of(r, "tag_within") : 0;
}

static int64_t wait_ram_leaves(const struct due_reading *r)
{
    return wait_of(r, "ram_leaves_after");
}

/* ---- how many days back an event still asks for work: afterwards it is moot, not overdue ---- */

static int64_t back_return(const struct due_reading *r)
{
    return 2 * wait_return(r);
}

static int64_t back_gestation(const struct due_reading *r)
{
    return wait_birth(r); /* she is about to give birth: no more scanning */
}

static int64_t back_birth(const struct due_reading *r)
{
    return longest(r, "gestation");
}

static int64_t back_wean(const struct due_reading *r)
{
    return longest(r, "wean_age");
}

static int64_t back_tag(const struct due_reading *r)
{
    return 4 * wait_tag(r);
}

static int64_t back_ram_leaves(const struct due_reading *r)
{
    return 2 * wait_ram_leaves(r);
}

static const struct {
    const char *task, *query;
    int64_t (*wait)(const struct due_reading *r);
    int64_t (*back)(const struct due_reading *r);
} tasks[] = {
    { "return", "due_return", wait_return, back_return },
    { "scan", "due_scan", wait_scan, back_gestation },
    { "scan", "due_scan_joined", wait_scan_joined, back_gestation },
    { "rescan", "due_rescan", wait_rescan, back_gestation },
    { "due", "due_birth", wait_birth, back_birth },
    { "wean", "due_wean", wait_wean, back_wean },
    { "tag", "due_tag", wait_tag, back_tag },
    { "ram_leaves", "due_ram_leaves", wait_ram_leaves, back_ram_leaves },
};
enum { TASK_MATE = COUNT(tasks), MATE_BACK = 30 };

/* ---- reading ---- */

static void add(struct due_reading *r, int task, struct query *q)
{
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? r->capacity * 2 : 256;
        r->rows = memory_resize(r->rows, (size_t)r->capacity, sizeof *r->rows);
    }
    r->rows[r->count++] = (struct due_row){ query_day(q, 0), task, query_int(q, 1), query_int(q, 2) };
}

static bool read_rows(struct due_reading *r, int task, struct query *q, date_day from, date_day to, struct err *e)
{
    bool row;
    query_bind_text(q, ":species", r->species);
    query_bind_id(q, ":holding", r->holding);
    query_bind_day(q, ":from", from);
    query_bind_day(q, ":to", to);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        add(r, task, q);
    }
}

static bool read_task(struct due_reading *r, int task, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t wait = tasks[task].wait(r);
    if (wait <= 0)
        return true;
    if (!store_query(r->herd->store, tasks[task].query, &q, e))
        return false;
    query_bind_int(q, ":days", wait);
    date_day from = (date_day)(r->herd->today - tasks[task].back(r)), to = (date_day)(r->until - wait);
    return read_rows(r, task, q, from, to, e);
}

static bool read_species(struct due_reading *r, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    for (int t = 0; t < (int)COUNT(tasks); t++)
        if (!read_task(r, t, e))
            return false;
    return store_query(r->herd->store, "due_mate", &q, e) &&
           read_rows(r, TASK_MATE, q, r->herd->today - MATE_BACK, r->until, e);
}

static bool is_kept(struct due_reading *r, bool *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t any;
    if (!store_query(r->herd->store, "due_species", &q, e))
        return false;
    query_bind_text(q, ":species", r->species);
    if (!query_one_int(q, 0, &any, e))
        return false;
    *ret = any;
    return true;
}

static bool read_all(struct due_reading *r, const char *species, struct err *e)
{
    const struct dictionary *d = &r->herd->dictionary;
    for (int i = 0; i < d->species_count; i++) {
        bool kept;
        r->species = d->species[i].code;
        if (species && strcmp(species, r->species) != 0)
            continue;
        if (!is_kept(r, &kept, e) || (kept && !read_species(r, e)))
            return false;
    }
    return true;
}

/* ---- giving back ---- */

static int compare_rows(const void *a, const void *b)
{
    const struct due_row *x = a, *y = b;
    if (x->day != y->day)
        return (x->day > y->day) - (x->day < y->day);
    if (x->task != y->task)
        return x->task - y->task;
    return (x->animal > y->animal) - (x->animal < y->animal);
}

static bool text_of(struct query *q, const char *name, int64_t id, struct arena *arena, const char **ret, struct err *e)
{
    bool row;
    query_bind_int(q, name, id);
    if (!query_next(q, &row, e))
        return false;
    *ret = row ? arena_text(arena, query_text(q, 0)) : NULL;
    return !row || query_run(q, e);
}

static bool fill(const struct due_reading *r, struct arena *arena, struct due *out, int count, struct err *e)
{
    CLEANUP(query_done) struct query *numbers = NULL;
    CLEANUP(query_done) struct query *holdings = NULL;
    if (!store_query(r->herd->store, "animal_number", &numbers, e) ||
        !store_query(r->herd->store, "due_holding", &holdings, e))
        return false;
    for (int i = 0; i < count; i++) {
        const struct due_row *row = &r->rows[i];
        out[i] = (struct due){
            .task = row->task == TASK_MATE ? "mate" : tasks[row->task].task,
            .day = row->day,
            .animal = row->animal,
            .holding = row->holding,
            .overdue = r->herd->today - row->day,
        };
        if (!text_of(numbers, ":animal", row->animal, arena, &out[i].number, e) ||
            !text_of(holdings, ":holding", row->holding, arena, &out[i].holding_code, e))
            return false;
    }
    return true;
}

bool due_list(struct herd *herd, const char *species, int64_t holding, date_day until, int most, struct arena *arena,
              struct due **ret, int *ret_count, int64_t *ret_total, struct err *e)
{
    struct due_reading r = { .herd = herd, .holding = holding, .until = until };
    struct due *out = NULL;
    int count = 0;
    bool good = read_all(&r, species, e);
    if (good) {
        if (r.count)
            qsort(r.rows, (size_t)r.count, sizeof *r.rows, compare_rows);
        count = r.count < most ? r.count : most > 0 ? most : 0;
        out = arena_new(arena, ((size_t)count + 1) * sizeof *out);
        good = fill(&r, arena, out, count, e);
    }
    memory_free(r.rows);
    if (!good)
        return false;
    *ret = out;
    *ret_count = count;
    *ret_total = r.count;
    return true;
}
