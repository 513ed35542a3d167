/* animal.c - an animal enters the book, is corrected, is made void. */
#include "inner.h"

#include <string.h>

const struct field animal_fields[] = {
    { .name = "number",
      .zh = "耳号",
      .en = "number",
      .type = FIELD_OF_TEXT,
      .place = "1",
      .help = N_("the farm number; an official ear tag or RFID number is recognised") },
    { .name = "species", .zh = "畜种", .en = "species", .type = FIELD_OF_CODE, .list = "species", .carried = true },
    { .name = "sex", .zh = "性别", .en = "sex", .type = FIELD_OF_CODE, .list = "sex" },
    { .name = "birth",
      .zh = "出生日期",
      .en = "birth date",
      .type = FIELD_OF_DAY,
      .help = N_("a day, a month or a year") },
    { .name = "breed", .zh = "品种", .en = "breed", .type = FIELD_OF_CODE, .list = "breed", .carried = true },
    { .name = "sire", .zh = "父号", .en = "sire", .type = FIELD_OF_ANIMAL, .list = "M" },
    { .name = "dam", .zh = "母号", .en = "dam", .type = FIELD_OF_ANIMAL, .list = "F" },
    { .name = "family", .zh = "家系", .en = "family", .type = FIELD_OF_TEXT },
    { .name = "holding",
      .zh = "场户",
      .en = "holding",
      .type = FIELD_OF_HOLDING,
      .carried = true,
      .help = N_("owner, keeper and place in one") },
    { .name = "owner", .zh = "持有", .en = "owner", .type = FIELD_OF_HOLDING },
    { .name = "keeper", .zh = "饲养", .en = "keeper", .type = FIELD_OF_HOLDING },
    { .name = "place", .zh = "存放地", .en = "place", .type = FIELD_OF_HOLDING },
    { .name = "pen", .zh = "圈舍", .en = "pen", .type = FIELD_OF_PEN, .carried = true },
    { .name = "from", .zh = "入场日期", .en = "there since", .type = FIELD_OF_DAY, .carried = true },
    { .name = "official", .zh = "官方耳标", .en = "official tag", .type = FIELD_OF_TEXT },
    { .name = "rfid", .zh = "电子耳标", .en = "RFID", .type = FIELD_OF_TEXT },
    { .name = "brand", .zh = "烙印", .en = "brand", .type = FIELD_OF_TEXT },
    { .name = "name", .zh = "名字", .en = "name", .type = FIELD_OF_TEXT },
    { .name = "birth-type", .zh = "同胎数", .en = "birth type", .type = FIELD_OF_COUNT },
    { .name = "coat", .zh = "毛色", .en = "coat", .type = FIELD_OF_CODE, .list = "coat" },
    { .name = "fecb", .zh = "FecB", .en = "FecB", .type = FIELD_OF_CODE, .list = "fecb" },
    { .name = "origin", .zh = "来源", .en = "origin", .type = FIELD_OF_TEXT, .carried = true },
    { .name = "foster-dam", .zh = "代哺母畜", .en = "foster dam", .type = FIELD_OF_ANIMAL, .list = "F" },
    { .name = "reference",
      .zh = "仅为祖先",
      .en = "reference",
      .type = FIELD_OF_FLAG,
      .help = N_("an ancestor on paper, in no head count") },
    { .name = "create-parents",
      .zh = "补录父母",
      .en = "create parents",
      .type = FIELD_OF_FLAG,
      .help = N_("unknown parents become ancestors on paper") },
    { .name = "note", .zh = "备注", .en = "note", .type = FIELD_OF_TEXT },
};
const int animal_field_count = COUNT(animal_fields);

bool animal_create(struct herd *herd, const struct animal_row *row, int64_t *ret_id, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "animal_insert", &q, e))
        return false;
    struct uuid uuid = uuid_make();
    const char precision[2] = { (char)row->precision, '\0' };
    query_bind_uuid(q, ":uuid", &uuid);
    query_bind_text(q, ":species", row->species);
    query_bind_text(q, ":breed", row->breed);
    query_bind_text(q, ":sex", row->sex);
    query_bind_day(q, ":birth", row->birth);
    query_bind_text(q, ":precision", row->birth == DATE_NONE ? NULL : precision);
    query_bind_id(q, ":sire", row->sire);
    query_bind_text(q, ":sire_evidence", row->sire ? row->sire_evidence : NULL);
    query_bind_id(q, ":dam", row->dam);
    query_bind_text(q, ":dam_evidence", row->dam ? row->dam_evidence : NULL);
    query_bind_id(q, ":birth_event", row->birth_event);
    query_bind_id(q, ":foster_dam", row->foster_dam);
    query_bind_id(q, ":birth_type", row->birth_type);
    query_bind_text(q, ":family", row->family);
    query_bind_text(q, ":origin", row->origin);
    query_bind_text(q, ":fecb", row->fecb);
    query_bind_text(q, ":coat", row->coat);
    query_bind_int(q, ":reference", row->reference);
    query_bind_text(q, ":note", row->note);
    if (!query_run(q, e))
        return false;
    *ret_id = store_last_id(herd->store);
    return true;
}

/* ---- an animal on its way in: what the record says over what is there ---- */

struct draft_animal {
    struct herd *herd;
    const struct record *record;
    struct arena arena;
    struct strbuf noted;
    int64_t id; /* 0 = new */
    struct animal before;
    struct animal_row row;
    int64_t owner, keeper, place, pen;
    date_day from;
};

static void draft_init(struct draft_animal *d, struct herd *herd, const struct record *r)
{
    *d = (struct draft_animal){ .herd = herd, .record = r };
    d->row.birth = DATE_NONE;
    d->row.precision = DATE_DAY;
    arena_init(&d->arena);
    strbuf_init(&d->noted);
}

static void draft_done(struct draft_animal *d)
{
    arena_done(&d->arena);
    strbuf_done(&d->noted);
}

static void draft_text(struct draft_animal *d, const char *name, const char **to)
{
    const char *text = record_text(d->record, name);
    if (text)
        *to = record_empties(d->record, name) ? NULL : text;
}

static bool draft_code(struct draft_animal *d, const char *name, const char *list, const char **to, struct err *e)
{
    if (!record_text(d->record, name))
        return true;
    return record_code(d->herd, d->record, name, list, to, e);
}

static bool create_parent(struct draft_animal *d, const char *number, const char *sex, int64_t *ret, struct err *e)
{
    struct animal_row row = { .species = d->row.species, .sex = sex, .birth = DATE_NONE, .reference = true };
    return animal_create(d->herd, &row, ret, e) &&
           identifier_insert(d->herd, *ret, row.species, NULL, number, DATE_NONE, NULL, e);
}

static bool draft_parent(struct draft_animal *d, const char *name, const char *sex, int64_t *to, struct err *e)
{
    const char *text = record_text(d->record, name);
    if (!text)
        return true;
    if (record_empties(d->record, name)) {
        *to = 0;
        return true;
    }
    if (identifier_one(d->herd, text, name, to, e))
        return true;
    if (e->code != ERR_NO_INPUT)
        return false;
    if (record_text(d->record, "create-parents"))
        return create_parent(d, text, sex, to, e);
    return err_set(
        e, ERR_NO_INPUT, name,
        _("No animal has the number \"%s\". Enter it first, or let it become an ancestor on paper: create-parents."),
        text);
}

static bool draft_birth(struct draft_animal *d, struct err *e)
{
    const char *text = record_text(d->record, "birth");
    if (!text)
        return true;
    if (record_empties(d->record, "birth")) {
        d->row.birth = DATE_NONE;
        return true;
    }
    if (date_parse(text, &d->row.birth, &d->row.precision, e))
        return true;
    snprintf(e->field, sizeof e->field, "birth");
    return false;
}

static bool draft_species(struct draft_animal *d, struct err *e)
{
    if (!draft_code(d, "species", "species", &d->row.species, e))
        return false;
    if (d->row.species)
        return true;
    if (d->herd->dictionary.species_count == 0)
        return err_set(e, ERR_DATA, "species", _("The species is missing. Fill it in."));
    d->row.species = d->herd->dictionary.species[0].code; /* the first of the dictionary is the county's main one */
    return true;
}

static bool draft_breed(struct draft_animal *d, struct err *e)
{
    const char *text = record_text(d->record, "breed");
    if (!text)
        return true;
    if (record_empties(d->record, "breed")) {
        d->row.breed = NULL;
        return true;
    }
    const struct breed *breed = dictionary_breed(&d->herd->dictionary, d->row.species, text);
    if (!breed)
        return err_set(e, ERR_DATA, "breed", _("\"%s\" is no breed of this species; see the list of breeds"), text);
    d->row.breed = breed->code;
    return true;
}

static bool draft_read(struct draft_animal *d, struct err *e)
{
    int64_t type = d->row.birth_type, foster = d->row.foster_dam;
    if (!draft_species(d, e) || !draft_code(d, "sex", "sex", &d->row.sex, e) || !draft_birth(d, e) ||
        !draft_breed(d, e) || !draft_parent(d, "sire", "M", &d->row.sire, e) ||
        !draft_parent(d, "dam", "F", &d->row.dam, e) || !draft_parent(d, "foster-dam", "F", &foster, e) ||
        !draft_code(d, "coat", "coat", &d->row.coat, e) || !draft_code(d, "fecb", "fecb", &d->row.fecb, e) ||
        !record_count_value(d->record, "birth-type", type, &type, e))
        return false;
    d->row.foster_dam = foster;
    d->row.birth_type = (int)type;
    draft_text(d, "family", &d->row.family);
    draft_text(d, "origin", &d->row.origin);
    draft_text(d, "note", &d->row.note);
    if (record_text(d->record, "reference"))
        d->row.reference = true;
    return true;
}

/* ---- rules ---- */

#define broken(d, rule, field, e, ...) check_broken((d)->herd, (d)->record, rule, field, &(d)->noted, e, __VA_ARGS__)

static bool check_dates(struct draft_animal *d, struct err *e)
{
    char text[DATE_TEXT];
    if (d->row.birth == DATE_NONE || d->row.birth <= d->herd->today)
        return true;
    return broken(d, "date_future", "birth", e, _("Birth date \"%s\" is in the future; correct it"),
                  date_format(d->row.birth, d->row.precision, text));
}

static bool descends(struct herd *herd, int64_t animal, int64_t ancestor, bool *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t found;
    if (!store_query(herd->store, "animal_descends", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_int(q, ":ancestor", ancestor);
    if (!query_one_int(q, 0, &found, e))
        return false;
    *ret = found > 0;
    return true;
}

static bool check_parent_age(struct draft_animal *d, const char *field, const char *sex, const struct animal *parent,
                             struct err *e)
{
    if (d->row.birth == DATE_NONE || parent->birth == DATE_NONE)
        return true;
    /* a month or a year stands for its first day: give the parent the benefit of the doubt */
    int slack = (d->row.precision == DATE_YEAR || parent->birth_precision == DATE_YEAR)     ? 365
                : (d->row.precision == DATE_MONTH || parent->birth_precision == DATE_MONTH) ? 31
                                                                                            : 0;
    int64_t age = (int64_t)d->row.birth - parent->birth + slack;
    char text[DATE_TEXT];
    date_format(parent->birth, parent->birth_precision, text);
    if (age <= 0)
        return broken(d, "parent_younger", field, e,
                      _("\"%s\" was born %s, after its offspring; correct the date or the parent"),
                      parent->number ? parent->number : "?", text);
    char name[32];
    snprintf(name, sizeof name, "parent_age_%s", sex);
    const struct param *p = dictionary_param(&d->herd->dictionary, d->row.species, name);
    if (!p)
        return true;
    if (p->hard_low != PARAM_NONE && age < p->hard_low / 1000)
        return broken(d, "parent_impossible", field, e,
                      _("\"%s\" (born %s) was only %lld days old at this birth; correct one of them"),
                      parent->number ? parent->number : "?", text, (long long)age);
    if (p->warn_low != PARAM_NONE && age < p->warn_low / 1000)
        return broken(d, "parent_too_young", field, e,
                      _("\"%s\" (born %s) was only %lld days old at this birth; is that right?"),
                      parent->number ? parent->number : "?", text, (long long)age);
    return true;
}

static bool check_parent(struct draft_animal *d, const char *field, int64_t id, const char *sex, struct err *e)
{
    if (!id)
        return true;
    struct animal parent;
    if (!animal_load(d->herd, id, &d->arena, &parent, e))
        return false;
    const char *number = parent.number ? parent.number : "?";
    if (parent.voided && !broken(d, "animal_void", field, e, _("\"%s\" is void; choose another animal"), number))
        return false;
    if (parent.sex && strcmp(parent.sex, sex) != 0 && !(*sex == 'M' && *parent.sex == 'C') &&
        !broken(d, "parent_sex", field, e, _("\"%s\" is %s and cannot be the %s; choose another animal"), number,
                herd_code_label(d->herd, "sex", parent.sex), *sex == 'M' ? _("sire") : _("dam")))
        return false;
    if (strcmp(parent.species, d->row.species) != 0 &&
        !broken(d, "parent_species", field, e, _("\"%s\" is of another species; choose another animal"), number))
        return false;
    bool loop = false;
    if (d->id && !descends(d->herd, id, d->id, &loop, e))
        return false;
    if (loop &&
        !broken(d, "parent_loop", field, e, _("\"%s\" descends from this animal and cannot be its parent"), number))
        return false;
    return check_parent_age(d, field, sex, &parent, e);
}

static bool check_parity(struct draft_animal *d, const char *number, struct err *e)
{
    size_t length = number ? strlen(number) : 0;
    if (!length || !d->row.sex || *d->row.sex == 'C' || number[length - 1] < '0' || number[length - 1] > '9')
        return true;
    bool odd = (number[length - 1] - '0') % 2 == 1;
    if (odd == (*d->row.sex == 'M'))
        return true;
    return broken(d, "number_parity", "number", e, _("Number \"%s\" is %s, but the animal is %s; is that right?"),
                  number, odd ? _("odd") : _("even"), herd_code_label(d->herd, "sex", d->row.sex));
}

static bool draft_check(struct draft_animal *d, struct err *e)
{
    if (d->row.sire && d->row.sire == d->row.dam)
        return err_set(e, ERR_DATA, "dam", _("Sire and dam are the same animal; correct one of them"));
    return check_dates(d, e) && check_parent(d, "sire", d->row.sire, "M", e) &&
           check_parent(d, "dam", d->row.dam, "F", e);
}

/* ---- numbers ---- */

static const struct {
    const char *name, *kind;
} number_fields[] = {
    { "number", NULL }, { "official", "official" }, { "rfid", "rfid" }, { "brand", "brand" }, { "name", "name" },
};

static bool close_old(struct draft_animal *d, const char *kind, struct err *e)
{
    struct identifier *all;
    int count;
    if (!identifier_all(d->herd, d->id, &d->arena, &all, &count, e))
        return false;
    for (int i = 0; i < count; i++)
        if (all[i].to == DATE_NONE && strcmp(all[i].kind, kind) == 0 &&
            !identifier_close(d->herd, all[i].id, d->herd->today, "edited", e))
            return false;
    return true;
}

static bool write_numbers(struct draft_animal *d, struct err *e)
{
    for (size_t i = 0; i < COUNT(number_fields); i++) {
        const char *text = record_text(d->record, number_fields[i].name);
        struct identifier_form form;
        if (!text)
            continue;
        bool empty = record_empties(d->record, number_fields[i].name);
        if (!empty && !identifier_parse(d->herd, d->row.species, text, &form, e))
            return false;
        const char *kind = number_fields[i].kind ? number_fields[i].kind : empty ? "farm" : form.kind;
        if (d->id && d->before.id && !close_old(d, kind, e))
            return false;
        if (empty)
            continue;
        if (strcmp(kind, "farm") == 0 && !check_parity(d, form.value, e))
            return false;
        if (strcmp(kind, "rfid") == 0 && strncmp(form.value, "999", 3) == 0 &&
            !broken(d, "rfid_test", "rfid", e, _("RFID \"%s\" begins with 999, a test transponder; is that right?"),
                    form.value))
            return false;
        date_day from = d->before.id ? d->herd->today : d->from;
        if (!identifier_insert(d->herd, d->id, d->row.species, number_fields[i].kind, text, from, NULL, e))
            return false;
    }
    return true;
}

/* ---- where it stands ---- */

static bool find_pen(struct draft_animal *d, struct err *e)
{
    const char *code = record_text(d->record, "pen");
    if (!code || record_empties(d->record, "pen"))
        return true;
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(d->herd->store, "pen_with_code", &q, e))
        return false;
    query_bind_int(q, ":holding", d->place);
    query_bind_text(q, ":code", code);
    if (!query_one_int(q, 0, &d->pen, e))
        return false;
    return d->pen || err_set(e, ERR_NO_INPUT, "pen", _("There is no pen \"%s\" at this holding; add it first"), code);
}

static bool read_residence(struct draft_animal *d, struct err *e)
{
    int64_t holding;
    date_day born = d->row.birth != DATE_NONE && d->row.precision == DATE_DAY ? d->row.birth : d->herd->today;
    if (!record_holding(d->herd, d->record, "holding", 0, &holding, e) ||
        !record_holding(d->herd, d->record, "owner", holding, &d->owner, e) ||
        !record_holding(d->herd, d->record, "keeper", holding ? holding : d->owner, &d->keeper, e) ||
        !record_holding(d->herd, d->record, "place", d->keeper, &d->place, e) ||
        !record_day(d->record, "from", born, &d->from, e))
        return false;
    if (!d->owner)
        d->owner = d->keeper;
    char text[DATE_TEXT];
    if (d->from > d->herd->today && !broken(d, "date_future", "from", e, _("Date \"%s\" is in the future; correct it"),
                                            date_format(d->from, DATE_DAY, text)))
        return false;
    if (d->row.reference && d->keeper)
        return err_set(e, ERR_DATA, "holding", _("An ancestor on paper stands nowhere; leave the holding empty"));
    return find_pen(d, e);
}

static bool write_residence(struct draft_animal *d, struct err *e)
{
    if (d->keeper && !residence_open_stay(d->herd, d->id, d->keeper, d->place, d->pen, d->from, 0, e))
        return false;
    return !d->owner || residence_open_ownership(d->herd, d->id, d->owner, d->from, 0, e);
}

/* ---- add ---- */

static bool has_number(const struct record *r)
{
    for (size_t i = 0; i < COUNT(number_fields); i++)
        if (record_text(r, number_fields[i].name))
            return true;
    return false;
}

static bool number_it(struct draft_animal *d, const char **ret_label, struct err *e)
{
    for (size_t i = 0; i < COUNT(number_fields) && !*ret_label; i++)
        *ret_label = record_text(d->record, number_fields[i].name);
    if (has_number(d->record))
        return write_numbers(d, e);
    if (!d->keeper)
        return err_set(e, ERR_DATA, "number",
                       _("The number is missing. Fill it in, or give a holding to have one issued."));
    return identifier_propose(d->herd, d->keeper, d->row.species, d->row.sex, d->row.birth, 0, &d->arena, ret_label,
                              e) &&
           identifier_insert(d->herd, d->id, d->row.species, "farm", *ret_label, d->from, NULL, e);
}

static bool add_inside(struct draft_animal *d, const char **ret_label, struct err *e)
{
    d->row.sire_evidence = d->row.dam_evidence = "recorded";
    if (!draft_read(d, e) || !draft_check(d, e) || !read_residence(d, e) || !animal_create(d->herd, &d->row, &d->id, e))
        return false;
    return number_it(d, ret_label, e) && write_residence(d, e);
}

static const char *noted(const struct draft_animal *d)
{
    return d->noted.length ? d->noted.text : NULL;
}

bool animal_add(struct herd *herd, const struct record *r, int64_t *ret_id, struct err *e)
{
    struct draft_animal d;
    const char *label = NULL;
    if (!herd_begin(herd, e))
        return false;
    draft_init(&d, herd, r);
    bool good = add_inside(&d, &label, e);
    if (!good)
        herd_rollback(herd);
    good = good && herd_commit(herd, "animal add", d.row.species, label, 1, d.id, d.keeper, noted(&d), e);
    if (good)
        *ret_id = d.id;
    draft_done(&d);
    return good;
}

/* ---- edit ---- */

static void draft_from(struct draft_animal *d)
{
    const struct animal *a = &d->before;
    d->row = (struct animal_row){
        .species = a->species,
        .breed = a->breed,
        .sex = a->sex,
        .birth = a->birth,
        .precision = a->birth_precision,
        .sire = a->sire,
        .dam = a->dam,
        .birth_event = a->birth_event,
        .foster_dam = a->foster_dam,
        .birth_type = a->birth_type,
        .family = a->family,
        .origin = a->origin,
        .fecb = a->fecb,
        .coat = a->coat,
        .note = a->note,
        .reference = a->reference,
    };
}

static bool load_evidence(struct draft_animal *d, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(d->herd->store, "animal_evidence", &q, e))
        return false;
    query_bind_int(q, ":animal", d->id);
    if (!query_next(q, &row, e))
        return false;
    d->row.sire_evidence = row ? arena_text(&d->arena, query_text(q, 0)) : NULL;
    d->row.dam_evidence = row ? arena_text(&d->arena, query_text(q, 1)) : NULL;
    return true;
}

static void bind_parents(struct query *q, const struct animal_row *row)
{
    query_bind_id(q, ":sire", row->sire);
    query_bind_text(q, ":sire_evidence", row->sire ? row->sire_evidence : NULL);
    query_bind_id(q, ":dam", row->dam);
    query_bind_text(q, ":dam_evidence", row->dam ? row->dam_evidence : NULL);
}

static bool write_row(struct draft_animal *d, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(d->herd->store, "animal_update", &q, e))
        return false;
    const struct animal_row *row = &d->row;
    const char precision[2] = { (char)row->precision, '\0' };
    query_bind_int(q, ":animal", d->id);
    query_bind_text(q, ":breed", row->breed);
    query_bind_text(q, ":sex", row->sex);
    query_bind_day(q, ":birth", row->birth);
    query_bind_text(q, ":precision", row->birth == DATE_NONE ? NULL : precision);
    bind_parents(q, row);
    query_bind_id(q, ":birth_type", row->birth_type);
    query_bind_text(q, ":family", row->family);
    query_bind_text(q, ":origin", row->origin);
    query_bind_text(q, ":fecb", row->fecb);
    query_bind_text(q, ":coat", row->coat);
    query_bind_int(q, ":reference", row->reference);
    query_bind_text(q, ":note", row->note);
    query_bind_id(q, ":foster_dam", row->foster_dam);
    return query_run(q, e);
}

/* Lambs of one birth have the same parents: a correction to one is a correction to all, and to the birth. */
static bool write_litter(struct draft_animal *d, struct err *e)
{
    CLEANUP(query_done) struct query *siblings = NULL;
    CLEANUP(query_done) struct query *birth = NULL;
    if (!d->row.birth_event || (d->row.sire == d->before.sire && d->row.dam == d->before.dam))
        return true;
    if (!store_query(d->herd->store, "animal_litter_parents", &siblings, e) ||
        !store_query(d->herd->store, "animal_litter_event", &birth, e))
        return false;
    query_bind_int(siblings, ":birth_event", d->row.birth_event);
    query_bind_int(siblings, ":animal", d->id);
    bind_parents(siblings, &d->row);
    query_bind_int(birth, ":birth_event", d->row.birth_event);
    query_bind_id(birth, ":sire", d->row.sire);
    return query_run(siblings, e) && query_run(birth, e);
}

static bool edit_inside(struct draft_animal *d, struct err *e)
{
    if (!animal_load(d->herd, d->id, &d->arena, &d->before, e))
        return false;
    if (d->before.voided && !broken(d, "animal_void", "animal", e, _("\"%s\" is void and cannot be changed"),
                                    d->before.number ? d->before.number : "?"))
        return false;
    draft_from(d);
    if (!load_evidence(d, e) || !draft_read(d, e))
        return false;
    if (record_text(d->record, "species") && strcmp(d->row.species, d->before.species) != 0)
        return err_set(e, ERR_DATA, "species",
                       _("The species cannot be changed; make the record void and enter it anew"));
    if (d->row.sire != d->before.sire)
        d->row.sire_evidence = "recorded";
    if (d->row.dam != d->before.dam)
        d->row.dam_evidence = "recorded";
    return draft_check(d, e) && write_row(d, e) && write_litter(d, e) && write_numbers(d, e);
}

bool animal_edit(struct herd *herd, int64_t id, const struct record *r, struct err *e)
{
    struct draft_animal d;
    if (!herd_begin(herd, e))
        return false;
    draft_init(&d, herd, r);
    d.id = id;
    bool good = edit_inside(&d, e);
    if (!good)
        herd_rollback(herd);
    good =
        good && herd_commit(herd, "animal edit", d.row.species, d.before.number, 1, id, d.before.keeper, noted(&d), e);
    draft_done(&d);
    return good;
}

/* ---- void ---- */

static bool count_of(struct herd *herd, const char *name, int64_t animal, int64_t *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, name, &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    return query_one_int(q, 0, ret, e);
}

static bool mark(struct herd *herd, const char *name, int64_t animal, const char *reason, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, name, &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_text(q, ":reason", reason);
    return query_run(q, e);
}

static bool void_inside(struct herd *herd, const struct animal *a, const char *reason, struct err *e)
{
    int64_t offspring, events;
    const char *number = a->number ? a->number : "?";
    if (a->voided)
        return err_set(e, ERR_DATA, "animal", _("\"%s\" is void already"), number);
    if (!count_of(herd, "animal_offspring_count", a->id, &offspring, e) ||
        !count_of(herd, "animal_event_count", a->id, &events, e))
        return false;
    if (offspring || events)
        return err_set(e, ERR_DATA, "animal",
                       _("\"%s\" has %lld offspring and %lld events; void those first, or undo the entry"), number,
                       (long long)offspring, (long long)events);
    date_day today = herd->today;
    return mark(herd, "animal_void", a->id, reason, e) && mark(herd, "identifier_void_all", a->id, reason, e) &&
           residence_close(herd, a->id, today, e);
}

bool animal_void(struct herd *herd, int64_t id, const char *reason, struct err *e)
{
    struct arena arena;
    struct animal a;
    if (!reason || !*reason)
        return err_set(e, ERR_DATA, "reason", _("The reason is missing. Say why the record is void."));
    if (!herd_begin(herd, e))
        return false;
    arena_init(&arena);
    bool good = animal_load(herd, id, &arena, &a, e) && void_inside(herd, &a, reason, e);
    if (!good)
        herd_rollback(herd);
    good = good && herd_commit(herd, "animal void", a.species, a.number, 1, id, a.keeper, reason, e);
    arena_done(&arena);
    return good;
}
