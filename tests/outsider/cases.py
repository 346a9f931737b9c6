"""Acts of cases: bodies, and the staff that sign them (FORMAT 7 and F-95).

Which of the roles it takes hangs on the case's matter; an act is asked for one
of them here.
"""

import re

from shapes import (CHANNELS, ROLES, as_bytes, boolean, digest, integer, item,
                    list_of, one_of, plain, seconds, slug, table_of, text,
                    tuple_of, words)

_id = digest
_word = plain(64)
_reason = plain(200, least=0)
_version = integer(0)
_limit = text(16, re.compile("[1-9][0-9]{0,3}(WD|ND|NH|NMIN|WH)"))
_channel = one_of(*sorted(CHANNELS))
_cuts = list_of(tuple_of(slug, integer(0), integer(0), digest), 1, 64,
                rank=lambda cut: as_bytes(cut[0]))
_result = one_of(*"""done agree disagree confirmed denied not_found satisfied
    dissatisfied kept broken paid received lost""".split())
_obligation = one_of(*"""gap verify assist opinion survey expert hearing public
    meeting parcel fee handle visit rectify supervise renew""".split())

_accept = {"custody": _id, "verdicts": table_of(_word), "inputs": _id,
           "materials?": words, "originals?": words, "manual?": words}
_lapse = {"custody": _id, "calendar": _version}
_withdraw = {"custody": _id, "word?": _id}
_ended = {"custody": _id, "criteria": words, "reason": _reason}

BODIES = {
    "case.receive": {
        "item": item, "home": slug, "number": _word, "channel": _channel,
        "calendar": _word, "materials": words, "originals?": words,
        "person?": _id, "credit?": _id, "agent?": _word, "class?": _word,
        "members?": words, "parent?": _id},
    "case.lead.open": {
        "item": item, "home": slug, "number": _word, "calendar": _word,
        "trigger": _word, "person?": _id, "credit?": _id},
    "case.lead.contact": {
        "custody": _id, "means": one_of("phone", "message", "visit"),
        "code": _word},
    "case.lead.consent": {
        "custody": _id, "consent": one_of("recorded", "none"),
        "materials": words, "originals?": words, "word?": _id},
    "case.lead.drop": {"custody": _id, "word?": _id, "reason": _reason},
    "case.accept": _accept,
    "case.accept.gap": dict(_accept, gaps=words),
    "case.accept.promise": {**_accept, "promised": words, "gaps?": words},
    "case.notice": {
        "custody": _id, "calendar": _version, "materials": words,
        "criteria": words, "word?": _id, "reason": _reason},
    "case.supply": {
        "custody": _id, "materials": words, "originals?": words,
        "word?": _id},
    "case.supply.lapse": _lapse,
    "case.gap.lapse": _lapse,
    "case.not_required": dict(_ended, calendar=_version,
                              ground=one_of("criteria", "law")),
    "case.not_accept": {
        **_ended, "calendar?": _version, "instead?": plain(200),
        "ground": one_of("criteria", "out_of_scope", "not_competent",
                         "duplicate")},
    "case.review.start": {"custody": _id, "calendar?": _version},
    "case.opine": {"custody": _id, "level": integer(0),
                   "opinion": one_of("agree", "disagree")},
    "case.special.start": {"custody": _id, "calendar?": _version,
                           "code": _word, "limit": _limit},
    "case.special.end": {"custody": _id, "start": _id,
                         "result": one_of("passed", "failed", "held")},
    "case.extend": {"custody": _id, "calendar": _version, "limit": _limit,
                    "reason": _reason},
    "case.decide.yes": {"custody": _id, "level": integer(0)},
    "case.decide.no": {"custody": _id, "level": integer(0)},
    "case.issue": {"custody": _id},
    "case.deliver": {"custody": _id,
                     "means": one_of("pickup", "parcel", "elicence")},
    "case.close": {"custody": _id},
    "case.reopen": {"custody": _id, "calendar": _version, "owed": _id,
                    "reason": _reason},
    "case.withdraw": _withdraw,
    "case.promise.withdraw": _withdraw,
    "case.annul": {"custody": _id, "reason": plain(200)},
    "case.revoke": {
        "custody": _id, "ground": one_of("promise", "law"), "owed?": _id,
        "material?": _word, "hearing": one_of("offered", "held", "declined"),
        "reason": _reason},
    "case.owe": {
        "custody": _id, "what": _obligation, "to": slug, "dept?": _word,
        "code?": _word, "material?": _word,
        "blocks": one_of("none", "accept", "decide", "issue", "close"),
        "limit?": _limit, "reads": boolean, "reason": _reason},
    "case.owe.take": {"owed": _id, "material?": _word},
    "case.owe.answer": {"owed": _id, "material?": _word, "result": _result,
                        "reason": _reason},
    "case.owe.close": {
        "custody": _id, "owed": _id, "material?": _word, "result": _result,
        "answer?": _id, "materials?": words, "originals?": words,
        "word?": _id},
    "case.owe.cancel": {"custody": _id, "owed": _id, "material?": _word,
                        "reason": _reason},
    "case.link": {"custody": _id, "to": _id,
                  "how": one_of("merge", "precedent", "project", "child")},
    "case.offer": {"custody": _id, "to": slug, "epoch": integer(0),
                   "reason": _reason, "expiry": seconds, "dept?": _word,
                   "word?": _id},
    "case.take": {"offer": _id, "waived": boolean},
    "case.refuse": {"offer": _id, "reason": _reason},
    "case.reclaim": {"offer": _id},
    "case.reassign": {"custody": _id, "to": slug, "cuts": _cuts,
                      "reason": _reason},
    "case.contribute": {
        "what": one_of("supply", "withdraw", "promise", "consent", "drop",
                       "notice", "note", "handover"), "materials": words},
    "case.rate": {"level": integer(0), "named": boolean, "channel": _channel},
    "case.escalate": {"level": integer(0), "clock": _word, "owed?": _id,
                      "material?": _word, "reason": _reason},
    "case.open": {"files": list_of(plain(64), 1, 16, rank=as_bytes),
                  "reason": _reason, "warrant?": _id},
    "case.hold": {"reason": _reason},
    "case.release": {"reason": _reason},
    "case.erase": {"reason": one_of("order", "retention")},
    "case.erased": {"erase": _id, "objects": integer(0)},
}

# Of section 7: kinds that another key than one of staff may sign
SIGNERS = {"case.reassign": "log", "case.erase": "log", "case.erased": "node"}

_line = "reviewer-1 reviewer-2 reviewer-3"
_all = f"window acceptor {_line} issuer courier dispatcher handler escalation "
_all += "supervisor integrity"
_window = "window acceptor"
_order = "dispatcher handler supervisor integrity"
_any = " ".join(sorted(ROLES))  # the level's role is the standard's to name

STAFF = {kind: tuple(names.split()) for kind, names in {
    "case.receive": "window dispatcher supervisor integrity",
    "case.lead.open": f"{_window} robot",
    "case.lead.contact": f"{_window} robot",
    "case.lead.consent": _window,
    "case.lead.drop": _window,
    "case.accept": f"acceptor {_order}",
    "case.accept.gap": "acceptor",
    "case.accept.promise": "acceptor",
    "case.notice": _window,
    "case.supply": _window,
    "case.supply.lapse": "acceptor robot",
    "case.gap.lapse": f"acceptor {_line} robot",
    "case.not_required": "acceptor",
    "case.not_accept": f"{_window} {_order}",
    "case.review.start": f"{_line} dispatcher handler supervisor",
    "case.opine": _any,
    "case.special.start": f"acceptor {_line}",
    "case.special.end": f"acceptor {_line}",
    "case.extend": "reviewer-2 reviewer-3",
    "case.decide.yes": _any,
    "case.decide.no": _any,
    "case.issue": "issuer",
    "case.deliver": "window courier",
    "case.close": f"{_window} {_order}",
    "case.reopen": "dispatcher supervisor",
    "case.withdraw": f"{_window} dispatcher handler supervisor",
    "case.promise.withdraw": _window,
    "case.annul": "reviewer-2 reviewer-3 supervisor",
    "case.revoke": "reviewer-2 reviewer-3",
    "case.owe": f"{_all} robot",
    "case.owe.take": _all,
    "case.owe.answer": f"{_all} robot",
    "case.owe.close": f"{_all} robot",
    "case.owe.cancel": _all,
    "case.link": _all,
    "case.offer": f"{_window} dispatcher issuer robot",
    "case.take": f"{_window} courier handler",
    "case.refuse": f"{_window} courier handler",
    "case.reclaim": f"{_window} dispatcher issuer robot",
    "case.reassign": "supervisor escalation operator",
    "case.contribute": f"{_window} courier dispatcher",
    "case.rate": "window dispatcher robot",
    "case.escalate": "dispatcher escalation supervisor robot",
    "case.open": f"{_window} {_line} issuer handler escalation supervisor "
                 "integrity",
    "case.hold": "supervisor integrity",
    "case.release": "supervisor integrity",
    "case.erase": "supervisor operator",
    "case.erased": "",
}.items()}

KINDS = {kind: (fields, SIGNERS.get(kind, "staff"), STAFF[kind])
         for kind, fields in BODIES.items()}
