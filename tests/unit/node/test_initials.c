#include "node/initials.h"

#include <string.h>

#include "base/buf.h"
#include "tests/unit/unit.h"

#define BIT(c) (UINT64_C(1) << ((c) - 'a'))

static enum initials_match find(const char *text, const char *word)
{
	return initials_find(bytes_text(text), bytes_text(word));
}

static void the_table_is_sorted_and_of_letters(void **state)
{
	(void)state;
	for (size_t i = 0; i < INITIALS_COUNT; i++) {
		uint32_t letter = initials_table[i] & 0xff;

		assert_in_range(letter, 'a', 'z');
		assert_true(letter != 'i' && letter != 'u' && letter != 'v');
		if (i > 0)
			assert_true(initials_table[i - 1] >> 8 <
				    initials_table[i] >> 8);
	}
}

static void borders_of_letters_are_those_of_the_standard(void **state)
{
	(void)state;
	assert_true(initials_of(0x554a) == BIT('a')); /* 啊, the first */
	assert_true(initials_of(0x82ad) == BIT('b')); /* 芭 */
	assert_true(initials_of(0x64e6) == BIT('c')); /* 擦 */
	assert_true(initials_of(0x54c8) == BIT('h')); /* 哈 */
	assert_true(initials_of(0x51fb) == BIT('j')); /* 击 */
	assert_true(initials_of(0x538b) == BIT('y')); /* 压 */
	assert_true(initials_of(0x5750) == BIT('z')); /* 坐 */
	assert_true(initials_of('t') == BIT('t'));
}

static void finds_at_the_start_within_and_whole(void **state)
{
	(void)state;
	assert_int_equal(find("护士执业注册", "hszyzc"), INITIALS_WHOLE);
	assert_int_equal(find("护士执业注册", "hszy"), INITIALS_START);
	assert_int_equal(find("护士执业注册", "zyzc"), INITIALS_WITHIN);
	assert_int_equal(find("护士执业注册", "hszz"), INITIALS_NONE);
	assert_int_equal(find("护士", "hszy"), INITIALS_NONE);
	assert_int_equal(find("护士", ""), INITIALS_NONE);
}

static void a_character_of_two_readings_has_both(void **state)
{
	(void)state;
	assert_int_equal(find("长途客运", "ctky"), INITIALS_WHOLE);
	assert_int_equal(find("长途客运", "ztky"), INITIALS_WHOLE);
	assert_int_equal(find("银行", "yh"), INITIALS_WHOLE);
	assert_int_equal(find("行政", "xz"), INITIALS_WHOLE);
}

/* The list beyond level 1 is searched by halves: all of it, in its order. */
static void the_short_list_is_in_order(void **state)
{
	static const char *const known[] = { "乐l", "亳b", "仇c", "会h", "传c",
		"便b", "刨p", "区q", "单d", "卡k", "厦s", "参c", "叶y", "吓x",
		"咖k", "嘌p", "囹l", "圄y", "圳z", "埔p", "堡b", "壳k", "奇q",
		"婺w", "孀s", "宿s", "尾w", "属s", "弄n", "戗q", "折z", "提t",
		"晟s", "曾z", "朝c", "期q", "术s", "枞c", "查c", "校x", "桉a",
		"榉j", "殓l", "殡b", "氘d", "氚c", "氡d", "氪k", "泸l", "澄c",
		"炮p", "率l", "畜c", "番f", "痨l", "瘠j", "盛s", "省s", "睾g",
		"石s", "砝f", "砼t", "种z", "称c", "粘z", "系x", "给g", "缂k",
		"羟q", "腭e", "膈g", "臭c", "苄b", "苷g", "莞g", "菁j", "萘n",
		"蒽e", "蔓m", "藏c", "蜱p", "螨m", "行h", "衢q", "覃q", "觐j",
		"解j", "识s", "诏z", "诰g", "调d", "谳y", "贾j", "赈z", "赉l",
		"趸d", "车c", "还h", "遗y", "鄞y", "酯z", "重z", "钼m", "钽t",
		"铅q", "铌n", "铟y", "铢z", "锆g", "镉g", "长c", "阿a", "降j",
		"食s", "骈p", "髋k", "鳏g", "麂j", "麝s", "龛k" };

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_true(initials_find(
				(struct bytes){ (const uint8_t *)known[i], 3 },
				bytes_text(known[i] + 3)) == INITIALS_WHOLE);
}

static void what_is_not_known_matches_nothing(void **state)
{
	(void)state;
	assert_true(initials_of(0x9f98) == 0); /* level 2, not in our list */
	assert_true(initials_of(0x20bb7) == 0);
	assert_true(initials_of('-') == 0);
	assert_true(initials_of(0x8db8) == BIT('d')); /* 趸, in our list */
	assert_int_equal(find("护𠮷士", "hs"), INITIALS_NONE);
}

static void latin_and_digits_are_their_own(void **state)
{
	(void)state;
	assert_int_equal(find("a级旅游景区3d", "ajlyjq3d"), INITIALS_WHOLE);
}

static void pieces_have_every_reading(void **state)
{
	struct buf out = { 0 };

	(void)state;
	initials_put_grams(&out, bytes_text("长途"));
	assert_string_equal(buf_text(&out), "ic ict iz izt it ");
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_sorted_and_of_letters),
		cmocka_unit_test(borders_of_letters_are_those_of_the_standard),
		cmocka_unit_test(finds_at_the_start_within_and_whole),
		cmocka_unit_test(a_character_of_two_readings_has_both),
		cmocka_unit_test(the_short_list_is_in_order),
		cmocka_unit_test(what_is_not_known_matches_nothing),
		cmocka_unit_test(latin_and_digits_are_their_own),
		cmocka_unit_test(pieces_have_every_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
