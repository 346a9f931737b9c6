#!/usr/bin/env python3
"""Attackers of the licence library: an issuer that seals another person's
document, clerks in haste, tables full of dirt, whoever asks without need.

    library.py [all|quick]
"""

import base64
import json
import re

import alone  # noqa: F401 first: sets the path to the helpers of tests/network
import canon
import maker
import report
from licences import FIELDS, RID, USCC, Library, document
from life import A, G, H, Life
from network import Network, tongban
from report import check
from rights import Asker, certify, log_in

class Forger:
    """Who has an issuer's key of G and a client of their own."""

    def __init__(self, network):
        self.node, self.key = network[G], maker.Key("forger")
        certify(network, self.node, self.key, "wei-zao", "issuer")
        self.asker = Asker(self.node,
                           log_in(self.node, self.key)[1]["token"])

    def prepared(self, fields):
        """What the honest node seals and answers, to be signed."""
        status, data, _ = self.asker.ask(
            "POST", "/v1/licences/prepare", json.dumps({
                "kind": "licence.issue", "by": self.key.id.hex(),
                "document": fields}))
        if status != 200:
            raise RuntimeError(data)
        return canon.decode(base64.b64decode(json.loads(data)["act"]))

    def signed(self, act):
        act["sigs"] = [[self.key.id, self.key.sign(maker.preimage(
            b"act@tongban", canon.encode(act)))]]
        return self.asker.ask("POST", "/v1/acts", canon.encode(act), **{
            "Content-Type": "application/octet-stream"})


def seals_another_document(library):
    """Its act names one holder; what it sealed is another's document."""
    forger = Forger(library.network)
    mine, other = document(900), document(901, holder=RID)
    honest, mixed = forger.prepared(mine), forger.prepared(other)
    mixed["body"] |= {k: honest["body"][k] for k in ("licence", "holder")}
    status, data, _ = forger.signed(mixed)
    check(status in (200, 201, 202),
          "an issuer seals what its act does not say", data)
    library.network.synced()
    answer = library.query(mine["identifier"], node=H, clerk="li-min")
    check(answer.code == 1 and "F-222" in f"{answer}" and
          "不可采用" in f"{answer}" and RID not in f"{answer}", "it is shown to nobody", answer)
    answer = library.query(mine["identifier"], node=G, clerk="chen-yu")
    check(answer.code == 1 and "F-222" in f"{answer}",
          "not to its own hall either", answer)


def renewed_as_another(library):
    """A clerk in haste: what nobody could read any more is refused."""
    name = library.must_issue(kind="卫生许可证")
    serial = int(name.split(".")[-3])
    for word, fields in (("holder_id", {"kind": "卫生许可证", "holder": RID}),
                         ("type", {"kind": "食品经营许可证"}),
                         ("until", {"kind": "卫生许可证",
                                    "until": "2026-02-30"})):
        path = library.write("renewal.json", document(serial, **fields))
        answer = library.life.sign(H, "sun-he", "licence", "renew",
                                   "--document", path)
        check(answer.code in (1, 2) and word in f"{answer}",
              f"a renewal with another {word} says so", answer)
    answer = library.query(name)
    check(answer.code == 0, "and the licence is read as before", answer)
    return name


def ended_before_the_answer(library, name):
    """Revoked while the ask is under way: the reader is told so."""
    life = library.life
    life.network[H].stop()
    asked = life.sign(G, "chen-yu", "licence", "query", "--id", name,
                      "--reason", "核验", "--wait", "1")
    ask = re.search(r"--ask ([0-9a-f]{64})", f"{asked}")[1]
    life.network[H].restart()
    library.event("revoke", name)
    life.network.wait(lambda: life.sign(G, "chen-yu", "licence", "read",
                                        "--ask", ask).code == 0,
                      "the issuer answers an ask of before")
    answer = life.sign(G, "chen-yu", "licence", "read", "--ask", ask)
    check(answer.json["state"] == "revoked",
          "a document that was asked for before its end is shown as ended",
          answer)
    stolen = life.sign(G, "gao-shou", "licence", "read", "--ask", ask)
    check(stolen.code == 1 and "F-228" in f"{stolen}",
          "to nobody but who asked", stolen)


def table(library, name, lines, encoding="utf-8"):
    path = library.life.files / name
    path.write_bytes("".join(lines).encode(encoding))
    return library.life.sign(H, "sun-he", "licence", "import", path)


def row(fields, parting="\t"):
    return parting.join(fields.get(f, "") for f in FIELDS)


def dirty_tables(library):
    good = document(700, kind="健康证明", holder=RID)
    head = "\t".join(FIELDS)
    lines = [head + "\n", row(good) + "\n"]
    for name, encoding, word in (("utf16.tsv", "utf-16", "UTF-16"),
                                 ("gb.tsv", "gb18030", "GB18030")):
        answer = table(library, name, ["标识"] + lines, encoding)
        check(answer.code == 1 and word in f"{answer}" and
              "iconv" in f"{answer}", f"a table in {word} says how to save it",
              answer)
    answer = table(library, "comma.csv", [head.replace("\t", ",") + "\n",
                                          row(good, ",") + "\n"])
    check(answer.code == 1 and "逗号" in f"{answer}",
          "commas are told from tabs", answer)
    huge = good | {"holder": "长" * (10 << 20)}
    other = good | {"holder_id": "610902190001010018"}
    formula = document(701, kind="健康证明") | {"number": '=CMD("x")'}
    answer = table(library, "dirty.tsv", ["\ufeff"] + [
        line + "\r\n" for line in (head, row(huge), row(good), row(good),
                                   row(other), row(formula), "", "\x00",
                                   "\t" * 40)])
    said = answer.json
    lines = [f["line"] for f in said["findings"]]
    check(answer.code == 1 and said["taken"] == 2 and said["there"] == 1 and
          lines == [2, 5, 8, 9], "huge, contradicting and broken rows are "
          "told, the rest goes in, the same once", said)
    check(any("另一证照" in f["what"] or "校验位" in f["what"]
              for f in said["findings"] if f["line"] == 5),
          "a second row of an identifier that says another holder is no "
          "copy of it", said["findings"])


def seen_by_the_person(library):
    """Who asked for a person's licences, and why, in every district."""
    library.must_issue(kind="护士执业证书", holder=RID)
    name = library.must_issue(kind="残疾人证", holder=RID)
    library.query(name, reason="想看看")
    library.query(name, node=H, clerk="li-min", reason="本地办件")
    for node in (H, G, A):
        answer = library.life.sign(node, {H: "li-min", G: "chen-yu",
                                          A: "he-wei"}[node],
                                   "audit", "access", "--person", RID)
        asks = [(q["node"], q["staff"], q["reason"])
                for c in answer.json["licences"] if c["type"] == "残疾人证"
                for q in c["asks"]]
        check(sorted(asks) == [(G, "chen-yu", "想看看"),
                               (H, "li-min", "本地办件")],
              f"{node} shows the person who asked and why", answer)
        check(all(RID not in json.dumps(c) and USCC not in json.dumps(c)
                  for c in answer.json["licences"]) and
              not any(c["type"] == "营业执照"
                      for c in answer.json["licences"]),
              "and nothing of others", answer)
    shown = tongban("audit", "access", "--person", RID, "--dir",
                    library.network[G].dir, "--key",
                    library.life.office.key("chen-yu"))
    check("想看看" in shown.out and "残疾人证" in shown.out,
          "in words as well", shown)


def main():
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        life.office.certify(G, "gao-zhi", "高制", "issuer")
        library = Library(life)
        network.wait(lambda: library.issued(kind="试")[0].code == 0,
                     "the library's key has come")
        network.wait(lambda: library.issued(kind="试二", node=G,
                                            clerk="gao-zhi")[0].code == 0,
                     "and to the other district")
        seals_another_document(library)
        ended_before_the_answer(library, renewed_as_another(library))
        dirty_tables(library)
        seen_by_the_person(library)


main()
report.close()
