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

static bool decode(const char *bytes, size_t length, struct strbuf *out, struct err *e)
{
    size_t bad = 0;
    const char *encoding = NULL;
    if (length >= 2 && (unsigned char)bytes[0] == 0xFF && (unsigned char)bytes[1] == 0xFE)
        encoding = "UTF-16LE";
    else if (length >= 2 && (unsigned char)bytes[0] == 0xFE && (unsigned char)bytes[1] == 0xFF)
        encoding = "UTF-16BE";
    if (encoding) {
        if (convert(encoding, bytes + 2, length - 2, out, &bad))
            return true;
        return err_set(e, ERR_DATA, "file", _("The file is damaged at byte %zu: no %s text"), bad + 2, encoding);
    }
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    if (utf8_valid(bytes, length, NULL)) {
        strbuf_add_n(out, bytes, length);
        return true;
    }
    if (convert("GB18030", bytes, length, out, &bad))
        return true;
    return err_set(e, ERR_DATA, "file",
                   _("The file is neither UTF-8 nor GB18030 text: byte %zu; save it again as CSV UTF-8"), bad);
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

static bool open_decoded(struct csv *csv, struct err *e)
{
    size_t length = strlen(csv->text.text);
    if (length != csv->text.length)
        return err_set(e, ERR_DATA, "file", _("The file is damaged at byte %zu: it holds a zero byte"), length);
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

/* Cuts blanks and what spreadsheets put around numbers to keep their digits. */
static char *tidy(char *cell, char *end)
{
    while (*cell == ' ' || *cell == '\t')
        cell++;
    while (end > cell && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
        end--;
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
            csv->line++;
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

static bool read_row(struct csv *csv, struct err *e)
{
    char *at = csv->text.text + csv->at;
    int64_t line = ++csv->line;
    csv->count = 0;
    for (;;) {
        char *start = at, *end;
        while (*at == ' ')
            at++;
        if (*at == '"') {
            start = at;
            end = take_quoted(csv, start, &at);
            if (!end)
                return err_set(e, ERR_DATA, "file", _("Row %lld: a quotation mark is opened and never closed"),
                               (long long)line);
            while (*at && *at != csv->separator && *at != '\n')
                at++;
        } else {
            while (*at && *at != csv->separator && *at != '\n')
                at++;
            end = at;
        }
        char after = *at;
        add_cell(csv, tidy(start, end));
        if (after == csv->separator) {
            at++;
            continue;
        }
        csv->finished = after == '\0';
        csv->at = (size_t)(at - csv->text.text) + !csv->finished;
        return true;
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
