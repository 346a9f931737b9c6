#include "tests/unit/node/net.h"

/* Write one more act into the world and the node's log. */
static void add(struct net *n, int i, struct act *act)
{
	struct world_node *node = &n->stage.w->nodes[i];

	(void)world_log_by(n->stage.w, act, &node->log);
	append(n, i, node->count - 1);
}

static struct act *about_key(
    struct net *n, const char *kind, int year, const char *to)
{
	struct world *w = n->stage.w;
	struct act *act = world_draft(w, WORLD_HANBIN, kind);

	world_text(w, act, "item", "T04");
	world_int(w, act, "year", year);
	if (to != NULL) {
		world_text(w, act, "to", to);
		world_vault(w, act, arena_print(w->arena, "key.%s", to));
	}
	return act;
}

static uint64_t did(struct net *n, int i, enum robot_kind kind)
{
	return daemon_duties(n->daemons[i])->done[kind];
}

static bool holds_key(struct net *n, int i, int year, const char *to)
{
	const struct pseudonym *p = ledger_pseudonym(
	    daemon_ledger(n->daemons[i]), "hanbin", "T04", year, to);

	return p != NULL && daemon_vault_has(n->daemons[i], &p->wrap);
}

static int this_year(struct net *n)
{
	return day_civil(
	    day_at(daemon_wall_ms(n->daemons[WORLD_HANBIN]) / 1000))
	    .year;
}

static void keys_come_to_who_may_receive_and_go_when_they_are_ended(
    void **state)
{
	struct net *n = *state;
	int year;

	start_all(n);
	furnish(n);
	year = this_year(n);
	/* Only the home and the reader hold a key: they must meet. */
	stop(n, WORLD_GAOXIN);
	start(n, WORLD_GAOXIN, daemon_peer_address(n->daemons[WORLD_HANBIN]));
	while (!holds_key(n, WORLD_GAOXIN, year, "ankang-gaoxin"))
		turn(n);
	assert_true(holds_key(n, WORLD_HANBIN, year, "hanbin"));
	assert_true(holds_key(n, WORLD_HANBIN, year, "ankang-gaoxin"));
	assert_false(holds_key(n, WORLD_ANKANG, year, "hanbin"));
	assert_int_equal(did(n, WORLD_ANKANG, ROBOT_RENEW), 0);
	add(n, WORLD_HANBIN, about_key(n, "pseudonym.end", year, NULL));
	while (holds_key(n, WORLD_HANBIN, year, "hanbin") ||
	       holds_key(n, WORLD_HANBIN, year, "ankang-gaoxin") ||
	       holds_key(n, WORLD_GAOXIN, year, "ankang-gaoxin"))
		turn(n);
	while (did(n, WORLD_HANBIN, ROBOT_FORGET) < 2 ||
	       did(n, WORLD_GAOXIN, ROBOT_FORGET) < 1)
		turn(n);
	assert_int_equal(did(n, WORLD_HANBIN, ROBOT_END), 0);
}

/* T04 is kept for five years, says the world. */
static void a_key_whose_years_are_over_is_ended_once(void **state)
{
	struct net *n = *state;

	start_all(n);
	furnish(n);
	add(n, WORLD_HANBIN, about_key(n, "pseudonym.give", 2015, "hanbin"));
	add(n, WORLD_HANBIN, about_key(n, "pseudonym.give", 2016, "hanbin"));
	while (did(n, WORLD_HANBIN, ROBOT_END) < 2)
		turn(n);
	assert_true(ledger_pseudonym_is_ended(
	    daemon_ledger(n->daemons[WORLD_HANBIN]), "hanbin", "T04", 2015));
	stop(n, WORLD_HANBIN);
	start(n, WORLD_HANBIN, daemon_peer_address(n->daemons[WORLD_ANKANG]));
	while (owes(n, WORLD_HANBIN) ||
	       daemon_duties(n->daemons[WORLD_HANBIN])->next_time == 0)
		turn(n);
	assert_int_equal(did(n, WORLD_HANBIN, ROBOT_END), 0);
	assert_int_equal(did(n, WORLD_HANBIN, ROBOT_GIVE), 0);
}

/* hanbin names an object of gaoxin's as the key that it gives, and ends it. */
static void name_as_key(struct net *n, int year, const struct digest *root)
{
	struct act *act = about_key(n, "pseudonym.give", year, "ankang-gaoxin");
	struct act_vault *wrap = arena_take(n->stage.w->arena, sizeof(*wrap));

	*wrap = act->vault[0];
	wrap->root = *root;
	act->vault = wrap;
	add(n, WORLD_HANBIN, act);
}

static void acts_that_name_another_object_delete_none(void **state)
{
	enum { MANY = 40 }; /* more than are told singly */
	struct net *n = *state;
	const struct pseudonym *own;
	const uint64_t *failures;
	int year;

	start_all(n);
	furnish(n);
	year = this_year(n);
	own = ledger_pseudonym(daemon_ledger(n->daemons[WORLD_GAOXIN]),
	    "ankang-gaoxin", "T04", year, "ankang-gaoxin");
	assert_true(daemon_vault_has(n->daemons[WORLD_GAOXIN], &own->wrap));
	for (int i = 0; i < MANY; i++)
		name_as_key(n, 2015 - i, &own->wrap);
	failures = daemon_duties(n->daemons[WORLD_GAOXIN])->failures;
	while (failures[ROBOT_FORGET] < MANY)
		turn(n);
	own = ledger_pseudonym(daemon_ledger(n->daemons[WORLD_GAOXIN]),
	    "ankang-gaoxin", "T04", year, "ankang-gaoxin");
	assert_true(daemon_vault_has(n->daemons[WORLD_GAOXIN], &own->wrap));
	assert_int_equal(did(n, WORLD_GAOXIN, ROBOT_FORGET), 0);
	assert_int_equal(failures[ROBOT_FORGET], MANY); /* each once */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NET(keys_come_to_who_may_receive_and_go_when_they_are_ended),
		NET(a_key_whose_years_are_over_is_ended_once),
		NET(acts_that_name_another_object_delete_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
