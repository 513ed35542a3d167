/* Readings: scanners that type, devices beside the keyboard, and what forms, grids and questions make of them. The
 * keyboard is a real pseudo-terminal. */
#include "../reader/port.h"
#include "stage.h"

#include <poll.h>
#include <string.h>

/* ---- a keyboard ---- */
static int keyboard = -1, saved_in, saved_out;

static void keyboard_begin(void)
{
    struct terminal_options options = { .mono = true };
    struct err e = { 0 };
    keyboard = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    assert_true(keyboard >= 0 && !grantpt(keyboard) && !unlockpt(keyboard));
    int tty = open(ptsname(keyboard), O_RDWR | O_NOCTTY);
    fflush(stdout);
    saved_in = dup(STDIN_FILENO);
    saved_out = dup(STDOUT_FILENO);
    dup2(tty, STDIN_FILENO);
    dup2(tty, STDOUT_FILENO);
    close(tty);
    setenv("TERM", "xterm-256color", 1);
    if (!terminal_start(&options, &e))
        fail_msg("%s", e.message);
}

/* Nobody looks at the picture: it only must not fill the line. */
static void drain(void)
{
    char bytes[4096];
    while (read(keyboard, bytes, sizeof bytes) > 0)
        ;
}

static void keyboard_end(void)
{
    while (input_read(0).kind != INPUT_NONE) /* what is waiting belongs to this case */
        ;
    terminal_stop();
    fflush(stdout);
    dup2(saved_in, STDIN_FILENO);
    dup2(saved_out, STDOUT_FILENO);
    close(saved_in);
    close(saved_out);
    drain();
    close(keyboard);
}

static void type(const char *bytes)
{
    assert_int_equal(write(keyboard, bytes, strlen(bytes)), strlen(bytes));
}

/* The next thing as a word: a key's text, "<animal 826...>", "<paste ...>", "tick". */
static const char *next(void)
{
    static char word[400];
    struct input input = input_read(200);
    drain();
    switch (input.kind) {
    case INPUT_KEY:
        return key_text(input.key, word);
    case INPUT_READING:
        snprintf(word, sizeof word, "<%s %s>", input.field, input.text);
        return word;
    case INPUT_PASTE:
        snprintf(word, sizeof word, "<paste %s>", input.text);
        return word;
    case INPUT_TICK:
        return "tick";
    default:
        snprintf(word, sizeof word, "<kind %d>", (int)input.kind);
        return word;
    }
}

static void scanners_that_type_arrive_whole(void **state)
{
    static const struct {
        const char *typed, *first, *then;
    } cases[] = {
        { "826012345600001\r", "<animal 826012345600001>", "tick" },
        { "0826012345600001\r\n", "<animal 0826012345600001>", "tick" },
        { "826012345600001\t", "<animal 826012345600001>", "tick" },
        { "826012345600001\rx", "<animal 826012345600001>", "x" },
        { "\002826012345600001\003\r", "<animal 826012345600001>", "tick" },
        { "\002LA 982 000123456789\r", "<animal LA 982 000123456789>", "tick" },
        { "A 00000 0 982 000017383201\r", "<animal A 00000 0 982 000017383201>", "tick" },
        { "826_012345600001\r", "<animal 826_012345600001>", "tick" },
        { "８２６０１２３４５６００００１\r", "<animal 826012345600001>", "tick" },
        { "\033[200~826012345600001\n\033[201~", "<paste 826012345600001\n>", "tick" },
        /* a person on a slow line: nothing is a scan that is no tag */
        { "52.5\r", "5", "2" },
        { "weigh\r", "w", "e" },
        { "13899001234\r", "1", "3" },
        { "826012345600001", "8", "2" },
        { "826012345600001羊\r", "8", "2" },
        { "a\033[Ab", "a", "Up" },
        { "a\0332", "a", "F2" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        keyboard_begin();
        type(cases[i].typed);
        char first[400];
        snprintf(first, sizeof first, "%s", next());
        const char *then = next();
        char second[400];
        snprintf(second, sizeof second, "%s", then);
        keyboard_end();
        if (strcmp(first, cases[i].first) != 0 || strcmp(second, cases[i].then) != 0)
            fail_msg("%zu: %s, then %s", i, first, second);
    }
}

static void keys_of_a_batch_keep_their_order(void **state)
{
    char seen[100] = "";
    (void)state;
    keyboard_begin();
    type("82601234560000 a1\033[B羊x\r826012345600001\rq");
    for (int i = 0; i < 23; i++) {
        const char *word = next();
        strcat(seen, !strcmp(word, "Space") ? "_" : !strcmp(word, "Down") ? "v" : !strcmp(word, "Enter") ? "/" : word);
    }
    keyboard_end();
    assert_string_equal(seen, "82601234560000_a1v羊x/<animal 826012345600001>q");
}

/* ---- devices beside the keyboard ---- */
static struct port port = { .master = -1 };
static struct reader_settings settings;
static struct reader_set *set;

static void devices_begin(void)
{
    struct err e = { 0 };
    char text[400];
    snprintf(port.path, sizeof port.path, "/tmp/mupu-readings-%ld", (long)getpid());
    unlink(port.path);
    port_plug(&port);
    snprintf(text, sizeof text, "[stick]\ndevice = %s\nline = ^([0-9]{15})$\nfield = animal\n", port.path);
    assert_true(reader_settings_parse("r.conf", text, &settings, &e));
    keyboard_begin();
    set = reader_start(&settings);
    input_readers(set);
}

static void devices_end(void)
{
    input_readers(NULL);
    keyboard_end();
    reader_stop(set);
    reader_settings_done(&settings);
    if (port.master >= 0)
        port_unplug(&port);
}

/* 100 a second in uneven pieces while somebody types: all arrive, each kind in its order. */
static void nothing_is_lost_among_keys(void **state)
{
    enum { SCANS = 200, KEYS = 400 };
    int scans = 0, typed = 0, seen_scans = 0, seen_keys = 0, wrong = 0;
    int64_t start = clock_monotonic(), deadline = start + 15000000000;
    (void)state;
    devices_begin();
    while ((seen_scans < SCANS || seen_keys < KEYS) && clock_monotonic() < deadline) {
        int64_t due = (clock_monotonic() - start) / 10000000; /* one every 10 ms */
        char line[32];
        for (; scans < SCANS && scans < due; scans++) {
            snprintf(line, sizeof line, "826%012d\r\n", scans);
            port_send_n(&port, line, 7);
            port_send(&port, line + 7);
        }
        for (; typed < KEYS && typed < due * 2; typed++)
            type((const char[]){ (char)('a' + typed % 26), 0 });
        struct input input = input_read(5);
        drain();
        if (input.kind == INPUT_READING) {
            snprintf(line, sizeof line, "826%012d", seen_scans++);
            wrong += strcmp(input.text, line) != 0;
        } else if (input.kind == INPUT_KEY) {
            wrong += input.key != (uint32_t)('a' + seen_keys++ % 26);
        } else if (input.kind != INPUT_TICK) {
            wrong++;
        }
    }
    devices_end();
    assert_int_equal(seen_scans, SCANS);
    assert_int_equal(seen_keys, KEYS);
    assert_int_equal(wrong, 0);
}

static void unplugged_is_said_and_keys_go_on(void **state)
{
    (void)state;
    devices_begin();
    port_unplug(&port);
    struct input gone = input_read(2000);
    type("x");
    struct input key = input_read(2000);
    struct input quiet = input_read(300);
    port_plug(&port);
    struct input back = input_read(3000);
    port_send(&port, "826012345600001\n");
    struct input scan = input_read(2000);
    char text[64] = "";
    snprintf(text, sizeof text, "%s", scan.kind == INPUT_READING ? scan.text : "");
    devices_end();
    assert_int_equal(gone.kind, INPUT_NOTICE);
    assert_int_equal(key.key, 'x');
    assert_int_equal(quiet.kind, INPUT_TICK);
    assert_int_equal(back.kind, INPUT_NOTICE);
    assert_string_equal(text, "826012345600001");
}

/* Between Esc and a digit, too, a device may speak. */
static void a_reading_does_not_break_a_function_key(void **state)
{
    char first[100], second[400];
    (void)state;
    devices_begin();
    type("\033");
    port_send(&port, "826012345600001\n");
    snprintf(first, sizeof first, "%s", next());
    snprintf(second, sizeof second, "%s", next());
    devices_end();
    assert_string_equal(first, "Esc");
    assert_string_equal(second, "<animal 826012345600001>");
}

/* ---- what a form makes of them ---- */
static const struct form_field mating[] = {
    { .name = "animal", .label = "Ewe", .kind = FIELD_LOOKUP, .width = 20, .required = true },
    { .name = "date", .label = "Date", .kind = FIELD_DATE, .width = 12, .carried = true },
    { .name = "ram", .label = "Ram", .kind = FIELD_LOOKUP, .width = 20, .required = true },
    { .name = "weight", .label = "Weight", .kind = FIELD_NUMBER, .width = 8 },
    { .name = "note", .label = "Note", .kind = FIELD_TEXT, .width = 20 },
};
static int saves;
static char saved[200];
static bool soft;

static bool save(void *context, struct form *form, struct err *e)
{
    (void)context;
    if (soft && !form_confirmed(form, "odd"))
        return err_soft(e, "odd", "weight", "odd");
    saves++;
    snprintf(saved, sizeof saved, "%s %s %s", form_get(form, "animal"), form_get(form, "ram"),
             form_get(form, "weight"));
    return true;
}

/* Feeds a script to the form, as a screen does that goes from record to record. */
static void feed(struct form *form, const char *script)
{
    static const struct form_operations operations = { .save = save };
    stage_begin(80, 24, script);
    form_init(form, mating, COUNT(mating), &operations, NULL);
    saves = 0;
    for (;;) {
        struct input input = input_read(-1);
        if (input.kind == INPUT_END)
            return;
        if (form_input(form, &input) == WIDGET_SAVED)
            form_next(form);
    }
}

static void expect(struct form *form, const char *animal, const char *ram, const char *weight, size_t at)
{
    assert_string_equal(form_get(form, "animal"), animal);
    assert_string_equal(form_get(form, "ram"), ram);
    assert_string_equal(form_get(form, "weight"), weight);
    assert_int_equal(form->at, at);
    form_done(form);
    stage_end();
}

static void a_reading_fills_its_field(void **state)
{
    struct form form;
    (void)state;
    soft = false;
    feed(&form, "<Down> <Down> <Down> <Down> <reading animal \"1\">");
    expect(&form, "1", "", "", 1);
    feed(&form, "<reading animal \"1\"> <Enter> <reading animal \"2\">"); /* the cursor is at the ram */
    expect(&form, "1", "2", "", 3);
    feed(&form, "<reading weight \"52.5\">");
    expect(&form, "", "", "52.5", 4);
    feed(&form, "<reading height \"52.5\">"); /* no such field */
    expect(&form, "", "", "", 0);
}

static void the_next_tag_saves_and_begins_anew(void **state)
{
    struct form form;
    (void)state;
    soft = false;
    feed(&form, "<reading animal \"1\"> <Enter> <reading animal \"2\"> <reading weight \"9\"> <reading animal \"3\">");
    assert_int_equal(saves, 1);
    assert_string_equal(saved, "1 2 9");
    expect(&form, "3", "", "", 1);
    feed(&form, "<reading animal \"1\"> <Enter> <reading animal \"2\"> <reading weight \"9\"> <reading animal \"1\">");
    assert_int_equal(saves, 0); /* the same animal once more */
    expect(&form, "1", "2", "9", 4);
    feed(&form, "<reading animal \"1\"> <reading animal \"3\">"); /* nothing was entered for the first */
    assert_int_equal(saves, 0);
    expect(&form, "3", "", "", 1);
    feed(&form, "<reading animal \"1\"> <reading weight \"9\"> <reading animal \"3\">"); /* the ram is missing */
    assert_int_equal(saves, 0);
    expect(&form, "1", "", "9", 2);
}

/* Typed so slowly that it is keys, into a field that is not its own. */
static void type_slowly(struct form *form, const char *keys, int milliseconds)
{
    for (; *keys; keys++) {
        type((const char[]){ *keys, 0 });
        for (struct input input; (input = input_read(milliseconds)).kind != INPUT_TICK;)
            form_input(form, &input);
        drain();
    }
}

static void a_tag_typed_slowly_goes_to_its_field(void **state)
{
    static const struct form_operations operations = { .save = save };
    struct form form;
    char animal[64] = "", weight[64] = "", note[64];
    (void)state;
    soft = false;
    keyboard_begin();
    for (int i = 0; i < 5 && !*animal; i++) { /* a loaded machine may take its time in the midst of a number */
        form_init(&form, mating, COUNT(mating), &operations, NULL);
        form.at = 3;
        form_set(&form, "weight", "52.5");
        type_slowly(&form, "826012345600001\r", 8);
        snprintf(animal, sizeof animal, "%s", form_get(&form, "animal"));
        snprintf(weight, sizeof weight, "%s", form_get(&form, "weight"));
        form_done(&form);
    }
    form_init(&form, mating, COUNT(mating), &operations, NULL);
    form.at = 4;
    type_slowly(&form, "13899001234\t", 8); /* no tag */
    form.at = 4;
    type_slowly(&form, "826012345600001\t", 90); /* fingers */
    snprintf(note, sizeof note, "%s", form_get(&form, "note"));
    form_done(&form);
    keyboard_end();
    assert_string_equal(animal, "826012345600001");
    assert_string_equal(weight, "52.5");
    assert_string_equal(note, "826012345600001"); /* what fingers type stays, and replaces what stood there */
}

static void a_scan_confirms_nothing(void **state)
{
    struct form form;
    (void)state;
    soft = true;
    feed(&form, "<reading animal \"1\"> <Enter> <reading animal \"2\"> <reading weight \"9\"> <reading animal \"3\">"
                "<reading animal \"4\"> <reading animal \"3\">");
    assert_int_equal(saves, 0);
    expect(&form, "1", "2", "9", 3);
    feed(&form, "<reading animal \"1\"> <Enter> <reading animal \"2\"> <reading weight \"9\"> <F2> <F2>");
    assert_int_equal(saves, 1);
    expect(&form, "", "", "", 0);
}

static void a_reading_fills_the_cell_and_goes_down(void **state)
{
    struct grid grid;
    (void)state;
    stage_begin(80, 24, "<reading weight \"3.1\"> <reading weight \"3.4\"> <Home> <reading height \"9\">");
    grid_init(&grid, &mating[2], 3, 3, 3, NULL, NULL);
    for (struct input input; (input = input_read(-1)).kind != INPUT_END;)
        grid_input(&grid, &input);
    assert_string_equal(grid_get(&grid, 0, "weight"), "3.1");
    assert_string_equal(grid_get(&grid, 1, "weight"), "3.4");
    assert_string_equal(grid_get(&grid, 2, "weight"), "");
    assert_int_equal(grid.row, 2);
    assert_int_equal(grid.column, 1);
    grid_done(&grid);
    stage_end();
}

static void a_tag_answers_a_question_a_weight_does_not(void **state)
{
    struct strbuf answer;
    (void)state;
    stage_begin(80, 24, "<reading weight \"52.5\"> <reading animal \"826\"> <reading weight \"1\"> \"7\" <Tab>");
    strbuf_init(&answer);
    assert_true(question_text("Number", &answer, 60));
    assert_string_equal(answer.text, "826");
    strbuf_clear(&answer);
    assert_true(question_text("Number", &answer, 60));
    assert_string_equal(answer.text, "7");
    strbuf_done(&answer);
    stage_end();
}

static void a_bad_reading_in_a_script_is_named(void **state)
{
    static const char *const bad[] = { "<reading \"1\">", "<reading animal 1>", "<reading animal \"1\"", "<reading>" };
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err e = { 0 };
        if (script_check(bad[i], &e))
            fail_msg("%s", bad[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scanners_that_type_arrive_whole),
        cmocka_unit_test(keys_of_a_batch_keep_their_order),
        cmocka_unit_test(nothing_is_lost_among_keys),
        cmocka_unit_test(unplugged_is_said_and_keys_go_on),
        cmocka_unit_test(a_reading_does_not_break_a_function_key),
        cmocka_unit_test(a_reading_fills_its_field),
        cmocka_unit_test(the_next_tag_saves_and_begins_anew),
        cmocka_unit_test(a_tag_typed_slowly_goes_to_its_field),
        cmocka_unit_test(a_scan_confirms_nothing),
        cmocka_unit_test(a_reading_fills_the_cell_and_goes_down),
        cmocka_unit_test(a_tag_answers_a_question_a_weight_does_not),
        cmocka_unit_test(a_bad_reading_in_a_script_is_named),
    };
    terminal_locale();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
