#include <string.h>

#include "base/mem.h"
#include "sync/hint.h"
#include "sync/session_fields.h"

static const char handshake_name[] = "tongban/1";

#define PROLOGUE_BYTES (sizeof(handshake_name) + DIGEST_BYTES)

/* P-3: the version, its zero byte, the network. */
static void make_prologue(
    uint8_t out[static PROLOGUE_BYTES], const struct digest *network)
{
	memcpy(out, handshake_name, sizeof(handshake_name));
	memcpy(out + sizeof(handshake_name), network->b, DIGEST_BYTES);
}

static struct noise *make_noise(const struct session_setup *setup)
{
	uint8_t prologue[PROLOGUE_BYTES];

	make_prologue(prologue, &setup->network);
	return noise_new(&(struct noise_setup){
	    .pattern = NOISE_XX,
	    .side = setup->side == SESSION_DIALLED ? NOISE_INITIATOR
						   : NOISE_RESPONDER,
	    .prologue = { prologue, sizeof(prologue) },
	    .own = setup->own,
	    .random = setup->random,
	});
}

static enum err write_handshake(struct session *s, struct bytes payload)
{
	struct buf message = { 0 };
	enum err e = noise_write(s->noise, &message, payload);

	if (e == ERR_OK)
		frame_put(&s->out, buf_bytes(&message));
	buf_fini(&message);
	return e;
}

static void begin_handshake(
    struct session *s, const struct session_setup *setup)
{
	uint8_t hint[HINT_BYTES];

	if (setup->wanted == NULL) {
		must(write_handshake(s, (struct bytes){ NULL, 0 }) == ERR_OK);
		return;
	}
	hint_make(hint, setup->wanted, setup->random);
	must(write_handshake(s, bytes_of(hint)) == ERR_OK);
}

void session_shake_start(struct session *s, const struct session_setup *setup)
{
	uint8_t preamble[FRAME_PREAMBLE_BYTES];

	s->noise = make_noise(setup);
	frame_preamble(preamble, &s->network);
	buf_put(&s->out, (struct bytes){ preamble, sizeof(preamble) });
	if (s->side == SESSION_DIALLED)
		begin_handshake(s, setup);
}

bool session_shake_preamble(struct session *s)
{
	struct bytes seen = frame_waiting(&s->in);
	enum rule rule;

	if (seen.n > FRAME_PREAMBLE_BYTES)
		seen = bytes_part(seen, 0, FRAME_PREAMBLE_BYTES);
	rule = frame_preamble_check(seen, &s->network);
	if (rule != RULE_NONE) {
		session_break(s, rule, "%s", rule_en(rule));
		return true;
	}
	if (seen.n < FRAME_PREAMBLE_BYTES)
		return false;
	frame_take(&s->in, seen.n);
	s->state = SESSION_AT_HANDSHAKE;
	return true;
}

/* P-4.  False after the session was ended. */
static bool know_peer(struct session *s)
{
	char name[TEXT_SLUG_BYTES_MAX + 1] = "";
	const struct noise_public *key = noise_remote(s->noise);

	must(key != NULL);
	s->remote = *key;
	if (!s->member(
		s->arg, key, s->expected[0] != '\0' ? s->expected : NULL, name))
		session_break(s, RULE_PEER_UNKNOWN,
		    "the channel key belongs to no member we know");
	else if (strcmp(name, s->node) == 0)
		session_break(s, RULE_PEER_UNKNOWN, "the peer has our own key");
	else if (s->expected[0] != '\0' && strcmp(name, s->expected) != 0)
		session_break(s, RULE_PEER_UNKNOWN,
		    "the peer is \"%s\", but \"%s\" was dialled", name,
		    s->expected);
	else
		memcpy(s->peer, name, sizeof(s->peer));
	return s->state != SESSION_AT_ENDED;
}

static void finish_handshake(struct session *s)
{
	struct message hello = { .kind = MESSAGE_HELLO,
		.version = MESSAGE_VERSION };

	memcpy(hello.node, s->node, sizeof(hello.node));
	memcpy(hello.instance, s->instance, sizeof(hello.instance));
	/* It holds our own key as well: not for as long as we speak. */
	noise_free(s->noise);
	s->noise = NULL;
	s->state = SESSION_AT_HELLO;
	session_put(s, &hello);
}

static void split(struct session *s)
{
	s->ciphers = secret_new(sizeof(*s->ciphers));
	noise_split(s->noise, &s->ciphers->send, &s->ciphers->receive);
}

/* Ours to write: the second message, or the third, before which a dialler
 * makes sure to whom it shows its own key. */
static void answer_handshake(struct session *s)
{
	bool last = s->side == SESSION_DIALLED;

	if (last && !know_peer(s))
		return;
	if (write_handshake(s, (struct bytes){ NULL, 0 }) != ERR_OK) {
		session_break(
		    s, RULE_HANDSHAKE, "the peer's key is no usable key");
		return;
	}
	if (last) {
		split(s);
		finish_handshake(s);
	}
}

/* Only the first message may have a payload: a hint (P-3). */
static bool take_payload(struct session *s, struct bytes payload)
{
	bool first =
	    s->side == SESSION_ACCEPTED && noise_turn(s->noise) == NOISE_WRITE;

	if (payload.n > 0 && !(first && payload.n == HINT_BYTES))
		return false;
	if (first && s->show != NULL)
		noise_show(s->noise, s->show(s->arg, payload));
	return true;
}

void session_shake_take(struct session *s, struct bytes in)
{
	struct buf payload = { 0 };
	struct why why = { 0 };
	enum err e = noise_read(s->noise, &payload, in, &why);
	bool good = e == ERR_OK && take_payload(s, buf_bytes(&payload));

	buf_fini(&payload);
	if (!good) {
		session_break(s, RULE_HANDSHAKE, "%s",
		    e != ERR_OK ? why.text : "a handshake with a payload");
		return;
	}
	if (noise_turn(s->noise) == NOISE_WRITE) {
		answer_handshake(s);
		return;
	}
	must(noise_turn(s->noise) == NOISE_DONE);
	split(s);
	if (know_peer(s))
		finish_handshake(s);
}
