/* generation_interval.c - how old parents are when those of their offspring are born that become parents themselves. */
#include "compact.h"
#include "fixed.h"

#include <stdlib.h>

enum { IS_SIRE = 1, IS_DAM = 2 };

struct ages {
    int64_t count, sum, squares, unknown, impossible; /* days */
};

static unsigned char *find_parents(struct pedigree p)
{
    unsigned char *role = compact_zeroed(p.count, sizeof *role);
    for (int32_t i = 0; role && i < p.count; i++) {
        if (p.sire[i] >= 0)
            role[p.sire[i]] |= IS_SIRE;
        if (p.dam[i] >= 0)
            role[p.dam[i]] |= IS_DAM;
    }
    return role;
}

static void add(struct ages *a, const date_day *birth, int32_t parent, int32_t offspring)
{
    if (parent < 0 || birth[parent] == DATE_NONE || birth[offspring] == DATE_NONE) {
        a->unknown++;
        return;
    }
    int64_t age = (int64_t)birth[offspring] - birth[parent];
    if (age <= 0) {
        a->impossible++;
        return;
    }
    a->count++;
    a->sum += age;
    a->squares += age * age;
}

static struct generation_interval result(const struct ages *a)
{
    double n = (double)a->count, mean = (double)a->sum / n;
    double variance = ((double)a->squares - n * mean * mean) / (n - 1);
    return (struct generation_interval){ .count = a->count,
                                         .unknown = a->unknown,
                                         .impossible = a->impossible,
                                         .mean = a->count > 0 ? mean : (double)NAN,
                                         .deviation =
                                             a->count > 1 ? sqrt(variance > 0.0 ? variance : 0.0) : (double)NAN };
}

bool generation_interval_paths(struct pedigree p, const date_day *birth, const unsigned char *counted,
                               struct generation_interval ret[GENERATION_PATHS], struct err *e)
{
    struct ages ages[GENERATION_PATHS] = { 0 };
    unsigned char *role = find_parents(p);
    if (!role)
        return compact_no_memory(e);
    for (int32_t i = 0; i < p.count; i++) {
        if (counted && !counted[i])
            continue;
        if (role[i] & IS_SIRE) {
            add(&ages[SIRE_TO_SON], birth, p.sire[i], i);
            add(&ages[DAM_TO_SON], birth, p.dam[i], i);
        }
        if (role[i] & IS_DAM) {
            add(&ages[SIRE_TO_DAUGHTER], birth, p.sire[i], i);
            add(&ages[DAM_TO_DAUGHTER], birth, p.dam[i], i);
        }
    }
    for (int path = 0; path < GENERATION_PATHS; path++)
        ret[path] = result(&ages[path]);
    free(role);
    return true;
}

double generation_interval_mean(const struct generation_interval paths[GENERATION_PATHS])
{
    double sum = 0.0;
    for (int path = 0; path < GENERATION_PATHS; path++)
        sum += paths[path].mean;
    return sum / GENERATION_PATHS;
}
