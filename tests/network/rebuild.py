#!/usr/bin/env python3
"""The index made anew from the logs is the one the running node had.

    rebuild.py [all|quick]
"""

import report
from network import Network, tongban
from office import Case, Office
from report import check


def dump(node):
    answer = tongban("index", "dump", "--dir", node.dir)
    if answer.code != 0:
        raise RuntimeError(str(answer))
    return answer.out


def rebuilt(node):
    """Stopped, the index is made anew, once by command, once at the start."""
    node.stop()
    before = dump(node)
    answer = tongban("index", "rebuild", "--dir", node.dir)
    check(answer.code == 0, f"the index of {node.name} is rebuilt", answer)
    check(before.count("\n") > 10 and dump(node) == before,
          f"{node.name}: the rebuilt index has the same rows")
    for path in node.dir.glob("index.sqlite*"):
        path.unlink()
    node.start()
    node.stop()
    check(dump(node) == before,
          f"{node.name}: an index that was deleted comes back at the start")
    node.start()


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        Case(office).run()
        Case(office).run(6)
        network.synced()
        for node in network:
            rebuilt(node)
        network.synced()
        check(True, "the nodes are in step again")


main()
report.close()
