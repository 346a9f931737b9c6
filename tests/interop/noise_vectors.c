/*
 * noise_vectors FILE - run Noise test vectors in the usual JSON shape
 * (cacophony, snow) through keys/noise.c, both sides of every handshake.
 *
 * A vector passes when both sides write the bytes given, read them back, and
 * agree with the handshake hash if there is one.  Protocols that we do not
 * speak are skipped with a line that says why.  Ends with
 * "N passed, N failed, N skipped"; exits 1 if one failed, 2 for a bad file.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/noise.h"
#include "keys/random.h"

enum outcome { PASSED, FAILED, SKIPPED, OUTCOMES };

/* Gives out the ephemeral key of the vector. */
struct fixed {
	struct random random; /* first: fill() casts back */
	struct secret secret;
};

struct side {
	const char *word; /* "init" or "resp" */
	struct noise *noise;
	struct buf prologue;
	struct fixed ephemeral;
	struct noise_pair own;
	struct noise_public remote;
	bool has_own;
	bool has_ephemeral;
	bool has_remote;
	struct noise_cipher send;
	struct noise_cipher receive;
};

struct run {
	json_t *vector; /* borrowed */
	const char *name;
	enum noise_pattern pattern;
	struct side sides[2]; /* initiator, responder */
};

static void fill_fixed(struct random *r, void *p, size_t n)
{
	struct fixed *f = (struct fixed *)(void *)r;

	must(n == SECRET_BYTES);
	memcpy(p, f->secret.b, n);
}

/* Appends what a hex member holds; false when it is absent or no hex. */
static bool take_hex(struct buf *out, json_t *object, const char *name)
{
	const char *hex = json_string_value(json_object_get(object, name));
	size_t n = hex == NULL ? 0 : strlen(hex) / 2;
	char *lower;
	bool good;

	if (hex == NULL)
		return false;
	lower = mem_copy_text(hex);
	for (char *c = lower; *c != '\0'; c++) {
		if (*c >= 'A' && *c <= 'F')
			*c = (char)(*c - 'A' + 'a');
	}
	good = text_unhex(buf_extend(out, n), n, bytes_text(lower)) == ERR_OK;
	mem_free(lower);
	return good;
}

/* A 32-byte member of one side: "init" + "_static". */
static bool take_key(uint8_t out[static 32], json_t *vector, const char *side,
    const char *member)
{
	struct buf key = { 0 };
	char *name = mem_print("%s%s", side, member);
	bool good = take_hex(&key, vector, name) && key.n == 32;

	if (good)
		memcpy(out, key.p, 32);
	buf_fini(&key);
	mem_free(name);
	return good;
}

static void take_side(struct side *s, json_t *vector, const char *word)
{
	struct secret secret;
	char *name = mem_print("%s_prologue", word);

	s->word = word;
	(void)take_hex(&s->prologue, vector, name); /* absent is empty */
	mem_free(name);
	s->has_own = take_key(secret.b, vector, word, "_static");
	if (s->has_own)
		noise_pair_from_secret(&s->own, &secret);
	s->ephemeral.random.fill = fill_fixed;
	s->has_ephemeral =
	    take_key(s->ephemeral.secret.b, vector, word, "_ephemeral");
	s->has_remote = take_key(s->remote.b, vector, word, "_remote_static");
}

/* One-way patterns have one letter: no responder's message, so no key. */
static bool is_one_way(const struct run *run)
{
	return run->pattern == NOISE_N || run->pattern == NOISE_K ||
	       run->pattern == NOISE_X;
}

/* "XN" and the like: does a side have a static key, and who knows it before?
 * The first letter is the initiator's, the second the responder's; one-way
 * patterns are named by the initiator's alone. */
static const char *missing_key(const struct run *run)
{
	static const char letters[] = "NKXI";
	const char *name = run->name + strlen("Noise_");
	char initiator = name[0];
	char responder = is_one_way(run) ? 'K' : name[1];

	must(strchr(letters, initiator) != NULL);
	if (initiator != 'N' && !run->sides[0].has_own)
		return "no static key of the initiator";
	if (responder != 'N' && !run->sides[1].has_own)
		return "no static key of the responder";
	if (responder == 'K' && !run->sides[0].has_remote)
		return "no remote static key for the initiator";
	if (initiator == 'K' && !run->sides[1].has_remote)
		return "no remote static key for the responder";
	if (!run->sides[0].has_ephemeral ||
	    (!is_one_way(run) && !run->sides[1].has_ephemeral))
		return "no fixed ephemeral keys";
	return NULL;
}

/* Some files name the responder's key in full instead of its public half. */
static void know_remotes(struct run *run)
{
	for (size_t i = 0; i < 2; i++) {
		struct side *s = &run->sides[i];
		const struct side *other = &run->sides[1 - i];

		if (!s->has_remote && other->has_own) {
			s->remote = other->own.public;
			s->has_remote = true;
		}
	}
}

static void start_side(
    struct side *s, const struct run *run, enum noise_side side)
{
	const char *name = run->name + strlen("Noise_");
	char other = name[side == NOISE_INITIATOR ? 1 : 0];
	bool known =
	    other == 'K' || (side == NOISE_INITIATOR && is_one_way(run));
	struct noise_setup setup = {
		.pattern = run->pattern,
		.side = side,
		.prologue = buf_bytes(&s->prologue),
		.own = s->has_own ? &s->own : NULL,
		.remote = known ? &s->remote : NULL,
		.random = &s->ephemeral.random,
	};

	s->noise = noise_new(&setup);
}

/* One message through writer and reader, handshake or transport. */
static enum err pass(struct side *from, struct side *to, bool transport,
    struct bytes payload, struct buf *sealed, struct buf *opened)
{
	struct why why;
	enum err e;

	if (transport) {
		e = noise_encrypt(&from->send, sealed, payload);
		if (e == ERR_OK)
			e = noise_decrypt(
			    &to->receive, opened, buf_bytes(sealed));
		return e;
	}
	e = noise_write(from->noise, sealed, payload);
	if (e == ERR_OK)
		e = noise_read(to->noise, opened, buf_bytes(sealed), &why);
	return e;
}

static bool hash_agrees(struct run *run)
{
	struct digest one = noise_hash(run->sides[0].noise);
	struct digest two = noise_hash(run->sides[1].noise);
	struct buf want = { 0 };
	bool good = digest_equal(&one, &two);

	if (take_hex(&want, run->vector, "handshake_hash"))
		good =
		    good && bytes_equal(buf_bytes(&want), digest_bytes(&one));
	buf_fini(&want);
	return good;
}

static bool run_message(
    struct run *run, size_t index, json_t *message, bool transport)
{
	size_t writer = is_one_way(run) ? 0 : index % 2;
	struct buf payload = { 0 };
	struct buf want = { 0 };
	struct buf sealed = { 0 };
	struct buf opened = { 0 };
	bool good = take_hex(&want, message, "ciphertext");

	(void)take_hex(&payload, message, "payload"); /* absent is empty */
	good = good &&
	       pass(&run->sides[writer], &run->sides[1 - writer], transport,
		   buf_bytes(&payload), &sealed, &opened) == ERR_OK &&
	       bytes_equal(buf_bytes(&sealed), buf_bytes(&want)) &&
	       bytes_equal(buf_bytes(&opened), buf_bytes(&payload));
	if (!good)
		printf("%s: message %zu differs\n", run->name, index);
	buf_fini(&payload);
	buf_fini(&want);
	buf_fini(&sealed);
	buf_fini(&opened);
	return good;
}

static bool run_messages(struct run *run)
{
	json_t *messages = json_object_get(run->vector, "messages");
	bool transport = false;
	json_t *message;
	size_t i;

	json_array_foreach(messages, i, message)
	{
		if (!run_message(run, i, message, transport))
			return false;
		if (transport || noise_turn(run->sides[0].noise) != NOISE_DONE)
			continue;
		if (!hash_agrees(run)) {
			printf("%s: handshake hash differs\n", run->name);
			return false;
		}
		for (size_t k = 0; k < 2; k++)
			noise_split(run->sides[k].noise, &run->sides[k].send,
			    &run->sides[k].receive);
		transport = true;
	}
	if (!transport)
		printf("%s: the handshake does not end\n", run->name);
	return transport;
}

static enum outcome run_supported(struct run *run)
{
	const char *missing;
	bool good;

	take_side(&run->sides[0], run->vector, "init");
	take_side(&run->sides[1], run->vector, "resp");
	know_remotes(run);
	missing = missing_key(run);
	if (missing != NULL) {
		printf("%s: skipped: %s\n", run->name, missing);
		return SKIPPED;
	}
	start_side(&run->sides[0], run, NOISE_INITIATOR);
	start_side(&run->sides[1], run, NOISE_RESPONDER);
	good = run_messages(run);
	noise_free(run->sides[0].noise);
	noise_free(run->sides[1].noise);
	return good ? PASSED : FAILED;
}

static enum outcome run_vector(json_t *vector)
{
	struct run run = { .vector = vector };
	json_t *name = json_object_get(vector, "protocol_name");
	enum outcome outcome;

	if (!json_is_string(name))
		name = json_object_get(vector, "name");
	run.name = json_string_value(name);
	if (run.name == NULL) {
		printf("a vector without a protocol name: skipped\n");
		return SKIPPED;
	}
	if (noise_pattern_parse(&run.pattern, bytes_text(run.name)) != ERR_OK ||
	    json_is_true(json_object_get(vector, "fallback"))) {
		printf("%s: skipped: not spoken here\n", run.name);
		return SKIPPED;
	}
	outcome = run_supported(&run);
	buf_fini(&run.sides[0].prologue);
	buf_fini(&run.sides[1].prologue);
	return outcome;
}

int main(int argc, char **argv)
{
	size_t counts[OUTCOMES] = { 0 };
	json_error_t error;
	json_t *vectors;
	json_t *vector;
	json_t *file;
	size_t i;

	if (argc != 2) {
		fprintf(stderr, "usage: noise_vectors FILE\n");
		return 2;
	}
	file = json_load_file(argv[1], 0, &error);
	vectors = json_is_array(file) ? file : json_object_get(file, "vectors");
	if (!json_is_array(vectors)) {
		fprintf(stderr, "%s: no vectors: %s\n", argv[1],
		    file == NULL ? error.text : "wrong shape");
		json_decref(file);
		return 2;
	}
	json_array_foreach(vectors, i, vector) counts[run_vector(vector)]++;
	json_decref(file);
	printf("%zu passed, %zu failed, %zu skipped\n", counts[PASSED],
	    counts[FAILED], counts[SKIPPED]);
	return counts[FAILED] > 0 ? 1 : 0;
}
