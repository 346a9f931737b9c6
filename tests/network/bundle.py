#!/usr/bin/env python3
"""Bundles (一件事) over three districts: one receipt, several cases, each with
the district whose organ decides it; the whole ends by its members.

    bundle.py [all|quick]
"""

from concurrent.futures import ThreadPoolExecutor

import report
from life import A, G, H, ALL_RIGHTS, Life
from network import Network, SOURCE
from office import UNTIL
from report import check
from warranted import Auditor, make

MEMBER = """v: 1
item: %s
revision: 1
zh: %s
kind: "01"
subjects: [2]
case_type: 2
modes: [online, any]
home: {rule: chosen}
materials:
  - {id: M1, zh: 申请表, flags: K, source: form, copies: 1}
form:
  - {key: project, zh: 名称, type: text, required: true, min: 1, max: 40}
facts: []
criteria: []
limits: {statutory: 20WD, promised: 10WD, notice: 5WD, supply: 15WD, deliver: 10WD}
approvals:
  - {level: 1, role: reviewer-1}
output: {kind: licence, zh: 证书}
"""
MEMBERS = {"T09a": "建设用地规划许可", "T09b": "建设工程规划许可",
           "T03a": "公章刻制备案"}
COMPANY = {"name": "示例商贸有限公司", "capital": 100000000,
           "addr_div": "610902", "addr": "城关镇示例路",
           "legal_name": "某甲", "legal_id": "610902199001010021"}
FORMS = {
    "T09": {"parcel": "HB-2026-01", "project_code": "2026-610902-01",
            "owner_uscc": "91350100M000100Y43",
            "nodes": [{"name": "开工", "date": "2026-12-31"}]},
    "T03": COMPANY | {"contact": "某甲", "mobile": "13000000000",
                      "members": ["T01", "T03a"], "seals": 3},
    "T01": COMPANY | {"scope": ["日用百货销售"], "delivery": "pickup",
                      "holders": [{"name": "某甲", "id": "610902199001010021",
                                   "share_bp": 10000}]}}
DECIDERS = {H: ("li-min", "wang-jun", "sun-he", "li-min"),
            G: ("gao-shou", "gao-shou", "gao-zhi", "chen-yu")}


def furnish(life):
    """Standards published and adopted by all, rights given by H."""
    life.office.certify(G, "gao-zhi", "高制", "issuer")
    files = {item: SOURCE / f"deploy/standards/{item}.yaml"
             for item in ("T01", "T03", "T09")}
    for item, zh in MEMBERS.items():
        files[item] = life.files / f"{item}.yaml"
        files[item].write_text(MEMBER % (item, zh))
        life.write(f"{item.lower()}.json", {"project": zh})
    for item, form in FORMS.items():
        life.write(f"{item.lower()}.json", form)
    life.write("company.json", {"legal_restricted": False})
    life.write("none.json", {})
    for path in files.values():
        life.network.root("standard", "publish", path)
    life.network.synced()
    for item in files:
        for node in (A, H, G):
            life.office.must_sign(life.network[node], "standard", "adopt",
                                  item, "--from", "2026-01-01")
        for node in (A, G):
            life.office.must_sign(
                life.network[H], "grant", "give", "--to", node, "--item",
                item, "--rights", ALL_RIGHTS, *UNTIL)
    life.network.synced()


def handed(life, number, here, clerk, there):
    """The case goes to another district."""
    life.done(here, clerk, "case", "offer", number, "--to", there)
    life.done(there, {G: "chen-yu", H: "li-min"}[there], "case", "take",
              number)


def reviewed(life, number, node, facts="none.json"):
    acceptor, reviewer = DECIDERS[node][:2]
    life.done(node, acceptor, "case", "accept", number, "--facts",
              life.files / facts)
    life.done(node, reviewer, "case", "review", number)


def decide(number):
    return ["case", "decide", number, "--level", "1"]


def issue(life, number):
    return ["case", "issue", number, "--result", life.files / "result"]


def ended(life, number, node):
    window = DECIDERS[node][3]
    life.done(node, window, "case", "deliver", number, "--means", "pickup")
    life.done(node, window, "case", "close", number)


def states(life, number, node):
    return {m["item"]: m["state"] for m in life.show(number, node)["members"]}


def permits_come_together(life):
    """M47: T09; the land at H, the works at G; neither before both."""
    whole = life.receive("T09", "--member", "T09a", "--member", "T09b",
                         "--print", "M1", node=H, clerk="li-min")
    child = ["--print", "M1", "--parent", whole]
    land = life.receive("T09a", *child, node=H, clerk="li-min")
    life.refused("F-212", H, "li-min", "case", "receive", "--item", "T09a",
                 "--home", H, "--form", life.files / "t09a.json", "--receipt",
                 life.network.dir, *child)
    life.refused("F-211", H, "li-min", "case", "receive", "--item", "T03a",
                 "--home", H, "--form", life.files / "t03a.json", "--receipt",
                 life.network.dir, *child)
    works = life.receive("T09b", *child, node=H, clerk="li-min")
    life.refused("F-95", H, "li-min", "case", "accept", whole, "--facts",
                 life.files / "none.json")
    life.refused("F-215", H, "li-min", "case", "close", whole)
    handed(life, works, H, "li-min", G)
    reviewed(life, works, G)
    life.refused("F-213", G, "gao-shou", *decide(works))
    seen = life.show(whole)["members"]
    check([m["waits_for"] for m in seen] == [[], ["T09a"]],
          "the hall sees what the works wait for", seen)
    reviewed(life, land, H)
    life.done(H, "wang-jun", *decide(land))
    life.refused("F-214", H, "sun-he", *issue(life, land))
    life.done(G, "gao-shou", *decide(works))
    check(states(life, whole, H) == {"T09a": "YES", "T09b": "YES"},
          "both are decided, one in each district", states(life, whole, H))
    life.done(H, "sun-he", *issue(life, land))
    life.done(G, "gao-zhi", *issue(life, works))
    ended(life, land, H)
    life.refused("F-215", H, "li-min", "case", "close", whole)
    ended(life, works, G)
    life.done(H, "li-min", "case", "close", whole)
    for node in (A, H, G):
        check(life.show(whole, node)["state"] == "CLOSED" and
              life.show(works, node)["parent"]["number"] == whole,
              f"{node} sees that it is done, and whose member each was")
    life.refused("F-211", H, "li-min", "case", "receive", "--item", "T09b",
                 "--home", H, "--form", life.files / "t09b.json", "--receipt",
                 life.network.dir, *child)


def a_company_is_opened(life):
    """M15, M48: T03 received at A for H; registered at H, sealed at G."""
    wrong = ["case", "receive", "--item", "T03", "--home", H, "--form",
             life.files / "t03.json", "--receipt", life.network.dir,
             "--print", "M1", "--member", "T04"]
    life.refused("F-210", A, "he-wei", *wrong)
    whole = life.receive("T03", "--print", "M1", node=A, clerk="he-wei")
    check(states(life, whole, H) == {"T01": "NONE", "T03a": "NONE"},
          "the members are those of the form", states(life, whole, H))
    papers = ["--print", "M1", "--drawn", "M2", "--material",
              f"M4={life.files / 'paper'}", "--material",
              f"M3={life.files / 'paper'}"]
    company = one_child_of_two_at_once(life, whole, papers)
    seals = life.receive("T03a", "--parent", whole, "--print", "M1", node=A,
                         clerk="he-wei")
    handed(life, company, A, "he-wei", H)
    handed(life, seals, A, "he-wei", G)
    reviewed(life, seals, G)
    life.refused("F-213", G, "gao-shou", *decide(seals))
    reviewed(life, company, H, "company.json")
    life.done(H, "wang-jun", *decide(company))
    life.done(H, "sun-he", *issue(life, company))
    ended(life, company, H)
    life.done(G, "gao-shou", *decide(seals))
    life.done(G, "gao-zhi", *issue(life, seals))
    life.refused("F-215", A, "he-wei", "case", "close", whole)
    ended(life, seals, G)
    life.done(A, "he-wei", "case", "close", whole)
    check(states(life, whole, G) == {"T01": "CLOSED", "T03a": "CLOSED"} and
          life.show(whole, G)["state"] == "CLOSED",
          "one errand, two districts' results", states(life, whole, G))
    auditor = Auditor(life.network, "auditor")
    an_auditor_sees_the_family(life, auditor, seals,
                               "a member's bundle holds its family")
    an_auditor_sees_the_family(life, auditor, whole,
                               "and that of the whole, its members")


def one_child_of_two_at_once(life, whole, papers):
    """Both are asked for before either is stored."""
    words = ["case", "receive", "--item", "T01", "--home", H, "--form",
             life.files / "t01.json", "--receipt", life.network.dir,
             "--parent", whole, *papers]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: life.sign(A, "he-wei", *words),
                                range(4)))
    life.network.synced()
    taken = [a.json["number"] for a in answers if a.code == 0]
    check(len(taken) == 1 and all(
        "F-212" in a.out for a in answers if a.code != 0),
        "of four receipts at once for one member one is given",
          [(a.code, a.out, a.err) for a in answers])
    return taken[0]


def an_auditor_sees_the_family(life, auditor, number, holds):
    """A member's case, from its bundle alone: with what it rests on."""
    file = auditor.folder / f"{number}.bundle"
    warrant = auditor.warrant(number)
    life.network.synced()
    made = make(life.network[H], number, warrant, file, "--partial")
    answer = auditor.check(file)
    check(made.code == 0 and answer.code == 0 and
          answer.json["case"]["state"] == "CLOSED", holds, (made, answer))


def main():
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        furnish(life)
        permits_come_together(life)
        a_company_is_opened(life)


if __name__ == "__main__":
    main()
    report.close()
