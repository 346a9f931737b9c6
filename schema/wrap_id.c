#include "schema/wrap_id.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define KEY    "key."
#define ESCROW "escrow"

/* "" is 0; ".<g>" from 1 on, in its one decimal form. */
static bool read_generation(const char *text, uint32_t *out)
{
	uint64_t g = 0;

	*out = 0;
	if (text[0] == '\0')
		return true;
	if (text[0] != '.' || text[1] < '1' || text[1] > '9')
		return false;
	for (const char *p = text + 1; *p != '\0'; p++) {
		if (*p < '0' || *p > '9')
			return false;
		g = g * 10 + (uint64_t)(*p - '0');
		if (g > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)g;
	return true;
}

bool wrap_id_parse(struct wrap_id *out, const char *id)
{
	const char *node = id + strlen(KEY);
	size_t n;

	*out = (struct wrap_id){ 0 };
	if (strncmp(id, ESCROW, strlen(ESCROW)) == 0) {
		out->escrow = true;
		return read_generation(id + strlen(ESCROW), &out->generation);
	}
	if (strncmp(id, KEY, strlen(KEY)) != 0)
		return false;
	n = strcspn(node, ".");
	if (n >= sizeof(out->node) ||
	    !text_is_slug((struct bytes){ (const uint8_t *)node, n }))
		return false;
	memcpy(out->node, node, n);
	return read_generation(node + n, &out->generation);
}

bool wrap_id_claims(const char *id)
{
	return strncmp(id, KEY, strlen(KEY)) == 0 || strcmp(id, ESCROW) == 0 ||
	       strncmp(id, ESCROW ".", strlen(ESCROW ".")) == 0;
}

void wrap_id_format(
    char out[static WRAP_ID_ROOM], const char *node, uint32_t generation)
{
	const char *key = node != NULL ? KEY : "";
	const char *reader = node != NULL ? node : ESCROW;

	if (generation == 0)
		(void)snprintf(out, WRAP_ID_ROOM, "%s%s", key, reader);
	else
		(void)snprintf(out, WRAP_ID_ROOM, "%s%s.%lu", key, reader,
		    (unsigned long)generation);
}
