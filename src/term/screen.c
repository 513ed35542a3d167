/* screen.c - the stack of screens and the loop that feeds them. */
#include "plain.h"

#include <string.h>

#define SCREENS_MOST 32
#define LEAST_COLUMNS 40
#define LEAST_ROWS 10
#define PROGRESS_NANOSECONDS 100000000
#define TWICE_NANOSECONDS 600000000
#define MESSAGE_ROWS 4 /* lines a long message may take of the screen */

static struct screen_entry stack[SCREENS_MOST];
static size_t depth;
static int64_t pushes;
static const struct key_table *program_keys;
static const char *program_name = "";
static struct {
    bool (*function)(void *context, const struct input *input, int command);
    void *context;
} anywhere;
static struct {
    enum cell_role role;
    char text[600];
} message;
static int64_t progress_drawn;
static bool hurried;

void screen_keys(const struct key_table *table)
{
    program_keys = table;
}

void screen_program(const char *name)
{
    program_name = name;
}

size_t screen_count(void)
{
    return depth;
}

void screen_language(void)
{
    for (size_t i = 0; i < depth; i++)
        if (stack[i].operations->language)
            stack[i].operations->language(stack[i].state);
}

void screen_anywhere(bool (*function)(void *context, const struct input *input, int command), void *context)
{
    anywhere.function = function;
    anywhere.context = context;
}

static struct screen_entry *top(void)
{
    return depth ? &stack[depth - 1] : NULL;
}

static struct frame_keys keys_of(const struct screen_entry *entry)
{
    struct frame_keys keys = { .program = program_keys };
    if (entry) {
        keys.contexts = entry->operations->contexts;
        keys.offers = entry->operations->offers;
        keys.state = entry->state;
    }
    return keys;
}

bool screen_push(const struct screen_operations *operations, void *state, struct err *e)
{
    if (depth == SCREENS_MOST)
        return err_set(e, ERR_INTERNAL, "", _("too many screens are open; go back first"));
    if (operations->open && !operations->open(state, e))
        return false;
    stack[depth++] = (struct screen_entry){ .operations = operations, .state = state, .serial = ++pushes };
    return true;
}

static void drop_top(void)
{
    struct screen_entry entry = stack[--depth];
    memory_free(entry.told);
    if (entry.operations->close)
        entry.operations->close(entry.state);
}

void screen_pop(void)
{
    if (!depth)
        return;
    drop_top();
    if (depth && top()->operations->reveal)
        top()->operations->reveal(top()->state);
}

void screen_pop_all(void)
{
    while (depth)
        drop_top();
    *message.text = 0;
}

static void set_message(enum cell_role role, const char *text)
{
    if (plain_started()) {
        plain_message(role, text);
        return;
    }
    message.role = role;
    snprintf(message.text, sizeof message.text, "%s", text);
}

void screen_message(enum cell_role role, const char *format, ...)
{
    char text[sizeof message.text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    set_message(role, text);
}

void screen_error(const struct err *e)
{
    set_message(e->code == ERR_SOFT ? ROLE_WARNING : ROLE_ERROR, e->message);
}

int screen_message_row(void)
{
    return terminal_rows() - 2;
}

bool screen_is_too_small(void)
{
    return terminal_columns() < LEAST_COLUMNS || terminal_rows() < LEAST_ROWS;
}

void screen_titles(const struct screen_entry *entry, struct screen_title *title)
{
    strbuf_init(&title->crumb);
    strbuf_init(&title->context);
    strbuf_init(&title->count);
    entry->operations->title(entry->state, title);
}

void screen_title_done(struct screen_title *title)
{
    strbuf_done(&title->crumb);
    strbuf_done(&title->context);
    strbuf_done(&title->count);
}

static void draw_title(void)
{
    struct screen_title titles[SCREENS_MOST];
    const char *crumbs[SCREENS_MOST];
    for (size_t i = 0; i < depth; i++) {
        screen_titles(&stack[i], &titles[i]);
        crumbs[i] = titles[i].crumb.text;
    }
    if (depth)
        frame_title(program_name, crumbs, depth, titles[depth - 1].context.text, titles[depth - 1].count.text);
    for (size_t i = 0; i < depth; i++)
        screen_title_done(&titles[i]);
}

void screen_say(const char *text, const char *answers, enum cell_role role)
{
    int columns = terminal_columns(), rows = cell_rows(text, columns - 1), end = screen_message_row();
    bool apart = answers && utf8_width(text) + 2 + utf8_width(answers) > columns - 1;
    rows = rows < 1 ? 1 : rows > MESSAGE_ROWS ? MESSAGE_ROWS : rows;
    int top = end - rows + (apart ? 0 : 1);
    for (int y = top; y <= end; y++)
        cell(y, 0, columns, "", ALIGN_LEFT, role);
    int used = cell_wrapped((struct area){ top, 1, rows, columns - 1 }, text, role), x = apart ? 1 : used + 3;
    if (answers) {
        cell(end, x, columns - x, answers, ALIGN_LEFT, role);
        x += utf8_width(answers) + 1;
        terminal_cursor(end, x < columns ? x : columns - 1);
    } else if (role == ROLE_ERROR || role == ROLE_WARNING) {
        cell(top, 0, 1, "!", ALIGN_LEFT, role);
    }
}

static void draw_message(void)
{
    screen_say(message.text, NULL, *message.text ? message.role : ROLE_NORMAL);
}

void screen_compose(void)
{
    terminal_erase();
    if (screen_is_too_small()) {
        char text[128];
        snprintf(text, sizeof text, _("Too small: please at least %d x %d"), LEAST_COLUMNS, LEAST_ROWS);
        cell(0, 0, terminal_columns(), text, ALIGN_LEFT, ROLE_WARNING);
        return;
    }
    struct area body = { 1, 0, terminal_rows() - 3, terminal_columns() };
    if (depth)
        top()->operations->draw(top()->state, body);
    draw_title();
    draw_message();
    struct frame_keys keys = keys_of(top());
    frame_footer(&keys);
}

void screen_draw(void)
{
    screen_compose();
    terminal_show();
}

/* ---- help ---- */
static void describe(void *context, const struct key_binding *b)
{
    struct strbuf *out = context;
    struct key_table one = { b, 1 };
    key_describe(&one, b->context, out);
}

static void show_help(void)
{
    struct strbuf text;
    if (plain_started()) {
        plain_help();
        return;
    }
    strbuf_init(&text);
    struct frame_keys keys = keys_of(top());
    frame_each(&keys, describe, &text);
    strbuf_printf(&text, "\n%s\n", _("Esc and then a digit is the F-key of that number (0 is F10)."));
    viewer_push(_("Keys"), text.text);
    strbuf_done(&text);
}

/* ---- the loop ---- */
static void back(void)
{
    const struct screen_entry *entry = top();
    if (!entry->operations->leave || entry->operations->leave(entry->state))
        screen_pop();
}

/* Save pressed twice would go on to the screen below, where the same key begins something else. A key that closed a
 * screen, but not by going back, is dropped while it comes again at once, or is held down. */
static struct {
    uint32_t key;
    int64_t until;
} spent;

static bool is_spent(const struct input *input)
{
    if (input->kind == INPUT_TICK || !spent.key)
        return false;
    bool again = input->kind == INPUT_KEY && input->key == spent.key && clock_monotonic() < spent.until;
    if (!again)
        spent.key = 0;
    return again;
}

static void spend(const struct input *input, int command)
{
    if (terminal_started() && input->kind == INPUT_KEY && command != COMMAND_BACK) {
        spent.key = input->key;
        spent.until = clock_monotonic() + TWICE_NANOSECONDS;
    }
}

static bool is_open(int64_t serial)
{
    for (size_t i = 0; i < depth; i++)
        if (stack[i].serial == serial)
            return true;
    return false;
}

/* true = something may look different now. */
static bool use(const struct input *input)
{
    const struct screen_entry *entry = top();
    struct frame_keys keys = keys_of(entry);
    int command = frame_command(&keys, input);
    if (input->kind == INPUT_KEY || input->kind == INPUT_PASTE || input->kind == INPUT_MOUSE ||
        input->kind == INPUT_READING)
        *message.text = 0;
    if (terminal_started() && screen_is_too_small() && input->kind != INPUT_TICK &&
        input->kind != INPUT_RESIZE) { /* nothing blind, but leaving */
        if (command == COMMAND_BACK)
            back();
        return true;
    }
    if (entry->operations->input && entry->operations->input(entry->state, input, command))
        return true;
    if (anywhere.function && anywhere.function(anywhere.context, input, command))
        return true;
    switch (command) {
    case COMMAND_BACK:
        back();
        break;
    case COMMAND_HELP:
        show_help();
        break;
    case COMMAND_REDRAW:
        terminal_repaint();
        break;
    default:
        return input->kind != INPUT_TICK;
    }
    return true;
}

static bool deliver(const struct input *input)
{
    struct frame_keys keys = keys_of(top());
    int64_t serial = top()->serial;
    int command = frame_command(&keys, input); /* of the screen that may be gone then */
    if (is_spent(input)) {
        spend(input, command == COMMAND_BACK ? COMMAND_NONE : command);
        return false;
    }
    bool stale = use(input);
    if (!is_open(serial))
        spend(input, command);
    return stale;
}

static void hang_up(void)
{
    for (size_t i = depth; i-- > 0;)
        if (stack[i].operations->hangup)
            stack[i].operations->hangup(stack[i].state);
    screen_pop_all();
}

void screen_hurry(void)
{
    hurried = true;
}

void screen_run(void)
{
    bool stale = true;
    if (plain_started()) {
        plain_run();
        return;
    }
    while (depth) {
        if (stale)
            screen_draw();
        int tick = hurried ? 1 : top()->operations->tick;
        hurried = false;
        struct input input = input_read(tick ? tick : -1);
        if (input.kind == INPUT_END)
            return;
        if (input.kind == INPUT_HANGUP) {
            hang_up();
            return;
        }
        stale = deliver(&input);
        while (terminal.headless && hurried && input.kind == INPUT_TICK && depth) { /* a script waits for the work, */
            hurried = false;                                                        /* not for the clock */
            stale = deliver(&input) || stale;
        }
    }
}

/* ---- for plain mode ---- */
struct screen_entry *screen_top(void)
{
    return top();
}

const char *screen_program_name(void)
{
    return program_name;
}

struct frame_keys screen_frame_keys(void)
{
    return keys_of(top());
}

void screen_deliver(const struct input *input)
{
    deliver(input);
}

void screen_hang_up(void)
{
    hang_up();
}

/* ---- progress ---- */
static bool progress_draw(void *context, const char *what, int64_t done, int64_t total)
{
    (void)context;
    int64_t now = clock_monotonic();
    if (!terminal_started())
        return true;
    if (!terminal.headless && now - progress_drawn < PROGRESS_NANOSECONDS)
        return true;
    progress_drawn = now;
    struct strbuf text;
    strbuf_init(&text);
    strbuf_printf(&text, total ? " %s %lld / %lld  " : " %s %lld  ", what, (long long)done, (long long)total);
    if (total > 0) {
        bar_text(&text, 20, (double)done, (double)total);
        strbuf_add(&text, "  ");
    }
    strbuf_add(&text, _("Esc stops"));
    cell(screen_message_row(), 0, terminal_columns(), text.text, ALIGN_LEFT, ROLE_WARNING);
    strbuf_done(&text);
    terminal_show();
    return !input_cancelled();
}

const struct progress *screen_progress(void)
{
    static const struct progress progress = { progress_draw, NULL };
    progress_drawn = 0;
    return &progress;
}
