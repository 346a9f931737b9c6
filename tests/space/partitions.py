#!/usr/bin/env python3
"""Four nodes on one bridge; clerks pass cases around while lines are cut, lose
frames and slow down, clocks are off, nodes are stopped, killed and put in the
next day, and a disk is full.  Afterwards what clerks were told must be true.

    partitions.py [all|quick]

What happens comes of one seed, which is printed; SPACE_SEED=N sets it.
"""

import json
import os
import random
import sys
import threading
import time

import history as past
from places import A, G, H, X, Land
import report
from invariants import fsck, lost
from office import Office, UNTIL
from report import check

SECONDS = {"all": 75, "quick": 25}
CLERKS = ((G, "chen-yu", "陈雨"), (H, "li-min", "李敏"), (X, "xu-yan", "许燕"),
          (A, "he-wei", "何伟"))
ROLES = "window,acceptor"
CASES_MAX = 12
DAY_S = 86400
SKEW_S = 90
HEAL_SECONDS = 120


class Town(Office):
    def open(self):
        for name in (H, G, X):
            self.must_sign(self.network[name], "standard", "adopt", "T04",
                           "--from", "2026-01-01")
        for name in (G, X):
            self.must_sign(self.network[H], "grant", "give", "--to", name,
                           "--item", "T04", "--rights", "receive", *UNTIL)
        for node, clerk, name in CLERKS:
            self.certify(node, clerk, name, ROLES)
        self.network.synced()


class Clerk(threading.Thread):
    """Does what the case, as their node shows it, allows; at times what it
    does not."""

    def __init__(self, town, history, over, cases, node, clerk, seed):
        super().__init__()
        self.town, self.history, self.over = town, history, over
        self.cases = cases
        self.node = town.network[node]
        self.key = town.key(clerk)
        self.seeded = random.Random(seed)
        self.failure = None

    def run(self):
        try:
            while not self.over.is_set():
                self.turn()
                time.sleep(self.seeded.uniform(0, 0.2))
        except Exception as e:  # reported by the main thread
            self.failure = e

    def turn(self):
        new = len(self.cases) < CASES_MAX and self.seeded.random() < 0.3
        if self.node.name != A and (new or not self.cases):
            self.receive()
        elif self.cases:
            self.move(self.seeded.choice(self.cases))

    def ask(self, case, verb, *words):
        return self.history.call(case, f"case.{verb}", self.node.name,
                                 lambda: self.node.sign(self.key, "case", verb,
                                                        *words))

    def receive(self):
        files = self.town.files
        call = self.ask("", "receive", "--item", "T04", "--home", H, "--form",
                        files / "form.json", "--print", "M1", "--drawn", "M2",
                        "--material", f"M3={files / 'M3'}", "--receipt",
                        self.town.network.dir)
        if call.outcome == "done":
            self.cases.append(call.case)

    def move(self, number):
        shown = self.node.cli("case", "show", number)
        if shown.code != 0:
            return
        case = shown.json
        offer = case.get("offer")
        me = self.node.name
        if self.seeded.random() < 0.1:  # somebody presses any button
            self.ask(number, self.seeded.choice(["take", "reclaim"]), number)
        elif offer and offer["to"] == me:
            verb = self.seeded.choice(["take", "take", "take", "refuse", ""])
            if verb:
                self.ask(number, verb, number, *(
                    ["--reason", "不属本区"] if verb == "refuse" else
                    ["--waive"]))
        elif offer and offer["from"] == me:
            self.ask(number, "reclaim", number)
        elif case.get("holder") == me:
            to = self.seeded.choice([n.name for n in self.town.network
                                     if n.name != me])
            self.ask(number, "offer", number, "--to", to, "--days", "1")


class Weather:
    """What happens to lines, nodes, clocks and the disk; one at a time."""

    def __init__(self, land, seeded):
        self.land, self.lines, self.seeded = land, land.lines, seeded
        self.seen = {}

    def node(self):
        return self.seeded.choice(list(self.land))

    def two(self):
        return [n.name for n in self.seeded.sample(list(self.land), 2)]

    def wait(self):
        time.sleep(self.seeded.uniform(0.5, 3))

    def a_line_is_cut(self):
        self.lines.cut(*self.two())

    def a_line_is_cut_in_one_direction(self):
        self.lines.cut_way(*self.two())

    def the_land_falls_apart(self):
        self.lines.part(self.two())

    def frames_are_lost(self):
        self.lines.lose(self.seeded.choice([5, 20, 40]))

    def lines_are_slow(self):
        self.lines.slow(16)

    def lines_heal(self):
        self.lines.heal()

    def a_node_stands_still(self):
        node = self.node()
        node.pause()
        self.wait()
        node.wake()

    def a_node_is_killed(self):
        node = self.node()
        node.kill()
        self.wait()
        node.start()

    def a_node_wakes_the_next_day(self):
        """Its offers are over; others still live in the day before."""
        node = self.node()
        node.kill()
        node.offset += DAY_S + self.seeded.randint(-SKEW_S, SKEW_S)
        node.start()

    def the_next_day_comes(self):
        """For everybody, by clocks that do not agree."""
        newest = max(n.offset for n in self.land)
        for node in self.land:
            node.kill()
            node.offset = (newest + DAY_S +
                           self.seeded.randint(-SKEW_S, SKEW_S))
            node.start()

    def a_disk_is_full(self):
        self.land.disk.fill()
        self.wait()
        self.land.disk.empty()
        if self.land[X].is_dead():
            self.land[X].start()

    def blow(self, seconds):
        kinds = [getattr(self, name) for name in dir(Weather)
                 if name.startswith(("a_", "the_", "frames_", "lines_"))]
        end = time.monotonic() + seconds
        order = []
        while time.monotonic() < end:
            if not order:  # each kind comes, in some order
                order = self.seeded.sample(kinds, len(kinds))
            kind = order.pop()
            kind()
            self.seen[kind.__name__] = self.seen.get(kind.__name__, 0) + 1
            self.wait()
            for node in self.land:
                if node.is_dead():
                    node.start()

    def clear(self):
        """Everybody lives in the newest day, and hears everybody."""
        self.lines.heal()
        newest = max(n.offset for n in self.land)
        for node in self.land:
            node.kill()
            node.offset = newest
            node.start()


def acts_of(node, number):
    """(applied in their order, the others), as that node tells it."""
    audit = node.cli("audit", "case", number)
    if audit.code != 0:
        raise RuntimeError(f"audit {number} at {node.name}: {audit}")
    acts = [{"id": a["id"], "kind": a["kind"], "node": a["node"],
             "order": a["order"]} for a in audit.json["acts"]]
    for act in acts:
        code, text = node.get(f"/v1/acts/{act['id']}")
        if code != 200:
            raise RuntimeError(f"act {act['id']} at {node.name}: {code}")
        body = json.loads(text)["body"]
        act |= {"to": body.get("to"), "offer": body.get("offer")}
    applied = sorted((a for a in acts if a["order"] > 0),
                     key=lambda a: a["order"])
    return applied, [a for a in acts if a["order"] <= 0]


def work(land, town, history, seeded, mode):
    over, cases = threading.Event(), []
    clerks = [Clerk(town, history, over, cases, node, clerk,
                    seeded.randrange(1 << 32))
              for node, clerk, _ in CLERKS for _ in range(2)]
    weather = Weather(land, seeded)
    for clerk in clerks:
        clerk.start()
    try:
        weather.blow(SECONDS[mode])
    finally:
        over.set()
        for node in land:
            node.wake()
        for clerk in clerks:
            clerk.join()
    weather.clear()
    check(not any(c.failure for c in clerks), "no clerk's program fails",
          [c.failure for c in clerks if c.failure])
    return cases, weather


def equal(land):
    """All hold the same logs, and say the same of every case."""
    return report.until(HEAL_SECONDS, land.equal)


def same_cases(land, cases):
    said = {n.name: [acts_of(n, number) for number in cases] for n in land}
    first = said[A]
    return [name for name, acts in said.items() if acts != first]


def hold(land, town, history, cases, seed):
    after = f"(seed {seed})"
    check(equal(land), f"all nodes hold equal logs in the end {after}",
          {n.name: n.ends() for n in land})
    others = same_cases(land, cases)
    check(not others, f"all nodes say the same of {len(cases)} cases {after}",
          others)
    acts = town.acts + [c.act for c in history.done()]
    missing = {n.name: lost(n, acts) for n in land}
    check(acts and not any(missing.values()),
          f"no acknowledged act of {len(acts)} is lost {after}", missing)
    wrong = {}
    for number in cases:
        applied, void = acts_of(land[A], number)
        faults = past.judge(history, number, applied, void)
        if faults:
            wrong[number] = faults
    check(not wrong, f"what clerks were told is true, and one pen wrote every "
          f"case {after}", json.dumps(wrong, indent=1))
    faults = [fsck(p) for n in land for p in (n.dir / "logs").glob("*.git")]
    check(len(faults) == 16 and not any(faults),
          f"git fsck is clean on all sixteen repositories {after}",
          "\n".join(faults))
    verdicts = [n.cli("log", "verify") for n in land]
    check(all(v.code == 0 for v in verdicts),
          f"log verify passes on all nodes {after}",
          "\n".join(map(str, verdicts)))


def goes_on(land, town, history, cases):
    """One more of everything, at every node."""
    for number in cases:
        shown = land[A].cli("case", "show", number).json
        holder = shown["holder"]
        offer = shown.get("offer")
        clerk = {node: clerk for node, clerk, _ in CLERKS}
        if offer:
            verb, node = ["take", number, "--waive"], offer["to"]
        else:
            verb, node = ["offer", number, "--to",
                          H if holder != H else G], holder
        answer = land[node].sign(town.key(clerk[node]), "case", *verb)
        if answer.code != 0 and not (offer and "F-102" in str(answer)):
            return f"{verb} at {node}: {answer}"
    return ""


def main(mode):
    seed = int(os.environ.get("SPACE_SEED",
                              random.SystemRandom().randrange(1 << 32)))
    print(f"SPACE_SEED={seed}", flush=True)
    missed = past.is_judge_awake()
    check(not missed, "the judge finds what is planted", missed)
    with Land() as land:
        land.found()
        town, history = Town(land), past.History()
        town.open()
        seeded = random.Random(seed)
        cases, weather = work(land, town, history, seeded, mode)
        count = history.count()
        check(all(count.get(f"case.{verb}") for verb in
                  ("receive", "offer", "take")),
              f"clerks got through: {count}, in {weather.seen}")
        hold(land, town, history, cases, seed)
        stuck = goes_on(land, town, history, cases)
        check(not stuck, "every case can go on afterwards", stuck)


main(sys.argv[1] if len(sys.argv) > 1 else "all")
report.close()
