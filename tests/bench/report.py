#!/usr/bin/env python3
"""How long a month's figures take, and how much memory: one JSON line for each
number of cases; no verdict.

    report.py [CASES…]

One node that receives so many orders, with the daemon running beside; the
default is 100, 1000 and 10000.
"""

import concurrent.futures
import datetime
import json
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "network"))

from life import A, Life  # noqa: E402
from network import Network, PROGRAM  # noqa: E402

EAST = datetime.timezone(datetime.timedelta(hours=8))
AT_ONCE = 2
LOOK_SECONDS = 0.005


def receive(life):
    answer = life.sign(A, "he-wei", "case", "receive", "--item", "Q1",
                       "--home", A, "--form", life.files / "q1.json",
                       "--receipt", life.network.dir, "--print", "M1")
    if answer.code != 0:
        raise RuntimeError(str(answer))


def most_memory(pid):
    """In KiB, of the program alone; None when it is over.  What wait4() tells
    counts the memory of who started it, too."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return found and int(found.group(1))


def measure(node, cases):
    month = datetime.datetime.now(EAST).strftime("%Y-%m")
    began = time.monotonic()
    most = 0
    with subprocess.Popen([PROGRAM, "report", "month", month, "--dir",
                           node.dir, "--json"],
                          stdout=subprocess.DEVNULL) as made:
        while made.poll() is None:
            most = most_memory(made.pid) or most
            time.sleep(LOOK_SECONDS)
    if made.returncode != 0:
        raise RuntimeError(f"report month: exit {made.returncode}")
    print(json.dumps({"cases": cases,
                      "seconds": round(time.monotonic() - began, 3),
                      "most_memory_kib": most}), flush=True)


def main(sizes):
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        node = network[A]
        config = node.dir / "node.yaml"
        config.write_text(re.sub(r"(?m)^rate_per_second:.*$",
                                 "rate_per_second: 10000",
                                 config.read_text()))
        node.restart()
        held = 0
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for cases in sizes:
                list(pool.map(lambda _: receive(life), range(cases - held)))
                held = cases
                measure(node, cases)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100, 1000, 10000])
