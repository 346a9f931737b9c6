#!/usr/bin/env python3
"""The shipped standards in a real network: published, adopted, worked by.

    standards.py [all|quick]

Every file of deploy/standards is checked and published; the districts get the
digests that `standard check` printed.  Then a hall receives and accepts a case
of many of them, and is told by criterion why it may not.
"""

import json
import re

import network as net
import report
from network import Network, tongban
from office import Office
from report import check

FOLDER = net.SOURCE / "deploy/standards"
RID, OTHER_RID = "610902199001010021", "11010519491231002X"
USCC, OTHER_USCC = "91350100M000100Y43", "11610902MA7TE5T009"
BUILD = {"project_code": "2601-610902-04-01-000001", "owner_uscc": USCC}

# A good form and good facts; what is handed in is every key material and those
# named in "more".
CASES = {
    "T01": {"form": {
        "name": "安康市示例商贸有限公司", "capital": 100000000,
        "addr_div": "610902", "addr": "示例路 1 号", "scope": ["食品销售"],
        "legal_name": "示例", "legal_id": RID, "delivery": "elicence",
        "holders": [{"name": "甲", "id": RID, "share_bp": 6000},
                    {"name": "乙", "id": OTHER_RID, "share_bp": 4000}]},
        "facts": {"legal_restricted": False}},
    "T02": {"form": {
        "uscc": USCC, "scope_old": ["日用百货销售"],
        "scope_old_s": "日用百货销售", "scope_new": ["食品销售"],
        "scope_new_s": "食品销售", "needs_prior": True},
        "facts": {"status": "active"}},
    "T05": {"form": {
        "school_uscc": USCC, "plate": "陕G00001", "seats": 35,
        "route_divs": ["610902"], "insurance_to": "2030-12-31"},
        "facts": {"inspected": True, "registered": True, "driver_ok": True,
                  "insurance_days": 365, "foreign_divs": 0}},
    "T07": {"form": {"project_code": BUILD["project_code"], "road": "示例路",
                     "length_m": 1200, "budget": 100000000}, "facts": {}},
    "T08": {"form": BUILD | {"builder_uscc": OTHER_USCC, "area_m2": 5000,
                             "cost": 1000000000},
            "facts": {"bad_credit": False, "prior_false_promise": False,
                      "planning_valid": True}},
    "T10": {"form": {
        "name": "示例诊所", "beds": 0, "depts": ["内科"], "emergency": False,
        "staff": [{"name": "甲", "licence_no": "1", "registered": True}]},
        "facts": {"site_ok": True}},
    "T11": {"form": {"uscc": USCC, "lines": 1, "products": ["手消毒剂"]},
            "facts": {"site_visit": False}},
    "T12": {"form": {"uscc": USCC, "params": ["色度"], "urgent": True},
            "facts": {}},
    "T13": {"form": {"area_ha": 4, "earth_m3": 49999, "promise": True},
            "facts": {"prior_false_promise": False}},
    "T14": {"form": {"tce": 1000, "kwh": 0,
                     "project_code": BUILD["project_code"]}, "facts": {}},
    "T16": {"form": {"uscc": USCC, "format": "catering", "area_m2": 60,
                     "projects": ["冷食类食品制售"]},
            "facts": {"status": "active", "site_visit": True}},
    "T17": {"form": {"rid": RID, "from": "2024-01", "to": "2024-12",
                     "use": "贷款"}, "facts": {}, "more": ["M_poa"]},
    "T18": {"form": {
        "unit_no": "610902001001GB00001F00010001",
        "sellers": [{"rid": RID, "share_bp": 10000}],
        "buyers": [{"rid": OTHER_RID, "share_bp": 10000}],
        "price": 50000000}, "facts": {"sealed": False, "mortgaged": False}},
    "T20": {"form": {
        "applicant_rid": RID, "from_div": "610921", "to_div": "610902",
        "movers": [{"rid": RID, "name": "甲", "relation": "self"}],
        "reason": "home", "coop_no": "YW-1"}, "facts": {}},
    "T21": {"form": {"a_rid": RID, "b_rid": OTHER_RID,
                     "slot": "2030-05-20T09:30"},
            "facts": {"a_present": True, "b_present": True}},
    "T23": {"form": {
        "community": "示例小区", "join_bp": 7000, "yes_area_bp": 6000,
        "yes_owner_bp": 6000, "amount": 100},
        "facts": {"balance": 100}},
    "T25": {"form": {
        "applicants": [{"uscc": USCC, "amount": 100000000},
                       {"uscc": OTHER_USCC, "amount": 101460000}],
        "total": 201460000, "period": "2030-01", "months": 3,
        "reason": "资金困难"}, "facts": {}},
    "T26": {"form": {"rid": RID, "village": "示例村", "town": "示例镇",
                     "employer_uscc": USCC, "agent": "DB-001"},
            "facts": {"village_seal": True, "town_seal": True}},
}
# One fact or field that is wrong, and the criterion that says so.
WRONG = (
    ("T01", "facts", {"legal_restricted": True}, "T01-5", "不予受理"),
    ("T14", "form", {"tce": 999}, "T14-1", "不需许可"),
    ("T16", "facts", {"site_visit": False}, "T16-2", "人工判断"),
    ("T20", "form", {"to_div": "610924"}, "T20-2", "转有权机关"),
    ("T26", "form", {"agent": "DB-999"}, "T26-1", "不予受理"),
)


def shipped():
    """What `standard check` says of all files at once."""
    files = sorted(FOLDER.glob("*.yaml"))
    said = tongban("standard", "check", *files, "--json")
    check(said.code == 0 and said.json["faulty"] == 0,
          f"{len(files)} shipped standards pass the checker", said)
    return [f for f in said.json["files"] if f["revision"] == 1]


def published(network, files):
    for file in files:
        if file["item"] != "T04":  # which the network began with
            network.root("standard", "publish", file["file"])
    network.synced()
    for name in ("hanbin", "ankang-gaoxin"):
        known = {s["item"]: s["digest"] for s in
                 network[name].cli("standard", "list").json["standards"]}
        check(known == {f["item"]: f["digest"] for f in files},
              f"{name} has all of them under the digests of the checker",
              known)


def told_apart(network):
    """A district that changes one limit is no longer unified, and sees why."""
    ours = FOLDER / "T16.yaml"
    theirs = network.dir / "T16.yaml"
    text = ours.read_text("utf-8")
    same = tongban("standard", "diff", ours, ours, "--json")
    check(same.code == 0 and same.json["unified"] and same.json["same"],
          "a standard is unified with itself", same)
    theirs.write_text(re.sub("  promised: 本网络约定", "  promised: 政府公告",
                             text.replace("visits: 1", "visits: 0")))
    same = tongban("standard", "diff", ours, theirs, "--json")
    check(same.code == 0 and same.json["unified"] and
          not same.json["same"] and same.json["differences"] == [],
          "what is beside the core may differ", same)
    theirs.write_text(re.sub("  promised: 10WD", "  promised: 12WD", text))
    answer = tongban("standard", "diff", ours, theirs, "--json")
    check(answer.code == 1 and answer.json["materials"] and
          answer.json["criteria"] and not answer.json["limits"] and
          [d["path"] for d in answer.json["differences"]] ==
          ["limits.promised"],
          "one other limit: not unified, told by path", answer)
    theirs.write_text(text.replace("  promised: 10WD", "  promised: soon"))
    line = text[:text.index("  promised: 10WD")].count("\n") + 1
    answer = tongban("standard", "check", ours, theirs)
    check(answer.code == 1 and
          f"{theirs}:{line}:13: limits.promised" in answer.err and
          "passes" in answer.out,
          "of two files the faulty one is told by line and column", answer)


def tried(network):
    """Samples that a district keeps beside its standards."""
    files = sorted(FOLDER.glob("*.yaml"))
    vectors = net.SOURCE / "tests/vectors/criteria.json"
    answer = tongban("standard", "try", *files, "--samples", vectors, "--json")
    check(answer.code == 0 and
          all(f["tried"] == f["held"] > 0 for f in answer.json["files"]),
          "the criteria say of every sample what it should be", answer)
    mine = network.dir / "samples.json"
    mine.write_text(json.dumps({"samples": [
        {"code": "T16-1", "verdict": "met", "data": {"facts": {}}},
        {"code": "T16-1", "verdict": "not_met",
         "data": {"facts": {"status": "revoked"}}}]}))
    answer = tongban("standard", "try", FOLDER / "T16.yaml", "--samples", mine)
    check(answer.code == 1 and "T16-1, samples.0" in answer.out and
          "facts.status" in answer.out and "samples.1" not in answer.out and
          "T16-2: 没有 met" in answer.out,
          "a sample that does not hold, and a criterion without one, are told",
          answer)
    for text, word in (('{"samples": [{"code": "T16-1"}]}', "samples.0"),
                       ('{"samples": []}', "no list"), ("{", "1:1")):
        mine.write_text(text)
        answer = tongban("standard", "try", FOLDER / "T16.yaml", "--samples",
                         mine)
        check(answer.code == 1 and word in answer.err,
              f"samples {text} are no samples", answer)


class Hall:
    """One clerk of one district, who receives and accepts."""

    def __init__(self, network):
        self.network = network
        self.node = network["hanbin"]
        self.office = Office(network)
        self.office.certify("hanbin", "li-min", "李敏", "window,acceptor")

    def adopt(self, items):
        for item in items:
            self.office.must_sign(self.node, "standard", "adopt", item,
                                  "--from", "2026-01-01")

    def materials(self, item, more):
        """Words for the command: every key material, and @more."""
        text = (FOLDER / f"{item}.yaml").read_text("utf-8")
        words = []
        for row in re.findall(r"^  - \{id: (\w+),(.*)$", text, re.M):
            flags = re.search(r'flags: "?(\w*)', row[1])[1]
            if "K" not in flags and row[0] not in more:
                continue
            if "source: form" in row[1]:
                words += ["--print", row[0]]
            elif "L" in flags or "S" in flags:
                words += ["--drawn", row[0]]
            else:
                words += ["--material",
                          f"{row[0]}={self.office.files / 'M3'}"]
        return words

    def accept(self, item, change=None):
        """Receives and accepts; the last answer."""
        case = CASES[item]
        data = {part: case[part] | (change or {}).get(part, {})
                for part in ("form", "facts")}
        for part, values in data.items():
            (self.office.files / f"{part}.json").write_text(
                json.dumps(values))
        answer = self.node.sign(
            self.office.key("li-min"), "case", "receive", "--item", item,
            "--home", "hanbin", "--form", self.office.files / "form.json",
            "--receipt", self.network.dir,
            *self.materials(item, case.get("more", [])))
        if answer.code != 0:
            return answer
        return self.node.sign(
            self.office.key("li-min"), "case", "accept",
            answer.json["number"], "--facts",
            self.office.files / "facts.json")


def guided(network):
    """M28: who has to set out reads what to bring, of a file or a digest."""
    path = FOLDER / "T18.yaml"
    told = tongban("standard", "guide", path)
    check(told.code == 0 and all(words in told.out for words in (
        "要带什么", "2. 不动产权证书 — 不用带", "3. 买卖合同;要看原件",
        "承诺 3 个工作日(法律规定最长 30 个工作日)", "最多跑 1 次",
        "到期不说,就是已经受理", "列入清单:免证办", "问:老人签不了字怎么办")),
          "a guide says what to bring, how long, how often", told)
    order = tongban("standard", "guide", FOLDER / "Q1.yaml")
    check(order.code == 0 and "就是已经受理" not in order.out,
          "nobody is promised that silence accepts an order", order)
    digest = tongban("standard", "check", path,
                     "--json").json["files"][0]["digest"]
    again = network["ankang"].cli("standard", "guide", digest)
    check(again.json["guide"] == told.out,
          "of what is published it says the same", again)
    hostile = network.dir / "hostile.yaml"
    hostile.write_text(path.read_text().replace(
        "zh: 不动产登记申请表", 'zh: "<script>&"'))
    page = tongban("standard", "guide", hostile, "--html")
    check("<script>" not in page.out and "&lt;script&gt;&amp;" in page.out and
          page.out.startswith("<!DOCTYPE html>"), "a page is escaped", page)
    out = network.dir / "guide.html"
    written = tongban("standard", "guide", path, "--html", "--out", out)
    check(written.code == 0 and "<h2>要带什么</h2>" in out.read_text(),
          "and written where it is wanted", written)


def listed(network):
    """M44: what is on a published list, by its standard."""
    lists = {name: {s["item"] for s in network["hanbin"].cli(
        "standard", "list", name).json["standards"]}
        for name in ("gap", "paperless", "entitlement", "proactive",
                     "promise")}
    for name, items in lists.items():
        ours = {f.stem for f in FOLDER.glob("*.yaml")
                if re.search(rf"^lists: .*\b{name}\b", f.read_text(), re.M)}
        check(items == ours, f"the list {name} has what says so", items ^ ours)
    wrong = tongban("standard", "list", "secret")
    check(wrong.code == 2 and "paperless" in f"{wrong}",
          "an unknown list is told those that are", wrong)


def worked_by(network):
    hall = Hall(network)
    hall.adopt(CASES)
    for item in CASES:
        answer = hall.accept(item)
        check(answer.code == 0, f"a case of {item} is received and accepted",
              answer)
    for item, part, values, code, follows in WRONG:
        answer = hall.accept(item, {part: values})
        check(answer.code == 1 and code in answer.out and
              follows in answer.out,
              f"{item} with {values}: {code}, {follows}", answer)


def main():
    with Network() as network:
        network.found()
        files = shipped()
        published(network, files)
        told_apart(network)
        tried(network)
        guided(network)
        listed(network)
        worked_by(network)
        network.synced()


main()
report.close()
