/* ask.c - small questions the screens share: which animal, which holding, which kind of event, why. */
#include "app.h"

#include "screens.h"

#include <string.h>

enum { MOST_FOUND = 30 };

/* ---- a pick list over texts ---- */
struct choice_list {
    struct choice *all;
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
        if (strstr(has.text, wanted.text))
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
    static const struct pick_operations operations = { filter_choices, show_choice };
    struct choice_list list = { .all = choices, .count = count };
    int64_t row;
    list.shown = memory_new(((size_t)count + 1) * sizeof *list.shown);
    bool chosen = pick_run(title, &operations, &list, &row);
    if (chosen)
        *ret_index = list.shown[row];
    memory_free(list.shown);
    return chosen;
}

/* ---- holdings ---- */
bool app_pick_holding(struct app *app, int64_t *ret_id)
{
    struct err e;
    struct arena arena;
    struct holding *all;
    int count, chosen = 0, used = 0;
    arena_init(&arena);
    bool good = holding_all(app->herd, &arena, &all, &count, &e);
    if (!good)
        screen_error(&e);
    struct choice *choices = arena_new(&arena, (size_t)(good ? count : 0) * sizeof *choices + 1);
    for (int i = 0; good && i < count; i++)
        if (!all[i].voided && all[i].closed == DATE_NONE) {
            all[used] = all[i];
            choices[used].text = arena_printf(&arena, "%s  %s", all[i].code, all[i].name ? all[i].name : "");
            choices[used++].note = herd_code_label(app->herd, "tier", all[i].tier);
        }
    good = good && choose(_("Holding"), choices, used, &chosen);
    if (good)
        *ret_id = all[chosen].id;
    arena_done(&arena);
    return good;
}

/* ---- animals ---- */
/* "KP01-22-00014", "female, adult, E01" */
void animal_words(struct app *app, const struct animal *a, struct strbuf *out)
{
    const char *parts[] = { herd_code_label(app->herd, "sex", a->sex), herd_code_label(app->herd, "stage", a->stage),
                            herd_code_label(app->herd, "state", a->state), a->keeper_code ? a->keeper_code : "" };
    for (size_t i = 0; i < COUNT(parts); i++)
        if (*parts[i])
            strbuf_printf(out, "%s%s", out->length ? "  " : "", parts[i]);
}

static bool pick_of(struct app *app, const int64_t *ids, int count, int64_t *ret_id)
{
    struct err e;
    struct arena arena;
    int chosen = 0;
    arena_init(&arena);
    struct choice *choices = arena_new(&arena, (size_t)count * sizeof *choices);
    bool good = true;
    for (int i = 0; good && i < count; i++) {
        struct animal a;
        struct strbuf words;
        strbuf_init(&words);
        good = animal_load(app->herd, ids[i], &arena, &a, &e);
        if (good) {
            animal_words(app, &a, &words);
            choices[i] = (struct choice){ a.number ? a.number : "", arena_text(&arena, words.text) };
        } else {
            screen_error(&e);
        }
        strbuf_done(&words);
    }
    good = good && choose(_("Which one?"), choices, count, &chosen);
    if (good)
        *ret_id = ids[chosen];
    arena_done(&arena);
    return good;
}

bool app_find(struct app *app, const char *number, int64_t *ret_id)
{
    struct err e;
    int64_t ids[MOST_FOUND];
    int count;
    if (!identifier_find(app->herd, number, MOST_FOUND, ids, &count, &e)) {
        screen_error(&e);
        return false;
    }
    if (count == 0) {
        screen_message(ROLE_WARNING, _("No animal has the number \"%s\"."), number);
        return false;
    }
    if (count > 1)
        return pick_of(app, ids, count, ret_id);
    *ret_id = ids[0];
    return true;
}

bool find_one(struct app *app, const char *number, const char *field, int64_t *ret_id, struct err *e)
{
    int64_t ids[MOST_FOUND];
    int count;
    if (identifier_one(app->herd, number, field, ret_id, e))
        return true;
    struct err other;
    return e->code == ERR_DATA && identifier_find(app->herd, number, MOST_FOUND, ids, &count, &other) && count > 1 &&
           pick_of(app, ids, count, ret_id);
}

bool app_pick_animal(struct app *app, const char *sex, int64_t *ret_id)
{
    struct strbuf number;
    char prompt[128];
    snprintf(prompt, sizeof prompt, _("Number of the animal (%s): "),
             sex && *sex ? herd_code_label(app->herd, "sex", sex) : _("any"));
    strbuf_init(&number);
    bool good = question_text(prompt, &number, 60) && number.length && app_find(app, number.text, ret_id);
    strbuf_done(&number);
    return good;
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
            choices[count++] =
                (struct choice){ herd_label(app->herd, d->kinds[i].zh, d->kinds[i].en), d->kinds[i].code };
        }
    good = good && choose(_("Event"), choices, count, &chosen);
    if (good)
        *ret_kind = codes[chosen];
    arena_done(&arena);
    return good;
}

bool app_ask_reason(const char *prompt, struct strbuf *ret_reason)
{
    return question_text(prompt, ret_reason, 200) && ret_reason->length;
}
