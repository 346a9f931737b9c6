#include "schema/proven.h"

#include <string.h>

#include "base/mem.h"

#define SLOTS_LEAST 64
#define SLOTS_MOST  16384 /* 640 KiB: some hundred long cases */

struct slot {
	struct digest name; /* of the question; zeros: free */
	bool good;
};

struct proven {
	struct slot *slots; /* owned; the name's first bytes say which */
	size_t room;        /* a power of two */
	size_t kept;
};

struct proven *proven_new(void)
{
	struct proven *p = mem_new(sizeof(*p));

	p->room = SLOTS_LEAST;
	p->slots = mem_new_array(p->room, sizeof(*p->slots));
	return p;
}

void proven_free(struct proven *p)
{
	if (p == NULL)
		return;
	mem_free(p->slots);
	mem_free(p);
}

/* Key, act and signature: no one of them may be exchanged. */
static struct digest name_of(
    const struct digest *key, const struct act *act, const struct act_sig *sig)
{
	struct bytes signature = sign_signature_bytes(&sig->signature);
	struct buf b = { 0 };
	struct digest d;

	buf_put(&b, digest_bytes(key));
	buf_put(&b, digest_bytes(&act->id));
	buf_put(&b, signature);
	d = digest_sha256(buf_bytes(&b));
	buf_fini(&b);
	return d;
}

static struct slot *slot_of(const struct proven *p, const struct digest *name)
{
	size_t i;

	memcpy(&i, name->b, sizeof(i));
	return &p->slots[i & (p->room - 1)];
}

static bool is_free(const struct slot *s)
{
	static const struct digest none;

	return digest_equal(&s->name, &none);
}

/* Twice the room before it is half full, up to the most. */
static void make_room(struct proven *p)
{
	struct proven old = *p;

	if (2 * ++p->kept <= p->room || p->room == SLOTS_MOST)
		return;
	p->room *= 2;
	p->slots = mem_new_array(p->room, sizeof(*p->slots));
	for (size_t i = 0; i < old.room; i++) {
		if (!is_free(&old.slots[i]))
			*slot_of(p, &old.slots[i].name) = old.slots[i];
	}
	mem_free(old.slots);
}

bool proven_signed_by(
    struct proven *p, const struct act *act, const struct sign_public *key)
{
	struct digest id = sign_key_id(key), name;
	struct slot *s;
	size_t i = 0;

	while (i < act->sig_count && !digest_equal(&act->sigs[i].key, &id))
		i++;
	if (i == act->sig_count)
		return false;
	name = name_of(&id, act, &act->sigs[i]);
	s = slot_of(p, &name);
	if (digest_equal(&s->name, &name))
		return s->good;
	if (is_free(s)) {
		make_room(p);
		s = slot_of(p, &name);
	}
	*s = (struct slot){ name, act_signed_by(act, key) };
	return s->good;
}
