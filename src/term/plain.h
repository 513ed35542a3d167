/* plain.h - between the plain files: lines in place of a screen. */
#ifndef TERM_PLAIN_H
#define TERM_PLAIN_H

#include "private.h"

/* ---- plain.c: lines ---- */
void plain_say(const char *format, ...) PRINTF_LIKE(1, 2); /* made printable; a newline in it stays one */
void plain_write(const char *text);                        /* the same without a newline at the end */
void plain_message(enum cell_role role, const char *text); /* told before the next line that is asked or said */
void plain_quiet(void);                                    /* what was not yet told need not be */
/* One line without its end. false: there are no more, or the terminal is gone. */
bool plain_read(struct strbuf *ret_line);
/* Full-width letters folded, blanks around gone, "Q" and "?" as they come; for commands, not for values. */
void plain_fold(const char *line, struct strbuf *ret);

/* ---- plain_ask.c: the modal questions ---- */
enum answer plain_answer(const char *question, const char *words); /* words: what can be typed, behind the question */
bool plain_text(const char *prompt, struct strbuf *answer, size_t most);
bool plain_pick(const char *title, const struct pick_operations *operations, void *context, struct strbuf *text,
                int64_t *ret_row);
/* For loops of a screen's own over input_read: what is typed in one line, key by key, then Enter. */
struct input plain_input(int milliseconds);

/* ---- plain_form.c: the fields of the top screen, one after the other, then its rows; saves as F2 does ---- */
/* Returns when that screen is no longer on top or the input has ended. */
void plain_fill(void);

/* ---- plain_screen.c: the stack of screens as lines ---- */
void plain_run(void);
void plain_help(void);                /* the words of the top screen */
void plain_pages(const char *text);   /* a page of it now, another with each Enter until something else is typed */
uint32_t plain_key(const char *name); /* the F-key of that name, "F4"; 0 = none */

/* ---- screen.c, for them ---- */
struct screen_entry {
    const struct screen_operations *operations;
    void *state;
    int64_t serial; /* no two pushes have the same */
    int64_t shown;  /* plain: rows told so far */
    char *told;     /* plain: what was said when it was shown last */
};
struct screen_entry *screen_top(void); /* NULL = none */
const char *screen_program_name(void);
struct frame_keys screen_frame_keys(void);
void screen_deliver(const struct input *input);
void screen_hang_up(void);
void screen_titles(const struct screen_entry *entry, struct screen_title *title); /* init; the caller does done */
void screen_title_done(struct screen_title *title);

#endif
