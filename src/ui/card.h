/* card.h - the card of an animal: what is known of it, and the rows below. */
#ifndef MUPU_UI_CARD_H
#define MUPU_UI_CARD_H

#include "screens.h"

enum card_row_kind { CARD_HEADING, CARD_EVENT, CARD_ANIMAL, CARD_RESIDENCE, CARD_NUMBER };
struct card_row {
    enum card_row_kind kind;
    int64_t id; /* event or animal */
    const char *cell[4];
    enum cell_role role;
};
struct card_fact {
    const char *label, *value;
    enum cell_role role;
};
struct card_data {
    struct arena arena;
    struct animal animal;
    struct event *events;
    int event_count;
    int64_t *offspring;
    int offspring_count;
    struct card_fact *facts;
    int fact_count;
    struct card_row *rows;
    int row_count, row_capacity;
};
bool card_load(struct app *app, int64_t animal, struct card_data *ret, struct err *e) MUST_USE; /* fills a fresh one */
void card_done(struct card_data *data);

#endif
