#include "node/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/journal.h"
#include "base/mem.h"
#include "node/address.h"
#include "node/config.h"
#include "node/folder.h"

/* Not in the headers of Linux 6.1. */
#define ACCESS_TRUNCATE  (UINT64_C(1) << 14)
#define ACCESS_IOCTL_DEV (UINT64_C(1) << 15)

#define ACCESS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_WORK                                                          \
	(ACCESS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE |                       \
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |      \
	    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |     \
	    LANDLOCK_ACCESS_FS_REFER | ACCESS_TRUNCATE)
#define ACCESS_SOCKET \
	(LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE)

/* What of the above a rule on a single file may say. */
#define ACCESS_OF_FILE                                               \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | \
	    LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE |        \
	    ACCESS_IOCTL_DEV)

/* What the C library and libcrypto read.  Folders, for files in them that are
 * replaced while the node runs: resolv.conf is, at each new lease. */
static const char *const system_paths[] = { "/etc", "/lib", "/lib64",
	"/usr/lib", "/usr/lib64", "/usr/share/locale", "/usr/share/zoneinfo",
	"/run/NetworkManager", "/run/resolvconf", "/run/systemd/resolve",
	"/sys/devices/system/cpu", "/dev/null", "/dev/random", "/dev/urandom" };

/* May be links to another disk; rules are on what they lead to. */
static const char *const subs[] = { FOLDER_KEYS, FOLDER_LOGS, FOLDER_VAULT,
	FOLDER_WRAPS, FOLDER_RUN };

struct ruleset {
	int fd;
	uint64_t handled; /* rights that this kernel knows */
};

int confine_version(struct why *why)
{
	long got = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	enum err e = ERR_OK;

	if (got < 0)
		e = why_set(why, ERR_NO_RESOURCE,
		    "the kernel offers no Landlock (%s)", strerror(errno));
	else if (got < CONFINE_VERSION_MIN)
		e = why_set(why, ERR_NO_RESOURCE,
		    "the kernel's Landlock is of version %ld, %d is needed",
		    got, CONFINE_VERSION_MIN);
	if (e != ERR_OK)
		return 0;
	return got < CONFINE_VERSION_MAX ? (int)got : CONFINE_VERSION_MAX;
}

/* Rights are numbered in the order they came: 14 with version 2, one more with
 * 3 (truncate), none with 4 (it is about ports), one with 5. */
static uint64_t rights_of(int version)
{
	uint64_t all = (LANDLOCK_ACCESS_FS_REFER << 1) - 1;

	if (version >= 3)
		all |= ACCESS_TRUNCATE;
	if (version >= 5)
		all |= ACCESS_IOCTL_DEV;
	return all;
}

static enum err failed(struct why *why, const char *what, const char *path)
{
	return why_set(
	    why, ERR_NO_RESOURCE, "%s %s: %s", what, path, strerror(errno));
}

/* What is not there needs no rule. */
static enum err put_rule(
    const struct ruleset *r, const char *path, uint64_t access, struct why *why)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = access & r->handled,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};
	enum err e = ERR_OK;
	struct stat st;

	if (rule.parent_fd < 0)
		return ERR_OK;
	if (fstat(rule.parent_fd, &st) != 0)
		e = failed(why, "cannot look at", path);
	if (e == ERR_OK && !S_ISDIR(st.st_mode))
		rule.allowed_access &= ACCESS_OF_FILE;
	if (e == ERR_OK && syscall(SYS_landlock_add_rule, r->fd,
			       LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
		e = failed(why, "no rule for", path);
	(void)close(rule.parent_fd);
	return e;
}

static enum err put_system(const struct ruleset *r, struct why *why)
{
	enum err e = ERR_OK;

	for (size_t i = 0;
	     i < sizeof(system_paths) / sizeof(system_paths[0]) && e == ERR_OK;
	     i++)
		e = put_rule(r, system_paths[i], ACCESS_READ, why);
	return e;
}

static enum err put_data(
    const struct ruleset *r, const char *dir, struct why *why)
{
	enum err e = put_rule(r, dir, ACCESS_WORK, why);

	for (size_t i = 0; i < sizeof(subs) / sizeof(subs[0]) && e == ERR_OK;
	     i++) {
		char *path = folder_path(dir, subs[i]);

		e = put_rule(r, path, ACCESS_WORK, why);
		mem_free(path);
	}
	return e;
}

/* The folder that the API's socket is made in, and removed from. */
static enum err put_socket(
    const struct ruleset *r, const char *api, struct why *why)
{
	struct address address;
	enum err e;
	char *path, *slash;

	e = address_parse(&address, api, why);
	if (e != ERR_OK || address.type != ADDRESS_UNIX)
		return e;
	path = mem_copy_text(address.host);
	slash = strrchr(path, '/');
	must(slash != NULL); /* it is absolute */
	slash[slash == path] = '\0';
	e = put_rule(r, path, ACCESS_SOCKET, why);
	mem_free(path);
	return e;
}

static enum err put_config(
    const struct ruleset *r, const struct config *config, struct why *why)
{
	const char *named = getenv("TONGBAN_PASSPHRASE_FILE");
	enum err e = put_socket(r, config->api, why);

	if (e == ERR_OK && config->passphrase_file[0] != '\0')
		e = put_rule(r, config->passphrase_file, ACCESS_READ, why);
	if (e == ERR_OK && named != NULL)
		e = put_rule(r, named, ACCESS_READ, why);
	return e;
}

static enum err enforce(const struct ruleset *r, struct why *why)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return failed(why, "cannot give up", "privileges");
	if (syscall(SYS_landlock_restrict_self, r->fd, 0) != 0)
		return failed(why, "cannot restrict", "this process");
	return ERR_OK;
}

enum err confine_start(
    const char *dir, const struct config *config, struct why *why)
{
	int version = confine_version(why);
	struct landlock_ruleset_attr attr = { .handled_access_fs =
						  rights_of(version) };
	struct ruleset r = { .handled = attr.handled_access_fs };
	enum err e;

	if (version == 0)
		return ERR_NO_RESOURCE;
	r.fd =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (r.fd < 0)
		return failed(why, "no set of rules for", dir);
	e = put_system(&r, why);
	if (e == ERR_OK)
		e = put_data(&r, dir, why);
	if (e == ERR_OK)
		e = put_config(&r, config, why);
	if (e == ERR_OK)
		e = enforce(&r, why);
	(void)close(r.fd);
	return e;
}

void confine_daemon(const char *dir, const struct config *config)
{
	struct why why = { 0 };
	char version[12];

	/* SQLite's sorts spill into files without names: into our folder. */
	must(setenv("SQLITE_TMPDIR", dir, 1) == 0);
	if (confine_start(dir, config, &why) != ERR_OK) {
		journal_say(JOURNAL_WARNING, "files are not confined", "reason",
		    why.text, NULL);
		return;
	}
	(void)snprintf(version, sizeof(version), "%d", confine_version(NULL));
	journal_say(JOURNAL_NOTICE, "files are confined", "dir", dir,
	    "landlock", version, NULL);
}
