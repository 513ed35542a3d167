/* mupu/reader.h - tag readers and scales on a serial line: their settings, their lines, what the lines say. It knows no
 * animal and no screen. Keyboard-wedge readers need none of this: they type.
 *
 *   reader_settings_load(&settings, &e); set = reader_start(&settings);
 *   poll() on reader_fds(set) for at most reader_wait(set); reader_work(set); while (reader_next(set, &event)) ...
 */
#ifndef MUPU_READER_H
#define MUPU_READER_H

#include "mupu/base.h"

enum { READER_FIELD = 32, READER_VALUE = 64, READER_LINE = 200, READER_WORDS = 256, READER_DEVICES = 8 };

/* ---- settings: readers.conf ---- */
/* [name], then "key = value" lines; what they mean is told in db/reader/readers.conf. */
enum reader_flow { READER_FLOW_NONE, READER_FLOW_HARDWARE, READER_FLOW_SOFTWARE };
struct reader_pattern {
    const char *line;  /* POSIX extended; the first group is the value, a second one its unit */
    void *compiled;    /* private */
    const char *field; /* "animal", "weight", any field of the dictionary */
    const char *unit;  /* kg, lb ...: a measure, turned to kilograms or litres; NULL = text as it stands */
    int64_t least;     /* thousandths of a kilogram or litre: below it the scale is empty; measures only */
};
struct reader_settings_device {
    const char *name, *path;
    int baud, bits, stop; /* 9600 8 1 */
    char parity;          /* N E O */
    enum reader_flow flow;
    int silence; /* milliseconds without a byte that end a line; 0 = lines have ends */
    struct reader_pattern *patterns;
    int pattern_count;
};
struct reader_settings {
    struct arena arena;
    const char *path; /* the file that was read, or where it is looked for first */
    bool found;       /* there was a file */
    struct reader_settings_device *devices;
    int count;
};
/* ERR_CONFIG names the file, the line and the reason. */
bool reader_settings_parse(const char *path, const char *text, struct reader_settings *ret, struct err *e) MUST_USE;
/* $XDG_CONFIG_HOME/mupu/readers.conf, else ~/.config/mupu/readers.conf, else /etc/mupu/readers.conf. None: no devices.
 */
bool reader_settings_load(struct reader_settings *ret, struct err *e) MUST_USE;
void reader_settings_done(struct reader_settings *settings);

/* ---- lines: bytes as they come to whole lines, lines to values ---- */
/* CR, LF, STX, ETX and NUL stand between lines, other control characters are dropped, a line too long is none. */
struct reader_line {
    char text[READER_LINE + 1];
    int length;
    bool too_long;
};
bool reader_line_add(struct reader_line *line, char byte); /* true: a whole line stands in text; then _clear */
void reader_line_clear(struct reader_line *line);
struct reader_reading {
    const char *field;
    bool measure; /* has a unit */
    char value[READER_VALUE];
};
/* The patterns in order, the first that fits for each field; the number of readings. */
int reader_line_read(const struct reader_settings_device *device, const char *line, struct reader_reading *ret,
                     int most);

/* ---- devices ---- */
enum reader_event_kind {
    READER_READING, /* field, text */
    READER_RAW,     /* text: a line as it came, before what was read from it */
    READER_NOTICE,  /* text: words for a person: gone, back, not to be opened; each said once */
};
struct reader_event {
    enum reader_event_kind kind;
    const char *device, *field;
    bool again; /* READER_READING: the same as just before, as scales and readers held to one animal send it */
    char text[READER_WORDS];
};
struct reader_set;
struct reader_set *reader_start(const struct reader_settings *settings);   /* the settings must outlive it */
void reader_stop(struct reader_set *set);                                  /* NULL is fine */
int reader_fds(const struct reader_set *set, int ret_fds[READER_DEVICES]); /* those open now, to wait for */
int reader_wait(const struct reader_set *set); /* milliseconds until reader_work; -1 = none */
void reader_work(struct reader_set *set);      /* reads what is there, opens what came back */
bool reader_next(struct reader_set *set, struct reader_event *ret_event); /* in the order they came; false = none */

#endif
