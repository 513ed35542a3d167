/* line.c - a line of plain text being written */
#include "line.h"

#include <string.h>

static const char cut_mark[] = "..";

void text_line(struct strbuf *out, const char *text)
{
    CLEANUP(memory_free_text) char *line = memory_text(text ? text : "");
    for (char *at = line; *at; at++)
        if (*at == '\n' || *at == '\t' || *at == '\r')
            *at = ' ';
    utf8_printable(out, line);
}

void line_add(struct line *line, const char *text, size_t bytes)
{
    if (!bytes)
        return;
    for (; line->blanks; line->blanks--)
        strbuf_add_char(line->out, ' ');
    strbuf_add_n(line->out, text, bytes);
}

void line_end(struct line *line)
{
    strbuf_add_char(line->out, '\n');
    line->blanks = 0;
}

void line_repeat(struct line *line, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        line_add(line, text, strlen(text));
}

void line_field(struct line *line, const char *text, int columns, bool right)
{
    int wide = utf8_width(text), mark = (int)strlen(cut_mark);
    if (columns < 0 || wide <= columns) {
        int spare = columns < 0 ? 0 : columns - wide;
        line->blanks += right ? spare : 0;
        line_add(line, text, strlen(text));
        line->blanks += right ? 0 : spare;
        return;
    }
    int taken = 0;
    size_t bytes = utf8_cut(text, columns > mark ? columns - mark : columns, &taken);
    line_add(line, text, bytes);
    if (columns > mark) {
        line_add(line, cut_mark, (size_t)mark);
        taken += mark;
    }
    line->blanks += columns - taken;
}
