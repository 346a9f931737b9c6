/* The document of a licence: as packed bytes from another issuer, and as the
 * JSON of a clerk; what passes goes out and comes back the same. */
#include "base/mem.h"
#include "base/why.h"
#include "schema/json.h"
#include "schema/licence.h"
#include "schema/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void comes_back(struct arena *a, const struct licence_document *d)
{
	struct licence_document again;
	struct buf raw = { 0 };

	licence_encode(d, &raw);
	must(raw.n <= LICENCE_BYTES_MAX);
	must(licence_decode(&again, a, buf_bytes(&raw), NULL) == ERR_OK);
	must(value_equal(d->map, again.map) && d->until == again.until);
	buf_fini(&raw);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = { 16384, 6 };
	struct bytes input = { data, size };
	struct arena *a = arena_new();
	struct licence_document d;
	struct value *map;
	char normal[ELICENCE_ROOM];
	struct why why;

	if (licence_decode(&d, a, input, &why) == ERR_OK)
		comes_back(a, &d);
	if (json_parse(a, input, &limits, &map, &why) == ERR_OK &&
	    licence_check(&d, a, map, true, &why) == ERR_OK)
		comes_back(a, &d);
	if (elicence_mend(normal, input) == ERR_OK)
		must(
		    elicence_check(normal, bytes_text(normal), &why) == ERR_OK);
	arena_free(a);
	return 0;
}
