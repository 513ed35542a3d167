/* animal.c - an animal enters the book, and is corrected */
#include "animal_draft.h"

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
    struct query *q CLEANUP(query_done) = NULL;
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

const char *draft_number(const struct animal *a)
{
    return a->number ? a->number : "?";
}

static void draft_init(struct draft_animal *d, struct herd *herd, const struct record *r)
{
    *d = (struct draft_animal){ .herd = herd, .record = r };
    d->row.birth = d->before.birth = DATE_NONE;
    d->row.precision = DATE_DAY;
    d->from = DATE_NONE;
    arena_init(&d->arena);
    strbuf_init(&d->noted);
}

static void draft_done(struct draft_animal *d)
{
    arena_done(&d->arena);
    strbuf_done(&d->noted);
}

/* ---- add ---- */

/* The number as it was typed, or the one that was issued. */
static bool number_it(struct draft_animal *d, const char **ret_label, struct err *e)
{
    static const char *const names[] = { "number", "official", "rfid", "brand", "name" };
    if (!draft_has_number(d->record)) {
        if (!d->keeper)
            return err_set(e, ERR_DATA, "number",
                           _("The number is missing. Fill it in, or give a holding, which issues one."));
        return identifier_propose(d->herd, d->keeper, d->row.species, d->row.sex, d->row.birth, 0, &d->arena, ret_label,
                                  e) &&
               identifier_insert(d->herd, d->id, d->row.species, "farm", *ret_label, d->from, NULL, e);
    }
    for (size_t i = 0; i < COUNT(names) && !*ret_label; i++)
        *ret_label = record_empties(d->record, names[i]) ? NULL : record_text(d->record, names[i]);
    return draft_write_numbers(d, e);
}

static bool add_inside(struct draft_animal *d, const char **ret_label, struct err *e)
{
    return draft_read(d, e) && draft_read_place(d, e) && draft_check(d, e) && draft_check_place(d, e) &&
           animal_create(d->herd, &d->row, &d->id, e) && number_it(d, ret_label, e) && draft_write_place(d, e);
}

bool animal_add(struct herd *herd, const struct record *r, int64_t *ret_id, struct err *e)
{
    struct draft_animal d;
    const char *label = NULL;
    if (!herd_begin(herd, e))
        return false;
    draft_init(&d, herd, r);
    bool done = add_inside(&d, &label, e);
    if (!done)
        herd_rollback(herd);
    done = done && herd_commit(herd, "animal add", d.row.species, label, 1, d.id, d.keeper, d.noted.text, e);
    if (done)
        *ret_id = d.id;
    draft_done(&d);
    return done;
}

/* ---- edit ---- */

static bool draft_from_before(struct draft_animal *d, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    const struct animal *a = &d->before;
    bool row;
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
    struct query *q CLEANUP(query_done) = NULL;
    const struct animal_row *row = &d->row;
    const char precision[2] = { (char)row->precision, '\0' };
    if (!store_query(d->herd->store, "animal_update", &q, e))
        return false;
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

/* The parents of a litter stand in its birth: correcting one lamb corrects its siblings and the birth itself. */
static bool write_litter(struct draft_animal *d, struct err *e)
{
    struct query *siblings CLEANUP(query_done) = NULL, *birth CLEANUP(query_done) = NULL;
    if (!d->row.birth_event || (d->row.sire == d->before.sire && d->row.dam == d->before.dam))
        return true;
    if (!d->row.dam)
        return err_set(e, ERR_DATA, "dam",
                       _("\"%s\" was born in a recorded birth and has a dam. Type another one, or make that birth "
                         "void."),
                       draft_number(&d->before));
    if (!store_query(d->herd->store, "animal_litter_parents", &siblings, e) ||
        !store_query(d->herd->store, "animal_litter_event", &birth, e))
        return false;
    query_bind_int(siblings, ":birth_event", d->row.birth_event);
    query_bind_int(siblings, ":animal", d->id);
    bind_parents(siblings, &d->row);
    query_bind_int(birth, ":birth_event", d->row.birth_event);
    query_bind_id(birth, ":sire", d->row.sire);
    query_bind_int(birth, ":dam", d->row.dam);
    return query_run(siblings, e) && query_run(birth, e);
}

static bool not_changed_meanwhile(struct draft_animal *d, struct err *e)
{
    struct record now;
    const struct conflict c = { d->herd, animal_fields, animal_field_count, d->id, 0 };
    return !d->record->seen ||
           (animal_record(d->herd, d->id, &d->arena, &now, e) && conflict_check(&c, d->record, &now, e));
}

static bool edit_inside(struct draft_animal *d, struct err *e)
{
    if (!animal_load(d->herd, d->id, &d->arena, &d->before, e) || !draft_from_before(d, e))
        return false;
    if (d->before.voided &&
        !draft_broken(d, "animal_void", "animal", e, _("The record of \"%s\" is void and cannot be changed."),
                      draft_number(&d->before)))
        return false;
    if (!not_changed_meanwhile(d, e) || !draft_read(d, e))
        return false;
    if (d->row.reference && d->before.present)
        return err_set(e, ERR_DATA, "reference",
                       _("\"%s\" stands on a farm and cannot be an ancestor on paper. Record how it left."),
                       draft_number(&d->before));
    return draft_check_edit(d, e) && draft_check(d, e) && write_row(d, e) && write_litter(d, e) &&
           draft_write_numbers(d, e) && draft_edit_place(d, e);
}

bool animal_edit(struct herd *herd, int64_t id, const struct record *r, struct err *e)
{
    struct draft_animal d;
    if (!herd_begin(herd, e))
        return false;
    draft_init(&d, herd, r);
    d.id = id;
    bool done = edit_inside(&d, e);
    if (!done)
        herd_rollback(herd);
    done = done &&
           herd_commit(herd, "animal edit", d.row.species, d.before.number, 1, id, d.before.keeper, d.noted.text, e);
    draft_done(&d);
    return done;
}
