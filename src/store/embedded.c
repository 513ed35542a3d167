/* embedded.c - finding the files of db/ that were built in */
#include "embedded.h"

#include <string.h>

/* First of the sorted files that is not before `name`. */
static size_t first_file_from(const char *name)
{
    size_t low = 0, high = embedded_file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(embedded_files[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct embedded *embedded_find(const char *name)
{
    size_t at = first_file_from(name);
    return at < embedded_file_count && strcmp(embedded_files[at].name, name) == 0 ? &embedded_files[at] : NULL;
}

const struct embedded *embedded_next(const char *folder, const struct embedded *after)
{
    size_t length = strlen(folder);
    size_t at = after ? (size_t)(after - embedded_files) + 1 : first_file_from(folder);
    for (; at < embedded_file_count; at++) {
        const char *name = embedded_files[at].name;
        if (strncmp(name, folder, length) == 0 && name[length] == '/')
            return &embedded_files[at];
        if (strncmp(name, folder, length) > 0)
            break;
    }
    return NULL;
}

size_t embedded_query_find(const char *name)
{
    size_t low = 0, high = embedded_query_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(embedded_queries[middle].name, name);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}
