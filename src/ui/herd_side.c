/* herd_side.c - on a wide screen the card of the selected animal stands beside the list and follows it, at the first
 * pause between keys: a moved selection is 200 bytes, a card 1,800, and the link to the farm is slow. It has no focus
 * of its own: Enter opens the card itself. */
#include "herd.h"

#include <string.h>

enum { SIDE = 50, SIDE_SHARE = 3 };

static bool side_load(struct herd_screen *h, int64_t id)
{
    struct err e;
    int64_t generation = store_generation(h->app->herd->store);
    if ((h->card_id == id && h->card_generation == generation) || (h->card_id && h->card_waits))
        return true;
    card_done(&h->card);
    h->card_id = 0;
    if (id <= 0 || !card_load(h->app, id, &h->card, &e))
        return false;
    h->card_id = id;
    h->card_generation = generation;
    return true;
}

static int draw_facts(const struct card_data *card, struct area area)
{
    int label = 0, row = 0;
    for (int i = 0; i < card->fact_count; i++)
        if (utf8_width(card->facts[i].label) > label)
            label = utf8_width(card->facts[i].label);
    for (; row < card->fact_count && row < area.rows / 2; row++) {
        const struct card_fact *fact = &card->facts[row];
        cell(area.y + row, area.x, label, fact->label, ALIGN_LEFT, ROLE_LABEL);
        cell(area.y + row, area.x + label + 1, area.columns - label - 1, fact->value, ALIGN_LEFT, fact->role);
    }
    return row;
}

static void draw_rows(const struct card_data *card, struct area area)
{
    enum { DAY = 10, WHAT = 14 };
    for (int i = 0; i < card->row_count && i < area.rows; i++) {
        const struct card_row *row = &card->rows[i];
        int y = area.y + i, x = area.x;
        cell(y, x, area.columns, "", ALIGN_LEFT, row->role);
        cell(y, x, DAY, row->cell[0], ALIGN_LEFT, row->role);
        cell(y, x + DAY + 1, WHAT, row->cell[1], ALIGN_LEFT, row->role);
        cell(y, x + DAY + WHAT + 2, area.columns - DAY - WHAT - 2, row->cell[2], ALIGN_LEFT, row->role);
    }
}

void herd_side_draw(struct herd_screen *h, struct area *body)
{
    if (terminal_columns() < HERD_SIDE_LEAST)
        return;
    int width = body->columns / SIDE_SHARE > SIDE ? body->columns / SIDE_SHARE : SIDE;
    struct area side = { body->y, body->x + body->columns - width, body->rows, width };
    body->columns -= width + 1;
    if (!side_load(h, list_selected(&h->list)))
        return;
    cell(side.y, side.x, side.columns, h->card.animal.number ? h->card.animal.number : "-", ALIGN_LEFT, ROLE_HEADER);
    side.y++;
    side.rows--;
    int used = draw_facts(&h->card, side) + 1;
    side.y += used;
    side.rows -= used;
    draw_rows(&h->card, side);
}
