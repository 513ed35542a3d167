/* shared_herd.h - pedigrees of $MUPU_SHARED/data (else ../shared/data beside the source) and the tables beside them. */
#ifndef MUPU_TEST_SHARED_HERD_H
#define MUPU_TEST_SHARED_HERD_H

#include "mupu/genetics.h"

enum { CELLS = 64, LINE = 4096 };

struct name {
    char *text;
    int32_t index;
};

struct herd {
    int32_t count, capacity;
    char **id;           /* [count] */
    int32_t *sire, *dam; /* [count] */
    struct name *slot;   /* open addressing, a power of two */
    size_t slots;
};

void *must(void *memory); /* or abort */
/* Cuts a line of CSV into cells, in place. */
int split(char *line, char *cell[CELLS]);
int column(char *cell[CELLS], int count, const char *name); /* -1 = there is none */
/* The name's place; its text is NULL if the herd has none of this name. */
struct name *find(const struct herd *h, const char *id);
void herd_read(struct herd *h, FILE *file);
void herd_done(struct herd *h);
char *shared_folder(void); /* malloc'ed */
/* Says in TAP that the folder has no answers and frees its name; the exit code. */
int shared_absent(char *folder);
/* true, having said so, when more than `allowed` off. */
bool differs(const char *what, const char *id, double got, double expected, double allowed);
FILE *open_named(const char *folder, const char *name, const char *ending); /* NULL = there is none */

#endif
