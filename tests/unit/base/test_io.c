#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/why.h"
#include "tests/unit/unit.h"

#define MANY 300000 /* more than a pipe holds */

static void all_bytes_go_through_a_pipe(void **state)
{
	uint8_t *data = mem_new(MANY), *got = mem_new(MANY + 1);
	int ends[2];
	pid_t child;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		data[i] = (uint8_t)(i * 7);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(ends[0]);
		_exit(io_write(ends[1], (struct bytes){ data, MANY }) ? 0 : 1);
	}
	(void)close(ends[1]);
	assert_int_equal(io_read(ends[0], got, MANY + 1), MANY);
	assert_memory_equal(got, data, MANY);
	assert_int_equal(io_read(ends[0], got, 1), 0);
	(void)close(ends[0]);
	mem_free(data);
	mem_free(got);
}

static void reads_no_more_than_there_is_room(void **state)
{
	uint8_t room[4];
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	(void)state;
	memset(room, 1, sizeof(room));
	assert_int_equal(io_read(fd, room, 3), 3);
	assert_int_equal(room[2], 0);
	assert_int_equal(room[3], 1);
	(void)close(fd);
	assert_int_equal(io_read(-1, room, 1), -1);
	assert_int_equal(errno, EBADF);
	assert_false(io_write(-1, (struct bytes){ room, 1 }));
	assert_int_equal(errno, EBADF);
}

static void syncs_the_folder_of_a_path(void **state)
{
	(void)state;
	assert_true(io_sync_parent("/tmp/any"));
	assert_true(io_sync_parent("any"));
	errno = 0;
	assert_false(io_sync_parent("/nowhere/any"));
	assert_int_equal(errno, ENOENT);
}

/* What the system says, what it is to whoever named the path, and a word of
 * the way out. */
static void a_failure_tells_what_to_do(void **state)
{
	static const struct {
		int number;
		enum err e;
		const char *word;
	} rows[] = {
		{ ENOENT, ERR_NOT_FOUND, "no such file" },
		{ ENOTDIR, ERR_NOT_FOUND, "a file, not a directory" },
		{ EISDIR, ERR_NOT_FOUND, "a directory, not a file" },
		{ ENAMETOOLONG, ERR_NOT_FOUND, "the path cannot be" },
		{ ELOOP, ERR_NOT_FOUND, "the path cannot be" },
		{ EACCES, ERR_FORBIDDEN, "as the user whose file it is" },
		{ EPERM, ERR_FORBIDDEN, "as the user whose file it is" },
		{ EROFS, ERR_FORBIDDEN, "read-only" },
		{ EEXIST, ERR_EXISTS, "is left alone" },
		{ ENOSPC, ERR_NO_SPACE, "make room" },
		{ EDQUOT, ERR_NO_SPACE, "make room" },
		{ EIO, ERR_STORAGE, "Input/output error" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct why why = { 0 };

		assert_int_equal(
		    io_failed(&why, "/a/path", rows[i].number), rows[i].e);
		assert_non_null(strstr(why.text, rows[i].word));
		assert_int_equal(strncmp(why.text, "/a/path: ", 9), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_bytes_go_through_a_pipe),
		cmocka_unit_test(reads_no_more_than_there_is_room),
		cmocka_unit_test(syncs_the_folder_of_a_path),
		cmocka_unit_test(a_failure_tells_what_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
