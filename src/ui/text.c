/* text.c - numbers as the screens show them. */
#include "app.h"

enum { BUFFERS = 8, BUFFER_SIZE = 40 };
_Static_assert(BUFFER_SIZE >= NUMBER_TEXT && BUFFER_SIZE >= DATE_TEXT, "one buffer for each of them");

static char *next_buffer(void)
{
    static char buffers[BUFFERS][BUFFER_SIZE];
    static unsigned at;
    return buffers[at++ % BUFFERS];
}

const char *app_count(int64_t number)
{
    char digits[24], *out = next_buffer(), *to = out;
    int length = snprintf(digits, sizeof digits, "%lld", (long long)number);
    for (int i = 0; i < length; i++) {
        *to++ = digits[i];
        if (digits[i] != '-' && i + 1 < length && (length - i - 1) % 3 == 0)
            *to++ = ',';
    }
    *to = 0;
    return out;
}

static const char *percent(double f, int decimals)
{
    return number_format_percent(f, decimals, next_buffer());
}

const char *app_f(double f)
{
    return percent(f, 2);
}

const char *app_percent(double f)
{
    return percent(f, 1);
}

/* Cut to thousandths, so that it is rounded once. */
const char *app_millionths(int64_t f)
{
    char text[NUMBER_TEXT], *out = next_buffer();
    snprintf(out, BUFFER_SIZE, "%s%%", number_format_thousandths(f / 10, 2, text));
    return out;
}

const char *app_day(date_day day, enum date_precision precision)
{
    return date_format(day, precision, next_buffer());
}
