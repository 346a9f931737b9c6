#include "node/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node/config.h"
#include "node/folder.h"
#include "tests/unit/sync/log.h"

/*
 *	top/node/        the data folder; its vault is a link to top/disk
 *	top/disk/
 *	top/run/         for a unix socket
 *	top/other        a file of somebody else
 *	top/passphrase
 */
struct place {
	char *top, *dir, *disk, *run, *other, *passphrase;
};

static struct place place_make(void)
{
	struct place p = { .top = folder_make() };
	char *link;

	p.dir = folder_path(p.top, "node");
	p.disk = folder_path(p.top, "disk");
	p.run = folder_path(p.top, "run");
	p.other = folder_path(p.top, "other");
	p.passphrase = folder_path(p.top, "passphrase");
	must(mkdir(p.dir, 0700) == 0 && mkdir(p.disk, 0700) == 0);
	must(mkdir(p.run, 0700) == 0);
	link = folder_path(p.dir, FOLDER_VAULT);
	must(symlink(p.disk, link) == 0);
	mem_free(link);
	must(folder_create(p.dir, random_system(), NULL) == ERR_OK);
	must(folder_write(p.top, "other", bytes_text("o"), NULL) == ERR_OK);
	must(
	    folder_write(p.top, "passphrase", bytes_text("p"), NULL) == ERR_OK);
	return p;
}

static void place_drop(struct place *p)
{
	mem_free(p->dir);
	mem_free(p->disk);
	mem_free(p->run);
	mem_free(p->other);
	mem_free(p->passphrase);
	folder_drop(p->top);
}

static bool opens(const char *dir, const char *name, int flags)
{
	char *path = folder_path(dir, name);
	int fd = open(path, flags | O_CLOEXEC, 0600);

	mem_free(path);
	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

static bool is_denied(const char *dir, const char *name, int flags)
{
	return !opens(dir, name, flags) && errno == EACCES;
}

static bool moves(
    const char *dir, const char *name, const char *to, const char *other)
{
	char *from = folder_path(dir, name), *path = folder_path(to, other);
	bool done = rename(from, path) == 0;

	mem_free(from);
	mem_free(path);
	return done;
}

static bool runs(const char *program)
{
	char *const words[] = { (char[]){ "a" }, NULL };

	return execve(program, words, NULL) == 0; /* comes back only if not */
}

/* Each row is one sentence; the first that is broken is the exit code. */
static int look(const struct place *p)
{
	const bool rows[] = {
		opens(p->dir, "a", O_RDWR | O_CREAT),
		opens(p->dir, "a", O_WRONLY | O_TRUNC),
		moves(p->dir, "a", p->dir, "logs/b"),
		opens(p->dir, "vault/c", O_RDWR | O_CREAT),
		moves(p->dir, "logs/b", p->dir, "vault/b"),
		opens("/etc", "passwd", O_RDONLY),
		opens("/dev", "null", O_RDONLY),
		opens(p->top, "passphrase", O_RDONLY),
		is_denied(p->top, "passphrase", O_WRONLY),
		is_denied(p->top, "other", O_RDONLY),
		is_denied(p->top, "other", O_WRONLY),
		is_denied(p->top, "new", O_RDWR | O_CREAT),
		is_denied(p->top, ".", O_RDONLY | O_DIRECTORY),
		is_denied(p->run, "file", O_RDWR | O_CREAT),
		is_denied("/etc", "tongban-new", O_RDWR | O_CREAT),
		!moves(p->dir, "vault/b", p->top, "b"),
		!runs("/bin/false"),
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!rows[i])
			return (int)i + 1;
	return 0;
}

static int confined(const struct place *p)
{
	struct config config;
	struct why why = { 0 };
	enum err e;

	config_init(&config);
	config.api = mem_print("unix:%s/api.sock", p->run);
	config.passphrase_file = p->passphrase;
	e = confine_start(p->dir, &config, &why);
	if (confine_version(NULL) == 0)
		return e == ERR_NO_RESOURCE && why.text[0] != '\0' &&
			       opens(p->top, "other", O_RDONLY)
			   ? 0
			   : 99;
	return e == ERR_OK ? look(p) : 98;
}

static void reaches_the_data_folder_and_nothing_else(void **state)
{
	struct place p = place_make();
	pid_t child = fork();
	int status;

	(void)state;
	assert_true(child >= 0);
	if (child == 0)
		_exit(confined(&p));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	place_drop(&p);
}

static void knows_what_the_kernel_offers(void **state)
{
	struct why why = { 0 };
	int version = confine_version(&why);

	(void)state;
	assert_true(version <= CONFINE_VERSION_MAX);
	if (version == 0)
		assert_non_null(strstr(why.text, "Landlock"));
	else
		assert_true(version >= CONFINE_VERSION_MIN);
	(void)printf("Landlock: %d %s\n", version, why.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reaches_the_data_folder_and_nothing_else),
		TEST(knows_what_the_kernel_offers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
