/* mupu/ui.h - the terminal interface of an open book. */
#ifndef MUPU_UI_H
#define MUPU_UI_H

#include "mupu/command.h"

/* Runs until the user leaves; the exit code. Without how->plain, too, lines take the place of the screens where
 * standard input or output is no terminal, or TERM is dumb. */
int ui_start(const char *path, const struct interface_options *how);

#endif
