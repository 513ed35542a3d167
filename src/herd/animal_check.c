/* animal_check.c - the rules of an animal by itself, and of what hangs on it when it is corrected */
#include "animal_draft.h"

#include <string.h>

static bool check_birth(struct draft_animal *d, struct err *e)
{
    char text[DATE_TEXT];
    if (d->row.birth == DATE_NONE || d->row.birth <= d->herd->today)
        return true;
    return draft_broken(d, "date_future", "birth", e, _("The birth date %s is in the future. Correct it."),
                        date_format(d->row.birth, d->row.precision, text));
}

/* Of those that live: an ancestor on paper may be as old as it likes. */
static bool check_age(struct draft_animal *d, struct err *e)
{
    const struct param *p = dictionary_param(&d->herd->dictionary, d->row.species, "age");
    char text[DATE_TEXT];
    bool lives = d->before.id ? d->before.present : d->keeper != 0;
    if (!p || !lives || d->row.birth == DATE_NONE)
        return true;
    int64_t age = d->herd->today - d->row.birth;
    date_format(d->row.birth, d->row.precision, text);
    if (p->hard_high != PARAM_NONE && age > p->hard_high / 1000)
        return draft_broken(d, "age_impossible", "birth", e,
                            _("Born %s, it would be %lld years old, which cannot be. Correct the date."), text,
                            (long long)(age / 365));
    if (p->warn_high != PARAM_NONE && age > p->warn_high / 1000)
        return draft_broken(d, "age_unlikely", "birth", e,
                            _("Born %s, it is %lld years old. Confirm it if it is right."), text,
                            (long long)(age / 365));
    return true;
}

static bool check_birth_type(struct draft_animal *d, struct err *e)
{
    if (!record_text(d->record, "birth-type") || record_empties(d->record, "birth-type"))
        return true;
    return check_param(d->herd, d->record, d->row.species, "litter", "birth-type",
                       herd_label(d->herd, "同胎数", "litter size"), (int64_t)d->row.birth_type * 1000, &d->noted, e);
}

bool draft_check(struct draft_animal *d, struct err *e)
{
    bool born = !d->before.id || d->row.birth != d->before.birth;
    if (born && (!check_birth(d, e) || !check_age(d, e)))
        return false;
    return check_birth_type(d, e) && draft_check_parents(d, e);
}

/* ---- what hangs on an animal that is there ---- */

bool draft_ask(struct draft_animal *d, const char *query, int64_t missing, int64_t *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(d->herd->store, query, &q, e))
        return false;
    query_bind_int(q, ":animal", d->id);
    return query_one_int(q, missing, ret, e);
}

static bool check_new_sex(struct draft_animal *d, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int64_t uses;
    if (!store_query(d->herd->store, "animal_sex_uses", &q, e))
        return false;
    query_bind_int(q, ":animal", d->id);
    query_bind_text(q, ":sex", d->row.sex ? d->row.sex : "");
    if (!query_one_int(q, 0, &uses, e))
        return false;
    return !uses ||
           draft_broken(d, "animal_used", "sex", e,
                        _("\"%s\" has %lld offspring or records as %s. Correct those first."), draft_number(&d->before),
                        (long long)uses, herd_code_label(d->herd, "sex", d->before.sex));
}

static bool check_first_event(struct draft_animal *d, struct err *e)
{
    int64_t first;
    char birth[DATE_TEXT], event[DATE_TEXT];
    if (!draft_ask(d, "animal_first_event", INT64_MAX, &first, e))
        return false;
    return first >= d->row.birth ||
           draft_broken(d, "date_before_birth", "birth", e,
                        _("\"%s\" has a record of %s, before the birth date %s. Correct one of them."),
                        draft_number(&d->before), date_format((date_day)first, DATE_DAY, event),
                        date_format(d->row.birth, d->row.precision, birth));
}

static bool check_first_young(struct draft_animal *d, struct err *e)
{
    int64_t first;
    if (!draft_ask(d, "animal_first_young", INT64_MAX, &first, e))
        return false;
    return first == INT64_MAX || draft_check_age_at_birth(d, "birth", d->row.sex ? d->row.sex : "M",
                                                          draft_number(&d->before), first - d->row.birth, e);
}

/* The birth of the litter says when: the date of one lamb cannot go its own way. */
static bool check_litter(struct draft_animal *d, struct err *e)
{
    return !d->before.birth_event ||
           draft_broken(d, "dam_birth", "birth", e,
                        _("\"%s\" was born in a recorded birth of \"%s\". Take that one back and record it anew."),
                        draft_number(&d->before), d->before.dam_number ? d->before.dam_number : "?");
}

bool draft_check_edit(struct draft_animal *d, struct err *e)
{
    const char *old = d->before.sex ? d->before.sex : "", *sex = d->row.sex ? d->row.sex : "";
    if (strcmp(old, sex) != 0 && !check_new_sex(d, e))
        return false;
    if (d->row.birth == d->before.birth || d->row.birth == DATE_NONE)
        return true;
    return check_litter(d, e) && check_first_event(d, e) && check_first_young(d, e);
}
