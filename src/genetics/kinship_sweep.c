/* kinship_sweep.c - plain loops over LANES doubles, which the compiler turns into vector code. A wider machine runs the
 * same operations in the same order on more lanes at once (no fused multiply-add: -ffp-contract=off), so the bits are
 * the same on all.
 */
#include "kinship.h"

#include <stddef.h>

#define INLINE static inline __attribute__((always_inline))

INLINE void sweep(const int32_t *parents, const unsigned char *contributes, int32_t count, double *values)
{
    for (int32_t b = 1; b <= count; b++) {
        const double *restrict sire = values + (size_t)parents[2 * (size_t)b] * LANES;
        const double *restrict dam = values + (size_t)parents[2 * (size_t)b + 1] * LANES;
        double *restrict own = values + (size_t)b * LANES;
        if (contributes[b])
            for (int lane = 0; lane < LANES; lane++)
                own[lane] += 0.5 * (sire[lane] + dam[lane]);
        else
            for (int lane = 0; lane < LANES; lane++)
                own[lane] = 0.5 * (sire[lane] + dam[lane]);
    }
}

INLINE void read_columns(const double *values, const struct kinship_reading *reading, int32_t count, int32_t lanes,
                         double *ret, int32_t stride)
{
    for (int32_t i = 0; i < count; i++) {
        const double *restrict first = values + (size_t)reading[i].first * LANES;
        const double *restrict second = values + (size_t)reading[i].second * LANES;
        double *restrict out = ret + (size_t)i * stride;
        if (lanes == LANES)
            for (int lane = 0; lane < LANES; lane++)
                out[lane] = 0.25 * (first[lane] + second[lane]);
        else
            for (int lane = 0; lane < lanes; lane++)
                out[lane] = 0.25 * (first[lane] + second[lane]);
    }
}

/* ---- the same for every width the machine may have ---- */

#if defined(__x86_64__)

__attribute__((target("avx2"))) static void sweep_avx2(const int32_t *parents, const unsigned char *contributes,
                                                       int32_t count, double *values)
{
    sweep(parents, contributes, count, values);
}

__attribute__((target("avx2"))) static void read_columns_avx2(const double *values,
                                                              const struct kinship_reading *reading, int32_t count,
                                                              int32_t lanes, double *ret, int32_t stride)
{
    read_columns(values, reading, count, lanes, ret, stride);
}

void kinship_sweep(const int32_t *parents, const unsigned char *contributes, int32_t count, double *values)
{
    if (__builtin_cpu_supports("avx2"))
        sweep_avx2(parents, contributes, count, values);
    else
        sweep(parents, contributes, count, values);
}

void kinship_read_columns(const double *values, const struct kinship_reading *reading, int32_t count, int32_t lanes,
                          double *ret, int32_t stride)
{
    if (__builtin_cpu_supports("avx2"))
        read_columns_avx2(values, reading, count, lanes, ret, stride);
    else
        read_columns(values, reading, count, lanes, ret, stride);
}

#else

void kinship_sweep(const int32_t *parents, const unsigned char *contributes, int32_t count, double *values)
{
    sweep(parents, contributes, count, values);
}

void kinship_read_columns(const double *values, const struct kinship_reading *reading, int32_t count, int32_t lanes,
                          double *ret, int32_t stride)
{
    read_columns(values, reading, count, lanes, ret, stride);
}

#endif

/* A few readings at a time, so that their lanes are still near when the next row of the result is written. */
void kinship_read_rows(const double *values, const struct kinship_reading *reading, int32_t count, int32_t lanes,
                       double *ret)
{
    enum { NEAR = 64 };
    for (int32_t from = 0; from < count; from += NEAR) {
        int32_t to = count - from < NEAR ? count : from + NEAR;
        for (int32_t lane = 0; lane < lanes; lane++)
            for (int32_t i = from; i < to; i++)
                ret[(size_t)lane * count + i] = 0.25 * (values[(size_t)reading[i].first * LANES + lane] +
                                                        values[(size_t)reading[i].second * LANES + lane]);
    }
}
