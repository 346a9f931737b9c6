#!/usr/bin/env python3
"""No act carries personal data: every stored byte of every log is searched.

Searched for: resident ids (GB 11643) and credit codes (GB 32100) with a good
check character, telephone numbers, and whatever the applicants of this test
wrote, as text, hex or base64.  Names of staff are allowed (docs/FORMAT.md).
"""

import json

import logs  # first: sets the path to the helpers of tests/network
import report
from network import Network
from office import Case, Office
from persons import personal
from report import check

PEOPLE = ["张申请", "李代办"]
PHONES = ["13912345678", "0915-3212345"]


def write_applicants(office):
    """The files of the office, with people in them."""
    form = json.loads((office.files / "form.json").read_text())
    (office.files / "M3").write_text(
        f"{PEOPLE[0]} {form['rid']} {PHONES[0]} 健康体检证明:合格\n")
    (office.files / "result").write_text(
        f"护士执业证书 {PEOPLE[0]} {form['rid']} {PHONES[1]}\n")
    return PEOPLE + PHONES + [str(v) for v in form.values()
                              if isinstance(v, str) and len(v) > 10]


def positive_control(office, words):
    form = (office.files / "form.json").read_bytes()
    material = (office.files / "M3").read_bytes()
    found = list(personal(form + material, words))
    check(any("resident id" in f for f in found) and
          any("credit code" in f for f in found) and
          any("mobile" in f for f in found) and
          any("wrote" in f for f in found),
          "the search finds a person where one is", found)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        words = write_applicants(office)
        positive_control(office, words)
        cases = [Case(office) for _ in range(3)]
        for case in cases:
            case.run()
        network.synced()
        for node in network:
            count, found = 0, []
            for _, piece in logs.raw_acts(node.dir):
                count += 1
                found += personal(piece, words)
            check(count > 40 and not found,
                  f"{node.name}: {count} acts, nothing personal", found[:5])


main()
report.close()
