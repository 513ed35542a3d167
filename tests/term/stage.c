#include "stage.h"

#include <stdlib.h>
#include <string.h>

static struct strbuf dumps, screen, line;

void stage_begin(int columns, int rows, const char *script)
{
    struct terminal_options options = {
        .headless = true, .columns = columns, .rows = rows, .script = script, .dumps = &dumps
    };
    struct err e = { 0 };
    strbuf_init(&dumps);
    strbuf_init(&screen);
    strbuf_init(&line);
    if (!terminal_start(&options, &e))
        fail_msg("%s", e.message);
}

void stage_end(void)
{
    terminal_stop();
    strbuf_done(&dumps);
    strbuf_done(&screen);
    strbuf_done(&line);
}

enum widget_result stage_feed(void *widget, void (*draw)(void *widget),
                              enum widget_result (*input)(void *widget, const struct input *input))
{
    enum widget_result result = WIDGET_IGNORED;
    for (;;) {
        terminal_erase();
        draw(widget);
        terminal_show();
        struct input read = input_read(-1);
        if (read.kind == INPUT_END || read.kind == INPUT_HANGUP)
            return result;
        result = input(widget, &read);
    }
}

const char *stage_screen(void)
{
    strbuf_clear(&screen);
    terminal_dump(&screen);
    return screen.text;
}

const char *stage_dumps(void)
{
    return dumps.text;
}

const char *stage_line(int y)
{
    const char *at = stage_screen();
    strbuf_clear(&line);
    for (int row = 0; *at; at += strcspn(at, "\n") + 1)
        if (*at == ' ' && row++ == y) {
            strbuf_add_n(&line, at + 2, strcspn(at + 2, "\n"));
            break;
        }
    return line.text;
}

void stage_shows(const char *text)
{
    if (!strstr(stage_screen(), text))
        fail_msg("\"%s\" is not on the screen:\n%s", text, stage_screen());
}

void stage_shows_not(const char *text)
{
    if (strstr(stage_screen(), text))
        fail_msg("\"%s\" is on the screen:\n%s", text, stage_screen());
}

void stage_difference(const char *expected, const char *seen)
{
    while (*expected && *seen) {
        int a = (int)strcspn(expected, "\n"), b = (int)strcspn(seen, "\n");
        if (a != b || strncmp(expected, seen, (size_t)a) != 0)
            print_message("# expected %.*s\n# seen     %.*s\n", a, expected, b, seen);
        expected += a + (expected[a] == '\n');
        seen += b + (seen[b] == '\n');
    }
}

void stage_golden(const char *name, const char *actual)
{
    char path[512];
    struct strbuf expected;
    struct err e = { 0 };
    const char *root = getenv("MUPU_SOURCE");
    snprintf(path, sizeof path, "%s/tests/term/golden/%s.txt", root ? root : ".", name);
    if (getenv("GENERATE")) {
        assert_true(file_write(path, actual, strlen(actual), &e));
        return;
    }
    strbuf_init(&expected);
    if (!file_read(path, 1 << 20, &expected, &e))
        fail_msg("%s; GENERATE=1 writes it", e.message);
    if (strcmp(expected.text, actual) != 0) {
        stage_difference(expected.text, actual);
        fail_msg("%s differs (GENERATE=1 rewrites it)", path);
    }
    strbuf_done(&expected);
}
