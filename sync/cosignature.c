#include "sync/cosignature.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/reader.h"

#define NETWORK_BYTES 16 /* as in the origin of a log */
#define LAST_WORD     "witness"

void cosignature_name(char out[static NOTE_NAME_BYTES_MAX + 1],
    const struct digest *network, const char *node)
{
	char hex[TEXT_HEX_ROOM(NETWORK_BYTES)];
	struct buf name = { 0 };

	text_hex(hex, (struct bytes){ network->b, NETWORK_BYTES });
	buf_print(&name, "tongban/%s/%s/" LAST_WORD, hex, node);
	must(name.n <= NOTE_NAME_BYTES_MAX);
	memcpy(out, buf_text(&name), name.n + 1);
	buf_fini(&name);
}

bool cosignature_node(char out[static TEXT_SLUG_BYTES_MAX + 1],
    const struct digest *network, struct bytes name)
{
	char whole[NOTE_NAME_BYTES_MAX + 1];
	struct reader r = reader_over(name);
	struct bytes node;

	(void)reader_until(&r, '/', NOTE_NAME_BYTES_MAX);
	(void)reader_until(&r, '/', NOTE_NAME_BYTES_MAX);
	node = reader_until(&r, '/', TEXT_SLUG_BYTES_MAX + 1);
	if (r.failed || !text_is_slug(node))
		return false;
	memcpy(out, node.p, node.n);
	out[node.n] = '\0';
	cosignature_name(whole, network, out);
	return bytes_equal(name, bytes_text(whole));
}

void cosignature_text(struct buf *out, struct bytes origin, uint64_t size,
    const struct digest *root)
{
	buf_put(out, origin);
	buf_print(out, "\n%" PRIu64 "\n", size);
	text_base64(out, digest_bytes(root));
	buf_put_byte(out, '\n');
}

bool cosignature_check(struct bytes text, struct bytes line,
    const struct digest *network, const char *node,
    const struct sign_public *key, int64_t *time)
{
	char name[NOTE_NAME_BYTES_MAX + 1];
	uint64_t seconds;

	cosignature_name(name, network, node);
	if (!note_check_cosigned(text, name, key, line, &seconds) ||
	    seconds > INT64_MAX)
		return false;
	*time = (int64_t)seconds;
	return true;
}
