#include "node/cmd_try.h"

#include <stdio.h>
#include <string.h>

#include "node/cmd_standard.h"
#include "node/file.h"
#include "schema/criteria.h"
#include "schema/json.h"
#include "schema/standard.h"

#define SAMPLES_BYTES_MAX (4u << 20)
#define SAMPLES_DEPTH_MAX 32

const struct cmd_option cmd_try_options[] = {
	{ "samples", CMD_REQUIRED, "FILE",
	    "样例 (JSON) / samples of what is met and what is not" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

struct trial {
	struct cmd_call *call;
	const struct standard *standard;
	const struct value *samples;
	struct value *findings; /* of this standard */
	size_t tried;
	size_t held;
};

/* ---- samples ---- */

static bool is_sample(const struct value *v)
{
	const struct value *data = value_get(v, "data");
	struct bytes code, verdict;
	enum verdict want;

	return value_get_text(v, "code", &code) &&
	       value_get_text(v, "verdict", &verdict) &&
	       verdict_parse(verdict, &want) && data != NULL &&
	       data->type == VALUE_MAP;
}

static enum err load_samples(
    struct cmd_call *call, const struct value **out, struct why *why)
{
	static const struct json_limits limits = { SAMPLES_BYTES_MAX,
		SAMPLES_DEPTH_MAX };
	const char *path = cmd_get(call, "samples");
	struct value *tree = NULL;
	struct bytes text;
	enum err e =
	    file_read(call->arena, path, SAMPLES_BYTES_MAX, &text, why);

	if (e != ERR_OK)
		return e;
	e = json_parse(call->arena, text, &limits, &tree, why);
	if (e != ERR_OK) {
		why_prefix(why, "%s: ", path);
		return e;
	}
	*out = value_get(tree, "samples");
	for (size_t i = 0; i < value_count(*out); i++) {
		if (!is_sample(value_at(*out, i)))
			return why_set(why, ERR_PARSE,
			    "%s: samples.%zu: 样例要有 code、data (对象) 和 "
			    "verdict (met、not_met 或 unknown) / a sample has "
			    "code, data (a map) and verdict",
			    path, i);
	}
	if (value_count(*out) == 0)
		return why_set(why, ERR_PARSE,
		    "%s: 没有 samples 列表 / there is no list samples", path);
	return ERR_OK;
}

/* ---- one standard ---- */

/* @absent: what was missing, or "". */
static void found(struct trial *t, const char *code, const char *sample,
    const char *want, const char *got, const char *absent)
{
	struct arena *a = t->call->arena;
	struct value *v = value_map(a);

	value_set(a, v, "code", value_text(a, code));
	value_set(a, v, "want", value_text(a, want));
	if (sample != NULL) {
		value_set(a, v, "sample", value_text(a, sample));
		value_set(a, v, "got", value_text(a, got));
	}
	if (absent[0] != '\0')
		value_set(a, v, "absent", value_text(a, absent));
	value_push(a, t->findings, v);
	if (t->call->json)
		return;
	if (sample == NULL)
		(void)printf(
		    "%s: 没有 %s 样例 / no sample of %s\n", code, want, want);
	else
		(void)printf("%s, %s: 应为 %s,实为 %s / is %s, should be %s"
			     "%s%s\n",
		    code, sample, want, got, got, want,
		    absent[0] != '\0' ? ": 缺少 / lacks " : "", absent);
}

/* The constants are the standard's own unless the sample has others. */
static const struct value *case_of(
    const struct trial *t, const struct value *data)
{
	struct arena *a = t->call->arena;
	const struct value *names = value_get(t->standard->tree, "names");
	struct value *v = value_map(a);

	if (names != NULL)
		value_set(a, v, "std", names);
	for (size_t i = 0; i < data->map.count; i++)
		value_set_bytes(
		    a, v, data->map.pairs[i].key, data->map.pairs[i].value);
	return v;
}

/* Tries criterion @place; @seen gets the verdicts that samples expect. */
static void try_criterion(struct trial *t, size_t place, bool seen[static 3])
{
	const char *code = t->standard->criteria[place].code;

	for (size_t i = 0; i < value_count(t->samples); i++) {
		const struct value *sample = value_at(t->samples, i);
		const char *word = value_get_string(sample, "verdict");
		enum verdict want;
		struct verdict_result r;

		if (!value_is_text(value_get(sample, "code"), code) ||
		    !verdict_parse(bytes_text(word), &want))
			continue;
		seen[want] = true;
		t->tried++;
		r = criteria_judge(
		    t->standard, place, case_of(t, value_get(sample, "data")));
		if (r.verdict == want)
			t->held++;
		else
			found(t, code,
			    arena_print(t->call->arena, "samples.%zu", i), word,
			    verdict_text(r.verdict), r.absent);
	}
}

static void try_standard(struct trial *t)
{
	static const enum verdict needed[] = { VERDICT_MET, VERDICT_NOT_MET };

	for (size_t i = 0; i < t->standard->criterion_count; i++) {
		bool seen[3] = { false };

		try_criterion(t, i, seen);
		for (size_t k = 0; k < 2; k++) {
			if (!seen[needed[k]])
				found(t, t->standard->criteria[i].code, NULL,
				    verdict_text(needed[k]), "", "");
		}
	}
}

/* Prints one standard's line, or puts it into @files. */
static int try_one(struct cmd_call *call, const char *path,
    const struct value *samples, struct value *files)
{
	struct arena *a = call->arena;
	struct trial t = {
		.call = call, .samples = samples, .findings = value_list(a)
	};
	struct value *v = value_map(a);
	int code = cmd_standard_load(call, path, &t.standard);

	if (t.standard == NULL)
		return code;
	try_standard(&t);
	value_set(a, v, "file", value_text(a, path));
	value_set(a, v, "item", value_text(a, t.standard->item));
	value_set(a, v, "tried", value_int(a, (int64_t)t.tried));
	value_set(a, v, "held", value_int(a, (int64_t)t.held));
	value_set(a, v, "findings", t.findings);
	value_push(a, files, v);
	if (!call->json)
		(void)printf("%s %s: %zu 个样例,%zu 个符合 / %zu of %zu "
			     "samples hold\n",
		    t.standard->item, t.standard->zh, t.tried, t.held, t.held,
		    t.tried);
	return value_count(t.findings) == 0 ? CMD_OK : CMD_FINDING;
}

int cmd_try_run(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *all = value_map(a), *files = value_list(a);
	const struct value *samples = NULL;
	struct why why = { 0 };
	int code = CMD_OK;
	enum err e = load_samples(call, &samples, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	for (int i = 0; i < call->argument_count; i++) {
		size_t before = value_count(files);
		int one = try_one(call, call->arguments[i], samples, files);

		if (value_count(files) == before)
			return one; /* it was said why */
		if (code == CMD_OK)
			code = one;
	}
	value_set(a, all, "files", files);
	if (call->json)
		cmd_print_json(all);
	return code;
}
