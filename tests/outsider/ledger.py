"""Who may sign what: genesis, members, staff, and the acts of one log.

This judges each act by itself (FORMAT 3 and 7, F-72 to F-79, F-107).  The
fold of dossiers needs standards and custody; it is not repeated here.
"""

import acts
import formats
from canon import Refused, encode


class Span:
    """A log key, and what it signs: sizes and times, both ends included."""

    def __init__(self, key, after=None):
        self.key = key
        self.after = after
        self.size = self.before = None
        self.compromised = False


class Network:
    """Genesis and the members that the authority's log admits."""

    def __init__(self, genesis):
        value = acts.genesis(genesis)
        self.genesis = genesis
        self.id = formats.sha256(genesis)
        self.name = value["name"]
        first = {"keys": value["roots"], "threshold": value["threshold"]}
        self.roots = {formats.key_id(key): key for key in value["roots"]}
        self.version = 1
        self.roles = {name: first for name in
                      ("calendar", "root", "roster", "standards")}
        self.authority = value["authority"]["node"]
        self.keys = {}
        self.spans = {}
        self.had = {}
        self.lost = {}
        self.rulings = []
        self.taken = set()
        self.admit(value["authority"])

    def admit(self, member):
        """F-78."""
        keys = set(member["keys"].values())
        if member["node"] in self.keys or keys & self.taken:
            raise Refused("F-78", f"{member['node']}: the id or a key is "
                                  "another member's")
        self.taken |= keys
        self.spans[member["node"]] = [Span(member["keys"]["log"])]
        self.keys[member["node"]] = dict(member["keys"])
        self.had[member["node"]] = keys
        self.lost[member["node"]] = []

    def change_roots(self, body):
        """F-8."""
        if body["version"] != self.version + 1:
            raise Refused("F-8", f"version {body['version']} does not follow "
                                 f"{self.version}")
        self.version += 1
        self.roles = body["roles"]

    def log_key(self, node, size=None):
        """F-42: who signs that size; without one, the next."""
        spans = self.spans.get(node)
        if spans is None:
            return None
        return next((span.key for span in spans if span.size is None or
                     size is not None and size <= span.size))

    def rotate_log(self, node, body, size, time):
        """F-42: the batch that ends at @size is the old key's last."""
        last = self.spans[node][-1]
        last.size, last.before = size, time
        last.compromised = body["compromised"]
        self.spans[node].append(Span(body["key"], time))
        self.rotate(node, body)

    def rotate(self, node, body):
        """F-123."""
        if body["compromised"] and body["purpose"] not in ("channel",
                                                           "sealing"):
            self.lost[node].append(self.keys[node][body["purpose"]])
        self.keys[node][body["purpose"]] = body["key"]
        self.had[node] = self.had[node] | {body["key"]}

    def origin(self, node):
        """F-35, epoch 0."""
        return f"tongban/{self.id.hex()[:32]}/{node}/0"


class Ledger:
    """The acts of one log, in order: ids, staff, and their faults."""

    def __init__(self, network, log):
        self.network = network
        self.log = log
        self.origin = network.origin(log.node)
        self.staff = {}
        self.revoked = set()
        self.seen = {}
        self.opened = False

    def take(self, position, raw, act, checkpoint):
        """Judge the next act; what it breaks goes to the log's problems."""
        try:
            self._judge(position, raw, act, checkpoint)
        except Refused as refused:
            self.log.fault(f"act {position}", refused)
            if refused.rule == "F-40":
                raise
        else:
            if checkpoint:
                self.log.passed.append((position, act, checkpoint.time))

    def _judge(self, position, raw, act, checkpoint):
        acts.act(act)
        if act["net"] != self.network.id:
            raise Refused("F-12", "of another network")
        if act["node"] != self.log.node:
            raise Refused("F-13", f"of the log of {act['node']}")
        unsigned = {key: act[key] for key in act if key != "sigs"}
        message = encode(unsigned)
        name = formats.tagged("tongban/act/v1", message)
        if name in self.seen:
            raise Refused("F-79", f"a copy of act {self.seen[name]}")
        self.seen[name] = position
        if act["kind"] == "epoch.open":
            raise Refused("F-40", "an epoch this program cannot judge")
        self.log.cited += [(position, ref["head"]) for ref in act["refs"]
                           if "head" in ref]
        acts.body(act)
        self._signer(act, message, checkpoint)
        self._apply(position, act)

    # Signers

    def _signer(self, act, message, checkpoint):
        if act["kind"] not in acts.KINDS:
            return
        signer, roles = acts.signer_of(act)
        if signer in self.network.roles:
            self._role(act, message, signer)
            return
        log_key = self.network.log_key(self.log.node)
        if signer != "staff" and act["by"] == formats.key_id(log_key):
            self._verify(act, message, act["by"], log_key)
            return
        if signer == "node":
            raise Refused("F-73", "`by` is not the log key")
        if signer == "recovery":
            self._recovery(act, message)
            return
        if act["by"] not in self.staff:
            raise Refused("F-73", "no earlier staff.grant certifies the key")
        grant = self.staff[act["by"]]
        self._verify(act, message, act["by"], grant["key"])
        if act["by"] in self.revoked:
            raise Refused("F-131", f"{grant['id']}'s key was revoked")
        if act["kind"].startswith("case."):
            return  # by the certificate that stands: asked in standing.py
        if not set(roles) & set(grant["roles"]):
            raise Refused("F-75", f"{grant['id']} lacks the role")
        if checkpoint and checkpoint.time > grant["until"]:
            raise Refused("F-107", f"{grant['id']}'s certificate has expired")
        if act["kind"] == "staff.grant" and "operator" in act["body"]["roles"]:
            raise Refused("F-132", "an operator certified by an operator")

    def _recovery(self, act, message):
        public = self.network.keys[self.log.node]["recovery"]
        if act["by"] != formats.key_id(public):
            raise Refused("F-73", "`by` is neither log nor recovery key")
        self._verify(act, message, act["by"], public)

    def _role(self, act, message, name):
        if self.log.node != self.network.authority:
            raise Refused("F-76", "roles count only in the authority's log")
        role = self.network.roles[name]
        if act["by"] not in map(formats.key_id, role["keys"]):
            raise Refused("F-73", f"`by` is no key of role {name}")
        self._threshold(act, message, role)
        if act["kind"] == "root.change":
            self._threshold(act, message, act["body"]["roles"]["root"])

    def _threshold(self, act, message, role):
        keys = {formats.key_id(key): key for key in role["keys"]}
        good = [key for key, _ in act["sigs"] if key in keys]
        for key in good:
            self._verify(act, message, key, keys[key])
        if len(good) < role["threshold"]:
            raise Refused("F-77", f"{len(good)} of the role signed, "
                                  f"{role['threshold']} are needed")

    @staticmethod
    def _verify(act, message, key, public):
        signature = dict(map(tuple, act["sigs"]))[key]
        if not formats.sshsig_verify(public, "act@tongban", message,
                                     signature):
            raise Refused("F-74", f"signature by {key.hex()[:16]} is not good")

    # Effects

    def _apply(self, position, act):
        body = act["body"]
        if act["kind"] == "network.open":
            if position or body["genesis"] != self.network.genesis:
                raise Refused("F-5", "not the genesis of this network, first "
                                     "in the authority's log")
            self.opened = True
        elif act["kind"] == "node.admit":
            self.network.admit(body["member"])
        elif act["kind"] == "root.change":
            self.network.change_roots(body)
        elif act["kind"] == "key.rotate":
            self._rotate(act, body)
        elif act["kind"].startswith("node.") and act["kind"] != "node.move":
            self._rule(position, act)
        elif act["kind"] == "staff.grant":
            self._grant(body)
        elif act["kind"] == "staff.renew":
            self._renew(body)
        elif act["kind"] == "staff.revoke":
            if body["key"] not in self.staff:
                raise Refused("F-133", "a key without certificate is revoked")
            self.revoked.add(body["key"])

    def _rule(self, position, act):
        """F-120; the rest is asked when every log has been read."""
        body = act["body"]
        for node in ([cut[0] for cut in body["from"]] + body["to"]
                     if "from" in body else [body["node"]]):
            if node not in self.network.keys:
                raise Refused("F-120", f"{node} is not admitted before this")
        if act["kind"] != "node.rename":
            self.network.rulings.append((position, act))

    def _rotate(self, act, body):
        """F-129; one of the log key is in force by F-42."""
        if body["key"] in self.network.had[self.log.node]:
            raise Refused("F-129", "the node has or had this key")
        if body["purpose"] in ("recovery", "witness"):
            if not signed_by(act, body["key"]):
                raise Refused("F-74", "the new key has not signed")
        if body["purpose"] != "log":
            self.network.rotate(self.log.node, body)

    def _grant(self, body):
        """F-129, F-131."""
        key = formats.key_id(body["key"])
        known = self.staff.get(key)
        if key in self.revoked:
            raise Refused("F-131", "a revoked key is certified again")
        if known and known["id"] != body["id"]:
            raise Refused("F-129", f"the key is {known['id']}'s")
        self.staff[key] = body

    def _renew(self, body):
        """F-130."""
        known = self.staff.get(body["key"])
        if known is None:
            raise Refused("F-133", "a key without certificate is renewed")
        if body["key"] in self.revoked:
            raise Refused("F-131", "a revoked key is renewed")
        if not known["until"] <= body["until"] <= known.get("renew", 0):
            raise Refused("F-130", "a renewal beyond the grant")
        self.staff[body["key"]] = dict(known, until=body["until"])


def signed_by(act, public):
    """Does the act carry a good signature by that key?"""
    key = formats.key_id(public)
    message = encode({k: act[k] for k in act if k != "sigs"})
    return any(formats.sshsig_verify(public, "act@tongban", message, signature)
               for name, signature in act["sigs"] if name == key)


def log_rotation(act, now, is_last):
    """F-42: the body of a rotation of the log key, or None."""
    if not isinstance(act, dict) or act.get("kind") != "key.rotate":
        return None
    body = act.get("body")
    if not isinstance(body, dict) or body.get("purpose") != "log":
        return None
    try:
        acts.act(act)
        acts.body(act)
    except Refused as refused:
        raise Refused("F-42", f"a misshapen rotation: {refused.text}")
    if not is_last:
        raise Refused("F-42", "a rotation that is not the last of its batch")
    if body["key"] == now or not signed_by(act, body["key"]):
        raise Refused("F-42", "the new key is the old, or has not signed")
    return body
