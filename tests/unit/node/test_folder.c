#include "node/folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/why.h"
#include "tests/unit/sync/log.h"

#define NOBODY 65534

static void makes_a_private_folder_with_an_instance(void **state)
{
	char *top = folder_make(), *dir = folder_path(top, "node");
	struct folder *one, *two;
	uint8_t instance[FOLDER_INSTANCE_BYTES];
	struct stat st;

	(void)state;
	assert_int_equal(folder_create(dir, random_system(), NULL), ERR_OK);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(folder_create(dir, random_system(), NULL), ERR_EXISTS);
	assert_int_equal(folder_open(&one, dir, FOLDER_LOOK, NULL), ERR_OK);
	memcpy(instance, folder_instance(one), sizeof(instance));
	assert_int_equal(folder_open(&two, dir, FOLDER_WORK, NULL), ERR_OK);
	assert_memory_equal(instance, folder_instance(two), sizeof(instance));
	folder_close(one);
	folder_close(two);
	mem_free(dir);
	folder_drop(top);
}

static void only_one_works_in_a_folder(void **state)
{
	char *top = folder_make(), *dir = folder_path(top, "node");
	struct folder *one, *two;
	struct why why = { 0 };

	(void)state;
	assert_int_equal(folder_create(dir, random_system(), NULL), ERR_OK);
	assert_int_equal(folder_open(&one, dir, FOLDER_WORK, NULL), ERR_OK);
	assert_int_equal(
	    folder_open(&two, dir, FOLDER_WORK, &why), ERR_FOLDER_IN_USE);
	assert_non_null(strstr(why.text, dir));
	assert_int_equal(folder_open(&two, dir, FOLDER_LOOK, NULL), ERR_OK);
	folder_close(two);
	folder_close(one);
	assert_int_equal(folder_open(&two, dir, FOLDER_WORK, NULL), ERR_OK);
	folder_close(two);
	mem_free(dir);
	folder_drop(top);
}

/* Root makes one of somebody else; anybody else takes root's. */
static void nobody_works_in_a_folder_of_another_user(void **state)
{
	char *top = folder_make(), *dir = folder_path(top, "node");
	const char *others = "/";
	struct folder *f = NULL;
	struct why why = { 0 };

	(void)state;
	assert_int_equal(folder_create(dir, random_system(), NULL), ERR_OK);
	if (geteuid() == 0) {
		assert_int_equal(chown(dir, NOBODY, NOBODY), 0);
		others = dir;
	}
	assert_int_equal(
	    folder_open(&f, others, FOLDER_WORK, &why), ERR_OTHER_OWNER);
	assert_null(f);
	assert_non_null(strstr(why.text, "sudo -u"));
	assert_int_equal(
	    folder_create(others, random_system(), &why), ERR_OTHER_OWNER);
	mem_free(dir);
	folder_drop(top);
}

static void tells_a_folder_that_was_never_set_up(void **state)
{
	char *top = folder_make();
	struct why why = { 0 };
	struct folder *f;

	(void)state;
	assert_int_equal(
	    folder_open(&f, top, FOLDER_WORK, &why), ERR_NOT_FOUND);
	assert_non_null(strstr(why.text, "tongban init"));
	assert_int_equal(
	    folder_write(top, "instance", bytes_text("zz\n"), NULL), ERR_OK);
	assert_int_equal(folder_open(&f, top, FOLDER_WORK, &why), ERR_CORRUPT);
	folder_drop(top);
}

static void never_writes_over_other_bytes(void **state)
{
	char *top = folder_make();

	(void)state;
	assert_int_equal(
	    folder_write(top, "genesis", bytes_text("one"), NULL), ERR_OK);
	assert_int_equal(
	    folder_write(top, "genesis", bytes_text("one"), NULL), ERR_OK);
	assert_int_equal(
	    folder_write(top, "genesis", bytes_text("two"), NULL), ERR_EXISTS);
	assert_int_equal(
	    folder_write(top, "genesis", bytes_text("o"), NULL), ERR_EXISTS);
	folder_drop(top);
}

static void refuses_a_genesis_that_is_none(void **state)
{
	char *top = folder_make();
	struct why why = { 0 };
	struct genesis g;

	(void)state;
	assert_int_equal(folder_genesis(top, NULL, &g, &why), ERR_NOT_FOUND);
	assert_int_equal(
	    folder_write(top, FOLDER_GENESIS, bytes_text("?"), NULL), ERR_OK);
	assert_int_equal(folder_genesis(top, NULL, &g, &why), ERR_CORRUPT);
	assert_non_null(strstr(why.text, top));
	folder_drop(top);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_a_private_folder_with_an_instance),
		TEST(only_one_works_in_a_folder),
		TEST(nobody_works_in_a_folder_of_another_user),
		TEST(tells_a_folder_that_was_never_set_up),
		TEST(never_writes_over_other_bytes),
		TEST(refuses_a_genesis_that_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
