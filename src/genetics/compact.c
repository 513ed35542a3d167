/* compact.c - see compact.h. */
#include "compact.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WALKING (-1) /* position of an animal whose ancestors are being walked: meeting it again is a loop */

void *compact_memory(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return malloc(bytes ? bytes : 1);
}

void *compact_zeroed(size_t count, size_t size)
{
    return calloc(count ? count : 1, size);
}

bool compact_no_memory(struct err *e)
{
    return err_set(e, ERR_INTERNAL, "", "%s",
                   _("There is not enough memory for this pedigree. Close other programs and try again."));
}

static bool room_for_animals(struct compact *c, size_t wanted)
{
    struct compact_animal *animal = realloc(c->animal, wanted * sizeof *animal);
    if (!animal)
        return false;
    c->animal = animal;
    int32_t *index = realloc(c->index, wanted * sizeof *index);
    if (!index)
        return false;
    c->index = index;
    c->capacity = (int32_t)wanted;
    return true;
}

static bool room_on_stack(struct compact *c, size_t wanted)
{
    int32_t *stack = realloc(c->stack, wanted * sizeof *stack);
    if (!stack)
        return false;
    c->stack = stack;
    c->stack_capacity = (int32_t)wanted;
    return true;
}

static size_t grown(int32_t capacity, int32_t most)
{
    size_t wanted = (size_t)capacity + capacity / 2 + 64;
    return wanted > (size_t)most + 1 ? (size_t)most + 1 : wanted;
}

static bool init(struct compact *c, struct pedigree p, size_t animals, struct err *e)
{
    assert(p.count >= 0 && p.count < INT32_MAX);
    memset(c, 0, sizeof *c);
    c->position = compact_zeroed(p.count, sizeof *c->position);
    if (!c->position || !room_for_animals(c, animals) || !room_on_stack(c, 64)) {
        compact_done(c);
        return compact_no_memory(e);
    }
    memset(&c->animal[0], 0, sizeof c->animal[0]);
    c->animal[0].generation = -1;
    c->animal[0].stamp = UINT32_MAX;
    c->index[0] = GENETICS_UNKNOWN;
    return true;
}

bool compact_init(struct compact *c, struct pedigree p, struct err *e)
{
    return init(c, p, 64, e);
}

void compact_done(struct compact *c)
{
    free(c->animal);
    free(c->index);
    free(c->position);
    free(c->stack);
    memset(c, 0, sizeof *c);
}

static bool append(struct compact *c, struct pedigree p, int32_t animal)
{
    if (c->count + 1 >= c->capacity && !room_for_animals(c, grown(c->capacity, p.count)))
        return false;
    int32_t sire = compact_parent(c, p.sire[animal]);
    int32_t dam = compact_parent(c, p.dam[animal]);
    int32_t generation = 1 + (c->animal[sire].generation > c->animal[dam].generation ? c->animal[sire].generation
                                                                                     : c->animal[dam].generation);
    int32_t position = ++c->count;
    c->animal[position] = (struct compact_animal){ .sire = sire, .dam = dam, .generation = generation };
    c->index[position] = animal;
    c->position[animal] = position;
    if (generation > c->deepest)
        c->deepest = generation;
    return true;
}

bool compact_add(struct compact *c, struct pedigree p, int32_t animal, struct err *e)
{
    assert(animal >= 0 && animal < p.count);
    if (c->position[animal] > 0)
        return true;
    int32_t height = 1;
    c->stack[0] = animal;
    c->position[animal] = WALKING;
    while (height > 0) {
        int32_t top = c->stack[height - 1];
        int32_t sire = p.sire[top], dam = p.dam[top];
        assert(sire >= GENETICS_UNKNOWN && sire < p.count && dam >= GENETICS_UNKNOWN && dam < p.count);
        int32_t next = sire >= 0 && c->position[sire] <= 0 ? sire : dam >= 0 && c->position[dam] <= 0 ? dam : -1;
        if (next < 0) {
            if (!append(c, p, top))
                return compact_no_memory(e);
            height--;
            continue;
        }
        if (c->position[next] == WALKING)
            return err_set(e, ERR_DATA, "", "%s",
                           _("The pedigree runs in a loop: an animal is its own ancestor. Correct the parents first."));
        if (height == c->stack_capacity && !room_on_stack(c, grown(c->stack_capacity, p.count)))
            return compact_no_memory(e);
        c->position[next] = WALKING;
        c->stack[height++] = next;
    }
    return true;
}

/* One bit per animal: is it a parent? */
static uint64_t *mark_parents(struct pedigree p, int32_t *ret_count)
{
    uint64_t *mark = compact_zeroed((size_t)p.count / 64 + 1, sizeof *mark);
    if (!mark)
        return NULL;
    for (int32_t i = 0; i < p.count; i++) {
        int32_t sire = p.sire[i], dam = p.dam[i];
        assert(sire >= GENETICS_UNKNOWN && sire < p.count && dam >= GENETICS_UNKNOWN && dam < p.count);
        if (sire >= 0)
            mark[sire / 64] |= (uint64_t)1 << sire % 64;
        if (dam >= 0)
            mark[dam / 64] |= (uint64_t)1 << dam % 64;
    }
    int32_t count = 0;
    for (size_t w = 0; w <= (size_t)p.count / 64; w++)
        count += __builtin_popcountll(mark[w]);
    *ret_count = count;
    return mark;
}

/* From the last index down: in a book kept in order of birth the walk then takes up one flock's whole history at once.
 */
bool compact_parents(struct compact *c, struct pedigree p, struct err *e)
{
    int32_t parents = 0;
    uint64_t *mark = mark_parents(p, &parents);
    if (!mark)
        return compact_no_memory(e);
    bool good = init(c, p, (size_t)parents + 1, e);
    for (int32_t w = p.count / 64; good && w >= 0; w--) {
        for (uint64_t bits = mark[w]; good && bits;) {
            int bit = 63 - __builtin_clzll(bits);
            bits ^= (uint64_t)1 << bit;
            good = compact_add(c, p, w * 64 + bit, e);
            if (!good)
                compact_done(c);
        }
    }
    free(mark);
    return good;
}

double compact_variance(const struct compact *c, int32_t position, const double *f)
{
    const struct compact_animal *a = &c->animal[position];
    double sire_f = a->sire ? f[c->index[a->sire]] : -1.0;
    double dam_f = a->dam ? f[c->index[a->dam]] : -1.0;
    return 0.5 - 0.25 * (sire_f + dam_f);
}

void compact_set_variance(struct compact *c, int32_t position, const double *f)
{
    c->animal[position].variance = compact_variance(c, position, f);
}
