#include "schema/standard_path.h"

#include <stdio.h>

struct standard_path standard_path_of(
    const char *list, const struct value *item, const char *id, const char *key)
{
	struct standard_path p;
	const struct value *name = value_get(item, id);
	const char *dot = key ? "." : "";
	if (!key)
		key = "";
	/* Every part fits: the shape bounds names to 40 bytes. */
	if (name && name->type == VALUE_INT)
		(void)snprintf(p.text, sizeof p.text, "%.60s.%d%s%.20s", list,
		    (int)name->integer, dot, key);
	else
		(void)snprintf(p.text, sizeof p.text, "%.60s.%.40s%s%.20s",
		    list, name ? (const char *)name->bytes.p : "", dot, key);
	return p;
}
