#include "sync/frontier.h"

#include <string.h>

#include "base/mem.h"

void frontier_fini(struct frontier *f)
{
	mem_free(f->lines);
	*f = (struct frontier){ 0 };
}

/* Where @node's line is, or where it would stand. */
static size_t place_of(const struct frontier *f, const char *node)
{
	size_t low = 0, high = f->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(f->lines[middle].node, node) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct frontier_line *frontier_get(
    const struct frontier *f, const char *node)
{
	size_t i = place_of(f, node);

	if (i < f->count && strcmp(f->lines[i].node, node) == 0)
		return &f->lines[i];
	return NULL;
}

uint64_t frontier_size(
    const struct frontier *f, const char *node, uint64_t epoch)
{
	const struct frontier_line *line = frontier_get(f, node);

	return line != NULL && line->epoch == epoch ? line->size : 0;
}

static void make_room(struct frontier *f)
{
	if (f->count < f->room)
		return;
	f->room = f->room == 0 ? 8 : 2 * f->room;
	f->lines = mem_resize(f->lines, f->room * sizeof(f->lines[0]));
}

void frontier_set(struct frontier *f, const struct frontier_line *line)
{
	size_t i = place_of(f, line->node);

	if (i < f->count && strcmp(f->lines[i].node, line->node) == 0) {
		f->lines[i] = *line;
		return;
	}
	must(f->count < FRONTIER_LINES_MAX);
	make_room(f);
	memmove(&f->lines[i + 1], &f->lines[i],
	    (f->count - i) * sizeof(f->lines[0]));
	f->lines[i] = *line;
	f->count++;
}

static bool same(const struct frontier_line *a, const struct frontier_line *b)
{
	return a->epoch == b->epoch && a->size == b->size &&
	       digest_equal(&a->root, &b->root);
}

void frontier_changes(const struct frontier *mine, const struct frontier *told,
    struct frontier *out)
{
	for (size_t i = 0; i < mine->count; i++) {
		const struct frontier_line *line = &mine->lines[i];
		const struct frontier_line *known =
		    frontier_get(told, line->node);

		if (known == NULL || !same(known, line))
			frontier_set(out, line);
	}
}
