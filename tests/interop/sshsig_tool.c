/*
 * sshsig_tool - our side of the conversation with ssh-keygen.
 *
 *	sshsig_tool key SEED                    our public key line
 *	sshsig_tool signer SEED WHO NAMESPACE   our allowed_signers line
 *	sshsig_tool sign SEED NAMESPACE         sign standard input, armoured
 *	sshsig_tool check KEYFILE NAMESPACE SIGNATURE
 *	                                        exit 0 when standard input is
 *	                                        what the key of KEYFILE signed
 *
 * SEED is any text; its SHA-256 is the Ed25519 seed.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/sshkey.h"
#include "keys/sshsig.h"

static void load(struct buf *out, FILE *file)
{
	uint8_t part[4096];
	size_t n;

	must(file != NULL);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		buf_put(out, (struct bytes){ part, n });
}

static void load_path(struct buf *out, const char *path)
{
	FILE *file = fopen(path, "rb");

	load(out, file);
	(void)fclose(file);
}

static void pair_of(struct sign_pair *out, const char *seed_text)
{
	struct digest d = digest_sha256(bytes_text(seed_text));
	struct secret seed;

	memcpy(seed.b, d.b, SECRET_BYTES);
	sign_pair_from_seed(out, SUITE_1, &seed);
}

static int check(const char *key_path, const char *namespace, const char *path)
{
	struct buf key = { 0 };
	struct buf armor = { 0 };
	struct buf message = { 0 };
	struct sign_public public;
	struct sshsig sig;
	struct why why = { 0 };
	bool good = false;

	load_path(&key, key_path);
	load_path(&armor, path);
	load(&message, stdin);
	must(key.n > 0 && key.p[key.n - 1] == '\n');
	key.n--;
	if (sshkey_parse(&public, buf_bytes(&key), &why) == ERR_OK &&
	    sshsig_unarmor(&sig, buf_bytes(&armor), &why) == ERR_OK)
		good = sign_public_equal(&sig.public, &public) &&
		       strcmp(sig.namespace, namespace) == 0 &&
		       sshsig_check(&public, namespace, buf_bytes(&message),
			   &sig.signature);
	if (!good)
		fprintf(stderr, "no good signature %s\n", why.text);
	buf_fini(&key);
	buf_fini(&armor);
	buf_fini(&message);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct buf message = { 0 };
	struct buf out = { 0 };
	struct sign_pair pair;
	struct signature s;

	if (argc == 5 && strcmp(argv[1], "check") == 0)
		return check(argv[2], argv[3], argv[4]);
	if (argc < 3)
		return 2;
	pair_of(&pair, argv[2]);
	if (argc == 3 && strcmp(argv[1], "key") == 0) {
		sshkey_format(&out, &pair.public, "tongban");
		buf_put_byte(&out, '\n');
	} else if (argc == 5 && strcmp(argv[1], "signer") == 0) {
		sshkey_format_signer(&out, argv[3], argv[4], &pair.public);
	} else if (argc == 4 && strcmp(argv[1], "sign") == 0) {
		load(&message, stdin);
		s = sshsig_sign(&pair, argv[3], buf_bytes(&message));
		sshsig_armor(&out, &pair.public, argv[3], &s);
	} else {
		return 2;
	}
	fwrite(out.p, 1, out.n, stdout);
	buf_fini(&message);
	buf_fini(&out);
	return 0;
}
