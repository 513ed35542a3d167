/* input.c - what happened: bytes and curses keys, or a script, to `struct input`. */
#include "plain.h"

#include <ctype.h>
#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define ESCAPE_DIGIT_MILLISECONDS 300 /* time for the digit after Esc */
#define PASTE_MILLISECONDS 2000       /* a paste whose end was lost ends after this silence */
#define PASTE_MOST (1u << 20)
#define PENDING 256
#define BURST_DIGITS 15 /* a tag; shorter numbers in one piece may be fingers on a slow line */
#define BURST_FIRST 5   /* milliseconds for the second key of a scanner: nobody sees the echo come so much later */
#define PACE_MILLISECONDS 60
#define BURST_MILLISECONDS 20 /* between the others: two came faster than fingers already */

static struct input pending[PENDING]; /* keys read ahead: after Esc, or while long work polled for it */
static size_t pending_first, pending_count;
static struct strbuf paste;
static bool paste_pending;         /* at most one: there is one buffer */
static struct reader_set *readers; /* the caller's; NULL = none */
static struct {
    char field[READER_FIELD], text[READER_WORDS];
} reading; /* the last INPUT_READING given */
static struct {
    int64_t at;
    size_t length, digits;
    char text[READER_VALUE];
} pace;                    /* keys that came at the pace of a scanner, up to now */
static bool reading_again; /* the next read gives it once more */
static mbstate_t decoding; /* a character may arrive in pieces on a slow line */

static const struct {
    int curses;
    uint32_t key;
} special[] = {
    { KEY_UP, KEY_TO_UP },      { KEY_DOWN, KEY_TO_DOWN }, { KEY_LEFT, KEY_TO_LEFT },    { KEY_RIGHT, KEY_TO_RIGHT },
    { KEY_HOME, KEY_TO_HOME },  { KEY_END, KEY_TO_END },   { KEY_PPAGE, KEY_PAGE_UP },   { KEY_NPAGE, KEY_PAGE_DOWN },
    { KEY_BTAB, KEY_BACK_TAB }, { KEY_DC, KEY_DELETE },    { KEY_BACKSPACE, KEY_ERASE }, { KEY_IC, KEY_INSERT },
    { KEY_ENTER, KEY_RETURN },  { KEY_FIND, KEY_TO_HOME }, { KEY_SELECT, KEY_TO_END },
};

static struct input key_of(uint32_t key)
{
    return (struct input){ .kind = INPUT_KEY, .key = key };
}

/* One byte to a key; INPUT_NONE while the character is not complete. */
static struct input decode_byte(int byte)
{
    char c = (char)byte;
    wchar_t wide = 0;
    bool fresh = mbsinit(&decoding);
    size_t used = mbrtowc(&wide, &c, 1, &decoding);
    if (used == (size_t)-2)
        return (struct input){ 0 };
    if (used == (size_t)-1) { /* a stray byte: drop what stood before it and let it begin anew */
        memset(&decoding, 0, sizeof decoding);
        return fresh ? (struct input){ 0 } : decode_byte(byte);
    }
    if (wide == 127 || wide == 8)
        return key_of(KEY_ERASE);
    return key_of(wide == '\n' ? KEY_RETURN : (uint32_t)wide);
}

/* true: bytes of the tty are announced. The devices are read as soon as they speak, so that they never wait for keys.
 */
static bool wait_for_bytes(int milliseconds)
{
    int fds[READER_DEVICES], count = reader_fds(readers, fds), wait = reader_wait(readers);
    struct pollfd polls[READER_DEVICES + 1] = { { .fd = STDIN_FILENO, .events = POLLIN } };
    for (int i = 0; i < count; i++)
        polls[i + 1] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
    int ready = poll(polls, (nfds_t)count + 1, wait >= 0 && wait < milliseconds ? wait : milliseconds);
    reader_work(readers);
    short tty = ready > 0 ? polls[0].revents : 0;
    if ((tty & (POLLHUP | POLLERR | POLLNVAL)) && !(tty & POLLIN))
        terminal.hangup = 1;
    return tty != 0;
}

static int64_t now(void)
{
    return clock_monotonic() / 1000000;
}

static struct input read_paste(void)
{
    int64_t deadline = now() + PASTE_MILLISECONDS;
    strbuf_clear(&paste);
    while (!terminal.hangup && now() < deadline) {
        int code = getch();
        if (code == CODE_PASTE_END)
            break;
        if (code == ERR) {
            wait_for_bytes(100);
            continue;
        }
        deadline = now() + PASTE_MILLISECONDS;
        struct input one = code < 256 ? decode_byte(code) : (struct input){ 0 };
        char bytes[4];
        if (one.kind == INPUT_KEY && one.key < KEY_SPECIAL && paste.length < PASTE_MOST)
            strbuf_add_n(&paste, bytes, utf8_encode(one.key == KEY_RETURN ? '\n' : one.key, bytes));
    }
    return (struct input){ .kind = INPUT_PASTE, .text = paste.text };
}

static struct input read_mouse(void)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return (struct input){ 0 };
    struct input input = { .kind = INPUT_MOUSE, .y = event.y, .x = event.x };
    if (event.bstate & BUTTON4_PRESSED)
        input.mouse = MOUSE_WHEEL_UP;
    else if (event.bstate & BUTTON5_PRESSED)
        input.mouse = MOUSE_WHEEL_DOWN;
    else
        input.mouse = event.bstate & BUTTON1_DOUBLE_CLICKED ? MOUSE_DOUBLE : MOUSE_CLICK;
    return input;
}

static struct input translate(int code)
{
    if (code == KEY_RESIZE) {
        terminal_take_size();
        return (struct input){ .kind = INPUT_RESIZE };
    }
    if (code == KEY_MOUSE)
        return read_mouse();
    if (code == CODE_PASTE_BEGIN)
        return read_paste();
    if (code < 256)
        return decode_byte(code);
    if (code > KEY_F0 && code <= KEY_F(12))
        return key_of(KEY_FN((uint32_t)(code - KEY_F0)));
    for (size_t i = 0; i < COUNT(special); i++)
        if (special[i].curses == code)
            return key_of(special[i].key);
    return (struct input){ 0 };
}

/* Kept until the next one. */
static struct input give_reading(const char *field, const char *text)
{
    if (text != reading.text) {
        snprintf(reading.field, sizeof reading.field, "%s", field);
        snprintf(reading.text, sizeof reading.text, "%s", text);
    }
    return (struct input){ .kind = INPUT_READING, .field = reading.field, .text = reading.text };
}

/* What the devices said: a reading, or words on the message line. Keys come first: a scanner's burst is never broken.
 */
static struct input next_reading(void)
{
    struct reader_event event;
    while (reader_next(readers, &event)) {
        if (event.kind == READER_NOTICE) {
            screen_message(ROLE_WARNING, "%s", event.text);
            return (struct input){ .kind = INPUT_NOTICE };
        }
        if (event.kind == READER_READING && !event.again)
            return give_reading(event.field, event.text);
    }
    return (struct input){ 0 };
}

/* with_readings: else only keys, pastes and the like; what devices say waits. */
static struct input read_tty(int milliseconds, bool with_readings)
{
    int64_t deadline = now() + milliseconds;
    for (int silent = 0;;) {
        if (terminal.hangup)
            return (struct input){ .kind = INPUT_HANGUP };
        errno = 0;
        int code = getch();
        struct input input = code == ERR ? (struct input){ 0 } : translate(code);
        if (input.kind != INPUT_NONE)
            return input;
        if (code != ERR)
            continue;
        if (with_readings && (input = next_reading()).kind != INPUT_NONE)
            return input;
        int64_t left = milliseconds < 0 ? 500 : deadline - now();
        if (left <= 0)
            return (struct input){ .kind = milliseconds ? INPUT_TICK : INPUT_NONE };
        int64_t before = now();
        bool announced = wait_for_bytes(left < 500 ? (int)left : 500);
        /* bytes are announced and none come: the tty is gone (read gives 0 or EIO) */
        silent = announced && now() - before < 2 ? silent + 1 : 0;
        if (silent > 200)
            terminal.hangup = 1;
    }
}

static struct input read_script(void)
{
    struct script_token token = { .kind = SCRIPT_END };
    struct err e;
    if (terminal.hangup)
        return (struct input){ .kind = INPUT_HANGUP };
    for (;;) {
        if (!script_next(&terminal.script, &token, &paste, &e) || token.kind == SCRIPT_END)
            return (struct input){ .kind = INPUT_END };
        if (token.kind == SCRIPT_DUMP) {
            if (terminal.dumps)
                terminal_dump(terminal.dumps);
            continue;
        }
        if (token.kind == SCRIPT_RESIZE) {
            terminal_resize(token.columns, token.rows);
            return (struct input){ .kind = INPUT_RESIZE };
        }
        if (token.input.kind == INPUT_HANGUP)
            terminal.hangup = 1;
        if (token.input.kind == INPUT_READING)
            return give_reading(token.input.field, token.input.text);
        return token.input;
    }
}

/* The next thing of a script without taking it: waiting for it must not run past a <dump>. */
static struct input peek_script(struct script *ret_after)
{
    struct script_token token = { .kind = SCRIPT_END };
    struct err e;
    *ret_after = terminal.script;
    if (!script_next(ret_after, &token, &paste, &e) || token.kind != SCRIPT_INPUT)
        return (struct input){ 0 };
    return token.input;
}

static void push_pending(const struct input *input)
{
    if (input->kind == INPUT_PASTE)
        paste_pending = true;
    if (pending_count < PENDING)
        pending[(pending_first + pending_count++) % PENDING] = *input;
}

static bool is_digit(const struct input *input)
{
    return input->kind == INPUT_KEY && key_fold(input->key) >= '0' && key_fold(input->key) <= '9';
}

static struct input function_key(const struct input *digit)
{
    uint32_t n = key_fold(digit->key) - '0';
    return key_of(KEY_FN(n ? n : 10));
}

/* Esc came: with a digit right behind it, it is a function key. */
static struct input after_escape(void)
{
    struct script after;
    struct input next = terminal.headless ? peek_script(&after) : read_tty(ESCAPE_DIGIT_MILLISECONDS, false);
    if (is_digit(&next)) {
        if (terminal.headless)
            terminal.script = after;
        return function_key(&next);
    }
    if (!terminal.headless && next.kind != INPUT_TICK && next.kind != INPUT_NONE)
        push_pending(&next);
    return key_of(KEY_ESCAPE);
}

/* ---- scanners that type ---- */
/* STX and ETX, which some send, digits in any width, the blanks and letters that stand between and before them. */
static bool is_of_tag(const struct input *input)
{
    uint32_t key = key_fold(input->key);
    return input->kind == INPUT_KEY && (key == KEY_CTRL('B') || key == KEY_CTRL('C') || key == ' ' || key == '_' ||
                                        key == '-' || key == '.' || (key < 128 && isalnum((int)key)));
}

static bool ends_tag(const struct input *input)
{
    return input->kind == INPUT_KEY && (input->key == KEY_RETURN || input->key == KEY_TAB);
}

static struct input take_pending(void)
{
    struct input input = pending[pending_first];
    pending_first = (pending_first + 1) % PENDING;
    pending_count--;
    paste_pending = paste_pending && input.kind != INPUT_PASTE;
    return input;
}

/* Reads ahead, as long as keys come faster than fingers: the number of those waiting that make up a tag before its
 * Enter or Tab; 0 if that is not what they are. */
static size_t burst_length(void)
{
    uint32_t first = key_fold(pending[pending_first].key);
    int wait = first < ' ' || (first < 128 && (isdigit((int)first) || isupper((int)first))) ? BURST_FIRST : 0;
    size_t digits = 0;
    for (size_t i = 0; i < PENDING - 1; i++) {
        if (i == pending_count) {
            struct input next = read_tty(i > 1 ? BURST_MILLISECONDS : wait, false);
            if (next.kind == INPUT_NONE || next.kind == INPUT_TICK)
                return 0;
            push_pending(&next);
        }
        const struct input *input = &pending[(pending_first + i) % PENDING];
        if (ends_tag(input))
            return digits >= BURST_DIGITS ? i : 0;
        if (!is_of_tag(input))
            return 0;
        digits += is_digit(input);
    }
    return 0;
}

/* The first keys that wait, in plain digits, without their Enter or Tab, as if a device on a line had said them. */
static struct input burst_reading(size_t length)
{
    char text[READER_VALUE];
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        uint32_t key = key_fold(take_pending().key);
        if (key >= ' ' && used + 1 < sizeof text)
            text[used++] = (char)key;
    }
    text[used] = 0;
    take_pending();
    struct input next = pending_count ? (struct input){ 0 } : read_tty(BURST_MILLISECONDS, false);
    if (next.kind != INPUT_NONE && next.kind != INPUT_TICK && !ends_tag(&next)) /* CR and then LF are one end */
        push_pending(&next);
    return give_reading(READING_TAG, text);
}

/* Keys of a scanner behind this one make it part of a tag; else it is what it was, and they wait their turn. */
static struct input after_key(struct input first)
{
    if (!is_of_tag(&first) || paste_pending || pending_count == PENDING)
        return first;
    pending_first = (pending_first + PENDING - 1) % PENDING;
    pending[pending_first] = first;
    pending_count++;
    size_t length = burst_length();
    return length ? burst_reading(length) : take_pending();
}

static struct input take_key(void)
{
    struct input input = take_pending();
    if (input.kind != INPUT_KEY || input.key != KEY_ESCAPE)
        return after_key(input);
    if (!pending_count)
        return after_escape();
    return is_digit(&pending[pending_first]) ? function_key(&(struct input){ .key = take_pending().key }) : input;
}

static struct input read_one(int milliseconds)
{
    if (reading_again) {
        reading_again = false;
        return give_reading(reading.field, reading.text);
    }
    if (pending_count)
        return take_key();
    struct input input = terminal.headless ? read_script() : read_tty(milliseconds, true);
    if (input.kind == INPUT_KEY && input.key == KEY_ESCAPE)
        return after_escape();
    return terminal.headless ? input : after_key(input);
}

void input_again(const struct input *input)
{
    give_reading(input->field, input->text);
    reading_again = true;
}

void input_readers(struct reader_set *set)
{
    readers = set;
}

/* Fingers leave more time than this between fifteen keys, scanners that type slowly do not. */
static void note_pace(struct input *input)
{
    if (input->kind != INPUT_KEY)
        return;
    int64_t at = now();
    bool quick = at - pace.at < PACE_MILLISECONDS;
    pace.at = at;
    if (!quick)
        pace.length = pace.digits = 0;
    if (ends_tag(input) && pace.digits >= BURST_DIGITS)
        input->text = pace.text;
    if (!is_of_tag(input)) {
        pace.length = pace.digits = 0;
        return;
    }
    input->begins = !pace.length;
    pace.digits += is_digit(input);
    if (input->folded >= ' ' && pace.length + 1 < sizeof pace.text)
        pace.text[pace.length++] = (char)input->folded;
    pace.text[pace.length] = 0;
}

struct input input_read(int milliseconds)
{
    if (!paste.text)
        strbuf_init(&paste);
    if (plain_started())
        return plain_input(milliseconds);
    if (!terminal.started)
        return (struct input){ .kind = INPUT_HANGUP };
    for (;;) {
        struct input input = read_one(milliseconds);
        if (input.kind == INPUT_MOUSE && input.mouse == MOUSE_CLICK) {
            uint32_t key = frame_key_at(input.y, input.x);
            if (key)
                input = key_of(key);
        }
        if (input.kind == INPUT_KEY && input.key == KEY_CTRL('Z')) {
            if (terminal.headless)
                continue;
            terminal_suspend();
            return (struct input){ .kind = INPUT_RESIZE };
        }
        input.folded = key_fold(input.key);
        if (!terminal.headless)
            note_pace(&input);
        return input;
    }
}

bool input_waiting(void)
{
    if (!terminal.started || terminal.hangup || pending_count)
        return true;
    if (terminal.headless) {
        struct script after;
        return peek_script(&after).kind == INPUT_KEY;
    }
    struct input input = read_tty(0, false);
    if (input.kind == INPUT_HANGUP || input.kind == INPUT_NONE)
        return input.kind == INPUT_HANGUP;
    push_pending(&input);
    return true;
}

bool input_cancelled(void)
{
    if (!terminal.started || terminal.hangup)
        return terminal.hangup;
    if (!paste.text)
        strbuf_init(&paste);
    if (terminal.headless) {
        struct script after;
        struct input next = peek_script(&after);
        if (next.kind != INPUT_KEY || next.key != KEY_ESCAPE)
            return false;
        terminal.script = after;
        return true;
    }
    while (!paste_pending) {
        struct input input = read_tty(0, false);
        if (input.kind == INPUT_NONE)
            break;
        if (input.kind == INPUT_HANGUP || (input.kind == INPUT_KEY && input.key == KEY_ESCAPE))
            return true;
        push_pending(&input);
    }
    return false;
}

bool input_is_text(const struct input *input)
{
    return input->kind == INPUT_PASTE || (input->kind == INPUT_KEY && input->key >= ' ' && input->key != 127 &&
                                          input->key < KEY_SPECIAL && !(input->key >= 0x80 && input->key < 0xA0));
}
