/* flock.c - a made-up pedigree as CSV, for the benchmarks: flocks of 400 lambs a year over 25 years, rams of one to
 * three years (a fifth bought from other flocks), ewes of one to six, some parents unknown. flock COUNT [SEED] */
#include "mupu/base.h"

#include <stdlib.h>

enum { YEARS = 25, LAMBS = 400, RAMS = 10, EWES = 200 };

/* The animal of this flock, year and place in the year; years run outermost, so parents stand first. */
static int64_t animal_at(int64_t flocks, int year, int64_t flock, int64_t place)
{
    return (year * flocks + flock) * LAMBS + place + 1;
}

static int64_t pick_sire(struct random *r, int64_t flocks, int year, int64_t flock)
{
    int age = 1 + (int)random_below(r, year < 3 ? (uint64_t)year : 3);
    int64_t from = random_below(r, 5) == 0 ? (int64_t)random_below(r, (uint64_t)flocks) : flock;
    return animal_at(flocks, year - age, from, 2 * (int64_t)random_below(r, RAMS / 2));
}

static int64_t pick_dam(struct random *r, int64_t flocks, int year, int64_t flock)
{
    int age = 1 + (int)random_below(r, year < 6 ? (uint64_t)year : 6);
    return animal_at(flocks, year - age, flock, 2 * (int64_t)random_below(r, EWES / 2) + 1);
}

static void print_parent(int64_t parent)
{
    if (parent)
        printf(",K%08lld", (long long)parent);
    else
        putchar(',');
}

static void print_lamb(struct random *r, int64_t id, int64_t place, int year, int64_t sire, int64_t dam)
{
    printf("K%08lld", (long long)id);
    print_parent(random_below(r, 33) ? sire : 0);
    print_parent(random_below(r, 100) ? dam : 0);
    printf(",%c,%d-%02d-%02d\n", place % 2 ? 'F' : 'M', 2000 + year, 2 + (int)random_below(r, 3),
           1 + (int)random_below(r, 28));
}

int main(int argc, char **argv)
{
    int64_t wanted = argc > 1 ? atoll(argv[1]) : 1000, id = 0;
    struct random r = { argc > 2 ? (uint64_t)atoll(argv[2]) : 1 };
    int64_t flocks = (wanted + YEARS * LAMBS - 1) / (YEARS * LAMBS);
    printf("id,sire,dam,sex,birth\n");
    for (int year = 0; year < YEARS; year++)
        for (int64_t flock = 0; flock < flocks; flock++) {
            int64_t sire = 0, dam = 0, litter = 0;
            for (int64_t place = 0; place < LAMBS && id < wanted; place++) {
                if (year > 0 && litter == 0) {
                    litter = 1 + (int64_t)random_below(&r, 4);
                    sire = pick_sire(&r, flocks, year, flock);
                    dam = pick_dam(&r, flocks, year, flock);
                }
                litter--;
                print_lamb(&r, ++id, place, year, sire, dam);
            }
        }
    return 0;
}
