#include "node/identity.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/secret.h"
#include "node/folder.h"
#include "node/keyring.h"
#include "schema/genesis.h"

char *identity_path(const char *dir, enum keyfile_purpose purpose)
{
	return mem_print(
	    "%s/" FOLDER_KEYS "/%s.key", dir, keyfile_purpose_word(purpose));
}

/* The right kind of key, and of the same node as those before. */
static enum err check_label(struct identity *id, const char *path,
    enum keyfile_purpose purpose, const struct keyfile_label *label,
    struct why *why)
{
	if (label->purpose != purpose)
		return why_set(why, ERR_CONFLICT, "%s holds a %s key", path,
		    keyfile_purpose_word(label->purpose));
	if (!text_is_slug(bytes_text(label->name)))
		return why_set(why, ERR_CORRUPT, "%s names no node", path);
	if (id->node[0] == '\0')
		memcpy(id->node, label->name, strlen(label->name) + 1);
	if (strcmp(id->node, label->name) != 0)
		return why_set(why, ERR_CONFLICT,
		    "%s is a key of %s, the others are of %s", path,
		    label->name, id->node);
	return ERR_OK;
}

static enum err read_sign(struct identity *id, const char *dir,
    enum keyfile_purpose purpose, const char *passphrase_file,
    struct sign_pair *out, struct why *why)
{
	char *path = identity_path(dir, purpose);
	struct keyfile_label label;
	enum err e = keyring_sign_pair(path, passphrase_file, out, &label, why);

	if (e == ERR_OK)
		e = check_label(id, path, purpose, &label, why);
	mem_free(path);
	return e;
}

static enum err read_sealing(struct identity *id, const char *dir,
    const char *passphrase_file, struct why *why)
{
	char *path = identity_path(dir, KEYFILE_SEALING);
	struct keyfile_label label;
	enum err e =
	    keyring_seal_pair(path, passphrase_file, &id->sealing, &label, why);

	if (e == ERR_OK)
		e = check_label(id, path, KEYFILE_SEALING, &label, why);
	mem_free(path);
	return e;
}

static enum err read_channel(struct identity *id, const char *dir,
    const char *passphrase_file, struct why *why)
{
	char *path = identity_path(dir, KEYFILE_CHANNEL);
	struct keyfile_label label;
	enum err e = keyring_noise_pair(
	    path, passphrase_file, &id->channel, &label, why);

	if (e == ERR_OK)
		e = check_label(id, path, KEYFILE_CHANNEL, &label, why);
	mem_free(path);
	return e;
}

enum err identity_open(struct identity **out, const char *dir,
    const char *passphrase_file, struct why *why)
{
	struct identity *id = secret_new(sizeof(*id));
	enum err e;

	e = read_sign(id, dir, KEYFILE_LOG, passphrase_file, &id->log, why);
	if (e == ERR_OK)
		e = read_channel(id, dir, passphrase_file, why);
	if (e == ERR_OK)
		e = read_sealing(id, dir, passphrase_file, why);
	if (e == ERR_OK)
		*out = id;
	else
		secret_free(id);
	return e == ERR_CONFIG ? ERR_CONFLICT : e; /* another kind of key */
}

void identity_free(struct identity *id)
{
	secret_free(id);
}

enum err identity_check(
    const struct identity *id, const struct member *m, struct why *why)
{
	const char *wrong = NULL;

	if (!sign_public_equal(&id->log.public, &m->log))
		wrong = "log";
	else if (!noise_public_equal(&id->channel.public, &m->channel))
		wrong = "channel";
	else if (!seal_public_equal(&id->sealing.public, &m->sealing))
		wrong = "sealing";
	if (wrong != NULL)
		return why_set(why, ERR_CONFLICT,
		    "the %s key is not the one that %s was admitted with",
		    wrong, id->node);
	return ERR_OK;
}
