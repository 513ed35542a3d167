/* clock.c - what time it is, or what a test says it is */
#include "mupu/base.h"

#include <stdlib.h>
#include <time.h>

static bool read_fixed(const char *text, int64_t *ret_milliseconds)
{
    struct tm tm = { .tm_isdst = -1 };
    int hour = 0, minute = 0, second = 0, used = 0;
    char between = '\0';
    int parts = sscanf(text, "%4d-%2d-%2d%n%c%2d:%2d:%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &used, &between,
                       &hour, &minute, &second, &used);
    bool whole = (parts == 3 || (parts == 7 && (between == 'T' || between == ' '))) && !text[used];
    if (!whole || date_from_ymd(tm.tm_year, tm.tm_mon, tm.tm_mday) == DATE_NONE || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    tm.tm_hour = hour;
    tm.tm_min = minute;
    tm.tm_sec = second;
    *ret_milliseconds = (int64_t)mktime(&tm) * 1000;
    return true;
}

int64_t clock_now(void)
{
    int64_t fixed;
    const char *text = getenv("MUPU_NOW");
    if (text && read_fixed(text, &fixed))
        return fixed;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct tm local(int64_t milliseconds)
{
    int64_t seconds = milliseconds / 1000 - (milliseconds % 1000 < 0);
    time_t time = (time_t)seconds;
    struct tm tm = { 0 };
    tzset();
    localtime_r(&time, &tm);
    return tm;
}

date_day clock_today(void)
{
    struct tm tm = local(clock_now());
    return date_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

const char *clock_text(int64_t milliseconds, char out[24])
{
    struct tm tm = local(milliseconds);
    if (!strftime(out, 24, "%Y-%m-%d %H:%M:%S", &tm))
        out[0] = '\0';
    return out;
}

int64_t clock_monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
