#!/usr/bin/env python3
"""A promise broken in one district, seen by the halls of all: marked, refused
on trust, repaired by who marked, lifted by the authority.

    credit.py [all|quick]
"""

import json

import report
from life import A, G, H, Life  # sets the path to logs
from network import Network, tongban
from persons import personal
from report import check

import logs

OTHER = "11610902MA7TE5T009"  # another firm of the examples


class Credit(Life):
    """T16 is worked on trust: M3 may be promised, M2 may follow later."""

    def open(self):
        super().open()
        self.office.certify(G, "gao-zhu", "高主", "integrity,supervisor")
        form = json.loads((self.files / "t16.json").read_text())
        self.write("other.json", form | {"uscc": OTHER})
        self.network.synced()
        for node, clerk in ((H, "li-min"), (G, "chen-yu")):
            self.network.wait(lambda n=node, c=clerk: self.is_checked(n, c),
                              f"{node} has the key of credit")

    def is_checked(self, node, clerk):
        number = self.apply(node, clerk)
        return self.show(number, node)["credit"]["checked"]

    def apply(self, node, clerk, form="t16.json", lacks=()):
        layout = () if "M2" in lacks else (
            "--material", f"M2={self.files / 'M2'}")
        return self.done(node, clerk, "case", "receive", "--item", "T16",
                         "--home", H, "--form", self.files / form,
                         "--receipt", self.network.dir, "--print", "M1",
                         "--drawn", "M4", *layout)["number"]

    def on_trust(self, number, *words):
        return ("case", "accept", number, "--facts",
                self.files / "t16-facts.json", "--undertaking",
                self.files / "paper", *words)

    def promise(self, number):
        return self.on_trust(number, "--promise", "M3")

    def broken(self):
        """A case of H in which the promise did not hold."""
        number = self.apply(H, "li-min")
        self.done(H, "li-min", *self.promise(number))
        owed = self.show(number)["owed"][0]
        said = tongban("case", "owed", "close", number, "--owed", owed["id"],
                       "--for", "M3", "--result", "broken", "--dir",
                       self.network[H].dir, "--key", self.office.key("li-min"))
        check(said.code == 0 and f"credit mark {number}" in said.out,
              "who closes a check as broken is told to mark it", said)
        self.network.synced()
        return number

    def marks(self, node=G):
        return self.network[node].cli("credit", "show").json["marks"]


def a_broken_promise_is_marked(credit):
    number = credit.broken()
    answer = credit.sign(H, "li-min", "credit", "mark", number)
    check(answer.code == 1 and "F-75" in f"{answer}",
          "a window marks nobody", answer)
    credit.done(H, "hong-zhu", "credit", "mark", number)
    answer = credit.sign(H, "hong-zhu", "credit", "mark", number)
    check(answer.code == 1 and "credit show" in f"{answer}",
          "one broken promise is marked once", answer)
    mark = credit.marks()[0]
    check((mark["node"], mark["number"], mark["in_force"]) ==
          (H, number, True), "every district sees the mark", mark)
    return mark


def another_hall_trusts_no_more(credit, mark):
    """M09: the mark of H binds G."""
    number = credit.apply(G, "chen-yu")
    answer = credit.sign(G, "gao-shou", *credit.promise(number))
    said = f"{answer}"
    check(answer.code == 1 and "F-178" in said and mark["id"][:12] in said and
          "credit repair" in said, "G accepts on no promise, and says why",
          answer)
    shown = credit.network[G].cli("credit", "show", number).json
    check([m["id"] for m in shown["marks"]] == [mark["id"]],
          "the case at G shows the mark", shown)
    credit.done(G, "gao-shou", "case", "accept", number, "--facts",
                credit.files / "t16-facts.json")
    check(credit.show(number)["state"] == "ACCEPTED",
          "the ordinary track is open")
    gap = credit.apply(G, "chen-yu", lacks=("M2",))
    credit.refused("F-178", G, "gao-shou",
                   *credit.on_trust(gap, "--gap", "M2"))
    other = credit.apply(G, "chen-yu", "other.json")
    credit.done(G, "gao-shou", *credit.promise(other))
    check(credit.show(other)["state"] == "ACCEPTED",
          "another firm is trusted as before")
    return credit.apply(G, "chen-yu")


def who_marked_repairs(credit, mark, number):
    repair = ["credit", "repair", mark["id"][:12], "--reason", "已补正并核查"]
    answer = credit.sign(G, "gao-zhu", *repair)
    check(answer.code == 1 and "F-238" in f"{answer}",
          "another district repairs nothing", answer)
    credit.done(H, "hong-zhu", *repair)
    answer = credit.sign(H, "hong-zhu", *repair)
    check(answer.code == 1, "nor is a mark repaired twice", answer)
    credit.done(G, "gao-shou", *credit.promise(number))
    shown = credit.show(number)
    check(shown["state"] == "ACCEPTED" and not shown["findings"],
          "repaired, the promise counts at G", shown["findings"])


def the_authority_lifts_on_appeal(credit):
    number = credit.broken()
    credit.done(H, "hong-zhu", "credit", "mark", number)
    mark = next(m for m in credit.marks() if m["in_force"])
    again = credit.apply(G, "chen-yu")
    credit.refused("F-178", G, "gao-shou", *credit.promise(again))
    credit.done(A, "he-wei", "credit", "repair", mark["id"], "--reason",
                "申诉成立")
    credit.done(G, "gao-shou", *credit.promise(again))
    shown = {n.name: credit.show(again, n.name)["state"]
             for n in credit.network}
    check(set(shown.values()) == {"ACCEPTED"},
          "lifted on appeal, it counts everywhere", shown)
    check(not any(m["in_force"] for m in credit.marks(H)),
          "nothing is in force any more")


def nothing_personal(credit):
    for node in credit.network:
        found = [f for _, piece in logs.raw_acts(node.dir)
                 for f in personal(piece, [])]
        check(not found, f"{node.name}: no mark holds anything personal",
              found[:5])


def main():
    with Network() as network:
        network.found()
        credit = Credit(network)
        credit.open()
        mark = a_broken_promise_is_marked(credit)
        number = another_hall_trusts_no_more(credit, mark)
        who_marked_repairs(credit, mark, number)
        the_authority_lifts_on_appeal(credit)
        nothing_personal(credit)


main()
report.close()
