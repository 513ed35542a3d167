/* plan_hash.c - a fingerprint of all that the kernels were given: the same inputs must give the same plan */
#include "plan_inner.h"

#include <sodium.h>

static void add(crypto_generichash_state *state, const void *bytes, size_t length)
{
    crypto_generichash_update(state, bytes, length);
}

void plan_hash(const struct making *m, unsigned char out[32])
{
    crypto_generichash_state state;
    size_t candidates = (size_t)m->candidate_count, males = (size_t)m->male_count;
    crypto_generichash_init(&state, NULL, 0, 32);
    for (size_t i = 0; i < candidates; i++)
        add(&state, &m->females[i].id, sizeof m->females[i].id);
    for (size_t k = 0; k < males; k++) {
        add(&state, &m->males[k].id, sizeof m->males[k].id);
        add(&state, &m->capacity[k], sizeof m->capacity[k]);
    }
    add(&state, m->cost, candidates * males * sizeof *m->cost);
    const int64_t wishes[] = { asked_number(m, "diversity", 0), asked_number(m, "least-use", 0),
                               asked_number(m, "least-price", 0) };
    add(&state, wishes, sizeof wishes);
    if (m->male_kinship) {
        add(&state, m->male_kinship, males * males * sizeof *m->male_kinship);
        add(&state, m->with_females, males * sizeof *m->with_females);
    }
    if (m->previous)
        add(&state, m->previous, candidates * sizeof *m->previous);
    crypto_generichash_final(&state, out, 32);
}
