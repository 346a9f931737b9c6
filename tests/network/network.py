"""Real daemons on loopback, in a temporary folder, set up by the program.

    with Network() as network:
        network.found()
        network["hanbin"].cli("status")
"""

import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import report

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("TONGBAN_BUILD", SOURCE / "build/dev"))
PROGRAM = BUILD.resolve() / "tongban"
NODES = {"ankang": "安康市", "hanbin": "汉滨区", "ankang-gaoxin": "安康高新区"}
# Below the range the system takes the ports of dialling sockets from: a node
# that is down must find its port free when it comes back.
PORT_FIRST, PORT_LAST = 15000, 32000
CALL_SECONDS = 60
READY_SECONDS = 20
SYNC_SECONDS = 60


class Answer:
    """What a command said."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit {self.code}\n{self.out}{self.err}"


def environment(failpoint=None):
    env = {name: value for name, value in os.environ.items()
           if not name.startswith("TONGBAN_")}
    env["LC_ALL"] = "C.UTF-8"
    if failpoint:
        env["TONGBAN_FAILPOINT"] = failpoint
    return env


def tongban(*words, failpoint=None):
    """Run one command to its end."""
    done = subprocess.run([PROGRAM, *map(str, words)], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=CALL_SECONDS, env=environment(failpoint))
    return Answer(done)


def must(*words):
    """Run one command that has to work."""
    answer = tongban(*words)
    if answer.code != 0:
        raise RuntimeError(f"tongban {' '.join(map(str, words))}: {answer}")
    return answer


def is_free(port):
    with socket.socket() as s:
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


RESERVED = []  # sockets, open as long as this program runs


def reserve(port):
    """Nobody else's who asks here, though nobody listens yet.

    A name in the kernel (abstract unix socket) that ends with this program."""
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        s.bind(f"\0tongban-test-port-{port}")
    except OSError:
        s.close()
        return False
    RESERVED.append(s)
    return True


def free_ports(count):
    ports = set()
    while len(ports) < count:
        port = random.SystemRandom().randrange(PORT_FIRST, PORT_LAST)
        if reserve(port) and is_free(port):
            ports.add(port)
    return sorted(ports)


class Node:
    """One data folder, and the daemon that works in it."""

    def __init__(self, network, name):
        self.network = network
        self.name = name
        self.dir = network.dir / "nodes" / name
        self.journal_path = network.dir / f"{name}.log"
        self.peer_port, self.api_port = free_ports(2)
        self.process = None

    def setup(self, *words, failpoint=None):
        """`init` or `join` with this node's place."""
        return tongban(*words, "--dir", self.dir, "--node", self.name,
                       "--name", NODES.get(self.name, self.name),
                       "--listen", f"127.0.0.1:{self.peer_port}",
                       "--api", f"127.0.0.1:{self.api_port}",
                       failpoint=failpoint)

    def spawn(self, failpoint=None):
        with open(self.journal_path, "ab") as journal:
            self.process = subprocess.Popen(
                [PROGRAM, "run", "--dir", self.dir], stderr=journal,
                stdin=subprocess.DEVNULL, stdout=journal,
                env=environment(failpoint))

    def start(self, failpoint=None):
        """Returns when it answers, or is dead."""
        self.spawn(failpoint)
        if not report.until(READY_SECONDS,
                            lambda: self.is_dead() or self.answers()):
            raise RuntimeError(f"{self.name} does not start")

    def is_dead(self):
        return self.process is None or self.process.poll() is not None

    def answers(self):
        return self.cli("status").code == 0

    def end(self, by=signal.SIGKILL):
        """Returns the exit code, negative for a signal."""
        if not self.is_dead():
            self.process.send_signal(by)
        return self.process.wait(READY_SECONDS)

    def kill(self):
        return self.end(signal.SIGKILL)

    def stop(self):
        return self.end(signal.SIGTERM)

    def restart(self, failpoint=None):
        self.stop()
        self.start(failpoint)

    def cli(self, *words):
        return tongban(*words, "--dir", self.dir, "--json")

    def sign(self, key, *words):
        return self.cli(*words, "--key", key)

    def own_key(self):
        return self.dir / "keys/log.key"

    def status(self):
        answer = self.cli("status")
        return answer.json if answer.code == 0 else {}

    def ends(self):
        """Where each log ends here; None when the node does not answer."""
        logs = self.status().get("logs")
        return logs and [(log["node"], log["epoch"], log["size"], log["root"])
                         for log in logs]

    def journal(self):
        return self.journal_path.read_text("utf-8", "replace")

    def as_operator(self):
        """What opens the API to whoever may read the data folder."""
        try:
            token = (self.dir / "run/operator.token").read_text()
        except OSError:
            return {}
        return {"Authorization": f"Bearer {token}"}

    def get(self, path):
        """(status, body) of the API; (0, b"") when it does not answer.

        Too many requests (429): comes again when the node says, as a good
        client does.
        """
        while True:
            status, body, wait = self.get_once(path)
            if status != 429:
                return status, body
            time.sleep(wait)

    def get_once(self, path):
        """(status, body, seconds to wait before the next)."""
        c = http.client.HTTPConnection("127.0.0.1", self.api_port,
                                       timeout=CALL_SECONDS)
        try:
            c.request("GET", path, headers=self.as_operator())
            answer = c.getresponse()
            wait = int(answer.getheader("Retry-After", "1"))
            return answer.status, answer.read(), wait
        except OSError:
            return 0, b"", 0
        finally:
            c.close()


class Network:
    """The authority and two districts."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="tongban-network-"))
        (self.dir / "nodes").mkdir()
        (self.dir / "keys").mkdir()
        self.nodes = {name: Node(self, name) for name in NODES}

    def __getitem__(self, name):
        return self.nodes[name]

    def __iter__(self):
        return iter(self.nodes.values())

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        for node in self:
            if not node.is_dead():
                node.kill()
        if kind or report.failed:
            self.tell_journals()
        shutil.rmtree(self.dir, ignore_errors=True)

    def tell_journals(self):
        for node in self:
            if node.journal_path.exists():
                print(f"-- journal of {node.name}")
                print("\n".join(node.journal().splitlines()[-40:]))

    def root(self, *words):
        key = self["ankang"].dir / "keys/root-1.key"
        return must(*words, "--dir", self["ankang"].dir, "--key", key,
                    "--json")

    def genesis(self):
        return self["ankang"].dir / "genesis"

    def make(self):
        """The three folders."""
        for node in self:
            words = (["init", "--network", "安康通办网"]
                     if node.name == "ankang" else
                     ["join", "--genesis", self.genesis()])
            answer = node.setup(*words)
            if answer.code != 0:
                raise RuntimeError(str(answer))

    def opened(self):
        self.wait(lambda: (self["ankang"].ends() or [(0, 0, 0)])[0][2] > 0,
                  "the authority opens its log")

    def admit(self, node):
        self.root("member", "admit", node.dir / "join-request")

    def publish(self):
        """What all members work by; returns when they have it."""
        for path in ("calendars/cn-2024-2026.yaml", "standards/T04.yaml"):
            kind = path.split("/")[0][:-1]
            self.root(kind, "publish", SOURCE / "deploy" / path)
        self.wait(lambda: all(n.status().get("admitted") for n in self),
                  "all nodes are admitted")
        self.synced()

    def found(self):
        """From nothing to three running members."""
        self.make()
        for node in self:
            node.start()
        self.opened()
        for name in ("hanbin", "ankang-gaoxin"):
            self.admit(self[name])
        self.publish()

    def wait(self, question, what):
        if not report.until(SYNC_SECONDS, question):
            raise RuntimeError(f"waited in vain: {what}")

    def equal(self):
        ends = [node.ends() for node in self]
        return ends[0] and all(e == ends[0] for e in ends)

    def synced(self):
        self.wait(self.equal, "all nodes hold the same logs")

    def connected(self):
        return all(len(n.status().get("connected", [])) == len(NODES) - 1
                   for n in self)
