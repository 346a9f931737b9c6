/*
 * peer - a member of the network that does not run our rules.
 *
 *	peer --dir DIR --node ID --expect ID --to HOST:PORT ATTACK [WORD...]
 *
 * Opens a real session with the channel key of the data folder DIR (whose
 * daemon is stopped), through the product's own handshake and session, says
 * what the attack says, and prints what comes back, a JSON line each, until the
 * session is over or quiet for QUIET_MS.  Attacks:
 *
 *	listen                       says nothing after its hello
 *	stranger                     the same with a channel key of nobody
 *	chunk DOSSIER ROOT           asks for the first chunk of a sealed object
 *	poison TOTAL                 answers questions for chunks with false ones
 *	withhold                     takes such questions and answers none
 *	lie NODE SIZE                claims SIZE acts of a log, answers no want
 *	forge NODE                   pushes a batch that NODE never signed
 *	flood                        more questions than P-10 allows
 *	garbage                      a message that is no message
 *	wordy                        a message over the limit, in small pieces
 *	twice                        a second hello
 *	keys                         tells the two keys of its session, and stays
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/keyfile.h"
#include "keys/random.h"
#include "sync/session.h"
#include "sync/session_fields.h"

#define QUIET_MS    1500
#define WHOLE_MS    20000
#define SOURCE_MS   90000 /* poison, withhold: until they are asked */
#define READ_BYTES  65536
#define FLOOD_COUNT 64

struct peer {
	struct session *session;
	struct noise_pair channel;
	struct digest network;
	const char *node, *expect, *attack;
	char **words;
	int word_count, fd;
	bool begun, over;
};

static int64_t now_ms(void)
{
	struct timespec t;

	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static _Noreturn void die(const char *what)
{
	(void)fprintf(stderr, "peer: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Whoever answers is taken for the one that was meant. */
static bool anybody(void *arg, const struct noise_public *key,
    const char *wanted, char node[static TEXT_SLUG_BYTES_MAX + 1])
{
	const struct peer *p = arg;

	(void)key;
	(void)wanted;
	(void)snprintf(node, TEXT_SLUG_BYTES_MAX + 1, "%s", p->expect);
	return true;
}

static void dial(struct peer *p, char *to)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	char *colon = strrchr(to, ':');

	if (colon == NULL)
		die("HOST:PORT");
	*colon = '\0';
	a.sin_port = htons((uint16_t)atoi(colon + 1));
	if (inet_pton(AF_INET, to, &a.sin_addr) != 1)
		die(to);
	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die("connect");
	if (fcntl(p->fd, F_SETFL, O_NONBLOCK) != 0)
		die("fcntl");
}

/* The folder's channel key; a fresh one for the stranger. */
static void take_key(struct peer *p, const char *dir)
{
	char *path = mem_print("%s/keys/channel.key", dir);
	struct keyfile_label label;
	struct secret secret;
	struct why why = { 0 };

	if (strcmp(p->attack, "stranger") == 0) {
		noise_pair_make(&p->channel, random_system());
	} else if (keyfile_read(path, (struct bytes){ 0 }, &label, &secret,
		       &why) == ERR_OK) {
		noise_pair_from_secret(&p->channel, &secret);
		secret_wipe(&secret);
	} else {
		(void)fprintf(stderr, "peer: %s\n", why.text);
		exit(2);
	}
	mem_free(path);
}

static void take_network(struct peer *p, const char *dir)
{
	char *path = mem_print("%s/genesis", dir);
	uint8_t *raw = mem_new(READ_BYTES);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		die(path);
	n = fread(raw, 1, READ_BYTES, f);
	(void)fclose(f);
	p->network = digest_sha256((struct bytes){ raw, n });
	mem_free(raw);
	mem_free(path);
}

static const char *word(const struct peer *p, int i)
{
	if (i >= p->word_count) {
		(void)fprintf(stderr, "peer: %s wants more words\n", p->attack);
		exit(2);
	}
	return p->words[i];
}

static struct digest digest_word(const struct peer *p, int i)
{
	struct digest d;

	if (digest_unhex(&d, bytes_text(word(p, i))) != ERR_OK)
		die("64 digits");
	return d;
}

/* ---- attacks: each is said once, after the hellos ---- */

/* Whatever our own session would think of it. */
static void say(struct peer *p, const struct message *m)
{
	session_put(p->session, m);
}

static void put_raw(struct peer *p, struct bytes raw)
{
	frame_seal(&p->session->out, &p->session->ciphers->send, raw);
}

static void attack_chunk(struct peer *p)
{
	struct message m = { .kind = MESSAGE_VAULT_ASK,
		.dossier = digest_word(p, 0),
		.root = digest_word(p, 1) };

	must(session_ask(p->session, &m) == ERR_OK);
}

static void attack_lie(struct peer *p)
{
	struct frontier_line line = { .size = (uint64_t)atoll(word(p, 1)) };
	struct frontier f = { 0 };

	(void)snprintf(line.node, sizeof(line.node), "%s", word(p, 0));
	memset(&line.root, 0x5a, sizeof(line.root));
	frontier_set(&f, &line);
	session_offer(p->session, &f);
	frontier_fini(&f);
}

static void attack_forge(struct peer *p)
{
	static const char acts[] = "\x81\xa1\x61\x01", commit[] = "tree 00\n";
	struct message m = { .kind = MESSAGE_BATCH,
		.commit = bytes_text(commit),
		.acts = bytes_text(acts),
		.from = (uint64_t)atoll(word(p, 1)),
		.act_count = 1 };
	struct frontier_line line = { .size = m.from + 1 };

	(void)snprintf(m.node, sizeof(m.node), "%s", word(p, 0));
	memcpy(line.node, m.node, sizeof(line.node));
	session_push(p->session, &m, &line);
}

/* Past our own session's count of open questions, straight into the channel. */
static void attack_flood(struct peer *p)
{
	struct message m = { .kind = MESSAGE_WANT, .to = 1 };

	(void)snprintf(m.node, sizeof(m.node), "%s", p->expect);
	for (int i = 0; i < FLOOD_COUNT; i++)
		say(p, &m);
}

static void attack_garbage(struct peer *p)
{
	put_raw(p, bytes_text("\x81\xa1t\xa5maybe"));
}

static void attack_wordy(struct peer *p)
{
	uint8_t *raw = mem_new(MESSAGE_BYTES_MAX + 4096);

	memset(raw, 0xa0, MESSAGE_BYTES_MAX + 4096);
	put_raw(p, (struct bytes){ raw, MESSAGE_BYTES_MAX + 4096 });
	mem_free(raw);
}

static void attack_twice(struct peer *p)
{
	struct message m = { .kind = MESSAGE_HELLO,
		.version = MESSAGE_VERSION };

	(void)snprintf(m.node, sizeof(m.node), "%s", p->node);
	say(p, &m);
}

static void put_key(const char *name, const struct noise_cipher *c)
{
	char hex[TEXT_HEX_ROOM(SECRET_BYTES)];

	text_hex(hex, bytes_of(c->key.b));
	(void)printf("\"%s\":\"%s\"", name, hex);
}

/* What the other side must keep to itself. */
static void attack_keys(struct peer *p)
{
	(void)printf("{\"event\":\"keys\",");
	put_key("send", &p->session->ciphers->send);
	(void)printf(",");
	put_key("receive", &p->session->ciphers->receive);
	(void)printf("}\n");
	(void)fflush(stdout);
}

static void attack_none(struct peer *p)
{
	(void)p;
}

static const struct attack {
	const char *name;
	void (*begin)(struct peer *p);
} attacks[] = {
	{ "listen", attack_none },
	{ "stranger", attack_none },
	{ "chunk", attack_chunk },
	{ "poison", attack_none },
	{ "withhold", attack_none },
	{ "lie", attack_lie },
	{ "forge", attack_forge },
	{ "flood", attack_flood },
	{ "garbage", attack_garbage },
	{ "wordy", attack_wordy },
	{ "twice", attack_twice },
	{ "keys", attack_keys },
};

/* ---- what comes back ---- */

static void tell(const struct session_event *ev)
{
	const struct message *m = ev->message;

	switch (ev->type) {
	case SESSION_READY:
		(void)printf("{\"event\":\"ready\"}\n");
		break;
	case SESSION_MESSAGE:
		(void)printf("{\"event\":\"message\",\"kind\":\"%s\","
			     "\"rule\":\"%s\",\"bytes\":%zu}\n",
		    message_name(m->kind),
		    m->kind == MESSAGE_VAULT_SORRY ? m->rule : "", m->data.n);
		break;
	case SESSION_ENDED:
		(void)printf("{\"event\":\"ended\",\"why\":\"%s\"}\n", ev->why);
		break;
	}
	(void)fflush(stdout);
}

/* Is the other side waited for? */
static bool is_patient(const struct peer *p)
{
	return strcmp(p->attack, "poison") == 0 ||
	       strcmp(p->attack, "withhold") == 0 ||
	       strcmp(p->attack, "keys") == 0;
}

/* Of the object that was asked for, at the place that was asked for, among as
 * many as its act says: only the bytes and the path are made up. */
static void poison(struct peer *p, const struct message *asked)
{
	static const uint8_t bytes[1000] = { 7 };
	static const struct digest path[1];
	struct message m = { .kind = MESSAGE_VAULT_CHUNK,
		.root = asked->root,
		.index = asked->index,
		.total = (uint64_t)atoll(word(p, 0)),
		.data = { bytes, sizeof(bytes) },
		.proof = path,
		.proof_count = 1 };

	say(p, &m);
}

static void take_events(struct peer *p)
{
	struct session_event ev;

	while (session_next(p->session, &ev)) {
		tell(&ev);
		p->over = p->over || ev.type == SESSION_ENDED;
		if (ev.type == SESSION_MESSAGE &&
		    ev.message->kind == MESSAGE_VAULT_ASK &&
		    strcmp(p->attack, "poison") == 0)
			poison(p, ev.message);
		if (ev.type != SESSION_READY || p->begun)
			continue;
		p->begun = true;
		for (size_t i = 0; i < sizeof(attacks) / sizeof(*attacks); i++)
			if (strcmp(attacks[i].name, p->attack) == 0)
				attacks[i].begin(p);
	}
}

static void write_out(struct peer *p)
{
	struct bytes out = session_output(p->session);
	ssize_t n;

	while (out.n > 0) {
		n = send(p->fd, out.p, out.n, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		session_sent(p->session, (size_t)n);
		out = session_output(p->session);
	}
}

/* False once the other side has closed. */
static bool read_in(struct peer *p)
{
	static uint8_t bytes[READ_BYTES];
	ssize_t n = recv(p->fd, bytes, sizeof(bytes), 0);

	if (n < 0 && errno == EAGAIN)
		return true;
	if (n <= 0) {
		session_cut(p->session);
		take_events(p);
		(void)printf("{\"event\":\"closed\"}\n");
		return false;
	}
	session_feed(p->session, (struct bytes){ bytes, (size_t)n }, now_ms());
	take_events(p);
	return true;
}

static void converse(struct peer *p)
{
	int quiet_ms = is_patient(p) ? SOURCE_MS : QUIET_MS;
	int64_t end = now_ms() + (is_patient(p) ? SOURCE_MS : WHOLE_MS);
	int ready = 1;

	while (ready > 0 && now_ms() < end) {
		struct pollfd f = { .fd = p->fd, .events = POLLIN };

		write_out(p);
		if (session_output(p->session).n > 0)
			f.events |= POLLOUT;
		ready = poll(&f, 1, quiet_ms);
		if (ready > 0 && (f.revents & POLLIN) != 0 && !read_in(p))
			return;
	}
	(void)printf("{\"event\":\"quiet\"}\n");
}

static bool is_attack(const char *name)
{
	for (size_t i = 0; i < sizeof(attacks) / sizeof(*attacks); i++)
		if (strcmp(attacks[i].name, name) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = { { "dir", 1, NULL, 'd' },
		{ "node", 1, NULL, 'n' }, { "expect", 1, NULL, 'e' },
		{ "to", 1, NULL, 't' }, { NULL, 0, NULL, 0 } };
	struct peer p = { 0 };
	struct session_setup setup;
	const char *dir = NULL;
	char *to = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == 'd')
			dir = optarg;
		else if (c == 'n')
			p.node = optarg;
		else if (c == 'e')
			p.expect = optarg;
		else if (c == 't')
			to = optarg;
	}
	if (!dir || !p.node || !p.expect || !to || optind >= argc ||
	    !is_attack(argv[optind])) {
		(void)fprintf(stderr, "usage: peer --dir DIR --node ID "
				      "--expect ID --to HOST:PORT ATTACK…\n");
		return 2;
	}
	p.attack = argv[optind];
	p.words = argv + optind + 1;
	p.word_count = argc - optind - 1;
	take_key(&p, dir);
	take_network(&p, dir);
	dial(&p, to);
	setup = (struct session_setup){ .side = SESSION_DIALLED,
		.network = p.network,
		.node = p.node,
		.own = &p.channel,
		.random = random_system(),
		.member = anybody,
		.arg = &p };
	random_fill(random_system(), setup.instance, sizeof(setup.instance));
	p.session = session_new(&setup, now_ms());
	converse(&p);
	session_free(p.session);
	noise_pair_wipe(&p.channel);
	return 0;
}
