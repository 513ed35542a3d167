/* check.c - what a broken rule does, and whether a value keeps its limits */
#include "inner.h"

#include <string.h>

static const char confirmed_word[] = "confirmed ";
static const char overridden_word[] = "overridden ";

/* One change may break a rule for many animals: noted once. */
static void note(struct strbuf *noted, const char *word, const char *rule, const char *reason)
{
    if (!noted)
        return;
    struct strbuf part;
    strbuf_init(&part);
    strbuf_printf(&part, "%s%s%s%s", word, rule, reason ? ": " : "", reason ? reason : "");
    const char *there = noted->length ? strstr(noted->text, part.text) : NULL;
    char after = there ? there[part.length] : 'x';
    if (!there || (after && after != ';'))
        strbuf_printf(noted, "%s%s", noted->length ? "; " : "", part.text);
    strbuf_done(&part);
}

static bool may_override(const struct record *r, const struct rule *rule)
{
    return rule && rule->override && r->override && *r->override;
}

static bool PRINTF_LIKE(5, 0) refuse(const struct rule *rule, const char *name, const char *field, struct err *e,
                                     const char *format, va_list arguments)
{
    char message[sizeof(e->message)];
    vsnprintf(message, sizeof(message), format, arguments);
    err_soft(e, rule && (rule->override || strcmp(rule->severity, "soft") == 0) ? name : "", field, "%s", message);
    if (e && (!rule || strcmp(rule->severity, "soft") != 0))
        e->code = ERR_DATA;
    return false;
}

/* A rule the file's dictionary does not have (an old file, read by a newer mupu) refuses: the safe side. */
bool check_broken(const struct herd *herd, const struct record *r, const char *rule, const char *field,
                  struct strbuf *noted, struct err *e, const char *format, ...)
{
    const struct rule *found = dictionary_rule(&herd->dictionary, rule);
    if (found && strcmp(found->severity, "off") == 0)
        return true;
    if (found && strcmp(found->severity, "soft") == 0) {
        if (record_confirms(r, rule)) {
            note(noted, confirmed_word, rule, NULL);
            return true;
        }
    } else if (may_override(r, found)) {
        note(noted, overridden_word, rule, r->override);
        return true;
    }
    va_list arguments;
    va_start(arguments, format);
    refuse(found, rule, field, e, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- limits ---- */

const char *check_amount(const struct herd *herd, int64_t value, const char *unit, struct arena *arena)
{
    char text[NUMBER_TEXT];
    number_format_thousandths(value, 3, text);
    if (strchr(text, '.')) {
        size_t length = strlen(text);
        while (text[length - 1] == '0')
            length--;
        if (text[length - 1] == '.')
            length--;
        text[length] = '\0';
    }
    if (!unit || !*unit)
        return arena_text(arena, text);
    return arena_printf(arena, "%s %s", text, herd_code_label(herd, "unit", unit));
}

static const char *limits(const struct herd *herd, int64_t low, int64_t high, const char *unit, struct arena *arena)
{
    if (low == PARAM_NONE)
        return arena_printf(arena, _("at most %s"), check_amount(herd, high, unit, arena));
    if (high == PARAM_NONE)
        return arena_printf(arena, _("at least %s"), check_amount(herd, low, unit, arena));
    return arena_printf(arena, _("%s to %s"), check_amount(herd, low, "", arena),
                        check_amount(herd, high, unit, arena));
}

static bool outside(int64_t value, int64_t low, int64_t high)
{
    return (low != PARAM_NONE && value < low) || (high != PARAM_NONE && value > high);
}

bool check_limits(const struct herd *herd, const struct record *r, const struct param *p, const char *field,
                  const char *label, int64_t value, struct strbuf *noted, struct err *e)
{
    struct arena arena;
    arena_init(&arena);
    bool done = true;
    const char *amount = check_amount(herd, value, p->unit, &arena);
    if (outside(value, p->hard_low, p->hard_high))
        done = check_broken(herd, r, "range_hard", field, noted, e, _("%s \"%s\" cannot be: it must be %s."), label,
                            amount, limits(herd, p->hard_low, p->hard_high, p->unit, &arena));
    else if (outside(value, p->warn_low, p->warn_high))
        done = check_broken(herd, r, "range_warn", field, noted, e,
                            _("%s \"%s\" is unusual (usual: %s). Confirm it if it is right."), label, amount,
                            limits(herd, p->warn_low, p->warn_high, p->unit, &arena));
    arena_done(&arena);
    return done;
}

bool check_param(const struct herd *herd, const struct record *r, const char *species, const char *param,
                 const char *field, const char *label, int64_t value, struct strbuf *noted, struct err *e)
{
    const struct param *p = dictionary_param(&herd->dictionary, species, param);
    return !p || check_limits(herd, r, p, field, label, value, noted, e);
}

/* ---- what was noted, in words ---- */

static bool add_part(const struct herd *herd, const char *part, size_t length, struct strbuf *out)
{
    bool confirmed = strncmp(part, confirmed_word, strlen(confirmed_word)) == 0;
    if (!confirmed && strncmp(part, overridden_word, strlen(overridden_word)) != 0)
        return false;
    size_t start = confirmed ? strlen(confirmed_word) : strlen(overridden_word);
    size_t end = start + strspn(part + start, "abcdefghijklmnopqrstuvwxyz_0123456789");
    if (end > length)
        return false;
    char name[64];
    snprintf(name, sizeof(name), "%.*s", (int)(end - start), part + start);
    const struct rule *rule = dictionary_rule(&herd->dictionary, name);
    strbuf_printf(out, "%s: %s", confirmed ? _("confirmed") : _("overridden"),
                  rule ? herd_label(herd, rule->zh, rule->en) : name);
    strbuf_add_n(out, part + end, length - end);
    return true;
}

const char *check_words(const struct herd *herd, const char *noted, struct arena *arena)
{
    if (!noted)
        return NULL;
    struct strbuf out;
    strbuf_init(&out);
    for (const char *part = noted; *part;) {
        const char *end = strstr(part, "; ");
        size_t length = end ? (size_t)(end - part) : strlen(part);
        if (out.length)
            strbuf_add(&out, "; ");
        if (!add_part(herd, part, length, &out))
            strbuf_add_n(&out, part, length);
        part += length + (end ? 2 : 0);
    }
    const char *words = arena_text(arena, out.text);
    strbuf_done(&out);
    return words;
}
