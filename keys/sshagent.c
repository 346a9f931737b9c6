#include "keys/sshagent.h"

#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/why.h"
#include "keys/sshkey.h"
#include "keys/suite_fields.h"

#define FAILURE        5
#define LIST           11
#define LIST_ANSWER    12
#define SIGN           13
#define SIGN_ANSWER    14
#define FINGERPRINT    "SHA256:"
#define WORD_BYTES_MAX 40 /* of another kind of key, in a sentence */

static void put_string(struct buf *out, struct bytes b)
{
	buf_put_u32(out, (uint32_t)b.n);
	buf_put(out, b);
}

static struct bytes take_string(struct reader *r)
{
	return reader_take(r, reader_u32(r));
}

void sshagent_put_list(struct buf *out)
{
	buf_put_u32(out, 1);
	buf_put_byte(out, LIST);
}

void sshagent_put_sign(
    struct buf *out, const struct sign_public *public, struct bytes message)
{
	struct buf key = { 0 };

	sshkey_put_blob(&key, public);
	buf_put_u32(out, (uint32_t)(1 + 4 + key.n + 4 + message.n + 4));
	buf_put_byte(out, SIGN);
	put_string(out, buf_bytes(&key));
	put_string(out, message);
	buf_put_u32(out, 0);
	buf_fini(&key);
}

/* ---- finding ---- */

/* What the keys of a list come to, one after the other. */
struct search {
	const char *name;
	size_t ours; /* different keys of ours that are called so */
	struct sign_public found;
	char other[WORD_BYTES_MAX + 1]; /* a key's kind that is not ours */
};

/* The word a key begins with, if it can stand in a sentence. */
static void copy_word(char out[static WORD_BYTES_MAX + 1], struct bytes key)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-@.";
	struct reader r = reader_over(key);
	struct bytes word = take_string(&r);
	size_t n = 0;

	if (word.n > WORD_BYTES_MAX)
		word.n = 0;
	while (n < word.n && word.p[n] != '\0' &&
	       strchr(plain, word.p[n]) != NULL) {
		out[n] = (char)word.p[n];
		n++;
	}
	out[n] = '\0';
	if (n == 0 || n < word.n)
		(void)memcpy(out, "?", sizeof("?"));
}

static bool is_called(struct bytes key, struct bytes comment, const char *name)
{
	struct buf print = { 0 };
	bool same;

	if (strncmp(name, FINGERPRINT, sizeof(FINGERPRINT) - 1) != 0)
		return bytes_equal(comment, bytes_text(name));
	sshkey_fingerprint(&print, key);
	same = bytes_equal(buf_bytes(&print), bytes_text(name));
	buf_fini(&print);
	return same;
}

static void look_at(struct search *s, struct bytes key, struct bytes comment)
{
	struct sign_public public;

	if (!is_called(key, comment, s->name))
		return;
	if (sshkey_take_blob(&public, key) != ERR_OK) {
		copy_word(s->other, key);
		return;
	}
	if (s->ours > 0 && sign_public_equal(&s->found, &public))
		return;
	s->found = public;
	s->ours++;
}

static enum err conclude(
    const struct search *s, uint32_t count, struct why *why)
{
	const char *ours = suite_at(0)->ssh_algorithm;

	if (s->ours == 1)
		return ERR_OK;
	if (s->ours > 1)
		return why_set(why, ERR_USAGE,
		    "ssh-agent 中有 %zu 把密钥都叫 %s,请改用指纹 SHA256:… / "
		    "%zu keys in the agent are called %s: name one by its "
		    "fingerprint, as ssh-add -l shows it",
		    s->ours, s->name, s->ours, s->name);
	if (s->other[0] != '\0')
		return why_set(why, ERR_CONFIG,
		    "ssh-agent 中的 %s 是 %s 密钥,此处只用 %s / the key %s in "
		    "the agent is %s; only %s signs here",
		    s->name, s->other, ours, s->name, s->other, ours);
	if (count == 0)
		return why_set(why, ERR_NOT_FOUND,
		    "ssh-agent 中没有密钥或已锁定:ssh-add FILE,或 ssh-add -X "
		    "解锁 / the agent shows no key: it is empty (ssh-add FILE) "
		    "or locked (ssh-add -X)");
	return why_set(why, ERR_NOT_FOUND,
	    "ssh-agent 中没有叫 %s 的密钥:先 ssh-add,用 ssh-add -l 核对 / "
	    "the agent holds no key %s: ssh-add it, and see ssh-add -l",
	    s->name, s->name);
}

static enum err not_an_answer(struct why *why)
{
	return why_set(why, ERR_PARSE,
	    "SSH_AUTH_SOCK 处的程序不是 ssh-agent,或其回答有误 / what listens "
	    "at SSH_AUTH_SOCK does not answer as ssh-agent does");
}

enum err sshagent_find(struct sign_public *out, struct bytes answer,
    const char *name, struct why *why)
{
	struct search s = { .name = name };
	struct reader r = reader_over(answer);
	uint8_t kind = reader_u8(&r);
	uint32_t count;
	enum err e;

	if (answer.n > SSHAGENT_ANSWER_BYTES_MAX)
		return not_an_answer(why);
	if (kind == FAILURE && reader_done(&r))
		return why_set(why, ERR_REFUSED,
		    "ssh-agent 不肯列出密钥 / the agent refuses to list its "
		    "keys");
	count = reader_u32(&r);
	if (r.failed || kind != LIST_ANSWER || count > SSHAGENT_KEYS_MAX)
		return not_an_answer(why);
	for (uint32_t i = 0; i < count && !r.failed; i++) {
		struct bytes key = take_string(&r);
		struct bytes comment = take_string(&r);

		if (!r.failed)
			look_at(&s, key, comment);
	}
	if (!reader_done(&r))
		return not_an_answer(why);
	e = conclude(&s, count, why);
	if (e == ERR_OK)
		*out = s.found;
	return e;
}

/* ---- signing ---- */

static bool take_signature(
    struct signature *out, uint8_t suite, struct bytes field)
{
	struct reader r = reader_over(field);
	struct bytes word = take_string(&r);
	struct bytes raw = take_string(&r);

	return reader_done(&r) &&
	       bytes_equal(word, bytes_text(suite_get(suite)->ssh_algorithm)) &&
	       sign_signature_take(out, suite, raw);
}

enum err sshagent_take_signature(struct signature *out,
    const struct sign_public *public, struct bytes message, struct bytes answer,
    struct why *why)
{
	struct reader r = reader_over(answer);
	uint8_t kind = reader_u8(&r);
	struct signature s;
	struct bytes field;

	if (kind == FAILURE && reader_done(&r))
		return why_set(why, ERR_REFUSED,
		    "ssh-agent 拒绝签名(未确认、已锁定或已移除),未签名 / the "
		    "agent refused to sign: not confirmed, locked, or the key "
		    "is gone; nothing was signed");
	field = take_string(&r);
	if (!reader_done(&r) || kind != SIGN_ANSWER ||
	    !take_signature(&s, public->suite, field))
		return not_an_answer(why);
	if (!sign_check(public, message, &s))
		return why_set(why, ERR_CRYPTO,
		    "ssh-agent 给出的签名不符,已弃用 / the agent's signature "
		    "does not verify and was thrown away");
	*out = s;
	return ERR_OK;
}
