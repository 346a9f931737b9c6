"""Clerks of two districts, and a case they carry to its end.

Every step is one act.  A clerk whose node dies under the call looks, when it
is back, whether the act is there, and signs again only if it is not.
"""

import datetime
import json
import subprocess
import threading

import network as net
import report

STAFF = (("ankang-gaoxin", "chen-yu", "陈雨", "window"),
         ("hanbin", "li-min", "李敏", "window,acceptor"),
         ("hanbin", "wang-jun", "王军", "reviewer-1"),
         ("hanbin", "zhao-lin", "赵琳", "reviewer-2"),
         ("hanbin", "sun-he", "孙禾", "issuer"))
UNTIL = ["--until", "2030-12-31"]
STEP_SECONDS = 60


def steps(office):
    """After the receipt: node, clerk, words; the number follows them."""
    hanbin, gaoxin = "hanbin", "ankang-gaoxin"
    return (
        (gaoxin, "chen-yu", ["offer", "--to", hanbin]),
        (hanbin, "li-min", ["take"]),
        (hanbin, "li-min", ["accept", "--facts", office.files / "facts.json"]),
        (hanbin, "wang-jun", ["review"]),
        (hanbin, "wang-jun", ["opine", "--level", "1"]),
        (hanbin, "zhao-lin", ["decide", "--level", "2"]),
        (hanbin, "sun-he", ["issue", "--result", office.files / "result"]),
        (hanbin, "li-min", ["offer", "--to", gaoxin]),
        (gaoxin, "chen-yu", ["take"]),
        (gaoxin, "chen-yu", ["deliver", "--means", "pickup"]),
        (gaoxin, "chen-yu", ["close"]))


class Office:
    """Adoption, grant, staff and files; what nodes acknowledged."""

    def __init__(self, network):
        self.network = network
        self.keys = network.dir / "keys"
        self.files = network.dir / "files"
        self.acts = []
        self.lock = threading.Lock()
        self.revive = lambda node: None
        self.write_files()

    def write_files(self):
        # The ids are the standards' own examples, of no real person.
        expiry = datetime.date.today() + datetime.timedelta(days=47)
        form = {"rid": "610902199001010021", "licence_no": "201961000001",
                "expiry": expiry.isoformat(), "consent": True,
                "employer_uscc": "91350100M000100Y43"}
        facts = {"days_to_expiry": 47, "health_ok": True,
                 "health_age_days": 20, "suspended": False}
        self.files.mkdir()
        (self.files / "form.json").write_text(json.dumps(form))
        (self.files / "facts.json").write_text(json.dumps(facts))
        (self.files / "M3").write_text("健康体检证明:合格\n")
        (self.files / "result").write_text("护士执业证书(延续)\n")

    def took(self, answer):
        """Remember what a node said it has."""
        with self.lock:
            self.acts.append(answer.json["id"])

    def must_sign(self, node, *words):
        answer = node.sign(node.own_key(), *words)
        if answer.code != 0:
            raise RuntimeError(f"{' '.join(map(str, words))}: {answer}")
        self.took(answer)

    def open(self):
        for name in ("hanbin", "ankang-gaoxin"):
            self.must_sign(self.network[name], "standard", "adopt", "T04",
                           "--from", "2026-01-01")
        self.must_sign(self.network["hanbin"], "grant", "give", "--to",
                       "ankang-gaoxin", "--item", "T04", "--rights",
                       "receive,notice,verify,deliver", *UNTIL)
        for row in STAFF:
            self.certify(*row)
        self.network.synced()

    def certify(self, node, clerk, name, roles):
        said = subprocess.run(
            [net.PROGRAM, "key", "new", self.key(clerk), "--name", clerk],
            text=True, capture_output=True, check=True).stdout
        self.must_sign(self.network[node], "staff", "grant", "--id", clerk,
                       "--name", name, "--roles", roles, *UNTIL,
                       "--public", said.splitlines()[0])

    def key(self, clerk):
        return self.keys / f"{clerk}.key"


class Case:
    """One case; step() is one act further."""

    def __init__(self, office):
        self.office = office
        self.network = office.network
        self.number = None
        self.left = list(steps(office))
        self.done = 0

    def receive_once(self):
        node = self.network["ankang-gaoxin"]
        files = self.office.files
        answer = node.sign(
            self.office.key("chen-yu"), "case", "receive", "--item", "T04",
            "--home", "hanbin", "--form", files / "form.json", "--print", "M1",
            "--drawn", "M2", "--material", f"M3={files / 'M3'}",
            "--receipt", self.network.dir)
        if answer.code == 0:
            self.office.took(answer)
            self.number = answer.json["number"]
        return node, answer

    def act_once(self):
        name, clerk, words = self.left[0]
        node = self.network[name]
        answer = node.sign(self.office.key(clerk), "case", words[0],
                           self.number, *words[1:])
        if answer.code == 0:
            self.office.took(answer)
        return node, answer

    def is_there(self, node):
        """Did the act of this step become durable, whatever we were told?"""
        audit = node.cli("audit", "case", self.number)
        return (audit.code == 0 and
                len(audit.json["acts"]) > self.done)

    def try_once(self):
        if self.number is None:
            node, answer = self.receive_once()
        else:
            node, answer = self.act_once()
        if answer.code == 0:
            return True
        self.last = answer
        self.office.revive(node)
        return self.number is not None and self.is_there(node)

    def step(self):
        had = self.number is not None
        if not report.until(STEP_SECONDS, self.try_once):
            raise RuntimeError(f"step {self.done} of {self.number}: "
                               f"{self.last}")
        self.done += 1
        if had:
            self.left.pop(0)

    def run(self, count=None):
        """Some steps, or all that are left."""
        if count is None:
            count = len(self.left) + (self.number is None)
        for _ in range(count):
            self.step()

    def state(self, node="ankang"):
        answer = self.network[node].cli("case", "show", self.number)
        return answer.json["state"] if answer.code == 0 else str(answer)
