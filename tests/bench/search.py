#!/usr/bin/env python3
"""How long a search takes: one JSON line a kind of words; no verdict.

    search.py [CATALOGUE.tsv]

One node with every shipped standard and a catalogue: the file that is given, or
1,135 rows that are made up.  Times are of whole requests over one connection,
in milliseconds; the node's own sums of requests a second (A-5) are waited for.
cpu_ms is what the node's threads ran for one request: it means something on a
machine that has other work too.
"""

import http.client
import json
import pathlib
import statistics
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "network"))

from network import Network, SOURCE  # noqa: E402

REPEATS = 40
KINDS = {"one character": "证", "two characters": "许可",
         "three characters": "办执照", "a name": "护士执业注册",
         "initials": "hszy", "one letter": "z", "three words": "经营 许可 变更",
         "nothing": "不存在"}
THINGS = ("食品经营", "医疗机构", "建筑施工", "道路运输", "林木采伐", "取水", "教师资格",
          "社会保险", "婚姻登记", "公共场所", "种子生产", "特种设备", "房屋租赁")
DEEDS = ("许可", "备案", "变更", "延续", "注销", "核发", "补办", "查询", "认定", "审批")


def made_up(path):
    rows = ["department\tname\titemCode\ttaskType"]
    for i in range(1135):
        name = (f"{THINGS[i % len(THINGS)]}{DEEDS[i // len(THINGS) % 10]}"
                f"第{i}类")
        rows.append(f"示例局\t{name}\t610A{i:08d}-610902000000-000-"
                    "91350100M000100Y43-1-00\t1")
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def one(connection, node, path):
    while True:
        begun = time.perf_counter()
        connection.request("GET", path, headers=node.as_operator())
        answer = connection.getresponse()
        body = answer.read()
        took = 1000 * (time.perf_counter() - begun)
        if answer.status == 200:
            return took, json.loads(body)["found"]
        if answer.status != 429:
            raise RuntimeError(f"{path}: {answer.status} {body!r}")
        time.sleep(int(answer.getheader("Retry-After")))


def cpu_ms(node):
    """Of all threads of the node, since it began."""
    tasks = pathlib.Path(f"/proc/{node.process.pid}/task")
    return sum(int((task / "schedstat").read_text("ascii").split()[0])
               for task in tasks.iterdir()) / 1e6


def measure(node, kind, words, commit):
    path = "/v1/search?" + urllib.parse.urlencode({"q": words})
    connection = http.client.HTTPConnection("127.0.0.1", node.api_port)
    begun = cpu_ms(node)
    runs = [one(connection, node, path) for _ in range(REPEATS)]
    cpu = cpu_ms(node) - begun
    times = [took for took, _ in runs]
    connection.close()
    print(json.dumps({
        "bench": "search", "kind": kind, "found": runs[0][1],
        "median_ms": round(statistics.median(times), 2),
        "min_ms": round(min(times), 2), "max_ms": round(max(times), 2),
        "cpu_ms": round(cpu / REPEATS, 2),
        "runs": REPEATS, "commit": commit}, ensure_ascii=False), flush=True)


def main():
    commit = subprocess.run(
        ["git", "-C", str(SOURCE), "rev-parse", "--short", "HEAD"],
        capture_output=True, text=True, check=False).stdout.strip()
    with Network() as network:
        network.make()
        node = network["ankang"]
        node.start()
        network.opened()
        for path in sorted((SOURCE / "deploy/standards").glob("*.yaml"),
                           key=lambda p: p.stem):
            network.root("standard", "publish", path)
        rows = (pathlib.Path(sys.argv[1]) if sys.argv[1:]
                else made_up(network.dir / "rows.tsv"))
        begun = time.perf_counter()
        answer = node.cli("catalogue", "import", rows).json
        print(json.dumps({
            "bench": "catalogue import", "rows": answer["rows"],
            "findings": len(answer["findings"]),
            "ms": round(1000 * (time.perf_counter() - begun), 1),
            "commit": commit}), flush=True)
        for kind, words in KINDS.items():
            measure(node, kind, words, commit)


if __name__ == "__main__":
    main()
