/* herd_filter.c - the filter as a form: one field for each common condition and the whole of it as a line of text. Both
 * are the same filter: the line follows the fields while they are filled, and the fields follow the line when it is
 * left. */
#include "herd.h"

#include <string.h>

enum asked { ASK_LINE, ASK_TEXT, ASK_CODE, ASK_PRESENCE, ASK_HOLDING, ASK_ANIMAL };
static const struct {
    const char *word; /* of list_words */
    enum asked asked;
    int width;
    const char *help;
} asks[] = {
    { "filter", ASK_LINE, 60, N_("Words with blanks between; Enter applies, F4 saved ones, F1 how to write it") },
    { "sex", ASK_CODE, 10, "" },
    { "stage", ASK_CODE, 10, "" },
    { "state", ASK_CODE, 10, "" },
    { "keeper", ASK_HOLDING, 12, N_("Code or name, with all below it; F4 chooses from the list") },
    { "owner", ASK_HOLDING, 12, N_("Code or name, with all below it; F4 chooses from the list") },
    { "pen", ASK_TEXT, 12, N_("Code of the pen; any or none") },
    { "family", ASK_TEXT, 12, N_("One or several: A,B") },
    { "age", ASK_TEXT, 16, N_("30 (days), 6m, 2y; <30, >=8m, 6m..12m") },
    { "parity", ASK_TEXT, 16, N_("2, >=3, 1..3") },
    { "after-birth", ASK_TEXT, 16, N_("Days since she gave birth: >20, 20..45") },
    { "weight", ASK_TEXT, 16, N_("Kilograms at the last weighing: <40, 40..52.5") },
    { "scan", ASK_TEXT, 16, N_("A day: <=today, <=+7, 2025-11") },
    { "due", ASK_TEXT, 16, N_("A day: <=today, <=+7, 2025-11") },
    { "wean", ASK_TEXT, 16, N_("A day: <=today, <=+7, 2025-11") },
    { "official", ASK_PRESENCE, 8, "" },
    { "withdrawal", ASK_PRESENCE, 8, N_("Present: not yet to be slaughtered") },
    { "f", ASK_TEXT, 16, N_("Percent: >6.25, <3") },
    { "sire", ASK_ANIMAL, 20, N_("Any number of the animal; the last digits will do") },
    { "dam", ASK_ANIMAL, 20, N_("Any number of the animal; the last digits will do") },
};
enum { FIELDS = COUNT(asks) };

struct filter_form {
    struct herd_screen *herd;
    struct arena arena;
    struct form form;
    struct form_field fields[FIELDS];
    char *known[FIELDS]; /* the values that line and fields agreed on last */
    struct strbuf rest;  /* conditions that no field can show */
};

static const struct herd *herd_of(const struct filter_form *f)
{
    return f->herd->app->herd;
}

/* ---- the fields ---- */

static void code_choices(struct filter_form *f, struct form_field *field, const char *list)
{
    const struct dictionary *d = &herd_of(f)->dictionary;
    struct form_choice *choices = arena_new(&f->arena, (size_t)d->code_count * sizeof *choices);
    for (int i = 0; i < d->code_count; i++)
        if (strcmp(d->codes[i].list, list) == 0)
            choices[field->choice_count++] =
                (struct form_choice){ d->codes[i].code, herd_label(herd_of(f), d->codes[i].zh, d->codes[i].en) };
    field->choices = choices;
}

static void make_field(struct filter_form *f, size_t i)
{
    static const struct form_choice presence[] = { { "any", N_("present") }, { "none", N_("missing") } };
    static const enum form_kind kinds[] = {
        [ASK_LINE] = FIELD_LOOKUP,     [ASK_TEXT] = FIELD_TEXT,      [ASK_CODE] = FIELD_CHOICE,
        [ASK_PRESENCE] = FIELD_CHOICE, [ASK_HOLDING] = FIELD_LOOKUP, [ASK_ANIMAL] = FIELD_LOOKUP,
    };
    struct form_field *field = &f->fields[i];
    int word = list_word_find(asks[i].word);
    const char *choose = N_("Digit or first letter takes a choice, Space the next one, F4 shows all");
    *field = (struct form_field){ .name = asks[i].word,
                                  .label = i ? herd_label(herd_of(f), list_words[word].zh, list_words[word].en)
                                             : _("Filter"),
                                  .kind = kinds[asks[i].asked],
                                  .width = asks[i].width };
    field->help = *asks[i].help || field->kind != FIELD_CHOICE ? asks[i].help : choose;
    if (asks[i].asked == ASK_CODE)
        code_choices(f, field, list_words[word].list);
    if (asks[i].asked == ASK_PRESENCE) {
        field->choices = presence;
        field->choice_count = COUNT(presence);
    }
}

/* ---- line to fields ---- */

static size_t field_of(int word)
{
    for (size_t i = 1; i < FIELDS; i++)
        if (list_word_find(asks[i].word) == word)
            return i;
    return FIELDS;
}

/* What the field would hold for the condition; false if it cannot. */
static bool field_value(const struct filter_form *f, const struct list_condition *c, size_t i, struct strbuf *out)
{
    static const char *const signs[] = {
        [LIST_EQUAL] = "", [LIST_NOT_EQUAL] = "!=", [LIST_LESS] = "<",  [LIST_AT_MOST] = "<=",
        [LIST_MORE] = ">", [LIST_AT_LEAST] = ">=",  [LIST_HAS] = "any", [LIST_LACKS] = "none",
    };
    bool presence = c->sign == LIST_HAS || c->sign == LIST_LACKS;
    if (asks[i].asked == ASK_PRESENCE ? !presence : asks[i].asked == ASK_CODE && (presence || c->sign != LIST_EQUAL))
        return false;
    if (asks[i].asked == ASK_CODE) {
        strbuf_add(out, c->values[0].text);
        return c->value_count == 1;
    }
    if (asks[i].asked != ASK_PRESENCE && presence)
        strbuf_add(out,
                   c->sign == LIST_HAS ? herd_label(herd_of(f), "有", "any") : herd_label(herd_of(f), "无", "none"));
    else
        strbuf_printf(out, "%s%s", signs[c->sign], c->typed);
    return true;
}

static void place_condition(struct filter_form *f, const struct list_condition *c)
{
    CLEANUP(strbuf_done) struct strbuf value;
    strbuf_init(&value);
    size_t i = field_of(c->word);
    if (i < FIELDS && !*form_get(&f->form, asks[i].word) && field_value(f, c, i, &value)) {
        form_set(&f->form, asks[i].word, value.text);
        return;
    }
    strbuf_add(&f->rest, f->rest.length ? " " : "");
    list_condition_text(herd_of(f), c, &f->rest);
}

static void remember(struct filter_form *f)
{
    for (size_t i = 0; i < FIELDS; i++) {
        memory_free(f->known[i]);
        f->known[i] = memory_text(form_get(&f->form, asks[i].word));
    }
}

static bool line_to_fields(struct filter_form *f, struct err *e)
{
    struct list_filter filter;
    if (!list_filter_parse(f->herd->app->herd, form_get(&f->form, "filter"), &f->arena, &filter, e))
        return false;
    strbuf_clear(&f->rest);
    for (size_t i = 1; i < FIELDS; i++)
        form_set(&f->form, asks[i].word, "");
    for (int i = 0; i < filter.condition_count; i++)
        place_condition(f, &filter.conditions[i]);
    filter.condition_count = 0; /* those that left, ancestors on paper, the search */
    strbuf_add(&f->rest, f->rest.length ? " " : "");
    list_filter_text(herd_of(f), &filter, &f->rest);
    remember(f);
    return true;
}

/* ---- fields to line ---- */

static void add_field(struct filter_form *f, size_t i, struct strbuf *out)
{
    const struct herd *herd = herd_of(f);
    const char *value = form_get(&f->form, asks[i].word);
    const struct list_word *word = &list_words[list_word_find(asks[i].word)];
    const char *name = herd_label(herd, word->zh, word->name);
    if (!*value)
        return;
    strbuf_add(out, out->length ? " " : "");
    bool any = strcmp(value, "any") == 0 || strcmp(value, "有") == 0;
    if (any || strcmp(value, "none") == 0 || strcmp(value, "无") == 0) {
        strbuf_printf(out, "%s%s", any ? herd_label(herd, "有", "has:") : herd_label(herd, "无", "no:"), name);
        return;
    }
    if (asks[i].asked == ASK_CODE)
        value = herd_code_label(herd, word->list, value);
    strbuf_printf(out, "%s%s", name, strchr("=<>!", *value) ? "" : "=");
    strbuf_printf(out, strchr(value, ' ') ? "\"%s\"" : "%s", value);
}

static void fields_to_line(struct filter_form *f)
{
    CLEANUP(strbuf_done) struct strbuf line;
    strbuf_init(&line);
    for (size_t i = 1; i < FIELDS; i++)
        add_field(f, i, &line);
    if (f->rest.length)
        strbuf_printf(&line, "%s%s", line.length ? " " : "", f->rest.text);
    form_set(&f->form, "filter", line.text);
    remember(f);
}

/* What a field says takes the place of what the line said of the same word. */
static void drop_from_rest(struct filter_form *f, int word)
{
    struct err ignored;
    struct list_filter filter;
    int kept = 0;
    if (!list_filter_parse(f->herd->app->herd, f->rest.text, &f->arena, &filter, &ignored))
        return;
    for (int i = 0; i < filter.condition_count; i++)
        if (filter.conditions[i].word != word)
            filter.conditions[kept++] = filter.conditions[i];
    filter.condition_count = kept;
    strbuf_clear(&f->rest);
    list_filter_text(herd_of(f), &filter, &f->rest);
}

/* After every key: whichever of the two was changed, the other follows. */
static void agree(struct filter_form *f)
{
    struct err e;
    for (size_t i = 1; i < FIELDS; i++)
        if (strcmp(form_get(&f->form, asks[i].word), f->known[i]) != 0) {
            drop_from_rest(f, list_word_find(asks[i].word));
            fields_to_line(f);
            return;
        }
    if (f->form.at != 0 && strcmp(form_get(&f->form, "filter"), f->known[0]) != 0 && !line_to_fields(f, &e))
        form_error(&f->form, &e);
}

/* ---- the screen ---- */

static bool form_saves(void *context, struct form *form, struct err *e)
{
    struct filter_form *f = context;
    return f->herd->filter_changed = herd_set_filter(f->herd, form_get(form, "filter"), e);
}

static void pick_saved(struct filter_form *f)
{
    struct err e;
    struct list_saved *all;
    struct list_filter filter;
    struct strbuf text;
    int count, chosen;
    if (!list_saved_all(f->herd->app->herd, &f->arena, &all, &count, &e)) {
        screen_error(&e);
        return;
    }
    struct choice *choices = arena_new(&f->arena, ((size_t)count + 1) * sizeof *choices);
    for (int i = 0; i < count; i++)
        choices[i] = (struct choice){ all[i].name, all[i].shipped ? "" : _("own") };
    if (!choose(_("Saved filters"), choices, count, &chosen))
        return;
    strbuf_init(&text);
    if (list_filter_parse(f->herd->app->herd, all[chosen].text, &f->arena, &filter, &e)) {
        list_filter_text(herd_of(f), &filter, &text);
        form_set(&f->form, "filter", text.text);
        if (!line_to_fields(f, &e))
            form_error(&f->form, &e);
    } else {
        screen_error(&e);
    }
    strbuf_done(&text);
}

static void form_looks_up(void *context, struct form *form, size_t field)
{
    struct filter_form *f = context;
    struct app *app = f->herd->app;
    struct err e;
    int64_t id;
    if (asks[field].asked == ASK_LINE) {
        pick_saved(f);
    } else if (asks[field].asked == ASK_HOLDING) {
        struct holding holding;
        if (app_pick_holding(app, form_get(form, asks[field].word), &id) &&
            holding_load(app->herd, id, &f->arena, &holding, &e))
            form_set(form, asks[field].word, holding.code);
    } else if (asks[field].asked == ASK_ANIMAL) {
        struct animal animal;
        const char *typed = form_get(form, asks[field].word), *sex = strcmp(asks[field].word, "sire") == 0 ? "M" : "F";
        if ((*typed ? app_find(app, typed, &id) : app_pick_animal(app, sex, &id)) &&
            animal_load(app->herd, id, &f->arena, &animal, &e) && animal.number)
            form_set(form, asks[field].word, animal.number);
    }
}

static const struct form_operations form_operations = { .save = form_saves, .lookup = form_looks_up };

static void filter_title(void *state, struct screen_title *title)
{
    (void)state;
    strbuf_add(&title->crumb, _("Filter"));
}

static void filter_draw(void *state, struct area body)
{
    struct filter_form *f = state;
    form_draw(&f->form, body);
}

static void filter_parts(void *state, struct screen_parts *parts)
{
    parts->form = &((struct filter_form *)state)->form;
}

static bool filter_input(void *state, const struct input *input, int command)
{
    static const struct input save = { .kind = INPUT_KEY, .key = KEY_FN(2), .folded = KEY_FN(2) };
    struct filter_form *f = state;
    bool enter = input->kind == INPUT_KEY && input->key == KEY_RETURN && f->form.at == 0;
    if (command == COMMAND_HELP && input->key == KEY_FN(1)) {
        viewer_push(_("Filter"),
                    _("A filter is words with blanks between, all of which must hold:\n\n"
                      "  state=open   parity>=2   after-birth>20   age=6m..12m   weight<40\n"
                      "  keeper=E01 (with all below it)   family=A,B   due<=+7   born=2024\n"
                      "  has:pen   no:official   f>6.25   sire=00131   gone (also those that left)\n\n"
                      "= != < <= > >=   a..b from to   a,b one of them   any and none as values\n"
                      "A state, stage or sex may stand alone: open. @name is a saved filter.\n"
                      "Any other word: the beginning or the end of a number, part of a name.\n\n"
                      "Names and values may be Chinese or English. The columns popup (F6) has all words.\n"));
        return true;
    }
    if (command == COMMAND_BACK)
        form_fresh(&f->form);
    enum widget_result result = form_input(&f->form, enter ? &save : input);
    if (result == WIDGET_SAVED || result == WIDGET_LEFT) {
        screen_pop();
        return true;
    }
    agree(f);
    return result != WIDGET_IGNORED;
}

static void filter_close(void *state)
{
    struct filter_form *f = state;
    for (size_t i = 0; i < FIELDS; i++)
        memory_free(f->known[i]);
    form_done(&f->form);
    strbuf_done(&f->rest);
    arena_done(&f->arena);
    memory_free(f);
}

static const char *const contexts[] = { "form", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .title = filter_title,
    .draw = filter_draw,
    .input = filter_input,
    .close = filter_close,
    .parts = filter_parts,
};

void herd_filter_push(struct herd_screen *h)
{
    struct err e;
    CLEANUP(strbuf_done) struct strbuf line;
    struct filter_form *f = memory_new(sizeof *f);
    strbuf_init(&line);
    f->herd = h;
    arena_init(&f->arena);
    strbuf_init(&f->rest);
    for (size_t i = 0; i < FIELDS; i++)
        make_field(f, i);
    form_init(&f->form, f->fields, FIELDS, &form_operations, f);
    h->filter.search = h->search.length ? h->search.text : NULL;
    list_filter_text(h->app->herd, &h->filter, &line);
    form_set(&f->form, "filter", line.text);
    if (!line_to_fields(f, &e))
        screen_error(&e);
    form_fresh(&f->form);
    if (screen_push(&operations, f, &e))
        return;
    screen_error(&e);
    filter_close(f);
}
