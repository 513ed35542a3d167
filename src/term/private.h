/* private.h - what the files of the toolkit share and nobody else sees. */
#ifndef TERM_PRIVATE_H
#define TERM_PRIVATE_H

#include "mupu/term.h"

#include <signal.h>

#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif

/* The one terminal of the process; terminal.c owns it. */
struct terminal {
    bool started, headless, colours;
    int rows, columns;
    int cursor_y, cursor_x; /* -1: hidden */
    struct script {
        const char *at;
        bool in_text;
    } script; /* headless: what is left of it */
    struct strbuf *dumps;
    volatile sig_atomic_t hangup;
};
extern struct terminal terminal;

/* Codes for define_key, above curses' own. */
enum { CODE_PASTE_BEGIN = 2000, CODE_PASTE_END };

void terminal_take_size(void);               /* after curses has changed it */
void terminal_resize(int columns, int rows); /* headless */

/* ---- cell.c ---- */
void cell_start(void); /* after start and at each change of size */
void cell_stop(void);
void cell_erase(void);
int cell_char_width(uint32_t code);                    /* columns of one character as it is drawn: 1 or 2 */
const char *cell_made_printable(const char *text);     /* valid until the next call */
size_t cell_line_bytes(const char *text, int columns); /* how much of it makes the first of several lines, at least 1 */

/* ---- script.c ---- */
struct script_token {
    enum { SCRIPT_END, SCRIPT_INPUT, SCRIPT_RESIZE, SCRIPT_DUMP } kind;
    struct input input;
    int columns, rows;
};
/* Reads one token and moves past it. Text of pastes and readings lives in `paste`, a reading's field before its NUL. */
bool script_next(struct script *script, struct script_token *ret_token, struct strbuf *paste, struct err *e);

/* ---- input.c ---- */
#define READING_TAG "animal" /* the field of a reading that says which one, not how much */

/* ---- key.c ---- */
uint32_t key_fold(uint32_t key);

/* ---- frame.c ---- */
struct frame_keys {
    const struct key_table *program;
    const char *const *contexts;
    bool (*offers)(void *state, int command); /* NULL = every command */
    void *state;
};
void frame_title(const char *program, const char *const *crumbs, size_t count, const char *context, const char *right);
void frame_footer(const struct frame_keys *keys);
/* Calls `each` for every binding that works in these contexts, nearest first, with the keys that do: not those a nearer
 * one has taken, and no letters where a form or grid takes them as text. */
void frame_each(const struct frame_keys *keys, void (*each)(void *context, const struct key_binding *b), void *context);
uint32_t frame_key_at(int y, int x); /* which key of the footer was clicked; 0 = none */
int frame_command(const struct frame_keys *keys, const struct input *input);

/* ---- tree.c ---- */
void tree_say(const struct tree *tree, size_t at, struct strbuf *out); /* the row as a line without its end */

/* ---- screen.c ---- */
void screen_compose(void); /* as screen_draw, but does not show: a modal draws over it */
int screen_message_row(void);
/* On the message line, and above it if it is long. answers: "y yes  n no" behind it with the cursor; NULL = none */
void screen_say(const char *text, const char *answers, enum cell_role role);
bool screen_is_too_small(void);

/* ---- grid.c ---- */
struct lineedit *grid_cell(const struct grid *grid, size_t row, size_t column);
void grid_touch(struct grid *grid); /* the row is another: what was wrong in it may no longer be */
/* The cell drawn there; false if there is none. */
size_t grid_next_along(const struct grid *grid); /* where Enter goes in the row for all; column_count = to the rows */
bool grid_cell_seen_at(struct grid *grid, int y, int x, size_t *ret_row, size_t *ret_column);
const struct grid_problem *grid_problem_at(const struct grid *grid, size_t row, size_t column); /* NULL = none */

/* ---- field.c: what form, grid and plain share ---- */
size_t field_most(const struct form_field *field);
/* Trims, folds and checks number and date syntax; rewrites the edit to its canonical text. Empty is fine. */
bool field_check(const struct form_field *field, struct lineedit *edit, struct err *e);
bool field_input(const struct form_field *field, struct lineedit *edit, const struct input *input);
const char *field_shown(const struct form_field *field, const char *value); /* a choice's words */
void field_draw(const struct form_field *field, struct lineedit *edit, int y, int x, int width, enum cell_role role,
                bool focus);
/* F4 on what needs no callback: choices, today for a date. */
bool field_pick(const struct form_field *field, struct lineedit *edit);
bool field_required(const struct form_field *field, const char *text, struct err *e);

#endif
