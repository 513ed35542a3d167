/* kinship.h - the loops of kinship_block that take its time. */
#ifndef MUPU_GENETICS_KINSHIP_H
#define MUPU_GENETICS_KINSHIP_H

#include <stdint.h>

#define LANES 16 /* columns of A computed at once */

/* A result is the quarter of the sum of two values: of the parents, or twice of the animal itself. */
struct kinship_reading {
    int32_t first, second;
};

/* values[b] = (values[sire] + values[dam]) / 2, plus what stands there if b contributes; b = 1 .. count. */
void kinship_sweep(const int32_t *parents, const unsigned char *contributes, int32_t count, double *values);
/* Lane l of reading i goes to ret[i * stride + l]. */
void kinship_read_columns(const double *values, const struct kinship_reading *reading, int32_t count, int32_t lanes,
                          double *ret, int32_t stride);
/* Lane l of reading i goes to ret[l * count + i]. */
void kinship_read_rows(const double *values, const struct kinship_reading *reading, int32_t count, int32_t lanes,
                       double *ret);

#endif
