#include "schema/callback.h"

/* No 0, 1, I, O: it is read out on the telephone. */
static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

void callback_format(
    char out[static CALLBACK_ROOM], uint8_t suite, const struct digest *id)
{
	struct digest d =
	    digest_tagged(suite, "tongban/callback/v1", digest_bytes(id));
	size_t at = 0;

	for (size_t i = 0; i < 10; i++) {
		if (i == 5)
			out[at++] = '-';
		out[at++] = letters[d.b[i] % 32];
	}
	out[at] = '\0';
}
