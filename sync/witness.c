#include "sync/witness.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/note.h"
#include "keys/secret.h"
#include "sync/cosignature.h"
#include "sync/witness_ask.h"
#include "sync/witness_state.h"

struct witness {
	struct witness_state state;
	char *path; /* owned; NULL in memory */
	char name[NOTE_NAME_BYTES_MAX + 1];
	struct sign_pair *pair; /* owned, secret memory */
};

static char *path_of(const char *folder, const struct sign_public *key)
{
	struct digest id = sign_key_id(key);
	char hex[TEXT_HEX_ROOM(8)];

	text_hex(hex, (struct bytes){ id.b, 8 });
	return mem_print("%s/" WITNESS_FOLDER "/%s", folder, hex);
}

enum err witness_create(const char *folder,
    const uint8_t instance[static WITNESS_INSTANCE_BYTES],
    const struct sign_public *key, struct why *why)
{
	struct witness_state state = { .count = 0 };
	char *path = path_of(folder, key), *parent;
	enum err e;

	memcpy(state.instance, instance, sizeof(state.instance));
	parent = mem_print("%s/" WITNESS_FOLDER, folder);
	e = disk_make_folder(parent, why);
	if (e == ERR_OK && witness_state_exists(path))
		e = why_set(why, ERR_EXISTS, "%s is there already", path);
	if (e == ERR_OK)
		e = witness_state_write(&state, path, why);
	mem_free(parent);
	mem_free(path);
	return e;
}

struct witness *witness_new(const struct witness_setup *setup)
{
	struct witness *w = mem_new(sizeof(*w));

	cosignature_name(w->name, setup->network, setup->node);
	w->pair = secret_new(sizeof(*w->pair));
	*w->pair = *setup->pair;
	if (setup->instance != NULL)
		memcpy(w->state.instance, setup->instance,
		    sizeof(w->state.instance));
	return w;
}

static enum err retire(struct witness *w, struct why *why)
{
	char *parent = mem_copy_text(w->path);
	enum err e;

	*strrchr(parent, '/') = '\0';
	w->state.count = 0;
	w->state.retired = true;
	e = disk_make_folder(parent, why);
	if (e == ERR_OK)
		e = witness_state_write(&w->state, w->path, why);
	mem_free(parent);
	return e;
}

enum err witness_open(struct witness **out, const char *folder,
    const struct witness_setup *setup, struct why *why)
{
	struct witness *w = witness_new(setup);
	struct witness_state *kept = mem_new(sizeof(*kept));
	enum err e;

	w->path = path_of(folder, &setup->pair->public);
	e = witness_state_read(kept, w->path, why);
	if (e == ERR_OK && memcmp(kept->instance, setup->instance,
			       sizeof(kept->instance)) == 0) {
		w->state = *kept;
		kept->logs = NULL;
	} else if (e == ERR_OK || e == ERR_NOT_FOUND || e == ERR_CORRUPT) {
		e = retire(w, why);
	}
	witness_state_fini(kept);
	mem_free(kept);
	if (e == ERR_OK)
		*out = w;
	else
		witness_close(w);
	return e;
}

void witness_close(struct witness *w)
{
	if (w == NULL)
		return;
	witness_state_fini(&w->state);
	secret_free(w->pair);
	mem_free(w->path);
	mem_free(w);
}

bool witness_retired(const struct witness *w)
{
	return w->state.retired;
}

size_t witness_count(const struct witness *w)
{
	return w->state.count;
}

uint64_t witness_size(const struct witness *w, const char *origin)
{
	const struct witness_log *log = witness_state_find(&w->state, origin);

	return log != NULL ? log->size : 0;
}

/* ---- the verdict ---- */

static enum witness_status say(
    struct why *why, enum witness_status status, const char *text)
{
	(void)why_set(why, ERR_REFUSED, "%s", text);
	return status;
}

/* By the log's key, in either of its types; a wrong line of it condemns the
 * note, lines of others are passed over. */
static bool is_signed(
    const struct witness_ask *ask, const struct sign_public *log)
{
	static const enum note_type types[] = { NOTE_COSIGNED, NOTE_PLAIN };
	bool good = false;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct note_key key;
		enum note_verdict verdict;

		note_key_init(&key, ask->origin, types[i], log);
		verdict = note_check(&ask->note, &key, NULL);
		if (verdict == NOTE_BAD)
			return false;
		good = good || verdict == NOTE_GOOD;
	}
	return good;
}

static enum witness_status judge(const struct witness *w,
    const struct witness_ask *ask, const struct sign_public *log,
    struct why *why)
{
	const struct witness_log *last =
	    witness_state_find(&w->state, ask->origin);
	struct digest empty = digest_sha256((struct bytes){ NULL, 0 });

	if (w->state.retired)
		return say(why, WITNESS_UNKNOWN,
		    "this witness is retired: it has lost what it cosigned");
	if (log == NULL || (last == NULL && witness_state_full(&w->state)))
		return say(
		    why, WITNESS_UNKNOWN, "not a log that this node witnesses");
	if (!is_signed(ask, log))
		return say(why, WITNESS_UNTRUSTED,
		    "the checkpoint is not signed by its log's key");
	if (ask->old > ask->size)
		return say(why, WITNESS_MALFORMED,
		    "the old size is above the checkpoint's");
	if (ask->old != (last != NULL ? last->size : 0))
		return say(why, WITNESS_CONFLICT,
		    "the old size is not what was cosigned last");
	if (!merkle_extends(&ask->proof, ask->old,
		last != NULL ? &last->root : &empty, ask->size, &ask->root))
		return say(why, WITNESS_UNPROVEN,
		    "the checkpoint does not continue what was cosigned");
	return WITNESS_GOOD;
}

/* Write, then sign. */
static enum err cosign(struct witness *w, const struct witness_ask *ask,
    int64_t now, struct buf *line, struct why *why)
{
	struct witness_log *log = witness_state_take(&w->state, ask->origin);
	enum err e = ERR_OK;

	log->size = ask->size;
	log->root = ask->root;
	log->time = now > log->time ? now : log->time;
	if (w->path != NULL)
		e = witness_state_write(&w->state, w->path, why);
	if (e == ERR_OK)
		note_sign_line(line, ask->note.text, w->name, w->pair,
		    (uint64_t)log->time);
	return e;
}

enum err witness_add(struct witness *w, struct bytes body,
    const struct sign_public *log, int64_t now, struct witness_answer *out,
    struct why *why)
{
	struct witness_ask *ask = mem_new(sizeof(*ask));
	enum err e = ERR_OK;

	must(now >= 0);
	buf_clear(&out->body);
	if (witness_ask_parse(ask, body, out->why) != ERR_OK)
		out->status = WITNESS_MALFORMED;
	else
		out->status = judge(w, ask, log, out->why);
	if (out->status == WITNESS_GOOD)
		e = cosign(w, ask, now, &out->body, why);
	else if (out->status == WITNESS_CONFLICT)
		buf_print(
		    &out->body, "%" PRIu64 "\n", witness_size(w, ask->origin));
	mem_free(ask);
	return e;
}
