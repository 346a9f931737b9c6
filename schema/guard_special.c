/* Special procedures, whose time the law does not count (art. 45). */
#include <stdio.h>
#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier_state.h"
#include "schema/guard_part.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"

#define VAULT_ID_ROOM 80

/* F-184 */
enum rule guard_special_start(const struct guard_case *c, struct why *why)
{
	const struct value *list = value_get(c->standard->tree, "special");
	const char *code = act_body_text(c->act, "code");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "code"), code))
			return RULE_NONE;
	return refuse(why, RULE_SPECIAL,
	    "the standard has no special procedure %s", code);
}

/* F-185 */
enum rule guard_special_end(const struct guard_case *c, struct why *why)
{
	const struct act *start = dossier_state_track(c->state)->special;
	struct digest id = act_body_id(c->act, "start");
	char file[VAULT_ID_ROOM];

	if (start == NULL || !digest_equal(&start->id, &id))
		return refuse(why, RULE_SPECIAL_END,
		    "it does not name the procedure that is under way");
	(void)snprintf(
	    file, sizeof(file), "special.%s", act_body_text(start, "code"));
	return act_vault_find(c->act, file) != NULL
		   ? RULE_NONE
		   : refuse(why, RULE_SPECIAL_END,
			 "the vault lacks %s, its result", file);
}
