/* list_value.c - what a value in a filter means: always everything from a low to a high, so that "2024", "6 months" and
 * "52.5" are compared alike. */
#include "list_inner.h"

#include <string.h>

enum { MOST_DAYS = 200000, MONTHS_A_YEAR = 12 };

static const char *label_of(const struct herd *herd, int word)
{
    return herd_label(herd, list_words[word].zh, list_words[word].en);
}

/* ---- codes ---- */

static const char *species_or_breed(const struct herd *herd, int word, const char *text, bool label)
{
    if (strcmp(list_words[word].list, "species") == 0) {
        const struct species *s = dictionary_species(&herd->dictionary, text);
        return !s ? NULL : label ? herd_label(herd, s->zh, s->en) : s->code;
    }
    const struct breed *b = dictionary_breed(&herd->dictionary, NULL, text);
    return !b ? NULL : label ? herd_label(herd, b->zh, b->en) : b->code;
}

static bool own_table(int word)
{
    return strcmp(list_words[word].list, "species") == 0 || strcmp(list_words[word].list, "breed") == 0;
}

const char *list_value_label(const struct herd *herd, int word, const char *code)
{
    if (own_table(word))
        return species_or_breed(herd, word, code, true);
    const struct code *found = dictionary_code(&herd->dictionary, list_words[word].list, code);
    return found ? herd_label(herd, found->zh, found->en) : NULL;
}

const char *list_value_code(const struct herd *herd, int word, const char *text)
{
    if (own_table(word))
        return species_or_breed(herd, word, text, false);
    const struct code *found = dictionary_code(&herd->dictionary, list_words[word].list, text);
    return found ? found->code : NULL;
}

static void add_choice(const struct herd *herd, const char *zh, const char *en, struct strbuf *out)
{
    strbuf_printf(out, "%s%s", out->length ? ", " : "", herd_label(herd, zh, en));
}

static bool refuse_code(const struct herd *herd, int word, const char *text, struct err *e)
{
    const struct dictionary *d = &herd->dictionary;
    CLEANUP(strbuf_done) struct strbuf choices;
    strbuf_init(&choices);
    const char *list = list_words[word].list;
    for (int i = 0; i < d->species_count && strcmp(list, "species") == 0; i++)
        add_choice(herd, d->species[i].zh, d->species[i].en, &choices);
    for (int i = 0; i < d->breed_count && strcmp(list, "breed") == 0; i++)
        add_choice(herd, d->breeds[i].zh, d->breeds[i].en, &choices);
    for (int i = 0; i < d->code_count && !own_table(word); i++)
        if (strcmp(d->codes[i].list, list) == 0)
            add_choice(herd, d->codes[i].zh, d->codes[i].en, &choices);
    return err_set(e, ERR_USAGE, "filter", _("filter: \"%s\" is none of the values of \"%s\": %s"), text,
                   label_of(herd, word), choices.text);
}

static bool parse_code(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e)
{
    v->text = list_value_code(herd, word, text);
    return v->text || refuse_code(herd, word, text, e);
}

/* ---- amounts ---- */

static bool refuse(const struct herd *herd, int word, const char *text, const char *example, struct err *e)
{
    return err_set(e, ERR_USAGE, "filter", _("filter: \"%s\" is no value of \"%s\". Write it as %s."), text,
                   label_of(herd, word), example);
}

/* Digits and what follows them; false if there are none. */
static bool cut_number(const char *text, int64_t *ret, const char **ret_unit)
{
    int64_t value = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && value < MOST_DAYS * 10; at++)
        value = value * 10 + (*at - '0');
    *ret = value;
    *ret_unit = at;
    return at != text && value <= MOST_DAYS;
}

static bool is_one_of(const char *text, const char *words)
{
    size_t length = strlen(text);
    for (const char *at = words; *at; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == length && strncmp(at, text, length) == 0)
            return true;
    return false;
}

static const struct {
    const char *words;
    int days, months;
} units[] = {
    { "d day days 天 日 日龄", 1, 0 },
    { "w week weeks 周", 7, 0 },
    { "m month months 月 个月 月龄", 0, 1 },
    { "y year years 年 岁 周岁", 0, MONTHS_A_YEAR },
};

static bool unit_of(const char *text, int *ret_days, int *ret_months)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (is_one_of(*text ? text : "d", units[i].words)) {
            *ret_days = units[i].days;
            *ret_months = units[i].months;
            return true;
        }
    return false;
}

/* Six months are all the days of which a calendar says: six whole months. */
static bool parse_days(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e)
{
    int64_t n;
    const char *unit;
    int days, months;
    if (!cut_number(text, &n, &unit) || !unit_of(unit, &days, &months) || n * (days + 30 * months) > MOST_DAYS)
        return refuse(herd, word, text, _("30 (days), 6m (months) or 2y (years)"), e);
    if (!months) {
        v->low = v->high = n * days;
        return true;
    }
    date_day today = herd->today;
    v->low = today - date_add_months(today, (int)-n * months);
    v->high = today - date_add_months(today, (int)-(n + 1) * months) - 1;
    return true;
}

static bool parse_relative(struct herd *herd, const char *text, struct list_value *v)
{
    static const struct {
        const char *words;
        int days;
    } names[] = { { "today 今天 今日", 0 }, { "tomorrow 明天", 1 }, { "yesterday 昨天", -1 } };
    for (size_t i = 0; i < COUNT(names); i++)
        if (is_one_of(text, names[i].words)) {
            v->low = v->high = herd->today + names[i].days;
            return true;
        }
    int64_t n;
    const char *unit;
    int days, months, sign = *text == '-' ? -1 : 1;
    if ((*text != '+' && *text != '-') || !cut_number(text + 1, &n, &unit) || !unit_of(unit, &days, &months) ||
        n * (days + 30 * months) > MOST_DAYS)
        return false;
    v->low = v->high = months ? date_add_months(herd->today, sign * (int)n * months) : herd->today + sign * n * days;
    return true;
}

static bool parse_day(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e)
{
    date_day day;
    enum date_precision precision;
    struct err ignored;
    if (parse_relative(herd, text, v))
        return true;
    if (!date_parse(text, &day, &precision, &ignored))
        return refuse(herd, word, text, _("2024-03-01, 2024-03, 2024, today, +7 or -30"), e);
    v->low = day;
    v->high = precision == DATE_DAY ? day : date_add_months(day, precision == DATE_MONTH ? 1 : MONTHS_A_YEAR) - 1;
    return true;
}

static bool parse_count(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e)
{
    int64_t n;
    const char *unit;
    if (!cut_number(text, &n, &unit) || (*unit && !is_one_of(unit, "只 头 峰 胎 次 羔 克/天 g/d")))
        return refuse(herd, word, text, "2", e);
    v->low = v->high = n;
    return true;
}

static bool parse_amount(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf bare;
    struct err ignored;
    strbuf_init(&bare);
    size_t length = strlen(text);
    bool percent = list_words[word].type == LIST_PERCENT;
    strbuf_add_n(&bare, text, percent && length && text[length - 1] == '%' ? length - 1 : length);
    if (!number_parse_thousandths(bare.text, &v->low, &ignored))
        return refuse(herd, word, text, percent ? "6.25%" : "52.5", e);
    v->high = v->low;
    return true;
}

/* ---- who and where ---- */

static bool parse_holding(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e)
{
    if (!holding_find(herd, text, &v->low, e))
        return err_prefix(e, _("filter \"%s\": "), label_of(herd, word));
    v->high = v->low;
    return true;
}

static bool parse_animal(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e)
{
    if (!identifier_one(herd, text, "filter", &v->low, e))
        return err_prefix(e, _("filter \"%s\": "), label_of(herd, word));
    v->high = v->low;
    return true;
}

static bool parse_text(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e)
{
    (void)herd, (void)word, (void)e;
    v->text = text;
    return true;
}

/* ---- one value or a range ---- */

static const struct {
    bool (*parse)(struct herd *herd, int word, const char *text, struct list_value *v, struct err *e);
    bool ordered;
} types[] = {
    [LIST_TEXT] = { parse_text, false },     [LIST_CODE] = { parse_code, false },
    [LIST_COUNT] = { parse_count, true },    [LIST_WEIGHT] = { parse_amount, true },
    [LIST_PERCENT] = { parse_amount, true }, [LIST_DAYS] = { parse_days, true },
    [LIST_DAY] = { parse_day, true },        [LIST_HOLDING] = { parse_holding, false },
    [LIST_ANIMAL] = { parse_animal, false },
};

bool list_value_is_holding(int word)
{
    return list_words[word].type == LIST_HOLDING;
}

bool list_value_ordered(int word)
{
    return types[list_words[word].type].ordered;
}

/* Two dots, or the wave that a Chinese hand writes. */
static const char *range_mark(const char *text, size_t *ret_length)
{
    const char *dots = strstr(text, ".."), *wave = strchr(text, '~');
    *ret_length = dots ? 2 : 1;
    return dots ? dots : wave;
}

static bool parse_range(struct herd *herd, int word, const char *first, const char *second, struct list_value *ret,
                        struct err *e)
{
    struct list_value low = { .low = INT64_MIN }, high = { .high = INT64_MAX };
    if ((*first && !types[list_words[word].type].parse(herd, word, first, &low, e)) ||
        (*second && !types[list_words[word].type].parse(herd, word, second, &high, e)))
        return false;
    if (low.low > high.high)
        return err_set(e, ERR_USAGE, "filter", _("filter \"%s\": the range %s..%s is the wrong way round"),
                       label_of(herd, word), first, second);
    *ret = (struct list_value){ low.low, high.high, NULL };
    return true;
}

bool list_value_parse(struct herd *herd, int word, const char *text, struct arena *arena, struct list_value *ret,
                      struct err *e)
{
    size_t length;
    const char *mark = list_value_ordered(word) ? range_mark(text, &length) : NULL;
    if (mark)
        return parse_range(herd, word, arena_text_n(arena, text, (size_t)(mark - text)), mark + length, ret, e);
    *ret = (struct list_value){ 0 };
    if (!types[list_words[word].type].parse(herd, word, text, ret, e))
        return false;
    ret->text = arena_text(arena, ret->text);
    return true;
}
