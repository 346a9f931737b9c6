#!/usr/bin/env python3
"""Drafts: kept sealed by one node for one clerk, in no log, on no other node;
handed in they are a receipt, and gone.

    drafts.py [all|quick]
"""

import base64
import json
import os

import report
from life import G, H, Life
from network import Network, tongban
from report import check

SHOP = {"uscc": "91350100M000100Y43", "format": "sale", "area_m2": 40,
        "projects": ["预包装食品销售"]}
NOTE = "明天带营业执照来"
PAPER = "布局图只有这一份"


class Desk:
    def __init__(self, life):
        self.life = life
        self.node = life.network[H]
        self.paper = life.files / "layout"
        self.paper.write_text(PAPER)

    def draft(self, *words, clerk="li-min"):
        return self.life.sign(H, clerk, "case", "draft", *words)

    def form(self, form):
        self.life.write("begun.json", form)
        return ("--form", self.life.files / "begun.json")

    def save(self, form, *more):
        answer = self.draft("save", "--item", "T16", "--home", H,
                            *self.form(form), "--print", "M1", "--material",
                            f"M2={self.paper}", "--note", NOTE, *more)
        if answer.code != 0:
            raise RuntimeError(f"draft save: {answer}")
        return answer.json["draft"]

    def drafts(self, clerk="li-min"):
        return [d["draft"] for d in
                self.draft("list", clerk=clerk).json["drafts"]]

    def submit(self, draft, *more, clerk="li-min"):
        return self.draft("submit", draft, "--receipt",
                          self.life.network.dir, *more, clerk=clerk)


def everything_under(folder):
    for path, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(path, name)


def holds(folder, text):
    found = []
    for path in everything_under(folder):
        try:
            with open(path, "rb") as f:
                if text.encode() in f.read():
                    found.append(path)
        except OSError:
            pass  # a socket, or gone meanwhile
    return found


def a_draft_stays_here(desk):
    cases = desk.node.cli("case", "list").json["cases"]
    draft = desk.save({"uscc": "91350100M000100Y43", "area_m2": 0})
    shown = desk.draft("show", draft)
    check(shown.code == 0 and shown.json["note"] == NOTE and
          shown.json["request"]["form"]["area_m2"] == 0 and
          shown.json["expires"] - shown.json["saved"] == 7 * 86400,
          "what was begun is there, mistakes and all, for seven days", shown)
    check(desk.node.cli("case", "list").json["cases"] == cases,
          "it is no case")
    files = list((desk.node.dir / "drafts").iterdir())
    check([f.name for f in files] == [draft] and
          files[0].stat().st_mode & 0o777 == 0o600, "it is one file", files)
    in_base64 = base64.b64encode(PAPER.encode()).decode()
    for text in ("91350100M000100Y43", NOTE, PAPER, in_base64):
        check(holds(desk.node.dir, text) == [],
              f"nothing of it is in clear: {text[:8]}")
    for node in desk.life.network:
        check(draft not in node.journal() and NOTE not in node.journal(),
              f"the journal of {node.name} says nothing of it")
        if node is not desk.node:
            check(not any((node.dir / "drafts").iterdir()),
                  f"{node.name} has none")
    return draft


def it_is_the_clerks_own(desk, draft):
    for words in (("show", draft), ("drop", draft)):
        other = desk.draft(*words, clerk="wang-jun")
        check(other.code == 1 and "A-28" in f"{other}",
              f"another clerk: {words[0]} finds none", other)
    check(desk.drafts("wang-jun") == [], "nor has one in the list")
    other = desk.submit(draft, clerk="wang-jun")
    check(other.code == 1 and "A-28" in f"{other}", "nor hands it in", other)
    status, body = desk.node.get("/v1/drafts")
    check(status == 403 and b"A-7" in body,
          "the operator's token has no drafts", body)


def it_outlives_the_process(desk, draft):
    desk.node.kill()
    (desk.node.dir / "drafts" / f"{draft}.tmp.1").write_text("half")
    desk.node.start()
    check(desk.drafts() == [draft], "after kill -9 it is there")
    check([f.name for f in (desk.node.dir / "drafts").iterdir()] == [draft],
          "what was half written is not")


def it_is_handed_in(desk, draft):
    refused = desk.submit(draft)
    fields = {e["field"] for e in refused.json["errors"]}
    check(refused.code == 1 and
          fields == {"form.format", "form.projects", "form.area_m2"},
          "not in order yet: every field is told", refused)
    check(desk.drafts() == [draft], "and the draft is kept")
    same = desk.save(SHOP, "--draft", draft)
    check(same == draft and desk.drafts() == [draft], "it is written anew")
    big = desk.life.files / "big"
    big.write_bytes(b"x" * 1500000)
    large = desk.draft("save", "--material", f"M5={big}")
    check(large.code == 1 and "1 MiB" in f"{large}",
          "a large file is not kept in a draft", large)
    done = desk.submit(draft, "--drawn", "M4", "--material", f"M5={big}")
    check(done.code == 0, "with what it lacked it is received", done)
    number = done.json["number"]
    check(desk.drafts() == [] and
          not any((desk.node.dir / "drafts").iterdir()), "and it is gone")
    again = desk.submit(draft, "--drawn", "M4")
    check(again.code == 1 and "A-28" in f"{again}", "not twice", again)
    desk.life.network.synced()
    case = desk.life.show(number, G)
    _, act = desk.life.network[G].get(f"/v1/acts/{done.json['id']}")
    check(case["state"] == "RECEIVED" and
          json.loads(act)["body"]["materials"] == ["M1", "M2", "M4", "M5"],
          "the case has all materials, at other nodes, too", act)
    out = desk.life.files / "back"
    read = desk.life.sign(H, "li-min", "case", "file", number, "mat.M2",
                          "--out", out)
    check(read.code == 0 and out.read_text() == PAPER,
          "and the paper of the draft", read)


def it_is_dropped(desk):
    first, second = desk.save(SHOP), desk.save(SHOP)
    check(desk.drafts() == [second, first], "the newest first")
    lines = tongban("case", "draft", "list", "--dir", desk.node.dir, "--key",
                    desk.life.office.key("li-min")).out.splitlines()
    check(len(lines) == 2 and lines[0].startswith(second) and
          NOTE in lines[0], "people read a line for each", lines)
    gone = desk.draft("drop", first)
    check(gone.code == 0 and desk.drafts() == [second] and
          [f.name for f in (desk.node.dir / "drafts").iterdir()] == [second],
          "the one that is dropped is gone, file and all", gone)


def main():
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        desk = Desk(life)
        draft = a_draft_stays_here(desk)
        it_is_the_clerks_own(desk, draft)
        it_outlives_the_process(desk, draft)
        it_is_handed_in(desk, draft)
        it_is_dropped(desk)


main()
report.close()
