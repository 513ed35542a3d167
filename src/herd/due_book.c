/* due_book.c - the work of a whole book: read a little at a time, kept by animal, given out as lists and groups. */
#include "due_inner.h"

#include <stdlib.h>
#include <string.h>

/* Of a large book a few milliseconds' worth, so that a key and the first screen wait no longer; a small one at once. */
enum { SMALL_BOOK = 4000, ANIMALS_AT_A_TIME = 1000 };

/* ---- reading ---- */
struct due_book *due_open(struct herd *herd, date_day until)
{
    struct due_book *book = memory_new(sizeof *book);
    due_programme_init(&book->programme, herd, until);
    return book;
}

void due_close(struct due_book *book)
{
    if (!book)
        return;
    due_programme_done(&book->programme);
    memory_free(book->rows.all);
    memory_free(book);
}

/* The day may have changed since, too: everything is told anew. */
static bool begin(struct due_book *book, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct due_programme *p = &book->programme;
    date_day ahead = p->until - p->today;
    p->today = p->herd->today;
    p->until = p->today + ahead;
    book->generation = store_generation(p->herd->store);
    book->begun = store_newest_change(p->herd->store, &book->seen, e) && due_programme_mates(p, e) &&
                  store_query(p->herd->store, "due_last_animal", &q, e) && query_one_int(q, 0, &book->last, e);
    book->at = 0;
    book->rows.count = 0;
    return book->begun;
}

/* Each statement is at its end before the next key is looked at: nobody who writes waits for it. */
static bool read_on(struct due_book *book, int milliseconds, struct err *e)
{
    int64_t until = clock_monotonic() + (int64_t)milliseconds * 1000000;
    int64_t step = book->last <= SMALL_BOOK ? SMALL_BOOK : ANIMALS_AT_A_TIME;
    while (book->at < book->last && (milliseconds < 0 || clock_monotonic() < until)) {
        if (!due_read(&book->programme, book->at + 1, book->at + step, &book->rows, e))
            return false;
        book->at += step;
    }
    return true;
}

bool due_more(struct due_book *book, int milliseconds, bool *ret_changed, struct err *e)
{
    struct herd *herd = book->programme.herd;
    bool changed = false, whole = false;
    if (book->begun && book->programme.today == herd->today && store_generation(herd->store) != book->generation &&
        !due_follow(book, &changed, &whole, e))
        return false;
    if ((!book->begun || whole || book->programme.today != herd->today) && !begin(book, e))
        return false;
    changed = changed || whole || book->at < book->last;
    if (!read_on(book, milliseconds, e)) {
        book->begun = false;
        return false;
    }
    *ret_changed = changed;
    return true;
}

int due_percent(const struct due_book *book)
{
    if (!book->begun)
        return 0;
    return book->at >= book->last ? 100 : (int)(book->at * 100 / book->last);
}

/* ---- choosing ---- */
struct chosen {
    const struct due_book *book;
    int species; /* -1 = all, -2 = none such */
    date_day until;
    const char *task; /* NULL = all */
    int64_t *below;   /* holdings, ascending */
    int below_count;
    bool everywhere;
};

static int compare_ids(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool choose_below(struct chosen *c, int64_t holding, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(c->book->programme.herd->store, "due_below", &q, e))
        return false;
    query_bind_int(q, ":holding", holding);
    for (int capacity = 0;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (c->below_count == capacity) {
            capacity = capacity ? 2 * capacity : 64;
            c->below = memory_resize(c->below, (size_t)capacity, sizeof *c->below);
        }
        c->below[c->below_count++] = query_int(q, 0);
    }
}

/* chosen_done even when it failed. */
static bool chosen_init(struct chosen *c, const struct due_book *book, const struct due_filter *filter, struct err *e)
{
    const struct dictionary *d = &book->programme.herd->dictionary;
    *c = (struct chosen){ .book = book,
                          .species = filter->species ? -2 : -1,
                          .until = filter->until,
                          .task = filter->task,
                          .everywhere = filter->holding == 0 };
    for (int i = 0; filter->species && i < d->species_count; i++)
        if (strcmp(d->species[i].code, filter->species) == 0)
            c->species = i;
    return c->everywhere || choose_below(c, filter->holding, e);
}

static void chosen_done(struct chosen *c)
{
    memory_free(c->below);
}

static bool is_chosen(const struct chosen *c, const struct due_row *row)
{
    return row->day <= c->until && (c->species == -1 || c->species == row->species) &&
           (!c->task || strcmp(c->task, due_task_code(row->task)) == 0) &&
           (c->everywhere || (c->below_count &&
                              bsearch(&row->holding, c->below, (size_t)c->below_count, sizeof *c->below, compare_ids)));
}

/* ---- tasks ---- */
static int compare_rows(const void *a, const void *b)
{
    const struct due_row *x = a, *y = b;
    if (x->day != y->day)
        return (x->day > y->day) - (x->day < y->day);
    if (x->task != y->task)
        return x->task - y->task;
    if (x->vaccine != y->vaccine)
        return x->vaccine - y->vaccine;
    return (x->animal > y->animal) - (x->animal < y->animal);
}

static void sort_rows(struct due_rows *rows)
{
    if (rows->count)
        qsort(rows->all, (size_t)rows->count, sizeof *rows->all, compare_rows);
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

static bool fill(const struct due_book *book, const struct due_row *rows, int count, struct arena *arena,
                 struct due *out, struct err *e)
{
    CLEANUP(query_done) struct query *numbers = NULL;
    CLEANUP(query_done) struct query *holdings = NULL;
    const struct due_programme *p = &book->programme;
    if (!store_query(p->herd->store, "animal_number", &numbers, e) ||
        !store_query(p->herd->store, "due_holding", &holdings, e))
        return false;
    for (int i = 0; i < count; i++) {
        const struct due_row *row = &rows[i];
        out[i] = (struct due){
            .task = due_task_code(row->task),
            .vaccine = row->vaccine >= 0 ? p->vaccine_code[row->vaccine] : NULL,
            .species = p->herd->dictionary.species[row->species].code,
            .day = row->day,
            .animal = row->animal,
            .holding = row->holding,
            .overdue = p->today - row->day,
        };
        if (!text_of(numbers, ":animal", row->animal, arena, &out[i].number, e) ||
            !text_of(holdings, ":holding", row->holding, arena, &out[i].holding_code, e))
            return false;
    }
    return true;
}

/* Sorts the rows, which are given up, and gives at most `most` of them out. */
static bool give(const struct due_book *book, struct due_rows *rows, int most, struct arena *arena, struct due **ret,
                 int *ret_count, struct err *e)
{
    sort_rows(rows);
    int count = rows->count < most ? rows->count : most > 0 ? most : 0;
    struct due *out = arena_new(arena, ((size_t)count + 1) * sizeof *out);
    bool good = fill(book, rows->all, count, arena, out, e);
    memory_free(rows->all);
    if (!good)
        return false;
    *ret = out;
    *ret_count = count;
    return true;
}

bool due_list(struct herd *herd, const char *species, int64_t holding, date_day until, int most, struct arena *arena,
              struct due **ret, int *ret_count, int64_t *ret_total, struct err *e)
{
    struct due_book *book = due_open(herd, until);
    struct due_rows rows = { 0 };
    struct chosen c = { 0 };
    bool changed,
        good = due_more(book, -1, &changed, e) &&
               chosen_init(&c, book, &(struct due_filter){ .species = species, .holding = holding, .until = until }, e);
    for (int i = 0; good && i < book->rows.count; i++)
        if (is_chosen(&c, &book->rows.all[i]))
            due_rows_add(&rows, &book->rows.all[i]);
    int64_t total = rows.count;
    good = good && give(book, &rows, most, arena, ret, ret_count, e);
    if (good)
        *ret_total = total;
    chosen_done(&c);
    due_close(book);
    return good;
}

/* ---- groups ---- */
/* Sorted as numbers, these are sorted by day, task, vaccine, species and holding. */
enum { HOLDING_BITS = 39, SPECIES_BITS = 3, VACCINE_BITS = 6, TASK_BITS = 4, DAY_MOST = 4095 };

static uint64_t group_key(const struct due_programme *p, const struct due_row *row)
{
    int64_t day = row->day < p->today ? 0 : row->day - p->today + 1;
    uint64_t key = (uint64_t)(day < DAY_MOST ? day : DAY_MOST);
    key = key << TASK_BITS | (uint64_t)row->task;
    key = key << VACCINE_BITS | (uint64_t)(row->vaccine + 1);
    key = key << SPECIES_BITS | (uint64_t)row->species;
    return key << HOLDING_BITS | (uint64_t)row->holding;
}

struct groups { /* found by their key in a table that is never more than half full */
    struct due_group *all;
    int count, capacity;
    int *places; /* index + 1; 0 = free */
    size_t mask;
};

static size_t place_of(const struct groups *g, uint64_t key)
{
    size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> 20) & g->mask;
    while (g->places[at] && g->all[g->places[at] - 1].key != key)
        at = (at + 1) & g->mask;
    return at;
}

static void groups_grow(struct groups *g)
{
    g->capacity = g->capacity ? 2 * g->capacity : 64;
    g->mask = (size_t)g->capacity * 2 - 1;
    g->all = memory_resize(g->all, (size_t)g->capacity, sizeof *g->all);
    memory_free(g->places);
    g->places = memory_new(((size_t)g->mask + 1) * sizeof *g->places);
    for (int i = 0; i < g->count; i++)
        g->places[place_of(g, g->all[i].key)] = i + 1;
}

static void groups_add(struct groups *g, const struct due_programme *p, const struct due_row *row)
{
    uint64_t key = group_key(p, row);
    int overdue = p->today - row->day;
    if (g->count == g->capacity)
        groups_grow(g);
    size_t at = place_of(g, key);
    if (!g->places[at]) {
        g->all[g->count++] = (struct due_group){
            .task = due_task_code(row->task),
            .vaccine = row->vaccine >= 0 ? p->vaccine_code[row->vaccine] : NULL,
            .species = p->herd->dictionary.species[row->species].code,
            .day = overdue > 0 ? DATE_NONE : row->day,
            .holding = row->holding,
            .order = (int)(key >> HOLDING_BITS & ((1u << (SPECIES_BITS + VACCINE_BITS + TASK_BITS)) - 1)),
            .key = key,
        };
        g->places[at] = g->count;
    }
    struct due_group *group = &g->all[g->places[at] - 1];
    group->count++;
    if (overdue > group->longest)
        group->longest = overdue;
}

/* A group is large to move about: what is sorted is only this. longest is 0 for all that is not overdue. */
struct urgency {
    int longest, at;
    uint64_t key;
};

static int compare_urgency(const void *a, const void *b)
{
    const struct urgency *x = a, *y = b;
    if (x->longest != y->longest)
        return y->longest - x->longest;
    return (x->key > y->key) - (x->key < y->key);
}

static struct due_group *sorted(const struct groups *g, struct arena *arena)
{
    struct due_group *out = arena_new(arena, ((size_t)g->count + 1) * sizeof *out);
    struct urgency *order = memory_new(((size_t)g->count + 1) * sizeof *order);
    for (int i = 0; i < g->count; i++)
        order[i] = (struct urgency){ g->all[i].longest, i, g->all[i].key };
    qsort(order, (size_t)g->count, sizeof *order, compare_urgency);
    for (int i = 0; i < g->count; i++)
        out[i] = g->all[order[i].at];
    memory_free(order);
    return out;
}

bool due_groups(struct due_book *book, const struct due_filter *filter, struct arena *arena, struct due_group **ret,
                int *ret_count, int64_t *ret_total, struct err *e)
{
    struct groups g = { 0 };
    struct chosen c;
    int64_t total = 0;
    bool good = chosen_init(&c, book, filter, e);
    for (int i = 0; good && i < book->rows.count; i++)
        if (is_chosen(&c, &book->rows.all[i])) {
            groups_add(&g, &book->programme, &book->rows.all[i]);
            total++;
        }
    chosen_done(&c);
    if (good) {
        *ret = sorted(&g, arena);
        *ret_count = g.count;
        *ret_total = total;
    }
    memory_free(g.all);
    memory_free(g.places);
    return good;
}

bool due_of_group(struct due_book *book, const struct due_group *group, struct arena *arena, struct due **ret,
                  int *ret_count, struct err *e)
{
    struct due_rows rows = { 0 };
    for (int i = 0; i < book->rows.count; i++)
        if (group_key(&book->programme, &book->rows.all[i]) == group->key)
            due_rows_add(&rows, &book->rows.all[i]);
    return give(book, &rows, rows.count, arena, ret, ret_count, e);
}

/* ---- what does it ---- */
const char *due_event(const char *task, const char *species)
{
    static const struct {
        const char *task, *sheep, *camel;
    } events[] = {
        { "mate", "service", "service" },
        { "ram_out", "ram_out", "ram_out" },
        { "return", "service", "service" },
        { "repeat", "service", "service" },
        { "scan", "scan", "scan" },
        { "rescan", "scan", "scan" },
        { "due", "lambing", "calving" },
        { "wean", "wean", "wean" },
        { "tag", "retag", "retag" },
        { "vaccinate", "vaccinate", "vaccinate" },
        { "ram_leaves", "transfer", "transfer" },
    };
    for (size_t i = 0; i < COUNT(events); i++)
        if (strcmp(events[i].task, task) == 0)
            return strcmp(species, "hu_sheep") == 0 ? events[i].sheep : events[i].camel;
    return NULL;
}
