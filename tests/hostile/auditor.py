#!/usr/bin/env python3
"""An auditor with a warrant: one case, offline; and what the warrant does not
open.

The bundle is made at hanbin, and checked where no node answers.
"""

import json
import pathlib
import resource
import shutil
import subprocess

import alone  # first: sets the path to the helpers of tests/network
import network as net
import report
from network import Network
from office import Case, Office
from report import check
from warranted import Auditor, make

NEVER = "0" * 64


def said(answer, *words):
    return all(w in answer.out + answer.err for w in words)


def leftovers(folder):
    return [p.name for p in pathlib.Path(folder).iterdir()
            if ".tmp." in p.name]


def good_bundle(auditor, office, number, warrant):
    """Made by the operator, opened by the auditor alone."""
    network = auditor.network
    file = auditor.folder / "case.bundle"
    network.synced()
    answer = make(network["hanbin"], number, warrant, file)
    check(answer.code == 0 and answer.json["found"] == 0 and
          file.stat().st_mode & 0o777 == 0o600,
          "a bundle is made under a warrant", answer)
    network.synced()
    for node in network:
        openings = node.cli("case", "show", number).json["openings"]
        check(openings and openings[-1].get("warrant") == warrant,
              f"{node.name} has the opening on record first", openings)
    answer = auditor.check(file)
    check(answer.code == 0 and not any(f["opened"] for f in
                                       answer.json["files"]),
          "anybody checks it; without the key files stay shut", answer)
    out = auditor.folder / "files"
    answer = auditor.check(file, "--key", auditor.key, "--files", out)
    check(answer.code == 0 and answer.json["case"]["state"] == "CLOSED" and
          all(f["opened"] for f in answer.json["files"]),
          "with the auditor's key each file opens", answer)
    written = {p.name.split("-", 1)[1]: p for p in out.iterdir()}
    check(json.loads(written["form"].read_text())["licence_no"] ==
          "201961000001" and
          written["mat.M3"].read_bytes() ==
          (office.files / "M3").read_bytes() and
          all(p.stat().st_mode & 0o777 == 0o600 for p in out.iterdir()),
          "and they are what the hall took", sorted(written))
    answer = auditor.check(file, "--key", auditor.key, "--files", out)
    check(answer.code == 1 and not leftovers(out),
          "files that are there are not written over", answer)
    answer = make(network["hanbin"], number, warrant, file)
    check(answer.code == 1 and said(answer, "exists"),
          "nor is a bundle", answer)
    return file


def room_for(bytes_):
    """The system takes no larger file: as a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))


def no_room(auditor, file, number, warrant):
    out = auditor.folder / "large.bundle"
    done = subprocess.run(
        [net.PROGRAM, "audit", "bundle", "make", number, "--warrant", warrant,
         "--out", out, "--dir", auditor.network["hanbin"].dir],
        text=True, capture_output=True, restore_signals=False,
        preexec_fn=lambda: room_for(16384))
    check(done.returncode == 70 and str(out) in done.stderr and
          not out.exists() and not leftovers(auditor.folder),
          "no room for a bundle: one sentence, nothing left", done)
    folder = auditor.folder / "no-room"
    done = subprocess.run(
        [net.PROGRAM, "audit", "bundle", "check", file, "--network",
         auditor.network_id, "--key", auditor.key, "--files", folder],
        text=True, capture_output=True, restore_signals=False,
        preexec_fn=lambda: room_for(100))
    check(done.returncode == 70 and str(folder) in done.stderr and
          not leftovers(folder),
          "no room for its files: one sentence, none is half there", done)


def damaged(auditor, file):
    """Whatever is changed is found; the sentence says where."""
    whole = file.read_bytes()
    other = auditor.folder / "damaged.bundle"
    places = [30, 400, len(whole) // 3, len(whole) // 2, len(whole) - 40]
    for at in places:
        other.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) +
                          whole[at + 1:])
        answer = auditor.check(other, "--key", auditor.key)
        check(answer.code == 1 and answer.json["found"] > 0,
              f"a bit changed at {at} of {len(whole)} is found", answer)
    for end in (0, 10, len(whole) // 2, len(whole) - 1):
        other.write_bytes(whole[:end])
        answer = auditor.check(other)
        check(answer.code == 1 and answer.json["found"] > 0,
              f"a bundle cut after {end} bytes is found", answer)
    other.write_bytes(whole + whole[-9:])
    answer = auditor.check(other)
    check(answer.code == 1, "and one with more behind it", answer)
    other.write_bytes(whole[:18] + b"\xff\xff\xff\xff" + whole[22:])
    answer = auditor.check(other)
    check(answer.code == 1 and said(answer, "longer"),
          "a length beyond all bounds is refused before it is read", answer)
    answer = auditor.check(file, network=NEVER)
    check(answer.code == 1, "of another network it is nothing", answer)


def another(auditor, thief, file, number, other, warrant):
    """A warrant opens its one case, for its one holder."""
    network = auditor.network
    node = network["hanbin"]
    out = thief.folder / "other.bundle"
    answer = make(node, other, warrant, out)
    check(answer.code == 1 and said(answer, "F-119", "another case"),
          "a warrant for another case opens nothing", answer)
    answer = make(node, number, NEVER, out)
    check(answer.code == 1 and said(answer, "F-119"),
          "nor one that nobody issued", answer)
    chunk = next(f["root"] for a in
                 node.cli("case", "show", other).json["acts"]
                 for f in a["files"] if f["id"] == "form")
    status, _ = node.get(f"/v1/cases/{other}/chunks/{chunk}?index=0")
    check(status == 403, "a chunk of a case that was not opened: A-6", status)
    answer = thief.check(file, "--key", thief.key)
    check(answer.code == 1 and said(answer, "F-119") and
          not any(f["opened"] for f in answer.json["files"]),
          "a bundle for somebody else stays shut", answer)
    answer = make(network["ankang"], number, warrant, out)
    check(answer.code == 1 and said(answer, "no key"),
          "a node that takes no part has nothing to give", answer)
    check(not out.exists() and not leftovers(thief.folder),
          "and nothing is left of it on the disk")


def by_role(office, auditor, number, warrant):
    node = office.network["hanbin"]
    out = auditor.folder / "clerk.bundle"
    for clerk, may in (("sun-he", False), ("tan-lu", True)):
        answer = node.sign(office.key(clerk), "audit", "bundle", "make",
                           number, "--warrant", warrant, "--out", out)
        check(answer.code == (0 if may else 1) and
              (may or said(answer, "A-4")),
              f"{clerk} {'may' if may else 'may not'} hand one out", answer)
    before = node.journal()
    check("a bundle is not made" in before and "F-119" in before,
          "refusals are in the journal")


def without_a_file(auditor, number, warrant):
    """What the node does not hold is fetched, or said to be absent."""
    network = auditor.network
    node = network["hanbin"]
    acts = node.cli("case", "show", number).json["acts"]
    root = next(f["root"] for a in acts for f in a["files"]
                if f["id"] == "mat.M3")
    network["ankang-gaoxin"].stop()
    node.stop()
    for path in (node.dir / "vault" / root[:2]).glob(f"{root}*"):
        path.unlink()
    node.start()
    out = auditor.folder / "partial.bundle"
    answer = make(node, number, warrant, out)
    check(answer.code == 69 and said(answer, "partial") and not out.exists(),
          "a file that is not here: ask again, or take the rest", answer)
    answer = make(node, number, warrant, out, "--partial")
    check(answer.code == 0, "the rest is taken", answer)
    answer = auditor.check(out, "--key", auditor.key)
    absent = [f["id"] for f in answer.json["files"] if f["absent"]]
    check(answer.code == 0 and absent == ["mat.M3"],
          "and what is absent is said to be", answer)
    network["ankang-gaoxin"].start()
    out = auditor.folder / "whole.bundle"
    check(report.until(30, lambda: make(node, number, warrant,
                                        out).code == 0),
          "fetched from the other district, it is whole again")


def erased(office, auditor, number, warrant):
    node = office.network["hanbin"]
    answer = node.sign(office.key("liu-fang"), "case", "erase", number,
                       "--reason", "order")
    check(answer.code == 0, "the case is erased", answer)
    office.network.synced()
    out = auditor.folder / "erased.bundle"
    answer = make(node, number, warrant, out)
    check(answer.code == 0, "its acts can still be shown", answer)
    answer = auditor.check(out, "--key", auditor.key)
    check(answer.code == 0 and all(f["absent"] for f in
                                   answer.json["files"]),
          "and no file of it", answer)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        office.certify("hanbin", "tan-lu", "谭鹿", "auditor")
        office.certify("hanbin", "liu-fang", "刘芳", "supervisor")
        network.synced()
        first, second = Case(office), Case(office)
        first.run()
        second.run(4)
        network.synced()
        auditor = Auditor(network, "auditor-1")
        thief = Auditor(network, "auditor-2")
        warrant = auditor.warrant(first.number)
        network.synced()
        file = good_bundle(auditor, office, first.number, warrant)
        no_room(auditor, file, first.number, warrant)
        damaged(auditor, file)
        another(auditor, thief, file, first.number, second.number, warrant)
        by_role(office, auditor, first.number, warrant)
        without_a_file(auditor, first.number, warrant)
        erased(office, auditor, first.number, warrant)
        kept = auditor.network_id
        for node in network:
            node.stop()
            shutil.rmtree(node.dir)
        answer = net.tongban("audit", "bundle", "check", file, "--network",
                             kept, "--key", auditor.key, "--json")
        check(answer.code == 0,
              "with every node gone, the bundle says the same", answer)


main()
report.close()
