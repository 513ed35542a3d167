/* shared_herd.c - see shared_herd.h.
 *
 * <name>.csv has the columns id, sire, dam (blank or 0 = unknown; a parent without a row of its own is a founder).
 */
#include "shared_herd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a CSV reader as small as these files allow: cells may be quoted, a quote in them is doubled ---- */

int split(char *line, char *cell[CELLS])
{
    int count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *in = line; count < CELLS;) {
        char *out = in;
        bool quoted = *in == '"';
        cell[count++] = out;
        in += quoted;
        for (; *in && (quoted || *in != ','); in++) {
            if (quoted && *in == '"' && in[1] != '"') {
                quoted = false;
                continue;
            }
            if (quoted && *in == '"')
                in++;
            *out++ = *in;
        }
        bool last = !*in;
        *out = '\0';
        if (last)
            break;
        in++;
    }
    return count;
}

int column(char *cell[CELLS], int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(cell[i], name))
            return i;
    return -1;
}

/* ---- names to indices ---- */

void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct name *find(const struct herd *h, const char *id)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *c = id; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    size_t at = hash & (h->slots - 1);
    while (h->slot[at].text && strcmp(h->slot[at].text, id))
        at = (at + 1) & (h->slots - 1);
    return &h->slot[at];
}

static int32_t index_of(struct herd *h, const char *id)
{
    if (!*id || !strcmp(id, "0") || !strcmp(id, "NA"))
        return GENETICS_UNKNOWN;
    struct name *name = find(h, id);
    if (name->text)
        return name->index;
    if (h->count == h->capacity || (size_t)h->count * 2 >= h->slots)
        abort();
    *name = (struct name){ must(strdup(id)), h->count };
    h->sire[h->count] = h->dam[h->count] = GENETICS_UNKNOWN;
    h->id[h->count] = name->text;
    return h->count++;
}

void herd_done(struct herd *h)
{
    for (int32_t i = 0; i < h->count; i++)
        free(h->id[i]);
    free(h->id);
    free(h->sire);
    free(h->dam);
    free(h->slot);
}

static int32_t count_lines(FILE *file)
{
    int32_t lines = 0;
    for (int c; (c = getc(file)) != EOF;)
        lines += c == '\n';
    rewind(file);
    return lines + 1;
}

void herd_read(struct herd *h, FILE *file)
{
    char line[LINE], *cell[CELLS];
    h->count = 0;
    h->capacity = 3 * count_lines(file);
    for (h->slots = 64; h->slots < (size_t)h->capacity * 2 + 2; h->slots *= 2)
        ;
    h->slot = must(calloc(h->slots, sizeof *h->slot));
    h->id = must(calloc(h->capacity, sizeof *h->id));
    h->sire = must(calloc(h->capacity, sizeof *h->sire));
    h->dam = must(calloc(h->capacity, sizeof *h->dam));
    if (!fgets(line, sizeof line, file))
        return;
    int cells = split(line, cell);
    int id = column(cell, cells, "id"), sire = column(cell, cells, "sire"), dam = column(cell, cells, "dam");
    while (fgets(line, sizeof line, file)) {
        cells = split(line, cell);
        if (cells <= id || cells <= sire || cells <= dam)
            continue;
        int32_t own = index_of(h, cell[id]);
        if (own < 0)
            continue;
        h->sire[own] = index_of(h, cell[sire]);
        h->dam[own] = index_of(h, cell[dam]);
    }
}

FILE *open_named(const char *folder, const char *name, const char *ending)
{
    char *path;
    if (asprintf(&path, "%s/%s%s", folder, name, ending) < 0)
        abort();
    FILE *file = fopen(path, "r");
    free(path);
    return file;
}

char *shared_folder(void)
{
    char *folder;
    const char *shared = getenv("MUPU_SHARED"), *source = getenv("MUPU_SOURCE");
    if ((shared ? asprintf(&folder, "%s/data", shared)
                : asprintf(&folder, "%s/../shared/data", source ? source : ".")) < 0)
        abort();
    return folder;
}

int shared_absent(char *folder)
{
    const char *demand = getenv("MUPU_DEMAND_SHARED");
    bool demanded = demand && *demand;
    printf(demanded ? "1..1\nnot ok 1 - no pedigrees in %s\n" : "1..0 # SKIP no pedigrees with answers in %s\n",
           folder);
    free(folder);
    return demanded;
}

bool differs(const char *what, const char *id, double got, double expected, double allowed)
{
    if (fabs(got - expected) <= allowed)
        return false;
    printf("# animal '%s': %s is %.17g, expected %.17g\n", id, what, got, expected);
    return true;
}
