/* event_health.c - vaccines, drugs and the days that follow them */
#include "event_entry.h"

#include <string.h>

static int64_t day_of(const struct entry *entry, const char *param, int64_t missing)
{
    return dictionary_number(&entry->herd->dictionary, entry->animal.species, param, missing);
}

static bool check_same_vaccine(struct entry *entry, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    const struct param *p = dictionary_param(&entry->herd->dictionary, entry->animal.species, "vaccine_interval");
    int64_t last;
    if (!p || p->warn_low == PARAM_NONE)
        return true;
    if (!store_query(entry->herd->store, "event_same_vaccine", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_text(q, ":code", entry->code);
    query_bind_int(q, ":day", entry->day);
    if (!query_one_int(q, INT32_MIN, &last, e))
        return false;
    char day[DATE_TEXT];
    if (!last || last == INT32_MIN || (entry->day - last) * 1000 >= p->warn_low)
        return true;
    return broken(entry, "vaccine_interval", "vaccine", e,
                  _("\"%s\" had the vaccine \"%s\" on %s already. Confirm it if it is given again."),
                  entry->animal.number, herd_code_label(entry->herd, "vaccine", entry->code),
                  date_format((date_day)last, DATE_DAY, day));
}

bool event_check_vaccinate(struct entry *entry, struct err *e)
{
    struct breeding b;
    if (!check_same_vaccine(entry, e))
        return false;
    if (strcmp(entry->code, "brucellosis") != 0 || !entry->animal.sex || strcmp(entry->animal.sex, "F") != 0)
        return true;
    if (!breeding_load(entry, entry->animal.id, &b, e))
        return false;
    if (!b.state || strcmp(b.state, "pregnant") != 0)
        return true;
    return broken(entry, "vaccine_pregnant", "vaccine", e,
                  _("\"%s\" is pregnant, and \"%s\" is not for pregnant animals. Confirm it if it is meant."),
                  entry->animal.number, herd_code_label(entry->herd, "vaccine", entry->code));
}

/* ---- withdrawal ---- */

int64_t event_withdrawal(const struct entry *entry)
{
    const char *kind = entry->kind->code;
    bool vaccine = strcmp(kind, "vaccinate") == 0;
    if (!entry->code || (!vaccine && strcmp(kind, "deworm") != 0 && strcmp(kind, "treat") != 0))
        return -1;
    int64_t known = day_of(entry, arena_printf(entry->arena, "withdrawal_%s", entry->code), -1);
    return known >= 0 || vaccine ? known : day_of(entry, "withdrawal_meat", -1);
}

static const char *product_label(const struct entry *entry, const char *kind, const char *code)
{
    const char *list = strcmp(kind, "vaccinate") == 0 ? "vaccine" : strcmp(kind, "deworm") == 0 ? "dewormer" : "drug";
    return code ? herd_code_label(entry->herd, list, code) : herd_code_label(entry->herd, "event_kind", kind);
}

static bool check_withdrawal(struct entry *entry, bool milk, struct query *q, struct err *e)
{
    bool row;
    char given[DATE_TEXT], until[DATE_TEXT];
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return true;
    const char *product = product_label(entry, query_text(q, 0), query_text(q, 1));
    date_format(query_day(q, 2), DATE_DAY, given);
    date_format(query_day(q, 3), DATE_DAY, until);
    return broken(entry, milk ? "withdrawal_milk" : "withdrawal_meat", "date", e,
                  milk ? _("\"%s\" had \"%s\" on %s: its milk is not for sale before %s. Wait until then.")
                       : _("\"%s\" had \"%s\" on %s: no slaughter before %s. Wait until then."),
                  entry->animal.number, product, given, until);
}

bool event_check_slaughter(struct entry *entry, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(entry->herd->store, "event_meat_until", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_int(q, ":day", entry->day);
    return check_withdrawal(entry, false, q, e);
}

bool event_check_milk(struct entry *entry, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(entry->herd->store, "event_milk_until", &q, e))
        return false;
    query_bind_int(q, ":animal", entry->animal.id);
    query_bind_int(q, ":day", entry->day);
    query_bind_int(q, ":days", day_of(entry, "withdrawal_milk", 0));
    return check_withdrawal(entry, true, q, e);
}
