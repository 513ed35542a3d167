/* list_saved.h - a saved filter by its name, for the language of the filters. */
#ifndef HERD_LIST_SAVED_H
#define HERD_LIST_SAVED_H

#include "mupu/herd.h"

bool list_saved_find(struct herd *herd, const char *name, struct arena *arena, const char **ret_text,
                     struct err *e) MUST_USE;

#endif
