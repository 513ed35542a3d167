/* random.c - a small seeded generator; the same numbers on every machine */
#include "mupu/base.h"

#include <assert.h>
#include <math.h>

uint64_t random_next(struct random *r)
{
    /* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014 */
    r->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = r->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint64_t random_below(struct random *r, uint64_t limit)
{
    assert(limit > 0);
    uint64_t surplus = (UINT64_MAX % limit + 1) % limit; /* values beyond the last whole multiple of limit */
    uint64_t value;
    do
        value = random_next(r);
    while (value > UINT64_MAX - surplus);
    return value % limit;
}

double random_unit(struct random *r)
{
    return (double)(random_next(r) >> 11) * 0x1p-53;
}

double random_normal(struct random *r)
{
    /* Ratio of uniforms (Kinderman and Monahan, 1977). The result needs only + - * /: log() decides nothing but whether
     * to take it, so another C library's last bit does not change the numbers. */
    const double width = 1.7155277699214135; /* sqrt(8 / e) */
    for (;;) {
        double u = 1.0 - random_unit(r);
        double x = width * (random_unit(r) - 0.5) / u;
        if (x * x <= -4.0 * log(u))
            return x;
    }
}
