#!/usr/bin/env python3
"""Whole lives of cases over real nodes: what lacks is said once and supplied
at another hall, gaps, promises, obligations in another district, special
procedures, leads, orders.

    life.py [all|quick]
"""

import json
import pathlib
import re
import subprocess
import sys
import time
from xml.dom import minidom
from xml.parsers.expat import ExpatError

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "hostile"))

import logs
import network as net
import report
from network import Network, tongban
from office import Office, UNTIL
from persons import personal
from report import check

H, G, A = "hanbin", "ankang-gaoxin", "ankang"
ALL_RIGHTS = "accept,decide,deliver,notice,print,receive,verify"
MORE_STAFF = ((G, "gao-shou", "高受", "acceptor,handler,reviewer-1"),
              (H, "hong-zhu", "洪主", "reviewer-2,supervisor"),
              (H, "qian-wen", "钱文", "dispatcher,handler"),
              (A, "he-wei", "何伟", "dispatcher,supervisor,window,acceptor"))


class Life:
    def __init__(self, network):
        self.network = network
        self.office = Office(network)
        self.files = self.office.files

    def open(self):
        self.office.open()
        for row in MORE_STAFF:
            self.office.certify(*row)
        for item in ("T16", "Q1"):
            self.network.root("standard", "publish", net.SOURCE /
                              f"deploy/standards/{item}.yaml")
        self.network.synced()
        for item in ("T16", "Q1"):
            for node in (A, H, G):
                self.office.must_sign(self.network[node], "standard", "adopt",
                                      item, "--from", "2026-01-01")
        self.office.must_sign(self.network[H], "grant", "give", "--to", G,
                              "--item", "T16", "--rights", ALL_RIGHTS, *UNTIL)
        self.write("t16.json", {"uscc": "91350100M000100Y43",
                                "format": "sale", "area_m2": 40,
                                "projects": ["预包装食品销售"]})
        self.write("t16-facts.json", {"status": "active", "site_visit": True})
        self.write("q1.json", {
            "kind": "help", "area": "traffic", "urgency": "normal",
            "legal_way": "none", "place_div": "610902", "place": "城关镇后巷",
            "units": 1, "needs_city": False, "title": "路灯不亮",
            "words": "巷口路灯不亮"})
        self.write("q1-facts.json", {})
        for name in ("M1", "M2", "paper"):
            (self.files / name).write_text(f"{name} 的内容\n")
        self.network.synced()

    def write(self, name, value):
        (self.files / name).write_text(json.dumps(value, ensure_ascii=False))

    def sign(self, node, clerk, *words):
        return self.network[node].sign(self.office.key(clerk), *words)

    def done(self, node, clerk, *words):
        answer = self.sign(node, clerk, *words)
        if answer.code != 0:
            raise RuntimeError(f"{' '.join(map(str, words))}: {answer}")
        self.network.synced()
        return answer.json

    def refused(self, rule, node, clerk, *words):
        answer = self.sign(node, clerk, *words)
        check(answer.code == 1 and rule in f"{answer}",
              f"{' '.join(str(w) for w in words[:3])} is refused: {rule}",
              answer)

    def show(self, number, node=H):
        answer = self.network[node].cli("case", "show", number)
        if answer.code != 0:
            raise RuntimeError(f"show {number}: {answer}")
        return answer.json

    def receive(self, item, *more, node=G, clerk="chen-yu", home=H):
        return self.done(
            node, clerk, "case", "receive", "--item", item, "--home", home,
            "--form", self.files / f"{item.lower()}.json", "--receipt",
            self.network.dir, *more)["number"]


def whole(life, number, node, acceptor, *accept):
    """From the receipt to the close, in one hall."""
    life.done(node, acceptor, "case", "accept", number, "--facts",
              life.files / "t16-facts.json", *accept)
    reviewer = {H: "wang-jun", G: "gao-shou"}[node]
    life.done(node, reviewer, "case", "review", number)
    life.done(node, reviewer, "case", "decide", number, "--level", "1")


def says_once_what_lacks(life):
    """M06: the notice at G; the applicant supplies at H; G goes on."""
    number = life.receive("T16", "--print", "M1")
    life.refused("F-170", G, "gao-shou", "case", "accept", number, "--facts",
                 life.files / "t16-facts.json")
    life.refused("F-180", G, "gao-shou", "case", "notice", number,
                 "--criteria", "T16-1")
    life.done(G, "gao-shou", "case", "notice", number, "--materials", "M2,M4")
    check(life.show(number)["state"] == "CORRECT", "the case waits")
    word = life.done(H, "li-min", "case", "contribute", number, "--what",
                     "supply", "--drawn", "M4", "--material",
                     f"M2={life.files / 'M2'}")["id"]
    waiting = life.show(number, G)["words"]
    check([w["taken"] for w in waiting] == [False],
          "G sees what was handed in at H", waiting)
    fee = life.done(G, "chen-yu", "case", "owe", number, "--what", "fee",
                    "--to", G, "--blocks", "none")["id"]
    life.refused("F-183", G, "chen-yu", "case", "supply", number, "--word",
                 fee)  # brings nothing: no word of the applicant
    life.done(G, "chen-yu", "case", "supply", number, "--word", word)
    now = life.show(number, G)
    check(now["state"] == "RECEIVED" and now["words"][0]["taken"] and
          now["supplied_at"] == now["words"][0]["time"],
          "G goes on, as of the day at H", now)
    whole(life, number, G, "gao-shou")
    check(life.show(number)["state"] == "YES", "G decides for H by its grant")


def a_gap_follows_and_a_promise_is_checked(life):
    """M07, M08, M09: at H, on two undertakings."""
    number = life.receive("T16", "--print", "M1", "--drawn", "M4", node=H,
                          clerk="li-min")
    life.refused("F-176", H, "li-min", "case", "accept", number, "--facts",
                 life.files / "t16-facts.json", "--gap", "M3",
                 "--undertaking", life.files / "paper")
    life.done(H, "li-min", "case", "accept", number, "--facts",
              life.files / "t16-facts.json", "--gap", "M2", "--undertaking",
              life.files / "paper")
    owed = life.show(number)["owed"]
    check([(o["what"], o["material"], o["blocks"]) for o in owed] ==
          [("gap", "M2", "none")], "the gap is owed, and blocks nothing", owed)
    life.done(H, "li-min", "case", "owed", "close", number, "--owed",
              owed[0]["id"], "--for", "M2", "--result", "received",
              "--material", f"M2={life.files / 'M2'}")
    check(life.show(number)["owed"][0]["state"] == "CLOSED",
          "it is closed by the material")
    life.done(H, "wang-jun", "case", "review", number)
    life.done(H, "wang-jun", "case", "decide", number, "--level", "1")
    life.done(H, "sun-he", "case", "issue", number, "--result",
              life.files / "result")
    check(life.show(number)["state"] == "ISSUED", "and the licence is made")


def another_district_answers(life):
    """M04, M14: H asks the authority's district; it has not the pen."""
    number = life.receive("T16", "--print", "M1", "--drawn", "M4",
                          "--material", f"M2={life.files / 'M2'}", node=H,
                          clerk="li-min")
    owed = life.done(H, "li-min", "case", "owe", number, "--what", "opinion",
                     "--to", A, "--blocks", "accept", "--limit", "3WD",
                     "--dept", "公安交管")["id"]
    life.refused("F-187", H, "li-min", "case", "accept", number, "--facts",
                 life.files / "t16-facts.json")
    life.refused("F-189", H, "li-min", "case", "owed", "close", number,
                 "--owed", owed, "--result", "agree")
    life.done(A, "he-wei", "case", "owed", "take", number, "--owed", owed)
    life.done(A, "he-wei", "case", "owed", "answer", number, "--owed", owed,
              "--result", "agree")
    life.done(H, "li-min", "case", "owed", "close", number, "--owed", owed,
              "--result", "agree")
    life.done(H, "li-min", "case", "accept", number, "--facts",
              life.files / "t16-facts.json")
    start = life.done(H, "wang-jun", "case", "special", "start", number,
                      "--code", "site", "--limit", "5WD")["id"]
    check(len(start) == 64 and life.show(number)["state"] == "SPECIAL",
          "a survey is under way")
    life.refused("F-95", H, "wang-jun", "case", "decide", number, "--level",
                 "1")
    life.done(H, "wang-jun", "case", "special", "end", number, "--result",
              "passed", "--paper", f"special.site={life.files / 'paper'}")
    life.done(H, "hong-zhu", "case", "extend", number, "--limit", "10WD",
              "--reason", "情况复杂")
    life.refused("F-186", H, "hong-zhu", "case", "extend", number, "--limit",
                 "10WD", "--reason", "又延")
    life.done(H, "wang-jun", "case", "decide", number, "--level", "1", "--no",
              life.files / "paper")
    life.done(H, "li-min", "case", "deliver", number, "--means", "pickup")
    life.done(H, "li-min", "case", "close", number)
    check(life.show(number)["state"] == "CLOSED", "a refusal, delivered")


def ends_before_the_decision(life):
    number = life.receive("T16")
    life.done(G, "gao-shou", "case", "not-accept", number, "--ground",
              "out_of_scope", "--instead", "城关镇便民中心")
    check(life.show(number)["state"] == "NOT_ACCEPTED", "not accepted")
    number = life.receive("T16")
    life.done(G, "chen-yu", "case", "withdraw", number)
    check(life.show(number)["state"] == "WITHDRAWN", "withdrawn")
    number = life.receive("T16", node=H, clerk="li-min")
    life.done(H, "hong-zhu", "case", "annul", number, "--reason", "录入错误")
    check(life.show(number)["state"] == "ANNULLED", "annulled")
    life.refused("F-95", H, "li-min", "case", "withdraw", number)


def a_lead_is_verified_by_its_code(life):
    """M10, M46: H offers a renewal unasked; any hall knows the code."""
    number = life.done(H, "li-min", "lead", "open", "--item", "T04",
                       "--trigger", "expiry")["number"]
    life.done(H, "li-min", "lead", "contact", number, "--means", "phone")
    codes = [life.show(number, node)["callback"] for node in (A, H, G)]
    check(codes[0] == codes[1] == codes[2] and len(codes[0]) == 11,
          "every hall knows the call-back code", codes)
    life.refused("F-175", H, "li-min", "lead", "consent", number, "--consent",
                 "none", "--form", life.files / "form.json", "--print", "M1")
    life.done(H, "li-min", "lead", "consent", number, "--consent", "recorded",
              "--form", life.files / "form.json", "--material",
              f"M1={life.files / 'M1'}", "--drawn", "M2", "--material",
              f"M3={life.files / 'M3'}", "--paper",
              f"consent={life.files / 'paper'}")
    life.done(H, "li-min", "case", "accept", number, "--facts",
              life.files / "facts.json")
    check(life.show(number)["state"] == "ACCEPTED", "the lead is a case")


def an_order_is_carried(life):
    """M32 to M35: classed, offered, taken, answered, visited, reopened."""
    number = life.receive("Q1", "--print", "M1", node=A, clerk="he-wei",
                          home=A)
    acts = life.network[A].cli("audit", "case", number).json["acts"]
    check(len(acts) == 1, "an order needs no grant", acts)
    life.done(A, "he-wei", "case", "offer", number, "--to", G)
    life.network.wait(
        lambda: life.sign(G, "gao-shou", "case", "take", number).code == 0,
        "a take")
    life.network.synced()
    taken = time.time()  # batch times are seconds: G has it for one, at least
    report.until(5, lambda: time.time() > taken + 1)
    life.done(G, "gao-shou", "case", "accept", number, "--facts",
              life.files / "q1-facts.json")
    life.done(G, "gao-shou", "case", "review", number)
    life.done(G, "gao-shou", "case", "decide", number, "--level", "1")
    life.refused("F-192", G, "gao-shou", "case", "close", number)
    visit = life.done(G, "gao-shou", "case", "owe", number, "--what", "visit",
                      "--to", G, "--blocks", "close")["id"]
    life.done(G, "gao-shou", "case", "owed", "close", number, "--owed", visit,
              "--result", "satisfied")
    life.done(G, "gao-shou", "case", "close", number)
    life.done(G, "chen-yu", "case", "rate", number, "--level", "2",
              "--channel", "phone", "--named")
    life.done(A, "he-wei", "case", "escalate", number, "--level", "1",
              "--clock", "C11c", "--reason", "电话提醒")
    check(life.show(number, A)["state"] == "CLOSED", "the order is closed")
    whose_minute(life, number)


def whose_minute(life, number):
    """M36: each second of the order is somebody's, on every node the same."""
    life.network.synced()
    cases = [node.cli("audit", "case", number).json for node in life.network]
    turns = cases[0]["turns"]
    whose = [(t["node"], t["why"]) for t in turns]
    # What took less than a second is nobody's.
    check(whose == [w for w in ((A, "pen"), (G, "offer"), (G, "pen"))
                    if w in whose] and whose[-1:] == [(G, "pen")],
          "the minutes of an order: the hot line's, offered, taken", turns)
    check(all(a["until"] == b["from"] for a, b in zip(turns, turns[1:])) and
          turns[0]["from"] == cases[0]["received_at"] and
          turns[-1]["until"] == cases[0]["closed_at"] and
          sum(t["seconds"] for t in turns) ==
          turns[-1]["until"] - turns[0]["from"],
          "none is left out, from the receipt to the close", turns)
    check(all(c["turns"] == turns and c["days"] == cases[0]["days"]
              for c in cases), "all nodes say the same")
    table = tongban("audit", "case", number, "--dir",
                        life.network[A].dir).out
    check("每一天是谁的" in table and "每一分钟是谁的" in table,
          "the auditor reads it as a table", table)


def scanned(page, folder):
    """The text behind the QR code of a printed page, read by other tools."""
    svg = re.search(r"<svg.*?</svg>", page, re.S).group(0)
    (folder / "qr.svg").write_text(svg)
    subprocess.run(["rsvg-convert", "-w", "1600", "-o", folder / "qr.png",
                    folder / "qr.svg"], check=True)
    # What else a reader sees in so many dots is no code of ours.
    return subprocess.run(["zbarimg", "--quiet", "--raw", "-Sdisable",
                           "-Sqrcode.enable", folder / "qr.png"],
                          check=True, capture_output=True, text=True).stdout


def documents_verify_offline(life):
    """What is printed says what was done, and its code proves it."""
    number = life.receive("T16", "--print", "M1", node=H, clerk="li-min")
    life.done(H, "li-min", "case", "notice", number, "--materials", "M2,M4")
    signers = life.files / "signers"
    signers.write_text(tongban("log", "signers", "--dir",
                               life.network[H].dir).out)
    for word, says in (("receipt", ["收件凭证", "尚缺材料", "营业执照"]),
                       ("correction", ["补正告知书", "设备设施布局"])):
        out = life.files / f"{word}.html"
        answer = life.network[H].cli("case", "print", number, "--document",
                                     word, "--name", "<b>张三</b>", "--out",
                                     out)
        page = out.read_text() if answer.code == 0 else ""
        check(all(w in page for w in [number, "&lt;b&gt;张三", *says]),
              f"the {word} says what was done", answer)
        ticket = scanned(page, life.files)
        (life.files / "ticket").write_text(ticket)
        answer = tongban("document", "check", life.files / "ticket",
                         "--signers", signers, "--json")
        check(answer.code == 0 and answer.json["node"] == H,
              f"the code of the {word} verifies with no node", answer)
        (life.files / "ticket").write_text(
            ticket[:400] + ("0" if ticket[400] != "0" else "1") + ticket[401:])
        answer = tongban("document", "check", life.files / "ticket",
                         "--signers", signers)
        check(answer.code != 0, "a changed code does not", answer)
    receipt_verifies_offline(life, number, signers)


def ledger_of_problems(life):
    """M40, M41: entered at A, fixed at G, verified and struck off at A; seen by
    all, and an order merged into another."""
    whole = life.receive("Q1", "--print", "M1", node=A, clerk="he-wei",
                         home=A)
    other = life.receive("Q1", "--print", "M1", node=A, clerk="he-wei",
                         home=A)
    life.done(A, "he-wei", "case", "link", other, "--to", whole, "--how",
              "merge")
    linked = life.show(other, G)["links"]
    check([(k["how"], k["number"]) for k in linked] == [("merge", whole)],
          "a case shows what it was merged into", linked)
    life.done(A, "he-wei", "case", "accept", whole, "--facts",
              life.files / "q1-facts.json")
    owe = life.done(A, "he-wei", "case", "owe", whole, "--what", "rectify",
                    "--to", G, "--blocks", "none", "--limit", "5WD")["id"]
    for node in (A, H, G):
        check(owed(life, node) == [(whole, "rectify", "OPEN")],
              f"{node} lists the problem", owed(life, node))
    check(owed(life, A, "--to", H) == [], "and who does not owe it, nothing")
    wrong = life.network[H].cli("case", "list", "--owed", "rectify,nonsense")
    check(wrong.code == 1 and "nonsense" in f"{wrong}" and
          "supervise" in f"{wrong}", "an unknown kind is told those there are",
          wrong)
    table = tongban("case", "list", "--owed", "rectify", "--dir",
                    life.network[H].dir).out
    check(whole in table and "整改" in table, "a table for eyes", table)
    life.done(G, "gao-shou", "case", "owed", "take", whole, "--owed", owe)
    life.done(G, "gao-shou", "case", "owed", "answer", whole, "--owed", owe,
              "--result", "done")
    check(owed(life, H) == [(whole, "rectify", "ANSWERED")], "it is fixed")
    life.done(A, "he-wei", "case", "owed", "close", whole, "--owed", owe,
              "--result", "done")
    check(owed(life, H) == [] and
          owed(life, H, "--ended") == [(whole, "rectify", "CLOSED")],
          "verified, it is struck off and kept")


def owed(life, node, *words):
    cases = life.network[node].cli("case", "list", "--owed",
                                   "supervise,rectify", *words).json["cases"]
    return [(c["number"], o["what"], o["state"]) for c in cases
            for o in c["owed"]]


def every_paper_is_whole(life):
    """Each paper of every case so far, in both languages: well-formed, with
    its number; each kind's code verifies with no node."""
    signers = {node: life.files / f"signers-{node}" for node in (A, H, G)}
    for node, path in signers.items():
        path.write_text(tongban("log", "signers", "--dir",
                                life.network[node].dir).out)
    seen, broken = set(), []
    for line in life.network[H].cli("case", "list", "--limit",
                                    "100").json["cases"]:
        case = life.show(line["number"])
        for act in case["acts"]:
            for lang in ("zh", "en"):
                answer = life.network[H].cli(
                    "case", "print", case["number"], "--act", act["id"],
                    "--lang", lang)
                if answer.code != 0:
                    continue
                page = answer.out
                try:
                    minidom.parseString(page)
                except ExpatError as fault:
                    broken.append((act["kind"], lang, str(fault)))
                if case["number"] not in page or "{" in re.sub(
                        "<style>.*?</style>", "", page):
                    broken.append((act["kind"], lang, page))
                if act["kind"] in seen:
                    continue
                seen.add(act["kind"])
                (life.files / "ticket").write_text(scanned(page, life.files))
                said = tongban("document", "check", life.files / "ticket",
                               "--signers", signers[act["node"]], "--json")
                if said.code != 0 or said.json["kind"] != act["kind"]:
                    broken.append((act["kind"], "ticket", f"{said}"))
    check(len(seen) >= 12 and not broken,
          f"{len(seen)} kinds of papers are whole, and their codes verify",
          broken[:3] or seen)


def receipt_verifies_offline(life, number, signers):
    """What the applicant takes home, with the act's bytes of any node."""
    acts = life.network[G].cli("audit", "case", number).json["acts"]
    files = {}
    for name, path in (("proof", "proof"), ("raw", "raw"), ("other", "raw")):
        act = acts[1 if name == "other" else 0]["id"]
        files[name] = life.files / name
        files[name].write_bytes(
            life.network[G].get(f"/v1/acts/{act}/{path}")[1])

    def says(act, by=signers):
        return tongban("log", "check-receipt", files["proof"], "--act", act,
                       "--signers", by, "--json")
    answer = says(files["raw"])
    check(answer.code == 0 and answer.json["number"] == number,
          "a receipt verifies with no node", answer)
    answer = says(files["other"])
    check(answer.code == 1 and "F-37" in f"{answer}",
          "for another act it does not", answer)
    nobody = life.files / "nobody"
    nobody.write_text("")
    answer = says(files["raw"], nobody)
    check(answer.code == 1 and f"key of {H}" in f"{answer}",
          "without the key of its log neither", answer)
    answer = says(files["proof"])
    check(answer.code == 1 and "F-1" in f"{answer}",
          "what is no act is refused with its rule", answer)


def a_grant_is_ended(life):
    """M01: a right that was taken back opens nothing more."""
    grants = life.network[H].cli("grant", "list").json["grants"]
    grant = next(g for g in grants if g["item"] == "T16")
    number = life.receive("T16", "--print", "M1")
    end = ["grant", "end", grant["act"], "--reason", "协议到期"]
    answer = life.network[G].sign(life.network[G].own_key(), *end)
    check(answer.code == 1 and "grant list" in f"{answer}",
          "nobody ends another's grant", answer)
    life.office.must_sign(life.network[H], *end)
    life.network.synced()
    answer = life.network[H].sign(life.network[H].own_key(), *end)
    check(answer.code == 1, "nor one that is ended", answer)
    life.refused("F-85", G, "gao-shou", "case", "accept", number, "--facts",
                 life.files / "t16-facts.json")
    shown = life.network[G].cli("grant", "list").json["grants"]
    check(any(g["act"] == grant["act"] and g["ended_text"] for g in shown),
          "everybody sees when it ended", shown)
    life.done(G, "chen-yu", "case", "offer", number, "--to", H)
    life.done(H, "li-min", "case", "take", number)
    check(life.show(number)["holder"] == H, "the case goes home", number)


def nothing_personal(life):
    """Every stored byte of every act, of all kinds that were used."""
    words = ["巷口路灯不亮", "路灯不亮", "城关镇后巷"]
    for node in life.network:
        found = [f for _, piece in logs.raw_acts(node.dir)
                 for f in personal(piece, words)]
        check(not found, f"{node.name}: no act holds anything personal",
              found[:5])


def main():
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        says_once_what_lacks(life)
        a_gap_follows_and_a_promise_is_checked(life)
        another_district_answers(life)
        ends_before_the_decision(life)
        a_lead_is_verified_by_its_code(life)
        an_order_is_carried(life)
        documents_verify_offline(life)
        ledger_of_problems(life)
        every_paper_is_whole(life)
        a_grant_is_ended(life)
        nothing_personal(life)


if __name__ == "__main__":
    main()
    report.close()
