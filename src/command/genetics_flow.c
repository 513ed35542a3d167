/* genetics_flow.c - how genes move between tiers and holdings: shares by birth year, and where each ram's young stood
 */
#include "genetics_grouping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct field flow_arguments[] = {
    { .name = "by",
      .zh = "分组",
      .en = "groups by",
      .help = N_("born_tier or born_at (whose number they got, else where they first stood), breed, family, or none: "
                 "birth years alone; with --pedigree "
                 "a column of the file") },
    { .name = "source",
      .zh = "来源",
      .en = "source",
      .help = N_("what founders are told apart by: born_tier, born_at, breed, family; with --pedigree a column") },
    { .name = "absorb",
      .zh = "算作来源的组",
      .en = "counts as a source",
      .repeated = true,
      .help =
          N_("all animals of this group count as a source, not only founders; in the book, without it: those of the "
             "enterprises") },
    { .name = "each-sire",
      .zh = "公畜逐头",
      .en = "each sire",
      .type = FIELD_OF_FLAG,
      .help = N_("sires among the sources are told one by one: by whom the genes came; listed as pairs") },
    { .name = "pairs", .zh = "逐对列出", .en = "pair by pair", .type = FIELD_OF_FLAG },
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};
static const struct field reach_arguments[] = {
    { .name = "sire", .zh = "公畜", .en = "sire" },
    { .name = "from", .zh = "公畜来自", .en = "sires from", .help = N_("only sires born in this tier or holding") },
    { .name = "at",
      .zh = "后代所在",
      .en = "young at",
      .help = N_("only young that ever stood in this tier or holding") },
    { .name = "by", .zh = "分组", .en = "groups by", .help = N_("the column of the file that says where they stand") },
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};

/* ---- genetics flow ---- */

enum { CELLS_MOST = 20000000, COLUMNS_MOST = 60 };

struct target { /* the animals of a group born in a year */
    int32_t year, level, animals;
    const char *name; /* of the level */
};

struct flow {
    struct genetics_source s;
    const char *by_word, *source_word;
    struct genetics_factor year, by, from;
    bool *in;        /* [animals] is it one of those asked about? */
    int32_t *group;  /* [animals] of the targets */
    int32_t *source; /* [animals] */
    struct target *target;
    int32_t targets, sources;
    const char **source_name; /* [sources] */
    double *share;            /* [targets][sources + 1] */
};

static void flow_close(struct flow *x)
{
    genetics_factor_done(&x->year);
    genetics_factor_done(&x->by);
    genetics_factor_done(&x->from);
    memory_free(x->in);
    memory_free(x->group);
    memory_free(x->source);
    memory_free(x->target);
    memory_free(x->share);
    genetics_source_close(&x->s);
}

static bool open_source(struct command_context *c, const struct record *r, struct flow *x, struct err *e)
{
    const char *by = record_text(r, "by"), *source = record_text(r, "source");
    bool of_file = record_text(r, "pedigree") != NULL;
    if (of_file && !source)
        return err_set(e, ERR_USAGE, "source", _("Say with --source which column of the file tells founders apart"));
    x->by_word = by ? by : of_file ? "none" : "born_tier";
    x->source_word = source ? source : "born_tier";
    const char *columns[] = { x->source_word, strcmp(x->by_word, "none") ? x->by_word : NULL, NULL };
    unsigned names = record_text(r, "each-sire") ? GENETICS_NAMES : 0;
    return genetics_source_open(c, r, GENETICS_BIRTH | names, columns, &x->s, e);
}

/* ---- whose genes: birth years by groups ---- */

/* Of a book one species, the asked one or that of most animals. */
static bool of_species(struct flow *x, const struct record *r, struct err *e)
{
    const char *asked = record_text(r, "species");
    struct genetics_factor species;
    int32_t most = 0;
    x->in = memory_new((size_t)x->s.p.count + 1);
    for (int32_t i = 0; x->s.of_file && i < x->s.p.count; i++)
        x->in[i] = true;
    if (x->s.of_file)
        return true;
    if (!genetics_source_factor(&x->s, "species", &species, e))
        return false;
    int32_t *animals = memory_new(((size_t)species.count + 1) * sizeof *animals);
    for (int32_t i = 0; i < x->s.p.count; i++)
        if (species.level[i] >= 0)
            animals[species.level[i]]++;
    for (int32_t k = 0; k < species.count; k++)
        if (asked ? strcmp(species.name[k], asked) == 0 : animals[k] > animals[most])
            most = k;
    for (int32_t i = 0; i < x->s.p.count; i++)
        x->in[i] = species.level[i] == most && (!asked || strcmp(species.name[most], asked) == 0);
    memory_free(animals);
    genetics_factor_done(&species);
    return true;
}

static int by_year_and_name(const void *left, const void *right)
{
    const struct target *a = left, *b = right;
    if (a->year != b->year)
        return a->year - b->year;
    int order = a->name && b->name ? strcmp(a->name, b->name) : 0;
    return order ? order : a->level - b->level;
}

/* Years times levels that have animals, in order; `at` of each. */
static void list_targets(struct flow *x, const int32_t *animals, int32_t *at)
{
    int32_t levels = x->by.count;
    for (int32_t key = 0; key < x->year.count * levels; key++)
        x->targets += animals[key] > 0;
    x->target = memory_new(((size_t)x->targets + 1) * sizeof *x->target);
    for (int32_t key = 0, k = 0; key < x->year.count * levels; key++)
        if (animals[key])
            x->target[k++] = (struct target){ key / levels, key % levels, animals[key], x->by.name[key % levels] };
    qsort(x->target, (size_t)x->targets, sizeof *x->target, by_year_and_name);
    for (int32_t k = 0; k < x->targets; k++)
        at[x->target[k].year * levels + x->target[k].level] = k;
}

static void no_levels(struct flow *x)
{
    static const char *const none[] = { "" };
    x->by =
        (struct genetics_factor){ memory_new(((size_t)x->s.p.count + 1) * sizeof(int32_t)), 1, (const char **)none };
}

static bool find_targets(struct flow *x, const struct record *r, struct err *e)
{
    bool good = of_species(x, r, e) && genetics_levels(&x->s, "year", &x->year, e);
    if (good && strcmp(x->by_word, "none") == 0)
        no_levels(x);
    else
        good = good && genetics_levels(&x->s, x->by_word, &x->by, e);
    if (good) {
        size_t keys = (size_t)x->year.count * (size_t)x->by.count + 1;
        int32_t *animals = memory_new(keys * sizeof *animals), *at = memory_new(keys * sizeof *at);
        x->group = memory_resize(NULL, (size_t)x->s.p.count + 1, sizeof *x->group);
        for (int32_t i = 0; i < x->s.p.count; i++) {
            bool counts = x->in[i] && x->year.level[i] >= 0 && x->by.level[i] >= 0;
            x->group[i] = counts ? x->year.level[i] * x->by.count + x->by.level[i] : -1;
            if (counts)
                animals[x->group[i]]++;
        }
        list_targets(x, animals, at);
        for (int32_t i = 0; i < x->s.p.count; i++)
            x->group[i] = x->group[i] < 0 ? -1 : at[x->group[i]];
        memory_free(animals);
        memory_free(at);
    }
    return good && (x->targets || err_set(e, ERR_NO_INPUT, "by", _("No animal has a day of birth and a group")));
}

/* ---- from where ---- */

/* Where animals were born, from what is read already; else into *own. */
static const struct genetics_factor *born_tiers(struct flow *x, struct genetics_factor *own, struct err *e)
{
    if (strcmp(x->source_word, "born_tier") == 0)
        return &x->from;
    if (strcmp(x->by_word, "born_tier") == 0)
        return &x->by;
    return genetics_source_factor(&x->s, "born_tier", own, e) ? own : NULL;
}

/* Animals of the levels that --absorb names. */
static bool absorbing_levels(struct flow *x, const struct record *r, bool *absorbs, struct err *e)
{
    for (int k = 0; k < record_count(r, "absorb"); k++) {
        int32_t level = 0;
        while (level < x->from.count && strcmp(x->from.name[level], record_nth(r, "absorb", k)) != 0)
            level++;
        if (level == x->from.count)
            return err_set(e, ERR_USAGE, "absorb", _("No animal has \"%s\" for \"%s\""), record_nth(r, "absorb", k),
                           x->source_word);
        for (int32_t i = 0; i < x->s.p.count; i++)
            absorbs[i] = absorbs[i] || x->from.level[i] == level;
    }
    return true;
}

/* The enterprises' animals, unless --absorb says whose. */
static bool absorbing(struct flow *x, const struct record *r, bool *absorbs, struct err *e)
{
    struct genetics_factor own = { 0 };
    if (record_text(r, "absorb"))
        return absorbing_levels(x, r, absorbs, e);
    if (x->s.of_file || strncmp(x->source_word, "born_", 5) != 0)
        return true;
    const struct genetics_factor *tier = born_tiers(x, &own, e);
    for (int32_t i = 0; tier && i < x->s.p.count; i++)
        absorbs[i] = tier->level[i] >= 0 && strcmp(tier->name[tier->level[i]], "enterprise") == 0;
    genetics_factor_done(&own);
    return tier != NULL;
}

/* Every sire that is a source becomes one of his own, under his number. */
static void name_sires(struct flow *x)
{
    bool *sires = memory_new((size_t)x->s.p.count + 1);
    int32_t found = 0;
    for (int32_t i = 0; i < x->s.p.count; i++)
        if (x->s.p.sire[i] >= 0 && x->source[x->s.p.sire[i]] >= 0 && !sires[x->s.p.sire[i]]) {
            sires[x->s.p.sire[i]] = true;
            found++;
        }
    const char **name = arena_new(x->s.c->arena, (size_t)(x->from.count + found + 1) * sizeof *name);
    memcpy(name, x->from.name, (size_t)x->from.count * sizeof *name);
    x->from.name = name;
    for (int32_t i = 0; i < x->s.p.count; i++)
        if (sires[i]) {
            x->source[i] = x->from.count;
            x->from.name[x->from.count++] = genetics_source_name(&x->s, i);
        }
    memory_free(sires);
}

static int by_text(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return strcmp(*a, *b);
}

/* Levels that are anybody's source get numbers in the order of their names. */
static void number_sources(struct flow *x)
{
    int32_t levels = x->from.count, *number = memory_new(((size_t)levels + 1) * sizeof *number);
    x->source_name = arena_new(x->s.c->arena, ((size_t)levels + 1) * sizeof *x->source_name);
    for (int32_t i = 0; i < x->s.p.count; i++)
        if (x->source[i] >= 0)
            number[x->source[i]] = 1;
    for (int32_t k = 0; k < levels; k++)
        if (number[k])
            x->source_name[x->sources++] = x->from.name[k];
    qsort(x->source_name, (size_t)x->sources, sizeof *x->source_name, by_text);
    for (int32_t k = 0; k < levels; k++)
        if (number[k])
            number[k] = (int32_t)((const char **)bsearch(&x->from.name[k], x->source_name, (size_t)x->sources,
                                                         sizeof *x->source_name, by_text) -
                                  x->source_name);
    for (int32_t i = 0; i < x->s.p.count; i++)
        if (x->source[i] >= 0)
            x->source[i] = number[x->source[i]];
    memory_free(number);
}

/* What groups are made by is read already when sources are told apart by the same. */
static bool read_sources(struct flow *x, struct err *e)
{
    if (strcmp(x->source_word, x->by_word) != 0)
        return genetics_levels(&x->s, x->source_word, &x->from, e);
    x->from = x->by;
    x->from.level = memory_resize(NULL, (size_t)x->s.p.count + 1, sizeof(int32_t));
    memcpy(x->from.level, x->by.level, (size_t)x->s.p.count * sizeof(int32_t));
    return true;
}

static bool find_sources(struct flow *x, const struct record *r, struct err *e)
{
    if (!read_sources(x, e))
        return false;
    bool *absorbs = memory_new((size_t)x->s.p.count + 1);
    bool good = absorbing(x, r, absorbs, e);
    x->source = memory_resize(NULL, (size_t)x->s.p.count + 1, sizeof *x->source);
    for (int32_t i = 0; i < x->s.p.count; i++) {
        bool founder = x->s.p.sire[i] < 0 && x->s.p.dam[i] < 0;
        x->source[i] = x->in[i] && (founder || absorbs[i]) ? x->from.level[i] : -1;
    }
    if (record_text(r, "each-sire"))
        name_sires(x);
    number_sources(x);
    memory_free(absorbs);
    return good;
}

static bool flow_shares(struct flow *x, bool pairs, struct err *e)
{
    if (!pairs && x->sources > COLUMNS_MOST)
        return err_set(e, ERR_USAGE, "pairs", _("%d sources are too many columns. List them with --pairs."),
                       x->sources);
    if ((int64_t)x->targets * (x->sources + 1) > CELLS_MOST)
        return err_set(e, ERR_USAGE, "by", _("%d groups of %d sources are too many. Choose coarser ones."), x->targets,
                       x->sources);
    x->share = memory_resize(NULL, (size_t)x->targets * ((size_t)x->sources + 1) + 1, sizeof *x->share);
    struct group_set set = { x->targets, x->group, NULL };
    return group_origin(x->s.p, x->source, x->sources, set, x->share, x->s.c->progress, e);
}

/* ---- the tables ---- */

static int target_row(struct command_context *c, const struct record *r, const struct flow *x, int32_t k,
                      struct table *ret)
{
    const struct target *target = &x->target[k];
    int row = table_add_row(ret, TABLE_ROW);
    table_set_text(ret, row, 0, x->year.name[target->year]);
    table_set_text(ret, row, 1, *target->name ? grouping_label(c, r, x->by_word, target->name) : NULL);
    table_set_integer(ret, row, 2, target->animals);
    return row;
}

static void wide_table(struct command_context *c, const struct record *r, struct flow *x, const char *title,
                       struct table *ret)
{
    enum { FIXED = 3 };
    const struct table_column fixed[FIXED] = { { "year", _("Born"), TABLE_TEXT, 0, 0, false },
                                               { "group", _("Group"), TABLE_TEXT, 0, 1, false },
                                               { "animals", _("Animals"), TABLE_COUNT, 0, 0, false } };
    int columns = FIXED + x->sources + 1;
    struct table_column *column = arena_new(c->arena, (size_t)columns * sizeof *column);
    memcpy(column, fixed, sizeof fixed);
    for (int32_t s = 0; s < x->sources; s++)
        column[FIXED + s] = grouping_column(c, r, x->source_word, x->source_name[s], TABLE_PERCENT, 1);
    column[columns - 1] = (struct table_column){ "unknown", _("Unknown"), TABLE_PERCENT, 1, 0, false };
    table_init(ret, c->arena, "flow", title, column, columns);
    for (int32_t k = 0; k < x->targets; k++) {
        int row = target_row(c, r, x, k, ret);
        for (int32_t s = 0; s <= x->sources; s++)
            table_set_real(ret, row, FIXED + s, x->share[(size_t)k * ((size_t)x->sources + 1) + (size_t)s]);
    }
}

static void long_table(struct command_context *c, const struct record *r, struct flow *x, const char *title,
                       struct table *ret)
{
    const struct table_column columns[] = {
        { "year", _("Born"), TABLE_TEXT, 0, 0, false },
        { "group", _("Group"), TABLE_TEXT, 0, 1, false },
        { "animals", _("Animals"), TABLE_COUNT, 0, 0, false },
        { "source", _("Source"), TABLE_TEXT, 0, 1, false },
        { "share", _("Share of genes"), TABLE_PERCENT, 1, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "flow", title, kept, COUNT(columns));
    for (int32_t k = 0; k < x->targets; k++)
        for (int32_t s = 0; s <= x->sources; s++) {
            double share = x->share[(size_t)k * ((size_t)x->sources + 1) + (size_t)s];
            if (!(share > 0.0))
                continue;
            int row = target_row(c, r, x, k, ret);
            table_set_text(ret, row, 3,
                           s == x->sources ? (command_for_eyes(c, r) ? _("Unknown") : "unknown")
                                           : grouping_label(c, r, x->source_word, x->source_name[s]));
            table_set_real(ret, row, 4, share);
        }
}

static bool genetics_flow_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    bool pairs = record_text(r, "pairs") || record_text(r, "each-sire");
    struct flow x = { 0 };
    if (!open_source(c, r, &x, e))
        return false;
    bool good = find_targets(&x, r, e) && find_sources(&x, r, e) && flow_shares(&x, pairs, e);
    if (good)
        (pairs ? long_table : wide_table)(c, r, &x, _("Where the genes of each birth year come from"), ret);
    flow_close(&x);
    return good;
}

/* ---- genetics reach ---- */

struct reach {
    int32_t sire; /* in the source */
    const char *name, *place, *tier;
    int64_t young, daughters, sons, present;
    date_day first, last;
};

struct reaches {
    struct genetics_source s;
    struct genetics_factor tier, at; /* where sires were born; of a book (of a file: the column) */
    struct reach *row;
    int32_t count, capacity;
};

static void reaches_close(struct reaches *x)
{
    genetics_factor_done(&x->tier);
    genetics_factor_done(&x->at);
    memory_free(x->row);
    genetics_source_close(&x->s);
}

static struct reach *add_reach(struct reaches *x)
{
    if (x->count == x->capacity) {
        x->capacity = x->capacity + x->capacity / 2 + 64;
        x->row = memory_resize(x->row, (size_t)x->capacity, sizeof *x->row);
    }
    return &x->row[x->count++];
}

static const char *first_place(const struct genetics_factor *factor, int32_t animal)
{
    return factor->level && factor->level[animal] >= 0 ? factor->name[factor->level[animal]] : NULL;
}

static bool is_from(const struct reaches *x, int32_t sire, const char *from)
{
    const char *tier = first_place(&x->tier, sire), *at = first_place(&x->at, sire);
    return !from || (tier && strcmp(tier, from) == 0) || (at && strcmp(at, from) == 0);
}

static bool reach_of_book(struct reaches *x, const struct record *r, int32_t sire, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct arena *arena = x->s.c->arena;
    bool row, good = (!record_text(r, "from") || genetics_source_factor(&x->s, "born_tier", &x->tier, e)) &&
                     genetics_source_factor(&x->s, "born_at", &x->at, e) &&
                     store_query(x->s.c->herd->store, "genetics_reach", &q, e);
    if (!good)
        return false;
    if (sire >= 0)
        query_bind_int(q, ":sire", x->s.id[sire]);
    query_bind_text(q, ":species", record_text(r, "species"));
    query_bind_text(q, ":at", record_text(r, "at"));
    while ((good = query_next(q, &row, e)) && row) {
        int32_t own = pedigree_position(&x->s.book, query_int(q, 0));
        if (own < 0 || !is_from(x, own, record_text(r, "from")))
            continue;
        *add_reach(x) = (struct reach){ .sire = own,
                                        .place = arena_text(arena, query_text(q, 1)),
                                        .tier = arena_text(arena, query_text(q, 2)),
                                        .young = query_int(q, 3),
                                        .daughters = query_int(q, 4),
                                        .sons = query_int(q, 5),
                                        .present = query_int(q, 6),
                                        .first = query_day(q, 7),
                                        .last = query_day(q, 8) };
    }
    return good;
}

/* One more of a sire's young in the place; births are all that a file tells of days. */
static void count_young(struct reaches *x, int32_t sire, const char *place, char sex, date_day birth)
{
    struct reach *last = x->count ? &x->row[x->count - 1] : NULL;
    if (!last || last->sire != sire || strcmp(last->place, place) != 0) {
        last = add_reach(x);
        *last = (struct reach){ .sire = sire, .place = place, .first = DATE_NONE, .last = DATE_NONE };
    }
    last->young++;
    last->daughters += sex == 'F';
    last->sons += sex == 'M';
    if (birth == DATE_NONE)
        return;
    last->first = last->first == DATE_NONE || birth < last->first ? birth : last->first;
    last->last = last->last == DATE_NONE || birth > last->last ? birth : last->last;
}

struct young {
    int32_t sire, level, animal;
};

static int by_sire_and_level(const void *left, const void *right)
{
    const struct young *a = left, *b = right;
    return a->sire != b->sire ? a->sire - b->sire : a->level != b->level ? a->level - b->level : a->animal - b->animal;
}

static bool reach_of_file(struct reaches *x, const struct record *r, int32_t sire, struct err *e)
{
    const char *at = record_text(r, "at"), *from = record_text(r, "from");
    if (!genetics_levels(&x->s, record_text(r, "by"), &x->at, e))
        return false;
    struct young *young = memory_new(((size_t)x->s.p.count + 1) * sizeof *young);
    int32_t count = 0;
    for (int32_t i = 0; i < x->s.listed; i++) {
        int32_t own = x->s.p.sire[i], level = x->at.level[i];
        if (own >= 0 && level >= 0 && (sire < 0 || own == sire) && is_from(x, own, from) &&
            (!at || strcmp(x->at.name[level], at) == 0))
            young[count++] = (struct young){ own, level, i };
    }
    qsort(young, (size_t)count, sizeof *young, by_sire_and_level);
    for (int32_t k = 0; k < count; k++)
        count_young(x, young[k].sire, x->at.name[young[k].level], x->s.sex[young[k].animal],
                    x->s.birth[young[k].animal]);
    memory_free(young);
    return true;
}

static int by_sire_and_place(const void *left, const void *right)
{
    const struct reach *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    order = order ? order : a->sire - b->sire;
    return order ? order : strcmp(a->place, b->place);
}

static void reach_rows(struct command_context *c, const struct record *r, struct reaches *x, struct table *ret)
{
    for (int32_t k = 0; k < x->count; k++)
        x->row[k].name = genetics_source_name(&x->s, x->row[k].sire);
    if (x->count)
        qsort(x->row, (size_t)x->count, sizeof *x->row, by_sire_and_place);
    for (int32_t k = 0; k < x->count; k++) {
        const struct reach *reach = &x->row[k];
        int row = table_add_row(ret, TABLE_ROW);
        table_set_text(ret, row, 0, reach->name);
        table_set_text(ret, row, 1, first_place(&x->at, reach->sire));
        table_set_text(ret, row, 2, reach->place);
        table_set_text(ret, row, 3, reach->tier ? grouping_label(c, r, "tier", reach->tier) : NULL);
        table_set_integer(ret, row, 4, reach->young);
        table_set_integer(ret, row, 5, reach->daughters);
        table_set_integer(ret, row, 6, reach->sons);
        if (reach->tier)
            table_set_integer(ret, row, 7, reach->present);
        table_set_day(ret, row, 8, reach->first);
        table_set_day(ret, row, 9, reach->last);
    }
}

static bool reaches_open(struct command_context *c, const struct record *r, struct reaches *x, struct err *e)
{
    const char *by = record_text(r, "by"), *columns[] = { by, NULL };
    if (record_text(r, "pedigree") && !by)
        return err_set(e, ERR_USAGE, "by", _("Say with --by which column of the file tells where they stand"));
    return genetics_source_open(c, r, GENETICS_SEX | GENETICS_BIRTH | GENETICS_NAMES, columns, &x->s, e);
}

static bool genetics_reach_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    const struct table_column columns[] = {
        { "sire", _("Sire"), TABLE_TEXT, 0, 1, false },      { "sire_from", _("Born at"), TABLE_TEXT, 0, 0, false },
        { "place", _("Young at"), TABLE_TEXT, 0, 0, false }, { "tier", _("Tier"), TABLE_TEXT, 0, 0, false },
        { "young", _("Young"), TABLE_COUNT, 0, 0, true },    { "daughters", _("Daughters"), TABLE_COUNT, 0, 0, true },
        { "sons", _("Sons"), TABLE_COUNT, 0, 0, true },      { "present", _("Still there"), TABLE_COUNT, 0, 0, true },
        { "first", _("First day"), TABLE_DAY, 0, 0, false }, { "last", _("Last day"), TABLE_DAY, 0, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    const char *one = record_text(r, "sire");
    struct reaches x = { 0 };
    int32_t sire = GENETICS_UNKNOWN;
    if (!reaches_open(c, r, &x, e))
        return false;
    bool good = (!one || genetics_source_find(&x.s, one, "sire", &sire, e)) &&
                (x.s.of_file ? reach_of_file : reach_of_book)(&x, r, sire, e);
    if (good) {
        memcpy(kept, columns, sizeof columns);
        table_init(ret, c->arena, "reach", _("Where the young of each sire stood"), kept, COUNT(columns));
        reach_rows(c, r, &x, ret);
    }
    reaches_close(&x);
    return good;
}

/* ---- verbs ---- */

static bool run_flow(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_flow_table, e);
}

static bool run_reach(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_reach_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "flow",
      .summary = N_("where the genes of each birth year come from: shares of tiers, holdings, breeds or families"),
      .help = N_("In the book all animals born at an enterprise count as its genes; others have half of each parent's, "
                 "founders count for where they were born. What comes from unknown parents is told "
                 "apart.\n"
                 "Example: mupu genetics flow --by born_at --source born_tier\n"
                 "Example: mupu genetics flow --by born_at --each-sire --format csv\n"
                 "Example: mupu genetics flow --pedigree flock.csv --source breed"),
      .arguments = flow_arguments,
      .argument_count = COUNT(flow_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_flow,
      .answers = true },
    { .subject = "genetics",
      .verb = "reach",
      .summary = N_("which sires reached which holdings: their daughters and sons there, first and last day"),
      .help = N_("Last day: of the last stay that ended; who is still there is counted beside it.\n"
                 "Example: mupu genetics reach --from enterprise --at household"),
      .arguments = reach_arguments,
      .argument_count = COUNT(reach_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_reach,
      .answers = true },
};
const struct command_group command_genetics_flow = { commands, COUNT(commands) };
