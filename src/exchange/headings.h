/* headings.h - which column of a file is which of our fields */
#ifndef EXCHANGE_HEADINGS_H
#define EXCHANGE_HEADINGS_H

#include "mupu/exchange.h"

enum heading {
    HEADING_NUMBER,
    HEADING_SIRE,
    HEADING_DAM,
    HEADING_SEX,
    HEADING_BIRTH,
    HEADING_BREED,
    HEADING_SPECIES,
    HEADING_HOLDING,
    HEADING_OWNER,
    HEADING_KEEPER,
    HEADING_FAMILY,
    HEADING_OFFICIAL,
    HEADING_RFID,
    HEADING_BRAND,
    HEADING_NAME,
    HEADING_COAT,
    HEADING_FECB,
    HEADING_BIRTH_TYPE,
    HEADING_ORIGIN,
    HEADING_NOTE,
    HEADINGS,
};
struct headings {
    int column[HEADINGS];        /* -1 = the file has none */
    const char *title[HEADINGS]; /* as the file heads it; NULL = the file has none */
    struct strbuf ignored;
};
const char *heading_name(enum heading heading);   /* "number" */
bool headings_same(const char *a, const char *b); /* as people spell: case, width, blanks and _ do not count */
/* Is this a spelling of that heading? */
bool headings_spell(enum heading heading, const char *text);
/* Reads the head line (csv's present row). map: "number=Tag,sire=Father" or NULL. */
bool headings_read(const struct csv *csv, const char *map, struct headings *ret, struct err *e) MUST_USE;
void headings_done(struct headings *h);
/* What to call the column when telling a fault: as the file heads it. */
const char *headings_title(const struct headings *h, enum heading heading);
/* The present row's cell, "" when the row or the file has none. */
const char *headings_cell(const struct headings *h, const struct csv *csv, enum heading heading);
/* What stands for "unknown" in a cell: nothing, 0, NA, -, unknown ... */
bool headings_unknown(const char *text);

#endif
