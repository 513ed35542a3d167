/* genotype_exact.c - probabilities where relatives form loops: one animal after the other is summed out.
 *
 * Animals are linked when they stand in one factor: an animal with its parents. The animal with the fewest links is
 * eliminated: all factors that name it are multiplied, it is summed out, and what remains is a factor of those it was
 * linked with, who thereby become linked among each other. Backwards, each animal's table gets from the animal that
 * took up its factor what all others say (Lauritzen & Spiegelhalter 1988, J R Stat Soc B 50:157). A table of k animals
 * has 3^k cells, the animal itself changing fastest.
 */
#include "genotype.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY (-1)

struct links { /* of one animal; may name eliminated ones */
    int32_t *to;
    int32_t count, capacity, alive;
};

/* An animal's elimination. Numbers of members. */
struct step {
    int32_t animal;               /* the pedigree's index */
    int32_t parent[2];            /* sire and dam, or NOBODY */
    int32_t link[GENOTYPE_WIDTH]; /* those alive at its turn */
    int32_t width;
    int32_t first_factor, next_factor; /* animals whose own factor is taken up here */
    int32_t first_given, next_given;   /* animals whose remaining factor is */
    size_t message;                    /* where `up` and `down` keep its remaining factor */
};

struct exact {
    struct genotype_work *w;
    int32_t count;
    struct step *step;
    int32_t *order; /* [count] the members as they are eliminated */
    int32_t ordered;
    double *up, *down;
    double *table; /* of the widest */
};

/* What planning needs only. */
struct planning {
    struct links *links;
    const int32_t *component;
    int32_t *member;                      /* [animals] its number or NOBODY */
    int32_t *turn;                        /* [members] when it is eliminated; INT32_MAX = not yet */
    int32_t *waiting[GENOTYPE_WIDTH + 1]; /* members with so many links; may be outdated */
    int32_t waiters[GENOTYPE_WIDTH + 1], room[GENOTYPE_WIDTH + 1];
    unsigned char *failed; /* [animals] by component */
    size_t cells, most_cells;
};

void exact_free(struct exact *x)
{
    if (!x)
        return;
    free(x->step);
    free(x->order);
    free(x->up);
    free(x->down);
    free(x->table);
    free(x);
}

static void planning_done(struct planning *n, int32_t members)
{
    for (int32_t i = 0; n->links && i < members; i++)
        free(n->links[i].to);
    free(n->links);
    free(n->member);
    free(n->turn);
    free(n->failed);
    for (int d = 0; d <= GENOTYPE_WIDTH; d++)
        free(n->waiting[d]);
}

/* ---- links ---- */

static bool append(int32_t **list, int32_t *count, int32_t *capacity, int32_t value)
{
    if (*count == *capacity) {
        int32_t wanted = *capacity * 2 + 4;
        int32_t *larger = realloc(*list, (size_t)wanted * sizeof *larger);
        if (!larger)
            return false;
        *list = larger;
        *capacity = wanted;
    }
    (*list)[(*count)++] = value;
    return true;
}

static bool are_linked(const struct planning *n, int32_t a, int32_t b)
{
    const struct links *shorter = &n->links[n->links[a].count < n->links[b].count ? a : b];
    int32_t other = shorter == &n->links[a] ? b : a;
    for (int32_t k = 0; k < shorter->count; k++)
        if (shorter->to[k] == other)
            return true;
    return false;
}

static bool link_pair(struct planning *n, int32_t a, int32_t b)
{
    if (a == b || are_linked(n, a, b))
        return true;
    struct links *la = &n->links[a], *lb = &n->links[b];
    if (!append(&la->to, &la->count, &la->capacity, b) || !append(&lb->to, &lb->count, &lb->capacity, a))
        return false;
    la->alive++;
    lb->alive++;
    return true;
}

static bool wait(struct planning *n, int32_t member)
{
    int32_t alive = n->links[member].alive;
    return alive > GENOTYPE_WIDTH || append(&n->waiting[alive], &n->waiters[alive], &n->room[alive], member);
}

static int32_t parent_of(const struct exact *x, int32_t member, bool dam)
{
    int32_t animal = x->step[member].animal;
    return dam ? x->w->p.dam[animal] : x->w->p.sire[animal];
}

/* The members of a factor: the animal, then its known parents. */
static int scope_of(const struct exact *x, const int32_t *number, int32_t member, int32_t scope[3])
{
    int size = 0;
    scope[size++] = member;
    int32_t sire = parent_of(x, member, false), dam = parent_of(x, member, true);
    if (sire >= 0)
        scope[size++] = number[sire];
    if (dam >= 0 && dam != sire)
        scope[size++] = number[dam];
    return size;
}

static bool link_families(const struct exact *x, struct planning *n)
{
    for (int32_t i = 0; i < x->count; i++) {
        int32_t scope[3];
        int size = scope_of(x, n->member, i, scope);
        for (int a = 0; a < size; a++)
            for (int b = 0; b < a; b++)
                if (!link_pair(n, scope[a], scope[b]))
                    return false;
    }
    for (int32_t i = 0; i < x->count; i++)
        if (!wait(n, i))
            return false;
    return true;
}

/* ---- the order ---- */

static int32_t next_member(struct planning *n)
{
    for (int d = 0; d <= GENOTYPE_WIDTH; d++)
        while (n->waiters[d]) {
            int32_t member = n->waiting[d][--n->waiters[d]];
            if (n->turn[member] == INT32_MAX && n->links[member].alive == d)
                return member;
        }
    return NOBODY;
}

static size_t power(int exponent)
{
    size_t cells = 1;
    while (exponent-- > 0)
        cells *= 3;
    return cells;
}

static bool eliminate(struct exact *x, struct planning *n, int32_t member)
{
    struct step *s = &x->step[member];
    const struct links *links = &n->links[member];
    for (int32_t k = 0; k < links->count; k++)
        if (n->turn[links->to[k]] == INT32_MAX)
            s->link[s->width++] = links->to[k];
    n->turn[member] = x->ordered;
    x->order[x->ordered++] = member;
    n->cells += power(s->width + 1);
    for (int a = 0; a < s->width; a++) {
        n->links[s->link[a]].alive--;
        for (int b = 0; b < a; b++)
            if (!link_pair(n, s->link[a], s->link[b]))
                return false;
    }
    for (int a = 0; a < s->width; a++)
        if (!wait(n, s->link[a]))
            return false;
    return true;
}

/* Components with somebody left fail; their members' steps are forgotten. */
static void forget_failed(struct exact *x, struct planning *n, unsigned char *member)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < x->count; i++)
        if (n->turn[i] == INT32_MAX)
            n->failed[n->component[x->step[i].animal]] = 1;
    for (int32_t k = 0; k < x->ordered; k++)
        if (!n->failed[n->component[x->step[x->order[k]].animal]])
            x->order[kept++] = x->order[k];
    for (int32_t i = 0; i < x->count; i++)
        if (n->failed[n->component[x->step[i].animal]])
            member[x->step[i].animal] = 0;
    x->ordered = kept;
    for (int32_t k = 0; k < kept; k++)
        n->turn[x->order[k]] = k;
}

static bool make_order(struct exact *x, struct planning *n)
{
    if (!link_families(x, n))
        return false;
    for (int32_t member; n->cells <= n->most_cells && (member = next_member(n)) >= 0;)
        if (!eliminate(x, n, member))
            return false;
    return true;
}

/* ---- who takes up what ---- */

static void place_factors(struct exact *x, const struct planning *n)
{
    for (int32_t k = x->ordered - 1; k >= 0; k--) {
        int32_t member = x->order[k], scope[3], taker = member;
        int size = scope_of(x, n->member, member, scope);
        for (int dam = 0; dam < 2; dam++) {
            int32_t parent = parent_of(x, member, dam);
            x->step[member].parent[dam] = parent < 0 ? NOBODY : n->member[parent];
        }
        for (int a = 1; a < size; a++)
            if (n->turn[scope[a]] < n->turn[taker])
                taker = scope[a];
        x->step[member].next_factor = x->step[taker].first_factor;
        x->step[taker].first_factor = member;
        taker = NOBODY;
        for (int a = 0; a < x->step[member].width; a++)
            if (taker < 0 || n->turn[x->step[member].link[a]] < n->turn[taker])
                taker = x->step[member].link[a];
        if (taker >= 0) {
            x->step[member].next_given = x->step[taker].first_given;
            x->step[taker].first_given = member;
        }
    }
}

static bool make_room(struct exact *x)
{
    size_t room = 0;
    int widest = 0;
    for (int32_t k = 0; k < x->ordered; k++) {
        struct step *s = &x->step[x->order[k]];
        s->message = room;
        room += power(s->width);
        widest = s->width > widest ? s->width : widest;
    }
    x->up = compact_memory(room, sizeof *x->up);
    x->down = compact_memory(room, sizeof *x->down);
    x->table = compact_memory(power(widest + 1), sizeof *x->table);
    return x->up && x->down && x->table;
}

static bool planning_init(struct planning *n, struct exact *x, const int32_t *component, const unsigned char *member)
{
    size_t animals = x->w->p.count;
    n->component = component;
    n->member = compact_memory(animals, sizeof *n->member);
    n->failed = compact_zeroed(animals, 1);
    if (!n->member || !n->failed)
        return false;
    for (int32_t i = 0; i < x->w->p.count; i++)
        n->member[i] = member[i] ? x->count++ : NOBODY;
    n->most_cells = ((size_t)1 << 24) + 32 * (size_t)x->count;
    n->links = compact_zeroed(x->count, sizeof *n->links);
    n->turn = compact_memory(x->count, sizeof *n->turn);
    x->step = compact_zeroed(x->count, sizeof *x->step);
    x->order = compact_memory(x->count, sizeof *x->order);
    if (!n->links || !n->turn || !x->step || !x->order)
        return false;
    for (int32_t i = 0; i < x->w->p.count; i++)
        if (member[i]) {
            n->turn[n->member[i]] = INT32_MAX;
            x->step[n->member[i]] = (struct step){
                .animal = i, .first_factor = NOBODY, .next_factor = NOBODY, .first_given = NOBODY, .next_given = NOBODY
            };
        }
    return true;
}

bool exact_new(struct genotype_work *w, const int32_t *component, unsigned char *member, struct exact **ret,
               struct err *e)
{
    struct planning n = { 0 };
    struct exact *x = compact_zeroed(1, sizeof *x);
    if (!x)
        return compact_no_memory(e);
    x->w = w;
    bool good = planning_init(&n, x, component, member) && make_order(x, &n);
    if (good) {
        forget_failed(x, &n, member);
        place_factors(x, &n);
        good = make_room(x);
    }
    planning_done(&n, x->count);
    if (!good) {
        exact_free(x);
        return compact_no_memory(e);
    }
    *ret = x;
    return true;
}

/* ---- tables ---- */

/* The place of a member among the digits of a step's table: 0 = itself. */
static int digit_of(const struct exact *x, int32_t step, int32_t member)
{
    for (int a = 0; a < x->step[step].width; a++)
        if (x->step[step].link[a] == member)
            return a + 1;
    return 0;
}

/* Walks the cells of a table while another place, a sum of weights of the digits, goes along. */
struct walk {
    int digits;
    int digit[GENOTYPE_WIDTH + 1];
    int32_t weight[GENOTYPE_WIDTH + 1];
    int32_t place;
};

static void walk_next(struct walk *k)
{
    for (int a = 0; a < k->digits; a++) {
        k->place += k->weight[a];
        if (++k->digit[a] < 3)
            return;
        k->place -= 3 * k->weight[a];
        k->digit[a] = 0;
    }
}

/* Cells of `step`'s table to cells of the remaining factor of `given`. */
static struct walk walk_to(const struct exact *x, int32_t step, int32_t given)
{
    struct walk k = { .digits = x->step[step].width + 1 };
    int32_t weight = 1;
    for (int a = 0; a < x->step[given].width; a++, weight *= 3)
        k.weight[digit_of(x, step, x->step[given].link[a])] = weight;
    return k;
}

/* Cells of `step`'s table to own + 3 sire + 9 dam of an animal's factor. */
static struct walk walk_to_factor(const struct exact *x, int32_t step, int32_t member)
{
    const int32_t *parent = x->step[member].parent;
    struct walk k = { .digits = x->step[step].width + 1 };
    k.weight[digit_of(x, step, member)] += 1;
    if (parent[0] >= 0)
        k.weight[digit_of(x, step, parent[0])] += 3;
    if (parent[1] >= 0)
        k.weight[digit_of(x, step, parent[1])] += 9;
    return k;
}

/* Multiplies the table by factor[place]; thousands of factors must not underflow. */
static void multiply(double *table, size_t cells, struct walk k, const double *factor)
{
    double most = 0.0;
    for (size_t i = 0; i < cells; i++, walk_next(&k)) {
        table[i] *= factor[k.place];
        most = table[i] > most ? table[i] : most;
    }
    if (most > 1e-100 || !(most > 0.0))
        return;
    for (size_t i = 0; i < cells; i++)
        table[i] /= most;
}

static void make_factor(const struct exact *x, int32_t member, double factor[27])
{
    const struct genotype_work *w = x->w;
    const struct step *s = &x->step[member];
    const double *likelihood = w->likelihood[w->tests.result[s->animal]];
    double missing = genotype_missing(w, s->animal);
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            double lamb[3];
            genotype_mate(s->parent[0] < 0 ? missing : 0.5 * a, s->parent[1] < 0 ? missing : 0.5 * b, lamb);
            for (int g = 0; g < 3; g++)
                factor[g + 3 * a + 9 * b] = lamb[g] * likelihood[g];
        }
}

/* The product of all factors that a step takes up. */
static size_t make_table(struct exact *x, int32_t step)
{
    const struct step *s = &x->step[step];
    size_t cells = power(s->width + 1);
    for (size_t i = 0; i < cells; i++)
        x->table[i] = 1.0;
    for (int32_t m = s->first_factor; m >= 0; m = x->step[m].next_factor) {
        double factor[27];
        make_factor(x, m, factor);
        multiply(x->table, cells, walk_to_factor(x, step, m), factor);
    }
    for (int32_t m = s->first_given; m >= 0; m = x->step[m].next_given)
        multiply(x->table, cells, walk_to(x, step, m), x->up + x->step[m].message);
    return cells;
}

/* ---- forwards ---- */

static bool sum_out(struct exact *x, int32_t step)
{
    size_t cells = make_table(x, step);
    double most = 0.0, *up = x->up + x->step[step].message;
    for (size_t i = 0; i < cells / 3; i++) {
        up[i] = x->table[3 * i] + x->table[3 * i + 1] + x->table[3 * i + 2];
        most = up[i] > most ? up[i] : most;
    }
    for (size_t i = 0; i < cells / 3 && most > 0.0; i++)
        up[i] /= most;
    return most > 0.0;
}

/* ---- backwards ---- */

static void hear_others(struct exact *x, int32_t step, size_t cells)
{
    const double *up = x->up + x->step[step].message, *down = x->down + x->step[step].message;
    double most = 0.0;
    for (size_t i = 0; i < cells; i++) {
        x->table[i] *= up[i / 3] > 0.0 ? down[i / 3] / up[i / 3] : 0.0;
        most = x->table[i] > most ? x->table[i] : most;
    }
    for (size_t i = 0; i < cells; i++)
        x->table[i] /= most;
}

static void count_missing(struct exact *x, int32_t step, int32_t member, size_t cells)
{
    const struct step *s = &x->step[member];
    int32_t known = s->parent[s->parent[0] < 0];
    if ((s->parent[0] >= 0 && s->parent[1] >= 0) || known < 0)
        return;
    double joint[9] = { 0.0 }, sum = 0.0;
    struct walk k = { .digits = x->step[step].width + 1 };
    k.weight[digit_of(x, step, member)] += 1;
    k.weight[digit_of(x, step, known)] += 3;
    for (size_t i = 0; i < cells; i++, walk_next(&k)) {
        joint[k.place] += x->table[i];
        sum += x->table[i];
    }
    for (int i = 0; i < 9; i++)
        genotype_count_missing(x->w, s->animal, i / 3, i % 3, joint[i] / sum);
}

static void give_down(struct exact *x, int32_t step, int32_t given, size_t cells)
{
    double *down = x->down + x->step[given].message;
    struct walk k = walk_to(x, step, given);
    memset(down, 0, power(x->step[given].width) * sizeof *down);
    for (size_t i = 0; i < cells; i++, walk_next(&k))
        down[k.place] += x->table[i];
}

static bool conclude(struct exact *x, int32_t step, bool count)
{
    const struct step *s = &x->step[step];
    double *own = x->w->probability + 3 * (size_t)s->animal;
    size_t cells = make_table(x, step);
    if (s->width)
        hear_others(x, step, cells);
    own[0] = own[1] = own[2] = 0.0;
    for (size_t i = 0; i < cells; i++)
        own[i % 3] += x->table[i];
    if (!genotype_normalise(own))
        return false;
    if (count && s->parent[0] < 0 && s->parent[1] < 0)
        genotype_count_founder(x->w, s->animal, own);
    for (int32_t m = s->first_factor; count && m >= 0; m = x->step[m].next_factor)
        count_missing(x, step, m, cells);
    for (int32_t m = s->first_given; m >= 0; m = x->step[m].next_given)
        give_down(x, step, m, cells);
    return true;
}

bool exact_solve(struct exact *x, bool count, struct err *e)
{
    bool good = true;
    for (int32_t k = 0; good && k < x->ordered; k++)
        good = sum_out(x, x->order[k]);
    for (int32_t k = x->ordered - 1; good && k >= 0; k--)
        good = conclude(x, x->order[k], count);
    return good || genotype_impossible(e);
}
