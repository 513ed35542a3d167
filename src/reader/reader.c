/* reader.c - the devices: opened, read without waiting, opened again when they come back. */
#include "inner.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum {
    AGAIN_MILLISECONDS = 2000,  /* the same value within this time of the line before is the same animal */
    STALE_MILLISECONDS = 2000,  /* what began a line this long ago was noise */
    REOPEN_MILLISECONDS = 1000, /* between looks whether an unplugged device is back */
    READINGS_MOST = 8,
    EVENTS_MOST = 100000 /* nobody takes them any more */
};

struct device {
    const struct reader_settings_device *settings;
    int fd;          /* -1: not open */
    int64_t tried;   /* when it was last tried to be opened */
    int64_t heard;   /* when the last byte came */
    bool told, lost; /* its absence was told of; it has been open before */
    struct reader_line line;
    struct last {
        const char *field;
        char value[READER_VALUE];
        int64_t at;
    } last[READINGS_MOST];
};
struct reader_set {
    struct device devices[READER_DEVICES];
    int count;
    struct reader_event *events; /* a ring */
    size_t first, event_count, capacity;
};

static int64_t now(void)
{
    return clock_monotonic() / 1000000;
}

/* ---- events ---- */
static struct reader_event *add_event(struct reader_set *set, const struct device *device, enum reader_event_kind kind)
{
    if (set->event_count == set->capacity) {
        size_t capacity = set->capacity ? set->capacity * 2 : 16;
        struct reader_event *events = memory_new(capacity * sizeof *events);
        for (size_t i = 0; i < set->event_count; i++)
            events[i] = set->events[(set->first + i) % set->capacity];
        memory_free(set->events);
        set->events = events;
        set->first = 0;
        set->capacity = capacity;
    }
    struct reader_event *event = &set->events[(set->first + set->event_count++) % set->capacity];
    *event = (struct reader_event){ .kind = kind, .device = device->settings->name };
    return event;
}

bool reader_next(struct reader_set *set, struct reader_event *ret_event)
{
    if (!set || !set->event_count)
        return false;
    *ret_event = set->events[set->first];
    set->first = (set->first + 1) % set->capacity;
    set->event_count--;
    return true;
}

static void notice(struct reader_set *set, const struct device *device, const char *words)
{
    snprintf(add_event(set, device, READER_NOTICE)->text, READER_WORDS, "%s", words);
}

/* ---- what a line says ---- */
static struct last *last_of(struct device *device, const char *field)
{
    for (size_t i = 0; i < READINGS_MOST; i++) {
        struct last *last = &device->last[i];
        if (!last->field)
            last->field = field;
        if (!strcmp(last->field, field))
            return last;
    }
    return &device->last[0];
}

/* A scale goes on sending while an animal stands on it and shifts its feet, a stick while it is held to the ear: the
 * first value counts. */
static bool is_again(struct device *device, const struct reader_reading *reading, int64_t at)
{
    struct last *last = last_of(device, reading->field);
    bool again =
        last->at && at - last->at < AGAIN_MILLISECONDS && (reading->measure || !strcmp(last->value, reading->value));
    snprintf(last->value, sizeof last->value, "%s", reading->value);
    last->at = at;
    return again;
}

/* Another animal: whatever is measured now is its own, as when a scale sends all it has stored. */
static void forget(struct device *device)
{
    for (size_t i = 0; i < READINGS_MOST; i++)
        device->last[i].at = 0;
}

static void take_line(struct reader_set *set, struct device *device, int64_t at)
{
    struct reader_reading readings[READINGS_MOST];
    int count = reader_line_read(device->settings, device->line.text, readings, READINGS_MOST);
    if (set->event_count < EVENTS_MOST)
        snprintf(add_event(set, device, READER_RAW)->text, READER_WORDS, "%s", device->line.text);
    for (int i = 0; i < count && set->event_count < EVENTS_MOST; i++) {
        struct last *last = last_of(device, readings[i].field);
        if (!readings[i].measure && strcmp(last->value, readings[i].value) != 0)
            forget(device);
        bool again = is_again(device, &readings[i], at);
        struct reader_event *event = add_event(set, device, READER_READING);
        event->field = readings[i].field;
        event->again = again;
        snprintf(event->text, READER_WORDS, "%s", readings[i].value);
    }
    reader_line_clear(&device->line);
}

/* ---- opening ---- */
static const struct {
    int baud;
    speed_t speed;
} speeds[] = {
    { 300, B300 },     { 600, B600 },     { 1200, B1200 },   { 2400, B2400 },     { 4800, B4800 },     { 9600, B9600 },
    { 19200, B19200 }, { 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 }, { 230400, B230400 },
};

bool reader_speed(int baud, speed_t *ret_speed)
{
    for (size_t i = 0; i < COUNT(speeds); i++)
        if (speeds[i].baud == baud) {
            *ret_speed = speeds[i].speed;
            return true;
        }
    return false;
}

static bool set_line_up(int fd, const struct reader_settings_device *s)
{
    struct termios line;
    speed_t speed = B9600;
    if (tcgetattr(fd, &line) != 0)
        return false;
    cfmakeraw(&line);
    line.c_cflag &= ~(tcflag_t)(CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS);
    line.c_cflag |= CLOCAL | CREAD | (s->bits == 7 ? CS7 : CS8);
    line.c_cflag |= (s->parity != 'N' ? PARENB : 0) | (s->parity == 'O' ? PARODD : 0) | (s->stop == 2 ? CSTOPB : 0);
    line.c_cflag |= s->flow == READER_FLOW_HARDWARE ? CRTSCTS : 0;
    line.c_iflag |= (s->flow == READER_FLOW_SOFTWARE ? IXON | IXOFF : 0) | (s->parity != 'N' ? INPCK | IGNPAR : 0);
    line.c_cc[VMIN] = 1; /* with 0, read would give 0 for nothing there as for unplugged */
    line.c_cc[VTIME] = 0;
    reader_speed(s->baud, &speed);
    return cfsetispeed(&line, speed) == 0 && cfsetospeed(&line, speed) == 0 && tcsetattr(fd, TCSANOW, &line) == 0;
}

/* The file descriptor, or -1 and errno. The lock is for the other clerk on this host: two readers of one line would
 * each get half of it. */
static int open_device(const struct reader_settings_device *s)
{
    int fd = open(s->path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && set_line_up(fd, s)) {
        tcflush(fd, TCIFLUSH); /* what came while nobody looked belongs to no animal */
        return fd;
    }
    int number = errno;
    close(fd);
    errno = number;
    return -1;
}

static void tell_closed(struct reader_set *set, struct device *device, int number)
{
    char words[READER_WORDS];
    const struct reader_settings_device *s = device->settings;
    if (device->told)
        return;
    device->told = true;
    if (number == EACCES)
        snprintf(words, sizeof words,
                 _("%s: no permission for %s; as root: usermod -aG dialout USER, then log in again"), s->name, s->path);
    else if (number == EWOULDBLOCK)
        snprintf(words, sizeof words, _("%s: %s is in use by another mupu"), s->name, s->path);
    else if (number == ENOTTY)
        snprintf(words, sizeof words, _("%s: %s is no serial device"), s->name, s->path);
    else if (device->lost)
        snprintf(words, sizeof words, _("%s is unplugged; it goes on by itself when it is back"), s->name);
    else
        snprintf(words, sizeof words, _("%s is not there (%s); it starts by itself when it is plugged in"), s->name,
                 s->path);
    notice(set, device, words);
}

static void try_open(struct reader_set *set, struct device *device, int64_t at)
{
    char words[READER_WORDS];
    device->tried = at;
    device->fd = open_device(device->settings);
    if (device->fd < 0) {
        tell_closed(set, device, errno);
        return;
    }
    if (device->told) {
        snprintf(words, sizeof words, _("%s is connected"), device->settings->name);
        notice(set, device, words);
    }
    device->told = false;
    device->lost = true;
}

static void close_device(struct reader_set *set, struct device *device, int64_t at)
{
    close(device->fd);
    device->fd = -1;
    device->tried = at;
    reader_line_clear(&device->line);
    tell_closed(set, device, ENODEV);
}

/* ---- reading ---- */
static void take_bytes(struct reader_set *set, struct device *device, const char *bytes, ssize_t count, int64_t at)
{
    for (ssize_t i = 0; i < count; i++)
        if (reader_line_add(&device->line, bytes[i]))
            take_line(set, device, at);
}

static void end_silence(struct reader_set *set, struct device *device, int64_t at)
{
    int silence = device->settings->silence;
    if (!device->line.length || at - device->heard < (silence ? silence : STALE_MILLISECONDS))
        return;
    if (silence && !device->line.too_long)
        take_line(set, device, at);
    else
        reader_line_clear(&device->line);
}

static void read_device(struct reader_set *set, struct device *device, int64_t at)
{
    char bytes[512];
    end_silence(set, device, at);
    for (;;) {
        ssize_t count = read(device->fd, bytes, sizeof bytes);
        if (count > 0) {
            device->heard = at;
            take_bytes(set, device, bytes, count, at);
        } else if (count < 0 && errno == EINTR) {
            continue;
        } else if (count < 0 && errno == EAGAIN) {
            return;
        } else {
            close_device(set, device, at);
            return;
        }
    }
}

/* ---- all ---- */
struct reader_set *reader_start(const struct reader_settings *settings)
{
    struct reader_set *set = memory_new(sizeof *set);
    for (int i = 0; i < settings->count; i++) {
        set->devices[set->count] = (struct device){ .settings = &settings->devices[i], .fd = -1 };
        try_open(set, &set->devices[set->count++], now());
    }
    return set;
}

void reader_stop(struct reader_set *set)
{
    if (!set)
        return;
    for (int i = 0; i < set->count; i++)
        if (set->devices[i].fd >= 0)
            close(set->devices[i].fd);
    memory_free(set->events);
    memory_free(set);
}

int reader_fds(const struct reader_set *set, int ret_fds[READER_DEVICES])
{
    int count = 0;
    for (int i = 0; set && i < set->count; i++)
        if (set->devices[i].fd >= 0)
            ret_fds[count++] = set->devices[i].fd;
    return count;
}

int reader_wait(const struct reader_set *set)
{
    int64_t least = -1, at = now();
    for (int i = 0; set && i < set->count; i++) {
        const struct device *device = &set->devices[i];
        int64_t left = -1;
        if (device->fd < 0)
            left = device->tried + REOPEN_MILLISECONDS - at;
        else if (device->line.length && device->settings->silence)
            left = device->heard + device->settings->silence - at;
        else
            continue;
        left = left < 0 ? 0 : left;
        least = least < 0 || left < least ? left : least;
    }
    return (int)least;
}

void reader_work(struct reader_set *set)
{
    int64_t at = now();
    for (int i = 0; set && i < set->count; i++) {
        struct device *device = &set->devices[i];
        if (device->fd >= 0)
            read_device(set, device, at);
        else if (at - device->tried >= REOPEN_MILLISECONDS)
            try_open(set, device, at);
    }
}
