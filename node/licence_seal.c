#include "node/licence_seal.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/licence.h"
#include "sync/vault.h"

static const char label[] = "tongban/licence/v1"; /* its zero counts */

#define HEAD_BYTES (sizeof(label) + LICENCE_SEAL_ID_BYTES)

_Static_assert(HEAD_BYTES + LICENCE_BYTES_MAX + 256 <= VAULT_WRAP_BYTES_MAX,
    "a sealed document is a wrap");

void licence_seal_id(uint8_t out[static LICENCE_SEAL_ID_BYTES],
    const char *node, const uint8_t nonce[static LICENCE_SEAL_ID_BYTES])
{
	static const char of[] = "tongban/licence-seal/v1";
	struct digest_run run;
	struct digest sum;

	digest_begin(&run);
	digest_add(&run, (struct bytes){ (const uint8_t *)of, sizeof(of) });
	digest_add(
	    &run, (struct bytes){ (const uint8_t *)node, strlen(node) + 1 });
	digest_add(&run, (struct bytes){ nonce, LICENCE_SEAL_ID_BYTES });
	sum = digest_end(&run);
	memcpy(out, sum.b, LICENCE_SEAL_ID_BYTES);
}

static void head(uint8_t out[static HEAD_BYTES],
    const uint8_t id[static LICENCE_SEAL_ID_BYTES])
{
	memcpy(out, label, sizeof(label));
	memcpy(out + sizeof(label), id, LICENCE_SEAL_ID_BYTES);
}

enum err licence_seal_make(struct buf *out, struct digest *name,
    const uint8_t id[static LICENCE_SEAL_ID_BYTES], struct bytes document,
    const struct seal_public *reader, struct random *r)
{
	size_t n = HEAD_BYTES + document.n, from = out->n;
	uint8_t *plain = secret_new(n);
	enum err e;

	must(document.n <= LICENCE_BYTES_MAX);
	head(plain, id);
	memcpy(plain + HEAD_BYTES, document.p, document.n);
	e = seal_make(out, reader, (struct bytes){ plain, n }, r);
	secret_free(plain);
	if (e == ERR_OK)
		*name =
		    vault_name(bytes_part(buf_bytes(out), from, out->n - from));
	return e;
}

static enum err unseal(struct buf *out,
    const uint8_t id[static LICENCE_SEAL_ID_BYTES],
    const struct seal_ring *readers, struct bytes sealed)
{
	uint8_t want[HEAD_BYTES];
	struct buf plain;
	void *room;
	enum err e;

	if (sealed.n > VAULT_WRAP_BYTES_MAX)
		return ERR_CRYPTO;
	room = secret_new(VAULT_WRAP_BYTES_MAX);
	plain = buf_over(room, VAULT_WRAP_BYTES_MAX);
	e = seal_ring_open(&plain, readers, sealed);
	head(want, id);
	if (e == ERR_OK &&
	    (plain.n < HEAD_BYTES || memcmp(plain.p, want, HEAD_BYTES) != 0))
		e = ERR_CRYPTO;
	if (e == ERR_OK)
		buf_put(out, bytes_part(buf_bytes(&plain), HEAD_BYTES,
				 plain.n - HEAD_BYTES));
	secret_free(room);
	return e;
}

enum err licence_seal_load(struct buf *out, struct vault_store *vault,
    const struct digest *name, const uint8_t id[static LICENCE_SEAL_ID_BYTES],
    const struct seal_ring *readers, struct why *why)
{
	struct buf sealed = { 0 };
	uint64_t chunks = 0;
	enum err e = vault_count(vault, name, &chunks);

	if (e == ERR_OK && chunks > 1) /* an act may name any file of ours */
		return why_set(why, ERR_CRYPTO, "it is no document but a file");
	e = vault_get(vault, name, &sealed, why);
	if (e == ERR_OK)
		e = unseal(out, id, readers, buf_bytes(&sealed));
	if (e == ERR_CRYPTO)
		(void)why_set(why, e,
		    "保存的证照打不开,或不是此证照 / what is kept under this name "
		    "does not open as this licence");
	buf_fini(&sealed);
	return e;
}
