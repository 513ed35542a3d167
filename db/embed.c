/* embed.c - run while building: turns the files under db/ into one C file, and db/query into a sorted table of
 * statements.
 *
 *     embed <db folder> <output.c> <depfile>
 *
 * The depfile names the folders as well as the files, so that a new file is noticed. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
    char *name; /* "schema/0001_store.sql" */
    char *text;
    size_t length;
};

struct statement {
    char *name;
    char *sql;
};

static struct file files[2000];
static size_t file_count;
static struct statement statements[4000];
static size_t statement_count;

static const struct {
    const char *folder, *ending;
} sources[] = {
    { "schema", ".sql" }, { "query", ".sql" }, { "dictionary", ".tsv" }, { "report", ".sql" }, { "reader", ".conf" },
};
static const size_t source_count = sizeof(sources) / sizeof(sources[0]);

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "embed: %s: %s\n", which, what);
    exit(1);
}

static char *joined(const char *first, const char *second, const char *third)
{
    size_t size = strlen(first) + strlen(second) + strlen(third) + 1;
    char *text = malloc(size);
    if (!text)
        fail("out of memory", first);
    snprintf(text, size, "%s%s%s", first, second, third);
    return text;
}

static void read_file(const char *root, char *name)
{
    char *path = joined(root, "/", name);
    FILE *input = fopen(path, "rb");
    if (!input)
        fail("cannot read", path);
    fseek(input, 0, SEEK_END);
    long size = ftell(input);
    rewind(input);
    struct file *file = &files[file_count++];
    if (size < 0 || file_count == sizeof(files) / sizeof(files[0]))
        fail("too large or too many", path);
    file->name = name;
    file->length = (size_t)size;
    file->text = calloc(file->length + 1, 1);
    if (!file->text || fread(file->text, 1, file->length, input) != file->length)
        fail("cannot read", path);
    if (strlen(file->text) != file->length)
        fail("contains a NUL byte", path);
    fclose(input);
    free(path);
}

static void read_folder(const char *root, const char *folder, const char *ending)
{
    char *path = joined(root, "/", folder);
    DIR *entries = opendir(path);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        size_t length = strlen(entry->d_name);
        if (entry->d_name[0] == '.' || length < strlen(ending) ||
            strcmp(entry->d_name + length - strlen(ending), ending) != 0)
            continue;
        read_file(root, joined(folder, "/", entry->d_name));
    }
    if (entries)
        closedir(entries);
    free(path);
}

static int by_file_name(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static int by_statement_name(const void *a, const void *b)
{
    return strcmp(((const struct statement *)a)->name, ((const struct statement *)b)->name);
}

static char *cut(const char *start, const char *end)
{
    while (end > start && strchr(" \t\r\n", end[-1]))
        end--;
    char *text = calloc((size_t)(end - start) + 1, 1);
    if (!text)
        fail("out of memory", start);
    return memcpy(text, start, (size_t)(end - start));
}

/* A statement is all text from one "-- name: x" line to the next. */
static void split_statements(const struct file *file)
{
    static const char mark[] = "-- name:";
    const char *start = NULL;
    for (const char *line = file->text;; line = strchr(line, '\n') + 1) {
        int named = strncmp(line, mark, strlen(mark)) == 0;
        const char *line_end = strchr(line, '\n');
        if (start && (named || !line_end)) {
            const char *end = named ? line : line + strlen(line);
            statements[statement_count - 1].sql = cut(start, end);
            if (!*statements[statement_count - 1].sql)
                fail("a name without a statement", file->name);
            start = NULL;
        }
        if (named) {
            const char *name = line + strlen(mark);
            name += strspn(name, " \t");
            if (!line_end || statement_count == sizeof(statements) / sizeof(statements[0]))
                fail("a name without a statement, or too many", file->name);
            statements[statement_count++].name = cut(name, line_end);
            start = line_end + 1;
        }
        if (!line_end)
            return;
    }
}

static void check_statements(void)
{
    qsort(statements, statement_count, sizeof(statements[0]), by_statement_name);
    for (size_t i = 0; i < statement_count; i++) {
        const char *name = statements[i].name;
        if (!*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")])
            fail("a statement's name is a-z, 0-9 and _ only", name);
        if (i && strcmp(name, statements[i - 1].name) == 0)
            fail("two statements have this name", name);
    }
}

static void write_text(FILE *output, const char *text)
{
    fputs("\n        \"", output);
    for (const char *c = text; *c; c++) {
        if (*c == '\n')
            fputs(c[1] ? "\\n\"\n        \"" : "\\n", output);
        else if (*c == '"' || *c == '\\' || *c == '?')
            fprintf(output, "\\%c", *c);
        else if (*c < ' ' || *c > '~')
            fprintf(output, "\\%03o", (unsigned char)*c);
        else
            fputc(*c, output);
    }
    fputc('"', output);
}

static void write_tables(FILE *output)
{
    fputs("/* made by db/embed.c: do not edit */\n#include \"embedded.h\"\n\nconst struct embedded embedded_files[] = "
          "{\n",
          output);
    for (size_t i = 0; i < file_count; i++) {
        fprintf(output, "    { \"%s\",", files[i].name);
        write_text(output, files[i].text);
        fprintf(output, ", %zu },\n", files[i].length);
    }
    fprintf(output, "    { 0, 0, 0 }\n};\nconst size_t embedded_file_count = %zu;\n\n", file_count);
    fputs("const struct embedded_query embedded_queries[] = {\n", output);
    for (size_t i = 0; i < statement_count; i++) {
        fprintf(output, "    { \"%s\",", statements[i].name);
        write_text(output, statements[i].sql);
        fputs(" },\n", output);
    }
    fprintf(output, "    { 0, 0 }\n};\nconst size_t embedded_query_count = %zu;\n", statement_count);
}

static void write_depfile(FILE *output, const char *root, const char *target)
{
    fprintf(output, "%s:", target);
    for (size_t i = 0; i < source_count; i++) {
        char *folder = joined(root, "/", sources[i].folder);
        DIR *there = opendir(folder);
        if (there) {
            fprintf(output, " %s", folder);
            closedir(there);
        }
        free(folder);
    }
    for (size_t i = 0; i < file_count; i++)
        fprintf(output, " %s/%s", root, files[i].name);
    fputc('\n', output);
}

int main(int count, char **words)
{
    if (count != 4)
        fail("wants <db folder> <output.c> <depfile>", "usage");
    for (size_t i = 0; i < source_count; i++)
        read_folder(words[1], sources[i].folder, sources[i].ending);
    qsort(files, file_count, sizeof(files[0]), by_file_name);
    for (size_t i = 0; i < file_count; i++)
        if (strncmp(files[i].name, "query/", 6) == 0)
            split_statements(&files[i]);
    check_statements();
    FILE *output = fopen(words[2], "w");
    FILE *depfile = fopen(words[3], "w");
    if (!output || !depfile)
        fail("cannot write", words[2]);
    write_tables(output);
    write_depfile(depfile, words[1], words[2]);
    if (fclose(output) != 0 || fclose(depfile) != 0)
        fail("cannot write", words[2]);
    return 0;
}
