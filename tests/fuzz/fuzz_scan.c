/* schema/scan.c and schema/pack.c: what the scan lets through decodes, and
 * encodes to the same bytes; what it refuses never reaches msgpack-c. */
#include "base/mem.h"
#include "schema/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct scan_limits limits = { 64u << 10, SCAN_DEPTH_MAX };

static void check_one(struct bytes in)
{
	struct arena *a = arena_new();
	struct buf again = { 0 };
	struct value *v;
	struct why why;
	size_t at;
	enum scan_fault fault = scan_check(in, &limits, &at);
	enum err e = pack_decode(a, in, &limits, &v, &why);

	must(at <= in.n);
	must((fault == SCAN_NONE) == (e == ERR_OK));
	if (e == ERR_OK) {
		must(at == in.n);
		must(pack_check(v, &limits, &why) == ERR_OK);
		pack_encode(&again, v);
		must(bytes_equal(buf_bytes(&again), in));
		must(value_equal(v, value_clone(a, v)));
	}
	buf_fini(&again);
	arena_free(a);
}

/* As the acts of a batch are read: one object after the other. */
static void check_run(struct bytes in)
{
	size_t length;

	while (in.n > 0 && scan_one(in, &limits, &length) == SCAN_NONE) {
		must(length > 0 && length <= in.n);
		check_one(bytes_part(in, 0, length));
		in = bytes_part(in, length, in.n - length);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes in = { data, size };

	check_one(in);
	check_run(in);
	return 0;
}
