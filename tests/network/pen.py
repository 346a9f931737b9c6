#!/usr/bin/env python3
"""The authority reassigns a case; keys change; files are opened on record;
a case is held, released and erased.

    pen.py [all|quick]
"""

import os
import shutil
import subprocess
import tarfile

import network as net
import report
from network import Network
from office import Case, Office
from report import check

MORE_STAFF = (("ankang", "he-wei", "何伟", "supervisor,window"),
              ("hanbin", "liu-fang", "刘芳", "supervisor"))


def sign(office, node, clerk, *words):
    return office.network[node].sign(office.key(clerk), "case", *words)


def done(office, node, clerk, *words):
    answer = sign(office, node, clerk, *words)
    if answer.code != 0:
        raise RuntimeError(f"{' '.join(map(str, words))}: {answer}")
    office.network.synced()
    return answer


def show(network, node, number):
    return network[node].cli("case", "show", number).json


def received(office):
    case = Case(office)
    case.step()
    office.network.synced()
    return case


def takes(office, node, clerk, number):
    """The files may still be on their way."""
    office.network.wait(
        lambda: sign(office, node, clerk, "take", number).code == 0, "a take")
    office.network.synced()


def keys_change(office):
    """ankang is asked, refuses, and cannot read what is sealed later."""
    case = received(office)
    number = case.number
    done(office, "ankang-gaoxin", "chen-yu", "offer", number, "--to", "ankang")
    done(office, "ankang", "he-wei", "refuse", number, "--reason", "不属本市")
    check(show(office.network, "hanbin", number)["needs_generation"],
          "after a refusal a new key is due")
    done(office, "ankang-gaoxin", "chen-yu", "offer", number, "--to", "hanbin")
    takes(office, "hanbin", "li-min", number)
    done(office, "hanbin", "li-min", "accept", number, "--facts",
         office.files / "facts.json")
    now = show(office.network, "hanbin", number)
    check(now["generation"] == 1 and not now["needs_generation"],
          "the next offer began generation 1", now)
    for file in ("form", "facts"):
        out = office.network.dir / f"{file}.out"
        answer = sign(office, "hanbin", "li-min", "file", number, file,
                      "--out", out)
        check(answer.code == 0 and out.stat().st_size > 0,
              f"hanbin opens {file}, of either generation", answer)
    answer = sign(office, "ankang", "he-wei", "file", number, "facts")
    check(answer.code != 0, "ankang does not open what was sealed later",
          answer)
    office.network.synced()
    openings = show(office.network, "ankang-gaoxin", number)["openings"]
    check([o["staff"] for o in openings if o["node"] == "hanbin"] ==
          ["li-min", "li-min"],
          "every opening is on record everywhere", openings)


def reassigned(office):
    """gaoxin acts where nobody hears it, and is destroyed."""
    network = office.network
    number = received(office).number
    for name in ("ankang", "hanbin"):
        network[name].stop()
    sign(office, "ankang-gaoxin", "chen-yu", "offer", number, "--to", "hanbin")
    network["ankang-gaoxin"].kill()
    for name in ("ankang", "hanbin"):
        network[name].start()
    answer = sign(office, "hanbin", "liu-fang", "reassign", number, "--to",
                  "hanbin", "--reason", "试")
    check(answer.code == 1 and "F-76" in str(answer),
          "only the authority reassigns, and hanbin is told so", answer)
    answer = sign(office, "ankang", "he-wei", "reassign", number, "--to",
                  "ankang", "--reason", "收件地失联")
    check(answer.code == 1 and "F-153" in str(answer),
          "not to a district that cannot open the case", answer)
    answer = sign(office, "ankang", "he-wei", "reassign", number, "--to",
                  "hanbin", "--reason", "收件地失联")
    check(answer.code == 0 and answer.json["late"] == [],
          "the authority reassigns a destroyed holder's case", answer)
    network.wait(
        lambda: show(network, "hanbin", number)["holder"] == "hanbin",
        "hanbin has the pen")
    answer = sign(office, "hanbin", "li-min", "accept", number, "--facts",
                  office.files / "facts.json")
    check(answer.code == 0, "hanbin goes on with it", answer)
    network["ankang-gaoxin"].start()
    network.synced()
    for node in network:
        acts = show(network, node.name, number)["acts"]
        check([a["kind"] for a in acts if a.get("rule_name") == "late"] ==
              ["case.offer"],
              f"at {node.name}, what gaoxin did alone is late", acts)
    return number


PARTS = ["ankang-gaoxin", "hanbin"]


def held(node, root):
    return any((node.dir / folder / root[:2] / root).exists()
               for folder in ("vault", "wraps"))


def wraps_apart(node, case):
    """A backup of logs and vault opens nothing."""
    for act in case["acts"]:
        for f in act["files"]:
            root, wrap = f["root"], f["id"].startswith(("key.", "escrow"))
            if (node.dir / ("vault" if wrap else "wraps") / root[:2] /
                    root).exists():
                return False
    return True


def earlier_layout(office, number):
    """A folder of an earlier version: wraps among the files."""
    node = office.network["hanbin"]
    node.stop()
    wraps = [p for p in (node.dir / "wraps").glob("??/*")]
    for path in wraps:
        to = node.dir / "vault" / path.parent.name
        to.mkdir(exist_ok=True)
        path.rename(to / path.name)
    shutil.rmtree(node.dir / "wraps")
    node.start()
    now = {p.name for p in (node.dir / "wraps").glob("??/*")}
    check(wraps and now == {p.name for p in wraps},
          f"{len(wraps)} wraps of an earlier version leave the files",
          node.journal()[-400:])
    answer = sign(office, "hanbin", "li-min", "file", number, "form", "--out",
                  office.network.dir / "form.earlier")
    check(answer.code == 0, "and still open the case", answer)


def backup_lines():
    """The two commands of docs/OPERATIONS.md."""
    text = (net.SOURCE / "docs/OPERATIONS.md").read_text()
    return [line for line in text.splitlines()
            if line.startswith("tar -C")]


def backed_up(office, number):
    """What an operator copies holds no case's key; with the other half of it
    the node lives again."""
    network = office.network
    node = network["hanbin"]
    place = network.dir / "backup"
    place.mkdir()
    node.stop()
    for line in backup_lines():
        subprocess.run(["sh", "-c", line], cwd=place, check=True,
                       env={**os.environ, "DIR": str(node.dir)})
    files = [f for act in show(network, "ankang", number)["acts"]
             for f in act["files"]]
    wraps = {f["root"] for f in files if f["id"].startswith(("key.", "esc"))}
    names = {name.rsplit("/", 1)[-1] for name in
             tarfile.open(place / "data.tar").getnames()}
    check(len(wraps) > 0 and not wraps & names and "form" in
          {f["id"] for f in files} and "log.key" not in names and
          {f["root"] for f in files if f["id"] == "form"} <= names,
          "the backup of the data has the files and no key to them")
    shutil.move(node.dir, network.dir / "destroyed")
    node.dir.mkdir(mode=0o700)
    for name in ("data.tar", "keys.tar"):
        subprocess.run(["tar", "-C", node.dir, "-xf", place / name],
                       check=True)
    node.start()
    network.synced()
    out = network.dir / "form.restored"
    answer = sign(office, "hanbin", "li-min", "file", number, "form", "--out",
                  out)
    check(answer.code == 0 and out.stat().st_size > 0,
          "with the backup of the keys beside it, the node opens them", answer)


def receipts(network, number):
    """Who has signed that the objects are gone, as all nodes see it."""
    lists = [sorted(r["node"] for r in
                    show(network, node.name, number)
                    .get("erased", {}).get("receipts", []))
             for node in network]
    return lists[0] if all(seen == lists[0] for seen in lists) else None


def erased(office, number):
    network = office.network
    for clerk, *words in (
            ("wang-jun", "review", number),
            ("wang-jun", "opine", number, "--level", "1"),
            ("zhao-lin", "decide", number, "--level", "2"),
            ("sun-he", "issue", number, "--result", office.files / "result"),
            ("li-min", "deliver", number, "--means", "pickup")):
        done(office, "hanbin", clerk, *words)
    answer = sign(office, "hanbin", "liu-fang", "erase", number, "--reason",
                  "order")
    check(answer.code == 1 and "F-95" in str(answer),
          "a case that is not closed is not erased", answer)
    done(office, "hanbin", "li-min", "close", number)
    backed_up(office, number)
    earlier_layout(office, number)
    done(office, "ankang", "he-wei", "hold", number, "--reason", "信访复查")
    answer = sign(office, "hanbin", "liu-fang", "erase", number, "--reason",
                  "order")
    check(answer.code == 1 and "F-159" in str(answer),
          "a hold stops the erasure", answer)
    done(office, "ankang", "he-wei", "release", number, "--reason", "终结")
    answer = sign(office, "hanbin", "liu-fang", "erase", number, "--reason",
                  "retention")
    check(answer.code == 1 and "F-161" in str(answer),
          "the standard names no retention", answer)
    objects = [f["root"] for a in show(network, "hanbin", number)["acts"]
               for f in a["files"]]
    check(any(held(network[n], o) for n in PARTS for o in objects),
          "the participants hold the case's objects")
    check(all(wraps_apart(network[n], show(network, "hanbin", number))
              for n in PARTS), "and key wraps lie apart from files")
    done(office, "hanbin", "liu-fang", "erase", number, "--reason", "order")
    network.wait(
        lambda: receipts(network, number) == PARTS, "receipts of all")
    check(not any(held(node, o) for node in network for o in objects),
          "no participant holds an object of it any more")
    for node in network:
        answer = node.cli("log", "verify")
        check(answer.code == 0, f"{node.name}: the logs still verify", answer)
    answer = sign(office, "hanbin", "li-min", "file", number, "form")
    check(answer.code != 0, "an erased case is not opened", answer)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        for row in MORE_STAFF:
            office.certify(*row)
        network.synced()
        keys_change(office)
        erased(office, reassigned(office))


main()
report.close()
