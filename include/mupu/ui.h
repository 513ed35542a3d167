/* mupu/ui.h - the terminal interface of an open book. */
#ifndef MUPU_UI_H
#define MUPU_UI_H

#include "mupu/base.h"

/* Runs until the user leaves; the exit code. script != NULL: headless, columns x rows, keys from it, its dumps on
 * standard output. */
int ui_start(const char *path, bool chinese, const char *script, int columns, int rows, bool mono);

#endif
