/* Signed notes and verifier keys: what parses, and what a key says of it. */
#include "base/mem.h"
#include "base/why.h"
#include "keys/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read_again(const struct note_key *key)
{
	struct buf out = { 0 };
	struct note_key again;

	note_key_format(&out, key);
	must(note_key_parse(&again, buf_bytes(&out), NULL) == ERR_OK);
	must(sign_public_equal(&again.public, &key->public));
	buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct sign_public public = { SUITE_1, { 1 } };
	struct bytes input = { data, size };
	struct note_key key;
	struct note note;
	struct why why;
	uint64_t seconds;

	if (note_key_parse(&key, input, &why) == ERR_OK)
		write_and_read_again(&key);
	if (note_parse(&note, input, &why) != ERR_OK)
		return 0;
	must(note.count >= 1 && note.count <= NOTE_SIGNATURES_MAX);
	must(note.text.n > 0 && note.text.p[note.text.n - 1] == '\n');
	note_key_init(&key, "mudan", NOTE_COSIGNED, &public);
	(void)!note_check(&note, &key, &seconds);
	return 0;
}
