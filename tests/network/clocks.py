#!/usr/bin/env python3
"""What clocks order is done by the nodes themselves, over weeks of a made-up
calendar time: four steps, lapses, reclaims, reminders, ratings, a hand-over on
request, office hours of two districts.

    clocks.py [all|quick]

The time is libfaketime's; every node is stopped, and started later with its
operator's word that the clock is right (F-38).
"""

import datetime
import glob
import json
import pathlib
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "outsider"))
sys.path.append(str(HERE.parent / "hostile"))

import network as net  # noqa: E402
import report  # noqa: E402
from bad_input import metrics  # noqa: E402
from life import A, G, H, ALL_RIGHTS, Life  # noqa: E402
from network import Network  # noqa: E402
from office import UNTIL  # noqa: E402
from report import check  # noqa: E402

ZONE = datetime.timezone(datetime.timedelta(hours=8))
WAIT_SECONDS = 40
ROBOT = ["staff", "robot", "--until", "2027-11-30", "--renew-until",
         "2030-12-31"]
HOURS = {G: "08:00-10:00,15:00-17:00", H: "10:00-12:00,14:00-16:00"}


def library():
    found = sorted(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1"))
    if not found:
        sys.exit("clocks.py needs libfaketime (deploy/install-packages.sh)")
    return found[0]


class Times:
    """The time that all processes of this test live in."""

    def __init__(self, start):
        self.library = library()
        self.plain = net.environment
        self.offset = 0
        self.set(start)
        net.environment = self.environment
        net.Node.spawn = lambda node, failpoint=None: self.spawn(node)

    def set(self, at):
        now = datetime.datetime.now(ZONE)
        self.offset = int((at.replace(tzinfo=ZONE) - now).total_seconds())

    def environment(self, failpoint=None):
        return self.plain(failpoint) | {
            "LD_PRELOAD": self.library, "FAKETIME": f"{self.offset:+d}s",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1"}

    def spawn(self, node):
        with open(node.journal_path, "ab") as journal:
            node.process = subprocess.Popen(
                [net.PROGRAM, "run", "--dir", node.dir, "--clock-is-right"],
                stderr=journal, stdin=subprocess.DEVNULL, stdout=journal,
                env=self.environment())

    def go(self, network, text):
        """All nodes are down until then."""
        for node in network:
            node.end(signal.SIGTERM)
        self.set(datetime.datetime.fromisoformat(text))
        for node in network:
            node.start()
        network.wait(network.connected, f"all nodes are connected at {text}")
        network.synced()


class Clocks(Life):
    def __init__(self, network, times):
        super().__init__(network)
        self.times = times

    def open_robots(self):
        self.publish_terminating()
        for node in (A, H, G):
            answer = self.network[node].sign(
                self.network[node].own_key(), *ROBOT)
            if answer.code != 0:
                raise RuntimeError(f"{node}: {answer}")
        self.network.synced()

    def publish_terminating(self):
        """T16 where a gap of four office hours ends the case."""
        source = net.SOURCE / "deploy/standards/T16.yaml"
        text = source.read_text(encoding="utf-8")
        for old, new in (("item: T16", "item: T99"),
                         ("lapse: suspend", "lapse: terminate"),
                         ("  gap: 10WD", "  gap: 4WH")):
            assert old in text
            text = text.replace(old, new, 1)
        path = self.files / "T99.yaml"
        path.write_text(text, encoding="utf-8")
        self.network.root("standard", "publish", path)
        self.network.synced()
        for node in (A, H, G):
            self.office.must_sign(self.network[node], "standard", "adopt",
                                  "T99", "--from", "2026-01-01")
        self.office.must_sign(self.network[H], "grant", "give", "--to", G,
                              "--item", "T99", "--rights", ALL_RIGHTS, *UNTIL)
        (self.files / "t99.json").write_text(
            (self.files / "t16.json").read_text())
        self.network.synced()

    def go(self, text):
        self.times.go(self.network, text)

    def acts(self, number, kind, node):
        """Applied acts of that kind, as that node sees them."""
        shown = self.network[node].cli("audit", "case", number).json["acts"]
        return [a for a in shown if a["kind"] == kind and a["order"] > 0]

    def body(self, act, node):
        code, text = self.network[node].get(f"/v1/acts/{act['id']}")
        return json.loads(text)["body"] if code == 200 else {}

    def steps(self, number, node, clock):
        bodies = [self.body(a, node)
                  for a in self.acts(number, "case.escalate", node)]
        return sorted(b["level"] for b in bodies if b.get("clock") == clock)

    def becomes(self, question, sentence):
        good = report.until(WAIT_SECONDS, question)
        check(good, sentence, "" if good else "waited in vain")
        self.network.synced()

    def owed(self, number, what, node=H):
        return [o for o in self.show(number, node)["owed"]
                if o["what"] == what]


def nothing_without_a_key(clocks):
    """Before any node has one: status says so."""
    for node in clocks.network:
        robot = node.status()["robot"]
        check(robot["state"] == "no_key",
              f"{node.name} has no robot key and says so", robot)


def each_node_executes(clocks):
    for node in clocks.network:
        clocks.becomes(
            lambda node=node: node.status()["robot"]["state"] == "executes",
            f"{node.name} executes what is due once it is certified")
    code, text = clocks.network[H].get("/metrics")
    check(code == 200 and b"tongban_robot_executes 1" in text and
          b"tongban_due_cases" in text, "the metrics say so, too")
    answer = clocks.network[H].sign(
        clocks.network[H].own_key(), "staff", "grant", "--id", "robot-02",
        "--name", "自动", "--roles", "acceptor,robot", "--until", "2027-01-01",
        "--public", key_line(clocks, "two"))
    check(answer.code == 1 and "F-202" in f"{answer}",
          "a robot with another role is refused", answer)


def key_line(clocks, name):
    said = subprocess.run([net.PROGRAM, "key", "new",
                           clocks.office.key(name), "--name", name],
                          text=True, capture_output=True, check=True)
    return said.stdout.splitlines()[0]


def an_order_goes_up_the_four_steps(clocks):
    """M33, M34: nobody hands it on; later nobody takes it."""
    order = clocks.receive("Q1", "--print", "M1", node=A, clerk="he-wei",
                           home=A)
    clocks.go("2026-11-30T10:00")
    clocks.becomes(lambda: clocks.steps(order, A, "C11a") == [1],
                   "the order is reminded of by phone")
    for day, levels in (("2026-12-02T09:00", [1, 2]),
                        ("2026-12-03T09:00", [1, 2, 3]),
                        ("2026-12-04T09:00", [1, 2, 3, 4])):
        clocks.go(day)
        clocks.becomes(
            lambda levels=levels: clocks.steps(order, A, "C11a") == levels,
            f"step {levels[-1]} is taken on {day[:10]}")
    return order


def a_case_not_supplied_is_returned(clocks, number):
    clocks.becomes(lambda: clocks.show(number)["state"] == "RETURNED",
                   "a case that was not supplied is returned")
    acts = clocks.acts(number, "case.supply.lapse", H)
    check(len(acts) == 1 and acts[0]["node"] == H,
          "by the holder's robot, once", acts)


def gaps_lapse_by_their_own_hours(clocks):
    """4 office hours from 09:05 of a Monday: in G 08-10 and 15-17, in H 10-12
    and 14-16."""
    cases = {}
    for node, clerk, acceptor in ((G, "chen-yu", "gao-shou"),
                                  (H, "li-min", "li-min")):
        number = clocks.receive("T99", "--print", "M1", "--drawn", "M4",
                                node=node, clerk=clerk)
        clocks.done(node, acceptor, "case", "accept", number, "--facts",
                    clocks.files / "t16-facts.json", "--gap", "M2",
                    "--undertaking", clocks.files / "paper")
        cases[node] = number
    last = {}
    for node, number in cases.items():
        clock = next(c for c in clocks.show(number, node)["clocks"]
                     if c["id"] == "C8")
        last[node] = clock["last_text"]
    check(last[H].startswith("2026-12-07T16:00"),
          "H's four hours are over at 16:00 of the same day", last)
    check(last[G].startswith("2026-12-08T09:0"),
          "G's are over on the next morning", last)
    clocks.go("2026-12-07T18:00")
    clocks.becomes(lambda: clocks.show(cases[H])["state"] == "RETURNED",
                   "the gap at H lapses, and ends the case")
    check(clocks.show(cases[G], G)["state"] == "ACCEPTED",
          "G's hours are not over", cases)
    clocks.go("2026-12-08T12:00")
    clocks.becomes(lambda: clocks.show(cases[G], G)["state"] == "RETURNED",
                   "the next day G's lapses, too")


def set_office_hours(clocks):
    for node, hours in HOURS.items():
        clocks.office.must_sign(clocks.network[node], "office", "set",
                                "--hours", hours, "--from", "2026-11-30")
    clocks.network.synced()
    for node in clocks.network:
        shown = node.cli("office", "show").json["offices"]
        now = {o["node"]: o["hours"] for o in shown if o["now"]}
        check(all(now.get(n) == h for n, h in HOURS.items()),
              f"{node.name} knows the hours of both districts", shown)
    answer = clocks.network[G].sign(
        clocks.network[G].own_key(), "office", "set", "--hours",
        "10:00-09:00", "--from", "2026-12-01")
    check(answer.code == 2, "hours that run back are refused", answer)


def a_lead_is_reminded(clocks, lead):
    clocks.becomes(lambda: len(clocks.owed(lead, "renew")) == 1,
                   "a lead is reminded of on the day it is opened, 30 before")


def the_lead_goes_on(clocks, lead):
    clocks.go("2026-12-23T08:30")
    clocks.becomes(lambda: len(clocks.owed(lead, "renew")) == 2,
                   "and 7 days before")
    clocks.done(H, "li-min", "lead", "contact", lead, "--means", "message")
    clocks.becomes(
        lambda: all(o["state"] == "CLOSED"
                    for o in clocks.owed(lead, "renew")),
        "what a contact did is closed")
    clocks.go("2026-12-27T08:30")
    clocks.becomes(lambda: len(clocks.owed(lead, "renew")) == 3,
                   "and 3 days before, whoever was told by message")


def a_bad_rating_is_followed(clocks):
    number = clocks.receive("T16", "--print", "M1", "--drawn", "M4",
                            "--material", f"M2={clocks.files / 'M2'}", node=H,
                            clerk="li-min")
    clocks.becomes(
        lambda: [o["what"] for o in clocks.show(number)["owed"]] == ["assist"],
        "what the standard opens at the receipt is opened")
    opens = clocks.show(number)["to_open"]
    check([(o["code"], o["when"]) for o in opens] == [("site", "unknown")],
          "what depends on the form is left to a clerk, and shown", opens)
    clocks.done(H, "li-min", "case", "accept", number, "--facts",
                clocks.files / "t16-facts.json")
    clocks.done(H, "wang-jun", "case", "review", number)
    clocks.done(H, "wang-jun", "case", "decide", number, "--level", "1")
    clocks.done(H, "li-min", "case", "rate", number, "--level", "5",
                "--channel", "window", "--named")
    clocks.becomes(
        lambda: clocks.owed(number, "rectify") and clocks.owed(number, "visit"),
        "a named bad rating opens a mending and a call back")
    check(len(clocks.owed(number, "rectify")) == 1 and
          clocks.owed(number, "rectify")[0]["limit"] == "5WD", "one of each",
          clocks.owed(number, "rectify"))


def a_third_hall_is_handed_the_case(clocks):
    number = clocks.receive("T16", "--print", "M1", node=H, clerk="li-min")
    clocks.done(G, "chen-yu", "case", "contribute", number, "--what",
                "handover")
    clocks.becomes(lambda: (clocks.show(number).get("offer") or {}).get("to")
                   == G, "the case is offered to the hall that asked")
    report.until(WAIT_SECONDS, lambda: clocks.sign(
        G, "chen-yu", "case", "take", number).code == 0)
    clocks.network.synced()
    check(clocks.show(number)["holder"] == G, "and taken there")
    answer = clocks.sign(A, "he-wei", "case", "contribute", number, "--what",
                         "handover")
    check(answer.code == 1, "a hall without the right asks in vain", answer)


def an_offer_comes_back(clocks, order):
    clocks.done(A, "he-wei", "case", "offer", order, "--to", G, "--days", "1")
    clocks.go("2026-12-11T09:00")
    # Nobody there writes anything: a heartbeat shows that it had not answered.
    clocks.becomes(lambda: not clocks.show(order, A).get("offer"),
                   "an offer that nobody answered comes back")
    acts = clocks.acts(order, "case.reclaim", A)
    check(len(acts) == 1 and acts[0]["node"] == A, "by the offerer", acts)
    beats = metrics(clocks.network[G])["tongban_heartbeats_signed_total"]
    check(beats >= 1, "the quiet district showed a newer time", beats)


def nothing_is_made_twice(clocks, numbers):
    """All nodes start again, and again; on every replica the same."""
    before = {n: len(clocks.network[A].cli("audit", "case", n).json["acts"])
              for n in numbers}
    for _ in range(2):
        for node in clocks.network:
            node.restart()
        clocks.network.wait(clocks.network.connected, "all are connected")
        clocks.network.synced()
        for node in clocks.network:
            clocks.network.wait(
                lambda node=node: node.status()["robot"]["state"] == "executes"
                and node.status()["robot"]["due"] == 0,
                f"{node.name} has nothing left to do")
    clocks.network.synced()
    for number in numbers:
        counts = {node.name: len(node.cli("audit", "case",
                                          number).json["acts"])
                  for node in clocks.network}
        check(set(counts.values()) == {before[number]},
              f"no act was made twice in {number}", (counts, before[number]))


def main():
    quick = sys.argv[1:] == ["quick"]
    with Network() as network:
        times = Times(datetime.datetime(2026, 11, 30, 9, 0))
        network.found()
        clocks = Clocks(network, times)
        Life.open(clocks)
        nothing_without_a_key(clocks)
        clocks.open_robots()
        each_node_executes(clocks)
        set_office_hours(clocks)
        slow = clocks.receive("T16", "--print", "M1", node=H, clerk="li-min")
        clocks.done(H, "li-min", "case", "notice", slow, "--materials",
                    "M2,M4")
        lead = clocks.done(H, "li-min", "lead", "open", "--item", "T04",
                           "--trigger", "expiry")["number"]
        a_lead_is_reminded(clocks, lead)
        a_bad_rating_is_followed(clocks)
        a_third_hall_is_handed_the_case(clocks)
        order = an_order_goes_up_the_four_steps(clocks)
        if not quick:
            clocks.go("2026-12-07T09:05")
            gaps_lapse_by_their_own_hours(clocks)
            an_offer_comes_back(clocks, order)
            the_lead_goes_on(clocks, lead)
            a_case_not_supplied_is_returned(clocks, slow)
        nothing_is_made_twice(clocks, [order, slow, lead])


if __name__ == "__main__":
    main()
    report.close()
