#include "node/keyring.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "node/passphrase.h"

const char *keyring_passphrase_file(const char *passphrase_file)
{
	return passphrase_file != NULL ? passphrase_file
				       : getenv("TONGBAN_PASSPHRASE_FILE");
}

/* NULL in @out for a key file that has none. */
static enum err find_passphrase(const char *path, const char *passphrase_file,
    struct passphrase **out, struct why *why)
{
	struct keyfile_label label;
	enum err e = keyfile_peek(path, &label, why);

	if (e != ERR_OK || label.protection == KEYFILE_OPEN)
		return e;
	passphrase_file = keyring_passphrase_file(passphrase_file);
	if (passphrase_file != NULL)
		return passphrase_read(out, passphrase_file, why);
	if (isatty(STDIN_FILENO))
		return passphrase_ask(out, path, why);
	return why_set(why, ERR_PASSPHRASE,
	    "%s 有口令:请用 --passphrase-file FILE / the key file has a "
	    "passphrase: give --passphrase-file FILE",
	    path);
}

/* What the libraries left of passphrase and key on the stack goes as well. */
static enum err open_secret(const char *path, const char *passphrase_file,
    struct keyfile_label *label, struct secret *secret, struct why *why)
{
	struct passphrase *passphrase = NULL;
	enum err e = find_passphrase(path, passphrase_file, &passphrase, why);

	if (e == ERR_OK)
		e = keyfile_read(
		    path, passphrase_bytes(passphrase), label, secret, why);
	if (e == ERR_PARSE || e == ERR_CORRUPT)
		why_prefix(why,
		    "密钥文件已坏,请取回其副本,或换新密钥并请运维重新登记 / no "
		    "usable key file; take its copy, or make a new key and "
		    "have it certified: ");
	else if (e != ERR_OK && e != ERR_PASSPHRASE)
		why_prefix(why, "密钥文件无法使用 / no usable key file: ");
	passphrase_free(passphrase);
	secret_scrub_stack();
	return e;
}

/* Open @path for what the caller needs it for; @fits tells.  With ERR_OK the
 * secret is the caller's to secret_free(). */
static enum err open_as(const char *path, const char *passphrase_file,
    bool (*fits)(enum keyfile_purpose purpose), const char *needed,
    struct keyfile_label *label, struct secret **out, struct why *why)
{
	struct secret *secret = secret_new(sizeof(*secret));
	enum err e = open_secret(path, passphrase_file, label, secret, why);

	if (e == ERR_OK && !fits(label->purpose))
		e = why_set(why, ERR_CONFIG, "%s %s (%s)", path, needed,
		    keyfile_purpose_word(label->purpose));
	if (e == ERR_OK)
		*out = secret;
	else
		secret_free(secret);
	return e;
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
	struct secret *secret;
	enum err e = open_as(path, passphrase_file, keyfile_signs,
	    "不是签名密钥 / is no signing key", label, &secret, why);

	if (e != ERR_OK)
		return e;
	sign_pair_from_seed(out, label->suite, secret);
	secret_free(secret);
	return ERR_OK;
}

enum err keyring_seal_pair(const char *path, const char *passphrase_file,
    struct seal_pair *out, struct keyfile_label *label, struct why *why)
{
	struct secret *secret;
	enum err e = open_as(path, passphrase_file, is_sealing,
	    "不是封装密钥 / is no sealing key", label, &secret, why);

	if (e != ERR_OK)
		return e;
	seal_pair_from_secret(out, label->suite, secret);
	secret_free(secret);
	return ERR_OK;
}

enum err keyring_noise_pair(const char *path, const char *passphrase_file,
    struct noise_pair *out, struct keyfile_label *label, struct why *why)
{
	struct secret *secret;
	enum err e = open_as(path, passphrase_file, is_channel,
	    "不是通道密钥 / is no channel key", label, &secret, why);

	if (e != ERR_OK)
		return e;
	noise_pair_from_secret(out, secret);
	secret_free(secret);
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

static struct keyfile_lock lock_for(
    enum keyfile_purpose purpose, const struct passphrase *passphrase)
{
	bool offline = purpose == KEYFILE_ROOT || purpose == KEYFILE_RECOVERY;

	return (struct keyfile_lock){
		.protection =
		    passphrase != NULL ? KEYFILE_SEALED : KEYFILE_OPEN,
		.cost = offline ? KEYFILE_MODERATE : KEYFILE_INTERACTIVE,
		.passphrase = passphrase_bytes(passphrase),
	};
}

static enum err draw_and_write(const char *path, struct keyfile_label *label,
    const struct passphrase *passphrase, struct why *why)
{
	struct keyfile_lock lock = lock_for(label->purpose, passphrase);
	struct secret *secret = secret_new(sizeof(*secret));
	enum err e;

	secret_make(secret, random_system());
	keyfile_label_prove(label, secret);
	e = keyfile_write(path, label, secret, &lock, random_system(), why);
	secret_free(secret);
	secret_scrub_stack();
	return e;
}

enum err keyring_make(const char *path, enum keyfile_purpose purpose,
    uint8_t suite, const char *name, const char *passphrase_file,
    struct keyfile_label *label, struct why *why)
{
	struct passphrase *passphrase = NULL;
	enum err e = keyfile_label_init(label, purpose, suite, name, why);

	passphrase_file = keyring_passphrase_file(passphrase_file);
	if (e == ERR_OK && passphrase_file != NULL)
		e = passphrase_read(&passphrase, passphrase_file, why);
	if (e == ERR_OK)
		e = draw_and_write(path, label, passphrase, why);
	passphrase_free(passphrase);
	return e;
}

/* ---- another passphrase ---- */

static enum err ask_new(const char *path, const char *when,
    struct passphrase **out, struct why *why)
{
	char *prompt = mem_print("%s (%s)", path, when);
	enum err e = passphrase_ask(out, prompt, why);

	mem_free(prompt);
	return e;
}

/* What is typed unseen is typed twice. */
static enum err ask_twice(
    const char *path, struct passphrase **out, struct why *why)
{
	struct passphrase *again = NULL;
	enum err e = ask_new(path, "新 / new", out, why);

	if (e == ERR_OK)
		e = ask_new(path, "再输一次 / again", &again, why);
	if (e == ERR_OK &&
	    !bytes_equal(passphrase_bytes(*out), passphrase_bytes(again)))
		e = why_set(why, ERR_PASSPHRASE,
		    "两次口令不同,口令未改 / the two are different; the "
		    "passphrase stays as it was");
	passphrase_free(again);
	return e;
}

static enum err find_new(const char *path, const char *new_file,
    struct passphrase **out, struct why *why)
{
	if (new_file != NULL) {
		enum err e = passphrase_read(out, new_file, why);

		if (e == ERR_PASSPHRASE)
			why_prefix(why, "口令未改 / the old one stands: ");
		return e;
	}
	if (isatty(STDIN_FILENO))
		return ask_twice(path, out, why);
	return why_set(why, ERR_USAGE,
	    "请用 --new-passphrase-file FILE 给出新口令 / give the new "
	    "passphrase: --new-passphrase-file FILE");
}

enum err keyring_change(const char *path, const char *passphrase_file,
    const char *new_file, struct keyfile_label *label, struct why *why)
{
	struct secret *secret = secret_new(sizeof(*secret));
	struct passphrase *new = NULL;
	enum err e = open_secret(path, passphrase_file, label, secret, why);

	if (e == ERR_OK)
		e = find_new(path, new_file, &new, why);
	if (e == ERR_OK && passphrase_bytes(new).n == 0)
		e = why_set(why, ERR_PASSPHRASE,
		    "新口令为空,口令未改 / the new passphrase is empty; the "
		    "old one stands");
	if (e == ERR_OK) {
		struct keyfile_lock lock = lock_for(label->purpose, new);

		e = keyfile_replace(
		    path, label, secret, &lock, random_system(), why);
	}
	passphrase_free(new);
	secret_free(secret);
	secret_scrub_stack();
	return e;
}
