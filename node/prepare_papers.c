/*
 * Papers of a request on their way into the vault: the form, checked against
 * the standard; materials, as files, uploads, prints of the form, or drawn; and
 * whatever else an act of the case carries.
 */
#include <string.h>

#include "base/text.h"
#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "node/print_form.h"
#include "node/say.h"
#include "schema/json.h"
#include "schema/standard.h"
#include "schema/standard_form.h"

bool prepare_papers_form(struct prepare *p, const struct value **normal)
{
	const struct value *form = value_get(p->input, "form");
	struct standard_faults *faults = arena_take(p->arena, sizeof(*faults));
	struct buf text = { 0 };
	bool added;

	if (form == NULL || form->type != VALUE_MAP)
		return prepare_refuse_field(p, RULE_BODY_SHAPE, "form",
		    "缺少申请表", "form is missing");
	if (standard_form_check(normal, p->arena, p->standard, form, faults) !=
	    ERR_OK)
		return prepare_refuse_faults(p, "form", faults);
	json_format(&text, *normal, JSON_STYLE_COMPACT);
	added = prepare_add(p, "form", arena_copy(p->arena, buf_bytes(&text)));
	buf_fini(&text);
	return added;
}

/* F-96: only what is in the licence library or shared comes without a file. */
static bool may_be_drawn(struct prepare *p, const char *id)
{
	const struct standard_material *m =
	    standard_material(p->standard, bytes_text(id));

	if ((m->flags & (STANDARD_FLAG_LICENCE | STANDARD_FLAG_SHARED)) != 0)
		return true;
	return prepare_refuse(p, RULE_MATERIAL,
	    "材料 %s %s 不能免交,请提交文件或由申请表打印 / material %s cannot "
	    "be drawn; hand in a file or print it from the form",
	    m->id, m->zh, m->id);
}

static bool add_material(struct prepare *p, const char *id,
    const struct value *given, const struct value *form)
{
	const char *base64 = value_get_string(given, "base64");
	const char *upload = value_get_string(given, "upload");
	const char *vault_id = arena_print(p->arena, "mat.%s", id);
	struct buf content = { 0 };
	bool flag = false, added;

	if (value_get_bool(given, "drawn", &flag) && flag)
		return may_be_drawn(p, id);
	if (upload != NULL)
		return prepare_upload_add(p, vault_id, upload);
	if (value_get_bool(given, "print", &flag) && flag)
		print_form(&content, p->standard, id, form);
	else if (base64 == NULL ||
		 text_unbase64(&content, bytes_text(base64)) != ERR_OK)
		return prepare_refuse(p, RULE_MATERIAL,
		    "材料 %s 没有内容(base64、upload、print 或 drawn) / material %s has "
		    "no content",
		    id, id);
	added =
	    prepare_add(p, vault_id, arena_copy(p->arena, buf_bytes(&content)));
	buf_fini(&content);
	return added;
}

static bool take_material(struct prepare *p, const char *id,
    const struct value *given, const struct value *form)
{
	bool ok;

	p->field = arena_print(p->arena, "materials.%s", id);
	if (standard_material(p->standard, bytes_text(id)) == NULL)
		ok = prepare_refuse(p, RULE_MATERIAL,
		    "标准没有材料 %s / the standard has no material %s", id,
		    id);
	else
		ok = add_material(p, id, given, form);
	p->field = NULL;
	return ok;
}

bool prepare_papers_materials(struct prepare *p, const struct value *form)
{
	const struct value *given = value_get(p->input, "materials");
	struct value *ids = value_list(p->arena);
	bool ok = true;

	if (given == NULL || given->type != VALUE_MAP)
		return true; /* none, or a list of what another act brought */
	for (size_t i = 0; i < given->map.count; i++) {
		const char *id = (const char *)given->map.pairs[i].key.p;

		if (!take_material(p, id, given->map.pairs[i].value, form))
			ok = false;
		else
			value_push(p->arena, ids, value_text(p->arena, id));
	}
	value_set(p->arena, p->body, "materials", ids);
	return ok;
}

/* ---- other papers ---- */

/* Undertakings, reasons, records: what a clerk may hand in by these names. */
static bool is_paper(const char *id)
{
	static const char *const names[] = { "gap", "promise", "decision",
		"consent", "answer", "request", "lead" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(id, names[i]) == 0)
			return true;
	return strncmp(id, "special.", strlen("special.")) == 0;
}

static bool add_paper(
    struct prepare *p, const char *id, const struct value *given)
{
	const char *base64 = value_get_string(given, "base64");
	const char *upload = value_get_string(given, "upload");
	struct buf content = { 0 };
	bool added;

	if (!is_paper(id))
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "没有名为 %s 的文件 / no paper is called %s", id, id);
	if (upload != NULL)
		return prepare_upload_add(p, id, upload);
	if (base64 == NULL ||
	    text_unbase64(&content, bytes_text(base64)) != ERR_OK)
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "文件 %s 没有内容(base64 或 upload) / %s has no content",
		    id, id);
	added = prepare_add(p, id, arena_copy(p->arena, buf_bytes(&content)));
	buf_fini(&content);
	return added;
}

bool prepare_papers(struct prepare *p)
{
	const struct value *given = value_get(p->input, "papers");
	bool ok = true;

	for (size_t i = 0;
	     given != NULL && given->type == VALUE_MAP && i < given->map.count;
	     i++) {
		const char *id = (const char *)given->map.pairs[i].key.p;

		p->field = arena_print(p->arena, "papers.%s", id);
		ok = add_paper(p, id, given->map.pairs[i].value) && ok;
		p->field = NULL;
	}
	return ok;
}
