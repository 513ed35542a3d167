/* genetics_uncertain.c - expected F where a sire is one of several: candidates from joinings and services, or a file */
#include "genetics_grouping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct field uncertain_arguments[] = {
    { .name = "animal",
      .zh = "个体",
      .en = "animal",
      .place = "1",
      .help = N_("without it everybody whose sire is one of several") },
    { .name = "mate", .zh = "配偶", .en = "mate", .place = "2", .help = N_("then it is about a lamb of the two") },
    { .name = "candidates",
      .zh = "候选父亲文件",
      .en = "candidates",
      .type = FIELD_OF_FILE,
      .help = N_("a CSV of animal, sire, probability: in place of what joinings and services say; a blank sire is any "
                 "other male, without probabilities all are alike") },
    { .name = "most",
      .zh = "最多试算",
      .en = "most",
      .type = FIELD_OF_COUNT,
      .help = N_("so many assignments of sires are all tried; beyond that bounds are given (1000)") },
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};

/* One candidate of one animal; sire -1: another male, of whom nothing is known. */
struct candidate {
    int32_t animal, sire;
    double weight; /* NAN: like the others */
};

struct uncertain {
    struct genetics_source s;
    struct candidate *candidate;
    int64_t count, capacity;
    int32_t *begin;      /* [animals + 1] candidates of each animal, when sorted */
    struct pedigree p;   /* of the source, a would-be lamb, and the males of whom nothing is known */
    int32_t *sire, *dam; /* of p */
    struct uncertain_sires choices;
    int32_t *choice, *start, *who; /* of choices */
    double *probability;
    double *f;    /* expected */
    int32_t lamb; /* the would-be lamb's number */
};

static void close_all(struct uncertain *x)
{
    genetics_source_close(&x->s);
    memory_free(x->candidate);
    memory_free(x->begin);
    memory_free(x->sire);
    memory_free(x->dam);
    memory_free(x->choice);
    memory_free(x->start);
    memory_free(x->who);
    memory_free(x->probability);
    memory_free(x->f);
}

/* ---- candidates ---- */

static void add_candidate(struct uncertain *x, int32_t animal, int32_t sire, double weight)
{
    if (x->count == x->capacity) {
        x->capacity = x->capacity * 2 + 64;
        x->candidate = memory_resize(x->candidate, (size_t)x->capacity, sizeof *x->candidate);
    }
    x->candidate[x->count++] = (struct candidate){ animal, sire, weight };
}

static bool candidates_of_book(struct uncertain *x, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(x->s.c->herd->store, "genetics_candidates", &q, e))
        return false;
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        int32_t animal = pedigree_position(&x->s.book, query_int(q, 0)),
                sire = pedigree_position(&x->s.book, query_int(q, 1));
        if (animal >= 0 && sire >= 0)
            add_candidate(x, animal, sire, (double)NAN);
    }
}

static bool candidate_row(struct uncertain *x, const struct csv *csv, struct err *e)
{
    int32_t animal, sire = GENETICS_UNKNOWN;
    double weight = (double)NAN;
    if (csv->count < 2)
        return err_set(e, ERR_DATA, "candidates", _("line %lld: animal and sire are needed"), (long long)csv->line);
    if (!genetics_source_find(&x->s, csv->cells[0], "candidates", &animal, e) ||
        (*csv->cells[1] && !genetics_source_find(&x->s, csv->cells[1], "candidates", &sire, e)))
        return err_prefix(e, _("line %lld: "), (long long)csv->line);
    if (csv->count > 2 && *csv->cells[2]) {
        char *end;
        weight = strtod(csv->cells[2], &end);
        if (*end || !(weight >= 0.0 && weight <= 1.0))
            return err_set(e, ERR_DATA, "candidates", _("line %lld: \"%s\" is no probability from 0 to 1"),
                           (long long)csv->line, csv->cells[2]);
    }
    if (!(weight == 0.0))
        add_candidate(x, animal, sire, weight);
    return true;
}

/* The first line is the heading. */
static bool candidates_of_file(struct uncertain *x, const char *path, struct err *e)
{
    struct csv csv;
    bool row, good, first = true;
    if (!csv_open(path, &csv, e))
        return false;
    while ((good = csv_next(&csv, &row, e)) && row) {
        good = first || candidate_row(x, &csv, e);
        if (!good)
            break;
        first = false;
    }
    csv_close(&csv);
    return good;
}

static int by_animal_and_sire(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->animal != b->animal)
        return a->animal < b->animal ? -1 : 1;
    return (a->sire > b->sire) - (a->sire < b->sire);
}

/* Sorted, each once, their weights summing to 1. */
static bool settle_animal(struct uncertain *x, int64_t from, int64_t to, struct err *e)
{
    double sum = 0.0;
    bool given = !isnan(x->candidate[from].weight);
    const char *name = genetics_source_name(&x->s, x->candidate[from].animal);
    for (int64_t k = from; k < to; k++) {
        if (given == isnan(x->candidate[k].weight))
            return err_set(e, ERR_DATA, "candidates",
                           _("Animal %s: give every candidate a probability, or none of them"), name);
        if (k > from && x->candidate[k].sire == x->candidate[k - 1].sire)
            return err_set(e, ERR_DATA, "candidates", _("Animal %s: a candidate stands there twice"), name);
        x->candidate[k].weight = given ? x->candidate[k].weight : 1.0 / (double)(to - from);
        sum += x->candidate[k].weight;
    }
    if (fabs(sum - 1.0) > 0.01)
        return err_set(e, ERR_DATA, "candidates",
                       _("Animal %s: the probabilities sum to %g, not to 1; a blank sire stands for any other male"),
                       name, sum);
    for (int64_t k = from; k < to; k++)
        x->candidate[k].weight /= sum;
    return true;
}

static bool settle(struct uncertain *x, struct err *e)
{
    qsort(x->candidate, (size_t)x->count, sizeof *x->candidate, by_animal_and_sire);
    x->begin = memory_resize(NULL, (size_t)x->s.p.count + 1, sizeof *x->begin);
    int64_t at = 0;
    for (int32_t i = 0; i < x->s.p.count; i++) {
        x->begin[i] = (int32_t)at;
        while (at < x->count && x->candidate[at].animal == i)
            at++;
        if (at > x->begin[i] && !settle_animal(x, x->begin[i], at, e))
            return false;
    }
    x->begin[x->s.p.count] = (int32_t)at;
    return true;
}

/* ---- choices: animals of one dam and day with the same candidates have one sire ---- */

static bool are_littermates(const struct uncertain *x, int32_t a, int32_t b)
{
    int32_t candidates = x->begin[a + 1] - x->begin[a];
    if (x->s.p.dam[a] < 0 || x->s.p.dam[a] != x->s.p.dam[b] || x->s.birth[a] == DATE_NONE ||
        x->s.birth[a] != x->s.birth[b] || candidates != x->begin[b + 1] - x->begin[b])
        return false;
    for (int32_t k = 0; k < candidates; k++) {
        const struct candidate *of_a = &x->candidate[x->begin[a] + k], *of_b = &x->candidate[x->begin[b] + k];
        if (of_a->sire != of_b->sire || of_a->weight != of_b->weight)
            return false;
    }
    return true;
}

struct born {
    int32_t dam;
    date_day birth;
    int32_t animal;
};

static int by_litter(const void *left, const void *right)
{
    const struct born *a = left, *b = right;
    if (a->dam != b->dam)
        return a->dam < b->dam ? -1 : 1;
    if (a->birth != b->birth)
        return a->birth < b->birth ? -1 : 1;
    return (a->animal > b->animal) - (a->animal < b->animal);
}

static void copy_candidates(struct uncertain *x, int32_t animal)
{
    struct uncertain_sires *u = &x->choices;
    int32_t at = x->start[u->count];
    for (int32_t k = x->begin[animal]; k < x->begin[animal + 1]; k++, at++) {
        x->who[at] = x->candidate[k].sire;
        x->probability[at] = x->candidate[k].weight;
        if (x->who[at] >= 0)
            continue;
        x->who[at] = x->p.count;
        x->sire[x->p.count] = x->dam[x->p.count] = GENETICS_UNKNOWN;
        x->choice[x->p.count++] = GENETICS_UNKNOWN;
    }
    x->start[++u->count] = at;
}

static void make_choices(struct uncertain *x)
{
    int32_t animals = 0;
    struct born *born = memory_resize(NULL, (size_t)x->count + 1, sizeof *born);
    for (int32_t i = 0; i < x->s.p.count; i++)
        if (x->begin[i] < x->begin[i + 1])
            born[animals++] = (struct born){ x->s.p.dam[i], x->s.birth[i], i };
    qsort(born, (size_t)animals, sizeof *born, by_litter);
    for (int32_t k = 0; k < animals; k++) {
        if (k == 0 || !are_littermates(x, born[k - 1].animal, born[k].animal))
            copy_candidates(x, born[k].animal);
        x->choice[born[k].animal] = x->choices.count - 1;
    }
    memory_free(born);
}

/* The pedigree with room for a lamb and an unknown male for each choice. */
static void make_pedigree(struct uncertain *x)
{
    size_t animals = (size_t)x->s.p.count, most = animals + 1 + (size_t)x->count;
    x->sire = memory_resize(NULL, most, sizeof *x->sire);
    x->dam = memory_resize(NULL, most, sizeof *x->dam);
    x->choice = memory_resize(NULL, most, sizeof *x->choice);
    x->start = memory_new(((size_t)x->count + 2) * sizeof *x->start);
    x->who = memory_resize(NULL, (size_t)x->count + 1, sizeof *x->who);
    x->probability = memory_resize(NULL, (size_t)x->count + 1, sizeof *x->probability);
    memcpy(x->sire, x->s.p.sire, animals * sizeof *x->sire);
    memcpy(x->dam, x->s.p.dam, animals * sizeof *x->dam);
    x->lamb = x->s.p.count;
    x->p = (struct pedigree){ x->s.p.count + 1, x->sire, x->dam };
    x->sire[x->lamb] = x->dam[x->lamb] = GENETICS_UNKNOWN;
    memset(x->choice, 0xff, (animals + 1) * sizeof *x->choice);
    x->choices = (struct uncertain_sires){ 0, x->choice, x->start, x->who, x->probability };
    make_choices(x);
}

static bool open_all(struct command_context *c, const struct record *r, struct uncertain *x, struct err *e)
{
    const char *file = record_text(r, "candidates");
    *x = (struct uncertain){ 0 };
    if (!file && record_text(r, "pedigree"))
        return err_set(e, ERR_USAGE, "candidates", "%s",
                       _("A file alone does not say who the sire may be: give --candidates, too"));
    if (!genetics_source_open(c, r, GENETICS_NAMES | GENETICS_BIRTH, NULL, &x->s, e))
        return false;
    if ((file ? candidates_of_file(x, file, e) : candidates_of_book(x, e)) && settle(x, e)) {
        make_pedigree(x);
        return true;
    }
    close_all(x);
    return false;
}

/* ---- genetics uncertain ---- */

static const char *name_of(struct uncertain *x, int32_t animal)
{
    return animal < x->lamb ? genetics_source_name(&x->s, animal) : _("another male");
}

static const char *candidates_in_words(struct uncertain *x, int32_t choice)
{
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    for (int32_t k = x->start[choice]; k < x->start[choice + 1]; k++)
        strbuf_printf(&text, "%s%s %.0f%%", k > x->start[choice] ? ", " : "", name_of(x, x->who[k]),
                      100.0 * x->probability[k]);
    return arena_text(x->s.c->arena, text.text);
}

static const char *kind_in_words(struct command_context *c, const struct record *r, enum uncertain_kind kind)
{
    static const struct {
        const char *code, *words;
    } kinds[] = {
        [UNCERTAIN_NOT] = { "certain", N_("certain") },
        [UNCERTAIN_EXACT] = { "reached", N_("reached") },
        [UNCERTAIN_BOUNDS] = { "bounds", N_("bounds") },
        [UNCERTAIN_UNBOUNDED] = { "unbounded", N_("not bounded") },
    };
    return command_for_eyes(c, r) ? _(kinds[kind].words) : kinds[kind].code;
}

static bool add_row(struct uncertain *x, const struct record *r, int32_t animal, int64_t most, struct table *t,
                    struct err *e)
{
    struct uncertain_range range;
    if (!uncertain_range(x->p, x->choices, x->f, animal, most, &range, x->s.c->progress, e))
        return false;
    int row = table_add_row(t, TABLE_ROW);
    bool lamb = animal == x->lamb;
    table_set_text(t, row, 0,
                   lamb
                       ? arena_printf(x->s.c->arena, "%s × %s", name_of(x, x->sire[animal]), name_of(x, x->dam[animal]))
                       : name_of(x, animal));
    if (!lamb && x->dam[animal] >= 0)
        table_set_text(t, row, 1, name_of(x, x->dam[animal]));
    if (x->choice[animal] >= 0)
        table_set_text(t, row, 2, candidates_in_words(x, x->choice[animal]));
    table_set_real(t, row, 3, x->f[animal]);
    if (range.kind != UNCERTAIN_UNBOUNDED) {
        table_set_real(t, row, 4, range.lowest);
        table_set_real(t, row, 5, range.highest);
    }
    table_set_text(t, row, 6, kind_in_words(x->s.c, r, range.kind));
    table_set_integer(t, row, 7, range.choices);
    return true;
}

/* Who is asked for: one, a lamb of two, or all of the reference with a choice; ret is memory_free'd. */
static bool asked_for(struct uncertain *x, const struct record *r, int32_t **ret, int32_t *ret_count, struct err *e)
{
    const char *animal = record_text(r, "animal"), *mate = record_text(r, "mate"), *words;
    *ret_count = 1;
    if (animal) {
        *ret = memory_resize(NULL, 1, sizeof **ret);
        if (genetics_source_find(&x->s, animal, "animal", *ret, e) &&
            (!mate || genetics_source_find(&x->s, mate, "mate", &x->dam[x->lamb], e))) {
            if (mate) {
                x->sire[x->lamb] = **ret;
                **ret = x->lamb;
            }
            return true;
        }
        memory_free(*ret);
        return false;
    }
    if (record_text(r, "reference") || record_text(r, "species"))
        return genetics_source_reference(&x->s, r, ret, ret_count, &words, e);
    *ret = memory_resize(NULL, (size_t)x->s.p.count + 1, sizeof **ret);
    for (*ret_count = 0; *ret_count < x->s.p.count; ++*ret_count)
        (*ret)[*ret_count] = *ret_count;
    return true;
}

static bool fill(struct uncertain *x, const struct record *r, const int32_t *asked, int32_t count, struct table *t,
                 struct err *e)
{
    int64_t most;
    bool all = !record_text(r, "animal");
    if (!grouping_number(r, "most", 1000, &most, e))
        return false;
    x->f = memory_resize(NULL, (size_t)x->p.count, sizeof *x->f);
    if (!uncertain_inbreeding(x->p, x->choices, x->f, x->s.c->progress, e))
        return false;
    for (int32_t k = 0; k < count; k++)
        if ((!all || x->choice[asked[k]] >= 0) && !add_row(x, r, asked[k], most, t, e))
            return false;
    return true;
}

static bool genetics_uncertain_table(struct command_context *c, const struct record *r, struct table *ret,
                                     struct err *e)
{
    const struct table_column columns[] = {
        { "animal", _("Animal"), TABLE_TEXT, 0, 0, false },
        { "dam", _("Dam"), TABLE_TEXT, 0, 0, false },
        { "candidates", _("Sire is one of"), TABLE_TEXT, 0, 1, false },
        { "f", _("Expected F"), TABLE_REAL, 4, 0, false },
        { "lowest", _("Lowest"), TABLE_REAL, 4, 0, false },
        { "highest", _("Highest"), TABLE_REAL, 4, 0, false },
        { "range", _("Range"), TABLE_TEXT, 0, 0, false },
        { "choices", _("Uncertain"), TABLE_COUNT, 0, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    struct uncertain x;
    int32_t *asked, count;
    if (!open_all(c, r, &x, e))
        return false;
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "uncertain", _("Expected F with uncertain sires"), kept, COUNT(columns));
    bool good = asked_for(&x, r, &asked, &count, e);
    if (good) {
        good = fill(&x, r, asked, count, ret, e);
        memory_free(asked);
    }
    close_all(&x);
    return good;
}

static bool run_uncertain(struct command_context *c, const struct record *r, struct err *e)
{
    return grouping_print(c, r, genetics_uncertain_table, e);
}

static const struct command commands[] = {
    { .subject = "genetics",
      .verb = "uncertain",
      .summary = N_("F of animals whose sire is one of several: expected, lowest, highest"),
      .help =
          N_("In the book the candidates of an animal without a sire are the males that were joined with its dam or "
             "served her in the time of conception, all alike; littermates have one sire. The range is reached "
             "where all assignments of sires among the ancestors could be tried, else the truth lies within the "
             "bounds."),
      .arguments = uncertain_arguments,
      .argument_count = COUNT(uncertain_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_uncertain,
      .answers = true },
};
const struct command_group command_genetics_uncertain = { commands, COUNT(commands) };
