/* dictionary.c - the dictionary of a file in sorted arrays, and the look-ups in them.
 *
 * Lists of codes, limits and rules are found by binary search, because look-ups run for every imported row; what is
 * left to go through one by one is never longer than a list to choose from. */
#include "inner.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- loading: one query per table ---- */

struct table {
    const char *query;
    size_t size; /* of a row in memory */
    void (*read)(struct arena *arena, struct query *q, void *row);
};

struct field_row {
    struct field field;
    const char *kind;
};

static const char *text(struct arena *arena, struct query *q, int column)
{
    const char *value = query_text(q, column);
    return value ? arena_text(arena, value) : "";
}

static int64_t limit(struct query *q, int column)
{
    return query_is_null(q, column) ? PARAM_NONE : query_int(q, column);
}

static void read_species(struct arena *a, struct query *q, void *row)
{
    *(struct species *)row = (struct species){
        .code = text(a, q, 0),
        .zh = text(a, q, 1),
        .en = text(a, q, 2),
        .unit_zh = text(a, q, 3),
        .male_zh = text(a, q, 4),
        .male_en = text(a, q, 5),
        .female_zh = text(a, q, 6),
        .female_en = text(a, q, 7),
        .young_zh = text(a, q, 8),
        .young_en = text(a, q, 9),
        .tag_digit = text(a, q, 10),
        .number_rule = text(a, q, 11),
    };
}

static void read_breed(struct arena *a, struct query *q, void *row)
{
    *(struct breed *)row = (struct breed){ text(a, q, 0), text(a, q, 1), text(a, q, 2), text(a, q, 3) };
}

static void read_township(struct arena *a, struct query *q, void *row)
{
    *(struct township *)row = (struct township){ text(a, q, 0), text(a, q, 1), text(a, q, 2) };
}

static void read_code(struct arena *a, struct query *q, void *row)
{
    *(struct code *)row = (struct code){
        text(a, q, 0), text(a, q, 1), text(a, q, 2), text(a, q, 3), text(a, q, 4), text(a, q, 5),
    };
}

static void read_kind(struct arena *a, struct query *q, void *row)
{
    *(struct event_kind *)row = (struct event_kind){
        text(a, q, 0), text(a, q, 1), text(a, q, 2), text(a, q, 3),
        text(a, q, 4), text(a, q, 5), text(a, q, 6), text(a, q, 7),
    };
}

static enum field_type type_of(const char *name)
{
    static const struct {
        const char *name;
        enum field_type type;
    } types[] = {
        { "text", FIELD_OF_TEXT },       { "number", FIELD_OF_NUMBER }, { "count", FIELD_OF_COUNT },
        { "date", FIELD_OF_DAY },        { "code", FIELD_OF_CODE },     { "animal", FIELD_OF_ANIMAL },
        { "holding", FIELD_OF_HOLDING }, { "pen", FIELD_OF_PEN },       { "lambs", FIELD_OF_LAMBS },
        { "flag", FIELD_OF_FLAG },
    };
    for (size_t i = 0; i < COUNT(types); i++)
        if (strcmp(types[i].name, name) == 0)
            return types[i].type;
    return FIELD_OF_TEXT;
}

static void read_field(struct arena *a, struct query *q, void *row)
{
    struct field_row *out = row;
    enum field_type type = type_of(query_text(q, 3));
    out->kind = text(a, q, 0);
    out->field = (struct field){
        .name = text(a, q, 1),
        .place = text(a, q, 2),
        .type = type,
        .unit = text(a, q, 4),
        .decimals = (int)query_int(q, 5),
        .list = text(a, q, 6),
        .param = text(a, q, 7),
        .required = query_int(q, 8) != 0,
        .carried = query_int(q, 9) != 0,
        .zh = text(a, q, 10),
        .en = text(a, q, 11),
        .repeated = type == FIELD_OF_LAMBS,
        .help = "",
    };
}

static void read_param(struct arena *a, struct query *q, void *row)
{
    *(struct param *)row = (struct param){
        .species = text(a, q, 0),
        .name = text(a, q, 1),
        .value = limit(q, 2),
        .warn_low = limit(q, 3),
        .warn_high = limit(q, 4),
        .hard_low = limit(q, 5),
        .hard_high = limit(q, 6),
        .unit = text(a, q, 7),
        .zh = text(a, q, 8),
        .en = text(a, q, 9),
        .source = text(a, q, 10),
    };
}

static void read_rule(struct arena *a, struct query *q, void *row)
{
    *(struct rule *)row = (struct rule){
        .code = text(a, q, 0),
        .severity = text(a, q, 1),
        .override = query_int(q, 2) != 0,
        .zh = text(a, q, 3),
        .en = text(a, q, 4),
    };
}

static void read_protocol(struct arena *a, struct query *q, void *row)
{
    *(struct protocol_row *)row = (struct protocol_row){
        .protocol = text(a, q, 0),
        .step = text(a, q, 1),
        .anchor = text(a, q, 2),
        .param = text(a, q, 3),
        .last_param = text(a, q, 4),
        .every_param = text(a, q, 5),
        .serves = query_int(q, 6) != 0,
    };
}

static bool load(struct herd *herd, const struct table *table, void *ret_rows, int *ret_count, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, table->query, &q, e))
        return false;
    char *rows = NULL;
    int count = 0, capacity = 0;
    for (bool row;;) {
        if (!query_next(q, &row, e)) {
            memory_free(rows);
            return false;
        }
        if (!row)
            break;
        if (count == capacity)
            rows = memory_resize(rows, (size_t)(capacity = capacity ? 2 * capacity : 64), table->size);
        table->read(&herd->arena, q, rows + (size_t)count++ * table->size);
    }
    void *kept = arena_new(&herd->arena, (size_t)(count ? count : 1) * table->size);
    if (count)
        memcpy(kept, rows, (size_t)count * table->size);
    memory_free(rows);
    *(void **)ret_rows = kept;
    *ret_count = count;
    return true;
}

static bool load_fields(struct herd *herd, struct dictionary *d, struct err *e)
{
    static const struct table table = { "dictionary_event_fields", sizeof(struct field_row), read_field };
    struct field_row *rows;
    int count;
    if (!load(herd, &table, &rows, &count, e))
        return false;
    struct field *fields = arena_new(&herd->arena, (size_t)(count ? count : 1) * sizeof(*fields));
    const char **kinds = arena_new(&herd->arena, (size_t)(count ? count : 1) * sizeof(*kinds));
    for (int i = 0; i < count; i++) {
        fields[i] = rows[i].field;
        kinds[i] = rows[i].kind;
    }
    d->fields = fields;
    d->field_kinds = kinds;
    d->field_count = count;
    return true;
}

/* The binary searches need bytewise order, which is no database's promise. */
static int by_list(const void *a, const void *b)
{
    return strcmp(((const struct code *)a)->list, ((const struct code *)b)->list);
}

static int by_species_name(const void *a, const void *b)
{
    const struct param *x = a, *y = b;
    int order = strcmp(x->species, y->species);
    return order ? order : strcmp(x->name, y->name);
}

static int by_rule(const void *a, const void *b)
{
    return strcmp(((const struct rule *)a)->code, ((const struct rule *)b)->code);
}

/* qsort is not stable, so the order within a list is put back by hand: the query gave list by list. */
static bool lists_in_order(const struct code *codes, int count)
{
    for (int i = 1; i < count; i++)
        if (by_list(&codes[i - 1], &codes[i]) > 0)
            return false;
    return true;
}

bool dictionary_load(struct herd *herd, struct err *e)
{
    static const struct table species = { "dictionary_species", sizeof(struct species), read_species };
    static const struct table breeds = { "dictionary_breeds", sizeof(struct breed), read_breed };
    static const struct table townships = { "dictionary_townships", sizeof(struct township), read_township };
    static const struct table codes = { "dictionary_codes", sizeof(struct code), read_code };
    static const struct table kinds = { "dictionary_event_kinds", sizeof(struct event_kind), read_kind };
    static const struct table params = { "dictionary_params", sizeof(struct param), read_param };
    static const struct table rules = { "dictionary_rules", sizeof(struct rule), read_rule };
    static const struct table protocols = { "dictionary_protocols", sizeof(struct protocol_row), read_protocol };
    struct dictionary d = { 0 };
    if (!load(herd, &species, &d.species, &d.species_count, e) || !load(herd, &breeds, &d.breeds, &d.breed_count, e) ||
        !load(herd, &townships, &d.townships, &d.township_count, e) ||
        !load(herd, &codes, &d.codes, &d.code_count, e) || !load(herd, &kinds, &d.kinds, &d.kind_count, e) ||
        !load_fields(herd, &d, e) || !load(herd, &params, &d.params, &d.param_count, e) ||
        !load(herd, &rules, &d.rules, &d.rule_count, e) || !load(herd, &protocols, &d.protocols, &d.protocol_count, e))
        return false;
    if (!lists_in_order(d.codes, d.code_count))
        return err_set(e, ERR_INTERNAL, "", _("The lists of the dictionary are not in order."));
    qsort((void *)d.params, (size_t)d.param_count, sizeof(struct param), by_species_name);
    qsort((void *)d.rules, (size_t)d.rule_count, sizeof(struct rule), by_rule);
    herd->dictionary = d;
    return true;
}

/* ---- look-ups ---- */

/* How well a typed text names something: its code, a label, or either in other letters. 0 = not at all. */
static int likeness(const char *typed, const char *code, const char *zh, const char *en)
{
    if (strcmp(typed, code) == 0)
        return 3;
    if (strcmp(typed, zh) == 0 || strcmp(typed, en) == 0)
        return 2;
    return strcasecmp(typed, en) == 0 || strcasecmp(typed, code) == 0;
}

#define FIND_LIKE(rows, from, to, typed, wanted)                                              \
    int best = 0, at = -1;                                                                    \
    for (int i = (from); (typed) && i < (to) && best < 3; i++) {                              \
        int now = (wanted) ? likeness(typed, (rows)[i].code, (rows)[i].zh, (rows)[i].en) : 0; \
        if (now > best) {                                                                     \
            best = now;                                                                       \
            at = i;                                                                           \
        }                                                                                     \
    }                                                                                         \
    return at < 0 ? NULL : &(rows)[at]

const struct species *dictionary_species(const struct dictionary *d, const char *code)
{
    FIND_LIKE(d->species, 0, d->species_count, code, true);
}

const struct breed *dictionary_breed(const struct dictionary *d, const char *species, const char *typed)
{
    FIND_LIKE(d->breeds, 0, d->breed_count, typed, !species || !*species || strcmp(d->breeds[i].species, species) == 0);
}

const struct township *dictionary_township(const struct dictionary *d, const char *typed)
{
    FIND_LIKE(d->townships, 0, d->township_count, typed, true);
}

const struct event_kind *dictionary_kind(const struct dictionary *d, const char *typed)
{
    FIND_LIKE(d->kinds, 0, d->kind_count, typed, true);
}

/* First code of the list; the others follow. */
static int first_of_list(const struct dictionary *d, const char *list)
{
    int low = 0, high = d->code_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(d->codes[middle].list, list) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct code *code_like(const struct dictionary *d, const char *list, const char *typed)
{
    int from = first_of_list(d, list), to = from;
    while (to < d->code_count && strcmp(d->codes[to].list, list) == 0)
        to++;
    FIND_LIKE(d->codes, from, to, typed, true);
}

/* "公羊" or "cow" for a sex: what a species calls its males and females. */
static const char *sex_of(const struct dictionary *d, const char *typed)
{
    for (int i = 0; i < d->species_count; i++) {
        const struct species *s = &d->species[i];
        if (strcmp(typed, s->male_zh) == 0 || strcasecmp(typed, s->male_en) == 0)
            return "M";
        if (strcmp(typed, s->female_zh) == 0 || strcasecmp(typed, s->female_en) == 0)
            return "F";
    }
    return NULL;
}

const struct code *dictionary_code(const struct dictionary *d, const char *list, const char *typed)
{
    const struct code *found = code_like(d, list, typed);
    if (!found && typed && strcmp(list, "sex") == 0) {
        const char *sex = sex_of(d, typed);
        found = sex ? code_like(d, list, sex) : NULL;
    }
    return found;
}

const struct param *dictionary_param(const struct dictionary *d, const char *species, const char *name)
{
    struct param wanted = { .species = species ? species : "", .name = name };
    return d->param_count ? bsearch(&wanted, d->params, (size_t)d->param_count, sizeof(wanted), by_species_name) : NULL;
}

int64_t dictionary_number(const struct dictionary *d, const char *species, const char *name, int64_t missing)
{
    const struct param *p = dictionary_param(d, species, name);
    return p && p->value != PARAM_NONE ? p->value / 1000 : missing;
}

const struct rule *dictionary_rule(const struct dictionary *d, const char *code)
{
    struct rule wanted = { .code = code };
    return d->rule_count ? bsearch(&wanted, d->rules, (size_t)d->rule_count, sizeof(wanted), by_rule) : NULL;
}
