#!/usr/bin/env python3
"""M27: cases by words over real nodes: by a part of a number, item, district,
channel and state; at every district that has the case; as it is now, and after
the index was made anew.

    seek.py [all|quick]
"""

import json
import urllib.parse

import report
from life import A, G, H, Life, whole
from network import Network, tongban
from report import check


def ask(node, words, **more):
    q = urllib.parse.urlencode({"words": words} | more)
    status, body = node.get(f"/v1/cases?{q}")
    if status != 200:
        raise RuntimeError(f"{words}: {status} {body!r}")
    return json.loads(body)


def numbers(node, words):
    return [c["number"] for c in ask(node, words)["cases"]]


def found_by_words(life, shop, order):
    """M27: one, two, three characters and more, letters and digits."""
    node = life.network[H]
    _, date, sequence, letter = shop.rsplit("-", 3)
    for words in ("T16", "食", "食品", "食品经营", "食品经营 许可", "spjy",
                  "汉滨", "hanbin", "高新 食品", "窗口", "window", shop,
                  shop.lower(), date, date[:6], date[4:], sequence,
                  sequence.lstrip("0"), f"{date} {letter}", "已收件",
                  "RECEIVED", "received 食品"):
        check(shop in numbers(node, words), f"{words} finds the case",
              numbers(node, words))
    for words in ("护士", "食品 邮寄", "19990101", "已受理", "食品 已办结",
                  "不存在", "received accepted"):
        check(numbers(node, words) == [], f"{words} finds none",
              numbers(node, words))
    check(numbers(node, "Q1") == [order] and
          numbers(node, "食品") == [shop],
          "what was received in another district is found here as well")
    line = ask(node, "食品")["cases"][0]
    plain = {c["number"]: c
             for c in node.cli("case", "list").json["cases"]}
    check(line == plain[shop], "a case found is shown as it is in the list",
          line)


def found_as_it_is_now(life, shop):
    """M27: a state is found as soon as the case has it, at every node."""
    node = life.network[H]
    whole(life, shop, G, "gao-shou")
    for where in (H, G):
        life.network.wait(
            lambda at=where: numbers(life.network[at], "准予") == [shop],
            f"{where} finds it by its new state")
    check(numbers(node, "已收件 食品") == [] and
          numbers(node, "yes 食品") == [shop],
          "and by the former one no more")


def a_page_goes_on(life, shop, order):
    node = life.network[H]
    first = ask(node, "2026 2027", limit=1)
    check(first["cases"] == [] and "next" not in first,
          "two years are no case's", first)
    year = shop.split("-")[-3][:4]
    pages, after = [], ""
    while True:
        page = ask(node, year, limit=1, after=after)
        pages += [c["number"] for c in page["cases"]]
        after = page.get("next")
        if not after:
            break
    check(pages == numbers(node, year) and {shop, order} <= set(pages),
          "page by page the same, newest first", pages)


def refused(life):
    node = life.network[H]
    for query in ("words=", "words=%20", "words=((((", "words=a&limit=0",
                  "words=a&limit=201", "words=a&after=x", "words=a&owed=any",
                  "words=a&duplicates=1", "words=%ff"):
        status = node.get(f"/v1/cases?{query}")[0]
        check(status == 400, f"no search: {query}", status)
    status = node.get("/v1/cases?words=" + "a" * 193)[0]
    check(status == 413, "193 bytes of words are refused", status)
    for words in ('食" OR "1', "grams:*", "NEAR(食 品)", "n68616e*",
                  "'; DROP TABLE x--", "食*", "-食"):
        status = node.get("/v1/cases?words=" + urllib.parse.quote(words))[0]
        check(status == 200, f"{words!r} is words and no query", status)
    answer = tongban("case", "list", "--words", "a", "--owed", "any", "--dir",
                     node.dir)
    check(answer.code == 2 and "--words" in str(answer),
          "two ways to list are not mixed", answer)
    answer = tongban("case", "list", "--words", "食品", "--dir", node.dir)
    check(answer.code == 0 and "T16" in answer.out,
          "a table for people", answer)


def nothing_sealed_is_found(life, order):
    """M27: what stands in forms and papers is in no index."""
    node = life.network[A]
    check(order in numbers(node, "Q1"), "the order itself is found")
    for words in ("城关镇后巷", "路灯不亮", "巷口路灯不亮"):
        check(numbers(node, words) == [], f"{words} is sealed: not found")


def made_anew(life, shop):
    node = life.network[H]

    def rows():
        return sorted(tongban("index", "dump", "--dir", node.dir)
                      .out.splitlines())

    before = numbers(node, "2026") + numbers(node, "食品 准予")
    node.stop()
    was = rows()
    answer = tongban("index", "rebuild", "--dir", node.dir)
    check(answer.code == 0 and rows() == was,
          "a rebuilt index has the same rows", answer)
    node.start()
    life.network.wait(lambda: numbers(node, "食品 准予") == [shop],
                      "states are looked at again after a start")
    check(numbers(node, "2026") + numbers(node, "食品 准予") == before,
          "and the same is found")


def main():
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        shop = life.receive("T16", "--print", "M1", "--drawn", "M4",
                            "--material", f"M2={life.files / 'M2'}")
        order = life.receive("Q1", "--print", "M1", node=A, clerk="he-wei",
                             home=A)
        found_by_words(life, shop, order)
        a_page_goes_on(life, shop, order)
        refused(life)
        nothing_sealed_is_found(life, order)
        found_as_it_is_now(life, shop)
        made_anew(life, shop)


if __name__ == "__main__":
    main()
    report.close()
