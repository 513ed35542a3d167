/* genetics_measure.c - see genetics_measure.h */
#include "genetics_measure.h"

#include <stdlib.h>
#include <string.h>

static bool complete(struct measured *m, struct err *e)
{
    const struct pedigree p = m->s.p;
    size_t animals = (size_t)p.count + 1;
    m->fraction = memory_resize(NULL, animals, sizeof *m->fraction);
    m->equivalent = memory_resize(NULL, animals, sizeof *m->equivalent);
    m->tells = memory_new(animals);
    if (!completeness_all(p, MEASURE_GENERATIONS, m->fraction, m->equivalent, e))
        return false;
    for (int32_t i = 0; i < p.count; i++)
        m->tells[i] = pedigree_tells_f(m->s.f[i], p.sire[i] >= 0 && p.dam[i] >= 0, m->fraction[i]);
    return true;
}

static bool mark_inside(struct measured *m, struct err *e)
{
    int32_t *kept, *sire, *dam, count;
    int32_t *position = memory_resize(NULL, (size_t)m->s.p.count + 1, sizeof *position);
    m->inside = memory_new((size_t)m->s.p.count + 1);
    bool good = order_prune(m->s.p, m->reference, m->count, &kept, &sire, &dam, &count, position, e);
    if (good) {
        for (int32_t k = 0; k < count; k++)
            m->inside[kept[k]] = 1;
        free(kept);
        free(sire);
        free(dam);
    }
    memory_free(position);
    return good;
}

bool measured_open(struct command_context *c, const struct record *r, struct measured *ret, struct err *e)
{
    *ret = (struct measured){ 0 };
    if (!genetics_source_open(c, r, GENETICS_F | GENETICS_BIRTH, NULL, &ret->s, e))
        return false;
    if (genetics_source_reference(&ret->s, r, &ret->reference, &ret->count, &ret->whom, e) && complete(ret, e) &&
        mark_inside(ret, e))
        return true;
    measured_close(ret);
    return false;
}

void measured_close(struct measured *m)
{
    memory_free(m->reference);
    memory_free(m->fraction);
    memory_free(m->equivalent);
    memory_free(m->tells);
    memory_free(m->inside);
    genetics_source_close(&m->s);
}

bool measured_limit(const struct record *r, int64_t otherwise, int64_t *ret, struct err *e)
{
    *ret = otherwise;
    return !record_text(r, "limit") || number_parse_int(record_text(r, "limit"), 0, INT32_MAX, ret, e);
}

const char *measured_unknown_parent(const struct measured *m, int32_t animal, bool unknown_parent, bool eyes)
{
    if (!unknown_parent)
        return NULL;
    bool sire = m->s.p.sire[animal] < 0;
    return sire ? eyes ? _("sire") : "sire" : eyes ? _("dam") : "dam";
}

void measured_table(struct measured *m, struct table *t, const char *name, const char *title,
                    const struct table_column *columns, size_t count)
{
    struct arena *arena = m->s.c->arena;
    struct table_column *kept = arena_new(arena, count * sizeof *kept);
    memcpy(kept, columns, count * sizeof *kept);
    table_init(t, arena, name, arena_printf(arena, _("%s: %s"), title, m->whom), kept, (int)count);
}
