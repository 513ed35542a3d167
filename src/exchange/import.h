/* import.h - a file of animals on its way into the book: read, judged, written */
#ifndef EXCHANGE_IMPORT_H
#define EXCHANGE_IMPORT_H

#include "headings.h"
#include "names.h"

enum text_fact { FACT_BREED, FACT_FAMILY, FACT_COAT, FACT_FECB, FACT_ORIGIN, FACT_NOTE, TEXT_FACTS };

struct incoming { /* one row of the file */
    int64_t line;
    const char *number; /* as printed */
    int32_t node;
    const char *species, *sex; /* codes; sex NULL = not said */
    date_day birth;
    enum date_precision precision;
    int64_t owner, keeper; /* 0 = none */
    int birth_type;
    const char *facts[TEXT_FACTS];
    const char *official, *rfid, *brand, *name;
};

struct node {                /* an animal the file speaks of: of a row, or only as a parent */
    const char *number;      /* as printed where it was first seen */
    const char *kind;        /* of that number */
    int32_t row;             /* -1: a parent without a row */
    int32_t sire, dam;       /* nodes, -1 = not said */
    int32_t as_sire, as_dam; /* row that used it so, -1 = none */
    int64_t id;              /* in the book; 0 = not there yet */
};

struct import {
    struct herd *herd;
    const struct import_request *request;
    struct arena *arena; /* results */
    struct arena texts;  /* this import's own */
    struct csv csv;
    struct headings headings;
    struct name_table names; /* normalised numbers -> nodes */
    struct node *nodes;
    int32_t node_capacity;
    struct incoming *rows;
    int32_t row_count, row_capacity;
    struct import_result result;
    const struct progress *progress;
    bool book_empty;
    struct holding_seen {
        const char *text;
        int64_t id;
    } * holdings; /* names asked for so far */
    int holding_count;
};

/* Notes a fault; reading goes on. */
void import_fault(struct import *i, int64_t line, const char *column, const char *value, const char *format, ...)
    PRINTF_LIKE(5, 6);
/* Notes what is odd: it is told, and taken all the same. */
void import_doubt(struct import *i, int64_t line, const char *column, const char *value, const char *format, ...)
    PRINTF_LIKE(5, 6);
bool import_read(struct import *i, struct err *e) MUST_USE;  /* import_read.c */
bool import_judge(struct import *i, struct err *e) MUST_USE; /* import_check.c */
bool import_write(struct import *i, struct err *e) MUST_USE; /* import_write.c */

#endif
