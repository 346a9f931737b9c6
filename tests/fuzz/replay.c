/*
 * replay - run a fuzz target over files instead of under libFuzzer.
 *
 *     fuzz_NAME FILE_OR_FOLDER...
 *
 * So ordinary and sanitized builds go over every input that was ever
 * interesting, with any compiler.  An empty corpus is an error: it would pass
 * without having asked anything.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FILE_BYTES_MAX (16u << 20)

static int replay_file(const char *path)
{
	struct buf b = { 0 };
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	size_t n;

	if (f == NULL) {
		perror(path);
		return 1;
	}
	do {
		uint8_t part[4096];

		n = fread(part, 1, sizeof(part), f);
		buf_put(&b, (struct bytes){ part, n });
	} while (n > 0 && b.n <= FILE_BYTES_MAX);
	must(fclose(f) == 0);
	must(b.n <= FILE_BYTES_MAX);

	/* An exact copy: a sanitizer then sees a read past the end. */
	data = mem_copy(b.p != NULL ? b.p : (const uint8_t *)"", b.n);
	(void)LLVMFuzzerTestOneInput(data, b.n);
	mem_free(data);
	buf_fini(&b);
	return 0;
}

static int not_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int replay(const char *path, unsigned *count);

static int replay_folder(const char *path, unsigned *count)
{
	struct dirent **names;
	int status = 0, n = scandir(path, &names, not_hidden, alphasort);

	if (n < 0) {
		perror(path);
		return 1;
	}
	for (int i = 0; i < n; i++) {
		char *file = mem_print("%s/%s", path, names[i]->d_name);

		status |= replay(file, count);
		mem_free(file);
		free(names[i]);
	}
	free(names);
	return status;
}

static int replay(const char *path, unsigned *count)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		perror(path);
		return 1;
	}
	if (S_ISDIR(st.st_mode))
		return replay_folder(path, count);
	(*count)++;
	return replay_file(path);
}

int main(int argc, char **argv)
{
	unsigned count = 0;
	int status = 0;

	for (int i = 1; i < argc; i++)
		status |= replay(argv[i], &count);
	(void)printf("%u inputs\n", count);
	return status != 0 || count == 0;
}
