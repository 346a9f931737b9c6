/*
 * finding - what an auditor is shown of a case that breaks no rule of the fold
 * and should not be (MECHANISMS, accountability): each names the acts that
 * prove it.  A pure view of a folded case; it moves nothing.
 */
#ifndef SCHEMA_FINDING_H
#define SCHEMA_FINDING_H

#include <stddef.h>

#include "keys/digest.h"

struct arena;
struct dossier;
struct ledger;

/* name, rule it is held against, 中文, English */
#define FINDING_MAP(X)                                                            \
	X(SECOND_NOTICE, "F-180", "第二次告知提出新的内容",                       \
	    "a second notice names what the first did not")                       \
	X(ABOLISHED, "F-180", "索要已取消的材料",                                 \
	    "a material is asked for that the standard has abolished")            \
	X(HALL_ERROR, "F-97", "窗口差错:受理标准",                                \
	    "a criterion says that the hall erred")                               \
	X(WORD_LEFT_OUT, "F-183", "决定未引用申请人在他处的意思表示",             \
	    "a decision rests on no word that the applicant had given elsewhere") \
	X(AFTER_HAND_OVER, "F-93", "交出经办权之后的行为",                        \
	    "an act of a hall that had given the pen away")                       \
	X(LATE_NOTICE, "F-179", "逾期告知,不能推翻默示受理",                      \
	    "a notice after silence had accepted")                                \
	X(EXTRA_SIGN_OFF, "F-99", "标准未设的签批",                               \
	    "a sign-off that the standard does not ask for")                      \
	X(OLDER_CALENDAR, "F-172", "未用当时最新的日历",                          \
	    "a newer calendar was published by then")                             \
	X(STALE_GRANT, "F-270", "授权已被收回,办理时尚未获知",                    \
	    "a grant that had been ended, of which the hall had not heard")       \
	X(STALE_LICENCE, "F-227", "所引证照当时已失效,办理时尚未获知",            \
	    "a licence was drawn on that had ended, of which the hall had not "   \
	    "heard")                                                              \
	X(LICENCE_LEFT, "F-220", "办件已撤销,据以制发的证照仍有效",               \
	    "the case was revoked and the licence that it granted still stands")  \
	X(LICENCE_WITHOUT_GROUND, "F-220", "证照所称的办件没有准予此证照",        \
	    "a licence names this case, which did not grant it")                  \
	X(UNSEEN_MARK, "F-178", "信任受理时申请人已有失信记录,当时尚未获知",      \
	    "accepted on trust in spite of a mark of which the hall had not "     \
	    "heard")                                                              \
	X(MARK_WITHOUT_GROUND, "F-237", "失信记录的依据在本案不成立",             \
	    "a mark whose ground does not count in this case")                    \
	X(SUSPECT_KEY, "F-131", "签名密钥后来被吊销",                             \
	    "signed by a key that was revoked later, as suspect from then on")

enum finding_kind {
#define X(name, rule, zh, en) FINDING_##name,
	FINDING_MAP(X)
#undef X
};

struct finding {
	enum finding_kind kind;
	struct digest act;   /* that is at fault */
	struct digest other; /* it is held against; zero: none */
	const char *detail; /* a material, a criterion; in the arena, or NULL */
};

/* In the order of the case's acts. */
const struct finding *finding_list(struct arena *a, const struct ledger *l,
    const struct dossier *d, size_t *count);

const char *finding_name(enum finding_kind k); /* "SECOND_NOTICE" */
const char *finding_rule(enum finding_kind k); /* "F-180" */
const char *finding_zh(enum finding_kind k);
const char *finding_en(enum finding_kind k);

#endif
