#!/usr/bin/env python3
"""docs/MECHANISMS.md is what the standards and the tests say.

    mechanisms.py ROOT            is the page the one that would be written?
    mechanisms.py --write ROOT    write it

A standard takes part in a mechanism when its `mechanisms` names it; a test is
of a mechanism when the comment above it, or its docstring, begins with the
number: "M07", "M32 to M35: …".  Edge cases likewise: "E05: …"; each has a
test, or the check fails.  The rest of a row stands here.
"""

import pathlib
import re
import sys

# number: 中文, English, command or API ("" where nothing is there yet)
ROWS = {
    "M01": ("跨区通办三统一", "three equalities",
            "standard adopt, standard diff, grant give"),
    "M02": ("全程网办", "fully online", "case receive --channel online"),
    "M03": ("异地代收代办", "received elsewhere for the home",
            "case receive --home, case offer"),
    "M04": ("多地联办", "several districts on one case",
            "case owe, case owed answer"),
    "M05": ("无差别受理", "undifferentiated acceptance",
            "grant give --rights accept,decide"),
    "M06": ("一次性告知", "one-time notice", "case notice, case supply"),
    "M07": ("容缺受理", "acceptance with a gap", "case accept --gap"),
    "M08": ("告知承诺制", "undertaking instead of proof",
            "case accept --promise"),
    "M09": ("信用+告知承诺", "licence first, supervision after",
            "case owed close --result broken, credit mark, credit repair"),
    "M10": ("无感审批", "proactive renewal", "lead open, lead consent"),
    "M11": ("免申即享", "entitlement without application",
            "lead open, lead consent --consent none"),
    "M12": ("免证办", "no paper licence", "case receive --drawn"),
    "M13": ("无证明城市", "proof-free city", "flags X, S, P, V"),
    "M14": ("证明协查", "proof assistance", "case owe --what assist"),
    "M15": ("一件事一次办", "one thing, done once",
            "case receive-bundle, case receive --parent, standard merge"),
    "M16": ("综合窗口", "front desk, back office, one exit",
            "staff grant --roles"),
    "M17": ("帮办代办", "agent filing", "case receive --agent"),
    "M18": ("首席服务官", "project chaperone", "case link --how project"),
    "M19": ("远程视频帮代办", "remote video help", "case contribute"),
    "M20": ("远程视频勘验", "remote video survey", "case special start"),
    "M21": ("远程评审", "remote expert review", "case special start"),
    "M22": ("联合核验、研判会", "joint inspection, conference",
            "case special start, case link --how precedent"),
    "M23": ("邮寄送达", "delivery by mail",
            "case deliver --means parcel, case owe --what parcel"),
    "M24": ("上门服务", "on-site service", "case receive --channel onsite"),
    "M25": ("延时服务", "after hours", "office set"),
    "M26": ("自助终端", "self-service", "case receive --channel kiosk"),
    "M27": ("搜索即服务", "search as service",
            "search, case list --words, catalogue import"),
    "M28": ("办事指南", "guide in plain words", "standard guide"),
    "M29": ("预约", "booking", "slot open, slot book"),
    "M30": ("减环节", "fewer approval levels", "standard `approvals`"),
    "M31": ("时限压缩", "promised against statutory",
            "case show, report month"),
    "M32": ("工单四类", "order classes", "standard `classes`"),
    "M33": ("5 分钟交办、30 分钟承接、5 个工作日办结", "hotline clocks",
            "case offer, case take"),
    "M34": ("四步曲", "four-step escalation", "case escalate"),
    "M35": ("即问即答", "answer at first contact", "case decide --level 0"),
    "M36": ("工单分析", "order analysis", "report orders"),
    "M37": ("办不成事", "could-not-get-it-done", "case receive --item Q2"),
    "M38": ("投诉督查", "complaints", "case receive --item Q5"),
    "M39": ("好差评", "satisfaction", "case rate"),
    "M40": ("效能监督", "oversight", "case owe --what supervise"),
    "M41": ("问题台账", "problem ledger", "case owe --what rectify"),
    "M42": ("月度通报", "monthly bulletin",
            "report month, audit report"),
    "M43": ("电子营业执照", "e-business licence", "case receive --drawn"),
    "M44": ("清单管理", "published lists", "standard list LIST"),
    "M45": ("审批模拟演练", "training, drills", "init --network"),
    "M46": ("回拨验证", "outreach that can be verified", "lead contact"),
    "M47": ("同步出证", "permits on one day", "case issue"),
    "M48": ("免费刻章", "free seals", "case receive --parent"),
    "M49": ("邮箱、照片", "e-mail, photo", "case receive --channel mail"),
    "M50": ("责任追究", "accountability", "audit case"),
}
# number: 中文, English
EDGES = {
    "E01": ("断网中第五日作出一次性告知",
            "a notice on day five in a partition"),
    "E02": ("承接与收回同时发生", "take and reclaim at once"),
    "E03": ("两个大厅收同一人的件", "two halls receive the same person"),
    "E04": ("收件与受理之间标准变更",
            "the standard changes between receipt and acceptance"),
    "E05": ("容缺期限跨调休的星期六", "a gap over a make-up Saturday"),
    "E06": ("特别程序跨春节",
            "a special procedure across the Spring Festival"),
    "E07": ("他区办结后发现承诺不实",
            "a promise found false after closing in another district"),
    "E08": ("属地离线数日、收件大厅有全部授权",
            "the home is offline for days, the receiving hall has all rights"),
    "E09": ("次年日历未公布", "next year's calendar is missing"),
    "E10": ("证件号含已撤销的区划代码",
            "a retired division code in an identity number"),
    "E11": ("邮件丢失,三方签收", "a parcel is lost: three signatures"),
    "E12": ("未成年人的监护人", "a minor's guardian"),
    "E13": ("并联四十五日、一个成员中止",
            "the joint limit of 45 days, one member paused"),
    "E14": ("工单两次退单后再交办",
            "an order refused twice and offered again"),
    "E15": ("评价他区办结的件",
            "a case that another district closed is rated"),
}
NUMBERS = re.compile(r"([ME])(\d\d)(?: to [ME](\d\d))?")
HEAD = """# MECHANISMS: what a hall can do to a case, and where it is shown

One row for each mechanism of the domain. A standard takes part when its `mechanisms` names it; a test when the comment above it does. Written by `tests/lint/mechanisms.py --write .`, which also compares. An empty field is something that is not there yet.

| no. | 中文 | English | standards | command, API or key | tests |
|---|---|---|---|---|---|
"""
EDGE_HEAD = """
## Edge cases

Where two rules, two halls or two calendars meet: each has a test, named by its number above it.

| no. | 中文 | English | tests |
|---|---|---|---|
"""


def expand(text):
    """Numbers at the beginning of a comment or docstring."""
    text = text.strip().lstrip("*").strip()
    while (found := NUMBERS.match(text)):
        letter, first, last = found.groups()
        for n in range(int(first), int(last or first) + 1):
            yield f"{letter}{n:02}"
        text = text[found.end():].lstrip(", ")


def tests(root):
    """(number, name of the test)."""
    c = re.compile(r"/\*(.*?)\*/\s*static void (\w+)\(\s*void \*\*", re.S)
    py = re.compile(r'def (\w+)\([^)]*\):\n\s+"""(.*?)"""', re.S)
    for path in sorted((root / "tests").rglob("*.c")):
        for words, name in c.findall(path.read_text()):
            for number in expand(words.rsplit("/*", 1)[-1]):
                yield number, name
    for path in sorted((root / "tests").rglob("*.py")):
        for name, words in py.findall(path.read_text()):
            for number in expand(words):
                yield number, name


def standards(root):
    for path in sorted((root / "deploy/standards").glob("*.yaml")):
        text = path.read_text()
        item = re.search(r"^item: (\w+)", text, re.M).group(1)
        found = re.search(r"^mechanisms: \[(.*?)\]", text, re.M | re.S)
        for number in re.findall(r"M\d\d", found.group(1) if found else ""):
            yield number, item


def joined(pairs, number):
    return ", ".join(sorted({name for n, name in pairs if n == number}))


def page(root):
    of_standards, of_tests = list(standards(root)), list(tests(root))
    numbers = {n for n, _ in of_standards + of_tests}
    if strange := numbers - ROWS.keys() - EDGES.keys():
        sys.exit(f"no such mechanism: {', '.join(sorted(strange))}")
    return HEAD + "".join(
        row(number, zh, en, joined(of_standards, number),
            f"`{command}`" if command else "", joined(of_tests, number))
        for number, (zh, en, command) in ROWS.items()) + EDGE_HEAD + "".join(
        row(number, zh, en, joined(of_tests, number))
        for number, (zh, en) in EDGES.items())


def row(*cells):
    return "|" + "".join(f" {c} |" if c else " |" for c in cells) + "\n"


def main():
    write = sys.argv[1] == "--write"
    root = pathlib.Path(sys.argv[-1])
    path = root / "docs/MECHANISMS.md"
    if write:
        path.write_text(page(root))
    elif not path.exists() or path.read_text() != page(root):
        sys.exit("docs/MECHANISMS.md is not what standards and tests say: "
                 "tests/lint/mechanisms.py --write .")
    elif bare := EDGES.keys() - {number for number, _ in tests(root)}:
        sys.exit(f"no test of edge case {', '.join(sorted(bare))}")


main()
