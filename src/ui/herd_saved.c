/* herd_saved.c - the popup of saved filters: take one, keep the present one under a name, delete one. */
#include "herd.h"

#include <string.h>

struct saved {
    struct herd_screen *h;
    struct arena arena;
    struct list_saved *all;
    int count;
    struct list list;
};

static const struct list_column columns[] = {
    { "", 26, 1, 0, ALIGN_LEFT },
    { "", 30, 2, 0, ALIGN_LEFT },
};

/* In the running language, whatever it was kept in; as it stands when it is no filter any more. */
static void saved_fill(void *context, int64_t row, struct list_row *out)
{
    struct saved *s = context;
    struct list_filter filter;
    struct err ignored;
    const struct list_saved *one = &s->all[row];
    strbuf_add(&out->cell[0], one->name);
    if (list_filter_parse(s->h->app->herd, one->text, &s->arena, &filter, &ignored))
        list_filter_text(s->h->app->herd, &filter, &out->cell[1]);
    else
        strbuf_add(&out->cell[1], one->text);
    out->role[0] = one->shipped ? ROLE_NORMAL : ROLE_GOOD;
    out->role[1] = ROLE_DIM;
}

static const struct list_operations rows = { .fill = saved_fill };

static bool saved_read(struct saved *s)
{
    struct err e;
    bool good = list_saved_all(s->h->app->herd, &s->arena, &s->all, &s->count, &e);
    if (!good)
        screen_error(&e);
    list_reload(&s->list, good ? s->count : 0);
    return good;
}

static void saved_keep(struct saved *s)
{
    struct err e;
    CLEANUP(strbuf_done) struct strbuf name, text;
    strbuf_init(&name);
    strbuf_init(&text);
    list_filter_text(s->h->app->herd, &s->h->filter, &text);
    if (!text.length) {
        screen_message(ROLE_WARNING, "%s", _("All animals are shown: there is no filter to keep."));
        return;
    }
    if (!question_text(_("Name of the filter: "), &name, 80) || !name.length)
        return;
    if (!list_saved_put(s->h->app->herd, name.text, text.text, &e))
        screen_error(&e);
    else
        screen_message(ROLE_GOOD, _("Saved: %s"), name.text);
    saved_read(s);
}

static void saved_drop(struct saved *s)
{
    struct err e;
    const struct list_saved *one = s->list.row >= 0 ? &s->all[s->list.row] : NULL;
    if (!one)
        return;
    if (one->shipped) {
        screen_message(ROLE_NORMAL, "%s", _("This one comes with the program and stays."));
        return;
    }
    if (!question_yes(_("Delete the filter \"%s\"?"), one->name))
        return;
    if (!list_saved_drop(s->h->app->herd, one->name, &e))
        screen_error(&e);
    saved_read(s);
}

static bool saved_take(struct saved *s)
{
    struct err e;
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    if (s->list.row < 0)
        return false;
    strbuf_add(&text, s->all[s->list.row].text);
    if (herd_set_filter(s->h, text.text, &e)) {
        herd_narrow(s->h);
    } else {
        screen_error(&e);
    }
    return true;
}

static void saved_draw(struct saved *s)
{
    screen_draw();
    int width = terminal_columns() - 4 < 92 ? terminal_columns() - 4 : 92;
    int rows_shown = s->count + 2 < terminal_rows() - 5 ? s->count + 2 : terminal_rows() - 5;
    int x = (terminal_columns() - width) / 2, y = (terminal_rows() - rows_shown) / 2;
    if (rows_shown < 4)
        return;
    cell_blank((struct area){ y, x - 1, rows_shown, width + 2 });
    cell(y, x, width, _(" Saved filters"), ALIGN_LEFT, ROLE_TITLE);
    list_draw(&s->list, (struct area){ y + 1, x, rows_shown - 2, width });
    cell(y + rows_shown - 1, x, width, _(" Enter takes  F7 keeps the present one  F8 deletes  Esc"), ALIGN_LEFT,
         ROLE_TITLE);
    terminal_show();
}

/* true = the popup is over. */
static bool saved_input(struct saved *s)
{
    struct input input = input_read(-1);
    if (input.kind == INPUT_HANGUP || input.kind == INPUT_END)
        return true;
    screen_message(ROLE_NORMAL, "%s", "");
    switch (key_command(&app_keys, "filters", &input)) {
    case APP_ADD:
        saved_keep(s);
        return false;
    case APP_VOID:
        saved_drop(s);
        return false;
    case COMMAND_BACK:
        return true;
    default:
        return list_input(&s->list, &input) == WIDGET_CHOSEN && saved_take(s);
    }
}

static void saved_ask(struct saved *s)
{
    struct choice *choices = arena_new(&s->arena, ((size_t)s->count + 1) * sizeof *choices);
    int chosen;
    for (int i = 0; i < s->count; i++)
        choices[i] = (struct choice){ s->all[i].name, s->all[i].text };
    if (choose(_("Saved filters"), choices, s->count, &chosen)) {
        list_select(&s->list, chosen);
        saved_take(s);
    }
}

void herd_saved_choose(struct herd_screen *h)
{
    struct saved s = { .h = h };
    arena_init(&s.arena);
    list_init(&s.list, columns, COUNT(columns), &rows, &s);
    if (saved_read(&s)) {
        list_select(&s.list, 0);
        if (plain_started())
            saved_ask(&s);
        else
            do
                saved_draw(&s);
            while (!saved_input(&s));
    }
    list_done(&s.list);
    arena_done(&s.arena);
}
