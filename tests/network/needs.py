#!/usr/bin/env python3
"""Equal logs with sealed objects missing: seen, listed, and fetched later.

    needs.py [all|quick]

The receiver of a case is down while the home catches up by way of a third
node, which holds every log and none of the case's files.
"""

import report
from network import Network, tongban
from office import Case, Office
from report import check


def received_behind_its_back(network, office):
    """hanbin learns of the case from ankang; whoever has the files is down."""
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    hanbin.stop()
    case = Case(office)
    case.step()
    network.wait(lambda: network["ankang"].ends() == gaoxin.ends(),
                 "the authority holds the case")
    gaoxin.stop()
    hanbin.start()
    network.wait(lambda: hanbin.status().get("equal") == ["ankang"],
                 "the home's logs equal the authority's")
    return case


def shown(node, case):
    status = node.status()
    check(status["connected"] == ["ankang"] and status["needs"] > 0 and
          not status["vault_complete"],
          "equal logs, an incomplete vault: status says both", status)
    row = status["missing"][0]
    check(row["case"] == case.number and row["have"] == 0 and
          row["total"] >= 1 and row["since"] > 0 and row["tried"] == [],
          "a missing object has its case, chunks, age and whom was asked",
          row)
    answer = node.cli("vault", "needs")
    check(answer.code == 0 and
          {m["object"] for m in answer.json["missing"]} ==
          {m["object"] for m in status["missing"]} and
          {m["kind"] for m in answer.json["missing"]} == {"file", "wrap"},
          "vault needs lists the same, files and wraps", answer)
    table = tongban("vault", "needs", "--dir", node.dir)
    check(table.code == 0 and case.number in table.out and
          row["object"][:16] in table.out,
          "and as a table", table)
    told = tongban("status", "--dir", node.dir)
    check("logs are equal to those of" in told.out and
          "ankang\n" in told.out, "status says it in a line", told)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        case = received_behind_its_back(network, office)
        hanbin = network["hanbin"]
        shown(hanbin, case)
        network["ankang-gaoxin"].start()
        check(report.until(30, lambda: hanbin.status().get(
            "vault_complete")), "the receiver is back: complete",
            hanbin.status())
        status = hanbin.status()
        check(status["needs"] == 0 and status["missing"] == [],
              "and nothing is missing", status)
        told = tongban("status", "--dir", hanbin.dir)
        check("the vault is complete" in told.out, "said in a line", told)


if __name__ == "__main__":
    main()
    report.close()
