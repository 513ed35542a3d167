/* allocate_check.h - the certificate, with what the public functions leave out. */
#ifndef MUPU_PLANNER_ALLOCATE_CHECK_H
#define MUPU_PLANNER_ALLOCATE_CHECK_H

#include "mupu/planner.h"

struct allocate_proof {
    int64_t objective, bound;
    int64_t pairs; /* allowed pairs looked at */
};

/* `banned` [ewe_count]: a ram the ewe may not have although her cost allows it, ALLOCATE_NOBODY, or
 * ALLOCATE_LEFT_OUT for an ewe who takes no part; or NULL. */
#define ALLOCATE_LEFT_OUT (-2)
bool allocate_check(const struct allocate_problem *problem, const int32_t *banned, const struct allocate_result *result,
                    struct allocate_proof *ret_proof, struct err *e) MUST_USE;
/* The rams that a plan could reach by moving ewes, from those allowed to the marked ewes on: ret_rams [ram_count]. */
bool allocate_closure(const struct allocate_problem *problem, const int32_t *banned, const int32_t *ram,
                      const unsigned char *from_ewes, unsigned char *ret_rams, struct err *e) MUST_USE;

#endif
