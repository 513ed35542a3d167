/* mating_choices.c - whom an animal may be mated with, ranked: one kinship block of it against all that stand there. */
#include "mating.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Below so many animals their ancestors are read one by one; above, the whole book. */
enum { FEW_ANIMALS = 2000 };

struct candidate {
    struct mating_subject subject;
    bool here;
};
struct choosing {
    struct herd *herd;
    struct arena *arena, scratch; /* scratch: of the candidates */
    struct mating_subject one;
    int64_t place, keeper;
    bool one_is_male;
    struct candidate *candidates;
    int count, room;
    struct herd_pedigree p;
    double *kinship; /* [count] */
};

/* ---- who ---- */

static void take_candidate(struct choosing *c, struct query *q)
{
    if (c->count == c->room) {
        c->room = c->room ? c->room * 2 : 64;
        c->candidates = memory_resize(c->candidates, (size_t)c->room, sizeof *c->candidates);
    }
    struct candidate *one = &c->candidates[c->count++];
    int64_t place = query_int(q, 2), keeper = query_int(q, 3);
    *one = (struct candidate){ .subject = { .id = query_int(q, 0),
                                            .species = c->one.species,
                                            .sex = c->one_is_male ? "F" : "M",
                                            .birth = query_day(q, 1),
                                            .tier = arena_text(&c->scratch, query_text(q, 4)),
                                            .present = true,
                                            .culled = query_int(q, 5) > 0 },
                               .here = (c->place && place == c->place) || (c->keeper && keeper == c->keeper) };
}

static bool candidates_read(struct choosing *c, bool everywhere, const struct progress *progress, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(c->herd->store, everywhere ? "mating_everywhere" : "mating_here", &q, e))
        return false;
    if (!everywhere) {
        query_bind_int(q, ":place", c->place);
        query_bind_int(q, ":keeper", c->keeper);
    }
    query_bind_text(q, ":species", c->one.species);
    query_bind_text(q, ":sex", c->one_is_male ? "F" : "M");
    query_bind_day(q, ":today", c->herd->today);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (c->count % 1024 == 0 && !progress_step(progress, _("Candidates"), c->count, 0))
            return err_set(e, ERR_CANCELLED, "", _("Stopped."));
        take_candidate(c, q);
    }
}

/* ---- their kinship ---- */

static bool load_pedigree(struct choosing *c, const struct progress *progress, struct err *e)
{
    if (c->count > FEW_ANIMALS)
        return pedigree_load(c->herd, &c->p, e) &&
               inbreeding_all((struct pedigree){ c->p.count, c->p.sire, c->p.dam }, c->p.f, progress, e);
    int64_t *ids = memory_resize(NULL, (size_t)c->count + 1, sizeof *ids);
    for (int i = 0; i < c->count; i++)
        ids[i] = c->candidates[i].subject.id;
    ids[c->count] = c->one.id;
    bool good = pedigree_load_ancestors(c->herd, ids, c->count + 1, &c->p, e);
    memory_free(ids);
    return good;
}

static bool kinships(struct choosing *c, const struct progress *progress, struct err *e)
{
    if (!load_pedigree(c, progress, e))
        return false;
    int32_t one = pedigree_position(&c->p, c->one.id);
    int32_t *rows = memory_resize(NULL, (size_t)c->count + 1, sizeof *rows);
    for (int i = 0; i < c->count; i++)
        rows[i] = pedigree_position(&c->p, c->candidates[i].subject.id);
    c->kinship = memory_new(((size_t)c->count + 1) * sizeof *c->kinship);
    bool good = kinship_block((struct pedigree){ c->p.count, c->p.sire, c->p.dam }, c->p.f, rows, c->count, &one, 1,
                              c->kinship, progress, e);
    memory_free(rows);
    return good;
}

/* ---- the ranking ---- */

static int rank(const void *a, const void *b)
{
    const struct mating_choice *x = a, *y = b;
    if (x->here != y->here)
        return x->here ? -1 : 1;
    if ((x->level == MATING_BARRED) != (y->level == MATING_BARRED))
        return x->level == MATING_BARRED ? 1 : -1;
    if (isnan(x->f) != isnan(y->f)) /* what is known to be unrelated before what is not known */
        return isnan(x->f) ? 1 : -1;
    if (x->kinship != y->kinship)
        return x->kinship < y->kinship ? -1 : 1;
    return (x->animal > y->animal) - (x->animal < y->animal);
}

static const char *worst(const struct mating_verdict *v)
{
    return v->reason_count && v->reasons[0].level > MATING_GOOD ? v->reasons[0].brief : "";
}

static void judge(struct choosing *c, int i, struct mating_choice *ret)
{
    const struct candidate *one = &c->candidates[i];
    const struct mating_subject *male = c->one_is_male ? &c->one : &one->subject;
    const struct mating_subject *female = c->one_is_male ? &one->subject : &c->one;
    int32_t self = pedigree_position(&c->p, c->one.id), other = pedigree_position(&c->p, one->subject.id);
    double kinship = c->kinship[i];
    bool told = pedigree_tells_f(
        kinship, true, mating_completeness((struct pedigree){ c->p.count, c->p.sire, c->p.dam }, self, other));
    struct mating_verdict verdict;
    struct arena words;
    arena_init(&words);
    mating_judge(c->herd, male, female, kinship, told, &words, &verdict);
    *ret = (struct mating_choice){ .animal = one->subject.id,
                                   .here = one->here,
                                   .f = told ? kinship : (double)NAN,
                                   .kinship = kinship,
                                   .limit = mating_limits_of(c->herd, male, female).hard,
                                   .level = verdict.level,
                                   .brief = arena_text(c->arena, worst(&verdict)) };
    arena_done(&words);
}

/* Only of those that are given: their state is told from their events. */
static bool tell_pregnant(struct choosing *c, struct mating_choice *choices, int count, struct err *e)
{
    struct arena arena;
    bool good = true;
    arena_init(&arena);
    for (int i = 0; good && c->one_is_male && i < count; i++) {
        struct animal a;
        bool pregnant;
        date_day due;
        if (choices[i].level == MATING_BARRED)
            continue;
        good = animal_load(c->herd, choices[i].animal, &arena, &a, e) &&
               mating_expects(c->herd, &a, &arena, &pregnant, &due, e);
        if (good && pregnant) {
            choices[i].level = MATING_WARNED;
            char day[DATE_TEXT]; /* the state stands beside it */
            choices[i].brief =
                due == DATE_NONE ? _("pregnant") : arena_printf(c->arena, _("due %s"), date_format(due, DATE_DAY, day));
        }
    }
    arena_done(&arena);
    return good;
}

static void choose(struct choosing *c, int most, struct mating_choice **ret, int *ret_count)
{
    struct mating_choice *all = memory_resize(NULL, (size_t)c->count + 1, sizeof *all);
    int kept = c->count < most ? c->count : most;
    for (int i = 0; i < c->count; i++)
        judge(c, i, &all[i]);
    qsort(all, (size_t)c->count, sizeof *all, rank);
    *ret = arena_new(c->arena, ((size_t)kept + 1) * sizeof **ret);
    memcpy(*ret, all, (size_t)kept * sizeof **ret);
    *ret_count = kept;
    memory_free(all);
}

bool mating_choices(struct herd *herd, int64_t animal, bool everywhere, int most, const struct progress *progress,
                    struct arena *arena, struct mating_choice **ret, int *ret_count, int64_t *ret_total, struct err *e)
{
    struct choosing c = { .herd = herd, .arena = arena };
    arena_init(&c.scratch);
    bool good = mating_subject_load(herd, animal, &c.scratch, &c.one, &c.place, &c.keeper, e);
    c.one_is_male = good && c.one.sex && *c.one.sex == 'M';
    if (good && !c.one_is_male && (!c.one.sex || *c.one.sex != 'F'))
        good = err_set(e, ERR_DATA, "animal", _("\"%s\" is neither male nor female: nobody is mated with it."),
                       c.one.number ? c.one.number : "-");
    good = good && candidates_read(&c, everywhere, progress, e) && kinships(&c, progress, e);
    if (good) {
        choose(&c, most, ret, ret_count);
        *ret_total = c.count;
        good = tell_pregnant(&c, *ret, *ret_count, e);
    }
    pedigree_done(&c.p);
    memory_free(c.candidates);
    memory_free(c.kinship);
    arena_done(&c.scratch);
    return good;
}
