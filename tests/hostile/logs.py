"""What lies in a data folder, read with no code of the node."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
for folder in ("network", "outsider"):
    sys.path.insert(0, str(HERE.parent / folder))

import batch  # noqa: E402
import canon  # noqa: E402
from repo import Repo  # noqa: E402


def raw_acts(folder):
    """Bytes of every act of every log under a data folder: (node, bytes)."""
    for path in sorted(pathlib.Path(folder, "logs").glob("*.git")):
        with Repo(path) as repo:
            for name in batch.chain(repo, repo.check()):
                data, _ = batch.blobs(repo, repo.object(name, "commit"))
                for piece, _ in batch.split_acts(data):
                    yield path.stem, piece


def acts(folder):
    """The same, decoded."""
    for node, piece in raw_acts(folder):
        yield node, canon.decode(piece)
