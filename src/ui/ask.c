/* ask.c - small questions the screens share: which of these, which kind of event, why. */
#include "app.h"

#include "screens.h"

#include <string.h>

/* ---- a pick list over texts ---- */
struct choice_list {
    struct choice *all;
    const char *const *codes; /* NULL = none */
    int count, shown_count;
    int *shown;
};

static int64_t filter_choices(void *context, const char *text)
{
    struct choice_list *c = context;
    struct strbuf wanted, has;
    strbuf_init(&wanted);
    strbuf_init(&has);
    utf8_normalise(&wanted, text);
    c->shown_count = 0;
    for (int i = 0; i < c->count; i++) {
        strbuf_clear(&has);
        utf8_normalise(&has, c->all[i].text);
        strbuf_add_char(&has, ' ');
        utf8_normalise(&has, c->all[i].note ? c->all[i].note : "");
        strbuf_add_char(&has, ' ');
        utf8_normalise(&has, c->codes ? c->codes[i] : "");
        if (strstr(has.text, wanted.text) || pinyin_find(has.text, wanted.text) >= 0)
            c->shown[c->shown_count++] = i;
    }
    strbuf_done(&wanted);
    strbuf_done(&has);
    return c->shown_count;
}

static void show_choice(void *context, int64_t row, struct strbuf *left, struct strbuf *right)
{
    const struct choice_list *c = context;
    const struct choice *one = &c->all[c->shown[row]];
    strbuf_add(left, one->text);
    strbuf_add(right, one->note ? one->note : "");
}

bool choose(const char *title, struct choice *choices, int count, int *ret_index)
{
    return choose_coded(title, choices, NULL, count, ret_index);
}

bool choose_coded(const char *title, struct choice *choices, const char *const *codes, int count, int *ret_index)
{
    static const struct pick_operations operations = { .filter = filter_choices, .row = show_choice };
    struct choice_list list = { .all = choices, .codes = codes, .count = count };
    int64_t row;
    list.shown = memory_new(((size_t)count + 1) * sizeof *list.shown);
    bool chosen = pick_run(title, &operations, &list, &row);
    if (chosen)
        *ret_index = list.shown[row];
    memory_free(list.shown);
    return chosen;
}

/* "KP01-22-00014", "female, adult, E01" */
void animal_words(struct app *app, const struct animal *a, struct strbuf *out)
{
    bool left = a->left_kind && *a->left_kind;
    const char *parts[] = {
        herd_code_label(app->herd, "sex", a->sex),
        herd_code_label(app->herd, "stage", a->stage),
        left ? herd_code_label(app->herd, "leave", a->left_kind) : herd_code_label(app->herd, "state", a->state),
        left             ? app_day(a->left_day, DATE_DAY)
        : a->keeper_code ? a->keeper_code
                         : "",
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        if (*parts[i])
            strbuf_printf(out, "%s%s", out->length ? "  " : "", parts[i]);
}

/* ---- kinds of events ---- */
bool kind_fits(const struct event_kind *kind, const char *species, const char *sex)
{
    bool species_fits = !kind->species || !*kind->species || !species || strcmp(kind->species, species) == 0;
    return species_fits && (!kind->sex || !*kind->sex || !sex || strcmp(kind->sex, sex) == 0);
}

bool app_pick_kind(struct app *app, int64_t animal, const char **ret_kind)
{
    const struct dictionary *d = &app->herd->dictionary;
    struct err e;
    struct arena arena;
    struct animal a = { 0 };
    int count = 0, chosen = 0;
    arena_init(&arena);
    bool good = !animal || animal_load(app->herd, animal, &arena, &a, &e);
    if (!good)
        screen_error(&e);
    struct choice *choices = arena_new(&arena, (size_t)d->kind_count * sizeof *choices);
    const char **codes = arena_new(&arena, (size_t)d->kind_count * sizeof *codes);
    for (int i = 0; good && i < d->kind_count; i++)
        if (kind_fits(&d->kinds[i], a.species, a.sex)) {
            codes[count] = d->kinds[i].code;
            choices[count++] = (struct choice){ herd_label(app->herd, d->kinds[i].zh, d->kinds[i].en), NULL };
        }
    good = good && choose_coded(_("Event"), choices, codes, count, &chosen);
    if (good)
        *ret_kind = codes[chosen];
    arena_done(&arena);
    return good;
}

bool app_ask_reason(const char *prompt, struct strbuf *ret_reason)
{
    return question_text(prompt, ret_reason, 200) && ret_reason->length;
}
