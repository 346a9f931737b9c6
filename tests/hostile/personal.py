#!/usr/bin/env python3
"""No act carries personal data: every stored byte of every log is searched.

Searched for: resident ids (GB 11643) and credit codes (GB 32100) with a good
check character, telephone numbers, and whatever the applicants of this test
wrote, as text, hex or base64.  Names of staff are allowed (docs/FORMAT.md).
"""

import base64
import json
import re

import logs  # first: sets the path to the helpers of tests/network
import report
from network import Network
from office import Case, Office
from report import check

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PEOPLE = ["张申请", "李代办"]
PHONES = ["13912345678", "0915-3212345"]


def is_resident_id(text):
    total = sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(text[:17]))
    return "10X98765432"[total % 11] == text[17].upper()


def is_credit_code(text):
    total = sum(CREDIT.index(c) * pow(3, i, 31) for i, c in
                enumerate(text[:17]))
    return CREDIT[(31 - total % 31) % 31] == text[17]


def personal(data, words):
    """What of a person stands in these bytes."""
    text = data.decode("latin-1")
    for found in re.findall(r"(?=(\d{17}[\dXx]))", text):
        if is_resident_id(found):
            yield "a resident id " + found
    for found in re.findall(rf"(?=([{CREDIT}]{{18}}))", text):
        if is_credit_code(found) and re.search(r"\d{6}", found):
            yield "a credit code " + found
    for found in re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text):
        yield "a mobile number " + found
    for found in re.findall(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)", text):
        yield "a telephone number " + found
    for word in words:
        raw = word.encode()
        if (raw in data or raw.hex().encode() in data or
                base64.b64encode(raw).rstrip(b"=")[:-1] in data):
            yield "what an applicant wrote: " + word


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
