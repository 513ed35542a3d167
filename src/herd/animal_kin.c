/* animal_kin.c - the rules of parents: their sex, species, age and presence, and what their genes and births allow */
#include "animal_draft.h"

#include <stdlib.h>
#include <string.h>

/* ---- age ---- */

bool draft_check_age_at_birth(struct draft_animal *d, const char *field, const char *sex, const char *name, int64_t age,
                              struct err *e)
{
    if (age <= 0)
        return draft_broken(d, "parent_younger", field, e,
                            _("\"%s\" was born %lld days after its offspring. Correct the date or the parent."), name,
                            (long long)-age);
    const char *param = *sex == 'F' ? "parent_age_F" : "parent_age_M";
    const struct param *p = dictionary_param(&d->herd->dictionary, d->row.species, param);
    if (!p)
        return true;
    if (p->hard_low != PARAM_NONE && age < p->hard_low / 1000)
        return draft_broken(d, "parent_impossible", field, e,
                            _("\"%s\" was only %lld days old at that birth: at least %lld. Correct the date or the "
                              "parent."),
                            name, (long long)age, (long long)(p->hard_low / 1000));
    if (p->warn_low != PARAM_NONE && age < p->warn_low / 1000)
        return draft_broken(d, "parent_too_young", field, e,
                            _("\"%s\" was only %lld days old at that birth, rather young (%lld). Confirm it if it is "
                              "right."),
                            name, (long long)age, (long long)(p->warn_low / 1000));
    return true;
}

/* A month or a year stands for its first day: the parent has the benefit of the doubt. */
static int64_t doubt(enum date_precision precision)
{
    return precision == DATE_YEAR ? 365 : precision == DATE_MONTH ? 30 : 0;
}

static bool check_age(struct draft_animal *d, const char *field, const char *sex, const struct animal *parent,
                      struct err *e)
{
    if (d->row.birth == DATE_NONE || parent->birth == DATE_NONE)
        return true;
    int64_t age = (int64_t)d->row.birth - parent->birth + doubt(d->row.precision);
    return draft_check_age_at_birth(d, field, sex, draft_number(parent), age, e);
}

/* ---- presence ---- */

struct presence {
    bool ever;
    date_day came, left; /* left: DATE_NONE while it is there */
};

static bool load_presence(struct draft_animal *d, int64_t animal, struct presence *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(d->herd->store, "animal_presence", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    if (!query_next(q, &row, e))
        return false;
    *ret = (struct presence){ .ever = query_int(q, 0) > 0, .came = query_day(q, 1), .left = query_day(q, 2) };
    return true;
}

/* The dam was there at the birth, the sire at the latest day he can have served her. */
static bool check_presence(struct draft_animal *d, const char *field, const char *sex, const struct animal *parent,
                           struct err *e)
{
    struct presence p;
    char day[DATE_TEXT];
    if (d->row.birth == DATE_NONE || d->row.precision != DATE_DAY || d->row.reference)
        return true;
    if (!load_presence(d, parent->id, &p, e))
        return false;
    const struct param *gestation = dictionary_param(&d->herd->dictionary, d->row.species, "gestation");
    bool is_sire = *sex == 'M';
    if (is_sire && (!gestation || gestation->hard_high == PARAM_NONE))
        return true;
    date_day needed = d->row.birth - (is_sire ? (date_day)(gestation->hard_high / 1000) : 0);
    if (p.ever && p.left != DATE_NONE && p.left < needed)
        return draft_broken(d, "parent_gone", field, e,
                            _("\"%s\" had left on %s. Confirm it if it is the parent all the same."),
                            draft_number(parent), date_format(p.left, DATE_DAY, day));
    bool born_here = !d->id && d->keeper && d->from <= d->row.birth;
    if (!is_sire && born_here && p.ever && p.came != DATE_NONE && p.came > d->row.birth)
        return draft_broken(d, "parent_absent", field, e,
                            _("\"%s\" came on %s only, after that birth. Confirm it if it is the parent all the same."),
                            draft_number(parent), date_format(p.came, DATE_DAY, day));
    return true;
}

/* ---- who may be a parent ---- */

enum descent { NOT_DESCENDED, FROM_ITSELF, FROM_LITTER };

static bool descends(struct draft_animal *d, int64_t animal, enum descent *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int64_t found;
    if (!store_query(d->herd->store, "animal_descends", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_int(q, ":ancestor", d->id);
    query_bind_id(q, ":birth_event", d->row.birth_event);
    if (!query_one_int(q, 0, &found, e))
        return false;
    *ret = (enum descent)found;
    return true;
}

static bool check_sort(struct draft_animal *d, const char *field, const char *sex, const struct animal *parent,
                       struct err *e)
{
    const char *number = draft_number(parent);
    bool castrate = parent->sex && *parent->sex == 'C' && *sex == 'M';
    if (parent->voided &&
        !draft_broken(d, "animal_void", field, e, _("The record of \"%s\" is void. Type another number."), number))
        return false;
    if (strcmp(parent->species, d->row.species) != 0 &&
        !draft_broken(d, "parent_species", field, e, _("\"%s\" is of another species. Type another number."), number))
        return false;
    if (!parent->sex || castrate || strcmp(parent->sex, sex) == 0)
        return true;
    return draft_broken(d, "parent_sex", field, e, _("\"%s\" is %s and cannot be that parent. Type another number."),
                        number, herd_code_label(d->herd, "sex", parent->sex));
}

static bool check_loop(struct draft_animal *d, const char *field, const struct animal *parent, struct err *e)
{
    enum descent loop = NOT_DESCENDED;
    if (d->id && !descends(d, parent->id, &loop, e))
        return false;
    if (!loop)
        return true;
    if (loop == FROM_LITTER)
        return draft_broken(d, "parent_loop", field, e,
                            _("\"%s\" descends from a litter mate, which would be its own ancestor. Type another "
                              "number."),
                            draft_number(parent));
    return draft_broken(d, "parent_loop", field, e,
                        parent->id == d->id
                            ? _("\"%s\" is the animal itself. Type another number.")
                            : _("\"%s\" descends from the animal and cannot be its parent. Type another number."),
                        draft_number(parent));
}

static bool check_parent(struct draft_animal *d, const char *field, const char *sex, const struct animal *parent,
                         bool changed, struct err *e)
{
    if (!parent->id)
        return true;
    if (changed && (!check_sort(d, field, sex, parent, e) || !check_loop(d, field, parent, e)))
        return false;
    return check_age(d, field, sex, parent, e) && check_presence(d, field, sex, parent, e);
}

/* ---- the dam's other births ---- */

static bool check_dam_birth(struct draft_animal *d, const struct animal *dam, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    const struct param *p = dictionary_param(&d->herd->dictionary, d->row.species, "birth_interval");
    char text[DATE_TEXT];
    bool row;
    if (!dam->id || d->row.birth == DATE_NONE || d->row.precision != DATE_DAY || !p || p->hard_low == PARAM_NONE)
        return true;
    if (!store_query(d->herd->store, "animal_dam_births", &q, e))
        return false;
    query_bind_int(q, ":dam", dam->id);
    query_bind_int(q, ":animal", d->id);
    query_bind_int(q, ":birth", d->row.birth);
    query_bind_int(q, ":gap", p->hard_low / 1000);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return true;
    date_day other = query_day(q, 0);
    return draft_broken(d, "dam_birth", "dam", e,
                        _("\"%s\" gave birth on %s: %d days apart cannot be. Correct the birth date or the dam."),
                        draft_number(dam), date_format(other, DATE_DAY, text), abs(other - d->row.birth));
}

/* ---- genes ---- */

/* Copies of B: a lamb has one from each parent. */
static int copies(const char *fecb)
{
    return fecb[0] == 'B' && fecb[1] == 'B' ? 2 : fecb[0] == 'B' ? 1 : 0;
}

static bool check_fecb(struct draft_animal *d, const struct animal *sire, const struct animal *dam, struct err *e)
{
    int least = 0, most = 0;
    const struct animal *parents[] = { sire, dam };
    if (!d->row.fecb)
        return true;
    for (size_t i = 0; i < COUNT(parents); i++) {
        bool known = parents[i]->id && parents[i]->fecb;
        least += known && copies(parents[i]->fecb) == 2;
        most += !known || copies(parents[i]->fecb) > 0;
    }
    int own = copies(d->row.fecb);
    if (own >= least && own <= most)
        return true;
    return draft_broken(d, "fecb_parents", "fecb", e,
                        _("FecB \"%s\" cannot come from parents %s and %s. Confirm it if the test is sure: a parent is "
                          "wrong then."),
                        d->row.fecb, sire->id && sire->fecb ? sire->fecb : "?", dam->id && dam->fecb ? dam->fecb : "?");
}

/* ---- all of it ---- */

static bool load(struct draft_animal *d, int64_t id, struct animal *ret, struct err *e)
{
    *ret = (struct animal){ 0 };
    return !id || animal_load(d->herd, id, &d->arena, ret, e);
}

static bool is_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool draft_check_parents(struct draft_animal *d, struct err *e)
{
    struct animal sire, dam, foster;
    bool is_new = !d->before.id, born = is_new || d->row.birth != d->before.birth;
    bool new_sire = is_new || d->row.sire != d->before.sire, new_dam = is_new || d->row.dam != d->before.dam;
    if (d->row.sire && d->row.sire == d->row.dam)
        return err_set(e, ERR_DATA, "dam", _("Sire and dam are the same animal. Correct one of them."));
    if (!load(d, d->row.sire, &sire, e) || !load(d, d->row.dam, &dam, e) || !load(d, d->row.foster_dam, &foster, e))
        return false;
    if ((new_sire || born) && !check_parent(d, "sire", "M", &sire, new_sire, e))
        return false;
    if ((new_dam || born) && (!check_parent(d, "dam", "F", &dam, new_dam, e) || !check_dam_birth(d, &dam, e)))
        return false;
    if (foster.id && foster.id != d->before.foster_dam && !check_sort(d, "foster-dam", "F", &foster, e))
        return false;
    if (is_new && !d->row.family && !record_text(d->record, "family"))
        d->row.family = sire.family;
    return (!new_sire && !new_dam && is_text(d->row.fecb, d->before.fecb)) || check_fecb(d, &sire, &dam, e);
}
