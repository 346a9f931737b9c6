#!/usr/bin/env python3
"""Bundles (一件事) over three districts: one receipt, several cases, each with
the district whose organ decides it; the whole ends by its members.

    bundle.py [all|quick]
"""

import json
import pathlib
from concurrent.futures import ThreadPoolExecutor

import report
import licences
from life import A, G, H, ALL_RIGHTS, Life
from network import Network, SOURCE
from office import UNTIL
from report import check
from warranted import Auditor, make

COMPANY = {"name": "示例商贸有限公司", "capital": 100000000,
           "addr_div": "610902", "addr": "城关镇示例路",
           "legal_name": "某甲", "legal_id": "610902199001010021"}
LAND = {"parcel": "HB-2026-01", "project_code": "2026-610902-01",
        "owner_uscc": "91350100M000100Y43"}
FORMS = {
    "T09": LAND | {"nodes": [{"name": "开工", "date": "2026-12-31"}]},
    "T09a": LAND | {"area_m2": 12000},
    "T09b": LAND | {"floor_m2": 24000, "ratio_bp": 20000},
    "T03b": {k: v for k, v in COMPANY.items() if k != "capital"} |
            {"contact": "某甲", "mobile": "13000000000", "taxpayer": "small"}}
# One form for the whole: what is shared is filled once.
ERRAND = {
    "shared": COMPANY | {"contact": "某甲", "mobile": "13000000000",
                         "seals": 3},
    "T03": {"members": ["T01", "T03a"]},
    "T01": {"scope": ["日用百货销售"], "delivery": "pickup",
            "holders": [{"name": "某甲", "id": "610902199001010021",
                         "share_bp": 10000}]},
    "T03a": {"kinds": ["official", "finance"]}}
FACTS = {"T01": {"legal_restricted": False}, "T03a": {"registered": True},
         "T09a": {"conforms": True}, "T09b": {"ratio_max_bp": 25000}}
DECIDERS = {H: ("li-min", "wang-jun", "sun-he", "li-min"),
            G: ("gao-shou", "gao-shou", "gao-zhi", "chen-yu")}


def furnish(life):
    """Standards published and adopted by all, rights given by H."""
    life.office.certify(G, "gao-zhi", "高制", "issuer")
    files = {item: SOURCE / f"deploy/standards/{item}.yaml"
             for item in ("T01", "T03", "T09")}
    files |= {item: SOURCE / f"deploy/standards/members/{item}.yaml"
              for item in ("T03a", "T03b", "T09a", "T09b")}
    for item, form in FORMS.items():
        life.write(f"{item.lower()}.json", form)
    for item, facts in FACTS.items():
        life.write(f"{item.lower()}-facts.json", facts)
    life.write("errand.json", ERRAND)
    life.write("t03.json", ERRAND["shared"] | ERRAND["T03"])
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


def reviewed(life, number, node, item, *more):
    acceptor, reviewer = DECIDERS[node][:2]
    life.done(node, acceptor, "case", "accept", number, "--facts",
              life.files / f"{item.lower()}-facts.json", *more)
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
    child = ["--print", "M1", "--parent", whole, "--material",
             f"M2={life.files / 'paper'}"]
    land = life.receive("T09a", *child, "--drawn", "M3", "--original", "M2",
                        "--agent", "bangban-07", node=H, clerk="li-min")
    receive = ["case", "receive", "--home", H, "--receipt", life.network.dir]
    life.refused("F-212", H, "li-min", *receive, "--item", "T09a", "--form",
                 life.files / "t09a.json", *child)
    life.refused("F-211", H, "li-min", *receive, "--item", "T03b", "--form",
                 life.files / "t03b.json", "--print", "M1", "--parent", whole)
    design = ["--print", "M1", "--parent", whole, "--material",
              f"M3={life.files / 'paper'}"]
    works = life.receive("T09b", *design, node=H, clerk="li-min")
    life.refused("F-95", H, "li-min", "case", "accept", whole, "--facts",
                 life.files / "t09a-facts.json")
    life.refused("F-215", H, "li-min", "case", "close", whole)
    handed(life, works, H, "li-min", G)
    reviewed(life, works, G, "T09b", "--drawn", "M2")
    life.refused("F-213", G, "gao-shou", *decide(works))
    seen = life.show(whole)["members"]
    check([m["waits_for"] for m in seen] == [[], ["T09a"]],
          "the hall sees what the works wait for", seen)
    reviewed(life, land, H, "T09a")
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
    life.refused("F-211", H, "li-min", *receive, "--item", "T09b", "--form",
                 life.files / "t09b.json", *design)


def errand(life, *more):
    """The command that receives a bundle as one thing, at A for H."""
    return life.sign(A, "he-wei", "case", "receive-bundle", "--item", "T03",
                     "--home", H, "--receipt", life.network.dir, *more,
                     "--material", f"T01:M4={life.files / 'paper'}",
                     "--material", f"T01:M3={life.files / 'large'}",
                     "--drawn", f"T03a:M3={life.identity}")


def an_identity(life):
    """The representative's, in H's library: for every member that asks."""
    holder = COMPANY["legal_id"]
    card = licences.document(1, kind="居民身份证", holder=holder)
    life.write("card.json", card)
    life.network.wait(
        lambda: life.sign(H, "sun-he", "licence", "issue", "--document",
                          life.files / "card.json").code == 0,
        "the library's key has come, and the card is issued")
    life.network.synced()
    return card["identifier"]


def mistakes_in_a_form(life, listed):
    """Nothing is received while anything is wrong with any part."""
    for words, change in (
            ("T01.name", lambda f: f["T01"].update(name="又名")),
            ("kinds", lambda f: f["shared"].update(kinds=["legal"])),
            ("T03b", lambda f: f.update(T03b={"taxpayer": "small"})),
            ("T03e", lambda f: f["T03"].update(members=["T01", "T04"])),
            ("T03a", lambda f: f["T03a"].update(kinds=["gold"])),
            ("T01", lambda f: f["T01"].update(delivery="donkey"))):
        form = json.loads(json.dumps(ERRAND))
        change(form)
        life.write("wrong.json", form)
        answer = errand(life, "--form", life.files / "wrong.json")
        told = "F-210" if words == "T03e" else words
        check(answer.code in (1, 2) and told in answer.out + answer.err,
              f"a form with a mistake at {words} is told so", answer)
    answer = errand(life, "--form", life.files / "errand.json", "--material",
                    f"T03a:M2={life.files / 'paper'}")
    check(answer.code == 2 and "T03a:M2" in answer.err,
          "what a member gives is not taken from the applicant", answer)
    answer = errand(life, "--form", life.files / "errand.json", "--material",
                    f"T01:M2={life.files / 'paper'}")
    check(answer.code == 2 and "T01:M2" in answer.err,
          "one paper for two members is given once", answer)
    check(cases(life) == listed, "and nothing was received", cases(life))


def cases(life):
    return len(life.network[A].cli("case", "list", "--limit",
                                   "100").json["cases"])


def a_company_is_opened(life):
    """M15, M48: T03 received at A for H, on one form; registered at H, sealed
    at G."""
    (life.files / "large").write_bytes(bytes(range(256)) * 8192)
    life.identity = an_identity(life)
    mistakes_in_a_form(life, cases(life))
    answer = errand(life, "--form", life.files / "errand.json")
    check(answer.code == 0 and [r["item"] for r in answer.json["received"]] ==
          ["T03", "T01", "T03a"] and
          all(pathlib.Path(r["receipt"]).is_file()
              for r in answer.json["received"]),
          "one form and one set of papers become three cases, a receipt each",
          answer)
    life.network.synced()
    whole, company, seals = [r["number"] for r in answer.json["received"]]
    shown = life.show(company, A)
    check(shown["parent"]["number"] == whole, "the members are its", shown)
    check([d["type"] for n in (company, seals)
           for d in life.show(n, G)["drawn"]] == ["居民身份证"] * 2,
          "one licence stands for the paper that both ask for")
    answer = errand(life, "--form", life.files / "errand.json", "--parent",
                    whole)
    check(answer.code == 0 and answer.json["received"] == [],
          "once more receives nothing twice", answer)
    wrong = ["case", "receive", "--item", "T03", "--home", H, "--form",
             life.files / "t03.json", "--receipt", life.network.dir,
             "--print", "M1", "--member", "T04"]
    life.refused("F-210", A, "he-wei", *wrong)
    handed(life, company, A, "he-wei", H)
    handed(life, seals, A, "he-wei", G)
    reviewed(life, seals, G, "T03a", "--drawn", "M2")
    life.refused("F-213", G, "gao-shou", *decide(seals))
    reviewed(life, company, H, "T01", "--original", "M4")
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


def a_member_is_received_once(life):
    """Four windows at once; what was cut short goes on."""
    form = {"shared": ERRAND["shared"], "T03": {"members": ["T03a", "T03b"]},
            "T03a": ERRAND["T03a"], "T03b": {"taxpayer": "small"}}
    life.write("half.json", form)
    whole = life.receive("T03", "--print", "M1", "--member", "T03a",
                         "--member", "T03b", node=A, clerk="he-wei")
    words = ["case", "receive", "--item", "T03b", "--home", H, "--form",
             life.files / "t03b.json", "--receipt", life.network.dir,
             "--parent", whole, "--print", "M1"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: life.sign(A, "he-wei", *words),
                                range(4)))
    life.network.synced()
    taken = [a.json["number"] for a in answers if a.code == 0]
    check(len(taken) == 1 and all(
        "F-212" in a.out for a in answers if a.code != 0),
        "of four receipts at once for one member one is given",
        [(a.code, a.out, a.err) for a in answers])
    answer = life.sign(A, "he-wei", "case", "receive-bundle", "--item", "T03",
                       "--home", H, "--receipt", life.network.dir, "--form",
                       life.files / "half.json", "--parent", whole,
                       "--drawn", "T03a:M3")
    check(answer.code == 0 and
          [r["item"] for r in answer.json["received"]] == ["T03a"],
          "the command receives what still lacks", answer)


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
        a_member_is_received_once(life)


if __name__ == "__main__":
    main()
    report.close()
