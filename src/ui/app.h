/* app.h - what the screens share: the open book, the key table, the ways from one screen to another.
 *
 * A screen is one file: a struct with a `struct app *app`, its screen_operations, and app_push_X below. What a screen
 * does not use of its input comes to app.c: palette, quick find, undo, language.
 */
#ifndef MUPU_UI_APP_H
#define MUPU_UI_APP_H

#include "mupu/herd.h"
#include "mupu/report.h"
#include "mupu/term.h"

struct app {
    struct herd *herd;
    struct arena arena; /* lives as long as the program */
    bool chinese;
    bool mouse;       /* on */
    int64_t draft;    /* the next form takes over this one; 0 = begins anew */
    bool interrupted; /* a draft was kept: the terminal went away in the midst of a form */
    struct reader_settings reader_settings;
    struct reader_set *readers; /* NULL = headless, or the settings are faulty */
    int64_t inbreeding_time;    /* nanoseconds that computing F of all took last time */
};

/* Commands of our own; keys.c binds them in a context named as the screen: today due_sheet herd animal entry lambing
 * lineage holdings plans matings report changes. */
enum app_command {
    APP_PALETTE = COMMAND_OWN,
    APP_UNDO,
    APP_REDO,
    APP_FIND,
    APP_LANGUAGE,
    APP_ADD,
    APP_EDIT,
    APP_VOID,
    APP_SEARCH,
    APP_SEARCH_NEXT,
    APP_FILTER,
    APP_SORT,
    APP_REFRESH,
    APP_ENTER, /* pick an event kind and enter it */
    APP_WEIGH,
    APP_LAMBING,
    APP_CALVING,
    APP_MATING,
    APP_LINEAGE,
    APP_OFFSPRING,
    APP_HISTORY, /* the changes of this animal */
    APP_DO,
    APP_GO_HERD,
    APP_GO_HOLDINGS,
    APP_GO_PLANS,
    APP_GO_REPORT,
    APP_GO_CHANGES,
    APP_REPORT,
    APP_VIEW,
    APP_LOCK,
    APP_FORBID,
    APP_FREE,
    APP_SOLVE,
    APP_APPROVE,
    APP_PRINT,
    APP_SAVE_PAPER,
    APP_BY,
    APP_COUNTING,
    APP_DAY,
    APP_FILTERS,
    APP_MARK_ALL,
    APP_MARK_INVERT,
    APP_MARK_NONE,
    APP_MORE,
    APP_LESS,
    APP_FOLD,
    APP_ROOT, /* the selected animal becomes the one the tree is of */
    APP_ROOT_BACK,
    APP_TURN, /* ancestors or descendants */
    APP_SIDE, /* the other of two */
    APP_IMAGINE,
    APP_CHOICES,
    APP_EVERYWHERE,
    APP_QUIT, /* the program, from its first screen */
};
extern const struct key_table app_keys;

/* ---- screens ---- */
/* The bool ones fill *e when they cannot be opened; the void ones say so on the message line. */
bool app_push_today(struct app *app, struct err *e) MUST_USE;
/* Only one kind of work: of the code list "due", kept by the dictionary; NULL = all. */
bool app_push_today_of(struct app *app, const char *task, struct err *e) MUST_USE;
bool app_push_holdings(struct app *app, struct err *e) MUST_USE;
bool app_push_plans(struct app *app, struct err *e) MUST_USE;
bool app_push_answers(struct app *app, struct err *e) MUST_USE; /* what can be asked about the herd's genetics */
/* The work on paper. The book is the caller's and must outlive the screen. */
bool app_push_due_sheet(struct app *app, struct due_book *book, const struct due_filter *filter,
                        struct err *e) MUST_USE;
void app_push_sheet(const struct sheet *sheet, const struct arena *arena); /* both are the screen's from now on */
void app_push_plan_form(struct app *app);
void app_push_matings(struct app *app, int64_t plan);
bool app_push_report(struct app *app, int64_t holding, struct err *e) MUST_USE; /* holding 0 = all */
bool app_push_changes(struct app *app, int64_t animal, struct err *e) MUST_USE; /* animal 0 = all */
void app_push_herd(struct app *app, int64_t holding);                           /* holding 0 = all */
void app_push_animal(struct app *app, int64_t animal);
void app_push_lineage(struct app *app, int64_t animal);
/* Two animals side by side; second 0 = to be chosen from those it may be mated with. */
void app_push_compare(struct app *app, int64_t first, int64_t second);
void app_push_animals(struct app *app, const char *title, const int64_t *ids, int count); /* a fixed list, copied */
/* A form for an event; kind a code ("weigh"); animal 0 = to be typed. Lambing and calving get the grid. */
void app_push_entry(struct app *app, const char *kind, int64_t animal);
void app_push_entry_of(struct app *app, const char *kind, int64_t animal, date_day day);
/* A grid with a row for each animal; animals are copied. */
void app_push_grid(struct app *app, const char *kind, const int64_t *animals, int count);
/* The same with a value for all: of the kind's field of that name. */
void app_push_grid_with(struct app *app, const char *kind, const char *name, const char *value, const int64_t *animals,
                        int count);
/* Asks which kind of event and which animals. holding 0 = asks for that, too. */
void app_push_grid_start(struct app *app, int64_t holding);
void app_push_lambing(struct app *app, const char *kind, int64_t dam);
void app_push_animal_form(struct app *app, int64_t animal);              /* 0 = a new one */
void app_push_animal_numbered(struct app *app, const char *number);      /* a new one with any kind of number */
void app_push_holding(struct app *app, int64_t holding, int64_t parent); /* holding 0 = a new one under parent */

/* ---- asking ---- */
/* A list that follows what is typed, from `start` on: code, name, person, or their initials; false = Esc. */
bool app_pick_holding(struct app *app, const char *start, int64_t *ret_id);
bool app_pick_animal(struct app *app, const char *sex, int64_t *ret_id);    /* such a list; sex NULL = any */
bool app_pick_kind(struct app *app, int64_t animal, const char **ret_kind); /* an event kind that fits; animal 0: all */
/* By any number: the one that is meant; asks which if several may be; none = says so. */
bool app_find(struct app *app, const char *number, int64_t *ret_id);
bool app_ask_reason(const char *prompt, struct strbuf *ret_reason); /* for voiding; false = Esc or empty */

/* ---- the menu (app.c): all screens, then all kinds of events ---- */
struct app_menu_item {
    const char *word, *code, *note; /* word and note translated, code English; note "" = none */
};
int app_menu_count(const struct app *app);
struct app_menu_item app_menu_item(const struct app *app, int index);
void app_menu_open(struct app *app, int index, int64_t animal); /* animal: of an event; 0 = to be typed */

/* ---- after work ---- */
void app_after_change(struct app *app); /* "Saved: ...   (u undoes it)" in the words of the newest change */
void app_undo(struct app *app);
void app_redo(struct app *app);

/* ---- texts ---- */
/* 1284 as "1,284", in one of a few buffers that take turns. */
const char *app_count(int64_t number);
const char *app_f(double f);           /* "6.25%", "" if not computed */
const char *app_percent(double f);     /* the same with one decimal */
const char *app_millionths(int64_t f); /* of a plan: 31250 as "3.13%" */
const char *app_day(date_day day, enum date_precision precision);

/* ---- paper (paper.c) ---- */
int paper_columns(void); /* for text_sheet: as wide as the viewer, but not narrower than paper can be read */
void paper_print(const struct sheet *sheet);
void paper_save(const struct sheet *sheet);
void paper_ask(const struct sheet *sheet); /* the screen, a printer or a file */

#endif
