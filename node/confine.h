/*
 * confine - which files the running node can reach, by Landlock.
 *
 * From its start on, the process reads and writes in its data folder, reads
 * what the C library wants of the system (names, certificates, time zones,
 * locales) and the passphrase file, and makes the API's unix socket.  It
 * executes nothing and opens nothing else, whatever the mode of a file says;
 * root is no exception.  What is open already stays open.
 *
 * Needs Linux 5.19 (version 2 of the interface: the one before forbids to
 * rename from one folder into another, which git does).  Without it the node
 * runs as well, and the journal says so.
 */
#ifndef NODE_CONFINE_H
#define NODE_CONFINE_H

#include "base/err.h"
#include "base/why.h"

struct config;

#define CONFINE_VERSION_MIN 2
#define CONFINE_VERSION_MAX 5 /* the newest whose rights we know */

/* What the kernel offers, at most CONFINE_VERSION_MAX; 0 and the reason in @why
 * when that is not enough. */
int confine_version(struct why *why);

/*
 * Confine this thread and all it starts: before any other one.  Cannot be
 * undone.  ERR_NO_RESOURCE when the kernel does not do it.
 */
enum err confine_start(
    const char *dir, const struct config *config, struct why *why) MUST_CHECK;

/* The same for the daemon: what became of it is said in the journal, once. */
void confine_daemon(const char *dir, const struct config *config);

#endif
