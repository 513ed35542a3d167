/* line.h - a line of plain text being written: fields as wide as the screen shows them */
#ifndef MUPU_REPORT_LINE_H
#define MUPU_REPORT_LINE_H

#include "private.h"

/* Blanks wait until something follows, so that none ends a line. */
struct line {
    struct strbuf *out;
    int blanks;
};
void line_add(struct line *line, const char *text, size_t bytes);
void line_repeat(struct line *line, const char *text, int times);
/* Exactly `columns` wide; what does not fit ends in "..". columns < 0: as long as it is. */
void line_field(struct line *line, const char *text, int columns, bool right);
void line_end(struct line *line);

#define LINE_GAP 2 /* blanks between columns */

#endif
