/* compare.h - two animals side by side, or one and those it may be mated with. */
#ifndef MUPU_UI_COMPARE_H
#define MUPU_UI_COMPARE_H

#include "screens.h"

struct compare_side {
    bool chosen;
    struct mate mate;     /* mate.animal 0 = imagined */
    struct animal animal; /* of a real one */
    const char *name, *sire, *dam;
};
struct compare_data {
    struct app *app;
    struct arena arena;
    struct compare_side side[2];
    bool both; /* then comparison, else choices if the one chosen is real */
    struct comparison comparison;
    struct mating_choice *choices;
    int choice_count;
    int64_t choice_total;
    bool everywhere;
};
/* Fills a fresh one from the mates of `sides` and their `chosen`; on failure nothing is kept. */
bool compare_load(struct app *app, const struct compare_side *sides, bool everywhere, struct compare_data *ret,
                  struct err *e) MUST_USE;
void compare_done(struct compare_data *d);
/* The facts of the two, the verdict; returns how many rows it took. */
int compare_draw(const struct compare_data *d, int active, struct area body);
void compare_about(const struct compare_data *d, struct strbuf *out); /* the same as lines */
enum { SOURCE_COLUMNS = 7, CHOICE_COLUMNS = 8 };
extern const struct list_column compare_source_columns[SOURCE_COLUMNS];
extern const struct list_column compare_choice_columns[CHOICE_COLUMNS];
void compare_fill_source(const struct compare_data *d, int64_t row, struct list_row *out);
void compare_fill_choice(const struct compare_data *d, int64_t row, struct list_row *out);

#endif
