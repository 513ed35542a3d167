/* number.c - exact decimal text <-> integers; no locale */
#include "mupu/base.h"

#include <assert.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS = 3, THOUSAND = 1000 };

/* What may follow a number: the units the program itself keeps its measures in. A jin or a gram is refused, never
 * taken for a kilogram. */
static const char *const units[] = {
    "kg", "公斤", "千克", "cm", "厘米", "公分", "m",  "米", "um", "µm", "μm", "微米", "ml", "毫升",
    "%",  "元",   "天",   "日", "月",   "个月", "年", "岁", "℃",  "度", "头", "只",   "峰", "亩",
};

/* The text an error message shows, and the one that is read: without full width and blanks around it. */
struct input {
    struct strbuf folded, shown;
    char *text;
};

static void input_init(struct input *input, const char *text)
{
    strbuf_init(&input->folded);
    strbuf_init(&input->shown);
    utf8_fold_width(&input->folded, text);
    utf8_printable(&input->shown, text);
    input->text = input->folded.text + strspn(input->folded.text, " \t\r\n");
    size_t length = strlen(input->text);
    while (length && strchr(" \t\r\n", input->text[length - 1]))
        input->text[--length] = '\0';
}

static void input_done(struct input *input)
{
    strbuf_done(&input->folded);
    strbuf_done(&input->shown);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool read_sign(const char **at)
{
    bool negative = **at == '-';
    if (**at == '-' || **at == '+')
        (*at)++;
    return negative;
}

/* Adds a digit on the negative side, which reaches one further than the positive. */
static bool add_digit(int64_t *value, char digit)
{
    return !__builtin_mul_overflow(*value, 10, value) && !__builtin_sub_overflow(*value, digit - '0', value);
}

static bool read_integer(const char *at, int64_t *ret_value, bool *ret_too_large)
{
    bool negative = read_sign(&at);
    int64_t value = 0;
    bool fits = true;
    *ret_too_large = false;
    if (!is_digit(*at))
        return false;
    for (; is_digit(*at); at++)
        fits = fits && add_digit(&value, *at);
    if (*at)
        return false;
    if (!fits || (!negative && value == INT64_MIN)) {
        *ret_too_large = true;
        return false;
    }
    *ret_value = negative ? value : -value;
    return true;
}

bool number_parse_int(const char *text, int64_t least, int64_t most, int64_t *ret_value, struct err *e)
{
    struct input input;
    input_init(&input, text);
    int64_t value = 0;
    bool too_large;
    bool good = read_integer(input.text, &value, &too_large);
    if (!good && !too_large)
        err_set(e, ERR_DATA, "", _("not a whole number: \"%s\"; write digits only"), input.shown.text);
    else if (!good || value < least || value > most)
        good = err_set(e, ERR_DATA, "", _("out of range: \"%s\"; it must lie between %lld and %lld"), input.shown.text,
                       (long long)least, (long long)most);
    if (good)
        *ret_value = value;
    input_done(&input);
    return good;
}

static bool is_unit(const char *text)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (!strcasecmp(text, units[i]))
            return true;
    return false;
}

enum decimal { DECIMAL_GOOD, DECIMAL_NONE, DECIMAL_TOO_FINE, DECIMAL_TOO_LARGE, DECIMAL_UNIT };

static enum decimal read_thousandths(const char *at, int64_t *ret_value, const char **ret_unit)
{
    bool negative = read_sign(&at);
    int64_t value = 0;
    int digits = 0, decimals = 0;
    bool fits = true;
    for (; is_digit(*at); at++, digits++)
        fits = fits && add_digit(&value, *at);
    if (*at == '.')
        for (at++; is_digit(*at); at++, digits++)
            if (++decimals <= DECIMALS)
                fits = fits && add_digit(&value, *at);
    if (!digits)
        return DECIMAL_NONE;
    at += strspn(at, " \t");
    *ret_unit = at;
    if (*at && strpbrk(at, "0123456789.,+-"))
        return DECIMAL_NONE;
    if (*at && !is_unit(at))
        return DECIMAL_UNIT;
    if (decimals > DECIMALS)
        return DECIMAL_TOO_FINE;
    for (; decimals < DECIMALS; decimals++)
        fits = fits && add_digit(&value, '0');
    if (!fits || (!negative && value == INT64_MIN))
        return DECIMAL_TOO_LARGE;
    *ret_value = negative ? value : -value;
    return DECIMAL_GOOD;
}

bool number_parse_thousandths(const char *text, int64_t *ret_value, struct err *e)
{
    struct input input;
    input_init(&input, text);
    const char *shown = input.shown.text, *unit = "";
    int64_t value = 0;
    enum decimal outcome = read_thousandths(input.text, &value, &unit);
    if (outcome == DECIMAL_NONE) {
        err_set(e, ERR_DATA, "", _("not a number: \"%s\"; write it like 52.5"), shown);
    } else if (outcome == DECIMAL_UNIT) {
        struct strbuf safe;
        strbuf_init(&safe);
        utf8_printable(&safe, unit);
        err_set(e, ERR_DATA, "", _("cannot tell the unit \"%s\" in \"%s\"; convert it and write the number alone"),
                safe.text, shown);
        strbuf_done(&safe);
    } else if (outcome == DECIMAL_TOO_FINE) {
        err_set(e, ERR_DATA, "", _("too many decimals: \"%s\"; at most three are kept"), shown);
    } else if (outcome == DECIMAL_TOO_LARGE) {
        err_set(e, ERR_DATA, "", _("the number is too large: \"%s\""), shown);
    } else {
        *ret_value = value;
    }
    input_done(&input);
    return outcome == DECIMAL_GOOD;
}

/* glibc keeps this one object for everybody; there is nothing to free. */
static locale_t plain_locale(void)
{
    return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

bool number_parse_double(const char *text, double *ret_value, struct err *e)
{
    struct input input;
    input_init(&input, text);
    char *end = input.text;
    double value = 0.0;
    /* strtod also reads hexadecimal, infinities and NaN: not here. */
    if (*input.text && !input.text[strspn(input.text, "0123456789.+-eE")])
        value = strtod_l(input.text, &end, plain_locale());
    bool good = end != input.text && !*end;
    if (!good)
        err_set(e, ERR_DATA, "", _("not a number: \"%s\"; write it like 52.5"), input.shown.text);
    else if (!isfinite(value))
        good = err_set(e, ERR_DATA, "", _("the number is too large: \"%s\""), input.shown.text);
    if (good)
        *ret_value = value;
    input_done(&input);
    return good;
}

const char *number_format_thousandths(int64_t value, int decimals, char out[NUMBER_TEXT])
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t unit = 1; /* what one of the last place shown is worth */
    for (int i = decimals; i < DECIMALS; i++)
        unit *= 10;
    uint64_t rounded = (size + unit / 2) / unit;
    uint64_t scale = THOUSAND / unit;
    const char *sign = value < 0 && rounded ? "-" : "";
    if (decimals <= 0)
        snprintf(out, NUMBER_TEXT, "%s%llu", sign, (unsigned long long)rounded);
    else
        snprintf(out, NUMBER_TEXT, "%s%llu.%0*u", sign, (unsigned long long)(rounded / scale), decimals,
                 (unsigned)(rounded % scale));
    return out;
}

/* What the multiplication rounds away decides at a half: fma tells it. */
const char *number_format_percent(double share, int decimals, char out[NUMBER_TEXT])
{
    static const double places[] = { 1, 10, 100, 1000, 10000 };
    assert(decimals >= 0 && decimals < (int)COUNT(places));
    double size = fabs(share), scale = 100 * places[decimals], scaled = size * scale, whole = trunc(scaled);
    *out = 0;
    if (!(scaled < 1e15))
        return out;
    if (scaled - whole - 0.5 >= -fma(size, scale, -scaled))
        whole++;
    const char *sign = share < 0 && whole > 0 ? "-" : "";
    uint64_t value = (uint64_t)whole, unit = (uint64_t)places[decimals];
    if (decimals)
        snprintf(out, NUMBER_TEXT, "%s%llu.%0*u%%", sign, (unsigned long long)(value / unit), decimals,
                 (unsigned)(value % unit));
    else
        snprintf(out, NUMBER_TEXT, "%s%llu%%", sign, (unsigned long long)value);
    return out;
}

/* ---- a double as text ---- */

/* Where 128 bits hold the value times a power of ten its digits are whole numbers, and the millions of an output take a
 * tenth of the time of printf and strtod. */
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

/* value = mantissa / 2^shift, at least 10^(places - 1) and less than 10^places. */
struct binary {
    uint64_t mantissa;
    int shift, places;
};

static const double least_of_places[] = { 1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
#define FEWEST_PLACES (-3)

static bool binary_of(double value, struct binary *ret)
{
    uint64_t bits;
    if (!(value >= least_of_places[0] && value < least_of_places[COUNT(least_of_places) - 1]))
        return false;
    memcpy(&bits, &value, sizeof bits);
    ret->mantissa = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1 << 52;
    ret->shift = 1075 - (int)(bits >> 52);
    ret->places = FEWEST_PLACES;
    while (value >= least_of_places[ret->places - FEWEST_PLACES + 1])
        ret->places++;
    return true;
}

static wide ten_to(int power)
{
    static const uint64_t tens[] = { 1,
                                     10,
                                     100,
                                     1000,
                                     10000,
                                     100000,
                                     1000000,
                                     10000000,
                                     100000000,
                                     1000000000,
                                     10000000000,
                                     100000000000,
                                     1000000000000,
                                     10000000000000,
                                     100000000000000,
                                     1000000000000000,
                                     10000000000000000,
                                     100000000000000000,
                                     1000000000000000000 };
    enum { MOST = COUNT(tens) - 1 };
    return power <= MOST ? tens[power] : (wide)tens[MOST] * tens[power - MOST];
}

/* The first `count` digits, rounded as printf does: to the nearest, half to even. False: it cannot be said here whether
 * they read back as the same double, lying on the border between two; else *ret_back. */
static bool round_digits(struct binary b, int count, uint64_t *ret_digits, bool *ret_back)
{
    wide scale = ten_to(count - b.places), whole = b.mantissa * scale, unit = (wide)1 << b.shift;
    wide digits = whole >> b.shift, rest = whole & (unit - 1);
    bool up = rest > unit / 2 || (rest == unit / 2 && (digits & 1));
    wide off = up ? unit - rest : rest; /* the next double is `scale` away, below a power of two half of that */
    if (off * 2 == scale || (off && b.mantissa == (uint64_t)1 << 52))
        return false;
    *ret_digits = (uint64_t)digits + up;
    *ret_back = off * 2 < scale;
    return true;
}

/* As "%g" writes them: no zeros at the end, a point only before digits. */
static void put_digits(uint64_t digits, int count, int places, char *out)
{
    char text[24];
    for (int i = count - 1; i >= 0; i--, digits /= 10)
        text[i] = (char)('0' + digits % 10);
    while (count > 1 && text[count - 1] == '0')
        count--;
    if (places <= 0) {
        out = stpcpy(out, "0.");
        for (int i = places; i < 0; i++)
            *out++ = '0';
    }
    for (int i = 0; i < count || i < places; i++) {
        if (i == places && i > 0)
            *out++ = '.';
        *out++ = i < count ? text[i] : '0';
    }
    *out = '\0';
}

static bool format_exactly(double value, char *out)
{
    struct binary b;
    if (value == 0 && !signbit(value)) {
        strcpy(out, "0");
        return true;
    }
    if (!binary_of(value, &b))
        return false;
    for (int count = DBL_DIG; count <= DBL_DECIMAL_DIG; count++) {
        uint64_t digits;
        bool back;
        if (!round_digits(b, count, &digits, &back))
            return false;
        if (!back)
            continue;
        int places = b.places;
        if (digits == (uint64_t)ten_to(count)) { /* 9.99.. has become 10 */
            digits /= 10;
            places++;
        }
        put_digits(digits, count, places, out);
        return true;
    }
    return false;
}
#else
static bool format_exactly(double value, char *out)
{
    (void)value;
    (void)out;
    return false;
}
#endif

static void format_by_trying(double value, char out[NUMBER_TEXT])
{
    locale_t before = uselocale(plain_locale());
    bool tiny = value > -DBL_MIN * 1e16 && value < DBL_MIN * 1e16 && value != 0;
    for (int digits = tiny ? 1 : DBL_DIG; digits <= DBL_DECIMAL_DIG; digits++) {
        snprintf(out, NUMBER_TEXT, "%.*g", digits, value);
        double back = strtod(out, NULL);
        if (memcmp(&back, &value, sizeof(value)) == 0)
            break;
    }
    uselocale(before);
}

/* Fifteen digits survive the way through a double, so text that reads back from them is the shortest there is, "%g"
 * leaving out zeros at its end. Only numbers next to zero have fewer bits than that. */
const char *number_format_double(double value, char out[NUMBER_TEXT])
{
    bool negative = value < 0;
    out[0] = '-';
    if (!format_exactly(negative ? -value : value, out + negative))
        format_by_trying(value, out);
    return out;
}

bool number_looks_mangled(const char *text)
{
    struct input input;
    input_init(&input, text);
    const char *at = input.text;
    read_sign(&at);
    bool mangled = is_digit(*at) && !is_digit(at[1]); /* one digit before the point, as spreadsheets write it */
    at += mangled;
    if (mangled && *at == '.') {
        mangled = is_digit(at[1]);
        at += 1 + strspn(at + 1, "0123456789");
    }
    mangled = mangled && (*at == 'E' || *at == 'e') && at[1] == '+' && is_digit(at[2]);
    if (mangled)
        mangled = !at[2 + strspn(at + 2, "0123456789")];
    input_done(&input);
    return mangled;
}
