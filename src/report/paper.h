/* paper.h - a sheet composed on pages */
#ifndef MUPU_REPORT_PAPER_H
#define MUPU_REPORT_PAPER_H

#include "pen.h"
#include "private.h"

#define PAPER_SHORT 595.276 /* A4 in points */
#define PAPER_LONG 841.890
#define PAPER_MM (72.0 / 25.4)

struct paper {
    struct pen *pen;
    struct arena arena;
    const struct sheet *sheet;
    const struct progress *progress;
    struct err *e;
    int page, pages;                 /* pages: 0 while they are being counted */
    double wide, high;               /* the page */
    double left, right, top, bottom; /* what may be filled */
    double y;                        /* where the next thing begins */
    const char *heading;             /* the last one, so that a table does not repeat it */
};

/* Composes the whole sheet; false only when stopped or when something cannot be put on this paper. */
bool paper_compose(struct paper *p) MUST_USE;
/* A new page unless `height` still fits on this one. */
bool paper_room(struct paper *p, double height) MUST_USE;
bool paper_break(struct paper *p) MUST_USE;
bool paper_fail_stopped(struct err *e);

bool paper_table(struct paper *p, const struct table *t) MUST_USE;
/* Height of the least part of a table that may stand at the foot of a page. */
double paper_table_least(void);

/* How high the chart will be in this width; more than a page is possible for long bar charts. */
double paper_chart_height(struct paper *p, const struct chart *chart, double wide);
bool paper_chart(struct paper *p, const struct chart *chart, double x, double wide) MUST_USE;
/* Two charts may share a line when each still reads well in half the width. */
bool paper_chart_is_small(struct paper *p, const struct chart *chart, double wide);

#endif
