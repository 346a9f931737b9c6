/*
 * sdnotify - tell systemd how we are (sd_notify(3)), without libsystemd: one
 * datagram to the socket that NOTIFY_SOCKET names.  No socket, nothing sent.
 */
#ifndef NODE_SDNOTIFY_H
#define NODE_SDNOTIFY_H

#include <stdint.h>

/* "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=words".  Never blocks; what
 * cannot be delivered is dropped. */
void sdnotify_send(const char *state);

/* How often to send WATCHDOG=1: half of WATCHDOG_USEC; 0 when nobody asks or
 * WATCHDOG_PID names another process. */
uint64_t sdnotify_watchdog_ms(void);

#endif
