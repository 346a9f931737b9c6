#include "keys/keyfile_label.h"

#include <string.h>

#include "base/text.h"
#include "base/why.h"
#include "keys/suite.h"

enum err keyfile_label_take_name(struct keyfile_label *label, struct bytes name)
{
	if (name.n == 0 || name.n > KEYFILE_NAME_BYTES_MAX)
		return ERR_PARSE;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] <= ' ' || name.p[i] > '~')
			return ERR_PARSE;
	}
	memcpy(label->name, name.p, name.n);
	label->name[name.n] = '\0';
	return ERR_OK;
}

enum err keyfile_label_init(struct keyfile_label *out,
    enum keyfile_purpose purpose, uint8_t suite, const char *name,
    struct why *why)
{
	*out = (struct keyfile_label){ .purpose = purpose, .suite = suite };
	if (!suite_check(suite))
		return why_set(why, ERR_PARSE,
		    "suite %u is not known to this version", suite);
	if (keyfile_label_take_name(out, bytes_text(name)) != ERR_OK)
		return why_set(why, ERR_USAGE,
		    "密钥的名字是 1 至 %d 个可见 ASCII 字符,无空格 / a key's "
		    "name is 1 to %d printable ASCII characters without "
		    "blanks",
		    KEYFILE_NAME_BYTES_MAX, KEYFILE_NAME_BYTES_MAX);
	return ERR_OK;
}

void keyfile_label_prove(
    struct keyfile_label *label, const struct secret *secret)
{
	memset(&label->public, 0, sizeof(label->public));
	if (label->purpose == KEYFILE_CHANNEL) {
		struct noise_pair pair;

		noise_pair_from_secret(&pair, secret);
		label->public.channel = pair.public;
		noise_pair_wipe(&pair);
	} else if (label->purpose == KEYFILE_SEALING) {
		struct seal_pair pair;

		seal_pair_from_secret(&pair, label->suite, secret);
		label->public.sealing = pair.public;
		seal_pair_wipe(&pair);
	} else {
		struct sign_pair pair;

		sign_pair_from_seed(&pair, label->suite, secret);
		label->public.sign = pair.public;
		sign_pair_wipe(&pair);
	}
}

struct bytes keyfile_label_public(const struct keyfile_label *label)
{
	if (label->purpose == KEYFILE_CHANNEL)
		return noise_public_bytes(&label->public.channel);
	if (label->purpose == KEYFILE_SEALING)
		return seal_public_bytes(&label->public.sealing);
	return sign_public_bytes(&label->public.sign);
}

enum err keyfile_label_take_public(
    struct keyfile_label *label, struct bytes hex)
{
	uint8_t raw[KEYFILE_LABEL_PUBLIC_BYTES_MAX];
	struct bytes b = { raw, hex.n / 2 };
	bool good = b.n <= sizeof(raw) && text_unhex(raw, b.n, hex) == ERR_OK;

	if (label->purpose == KEYFILE_CHANNEL)
		good = good && noise_public_take(&label->public.channel, b);
	else if (label->purpose == KEYFILE_SEALING)
		good = good && seal_public_take(
				   &label->public.sealing, label->suite, b);
	else
		good = good &&
		       sign_public_take(&label->public.sign, label->suite, b);
	return good ? ERR_OK : ERR_PARSE;
}
