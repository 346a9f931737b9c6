#include "node/branch_aside.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/journal.h"
#include "base/mem.h"
#include "node/folder.h"
#include "schema/ledger.h"
#include "schema/ledger_fork.h"
#include "sync/branch.h"
#include "sync/store.h"

/* Too short to tell, and somebody has proven that there are two. */
static bool is_doubtful(const struct ledger *l, const struct chain *c)
{
	for (size_t i = 0; i < ledger_fork_count(l); i++) {
		const struct ledger_fork *f = ledger_fork_at(l, i);

		if (f->counts && f->claim.one.epoch == c->epoch &&
		    strcmp(f->claim.one.node, c->node) == 0)
			return chain_size(c) > 0;
	}
	return false;
}

static bool must_go(const struct ledger *l, const struct chain *c)
{
	switch (branch_of(l, c)) {
	case BRANCH_WRONG:
		return true;
	case BRANCH_OPEN:
		return is_doubtful(l, c);
	case BRANCH_ONLY:
	case BRANCH_RIGHT:
		break;
	}
	return false;
}

static enum err move(const char *dir, const struct chain *c, struct why *why)
{
	char *folder = folder_path(dir, FOLDER_BRANCHES);
	struct digest root = chain_root(c);
	char hex[DIGEST_HEX_ROOM], *from, *to;
	enum err e = ERR_OK;

	digest_hex(hex, &root);
	from = mem_print("%s/%s/%s.git", dir, FOLDER_LOGS, c->node);
	to = mem_print("%s/%s-%.16s.git", folder, c->node, hex);
	if ((mkdir(folder, 0700) != 0 && errno != EEXIST) ||
	    !io_sync_parent(folder) || rename(from, to) != 0 ||
	    !io_sync_parent(from) || !io_sync_parent(to))
		e = io_failed(why, to, errno);
	else
		journal_say(JOURNAL_WARNING,
		    "a branch that the authority did not name is set aside; the "
		    "log is fetched anew",
		    "log", c->node, "kept", to, NULL);
	mem_free(folder);
	mem_free(from);
	mem_free(to);
	return e;
}

enum err branch_aside(const char *dir, const char *own, const struct ledger *l,
    const struct store *s, size_t *count, struct why *why)
{
	const char *authority = ledger_genesis(l)->authority.node;
	enum err e = ERR_OK;

	*count = 0;
	for (size_t i = 0; e == ERR_OK && i < ledger_member_count(l); i++) {
		const char *node = ledger_member_at(l, i)->node;
		const struct chain *c = store_head(s, node);

		if (c == NULL || strcmp(node, authority) == 0 ||
		    (own != NULL && strcmp(node, own) == 0) || !must_go(l, c))
			continue;
		e = move(dir, c, why);
		++*count;
	}
	return e;
}
