/* animal.c - the card of one animal: who it is above, its events, ancestors, young, places and numbers below. */
#include "card.h"

#include <math.h>
#include <string.h>

enum { TICK = 500, WIDE = 110, WIDEST = 150 /* columns of the list: more would be blanks */ };

struct card {
    struct app *app;
    int64_t animal, generation;
    struct card_data data;
    struct list list;
};

static const struct list_column columns[] = {
    { N_("Day"), 12, 0, 0, ALIGN_LEFT },
    { N_("What"), 16, 0, 0, ALIGN_LEFT },
    { N_("Details"), 28, 1, 0, ALIGN_LEFT },
    { N_("Where"), 8, 0, 1, ALIGN_LEFT },
};

static void card_fill(void *context, int64_t row, struct list_row *out)
{
    const struct card *c = context;
    const struct card_row *from = &c->data.rows[row];
    for (int i = 0; i < 4; i++) {
        strbuf_add(&out->cell[i], from->cell[i]);
        out->role[i] = from->role;
    }
}

static const struct list_operations rows = { .fill = card_fill };

static bool card_read(struct card *c, struct err *e)
{
    struct card_data data;
    if (!card_load(c->app, c->animal, &data, e))
        return false;
    card_done(&c->data);
    c->data = data;
    c->generation = store_generation(c->app->herd->store);
    list_reload(&c->list, data.row_count);
    return true;
}

static void card_again(struct card *c)
{
    struct err e;
    if (store_generation(c->app->herd->store) != c->generation && !card_read(c, &e))
        screen_error(&e);
}

static bool card_open(void *state, struct err *e)
{
    struct card *c = state;
    list_init(&c->list, columns, COUNT(columns), &rows, c);
    if (!card_read(c, e))
        return false;
    int64_t row = 0;
    while (row + 1 < c->data.row_count && c->data.rows[row].kind == CARD_HEADING)
        row++;
    list_select(&c->list, row);
    return true;
}

static void card_title(void *state, struct screen_title *title)
{
    struct card *c = state;
    strbuf_add(&title->crumb, c->data.animal.number ? c->data.animal.number : "-");
    animal_words(c->app, &c->data.animal, &title->context);
    if (c->data.animal.reference)
        strbuf_add(&title->count, _("on paper"));
}

/* Facts run down the first column, then the next. */
static int draw_facts(const struct card *c, struct area body)
{
    int across = body.columns >= WIDE ? 3 : 2;
    int down = (c->data.fact_count + across - 1) / across, width = body.columns / across, label = 0;
    if (down > body.rows / 2)
        down = body.rows / 2;
    for (int i = 0; i < c->data.fact_count; i++)
        if (utf8_width(c->data.facts[i].label) > label)
            label = utf8_width(c->data.facts[i].label);
    for (int i = 0; i < c->data.fact_count && i < across * down; i++) {
        const struct card_fact *fact = &c->data.facts[i];
        int y = body.y + i % down, x = body.x + 1 + i / down * width;
        cell(y, x, label, fact->label, ALIGN_LEFT, ROLE_LABEL);
        cell(y, x + label + 1, width - label - 2, fact->value, ALIGN_LEFT, fact->role);
    }
    return down;
}

static void card_draw(void *state, struct area body)
{
    struct card *c = state;
    int used = draw_facts(c, body) + 1;
    body.y += used;
    body.rows -= used;
    if (body.columns > WIDEST)
        body.columns = WIDEST;
    list_draw(&c->list, body);
}

static void card_parts(void *state, struct screen_parts *parts)
{
    struct card *c = state;
    for (int i = 0; i < c->data.fact_count; i++)
        strbuf_printf(parts->about, "%s: %s\n", c->data.facts[i].label, c->data.facts[i].value);
    parts->list = &c->list;
}

/* ---- what Enter opens ---- */
static const struct event *event_at(const struct card *c, int64_t id)
{
    for (int i = 0; i < c->data.event_count; i++)
        if (c->data.events[i].id == id)
            return &c->data.events[i];
    return NULL;
}

static void show_event(struct card *c, const struct event *event)
{
    struct strbuf text;
    const struct event_kind *kind = dictionary_kind(&c->app->herd->dictionary, event->kind);
    strbuf_init(&text);
    strbuf_printf(&text, "%s  %s\n\n", app_day(event->day, DATE_DAY), c->data.animal.number);
    const struct {
        const char *label, *value;
    } lines[] = {
        { NULL, event->words },     { _("with"), event->other_number },     { _("holding"), event->holding_code },
        { _("note"), event->text }, { _("done by"), event->operator_name }, { _("void"), event->voided },
    };
    for (size_t i = 0; i < COUNT(lines); i++)
        if (lines[i].value && *lines[i].value)
            strbuf_printf(&text, "%s%s%s\n", lines[i].label ? lines[i].label : "", lines[i].label ? "  " : "",
                          lines[i].value);
    if (!event->voided)
        strbuf_printf(&text, "\n%s\n", _("If it is wrong: Esc, then F8 makes it void and asks for the right one."));
    viewer_push(kind ? herd_label(c->app->herd, kind->zh, kind->en) : event->kind, text.text);
    strbuf_done(&text);
}

static void open_row(struct card *c, const struct card_row *row)
{
    if (row->kind == CARD_ANIMAL && row->id) {
        app_push_animal(c->app, row->id);
    } else if (row->kind == CARD_EVENT) {
        const struct event *event = event_at(c, row->id);
        if (event)
            show_event(c, event);
    }
}

/* ---- commands ---- */
static bool calves(const struct card *c)
{
    const char *species = c->data.animal.species;
    return species && strcmp(species, "bactrian_camel") == 0;
}

static void enter_birth(struct card *c)
{
    app_push_lambing(c->app, calves(c) ? "calving" : "lambing", c->animal);
}

static bool card_offers(void *state, int command)
{
    const struct card *c = state;
    if (command != APP_LAMBING && command != APP_CALVING)
        return true;
    const char *sex = c->data.animal.sex;
    return sex && strcmp(sex, "F") == 0 && calves(c) == (command == APP_CALVING);
}

static void enter_event(struct card *c)
{
    const char *kind;
    if (app_pick_kind(c->app, c->animal, &kind))
        app_push_entry(c->app, kind, c->animal);
}

/* Mostly a record is void because another one is right. A birth is corrected at the young. */
static bool enter_again(struct card *c, const struct event *was)
{
    const struct event_kind *kind = dictionary_kind(&c->app->herd->dictionary, was->kind);
    date_day day = was->day;
    if (!kind || !question_yes(_("It is void now. Enter the right one of %s?"), app_day(day, DATE_DAY)))
        return false;
    app_push_entry_of(c->app, kind->code, c->animal, day);
    return true;
}

static void void_event(struct card *c, const struct card_row *row)
{
    struct err e;
    struct strbuf reason;
    char prompt[160];
    if (!row || row->kind != CARD_EVENT) {
        screen_message(ROLE_NORMAL, "%s", _("Select an event first."));
        return;
    }
    strbuf_init(&reason);
    snprintf(prompt, sizeof prompt, _("Why is \"%s %s\" void? "), row->cell[0], row->cell[1]);
    if (app_ask_reason(prompt, &reason)) {
        const struct event *event = event_at(c, row->id);
        bool good = event_void(c->app->herd, row->id, reason.text, &e);
        if (!good)
            screen_error(&e);
        else if (!event || !enter_again(c, event))
            app_after_change(c->app);
        card_again(c);
    }
    strbuf_done(&reason);
}

static void show_history(struct card *c)
{
    struct err e;
    if (!app_push_changes(c->app, c->animal, &e))
        screen_error(&e);
}

static bool card_command(struct card *c, int command, const struct card_row *row)
{
    switch (command) {
    case APP_EDIT:
        app_push_animal_form(c->app, c->animal);
        return true;
    case APP_LINEAGE:
        app_push_lineage(c->app, c->animal);
        return true;
    case APP_WEIGH:
        app_push_entry(c->app, "weigh", c->animal);
        return true;
    case APP_LAMBING:
    case APP_CALVING:
        enter_birth(c);
        return true;
    case APP_MATING:
        app_push_compare(c->app, c->animal, 0);
        return true;
    case APP_ENTER:
        enter_event(c);
        return true;
    case APP_VOID:
        void_event(c, row);
        return true;
    case APP_OFFSPRING:
        app_push_animals(c->app, _("Offspring"), c->data.offspring, c->data.offspring_count);
        return true;
    case APP_HISTORY:
        show_history(c);
        return true;
    default:
        return false;
    }
}

static bool needs_field(const struct dictionary *d, const char *kind, const char *name)
{
    for (int i = 0; i < d->field_count; i++)
        if (d->fields[i].required && !strcmp(d->field_kinds[i], kind) && !strcmp(d->fields[i].name, name))
            return true;
    return false;
}

/* What a scale says of the animal on the card: the first kind of event that has to have such a field. */
static bool enter_reading(struct card *c, const struct input *input)
{
    const struct dictionary *d = &c->app->herd->dictionary;
    const struct animal *a = &c->data.animal;
    for (int i = 0; i < d->kind_count; i++)
        if (kind_fits(&d->kinds[i], a->species, a->sex) && needs_field(d, d->kinds[i].code, input->field)) {
            size_t open = screen_count();
            app_push_entry(c->app, d->kinds[i].code, c->animal);
            if (screen_count() > open) /* else it has said why, and the reading would come back here for ever */
                input_again(input);
            return true;
        }
    return false;
}

static bool card_input(void *state, const struct input *input, int command)
{
    struct card *c = state;
    if (input->kind == INPUT_READING && enter_reading(c, input))
        return true;
    int64_t at = c->list.row;
    const struct card_row *row = at >= 0 && at < c->data.row_count ? &c->data.rows[at] : NULL;
    if (input->kind == INPUT_TICK) {
        card_again(c);
        return true;
    }
    if (card_command(c, command, row))
        return true;
    enum widget_result result = list_input(&c->list, input);
    if (result == WIDGET_CHOSEN && row)
        open_row(c, row);
    return result != WIDGET_IGNORED;
}

static void card_reveal(void *state)
{
    card_again(state);
}

static void card_close(void *state)
{
    struct card *c = state;
    list_done(&c->list);
    card_done(&c->data);
    memory_free(c);
}

static const char *const contexts[] = { "animal", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = TICK,
    .offers = card_offers,
    .open = card_open,
    .title = card_title,
    .draw = card_draw,
    .input = card_input,
    .reveal = card_reveal,
    .close = card_close,
    .parts = card_parts,
};

void app_push_animal(struct app *app, int64_t animal)
{
    struct err e;
    struct card *c = memory_new(sizeof *c);
    c->app = app;
    c->animal = animal;
    app_compute(app, false);
    if (screen_push(&operations, c, &e))
        return;
    screen_error(&e);
    card_close(c);
}
