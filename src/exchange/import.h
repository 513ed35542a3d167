/* import.h - a file of animals on its way into the book: read, judged, written */
#ifndef EXCHANGE_IMPORT_H
#define EXCHANGE_IMPORT_H

#include "headings.h"

enum text_fact { FACT_BREED, FACT_FAMILY, FACT_COAT, FACT_FECB, FACT_ORIGIN, FACT_NOTE, TEXT_FACTS };
enum further { FURTHER_OFFICIAL, FURTHER_RFID, FURTHER_BRAND, FURTHER_NAME, FURTHERS };

struct incoming { /* one row of the file */
    int64_t line;
    const char *number; /* as printed */
    int32_t node;
    bool species_said, owner_said, keeper_said;  /* by the file, not by what the command adds */
    bool completes, opens_stay, opens_ownership; /* what the book does not know of an animal it has */
    enum date_precision precision;
    const char *species, *sex; /* codes; sex NULL = not said */
    date_day birth;
    int birth_type;
    int64_t owner, keeper; /* 0 = none */
    const char *facts[TEXT_FACTS];
    const char *further[FURTHERS]; /* other numbers; NULL = none, or the book has it */
};

struct node {                /* an animal the file speaks of: of a row, or only as a parent */
    const char *number;      /* as printed where it was first seen */
    const char *kind;        /* of that number */
    int32_t row;             /* -1: a parent without a row */
    int32_t sire, dam;       /* nodes, -1 = not said */
    int32_t as_sire, as_dam; /* row that used it so, -1 = none */
    int32_t same_as;         /* the node whose ear tag this number is, -1 = none: then it is no animal of its own */
    int64_t id;              /* in the book; 0 = not there yet */
    const char *book_sex, *book_species;
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
    struct name_table holding_names; /* asked for so far */
    int64_t *holdings;               /* their ids, by position */
};

/* Notes a fault; reading goes on. HEADINGS = both parents. */
void import_fault(struct import *i, int64_t line, enum heading column, const char *value, const char *format, ...)
    PRINTF_LIKE(5, 6);
/* Notes what is odd: it is told, and taken all the same. */
void import_doubt(struct import *i, int64_t line, enum heading column, const char *value, const char *format, ...)
    PRINTF_LIKE(5, 6);
bool import_step(const struct import *i, const char *what, int64_t done, int64_t total, struct err *e) MUST_USE;

bool import_read(struct import *i, struct err *e) MUST_USE;    /* import_read.c */
bool import_find(struct import *i, struct err *e) MUST_USE;    /* import_book.c: which of them the book has */
bool import_numbers(struct import *i, struct err *e) MUST_USE; /* import_numbers.c: ear tags and the like */
bool import_judge(struct import *i, struct err *e) MUST_USE;   /* import_check.c: of each other */
bool import_compare(struct import *i, struct err *e) MUST_USE; /* import_book.c: with the book */
bool import_write(struct import *i, struct err *e) MUST_USE;   /* import_write.c */

extern const enum heading import_fact_headings[TEXT_FACTS], import_further_headings[FURTHERS];
const char *import_species(const struct import *i, const struct node *node); /* of what will be, or is, in the book */

#endif
