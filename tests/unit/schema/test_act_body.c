#include "schema/act_body.h"

#include "tests/unit/schema/stage.h"

/* A draft of each kind of case act, valid as it stands. */
static struct act *draft(struct world *w, const char *kind)
{
	struct digest id = digest_sha256(bytes_text("an id"));

	if (strcmp(kind, "case.receive") == 0)
		return world_receive(w, WORLD_HANBIN, WORLD_HANBIN);
	if (strcmp(kind, "case.offer") == 0)
		return world_offer(w, WORLD_HANBIN, &id, &id, WORLD_GAOXIN);
	if (strcmp(kind, "case.take") == 0 || strcmp(kind, "case.refuse") == 0)
		return world_answer(w, WORLD_HANBIN, kind, &id, &id);
	if (strcmp(kind, "case.reassign") == 0) {
		struct act *act = world_reassign(w, &id, &id, WORLD_GAOXIN);

		world_cut_all(w, act);
		return act;
	}
	if (strcmp(kind, "case.hold") == 0 || strcmp(kind, "case.release") == 0)
		return world_beside(w, WORLD_HANBIN, kind, &id, "审计");
	if (strcmp(kind, "case.erase") == 0)
		return world_beside(w, WORLD_HANBIN, kind, &id, "order");
	if (strcmp(kind, "case.erased") == 0)
		return world_erased(w, WORLD_HANBIN, &id, &id);
	if (strcmp(kind, "case.open") == 0)
		return world_open(w, WORLD_HANBIN, &id, "form,mat.M1", "");
	if (strcmp(kind, "case.reclaim") == 0)
		return world_reclaim(
		    w, WORLD_HANBIN, &id, &id, bytes_text("note"));
	return world_sample(w, WORLD_HANBIN, kind, &id);
}

static void every_field_is_needed_and_no_other_taken(void **state)
{
	struct world *w = world_new(1);

	(void)state;
	world_furnish(w);
	for (size_t i = 0; i < act_body_count(); i++) {
		const struct act_body *b = act_body_at(i);
		struct act *act;

		if (b->signer != ACT_BODY_STAFF)
			continue;
		act = draft(w, b->kind);
		assert_int_equal(act_body_check(act, NULL), RULE_NONE);
		world_text(w, act, "zzz", "more");
		assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
		for (size_t k = 0; k < ACT_BODY_FIELDS_MAX &&
				   b->fields[k].type != ACT_BODY_END;
		     k++) {
			bool optional = b->fields[k].key[0] == '?';
			const char *key = b->fields[k].key + (optional ? 1 : 0);

			act = draft(w, b->kind);
			value_drop(world_body(act), key);
			assert_int_equal(act_body_check(act, NULL),
			    optional ? RULE_NONE : RULE_BODY_SHAPE);
			act = draft(w, b->kind);
			value_set(w->arena, world_body(act), key,
			    value_null(w->arena));
			assert_int_equal(
			    act_body_check(act, NULL), RULE_BODY_SHAPE);
		}
		act = draft(w, b->kind);
		act->has_dossier = !act->has_dossier;
		assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
		act = draft(w, b->kind);
		act->has_std = !act->has_std;
		assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	}
	world_free(w);
}

static void words_are_from_their_lists(void **state)
{
	struct world *w = world_new(1);
	struct act *act;

	(void)state;
	world_furnish(w);
	act = draft(w, "case.receive");
	world_text(w, act, "channel", "pigeon");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.receive");
	world_list(w, act, "materials", "M2,M1");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.opine");
	world_text(w, act, "opinion", "perhaps");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.opine");
	world_int(w, act, "level", -1);
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.deliver");
	world_text(w, act, "means", "pigeon");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.offer");
	world_text(w, act, "to", "Not a slug");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.offer");
	world_text(w, act, "reason", "two\nlines");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.open");
	world_list(w, act, "files", "");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	world_list(w, act, "files", "mat.M1,form");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	world_list(w, act, "files", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.erase");
	world_text(w, act, "reason", "spring");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.reassign");
	world_cut(w, act, WORLD_ANKANG, 1); /* out of order, and twice */
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.reassign");
	world_list(w, act, "cuts", "hanbin");
	assert_int_equal(act_body_check(act, NULL), RULE_BODY_SHAPE);
	act = draft(w, "case.offer");
	world_text(w, act, "reason", "");
	assert_int_equal(act_body_check(act, NULL), RULE_NONE);
	world_free(w);
}

static void a_kind_without_a_row_is_unknown(void **state)
{
	struct world *w = world_new(1);
	struct act *act = world_draft(w, WORLD_HANBIN, "case.dance");
	struct why why;

	(void)state;
	assert_int_equal(act_body_check(act, &why), RULE_KIND_UNKNOWN);
	assert_non_null(strstr(why.text, "case.dance"));
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_field_is_needed_and_no_other_taken),
		TEST(words_are_from_their_lists),
		TEST(a_kind_without_a_row_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
