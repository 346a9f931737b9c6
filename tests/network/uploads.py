#!/usr/bin/env python3
"""Large files on their way in: whose they are, what is refused, what stays.

    uploads.py [all|quick]
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "outsider"))

import batch  # noqa: E402
import canon  # noqa: E402
import maker  # noqa: E402
import network as net  # noqa: E402
import report  # noqa: E402
from network import Network  # noqa: E402
from office import Office  # noqa: E402
from repo import Repo  # noqa: E402
from report import check  # noqa: E402
from rights import Asker, certify, log_in  # noqa: E402

CHUNK = 1 << 20


def asker(node, name, roles):
    key = maker.Key(name)
    certify(None, node, key, name, roles)
    return Asker(node, log_in(node, key)[1]["token"]), key


def say(who, method, path, body=None):
    """(status, JSON)"""
    body = json.dumps(body) if isinstance(body, dict) else body
    status, data, _ = who.ask(method, path, body)
    return status, json.loads(data)


def begin(who, size):
    status, said = say(who, "POST", "/v1/uploads", {"bytes": size})
    if status != 201:
        raise RuntimeError(f"{status} {said}")
    return said["upload"]


def pieces(who, other):
    status, said = say(who, "POST", "/v1/uploads", {"bytes": 2 * CHUNK + 5})
    path = f"/v1/uploads/{said['upload']}"
    check(status == 201 and said["chunks"] == 3 and said["have"] == 0 and
          said["missing"] == [0, 1, 2] and said["chunk_bytes"] == CHUNK,
          "an upload begins: chunks are counted", said)
    check(say(other, "GET", path)[0] == 404 and
          say(other, "PUT", f"{path}/2", b"12345")[1]["rule"] == "A-11",
          "to another key it is not there: A-11")
    check(say(who, "PUT", f"{path}/2", b"123456")[0] == 400 and
          say(who, "PUT", f"{path}/0", b"short")[0] == 400 and
          say(who, "PUT", f"{path}/3", b"x")[0] == 400 and
          say(who, "PUT", f"{path}/x", b"x")[0] == 400,
          "a chunk of a wrong length, or of no place, is refused")
    check(who.ask("PUT", f"{path}/0", bytes(CHUNK + 1))[0] == 413,
          "what is longer than a chunk is not even read")
    check(say(who, "PUT", f"{path}/2", b"12345") ==
          (200, {"chunks": 3, "have": 1}) and
          say(who, "PUT", f"{path}/0", bytes(CHUNK))[1]["have"] == 2 and
          say(who, "PUT", f"{path}/0", bytes(CHUNK))[1]["have"] == 2,
          "chunks come in any order, and again")
    check(say(who, "GET", path)[1]["missing"] == [1],
          "what is missing can be asked")
    return said["upload"]


def prepare(who, key, office, upload, item="T04"):
    form = json.loads((office.files / "form.json").read_text())
    return say(who, "POST", "/v1/prepare", {
        "kind": "case.receive", "by": maker.sha(b"\x01" + key.public).hex(),
        "item": item, "home": "hanbin", "channel": "window", "form": form,
        "materials": {"M1": {"print": True}, "M2": {"drawn": True},
                      "M3": {"upload": upload}}})


def objects(node):
    return {p.name for p in (node.dir / "vault").glob("??/*")}


def used(who, key, office, node, upload):
    status, said = prepare(who, key, office, upload)
    check(status == 409 and said["rule"] == "A-13" and "2/3" in
          said["detail"], "an upload that is not complete: A-13", said)
    check(say(who, "PUT", f"/v1/uploads/{upload}/1", bytes(CHUNK))[0] == 200,
          "it goes on where it was")
    before = objects(node)
    status, said = prepare(who, key, office, upload, "T99")
    check(status >= 400 and say(who, "GET", f"/v1/uploads/{upload}")[0] == 200
          and objects(node) == before,
          "a preparation that is refused leaves the upload as it was", said)
    status, said = prepare(who, key, office, upload)
    check(status == 200 and
          len([n for n in objects(node) - before if "leaves" not in n]) >= 3,
          "one that is answered has sealed it", said)
    status, said = prepare(who, key, office, upload)
    check(status == 404 and said["rule"] == "A-11",
          "and used it up: A-11", said)


def large(node):
    found = set()
    for path in (node.dir / "vault").glob("*/*"):
        try:
            if path.stat().st_size > CHUNK:
                found.add(path.name)
        except FileNotFoundError:  # erased while we look
            pass
    return found


def refused_late(node, office):
    """A courier may ask, and may not receive: known once all is sealed."""
    who, key = asker(node, "courier-01", "courier")
    upload = begin(who, CHUNK + 1)
    for index, piece in enumerate((bytes(CHUNK), b"x")):
        say(who, "PUT", f"/v1/uploads/{upload}/{index}", piece)
    before = large(node)
    status, said = prepare(who, key, office, upload)
    check(status == 403 and said["rule"] == "F-75", "a courier receives: F-75",
          said)
    check(report.until(5, lambda: large(node) == before),
          "what was sealed for it is removed", large(node) - before)
    status, said = prepare(who, key, office, upload)
    check(said["rule"] == "F-75", "and the upload is there still", said)


def bounds(who, node):
    first = begin(who, 5)
    status, said = say(who, "DELETE", f"/v1/uploads/{first}")
    check(status == 200 and say(who, "GET", f"/v1/uploads/{first}")[0] == 404,
          "an upload can be given up", said)
    for size in (0, -1, (2 << 30) + 1, "5"):
        status, said = say(who, "POST", "/v1/uploads", {"bytes": size})
        check(status == 400, f"an upload of {size!r} bytes is refused", said)
    held = [begin(who, 5) for _ in range(16)]
    status, said = say(who, "POST", "/v1/uploads", {"bytes": 5})
    check(status == 409 and said["rule"] == "A-12",
          "more than 16 of one key: A-12", said)
    operator = Asker(node, (node.dir / "run/operator.token").read_text())
    status, said = say(operator, "POST", "/v1/uploads", {"bytes": 5})
    check(status == 403 and said["rule"] == "A-7",
          "the operator's token uploads nothing: A-7", said)
    return held


def pieces_out(network, office):
    """A-14, by a record that the command has left."""
    gaoxin = network["ankang-gaoxin"]
    (office.files / "M3").write_bytes(bytes(CHUNK) + b"the end")
    answer = gaoxin.sign(
        office.key("chen-yu"), "case", "receive", "--item", "T04", "--home",
        "hanbin", "--form", office.files / "form.json", "--print", "M1",
        "--drawn", "M2", "--material", f"M3={office.files / 'M3'}",
        "--receipt", network.dir)
    number = answer.json["number"]
    who, key = asker(gaoxin, "reader-01", "window")
    path = f"/v1/cases/{number}/files/mat.M3?chunk=1"
    status, data, _ = who.ask("GET", path)
    check(status == 403 and b"A-6" in data,
          "a chunk without an access record: A-6", data)
    out = network.dir / "M3.out"
    answer = gaoxin.sign(office.key("chen-yu"), "case", "file", number,
                         "mat.M3", "--out", out)
    check(answer.code == 0 and
          out.read_bytes() == (office.files / "M3").read_bytes(),
          "the command reads both chunks", answer)
    whole = gaoxin.sign(office.key("chen-yu"), "case", "file", number, "form")
    check(whole.code == 0 and "licence_no" in whole.out,
          "and a file of one chunk to standard output", whole)


def named(node):
    """What the acts of all logs name."""
    found = set()
    for log in (node.dir / "logs").glob("*.git"):
        with Repo(log) as repo:
            for name in batch.chain(repo, repo.check()):
                data, _ = batch.blobs(repo, repo.object(name, "commit"))
                for piece, _ in batch.split_acts(data):
                    found |= {v["root"].hex()
                              for v in canon.decode(piece)["vault"]}
    return found


def whole(node):
    return {p.name for folder in ("vault", "wraps")
            for p in (node.dir / folder).glob("??/*") if p.suffix == ""}


def marks(node):
    return {p.name for p in (node.dir / "prepared").iterdir()}


def orphans(node):
    """What was prepared and not signed goes with the next start."""
    kept = whole(node) & named(node)
    lost = whole(node) - kept
    check(len(lost) >= 3 and report.until(5, lambda: marks(node) == lost),
          "what was sealed and not signed is marked, and nothing else",
          (lost, marks(node)))
    node.kill()
    # As a crash between an act and the end of its marks leaves it.
    some = sorted(kept)[:20]
    for name in some:
        (node.dir / "prepared" / name).touch(0o600)
    node.start()
    check(report.until(30, lambda: whole(node) == kept and not marks(node)),
          "killed and started: it is gone, what acts name stays",
          (whole(node) ^ kept, marks(node)))

    def lines():
        return [text for text in node.journal().splitlines()
                if "nobody signed" in text]
    check(report.until(5, lines) and len(lines()) == 1 and
          f"count={len(lost)}" in lines()[0],
          "the journal says how many", lines())


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        node = network["ankang-gaoxin"]
        who, key = asker(node, "window-01", "window")
        other, _ = asker(node, "window-02", "window")
        upload = pieces(who, other)
        used(who, key, office, node, upload)
        refused_late(node, office)
        held = bounds(who, node)
        pieces_out(network, office)
        check(not list((node.dir / "staging").iterdir()),
              "no upload has a name on the disk")
        orphans(node)
        again = Asker(node, log_in(node, key)[1]["token"])
        check(say(again, "GET", f"/v1/uploads/{held[0]}")[0] == 404 and
              begin(again, 5), "uploads end with the process")


if __name__ == "__main__":
    main()
    report.close()
