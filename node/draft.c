#include "node/draft.h"

#include <string.h>

#include "node/file.h"
#include "node/say.h"
#include "node/signer.h"
#include "schema/value.h"

#define DRAFT_MODE 0644

enum err draft_read(
    struct arena *a, const char *path, struct act **out, struct why *why)
{
	struct bytes raw;
	enum err e = file_read(a, path, ACT_BYTES_MAX, &raw, why);

	if (e != ERR_OK)
		return e;
	if (act_decode(a, raw, out, NULL) == RULE_NONE ||
	    act_decode_unsigned(a, raw, out, why) == RULE_NONE)
		return ERR_OK;
	why_prefix(why, "%s: 不是行为文件 / is no file with an act: ", path);
	return ERR_PARSE;
}

enum err draft_write(
    struct arena *a, const char *path, struct act *act, struct why *why)
{
	struct bytes raw = act->unsigned_;

	if (act->sig_count > 0) {
		act_finish(a, act);
		raw = act->raw;
	}
	return file_write(path, raw, DRAFT_MODE, why);
}

static bool has_signed(const struct act *act, const struct digest *key)
{
	for (size_t i = 0; i < act->sig_count; i++)
		if (digest_equal(&act->sigs[i].key, key))
			return true;
	return false;
}

/* F-16: the author's signature is always there, so the author signs first. */
enum err draft_sign(
    struct act *act, const struct signer *signer, struct why *why)
{
	char hex[DIGEST_HEX_ROOM];

	if (act->suite != signer->public.suite)
		return why_set(why, ERR_CONFLICT,
		    "行为的算法套件是 %u,密钥是 %u / the act is of suite %u, "
		    "the key of suite %u",
		    act->suite, signer->public.suite, act->suite,
		    signer->public.suite);
	if (has_signed(act, &signer->id))
		return why_set(why, ERR_EXISTS,
		    "这把密钥已经签过 / this key has signed already");
	if (act->sig_count == ACT_SIGS_MAX)
		return why_set(why, ERR_LIMIT,
		    "签名已满 %d 个 / an act holds at most %d signatures",
		    ACT_SIGS_MAX, ACT_SIGS_MAX);
	digest_hex(hex, &act->by);
	if (act->sig_count == 0 && !digest_equal(&signer->id, &act->by))
		return why_set(why, ERR_CONFLICT,
		    "须由作者 %.12s 先签 / the author %.12s signs first", hex,
		    hex);
	return signer_sign_act(signer, act, why);
}

enum err draft_merge(struct act *into, const struct act *from, struct why *why)
{
	if (!digest_equal(&into->id, &from->id))
		return why_set(why, ERR_CONFLICT,
		    "不是同一行为的副本 / these are not copies of one act");
	for (size_t i = 0; i < from->sig_count; i++) {
		const struct act_sig *sig = &from->sigs[i];

		for (size_t k = 0; k < into->sig_count; k++) {
			const struct act_sig *own = &into->sigs[k];

			if (digest_equal(&own->key, &sig->key) &&
			    !sign_signature_equal(
				&own->signature, &sig->signature))
				return why_set(why, ERR_CONFLICT,
				    "同一密钥有两个不同签名 / one key signed "
				    "the copies differently");
		}
		if (has_signed(into, &sig->key))
			continue;
		if (into->sig_count == ACT_SIGS_MAX)
			return why_set(why, ERR_LIMIT,
			    "签名已满 %d 个 / an act holds at most %d "
			    "signatures",
			    ACT_SIGS_MAX, ACT_SIGS_MAX);
		act_add_sig(into, &sig->key, &sig->signature);
	}
	return ERR_OK;
}

struct value *draft_value(struct arena *a, const struct act *act)
{
	struct value *v = value_map(a), *list = value_list(a);

	say_digest(a, v, "id", &act->id);
	say_digest(a, v, "network", &act->net);
	say_text(a, v, "node", act->node);
	say_text(a, v, "kind", act->kind);
	say_bool(a, v, "crit", act->critical);
	say_time(a, v, "at", act->at_ms / 1000);
	say_digest(a, v, "by", &act->by);
	if (act->has_dossier)
		say_digest(a, v, "dossier", &act->dossier);
	if (act->has_std)
		say_digest(a, v, "std", &act->std);
	value_set(a, v, "body", act->body);
	for (size_t i = 0; i < act->sig_count; i++) {
		char hex[DIGEST_HEX_ROOM];

		digest_hex(hex, &act->sigs[i].key);
		value_push(a, list, value_text(a, hex));
	}
	value_set(a, v, "signed_by", list);
	return v;
}
