/*
 * rule - refusals: the rule that bytes, a message or an act breaks.
 *
 * A refusal is a verdict, not a failure: log level rules end a session, fold
 * level rules keep an act as evidence that is never applied.  Each names its
 * clause: F-n is rule n of docs/FORMAT.md, P-n of docs/PROTOCOL.md.
 */
#ifndef BASE_RULE_H
#define BASE_RULE_H

/* name, clause, HTTP status when a request meets it, 中文, English.
 * Names are stable: they stand in the API, in metrics and in the journal. */
#define RULE_MAP(X)                                                                    \
	X(NONE, "-", 200, "符合规则", "no rule is broken")                             \
	/* Level of bytes and logs: whoever sent it did not run our rules. */          \
	X(CANONICAL, "F-1", 400, "不是规范编码", "not canonical msgpack")              \
	X(SIZE, "F-2", 413, "超出大小限制", "over a size limit")                       \
	X(ACT_SHAPE, "F-10", 400, "行为对象字段不合规定",                              \
	    "an act has a missing, unknown or misshapen field")                        \
	X(ACT_VERSION, "F-11", 400, "版本或算法套件未知",                              \
	    "unknown format version or suite")                                         \
	X(ACT_NETWORK, "F-12", 400, "属于另一个通办网",                                \
	    "belongs to another network")                                              \
	X(ACT_LOG, "F-13", 400, "行为不属于本日志",                                    \
	    "the act names another log")                                               \
	X(ACT_SIGS, "F-16", 400, "签名列表不合规定",                                   \
	    "signatures are missing, unsorted or repeated")                            \
	X(LOG_UNKNOWN, "F-30", 404, "日志的节点未获准入",                              \
	    "the log's node is not admitted")                                          \
	X(BATCH_COUNT, "F-31", 400, "批次行为数不合规定",                              \
	    "a batch holds no act or too many")                                        \
	X(COMMIT_FORM, "F-32", 400, "提交对象不是规定的字节",                          \
	    "the commit is not the prescribed bytes")                                  \
	X(COMMIT_PARENT, "F-33", 400, "提交不接在前一批次之后",                        \
	    "the commit does not follow the previous batch")                           \
	X(COMMIT_SIGNATURE, "F-34", 400, "提交签名不符",                               \
	    "the commit's signature does not verify")                                  \
	X(CHECKPOINT_FORM, "F-35", 400, "检查点格式不符",                              \
	    "the checkpoint is not well formed")                                       \
	X(CHECKPOINT_SIGNATURE, "F-36", 400, "检查点签名不符",                         \
	    "the checkpoint's signature does not verify")                              \
	X(CHECKPOINT_ROOT, "F-37", 400, "检查点的根与行为不符",                        \
	    "the checkpoint's size or root disagrees with the acts")                   \
	X(TIME_BACK, "F-38", 400, "日志时间倒退", "time in the log goes back")         \
	X(TIME_LEAP, "F-38", 503, "时钟超前上次签名时间24小时以上",                    \
	    "the clock is more than 24 hours past the last signed time")               \
	X(EPOCH, "F-40", 400, "日志纪元不符",                                          \
	    "the epoch is not the one that is open")                                   \
	X(FORK_PROOF, "F-41", 400, "两个检查点并不矛盾",                               \
	    "the two checkpoints do not contradict each other")                        \
	X(KEY_ROTATION, "F-42", 400, "日志密钥的更换不合规定",                         \
	    "a rotation of the log key is misplaced, misshapen or not signed")         \
	X(GENESIS, "F-5", 400, "创世对象不符",                                         \
	    "the genesis object is not the network's")                                 \
	X(MEMBER_SHAPE, "F-6", 400, "成员记录字段不合规定",                            \
	    "a member record is misshapen")                                            \
	X(VAULT_ROOT, "F-51", 400, "密匣对象与名称不符",                               \
	    "a vault object does not hash to its name")                                \
	/* Level of the conversation. */                                               \
	X(PREAMBLE, "P-1", 400, "开场白不符", "the preamble is not ours")              \
	X(OTHER_NETWORK, "P-2", 400, "对方属于另一个通办网",                           \
	    "the peer is of another network")                                          \
	X(HANDSHAKE, "P-3", 400, "握手失败", "the handshake does not verify")          \
	X(PEER_UNKNOWN, "P-4", 403, "对方不是已知成员",                                \
	    "the peer's channel key belongs to no member")                             \
	X(FRAME, "P-5", 400, "帧不合规定",                                             \
	    "a frame is truncated, too long or does not open")                         \
	X(MESSAGE, "P-6", 400, "消息不合规定",                                         \
	    "a message is misshapen or of an unknown kind")                            \
	X(ORDER, "P-7", 400, "消息不合时序",                                           \
	    "a message that this state does not allow")                                \
	X(NOT_ASKED, "P-8", 400, "未请求的数据",                                       \
	    "data that was not asked for")                                             \
	X(FRONTIER, "P-9", 400, "前沿不合规定",                                        \
	    "a frontier line is misshapen, repeated or goes back")                     \
	X(FLOOD, "P-10", 429, "超出对等节点配额",                                      \
	    "over the quota of one peer")                                              \
	X(SILENT, "P-11", 408, "对方超时无应答",                                       \
	    "the peer was silent too long")                                            \
	X(VAULT_RIGHT, "P-12", 403, "对方不是该办件的参与节点",                        \
	    "the peer takes no part in the dossier")                                   \
	/* Level of the fold: kept as evidence, never applied. */                      \
	X(UNRESOLVED, "F-70", 409, "所引内容尚未到达",                                 \
	    "cites what has not arrived yet")                                          \
	X(KIND_UNKNOWN, "F-71", 422, "未知行为种类", "unknown kind of act")            \
	X(BODY_SHAPE, "F-72", 422, "行为正文字段不合规定",                             \
	    "the body has a missing, unknown or misshapen field")                      \
	X(SIGNER_UNKNOWN, "F-73", 403, "签名人未经本节点授权",                         \
	    "the signer is not certified at this position of the log")                 \
	X(SIGNATURE, "F-74", 403, "行为签名不符",                                      \
	    "the act's signature does not verify")                                     \
	X(ROLE, "F-75", 403, "签名人无此岗位", "the signer lacks the role")            \
	X(NOT_AUTHORITY, "F-76", 403, "只有主管节点可以作出",                          \
	    "only the authority may do this")                                          \
	X(THRESHOLD, "F-77", 403, "根密钥签名数不足",                                  \
	    "fewer root signatures than the threshold")                                \
	X(MEMBER_KNOWN, "F-78", 409, "节点已存在",                                     \
	    "the node or one of its keys is already admitted")                         \
	X(COPY, "F-79", 409, "同一行为已计入",                                         \
	    "a copy of an act that already counts")                                    \
	X(STANDARD_BAD, "F-80", 422, "事项标准不合规定",                               \
	    "the standard does not pass the checker")                                  \
	X(STANDARD_UNKNOWN, "F-81", 404, "事项标准未发布",                             \
	    "the standard is not published")                                           \
	X(REVISION_BACK, "F-82", 409, "版本号未递增",                                  \
	    "the revision or version does not go up")                                  \
	X(NOT_ADOPTED, "F-83", 409, "本节点未采用该标准",                              \
	    "the district has no adoption of the standard in force")                   \
	X(NOT_UNIFIED, "F-84", 409, "三统一不成立",                                    \
	    "the two districts' standards differ in materials, criteria or limits")    \
	X(GRANT_MISSING, "F-85", 403, "未获办理地授权",                                \
	    "the home district's grant is missing")                                    \
	X(GRANT_RIGHT, "F-86", 403, "授权不含此项权利",                                \
	    "the grant does not hold this right for this node, item and standard")     \
	X(GRANT_OVER, "F-87", 403, "授权已过期", "the grant is over")                  \
	X(HEAD_WRONG, "F-88", 409, "所引日志头不符",                                   \
	    "the cited head is not a checkpoint of that log")                          \
	X(HEAD_BACK, "F-89", 409, "所引日志头倒退",                                    \
	    "the cited head goes back")                                                \
	X(CALENDAR_UNKNOWN, "F-90", 404, "日历未发布",                                 \
	    "the calendar series is not published")                                    \
	X(DOSSIER_UNKNOWN, "F-91", 404, "办件不存在",                                  \
	    "the dossier has no valid opening act")                                    \
	X(NUMBER, "F-92", 422, "办件编号不合规定",                                     \
	    "the case number is misshapen or taken")                                   \
	X(CUSTODY, "F-93", 409, "经办权不在此",                                        \
	    "the pen is not here under this custody")                                  \
	X(ON_OFFER, "F-94", 409, "转办等待承接",                                       \
	    "the pen is on offer; only its answer can follow")                         \
	X(STATE, "F-95", 409, "当前状态不允许",                                        \
	    "the state does not allow this event")                                     \
	X(MATERIAL, "F-96", 422, "材料不合标准或未附",                                 \
	    "a material is not of the standard, or not in the vault")                  \
	X(CRITERIA, "F-97", 422, "受理标准未满足",                                     \
	    "a criterion is not met or has no verdict")                                \
	X(INPUTS, "F-98", 422, "未附核验事实",                                         \
	    "the sealed inputs of the verdicts are missing")                           \
	X(LEVEL, "F-99", 409, "审批层级不符",                                          \
	    "the approval level is out of order")                                      \
	X(FOUR_EYES, "F-100", 403, "须由不同人员审批",                                 \
	    "two levels need two persons")                                             \
	X(OFFER_TO, "F-101", 403, "转办不是给本节点的",                                \
	    "the offer names another receiver or epoch")                               \
	X(OFFER_OVER, "F-102", 409, "转办已过期", "the offer is over")                 \
	X(OFFER_ANSWERED, "F-103", 409, "转办已有答复",                                \
	    "the offer is answered already")                                           \
	X(RECLAIM_EARLY, "F-104", 409, "收回缺少到期后的检查点",                       \
	    "no checkpoint of the receiver's log after the expiry")                    \
	X(WRAP, "F-105", 422, "缺少密钥封装",                                          \
	    "a participant's key wrap is missing")                                     \
	X(OFFER_SHAPE, "F-106", 422, "转办对象或期限不合规定",                         \
	    "the offer's receiver or expiry is not allowed")                           \
	X(STAFF_OVER, "F-107", 403, "岗位证书已过期",                                  \
	    "the staff certificate is over")                                           \
	X(ROOT_VERSION, "F-8", 409, "根角色版本号须恰好加一",                          \
	    "the version of the roles goes up by exactly one")                         \
	X(POLICY_VERSION, "F-9", 409, "策略版本号须恰好加一",                          \
	    "the version of the policy goes up by exactly one")                        \
	X(MEMBER_UNKNOWN, "F-120", 404, "所指节点未获准入",                            \
	    "the node that is named is not admitted")                                  \
	X(STANDING, "F-121", 409, "节点现状不允许此项变更",                            \
	    "how the node stands does not allow this")                                 \
	X(SUSPENDED, "F-124", 403, "主管已截断该节点日志",                             \
	    "the authority has cut the node's log before this act")                    \
	X(KEY_TAKEN, "F-129", 409, "密钥已属他人或已用过",                             \
	    "the key is somebody else's or was used before")                           \
	X(RENEWAL, "F-130", 409, "续期超出授岗所定期限",                               \
	    "a renewal goes beyond what the grant allows")                             \
	X(STAFF_REVOKED, "F-131", 403, "签名密钥已被吊销",                             \
	    "the signing key was revoked")                                             \
	X(CHAIN_DEEP, "F-132", 403, "证书链过长",                                      \
	    "the chain of certificates is too deep")                                   \
	X(STAFF_UNKNOWN, "F-133", 404, "该密钥未曾授岗",                               \
	    "the key has no certificate in this log")                                  \
	X(PSEUDONYM_ENDED, "F-143", 409, "化名密钥已销毁",                             \
	    "the pseudonym key was destroyed")                                         \
	X(GENERATION, "F-55", 422, "须换发新一代密钥",                                 \
	    "a new generation of the dossier key is due, or a wrap names a wrong one") \
	X(KEY_NEXT, "F-115", 409, "新密钥文件不在本节点或正在换钥",                    \
	    "the new key's file is not here, or a rotation is under way")              \
	X(BUNDLE, "F-117", 422, "披露包不合规定或不完整",                              \
	    "the disclosure bundle is misshapen or lacks something")                   \
	X(WARRANT, "F-119", 403, "令状不准此项查阅",                                   \
	    "the warrant does not cover this opening")                                 \
	X(ESCROW, "F-150", 422, "缺少托管密钥封装",                                    \
	    "the wrap for the policy's escrow is missing")                             \
	X(CUTS_OPEN, "F-152", 409, "改派截点不闭合",                                   \
	    "an act inside the cuts builds on one outside")                            \
	X(CANNOT_OPEN, "F-153", 422, "改派对象打不开案卷",                             \
	    "the receiver of a reassign takes no part or holds no key")                \
	X(SLOT_SHAPE, "F-290", 400, "预约时段设置不合规定",                            \
	    "slots that cannot be offered so")                                         \
	X(SLOT_TIME, "F-291", 409, "没有这个预约时段",                                 \
	    "no such slot is offered")                                                 \
	X(SLOT_FULL, "F-292", 409, "该时段已约满", "the slot is full")                 \
	X(SLOT_OVER, "F-293", 409, "预约已了结或尚未开始",                             \
	    "the booking is over, or has not begun")                                   \
	X(SLOT_UNKNOWN, "F-294", 404, "没有这个预约",                                  \
	    "there is no such slot or booking")                                        \
	X(DISPUTED, "F-331", 409, "办件所依的日志已分叉,待主管裁定",                   \
	    "the case rests on a log that is forked; the authority has to settle it")  \
	X(LATE, "F-154", 409, "改派截点之后", "beyond the cuts of a reassign")         \
	X(NOT_PARTICIPANT, "F-155", 403, "本节点不参与该办件",                         \
	    "the node takes no part in the case")                                      \
	X(FILE_UNKNOWN, "F-156", 404, "办件没有该文件",                                \
	    "the case has no such file")                                               \
	X(REASON, "F-157", 422, "调阅外区证照须说明理由",                              \
	    "opening another district's licence needs a reason")                       \
	X(NOT_HOME, "F-158", 403, "只有办理地可以销毁",                                \
	    "only the home has a case erased")                                         \
	X(ON_HOLD, "F-159", 409, "留存令未解除", "a legal hold stands")                \
	X(ERASED, "F-160", 409, "办件已销毁", "the case is erased")                    \
	X(RETENTION, "F-161", 409, "保存期未满",                                       \
	    "the retention of the standard is not over")                               \
	X(ERASE_UNKNOWN, "F-162", 404, "销毁行为不存在",                               \
	    "no erasure that counts")                                                  \
	X(KEYS, "F-170", 422, "关键材料不齐", "a key material is missing")             \
	X(HOME_ONLY, "F-171", 403, "只有办理地可以主动提供",                           \
	    "only the home offers something unasked")                                  \
	X(CALENDAR_BACK, "F-172", 409, "所用日历版本倒退",                             \
	    "an older version of the calendar than was used before")                   \
	X(TRIGGER, "F-173", 422, "不在主动服务清单",                                   \
	    "the standard has no such trigger")                                        \
	X(CALLBACK, "F-174", 422, "回拨验证码不符",                                    \
	    "the call-back code is not that of the case")                              \
	X(CONSENT, "F-175", 422, "未记录本人同意", "no consent is on record")          \
	X(GAP, "F-176", 422, "所缺材料不可容缺",                                       \
	    "what is missing may not follow later")                                    \
	X(PROMISE, "F-177", 422, "不可告知承诺",                                       \
	    "what is promised may not be promised")                                    \
	X(CREDIT, "F-178", 409, "申请人有未修复的失信记录",                            \
	    "a promise was broken before, and not repaired")                           \
	X(SILENCE, "F-179", 409, "已逾期未告知视为受理，或其证明不成立",               \
	    "silence has accepted the case, or that is not proven")                    \
	X(NOTICE, "F-180", 422, "告知内容不全或不合标准",                              \
	    "a notice does not name all that lacks")                                   \
	X(GROUNDS, "F-181", 422, "不予受理理由不成立",                                 \
	    "the reasons of a refusal do not hold")                                    \
	X(SUPPLY_EARLY, "F-182", 409, "补正期限未满",                                  \
	    "the time for supplying is not over")                                      \
	X(WORD, "F-183", 422, "所引代收补件不符",                                      \
	    "the contribution that is cited does not fit")                             \
	X(SPECIAL, "F-184", 422, "标准未列此特别程序",                                 \
	    "the standard has no such special procedure")                              \
	X(SPECIAL_END, "F-185", 422, "特别程序未附结果或不在进行",                     \
	    "the special procedure is not under way, or its result lacks")             \
	X(EXTENSION, "F-186", 409, "延长不合规定",                                     \
	    "the extension is late, too long, or not the first")                       \
	X(BLOCKED, "F-187", 409, "待办义务未了结", "something owed is open")           \
	X(OWED, "F-188", 422, "义务不合标准",                                          \
	    "an obligation as the standard does not know it")                          \
	X(OWED_END, "F-189", 409, "义务不存在、已了结或未答复",                        \
	    "no such obligation is open, or it is not answered")                       \
	X(PROMISED, "F-190", 409, "没有未核查的承诺", "no promise is open")            \
	X(GAP_EARLY, "F-191", 409, "容缺期限未满",                                     \
	    "the time of the gap is not over, or does not end the case")               \
	X(VISITED, "F-192", 409, "未回访", "the caller was not asked")                 \
	X(REOPEN, "F-193", 409, "不可重新办理", "the case cannot be reopened")         \
	X(REVOKE, "F-194", 422, "撤销理由不成立",                                      \
	    "the reason of a revocation does not hold")                                \
	X(RATING, "F-196", 422, "评价不在五级之内", "a rating is from 1 to 5")         \
	X(ESCALATION, "F-197", 422, "督办级别不合规定",                                \
	    "an escalation has a level from 0 to 4")                                   \
	X(ROBOT_ALONE, "F-202", 422, "自动程序不得兼任其他岗位",                       \
	    "a robot's certificate has another role")                                  \
	X(ROBOT, "F-203", 403, "自动程序不得签署此行为",                               \
	    "no robot signs this")                                                     \
	X(HANDOVER, "F-204", 409, "转办请求不符或已答复",                              \
	    "the request of another hall does not fit, or was answered")               \
	X(JOINT_MEMBERS, "F-210", 422, "一件事所选子事项不合标准",                     \
	    "the members of the bundle are not those of its standard")                 \
	X(JOINT_PARENT, "F-211", 409, "所属一件事不存在、不含此事项或已了结",          \
	    "no open bundle of this hall has this item as a chosen member")            \
	X(JOINT_TWICE, "F-212", 409, "此子事项已收件",                                 \
	    "this member of the bundle was received before")                           \
	X(JOINT_AFTER, "F-213", 409, "前置子事项未准予",                               \
	    "a member that comes before is not decided yes")                           \
	X(JOINT_BARRIER, "F-214", 409, "同步出证条件未满足",                           \
	    "not all members are decided yes, and they are issued together")           \
	X(JOINT_CLOSE, "F-215", 409, "一件事办结条件未满足",                           \
	    "the members do not allow to close the bundle yet")                        \
	X(LICENCE_TWICE, "F-223", 409, "此证照标识已签发",                             \
	    "this identifier was issued already")                                      \
	X(LICENCE_LIVE, "F-224", 409, "持证主体已有同类有效证照",                      \
	    "the holder has a live licence of this type")                              \
	X(LICENCE_STATE, "F-225", 409, "证照状态不允许此操作",                         \
	    "the licence's state does not allow it")                                   \
	X(LICENCE_CITED, "F-227", 409, "所引证照不符材料或当时无效",                   \
	    "a cited licence is no such material, or was not valid")                   \
	X(LICENCE_UNKNOWN, "F-226", 404, "没有此证照",                                 \
	    "there is no such licence")                                                \
	X(LICENCE_NOT_ASKED, "F-228", 403, "查用证照须先说明事由并留痕",               \
	    "a licence is read once its ask, with a reason, is on record")             \
	X(LICENCE_FORM, "F-222", 422, "证照内容不合规定",                              \
	    "the licence document is not well formed")                                 \
	X(MARK, "F-237", 422, "失信记录没有依据",                                      \
	    "a credit mark without its ground")                                        \
	X(REPAIR, "F-238", 403, "不是本区所记的失信记录",                              \
	    "whoever marked repairs, or the authority")                                \
	X(FORM, "F-247", 422, "申请表或核验事实填写有误",                              \
	    "a field of the form, or a fact, is not as its standard says")             \
	X(LICENCE_ASKS, "F-248", 409, "当日向该区县查用证照已达上限",                  \
	    "too many licences of that district asked for in a day")                   \
	X(COSIGNATURE, "F-320", 422, "见证签名不符",                                   \
	    "a cosignature that is not the witness's")                                 \
	/* Level of the API (docs/API.md). */                                          \
	X(SESSION_MISSING, "A-1", 401, "请先登录", "log in first")                     \
	X(SESSION_OVER, "A-2", 401, "会话已结束,请重新登录",                           \
	    "the session is over; log in again")                                       \
	X(CHALLENGE, "A-3", 401, "登录挑战不符或已过期",                               \
	    "the challenge is not answered, or over")                                  \
	X(RIGHT_MISSING, "A-4", 403, "本岗位无权使用此接口",                           \
	    "no right to this for these roles")                                        \
	X(RATE_LIMITED, "A-5", 429, "请求过于频繁", "too many requests")               \
	X(ACCESS_MISSING, "A-6", 403, "查阅未留记录",                                  \
	    "the opening is not on record")                                            \
	X(OTHER_KEY, "A-7", 403, "只能以登录的密钥行事",                               \
	    "acts are prepared for the key that logged in")                            \
	X(UPLOAD_UNKNOWN, "A-11", 404, "没有此上传,或已过时、已取用",                  \
	    "there is no such upload, or none any more")                               \
	X(UPLOAD_LIMIT, "A-12", 409, "上传过多或磁盘余量不足",                         \
	    "too much is on its way in, or the disk has no room for it")               \
	X(UPLOAD_OPEN, "A-13", 409, "上传未齐,或正在使用",                             \
	    "the upload is not complete, or is being used")                            \
	X(DRAFT_UNKNOWN, "A-28", 404, "没有此草稿,或已过期、已提交",                   \
	    "there is no such draft, or none any more")                                \
	X(DRAFT_BUSY, "A-28", 409, "草稿正在写入",                                     \
	    "the draft is being written")                                              \
	X(DRAFT_LIMIT, "A-28", 409, "草稿过多", "too many drafts are kept")

enum rule {
#define X(name, clause, status, zh, en) RULE_##name,
	RULE_MAP(X)
#undef X
	    RULE_COUNT
};

/* All static; a stray number reads as the rule "unknown". */
const char *rule_name(enum rule r);   /* lower case: "not_unified" */
const char *rule_clause(enum rule r); /* "F-84" */
int rule_status(enum rule r);         /* HTTP */
const char *rule_zh(enum rule r);
const char *rule_en(enum rule r);

#endif
