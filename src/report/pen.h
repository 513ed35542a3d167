/* pen.h - what can be drawn on paper, without a word about who draws it (pdf.c, with cairo and pango).
 *
 * Lengths are points (1/72 inch), y grows downwards, text stands on its baseline. A sheet is composed twice with the
 * same calls: while measuring nothing is drawn, but every text is laid out, so that a character no font has is found
 * before a single byte exists.
 */
#ifndef MUPU_REPORT_PEN_H
#define MUPU_REPORT_PEN_H

#include "mupu/base.h"

enum pen_ink {
    PEN_BLACK,
    PEN_SOFT,   /* what is said beside: labels, footers */
    PEN_LINE,   /* hairlines */
    PEN_ACCENT, /* the house's green, dark enough to print as black */
    PEN_BAND,   /* behind heads and totals */
    PEN_GROUP,  /* behind group rows */
    PEN_ZEBRA,  /* behind every second row */
    PEN_PAPER,
};
enum pen_align { PEN_LEFT, PEN_CENTRE, PEN_RIGHT };
struct pen_font {
    double size;
    bool bold;
};
struct pen;

/* Width of the text on one line. */
double pen_width(struct pen *pen, struct pen_font font, const char *text);
/* The text in lines that fit; '\n' ends one too. The lines live in `arena`. At least one line. */
int pen_break(struct pen *pen, struct arena *arena, struct pen_font font, const char *text, double width,
              const char *const **ret_lines);
/* One line in a field that begins at x; a text wider than the field ends in an ellipsis. */
void pen_text(struct pen *pen, struct pen_font font, enum pen_ink ink, enum pen_align align, double x, double baseline,
              double width, const char *text);
void pen_rule(struct pen *pen, enum pen_ink ink, double x1, double y1, double x2, double y2, double thickness);
void pen_box(struct pen *pen, enum pen_ink ink, double x, double y, double width, double height);
/* A bar that is told from a filled one without colour: outline and oblique lines. */
void pen_hatch(struct pen *pen, enum pen_ink ink, double x, double y, double width, double height);
/* An entry in the document's table of contents, pointing to this height of the present page. */
void pen_outline(struct pen *pen, const char *text, double y);
void pen_page(struct pen *pen); /* ends the page */

/* From the middle of a line to the baseline of Han characters and digits. */
#define PEN_DROP 0.37

#endif
