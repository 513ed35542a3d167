/* inner.h - what the files of this folder share */
#ifndef READER_INNER_H
#define READER_INNER_H

#include "mupu/reader.h"

#include <termios.h>

int reader_unit(const char *name);               /* -1: there is none of that name */
bool reader_speed(int baud, speed_t *ret_speed); /* false: no such speed */

#endif
