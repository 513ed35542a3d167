/* main.c - the program: a command line, or the terminal interface. */
#include "mupu/command.h"
#include "mupu/ui.h"

#include <malloc.h>

/* Memory stays with the process until it ends. By default glibc gives the top of the heap back after every freed arena
 * and takes it again for the next: measured, two in five milliseconds of a key pressed in a list went into page faults.
 */
static void keep_memory(void)
{
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

int main(int argc, char **argv)
{
    keep_memory();
    return command_main(argc, argv, ui_start);
}
