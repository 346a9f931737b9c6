#include "node/keyring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
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

/* Open @path for what the caller needs it for; @fits tells. */
static enum err open_as(const char *path, const char *passphrase_file,
    bool (*fits)(enum keyfile_purpose purpose), const char *needed,
    struct keyfile_label *label, struct secret *secret, struct why *why)
{
	enum err e = open_secret(path, passphrase_file, label, secret, why);

	if (e != ERR_OK || fits(label->purpose))
		return e;
	secret_wipe(secret);
	return why_set(why, ERR_CONFIG, "%s %s (%s)", path, needed,
	    keyfile_purpose_word(label->purpose));
}

static bool is_sealing(enum keyfile_purpose purpose)
{
	return purpose == KEYFILE_SEALING;
}

static bool is_channel(enum keyfile_purpose purpose)
{
	return purpose == KEYFILE_CHANNEL;
}

enum err keyring_sign_pair(const char *path, const char *passphrase_file,
    struct sign_pair *out, struct keyfile_label *label, struct why *why)
{
	struct secret secret;
	enum err e = open_as(path, passphrase_file, keyfile_signs,
	    "不是签名密钥 / is no signing key", label, &secret, why);

	if (e != ERR_OK)
		return e;
	sign_pair_from_seed(out, label->suite, &secret);
	secret_wipe(&secret);
	return ERR_OK;
}

enum err keyring_seal_pair(const char *path, const char *passphrase_file,
    struct seal_pair *out, struct keyfile_label *label, struct why *why)
{
	struct secret secret;
	enum err e = open_as(path, passphrase_file, is_sealing,
	    "不是封装密钥 / is no sealing key", label, &secret, why);

	if (e != ERR_OK)
		return e;
	seal_pair_from_secret(out, label->suite, &secret);
	secret_wipe(&secret);
	return ERR_OK;
}

enum err keyring_noise_pair(const char *path, const char *passphrase_file,
    struct noise_pair *out, struct keyfile_label *label, struct why *why)
{
	struct secret secret;
	enum err e = open_as(path, passphrase_file, is_channel,
	    "不是通道密钥 / is no channel key", label, &secret, why);

	if (e != ERR_OK)
		return e;
	noise_pair_from_secret(out, &secret);
	secret_wipe(&secret);
	return ERR_OK;
}

enum err keyring_suite(const char *text, uint8_t *out, struct why *why)
{
	uint64_t number = SUITE_1;

	if (text != NULL &&
	    (text_decimal(&number, bytes_text(text), UINT8_MAX) != ERR_OK ||
		!suite_check(number)))
		return why_set(why, ERR_USAGE,
		    "未知算法套件 %s / suite %s is not known to this version",
		    text, text);
	*out = (uint8_t)number;
	return ERR_OK;
}

enum err keyring_make(const char *path, enum keyfile_purpose purpose,
    uint8_t suite, const char *name, const char *passphrase_file,
    struct keyfile_label *label, struct why *why)
{
	struct buf passphrase = { 0 };
	struct keyfile_lock lock = { .protection = KEYFILE_OPEN };
	struct secret secret;
	enum err e = keyfile_label_init(label, purpose, suite, name, why);

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
		keyfile_label_prove(label, &secret);
		e = keyfile_write(
		    path, label, &secret, &lock, random_system(), why);
		secret_wipe(&secret);
	}
	if (passphrase.p != NULL)
		mem_wipe(passphrase.p, passphrase.room);
	buf_fini(&passphrase);
	return e;
}
