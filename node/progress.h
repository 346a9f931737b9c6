/*
 * progress - a line on standard error for what takes longer than two seconds.
 *
 * One line that is written over on a terminal, at most one a second; elsewhere
 * one each ten seconds.  Commands only.
 */
#ifndef NODE_PROGRESS_H
#define NODE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what; /* "披露包 / bundle"; borrowed */
	uint64_t total;   /* bytes, or 0 when nobody knows */
	int64_t began_ms, said_ms;
	bool said;
};

void progress_begin(struct progress *p, const char *what, uint64_t total);
void progress_at(struct progress *p, uint64_t bytes);
void progress_end(struct progress *p); /* ends the line */

#endif
