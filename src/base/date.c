/* date.c - a day as a number */
#include "mupu/base.h"

#include <string.h>

enum { LEAST_YEAR = 1800, MOST_YEAR = 2199, FAR_YEAR = 1000000 };
enum { DAYS_400_YEARS = 146097, MONTHS = 12 };

static int64_t divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1970-01-01 to the first of January of `year`. */
static int64_t year_start(int64_t year)
{
    int64_t before = year - 1;
    int64_t days = 365 * before + divide_down(before, 4) - divide_down(before, 100) + divide_down(before, 400);
    return days - 719162; /* the same sum for 1970 */
}

int date_days_in_month(int year, int month)
{
    static const int8_t days[MONTHS] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > MONTHS)
        return 0;
    return days[month - 1] + (month == 2 && is_leap(year));
}

date_day date_from_ymd(int year, int month, int day)
{
    if (year < -FAR_YEAR || year > FAR_YEAR || day < 1 || day > date_days_in_month(year, month))
        return DATE_NONE;
    int64_t days = year_start(year) + day - 1;
    for (int m = 1; m < month; m++)
        days += date_days_in_month(year, m);
    return (date_day)days;
}

void date_to_ymd(date_day day, int *ret_year, int *ret_month, int *ret_day)
{
    if (day == DATE_NONE) {
        *ret_year = *ret_month = *ret_day = 0;
        return;
    }
    int year = 1970 + (int)divide_down((int64_t)day * 400, DAYS_400_YEARS);
    while (year_start(year) > day)
        year--;
    while (year_start((int64_t)year + 1) <= day)
        year++;
    int rest = (int)(day - year_start(year));
    int month = 1;
    while (rest >= date_days_in_month(year, month))
        rest -= date_days_in_month(year, month++);
    *ret_year = year;
    *ret_month = month;
    *ret_day = rest + 1;
}

date_day date_add_months(date_day day, int months)
{
    if (day == DATE_NONE)
        return DATE_NONE;
    int year, month, of_month;
    date_to_ymd(day, &year, &month, &of_month);
    int64_t count = (int64_t)year * MONTHS + month - 1 + months;
    int64_t new_year = divide_down(count, MONTHS);
    if (new_year < -FAR_YEAR || new_year > FAR_YEAR)
        return DATE_NONE;
    int new_month = (int)(count - new_year * MONTHS) + 1;
    int last = date_days_in_month((int)new_year, new_month);
    return date_from_ymd((int)new_year, new_month, of_month < last ? of_month : last);
}

/* ---- reading ---- */

static void skip_blanks(const char **at)
{
    *at += strspn(*at, " \t\r\n");
}

/* A run of digits, at most `most` of them; 0 if there is none or it is longer. */
static int read_digits(const char **at, int most, int *ret_value)
{
    int count = (int)strspn(*at, "0123456789");
    if (count > most)
        return 0;
    *ret_value = 0;
    for (int i = 0; i < count; i++)
        *ret_value = *ret_value * 10 + (*(*at)++ - '0');
    return count;
}

static bool skip_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

struct parts {
    int year, month, day;
    enum date_precision precision;
};

/* 2024年3月11日, with blanks anywhere between; `at` is behind the 年. */
static bool read_chinese(const char **at, struct parts *p)
{
    skip_blanks(at);
    if (!**at)
        return true;
    if (!read_digits(at, 2, &p->month))
        return false;
    p->precision = DATE_MONTH;
    skip_blanks(at);
    if (!skip_word(at, "月"))
        return false;
    skip_blanks(at);
    if (!**at)
        return true;
    if (!read_digits(at, 2, &p->day))
        return false;
    p->precision = DATE_DAY;
    skip_blanks(at);
    return skip_word(at, "日") || skip_word(at, "号") || !**at;
}

/* -3-11, /3/11, .3.11, or only the month. */
static bool read_separated(const char **at, struct parts *p)
{
    char separator = *(*at)++;
    if (!read_digits(at, 2, &p->month))
        return false;
    p->precision = DATE_MONTH;
    if (!**at || **at != separator)
        return true;
    (*at)++;
    p->precision = DATE_DAY;
    return read_digits(at, 2, &p->day) > 0;
}

static bool read_parts(const char *at, struct parts *p)
{
    *p = (struct parts){ 0, 1, 1, DATE_YEAR };
    skip_blanks(&at);
    int number;
    int digits = read_digits(&at, 8, &number);
    bool good;
    if (digits == 8) {
        *p = (struct parts){ number / 10000, number / 100 % 100, number % 100, DATE_DAY };
        good = true;
    } else if (digits == 4) {
        p->year = number;
        const char *behind = at;
        skip_blanks(&behind);
        if (skip_word(&behind, "年")) {
            at = behind;
            good = read_chinese(&at, p);
        } else {
            good = !*at || !strchr("-/.", *at) || read_separated(&at, p);
        }
    } else {
        return false;
    }
    skip_blanks(&at);
    return good && !*at;
}

/* The two ways a well-written date can be none. */
static bool check_parts(const struct parts *p, const char *shown, struct err *e)
{
    if (p->year < LEAST_YEAR || p->year > MOST_YEAR)
        return err_set(e, ERR_DATA, "", _("the year is out of range: \"%s\"; years %d to %d can be kept"), shown,
                       LEAST_YEAR, MOST_YEAR);
    if (p->month < 1 || p->month > MONTHS)
        return err_set(e, ERR_DATA, "", _("no such month: \"%s\"; months are 1 to 12"), shown);
    int last = date_days_in_month(p->year, p->month);
    if (p->day < 1 || p->day > last)
        return err_set(e, ERR_DATA, "", _("no such day: \"%s\"; that month has days 1 to %d"), shown, last);
    return true;
}

/* 今天 昨天 前天: what a slip of yesterday says of its day. */
static bool read_word(const char *at, date_day today, struct parts *p)
{
    static const struct {
        const char *word;
        int back;
    } words[] = { { "今天", 0 }, { "昨天", 1 }, { "前天", 2 }, { "today", 0 }, { "yesterday", 1 } };
    skip_blanks(&at);
    for (size_t i = 0; i < COUNT(words); i++) {
        const char *behind = at;
        if (!skip_word(&behind, words[i].word))
            continue;
        skip_blanks(&behind);
        date_to_ymd(today - words[i].back, &p->year, &p->month, &p->day);
        p->precision = DATE_DAY;
        return !*behind;
    }
    return false;
}

/* The last such day; one soon to come is meant as such, for plans are made for it. */
static int year_near(date_day today, int month, int day)
{
    enum { AHEAD = 60 };
    int year, latest_month, latest_day;
    date_to_ymd(today + AHEAD, &year, &latest_month, &latest_day);
    return month > latest_month || (month == latest_month && day > latest_day) ? year - 1 : year;
}

/* 10-30 10/30 10.30 10月30日 */
static bool read_short(const char *at, date_day today, struct parts *p)
{
    p->precision = DATE_DAY;
    skip_blanks(&at);
    if (!read_digits(&at, 2, &p->month))
        return false;
    bool chinese = skip_word(&at, "月");
    if (!chinese && (!*at || !strchr("-/.", *at++)))
        return false;
    if (!read_digits(&at, 2, &p->day))
        return false;
    if (chinese && !skip_word(&at, "日"))
        skip_word(&at, "号");
    skip_blanks(&at);
    p->year = year_near(today, p->month, p->day);
    return !*at;
}

static bool read_near(const char *at, date_day today, struct parts *p)
{
    return today != DATE_NONE && (read_word(at, today, p) || read_short(at, today, p));
}

static bool no_date(const char *shown, date_day today, struct err *e)
{
    return today == DATE_NONE
               ? err_set(e, ERR_DATA, "", _("not a date: \"%s\"; write it like 2024-03-11, 2024-03 or 2024"), shown)
               : err_set(e, ERR_DATA, "", _("not a date: \"%s\"; write it like 10-30 or 2024-10-30"), shown);
}

bool date_parse(const char *text, date_day *ret_day, enum date_precision *ret_precision, struct err *e)
{
    return date_parse_near(text, DATE_NONE, ret_day, ret_precision, e);
}

bool date_parse_near(const char *text, date_day today, date_day *ret_day, enum date_precision *ret_precision,
                     struct err *e)
{
    struct strbuf folded, shown;
    struct parts parts;
    strbuf_init(&folded);
    strbuf_init(&shown);
    utf8_fold_width(&folded, text);
    utf8_printable(&shown, text);
    bool good = read_parts(folded.text, &parts) || read_near(folded.text, today, &parts);
    good = good ? check_parts(&parts, shown.text, e) : no_date(shown.text, today, e);
    if (good) {
        *ret_day = date_from_ymd(parts.year, parts.month, parts.day);
        if (ret_precision)
            *ret_precision = parts.precision;
    }
    strbuf_done(&folded);
    strbuf_done(&shown);
    return good;
}

const char *date_format(date_day day, enum date_precision precision, char out[DATE_TEXT])
{
    out[0] = '\0';
    if (day == DATE_NONE)
        return out;
    int year, month, of_month;
    date_to_ymd(day, &year, &month, &of_month);
    int length = snprintf(out, DATE_TEXT, "%04d", year);
    if (precision != DATE_YEAR)
        length += snprintf(out + length, (size_t)(DATE_TEXT - length), "-%02d", month);
    if (precision == DATE_DAY)
        snprintf(out + length, (size_t)(DATE_TEXT - length), "-%02d", of_month);
    return out;
}
