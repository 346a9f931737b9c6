/* What an agent answers: a list, a signature, or anything else. */
#include "base/mem.h"
#include "base/why.h"
#include "keys/sshagent.h"
#include "keys/sshkey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char line[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGyvXapglPcPD7APOSzKnzpuFNarfT7K"
    "69uC3N8hKJkw";

/* A key that was found has the fingerprint that finds it again. */
static void find(struct bytes answer, const char *name)
{
	struct sign_public found, again;
	struct buf blob = { 0 }, print = { 0 };
	struct why why;

	if (sshagent_find(&found, answer, name, &why) != ERR_OK)
		return;
	sshkey_put_blob(&blob, &found);
	sshkey_fingerprint(&print, buf_bytes(&blob));
	must(sshagent_find(&again, answer, buf_text(&print), &why) == ERR_OK &&
	     sign_public_equal(&found, &again));
	buf_fini(&blob);
	buf_fini(&print);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes answer = { data, size };
	struct bytes message = bytes_text("a case file\n");
	struct sign_public public;
	struct signature s;
	struct why why;

	must(sshkey_parse(&public, bytes_text(line), &why) == ERR_OK);
	find(answer, "li-min@hanbin");
	find(answer, "old");
	find(answer, "SHA256:XjsnRCceambx5GQ7kU/iFd+XxcZsatHzMU9NFyMwaEg");
	if (sshagent_take_signature(&s, &public, message, answer, &why) ==
	    ERR_OK)
		must(sign_check(&public, message, &s));
	return 0;
}
