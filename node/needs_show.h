/*
 * needs_show - missing sealed objects, for eyes: the commands status and vault
 * needs print them alike.  Takes answers of GET /v1/needs or /v1/node.
 */
#ifndef NODE_NEEDS_SHOW_H
#define NODE_NEEDS_SHOW_H

struct arena;
struct value;

/* A row for each of the list @missing. */
void needs_show_table(struct arena *a, const struct value *missing);

/* One line: complete, or how many are missing; whose logs equal ours although
 * objects are missing. */
void needs_show_line(const struct value *answer);

#endif
