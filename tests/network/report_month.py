#!/usr/bin/env python3
"""A month's figures: the same on every node that holds the same logs, the same
as another program counts from what the nodes tell of each case, and counted
again by an auditor from the heads that the report names.

    report_month.py [all|quick]
"""

import csv
import datetime
import hashlib
import io
import json
import re
import xml.etree.ElementTree
from collections import Counter

import network as net
import report
from life import A, G, H, Life, whole
from network import Network
from report import check

EAST = datetime.timezone(datetime.timedelta(hours=8))
FAR = {"online", "mail", "onsite", "phone", "proactive"}
UNITS = {"NMIN": 1, "NH": 60, "WH": 180, "ND": 1440, "WD": 1440}
FEW = 5
NEW_TITLE = "食品经营许可(二)"


def local(seconds):
    return datetime.datetime.fromtimestamp(seconds, EAST)


def month_of(seconds):
    return local(seconds).strftime("%Y-%m")


def minutes(item, key):
    """Of a limit in a shipped standard; None where it has none."""
    text = (net.SOURCE / f"deploy/standards/{item}.yaml").read_text()
    limits = re.search(r"^limits:(.*?)^\w", text, re.M | re.S).group(1)
    found = re.search(rf"\b{key}: (\d+)([A-Z]+)", limits)
    return found and int(found.group(1)) * UNITS[found.group(2)]


class Teller:
    """What one node says of all cases, act by act."""

    def __init__(self, node):
        self.node = node
        listed = node.cli("case", "list").json["cases"]
        self.cases = [node.cli("case", "show", c["number"]).json
                      for c in listed]

    def body(self, act):
        status, raw = self.node.get(f"/v1/acts/{act['id']}")
        if status != 200:
            raise RuntimeError(f"act {act['id']}: {status}")
        return json.loads(raw)["body"]


def applied(case):
    return [a for a in case["acts"] if a.get("order")]


def clock_at(case, stop):
    for key in ("finish", "promised", "statutory"):
        for c in case["clocks"]:
            if c["key"] == key and c["id"][0] == "C" and c.get("stop") == stop:
                return c
    return None


def count_act(tell, case, act, add):
    kind, node = act["kind"], act["node"]
    task = case["item"].startswith("Q")
    if kind == "case.receive":
        add(node, "orders" if task else "received")
        if not task and tell.body(act)["channel"] == "online":
            add(node, "online")
    elif kind.startswith("case.accept") and not task:
        add(node, "accepted")
        if kind == "case.accept.promise":
            add(node, "promise")
        if tell.body(act).get("gaps"):
            add(node, "gap")
        limits = [minutes(case["item"], k) for k in ("promised", "statutory")]
        if all(limits):
            add(node, "promised_minutes", limits[0])
            add(node, "statutory_minutes", limits[1])
    elif kind.startswith("case.decide."):
        head = "orders_" if task else ""
        add(node, head + "decided")
        clock = clock_at(case, act["time"])
        if clock:
            add(node, head + "timed")
            if clock["stop"] <= clock["last"]:
                add(node, head + "in_time")
    elif kind == "case.deliver":
        add(node, "delivered")
        kinds = {a["kind"] for a in applied(case)}
        opening = tell.body(applied(case)[0])
        if (opening.get("channel") in FAR and
                not kinds & {"case.supply", "case.contribute"} and
                tell.body(act)["means"] != "pickup"):
            add(node, "zero_trip")


def answers(case):
    """For a rating of it, by the standard as it is shipped."""
    standard = net.SOURCE / f"deploy/standards/{case['item']}.yaml"
    unit = re.search(r"duty: rating, unit: (\w+)", standard.read_text())
    decided = [a["node"] for a in applied(case)
               if a["kind"].startswith("case.decide.")]
    return {"receiving": applied(case)[0]["node"], "home": case["home"],
            "holder": decided[-1]}[unit.group(1)]


def count(tell, month):
    """{node: counts}, by a program that shares no line with the other."""
    figures = {}
    for case in tell.cases:
        for act in applied(case):
            if month_of(act["time"]) != month:
                continue

            def add(node, what, n=1):
                figures.setdefault(node, Counter())[what] += n

            count_act(tell, case, act, add)
            if act["kind"] == "case.rate":
                add(answers(case), "rated")
                if tell.body(act)["level"] <= 3:
                    add(answers(case), "satisfied")
    return figures


def rate(part, whole):
    return None if whole == 0 else (2 * 10000 * part + whole) // (2 * whole)


def lives(life):
    """Cases of two districts: over the net, with a gap, refused, orders."""
    number = life.receive("T16", "--channel", "online", "--print", "M1",
                          "--drawn", "M4", "--material",
                          f"M2={life.files / 'M2'}", node=H, clerk="li-min")
    whole(life, number, H, "li-min")
    life.done(H, "sun-he", "case", "issue", number, "--result",
              life.files / "result")
    life.done(H, "li-min", "case", "deliver", number, "--means", "parcel")
    life.done(H, "li-min", "case", "rate", number, "--level", "1",
              "--channel", "online")
    number = life.receive("T16", "--print", "M1", "--drawn", "M4", node=H,
                          clerk="li-min")
    life.done(H, "li-min", "case", "accept", number, "--facts",
              life.files / "t16-facts.json", "--gap", "M2", "--undertaking",
              life.files / "paper")
    number = life.receive("T16", "--print", "M1", "--drawn", "M4",
                          "--material", f"M2={life.files / 'M2'}")
    whole(life, number, G, "gao-shou")
    life.done(G, "chen-yu", "case", "rate", number, "--level", "4",
              "--channel", "window", "--named")
    life.receive("T16", "--print", "M1")


def orders(life, many):
    for _ in range(many):
        life.receive("Q1", "--print", "M1", node=A, clerk="he-wei",
                     home=A)


def made(node, month, *more):
    answer = net.tongban("report", "month", month, "--dir", node.dir,
                         "--json", *more)
    check(answer.code == 0, f"{node.name} counts {month}", answer)
    return answer


def every_node_says_the_same(life, month):
    """M31, M42: byte by byte, and as counted by another program."""
    answers = [made(node, month) for node in life.network]
    check(len({a.out for a in answers}) == 1, "three nodes, the same bytes")
    told = answers[0].json
    mine = count(Teller(life.network[H]), month)
    rows = {d["key"]: d for d in told["districts"]}
    for node in sorted(rows.keys() | mine.keys()):
        theirs = {k: v for k, v in rows.get(node, {"counts": {}})[
            "counts"].items() if v and k != "overdue"}
        check(theirs == dict(mine.get(node, {})),
              f"the figures of {node} are what another program counts",
              (theirs, mine.get(node)))
    sums = sum(mine.values(), Counter())
    food = next(d for d in told["departments"] if "市场监管" in d["key"])
    check(food["counts"] == next(i for i in told["items"]
                                 if i["key"] == "T16")["counts"] and
          food["counts"]["received"] == sums["received"],
          "a department's figures are those of its items", food)
    total = told["total"]
    check(all(total["counts"][k] == v for k, v in sums.items()),
          "and so is the sum", total)
    for word, part, under in (
            ("on_time", "in_time", "timed"), ("online", "online", "received"),
            ("compression", "promised_minutes", "statutory_minutes"),
            ("satisfaction", "satisfied", "rated"),
            ("zero_trip", "zero_trip", "delivered")):
        check(total["basis_points"][word] == rate(sums[part], sums[under]),
              f"{word} is rounded half up", total["basis_points"])
    check(all(sums[k] for k in ("online", "gap", "delivered", "zero_trip",
                                "orders", "in_time", "satisfied")),
          "no figure of the test is empty", sums)
    return answers[0].out


def new_title(life):
    """The item's newest standard, which no old report knows."""
    source = (net.SOURCE / "deploy/standards/T16.yaml").read_text()
    path = life.files / "T16-2.yaml"
    path.write_text(source.replace("revision: 1\n", "revision: 2\n", 1)
                    .replace("zh: 食品经营许可(新办)\n",
                             f"zh: {NEW_TITLE}\n", 1))
    life.network.root("standard", "publish", path)
    life.network.synced()


def an_auditor_counts_again(life, month, text):
    """M42: at the heads that the report names, though logs have grown."""
    path = life.files / "report.json"
    path.write_text(text)

    def audit(node=G):
        return net.tongban("audit", "report", path, "--dir",
                           life.network[node].dir, "--json")

    life.receive("T16", "--print", "M1")
    new_title(life)
    for node in (A, H, G):
        answer = audit(node)
        check(answer.code == 0 and answer.json["same"],
              f"{node} counts the same again", answer)
        check(answer.json["report"] == json.loads(text),
              "as of the heads, not of now")
    now = made(life.network[G], month)
    check(NEW_TITLE in now.out and NEW_TITLE not in text and
          now.json["total"]["counts"]["received"] ==
          json.loads(text)["total"]["counts"]["received"] + 1,
          "while now has one more case, and another title", now)

    wrong = json.loads(text)
    wrong["total"]["counts"]["in_time"] += 1
    path.write_text(json.dumps(wrong))
    answer = audit()
    check(answer.code == 1 and
          answer.json["differs"] == ["total.counts.in_time"],
          "a figure that was changed is named", answer)

    wrong = json.loads(text)
    wrong["heads"] = [h for h in wrong["heads"] if h["node"] != H]
    path.write_text(json.dumps(wrong))
    answer = audit()
    check(answer.code == 1 and H in answer.json["behind"],
          "a log that was left out is named", answer)

    wrong = json.loads(text)
    wrong["heads"][0]["root"] = "00" * 32
    path.write_text(json.dumps(wrong))
    check(audit().code == 1, "heads that nobody signed are refused", audit())

    wrong["heads"] = [{"node": "x", "epoch": -1, "size": 2**62, "root": ""}]
    path.write_text(json.dumps(wrong))
    check(audit().code == 1, "nonsense is refused", audit())
    path.write_text("[]")
    check(audit().code == 1, "a list is no report", audit())


def page_and_table_say_the_same(life, month):
    out = life.files / "bulletin.html"
    answer = made(life.network[H], month, "--html", out)
    page = out.read_text()
    digest = hashlib.sha256(answer.out.encode()).hexdigest()
    check(digest in page and "月度通报" in page and "食品经营许可" in page,
          "the bulletin bears the digest of its JSON", page[:400])
    plain = page.replace("<!DOCTYPE html>", "").replace(
        '<meta charset="utf-8">', "")
    cells = [c.text for c in xml.etree.ElementTree.fromstring(plain).iter("td")]
    check("市场监管 / 行政审批局" in cells and "汉滨区" in cells,
          "its tables are well formed, by district and department", cells)
    told = net.tongban("report", "month", month, "--dir",
                       life.network[H].dir, "--csv").out
    rows = list(csv.DictReader(io.StringIO(told)))
    check(rows[-1]["figure"] == "sha256" and rows[-1]["value"] == digest,
          "so does the table", rows[-1])
    total = {r["figure"][7:]: int(r["value"]) for r in rows
             if r["scope"] == "total" and r["figure"].startswith("counts.")}
    check(total == answer.json["total"]["counts"], "and its figures are those")


def orders_are_told_in_cells_of_five(life, month):
    """M36: by each axis; what is small is in "other"."""
    tell = Teller(life.network[A])
    opened = [(c, applied(c)[0]) for c in tell.cases if c["item"] == "Q1"]
    axes = {"hour": lambda c, a: local(a["time"]).strftime("%H"),
            "day": lambda c, a: local(a["time"]).strftime("%Y-%m-%d"),
            "area": lambda c, a: c["home"], "subject": lambda c, a: c["item"],
            "class": lambda c, a: tell.body(a).get("class", "-")}
    for axis, key in axes.items():
        mine = Counter(key(c, a) for c, a in opened
                       if month_of(a["time"]) == month)
        answer = net.tongban("report", "orders", "--month", month, "--by",
                             axis, "--dir", life.network[G].dir, "--json")
        told = answer.json if answer.code == 0 else {"cells": []}
        shown = {c["key"]: c["orders"] for c in told["cells"]}
        check(all(mine[k] == n and n >= FEW for k, n in shown.items()) and
              told["orders"] == sum(mine.values()) and
              told["other"] == sum(mine.values()) - sum(shown.values()) and
              (told["other"] == 0 or told["other"] >= FEW),
              f"orders by {axis}", (str(answer), mine))
    path = life.files / "orders.json"
    path.write_text(answer.out)
    check(net.tongban("audit", "report", path, "--dir",
                      life.network[H].dir).code == 0, "and counted again")


def clumsy(life):
    node = life.network[H].dir
    for words, says in (
            (["month", "2026-13"], "2026-11"), (["month", "11"], "2026-11"),
            (["month", "2026-11", "--district", "nowhere"], "nowhere"),
            (["orders", "--month", "2026-11", "--by", "person"], "person")):
        answer = net.tongban("report", *words, "--dir", node)
        check(answer.code == 2 and says in answer.err,
              f"report {' '.join(words)} is told the way out", answer)
    answer = net.tongban("report", "month", "2020-01", "--dir", node, "--json")
    check(answer.code == 0 and answer.json["districts"] == [] and
          answer.json["total"]["basis_points"]["on_time"] is None,
          "a month without acts has no rates", answer)
    answer = net.tongban("report", "month", "2026-11", "--dir",
                         life.files / "nothing")
    check(answer.code != 0 and answer.err, "no folder, no report", answer)


def main():
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        lives(life)
        orders(life, 6)
        month = datetime.datetime.now(EAST).strftime("%Y-%m")
        text = every_node_says_the_same(life, month)
        page_and_table_say_the_same(life, month)
        orders_are_told_in_cells_of_five(life, month)
        an_auditor_counts_again(life, month, text)
        clumsy(life)


if __name__ == "__main__":
    main()
    report.close()
