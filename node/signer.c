#include "node/signer.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "keys/sshsig.h"
#include "node/agent.h"
#include "node/keyring.h"
#include "schema/act.h"

#define AGENT "agent:"

static enum err open_file(struct signer *s, const char *path,
    const char *passphrase_file, struct why *why)
{
	struct keyfile_label label;
	enum err e;

	s->pair = secret_new(sizeof(*s->pair));
	e = keyring_sign_pair(path, passphrase_file, s->pair, &label, why);
	if (e != ERR_OK)
		return e;
	s->public = s->pair->public;
	s->purpose = label.purpose;
	return ERR_OK;
}

const char *signer_name(const char *key)
{
	size_t lead = sizeof(AGENT) - 1;

	return strncmp(key, AGENT, lead) == 0 ? key + lead : NULL;
}

enum err signer_open(struct signer *out, const char *key,
    const char *passphrase_file, struct why *why)
{
	const char *name = signer_name(key);
	enum err e;

	*out = (struct signer){ .in_agent = name != NULL };
	if (name != NULL)
		e = agent_find(name, &out->public, why);
	else
		e = open_file(out, key, passphrase_file, why);
	if (e != ERR_OK)
		signer_close(out);
	else
		out->id = sign_key_id(&out->public);
	return e;
}

void signer_close(struct signer *s)
{
	secret_free(s->pair);
	*s = (struct signer){ 0 };
}

enum err signer_sign(const struct signer *s, const char *namespace,
    struct bytes message, struct signature *out, struct why *why)
{
	struct buf preimage = { 0 };
	enum err e;

	if (s->pair != NULL) {
		*out = sshsig_sign(s->pair, namespace, message);
		return ERR_OK;
	}
	sshsig_preimage(&preimage, s->public.suite, namespace, message);
	e = agent_sign(&s->public, buf_bytes(&preimage), out, why);
	buf_fini(&preimage);
	return e;
}

enum err signer_sign_act(
    const struct signer *s, struct act *act, struct why *why)
{
	struct signature signature;
	enum err e;

	must(act->suite == s->public.suite);
	e = signer_sign(s, ACT_NAMESPACE, act->unsigned_, &signature, why);
	if (e == ERR_OK)
		act_add_sig(act, &s->id, &signature);
	return e;
}
