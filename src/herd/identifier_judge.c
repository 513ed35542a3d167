/* identifier_judge.c - what is odd about a new number, though it may be right */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

struct judging {
    struct herd *herd;
    const struct record *record;
    const struct identifier_form *form;
    const char *species, *sex, *field;
    struct strbuf *noted;
};
#define broken(j, rule, e, ...) check_broken((j)->herd, (j)->record, rule, (j)->field, (j)->noted, e, __VA_ARGS__)

static bool check_parity(const struct judging *j, struct err *e)
{
    const char *normal = j->form->normal;
    char last = normal[strlen(normal) - 1];
    if (!j->sex || last < '0' || last > '9')
        return true;
    bool odd = (last - '0') % 2 == 1;
    if (odd == (*j->sex != 'F'))
        return true;
    return broken(j, "number_parity", e,
                  _("The number \"%s\" is %s, and the animal is %s: odd is male, even is female. Confirm it if it is "
                    "right."),
                  j->form->value, odd ? _("odd") : _("even"), herd_code_label(j->herd, "sex", j->sex));
}

/* Digits of the serial in "{prefix}-{year2}-{serial5}". */
static size_t serial_digits(const struct judging *j)
{
    const struct species *s = dictionary_species(&j->herd->dictionary, j->species);
    const char *serial = s ? strstr(s->number_rule, "{serial") : NULL;
    return serial ? (size_t)strtoul(serial + 7, NULL, 10) : 0;
}

/* With the letters O and I as the digits that they look like. */
static void fold(const char *normal, char *out)
{
    size_t i = 0;
    for (; normal[i]; i++)
        out[i] = normal[i] == 'O' ? '0' : normal[i] == 'I' ? '1' : normal[i];
    out[i] = '\0';
}

/* "KP01-22-14" with the zeros it was meant to have, normalised. */
static void pad(const struct judging *j, struct strbuf *out)
{
    const char *value = j->form->value;
    size_t length = strlen(value), run = 0, digits = serial_digits(j);
    while (run < length && value[length - 1 - run] >= '0' && value[length - 1 - run] <= '9')
        run++;
    struct strbuf padded;
    strbuf_init(&padded);
    strbuf_add_n(&padded, value, length - run);
    for (size_t i = run; run && run < length && i < digits; i++)
        strbuf_add_char(&padded, '0');
    strbuf_add(&padded, value + length - run);
    utf8_normalise(out, padded.text);
    strbuf_done(&padded);
}

static bool check_alike(const struct judging *j, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    char folded[sizeof j->form->normal];
    struct strbuf padded;
    bool row = false;
    if (!store_query(j->herd->store, "identifier_alike", &q, e))
        return false;
    fold(j->form->normal, folded);
    strbuf_init(&padded);
    pad(j, &padded);
    query_bind_text(q, ":normal", j->form->normal);
    query_bind_text(q, ":folded", folded);
    query_bind_text(q, ":padded", padded.text);
    query_bind_text(q, ":kind", j->form->kind);
    strbuf_done(&padded);
    if (!query_next(q, &row, e))
        return false;
    return !row || broken(j, "number_similar", e,
                          _("The number \"%s\" is much like \"%s\", which exists. Confirm it if it is another one."),
                          j->form->value, query_text(q, 0));
}

static bool check_county(const struct judging *j, struct err *e)
{
    char county[7];
    snprintf(county, sizeof county, "%.6s", j->form->value + 1);
    if (dictionary_code(&j->herd->dictionary, "county", county))
        return true;
    return broken(j, "county_unknown", e,
                  _("Ear tag \"%s\": the county %s is not in the list. Confirm it if the animal was bought there."),
                  j->form->value, county);
}

static bool check_test(const struct judging *j, struct err *e)
{
    if (strncmp(j->form->value, "999", 3) != 0)
        return true;
    return broken(j, "rfid_test", e,
                  _("RFID \"%s\" begins with 999: a test transponder. Confirm it if the animal does wear it."),
                  j->form->value);
}

bool identifier_judge(struct herd *herd, const struct record *r, const struct identifier_form *form,
                      const char *species, const char *sex, const char *field, struct strbuf *noted, struct err *e)
{
    struct judging j = { herd, r, form, species, sex, field, noted };
    if (strcmp(form->kind, "farm") == 0)
        return check_parity(&j, e) && check_alike(&j, e);
    if (strcmp(form->kind, "official") == 0)
        return check_county(&j, e);
    return strcmp(form->kind, "rfid") != 0 || check_test(&j, e);
}
