/* tabular.c - see tabular.h. */
#include "tabular.h"

uint64_t tabular_random(uint64_t *state, uint64_t limit)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (z ^ z >> 31) % limit;
}

static int32_t pick(uint64_t *state, int32_t from, int32_t to)
{
    return from + (int32_t)tabular_random(state, (uint64_t)(to - from));
}

static bool chance(uint64_t *state, int percent)
{
    return tabular_random(state, 100) < (uint64_t)percent;
}

static void add(struct tabular *t, int32_t sire, int32_t dam)
{
    t->sire[t->count] = sire;
    t->dam[t->count++] = dam;
}

static void add_from_last(struct tabular *t, int32_t window, int unknown_percent, uint64_t *state)
{
    int32_t from = t->count > window ? t->count - window : 0;
    int32_t sire = t->count == 0 || chance(state, unknown_percent) ? -1 : pick(state, from, t->count);
    int32_t dam = t->count == 0 || chance(state, unknown_percent) ? -1 : pick(state, from, t->count);
    add(t, sire, dam);
}

static void make_generations(struct tabular *t, uint64_t *state)
{
    int32_t width = pick(state, 2, 5), before = 0;
    for (int32_t i = 0; i < width; i++)
        add(t, -1, -1);
    for (int g = 0; g < 40; g++) {
        int32_t from = before, to = t->count;
        before = to;
        for (int32_t i = 0; i < width; i++)
            add(t, chance(state, 2) ? -1 : pick(state, from, to), chance(state, 2) ? -1 : pick(state, from, to));
    }
}

static void make_sibships(struct tabular *t, uint64_t *state)
{
    int32_t ewes = pick(state, 1, 5), lambs = pick(state, 60, 200);
    for (int32_t i = 0; i <= ewes; i++)
        add(t, -1, -1);
    for (int32_t i = 0; i < lambs; i++)
        add(t, 0, 1 + i * ewes / lambs);
    for (int32_t i = 0; i < 60; i++)
        add(t, pick(state, 0, t->count), pick(state, 0, t->count));
}

static void make_flock(struct tabular *t, uint64_t *state)
{
    for (int32_t i = 0; i < 12; i++)
        add(t, -1, -1);
    while (t->count < 200) {
        int32_t sire = pick(state, t->count > 60 ? t->count - 60 : 0, t->count) / 6 * 6;
        int32_t dam = pick(state, t->count > 90 ? t->count - 90 : 0, t->count);
        for (int32_t litter = pick(state, 1, 4); litter > 0; litter--)
            add(t, chance(state, 3) ? -1 : sire, dam);
    }
}

void tabular_make(struct tabular *t, enum shape shape, uint64_t *state)
{
    t->count = 0;
    int32_t animals = pick(state, 7, 80);
    if (shape == SHAPE_GENERATIONS)
        make_generations(t, state);
    else if (shape == SHAPE_SIBSHIPS)
        make_sibships(t, state);
    else if (shape == SHAPE_FLOCK)
        make_flock(t, state);
    else if (shape == SHAPE_TINY)
        for (animals = pick(state, 0, 7); animals > 0; animals--)
            add_from_last(t, 7, 20, state);
    else if (shape == SHAPE_DEEP)
        for (animals = pick(state, 120, 240); animals > 0; animals--)
            add_from_last(t, 3, 1, state);
    else
        for (; animals > 0; animals--) {
            if (shape == SHAPE_MIXED)
                add_from_last(t, TABULAR_MOST, 20, state);
            else if (shape == SHAPE_CLOSE)
                add_from_last(t, 4, 3, state);
            else if (shape == SHAPE_ONE_PARENT)
                add_from_last(t, 15, 45, state);
            else {
                add_from_last(t, 6, 2, state);
                if (!chance(state, 25))
                    t->dam[t->count - 1] = t->sire[t->count - 1];
            }
        }
}

static double related(const struct tabular *t, int32_t x, int32_t y)
{
    return x < 0 || y < 0 ? 0.0 : t->a[x][y];
}

void tabular_solve(struct tabular *t)
{
    t->deepest = 0;
    for (int32_t i = 0; i < t->count; i++) {
        for (int32_t j = 0; j < i; j++)
            t->a[i][j] = t->a[j][i] = (related(t, j, t->sire[i]) + related(t, j, t->dam[i])) / 2;
        t->a[i][i] = 1 + related(t, t->sire[i], t->dam[i]) / 2;
        int32_t sire = t->sire[i] < 0 ? -1 : t->generation[t->sire[i]];
        int32_t dam = t->dam[i] < 0 ? -1 : t->generation[t->dam[i]];
        t->generation[i] = 1 + (sire > dam ? sire : dam);
        t->deepest = t->generation[i] > t->deepest ? t->generation[i] : t->deepest;
    }
}

void tabular_shuffle(struct tabular *t, uint64_t *state)
{
    for (int32_t i = 0; i < t->count; i++)
        t->label[i] = i;
    for (int32_t i = t->count - 1; i > 0; i--) {
        int32_t j = pick(state, 0, i + 1), label = t->label[i];
        t->label[i] = t->label[j];
        t->label[j] = label;
    }
    for (int32_t i = 0; i < t->count; i++) {
        t->shuffled_sire[t->label[i]] = t->sire[i] < 0 ? GENETICS_UNKNOWN : t->label[t->sire[i]];
        t->shuffled_dam[t->label[i]] = t->dam[i] < 0 ? GENETICS_UNKNOWN : t->label[t->dam[i]];
    }
}

struct pedigree tabular_pedigree(const struct tabular *t)
{
    return (struct pedigree){ t->count, t->shuffled_sire, t->shuffled_dam };
}
