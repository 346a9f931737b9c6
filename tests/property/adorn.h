/*
 * adorn - what the generator of histories leaves out: the authority steps in,
 * somebody looks, holds and releases; the roster changes; keys do.
 */
#ifndef TESTS_PROPERTY_ADORN_H
#define TESTS_PROPERTY_ADORN_H

#include "tests/reference/history.h"

/* Some of it, on top of a history that was played. */
void adorn_history(struct history_game *g);

#endif
