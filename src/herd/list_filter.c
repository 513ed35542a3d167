/* list_filter.c - filters as text: words with blanks between, read in either language and written in the running one.
 */
#include "list_inner.h"

#include "list_saved.h"

#include <stdlib.h>
#include <string.h>

enum { CONDITIONS_MOST = 32, VALUES_MOST = 64, SAVED_DEPTH = 4 };

struct filter_reading {
    struct herd *herd;
    struct arena *arena;
    struct list_filter *filter;
    struct strbuf search;
    int depth; /* of saved filters within saved ones */
};

static bool read_words(struct filter_reading *r, const char *text, struct err *e);

/* ---- signs ---- */

static const struct {
    const char *text;
    enum list_sign sign;
} signs[] = {
    /* the longer first */
    { "!=", LIST_NOT_EQUAL }, { "<>", LIST_NOT_EQUAL }, { "<=", LIST_AT_MOST }, { ">=", LIST_AT_LEAST },
    { "==", LIST_EQUAL },     { "=", LIST_EQUAL },      { "<", LIST_LESS },     { ">", LIST_MORE },
};

static const char *sign_text(enum list_sign sign)
{
    for (size_t i = 0; i < COUNT(signs); i++)
        if (signs[i].sign == sign && strcmp(signs[i].text, "<>") != 0 && strcmp(signs[i].text, "==") != 0)
            return signs[i].text;
    return "";
}

/* What Chinese keyboards and word processors write for them. */
static void plain_signs(const char *text, struct strbuf *out)
{
    static const struct {
        const char *from, *to;
    } all[] = { { "≤", "<=" }, { "≥", ">=" }, { "≠", "!=" }, { "、", "," }, { "并且", " " }, { "且", " " } };
    CLEANUP(strbuf_done) struct strbuf folded;
    strbuf_init(&folded);
    utf8_fold_width(&folded, text);
    for (const char *at = folded.text; *at;) {
        size_t i = 0;
        while (i < COUNT(all) && strncmp(at, all[i].from, strlen(all[i].from)) != 0)
            i++;
        if (i < COUNT(all)) {
            strbuf_add(out, all[i].to);
            at += strlen(all[i].from);
        } else {
            strbuf_add_char(out, *at++);
        }
    }
}

/* ---- an unknown word ---- */

static int distance(const char *a, const char *b)
{
    enum { MOST = 24 };
    uint32_t x[MOST], y[MOST];
    int n = 0, m = 0, row[MOST + 1];
    while (*a && n < MOST)
        x[n++] = utf8_next(&a);
    while (*b && m < MOST)
        y[m++] = utf8_next(&b);
    for (int j = 0; j <= m; j++)
        row[j] = j;
    for (int i = 1; i <= n; i++) {
        int before = row[0];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int least = before + (x[i - 1] != y[j - 1]);
            before = row[j];
            least = row[j] + 1 < least ? row[j] + 1 : least;
            row[j] = row[j - 1] + 1 < least ? row[j - 1] + 1 : least;
        }
    }
    return row[m];
}

static bool refuse_word(const struct filter_reading *r, const char *name, struct err *e)
{
    int best = -1, least = utf8_width(name) > 3 ? 3 : 2;
    for (int i = 0; i < list_word_count; i++) {
        const char *label = herd_label(r->herd, list_words[i].zh, list_words[i].name);
        int d = distance(name, label);
        if (d < least || (strlen(name) > 2 && strstr(label, name))) {
            least = d;
            best = i;
        }
    }
    if (best >= 0)
        return err_set(e, ERR_USAGE, "filter", _("filter: the word \"%s\" is not known. Is \"%s\" meant?"), name,
                       herd_label(r->herd, list_words[best].zh, list_words[best].name));
    return err_set(e, ERR_USAGE, "filter",
                   _("filter: the word \"%s\" is not known. There are state, stage, sex, parity, age, after-birth, "
                     "weight, keeper, pen and others: mupu filter words"),
                   name);
}

/* ---- conditions ---- */

static bool add_condition(struct filter_reading *r, const struct list_condition *c, struct err *e)
{
    struct list_filter *f = r->filter;
    if (f->condition_count == CONDITIONS_MOST)
        return err_set(e, ERR_USAGE, "filter", _("filter: more than %d conditions"), CONDITIONS_MOST);
    f->conditions[f->condition_count++] = *c;
    f->gone = f->gone || list_words[c->word].gone;
    return true;
}

static bool add_presence(struct filter_reading *r, int word, bool has, struct err *e)
{
    const struct list_condition c = { .word = word, .sign = has ? LIST_HAS : LIST_LACKS, .typed = "" };
    return add_condition(r, &c, e);
}

static bool is_any(const char *value, bool *ret_has)
{
    static const char *const any[] = { "any", "yes", "有", "是" }, *const none[] = { "none", "no", "无", "没有", "否" };
    for (size_t i = 0; i < COUNT(any); i++)
        if (strcmp(value, any[i]) == 0)
            return *ret_has = true;
    for (size_t i = 0; i < COUNT(none); i++)
        if (strcmp(value, none[i]) == 0) {
            *ret_has = false;
            return true;
        }
    return false;
}

/* "月龄>=8" are months, whatever the unit of the word. */
static const char *with_unit(struct filter_reading *r, const char *name, char *value)
{
    static const struct {
        const char *name, *unit;
    } named[] = { { "月龄", "m" }, { "年龄", "y" } };
    size_t length = strlen(value);
    for (size_t i = 0; i < COUNT(named); i++)
        if (strcmp(name, named[i].name) == 0 && length && value[length - 1] >= '0' && value[length - 1] <= '9')
            return arena_printf(r->arena, "%s%s", value, named[i].unit);
    return value;
}

static bool read_values(struct filter_reading *r, const char *name, struct list_condition *c, char *text, struct err *e)
{
    char *rest = text, *value;
    CLEANUP(strbuf_done) struct strbuf typed;
    strbuf_init(&typed);
    c->values = arena_new(r->arena, VALUES_MOST * sizeof *c->values);
    while ((value = strsep(&rest, ","))) {
        if (!*value)
            continue;
        const char *whole = with_unit(r, name, value);
        if (c->value_count == VALUES_MOST)
            return err_set(e, ERR_USAGE, "filter", _("filter \"%s\": more than %d values"), name, VALUES_MOST);
        if (!list_value_parse(r->herd, c->word, whole, r->arena, &c->values[c->value_count++], e))
            return false;
        strbuf_printf(&typed, "%s%s", typed.length ? "," : "", whole);
    }
    c->typed = arena_text(r->arena, typed.text);
    return c->value_count > 0 || err_set(e, ERR_USAGE, "filter", _("filter: \"%s\" lacks its value"), name);
}

static bool read_condition(struct filter_reading *r, char *name, enum list_sign sign, char *value, struct err *e)
{
    struct list_condition c = { .word = list_word_find(name), .sign = sign };
    bool has;
    if (c.word < 0)
        return refuse_word(r, name, e);
    if (is_any(value, &has) && (sign == LIST_EQUAL || sign == LIST_NOT_EQUAL))
        return add_presence(r, c.word, has == (sign == LIST_EQUAL), e);
    if (sign != LIST_EQUAL && sign != LIST_NOT_EQUAL && !list_value_ordered(c.word))
        return err_set(e, ERR_USAGE, "filter", _("filter: \"%s\" is not more or less than something; use = or !="),
                       name);
    return read_values(r, name, &c, value, e) && add_condition(r, &c, e);
}

/* ---- bare words ---- */

static bool read_switch(struct filter_reading *r, const char *name)
{
    static const char *const gone[] = { "gone", "离场", "含离场" }, *const paper[] = { "on-paper", "祖先",
                                                                                       "含祖先档案" };
    for (size_t i = 0; i < COUNT(gone); i++) {
        r->filter->gone = r->filter->gone || strcmp(name, gone[i]) == 0;
        r->filter->reference = r->filter->reference || strcmp(name, paper[i]) == 0;
        if (strcmp(name, gone[i]) == 0 || strcmp(name, paper[i]) == 0)
            return true;
    }
    return false;
}

/* has:tag, no:tag, 有官方耳标, 无官方耳标 */
static bool presence_of(const char *text, int *ret_word, bool *ret_has)
{
    static const struct {
        const char *prefix;
        bool has;
    } all[] = { { "has:", true }, { "no:", false },  { "lacks:", false },
                { "有", true },   { "没有", false }, { "无", false } };
    for (size_t i = 0; i < COUNT(all); i++) {
        size_t length = strlen(all[i].prefix);
        if (strncmp(text, all[i].prefix, length) != 0 || !text[length])
            continue;
        *ret_has = all[i].has;
        *ret_word = list_word_find(text + length);
        if (*ret_word >= 0)
            return true;
    }
    return false;
}

/* "空怀" alone is a state: the label of exactly one of these lists, never its code, which may be part of a number. */
static bool bare_label(const struct herd *herd, const char *text, int *ret_word, const char **ret_code)
{
    static const char *const lists[] = { "state", "stage", "sex" };
    const struct dictionary *d = &herd->dictionary;
    for (size_t i = 0; i < COUNT(lists); i++)
        for (int j = 0; j < d->code_count; j++)
            if (strcmp(d->codes[j].list, lists[i]) == 0 &&
                (strcmp(d->codes[j].zh, text) == 0 || strcmp(d->codes[j].en, text) == 0)) {
                *ret_word = list_word_find(lists[i]);
                *ret_code = d->codes[j].code;
                return true;
            }
    return false;
}

static bool read_saved(struct filter_reading *r, const char *name, struct err *e)
{
    const char *text;
    if (r->depth == SAVED_DEPTH)
        return err_set(e, ERR_USAGE, "filter", _("filter: the saved filter \"%s\" leads back to itself"), name);
    if (!list_saved_find(r->herd, name, r->arena, &text, e))
        return false;
    r->depth++;
    bool good = read_words(r, text, e);
    r->depth--;
    return good;
}

static bool read_bare(struct filter_reading *r, char *text, struct err *e)
{
    int word;
    bool has;
    const char *code;
    if (strcmp(text, "and") == 0 || strcmp(text, "和") == 0)
        return true;
    if (*text == '@' && text[1])
        return read_saved(r, text + 1, e);
    if (read_switch(r, text))
        return true;
    if (presence_of(text, &word, &has))
        return add_presence(r, word, has, e);
    if (bare_label(r->herd, text, &word, &code)) {
        struct list_condition c = { .word = word, .sign = LIST_EQUAL, .value_count = 1, .typed = code };
        c.values = arena_new(r->arena, sizeof *c.values);
        c.values[0].text = code;
        return add_condition(r, &c, e);
    }
    strbuf_printf(&r->search, "%s%s", r->search.length ? " " : "", text);
    return true;
}

/* ---- the words of a text ---- */

static bool read_word(struct filter_reading *r, char *text, struct err *e)
{
    size_t at = strcspn(text, "=<>!");
    if (!text[at])
        return read_bare(r, text, e);
    size_t i = 0;
    while (i < COUNT(signs) && strncmp(text + at, signs[i].text, strlen(signs[i].text)) != 0)
        i++;
    if (i == COUNT(signs))
        return read_bare(r, text, e);
    char *value = text + at + strlen(signs[i].text);
    text[at] = 0;
    return (signs[i].sign == LIST_EQUAL && read_switch(r, text)) || read_condition(r, text, signs[i].sign, value, e);
}

/* Cuts off the next word in place, its quotes taken away; NULL at the end. */
static char *next_word(char **rest)
{
    char *from = *rest + strspn(*rest, " \t"), *word = from, *to = from;
    bool quoted = false;
    if (!*from)
        return NULL;
    for (; *from && (quoted || (*from != ' ' && *from != '\t')); from++) {
        if (*from == '"')
            quoted = !quoted;
        else
            *to++ = *from;
    }
    *rest = *from ? from + 1 : from;
    *to = 0;
    return word;
}

static bool read_words(struct filter_reading *r, const char *text, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf plain;
    strbuf_init(&plain);
    plain_signs(text, &plain);
    char *rest = arena_text(r->arena, plain.text), *word;
    while ((word = next_word(&rest)))
        if (*word && !read_word(r, word, e))
            return false;
    return true;
}

bool list_filter_parse(struct herd *herd, const char *text, struct arena *arena, struct list_filter *ret, struct err *e)
{
    struct list_filter f = { .conditions = arena_new(arena, CONDITIONS_MOST * sizeof *f.conditions) };
    struct filter_reading r = { .herd = herd, .arena = arena, .filter = &f };
    strbuf_init(&r.search);
    bool good = read_words(&r, text, e);
    if (good && r.search.length)
        f.search = arena_text(arena, r.search.text);
    strbuf_done(&r.search);
    if (good)
        *ret = f;
    return good;
}

bool list_filter_of_kind(struct herd *herd, const struct event_kind *kind, struct arena *arena,
                         struct list_filter *filter, struct err *e)
{
    struct list_filter more;
    const char *species = kind->species && *kind->species ? kind->species : NULL;
    const char *sex = kind->sex && *kind->sex ? kind->sex : NULL;
    const char *words = arena_printf(arena, "%s%s %s%s", species ? "species=" : "", species ? species : "",
                                     sex ? "sex=" : "", sex ? sex : "");
    if (!list_filter_parse(herd, words, arena, &more, e))
        return false;
    int count = filter->condition_count + more.condition_count;
    struct list_condition *all = arena_new(arena, ((size_t)count + 1) * sizeof *all);
    for (int i = 0; i < count; i++)
        all[i] = i < filter->condition_count ? filter->conditions[i] : more.conditions[i - filter->condition_count];
    filter->conditions = all;
    filter->condition_count = count;
    return true;
}

/* ---- back into text ---- */

static bool is_today(const char *typed)
{
    return strcmp(typed, "today") == 0 || strcmp(typed, "今天") == 0;
}

/* A value that holds a blank or a comma stands in quotes; of codes the label of the running language. */
static void values_text(const struct herd *herd, const struct list_condition *c, struct strbuf *out)
{
    if (list_words[c->word].type == LIST_DAY && is_today(c->typed)) {
        strbuf_add(out, herd_label(herd, "今天", "today"));
        return;
    }
    if (list_words[c->word].type != LIST_CODE) {
        bool quotes = strpbrk(c->typed, " \t") != NULL;
        strbuf_printf(out, "%s%s%s", quotes ? "\"" : "", c->typed, quotes ? "\"" : "");
        return;
    }
    for (int i = 0; i < c->value_count; i++) {
        const char *label = list_value_label(herd, c->word, c->values[i].text);
        if (!label || strchr(label, ','))
            label = c->values[i].text;
        bool quotes = strpbrk(label, " \t") != NULL;
        strbuf_printf(out, "%s%s%s%s", i ? "," : "", quotes ? "\"" : "", label, quotes ? "\"" : "");
    }
}

void list_condition_text(const struct herd *herd, const struct list_condition *c, struct strbuf *out)
{
    const struct list_word *word = &list_words[c->word];
    const char *name = herd_label(herd, word->zh, word->name);
    if (c->sign == LIST_HAS || c->sign == LIST_LACKS) {
        bool has = c->sign == LIST_HAS;
        strbuf_printf(out, "%s%s", has ? herd_label(herd, "有", "has:") : herd_label(herd, "无", "no:"), name);
        return;
    }
    strbuf_printf(out, "%s%s", name, sign_text(c->sign));
    values_text(herd, c, out);
}

static void separate(struct strbuf *out, size_t start)
{
    if (out->length > start)
        strbuf_add_char(out, ' ');
}

void list_filter_text(const struct herd *herd, const struct list_filter *f, struct strbuf *out)
{
    size_t start = out->length;
    for (int i = 0; i < f->condition_count; i++) {
        separate(out, start);
        list_condition_text(herd, &f->conditions[i], out);
    }
    const struct {
        bool wanted;
        const char *text;
    } rest[] = {
        { f->gone, herd_label(herd, "含离场", "gone") },
        { f->reference, herd_label(herd, "含祖先档案", "on-paper") },
        { f->search, f->search },
    };
    for (size_t i = 0; i < COUNT(rest); i++)
        if (rest[i].wanted) {
            separate(out, start);
            strbuf_add(out, rest[i].text);
        }
}
