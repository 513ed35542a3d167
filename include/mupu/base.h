/* mupu/base.h - what every other folder stands on: errors, memory, text, dates, numbers, identities, the clock.
 *
 * Conventions of the whole program:
 *   bool f(..., T *ret_x, struct err *e)   true = done. ret_ is written only on success, *e only on failure.
 *   X_init / X_done for embedded structs, X_new / X_free for the heap; done and free accept what is empty or NULL.
 *   Text is UTF-8 inside the program, always.
 */
#ifndef MUPU_BASE_H
#define MUPU_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <wchar.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define CLEANUP(function) __attribute__((cleanup(function)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- words a person reads: English in the source, Chinese in src/po ---- */
/* Once, first thing in main: the locale of the environment, C.UTF-8 when that is none or cannot write Chinese, numbers
 * always in C. language: "zh_CN", "en", or NULL for what the environment says. */
void text_start(const char *language);
const char *base_text(const char *english) __attribute__((format_arg(1))); /* owned by gettext; "" gives "" */
#define _(english) base_text(english)
#define N_(english) english

/* ---- err: why something did not happen ---- */
/* The codes are the program's exit codes (sysexits.h), so nothing translates them on the way out. */
enum err_code {
    ERR_NONE = 0,
    ERR_NOTHING = 1,   /* nothing found, or a check that failed */
    ERR_SOFT = 2,      /* a soft rule asks; the same call with the rule confirmed goes through. exits as 65 */
    ERR_CANCELLED = 3, /* the user stopped it. exits as 130 */
    ERR_USAGE = 64,
    ERR_DATA = 65,        /* the input breaks a rule */
    ERR_NO_INPUT = 66,    /* no such file, animal, holding */
    ERR_UNAVAILABLE = 69, /* a package, font or printer is missing */
    ERR_INTERNAL = 70,
    ERR_CANNOT_CREATE = 73,
    ERR_IO = 74,
    ERR_BUSY = 75, /* locked by another process, or changed meanwhile: try again */
    ERR_PERMISSION = 77,
    ERR_CONFIG = 78,
};

struct err {
    enum err_code code;
    char field[32];    /* the field, option or column at fault; "" if none */
    char rule[32];     /* for ERR_SOFT: the name to confirm; "" else */
    char message[512]; /* translated: what failed, the value in quotes, what to do */
};

/* Writes all three; always returns false, so that `return err_set(e, ...)` reads well. `format` is translated already.
 * A NULL e is fine: nobody asks why. */
bool err_set(struct err *e, enum err_code code, const char *field, const char *format, ...) PRINTF_LIKE(4, 5);
/* The same for a soft rule. */
bool err_soft(struct err *e, const char *rule, const char *field, const char *format, ...) PRINTF_LIKE(4, 5);
/* Puts words before the present message: "row 12, column sire: ...". Always returns false. */
bool err_prefix(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);
int err_exit_code(const struct err *e); /* what main returns for it */

/* ---- memory: outside the kernels one allocator that never returns NULL ---- */
typedef void (*memory_failure_function)(void); /* restores the terminal; the process then says so and exits with 70 */
void memory_on_failure(memory_failure_function function);
void *memory_new(size_t bytes) MUST_USE;                            /* zeroed */
void *memory_resize(void *old, size_t count, size_t size) MUST_USE; /* checks the product */
char *memory_text(const char *text) MUST_USE;                       /* strdup; NULL gives NULL */
void memory_free(void *pointer);                                    /* NULL is fine */
void memory_free_text(char **text);                                 /* for CLEANUP on a char* */

/* ---- arena: memory with one lifetime (a screen, a command, a call) ---- */
struct arena {
    struct arena_block *first;
};
void arena_init(struct arena *arena);
void arena_done(struct arena *arena);                    /* frees everything; the arena is empty again */
void *arena_new(struct arena *arena, size_t bytes);      /* zeroed, aligned for anything */
char *arena_text(struct arena *arena, const char *text); /* NULL gives NULL */
char *arena_text_n(struct arena *arena, const char *text, size_t bytes);
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* ---- strbuf: text that grows ---- */
struct strbuf {
    char *text;
    size_t length, capacity;
}; /* text is never NULL after init and always ends in NUL */
void strbuf_init(struct strbuf *b);
void strbuf_done(struct strbuf *b);
void strbuf_clear(struct strbuf *b); /* keeps the memory */
void strbuf_add(struct strbuf *b, const char *text);
void strbuf_add_n(struct strbuf *b, const char *text, size_t bytes);
void strbuf_add_char(struct strbuf *b, char c);
void strbuf_printf(struct strbuf *b, const char *format, ...) PRINTF_LIKE(2, 3);
char *strbuf_take(struct strbuf *b); /* the caller frees it (memory_free); b is empty again and owns nothing */

/* ---- utf8 ---- */
#define UTF8_BAD 0xFFFD
/* Decodes one character at *text and moves past it; at least one byte is taken unless *text is at its NUL (gives 0).
 * A bad byte gives UTF8_BAD and moves one byte. Overlong forms, surrogates and > U+10FFFF are bad. */
uint32_t utf8_next(const char **text);
size_t utf8_encode(uint32_t code, char out[4]);                      /* bytes written, 0 for a code that is none */
bool utf8_valid(const char *text, size_t bytes, size_t *ret_offset); /* ret_offset: first bad byte, may be NULL */
/* Columns the text takes on the screen: wcwidth, what ncurses uses; control characters and bad bytes count as 1
 * (they are drawn as '?' by utf8_printable). */
int utf8_width(const char *text);
/* Bytes of the longest start of text that takes at most `columns`; never half of a wide character. */
size_t utf8_cut(const char *text, int columns, int *ret_columns);
/* Appends text made safe to show: C0, DEL, C1, bidi controls and zero-width characters become '?'.
 * Used at the render boundary by the terminal, the text report and error messages alike. */
void utf8_printable(struct strbuf *out, const char *text);
/* Full-width digits, letters and punctuation (an input method left on) to ASCII; U+3000 to a blank, U+3002 to a full
 * stop; rest unchanged. */
void utf8_fold_width(struct strbuf *out, const char *text);
/* For search: fold_width, ASCII letters to upper case, blanks, '-', '_', '.', middle dots and the zero-width characters
 * of a paste left out. */
void utf8_normalise(struct strbuf *out, const char *text);

/* ---- pinyin: Chinese by the letters of its readings ---- */
/* Does the text hold what is typed, each character spelled by any beginning of any of its readings ("wj", "wangj",
 * "wangjian" for 王建) or typed as itself? The position of the character it begins at, 0 = the start; -1 = no. Both are
 * normalised (utf8_normalise); at most 63 characters are typed. */
int pinyin_find(const char *text, const char *typed);
/* Order by customary reading without tone, then code point; what has no reading goes first. For qsort. */
int pinyin_compare(const char *a, const char *b);

/* ---- names: texts to positions 0, 1, ... in order of first use; the texts are owned by somebody else ---- */
struct name_slot {
    uint32_t hash;
    int32_t place; /* position + 1; 0 = free */
};
struct name_table {
    const char **text; /* by position */
    int32_t count, capacity;
    struct name_slot *slots;
    uint32_t mask;
};
void names_init(struct name_table *t, int32_t expected);
void names_done(struct name_table *t);
int32_t names_find(const struct name_table *t, const char *text); /* -1 if absent */
/* Its position; *ret_new tells whether it had to be added. */
int32_t names_add(struct name_table *t, const char *text, bool *ret_new);

/* ---- date: a day as a number, so that differences are subtractions everywhere, SQL included ---- */
typedef int32_t date_day;   /* days since 1970-01-01, proleptic Gregorian */
#define DATE_NONE INT32_MIN /* unknown: NULL in the database */
enum date_precision { DATE_DAY = 'd', DATE_MONTH = 'm', DATE_YEAR = 'y' };
date_day date_from_ymd(int year, int month, int day); /* DATE_NONE if there is no such day */
void date_to_ymd(date_day day, int *ret_year, int *ret_month, int *ret_day);
int date_days_in_month(int year, int month);
date_day date_add_months(date_day day, int months); /* the 31st becomes the month's last day */
/* 2024-03-11 2024/3/11 2024.3.11 2024年3月11日 20240311; 2024-03 2024年3月 (month); 2024 2024年 (year); full-width
 * digits and surrounding blanks are accepted. Month and year give their first day. Years 1800 to 2199.
 * ret_precision may be NULL. */
bool date_parse(const char *text, date_day *ret_day, enum date_precision *ret_precision, struct err *e) MUST_USE;
/* As typed on `today` (DATE_NONE: as above): also 10-30 10/30 10.30 10月30日 - the last such day, or one within the
 * next 60 days - and 今天 昨天 前天 today yesterday. */
bool date_parse_near(const char *text, date_day today, date_day *ret_day, enum date_precision *ret_precision,
                     struct err *e) MUST_USE;
/* "2024-03-11", "2024-03", "2024", or "" for DATE_NONE. */
#define DATE_TEXT 16
const char *date_format(date_day day, enum date_precision precision, char out[DATE_TEXT]);

/* ---- number: exact decimal text <-> integers; no locale ---- */
bool number_parse_int(const char *text, int64_t least, int64_t most, int64_t *ret_value, struct err *e) MUST_USE;
/* "52.5" -> 52500 (thousandths). At most three decimals, no exponent; full-width digits and a trailing unit
 * ("3.2公斤", "3.2 kg") are accepted - only units the program keeps its measures in: "3.2斤" is refused, not misread.
 */
bool number_parse_thousandths(const char *text, int64_t *ret_value, struct err *e) MUST_USE;
bool number_parse_double(const char *text, double *ret_value, struct err *e) MUST_USE; /* finite only */
#define NUMBER_TEXT 32
/* thousandths -> text with `decimals` 0..3 places, rounded half away from zero. */
const char *number_format_thousandths(int64_t value, int decimals, char out[NUMBER_TEXT]);
/* 0.03125 as "3.13%": a share with `decimals` 0..4 places, rounded half away from zero, exactly; "" = not a number. */
const char *number_format_percent(double share, int decimals, char out[NUMBER_TEXT]);
const char *number_format_double(double value,
                                 char out[NUMBER_TEXT]); /* shortest text that reads back to the same bits */
bool number_looks_mangled(const char *text);             /* "1.56E+14": a spreadsheet ate the digits */

/* ---- uuid: version 7 (RFC 9562), from libuuid's random bytes, strictly increasing within a process ---- */
struct uuid {
    unsigned char bytes[16];
};
/* Time from clock_now; with MUPU_SEED set the rest comes from that seed (tests). Two processes with the same MUPU_SEED
 * and MUPU_NOW make the same identities: a test that runs several commands gives each its own seed. */
struct uuid uuid_make(void);
#define UUID_TEXT 37
const char *uuid_text(const struct uuid *id, char out[UUID_TEXT]);
bool uuid_read(const char *text, struct uuid *ret_id);

/* ---- clock ---- */
/* Milliseconds since 1970, UTC. MUPU_NOW="2025-10-31" (midnight) or "2025-10-31T08:30:00", local time, fixes it. */
int64_t clock_now(void);
date_day clock_today(void);                                 /* the local day of clock_now */
const char *clock_text(int64_t milliseconds, char out[24]); /* local "2025-10-31 08:30:00" */
int64_t clock_monotonic(void);                              /* nanoseconds, for progress and benchmarks; never fixed */

/* ---- progress: long work tells how far it is and asks whether to go on ---- */
struct progress {
    bool (*step)(void *context, const char *what, int64_t done, int64_t total); /* false = stop; total 0 = unknown */
    void *context;
};
/* true = go on. NULL progress goes on. */
bool progress_step(const struct progress *progress, const char *what, int64_t done, int64_t total);

/* ---- random: a small seeded generator (splitmix64) for demo data, simulation and tests ---- */
struct random {
    uint64_t state;
};
uint64_t random_next(struct random *r);
uint64_t random_below(struct random *r, uint64_t limit); /* 0 .. limit-1, unbiased */
double random_unit(struct random *r);                    /* [0,1) */
double random_normal(struct random *r);                  /* mean 0, sd 1 */

/* ---- file: whole files, safely ---- */
/* `out` then holds the file and nothing else. "-" = standard input; more than `most` bytes are ERR_DATA. */
bool file_read(const char *path, size_t most, struct strbuf *out, struct err *e) MUST_USE;
/* Writes to a temporary sibling, fsync, rename, fsync of the folder; never leaves half a file. A link keeps pointing,
 * permissions stay; a device or pipe is written as it is. */
bool file_write(const char *path, const void *bytes, size_t length, struct err *e) MUST_USE;
/* The same for what is too large for memory: `make` writes it; when it returns false (*e set) nothing has changed. */
typedef bool (*file_maker)(void *context, FILE *out, struct err *e);
bool file_make(const char *path, file_maker make, void *context, struct err *e) MUST_USE;

#endif
