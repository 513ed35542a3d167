/* pedigree_follow.c - F and completeness of the animals whose lineage the newest changes touched, and of their
 * descendants. The log has the rows of every change, undoing included, so nothing that can alter an F is missed; what
 * leaves lineage alone (weights, the dictionary) costs the reading of its log.
 */
#include "pedigree.h"

#include <math.h>
#include <string.h>

/* A change larger than that, an import, is not worth reading: more than 100,000 animals. */
#define LOG_BYTES_MOST (16 << 20)

/* What the book has of one of them. */
struct line {
    bool here;              /* not void, not taken back */
    double f, completeness; /* NaN = not in the table */
};

struct following {
    struct herd *herd;
    struct gathering kin; /* whose F may be another, and behind them all their ancestors */
    int32_t stale;        /* how many of kin are the former */
    int64_t most;         /* of kin, before all animals are as good */
    struct line *line;    /* [kin.count] */
};

/* ---- whom the changes touched ---- */

static bool says_lineage(const struct change_row *row)
{
    static const char *const columns[] = { "sire", "dam", "voided" };
    if (row->what != 'u')
        return true;
    for (int i = 0; i < row->columns; i++)
        for (size_t c = 0; row->changed[i] && c < COUNT(columns); c++)
            if (strcmp(row->names[i], columns[c]) == 0)
                return true;
    return false;
}

static bool on_row(void *context, const struct change_row *row)
{
    struct following *w = context;
    if (strcmp(row->table, "animal") == 0 && says_lineage(row))
        gathering_add(&w->kin, row->id);
    return w->kin.count <= w->most;
}

static bool log_bytes(struct following *w, int64_t known, int64_t *ret_bytes, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(w->herd->store, "pedigree_log_bytes", &q, e))
        return false;
    query_bind_int(q, ":known", known);
    return query_one_int(q, 0, ret_bytes, e);
}

/* Changes are numbered without gaps. */
static bool read_log(struct following *w, int64_t known, int64_t newest, struct err *e)
{
    for (int64_t change = known + 1; change <= newest && w->kin.count <= w->most; change++)
        if (!store_change_rows(w->herd->store, change, on_row, w, e))
            return false;
    return true;
}

static bool add_children(struct following *w, int64_t animal, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(w->herd->store, "descent_ids", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        gathering_add(&w->kin, query_int(q, 0));
    }
}

static bool add_descendants(struct following *w, struct err *e)
{
    for (int32_t i = 0; i < w->kin.count && w->kin.count <= w->most; i++)
        if (!add_children(w, w->kin.ids[i], e))
            return false;
    w->stale = w->kin.count;
    return true;
}

/* ---- their ancestors, and what is known of them ---- */

static bool read_line(struct query *q, int64_t animal, struct line *ret, int64_t *ret_sire, int64_t *ret_dam,
                      struct err *e)
{
    bool row;
    query_bind_int(q, ":animal", animal);
    if (!query_next(q, &row, e))
        return false;
    *ret_sire = query_int(q, 0);
    *ret_dam = query_int(q, 1);
    bool known = !query_is_null(q, 2);
    *ret = (struct line){ query_int(q, 4) > 0, known ? query_real(q, 2) : (double)NAN,
                          known ? query_real(q, 3) : (double)NAN };
    return query_run(q, e);
}

static bool add_ancestors(struct following *w, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int32_t room = 0;
    if (!store_query(w->herd->store, "pedigree_line", &q, e))
        return false;
    for (int32_t i = 0; i < w->kin.count && w->kin.count <= w->most; i++) {
        int64_t sire, dam;
        if (i == room) {
            room = w->kin.capacity;
            w->line = memory_resize(w->line, (size_t)room, sizeof *w->line);
        }
        if (!read_line(q, w->kin.ids[i], &w->line[i], &sire, &dam, e))
            return false;
        gathering_add(&w->kin, sire);
        gathering_add(&w->kin, dam);
        w->kin.sire[i] = sire;
        w->kin.dam[i] = dam;
    }
    return true;
}

/* ---- the arrays, and back ---- */

struct arrays {
    int32_t *sire, *dam, *wanted;
    int32_t wanted_count;
    double *f, *completeness;
};

static struct arrays arrays_new(int32_t count)
{
    size_t n = (size_t)count;
    return (struct arrays){ .sire = memory_resize(NULL, n, sizeof(int32_t)),
                            .dam = memory_resize(NULL, n, sizeof(int32_t)),
                            .wanted = memory_resize(NULL, n, sizeof(int32_t)),
                            .f = memory_resize(NULL, n, sizeof(double)),
                            .completeness = memory_resize(NULL, n, sizeof(double)) };
}

static void arrays_done(struct arrays *a)
{
    memory_free(a->sire);
    memory_free(a->dam);
    memory_free(a->wanted);
    memory_free(a->f);
    memory_free(a->completeness);
}

/* A void record is nobody's parent, as in the whole table. */
static int32_t parent(const struct following *w, int64_t id)
{
    int32_t at = gathering_position(&w->kin, id);
    return at >= 0 && w->line[at].here ? at : GENETICS_UNKNOWN;
}

static void arrange(const struct following *w, struct arrays *a)
{
    for (int32_t i = 0; i < w->kin.count; i++) {
        a->sire[i] = parent(w, w->kin.sire[i]);
        a->dam[i] = parent(w, w->kin.dam[i]);
        a->f[i] = w->line[i].f;
        if (i < w->stale && w->line[i].here)
            a->wanted[a->wanted_count++] = i;
    }
}

static bool write_one(const struct following *w, const struct arrays *a, int32_t i, struct query *put,
                      struct query *drop, struct err *e)
{
    const struct line *line = &w->line[i];
    if (!line->here) {
        query_bind_int(drop, ":animal", w->kin.ids[i]);
        return query_run(drop, e);
    }
    return (line->f == a->f[i] && line->completeness == a->completeness[i]) ||
           pedigree_put(put, w->kin.ids[i], a->f[i], a->completeness[i], e);
}

static bool write_stale(const struct following *w, const struct arrays *a, struct err *e)
{
    CLEANUP(query_done) struct query *put = NULL;
    CLEANUP(query_done) struct query *drop = NULL;
    bool good = store_query(w->herd->store, "inbreeding_put", &put, e) &&
                store_query(w->herd->store, "inbreeding_drop", &drop, e);
    for (int32_t i = 0; good && i < w->stale; i++)
        good = write_one(w, a, i, put, drop, e);
    return good;
}

static bool compute(const struct following *w, struct arrays *a, const struct progress *progress, struct err *e)
{
    struct pedigree kernel = { w->kin.count, a->sire, a->dam };
    arrange(w, a);
    return inbreeding_update(kernel, a->wanted, a->wanted_count, a->f, progress, e) &&
           completeness_all(kernel, CARD_GENERATIONS, a->completeness, NULL, e);
}

static bool bring_up(const struct following *w, int64_t newest, const struct progress *progress, struct err *e)
{
    struct arrays a = arrays_new(w->kin.count + 1);
    bool good = compute(w, &a, progress, e) && store_begin_unlogged(w->herd->store, e);
    if (good) {
        good = write_stale(w, &a, e) && pedigree_note(w->herd, newest, e) && store_commit_unlogged(w->herd->store, e);
        if (!good)
            store_rollback(w->herd->store);
    }
    arrays_done(&a);
    return good;
}

/* A quarter of the animals one by one takes as long as all in a row. */
static bool count_most(struct following *w, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(w->herd->store, "pedigree_newest", &q, e) || !query_one_int(q, 0, &w->most, e))
        return false;
    w->most = 64 + w->most / 4;
    return true;
}

bool pedigree_follow(struct herd *herd, int64_t known, int64_t newest, const struct progress *progress, bool *ret_done,
                     struct err *e)
{
    struct following w = { .herd = herd };
    int64_t bytes;
    if (!log_bytes(&w, known, &bytes, e) || !count_most(&w, e))
        return false;
    *ret_done = bytes <= LOG_BYTES_MOST;
    if (!*ret_done)
        return true;
    bool good = read_log(&w, known, newest, e) && add_descendants(&w, e) && add_ancestors(&w, e);
    *ret_done = good && w.kin.count <= w.most;
    good = good && (!*ret_done || bring_up(&w, newest, progress, e));
    gathering_done(&w.kin);
    memory_free(w.line);
    return good;
}
