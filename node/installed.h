/*
 * installed - finds files that are installed beside the program: calendars,
 * standards.
 *
 *	EXE_DIR/../share/tongban/NAME    installed (cmake --install)
 *	EXE_DIR/share/tongban/NAME       in a build folder
 */
#ifndef NODE_INSTALLED_H
#define NODE_INSTALLED_H

#include "base/arena.h"

/* The path of an installed file ("calendars/cn-2024-2026.yaml") in @a; NULL
 * when it is in neither place. */
const char *installed_path(struct arena *a, const char *name);

#endif
