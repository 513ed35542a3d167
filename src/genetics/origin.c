/* origin.c - see origin.h. */
#include "origin.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void origin_done(struct origin *o)
{
    free(o->weight);
    free(o->share);
    free(o->is_parent);
    compact_done(&o->c);
}

static bool allocate(struct origin *o, struct err *e)
{
    size_t positions = (size_t)o->c.count + 1;
    o->weight = compact_zeroed(positions, sizeof *o->weight);
    o->share = compact_zeroed(positions, sizeof *o->share);
    o->is_parent = compact_zeroed(positions, sizeof *o->is_parent);
    return (o->weight && o->share && o->is_parent) || compact_no_memory(e);
}

static void set_unit(struct origin *o, int32_t count)
{
    int bits = SHARE_BITS;
    for (int64_t held = 1; held < count; held *= 2)
        bits--;
    o->one = (int64_t)1 << bits;
    o->unit = 1.0 / (double)o->one / (double)count;
}

static void send_up(struct origin *o)
{
    for (int32_t b = o->c.count; b > 0; b--) {
        const struct compact_animal *a = &o->c.animal[b];
        o->share[b] += o->weight[b] * o->one;
        o->share[a->sire] += o->share[b] >> 1;
        o->share[a->dam] += o->share[b] >> 1;
        o->is_parent[a->sire] = o->is_parent[a->dam] = 1;
    }
    o->share[0] = 0;
    o->is_parent[0] = 0;
}

bool origin_init(struct origin *o, struct pedigree p, const int32_t *reference, int32_t count, struct err *e)
{
    memset(o, 0, sizeof *o);
    if (count < 1)
        return err_set(e, ERR_DATA, "", "%s", _("The reference group holds no animal. Choose at least one."));
    if (!compact_init(&o->c, p, e))
        return false;
    bool good = true;
    for (int32_t i = 0; good && i < count; i++) {
        assert(reference[i] >= 0 && reference[i] < p.count);
        good = compact_add(&o->c, p, reference[i], e);
    }
    if (!good || !allocate(o, e)) {
        origin_done(o);
        return false;
    }
    set_unit(o, count);
    for (int32_t i = 0; i < count; i++)
        o->weight[o->c.position[reference[i]]]++;
    send_up(o);
    return true;
}
