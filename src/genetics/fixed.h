/* fixed.h - sums that do not depend on the order of their terms: each term is cut to a whole number of 2^-bits, and
 * whole numbers are added. Terms and sum must stay below 2^(126 - bits).
 */
#ifndef MUPU_GENETICS_FIXED_H
#define MUPU_GENETICS_FIXED_H

#include <math.h>
#include <stdint.h>

struct fixed {
    __int128 sum;
    int bits;
};

enum { FIXED_SHARES = 120, FIXED_STATISTICS = 80 }; /* bits: for sums about 1; for sums up to 2^46 */

static inline void fixed_add(struct fixed *s, double term)
{
    s->sum += (__int128)ldexp(term, s->bits);
}

static inline double fixed_value(const struct fixed *s)
{
    return ldexp((double)s->sum, -s->bits);
}

#endif
