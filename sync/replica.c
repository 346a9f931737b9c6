#include "sync/replica.h"

#include <string.h>

#include "base/mem.h"
#include "keys/noise.h"
#include "keys/secret.h"
#include "sync/replica_fields.h"

/* ---- small things ---- */

struct replica_peer *replica_find_peer(const struct replica *r, uint32_t id)
{
	for (size_t i = 0; i < r->peer_count; i++) {
		if (r->peers[i]->id == id)
			return r->peers[i];
	}
	return NULL;
}

void replica_give(struct replica *r, struct task *t)
{
	if (r->task_count == r->task_room) {
		r->task_room = r->task_room == 0 ? 8 : 2 * r->task_room;
		r->tasks =
		    mem_resize(r->tasks, r->task_room * sizeof(struct task *));
	}
	r->tasks[r->task_count++] = t;
}

/* A ring that grows: events come in bursts and are taken in order. */
struct replica_event *replica_say(struct replica *r, enum replica_news type)
{
	struct replica_event *e;

	if (r->event_first > 0 && r->event_first == r->event_count)
		r->event_first = r->event_count = 0;
	if (r->event_count == r->event_room) {
		r->event_room = r->event_room == 0 ? 16 : 2 * r->event_room;
		r->events = mem_resize(r->events, r->event_room * sizeof(*e));
	}
	e = &r->events[r->event_count++];
	*e = (struct replica_event){ .type = type };
	return e;
}

bool replica_event(struct replica *r, struct replica_event *event)
{
	if (r->event_first == r->event_count)
		return false;
	*event = r->events[r->event_first++];
	return true;
}

/* ---- the casebook, as far as it is folded ---- */

static const struct replica *replica_of(struct casebook *c)
{
	return (
	    const struct replica *)(void *)((uint8_t *)c -
					    offsetof(struct replica, casebook));
}

static bool is_folded(const struct replica *r, const struct place *place)
{
	const struct replica_log *log = replica_log_find(r, place->node);

	return log != NULL && log->chain.epoch == place->epoch &&
	       place->position < chain_size(&log->chain);
}

static size_t show_entries(struct casebook *c, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	const struct replica *r = replica_of(c);
	struct casebook *book = r->options.casebook;
	size_t kept = 0, count = book->entries(book, a, dossier, out);

	for (size_t i = 0; i < count; i++) {
		if (is_folded(r, &(*out)[i].place))
			(*out)[kept++] = (*out)[i];
	}
	return kept;
}

static bool show_act(struct casebook *c, const struct digest *id)
{
	struct casebook *book = replica_of(c)->options.casebook;

	return book->has_act(book, id);
}

static bool show_number(struct casebook *c, const char *number)
{
	struct casebook *book = replica_of(c)->options.casebook;

	return book->number_taken(book, number);
}

struct casebook *replica_casebook(struct replica *r)
{
	return &r->casebook;
}

/* ---- life ---- */

struct replica *replica_new(const struct replica_options *options,
    const struct chain *chains, size_t count)
{
	struct replica *r = mem_new(sizeof(*r));
	const struct replica_log *own;

	must(strlen(options->node) <= TEXT_SLUG_BYTES_MAX);
	r->options = *options;
	r->casebook = (struct casebook){ show_entries, show_act, show_number };
	memcpy(r->node, options->node, strlen(options->node) + 1);
	r->channel = secret_new(sizeof(*r->channel));
	*r->channel = *options->channel;
	must(options->former_count <= REPLICA_FORMER_MAX);
	r->former = secret_new(REPLICA_FORMER_MAX * sizeof(*r->former));
	r->former_count = options->former_count;
	for (size_t i = 0; i < r->former_count; i++)
		r->former[i] = options->former[i];
	r->log = options->log;
	needs_init(&r->needs, options->random);
	for (size_t i = 0; i < count; i++)
		replica_log_add(r, &chains[i]);
	replica_log_meet(r);
	own = replica_log_find(r, r->node);
	r->word = options->word;
	r->signed_time = options->signed_time;
	if (own != NULL && own->chain.time > r->signed_time)
		r->signed_time = own->chain.time;
	return r;
}

void replica_free(struct replica *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->peer_count; i++) {
		session_free(r->peers[i]->session);
		replica_witness_free_peer(r->peers[i]);
		mem_free(r->peers[i]);
	}
	for (size_t i = 0; i < r->log_count; i++) {
		replica_pull_free(r->logs[i]);
		mem_free(r->logs[i]);
	}
	for (size_t i = 0; i < r->task_count; i++)
		task_free(r->tasks[i]);
	replica_own_free(&r->open);
	replica_own_free(&r->flight);
	frontier_fini(&r->mine);
	secret_free(r->channel);
	secret_free(r->former);
	mem_free(r->peers);
	mem_free(r->logs);
	mem_free(r->tasks);
	replica_vault_free(r);
	replica_fork_free(r);
	replica_heard_free(r);
	mem_free(r->events);
	mem_free(r);
}

/* Ask, answer and tell what can be asked, answered and told now. */
static void settle(struct replica *r)
{
	if (r->look) {
		r->look = false;
		replica_pull_look(r);
		replica_vault_look(r);
		replica_witness_look(r);
	}
	for (size_t i = 0; i < r->peer_count; i++) {
		struct replica_peer *p = r->peers[i];

		if (!p->up)
			continue;
		replica_serve_next(r, p);
		if (p->told != r->mine_number && session_room(p->session)) {
			session_offer(p->session, &r->mine);
			p->told = r->mine_number;
		}
	}
}

/* ---- sessions ---- */

enum err replica_open(struct replica *r, enum session_side side,
    const char *expected, int64_t steady_ms, uint32_t *session)
{
	struct session_setup setup = { .side = side,
		.network = r->options.network,
		.node = r->node,
		.expected = expected,
		.random = r->options.random,
		.member = replica_keys_member,
		.arg = r };
	struct replica_peer *p;

	if (r->peer_count == REPLICA_SESSIONS_MAX)
		return ERR_LIMIT;
	memcpy(setup.instance, r->options.instance, sizeof(setup.instance));
	r->now = steady_ms;
	p = mem_new(sizeof(*p));
	p->id = *session = ++r->last_id;
	replica_keys_channel(r, p, &setup);
	p->session = session_new(&setup, steady_ms);
	r->peers = mem_resize(
	    r->peers, (r->peer_count + 1) * sizeof(struct replica_peer *));
	r->peers[r->peer_count++] = p;
	r->counters.sessions_opened++;
	return ERR_OK;
}

/* P-3.6: the one dialled by the smaller id stays; of two by the same side, the
 * newer, because the older one's other end has given it up. */
static void drop_double(struct replica *r, struct replica_peer *p)
{
	const char *peer = session_peer(p->session);
	bool ours = strcmp(r->node, peer) < 0;
	enum session_side right = ours ? SESSION_DIALLED : SESSION_ACCEPTED;

	for (size_t i = 0; i < r->peer_count; i++) {
		struct replica_peer *q = r->peers[i], *out = q;

		if (q == p || !q->up ||
		    strcmp(session_peer(q->session), peer) != 0)
			continue;
		if (session_side(p->session) != right &&
		    session_side(q->session) == right)
			out = p;
		replica_end(
		    r, out, RULE_NONE, "a second session with the peer");
	}
}

static void peer_up(struct replica *r, struct replica_peer *p)
{
	struct replica_event *e = replica_say(r, REPLICA_PEER_UP);

	p->up = true;
	e->session = p->id;
	memcpy(e->node, session_peer(p->session),
	    strlen(session_peer(p->session)) + 1);
	session_offer(p->session, &r->mine);
	p->told = r->mine_number;
	r->look = true;
	replica_vault_up(r, session_peer(p->session));
	replica_heard_up(r, p);
	drop_double(r, p);
}

static void peer_down(
    struct replica *r, struct replica_peer *p, enum rule rule, const char *why)
{
	struct replica_event *e;
	const char *node = session_peer(p->session);
	size_t n = strlen(why);

	must(!p->ended);
	replica_keys_over(p, p->up);
	p->ended = true;
	p->up = false;
	r->counters.sessions_ended++;
	r->counters.ended_by_rule[rule]++;
	e = replica_say(r, REPLICA_PEER_DOWN);
	e->session = p->id;
	e->rule = rule;
	memcpy(e->node, node, strlen(node) + 1);
	memcpy(e->text, why, n < sizeof(e->text) ? n : sizeof(e->text) - 1);
	replica_pull_gone(r, p->id);
	replica_vault_gone(r, p->id);
	replica_witness_gone(r, p->id);
	r->look = true;
}

static void take_message(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_FRONTIER:
		replica_pull_frontier(r, p, m);
		break;
	case MESSAGE_BATCH:
		replica_pull_batch(r, p, m);
		break;
	case MESSAGE_SORRY:
		replica_pull_sorry(r, p, m);
		break;
	case MESSAGE_VAULT_CHUNK:
		replica_vault_chunk(r, p, m);
		break;
	case MESSAGE_VAULT_SORRY:
		replica_vault_sorry(r, p, m);
		break;
	case MESSAGE_HEAD:
		replica_note_take(r, p, m);
		break;
	case MESSAGE_WITNESS:
		replica_witness_said(r, p, m);
		break;
	case MESSAGE_COSIGNED:
		replica_heard_take(r, p, m);
		break;
	case MESSAGE_WITNESS_ASK:
		replica_witness_asked(p, m);
		break;
	case MESSAGE_WANT:     /* these three stay open in the session: */
	case MESSAGE_HEAD_ASK: /* replica_serve_next() */
	case MESSAGE_VAULT_ASK:
	case MESSAGE_HELLO:
	case MESSAGE_PING:
	case MESSAGE_PONG:
	case MESSAGE_BYE:
	case MESSAGE_COUNT:
		break;
	}
}

/* Take what the session has to tell. */
static void drain(struct replica *r, struct replica_peer *p)
{
	struct session_event ev;

	while (session_next(p->session, &ev)) {
		switch (ev.type) {
		case SESSION_READY:
			peer_up(r, p);
			break;
		case SESSION_MESSAGE:
			take_message(r, p, ev.message);
			break;
		case SESSION_ENDED:
			peer_down(r, p, ev.rule, ev.why);
			break;
		}
	}
}

void replica_end(
    struct replica *r, struct replica_peer *p, enum rule rule, const char *why)
{
	struct session_event ev;

	if (p->ended)
		return;
	session_end(p->session, rule, why);
	while (session_next(p->session, &ev)) {
		if (ev.type == SESSION_ENDED)
			peer_down(r, p, ev.rule, ev.why);
	}
}

void replica_stop(struct replica *r)
{
	for (size_t i = 0; i < r->peer_count; i++)
		replica_end(r, r->peers[i], RULE_NONE, "the node stops");
}

void replica_feed(
    struct replica *r, uint32_t session, struct bytes in, int64_t steady_ms)
{
	struct replica_peer *p = replica_find_peer(r, session);

	r->now = steady_ms;
	if (p == NULL || p->ended)
		return;
	r->counters.bytes_in += in.n;
	session_feed(p->session, in, steady_ms);
	drain(r, p);
	settle(r);
}

struct bytes replica_output(struct replica *r, uint32_t session)
{
	const struct replica_peer *p = replica_find_peer(r, session);

	if (p == NULL)
		return (struct bytes){ NULL, 0 };
	return session_output(p->session);
}

void replica_sent(struct replica *r, uint32_t session, size_t n)
{
	struct replica_peer *p = replica_find_peer(r, session);

	if (p == NULL)
		return;
	r->counters.bytes_out += n;
	session_sent(p->session, n);
	r->look = true; /* a want may have waited for room */
	settle(r);
}

bool replica_over(const struct replica *r, uint32_t session)
{
	const struct replica_peer *p = replica_find_peer(r, session);

	return p == NULL || session_over(p->session);
}

void replica_closed(struct replica *r, uint32_t session)
{
	struct replica_peer *p = replica_find_peer(r, session);

	if (p == NULL)
		return;
	session_cut(p->session);
	drain(r, p);
	for (size_t i = 0; i < r->peer_count; i++) {
		if (r->peers[i] == p) {
			r->peers[i] = r->peers[--r->peer_count];
			break;
		}
	}
	session_free(p->session);
	replica_witness_free_peer(p);
	mem_free(p);
	settle(r);
}

bool replica_reading(const struct replica *r, uint32_t session)
{
	const struct replica_peer *p = replica_find_peer(r, session);

	return p != NULL && p->unsettled < REPLICA_UNSETTLED_BYTES_MAX;
}

bool replica_connected(const struct replica *r, const char *node)
{
	for (size_t i = 0; i < r->peer_count; i++) {
		if (r->peers[i]->up &&
		    strcmp(session_peer(r->peers[i]->session), node) == 0)
			return true;
	}
	return false;
}

static bool says_no_more(const struct frontier *a, const struct frontier *b)
{
	struct frontier more = { 0 };
	bool none;

	frontier_changes(a, b, &more);
	none = more.count == 0;
	frontier_fini(&more);
	return none;
}

bool replica_equal(const struct replica *r, const char *node)
{
	for (size_t i = 0; i < r->peer_count; i++) {
		const struct session *s = r->peers[i]->session;

		if (r->peers[i]->up && strcmp(session_peer(s), node) == 0 &&
		    says_no_more(&r->mine, session_frontier(s)) &&
		    says_no_more(session_frontier(s), &r->mine))
			return true;
	}
	return false;
}

/* ---- own acts, vault ---- */

enum rule replica_append(struct replica *r, struct bytes act, int64_t wall,
    uint64_t cookie, struct why *why)
{
	return replica_own_append(r, act, wall, cookie, why);
}

void replica_touch(struct replica *r, int64_t wall)
{
	replica_own_touch(r, wall);
}

struct place replica_next_place(const struct replica *r, int64_t wall)
{
	return replica_own_place(r, wall);
}

void replica_need(struct replica *r, const struct replica_object *object)
{
	replica_vault_need(r, object);
	r->look = true;
	settle(r);
}

const char *replica_tried_text(enum replica_tried why)
{
	/* In the order of enum replica_tried. */
	static const char *const texts[] = { "sorry", "late", "bad", "unfit" };

	return texts[why];
}

/* ---- time, tasks ---- */

void replica_tick(struct replica *r, int64_t steady_ms)
{
	r->now = steady_ms;
	for (size_t i = 0; i < r->peer_count; i++) {
		session_tick(r->peers[i]->session, steady_ms);
		drain(r, r->peers[i]);
	}
	replica_pull_tick(r);
	replica_vault_tick(r);
	replica_witness_look(r);
	settle(r);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t replica_deadline(const struct replica *r)
{
	int64_t at =
	    earlier(replica_pull_deadline(r), replica_vault_deadline(r));

	at = earlier(at, replica_witness_deadline(r));
	for (size_t i = 0; i < r->peer_count; i++)
		at = earlier(at, session_deadline(r->peers[i]->session));
	return at;
}

struct task *replica_task(struct replica *r)
{
	struct task *t;

	if (r->task_count == 0)
		return replica_own_start(r);
	t = r->tasks[0];
	r->task_count--;
	memmove(r->tasks, r->tasks + 1, r->task_count * sizeof(struct task *));
	return t;
}

void replica_done(struct replica *r, struct task *t, int64_t steady_ms)
{
	r->now = steady_ms;
	switch (t->kind) {
	case TASK_CHECK:
		replica_pull_checked(r, t);
		break;
	case TASK_PUT:
		replica_pull_stored(r, t);
		break;
	case TASK_APPEND:
		replica_own_stored(r, t);
		break;
	case TASK_TIME:
		break;
	case TASK_BEAT:
		replica_note_beaten(r, t);
		break;
	case TASK_READ:
		replica_serve_read(r, t);
		break;
	case TASK_VAULT_PUT:
		replica_vault_put(r, t);
		break;
	case TASK_VAULT_READ:
		replica_serve_chunk(r, t);
		break;
	case TASK_WITNESS_ASK:
		replica_witness_made(r, t);
		break;
	case TASK_WITNESS:
		replica_witness_answered(r, t);
		break;
	case TASK_COSIGNED:
		break;
	}
	task_free(t);
	settle(r);
}

/* ---- questions ---- */

const struct ledger *replica_ledger(const struct replica *r)
{
	return r->options.ledger;
}

const struct replica_counters *replica_counters(const struct replica *r)
{
	return &r->counters;
}
