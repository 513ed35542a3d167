/* plan_when.c - when: cycles of batches, the pens they fill, the births to come */
#include "inner.h"

#include "mupu/plan.h"

#include <math.h>
#include <string.h>

#define FIELD_FORMAT                                                                    \
    {                                                                                   \
        .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") \
    }
#define FIELD_SPECIES                                                                              \
    {                                                                                              \
        .name = "species", .zh = "畜种", .en = "species", .type = FIELD_OF_CODE, .list = "species" \
    }

static const struct field cycle_arguments[] = {
    FIELD_SPECIES,
    { .name = "from",
      .zh = "公畜入群",
      .en = "from",
      .type = FIELD_OF_DAY,
      .help = N_("of the first batch; default: the next day in season") },
    { .name = "females",
      .zh = "每批母畜",
      .en = "females a batch",
      .type = FIELD_OF_COUNT,
      .help = N_("default: what one joining pen holds") },
    { .name = "years", .zh = "年数", .en = "years", .type = FIELD_OF_COUNT, .help = N_("default: 2") },
    { .name = "batches", .zh = "批次数", .en = "batches", .type = FIELD_OF_COUNT, .help = N_("default: 1") },
    { .name = "every",
      .zh = "批次间隔天数",
      .en = "days between batches",
      .type = FIELD_OF_COUNT,
      .help = N_("default: the lambing interval over the batches") },
    { .name = "fast",
      .zh = "快节奏",
      .en = "fast",
      .type = FIELD_OF_FLAG,
      .help = N_("the dictionary's fast interval") },
    { .name = "pens",
      .zh = "圈舍数",
      .en = "pens",
      .type = FIELD_OF_COUNT,
      .help = N_("pens there are: shows week by week what is filled, and what is too much") },
    FIELD_FORMAT,
};
static const struct field load_arguments[] = {
    { .name = "plan", .zh = "方案", .en = "plan", .place = "1", .help = N_("its code; default: the newest") },
    { .name = "pens", .zh = "圈舍数", .en = "pens", .type = FIELD_OF_COUNT, .help = N_("pens there are") },
    FIELD_FORMAT,
};
static const struct field forecast_arguments[] = {
    { .name = "plan",
      .zh = "方案",
      .en = "plan",
      .place = "1",
      .help = N_("its code; without it all females mated or pregnant") },
    FIELD_SPECIES,
    { .name = "month", .zh = "按月", .en = "by month", .type = FIELD_OF_FLAG, .help = N_("instead of by week") },
    FIELD_FORMAT,
};

/* A screen shows a table when its command has returned: columns are kept with it. */
static struct table *new_table(struct command_context *c, const char *name, const char *title,
                               const struct table_column *columns, size_t count)
{
    struct table *t = arena_new(c->arena, sizeof *t);
    struct table_column *kept = arena_new(c->arena, count * sizeof *kept);
    memcpy(kept, columns, count * sizeof *kept);
    table_init(t, c->arena, name, title, kept, (int)count);
    return t;
}

/* ---- what is asked ---- */
static bool read_count(const struct record *r, const char *name, int64_t otherwise, int64_t most, int64_t *ret,
                       struct err *e)
{
    const char *text = record_text(r, name);
    *ret = otherwise;
    return !text || number_parse_int(text, 1, most, ret, e) || err_prefix(e, "--%s: ", name);
}

static bool read_species(struct command_context *c, const struct record *r, const char **ret, struct err *e)
{
    const char *text = record_text(r, "species");
    const struct dictionary *d = &c->herd->dictionary;
    const struct species *species = text ? dictionary_species(d, text) : &d->species[0];
    if (!species)
        return err_set(e, ERR_USAGE, "species", _("There is no species \"%s\""), text);
    *ret = species->code;
    return true;
}

/* ---- pens by week ---- */
static const char *bar(struct arena *arena, int32_t pens, int32_t most)
{
    enum { WIDTH = 16 };
    char text[WIDTH + 1];
    int length = most ? (int)((int64_t)pens * WIDTH + most - 1) / most : 0;
    memset(text, '#', (size_t)length);
    text[length] = '\0';
    return arena_text(arena, text);
}

struct weeks {
    const struct load_batch *batches;
    int count;
    const int32_t *a_pen;
    date_day first, last;
    int32_t most;
};

/* The fullest day of a week, by all pens together. */
static int32_t fullest(const struct weeks *w, date_day first, int32_t *ret)
{
    int32_t most = -1;
    for (date_day day = first; day < first + 7; day++) {
        int32_t pens[LOAD_PENS] = { 0 }, all = 0;
        for (int i = 0; i < w->count; i++)
            load_add(&w->batches[i], day, w->a_pen, pens);
        for (int k = 0; k < LOAD_PENS; k++)
            all += pens[k];
        if (all > most) {
            most = all;
            memcpy(ret, pens, sizeof pens);
        }
    }
    return most;
}

static void span_weeks(struct weeks *w, date_day until)
{
    w->first = w->batches[0].steps.rams_in;
    w->last = until;
    for (int i = 0; i < w->count; i++)
        if (w->batches[i].steps.rams_in < w->first)
            w->first = w->batches[i].steps.rams_in;
    for (date_day week = w->first; week <= w->last; week += 7) {
        int32_t pens[LOAD_PENS], all = fullest(w, week, pens);
        w->most = all > w->most ? all : w->most;
    }
}

static bool print_pens(struct command_context *c, const struct record *r, struct weeks *w, date_day until, int64_t have,
                       struct err *e)
{
    const struct table_column columns[] = {
        { "week", _("Week from"), TABLE_DAY, 0, 0, false },
        { "joining", _("Joining pens"), TABLE_COUNT, 0, 0, false },
        { "pregnant", _("Pens of pregnant"), TABLE_COUNT, 0, 0, false },
        { "lactating", _("Pens of suckling"), TABLE_COUNT, 0, 0, false },
        { "dry", _("Dry pens"), TABLE_COUNT, 0, 0, false },
        { "all", _("Pens in all"), TABLE_COUNT, 0, 0, false },
        { "over", _("Too many"), TABLE_COUNT, 0, 0, false },
        { "bar", _("Picture"), TABLE_TEXT, 0, 1, false },
    };
    int over = 0;
    span_weeks(w, until);
    struct table *t = new_table(c, "pens", _("Pens filled"), columns, COUNT(columns));
    for (date_day week = w->first; week <= w->last; week += 7) {
        int32_t pens[LOAD_PENS], all = fullest(w, week, pens);
        int row = table_add_row(t, TABLE_ROW);
        table_set_day(t, row, 0, week);
        for (int k = 0; k < LOAD_PENS; k++)
            table_set_integer(t, row, 1 + k, pens[k]);
        table_set_integer(t, row, 5, all);
        if (have && all > have)
            table_set_integer(t, row, 6, all - have);
        over += have && all > have;
        table_set_text(t, row, 7, bar(c->arena, all, w->most));
    }
    command_say(c, _("At most %d pens are filled, each week on its fullest day."), (int)w->most);
    if (have && over)
        command_say(c, _("In %d weeks more than the %d pens there are."), over, (int)have);
    return command_print(c, r, t, e);
}

/* ---- cycle ---- */
enum { CYCLE_MOST = 400, BATCHES_MOST = 50 };

struct cycle {
    const char *species;
    struct calendar_rules rules;
    int64_t females, years, batches, every, pens, interval;
    date_day from, until;
    struct load_batch *all;
    int *group, count;
};

static int64_t interval_of(const struct herd *herd, const char *species, bool fast)
{
    int64_t plain = dictionary_number(&herd->dictionary, species, "birth_interval", 0);
    return fast ? dictionary_number(&herd->dictionary, species, "birth_interval_fast", plain) : plain;
}

static bool read_cycle(struct command_context *c, const struct record *r, struct cycle *x, struct err *e)
{
    const struct dictionary *d = &c->herd->dictionary;
    const char *from = record_text(r, "from");
    enum date_precision precision;
    if (!read_species(c, r, &x->species, e) || !plan_calendar_rules(c->herd, x->species, NULL, &x->rules, e))
        return false;
    x->interval = interval_of(c->herd, x->species, record_text(r, "fast") != NULL);
    x->from = c->herd->today;
    if (from && !date_parse(from, &x->from, &precision, e))
        return false;
    if (from && !calendar_in_season(&x->rules, x->from))
        return err_set(e, ERR_USAGE, "from", _("%s is not in the season"), from);
    x->from = calendar_next_in_season(&x->rules, x->from);
    return read_count(r, "females", dictionary_number(d, x->species, "capacity_pen", 1), 1000000, &x->females, e) &&
           read_count(r, "years", 2, 20, &x->years, e) && read_count(r, "batches", 1, BATCHES_MOST, &x->batches, e) &&
           read_count(r, "every", x->interval / x->batches > 0 ? x->interval / x->batches : 1, 3650, &x->every, e) &&
           read_count(r, "pens", 0, 1000000, &x->pens, e);
}

static void add_joinings(const struct herd *herd, struct cycle *x, int group)
{
    date_day at = calendar_next_in_season(&x->rules, (date_day)(x->from + group * x->every));
    int64_t conception = dictionary_number(&herd->dictionary, x->species, "conception", 100);
    while (at < x->until && x->count < CYCLE_MOST) {
        struct load_batch *b = &x->all[x->count];
        cycle_joining(&x->rules, (int32_t)x->interval, at, &b->steps);
        b->females = (int32_t)x->females;
        b->pregnant = (int32_t)((x->females * conception + 50) / 100);
        x->group[x->count++] = group;
        at = b->steps.next_joining;
    }
}

static bool print_cycle(struct command_context *c, const struct record *r, const struct cycle *x, struct err *e)
{
    const struct table_column columns[] = {
        { "batch", _("Batch"), TABLE_COUNT, 0, 0, false },
        { "rams_in", _("Sires in"), TABLE_DAY, 0, 0, false },
        { "rams_out", _("Sires out"), TABLE_DAY, 0, 0, false },
        { "scan", _("Scan"), TABLE_DAY, 0, 0, false },
        { "due_first", _("Births from"), TABLE_DAY, 0, 0, false },
        { "due_last", _("Births to"), TABLE_DAY, 0, 0, false },
        { "wean", _("Weaning"), TABLE_DAY, 0, 0, false },
    };
    struct table *t = new_table(c, "cycle", _("Cycle of batches"), columns, COUNT(columns));
    for (int i = 0; i < x->count; i++) {
        const struct calendar_steps *s = &x->all[i].steps;
        const date_day days[] = { s->rams_in, s->rams_out, s->scan, s->due_first, s->due_last, s->wean };
        int row = table_add_row(t, TABLE_ROW);
        table_set_integer(t, row, 0, x->group[i] + 1);
        for (size_t k = 0; k < COUNT(days); k++)
            table_set_day(t, row, 1 + (int)k, days[k]);
    }
    return command_print(c, r, t, e);
}

static void add_groups(const struct herd *herd, struct cycle *x)
{
    x->count = 0;
    for (int group = 0; group < x->batches; group++)
        add_joinings(herd, x, group);
}

static int32_t most_pens(const struct cycle *x, const int32_t *a_pen)
{
    struct weeks w = { .batches = x->all, .count = x->count, .a_pen = a_pen };
    span_weeks(&w, x->until);
    return w.most;
}

/* One batch, two ..., spread evenly over the interval, until the pens do not hold them. */
static int batches_that_fit(const struct herd *herd, const struct cycle *asked, const int32_t *a_pen)
{
    struct cycle x = *asked;
    for (x.batches = 1; x.batches <= BATCHES_MOST; x.batches++) {
        x.every = x.interval / x.batches > 0 ? x.interval / x.batches : 1;
        add_groups(herd, &x);
        if (x.count == CYCLE_MOST || most_pens(&x, a_pen) > x.pens)
            break;
    }
    return (int)x.batches - 1;
}

static bool cycle_pens(struct command_context *c, const struct record *r, struct cycle *x, struct err *e)
{
    int32_t a_pen[LOAD_PENS];
    if (!plan_pens(c->herd, x->species, a_pen, e))
        return false;
    command_say(c, _("Batches of that size, spread evenly, that %d pens hold: %d at most"), (int)x->pens,
                batches_that_fit(c->herd, x, a_pen));
    add_groups(c->herd, x);
    struct weeks w = { .batches = x->all, .count = x->count, .a_pen = a_pen };
    return print_pens(c, r, &w, x->until, x->pens, e);
}

static bool run_cycle(struct command_context *c, const struct record *r, struct err *e)
{
    struct cycle x = { 0 };
    if (!read_cycle(c, r, &x, e))
        return false;
    x.until = (date_day)(x.from + x.years * 365);
    x.all = arena_new(c->arena, CYCLE_MOST * sizeof *x.all);
    x.group = arena_new(c->arena, CYCLE_MOST * sizeof *x.group);
    add_groups(c->herd, &x);
    if (x.count == CYCLE_MOST)
        return err_set(e, ERR_USAGE, "years", _("More than %d joinings: fewer years or batches, please"),
                       CYCLE_MOST - 1);
    command_say(c, _("Batches: %d; females in each: %d; days from joining to joining: %d at least"), (int)x.batches,
                (int)x.females, (int)x.interval);
    return record_text(r, "pens") ? cycle_pens(c, r, &x, e) : print_cycle(c, r, &x, e);
}

/* ---- load ---- */
static void say_overlaps(struct command_context *c, int64_t plan, const struct plan_batch *all, int count)
{
    for (int i = 0; i < count; i++)
        if (all[i].plan != plan && all[i].in_both)
            command_say(c, _("Plan %s has %d of the same females."), all[i].code, all[i].in_both);
}

static bool run_load(struct command_context *c, const struct record *r, struct err *e)
{
    struct plan_batch *all;
    struct plan p;
    int32_t a_pen[LOAD_PENS];
    int64_t id, have;
    int count;
    if (!read_count(r, "pens", 0, 1000000, &have, e) || !plan_find(c->herd, record_text(r, "plan"), &id, e) ||
        !plan_load(c->herd, id, c->arena, &p, e) || !plan_pens(c->herd, p.species, a_pen, e) ||
        !plan_batches(c->herd, id, c->arena, &all, &count, e))
        return false;
    struct load_batch *batches = arena_new(c->arena, (size_t)count * sizeof *batches);
    date_day until = DATE_NONE;
    for (int i = 0; i < count; i++) {
        batches[i] = all[i].batch;
        if (until == DATE_NONE || batches[i].steps.next_joining > until)
            until = batches[i].steps.next_joining - 1;
    }
    command_say(c, _("Plan %s and %d approved plans beside it"), p.code, count - 1);
    say_overlaps(c, id, all, count);
    struct weeks w = { .batches = batches, .count = count, .a_pen = a_pen };
    return print_pens(c, r, &w, until, have, e);
}

/* ---- forecast ---- */
struct births {
    struct forecast_female *females;
    int32_t count;
    bool weaned, by_month;
    double mean, sd;
};

static bool read_births(struct command_context *c, const struct record *r, struct births *x, struct err *e)
{
    const char *code = record_text(r, "plan"), *species;
    struct plan p;
    int64_t plan = 0;
    if (!read_species(c, r, &species, e) ||
        (code && (!plan_find(c->herd, code, &plan, e) || !plan_load(c->herd, plan, c->arena, &p, e))))
        return false;
    species = plan ? p.species : species;
    const struct param *sd = dictionary_param(&c->herd->dictionary, species, "gestation_sd");
    x->mean = (double)dictionary_number(&c->herd->dictionary, species, "gestation", 0);
    if (x->mean <= 0 || !sd || sd->value == PARAM_NONE || sd->value <= 0)
        return err_set(e, ERR_CONFIG, "species", _("The dictionary has no gestation for \"%s\""), species);
    x->sd = (double)sd->value / 1000.0;
    x->by_month = record_text(r, "month") != NULL;
    return plan_forecast_females(c->herd, plan, species, c->progress, c->arena, &x->females, &x->count, &x->weaned, e);
}

static date_day next_span(const struct births *x, date_day first)
{
    int year, month, day;
    if (!x->by_month)
        return first + 7;
    date_to_ymd(first, &year, &month, &day);
    return month == 12 ? date_from_ymd(year + 1, 1, 1) : date_from_ymd(year, month + 1, 1);
}

/* 1970-01-01 was a Thursday. */
static date_day monday(date_day day)
{
    int since = (day + 3) % 7;
    return day - (since < 0 ? since + 7 : since);
}

static date_day first_span(const struct births *x, date_day first)
{
    int year, month, day;
    date_to_ymd(first, &year, &month, &day);
    return x->by_month ? date_from_ymd(year, month, 1) : monday(first);
}

static void births_row(const struct births *x, const struct forecast_count *n, date_day first, struct table *t)
{
    int row = table_add_row(t, TABLE_ROW);
    table_set_day(t, row, 0, first);
    table_set_real(t, row, 1, n->births);
    table_set_real(t, row, 2, n->young);
    table_set_integer(t, row, 3, n->low);
    table_set_integer(t, row, 4, n->high);
    table_set_real(t, row, 5, x->weaned ? n->weaned : (double)NAN);
}

static bool fill_births(const struct births *x, struct table *t, struct err *e)
{
    enum { SIGMAS = 4 };
    date_day first = x->females[0].from, last = x->females[0].to;
    for (int32_t i = 1; i < x->count; i++) {
        first = x->females[i].from < first ? x->females[i].from : first;
        last = x->females[i].to > last ? x->females[i].to : last;
    }
    date_day end = last + (date_day)ceil(x->mean + SIGMAS * x->sd), next;
    for (date_day at = first_span(x, first + (date_day)floor(x->mean - SIGMAS * x->sd)); at <= end; at = next) {
        struct forecast_count n;
        next = next_span(x, at);
        if (!forecast_young(x->females, x->count, x->mean, x->sd, at, next - 1, &n, e))
            return false;
        if (n.births >= 0.05) /* what would show as 0.0 */
            births_row(x, &n, at, t);
    }
    return true;
}

static bool run_forecast(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "from", _("From"), TABLE_DAY, 0, 0, false },          { "births", _("Births"), TABLE_REAL, 1, 0, true },
        { "young", _("Young"), TABLE_REAL, 1, 0, true },        { "low", _("Low (80 %)"), TABLE_COUNT, 0, 0, false },
        { "high", _("High (80 %)"), TABLE_COUNT, 0, 0, false }, { "weaned", _("Weaned"), TABLE_REAL, 1, 0, true },
    };
    struct births x = { 0 };
    if (!read_births(c, r, &x, e))
        return false;
    struct table *t = new_table(c, "forecast", _("Births to come"), columns, COUNT(columns));
    if (x.count && !fill_births(&x, t, e))
        return false;
    command_say(c, _("%d females that may give birth; the range holds the middle 80 %% of what may come."), x.count);
    if (t->row_count)
        table_add_total(t, _("Total"));
    return command_print(c, r, t, e);
}

#define ANSWER(verb_, summary_, help_, arguments_, run_)                                               \
    {                                                                                                  \
        .subject = "plan", .verb = verb_, .summary = summary_, .help = help_, .arguments = arguments_, \
        .argument_count = COUNT(arguments_), .needs = COMMAND_NEEDS_READ, .run = run_, .answers = true \
    }
static const struct command commands[] = {
    ANSWER("cycle", N_("the days of batches one after another: two years three, a batch every so many days"),
           N_("Example: mupu plan cycle --from 2026-03-01 --batches 4 --females 56 --years 2\n"
              "Example: mupu plan cycle --batches 6 --females 42 --pens 60"),
           cycle_arguments, run_cycle),
    ANSWER("load", N_("the pens a plan and the approved ones beside it fill, week by week, and who is in two of them"),
           "", load_arguments, run_load),
    ANSWER("forecast", N_("births, young and weaned to come, with their range, by week or month"), "",
           forecast_arguments, run_forecast),
};
const struct command_group command_plan_when = { commands, COUNT(commands) };
