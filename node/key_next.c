#include "node/key_next.h"

#include <string.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/folder.h"
#include "node/identity.h"
#include "schema/genesis.h"
#include "sync/disk.h"

bool key_next_purpose(enum keyfile_purpose *out, const char *word)
{
	static const enum keyfile_purpose all[] = { KEYFILE_LOG,
		KEYFILE_RECOVERY, KEYFILE_WITNESS, KEYFILE_CHANNEL,
		KEYFILE_SEALING };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		*out = all[i];
		if (strcmp(word, keyfile_purpose_word(all[i])) == 0)
			return true;
	}
	return false;
}

struct bytes key_next_of_label(const struct keyfile_label *label)
{
	if (label->purpose == KEYFILE_CHANNEL)
		return noise_public_bytes(&label->public.channel);
	if (label->purpose == KEYFILE_SEALING)
		return seal_public_bytes(&label->public.sealing);
	return sign_public_bytes(&label->public.sign);
}

struct bytes key_next_of_member(
    const struct member *m, enum keyfile_purpose purpose)
{
	return genesis_key_bytes(m, keyfile_purpose_word(purpose));
}

char *key_next_path(const char *dir, enum keyfile_purpose purpose)
{
	return mem_print("%s/" FOLDER_KEYS "/%s.key.next", dir,
	    keyfile_purpose_word(purpose));
}

char *key_next_former_path(
    const char *dir, enum keyfile_purpose purpose, size_t n)
{
	return mem_print("%s/" FOLDER_KEYS "/%s-%zu.key", dir,
	    keyfile_purpose_word(purpose), n);
}

static bool is_there(char *path)
{
	bool there = access(path, F_OK) == 0;

	mem_free(path);
	return there;
}

size_t key_next_former_count(const char *dir, enum keyfile_purpose purpose)
{
	size_t n = 0;

	while (is_there(key_next_former_path(dir, purpose, n + 1)))
		n++;
	return n;
}

bool key_next_is(
    const char *dir, enum keyfile_purpose purpose, struct bytes key)
{
	char *path = key_next_path(dir, purpose);
	struct keyfile_label label;
	bool is = keyfile_peek(path, &label, NULL) == ERR_OK &&
		  label.purpose == purpose &&
		  bytes_equal(key_next_of_label(&label), key);

	mem_free(path);
	return is;
}

static enum err put_in_place(
    const char *dir, enum keyfile_purpose purpose, struct why *why)
{
	char *next = key_next_path(dir, purpose);
	char *path = identity_path(dir, purpose);
	enum err e = disk_rename(next, path, why);

	mem_free(next);
	mem_free(path);
	return e;
}

enum err key_next_switch(
    const char *dir, enum keyfile_purpose purpose, struct why *why)
{
	char *path = identity_path(dir, purpose);
	char *former = key_next_former_path(
	    dir, purpose, key_next_former_count(dir, purpose) + 1);
	enum err e = ERR_OK;

	failpoint(FAILPOINT_ROTATE_BEFORE_SWITCH);
	if (!is_there(key_next_path(dir, purpose)))
		e = why_set(why, ERR_NOT_FOUND, "%s.next is not there", path);
	if (e == ERR_OK && access(path, F_OK) == 0)
		e = disk_rename(path, former, why);
	failpoint(FAILPOINT_ROTATE_BETWEEN);
	if (e == ERR_OK)
		e = put_in_place(dir, purpose, why);
	failpoint(FAILPOINT_ROTATE_AFTER_SWITCH);
	mem_free(path);
	mem_free(former);
	return e;
}

enum err key_next_mend(
    const char *dir, enum keyfile_purpose purpose, struct why *why)
{
	if (is_there(identity_path(dir, purpose)) ||
	    !is_there(key_next_path(dir, purpose)))
		return ERR_OK;
	return put_in_place(dir, purpose, why);
}
