#include "node/robot_key.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/folder.h"
#include "node/keyring.h"
#include "schema/ledger.h"
#include "schema/role.h"

char *robot_key_path(const char *dir)
{
	return mem_print("%s/" FOLDER_KEYS "/robot.key", dir);
}

/* Out of the way; a key that is gone for good is not asked for again. */
static enum err put_aside(const char *path, struct why *why)
{
	char *former = mem_print("%s.former", path);
	enum err e = ERR_OK;

	if (rename(path, former) != 0 && errno != ENOENT)
		e = io_failed(why, path, errno);
	mem_free(former);
	return e;
}

enum err robot_key_make(const char *dir, uint8_t suite,
    enum robot_key_former former, const char *passphrase_file,
    struct keyfile_label *label, struct why *why)
{
	char *path = robot_key_path(dir);
	enum err e = former == ROBOT_KEY_FORMER ? put_aside(path, why) : ERR_OK;

	if (e == ERR_OK)
		e = keyring_make(path, KEYFILE_STAFF, suite, ROBOT_KEY_ID,
		    passphrase_file, label, why);
	mem_free(path);
	return e;
}

enum err robot_key_peek(
    const char *dir, struct keyfile_label *label, struct why *why)
{
	char *path = robot_key_path(dir);
	enum err e = keyfile_peek(path, label, why);

	mem_free(path);
	return e;
}

enum err robot_key_open(struct sign_pair *out, const char *dir,
    const char *passphrase_file, struct why *why)
{
	char *path = robot_key_path(dir);
	struct keyfile_label label;
	enum err e = keyring_sign_pair(path, passphrase_file, out, &label, why);

	if (e == ERR_OK && label.purpose != KEYFILE_STAFF)
		e = why_set(why, ERR_CONFLICT, "%s holds a %s key", path,
		    keyfile_purpose_word(label.purpose));
	mem_free(path);
	return e;
}

int64_t robot_key_since(const struct ledger *l, const char *node)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < ledger_staff_count(l); i++) {
		const struct staff *s = ledger_staff_at(l, i);

		if (s->roles == ROLE_BIT(ROLE_ROBOT) && s->from < first &&
		    strcmp(s->node, node) == 0)
			first = s->from;
	}
	return first;
}
