/* list.c - lists of animals: a filter becomes one statement put together from constant pieces, values always bound.
 *
 * A list is a vector of row ids read a little at a time; the rows themselves are fetched when they come into view.
 * By number there are two statements: the index of current farm numbers gives the order for nothing, and the animals
 * without one (camels with a brand, ancestors on paper) follow.
 */
#include "inner.h"
#include "now.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- the pieces ---- */

static const char from_number[] =
    "SELECT a.id FROM identifier n INDEXED BY identifier_current CROSS JOIN animal a ON a.id = n.animal";
static const char where_number[] = " WHERE n.kind = 'farm' AND n.kind IN ('farm', 'rfid')"
                                   " AND n.to_day IS NULL AND n.voided IS NULL";
static const char from_animal[] = "SELECT a.id FROM animal a";
static const char where_animal[] = " WHERE 1 = 1";
static const char without_number[] =
    " AND NOT EXISTS (SELECT 1 FROM identifier n WHERE n.animal = a.id AND n.kind = 'farm'"
    " AND n.to_day IS NULL AND n.voided IS NULL)";

static const char join_stay[] = " CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL";
static const char join_owner[] = " CROSS JOIN ownership w ON w.animal = a.id AND w.to_day IS NULL";

static const char with_below[] =
    "WITH RECURSIVE below (id) AS (SELECT :holding UNION SELECT p.holding FROM holding_parent p"
    " JOIN below ON p.parent = below.id WHERE p.to_day IS NULL) ";
static const char with_one[] = "WITH below (id) AS (SELECT :holding) ";

static const char searched[] =
    " AND a.id IN (SELECT animal FROM identifier WHERE voided IS NULL AND normal >= :search AND normal < :search_end"
    " UNION SELECT animal FROM identifier WHERE voided IS NULL AND tail >= :tail AND tail < :tail_end"
    " UNION SELECT value FROM json_each(:named)"
    " UNION SELECT animal FROM stay WHERE to_day IS NULL AND keeper IN (SELECT value FROM json_each(:keepers)))";

struct list_reading {
    struct herd *herd;
    struct list_filter filter;
    struct arena arena;
    struct query *q;
    enum list_sort sort;
    bool descending;
    int phase; /* by number: 0 those with one, 1 the others; else always 1 */
    int64_t capacity;
};

static bool by_number(const struct list_reading *l)
{
    return l->sort == LIST_NUMBER && l->phase == 0;
}

static void add_order(const struct list_reading *l, struct strbuf *sql)
{
    static const char *const orders[] = {
        [LIST_NUMBER] = "a.id",
        [LIST_BIRTH] = "a.birth",
        [LIST_HOLDING] = "(SELECT code FROM holding h WHERE h.id = s.keeper)",
        [LIST_FAMILY] = "a.family",
        [LIST_NEWEST] = "a.id",
    };
    bool backwards = l->descending != (l->sort == LIST_NEWEST);
    strbuf_add(sql, " ORDER BY ");
    strbuf_add(sql, by_number(l) ? "n.normal" : orders[l->sort]);
    strbuf_add(sql, backwards ? " DESC" : "");
    if (!by_number(l) && l->sort != LIST_NUMBER && l->sort != LIST_NEWEST)
        strbuf_add(sql, ", a.id");
}

static void add_holding(const struct list_filter *f, struct strbuf *sql)
{
    static const char *const columns[] = {
        [LIST_BY_KEEPER] = "s.keeper",
        [LIST_BY_OWNER] = "w.holding",
        [LIST_BY_PLACE] = "s.place",
    };
    strbuf_add(sql, " AND ");
    strbuf_add(sql, columns[f->counting]);
    strbuf_add(sql, " IN (SELECT id FROM below)");
}

static void add_conditions(const struct list_filter *f, struct strbuf *sql)
{
    const struct {
        bool wanted;
        const char *sql;
    } conditions[] = {
        { true, " AND a.voided IS NULL" },
        { !f->reference, " AND a.reference = 0" },
        { f->species, " AND a.species = :species" },
        { f->sex, " AND a.sex = :sex" },
        { f->family, " AND a.family = :family" },
        { f->breed, " AND a.breed = :breed" },
        { f->born_from != DATE_NONE, " AND a.birth >= :born_from" },
        { f->born_to != DATE_NONE, " AND a.birth <= :born_to" },
        { f->stage, " AND " NOW_STAGE " = :stage" },
        { f->state, " AND " NOW_STATE " = :state" },
        { f->search, searched },
    };
    for (size_t i = 0; i < COUNT(conditions); i++)
        if (conditions[i].wanted)
            strbuf_add(sql, conditions[i].sql);
}

static void list_compose(const struct list_reading *l, struct strbuf *sql)
{
    const struct list_filter *f = &l->filter;
    bool owner = f->holding && f->counting == LIST_BY_OWNER;
    bool stay = !f->gone || (f->holding && !owner);
    if (f->holding)
        strbuf_add(sql, f->below ? with_below : with_one);
    strbuf_add(sql, by_number(l) ? from_number : from_animal);
    if (stay)
        strbuf_add(sql, join_stay);
    else if (l->sort == LIST_HOLDING)
        strbuf_add(sql, " LEFT JOIN stay s ON s.animal = a.id AND s.to_day IS NULL");
    if (owner)
        strbuf_add(sql, join_owner);
    strbuf_add(sql, by_number(l) ? where_number : where_animal);
    if (!by_number(l) && l->sort == LIST_NUMBER)
        strbuf_add(sql, without_number);
    add_conditions(f, sql);
    if (f->holding)
        add_holding(f, sql);
    add_order(l, sql);
}

/* ---- the values ---- */

/* Those that the text finds by a name or by who keeps them, as JSON: however many, they are one value. */
static bool bind_named(struct herd *herd, struct query *q, const char *normal, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf named, keepers;
    CLEANUP(arena_done) struct arena arena;
    int64_t *ids;
    int count = 0;
    strbuf_init(&named);
    strbuf_init(&keepers);
    arena_init(&arena);
    strbuf_add(&named, "[");
    if (!identifier_named(herd, normal, &named, e))
        return false;
    if (identifier_may_be_holder(normal) && !holding_candidates(herd, normal, &arena, &ids, &count, e))
        return false;
    strbuf_add(&keepers, "[");
    for (int i = 0; i < count; i++)
        strbuf_printf(&keepers, "%s%lld", i ? "," : "", (long long)ids[i]);
    strbuf_add(&named, "]");
    strbuf_add(&keepers, "]");
    query_bind_text(q, ":named", named.text);
    query_bind_text(q, ":keepers", keepers.text);
    return true;
}

static bool bind_search(struct herd *herd, struct query *q, const char *text, struct err *e)
{
    struct identifier_form form;
    struct err ignored;
    CLEANUP(strbuf_done) struct strbuf end;
    if (!identifier_parse_as(herd, NULL, NULL, text, &form, &ignored) &&
        !identifier_parse_as(herd, NULL, "old", text, &form, &ignored))
        form = (struct identifier_form){ .normal = LAST_CODE_POINT, .tail = LAST_CODE_POINT }; /* fits nothing */
    strbuf_init(&end);
    query_bind_text(q, ":search", form.normal);
    query_bind_text(q, ":tail", form.tail);
    strbuf_printf(&end, "%s" LAST_CODE_POINT, form.normal);
    query_bind_text(q, ":search_end", end.text);
    strbuf_clear(&end);
    strbuf_printf(&end, "%s" LAST_CODE_POINT, form.tail);
    query_bind_text(q, ":tail_end", end.text);
    return bind_named(herd, q, form.normal, e);
}

static bool list_bind(const struct list_reading *l, struct err *e)
{
    const struct list_filter *f = &l->filter;
    const struct {
        const char *name, *text;
    } texts[] = {
        { ":species", f->species }, { ":sex", f->sex },     { ":family", f->family },
        { ":breed", f->breed },     { ":stage", f->stage }, { ":state", f->state },
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        if (texts[i].text)
            query_bind_text(l->q, texts[i].name, texts[i].text);
    if (f->born_from != DATE_NONE)
        query_bind_day(l->q, ":born_from", f->born_from);
    if (f->born_to != DATE_NONE)
        query_bind_day(l->q, ":born_to", f->born_to);
    if (f->holding)
        query_bind_int(l->q, ":holding", f->holding);
    if (f->stage || f->state)
        query_bind_day(l->q, ":today", l->herd->today);
    return !f->search || bind_search(l->herd, l->q, f->search, e);
}

static bool list_begin(struct list_reading *l, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf sql;
    strbuf_init(&sql);
    list_compose(l, &sql);
    if (!store_query_text(l->herd->store, sql.text, &l->q, e))
        return false;
    if (list_bind(l, e))
        return true;
    query_done(&l->q);
    return false;
}

/* ---- reading ---- */

static void filter_copy(struct arena *arena, const struct list_filter *from, struct list_filter *to)
{
    *to = *from;
    to->species = arena_text(arena, from->species);
    to->sex = arena_text(arena, from->sex);
    to->stage = arena_text(arena, from->stage);
    to->state = arena_text(arena, from->state);
    to->family = arena_text(arena, from->family);
    to->breed = arena_text(arena, from->breed);
    to->search = from->search && *from->search ? arena_text(arena, from->search) : NULL;
}

bool list_open(struct herd *herd, const struct list_filter *filter, enum list_sort sort, bool descending,
               struct list_cursor *ret, struct err *e)
{
    struct list_reading *l = memory_new(sizeof *l);
    l->herd = herd;
    l->sort = sort;
    l->descending = descending;
    l->phase = sort == LIST_NUMBER ? 0 : 1;
    arena_init(&l->arena);
    filter_copy(&l->arena, filter, &l->filter);
    if (!list_begin(l, e)) {
        arena_done(&l->arena);
        memory_free(l);
        return false;
    }
    *ret = (struct list_cursor){ .reading = l };
    return true;
}

static void list_append(struct list_cursor *c, int64_t id)
{
    struct list_reading *l = c->reading;
    if (c->count == l->capacity) {
        l->capacity = l->capacity ? l->capacity * 2 : 256;
        c->ids = memory_resize(c->ids, (size_t)l->capacity, sizeof *c->ids);
    }
    c->ids[c->count++] = id;
}

static bool list_finish_phase(struct list_cursor *c, struct err *e)
{
    query_done(&c->reading->q);
    c->done = c->reading->phase == 1;
    if (c->done)
        return true;
    c->reading->phase = 1;
    return list_begin(c->reading, e);
}

bool list_more(struct list_cursor *c, int milliseconds, struct err *e)
{
    enum { ROWS_BETWEEN_LOOKS = 256 };
    int64_t until = clock_monotonic() + (int64_t)milliseconds * 1000000;
    for (int64_t rows = 0; !c->done; rows++) {
        if (milliseconds >= 0 && rows > 0 && rows % ROWS_BETWEEN_LOOKS == 0 && clock_monotonic() >= until)
            return true;
        bool row;
        if (!query_next(c->reading->q, &row, e))
            return false;
        if (row)
            list_append(c, query_int(c->reading->q, 0));
        else if (!list_finish_phase(c, e))
            return false;
    }
    return true;
}

void list_close(struct list_cursor *c)
{
    if (c->reading) {
        query_done(&c->reading->q);
        arena_done(&c->reading->arena);
        memory_free(c->reading);
    }
    memory_free(c->ids);
    *c = (struct list_cursor){ 0 };
}

bool list_ids(struct herd *herd, const struct list_filter *filter, enum list_sort sort, bool descending,
              int64_t **ret_ids, int64_t *ret_count, struct err *e)
{
    struct list_cursor c;
    if (!list_open(herd, filter, sort, descending, &c, e))
        return false;
    if (!list_more(&c, -1, e)) {
        list_close(&c);
        return false;
    }
    *ret_count = c.count;
    *ret_ids = c.ids;
    c.ids = NULL;
    list_close(&c);
    return true;
}

/* ---- filters as text ---- */

struct filter_word {
    const char *name, *zh;
    const char *list; /* code list its values come from; NULL = text as it is */
    size_t place;     /* of the const char* in struct list_filter */
};
static const struct filter_word filter_words[] = {
    { "sex", "性别", "sex", offsetof(struct list_filter, sex) },
    { "stage", "阶段", "stage", offsetof(struct list_filter, stage) },
    { "state", "状态", "state", offsetof(struct list_filter, state) },
    { "family", "家系", NULL, offsetof(struct list_filter, family) },
    { "species", "畜种", "", offsetof(struct list_filter, species) },
    { "breed", "品种", "", offsetof(struct list_filter, breed) },
};

static bool filter_value(struct herd *herd, const struct filter_word *word, const char *text, const char **ret,
                         struct err *e)
{
    if (!word->list) {
        *ret = text;
        return true;
    }
    if (*word->list) {
        const struct code *code = dictionary_code(&herd->dictionary, word->list, text);
        *ret = code ? code->code : NULL;
    } else if (strcmp(word->name, "species") == 0) {
        const struct species *species = dictionary_species(&herd->dictionary, text);
        *ret = species ? species->code : NULL;
    } else {
        const struct breed *breed = dictionary_breed(&herd->dictionary, NULL, text);
        *ret = breed ? breed->code : NULL;
    }
    if (*ret)
        return true;
    return err_set(e, ERR_USAGE, word->name, _("filter %s: '%s' is not one of its values"), word->name, text);
}

static bool filter_set_code(struct herd *herd, const char *name, const char *value, struct arena *arena,
                            struct list_filter *f, bool *ret_known, struct err *e)
{
    *ret_known = false;
    for (size_t i = 0; i < COUNT(filter_words); i++) {
        const struct filter_word *word = &filter_words[i];
        if (strcmp(name, word->name) != 0 && strcmp(name, word->zh) != 0)
            continue;
        const char *code;
        if (!filter_value(herd, word, value, &code, e))
            return false;
        const char *kept = arena_text(arena, code);
        memcpy((char *)f + word->place, &kept, sizeof kept);
        *ret_known = true;
        return true;
    }
    return true;
}

static bool filter_set_holding(struct herd *herd, const char *name, const char *value, struct list_filter *f,
                               bool *ret_known, struct err *e)
{
    static const struct {
        const char *name, *zh;
        enum list_counting counting;
    } words[] = {
        { "holding", "存放", LIST_BY_KEEPER },
        { "keeper", "饲养", LIST_BY_KEEPER },
        { "owner", "持有", LIST_BY_OWNER },
        { "place", "地点", LIST_BY_PLACE },
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        if (strcmp(name, words[i].name) != 0 && strcmp(name, words[i].zh) != 0)
            continue;
        f->counting = words[i].counting;
        f->below = true;
        *ret_known = true;
        return holding_find(herd, value, &f->holding, e);
    }
    return true;
}

static bool filter_set_birth(const char *name, char sign, const char *value, struct list_filter *f, bool *ret_known,
                             struct err *e)
{
    if (strcmp(name, "born") != 0 && strcmp(name, "出生") != 0)
        return true;
    date_day day;
    enum date_precision precision;
    if (!date_parse(value, &day, &precision, e))
        return false;
    *ret_known = true;
    if (sign != '<')
        f->born_from = day;
    if (sign != '>')
        f->born_to = precision == DATE_DAY ? day : date_add_months(day, precision == DATE_MONTH ? 1 : 12) - 1;
    return true;
}

static bool filter_word_parse(struct herd *herd, char *word, struct arena *arena, struct list_filter *f,
                              struct strbuf *search, struct err *e)
{
    char *sign = strpbrk(word, "=<>");
    if (!sign) {
        if (search->length)
            strbuf_add_char(search, ' ');
        strbuf_add(search, word);
        return true;
    }
    char what = *sign;
    const char *value = sign + 1 + (what != '=' && sign[1] == '=');
    *sign = '\0';
    bool known = false;
    if (!filter_set_code(herd, word, value, arena, f, &known, e))
        return false;
    if (!known && !filter_set_holding(herd, word, value, f, &known, e))
        return false;
    if (!known && !filter_set_birth(word, what, value, f, &known, e))
        return false;
    if (!known && (strcmp(word, "gone") == 0 || strcmp(word, "离场") == 0))
        f->gone = known = true;
    if (!known)
        return err_set(
            e, ERR_USAGE, "filter",
            _("filter word '%s' is not known; try sex= stage= state= family= species= breed= holding= owner= born>="),
            word);
    return true;
}

bool list_filter_parse(struct herd *herd, const char *text, struct arena *arena, struct list_filter *ret, struct err *e)
{
    struct list_filter f = { .born_from = DATE_NONE, .born_to = DATE_NONE };
    CLEANUP(strbuf_done) struct strbuf folded, search;
    strbuf_init(&folded);
    strbuf_init(&search);
    utf8_fold_width(&folded, text);
    char *rest = folded.text, *word;
    while ((word = strtok_r(rest, " \t", &rest)))
        if (!filter_word_parse(herd, word, arena, &f, &search, e))
            return false;
    if (search.length)
        f.search = arena_text(arena, search.text);
    *ret = f;
    return true;
}

static void filter_text_born(const struct list_filter *f, struct strbuf *out)
{
    char day[DATE_TEXT];
    if (f->born_from != DATE_NONE)
        strbuf_printf(out, " %s>=%s", _("born"), date_format(f->born_from, DATE_DAY, day));
    if (f->born_to != DATE_NONE)
        strbuf_printf(out, " %s<=%s", _("born"), date_format(f->born_to, DATE_DAY, day));
}

void list_filter_text(const struct herd *herd, const struct list_filter *f, struct strbuf *out)
{
    size_t start = out->length;
    for (size_t i = 0; i < COUNT(filter_words); i++) {
        const struct filter_word *word = &filter_words[i];
        const char *value;
        memcpy(&value, (const char *)f + word->place, sizeof value);
        if (!value)
            continue;
        const struct species *species =
            strcmp(word->name, "species") == 0 ? dictionary_species(&herd->dictionary, value) : NULL;
        const char *label = species                     ? herd_label(herd, species->zh, species->en)
                            : word->list && *word->list ? herd_code_label(herd, word->list, value)
                                                        : value;
        strbuf_printf(out, " %s=%s", herd_label(herd, word->zh, word->name), label);
    }
    filter_text_born(f, out);
    if (f->gone)
        strbuf_printf(out, " %s", herd_label(herd, "含离场", "gone=yes"));
    if (f->search)
        strbuf_printf(out, " %s", f->search);
    if (out->length > start) { /* without the first blank */
        memmove(out->text + start, out->text + start + 1, out->length - start);
        out->length--;
    }
}

bool list_count(struct herd *herd, const struct list_filter *filter, int64_t *ret_count, struct err *e)
{
    int64_t *ids;
    if (!list_ids(herd, filter, LIST_NEWEST, false, &ids, ret_count, e))
        return false;
    memory_free(ids);
    return true;
}
