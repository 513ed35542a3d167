/* list_row.c - the words of one animal: what a row of a list shows. */
#include "list_inner.h"

#include <math.h>
#include <string.h>

enum { DAYS_SHOWN = 120, MONTHS_SHOWN = 36 };

bool list_columns_open(struct herd *herd, const int *words, int count, struct list_columns *ret, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf sql;
    strbuf_init(&sql);
    strbuf_add(&sql, "SELECT ");
    for (int i = 0; i < count; i++)
        strbuf_printf(&sql, "%s%s", i ? ", " : "", list_word_shown(words[i]));
    strbuf_add(&sql, " FROM animal a LEFT JOIN stay s ON s.animal = a.id AND s.to_day IS NULL WHERE a.id = :animal"
                     " AND :today IS NOT NULL");
    *ret = (struct list_columns){ .herd = herd, .count = count };
    return store_query_text(herd->store, sql.text, &ret->q, e);
}

void list_columns_close(struct list_columns *columns)
{
    query_done(&columns->q);
    *columns = (struct list_columns){ 0 };
}

bool list_columns_load(struct list_columns *columns, int64_t animal, struct arena *arena, struct list_cell *cells,
                       struct err *e)
{
    bool row;
    query_bind_int(columns->q, ":animal", animal);
    query_bind_day(columns->q, ":today", columns->herd->today);
    if (!query_next(columns->q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "animal", _("There is no animal with the key %lld."), (long long)animal);
    for (int i = 0; i < columns->count; i++) {
        cells[i] = (struct list_cell){ .known = !query_is_null(columns->q, i), .number = query_int(columns->q, i) };
        cells[i].text = cells[i].known ? arena_text(arena, query_text(columns->q, i)) : NULL;
    }
    return query_run(columns->q, e); /* to the end: nothing stays open */
}

/* ---- as a person reads it ---- */

/* 45d, 8m, 3.2y: as exact as anybody asks. */
static void days_text(const struct herd *herd, int word, int64_t days, struct strbuf *out)
{
    bool age = strcmp(list_words[word].name, "age") == 0;
    int year, month, day, y, m, d;
    if (!age || days < DAYS_SHOWN) {
        strbuf_printf(out, "%lld%s", (long long)days, age ? herd_label(herd, "天", "d") : "");
        return;
    }
    date_to_ymd(herd->today, &year, &month, &day);
    date_to_ymd((date_day)(herd->today - days), &y, &m, &d);
    int months = (year - y) * 12 + month - m - (d > day);
    if (months < MONTHS_SHOWN)
        strbuf_printf(out, "%d%s", months, herd_label(herd, "月", "m"));
    else
        strbuf_printf(out, "%.1f%s", floor(months / 1.2) / 10, herd_label(herd, "岁", "y"));
}

/* In the column of states stands how it left, or the stage of those that have no state. */
static const char *state_label(const struct herd *herd, const char *code)
{
    static const char *const lists[] = { "state", "leave", "stage" };
    for (size_t i = 0; i < COUNT(lists); i++)
        if (dictionary_code(&herd->dictionary, lists[i], code))
            return herd_code_label(herd, lists[i], code);
    return code;
}

static const char *code_label(const struct herd *herd, int word, const char *code)
{
    if (strcmp(list_words[word].name, "state") == 0)
        return state_label(herd, code);
    const char *label = list_value_label(herd, word, code);
    return label ? label : code;
}

void list_cell_text(const struct herd *herd, int word, const struct list_cell *cell, struct strbuf *out)
{
    char text[NUMBER_TEXT];
    if (!cell->known)
        return;
    switch (list_words[word].type) {
    case LIST_CODE:
        strbuf_add(out, code_label(herd, word, cell->text));
        break;
    case LIST_WEIGHT:
        strbuf_add(out, number_format_thousandths(cell->number, 1, text));
        break;
    case LIST_PERCENT:
        strbuf_printf(out, "%s%%", number_format_thousandths(cell->number, 2, text));
        break;
    case LIST_DAYS:
        days_text(herd, word, cell->number, out);
        break;
    case LIST_DAY:
        strbuf_add(out, list_word_is_text(word)
                            ? cell->text
                            : date_format((date_day)cell->number, DATE_DAY, (char[DATE_TEXT]){ 0 }));
        break;
    default:
        strbuf_add(out, cell->text);
    }
}
