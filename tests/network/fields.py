#!/usr/bin/env python3
"""Every wrong field is told at once: with its rule, in both languages, to
programs as a list and to people as lines.

    fields.py [all|quick]
"""

import json

import network as net
import report
from network import Network, tongban
from office import Office
from report import check

H = "hanbin"
GOOD = {"rid": "610902199001010021", "licence_no": "201961000001",
        "expiry": "2027-01-10", "consent": True,
        "employer_uscc": "91350100M000100Y43"}
SHOP = {"uscc": "91350100M000100Y43", "format": "sale", "area_m2": 40,
        "projects": ["预包装食品销售"]}


class Hall:
    """One district that adopted T04 and T16; its calendar may be missing."""

    def __init__(self, network):
        self.network = network
        self.office = Office(network)
        self.node = network[H]

    def found(self):
        self.network.make()
        for node in self.network:
            node.start()
        self.network.opened()
        for name in (H, "ankang-gaoxin"):
            self.network.admit(self.network[name])
        for item in ("T04", "T16"):
            self.network.root("standard", "publish", net.SOURCE /
                              f"deploy/standards/{item}.yaml")
        self.network.wait(lambda: self.node.status().get("admitted"),
                          "the district is admitted")
        self.network.synced()
        for item in ("T04", "T16"):
            self.office.must_sign(self.node, "standard", "adopt", item,
                                  "--from", "2026-01-01")
        self.office.certify(H, "li-min", "李敏", "window,acceptor,handler")

    def words(self, item, form, *more, home=H):
        path = self.office.files / "filled.json"
        path.write_text(json.dumps(form, ensure_ascii=False))
        return ("case", "receive", "--item", item, "--home", home, "--form",
                path, "--receipt", self.network.dir, *more)

    def sign(self, *words):
        return self.node.sign(self.office.key("li-min"), *words)

    def marks(self, sentence, expected, *words):
        """@expected: field -> rule; nothing more and nothing less."""
        answer = self.sign(*words)
        errors = (answer.json if answer.code == 1 else {}).get("errors", [])
        check({e["field"]: e["rule"] for e in errors} == expected and
              len(errors) == len(expected) and
              all(e["zh"] and e["en"] and e["zh"] != e["en"]
                  for e in errors),
              sentence, answer)
        return {e["field"]: e for e in errors}


def without_a_calendar(hall):
    hall.marks("no calendar, no such item's form: both are told",
               {"calendar": "F-90", "form.rid": "F-247"},
               *hall.words("T04", GOOD | {"rid": "610902199001010022"}))
    hall.marks("an item that is not adopted, and no calendar",
               {"calendar": "F-90", "item": "F-83"},
               *hall.words("T99", GOOD))
    check(hall.node.cli("case", "list").json["cases"] == [],
          "nothing of it is a case")
    hall.network.root("calendar", "publish", net.SOURCE /
                      "deploy/calendars/cn-2024-2026.yaml")
    hall.network.synced()


def of_a_form(hall):
    bad = GOOD | {"rid": "610902199001010022", "expiry": "2026-02-30",
                  "employer_uscc": "91350100M000100Y44", "colour": "green"}
    del bad["consent"]
    said = hall.marks(
        "five mistakes of a form, and two materials, in one answer",
        {"form.rid": "F-247", "form.expiry": "F-247",
         "form.employer_uscc": "F-247", "form.colour": "F-247",
         "form.consent": "F-247", "materials.M9": "F-96",
         "materials.M1": "F-96"},
        *hall.words("T04", bad, "--drawn", "M9", "--drawn", "M1"))
    check("校验码" in said["form.rid"]["zh"] and
          "check character" in said["form.rid"]["en"],
          "a resident id with a wrong check digit", said)
    check("2026-02-30" in said["form.expiry"]["en"] and
          "日期" in said["form.expiry"]["zh"], "a date that never comes", said)
    check("required" in said["form.consent"]["en"], "what was left out", said)
    hall.marks("a number out of range, words of no list",
               {"form.area_m2": "F-247", "form.format": "F-247",
                "form.projects.1": "F-247"},
               *hall.words("T16", SHOP | {"format": "bar", "area_m2": 0,
                                          "projects": ["预包装食品销售", "别的"]}))
    hall.marks("a list for a form is one mistake", {"form": "F-72"},
               *hall.words("T16", []))
    said = hall.marks("a district that is none, with the form's mistake",
                      {"home": "F-85", "form.area_m2": "F-247"},
                      *hall.words("T16", SHOP | {"area_m2": "40"},
                                  home="nobody"))
    check("整数" in said["form.area_m2"]["zh"], "a text for a number", said)


def all_of_a_long_list(hall):
    """More than anybody reads at once: the first, and how many more."""
    answer = hall.sign(*hall.words(
        "T16", SHOP | {f"x{i}": i for i in range(70)}))
    check(answer.code == 1 and len(answer.json["errors"]) == 64 and
          answer.json["errors_more"] == 6,
          "of seventy unknown fields 64 are listed, 6 counted", answer)


def of_an_act(hall):
    layout = hall.office.files / "M3"
    answer = hall.sign(*hall.words("T16", SHOP, "--print", "M1", "--drawn",
                                   "M4", "--material", f"M2={layout}"))
    check(answer.code == 0, "mended, it is received", answer)
    number = answer.json["number"]
    check(number.split("-")[-2] == "0001",
          "what was refused took no number", number)
    said = hall.marks(
        "a limit of no unit, a reason too long", {
            "limit": "F-72", "reason": "F-72"},
        "case", "extend", number, "--limit", "5XX", "--reason", "长" * 100)
    check("5WD" in said["limit"]["zh"] and "WD" in said["limit"]["en"],
          "how a limit is written", said)
    facts = hall.office.files / "wrong.json"
    facts.write_text('{"status": "lost", "site_visit": "yes", "mood": 1}')
    hall.marks("facts of other types, and one that nobody asked for",
               {"facts.status": "F-247", "facts.site_visit": "F-247",
                "facts.mood": "F-247"},
               "case", "accept", number, "--facts", facts)
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    said = hall.marks("a case number with a wrong check character",
                      {"number": "F-91"}, "case", "review", wrong)
    check("校验位" in said["number"]["zh"], "it was mistyped", said)


def people_read_lines(hall):
    answer = tongban(*hall.words("T04", GOOD | {
        "rid": "610902199001010022", "expiry": "2026-13-01"}), "--dir",
        hall.node.dir, "--key", hall.office.key("li-min"))
    lines = answer.err.splitlines()
    check(answer.code == 1 and len(lines) == 3 and "F-247" in lines[0] and
          lines[1].startswith("  form.rid: ") and " / " in lines[1] and
          lines[2].startswith("  form.expiry: ") and
          lines[2].endswith("(F-247)"),
          "a line for each field, under the sentence", answer)


def main():
    with Network() as network:
        hall = Hall(network)
        hall.found()
        without_a_calendar(hall)
        of_a_form(hall)
        all_of_a_long_list(hall)
        of_an_act(hall)
        people_read_lines(hall)


main()
report.close()
