/* embedded.h - what db/embed.c makes of db/: every file, and every statement of db/query by name. Both sorted by name.
 */
#ifndef STORE_EMBEDDED_H
#define STORE_EMBEDDED_H

#include "mupu/store.h"

struct embedded_query {
    const char *name;
    const char *sql;
};

extern const struct embedded embedded_files[];
extern const size_t embedded_file_count;
extern const struct embedded_query embedded_queries[];
extern const size_t embedded_query_count;

/* Its place in embedded_queries, or SIZE_MAX. */
size_t embedded_query_find(const char *name);

#endif
