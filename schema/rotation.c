#include "schema/rotation.h"

#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/refuse.h"
#include "schema/value.h"

bool rotation_is_of_log(const struct act *act)
{
	const char *purpose;

	if (strcmp(act->kind, "key.rotate") != 0)
		return false;
	purpose = value_get_string(act->body, "purpose");
	return purpose != NULL && strcmp(purpose, "log") == 0;
}

enum rule rotation_check(const struct act *act, const struct sign_public *now,
    struct sign_public *next, struct why *why)
{
	if (act_body_check(act, NULL) != RULE_NONE)
		return refuse(why, RULE_KEY_ROTATION,
		    "the rotation of the log key of %s is misshapen",
		    act->node);
	*next = act_body_sign_key(act, "key");
	if (sign_public_equal(next, now))
		return refuse(why, RULE_KEY_ROTATION,
		    "the log key of %s is rotated to itself", act->node);
	if (!act_signed_by(act, next))
		return refuse(why, RULE_KEY_ROTATION,
		    "the new log key of %s has not signed its rotation",
		    act->node);
	return RULE_NONE;
}
