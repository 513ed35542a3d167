/* event_lamb.c - one newborn as typed: "F,101,3.2,alive" or "sex=F number=101 weight=3.2 status=alive rfid=..." */
#include "event_entry.h"

#include <string.h>

enum part { PART_SEX, PART_NUMBER, PART_WEIGHT, PART_STATUS, PART_FOSTER, PART_OFFICIAL, PART_RFID, PART_COUNT };
static const char *const part_names[] = { "sex", "number", "weight", "status", "foster", "official", "rfid" };

struct parts {
    const char *text[PART_COUNT];
};

static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    while (length && strchr(" \t", *text)) {
        text++;
        length--;
    }
    while (length && strchr(" \t", text[length - 1]))
        length--;
    return length ? arena_text_n(arena, text, length) : NULL;
}

static bool split_places(struct entry *entry, const char *text, struct parts *parts, struct err *e)
{
    for (int part = 0;; part++) {
        size_t length = strcspn(text, ",");
        if (part > PART_FOSTER)
            return err_set(e, ERR_DATA, "lamb", _("\"%s\" is too much. A lamb is sex,number,weight,status,foster dam."),
                           text);
        parts->text[part] = trimmed(entry->arena, text, length);
        if (!text[length])
            return true;
        text += length + 1;
    }
}

static bool split_names(struct entry *entry, const char *text, struct parts *parts, struct err *e)
{
    while (*(text += strspn(text, ", \t"))) {
        size_t length = strcspn(text, ", \t"), name = strcspn(text, "=");
        int part = 0;
        while (part < PART_COUNT && (strlen(part_names[part]) != name || strncmp(text, part_names[part], name) != 0))
            part++;
        if (part == PART_COUNT || name >= length)
            return err_set(
                e, ERR_DATA, "lamb",
                _("\"%.*s\" is not understood. Type sex= number= weight= status= official= rfid= or foster=."),
                (int)length, text);
        parts->text[part] = trimmed(entry->arena, text + name + 1, length - name - 1);
        text += length;
    }
    return true;
}

/* Alive unless said otherwise; a dead one needs no sex. */
static bool read_status(struct entry *entry, const char *text, bool *ret_alive, struct err *e)
{
    const struct code *code = text ? dictionary_code(&entry->herd->dictionary, "lamb_status", text) : NULL;
    if (text && !code)
        return err_set(e, ERR_DATA, "lamb", _("\"%s\" is no state of a lamb. Type alive, dead or deformed."), text);
    *ret_alive = !code || strcmp(code->code, "alive") == 0;
    return true;
}

static bool read_sex(struct entry *entry, const char *text, bool alive, const char **ret_sex, struct err *e)
{
    const struct code *code = text ? dictionary_code(&entry->herd->dictionary, "sex", text) : NULL;
    if (text && (!code || strcmp(code->code, "C") == 0))
        return err_set(e, ERR_DATA, "lamb", _("\"%s\" is no sex of a lamb. Type M or F."), text);
    if (!code && alive)
        return err_set(e, ERR_DATA, "lamb", _("A lamb without a sex. Type M or F first."));
    *ret_sex = code ? code->code : NULL;
    return true;
}

static bool read_weight(struct entry *entry, const char *text, const struct lamb *lamb, int64_t *ret, struct err *e)
{
    *ret = 0;
    if (!text)
        return true;
    return number_parse_thousandths(text, ret, e) && event_check_weight(entry, "lamb", lamb->sex, entry->day, *ret, e);
}

bool event_lamb_parse(struct entry *entry, const char *text, struct lamb *ret, struct err *e)
{
    struct parts parts = { 0 };
    struct strbuf folded;
    strbuf_init(&folded);
    utf8_fold_width(&folded, text);
    const char *plain = arena_text(entry->arena, folded.text);
    strbuf_done(&folded);
    if (!(strchr(plain, '=') ? split_names(entry, plain, &parts, e) : split_places(entry, plain, &parts, e)))
        return false;
    struct lamb lamb = {
        .number = parts.text[PART_NUMBER],
        .official = parts.text[PART_OFFICIAL],
        .rfid = parts.text[PART_RFID],
        .foster = parts.text[PART_FOSTER],
    };
    if (!read_status(entry, parts.text[PART_STATUS], &lamb.alive, e) ||
        !read_sex(entry, parts.text[PART_SEX], lamb.alive, &lamb.sex, e) ||
        !read_weight(entry, parts.text[PART_WEIGHT], &lamb, &lamb.weight, e))
        return false;
    *ret = lamb;
    return true;
}
