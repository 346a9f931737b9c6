#include "node/pseudonym.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/vault.h"

static const char label[] = "tongban/pseudonym/v1"; /* its zero counts */

#define PLAIN_BYTES (sizeof(label) + PSEUDONYM_NONCE_BYTES + SECRET_BYTES)

void pseudonym_seal_id(uint8_t out[static PSEUDONYM_NONCE_BYTES],
    const char *home, const uint8_t nonce[static PSEUDONYM_NONCE_BYTES])
{
	static const char of[] = "tongban/pseudonym-seal/v1";
	struct digest_run run;
	struct digest sum;

	digest_begin(&run);
	digest_add(&run, (struct bytes){ (const uint8_t *)of, sizeof(of) });
	digest_add(
	    &run, (struct bytes){ (const uint8_t *)home, strlen(home) + 1 });
	digest_add(&run, (struct bytes){ nonce, PSEUDONYM_NONCE_BYTES });
	sum = digest_end(&run);
	memcpy(out, sum.b, PSEUDONYM_NONCE_BYTES);
}

static void head(uint8_t out[static PLAIN_BYTES],
    const uint8_t nonce[static PSEUDONYM_NONCE_BYTES])
{
	memcpy(out, label, sizeof(label));
	memcpy(out + sizeof(label), nonce, PSEUDONYM_NONCE_BYTES);
}

enum err pseudonym_seal(struct buf *out, struct digest *name,
    const uint8_t nonce[static PSEUDONYM_NONCE_BYTES], const struct secret *key,
    const struct seal_public *reader, struct random *r)
{
	uint8_t *plain = secret_new(PLAIN_BYTES);
	size_t from = out->n;
	enum err e;

	head(plain, nonce);
	memcpy(plain + PLAIN_BYTES - SECRET_BYTES, key->b, SECRET_BYTES);
	e = seal_make(out, reader, (struct bytes){ plain, PLAIN_BYTES }, r);
	secret_free(plain);
	if (e == ERR_OK)
		*name =
		    vault_name(bytes_part(buf_bytes(out), from, out->n - from));
	return e;
}

enum err pseudonym_open(struct secret *out,
    const uint8_t nonce[static PSEUDONYM_NONCE_BYTES],
    const struct seal_ring *readers, struct bytes wrap)
{
	uint8_t want[PLAIN_BYTES] = { 0 };
	struct buf plain;
	void *room;
	enum err e;

	if (wrap.n > VAULT_WRAP_BYTES_MAX)
		return ERR_CRYPTO;
	room = secret_new(VAULT_WRAP_BYTES_MAX);
	plain = buf_over(room, VAULT_WRAP_BYTES_MAX);
	e = seal_ring_open(&plain, readers, wrap);
	head(want, nonce);
	if (e == ERR_OK &&
	    (plain.n != PLAIN_BYTES ||
		memcmp(plain.p, want, PLAIN_BYTES - SECRET_BYTES) != 0))
		e = ERR_CRYPTO;
	if (e == ERR_OK)
		memcpy(
		    out->b, plain.p + PLAIN_BYTES - SECRET_BYTES, SECRET_BYTES);
	secret_free(room);
	return e;
}

enum err pseudonym_load(struct secret *out, struct vault_store *vault,
    const struct digest *wrap,
    const uint8_t nonce[static PSEUDONYM_NONCE_BYTES],
    const struct seal_ring *readers, struct why *why)
{
	struct buf sealed = { 0 };
	uint64_t chunks = 0;
	enum err e = vault_count(vault, wrap, &chunks);

	if (e == ERR_OK && chunks > 1) /* an act may name any file of ours */
		return why_set(why, ERR_CRYPTO, "it is no key wrap but a file");
	e = vault_get(vault, wrap, &sealed, why);
	if (e == ERR_OK)
		e = pseudonym_open(out, nonce, readers, buf_bytes(&sealed));
	buf_fini(&sealed);
	return e;
}
