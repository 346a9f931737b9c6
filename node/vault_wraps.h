/*
 * vault_wraps - at the first start of this version, key wraps leave the files
 * (sync/vault_apart.h).  What is a wrap, the acts say.  Blocks; before the
 * vault is opened.
 */
#ifndef NODE_VAULT_WRAPS_H
#define NODE_VAULT_WRAPS_H

#include "base/err.h"

struct index;
struct why;

/* Does nothing when DIR/wraps is there.  ERR_STORAGE, ERR_NO_SPACE. */
enum err vault_wraps_set_apart(
    const char *dir, struct index *x, struct why *why) MUST_CHECK;

#endif
