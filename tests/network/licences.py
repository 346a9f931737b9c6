#!/usr/bin/env python3
"""The licence library (电子证照库) over three districts: issued, found, opened for
a reason, taken in place of paper, renewed, suspended, revoked, imported.

    licences.py [all|quick]
"""

import datetime
import re
import subprocess
import sys

import report
from life import A, G, H, Life, whole
from network import Network, PROGRAM, environment
from report import check

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ISSUER = "91350100M000100Y43"
USCC = "11610902MA7TE5T009"
RID = "610902199001010021"
FIELDS = ("identifier", "type", "number", "holder", "holder_type", "holder_id",
          "issuer", "issuer_code", "issued", "from", "until")


def check_character(parts, letters=10):
    """ISO 7064 MOD 37,36; some public code counts letters from 11."""
    product = 36
    for c in "".join(parts):
        value = int(c) if c.isdigit() else ord(c) - ord("A") + letters
        total = (product + value) % 36 or 36
        product = total * 2 % 37
    return ALPHABET[(37 - product) % 36]


def identifier(serial, letters=10):
    parts = (ISSUER + "001", ISSUER, f"{serial:06d}", "001")
    return ".".join(("1.2.156.3005.2",) + parts +
                    (check_character(parts, letters),))


def document(serial, kind="营业执照", holder=USCC, **more):
    return {"identifier": identifier(serial), "type": kind,
            "number": f"HB{serial:06d}", "holder": "示例商贸有限公司",
            "holder_type": "uscc" if holder == USCC else "rid",
            "holder_id": holder, "issuer": "汉滨区行政审批服务局",
            "issuer_code": ISSUER, "issued": "2026-01-05",
            "until": "2036-01-04"} | more


class Library:
    def __init__(self, life):
        self.life = life
        self.network = life.network
        self.serial = 0

    def write(self, name, value):
        self.life.write(name, value)
        return self.life.files / name

    def issued(self, *more, node=H, clerk="sun-he", **fields):
        self.serial += 1
        d = document(self.serial, **fields)
        answer = self.life.sign(
            node, clerk, "licence", "issue", "--document",
            self.write(f"licence-{self.serial}.json", d), *more)
        self.network.synced()
        return answer, d["identifier"]

    def must_issue(self, *more, **fields):
        answer, name = self.issued(*more, **fields)
        if answer.code != 0:
            raise RuntimeError(str(answer))
        return name

    def event(self, kind, name, reason="持证人申请", node=H, clerk="sun-he"):
        answer = self.life.sign(node, clerk, "licence", kind, "--id", name,
                                "--reason", reason)
        self.network.synced()
        return answer

    def query(self, name, *more, node=G, clerk="chen-yu", reason="核验执照"):
        answer = self.life.sign(node, clerk, "licence", "query", "--id", name,
                                "--reason", reason, *more)
        self.network.synced()
        return answer

    def shown(self, name, node=A):
        return self.network[node].cli("licence", "show", "--id",
                                      name).json["licences"]


def opened_for_a_reason(library):
    """M12: another district opens what H issued, and both keep why."""
    name = library.must_issue()
    answer = library.query(name)
    check(answer.code == 0 and
          answer.json["document"]["holder_id"] == USCC and
          answer.json["state"] == "valid" and answer.json["node"] == H,
          "another district opens a licence", answer)
    for node in (A, H, G):
        asks = library.shown(name, node)[0]["asks"]
        check([(q["node"], q["staff"], q["reason"]) for q in asks] ==
              [(G, "chen-yu", "核验执照")] and "given" in asks[0],
              f"who asked and why stands at {node}", asks)
    answer = library.query(name, node=H, clerk="li-min", reason="本地核验")
    check(answer.code == 0 and len(library.shown(name)[0]["asks"]) == 2,
          "its own hall says why as well", answer)
    other = library.life.sign(G, "gao-shou", "licence", "read", "--ask",
                              library.shown(name)[0]["asks"][-1]["act"])
    check(other.code == 1 and "F-228" in f"{other}",
          "nobody reads on another's ask", other)
    answer = library.query(name, reason="核" * 201)
    check(answer.code == 2 and "200" in answer.err,
          "a reason has two hundred characters", answer)
    answer = library.query(name, reason="核" * 200)
    check(answer.code == 0, "and may have them all", answer)
    wrong = name[:-1] + ("0" if name[-1] != "0" else "1")
    answer = library.query(wrong)
    check(answer.code == 2 and "校验位" in answer.err,
          "a mistyped identifier is told before anybody is asked", answer)
    answer = library.query(identifier(999999))
    check(answer.code != 0 and "没有证照" in f"{answer}",
          "an unknown one is told so", answer)
    return name


def claimed_by_another(library, name):
    """A district that issues under another's identifier takes nobody in."""
    life = library.life
    fake = document(int(name.split(".")[-3]), holder=RID)
    answer = life.sign(G, "gao-zhi", "licence", "issue", "--document",
                       library.write("fake.json", fake))
    library.network.synced()
    check(answer.code == 0 and len(library.shown(name)) == 2,
          "both stand under it, each with who issued it", answer)
    answer = library.query(name)
    check(answer.code == 1 and G in f"{answer}" and H in f"{answer}",
          "who asks has to say whom to trust", answer)
    answer = library.query(f"{name}@{H}")
    check(answer.code == 0 and answer.json["document"]["holder_id"] == USCC,
          "and gets that one's", answer)
    life.refused("@", G, "chen-yu", "case", "receive", "--item", "T16",
                 "--home", H, "--form", life.files / "t16.json", "--receipt",
                 library.network.dir, "--print", "M1", "--drawn",
                 f"M4={name}")
    return f"{name}@{H}"


def who_is_off_answers_later(library, name):
    network = library.network
    network[H].stop()
    answer = library.life.sign(G, "chen-yu", "licence", "query", "--id", name,
                               "--reason", "停机时核验", "--wait", "1")
    asks = re.findall(r"--ask ([0-9a-f]{64})", f"{answer}")
    check(answer.code == 69 and len(asks) == 2 and asks[0] == asks[1],
          "while the issuer is off, the ask stands", answer)
    network[H].restart()
    network.synced()
    again = ["licence", "read", "--ask", asks[0]]
    network.wait(lambda: library.life.sign(G, "chen-yu", *again).code == 0,
                 "the issuer answers once it is back")
    check(library.life.sign(G, "chen-yu", *again).code == 0,
          "and is read without asking again")


def in_place_of_paper(library, name):
    """M12, M43: T16 takes the business licence from the library."""
    life = library.life
    receive = ["T16", "--print", "M1", "--material",
               f"M2={life.files / 'M2'}"]
    number = life.receive(*receive, "--drawn", f"M4={name}")
    drawn = life.show(number, A)["drawn"]
    check([(d["act"], d["state"], d["node"]) for d in drawn] ==
          [(library.shown(name)[0]["act"], "valid", H)],
          "the case shows the licence that it was received with", drawn)
    words = ["case", "receive", "--item", "T16", "--home", H, "--form",
             life.files / "t16.json", "--receipt", library.network.dir,
             "--print", "M1", "--material", f"M2={life.files / 'M2'}"]
    draft = life.done(G, "chen-yu", "case", "draft", "save", *words[2:8],
                      "--print", "M1", "--drawn", f"M4={name}")["draft"]
    begun = life.done(G, "chen-yu", "case", "draft", "submit", draft,
                      *words[8:10], *words[12:], "--drawn", f"M4={name}")
    check([d["act"] for d in life.show(begun["number"], A)["drawn"]] ==
          [library.shown(name)[0]["act"]],
          "the same by a draft that named it, and once more at the end",
          begun)
    food = library.must_issue(kind="食品经营许可证")
    life.refused("F-227", G, "chen-yu", *words, "--drawn", f"M4={food}")
    library.event("suspend", name)
    life.refused("F-227", G, "chen-yu", *words, "--drawn", f"M4={name}")
    check(library.event("suspend", name).code == 1, "not suspended twice")
    library.event("resume", name)
    past = library.must_issue(holder=RID, issued="2020-01-01",
                              until="2021-01-01")
    life.refused("F-227", G, "chen-yu", *words, "--drawn", f"M4={past}")
    return number


def granted_by_a_case(library, number):
    """The case is decided; its licence follows, and falls with it."""
    life = library.life
    answer, _ = library.issued("--case", number, kind="食品经营许可证",
                               holder=RID)
    check(answer.code == 1 and "F-222" in f"{answer}",
          "no licence before the decision", answer)
    life.done(G, "chen-yu", "case", "offer", number, "--to", H)
    life.done(H, "li-min", "case", "take", number)
    whole(life, number, H, "li-min")
    answer, _ = library.issued("--case", number, kind="营业执照", holder=RID)
    check(answer.code == 1 and "F-222" in f"{answer}",
          "nor one that the case is not about", answer)
    name = library.must_issue("--case", number, kind="食品经营许可证",
                              holder=RID)
    shown = library.shown(name)[0]
    check(shown["from"] == "case" and shown["case"] == life.show(number)["id"]
          and life.show(number, G)["granted"][0]["act"] == shown["act"],
          "a licence names the case that granted it, and that shows it", shown)
    life.done(H, "hong-zhu", "case", "revoke", number, "--ground", "law",
              "--hearing", "declined", "--paper", f"decision={life.files / 'paper'}")
    found = findings(life, number)
    check("LICENCE_LEFT" in found, "a revoked case shows what still stands",
          found)
    check(library.event("revoke", name).code == 0 and
          "LICENCE_LEFT" not in findings(life, number),
          "until its licence is revoked", findings(life, number))


def findings(life, number):
    answer = life.network[A].cli("audit", "case", number)
    return [f["finding"] for f in answer.json["findings"]]


def once_and_one_at_a_time(library):
    """F-223, F-224: identifiers, and live instances."""
    name = library.must_issue(kind="卫生许可证")
    answer, _ = library.issued(kind="卫生许可证")
    check(answer.code == 1 and "F-224" in f"{answer}",
          "one live licence of a type for one holder", answer)
    again = document(int(name.split(".")[-3]), kind="卫生许可证", holder=RID)
    answer = library.life.sign(H, "sun-he", "licence", "issue", "--document",
                               library.write("again.json", again))
    check(answer.code == 1 and "F-223" in f"{answer}",
          "an identifier is issued once", answer)
    renewed = document(int(name.split(".")[-3]), kind="卫生许可证",
                       until="2040-01-04")
    answer = library.life.sign(H, "sun-he", "licence", "renew", "--document",
                               library.write("renewed.json", renewed))
    library.network.synced()
    check(answer.code == 0 and
          library.shown(name)[0]["until"] == "2040-01-04",
          "a renewal moves its end", answer)
    answer = library.event("revoke", name, node=G, clerk="gao-zhi")
    check(answer.code == 1 and "签发地" in f"{answer}",
          "another district does not revoke it", answer)
    check(library.event("revoke", name).code == 0 and
          library.shown(name)[0]["state"] == "revoked", "its issuer does")
    answer = library.event("resume", name)
    check(answer.code == 1 and "F-225" in f"{answer}",
          "what is revoked stays so", answer)


def rows(first, count, kind="健康证明"):
    """A table as another library exports it, with its dirt."""
    for serial in range(first, first + count):
        yield document(serial, kind=kind) | {
            "holder_type": "rid", "holder_id": resident(serial),
            "holder": f"持证人 {serial}"}


def resident(serial):
    """A made-up resident id of 1900, which nobody alive has."""
    body = f"61090219000101{serial % 1000:03d}"
    total = sum(int(c) * w for c, w in zip(
        body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)))
    return body + "10X98765432"[total % 11]


def lines_of(table):
    return ["\t".join(FIELDS)] + [
        "\t".join(row.get(f, "") for f in FIELDS) for row in table]


def imported(library, count):
    """Dirty rows are told, the rest goes in; again, nothing twice."""
    table = list(rows(100000, count))
    table[3]["identifier"] = table[3]["identifier"][:-1] + (
        "0" if table[3]["identifier"][-1] != "0" else "1")
    table[5]["holder_id"] = table[5]["holder_id"][:-1] + (
        "0" if table[5]["holder_id"][-1] != "0" else "1")
    table[7]["until"] = "2026-02-30"
    table[9]["until"] = "2020-01-01"
    table[11]["holder_id"] = table[10]["holder_id"]
    high = identifier(100013, letters=11)
    if high == identifier(100013):
        raise RuntimeError("a row whose check characters agree is not mended")
    table[13]["identifier"] = high
    path = library.life.files / "licences.tsv"
    lines = lines_of(table)
    lines[16] = lines[16] + "\t多一列"
    path.write_text("\n".join(lines) + "\n")
    answer = library.life.sign(H, "sun-he", "licence", "import", path)
    library.network.synced()
    said = answer.json
    check(answer.code == 1 and said["taken"] == count - 6 and
          said["dirty"] == 6 and said["mended"] == 1 and
          [f["line"] for f in said["findings"]] == [5, 7, 9, 11, 13, 17],
          "dirty rows are told by line, and the rest is in", said)
    again = library.life.sign(H, "sun-he", "licence", "import", path).json
    check(again["taken"] == 0 and again["there"] == count - 6,
          "run again, it imports nothing twice", again)
    checked = library.life.sign(H, "sun-he", "licence", "import", path,
                                "--check").json
    check(checked["dirty"] == 5 and checked["taken"] == count - 5,
          "a check finds what a row says of itself", checked)
    answer = library.query(identifier(100001), reason="核验健康证明")
    check(answer.code == 0 and
          answer.json["document"]["holder"] == "持证人 100001",
          "an imported licence is opened elsewhere", answer)
    listed = library.network[A].cli("licence", "list", "--type", "健康证明",
                                    "--node", H)
    check(listed.json["found"] == count - 6, "and listed everywhere",
          listed.json["found"])
    bad = library.life.files / "bad.tsv"
    bad.write_text("identifier\tcolour\n")
    answer = library.life.sign(H, "sun-he", "licence", "import", bad)
    check(answer.code == 1 and "colour" in f"{answer}",
          "an unknown column is named", answer)


def imported_through_a_kill(library, count):
    """The issuer's node dies in the middle: run again, nothing is lost and
    nothing is there twice."""
    network, node = library.network, library.network[H]
    kind = "从业人员证明"
    table = list(rows(200000, count, kind))
    path = library.write("killed.tsv", "")
    path.write_text("\n".join(lines_of(table)) + "\n")

    def found(name=H):
        return network[name].cli("licence", "list", "--type", kind, "--node",
                                 H).json["found"]

    with subprocess.Popen(
            [PROGRAM, "licence", "import", path, "--dir", node.dir, "--key",
             library.life.office.key("sun-he")],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, env=environment()) as run:
        network.wait(lambda: run.poll() is not None or found() > 0,
                     "the import is on its way")
        node.kill()
        told, _ = run.communicate()
    check(run.returncode not in (0, 1), "the import tells that it was cut off",
          f"exit {run.returncode}: {told}")
    node.start()
    there = found()
    check(0 < there < count, "some rows were in when the node died",
          f"{there} of {count}")
    again = library.life.sign(H, "sun-he", "licence", "import", path)
    said = again.json
    check(again.code == 0 and said["there"] == there and
          said["taken"] == count - there and said["dirty"] == 0,
          "run again, it takes the rest and no row twice", said)
    network.synced()
    check([found(name) for name in (A, H, G)] == [count] * 3,
          "every row is in the library once, at every district")
    for row in (table[0], table[there - 1], table[there], table[-1]):
        answer = library.query(row["identifier"], reason="核对导入")
        check(answer.code == 0 and
              answer.json["document"]["holder"] == row["holder"] and
              len(library.shown(row["identifier"])) == 1,
              "and is opened elsewhere, one under its identifier", answer)


def offered_before_it_ends(library):
    """M10, M11: a lead from a licence that expires, by the robot, once."""
    network, life = library.network, library.life
    soon = (datetime.date.today() + datetime.timedelta(days=20)).isoformat()
    late = (datetime.date.today() + datetime.timedelta(days=80)).isoformat()
    name = library.must_issue(kind="护士执业证书", holder=RID, until=soon)
    library.must_issue(kind="护士执业证书", until=late)
    due = life.sign(H, "li-min", "lead", "scan").json["leads"]
    check([(d["item"], d["trigger"], d["act"]) for d in due] ==
          [("T04", "expiry", library.shown(name)[0]["act"])],
          "what expires within thirty days is due", due)
    robot = network[H].sign(network[H].own_key(), "staff", "robot", "--until",
                            "2027-11-30", "--renew-until", "2030-12-31")
    check(robot.code == 0, "H has a robot", robot)
    network.wait(lambda: leads(network), "the robot opens the lead")
    network.synced()
    opened = life.show(leads(network)[0], A)
    check(opened["state"] == "LEAD" and opened["drawn"][0]["act"] ==
          library.shown(name)[0]["act"],
          "it cites the licence, and every district sees it", opened["drawn"])
    check(life.sign(H, "li-min", "lead", "scan").json["leads"] == [],
          "of each term once")
    renewed = document(int(name.split(".")[-3]), kind="护士执业证书",
                       holder=RID, until=late)
    answer = life.sign(H, "sun-he", "licence", "renew", "--document",
                       library.write("nurse.json", renewed))
    check(answer.code == 0 and len(leads(network)) == 1,
          "renewed, it is not due before its time", answer)


def leads(network):
    cases = network[H].cli("case", "list", "--limit", "100").json["cases"]
    return [c["number"] for c in cases if c["state"] == "LEAD"]


def nothing_of_a_person_in_the_open(library):
    for node in (A, H, G):
        for act in library.network[node].cli("licence", "list",
                                             "--node", H).json["licences"]:
            raw = library.network[node].get(f"/v1/acts/{act['act']}/raw")
            if any(word.encode() in raw for word in
                   (USCC, RID, "示例商贸", "3005.2", "61090219000101")):
                check(False, "an act tells who holds a licence", act)
                return
    check(True, "no act of the library tells who holds what")


def main():
    count = 40 if "quick" in sys.argv[1:] else 200
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        life.office.certify(G, "gao-zhi", "高制", "issuer")
        library = Library(life)
        network.wait(lambda: library.issued(kind="试")[0].code == 0,
                     "the library's key has come")
        name = opened_for_a_reason(library)
        who_is_off_answers_later(library, name)
        claimed = claimed_by_another(library, name)
        number = in_place_of_paper(library, claimed)
        granted_by_a_case(library, number)
        once_and_one_at_a_time(library)
        imported(library, count)
        imported_through_a_kill(library, 150)
        offered_before_it_ends(library)
        nothing_of_a_person_in_the_open(library)


if __name__ == "__main__":
    main()
    report.close()
