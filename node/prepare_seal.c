/*
 * The sealing of a preparation, on the store thread:
 *
 *	prepare_seal_start -> run -> on_step -> run ... -> done
 *
 * A step seals what is in memory, or some chunks of an upload: appends and
 * fetches that wait for the thread come between two steps, however large the
 * file is.
 */
#include <string.h>

#include "base/mem.h"
#include "keys/random.h"
#include "node/daemon.h"
#include "node/leftover.h"
#include "node/prepare_parts.h"
#include "node/prepared.h"
#include "node/staging.h"

#define STEP_CHUNKS 8

/* The key for a wrap of its own generation. */
static enum err wrap_one(struct prepare *p, const struct prepare_item *item,
    struct buf *sealed, struct digest *root)
{
	struct vault_key key = p->key;

	if (item->generation != p->key.generation) {
		key.generation = item->generation;
		key.key = vault_open_key(p->old, item->generation);
	}
	return vault_wrap(sealed, root, &key, &item->reader, random_system());
}

static enum err seal_small(struct prepare *p, const struct prepare_item *item,
    const struct daemon_tools *tools, struct act_vault *out)
{
	struct buf sealed = { 0 };
	enum err e;

	if (item->is_wrap)
		e = wrap_one(p, item, &sealed, &out->root);
	else
		e = vault_seal(
		    &sealed, &out->root, &p->key, item->plain, random_system());
	if (e == ERR_OK)
		e = prepared_mark(tools->prepared, &out->root, &p->why);
	if (e == ERR_OK)
		e = vault_put(tools->vault,
		    item->is_wrap ? VAULT_WRAP : VAULT_FILE, &out->root,
		    buf_bytes(&sealed), &p->why);
	out->bytes = item->is_wrap ? sealed.n : item->plain.n;
	buf_fini(&sealed);
	return e;
}

/* From under the upload's key to under the case's. */
static enum err seal_piece(
    struct prepare *p, struct staging_upload *u, struct vault_store *vault)
{
	struct buf plain = { .kind = BUF_WIPED };
	enum err e = staging_get(u, p->stream.next, &plain, &p->why);

	if (e == ERR_OK)
		e = vault_stream_put(&p->stream, vault, &p->key,
		    buf_bytes(&plain), random_system(), &p->why);
	buf_fini(&plain);
	return e;
}

/* Some chunks; *@whole with the last. */
static enum err seal_some(struct prepare *p, const struct prepare_item *item,
    const struct daemon_tools *tools, struct act_vault *out, bool *whole)
{
	struct vault_store *vault = tools->vault;
	struct digest name;
	enum err e = ERR_OK;

	if (p->stream.total == 0)
		e = vault_stream_start(
		    &p->stream, staging_bytes(item->upload), random_system());
	for (int i = 0; e == ERR_OK && i < STEP_CHUNKS; i++) {
		if (vault_stream_next_bytes(&p->stream) == 0)
			break;
		e = seal_piece(p, item->upload, vault);
	}
	*whole = e == ERR_OK && vault_stream_next_bytes(&p->stream) == 0;
	if (!*whole)
		return e;
	out->bytes = staging_bytes(item->upload);
	name = vault_stream_name(&p->stream);
	e = prepared_mark(tools->prepared, &name, &p->why);
	if (e != ERR_OK)
		return e;
	return vault_stream_finish(&p->stream, vault, &out->root, &p->why);
}

static void run(void *arg, const struct daemon_tools *tools)
{
	struct prepare *p = arg;
	bool whole = true;

	if (p->sealed_count == 0 && p->stream.total == 0)
		prepare_person_count(p, tools->vault);
	while (p->err == ERR_OK && whole && p->sealed_count < p->item_count) {
		const struct prepare_item *item = &p->items[p->sealed_count];
		struct act_vault *out = &p->sealed[p->sealed_count];

		out->id = item->id;
		p->err = item->upload != NULL
			     ? seal_some(p, item, tools, out, &whole)
			     : seal_small(p, item, tools, out);
		p->sealed_count += p->err == ERR_OK && whole;
		if (item->upload != NULL)
			break;
	}
	if (p->err != ERR_OK &&
	    vault_stream_drop(&p->stream, tools->vault, &p->why) != ERR_OK)
		p->err = ERR_STORAGE;
	if (p->err == ERR_STORAGE)
		daemon_fail(&p->why);
}

static void on_step(void *arg)
{
	struct prepare *p = arg;

	if (p->err == ERR_OK && p->sealed_count < p->item_count)
		daemon_store_job(p->daemon, run, on_step, p);
	else
		p->on_sealed(p);
}

void prepare_seal_start(struct prepare *p, void (*done)(struct prepare *p))
{
	p->err = ERR_OK;
	p->on_sealed = done;
	p->sealed =
	    arena_take_array(p->arena, p->item_count, sizeof(*p->sealed));
	daemon_store_job(p->daemon, run, on_step, p);
}

/* ---- what was sealed ---- */

static struct leftover_objects objects_of(const struct prepare *p)
{
	struct leftover_objects out = { 0 };

	for (size_t i = 0; i < p->sealed_count; i++)
		out.roots[out.count++] = p->sealed[i].root;
	return out;
}

void prepare_seal_undo(struct prepare *p)
{
	struct leftover_objects objects = objects_of(p);

	daemon_leftover_erase(p->daemon, &objects);
}

void prepare_seal_given(struct prepare *p)
{
	struct leftover_objects objects = objects_of(p);

	p->given = true;
	daemon_leftover_put(p->daemon, &p->owner, &objects);
}
