/* pedigree.c - see pedigree.h. */
#include "pedigree.h"

#include <stdlib.h>
#include <string.h>

void *must(void *memory)
{
    if (!memory) {
        fprintf(stderr, "not enough memory\n");
        exit(70);
    }
    return memory;
}

void must_work(bool good, const struct err *e)
{
    if (!good) {
        fprintf(stderr, "%s\n", e->message);
        exit(err_exit_code(e));
    }
}

static int32_t add(struct made_pedigree *h, int32_t sire, int32_t dam)
{
    if (h->count == h->capacity) {
        h->capacity = h->capacity + h->capacity / 2 + 1024;
        h->sire = must(realloc(h->sire, (size_t)h->capacity * sizeof *h->sire));
        h->dam = must(realloc(h->dam, (size_t)h->capacity * sizeof *h->dam));
    }
    h->sire[h->count] = sire;
    h->dam[h->count] = dam;
    return h->count++;
}

/* ---- a file ---- */

/* Sire and dam hold ids at first; then ids become indices. */
void pedigree_read(struct made_pedigree *h, const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(66);
    }
    char *line = NULL;
    size_t size = 0;
    int32_t *id = NULL, largest = 0;
    if (getline(&line, &size, file) > 0)
        while (getline(&line, &size, file) > 0) {
            const char *first = strchr(line, ','), *second = first ? strchr(first + 1, ',') : NULL;
            int32_t own = (int32_t)strtol(line, NULL, 10);
            if (own <= 0 || !second)
                continue;
            int32_t index = add(h, (int32_t)strtol(first + 1, NULL, 10), (int32_t)strtol(second + 1, NULL, 10));
            id = must(realloc(id, (size_t)h->capacity * sizeof *id));
            id[index] = own;
            largest = own > largest ? own : largest;
        }
    fclose(file);
    free(line);
    int32_t *index = must(malloc(((size_t)largest + 1) * sizeof *index));
    for (int32_t i = 0; i <= largest; i++)
        index[i] = GENETICS_UNKNOWN;
    for (int32_t i = 0; i < h->count; i++)
        index[id[i]] = i;
    for (int32_t i = 0; i < h->count; i++) {
        h->sire[i] = h->sire[i] > 0 && h->sire[i] <= largest ? index[h->sire[i]] : GENETICS_UNKNOWN;
        h->dam[i] = h->dam[i] > 0 && h->dam[i] <= largest ? index[h->dam[i]] : GENETICS_UNKNOWN;
    }
    free(index);
    free(id);
}

/* ---- flocks ---- */

enum { BIRTHS = 400, EWES = 179, RAMS = 5, LAMBS = 1024 };

struct flock {
    int32_t ewe[EWES], ram[RAMS], lamb[LAMBS], lambs;
};

static void replace(struct flock *flock, struct flock *bought_from, struct random *r)
{
    for (int i = 0; i < EWES; i++)
        if (random_below(r, 100) < 27 && flock->lambs)
            flock->ewe[i] = flock->lamb[random_below(r, (uint64_t)flock->lambs)];
    for (int i = 0; i < RAMS; i++) {
        const struct flock *from = random_below(r, 100) < 20 ? bought_from : flock;
        if (random_below(r, 100) < 45 && from->lambs)
            flock->ram[i] = from->lamb[random_below(r, (uint64_t)from->lambs)];
    }
}

static void lamb(struct made_pedigree *h, struct flock *flock, struct random *r, int32_t animals)
{
    flock->lambs = 0;
    for (int i = 0; i < EWES; i++) {
        uint64_t luck = random_below(r, 100);
        int litter = luck < 20 ? 1 : luck < 65 ? 2 : luck < 92 ? 3 : 4;
        int32_t sire = random_below(r, 100) < 3 ? GENETICS_UNKNOWN : flock->ram[random_below(r, RAMS)];
        int32_t dam = random_below(r, 100) < 1 ? GENETICS_UNKNOWN : flock->ewe[i];
        for (; litter > 0 && flock->lambs < LAMBS && h->count < animals; litter--)
            flock->lamb[flock->lambs++] = add(h, sire, dam);
    }
}

void pedigree_make(struct made_pedigree *h, int32_t animals, uint64_t seed)
{
    struct random r = { seed };
    int32_t flocks = animals / (PEDIGREE_YEARS * BIRTHS) ? animals / (PEDIGREE_YEARS * BIRTHS) : 1;
    struct flock *flock = must(calloc(flocks, sizeof *flock));
    for (int32_t k = 0; k < flocks; k++) {
        for (int i = 0; i < BIRTHS && h->count < animals; i++)
            flock[k].lamb[flock[k].lambs++] = add(h, GENETICS_UNKNOWN, GENETICS_UNKNOWN);
        for (int i = 0; i < EWES; i++)
            flock[k].ewe[i] = flock[k].lamb[random_below(&r, (uint64_t)flock[k].lambs)];
        for (int i = 0; i < RAMS; i++)
            flock[k].ram[i] = flock[k].lamb[random_below(&r, (uint64_t)flock[k].lambs)];
    }
    while (h->count < animals) {
        for (int32_t k = 0; k < flocks; k++)
            replace(&flock[k], &flock[random_below(&r, (uint64_t)flocks)], &r);
        for (int32_t k = 0; k < flocks; k++)
            lamb(h, &flock[k], &r, animals);
    }
    free(flock);
}

void pedigree_shuffle(struct made_pedigree *h, uint64_t seed)
{
    struct random r = { seed };
    struct made_pedigree s = { .count = h->count, .capacity = h->count };
    int32_t *place = must(malloc((size_t)h->count * sizeof *place));
    s.sire = must(malloc((size_t)h->count * sizeof *s.sire));
    s.dam = must(malloc((size_t)h->count * sizeof *s.dam));
    for (int32_t i = 0; i < h->count; i++)
        place[i] = i;
    for (int32_t i = h->count - 1; i > 0; i--) {
        int32_t j = (int32_t)random_below(&r, (uint64_t)i + 1), other = place[i];
        place[i] = place[j];
        place[j] = other;
    }
    for (int32_t i = 0; i < h->count; i++) {
        s.sire[place[i]] = h->sire[i] < 0 ? GENETICS_UNKNOWN : place[h->sire[i]];
        s.dam[place[i]] = h->dam[i] < 0 ? GENETICS_UNKNOWN : place[h->dam[i]];
    }
    free(place);
    free(h->sire);
    free(h->dam);
    *h = s;
}

/* ---- to a file, for others ---- */

void pedigree_write(const struct made_pedigree *h, const char *path)
{
    FILE *file = fopen(path, "w");
    bool good = file && fputs("id,sire,dam\n", file) >= 0;
    for (int32_t i = 0; good && i < h->count; i++)
        good = fprintf(file, "%d,%d,%d\n", i + 1, h->sire[i] + 1, h->dam[i] + 1) > 0;
    if (!file || fclose(file) || !good) {
        perror(path);
        exit(66);
    }
}

void pedigree_free(struct made_pedigree *h)
{
    free(h->sire);
    free(h->dam);
}
