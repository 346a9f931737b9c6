#!/usr/bin/env python3
"""What a daemon works with and did not read from a key file: the keys of its
sessions, the keys of cases, files on their way.

As root the memory of daemons at work is read: keys lie in locked pages that no
core holds, and nowhere else; they go with the session and the preparation.  Of
what was handed in and opened nothing stays behind in the memory of any daemon.
"""

import json
import os
import random
import subprocess

import logs  # first: sets the path to the helpers of tests/network
import image
import network as net
import report
from network import Network
from office import Case, Office
from report import check

IS_ROOT = os.geteuid() == 0
LARGE_BYTES = 96 << 20
TRIES = 5
WORD = os.urandom(16).hex()
LICENCE = f"2019{random.SystemRandom().randrange(10 ** 7, 10 ** 8)}"


def session_keys(victim, attacker):
    """The peer at the other end tells the keys; its daemon is stopped."""
    peer = subprocess.Popen(
        [net.BUILD / "hostile_peer", "--dir", attacker.dir, "--node",
         attacker.name, "--expect", victim.name, "--to",
         f"127.0.0.1:{victim.peer_port}", "keys"],
        text=True, stdout=subprocess.PIPE)
    keys = {}
    while not keys:
        said = json.loads(peer.stdout.readline())
        if said["event"] == "keys":
            keys = {name: bytes.fromhex(said[name])
                    for name in ("send", "receive")}
    taken = image.Image(victim.process.pid)
    for name, key in keys.items():
        check(taken.places(key), f"the key that {attacker.name} uses to {name}"
              " is in the daemon's memory")
        check(not taken.astray(key), "it lies in locked pages alone",
              taken.astray(key))
    peer.kill()
    peer.communicate()

    def gone():
        after = image.Image(victim.process.pid)
        return not any(after.places(key) for key in keys.values())
    check(report.until(20, gone), "both are gone when the session is over")


def receive(office, path):
    """A running `case receive` with a file that the node seals in many
    steps."""
    node = office.network["ankang-gaoxin"]
    return subprocess.Popen(
        [net.PROGRAM, "case", "receive", "--dir", node.dir, "--item", "T04",
         "--home", "hanbin", "--form", office.files / "form.json", "--print",
         "M1", "--drawn", "M2", "--material", f"M3={path}", "--key",
         office.key("chen-yu"), "--receipt", office.network.dir, "--json"],
        text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=net.environment())


def case_key(node, number):
    """The key of the case, out of the node's own wrap."""
    act = next(act for _, act in logs.acts(node.dir)
               if act["kind"] == "case.receive" and
               act["body"]["number"] == number)
    root = next(v["root"].hex() for v in act["vault"]
                if v["id"] == f"key.{node.name}")
    wrap = (node.dir / "wraps" / root[:2] / root).read_bytes()
    return image.unwrap(wrap, image.secret_of(node.dir / "keys/sealing.key",
                                              b""))


def images_while(command, pid):
    """Memory images of the daemon, taken until the command is over."""
    images = []
    while command.poll() is None:
        images.append(image.Image(pid))
    return images


def key_of_a_case(office):
    node = office.network["ankang-gaoxin"]
    large = office.files / "large"
    with open(large, "wb") as file:
        file.truncate(LARGE_BYTES)
    seen = []
    for _ in range(TRIES):
        command = receive(office, large)
        images = images_while(command, node.process.pid)
        out, err = command.communicate()
        check(command.returncode == 0, "a case with a large file is received",
              err)
        answer = json.loads(out)
        key = case_key(node, answer["number"])
        seen = [taken for taken in images if taken.places(key)]
        if seen:
            break
    check(seen, "the key of a case is in memory while a file is sealed",
          f"{len(images)} images")
    astray = [taken.astray(key) for taken in seen if taken.astray(key)]
    check(not astray, f"in {len(seen)} images it lies in locked pages alone",
          astray[:3])
    after = image.Image(node.process.pid)
    check(not after.places(key), "and nowhere once the case is answered",
          after.places(key))


def opened(office):
    """A material is handed in, a form judged, both read by a clerk."""
    network = office.network
    (office.files / "M3").write_text(f"健康体检证明 {WORD}\n")
    form = json.loads((office.files / "form.json").read_text())
    (office.files / "form.json").write_text(
        json.dumps(form | {"licence_no": LICENCE}))
    case = Case(office)
    case.run(4)
    network.synced()
    node = network["hanbin"]
    for file in ("form", "mat.M3"):
        def read(file=file):
            return node.sign(office.key("li-min"), "case", "file",
                             case.number, file, "--reason", "看")
        check(report.until(30, lambda: read().code == 0),
              f"a clerk reads {file}", read())
    for node in network:
        taken = image.Image(node.process.pid)
        for what, word in (("form", LICENCE), ("material", WORD)):
            left = [taken.astray(form)
                    for form in image.forms(word.encode())
                    if taken.astray(form)]
            check(not left, f"{node.name}: of the {what} nothing stays in "
                  f"{taken.bytes >> 20} MiB of memory", left)


def closed(network):
    for node in network:
        check(image.refused(f"/proc/{node.process.pid}/mem"),
              f"{node.name}: the memory is closed to its own user")


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        if not IS_ROOT:
            closed(network)
            return
        opened(office)
        key_of_a_case(office)
        network["ankang"].stop()
        session_keys(network["hanbin"], network["ankang"])


main()
report.close()
