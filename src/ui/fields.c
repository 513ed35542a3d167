/* fields.c - the fields of the dictionary as a form, and the filled form as a record. */
#include "screens.h"

#include <string.h>

/* ---- choices ---- */
struct choices {
    struct form_choice *all;
    size_t count;
};

static bool belongs(const char *of, const char *species)
{
    return !species || !*species || !of || !*of || strcmp(of, species) == 0;
}

static void add_choice(struct choices *c, const char *value, const char *text)
{
    c->all[c->count++] = (struct form_choice){ value, text };
}

static void breed_choices(const struct herd *herd, const char *species, struct choices *c)
{
    const struct dictionary *d = &herd->dictionary;
    for (int i = 0; i < d->breed_count; i++)
        if (belongs(d->breeds[i].species, species))
            add_choice(c, d->breeds[i].code, herd_label(herd, d->breeds[i].zh, d->breeds[i].en));
}

static void code_choices(const struct herd *herd, const char *list, const char *species, struct choices *c)
{
    const struct dictionary *d = &herd->dictionary;
    for (int i = 0; i < d->code_count; i++)
        if (strcmp(d->codes[i].list, list) == 0 && belongs(d->codes[i].species, species))
            add_choice(c, d->codes[i].code, herd_label(herd, d->codes[i].zh, d->codes[i].en));
}

static void list_choices(const struct herd *herd, const char *list, const char *species, struct arena *arena,
                         struct choices *c)
{
    const struct dictionary *d = &herd->dictionary;
    int most = d->code_count + d->breed_count + d->species_count + d->township_count + 1;
    c->all = arena_new(arena, (size_t)most * sizeof *c->all);
    if (strcmp(list, "species") == 0) {
        for (int i = 0; i < d->species_count; i++)
            add_choice(c, d->species[i].code, herd_label(herd, d->species[i].zh, d->species[i].en));
    } else if (strcmp(list, "township") == 0) {
        for (int i = 0; i < d->township_count; i++)
            add_choice(c, d->townships[i].code, herd_label(herd, d->townships[i].zh, d->townships[i].en));
    } else if (strcmp(list, "breed") == 0) {
        breed_choices(herd, species, c);
    } else {
        code_choices(herd, list, species, c);
    }
}

static int choices_width(const struct choices *c)
{
    int most = 4;
    for (size_t i = 0; i < c->count; i++)
        if (utf8_width(c->all[i].text) > most)
            most = utf8_width(c->all[i].text);
    return most < 7 ? 8 : most > 23 ? 24 : most + 1;
}

/* ---- the form ---- */
static const struct {
    enum field_type type;
    enum form_kind kind;
    int width;
} shapes[] = {
    { FIELD_OF_NUMBER, FIELD_NUMBER, 10 }, { FIELD_OF_COUNT, FIELD_WHOLE, 6 },
    { FIELD_OF_DAY, FIELD_DATE, 12 },      { FIELD_OF_ANIMAL, FIELD_LOOKUP, 20 },
    { FIELD_OF_RECORD, FIELD_LOOKUP, 20 }, { FIELD_OF_HOLDING, FIELD_LOOKUP, 12 },
    { FIELD_OF_CODE, FIELD_CHOICE, 12 },   { FIELD_OF_FLAG, FIELD_CHOICE, 6 },
};

static void make_choices(const struct herd *herd, const struct field *from, const char *species, struct arena *arena,
                         struct form_field *to)
{
    static const struct form_choice yes[] = { { "yes", N_("yes") } };
    struct choices c = { 0 };
    if (from->type == FIELD_OF_FLAG) {
        to->choices = yes;
        to->choice_count = COUNT(yes);
        return;
    }
    list_choices(herd, from->list ? from->list : "", species, arena, &c);
    to->choices = c.all;
    to->choice_count = c.count;
    to->width = choices_width(&c);
}

static const char *label_of(const struct herd *herd, const struct field *from, struct arena *arena)
{
    const char *label = herd_label(herd, from->zh, from->en);
    if (!from->unit || !*from->unit)
        return label;
    return arena_printf(arena, "%s (%s)", label, herd_code_label(herd, "unit", from->unit));
}

static void make_field(const struct herd *herd, const struct field *from, const char *species, struct arena *arena,
                       struct form_field *to)
{
    *to = (struct form_field){
        .name = from->name,
        .label = label_of(herd, from, arena),
        .help = from->help ? from->help : "",
        .kind = FIELD_TEXT,
        .required = from->required,
        .carried = from->carried,
        .width = strcmp(from->name, "note") == 0 ? 40 : 20,
    };
    for (size_t i = 0; i < COUNT(shapes); i++)
        if (shapes[i].type == from->type) {
            to->kind = shapes[i].kind;
            to->width = shapes[i].width;
        }
    if (to->kind == FIELD_CHOICE)
        make_choices(herd, from, species, arena, to);
    if (!*to->help && to->kind == FIELD_LOOKUP)
        to->help = from->type == FIELD_OF_HOLDING ? N_("Code or name; F4 chooses from the list")
                                                  : N_("Any number of the animal; the last digits will do");
    if (!*to->help && to->kind == FIELD_DATE)
        to->help = N_("10-30, 2025-10-30, yesterday; F4 is today");
    if (!*to->help && to->kind == FIELD_CHOICE)
        to->help = N_("Digit or first letter takes a choice, Space the next one, F4 shows all");
}

static bool named(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; at && *at; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == length && strncmp(at, name, length) == 0)
            return true;
    return false;
}

/* ---- what is said to a command line ---- */

static const struct field *option_of(const struct field_set *set, const char *name, size_t length)
{
    for (int i = 0; i < set->asked_count; i++)
        if (strlen(set->asked[i].name) == length && strncmp(set->asked[i].name, name, length) == 0)
            return &set->asked[i];
    return NULL;
}

const char *fields_words(const struct field_set *set, const char *text, struct arena *arena)
{
    CLEANUP(strbuf_done) struct strbuf out;
    const char *option, *from = text;
    bool blank = strcmp(_("\"%s\""), "\"%s\"") == 0; /* none around 「」 */
    strbuf_init(&out);
    while ((option = strstr(from, "--"))) {
        size_t length = strspn(option + 2, "abcdefghijklmnopqrstuvwxyz-");
        const struct field *field = option_of(set, option + 2, length);
        strbuf_add_n(&out, from, (size_t)(option - from));
        from = option + 2 + length;
        if (!field) {
            strbuf_add_n(&out, option, length + 2);
            continue;
        }
        while (!blank && out.length && out.text[out.length - 1] == ' ')
            out.text[--out.length] = 0;
        strbuf_printf(&out, _("\"%s\""), herd_label(set->app->herd, field->zh, field->en));
        from += !blank && *from == ' ';
    }
    strbuf_add(&out, from);
    return arena_text(arena, out.text);
}

static void label_help(struct field_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->source[i].help && *set->source[i].help)
            set->fields[i].help = fields_words(set, _(set->source[i].help), set->arena);
}

/* ---- the form of them ---- */

void fields_make(struct app *app, const struct field *source, int count, const char *species, const char *skip,
                 struct arena *arena, struct field_set *ret)
{
    struct field *kept = arena_new(arena, ((size_t)count + 1) * sizeof *kept);
    *ret = (struct field_set){
        .app = app, .source = kept, .asked = source, .asked_count = count, .species = species, .arena = arena
    };
    ret->fields = arena_new(arena, ((size_t)count + 1) * sizeof *ret->fields);
    for (int i = 0; i < count; i++) {
        if (source[i].type == FIELD_OF_LAMBS || named(skip, source[i].name))
            continue;
        kept[ret->count] = source[i];
        make_field(app->herd, &source[i], species, arena, &ret->fields[ret->count++]);
    }
    label_help(ret);
}

void fields_language(struct field_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct form_field fresh;
        make_field(set->app->herd, &set->source[i], set->species, set->arena, &fresh);
        set->fields[i].label = fresh.label;
        set->fields[i].choices = fresh.choices;
    }
    label_help(set);
}

bool fields_has(const struct field_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->fields[i].name, name) == 0)
            return true;
    return false;
}

/* ---- the record ---- */
void fields_record(const struct field_set *set, const struct form *form, const char *const *before, struct record *r)
{
    for (size_t i = 0; i < set->count; i++) {
        const char *text = form_get(form, set->fields[i].name);
        if (before && strcmp(before[i], text) == 0)
            continue;
        if (set->fields[i].kind != FIELD_SHOWN || !before)
            record_set(r, set->fields[i].name, !*text && before ? "-" : text);
    }
}

void fields_percent(const struct field_set *set, struct record *r)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct field *field = &set->source[i];
        const char *text = record_text(r, field->name);
        if (text && field->type == FIELD_OF_NUMBER && field->unit && strcmp(field->unit, "%") == 0)
            record_set(r, field->name, arena_printf(r->arena, "%s%%", text));
    }
}

static const char *text_of(const struct field_set *set, size_t field, int64_t id, struct arena *arena)
{
    struct err e;
    struct holding h;
    const char *number;
    struct herd *herd = set->app->herd;
    if (set->source[field].type == FIELD_OF_HOLDING)
        return holding_load(herd, id, arena, &h, &e) ? h.code : NULL;
    return identifier_to_type(herd, id, arena, &number, &e) ? number : NULL;
}

const char *fields_look_up(const struct field_set *set, size_t field, const char *typed, struct arena *arena)
{
    int64_t id;
    const struct field *source = &set->source[field];
    bool found = source->type == FIELD_OF_HOLDING ? app_pick_holding(set->app, typed, &id)
                 : *typed                         ? app_find(set->app, typed, &id)
                                                  : app_pick_animal(set->app, source->list, &id);
    return found ? text_of(set, field, id, arena) : NULL;
}

bool fields_meant(const struct field_set *set, size_t field, const char *typed, struct arena *arena, const char **ret,
                  struct err *e)
{
    int64_t id;
    const struct field *source = &set->source[field];
    bool holding = source->type == FIELD_OF_HOLDING;
    const struct find_wanted wanted = { .sex = source->list && *source->list ? source->list : NULL };
    *ret = typed;
    if (strcmp(typed, "-") == 0 || (!holding && source->type != FIELD_OF_ANIMAL))
        return true;
    if (holding ? !find_holding(set->app, typed, &id, e) : !find_one(set->app, typed, source->name, &wanted, &id, e))
        return false;
    const char *text = text_of(set, field, id, arena);
    *ret = text ? text : typed;
    return true;
}

void fields_lookup(const struct field_set *set, struct form *form, size_t field)
{
    struct arena arena;
    arena_init(&arena);
    const char *name = set->source[field].name, *chosen = fields_look_up(set, field, form_get(form, name), &arena);
    if (chosen)
        form_set(form, name, chosen);
    arena_done(&arena);
}

bool fields_resolve(const struct field_set *set, struct form *form, size_t field, struct err *e)
{
    struct arena arena;
    const char *name = set->source[field].name, *meant;
    arena_init(&arena);
    bool good = fields_meant(set, field, form_get(form, name), &arena, &meant, e);
    if (good && strcmp(meant, form_get(form, name)) != 0)
        form_set(form, name, meant);
    arena_done(&arena);
    return good;
}

const char *fields_confirmed(struct arena *arena, const char *confirmed)
{
    char *text = arena_text(arena, confirmed);
    for (char *at = text; *at; at++)
        if (*at == ',')
            *at = ' ';
    return text;
}
