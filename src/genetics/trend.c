/* trend.c - one row of figures for each group of animals, such as those born in one year. */
#include "compact.h"
#include "fixed.h"

#include <stdlib.h>
#include <string.h>

struct trending {
    struct pedigree p;
    const struct trend_input *in;
    int32_t *start, *member; /* animals of group g: member[start[g]] .. member[start[g + 1]] */
    int32_t *seen;           /* [p.count] 1 + the last group that has this parent */
};

static void trending_done(struct trending *w)
{
    free(w->start);
    free(w->member);
    free(w->seen);
}

static bool trending_init(struct trending *w, struct err *e)
{
    w->start = compact_zeroed((size_t)w->in->groups + 2, sizeof *w->start);
    w->member = compact_memory(w->p.count, sizeof *w->member);
    w->seen = compact_zeroed(w->p.count, sizeof *w->seen);
    return (w->start && w->member && w->seen) || compact_no_memory(e);
}

/* Counting sort; while it runs start[g + 1] is where the next one of g goes. */
static void sort_members(struct trending *w)
{
    const int32_t *group = w->in->group;
    for (int32_t i = 0; i < w->p.count; i++)
        if (group[i] >= 0)
            w->start[group[i] + 2]++;
    for (int32_t g = 2; g <= w->in->groups; g++)
        w->start[g] += w->start[g - 1];
    for (int32_t i = 0; i < w->p.count; i++)
        if (group[i] >= 0)
            w->member[w->start[group[i] + 1]++] = i;
}

static bool first_seen(struct trending *w, int32_t parent, int32_t mark)
{
    if (parent < 0 || w->seen[parent] == mark)
        return false;
    w->seen[parent] = mark;
    return true;
}

/* An animal used both ways counts as sire and as dam: two passes. */
static void count_parents(struct trending *w, int32_t group, struct trend *ret)
{
    for (int32_t k = w->start[group]; k < w->start[group + 1]; k++)
        ret->sires += first_seen(w, w->p.sire[w->member[k]], 2 * group + 1);
    for (int32_t k = w->start[group]; k < w->start[group + 1]; k++)
        ret->dams += first_seen(w, w->p.dam[w->member[k]], 2 * group + 2);
}

static void add_means(const struct trending *w, int32_t group, struct trend *ret)
{
    struct fixed f = { .bits = FIXED_STATISTICS }, fraction = f, equivalent = f;
    for (int32_t k = w->start[group]; k < w->start[group + 1]; k++) {
        int32_t animal = w->member[k];
        fixed_add(&fraction, w->in->fraction[animal]);
        fixed_add(&equivalent, w->in->equivalent[animal]);
        if (w->in->tells && !w->in->tells[animal])
            continue;
        fixed_add(&f, w->in->f[animal]);
        ret->known++;
    }
    ret->inbreeding = ret->known ? fixed_value(&f) / ret->known : (double)NAN;
    ret->fraction = fixed_value(&fraction) / ret->animals;
    ret->equivalent = fixed_value(&equivalent) / ret->animals;
}

static bool fill(struct trending *w, int32_t group, struct trend *ret, struct err *e)
{
    const int32_t *members = w->member + w->start[group];
    memset(ret, 0, sizeof *ret);
    ret->animals = w->start[group + 1] - w->start[group];
    if (ret->animals == 0)
        return true;
    count_parents(w, group, ret);
    add_means(w, group, ret);
    return founder_diversity(w->p, w->in->f, members, ret->animals, &ret->diversity, e) &&
           ancestor_contributions(w->p, members, ret->animals, NULL, w->in->most_ancestors, &ret->ancestors, NULL, e);
}

static bool tell(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, _("Trend"), done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before the trend was known."));
}

bool trend_groups(struct pedigree p, const struct trend_input *in, struct trend *ret, const struct progress *progress,
                  struct err *e)
{
    struct trending w = { .p = p, .in = in };
    bool good = trending_init(&w, e);
    if (good)
        sort_members(&w);
    for (int32_t g = 0; good && g < in->groups; g++)
        good = tell(progress, g, in->groups, e) && fill(&w, g, &ret[g], e);
    trending_done(&w);
    return good;
}
