#include "schema/participant.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "schema/dossier.h"

static int compare_texts(const void *x, const void *y)
{
	const char *const *a = x;
	const char *const *b = y;

	return strcmp(*a, *b);
}

size_t participant_sort(const char **names, size_t count)
{
	size_t kept = 0;

	qsort(names, count, sizeof(*names), compare_texts);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0)
			names[kept++] = names[i];
	return kept;
}

const char *const *participant_list(
    struct arena *a, const struct dossier *d, size_t *count)
{
	const char **names = arena_take_array(
	    a, d->custody_count + d->assignee_count + 3, sizeof(*names));
	size_t n = 0;

	names[n++] = d->receiver;
	names[n++] = d->home;
	if (d->on_offer)
		names[n++] = d->offer.to;
	for (size_t i = 0; i < d->custody_count; i++)
		if (!d->custodies[i].removed)
			names[n++] = d->custodies[i].node;
	for (size_t i = 0; i < d->assignee_count; i++)
		names[n++] = d->assignees[i];
	*count = participant_sort(names, n);
	return names;
}

bool participant_is(const struct dossier *d, const char *node)
{
	if (strcmp(d->receiver, node) == 0 || strcmp(d->home, node) == 0 ||
	    (d->on_offer && strcmp(d->offer.to, node) == 0))
		return true;
	for (size_t i = 0; i < d->custody_count; i++)
		if (!d->custodies[i].removed &&
		    strcmp(d->custodies[i].node, node) == 0)
			return true;
	for (size_t i = 0; i < d->assignee_count; i++)
		if (strcmp(d->assignees[i], node) == 0)
			return true;
	return false;
}
