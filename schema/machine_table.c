#include "schema/machine_table.h"

#include "schema/right.h"
#include "schema/role.h"

#define FROM(state)  MACHINE_BIT(MACHINE_##state)
#define GUARD(guard) MACHINE_GUARD_BIT(MACHINE_GUARD_##guard)
#define MAY(role)    ROLE_BIT(ROLE_##role)
#define OF(matter)   MATTER_BIT(MATTER_##matter)

#define MAIN    MACHINE_MAIN
#define CUSTODY MACHINE_CUSTODY
#define ASIDE   MACHINE_ASIDE
#define STAYS   MACHINE_NONE

/* Kinds of matter */
#define ALL      MATTER_ALL
#define LAW      MATTER_LICENSING
#define SERVICES (LAW | OF(LEAD)) /* what has a result for somebody */
#define JOINT    OF(BUNDLE)       /* what its members make of it (F-210) */
#define TASKS    (ALL & ~SERVICES & ~JOINT) /* what somebody must see to */

/* Wherever a case can still be worked on, a closed one included. */
#define ANY_OPEN                                                        \
	(FROM(LEAD) | FROM(RECEIVED) | FROM(CORRECT) | FROM(ACCEPTED) | \
	    FROM(REVIEW) | FROM(SPECIAL) | FROM(YES) | FROM(NO) |       \
	    FROM(ISSUED) | FROM(DELIVERED) | FROM(CLOSED))
#define ANY (ANY_OPEN | MACHINE_ENDED)
/* Before anything is decided. */
#define UNDECIDED                                                         \
	(FROM(RECEIVED) | FROM(CORRECT) | FROM(ACCEPTED) | FROM(REVIEW) | \
	    FROM(SPECIAL))

#define LEADERS (MAY(REVIEWER_1) | MAY(REVIEWER_2) | MAY(REVIEWER_3))
/* Everybody but courier, dispatcher, operator, auditor and robot. */
#define READERS                                                               \
	(MAY(WINDOW) | MAY(ACCEPTOR) | LEADERS | MAY(ISSUER) | MAY(HANDLER) | \
	    MAY(ESCALATION) | MAY(SUPERVISOR) | MAY(INTEGRITY))
#define OFFERERS (MAY(WINDOW) | MAY(ACCEPTOR) | MAY(DISPATCHER) | MAY(ISSUER))
#define TAKERS   (MAY(WINDOW) | MAY(ACCEPTOR) | MAY(COURIER) | MAY(HANDLER))
/* Who works on a case at all. */
#define WORKERS                                                               \
	(MAY(WINDOW) | MAY(ACCEPTOR) | LEADERS | MAY(ISSUER) | MAY(COURIER) | \
	    MAY(DISPATCHER) | MAY(HANDLER) | MAY(ESCALATION) |                \
	    MAY(SUPERVISOR) | MAY(INTEGRITY))
#define MANAGERS (MAY(DISPATCHER) | MAY(HANDLER) | MAY(SUPERVISOR))
#define NO_RIGHT MACHINE_NO_RIGHT

#define OPENING                                                             \
	(GUARD(STANDARD) | GUARD(CALENDAR) | GUARD(NUMBER) | GUARD(WRAPS) | \
	    GUARD(GENERATION))
#define ACCEPTANCE                                                    \
	(PAPERS | GUARD(VERDICTS) | GUARD(INPUTS) | GUARD(BLOCKERS) | \
	    GUARD(GENERATION))
/* Materials, and the licences that some of them are drawn from. */
#define PAPERS (GUARD(MATERIALS) | GUARD(LICENCES))
#define WORD   (GUARD(CITES_WORD) | GUARD(GENERATION))

const struct machine_event machine_table_rows[] = {
	/* Beginnings */
	{ "case.receive", "收件", MAIN, SERVICES | JOINT, FROM(NONE),
	    MACHINE_RECEIVED, MAY(WINDOW), RIGHT_RECEIVE,
	    OPENING | GUARD(RIGHT) | PAPERS | GUARD(MEMBERS) | GUARD(PARENT) },
	{ "case.receive", "收件", MAIN, TASKS, FROM(NONE), MACHINE_RECEIVED,
	    MAY(WINDOW) | MAY(DISPATCHER) | MAY(SUPERVISOR) | MAY(INTEGRITY),
	    NO_RIGHT, OPENING | PAPERS | GUARD(MEMBERS) | GUARD(PARENT) },
	{ "case.lead.open", "线索生成", MAIN, SERVICES, FROM(NONE),
	    MACHINE_LEAD, MAY(ROBOT) | MAY(WINDOW) | MAY(ACCEPTOR), NO_RIGHT,
	    OPENING | GUARD(HOME) | GUARD(PROACTIVE) },
	{ "case.lead.contact", "联系", MAIN, SERVICES, FROM(LEAD), STAYS,
	    MAY(WINDOW) | MAY(ACCEPTOR) | MAY(ROBOT), NO_RIGHT,
	    GUARD(CALLBACK) | GUARD(GENERATION) },
	{ "case.lead.consent", "征得同意", MAIN, SERVICES, FROM(LEAD),
	    MACHINE_RECEIVED, MAY(WINDOW) | MAY(ACCEPTOR), NO_RIGHT,
	    GUARD(CONSENT) | PAPERS | WORD },
	{ "case.lead.drop", "放弃", MAIN, SERVICES, FROM(LEAD),
	    MACHINE_WITHDRAWN, MAY(WINDOW) | MAY(ACCEPTOR), NO_RIGHT, WORD },

	/* Acceptance */
	{ "case.accept", "受理", MAIN, SERVICES, FROM(RECEIVED),
	    MACHINE_ACCEPTED, MAY(ACCEPTOR), RIGHT_ACCEPT,
	    ACCEPTANCE | GUARD(RIGHT) | GUARD(KEYS) },
	{ "case.accept", "受理", MAIN, TASKS, FROM(RECEIVED), MACHINE_ACCEPTED,
	    MAY(ACCEPTOR) | MANAGERS | MAY(INTEGRITY), NO_RIGHT,
	    ACCEPTANCE | GUARD(KEYS) },
	{ "case.accept.gap", "容缺受理", MAIN, LAW, FROM(RECEIVED),
	    MACHINE_ACCEPTED, MAY(ACCEPTOR), RIGHT_ACCEPT,
	    ACCEPTANCE | GUARD(RIGHT) | GUARD(GAPS) | GUARD(CREDIT) },
	{ "case.accept.promise", "告知承诺受理", MAIN, LAW, FROM(RECEIVED),
	    MACHINE_ACCEPTED, MAY(ACCEPTOR), RIGHT_ACCEPT,
	    ACCEPTANCE | GUARD(RIGHT) | GUARD(PROMISES) | GUARD(CREDIT) },
	{ "case.notice", "一次性告知", MAIN, LAW, FROM(RECEIVED),
	    MACHINE_CORRECT, MAY(ACCEPTOR) | MAY(WINDOW), RIGHT_NOTICE,
	    GUARD(RIGHT) | GUARD(VERSION) | GUARD(IN_TIME) | GUARD(LACKS) |
		WORD },
	{ "case.supply", "补正", MAIN, LAW, FROM(CORRECT), MACHINE_RECEIVED,
	    MAY(WINDOW) | MAY(ACCEPTOR), NO_RIGHT, PAPERS | WORD },
	{ "case.supply.lapse", "逾期未补", MAIN, LAW, FROM(CORRECT),
	    MACHINE_RETURNED, MAY(ACCEPTOR) | MAY(ROBOT), RIGHT_ACCEPT,
	    GUARD(RIGHT) | GUARD(VERSION) | GUARD(SUPPLY_OVER) },
	{ "case.not_required", "不需许可", MAIN, LAW, FROM(RECEIVED),
	    MACHINE_NOT_REQUIRED, MAY(ACCEPTOR), RIGHT_ACCEPT,
	    GUARD(RIGHT) | GUARD(VERSION) | GUARD(IN_TIME) | GUARD(GROUNDS) |
		GUARD(GENERATION) },
	{ "case.not_accept", "不予受理", MAIN, LAW, FROM(RECEIVED),
	    MACHINE_NOT_ACCEPTED, MAY(ACCEPTOR) | MAY(WINDOW), RIGHT_ACCEPT,
	    GUARD(RIGHT) | GUARD(VERSION) | GUARD(IN_TIME) | GUARD(GROUNDS) |
		GUARD(GENERATION) },
	{ "case.not_accept", "不予受理", MAIN, LAW, FROM(CORRECT),
	    MACHINE_NOT_ACCEPTED, MAY(ACCEPTOR) | MAY(WINDOW), RIGHT_ACCEPT,
	    GUARD(RIGHT) | GUARD(GROUNDS) | GUARD(GENERATION) },
	{ "case.not_accept", "不予受理", MAIN, ALL & ~LAW & ~JOINT,
	    FROM(RECEIVED), MACHINE_NOT_ACCEPTED,
	    MAY(ACCEPTOR) | MAY(WINDOW) | MANAGERS | MAY(INTEGRITY), NO_RIGHT,
	    GUARD(GROUNDS) | GUARD(GENERATION) },

	/* Review */
	{ "case.review.start", "转审查", MAIN, SERVICES, FROM(ACCEPTED),
	    MACHINE_REVIEW, LEADERS, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(GENERATION) },
	{ "case.review.start", "转办理", MAIN, TASKS, FROM(ACCEPTED),
	    MACHINE_REVIEW, LEADERS | MANAGERS, NO_RIGHT, GUARD(GENERATION) },
	{ "case.opine", "审核意见", MAIN, SERVICES, FROM(REVIEW), STAYS,
	    MACHINE_ROLE_OF_LEVEL, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(LEVELS) | GUARD(FOUR_EYES) |
		GUARD(GENERATION) },
	{ "case.opine", "呈批意见", MAIN, TASKS, FROM(REVIEW), STAYS,
	    MACHINE_ROLE_OF_LEVEL, NO_RIGHT,
	    GUARD(LEVELS) | GUARD(FOUR_EYES) | GUARD(GENERATION) },
	{ "case.special.start", "特别程序开始", MAIN, SERVICES,
	    FROM(ACCEPTED) | FROM(REVIEW), MACHINE_SPECIAL,
	    MAY(ACCEPTOR) | LEADERS, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(SPECIAL) | GUARD(GENERATION) },
	{ "case.special.end", "特别程序结束", MAIN, SERVICES, FROM(SPECIAL),
	    MACHINE_REVIEW, MAY(ACCEPTOR) | LEADERS, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(SPECIAL_END) | GUARD(GENERATION) },
	{ "case.extend", "延长审批", MAIN, LAW, FROM(ACCEPTED) | FROM(REVIEW),
	    MACHINE_REVIEW, MAY(REVIEWER_2) | MAY(REVIEWER_3), RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(VERSION) | GUARD(EXTENSION) },

	/* Decision */
	{ "case.decide.yes", "准予", MAIN, SERVICES, FROM(REVIEW), MACHINE_YES,
	    MACHINE_ROLE_OF_LEVEL, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(LEVELS) | GUARD(FOUR_EYES) | GUARD(BLOCKERS) |
		GUARD(GENERATION) | GUARD(AFTER) },
	{ "case.decide.yes", "答复", MAIN, TASKS, FROM(REVIEW), MACHINE_YES,
	    MACHINE_ROLE_OF_LEVEL, NO_RIGHT,
	    GUARD(LEVELS) | GUARD(FOUR_EYES) | GUARD(BLOCKERS) |
		GUARD(GENERATION) },
	/* Answered at first contact (即接即办). */
	{ "case.decide.yes", "答复", MAIN, TASKS,
	    FROM(RECEIVED) | FROM(ACCEPTED), MACHINE_YES,
	    MAY(WINDOW) | MANAGERS | MAY(INTEGRITY), NO_RIGHT,
	    GUARD(BLOCKERS) | GUARD(GENERATION) },
	{ "case.decide.no", "不予", MAIN, SERVICES, FROM(REVIEW), MACHINE_NO,
	    MACHINE_ROLE_OF_LEVEL, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(LEVELS) | GUARD(FOUR_EYES) |
		GUARD(GENERATION) },
	{ "case.decide.no", "无法办理", MAIN, TASKS, FROM(REVIEW), MACHINE_NO,
	    MACHINE_ROLE_OF_LEVEL, NO_RIGHT,
	    GUARD(LEVELS) | GUARD(FOUR_EYES) | GUARD(GENERATION) },
	{ "case.issue", "制证", MAIN, SERVICES, FROM(YES), MACHINE_ISSUED,
	    MAY(ISSUER), RIGHT_PRINT,
	    GUARD(RIGHT) | GUARD(BLOCKERS) | GUARD(GENERATION) | GUARD(RESULT) |
		GUARD(BARRIER) },
	{ "case.deliver", "送达", MAIN, SERVICES, FROM(ISSUED) | FROM(NO),
	    MACHINE_DELIVERED, MAY(WINDOW) | MAY(COURIER), RIGHT_DELIVER,
	    GUARD(RIGHT) | GUARD(GENERATION) },
	{ "case.close", "办结", MAIN, SERVICES, FROM(DELIVERED), MACHINE_CLOSED,
	    MAY(WINDOW) | MAY(ACCEPTOR), NO_RIGHT,
	    GUARD(BLOCKERS) | GUARD(GENERATION) },
	{ "case.close", "办结", MAIN, JOINT, FROM(RECEIVED), MACHINE_CLOSED,
	    MAY(WINDOW) | MAY(ACCEPTOR), NO_RIGHT,
	    GUARD(BLOCKERS) | GUARD(GENERATION) | GUARD(CLOSING) },
	{ "case.close", "办结", MAIN, TASKS, FROM(YES) | FROM(NO),
	    MACHINE_CLOSED,
	    MAY(WINDOW) | MAY(ACCEPTOR) | MANAGERS | MAY(INTEGRITY), NO_RIGHT,
	    GUARD(BLOCKERS) | GUARD(VISITED) | GUARD(GENERATION) },
	{ "case.reopen", "重新办理", MAIN, OF(ORDER), FROM(CLOSED),
	    MACHINE_REVIEW, MAY(SUPERVISOR) | MAY(DISPATCHER), NO_RIGHT,
	    GUARD(VERSION) | GUARD(REOPENS) },

	/* Ends before and after the decision */
	{ "case.withdraw", "撤回", MAIN, ALL, UNDECIDED, MACHINE_WITHDRAWN,
	    MAY(WINDOW) | MAY(ACCEPTOR) | MANAGERS, NO_RIGHT, WORD },
	{ "case.promise.withdraw", "撤回承诺", MAIN, LAW,
	    FROM(ACCEPTED) | FROM(REVIEW), MACHINE_CORRECT,
	    MAY(WINDOW) | MAY(ACCEPTOR), NO_RIGHT, GUARD(PROMISED) | WORD },
	{ "case.gap.lapse", "容缺逾期", MAIN, LAW,
	    FROM(ACCEPTED) | FROM(REVIEW) | FROM(SPECIAL) | FROM(YES),
	    MACHINE_RETURNED, MAY(ACCEPTOR) | LEADERS | MAY(ROBOT),
	    RIGHT_DECIDE, GUARD(RIGHT) | GUARD(VERSION) | GUARD(GAP_OVER) },
	{ "case.annul", "作废", MAIN, ALL,
	    FROM(RECEIVED) | FROM(CORRECT) | FROM(ACCEPTED) | FROM(REVIEW),
	    MACHINE_ANNULLED,
	    MAY(REVIEWER_2) | MAY(REVIEWER_3) | MAY(SUPERVISOR), NO_RIGHT, 0 },
	{ "case.revoke", "撤销", MAIN, LAW,
	    FROM(YES) | FROM(ISSUED) | FROM(DELIVERED) | FROM(CLOSED),
	    MACHINE_REVOKED, MAY(REVIEWER_2) | MAY(REVIEWER_3), RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(REVOKES) | GUARD(GENERATION) },

	/* What is owed beside the main state, opened and ended by the holder */
	{ "case.owe", "交办义务", MAIN, ALL, ANY_OPEN, STAYS,
	    WORKERS | MAY(ROBOT), NO_RIGHT,
	    GUARD(OWED) | GUARD(GENERATION) | GUARD(ROBOT) },
	{ "case.owe.close", "义务了结", MAIN, ALL, ANY_OPEN, STAYS,
	    WORKERS | MAY(ROBOT), NO_RIGHT,
	    PAPERS | GUARD(OWED_END) | WORD | GUARD(ROBOT) },
	{ "case.owe.cancel", "义务撤销", MAIN, ALL, ANY_OPEN, STAYS, WORKERS,
	    NO_RIGHT, GUARD(OWED_END) },
	{ "case.link", "关联", MAIN, ALL, ANY_OPEN, STAYS, WORKERS, NO_RIGHT,
	    0 },

	/* The pen */
	{ "case.offer", "转办", CUSTODY, ALL, ANY_OPEN, STAYS,
	    OFFERERS | MAY(ROBOT), NO_RIGHT,
	    GUARD(WRAPS) | GUARD(OFFER) | WORD | GUARD(HANDOVER) |
		GUARD(ROBOT) },
	{ "case.take", "承接", CUSTODY, ALL, ANY_OPEN, STAYS, TAKERS, NO_RIGHT,
	    GUARD(GENERATION) },
	{ "case.refuse", "退单", CUSTODY, ALL, ANY_OPEN, STAYS, TAKERS,
	    NO_RIGHT, GUARD(GENERATION) },
	{ "case.reclaim", "收回", CUSTODY, ALL, ANY_OPEN, STAYS,
	    OFFERERS | MAY(ROBOT), NO_RIGHT, GUARD(GENERATION) },
	{ "case.reassign", "改派", CUSTODY, ALL, ANY_OPEN, STAYS,
	    MAY(SUPERVISOR) | MAY(ESCALATION) | MAY(OPERATOR), NO_RIGHT, 0 },

	/* Beside both */
	{ "case.contribute", "代收补件", ASIDE, SERVICES | JOINT, ANY_OPEN,
	    STAYS, MAY(WINDOW) | MAY(ACCEPTOR) | MAY(COURIER), RIGHT_RECEIVE,
	    GUARD(RIGHT) | PAPERS },
	{ "case.contribute", "代收诉求", ASIDE, TASKS, ANY_OPEN, STAYS,
	    MAY(WINDOW) | MAY(DISPATCHER), NO_RIGHT, PAPERS },
	{ "case.owe.take", "义务承接", ASIDE, ALL, ANY, STAYS, WORKERS,
	    NO_RIGHT, 0 },
	{ "case.owe.answer", "义务答复", ASIDE, ALL, ANY, STAYS,
	    WORKERS | MAY(ROBOT), NO_RIGHT, 0 },
	{ "case.rate", "评价", ASIDE, ALL, ANY, STAYS,
	    MAY(WINDOW) | MAY(DISPATCHER) | MAY(ROBOT), NO_RIGHT, 0 },
	{ "case.escalate", "催办督办", ASIDE, ALL, ANY, STAYS,
	    MAY(ESCALATION) | MAY(SUPERVISOR) | MAY(DISPATCHER) | MAY(ROBOT),
	    NO_RIGHT, 0 },
	{ "case.open", "调阅", ASIDE, ALL, ANY, STAYS, READERS, NO_RIGHT, 0 },
	{ "case.hold", "留存令", ASIDE, ALL, ANY, STAYS,
	    MAY(SUPERVISOR) | MAY(INTEGRITY), NO_RIGHT, 0 },
	{ "case.release", "解除留存", ASIDE, ALL, ANY, STAYS,
	    MAY(SUPERVISOR) | MAY(INTEGRITY), NO_RIGHT, 0 },
	{ "case.erase", "销毁", ASIDE, ALL, MACHINE_ENDED, STAYS,
	    MAY(SUPERVISOR) | MAY(OPERATOR), NO_RIGHT, 0 },
	{ "case.erased", "销毁回执", ASIDE, ALL, MACHINE_ENDED, STAYS,
	    MAY(OPERATOR), NO_RIGHT, 0 },
};

const size_t machine_table_count =
    sizeof(machine_table_rows) / sizeof(*machine_table_rows);
