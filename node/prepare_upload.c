/*
 * Files of a preparation that were uploaded before (docs/API.md A-13): used by
 * one preparation at a time, gone with the one that succeeds.
 */
#include "node/daemon.h"
#include "node/http.h"
#include "node/prepare_parts.h"
#include "node/staging.h"

static bool refuse_open(
    struct prepare *p, const char *id, const struct staging_upload *u)
{
	return prepare_refuse(p, RULE_UPLOAD_OPEN,
	    "文件 %s 的上传只有 %llu/%llu 块,或正用于另一件;请补齐后再办 / the "
	    "upload of %s has %llu of %llu chunks, or is being used; complete "
	    "it first",
	    id, (unsigned long long)staging_there(u),
	    (unsigned long long)staging_total(u), id,
	    (unsigned long long)staging_there(u),
	    (unsigned long long)staging_total(u));
}

bool prepare_upload_add(struct prepare *p, const char *id, const char *upload)
{
	struct staging_upload *u = staging_find(daemon_staging(p->daemon),
	    &p->owner, upload, daemon_steady_ms(p->daemon));

	if (u == NULL)
		return prepare_refuse(p, RULE_UPLOAD_UNKNOWN,
		    "文件 %s 的上传不存在或已过时,请重新上传 / there is no upload "
		    "%s any more; upload the file again",
		    id, upload);
	if (staging_there(u) < staging_total(u))
		return refuse_open(p, id, u);
	if (p->item_count == PREPARE_ITEMS_MAX)
		return prepare_refuse(p, RULE_SIZE, "%s", id);
	if (!staging_use(u))
		return refuse_open(p, id, u);
	p->items[p->item_count++] =
	    (struct prepare_item){ .id = id, .upload = u };
	return true;
}

void prepare_upload_end(struct prepare *p, bool given)
{
	struct staging *s = daemon_staging(p->daemon);

	for (size_t i = 0; i < p->item_count; i++) {
		struct staging_upload *u = p->items[i].upload;

		if (u == NULL)
			continue;
		staging_unuse(u);
		if (given)
			staging_drop(s, u);
		staging_release(s, u);
	}
}
