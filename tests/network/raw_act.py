#!/usr/bin/env python3
"""Write the bytes of the act that a receipt is about.

    raw_act.py RECEIPT LOGS_DIR OUT
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "outsider"))

import batch  # noqa: E402
from repo import Repo  # noqa: E402


def main(receipt, logs, out):
    lines = pathlib.Path(receipt).read_text("utf-8").splitlines()
    index = int(lines[1].split()[1])
    node = next(line for line in lines
                if line.startswith("tongban/")).split("/")[2]
    pieces = []
    with Repo(pathlib.Path(logs) / f"{node}.git") as repo:
        for name in batch.chain(repo, repo.check()):
            data, _ = batch.blobs(repo, repo.object(name, "commit"))
            pieces += [piece for piece, _ in batch.split_acts(data)]
    pathlib.Path(out).write_bytes(pieces[index])


main(*sys.argv[1:])
