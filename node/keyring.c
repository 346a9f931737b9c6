#include "node/keyring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "keys/random.h"
#include "node/file.h"

static enum err read_passphrase_file(
    const char *path, struct buf *out, struct why *why)
{
	struct arena *a = arena_new();
	struct bytes text;
	enum err e =
	    file_read(a, path, KEYFILE_PASSPHRASE_BYTES_MAX + 1, &text, why);

	if (e == ERR_OK) {
		if (text.n > 0 && text.p[text.n - 1] == '\n')
			text.n--;
		buf_put(out, text);
	}
	arena_free(a);
	return e;
}

/* Ask without echo.  Only called when standard input is a terminal. */
static enum err ask_terminal(const char *path, struct buf *out, struct why *why)
{
	struct termios before, quiet;
	char line[KEYFILE_PASSPHRASE_BYTES_MAX + 2];
	bool got;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return why_set(why, ERR_PASSPHRASE, "%s: 无法读取口令", path);
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	(void)fprintf(stderr, "%s 的口令 / passphrase: ", path);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	got = fgets(line, sizeof(line), stdin) != NULL;
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	(void)fputc('\n', stderr);
	if (got) {
		line[strcspn(line, "\n")] = '\0';
		buf_put_text(out, line);
	}
	mem_wipe(line, sizeof(line));
	return got ? ERR_OK
		   : why_set(why, ERR_PASSPHRASE,
			 "%s: 没有口令 / no passphrase", path);
}

static const char *from_environment(const char *passphrase_file)
{
	return passphrase_file != NULL ? passphrase_file
				       : getenv("TONGBAN_PASSPHRASE_FILE");
}

static enum err find_passphrase(const char *path, const char *passphrase_file,
    struct buf *out, struct why *why)
{
	struct keyfile_label label;
	enum err e = keyfile_peek(path, &label, why);

	if (e != ERR_OK || label.protection == KEYFILE_OPEN)
		return e;
	passphrase_file = from_environment(passphrase_file);
	if (passphrase_file != NULL)
		return read_passphrase_file(passphrase_file, out, why);
	if (isatty(STDIN_FILENO))
		return ask_terminal(path, out, why);
	return why_set(why, ERR_PASSPHRASE,
	    "%s 有口令:请用 --passphrase-file FILE / the key file has a "
	    "passphrase: give --passphrase-file FILE",
	    path);
}

static enum err open_secret(const char *path, const char *passphrase_file,
    struct keyfile_label *label, struct secret *secret, struct why *why)
{
	struct buf passphrase = { 0 };
	enum err e = find_passphrase(path, passphrase_file, &passphrase, why);

	if (e == ERR_OK)
		e = keyfile_read(
		    path, buf_bytes(&passphrase), label, secret, why);
	if (e != ERR_OK && e != ERR_PASSPHRASE)
		why_prefix(why, "密钥文件无法使用 / no usable key file: ");
	if (passphrase.p != NULL)
		mem_wipe(passphrase.p, passphrase.room);
	buf_fini(&passphrase);
	return e;
}

static bool is_exchange(enum keyfile_purpose p)
{
	return p == KEYFILE_CHANNEL || p == KEYFILE_SEALING;
}

enum err keyring_sign_pair(const char *path, const char *passphrase_file,
    struct sign_pair *out, struct keyfile_label *label, struct why *why)
{
	struct secret secret;
	enum err e = open_secret(path, passphrase_file, label, &secret, why);

	if (e != ERR_OK)
		return e;
	if (is_exchange(label->purpose))
		e = why_set(why, ERR_CONFIG,
		    "%s 不是签名密钥 / is no signing key (%s)", path,
		    keyfile_purpose_word(label->purpose));
	else
		sign_pair_from_seed(out, &secret);
	secret_wipe(&secret);
	return e;
}

enum err keyring_seal_pair(const char *path, const char *passphrase_file,
    struct seal_pair *out, struct keyfile_label *label, struct why *why)
{
	struct secret secret;
	enum err e = open_secret(path, passphrase_file, label, &secret, why);

	if (e != ERR_OK)
		return e;
	if (!is_exchange(label->purpose))
		e = why_set(why, ERR_CONFIG,
		    "%s 不是加密密钥 / is no X25519 key (%s)", path,
		    keyfile_purpose_word(label->purpose));
	else
		seal_pair_from_secret(out, &secret);
	secret_wipe(&secret);
	return e;
}

static void public_of(enum keyfile_purpose purpose, const struct secret *secret,
    uint8_t public[static 32])
{
	if (is_exchange(purpose)) {
		struct seal_pair pair;

		seal_pair_from_secret(&pair, secret);
		memcpy(public, pair.public.b, 32);
		seal_pair_wipe(&pair);
	} else {
		struct sign_pair pair;

		sign_pair_from_seed(&pair, secret);
		memcpy(public, pair.public.b, 32);
		sign_pair_wipe(&pair);
	}
}

enum err keyring_make(const char *path, enum keyfile_purpose purpose,
    const char *name, const char *passphrase_file, uint8_t public[static 32],
    struct why *why)
{
	struct keyfile_label label;
	struct buf passphrase = { 0 };
	struct keyfile_lock lock = { .protection = KEYFILE_OPEN };
	struct secret secret;
	enum err e = keyfile_label_init(&label, purpose, name, why);

	passphrase_file = from_environment(passphrase_file);
	if (e == ERR_OK && passphrase_file != NULL) {
		e = read_passphrase_file(passphrase_file, &passphrase, why);
		lock = (struct keyfile_lock){ KEYFILE_SEALED,
			purpose == KEYFILE_ROOT || purpose == KEYFILE_RECOVERY
			    ? KEYFILE_MODERATE
			    : KEYFILE_INTERACTIVE,
			buf_bytes(&passphrase) };
	}
	if (e == ERR_OK) {
		secret_make(&secret, random_system());
		public_of(purpose, &secret, public);
		e = keyfile_write(
		    path, &label, &secret, &lock, random_system(), why);
		secret_wipe(&secret);
	}
	if (passphrase.p != NULL)
		mem_wipe(passphrase.p, passphrase.room);
	buf_fini(&passphrase);
	return e;
}
