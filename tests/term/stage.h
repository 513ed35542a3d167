/* stage.h - what the tests of the toolkit share: a headless terminal, scripts, golden screens. */
#ifndef TEST_STAGE_H
#define TEST_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after those: */
#include <cmocka.h>

#include "mupu/term.h"

/* Starts a headless terminal with this script; stage_end stops it. */
void stage_begin(int columns, int rows, const char *script);
void stage_end(void);
/* Feeds what is left of the script to `input` until it ends; draws before each read, so that <dump> shows what a person
 * would see. The last result is returned. */
enum widget_result stage_feed(void *widget, void (*draw)(void *widget),
                              enum widget_result (*input)(void *widget, const struct input *input));
const char *stage_screen(void);     /* the dump of now; valid until the next call */
const char *stage_dumps(void);      /* what <dump> wrote */
const char *stage_line(int y);      /* one line of the screen's text, without the leading " |" */
void stage_shows(const char *text); /* fails with the whole screen if it is not there */
void stage_shows_not(const char *text);
/* Prints the lines that differ. */
void stage_difference(const char *expected, const char *seen);
/* Compares with tests/term/golden/NAME.txt; GENERATE=1 writes it. */
void stage_golden(const char *name, const char *actual);

#endif
