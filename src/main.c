/* main.c - the program: a command line, or the terminal interface. */
#include "mupu/command.h"
#include "mupu/ui.h"

int main(int argc, char **argv)
{
    return command_main(argc, argv, ui_start);
}
