#include <string.h>

#include "base/mem.h"
#include "sync/replica_fields.h"

/*
 * One object from several sessions at once (docs/PROTOCOL.md P-13 to P-16):
 *
 *	start -> what is there? (TASK_VAULT_PUT without a chunk)
 *	      -> lanes: vault.ask ... vault.chunk -> TASK_VAULT_PUT -> complete
 *
 * Each lane is one chunk.  The session with the fewest open questions gets the
 * next; one that is sorry, silent or false loses its lanes to the others, and
 * its node is left alone for a while.
 */

#define SORRY_MS 5000
#define LATE_MS  30000 /* nothing of the object came */
#define QUIET_MS 60000 /* left alone for that long, after being late */
#define FALSE_MS 600000
#define FOLD_MS  1000 /* between two looks who may hold it */

static int64_t rest_ms(enum replica_tried why)
{
	switch (why) {
	case REPLICA_TRIED_SORRY:
		return SORRY_MS;
	case REPLICA_TRIED_LATE:
		return QUIET_MS;
	case REPLICA_TRIED_BAD:
	case REPLICA_TRIED_UNFIT:
		break;
	}
	return FALSE_MS;
}

/* ---- who was tried ---- */

static struct replica_source *find_tried(
    const struct replica_need *n, const char *node)
{
	for (size_t i = 0; i < n->tried_count; i++) {
		if (strcmp(n->tried[i].node, node) == 0)
			return &n->tried[i];
	}
	return NULL;
}

static void note_tried(struct replica *r, struct replica_need *n,
    const char *node, enum replica_tried why)
{
	struct replica_source *s = find_tried(n, node);

	if (s == NULL && n->tried_count < REPLICA_TRIED_MAX) {
		n->tried = mem_resize(
		    n->tried, (n->tried_count + 1) * sizeof(*n->tried));
		s = &n->tried[n->tried_count++];
	} else if (s == NULL) { /* the oldest goes */
		memmove(n->tried, n->tried + 1,
		    (REPLICA_TRIED_MAX - 1) * sizeof(*n->tried));
		s = &n->tried[REPLICA_TRIED_MAX - 1];
	}
	*s = (struct replica_source){ .why = why,
		.until = r->now + rest_ms(why) };
	memcpy(s->node, node, strlen(node) + 1);
}

static bool rests(
    const struct replica *r, const struct replica_need *n, const char *node)
{
	const struct replica_source *s = find_tried(n, node);

	return s != NULL && r->now < s->until;
}

void replica_fetch_up(struct replica_need *n, const char *node)
{
	struct replica_source *s = find_tried(n, node);

	/* It may have the object by now; but false it stays. */
	if (s != NULL && s->why != REPLICA_TRIED_BAD)
		s->until = 0;
	if (n->fetch != NULL)
		n->fetch->stale = true;
}

/* ---- lanes ---- */

static size_t chunk_bytes(const struct replica_need *n)
{
	return n->need.total == 1 ? (size_t)n->object.bytes
				  : CHUNK_PLAIN_BYTES_MAX;
}

static struct replica_lane *add_lane(
    struct replica *r, struct replica_need *n, uint32_t session, uint64_t index)
{
	struct replica_lane *l = &n->fetch->lanes[n->fetch->lane_count++];

	must(n->fetch->lane_count <= REPLICA_LANES_MAX);
	*l = (struct replica_lane){
		.session = session, .index = index, .at = r->now
	};
	r->fetch_bytes += chunk_bytes(n);
	return l;
}

static void drop_lane(struct replica *r, struct replica_need *n, size_t i)
{
	struct replica_fetch *f = n->fetch;

	f->lanes[i] = f->lanes[--f->lane_count];
	r->fetch_bytes -= chunk_bytes(n);
}

/* What a session was asked goes to others.  True when there was something. */
static bool drop_lanes(
    struct replica *r, struct replica_need *n, uint32_t session)
{
	struct replica_fetch *f = n->fetch;
	bool some = false;

	for (size_t i = f->lane_count; i-- > 0;) {
		if (f->lanes[i].session != session || f->lanes[i].putting)
			continue;
		drop_lane(r, n, i);
		some = true;
	}
	return some;
}

static bool is_under_way(const struct replica_fetch *f, uint64_t index)
{
	for (size_t i = 0; i < f->lane_count; i++) {
		if (f->lanes[i].index == index)
			return true;
	}
	return false;
}

/* The first that is neither there nor under way; false when none. */
static bool next_index(const struct replica_fetch *f, uint64_t *index)
{
	for (*index = 0; *index < f->part.total; ++*index) {
		if (!vault_part_has(&f->part, *index) &&
		    !is_under_way(f, *index))
			return true;
	}
	return false;
}

/* ---- from whom ---- */

/* NULL when nobody can be asked now; @rest: somebody can be later. */
static struct replica_peer *choose(
    struct replica *r, const struct replica_need *n, bool *later)
{
	const struct replica_fetch *f = n->fetch;
	struct replica_peer *best = NULL;
	size_t least = QUESTION_VAULTS_MAX;

	*later = false;
	for (size_t i = 0; i < f->source_count; i++) {
		struct replica_peer *p = replica_find_peer(r, f->sources[i]);
		size_t open;

		if (p == NULL || !p->up ||
		    rests(r, n, session_peer(p->session)))
			continue;
		*later = true;
		open = session_asked(p->session, MESSAGE_VAULT_ASK);
		if (open < least) {
			least = open;
			best = p;
		}
	}
	return best;
}

static bool ask(
    struct replica *r, struct replica_need *n, struct replica_peer *p)
{
	struct replica_fetch *f = n->fetch;
	struct message m = { .kind = MESSAGE_VAULT_ASK,
		.dossier = n->object.dossier,
		.root = n->object.root };

	if (!next_index(f, &m.index) || session_ask(p->session, &m) != ERR_OK)
		return false;
	(void)add_lane(r, n, p->id, m.index);
	return true;
}

static void look_what_is_there(struct replica *r, struct replica_need *n)
{
	struct task *t = task_new(TASK_VAULT_PUT);

	t->root = n->object.root;
	t->total = n->need.total;
	n->fetch->looking = true;
	replica_give(r, t);
}

void replica_fetch_start(struct replica *r, struct replica_need *n)
{
	must(n->fetch == NULL && r->fetches < REPLICA_FETCHES_MAX);
	needs_begin(&r->needs, &n->need);
	n->fetch = mem_new(sizeof(*n->fetch));
	n->fetch->part.total = n->need.total;
	n->fetch->stale = true;
	r->fetching[r->fetches++] = n;
	r->fetches_large += n->need.total > 1;
	if (n->need.total > 1)
		look_what_is_there(r, n);
}

void replica_fetch_stop(
    struct replica *r, struct replica_need *n, int64_t retry)
{
	size_t i = 0;

	if (n->fetch == NULL)
		return;
	while (n->fetch->lane_count > 0)
		drop_lane(r, n, 0);
	mem_free(n->fetch);
	n->fetch = NULL;
	while (r->fetching[i] != n)
		i++;
	r->fetching[i] = r->fetching[--r->fetches];
	r->fetches_large -= n->need.total > 1;
	needs_wait(&r->needs, &n->need, retry);
}

/* Who may hold it is asked again when sessions or logs have changed. */
static bool look_for_sources(struct replica *r, struct replica_need *n)
{
	struct replica_fetch *f = n->fetch;

	if (!f->stale &&
	    (f->seen == r->mine_number || r->now - f->seen_at < FOLD_MS))
		return true;
	f->stale = false;
	f->seen = r->mine_number;
	f->seen_at = r->now;
	return replica_vault_sources(r, n);
}

/* All chunks are there and the object is not: something was lost on the way. */
static bool is_lost(const struct replica_fetch *f)
{
	return f->lane_count == 0 && f->part.there == f->part.total;
}

/* When the first of those that rest may be asked again. */
static int64_t next_try(const struct replica *r, const struct replica_need *n)
{
	int64_t at = r->now + SORRY_MS;

	for (size_t i = 0; i < n->tried_count; i++) {
		int64_t until = n->tried[i].until;

		if (until > r->now && until < at)
			at = until;
	}
	return at;
}

bool replica_fetch_go_on(struct replica *r, struct replica_need *n)
{
	struct replica_fetch *f = n->fetch;
	bool later = true;

	if (!look_for_sources(r, n))
		return false;
	if (f->looking)
		return true;
	if (is_lost(f))
		look_what_is_there(r, n);
	while (!f->looking && f->lane_count < REPLICA_LANES_MAX &&
	       r->fetch_bytes + chunk_bytes(n) <= REPLICA_FLIGHT_BYTES_MAX) {
		struct replica_peer *p = choose(r, n, &later);

		if (p == NULL || !ask(r, n, p))
			break;
	}
	if (f->lane_count > 0 || f->looking || later)
		return true;
	replica_fetch_stop(r, n, next_try(r, n));
	return true;
}

/* ---- answers ---- */

static struct replica_lane *find_lane(
    struct replica_fetch *f, uint32_t session, uint64_t index)
{
	for (size_t i = 0; i < f->lane_count; i++) {
		struct replica_lane *l = &f->lanes[i];

		if (l->session == session && l->index == index && !l->putting)
			return l;
	}
	return NULL;
}

/* It came after its lane was given up, and is still missing: a slow line must
 * not lose all that it carries. */
static struct replica_lane *late_lane(
    struct replica *r, struct replica_need *n, uint32_t session, uint64_t index)
{
	const struct replica_fetch *f = n->fetch;

	if (f->looking || f->lane_count == REPLICA_LANES_MAX ||
	    vault_part_has(&f->part, index) || is_under_way(f, index))
		return NULL;
	return add_lane(r, n, session, index);
}

static bool fits(const struct replica_need *n, const struct message *m)
{
	return m->total == n->need.total &&
	       (m->total == 1 || m->proof_count > 0);
}

static void hear(struct replica *r, struct replica_fetch *f, uint32_t session)
{
	for (size_t i = 0; i < f->lane_count; i++) {
		if (f->lanes[i].session == session)
			f->lanes[i].at = r->now;
	}
}

static void give_chunk(struct replica *r, const struct replica_need *n,
    const struct replica_peer *p, const struct message *m)
{
	struct task *t = task_new(TASK_VAULT_PUT);
	const char *node = session_peer(p->session);

	t->session = p->id;
	memcpy(t->node, node, strlen(node) + 1);
	t->root = m->root;
	t->vault_kind = n->object.kind;
	t->index = m->index;
	t->total = m->total;
	t->path.count = (unsigned)m->proof_count;
	for (size_t i = 0; i < m->proof_count; i++)
		t->path.hash[i] = m->proof[i];
	buf_put(&t->chunk, m->data);
	r->counters.chunks_in++;
	replica_give(r, t);
}

bool replica_fetch_chunk(struct replica *r, struct replica_need *n,
    struct replica_peer *p, const struct message *m)
{
	struct replica_fetch *f = n->fetch;
	struct replica_lane *l = find_lane(f, p->id, m->index);

	if (!fits(n, m)) {
		if (l == NULL)
			return false;
		(void)drop_lanes(r, n, p->id);
		note_tried(r, n, session_peer(p->session), REPLICA_TRIED_UNFIT);
		return true;
	}
	if (l == NULL)
		l = late_lane(r, n, p->id, m->index);
	if (l == NULL)
		return false;
	hear(r, f, p->id);
	l->putting = true;
	give_chunk(r, n, p, m);
	return true;
}

bool replica_fetch_sorry(
    struct replica *r, struct replica_need *n, const struct replica_peer *p)
{
	if (!drop_lanes(r, n, p->id))
		return false;
	note_tried(r, n, session_peer(p->session), REPLICA_TRIED_SORRY);
	return true;
}

/* P-14: whoever sent it did not run our rules, and is named. */
static void refuse(
    struct replica *r, struct replica_need *n, const struct task *t)
{
	struct replica_peer *p = replica_find_peer(r, t->session);
	struct replica_event *e = replica_say(r, REPLICA_VAULT_BAD);

	e->session = t->session;
	memcpy(e->node, t->node, sizeof(t->node));
	e->root = t->root;
	e->first = t->index;
	e->rule = RULE_VAULT_ROOT;
	r->counters.chunks_bad++;
	note_tried(r, n, t->node, REPLICA_TRIED_BAD);
	if (p != NULL)
		replica_end(r, p, RULE_VAULT_ROOT, rule_en(RULE_VAULT_ROOT));
}

static void take_look(
    struct replica *r, struct replica_need *n, const struct task *t)
{
	struct replica_fetch *f = n->fetch;

	f->looking = false;
	if (t->part.more) {
		look_what_is_there(r, n);
		return;
	}
	f->part = t->part;
	n->there = f->part.there;
}

void replica_fetch_put(
    struct replica *r, struct replica_need *n, struct task *t)
{
	struct replica_fetch *f = n->fetch;

	if (t->chunk.n == 0) {
		if (f->looking)
			take_look(r, n, t);
		return;
	}
	for (size_t i = f->lane_count; i-- > 0;) {
		if (f->lanes[i].putting && f->lanes[i].index == t->index)
			drop_lane(r, n, i);
	}
	switch (t->step) {
	case VAULT_REFUSED:
		refuse(r, n, t);
		break;
	case VAULT_AGAIN:
		memset(&f->part, 0, sizeof(f->part));
		f->part.total = n->need.total;
		look_what_is_there(r, n);
		break;
	case VAULT_MORE:
	case VAULT_IGNORED:
		if (!f->looking)
			vault_part_set(&f->part, t->index);
		n->there = f->part.there;
		break;
	case VAULT_COMPLETE: /* replica_vault_put() */
		break;
	}
}

/* ---- time ---- */

void replica_fetch_gone(
    struct replica *r, struct replica_need *n, uint32_t session)
{
	(void)drop_lanes(r, n, session);
	n->fetch->stale = true;
}

static void give_up(struct replica *r, struct replica_need *n, uint32_t session)
{
	const struct replica_peer *p = replica_find_peer(r, session);
	struct replica_event *e;

	(void)drop_lanes(r, n, session);
	if (p == NULL)
		return;
	note_tried(r, n, session_peer(p->session), REPLICA_TRIED_LATE);
	r->counters.chunks_late++;
	e = replica_say(r, REPLICA_VAULT_LATE);
	e->session = session;
	memcpy(e->node, session_peer(p->session),
	    strlen(session_peer(p->session)) + 1);
	e->root = n->object.root;
}

static bool is_late(const struct replica *r, const struct replica_lane *l)
{
	return !l->putting && r->now - l->at >= LATE_MS;
}

void replica_fetch_tick(struct replica *r, struct replica_need *n)
{
	for (size_t i = 0; i < n->fetch->lane_count; i++) {
		if (!is_late(r, &n->fetch->lanes[i]))
			continue;
		give_up(r, n, n->fetch->lanes[i].session);
		r->look = true;
		i = (size_t)-1; /* some are gone: from the first again */
	}
}

int64_t replica_fetch_deadline(const struct replica_need *n)
{
	int64_t at = INT64_MAX;

	for (size_t i = 0; i < n->fetch->lane_count; i++) {
		const struct replica_lane *l = &n->fetch->lanes[i];

		if (!l->putting && l->at + LATE_MS < at)
			at = l->at + LATE_MS;
	}
	return at;
}
