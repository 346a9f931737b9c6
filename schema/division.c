#include "schema/division.h"

#include <string.h>

struct province {
	char prefix[3];
	const char *name;
};

/* GB/T 2260, first two digits. */
static const struct province provinces[] = {
	{ "11", "北京市" },
	{ "12", "天津市" },
	{ "13", "河北省" },
	{ "14", "山西省" },
	{ "15", "内蒙古自治区" },
	{ "21", "辽宁省" },
	{ "22", "吉林省" },
	{ "23", "黑龙江省" },
	{ "31", "上海市" },
	{ "32", "江苏省" },
	{ "33", "浙江省" },
	{ "34", "安徽省" },
	{ "35", "福建省" },
	{ "36", "江西省" },
	{ "37", "山东省" },
	{ "41", "河南省" },
	{ "42", "湖北省" },
	{ "43", "湖南省" },
	{ "44", "广东省" },
	{ "45", "广西壮族自治区" },
	{ "46", "海南省" },
	{ "50", "重庆市" },
	{ "51", "四川省" },
	{ "52", "贵州省" },
	{ "53", "云南省" },
	{ "54", "西藏自治区" },
	{ "61", "陕西省" },
	{ "62", "甘肃省" },
	{ "63", "青海省" },
	{ "64", "宁夏回族自治区" },
	{ "65", "新疆维吾尔自治区" },
	{ "71", "台湾省" },
	{ "81", "香港特别行政区" },
	{ "82", "澳门特别行政区" },
};

/* Names that pages and findings show; not a list of what is valid. */
static const struct division divisions[] = {
	{ "610000", "陕西省", NULL },
	{ "610900", "安康市", NULL },
	{ "610902", "汉滨区", NULL },
	{ "610921", "汉阴县", NULL },
	{ "610922", "石泉县", NULL },
	{ "610923", "宁陕县", NULL },
	{ "610924", "紫阳县", NULL },
	{ "610925", "岚皋县", NULL },
	{ "610926", "平利县", NULL },
	{ "610927", "镇坪县", NULL },
	{ "610928", "旬阳县", "610981" },
	{ "610929", "白河县", NULL },
	{ "610981", "旬阳市", NULL },
	{ "350112", "长乐区", NULL },
	{ "350181", "福清市", NULL },
	{ "350182", "长乐市", "350112" },
	{ "411329", "新野县", NULL },
	{ "469005", "文昌市", NULL },
};

static const struct province *province_of(struct bytes code)
{
	for (size_t i = 0; i < sizeof provinces / sizeof provinces[0]; i++) {
		if (code.n >= 2 && memcmp(code.p, provinces[i].prefix, 2) == 0)
			return &provinces[i];
	}
	return NULL;
}

enum err division_check(
    char out[static DIVISION_ROOM], struct bytes text, struct why *why)
{
	bool plain = text.n == DIVISION_ROOM - 1;
	for (size_t i = 0; plain && i < text.n; i++)
		plain = text.p[i] >= '0' && text.p[i] <= '9';
	if (!plain)
		return why_set(why, ERR_PARSE,
		    "行政区划代码应为六位半角数字 (a division code has six "
		    "ASCII digits)");
	if (!province_of(text))
		return why_set(why, ERR_PARSE,
		    "没有以 %.2s 开头的省级代码 (no province has the code "
		    "%.2s)",
		    (const char *)text.p, (const char *)text.p);
	memcpy(out, text.p, DIVISION_ROOM - 1);
	out[DIVISION_ROOM - 1] = 0;
	return ERR_OK;
}

bool division_is_id_prefix(struct bytes two_digits)
{
	if (two_digits.n != 2)
		return false;
	return province_of(two_digits) || memcmp(two_digits.p, "83", 2) == 0;
}

const char *division_province(struct bytes code)
{
	const struct province *found = province_of(code);
	return found ? found->name : NULL;
}

const struct division *division_find(struct bytes code)
{
	for (size_t i = 0; i < sizeof divisions / sizeof divisions[0]; i++) {
		if (bytes_equal(code, bytes_text(divisions[i].code)))
			return &divisions[i];
	}
	return NULL;
}
