#include "sync/batch.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/act.h"

void batch_fini(struct batch *b)
{
	buf_fini(&b->commit);
	buf_fini(&b->acts);
	mem_free(b->ends);
	mem_free(b->leaves);
	*b = (struct batch){ .count = 0 };
}

struct bytes batch_act(const struct batch *b, uint32_t i)
{
	uint32_t from = i ? b->ends[i - 1] : 0;

	must(i < b->count);
	return bytes_part(buf_bytes(&b->acts), from, b->ends[i] - from);
}

uint64_t batch_end(const struct batch *b)
{
	return b->first + b->count;
}

/* Where the acts end; @ends has room for BATCH_ACTS_MAX. */
static enum rule find_ends(
    struct bytes run, uint32_t *ends, uint32_t *count, struct why *why)
{
	size_t at = 0;

	for (*count = 0; at < run.n; (*count)++) {
		size_t n = act_length(bytes_part(run, at, run.n - at));

		if (*count == BATCH_ACTS_MAX) {
			(void)why_set(why, ERR_REFUSED, "more than %d acts",
			    BATCH_ACTS_MAX);
			return RULE_BATCH_COUNT;
		}
		if (n == 0) {
			(void)why_set(why, ERR_REFUSED,
			    "act %u of the batch is not canonical", *count + 1);
			return RULE_CANONICAL;
		}
		at += n;
		ends[*count] = (uint32_t)at;
	}
	if (*count > 0)
		return RULE_NONE;
	(void)why_set(why, ERR_REFUSED, "the batch holds no act");
	return RULE_BATCH_COUNT;
}

enum rule batch_cut(struct batch *b, struct bytes run, struct why *why)
{
	uint32_t ends[BATCH_ACTS_MAX];
	uint32_t count = 0;
	enum rule rule;

	must(!b->ends && b->acts.n == 0);
	if (run.n > BATCH_ACTS_BYTES_MAX) {
		(void)why_set(
		    why, ERR_REFUSED, "the acts have %zu bytes", run.n);
		return RULE_SIZE;
	}
	rule = find_ends(run, ends, &count, why);
	if (rule != RULE_NONE)
		return rule;
	buf_put(&b->acts, run);
	b->count = count;
	b->ends = mem_copy(ends, count * sizeof(*ends));
	b->leaves = mem_new_array(count, sizeof(*b->leaves));
	for (uint32_t i = 0; i < count; i++)
		b->leaves[i] = digest_leaf(batch_act(b, i));
	return RULE_NONE;
}

/* F-32: the message is a summary line, an empty line and the checkpoint; what
 * stands before it ends at the first empty line. */
struct bytes batch_commit_checkpoint(struct bytes commit)
{
	static const uint8_t gap[2] = { '\n', '\n' };
	struct bytes left = commit;

	for (int i = 0; i < 2; i++) {
		const uint8_t *p = memmem(left.p, left.n, gap, sizeof(gap));

		must(p != NULL);
		left = bytes_part(left, (size_t)(p - left.p) + sizeof(gap),
		    left.n - (size_t)(p - left.p) - sizeof(gap));
	}
	return left;
}
