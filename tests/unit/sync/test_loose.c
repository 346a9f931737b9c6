#include "sync/loose.h"

#include <sys/stat.h>
#include <zlib.h>

#include "tests/unit/sync/log.h"

struct place {
	char *folder;
	char *file; /* where the object of the test belongs */
	struct digest_sha1 id;
};

static const char content[] = "what the clerk handed in";

static struct place place_make(void)
{
	struct place p = { .folder = folder_make() };
	char hex[GITOBJ_HEX_ROOM];
	char *inside = mem_print("%s/objects", p.folder);
	char *fan;

	p.id = gitobj_name(GITOBJ_BLOB, bytes_text(content));
	gitobj_hex(hex, &p.id);
	fan = mem_print("%s/%.2s", inside, hex);
	assert_int_equal(mkdir(inside, 0700), 0);
	assert_int_equal(mkdir(fan, 0700), 0);
	p.file = mem_print("%s/%s", fan, hex + 2);
	mem_free(fan);
	mem_free(inside);
	return p;
}

static void place_drop(struct place *p)
{
	mem_free(p->file);
	folder_drop(p->folder);
}

/* Deflate @object into the file; @cut: leave out, or add, so many bytes. */
static void write_object(
    const struct place *p, struct bytes object, int cut, int add)
{
	struct buf file = { 0 };
	uLongf n = compressBound(object.n);

	assert_int_equal(
	    compress(buf_extend(&file, n), &n, object.p, object.n), Z_OK);
	file.n = n - (size_t)cut;
	for (int i = 0; i < add; i++)
		buf_put_byte(&file, 0);
	assert_int_equal(
	    disk_write_plain(p->file, buf_bytes(&file), NULL), ERR_OK);
	buf_fini(&file);
}

static enum err read_it(const struct place *p, enum gitobj_type type)
{
	struct buf out = { 0 };
	enum err e = loose_read(p->folder, type, &p->id, &out, NULL);

	if (e)
		assert_int_equal(out.n, 0);
	else
		assert_true(bytes_equal(buf_bytes(&out), bytes_text(content)));
	buf_fini(&out);
	return e;
}

static struct buf object_of(const char *header)
{
	struct buf object = { 0 };

	buf_put_text(&object, header);
	buf_put_byte(&object, 0);
	buf_put_text(&object, content);
	return object;
}

static void a_whole_object_is_read(void **state)
{
	struct place p = place_make();
	struct buf object = object_of("blob 24");

	(void)state;
	assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_NOT_FOUND);
	write_object(&p, buf_bytes(&object), 0, 0);
	assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_OK);
	assert_int_equal(read_it(&p, GITOBJ_COMMIT), ERR_CORRUPT);
	buf_fini(&object);
	place_drop(&p);
}

static void an_object_cut_short_anywhere_is_damaged(void **state)
{
	struct place p = place_make();
	struct buf object = object_of("blob 24");

	(void)state;
	for (int cut = 1; cut < 20; cut++) {
		write_object(&p, buf_bytes(&object), cut, 0);
		assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_CORRUPT);
	}
	assert_int_equal(
	    disk_write_plain(p.file, (struct bytes){ NULL, 0 }, NULL), ERR_OK);
	assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_CORRUPT);
	write_object(&p, buf_bytes(&object), 0, 1);
	assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_CORRUPT);
	buf_fini(&object);
	place_drop(&p);
}

static void another_object_under_the_name_is_damaged(void **state)
{
	struct place p = place_make();
	struct buf object = object_of("blob 24");

	(void)state;
	object.p[object.n - 1] ^= 1;
	write_object(&p, buf_bytes(&object), 0, 0);
	assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_CORRUPT);
	buf_fini(&object);
	object = object_of("blob 25");
	write_object(&p, buf_bytes(&object), 0, 0);
	assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_CORRUPT);
	write_object(&p, bytes_text("no header at all"), 0, 0);
	assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_CORRUPT);
	buf_fini(&object);
	place_drop(&p);
}

static void what_inflates_beyond_the_limit_is_damaged(void **state)
{
	struct place p = place_make();
	struct buf large = { 0 };

	(void)state;
	buf_extend(&large, 4 * (size_t)LOOSE_BYTES_MAX);
	write_object(&p, buf_bytes(&large), 0, 0);
	assert_int_equal(read_it(&p, GITOBJ_BLOB), ERR_CORRUPT);
	buf_fini(&large);
	place_drop(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_whole_object_is_read),
		TEST(an_object_cut_short_anywhere_is_damaged),
		TEST(another_object_under_the_name_is_damaged),
		TEST(what_inflates_beyond_the_limit_is_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
