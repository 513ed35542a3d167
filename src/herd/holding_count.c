/* holding_count.c - live heads at every holding and below it.
 *
 * An open stay or ownership belongs to an animal that is neither void nor only on paper: whoever makes an animal void
 * ends both. */
#include "inner.h"

#include <string.h>

struct counting {
    struct herd *herd;
    struct holding_count *rows;
    int *position; /* of a holding's id among the rows, -1 for none */
    int64_t most_id;
};

static struct holding_count *row_of(const struct counting *c, int64_t holding)
{
    int at = holding >= 0 && holding <= c->most_id ? c->position[holding] : -1;
    return at < 0 ? NULL : &c->rows[at];
}

static bool start(const struct counting *c, const char *query, struct query **ret_query, bool *ret_row, struct err *e)
{
    return store_query(c->herd->store, query, ret_query, e) && query_next(*ret_query, ret_row, e);
}

/* All species: each index groups by itself. */
static bool count_grouped(const struct counting *c, const char *query, size_t place, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!start(c, query, &q, &row, e))
        return false;
    while (row) {
        struct holding_count *to = row_of(c, query_int(q, 0));
        if (to)
            *(int64_t *)((char *)to + place) = query_int(q, 1);
        if (!query_next(q, &row, e))
            return false;
    }
    return true;
}

static bool count_all(const struct counting *c, struct err *e)
{
    return count_grouped(c, "holding_kept", offsetof(struct holding_count, kept), e) &&
           count_grouped(c, "holding_owned", offsetof(struct holding_count, owned), e) &&
           count_grouped(c, "holding_standing", offsetof(struct holding_count, standing), e);
}

/* A set of animals by their keys, which are nearly dense. */
struct animal_set {
    unsigned char *has;
    int64_t size;
};

static void set_add(struct animal_set *set, int64_t animal)
{
    if (animal >= set->size) {
        int64_t size = animal < 32768 ? 65536 : 2 * animal;
        set->has = memory_resize(set->has, (size_t)size, 1);
        memset(set->has + set->size, 0, (size_t)(size - set->size));
        set->size = size;
    }
    set->has[animal] = 1;
}

static bool set_has(const struct animal_set *set, int64_t animal)
{
    return animal < set->size && set->has[animal];
}

static bool read_species(const struct counting *c, const char *species, struct animal_set *set, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(c->herd->store, "holding_animals_of", &q, e))
        return false;
    query_bind_text(q, ":species", species);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        set_add(set, query_int(q, 0));
    }
}

static bool count_stays(const struct counting *c, const struct animal_set *set, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!start(c, "holding_stays_now", &q, &row, e))
        return false;
    while (row) {
        bool counts = set_has(set, query_int(q, 0));
        struct holding_count *keeper = counts ? row_of(c, query_int(q, 1)) : NULL;
        struct holding_count *place = counts ? row_of(c, query_int(q, 2)) : NULL;
        if (keeper)
            keeper->kept++;
        if (place)
            place->standing++;
        if (!query_next(q, &row, e))
            return false;
    }
    return true;
}

static bool count_owners(const struct counting *c, const struct animal_set *set, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!start(c, "holding_owners_now", &q, &row, e))
        return false;
    while (row) {
        struct holding_count *owner = set_has(set, query_int(q, 0)) ? row_of(c, query_int(q, 1)) : NULL;
        if (owner)
            owner->owned++;
        if (!query_next(q, &row, e))
            return false;
    }
    return true;
}

static bool count_species(const struct counting *c, const char *species, struct err *e)
{
    struct animal_set set = { 0 };
    bool done = read_species(c, species, &set, e) && count_stays(c, &set, e) && count_owners(c, &set, e);
    memory_free(set.has);
    return done;
}

/* Children stand after their parents, so one way up adds whole subtrees. */
static void add_up(const struct counting *c, const struct holding *tree, int count)
{
    for (int i = 0; i < count; i++) {
        c->rows[i].kept_below = c->rows[i].kept;
        c->rows[i].owned_below = c->rows[i].owned;
        c->rows[i].standing_below = c->rows[i].standing;
    }
    for (int i = count - 1; i >= 0; i--) {
        struct holding_count *up = tree[i].parent ? row_of(c, tree[i].parent) : NULL;
        if (!up || up >= &c->rows[i])
            continue;
        up->kept_below += c->rows[i].kept_below;
        up->owned_below += c->rows[i].owned_below;
        up->standing_below += c->rows[i].standing_below;
    }
}

bool holding_counts(struct herd *herd, const char *species, struct arena *arena, struct holding_count **ret,
                    int *ret_count, struct err *e)
{
    struct holding *tree;
    int count;
    struct counting c = { .herd = herd };
    if (!holding_all(herd, arena, &tree, &count, e))
        return false;
    for (int i = 0; i < count; i++)
        c.most_id = tree[i].id > c.most_id ? tree[i].id : c.most_id;
    c.position = memory_resize(NULL, (size_t)c.most_id + 1, sizeof(*c.position));
    memset(c.position, 0xff, ((size_t)c.most_id + 1) * sizeof(*c.position));
    c.rows = arena_new(arena, ((size_t)count + 1) * sizeof(*c.rows));
    for (int i = 0; i < count; i++) {
        c.position[tree[i].id] = i;
        c.rows[i].holding = tree[i].id;
    }
    bool done = species && *species ? count_species(&c, species, e) : count_all(&c, e);
    if (done) {
        add_up(&c, tree, count);
        *ret = c.rows;
        *ret_count = count;
    }
    memory_free(c.position);
    return done;
}
