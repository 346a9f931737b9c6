"""Nodes in namespaces of their own, each with a clock, one with a small disk."""

import glob
import http.client
import os
import pathlib
import re
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] /
                       "network"))

import network as net  # noqa: E402
from lines import Inside, Lines, run  # noqa: E402
from network import Network  # noqa: E402

A, H, G, X = "ankang", "hanbin", "ankang-gaoxin", "xunyang"
NAMES = {A: "安康市", H: "汉滨区", G: "安康高新区", X: "旬阳市"}
DISK_MIB = 48
PEER_PORT, API_PORT = 7100, 8100


def faketime():
    found = sorted(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1"))
    if not found:
        sys.exit("libfaketime is missing (deploy/install-packages.sh test)")
    return found[0]


class Place(net.Node):
    """A node in its namespace; offset is how far its clock is off, in
    seconds."""

    def __init__(self, network, name):
        super().__init__(network, name)
        self.peer_port, self.api_port = PEER_PORT, API_PORT
        self.offset = 0
        self.disk = None

    def environment(self, failpoint=None):
        env = net.environment(failpoint)
        if self.offset:
            env |= {"LD_PRELOAD": self.network.faketime,
                    "FAKETIME": f"{self.offset:+d}s",
                    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                    "FAKETIME_NO_CACHE": "1"}
        return env

    def command(self, *words):
        done = subprocess.run(
            [*self.network.lines.inside(self.name), net.PROGRAM,
             *map(str, words)], text=True, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=net.CALL_SECONDS,
            env=self.environment())
        return net.Answer(done)

    def cli(self, *words):
        return self.command(*words, "--dir", self.dir, "--json")

    def setup(self, *words, failpoint=None):
        return self.command(
            *words, "--dir", self.dir, "--node", self.name, "--name",
            NAMES[self.name], "--listen",
            f"{self.network.lines.address(self.name)}:{PEER_PORT}", "--api",
            f"127.0.0.1:{API_PORT}")

    def spawn(self, failpoint=None):
        with open(self.journal_path, "ab") as journal:
            self.process = subprocess.Popen(
                [*self.network.lines.inside(self.name), net.PROGRAM, "run",
                 "--dir", self.dir, "--clock-is-right"], stderr=journal,
                stdin=subprocess.DEVNULL, stdout=journal,
                env=self.environment(failpoint))

    def get_once(self, path):
        c = http.client.HTTPConnection("127.0.0.1", API_PORT,
                                       timeout=net.CALL_SECONDS)
        try:
            with Inside(self.network.lines.space(self.name)):
                c.connect()
            c.request("GET", path, headers=self.as_operator())
            answer = c.getresponse()
            wait = int(answer.getheader("Retry-After", "1"))
            return answer.status, answer.read(), wait
        except OSError:
            return 0, b"", 0
        finally:
            c.close()

    def pause(self):
        if not self.is_dead():
            self.process.send_signal(signal.SIGSTOP)

    def wake(self):
        if not self.is_dead():
            self.process.send_signal(signal.SIGCONT)


class Disk:
    """A small ext4 of its own, in a file."""

    def __init__(self, image, place):
        self.place = place
        run("truncate", "-s", f"{DISK_MIB}M", image)
        run("mkfs.ext4", "-q", "-m", "0", image)
        place.mkdir()
        run("mount", "-o", "loop", image, place)

    def fill(self):
        """Not one block is left."""
        with open(self.place / "ballast", "ab", buffering=0) as f:
            for size in (1 << 20, 1 << 12):
                try:
                    while True:
                        f.write(b"\0" * size)
                except OSError:
                    pass
            os.fsync(f.fileno())

    def empty(self):
        (self.place / "ballast").unlink(missing_ok=True)

    def remove(self):
        subprocess.run(["umount", "-l", self.place], check=False)


class Land(Network):
    """The authority and three districts, on one bridge."""

    def __init__(self):
        super().__init__()
        self.faketime = faketime()
        self.lines = Lines(NAMES)
        self.nodes = {name: Place(self, name) for name in NAMES}
        self.disk = None

    def __enter__(self):
        self.lines.__enter__()
        try:
            self.disk = Disk(self.dir / "disk", self.dir / "mount")
        except subprocess.CalledProcessError as e:
            self.lines.remove()
            raise RuntimeError(f"{e.cmd}: {e.stderr}") from e
        self.nodes[X].dir = self.disk.place / X
        return self

    def __exit__(self, kind, value, trace):
        for node in self:
            node.wake()
            if not node.is_dead():
                node.kill()
        self.disk.remove()
        self.lines.remove()
        super().__exit__(kind, value, trace)

    @staticmethod
    def no_floor(node):
        """It works until the last block; floor.py asks about the floor."""
        path = node.dir / "node.yaml"
        path.write_text(re.sub(r"free_floor_mib: \d+", "free_floor_mib: 0",
                               path.read_text()))

    def root(self, *words):
        key = self[A].dir / "keys/root-1.key"
        answer = self[A].command(*words, "--dir", self[A].dir, "--key", key,
                                 "--json")
        if answer.code != 0:
            raise RuntimeError(f"{words}: {answer}")
        return answer

    def found(self):
        self.make()
        self.no_floor(self[X])
        for node in self:
            node.start()
        self.opened()
        for name in (H, G, X):
            self.admit(self[name])
        self.publish()
