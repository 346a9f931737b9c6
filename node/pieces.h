/*
 * pieces - files of any size between a command and its node, a chunk at a time
 * (docs/API.md ).  Holds one chunk in memory, and shows how far it
 * is.
 */
#ifndef NODE_PIECES_H
#define NODE_PIECES_H

#include <stdbool.h>

#include "base/err.h"
#include "node/cmd.h"
#include "schema/value.h"

/* A file as a preparation takes it: {"base64": text} up to one chunk, otherwise
 * it is uploaded and *@out is {"upload": id}.  CMD_OK or the exit code, the user
 * has been told. */
int pieces_give(struct cmd_call *call, const char *path, struct value **out);

bool pieces_is_large(const char *path);

/* Fetch @url (relative to the API, without chunk=, with a query) to the file
 * @path, whole or not at all; NULL: to standard output.  As pieces_give(). */
int pieces_take(struct cmd_call *call, const char *url, const char *path);

#endif
