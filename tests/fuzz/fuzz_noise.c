/*
 * A stranger at the other end of the channel: byte 0 chooses side and pattern,
 * then come messages, each after a 16-bit length.
 */
#include "base/mem.h"
#include "base/reader.h"
#include "base/why.h"
#include "keys/noise.h"
#include "keys/random.h"

#define PATTERNS 15

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void talk(struct noise *n, struct reader *r)
{
	struct noise_cipher send;
	struct noise_cipher receive;
	struct buf out = { 0 };
	struct why why;

	for (;;) {
		enum noise_turn turn = noise_turn(n);

		buf_clear(&out);
		if (turn == NOISE_WRITE)
			(void)!noise_write(n, &out, r->left);
		else if (turn == NOISE_READ && r->left.n > 0)
			(void)!noise_read(
			    n, &out, reader_take(r, reader_u16(r)), &why);
		else
			break;
	}
	if (noise_turn(n) == NOISE_DONE) {
		noise_split(n, &send, &receive);
		while (r->left.n > 0)
			(void)!noise_decrypt(
			    &receive, &out, reader_take(r, reader_u16(r)));
	}
	buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 1 };
	struct reader r = reader_over((struct bytes){ data, size });
	uint8_t choice = reader_u8(&r);
	struct random_seeded random;
	struct noise_setup setup = { .prologue = bytes_text("fuzz") };
	struct noise_pair own;
	struct noise_pair other;
	struct noise *n;

	random_seeded_init(&random, seed);
	noise_pair_make(&own, &random.random);
	noise_pair_make(&other, &random.random);
	setup.pattern = (enum noise_pattern)((choice >> 1) % PATTERNS);
	setup.side = choice % 2 == 0 ? NOISE_INITIATOR : NOISE_RESPONDER;
	setup.own = &own;
	setup.remote = &other.public;
	setup.random = &random.random;
	n = noise_new(&setup);
	talk(n, &r);
	noise_free(n);
	return 0;
}
