#include "rows.h"

/* One copy per vector width where the program can choose when it starts: gcc with glibc. (clang before 17 gives the
 * chosen copy another name than the declaration says.) Elsewhere the plain one. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE
#endif

/* The place of a least value is found in two steps: block by block (vectors), then inside the best block. */
enum { BLOCK = 64 };

WIDE struct rows_least rows_cheapest(const int32_t *cost, const int64_t *price, int32_t count)
{
    int64_t least = ROWS_FAR;
    int32_t block = 0;
    for (int32_t start = 0; start < count; start += BLOCK) {
        int32_t end = count - start < BLOCK ? count : start + BLOCK;
        int64_t here = ROWS_FAR;
        for (int32_t k = start; k < end; k++) {
            int64_t value = cost[k] == ROWS_NONE ? ROWS_FAR : cost[k] + price[k];
            here = value < here ? value : here;
        }
        block = here < least ? start : block;
        least = here < least ? here : least;
    }
    if (least >= ROWS_FAR)
        return (struct rows_least){ ROWS_FAR, -1 };
    int32_t at = block;
    while (cost[at] == ROWS_NONE || cost[at] + price[at] != least)
        at++;
    return (struct rows_least){ least, at };
}

WIDE struct rows_least rows_nearest(const int64_t *reach, const int64_t *price, int32_t count)
{
    int64_t least = INT64_MAX;
    int32_t block = 0;
    for (int32_t start = 0; start < count; start += BLOCK) {
        int32_t end = count - start < BLOCK ? count : start + BLOCK;
        int64_t here = INT64_MAX;
        for (int32_t k = start; k < end; k++) {
            int64_t value = reach[k] + price[k];
            here = value < here ? value : here;
        }
        block = here < least ? start : block;
        least = here < least ? here : least;
    }
    int32_t at = block;
    while (at < count && reach[at] + price[at] != least)
        at++;
    return (struct rows_least){ least, at };
}

WIDE struct rows_least rows_relax(const int32_t *restrict step, int64_t base, int64_t from,
                                  const int64_t *restrict price, int64_t *restrict reach, int64_t *restrict parent,
                                  int32_t count)
{
    int64_t least = INT64_MAX;
    int32_t block = 0;
    for (int32_t start = 0; start < count; start += BLOCK) {
        int32_t end = count - start < BLOCK ? count : start + BLOCK;
        int64_t here = INT64_MAX;
        for (int32_t k = start; k < end; k++) {
            int64_t value = step[k] == ROWS_NONE ? ROWS_FAR : base + step[k];
            bool nearer = value < reach[k];
            value = nearer ? value : reach[k];
            reach[k] = value;
            parent[k] = nearer ? from : parent[k];
            here = value + price[k] < here ? value + price[k] : here;
        }
        block = here < least ? start : block;
        least = here < least ? here : least;
    }
    int32_t at = block;
    while (at < count && reach[at] + price[at] != least)
        at++;
    return (struct rows_least){ least, at };
}

WIDE void rows_relax_free(int64_t base, int64_t from, int64_t *restrict reach, int64_t *restrict parent, int32_t count)
{
    for (int32_t k = 0; k < count; k++) {
        bool nearer = base < reach[k];
        reach[k] = nearer ? base : reach[k];
        parent[k] = nearer ? from : parent[k];
    }
}

WIDE void rows_join(const int32_t *restrict cost, int32_t own, int32_t ewe, int32_t *restrict step,
                    int32_t *restrict mover, int32_t count)
{
    for (int32_t k = 0; k < count; k++) {
        int32_t value = cost[k] == ROWS_NONE ? ROWS_NONE : (int32_t)((uint32_t)cost[k] - (uint32_t)own);
        bool cheaper = value <= step[k];
        step[k] = cheaper ? value : step[k];
        mover[k] = cheaper ? ewe : mover[k];
    }
}

WIDE void rows_leave(int32_t ewe, int32_t *mover, int32_t count)
{
    for (int32_t k = 0; k < count; k++)
        mover[k] = mover[k] == ewe ? ROWS_STALE : mover[k];
}

WIDE void rows_range(const int32_t *cost, int32_t count, int32_t *least, int32_t *greatest)
{
    int32_t low = *least, high = *greatest;
    for (int32_t k = 0; k < count; k++) {
        int32_t allowed_high = cost[k] == ROWS_NONE ? INT32_MIN : cost[k];
        low = cost[k] < low ? cost[k] : low;
        high = allowed_high > high ? allowed_high : high;
    }
    *least = low;
    *greatest = high;
}
