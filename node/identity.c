#include "node/identity.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/secret.h"
#include "node/folder.h"
#include "node/key_next.h"
#include "node/keyring.h"
#include "schema/genesis.h"

struct identity_ring {
	struct seal_ring ring;
	struct identity_ring *before; /* owned */
};

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

static enum err read_log(struct identity *id, const char *dir,
    const char *passphrase_file, struct why *why)
{
	char *path = identity_path(dir, KEYFILE_LOG);
	struct keyfile_label label;
	enum err e =
	    keyring_sign_pair(path, passphrase_file, &id->log, &label, why);

	if (e == ERR_OK)
		e = check_label(id, path, KEYFILE_LOG, &label, why);
	mem_free(path);
	if (e != ERR_OK || key_next_former_count(dir, KEYFILE_LOG) == 0) {
		id->first_log = id->log.public;
		return e;
	}
	path = key_next_former_path(dir, KEYFILE_LOG, 1);
	e = keyfile_peek(path, &label, why);
	if (e == ERR_OK)
		e = check_label(id, path, KEYFILE_LOG, &label, why);
	if (e == ERR_OK)
		id->first_log = label.public.sign;
	mem_free(path);
	return e;
}

/* Of a node whose place this one took; behind our own in the ring. */
static enum err read_given(struct identity *id, const char *dir,
    const char *node, size_t n, const char *passphrase_file, struct why *why)
{
	char *path = inherited_path(dir, node, n);
	struct keyfile_label label;
	struct seal_pair pair;
	enum err e =
	    keyring_seal_pair(path, passphrase_file, &pair, &label, why);

	if (e == ERR_OK &&
	    (label.purpose != KEYFILE_SEALING || strcmp(label.name, node) != 0))
		e = why_set(why, ERR_CONFLICT, "%s is no sealing key of %s",
		    path, node);
	if (e == ERR_OK)
		identity_add_sealing(id, &pair);
	seal_pair_wipe(&pair);
	mem_free(path);
	return e;
}

static enum err read_inherited(struct identity *id, const char *dir,
    const char *passphrase_file, struct why *why)
{
	enum err e = inherited_list(&id->inherited, dir, why);

	for (size_t i = 0; e == ERR_OK && i < id->inherited.count; i++) {
		const char *node = id->inherited.node[i];
		size_t count = inherited_former_count(dir, node);

		for (size_t n = 1; e == ERR_OK && n <= count + 1; n++)
			e = read_given(id, dir, node, n <= count ? n : 0,
			    passphrase_file, why);
	}
	return e;
}

static enum err read_sealing(struct identity *id, const char *path,
    const char *passphrase_file, struct seal_pair *out, struct why *why)
{
	struct keyfile_label label;
	enum err e = keyring_seal_pair(path, passphrase_file, out, &label, why);

	if (e == ERR_OK)
		e = check_label(id, path, KEYFILE_SEALING, &label, why);
	return e;
}

/* Oldest first into the ring; beyond its room the oldest stay closed. */
static enum err read_sealings(struct identity *id, const char *dir,
    const char *passphrase_file, struct why *why)
{
	size_t count = key_next_former_count(dir, KEYFILE_SEALING);
	size_t n = count >= SEAL_RING_MAX ? count - SEAL_RING_MAX + 2 : 1;
	enum err e = ERR_OK;

	for (; e == ERR_OK && n <= count + 1; n++) {
		char *path = n <= count
				 ? key_next_former_path(dir, KEYFILE_SEALING, n)
				 : identity_path(dir, KEYFILE_SEALING);
		struct seal_pair pair;

		e = read_sealing(id, path, passphrase_file, &pair, why);
		if (e == ERR_OK)
			identity_add_sealing(id, &pair);
		seal_pair_wipe(&pair);
		mem_free(path);
	}
	return e;
}

static enum err read_channel(struct identity *id, const char *path,
    const char *passphrase_file, struct noise_pair *out, struct why *why)
{
	struct keyfile_label label;
	enum err e =
	    keyring_noise_pair(path, passphrase_file, out, &label, why);

	if (e == ERR_OK)
		e = check_label(id, path, KEYFILE_CHANNEL, &label, why);
	return e;
}

static enum err read_channels(struct identity *id, const char *dir,
    const char *passphrase_file, struct why *why)
{
	size_t count = key_next_former_count(dir, KEYFILE_CHANNEL);
	char *path = identity_path(dir, KEYFILE_CHANNEL);
	enum err e = read_channel(id, path, passphrase_file, &id->channel, why);

	mem_free(path);
	while (
	    e == ERR_OK && count > 0 && id->former_count < REPLICA_FORMER_MAX) {
		path = key_next_former_path(dir, KEYFILE_CHANNEL, count--);
		e = read_channel(id, path, passphrase_file,
		    &id->former[id->former_count], why);
		id->former_count += e == ERR_OK;
		mem_free(path);
	}
	return e;
}

/* Nothing but cosignatures hangs on it. */
static enum err read_witness(struct identity *id, const char *dir,
    const char *passphrase_file, struct why *why)
{
	char *path = identity_path(dir, KEYFILE_WITNESS);
	struct keyfile_label label;
	enum err e =
	    keyring_sign_pair(path, passphrase_file, &id->witness, &label, why);

	if (e == ERR_OK)
		e = check_label(id, path, KEYFILE_WITNESS, &label, why);
	id->has_witness = e == ERR_OK;
	mem_free(path);
	return e == ERR_NOT_FOUND || e == ERR_PASSPHRASE ? ERR_OK : e;
}

static enum err mend(const char *dir, struct why *why)
{
	static const enum keyfile_purpose here[] = { KEYFILE_LOG,
		KEYFILE_CHANNEL, KEYFILE_SEALING, KEYFILE_WITNESS };
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof(here) / sizeof(*here); i++)
		e = key_next_mend(dir, here[i], why);
	return e;
}

enum err identity_open(struct identity **out, const char *dir,
    const char *passphrase_file, struct why *why)
{
	struct identity *id = secret_new(sizeof(*id));
	enum err e = mend(dir, why);

	if (e == ERR_OK)
		e = read_log(id, dir, passphrase_file, why);
	if (e == ERR_OK)
		e = read_channels(id, dir, passphrase_file, why);
	if (e == ERR_OK)
		e = read_inherited(id, dir, passphrase_file, why);
	if (e == ERR_OK)
		e = read_sealings(id, dir, passphrase_file, why);
	if (e == ERR_OK)
		e = read_witness(id, dir, passphrase_file, why);
	id->batch[0] = id->log;
	if (e == ERR_OK)
		*out = id;
	else
		identity_free(id);
	return e == ERR_CONFIG ? ERR_CONFLICT : e; /* another kind of key */
}

void identity_free(struct identity *id)
{
	while (id != NULL && id->rings != NULL) {
		struct identity_ring *before = id->rings->before;

		secret_free(id->rings);
		id->rings = before;
	}
	secret_free(id);
}

void identity_add_sealing(struct identity *id, const struct seal_pair *sealing)
{
	struct identity_ring *fresh = secret_new(sizeof(*fresh));

	if (id->rings != NULL)
		fresh->ring = id->rings->ring;
	if (fresh->ring.count == SEAL_RING_MAX)
		fresh->ring.count--;
	seal_ring_put(&fresh->ring, sealing);
	fresh->before = id->rings;
	id->rings = fresh;
	id->readers = &fresh->ring;
	id->sealing = *sealing;
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
		    "the %s key is not the one that the network knows of %s; "
		    "put back that key file, or its .next",
		    wrong, id->node);
	return ERR_OK;
}

/* The next key is in force, and not yet in its place. */
static bool is_due(
    const struct member *m, const char *dir, enum keyfile_purpose purpose)
{
	struct bytes key = key_next_of_member(m, purpose);
	char *path = identity_path(dir, purpose);
	struct keyfile_label label;
	bool placed = keyfile_peek(path, &label, NULL) == ERR_OK &&
		      bytes_equal(key_next_of_label(&label), key);

	mem_free(path);
	return !placed && key_next_is(dir, purpose, key);
}

enum err identity_settle(struct identity **id, const char *dir,
    const char *passphrase_file, const struct member *m, struct why *why)
{
	static const enum keyfile_purpose all[] = { KEYFILE_LOG,
		KEYFILE_RECOVERY, KEYFILE_WITNESS, KEYFILE_CHANNEL,
		KEYFILE_SEALING };
	struct identity *fresh;
	bool switched = false;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof(all) / sizeof(*all); i++) {
		if (!is_due(m, dir, all[i]))
			continue;
		e = key_next_switch(dir, all[i], why);
		switched = true;
	}
	if (e == ERR_OK && switched) {
		e = identity_open(&fresh, dir, passphrase_file, why);
		if (e == ERR_OK) {
			identity_free(*id);
			*id = fresh;
		}
	}
	return e == ERR_OK ? identity_check(*id, m, why) : e;
}

static enum err open_pair(struct identity_next *out, const char *path,
    const char *passphrase_file, enum keyfile_purpose purpose, struct why *why)
{
	if (purpose == KEYFILE_LOG || purpose == KEYFILE_WITNESS)
		return keyring_sign_pair(
		    path, passphrase_file, &out->pair.log, &out->label, why);
	if (purpose == KEYFILE_CHANNEL)
		return keyring_noise_pair(path, passphrase_file,
		    &out->pair.channel, &out->label, why);
	if (purpose == KEYFILE_SEALING)
		return keyring_seal_pair(path, passphrase_file,
		    &out->pair.sealing, &out->label, why);
	return keyfile_peek(path, &out->label, why);
}

enum err identity_next_open(struct identity_next *out, const char *dir,
    const char *node, const char *passphrase_file, enum keyfile_purpose purpose,
    struct why *why)
{
	char *path = key_next_path(dir, purpose);
	enum err e = open_pair(out, path, passphrase_file, purpose, why);

	if (e == ERR_OK && (out->label.purpose != purpose ||
			       strcmp(out->label.name, node) != 0))
		e = why_set(why, ERR_CONFLICT, "%s is no %s key of %s", path,
		    keyfile_purpose_word(purpose), node);
	mem_free(path);
	return e;
}
