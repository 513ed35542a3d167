/* pedigree_refresh.c - the derived table of F and completeness, brought up to the newest change: by the log where that
 * touched few (pedigree_follow.c), else written anew.
 */
#include "pedigree.h"

bool pedigree_put(struct query *put, int64_t animal, double f, double completeness, struct err *e)
{
    query_bind_int(put, ":animal", animal);
    query_bind_real(put, ":f", f);
    query_bind_real(put, ":completeness", completeness);
    return query_run(put, e);
}

bool pedigree_note(struct herd *herd, int64_t change, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "derived_put", &q, e))
        return false;
    query_bind_text(q, ":name", "inbreeding");
    query_bind_int(q, ":change", change);
    return query_run(q, e);
}

static bool refresh_empty(struct herd *herd, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    return store_query(herd->store, "inbreeding_empty", &q, e) && query_run(q, e);
}

/* In order of id into an empty table: every row goes at its end. */
static bool refresh_write(struct herd *herd, const struct herd_pedigree *p, const double *f, const double *completeness,
                          const struct progress *progress, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!refresh_empty(herd, e) || !store_query(herd->store, "inbreeding_put", &q, e))
        return false;
    for (int32_t i = 0; i < p->count; i++) {
        if (i % 4096 == 0 && !progress_step(progress, _("Inbreeding: writing"), i, p->count))
            return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped; nothing was changed"));
        if (!pedigree_put(q, p->id[i], f[i], completeness[i], e))
            return false;
    }
    return true;
}

static bool refresh_store(struct herd *herd, const struct herd_pedigree *p, int64_t change,
                          const struct progress *progress, struct err *e)
{
    size_t n = (size_t)(p->count > 0 ? p->count : 1);
    double *f = memory_resize(NULL, n, sizeof *f), *completeness = memory_resize(NULL, n, sizeof *completeness);
    struct pedigree kernel = { p->count, p->sire, p->dam };
    bool good = inbreeding_all(kernel, f, progress, e) &&
                completeness_all(kernel, CARD_GENERATIONS, completeness, NULL, e) &&
                store_begin_unlogged(herd->store, e);
    if (good) {
        good = refresh_write(herd, p, f, completeness, progress, e) && pedigree_note(herd, change, e) &&
               store_commit_unlogged(herd->store, e);
        if (!good)
            store_rollback(herd->store);
    }
    memory_free(f);
    memory_free(completeness);
    return good;
}

static bool refresh_all(struct herd *herd, int64_t change, const struct progress *progress, struct err *e)
{
    struct herd_pedigree p;
    if (!pedigree_load_all(herd, &p, progress, e))
        return false;
    bool good = refresh_store(herd, &p, change, progress, e);
    pedigree_done(&p);
    return good;
}

static bool refresh_known(struct herd *herd, int64_t *ret_change, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "derived_change", &q, e))
        return false;
    query_bind_text(q, ":name", "inbreeding");
    return query_one_int(q, -1, ret_change, e);
}

bool pedigree_refresh(struct herd *herd, const struct progress *progress, struct err *e)
{
    int64_t newest, known;
    bool done = false;
    if (!store_newest_change(herd->store, &newest, e) || !refresh_known(herd, &known, e))
        return false;
    if (known == newest)
        return true;
    if (known >= 0 && known < newest && !pedigree_follow(herd, known, newest, progress, &done, e))
        return false;
    return done || refresh_all(herd, newest, progress, e);
}
