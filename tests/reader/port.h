/* port.h - a serial line for tests: a pseudo-terminal whose far end we are. Its name is a link, so that it can be
 * unplugged and come back under the same name. */
#ifndef TEST_PORT_H
#define TEST_PORT_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct port {
    char path[64];
    int master; /* -1: unplugged */
};

static inline void port_plug(struct port *port)
{
    port->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (port->master < 0 || grantpt(port->master) || unlockpt(port->master) ||
        symlink(ptsname(port->master), port->path) != 0)
        abort();
}

static inline void port_unplug(struct port *port)
{
    unlink(port->path);
    close(port->master);
    port->master = -1;
}

static inline void port_send_n(const struct port *port, const char *bytes, size_t count)
{
    if (write(port->master, bytes, count) != (ssize_t)count)
        abort();
}

static inline void port_send(const struct port *port, const char *text)
{
    port_send_n(port, text, strlen(text));
}

#endif
