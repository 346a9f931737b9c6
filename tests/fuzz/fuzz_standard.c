/* A standard from YAML or canonical bytes: no crash; what passes the checker
 * comes back from its canonical bytes with the same digests, and equals
 * itself. */
#include "base/arena.h"
#include "base/mem.h"
#include "schema/standard.h"
#include "schema/standard_compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_round(struct arena *a, const struct standard *s)
{
	const struct standard *back = NULL;
	struct standard_faults faults = { 0 };
	struct standard_comparison c;
	struct buf packed = { 0 };

	standard_encode(s, &packed);
	must(packed.n <= STANDARD_BYTES_MAX);
	must(standard_decode(&back, a, buf_bytes(&packed), &faults) == ERR_OK);
	must(digest_equal(&s->digest, &back->digest));
	must(standard_compare(&c, a, s, back));
	must(c.line_count == 0);
	buf_fini(&packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct bytes in = { data, size };
	struct standard_faults faults = { 0 };
	const struct standard *s = NULL;

	if (standard_parse(&s, a, in, &faults) == ERR_OK)
		check_round(a, s);
	else
		must(faults.count > 0);
	faults.count = 0;
	if (standard_decode(&s, a, in, &faults) == ERR_OK)
		check_round(a, s);
	else
		must(faults.count > 0);
	arena_free(a);
	return 0;
}
