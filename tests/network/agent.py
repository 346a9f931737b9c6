#!/usr/bin/env python3
"""Keys that live in ssh-agent alone: roots, and a clerk.

    agent.py [all|quick]

The authority's two roots and the receiving clerk are keys that ssh-keygen
made, ssh-add took, and no file holds any more.  A network is opened, a case
carried to its end; then everything that goes wrong with an agent.
"""

import base64
import contextlib
import os
import pathlib
import socket
import struct
import subprocess
import sys
import threading

import network as net
import office as hall
import report
from network import Network, tongban
from report import check

sys.path.insert(0, str(net.SOURCE / "tests/outsider"))
import maker  # noqa: E402  Ed25519 of its own


class Agent:
    """A real ssh-agent on a socket of its own; ours by SSH_AUTH_SOCK."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.path = folder / "socket"
        self.askpass = folder / "askpass"
        self.answer = folder / "answer"
        self.askpass.write_text(f"#!/bin/sh\ncat {self.answer} 2>/dev/null\n")
        self.askpass.chmod(0o700)
        env = dict(os.environ, SSH_ASKPASS=str(self.askpass),
                   SSH_ASKPASS_REQUIRE="force", DISPLAY=":none")
        os.environ["SSH_AUTH_SOCK"] = str(self.path)
        self.env = dict(env, SSH_AUTH_SOCK=str(self.path))
        self.process = subprocess.Popen(
            ["ssh-agent", "-D", "-a", self.path], env=env,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        if not report.until(10, self.path.exists):
            raise RuntimeError("ssh-agent does not start")

    def add(self, *words):
        subprocess.run(["ssh-add", "-q", *map(str, words)], env=self.env,
                       stdin=subprocess.DEVNULL, capture_output=True,
                       check=True, timeout=30)

    def lock(self, flag):
        self.answer.write_text("a passphrase\n")
        self.add(flag)
        self.answer.unlink()

    def make(self, comment, *words, kind="ed25519"):
        """A new key for the agent alone; its public line."""
        path = self.folder / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C",
                        comment, "-f", path], check=True, timeout=60)
        self.add(*words, path)
        path.unlink()
        public = path.with_suffix(".pub")
        line = public.read_text().strip()
        public.unlink()
        return line

    def close(self):
        self.process.terminate()
        self.process.wait(10)


class Roots:
    """What the authority's roots sign: drafts, by both of two keys."""

    def __init__(self, network, lines):
        self.network = network
        self.lines = lines
        self.count = 0

    def key(self, i):
        """The first by its comment, the second by its fingerprint."""
        if i == 0:
            return "agent:root-1"
        blob = base64.b64decode(self.lines[i].split()[1])
        print_ = base64.b64encode(maker.sha(blob)).decode().rstrip("=")
        return f"agent:SHA256:{print_}"

    def open(self):
        node = self.network["ankang"]
        answer = node.setup("init", "--network", "安康通办网",
                            "--threshold", 2, "--root-public", self.lines[0],
                            "--root-public", self.lines[1])
        if answer.code != 0:
            raise RuntimeError(str(answer))
        opening = node.dir / "opening-act"
        by = tongban("act", "show", opening, "--json").json[0]["by"]
        keys = sorted((self.key(0), self.key(1)), key=lambda k: net.must(
            "key", "show", k, "--json").json["id"] != by)
        for key in keys:
            answer = tongban("key", "sign", opening, "--key", key, "--yes")
            check(answer.code == 0, f"the opening act is signed by {key[:20]}",
                  answer)

    def sign(self, *words):
        node, self.count = self.network["ankang"], self.count + 1
        draft = self.network.dir / f"draft-{self.count}"
        net.must(*words, "--dir", node.dir, "--key", self.key(0), "--draft",
                 draft)
        net.must("key", "sign", draft, "--key", self.key(1), "--yes")
        return net.must("act", "submit", draft, "--dir", node.dir, "--json")


class Office(hall.Office):
    """The receiving clerk has no key file."""

    def __init__(self, network, line):
        super().__init__(network)
        self.line = line

    def certify(self, node, clerk, name, roles):
        if clerk != "chen-yu":
            super().certify(node, clerk, name, roles)
            return
        self.must_sign(self.network[node], "staff", "grant", "--id", clerk,
                       "--name", name, "--roles", roles, *hall.UNTIL,
                       "--public", self.line)

    def key(self, clerk):
        return "agent:chen-yu" if clerk == "chen-yu" else super().key(clerk)


def found(network, roots):
    network.root = roots.sign
    roots.open()
    for name in ("hanbin", "ankang-gaoxin"):
        answer = network[name].setup("join", "--genesis", network.genesis())
        if answer.code != 0:
            raise RuntimeError(str(answer))
    for node in network:
        node.start()
    network.opened()
    for name in ("hanbin", "ankang-gaoxin"):
        network.admit(network[name])
    network.publish()
    check(True, "two roots in an agent open a network, admit and publish")


class Desk:
    """The receiver's node, and something that is signed there."""

    def __init__(self, node, number):
        self.node = node
        self.number = number

    def ask(self, key, *where):
        """Open a file of the case: an access record, and a login."""
        return tongban("case", "file", self.number, "form", "--out",
                       self.node.network.dir / "form", "--key", key,
                       *(where or ("--dir", self.node.dir)))

    def wrong(self, sentence, code, *words, key="agent:chen-yu", where=()):
        """One sentence, this exit, and no log has grown."""
        before = self.node.ends()
        answer = self.ask(key, *where)
        lines = answer.err.splitlines()
        check(answer.code == code and len(lines) == 1 and
              all(w in lines[0] for w in words) and
              self.node.ends() == before,
              f"{sentence}: one sentence, exit {code}", answer)

    def right(self, sentence, key="agent:chen-yu"):
        answer = self.ask(key)
        check(answer.code == 0, sentence, answer)


def locked(agent, desk):
    agent.lock("-x")
    desk.wrong("a locked agent", 1, "locked (ssh-add -X)")
    agent.lock("-X")
    desk.right("unlocked, it signs again")


def confirmed(agent, desk, office):
    """ssh-add -c: the agent asks its person each time."""
    line = agent.make("careful", "-c")
    office.must_sign(desk.node, "staff", "grant", "--id", "careful", "--name",
                     "谨慎", "--roles", "window", *hall.UNTIL, "--public",
                     line)
    agent.askpass.write_text("#!/bin/sh\nexit 1\n")
    desk.wrong("whoever is asked says no", 1, "refused to sign",
               "not confirmed", key="agent:careful")
    agent.askpass.write_text("#!/bin/sh\nexit 0\n")
    desk.right("and says yes: signed", "agent:careful")


def other_keys(agent, desk):
    desk.wrong("a key the agent does not hold", 1, "holds no key nobody",
               "ssh-add", key="agent:nobody")
    agent.make("old", kind="rsa")
    desk.wrong("a key of another kind", 78, "ssh-rsa", "only ssh-ed25519",
               key="agent:old")
    agent.make("twin")
    agent.make("twin")
    desk.wrong("two keys of one name", 2, "2 keys", "fingerprint",
               key="agent:twin")
    desk.wrong("no name", 2, "comes the key's fingerprint", key="agent:")
    agent.make("stranger")
    api = ("--api", f"http://127.0.0.1:{desk.node.api_port}")
    desk.wrong("a key that nobody certified", 1, "F-73",
               key="agent:stranger", where=api)


class FalseAgent:
    """Lists the clerk's key and signs with another, or says @said."""

    def __init__(self, folder, line, said=None):
        self.blob = base64.b64decode(line.split()[1])
        self.said = said
        self.path = folder / f"false-{said is None}"
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(self.path))
        self.socket.listen(8)
        threading.Thread(target=self.serve, daemon=True).start()

    @staticmethod
    def string(data):
        return struct.pack(">I", len(data)) + data

    def answer(self, request):
        if request[0] == 11:
            return (b"\x0c" + struct.pack(">I", 1) + self.string(self.blob) +
                    self.string(b"chen-yu"))
        _, message = self.cut(request[1:])
        signature = maker.Key("another").sign(self.cut(message)[0])
        return b"\x0e" + self.string(self.string(b"ssh-ed25519") +
                                     self.string(signature))

    @staticmethod
    def cut(data):
        n = struct.unpack(">I", data[:4])[0]
        return data[4:4 + n], data[4 + n:]

    def serve(self):
        while True:
            c, _ = self.socket.accept()
            with c:
                n = struct.unpack(">I", c.recv(4, socket.MSG_WAITALL))[0]
                request = c.recv(n, socket.MSG_WAITALL)
                c.sendall(self.said if self.said is not None else
                          self.string(self.answer(request)))


def false_agents(network, desk, line):
    real = os.environ["SSH_AUTH_SOCK"]
    os.environ["SSH_AUTH_SOCK"] = str(
        FalseAgent(network.dir, line).path)
    desk.wrong("an agent that signs with another key", 1,
               "does not verify")
    os.environ["SSH_AUTH_SOCK"] = str(
        FalseAgent(network.dir, line, b"\xff\xff\xff\xff\x0c").path)
    desk.wrong("an agent that promises 4 GiB", 1, "262144")
    os.environ["SSH_AUTH_SOCK"] = str(network.dir / "nothing")
    desk.wrong("nobody at the socket", 69, "no ssh-agent answers")
    del os.environ["SSH_AUTH_SOCK"]
    desk.wrong("no agent at all", 69, "SSH_AUTH_SOCK is not set")
    os.environ["SSH_AUTH_SOCK"] = real


def public_halves(agent, line):
    shown = tongban("key", "show", "agent:chen-yu")
    check(shown.code == 0 and shown.out.splitlines()[0] == line,
          "key show gives the line that ssh-keygen wrote", shown)
    print_ = subprocess.run(["ssh-add", "-l"], env=agent.env, text=True,
                            capture_output=True, check=True).stdout
    check(shown.out.splitlines()[2] in print_,
          "and the fingerprint of ssh-add -l", (shown, print_))


def main():
    with Network() as network:
        # A socket's path has at most 107 bytes.
        agent = Agent(pathlib.Path(network.dir) / "agent")
        try:
            roots = Roots(network, [agent.make(f"root-{i}") for i in (1, 2)])
            line = agent.make("chen-yu")
            public_halves(agent, line)
            found(network, roots)
            office = Office(network, line)
            office.open()
            case = hall.Case(office)
            case.run()
            check(not (network.dir / "keys/chen-yu.key").exists() and
                  case.number, "a clerk without a key file logs in, receives "
                  "a case and closes it", case.number)
            desk = Desk(network["ankang-gaoxin"], case.number)
            locked(agent, desk)
            confirmed(agent, desk, office)
            other_keys(agent, desk)
            false_agents(network, desk, line)
        finally:
            agent.close()


main()
report.close()
