/*
 * Acts that the node makes by itself, by its log key.
 */
#include "node/daemon_fields.h"

#include "keys/random.h"
#include "node/identity.h"
#include "schema/act.h"

struct act *daemon_own_new(struct daemon *d, struct arena *a, const char *kind)
{
	struct digest by = sign_key_id(&daemon_identity(d)->log.public);

	return act_new(a,
	    &(struct act_origin){ daemon_suite(d), daemon_network(d),
		daemon_node(d), daemon_wall_ms(d) },
	    kind, random_system(), &by);
}

void daemon_own_sign(struct daemon *d, struct arena *a, struct act *act)
{
	act_seal(a, act);
	act_sign(act, &daemon_identity(d)->log);
	act_finish(a, act);
}
