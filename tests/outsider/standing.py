"""What the authority says of members' logs (FORMAT F-120 to F-128), and which
entries count by it.

Asked when every log has been read: a succession may be proven by a key that
stands in another log (F-127).
"""

import acts
import formats
from canon import Refused
from ledger import signed_by

RULINGS = ("node.suspend", "node.resume", "node.retire", "node.succeed")
ALWAYS = ("archive.end", "credit.repair", "fork.proof", "grant.end",
          "key.rotate", "licence.revoke", "licence.suspend", "node.move",
          "pseudonym.end", "staff.revoke")
WORDS = {"node.suspend": "suspended", "node.resume": "active",
         "node.retire": "retired", "node.succeed": "succeeded"}


class Standing:
    """How every member stands, by all that is held."""

    def __init__(self, network):
        self.network = network
        self.cuts = {node: [] for node in network.keys}
        self.heirs = []
        self.faults = []
        self.waiting = []
        for position, act in network.rulings:
            try:
                self._take(position, act)
            except Refused as refused:
                self.faults.append((f"act {position}", refused))

    def _take(self, position, act):
        kind, body = act["kind"], act["body"]
        cuts = (body["from"] if kind == "node.succeed" else
                [[body["node"], *body["at"]]])
        for node, epoch, size, _ in cuts:
            self._allow(kind, node, epoch, size)
        for node in body.get("to", ()):
            if self.word(node) != "active":
                raise Refused("F-121", f"{node} takes over and is "
                                       f"{self.word(node)}")
            if node in [cut[0] for cut in cuts]:
                raise Refused("F-121", f"{node} succeeds itself")
        if kind == "node.succeed":
            missing = self._unsigned(act)
            if missing:
                self.waiting.append((position, missing))
                return
            self.heirs += [(to, cut[0]) for to in body["to"] for cut in cuts]
        for node, epoch, size, _ in cuts:
            self.cuts[node].append((kind, epoch, size))

    def _allow(self, kind, node, epoch, size):
        """F-121, and of F-125 that a log goes on where it stopped, or later."""
        allowed = {"node.suspend": ("active",), "node.resume": ("suspended",)}
        now = self.word(node)
        if node == self.network.authority:
            raise Refused("F-121", "the authority's own log is not cut")
        if now not in allowed.get(kind, ("active", "suspended")):
            raise Refused("F-121", f"{node} is {now}: no {kind}")
        if kind == "node.resume" and (epoch, size) < self.cuts[node][-1][1:]:
            raise Refused("F-121", f"{node} would go on before it stopped")

    def _unsigned(self, act):
        """F-127: the sides of which no log key that is held has signed."""
        sides = [cut[0] for cut in act["body"]["from"]] + act["body"]["to"]
        return [side for side in sides if not any(
            signed_by(act, span.key) for span in self.network.spans[side])]

    def word(self, node):
        return WORDS[self.cuts[node][-1][0]] if self.cuts[node] else "active"

    def counts(self, node, position):
        """F-122, F-125, F-126: is this entry of epoch 0 before every cut?"""
        stopped = None
        for kind, *at in self.cuts[node]:
            beyond = [0, position] >= at
            if kind == "node.suspend":
                stopped = at
            elif kind == "node.resume":
                if not beyond and [0, position] >= stopped:
                    return False
                stopped = None
            elif beyond:
                return False
        return stopped is None or [0, position] < stopped

    def lines(self, logs):
        """What a reader should know and no rule is broken by."""
        for position, missing in self.waiting:
            yield (f"-- act {position} of {self.network.authority} waits "
                   f"(F-127): {', '.join(missing)} has not signed, as far as "
                   "is held here")
        for node, cuts in sorted(self.cuts.items()):
            beyond = logs[node].beyond if node in logs else 0
            if cuts:
                yield (f"-- {node} is {self.word(node)} at {cuts[-1][2]}; "
                       f"{beyond} acts beyond a cut do not count (F-124)")
        for heir, node in self.heirs:
            yield f"-- {heir} stands for {node} (F-128)"


class Certificates:
    """F-124: whose certificates were given where they count, by whom too."""

    def __init__(self, standing, node):
        self.standing = standing
        self.node = node
        self.given = {}

    def find(self, key, kind):
        """The last one that stands; outside cases the last one, if it does."""
        given = self.given.get(key, [])
        last = given if kind.startswith("case.") else given[-1:]
        return next((c for c in reversed(last) if c["stands"]), None)

    def take(self, position, act, by_log):
        """A grant or renewal; by the log key or under a certificate."""
        signer = by_log or self.find(act["by"], act["kind"])
        stands = bool(signer) and self.standing.counts(self.node, position)
        body = act["body"]
        if act["kind"] == "staff.grant":
            key = formats.key_id(body["key"])
            fresh = dict(body, granted=stands, stands=stands)
        else:
            key = body["key"]
            fresh = dict(self.given[key][-1], until=body["until"])
            fresh["stands"] = stands and fresh["granted"]
        self.given.setdefault(key, []).append(fresh)


def check(log, network, standing):
    """The acts of one log that broke no rule by themselves: those beyond a cut
    are counted, those under a void certificate are faults."""
    certificates = Certificates(standing, log.node)
    log_keys = {formats.key_id(span.key) for span in network.spans[log.node]}
    for position, act, time in log.passed:
        kind = act["kind"]
        by_log = act["by"] in log_keys
        if kind in ("staff.grant", "staff.renew"):
            certificates.take(position, act, by_log)
        if kind not in ALWAYS and not standing.counts(log.node, position):
            log.beyond += 1
        elif not by_log and is_staffs(network, act):
            try:
                _judge(certificates.find(act["by"], kind), act,
                       time)
            except Refused as refused:
                log.fault(f"act {position}", refused)


def is_staffs(network, act):
    if act["kind"] not in acts.KINDS or act["kind"] in ALWAYS:
        return False
    signer = acts.signer_of(act)[0]
    return signer in ("log", "staff") and signer not in network.roles


def _judge(grant, act, time):
    if grant is None:
        raise Refused("F-73", "the key's certificate was given beyond a cut")
    if not set(acts.signer_of(act)[1]) & set(grant["roles"]):
        raise Refused("F-75", f"{grant['id']} lacks the role by what stands")
    if time > grant["until"]:
        raise Refused("F-107", f"{grant['id']}'s certificate that stands has "
                               "expired")
