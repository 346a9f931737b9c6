/* Armoured signatures and key lines: what is taken comes back the same. */
#include "base/mem.h"
#include "base/why.h"
#include "keys/sshkey.h"
#include "keys/sshsig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same_but_newline(struct bytes taken, struct bytes written)
{
	return bytes_equal(taken, written) ||
	       bytes_equal(taken, bytes_part(written, 0, written.n - 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { data, size };
	struct sshkey_signer signer;
	struct sign_public public;
	struct buf out = { 0 };
	struct sshsig sig;
	struct why why;

	if (sshsig_unarmor(&sig, input, &why) == ERR_OK) {
		sshsig_armor(&out, &sig.public, sig.namespace, &sig.signature);
		must(same_but_newline(input, buf_bytes(&out)));
	}
	buf_clear(&out);
	if (sshkey_parse_signer(&signer, input, &why) == ERR_OK) {
		sshkey_format_signer(
		    &out, signer.principal, signer.namespaces, &signer.public);
		must(same_but_newline(input, buf_bytes(&out)));
	}
	(void)!sshkey_parse(&public, input, &why);
	buf_fini(&out);
	return 0;
}
