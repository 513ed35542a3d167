/* progress.c - long work tells how far it is */
#include "mupu/base.h"

bool progress_step(const struct progress *progress, const char *what, int64_t done, int64_t total)
{
    return !progress || !progress->step || progress->step(progress->context, what, done, total);
}
