/* list_sql.c - a filter as one statement: put together from constant pieces, values always bound, and begun where it
 * reads least. */
#include "inner.h"
#include "list_inner.h"

#include <assert.h>
#include <string.h>

enum { FEW = 3000, FEW_TO_SORT = 20000, NAME = 24 };

/* ---- the pieces ---- */

/* Normal form of the farm number: orders and goes on by it. */
#define NUMBER_KEY                                                                                      \
    "(SELECT n.normal FROM identifier n WHERE n.animal = a.id AND n.kind = 'farm' AND n.to_day IS NULL" \
    " AND n.voided IS NULL LIMIT 1)"

static const char from_numbers[] =
    " FROM identifier n INDEXED BY identifier_current CROSS JOIN animal a ON a.id = n.animal";
static const char where_numbers[] = " WHERE n.kind = 'farm' AND n.kind IN ('farm', 'rfid')"
                                    " AND n.to_day IS NULL AND n.voided IS NULL AND n.normal ";
static const char join_stay[] = " LEFT JOIN stay s ON s.animal = a.id AND s.to_day IS NULL";

#define BELOW(value)                                                                                  \
    "IN (WITH RECURSIVE below (id) AS (SELECT " value " UNION SELECT p.holding FROM holding_parent p" \
    " JOIN below ON p.parent = below.id WHERE p.to_day IS NULL) SELECT id FROM below)"

/* Each finds animals by one kind of text; together they are the set that fits a search. */
static const char *const searches[] = {
    "SELECT animal AS id FROM identifier WHERE voided IS NULL AND normal >= :search AND normal < :search_end",
    "SELECT animal AS id FROM identifier WHERE voided IS NULL AND tail >= :tail AND tail < :tail_end",
    "SELECT value AS id FROM json_each(:named)",
    "SELECT animal AS id FROM stay WHERE to_day IS NULL AND keeper IN (SELECT value FROM json_each(:keepers))",
};
/* The same asked of one animal: for searches that fit so many that reading all of them first would take long. */
static const char searched[] =
    " AND (EXISTS (SELECT 1 FROM identifier i WHERE i.animal = a.id AND i.voided IS NULL"
    " AND ((i.normal >= :search AND i.normal < :search_end) OR (i.tail >= :tail AND i.tail < :tail_end)))"
    " OR a.id IN (SELECT value FROM json_each(:named)) OR s.keeper IN (SELECT value FROM json_each(:keepers)))";

static const struct {
    const char *column, *driver;
} holdings[] = {
    [LIST_BY_KEEPER] = { "s.keeper ", "SELECT animal AS id FROM stay WHERE to_day IS NULL AND keeper " },
    [LIST_BY_OWNER] = { "(SELECT w.holding FROM ownership w WHERE w.animal = a.id AND w.to_day IS NULL) ",
                        "SELECT animal AS id FROM ownership WHERE to_day IS NULL AND holding " },
    [LIST_BY_PLACE] = { "s.place ", "SELECT animal AS id FROM stay WHERE to_day IS NULL AND place " },
};

static const char *holding_test(const struct list_filter *f)
{
    return f->below ? BELOW(":holding") : "= :holding";
}

/* ---- comparing ---- */

/* ":low0_2": the value's end, the condition and the value. */
static const char *value_name(const char *which, int condition, int value, char out[NAME])
{
    snprintf(out, NAME, ":%s%d_%d", which, condition, value);
    return out;
}

/* A driver of LIST_DAYS names the day: longer ago is smaller. */
static enum list_sign turned(enum list_sign sign)
{
    static const enum list_sign other[] = {
        [LIST_EQUAL] = LIST_EQUAL,      [LIST_NOT_EQUAL] = LIST_NOT_EQUAL, [LIST_LESS] = LIST_MORE,
        [LIST_AT_MOST] = LIST_AT_LEAST, [LIST_MORE] = LIST_LESS,           [LIST_AT_LEAST] = LIST_AT_MOST,
    };
    return other[sign];
}

static void add_ordered(const char *left, enum list_sign sign, const char *low, const char *high, struct strbuf *sql)
{
    switch (sign) {
    case LIST_LESS:
        strbuf_printf(sql, "%s < %s", left, low);
        break;
    case LIST_AT_MOST:
        strbuf_printf(sql, "%s <= %s", left, high);
        break;
    case LIST_MORE:
        strbuf_printf(sql, "%s > %s", left, high);
        break;
    case LIST_AT_LEAST:
        strbuf_printf(sql, "%s >= %s", left, low);
        break;
    default:
        strbuf_printf(sql, "%s BETWEEN %s AND %s", left, low, high);
    }
}

static void add_value(const struct list_filter *f, int at, int value, const char *left, bool day, struct strbuf *sql)
{
    const struct list_condition *c = &f->conditions[at];
    char low[NAME], high[NAME];
    value_name(day ? "from" : "low", at, value, low);
    switch (list_words[c->word].type) {
    case LIST_TEXT:
        strbuf_printf(sql, strchr(c->values[value].text, '*') ? "%s GLOB %s" : "%s = %s COLLATE NOCASE", left, low);
        break;
    case LIST_CODE:
    case LIST_ANIMAL:
        strbuf_printf(sql, "%s = %s", left, low);
        break;
    case LIST_HOLDING:
        strbuf_printf(sql,
                      "%s IN (WITH RECURSIVE below (id) AS (SELECT %s UNION SELECT p.holding FROM holding_parent p"
                      " JOIN below ON p.parent = below.id WHERE p.to_day IS NULL) SELECT id FROM below)",
                      left, low);
        break;
    default:
        value_name(day ? "to" : "high", at, value, high);
        if (day) /* the longest ago is the earliest day */
            add_ordered(left, turned(c->sign), high, low, sql);
        else
            add_ordered(left, c->sign, low, high, sql);
    }
}

/* Which ends of a value the statement has, so that only those are bound. */
static bool has_end(enum list_sign sign, bool high)
{
    if (sign == LIST_LESS || sign == LIST_AT_LEAST)
        return !high;
    if (sign == LIST_MORE || sign == LIST_AT_MOST)
        return high;
    return true;
}

static void add_values(const struct list_filter *f, int at, const char *left, bool day, struct strbuf *sql)
{
    for (int i = 0; i < f->conditions[at].value_count; i++) {
        strbuf_add(sql, i ? " OR " : "(");
        add_value(f, at, i, left, day, sql);
    }
    strbuf_add(sql, ")");
}

static void add_condition(const struct list_filter *f, int at, struct strbuf *sql)
{
    const struct list_condition *c = &f->conditions[at];
    const char *left = list_words[c->word].sql;
    if (c->sign == LIST_HAS || c->sign == LIST_LACKS) {
        strbuf_printf(sql, " AND %s %s", left, c->sign == LIST_HAS ? "IS NOT NULL" : "IS NULL");
        return;
    }
    bool not = c->sign == LIST_NOT_EQUAL; /* what is not known is not equal */
    strbuf_add(sql, not ? " AND NOT coalesce(" : " AND ");
    add_values(f, at, left, false, sql);
    strbuf_add(sql, not ? ", 0)" : "");
}

/* ---- the statement ---- */

static bool has_driver(const struct list_condition *c)
{
    return list_words[c->word].driver && c->sign != LIST_NOT_EQUAL && c->sign != LIST_HAS && c->sign != LIST_LACKS;
}

/* The driver ends in the column to compare: cut there, so that several values can be OR-ed. */
static void add_driver(const struct list_filter *f, int at, struct strbuf *sql)
{
    const struct list_word *word = &list_words[f->conditions[at].word];
    const char *column = strrchr(word->driver, ' ') + 1;
    strbuf_add_n(sql, word->driver, (size_t)(column - word->driver));
    add_values(f, at, column, word->type == LIST_DAYS, sql);
}

/* counted: the same one twice does not matter, and a limit then stops the reading. */
static void add_set(const struct list_plan *p, enum list_source source, int condition, bool counted, struct strbuf *sql)
{
    if (source == SOURCE_SEARCH) {
        for (size_t i = 0; i < COUNT(searches); i++) {
            strbuf_add(sql, !i ? "" : counted ? " UNION ALL " : " UNION ");
            strbuf_add(sql, searches[i]);
        }
    } else if (source == SOURCE_HOLDING) {
        strbuf_add(sql, holdings[p->filter->counting].driver);
        strbuf_add(sql, holding_test(p->filter));
    } else {
        add_driver(p->filter, condition, sql);
    }
}

static bool is_set(enum list_source source)
{
    return source == SOURCE_SEARCH || source == SOURCE_WORD || source == SOURCE_HOLDING;
}

static void add_from(const struct list_plan *p, struct strbuf *sql)
{
    if (p->source == SOURCE_NUMBERS) {
        strbuf_add(sql, from_numbers);
    } else if (is_set(p->source)) {
        strbuf_add(sql, " FROM (");
        add_set(p, p->source, p->condition, false, sql);
        strbuf_add(sql, ") d CROSS JOIN animal a ON a.id = d.id");
    } else {
        strbuf_add(sql, " FROM animal a");
    }
    strbuf_add(sql, join_stay);
}

static void add_where(const struct list_plan *p, struct strbuf *sql)
{
    if (p->source == SOURCE_NUMBERS) {
        strbuf_add(sql, where_numbers);
        strbuf_add(sql, p->descending ? "< :after" : "> :after");
    } else if (!is_set(p->source)) {
        strbuf_add(sql, p->descending && !p->keyed ? " WHERE a.id < :after_id" : " WHERE a.id > :after_id");
    }
}

static void add_conditions(const struct list_plan *p, struct strbuf *sql)
{
    const struct list_filter *f = p->filter;
    strbuf_add(sql, "a.voided IS NULL");
    strbuf_add(sql, f->reference ? "" : " AND a.reference = 0");
    strbuf_add(sql, f->gone || f->reference ? "" : " AND s.id IS NOT NULL");
    strbuf_add(sql, p->source == SOURCE_REST ? " AND " NUMBER_KEY " IS NULL" : "");
    if (f->holding) {
        strbuf_printf(sql, " AND %s", holdings[f->counting].column);
        strbuf_add(sql, holding_test(f));
    }
    for (int i = 0; i < f->condition_count; i++)
        add_condition(f, i, sql);
    if (f->search && p->source != SOURCE_SEARCH)
        strbuf_add(sql, searched);
}

/* What the row is sorted by, if it is one of the list; else NULL. The conditions stand here and not behind WHERE so
 * that every row that is looked at comes back: a filter that few fit can be stopped and gone on with. */
static void add_key(const struct list_plan *p, struct strbuf *sql)
{
    const char *key = !p->keyed ? "1" : p->sort == LIST_NUMBER ? NUMBER_KEY : list_word_shown(p->sort);
    bool text = p->keyed && list_word_is_text(p->sort);
    strbuf_add(sql, p->source == SOURCE_NUMBERS ? ", n.normal" : ", NULL");
    strbuf_add(sql, ", CASE WHEN ");
    add_conditions(p, sql);
    strbuf_printf(sql, " THEN coalesce(%s, %s) END", key, text ? "char(1)" : "-9223372036854775808");
}

static void add_order(const struct list_plan *p, struct strbuf *sql)
{
    if (p->source == SOURCE_NUMBERS)
        strbuf_add(sql, p->descending ? " ORDER BY n.normal DESC" : " ORDER BY n.normal");
    else if (!is_set(p->source))
        strbuf_add(sql, p->descending && !p->keyed ? " ORDER BY a.id DESC" : " ORDER BY a.id");
}

/* ---- the values ---- */

/* Those that the text finds by a name or by who keeps them, as JSON: however many, they are one value. */
static bool know_named(struct list_plan *p, const char *normal, struct err *e)
{
    CLEANUP(arena_done) struct arena arena;
    int64_t *ids;
    int count = 0;
    arena_init(&arena);
    strbuf_add(&p->search.named, "[");
    if (!identifier_named(p->herd, normal, &p->search.named, e))
        return false;
    if (identifier_may_be_holder(normal) && !holding_candidates(p->herd, normal, &arena, &ids, &count, e))
        return false;
    strbuf_add(&p->search.keepers, "[");
    for (int i = 0; i < count; i++)
        strbuf_printf(&p->search.keepers, "%s%lld", i ? "," : "", (long long)ids[i]);
    strbuf_add(&p->search.named, "]");
    strbuf_add(&p->search.keepers, "]");
    return true;
}

/* Once for a list: all holdings are looked at for it. */
static bool know_search(struct list_plan *p, struct err *e)
{
    struct err ignored;
    struct identifier_form *form = &p->search.form;
    if (!identifier_parse_as(p->herd, NULL, NULL, p->filter->search, form, &ignored) &&
        !identifier_parse_as(p->herd, NULL, "old", p->filter->search, form, &ignored))
        *form = (struct identifier_form){ .normal = LAST_CODE_POINT, .tail = LAST_CODE_POINT }; /* fits nothing */
    return know_named(p, form->normal, e);
}

static void bind_search(const struct list_plan *p, struct query *q)
{
    const struct identifier_form *form = &p->search.form;
    CLEANUP(strbuf_done) struct strbuf end;
    strbuf_init(&end);
    query_bind_text(q, ":search", form->normal);
    query_bind_text(q, ":tail", form->tail);
    strbuf_printf(&end, "%s" LAST_CODE_POINT, form->normal);
    query_bind_text(q, ":search_end", end.text);
    strbuf_clear(&end);
    strbuf_printf(&end, "%s" LAST_CODE_POINT, form->tail);
    query_bind_text(q, ":tail_end", end.text);
    query_bind_text(q, ":named", p->search.named.text);
    query_bind_text(q, ":keepers", p->search.keepers.text);
}

static void bind_end(struct query *q, const char *name, int64_t value, bool day, date_day today)
{
    bool open = value == INT64_MIN || value == INT64_MAX;
    query_bind_int(q, name, !day ? value : !open ? today - value : value == INT64_MIN ? INT64_MAX : INT64_MIN);
}

/* day: compared with the day, not with the days since. */
static void bind_condition(const struct list_plan *p, struct query *q, int at, bool day)
{
    const struct list_condition *c = &p->filter->conditions[at];
    enum list_type type = list_words[c->word].type;
    char name[NAME];
    for (int i = 0; i < c->value_count; i++) {
        const struct list_value *v = &c->values[i];
        if (type == LIST_TEXT || type == LIST_CODE) {
            query_bind_text(q, value_name("low", at, i, name), v->text);
        } else if (type == LIST_HOLDING || type == LIST_ANIMAL) {
            query_bind_int(q, value_name("low", at, i, name), v->low);
        } else {
            if (has_end(c->sign, false))
                bind_end(q, value_name(day ? "from" : "low", at, i, name), v->low, day, p->herd->today);
            if (has_end(c->sign, true))
                bind_end(q, value_name(day ? "to" : "high", at, i, name), v->high, day, p->herd->today);
        }
    }
}

static bool driven_by_day(const struct list_plan *p, int at)
{
    return list_words[p->filter->conditions[at].word].type == LIST_DAYS;
}

/* Binds the name only where the statement has it: which pieces it was made of decides. */
static void bind_today(const struct list_plan *p, const char *sql, struct query *q)
{
    if (strstr(sql, ":today"))
        query_bind_day(q, ":today", p->herd->today);
}

bool list_plan_open(const struct list_plan *p, const char *after_number, int64_t after_id, struct query **ret,
                    struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf sql;
    strbuf_init(&sql);
    strbuf_add(&sql, "SELECT a.id");
    add_key(p, &sql);
    add_from(p, &sql);
    add_where(p, &sql);
    add_order(p, &sql);
    struct query *q;
    if (!store_query_text(p->herd->store, sql.text, &q, e))
        return false;
    for (int i = 0; i < p->filter->condition_count; i++)
        bind_condition(p, q, i, false);
    if (p->source == SOURCE_WORD && driven_by_day(p, p->condition))
        bind_condition(p, q, p->condition, true);
    if (p->filter->holding)
        query_bind_int(q, ":holding", p->filter->holding);
    if (p->source == SOURCE_NUMBERS)
        query_bind_text(q, ":after", after_number ? after_number : p->descending ? LAST_CODE_POINT : "");
    else if (!is_set(p->source))
        query_bind_int(q, ":after_id", after_id ? after_id : p->descending && !p->keyed ? INT64_MAX : INT64_MIN);
    bind_today(p, sql.text, q);
    if (p->filter->search)
        bind_search(p, q);
    *ret = q;
    return true;
}

/* ---- choosing ---- */

static bool count_set(const struct list_plan *p, enum list_source source, int condition, int64_t most, int64_t *ret,
                      struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    CLEANUP(strbuf_done) struct strbuf sql;
    strbuf_init(&sql);
    strbuf_add(&sql, "SELECT count(*) FROM (SELECT 1 FROM (");
    add_set(p, source, condition, true, &sql);
    strbuf_add(&sql, ") LIMIT :most)");
    if (!store_query_text(p->herd->store, sql.text, &q, e))
        return false;
    query_bind_int(q, ":most", most);
    if (source == SOURCE_SEARCH)
        bind_search(p, q);
    else if (source == SOURCE_HOLDING)
        query_bind_int(q, ":holding", p->filter->holding);
    else
        bind_condition(p, q, condition, driven_by_day(p, condition));
    return query_one_int(q, 0, ret, e);
}

static bool consider(struct list_plan *p, enum list_source source, int condition, int64_t *least, struct err *e)
{
    int64_t count;
    if (!count_set(p, source, condition, *least, &count, e))
        return false;
    if (count < *least) {
        *least = count;
        p->source = source;
        p->condition = condition;
    }
    return true;
}

void list_plan_init(struct list_plan *plan)
{
    *plan = (struct list_plan){ 0 };
    strbuf_init(&plan->search.named);
    strbuf_init(&plan->search.keepers);
}

void list_plan_done(struct list_plan *plan)
{
    strbuf_done(&plan->search.named);
    strbuf_done(&plan->search.keepers);
}

bool list_plan_choose(struct list_plan *p, struct err *e)
{
    if (p->filter->search && !know_search(p, e))
        return false;
    const struct list_filter *f = p->filter;
    bool streamed = p->sort == LIST_NUMBER || p->sort == LIST_NEWEST;
    int64_t least = streamed ? FEW : FEW_TO_SORT;
    p->source = p->sort == LIST_NUMBER ? SOURCE_NUMBERS : SOURCE_ANIMALS;
    for (int i = 0; i < f->condition_count; i++)
        if (has_driver(&f->conditions[i]) && !consider(p, SOURCE_WORD, i, &least, e))
            return false;
    if ((f->holding && !consider(p, SOURCE_HOLDING, 0, &least, e)) ||
        (f->search && !consider(p, SOURCE_SEARCH, 0, &least, e)))
        return false;
    p->keyed = p->sort != LIST_NEWEST && (!streamed || is_set(p->source));
    return true;
}
