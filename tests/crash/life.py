"""One life of `appender`, and whether the next one finds all that it said.

What is killed, starved and cut off here is the product's own storage code:
appends, batches of peers, the vault, the signed time (appender.c).  A life is
good when the next one exits with 0: it opens everything, reads every line that
was said, and keeps more; then stock git finds no fault in any log.
"""

import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "network"))
from report import check, close  # noqa: E402,F401  pylint: disable=C0413,W0611

BUILD = pathlib.Path(os.environ.get("TONGBAN_BUILD",
                                    HERE.parents[1] / "build/dev"))
APPENDER = BUILD / "tests/crash/appender"
LIFE_SECONDS_MAX = 60
SHOWN_MAX = 5  # faults of one kind that are printed

# No git configuration of whoever runs the tests.
ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
               "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}

Life = collections.namedtuple("Life", "code said complaint")


def top():
    """Where folders are made: in memory where that is, for its speed.  A
    killed process leaves its writes to the system, on any file system."""
    shm = pathlib.Path("/dev/shm")
    place = shm if os.access(shm, os.W_OK) else None
    return tempfile.TemporaryDirectory(prefix="tongban-crash-", dir=place)


def live(folder, said=None, before=(), environment=None):
    """One life in @folder, under the words @before; what it came to."""
    words = [*before, APPENDER, folder]
    if said is not None:
        kept = folder.parent / (folder.name + ".said")
        kept.write_text(said, "utf-8")
        words.append(kept)
    done = subprocess.run(words, stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, timeout=LIFE_SECONDS_MAX,
                          env={**ENVIRONMENT, **(environment or {})},
                          check=False)
    return Life(done.returncode, done.stdout, done.stderr.strip())


def faults(folder, said):
    """What is wrong with what an earlier life left; nothing is good.  Its
    logs are gone on with, so a good one has them all to be looked at."""
    after = live(folder, said)
    if after.code != 0:
        return f"the next life ends with {after.code}: {after.complaint}"
    if not after.said:
        return "the next life said nothing"
    for repo in sorted((folder / "logs").iterdir()):
        looked = subprocess.run(
            ["git", "-C", repo, "fsck", "--full", "--strict", "--no-dangling"],
            capture_output=True, text=True, env=ENVIRONMENT, check=False)
        if looked.returncode or looked.stdout or looked.stderr:
            return f"git fsck of {repo.name}: {looked}"
    return ""


def lines(text):
    """Whole lines only: half of one was not said."""
    return text[:text.rfind("\n") + 1]


class Runs:
    """Many lives, two at a time; the faults of each, by name."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.found = {}
        self.count = 0

    def all(self, names, try_one):
        """try_one(name, folder) -> what is wrong, or nothing."""
        workers = max(2, os.cpu_count() or 2)
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            for name, fault in pool.map(lambda n: self.one(n, try_one), names):
                self.count += 1
                if fault:
                    self.found[name] = fault

    def one(self, name, try_one):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        inside = folder / "data"
        inside.mkdir()
        try:
            return name, try_one(name, inside)
        finally:
            shutil.rmtree(folder)

    def report(self, sentence):
        shown = [f"{name}: {fault}"
                 for name, fault in list(self.found.items())[:SHOWN_MAX]]
        check(self.count > 0 and not self.found,
              f"{sentence} ({self.count} lives)",
              f"{len(self.found)} of {self.count}\n" + "\n".join(shown))


CALL = re.compile(r"^(\w+)\(")


def trace(folder, *options):
    """The lines of strace over one whole life, and that life."""
    log = folder.parent / (folder.name + ".strace")
    life = live(folder, before=["strace", "-qq", "-o", log, *options])
    return log.read_text("utf-8", "replace").splitlines(), life


def calls(folder, wanted):
    """(name, which one of that name, line) of each call of one life."""
    seen = collections.Counter()
    out = []
    shown, life = trace(folder, "-e", "trace=" + ",".join(wanted))
    for line in shown:
        name = CALL.match(line)
        if name:
            seen[name[1]] += 1
            out.append((name[1], seen[name[1]], line))
    return out, life
