/* animal_load.c - one animal with all that is derived about it, for the card and the visible rows of a list. */
#include "inner.h"

#include <math.h>
#include <string.h>

enum { /* columns of animal_load */
       A_ID,
       A_UUID,
       A_SPECIES,
       A_BREED,
       A_SEX,
       A_BIRTH,
       A_PRECISION,
       A_SIRE,
       A_DAM,
       A_BIRTH_EVENT,
       A_FOSTER_DAM,
       A_BIRTH_TYPE,
       A_FAMILY,
       A_ORIGIN,
       A_FECB,
       A_COAT,
       A_NOTE,
       A_VOIDED,
       A_REFERENCE,
       A_NUMBER,
       A_OWNER,
       A_KEEPER,
       A_PLACE,
       A_PEN,
       A_OWNER_CODE,
       A_KEEPER_CODE,
       A_PLACE_CODE,
       A_PEN_CODE,
       A_OWNER_NAME,
       A_KEEPER_NAME,
       A_STAGE,
       A_STATE,
       A_F,
       A_COMPLETENESS,
};

static void load_columns(struct query *q, struct arena *arena, struct animal *a)
{
    const struct {
        int column;
        const char **to;
    } texts[] = {
        { A_SPECIES, &a->species },
        { A_BREED, &a->breed },
        { A_SEX, &a->sex },
        { A_FAMILY, &a->family },
        { A_ORIGIN, &a->origin },
        { A_FECB, &a->fecb },
        { A_COAT, &a->coat },
        { A_NOTE, &a->note },
        { A_VOIDED, &a->voided },
        { A_NUMBER, &a->number },
        { A_OWNER_CODE, &a->owner_code },
        { A_KEEPER_CODE, &a->keeper_code },
        { A_PLACE_CODE, &a->place_code },
        { A_PEN_CODE, &a->pen_code },
        { A_OWNER_NAME, &a->owner_name },
        { A_KEEPER_NAME, &a->keeper_name },
        { A_STAGE, &a->stage },
        { A_STATE, &a->state },
    };
    const struct {
        int column;
        int64_t *to;
    } ids[] = {
        { A_ID, &a->id },
        { A_SIRE, &a->sire },
        { A_DAM, &a->dam },
        { A_BIRTH_EVENT, &a->birth_event },
        { A_FOSTER_DAM, &a->foster_dam },
        { A_OWNER, &a->owner },
        { A_KEEPER, &a->keeper },
        { A_PLACE, &a->place },
        { A_PEN, &a->pen },
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i].to = arena_text(arena, query_text(q, texts[i].column));
    for (size_t i = 0; i < COUNT(ids); i++)
        *ids[i].to = query_int(q, ids[i].column);
    a->uuid = query_uuid(q, A_UUID);
    a->birth = query_day(q, A_BIRTH);
    const char *precision = query_text(q, A_PRECISION);
    a->birth_precision = precision ? (enum date_precision)precision[0] : DATE_DAY;
    a->birth_type = (int)query_int(q, A_BIRTH_TYPE);
    a->reference = query_int(q, A_REFERENCE) != 0;
    a->present = a->keeper != 0;
    a->f = query_is_null(q, A_F) ? (double)NAN : query_real(q, A_F);
    a->completeness = query_is_null(q, A_COMPLETENESS) ? (double)NAN : query_real(q, A_COMPLETENESS);
}

/* A state that has run out (now.h) became open on the day after its last. */
static date_day state_since(const struct herd *herd, const struct animal *a, const char *was, date_day day)
{
    bool lactated = strcmp(was, "lactating") == 0;
    if (strcmp(a->state, was) == 0)
        return day;
    const struct param *p = dictionary_param(&herd->dictionary, a->species, lactated ? "wean_age" : "gestation");
    int64_t most = !p ? PARAM_NONE : p->hard_high == PARAM_NONE && lactated ? p->warn_high : p->hard_high;
    return most == PARAM_NONE ? day : day + (date_day)(most / 1000) + 1;
}

/* Events come newest first: the first of each sort is the latest. */
static void load_event(const struct herd *herd, struct query *q, struct arena *arena, struct animal *a)
{
    const char *kind = query_text(q, 0), *effect = query_text(q, 3), *state = query_text(q, 4);
    date_day day = query_day(q, 1);
    if (strcmp(effect, "birth") == 0) {
        a->parity++;
        if (a->last_birth == DATE_NONE)
            a->last_birth = day;
    }
    if (strcmp(kind, "weigh") == 0 && a->last_weight_day == DATE_NONE && !query_is_null(q, 2)) {
        a->last_weight = query_int(q, 2);
        a->last_weight_day = day;
    }
    if (strcmp(effect, "leave") == 0 && !a->present && !a->left_kind) {
        a->left_kind = arena_text(arena, kind);
        a->left_day = day;
    }
    const char *was = strcmp(state, "code") == 0 ? query_text(q, 5) : state;
    if (a->state && a->state_day == DATE_NONE && *was)
        a->state_day = state_since(herd, a, was, day);
}

static bool load_history(struct herd *herd, struct arena *arena, struct animal *a, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(herd->store, "animal_history", &q, e))
        return false;
    query_bind_int(q, ":animal", a->id);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        load_event(herd, q, arena, a);
    }
}

static bool load_number(struct herd *herd, int64_t id, struct arena *arena, const char **ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!id)
        return true;
    if (!store_query(herd->store, "animal_number", &q, e))
        return false;
    query_bind_int(q, ":animal", id);
    if (!query_next(q, &row, e))
        return false;
    if (row)
        *ret = arena_text(arena, query_text(q, 0));
    return true;
}

bool animal_load(struct herd *herd, int64_t id, struct arena *arena, struct animal *ret, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(herd->store, "animal_load", &q, e))
        return false;
    query_bind_int(q, ":animal", id);
    query_bind_day(q, ":today", herd->today);
    if (!query_next(q, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NO_INPUT, "animal", _("There is no animal with the key %lld."), (long long)id);
    struct animal a = {
        .state_day = DATE_NONE,
        .last_birth = DATE_NONE,
        .last_weight_day = DATE_NONE,
        .left_day = DATE_NONE,
    };
    load_columns(q, arena, &a);
    if (!load_number(herd, a.sire, arena, &a.sire_number, e) || !load_number(herd, a.dam, arena, &a.dam_number, e) ||
        !load_history(herd, arena, &a, e))
        return false;
    *ret = a;
    return true;
}
