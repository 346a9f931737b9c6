"""What clerks were told, and whether the end agrees with it.

A call ends in one of three ways: the node said that the act is durable
("done", with its id), that it is refused ("refused", by a rule), or nothing
that can be relied on ("unknown": the node died, or did not answer).  The judge
knows the rule of the pen, and nothing of the node's code.
"""

import collections
import dataclasses
import threading
import time


@dataclasses.dataclass
class Call:
    case: str
    kind: str
    node: str
    began: float
    ended: float = 0.0
    outcome: str = "unknown"
    act: str = ""
    rule: str = ""


class History:
    def __init__(self):
        self.calls = []
        self.lock = threading.Lock()

    def call(self, case, kind, node, question):
        """Ask it; what came of it."""
        call = Call(case, kind, node, time.monotonic())
        try:
            answer = question()
        except Exception as e:  # a command that hung: nothing is known
            answer = None
            call.rule = str(e)
        call.ended = time.monotonic()
        if answer is not None and answer.code == 0:
            call.outcome, call.act = "done", answer.json["id"]
            call.case = call.case or answer.json["number"]
        elif answer is not None and answer.code == 1:
            call.outcome, call.rule = "refused", answer.err or answer.out
        with self.lock:
            self.calls.append(call)
        return call

    def done(self):
        return [c for c in self.calls if c.outcome == "done"]

    def count(self):
        """How many calls ended how, and what was done how often."""
        return dict(sorted(collections.Counter(
            c.kind if c.outcome == "done" else c.outcome
            for c in self.calls).items()))


def walk(acts):
    """The pen through a case's applied acts, in their order: (what is wrong,
    acts that may as well not be there).

    acts: dicts of id, kind, node, to (offers), offer (answers).  Who refuses
    what was reclaimed, or reclaims what was refused, changes nothing: both
    give the pen back (F-104), and either may stand first.
    """
    holder, offered, offer, returned, idle = None, None, None, {}, set()
    for act in acts:
        kind, node = act["kind"], act["node"]
        if kind in ("case.refuse", "case.reclaim"):
            if act["offer"] in returned:
                idle |= {act["id"], returned[act["offer"]]}
                continue
            good = (act["offer"] == offer and offered is not None and
                    node == (offered if kind == "case.refuse" else holder))
            offered = None
            returned[offer] = act["id"]
        elif kind == "case.receive":
            good = holder is None
            holder = node
        elif kind == "case.offer":
            good = node == holder and offered is None
            offered, offer = act["to"], act["id"]
        elif kind == "case.take":
            good = node == offered and act["offer"] == offer
            holder, offered = node, None
        else:
            good = node == holder and offered is None
        if not good:
            return (f"{kind} of {node}: held by {holder}, offered to "
                    f"{offered}"), idle
    return "", idle


def out_of_time(calls, order):
    """Pairs of calls, one ended before the other began, in the other order.

    order: act -> place among the applied acts of its case.
    """
    known = [c for c in calls if c.act in order]
    return [(a, b) for a in known for b in known
            if a.ended < b.began and order[a.act] > order[b.act]]


def judge(history, number, applied, others):
    """What is wrong with one case, as sentences.

    applied: its applied acts in order; others: acts that are there and do not
    count.  Both as walk() has them.
    """
    calls = [c for c in history.calls if c.case == number]
    fault, idle = walk(applied)
    wrong = [fault] if fault else []
    order = {act["id"]: i for i, act in enumerate(applied)}
    for c in calls:
        if c.outcome == "done" and c.act not in order:
            wrong.append(f"{c.kind} of {c.node} was acknowledged and does "
                         f"not count: {c.act}")
    moved = {act: i for act, i in order.items() if act not in idle}
    for a, b in out_of_time(calls, moved):
        wrong.append(f"{b.kind} of {b.node} stands before {a.kind} of "
                     f"{a.node}, which had ended when it began")
    told = {c.act for c in calls if c.outcome == "done"}
    for act in [*applied, *others]:
        if act["id"] in told or act["kind"] == "case.receive":
            continue
        if not any(c.outcome == "unknown" and c.kind == act["kind"] and
                   c.node == act["node"] for c in calls):
            wrong.append(f"{act['kind']} of {act['node']} is there, and "
                         f"nobody asked for it: {act['id']}")
    return wrong


def is_judge_awake():
    """The judge finds what is planted: a sentence for each that it misses."""
    def act(i, kind, node, to="", offer="2"):
        return {"id": i, "kind": kind, "node": node, "to": to,
                "offer": offer}

    base = [act("1", "case.receive", "a"), act("2", "case.offer", "a", "b")]
    take, reclaim = act("3", "case.take", "b"), act("4", "case.reclaim", "a")
    history = History()
    history.calls = [
        Call("n", "case.receive", "a", 0, 1, "done", "1"),
        Call("n", "case.offer", "a", 2, 3, "done", "2"),
        Call("n", "case.take", "b", 4, 5, "done", "3"),
        Call("n", "case.reclaim", "a", 4, 6, "unknown")]
    late = History()
    late.calls = [
        *history.calls[:2], Call("n", "case.reclaim", "a", 4, 5, "done", "4"),
        Call("n", "case.offer", "a", 6, 7, "done", "7"),
        Call("n", "case.refuse", "b", 8, 9, "done", "6")]
    missed = []
    for name, good, applied, others in (
            ("a clean history", True, [*base, take], []),
            ("two pens", False, [*base, take, reclaim], []),
            ("a lost act", False, base, []),
            ("an act that nobody asked for", False,
             [*base, take, act("5", "case.offer", "b", "a")], []),
            ("acts in another order", False, [base[0], take, base[1]], []),
            ("a trace of a call without an answer", True, [*base, take],
             [reclaim]),
            ("a refusal that came late, and stands first", True,
             [*base, act("6", "case.refuse", "b"), reclaim,
              act("7", "case.offer", "a", "b")], []),
            ("an answer to another offer", False,
             [*base, act("3", "case.take", "b", offer="9")], [])):
        of = late if "late" in name else history
        if (not judge(of, "n", applied, others)) != good:
            missed.append(name)
    return missed
