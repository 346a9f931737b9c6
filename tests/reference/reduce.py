#!/usr/bin/env python3
"""A second, slow reducer of one case, by docs/FORMAT.md section 8.

    histories FIRST COUNT | reduce.py [--show]

Reads what `histories` prints, works out for each history which acts count and
what the case comes to, and compares with what the engine answered.  A
difference names the seed, the act and both verdicts.  The table of states and
events is read out of FORMAT F-95.  The last line is "N passed, N failed", one
for each history.

Shares no code with the engine.  Where the page leaves open which of several
rules is told first, it tells the one that the engine tells.

Left out, and so not made by `histories`:
  F-1 to F-17    form and bytes; F-72 bodies are as they should be
  F-74, F-77     signatures verify; F-70, F-88, F-89: all that is cited is held
  F-120 to F-168 members, keys and staff stand as they were furnished
  F-150          no policy names an escrow
  F-152 to F-154 no reassign; F-163 no succession
  F-155 to F-162 openings, holds and erasures (what one had *seen* of another)
  F-198          no limit in office hours
  F-202 to F-208 no robot signs
  F-211 to F-215 no bundle and no child of one: what is asked of other cases
  F-187          an obligation that has a material is always named with it
"""
import base64
import datetime
import hashlib
import json
import pathlib
import re
import sys

FORMAT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "FORMAT.md"
ENDED = {"CLOSED", "NOT_REQUIRED", "NOT_ACCEPTED", "WITHDRAWN", "RETURNED",
         "ANNULLED", "REVOKED"}
CANCELS = ENDED - {"CLOSED", "REVOKED"}
AUTHORITY = "ankang"
DAY = 86400
GUARDS = """STANDARD RIGHT HOME CALENDAR VERSION NUMBER PROACTIVE CALLBACK
CONSENT MATERIALS LICENCES KEYS GAPS PROMISES CREDIT VERDICTS INPUTS IN_TIME LACKS GROUNDS
SUPPLY_OVER CITES_WORD SPECIAL SPECIAL_END EXTENSION LEVELS FOUR_EYES BLOCKERS
OWED OWED_END PROMISED GAP_OVER VISITED REOPENS REVOKES WRAPS GENERATION OFFER
RESULT HANDOVER ROBOT MEMBERS PARENT AFTER BARRIER CLOSING""".split()
SAYS = {"case.supply": "supply", "case.owe.close": "supply",
        "case.withdraw": "withdraw", "case.promise.withdraw": "promise",
        "case.lead.consent": "consent", "case.lead.drop": "drop",
        "case.notice": "notice", "case.offer": "handover"}
BLOCK_ORDER = ["accept", "decide", "issue", "close"]
BLOCK_OF = {"case.accept": "accept", "case.accept.gap": "accept",
            "case.accept.promise": "accept", "case.decide.yes": "decide",
            "case.issue": "issue", "case.close": "close"}


class Refused(Exception):
    """Carries the name of a rule."""


def demand(truth, rule):
    if not truth:
        raise Refused(rule)


class Row:
    """A line of the table of F-95."""
    def __init__(self, line):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        self.kind = cells[0].strip("`")
        self.part = cells[2]
        self.matters = set(cells[3].split())
        self.origin = set(cells[4].split())
        self.to = cells[5]
        self.of_level = cells[6] == "of the level"
        self.roles = set() if self.of_level else set(cells[6].split())
        self.right = None if cells[7] == "-" else cells[7]
        self.guards = [] if cells[8] == "-" else cells[8].split()
        self.guards.sort(key=GUARDS.index)

    def of_matter(self, matter):
        return "all" in self.matters or matter in self.matters


def table():
    rows = {}
    for line in FORMAT.read_text(encoding="utf-8").splitlines():
        if re.match(r"\| `case\.[a-z_.]+` \| \S+ \| (holder|pen|beside) \|",
                    line):
            row = Row(line)
            rows.setdefault(row.kind, []).append(row)
    assert len(rows) > 40, "the table of F-95 is not where it was"
    return rows


ROWS = table()


def mod3736(text):
    """ISO 7064 MOD 37,36: does the text with its check character hold?"""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    p = 36
    for c in text[:-1]:
        s = (p + alphabet.index(c)) % 36 or 36
        p = s * 2 % 37
    return (p + alphabet.index(text[-1])) % 36 == 1


def day_of(t):
    return datetime.date(1970, 1, 1) + datetime.timedelta(
        days=(t + 8 * 3600) // DAY)


class Base:
    """What stands before the cases: calendar, standards, adoptions, grants,
    staff, as the logs hold it."""
    def __init__(self, line):
        self.log_keys = line["log_keys"]
        self.acts = {a["id"]: a for a in line["base"]}
        self.logs = {}
        self.suite = line["suite"]
        for a in line["base"]:
            self.logs.setdefault(a["node"], []).append(a)
        for log in self.logs.values():
            log.sort(key=lambda a: a["pos"])
        self.standards = {a["body"]["standard"]["item"]: a["body"]["standard"]
                          for a in self.logs[AUTHORITY]
                          if a["kind"] == "standard.publish"}
        self.calendar = next(a for a in self.logs[AUTHORITY]
                             if a["kind"] == "calendar.publish"
                             )["body"]["calendar"]
        self.nodes = {AUTHORITY} | {
            a["body"]["member"]["node"] for a in self.logs[AUTHORITY]
            if a["kind"] == "node.admit"}

    def certificate(self, act):
        """F-73: the last one of that key before the act, in its own log."""
        found = None
        for a in self.logs[act["node"]]:
            if a["kind"] == "staff.grant" and a["pos"] < act["pos"]:
                key = bytes([self.suite]) + bytes.fromhex(a["body"]["key"])
                if hashlib.sha256(key).hexdigest() == act["by"]:
                    found = a["body"]
        return found

    def adoption(self, node, item, time, size=None):
        """F-83: the last one in force."""
        found = None
        for a in self.logs[node]:
            if (a["kind"] != "standard.adopt" or a["body"]["item"] != item or
                    (size is not None and a["pos"] >= size)):
                continue
            start = datetime.date.fromisoformat(a["body"]["from"])
            first = (start - datetime.date(1970, 1, 1)).days * DAY - 8 * 3600
            if max(first, a["time"]) <= time:
                found = a
        return found

    def workday(self, day):
        year = self.calendar["years"].get(str(day.year), {})
        text = day.isoformat()
        if text in year.get("work", {}):
            return True
        return day.weekday() < 5 and text not in year.get("off", {})

    def end(self, start, limit, pauses=()):
        """The first second at which a limit is over."""
        n, unit = re.fullmatch(r"(\d+)([A-Z]+)", limit).groups()
        n = int(n)
        if unit in ("NH", "NMIN"):
            return start + n * (3600 if unit == "NH" else 60) + 1
        day = day_of(start)
        while n > 0:
            day += datetime.timedelta(days=1)
            paused = any(day_of(a) < day <= day_of(b) for a, b in pauses)
            if not paused and (unit == "ND" or self.workday(day)):
                n -= 1
        return ((day - datetime.date(1970, 1, 1)).days + 1) * DAY - 8 * 3600


def note(text):
    """A checkpoint: node, size, time (C2SP)."""
    lines = text.split("\n")
    raw = base64.b64decode(lines[4].split(" ")[2])
    return (lines[0].split("/")[2], int(lines[1]),
            int.from_bytes(raw[4:12], "big"))


class Owed:
    def __init__(self, act, what, to, blocks, material, reads=False):
        self.act, self.what, self.to = act, what, to
        self.blocks, self.material, self.reads = blocks, material, reads
        self.open = True
        self.closed = None  # the result it was closed with

    def shown(self):
        out = {"act": self.act["id"], "what": self.what, "to": self.to,
               "blocks": self.blocks, "open": self.open}
        if self.material is not None:
            out["material"] = self.material
        return out


class Case:
    def __init__(self, base, history):
        self.base = base
        self.id = history["dossier"]
        self.acts = sorted(history["acts"], key=lambda a: (a["node"], a["pos"]))
        self.logs = {n: [a for a in self.acts if a["node"] == n]
                     for n in base.nodes}
        self.by_id = {}
        self.verdict = {}  # (node, pos): rule
        self.after = {}    # (node, pos): state, legal date, by silence
        self.contributed = {}
        self.state = "-"
        self.dates = dict.fromkeys(
            "lead received noticed supplied accepted decided issued delivered "
            "closed reopened ended".split(), 0)
        self.owed, self.applied, self.pauses = [], [], []
        self.materials = set()
        self.custodies = []  # [node, from, until]
        self.offers = []     # [to, from, until]
        self.generation = 0
        self.wraps = {}      # generation: nodes
        self.version = 0
        self.extended = self.reopened = False
        self.pause_from = None
        self.levels = []     # agreed since the last start: (level, staff)
        self.offer = None

    # The run: copies, opening, walk, what stands beside.
    def run(self):
        for a in self.acts:
            if a["id"] in self.by_id:
                self.verdict[a["node"], a["pos"]] = "copy"
            else:
                self.by_id[a["id"]] = a
        opening = self.by_id[self.id]
        self.home = opening["body"]["home"]
        self.standard = self.base.standards[opening["body"]["item"]]
        self.matter = self.standard.get("matter", "licence")
        self.opened = self.judge(opening)
        if not self.opened:
            for a in self.left():
                self.set(a, "dossier_unknown")
            return
        self.receiver = opening["node"]
        self.custodies.append([self.receiver, opening["time"], None])
        self.holder, self.custody = self.receiver, self.id
        while self.walk():
            pass
        for a in self.left():
            self.set(a, self.leftover(a))

    def left(self):
        return [a for a in self.acts
                if (a["node"], a["pos"]) not in self.verdict]

    def set(self, act, rule):
        self.verdict[act["node"], act["pos"]] = rule

    def walk(self):
        """One custody to its end; True: another one follows."""
        for a in self.logs[self.holder]:
            if ((a["node"], a["pos"]) in self.verdict or
                    ROWS[a["kind"]][0].part == "beside" or
                    a["body"].get("custody") != self.custody):
                continue
            if self.offer is not None:
                self.set(a, "on_offer")
            elif self.judge(a) and a["kind"] == "case.offer":
                self.offer = a
                self.offers.append([a["body"]["to"], a["time"], None])
        return self.offer is not None and self.answered()

    def answered(self):
        offer, done = self.offer, None
        for a in self.logs[offer["body"]["to"]]:
            if (a["kind"] in ("case.take", "case.refuse") and
                    a["body"]["offer"] == offer["id"] and
                    (a["node"], a["pos"]) not in self.verdict):
                if done is not None:
                    self.set(a, "offer_answered")
                elif self.judge(a):
                    done = a
        back = None
        for a in self.logs[offer["node"]]:
            if (a["kind"] == "case.reclaim" and
                    a["body"]["offer"] == offer["id"] and
                    (a["node"], a["pos"]) not in self.verdict):
                taken = done is not None and done["kind"] == "case.take"
                if taken or back is not None:
                    early = (taken and a["time"] < done["time"] and
                             (self.unsigned(a) or self.reclaim_fault(a)))
                    self.set(a, early or "offer_answered")
                elif self.judge(a):
                    back = a
        if done is None and back is None:
            return False
        first = min((a for a in (done, back) if a is not None),
                    key=lambda a: a["time"])
        self.offers[-1][2] = first["time"]
        self.offer = None
        if first["kind"] == "case.take":
            self.custodies[-1][2] = first["time"]
            self.custodies.append([first["node"], first["time"], None])
            self.holder, self.custody = first["node"], first["id"]
        else:
            self.custody = offer["id"]
        return True

    def unsigned(self, a):
        """Who signs comes before what an act rests on; None: all is well."""
        fault = self.signer_fault(a)
        if fault is None:
            try:
                self.roles(a, self.row(a))
            except Refused as r:
                return str(r)
        return fault

    def leftover(self, a):
        """Beside the walk, or nowhere in it."""
        if a["kind"] == "case.contribute":
            return self.contribution_fault(a)
        fault = self.signer_fault(a)
        try:
            if ROWS[a["kind"]][0].part == "beside":
                demand(fault is None, fault)
                self.roles(a, self.row(a))
            if a["kind"] in ("case.owe.take", "case.owe.answer"):
                self.owed_answer(a)
            elif a["kind"] == "case.rate":
                demand(self.took_part(a["node"]), "not_participant")
                demand(1 <= a["body"]["level"] <= 5, "rating")
            elif a["kind"] == "case.escalate":
                demand(self.took_part(a["node"]) or a["node"] == AUTHORITY,
                       "not_participant")
                demand(a["body"]["level"] <= 4, "escalation")
            elif a["kind"] in ("case.take", "case.refuse"):
                offer = self.by_id.get(a["body"]["offer"])
                demand(offer in self.applied and
                       offer["kind"] == "case.offer", "custody")
                demand(offer["body"]["to"] == a["node"], "offer_to")
                raise Refused("offer_answered")
            else:
                raise Refused("custody")
        except Refused as r:
            return str(r)
        self.after[a["node"], a["pos"]] = (self.state, a["time"], False)
        return "none"

    # The order of the rules.
    def signer_fault(self, a):
        """F-73, F-75, F-107"""
        staff = self.base.certificate(a)
        if staff is None:  # the log key is known, and has no role
            own = a["by"] == self.base.log_keys[a["node"]]
            return "role" if own else "signer_unknown"
        return "staff_over" if a["time"] > staff["until"] else None

    def judge(self, a):
        """Of the walk: count it, or say why not."""
        fault = self.signer_fault(a)
        self.legal, self.silent, self.began = a["time"], False, False
        try:
            row = self.row(a)
            demand(not row.of_level or self.level(a) is not None, "level")
            demand(fault is None, fault)
            self.roles(a, row)
            demand(self.silent or self.state in row.origin, "state")
            if a["kind"] == "case.take":
                demand(a["time"] <= self.offer["body"]["expiry"], "offer_over")
            if a["kind"] == "case.reclaim":
                early = self.reclaim_fault(a)
                demand(early is None, early)
            if self.silent:
                self.silence(a)
            for guard in row.guards:
                getattr(self, "guard_" + guard.lower())(a, row)
        except Refused as r:
            self.set(a, str(r))
            return False
        self.apply(a, row)
        self.set(a, "none")
        self.after[a["node"], a["pos"]] = (self.state, self.legal, self.silent)
        return True

    def row(self, a):
        rows = [r for r in ROWS[a["kind"]] if r.of_matter(self.matter)]
        for r in rows:
            if self.state in r.origin:
                return r
        for r in rows:  # F-195
            if (self.state == "RECEIVED" and "ACCEPTED" in r.origin and
                    "calendar" in a["body"]):
                self.silent = True
                return r
        demand(rows, "state")  # none for the matter
        return rows[0]

    def roles(self, a, row):
        have = set(self.base.certificate(a)["roles"])
        if not row.of_level:
            demand(row.roles & have, "role")
            return
        demand(self.level(a)["role"] in have, "role")

    def level(self, a):
        return next((x for x in self.standard.get("approvals", [])
                     if x["level"] == a["body"]["level"]), None)

    def reclaim_fault(self, a):
        """F-104"""
        offer = self.by_id[a["body"]["offer"]]
        if len(a["refs"]) != 1 or "note" not in a["refs"][0]:
            return "reclaim_early"
        node, size, time = note(a["refs"][0]["note"])
        if node != offer["body"]["to"] or time <= offer["body"]["expiry"]:
            return "reclaim_early"
        for x in self.logs[node]:
            if (x["pos"] < size and x["kind"] in ("case.take", "case.refuse")
                    and x["body"]["offer"] == offer["id"]):
                return "reclaim_early"
        return None

    def begun(self):
        """Where the limit `notice` begins (F-179)."""
        return max(self.dates["received"], self.dates["supplied"])

    def silence(self, a):
        """F-195"""
        demand(self.matter == "licence", "silence")
        start = self.begun()
        end = self.base.end(start, self.standard["limits"].get("notice", "5WD"))
        demand(a["body"]["calendar"] >= self.version, "calendar_back")
        demand(a["time"] >= end, "silence")
        size = {a["node"]: a["pos"]}
        for ref in a["refs"]:
            if "note" in ref:
                node, n, time = note(ref["note"])
                if time >= end and node not in size:
                    size[node] = n
        asked = {a["node"]}
        for node, since, until in self.custodies + self.offers:
            if since < end and (until is None or until >= start):
                demand(node in size, "silence")
                asked.add(node)
        for x in self.acts:
            if (x["node"] in asked and x["pos"] < size[x["node"]] and
                    start <= x["time"] < end and
                    (x["kind"] == "case.notice" and x in self.applied or
                     x["kind"] == "case.contribute" and
                     x["body"]["what"] == "notice" and
                     self.contribution_fault(x) == "none")):
                raise Refused("silence")

    # Beside.
    def contribution_fault(self, a):
        """F-183: wherever the pen is."""
        key = a["node"], a["pos"]
        if key in self.contributed:
            return self.contributed[key]
        fault = self.signer_fault(a)
        try:
            demand(fault is None, fault)
            row = next(r for r in ROWS["case.contribute"]
                       if r.of_matter(self.matter))
            self.roles(a, row)
            if row.right is not None:
                self.right(a, "notice" if a["body"]["what"] == "notice"
                           else "receive")
            self.guard_materials(a, row)
            rule = "none"
            self.after[key] = (self.state, a["time"], False)
        except Refused as r:
            rule = str(r)
        self.contributed[key] = rule
        return rule

    def owed_answer(self, a):
        """F-189"""
        o = self.find_owed(a["body"])
        demand(o is not None and o.to == a["node"], "owed_end")

    def took_part(self, node):
        return node in ({self.receiver, self.home} |
                        {c[0] for c in self.custodies} |
                        {o[0] for o in self.offers} |
                        {o.to for o in self.owed if o.reads})

    def participants(self):
        """F-151"""
        out = {self.receiver, self.home} | {c[0] for c in self.custodies}
        if self.offer is not None:
            out.add(self.offer["body"]["to"])
        return out | {o.to for o in self.owed if o.reads}

    # The guards, each a rule.
    def head(self, a, node):
        for ref in a["refs"]:
            if "head" in ref and ref["head"][0] == node:
                return ref["head"][2]
        return None

    def guard_standard(self, a, row):
        own = self.base.adoption(a["node"], a["body"]["item"], a["time"])
        demand(own is not None and own["std"] == a["std"] and
               {"act": own["id"]} in a["refs"], "not_adopted")
        if a["node"] == self.home:
            return
        size = self.head(a, self.home)
        demand(size is not None, "head_wrong")
        home = self.base.adoption(
            self.home, a["body"]["item"], a["time"], size)
        demand(home and home["std"] == a["std"], "not_unified")

    def right(self, a, right):
        """F-85 to F-87"""
        if a["node"] == self.home:
            return
        size = self.head(a, self.home)
        grants = [self.base.acts.get(r["act"]) for r in a["refs"]
                  if "act" in r]
        grants = [g for g in grants if g is not None and
                  g["kind"] == "grant.give" and g["node"] == self.home and
                  size is not None and g["pos"] < size]
        demand(grants, "grant_missing")
        g = grants[0]
        demand(g["body"]["to"] == a["node"] and
               g["body"]["item"] == self.standard["item"] and
               right in g["body"]["rights"], "grant_right")
        demand(a["time"] <= g["body"]["until"], "grant_over")
        demand(not any(e["kind"] == "grant.end" and e["pos"] < size and
                       e["node"] == self.home and
                       e["body"]["grant"] == g["id"]
                       for e in self.base.acts.values()), "grant_over")

    def guard_right(self, a, row):
        if a["body"].get("ground") in ("out_of_scope", "not_competent"):
            return
        if row.right is not None:
            self.right(a, row.right)

    def guard_home(self, a, row):
        demand(a["node"] == self.home, "home_only")

    def guard_calendar(self, a, row):
        demand(a["body"]["calendar"] == self.base.calendar["series"],
               "calendar_unknown")

    def guard_version(self, a, row):
        demand("calendar" in a["body"], "body_shape")
        demand(a["body"]["calendar"] >= max(self.version, 1),
               "calendar_back")

    def guard_number(self, a, row):
        m = re.fullmatch(r"([A-Z0-9-]+)-(\d{8})-(\d{4,})-([0-9A-Z])",
                         a["body"]["number"])
        demand(m and m.group(1) == a["node"].upper() and
               mod3736(a["body"]["number"].replace("-", "")), "number")

    def guard_proactive(self, a, row):
        demand(self.trigger(a["body"]["trigger"]) is not None, "trigger")

    def trigger(self, code):
        return next((t for t in self.standard.get("triggers", [])
                     if t["code"] == code), None)

    def guard_callback(self, a, row):
        raw = hashlib.sha256(b"tongban/callback/v1\0" +
                             bytes.fromhex(self.id)).digest()
        text = "".join("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[b % 32]
                       for b in raw[:10])
        demand(a["body"]["code"] == text[:5] + "-" + text[5:], "callback")

    def guard_consent(self, a, row):
        if a["body"]["consent"] == "recorded":
            demand("consent" in a["vault"] or "word" in a["body"], "consent")
        else:
            opening = self.by_id[self.id]["body"]["trigger"]
            demand(self.trigger(opening)["consent"] == "none", "consent")

    def guard_materials(self, a, row):
        known = {m["id"]: m for m in self.standard["materials"]}
        word = self.by_id.get(a["body"].get("word"))
        for m in a["body"].get("materials", []):
            demand(m in known, "material")
            flags = known[m]["flags"]
            demand("mat." + m in a["vault"] or
                   (word is not None and "mat." + m in word["vault"]) or
                   "L" in flags or "S" in flags or
                   ("V" in flags and a["kind"] == "case.owe.close" and
                    a["body"]["result"] == "confirmed"), "material")

    def there(self, a):
        return self.materials | set(a["body"].get("materials", []))

    def lacking(self, a):
        there = self.there(a)
        return {m["id"] for m in self.standard["materials"]
                if "K" in m["flags"] and m["id"] not in there}

    def flagged(self, names, flag, there):
        flags = {m["id"]: m["flags"] for m in self.standard["materials"]}
        return all(flag in flags.get(n, "") and n not in there for n in names)

    def guard_keys(self, a, row):
        demand(not self.lacking(a), "keys")

    def guard_gaps(self, a, row):
        gaps = a["body"]["gaps"]
        demand(gaps and self.flagged(gaps, "G", self.there(a)), "gap")
        demand(self.lacking(a) <= set(gaps), "keys")

    def guard_promises(self, a, row):
        promised = a["body"]["promised"]
        gaps = a["body"].get("gaps", [])
        demand(promised and self.flagged(promised, "P", self.there(a)),
               "promise")
        demand(self.flagged(gaps, "G", self.there(a)), "gap")
        demand(not gaps or "gap" in a["vault"], "gap")
        demand(self.lacking(a) <= set(promised) | set(gaps), "keys")

    def seen(self, a, other):
        """Within a head that the act cites, or before it in its log."""
        if other["node"] == a["node"]:
            return other["pos"] < a["pos"]
        return other["pos"] < (self.head(a, other["node"]) or 0)

    def guard_licences(self, a, row):
        """F-227 is asked where a licence is cited; a history has none."""
        assert not any(m["kind"].startswith("licence.")
                       for m in self.base.acts.values())

    def guard_credit(self, a, row):
        credit = self.by_id[self.id]["body"].get("credit")
        acts = self.base.acts.values()
        for m in acts:
            if (m["kind"] != "credit.mark" or m["body"]["subject"] != credit
                    or not self.seen(a, m)):
                continue
            repaired = any(r["kind"] == "credit.repair" and
                           r["body"]["mark"] == m["id"] and
                           r["node"] in (m["node"], AUTHORITY) and
                           self.seen(a, r) for r in acts)
            promise = self.base.standards[m["body"]["item"]].get("promise", {})
            days = promise.get("mark_days")
            demand(repaired or days is None or m["time"] > a["time"] or
                   (day_of(a["time"]) - day_of(m["time"])).days > days,
                   "credit")

    def guard_verdicts(self, a, row):
        verdicts = a["body"]["verdicts"]
        fail = {c["code"]: c["fail"] for c in self.standard["criteria"]}
        manual = set(a["body"].get("manual", []))
        demand(set(verdicts) == set(fail), "criteria")
        for code, verdict in verdicts.items():
            free = (fail[code] == "hall_error" or 
                    (fail[code] == "manual" and code in manual) or
                    (fail[code] == "ordinary_track" and
                     a["kind"] != "case.accept.promise"))
            demand(free or verdict == "met", "criteria")

    def guard_inputs(self, a, row):
        demand(a["vault"].get("facts") == a["body"]["inputs"], "inputs")

    def guard_in_time(self, a, row):
        if self.matter != "licence":
            return
        end = self.base.end(self.begun(),
                            self.standard["limits"].get("notice", "5WD"))
        word = self.by_id.get(a["body"].get("word"))
        good = word is not None and word["kind"] == "case.contribute"
        date = word["time"] if good else a["time"]
        demand(date < end, "silence")

    def guard_lacks(self, a, row):
        b = a["body"]
        demand(b["materials"] or b["criteria"], "notice")
        demand(set(b["materials"]) <= {m["id"] for m in
                                       self.standard["materials"]}, "notice")
        demand(set(b["criteria"]) <= {c["code"] for c in
                                      self.standard["criteria"]}, "notice")
        lacking = {m["id"] for m in self.standard["materials"]
                   if "K" in m["flags"] and m["id"] not in self.materials}
        demand(lacking <= set(b["materials"]), "notice")

    def guard_grounds(self, a, row):
        b = a["body"]
        fail = {c["code"]: c["fail"] for c in self.standard["criteria"]}
        demand(set(b["criteria"]) <= set(fail), "notice")
        if b["ground"] != "criteria":
            return
        demand(b["criteria"], "grounds")
        demand(a["kind"] != "case.not_required" or
               any(fail[c] == "not_required" for c in b["criteria"]),
               "grounds")

    def guard_supply_over(self, a, row):
        limit = self.standard["limits"].get("supply")
        demand(limit is not None and
               a["time"] >= self.base.end(self.dates["noticed"], limit),
               "supply_early")

    def guard_cites_word(self, a, row):
        if "word" not in a["body"]:
            return
        word = self.by_id.get(a["body"]["word"])
        demand(word is not None and self.says(a, word), "word")
        if a["kind"] != "case.offer":
            self.legal = word["time"]

    def says(self, a, word):
        return (word["kind"] == "case.contribute" and
                word["id"] in a["after"] and
                word["body"]["what"] == SAYS[a["kind"]] and
                self.contribution_fault(word) == "none")

    def special(self, code):
        return next((s for s in self.standard.get("special", [])
                     if s["code"] == code), None)

    def guard_special(self, a, row):
        demand(self.special(a["body"]["code"]) is not None, "special")

    def last(self, kind):
        return next((x for x in reversed(self.applied) if x["kind"] == kind),
                    None)

    def guard_special_end(self, a, row):
        start = self.last("case.special.start")
        demand(start is not None and start["id"] == a["body"]["start"] and
               "special." + start["body"]["code"] in a["vault"],
               "special_end")

    def guard_extension(self, a, row):
        m = re.fullmatch(r"(\d+)WD", a["body"]["limit"])
        most = self.standard["limits"].get(
            "extend", "15WD" if self.standard.get("joint") else "10WD")
        demand(not self.extended and m is not None and
               int(m.group(1)) <= int(most[:-2]), "extension")
        accepted = self.begun() if self.silent else self.dates["accepted"]
        end = self.base.end(accepted, self.standard["limits"]["statutory"],
                            self.pauses)
        demand(a["time"] < end, "extension")

    def guard_levels(self, a, row):
        n = len(self.standard.get("approvals", []))
        level = a["body"]["level"]
        turn = len(self.levels) + 1
        if a["kind"] == "case.opine":
            demand(level == turn and level < n, "level")
        else:
            demand(level == turn == n, "level")

    def guard_four_eyes(self, a, row):
        staff = a["node"], self.base.certificate(a)["id"]
        for level in self.standard.get("approvals", []):
            if level["level"] == a["body"]["level"] and level.get("four_eyes"):
                demand(all(s != staff for _, s in self.levels), "four_eyes")

    def guard_blockers(self, a, row):
        what = BLOCK_ORDER.index(BLOCK_OF[a["kind"]])
        demand(not any(o.open and o.blocks in BLOCK_ORDER[:what + 1]
                       for o in self.owed), "blocked")

    def guard_owed(self, a, row):
        b = a["body"]
        demand(b["what"] != "gap", "owed")
        if "code" in b:
            known = next((o for o in self.standard.get("obligations", [])
                          if o["code"] == b["code"]), None)
            demand(known is not None and known["kind"] == b["what"] and
                   known["blocks"] == b["blocks"], "owed")
        if "material" in b:
            demand(any(m["id"] == b["material"]
                       for m in self.standard["materials"]), "owed")
        demand(b["to"] in self.base.nodes, "unresolved")
        if b["reads"]:
            self.all_wraps(a, b["to"])

    def find_owed(self, body):
        return next((o for o in self.owed if o.act["id"] == body.get("owed")
                     and body.get("material", o.material) == o.material), None)

    def guard_owed_end(self, a, row):
        o = self.find_owed(a["body"])
        demand(o is not None and o.open, "owed_end")
        if a["kind"] == "case.owe.cancel":
            return
        b = a["body"]
        if o.what == "gap":
            demand(o.material in b.get("materials", []), "owed_end")
            return
        if o.what == "verify":
            demand(b["result"] in ("kept", "broken"), "owed_end")
        if "answer" in b:
            x = self.by_id.get(b["answer"])
            demand(x is not None and x["kind"] == "case.owe.answer" and
                   x["node"] == o.to and self.find_owed(x["body"]) is o,
                   "owed_end")
            fault = self.signer_fault(x)
            demand(fault is None, fault)
            self.roles(x, self.row(x))
        else:
            demand(o.to == a["node"], "owed_end")

    def guard_promised(self, a, row):
        demand(any(o.what == "verify" and o.open for o in self.owed),
               "promised")

    def guard_gap_over(self, a, row):
        limit = self.standard["limits"].get("gap")
        demand(self.standard.get("gap", {}).get("lapse") == "terminate" and
               limit is not None and
               any(o.what == "gap" and o.open and
                   a["time"] >= self.base.end(o.act["time"], limit)
                   for o in self.owed), "gap_early")

    def guard_visited(self, a, row):
        asked = self.matter == "order" or any(
            o["kind"] == "visit" for o in self.standard.get("obligations", []))
        demand(not asked or any(o.what == "visit" and o.closed
                                for o in self.owed), "visited")

    def guard_reopens(self, a, row):
        limit = self.standard["limits"].get("rate", "5WD")
        demand(not self.reopened and
               any(o.act["id"] == a["body"]["owed"] and o.what == "visit" and
                   o.closed == "dissatisfied" for o in self.owed) and
               a["time"] < self.base.end(self.dates["closed"], limit),
               "reopen")

    def guard_revokes(self, a, row):
        if a["body"]["ground"] == "promise":
            o = self.find_owed(a["body"])
            demand(o is not None and o.what == "verify" and
                   o.closed == "broken", "revoke")

    def act_wraps(self, a):
        out = {}
        for name in a["vault"]:
            m = re.fullmatch(r"key\.([a-z0-9-]+)(?:\.(\d+))?", name)
            if m:
                out.setdefault(int(m.group(2) or 0), set()).add(m.group(1))
        return out

    def all_wraps(self, a, node):
        mine = self.act_wraps(a)
        newest = max([self.generation] + [g for g in mine
                                          if g == self.generation + 1])
        for g in range(newest + 1):
            demand(node in self.wraps.get(g, set()) | mine.get(g, set()),
                   "wrap")

    def guard_wraps(self, a, row):
        if self.state == "-":
            mine = self.act_wraps(a).get(0, set())
            demand({a["node"], self.home} <= mine, "wrap")
        else:
            demand(a["body"]["to"] in self.base.nodes, "unresolved")
            self.all_wraps(a, a["body"]["to"])

    def guard_generation(self, a, row):
        mine = self.act_wraps(a)
        if self.state == "-":
            demand(set(mine) <= {0}, "generation")
            return
        demand(all(g <= self.generation + 1 for g in mine), "generation")
        begins = self.generation + 1 in mine
        if begins:
            demand(self.participants() <= mine[self.generation + 1], "wrap")
        elif a["vault"]:
            demand(self.wraps[self.generation] <= self.participants(),
                   "generation")

    def guard_offer(self, a, row):
        b = a["body"]
        demand(b["to"] != a["node"] and
               a["time"] < b["expiry"] <= a["time"] + 366 * DAY,
               "offer_shape")

    def guard_result(self, a, row):
        demand("result" in a["vault"], "body_shape")

    def guard_handover(self, a, row):
        word = self.by_id.get(a["body"].get("word"))
        demand("word" not in a["body"] or
               (word and word["node"] == a["body"]["to"]), "handover")

    def guard_members(self, a, row):
        demand("members" not in a["body"], "joint_members")

    def guard_parent(self, a, row):
        demand("parent" not in a["body"], "joint_parent")

    def guard_after(self, a, row):
        """F-213 is asked of children; a history is one case alone."""
        assert "parent" not in self.by_id[self.id]["body"]

    guard_barrier = guard_after

    def guard_robot(self, a, row):
        demand(self.base.certificate(a)["roles"] != ["robot"], "robot")

    # What an act does that counts.
    def apply(self, a, row):
        kind, b = a["kind"], a["body"]
        if self.silent:
            self.dates["accepted"] = self.begun()
        if self.state == "SPECIAL" and row.to != "stays":
            start = self.last("case.special.start")
            if not self.special(start["body"]["code"])["counts"]:
                self.pauses.append((start["time"], self.legal))
        for g, nodes in self.act_wraps(a).items():
            self.wraps.setdefault(g, set()).update(nodes)
            self.generation = max(self.generation, g)
        if row.to != "stays":
            self.state = row.to
            self.enter(kind)
        self.applied.append(a)
        if isinstance(b.get("calendar"), int):
            self.version = max(self.version, b["calendar"])
        if kind in ("case.receive", "case.lead.consent", "case.supply",
                    "case.owe.close") or kind.startswith("case.accept"):
            self.materials |= set(b.get("materials", []))
        if kind in ("case.review.start", "case.reopen"):
            self.levels = []
        if kind == "case.opine" and b["opinion"] == "agree":
            self.levels.append(
                (b["level"], (a["node"], self.base.certificate(a)["id"])))
        self.extended = self.extended or kind == "case.extend"
        self.reopened = self.reopened or kind == "case.reopen"
        self.owes(a)

    def enter(self, kind):
        dates = {"LEAD": "lead", "ACCEPTED": "accepted", "CORRECT": "noticed",
                 "YES": "decided", "NO": "decided", "ISSUED": "issued",
                 "DELIVERED": "delivered", "CLOSED": "closed"}
        name = dates.get(self.state)
        if self.state == "RECEIVED":
            name = "supplied" if kind == "case.supply" else "received"
        if kind == "case.reopen":
            name = "reopened"
        if self.state == "CORRECT":
            self.dates["accepted"] = 0  # a promise withdrawn
        if name is not None:
            self.dates[name] = self.legal
        if self.state in ENDED:
            self.dates["ended"] = self.legal

    def owes(self, a):
        kind, b = a["kind"], a["body"]
        policy = self.standard.get("gap", {}).get("policy")
        gap = {"hold": "decide", "decide_only": "issue"}.get(policy, "none")
        if kind in ("case.accept.gap", "case.accept.promise"):
            for m in b.get("promised", []):
                self.owed.append(Owed(a, "verify", a["node"], "none", m))
            for m in b.get("gaps", []):
                self.owed.append(Owed(a, "gap", a["node"], gap, m))
        elif kind == "case.owe":
            self.owed.append(Owed(a, b["what"], b["to"], b["blocks"],
                                  b.get("material"), b["reads"]))
        elif kind in ("case.owe.close", "case.owe.cancel"):
            o = self.find_owed(b)
            o.open = False
            o.closed = b["result"] if kind == "case.owe.close" else None
        for o in self.owed:
            if self.state in CANCELS or (kind == "case.promise.withdraw" and
                                         o.what == "verify"):
                o.open = False

    def shown(self):
        out = {"open": self.opened}
        if self.opened:
            out.update(state=self.state, holder=self.holder,
                       custody=self.custody, on_offer=self.offer is not None,
                       generation=self.generation, dates=self.dates,
                       owed=sorted((o.shown() for o in self.owed), key=named))
        return out


def named(owed):
    return owed["act"], owed.get("material", "")


def differences(case, history):
    engine = history["engine"]
    kinds = {(a["node"], a["pos"]): a["kind"] for a in history["acts"]}
    for v in engine["verdicts"]:
        key = v["node"], v["pos"]
        mine = case.verdict.get(key, "not judged")
        where = f"{kinds[key]} at {key[0]} {key[1]}"
        if mine != v["rule"]:
            yield f"{where}: {mine} here, {v['rule']} in the engine"
        elif mine == "none" and case.after[key][1:] != (v["legal"],
                                                        v["silence"]):
            yield (f"{where}: date and silence {case.after[key][1:]} here, "
                   f"{(v['legal'], v['silence'])} in the engine")
        elif (mine == "none" and ROWS[kinds[key]][0].part != "beside" and
              case.after[key][0] != v["state"]):
            yield (f"{where}: then {case.after[key][0]} here, "
                   f"{v['state']} in the engine")
    if len(engine["verdicts"]) != len(history["acts"]):
        yield "the engine judged another number of acts"
    engine.get("owed", []).sort(key=named)
    for key, mine in case.shown().items():
        if engine.get(key) != mine:
            yield f"{key}: {mine} here, {engine.get(key)} in the engine"


def main():
    bases, passed, failed = {}, 0, 0
    rules = {}
    for line in sys.stdin:
        history = json.loads(line)
        if "base" in history:
            bases[len(bases)] = Base(history)
            continue
        case = Case(bases[1 if history["order"] else 0], history)
        case.run()
        for rule in case.verdict.values():
            rules[rule] = rules.get(rule, 0) + 1
        wrong = list(differences(case, history))
        for text in wrong:
            print(f"not ok - seed {history['seed']}: {text}")
        passed += not wrong
        failed += bool(wrong)
    if "--show" in sys.argv[1:]:
        for rule, n in sorted(rules.items(), key=lambda x: -x[1]):
            print(f"{n:8} {rule}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
