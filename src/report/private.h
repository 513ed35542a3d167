/* private.h - what the renderers of a table share */
#ifndef MUPU_REPORT_PRIVATE_H
#define MUPU_REPORT_PRIVATE_H

#include "mupu/report.h"

const struct table_cell *table_cell(const struct table *t, int row, int column);
/* The type of one cell: column 0 of a group, subtotal or total row is its label, whatever the column holds. */
enum table_type table_cell_type(const struct table *t, int row, int column);
/* Numbers stand to the right, under a title that does. */
bool table_is_right(const struct table *t, int column);
/* A group row that is nothing but its label: the label may run over the columns beside it. */
bool table_is_label_only(const struct table *t, int row);
/* A text column of numbers and codes only (ear tags): one cut short would look like another's. */
bool table_is_code(const struct table *t, int column);
/* The number of a known cell as exactly as it is kept: no column's rounding. Nothing for TEXT and DAY. */
void table_exact(const struct table *t, int row, int column, struct strbuf *out);

/* Text on one line, safe to show: breaks and tabs become blanks, the rest by utf8_printable. */
void text_line(struct strbuf *out, const char *text);
/* A chart's value as it is printed beside its bar. */
void chart_value(double value, struct strbuf *out);
/* The greatest of a chart's values, at least 0. */
double chart_greatest(const struct chart *chart);
/* The step of a chart's axis: round, at most `most` of them up to the greatest value. */
double chart_step(double greatest, int most);

#endif
