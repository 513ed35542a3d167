/* Readers and scales: the settings and their faults, bytes to lines, lines to values, devices that come and go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after those: */
#include <cmocka.h>

#include "mupu/reader.h"
#include "port.h"

#include <poll.h>
#include <sys/file.h>

/* ---- settings ---- */
static void the_shipped_example_is_good(void **state)
{
    (void)state;
    char path[512];
    struct strbuf text;
    struct err e = { 0 };
    struct reader_settings settings;
    const char *root = getenv("MUPU_SOURCE");
    snprintf(path, sizeof path, "%s/db/reader/readers.conf", root ? root : ".");
    strbuf_init(&text);
    assert_true(file_read(path, 1 << 20, &text, &e));
    if (!reader_settings_parse(path, text.text, &settings, &e))
        fail_msg("%s", e.message);
    assert_int_equal(settings.count, 2);
    reader_settings_done(&settings);
    strbuf_clear(&text);
    strbuf_done(&text);
}

static void a_fault_names_file_line_and_reason(void **state)
{
    static const struct {
        const char *text, *line, *words;
    } bad[] = {
        { "[a]\ndevice = /dev/x\nbaud = 9601\n", "line 3", "9601" },
        { "[a]\ndevice = ttyUSB0\n", "line 2", "begins with /" },
        { "[a]\nformat = 9N1\n", "line 2", "8N1" },
        { "[a]\nflow = yes\n", "line 2", "hardware" },
        { "[a]\nsilence = -1\n", "line 2", "5000" },
        { "[a]\nspeed = 9600\n", "line 2", "unknown key" },
        { "device = /dev/x\n", "line 1", "comes first" },
        { "[a]\nfield = animal\n", "line 2", "belongs below" },
        { "[a]\nline = ([0-9]+\n", "line 2", "([0-9]+" },
        { "[a]\nline = [0-9]+\n", "line 2", "group" },
        { "[a]\ndevice = /dev/x\nline = (x)\nfield = weight\nunit = stone\n", "line 5", "stone" },
        { "[a]\ndevice = /dev/x\nline = (x)\nfield = Weight!\n", "line 4", "Weight!" },
        { "[a]\ndevice = /dev/x\nline = (x)\nline = (y)\n", "line 4", "no field" },
        { "[a]\ndevice = /dev/x\n\n[b]\n", "line 4", "needs a" },
        { "[a]\nline = (x)\nfield = animal\n", "line 4", "device = /dev" },
        { "[a]\ndevice = /dev/x\nline = (x)\nfield = animal\n[a]\n", "line 5", "two devices" },
        { "# remark\nhello\n", "line 2", "key = value" },
        { "[a\n", "line 1", "square" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err e = { 0 };
        struct reader_settings settings;
        assert_false(reader_settings_parse("/etc/r.conf", bad[i].text, &settings, &e));
        if (e.code != ERR_CONFIG || !strstr(e.message, "/etc/r.conf") || !strstr(e.message, bad[i].line) ||
            !strstr(e.message, bad[i].words))
            fail_msg("%s: %s", bad[i].text, e.message);
    }
}

#define PATTERNS                                                  \
    "line = ^ *([0-9]{15,16}|[0-9]{3}[ _][0-9]{12}) *$\n"         \
    "field = animal\n"                                            \
    "line = ^([0-9]{15}),\n"                                      \
    "field = animal\n"                                            \
    "line = ^ST,[GN][ST],([-+]? *[0-9]+[.]?[0-9]*)[ ,]*(kg|lb)\n" \
    "field = weight\nunit = kg\nleast = 0.5\n"                    \
    "line = ^[^,]*,[^,]*,[^,]*,[^,]*,([0-9.]+),(LB|KG),[$],\n"    \
    "field = weight\nunit = kg\n"                                 \
    "line = ^([0-9.]+)$\n"                                        \
    "field = milk\nunit = jin\n"

static void parse(const char *path, const char *more, struct reader_settings *ret)
{
    struct err e = { 0 };
    char text[2000];
    snprintf(text, sizeof text, "\xEF\xBB\xBF; remark\r\n[all]\r\ndevice = %s\r\n%s" PATTERNS, path, more);
    if (!reader_settings_parse("r.conf", text, ret, &e))
        fail_msg("%s", e.message);
}

/* ---- lines ---- */
/* "animal=826012345600001 weight=46.49" */
static const char *read_line(const struct reader_settings_device *device, const char *line, char *out, size_t room)
{
    struct reader_reading readings[4];
    int count = reader_line_read(device, line, readings, 4);
    *out = 0;
    for (int i = 0; i < count; i++)
        snprintf(out + strlen(out), room - strlen(out), "%s%s=%s", i ? " " : "", readings[i].field, readings[i].value);
    return out;
}

static void a_line_says_which_and_how_much(void **state)
{
    static const struct {
        const char *line, *expected;
    } lines[] = {
        { "826012345600001", "animal=826012345600001" },
        { "0826012345600001", "animal=0826012345600001" },
        { " 826_012345600001 ", "animal=826_012345600001" },
        { "82601234560000", "" },
        { "826012345600001x", "" },
        { "ST,GS,+  52.5 kg", "weight=52.5" },
        { "ST,GS,   43.60,kg", "weight=43.60" },
        { "ST,NT,+ 102.5 lb", "weight=46.49" },
        { "US,GS,+  52.5 kg", "" },
        { "ST,GS,-  52.5 kg", "" },
        { "ST,GS,+   0.0 kg", "" },
        { "ST,GS,+   0.4 kg", "" },
        { "ST,GS,+  52.5 st", "" },
        { "826012345600001,1042,PEN4,,102.5,LB,$,GR,10/31/25,08:30", "animal=826012345600001 weight=46.49" },
        { "826012345600001,1042,PEN4,,102.5,LB,,GR,10/31/25,08:30", "animal=826012345600001" },
        { "5.5", "milk=2.75" },
        { "5.5.5", "" },
        { "99999999999", "" },
    };
    struct reader_settings settings;
    char out[200];
    (void)state;
    parse("/dev/x", "", &settings);
    for (size_t i = 0; i < COUNT(lines); i++)
        assert_string_equal(read_line(&settings.devices[0], lines[i].line, out, sizeof out), lines[i].expected);
    reader_settings_done(&settings);
}

static void bytes_make_lines(void **state)
{
    static const struct {
        const char *bytes, *lines;
    } cases[] = {
        { "ab\rcd\nef\r\ngh\n\n", "ab|cd|ef|gh|" },
        { "\002ab\003", "ab|" },
        { "\002ab\003X\002cd\003", "ab|X|cd|" },
        { "no\002ab\003", "no|ab|" },
        { "a\001b\033c\177d\n", "abcd|" },
        { "\377\200a\n", "??a|" },
        { "unfinished", "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char seen[2 * READER_LINE] = "";
        struct reader_line line = { .length = 0 };
        for (const char *c = cases[i].bytes; *c; c++)
            if (reader_line_add(&line, *c)) {
                snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s|", line.text);
                reader_line_clear(&line);
            }
        assert_string_equal(seen, cases[i].lines);
    }
}

static void a_line_too_long_is_none(void **state)
{
    struct reader_line line = { .length = 0 };
    int whole = 0;
    (void)state;
    for (int i = 0; i < READER_LINE + 50; i++)
        assert_false(reader_line_add(&line, '1'));
    assert_false(reader_line_add(&line, '\n'));
    for (int i = 0; i < READER_LINE; i++)
        whole += reader_line_add(&line, '2');
    assert_int_equal(whole, 0);
    assert_true(reader_line_add(&line, '\n'));
    assert_int_equal(line.length, READER_LINE);
}

/* ---- devices ---- */
static struct port port;
static struct reader_settings settings;
static struct reader_set *set;

static void begin(const char *more)
{
    snprintf(port.path, sizeof port.path, "/tmp/mupu-port-%ld", (long)getpid());
    unlink(port.path);
    parse(port.path, more, &settings);
}

static void end(void)
{
    reader_stop(set);
    set = NULL;
    reader_settings_done(&settings);
    if (port.master >= 0)
        port_unplug(&port);
}

/* The next thing of this kind within the time, "" if there is none. */
static const char *next(enum reader_event_kind kind, int milliseconds)
{
    static struct reader_event event;
    int64_t until = clock_monotonic() / 1000000 + milliseconds;
    for (;;) {
        while (reader_next(set, &event))
            if (event.kind == kind && !event.again)
                return event.text;
        int left = (int)(until - clock_monotonic() / 1000000), fds[READER_DEVICES];
        if (left <= 0)
            return "";
        struct pollfd one = { .events = POLLIN };
        int count = reader_fds(set, fds), wait = reader_wait(set);
        one.fd = count ? fds[0] : -1;
        poll(&one, 1, wait >= 0 && wait < left ? wait : left);
        reader_work(set);
    }
}

static void lines_in_pieces_arrive_whole(void **state)
{
    static const char *const pieces[] = { "8260", "1234", "5600001", "\r" };
    (void)state;
    begin("");
    port_plug(&port);
    set = reader_start(&settings);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        assert_string_equal(next(READER_READING, 20), "");
        port_send(&port, pieces[i]);
    }
    assert_string_equal(next(READER_READING, 1000), "826012345600001");
    port_send(&port, "\001\377garbage\r\n826012345600002\r\n");
    assert_string_equal(next(READER_READING, 1000), "826012345600002");
    end();
}

static void silence_ends_a_line_where_asked(void **state)
{
    (void)state;
    begin("silence = 100\n");
    port_plug(&port);
    set = reader_start(&settings);
    port_send(&port, "826012345600001");
    assert_string_equal(next(READER_READING, 50), "");
    assert_string_equal(next(READER_READING, 1000), "826012345600001");
    end();
}

static void an_old_beginning_is_noise(void **state)
{
    (void)state;
    begin("");
    port_plug(&port);
    set = reader_start(&settings);
    port_send(&port, "8");
    assert_string_equal(next(READER_READING, 2200), "");
    port_send(&port, "26012345600001\n826012345600002\n");
    assert_string_equal(next(READER_READING, 1000), "826012345600002");
    end();
}

static void the_same_animal_counts_once(void **state)
{
    (void)state;
    begin("");
    port_plug(&port);
    set = reader_start(&settings);
    port_send(&port, "826012345600001\n826012345600001\nST,GS,+ 52.5 kg\nST,GS,+ 52.5 kg\nUS,GS,+ 52.8 kg\n"
                     "ST,GS,+ 52.6 kg\n826012345600002\nST,GS,+ 52.5 kg\n826012345600001\n");
    assert_string_equal(next(READER_READING, 1000), "826012345600001");
    assert_string_equal(next(READER_READING, 1000), "52.5");
    assert_string_equal(next(READER_READING, 1000), "826012345600002");
    assert_string_equal(next(READER_READING, 1000), "52.5");
    assert_string_equal(next(READER_READING, 1000), "826012345600001");
    assert_string_equal(next(READER_READING, 50), "");
    end();
}

static void unplugged_and_back(void **state)
{
    (void)state;
    begin("");
    port.master = -1;
    set = reader_start(&settings); /* not there yet */
    assert_non_null(strstr(next(READER_NOTICE, 100), "is not there"));
    assert_string_equal(next(READER_NOTICE, 1500), ""); /* said once */
    port_plug(&port);
    assert_non_null(strstr(next(READER_NOTICE, 2000), "is connected"));
    port_send(&port, "826012345600001\n8260");
    assert_string_equal(next(READER_READING, 1000), "826012345600001");
    port_unplug(&port);
    assert_non_null(strstr(next(READER_NOTICE, 1000), "unplugged"));
    assert_string_equal(next(READER_NOTICE, 1500), "");
    port_plug(&port);
    assert_non_null(strstr(next(READER_NOTICE, 2000), "is connected"));
    port_send(&port, "12345600009\n826012345600003\n"); /* the half line of before is gone */
    assert_string_equal(next(READER_READING, 1000), "826012345600003");
    end();
}

static void two_clerks_do_not_share_a_line(void **state)
{
    (void)state;
    begin("");
    port_plug(&port);
    int other = open(port.path, O_RDONLY | O_NOCTTY);
    assert_int_equal(flock(other, LOCK_EX), 0);
    set = reader_start(&settings);
    assert_non_null(strstr(next(READER_NOTICE, 100), "in use"));
    close(other);
    assert_non_null(strstr(next(READER_NOTICE, 2000), "is connected"));
    end();
}

static void what_is_no_serial_line_is_named(void **state)
{
    (void)state;
    parse("/dev/null", "", &settings);
    port.master = -1;
    set = reader_start(&settings);
    assert_non_null(strstr(next(READER_NOTICE, 100), "no serial device"));
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_example_is_good),     cmocka_unit_test(a_fault_names_file_line_and_reason),
        cmocka_unit_test(a_line_says_which_and_how_much),  cmocka_unit_test(bytes_make_lines),
        cmocka_unit_test(a_line_too_long_is_none),         cmocka_unit_test(lines_in_pieces_arrive_whole),
        cmocka_unit_test(silence_ends_a_line_where_asked), cmocka_unit_test(an_old_beginning_is_noise),
        cmocka_unit_test(the_same_animal_counts_once),     cmocka_unit_test(unplugged_and_back),
        cmocka_unit_test(two_clerks_do_not_share_a_line),  cmocka_unit_test(what_is_no_serial_line_is_named),
    };
    text_start("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
