/* mupu/report.h - result tables and the sheets made of them, drawn as text, CSV, JSON or PDF; printing.
 *
 * One table type serves every list the program prints: command output, screens' previews, reports, paper.
 */
#ifndef MUPU_REPORT_H
#define MUPU_REPORT_H

#include "mupu/base.h"

/* ---- table ---- */
enum table_type {
    TABLE_TEXT,
    TABLE_COUNT,   /* whole numbers: heads */
    TABLE_NUMBER,  /* thousandths, shown with `decimals` */
    TABLE_REAL,    /* double, shown with `decimals` (-1 = shortest exact) */
    TABLE_PERCENT, /* double 0..1, shown x 100 with `decimals` and % */
    TABLE_DAY,     /* date_day */
};
struct table_column {
    const char *name;  /* machine name: CSV and JSON key, English, snake_case */
    const char *title; /* translated */
    enum table_type type;
    int decimals;
    int grow;   /* share of spare width on paper; 0 = as wide as its contents */
    bool total; /* summed in total rows */
};
/* Column 0 of a group, subtotal or total row is its label: text, whatever the column holds. */
enum table_row_kind { TABLE_ROW, TABLE_GROUP, TABLE_SUBTOTAL, TABLE_TOTAL };
struct table_cell {
    bool known;
    union {
        int64_t integer;
        double real;
        const char *text;
    } as;
};
struct table {
    struct arena *arena; /* owns everything below */
    const char *name;    /* machine name, 'herd_summary' */
    const char *title;   /* translated */
    const struct table_column *columns;
    int column_count;
    struct table_cell *cells; /* row_count * column_count */
    unsigned char *kinds;     /* [row_count] enum table_row_kind */
    int row_count, row_capacity;
};
/* columns must outlive the table (or be in the same arena). */
void table_init(struct table *t, struct arena *arena, const char *name, const char *title,
                const struct table_column *columns, int column_count);
int table_add_row(struct table *t, enum table_row_kind kind); /* all cells unknown; gives the row's index */
void table_set_text(struct table *t, int row, int column, const char *text); /* copied; NULL = unknown */
void table_set_integer(struct table *t, int row, int column, int64_t value); /* COUNT, NUMBER */
void table_set_real(struct table *t, int row, int column, double value);     /* REAL, PERCENT; NaN = unknown */
void table_set_day(struct table *t, int row, int column, date_day day);      /* DATE_NONE = unknown */
/* Appends a TABLE_TOTAL row: sums of the total columns over TABLE_ROW rows; `label` in column 0. A sum none of whose
 * cells is known is unknown. */
void table_add_total(struct table *t, const char *label);
/* The cell as a person reads it, "" when unknown. */
void table_cell_text(const struct table *t, int row, int column, struct strbuf *out);

/* ---- sheet: what is printed: title, facts, tables, charts, signatures ---- */
enum chart_kind { CHART_BARS, CHART_PYRAMID }; /* pyramid: females left, males right, by age */
struct chart {                                 /* kept, not copied, like what it points to */
    enum chart_kind kind;
    const char *title;
    int count;
    const char *const *labels; /* [count] */
    const double *values;      /* [count]; pyramid: left */
    const double *right;       /* [count]; pyramid only */
    const char *left_title, *right_title;
};
enum sheet_block_kind { SHEET_HEADING, SHEET_TEXT, SHEET_TABLE, SHEET_CHART, SHEET_NEW_PAGE };
struct sheet_block {
    enum sheet_block_kind kind;
    const char *text;
    const struct table *table;
    const struct chart *chart;
};
struct sheet_fact {
    const char *label, *value;
};
struct sheet {
    struct arena *arena;
    const char *name; /* machine name */
    const char *title;
    struct sheet_fact *facts; /* holding, date, counting rule (口径), filter ... shown under the title */
    int fact_count, fact_capacity;
    struct sheet_block *blocks;
    int block_count, block_capacity;
    const char *made_by;    /* 制表人; '' leaves a line to sign */
    const char *checked_by; /* 审核 */
    date_day made_on;
    bool landscape;
};
void sheet_init(struct sheet *s, struct arena *arena, const char *name, const char *title);
void sheet_add_fact(struct sheet *s, const char *label, const char *value); /* copied */
void sheet_add_heading(struct sheet *s, const char *text);
void sheet_add_text(struct sheet *s, const char *text);
void sheet_drop_text(struct sheet *s, const char *text);          /* if that was added last */
void sheet_add_table(struct sheet *s, const struct table *table); /* kept, not copied */
/* An empty table in the sheet's arena; the columns are copied. Add it when it is filled. */
struct table *sheet_new_table(const struct sheet *s, const char *name, const char *title,
                              const struct table_column *columns, int column_count);
void sheet_add_chart(struct sheet *s, const struct chart *chart);
void sheet_add_page(struct sheet *s);

/* ---- renderers ---- */
enum report_format { REPORT_TEXT, REPORT_CSV, REPORT_JSON, REPORT_PDF };
bool report_format_named(const char *name, enum report_format *ret_format, struct err *e) MUST_USE;
/* Columns aligned by screen width, Chinese included; wide = columns available, 0 = no limit. Unknown cells show '-'.
 * The title is the sheet's to show. Numbers and ear tags are never cut: the lines may then be wider than asked for. */
void text_table(const struct table *t, int wide, struct strbuf *out);
void text_sheet(const struct sheet *s, int wide, struct strbuf *out); /* charts as block bars */
void plain_sheet(const struct sheet *s, struct strbuf *out); /* for a voice: "title value" after "title value" */
/* CRLF, cells that start a formula prefixed with an apostrophe, unknown = blank, numbers as exact as they are kept.
 * spreadsheet = true is for people: the titles of the columns, a BOM where `out` is empty, shares as 41.3%, and a tab
 * behind ids that are all digits and 12 or longer or start with 0, so that they stay text. false is for other programs:
 * the names of the columns, shares as 0..1, ids bare. */
void csv_table(const struct table *t, bool spreadsheet, struct strbuf *out);
void csv_sheet(const struct sheet *s, bool spreadsheet, struct strbuf *out); /* its tables, an empty line between */
/* An array of objects, keys = column names, unknown = null, days as ISO text. Group, subtotal and total rows also have
 * "row_kind". */
void json_table(const struct table *t, struct strbuf *out);
/* {"name":, "title":, "facts":{}, "tables":[{"name":,"title":,"rows":[]}]} */
void json_sheet(const struct sheet *s, struct strbuf *out);
void json_text(struct strbuf *out, const char *text); /* quoted and escaped; NULL = null */
/* Unknown cells stay blank, to be filled in by hand; an empty column with `grow` gets room for a pen. A column of ear
 * tags or numbers is never cut: ERR_USAGE when they do not fit the page. A4 by cairo and pango: heads repeated on every
 * page, zebra rows, page x of y, signature lines, legible in black and white; same bytes for same input when
 * SOURCE_DATE_EPOCH or MUPU_NOW is set. ERR_UNAVAILABLE naming the package when a glyph has no font: nothing is written
 * then. */
bool pdf_sheet(const struct sheet *s, const char *path, const struct progress *progress, struct err *e) MUST_USE;

/* ---- print: hands a PDF to `lp` (never through a shell, LC_ALL=C) ---- */
bool print_file(const char *path, const char *printer, const char *title, int copies, struct strbuf *ret_job,
                struct err *e) MUST_USE;
/* Names of the queues, the default first; *ret_count may be 0. */
bool print_queues(struct arena *arena, const char *const **ret_names, int *ret_count, struct err *e) MUST_USE;

#endif
