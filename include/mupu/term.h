/* mupu/term.h - the toolkit the screens are built with: terminal, keys, drawing, screen stack, widgets. It knows no
 * animal. Only src/term includes curses.h.
 *
 * A program:  terminal_locale(); terminal_start(&options, &e); screen_keys(&my_keys); screen_push(&home, state, &e);
 *             screen_run(); terminal_stop();
 * Widgets are embedded in a screen's state; each has X_init, X_done, X_draw(x, area) and X_input(x, input).
 * A modal question (question_*, pick_*) is a plain call that returns the answer. One thread only.
 */
#ifndef MUPU_TERM_H
#define MUPU_TERM_H

#include "mupu/reader.h"

/* ---- terminal: the one screen, real or headless ---- */
struct terminal_options {
    bool mono;            /* no colours, attributes only; NO_COLOR does the same */
    bool mouse;           /* click and wheel; costs the terminal's own copying */
    bool headless;        /* no tty: null device, fixed terminal type, keys from `script` */
    int columns, rows;    /* headless only; 0 = 80x24 */
    const char *script;   /* headless only: key script text (see script below), kept by the caller; NULL = no keys */
    struct strbuf *dumps; /* headless only: where <dump> appends the screen; NULL = nowhere */
};
/* LC_CTYPE so that UTF-8 works on a machine that has only C.UTF-8; LC_NUMERIC stays "C". Call before terminal_start;
 * needless after text_start. */
void terminal_locale(void);
bool terminal_start(const struct terminal_options *options, struct err *e) MUST_USE;
void terminal_stop(void); /* restores the tty; harmless if not started or called twice */
/* The same from a signal or abort hook: only write() and tcsetattr(). Fits memory_on_failure. */
void terminal_restore(void);
/* Click and wheel on or off while it runs; while on, the terminal's own copying needs Shift. */
void terminal_mouse(bool on);
void terminal_suspend(void); /* Ctrl-Z; input_read does this itself */
bool terminal_started(void);
bool terminal_is_plain(void);   /* stdin or stdout is no terminal, or TERM is dumb or unset: use plain_start */
bool terminal_is_console(void); /* TERM=linux: no Chinese glyphs, use English and say so */
int terminal_rows(void);
int terminal_columns(void);
void terminal_erase(void);          /* blank the whole picture (in memory) */
void terminal_show(void);           /* send the changes to the tty */
void terminal_repaint(void);        /* Ctrl-L: send everything at the next show */
void terminal_cursor(int y, int x); /* where the hardware cursor rests after show; the input method follows it */
void terminal_beep(void);
/* The screen as exact text; after each line that has any role but normal a row of role marks (see cell_role_marks),
 * both without trailing blanks; attribute rows begin with "~|", text rows with " |". */
void terminal_dump(struct strbuf *out);

/* ---- input: what happened ---- */
enum input_kind {
    INPUT_NONE,
    INPUT_KEY,
    INPUT_PASTE, /* .text: whole, newlines kept; a pasted newline is not Enter */
    INPUT_RESIZE,
    INPUT_MOUSE,
    INPUT_READING, /* a tag reader or scale on a serial line: .text is the value, .field what it is ("animal") */
    INPUT_NOTICE,  /* a device is gone or back: it stands on the message line already; draw */
    INPUT_TICK,    /* the timeout passed, or <wait> in a script */
    INPUT_HANGUP,  /* SIGHUP, SIGTERM or the tty is gone; every later read says so again */
    INPUT_END,     /* the key script is used up; every later read says so again */
};
/* One number: a code point, or a special key above Unicode. Ctrl-A is 1 and so on. */
enum key {
    KEY_TAB = 9,
    KEY_RETURN = 13,
    KEY_ESCAPE = 27,
    KEY_SPACE = ' ',
    KEY_SPECIAL = 0x110000,
    KEY_TO_UP,
    KEY_TO_DOWN,
    KEY_TO_LEFT,
    KEY_TO_RIGHT,
    KEY_TO_HOME,
    KEY_TO_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_BACK_TAB,
    KEY_DELETE,
    KEY_ERASE,
    KEY_INSERT,   /* KEY_ERASE is Backspace */
    KEY_FUNCTION, /* KEY_FN(1) .. KEY_FN(12) follow */
    KEY_LAST = KEY_FUNCTION + 12,
};
#define KEY_FN(n) ((uint32_t)KEY_FUNCTION + (n))
#define KEY_CTRL(letter) ((uint32_t)(letter)&31u)
enum input_mouse { MOUSE_CLICK, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct input {
    enum input_kind kind;
    uint32_t key;      /* as typed: for text */
    uint32_t folded;   /* full-width letters, digits and punctuation as ASCII: for commands */
    const char *text;  /* INPUT_PASTE, INPUT_READING; valid until the next read */
    const char *field; /* INPUT_READING */
    bool begins; /* INPUT_KEY: the first after a pause. Enter or Tab has .text if a tag was typed since, too fast for
                    fingers */
    enum input_mouse mouse;
    int y, x; /* INPUT_MOUSE */
};
/* Waits up to `milliseconds` (-1 = for ever, 0 = do not). A scanner that types a tag in one burst up to Enter or Tab is
 * an INPUT_READING too, whatever it begins with (STX, letters), full-width digits folded. Handles Ctrl-Z, Esc then
 * digit (= F-key, within 300 ms) and a click on the key bar (= that key) itself. */
struct input input_read(int milliseconds);
void input_again(const struct input *reading); /* an INPUT_READING just read: the next read gives it once more */
/* From now on the lines of these devices are waited for and read too; NULL = no more. The caller keeps it. */
void input_readers(struct reader_set *set);
bool input_waiting(void);   /* has something been typed that was not read yet? */
bool input_cancelled(void); /* has Esc been pressed? Other keys are kept for later reads. For progress. */
bool input_is_text(const struct input *input); /* a printable character or a paste */

/* ---- script: keys as text, for tests and --headless ----
 * Tokens separated by blanks; # to the end of the line is a comment.
 *   "阿里木 \"x\" \\ \n"      each character is a key (\n = Enter, \t = Tab)
 *   <Enter> <Esc> <Tab> <S-Tab> <Space> <Up> <Down> <Left> <Right> <Home> <End> <PgUp> <PgDn> <Backspace> <Delete>
 *   <Insert> <F1>..<F12> <C-a>..<C-z>
 *   <paste "..."> <reading animal "826..."> <resize 120x40> <click 3,10> <double 3,10> <wheelup 3,10> <wheeldown 3,10>
 * (row,column from 0) <wait> ticks until no screen_hurry is left   <dump> the screen into options.dumps   <hangup>
 * <Esc> directly followed by a digit is an F-key, as at the keyboard; put <wait> between if that is not meant. */
bool script_check(const char *text, struct err *e) MUST_USE; /* names the line at fault; terminal_start calls it */

/* ---- key: one table for footer, help screen and docs/KEYS.md ---- */
struct key_binding {
    const char *context; /* "anywhere", "list", "form", ..., or a screen's own */
    uint32_t key, twin;  /* twin: a letter or Ctrl key for terminals that take the F-key; 0 = none */
    const char *label;   /* N_("...") one short word for the footer; "" = not there */
    const char *help;    /* N_("...") one sentence */
    int command;
};
struct key_table {
    const struct key_binding *bindings;
    size_t count;
};
/* Commands of the toolkit; the program's own begin at COMMAND_OWN. */
enum {
    COMMAND_NONE,
    COMMAND_HELP,
    COMMAND_BACK,
    COMMAND_REDRAW,
    COMMAND_SUSPEND,
    COMMAND_UP,
    COMMAND_DOWN,
    COMMAND_LEFT,
    COMMAND_RIGHT,
    COMMAND_PAGE_UP,
    COMMAND_PAGE_DOWN,
    COMMAND_FIRST,
    COMMAND_LAST,
    COMMAND_CHOOSE,
    COMMAND_MARK,
    COMMAND_NEXT,
    COMMAND_PREVIOUS,
    COMMAND_PICK,
    COMMAND_SAME,
    COMMAND_SAVE,
    COMMAND_CLEAR,
    COMMAND_ADD_ROW,
    COMMAND_REMOVE_ROW,
    COMMAND_EXPAND,
    COMMAND_COLLAPSE,
    COMMAND_SEARCH,
    COMMAND_SEARCH_NEXT,
    COMMAND_SEARCH_BACK,
    COMMAND_OWN = 1000,
};
extern const struct key_table key_term; /* the toolkit's own bindings: anywhere list form grid tree viewer pick */
/* The command bound to this key in `context`, else COMMAND_NONE. Looks at input->folded. */
int key_command(const struct key_table *table, const char *context, const struct input *input);
#define KEY_TEXT 32
const char *key_text(uint32_t key, char out[KEY_TEXT]); /* translated: F2, Enter, Ctrl-R, Space, / */
/* Lines "F2, e   help" for one context. */
void key_describe(const struct key_table *table, const char *context, struct strbuf *out);
/* The whole table as Markdown, one table per context: docs/KEYS.md. */
void key_markdown(const struct key_table *table, struct strbuf *out);

/* ---- cell: the only routine that draws ---- */
/* Marks in a dump: ' ' * = ^ # : _ + ? ! - in this order. Selected is reverse, and the widget also draws '>'; value is
 * an entry field. */
enum cell_role {
    ROLE_NORMAL,
    ROLE_TITLE,
    ROLE_HEADER,
    ROLE_SELECTED,
    ROLE_KEY,
    ROLE_LABEL,
    ROLE_VALUE,
    ROLE_GOOD,
    ROLE_WARNING,
    ROLE_ERROR,
    ROLE_DIM,
    ROLE_COUNT
};
extern const char cell_role_marks[ROLE_COUNT + 1];
enum cell_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };
/* Fills exactly `width` columns with text made printable; what does not fit is cut, never inside a wide character, and
 * ends in '~'. Never leaves half of a wide character at either edge. Outside the screen: nothing. */
void cell(int y, int x, int width, const char *text, enum cell_align align, enum cell_role role);
struct area {
    int y, x, rows, columns;
};
void cell_blank(struct area area);
/* One line of text in as many columns as it takes, at most `width`; returns the columns used (no fill, no clear). */
int cell_text(int y, int x, int width, const char *text, enum cell_role role);
/* The text over the lines of the area, no word torn; the last line is cut as in `cell`. Returns its columns. */
int cell_wrapped(struct area area, const char *text, enum cell_role role);
int cell_rows(const char *text, int columns); /* so many lines it takes; 0 = it is empty */

/* ---- screen: the stack and the loop ---- */
struct screen_title {
    struct strbuf crumb, context, count;
};                    /* title line: left (joined over the stack), middle, right */
struct screen_parts { /* for plain mode; what there is not stays NULL */
    struct list *list;
    struct tree *tree;
    struct viewer *viewer;
    struct form *form;
    struct grid *grid;    /* after the form */
    struct strbuf *about; /* append lines: what the screen draws itself */
};
struct screen_operations {
    const char *const *contexts; /* key contexts in order, NULL at the end, e.g. {"herd", "list", NULL}; the first wins;
                                    "anywhere" is always last. Footer and help come from them. */
    int tick;                    /* milliseconds between INPUT_TICKs; 0 = none */
    bool (*open)(void *state, struct err *e); /* once, at push; false: not pushed, screen_push returns the error */
    void (*title)(void *state, struct screen_title *title); /* append to the (empty) parts */
    void (*draw)(void *state, struct area body);            /* between title and message line; erased before */
    /* Does this command of its contexts mean anything now? What it does not offer is no key: the next context has it,
     * and footer and help are without it. */
    bool (*offers)(void *state, int command);
    /* true = used. What is not used the loop handles: COMMAND_BACK pops, COMMAND_HELP, COMMAND_REDRAW.
     * `command` is looked up in the contexts; a screen with a form gives the input to the form first. */
    bool (*input)(void *state, const struct input *input, int command);
    bool (*leave)(void *state);  /* asked before a pop by COMMAND_BACK; false = stay. May ask the user. */
    void (*reveal)(void *state); /* the screen above was popped: reload */
    void (*hangup)(void *state); /* the terminal is gone: save the draft now; close follows */
    void (*close)(void *state);  /* once, at pop; frees the state */
    void (*parts)(void *state, struct screen_parts *parts); /* what to tell in plain mode */
    void (*language)(void *state);               /* screen_language was called: words kept from before are made again */
};                                               /* every member but contexts, title and draw may be NULL */
void screen_keys(const struct key_table *table); /* the program's table; kept by the caller */
/* What stands at the very left of the title line ("牧谱"); translated by the caller, kept by the caller. */
void screen_program(const char *name);
void screen_language(void); /* the words of the program are others now: tells every open screen */
bool screen_push(const struct screen_operations *operations, void *state, struct err *e) MUST_USE;
/* Asked about input that the top screen did not use, before the loop's own commands: what works on every screen. */
void screen_anywhere(bool (*function)(void *context, const struct input *input, int command), void *context);
size_t screen_count(void); /* how many are open */
void screen_pop(void);     /* takes effect at once; safe inside the screen's own callbacks */
void screen_pop_all(void); /* quit */
void screen_run(void);     /* until the stack is empty, hangup, or the script's end */
void screen_message(enum cell_role role, const char *format, ...) PRINTF_LIKE(2, 3); /* until the next key */
void screen_error(const struct err *e); /* the same for an err: ROLE_WARNING if soft, else ROLE_ERROR */
/* For a screen's tick: there is more to do, so the next tick comes as soon as no key waits. A script's <wait> is over
 * when this is not called any more. */
void screen_hurry(void);
void screen_draw(void); /* draws all now; modal loops and tests use it */
/* For long work: draws "what 12 / 300  Esc stops" on the message line, at most ten times a second; false after Esc. */
const struct progress *screen_progress(void);

/* ---- lineedit: one line of UTF-8 ---- */
struct lineedit {
    struct strbuf text;
    size_t at, left, most;
};
void lineedit_init(struct lineedit *edit, size_t most_bytes);
void lineedit_done(struct lineedit *edit);
/* Cut at most_bytes between characters; the cursor goes to the end. */
void lineedit_set(struct lineedit *edit, const char *text);
const char *lineedit_text(const struct lineedit *edit);
/* true = used: printable characters, pastes (control characters become blanks), Left Right Home End Backspace Delete,
 * Ctrl-A E U K W. What does not fit is refused with a beep. */
bool lineedit_input(struct lineedit *edit, const struct input *input);
void lineedit_draw(struct lineedit *edit, int y, int x, int width, enum cell_role role, bool focus);

/* ---- list: a table over any number of rows ---- */
#define LIST_COLUMNS 32
struct list_column {
    const char *title; /* N_() */
    int width;         /* least columns */
    int grow;          /* share of the room left over; 0 = fixed */
    int priority;      /* 0 = never dropped; the highest is dropped first on narrow screens */
    enum cell_align align;
};
struct list_row {
    struct strbuf cell[LIST_COLUMNS];
    enum cell_role role[LIST_COLUMNS];
    bool wanted[LIST_COLUMNS];
};
struct list_operations {
    void (*fill)(void *context, int64_t row, struct list_row *out); /* append to the empty cells that are wanted */
    int64_t (*id)(void *context, int64_t row);                      /* a stable identity; NULL: the row number */
    int64_t (*find)(void *context, int64_t id);                     /* its row now, or -1; NULL: the row number */
};
struct list {
    const struct list_column *columns;
    size_t column_count;
    const struct list_operations *operations;
    void *context;
    int64_t rows, row, top; /* row: the selected one, -1 if there is none */
    int shift, page;        /* columns scrolled away after the first; rows shown last time */
    int64_t selected_id;
    int64_t *marks;
    size_t mark_count, mark_capacity; /* ids, ascending */
    struct list_row buffer;
    struct area area;
    const char *empty; /* what to say when there are no rows; translated by the caller */
};
enum widget_result { WIDGET_IGNORED, WIDGET_USED, WIDGET_CHOSEN, WIDGET_SAVED, WIDGET_LEFT };
void list_init(struct list *list, const struct list_column *columns, size_t count,
               const struct list_operations *operations, void *context);
void list_done(struct list *list);
void list_reload(struct list *list, int64_t rows); /* rows changed or were sorted: keeps the selected id */
void list_select(struct list *list, int64_t row);
int64_t list_selected(const struct list *list); /* its id; -1 if there is none */
bool list_marked(const struct list *list, int64_t id);
void list_mark(struct list *list, int64_t id, bool marked);
void list_unmark_all(struct list *list);
/* The marked ids as the rows stand, then those that are in no row; as many as mark_count. */
void list_marks_in_order(const struct list *list, int64_t *ret_ids);
void list_mark_all(struct list *list, bool invert); /* every row; invert: the marked rows are unmarked instead */
void list_draw(struct list *list, struct area area);
enum widget_result list_input(struct list *list, const struct input *input); /* CHOSEN: Enter or double click */

/* ---- form: an array of fields ---- */
enum form_kind { /* WHOLE: a number of heads or days; SHOWN: read only */
                 FIELD_TEXT,
                 FIELD_NUMBER,
                 FIELD_WHOLE,
                 FIELD_DATE,
                 FIELD_CHOICE,
                 FIELD_LOOKUP,
                 FIELD_SHOWN
};
struct form_choice {
    const char *value, *text;
}; /* text N_() */
struct form_field {
    const char *name;         /* matches err.field */
    const char *label, *help; /* N_() */
    enum form_kind kind;
    bool required, carried; /* carried: keeps its value for the next record, dim, skipped by Enter and Tab */
    int width;              /* columns of the entry */
    size_t most;            /* bytes; 0 = 200 */
    const struct form_choice *choices;
    size_t choice_count; /* FIELD_CHOICE */
};
struct form;
struct form_operations {
    /* Leaving a field that has text (number and date syntax are checked before). May change other fields. */
    bool (*check)(void *context, struct form *form, size_t field, struct err *e);
    /* F2, or Enter on the last field; required fields are filled. ERR_SOFT: shown as a warning; a second F2 without a
     * change in between calls again with form_confirmed true for that rule. */
    bool (*save)(void *context, struct form *form, struct err *e);
    /* F4 on a FIELD_LOOKUP: asks (pick_run) and form_set()s. */
    void (*lookup)(void *context, struct form *form, size_t field);
};
#define FORM_CONFIRMED 256
struct form {
    const struct form_field *fields;
    size_t count;
    const struct form_operations *operations;
    void *context;
    struct form_value *values; /* private */
    size_t at;
    int top, page;
    bool changed;
    char *before; /* what was in the field before the keys that came without a pause; private */
    size_t before_at;
    size_t records;
    char confirmed[FORM_CONFIRMED], pending[32];
    struct err problem; /* of the last save or check, "" if none */
    bool single_column;
    bool typed; /* something was typed since the cursor came; until then the first text replaces what stands there */
};
void form_init(struct form *form, const struct form_field *fields, size_t count,
               const struct form_operations *operations, void *context);
void form_done(struct form *form);
void form_set(struct form *form, const char *name, const char *text); /* no such name: our bug */
const char *form_get(const struct form *form, const char *name); /* trimmed; choices give their value; "" if empty */
void form_error(struct form *form, const struct err *e);         /* shows it at e->field, moves there */
void form_fresh(struct form *form); /* the present values count as unchanged (after loading) */
void form_next(struct form *form);  /* next record: carried fields stay, the others empty; F5 brings them back */
bool form_confirmed(const struct form *form, const char *rule);
void form_draw(struct form *form, struct area area);
/* A reading fills the field of its name, or the empty look-up field the cursor is in; a tag that has no field of its
 * own fills the text field the cursor is in. It goes on as Enter does. A tag for a field that is filled already begins
 * the next record: what stands here is saved first. SAVED: save returned true (then form_next or pop). LEFT: Esc or
 * F10, and the user agreed if there were changes. */
enum widget_result form_input(struct form *form, const struct input *input);
bool form_leave(struct form *form); /* for screen_operations.leave: asks if changed */

/* ---- grid: rows of fields, as for the lambs of one litter or the weights of a pen ---- */
struct grid;
struct grid_operations { /* every member may be NULL */
    /* Leaving a cell that has text. Any problem is shown at the cell; only a soft one lets go of it. */
    bool (*check)(void *context, struct grid *grid, size_t row, size_t column, struct err *e);
    /* A cell was left by a key and is right by itself: may mark the row with grid_problem and say so. */
    void (*left)(void *context, struct grid *grid, size_t row);
    /* All cells are right by themselves, required ones filled. May mark several cells with grid_problem and return
     * false with *e empty, else *e is shown. */
    bool (*save)(void *context, struct grid *grid, struct err *e);
    /* A number was scanned, or typed where no value has so many digits: true = used, the cell stands as before. */
    bool (*scan)(void *context, struct grid *grid, const char *text);
    /* F4 on a FIELD_LOOKUP: asks, and grid_set()s. */
    void (*lookup)(void *context, struct grid *grid, size_t row, size_t column);
    /* F7 instead of an empty row: asks what to add. */
    void (*add)(void *context, struct grid *grid);
    /* A row is about to go (its index): what stands beside the grid goes too. */
    void (*removed)(void *context, struct grid *grid, size_t row);
    /* Does this row count? false: it may lack what is required. NULL: every row that has any text. */
    bool (*counts)(void *context, struct grid *grid, size_t row);
};
struct grid_problem {
    size_t row, column; /* column == column_count: the whole row */
    struct err err;
};
struct grid {
    const struct form_field *columns; /* FIELD_SHOWN ones only stand there */
    size_t column_count;
    const struct grid_operations *operations;
    void *context;
    struct lineedit *cells;
    size_t rows, least, most;
    size_t row, column;
    size_t top;
    int page;
    size_t fixed; /* so many leading columns never scroll away */
    bool shared;  /* row 0 is for all: what a row leaves empty it takes from there, and shows it dim */
    bool changed;
    bool over; /* the next text replaces what the cell holds */
    struct grid_problem *problems;
    size_t problem_count, problem_capacity;
    struct area area; /* where it was drawn last */
};
void grid_init(struct grid *grid, const struct form_field *columns, size_t column_count, size_t least_rows,
               size_t most_rows, const struct grid_operations *operations, void *context);
void grid_done(struct grid *grid);
void grid_resize(struct grid *grid, size_t rows); /* new rows are empty */
void grid_set(struct grid *grid, size_t row, const char *column, const char *text);
const char *grid_get(const struct grid *grid, size_t row, const char *column); /* its own text; "" if empty */
/* Its own text, else what row 0 says for all. */
const char *grid_value(const struct grid *grid, size_t row, const char *column);
/* Marks the cell of e->field, or the whole row if no column has that name. Cleared when the row is changed. */
void grid_problem(struct grid *grid, size_t row, const struct err *e);
void grid_forget_problems(struct grid *grid);
void grid_forget_row(struct grid *grid, size_t row);
void grid_go(struct grid *grid, size_t row, size_t column); /* the cursor; the next text replaces */
/* To the next marked cell after the cursor, round and round; false if there is none. */
bool grid_next_problem(struct grid *grid);
/* What is wrong where the cursor is, the cell before the row; NULL if nothing is. */
const struct err *grid_problem_here(const struct grid *grid);
/* Into the current row's column of that name, and down; false if there is no such column. For a reader's values. */
bool grid_reading(struct grid *grid, const char *column, const char *text);
void grid_draw(struct grid *grid, struct area area);
/* Enter down, and at the bottom to the next column's top; Tab right; a click goes to its cell; F5 the value above; F7
 * and F8 add and remove a row; F2 saves; Esc leaves as in a form. A paste of lines and tabs fills down and right. Up in
 * the first row, Shift-Tab in the first cell: IGNORED (to a form above). A reading goes to its column, a tag to the row
 * (scan). */
enum widget_result grid_input(struct grid *grid, const struct input *input);

/* ---- pick: a popup list with type-to-filter ---- */
struct pick_operations {
    int64_t (*filter)(void *context, const char *text); /* rows that match now; "" = all */
    void (*row)(void *context, int64_t row, struct strbuf *left, struct strbuf *right);
    const char *(*empty)(void *context); /* what to say when no row matches; NULL = "nothing fits" */
    bool (*more)(void *context);         /* do more match than it gives? NULL = no */
    bool (*sure)(void *context); /* may Enter at the end of a reader's burst take the first row unseen? NULL = yes */
};
/* The same for what is looked for while it is typed: the text begins with what it holds and then holds what was typed.
 * *ret_row = -1: Enter though no row matches. A burst of letters is looked for once. */
bool pick_search(const char *title, const struct pick_operations *operations, void *context, struct strbuf *text,
                 int64_t *ret_row);
/* false = Esc. */
bool pick_run(const char *title, const struct pick_operations *operations, void *context, int64_t *ret_row);
bool pick_text(const char *title, const char *const *texts, size_t count, size_t *ret_index); /* filters by itself */

/* ---- tree: indented rows that open and close ---- */
struct tree;
struct tree_operations {
    void (*children)(void *context, int64_t parent, struct tree *tree); /* calls tree_add for each; parent 0 = roots */
};
struct tree {
    const struct tree_operations *operations;
    void *context;
    struct tree_node *nodes;
    size_t count, capacity; /* the visible rows; private */
    size_t at, top, insert;
    int depth, page;
    struct area area;
};
void tree_init(struct tree *tree, const struct tree_operations *operations, void *context);
void tree_done(struct tree *tree);
void tree_load(struct tree *tree); /* closes everything, asks for the roots */
void tree_add(struct tree *tree, int64_t id, const char *text, const char *right, bool has_children,
              enum cell_role role);
int64_t tree_selected(const struct tree *tree);    /* id, 0 if there is none */
void tree_expand(struct tree *tree, bool expand);  /* the selected row */
void tree_expand_to(struct tree *tree, int depth); /* everything down to that depth; 0 = roots only */
void tree_draw(struct tree *tree, struct area area);
enum widget_result tree_input(struct tree *tree, const struct input *input);

/* ---- viewer: text to scroll and search ---- */
struct viewer {
    struct strbuf text, search;
    struct viewer_line *lines;
    size_t count, top;
    int columns, page;
    int64_t hit;
    bool sheet;
    int shift; /* columns of a sheet out of sight at the left */
};
void viewer_init(struct viewer *viewer);
void viewer_done(struct viewer *viewer);
void viewer_set(struct viewer *viewer, const char *text); /* copied; long lines are wrapped */
/* The same with lines left as they are: Left and Right move over what is wider than the window. */
void viewer_set_sheet(struct viewer *viewer, const char *text);
void viewer_draw(struct viewer *viewer, struct area area);
enum widget_result viewer_input(struct viewer *viewer, const struct input *input);
void viewer_push(const char *title, const char *text); /* a whole screen that shows a text */
void viewer_push_sheet(const char *title, const char *text);

/* ---- question: asked on the message line, over whatever is there ---- */
bool question_yes(const char *format, ...) PRINTF_LIKE(1, 2); /* y or n; Esc = n */
enum answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO };           /* NONE: Esc, or the terminal is gone */
enum answer question_answer(const char *format, ...) PRINTF_LIKE(1, 2);
/* The answer starts with what `answer` holds; false = Esc. most: bytes. */
bool question_text(const char *prompt, struct strbuf *answer, size_t most);

/* ---- bar: text charts ---- */
/* Appends a bar of value/most of `width` columns in eighth blocks ('#' where blocks are wide or MUPU_ASCII is set). */
void bar_text(struct strbuf *out, int width, double value, double most);

/* ---- plain: the same screens as lines on two streams: for screen readers, dumb terminals and pipes ---- */
/* After plain_start, instead of terminal_start: screen_run tells every screen's parts in lines and asks for words in
 * place of keys; the modal calls (question_*, pick_*, viewer_push, screen_message) ask and tell in lines, too. SIGHUP,
 * SIGTERM and Ctrl-C end the input; what ends in the midst of a form goes to operations.hangup. */
void plain_start(FILE *in, FILE *out);
void plain_stop(void); /* harmless if not started */
bool plain_started(void);
bool plain_ended(void); /* there is no more input */
/* Asked about a line that names neither a row nor a key of the screen; false: it means nothing. */
void plain_words(bool (*function)(void *context, const char *line), void *context);

#endif
