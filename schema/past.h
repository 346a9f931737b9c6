/*
 * past - what an act of a case had seen: the acts it cites in `after`,
 * `custody` and `offer`, what these cite, and so on, and the acts of the case
 * that stand before it in its own log (docs/FORMAT.md F-155).
 */
#ifndef SCHEMA_PAST_H
#define SCHEMA_PAST_H

#include <stdbool.h>

struct dossier_part;
struct dossier_state;

struct past {
	const struct dossier_state *state; /* borrowed */
	bool *seen;                        /* by part, in the state's arena */
	struct dossier_part **queue;
	bool whole; /* everything cited on the way is held */
};

/* For looking from one act after another. */
void past_init(struct past *p, struct dossier_state *s);
void past_look(struct past *p, const struct dossier_part *from);

/* Had the act last looked from seen @x? */
bool past_has(const struct past *p, const struct dossier_part *x);

#endif
