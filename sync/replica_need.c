#include "base/mem.h"
#include "sync/replica_fields.h"

/* What is known of objects that are missing here. */

size_t replica_need_count(const struct replica *r)
{
	return r->needs.count;
}

bool replica_need_left_out(struct replica *r)
{
	bool out = r->needs_left_out;

	r->needs_left_out = false;
	return out;
}

void replica_need_at(
    const struct replica *r, size_t i, struct replica_missing *out)
{
	const struct replica_need *n;

	must(i < r->needs.count);
	n = (const struct replica_need *)r->needs.all[i];
	*out = (struct replica_missing){ .object = n->object,
		.there = n->there,
		.total = n->need.total,
		.since_ms = n->since,
		.asked = n->fetch != NULL ? n->fetch->lane_count : 0,
		.tried_count = n->tried_count };
	for (size_t k = 0; k < n->tried_count; k++) {
		out->tried[k].node = n->tried[k].node;
		out->tried[k].why = n->tried[k].why;
	}
}
