#!/usr/bin/env python3
"""A district's catalogue, dirty rows and all, and what is found in it.

    search.py [all|quick]

The rows are made up.  Every dirty one is told with its line; what can be found
by a name is found: by one, two, three characters and more, by initials, by
code; and again after the index was made anew.
"""

import json
import urllib.parse

import report
from network import Network, tongban
from report import check

ORGAN = "91350100M000100Y43"  # the public example of a credit code


def code(item, region="610902000000", organ=ORGAN, tail="1-00"):
    return f"{item}-{region}-000-{organ}-{tail}"


# department, name, code, type
CLEAN = [
    ("区卫健局", "护士执业注册（新办）", code("610A00000001"), "1"),
    ("区卫健局", "护士执业证书换发", code("610A00000002"), "1"),
    ("区卫健局", "医师执业注册", code("610A0000000301"), "1"),
    ("区卫健局", "公共场所卫生许可", code("610A00000004"), "1"),
    ("区市场局", "食品经营许可（变更）", code("610A00000005"), "1"),
    ("区市场局", "个体工商户设立登记", code("610A00000006"), "7"),
    ("区市场局", "企业名称 ＡＢＣ 自主申报", code("610A00000007"), "20"),
    ("区交通局", "长途客运班线许可", code("610A00000008"), "1"),
    ("区交通局", "校车使用许可", code("610A00000009"), "1"),
    ("区民政局", "婚姻登记", code("610A00000010"), "7"),
    ("区民政局", "高龄津贴给付", code("610A00000011"), "5"),
    ("区住建局", "建筑工程施工许可", code("610A00000012"), "1"),
    ("区住建局", "公租房申请", code("610A00000013"), "20"),
    ("区人社局", "社保卡补换", code("610A00000014"), "20"),
    ("区人社局", "失业金申领", code("610A00000015"), "5"),
    ("区林业局", "林木采伐许可", code("610A00000016"), "1"),
    ("区水利局", "取水许可", code("610A00000017"), "1"),
    ("区教体局", "教师资格认定", code("610A00000018"), "7"),
]
# with a word of what is said, and whether the row is left out
DIRTY = [
    (("区水利局", "河道采砂许可", code("610A0000001"), "1"), "not 11", False),
    (("区水利局", "水土保持方案审批", "H-000001", "1"), "6 parts", False),
    (("区农业局", "农药经营许可", code("610A00000021", organ=ORGAN[:17]), "1"),
     "not 17", False),
    (("区农业局", "兽药经营许可", code("610A00000022", organ=ORGAN[:17] + "4"),
      "1"), "credit code", False),
    (("区农业局", "动物检疫", code("610a00000023"), "1"), "capitals", False),
    (("区农业局", "种子备案", code("610A00000024", region="6109020000"),
      "10"), "not 10", False),
    (("区农业局", "渔业捕捞许可", "", "1"), "no code", False),
    (("区交通局", "渔业捕捞许可", "", "1"), "no code", False),
    (("区文旅局", "", code("610A00000026"), "1"), "no name", True),
    (("区文旅局", "营业性演出审批", code("610A00000001"), "1"),
     "line 2", True),
    (("区文旅局", "娱乐场所设立"), "4 columns", True),
    (("区文旅局", "导游证" + "长" * 200, code("610A00000029"), "1"),
     "shorten", True),
]
HEADER = ("department", "name", "itemCode", "taskType")


def write(path, rows):
    path.write_text("".join("\t".join(r) + "\n" for r in [HEADER, *rows]),
                    "utf-8")
    return path


def search(node, words, **more):
    q = urllib.parse.urlencode({"q": words} | more)
    status, body = node.get(f"/v1/search?{q}")
    if status != 200:
        raise RuntimeError(f"{words}: {status} {body!r}")
    return json.loads(body)


def names(node, words):
    return [i["zh"] for i in search(node, words)["items"]]


def imported(network, node):
    rows = CLEAN + [row for row, _, _ in DIRTY]
    answer = node.cli("catalogue", "import",
                      write(network.dir / "rows.tsv", rows))
    told = answer.json["findings"]
    kept = len(CLEAN) + sum(not out for _, _, out in DIRTY)
    check(answer.code == 1 and answer.json["rows"] == kept,
          "an import with findings keeps what has a name, and exits with 1",
          answer)
    check([f["line"] for f in told] ==
          list(range(len(CLEAN) + 2, len(rows) + 2)),
          "every dirty row is told with its line, in order", told)
    for finding, (row, word, left_out) in zip(told, DIRTY):
        check(word in finding["what"] and finding["left_out"] == left_out,
              f"{'left out' if left_out else 'kept'}, and why: {word}",
              finding)
    table = tongban("catalogue", "import", network.dir / "rows.tsv", "--dir",
                    node.dir)
    check(table.code == 1 and f"{kept} rows imported" in table.out and
          len(table.out.splitlines()) == len(DIRTY) + 1,
          "and a line each for people", table)


def found(node):
    """M27: the better find is the first, whatever way it is asked for."""
    for words, first in (("护", "护士执业注册延续"), ("卡", "社保卡补换"),
                         ("护士", "护士执业注册延续"), ("许可", "取水许可"),
                         ("公租房", "公租房申请"),
                         ("林木采伐", "林木采伐许可"),
                         ("护士执业注册新办", "护士执业注册（新办）"),
                         ("医师 注册", "医师执业注册"),
                         ("ctky", "长途客运班线许可"), ("XCSY", "校车使用许可"),
                         ("ａｂｃ", "企业名称 ＡＢＣ 自主申报"),
                         ("610A0000000301", "医师执业注册"),
                         ("教师资格认证", "教师资格认定"),
                         ("区林业局", "林木采伐许可")):
        got = names(node, words)
        check(got[:1] == [first], f"{words} finds {first} first", got)
    check(names(node, "许可")[0] == "取水许可" and
          all("许可" in n for n in names(node, "许可")),
          "two characters find what has both side by side, and no other")
    check(names(node, "护士 许可") == [], "all words must be found")
    check(names(node, "营业性演出") == [], "what was left out is not found")
    standard = search(node, "T04")["items"][0]
    check(standard["kind"] == "standard" and standard["item"] == "T04" and
          standard["revision"] >= 1 and len(standard["digest"]) == 64,
          "a published standard is found by its item", standard)
    same = [i["department"] for i in search(node, "渔业捕捞")["items"]]
    check(same == ["区交通局", "区农业局"],
          "of one name and no code, by department and not by row", same)
    both = search(node, "护士", limit=1)
    check(len(both["items"]) == 1 and both["found"] >= 3,
          "limit cuts the list and not the count", both)


def hostile(node):
    for words in ('护士" OR "1', "grams:*", "NEAR(护 士)", "'; DROP TABLE x--",
                  "*", "護\u0000士", "%", "a" * 192, "((((", "护*"):
        status = node.get("/v1/search?q=" +
                               urllib.parse.quote(words))[0]
        check(status in (200, 400), f"{words[:20]!r} is a word or refused",
              status)
    for length, want in (193, 413), (65536, 431):
        status = node.get("/v1/search?q=" + "a" * length)[0]
        check(status == want, f"{length} bytes of words are refused", status)
    for query in ("", "?q=", "?q=%20", "?q=a&limit=0", "?q=a&limit=101"):
        status = node.get("/v1/search" + query)[0]
        check(status == 400, f"no search: {query!r}", status)


def commands(network, node):
    answer = tongban("search", "护士", "注册", "--dir", node.dir)
    check(answer.code == 0 and "护士执业注册（新办）" in answer.out,
          "search prints a table", answer)
    answer = tongban("search", "不存在的事", "--dir", node.dir)
    check(answer.code == 1 and "nothing found" in answer.out,
          "nothing found is exit 1", answer)
    for text in ("", "{}", "name\n"):
        path = network.dir / "none.tsv"
        path.write_text(text)
        answer = node.cli("catalogue", "import", path)
        check(answer.code != 0 and "header" in str(answer),
              f"{text!r} is no catalogue, and changes nothing", answer)
    check(names(node, "公租房") == ["公租房申请"], "the old one is there")


def again(network, node):
    def rows():
        return sorted(tongban("index", "dump", "--dir", node.dir)
                      .out.splitlines())

    before = names(node, "许可")
    node.stop()
    was = rows()
    answer = tongban("index", "rebuild", "--dir", node.dir)
    check(answer.code == 0 and rows() == was and
          any("公租房" in line for line in was),
          "a rebuilt index has the same rows", answer)
    node.start()
    check(names(node, "许可") == before, "and finds the same")
    node.stop()
    path = node.dir / "catalogue.tsv"
    path.write_text(path.read_text("utf-8") + "x\n", "utf-8")
    node.start()
    check(names(node, "公租房") == [] and names(node, "T04") != [] and
          "import it again" in node.journal(),
          "a catalogue changed by hand is told and not believed")
    answer = node.cli("catalogue", "import",
                      write(network.dir / "clean.tsv", CLEAN))
    check(answer.code == 0 and answer.json["findings"] == [],
          "a clean import exits with 0", answer)
    check(names(node, "公租房") == ["公租房申请"] and
          names(node, "渔业捕捞") == [], "and replaces the one before")


def main():
    with Network() as network:
        network.found()
        node = network["hanbin"]
        imported(network, node)
        found(node)
        hostile(node)
        commands(network, node)
        again(network, node)


if __name__ == "__main__":
    main()
    report.close()
