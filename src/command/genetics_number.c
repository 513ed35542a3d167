/* genetics_number.c - see genetics_number.h */
#include "genetics_number.h"

#include <stdlib.h>
#include <string.h>

static bool number_all(const struct genetics_source *s, struct genetics_numbering *n, struct err *e)
{
    int32_t *place = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *place);
    n->animal = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *n->animal);
    n->sire = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *n->sire);
    n->dam = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *n->dam);
    bool good = order_parents_first(s->p, n->animal, e);
    for (int32_t k = 0; good && k < s->p.count; k++) {
        int32_t i = n->animal[k];
        place[i] = k;
        n->sire[k] = s->p.sire[i] < 0 ? GENETICS_UNKNOWN : place[s->p.sire[i]];
        n->dam[k] = s->p.dam[i] < 0 ? GENETICS_UNKNOWN : place[s->p.dam[i]];
    }
    n->p.count = s->p.count;
    memory_free(place);
    return good;
}

static bool number_some(struct genetics_source *s, const struct record *r, struct genetics_numbering *n, struct err *e)
{
    int32_t *wanted, count, *place = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *place);
    const char *words;
    bool good = genetics_source_reference(s, r, &wanted, &count, &words, e);
    if (good) {
        good = order_prune(s->p, wanted, count, &n->animal, &n->sire, &n->dam, &n->p.count, place, e);
        memory_free(wanted);
    }
    memory_free(place);
    return good;
}

bool genetics_number(struct genetics_source *s, const struct record *r, struct genetics_numbering *ret, struct err *e)
{
    *ret = (struct genetics_numbering){ 0 };
    if (!(record_text(r, "reference") ? number_some(s, r, ret, e) : number_all(s, ret, e))) {
        genetics_number_done(ret);
        return false;
    }
    ret->p.sire = ret->sire;
    ret->p.dam = ret->dam;
    return true;
}

void genetics_number_done(struct genetics_numbering *n)
{
    memory_free(n->animal);
    memory_free(n->sire);
    memory_free(n->dam);
    *n = (struct genetics_numbering){ 0 };
}

/* ---- who is who ---- */

struct codes {
    struct genetics_source *source;
    const struct genetics_numbering *numbering;
    const char *const *more;
    int more_count;
};

void genetics_number_cell(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

static bool write_codes(void *context, FILE *out, struct err *e)
{
    const struct codes *codes = context;
    const struct genetics_numbering *n = codes->numbering;
    (void)e;
    fputs("number,id\n", out);
    for (int32_t k = 0; k < n->p.count + codes->more_count; k++) {
        fprintf(out, "%d,", k + 1);
        genetics_number_cell(out, k < n->p.count ? genetics_source_name(codes->source, n->animal[k])
                                                 : codes->more[k - n->p.count]);
        putc('\n', out);
    }
    return true;
}

bool genetics_number_codes(struct genetics_source *s, const struct genetics_numbering *n, const char *const *more,
                           int more_count, const char *path, struct err *e)
{
    struct codes codes = { s, n, more, more_count };
    return file_make(path, write_codes, &codes, e);
}
