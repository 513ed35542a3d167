/* csv.c - rows of a CSV file in whatever encoding a Chinese spreadsheet saved it. The file is read whole, decoded once,
 * and cut into cells in place. */
#include "mupu/exchange.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { MOST_BYTES = 1 << 30 };

/* ---- decoding ---- */

static bool convert(const char *from, const char *bytes, size_t length, struct strbuf *out, size_t *ret_bad)
{
    iconv_t converter = iconv_open("UTF-8", from);
    if (converter == (iconv_t)-1)
        return false;
    char *in = (char *)(uintptr_t)bytes; /* iconv does not write to it */
    size_t left = length;
    bool good = true;
    while (left && good) {
        char buffer[65536], *to = buffer;
        size_t room = sizeof buffer;
        size_t result = iconv(converter, &in, &left, &to, &room);
        strbuf_add_n(out, buffer, sizeof buffer - room);
        good = result != (size_t)-1 || errno == E2BIG;
    }
    *ret_bad = length - left;
    iconv_close(converter);
    return good;
}

/* Text meant as UTF-8 with a damaged byte, and not GB18030: far more characters of three bytes than bytes that are
 * none. Of GB18030 text nearly none reads as such. */
static bool meant_as_utf8(const char *bytes, size_t length)
{
    size_t good = 0, bad = 0;
    for (size_t at = 0; at < length;) {
        size_t valid;
        if (utf8_valid(bytes + at, length - at, &valid))
            valid = length - at;
        else
            bad++;
        for (size_t i = 0; i < valid; i++)
            good += (unsigned char)bytes[at + i] >= 0xE0;
        at += valid + 1;
    }
    return good > 4 * bad;
}

static bool decode_eight(const char *bytes, size_t length, struct strbuf *out, struct err *e)
{
    size_t bad = 0, mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (utf8_valid(bytes + mark, length - mark, &bad)) {
        strbuf_add_n(out, bytes + mark, length - mark);
        return true;
    }
    if (mark || meant_as_utf8(bytes, length))
        return err_set(e, ERR_DATA, "file",
                       _("The file is UTF-8 text, but byte %zu (0x%02X) is none. Save it again from the spreadsheet."),
                       bad + mark, (unsigned)(unsigned char)bytes[bad + mark]);
    if (convert("GB18030", bytes, length, out, &bad))
        return true;
    return err_set(e, ERR_DATA, "file",
                   _("The file is neither UTF-8 nor GB18030 text: byte %zu (0x%02X). Save it again as CSV UTF-8."), bad,
                   (unsigned)(unsigned char)bytes[bad < length ? bad : length - 1]);
}

static bool decode(const char *bytes, size_t length, struct strbuf *out, struct err *e)
{
    size_t bad = 0;
    const char *encoding = NULL;
    if (length >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
        encoding = "UTF-16LE";
    else if (length >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
        encoding = "UTF-16BE";
    if (!encoding)
        return decode_eight(bytes, length, out, e);
    return convert(encoding, bytes + 2, length - 2, out, &bad) ||
           err_set(e, ERR_DATA, "file", _("The file is damaged at byte %zu: no %s text"), bad + 2, encoding);
}

/* ---- opening ---- */

static char find_separator(const char *text)
{
    static const char candidates[] = ",\t;";
    int best = -1;
    char found = ',';
    for (const char *c = candidates; *c; c++) {
        int count = 0;
        bool quoted = false;
        for (const char *t = text; *t && (quoted || *t != '\n'); t++) {
            if (*t == '"')
                quoted = !quoted;
            else if (!quoted && *t == *c)
                count++;
        }
        if (count > best) {
            best = count;
            found = *c;
        }
    }
    return found;
}

/* "sep=;" as the first line: a spreadsheet's own word. */
static bool separator_said(struct csv *csv)
{
    const char *text = csv->text.text;
    if (strncmp(text, "sep=", 4) != 0 || !text[4] || !strchr(",;\t", text[4]))
        return false;
    size_t end = 5 + strspn(text + 5, "\r");
    if (text[end] != '\n')
        return false;
    csv->separator = text[4];
    csv->at = end + 1;
    csv->lines = 1;
    return true;
}

static bool open_decoded(struct csv *csv, struct err *e)
{
    size_t length = strlen(csv->text.text);
    if (length != csv->text.length)
        return err_set(e, ERR_DATA, "file", _("The file is damaged at byte %zu: it holds a zero byte"), length);
    if (!memchr(csv->text.text, '\n', length)) /* lines of an old Macintosh */
        for (size_t i = 0; i < length; i++)
            if (csv->text.text[i] == '\r')
                csv->text.text[i] = '\n';
    if (!separator_said(csv))
        csv->separator = find_separator(csv->text.text);
    return true;
}

bool csv_open_text(const char *bytes, size_t length, struct csv *ret, struct err *e)
{
    struct csv csv = { 0 };
    strbuf_init(&csv.text);
    if (!decode(bytes, length, &csv.text, e) || !open_decoded(&csv, e)) {
        strbuf_done(&csv.text);
        return false;
    }
    *ret = csv;
    return true;
}

bool csv_open(const char *path, struct csv *ret, struct err *e)
{
    struct strbuf bytes;
    strbuf_init(&bytes);
    bool good = file_read(path, MOST_BYTES, &bytes, e) && csv_open_text(bytes.text, bytes.length, ret, e);
    strbuf_done(&bytes);
    return good;
}

void csv_close(struct csv *csv)
{
    strbuf_done(&csv->text);
    memory_free(csv->cells);
    *csv = (struct csv){ 0 };
}

/* ---- rows ---- */

static void add_cell(struct csv *csv, const char *cell)
{
    if (csv->count == csv->capacity) {
        csv->capacity = csv->capacity ? csv->capacity * 2 : 16;
        csv->cells = memory_resize(csv->cells, (size_t)csv->capacity, sizeof *csv->cells);
    }
    csv->cells[csv->count++] = cell;
}

/* A blank at the start of text, or at its end: also the wide one of Chinese text and the one that does not break. */
static size_t blank_at(const char *text, const char *end)
{
    if (text < end && (*text == ' ' || *text == '\t' || *text == '\r'))
        return 1;
    if (end - text >= 3 && memcmp(text, "\xE3\x80\x80", 3) == 0)
        return 3;
    return end - text >= 2 && memcmp(text, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

static size_t blank_before(const char *text, const char *end)
{
    for (size_t size = 1; size <= 3 && (size_t)(end - text) >= size; size++)
        if (blank_at(end - size, end) == size)
            return size;
    return 0;
}

/* Cuts blanks and what spreadsheets put around numbers to keep their digits. */
static char *tidy(char *cell, char *end)
{
    for (size_t size; (size = blank_at(cell, end)) > 0;)
        cell += size;
    for (size_t size; (size = blank_before(cell, end)) > 0;)
        end -= size;
    *end = '\0';
    if (end - cell >= 3 && cell[0] == '=' && cell[1] == '"' && end[-1] == '"') {
        cell += 2;
        end[-1] = '\0';
    } else if (cell[0] == '\'') {
        cell++;
    }
    return cell;
}

/* A quoted cell is unquoted in place; *to is left on what stands behind it. NULL: the quote never ends. */
static char *take_quoted(struct csv *csv, char *from, char **to)
{
    char *write = from, *read = from + 1;
    for (;; read++) {
        if (!*read)
            return NULL;
        if (*read == '\n')
            csv->lines++;
        if (*read == '"') {
            if (read[1] != '"')
                break;
            read++;
        }
        *write++ = *read;
    }
    *to = read + 1;
    return write;
}

/* Leaves *at on the separator or line end behind the cell; text behind a quote that ended is kept. NULL: it never ends.
 */
static char *take_cell(struct csv *csv, char **at, char **ret_end)
{
    char *start = *at, *end = NULL;
    while (**at == ' ')
        ++*at;
    bool quoted = **at == '"';
    if (quoted) {
        start = *at;
        end = take_quoted(csv, start, at);
        if (!end)
            return NULL;
    }
    for (; **at && **at != csv->separator && **at != '\n'; ++*at)
        if (quoted)
            *end++ = **at;
    *ret_end = quoted ? end : *at;
    return start;
}

static bool read_row(struct csv *csv, struct err *e)
{
    char *at = csv->text.text + csv->at;
    csv->line = ++csv->lines;
    csv->count = 0;
    for (;;) {
        char *end, *cell = take_cell(csv, &at, &end);
        if (!cell)
            return err_set(e, ERR_DATA, "file", _("Row %lld: a quotation mark is opened and never closed"),
                           (long long)csv->line);
        char after = *at;
        add_cell(csv, tidy(cell, end));
        if (after != csv->separator) {
            csv->finished = after == '\0';
            csv->at = (size_t)(at - csv->text.text) + !csv->finished;
            return true;
        }
        at++;
    }
}

bool csv_next(struct csv *csv, bool *ret_row, struct err *e)
{
    while (!csv->finished && csv->at < csv->text.length) {
        if (!read_row(csv, e))
            return false;
        bool empty = true;
        for (int i = 0; i < csv->count && empty; i++)
            empty = csv->cells[i][0] == '\0';
        if (!empty) {
            *ret_row = true;
            return true;
        }
    }
    *ret_row = false;
    return true;
}
