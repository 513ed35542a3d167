/* viewer.c - text to scroll and search. Lines are wrapped to the width they are drawn in, but those of a sheet, whose
 * columns stand below one another: there the window moves over them. */
#include "plain.h"

#include <string.h>

struct viewer_line {
    size_t at, length;
    int hang; /* columns a second line is further in */
};

enum { SHIFT = 8 }; /* columns a key moves over a sheet */

void viewer_init(struct viewer *viewer)
{
    *viewer = (struct viewer){ .page = 1, .hit = -1 };
    strbuf_init(&viewer->text);
    strbuf_init(&viewer->search);
}

void viewer_done(struct viewer *viewer)
{
    strbuf_done(&viewer->text);
    strbuf_done(&viewer->search);
    memory_free(viewer->lines);
    *viewer = (struct viewer){ 0 };
}

void viewer_set(struct viewer *viewer, const char *text)
{
    strbuf_clear(&viewer->text);
    for (; *text; text++) /* a tab is as wide as where it stands; here it is four blanks */
        if (*text == '\t')
            strbuf_add(&viewer->text, "    ");
        else if (*text != '\r')
            strbuf_add_char(&viewer->text, *text);
    viewer->columns = 0;
    viewer->top = 0;
    viewer->hit = -1;
    viewer->sheet = false;
    viewer->shift = 0;
}

void viewer_set_sheet(struct viewer *viewer, const char *text)
{
    viewer_set(viewer, text);
    viewer->sheet = true;
}

static void add_line(struct viewer *viewer, size_t at, size_t length, int hang, size_t *capacity)
{
    if (viewer->count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 128;
        viewer->lines = memory_resize(viewer->lines, *capacity, sizeof *viewer->lines);
    }
    viewer->lines[viewer->count++] = (struct viewer_line){ at, length, hang };
}

/* Where a second line goes on: below the text after a gap ("F2, e    Enter the event"), or as far in as the first. */
static int hang_of(const char *line, int columns)
{
    const char *gap = strstr(line + strspn(line, " "), "  ");
    const char *text = gap ? gap + strspn(gap, " ") : line + strspn(line, " ");
    int hang = 0;
    for (const char *at = line; at < text;)
        hang += cell_char_width(utf8_next(&at));
    return *text && hang <= columns / 2 ? hang : 0;
}

static void wrap(struct viewer *viewer, int columns)
{
    size_t capacity = 0, at = 0;
    const char *text = viewer->text.text;
    memory_free(viewer->lines);
    viewer->lines = NULL;
    viewer->count = 0;
    viewer->columns = columns;
    while (text[at]) {
        size_t length = strcspn(text + at, "\n");
        char *line = memory_new(length + 1);
        memcpy(line, text + at, length);
        size_t done = 0;
        int hang = 0;
        do {
            size_t part = viewer->sheet ? length : cell_line_bytes(line + done, columns - hang);
            add_line(viewer, at + done, part, hang, &capacity);
            done += part;
            hang = hang_of(line, columns);
        } while (done < length);
        memory_free(line);
        at += length + (text[at + length] == '\n');
    }
}

static void line_text(const struct viewer *viewer, size_t i, struct strbuf *out)
{
    strbuf_clear(out);
    strbuf_add_n(out, viewer->text.text + viewer->lines[i].at, viewer->lines[i].length);
}

/* Columns of the widest line that are out of sight at the right end. */
static int most_shift(const struct viewer *viewer)
{
    struct strbuf line;
    int widest = 0;
    strbuf_init(&line);
    for (size_t i = 0; viewer->sheet && i < viewer->count; i++) {
        line_text(viewer, i, &line);
        int width = utf8_width(line.text);
        widest = width > widest ? width : widest;
    }
    strbuf_done(&line);
    return widest > viewer->columns ? widest - viewer->columns : 0;
}

static void shift(struct viewer *viewer, int by)
{
    int most = most_shift(viewer);
    viewer->shift += by;
    if (viewer->shift > most)
        viewer->shift = most;
    if (viewer->shift < 0)
        viewer->shift = 0;
}

static void clamp(struct viewer *viewer)
{
    size_t page = (size_t)viewer->page, last = viewer->count > page ? viewer->count - page : 0;
    if (viewer->top > last)
        viewer->top = last;
}

static void draw_line(const struct viewer *viewer, size_t i, struct area area, int y, struct strbuf *line)
{
    bool hit = (int64_t)i == viewer->hit;
    enum cell_role role = hit ? ROLE_SELECTED : ROLE_NORMAL;
    int used = 0, x = area.x + 1 + viewer->lines[i].hang;
    line_text(viewer, i, line);
    const char *text = line->text + utf8_cut(line->text, viewer->shift, &used);
    if (used < viewer->shift && *text) { /* half of a wide character is out of sight: the other half, too */
        utf8_next(&text);
        x++;
    }
    cell(y, area.x, area.columns, "", ALIGN_LEFT, role);
    cell(y, x, area.x + area.columns - x, text, ALIGN_LEFT, role);
    if (hit)
        cell(y, area.x, 1, ">", ALIGN_LEFT, role);
    else if (text > line->text)
        cell(y, area.x, 1, "<", ALIGN_LEFT, ROLE_KEY);
}

void viewer_draw(struct viewer *viewer, struct area area)
{
    struct strbuf line;
    size_t at = viewer->top < viewer->count ? viewer->lines[viewer->top].at : 0;
    strbuf_init(&line);
    viewer->page = area.rows > 0 ? area.rows : 1;
    if (viewer->columns != area.columns - 2 && area.columns > 2) {
        wrap(viewer, area.columns - 2);
        shift(viewer, 0);
        viewer->hit = -1;
        viewer->top = 0;
        while (viewer->top + 1 < viewer->count && viewer->lines[viewer->top + 1].at <= at)
            viewer->top++;
    }
    clamp(viewer);
    cell_blank(area);
    for (size_t i = viewer->top; i < viewer->count && i < viewer->top + (size_t)viewer->page; i++)
        draw_line(viewer, i, area, area.y + (int)(i - viewer->top), &line);
    strbuf_done(&line);
}

static bool line_matches(const struct viewer *viewer, size_t i, const char *wanted, struct strbuf *line,
                         struct strbuf *normal)
{
    line_text(viewer, i, line);
    strbuf_clear(normal);
    utf8_normalise(normal, line->text);
    return strstr(normal->text, wanted) != NULL;
}

static void search(struct viewer *viewer, int direction)
{
    struct strbuf wanted, line, normal;
    strbuf_init(&wanted);
    strbuf_init(&line);
    strbuf_init(&normal);
    utf8_normalise(&wanted, viewer->search.text);
    int64_t count = (int64_t)viewer->count, from = viewer->hit >= 0 ? viewer->hit : (int64_t)viewer->top - direction;
    bool found = false;
    for (int64_t step = 1; *wanted.text && step <= count && !found; step++) {
        int64_t i = ((from + direction * step) % count + count) % count;
        found = line_matches(viewer, (size_t)i, wanted.text, &line, &normal);
        if (found)
            viewer->hit = i;
    }
    if (!found)
        screen_message(ROLE_WARNING, _("\"%s\" is not in this text"), viewer->search.text);
    else if ((size_t)viewer->hit < viewer->top || (size_t)viewer->hit >= viewer->top + (size_t)viewer->page)
        viewer->top = (size_t)viewer->hit;
    strbuf_done(&wanted);
    strbuf_done(&line);
    strbuf_done(&normal);
}

static void scroll(struct viewer *viewer, int64_t by)
{
    int64_t top = (int64_t)viewer->top + by;
    viewer->top = top < 0 ? 0 : (size_t)top;
    clamp(viewer);
}

enum widget_result viewer_input(struct viewer *viewer, const struct input *input)
{
    int64_t page = viewer->page > 1 ? viewer->page - 1 : 1;
    if (input->kind == INPUT_MOUSE && (input->mouse == MOUSE_WHEEL_UP || input->mouse == MOUSE_WHEEL_DOWN)) {
        scroll(viewer, input->mouse == MOUSE_WHEEL_UP ? -3 : 3);
        return WIDGET_USED;
    }
    switch (key_command(&key_term, "viewer", input)) {
    case COMMAND_UP:
        scroll(viewer, -1);
        break;
    case COMMAND_DOWN:
        scroll(viewer, 1);
        break;
    case COMMAND_PAGE_UP:
        scroll(viewer, -page);
        break;
    case COMMAND_PAGE_DOWN:
        scroll(viewer, page);
        break;
    case COMMAND_LEFT:
        shift(viewer, -SHIFT);
        break;
    case COMMAND_RIGHT:
        shift(viewer, SHIFT);
        break;
    case COMMAND_FIRST:
        viewer->top = 0;
        break;
    case COMMAND_LAST:
        scroll(viewer, (int64_t)viewer->count);
        break;
    case COMMAND_SEARCH:
        if (question_text(_("Find:"), &viewer->search, 100))
            search(viewer, 1);
        break;
    case COMMAND_SEARCH_NEXT:
        search(viewer, 1);
        break;
    case COMMAND_SEARCH_BACK:
        search(viewer, -1);
        break;
    default:
        return WIDGET_IGNORED;
    }
    return WIDGET_USED;
}

/* ---- a whole screen ---- */
struct viewer_screen {
    struct viewer viewer;
    char *title;
};

static void screen_title(void *state, struct screen_title *title)
{
    const struct viewer_screen *screen = state;
    const struct viewer *viewer = &screen->viewer;
    strbuf_add(&title->crumb, screen->title);
    size_t end = viewer->top + (size_t)viewer->page;
    if (viewer->count)
        strbuf_printf(&title->count, "%zu / %zu", end < viewer->count ? end : viewer->count, viewer->count);
}

static void screen_body(void *state, struct area body)
{
    struct viewer_screen *screen = state;
    viewer_draw(&screen->viewer, body);
}

static bool screen_key(void *state, const struct input *input, int command)
{
    struct viewer_screen *screen = state;
    (void)command;
    return viewer_input(&screen->viewer, input) != WIDGET_IGNORED;
}

static void screen_close(void *state)
{
    struct viewer_screen *screen = state;
    viewer_done(&screen->viewer);
    memory_free(screen->title);
    memory_free(screen);
}

static void push(const char *title, const char *text, void (*set)(struct viewer *viewer, const char *text))
{
    static const char *const contexts[] = { "viewer", NULL };
    static const struct screen_operations operations = {
        .contexts = contexts,
        .title = screen_title,
        .draw = screen_body,
        .input = screen_key,
        .close = screen_close,
    };
    if (plain_started()) {
        plain_say("%s", title);
        plain_pages(text);
        return;
    }
    struct viewer_screen *screen = memory_new(sizeof *screen);
    struct err e;
    viewer_init(&screen->viewer);
    set(&screen->viewer, text);
    screen->title = memory_text(title);
    if (!screen_push(&operations, screen, &e)) {
        screen_error(&e);
        screen_close(screen);
    }
}

void viewer_push(const char *title, const char *text)
{
    push(title, text, viewer_set);
}

void viewer_push_sheet(const char *title, const char *text)
{
    push(title, text, viewer_set_sheet);
}
