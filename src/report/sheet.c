/* sheet.c - what is printed on one sheet, collected block by block */
#include "private.h"

#include <string.h>

void sheet_init(struct sheet *s, struct arena *arena, const char *name, const char *title)
{
    *s = (struct sheet){
        .arena = arena,
        .name = arena_text(arena, name),
        .title = arena_text(arena, title),
        .made_by = "",
        .checked_by = "",
        .made_on = clock_today(),
    };
}

/* Room for one more element of an array in an arena. */
static void *room(struct arena *arena, void *old, int count, int *capacity, size_t size)
{
    if (count < *capacity)
        return old;
    *capacity = *capacity ? *capacity * 2 : 8;
    void *larger = arena_new(arena, (size_t)*capacity * size);
    if (count)
        memcpy(larger, old, (size_t)count * size);
    return larger;
}

void sheet_add_fact(struct sheet *s, const char *label, const char *value)
{
    s->facts = room(s->arena, s->facts, s->fact_count, &s->fact_capacity, sizeof(struct sheet_fact));
    s->facts[s->fact_count++] = (struct sheet_fact){
        .label = arena_text(s->arena, label ? label : ""),
        .value = arena_text(s->arena, value ? value : ""),
    };
}

static void add_block(struct sheet *s, struct sheet_block block)
{
    s->blocks = room(s->arena, s->blocks, s->block_count, &s->block_capacity, sizeof(struct sheet_block));
    s->blocks[s->block_count++] = block;
}

void sheet_add_heading(struct sheet *s, const char *text)
{
    add_block(s, (struct sheet_block){ .kind = SHEET_HEADING, .text = arena_text(s->arena, text ? text : "") });
}

void sheet_add_text(struct sheet *s, const char *text)
{
    add_block(s, (struct sheet_block){ .kind = SHEET_TEXT, .text = arena_text(s->arena, text ? text : "") });
}

void sheet_drop_text(struct sheet *s, const char *text)
{
    const struct sheet_block *last = s->block_count ? &s->blocks[s->block_count - 1] : NULL;
    if (last && text && last->kind == SHEET_TEXT && strcmp(last->text, text) == 0)
        s->block_count--;
}

struct table *sheet_new_table(const struct sheet *s, const char *name, const char *title,
                              const struct table_column *columns, int column_count)
{
    struct table_column *kept = arena_new(s->arena, (size_t)column_count * sizeof *kept);
    struct table *t = arena_new(s->arena, sizeof *t);
    memcpy(kept, columns, (size_t)column_count * sizeof *kept);
    table_init(t, s->arena, name, title, kept, column_count);
    return t;
}

void sheet_add_table(struct sheet *s, const struct table *table)
{
    add_block(s, (struct sheet_block){ .kind = SHEET_TABLE, .table = table });
}

void sheet_add_chart(struct sheet *s, const struct chart *chart)
{
    add_block(s, (struct sheet_block){ .kind = SHEET_CHART, .chart = chart });
}

void sheet_add_page(struct sheet *s)
{
    add_block(s, (struct sheet_block){ .kind = SHEET_NEW_PAGE });
}
