/* due.c - what is to be done with an animal today and in the next days, from its facts. One pass over its events in
 * order: a task begins with an event, and a later one did it or made it moot. */
#include "due_inner.h"

#include <string.h>

enum task { MATE, RETURN, REPEAT, RAM_OUT, SCAN, RESCAN, DUE, WEAN, TAG, VACCINATE, RAM_LEAVES };
static const char *const task_codes[] = {
    [MATE] = "mate",
    [RETURN] = "return",
    [REPEAT] = "repeat",
    [RAM_OUT] = "ram_out",
    [SCAN] = "scan",
    [RESCAN] = "rescan",
    [DUE] = "due",
    [WEAN] = "wean",
    [TAG] = "tag",
    [VACCINATE] = "vaccinate",
    [RAM_LEAVES] = "ram_leaves",
};

const char *due_task_code(int task)
{
    return task_codes[task];
}

/* ---- the events that matter ---- */
enum { SERVED = 1, JOINED = 2, PARTED = 4, SCANNED = 8, ABORTED = 16, BORN = 32, WEANED = 64, VACCINATED = 128 };
static const struct {
    const char *code;
    unsigned kind;
} kinds[] = {
    { "scan", SCANNED }, { "ram_in", JOINED },    { "lambing", BORN },
    { "wean", WEANED },  { "service", SERVED },   { "ram_out", PARTED },
    { "calving", BORN }, { "abortion", ABORTED }, { "vaccinate", VACCINATED },
};
struct happened {
    unsigned kind;
    date_day day, ram_out;
    const char *code;
    int64_t born, dead;
};

/* ---- how long the trade waits, in days; 0 = this species has no such work ---- */
static int64_t number_of(const struct herd *herd, const char *species, const char *param)
{
    return dictionary_number(&herd->dictionary, species, param, 0);
}

/* The most the trade thinks possible: afterwards it is moot. */
static int64_t longest(const struct herd *herd, const char *species, const char *name)
{
    const struct param *p = dictionary_param(&herd->dictionary, species, name);
    if (!p)
        return 0;
    int64_t most = p->hard_high != PARAM_NONE ? p->hard_high : p->warn_high != PARAM_NONE ? p->warn_high : p->value;
    return most == PARAM_NONE ? 0 : most / 1000;
}

static int64_t wait_return(const struct herd *herd, const char *species)
{
    return number_of(herd, species, "cycle");
}

/* Those without a cycle are served again after so many days, in their season only. */
static int64_t wait_repeat(const struct herd *herd, const char *species)
{
    return number_of(herd, species, "service_repeat");
}

/* The last of the days the male is with them. */
static int64_t wait_ram_out(const struct herd *herd, const char *species)
{
    int64_t joining = number_of(herd, species, "joining_days");
    return joining > 0 ? joining - 1 : 0;
}

static int64_t wait_scan(const struct herd *herd, const char *species)
{
    return number_of(herd, species, "scan_after");
}

static int64_t wait_scan_joined(const struct herd *herd, const char *species)
{
    int64_t scan = wait_scan(herd, species);
    return scan ? scan + wait_ram_out(herd, species) : 0;
}

static int64_t wait_rescan(const struct herd *herd, const char *species)
{
    int64_t wait = number_of(herd, species, "rescan_after") - wait_scan(herd, species);
    return wait > 0 ? wait : 0;
}

static int64_t wait_birth(const struct herd *herd, const char *species)
{
    return number_of(herd, species, "gestation");
}

static int64_t wait_wean(const struct herd *herd, const char *species)
{
    return number_of(herd, species, "wean_age");
}

/* ---- how many days back an event still asks for work: afterwards it is moot, not overdue ---- */
static int64_t back_return(const struct herd *herd, const char *species)
{
    return 2 * wait_return(herd, species);
}

static int64_t back_repeat(const struct herd *herd, const char *species)
{
    return 2 * wait_repeat(herd, species);
}

static int64_t back_ram_out(const struct herd *herd, const char *species)
{
    return 2 * wait_ram_out(herd, species);
}

static int64_t back_birth(const struct herd *herd, const char *species)
{
    return longest(herd, species, "gestation");
}

static int64_t back_wean(const struct herd *herd, const char *species)
{
    return longest(herd, species, "wean_age");
}

static const struct {
    enum task task;
    unsigned begins, ends; /* what begins it once more ends what began before */
    int64_t (*wait)(const struct herd *herd, const char *species),
        (*back)(const struct herd *herd, const char *species);
} rules[DUE_RULES] = {
    { RETURN, SERVED, SERVED | JOINED | SCANNED | ABORTED | BORN, wait_return, back_return },
    { REPEAT, SERVED, SERVED | JOINED | SCANNED | ABORTED | BORN, wait_repeat, back_repeat },
    { RAM_OUT, JOINED, SERVED | JOINED | PARTED | SCANNED | ABORTED | BORN, wait_ram_out, back_ram_out },
    /* when she is about to give birth nobody scans any more */
    { SCAN, SERVED | PARTED, SERVED | JOINED | PARTED | SCANNED | ABORTED | BORN, wait_scan, wait_birth },
    /* the male went in and nobody wrote when he came out */
    { SCAN, JOINED, SERVED | JOINED | PARTED | SCANNED | ABORTED | BORN, wait_scan_joined, wait_birth },
    { RESCAN, SCANNED, SERVED | JOINED | SCANNED | ABORTED | BORN, wait_rescan, wait_birth },
    { DUE, SERVED | JOINED, SERVED | JOINED | ABORTED | BORN, wait_birth, back_birth },
    { WEAN, BORN, WEANED | BORN | ABORTED, wait_wean, back_wean },
};
enum { MATE_BACK = 30, TAG_BACK = 4, LEAVE_BACK = 2, FIRST_BACK = 4, AGAIN_BACK = 2 };

/* ---- the programme ---- */
static int64_t vaccine_days(const struct herd *herd, const char *species, const char *when, const char *vaccine)
{
    char name[64];
    snprintf(name, sizeof name, "vaccine_%s_%s", when, vaccine);
    return number_of(herd, species, name);
}

static void programme_species(struct due_programme *p, int at)
{
    const struct species *species = &p->herd->dictionary.species[at];
    for (int r = 0; r < DUE_RULES; r++) {
        p->wait[at][r] = rules[r].wait(p->herd, species->code);
        p->back[at][r] = rules[r].back(p->herd, species->code);
    }
    p->tag_wait[at] = *species->tag_digit ? number_of(p->herd, species->code, "tag_within") : 0;
    p->season[at] = (struct calendar_rules){
        .season_from = (int32_t)number_of(p->herd, species->code, "season_from"),
        .season_to = (int32_t)number_of(p->herd, species->code, "season_to"),
    };
    p->leave_wait[at] = number_of(p->herd, species->code, "ram_leaves_after");
    for (int v = 0; v < p->vaccine_count; v++)
        p->vaccines[at][v] = (struct due_vaccine){
            .first = vaccine_days(p->herd, species->code, "first", p->vaccine_code[v]),
            .second = vaccine_days(p->herd, species->code, "second", p->vaccine_code[v]),
            .again = vaccine_days(p->herd, species->code, "again", p->vaccine_code[v]),
        };
}

void due_programme_init(struct due_programme *p, struct herd *herd, date_day until)
{
    const struct dictionary *d = &herd->dictionary;
    *p = (struct due_programme){ .herd = herd, .today = herd->today, .until = until };
    for (int i = 0; i < d->code_count && p->vaccine_count < DUE_VACCINES_MOST; i++)
        if (strcmp(d->codes[i].list, "vaccine") == 0)
            p->vaccine_code[p->vaccine_count++] = d->codes[i].code;
    for (int i = 0; i < d->species_count && i < DUE_SPECIES_MOST; i++)
        programme_species(p, i);
}

void due_programme_done(struct due_programme *p)
{
    memory_free(p->mates);
    p->mates = NULL;
}

bool due_programme_mates(struct due_programme *p, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(p->herd->store, "due_mates", &q, e))
        return false;
    query_bind_day(q, ":from", p->today - MATE_BACK);
    query_bind_day(q, ":to", p->until);
    for (p->mate_count = 0;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (p->mate_count == p->mate_capacity) {
            p->mate_capacity = p->mate_capacity ? 2 * p->mate_capacity : 256;
            p->mates = memory_resize(p->mates, (size_t)p->mate_capacity, sizeof *p->mates);
        }
        p->mates[p->mate_count++] = (struct due_mate){ query_int(q, 0), query_day(q, 1) };
    }
}

/* ---- one animal ---- */
struct given { /* of one vaccine */
    int doses;
    date_day first, last;
};
struct beast {
    struct due_row row; /* what all its tasks have in common */
    bool male, household;
    date_day birth, born_here, since; /* birth: to the month at least; since: where it stands now */
    struct happened open[DUE_RULES];  /* kind 0 = nothing */
    bool empty;                       /* the last scan said so */
    date_day served;                  /* last, or the male put to her */
    struct given given[DUE_VACCINES_MOST];
};

static bool begins(int rule, const struct happened *h)
{
    if (!(rules[rule].begins & h->kind))
        return false;
    if (rules[rule].task == RESCAN)
        return h->code && strcmp(h->code, "doubtful") == 0;
    return rules[rule].task != WEAN || h->born > h->dead; /* she has live young from then */
}

static void vaccinated(const struct due_programme *p, struct beast *b, const struct happened *h)
{
    for (int v = 0; v < p->vaccine_count; v++) {
        struct given *given = &b->given[v];
        if (!h->code || strcmp(h->code, p->vaccine_code[v]) != 0)
            continue;
        if (!given->doses++)
            given->first = h->day;
        given->last = h->day;
    }
}

static void next_event(const struct due_programme *p, struct beast *b, const struct happened *h)
{
    if (h->kind == VACCINATED) {
        vaccinated(p, b, h);
        return;
    }
    for (int r = 0; r < DUE_RULES; r++) {
        if (rules[r].ends & h->kind)
            b->open[r].kind = 0;
        if (begins(r, h))
            b->open[r] = *h;
    }
    if (h->kind & (SERVED | JOINED)) {
        b->served = h->day;
        b->empty = false;
    }
    if (h->kind == SCANNED)
        b->empty = h->code && strcmp(h->code, "open") == 0;
}

static void add(const struct due_programme *p, const struct beast *b, enum task task, int64_t day, struct due_rows *out)
{
    if (day > p->until)
        return;
    struct due_row row = b->row;
    row.task = (int16_t)task;
    row.day = (date_day)day;
    due_rows_add(out, &row);
}

static void add_open(const struct due_programme *p, const struct beast *b, struct due_rows *out)
{
    int species = b->row.species;
    for (int r = 0; r < DUE_RULES; r++) {
        const struct happened *h = &b->open[r];
        int64_t wait = p->wait[species][r];
        if (!h->kind || wait <= 0 || h->day < p->today - p->back[species][r] || (rules[r].task == DUE && b->empty))
            continue;
        if (rules[r].task == REPEAT && !calendar_in_season(&p->season[species], (date_day)(h->day + wait)))
            continue;
        bool planned = rules[r].task == RAM_OUT && h->ram_out != DATE_NONE;
        add(p, b, rules[r].task, planned ? h->ram_out : h->day + wait, out);
    }
}

/* A first dose while it is young, a second one if the trade gives two to the young, then again and again. What is late
 * by as long again was given up. */
static int64_t vaccine_day(const struct due_programme *p, const struct beast *b, const struct due_vaccine *vaccine,
                           const struct given *given)
{
    if (!given->doses)
        return vaccine->first && b->birth != DATE_NONE && p->today <= b->birth + FIRST_BACK * vaccine->first
                   ? b->birth + vaccine->first
                   : INT64_MAX;
    bool young = b->birth != DATE_NONE && vaccine->first && given->first < b->birth + FIRST_BACK * vaccine->first;
    int64_t wait = given->doses == 1 && young && vaccine->second ? vaccine->second : vaccine->again;
    return wait && p->today <= given->last + AGAIN_BACK * wait ? given->last + wait : INT64_MAX;
}

static void add_vaccines(const struct due_programme *p, struct beast *b, struct due_rows *out)
{
    for (int v = 0; v < p->vaccine_count; v++) {
        const struct due_vaccine *vaccine = &p->vaccines[b->row.species][v];
        if (!vaccine->first && !vaccine->again)
            continue;
        b->row.vaccine = (int16_t)v;
        add(p, b, VACCINATE, vaccine_day(p, b, vaccine, &b->given[v]), out);
    }
    b->row.vaccine = -1;
}

static void add_mate(const struct due_programme *p, const struct beast *b, struct due_rows *out)
{
    int low = 0, high = p->mate_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (p->mates[middle].ewe < b->row.animal)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < p->mate_count && p->mates[low].ewe == b->row.animal &&
        (b->served == DATE_NONE || b->served < p->mates[low].from))
        add(p, b, MATE, p->mates[low].from, out);
}

/* Born here, alive here, without an official ear tag. */
static bool add_tag(const struct due_programme *p, const struct beast *b, struct due_rows *out, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t wait = p->tag_wait[b->row.species], tagged;
    if (!wait || b->born_here == DATE_NONE || b->born_here < p->today - TAG_BACK * wait)
        return true;
    if (!store_query(p->herd->store, "due_tagged", &q, e))
        return false;
    query_bind_int(q, ":animal", b->row.animal);
    if (!query_one_int(q, 0, &tagged, e))
        return false;
    if (!tagged)
        add(p, b, TAG, (b->birth != DATE_NONE ? b->birth : b->born_here) + wait, out);
    return true;
}

/* A male still at the household where he began to serve so long ago: his daughters come of age. */
static bool add_leave(const struct due_programme *p, const struct beast *b, struct due_rows *out, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t wait = p->leave_wait[b->row.species];
    bool row;
    if (!wait || !b->male || !b->household)
        return true;
    date_day from = (date_day)(p->today - LEAVE_BACK * wait);
    if (!store_query(p->herd->store, "due_first_service", &q, e))
        return false;
    query_bind_int(q, ":animal", b->row.animal);
    query_bind_int(q, ":keeper", b->row.holding);
    query_bind_day(q, ":from", b->since != DATE_NONE && b->since > from ? b->since : from);
    if (!query_next(q, &row, e))
        return false;
    if (row && !query_is_null(q, 0))
        add(p, b, RAM_LEAVES, query_day(q, 0) + wait, out);
    return true;
}

static bool add_all(const struct due_programme *p, struct beast *b, struct due_rows *out, struct err *e)
{
    add_open(p, b, out);
    add_mate(p, b, out);
    add_vaccines(p, b, out);
    return add_tag(p, b, out, e) && add_leave(p, b, out, e);
}

/* ---- reading ---- */
void due_rows_add(struct due_rows *rows, const struct due_row *row)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? rows->capacity * 2 : 256;
        rows->all = memory_resize(rows->all, (size_t)rows->capacity, sizeof *rows->all);
    }
    rows->all[rows->count++] = *row;
}

static int species_place(const struct due_programme *p, const char *code)
{
    const struct dictionary *d = &p->herd->dictionary;
    for (int i = 0; i < d->species_count && i < DUE_SPECIES_MOST; i++)
        if (strcmp(d->species[i].code, code) == 0)
            return i;
    return -1;
}

static void read_beast(const struct due_programme *p, struct query *q, struct beast *b)
{
    const char *sex = query_text(q, 2), *precision = query_text(q, 4);
    *b = (struct beast){
        .row = { .animal = query_int(q, 0),
                 .holding = query_int(q, 5),
                 .vaccine = -1,
                 .species = (int16_t)species_place(p, query_text(q, 1)) },
        .male = sex && *sex == 'M',
        .household = query_int(q, 7),
        .birth = precision && *precision != 'y' ? query_day(q, 3) : DATE_NONE,
        .since = query_day(q, 6),
        .born_here = query_day(q, 8),
        .served = DATE_NONE,
    };
}

static unsigned kind_of(const char *code)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].code, code) == 0)
            return kinds[i].kind;
    return 0;
}

/* The events are read beside the animals, both in order of the animal: `*row` is false at their end. */
static bool read_events(const struct due_programme *p, struct query *events, bool *row, struct beast *b, struct err *e)
{
    while (*row && query_int(events, 0) <= b->row.animal) {
        struct happened h = {
            .kind = kind_of(query_text(events, 1)),
            .day = query_day(events, 2),
            .code = query_text(events, 3),
            .born = query_is_null(events, 4) ? 1 : query_int(events, 4),
            .dead = query_int(events, 5),
            .ram_out = query_day(events, 6),
        };
        if (query_int(events, 0) == b->row.animal)
            next_event(p, b, &h);
        if (!query_next(events, row, e))
            return false;
    }
    return true;
}

static bool open_range(const struct due_programme *p, const char *name, int64_t first, int64_t last, struct query **ret,
                       struct err *e)
{
    if (!store_query(p->herd->store, name, ret, e))
        return false;
    query_bind_int(*ret, ":first", first);
    query_bind_int(*ret, ":last", last);
    return true;
}

bool due_read(struct due_programme *p, int64_t first, int64_t last, struct due_rows *out, struct err *e)
{
    CLEANUP(query_done) struct query *animals = NULL;
    CLEANUP(query_done) struct query *events = NULL;
    bool animal, event;
    if (!open_range(p, "due_animals", first, last, &animals, e) ||
        !open_range(p, "due_events", first, last, &events, e) || !query_next(events, &event, e))
        return false;
    for (struct beast b;;) {
        if (!query_next(animals, &animal, e))
            return false;
        if (!animal)
            return true;
        read_beast(p, animals, &b);
        if (b.row.species >= 0 && (!read_events(p, events, &event, &b, e) || !add_all(p, &b, out, e)))
            return false;
    }
}
