#include "schema/responsible.h"

#include <stddef.h>

#include "schema/dossier.h"
#include "schema/standard.h"
#include "schema/value.h"

const char *responsible_for(
    const struct dossier *d, const char *duty, const char *holder)
{
	const struct value *list =
	    value_get(d->standard->tree, "responsibility");

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *r = value_at(list, i);

		if (!value_is_text(value_get(r, "duty"), duty))
			continue;
		if (value_is_text(value_get(r, "unit"), "receiving"))
			return d->receiver;
		if (value_is_text(value_get(r, "unit"), "home"))
			return d->home;
	}
	return holder;
}
