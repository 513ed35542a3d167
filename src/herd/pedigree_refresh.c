/* pedigree_refresh.c - the derived table of F and completeness, brought up to the newest change. */
#include "pedigree.h"

#include <math.h>

static bool same_real(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool refresh_write(struct herd *herd, const struct herd_pedigree *p, const double *f,
                          const double *old_completeness, const double *completeness, const struct progress *progress,
                          struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "inbreeding_put", &q, e))
        return false;
    for (int32_t i = 0; i < p->count; i++) {
        if (i % 4096 == 0 && !progress_step(progress, _("Inbreeding: writing"), i, p->count))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        if (same_real(f[i], p->f[i]) && same_real(completeness[i], old_completeness[i]))
            continue;
        query_bind_int(q, ":animal", p->id[i]);
        query_bind_real(q, ":f", f[i]);
        query_bind_real(q, ":completeness", completeness[i]);
        if (!query_run(q, e))
            return false;
    }
    return true;
}

static bool run_named(struct herd *herd, const char *name, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    return store_query(herd->store, name, &q, e) && query_run(q, e);
}

static bool refresh_note(struct herd *herd, int64_t change, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "derived_put", &q, e))
        return false;
    query_bind_text(q, ":name", "inbreeding");
    query_bind_int(q, ":change", change);
    return query_run(q, e);
}

static bool refresh_store(struct herd *herd, const struct herd_pedigree *p, const double *old_completeness,
                          int64_t change, const struct progress *progress, struct err *e)
{
    size_t n = (size_t)(p->count > 0 ? p->count : 1);
    double *f = memory_resize(NULL, n, sizeof *f), *completeness = memory_resize(NULL, n, sizeof *completeness);
    struct pedigree kernel = { p->count, p->sire, p->dam };
    bool good = inbreeding_all(kernel, f, progress, e) &&
                completeness_all(kernel, CARD_GENERATIONS, completeness, NULL, e) &&
                store_begin_unlogged(herd->store, e);
    if (good) {
        good = run_named(herd, "inbreeding_drop_voided", e) &&
               refresh_write(herd, p, f, old_completeness, completeness, progress, e) &&
               refresh_note(herd, change, e) && store_commit_unlogged(herd->store, e);
        if (!good)
            store_rollback(herd->store);
    }
    memory_free(f);
    memory_free(completeness);
    return good;
}

bool pedigree_refresh(struct herd *herd, const struct progress *progress, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t newest, known;
    if (!store_newest_change(herd->store, &newest, e) || !store_query(herd->store, "derived_change", &q, e))
        return false;
    query_bind_text(q, ":name", "inbreeding");
    if (!query_one_int(q, -1, &known, e))
        return false;
    if (known == newest)
        return true;
    struct herd_pedigree p;
    double *completeness = NULL;
    if (!pedigree_load_all(herd, &p, &completeness, e))
        return false;
    bool good = refresh_store(herd, &p, completeness, newest, progress, e);
    memory_free(completeness);
    pedigree_done(&p);
    return good;
}
