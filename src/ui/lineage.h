/* lineage.h - the rows of the lineage screen: ancestors or descendants, each opened when it is wanted. */
#ifndef MUPU_UI_LINEAGE_H
#define MUPU_UI_LINEAGE_H

#include "screens.h"

enum line_kind { LINE_ROOT, LINE_SIRE, LINE_DAM, LINE_MATE, LINE_YOUNG };
struct line {
    enum line_kind kind;
    int64_t id;    /* 0 = unknown */
    int64_t whose; /* LINE_MATE: whose mate it is */
    int32_t at;    /* of an ancestor: its position */
    int depth;
    int young;   /* of a mate: with it; of a descendant: its own, -1 = not counted yet */
    bool branch; /* there is something to open; of a descendant: once young is counted */
    bool open;
    bool above; /* not open, since it stands open further up */
};
struct lines {
    struct app *app;
    struct line *line;
    int count, room, deepest;
    struct lineage lineage; /* while ancestors are shown */
    bool loaded;
};
void lines_done(struct lines *l);
/* The ancestors down to `generations`, each branch once. */
bool lines_ancestors(struct lines *l, int64_t animal, int generations, struct err *e) MUST_USE;
/* The mates, and the young where they are few; further generations are opened by hand. */
bool lines_descendants(struct lines *l, int64_t animal, struct err *e) MUST_USE;
bool lines_fold(struct lines *l, int row, struct err *e) MUST_USE; /* opens or closes a row */
bool lines_count_young(struct lines *l, struct line *line, struct err *e) MUST_USE;
/* What stands in a row, in the columns below. */
void lines_fill_ancestor(const struct lines *l, const struct line *line, struct list_row *out);
void lines_fill_descendant(struct lines *l, struct line *line, struct list_row *out);
enum { ANCESTOR_COLUMNS = 9, DESCENDANT_COLUMNS = 9 };
extern const struct list_column lines_ancestor_columns[ANCESTOR_COLUMNS];
extern const struct list_column lines_descendant_columns[DESCENDANT_COLUMNS];
/* "25.00%", or "unknown" where F cannot be told */
const char *lines_f(double f, bool told);

#endif
