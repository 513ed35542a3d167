/* animal_place.c - where a new animal stands and whose it is; of one that is there, only since when */
#include "animal_draft.h"

#include <string.h>

/* ---- a new animal ---- */

static bool check_holding(struct draft_animal *d, const char *field, int64_t id, struct err *e)
{
    struct holding holding;
    if (!id)
        return true;
    if (!holding_load(d->herd, id, &d->arena, &holding, e))
        return false;
    if (holding.voided &&
        !draft_broken(d, "holding_void", field, e, _("\"%s\" is void. Choose another holding."), holding.code))
        return false;
    if (holding.closed == DATE_NONE || holding.closed > d->from)
        return true;
    return draft_broken(d, "holding_closed", field, e, _("\"%s\" is closed. Choose another holding."), holding.code);
}

static bool find_pen(struct draft_animal *d, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    const char *code = record_text(d->record, "pen");
    bool row;
    if (!code || record_empties(d->record, "pen"))
        return true;
    if (!store_query(d->herd->store, "animal_pen", &q, e))
        return false;
    query_bind_id(q, ":holding", d->place);
    query_bind_text(q, ":code", code);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "pen",
                       _("There is no pen \"%s\" at that holding. Choose one of its pens, or leave the pen empty."),
                       code);
    d->pen = query_int(q, 0);
    int64_t room = query_is_null(q, 1) ? INT64_MAX : query_int(q, 1), heads = query_int(q, 2);
    return heads < room || draft_broken(d, "capacity", "pen", e,
                                        _("Pen \"%s\" is full: %lld of %lld heads. Confirm it, or choose another pen."),
                                        code, (long long)heads, (long long)room);
}

static bool check_from(struct draft_animal *d, struct err *e)
{
    char text[DATE_TEXT], birth[DATE_TEXT];
    date_format(d->from, DATE_DAY, text);
    if (d->from > d->herd->today &&
        !draft_broken(d, "date_future", "from", e, _("The day it came, %s, is in the future. Correct it."), text))
        return false;
    if (d->row.birth == DATE_NONE || d->from >= d->row.birth)
        return true;
    return draft_broken(d, "date_before_birth", "from", e,
                        _("It came on %s, before its birth on %s. Correct one of them."), text,
                        date_format(d->row.birth, d->row.precision, birth));
}

static bool nothing_said(struct draft_animal *d, struct err *e)
{
    static const char *const fields[] = { "owner", "pen", "from" };
    for (size_t i = 0; i < COUNT(fields); i++)
        if (record_text(d->record, fields[i]) && !record_empties(d->record, fields[i]))
            return err_set(e, ERR_DATA, "holding", _("The holding is missing. Say where the animal stands."));
    return true;
}

bool draft_read_place(struct draft_animal *d, struct err *e)
{
    int64_t holding;
    date_day born = d->row.birth != DATE_NONE && d->row.precision == DATE_DAY ? d->row.birth : d->herd->today;
    if (!record_holding(d->herd, d->record, "holding", 0, &holding, e) ||
        !record_holding(d->herd, d->record, "keeper", holding, &d->keeper, e) ||
        !record_holding(d->herd, d->record, "place", d->keeper, &d->place, e) ||
        !record_day(d->record, "from", born, &d->from, e))
        return false;
    if (!d->keeper)
        d->keeper = d->place;
    if (!record_holding(d->herd, d->record, "owner", holding ? holding : d->keeper, &d->owner, e))
        return false;
    if (d->keeper && d->row.reference)
        return err_set(e, ERR_DATA, "holding", _("An ancestor on paper stands nowhere. Leave the holding empty."));
    if (!d->keeper && !d->row.reference) /* the owner keeps it himself, unless said otherwise */
        d->keeper = d->place = d->owner;
    return true;
}

bool draft_check_place(struct draft_animal *d, struct err *e)
{
    if (!d->keeper)
        return d->row.reference || nothing_said(d, e);
    return check_from(d, e) && check_holding(d, "keeper", d->keeper, e) && check_holding(d, "place", d->place, e) &&
           check_holding(d, "owner", d->owner, e) && find_pen(d, e);
}

bool draft_write_place(struct draft_animal *d, struct err *e)
{
    return !d->keeper || (residence_open_stay(d->herd, d->id, d->keeper, d->place, d->pen, d->from, 0, e) &&
                          residence_open_ownership(d->herd, d->id, d->owner, d->from, 0, e));
}

/* ---- one that is there ---- */

/* A form brings all its fields along: what says how it is does no harm. */
static bool check_unmoved(struct draft_animal *d, struct err *e)
{
    const struct animal *a = &d->before;
    const struct {
        const char *field;
        int64_t now;
    } places[] = { { "holding", a->keeper }, { "keeper", a->keeper }, { "place", a->place }, { "owner", a->owner } };
    for (size_t i = 0; i < COUNT(places); i++) {
        int64_t said;
        if (!record_holding(d->herd, d->record, places[i].field, places[i].now, &said, e))
            return false;
        if (said != places[i].now)
            return err_set(e, ERR_DATA, places[i].field,
                           _("\"%s\" is moved by a record of its own: a move, transfer, purchase or sale."),
                           draft_number(a));
    }
    const char *pen = record_text(d->record, "pen");
    if (pen && !record_empties(d->record, "pen") && (!a->pen_code || strcmp(pen, a->pen_code) != 0))
        return err_set(e, ERR_DATA, "pen", _("\"%s\" is put into another pen by a move."), draft_number(a));
    return true;
}

/* ret_rows: how many first rows there were to change. */
static bool set_first(struct draft_animal *d, const char *query, date_day from, date_day old, int64_t *ret_rows,
                      struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(d->herd->store, query, &q, e))
        return false;
    query_bind_int(q, ":animal", d->id);
    query_bind_day(q, ":from", from);
    query_bind_day(q, ":old", old);
    if (!query_run(q, e))
        return false;
    *ret_rows = store_changes(d->herd->store);
    return true;
}

/* What began with the birth begins with the corrected one. */
static bool follow_birth(struct draft_animal *d, struct err *e)
{
    static const char *const queries[] = { "animal_first_stay", "animal_first_ownership", "animal_first_number" };
    int64_t rows, came;
    char birth[DATE_TEXT], day[DATE_TEXT];
    const struct animal *a = &d->before;
    if (d->row.birth == a->birth || d->row.birth == DATE_NONE)
        return true;
    for (size_t i = 0; i < COUNT(queries) && a->birth != DATE_NONE && a->birth_precision == DATE_DAY; i++)
        if (!set_first(d, queries[i], d->row.birth, a->birth, &rows, e))
            return false;
    if (!draft_ask(d, "animal_came", INT64_MAX, &came, e))
        return false;
    return came >= d->row.birth ||
           draft_broken(d, "date_before_birth", "birth", e,
                        _("It came on %s, before its birth on %s. Correct one of "
                          "them."),
                        date_format((date_day)came, DATE_DAY, day), date_format(d->row.birth, d->row.precision, birth));
}

static bool correct_from(struct draft_animal *d, struct err *e)
{
    int64_t came, stays, owners;
    if (!record_text(d->record, "from") || record_empties(d->record, "from"))
        return true;
    if (!draft_ask(d, "animal_came", DATE_NONE, &came, e) ||
        !record_day(d->record, "from", (date_day)came, &d->from, e))
        return false;
    if (d->from == came)
        return true;
    if (!check_from(d, e) || !set_first(d, "animal_first_stay", d->from, (date_day)came, &stays, e) ||
        !set_first(d, "animal_first_ownership", d->from, (date_day)came, &owners, e))
        return false;
    return stays ||
           err_set(e, ERR_DATA, "from", _("When \"%s\" came is what a record of its own says. Correct that one."),
                   draft_number(&d->before));
}

bool draft_edit_place(struct draft_animal *d, struct err *e)
{
    return check_unmoved(d, e) && correct_from(d, e) && follow_birth(d, e);
}
