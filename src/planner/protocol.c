/* protocol.c - hours of a programme of steps around the first service */
#include "mupu/planner.h"

enum { DAY = 24 };

void protocol_lay(const struct protocol_step *steps, int32_t count, int32_t serving, date_day day, int32_t hour,
                  int64_t *ret)
{
    for (int32_t i = 0; i < count; i++)
        ret[i] = (steps[i].anchor < 0 ? hour : ret[steps[i].anchor]) + steps[i].after;
    int64_t begins = count ? (day - ret[serving] / DAY) * (int64_t)DAY : 0;
    for (int32_t i = 0; i < count; i++)
        ret[i] += begins;
}
