/* demo_county.h - the demonstration county while it is being made */
#ifndef COMMAND_DEMO_COUNTY_H
#define COMMAND_DEMO_COUNTY_H

#include "inner.h"

#include "herd/inner.h"

#define DEMO_TODAY "2025-10-31"
#define DEMO_RAM "KP01-23-00011" /* of the worked example */

struct place { /* one holder and its month, as in the oracle table */
    const char *code, *tier, *parent, *name, *person, *township, *village, *prefix;
    int opening, born, bought, moved_in, moved_out, slaughtered, home, sold, died;
};

struct beast {
    int64_t id;
    date_day birth;
    char sex;
    char family;          /* 0 = none */
    int64_t stay, owning; /* rows of its open intervals */
    int weight;           /* grams, of an ewe this autumn */
};
struct flock { /* animals of one sort at one holder */
    struct beast *all;
    int count, capacity;
};

enum { PEN_RAMS, PEN_EWES, PEN_LAMBS, PEN_GROWING, PEN_KINDS };
struct pens { /* of one kind at the holder at work: filled one after the other */
    int64_t pen;
    int count, room;
};

struct county {
    struct herd *herd;
    struct arena arena;
    struct random random;
    const struct progress *progress;
    struct query *event, *number, *stay_end, *owning_end;
    struct pens pens[PEN_KINDS];
    int64_t batch;   /* of the events being written; 0 = none */
    int64_t holding; /* of the holder at work */
    const struct place *place;
    int serial[2][10]; /* per sex, per birth year 2016..2025 */
    struct flock rams, ewes, growing, young, newborn, in_lamb;
    struct flock ancestors_m, ancestors_f; /* the youngest generation on paper */
    int64_t enterprise;
    int64_t made, wanted, parted; /* parted: how many were made when the log was last parted */
    struct flock placed, returned;
};

/* demo_beast.c */
void flock_add(struct flock *f, struct beast b);
struct beast flock_take(struct flock *f, int at); /* removes it */
void flock_done(struct flock *f);
date_day demo_day(const char *text);
int demo_between(struct county *c, int low, int high);
bool demo_event(struct county *c, const char *kind, int64_t animal, date_day day, int64_t other, int64_t value,
                int count, int dead, const char *code, int64_t *ret_id, struct err *e) MUST_USE;
struct birth { /* of a new animal; zero = not known */
    const char *species, *breed;
    int64_t sire, dam, event;
    int type;
    bool reference;
    const char *number; /* NULL: issued */
};
bool demo_beast(struct county *c, char sex, date_day birth, char family, const struct birth *how, struct beast *ret,
                struct err *e) MUST_USE;
/* It stands and belongs at the holder at work from that day; and no longer. */
bool demo_stand(struct county *c, struct beast *b, date_day from, int64_t event, struct err *e) MUST_USE;
bool demo_end(struct county *c, const struct beast *b, date_day to, struct err *e) MUST_USE;
bool demo_leave(struct county *c, struct flock *from, int count, const char *kind, const char *code,
                struct err *e) MUST_USE;

/* demo_flock.c: one holder's sheep, their year and their October */
bool demo_ancestors(struct county *c, struct err *e) MUST_USE;
bool demo_flock(struct county *c, const struct place *place, int64_t holding, struct err *e) MUST_USE;
/* demo_camel.c */
bool demo_camels(struct county *c, struct err *e) MUST_USE;
/* demo_care.c: males taken out and vaccinations, when all the animals are there */
bool demo_care(struct county *c, struct err *e) MUST_USE;

#endif
